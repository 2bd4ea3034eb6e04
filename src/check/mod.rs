//! Paper, selection → findings: editorial rules on what will be read.
//!
//! Each rule is one function in its family's file and stands in [`RULES`].

pub mod characters;
pub mod complete;
pub mod support;

use std::collections::BTreeMap;

use crate::diag::Diagnostic;
use crate::model::library::Library;
use crate::paper::Paper;
use crate::select::Selection;

/// What rules may look at.
pub struct Context<'a> {
    /// The library the paper was made from.
    pub library: &'a Library,
    /// What was selected.
    pub selection: &'a Selection<'a>,
    /// What will be read.
    pub paper: &'a Paper,
    /// Item id → anchor of the block that holds it.
    pub anchors: &'a BTreeMap<String, String>,
    /// Whether a font has a glyph for a character.
    pub has_glyph: &'a dyn Fn(char) -> bool,
}

/// A rule and what it is called.
pub struct Rule {
    /// Its name, as in messages.
    pub name: &'static str,
    /// What it is for, in one sentence.
    pub reason: &'static str,
    /// The rule.
    pub check: fn(&Context<'_>) -> Vec<Diagnostic>,
}

/// Every rule, in the order their findings are given.
pub const RULES: &[Rule] = &[
    Rule {
        name: "missing-glyph",
        reason: "a character in no font would print as nothing or as an empty box",
        check: characters::missing_glyph,
    },
    Rule {
        name: "placeholder",
        reason: "words that were to be replaced would go out",
        check: characters::placeholder,
    },
    Rule {
        name: "figure-mismatch",
        reason: "a fact would say more than the words it rests on",
        check: support::figure_mismatch,
    },
    Rule {
        name: "unsupported-prose",
        reason: "prose would say more than the evidence it cites",
        check: support::unsupported_in_prose,
    },
    Rule {
        name: "incomplete",
        reason: "a paper lacks a part its readers need",
        check: complete::incomplete,
    },
];

/// Applies every rule.
pub fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    RULES.iter().flat_map(|rule| (rule.check)(context)).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn overrides_can_name_every_rule() {
        for rule in super::RULES {
            assert!(crate::model::spec::CHECKS.contains(&rule.name), "{}", rule.name);
        }
    }
}
