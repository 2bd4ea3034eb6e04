//! Words that were to be replaced before the paper goes out, text that breaks off, and what a web page left among its words.

use std::ops::Range;

use super::Remark;
use super::furniture;
use super::own_words::{is_own, own_words};

/// The placeholders, the truncations and the leavings of web pages in `text`, in order and apart.
///
/// What no finished text holds is found anywhere: `TODO`, `()`, `{{`. What a quotation may hold is found in the author’s own words only: `??`, `[date]`,
/// an ellipsis at the end. Capitals count: a Spanish “todo” is a word.
pub fn placeholders(text: &str) -> Vec<Remark> {
    let own = own_words(text);
    let mut found = Vec::new();
    capitals(text, &mut found);
    lorem(text, &mut found);
    brackets(text, &own, &mut found);
    templates(text, &mut found);
    questions(text, &own, &mut found);
    breaks(text, &own, &mut found);
    furniture::left(text, &mut found);
    found.sort_by_key(|remark| (remark.range.start, usize::MAX - remark.range.end));
    let mut free = 0;
    found.retain(|remark| {
        let apart = remark.range.start >= free;
        if apart {
            free = remark.range.end;
        }
        apart
    });
    found
}

/// What people write in capitals for words still to come.
const WORDS: [&str; 6] = ["TODO", "TBC", "TBA", "TBD", "FIXME", "TKTK"];

/// The words in capitals, and runs of `X`: `XXX`, `X,XXX`, `XX%`.
fn capitals(text: &str, found: &mut Vec<Remark>) {
    let mut at = 0;
    for word in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let name = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        let crosses = !name.is_empty() && name.bytes().all(|b| b == b'X');
        let range = at..at + name.len();
        let figure = || {
            text[range.end..].starts_with('%')
                || text[range.end..].starts_with(",XXX")
                || text[..range.start].ends_with(['£', '$', '€'])
        };
        let marked = crosses && (name.len() > 2 || figure());
        // In small letters only where nothing else stands within the brackets.
        let alone = matches!(name, "tbc" | "tba" | "tbd" | "todo")
            && text[..range.start].ends_with(['(', '['])
            && text[range.end..].starts_with([')', ']']);
        if WORDS.contains(&name) || marked || alone {
            found.push(still_to_come(text, range));
        }
        at += word.len();
    }
}

/// The printer’s blind text.
fn lorem(text: &str, found: &mut Vec<Remark>) {
    let lower = text.to_ascii_lowercase();
    for (at, words) in lower.match_indices("lorem ipsum") {
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let end = at + words.len();
        if !letter(text[..at].chars().next_back()) && !letter(text[end..].chars().next()) {
            found.push(still_to_come(text, at..end));
        }
    }
}

/// How notes to oneself in square brackets begin.
const NOTES: [&str; 12] = [
    "insert ",
    "add ",
    "to be ",
    "citation needed",
    "source needed",
    "check ",
    "your ",
    "placeholder",
    "tbc",
    "tk",
    "xx",
    "todo",
];

/// Notes to oneself that are one word. In a quotation `[name]` hides a name.
const BLANKS: [&str; 10] =
    ["name", "date", "title", "link", "source", "number", "figure", "place", "organisation", "?"];

/// Brackets with nothing in them, or a note to oneself: `()`, `(?)`, `[insert figure]`.
fn brackets(text: &str, own: &[Range<usize>], found: &mut Vec<Remark>) {
    for (at, open) in text.match_indices(['(', '[']) {
        let close = if open == "(" { ')' } else { ']' };
        let before = text[..at].chars().next_back();
        let rest = &text[at + 1..];
        // Enough for a note; a bracket that nothing closes is another rule’s.
        let Some(end) = rest
            .char_indices()
            .take(LONGEST)
            .find(|(_, c)| *c == close || matches!(c, '\n' | '(' | '['))
            .filter(|(_, c)| *c == close)
            .map(|(end, _)| end)
        else {
            continue;
        };
        let range = at..at + end + 2;
        let inner = rest[..end].trim();
        // `f()` is a function, `- [ ]` a box to tick.
        let apart = before.is_none_or(|c| !c.is_alphanumeric());
        let bullet = text[..at].trim_end_matches(' ').ends_with(['-', '*', '+']);
        let tick = open == "[" && (bullet || rest[end + 1..].starts_with('('));
        if inner.is_empty() && apart && !tick {
            found.push(empty(text, range));
        } else if is_own(own, &range) && (inner == "?" || (open == "[" && is_note(inner))) {
            found.push(still_to_come(text, range));
        }
    }
    found.extend(text.match_indices("“”").map(|(at, marks)| empty(text, at..at + marks.len())));
}

/// At most so many characters are read for the end of a bracket.
const LONGEST: usize = 120;

fn is_note(inner: &str) -> bool {
    let lower = inner.to_lowercase();
    let begins = |note: &&str| {
        lower.strip_prefix(*note).is_some_and(|rest| {
            note.ends_with(' ') || rest.chars().next().is_none_or(|c| !c.is_alphanumeric())
        })
    };
    NOTES.iter().any(begins) || BLANKS.contains(&lower.as_str())
}

/// What a template left unfilled.
fn templates(text: &str, found: &mut Vec<Remark>) {
    let mut free = 0;
    for (at, open) in text.match_indices("{{") {
        if at < free {
            continue;
        }
        let short = text[at..].char_indices().take(LONGEST).last().map_or(0, |(end, _)| end + at);
        let end = text[at..short].find("}}").map_or(at + open.len(), |end| at + end + 2);
        found.push(still_to_come(text, at..end));
        free = end;
    }
}

/// `??` and longer.
fn questions(text: &str, own: &[Range<usize>], found: &mut Vec<Remark>) {
    let mut free = 0;
    for (at, _) in text.match_indices("??") {
        if at < free {
            continue;
        }
        let end = at + text[at..].bytes().take_while(|b| *b == b'?').count();
        if is_own(own, &(at..end)) {
            found.push(still_to_come(text, at..end));
        }
        free = end;
    }
}

/// An ellipsis at the end of a line, or before the page’s invitation to read on.
fn breaks(text: &str, own: &[Range<usize>], found: &mut Vec<Remark>) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let written = line.trim_end();
        let body = furniture::without_invitation(written).trim_end();
        let dots = body.trim_end_matches([']', ')']);
        let stem = dots.trim_end_matches(['.', '…']);
        let mark = &dots[stem.len()..];
        let start = stem.strip_suffix(['[', '(']).filter(|_| dots.len() < body.len());
        let range = at + start.map_or(stem.len(), str::len)..at + body.len();
        let ellipsis = mark.contains('…') || mark.contains("...");
        if ellipsis && is_own(own, &range) && !goes_on(stem) && (start.is_some() || dots == body) {
            found.push(Remark {
                said: format!("`{}` breaks the text off", &text[range.clone()]),
                range,
                why: "a reader cannot tell what was to follow, and it may change the meaning",
                instead: None,
            });
        }
        at += line.len();
    }
}

/// Whether an ellipsis after `stem` says that a list goes on: `etc…`, `1, 2, 3, …`.
fn goes_on(stem: &str) -> bool {
    let stem = stem.trim_end();
    let listed = stem.strip_suffix(',').and_then(|stem| stem.chars().next_back());
    let etc = ["etc", "and so on", "and so forth"].iter().any(|words| stem.ends_with(words));
    etc || listed.is_some_and(char::is_numeric)
}

const UNFINISHED: &str = "its readers would see that nobody finished it";

fn still_to_come(text: &str, range: Range<usize>) -> Remark {
    let said = format!("`{}` stands for words still to come", &text[range.clone()]);
    Remark { range, said, why: UNFINISHED, instead: None }
}

fn empty(text: &str, range: Range<usize>) -> Remark {
    let said = format!("`{}` has nothing in it", &text[range.clone()]);
    Remark { range, said, why: UNFINISHED, instead: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        placeholders(text).into_iter().map(|remark| remark.said).collect()
    }

    #[test]
    fn a_remark_says_what_it_is() {
        assert_eq!(said("Date: TBC"), ["`TBC` stands for words still to come"]);
        assert_eq!(said("the report () says"), ["`()` has nothing in it"]);
        assert_eq!(said("negative news,…"), ["`…` breaks the text off"]);
        assert_eq!(said("Read More"), ["`Read More` is a button of a web page"]);
    }

    #[test]
    fn a_name_that_was_never_filled_in_is_one_placeholder() {
        assert_eq!(
            said("about {{ figure }} people"),
            ["`{{ figure }}` stands for words still to come"]
        );
        assert_eq!(said("about {{ people"), ["`{{` stands for words still to come"]);
    }

    #[test]
    fn furniture_that_is_the_whole_line_can_be_left_out() {
        let instead = |text: &str| placeholders(text).pop().and_then(|remark| remark.instead);
        assert_eq!(instead("Read More").as_deref(), Some(""));
        assert_eq!(instead("Continue reading “North Korea”"), None);
    }

    #[test]
    fn a_box_to_tick_and_an_empty_link_text_are_no_placeholders() {
        assert!(said("- [ ] Write to the minister\n* [ ] Ring").is_empty());
        assert!(said("the list[] and f() of the program").is_empty());
    }
}
