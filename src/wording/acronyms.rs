//! Acronyms and foreign terms that no text explains.

use std::borrow::Borrow;
use std::collections::HashSet;
use std::ops::Range;

use super::is_own;
use super::untagged::plain_words;
use crate::claims::context::{Keyed, hash, possessed};
use crate::claims::lex::is_apostrophe;
use crate::claims::lexicon::Word;
use crate::claims::reading::View;

/// Acronyms every reader of such papers knows [R]: keep it short, and let a house add its own.
const WELL_KNOWN: &[&str] = &[
    "UK", "US", "USA", "UN", "EU", "NATO", "BBC", "NGO", "HIV", "AIDS", "COVID", "UNICEF",
    "UNESCO", "DVD", "CD", "USB", "TV", "PDF", "AM", "PM", "OK", "DC", "BC", "AD", "CEO", "ID",
    "TLP", "FAQ", "DNA", "GMT", "BST", "UTC", "SMS", "GPS", "URL", "WWW", "MP", "MEP", "PS",
    "RSVP", "TBC", "QA", "II", "IT", "AFP", "AP", "CNN", "USSR", "FBI", "CIA", "PC", "AI", "CCTV",
    "SIM", "AKA", "ZIP", "ISBN", "MB",
];

/// The acronyms in `texts`, read in order as one paper, that neither they nor `known` explain: the first use of each in own words, as
/// the text's number, the bytes, and the acronym without a plural's `s`. Linear in the texts.
///
/// Explained is an acronym in brackets after anything, `freedom of religion or belief (FoRB)`; before brackets that explain it; or
/// whose words stand somewhere in full, with capitals. Passed over is what may be a word in capitals, a numeral, a well-known one.
pub fn unexpanded(texts: &[&str], known: &[&str]) -> Vec<(usize, Range<usize>, String)> {
    let read: Vec<Acronyms> = texts.iter().map(|text| Acronyms::new(text)).collect();
    unexpanded_of(texts, &read, known)
}

/// The acronyms in own words of one text that are not well known.
#[derive(Debug)]
pub struct Acronyms(Vec<(Range<usize>, String)>);

impl Acronyms {
    /// Reads a text.
    pub fn new(text: &str) -> Acronyms {
        let view = View::new(text);
        let mut own: Option<Vec<Range<usize>>> = None;
        let mut found = Vec::new();
        for at in 0..view.tokens.len() {
            let Some(letters) = acronym(&view, at) else { continue };
            let range = view.range(at, at + 1);
            if !WELL_KNOWN.contains(&letters)
                && !in_capitals(&view, at)
                && is_own(own.get_or_insert_with(|| plain_words(text)), &range)
            {
                found.push((range, letters.to_owned()));
            }
        }
        Acronyms(found)
    }
}

/// What is [`unexpanded`] in texts of which the acronyms have been read.
pub fn unexpanded_of<A: Borrow<Acronyms>>(
    texts: &[&str],
    read: &[A],
    known: &[&str],
) -> Vec<(usize, Range<usize>, String)> {
    let mut found: Vec<(usize, Range<usize>, String)> = Vec::new();
    for (text, acronyms) in read.iter().enumerate() {
        for (range, letters) in &acronyms.borrow().0 {
            let seen = found.iter().any(|(_, _, other)| other == letters);
            if !seen && !known.contains(&letters.as_str()) {
                found.push((text, range.clone(), letters.clone()));
            }
        }
    }
    if found.is_empty() {
        return found;
    }
    let views: Vec<View> = texts.iter().map(|text| View::new(text)).collect();
    let (small, explained) = (small_words(&views), explained(&views));
    found.retain(|(_, _, letters)| {
        let key = hash(letters);
        !small.contains_key(&key) && !explained.contains(&key)
    });
    found
}

/// The words written in small letters somewhere: what is one of them in capitals is shouted, no acronym.
fn small_words(views: &[View]) -> Keyed<()> {
    let words = views.iter().flat_map(|view| {
        (0..view.tokens.len())
            .filter(|at| view.word(*at).is_some() && !view.capital(*at))
            .map(|at| (hash(view.text(at)), ()))
    });
    words.collect()
}

/// The letters of an acronym at a token: two to eight capitals, without a plural's `s` or a possessive.
fn acronym<'a>(view: &View<'a>, at: usize) -> Option<&'a str> {
    let Some(Word::Plain | Word::Generic | Word::Light | Word::Money(_) | Word::Unit(..)) =
        view.word(at)
    else {
        return None;
    };
    let word = possessed(view.text(at));
    let letters = word.strip_suffix('s').unwrap_or(word);
    let capitals =
        (2..=8).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_uppercase());
    let numeral = letters.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'));
    let plain =
        matches!(view.word(at), Some(Word::Plain)) && (letters.len() < 6 || !sounds(letters));
    let apart = |at: usize, glued: bool| {
        !glued
            || view.sign(at).is_some_and(|c| {
                matches!(c, '(' | ')' | ',' | '.' | ';' | ':' | '-' | '–' | '—' | '?' | '!' | '/')
                    || is_apostrophe(c)
            })
    };
    let free = apart(at.wrapping_sub(1), view.glued(at))
        && !(view.glued(at) && view.sign(at.wrapping_sub(1)) == Some(':'))
        && apart(at + 1, view.glued(at + 1));
    let stopped = view.glued(at + 1) && view.sign(at + 1) == Some('.') && view.glued(at + 2);
    let hyphen =
        view.hyphen(at.wrapping_sub(1)) || (view.hyphen(at + 1) && view.number(at + 2).is_some());
    (capitals && !numeral && plain && free && !stopped && !hyphen).then_some(letters)
}

/// Whether capitals could be spoken as an English word: at least two in five are vowels.
fn sounds(letters: &str) -> bool {
    let vowels =
        letters.bytes().filter(|b| matches!(b, b'A' | b'E' | b'I' | b'O' | b'U' | b'Y')).count();
    5 * vowels >= 2 * letters.len()
}

/// Whether the words beside a token are all in capitals too, as in a heading.
fn in_capitals(view: &View, at: usize) -> bool {
    let shouted = |at: Option<usize>| {
        at.is_some_and(|at| {
            let word = view.text(at);
            view.word(at).is_some()
                && word.len() > 1
                && word.chars().all(char::is_uppercase)
                && !WELL_KNOWN.contains(&word)
        })
    };
    shouted(at.checked_sub(1)) || shouted(Some(at + 1))
}

/// The keys of all that is explained somewhere.
fn explained(views: &[View]) -> HashSet<u64> {
    let mut keys = HashSet::new();
    for view in views {
        for at in 0..view.tokens.len() {
            in_brackets(view, at, &mut keys);
            if view.capital(at) {
                initials(view, at, &mut keys);
            }
        }
    }
    keys
}

/// `… (ICC)`, `(the ICC)`, `(“ICC”)`, `ICC (the International …)`.
fn in_brackets(view: &View, at: usize, keys: &mut HashSet<u64>) {
    if view.sign(at) != Some('(') {
        return;
    }
    let mut next = at + 1;
    while view.any(next, &["the", "or", "hereafter", "hereinafter"])
        || view.sign(next).is_some_and(|c| matches!(c, '“' | '‘' | '"' | '\''))
    {
        next += 1;
    }
    let bare = |at: usize| {
        let word = possessed(view.text(at));
        word.strip_suffix('s').filter(|_| word.len() > 2).unwrap_or(word).to_owned()
    };
    let mut close = next + 1;
    while view.sign(close).is_some_and(|c| matches!(c, '”' | '’' | '"' | '\'')) {
        close += 1;
    }
    if view.word(next).is_some() && view.sign(close).is_some_and(|c| matches!(c, ')' | ',' | ';')) {
        keys.insert(hash(&bare(next)));
    }
    // The other way about: the words in brackets begin as the acronym does.
    if let Some(before) = at.checked_sub(1) {
        let letters = bare(before);
        let same = view
            .text(next)
            .chars()
            .next()
            .is_some_and(|c| letters.starts_with(c.to_ascii_uppercase()));
        if same && view.word(next + 1).is_some() {
            keys.insert(hash(&letters));
        }
    }
}

/// The longest name whose initials are taken, in tokens.
const NAME: usize = 12;

/// The first letters of the words from a token on, as far as they may be a name: with those of the small words and without.
fn initials(view: &View, from: usize, keys: &mut HashSet<u64>) {
    let (mut all, mut large) = (String::new(), String::new());
    for at in from..from + NAME {
        let small = matches!(view.word(at), Some(Word::Light | Word::Break));
        let initial = view.text(at).chars().next();
        match initial {
            Some(initial) if view.word(at).is_some() && (small || view.capital(at)) => {
                all.extend(initial.to_uppercase());
                if view.capital(at) {
                    large.push(initial);
                }
                if view.capital(at) && large.len() > 1 {
                    keys.insert(hash(&all));
                    keys.insert(hash(&large));
                }
            }
            _ if view.hyphen(at) || view.sign(at).is_some_and(is_apostrophe) => {}
            _ => return,
        }
    }
}

/// Foreign terms of `glossary` (`kwan-li-so`, `songbun`) that `texts`, read in order as one paper, use and do not explain: the first
/// use of each, as [`unexpanded`] gives it. Explained is a term beside brackets, in quotation marks, or before a comma, a dash and
/// what it is.
pub fn unexplained(texts: &[&str], glossary: &[&str]) -> Vec<(usize, Range<usize>, String)> {
    let mut found = Vec::new();
    if glossary.is_empty() {
        return found;
    }
    let cuts: Vec<(View, Vec<Range<usize>>)> =
        texts.iter().map(|text| (View::new(text), plain_words(text))).collect();
    for term in glossary {
        let wanted = View::new(term);
        let count = wanted.tokens.len();
        let mut first = None;
        let mut told = count == 0;
        for (text, (view, own)) in cuts.iter().enumerate() {
            for at in 0..view.tokens.len() {
                let here = (0..count).all(|n| {
                    view.is(at + n, wanted.text(n))
                        && (n == 0 || view.glued(at + n) == wanted.glued(n))
                });
                if !here || count == 0 {
                    continue;
                }
                let range = view.range(at, at + count);
                told |= tells(view, at, at + count);
                if first.is_none() && is_own(own, &range) {
                    first = Some((text, range, (*term).to_owned()));
                }
            }
        }
        found.extend(first.filter(|_| !told));
    }
    found.sort_by_key(|(text, range, _)| (*text, range.start));
    found
}

/// Whether what stands beside a term explains it.
fn tells(view: &View, from: usize, to: usize) -> bool {
    let before = from.checked_sub(1).and_then(|at| view.sign(at));
    let marks = |c: char| matches!(c, '(' | '“' | '‘' | '"' | '\'');
    let after = view.sign(to);
    let named = from
        .checked_sub(1)
        .is_some_and(|at| view.any(at, &["called", "as", "or", "means", "named"]));
    before.is_some_and(marks)
        || named
        || after == Some('(')
        || (after == Some(',')
            && (view.article(to + 1) || view.any(to + 1, &["the", "or", "which", "meaning"])))
        || (after.is_some_and(|c| matches!(c, '–' | '—' | ':')) && !view.hyphen(to))
}
