//! What was found of passages in texts that have not changed since: a cache that may be deleted, damaged
//! or of another version at any time.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::Verdict;
use super::anchor::Anchor;
use super::judge::Edit;
use super::near::Difference;
use crate::hash::{hex, sealed, sha256, unsealed};
use crate::model::lock::LockedPlace;

/// What was found of a passage in a text, whatever was accepted before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// The verdict on this text alone.
    pub verdict: Verdict,
    /// Where it stands, or what is most like it.
    pub anchor: Option<Anchor>,
    /// Other places: bytes of the text.
    pub others: Vec<(usize, usize)>,
    /// Declared touches.
    pub touches: Vec<Edit>,
    /// Touches that are not declared and would have to be permitted, where that is all that differs.
    pub leave: Vec<Edit>,
    /// What differs.
    pub differences: Vec<Difference>,
    /// The place as the lock has it.
    pub place: Option<LockedPlace>,
}

impl Seen {
    /// Nothing like the passage.
    pub(super) fn nothing() -> Seen {
        Seen {
            verdict: Verdict::Missing,
            anchor: None,
            others: Vec::new(),
            touches: Vec::new(),
            leave: Vec::new(),
            differences: Vec::new(),
            place: None,
        }
    }
}

/// Something found, with what it is remembered by.
#[derive(Debug, Clone)]
pub struct Learnt {
    /// See [`key`].
    pub(super) key: String,
    /// The stamp of the file of the text; see [`Texts::stamp`](super::Texts::stamp).
    pub(super) stamp: String,
    /// What was found.
    pub(super) seen: Seen,
}

/// How passages are looked for. Another number, and everything is looked for again.
const FINDER: &str = "1";

/// What a passage in a text is remembered by.
pub(super) fn key(text: &str, passage: &str, context: Option<&str>) -> String {
    let parts = [FINDER, env!("CARGO_PKG_VERSION"), text, passage, context.unwrap_or_default()];
    hex(sha256(parts.join("\0").as_bytes()))
}

/// What earlier runs have found.
#[derive(Debug, Default)]
pub struct Memory {
    entries: HashMap<String, Entry>,
    changed: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    stamp: String,
    seen: Seen,
}

impl Memory {
    /// Reads what [`Memory::bytes`] has written; anything else is an empty memory.
    pub fn read(bytes: &[u8]) -> Memory {
        let entries = unsealed(bytes).and_then(|bytes| serde_json::from_slice(bytes).ok());
        Memory { entries: entries.unwrap_or_default(), changed: false }
    }

    /// The memory as a file.
    pub fn bytes(&self) -> Vec<u8> {
        // In order, so that nothing is written where nothing is new.
        let ordered: std::collections::BTreeMap<_, _> = self.entries.iter().collect();
        sealed(&serde_json::to_vec(&ordered).unwrap_or_default())
    }

    /// Whether there is anything new to be written.
    pub fn is_changed(&self) -> bool {
        self.changed
    }

    pub(super) fn seen(&self, key: &str, stamp: &str) -> Option<&Seen> {
        self.entries.get(key).filter(|entry| entry.stamp == stamp).map(|entry| &entry.seen)
    }

    /// Forgets everything but what a run has just found or recognised.
    pub(super) fn replace(&mut self, learnt: Vec<Learnt>) {
        let known = |learnt: &Learnt| self.seen(&learnt.key, &learnt.stamp).is_some();
        self.changed = learnt.len() != self.entries.len() || !learnt.iter().all(known);
        if self.changed {
            self.entries = learnt
                .into_iter()
                .map(|learnt| (learnt.key, Entry { stamp: learnt.stamp, seen: learnt.seen }))
                .collect();
        }
    }
}
