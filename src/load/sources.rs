//! `sources.toml`, `*.yaml` (Hayagriva), `*.bib` (BibLaTeX), `*.json` (CSL-JSON) → sources.

use std::collections::BTreeSet;
use std::sync::Arc;

use hayagriva::Entry;
use hayagriva::types::{ChunkedString, FormatString, StringChunk};
use serde_json::{Map, Value, json};

use super::bounds;
use super::exports;
use super::foreign;
use super::reader::Table;
use super::syntax::Sink;
use crate::diag::{Diagnostic, File, did_you_mean};
use crate::model::At;
use crate::model::date::PartialDate;
use crate::model::source::{Source, is_link};

/// Hayagriva's fields (its file format, 0.10).
const FIELDS: [&str; 28] = [
    "type",
    "title",
    "author",
    "date",
    "parent",
    "abstract",
    "genre",
    "editor",
    "affiliated",
    "publisher",
    "location",
    "organization",
    "issue",
    "volume",
    "volume-total",
    "chapter",
    "edition",
    "page-range",
    "page-total",
    "time-range",
    "runtime",
    "url",
    "serial-number",
    "language",
    "archive",
    "archive-location",
    "call-number",
    "note",
];

/// Hayagriva's entry types.
pub(super) const TYPES: [&str; 30] = [
    "article",
    "chapter",
    "entry",
    "anthos",
    "report",
    "thesis",
    "web",
    "scene",
    "artwork",
    "patent",
    "case",
    "newspaper",
    "legislation",
    "manuscript",
    "post",
    "misc",
    "performance",
    "periodical",
    "proceedings",
    "book",
    "blog",
    "reference",
    "conference",
    "anthology",
    "repository",
    "thread",
    "video",
    "audio",
    "exhibition",
    "original",
];

/// Fields of ours; the rest is Hayagriva's.
const OURS: [&str; 6] =
    ["attribution", "archive-url", "refresh", "url-accessed", "date", "in-force"];

/// Reads `sources.toml`: one table a source. Keys of those that fail go to `unread`.
pub fn from_toml(root: &Table<'_>, unread: &mut BTreeSet<String>) -> Vec<Source> {
    let mut sources = Vec::new();
    for (id, table) in root.entries() {
        match source(&id, table) {
            Some(source) => sources.push(source),
            None => {
                unread.insert(id.value);
            }
        }
    }
    sources
}

fn source(id: &At<String>, table: Table<'_>) -> Option<Source> {
    let table = table.named(format!("source `{}`", id.value));
    let kind = table.need_text("type", "how a source is cited depends on what it is")?;
    if !TYPES.contains(&kind.value.as_str()) {
        table.sink().report(
            Diagnostic::error("source-type", format!("`{}` is not a type of source", kind.value))
                .at(&kind.span)
                .why("how a source is cited depends on what it is")
                .maybe_help(did_you_mean(&kind.value, TYPES, "there are")),
        );
        return None;
    }
    let why = "a reader finds a source by its title";
    if table.is_table("title") {
        if let Some(title) = table.table("title") {
            title.need_text("value", why);
            title.text("short");
            title.finish_with(&["sentence-case", "title-case"]);
        }
    } else {
        table.need_text("title", why);
    }
    let attribution = table.text("attribution").map(|text| text.value);
    let archive_url = table.text("archive-url").map(|text| text.value);
    let refresh = table.text("refresh");
    let date = table.need::<SourceDate>(
        "date",
        "a reader must know how old a source is; `date = \"unknown\"` where nobody knows",
    );
    let accessed = table.get::<PartialDate>("url-accessed");
    let in_force = table.get::<PartialDate>("in-force");
    if let Some(refresh) = &refresh
        && refresh.value != "never"
    {
        table.sink().report(
            Diagnostic::error("wrong-type", "`refresh` can only be \"never\"")
                .at(&refresh.span)
                .why("it says that the source is not to be asked again")
                .help("leave `refresh` out to have the source asked again"),
        );
    }
    if let Some(url) = table.at::<String>("url").filter(|url| !is_link(&url.value)) {
        table.sink().report(
            Diagnostic::error("url", format!("`{}` is no web address", url.value))
                .at(&url.span)
                .why("citations link to it, and a link leads to the web or to a mailbox only")
                .help(address_help(&url.value)),
        );
        return None;
    }
    table.finish_with(&FIELDS);

    let mut fields = table.json(&OURS);
    let title = fields.remove("title");
    if let Some(SourceDate(Some(date))) = date.map(|date| date.value) {
        fields.insert("date".into(), date.to_string().into());
    }
    if let Some(accessed) = accessed
        && let Some(url) = fields.get("url").cloned()
    {
        fields.insert("url".into(), json!({ "value": url, "date": accessed.to_string() }));
    }
    // CSL has no variable for it; `original-date` comes nearest, Hayagriva's parent of the type `original`.
    if let Some(in_force) = in_force {
        let original = json!({ "type": "original", "date": in_force.to_string() });
        match fields.get_mut("parent") {
            Some(Value::Array(parents)) => parents.push(original),
            Some(parent) => *parent = json!([parent.take(), original]),
            None => {
                fields.insert("parent".into(), original);
            }
        }
    }
    let entry = match entry(&id.value, fields.clone()) {
        Ok(entry) => titled(entry, title),
        Err(reason) => {
            let (mut fault, mut field) = foreign::field(&id.value, &reason);
            if field.is_none() {
                field = culprit(&id.value, &fields);
                fault = match &field {
                    Some(field) => foreign::of_field(&id.value, field, &reason),
                    None => fault,
                };
            }
            let span = field.map_or(id.span.clone(), |field| table.place(&field));
            table.sink().report(fault.at(&span).why("it could not be cited"));
            return None;
        }
    };
    Some(Source {
        id: id.value.clone(),
        entry,
        attribution,
        archive_url,
        refresh: refresh.is_none(),
        doubts: Vec::new(),
        span: id.span.clone(),
    })
}

/// The entry with its title word for word: in Hayagriva's own files braces and dollar signs in a title
/// mean something, in ours they are what they look like.
fn titled(mut entry: Entry, title: Option<Value>) -> Entry {
    let plain = |text: &str| ChunkedString(vec![StringChunk::normal(text)]);
    let part = |key: &str| title.as_ref()?.get(key)?.as_str();
    if let Some(value) = title.as_ref().and_then(Value::as_str).or_else(|| part("value")) {
        let short = part("short").map(|short| Box::new(plain(short)));
        entry.set_title(FormatString { value: plain(value), short });
    }
    entry
}

/// A date, or that it is unknown.
struct SourceDate(Option<PartialDate>);

impl super::reader::Read for SourceDate {
    const EXAMPLE: &'static str = "2013-09-11";
    const EXPECTED: &'static str = "a year, a month, a date or \"unknown\"";

    fn read(value: &toml::de::DeValue<'_>, sink: &Sink) -> Result<Self, String> {
        if String::read(value, sink).is_ok_and(|text| text == "unknown") {
            return Ok(SourceDate(None));
        }
        PartialDate::read(value, sink).map(|date| SourceDate(Some(date)))
    }
}

/// One entry from its fields. Hayagriva reads YAML, of which JSON is a part.
fn entry(id: &str, fields: Map<String, Value>) -> Result<Entry, String> {
    let document = printable(&json!({ id: fields }).to_string());
    let library = hayagriva::io::from_yaml_str(&document).map_err(|error| error.to_string())?;
    library.iter().next().cloned().ok_or_else(|| "it is empty".into())
}

/// The field without which the others can be read.
fn culprit(id: &str, fields: &Map<String, Value>) -> Option<String> {
    let without = |key: &String| {
        let mut others = fields.clone();
        others.remove(key);
        entry(id, others).is_ok()
    };
    fields.keys().find(|key| without(key)).cloned()
}

/// JSON with what YAML 1.2 (5.1, `c-printable`) has no place for written by number.
fn printable(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '\u{7F}'..='\u{9F}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

/// Reads a file of another format; `None` where it cannot be read, which concerns all its sources.
pub fn from_other(file: &Arc<File>, sink: &Sink) -> Option<Vec<Source>> {
    if file.text.trim().is_empty() {
        return Some(Vec::new());
    }
    let ending = file.path.rsplit('.').next().unwrap_or_default();
    let read = match ending {
        "bib" => from_biblatex(file),
        "json" => from_csl_json(file),
        _ => from_yaml(file),
    };
    match read {
        Ok(entries) => {
            let written = exports::written(file);
            let found = |entry: Entry| found_in(file, written.get(entry.key()), entry);
            Some(entries.into_iter().map(found).collect())
        }
        Err(faults) => {
            let why = "until it is mended, none of the sources in this file can be used";
            faults.into_iter().for_each(|fault| sink.report(fault.why(why)));
            None
        }
    }
}

fn found_in(file: &Arc<File>, written: Option<&exports::Written>, entry: Entry) -> Source {
    let span = exports::place(file, &entry, written);
    Source {
        id: entry.key().to_owned(),
        doubts: exports::doubts(&entry, &span, written),
        span,
        entry,
        attribution: None,
        archive_url: None,
        refresh: true,
    }
}

fn from_biblatex(file: &Arc<File>) -> Result<Vec<Entry>, Vec<Diagnostic>> {
    bounded_biblatex(&file.text).map_err(|reason| vec![foreign::too_much(file, &reason)])?;
    match hayagriva::io::from_biblatex_str(&file.text) {
        Ok(library) if library.is_empty() => Err(vec![foreign::no_sources(file)]),
        Ok(library) => Ok(library.iter().cloned().collect()),
        Err(errors) => Err(errors.iter().map(|error| foreign::biblatex(file, error)).collect()),
    }
}

/// How deep lists and groups of a YAML file may stand in one another: its parser takes the square of
/// the depth.
const YAML_DEPTH: usize = 200;

fn from_yaml(file: &Arc<File>) -> Result<Vec<Entry>, Vec<Diagnostic>> {
    let deep = |open, close| bounds::depth(&file.text, open, close) > YAML_DEPTH;
    if deep('[', ']') || deep('{', '}') {
        let reason = format!("its lists stand more than {YAML_DEPTH} deep in one another");
        return Err(vec![foreign::too_much(file, &reason)]);
    }
    hayagriva::io::from_yaml_str(&file.text)
        .map(|library| library.iter().cloned().collect())
        .map_err(|error| {
            let line = error.location().map(|place| place.line());
            vec![foreign::yaml(file, line, &error.to_string())]
        })
}

/// Braces within one another in a BibLaTeX file.
const BRACES: usize = 500;
/// Bytes of a BibLaTeX file with its strings written out.
const STRINGS: usize = 64 << 20;
/// Entries of a BibLaTeX file with those they refer to, each as often as it is taken in.
const ENTRIES: usize = 1_000_000;

/// Fails where reading a BibLaTeX file would recurse or grow without end: what it does with strings
/// and cross-references is found out from the file as written.
fn bounded_biblatex(text: &str) -> Result<(), String> {
    use biblatex::{RawBibliography, RawChunk};
    if bounds::depth(text, '{', '}') > BRACES {
        return Err(format!("its braces nest more than {BRACES} deep"));
    }
    // What is wrong with its syntax is said by whoever reads it in earnest.
    let Ok(raw) = RawBibliography::parse(text) else { return Ok(()) };
    let weigh = |field: &[biblatex::Spanned<RawChunk<'_>>]| {
        let mut own = (0, Vec::new());
        for chunk in field {
            match chunk.v {
                RawChunk::Normal(text) => own.0 += text.len(),
                RawChunk::Abbreviation(name) => own.1.push(name.to_owned()),
            }
        }
        own
    };
    let mut strings = bounds::Definitions::new();
    for string in &raw.abbreviations {
        strings.insert(string.key.v.to_owned(), weigh(&string.value.v));
    }
    let mut entries = bounds::Definitions::new();
    for entry in &raw.entries {
        let mut refers = Vec::new();
        for field in &entry.v.fields {
            // No string can be called this: the fields’ own names are for counting alone.
            let name = format!("{} of {}", field.key.v, entry.v.key.v);
            strings.insert(name, weigh(&field.value.v));
            let key = field.key.v.to_ascii_lowercase();
            let names = || {
                let words = field.value.v.iter().map(|chunk| match chunk.v {
                    RawChunk::Normal(text) | RawChunk::Abbreviation(text) => text,
                });
                let words = words.collect::<String>().replace(['{', '}'], "");
                words.split(',').map(|word| word.trim().to_owned()).collect::<Vec<_>>()
            };
            match key.as_str() {
                "crossref" | "xdata" => {
                    let written = |chunk: &biblatex::Spanned<RawChunk<'_>>| matches!(chunk.v, RawChunk::Normal(text) if !text.contains(['\\', '$']));
                    if !field.value.v.iter().all(written) {
                        return Err(format!("`{key}` of `{}` is no plain key", entry.v.key.v));
                    }
                    refers.extend(names());
                }
                "ids" => {
                    for alias in names() {
                        entries.insert(alias, (1, vec![entry.v.key.v.to_owned()]));
                    }
                }
                _ => {}
            }
        }
        let defined = entries.entry(entry.v.key.v.to_owned()).or_default();
        defined.0 += 1;
        defined.1.extend(refers);
    }
    bounds::written_out(&strings, STRINGS)?;
    bounds::written_out(&entries, ENTRIES)
}

/// CSL-JSON (citeproc-js and Zotero's export) → entries.
fn from_csl_json(file: &Arc<File>) -> Result<Vec<Entry>, Vec<Diagnostic>> {
    let items: Vec<Map<String, Value>> =
        serde_json::from_str(&file.text).map_err(|error| vec![foreign::json(file, &error)])?;
    let mut entries = Vec::new();
    let mut faults = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let Some(id) = item.get("id").map(plain) else {
            faults.push(foreign::no_id(file, at + 1));
            continue;
        };
        match entry(&id, csl_fields(item)) {
            Ok(entry) => entries.push(entry),
            Err(reason) => faults.push(foreign::entry(file, &id, &reason)),
        }
    }
    if faults.is_empty() { Ok(entries) } else { Err(faults) }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn csl_fields(item: &Map<String, Value>) -> Map<String, Value> {
    let text = |key: &str| item.get(key).filter(|value| !value.is_null()).map(plain);
    let csl_type = text("type").unwrap_or_default();
    // The type, and the type of what it stands in.
    let (kind, within) = match csl_type.as_str() {
        "article-journal" | "article-magazine" => ("article", Some("periodical")),
        "article-newspaper" => ("article", Some("newspaper")),
        "chapter" | "paper-conference" => ("chapter", Some("book")),
        "webpage" => ("web", Some("web")),
        "post-weblog" => ("article", Some("blog")),
        "post" => ("post", Some("thread")),
        "report" => ("report", None),
        "thesis" => ("thesis", None),
        "book" => ("book", None),
        "legislation" | "bill" | "treaty" | "regulation" => ("legislation", None),
        "legal_case" => ("case", None),
        "motion_picture" | "broadcast" => ("video", None),
        _ => ("misc", None),
    };
    let mut fields = Map::new();
    let mut parent = Map::new();
    fields.insert("type".into(), kind.into());
    for (csl, ours) in [
        ("title", "title"),
        ("publisher-place", "location"),
        ("language", "language"),
        ("genre", "genre"),
        ("abstract", "abstract"),
        ("edition", "edition"),
        ("page", "page-range"),
    ] {
        if let Some(value) = text(csl) {
            fields.insert(ours.into(), value.into());
        }
    }
    let numbers = if within.is_some() { &mut parent } else { &mut fields };
    for (csl, ours) in [("volume", "volume"), ("issue", "issue"), ("publisher", "publisher")] {
        if let Some(value) = text(csl) {
            numbers.insert(ours.into(), value.into());
        }
    }
    for (csl, ours) in [("author", "author"), ("editor", "editor")] {
        let names: Vec<Value> =
            item.get(csl).and_then(Value::as_array).into_iter().flatten().map(name).collect();
        if !names.is_empty() {
            fields.insert(ours.into(), names.into());
        }
    }
    if let Some(date) = item.get("issued").and_then(csl_date) {
        fields.insert("date".into(), date.into());
    }
    if let Some(url) = text("URL") {
        let url = match item.get("accessed").and_then(csl_date) {
            Some(date) => json!({ "value": url, "date": date }),
            None => url.into(),
        };
        fields.insert("url".into(), url);
    }
    let mut serial = Map::new();
    for (csl, ours) in [("number", "serial"), ("DOI", "doi"), ("ISBN", "isbn"), ("ISSN", "issn")] {
        if let Some(value) = text(csl) {
            serial.insert(ours.into(), value.into());
        }
    }
    if !serial.is_empty() {
        fields.insert("serial-number".into(), serial.into());
    }
    if let (Some(within), Some(title)) = (within, text("container-title")) {
        parent.insert("type".into(), within.into());
        parent.insert("title".into(), title.into());
        fields.insert("parent".into(), parent.into());
    } else {
        fields.extend(parent);
    }
    fields
}

fn name(person: &Value) -> Value {
    let part = |key: &str| person.get(key).and_then(Value::as_str).filter(|part| !part.is_empty());
    let mut name = Map::new();
    let whole = part("literal").or_else(|| part("family")).unwrap_or_default();
    name.insert("name".into(), whole.into());
    if part("literal").is_none() {
        for (csl, ours) in
            [("given", "given-name"), ("non-dropping-particle", "prefix"), ("suffix", "suffix")]
        {
            if let Some(value) = part(csl) {
                name.insert(ours.into(), value.into());
            }
        }
    }
    name.into()
}

fn csl_date(date: &Value) -> Option<String> {
    let parts = date.get("date-parts")?.get(0)?.as_array()?;
    let number = |at: usize| parts.get(at).and_then(|part| plain(part).parse::<u32>().ok());
    let mut text = format!("{:04}", number(0)?);
    for part in [number(1), number(2)] {
        match part {
            Some(part) => text.push_str(&format!("-{part:02}")),
            None => break,
        }
    }
    PartialDate::parse(&text).map(|date| date.to_string())
}

/// What to do about an address that is none.
fn address_help(url: &str) -> &'static str {
    match () {
        () if is_link(url.trim()) => "delete the blank before or after it",
        () if url.trim().contains(char::is_whitespace) => "write each blank within it as `%20`",
        () if !url.contains(':') && url.contains('.') => "write `https://` before it",
        () => "copy the address from the browser: it begins with `https://`",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csl_json_biblatex_and_yaml_agree() {
        let json = r#"[{"id":"x","type":"report","title":"A Report","author":[{"family":"Doe","given":"Jane"}],"issued":{"date-parts":[[2013,9,11]]},"URL":"https://example.org/x"}]"#;
        let bib = "@report{x, title={A Report}, author={Doe, Jane}, date={2013-09-11}, url={https://example.org/x}, type={report}, institution={I}}";
        let yaml = "x: { type: report, title: A Report, author: 'Doe, Jane', date: 2013-09-11, url: 'https://example.org/x' }";
        for (name, text) in [("a.json", json), ("a.bib", bib), ("a.yaml", yaml)] {
            let file = File::new(name, text);
            let sink = Sink::new(chrono_tz::UTC);
            let sources = from_other(&file, &sink).unwrap();
            assert_eq!(sink.into_found(), [], "{name}");
            assert_eq!(sources[0].title(), "A Report", "{name}");
            assert_eq!(sources[0].in_a_sentence(), "Jane Doe", "{name}");
            assert_eq!(sources[0].url().as_deref(), Some("https://example.org/x"), "{name}");
        }
    }
}
