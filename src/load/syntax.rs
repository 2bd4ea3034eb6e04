//! Files that are no TOML, said in plain words; and where all problems of a load go.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::DeTable;

use crate::diag::{Diagnostic, File, Span};

/// Where problems go, and the zone that times without one are in.
#[derive(Debug)]
pub struct Sink {
    found: RefCell<Vec<Diagnostic>>,
    /// Values that are not TOML: what else is wrong with them follows from that.
    faults: RefCell<Vec<Span>>,
    /// The workspace's time zone.
    pub timezone: chrono_tz::Tz,
}

impl Sink {
    /// An empty one.
    pub fn new(timezone: chrono_tz::Tz) -> Sink {
        Sink { found: RefCell::default(), faults: RefCell::default(), timezone }
    }

    /// One whose problems nobody hears: for a file whose syntax is at fault, of which all else follows.
    pub fn quiet(&self) -> Sink {
        Sink::new(self.timezone)
    }

    /// Adds a problem.
    pub fn report(&self, diagnostic: Diagnostic) {
        if diagnostic.span.as_ref().is_some_and(|span| self.faults.borrow().contains(span)) {
            return;
        }
        self.found.borrow_mut().push(diagnostic);
    }

    /// Whether a file was no TOML.
    pub fn has_faults(&self) -> bool {
        self.found.borrow().iter().any(|diagnostic| diagnostic.check == "toml")
    }

    /// All problems so far, in the order they were found.
    pub fn into_found(self) -> Vec<Diagnostic> {
        self.found.into_inner()
    }
}

/// Parses a file; faults of syntax are reported, and what could be read in spite of them is kept.
///
/// One slip may make a parser trip many times over: only the first few faults are said, and of a file
/// with any nothing else is (see [`Sink::quiet`]).
pub fn parse<'a>(file: &'a Arc<File>, sink: &Sink) -> (Spanned<DeTable<'a>>, bool) {
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    if let Some(span) = single_brackets(file) {
        let word = span.text().trim_matches(['[', ']']).to_owned();
        sink.report(
            Diagnostic::error("toml", format!("`[{word}]` begins one table; there may be many"))
                .at(&span)
                .why("nothing of a file that cannot be read for certain is used")
                .help(format!("begin each with two brackets: `[[{word}]]`")),
        );
        return (table, false);
    }
    let mut lines = Vec::new();
    for error in &errors {
        let span = visible_span(file, error.span().unwrap_or(0..0));
        let (line, _) = span.line_column();
        if lines.contains(&line) || lines.len() == 3 {
            continue;
        }
        lines.push(line);
        let (message, help) = in_plain_words(error.message(), &span);
        sink.report(
            Diagnostic::error("toml", message)
                .at(&span)
                .why("nothing of a file that cannot be read for certain is used")
                .help(help),
        );
        sink.faults.borrow_mut().push(span);
    }
    (table, errors.is_empty())
}

/// A line such as `[fact]` where there may be many.
fn single_brackets(file: &Arc<File>) -> Option<Span> {
    let many = ["fact", "quote", "recommendation", "section", "allow", "outline"];
    let mut at = 0;
    for line in file.text.split_inclusive('\n') {
        let word = line.split('#').next().unwrap_or_default().trim();
        let inner = word.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        if inner.is_some_and(|inner| many.contains(&inner.trim())) {
            return Some(Span::new(file, at..at + word.len()));
        }
        at += line.len();
    }
    None
}

/// A span that shows something: of an empty one, the line it stands in.
fn visible_span(file: &Arc<File>, range: Range<usize>) -> Span {
    let span = Span::new(file, range);
    if !span.text().trim().is_empty() {
        return span;
    }
    let before = file.text[..span.range.start].trim_end();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    Span::new(file, start..before.len().max(start))
}

/// The parser's message and what to do, for someone who does not write programs.
fn in_plain_words(message: &str, span: &Span) -> (String, String) {
    let has = |word: &str| message.contains(word);
    let line = span.text();
    let (what, help) = if has("invalid date") || has("date-time") || has("datetime") {
        ("this is no day", "write year-month-day without quotation marks: 2026-12-01")
    } else if line.contains(['“', '”']) && !line.contains('"') {
        (
            "typographic quotation marks around a text",
            "write straight ones: \"…\"; typographic ones may stand within a text",
        )
    } else if has("string") {
        (
            "a text does not end, or ends too early",
            "close it with `\"`; write a `\"` within a text as `\\\"`, or use “ and ”; put longer texts between `\"\"\"`",
        )
    } else if has("duplicate key") {
        (
            "this key stands here twice",
            "keep one of the two; several facts, quotations or sections begin with `[[…]]` each",
        )
    } else if has("inline table") || has("array") {
        (
            "a list or table in one line does not end, or lacks a comma",
            "put commas between its parts and close it with `]` or `}`",
        )
    } else {
        (
            "this line cannot be read",
            "write `key = \"text\"`, one a line; numbers without commas, 43200 or 43_200",
        )
    };
    (format!("{what} ({message})"), help.to_owned())
}
