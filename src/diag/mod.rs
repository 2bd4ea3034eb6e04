//! One shape for everything the tool has to say to a person; renderers live beside it.
//!
//! A message says what is wrong (lower case, the person's words in backticks, no final stop), where,
//! why it matters ([`Diagnostic::why`]) and one thing to do ([`Diagnostic::help`]).

pub mod github;
pub mod human;
pub mod json;
pub mod once;
pub mod region;
pub mod sarif;
pub mod saved;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use region::Lines;

/// A text file as it was read, kept so that messages can show it.
#[derive(Debug)]
pub struct File {
    /// The path as messages print it: relative to the workspace, with `/`.
    pub path: String,
    /// The whole text.
    pub text: String,
    /// Where its lines begin, as thousands of places in it may be told.
    lines: Lines,
}

impl File {
    /// A file of a path and a text.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Arc<File> {
        let text = text.into();
        let lines = Lines::of(&text);
        Arc::new(File { path: path.into(), text, lines })
    }
}

impl PartialEq for File {
    fn eq(&self, other: &File) -> bool {
        self.path == other.path && self.text == other.text
    }
}

impl Eq for File {}

/// By its path, as thousands of findings in one file may each be looked up.
impl Hash for File {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.path.hash(state);
    }
}

/// A stretch of a file, in bytes.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Span {
    /// The file.
    pub file: Arc<File>,
    /// Byte offsets into [`File::text`], on character boundaries.
    pub range: Range<usize>,
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}..{}", self.file.path, self.range.start, self.range.end)
    }
}

impl Span {
    /// A span of `file`, pulled onto character boundaries and into the text.
    pub fn new(file: &Arc<File>, range: Range<usize>) -> Span {
        let text = &file.text;
        let mut start = range.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = range.end.clamp(start, text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        Span { file: file.clone(), range: start..end }
    }

    /// The whole file, shown as its path alone.
    pub fn whole(file: &Arc<File>) -> Span {
        Span::new(file, 0..0)
    }

    /// The spanned text.
    pub fn text(&self) -> &str {
        &self.file.text[self.range.clone()]
    }

    /// The whole lines that the span stands in.
    pub fn lines(&self) -> &str {
        let text = &self.file.text;
        let start = text[..self.range.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[self.range.end..].find('\n').map_or(text.len(), |at| self.range.end + at);
        &text[start..end]
    }

    /// A whole line, counted from 1, without the blanks around it; the file where there is none.
    pub fn line(file: &Arc<File>, line: usize) -> Span {
        let mut at = 0;
        for (number, text) in file.text.split_inclusive('\n').enumerate() {
            if number + 1 == line {
                let start = at + text.len() - text.trim_start().len();
                return Span::new(file, start..at + text.trim_end().len());
            }
            at += text.len();
        }
        Span::whole(file)
    }

    /// Where `needle` stands within the span, first as a word or number of its own; or the span itself.
    pub fn find(&self, needle: &str) -> Span {
        let text = self.text();
        let whole = |at: &usize| {
            let before = text[..*at].chars().next_back();
            let after = text[at + needle.len()..].chars().next();
            let joined = |edge: Option<char>, beside: Option<char>| {
                edge.zip(beside).is_some_and(|(a, b)| a.is_alphanumeric() && b.is_alphanumeric())
            };
            !joined(needle.chars().next(), before) && !joined(needle.chars().next_back(), after)
        };
        let own = text.match_indices(needle).map(|(at, _)| at).find(whole);
        let at = own.or_else(|| text.find(needle));
        let range = at.map(|at| at..at + needle.len()).or_else(|| find_over_lines(text, needle));
        range.map_or_else(
            || self.clone(),
            |range| {
                let start = self.range.start;
                Span::new(&self.file, start + range.start..start + range.end)
            },
        )
    }

    /// Line and column of the start, both from 1; the column counts characters.
    pub fn line_column(&self) -> (usize, usize) {
        self.file.lines.place(&self.file.text, self.range.start)
    }
}

/// Bytes of words that are looked for over the ends of lines: longer ones would take the square of their length.
const BROKEN: usize = 200;

/// Where words stand that a person has broken over lines.
fn find_over_lines(text: &str, needle: &str) -> Option<Range<usize>> {
    if needle.len() > BROKEN {
        return None;
    }
    let mut words = needle.split(' ');
    let first = words.next().filter(|first| !first.is_empty() && needle.contains(' '))?;
    text.match_indices(first).find_map(|(start, _)| {
        let mut rest = &text[start + first.len()..];
        for word in words.clone() {
            let trimmed = rest.trim_start();
            rest = trimmed.strip_prefix(word).filter(|_| trimmed.len() < rest.len())?;
        }
        Some(start..text.len() - rest.len())
    })
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Said once, fails nothing.
    Note,
    /// Someone should look.
    Warning,
    /// The paper is not built.
    Error,
}

impl Level {
    /// The word in messages and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub level: Level,
    /// The name of the check or fault, kebab-case, stable.
    pub check: &'static str,
    /// What is wrong.
    pub message: String,
    /// Where; `None` for what concerns no file.
    pub span: Option<Span>,
    /// A word at the underlined text.
    pub label: Option<String>,
    /// Other places that belong to it, each with a word.
    pub also: Vec<(Span, String)>,
    /// Why it matters.
    pub why: Option<String>,
    /// One thing to do.
    pub help: Option<String>,
    /// What the library that found it says, for whoever knows it.
    pub detail: Option<String>,
    /// The paper it concerns, by its stem.
    pub brief: Option<String>,
    /// The item it concerns.
    pub item: Option<String>,
    /// Whether it names what the paper's reader must not see: for us, never for a draft.
    pub confidential: bool,
    /// The override that lifts it; it is a note then, whatever it was.
    pub allowed: Option<Allowed>,
}

/// An override, as far as a message says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowed {
    /// Who decided.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When, as ISO 8601.
    pub on: String,
    /// The last day it holds, as ISO 8601.
    pub until: Option<String>,
}

impl Allowed {
    /// The reason, by whom and when.
    pub fn sentence(&self) -> String {
        let until = self.until.as_ref().map_or(String::new(), |day| format!(", until {day}"));
        format!("{} ({}, {}{until})", self.reason, self.by, self.on)
    }
}

impl Diagnostic {
    /// A message of any level.
    pub fn new(level: Level, check: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            level,
            check,
            message: message.into(),
            span: None,
            label: None,
            also: Vec::new(),
            why: None,
            help: None,
            detail: None,
            brief: None,
            item: None,
            confidential: false,
            allowed: None,
        }
    }

    /// An error.
    pub fn error(check: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Level::Error, check, message)
    }

    /// A warning.
    pub fn warning(check: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Level::Warning, check, message)
    }

    /// A note.
    pub fn note(check: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Level::Note, check, message)
    }

    /// Where it is.
    pub fn at(mut self, span: &Span) -> Diagnostic {
        self.span = Some(span.clone());
        self
    }

    /// A word at the underlined text.
    pub fn label(mut self, label: impl Into<String>) -> Diagnostic {
        self.label = Some(label.into());
        self
    }

    /// Another place that belongs to it.
    pub fn also(mut self, span: &Span, label: impl Into<String>) -> Diagnostic {
        self.also.push((span.clone(), label.into()));
        self
    }

    /// Why it matters.
    pub fn why(mut self, why: impl Into<String>) -> Diagnostic {
        self.why = Some(why.into());
        self
    }

    /// One thing to do.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// One thing to do, where there is one.
    pub fn maybe_help(mut self, help: Option<String>) -> Diagnostic {
        self.help = help.or(self.help);
        self
    }

    /// What the library that found it says, in words that a person may do without.
    pub fn detail(mut self, words: impl Into<String>) -> Diagnostic {
        self.detail = Some(words.into());
        self
    }

    /// The item it concerns.
    pub fn item(mut self, id: impl Into<String>) -> Diagnostic {
        self.item = Some(id.into());
        self
    }

    /// It names what the paper's reader must not see.
    pub fn confidential(mut self) -> Diagnostic {
        self.confidential = true;
        self
    }

    /// Whether it stops a paper.
    pub fn is_error(&self) -> bool {
        self.level == Level::Error
    }
}

/// Sorts by file and place; what has none stands first.
pub fn sort_by_place(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| place(a).cmp(&place(b)));
}

fn place(diagnostic: &Diagnostic) -> Option<(&str, usize)> {
    diagnostic.span.as_ref().map(|span| (span.file.path.as_str(), span.range.start))
}

/// Whether any of `diagnostics` stops a paper.
pub fn any_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(Diagnostic::is_error)
}

/// The candidate most like `word`, if one is like it at all.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&folded, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness >= 0.82)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}

/// “did you mean `x`?”, or else what there is.
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
    what: &str,
) -> Option<String> {
    if let Some(near) = nearest(word, candidates.clone()) {
        return Some(format!("did you mean `{near}`?"));
    }
    let known: Vec<_> = candidates.into_iter().collect();
    match known.len() {
        0 => None,
        1 if what == "there are" => Some(format!("there is only `{}`", known[0])),
        1..=20 => Some(format!("{what}: {}", and_list(&known))),
        n => {
            let shown: Vec<String> = known[..10].iter().map(|word| format!("`{word}`")).collect();
            Some(format!("{what}: {} and {} more", shown.join(", "), n - 10))
        }
    }
}

/// `a`, `b` and `c`, each in backticks.
pub fn and_list(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// “1 item”, “2 items”.
pub fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_where_it_stands_alone() {
        let text = "In 2020, 20 of 120 closed.[1] Réunion, a union";
        let file = File::new("a.toml", text);
        let column = |needle| Span::new(&file, 0..text.len()).find(needle).line_column().1;
        assert_eq!([column("20"), column("1"), column("union")], [10, 28, 42]);
        // Part of a word where it is nowhere else.
        assert_eq!(column("losed"), 21);
    }

    /// They were told at the beginning of the whole body.
    #[test]
    fn words_broken_over_lines_are_found() {
        let text = "body = \"\"\"\nThe report of last\n  year says so, last yearly too.\n\"\"\"";
        let file = File::new("a.toml", text);
        let all = Span::new(&file, 0..text.len());
        assert_eq!(all.find("last year says").text(), "last\n  year says");
        assert_eq!(all.find("no such words"), all);
        assert_eq!(all.find("reportof last"), all);
        assert_eq!(all.find(" "), Span::new(&file, 4..5));
    }

    #[test]
    fn spans_know_their_line_and_column() {
        let file = File::new("a.toml", "é = 1\nsöurce = 2\n");
        let span = Span::whole(&file);
        assert_eq!(span.line_column(), (1, 1));
        let word = Span::new(&file, 0..file.text.len()).find("= 2");
        assert_eq!(word.line_column(), (2, 8));
        assert_eq!(word.text(), "= 2");
    }

    #[test]
    fn suggestions_are_near_or_none() {
        assert_eq!(nearest("tilte", ["title", "text"]), Some("title"));
        assert_eq!(nearest("colour", ["title", "text"]), None);
        assert_eq!(and_list(&["a", "b", "c"]), "`a`, `b` and `c`");
    }
}
