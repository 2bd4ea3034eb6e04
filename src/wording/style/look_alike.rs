//! Letters that stand for others that look like them: `Kim II Sung`, `l950`, a Cyrillic `о` in an English word.

use super::super::Remark;
use super::page::Page;

const WHY: &str =
    "it looks right on the page, but a search does not find it and a screen reader misreads it";

/// Korean family names, of which `II` is never the number after.
const KOREAN: &[&str] = &[
    "Kim", "Ri", "Lee", "Yi", "Pak", "Choe", "Choi", "Jong", "Chong", "Jang", "Kang", "Hwang",
    "Chang",
];

/// Letters of other alphabets that look like one of ours.
const TWINS: &[(char, char)] = &[
    ('А', 'A'),
    ('В', 'B'),
    ('Е', 'E'),
    ('К', 'K'),
    ('М', 'M'),
    ('Н', 'H'),
    ('О', 'O'),
    ('Р', 'P'),
    ('С', 'C'),
    ('Т', 'T'),
    ('Х', 'X'),
    ('а', 'a'),
    ('е', 'e'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('у', 'y'),
    ('х', 'x'),
    ('і', 'i'),
    ('І', 'I'),
    ('ѕ', 's'),
    ('ј', 'j'),
    ('Α', 'A'),
    ('Β', 'B'),
    ('Ε', 'E'),
    ('Ζ', 'Z'),
    ('Η', 'H'),
    ('Ι', 'I'),
    ('Κ', 'K'),
    ('Μ', 'M'),
    ('Ν', 'N'),
    ('Ο', 'O'),
    ('Ρ', 'P'),
    ('Τ', 'T'),
    ('Υ', 'Y'),
    ('Χ', 'X'),
    ('ο', 'o'),
];

/// Finds letters that stand for others.
pub(super) fn read(page: &Page, found: &mut Vec<Remark>) {
    for at in 0..page.view.tokens.len() {
        let Some(instead) =
            korean(page, at).or_else(|| year(page, at)).or_else(|| mixed(page.view.text(at)))
        else {
            continue;
        };
        if page.is_code(at) {
            continue;
        }
        let written = page.view.text(at);
        found.push(Remark {
            range: page.view.range(at, at + 1),
            said: format!("`{written}` is `{instead}` with letters that only look alike"),
            why: WHY,
            instead: Some(instead),
        });
    }
}

/// `II`, two capital I's, within a Korean name.
fn korean(page: &Page, at: usize) -> Option<String> {
    let written = page.view.text(at);
    let rest = written.strip_prefix("II")?;
    let before = at.checked_sub(1 + usize::from(page.view.hyphen(at.wrapping_sub(1))))?;
    let family = KOREAN.contains(&page.view.text(before)) && !page.view.ends_sentence(before);
    let possessive = rest.is_empty() || rest == "’s" || rest == "'s";
    let next = at + 1 + usize::from(page.view.hyphen(at + 1));
    // “Park II” alone may be a second park; “Kim Jong II” and “Kim II Sung” are none.
    let within = page.view.word(next).is_some()
        && page.view.capital(next)
        && page.view.text(next).len() >= 3
        && (page.spaced(next) || page.view.hyphen(at + 1));
    let last = matches!(page.view.text(before), "Jong" | "Chong")
        && before.checked_sub(1).is_some_and(|first| {
            let first = first - usize::from(page.view.hyphen(first) && first > 0);
            KOREAN.contains(&page.view.text(first))
        });
    (family && possessive && (within || last)).then(|| format!("Il{rest}"))
}

/// A year with an `l` for its 1 or an `O` for its 0.
fn year(page: &Page, at: usize) -> Option<String> {
    let written = page.view.text(at);
    let before = written.trim_end_matches('s');
    if !written.is_ascii() || before.len() != 4 || !before.contains(['l', 'O']) {
        return None;
    }
    let digits = before.replace('l', "1").replace('O', "0");
    let real = before.bytes().filter(u8::is_ascii_digit).count();
    let year: u32 = digits.parse().ok()?;
    (real >= 2 && (1900..=2100).contains(&year)).then(|| written.replacen(before, &digits, 1))
}

/// A word of Latin letters with letters of another alphabet that look like them.
fn mixed(word: &str) -> Option<String> {
    if word.is_ascii() || !word.bytes().any(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let twin = |c: char| TWINS.iter().find(|(other, _)| *other == c).map(|(_, ours)| *ours);
    let ours = word.chars().filter(char::is_ascii_alphabetic).count();
    let twins = word.chars().filter(|c| twin(*c).is_some()).count();
    let known = word
        .chars()
        .all(|c| c.is_ascii_alphabetic() || matches!(c, '’' | '\'') || twin(c).is_some());
    (known && twins > 0 && ours + twins > 3)
        .then(|| word.chars().map(|c| twin(c).unwrap_or(c)).collect())
}
