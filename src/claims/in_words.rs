//! Amounts that only words have: hundreds of thousands, half, two thirds, twice, a decade, a pair.

use super::Claim;
use super::bounds::Bound;
use super::labels::ordinal_at;
use super::lexicon::Word;
use super::numbers;
use super::quantities::{Quantity, Unit, finish, unit_after};
use super::reading::View;

/// Reads such an amount, where one begins at a token.
pub fn amount(view: &View, at: usize) -> Option<(Vec<Claim>, usize)> {
    many(view, at).or_else(|| multiple(view, at)).or_else(|| part(view, at))
}

/// `hundreds of thousands`, `dozens`, `several hundred`.
fn many(view: &View, at: usize) -> Option<(Vec<Claim>, usize)> {
    let power = |at: usize| match view.word(at)? {
        Word::Many(power) => Some(f64::from(power)),
        Word::Scale(power) => Some(f64::from(power)),
        Word::Hundred => Some(2.0),
        _ => None,
    };
    let (least, next) = if view.word(at) == Some(Word::Few) {
        let at = at + 1;
        (2.0 * 10f64.powf(power(at)?), at + 1)
    } else {
        let (least, next) = match view.word(at)? {
            Word::Many(power) => (2.0 * 10f64.powi(i32::from(power)), at + 1),
            Word::Dozens if view.is(at, "dozens") => (24.0, at + 1),
            Word::Dozens => (20.0, at + 1),
            _ => return None,
        };
        match power(next + 1)
            .filter(|_| view.is(next, "of") && matches!(view.word(next + 1), Some(Word::Many(_))))
        {
            Some(power) => (least * 10f64.powf(power), next + 2),
            None => (least, next),
        }
    };
    let most = if least < 100.0 { 99.0 } else { least * 5.0 - 1.0 };
    let found = Quantity {
        low: least,
        high: most,
        bound: Bound::Exact,
        unit: Unit::None,
        words: true,
        vague: true,
        noun: None,
        lasting: false,
    };
    let (unit, by, next) = unit_after(view, next, Unit::None).unwrap_or((Unit::None, 1.0, next));
    Some(finish(view, at, next, Quantity { unit, low: least * by, high: most * by, ..found }))
}

/// `twice`, `doubled`, `three times`, `a decade`, `a pair`.
fn multiple(view: &View, at: usize) -> Option<(Vec<Claim>, usize)> {
    let exact = |value: f64, unit: Unit| Quantity {
        low: value,
        high: value,
        bound: Bound::Exact,
        unit,
        words: true,
        vague: false,
        noun: None,
        lasting: false,
    };
    match view.word(at)? {
        Word::Multiple(_)
            if view.is(at, "double") && !view.any(at + 1, &["the", "that", "their", "its"]) =>
        {
            None
        }
        Word::Multiple(n) => Some(finish(view, at, at + 1, exact(f64::from(n), Unit::Times))),
        Word::Two => Some(finish(view, at, at + 1, exact(2.0, Unit::None))),
        _ if view.article(at) && view.is(at + 1, "decade") => {
            Some(finish(view, at, at + 2, exact(10.0, Unit::Measure("year"))))
        }
        _ => {
            let number = numbers::read(view, at)?;
            view.is(number.next, "times")
                .then(|| finish(view, at, number.next + 1, exact(number.value, Unit::Times)))
        }
    }
}

/// `half`, `a third of`, `two-thirds`, `three quarters`.
fn part(view: &View, at: usize) -> Option<(Vec<Claim>, usize)> {
    let share = |value: f64, next: usize| {
        let found = Quantity {
            low: value,
            high: value,
            bound: Bound::Exact,
            unit: Unit::Share,
            words: true,
            vague: false,
            noun: None,
            lasting: false,
        };
        Some(finish(view, at, next, found))
    };
    if view.word(at) == Some(Word::Part(2)) && view.is(at, "half") {
        let counted = view.article(at + 1) && view.magnitude(at + 2);
        let fixed = view.hyphen(at + 1)
            || (at > 0
                && (view.hyphen(at - 1)
                    || view.any(at - 1, &["first", "second", "latter", "other"])));
        return if counted || fixed { None } else { share(0.5, at + 1) };
    }
    let (over, next) = match view.word(at)? {
        Word::Ones(n) if n > 0 => (f64::from(n), at + 1),
        _ if view.article(at) => (1.0, at + 1),
        _ => return None,
    };
    let hyphen = usize::from(view.hyphen(next));
    let under = match view.word(next + hyphen)? {
        Word::Part(n) => u32::from(n),
        _ => ordinal_at(view, next + hyphen).map(|(n, _)| n).filter(|n| *n >= 3)?,
    };
    let next = next + hyphen + 1;
    let counted = view.is(next, "of") && view.article(next + 1) && view.magnitude(next + 2);
    let whole = hyphen == 1 || view.is(next, "of") || over > 1.0 || view.is(at, "one");
    if counted || !whole { None } else { share(over / f64::from(under), next) }
}
