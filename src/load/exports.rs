//! What the exports of other programs leave out, or say in words that their readers pass over.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use biblatex::{EntryType, RawBibliography, RawChunk};
use hayagriva::Entry;
use serde_json::{Deserializer, Value};

use crate::diag::{Diagnostic, File, Span, nearest};

/// The types of CSL 1.0.2 (appendix III).
const CSL_TYPES: [&str; 45] = [
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "broadcast",
    "chapter",
    "classic",
    "collection",
    "dataset",
    "document",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "event",
    "figure",
    "graphic",
    "hearing",
    "interview",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "musical_score",
    "pamphlet",
    "paper-conference",
    "patent",
    "performance",
    "periodical",
    "personal_communication",
    "post",
    "post-weblog",
    "regulation",
    "report",
    "review",
    "review-book",
    "software",
    "song",
    "speech",
    "standard",
    "thesis",
    "treaty",
    "webpage",
];

/// The types of BibLaTeX that Hayagriva tells apart and people write.
const BIBLATEX_TYPES: [&str; 18] = [
    "article",
    "book",
    "booklet",
    "collection",
    "dataset",
    "inbook",
    "incollection",
    "inproceedings",
    "manual",
    "misc",
    "online",
    "patent",
    "periodical",
    "proceedings",
    "reference",
    "report",
    "thesis",
    "unpublished",
];

/// Types as other programs and people write them, each with what is meant.
const ALIASES: [(&str, &str); 11] = [
    ("book-chapter", "chapter"),
    ("book-section", "chapter"),
    ("case", "legal_case"),
    ("conference-paper", "paper-conference"),
    ("journal-article", "article-journal"),
    ("masterthesis", "thesis"),
    ("newspaper", "article-newspaper"),
    ("newspaper-article", "article-newspaper"),
    ("proceedings-article", "paper-conference"),
    ("web", "online"),
    ("webpage", "online"),
];

/// What a file says of a source that its reader may pass over.
#[derive(Default)]
pub struct Written {
    /// Where the source is called by its key.
    range: Range<usize>,
    /// Its type, where its format knows none such; empty where it has none.
    unknown: Option<String>,
    /// Its date, whether or not it is understood.
    date: Option<String>,
}

/// The sources of a file as it has them, by their keys.
pub fn written(file: &File) -> BTreeMap<String, Written> {
    match file.path.rsplit('.').next() {
        Some("bib") => of_biblatex(&file.text),
        Some("json") => of_csl_json(&file.text),
        _ => BTreeMap::new(),
    }
}

/// Where a source is described.
pub fn place(file: &Arc<File>, entry: &Entry, written: Option<&Written>) -> Span {
    match written {
        Some(written) => Span::new(file, written.range.clone()),
        None => Span::new(file, 0..file.text.len()).find(entry.key()),
    }
}

/// What of a source would be printed otherwise than its writer means, a finding each for the papers that cite it.
pub fn doubts(entry: &Entry, span: &Span, written: Option<&Written>) -> Vec<Diagnostic> {
    let id = entry.key();
    let is_json = span.file.path.ends_with(".json");
    let mut doubts = Vec::new();
    let mut doubt = |message: String, why: &str, help: String| {
        let found = Diagnostic::warning("weak-citation", message).at(span);
        doubts.push(found.why(why).help(help));
    };
    if entry.title().is_none_or(|title| title.to_string().trim().is_empty()) {
        let why = "a reader finds a source by its title";
        doubt(format!("source `{id}` has no title"), why, "add its `title`".into());
    }
    let example = match is_json {
        true => "write `\"issued\": { \"date-parts\": [[2013, 9, 11]] }`, or `[[2013]]`",
        false => "write it as `{2013}`, `{2013-09}` or `{2013-09-11}`",
    };
    let Some(written) = written else { return doubts };
    match (&written.date, entry.date_any()) {
        (Some(date), None) => doubt(
            format!("the date of source `{id}` is not understood: `{date}`"),
            "it is cited as if nobody knew its date",
            example.into(),
        ),
        (_, Some(date)) if (0..1000).contains(&date.year) => doubt(
            format!("source `{id}` is of the year {}", date.year),
            "a year of two digits is one of antiquity",
            example.into(),
        ),
        _ => {}
    }
    let why =
        "how a source is cited depends on what it is: this one is cited as something of no kind";
    match written.unknown.as_deref() {
        Some("") => doubt(format!("source `{id}` has no `type`"), why, "add its `type`".into()),
        Some(kind) => doubt(
            format!("source `{id}` is of the type `{kind}`, which is not told apart here"),
            why,
            match meant(kind, if is_json { &CSL_TYPES } else { &BIBLATEX_TYPES }) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "give it a type that is known, or describe it in sources.toml".into(),
            },
        ),
        None => {}
    }
    doubts
}

fn meant(kind: &str, types: &[&'static str]) -> Option<&'static str> {
    let kind = kind.to_lowercase().replace(' ', "-");
    let alias = ALIASES.iter().find(|(other, _)| *other == kind).map(|(_, meant)| *meant);
    alias.filter(|meant| types.contains(meant)).or_else(|| nearest(&kind, types.iter().copied()))
}

fn of_biblatex(text: &str) -> BTreeMap<String, Written> {
    let Ok(raw) = RawBibliography::parse(text) else { return BTreeMap::new() };
    let entries = raw.entries.iter().map(|entry| {
        let kind = entry.v.kind.v;
        let known = !matches!(EntryType::new(kind), EntryType::Unknown(_));
        let is_date = |name: &str| name.eq_ignore_ascii_case("date");
        let date = entry.v.fields.iter().find(|field| is_date(field.key.v)).map(|field| {
            let words = field.value.v.iter().map(|chunk| match chunk.v {
                RawChunk::Normal(text) | RawChunk::Abbreviation(text) => text,
            });
            words.collect::<String>().trim_matches(['{', '}', '"']).trim().to_owned()
        });
        let written = Written {
            range: entry.v.key.span.clone(),
            unknown: (!known).then(|| kind.to_owned()),
            date: date.filter(|date| !date.is_empty()),
        };
        (entry.v.key.v.to_owned(), written)
    });
    entries.collect()
}

fn of_csl_json(text: &str) -> BTreeMap<String, Written> {
    let items: Vec<Value> = serde_json::from_str(text).unwrap_or_default();
    let words = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut ranges = ids(text);
    let entries = items.iter().filter_map(|item| {
        let id = words(item.get("id")?);
        let kind = item.get("type").filter(|kind| !kind.is_null()).map(words).unwrap_or_default();
        let known = CSL_TYPES.contains(&kind.as_str());
        let issued = item.get("issued");
        let said = |key: &str| issued?.get(key).map(words);
        let date = ["raw", "literal", "date-parts"].into_iter().find_map(said);
        let date = date.or_else(|| issued.filter(|issued| !issued.is_null()).map(words));
        let written = Written {
            range: ranges.remove(&id).unwrap_or_default(),
            unknown: (!known).then_some(kind),
            date: date.filter(|date| date.chars().any(char::is_alphanumeric)),
        };
        Some((id, written))
    });
    entries.collect()
}

/// Where the `id` of each entry stands, whichever way it is written there.
fn ids(text: &str) -> BTreeMap<String, Range<usize>> {
    let mut found = BTreeMap::new();
    for (at, key) in text.match_indices("\"id\"") {
        let Some(after) = text[at + key.len()..].trim_start().strip_prefix(':') else { continue };
        let after = after.trim_start();
        let start = text.len() - after.len();
        if !after.starts_with(|c: char| c == '"' || c == '-' || c.is_ascii_digit()) {
            continue;
        }
        let mut values = Deserializer::from_str(after).into_iter::<Value>();
        let Some(Ok(value)) = values.next() else { continue };
        let end = start + values.byte_offset();
        let (id, range) = match value {
            Value::String(id) => (id, start + 1..end - 1),
            other => (other.to_string(), start..end),
        };
        found.entry(id).or_insert(range);
    }
    found
}
