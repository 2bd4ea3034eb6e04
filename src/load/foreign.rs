//! What is wrong with files of formats that others have settled, in our own words: their libraries'
//! words are kept as a detail.

use std::sync::Arc;

use biblatex::{ParseErrorKind, Token};
use hayagriva::io::BibLaTeXError;

use super::sources::TYPES;
use crate::diag::{Diagnostic, File, Span, did_you_mean};

/// What can be done about most of what another program has written.
const AGAIN: &str = "mend this line, or export the file again from the program it comes from";

fn error(message: impl Into<String>) -> Diagnostic {
    Diagnostic::error("source", message)
}

/// A library's words, and whose they are.
fn says(format: &str, words: &str) -> String {
    format!("the reader of {format} says: {words}")
}

/// A file that would keep the machine busy without end.
pub fn too_much(file: &Arc<File>, reason: &str) -> Diagnostic {
    error(format!("this file cannot be read: {reason}"))
        .at(&Span::whole(file))
        .help("export the file again from the program it comes from")
}

/// A file with words in it, none of which describes a source.
pub fn no_sources(file: &Arc<File>) -> Diagnostic {
    error("this file describes no source")
        .at(&Span::whole(file))
        .help("export it again as BibLaTeX, where each source begins with `@`, or take it away")
}

/// An entry of a list without what items would call it by.
pub fn no_id(file: &Arc<File>, number: usize) -> Diagnostic {
    error(format!("source {number} of this file has no `id`"))
        .at(&Span::whole(file))
        .help("add `\"id\": \"…\"` to it: items call the source by it")
}

/// An entry of a list that cannot be understood.
pub fn entry(file: &Arc<File>, id: &str, reason: &str) -> Diagnostic {
    let (fault, _) = field(id, reason);
    fault.at(&Span::new(file, 0..file.text.len()).find(&format!("\"{id}\"")))
}

/// What Hayagriva says of a field of a source, and the field. Its words begin with the way there:
/// `key.field[0]: …`.
pub fn field(id: &str, reason: &str) -> (Diagnostic, Option<String>) {
    let Some((field, said)) = way(reason).filter(|(key, ..)| *key == id).map(|(_, f, s)| (f, s))
    else {
        let fault = error(format!("source `{id}` cannot be understood"));
        return (
            fault.detail(says("sources", reason)).help("write it as docs/files.md shows"),
            None,
        );
    };
    (of_field(id, field, said), Some(field.to_owned()))
}

/// What is wrong with a field of a source.
pub fn of_field(id: &str, field: &str, said: &str) -> Diagnostic {
    unknown_type(field, said).unwrap_or_else(|| {
        error(format!("`{field}` of source `{id}` cannot be understood"))
            .help(how_to_write(field))
            .detail(says("sources", said))
    })
}

/// `key.field[0]: words` → key, field, words.
fn way(reason: &str) -> Option<(&str, &str, &str)> {
    let (way, said) = reason.split_once(": ")?;
    let (key, field) = way.split_once('.')?;
    let field = field.split(['.', '[']).next().unwrap_or(field);
    let plain = |c: char| c.is_alphanumeric() || "-_:/+".contains(c);
    (key.chars().all(plain) && field.chars().all(plain)).then_some((key, field, said))
}

fn unknown_type(field: &str, said: &str) -> Option<Diagnostic> {
    let word = said.strip_prefix("unknown variant `")?.split('`').next()?;
    if field != "type" {
        return None;
    }
    let fault = error(format!("`{word}` is not a type of source"));
    Some(fault.maybe_help(did_you_mean(word, TYPES, "there are")))
}

fn how_to_write(field: &str) -> &'static str {
    match field {
        "author" | "editor" | "affiliated" => "write a name between `\"`, or a list of such names",
        "date" => "write a year, a month or a day: 2013, 2013-09, 2013-09-11",
        "volume" | "issue" | "edition" | "chapter" | "page-range" | "page-total" => {
            "write a number, or a text between `\"`"
        }
        "title" | "publisher" | "location" | "organization" | "genre" | "note" => {
            "write it as a text, between `\"`"
        }
        _ => "write it as docs/files.md shows",
    }
}

/// What is wrong with a YAML file, at a line counted from 1.
pub fn yaml(file: &Arc<File>, line: Option<usize>, said: &str) -> Diagnostic {
    let span = line.map_or_else(|| Span::whole(file), |line| Span::line(file, line));
    let id = way(said).map(|(id, ..)| id);
    let fault = match id {
        Some(id) => field(id, said).0,
        None if said.contains("no entry type for") => {
            let id = said.split('`').nth(1).unwrap_or_default();
            error(format!("source `{id}` has no `type`"))
                .help("add a line such as `type: report` or `type: web`")
        }
        None if said.contains("recursion limit") => {
            error("groups stand within groups here, too deep to be read")
                .help(AGAIN)
                .detail(says("YAML", said))
        }
        None if said.contains("repetition limit") => {
            error("parts of this file repeat one another until it has no end")
                .help(AGAIN)
                .detail(says("YAML", said))
        }
        None if said.contains("invalid type") => {
            error("this is not a list of sources, each with a key and a `:`")
                .help("write `key:`, and below it, each further in: `type: report`, `title: …`")
                .detail(says("YAML", said))
        }
        None => error("this cannot be read: it is not YAML").help(AGAIN).detail(says("YAML", said)),
    };
    fault.at(&span)
}

/// What is wrong with a JSON file.
pub fn json(file: &Arc<File>, found: &serde_json::Error) -> Diagnostic {
    let span = Span::line(file, found.line().max(1));
    let fault = match found.classify() {
        serde_json::error::Category::Eof => {
            error("this file ends too early: a bracket or a quotation mark in it is never closed")
        }
        serde_json::error::Category::Data => {
            error("this is not a list of sources (CSL-JSON), `[ { \"id\": … }, … ]`")
        }
        _ => error("this cannot be read: it is not JSON"),
    };
    fault.at(&span).help(AGAIN).detail(says("JSON", &found.to_string()))
}

/// What is wrong with a BibLaTeX file.
pub fn biblatex(file: &Arc<File>, found: &BibLaTeXError) -> Diagnostic {
    let (range, message, said) = match found {
        BibLaTeXError::Parse(error) => {
            (error.span.clone(), in_plain_words(&error.kind), error.kind.to_string())
        }
        BibLaTeXError::Type(error) => (
            error.span.clone(),
            "a date, a number or a name cannot be understood here".into(),
            error.kind.to_string(),
        ),
    };
    let span = Span::new(file, range);
    // An empty place, or one at a line's end, shows nothing.
    let span = match span.text().trim().is_empty() {
        true => Span::line(file, Span::new(file, before(file, span.range.start)).line_column().0),
        false => span,
    };
    error(message).at(&span).help(AGAIN).detail(says("BibLaTeX", &said))
}

/// The last character before a place that can be seen.
fn before(file: &File, at: usize) -> std::ops::Range<usize> {
    let end = file.text[..at].trim_end().len();
    end.saturating_sub(1)..end
}

fn in_plain_words(kind: &ParseErrorKind) -> String {
    match kind {
        ParseErrorKind::UnexpectedEof => {
            "the file ends in the middle of a source: a `}` or a `\"` is missing".into()
        }
        ParseErrorKind::Expected(token) => match token {
            Token::Comma => "a comma is missing here".into(),
            Token::Equals => "a `=` is missing here".into(),
            Token::OpeningBrace => "a `{` is missing here".into(),
            Token::ClosingBrace => "a `}` is missing here".into(),
            Token::QuotationMark => "a `\"` is missing here".into(),
            _ => "a word is missing here".into(),
        },
        ParseErrorKind::UnknownAbbreviation(word) => {
            format!(
                "`{word}` stands without `{{` and `}}` around it, and nothing says what it is short for"
            )
        }
        ParseErrorKind::DuplicateKey(key) => format!("the source `{key}` is described twice"),
        ParseErrorKind::MalformedCommand => "a command that begins with `\\` cannot be read".into(),
        _ => "this cannot be read: it is not BibLaTeX".into(),
    }
}
