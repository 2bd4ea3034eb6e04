//! A page's text prepared for searches, and "find a range from a text directive" over it.

use std::ops::Range;
use std::sync::OnceLock;

use unicode_segmentation::UnicodeSegmentation;

use super::Directive;
use super::fold::{base, fold, is_accent, is_ignored, is_unspaced};

/// A text as its blocks, prepared once for any number of searches.
///
/// `\n` separates blocks, `\t` the cells of a table, U+000C pages; a term is looked for between two of
/// them. What a browser does not search (what is not rendered, pictures, controls) is not in the text.
/// Takes some forty bytes a character.
#[derive(Debug)]
pub struct Page<'a> {
    pub(super) text: &'a str,
    /// The text as it is compared, blocks by `\n`.
    folded: String,
    pub(super) marks: Vec<Mark>,
    blocks: Vec<Block>,
}

/// The marks from one separator to the next.
#[derive(Debug)]
struct Block {
    marks: Range<usize>,
    /// Whether a word boundary (UAX #29) stands before each mark, and at the end; found when asked for,
    /// since a search touches few blocks.
    words: OnceLock<Vec<bool>>,
}

/// A character that is compared, with the accents behind it, or a run of white space, or a separator.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    /// Offset in the folded text, in bytes.
    at: usize,
    /// Offset in the text, in bytes.
    pub from: usize,
    /// Where it ends in the text.
    pub to: usize,
    /// The character; a space for any run of white space, `\n` for a separator.
    pub char: char,
}

/// How much of the specification's demands on word boundaries a search makes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Bounds {
    /// All, by UAX #29 without dictionaries.
    Words,
    /// None: what is first then is first however a browser tells words.
    None,
}

/// A directive's terms, folded.
struct Query {
    prefix: Option<String>,
    start: String,
    end: Option<String>,
    suffix: Option<String>,
}

impl Query {
    /// `None` where a term holds nothing to look for.
    fn new(directive: &Directive) -> Option<Query> {
        let folded =
            |term: &Option<String>| term.as_deref().filter(|term| !term.is_empty()).map(fold);
        let query = Query {
            prefix: folded(&directive.prefix),
            start: fold(&directive.start),
            end: folded(&directive.end),
            suffix: folded(&directive.suffix),
        };
        let optional = [&query.prefix, &query.end, &query.suffix];
        let empty =
            query.start.is_empty() || optional.iter().any(|term| term.as_deref() == Some(""));
        (!empty).then_some(query)
    }
}

impl<'a> Page<'a> {
    /// Prepares a text.
    pub fn new(text: &'a str) -> Page<'a> {
        let folded = String::with_capacity(text.len());
        let mut page =
            Page { text, folded, marks: Vec::with_capacity(text.len()), blocks: Vec::new() };
        for (from, c) in text.char_indices() {
            page.push(from, c);
        }
        let mut start = 0;
        for block in page.marks.split(|mark| mark.char == '\n') {
            let marks = start..start + block.len();
            start = marks.end + 1;
            page.blocks.push(Block { marks, words: OnceLock::new() });
        }
        page
    }

    /// The bytes of the text that a browser finds by a directive: the first place that fits.
    pub fn resolve(&self, directive: &Directive) -> Option<Range<usize>> {
        self.search(directive, Bounds::Words).map(|found| self.bytes(&found))
    }

    fn push(&mut self, from: usize, c: char) {
        let to = from + c.len_utf8();
        if c.is_ascii_graphic() {
            self.marks.push(Mark { at: self.folded.len(), from, to, char: c });
            self.folded.push(c.to_ascii_lowercase());
            return;
        }
        let separates = matches!(c, '\n' | '\t' | '\u{0C}');
        if separates || c.is_whitespace() {
            let char = if separates { '\n' } else { ' ' };
            match self.marks.last_mut() {
                // White space at the beginning of a block is not rendered.
                None => {}
                Some(last) if last.char == '\n' => {}
                Some(last) if last.char == ' ' && separates => {
                    last.char = '\n';
                    self.folded.pop();
                    self.folded.push('\n');
                }
                Some(last) if last.char == ' ' => last.to = to,
                Some(_) => {
                    self.marks.push(Mark { at: self.folded.len(), from, to, char });
                    self.folded.push(char);
                }
            }
        } else if !is_ignored(c) {
            let at = self.folded.len();
            base(c, &mut self.folded);
            if self.folded.len() > at {
                self.marks.push(Mark { at, from, to, char: c });
            } else if is_accent(c)
                && let Some(last) = self.marks.last_mut()
                && last.to == from
                && !matches!(last.char, '\n' | ' ')
            {
                last.to = to;
            }
        }
    }

    /// The block a mark is in, or the separator after it.
    fn block_of(&self, at: usize) -> Option<&Block> {
        self.blocks.get(self.blocks.partition_point(|block| block.marks.end < at))
    }

    /// Whether a word boundary stands before a mark; one past the last is the end.
    fn is_word_boundary(&self, at: usize) -> bool {
        self.block_of(at).is_none_or(|block| self.words(block)[at - block.marks.start])
    }

    /// The first mark behind this one with a word boundary before it.
    fn next_word(&self, at: usize) -> usize {
        let Some(block) = self.block_of(at + 1) else { return at + 1 };
        let behind = &self.words(block)[at + 1 - block.marks.start..];
        at + 1 + behind.iter().position(|word| *word).unwrap_or_default()
    }

    /// The word boundaries of a block, as if what searches pass over were not in it.
    fn words<'b>(&self, block: &'b Block) -> &'b [bool] {
        block.words.get_or_init(|| {
            let mut plain = String::new();
            let mut offsets = Vec::with_capacity(block.marks.len() + 1);
            for mark in &self.marks[block.marks.clone()] {
                offsets.push(plain.len());
                // The first of a run of white space stands for it, so that U+202F joins digits.
                if mark.char == ' ' {
                    plain.extend(self.text[mark.from..].chars().next());
                } else {
                    plain.push_str(&self.text[mark.from..mark.to]);
                }
            }
            offsets.push(plain.len());
            let mut words = vec![false; offsets.len()];
            let ends = plain.split_word_bounds().scan(0, |end, word| {
                *end += word.len();
                Some(*end)
            });
            for boundary in std::iter::once(0).chain(ends) {
                if let Ok(at) = offsets.binary_search(&boundary) {
                    words[at] = true;
                }
            }
            words
        })
    }

    /// The bytes of the text that some of the marks take.
    pub(super) fn bytes(&self, marks: &Range<usize>) -> Range<usize> {
        self.marks[marks.start].from..self.marks[marks.end - 1].to
    }

    /// The marks that take exactly these bytes.
    pub(super) fn marks_of(&self, bytes: &Range<usize>) -> Option<Range<usize>> {
        let start = self.marks.binary_search_by_key(&bytes.start, |mark| mark.from).ok()?;
        let last = self.marks.binary_search_by_key(&bytes.end, |mark| mark.to).ok()?;
        (start <= last).then_some(start..last + 1)
    }

    /// Whether a word boundary stands before a mark that every browser sees: not one that depends on
    /// a dictionary or a language.
    pub(super) fn is_surely_bounded(&self, at: usize) -> bool {
        let char =
            |at: Option<usize>| at.and_then(|at| self.marks.get(at)).map_or('\n', |m| m.char);
        let (before, after) = (char(at.checked_sub(1)), char(Some(at)));
        if before == '\n' || after == '\n' {
            return true;
        }
        // A colon within a word parts it in some languages and not in others.
        let colon =
            before == ':' && char(at.checked_sub(2)).is_alphabetic() && after.is_alphabetic()
                || after == ':' && before.is_alphabetic() && char(Some(at + 1)).is_alphabetic();
        self.is_word_boundary(at) && !colon && !(is_unspaced(before) && is_unspaced(after))
    }

    /// "Find a range from a text directive", in marks. Where the specification's text and its tests
    /// differ (a match at the beginning is one where the search begins, not where the block does), the
    /// tests are followed.
    pub(super) fn search(&self, directive: &Directive, bounds: Bounds) -> Option<Range<usize>> {
        let query = Query::new(directive)?;
        let demanded = bounds == Bounds::Words;
        let start_ends = demanded && (query.end.is_some() || query.suffix.is_none());
        let mut from = 0;
        loop {
            let start = match &query.prefix {
                Some(prefix) => {
                    let before = self.find(prefix, from, demanded, false)?;
                    from = before.start + 1;
                    let next = self.next_character(before.end)?;
                    match self.fits(&query.start, next, start_ends) {
                        Some(end) => next..end,
                        None => continue,
                    }
                }
                None => {
                    let start = self.find(&query.start, from, demanded, start_ends)?;
                    from = start.start + 1;
                    start
                }
            };
            let Some(end) = &query.end else {
                if self.is_followed(&query, start.end, demanded) {
                    return Some(start);
                }
                continue;
            };
            let mut after = start.end;
            loop {
                let found = self.find(end, after, demanded, demanded && query.suffix.is_none())?;
                if self.is_followed(&query, found.end, demanded) {
                    return Some(start.start..found.end);
                }
                after = found.end;
            }
        }
    }

    /// Whether the suffix, if any, is the next that stands after a mark.
    fn is_followed(&self, query: &Query, at: usize, bounded: bool) -> bool {
        query.suffix.as_deref().is_none_or(|suffix| {
            self.next_character(at).and_then(|next| self.fits(suffix, next, bounded)).is_some()
        })
    }

    /// The first mark from `at` on that is neither white space nor a separator.
    fn next_character(&self, at: usize) -> Option<usize> {
        (at..self.marks.len()).find(|at| !matches!(self.marks[*at].char, ' ' | '\n'))
    }

    /// The first place of a term from a mark on, in marks.
    fn find(&self, term: &str, from: usize, bound: bool, end_bound: bool) -> Option<Range<usize>> {
        let mut offset = self.marks.get(from)?.at;
        loop {
            let at = offset + self.folded.get(offset..)?.find(term)?;
            // Not in the midst of a character that folds to several.
            if let Some(mark) = self.mark_at(at) {
                if bound && !self.is_word_boundary(mark) {
                    offset = self.marks.get(self.next_word(mark))?.at;
                    continue;
                }
                if let Some(end) = self.fits(term, mark, end_bound) {
                    return Some(mark..end);
                }
            }
            offset = at + self.folded[at..].chars().next().map_or(1, char::len_utf8);
        }
    }

    /// Where a term that begins at a mark ends, in marks; `None` where it does not stand there.
    fn fits(&self, term: &str, at: usize, bound: bool) -> Option<usize> {
        let offset = self.marks.get(at)?.at;
        self.folded[offset..].starts_with(term).then_some(())?;
        let end = self.mark_at(offset + term.len())?;
        (!bound || self.is_word_boundary(end)).then_some(end)
    }

    /// The mark at an offset of the folded text; one past the last at its end.
    fn mark_at(&self, offset: usize) -> Option<usize> {
        if offset == self.folded.len() {
            return Some(self.marks.len());
        }
        self.marks.binary_search_by_key(&offset, |mark| mark.at).ok()
    }
}
