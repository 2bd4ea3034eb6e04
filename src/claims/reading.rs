//! A text read for what it claims.

use std::ops::Range;

use super::lex::{Kind, Token, is_dash, lex};
use super::lexicon::Word;
use super::{Claim, ClaimKind, dates, labels, quantities};

/// A text and its tokens.
#[derive(Debug, Clone)]
pub struct View<'a> {
    /// The text.
    pub source: &'a str,
    /// Its tokens.
    pub tokens: Vec<Token>,
}

impl<'a> View<'a> {
    /// Cuts a text.
    pub fn new(source: &'a str) -> View<'a> {
        View { source, tokens: lex(source) }
    }

    /// The text of a token, empty past the end.
    pub fn text(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| &self.source[token.start..token.end])
    }

    /// Whether a token is `word`, without regard to case.
    pub fn is(&self, at: usize, word: &str) -> bool {
        self.tokens.get(at).is_some_and(|token| token.end - token.start == word.len())
            && self.text(at).eq_ignore_ascii_case(word)
    }

    /// Whether a token is one of `words`.
    pub fn any(&self, at: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(at, word))
    }

    /// What kind of word a token is.
    pub fn word(&self, at: usize) -> Option<Word> {
        match self.tokens.get(at)?.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    /// The character a token is.
    pub fn sign(&self, at: usize) -> Option<char> {
        match self.tokens.get(at)?.kind {
            Kind::Sign(c) => Some(c),
            _ => None,
        }
    }

    /// The value of a token that is a number.
    pub fn number(&self, at: usize) -> Option<f64> {
        match self.tokens.get(at)?.kind {
            Kind::Number(value) => Some(value),
            _ => None,
        }
    }

    /// The value of a whole number in digits alone, and how many digits.
    pub fn digits(&self, at: usize) -> Option<(u32, usize)> {
        self.number(at)?;
        let written = self.text(at);
        (written.len() <= 9).then_some(())?;
        Some((written.parse().ok()?, written.len()))
    }

    /// Whether a token follows the one before without a space.
    pub fn glued(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.glued)
    }

    /// Whether a token begins with a capital.
    pub fn capital(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.capital)
    }

    /// Whether a token is a dash with no space on either side.
    pub fn hyphen(&self, at: usize) -> bool {
        self.sign(at).is_some_and(is_dash) && self.glued(at) && self.glued(at + 1)
    }

    /// Whether a token is `a` or `an`.
    pub fn article(&self, at: usize) -> bool {
        self.any(at, &["a", "an"])
    }

    /// Whether a token is `hundred`, `thousand`, `dozen` …
    pub fn magnitude(&self, at: usize) -> bool {
        matches!(self.word(at), Some(Word::Hundred | Word::Scale(_) | Word::Dozen))
    }

    /// The bytes of tokens `from..to`.
    pub fn range(&self, from: usize, to: usize) -> Range<usize> {
        let start = self.tokens.get(from).map_or(self.source.len(), |token| token.start);
        let end = to
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .map_or(start, |token| token.end);
        start..end.max(start)
    }

    /// Whether a sentence begins at a token.
    pub fn begins_sentence(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1).and_then(|before| self.tokens.get(before)) else {
            return true;
        };
        let gap =
            &self.source[before.end..self.tokens.get(at).map_or(before.end, |token| token.start)];
        if gap.contains('\n') {
            return true;
        }
        match before.kind {
            Kind::Sign('.' | '!' | '?' | ':' | '“' | '‘' | '"' | '«' | '•' | '*') => true,
            Kind::Sign(';' | '(' | '[') => true,
            Kind::Sign(c) => is_dash(c) && !gap.is_empty(),
            _ => false,
        }
    }

    /// Whether a token ends a sentence.
    pub fn ends_sentence(&self, at: usize) -> bool {
        match self.sign(at) {
            Some('!' | '?' | ';') => true,
            Some('.') => {
                !self.glued(at + 1)
                    && self.tokens.get(at.wrapping_sub(1)).is_none_or(|t| t.end - t.start > 1)
            }
            _ => false,
        }
    }
}

/// A text and the figures, dates, ordinals and codes in it. Names, negations and quoted spans are read apart.
#[derive(Debug, Clone)]
pub struct Reading<'a> {
    /// The text, cut.
    pub view: View<'a>,
    /// What it claims, in order.
    pub claims: Vec<Claim>,
    /// Which tokens those claims take up.
    pub taken: Vec<bool>,
}

impl<'a> Reading<'a> {
    /// Reads a text.
    pub fn new(source: &'a str) -> Reading<'a> {
        let view = View::new(source);
        let mut claims = Vec::new();
        let mut taken = vec![false; view.tokens.len()];
        let mut at = 0;
        while at < view.tokens.len() {
            let Some((found, next)) = claim_at(&view, at) else {
                at += 1;
                continue;
            };
            let begins = found.first().map_or(usize::MAX, |claim| claim.range.start);
            let from = (0..at)
                .rev()
                .take_while(|at| view.tokens[*at].start >= begins)
                .last()
                .unwrap_or(at);
            taken[from..next.min(view.tokens.len())].fill(true);
            claims.extend(found);
            at = next.max(at + 1);
        }
        quantities::mark_estimates(&view, &mut claims);
        Reading { view, claims, taken }
    }
}

/// What is claimed at a token, and the token after it.
fn claim_at(view: &View, at: usize) -> Option<(Vec<Claim>, usize)> {
    let kind = view.tokens.get(at)?.kind;
    let idle = Kind::Word(Word::Light) == kind && !view.article(at);
    if idle
        || matches!(
            kind,
            Kind::Word(
                Word::Plain
                    | Word::Generic
                    | Word::Title
                    | Word::Break
                    | Word::Not
                    | Word::Denying
                    | Word::Failing
                    | Word::Estimate
            )
        )
    {
        return None;
    }
    if kind == Kind::Code {
        let claim = Claim {
            kind: ClaimKind::Code(labels::fold(view.text(at))),
            range: view.range(at, at + 1),
        };
        return Some((vec![claim], at + 1));
    }
    labels::numbered(view, at)
        .or_else(|| dates::date(view, at))
        .or_else(|| quantities::quantity(view, at))
        .or_else(|| labels::ordinal(view, at))
}
