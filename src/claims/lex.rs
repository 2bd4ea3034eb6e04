//! Texts cut into words, numbers, signs and codes. Offsets are bytes.

use super::lexicon::{self, Word};
use super::numbers;

/// A piece of a text.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
    /// What it is.
    pub kind: Kind,
    /// Whether nothing, not even a space, stands between it and the token before.
    pub glued: bool,
    /// Whether it begins with a capital.
    pub capital: bool,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Letters, with the apostrophes within; and what kind of word.
    Word(Word),
    /// Digits with their separators, and the value.
    Number(f64),
    /// Any other character.
    Sign(char),
    /// Letters and digits that are one name: `COVID-19`, `A/HRC/25/63`, an address, a telephone number.
    Code,
}

/// Cuts `text` into tokens, in time linear in its length.
pub fn lex(text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 5 + 4);
    let (mut at, mut looked, mut end_before) = (0, 0, usize::MAX);
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() || is_nothing(c) {
            at += c.len_utf8();
            continue;
        }
        let mut token = Token {
            start: at,
            end: at,
            kind: Kind::Sign(c),
            glued: at == end_before,
            capital: false,
        };
        let code = if at >= looked && (c.is_alphanumeric() || c == '+') {
            let run = run_end(text, at);
            looked = run;
            code_end(text, at, run)
        } else {
            None
        };
        if let Some(end) = code {
            (token.kind, token.end) = (Kind::Code, end);
            token.capital = c.is_uppercase();
        } else if c.is_ascii_digit() {
            token.end = numbers::digits_end(text, at);
            token.kind = numbers::parse(&text[at..token.end]).map_or(Kind::Code, Kind::Number);
        } else if c.is_alphabetic() {
            token.end = word_end(text, at);
            token.kind = Kind::Word(lexicon::look_up(&text[at..token.end]));
            token.capital = c.is_uppercase();
        } else {
            token.end = at + c.len_utf8();
            if c.is_numeric() && numbers::vulgar(c).is_none() {
                token.kind = Kind::Code;
            }
        }
        at = token.end;
        looked = looked.max(at);
        end_before = at;
        tokens.push(token);
    }
    tokens
}

/// Whether a character is an apostrophe or may stand for one.
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '‘')
}

/// Whether a character is a hyphen or a dash.
pub fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '−')
}

/// Whether a character prints nothing: soft hyphens, zero-width characters.
pub fn is_nothing(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

fn word_end(text: &str, start: usize) -> usize {
    let letters = text.as_bytes()[start..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let start = start + letters;
    if text.as_bytes().get(start).is_none_or(|b| b.is_ascii() && *b != b'\'') {
        return start;
    }
    let mut chars = text[start..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let goes_on = c.is_alphabetic()
            || is_nothing(c)
            || matches!(c, '\u{300}'..='\u{36F}')
            || (is_apostrophe(c) && chars.peek().is_some_and(|(_, next)| next.is_alphabetic()));
        if !goes_on {
            return start + at;
        }
    }
    text.len()
}

/// Where the run of characters ends that could make up a code.
fn run_end(text: &str, start: usize) -> usize {
    let in_run = |c: char| {
        c.is_alphanumeric()
            || is_dash(c)
            || matches!(c, '/' | '.' | '_' | ':' | '@' | '+' | '#' | '&' | '=' | '?' | '~' | '%')
    };
    text[start..].find(|c| !in_run(c)).map_or(text.len(), |at| start + at)
}

/// Where the code ends that begins at `start`, if one does. `run` is where its characters end.
fn code_end(text: &str, start: usize, run: usize) -> Option<usize> {
    // Most words are plain: no digit, no `@`, no address.
    let marked = |b: &u8| {
        b.is_ascii_digit() || matches!(b, b'@' | b':' | b'+' | b'w' | b'W') || !b.is_ascii()
    };
    if !text.as_bytes()[start..run].iter().any(marked) {
        return None;
    }
    let written = text[start..run].trim_end_matches(|c: char| !c.is_alphanumeric() && c != '/');
    let end = start + written.len();
    let first = written.chars().next()?;
    if first == '+' {
        return phone_end(text, start);
    }
    if written.starts_with("www.") || (written.contains(':') && written.contains("://")) {
        return Some(end);
    }
    if !written.bytes().any(|b| b.is_ascii_digit()) {
        let (name, host) = written.split_once('@')?;
        return (!name.is_empty() && host.contains('.')).then_some(end);
    }
    if written.contains('@') {
        return Some(end);
    }
    if first.is_ascii_digit() {
        let odd = |c: char| {
            (c.is_numeric() && !c.is_ascii_digit() && numbers::vulgar(c).is_none()) || c == '_'
        };
        let fraction = written.split_once('/').is_some_and(|(a, b)| {
            [a, b].iter().any(|part| part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit()))
        });
        return (fraction || written.contains(odd)).then_some(end);
    }
    let head = written.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let after = written[head.len()..].chars().next()?;
    let compound = is_dash(after) && (first.is_lowercase() || lexicon::is_prefix(head));
    let dated =
        matches!(lexicon::look_up(head), Word::Month(_) | Word::Label(_)) && !head.contains('/');
    let money = after.is_ascii_digit() && matches!(lexicon::look_up(head), Word::Money(_));
    let digit_in_word = matches!(after, '.' | ':' | '&' | '?' | '=');
    (!compound && !dated && !money && !digit_in_word).then_some(end)
}

/// The end of a telephone number that begins with `+`.
fn phone_end(text: &str, start: usize) -> Option<usize> {
    let run = text[start + 1..]
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, ' ' | '\u{A0}' | '-' | '(' | ')')))
        .map_or(text.len(), |at| start + 1 + at);
    let written = text[start..run].trim_end_matches(|c: char| !c.is_ascii_digit());
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    (digits >= 7).then_some(start + written.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        lex(text).iter().map(|token| &text[token.start..token.end]).collect()
    }

    #[test]
    fn words_numbers_signs_and_codes_are_told_apart() {
        assert_eq!(
            cut("Korea’s 1,170 (or 210km)."),
            ["Korea’s", "1,170", "(", "or", "210", "km", ")", "."]
        );
        assert_eq!(
            cut("A/HRC/25/63, COVID-19’s G7."),
            ["A/HRC/25/63", ",", "COVID-19", "’", "s", "G7", "."]
        );
        assert_eq!(
            cut("mid-1990s Kim Jong-un"),
            ["mid", "-", "1990", "s", "Kim", "Jong", "-", "un"]
        );
        assert_eq!(cut("+44 20 7946 0123 or a@b.org"), ["+44 20 7946 0123", "or", "a@b.org"]);
        assert_eq!(cut("12 500 and 12\u{A0}500"), ["12 500", "and", "12\u{A0}500"]);
    }
}
