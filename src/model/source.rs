//! What items rest on.

use crate::diag::{Diagnostic, Span};

/// A source: its bibliographic description and what else the tool must know of it.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its key.
    pub id: String,
    /// Its description, in Hayagriva's terms. `date` is absent when unknown.
    pub entry: hayagriva::Entry,
    /// How the press names it in a sentence.
    pub attribution: Option<String>,
    /// A copy in a public archive.
    pub archive_url: Option<String>,
    /// Whether it may be asked again; asking tells the host that one is watching.
    pub refresh: bool,
    /// What of its description would be printed otherwise than its writer means, for the papers that cite it.
    pub doubts: Vec<Diagnostic>,
    /// Where it is described.
    pub span: Span,
}

impl Source {
    /// Its title, or its key where it has none.
    pub fn title(&self) -> String {
        self.entry.title().map_or_else(|| self.id.clone(), ToString::to_string)
    }

    /// Its address, where it has one that a link may carry: http, https or mailto.
    pub fn url(&self) -> Option<String> {
        let url = self.entry.url_any()?.value.to_string();
        is_link(&url).then_some(url)
    }

    /// How a sentence names it: its attribution, or its authors, or its title.
    pub fn in_a_sentence(&self) -> String {
        if let Some(attribution) = &self.attribution {
            return attribution.clone();
        }
        let authors: Vec<String> = self
            .entry
            .authors()
            .unwrap_or_default()
            .iter()
            .map(|person| person.given_first(false))
            .collect();
        match authors.split_last() {
            None => self.title(),
            Some((only, [])) => only.clone(),
            Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        }
    }
}

/// Whether a paper may link to `url`.
pub fn is_link(url: &str) -> bool {
    ["http://", "https://", "mailto:"].iter().any(|scheme| {
        url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    }) && !url.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// What a locator counts, in CSL's terms (CSL 1.0.2, “Locators”).
pub type LocatorKind = hayagriva::citationberg::taxonomy::Locator;

/// The pinpoint printed in a citation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Locator {
    /// What it counts.
    pub kind: LocatorKind,
    /// The number, range or heading as written.
    pub value: String,
}
