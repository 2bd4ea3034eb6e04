//! Where the words of a TOML string stand in the file, and how others are written there (TOML 1.1, “String”).

use std::ops::Range;

use super::{Edit, apply};

/// The four kinds of strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `"…"`
    Basic,
    /// `"""…"""`
    BasicLines,
    /// `'…'`
    Plain,
    /// `'''…'''`
    PlainLines,
}

/// A string as its file has it, quotes included, and what it means.
#[derive(Debug, Clone)]
pub struct Literal {
    kind: Kind,
    raw: String,
    text: String,
    /// Characters and their places, in order.
    pieces: Vec<Piece>,
}

/// A character of the text: where it begins there and in the file's string, in bytes, and where it ends in the latter. What is
/// trimmed (a line's end after `\`) belongs to no piece.
#[derive(Debug, Clone, Copy)]
struct Piece {
    text: usize,
    raw: usize,
    end: usize,
}

impl Literal {
    /// Reads a string as written, quotes included. `None` if it is none.
    pub fn parse(raw: &str) -> Option<Literal> {
        let (kind, width) = kind(raw)?;
        let close = raw.len().checked_sub(width).filter(|close| *close >= width)?;
        if raw.get(close..)? != raw.get(..width)? {
            return None;
        }
        let mut read =
            Literal { kind, raw: raw.to_owned(), text: String::new(), pieces: Vec::new() };
        let mut at = width;
        if kind.lines() {
            at += line_end(raw.get(at..close)?).unwrap_or(0);
        }
        while at < close {
            at = read.piece(at, close)?;
        }
        (at == close && read.quotes_fit(width, close)).then_some(read)
    }

    /// What it means.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Reads what stands at a byte; gives where it ends.
    fn piece(&mut self, at: usize, close: usize) -> Option<usize> {
        let rest = self.raw.get(at..close)?;
        let c = rest.chars().next()?;
        let (decoded, length) = match c {
            '\\' if self.kind.escapes() => {
                if let Some(length) = self.kind.lines().then(|| trimmed(rest)).flatten() {
                    return Some(at + length);
                }
                escaped(rest)?
            }
            '\n' | '\r' => {
                let length = line_end(rest).filter(|_| self.kind.lines())?;
                // The `toml` crate keeps the line's end as the file has it.
                if length == 2 {
                    self.push('\r', at, at + 1);
                    self.push('\n', at + 1, at + 2);
                    return Some(at + 2);
                }
                (c, length)
            }
            '\t' => (c, 1),
            c if c.is_ascii_control() => return None,
            c => (c, c.len_utf8()),
        };
        self.push(decoded, at, at + length);
        Some(at + length)
    }

    fn push(&mut self, c: char, raw: usize, end: usize) {
        self.pieces.push(Piece { text: self.text.len(), raw, end });
        self.text.push(c);
    }

    /// Whether no quotes within close the string early.
    fn quotes_fit(&self, width: usize, close: usize) -> bool {
        let quote = if self.kind.escapes() { b'"' } else { b'\'' };
        let most = if width == 3 { 2 } else { 0 };
        let (mut run, mut last) = (0, width);
        for Piece { raw, end, .. } in &self.pieces {
            let bare = *end == raw + 1 && self.raw.as_bytes().get(*raw) == Some(&quote);
            run = match (bare, last == *raw) {
                (true, true) => run + 1,
                (bare, _) => usize::from(bare),
            };
            last = *end;
            if run > most {
                return false;
            }
        }
        close >= width
    }

    /// The bytes of the string as written, quotes counted, that mean `text[range]`; `None` if the range does not fit. An empty
    /// range is the place before what follows it.
    pub fn raw_range(&self, range: Range<usize>) -> Option<Range<usize>> {
        if range.start > range.end || range.end > self.text.len() {
            return None;
        }
        let at = |offset: usize| self.pieces.binary_search_by_key(&offset, |piece| piece.text).ok();
        let end_of = |index: usize| self.pieces.get(index).map(|piece| piece.end);
        let start = if range.start == self.text.len() {
            self.pieces.last().map_or(self.open(), |piece| piece.end)
        } else {
            self.pieces.get(at(range.start)?)?.raw
        };
        if range.is_empty() {
            return Some(start..start);
        }
        let last = if range.end == self.text.len() { self.pieces.len() } else { at(range.end)? };
        Some(start..end_of(last.checked_sub(1)?)?)
    }

    /// Where the text begins.
    fn open(&self) -> usize {
        let width = if self.kind.lines() { 3 } else { 1 };
        let line = self.raw.get(width..).filter(|_| self.kind.lines()).and_then(line_end);
        width + line.unwrap_or(0)
    }

    /// `text` as this kind of string has it; `None` if it cannot be written there: quotes and control characters within `'…'`.
    pub fn escape(&self, text: &str) -> Option<String> {
        if !self.kind.escapes() {
            let odd = |c: char| c == '\'' || (c.is_ascii_control() && c != '\t');
            return (!text.contains(odd)).then(|| text.to_owned());
        }
        let mut written = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '"' => written.push_str("\\\""),
                '\\' => written.push_str("\\\\"),
                '\n' => written.push_str("\\n"),
                '\r' => written.push_str("\\r"),
                '\t' => written.push('\t'),
                c if c.is_ascii_control() => written.push_str(&format!("\\u{:04X}", u32::from(c))),
                c => written.push(c),
            }
        }
        Some(written)
    }

    /// The edits of the string as written that make `changes` of its text: ranges of [`Literal::text`], apart and in order, and
    /// what stands there instead. `None` if they cannot be written so that the rest keeps its meaning.
    pub fn rewrite(&self, changes: &[(Range<usize>, &str)]) -> Option<Vec<Edit>> {
        let raw: Option<Vec<Edit>> = changes
            .iter()
            .map(|(range, with)| {
                let raw = self.raw_range(range.clone())?;
                Some(Edit { with: self.placed(&raw, with)?, range: raw })
            })
            .collect();
        let raw = raw?;
        let wanted = changes
            .iter()
            .map(|(range, with)| Edit { range: range.clone(), with: (*with).to_owned() })
            .collect();
        let (text, left) = apply(&self.text, wanted);
        let (written, unmade) = apply(&self.raw, raw.clone());
        let fits = left.is_empty() && unmade.is_empty() && Literal::parse(&written)?.text == text;
        fits.then_some(raw)
    }

    /// `with` as it is written at a place: after a line's end that is trimmed, a space must not be.
    fn placed(&self, raw: &Range<usize>, with: &str) -> Option<String> {
        let written = self.escape(with)?;
        let before = self.pieces.partition_point(|piece| piece.end <= raw.start);
        let trims = before
            .checked_sub(1)
            .and_then(|at| self.pieces.get(at))
            .map_or(self.open(), |piece| piece.end)
            < raw.start;
        match written.strip_prefix(' ') {
            Some(rest) if trims && self.kind.escapes() => Some(format!("\\u0020{rest}")),
            _ => Some(written),
        }
    }
}

impl Kind {
    fn lines(self) -> bool {
        matches!(self, Kind::BasicLines | Kind::PlainLines)
    }

    fn escapes(self) -> bool {
        matches!(self, Kind::Basic | Kind::BasicLines)
    }
}

/// The kind of a string and how many quotes it has on each side.
fn kind(raw: &str) -> Option<(Kind, usize)> {
    let long = raw.len() >= 6;
    match raw.as_bytes().first()? {
        b'"' if long && raw.starts_with("\"\"\"") => Some((Kind::BasicLines, 3)),
        b'\'' if long && raw.starts_with("'''") => Some((Kind::PlainLines, 3)),
        b'"' => Some((Kind::Basic, 1)),
        b'\'' => Some((Kind::Plain, 1)),
        _ => None,
    }
}

/// How many bytes the line's end at the beginning of `text` has.
fn line_end(text: &str) -> Option<usize> {
    if text.starts_with("\r\n") {
        return Some(2);
    }
    text.starts_with('\n').then_some(1)
}

/// How many bytes a `\` at a line's end trims, itself included.
fn trimmed(rest: &str) -> Option<usize> {
    let after = rest.get(1..)?;
    let gap = after.trim_start_matches([' ', '\t']);
    line_end(gap)?;
    let mut left = gap;
    loop {
        let next = left.trim_start_matches([' ', '\t']);
        match line_end(next) {
            Some(length) => left = next.get(length..)?,
            None => return Some(rest.len() - next.len()),
        }
    }
}

/// The character an escape means, and how many bytes it has.
fn escaped(rest: &str) -> Option<(char, usize)> {
    let mut chars = rest.chars();
    let plain = match chars.nth(1)? {
        'b' => '\u{8}',
        't' => '\t',
        'n' => '\n',
        'f' => '\u{C}',
        'r' => '\r',
        'e' => '\u{1B}',
        '"' => '"',
        '\\' => '\\',
        'x' => return coded(rest, 2),
        'u' => return coded(rest, 4),
        'U' => return coded(rest, 8),
        _ => return None,
    };
    Some((plain, 2))
}

fn coded(rest: &str, width: usize) -> Option<(char, usize)> {
    let digits = rest.get(2..2 + width)?;
    let hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
    let code = u32::from_str_radix(digits, 16).ok().filter(|_| hex)?;
    Some((char::from_u32(code)?, 2 + width))
}
