//! How a text is read for searching: cut into words, each brought to one form.
//!
//! Case, accents and other marks over letters, and ligatures are set aside; soft hyphens and other
//! characters that print nothing are left out; everything between words means nothing. A number in digits
//! is one word whatever separates its thousands. Scripts that are written without spaces are cut into
//! characters, and what is looked for in them is a run of these.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::figures;
use crate::claims::numbers;

/// A word as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its form: small letters and digits, or a number (`80000`, `3.2`).
    pub form: String,
    /// Where it stands, in bytes of its text.
    pub range: Range<usize>,
    /// Where its halves were parted by a hyphen at a line's end, their forms: nobody can say whether the
    /// hyphen is the line's or the word's.
    pub halves: Option<(String, String)>,
}

/// No word is longer, in bytes; more is cut off.
const LONGEST: usize = 80;

/// Numbers written with more bytes than this are not known exactly as values.
const EXACT: usize = 16;

/// The words of a text, in order.
pub fn words(text: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::with_capacity(text.len() / 6 + 1);
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let end = if c.is_ascii_digit() {
            number(text, at, &mut found)
        } else if is_letter(c) {
            letters(text, at, &mut found)
        } else {
            at + c.len_utf8()
        };
        at = end;
    }
    found
}

/// Reads digits with their separators; what no number could name is cut at its separators.
fn number(text: &str, start: usize, found: &mut Vec<Word>) -> usize {
    let end = numbers::digits_end(text, start);
    let written = &text[start..end];
    if let Some(value) = figures::values(written).last()
        && written.len() <= EXACT
    {
        found.push(Word { form: figures::form(*value), range: start..end, halves: None });
        return end;
    }
    let mut at = start;
    for digits in written.split(|c: char| !c.is_ascii_digit()) {
        if !digits.is_empty() {
            let plain = digits.trim_start_matches('0');
            let form = cut(if plain.is_empty() { "0" } else { plain }.to_owned());
            found.push(Word { form, range: at..at + digits.len(), halves: None });
        }
        let separator = text[at + digits.len()..].chars().next().map_or(0, char::len_utf8);
        at += digits.len() + separator;
    }
    end
}

/// Reads letters, with digits after the first.
fn letters(text: &str, start: usize, found: &mut Vec<Word>) -> usize {
    let first = text[start..].chars().next().map_or(0, char::len_utf8);
    let alone = text[start..].chars().next().is_some_and(is_unspaced);
    let goes_on = |c: char| {
        is_nothing(c) || is_combining_mark(c) || (!alone && is_letter(c) && !is_unspaced(c))
    };
    let run = |from: usize| {
        text[from..]
            .find(|c: char| !(goes_on(c) || (!alone && c.is_ascii_digit())))
            .map_or(text.len(), |at| from + at)
    };
    let end = run(start + first);
    let form = fold(&text[start..end]);
    if form.is_empty() {
        return end;
    }
    if let Some(next) = after_line_hyphen(&text[end..]).map(|skip| end + skip) {
        let stop = run(next);
        let second = fold(&text[next..stop]);
        let whole = cut(format!("{form}{second}"));
        found.push(Word { form: whole, range: start..stop, halves: Some((form, second)) });
        return stop;
    }
    found.push(Word { form, range: start..end, halves: None });
    end
}

/// How many bytes a hyphen at a line's end takes, with the line's end, where a small letter follows.
fn after_line_hyphen(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix(['-', '\u{2010}'])?;
    let next = after.trim_start_matches([' ', '\r']).strip_prefix('\n')?;
    let next = next.trim_start_matches([' ', '\t']);
    next.starts_with(char::is_lowercase).then_some(rest.len() - next.len())
}

/// The form of a word.
pub fn fold(word: &str) -> String {
    if word.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return cut(word.to_ascii_lowercase());
    }
    let mut form = String::with_capacity(word.len());
    let marks = |c: &char| !is_dropped(*c);
    let small = word.chars().nfkd().filter(marks).flat_map(char::to_lowercase).filter(marks);
    for c in small.nfc() {
        match c {
            'ß' => form.push_str("ss"),
            'æ' => form.push_str("ae"),
            'œ' => form.push_str("oe"),
            'ø' => form.push('o'),
            'ł' => form.push('l'),
            'đ' | 'ð' => form.push('d'),
            'ı' => form.push('i'),
            'ς' => form.push('σ'),
            c if is_letter(c) || is_combining_mark(c) || c.is_ascii_digit() => form.push(c),
            _ => {}
        }
    }
    cut(form)
}

fn cut(mut form: String) -> String {
    if form.len() > LONGEST {
        form.truncate((0..=LONGEST).rev().find(|at| form.is_char_boundary(*at)).unwrap_or(0));
    }
    form
}

fn is_letter(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { c.is_alphanumeric() && !is_mark(c) }
}

/// Numbers that stand beside words as marks: superscripts, numbers in circles; and fractions.
fn is_mark(c: char) -> bool {
    matches!(c, '²' | '³' | '¹' | '¼'..='¾' | '\u{2070}'..='\u{209F}' | '\u{2150}'..='\u{215F}'
        | '\u{2189}' | '\u{2460}'..='\u{24FF}' | '\u{2776}'..='\u{2793}' | '\u{3200}'..='\u{33FF}'
        | '\u{1F100}'..='\u{1F1FF}')
}

/// Marks that are set aside: accents of Latin, Greek and Cyrillic, points of Hebrew and Arabic.
fn is_dropped(c: char) -> bool {
    is_nothing(c)
        || matches!(c, '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5C7}' | '\u{610}'..='\u{61A}'
            | '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6DC}')
}

/// What prints nothing: soft hyphens, joiners, marks of direction, variation selectors.
fn is_nothing(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// Scripts written without spaces between words: Chinese, Japanese, Thai, Lao, Khmer, Burmese.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF66}'..='\u{FF9F}'
        | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.form).collect()
    }

    #[test]
    fn case_accents_and_what_cannot_be_seen_make_no_difference() {
        for (written, read) in [
            ("Prison CAMPS", "prison camps"),
            ("Korea’s – “Kim Jŏng-ŭn”", "korea s kim jong un"),
            ("repatri\u{AD}ated", "repatriated"),
            ("ﬁled Straße Łódź", "filed strasse lodz"),
            ("G7, COVID-19, A/HRC/25/63", "g7 covid 19 a hrc 25 63"),
            ("camps¹ and x²", "camps and x"),
            ("北朝鮮 camps", "北 朝 鮮 camps"),
            ("북한 수용소", "북한 수용소"),
            ("कि", "कि"),
        ] {
            assert_eq!(forms(written).join(" "), read, "{written}");
        }
    }

    #[test]
    fn a_number_is_one_word_however_written() {
        for written in
            ["80,000", "80 000", "80\u{A0}000", "80\u{202F}000", "80.000", "80’000", "80000"]
        {
            assert_eq!(forms(written), ["80000"], "{written}");
        }
        assert_eq!(
            forms("3.2 million in 1990s, 12.06.2018"),
            ["3.2", "million", "in", "1990", "s", "12", "6", "2018"]
        );
    }

    #[test]
    fn a_hyphen_at_a_lines_end_leaves_whole_and_halves() {
        let found = words("forced repatri-\nation of");
        assert_eq!(found[1].form, "repatriation");
        assert_eq!(found[1].halves, Some(("repatri".into(), "ation".into())));
        assert_eq!(forms("Kim Jong-\nUn"), ["kim", "jong", "un"]);
    }
}
