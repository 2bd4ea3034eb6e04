//! What is known beside the passages: names with several forms, the source, the dates of an item.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::dates::Day;
use super::lex::{Kind, is_apostrophe, is_dash, is_nothing};
use super::places;
use super::reading::View;

/// What may support a text beside its passages.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Names of which each form counts as the same.
    pub names: &'a Names,
    /// What is known of the source: title, author, publisher, serial number, attribution, the heading the passage
    /// stands under, whose words it reports. Names, dates and codes in them need not stand in the passage.
    pub words: &'a [&'a str],
    /// Dates the item or the paper gives of itself: `as_of`, the date of the source.
    pub dates: &'a [Day],
}

/// Names of people, countries and bodies, each with all its forms.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// By the key of a form's first word: its name and the keys of all its words, the longest form first.
    forms: Keyed<Vec<(usize, Vec<u64>)>>,
    /// By name: the keys of the words that can stand for it after “the”: “the Commission”.
    heads: Vec<Vec<u64>>,
}

/// Names every reader of English takes for one.
const COMMON: &[&[&str]] = &[
    &["United Kingdom", "UK", "Britain", "Great Britain"],
    &["United States", "US", "USA", "America", "United States of America"],
    &["European Union", "EU"],
    &["United Nations", "UN"],
];

impl Names {
    /// A table of names, each a list of its forms. An article before a form is no part of it.
    ///
    /// The United Kingdom, the United States, the European Union and the United Nations are known without.
    pub fn new<'n, I, F>(groups: I) -> Names
    where
        I: IntoIterator<Item = F>,
        F: IntoIterator<Item = &'n str>,
    {
        let mut names = Names::default();
        for forms in COMMON {
            names.add(forms.iter().copied());
        }
        for forms in groups {
            names.add(forms);
        }
        for forms in names.forms.values_mut() {
            forms.sort_by_key(|(_, keys)| std::cmp::Reverse(keys.len()));
        }
        names
    }

    fn add<'n>(&mut self, forms: impl IntoIterator<Item = &'n str>) {
        let read: Vec<(Vec<u64>, Vec<u64>)> =
            forms.into_iter().map(form).filter(|(keys, _)| !keys.is_empty()).collect();
        let known = read.iter().find_map(|(keys, _)| {
            self.forms.get(&keys[0])?.iter().find(|(_, form)| form == keys).map(|(name, _)| *name)
        });
        let name = known.unwrap_or(self.heads.len());
        if known.is_none() {
            self.heads.push(Vec::new());
        }
        for (keys, heads) in read {
            if keys.len() > 1 {
                self.heads[name].extend(heads);
            }
            let forms = self.forms.entry(keys[0]).or_default();
            if !forms.iter().any(|(other, form)| *other == name && *form == keys) {
                forms.push((name, keys));
            }
        }
    }

    /// The longest form that begins at `keys[at]`: the name and the number of tokens.
    pub fn at(&self, keys: &[u64], at: usize) -> Option<(usize, usize)> {
        let forms = self.forms.get(keys.get(at)?)?;
        forms
            .iter()
            .find(|(_, form)| keys[at..].starts_with(form))
            .map(|(name, form)| (*name, form.len()))
    }

    /// Whether a word with a capital after “the” can stand for a name.
    pub fn is_head(&self, name: usize, key: u64) -> bool {
        self.heads.get(name).is_some_and(|heads| heads.contains(&key))
    }
}

/// The keys of a form's words without its article, and those of its words with a capital.
fn form(written: &str) -> (Vec<u64>, Vec<u64>) {
    let view = View::new(written);
    let from = usize::from(view.is(0, "the") && view.tokens.len() > 1);
    let all = keys(&view);
    let heads = (from..all.len()).filter(|at| view.capital(*at)).map(|at| all[at]).collect();
    (all[from..].to_vec(), heads)
}

/// A key for each token, the same for words that differ in case, possessive, plural, or as people and country.
pub fn keys(view: &View) -> Vec<u64> {
    (0..view.tokens.len())
        .map(|at| match view.tokens[at].kind {
            Kind::Sign(c) if is_dash(c) => hash("-"),
            Kind::Sign(c) if is_apostrophe(c) => hash("'"),
            Kind::Word(_) if view.capital(at) => key(view.text(at)),
            Kind::Word(_) => hash(singular(possessed(view.text(at)))),
            _ => hash(view.text(at)),
        })
        .collect()
}

/// The key of a word.
pub fn key(word: &str) -> u64 {
    places::country(hash(singular(possessed(word))))
}

/// A word without the `s` of a plural.
pub fn singular(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(stem) if word.len() > 3 && !stem.ends_with(['s', 'u', 'i']) => stem,
        _ => word,
    }
}

/// A word without the `’s` or `'s` of a possessive.
pub fn possessed(word: &str) -> &str {
    if !word.ends_with(['s', 'S']) {
        return word;
    }
    word.strip_suffix("’s")
        .or_else(|| word.strip_suffix("'s"))
        .or_else(|| word.strip_suffix("’S"))
        .unwrap_or(word)
}

/// A map by the keys of words.
pub type Keyed<T> = HashMap<u64, T, BuildHasherDefault<AsIs>>;

/// Takes a key, a hash already, as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// A hash of a word without regard to case and to characters that print nothing (FNV-1a, 64 bits).
pub fn hash(word: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    if word.is_ascii() {
        word.bytes().for_each(|byte| add(byte.to_ascii_lowercase()));
        return hash;
    }
    let mut buffer = [0; 4];
    for c in word.chars().filter(|c| !is_nothing(*c)).flat_map(char::to_lowercase) {
        let c = if is_dash(c) {
            '-'
        } else if is_apostrophe(c) {
            '\''
        } else {
            c
        };
        c.encode_utf8(&mut buffer).bytes().for_each(&mut add);
    }
    hash
}
