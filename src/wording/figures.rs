//! Figures of one measure that differ.
//!
//! Two facts of one measure conflict where their periods overlap, or one has none, and they do not mean the same:
//!
//! | one \ other | the same number | another number |
//! |---|---|---|
//! | both exact or estimated (`about`) | same | conflict |
//! | both a floor (`at least`, `over`, `just over`) | same | conflict |
//! | both a ceiling (`at most`, `under`, `almost`) | same | conflict |
//! | two of these | conflict | conflict |
//! | range and range | same with both ends equal | conflict |
//! | range and value | conflict | conflict |
//!
//! `at least 80,000` and `100,000` could both be true; a reader who meets the one in a paper and the other in the next still has
//! two figures for one thing, so they conflict until reconciled. Values in different units cannot be compared and do not
//! conflict; without a unit a value is taken to be in the unit that most of the others have.

use std::collections::{BTreeMap, BTreeSet};

/// Which way a figure bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bound {
    /// The number, or an estimate of it.
    Point,
    /// That, or more.
    Floor,
    /// That, or less.
    Ceiling,
}

impl Bound {
    /// Reads the words of a figure's `bound`. Words that bound nothing (`all`, `about`, `an estimated`) are a point.
    pub fn read(words: &str) -> Bound {
        const FLOORS: &[&str] = &[
            "at least",
            "over",
            "more than",
            "above",
            "no fewer than",
            "no less than",
            "not less than",
            "upwards of",
            "upward of",
            "in excess of",
            "exceeding",
            "a minimum of",
            "just over",
            "slightly more than",
            "slightly over",
            "well over",
            "minimum",
            "from",
            ">",
            "≥",
            ">=",
        ];
        const CEILINGS: &[&str] = &[
            "at most",
            "under",
            "fewer than",
            "less than",
            "below",
            "up to",
            "no more than",
            "not more than",
            "almost",
            "nearly",
            "as many as",
            "as much as",
            "a maximum of",
            "just under",
            "close to",
            "maximum",
            "<",
            "≤",
            "<=",
        ];
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        if FLOORS.contains(&words.as_str()) {
            Bound::Floor
        } else if CEILINGS.contains(&words.as_str()) {
            Bound::Ceiling
        } else {
            Bound::Point
        }
    }
}

/// A figure of a measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// What the caller knows it by: it is returned in pairs.
    pub id: usize,
    /// The value, or the lower end.
    pub low: f64,
    /// The value, or the upper end.
    pub high: f64,
    /// Which way a single value bounds.
    pub bound: Bound,
    /// The first day it holds for, counted from any one day; `None`: not known.
    pub from: Option<i64>,
    /// The last day it holds for; `None`: not known.
    pub to: Option<i64>,
    /// What it counts, as written.
    pub unit: Option<String>,
}

/// Pairs of ids that conflict, of the figures of one measure, the earlier in the list first, each pair once.
///
/// Of few figures ([`ALL_OF`] or fewer) every pair; of more, at most two for each, and at least one for each that conflicts with
/// any. In n log n.
pub fn conflicts(all: &[Measured]) -> Vec<(usize, usize)> {
    let mut found = BTreeSet::new();
    for group in by_unit(all) {
        if group.len() <= ALL_OF {
            for (n, a) in group.iter().enumerate() {
                for b in group.iter().skip(n + 1) {
                    if overlap(a, b) && a.meaning() != b.meaning() {
                        found.insert((a.place, b.place));
                    }
                }
            }
        } else {
            sweep(group, &mut found);
        }
    }
    let id = |place: usize| all.get(place).map_or(place, |measured| measured.id);
    found.into_iter().map(|(a, b)| (id(a.min(b)), id(a.max(b)))).collect()
}

/// How many figures of one measure are compared each with each: more is no measure but a mistake.
pub const ALL_OF: usize = 32;

/// A figure, made comparable.
#[derive(Debug, Clone)]
struct Entry {
    place: usize,
    meaning: Meaning,
    from: i64,
    to: i64,
}

/// What a figure says: its ends, as bits that sort, and its bound.
type Meaning = (u64, u64, Bound);

impl Entry {
    fn meaning(&self) -> &Meaning {
        &self.meaning
    }
}

fn entry(place: usize, measured: &Measured) -> Entry {
    let (from, to) = (measured.from.unwrap_or(i64::MIN), measured.to.unwrap_or(i64::MAX));
    let bound = if measured.low < measured.high { Bound::Point } else { measured.bound };
    // 0 and −0 are one number.
    let bits = |value: f64| (value + 0.0).to_bits();
    Entry {
        place,
        meaning: (bits(measured.low), bits(measured.high), bound),
        from: from.min(to),
        to: to.max(from),
    }
}

fn overlap(a: &Entry, b: &Entry) -> bool {
    a.from <= b.to && b.from <= a.to
}

/// A unit, folded: people are persons.
fn unit(written: &str) -> String {
    let folded = written.trim().trim_end_matches('.').to_lowercase();
    match folded.as_str() {
        "person" | "persons" | "individuals" => "people".to_owned(),
        "per cent" | "percent" | "pct" => "%".to_owned(),
        other => other.to_owned(),
    }
}

fn by_unit(all: &[Measured]) -> Vec<Vec<Entry>> {
    let mut groups: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    let mut without = Vec::new();
    for (place, measured) in
        all.iter().enumerate().filter(|(_, m)| m.low.is_finite() && m.high.is_finite())
    {
        match measured.unit.as_deref().map(unit).filter(|unit| !unit.is_empty()) {
            Some(unit) => groups.entry(unit).or_default().push(entry(place, measured)),
            None => without.push(entry(place, measured)),
        }
    }
    match groups.values_mut().max_by_key(|group| group.len()) {
        Some(most) => most.extend(without),
        None => return vec![without],
    }
    groups.into_values().collect()
}

/// One conflict with a figure whose period began no later, and one with the next to begin within its own.
fn sweep(mut group: Vec<Entry>, found: &mut BTreeSet<(usize, usize)>) {
    group.sort_by_key(|entry| (entry.from, entry.place));
    // Of each meaning, the entry whose period ends last.
    let mut last: BTreeMap<Meaning, (i64, usize)> = BTreeMap::new();
    let mut by_end: BTreeSet<(i64, Meaning)> = BTreeSet::new();
    for entry in &group {
        let other = by_end.iter().rev().take(2).find(|(_, meaning)| *meaning != entry.meaning);
        if let Some((to, meaning)) = other
            && *to >= entry.from
            && let Some((_, place)) = last.get(meaning)
        {
            found.insert((entry.place.min(*place), entry.place.max(*place)));
        }
        let before = last.get(&entry.meaning).map(|(to, _)| *to);
        if before.is_none_or(|to| entry.to > to) {
            if let Some(to) = before {
                by_end.remove(&(to, entry.meaning));
            }
            by_end.insert((entry.to, entry.meaning));
            last.insert(entry.meaning, (entry.to, entry.place));
        }
    }
    let mut next: Option<&Entry> = None;
    let mut after: Option<&Entry> = None;
    for entry in group.iter().rev() {
        // `after` is the next entry of another meaning than `next`'s.
        let differs = match next {
            Some(next) if next.meaning != entry.meaning => Some(next),
            _ => after,
        };
        if let Some(other) = differs.filter(|other| other.from <= entry.to) {
            found.insert((entry.place.min(other.place), entry.place.max(other.place)));
        }
        (next, after) = (Some(entry), differs);
    }
}
