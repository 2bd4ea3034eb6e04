//! Files that are no TOML, said in plain words; and where all problems of a load go.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::DeTable;

use super::plain_words::{escape, in_plain_words, is_of_escape, line_of};
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
    let (table, mut errors) = DeTable::parse_recoverable(&file.text);
    // What is wrong within texts is found after all else.
    errors.sort_by_key(|error| error.span().map_or(0, |span| span.start));
    let unclosed = || if errors.is_empty() { None } else { unclosed(file) };
    let one = merge_conflict(file).or_else(unclosed).or_else(|| single_brackets(file));
    if let Some(fault) = one {
        sink.report(fault);
        return (table, false);
    }
    // One slip may give thousands of errors: each is looked at in no more time than it takes to find its line.
    let breaks = if errors.is_empty() { "" } else { &file.text }.match_indices('\n');
    let starts: Vec<usize> = std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect();
    let mut lines = BTreeSet::new();
    let mut said = 0;
    for error in &errors {
        let mut span = visible_span(file, error.span().unwrap_or(0..0), &starts);
        let line = line_at(&starts, span.range.start);
        // The lines right after a slip trip over it too.
        if lines.range(line.saturating_sub(2)..=line + 2).next().is_some() {
            lines.insert(line);
            continue;
        }
        if said == 3 {
            break;
        }
        said += 1;
        lines.insert(line);
        if is_of_escape(error.message()) {
            span = escape(&span);
        }
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
pub(super) fn end_of_text(text: &str, at: usize, line: usize) -> usize {
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

/// The number of the line, from 0, that a place stands in. `starts` are where lines begin.
fn line_at(starts: &[usize], at: usize) -> usize {
    starts.partition_point(|start| *start <= at).saturating_sub(1)
}

/// A span that shows something: of an empty one, the line it stands in, up to there.
fn visible_span(file: &Arc<File>, range: Range<usize>, starts: &[usize]) -> Span {
    let span = Span::new(file, range);
    let blank = |c: char| c.is_ascii_whitespace();
    if !span.text().trim_matches(blank).is_empty() {
        return span;
    }
    let here = span.range.start;
    let line = starts[line_at(starts, here)];
    let begins_wrong = |c: char| c == '=' || !c.is_ascii();
    if file.text[here..].starts_with(begins_wrong)
        && file.text[line..here].trim_matches(blank).is_empty()
    {
        let rest = file.text[here..].split('\n').next().unwrap_or_default().trim_end();
        return Span::new(file, here..here + rest.len());
    }
    let before = file.text[..here].trim_end_matches(blank);
    let start = starts[line_at(starts, before.len())];
    Span::new(file, start..before.len().max(start))
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
