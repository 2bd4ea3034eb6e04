//! Two spellings of what must be one name: `Kim Kook-kie` and `Kim Kook-ki`, `Washignton` and `Washington`.

mod edit;

use std::borrow::Borrow;
use std::collections::HashMap;
use std::ops::Range;

use super::is_own;
use super::untagged::plain_words;
use crate::claims::context::{Keyed, Names, hash, key, keys, possessed, singular};
use crate::claims::lex::is_dash;
use crate::claims::lexicon::{Word, look_up};
use crate::claims::names::names_in;
use crate::claims::reading::Reading;
use edit::{alone, edit, in_company};

/// A spelling of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelt {
    /// As written, a possessive aside.
    pub written: String,
    /// Which text has it first, from 0.
    pub text: usize,
    /// Where in that text, in bytes.
    pub range: Range<usize>,
    /// How often it stands in all texts.
    pub uses: usize,
}

/// Two spellings of one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearPair {
    /// The one used less, or later.
    pub odd: Spelt,
    /// How the other is written.
    pub usual: String,
    /// The other; `None` where no text has it and it is a place everybody knows.
    pub seen: Option<Spelt>,
}

/// Places long enough to be known by their letters when one is wrong.
const PLACES: &[&str] = &[
    "Pyongyang",
    "Washington",
    "Vladivostok",
    "Panmunjom",
    "Shenyang",
    "Liaoning",
    "Xinjiang",
    "Hamgyong",
    "Hokkaido",
    "Shanghai",
    "Helsinki",
    "Strasbourg",
    "Brussels",
    "Islamabad",
    "Jerusalem",
    "Damascus",
    "Khartoum",
    "Canberra",
    "Singapore",
    "Indonesia",
    "Malaysia",
    "Mongolia",
    "Cambodia",
    "Bangladesh",
    "Pakistan",
    "Afghanistan",
    "Kazakhstan",
    "Uzbekistan",
    "Azerbaijan",
    "Switzerland",
    "Netherlands",
    "Venezuela",
    "Argentina",
    "Colombia",
    "Nicaragua",
    "Philippines",
    "Zimbabwe",
    "Ethiopia",
    "Mozambique",
    "Copenhagen",
    "Stockholm",
    "Auschwitz",
    "Manchester",
    "Edinburgh",
    "Birmingham",
    "California",
    "Australia",
    "Guantanamo",
    "Westminster",
    "Parliament",
    "Christianity",
    "Buddhism",
];

/// Pairs of spellings in `texts` that must be one name, by the place of the odd one. Read are own words only: a quotation spells
/// as its source does.
///
/// Two ways of one name: the same letters with other capitals, hyphens and spaces; or one letter more, less, other, or two
/// exchanged, where the rest of the name agrees and is long enough to tell. Names that differ so and are two (`Kim Jong Il` and
/// `Kim Jong Un`, `Korea` and `Korean`, `Paul` and `Paula`) are left alone. n log n in the texts.
pub fn near_spellings(texts: &[&str]) -> Vec<NearPair> {
    let read: Vec<Spellings> = texts.iter().map(|text| Spellings::new(text)).collect();
    near_spellings_of(&read)
}

/// The [`near_spellings`] of texts that have been read.
pub fn near_spellings_of<S: Borrow<Spellings>>(texts: &[S]) -> Vec<NearPair> {
    let mut spelt: Vec<(Spelt, Shape)> = collect(texts.iter().map(Borrow::borrow));
    let mut pairs = by_letters(&mut spelt);
    for place in PLACES.iter().map(|place| known(place)) {
        match spelt.iter_mut().find(|(_, shape)| shape.letters == place.1.letters) {
            Some((_, shape)) => shape.uses = usize::MAX,
            None => spelt.push(place),
        }
    }
    pairs.extend(by_edit(&spelt));
    pairs.sort_by_key(|pair: &NearPair| (pair.odd.text, pair.odd.range.start));
    pairs
}

/// The pieces of a name in small letters, and all of them in one.
#[derive(Debug, Clone)]
struct Shape {
    pieces: Vec<String>,
    letters: String,
    /// How often this name stands in any spelling of the same letters.
    uses: usize,
}

/// A place everybody knows, which no text need have.
fn known(place: &str) -> (Spelt, Shape) {
    let letters = place.to_lowercase();
    let spelt = Spelt { written: place.to_owned(), text: usize::MAX, range: 0..0, uses: 0 };
    (spelt, Shape { pieces: vec![letters.clone()], letters, uses: usize::MAX })
}

/// Names longer than this, in bytes, are not compared.
const LONGEST: usize = 48;

/// The names of one text as they are spelt.
#[derive(Debug)]
pub struct Spellings(Vec<Spelling>);

#[derive(Debug)]
struct Spelling {
    written: String,
    range: Range<usize>,
    pieces: Vec<String>,
}

impl Spellings {
    /// Reads a text.
    pub fn new(text: &str) -> Spellings {
        let reading = Reading::new(text);
        let names = names_in(&reading, &keys(&reading.view), &Names::default());
        if names.is_empty() {
            return Spellings(Vec::new());
        }
        let own = plain_words(text);
        let spelling = |tokens| {
            let (range, pieces) = pieces(&reading, tokens, &own)?;
            Some(Spelling { written: written(&text[range.clone()]), range, pieces })
        };
        Spellings(names.into_iter().filter_map(|name| spelling(name.tokens)).collect())
    }
}

/// All spellings of names, by first place.
fn collect<'a>(texts: impl Iterator<Item = &'a Spellings>) -> Vec<(Spelt, Shape)> {
    let mut index: HashMap<&str, usize> = HashMap::new();
    let mut all: Vec<(Spelt, Shape)> = Vec::new();
    for (text, Spellings(names)) in texts.enumerate() {
        for Spelling { written, range, pieces } in names {
            if let Some((known, _)) = index.get(written.as_str()).and_then(|at| all.get_mut(*at)) {
                known.uses += 1;
                continue;
            }
            index.insert(written, all.len());
            let (written, range, pieces) = (written.clone(), range.clone(), pieces.clone());
            let letters = pieces.concat();
            all.push((Spelt { written, text, range, uses: 1 }, Shape { pieces, letters, uses: 1 }));
        }
    }
    all
}

/// A name as written, with one kind of space and dash, without its possessive.
fn written(name: &str) -> String {
    let name = possessed(name).trim_end_matches(['’', '\'']);
    let mut text = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            c if c.is_whitespace() && text.ends_with(' ') => {}
            c if c.is_whitespace() => text.push(' '),
            c if is_dash(c) => text.push('-'),
            c => text.push(c),
        }
    }
    text
}

/// The bytes of a name without titles and peoples before it, and its pieces in small letters. `None` for what is not compared:
/// acronyms, names with figures, quoted names.
fn pieces(
    reading: &Reading,
    tokens: Range<usize>,
    own: &[Range<usize>],
) -> Option<(Range<usize>, Vec<String>)> {
    let view = &reading.view;
    let mut tokens = tokens;
    while tokens.len() > 1
        && (view.word(tokens.start) == Some(Word::Title)
            || is_people(view.text(tokens.start)) && tokens.len() > 2)
        && !view.hyphen(tokens.start + 1)
    {
        tokens.start += 1;
    }
    let mut pieces = Vec::new();
    for at in tokens.clone() {
        match view.word(at) {
            Some(_) => {
                let word = possessed(view.text(at));
                let shouted = word.chars().count() > 1 && !word.chars().any(char::is_lowercase);
                if shouted {
                    return None;
                }
                pieces.push(word.to_lowercase());
            }
            None if view.hyphen(at) => {}
            None => return None,
        }
    }
    let range = view.range(tokens.start, tokens.end);
    let short = range.len() <= LONGEST && !pieces.is_empty();
    (short && is_own(own, &range)).then_some((range, pieces))
}

/// Whether a word is what the people of a country are called.
fn is_people(word: &str) -> bool {
    key(word) != hash(singular(possessed(word)))
}

/// Pairs of the same letters; afterwards each spelling counts the uses of all its like, and only the usual one is left.
fn by_letters(spelt: &mut Vec<(Spelt, Shape)>) -> Vec<NearPair> {
    let mut groups: Keyed<Vec<usize>> = Keyed::default();
    for (at, (_, shape)) in spelt.iter().enumerate() {
        groups.entry(hash(&shape.letters)).or_default().push(at);
    }
    let mut pairs = Vec::new();
    let mut dropped = vec![false; spelt.len()];
    for group in groups.into_values().filter(|group| group.len() > 1) {
        let uses = group.iter().filter_map(|at| spelt.get(*at)).map(|(s, _)| s.uses).sum();
        let usual = group
            .iter()
            .copied()
            .max_by_key(|at| (spelt.get(*at).map(|(s, _)| s.uses), std::cmp::Reverse(*at)));
        let Some((usual, (first, shape))) =
            usual.and_then(|at| spelt.get(at).cloned().map(|found| (at, found)))
        else {
            continue;
        };
        for at in group {
            let Some((odd, other)) = spelt.get(at) else { continue };
            let common =
                shape.pieces.iter().any(|word| matches!(look_up(word), Word::Light | Word::Break));
            // “File-by-file” and “File-by-File” are headings of two styles.
            let several = (shape.pieces.len() > 1 || other.pieces.len() > 1)
                && !(common && odd.written.to_lowercase() == first.written.to_lowercase());
            if at == usual {
                continue;
            }
            if let Some(dropped) = dropped.get_mut(at) {
                *dropped = true;
            }
            if several && shape.letters.chars().count() >= 6 && shape.letters == other.letters {
                pairs.push(NearPair {
                    odd: odd.clone(),
                    usual: first.written.clone(),
                    seen: Some(first.clone()),
                });
            }
        }
        if let Some((_, shape)) = spelt.get_mut(usual) {
            shape.uses = uses;
        }
    }
    for (spelt, shape) in spelt.iter_mut() {
        shape.uses = shape.uses.max(spelt.uses);
    }
    let mut dropped = dropped.into_iter();
    spelt.retain(|_| dropped.next() != Some(true));
    pairs
}

/// At most so many names of one key are compared with one another; no real key has as many.
const BUCKET: usize = 24;

/// Pairs with one letter otherwise: two such share a key when one letter, each in turn, is left out of both.
fn by_edit(spelt: &[(Spelt, Shape)]) -> Vec<NearPair> {
    let mut buckets: Keyed<Vec<usize>> = Keyed::default();
    for (at, (_, shape)) in spelt.iter().enumerate() {
        let letters = &shape.letters;
        if letters.chars().count() < 7 {
            continue;
        }
        let mut add = |text: &str| {
            let bucket = buckets.entry(hash(text)).or_default();
            if bucket.len() < BUCKET && bucket.last() != Some(&at) {
                bucket.push(at);
            }
        };
        add(letters);
        for (from, c) in letters.char_indices() {
            let mut without = letters.clone();
            without.drain(from..from + c.len_utf8());
            add(&without);
        }
    }
    let mut close: Vec<(usize, usize)> = Vec::new();
    for bucket in buckets.values() {
        for (n, a) in bucket.iter().enumerate() {
            close.extend(bucket.iter().skip(n + 1).map(|b| (*a, *b)));
        }
    }
    close.sort_unstable();
    close.dedup();
    close.into_iter().filter_map(|(a, b)| pair(spelt.get(a)?, spelt.get(b)?)).collect()
}

fn pair(a: &(Spelt, Shape), b: &(Spelt, Shape)) -> Option<NearPair> {
    let (usual, odd) = if b.1.uses > a.1.uses { (b, a) } else { (a, b) };
    let seen = (usual.0.uses > 0).then(|| usual.0.clone());
    (odd.0.uses > 0 && is_one_name(&usual.1, &odd.1)).then(|| NearPair {
        odd: odd.0.clone(),
        usual: usual.0.written.clone(),
        seen,
    })
}

/// Whether two names that differ are one, misspelt.
fn is_one_name(usual: &Shape, odd: &Shape) -> bool {
    if usual.pieces.len() != odd.pieces.len() {
        return false;
    }
    let mut differ = usual.pieces.iter().zip(&odd.pieces).enumerate().filter(|(_, (a, b))| a != b);
    let (Some((at, (a, b))), None) = (differ.next(), differ.next()) else { return false };
    let Some(edit) = edit(a, b) else { return false };
    let roman = |word: &str| word.chars().all(|c| matches!(c, 'i' | 'v' | 'x'));
    let number = |word: &str| {
        matches!(
            look_up(word),
            Word::Ordinal(_)
                | Word::Ones(_)
                | Word::Teens(_)
                | Word::Tens(_)
                | Word::Day(_)
                | Word::Month(_)
        )
    };
    if roman(a) || roman(b) || number(a) || number(b) || key(a) == key(b) {
        return false;
    }
    let rest =
        usual.pieces.iter().enumerate().filter(|(n, word)| *n != at && word.len() > 2).count();
    if rest > 0 {
        let last = at + 1 == usual.pieces.len();
        return in_company(
            &edit,
            usual.letters.chars().count().min(odd.letters.chars().count()),
            last,
        );
    }
    odd.uses == 1 && usual.uses > 1 && alone(&edit)
}
