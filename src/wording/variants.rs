//! Quotations that nearly agree: one sentence, quoted in two ways.
//!
//! Words count as they stand, articles included: a quotation is verbatim. Two quotations are variants if, from the first
//! word they share to the last, they run alongside one another but for a few words. One that is part of the other, word
//! for word, is no variant; nor are two that only begin or end alike.

use std::collections::HashMap;
use std::ops::Range;

use crate::claims::context::hash;
use crate::claims::lex::Kind as Token;
use crate::claims::reading::View;

use super::similar::{Kind, Pair};
use super::{head, terms};

/// Where two quotations differ: words of the one in the place of words of the other; either may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The words of the first.
    pub first: String,
    /// The words of the second.
    pub second: String,
}

/// How many words of a quotation are compared, at most: the time for two goes with the square.
const LONGEST: usize = 100;

/// With how many others a quotation is compared, at most.
const MOST: usize = 12;

/// How many earlier quotations are looked up under one pair of words.
const NEIGHBOURS: usize = 12;

/// Pairs of quotations of one speaker that nearly agree. `speakers` has a number for each quotation; without, they are all
/// one speaker's.
pub fn quote_variants(quotes: &[&str], speakers: &[u32]) -> Vec<Pair> {
    let read: Vec<Words> = quotes.iter().map(|quote| Words::new(quote)).collect();
    let mut under: HashMap<(u32, u64, u64), Vec<usize>> = HashMap::new();
    let mut found = Vec::new();
    for (second, words) in read.iter().enumerate() {
        let speaker = speakers.get(second).copied().unwrap_or(0);
        let features = words.features();
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for (a, b) in &features {
            let earlier = under.entry((speaker, *a, *b)).or_default();
            for first in earlier.iter().rev().take(NEIGHBOURS) {
                *shared.entry(*first).or_default() += 1;
            }
            earlier.push(second);
        }
        let mut likely: Vec<(usize, usize)> =
            shared.into_iter().map(|(first, n)| (n, first)).collect();
        likely.sort_unstable_by(|a, b| b.cmp(a));
        for (_, first) in likely.into_iter().take(MOST) {
            if read.get(first).is_some_and(|other| vary(other, words)) {
                found.push(Pair { first, second, kind: Kind::Near });
            }
        }
    }
    found.sort_unstable();
    found
}

/// Where two quotations differ, in order, between the first words they share and the last.
pub fn difference(a: &str, b: &str) -> Vec<Difference> {
    let (one, other) = (Words::new(a), Words::new(b));
    let shared = one.aligned(&other);
    let mut found = Vec::new();
    for two in shared.windows(2) {
        let (Some(from), Some(to)) = (two.first(), two.last()) else { continue };
        let (first, second) = (one.between(a, from.0, to.0), other.between(b, from.1, to.1));
        if !(first.is_empty() && second.is_empty()) {
            found.push(Difference { first, second });
        }
    }
    found
}

/// The words of a quotation.
struct Words {
    keys: Vec<u64>,
    ranges: Vec<Range<usize>>,
    meant: Vec<bool>,
    /// Whether a word of meaning is a name or a number.
    named: Vec<bool>,
}

impl Words {
    fn new(text: &str) -> Words {
        let view = View::new(text);
        let mut words =
            Words { keys: Vec::new(), ranges: Vec::new(), meant: Vec::new(), named: Vec::new() };
        for at in 0..view.tokens.len() {
            let kind = view.tokens.get(at).map(|token| token.kind);
            if !matches!(kind, Some(Token::Word(_) | Token::Number(_) | Token::Code))
                || words.keys.len() == LONGEST
            {
                continue;
            }
            words.keys.push(hash(view.text(at)));
            words.ranges.push(view.range(at, at + 1));
            let meant = !terms::is_stop(view.text(at));
            words.meant.push(meant);
            words.named.push(
                meant
                    && (view.capital(at) && !view.begins_sentence(at) || !head::is_word(&view, at)),
            );
        }
        words
    }

    /// Pairs of words that carry meaning, next to one another or next but one: one word may have been changed.
    fn features(&self) -> Vec<(u64, u64)> {
        let meant: Vec<u64> = self
            .keys
            .iter()
            .zip(&self.meant)
            .filter(|(_, meant)| **meant)
            .map(|(key, _)| *key)
            .collect();
        let near = meant.windows(2).filter_map(|two| Some((*two.first()?, *two.last()?)));
        let far = meant.windows(3).filter_map(|three| Some((*three.first()?, *three.last()?)));
        let mut all: Vec<(u64, u64)> = near.chain(far).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The words between two, as written.
    fn between(&self, text: &str, from: usize, to: usize) -> String {
        if to <= from + 1 {
            return String::new();
        }
        let range = |at: usize| self.ranges.get(at).cloned().unwrap_or(0..0);
        text.get(range(from + 1).start..range(to - 1).end).unwrap_or_default().to_owned()
    }

    /// The longest run of words that both have in the same order, as pairs of places.
    fn aligned(&self, other: &Words) -> Vec<(usize, usize)> {
        let (rows, columns) = (self.keys.len(), other.keys.len());
        let width = columns + 1;
        let mut best = vec![0_u16; (rows + 1) * width];
        let get = |best: &[u16], row: usize, column: usize| {
            best.get(row * width + column).copied().unwrap_or(0)
        };
        for row in (0..rows).rev() {
            for column in (0..columns).rev() {
                let value = if self.keys.get(row) == other.keys.get(column) {
                    get(&best, row + 1, column + 1) + 1
                } else {
                    get(&best, row + 1, column).max(get(&best, row, column + 1))
                };
                if let Some(cell) = best.get_mut(row * width + column) {
                    *cell = value;
                }
            }
        }
        let (mut row, mut column, mut found) = (0, 0, Vec::new());
        while row < rows && column < columns {
            if self.keys.get(row) == other.keys.get(column) {
                found.push((row, column));
                (row, column) = (row + 1, column + 1);
            } else if get(&best, row + 1, column) >= get(&best, row, column + 1) {
                row += 1;
            } else {
                column += 1;
            }
        }
        found
    }
}

/// Whether two quotations are one sentence quoted in two ways.
fn vary(a: &Words, b: &Words) -> bool {
    let shared = a.aligned(b);
    let (Some(first), Some(last)) = (shared.first(), shared.last()) else { return false };
    let (width_a, width_b) = (last.0 - first.0 + 1, last.1 - first.1 + 1);
    let (short, long) = (width_a.min(width_b), width_a.max(width_b));
    let meant = shared.iter().filter(|(at, _)| a.meant.get(*at) == Some(&true)).count();
    // Of the words of meaning of the shorter stretch most must be shared: “to the ruling family” alone is no sentence.
    let within = |words: &Words, from: usize, to: usize| {
        words.meant.iter().take(to + 1).skip(from).filter(|meant| **meant).count()
    };
    let most = within(a, first.0, last.0).min(within(b, first.1, last.1));
    let named = shared.iter().filter(|(at, _)| a.named.get(*at) == Some(&true)).count();
    let whole = a.keys.len().min(b.keys.len());
    let alongside = shared.len() * 100 >= short * 65 && shared.len() * 10 >= long * 4;
    let differ = shared.len() < short || shared.len() < long;
    // Few words must be all there is; of many, most.
    let enough = if shared.len() < 5 {
        short >= whole && meant >= 2
    } else {
        short * 10 >= whole * 6 && meant >= 3
    };
    // Names, dates and numbers stand in sentences that have nothing else in common.
    alongside && differ && enough && meant * 10 >= most * 6 && meant - named.min(meant) >= 2
}
