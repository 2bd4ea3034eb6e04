//! What the exports of other programs leave out, or say in words that their readers pass over.

use std::collections::BTreeMap;

use biblatex::{EntryType, RawBibliography, RawChunk};
use serde_json::Value;

use crate::diag::{Diagnostic, File, nearest};
use crate::model::source::Source;

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

/// What a file says of a source that its reader may pass over.
struct Written {
    /// Its type, where that is none its format knows.
    unknown: Option<String>,
    /// Its date, whether or not it is understood.
    date: Option<String>,
}

/// What of the sources of a file would be printed otherwise than its writer means, a finding each.
pub fn doubts(file: &File, sources: &[Source]) -> Vec<Diagnostic> {
    let (written, types, example): (_, &[&str], _) = match file.path.rsplit('.').next() {
        Some("bib") => (
            of_biblatex(&file.text),
            &BIBLATEX_TYPES,
            "write it as `{2013}`, `{2013-09}` or `{2013-09-11}`",
        ),
        Some("json") => (
            of_csl_json(&file.text),
            &CSL_TYPES,
            "write `\"issued\": { \"date-parts\": [[2013, 9, 11]] }`, or the year alone",
        ),
        _ => (BTreeMap::new(), &[], ""),
    };
    let mut doubts = Vec::new();
    for source in sources {
        let id = &source.id;
        let mut doubt = |message: String, why: &str, help: String| {
            let found = Diagnostic::warning("source", message).at(&source.span);
            doubts.push(found.why(why).help(help));
        };
        if source.entry.title().is_none_or(|title| title.to_string().trim().is_empty()) {
            let why = "a reader finds a source by its title";
            doubt(format!("source `{id}` has no title"), why, "add its `title`".into());
        }
        let Some(written) = written.get(id) else { continue };
        if let (Some(date), None) = (&written.date, source.entry.date_any()) {
            doubt(
                format!("the date of source `{id}` is not understood: `{date}`"),
                "it would be cited as if nobody knew its date",
                example.into(),
            );
        }
        if let Some(kind) = &written.unknown {
            doubt(
                format!("`{kind}` is no type of source that is known here"),
                "how a source is cited depends on what it is: this one is cited as something of no kind",
                match nearest(kind, types.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "describe it in sources.toml, or give it a type that is known".into(),
                },
            );
        }
    }
    doubts
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
            unknown: (!known).then(|| kind.to_owned()),
            date: date.filter(|date| !date.is_empty()),
        };
        (entry.v.key.v.to_owned(), written)
    });
    entries.collect()
}

fn of_csl_json(text: &str) -> BTreeMap<String, Written> {
    let items: Vec<Value> = serde_json::from_str(text).unwrap_or_default();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let entries = items.iter().filter_map(|item| {
        let kind = item.get("type").map(text).unwrap_or_default();
        let known = CSL_TYPES.contains(&kind.as_str());
        let said = |key: &str| item.get("issued")?.get(key).map(text);
        let date = ["raw", "literal", "date-parts"].into_iter().find_map(said);
        let written = Written {
            unknown: (!known).then_some(kind),
            date: date.filter(|date| date.chars().any(char::is_alphanumeric)),
        };
        Some((text(item.get("id")?), written))
    });
    entries.collect()
}
