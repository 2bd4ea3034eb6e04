//! Claims of a text against those of the texts it rests on.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::ops::Range;

use super::bounds;
use super::context::{Context, keys};
use super::dates::Day;
use super::names::{self, Ground};
use super::negation::{self, Denials};
use super::numbers::same;
use super::quantities::Quantity;
use super::quotes::{self, Folded};
use super::reading::Reading;
use super::{Claim, ClaimKind, Mismatch, Names, Place, Reason, What};

/// How many words in quotation marks prose may have without a source: names of things, words set apart.
const LOOSE_WORDS: usize = 3;

/// What a text claims, in order.
pub fn claims(text: &str) -> Vec<Claim> {
    let reading = Reading::new(text);
    let (view, table) = (&reading.view, Names::default());
    let slice = |range: &Range<usize>| text[range.clone()].to_owned();
    let names = names::names_in(&reading, &keys(view), &table).into_iter().map(|name| {
        let range = view.range(name.tokens.start, name.tokens.end);
        Claim { kind: ClaimKind::Name(slice(&range)), range }
    });
    let negations = Denials::new(view);
    let negations = negations.cues().map(|range| Claim { kind: ClaimKind::Negation, range });
    let quoted = quotes::spans(text)
        .into_iter()
        .map(|span| Claim { kind: ClaimKind::Quoted(slice(&span.inner)), range: span.inner });
    let mut claims: Vec<Claim> =
        names.chain(negations).chain(quoted).chain(reading.claims.iter().cloned()).collect();
    claims.sort_by_key(|claim| (claim.range.start, claim.range.end));
    claims
}

/// What of a fact its passages, together, do not bear out: figures, dates, names, negations, quoted spans.
pub fn unsupported(text: &str, passages: &[&str], context: &Context) -> Vec<Mismatch> {
    let against = Against::new(text, passages, context, false);
    let mut found = against.figures();
    found.extend(against.names());
    let quoted: Vec<Range<usize>> =
        quotes::spans(text).into_iter().map(|span| span.inner).collect();
    found.extend(against.negations(&quoted));
    found.extend(against.quotations());
    in_order(found)
}

/// What of a piece of prose none of the cited texts bears out: figures and dates, quoted spans of more than three
/// words, and, as warnings, names. Small counts in words (“two things”) are held only against the same things counted.
pub fn unsupported_prose(text: &str, cited: &[&str], context: &Context) -> Vec<Mismatch> {
    let against = Against::new(text, cited, context, true);
    let mut found = against.figures();
    found.extend(against.names().into_iter().map(|name| Mismatch { warning: true, ..name }));
    found.extend(against.quotations());
    in_order(found)
}

fn in_order(mut found: Vec<Mismatch>) -> Vec<Mismatch> {
    found.sort_by_key(|mismatch| (mismatch.range.start, mismatch.range.end));
    found
}

/// A text, and what it is held against.
pub struct Against<'a> {
    /// The text.
    pub text: Reading<'a>,
    /// What it is held against.
    passages: OnceCell<Vec<Reading<'a>>>,
    /// The passages as they were given.
    given: Vec<&'a str>,
    context: &'a Context<'a>,
    /// What is known of the source, read when first needed.
    words: OnceCell<Vec<Reading<'a>>>,
    /// The forms of names of the table in the text, in bytes and in order.
    named: OnceCell<Vec<(Range<usize>, usize)>>,
    /// Whether a name of the table stands in a passage or in what is known of the source, in whatever form.
    held_names: RefCell<HashMap<usize, bool>>,
    /// Whether the text is prose.
    pub prose: bool,
}

impl<'a> Against<'a> {
    fn new(
        text: &'a str,
        passages: &[&'a str],
        context: &'a Context<'a>,
        prose: bool,
    ) -> Against<'a> {
        Against {
            text: Reading::new(text),
            passages: OnceCell::new(),
            given: passages.to_vec(),
            context,
            words: OnceCell::new(),
            named: OnceCell::new(),
            held_names: RefCell::default(),
            prose,
        }
    }

    /// The passages, read when first needed: much prose claims nothing.
    pub fn passages(&self) -> &[Reading<'a>] {
        self.passages
            .get_or_init(|| self.given.iter().map(|passage| Reading::new(passage)).collect())
    }

    fn words(&self) -> &[Reading<'a>] {
        self.words
            .get_or_init(|| self.context.words.iter().map(|words| Reading::new(words)).collect())
    }

    /// The claims of the passages, each with the number of its passage.
    pub fn held(&self) -> impl Iterator<Item = (usize, &Claim)> {
        self.passages()
            .iter()
            .enumerate()
            .flat_map(|(n, passage)| passage.claims.iter().map(move |claim| (n, claim)))
    }

    /// The claims of what is known of the source.
    fn known(&self) -> impl Iterator<Item = &Claim> {
        self.words().iter().flat_map(|reading| &reading.claims)
    }

    /// The amounts of the passages.
    pub fn amounts(&self) -> impl Iterator<Item = (Place, &Quantity)> {
        self.held().filter_map(|(passage, claim)| match &claim.kind {
            ClaimKind::Quantity(amount) => {
                Some((Place { passage, range: claim.range.clone() }, amount))
            }
            _ => None,
        })
    }

    fn figures(&self) -> Vec<Mismatch> {
        self.text.claims.iter().filter_map(|claim| self.figure(claim)).collect()
    }

    fn figure(&self, claim: &Claim) -> Option<Mismatch> {
        let (what, reason, nearest) = match &claim.kind {
            ClaimKind::Quantity(amount) => {
                let (reason, nearest) = self.amount(claim, amount)?;
                (What::Figure, reason, nearest)
            }
            ClaimKind::Date(day) => self.date(*day)?,
            ClaimKind::Ordinal { n, words } => {
                if self.prose && *words && *n <= 10 {
                    return None;
                }
                self.same_kind(
                    What::Figure,
                    claim,
                    |kind| matches!(kind, ClaimKind::Ordinal { .. }),
                    |kind| matches!(kind, ClaimKind::Ordinal { n: other, .. } if n == other),
                )?
            }
            ClaimKind::Numbered { label, .. } => self.same_kind(
                What::Name,
                claim,
                |kind| matches!(kind, ClaimKind::Numbered { label: other, .. } if label == other),
                |kind| *kind == claim.kind,
            )?,
            ClaimKind::Code(_) => {
                let found =
                    self.same_kind(What::Name, claim, |_| false, |kind| *kind == claim.kind)?;
                if self.is_known_name(claim) {
                    return None;
                }
                found
            }
            ClaimKind::Weekday(n) => {
                self.same_kind(What::Date, claim, is_date, |kind| match kind {
                    ClaimKind::Date(day) => day.weekday() == Some(*n),
                    other => *other == claim.kind,
                })?
            }
            ClaimKind::Decade { start, stretch } => {
                self.same_kind(What::Date, claim, is_date, |kind| match kind {
                    ClaimKind::Date(Day { year: Some(year), .. }) => {
                        stretch.is_none() && year - year.rem_euclid(10) == *start
                    }
                    ClaimKind::Decade { start: other, stretch: part } => {
                        start == other && (stretch.is_none() || stretch == part)
                    }
                    _ => false,
                })?
            }
            ClaimKind::Century(_) | ClaimKind::Time(_) => {
                self.same_kind(What::Date, claim, is_date, |kind| *kind == claim.kind)?
            }
            ClaimKind::Name(_) | ClaimKind::Negation | ClaimKind::Quoted(_) => return None,
        };
        // How long something lasts, said in passing where no cited text gives any length of time.
        let warning = self.prose
            && reason == Reason::Absent
            && matches!(&claim.kind, ClaimKind::Quantity(amount) if amount.lasting);
        Some(Mismatch { range: claim.range.clone(), what, reason, nearest, warning })
    }

    /// A claim that must stand in a passage, or in what is known of the source, much as it is.
    fn same_kind(
        &self,
        what: What,
        claim: &Claim,
        alike: impl Fn(&ClaimKind) -> bool,
        holds: impl Fn(&ClaimKind) -> bool,
    ) -> Option<(What, Reason, Option<Place>)> {
        let mut nearest = None;
        for (passage, other) in self.held() {
            if holds(&other.kind) {
                return None;
            }
            if nearest.is_none() && alike(&other.kind) {
                nearest = Some(Place { passage, range: other.range.clone() });
            }
        }
        let counts = matches!(claim.kind, ClaimKind::Ordinal { .. });
        if !counts && self.known().any(|other| holds(&other.kind)) {
            return None;
        }
        Some((what, if nearest.is_some() { Reason::Differs } else { Reason::Absent }, nearest))
    }

    fn date(&self, day: Day) -> Option<(What, Reason, Option<Place>)> {
        let mut years: Vec<i32> = self.context.dates.iter().filter_map(|date| date.year).collect();
        if self.context.dates.iter().any(|date| date.bears_out(day, &years)) {
            return None;
        }
        for passage in self.passages() {
            let own = own_years(passage);
            let known = years.len();
            // The one year of a passage holds for its dates that have none.
            if own.windows(2).all(|pair| pair[0] == pair[1]) {
                years.extend(own.first());
            }
            if passage.claims.iter().any(|claim| matches!(&claim.kind, ClaimKind::Date(other) if other.bears_out(day, &years))) {
                return None;
            }
            years.truncate(known);
        }
        let known: Vec<Day> = self
            .known()
            .filter_map(
                |claim| if let ClaimKind::Date(day) = claim.kind { Some(day) } else { None },
            )
            .collect();
        years.extend(known.iter().filter_map(|date| date.year));
        let with_known = |(_, claim): (usize, &Claim)| matches!(&claim.kind, ClaimKind::Date(other) if other.bears_out(day, &years));
        if known.iter().any(|date| date.bears_out(day, &years))
            || self.held().any(with_known)
            || self.is_counted(day)
        {
            return None;
        }
        let near = |(passage, claim): (usize, &Claim)| {
            is_date(&claim.kind).then(|| Place { passage, range: claim.range.clone() })
        };
        let nearest = self.held().find_map(near);
        Some((
            What::Date,
            if nearest.is_some() { Reason::Differs } else { Reason::Absent },
            nearest,
        ))
    }

    /// Whether what looks like a year stands in a passage as a number.
    fn is_counted(&self, day: Day) -> bool {
        let Day { year: Some(year), month: None, .. } = day else { return false };
        self.amounts().any(|(_, amount)| {
            !amount.is_range()
                && same(amount.low, f64::from(year))
                && amount.bound == bounds::Bound::Exact
        })
    }

    /// Whether a code is part of a name of which a passage has another form.
    fn is_known_name(&self, claim: &Claim) -> bool {
        let table = self.context.names;
        let named = self.named.get_or_init(|| {
            let view = &self.text.view;
            let forms = |(tokens, name): (Range<usize>, usize)| {
                (view.range(tokens.start, tokens.end), name)
            };
            names::known(&keys(view), table).map(forms).collect()
        });
        // None is within another.
        let after = named.partition_point(|(range, _)| range.start <= claim.range.start);
        let Some((range, name)) = after.checked_sub(1).and_then(|last| named.get(last)) else {
            return false;
        };
        let stands = || {
            let mut readings = self.passages().iter().chain(self.words());
            readings.any(|reading| Ground::new(&reading.view, table).holds(*name, table))
        };
        claim.range.end <= range.end
            && *self.held_names.borrow_mut().entry(*name).or_insert_with(stands)
    }

    fn names(&self) -> Vec<Mismatch> {
        let view = &self.text.view;
        let keys = keys(view);
        let table = self.context.names;
        let named = names::names_in(&self.text, &keys, table);
        if named.is_empty() {
            return Vec::new();
        }
        let passages: Vec<Ground> =
            self.passages().iter().map(|reading| Ground::new(&reading.view, table)).collect();
        let words: OnceCell<Vec<Ground>> = OnceCell::new();
        let mut found = Vec::new();
        for name in named {
            let mut grounds: Vec<&Ground> = passages.iter().collect();
            if name.stands(view, &keys, &grounds, table) {
                continue;
            }
            grounds.extend(words.get_or_init(|| {
                self.words().iter().map(|reading| Ground::new(&reading.view, table)).collect()
            }));
            if name.stands(view, &keys, &grounds, table) {
                continue;
            }
            let near = |(passage, ground): (usize, &Ground)| {
                name.nearest(&keys, ground).map(|range| Place { passage, range })
            };
            let nearest = passages.iter().enumerate().find_map(near);
            let range = view.range(name.tokens.start, name.tokens.end);
            found.push(Mismatch {
                range,
                what: What::Name,
                reason: Reason::Absent,
                nearest,
                warning: false,
            });
        }
        found
    }

    fn negations(&self, quoted: &[Range<usize>]) -> Vec<Mismatch> {
        if !std::iter::once(&self.text)
            .chain(self.passages())
            .any(|reading| Denials::any(&reading.view))
        {
            return Vec::new();
        }
        let passages: Vec<Denials> =
            self.passages().iter().map(|passage| Denials::new(&passage.view)).collect();
        let differences = negation::differences(&Denials::new(&self.text.view), &passages, quoted);
        differences
            .into_iter()
            .map(|difference| Mismatch {
                range: difference.range,
                what: What::Negation,
                reason: if difference.fact_denies { Reason::Negated } else { Reason::Affirmed },
                nearest: difference.nearest.map(|(passage, range)| Place { passage, range }),
                warning: false,
            })
            .collect()
    }

    fn quotations(&self) -> Vec<Mismatch> {
        let text = self.text.view.source;
        let spans = quotes::spans(text);
        if spans.is_empty() {
            return Vec::new();
        }
        let passages: Vec<Folded> =
            self.passages().iter().map(|passage| Folded::new(passage.view.source)).collect();
        let stands = |inner: &Range<usize>| {
            let words = &text[inner.clone()];
            (self.prose && quotes::words(words) <= LOOSE_WORDS)
                || passages.iter().any(|passage| passage.holds(words))
        };
        let absent = |span: &quotes::Span| {
            !std::iter::once(&span.inner.end)
                .chain(&span.ends)
                .any(|end| stands(&(span.inner.start..*end)))
        };
        let mismatch = |span: quotes::Span| Mismatch {
            range: span.inner,
            what: What::Quotation,
            reason: Reason::Absent,
            nearest: None,
            warning: false,
        };
        spans.into_iter().filter(absent).map(mismatch).collect()
    }
}

fn is_date(kind: &ClaimKind) -> bool {
    matches!(
        kind,
        ClaimKind::Date(_)
            | ClaimKind::Decade { .. }
            | ClaimKind::Century(_)
            | ClaimKind::Weekday(_)
            | ClaimKind::Time(_)
    )
}

/// The years a text names.
pub fn own_years(reading: &Reading) -> Vec<i32> {
    reading
        .claims
        .iter()
        .filter_map(|claim| if let ClaimKind::Date(day) = claim.kind { day.year } else { None })
        .collect()
}
