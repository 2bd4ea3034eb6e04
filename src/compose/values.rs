//! Numbers, moments and first words as they are printed.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::model::audience::Words;
use crate::model::date::PartialDate;
use crate::model::item::{Amount, Figure};

/// A number with its thousands set apart.
pub fn number(value: f64, words: &Words) -> String {
    let text = format!("{}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push_str(words.get("thousands"));
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push_str(words.get("decimal"));
        out.push_str(fraction);
    }
    if value < 0.0 { format!("−{out}") } else { out }
}

/// A key figure's value and label.
pub fn figure(figure: &Figure, words: &Words) -> (String, String) {
    let value = match &figure.amount {
        Amount::Value { value, bound: None } => number(*value, words),
        Amount::Value { value, bound: Some(bound) } => {
            capitalised(&format!("{bound} {}", number(*value, words)))
        }
        Amount::Range { low, high } => words
            .get("range")
            .replace("{low}", &number(*low, words))
            .replace("{high}", &number(*high, words)),
    };
    let label = figure.label.clone().unwrap_or_default();
    match figure.unit.as_deref() {
        Some("%") => (format!("{value}%"), label),
        // The unit is a word of the label already, or stands before it: “people held in camps”.
        Some(unit) if label.split_whitespace().any(|word| word == unit) => (value, label),
        Some(unit) => (value, format!("{unit} {label}").trim().to_owned()),
        None => (value, label),
    }
}

/// A text with a capital at its beginning.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A day and hour: “3 December 2026, 15:00”.
pub fn moment(moment: DateTime<Utc>, zone: Tz, words: &Words) -> String {
    let local = moment.with_timezone(&zone);
    let date = words.dates.date(PartialDate::day(local.date_naive()));
    // A day without an hour is no midnight.
    match local.time() {
        chrono::NaiveTime::MIN => date,
        time => format!("{date}, {}", time.format("%H:%M")),
    }
}

/// The line that says until when a paper must be kept.
pub fn embargo(until: DateTime<Utc>, zone: Tz, words: &Words) -> String {
    let local = until.with_timezone(&zone);
    let name = local.format("%Z").to_string();
    let name = if name.starts_with(['+', '-']) { format!("UTC{name}") } else { name };
    words
        .get("embargo")
        .replace("{time}", &local.format("%H:%M").to_string())
        .replace("{date}", &words.dates.date(PartialDate::day(local.date_naive())))
        .replace("{zone}", &name)
}

/// Words an action does not end with.
const LITTLE_WORDS: [&str; 24] = [
    "a", "an", "the", "to", "of", "on", "in", "for", "with", "against", "by", "from", "at", "as",
    "that", "and", "or", "into", "over", "under", "about", "its", "their", "all",
];

/// Splits a recommendation after the words that say the action, at most seven: those stand out.
pub fn lead(text: &str) -> (String, String) {
    let mut ends: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(' ') {
        ends.push((at + word.trim_end().len(), word.trim_end()));
        at += word.len();
    }
    let little = |word: &str| LITTLE_WORDS.contains(&word.to_lowercase().as_str());
    let mut cut = 0;
    for (index, (_, word)) in ends.iter().enumerate().take(7) {
        let next_is_little = ends.get(index + 1).is_none_or(|(_, next)| little(next));
        let ends_clause = word.ends_with([',', ';', ':', '.']);
        if !little(word) && index >= 1 && (next_is_little || ends_clause) {
            cut = index + 1;
            break;
        }
    }
    if cut == 0 {
        cut = ends.len().min(3);
    }
    let end = ends.get(cut.saturating_sub(1)).map_or(text.len(), |(end, _)| *end);
    (text[..end].to_owned(), text[end..].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::date::DateWords;

    fn words() -> Words {
        let pairs = [("thousands", ","), ("decimal", "."), ("range", "{low} to {high}")];
        Words {
            words: pairs.into_iter().map(|(a, b)| (a.to_owned(), b.to_owned())).collect(),
            dates: DateWords {
                months: Default::default(),
                day: String::new(),
                month: String::new(),
                period: String::new(),
            },
        }
    }

    #[test]
    fn figures_print_with_commas_bounds_and_units() {
        let of = |amount, unit: &str, label: &str| {
            let figure = Figure { amount, unit: Some(unit.into()), label: Some(label.into()) };
            super::figure(&figure, &words())
        };
        let range = Amount::Range { low: 80_000.0, high: 120_000.0 };
        assert_eq!(
            of(range, "people", "held in prison camps"),
            ("80,000 to 120,000".into(), "people held in prison camps".into())
        );
        let bound = Amount::Value { value: 90.0, bound: Some("at least".into()) };
        assert_eq!(
            of(bound, "missiles", "missiles launched"),
            ("At least 90".into(), "missiles launched".into())
        );
        let percent = Amount::Value { value: 12.5, bound: None };
        assert_eq!(of(percent, "%", "of households"), ("12.5%".into(), "of households".into()));
        assert_eq!(number(1_234_567.0, &words()), "1,234,567");
        assert_eq!(number(999.0, &words()), "999");
    }

    #[test]
    fn the_action_stands_first() {
        for (text, action) in [
            (
                "Extend targeted sanctions to officials responsible for crimes.",
                "Extend targeted sanctions",
            ),
            ("Press China and other countries to stop forced returns.", "Press China"),
            ("Refer the situation to the International Criminal Court.", "Refer the situation"),
            ("Go.", "Go."),
            ("", ""),
        ] {
            let (lead, rest) = lead(text);
            assert_eq!(lead, action);
            assert_eq!(format!("{lead}{rest}"), text);
        }
    }
}
