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

    /// Whether a file of which `is` holds was no TOML.
    pub fn has_fault_in(&self, is: impl Fn(&Span) -> bool) -> bool {
        let found = self.found.borrow();
        let mut faults = found.iter().filter(|diagnostic| diagnostic.check == "toml");
        faults.any(|fault| fault.span.as_ref().is_some_and(&is))
    }

    /// All problems so far, in the order they were found.
    pub fn into_found(self) -> Vec<Diagnostic> {
        self.found.into_inner()
    }
}

/// Why faults of syntax matter.
const WHY: &str = "until it is mended, nothing in this file can be used";

/// Parses a file; faults of syntax are reported, and what could be read in spite of them is kept.
///
/// One slip may make a parser trip many times over: only the first few faults are said, and of a file
/// with any nothing else is (see [`Sink::quiet`]).
pub fn parse<'a>(file: &'a Arc<File>, sink: &Sink) -> (Spanned<DeTable<'a>>, bool) {
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    let unclosed = || if errors.is_empty() { None } else { unclosed(file) };
    let one = merge_conflict(file).or_else(unclosed).or_else(|| single_brackets(file));
    if let Some(fault) = one {
        sink.report(fault);
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
        let mut fault = Diagnostic::error("toml", message).at(&span).why(WHY).help(help);
        if error.message().contains("duplicate key")
            && let Some(first) = first_line_like(&span)
        {
            fault = fault.also(&first, "first said here");
        }
        sink.report(fault);
        sink.faults.borrow_mut().push(span);
    }
    (table, errors.is_empty())
}

/// An earlier line that begins as the one of `span` does.
fn first_line_like(span: &Span) -> Option<Span> {
    let start = |line: &str| {
        let line = line.trim();
        line.split('=').next().unwrap_or(line).trim().to_owned()
    };
    let this = start(line_of(span));
    let number = span.line_column().0;
    let mut lines = span.file.text.lines().take(number - 1);
    // The nearest one: the same key may stand in many groups.
    let at = lines.by_ref().enumerate().filter(|(_, line)| start(line) == this).last()?.0;
    Some(Span::line(&span.file, at + 1).find(&this))
}

/// A line such as `[fact]` where there may be many.
fn single_brackets(file: &Arc<File>) -> Option<Diagnostic> {
    let many = ["fact", "quote", "recommendation", "section", "allow", "outline"];
    let texts = long_texts(&file.text);
    let mut at = 0;
    for line in file.text.split_inclusive('\n') {
        let word = line.split('#').next().unwrap_or_default().trim();
        let inner = word.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let named = inner.map(str::trim).filter(|inner| many.contains(inner));
        if let Some(name) = named
            && !texts.iter().any(|text| text.contains(&at))
        {
            let start = at + line.len() - line.trim_start().len();
            return Some(
                Diagnostic::error(
                    "toml",
                    format!("`[{name}]` has one bracket too few on each side"),
                )
                .at(&Span::new(file, start..start + word.len()))
                .why("there may be many of its kind, and two brackets begin each")
                .help(format!("write `[[{name}]]`")),
            );
        }
        at += line.len();
    }
    None
}

/// What opens and closes a text of many lines.
const LONG: &str = "\"\"\"";

/// Where texts of many lines stand, from the mark that opens one to the one that closes it, or to the
/// end of the file.
fn long_texts(text: &str) -> Vec<Range<usize>> {
    let mut texts = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let line = rest.find('\n').map_or(text.len(), |end| at + end);
        if rest.starts_with(LONG) {
            let inside = at + LONG.len();
            let end = text[inside..].find(LONG).map_or(text.len(), |end| inside + end + LONG.len());
            texts.push(at..end);
            at = end;
        } else if rest.starts_with('#') {
            at = line;
        } else if rest.starts_with('"') {
            at = end_of_text(text, at + 1, line);
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    texts
}

/// Where a text of one line ends that begins at `at`, with `line` the end of its line.
fn end_of_text(text: &str, at: usize, line: usize) -> usize {
    let mut escaped = false;
    for (offset, c) in text[at..line].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + offset + 1,
            _ => {}
        }
    }
    line
}

/// A text of many lines that is never closed. Of one before another such text, the mark that opens the
/// second closes the first: it stands behind a `=`, as none that closes does.
fn unclosed(file: &Arc<File>) -> Option<Diagnostic> {
    let text = &file.text;
    let open = long_texts(text).into_iter().find(|range| {
        let inside = &text[range.start + LONG.len()..range.end];
        let Some(inside) = inside.strip_suffix(LONG) else { return true };
        inside.contains('\n') && inside.trim_end_matches([' ', '\t']).ends_with('=')
    })?;
    let line = text[open.start..].find('\n').map_or(text.len(), |end| open.start + end);
    let start = text[..open.start].rfind('\n').map_or(0, |at| at + 1);
    Some(
        Diagnostic::error("toml", "a text that begins with `\"\"\"` does not end")
            .at(&Span::new(file, start..line))
            .label("it begins here")
            .why("all that follows is taken for a part of it")
            .help("write `\"\"\"` after its last line too"),
    )
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
    if line.contains('\r') {
        (
            "the lines of this file end as on computers of long ago, and are taken for one",
            "open it in an editor and save it with other line ends (“LF”, “Unix” or “Windows”)",
        )
    } else if line.contains(|c: char| c.is_control() && c != '\t') {
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
            "a list `[ … ]` or a group `{ … }` does not end, or lacks a comma",
            "put commas between its parts, none within a number, and close it with `]` or `}`",
        )
    } else if !line.contains('=') && line.contains(':') {
        ("there is a `:` where a `=` should be", "write `=` instead, and what follows between `\"`")
    } else if number {
        (
            "a date or a number cannot be written like this",
            "write a day as 2026-12-01, a number as 43200 or 43_200, any other text between `\"`",
        )
    } else if value.ends_with('"') {
        ("a text has no quotation mark where it begins", "put a `\"` before its first word")
    } else {
        ("this line cannot be read", "write a word, `=`, and a text between `\"`: `title = \"…\"`")
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
                    .help("keep the right one, and delete the lines `<<<<<<<`, `=======` and `>>>>>>>`"),
            );
        }
        at += line.len();
    }
    None
}
