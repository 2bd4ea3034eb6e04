//! One person of whom so much is told together that some would know who it is.
//!
//! Age, work, place and date identify together what each of them does not (`domain.md` §1: a person may become
//! identifiable by age, job, place and date together). At least three of them must be told of one person, the place no
//! larger than a town, the date exact. Groups are never found, nor is anyone named in full, who is found by
//! [`people`] anyhow, nor who holds an office.

mod words;

use std::ops::Range;

use self::words::{KINDS, LARGE, PLACED, WORK};
use super::people::{Mention, PERSON, age_after, namely, people};
use super::sentences::sentences;
use crate::claims::ClaimKind;
use crate::claims::lexicon::Word;
use crate::claims::reading::{Reading, View};

/// How many traits identify together.
pub(super) const ENOUGH: usize = 3;

/// How many identify a child or a survivor: neighbours know whose daughter was sixteen.
pub(super) const ENOUGH_OF_THE_VULNERABLE: usize = 2;

/// One person who can be known by what is told of them together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifying {
    /// The words for the person, without article, in bytes: `34-year-old teacher`.
    pub range: Range<usize>,
    /// What is told of them, in the order of [`Trait`].
    pub traits: Vec<Trait>,
}

/// What narrows down who a person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trait {
    /// In years.
    Age,
    /// What the person does for a living.
    Work,
    /// A town, a village, a camp.
    Place,
    /// A day.
    Date,
    /// Whose kin the person is.
    Kin,
    /// One of their names.
    Name,
}

impl Trait {
    /// What it is called in messages.
    pub fn words(self) -> &'static str {
        match self {
            Trait::Age => "age",
            Trait::Work => "work",
            Trait::Place => "place",
            Trait::Date => "date",
            Trait::Kin => "family",
            Trait::Name => "a name",
        }
    }
}

/// The first person in a text who can be known by what is told of them together.
pub fn identifying(text: &str) -> Option<Identifying> {
    all(text, &people(text), ENOUGH).into_iter().next()
}

/// Everyone of whom `enough` is told, in a text whose names are known.
pub(super) fn all(text: &str, named: &[Mention], enough: usize) -> Vec<Identifying> {
    let reading = Reading::new(text);
    let view = &reading.view;
    let days: Vec<Range<usize>> = reading
        .claims
        .iter()
        .filter(|claim| matches!(&claim.kind, ClaimKind::Date(day) if day.day.is_some() && day.month.is_some()))
        .map(|claim| claim.range.clone())
        .collect();
    sentences(view)
        .into_iter()
        .flat_map(|sentence| in_sentence(view, &sentence, named, &days, enough))
        .collect()
}

fn in_sentence(
    view: &View,
    sentence: &Range<usize>,
    named: &[Mention],
    days: &[Range<usize>],
    enough: usize,
) -> Vec<Identifying> {
    let who = persons(view, sentence, named);
    let mut found = Vec::new();
    for (nth, person) in who.iter().enumerate() {
        let from = if nth == 0 { sentence.start } else { person.start };
        let to = who.get(nth + 1).map_or(sentence.end, |next| next.start);
        let traits = traits(view, person, from..to, named, days);
        if traits.len() >= enough {
            found.push(Identifying { range: view.range(person.start, person.end), traits });
        }
    }
    found
}

/// The words for each single, unnamed person of a sentence, in tokens; and names of one word.
fn persons(view: &View, sentence: &Range<usize>, named: &[Mention]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = sentence.start;
    while at < sentence.end {
        let name = mention_at(view, at, named);
        let person = match name {
            Some(mention) if mention.single && !mention.office => {
                // What stands in apposition is told of the same person.
                found.push(at..at + 1);
                at += 1 + apposition(view, at + 1, sentence.end);
                continue;
            }
            Some(mention) => {
                // In full: found anyhow, and what is told next is told of them.
                at = past(view, at, mention)
                    + apposition(view, past(view, at, mention), sentence.end);
                continue;
            }
            None => unnamed(view, at, sentence.end),
        };
        at = person.as_ref().map_or(at + 1, |person| person.end);
        found.extend(person);
    }
    found
}

/// How many tokens an apposition takes that stands after a name in full: `, a 33-year-old officer`.
fn apposition(view: &View, at: usize, end: usize) -> usize {
    if view.sign(at) != Some(',') {
        return 0;
    }
    unnamed(view, at + 1, end).map_or(0, |person| person.end - at)
}

fn past(view: &View, at: usize, mention: &Mention) -> usize {
    (at + 1..view.tokens.len())
        .find(|at| view.tokens.get(*at).is_none_or(|token| token.start >= mention.range.end))
        .unwrap_or(view.tokens.len())
}

fn mention_at<'m>(view: &View, at: usize, named: &'m [Mention]) -> Option<&'m Mention> {
    let start = view.tokens.get(at)?.start;
    let nth = named.partition_point(|mention| mention.range.end <= start);
    named.get(nth).filter(|mention| mention.range.contains(&start))
}

/// `a 34-year-old teacher`, `one North Korean military officer`: from after the article to the noun.
fn unnamed(view: &View, at: usize, end: usize) -> Option<Range<usize>> {
    if !view.any(at, &["a", "an", "one", "the", "this", "another"]) {
        return None;
    }
    let mut noun = None;
    for next in at + 1..end.min(at + 13) {
        if view.any(next, WORK) || view.any(next, PERSON) {
            noun = Some(next);
        } else if noun.is_some()
            || (view.word(next).is_none() && !view.hyphen(next) && view.number(next).is_none())
            || view.word(next) == Some(Word::Light)
        {
            break;
        }
    }
    let noun = noun?;
    let next = view.text(noun + 1);
    let noun_follows = view.word(noun + 1) == Some(Word::Plain)
        && !view.capital(noun + 1)
        && !["ed", "ing"].iter().any(|end| next.ends_with(end))
        && !["fled", "told", "said", "born", "held", "shot", "caught", "named", "known"]
            .contains(&next);
    (!noun_follows && !view.hyphen(noun + 1)).then_some(at + 1..noun + 1)
}

/// What is told of a person within a stretch of tokens.
fn traits(
    view: &View,
    person: &Range<usize>,
    within: Range<usize>,
    named: &[Mention],
    days: &[Range<usize>],
) -> Vec<Trait> {
    let name = mention_at(view, person.start, named).is_some();
    let near = person.start..within.end.min(person.end + 12);
    let work = |at: usize| view.any(at, WORK);
    let bytes = view.range(within.start, within.end);
    let holds = [
        (Trait::Age, age(view, person, &near)),
        (
            Trait::Work,
            work(person.end - 1)
                || (name
                    && near.clone().any(|at| work(at) && unnamed_before(view, at, person.end))),
        ),
        (Trait::Place, within.clone().any(|at| place(view, at, person, named))),
        (Trait::Date, days.iter().any(|day| bytes.start <= day.start && day.end <= bytes.end)),
        (Trait::Kin, within.clone().any(|at| kin(view, at, named, person))),
        (Trait::Name, name),
    ];
    holds.iter().filter(|(_, holds)| *holds).map(|(what, _)| *what).collect()
}

/// Whether an article stands before a noun, after a name: `Park, a nurse`.
fn unnamed_before(view: &View, noun: usize, name: usize) -> bool {
    view.sign(name) == Some(',')
        && (name..noun).any(|at| unnamed(view, at, noun + 1).is_some_and(|who| who.end == noun + 1))
}

fn age(view: &View, person: &Range<usize>, near: &Range<usize>) -> bool {
    let years = |at: usize| view.digits(at).is_some_and(|(n, digits)| digits < 3 && n > 0);
    age_after(view, person.end).is_some()
        || near.clone().any(|at| {
            (years(at) && view.hyphen(at + 1) && view.is(at + 2, "year"))
                || (years(at) && view.any(at + 1, &["years"]) && view.is(at + 2, "old"))
                || (view.is(at, "aged") && years(at + 1))
        })
}

/// Whether a small place is named at a token, of a person: `from Hoeryong`, `in the village of X`, `arrested in Musan`.
fn place(view: &View, at: usize, person: &Range<usize>, named: &[Mention]) -> bool {
    if !view.any(at, &["from", "in", "at", "near", "of", "outside"]) {
        return false;
    }
    let the = usize::from(view.is(at + 1, "the"));
    let kind = view.any(at + 1 + the, KINDS) && view.any(at + 2 + the, &["of"]);
    let name = if kind { at + 3 + the } else { at + 1 };
    let small = namely(view, name)
        && !view.any(name, LARGE)
        && mention_at(view, name, named).is_none()
        && !view.any(name + 1, &["province", "region"])
        && !view.hyphen(name + 1);
    let after = at == person.end || (at > person.end && at < person.end + 4);
    let placed = (1..5).filter_map(|back| at.checked_sub(back)).any(|at| view.any(at, PLACED));
    let kind_after = view.any(name + 1, KINDS);
    let fits = match view.text(at) {
        "of" => kind,
        "from" | "near" | "outside" => after || placed || kind || kind_after,
        _ => kind || kind_after || placed || at == person.end,
    };
    small && fits
}

/// Whether the person is called the kin of someone named: `the sister of Kim Cheol-ok`.
fn kin(view: &View, at: usize, named: &[Mention], person: &Range<usize>) -> bool {
    let near = at + 1 >= person.start && at < person.end + 6;
    near && view.any(at, super::people::KIN)
        && view.is(at + 1, "of")
        && mention_at(view, at + 2, named).is_some()
}
