//! Amounts of a text against those of the texts it rests on.

use super::bounds::{self, Standing};
use super::compare::{Against, own_years};
use super::dates::Day;
use super::negation;
use super::numbers::same;
use super::quantities::{Quantity, Unit, same_unit};
use super::reading::Reading;
use super::{Claim, ClaimKind, Place, Reason};

impl Against<'_> {
    /// What is wrong with an amount, and what it may have been meant to be.
    pub fn amount(&self, claim: &Claim, amount: &Quantity) -> Option<(Reason, Option<Place>)> {
        let written = &self.text.view.source[claim.range.clone()];
        if written.eq_ignore_ascii_case("both") {
            return None;
        }
        let mut worst: Option<(u8, Reason, Place)> = None;
        let mut holds = Vec::new();
        // Only another length of time says otherwise of how long something lasts.
        let like = |(_, other): &(Place, &Quantity)| !amount.lasting || other.is_time();
        for (place, other) in self.amounts().filter(like) {
            let (rank, reason) = match (bounds::bears_out(other, amount), same_unit(other, amount))
            {
                (Standing::Holds, true) => {
                    holds.push((place, other));
                    continue;
                }
                (Standing::Stronger, true) => (0, Reason::Bound),
                (Standing::Holds | Standing::Stronger, false) => (1, Reason::Unit),
                _ if is_hundredfold(other, amount) => (1, Reason::Unit),
                _ => (3 - u8::from(other.unit == amount.unit), Reason::Differs),
            };
            if worst.as_ref().is_none_or(|(other, ..)| rank < *other) {
                worst = Some((rank, reason, place));
            }
        }
        if !holds.is_empty() {
            return self.swapped(amount, &holds).map(|place| (Reason::Differs, Some(place)));
        }
        if amount.unit == Unit::None && self.is_year(amount)
            || amount.lasting && self.lies_between(amount)
        {
            return None;
        }
        // “a five-day visit” of prose is a figure only where the visit is given other days.
        if self.prose && amount.lasting && amount.words && amount.high <= 12.0 {
            return self.counted_otherwise(amount).map(|place| (Reason::Differs, Some(place)));
        }
        let lone_one = amount.words && amount.unit == Unit::None && same(amount.high, 1.0);
        if lone_one || (self.prose && amount.is_small_count()) {
            return self.counted_otherwise(amount).map(|place| (Reason::Differs, Some(place)));
        }
        Some(worst.map_or((Reason::Absent, None), |(_, reason, place)| (reason, Some(place))))
    }

    /// Whether an amount stands in a passage as a year.
    fn is_year(&self, amount: &Quantity) -> bool {
        !amount.is_range()
            && self.held().any(|(_, claim)| matches!(&claim.kind, ClaimKind::Date(Day { year: Some(year), month: None, .. }) if same(f64::from(*year), amount.low)))
    }

    /// Whether as many years lie between two of a passage: “the 16-year war” of 1950 to 1966.
    fn lies_between(&self, amount: &Quantity) -> bool {
        amount.unit == Unit::Measure("year")
            && !amount.is_range()
            && self.passages().iter().any(|passage| {
                let years = own_years(passage);
                years.iter().any(|from| {
                    years.iter().any(|to| same(f64::from(*to) - f64::from(*from), amount.high))
                })
            })
    }

    /// Where the same things are counted, and are another number.
    fn counted_otherwise(&self, amount: &Quantity) -> Option<Place> {
        let noun = self.text.noun(amount)?;
        self.amounts()
            .find(|(place, other)| {
                self.passages()[place.passage]
                    .noun(other)
                    .is_some_and(|other| negation::akin(noun, other))
            })
            .map(|(place, _)| place)
    }

    /// Whether two numbers have changed places: the passage counts the fact's things by another number, and by this one
    /// other things that the fact counts too. Where the passage counts them.
    fn swapped(&self, amount: &Quantity, holds: &[(Place, &Quantity)]) -> Option<Place> {
        let noun = self.text.noun(amount)?;
        let mut others = Vec::new();
        for (place, other) in holds {
            let other = self.passages()[place.passage].noun(other)?;
            if negation::akin(noun, other) {
                return None;
            }
            others.push(other);
        }
        let counted = |other: &str| {
            self.text.claims.iter().any(|claim| match &claim.kind {
                ClaimKind::Quantity(amount) => {
                    self.text.noun(amount).is_some_and(|noun| negation::akin(noun, other))
                }
                _ => false,
            })
        };
        if others.iter().any(|other| counted(other)) {
            self.counted_otherwise(amount)
        } else {
            None
        }
    }
}

impl Reading<'_> {
    /// The noun an amount counts.
    fn noun(&self, amount: &Quantity) -> Option<&str> {
        amount.noun.clone().map(|range| &self.view.source[range])
    }
}

/// Whether one is a count and the other as many per cent.
fn is_hundredfold(passage: &Quantity, fact: &Quantity) -> bool {
    let part = |unit: Unit| matches!(unit, Unit::Share | Unit::Points);
    match (part(passage.unit), part(fact.unit)) {
        (true, false) => same(passage.low * 100.0, fact.low),
        (false, true) => same(fact.low * 100.0, passage.low),
        _ => false,
    }
}
