//! Everything a workspace holds but its specs.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::At;
use super::audience::{Audience, DocumentType, Words};
use super::item::Item;
use super::source::Source;
use super::text::{Name, Text};
use crate::diag::{File, Span};
use crate::paper::Contact;

/// Evidence, sources, audiences and the workspace's settings, checked against one another.
#[derive(Debug, Clone)]
pub struct Library {
    /// Who sends the papers.
    pub organisation: Organisation,
    /// The zone of times without one.
    pub timezone: chrono_tz::Tz,
    /// The names table.
    pub names: BTreeMap<String, Name>,
    /// Addressees that are not audiences.
    pub addressees: BTreeMap<String, Addressee>,
    /// Profiles.
    pub audiences: BTreeMap<String, Audience>,
    /// Document types.
    pub types: BTreeMap<String, DocumentType>,
    /// The tool's own words, by language.
    pub words: BTreeMap<String, Words>,
    /// Items in the order of their ids.
    pub items: BTreeMap<String, Item>,
    /// Sources in the order of their keys.
    pub sources: BTreeMap<String, Source>,
    /// Ids of items and sources that are written down but could not be read: what refers to them is
    /// not at fault.
    pub unread: std::collections::BTreeSet<String>,
    /// Templates, modules and styles, by path below `templates/`: built in, or the workspace's own.
    pub templates: BTreeMap<String, String>,
    /// The workspace's own fonts: path and bytes.
    pub fonts: Vec<(String, Arc<Vec<u8>>)>,
    /// The TOML files it was read from, to say where a printed character was written.
    pub files: Vec<Arc<File>>,
}

/// Who sends the papers.
#[derive(Debug, Clone, Default)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// Printed on every page.
    pub notice: Option<String>,
    /// About it, for the end of a paper.
    pub about: Option<At<Text>>,
    /// Whom to ask.
    pub contact: Option<Contact>,
}

/// Someone who can be asked but is no audience.
#[derive(Debug, Clone)]
pub struct Addressee {
    /// As printed.
    pub name: Text,
    /// Audiences that cannot act for it but can press it.
    pub raised_by: Vec<String>,
    /// Where it is declared.
    pub span: Span,
}

impl Library {
    /// The tool's words for a BCP 47 tag; English where it has no others.
    pub fn words(&self, language: &str) -> Option<&Words> {
        let primary = language.split('-').next().unwrap_or(language);
        self.words.get(primary).or_else(|| self.words.get("en"))
    }
}
