//! What a paper is made from, in words: to say why it was made again, and what it rests on.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::hash::{hex, sha256};
use crate::model::item::Item;
use crate::model::library::Library;
use crate::select::Selection;
use crate::verify::Verdicts;

/// One thing a paper is made from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Part {
    /// What it is.
    pub kind: Kind,
    /// What it is called: an id, a path, a day.
    pub name: String,
    /// What it is known by: another one when it has changed.
    pub hash: String,
}

/// The kinds of things papers are made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The spec's file.
    Spec,
    /// The workspace's settings.
    Settings,
    /// A profile of the workspace's own.
    Profile,
    /// A fact.
    Fact,
    /// A quotation.
    Quotation,
    /// A recommendation.
    Recommendation,
    /// The description of a source.
    Source,
    /// The stored copy of a source, by the source's key.
    Copy,
    /// A template, module or style.
    Template,
    /// A font of the workspace's own.
    Font,
    /// The day that is printed.
    Day,
    /// The formats, and whether it is a draft.
    Form,
    /// This program.
    Tool,
}

impl Kind {
    /// Whether it is one of the kinds of items.
    pub fn is_item(self) -> bool {
        matches!(self, Kind::Fact | Kind::Quotation | Kind::Recommendation)
    }

    fn of(item: &Item) -> Kind {
        match item.kind_name() {
            "fact" => Kind::Fact,
            "quote" => Kind::Quotation,
            _ => Kind::Recommendation,
        }
    }
}

/// What is said where no part has changed and yet something has.
pub const OTHER: &str = "something else that it is made from was changed";

/// What a paper of this selection is made from. `modules` are the templates it takes in with their
/// hashes, `fonts` what the workspace's fonts are known by, `form` says in what form it is wanted.
pub fn parts(
    library: &Library,
    selection: &Selection<'_>,
    verdicts: &Verdicts<'_>,
    modules: &BTreeMap<String, String>,
    fonts: &BTreeMap<String, String>,
    form: &str,
    today: NaiveDate,
) -> Vec<Part> {
    let target = &selection.target;
    let mut parts = BTreeSet::new();
    let mut part = |kind, name: &str, hash: String| {
        // Enough to tell two apart.
        let hash = hash.get(..16).map_or(hash.clone(), str::to_owned);
        parts.insert(Part { kind, name: name.to_owned(), hash });
    };
    part(Kind::Form, form, String::new());
    let spec = &target.spec.span.file;
    part(Kind::Spec, &spec.path, hex(sha256(spec.text.as_bytes())));
    for file in &library.files {
        let own = |stem: &str| file.path == format!("briefs/audiences/{stem}.toml");
        let kind = match file.path.as_str() {
            "briefs/workspace.toml" => Kind::Settings,
            _ if own(&target.audience.id) || own(&target.addressed.id) => Kind::Profile,
            _ => continue,
        };
        part(kind, &file.path, hex(sha256(file.text.as_bytes())));
    }
    for item in selection.printed(library) {
        part(Kind::of(item), &item.id, item.digest.clone());
        for (support, judgement) in item.supports.iter().zip(verdicts.of(item)) {
            let id = &support.source.value;
            if let Some(source) = library.sources.get(id) {
                let described = format!("{:?}{:?}", source.entry, source.attribution);
                part(Kind::Source, id, hex(sha256(described.as_bytes())));
            }
            if let Some(copy) = judgement.as_ref().and_then(|found| found.snapshot.as_ref()) {
                // The day a copy came is printed too.
                let stored = library.snapshots.get(id).and_then(|copies| copies.last());
                let came = stored.map(|stored| stored.retrieved.to_rfc3339()).unwrap_or_default();
                part(Kind::Copy, id, hex(sha256(format!("{copy} {came}").as_bytes())));
            }
        }
    }
    for (path, hash) in modules {
        part(Kind::Template, path, hash.clone());
    }
    for (path, hash) in fonts {
        part(Kind::Font, path, hash.clone());
    }
    if target.spec.date.is_none() {
        part(Kind::Day, &today.to_string(), String::new());
    }
    part(Kind::Tool, "brief", hex(sha256(super::run::tool().as_bytes())));
    parts.into_iter().collect()
}

/// What has changed from one making of a paper to the next, a sentence each, without a final stop.
pub fn changes(before: &[Part], now: &[Part]) -> Vec<String> {
    let of = |parts: &[Part]| -> BTreeMap<(Kind, String), BTreeSet<String>> {
        let mut all: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
        for part in parts {
            all.entry((part.kind, part.name.clone())).or_default().insert(part.hash.clone());
        }
        all
    };
    let (before, now) = (of(before), of(now));
    let mut said = Vec::new();
    for ((kind, name), hashes) in &now {
        match before.get(&(*kind, name.clone())) {
            Some(known) if known == hashes => {}
            Some(_) => said.push(changed(*kind, name)),
            None => said.extend(new(*kind, name)),
        }
    }
    for (kind, name) in before.keys().filter(|key| !now.contains_key(key)) {
        said.extend(gone(*kind, name));
    }
    said
}

fn changed(kind: Kind, name: &str) -> String {
    match kind {
        Kind::Spec | Kind::Settings | Kind::Profile => format!("`{name}` was changed"),
        Kind::Fact => format!("the fact `{name}` was changed"),
        Kind::Quotation => format!("the quotation `{name}` was changed"),
        Kind::Recommendation => format!("the recommendation `{name}` was changed"),
        Kind::Source => format!("the description of `{name}` was changed"),
        Kind::Copy => format!("there is another stored copy of `{name}`"),
        Kind::Template => format!("`templates/{name}` was changed"),
        Kind::Font => format!("the font `{name}` was changed"),
        Kind::Day => format!("the day it prints is {name}"),
        Kind::Form => format!("it is made as {name}"),
        Kind::Tool => "`brief` itself is another version".into(),
    }
}

fn new(kind: Kind, name: &str) -> Option<String> {
    Some(match kind {
        Kind::Spec | Kind::Settings | Kind::Profile => format!("`{name}` is new"),
        Kind::Fact => format!("the fact `{name}` is new in it"),
        Kind::Quotation => format!("the quotation `{name}` is new in it"),
        Kind::Recommendation => format!("the recommendation `{name}` is new in it"),
        // An item that rests on it is new too, or was changed.
        Kind::Source => return None,
        Kind::Copy => format!("`{name}` has a stored copy now"),
        Kind::Template => format!("it takes in `templates/{name}` now"),
        Kind::Font => format!("the font `{name}` is new"),
        Kind::Day => format!("the day it prints is {name}"),
        Kind::Form => format!("it is made as {name} now"),
        Kind::Tool => return None,
    })
}

fn gone(kind: Kind, name: &str) -> Option<String> {
    Some(match kind {
        Kind::Spec | Kind::Settings | Kind::Profile => format!("`{name}` is gone"),
        Kind::Fact => format!("the fact `{name}` is no longer in it"),
        Kind::Quotation => format!("the quotation `{name}` is no longer in it"),
        Kind::Recommendation => format!("the recommendation `{name}` is no longer in it"),
        Kind::Source | Kind::Tool => return None,
        Kind::Copy => format!("`{name}` has no stored copy any more, or nothing rests on it"),
        Kind::Template => format!("it takes in `templates/{name}` no longer"),
        Kind::Font => format!("the font `{name}` is gone"),
        // Another day or form is new, and said.
        Kind::Day | Kind::Form => return None,
    })
}
