//! How single values are read: texts, numbers, dates, labels.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use toml::de::DeValue;
use toml::value::Datetime;

use super::reader::{Read, integer};
use super::syntax::Sink;
use crate::model::date::{PartialDate, Period};
use crate::model::handling::{Record, Status, Tlp};
use crate::model::item::Basis;

impl Read for String {
    const EXPECTED: &'static str = "a text";
    const EXAMPLE: &'static str = "\"…\"";

    fn read(value: &DeValue<'_>, _: &Sink) -> Result<String, String> {
        match value {
            DeValue::String(text) => Ok(text.to_string()),
            _ => Err("put it in quotation marks".into()),
        }
    }
}

impl Read for bool {
    const EXPECTED: &'static str = "true or false";

    fn read(value: &DeValue<'_>, _: &Sink) -> Result<bool, String> {
        match value {
            DeValue::Boolean(yes) => Ok(*yes),
            _ => Err("write `true` or `false`, without quotation marks".into()),
        }
    }
}

const NUMBER: &str = "write digits without quotation marks";

impl Read for i64 {
    const EXPECTED: &'static str = "a whole number";

    fn read(value: &DeValue<'_>, _: &Sink) -> Result<i64, String> {
        integer(value).ok_or_else(|| NUMBER.into())
    }
}

impl Read for f64 {
    const EXPECTED: &'static str = "a number";

    fn read(value: &DeValue<'_>, _: &Sink) -> Result<f64, String> {
        match value {
            DeValue::Float(number) => number
                .as_str()
                .replace('_', "")
                .parse()
                .ok()
                .filter(|value: &f64| value.is_finite() && value.abs() < 1e15)
                .ok_or_else(|| "write a number people count with".into()),
            // Counts of people are far below 2^53, beyond which this would round.
            _ => integer(value).map(|number| number as f64).ok_or_else(|| NUMBER.into()),
        }
    }
}

/// A count or a limit: a whole number from 0.
impl Read for usize {
    const EXPECTED: &'static str = "a whole number, 0 or more";

    fn read(value: &DeValue<'_>, _: &Sink) -> Result<usize, String> {
        integer(value)
            .and_then(|number| number.try_into().ok())
            .ok_or_else(|| "write 0 or more, such as 8, without quotation marks".into())
    }
}

/// A priority.
impl Read for u8 {
    const EXPECTED: &'static str = "a whole number from 0 to 100";

    fn read(value: &DeValue<'_>, _: &Sink) -> Result<u8, String> {
        integer(value)
            .filter(|number| (0..=100).contains(number))
            .and_then(|number| number.try_into().ok())
            .ok_or_else(|| {
                "write a whole number from 0 to 100, such as 80, without quotation marks".into()
            })
    }
}

fn datetime(value: &DeValue<'_>) -> Option<Datetime> {
    match value {
        DeValue::Datetime(datetime) => Some(*datetime),
        DeValue::String(text) => Datetime::from_str(text).ok(),
        _ => None,
    }
}

fn date_of(datetime: &Datetime) -> Option<NaiveDate> {
    let date = datetime.date?;
    NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
}

impl Read for NaiveDate {
    const EXPECTED: &'static str = "a date such as 2026-12-01";
    const EXAMPLE: &'static str = "2026-12-01";

    fn read(value: &DeValue<'_>, _: &Sink) -> Result<NaiveDate, String> {
        datetime(value)
            .filter(|datetime| datetime.time.is_none())
            .and_then(|datetime| date_of(&datetime))
            .ok_or_else(|| "write year-month-day without quotation marks: 2026-12-01".into())
    }
}

impl Read for PartialDate {
    const EXPECTED: &'static str = "a year, a month or a date";

    fn read(value: &DeValue<'_>, sink: &Sink) -> Result<PartialDate, String> {
        let hint = "write 2013, \"2013-09\" or 2013-09-11";
        match value {
            DeValue::Integer(_) => integer(value)
                // `98` is no year of the first century.
                .filter(|year| (1000..=9999).contains(year))
                .and_then(|year| year.try_into().ok())
                .map(PartialDate::year)
                .ok_or_else(|| hint.into()),
            DeValue::String(text) => PartialDate::parse(text).ok_or_else(|| hint.into()),
            _ => NaiveDate::read(value, sink).map(PartialDate::day).map_err(|_| hint.into()),
        }
    }
}

impl Read for Period {
    const EXPECTED: &'static str = "a year, a month, a date, or { from = …, to = … }";

    fn read(value: &DeValue<'_>, sink: &Sink) -> Result<Period, String> {
        let DeValue::Table(table) = value else {
            return PartialDate::read(value, sink).map(Period::at);
        };
        let end = |key: &str| {
            let value = table.get(key).ok_or_else(|| format!("add `{key} = …` to the period"))?;
            PartialDate::read(value.get_ref(), sink)
        };
        let (from, to) = (end("from")?, end("to")?);
        if table.len() > 2 {
            return Err("a period has only `from` and `to`".into());
        }
        if to.last_day() < from.first_day() {
            return Err("it ends before it begins: put the earlier day into `from`".into());
        }
        Ok(Period { from, to })
    }
}

impl Read for DateTime<Utc> {
    const EXPECTED: &'static str = "a time such as 2026-12-01T09:00:00Z";

    fn read(value: &DeValue<'_>, sink: &Sink) -> Result<DateTime<Utc>, String> {
        let datetime = datetime(value).ok_or("write day and hour: 2026-12-01T09:00:00Z")?;
        let date = date_of(&datetime).ok_or("the date is missing or there is no such day")?;
        let time = match datetime.time {
            Some(time) => NaiveTime::from_hms_opt(
                time.hour.into(),
                time.minute.into(),
                time.second.unwrap_or_default().into(),
            )
            .ok_or("there is no such hour")?,
            None => NaiveTime::MIN,
        };
        let local = NaiveDateTime::new(date, time);
        match datetime.offset {
            Some(toml::value::Offset::Z) => Ok(local.and_utc()),
            Some(toml::value::Offset::Custom { minutes }) => {
                Ok((local - chrono::Duration::minutes(minutes.into())).and_utc())
            }
            // Of two such times in autumn the later is meant: an embargo must not end early.
            None => sink
                .timezone
                .from_local_datetime(&local)
                .latest()
                .map(|time| time.with_timezone(&Utc))
                .ok_or_else(|| {
                    format!("there is no such time in {}: clocks go forward over it; write an hour later", sink.timezone)
                }),
        }
    }
}

impl Read for Tlp {
    const EXPECTED: &'static str = "a handling label (TLP 2.0)";

    fn read(value: &DeValue<'_>, sink: &Sink) -> Result<Tlp, String> {
        String::read(value, sink)?.parse()
    }
}

/// Implements [`Read`] for an enum whose values have one word each.
macro_rules! words {
    ($type:ty, $($word:literal => $value:expr),+ $(,)?) => {
        impl $crate::load::reader::Read for $type {
            const EXPECTED: &'static str = concat!("one of these words:", $(" `", $word, "`",)+);

            fn read(
                value: &toml::de::DeValue<'_>,
                sink: &$crate::load::syntax::Sink,
            ) -> Result<Self, String> {
                let word = <String as $crate::load::reader::Read>::read(value, sink)?;
                match word.as_str() {
                    $($word => Ok($value),)+
                    other => Err($crate::diag::did_you_mean(other, [$($word),+], "write one of")
                        .unwrap_or_default()),
                }
            }
        }
    };
}
pub(crate) use words;

words!(Status, "draft" => Status::Draft, "ready" => Status::Ready, "retired" => Status::Retired);
words!(Record, "on" => Record::On, "background" => Record::Background, "off" => Record::Off);
words!(Basis, "consent" => Basis::Consent, "public-case" => Basis::PublicCase,
    "official-role" => Basis::OfficialRole);
