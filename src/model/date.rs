//! Dates as people know them: a year, a month, a day, a period; and moments with a zone.

use std::fmt;

use chrono::{Datelike, NaiveDate};

/// A year, a month or a day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PartialDate {
    /// The year.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: Option<u32>,
    /// The day of the month; only with a month.
    pub day: Option<u32>,
}

impl PartialDate {
    /// A whole year.
    pub fn year(year: i32) -> PartialDate {
        PartialDate { year, month: None, day: None }
    }

    /// A day.
    pub fn day(date: NaiveDate) -> PartialDate {
        PartialDate { year: date.year(), month: Some(date.month()), day: Some(date.day()) }
    }

    /// Reads `2013`, `2013-09` or `2013-09-11` (ISO 8601).
    pub fn parse(text: &str) -> Option<PartialDate> {
        let mut parts = text.split('-');
        let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
        let two = |part: &str| (part.len() == 2).then(|| part.parse::<u32>().ok()).flatten();
        let month = parts.next().map(|part| two(part).ok_or(())).transpose().ok()?;
        let day = parts.next().map(|part| two(part).ok_or(())).transpose().ok()?;
        let date = PartialDate { year, month, day };
        NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1))?;
        (parts.next().is_none() && year > 0).then_some(date)
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
            .unwrap_or(NaiveDate::MIN)
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        if self.day.is_some() {
            return self.first_day();
        }
        let (year, month) = match self.month {
            Some(month) if month < 12 => (self.year, month + 1),
            _ => (self.year + 1, 1),
        };
        NaiveDate::from_ymd_opt(year, month, 1)
            .and_then(|next| next.pred_opt())
            .unwrap_or(NaiveDate::MAX)
    }
}

impl fmt::Display for PartialDate {
    /// As ISO 8601.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(f, "-{part:02}")?;
        }
        Ok(())
    }
}

/// When something was so: a date, or from one to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    /// Its beginning.
    pub from: PartialDate,
    /// Its end; the same as the beginning for a single date.
    pub to: PartialDate,
}

impl Period {
    /// A single date.
    pub fn at(date: PartialDate) -> Period {
        Period { from: date, to: date }
    }
}

/// Names of months and the way dates are written, for one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateWords {
    /// January to December.
    pub months: [String; 12],
    /// How a day is written, with `{day}`, `{month}` and `{year}`.
    pub day: String,
    /// How a month is written, with `{month}` and `{year}`.
    pub month: String,
    /// How a period is written, with `{from}` and `{to}`.
    pub period: String,
}

impl DateWords {
    /// A date in words.
    pub fn date(&self, date: PartialDate) -> String {
        let name = |month: u32| self.months[(month.clamp(1, 12) - 1) as usize].as_str();
        let year = date.year.to_string();
        match (date.month, date.day) {
            (Some(month), Some(day)) => self
                .day
                .replace("{day}", &day.to_string())
                .replace("{month}", name(month))
                .replace("{year}", &year),
            (Some(month), None) => {
                self.month.replace("{month}", name(month)).replace("{year}", &year)
            }
            _ => year,
        }
    }

    /// A date or period in words.
    pub fn period(&self, period: Period) -> String {
        if period.from == period.to {
            return self.date(period.from);
        }
        self.period
            .replace("{from}", &self.date(period.from))
            .replace("{to}", &self.date(period.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partial_dates_are_read_strictly() {
        assert_eq!(PartialDate::parse("2013").unwrap().to_string(), "2013");
        assert_eq!(PartialDate::parse("2013-09").unwrap().to_string(), "2013-09");
        assert_eq!(PartialDate::parse("2024-02-29").unwrap().to_string(), "2024-02-29");
        for wrong in ["13", "2023-02-29", "2013-13", "2013-9", "2013-09-11-1", "unknown", ""] {
            assert_eq!(PartialDate::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn months_and_years_end_where_they_end() {
        let last = |text: &str| PartialDate::parse(text).unwrap().last_day().to_string();
        assert_eq!(last("2024-02"), "2024-02-29");
        assert_eq!(last("2023-12"), "2023-12-31");
        assert_eq!(last("2023"), "2023-12-31");
    }
}
