//! Rules on what is asked, and on what is said twice.

use std::sync::Arc;

use super::Context;
use super::support::written;
use crate::diag::Diagnostic;
use crate::model::item::{Item, Kind};
use crate::select::{Decision, Reason};
use crate::wording::action;
use crate::wording::similar::{self, Read, pairs_of};

/// The same fact or recommendation twice in one paper; nearly the same, or one within the other.
pub fn duplicate(context: &Context<'_>) -> Vec<Diagnostic> {
    let library = context.library;
    let printed = context.selection.printed(library);
    let mut findings = Vec::new();
    for is_kind in [Item::is_fact as fn(&Item) -> bool, Item::is_recommendation] {
        let items: Vec<&Item> = printed.iter().filter(|item| is_kind(item)).copied().collect();
        let read: Vec<Arc<Read>> = items
            .iter()
            .map(|item| context.readings.of(Read::new, &written(library, &item.text)))
            .collect();
        // What is asked of two is two demands.
        let groups: Vec<u32> = items.iter().map(|item| addressee(&items, item)).collect();
        let found = pairs_of(&read, &groups).into_iter();
        findings.extend(found.filter_map(|pair| {
            let (one, other) = (items.get(pair.first)?, items.get(pair.second)?);
            Some(twice(one, other, pair.kind).help(which_to_drop(context, one, other)))
        }));
    }
    findings
}

/// A number for whom an item asks, the same for the same.
fn addressee(items: &[&Item], item: &Item) -> u32 {
    let of = |item: &Item| match &item.kind {
        Kind::Recommendation { addressee, .. } => Some(addressee.value.clone()),
        _ => None,
    };
    let own = of(item);
    let first = items.iter().position(|other| of(other) == own).unwrap_or_default();
    u32::try_from(first).unwrap_or(u32::MAX)
}

/// What to do about two items that say the same: what the paper must hold is not what to leave out.
fn which_to_drop(context: &Context<'_>, one: &Item, other: &Item) -> String {
    let decisions = &context.selection.decisions;
    let held = |item: &Item| match decisions.get(item.id.as_str()).map(Decision::reason) {
        Some(Reason::Required) => Some("the spec requires"),
        Some(Reason::InProse) => Some("prose holds or cites"),
        _ => None,
    };
    let leave_out =
        |item: &Item| format!("leave it out of this paper: `exclude = [\"{}\"]`", item.id);
    match (held(one), held(other)) {
        (_, None) => format!("retire one of the two, or {}", leave_out(other)),
        (None, Some(why)) => {
            format!("{why} `{}`: retire `{}`, or {}", other.id, one.id, leave_out(one))
        }
        (Some(first), Some(second)) if first == second => format!(
            "{first} both `{}` and `{}`: take one of them out there, and retire it if nothing else needs it",
            one.id, other.id
        ),
        (Some(first), Some(second)) => format!(
            "{first} `{}`, and {second} `{}`: take one of them out there, and retire it if nothing else needs it",
            one.id, other.id
        ),
    }
}

fn twice(one: &Item, other: &Item, kind: similar::Kind) -> Diagnostic {
    let (a, b) = (&one.id, &other.id);
    let finding = match kind {
        similar::Kind::Same => {
            Diagnostic::error("duplicate", format!("`{a}` and `{b}` say the same"))
        }
        similar::Kind::Near => {
            Diagnostic::warning("duplicate", format!("`{a}` and `{b}` say nearly the same"))
        }
        similar::Kind::Subsumed => {
            Diagnostic::warning("duplicate", format!("`{b}` says nothing that `{a}` does not say"))
        }
    };
    finding.at(&other.text_span).also(&one.text_span, "the other").item(b).why(
        match one.is_fact() {
            true => "it takes the reader’s time, and makes one finding look like two",
            false => "it takes the reader’s time, and makes one demand look like two",
        },
    )
}

/// A recommendation with more than one action, with none, or without an end that can be seen.
pub fn vague_recommendation(context: &Context<'_>) -> Vec<Diagnostic> {
    let library = context.library;
    let mut findings = Vec::new();
    for item in context.selection.printed(library) {
        let Kind::Recommendation { deadline, .. } = &item.kind else { continue };
        let text = written(library, &item.text);
        for vague in action::vague(&text, deadline.is_some()) {
            let words = text.get(vague.range.clone()).unwrap_or_default();
            findings.push(
                Diagnostic::warning("vague-recommendation", of_it(&item.id, &vague.said))
                    .at(&item.text_span.find(words))
                    .item(&item.id)
                    .why(vague.why)
                    .help(vague.help),
            );
        }
    }
    findings
}

/// A recommendation that asks somebody the audience neither is nor can press.
pub fn wrong_addressee(context: &Context<'_>) -> Vec<Diagnostic> {
    let (library, selection) = (context.library, context.selection);
    let audience = selection.target.addressed;
    let mut findings = Vec::new();
    for item in selection.printed(library) {
        let Kind::Recommendation { addressee, .. } = &item.kind else { continue };
        if selection.target.can_be_asked(library, &addressee.value) {
            continue;
        }
        findings.push(
            Diagnostic::error(
                "wrong-addressee",
                format!(
                    "`{}` asks `{}`, whom {} neither is nor can press",
                    item.id, addressee.value, audience.in_a_sentence
                ),
            )
            .at(&addressee.span)
            .item(&item.id)
            .why("nobody who reads the paper could do what is asked")
            .help(match library.addressees.contains_key(&addressee.value) {
                true => format!(
                    "take it out of the spec, or add `{}` to `raised_by` of that addressee",
                    audience.id
                ),
                false => "take it out of the spec".to_owned(),
            }),
        );
    }
    findings
}

/// “`uk-sanctions` asks for two things”, “in `uk-sanctions`, nobody could say …”.
fn of_it(id: &str, said: &str) -> String {
    match ["asks ", "has ", "does "].iter().any(|verb| said.starts_with(verb)) {
        true => format!("`{id}` {said}"),
        false => format!("in `{id}`, {said}"),
    }
}
