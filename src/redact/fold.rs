//! A text without what does not make a name another: case, marks, escapes, and what separates its parts.

use std::ops::Range;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// What may follow a letter without ending a name: one byte that no UTF-8 text has.
const STOP: u8 = 0xFF;

/// A folded text: bytes of small letters and digits, with a stop wherever a name cannot go on.
#[derive(Debug, Default)]
pub struct Folded {
    /// The folded bytes.
    pub bytes: Vec<u8>,
    /// For each of them, the source bytes of the character it comes from.
    pub from: Vec<Range<usize>>,
    /// For each of them, whether something that separates words stands before it.
    pub apart: Vec<bool>,
}

impl Folded {
    /// Whether a folded byte is that of a letter; past the ends there is none.
    pub fn letter(&self, at: usize) -> bool {
        self.bytes.get(at).is_some_and(|byte| *byte != STOP && !byte.is_ascii_digit())
    }

    /// Whether a word begins at a folded byte.
    pub fn begins(&self, at: usize) -> bool {
        let joined = at.checked_sub(1).is_some_and(|before| self.letter(before));
        !joined || self.apart.get(at) == Some(&true)
    }

    /// Whether a word ends before a folded byte.
    pub fn ends(&self, at: usize) -> bool {
        !self.letter(at) || self.apart.get(at) == Some(&true)
    }

    fn push(&mut self, c: char, from: &Range<usize>, apart: bool) {
        let mut buffer = [0; 4];
        for (nth, byte) in c.encode_utf8(&mut buffer).bytes().enumerate() {
            self.bytes.push(byte);
            self.from.push(from.clone());
            self.apart.push(apart && nth == 0);
        }
    }

    fn stop(&mut self, from: &Range<usize>) {
        self.bytes.push(STOP);
        self.from.push(from.clone());
        self.apart.push(true);
    }
}

/// Folds any bytes, in time linear in them.
pub fn fold(bytes: &[u8]) -> Folded {
    let chars = decode(bytes);
    let mut folded = Folded::default();
    let mut apart = false;
    for (nth, (c, from)) in chars.iter().enumerate() {
        let near = |step: isize| {
            nth.checked_add_signed(step).and_then(|at| chars.get(at)).map_or('\n', |(c, _)| *c)
        };
        match *c {
            c if c.is_alphanumeric() => {
                letters(c, |c| {
                    folded.push(c, from, apart);
                    apart = false;
                });
            }
            c if nothing(c) || is_combining_mark(c) => {}
            c if apostrophe(c) && near(-1).is_alphanumeric() && near(1).is_alphanumeric() => {
                // The possessive ends a name; Ra’ad goes on.
                let possessive = near(1).eq_ignore_ascii_case(&'s') && !near(2).is_alphanumeric();
                if possessive {
                    folded.stop(from);
                }
            }
            '.' if !near(1).is_alphanumeric() && !initial(near(-1), near(-2)) => folded.stop(from),
            c if separates(c) => apart = true,
            _ => folded.stop(from),
        }
    }
    folded
}

/// Whether a point follows one letter alone: `J. Smith`.
fn initial(letter: char, before: char) -> bool {
    letter.is_alphabetic() && !before.is_alphanumeric()
}

/// A name, folded, without what separates its parts.
pub fn squeezed(name: &str) -> Vec<u8> {
    fold(name.as_bytes()).bytes.into_iter().filter(|byte| *byte != STOP).collect()
}

/// The characters of bytes with their places; percent escapes, however often escaped, are decoded.
fn decode(bytes: &[u8]) -> Vec<(char, Range<usize>)> {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut places = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let (byte, end) = match byte {
            b'%' => escaped(bytes, at).unwrap_or((b'%', at + 1)),
            byte => (*byte, at + 1),
        };
        plain.push(byte);
        places.push(at..end);
        at = end;
    }
    let place = |from: usize, len: usize| {
        let start = places.get(from).map_or(bytes.len(), |place| place.start);
        let end = places.get(from + len - 1).map_or(bytes.len(), |place| place.end);
        start..end
    };
    let mut chars = Vec::with_capacity(plain.len());
    let mut at = 0;
    for chunk in plain.utf8_chunks() {
        for c in chunk.valid().chars() {
            chars.push((c, place(at, c.len_utf8())));
            at += c.len_utf8();
        }
        if !chunk.invalid().is_empty() {
            chars.push(('\u{FFFD}', place(at, chunk.invalid().len())));
            at += chunk.invalid().len();
        }
    }
    chars
}

/// The byte of a percent escape and where it ends: `%20`, `%2520`.
fn escaped(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    let digit = |at: usize| bytes.get(at).and_then(|byte| (*byte as char).to_digit(16));
    let pair = |at: usize| Some((digit(at)?, digit(at + 1)?));
    let mut from = at + 1;
    while pair(from) == Some((2, 5)) && pair(from + 2).is_some() {
        from += 2;
    }
    let (high, low) = pair(from)?;
    Some((u8::try_from(high * 16 + low).ok()?, from + 2))
}

/// The small letters a character stands for, without marks.
fn letters(c: char, mut emit: impl FnMut(char)) {
    decompose_compatible(c, |part| {
        for small in part.to_lowercase() {
            match small {
                'ß' => ['s', 's'].into_iter().for_each(&mut emit),
                'æ' => ['a', 'e'].into_iter().for_each(&mut emit),
                'œ' => ['o', 'e'].into_iter().for_each(&mut emit),
                'ø' => emit('o'),
                'ł' => emit('l'),
                'đ' | 'ð' => emit('d'),
                'ı' => emit('i'),
                'ς' => emit('σ'),
                small if small.is_alphanumeric() && !is_combining_mark(small) => emit(small),
                _ => {}
            }
        }
    });
}

fn apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´')
}

/// Whether a character prints nothing.
fn nothing(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Whether a character may stand between the parts of a name.
fn separates(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | '\u{2010}'..='\u{2015}' | '−' | '_' | '+' | '.' | ',' | '·' | '/' | '~'
        )
}
