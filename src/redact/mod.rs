//! Protected names: replaced in texts, and looked for in what goes out.
//!
//! [`redact`] and [`holds`] go by one matcher, [`Finder`], so that what the one leaves the other does not find. A name is
//! the same however its letters are cased and marked, and whatever stands between its parts: spaces, hyphens,
//! underscores, `+`, `%20`, nothing. What is compared is a folded copy of both.
//!
//! Only the spellings that are listed are known: a surname alone, or `Chol-ok` for `Cheol-ok`, is not found.

mod finder;
mod fold;
mod paper;

use std::ops::Range;

pub use finder::Finder;
pub use paper::Redaction;

/// A person whose name must not go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protected {
    /// The name in every spelling that is known, as written.
    pub names: Vec<String>,
    /// What stands in its place. Must hold no protected name itself.
    pub instead: String,
}

/// The text with every protected name replaced, in brackets where wanted; nothing where none stands in it.
///
/// The longest name wins where two begin together; a possessive’s `’s` stays.
pub fn redact(text: &str, protected: &[Protected], bracketed: bool) -> Option<String> {
    Finder::new(protected).redact(text, bracketed)
}

/// Where the first protected name stands in bytes that may be any text or not: percent escapes are decoded, what is
/// not UTF-8 is passed over. Compressed, encrypted, UTF-16 or entity-escaped text is the caller's to decode.
pub fn holds(bytes: &[u8], protected: &[Protected]) -> Option<Range<usize>> {
    Finder::new(protected).find(bytes)
}
