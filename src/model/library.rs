//! Everything a workspace holds but its specs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::At;
use super::audience::{Audience, DocumentType, Words};
use super::item::{Item, Person};
use super::lock::Lock;
use super::snapshot::Snapshot;
use super::source::Source;
use super::spec::Levels;
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
    /// Words the house does not use, and what it writes instead.
    pub terms: BTreeMap<String, String>,
    /// Terms that are explained wherever they first stand.
    pub glossary: Vec<String>,
    /// People who may be named wherever they are, and on what basis.
    pub people: Vec<Person>,
    /// Real names behind pseudonyms, where this machine has them.
    pub private: BTreeMap<String, Vec<String>>,
    /// Levels of checks, raised.
    pub levels: Levels,
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
    /// The stored copies of sources, by their keys, the oldest first.
    pub snapshots: BTreeMap<String, Vec<Snapshot>>,
    /// The folder of stored copies, from the workspace's own; `briefs/sources` unless it says another.
    pub snapshot_folder: String,
    /// Networks and hosts that sources may be fetched from though they are not public.
    pub private_hosts: Vec<String>,
    /// What is remembered of verdicts.
    pub lock: Lock,
    /// What is written down but could not be read.
    pub unread: Unread,
    /// Templates, modules and styles, by path below `templates/`: built in, or the workspace's own.
    pub templates: BTreeMap<String, String>,
    /// The workspace's own fonts: path and bytes.
    pub fonts: Vec<(String, Arc<Vec<u8>>)>,
    /// The TOML files it was read from, to say where a printed character was written.
    pub files: Vec<Arc<File>>,
}

/// What is written down but could not be read: whoever refers to it is not at fault.
#[derive(Debug, Clone, Default)]
pub struct Unread {
    /// Ids of items, keys of sources, names.
    pub ids: BTreeSet<String>,
    /// Ids that no item can have: who refers to one may have written it as it should be.
    pub bad_ids: Vec<String>,
    /// Topics of such items.
    pub topics: BTreeSet<String>,
    /// Whether there is a file of evidence of which nothing is known.
    pub evidence: bool,
    /// The same of sources.
    pub sources: bool,
    /// The same of the workspace's settings.
    pub settings: bool,
    /// The same of profiles.
    pub audiences: bool,
}

impl Unread {
    /// Whether there may be an item of this id.
    pub fn item(&self, id: &str) -> bool {
        self.evidence || self.ids.contains(id) || self.bad_ids.iter().any(|bad| alike(bad, id))
    }

    /// Whether there may be a source of this key.
    pub fn source(&self, id: &str) -> bool {
        self.sources || self.ids.contains(id)
    }

    /// Whether there may be a name of this id.
    pub fn name(&self, id: &str) -> bool {
        self.settings || self.ids.contains(id)
    }

    /// Whether there may be an item with this topic.
    pub fn topic(&self, topic: &str) -> bool {
        self.evidence || self.topics.contains(topic)
    }
}

/// Whether `id` is likely to mean what `bad` cannot be called: the same letters and digits, or one of
/// its words.
fn alike(bad: &str, id: &str) -> bool {
    let plain = |text: &str| {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect::<String>()
    };
    let (bad_plain, id_plain) = (plain(bad), plain(id));
    bad_plain == id_plain
        || bad.split(|c: char| !c.is_alphanumeric()).any(|word| plain(word) == id_plain)
        || crate::diag::nearest(&id_plain, [bad_plain.as_str()]).is_some()
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
    /// Audiences that cannot act for it but can press it; `None` where what is written of it is not understood.
    pub raised_by: Option<Vec<At<String>>>,
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
