//! Particular persons of whom a text tells that they were raped, sold, or otherwise violated.
//!
//! The words for what was done must say to whom: `was raped`, `raped her`, `a survivor of`. A person who speaks about
//! such violence in the same sentence is none (`Kirby said that women were raped`), nor is one who did it.

use std::ops::Range;

use super::identifiable::{ENOUGH_OF_THE_VULNERABLE, all};
use super::minors::Known;
use super::people::{KIN, Mention, PERSON, people};
use super::sentences::sentences;
use crate::claims::reading::View;

/// A particular survivor of sexual violence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survivor {
    /// The words for the person, in bytes: a name, `she`, `34-year-old teacher`.
    pub range: Range<usize>,
    /// The words for what was done, in bytes.
    pub done: Range<usize>,
    /// By what the person can be known, if at all.
    pub known: Option<Known>,
}

/// What is done, as the verb of a passive.
const VIOLATED: &[&str] = &["raped", "molested", "gang-raped", "prostituted", "trafficked"];

/// What only with `sexually` is sexual violence.
const SEXUALLY: &[&str] =
    &["abused", "assaulted", "harassed", "tortured", "violated", "exploited", "enslaved"];

/// What it is called after `survivor of`, `forced into`.
const NAMES: &[&str] = &["rape", "sexual", "trafficking", "prostitution", "incest"];

const BE: &[&str] = &["was", "is", "been", "being", "be", "were", "got"];

const PRONOUNS: &[&str] = &["she", "he", "her", "him", "i", "me"];

/// The particular survivors of sexual violence in a text, in order.
pub fn survivors(text: &str) -> Vec<Survivor> {
    let view = View::new(text);
    let named = people(text);
    let known = all(text, &named, ENOUGH_OF_THE_VULNERABLE);
    let mut found = Vec::new();
    for sentence in sentences(&view) {
        for at in sentence.clone() {
            let Some(done) = done(&view, at, &sentence) else { continue };
            let Some(who) = victim(&view, &done, &sentence, &named) else { continue };
            let range = who.range(&view);
            let how = who.known(&named, &view, &sentence).or_else(|| {
                let told = known.iter().any(|person| inside(&view, &sentence, &person.range));
                told.then_some(Known::Combination)
            });
            found.push(Survivor { range, done: view.range(done.start, done.end), known: how });
        }
    }
    found.dedup_by(|next, first| next.range == first.range);
    found
}

fn inside(view: &View, sentence: &Range<usize>, range: &Range<usize>) -> bool {
    let bytes = view.range(sentence.start, sentence.end);
    bytes.start <= range.start && range.end <= bytes.end
}

/// Words that say that something was done to someone, in tokens.
fn done(view: &View, at: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
    let verb = view.any(at, VIOLATED)
        || (view.any(at, SEXUALLY) && at > sentence.start && view.is(at - 1, "sexually"));
    let from = if view.any(at, SEXUALLY) { at.saturating_sub(1) } else { at };
    if verb {
        return Some(from..at + 1);
    }
    if view.any(at, &["survivor", "victim"]) && view.is(at + 1, "of") {
        return (at + 2..at + 5).any(|at| view.any(at, NAMES)).then_some(at..at + 3);
    }
    let abortion = view.is(at, "forced")
        && (at + 1..at + 7)
            .take_while(|at| view.word(*at).is_some())
            .any(|at| view.is(at, "abortion"));
    let abort = view.is(at, "forced")
        && view.is(at + 1, "to")
        && view.any(at + 2, &["abort", "marry", "prostitute"]);
    let into = view.any(at, &["sold", "forced"])
        && view.is(at + 1, "into")
        && (at + 2..at + 4).any(|at| view.any(at, &["prostitution", "marriage", "sexual"]));
    let bride = view.is(at, "sold")
        && (at + 1..at + 5)
            .take_while(|at| view.word(*at).is_some())
            .any(|at| view.any(at, &["bride", "wife"]));
    if abortion || abort || into || bride {
        return Some(at..at + 1);
    }
    None
}

enum Who<'m> {
    Named(&'m Mention),
    Words(Range<usize>),
}

impl Who<'_> {
    fn range(&self, view: &View) -> Range<usize> {
        match self {
            Who::Named(mention) => mention.range.clone(),
            Who::Words(tokens) => view.range(tokens.start, tokens.end),
        }
    }

    /// Whether the person is named, or is a `she` that can only be someone named before in the sentence.
    fn known(&self, named: &[Mention], view: &View, sentence: &Range<usize>) -> Option<Known> {
        let Who::Words(tokens) = self else { return Some(Known::Named) };
        if !view.any(tokens.start, PRONOUNS) {
            return None;
        }
        let start = view.range(tokens.start, tokens.end).start;
        let before = |mention: &&Mention| {
            inside(view, sentence, &mention.range) && mention.range.end <= start
        };
        let mut near = named.iter().filter(before);
        let first = near.next().filter(|mention| !mention.office)?;
        let from = view.tokens.partition_point(|token| token.start < first.range.end);
        let others = ["woman", "women", "man", "men", "prisoners", "people"];
        let another = near.any(|mention| mention.name != first.name)
            || (from..tokens.start)
                .any(|at| view.any(at, PERSON) || view.any(at, KIN) || view.any(at, &others));
        (!another).then_some(Known::Named)
    }
}

/// Whom it was done to.
fn victim<'m>(
    view: &View,
    done: &Range<usize>,
    sentence: &Range<usize>,
    named: &'m [Mention],
) -> Option<Who<'m>> {
    let name = |at: usize| {
        let start = view.tokens.get(at)?.start;
        let nth = named.partition_point(|mention| mention.range.end <= start);
        named.get(nth).filter(|mention| mention.range.contains(&start) && !mention.office)
    };
    if view.any(done.start, &["survivor", "victim"]) {
        return apposed(view, done.start, sentence, &name);
    }
    // Passive: back over adverbs to a form of `be`, and from there to the subject.
    let mut at = done.start;
    while at > sentence.start
        && (view.text(at - 1).ends_with("ly")
            || view.hyphen(at - 1)
            || view.any(
                at - 1,
                &[
                    "gang",
                    "repeatedly",
                    "later",
                    "then",
                    "also",
                    "and",
                    "beaten",
                    "tortured",
                    "twice",
                ],
            ))
    {
        at -= 1;
    }
    let be = at.checked_sub(1).filter(|at| *at >= sentence.start && view.any(*at, BE));
    if let Some(mut be) = be {
        while be > sentence.start
            && (view.any(be - 1, &["had", "has", "been", "have", "also", "was", "after", "being"]))
        {
            be -= 1;
        }
        return subject(view, be, sentence, &name);
    }
    // Active: `raped her`, `raped Kim Cheol-ok`.
    let object = done.end;
    if view.any(object, &["her", "him", "me"]) && !noun_after(view, object + 1) {
        return Some(Who::Words(object..object + 1));
    }
    if view.any(object, KIN) {
        return None;
    }
    name(object).map(Who::Named)
}

/// Whether a word after `her` makes it a possessive: `raped her sister`.
fn noun_after(view: &View, at: usize) -> bool {
    view.any(at, KIN)
        || view.any(at, PERSON)
        || view.any(at, &["friend", "friends", "daughters", "sisters"])
}

/// The subject that ends before a token.
fn subject<'m>(
    view: &View,
    end: usize,
    sentence: &Range<usize>,
    name: &dyn Fn(usize) -> Option<&'m Mention>,
) -> Option<Who<'m>> {
    let mut at = end.checked_sub(1).filter(|at| *at >= sentence.start)?;
    if view.any(at, &["who"]) {
        at = at.checked_sub(1).filter(|at| *at >= sentence.start)?;
        if view.sign(at) == Some(',') {
            at = at.checked_sub(1)?;
        }
    }
    if view.sign(at) == Some(',') {
        // An apposition between: `Kim Cheol-ok, a refugee, was raped`.
        let from = (sentence.start..at).rev().take(12).find(|at| view.sign(*at) == Some(','))?;
        at = from.checked_sub(1)?;
    }
    if let Some(mention) = name(at) {
        return Some(Who::Named(mention));
    }
    if view.any(at, &["she", "he", "i"]) {
        return Some(Who::Words(at..at + 1));
    }
    let noun = view.any(at, PERSON)
        || view.any(at, KIN)
        || view.any(at, &["teacher", "nurse", "student", "worker"]);
    noun.then_some(Who::Words(at..at + 1))
}

/// Of whom `a survivor of` is said: the name before the comma, or after `is`.
fn apposed<'m>(
    view: &View,
    at: usize,
    sentence: &Range<usize>,
    name: &dyn Fn(usize) -> Option<&'m Mention>,
) -> Option<Who<'m>> {
    let mut back = at.checked_sub(1).filter(|at| *at >= sentence.start)?;
    let mut steps = 0;
    while steps < 4
        && back > sentence.start
        && view.word(back).is_some()
        && !view.any(back, BE)
        && name(back).is_none()
    {
        back -= 1;
        steps += 1;
    }
    if view.any(back, BE) || view.sign(back) == Some(',') {
        back = back.checked_sub(1)?;
    }
    name(back).map(Who::Named)
}
