//! The persons a text names.
//!
//! Who is named needs a ground on record, so a word wrongly taken for a name costs an officer time and trust: a run of
//! words with capitals is a person only where something tells so, and [`Cue`] says what. Not found: given names that no
//! list holds, without a title, an age or an act beside them. Quotations are read like the rest, since a name
//! identifies there too.

mod asian;
mod cues;
mod given;
mod offices;
mod shape;

use std::ops::Range;

use crate::claims::reading::View;
use given::Given;

pub use asian::is_surname;
pub use cues::{KIN, PERSON, age_after};
pub use shape::namely;

/// A person named in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Where the name stands, without title and possessive, in bytes.
    pub range: Range<usize>,
    /// The name as written.
    pub name: String,
    /// Whether the person is named for a public office, or is a ruler known by name alone.
    pub office: bool,
    /// Whether it is one word, so that it may need more to identify: `Park`.
    pub single: bool,
    /// What tells that it is a person.
    pub cues: Vec<Cue>,
}

/// What tells that a name is a person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cue {
    /// A given name that is little else.
    Given,
    /// The syllables of a Korean or Chinese name.
    Syllables,
    /// `Mr`, `Pastor`, `Dr`.
    Honorific,
    /// An office before or after.
    Office,
    /// `his wife`, `their daughter`.
    Kin,
    /// `a woman named`.
    Named,
    /// `, 34,`.
    Age,
    /// `said`, `was arrested`.
    Act,
    /// `By` at the head of a text: the author.
    Byline,
    /// The surname of someone named before in the text.
    Later,
}

/// The persons named in a text, in order.
pub fn people(text: &str) -> Vec<Mention> {
    let view = View::new(text);
    let heading = shape::heading(&view);
    let mut found = Vec::new();
    let mut free = vec![true; view.tokens.len()];
    let mut at = 0;
    while at < view.tokens.len() {
        let Some((tokens, cues)) = whole(&view, at, heading) else {
            at += 1;
            continue;
        };
        for taken in free.iter_mut().take(tokens.end).skip(tokens.start) {
            *taken = false;
        }
        at = tokens.end.max(at + 1);
        found.push(mention(&view, &tokens, cues));
    }
    let mut more = surnames(&view, &found, &free);
    found.append(&mut more);
    found.sort_by_key(|mention| mention.range.start);
    found
}

/// The persons named for whom a ground must be on record: each once, none named for an office, no author's by-line.
pub fn at_risk(text: &str) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    for mention in people(text) {
        let aside = mention.office
            || [Cue::Byline, Cue::Later].iter().any(|cue| mention.cues.contains(cue));
        if !aside && found.iter().all(|first| first.name != mention.name) {
            found.push(mention);
        }
    }
    found
}

/// A name that needs none before it in the text, and what tells that it is one.
fn whole(view: &View, at: usize, heading: bool) -> Option<(Range<usize>, Vec<Cue>)> {
    if !view.capital(at) || view.word(at).is_none() {
        return None;
    }
    let (end, mut cues) = asian(view, at)
        .or_else(|| titled(view, at))
        .or_else(|| western(view, at, heading))
        .or_else(|| told(view, at))?;
    let tokens = at..end;
    add(&mut cues, Cue::Byline, cues::byline(view, at));
    add(&mut cues, Cue::Kin, cues::kin_before(view, at).is_some());
    add(&mut cues, Cue::Age, cues::age_after(view, end).is_some());
    add(&mut cues, Cue::Act, cues::says(view, end) || cues::suffers(view, end));
    add(&mut cues, Cue::Office, offices::before(view, at) || offices::after(view, end));
    Some((tokens, cues))
}

fn add(cues: &mut Vec<Cue>, cue: Cue, holds: bool) {
    if holds && !cues.contains(&cue) {
        cues.push(cue);
    }
}

fn mention(view: &View, tokens: &Range<usize>, cues: Vec<Cue>) -> Mention {
    let range = shape::bytes(view, tokens);
    let name = view.source.get(range.clone()).unwrap_or_default().to_owned();
    let office = cues.contains(&Cue::Office) || offices::public(&name);
    let single = !name.contains(|c: char| c.is_whitespace());
    Mention { range, name, office, single, cues }
}

fn asian(view: &View, at: usize) -> Option<(usize, Vec<Cue>)> {
    let end = asian::name_at(view, at)?;
    let bar = at.checked_sub(1).is_some_and(|at| view.hyphen(at))
        || shape::institution(view, end) && !view.begins_sentence(end);
    let named = !shape::possessive(view, end.saturating_sub(1)) && bar;
    (!named).then(|| (end, vec![Cue::Syllables]))
}

/// A name after a title: `Mr Park`, `President Reagan`.
fn titled(view: &View, at: usize) -> Option<(usize, Vec<Cue>)> {
    let office = offices::titled(view, at)?;
    let end = shape::run_end(view, at, 3);
    let cue = if office { Cue::Office } else { Cue::Honorific };
    let named = end > at && shape::written(view, at).len() > 1;
    (named && !shape::part_of_institution(view, end)).then(|| (end, vec![cue]))
}

/// A given name of the lists and what follows it.
fn western(view: &View, at: usize, heading: bool) -> Option<(usize, Vec<Cue>)> {
    let sure = given::given(shape::written(view, at))?;
    if shape::barred(view, at) || !shape::namely(view, at) {
        return None;
    }
    let end = shape::run_end(view, at, if heading { 2 } else { 4 });
    if shape::institution(view, end)
        && !shape::possessive(view, end.saturating_sub(1))
        && !view.begins_sentence(end)
    {
        return None;
    }
    if end == at {
        return None;
    }
    let lone = end < at + 2;
    let told = [
        (Cue::Age, cues::age_after(view, end).is_some()),
        (Cue::Kin, cues::kin_before(view, at).is_some()),
        (Cue::Named, cues::named_before(view, at)),
        (
            Cue::Act,
            cues::says(view, end) || cues::suffers(view, end) || cues::noun_before(view, at),
        ),
        (Cue::Byline, cues::byline(view, at)),
        (
            Cue::Syllables,
            !lone
                && end == at + 2
                && asian::is_surname(shape::written(view, at + 1))
                && !view.is(at + 1, "park"),
        ),
    ];
    let mut cues: Vec<Cue> = told.iter().filter(|(_, holds)| *holds).map(|(cue, _)| *cue).collect();
    let park = !lone && view.is(end - 1, "park") && cues.is_empty();
    let enough = if lone || sure == Given::Unsure { !cues.is_empty() } else { !park };
    cues.push(Cue::Given);
    enough.then_some((end, cues))
}

/// Any run of words with capitals that is told to be a person: `their daughter Megumi`, `Zeid Al Hussein, 34,`.
fn told(view: &View, at: usize) -> Option<(usize, Vec<Cue>)> {
    if !shape::namely(view, at) || at.checked_sub(1).is_some_and(|at| view.hyphen(at)) {
        return None;
    }
    let named = cues::named_before(view, at);
    let kin = cues::kin_before(view, at).is_some();
    let end = shape::run_end(view, at, 3);
    if end == at || shape::institution(view, end) && !shape::possessive(view, end - 1) {
        return None;
    }
    if named || kin {
        return Some((end, vec![if named { Cue::Named } else { Cue::Kin }]));
    }
    let several = end >= at + 2 && !shape::barred(view, at);
    let aged = several
        && cues::age_after(view, end).is_some()
        && !view.any(at.saturating_sub(1), &["in", "at", "from", "near"]);
    let office = several && at.checked_sub(1).is_some_and(|at| offices::office(view, at));
    let cue = if aged { Cue::Age } else { Cue::Office };
    (aged || office).then(|| (end, vec![cue]))
}

/// Names of one word: surnames of those named before, and Korean surnames of whom something personal is told.
fn surnames(view: &View, known: &[Mention], free: &[bool]) -> Vec<Mention> {
    let mut found = Vec::new();
    let named: std::collections::HashMap<&str, &Mention> = known
        .iter()
        .filter(|mention| !mention.single)
        .filter_map(|mention| Some((surname(&mention.name)?, mention)))
        .collect();
    for at in (0..view.tokens.len()).filter(|at| free.get(*at) == Some(&true) && view.capital(*at))
    {
        let word = shape::written(view, at);
        let joined = view.hyphen(at + 1) || at.checked_sub(1).is_some_and(|at| view.hyphen(at));
        let followed =
            view.capital(at + 1) && !view.begins_sentence(at + 1) && !shape::possessive(view, at);
        let house =
            view.any(at + 1, &["dynasty", "regime", "family", "administration", "government"]);
        if joined || house || followed || shape::barred(view, at) {
            continue;
        }
        if let Some(first) = named.get(word) {
            let mut later = mention(view, &(at..at + 1), vec![Cue::Later]);
            later.office = first.office;
            found.push(later);
        } else if lone(view, at, word) {
            found.push(mention(view, &(at..at + 1), vec![Cue::Act]));
        }
    }
    found
}

/// Whether a Korean surname alone is a person's.
fn lone(view: &View, at: usize, word: &str) -> bool {
    let placed = at.checked_sub(1).is_some_and(|at| {
        view.any(at, &["in", "at", "near", "a", "an", "this", "that", "to", "and"])
    });
    let word_too = view.word(at) != Some(crate::claims::lexicon::Word::Plain);
    asian::is_surname(word)
        && word.len() > 1
        && !placed
        && !word_too
        && !shape::possessive(view, at)
        && (cues::says(view, at + 1)
            || cues::suffers(view, at + 1)
            || cues::described(view, at + 1)
            || cues::age_after(view, at + 1).is_some()
            || (cues::personal(view, at + 1) && !view.is(at, "kim")))
}

/// The surname of a whole name.
fn surname(name: &str) -> Option<&str> {
    let (first, _) = name.split_once(char::is_whitespace)?;
    let last = name.rsplit(char::is_whitespace).next()?;
    let korean = asian::is_surname(first) && given::given(first).is_none();
    Some(if korean { first } else { last })
}
