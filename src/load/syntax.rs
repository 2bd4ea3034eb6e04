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
    if let Some(conflict) = merge_conflict(file) {
        sink.report(conflict);
        return (table, false);
    }
    if let Some(span) = single_brackets(file) {
        let word = span.text().trim_matches(['[', ']']).to_owned();
        sink.report(
            Diagnostic::error("toml", format!("`[{word}]` has one bracket too few on each side"))
                .at(&span)
                .why("nothing of a file that cannot be read for certain is used")
                .help(format!("begin each with two brackets: `[[{word}]]`")),
        );
        return (table, false);
    }
    let mut lines = Vec::new();
    let mut said = 0;
    for error in &errors {
        let span = visible_span(file, error.span().unwrap_or(0..0));
        let (line, _) = span.line_column();
        // The lines right after a slip trip over it too.
        if lines.iter().any(|said: &usize| line.abs_diff(*said) <= 2) {
            lines.push(line);
            continue;
        }
        if said == 3 {
            break;
        }
        said += 1;
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

/// What is wrong and what to do, for someone who does not write programs. The parser's own words are
/// about tokens; what stands on the line says more.
fn in_plain_words(message: &str, span: &Span) -> (&'static str, &'static str) {
    let has = |word: &str| message.contains(word);
    let line = line_of(span);
    let value = line.split_once('=').map_or("", |(_, value)| value).trim();
    let number = value.starts_with(|c: char| c.is_ascii_digit());
    if line.contains(|c: char| c.is_control() && c != '\t') {
        (
            "this line holds a character that cannot be seen and does not belong into a text",
            "type the line anew, or copy its words in as plain text",
        )
    } else if has("recurs") {
        (
            "lists stand within lists here, too deep to be read",
            "write one list: `topics = [\"one\", \"two\"]`",
        )
    } else if has("duplicate key") {
        (
            "this is said twice",
            "keep one of the two; several facts, quotations or sections begin with `[[…]]` each",
        )
    } else if has("invalid date") || has("date-time") || has("datetime") {
        ("there is no such day or hour", "write year-month-day without quotation marks: 2026-12-01")
    } else if value.contains(['“', '”']) && !value.contains('"') {
        (
            "typographic quotation marks around a text",
            "write straight ones: \"…\"; typographic ones may stand within a text",
        )
    } else if has("multi-line") {
        ("a text that begins with `\"\"\"` does not end", "write `\"\"\"` after its last line too")
    } else if has("must be quoted") && number && has("expected literal") {
        (
            "a date or a number cannot be written like this",
            "write a day as 2026-12-01, a number as 43200 or 43_200, any other text between `\"`",
        )
    } else if has("must be quoted") {
        ("a text without quotation marks", "put a `\"` before it and another after it")
    } else if has("string") {
        (
            "a text does not end, or ends too early",
            "close it with `\"`; write a `\"` within a text as `\\\"`, or use “ and ”",
        )
    } else if has("inline table") || has("array") {
        (
            "a list or a group in one line does not end, or lacks a comma",
            "put commas between its parts, none within a number, and close it with `]` or `}`",
        )
    } else if !line.contains('=') && line.contains(':') {
        ("there is a `:` where a `=` should be", "write `key = \"text\"`, one a line")
    } else if number {
        (
            "a date or a number cannot be written like this",
            "write a day as 2026-12-01, a number as 43200 or 43_200, any other text between `\"`",
        )
    } else if value.ends_with('"') {
        ("a text has no quotation mark where it begins", "put a `\"` before its first word")
    } else {
        ("this line cannot be read", "write `key = \"text\"`, one a line")
    }
}

/// The whole first line that a span stands in.
fn line_of(span: &Span) -> &str {
    let text = &span.file.text;
    let start = text[..span.range.start].rfind('\n').map_or(0, |at| at + 1);
    text[start..].split('\n').next().unwrap_or_default().trim_end_matches('\r')
}

/// What two people's changes left behind where neither was chosen.
fn merge_conflict(file: &Arc<File>) -> Option<Diagnostic> {
    let mut at = 0;
    for line in file.text.split_inclusive('\n') {
        if line.starts_with("<<<<<<< ") {
            return Some(
                Diagnostic::error("toml", "two versions of these lines stand in the file")
                    .at(&Span::new(file, at..at + line.trim_end().len()))
                    .why("two people changed them, and nobody has chosen yet")
                    .help("keep the right one of the two, and delete the lines `<<<<<<<`, `=======` and `>>>>>>>`"),
            );
        }
        at += line.len();
    }
    None
}
