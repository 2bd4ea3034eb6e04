//! Reading TOML tables into plain data, with every problem said at its place and none hiding another.
//!
//! A [`Table`] remembers which keys were asked for; [`Table::finish`] reports the others as unknown.
//! Nothing here stops at the first problem: what cannot be read is reported and left out.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::str::FromStr;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::value::Datetime;

use crate::diag::{Diagnostic, File, Span, did_you_mean};
use crate::model::At;
use crate::model::date::{PartialDate, Period};
use crate::model::handling::{Record, Status, Tlp};
use crate::model::item::Basis;

/// Where problems go, and the zone that times without one are in.
#[derive(Debug)]
pub struct Sink {
    found: RefCell<Vec<Diagnostic>>,
    /// The workspace's time zone.
    pub timezone: chrono_tz::Tz,
}

impl Sink {
    /// An empty one.
    pub fn new(timezone: chrono_tz::Tz) -> Sink {
        Sink { found: RefCell::default(), timezone }
    }

    /// Adds a problem.
    pub fn report(&self, diagnostic: Diagnostic) {
        self.found.borrow_mut().push(diagnostic);
    }

    /// All problems so far, in the order they were found.
    pub fn into_found(self) -> Vec<Diagnostic> {
        self.found.into_inner()
    }
}

/// Parses a file; faults of syntax are reported, and what could be read in spite of them is kept.
pub fn parse<'a>(file: &'a Arc<File>, sink: &Sink) -> (Spanned<DeTable<'a>>, bool) {
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    for error in &errors {
        let span = Span::new(file, error.span().unwrap_or(0..0));
        sink.report(
            Diagnostic::error("toml", format!("this is not TOML: {}", error.message()))
                .at(&span)
                .why("nothing of a file that cannot be read for certain is used")
                .help("mend the line; texts with quotation marks or several lines stand between `\"\"\"`"),
        );
    }
    (table, errors.is_empty())
}

/// A value that TOML can hold.
pub trait Read: Sized {
    /// What is expected, for messages: “a text”.
    const EXPECTED: &'static str;

    /// Reads it; `Err` holds a hint, or nothing where what is expected says it all.
    fn read(value: &DeValue<'_>, sink: &Sink) -> Result<Self, String>;
}

/// A table being read.
pub struct Table<'a> {
    table: &'a DeTable<'a>,
    file: &'a Arc<File>,
    span: Range<usize>,
    what: String,
    sink: &'a Sink,
    asked: RefCell<BTreeSet<&'static str>>,
}

impl<'a> Table<'a> {
    /// A table called `what` in messages, e.g. “fact `x`”.
    pub fn new(
        table: &'a Spanned<DeTable<'a>>,
        file: &'a Arc<File>,
        what: impl Into<String>,
        sink: &'a Sink,
    ) -> Table<'a> {
        Table {
            table: table.get_ref(),
            file,
            span: table.span(),
            what: what.into(),
            sink,
            asked: RefCell::default(),
        }
    }

    fn inner(&self, table: &'a DeTable<'a>, span: Range<usize>, what: String) -> Table<'a> {
        Table { table, file: self.file, span, what, sink: self.sink, asked: RefCell::default() }
    }

    /// Calls the table something else from here on.
    pub fn named(mut self, what: impl Into<String>) -> Table<'a> {
        self.what = what.into();
        self
    }

    /// The sink its problems go to.
    pub fn sink(&self) -> &'a Sink {
        self.sink
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        Span::new(self.file, self.span.clone())
    }

    /// Whether the key is there.
    pub fn has(&self, key: &'static str) -> bool {
        self.value(key).is_some()
    }

    fn value(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().insert(key);
        self.table.get(key)
    }

    fn mismatch(&self, key: &str, span: Range<usize>, expected: &str, found: &str, hint: String) {
        let mut diagnostic = Diagnostic::error(
            "wrong-type",
            format!("`{key}` in {} should be {expected}, not {found}", self.what),
        )
        .at(&Span::new(self.file, span))
        .label(format!("expected {expected}"));
        if !hint.is_empty() {
            diagnostic = diagnostic.help(hint);
        }
        self.sink.report(diagnostic);
    }

    fn read<T: Read>(&self, key: &str, value: &'a Spanned<DeValue<'a>>) -> Option<At<T>> {
        match T::read(value.get_ref(), self.sink) {
            Ok(read) => Some(At { value: read, span: Span::new(self.file, value.span()) }),
            Err(hint) => {
                self.mismatch(key, value.span(), T::EXPECTED, describe(value.get_ref()), hint);
                None
            }
        }
    }

    /// A value with its place; a wrong type is reported.
    pub fn at<T: Read>(&self, key: &'static str) -> Option<At<T>> {
        self.value(key).and_then(|value| self.read(key, value))
    }

    /// A value; a wrong type is reported.
    pub fn get<T: Read>(&self, key: &'static str) -> Option<T> {
        self.at(key).map(|at| at.value)
    }

    /// A value that must be there.
    pub fn need<T: Read>(&self, key: &'static str, why: &str) -> Option<At<T>> {
        if self.value(key).is_none() {
            self.missing(key, why);
        }
        self.at(key)
    }

    fn missing(&self, key: &str, why: &str) {
        self.sink.report(
            Diagnostic::error("missing-key", format!("{} has no `{key}`", self.what))
                .at(&self.head())
                .why(why)
                .help(format!("add a line `{key} = …`")),
        );
    }

    /// The first line of the table, for what concerns it as a whole.
    pub fn head(&self) -> Span {
        let whole = self.span();
        let first = whole.text().lines().next().unwrap_or_default().len();
        Span::new(self.file, whole.range.start..whole.range.start + first)
    }

    /// A text that must not be empty if it is there.
    pub fn text(&self, key: &'static str) -> Option<At<String>> {
        let text: At<String> = self.at(key)?;
        if text.value.trim().is_empty() {
            self.sink.report(
                Diagnostic::error("empty-text", format!("`{key}` in {} is empty", self.what))
                    .at(&text.span)
                    .help(format!("write the text, or leave `{key}` out")),
            );
            return None;
        }
        Some(text)
    }

    /// A text that must be there and not be empty.
    pub fn need_text(&self, key: &'static str, why: &str) -> Option<At<String>> {
        if self.value(key).is_none() {
            self.missing(key, why);
        }
        self.text(key)
    }

    /// A list of values; absent is empty, a single value is an error.
    pub fn list<T: Read>(&self, key: &'static str) -> Vec<At<T>> {
        self.maybe_list(key).unwrap_or_default()
    }

    /// A list of values, or `None` where the key is absent.
    pub fn maybe_list<T: Read>(&self, key: &'static str) -> Option<Vec<At<T>>> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::Array(array) => {
                Some(array.iter().filter_map(|value| self.read(key, value)).collect())
            }
            other => {
                let hint = format!("put it in brackets: `{key} = [ … ]`");
                self.mismatch(key, value.span(), "a list", describe(other), hint);
                None
            }
        }
    }

    /// Whether the value of `key` is a list.
    pub fn is_list(&self, key: &'static str) -> bool {
        matches!(self.value(key).map(Spanned::get_ref), Some(DeValue::Array(_)))
    }

    /// A table below this one.
    pub fn table(&self, key: &'static str) -> Option<Table<'a>> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::Table(table) => {
                Some(self.inner(table, value.span(), format!("`{key}` of {}", self.what)))
            }
            other => {
                self.mismatch(key, value.span(), "a table", describe(other), String::new());
                None
            }
        }
    }

    /// A list of tables below this one, each with the place it stands.
    pub fn tables(&self, key: &'static str) -> Vec<Table<'a>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let what = format!("`{key}` of {}", self.what);
        let DeValue::Array(array) = value.get_ref() else {
            let hint = format!("begin each with a line `[[{key}]]`");
            self.mismatch(key, value.span(), "a list of tables", describe(value.get_ref()), hint);
            return Vec::new();
        };
        let mut tables = Vec::new();
        for value in array.iter() {
            match value.get_ref() {
                DeValue::Table(table) => tables.push(self.inner(table, value.span(), what.clone())),
                other => {
                    let found = describe(other);
                    self.mismatch(key, value.span(), "a list of tables", found, String::new());
                }
            }
        }
        tables
    }

    /// The keys, for tables whose keys are a person's own, each with its value as a table.
    pub fn entries(&self) -> Vec<(At<String>, Table<'a>)> {
        let mut entries = Vec::new();
        for (key, value) in self.table {
            let name = key.get_ref().to_string();
            match value.get_ref() {
                DeValue::Table(table) => {
                    let span = Span::new(self.file, key.span());
                    let inner = self.inner(table, value.span(), format!("`{name}`"));
                    entries.push((At { value: name, span }, inner));
                }
                other => self.mismatch(&name, value.span(), "a table", describe(other), String::new()),
            }
        }
        entries
    }

    /// The keys a person chose freely, with text values read by `T`; `known` ones are left out.
    pub fn rest<T: Read>(&self, known: &[&str]) -> Vec<(At<String>, At<T>)> {
        self.table
            .iter()
            .filter(|(key, _)| !known.contains(&key.get_ref().as_ref()))
            .filter_map(|(key, value)| {
                let name = key.get_ref().to_string();
                let read = self.read(&name, value)?;
                Some((At { value: name, span: Span::new(self.file, key.span()) }, read))
            })
            .collect()
    }

    /// The value as JSON, for libraries with formats of their own.
    pub fn json(&self, leave_out: &[&'static str]) -> serde_json::Map<String, serde_json::Value> {
        self.table
            .iter()
            .filter(|(key, _)| !leave_out.contains(&key.get_ref().as_ref()))
            .map(|(key, value)| (key.get_ref().to_string(), json(value.get_ref())))
            .collect()
    }

    /// Reports keys that are in none of `known` lists nor were asked for.
    pub fn finish_with(&self, known: &[&'static str]) {
        let mut asked = self.asked.borrow().clone();
        asked.extend(known);
        for (key, _) in self.table {
            let name = key.get_ref().as_ref();
            if !asked.contains(name) {
                self.sink.report(
                    Diagnostic::error("unknown-key", format!("unknown key `{name}` in {}", self.what))
                        .at(&Span::new(self.file, key.span()))
                        .why("a misspelt key would be ignored without a word")
                        .maybe_help(did_you_mean(name, asked.iter().copied(), "known keys")),
                );
            }
        }
    }

    /// Reports keys that nobody asked for.
    pub fn finish(&self) {
        self.finish_with(&[]);
    }
}

/// The kind of a value, for messages.
fn describe(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

fn json(value: &DeValue<'_>) -> serde_json::Value {
    match value {
        DeValue::String(text) => text.as_ref().into(),
        DeValue::Integer(number) => integer(value)
            .map_or_else(|| number.as_str().into(), serde_json::Value::from),
        DeValue::Float(number) => number
            .as_str()
            .replace('_', "")
            .parse::<f64>()
            .map_or_else(|_| number.as_str().into(), serde_json::Value::from),
        DeValue::Boolean(yes) => (*yes).into(),
        DeValue::Datetime(datetime) => datetime.to_string().into(),
        DeValue::Array(array) => array.iter().map(|value| json(value.get_ref())).collect(),
        DeValue::Table(table) => table
            .iter()
            .map(|(key, value)| (key.get_ref().to_string(), json(value.get_ref())))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    }
}

fn integer(value: &DeValue<'_>) -> Option<i64> {
    match value {
        DeValue::Integer(number) => {
            i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()
        }
        _ => None,
    }
}

impl Read for String {
    const EXPECTED: &'static str = "a text";

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
            _ => Err("write it without quotation marks".into()),
        }
    }
}

impl Read for i64 {
    const EXPECTED: &'static str = "a whole number";

    fn read(value: &DeValue<'_>, _: &Sink) -> Result<i64, String> {
        integer(value).ok_or_else(String::new)
    }
}

impl Read for f64 {
    const EXPECTED: &'static str = "a number";

    fn read(value: &DeValue<'_>, _: &Sink) -> Result<f64, String> {
        match value {
            DeValue::Float(number) => number.as_str().replace('_', "").parse().map_err(|_| String::new()),
            // Counts of people are far below 2^53, beyond which this would round.
            _ => integer(value).map(|number| number as f64).ok_or_else(String::new),
        }
    }
}

/// A count or a limit: a whole number from 0.
impl Read for usize {
    const EXPECTED: &'static str = "a whole number, 0 or more";

    fn read(value: &DeValue<'_>, _: &Sink) -> Result<usize, String> {
        integer(value).and_then(|number| number.try_into().ok()).ok_or_else(String::new)
    }
}

/// A priority.
impl Read for u8 {
    const EXPECTED: &'static str = "a whole number from 0 to 100";

    fn read(value: &DeValue<'_>, _: &Sink) -> Result<u8, String> {
        integer(value)
            .filter(|number| (0..=100).contains(number))
            .and_then(|number| number.try_into().ok())
            .ok_or_else(String::new)
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

    fn read(value: &DeValue<'_>, _: &Sink) -> Result<NaiveDate, String> {
        datetime(value)
            .filter(|datetime| datetime.time.is_none())
            .and_then(|datetime| date_of(&datetime))
            .ok_or_else(|| "year, month, day, without quotation marks".into())
    }
}

impl Read for PartialDate {
    const EXPECTED: &'static str = "a year, a month or a date";

    fn read(value: &DeValue<'_>, sink: &Sink) -> Result<PartialDate, String> {
        let hint = "write 2013, \"2013-09\" or 2013-09-11";
        match value {
            DeValue::Integer(_) => integer(value)
                .filter(|year| (1..=9999).contains(year))
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
            let value = table.get(key).ok_or_else(|| format!("`{key}` is missing"))?;
            PartialDate::read(value.get_ref(), sink)
        };
        let (from, to) = (end("from")?, end("to")?);
        if table.len() > 2 {
            return Err("a period has only `from` and `to`".into());
        }
        if to.last_day() < from.first_day() {
            return Err("it ends before it begins".into());
        }
        Ok(Period { from, to })
    }
}

impl Read for DateTime<Utc> {
    const EXPECTED: &'static str = "a time such as 2026-12-01T09:00:00Z";

    fn read(value: &DeValue<'_>, sink: &Sink) -> Result<DateTime<Utc>, String> {
        let datetime = datetime(value).ok_or_else(String::new)?;
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
                    format!("there is no such time in {}: clocks go forward over it", sink.timezone)
                }),
        }
    }
}

impl Read for Tlp {
    const EXPECTED: &'static str = "a TLP 2.0 label";

    fn read(value: &DeValue<'_>, sink: &Sink) -> Result<Tlp, String> {
        String::read(value, sink)?.parse()
    }
}

/// Implements [`Read`] for an enum whose values have one word each.
macro_rules! words {
    ($type:ty, $($word:literal => $value:expr),+ $(,)?) => {
        impl $crate::load::reader::Read for $type {
            const EXPECTED: &'static str = concat!("one of", $(" `", $word, "`",)+);

            fn read(
                value: &toml::de::DeValue<'_>,
                sink: &$crate::load::reader::Sink,
            ) -> Result<Self, String> {
                let word = <String as $crate::load::reader::Read>::read(value, sink)?;
                match word.as_str() {
                    $($word => Ok($value),)+
                    other => Err($crate::diag::did_you_mean(other, [$($word),+], "known")
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
