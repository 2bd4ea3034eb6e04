//! What is wrong with the wording of a text, whatever it says, and what it asks.
//!
//! All of it is for English, and goes by words, not by meaning. Offsets are bytes; time is linear in the
//! texts, or n log n where texts are compared with one another. Nothing here looks into quotations unless
//! it says so: [`own_words()`] are an author's own.

pub mod acronyms;
pub mod action;
pub mod contradict;
pub mod currency;
mod deictic;
pub mod endless;
pub mod figures;
mod furniture;
pub mod graphic;
pub mod head;
pub mod identifiable;
pub mod links;
pub mod marks;
pub mod minors;
pub mod names;
pub mod near;
mod neighbours;
pub mod own_words;
pub mod people;
pub mod placeholder;
mod present;
pub mod relative;
pub mod run_together;
pub mod sentences;
pub mod several;
pub mod similar;
pub mod style;
pub mod survivors;
mod swallow;
pub mod terms;
pub mod tongue;
mod undated;
pub mod untagged;
pub mod variants;
pub mod verbs;
mod words;

use std::ops::Range;

pub use acronyms::{Acronyms, unexpanded, unexpanded_of, unexplained};
pub use currency::whose_money;
pub use links::{Weakness, weakness};
pub use marks::{swallowed, unbalanced};
pub use names::{NameForms, NameTable, name_variants};
pub use near::{NearPair, Spellings, near_spellings, near_spellings_of};
pub use own_words::{is_own, own_words};
pub use placeholder::placeholders;
pub use relative::relative_dates;
pub use run_together::run_together;
pub use style::{House, Spelling, house_style};
pub use untagged::plain_words;

/// Words that a reader should not meet, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Where they stand, in bytes of the text.
    pub range: Range<usize>,
    /// What is wrong, without the place: "`last week` says no date".
    pub said: String,
    /// Why that matters to the reader.
    pub why: &'static str,
    /// What to write in their place, where that is certain; the empty string is to leave them out.
    pub instead: Option<String>,
}
