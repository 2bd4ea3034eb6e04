//! Names written otherwise than the names table has them.

mod instead;
mod longer;

use std::ops::Range;

use super::untagged::plain_words;
use super::{Remark, is_own};
use crate::claims::context::{Keyed, hash};
use crate::claims::lex::{is_apostrophe, is_dash};

/// A name of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameForms {
    /// Its id, for `{{ id }}`.
    pub id: String,
    /// The ways it may be written, the one to write first. An article before a form is part of how it is printed.
    pub forms: Vec<String>,
    /// Spellings found elsewhere, never written here.
    pub variants: Vec<String>,
}

/// The names table, ready to be looked up.
#[derive(Debug, Default)]
pub struct NameTable {
    names: Vec<Known>,
    /// By the key of the first word, those with the most words first.
    written: Keyed<Vec<Written>>,
}

/// What is known of a name.
#[derive(Debug)]
struct Known {
    id: String,
    forms: Vec<String>,
}

/// One way of writing a name.
#[derive(Debug)]
struct Written {
    name: usize,
    /// Its text without the article.
    text: String,
    /// Whether it has the article.
    article: bool,
    /// The keys of its words.
    keys: Vec<u64>,
    /// Whether it may be written.
    form: bool,
}

/// A word of a text, in bytes, and its key.
#[derive(Debug, Clone, Copy)]
struct Spot {
    start: usize,
    end: usize,
    key: u64,
}

/// Words: letters and digits without a break.
fn spots(text: &str) -> Vec<Spot> {
    let mut found = Vec::with_capacity(text.len() / 6 + 1);
    let mut open = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric(), open) {
            (true, None) => open = Some(at),
            (false, Some(start)) => {
                found.push(Spot { start, end: at, key: hash(&text[start..at]) });
                open = None;
            }
            _ => {}
        }
    }
    found
}

impl NameTable {
    /// Reads a table.
    pub fn new(table: &[NameForms]) -> NameTable {
        let mut read = NameTable::default();
        for (name, entry) in table.iter().enumerate() {
            read.names.push(Known { id: entry.id.clone(), forms: entry.forms.clone() });
            let forms = entry.forms.iter().map(|form| (form, true));
            for (text, form) in forms.chain(entry.variants.iter().map(|variant| (variant, false))) {
                let bare = without_article(text.trim());
                let keys: Vec<u64> = spots(bare).iter().map(|spot| spot.key).collect();
                if let Some(first) = keys.first() {
                    let article = bare.len() < text.trim().len();
                    let written =
                        Written { name, text: bare.to_owned(), article, keys: keys.clone(), form };
                    read.written.entry(*first).or_default().push(written);
                }
            }
        }
        for written in read.written.values_mut() {
            written.sort_by_key(|w| {
                std::cmp::Reverse((w.keys.len(), w.text.len(), w.form, w.article))
            });
        }
        read
    }
}

fn without_article(text: &str) -> &str {
    text.strip_prefix("the ").or_else(|| text.strip_prefix("The ")).unwrap_or(text)
}

/// Where `text` writes a name of the table otherwise than the table does: a listed variant, or a form but for capitals, hyphens
/// and spaces. `tags` says whether `{{ id }}` may stand in this text. Linear in the text, times the forms that begin alike.
///
/// Left alone are quotations, addresses, tags, and what is or may be part of a longer name. `instead` is missing where an article
/// would have to change, which a person does better.
pub fn name_variants(text: &str, table: &NameTable, tags: bool) -> Vec<Remark> {
    let mut found = Vec::new();
    if table.written.is_empty() {
        return found;
    }
    let reading = Text { text, spots: spots(text), own: plain_words(text) };
    let (mut at, mut last) = (0, 0);
    while at < reading.spots.len() {
        match reading.best(at, table) {
            None => at += 1,
            Some(Hit { written, how }) => {
                let to = at + written.keys.len();
                let longer = reading.in_longer(&(at..to), written, how, last, table);
                found.extend(reading.remark(at..to, written, how, table, tags).filter(|_| !longer));
                (at, last) = (to, to);
            }
        }
    }
    found
}

/// How a name stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// As it may be written.
    Right,
    /// As a listed variant.
    Variant,
    /// As a form, but for capitals, hyphens and spaces.
    Nearly,
}

#[derive(Debug, Clone, Copy)]
struct Hit<'t> {
    written: &'t Written,
    how: How,
}

struct Text<'a> {
    text: &'a str,
    spots: Vec<Spot>,
    own: Vec<Range<usize>>,
}

impl Text<'_> {
    /// What of the table stands at a word: the longest; of equals the right one, then a variant.
    fn best<'t>(&self, at: usize, table: &'t NameTable) -> Option<Hit<'t>> {
        let mut best: Option<Hit> = None;
        for written in table.written.get(&self.spots.get(at)?.key)? {
            if best.is_some_and(|best| best.written.keys.len() > written.keys.len()) {
                break;
            }
            let Some(how) = self.how(at, written) else { continue };
            let rank = |how: How| match how {
                How::Right => 0,
                How::Variant => 1,
                How::Nearly => 2,
            };
            if best.is_none_or(|best| rank(how) < rank(best.how)) {
                best = Some(Hit { written, how });
            }
        }
        best
    }

    fn how(&self, at: usize, written: &Written) -> Option<How> {
        let to = at + written.keys.len();
        let spots = self.spots.get(at..to)?;
        if !spots.iter().map(|spot| spot.key).eq(written.keys.iter().copied()) {
            return None;
        }
        let range = self.range(&(at..to), written);
        let here = self.text.get(range.clone())?;
        if plain(here) == plain(&written.text) {
            let article = !written.article || written.form || self.the_before(at);
            return article.then_some(if written.form { How::Right } else { How::Variant });
        }
        (written.form && self.nearly(&range, here, &written.text)).then_some(How::Nearly)
    }

    /// The bytes of some words, and of the stop that ends an abbreviation.
    fn range(&self, words: &Range<usize>, written: &Written) -> Range<usize> {
        let start = self.spots.get(words.start).map_or(0, |spot| spot.start);
        let end = words
            .end
            .checked_sub(1)
            .and_then(|last| self.spots.get(last))
            .map_or(start, |spot| spot.end);
        let tail = written.text.len() - written.text.trim_end_matches('.').len();
        let stops = self.text[end..].bytes().take(tail).take_while(|b| *b == b'.').count();
        start..end + stops
    }

    /// Whether words are a form but for capitals, hyphens and spaces, and can be nothing else.
    fn nearly(&self, range: &Range<usize>, here: &str, form: &str) -> bool {
        let alike = loose(here) == loose(form);
        let compound = form.contains([' ', '-']);
        let digits = form.bytes().any(|b| b.is_ascii_digit());
        let inner =
            form.chars().skip(1).any(char::is_uppercase) && form.chars().any(char::is_lowercase);
        let name = form.chars().any(char::is_uppercase) && (compound || digits || inner);
        let first = usize::from(self.begins_sentence(range.start));
        let capital = here.chars().skip(first).any(char::is_uppercase) || digits;
        let shouted = !here.chars().any(char::is_lowercase) && form.chars().any(char::is_lowercase);
        let glued = |c: Option<char>| c.is_some_and(is_dash);
        let hyphens = here.chars().filter(|c| is_dash(*c)).count()
            > form.chars().filter(|c| is_dash(*c)).count();
        let in_compound = hyphens
            && (glued(self.text[..range.start].chars().next_back())
                || glued(self.text[range.end..].chars().next()));
        alike && name && capital && !shouted && !in_compound
    }

    fn begins_sentence(&self, at: usize) -> bool {
        let before = self.text[..at].trim_end_matches([' ', '\u{A0}', '(', '“', '*', '_']);
        before.is_empty() || before.ends_with(['.', '!', '?', ':', '\n', '•', '-', '–'])
    }

    fn word(&self, at: usize) -> &str {
        self.spots.get(at).map_or("", |spot| &self.text[spot.start..spot.end])
    }

    /// Whether spaces and nothing else stand before a word.
    fn spaced(&self, at: usize) -> bool {
        let (Some(before), Some(spot)) =
            (at.checked_sub(1).and_then(|at| self.spots.get(at)), self.spots.get(at))
        else {
            return false;
        };
        let gap = &self.text[before.end..spot.start];
        !gap.is_empty() && gap.chars().all(|c| c.is_whitespace() && c != '\n')
    }

    fn the_before(&self, at: usize) -> bool {
        self.spaced(at)
            && at.checked_sub(1).is_some_and(|before| self.word(before).eq_ignore_ascii_case("the"))
    }

    fn capital(&self, at: usize) -> bool {
        self.word(at).chars().next().is_some_and(char::is_uppercase)
    }

    fn remark(
        &self,
        words: Range<usize>,
        written: &Written,
        how: How,
        table: &NameTable,
        tags: bool,
    ) -> Option<Remark> {
        let range = self.range(&words, written);
        if how == How::Right
            || !is_own(&self.own, &range)
            || (how == How::Nearly && self.is_noun(words.start, &range, written))
        {
            return None;
        }
        let name = table.names.get(written.name)?;
        let here = &self.text[range.clone()];
        let (range, instead) = match how {
            How::Nearly => (range, Some(written.text.clone())),
            _ => self.instead(&words, range, written, name, tags),
        };
        let first = name.forms.first().map_or("", String::as_str);
        let (range, here) = match self.doubled(words.start, first, table) {
            Some(start) if start < range.start => (start..range.end, &self.text[start..range.end]),
            _ => (range, here),
        };
        if !is_own(&self.own, &range) {
            return None;
        }
        Some(Remark {
            said: format!(
                "`{here}` is another spelling of `{}`",
                if how == How::Nearly { &written.text } else { first }
            ),
            range,
            why: "one name with two spellings reads as two names, and a search finds only one",
            instead,
        })
    }

    /// Where the word before a name begins, if the name as it is to be written begins with the same: `UN Commission of
    /// Inquiry` becomes `United Nations Commission of Inquiry`, not `UN United Nations …`.
    fn doubled(&self, at: usize, first: &str, table: &NameTable) -> Option<usize> {
        let before = self.spots.get(at.checked_sub(1).filter(|_| self.spaced(at))?)?;
        let word = self.text.get(before.start..before.end)?;
        let of_word = table.written.get(&before.key)?.iter().filter(|written| written.text == word);
        let begins =
            |text: &str| first.strip_prefix(text).is_some_and(|rest| rest.starts_with(' '));
        let mut same = of_word.flat_map(|known| {
            let all = table.written.values().flatten();
            all.filter(|written| written.name == known.name).map(|written| written.text.as_str())
        });
        same.any(begins).then_some(before.start)
    }

    /// Whether words in small letters after “a” are a noun, not the name: “a United Nations commission of inquiry”.
    fn is_noun(&self, at: usize, range: &Range<usize>, written: &Written) -> bool {
        let capitals = |text: &str| {
            spots(text)
                .iter()
                .filter(|spot| text[spot.start..].starts_with(char::is_uppercase))
                .count()
        };
        let any = ["a", "an", "any", "no", "every", "another", "such"];
        let before = at
            .checked_sub(1)
            .filter(|_| self.spaced(at))
            .map(|before| self.word(before).to_lowercase());
        before.is_some_and(|word| any.contains(&word.as_str()))
            && capitals(&self.text[range.clone()]) < capitals(&written.text)
    }
}

/// A text with one kind of space, dash and apostrophe.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_whitespace() => {
                if !plain.ends_with(' ') {
                    plain.push(' ');
                }
            }
            c if is_dash(c) => plain.push('-'),
            c if is_apostrophe(c) => plain.push('’'),
            c => plain.push(c),
        }
    }
    plain
}

/// A text without regard to capitals and hyphens.
fn loose(text: &str) -> String {
    plain(text).to_lowercase().replace('-', " ")
}
