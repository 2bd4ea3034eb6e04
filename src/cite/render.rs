//! The CSL processor's output as runs of text.

use hayagriva::citationberg::LocaleCode;
use hayagriva::citationberg::{FontStyle, FontVariant, FontWeight, VerticalAlign};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChild,
    ElemChildren, LocatorPayload, SpecificLocator,
};

use super::entry::entries;
use super::quotes;
use super::style::Style;
use super::{Unit, Whose};
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
    /// Where its title leads.
    link: Option<String>,
    locator: Option<Locator>,
    before: String,
}

/// Renders all citations of a paper in one go: `notes` are what each cites, in reading order.
pub fn render(style: &Style, language: &str, notes: &[&[Unit<'_>]], words: &Words) -> Rendered {
    let requests = requests(notes, words);
    let entries = entries(style, requests.iter().map(|request| request.source));
    let locale = LocaleCode(language.to_owned());
    let mut driver = BibliographyDriver::new();
    // Which of the processor's citations is which request; those between stand for none.
    let mut asked: Vec<Option<usize>> = Vec::new();
    for (at, request) in requests.iter().enumerate() {
        let Some(entry) = entries.get(&request.source.id) else { continue };
        let locator = request
            .locator
            .as_ref()
            .map(|locator| SpecificLocator(csl_kind(locator), LocatorPayload::Str(&locator.value)));
        let mut items = Vec::new();
        if let Some(other) = stands_between(&requests, at)
            && let Some(other) = entries.get(&other.source.id)
        {
            items.push((None, CitationItem::new(other, None, None, true, None)));
        }
        items.push((Some(at), CitationItem::new(entry, locator, None, false, None)));
        for (which, item) in items {
            asked.push(which);
            driver.citation(CitationRequest::new(
                vec![item],
                &style.csl,
                Some(locale.clone()),
                &style.locales,
                Some(request.note + 1),
            ));
        }
    }
    let rendered =
        driver.finish(BibliographyRequest::new(&style.csl, Some(locale), &style.locales));

    let listed = rendered.bibliography.into_iter().flat_map(|bibliography| bibliography.items);
    let mut sources: Vec<(String, Vec<Run>)> = Vec::new();
    for item in listed {
        let Some(request) = requests.iter().find(|request| request.source.id == item.key) else {
            continue;
        };
        let mut text = linked(runs(&item.content), request.source, request.source.url());
        quotes::nest(&mut text);
        stop(&mut text);
        sources.push((item.key, text));
    }

    let mut texts: Vec<Vec<Run>> = vec![Vec::new(); notes.len()];
    for (at, citation) in asked.into_iter().zip(rendered.citations) {
        let Some(request) = at.and_then(|at| requests.get(at)) else { continue };
        let text = &mut texts[request.note];
        if !request.before.is_empty() {
            trim_stop(text);
            text.push(Run::text(&request.before));
        }
        let in_list = sources.iter().find(|(key, _)| *key == request.source.id);
        let said = match in_list {
            Some((_, entry)) if !style.is_note() => from_list(entry, request, words),
            _ => linked(runs(&citation.citation), request.source, request.link.clone()),
        };
        // A style may have nothing to say of a source that lacks what it looks for.
        let mut said = match plain(&said).trim().is_empty() {
            true => {
                let title = vec![Run::text(request.source.title())];
                linked(title, request.source, request.link.clone())
            }
            false => said,
        };
        if !text.is_empty() {
            within_note(&mut said);
        }
        text.extend(said);
    }
    for text in &mut texts {
        quotes::nest(text);
        stop(text);
    }
    Rendered { notes: texts, sources }
}

/// What keeps a citation from being taken for “ibid” of the one before: CSL means the note before as a
/// whole, so one that cites several sources is none to point at. The processor looks at the last
/// citation alone; a hidden one between makes it see another.
fn stands_between<'r, 'a>(requests: &'r [Request<'a>], at: usize) -> Option<&'r Request<'a>> {
    let (request, last) = (requests.get(at)?, requests.get(at.checked_sub(1)?)?);
    let first_of_note = last.note != request.note;
    let others = requests[..at].iter().rev().take_while(|other| other.note == last.note);
    let other = others.filter(|other| other.source.id != request.source.id).last();
    other.filter(|_| first_of_note && last.source.id == request.source.id)
}

/// A style without notes prints labels, “(Doe 2013)” or “[1]”, for a list that papers do not have: their
/// notes hold what would stand in the list, and the pinpoint.
fn from_list(entry: &[Run], request: &Request<'_>, words: &Words) -> Vec<Run> {
    let mut text = entry.to_vec();
    if let Some(locator) = &request.locator {
        trim_stop(&mut text);
        let several = locator.value.contains(['–', '-', ',']);
        let name = match (csl_kind(locator), several) {
            (LocatorKind::Page, false) => "p",
            (LocatorKind::Page, true) => "pp",
            (LocatorKind::Paragraph, false) => "para",
            (LocatorKind::Paragraph, true) => "paras",
            (LocatorKind::ArticleLocator, _) => "art",
            (LocatorKind::Section, _) => "s",
            (LocatorKind::Chapter, _) => "ch",
            _ => "",
        };
        let pinpoint = format!("{} {}", words.get(name), locator.value);
        text.push(Run::text(format!(", {}", pinpoint.trim())));
    }
    text
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
        for (at, unit) in pinned_together(units).into_iter().enumerate() {
            let between = if at == 0 { "" } else { "; " };
            let same = at > 0 && unit.primary == whose;
            whose = unit.primary;
            let before = match unit.primary {
                Some(primary) if !same => match primary.source {
                    None => format!("{between}{}{quoted_in}", primary.primary.name),
                    Some(source) => {
                        let locator = primary.primary.locator.clone();
                        let before = between.to_owned();
                        let link = source.url();
                        requests.push(Request { note, source, link, locator, before });
                        quoted_in.clone()
                    }
                },
                _ => between.to_owned(),
            };
            let Unit { source, link, locator, .. } = unit;
            requests.push(Request { note, source, link, locator, before });
        }
    }
    requests
}

/// Two places of one source are one citation: “paras 31, 40”.
fn pinned_together<'a>(units: &'a [Unit<'a>]) -> Vec<Unit<'a>> {
    let mut together: Vec<Unit<'a>> = Vec::new();
    for unit in units {
        let place = |unit: &Unit<'_>| unit.locator.as_ref().map(csl_kind);
        let same = |other: &&mut Unit<'_>| {
            let counts = place(other).filter(|kind| *kind != LocatorKind::Custom);
            let whose = |whose: &Option<Whose<'_>>| whose.map(|whose| whose.primary.name.clone());
            other.source.id == unit.source.id
                && whose(&other.primary) == whose(&unit.primary)
                && counts.is_some()
                && counts == place(unit)
        };
        match (together.last_mut().filter(same).map(|last| &mut last.locator), &unit.locator) {
            (Some(Some(locator)), Some(more)) => {
                locator.value = format!("{}, {}", locator.value, more.value);
            }
            _ => together.push(unit.clone()),
        }
    }
    together
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
fn linked(runs: Vec<Run>, source: &Source, url: Option<String>) -> Vec<Run> {
    let Some(url) = url else { return runs };
    let text = quotes::fold(&plain(&runs));
    let has_title = source
        .entry
        .title()
        .into_iter()
        .flat_map(|title| {
            let short = title.short.as_ref().map(|short| short.to_string());
            std::iter::once(title.value.to_string()).chain(short)
        })
        .map(|title| quotes::fold(&title))
        .find(|title| !title.is_empty() && text.contains(title.as_str()));
    let Some(title) = has_title else {
        return runs
            .into_iter()
            .map(|run| Run { link: run.link.clone().or_else(|| Some(url.clone())), ..run })
            .collect();
    };
    let start = text.find(&title).unwrap_or_default();
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

/// “Ibid.” has its capital because it begins a note; after a semicolon it is a word like others. CSL leaves
/// this to whoever joins the citations of a note.
fn within_note(said: &mut [Run]) {
    if let Some(first) = said.first_mut()
        && first.text.starts_with("Ibid.")
    {
        first.text.replace_range(..1, "i");
    }
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
