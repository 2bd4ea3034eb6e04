//! What a text claims, and whether its passage bears it out.
//!
//! [`unsupported`] holds a fact against its passages: each figure, date, name, negation and quoted span of the fact
//! must have its counterpart there. [`unsupported_prose`] holds prose against the texts it cites: each figure and date,
//! and each quoted span of more than three words; names only as warnings, negations not at all.
//!
//! A fact may say less than its passage, never more; [`bounds`] has the table. What is read:
//!
//! - [`numbers`]: digits with separators, number words, magnitudes; [`quantities`]: ranges, percentages, fractions,
//!   currencies, measures, and which way a figure bounds
//! - [`dates`]: days, months, years, decades, centuries, days of the week, times
//! - [`labels`]: ordinals, `Article 18`, `COVID-19`, document symbols, addresses, telephone numbers
//! - [`names`], with [`context`]: words with capitals, acronyms and what they stand for, countries and their peoples
//! - [`negation`] and [`quotes`]
//!
//! All of it is for English. It goes by words, not by meaning: what is said in other words altogether, a sum, a
//! conversion of units or currencies, an inference is for a person to see, and is a finding; “a 16-year war” of 1950 to 1966 is none.
//! Offsets are bytes; time is linear in the texts, times the number of claims.

mod amounts;
pub mod bounds;
mod compare;
pub mod context;
pub mod dates;
mod in_words;
pub mod labels;
pub mod lex;
pub mod lexicon;
mod message;
pub mod names;
pub mod negation;
pub mod numbers;
mod places;
pub mod quantities;
pub mod quotes;
pub mod reading;

use std::ops::Range;

pub use compare::{unsupported, unsupported_prose};
pub use context::{Context, Names};
pub use dates::{Day, Stretch};
pub use quantities::{Quantity, Unit};

/// What a text claims that a source could bear out or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// What is claimed.
    pub kind: ClaimKind,
    /// Where it stands, in bytes of the text.
    pub range: Range<usize>,
}

/// What is claimed.
#[derive(Debug, Clone, PartialEq)]
pub enum ClaimKind {
    /// An amount.
    Quantity(Quantity),
    /// A date, as far as it is given.
    Date(Day),
    /// A decade, or a stretch of it.
    Decade {
        /// Its first year.
        start: i32,
        /// Which part of it.
        stretch: Option<Stretch>,
    },
    /// A century: the 20th is 20.
    Century(u32),
    /// A day of the week, Monday being 0.
    Weekday(u8),
    /// A time of day, in minutes after midnight.
    Time(u16),
    /// A place in an order.
    Ordinal {
        /// Which.
        n: u32,
        /// Whether it is written in words.
        words: bool,
    },
    /// A number that is a name: `Article 18`.
    Numbered {
        /// What is numbered, in the singular.
        label: &'static str,
        /// The number as written.
        number: String,
    },
    /// Letters and digits that are one name, in small letters: `covid-19`, `a/hrc/25/63`.
    Code(String),
    /// A name.
    Name(String),
    /// A word that denies.
    Negation,
    /// Words in quotation marks.
    Quoted(String),
}

/// What a text claims, in order.
pub fn claims(text: &str) -> Vec<Claim> {
    compare::claims(text)
}

/// A claim that nothing bears out.
#[derive(Debug, Clone, PartialEq)]
pub struct Mismatch {
    /// Where it stands, in bytes of the text.
    pub range: Range<usize>,
    /// What it is, in one word for messages.
    pub what: What,
    /// What is wrong with it.
    pub reason: Reason,
    /// What it may have been meant to be.
    pub nearest: Option<Place>,
    /// Whether it is only a warning: a name in prose, or how long something lasts where no cited text says how long
    /// anything does.
    pub warning: bool,
}

/// Words in one of several passages.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// Which passage, from 0.
    pub passage: usize,
    /// Where in it, in bytes.
    pub range: Range<usize>,
}

/// What kind of claim is not borne out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    /// A figure or an ordinal.
    Figure,
    /// A date or a time.
    Date,
    /// A name, or a number or code that is one.
    Name,
    /// A negation, or what a passage denies.
    Negation,
    /// Words in quotation marks.
    Quotation,
}

/// Why a claim is not borne out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// There is nothing like it.
    Absent,
    /// There is another of its kind.
    Differs,
    /// The same figure, but as a floor, a ceiling, an estimate.
    Bound,
    /// The same figure of something else: per cent, dollars, years.
    Unit,
    /// The text denies what the passage does not.
    Negated,
    /// The passage denies what the text does not.
    Affirmed,
}
