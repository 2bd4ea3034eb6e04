//! Rules on citations: whether a reader who follows one finds what it names.

use std::collections::BTreeMap;

use super::Context;
use super::figures::{self, key_figures};
use super::written::{Role, written};
use crate::diag::Diagnostic;
use crate::model::item::{Item, Kind};
use crate::model::source::Source;
use crate::wording::links::{in_prose, weakness};

/// Citations that cannot be followed, and claims too weak for where they stand.
pub fn weak_citation(context: &Context<'_>) -> Vec<Diagnostic> {
    let library = context.library;
    let printed = context.selection.printed(library);
    let mut findings = Vec::new();
    let mut cited: BTreeMap<&str, &Source> = BTreeMap::new();
    for item in &printed {
        for support in &item.supports {
            if let Some(source) = library.sources.get(&support.source.value) {
                cited.insert(&source.id, source);
            }
        }
        findings.extend(primary_at_hand(context, item));
        findings.extend(untranslated(context, item));
    }
    // Prose cites sources by themselves too.
    let bodies = context.selection.sections.iter().flat_map(|section| &section.bodies);
    for reference in bodies.flat_map(|body| body.references()) {
        if let Some(source) = library.sources.get(&reference.id) {
            cited.insert(&source.id, source);
        }
    }
    for source in cited.into_values() {
        findings.extend(source.doubts.iter().cloned());
        findings.extend(address(source));
        findings.extend(no_day_of_access(context, source));
    }
    findings.extend(addresses_in_prose(context));
    let figures = key_figures(context.selection);
    for item in printed.iter().filter(|item| item.weak && figures.contains(item.id.as_str())) {
        findings.push(
            Diagnostic::warning(
                "weak-citation",
                format!("the weak claim `{}` is a key figure", item.id),
            )
            .at(&figures::place(item))
            .item(&item.id)
            .why("its source says of nobody that they counted, and a key figure is what is quoted")
            .help("leave it out of the key figures, or find who counted"),
        );
    }
    findings
}

/// An address that will not lead to the document.
fn address(source: &Source) -> Option<Diagnostic> {
    let weakness = weakness(&source.url()?, &source.title())?;
    let help = match weakness.instead() {
        Some(instead) => format!("write `{instead}`"),
        None => "give the address of the document itself".to_owned(),
    };
    Some(
        Diagnostic::warning("weak-citation", format!("`{}` {}", source.id, weakness.said()))
            .at(&source.span)
            .why(weakness.why())
            .help(help),
    )
}

/// Addresses within our own words that hide where they lead.
fn addresses_in_prose(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for text in written(context).iter().filter(|text| text.role != Role::Quotation) {
        for (range, weakness) in context.readings.of(in_prose, &text.text).iter() {
            let words = text.words(range);
            let finding = Diagnostic::warning(
                "weak-citation",
                format!("{} {}: `{words}`", text.called(), weakness.said()),
            )
            .at(&text.at(range))
            .why(weakness.why())
            .help(match weakness.instead() {
                Some(instead) => format!("write `{instead}`"),
                None => "open it, and write the address it leads to".to_owned(),
            });
            findings.push(match text.item {
                Some(item) => finding.item(&item.id),
                None => finding,
            });
        }
    }
    findings
}

/// A web page of which nobody says when it was read, while its bytes are not here to say so.
fn no_day_of_access(context: &Context<'_>, source: &Source) -> Option<Diagnostic> {
    let url = source.entry.url_any()?;
    let stored = context.library.snapshots.get(&source.id).is_some_and(|copies| !copies.is_empty());
    let pinned = context.library.lock.sources.contains_key(&source.id);
    if url.visit_date.is_some() || stored || pinned || source.entry.date().is_some() {
        return None;
    }
    Some(
        Diagnostic::warning("weak-citation", format!("nobody says when `{}` was read", source.id))
            .at(&source.span)
            .why("it has no date of its own, and a page without one may say something else by now")
            .help("add `url-accessed`, or store a copy: `brief source add`"),
    )
}

/// Words of somebody whose own publication is described and stored, cited from another's.
fn primary_at_hand(context: &Context<'_>, item: &Item) -> Option<Diagnostic> {
    let library = context.library;
    let primary = item.primary.as_ref()?.source.as_ref()?;
    let at_hand = library.snapshots.get(&primary.value).is_some_and(|copies| !copies.is_empty());
    let cited = item.supports.iter().any(|support| support.source.value == primary.value);
    if !at_hand || cited {
        return None;
    }
    Some(
        Diagnostic::warning(
            "weak-citation",
            format!(
                "`{}` is cited from another’s paper, though `{}` is at hand",
                item.id, primary.value
            ),
        )
        .at(&primary.span)
        .item(&item.id)
        .why("a reader trusts the first source more, and it may say something else")
        .help(format!("look the words up there, and set `source = \"{}\"`", primary.value)),
    )
}

/// Words in another language than the paper's that nobody has translated.
fn untranslated(context: &Context<'_>, item: &Item) -> Option<Diagnostic> {
    if !matches!(item.kind, Kind::Quote { .. }) {
        return None;
    }
    let support = item.supports.first()?;
    let source = context.library.sources.get(&support.source.value)?;
    let language = source.entry.language()?.language.as_str().to_owned();
    let own = &context.paper.meta.lang;
    let translated = item.translations.get(own).is_some_and(|translation| translation.by.is_some());
    if language == *own || translated {
        return None;
    }
    Some(
        Diagnostic::warning(
            "weak-citation",
            format!(
                "`{}` is from a source in `{language}`, and nothing says who translated it",
                item.id
            ),
        )
        .at(&item.text_span)
        .item(&item.id)
        .why("a translation in quotation marks passes for the speaker’s own words")
        .help(format!("add `translations.{own} = {{ text = \"…\", by = \"…\" }}`")),
    )
}
