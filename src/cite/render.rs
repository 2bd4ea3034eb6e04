//! The CSL processor's output as runs of text.

use hayagriva::citationberg::LocaleCode;
use hayagriva::citationberg::{FontStyle, FontVariant, FontWeight, VerticalAlign};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChild, ElemChildren,
    Entry, LocatorPayload, SpecificLocator,
};

use super::style::Style;
use super::{Place, Unit};
use crate::model::audience::{CitationForm, Words};
use crate::model::source::{Locator, Source, is_link};
use crate::paper::{Run, plain};

/// What the processor gave.
pub struct Rendered {
    /// One note a place.
    pub notes: Vec<Vec<Run>>,
    /// The list of sources, where the style has one.
    pub sources: Vec<(String, Vec<Run>)>,
}

/// A source in a note, and what is printed before it.
struct Request<'a> {
    place: usize,
    source: &'a Source,
    locator: Option<&'a Locator>,
    before: String,
}

/// Renders all citations of a paper in one go.
pub fn render(
    style: &Style,
    language: &str,
    places: &[(Place, Vec<Unit<'_>>)],
    words: &Words,
    form: CitationForm,
) -> Rendered {
    let requests = requests(places, words);
    let locale = LocaleCode(language.to_owned());
    let mut driver = BibliographyDriver::new();
    for request in &requests {
        let locator = request
            .locator
            .map(|locator| SpecificLocator(locator.kind, LocatorPayload::Str(&locator.value)));
        let item: CitationItem<'_, Entry> =
            CitationItem::new(&request.source.entry, locator, None, false, None);
        driver.citation(CitationRequest::new(
            vec![item],
            &style.csl,
            Some(locale.clone()),
            &style.locales,
            Some(request.place + 1),
        ));
    }
    let rendered =
        driver.finish(BibliographyRequest::new(&style.csl, Some(locale), &style.locales));

    let mut notes: Vec<Vec<Run>> = vec![Vec::new(); places.len()];
    for (request, citation) in requests.iter().zip(rendered.citations) {
        let note = &mut notes[request.place];
        if !request.before.is_empty() {
            trim_stop(note);
            note.push(Run::text(&request.before));
        }
        note.extend(linked(runs(&citation.citation), request.source));
    }
    for note in &mut notes {
        stop(note);
    }
    let mut sources = Vec::new();
    if form == CitationForm::Sentence {
        for item in rendered.bibliography.into_iter().flat_map(|bibliography| bibliography.items) {
            let source = requests.iter().find(|request| request.source.id == item.key);
            let mut text = runs(&item.content);
            if let Some(request) = source {
                text = linked(text, request.source);
            }
            stop(&mut text);
            sources.push((item.key, text));
        }
    }
    Rendered { notes, sources }
}

fn requests<'a>(places: &'a [(Place, Vec<Unit<'a>>)], words: &Words) -> Vec<Request<'a>> {
    let quoted_in = format!(", {} ", words.get("quoted-in"));
    let mut requests = Vec::new();
    for (place, (_, units)) in places.iter().enumerate() {
        for (at, unit) in units.iter().enumerate() {
            let between = if at == 0 { "" } else { "; " };
            let before = match unit.primary {
                None => between.to_owned(),
                Some((primary, None)) => format!("{between}{}{quoted_in}", primary.name),
                Some((primary, Some(source))) => {
                    requests.push(Request {
                        place,
                        source,
                        locator: primary.locator.as_ref(),
                        before: between.to_owned(),
                    });
                    quoted_in.clone()
                }
            };
            requests.push(Request {
                place,
                source: unit.source,
                locator: unit.locator.as_ref(),
                before,
            });
        }
    }
    requests
}

/// The words of a processor's element, in their styles.
fn runs(children: &ElemChildren) -> Vec<Run> {
    let mut out = Vec::new();
    for child in &children.0 {
        match child {
            ElemChild::Text(text) => push(&mut out, styled(&text.text, &text.formatting)),
            ElemChild::Elem(elem) => runs(&elem.children).into_iter().for_each(|run| push(&mut out, run)),
            ElemChild::Markup(text) => push(&mut out, Run::text(text)),
            ElemChild::Link { text, url } => {
                let mut run = styled(&text.text, &text.formatting);
                run.link = is_link(url).then(|| url.clone());
                push(&mut out, run);
            }
            ElemChild::Transparent { .. } => {}
        }
    }
    out
}

fn styled(text: &str, formatting: &hayagriva::Formatting) -> Run {
    Run {
        emph: formatting.font_style == FontStyle::Italic,
        strong: formatting.font_weight == FontWeight::Bold,
        caps: formatting.font_variant == FontVariant::SmallCaps,
        sup: formatting.vertical_align == VerticalAlign::Sup,
        ..Run::text(text)
    }
}

/// Adds a run, joined to the one before where the style is the same.
fn push(out: &mut Vec<Run>, run: Run) {
    match out.last_mut() {
        Some(last) if (Run { text: String::new(), ..last.clone() }) == (Run { text: String::new(), ..run.clone() }) => {
            last.text.push_str(&run.text);
        }
        _ => out.push(run),
    }
}

/// Puts the link to a source on its title; where the citation does not hold the title, on all of it.
fn linked(runs: Vec<Run>, source: &Source) -> Vec<Run> {
    let Some(url) = source.url() else { return runs };
    let has_title = source
        .entry
        .title()
        .into_iter()
        .flat_map(|title| {
            let short = title.short.as_ref().map(|short| short.to_string());
            std::iter::once(title.value.to_string()).chain(short)
        })
        .find(|title| !title.is_empty() && plain(&runs).contains(title.as_str()));
    let Some(title) = has_title else {
        return runs
            .into_iter()
            .map(|run| Run { link: run.link.clone().or_else(|| Some(url.clone())), ..run })
            .collect();
    };
    let start = plain(&runs).find(&title).unwrap_or_default();
    let mut out = Vec::new();
    let mut at = 0;
    for run in runs {
        let (from, to) = (at, at + run.text.len());
        at = to;
        // The part of this run that lies within the title.
        let (in_from, in_to) = (start.clamp(from, to) - from, (start + title.len()).clamp(from, to) - from);
        let part = |range: std::ops::Range<usize>, link: Option<String>| Run {
            text: run.text[range].to_owned(),
            link: run.link.clone().or(link),
            ..run.clone()
        };
        out.push(part(0..in_from, None));
        out.push(part(in_from..in_to, Some(url.clone())));
        out.push(part(in_to..run.text.len(), None));
    }
    out.retain(|run| !run.text.is_empty());
    out
}

/// Takes a final stop away, before more follows.
fn trim_stop(runs: &mut [Run]) {
    if let Some(last) = runs.last_mut() {
        last.text.truncate(last.text.trim_end_matches(['.', ' ']).len());
    }
}

/// Ends a note with one full stop. An address ends with none that could be taken for a part of it.
fn stop(runs: &mut Vec<Run>) {
    let Some(last) = runs.last() else { return };
    let is_address = last.link.as_ref().is_some_and(|link| *link == last.text);
    if !is_address && !last.text.trim_end().ends_with(['.', '!', '?', '…']) {
        runs.push(Run::text("."));
    }
}
