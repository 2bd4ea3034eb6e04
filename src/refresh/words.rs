//! What is said of a passage or a source, in sentences.

use chrono::{Datelike, NaiveDate};

use super::outcome::{Outcome, Weight};
use super::report::{Change, ItemKind, PaperSentence, PassageReport, SourceReport};
use crate::verify::near::{Difference, Kind};

/// Something to do: words, and what to type, where there is something to type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Todo {
    /// What for.
    pub words: String,
    /// The command, or the line to write.
    pub command: Option<String>,
}

impl Todo {
    fn with(words: &str, command: String) -> Todo {
        Todo { words: words.to_owned(), command: Some(command) }
    }

    fn just(words: String) -> Todo {
        Todo { words, command: None }
    }
}

/// A stranger's words on one line, with what could steer a terminal or turn the reading direction
/// made visible.
pub fn plain(text: &str) -> String {
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}'
                | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
    };
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}

/// A day as people write it: “27 November 2026”.
pub fn day(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// The same without the year, where that is the year of `today`.
fn short_day(date: NaiveDate, today: NaiveDate) -> String {
    match date.year() == today.year() {
        true => date.format("%-d %B").to_string(),
        false => day(date),
    }
}

/// “1 item”, “2 items”.
pub fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// What became of a passage, in a sentence or two.
pub fn headline(passage: &PassageReport) -> String {
    let noun = passage.kind.noun();
    match passage.change {
        Change::Changed => changed(passage),
        Change::Missing => format!("The words your {noun} rests on are no longer on the page."),
        Change::Ambiguous => {
            format!("The words your {noun} rests on could now stand in several places.")
        }
        Change::Unchecked => {
            format!(
                "The new copy cannot be read, so nobody knows whether your {noun} still stands."
            )
        }
        Change::Back => format!("The words your {noun} rests on stand on the page again."),
        Change::Unreachable => format!("The last copy still bears out your {noun}."),
        Change::Moved => format!("The page has changed around the words your {noun} rests on."),
        Change::Unchanged => format!("Your {noun} stands."),
    }
}

fn changed(passage: &PassageReport) -> String {
    let noun = passage.kind.noun();
    let differences: Vec<&Difference> =
        passage.differences.iter().filter(|d| !same_words(&d.passage, &d.text)).collect();
    let Some(gravest) = differences.iter().min_by_key(|difference| difference.kind) else {
        return format!("Only punctuation differs from your {noun}.");
    };
    let mut said = one(gravest, noun);
    match differences.len() - 1 {
        0 => {}
        1 => said += " One more place differs.",
        n => said += &format!(" {n} more places differ."),
    }
    said
}

fn one(difference: &Difference, noun: &str) -> String {
    let (old, new) = (quoted(&difference.passage), quoted(&difference.text));
    match (old.as_deref(), new.as_deref()) {
        (None, Some(new)) if difference.kind == Kind::Negation => {
            format!("The source denies it now: {new} has been put in.")
        }
        (Some(old), None) if difference.kind == Kind::Negation => {
            format!("The source no longer denies it: {old} has been taken out.")
        }
        (None, Some(new)) => format!("The source has {new} now, which your {noun} has not."),
        (Some(old), None) => format!("The source no longer says {old}; your {noun} does."),
        (Some(old), Some(new)) => format!("The source says {new} now; your {noun} says {old}."),
        (None, None) => format!("Only punctuation differs from your {noun}."),
    }
}

/// Whether two phrases differ in the marks around words only.
pub(super) fn same_words(a: &str, b: &str) -> bool {
    let bare = |text: &str| -> Vec<String> {
        let words = text.split_whitespace().map(|word| word.trim_matches(is_mark));
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    bare(a) == bare(b)
}

/// A mark around words; not one that belongs to a figure.
fn is_mark(c: char) -> bool {
    (c.is_ascii_punctuation() && !matches!(c, '%' | '$'))
        || matches!(c, '“' | '”' | '‘' | '’' | '…' | '–' | '—' | '«' | '»')
}

/// A sentence in quotation marks, where it does not begin with some already.
pub(super) fn in_quotes(text: &str) -> String {
    match text.starts_with(['“', '"', '«', '„']) {
        true => text.to_owned(),
        false => format!("“{text}”"),
    }
}

/// Where a sentence stands: “UK government briefing, under “Prison camps”, 4”.
pub(super) fn place(sentence: &PaperSentence) -> String {
    let mut place = plain(&sentence.title);
    if !sentence.heading.is_empty() {
        place += &format!(", under “{}”", plain(&sentence.heading));
    }
    if !sentence.number.is_empty() {
        place += &format!(", no. {}", plain(&sentence.number));
    }
    place
}

/// Words in quotation marks, without the marks around them; a figure stands for itself.
fn quoted(words: &str) -> Option<String> {
    const LONGEST: usize = 10;
    let bare = plain(words);
    let bare = bare.trim_matches(|c: char| is_mark(c) || c.is_whitespace());
    if bare.is_empty() {
        return None;
    }
    let is_figure =
        bare.chars().all(|c| c.is_numeric() || matches!(c, ',' | '.' | '%' | '$' | '£' | '€'));
    let all: Vec<&str> = bare.split(' ').collect();
    Some(match all.len() {
        _ if is_figure => bare.to_owned(),
        ..=LONGEST => format!("“{bare}”"),
        _ => format!("“{} …”", all[..LONGEST].join(" ")),
    })
}

/// What to do about a passage.
pub fn todo(source: &SourceReport, passage: &PassageReport) -> Vec<Todo> {
    let (item, noun) = (&passage.item, passage.kind.noun());
    match passage.change {
        Change::Changed => {
            let then = match passage.kind {
                ItemKind::Quote => "If the new words are to be quoted, type:".to_owned(),
                _ => {
                    format!("If the new words are right, correct the text of the {noun}, and type:")
                }
            };
            vec![
                Todo::with(&then, format!("brief accept {item}")),
                Todo::just(format!(
                    "If not, the {noun} needs another source. Papers with it are not built until then."
                )),
            ]
        }
        Change::Missing => vec![Todo::with(
            &format!(
                "Read the page. Give the {noun} other words to rest on, or take it out of use with this line in its entry:"
            ),
            "status = \"retired\"".to_owned(),
        )],
        Change::Ambiguous => vec![Todo::with(
            "Read the page. If the words still mean the same, type:",
            format!("brief accept {item}"),
        )],
        Change::Unchecked => vec![Todo::with(
            "Save the document as text or as a readable PDF, and type:",
            format!("brief source add FILE --id {}", source.id),
        )],
        _ => Vec::new(),
    }
}

/// Why a source was not reached, and for how long.
pub fn unreached(source: &SourceReport, today: NaiveDate) -> (String, String) {
    let since = match (&source.failing, &source.outcome) {
        (_, Outcome::Refused { .. }) if !source.is_dead() => {
            "The last copy is kept and used.".to_owned()
        }
        (None, _) => String::new(),
        (Some(failing), _) => match (today - failing.since).num_days() {
            ..=0 => "Today for the first time.".to_owned(),
            days => format!(
                "Not reached since {} ({}); it was tried on {}.",
                short_day(failing.since, today),
                count(usize::try_from(days).unwrap_or_default(), "day"),
                count(failing.days as usize, "day"),
            ),
        },
    };
    (sentence(&source.outcome.reason().replace('`', "")), since)
}

/// A word for why a source was not reached.
pub fn failure_tag(source: &SourceReport) -> &'static str {
    match &source.outcome {
        _ if source.is_dead() => "dead link",
        Outcome::SoftRedirect { .. } => "not the page any more",
        other => other.word(),
    }
}

/// With a capital and a full stop; nothing where there are no words.
pub(super) fn sentence(words: &str) -> String {
    match plain(words).trim_end_matches('.') {
        "" => String::new(),
        words => format!("{}.", capital(words)),
    }
}

/// With a capital.
pub(super) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    first + letters.as_str()
}

/// A stretch of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// Words.
    Text(&'a str),
    /// What stood between backticks.
    Code(&'a str),
}

/// A sentence in parts. A backtick without a fellow, or with nothing between, is text.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('`')
        && let Some((code, tail)) = after.split_once('`')
        && !code.trim().is_empty()
    {
        parts.extend([Part::Text(before), Part::Code(code)]);
        rest = tail;
    }
    parts.push(Part::Text(rest));
    parts.retain(|part| *part != Part::Text(""));
    parts
}

/// What to do about a source that was not reached.
pub fn todo_unreached(source: &SourceReport) -> Vec<Todo> {
    match &source.outcome {
        _ if source.is_dead() => vec![
            Todo::with(
                "Find the page’s new address, or a copy in an archive, and write it into sources.toml:",
                format!("[{}]\nurl = \"https://…\"", source.id),
            ),
            Todo::with(
                "Or keep the stored copy and say so there, so that the page is not asked for again:",
                format!("[{}]\nrefresh = \"never\"", source.id),
            ),
        ],
        Outcome::Refused { .. } | Outcome::Unreachable { weight: Weight::TurnedAway, .. } => {
            vec![Todo::with(
                "The page may still be there for people. Open it in a browser; to keep a copy, save it and type:",
                format!("brief source add FILE --id {}", source.id),
            )]
        }
        Outcome::Unreachable { help, weight: Weight::None, .. } => vec![Todo::just(sentence(help))],
        _ => Vec::new(),
    }
}

/// What to do about a source whose address is given up; none where it is not proposed.
pub fn todo_redirect(source: &SourceReport) -> Vec<Todo> {
    let redirect = source.redirect.as_ref().filter(|redirect| redirect.proposed());
    redirect
        .map(|redirect| {
            Todo::with(
                "Look at the new page, and if it is the same, write its address into sources.toml:",
                format!("[{}]\nurl = {}", source.id, toml::Value::from(plain(&redirect.to))),
            )
        })
        .into_iter()
        .collect()
}
