//! The CSL processor's output as runs of text.

use hayagriva::citationberg::LocaleCode;
use hayagriva::citationberg::{FontStyle, FontVariant, FontWeight, VerticalAlign};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChild,
    ElemChildren, Entry, LocatorPayload, SpecificLocator,
};

use super::Unit;
use super::style::Style;
use crate::model::audience::Words;
use crate::model::source::{Locator, LocatorKind, Source, is_link};
use crate::paper::{Run, plain};

/// What the processor gave.
pub struct Rendered {
    /// The text of each note.
    pub notes: Vec<Vec<Run>>,
    /// The list of sources, where the style has one.
    pub sources: Vec<(String, Vec<Run>)>,
}

/// A source in a note, and what is printed before it.
struct Request<'a> {
    note: usize,
    source: &'a Source,
    locator: Option<&'a Locator>,
    before: String,
}

/// Renders all citations of a paper in one go: `notes` are what each cites, in reading order.
pub fn render(style: &Style, language: &str, notes: &[&[Unit<'_>]], words: &Words) -> Rendered {
    let requests = requests(notes, words);
    let locale = LocaleCode(language.to_owned());
    let mut driver = BibliographyDriver::new();
    for request in &requests {
        let locator = request
            .locator
            .map(|locator| SpecificLocator(csl_kind(locator), LocatorPayload::Str(&locator.value)));
        let item: CitationItem<'_, Entry> =
            CitationItem::new(&request.source.entry, locator, None, false, None);
        driver.citation(CitationRequest::new(
            vec![item],
            &style.csl,
            Some(locale.clone()),
            &style.locales,
            Some(request.note + 1),
        ));
    }
    let rendered =
        driver.finish(BibliographyRequest::new(&style.csl, Some(locale), &style.locales));

    let mut texts: Vec<Vec<Run>> = vec![Vec::new(); notes.len()];
    for (request, citation) in requests.iter().zip(rendered.citations) {
        let text = &mut texts[request.note];
        if !request.before.is_empty() {
            trim_stop(text);
            text.push(Run::text(&request.before));
        }
        text.extend(linked(runs(&citation.citation), request.source));
    }
    texts.iter_mut().for_each(stop);
    let listed = rendered.bibliography.into_iter().flat_map(|bibliography| bibliography.items);
    let sources = listed.map(|item| {
        let request = requests.iter().find(|request| request.source.id == item.key);
        let mut text = runs(&item.content);
        if let Some(request) = request {
            text = linked(text, request.source);
        }
        stop(&mut text);
        (item.key, text)
    });
    Rendered { notes: texts, sources: sources.collect() }
}

/// What a locator counts, for CSL. A section may be a heading rather than a number; that counts
/// nothing, and styles print it without a label.
fn csl_kind(locator: &Locator) -> LocatorKind {
    let counts = locator.value.starts_with(|c: char| c.is_ascii_digit() || c == '§')
        || locator.value.chars().all(|c| "IVXLCDMivxlcdm.–-".contains(c));
    match locator.kind {
        LocatorKind::Section if !counts => LocatorKind::Custom,
        kind => kind,
    }
}

/// The sources of each note in order; whose words or figures several have is said once.
fn requests<'a>(notes: &[&'a [Unit<'a>]], words: &Words) -> Vec<Request<'a>> {
    let quoted_in = format!(", {} ", words.get("quoted-in"));
    let mut requests = Vec::new();
    for (note, units) in notes.iter().enumerate() {
        let mut whose = None;
        for (at, unit) in units.iter().enumerate() {
            let between = if at == 0 { "" } else { "; " };
            let same = at > 0 && unit.primary == whose;
            whose = unit.primary;
            let before = match unit.primary {
                Some(primary) if !same => match primary.source {
                    None => format!("{between}{}{quoted_in}", primary.primary.name),
                    Some(source) => {
                        let locator = primary.primary.locator.as_ref();
                        let before = between.to_owned();
                        requests.push(Request { note, source, locator, before });
                        quoted_in.clone()
                    }
                },
                _ => between.to_owned(),
            };
            let locator = unit.locator.as_ref();
            requests.push(Request { note, source: unit.source, locator, before });
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
            ElemChild::Elem(elem) => {
                runs(&elem.children).into_iter().for_each(|run| push(&mut out, run))
            }
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
        Some(last)
            if (Run { text: String::new(), ..last.clone() })
                == (Run { text: String::new(), ..run.clone() }) =>
        {
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
        let (in_from, in_to) =
            (start.clamp(from, to) - from, (start + title.len()).clamp(from, to) - from);
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
