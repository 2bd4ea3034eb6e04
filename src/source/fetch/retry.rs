//! When a host asks to be asked again: the header `Retry-After`, RFC 9110, section 10.2.3.

use std::fmt;
use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta};

use super::failure::{seconds, shown};

/// When to ask again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Retry {
    /// After so long.
    After(Duration),
    /// At a time, in the host's words, when it does not say what it takes for now.
    At(String),
}

impl fmt::Display for Retry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Retry::After(length) if length.is_zero() => f.write_str("at once"),
            Retry::After(length) => write!(f, "in {}", seconds(*length)),
            Retry::At(words) => write!(f, "at {}", shown(words)),
        }
    }
}

impl Retry {
    /// Reads the header's value: seconds, or a date, which counts from the host's own `Date`, so that
    /// no clock needs to be right. `None` where it makes no sense.
    pub fn parse(value: &str, date: Option<&str>) -> Option<Retry> {
        let value = value.trim();
        if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
            // More digits than fit mean longer than anyone waits.
            return Some(Retry::After(Duration::from_secs(value.parse().unwrap_or(u64::MAX))));
        }
        let then = http_date(value)?;
        match date.and_then(http_date) {
            Some(now) => {
                let left = (then - now).max(TimeDelta::zero());
                Some(Retry::After(left.to_std().unwrap_or_default()))
            }
            None => Some(Retry::At(value.to_owned())),
        }
    }
}

/// A date in any of HTTP's three forms (RFC 9110, section 5.6.7), all in UTC.
fn http_date(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim();
    if !text.is_ascii() || text.len() > 64 {
        return None;
    }
    // The day of the week is passed over: where it is wrong, the date is meant.
    let rest = text.split_once(", ").map_or(text, |(_, rest)| rest);
    ["%d %b %Y %H:%M:%S GMT", "%d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(rest, form).ok())
}
