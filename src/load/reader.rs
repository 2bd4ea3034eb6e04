//! Reading TOML tables into plain data, with every problem said at its place and none hiding another.
//!
//! A [`Table`] remembers which keys were asked for; [`Table::finish`] reports the others as unknown.
//! Nothing here stops at the first problem: what cannot be read is reported and left out.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::instead::instead;
use super::syntax::Sink;
use crate::diag::{Diagnostic, File, Span, did_you_mean, nearest};
use crate::hash::{hex, sha256};
use crate::model::At;

/// A value that TOML can hold.
pub trait Read: Sized {
    /// What is expected, for messages: “a text”.
    const EXPECTED: &'static str;

    /// How one looks.
    const EXAMPLE: &'static str = "…";

    /// Reads it; `Err` holds a hint, or nothing where what is expected says it all.
    fn read(value: &DeValue<'_>, sink: &Sink) -> Result<Self, String>;
}

/// That something is written and cannot be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

/// A table being read.
pub struct Table<'a> {
    table: &'a DeTable<'a>,
    file: &'a Arc<File>,
    span: Range<usize>,
    what: String,
    sink: &'a Sink,
    asked: RefCell<BTreeSet<&'static str>>,
    /// Unknown keys of which something else has been said.
    excused: RefCell<BTreeSet<String>>,
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
            excused: RefCell::default(),
        }
    }

    fn inner(&self, table: &'a DeTable<'a>, span: Range<usize>, what: String) -> Table<'a> {
        Table {
            table,
            file: self.file,
            span,
            what,
            sink: self.sink,
            asked: RefCell::default(),
            excused: RefCell::default(),
        }
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

    /// What all that is written in it is known by, wherever it stands.
    pub fn digest(&self) -> String {
        let mut written = String::new();
        self.written(self.table, &mut written);
        hex(sha256(written.as_bytes()))
    }

    fn written(&self, table: &DeTable<'_>, to: &mut String) {
        for (key, value) in table {
            to.push_str(key.get_ref());
            to.push('\0');
            self.written_value(value, to);
            to.push('\0');
        }
    }

    fn written_value(&self, value: &Spanned<DeValue<'_>>, to: &mut String) {
        match value.get_ref() {
            // Tables with a head of their own stand in several places.
            DeValue::Table(table) => self.written(table, to),
            DeValue::Array(array) => {
                array.iter().for_each(|value| self.written_value(value, to));
                to.push('\0');
            }
            _ => to.push_str(self.file.text.get(value.span()).unwrap_or_default()),
        }
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
        // What was written says more than what kind it is of.
        let written = Span::new(self.file, span.clone());
        let short = written.text().chars().count() <= 30 && !written.text().contains('\n');
        let found = if short { format!("`{}`", written.text()) } else { found.to_owned() };
        let mut diagnostic = Diagnostic::error(
            "wrong-type",
            format!("`{key}` in {} should be {expected}, not {found}", self.what),
        )
        .at(&Span::new(self.file, span))
        .label(format!("expected {expected}"))
        .why("what was meant is not guessed at");
        if !hint.is_empty() {
            diagnostic = diagnostic.help(hint);
        }
        self.sink.report(diagnostic);
    }

    fn read<T: Read>(&self, key: &str, value: &'a Spanned<DeValue<'a>>) -> Option<At<T>> {
        self.read_as(key, value, |right| format!("write `{key} = {right}`"))
    }

    /// Reads a value; `right` says how to write it where its own words have a right form.
    fn read_as<T: Read>(
        &self,
        key: &str,
        value: &'a Spanned<DeValue<'a>>,
        right: impl Fn(String) -> String,
    ) -> Option<At<T>> {
        match T::read(value.get_ref(), self.sink) {
            Ok(read) => Some(At { value: read, span: Span::new(self.file, value.span()) }),
            Err(hint) => {
                let span = Span::new(self.file, value.span());
                let own = instead::<T>(value.get_ref(), span.text(), self.sink);
                let hint = own.map_or(hint, right);
                self.mismatch(key, value.span(), T::EXPECTED, describe(value.get_ref()), hint);
                None
            }
        }
    }

    /// A value as it is written, if it is short.
    fn own(&self, value: &Spanned<DeValue<'_>>) -> Option<&'a str> {
        let written = self.file.text.get(value.span())?;
        (written.chars().count() <= OWN && !written.contains('\n')).then_some(written)
    }

    /// A hint with the person's own value in place of the example's: a text for `"…"`, a number for `8`.
    fn with_own(&self, hint: String, value: &Spanned<DeValue<'_>>) -> String {
        let example = match value.get_ref() {
            DeValue::String(_) => "\"…\"",
            DeValue::Integer(_) => "8",
            _ => return hint,
        };
        // A negative number is no example to give.
        match self.own(value).filter(|own| !own.starts_with('-')) {
            Some(own) => hint.replacen(example, own, 1),
            None => hint,
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

    /// A value that decides who may see something: one that is there and cannot be read is `Err`, never
    /// as good as absent.
    pub fn gate<T: Read>(&self, key: &'static str) -> Result<Option<At<T>>, Unreadable> {
        match self.at(key) {
            None if self.has(key) => Err(Unreadable),
            read => Ok(read),
        }
    }

    /// Where a key and its value begin, or the table's head.
    pub fn place(&self, key: &str) -> Span {
        match self.table.get_key_value(key) {
            Some((key, value)) => {
                Span::new(self.file, key.span().start..value.span().end.max(key.span().end))
            }
            None => self.head(),
        }
    }

    /// The text of a key that is nearly `key`: what was meant to be it.
    pub fn misspelt(&self, key: &'static str) -> Option<String> {
        let typed = self.nearest_unknown(key)?;
        self.table.get(typed)?.get_ref().as_str().map(str::to_owned)
    }

    fn nearest_unknown(&self, key: &str) -> Option<&str> {
        let asked = self.asked.borrow();
        let written = self.table.keys().map(|key| key.get_ref().as_ref());
        nearest(key, written.filter(|name| !asked.contains(name)))
    }

    /// A value that must be there.
    pub fn need<T: Read>(&self, key: &'static str, why: &str) -> Option<At<T>> {
        if self.value(key).is_none() {
            self.missing(key, why, T::EXAMPLE);
        }
        self.at(key)
    }

    fn missing(&self, key: &str, why: &str, like: &str) {
        let typed = self.nearest_unknown(key).and_then(|typed| self.table.get_key_value(typed));
        let error =
            Diagnostic::error("missing-key", format!("{} has no `{key}`", self.what)).why(why);
        self.sink.report(match typed {
            // One slip: that the other key is unknown need not be said too.
            Some((typed, _)) => {
                self.excused.borrow_mut().insert(typed.get_ref().to_string());
                let help = format!("write `{key}` instead of `{}`", typed.get_ref());
                error.at(&Span::new(self.file, typed.span())).help(help)
            }
            None => error.at(&self.head()).help(format!("add a line `{key} = {like}`")),
        });
    }

    /// The first line of the table, for what concerns it as a whole.
    pub fn head(&self) -> Span {
        let whole = self.span();
        let first = whole.text().lines().next().unwrap_or_default().len();
        Span::new(self.file, whole.range.start..whole.range.start + first)
    }

    /// A text that must not be empty if it is there.
    pub fn text(&self, key: &'static str) -> Option<At<String>> {
        self.filled(key, true)
    }

    /// A text that must not be empty; one that may be left out is told so.
    fn filled(&self, key: &'static str, optional: bool) -> Option<At<String>> {
        let text: At<String> = self.at(key)?;
        if text.value.trim().is_empty() {
            self.sink.report(
                Diagnostic::error("empty-text", format!("`{key}` in {} is empty", self.what))
                    .at(&text.span)
                    .why("it would be printed as nothing")
                    .help(match optional {
                        true => format!("write the text, or leave `{key}` out"),
                        false => "write the text".to_owned(),
                    }),
            );
            return None;
        }
        Some(text)
    }

    /// A text that must be there and not be empty.
    pub fn need_text(&self, key: &'static str, why: &str) -> Option<At<String>> {
        if self.value(key).is_none() {
            self.missing(key, why, String::EXAMPLE);
        }
        self.filled(key, false)
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
                let right = |right| format!("write `{right}`");
                Some(array.iter().filter_map(|value| self.read_as(key, value, right)).collect())
            }
            other => {
                let own = self.own(value).unwrap_or(" … ");
                let hint = format!("put it in brackets: `{key} = [{own}]`");
                self.mismatch(key, value.span(), "a list", describe(other), hint);
                None
            }
        }
    }

    /// The texts in the list of `key`, whatever else is wrong with it.
    pub fn texts(&self, key: &str) -> Vec<String> {
        match self.table.get(key).map(Spanned::get_ref) {
            Some(DeValue::Array(array)) => {
                let texts = array.iter().filter_map(|value| value.get_ref().as_str());
                texts.map(str::to_owned).collect()
            }
            Some(DeValue::String(text)) => vec![text.to_string()],
            _ => Vec::new(),
        }
    }

    /// How many values the list of `key` has as written.
    pub fn count(&self, key: &'static str) -> usize {
        match self.value(key).map(Spanned::get_ref) {
            Some(DeValue::Array(array)) => array.len(),
            _ => 0,
        }
    }

    /// Whether the value of `key` is a list.
    pub fn is_list(&self, key: &'static str) -> bool {
        matches!(self.value(key).map(Spanned::get_ref), Some(DeValue::Array(_)))
    }

    /// Whether the value of `key` is a table.
    pub fn is_table(&self, key: &'static str) -> bool {
        matches!(self.value(key).map(Spanned::get_ref), Some(DeValue::Table(_)))
    }

    /// A table below this one.
    pub fn table(&self, key: &'static str) -> Option<Table<'a>> {
        self.table_or(key, None)
    }

    /// The same, with what to write instead of something else.
    pub fn table_or(&self, key: &'static str, hint: Option<String>) -> Option<Table<'a>> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::Table(table) => {
                Some(self.inner(table, value.span(), format!("`{key}` of {}", self.what)))
            }
            other => {
                let hint = hint.unwrap_or_else(|| format!("write `{key} = {{ … }}`"));
                let hint = self.with_own(hint, value);
                self.mismatch(key, value.span(), GROUP, describe(other), hint);
                None
            }
        }
    }

    /// A list of tables below this one, each with the place it stands.
    pub fn tables(&self, key: &'static str) -> Vec<Table<'a>> {
        self.tables_or(key, None)
    }

    /// The same, with what to write instead of something else.
    pub fn tables_or(&self, key: &'static str, hint: Option<String>) -> Vec<Table<'a>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let what = format!("`{key}` of {}", self.what);
        let DeValue::Array(array) = value.get_ref() else {
            let hint = hint.unwrap_or_else(|| format!("begin each with a line `[[{key}]]`"));
            let hint = self.with_own(hint, value);
            self.mismatch(key, value.span(), GROUPS, describe(value.get_ref()), hint);
            return Vec::new();
        };
        let mut tables = Vec::new();
        for value in array.iter() {
            match value.get_ref() {
                DeValue::Table(table) => tables.push(self.inner(table, value.span(), what.clone())),
                other => {
                    let found = describe(other);
                    let hint = hint
                        .clone()
                        .unwrap_or_else(|| format!("begin each with a line `[[{key}]]`"));
                    let hint = self.with_own(hint, value);
                    self.mismatch(key, value.span(), GROUPS, found, hint);
                }
            }
        }
        tables
    }

    /// The keys, for tables whose keys are a person's own, each with its value as a table.
    pub fn entries(&self) -> Vec<(At<String>, Table<'a>)> {
        self.entries_or(|name| format!("begin it with a line `[{name}]`"))
    }

    /// The same, with what to write instead of something else.
    pub fn entries_or(&self, hint: impl Fn(&str) -> String) -> Vec<(At<String>, Table<'a>)> {
        let mut entries = Vec::new();
        for (key, value) in self.table {
            let name = key.get_ref().to_string();
            match value.get_ref() {
                DeValue::Table(table) => {
                    let span = Span::new(self.file, key.span());
                    let inner = self.inner(table, value.span(), format!("`{name}`"));
                    entries.push((At { value: name, span }, inner));
                }
                other => {
                    let found = describe(other);
                    let hint = self.with_own(hint(&name), value);
                    self.mismatch(&name, value.span(), GROUP, found, hint);
                }
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

    /// Reports keys that are in none of `known` lists nor were asked for, and says whether there were
    /// none.
    pub fn finish_with(&self, known: &[&'static str]) -> bool {
        let mut clean = true;
        let mut asked = self.asked.borrow().clone();
        asked.extend(known);
        for (key, _) in self.table {
            let name = key.get_ref().as_ref();
            if !asked.contains(name) {
                clean = false;
                if self.excused.borrow().contains(name) {
                    continue;
                }
                self.sink.report(
                    Diagnostic::error(
                        "unknown-key",
                        format!("`{name}` means nothing in {}", self.what),
                    )
                    .at(&Span::new(self.file, key.span()))
                    .why("what is misspelt must not be passed over without a word")
                    .help("delete it")
                    .maybe_help(did_you_mean(
                        name,
                        asked.iter().copied(),
                        "it may hold",
                    )),
                );
            }
        }
        clean
    }

    /// Whether this is a file of another folder: it has keys of `others` and none of its `own`. Then only that
    /// is said: what it holds instead, and where that belongs.
    pub fn misplaced(&self, own: &[&str], others: &[&str], holds: &str, belongs: &str) -> bool {
        let has = |keys: &[&str]| {
            self.table.keys().find(|key| keys.contains(&key.get_ref().as_ref())).map(Spanned::span)
        };
        let Some(first) = has(others).filter(|_| has(own).is_none()) else { return false };
        self.sink.report(
            Diagnostic::error("wrong-folder", format!("`{}` holds {holds}", self.file.path))
                .at(&Span::new(self.file, first))
                .why("what a file may hold is told by the folder it is in")
                .help(format!("move the file into {belongs}")),
        );
        true
    }

    /// Lets keys pass that would mean something beside another value of a key that is at fault.
    pub fn excuse(&self, keys: &[&'static str]) {
        self.excused.borrow_mut().extend(keys.iter().map(|key| (*key).to_owned()));
    }

    /// Reports keys that nobody asked for.
    pub fn finish(&self) -> bool {
        self.finish_with(&[])
    }
}

/// How many characters of a person's own value a hint repeats.
const OWN: usize = 60;

/// What a table is called in messages.
const GROUP: &str = "a group of lines or `{ … }`";
/// What a list of tables is called.
const GROUPS: &str = "a list of groups `{ … }`";

/// The kind of a value, for messages.
fn describe(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a group",
    }
}

fn json(value: &DeValue<'_>) -> serde_json::Value {
    match value {
        DeValue::String(text) => text.as_ref().into(),
        DeValue::Integer(number) => {
            integer(value).map_or_else(|| number.as_str().into(), serde_json::Value::from)
        }
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

pub(super) fn integer(value: &DeValue<'_>) -> Option<i64> {
    match value {
        DeValue::Integer(number) => {
            i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()
        }
        _ => None,
    }
}
