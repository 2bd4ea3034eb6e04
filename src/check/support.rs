//! Words against words: facts against their passages, prose against the items it cites.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use super::Context;
use crate::claims::{self, Day, Mismatch, Names, Reason, What, unsupported, unsupported_prose};
use crate::diag::{Diagnostic, Level, Span};
use crate::model::body::{Body, BodyBlock, Inline};
use crate::model::date::PartialDate;
use crate::model::item::{Amount, Figure, Item, Kind};
use crate::model::library::Library;
use crate::model::source::Source;
use crate::model::text::{Name, NameForm, Part, Text};
use crate::paper::SectionKind;

/// A figure, a date, a name, a denial or a quoted span of a fact that its passages do not bear out.
pub fn figure_mismatch(context: &Context<'_>) -> Vec<Diagnostic> {
    let library = context.library;
    let facts = context.selection.printed(library).into_iter().filter(|item| item.is_fact());
    let mismatches = facts.map(|item| {
        context.readings.mismatches.get(&item.id, || Arc::new(mismatches(library, item)))
    });
    mismatches.flat_map(|found| found.as_ref().clone()).collect()
}

fn mismatches(library: &Library, item: &Item) -> Vec<Diagnostic> {
    let sources = item.supports.iter().filter_map(|s| library.sources.get(&s.source.value));
    let mut languages = sources.filter_map(|source| source.entry.language());
    let passages: Vec<&str> = item
        .supports
        .iter()
        .filter_map(|support| support.passage.as_ref())
        .map(|p| p.as_str())
        .collect();
    // Claims are read in English.
    if passages.is_empty() || !languages.all(|tag| tag.language.as_str() == "en") {
        return Vec::new();
    }
    let text = written(library, &item.text);
    let names = names(library);
    let around = Around::of(library, item);
    let words = around.words();
    let context = around.context(&names, &words);
    let found = each_once(&text, unsupported(&text, &passages, &context));
    let mut findings: Vec<Diagnostic> =
        found.iter().map(|found| mismatch(library, item, &text, &passages, found)).collect();
    findings.extend(
        item.figure().and_then(|figure| key_figure(item, figure, &text, &passages, &context)),
    );
    findings
}

/// That the number a fact gives for the key figures stands neither in its text nor in its passages.
fn key_figure(
    item: &Item,
    figure: &Figure,
    text: &str,
    passages: &[&str],
    context: &claims::Context,
) -> Option<Diagnostic> {
    let bounded = matches!(&figure.amount, Amount::Value { bound: Some(_), .. });
    let percent = if figure.unit.as_deref() == Some("%") { "%" } else { "" };
    let printed = super::figures::amount(figure) + percent;
    let held: Vec<&str> = std::iter::once(text).chain(passages.iter().copied()).collect();
    // That it leaves out “about” or “at least” is for whoever wrote it to judge: its label may say so.
    let wrong =
        |found: &Mismatch| found.what == What::Figure && (bounded || found.reason != Reason::Bound);
    unsupported(&printed, &held, context).iter().any(wrong).then(|| {
        Diagnostic::error(
            "figure-mismatch",
            format!(
                "the figure of `{}`, {printed}, is neither in its text nor in its passage",
                item.id
            ),
        )
        .at(&figure_line(item))
        .item(&item.id)
        .why("a key figure may say no more than the words it rests on")
        .help("write in `figure` the number that the text gives, with the `bound` it has there")
    })
}

/// Where the figure of an item is written, or its text.
fn figure_line(item: &Item) -> Span {
    let file = &item.span.file;
    let after = item.span.range.end;
    let rest = &file.text[after..];
    let rest = &rest[..rest.find("\n[[").unwrap_or(rest.len())];
    let Some(at) = rest.find("\nfigure") else { return item.text_span.clone() };
    let start = after + at + 1;
    let line = file.text[start..].split('\n').next().unwrap_or_default();
    Span::new(file, start..start + line.trim_end().len())
}

fn mismatch(
    library: &Library,
    item: &Item,
    text: &str,
    passages: &[&str],
    found: &Mismatch,
) -> Diagnostic {
    let words = text.get(found.range.clone()).unwrap_or_default();
    let said = found.message(text, passages);
    let finding = Diagnostic::error("figure-mismatch", format!("in fact `{}`, {said}", item.id))
        .at(&place(library, &item.text_span, words))
        .item(&item.id)
        .why("a fact may say no more than the words it rests on")
        .help(found.help(passages));
    let passage = found.nearest.as_ref().map_or(0, |place| place.passage);
    let spans: Vec<&Span> =
        item.supports.iter().filter_map(|support| Some(&support.passage.as_ref()?.span)).collect();
    match spans.get(passage) {
        Some(span) => {
            let near = found
                .nearest
                .as_ref()
                .and_then(|place| passages.get(place.passage)?.get(place.range.clone()));
            let span = near.map_or_else(|| (*span).clone(), |near| span.find(near));
            finding.also(&span, "the passage")
        }
        None => finding,
    }
}

/// What is not borne out, each once: the same words at several places are told where they first stand.
fn each_once(text: &str, found: Vec<Mismatch>) -> Vec<Mismatch> {
    let mut told = HashSet::new();
    let new = |one: &Mismatch| {
        let words = text.get(one.range.clone());
        told.insert((words, one.what, one.reason, one.nearest.clone(), one.warning))
    };
    found.into_iter().filter(new).collect()
}

/// A figure, a date or a quoted span in the prose of a paper that no cited item holds; names as warnings.
pub fn unsupported_in_prose(context: &Context<'_>) -> Vec<Diagnostic> {
    let (library, selection) = (context.library, context.selection);
    // Claims are read in English.
    if context.paper.meta.lang != "en" {
        return Vec::new();
    }
    let names = names(library);
    let printed = selection.printed(library);
    let mut everything = Cited::of(library, &printed);
    everything.around.words.extend(said_anyway(context));
    let hold = |cited: &Cited, prose: &str, span: &Span| {
        let mut found = cited.unsupported(&names, prose);
        // Whoever is spoken of anywhere in the paper, or sends it, may be named, and a length of time given.
        if found.iter().any(|one| one.warning) && !std::ptr::eq(cited, &everything) {
            let anywhere = everything.unsupported(&names, prose);
            let nowhere: HashSet<&Range<usize>> =
                anywhere.iter().map(|other| &other.range).collect();
            found.retain(|one| !one.warning || nowhere.contains(&one.range));
        }
        each_once(prose, found)
            .into_iter()
            .map(|one| unsupported_finding(library, prose, span, &one))
            .collect::<Vec<_>>()
    };
    let mut findings = Vec::new();
    let title = &selection.target.spec.title;
    findings.extend(hold(&everything, &written(library, &title.value), &title.span));
    // What we want of a meeting rests on no source.
    let held = selection.sections.iter().filter(|section| section.kind != SectionKind::Objectives);
    for section in held {
        for body in &section.bodies {
            let cited: Vec<&Item> = body
                .references()
                .into_iter()
                .filter_map(|reference| selection.item(library, &reference.id))
                .collect();
            // Prose that cites nothing rests on what the paper prints.
            let sources: Vec<&Source> = body
                .references()
                .into_iter()
                .filter_map(|reference| library.sources.get(&reference.id))
                .collect();
            let mut own = Cited::of(library, &cited);
            sources.iter().for_each(|source| own.around.source(source));
            let cited = if cited.is_empty() && sources.is_empty() { &everything } else { &own };
            // As one text: reading what is cited takes longer than reading what cites it.
            // A heading ends like a sentence, lest its name go on into the next paragraph.
            let prose = paragraphs(library, body).join(" .\n\n");
            findings.extend(hold(cited, &prose, &body.span));
        }
    }
    findings.dedup();
    findings
}

/// Names that need no evidence: whoever sends the paper, reads it, is asked or attends; and the names table.
pub(super) fn said_anyway(context: &Context<'_>) -> Vec<String> {
    let mut names = of_the_paper(context);
    for name in context.library.names.values() {
        names.extend(forms(name).into_iter().map(str::to_owned));
    }
    names
}

/// Whoever sends the paper, reads it, is asked or attends.
pub(super) fn of_the_paper(context: &Context<'_>) -> Vec<String> {
    let (library, target) = (context.library, &context.selection.target);
    let mut names = vec![library.organisation.name.clone()];
    names.extend([&target.audience.name, &target.addressed.name].map(Clone::clone));
    names.extend(library.audiences.values().map(|audience| audience.name.clone()));
    names.extend(library.addressees.values().map(|addressee| written(library, &addressee.name)));
    for attendee in context.selection.sections.iter().flat_map(|section| section.attendees) {
        names.push(attendee.name.clone());
    }
    if let Some(meeting) = &target.spec.meeting {
        names.push(meeting.with.clone());
        names.extend(meeting.place.clone());
    }
    names
}

/// Items that prose may rest on: their texts and passages, and what else is known of them.
struct Cited {
    texts: Vec<String>,
    around: Around,
}

impl Cited {
    fn of(library: &Library, items: &[&Item]) -> Cited {
        let mut texts = Vec::new();
        let mut around = Around::default();
        for item in items {
            texts.push(written(library, &item.text));
            texts.extend(
                item.supports
                    .iter()
                    .filter_map(|support| Some(support.passage.as_ref()?.value.clone())),
            );
            if let Kind::Recommendation { deadline: Some(deadline), .. } = &item.kind {
                around.dates.push(day(PartialDate::day(*deadline)));
            }
            let more = Around::of(library, item);
            around.words.extend(more.words);
            around.dates.extend(more.dates);
        }
        // The number of a document is known wherever the document is described.
        let numbers =
            library.sources.values().filter_map(|s| s.entry.keyed_serial_number("serial"));
        around.words.extend(numbers.map(str::to_owned));
        Cited { texts, around }
    }

    fn unsupported(&self, names: &Names, prose: &str) -> Vec<Mismatch> {
        let cited: Vec<&str> = self.texts.iter().map(String::as_str).collect();
        let words = self.around.words();
        unsupported_prose(prose, &cited, &self.around.context(names, &words))
    }
}

fn unsupported_finding(
    library: &Library,
    prose: &str,
    span: &Span,
    found: &Mismatch,
) -> Diagnostic {
    let words = prose.get(found.range.clone()).unwrap_or_default();
    let level = if found.warning { Level::Warning } else { Level::Error };
    let said = match found.what {
        claims::What::Quotation => format!("no cited item has the words `{words}`"),
        claims::What::Name => format!("nothing this paper cites names `{words}`"),
        _ => format!("no cited item has `{words}`"),
    };
    Diagnostic::new(level, "unsupported-prose", said)
        .at(&place(library, span, words))
        .why("prose may say no more than the evidence it cites")
        .help("cite the item that says so: `[@item]`, or leave it out")
}

/// Where words stand that may have been written as a name: `{{ dprk }}`.
fn place(library: &Library, span: &Span, words: &str) -> Span {
    if span.text().contains(words) {
        return span.find(words);
    }
    let named = |(id, name): (&String, &Name)| {
        let known = forms(name).iter().any(|form| form.contains(words) || words.contains(form));
        let tags = [format!("{{{{ {id} }}}}"), format!("{{{{{id}}}}}")];
        known.then(|| tags.into_iter().find(|tag| span.text().contains(tag))).flatten()
    };
    library.names.iter().find_map(named).map_or_else(|| span.clone(), |tag| span.find(&tag))
}

/// What may support words beside the passages.
#[derive(Default)]
struct Around {
    words: Vec<String>,
    dates: Vec<Day>,
}

impl Around {
    fn of(library: &Library, item: &Item) -> Around {
        let mut around = Around::default();
        for support in &item.supports {
            if let Some(source) = library.sources.get(&support.source.value) {
                around.source(source);
            }
            around.words.extend(support.locator.as_ref().map(|locator| locator.value.clone()));
        }
        if let Some(primary) = &item.primary {
            around.words.push(primary.name.clone());
            let own = primary.source.as_ref().and_then(|source| library.sources.get(&source.value));
            own.into_iter().for_each(|source| around.source(source));
        }
        if let Kind::Quote { speaker, .. } = &item.kind {
            around.words.push(speaker.value.clone());
        }
        if let Some(period) = item.as_of {
            around.dates.extend([day(period.from), day(period.to)]);
        }
        around
    }

    fn source(&mut self, source: &Source) {
        self.words.push(source.title());
        self.words.push(source.in_a_sentence());
        let entry = &source.entry;
        let authors =
            entry.authors().unwrap_or_default().iter().map(|person| person.given_first(false));
        self.words.extend(authors);
        self.words.extend(entry.publisher().and_then(|p| p.name()).map(ToString::to_string));
        self.words.extend(entry.keyed_serial_number("serial").map(str::to_owned));
        if let Some(date) = entry.date() {
            let part = |part: Option<u8>| part.and_then(|part| part.checked_add(1));
            self.dates.push(Day {
                year: Some(date.year),
                month: part(date.month),
                day: part(date.day),
            });
        }
    }

    fn words(&self) -> Vec<&str> {
        self.words.iter().map(String::as_str).collect()
    }

    fn context<'a>(&'a self, names: &'a Names, words: &'a [&'a str]) -> claims::Context<'a> {
        claims::Context { names, words, dates: &self.dates }
    }
}

fn day(date: PartialDate) -> Day {
    let part = |part: Option<u32>| part.and_then(|part| u8::try_from(part).ok());
    Day { year: Some(date.year), month: part(date.month), day: part(date.day) }
}

/// The names table as names are compared: each form of a name counts as the same.
fn names(library: &Library) -> Names {
    Names::new(library.names.values().map(forms))
}

pub(super) fn forms(name: &Name) -> Vec<&str> {
    let mut forms = form_words(&name.default);
    name.by_audience.values().for_each(|form| forms.extend(form_words(form)));
    forms.extend(name.variants.iter().map(String::as_str));
    forms
}

fn form_words(form: &NameForm) -> Vec<&str> {
    std::iter::once(form.full.as_str()).chain(form.short.as_deref()).collect()
}

/// A text with its names in their default form.
pub(super) fn written(library: &Library, text: &Text) -> String {
    let part = |part: &Part| match part {
        Part::Words(words) => words.clone(),
        Part::Name(name) => named(library, name),
    };
    text.parts.iter().map(part).collect()
}

fn named(library: &Library, name: &str) -> String {
    library.names.get(name).map_or_else(|| name.to_owned(), |name| name.default.full.clone())
}

/// A text as written, its `{{ names }}` in their default form and its references gone.
pub(super) fn spelt_out(library: &Library, text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['{', '[']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let tag = from.strip_prefix("{{").and_then(|inner| inner.split_once("}}"));
        let reference = from.strip_prefix("[@").and_then(|inner| inner.split_once(']'));
        match (tag, reference) {
            (Some((name, after)), _) => {
                if library.names.contains_key(name.trim()) {
                    out.push_str(&named(library, name.trim()));
                }
                rest = after;
            }
            (None, Some((_, after))) => rest = after,
            (None, None) => {
                out.push_str(&from[..1]);
                rest = &from[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The paragraphs of a body in the author's own words: without the items it prints.
fn paragraphs(library: &Library, body: &Body) -> Vec<String> {
    let mut found = Vec::new();
    collect(library, &body.blocks, &mut found);
    found
}

fn collect(library: &Library, blocks: &[BodyBlock], found: &mut Vec<String>) {
    for block in blocks {
        match block {
            BodyBlock::Paragraph(inlines) | BodyBlock::Heading(_, inlines) => {
                let mut text = String::new();
                for inline in inlines {
                    match inline {
                        Inline::Words { text: words, .. } => text.push_str(words),
                        Inline::Name { name, .. } => text.push_str(&named(library, name)),
                        Inline::Break => text.push(' '),
                        Inline::Fact(_) | Inline::Quote(_) | Inline::Cite(_) => {}
                    }
                }
                found.push(text);
            }
            BodyBlock::List { items, .. } => {
                items.iter().for_each(|item| collect(library, item, found))
            }
            BodyBlock::Inset(blocks) => collect(library, blocks, found),
            BodyBlock::Item(_) => {}
        }
    }
}
