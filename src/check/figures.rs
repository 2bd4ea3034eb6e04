//! Rules on figures: what they lack, what they contradict, how old they are.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::Context;
use crate::claims::numbers::same;
use crate::claims::{ClaimKind, Unit, claims};
use crate::diag::{Diagnostic, Span};
use crate::model::item::{Amount, Figure, Item, Kind};
use crate::model::library::Library;
use crate::model::source::Source;
use crate::paper::SectionKind;
use crate::select::Selection;
use crate::wording::figures::{Bound, Measured, conflicts};

/// A figure that does not say as of when it is, what it counts, or whose it is.
pub fn bare_figure(context: &Context<'_>) -> Vec<Diagnostic> {
    let library = context.library;
    let mut findings = Vec::new();
    for item in context.selection.printed(library) {
        let Some(figure) = item.figure() else { continue };
        let mut lacks = Vec::new();
        if item.as_of.is_none() {
            lacks.push(("as of when it is", "`as_of`: the year or the day it was counted"));
        }
        if figure.unit.is_none() && figure.label.is_none() {
            lacks.push(("what it counts", "`unit = \"people\"` in `figure`"));
        }
        if !has_author(library, item) {
            lacks
                .push(("whose it is", "`primary = { name = \"…\" }`, or the author of its source"));
        }
        let Some((_, first)) = lacks.first() else { continue };
        let said: Vec<&str> = lacks.iter().map(|(said, _)| *said).collect();
        findings.push(
            Diagnostic::warning(
                "bare-figure",
                format!("the figure of `{}` does not say {}", item.id, said.join(", ")),
            )
            .at(&place(item))
            .item(&item.id)
            .why("a figure without date, unit and author cannot be checked or used")
            .help(format!("add {first}")),
        );
    }
    findings
}

/// Whether it is known who counted or estimated.
fn has_author(library: &Library, item: &Item) -> bool {
    item.primary.is_some()
        || item.supports.iter().filter_map(|s| library.sources.get(&s.source.value)).any(|source| {
            source.entry.authors().is_some_and(|authors| !authors.is_empty())
                || source.entry.publisher().is_some()
                || source.attribution.is_some()
        })
}

/// Items past the day they were to be looked at again, and measures older than the audience allows.
pub fn stale(context: &Context<'_>) -> Vec<Diagnostic> {
    let (library, today) = (context.library, context.today);
    let audience = context.selection.target.audience;
    let mut findings = Vec::new();
    for item in context.selection.printed(library) {
        if let Some(day) = item.review_by.filter(|day| *day < today) {
            findings.push(
                Diagnostic::warning(
                    "stale",
                    format!("`{}` was to be looked at again by {day}", item.id),
                )
                .at(&place(item))
                .item(&item.id)
                .why("what was true may not be so any more")
                .help("see whether its source still says so, and set `review_by` anew"),
            );
            continue;
        }
        let Some(years) = audience.stale_after.filter(|_| is_measure(item)) else { continue };
        let Some(as_of) = item.as_of else { continue };
        if older_than(as_of.to.last_day(), years, today) {
            findings.push(
                Diagnostic::warning(
                    "stale",
                    format!("the measure of `{}` is as of {}", item.id, as_of.to.year),
                )
                .at(&place(item))
                .item(&item.id)
                .why(format!(
                    "papers for this audience hold no measure older than {}",
                    crate::diag::count(years as usize, "year")
                ))
                .help(
                    "look for a newer figure; where this is the latest, say so with an `[[allow]]`",
                ),
            );
        }
    }
    findings
}

/// Whether it is something that is measured again and again, and so ages; an event does not.
fn is_measure(item: &Item) -> bool {
    matches!(&item.kind, Kind::Fact { measure: Some(_), .. })
}

pub(super) fn older_than(day: NaiveDate, years: u32, today: NaiveDate) -> bool {
    let limit = i32::try_from(years).ok().and_then(|years| day.year().checked_add(years));
    let until =
        limit.and_then(|year| day.with_year(year).or_else(|| day.with_day(28)?.with_year(year)));
    until.is_some_and(|until| until < today)
}

/// One measure with two values for the same time in one paper.
pub fn conflicting_figures(context: &Context<'_>) -> Vec<Diagnostic> {
    let library = context.library;
    let printed = context.selection.printed(library);
    let explained = |one: &Item, other: &Item| reconciled(&printed, one, other);
    conflicting(&printed)
        .into_iter()
        .filter(|(one, other)| !explained(one, other))
        .map(|(one, other)| {
            conflict(
                library,
                one,
                other,
                &format!("`{}` and `{}` give one measure different values", one.id, other.id),
                "print one of them, or a fact that explains the difference: `reconciles = [\"…\", \"…\"]`",
            )
        })
        .collect()
}

/// What is said of two facts that contradict each other: both figures, of when and whose they are.
pub(super) fn conflict(
    library: &Library,
    one: &Item,
    other: &Item,
    said: &str,
    help: &str,
) -> Diagnostic {
    let both = format!("{said}: {}, and {}", described(library, one), described(library, other));
    let value = |item: &Item| item.figure().map(amount).unwrap_or_default();
    Diagnostic::error("conflicting-figures", both)
        .at(&place(one))
        .label(value(one))
        .also(&place(other), value(other))
        .item(&one.id)
        .why("readers of both would take neither at its word")
        .help(help)
}

/// A figure with its date and whose it is: “80,000 to 120,000 people (2013, Korea Institute)”.
fn described(library: &Library, item: &Item) -> String {
    let unit = item.figure().and_then(|figure| figure.unit.as_deref());
    let value = item.figure().map(amount).unwrap_or_default();
    let value = match unit {
        Some(unit) if unit.chars().any(char::is_alphabetic) => format!("{value} {unit}"),
        unit => format!("{value}{}", unit.unwrap_or_default()),
    };
    let when = match item.as_of {
        None => "undated".to_owned(),
        Some(period) if period.from == period.to => period.from.to_string(),
        Some(period) => format!("{} to {}", period.from, period.to),
    };
    let source = item.supports.first().and_then(|it| library.sources.get(&it.source.value));
    let whose = item.primary.as_ref().map(|primary| primary.name.clone());
    match whose.or_else(|| source.map(Source::in_a_sentence)) {
        Some(whose) => format!("{value} ({when}, {whose})"),
        None => format!("{value} ({when})"),
    }
}

/// Where the text of an item has its figure, or else the text.
pub(super) fn place(item: &Item) -> Span {
    let text = &item.text_span;
    let Some(figure) = item.figure() else { return text.clone() };
    let (low, high) = match figure.amount {
        Amount::Value { value, .. } => (value, value),
        Amount::Range { low, high } => (low, high),
    };
    let found = claims(text.text()).into_iter().find(|claim| match &claim.kind {
        ClaimKind::Quantity(found) => {
            // A percentage is read as a part of one.
            let by = if found.unit == Unit::Share { 100.0 } else { 1.0 };
            same(found.low * by, low) && same(found.high * by, high)
        }
        _ => false,
    });
    found.map_or_else(
        || text.clone(),
        |claim| {
            let start = text.range.start;
            Span::new(&text.file, start + claim.range.start..start + claim.range.end)
        },
    )
}

/// The number of a figure, as it stands in messages.
pub(super) fn amount(figure: &Figure) -> String {
    match &figure.amount {
        Amount::Value { value, bound } => {
            let bound = bound.as_ref().map(|bound| format!("{bound} ")).unwrap_or_default();
            format!("{bound}{}", separated(*value))
        }
        Amount::Range { low, high } => format!("{} to {}", separated(*low), separated(*high)),
    }
}

/// A number with its thousands apart: 80,000.
pub(super) fn separated(number: f64) -> String {
    let text = number.to_string();
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        let left = whole.len() - at;
        if at > 0 && left.is_multiple_of(3) && !out.ends_with('-') {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

/// Whether a printed fact explains why two others differ.
pub(super) fn reconciled(printed: &[&Item], one: &Item, other: &Item) -> bool {
    printed.iter().any(|item| match &item.kind {
        Kind::Fact { reconciles, .. } => [one, other]
            .iter()
            .all(|it| it.id == item.id || reconciles.iter().any(|id| id.value == it.id)),
        _ => false,
    })
}

/// Pairs of facts of one measure with different values for the same time.
pub(super) fn conflicting<'a>(items: &[&'a Item]) -> Vec<(&'a Item, &'a Item)> {
    let mut measured: Vec<(&str, &'a Item, &Figure)> = items
        .iter()
        .filter_map(|item| match &item.kind {
            Kind::Fact { measure: Some(measure), figure: Some(figure), .. } => {
                Some((measure.as_str(), *item, figure))
            }
            _ => None,
        })
        .collect();
    measured.sort_by_key(|(measure, item, _)| (*measure, item.id.as_str()));
    let mut found = Vec::new();
    for of_one in measured.chunk_by(|a, b| a.0 == b.0).filter(|of_one| of_one.len() > 1) {
        let values: Vec<Measured> = of_one
            .iter()
            .enumerate()
            .map(|(at, (_, item, figure))| read(at, item, figure))
            .collect();
        let pairs = conflicts(&values).into_iter();
        found.extend(pairs.filter_map(|(a, b)| Some((of_one.get(a)?.1, of_one.get(b)?.1))));
    }
    found
}

fn read(id: usize, item: &Item, figure: &Figure) -> Measured {
    let (low, high, bound) = match &figure.amount {
        Amount::Value { value, bound } => (*value, *value, bound.as_deref().map(Bound::read)),
        Amount::Range { low, high } => (*low, *high, None),
    };
    let day = |day: NaiveDate| i64::from(day.num_days_from_ce());
    Measured {
        id,
        low,
        high,
        bound: bound.unwrap_or(Bound::Point),
        unit: figure.unit.clone(),
        from: item.as_of.map(|as_of| day(as_of.from.first_day())),
        to: item.as_of.map(|as_of| day(as_of.to.last_day())),
    }
}

/// The facts that stand among the key figures of a paper.
pub(super) fn key_figures<'a>(selection: &Selection<'a>) -> BTreeSet<&'a str> {
    let sections = selection.sections.iter().filter(|s| s.kind == SectionKind::KeyFigures);
    sections.flat_map(|section| &section.items).map(|item| item.id.as_str()).collect()
}
