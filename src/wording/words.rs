//! A text as words and sentences, for rules that go by single words.

use std::ops::Range;

use super::own_words::{is_own, own_words};
use crate::claims::lex::is_apostrophe;
use crate::claims::lexicon::Word;
use crate::claims::reading::View;

/// At most so many tokens are read as one sentence: rules look through all of it.
const LONGEST: usize = 200;

/// A text cut into words. Positions are numbers of tokens; past the end all words are empty.
#[derive(Debug)]
pub struct Words<'a> {
    /// The text and its tokens.
    pub view: View<'a>,
    small: Vec<String>,
    sentences: Vec<Range<usize>>,
    own: Vec<Range<usize>>,
}

impl<'a> Words<'a> {
    /// Cuts a text.
    pub fn new(text: &'a str) -> Words<'a> {
        let view = View::new(text);
        let small = (0..view.tokens.len()).map(|at| bare(view.text(at)).to_lowercase()).collect();
        let mut words = Words { sentences: Vec::new(), small, own: own_words(text), view };
        words.sentences = words.cut();
        words
    }

    /// Where the sentence of each token begins and ends.
    fn cut(&self) -> Vec<Range<usize>> {
        let mut sentences = Vec::with_capacity(self.count());
        let mut start = 0;
        for at in 0..self.count() {
            let gap = self.view.range(at, at + 1).end..self.view.range(at + 1, at + 2).start;
            let ends = self.view.ends_sentence(at)
                || self.view.source.get(gap).is_some_and(|gap| gap.contains('\n'));
            let long = at - start >= LONGEST;
            if ends || long || at + 1 == self.count() {
                sentences.extend((start..=at).map(|_| start..at + 1));
                start = at + 1;
            }
        }
        sentences
    }

    /// How many tokens there are.
    pub fn count(&self) -> usize {
        self.view.tokens.len()
    }

    /// The word at a token in small letters, without the `’s` of a genitive.
    pub fn at(&self, at: usize) -> &str {
        self.small.get(at).map_or("", String::as_str)
    }

    /// The word `back` tokens before one.
    pub fn before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |at| self.at(at))
    }

    /// Whether a token has a `’s`, or is a plural with an apostrophe.
    pub fn genitive(&self, at: usize) -> bool {
        let written = self.view.text(at);
        bare(written).len() < written.len()
            || (written.ends_with('s')
                && self.view.glued(at + 1)
                && self.view.sign(at + 1).is_some_and(is_apostrophe))
    }

    /// The sentence in which a token stands.
    pub fn sentence(&self, at: usize) -> Range<usize> {
        self.sentences.get(at).cloned().unwrap_or(at..at)
    }

    /// Whether a dash with no space stands on either side of tokens `from..to`, as in `last-minute`.
    pub fn joined(&self, from: usize, to: usize) -> bool {
        let left = from.checked_sub(1).is_some_and(|at| self.view.hyphen(at));
        left || self.view.hyphen(to)
    }

    /// Whether tokens `from..to` are the author's own words.
    pub fn own(&self, from: usize, to: usize) -> bool {
        is_own(&self.own, &self.view.range(from, to))
    }

    /// Whether a token is a year.
    pub fn year(&self, at: usize) -> bool {
        self.view.digits(at).is_some_and(|(n, width)| width == 4 && (1500..=2100).contains(&n))
    }

    /// Whether a token is the name of a month.
    pub fn month(&self, at: usize) -> bool {
        self.view.capital(at) && matches!(self.view.word(at), Some(Word::Month(_)))
    }

    /// Whether a token is the name of a day of the week.
    pub fn weekday(&self, at: usize) -> bool {
        self.view.capital(at)
            && matches!(self.view.word(at), Some(Word::Day(_)))
            && !self.at(at).ends_with("days")
    }
}

/// A word without the `’s` of a genitive.
fn bare(word: &str) -> &str {
    let Some(stem) = word.strip_suffix(['s', 'S']) else { return word };
    stem.strip_suffix(is_apostrophe).filter(|stem| !stem.is_empty()).unwrap_or(word)
}
