//! Amounts: a number or a range, what it counts or measures, and which way it bounds.

use std::ops::Range;

use super::bounds::{self, Bound};
use super::labels::ordinal_at;
use super::lexicon::{self, Word};
use super::numbers::{self, Number};
use super::reading::View;
use super::{Claim, ClaimKind, in_words};

/// An amount.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// The lower end, or the one value.
    pub low: f64,
    /// The upper end, or the one value.
    pub high: f64,
    /// Which way it bounds. A range that is an estimate is `About`.
    pub bound: Bound,
    /// What it is measured in.
    pub unit: Unit,
    /// Whether it is written in words.
    pub words: bool,
    /// Whether it is words like “hundreds of thousands”, which name no number.
    pub vague: bool,
    /// The noun it counts, in bytes of its text, where one follows.
    pub noun: Option<Range<usize>>,
    /// Whether it is an adjective that says how long something lasts: “a 16-year sentence”. An age is none.
    pub lasting: bool,
}

/// What an amount is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Nothing is said: it counts, or the unit is to be understood.
    None,
    /// A part of a whole: per cent, halves, one in ten. The amount is between 0 and 1 where it is less than all.
    Share,
    /// The difference of two percentages.
    Points,
    /// A currency.
    Money(&'static str),
    /// A unit of time, length, weight.
    Measure(&'static str),
    /// Times as much.
    Times,
}

impl Quantity {
    /// Whether it is a range.
    pub fn is_range(&self) -> bool {
        self.low < self.high
    }

    /// Whether it says how long, in whatever unit.
    pub fn is_time(&self) -> bool {
        let times = ["year", "month", "week", "day", "hour", "minute", "second"];
        matches!(self.unit, Unit::Measure(unit) if times.contains(&unit))
    }

    /// Whether it is a small number in words that measures nothing: as papers count their own points.
    pub fn is_small_count(&self) -> bool {
        self.words
            && !self.vague
            && self.unit == Unit::None
            && self.bound == Bound::Exact
            && self.high <= 12.0
    }
}

/// Whether a passage's unit bears out a fact's.
pub fn same_unit(passage: &Quantity, fact: &Quantity) -> bool {
    match (fact.unit, passage.unit) {
        (a, b) if a == b => true,
        (Unit::Money("dollar"), Unit::Money(money)) => money.ends_with("dollar"),
        (Unit::Money("yen or yuan"), Unit::Money(money)) => matches!(money, "yen" | "yuan"),
        (Unit::None, Unit::Money(_) | Unit::Measure(_) | Unit::Times) => true,
        // “aged 87” is years; “87 people” is not.
        (Unit::Measure("year"), Unit::None) => passage.noun.is_none(),
        _ => false,
    }
}

/// A unit after a number, what it multiplies by, and the token after it.
type Measured = (Unit, f64, usize);

/// Reads the amount that begins at a token.
pub fn quantity(view: &View, at: usize) -> Option<(Vec<Claim>, usize)> {
    if let Some(found) = in_words::amount(view, at) {
        return Some(found);
    }
    let (first, money, number) = amount(view, at)?;
    if view.number(at).is_some() && ordinal_at(view, at).is_some() {
        return None;
    }
    if numbers_nothing(view, at, &number) {
        return None;
    }
    let mut found = Quantity {
        low: first,
        high: first,
        bound: Bound::Exact,
        unit: money.map_or(Unit::None, Unit::Money),
        words: number.words,
        vague: false,
        noun: None,
        lasting: false,
    };
    let mut next = number.next;
    if let Some((second, after)) = share_of(view, &number) {
        (found.low, found.high, found.unit, next) =
            (first / second, first / second, Unit::Share, after);
    } else {
        if let Some((high, low, unit, after)) = range(view, at, first, &number) {
            (found.low, found.high, next) = (low, high, after);
            found.unit = if found.unit == Unit::None { unit } else { found.unit };
        }
        if let Some((unit, by, after)) = unit_after(view, next, found.unit) {
            (found.unit, next) = (unit, after);
            (found.low, found.high) = (found.low * by, found.high * by);
        }
    }
    Some(finish(view, at, next, found))
}

/// A number with its currency before it and its sign: `US$600 million`, `−20`.
fn amount(view: &View, at: usize) -> Option<(f64, Option<&'static str>, Number)> {
    let (mut from, mut money, mut negative) = (at, None, false);
    if let Some(c) = view.sign(at) {
        if let Some(found) = lexicon::sign(c) {
            (money, from) = (Some(found), at + 1);
        } else if matches!(c, '-' | '−') && !view.glued(at) && view.glued(at + 1) {
            (negative, from) = (true, at + 1);
        } else if numbers::vulgar(c).is_none() {
            return None;
        }
    } else if let Some(Word::Money(found)) = view.word(at) {
        // “USD 5”: the currency's code, in capitals.
        if !(view.number(at + 1).is_some() && view.text(at).chars().all(char::is_uppercase)) {
            return None;
        }
        (money, from) = (Some(found), at + 1);
    }
    if money.is_some() && view.number(from).is_none() {
        return None;
    }
    if money == Some("dollar") && at > 0 && view.glued(at) {
        money = lexicon::dollar_of(view.text(at - 1))
            .or_else(|| lexicon::dollar_of(&country_with_stops(view, at)))
            .or(money);
    }
    let number = numbers::read(view, from)?;
    Some((if negative { -number.value } else { number.value }, money, number))
}

/// `U.S` of `U.S.$`.
fn country_with_stops(view: &View, at: usize) -> String {
    if at >= 4 && view.sign(at - 1) == Some('.') {
        view.source[view.range(at - 4, at - 1)].to_owned()
    } else {
        String::new()
    }
}

/// Whether a number in words counts nothing: “one of them”, “no one”, “one another”.
fn numbers_nothing(view: &View, at: usize, number: &Number) -> bool {
    if !(number.words && number.next == at + 1 && number.value <= 1.0) {
        return false;
    }
    if share_of(view, number).is_some() {
        return false;
    }
    let noun = matches!(view.word(number.next), Some(Word::Plain | Word::Unit(..) | Word::Generic))
        && !view.capital(number.next);
    let fixed = view.any(
        number.next,
        &["day", "thing", "time", "hand", "side", "way", "point", "year", "key", "reason", "such"],
    );
    let after = at > 0
        && view
            .any(at - 1, &["no", "any", "some", "every", "each", "this", "that", "the", "which"]);
    !noun || fixed || after
}

/// `one in ten`, `nine out of ten`: the second number and the token after it.
fn share_of(view: &View, number: &Number) -> Option<(f64, usize)> {
    let of = if view.is(number.next, "in") {
        number.next + 1
    } else if view.is(number.next, "out") && view.is(number.next + 1, "of") {
        number.next + 2
    } else {
        return None;
    };
    let whole = numbers::read(view, of)?;
    let plain = whole.scale == 1.0 && number.scale == 1.0 && whole.value > number.value;
    let usual = whole.value <= 100.0 || (whole.value <= 1000.0 && whole.value % 100.0 == 0.0);
    let dated = matches!(view.word(whole.next), Some(Word::Month(_) | Word::Unit(..)));
    (plain && usual && !dated).then_some((whole.value, whole.next))
}

/// The rest of a range after its first number: upper end, lower end, unit, next token.
fn range(view: &View, at: usize, first: f64, number: &Number) -> Option<(f64, f64, Unit, usize)> {
    let measured = unit_after(view, number.next, Unit::None);
    let (unit, by, join) = measured.unwrap_or((Unit::None, 1.0, number.next));
    let between = at > 0 && view.is(at - 1, "between");
    let dash =
        view.hyphen(join) || (view.sign(join) == Some('–') && view.number(join + 1).is_some());
    if !(dash || view.any(join, &["to", "through"]) || (between && view.is(join, "and"))) {
        return None;
    }
    let (second, money, other) = amount(view, join + 1)?;
    let mut low = first * by;
    let high = second
        * unit_after(view, other.next, Unit::None)
            .map_or(1.0, |(_, by, _)| if measured.is_some() { by } else { 1.0 });
    if number.scale == 1.0 && other.scale > 1.0 && first * other.scale < second {
        low = first * other.scale;
    } else if dash
        && number.scale == 1.0
        && !number.grouped
        && other.grouped
        && first < 1000.0
        && first * 1000.0 < second
    {
        low = first * 1000.0;
    }
    let unit = money.map_or(unit, Unit::Money);
    // A unit on the first number is said again on the second: it is read there.
    let next = if measured.is_some() {
        unit_after(view, other.next, Unit::None).map_or(other.next, |(.., next)| next)
    } else {
        other.next
    };
    (low < high).then_some((high, low, unit, next))
}

/// The unit at a token.
pub fn unit_after(view: &View, at: usize, before: Unit) -> Option<Measured> {
    if before != Unit::None {
        return None;
    }
    let at = at + usize::from(view.hyphen(at));
    let points = |next: usize| view.any(next, &["point", "points"]);
    if view.sign(at) == Some('%') {
        return Some(if points(at + 1) {
            (Unit::Points, 0.01, at + 2)
        } else {
            (Unit::Share, 0.01, at + 1)
        });
    }
    if view.is(at, "percentage") && points(at + 1) {
        return Some((Unit::Points, 0.01, at + 2));
    }
    if view.word(at) == Some(Word::Percent) {
        return Some((Unit::Share, 0.01, at + 1));
    }
    if view.is(at, "per") && view.any(at + 1, &["cent", "hundred"]) {
        return Some((Unit::Share, 0.01, at + 2));
    }
    if let Some(c) = view.sign(at) {
        let money = lexicon::sign(c).filter(|_| view.glued(at) && view.number(at + 1).is_none());
        return match c {
            '°' => Some((Unit::Measure("degree"), 1.0, at + 1)),
            _ => money.map(|money| (Unit::Money(money), 1.0, at + 1)),
        };
    }
    let square = usize::from(view.any(at, &["square", "sq"]));
    match view.word(at + square)? {
        Word::Unit(name, by) => {
            let letter = view.text(at).len() == 1 && !view.glued(at) && view.capital(at);
            let squared = square == 1 || view.sign(at + 1).is_some_and(|c| c == '²');
            let unit = if squared { squared_unit(name) } else { name };
            let next = at + square + 1 + usize::from(squared && square == 0);
            (!letter).then_some((Unit::Measure(unit), by, next))
        }
        Word::Money(money) => Some((Unit::Money(money), 1.0, at + 1)),
        _ => {
            let of = lexicon::dollar_of(view.text(at))
                .filter(|_| view.any(at + 1, &["dollar", "dollars"]));
            let korean = view.is(at + 1, "korean")
                && view.any(at, &["south", "north"])
                && view.is(at + 2, "won");
            of.map(|money| (Unit::Money(money), 1.0, at + 2)).or(korean.then_some((
                Unit::Money("won"),
                1.0,
                at + 3,
            )))
        }
    }
}

fn squared_unit(name: &'static str) -> &'static str {
    match name {
        "km" => "square km",
        "mile" => "square mile",
        "metre" => "square metre",
        "foot" => "square foot",
        other => other,
    }
}

/// Adds the bound and the noun, and makes the claim.
pub fn finish(view: &View, at: usize, next: usize, mut found: Quantity) -> (Vec<Claim>, usize) {
    let lead = at > 0 && view.any(at - 1, &["between", "from"]) && found.is_range() && !found.vague;
    let country = at > 0
        && view.glued(at)
        && view.sign(at).is_some_and(|c| lexicon::sign(c).is_some())
        && view.word(at - 1).is_some();
    let begin = at - usize::from(lead || country);
    let begin = begin
        - usize::from(
            begin > 0
                && view.any(begin - 1, &["the", "these", "those", "all", "an", "a"])
                && bounds::before(view, begin - 1).0 != Bound::Exact,
        );
    let (mut bound, from) = bounds::before(view, begin);
    let noun = noun_after(view, next);
    let mut next = next;
    let trailing =
        bounds::after(view, next).or_else(|| noun.and_then(|noun| bounds::after(view, noun + 1)));
    if let Some((after, end)) = trailing
        && bound == Bound::Exact
    {
        bound = after;
        next = end;
    }
    found.bound = if found.vague { Bound::Exact } else { bound };
    found.noun = noun.map(|noun| view.range(noun, noun + 1));
    let compound = compound_end(view, next);
    let joined = next >= 2 && view.hyphen(next - 2);
    found.lasting = joined && compound == next && found.is_time();
    let from = if from < begin { from } else { at - usize::from(country) };
    let shown = match compound > next {
        // “a 60-page report”, “a 16-year-old boy”
        true => compound + usize::from(noun_after(view, compound) == Some(compound)),
        false => next + usize::from(noun == Some(next)),
    };
    (vec![Claim { kind: ClaimKind::Quantity(found), range: view.range(from, shown) }], next)
}

/// Where the words end that hyphens join to what goes before: `-page`, `-old`.
fn compound_end(view: &View, from: usize) -> usize {
    let mut end = from;
    while matches!(view.sign(end), Some('-' | '\u{2010}' | '\u{2011}'))
        && view.hyphen(end)
        && view.word(end + 1).is_some()
    {
        end += 2;
    }
    end
}

/// The noun that a number counts: the first word after it that looks like a plural, within three words, or the next word.
fn noun_after(view: &View, at: usize) -> Option<usize> {
    let plain = |at: usize| {
        matches!(view.word(at), Some(Word::Plain | Word::Generic))
            && (!view.capital(at) || view.text(at).ends_with('s'))
    };
    let plural = |at: usize| {
        view.text(at).ends_with('s') || view.any(at, &["people", "men", "women", "children"])
    };
    let within = (at..at + 3)
        .take_while(|at| matches!(view.word(*at), Some(Word::Plain | Word::Generic)))
        .find(|at| plain(*at) && plural(*at));
    within.or_else(|| plain(at).then_some(at))
}

/// Makes estimates of what a sentence says is one: “it was estimated that 80,000”, “estimates put it at 80,000”,
/// “80,000 are thought to be held”. Said of what goes before, it is the last figure before; else the first after.
pub fn mark_estimates(view: &View, claims: &mut [Claim]) {
    let mut sentence = 0;
    for at in 0..=view.tokens.len() {
        if at < view.tokens.len() && !view.ends_sentence(at) {
            continue;
        }
        for word in sentence..at {
            if is_estimate(view, word) {
                mark(view, claims, &view.range(sentence, at), word);
            }
        }
        sentence = at + 1;
    }
}

/// Whether a word makes an estimate of a figure in its sentence.
fn is_estimate(view: &View, at: usize) -> bool {
    view.word(at) == Some(Word::Estimate)
        && (!view.any(at, &["thought", "believed", "reckoned"])
            || view.any(at + 1, &["to", "that", "at"]))
}

/// Whether it is said of what goes before: “are estimated”.
fn of_before(view: &View, at: usize) -> bool {
    at > 0
        && view.any(at - 1, &["is", "are", "was", "were", "be", "been"])
        && !view.is(at + 1, "that")
}

/// Makes an estimate of one figure of a sentence, within a few claims of the word. What is thought or believed
/// is how many, not how long: “for three weeks he was thought to be dying”.
fn mark(view: &View, claims: &mut [Claim], sentence: &Range<usize>, word: usize) {
    let opinion = !view.text(word).to_ascii_lowercase().starts_with("estim");
    let within =
        |claim: &Claim| sentence.start <= claim.range.start && claim.range.end <= sentence.end;
    let counted = |claim: &Claim| {
        within(claim)
            && matches!(&claim.kind, ClaimKind::Quantity(amount)
                if !(amount.is_small_count() || opinion && matches!(amount.unit, Unit::Measure(_))))
    };
    let start = view.range(word, word + 1).start;
    let from = claims.partition_point(|claim| claim.range.start < start);
    let after = (from..claims.len()).take(16).find(|at| counted(&claims[*at]));
    let before = (0..from).rev().take(16).find(|at| counted(&claims[*at]));
    let chosen = if of_before(view, word) { before.or(after) } else { after.or(before) };
    if let Some(ClaimKind::Quantity(amount)) = chosen.map(|at| &mut claims[at].kind)
        && amount.bound == Bound::Exact
        && !amount.vague
    {
        amount.bound = Bound::About;
    }
}
