//! A rule on sentences that give an old figure as if it were of today.

use chrono::NaiveDate;

use super::Context;
use super::figures::{older_than, separated};
use super::support::spelt_out;
use super::wording::untagged;
use crate::claims::reading::View;
use crate::diag::Diagnostic;
use crate::fix::Literal;
use crate::model::audience::CitationForm;
use crate::model::item::{Amount, Item};
use crate::wording::sentences::sentences;

/// A figure of more than a year ago in a sentence that names no year, where no note can name it: in the press.
pub fn figure_without_year(context: &Context<'_>) -> Vec<Diagnostic> {
    let (library, selection) = (context.library, context.selection);
    if selection.target.audience.citations != CitationForm::Sentence {
        return Vec::new();
    }
    let date = context.paper.meta.iso_date.parse().unwrap_or(context.today);
    let printed = selection.printed(library);
    let old: Vec<(&Item, i32)> =
        printed.iter().filter_map(|item| Some((*item, year_of_old(item, date)?))).collect();
    let mut findings = Vec::new();
    for (item, year) in &old {
        if names_year(&spelt_out(library, &item.text.raw)) {
            continue;
        }
        findings.push(
            Diagnostic::warning(
                "bare-figure",
                format!("`{}` gives a figure of {year}, and does not say so", item.id),
            )
            .at(&item.text_span)
            .item(&item.id)
            .why(WHY)
            .help(format!("name the year in the text: `in {year}`")),
        );
    }
    for section in &selection.sections {
        for body in &section.bodies {
            let cites = |item: &Item| body.references().iter().any(|one| one.id == item.id);
            let literal = Literal::parse(body.span.text());
            let text = literal.as_ref().map_or(body.span.text(), |literal| literal.text());
            let plain = untagged(text);
            for (item, year) in old.iter().filter(|(item, _)| cites(item)) {
                let Some(number) = undated(&plain, item) else { continue };
                findings.push(
                    Diagnostic::warning(
                        "bare-figure",
                        format!(
                            "the prose gives `{number}`, a figure of {year}, and does not say so"
                        ),
                    )
                    .at(&body.span.find(&number))
                    .why(WHY)
                    .help(format!("name the year in the sentence: `in {year}`")),
                );
            }
        }
    }
    findings
}

const WHY: &str = "a press paper has no notes: its readers take the figure to be of today";

/// The year of an item’s figure, where that is more than a year before the paper’s date.
fn year_of_old(item: &Item, date: NaiveDate) -> Option<i32> {
    item.figure()?;
    let as_of = item.as_of?;
    older_than(as_of.to.last_day(), 1, date).then_some(as_of.to.year)
}

/// The figure of an item as a sentence without a year has it.
fn undated(text: &str, item: &Item) -> Option<String> {
    let numbers = match &item.figure()?.amount {
        Amount::Value { value, .. } => vec![*value],
        Amount::Range { low, high } => vec![*low, *high],
    };
    // Small numbers mean anything.
    let numbers = numbers.into_iter().filter(|number| *number >= 100.0);
    let written: Vec<String> =
        numbers.flat_map(|number| [separated(number), number.to_string()]).collect();
    let view = View::new(text);
    sentences(&view).into_iter().find_map(|range| {
        let start = view.tokens.get(range.start)?.start;
        let end = view.tokens.get(range.end.checked_sub(1)?)?.end;
        let sentence = text.get(start..end)?;
        let number = written.iter().find(|number| numbers_of(sentence).any(|it| it == **number))?;
        (!names_year(sentence)).then(|| number.clone())
    })
}

/// The numbers of a text with their commas and points, and its words.
fn numbers_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, ',' | '.'))
        .map(|word| word.trim_matches([',', '.']))
}

/// Whether a text names a year: a number of four digits that can be one.
fn names_year(text: &str) -> bool {
    numbers_of(text)
        .map(|word| word.trim_end_matches('s'))
        .filter(|word| word.len() == 4)
        .filter_map(|word| word.parse().ok())
        .any(|year: u32| (1900..2100).contains(&year))
}
