//! `evidence/*.toml` → items.

use std::collections::BTreeMap;

use super::reader::Table;
use super::spec;
use super::syntax::Sink;
use crate::diag::{Diagnostic, Span};
use crate::model::At;
use crate::model::handling::{Record, Tlp};
use crate::model::item::{Amount, Figure, Item, Kind, Person, Primary, Support, Translation};
use crate::model::library::Unread;
use crate::model::source::{Locator, LocatorKind};
use crate::model::text::{TagError, Text, is_id};

/// What an item gets where it says nothing.
#[derive(Debug, Clone, Copy)]
pub struct Defaults {
    /// Who may see it; closed unless the workspace or the file opens it.
    pub handling: Tlp,
}

/// Reads `defaults` of the workspace or of a file.
pub fn defaults(table: Option<Table<'_>>, outer: Defaults) -> Defaults {
    let Some(table) = table else { return outer };
    // Defaults that cannot be understood open nothing.
    let handling = match table.gate("handling") {
        Ok(handling) => handling.map_or(outer.handling, |label| label.value),
        Err(_) => Tlp::Red,
    };
    let handling = if table.finish() { handling } else { Tlp::Red };
    Defaults { handling }
}

/// What only files of evidence hold.
pub(super) const KINDS: [&str; 3] = ["fact", "quote", "recommendation"];

/// Reads the items of a file, in the order facts, quotations, recommendations. What is known of those
/// that fail goes to `unread`.
pub fn items(root: &Table<'_>, outer: Defaults, unread: &mut Unread) -> Vec<Item> {
    let mut items = Vec::new();
    if root.misplaced(&KINDS, &spec::KEYS, "a spec, and evidence stands here", "briefs/") {
        return items;
    }
    let defaults = defaults(root.table("defaults"), outer);
    for table in root.tables("fact") {
        items.extend(item(table, "fact", defaults, unread, fact));
    }
    for table in root.tables("quote") {
        items.extend(item(table, "quotation", defaults, unread, quote));
    }
    for table in root.tables("recommendation") {
        items.extend(item(table, "recommendation", defaults, unread, recommendation));
    }
    root.finish();
    items
}

fn item(
    table: Table<'_>,
    noun: &str,
    defaults: Defaults,
    unread: &mut Unread,
    kind: impl FnOnce(&Table<'_>) -> Option<Kind>,
) -> Option<Item> {
    let table = table.named(format!("a {noun}"));
    let id = id(&table, noun, unread);
    let written = id.as_ref().map(|id| id.value.clone());
    let topics = table.texts("topics");
    let table = match &id {
        Some(id) => table.named(format!("{noun} `{}`", id.value)),
        None => table,
    };
    let text = table.need_text("text", "it is the sentence that is printed");
    let kind = kind(&table);
    let understood = text.as_ref().and_then(|text| match noun {
        "quotation" => Some(Text::verbatim(&text.value)),
        _ => parse_text(text, table.sink()),
    });
    let item = item_of(&table, defaults, text.as_ref(), kind, understood);
    // A key that is not understood may have been one that keeps the item from somebody.
    let clean = table.finish();
    match id.zip(item.filter(|_| clean)) {
        Some((id, item)) => Some(Item { span: id.span, id: id.value, ..item }),
        None => {
            unread.ids.extend(written);
            unread.topics.extend(topics);
            None
        }
    }
}

/// Everything of an item but its id; `None` where its text or what its kind needs is missing.
fn item_of(
    table: &Table<'_>,
    defaults: Defaults,
    text: Option<&At<String>>,
    kind: Option<Kind>,
    understood: Option<Text>,
) -> Option<Item> {
    let handling = table.gate("handling");
    let embargo = table.gate("embargo");
    let status = table.gate("status");
    let audiences = table.maybe_list("audiences");
    let all_audiences_read = table.count("audiences") == audiences.as_ref().map_or(0, Vec::len);
    let unread = table.has("audiences") && !(audiences.is_some() && all_audiences_read);
    // In this order all is read before anything is given up: a key that nobody asked for would be taken for a misspelt one.
    let item = Item {
        supports: supports(table),
        primary: table.table("primary").and_then(primary),
        as_of: table.get("as_of"),
        review_by: table.get("review_by"),
        topics: table.list("topics"),
        audiences,
        priority: table.get("priority").unwrap_or(50),
        sensitive: table.list("sensitive").into_iter().map(|word: At<String>| word.value).collect(),
        weak: table.get("weak").unwrap_or(false),
        note: table.text("note").map(|note| note.value),
        people: people(table),
        translations: translations(table),
        id: String::new(),
        span: table.head(),
        text_span: text.map_or_else(|| table.head(), |text| text.span.clone()),
        digest: table.digest(),
        handling: handling.ok()?.map_or(defaults.handling, |label| label.value),
        embargo: embargo.ok()?.map(|embargo| embargo.value),
        status: status.ok()?.map_or_else(Default::default, |status| status.value),
        kind: kind?,
        text: understood?,
    };
    (!unread).then_some(item)
}

/// The id, which must be there and be made of letters, digits, `-` and `_`.
fn id(table: &Table<'_>, noun: &str, unread: &mut Unread) -> Option<At<String>> {
    let Some(id) = table.need_text("id", "specs and texts call it by its id") else {
        unread.ids.extend(table.misspelt("id"));
        return None;
    };
    if is_id(&id.value) {
        return Some(id);
    }
    table.sink().report(
        Diagnostic::error("bad-id", format!("`{}` cannot be the id of a {noun}", id.value))
            .at(&id.span)
            .why("texts call it by its id, and a space or an accent would end it there")
            .help("write it with the letters a to z, digits, `-` and `_` alone"),
    );
    unread.bad_ids.push(id.value);
    None
}

/// Understands a text in which only names may be referred to, reporting what else it tries.
pub fn parse_text(text: &At<String>, sink: &Sink) -> Option<Text> {
    match Text::parse(&text.value) {
        Ok(parsed) => Some(parsed),
        Err(errors) => {
            for error in errors {
                sink.report(template_error(&error, &text.span));
            }
            None
        }
    }
}

/// The one message for everything of a template language that texts do not have.
pub fn template_error(error: &TagError, within: &Span) -> Diagnostic {
    let help = match () {
        () if error.snippet.starts_with("{%") || error.snippet.starts_with("{#") => {
            "delete it: texts have no conditions and no remarks"
        }
        () if !error.snippet.ends_with("}}") => "close it: `{{ name }}`",
        () => {
            "write `{{ name }}`, or in the text of a section `{{ fact(\"id\") }}` or `{{ quote(\"id\") }}`"
        }
    };
    let span = &within.find(&error.snippet);
    Diagnostic::error("template", &error.message)
        .at(span)
        .why("between `{{` and `}}` stands a name from briefs/workspace.toml, and in the text of a section also an item")
        .help(help)
}

fn fact(table: &Table<'_>) -> Option<Kind> {
    Some(Kind::Fact {
        measure: table.text("measure").map(|measure| measure.value),
        figure: table.table("figure").and_then(figure),
        reconciles: table.list("reconciles"),
    })
}

fn quote(table: &Table<'_>) -> Option<Kind> {
    let speaker = table.need_text("speaker", "every quotation is printed with who said it");
    let record = table.gate::<Record>("record").ok()?;
    Some(Kind::Quote {
        record: record.map_or_else(Default::default, |record| record.value),
        speaker: speaker?,
    })
}

fn recommendation(table: &Table<'_>) -> Option<Kind> {
    let supported_by = table.list("supported_by");
    let deadline = table.get("deadline");
    let addressee = table.need_text("addressee", "a recommendation asks somebody to act");
    Some(Kind::Recommendation { addressee: addressee?, supported_by, deadline })
}

fn figure(table: Table<'_>) -> Option<Figure> {
    let value: Option<f64> = table.get("value");
    let bound = table.text("bound").map(|bound| bound.value);
    let low: Option<f64> = table.get("low");
    let high: Option<f64> = table.get("high");
    let unit = table.text("unit").map(|unit| unit.value);
    let label = table.text("label").map(|label| label.value);
    table.finish();
    let unread = |key, read: bool| table.has(key) && !read;
    if unread("value", value.is_some())
        || unread("low", low.is_some())
        || unread("high", high.is_some())
    {
        return None;
    }
    let amount = match (value, low, high) {
        (Some(value), None, None) => Amount::Value { value, bound },
        (None, Some(low), Some(high)) if low < high && bound.is_none() => {
            Amount::Range { low, high }
        }
        (None, Some(low), Some(high)) if low >= high => {
            table.sink().report(
                Diagnostic::error("figure", "the `low` of this figure is not below its `high`")
                    .at(&table.head())
                    .why("it is printed as “low to high”")
                    .help(
                        "write the lower number as `low`; a figure that is one number, as `value`",
                    ),
            );
            return None;
        }
        _ => {
            table.sink().report(
                Diagnostic::error("figure", "a figure has either `value` or `low` and `high`")
                    .at(&table.head())
                    .why("it is printed as one number or as a range")
                    .help("write `{ value = 90 }` or `{ low = 80_000, high = 120_000 }`"),
            );
            return None;
        }
    };
    Some(Figure { amount, unit, label })
}

fn supports(table: &Table<'_>) -> Vec<Support> {
    if table.is_list("source") {
        let hint = match table.count("source") {
            1 => "write `source = \"…\"`",
            _ => "write `source = [{ source = \"…\", passage = \"…\" }, …]`",
        };
        let tables = table.tables_or("source", Some(hint.into()));
        if tables.is_empty() {
            table.excuse(&["passage", "context", "locator"]);
        }
        return tables
            .into_iter()
            .filter_map(|inner| {
                let source = inner.need_text("source", "it names the source the item rests on");
                let passage = inner.text("passage");
                let context = inner.text("context");
                let locator = locator(&inner);
                inner.finish();
                Some(Support { source: source?, passage, context, locator })
            })
            .collect();
    }
    let passage = table.text("passage");
    let context = table.text("context");
    let locator = locator(table);
    match table.text("source") {
        Some(source) => vec![Support { source, passage, context, locator }],
        None => Vec::new(),
    }
}

fn primary(table: Table<'_>) -> Option<Primary> {
    let name = table.need_text("name", "it is printed as whose words or figures these are");
    let source = table.text("source");
    let locator = locator(&table);
    table.finish();
    Some(Primary { name: name?.value, source, locator })
}

fn locator(table: &Table<'_>) -> Option<Locator> {
    let inner = table.table_or("locator", Some("write `locator = { page = 4 }`".into()))?;
    let found = inner.rest::<LocatorValue>(&[]);
    match &found[..] {
        [(kind, value)] => match locator_kind(&kind.value) {
            Some(locator) => {
                if says_kind_again(&value.value.0) {
                    inner.sink().report(
                        Diagnostic::error(
                            "locator",
                            format!("`{}` says again what kind of place it is", value.value.0),
                        )
                        .at(&value.span)
                        .why("citations write it before the number: “p. 4”")
                        .help(format!("write the number alone: `{} = 4`", kind.value)),
                    );
                }
                Some(Locator { kind: locator, value: value.value.0.clone() })
            }
            None => {
                inner.sink().report(
                    Diagnostic::error(
                        "locator",
                        format!("`{}` is no kind of place in a source", kind.value),
                    )
                    .at(&kind.span)
                    .why("a reader must know whether pages or paragraphs are counted")
                    .maybe_help(crate::diag::did_you_mean(
                        &kind.value,
                        LOCATORS.iter().map(|(word, _)| *word),
                        "there are",
                    )),
                );
                None
            }
        },
        _ => {
            inner.sink().report(
                Diagnostic::error("locator", "a locator names one place in the source")
                    .at(&inner.head())
                    .why("it is printed in the citation: “p. 4”")
                    .help("write one kind of place and its number: `locator = { page = 4 }`"),
            );
            None
        }
    }
}

/// Whether the number of a place has its kind before it: “p. 4”, “para 4”.
fn says_kind_again(value: &str) -> bool {
    let word: String = value.chars().take_while(|c| c.is_alphabetic()).collect();
    let kinds = ["p", "pp", "page", "pages", "para", "paras", "paragraph", "paragraphs"];
    let after = value[word.len()..].trim_start_matches(['.', ' ']);
    kinds.contains(&word.to_lowercase().as_str())
        && value[word.len()..].starts_with(['.', ' '])
        && after.starts_with(|c: char| c.is_ascii_digit())
}

/// A page or paragraph number may be written as a number.
struct LocatorValue(String);

impl super::reader::Read for LocatorValue {
    const EXPECTED: &'static str = "a number or a text";

    fn read(value: &toml::de::DeValue<'_>, sink: &Sink) -> Result<Self, String> {
        i64::read(value, sink)
            .map(|number| number.to_string())
            .or_else(|_| String::read(value, sink))
            .map(LocatorValue)
    }
}

/// CSL's locator terms as they are written in TOML.
pub const LOCATORS: [(&str, LocatorKind); 18] = [
    ("page", LocatorKind::Page),
    ("paragraph", LocatorKind::Paragraph),
    ("section", LocatorKind::Section),
    ("article", LocatorKind::ArticleLocator),
    ("chapter", LocatorKind::Chapter),
    ("part", LocatorKind::Part),
    ("appendix", LocatorKind::Appendix),
    ("column", LocatorKind::Column),
    ("figure", LocatorKind::Figure),
    ("folio", LocatorKind::Folio),
    ("issue", LocatorKind::Issue),
    ("line", LocatorKind::Line),
    ("note", LocatorKind::Note),
    ("rule", LocatorKind::Rule),
    ("table", LocatorKind::Table),
    ("timestamp", LocatorKind::Timestamp),
    ("volume", LocatorKind::Volume),
    ("book", LocatorKind::Book),
];

/// The kind of locator a word stands for.
pub fn locator_kind(word: &str) -> Option<LocatorKind> {
    LOCATORS.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind)
}

/// Reads `people = [{ name = "…" }]`.
pub fn people(table: &Table<'_>) -> Vec<Person> {
    let tables = table.tables_or("people", Some("write `people = [{ name = \"…\" }]`".into()));
    tables.into_iter().filter_map(person).collect()
}

fn person(table: Table<'_>) -> Option<Person> {
    let name = table.need_text("name", "it is the person the text names");
    let person = Person {
        scope: table.maybe_list("scope"),
        withdrawn: table.get("withdrawn"),
        span: table.head(),
        pseudonym: table.text("pseudonym").map(|text| text.value),
        risk: table.text("risk").map(|text| text.value),
        minor: table.get("minor").unwrap_or(false),
        basis: table.get("basis"),
        by: table.text("by").map(|text| text.value),
        on: table.get("on"),
        name: String::new(),
    };
    table.finish();
    Some(Person { name: name?.value, ..person })
}

fn translations(table: &Table<'_>) -> BTreeMap<String, Translation> {
    let Some(inner) = table.table("translations") else { return BTreeMap::new() };
    inner
        .entries_or(|language| format!("write `{language} = {{ text = \"…\" }}`"))
        .into_iter()
        .filter_map(|(language, entry)| {
            let text = entry.need_text("text", "it is the translation");
            let by = entry.text("by").map(|by| by.value);
            entry.finish();
            Some((language.value, Translation { text: text?.value, by }))
        })
        .collect()
}
