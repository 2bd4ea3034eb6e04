//! Paper, selection → findings: editorial rules on what will be read.
//!
//! Each rule is one function in its family's file and stands in [`RULES`]; what it is for is written in
//! [`model::checks`](crate::model::checks). Some checks are made before there is a paper: `handling` and
//! `internal-section` while selecting, `no-source` while loading, `not-verbatim` while verifying.
//! `over-limit` is made as the paper is laid out ([`limits`]), `contradiction` on papers together
//! ([`across`]). What a workspace makes of findings is in [`overrides`].

pub mod across;
mod asks;
pub mod characters;
pub mod clearance;
mod complete;
mod figures;
mod left_out;
pub mod limits;
pub mod overrides;
mod people;
mod quotations;
pub mod readings;
mod sources;
pub mod support;
pub mod wording;
pub mod written;
mod years;

use std::cell::OnceCell;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::diag::Diagnostic;
use crate::model::library::Library;
use crate::paper::Paper;
use crate::select::Selection;
use crate::verify::Verdicts;
use people::Told;
use readings::Readings;
use written::Written;

/// What rules may look at.
pub struct Context<'a> {
    /// The library the paper was made from.
    pub library: &'a Library,
    /// What was selected.
    pub selection: &'a Selection<'a>,
    /// What was found of its words.
    pub verdicts: &'a Verdicts<'a>,
    /// What will be read.
    pub paper: &'a Paper,
    /// Item id → anchor of the block that holds it.
    pub anchors: &'a BTreeMap<String, String>,
    /// Whether a font has a glyph for a character.
    pub has_glyph: &'a dyn Fn(char) -> bool,
    /// The day that counts as today.
    pub today: NaiveDate,
    /// What is known of the library's texts already.
    pub readings: &'a Readings,
    /// What of the paper more rules than one look at.
    pub shared: Shared<'a>,
}

/// What of a paper more rules than one look at, gathered by the first of them.
#[derive(Default)]
pub struct Shared<'a> {
    written: OnceCell<Vec<Written<'a>>>,
    told: OnceCell<Vec<Told<'a>>>,
}

/// A rule: the name of its check, and what finds it.
pub type Rule = (&'static str, fn(&Context<'_>) -> Vec<Diagnostic>);

/// Every rule, in the order their findings are given.
pub const RULES: &[Rule] = &[
    ("missing-glyph", characters::missing_glyph),
    ("placeholder", wording::placeholder),
    ("person-at-risk", people::person_at_risk),
    ("minor-or-survivor", people::minor_or_survivor),
    ("content-warning", people::content_warning),
    ("second-hand", quotations::second_hand),
    ("figure-mismatch", support::figure_mismatch),
    ("unsupported-prose", support::unsupported_in_prose),
    ("conflicting-figures", figures::conflicting_figures),
    ("incomplete", complete::incomplete),
    ("wrong-addressee", asks::wrong_addressee),
    ("relative-date", wording::relative_date),
    ("left-out", left_out::left_out),
    ("duplicate", asks::duplicate),
    ("not-cleared", clearance::not_cleared),
    ("quote-variants", quotations::quote_variants_of_one),
    ("bare-figure", figures::bare_figure),
    ("bare-figure", years::figure_without_year),
    ("stale", figures::stale),
    ("vague-recommendation", asks::vague_recommendation),
    ("name-variant", wording::name_variant),
    ("house-style", wording::house),
    ("weak-citation", sources::weak_citation),
    ("borrowed-share", quotations::borrowed_share),
];

/// Rules that read English, and are silent in other languages.
const ENGLISH: [&str; 8] = [
    "person-at-risk",
    "minor-or-survivor",
    "content-warning",
    "relative-date",
    "duplicate",
    "vague-recommendation",
    "house-style",
    "name-variant",
];

/// Applies every rule.
pub fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let english = context.paper.meta.lang == "en";
    RULES
        .iter()
        .filter(|(name, _)| english || !ENGLISH.contains(name))
        .flat_map(|(_, rule)| rule(context))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::model::checks::{CHECKS, check};

    /// Checks that other stages make.
    const ELSEWHERE: [&str; 7] = [
        "no-source",
        "not-verbatim",
        "handling",
        "internal-section",
        "over-limit",
        "contradiction",
        "unused-allow",
    ];

    #[test]
    fn the_table_of_checks_and_the_rules_are_the_same() {
        for (name, _) in super::RULES {
            assert!(check(name).is_some(), "{name} is not in the table");
        }
        for check in CHECKS {
            let applied = super::RULES.iter().any(|(name, _)| *name == check.name);
            assert!(applied != ELSEWHERE.contains(&check.name), "{}", check.name);
        }
    }
}
