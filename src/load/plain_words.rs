//! Faults of TOML in the words of whoever wrote them.

use super::syntax::end_of_text;
use crate::diag::Span;
use crate::model::text::is_invisible;

/// Whether the parser says of what follows a `\` that it means nothing.
pub(super) fn is_of_escape(message: &str) -> bool {
    ["escaped value", "unicode"].iter().any(|words| message.contains(words))
}

/// The last `\` in a span, with what follows it as far as that could belong to it.
pub(super) fn escape(span: &Span) -> Span {
    let text = &span.file.text;
    let Some(at) = text[..span.range.end].rfind('\\') else { return span.clone() };
    let after = &text[at + 1..];
    let digits = match after.chars().next() {
        Some('x') => 2,
        Some('u') => 4,
        Some('U') => 8,
        _ => 0,
    };
    let digits = after.chars().skip(1).take(digits).take_while(char::is_ascii_hexdigit).count();
    let letter = after.chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8);
    Span::new(&span.file, at..at + 1 + letter + digits)
}

/// What is wrong and what to do, for someone who does not write programs. The parser's own words are
/// about tokens; what stands on the line says more.
pub(super) fn in_plain_words(message: &str, span: &Span) -> Said {
    let has = |word: &str| message.contains(word);
    let line = line_of(span);
    let (key, value) = key_and_value(line, span);
    let number = value.starts_with(|c: char| c.is_ascii_digit());
    if let Some(said) = of_file(&span.file.text) {
        said
    } else if is_of_escape(message) {
        (
            "what follows this `\\` is no code that a text may hold",
            "write `\\\\` where the text has a `\\`, and any other character as itself",
        )
    } else if line.contains('\r') {
        (
            "the lines of this file end as on computers of long ago, and are taken for one",
            "open it in an editor and save it with other line ends (“LF”, “Unix” or “Windows”)",
        )
    } else if line.contains(|c: char| c.is_control() && c != '\t') || has_unseen(line) {
        (
            "this line holds a character that cannot be seen and does not belong there",
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
    } else if value.starts_with(['“', '”', '„']) {
        (
            "typographic quotation marks around a text",
            "write straight ones: \"…\"; typographic ones may stand within a text",
        )
    } else if has("multi-line") && line.contains("'''") {
        ("a text that begins with `'''` does not end", "write `\"\"\"` before and after it instead")
    } else if has("multi-line") {
        ("a text that begins with `\"\"\"` does not end", "write `\"\"\"` after its last line too")
    } else if let Some(said) = of_key(line).or_else(|| of_value(key, value)) {
        said
    } else if has("invalid date") || has("date-time") || has("datetime") {
        of_date(value)
    } else if has("must be quoted") && number && has("expected literal") {
        NUMBER
    } else if has("must be quoted") {
        UNQUOTED
    } else if has("string") {
        (
            "a text does not end, or ends too early",
            "close it with `\"`; write a `\"` within a text as `\\\"`, or use “ and ”",
        )
    } else if has("inline table") || has("array") {
        GROUP
    } else if !line.contains('=') && line.contains(':') {
        ("there is a `:` where a `=` should be", "write `=` instead, and what follows between `\"`")
    } else if number && value.parse::<f64>().is_ok() {
        GROUP
    } else if number {
        NUMBER
    } else {
        ("this line cannot be read", "write a word, `=`, and a text between `\"`: `title = \"…\"`")
    }
}

/// What is wrong, and one thing to do.
pub(super) type Said = (&'static str, &'static str);

const NUMBER: Said = (
    "a date or a number cannot be written like this",
    "write a day as 2026-12-01, a number as 43200 or 43_200, any other text between `\"`",
);

const GROUP: Said = (
    "a list `[ … ]` or a group `{ … }` does not end, or lacks a comma",
    "put commas between its parts, none within a number, and close it with `]` or `}`",
);

const UNQUOTED: Said =
    ("a text without quotation marks", "put a `\"` before it and another after it");

/// The word before the last `=` before a span, or before the first of its line where there is none, and what
/// follows that `=`.
fn key_and_value<'a>(line: &'a str, span: &Span) -> (&'a str, &'a str) {
    let (_, column) = span.line_column();
    let before = line.char_indices().nth(column - 1).map_or(line, |(at, _)| &line[..at]);
    let outside = |at: &usize| line[..*at].matches('"').count().is_multiple_of(2);
    let at = before.rfind('=').filter(outside).or_else(|| line.find('='));
    let Some(at) = at else { return ("", "") };
    let key = line[..at].trim_end().rsplit(|c: char| c.is_whitespace() || "{,".contains(c)).next();
    (key.unwrap_or_default(), line[at + 1..].trim())
}

/// Whether a line has, outside of texts, a blank that is none to the parser, or a mark that cannot be seen.
fn has_unseen(line: &str) -> bool {
    let outside = line.split('"').step_by(2).flat_map(str::chars);
    outside.into_iter().any(|c| !c.is_ascii() && (c.is_whitespace() || is_invisible(c)))
}

/// What is wrong with a file that is no plain text.
fn of_file(text: &str) -> Option<Said> {
    let start = text.trim_start().get(..5)?;
    let kind = match start {
        r"{\rtf" => "this is a document of a word processor (RTF), no plain text",
        _ if start.starts_with("PK\u{3}\u{4}") => {
            "this is a document of a word processor, or another packed file, no plain text"
        }
        "<!DOC" | "<!doc" | "<html" | "<?xml" => "this is a web page, no plain text",
        _ => return None,
    };
    Some((kind, "save it as plain text, or copy its words into a new file"))
}

/// What is wrong with what stands before `=`, or with the line that begins a group.
fn of_key(line: &str) -> Option<Said> {
    let line = line.trim();
    if line.starts_with('[') {
        let brackets = line.bytes().take_while(|byte| *byte == b'[').count();
        let name = line.trim_start_matches('[').split('#').next().unwrap_or_default().trim_end();
        if line.contains('=') || name.ends_with(',') {
            return None;
        }
        let closed = name.bytes().rev().take_while(|byte| *byte == b']').count();
        let name = name.trim_end_matches(']').trim();
        return if closed != brackets {
            Some((
                "this line has other brackets at its end than where it begins",
                "close it as it is opened: `[[fact]]`, `[meeting]`",
            ))
        } else if !name.contains(['"', '\'']) && name.contains(char::is_whitespace) {
            Some((
                "a name of several words stands between brackets",
                "put it between `\"`: `[names.\"New York\"]`",
            ))
        } else {
            None
        };
    }
    let key = line.split_once('=')?.0.trim_end();
    if key.contains(['"', '\'', '{', ',']) {
        return None;
    }
    if key.starts_with("//") {
        Some(("a remark begins with `//`", "write `#` instead"))
    } else if key.starts_with(['-', '*', '•', '–']) {
        Some((
            "a mark stands before the word that this line begins with",
            "begin the line with that word",
        ))
    } else if key.is_empty() {
        Some(("no word stands before this `=`", "write what the value is: `priority = 80`"))
    } else if key.contains(char::is_whitespace) {
        Some((
            "what stands before `=` is more than one word",
            "write one word, with `_` where it has parts: `supported_by = …`",
        ))
    } else {
        None
    }
}

/// What is wrong with what stands after `=`.
fn of_value(key: &str, value: &str) -> Option<Said> {
    let first = value.chars().next()?;
    let word = value.split('#').next().unwrap_or_default().trim();
    let head = word.split([',', '}', '"']).next().unwrap_or_default();
    let plain = !matches!(first, '"' | '\'' | '[' | '{' | '(' | '=' | '#');
    match first {
        _ if plain && head.contains(" = ") => {
            Some(("two values stand on one line", "write each on a line of its own"))
        }
        _ if plain && key == "value" && word.parse::<f64>().is_err() => Some((
            "a number is written with digits alone",
            "write them without blanks and signs, with `.` before decimals: 1200, 12.5",
        )),
        '=' => Some(("two `=` stand where one belongs", "write one")),
        '#' => Some(("nothing stands after `=`", "write the value, or delete the line")),
        '(' => Some(("a list stands between round brackets", "write `[` and `]`")),
        '"' if !value.starts_with("\"\"") => {
            let end = end_of_text(value, 1, value.len());
            let rest = value[end..].trim();
            let closed = value[..end].len() > 1 && value[..end].ends_with('"');
            if !closed {
                return Some((
                    "a text does not end on the line that it begins on",
                    "close it with `\"`; write `\"\"\"` before and after a text of several lines",
                ));
            }
            after_text(rest).then_some(()).map(|()| match rest.contains('"') {
                true => (
                    "a text ends at its second `\"`, and more follows",
                    "write a `\"` within a text as `\\\"`, or use “ and ”",
                ),
                false => REST,
            })
        }
        '\'' if !value.starts_with("''") => {
            let rest = value[1..].split_once('\'').map(|(_, rest)| rest.trim());
            match rest {
                Some(rest) if after_text(rest) => Some((
                    "a text between `'` ends at the first `'` within it",
                    "put it between `\"` instead",
                )),
                Some(_) => None,
                None => Some(("a text begins with `'` and does not end", "put it between `\"`")),
            }
        }
        '{' if word.contains(':') && !word[1..].contains('=') => Some((
            "there is a `:` where a `=` should be",
            "write a group like this: `{ page = 4 }`",
        )),
        '{' if !word.contains('}') => Some(GROUP),
        '{' if !word.contains('=') => {
            Some(("a list stands between braces", "write `[` and `]`: `[\"one\", \"two\"]`"))
        }
        c if c.is_alphabetic() => match word.to_lowercase().as_str() {
            "true" | "false" | "yes" | "no" => Some((
                "yes and no are said by `true` and `false`",
                "write `true` or `false`, in small letters and without quotation marks",
            )),
            _ if word.ends_with('"') && word.matches('"').count() == 1 => Some((
                "a text has no quotation mark where it begins",
                "put a `\"` before its first word",
            )),
            _ => Some(UNQUOTED),
        },
        _ => None,
    }
}

const REST: Said = (
    "something stands after the end of a text",
    "delete it, or write it on a line of its own; remarks begin with `#`",
);

/// Whether what stands after a text of one line belongs to nothing.
fn after_text(rest: &str) -> bool {
    !rest.is_empty() && !rest.starts_with('#')
}

/// What is wrong with a value that looks like a day.
fn of_date(value: &str) -> Said {
    let word = value.split([' ', '#', ',', '}']).next().unwrap_or_default();
    let parts: Vec<&str> = word.split('-').collect();
    let figures =
        parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    match lengths[..] {
        _ if !figures => DAY,
        [4, 2] if parts[1] <= "12" => {
            ("a month without a day is a text", "put it between `\"`: \"2025-06\"")
        }
        [_, _] => ("a range is a text", "put it between `\"`: \"4-6\""),
        [4, 1 | 2, 1 | 2] if lengths != [4, 2, 2] => {
            ("a month and a day have two digits each", "write them so: 2026-01-05")
        }
        _ => DAY,
    }
}

const DAY: Said =
    ("there is no such day or hour", "write year-month-day without quotation marks: 2026-12-01");

/// The whole first line that a span stands in.
pub(super) fn line_of(span: &Span) -> &str {
    let text = &span.file.text;
    let start = text[..span.range.start].rfind('\n').map_or(0, |at| at + 1);
    text[start..].split('\n').next().unwrap_or_default().trim_end_matches('\r')
}
