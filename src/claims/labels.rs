//! Numbers that are names: `Article 18`, `Room 39`, `resolution 22/13`, `38th`, and codes.

use super::lex::{Kind, is_dash};
use super::lexicon::Word;
use super::reading::View;
use super::{Claim, ClaimKind};

/// A code in one spelling: small letters, plain hyphens.
pub fn fold(code: &str) -> String {
    code.chars().flat_map(char::to_lowercase).map(|c| if is_dash(c) { '-' } else { c }).collect()
}

/// Reads a label and its numbers: `Articles 18, 19 and 21`.
pub fn numbered(view: &View, at: usize) -> Option<(Vec<Claim>, usize)> {
    let Some(Word::Label(label)) = view.word(at) else { return None };
    // Rooms and camps are named only with a capital: “camp 14” and “a table 2 metres long” are not.
    if label.starts_with(char::is_uppercase) && !view.capital(at) {
        return None;
    }
    let mut number_at = at + 1;
    if view.any(number_at, &["no", "number", "nos"]) {
        number_at += 1;
    }
    if view.sign(number_at) == Some('.') {
        number_at += 1;
    }
    let plural = view.text(at).ends_with(['s', 'S']);
    let mut claims = Vec::new();
    let mut from = at;
    loop {
        let (number, next) = number_text(view, number_at)?;
        claims.push(Claim {
            kind: ClaimKind::Numbered { label, number },
            range: view.range(from, next),
        });
        let listed = matches!(view.sign(next), Some(','))
            || view.any(next, &["and", "or", "to"])
            || view.hyphen(next);
        let after =
            next + 1 + usize::from(view.sign(next) == Some(',') && view.is(next + 1, "and"));
        if !plural || !listed || number_text(view, after).is_none() {
            return Some((claims, next));
        }
        (from, number_at) = (after, after);
    }
}

/// The number of a label as written, without spaces: `22/13`, `18(3)`.
fn number_text(view: &View, at: usize) -> Option<(String, usize)> {
    let digits =
        |at: usize| matches!(view.tokens.get(at).map(|token| token.kind), Some(Kind::Number(_)));
    if !digits(at) {
        return None;
    }
    let mut next = at + 1;
    let glued_letter = view.glued(next) && view.word(next).is_some() && view.text(next).len() == 1;
    if glued_letter {
        next += 1;
    }
    while view.sign(next) == Some('/')
        && view.glued(next)
        && view.glued(next + 1)
        && digits(next + 1)
    {
        next += 2;
    }
    if view.sign(next) == Some('(') && view.glued(next) && view.sign(next + 2) == Some(')') {
        next += 3;
    }
    let range = view.range(at, next);
    Some((fold(&view.source[range]), next))
}

/// Reads an ordinal: `36th`, `third`, `twenty-first`. Fixed expressions count nothing: `first-hand`, `at first`.
pub fn ordinal(view: &View, at: usize) -> Option<(Vec<Claim>, usize)> {
    let (n, next) = ordinal_at(view, at)?;
    if fixed(view, at, next) {
        return None;
    }
    let words = view.number(at).is_none();
    let claim = Claim { kind: ClaimKind::Ordinal { n, words }, range: view.range(at, next) };
    Some((vec![claim], next))
}

/// The ordinal at a token and the token after it.
pub fn ordinal_at(view: &View, at: usize) -> Option<(u32, usize)> {
    if let Some((n, _)) = view.digits(at) {
        let suffix = view.glued(at + 1) && view.any(at + 1, &["st", "nd", "rd", "th"]);
        return suffix.then_some((n, at + 2));
    }
    match view.word(at)? {
        Word::Ordinal(n) => Some((u32::from(n), at + 1)),
        Word::Tens(tens) if view.hyphen(at + 1) => match view.word(at + 2)? {
            Word::Ordinal(n) if n < 10 => Some((u32::from(tens + n), at + 3)),
            _ => None,
        },
        _ => None,
    }
}

fn fixed(view: &View, at: usize, next: usize) -> bool {
    let before = |word: &str| at > 0 && view.is(at - 1, word);
    (view.hyphen(next) && view.any(next + 1, &["hand", "class", "rate", "party", "world"]))
        || view.any(
            next,
            &[
                "hand",
                "party",
                "parties",
                "country",
                "countries",
                "place",
                "name",
                "names",
                "thing",
                "lady",
                "lines",
            ],
        ) && !view.any(next, &["country"])
        || view.is(next, "country") && view.is(at, "third")
        || (before("at") && !view.any(next, &["time"]))
        || (view.capital(at) && view.sign(next) == Some(','))
        || (view.is(next, "of") && view.is(next + 1, "all"))
        || (view.is(at, "second") && before("per"))
}
