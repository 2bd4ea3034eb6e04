//! What settings, profiles and specs say of checks: levels, terms of the house, how long a paper may be.

use std::collections::BTreeMap;

use super::reader::Table;
use super::values::words;
use crate::diag::{Diagnostic, Level, Span, nearest};
use crate::model::At;
use crate::model::checks::{CHECKS, check};
use crate::model::spec::{Extent, Levels, Tier};

words!(Level, "note" => Level::Note, "warning" => Level::Warning, "error" => Level::Error);

words!(Tier, "OFFICIAL" => Tier::Official, "OFFICIAL-SENSITIVE" => Tier::OfficialSensitive,
    "SECRET" => Tier::Secret, "TOP SECRET" => Tier::TopSecret);

/// Reads `[checks]`: names of checks with levels that are not below their own.
pub fn levels(table: &Table<'_>) -> Levels {
    let Some(inner) = table.table("checks") else { return Levels::new() };
    let mut levels = Levels::new();
    for (name, level) in inner.rest::<Level>(&[]) {
        match check(&name.value) {
            None => inner.sink().report(no_such_check(&name.value, &name.span)),
            Some(check) if level.value < check.level => inner.sink().report(
                Diagnostic::error(
                    "checks",
                    format!("the check `{}` cannot be lowered to {}", check.name, level.as_str()),
                )
                .at(&level.span)
                .why("what it finds would go out of every paper unseen")
                .help("delete the line; for one item or place, write an `[[allow]]` with who, why and when into the spec"),
            ),
            Some(check) => {
                levels.insert(check.name.to_owned(), level);
            }
        }
    }
    levels
}

/// That a check has no such name.
pub fn no_such_check(name: &str, span: &Span) -> Diagnostic {
    let names = CHECKS.iter().map(|check| check.name);
    Diagnostic::error("allow", format!("there is no check `{name}`"))
        .at(span)
        .why("the line would do nothing")
        .help("copy the word between `[` and `]` at the head of the message it is about")
        .maybe_help(nearest(name, names).map(|near| format!("did you mean `{near}`?")))
}

/// Reads `[terms]`: words the house does not use, with those it writes instead.
pub fn terms(table: &Table<'_>) -> BTreeMap<String, String> {
    let Some(inner) = table.table("terms") else { return BTreeMap::new() };
    let terms = inner.rest::<String>(&[]).into_iter();
    terms.map(|(word, instead): (At<String>, At<String>)| (word.value, instead.value)).collect()
}

/// Reads `limits = { words = 3_000, pages = 2 }`.
pub fn extent(table: &Table<'_>) -> Extent {
    let example = "write `limits = { words = 3_000, pages = 2 }`";
    let Some(inner) = table.table_or("limits", Some(example.into())) else {
        return Extent::default();
    };
    let extent = Extent {
        words: inner.get("words"),
        notes: inner.get("notes"),
        pages: inner.get("pages"),
        headline: inner.get("headline"),
        paragraphs: inner.get("paragraphs"),
    };
    inner.finish();
    extent
}

/// Reads `classification` with its `origin`: a government's tier is for work that is the government's.
pub fn classification(table: &Table<'_>) -> Option<At<Tier>> {
    let origin = table.text("origin");
    let tier = table.at::<Tier>("classification")?;
    if origin.as_ref().is_some_and(|origin| origin.value == "HMG") {
        return Some(tier);
    }
    table.sink().report(
        Diagnostic::error("handling", format!("`{}` without `origin = \"HMG\"`", tier.as_str()))
            .at(&tier.span)
            .why("the tiers are the United Kingdom government’s own; on others’ papers they mislead")
            .help("mark the paper with `handling = \"TLP:…\"`, or say `origin = \"HMG\"` where it is work for the government"),
    );
    None
}
