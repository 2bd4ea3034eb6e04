//! Acronyms: without stops, and written out where the house never shortens.

use super::super::Remark;
use super::House;
use super::page::Page;
use super::words::{possessive, with_article, with_possessive};
use crate::claims::context::possessed;
use crate::claims::lex::is_apostrophe;
use crate::claims::lexicon::Word;

/// Acronyms that are written with stops elsewhere. A list, since the initials of a person look the same.
const ACRONYMS: &[&str] = &[
    "US", "UN", "UK", "EU", "USA", "USSR", "DPRK", "ROK", "PRC", "DC", "FBI", "CIA", "NATO", "NGO",
    "UAE", "BBC", "GDP", "HIV", "LGBT", "POW", "WHO", "WTO", "IMF", "ICC", "ICJ", "NSA", "DOJ",
    "DRC", "UNHCR", "UNESCO", "UNICEF",
];

/// Finds acronyms with stops: `U.S.`
pub(super) fn read(page: &Page, house: &House, found: &mut Vec<Remark>) {
    let mut at = 0;
    while at < page.view.tokens.len() {
        let Some((letters, to)) = stopped(page, at) else {
            at += 1;
            continue;
        };
        let (range, instead) = match house.spell_out.iter().find(|(short, _)| *short == letters) {
            Some((_, long)) => with_article(page, at, to, long.clone()),
            None => (page.view.range(at, to), letters.clone()),
        };
        let instead = match last_stop(page, at, to) {
            Stop::Abbreviates => Some(instead),
            Stop::Ends => Some(format!("{instead}.")),
            Stop::Unclear => None,
        };
        found.push(Remark {
            said: format!(
                "`{}` is written `{letters}` in this house",
                &page.view.source[page.view.range(at, to)]
            ),
            range,
            why: "the house writes acronyms without stops",
            instead,
        });
        at = to;
    }
}

/// The letters of an acronym with stops, and the token after its last stop.
fn stopped(page: &Page, at: usize) -> Option<(String, usize)> {
    let view = &page.view;
    let letter =
        |at: usize| view.text(at).len() == 1 && view.capital(at) && view.word(at).is_some();
    let stop = |at: usize| view.sign(at) == Some('.') && view.glued(at);
    if view.glued(at) && (page.is_code(at) || view.sign(at.wrapping_sub(1)) == Some('.')) {
        return None;
    }
    let (mut letters, mut next) = (String::new(), at);
    while letter(next) && stop(next + 1) && (next == at || view.glued(next)) && letters.len() < 8 {
        letters.push_str(view.text(next));
        next += 2;
    }
    let apostrophe = view.sign(next).is_some_and(is_apostrophe) && view.glued(next + 1);
    let glued = view.glued(next) && view.sign(next).is_none()
        || apostrophe && view.glued(next) && !view.any(next + 1, &["s"]);
    (!glued && ACRONYMS.contains(&letters.as_str())).then_some((letters, next))
}

/// What the last stop of an acronym does.
enum Stop {
    /// Nothing but abbreviate.
    Abbreviates,
    /// It ends the sentence too.
    Ends,
    /// A name follows that may begin the next sentence.
    Unclear,
}

fn last_stop(page: &Page, from: usize, to: usize) -> Stop {
    let view = &page.view;
    if view.tokens.get(to).is_none() || (!view.glued(to) && !page.spaced(to)) {
        return Stop::Ends;
    }
    if view.glued(to) || !view.capital(to) {
        return Stop::Abbreviates;
    }
    // `US` is not “us”.
    let shouted = view.text(to).len() > 1 && view.text(to).chars().all(char::is_uppercase);
    if !shouted && matches!(view.word(to), Some(Word::Light | Word::Break | Word::Not)) {
        return Stop::Ends;
    }
    // “In the U.S. Kim said”, but “U.S. President” and “the U.S. Congress”.
    let the = from.checked_sub(1).filter(|at| view.is(*at, "the"));
    let place = the.and_then(|at| at.checked_sub(1)).is_some_and(|at| {
        view.any(at, &["in", "to", "from", "of", "leave", "left", "for", "with", "against", "and"])
    });
    if place || from.checked_sub(1).is_some_and(|at| view.sign(at) == Some(',')) {
        return Stop::Unclear;
    }
    Stop::Abbreviates
}

/// What follows `UN` in the names bodies have chosen themselves.
const OFFICIAL: &[&str] = &[
    "Women", "News", "Watch", "Doc", "Docs", "Web", "Habitat", "Global", "Radio", "Photo", "TV",
    "GA", "SC",
];

/// Finds acronyms that the house writes out: `UN`.
pub(super) fn spell_out(page: &Page, house: &House, found: &mut Vec<Remark>) {
    if house.spell_out.is_empty() {
        return;
    }
    for at in 0..page.view.tokens.len() {
        let written = page.view.text(at);
        let bare = possessed(written);
        let Some((short, long)) = house.spell_out.iter().find(|(short, _)| short == bare) else {
            continue;
        };
        if page.is_code(at)
            || page.view.any(at + 1 + usize::from(page.view.hyphen(at + 1)), OFFICIAL)
        {
            continue;
        }
        let why = "the house never shortens this name";
        let said = format!("`{short}` is written `{long}` in this house");
        if let Some(range) = defined(page, at, long) {
            found.push(Remark { range, said, why, instead: Some(String::new()) });
            continue;
        }
        let (range, instead) =
            with_article(page, at, at + 1, with_possessive(long, possessive(written)));
        found.push(Remark { range, said, why, instead: Some(instead) });
    }
}

/// The bytes of ` (UN)` after the words it stands for.
fn defined(page: &Page, at: usize, long: &str) -> Option<std::ops::Range<usize>> {
    let view = &page.view;
    let open = at.checked_sub(1)?;
    if view.sign(open) != Some('(') || view.sign(at + 1) != Some(')') {
        return None;
    }
    let end = view.range(open.checked_sub(1)?, open).end;
    view.source.get(..end)?.ends_with(long).then(|| end..view.range(open, at + 2).end)
}
