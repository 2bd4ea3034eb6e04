//! Which way a figure bounds, and what of it another figure bears out.
//!
//! A fact may say less than its passage, never more. For one value, what a passage (down) lets a fact (across) say:
//!
//! | passage \ fact | exactly | at least | over | at most | under | almost | about | just over |
//! |---|---|---|---|---|---|---|---|---|
//! | exactly | yes | yes | no | no | no | no | yes | no |
//! | at least | no | yes | no | no | no | no | no | no |
//! | over | no | yes | yes | no | no | no | no | no |
//! | at most | no | no | no | yes | no | no | no | no |
//! | under | no | no | no | yes | yes | no | no | no |
//! | almost | no | no | no | no | yes | yes | yes | no |
//! | about | no | no | no | no | no | no | yes | no |
//! | just over | no | yes | yes | no | no | no | yes | yes |
//!
//! A range bears out itself, its lower end as a floor and its upper end as a ceiling; estimated, it is no count.
//! A different value is borne out only where it is the passage's value rounded, with fewer significant figures,
//! and the word says so: over 1,100 of 1,170 (down), almost 2,000 of 1,950 (up), about 1,200 of 1,170 (either way).

use super::lexicon::Word;
use super::numbers::{figures, same};
use super::quantities::{Quantity, Unit};
use super::reading::View;

/// Which way a figure bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// It is the number.
    Exact,
    /// That or more.
    AtLeast,
    /// More.
    Over,
    /// That or less.
    AtMost,
    /// Less.
    Under,
    /// A little less.
    Almost,
    /// More or less, or estimated.
    About,
    /// A little more.
    JustOver,
}

use Bound::{About, Almost, AtLeast, AtMost, Exact, JustOver, Over, Under};

/// The bound in the words before token `at`, and the first of those words.
pub fn before(view: &View, at: usize) -> (Bound, usize) {
    let mut found = (Exact, at);
    let mut from = at;
    // An estimate may stand between a bound and its figure: “at least an estimated 90”.
    while let Some((bound, first)) = word_before(view, from) {
        if found.0 == Exact || (found.0 == About && bound != Exact) {
            found.0 = bound;
        }
        (found.1, from) = (first, first);
    }
    found
}

fn word_before(view: &View, at: usize) -> Option<(Bound, usize)> {
    let back = |n: usize, words: &[&str]| at >= n && view.any(at - n, words);
    let last = at.checked_sub(1)?;
    match view.sign(last) {
        Some('~' | '≈') => return Some((About, last)),
        Some('>') => return Some((Over, last)),
        Some('<') => return Some((Under, last)),
        Some('≥') => return Some((AtLeast, last)),
        Some('≤') => return Some((AtMost, last)),
        Some(_) => return None,
        None => {}
    }
    view.word(last)?;
    let slightly = |n: usize| {
        if back(n, &["just", "slightly", "barely"]) {
            Some(n)
        } else if back(n, &["little"]) && back(n + 1, &["a"]) {
            Some(n + 1)
        } else {
            None
        }
    };
    let bound = |bound: Bound, words: usize| Some((bound, at - words));
    if back(1, &["over", "above", "exceeding"]) {
        return slightly(2).map_or_else(|| bound(Over, 1), |n| bound(JustOver, n));
    }
    if back(1, &["than"]) && back(2, &["more", "greater", "higher"]) {
        return if back(3, &["no", "not"]) {
            bound(AtMost, 3)
        } else {
            slightly(3).map_or_else(|| bound(Over, 2), |n| bound(JustOver, n))
        };
    }
    if back(1, &["than"]) && back(2, &["fewer", "less", "lower"]) {
        return if back(3, &["no", "not"]) {
            bound(AtLeast, 3)
        } else {
            slightly(3).map_or_else(|| bound(Under, 2), |n| bound(Almost, n))
        };
    }
    if back(1, &["under", "below"]) {
        return slightly(2).map_or_else(|| bound(Under, 1), |n| bound(Almost, n));
    }
    if back(1, &["of"]) {
        let two = [
            ("excess", Over),
            ("upwards", Over),
            ("minimum", AtLeast),
            ("maximum", AtMost),
            ("short", Almost),
        ];
        return two
            .iter()
            .find(|(word, _)| back(2, &[word]))
            .and_then(|(_, found)| bound(*found, 2));
    }
    if back(1, &["as"]) && back(2, &["many", "much", "high", "long"]) && back(3, &["as"]) {
        return bound(AtMost, 3);
    }
    let pair = [
        ("at", "least", AtLeast),
        ("at", "most", AtMost),
        ("up", "to", AtMost),
        ("close", "to", Almost),
        ("not", "quite", Almost),
    ];
    if let Some((.., found)) = pair.iter().find(|(a, b, _)| back(1, &[b]) && back(2, &[a])) {
        return bound(*found, 2);
    }
    if back(1, &["almost", "nearly", "virtually", "approaching"]) {
        return bound(Almost, 1);
    }
    if back(1, &["estimated"]) {
        return bound(About, 1 + usize::from(back(2, &["an"])));
    }
    if back(
        1,
        &[
            "about",
            "around",
            "roughly",
            "approximately",
            "approx",
            "circa",
            "some",
            "perhaps",
            "maybe",
            "possibly",
            "probably",
        ],
    ) {
        return bound(About, 1);
    }
    if back(1, &["minimum"]) {
        return bound(AtLeast, 1);
    }
    if back(1, &["exactly", "precisely"]) {
        return bound(Exact, 1);
    }
    None
}

/// The bound in the words from token `at` on, and the token after them: `or more`, `at least`, `+`.
pub fn after(view: &View, at: usize) -> Option<(Bound, usize)> {
    if view.sign(at) == Some('+') && view.glued(at) {
        return Some((AtLeast, at + 1));
    }
    if view.is(at, "plus") {
        return Some((AtLeast, at + 1));
    }
    let two = [
        ("or", "more", AtLeast),
        ("or", "over", AtLeast),
        ("and", "over", AtLeast),
        ("or", "above", AtLeast),
        ("or", "so", About),
        ("or", "fewer", AtMost),
        ("or", "less", AtMost),
        ("or", "under", AtMost),
        ("at", "least", AtLeast),
        ("at", "most", AtMost),
    ];
    let (.., bound) = two.iter().find(|(a, b, _)| view.is(at, a) && view.is(at + 1, b))?;
    // “at least” may belong to the next figure.
    let next_figure = view.is(at, "at")
        && (view.number(at + 2).is_some()
            || matches!(view.word(at + 2), Some(Word::Ones(_) | Word::Teens(_) | Word::Tens(_))));
    (!next_figure).then_some((*bound, at + 2))
}

/// How one figure stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It bears it out.
    Holds,
    /// The same value, but the fact says more.
    Stronger,
    /// Another value.
    Other,
}

/// Whether what a passage says of an amount bears out what a fact says. Units are compared elsewhere.
pub fn bears_out(passage: &Quantity, fact: &Quantity) -> Standing {
    if fact.vague || passage.vague {
        return vague(passage, fact);
    }
    match (passage.is_range(), fact.is_range()) {
        (true, true) if same(passage.low, fact.low) && same(passage.high, fact.high) => {
            if allows(passage.bound, fact.bound) { Standing::Holds } else { Standing::Stronger }
        }
        (true, false) => end_of_range(passage, fact),
        (false, false) => single(passage, fact),
        _ => Standing::Other,
    }
}

fn end_of_range(passage: &Quantity, fact: &Quantity) -> Standing {
    let (low, high) = (same(passage.low, fact.low), same(passage.high, fact.low));
    match fact.bound {
        AtLeast if low => Standing::Holds,
        AtMost if high => Standing::Holds,
        _ if low || high => Standing::Stronger,
        _ => Standing::Other,
    }
}

fn single(passage: &Quantity, fact: &Quantity) -> Standing {
    let close = fact.unit == Unit::Share
        && fact.words
        && passage.unit == Unit::Share
        && (passage.low - fact.low).abs() < 0.005;
    if same(passage.low, fact.low) || close {
        return if allows(passage.bound, fact.bound) {
            Standing::Holds
        } else {
            Standing::Stronger
        };
    }
    if rounded(passage, fact) { Standing::Holds } else { Standing::Other }
}

/// The table above.
fn allows(passage: Bound, fact: Bound) -> bool {
    passage == fact
        || match passage {
            Exact => matches!(fact, AtLeast | About),
            Over => fact == AtLeast,
            Under => fact == AtMost,
            Almost => matches!(fact, Under | About),
            JustOver => matches!(fact, AtLeast | Over | About),
            AtLeast | AtMost | About => false,
        }
}

/// Whether the fact's value is the passage's, rounded the way the fact's word says.
fn rounded(passage: &Quantity, fact: &Quantity) -> bool {
    let (from, to) = (passage.low, fact.low);
    if from <= 0.0 || to <= 0.0 || figures(to) >= figures(from) {
        return false;
    }
    let step = 10f64.powi(i32::try_from(figures(to)).unwrap_or(1) - 1);
    let unit = |value: f64| 10f64.powf(value.log10().floor()) / step;
    match fact.bound {
        Over | AtLeast => {
            matches!(passage.bound, Exact | Over | AtLeast | JustOver)
                && to < from
                && to >= 0.75 * from
                && from - to < unit(to) * 10.0 / step
        }
        JustOver => passage.bound == Exact && to < from && to >= 0.9 * from,
        Almost => matches!(passage.bound, Exact | Almost) && to > from && from >= 0.9 * to,
        Under | AtMost => {
            matches!(passage.bound, Exact | Under | AtMost | Almost)
                && to > from
                && from >= 0.75 * to
        }
        About => {
            matches!(passage.bound, Exact | About)
                && (from - to).abs() <= 0.5 * unit(from).max(unit(to)) + 1e-9
                && (from - to).abs() <= 0.1 * from
        }
        Exact => false,
    }
}

/// `hundreds of thousands`: the passage's words, or a figure that they fit.
fn vague(passage: &Quantity, fact: &Quantity) -> Standing {
    if fact.vague && passage.vague {
        return if same(passage.low, fact.low) && same(passage.high, fact.high) {
            Standing::Holds
        } else {
            Standing::Other
        };
    }
    let fits = fact.vague
        && passage.low >= fact.low
        && passage.high <= fact.high
        && !matches!(passage.bound, AtMost | Under);
    if fits { Standing::Holds } else { Standing::Other }
}
