//! What JSON-LD in a page says of it, in the terms of schema.org.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

type Object = Map<String, Value>;

/// The most bytes of JSON-LD that are read from a page.
const MAX_BYTES: usize = 2 << 20;

/// The objects of all JSON-LD in a page. What is no JSON is passed over.
#[derive(Debug, Default)]
pub struct JsonLd {
    objects: Vec<Object>,
    by_id: BTreeMap<String, usize>,
}

impl JsonLd {
    /// Reads the scripts of a page, in order.
    pub fn read(scripts: &[String]) -> JsonLd {
        let mut found = JsonLd::default();
        let mut left = MAX_BYTES;
        for script in scripts {
            if script.len() > left {
                break;
            }
            left -= script.len();
            let script = script.trim().trim_end_matches(';');
            if let Ok(value) = serde_json::from_str(script) {
                found.add(value);
            }
        }
        for (at, object) in found.objects.iter().enumerate() {
            if let Some(id) = object.get("@id").and_then(Value::as_str) {
                found.by_id.entry(id.to_owned()).or_insert(at);
            }
        }
        found
    }

    /// Adds the objects at the top: alone, in an array, in a `@graph`, or as a `mainEntity`. The parser
    /// bounds the depth.
    fn add(&mut self, value: Value) {
        match value {
            Value::Array(values) => values.into_iter().for_each(|value| self.add(value)),
            Value::Object(mut object) => {
                for nested in ["@graph", "mainEntity"] {
                    if let Some(inner) = object.remove(nested) {
                        self.add(inner);
                    }
                }
                self.objects.push(object);
            }
            _ => {}
        }
    }

    /// The object that describes the page: its article, or else the page. Of several articles it is the
    /// one whose headline is in the page's own title; where none is, nobody knows which.
    pub fn main(&self, page_title: &str) -> Option<&Object> {
        let articles: Vec<&Object> = self.of_kind(is_work).collect();
        let headline = |object: &Object| title(object, page_title);
        match articles.as_slice() {
            [] => self.of_kind(|kind| kind.ends_with("Page")).next(),
            [one] => Some(one),
            [first, rest @ ..] if rest.iter().all(|o| headline(o) == headline(first)) => {
                Some(first)
            }
            several => several.iter().copied().find(|object| {
                headline(object)
                    .is_some_and(|words| page_title.contains(&super::describe::line(&words)))
            }),
        }
    }

    fn of_kind(&self, wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = &Object> {
        self.objects.iter().filter(move |object| match object.get("@type") {
            Some(Value::String(kind)) => wanted(kind),
            Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(&wanted),
            _ => false,
        })
    }

    /// The names of persons or organisations: given as text, as objects, as references to objects, or
    /// as an array of these.
    pub fn names(&self, value: Option<&Value>) -> Vec<String> {
        match value {
            Some(Value::Array(values)) => {
                values.iter().filter_map(|value| self.name(value)).collect()
            }
            Some(value) => self.name(value).into_iter().collect(),
            None => Vec::new(),
        }
    }

    fn name(&self, value: &Value) -> Option<String> {
        let Value::Object(object) = value else { return text(value) };
        object.get("name").and_then(text).or_else(|| {
            let at = *self.by_id.get(object.get("@id")?.as_str()?)?;
            self.objects[at].get("name").and_then(text)
        })
    }
}

/// The title of a work: its headline or its name. Some sites write a description into one of them, so
/// where they differ it is the one that is in the page's own title.
pub fn title(object: &Object, page_title: &str) -> Option<String> {
    let said = |name: &str| object.get(name).and_then(text);
    let own = |words: &String| page_title.contains(&super::describe::line(words));
    match (said("headline"), said("name")) {
        (Some(headline), Some(name)) if !own(&headline) && own(&name) => Some(name),
        (headline, name) => headline.or(name),
    }
}

/// A text, or the first of an array of them, or the value of a `{ "@value": … }`.
pub fn text(value: &Value) -> Option<String> {
    let value = match value {
        Value::Array(values) => values.first()?,
        Value::Object(object) => object.get("@value")?,
        value => value,
    };
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Whether a type of schema.org is a work that one cites, and not part of a page's furniture.
fn is_work(kind: &str) -> bool {
    let kind = kind.rsplit(['/', ':']).next().unwrap_or(kind);
    kind.ends_with("Article")
        || kind.ends_with("Posting")
        || matches!(
            kind,
            "Book"
                | "Chapter"
                | "CreativeWork"
                | "Dataset"
                | "DigitalDocument"
                | "Legislation"
                | "PublicationIssue"
                | "Report"
                | "Review"
                | "Thesis"
        )
}
