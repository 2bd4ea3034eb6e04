//! A text cut into words, and which of them the house may touch.

use std::ops::Range;

use super::super::untagged::plain_words;
use super::super::{Remark, is_own};
use crate::claims::context::{hash, key, singular};
use crate::claims::lexicon::Word;
use crate::claims::reading::View;

/// A text as the rules see it.
pub(super) struct Page<'a> {
    /// The text, cut.
    pub view: View<'a>,
    own: Vec<Range<usize>>,
    /// Lines in another language, in bytes.
    foreign: Vec<Range<usize>>,
}

/// How far to look for what tells a heading, in words.
const NEAR: usize = 12;

/// Words that only English has, and has everywhere.
const ENGLISH: &[&str] = &[
    "the", "of", "and", "to", "that", "is", "are", "was", "were", "with", "for", "by", "from",
    "their", "its", "has", "have", "had", "not", "which", "who", "they", "at", "been", "in",
];

/// Words that Spanish, French, German, Italian or Portuguese have everywhere, and English nowhere but in names.
const FOREIGN: &[&str] = &[
    "el", "la", "los", "las", "de", "del", "que", "un", "una", "por", "para", "con", "le", "les",
    "des", "du", "et", "dans", "pour", "der", "das", "und", "von", "den", "mit", "il", "di", "che",
    "della", "do", "da", "dos", "em", "na", "y", "en",
];

impl<'a> Page<'a> {
    pub(super) fn new(text: &'a str) -> Page<'a> {
        let view = View::new(text);
        Page { own: plain_words(text), foreign: foreign(&view), view }
    }

    /// Whether a range is the author's own words.
    pub(super) fn is_own(&self, range: &Range<usize>) -> bool {
        is_own(&self.own, range)
    }

    /// Drops what stands in one of some titles.
    pub(super) fn drop_protected(&self, titles: &[String], found: &mut Vec<Remark>) {
        for title in titles.iter().filter(|title| !title.trim().is_empty()) {
            if found.is_empty() {
                return;
            }
            let places: Vec<Range<usize>> = self
                .view
                .source
                .match_indices(title.as_str())
                .map(|(at, title)| at..at + title.len())
                .collect();
            found.retain(|remark| {
                let after = places.partition_point(|place| place.end <= remark.range.start);
                places.get(after).is_none_or(|place| place.start >= remark.range.end)
            });
        }
    }

    /// Whether spaces and nothing else stand before a token, and it is not the first.
    pub(super) fn spaced(&self, at: usize) -> bool {
        let tokens = &self.view.tokens;
        let (Some(before), Some(token)) =
            (at.checked_sub(1).and_then(|before| tokens.get(before)), tokens.get(at))
        else {
            return false;
        };
        let gap = &self.view.source[before.end..token.start];
        !gap.is_empty() && !gap.contains(['\n', '\r'])
    }

    /// Whether a word follows after a space, and has a capital.
    pub(super) fn capital_follows(&self, at: usize) -> bool {
        self.spaced(at) && self.view.capital(at)
    }

    /// Whether a token is part of an address, an option, a name in a program.
    pub(super) fn is_code(&self, at: usize) -> bool {
        let odd = |c: Option<char>| {
            c.is_some_and(|c| {
                matches!(
                    c,
                    '_' | '(' | '#' | '@' | '\\' | '=' | '/' | '$' | '&' | '+' | '<' | '{' | '}'
                )
            })
        };
        let (glued_before, glued_after) = (self.view.glued(at), self.view.glued(at + 1));
        let before = at.checked_sub(1).filter(|_| glued_before);
        let dotted = before.is_some_and(|before| {
            self.view.sign(before) == Some('.') && self.view.glued(before)
                || self.view.sign(before).is_none()
        });
        let dashes = before.is_some_and(|before| {
            self.view.sign(before) == Some('-')
                && (!self.view.glued(before) || self.view.sign(before.wrapping_sub(1)) == Some('-'))
        });
        let dots = glued_after
            && self.view.sign(at + 1) == Some('.')
            && self.view.glued(at + 2)
            && self.view.sign(at + 2).is_none();
        odd(before.and_then(|before| self.view.sign(before)).filter(|c| *c != '('))
            || dotted
            || dashes
            || dots
            || (glued_after && (odd(self.view.sign(at + 1)) || self.view.sign(at + 1).is_none()))
    }

    /// Whether `from..to` are words like any others, not part of a name, a heading or code. Words with a capital are
    /// only where they begin a sentence, and it goes on in small letters.
    pub(super) fn is_common(&self, from: usize, to: usize) -> bool {
        let Some(last) = to.checked_sub(1) else { return false };
        if (from..to).any(|at| self.is_code(at)) {
            return false;
        }
        if (from + 1..to).any(|at| self.view.capital(at)) {
            return false;
        }
        if !self.view.capital(from) {
            return !self.view.text(from).chars().any(char::is_uppercase);
        }
        let small = self.view.text(from).chars().skip(1).all(|c| !c.is_uppercase());
        small
            && self.view.begins_sentence(from)
            && !self.capital_follows(last + 1)
            && !self.names_on(last + 1)
            && self.goes_on_small(last + 1)
    }

    /// Whether `of`, `for`, `on` and a name follow: what stands before may be its first word.
    fn names_on(&self, at: usize) -> bool {
        self.view.any(at, &["of", "for", "on", "and", "&"])
            && (self.view.capital(at + 1)
                || (self.view.is(at + 1, "the") && self.view.capital(at + 2)))
    }

    /// Whether a word in small letters that headings would give a capital follows.
    fn goes_on_small(&self, from: usize) -> bool {
        for at in from..from + NEAR {
            if at > from && self.view.begins_sentence(at) {
                return false;
            }
            match self.view.word(at) {
                Some(Word::Light | Word::Break) | None => {}
                Some(_) if !self.view.capital(at) && self.view.text(at).len() > 3 => return true,
                Some(_) => {}
            }
        }
        false
    }

    /// Whether a token stands in a line of another language, where `color` and `favor` are right.
    pub(super) fn is_foreign(&self, at: usize) -> bool {
        is_own(&self.foreign, &self.view.range(at, at + 1))
    }

    /// Whether a token is a noun in the plural, as far as its letters tell.
    pub(super) fn is_plural(&self, at: usize) -> bool {
        let word = self.view.text(at);
        let kind = self.view.word(at);
        let ends = word.len() > 3
            && word.ends_with('s')
            && !word.ends_with("ss")
            && !word.ends_with("us")
            && !word.ends_with("is")
            && !word.contains(['\'', '’']);
        (ends
            && !matches!(
                kind,
                Some(Word::Light | Word::Break | Word::Denying | Word::Failing | Word::Not)
            ))
            || self.view.any(at, &["people", "men", "women", "children", "troops", "police"])
    }

    /// Whether a noun in the plural follows within three words of a number that ends before `at`.
    pub(super) fn counts(&self, at: usize) -> bool {
        for near in at..at + 3 {
            if !self.spaced(near) {
                return false;
            }
            match self.view.word(near) {
                Some(
                    Word::Plain | Word::Generic | Word::Title | Word::Unit(..) | Word::Label(_),
                ) => {}
                _ => return false,
            }
            // “United Nations” is no number of them.
            let people = key(self.view.text(near)) != hash(singular(self.view.text(near)));
            if self.is_plural(near) && (!self.view.capital(near) || people) {
                return true;
            }
        }
        false
    }
}

/// The lines of a text that are in another language: two words of one and more of them than English ones.
fn foreign(view: &View) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let (mut at, mut start) = (0, 0);
    for line in view.source.split_inclusive('\n') {
        let end = start + line.len();
        let (mut english, mut other) = (0, 0);
        while view.tokens.get(at).is_some_and(|token| token.start < end) {
            if view.word(at).is_some() {
                english += usize::from(view.any(at, ENGLISH));
                other += usize::from(!view.capital(at) && view.any(at, FOREIGN));
            }
            at += 1;
        }
        if other >= 2 && other > english {
            lines.push(start..end);
        }
        start = end;
    }
    lines
}
