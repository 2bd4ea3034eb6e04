//! The shortest directive that every browser resolves to the same words.
//!
//! The text is not the page, and browsers differ in what they take for alike and for a word. So the
//! words chosen begin and end where no browser doubts a word boundary, and they must come first in a
//! search that makes no demands on word boundaries at all and folds as far as any browser: whatever a
//! browser finds is found by that search too, and so it can find nothing earlier.

use std::ops::Range;

use super::Directive;
use super::page::{Bounds, Page};

/// Words of up to this many characters are given in full, if they stand in one block.
const EXACT: usize = 300;
/// The longest start or end in characters. Twice this is at most [`EXACT`], so that start and end of
/// longer words never overlap.
const PART: usize = 150;
/// The longest prefix or suffix in characters.
const CONTEXT: usize = 300;
/// Start and end are at least so many words, where the block has them: one word is soon repeated when
/// a page changes.
const WORDS: usize = 3;

impl Page<'_> {
    /// The shortest directive by which every browser finds exactly these bytes of the text; see
    /// [`directive`](super::directive).
    pub fn directive(&self, range: Range<usize>) -> Option<Directive> {
        let words = self.marks_of(&range)?;
        let sure = self.is_surely_bounded(words.start) && self.is_surely_bounded(words.end);
        if !sure || self.is_space(words.start) || self.is_space(words.end - 1) {
            return None;
        }
        let within = self.marks[words.clone()].iter().all(|mark| mark.char != '\n');
        let found = if within && words.len() <= EXACT {
            self.exact(&words)
        } else {
            self.by_its_ends(&words)
        };
        // Proved again as a browser does it.
        found.filter(|found| self.resolve(found).as_ref() == Some(&range))
    }

    fn is_space(&self, at: usize) -> bool {
        matches!(self.marks[at].char, ' ' | '\n')
    }

    fn leads_to(&self, directive: &Directive, words: &Range<usize>) -> bool {
        self.search(directive, Bounds::None).as_ref() == Some(words)
    }

    /// The words in full, with the shortest context that tells them from their like before them.
    fn exact(&self, words: &Range<usize>) -> Option<Directive> {
        let bare = Directive { prefix: None, start: self.term(words), end: None, suffix: None };
        if self.leads_to(&bare, words) {
            return Some(bare);
        }
        let (before, after) = (self.before(words.start), self.after(words.end));
        let prefixed = |n: usize| Directive { prefix: Some(self.term(&before[n])), ..bare.clone() };
        let suffixed = |n: usize| Directive { suffix: Some(self.term(&after[n])), ..bare.clone() };
        let holds = |candidate: &Directive| self.leads_to(candidate, words);
        let one_side =
            [shortest(before.len(), prefixed, holds), shortest(after.len(), suffixed, holds)];
        if let Some(found) = one_side.into_iter().flatten().min_by_key(length) {
            return Some(found);
        }
        let both = |n: usize| Directive {
            prefix: before.get(n).or(before.last()).map(|term| self.term(term)),
            suffix: after.get(n).or(after.last()).map(|term| self.term(term)),
            ..bare.clone()
        };
        if before.is_empty() || after.is_empty() {
            return None;
        }
        shortest(before.len().max(after.len()), both, holds)
    }

    /// The first words and the last, each the fewest that are found first.
    fn by_its_ends(&self, words: &Range<usize>) -> Option<Directive> {
        let starts = self.starts(words);
        let ends = self.ends(words);
        let before = self.before(words.start);
        let after = self.after(words.end);
        let head = |start: &Range<usize>, prefix: Option<&Range<usize>>| Directive {
            prefix: prefix.map(|prefix| self.term(prefix)),
            start: self.term(start),
            end: None,
            suffix: None,
        };
        let begins = |head: &Directive| {
            self.search(head, Bounds::None).is_some_and(|found| found.start == words.start)
        };
        let head = shortest(starts.len(), |n| head(&starts[n], None), begins)
            .or_else(|| shortest(before.len(), |n| head(&starts[0], Some(&before[n])), begins))
            .or_else(|| {
                let longest = starts.last()?;
                shortest(before.len(), |n| head(longest, Some(&before[n])), begins)
            })?;
        let whole = |end: &Range<usize>, suffix: Option<&Range<usize>>| Directive {
            end: Some(self.term(end)),
            suffix: suffix.map(|suffix| self.term(suffix)),
            ..head.clone()
        };
        let holds = |candidate: &Directive| self.leads_to(candidate, words);
        shortest(ends.len(), |n| whole(&ends[n], None), holds)
            .or_else(|| shortest(after.len(), |n| whole(&ends[0], Some(&after[n])), holds))
            .or_else(|| {
                let longest = ends.last()?;
                shortest(after.len(), |n| whole(longest, Some(&after[n])), holds)
            })
    }

    /// Beginnings of the words within their first block, from the shortest.
    fn starts(&self, words: &Range<usize>) -> Vec<Range<usize>> {
        let block = words.clone().find(|at| self.marks[*at].char == '\n').unwrap_or(words.end);
        let limit = block.min(words.start + PART);
        let mut terms: Vec<_> =
            self.word_ends(words.start, limit).map(|end| words.start..end).collect();
        if limit == block && terms.last().is_none_or(|last| last.end < block) {
            terms.push(words.start..block);
        }
        at_least(WORDS, terms)
    }

    /// Endings of the words within their last block, from the shortest.
    fn ends(&self, words: &Range<usize>) -> Vec<Range<usize>> {
        let separator = words.clone().rev().find(|at| self.marks[*at].char == '\n');
        let block = separator.map_or(words.start, |at| at + 1);
        let limit = block.max(words.end.saturating_sub(PART));
        let mut terms: Vec<_> =
            self.word_starts(limit, words.end).map(|start| start..words.end).collect();
        if limit == block && terms.last().is_none_or(|last| last.start > block) {
            terms.push(block..words.end);
        }
        at_least(WORDS, terms)
    }

    /// What stands before a mark, in the last block that has something, from the shortest.
    fn before(&self, at: usize) -> Vec<Range<usize>> {
        let Some(last) = (0..at).rev().find(|at| !self.is_space(*at)) else { return Vec::new() };
        let block = (0..last).rev().find(|at| self.marks[*at].char == '\n').map_or(0, |at| at + 1);
        let body = block + self.list_marker(block);
        let limit = body.max((last + 1).saturating_sub(CONTEXT));
        self.word_starts(limit, last + 1).map(|start| start..last + 1).collect()
    }

    /// What stands after a mark, in the first block that has something, from the shortest.
    fn after(&self, at: usize) -> Vec<Range<usize>> {
        let Some(first) = (at..self.marks.len()).find(|at| !self.is_space(*at)) else {
            return Vec::new();
        };
        let begins_block = first == 0 || self.marks[first - 1].char == '\n';
        if begins_block && self.list_marker(first) > 0 {
            return Vec::new();
        }
        let end = (first..self.marks.len())
            .find(|at| self.marks[*at].char == '\n')
            .unwrap_or(self.marks.len());
        self.word_ends(first, end.min(first + CONTEXT)).map(|end| first..end).collect()
    }

    /// How many marks a block's number or bullet takes, which may be in the text but not in the page,
    /// where the browser makes it.
    fn list_marker(&self, block: usize) -> usize {
        let marks = self.marks[block..].iter().map(|mark| mark.char);
        let line: Vec<char> = marks.take_while(|c| *c != '\n').take(8).collect();
        let label = line.iter().take_while(|c| c.is_alphanumeric()).count();
        match line.get(label) {
            Some('.' | ')')
                if (1..=4).contains(&label) && matches!(line.get(label + 1), None | Some(' ')) =>
            {
                label + 1
            }
            Some('•' | '◦' | '▪' | '‣' | '–' | '-' | '*' | '·') if label == 0 => 1,
            _ => 0,
        }
    }

    /// Where words begin for every browser, from the last.
    fn word_starts(&self, from: usize, to: usize) -> impl Iterator<Item = usize> {
        (from..to)
            .rev()
            .filter(|at| self.marks[*at].char.is_alphanumeric() && self.is_surely_bounded(*at))
    }

    /// Where words end for every browser, from the first.
    fn word_ends(&self, from: usize, to: usize) -> impl Iterator<Item = usize> {
        (from + 1..=to)
            .filter(|at| self.marks[*at - 1].char.is_alphanumeric() && self.is_surely_bounded(*at))
    }

    /// Some of the text as a term: white space that a browser collapses as one space, and no soft
    /// hyphens, which no browser looks for. All else as it stands.
    fn term(&self, marks: &Range<usize>) -> String {
        let mut term = String::new();
        for c in self.text[self.bytes(marks)].chars() {
            match c {
                '\u{AD}' => {}
                ' ' | '\r' => {
                    if !term.ends_with(' ') {
                        term.push(' ');
                    }
                }
                _ => term.push(c),
            }
        }
        term
    }
}

/// Leaves the terms of so many words or more, or the longest.
fn at_least(words: usize, mut terms: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let enough = (words - 1).min(terms.len().saturating_sub(1));
    terms.drain(..enough);
    terms
}

/// Length of what a directive carries, in bytes as encoded.
fn length(directive: &Directive) -> usize {
    directive.encode().len()
}

/// The first of `count` candidates, each longer than the one before, that holds. A longer one fits
/// fewer places, so that when one holds the longer ones do, and few need be tried.
fn shortest(
    count: usize,
    candidate: impl Fn(usize) -> Directive,
    holds: impl Fn(&Directive) -> bool,
) -> Option<Directive> {
    let last = count.checked_sub(1)?;
    let longest = candidate(last);
    if !holds(&longest) {
        return None;
    }
    let (mut low, mut high, mut best) = (0, last, longest);
    while low < high {
        let middle = (low + high) / 2;
        let tried = candidate(middle);
        if holds(&tried) {
            (high, best) = (middle, tried);
        } else {
            low = middle + 1;
        }
    }
    Some(best)
}
