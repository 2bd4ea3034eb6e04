//! Dates, decades, centuries, days of the week, times of day.

use super::labels::ordinal_at;
use super::lexicon::Word;
use super::reading::View;
use super::{Claim, ClaimKind};

/// A date, as far as it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Day {
    /// The year.
    pub year: Option<i32>,
    /// The month, January being 1.
    pub month: Option<u8>,
    /// The day of the month.
    pub day: Option<u8>,
}

/// A stretch of a decade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch {
    /// The first years.
    Early,
    /// The middle.
    Mid,
    /// The last years.
    Late,
}

impl Day {
    /// A date of which only the year is given.
    pub fn year(year: i32) -> Day {
        Day { year: Some(year), ..Day::default() }
    }

    /// Reads `2018`, `2018-06`, `2018-06-12`, as items write them. `None` for anything else.
    pub fn parse(written: &str) -> Option<Day> {
        let mut parts = written.split('-');
        let year = parts.next()?.parse().ok()?;
        let month = parts.next().map(str::parse).transpose().ok()?;
        let day = parts.next().map(str::parse).transpose().ok()?;
        parts.next().is_none().then_some(Day { year: Some(year), month, day })
    }

    /// Whether this date says what `claimed` says, and perhaps more. A year it lacks may be one of `years`.
    pub fn bears_out(self, claimed: Day, years: &[i32]) -> bool {
        let month = claimed.month.is_none() || claimed.month == self.month;
        let day = claimed.day.is_none() || claimed.day == self.day;
        let year = match (claimed.year, self.year) {
            (None, _) => claimed.month.is_some(),
            (Some(claimed), Some(year)) => claimed == year,
            (Some(year), None) => claimed.month.is_some() && years.contains(&year),
        };
        month && day && year
    }

    /// The day of the week of a whole date, Monday being 0 (Gregorian; Zeller's rule).
    pub fn weekday(self) -> Option<u8> {
        let (year, month, day) = (self.year?, self.month?, self.day?);
        let (y, m) =
            if month < 3 { (year - 1, i32::from(month) + 12) } else { (year, i32::from(month)) };
        let (k, j) = (y.rem_euclid(100), y.div_euclid(100));
        let h = (i32::from(day) + 13 * (m + 1) / 5 + k + k / 4 + j / 4 + 5 * j).rem_euclid(7);
        u8::try_from((h + 5) % 7).ok()
    }
}

/// Reads the date that begins at a token.
pub fn date(view: &View, at: usize) -> Option<(Vec<Claim>, usize)> {
    let one = |kind: ClaimKind, next: usize| {
        Some((vec![Claim { kind, range: view.range(at, next) }], next))
    };
    if let Some((day, next)) = iso(view, at).or_else(|| month_first(view, at)) {
        return one(ClaimKind::Date(day), next);
    }
    if let Some(found) = day_first(view, at) {
        return Some(found);
    }
    if let Some((minutes, next)) = time(view, at) {
        return one(ClaimKind::Time(minutes), next);
    }
    if let Some(Word::Day(n)) = view.word(at)
        && view.capital(at)
    {
        return one(ClaimKind::Weekday(n), at + 1);
    }
    if let Some((n, next)) = ordinal_at(view, at)
        && view.any(next, &["century", "centuries"])
    {
        return one(ClaimKind::Century(n), next + 1);
    }
    decade(view, at).or_else(|| years(view, at))
}

/// The year at a token: four digits, 1500 to 2100.
fn year_at(view: &View, at: usize) -> Option<i32> {
    let (n, width) = view.digits(at)?;
    (width == 4 && (1500..=2100).contains(&n)).then(|| i32::try_from(n).ok()).flatten()
}

fn day_at(view: &View, at: usize) -> Option<(u8, usize)> {
    let (n, next) = match ordinal_at(view, at) {
        Some(found) if view.number(at).is_some() => found,
        _ => view.digits(at).filter(|(_, width)| *width <= 2).map(|(n, _)| (n, at + 1))?,
    };
    (1..=31).contains(&n).then(|| u8::try_from(n).ok().map(|n| (n, next))).flatten()
}

fn month_at(view: &View, at: usize) -> Option<(u8, usize)> {
    match view.word(at)? {
        Word::Month(n) if view.capital(at) => {
            let stop = view.sign(at + 1) == Some('.')
                && view.text(at).len() <= 4
                && view.number(at + 2).is_some();
            Some((n, at + 1 + usize::from(stop)))
        }
        _ => None,
    }
}

/// `2018`, `, 2018` after a date.
fn year_after(view: &View, at: usize) -> (Option<i32>, usize) {
    let from = at + usize::from(view.sign(at) == Some(','));
    match year_at(view, from) {
        Some(year) if !view.glued(from + 1) || view.word(from + 1).is_none() => {
            (Some(year), from + 1)
        }
        _ => (None, at),
    }
}

fn iso(view: &View, at: usize) -> Option<(Day, usize)> {
    let year = year_at(view, at)?;
    let two = |at: usize, most: u32| {
        view.digits(at)
            .filter(|(n, width)| *width == 2 && (1..=most).contains(n))
            .and_then(|(n, _)| u8::try_from(n).ok())
    };
    if !(view.hyphen(at + 1) && view.hyphen(at + 3)) {
        return None;
    }
    Some((
        Day { year: Some(year), month: Some(two(at + 2, 12)?), day: Some(two(at + 4, 31)?) },
        at + 5,
    ))
}

/// `June 12, 2018`, `June 2018`, `June`, `06/2015`.
fn month_first(view: &View, at: usize) -> Option<(Day, usize)> {
    if let Some((month, _)) =
        view.digits(at).filter(|(n, width)| *width == 2 && (1..=12).contains(n))
        && view.sign(at + 1) == Some('/')
        && let Some(year) = year_at(view, at + 2)
    {
        return Some((
            Day { year: Some(year), month: u8::try_from(month).ok(), day: None },
            at + 3,
        ));
    }
    let (month, next) = month_at(view, at)?;
    if let (Some(year), after) = year_after(view, next) {
        return Some((Day { year: Some(year), month: Some(month), day: None }, after));
    }
    if let Some((day, after)) = day_at(view, next)
        && !view.magnitude(after)
    {
        let (year, after) = year_after(view, after);
        return Some((Day { year, month: Some(month), day: Some(day) }, after));
    }
    // A verb and a name are spelt like months: alone, those two need a word before that dates.
    let doubtful = view.any(at, &["may", "march"]);
    let dated = at > 0
        && view.any(
            at - 1,
            &[
                "in", "since", "until", "till", "by", "from", "of", "during", "early", "late",
                "last", "next", "this", "to", "and", "between", "mid", "before", "after",
            ],
        );
    (!doubtful || dated).then_some((Day { year: None, month: Some(month), day: None }, next))
}

/// `12 June 2018`, `12–14 June`, `3 and 5 June 2018`.
fn day_first(view: &View, at: usize) -> Option<(Vec<Claim>, usize)> {
    let (first, after) = day_at(view, at)?;
    let of = usize::from(view.is(after, "of"));
    if let Some((month, next)) = month_at(view, after + of) {
        let (year, next) = year_after(view, next);
        let day = Day { year, month: Some(month), day: Some(first) };
        return Some((
            vec![Claim { kind: ClaimKind::Date(day), range: view.range(at, next) }],
            next,
        ));
    }
    let joined = view.hyphen(after) || view.any(after, &["and", "to", "or"]);
    let (second, end) = day_at(view, after + 1).filter(|_| joined)?;
    let (month, next) = month_at(view, end)?;
    let (year, next) = year_after(view, next);
    let claim = |day: u8, from: usize, to: usize| Claim {
        kind: ClaimKind::Date(Day { year, month: Some(month), day: Some(day) }),
        range: view.range(from, to),
    };
    Some((vec![claim(first, at, after), claim(second, after + 1, next)], next))
}

/// `15:00`, `3 pm`, `3.30 p.m.`: minutes after midnight.
fn time(view: &View, at: usize) -> Option<(u16, usize)> {
    let written = view.text(at);
    view.number(at)?;
    let (hour, minute, mut next) =
        if view.sign(at + 1) == Some(':') && view.glued(at + 1) && view.glued(at + 2) {
            let (minute, _) = view.digits(at + 2).filter(|(_, width)| *width == 2)?;
            (written.parse::<u16>().ok()?, u16::try_from(minute).ok()?, at + 3)
        } else {
            let (hour, minute) = written.split_once('.').unwrap_or((written, "0"));
            (hour.parse().ok()?, minute.parse().ok()?, at + 1)
        };
    let half = |at: usize, letter: &str| {
        view.is(at, if letter == "a" { "am" } else { "pm" }).then_some(at + 1).or_else(|| {
            (view.is(at, letter) && view.sign(at + 1) == Some('.') && view.is(at + 2, "m"))
                .then(|| at + 3 + usize::from(view.sign(at + 3) == Some('.')))
        })
    };
    let hour = if let Some(after) = half(next, "p") {
        next = after;
        if hour < 12 { hour + 12 } else { hour }
    } else if let Some(after) = half(next, "a") {
        next = after;
        hour % 12
    } else if view.sign(at + 1) == Some(':') {
        hour
    } else {
        return None;
    };
    (hour < 24 && minute < 60).then_some((hour * 60 + minute, next))
}

/// `1990s`, `the ’90s`, with `early`, `mid-` or `late` before.
fn decade(view: &View, at: usize) -> Option<(Vec<Claim>, usize)> {
    let (n, width) = view.digits(at)?;
    if !(view.glued(at + 1) && view.is(at + 1, "s")) || n % 10 != 0 {
        return None;
    }
    let start = match width {
        4 => i32::try_from(n).ok()?,
        2 => 1900 + i32::try_from(n).ok()?,
        _ => return None,
    };
    let back = 1 + usize::from(at > 0 && view.hyphen(at - 1));
    let before = at.checked_sub(back).unwrap_or(at);
    let stretch = match view.text(before) {
        word if word.eq_ignore_ascii_case("early") => Some(Stretch::Early),
        word if word.eq_ignore_ascii_case("mid") => Some(Stretch::Mid),
        word if word.eq_ignore_ascii_case("late") => Some(Stretch::Late),
        _ => None,
    };
    let from = if stretch.is_some() { before } else { at };
    let claim =
        Claim { kind: ClaimKind::Decade { start, stretch }, range: view.range(from, at + 2) };
    Some((vec![claim], at + 2))
}

/// `2014`, `2014–15`, `2014/15`, `2014–2016`: years, unless what follows counts something.
fn years(view: &View, at: usize) -> Option<(Vec<Claim>, usize)> {
    let year = year_at(view, at)?;
    let before = |words: &[&str]| at > 0 && view.any(at - 1, words);
    let bounded = before(&[
        "over",
        "than",
        "least",
        "most",
        "about",
        "around",
        "almost",
        "nearly",
        "some",
        "estimated",
        "roughly",
        "approximately",
    ]);
    let signed = at > 0 && view.sign(at - 1).is_some_and(|c| super::lexicon::sign(c).is_some());
    let counts = matches!(
        view.word(at + 1),
        Some(Word::Unit(..) | Word::Money(_) | Word::Percent | Word::Scale(_))
    ) || view.sign(at + 1) == Some('%')
        || (view.glued(at + 1) && view.word(at + 1).is_some())
        || (view.text(at + 1).ends_with('s')
            && !view.capital(at + 1)
            && view.word(at + 1) == Some(Word::Plain)
            && !before(&["in", "since", "by", "of", "from", "until", "during", "after", "before"]))
        || view.is(at + 1, "people");
    if bounded || signed || counts {
        return None;
    }
    let claim = |year: i32, from: usize, to: usize| Claim {
        kind: ClaimKind::Date(Day::year(year)),
        range: view.range(from, to),
    };
    if view.hyphen(at + 1)
        || (view.sign(at + 1) == Some('/') && view.glued(at + 1) && view.glued(at + 2))
    {
        let second = match view.digits(at + 2) {
            Some((n, 2)) => i32::try_from(n).ok().map(|n| year / 100 * 100 + n),
            _ => year_at(view, at + 2),
        };
        if let Some(second) = second.filter(|second| *second > year) {
            let whole = |year| claim(year, at, at + 3);
            return Some((vec![whole(year), whole(second)], at + 3));
        }
    }
    Some((vec![claim(year, at, at + 1)], at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_are_reckoned() {
        assert_eq!(Day::parse("2021-06-15").and_then(Day::weekday), Some(1), "a Tuesday");
        assert_eq!(Day::parse("2000-01-01").and_then(Day::weekday), Some(5), "a Saturday");
        assert_eq!(Day::parse("2021-06").and_then(Day::weekday), None);
    }
}
