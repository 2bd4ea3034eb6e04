//! Particular children in a text, and whether they can be known.
//!
//! Found is one child, or a counted few, of whom something is told; not children as such (`children are forced to
//! work`), ages that are limits (`aged 16 and over`), nor years that are no age (`16 years of hard labour`).

use std::ops::Range;

use super::identifiable::{ENOUGH_OF_THE_VULNERABLE, Identifying, all};
use super::people::{KIN, Mention, age_after, namely, people};
use crate::claims::reading::View;

/// A child is under this age (Convention on the Rights of the Child, article 1).
const OF_AGE: u32 = 18;

/// A particular child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Minor {
    /// The words for the child, in bytes: `16-year-old boy`, `two teenage boys`, a name.
    pub range: Range<usize>,
    /// The age, where it is given in years.
    pub age: Option<u32>,
    /// By what the child can be known, if at all.
    pub known: Option<Known>,
}

/// By what a person can be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// A name in the text.
    Named,
    /// What is told of the person together.
    Combination,
}

const ONE: &[&str] = &[
    "boy",
    "girl",
    "schoolboy",
    "schoolgirl",
    "teenager",
    "toddler",
    "infant",
    "baby",
    "newborn",
    "child",
    "orphan",
    "minor",
];
const SEVERAL: &[&str] = &[
    "boys",
    "girls",
    "schoolboys",
    "schoolgirls",
    "teenagers",
    "toddlers",
    "infants",
    "babies",
    "orphans",
    "minors",
    "children",
];
const FEW: &[&str] = &["two", "three", "four", "five", "six", "seven", "eight", "nine"];

/// Nouns that a child's age may describe, beside those above.
const YOUNG: &[&str] = &[
    "student", "pupil", "defector", "escapee", "refugee", "prisoner", "detainee", "victim", "son",
    "daughter", "brother", "sister", "youth", "nephew", "niece", "survivor", "inmate",
];

/// What follows a word for a child that then is none: `boy band`.
const NOT_AFTER: &[&str] = &[
    "band",
    "bands",
    "group",
    "groups",
    "scout",
    "scouts",
    "friend",
    "power",
    "labour",
    "labor",
    "marriage",
    "boom",
    "steps",
    "food",
    "care",
    "benefit",
    "protection",
    "abuse",
    "soldier",
    "mortality",
    "malnutrition",
    "s",
];

/// What happens to a particular child.
const EVENTS: &[&str] = &[
    "was",
    "were",
    "had",
    "who",
    "whose",
    "said",
    "told",
    "saw",
    "fled",
    "died",
    "named",
    "called",
    "escaped",
    "sentenced",
    "arrested",
    "killed",
    "drowned",
    "executed",
];

/// The particular children of a text, in order.
pub fn minors(text: &str) -> Vec<Minor> {
    let view = View::new(text);
    let named = people(text);
    let known = all(text, &named, ENOUGH_OF_THE_VULNERABLE);
    let mut found = Vec::new();
    let mut at = 0;
    while at < view.tokens.len() {
        let child = aged_noun(&view, at)
            .or_else(|| few(&view, at))
            .or_else(|| kin(&view, at))
            .or_else(|| one(&view, at));
        let Some((tokens, age)) = child else {
            at += 1;
            continue;
        };
        at = tokens.end.max(at + 1);
        let range = view.range(tokens.start, tokens.end);
        let how = how(&view, &tokens, &range, &named, &known);
        found.push(Minor { range, age, known: how });
    }
    found.extend(named.iter().filter_map(|mention| named_child(&view, mention)));
    found.sort_by_key(|minor| minor.range.start);
    found.dedup_by(|next, first| {
        let between = view.source.get(first.range.end..next.range.start).map(str::trim);
        let apposed = matches!(between, Some(", a" | ", an" | ", the" | "," | ", a then"));
        next.range.start < first.range.end || (first.known == Some(Known::Named) && apposed)
    });
    found
}

/// By what a child can be known: a name beside the words, or a combination.
fn how(
    view: &View,
    tokens: &Range<usize>,
    range: &Range<usize>,
    named: &[Mention],
    known: &[Identifying],
) -> Option<Known> {
    let gap = |mention: &&Mention| {
        let (from, to) = if mention.range.start >= range.end {
            (range.end, mention.range.start)
        } else {
            (mention.range.end, range.start)
        };
        let between = view.source.get(from..to).unwrap_or("-------------------").trim();
        matches!(
            between,
            "" | ","
                | "named"
                | "called"
                | ", a"
                | ", the"
                | ", an"
                | "("
                | "was a"
                | "was an"
                | "is a"
        ) || between.ends_with("year-old") && between.len() < 20
    };
    let beside = named.iter().filter(|mention| !mention.office).any(|mention| {
        gap(&mention) || (mention.range.start >= range.start && mention.range.end <= range.end)
    });
    if beside || view.capital(tokens.start) && named.iter().any(|mention| mention.range == *range) {
        return Some(Known::Named);
    }
    known
        .iter()
        .any(|person| person.range.start < range.end && range.start < person.range.end)
        .then_some(Known::Combination)
}

fn young(view: &View, at: usize) -> Option<u32> {
    view.digits(at)
        .filter(|(years, digits)| *digits < 3 && *years > 0 && *years < OF_AGE)
        .map(|(years, _)| years)
}

/// `16-year-old boy`, `a 16-year-old was`.
fn aged_noun(view: &View, at: usize) -> Option<(Range<usize>, Option<u32>)> {
    let age = young(view, at)?;
    let hyphens = view.hyphen(at + 1)
        && view.is(at + 2, "year")
        && view.hyphen(at + 3)
        && view.any(at + 4, &["old", "olds"]);
    if !hyphens {
        return None;
    }
    let after = at + 5;
    let noun = (after..after + 4)
        .take_while(|at| view.word(*at).is_some())
        .find(|at| view.any(*at, ONE) || view.any(*at, YOUNG));
    if let Some(noun) = noun {
        return (!view.any(noun + 1, NOT_AFTER)).then_some((at..noun + 1, Some(age)));
    }
    let ends = view.word(after).is_none() && !view.hyphen(after)
        || view.any(after, EVENTS)
        || view.any(after, &["from", "in", "and"]);
    let person = at > 0 && view.any(at - 1, &["a", "an", "the", "one"]);
    (ends && person).then_some((at..after, Some(age)))
}

/// `two boys aged 16`, `two teenage boys`, `three children were arrested`.
fn few(view: &View, at: usize) -> Option<(Range<usize>, Option<u32>)> {
    if !view.any(at, FEW)
        || at
            .checked_sub(1)
            .is_some_and(|at| view.any(at, &["of", "with", "have", "has", "had", "to"]))
    {
        return None;
    }
    let noun = (at + 1..at + 5)
        .take_while(|at| view.word(*at).is_some() || view.hyphen(*at))
        .find(|at| view.any(*at, SEVERAL))?;
    let aged = view.any(noun + 1, &["aged"])
        && young(view, noun + 2).is_some()
        && !view.any(noun + 3, &["to"]);
    let limit = view.any(noun + 1, &["aged"]) && !aged;
    let told = aged || (view.any(noun + 1, EVENTS) && !view.any(noun + 1, &["had"]));
    (told && !limit).then(|| (at..noun + 1, if aged { young(view, noun + 2) } else { None }))
}

/// `her daughter, 9`, `his son, aged 12`.
fn kin(view: &View, at: usize) -> Option<(Range<usize>, Option<u32>)> {
    let child = view.any(
        at,
        &["son", "daughter", "brother", "sister", "nephew", "niece", "grandson", "granddaughter"],
    ) && view.any(at, KIN);
    if !child {
        return None;
    }
    let age = age_after(view, at + 1).and_then(|at| young(view, at))?;
    Some((at..at + 1, Some(age)))
}

/// `a girl was raped`, `a boy aged 14`, `schoolgirl Megumi Yokota`.
fn one(view: &View, at: usize) -> Option<(Range<usize>, Option<u32>)> {
    if !view.any(at, ONE) || view.any(at + 1, NOT_AFTER) || view.hyphen(at + 1) {
        return None;
    }
    let aged = if view.any(at + 1, &["aged"]) {
        young(view, at + 2)
    } else {
        age_after(view, at + 1).and_then(|at| young(view, at))
    };
    let limit = view.any(at + 3, &["and", "or", "to"]);
    if let Some(age) = aged.filter(|_| !limit) {
        return Some((at..at + 1, Some(age)));
    }
    let school = view.any(at, &["schoolgirl", "schoolboy", "teenager", "toddler", "boy", "girl"]);
    let named = school && namely(view, at + 1);
    let article = at.checked_sub(1).is_some_and(|at| {
        view.any(at, &["a", "the", "one", "another", "teenage", "young", "little", "newborn"])
    });
    let told = article && school && !view.capital(at + 1) && view.any(at + 1, EVENTS);
    (named || told).then_some((at..at + 1, None))
}

/// A person named of whom an age under 18 is told: `Megumi Yokota, 13,`, `Megumi was 13 when`.
fn named_child(view: &View, mention: &Mention) -> Option<Minor> {
    if mention.office {
        return None;
    }
    let end = view.tokens.partition_point(|token| token.start < mention.range.end);
    let after = age_after(view, end).and_then(|at| young(view, at));
    let was = (view.any(end, &["was", "is", "then"])
        && view.any(end + 2, &["when", "at", "years"]))
    .then(|| young(view, end + 1))
    .flatten();
    let at_age = (end..end + 10)
        .take_while(|at| view.word(*at).is_some() || view.number(*at).is_some())
        .find_map(|at| {
            let age = (view.is(at, "age") && view.is(at + 1, "of"))
                .then(|| young(view, at + 2))
                .flatten();
            age.or_else(|| (view.is(at, "aged")).then(|| young(view, at + 1)).flatten())
        });
    let apposed = (view.sign(end) == Some(',') && view.any(end + 1, &["a", "an", "the", "then"]))
        .then(|| young(view, end + 2))
        .flatten()
        .filter(|_| view.hyphen(end + 3) && view.is(end + 4, "year"));
    let age = after.or(was).or(at_age).or(apposed)?;
    Some(Minor { range: mention.range.clone(), age: Some(age), known: Some(Known::Named) })
}
