//! How a text is read when a passage is looked for in it: what typesetting changes is set apart from
//! what carries meaning, and every token knows the bytes it was read from.
//!
//! A text becomes [`Token`]s. Letters, digits and signs are [`Token::Char`], brought to one form where
//! Unicode has several for the same letter; white space, dashes and quotation marks are tokens of their
//! own, which [`find`](super::find) compares by their own rules; what cannot be seen is left out. Case
//! stays.
//!
//! Looking a passage up goes through a [`Key`]: the characters alone, without anything between them. What
//! the key finds is only a candidate, since the key of “not able” is that of “notable”.

use std::collections::VecDeque;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// A letter, a digit or a sign, in compatibility form (NFKC).
    Char(char),
    /// White space within a line.
    Space,
    /// White space that ends a line, a block or a page.
    Break,
    /// A hyphen.
    Hyphen,
    /// A longer dash, or a minus.
    Dash,
    /// A quotation mark or an apostrophe.
    Quote,
    /// An opening guillemet, after which white space means nothing.
    Open,
    /// A closing guillemet, before which white space means nothing.
    Close,
}

/// The tokens of a text from some place on, each with its bytes.
#[derive(Debug, Clone)]
pub struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// The rest of a character that stands for several, such as a ligature.
    waiting: VecDeque<char>,
    of: Range<usize>,
}

impl<'a> Tokens<'a> {
    /// The tokens from byte `at` on, which is where a character begins that is no combining mark.
    pub fn new(text: &'a str, at: usize) -> Tokens<'a> {
        Tokens { text, at, waiting: VecDeque::new(), of: at..at }
    }
}

impl Iterator for Tokens<'_> {
    type Item = (Token, Range<usize>);

    fn next(&mut self) -> Option<(Token, Range<usize>)> {
        loop {
            if let Some(c) = self.waiting.pop_front() {
                return Some((Token::Char(c), self.of.clone()));
            }
            let rest = &self.text[self.at..];
            let c = rest.chars().next()?;
            let start = self.at;
            let alone = match rest.as_bytes() {
                [_] => true,
                [first, second, ..] => first.is_ascii() && second.is_ascii(),
                [] => false,
            };
            let end = start + if alone || is_invisible(c) { c.len_utf8() } else { cluster(rest) };
            self.at = end;
            self.of = start..end;
            match token(c, self.text[..start].chars().next_back()) {
                Reading::Token(token) => return Some((token, start..end)),
                Reading::Nothing => {}
                Reading::Char if alone => return Some((Token::Char(c), start..end)),
                Reading::Char => fold(&self.text[start..end], &mut self.waiting),
            }
        }
    }
}

/// How many bytes the first character of `text` takes with the marks that belong to it.
///
/// Marks that combine, and the vowels and finals of Korean syllables written in parts.
fn cluster(text: &str) -> usize {
    let mut chars = text.char_indices();
    let first = chars.next().map_or(0, |(_, c)| c.len_utf8());
    let belongs = |c: char| match c {
        '\0'..'\u{300}' => false,
        '\u{1160}'..='\u{11FF}' | '\u{D7B0}'..='\u{D7FF}' => true,
        _ => is_combining_mark(c) && !is_invisible(c),
    };
    chars.find(|(_, c)| !belongs(*c)).map_or(text.len(), |(at, _)| at).max(first)
}

/// A character with its marks in compatibility form, but for those whose form carries meaning: 10² is
/// not 102, ½ not 12, and ① is a mark and not a number.
fn fold(cluster: &str, into: &mut VecDeque<char>) {
    let visible = cluster.chars().filter(|c| !is_invisible(*c));
    match cluster.chars().next() {
        Some(c) if keeps_form(c) => into.extend(visible.nfc()),
        Some('…') => into.extend("...".chars()),
        _ => into.extend(visible.nfkc().filter(|c| !c.is_whitespace())),
    }
}

/// Superscripts, subscripts, fractions, Roman numerals in one character, numbers in circles.
fn keeps_form(c: char) -> bool {
    matches!(c,
        'ª' | '²' | '³' | '¹' | 'º' | '¼'..='¾' | '\u{2B0}'..='\u{2FF}' | '\u{1D2C}'..='\u{1D6A}'
        | '\u{2070}'..='\u{209F}' | '\u{2120}' | '\u{2122}' | '\u{2150}'..='\u{218B}'
        | '\u{2032}'..='\u{2037}' | '\u{2057}' | '\u{2460}'..='\u{24FF}' | '\u{3200}'..='\u{33FF}'
        | '\u{A69C}' | '\u{A69D}' | '\u{A770}' | '\u{1F100}'..='\u{1F1FF}')
}

enum Reading {
    Token(Token),
    /// To be folded.
    Char,
    /// Not to be seen.
    Nothing,
}

fn token(c: char, before: Option<char>) -> Reading {
    use Reading::{Char, Nothing, Token as Is};
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => Char,
        '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Is(Token::Break),
        // After a number it is feet, inches, minutes or seconds.
        '\u{2032}'..='\u{2037}' if before.is_some_and(char::is_numeric) => Char,
        _ if is_quote(c) => Is(Token::Quote),
        '«' | '‹' => Is(Token::Open),
        '»' | '›' => Is(Token::Close),
        '-' | '\u{2010}' | '\u{2011}' | '\u{FE63}' | '\u{FF0D}' => Is(Token::Hyphen),
        '\u{2012}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE31}' | '\u{FE32}' => {
            Is(Token::Dash)
        }
        _ if c.is_whitespace() => Is(Token::Space),
        _ if c.is_control() || is_invisible(c) => Nothing,
        _ => Char,
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '\'' | '"' | '`' | '´' | '‘'..='‟' | 'ʼ' | 'ʹ' | 'ʺ' | 'ˈ' | '\u{2032}'..='\u{2037}'
        | '\u{300C}'..='\u{300F}' | '\u{301D}'..='\u{301F}' | '＂' | '＇' | '｢' | '｣')
}

/// Soft hyphens, joiners, marks of direction, variation selectors, the byte order mark.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{E0100}'..='\u{E01EF}')
}

/// The characters of a text, with nothing between them.
#[derive(Debug, Clone, Default)]
pub struct Key {
    /// In UTF-8.
    pub bytes: Vec<u8>,
    /// Now and then, a place in the key and the byte of the text it was read from.
    marks: Vec<(u32, u32)>,
}

/// How many bytes of a text lie between two marks.
const STRIDE: usize = 256;

/// What an ASCII byte is that stands before another: part of the key or not.
const IN_KEY: [bool; 128] = {
    let mut table = [false; 128];
    let mut byte = 0x21;
    while byte < 0x7F {
        table[byte] = !matches!(byte as u8, b'\'' | b'"' | b'`' | b'-');
        byte += 1;
    }
    table
};

impl Key {
    /// The key of a text of less than 4 GiB.
    pub fn of(text: &str) -> Key {
        let raw = text.as_bytes();
        let mut key = Key { bytes: Vec::with_capacity(raw.len()), marks: Vec::new() };
        let mut at = 0;
        let mut due = 0;
        let mut tokens = Tokens::new(text, 0);
        while at < raw.len() {
            if at >= due {
                key.marks.push((key.bytes.len() as u32, at as u32));
                due = at + STRIDE;
            }
            // Most texts are mostly ASCII: no more than a look at a table for each byte. A byte before
            // one that is not ASCII may have a mark to carry.
            let plain = raw[at..].iter().take(STRIDE + 1).take_while(|b| b.is_ascii()).count();
            let plain = if at + plain == raw.len() { plain } else { plain.saturating_sub(1) };
            if plain > 0 {
                let kept = raw[at..at + plain].iter().filter(|b| IN_KEY[usize::from(**b)]);
                key.bytes.extend(kept);
                at += plain;
                continue;
            }
            tokens = Tokens { at, ..tokens };
            // As far as the tokens of one character go.
            while let Some((token, _)) = tokens.next() {
                if let Token::Char(c) = token {
                    push(&mut key.bytes, c);
                }
                if tokens.waiting.is_empty() {
                    break;
                }
            }
            at = tokens.at;
        }
        key
    }

    /// The byte of the text that the key's byte `at` was read from, where a character begins there.
    pub fn origin(&self, text: &str, at: usize) -> Option<usize> {
        let mark = self.marks.partition_point(|mark| mark.0 as usize <= at).checked_sub(1)?;
        let (mut key, start) = (self.marks[mark].0 as usize, self.marks[mark].1 as usize);
        let mut last = None;
        for (token, range) in Tokens::new(text, start) {
            let Token::Char(c) = token else { continue };
            // The second half of a ligature begins nowhere.
            if key >= at {
                return (key == at && last != Some(range.start)).then_some(range.start);
            }
            last = Some(range.start);
            key += c.len_utf8();
        }
        None
    }

    /// The first byte of the key that was read from byte `at` of the text or from a later one.
    pub fn after(&self, text: &str, at: usize) -> Option<usize> {
        let mark = self.marks.partition_point(|mark| mark.1 as usize <= at).checked_sub(1)?;
        let (mut key, start) = (self.marks[mark].0 as usize, self.marks[mark].1 as usize);
        for (token, range) in Tokens::new(text, start) {
            if range.start >= at {
                break;
            }
            if let Token::Char(c) = token {
                key += c.len_utf8();
            }
        }
        Some(key)
    }
}

/// Appends a character in UTF-8.
pub fn push(bytes: &mut Vec<u8>, c: char) {
    bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}
