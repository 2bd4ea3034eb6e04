//! Terms of the house: “escapee”, not “defector”.

use super::super::Remark;
use super::page::Page;
use super::words::{capitalised, plural, possessive, with_article, with_possessive};
use super::{House, in_order, without_terms};
use crate::claims::context::{possessed, singular};
use crate::claims::lexicon::Word;

/// A term the house does not use.
struct Term<'a> {
    /// Its words.
    words: Vec<&'a str>,
    /// What is written instead, in the singular.
    wanted: String,
}

/// Finds the terms the house does not use.
pub(super) fn read(page: &Page, house: &House, found: &mut Vec<Remark>) {
    let mut terms: Vec<Term> = house
        .terms
        .iter()
        .map(|(term, wanted)| Term {
            words: term.split_whitespace().collect(),
            wanted: settled(wanted, house),
        })
        .filter(|term| !term.words.is_empty() && term.words.join(" ") != term.wanted)
        .collect();
    // The longest first: “North Korean defector” before “defector”.
    terms.sort_by_key(|term| std::cmp::Reverse(term.words.len()));
    let mut at = 0;
    while at < page.view.tokens.len() && !terms.is_empty() {
        let hit = terms.iter().find_map(|term| term_at(page, at, term).map(|many| (term, many)));
        let Some((term, many)) = hit else {
            at += 1;
            continue;
        };
        let to = at + term.words.len();
        if is_open(page, at, to, term) && !within_wanted(page, at, term) {
            found.push(remark(page, at, to, term, many));
        }
        at = to;
    }
}

/// What is written for a term in the end: by the other rules, and by the terms themselves, which may follow one another.
fn settled(wanted: &str, house: &House) -> String {
    let mut wanted = wanted.trim().to_owned();
    for _ in 0..4 {
        let Some((_, next)) = house.terms.iter().find(|(term, _)| *term == wanted) else { break };
        wanted = next.trim().to_owned();
    }
    let page = Page::new(&wanted);
    let mut found = Vec::new();
    without_terms(&page, house, &mut found);
    found.retain(|remark| page.is_own(&remark.range));
    in_order(&mut found);
    let mut text = String::new();
    let mut from = 0;
    for Remark { range, instead, .. } in found {
        if let Some(instead) = instead {
            text.push_str(&wanted[from..range.start]);
            text.push_str(&instead);
            from = range.end;
        }
    }
    text.push_str(&wanted[from..]);
    text
}

/// Whether a term stands at a token; and whether in the plural.
fn term_at(page: &Page, at: usize, term: &Term) -> Option<bool> {
    let last = term.words.len() - 1;
    let mut many = false;
    for (offset, word) in term.words.iter().enumerate() {
        let token = at + offset;
        if offset > 0 && !page.spaced(token) {
            return None;
        }
        let text = page.view.text(token);
        let bare = if offset == last { possessed(text) } else { text };
        // A term with capitals is a name, and found only so.
        let same = |bare: &str| {
            if word.chars().any(char::is_uppercase) { bare == *word } else { alike(bare, word) }
        };
        if !same(bare) {
            let in_plural = offset == last && bare != singular(bare) && same(singular(bare))
                || offset == last && same_plural(bare, word);
            if !in_plural {
                return None;
            }
            many = true;
        }
    }
    Some(many)
}

/// Whether two words are one but for capitals.
fn alike(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || (!a.is_ascii() && a.to_lowercase() == b.to_lowercase())
}

fn same_plural(bare: &str, word: &str) -> bool {
    let first = |word: &str| word.chars().next().map(|c| c.to_ascii_lowercase());
    bare.len().abs_diff(word.len()) <= 3 && first(bare) == first(word) && alike(bare, &plural(word))
}

/// Whether a term may be touched: it is no part of a name.
fn is_open(page: &Page, from: usize, to: usize, term: &Term) -> bool {
    let name = term.words.iter().any(|word| word.chars().any(char::is_uppercase));
    if name {
        return (from..to).all(|at| !page.is_code(at)) && !page.capital_follows(to);
    }
    page.is_common(from, to) || lone_capital(page, from, to)
}

/// Whether a capital that begins no sentence stands between words in small letters: “the Defectors were”.
fn lone_capital(page: &Page, from: usize, to: usize) -> bool {
    let small = |at: usize| page.view.word(at).is_some() && !page.view.capital(at);
    to == from + 1
        && !page.view.begins_sentence(from)
        && page.view.text(from).chars().skip(1).all(|c| !c.is_uppercase())
        && from
            .checked_sub(1)
            .is_some_and(|at| small(at) || page.view.word(at) == Some(Word::Light))
        && page.spaced(from)
        && page.spaced(to)
        && small(to)
        && !page.is_code(from)
        && !matches!(page.view.word(from), Some(Word::Generic | Word::Title))
        && !(page.view.any(to, &["of", "for", "on", "in"]))
}

/// Whether what is wanted stands here already, and the term is part of it: “prison camp” for “camp”.
fn within_wanted(page: &Page, at: usize, term: &Term) -> bool {
    let wanted: Vec<&str> = term.wanted.split(' ').collect();
    (0..wanted.len()).any(|offset| {
        let Some(from) = at.checked_sub(offset) else { return false };
        wanted
            .get(offset)
            .is_some_and(|word| term.words.first().is_some_and(|first| alike(word, first)))
            && wanted.iter().enumerate().all(|(n, word)| {
                let text = possessed(page.view.text(from + n));
                alike(text, word) || alike(singular(text), word)
            })
    })
}

fn remark(page: &Page, from: usize, to: usize, term: &Term, many: bool) -> Remark {
    let written = page.view.range(from, to);
    let said = page.view.source[written].to_owned();
    let suffix = possessive(page.view.text(to - 1));
    let phrase = if many { plural(&term.wanted) } else { term.wanted.clone() };
    let phrase = if page.view.begins_sentence(from) && page.view.capital(from) {
        capitalised(&phrase)
    } else {
        phrase
    };
    // “The defectors’ children”, but “the children’s”.
    let apostrophe = page.view.glued(to) && matches!(page.view.sign(to), Some('’' | '\''));
    let certain = !apostrophe || phrase.ends_with('s');
    let (range, instead) = with_article(page, from, to, with_possessive(&phrase, suffix));
    Remark {
        range,
        said: format!("`{said}` is not a word of this house, which writes `{phrase}`"),
        why: "readers of this audience know its terms, and take another word for another thing",
        instead: certain.then_some(instead),
    }
}
