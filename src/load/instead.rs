//! A value of the wrong type, as it would have to be written: the person's own words in the right form.
//!
//! It is only offered, never taken: what was meant is not guessed at.

use chrono::NaiveDate;
use toml::de::DeValue;

use super::reader::Read;
use super::syntax::Sink;

/// Months as people write them; three letters are enough.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// How a value could be written so that it is read as a `T`, in TOML. `written` is how the file has it. `None`
/// where no rewriting is certain to mean the same.
pub fn instead<T: Read>(value: &DeValue<'_>, written: &str, sink: &Sink) -> Option<String> {
    let reads = |text: &String| {
        DeValue::parse(text).is_ok_and(|parsed| T::read(parsed.get_ref(), sink).is_ok())
    };
    candidates(value, written.trim()).into_iter().find(reads)
}

fn candidates(value: &DeValue<'_>, written: &str) -> Vec<String> {
    match value {
        DeValue::String(text) => of_text(text.trim()),
        DeValue::Array(array) if array.len() == 1 => {
            let inner = written.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
            inner.map(|inner| inner.trim().trim_end_matches(',').to_owned()).into_iter().collect()
        }
        DeValue::Float(_) => {
            let whole = written.split_once('.').filter(|(_, rest)| rest.bytes().all(|b| b == b'0'));
            whole.map(|(whole, _)| whole.to_owned()).into_iter().chain([quoted(written)]).collect()
        }
        DeValue::Integer(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => vec![quoted(written)],
        DeValue::Array(_) | DeValue::Table(_) => Vec::new(),
    }
}

/// What stood in quotation marks and may be no text.
fn of_text(text: &str) -> Vec<String> {
    let mut all = vec![text.to_owned()];
    all.extend(ungrouped(text));
    all.extend(match text.to_lowercase().as_str() {
        "yes" | "true" | "on" => Some("true".to_owned()),
        "no" | "false" | "off" => Some("false".to_owned()),
        _ => None,
    });
    all.extend(date(text));
    all
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// `80,000` and `80 000` as TOML groups digits: `80_000`.
fn ungrouped(text: &str) -> Option<String> {
    let groups: Vec<&str> = text.split([',', ' ', '\u{A0}', '\u{202F}']).collect();
    let (first, rest) = groups.split_first()?;
    let digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    let right = !rest.is_empty()
        && (1..=3).contains(&first.len())
        && digits(first)
        && rest.iter().all(|group| group.len() == 3 && digits(group));
    right.then(|| groups.join("_"))
}

/// A date in words or with its day first, as TOML has it: `1 December 2026`, `September 2013`, `1.12.2026`. Which of two
/// small numbers is the month is told by dots alone.
fn date(text: &str) -> Option<String> {
    let parts: Vec<&str> =
        text.split([' ', ',', '.', '/', '-']).filter(|part| !part.is_empty()).collect();
    let number = |part: &str| {
        let digits = part.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let ordinal = ["", "st", "nd", "rd", "th"].contains(&&part[digits.len()..]);
        digits.parse::<u32>().ok().filter(|_| ordinal)
    };
    let year = |part: &str| part.parse::<i32>().ok().filter(|_| part.len() == 4);
    let iso = |year: i32, month: u32, day: u32| {
        NaiveDate::from_ymd_opt(year, month, day).map(|date| date.to_string())
    };
    match parts.as_slice() {
        [name, last] => Some(quoted(&format!("{:04}-{:02}", year(last)?, month(name)?))),
        [first, second, last] => match (month(first), month(second)) {
            (None, Some(month)) => iso(year(last)?, month, number(first)?),
            (Some(month), None) => iso(year(last)?, month, number(second)?),
            _ => {
                let (day, month) = (number(first)?, number(second)?);
                (text.contains('.') || day > 12).then(|| iso(year(last)?, month, day)).flatten()
            }
        },
        _ => None,
    }
}

/// 1 for “January” or “Jan”.
fn month(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    let at = MONTHS.iter().position(|name| word.len() >= 3 && name.starts_with(&word))?;
    u32::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_words_are_turned_round_where_they_can_mean_one_day_only() {
        let iso = |text: &str| date(text).unwrap_or_default();
        assert_eq!(iso("1 December 2026"), "2026-12-01");
        assert_eq!(iso("December 1st, 2026"), "2026-12-01");
        assert_eq!(iso("1.12.2026"), "2026-12-01");
        assert_eq!(iso("13/12/2026"), "2026-12-13");
        assert_eq!(iso("Sept 2013"), "\"2013-09\"");
        for open in
            ["1/12/2026", "31 February 2026", "Spring 2013", "end of March", "ma 1 2026", ""]
        {
            assert_eq!(date(open), None, "{open}");
        }
    }

    #[test]
    fn thousands_are_grouped_as_toml_groups_them() {
        assert_eq!(ungrouped("80,000").as_deref(), Some("80_000"));
        assert_eq!(ungrouped("1 200 000").as_deref(), Some("1_200_000"));
        for other in ["80,00", "8000", "1,2", ",000", "x,000"] {
            assert_eq!(ungrouped(other), None, "{other}");
        }
    }
}
