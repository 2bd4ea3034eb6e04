//! What `brief.lock` remembers: what was found of each passage, in which stored copy, since when.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The lock of a workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    /// The stored copy of each source that verdicts are of, by the source's key.
    pub sources: BTreeMap<String, LockedSource>,
    /// Verdicts, by what they are on.
    pub verdicts: BTreeMap<LockKey, LockedVerdict>,
    /// Who cleared which items.
    pub clearances: BTreeMap<String, Clearance>,
}

/// That somebody has read an item with its passages and its handling, and lets it go out as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clearance {
    /// Who.
    pub by: String,
    /// When.
    pub on: DateTime<Utc>,
    /// SHA-256 of what was cleared, in hexadecimal digits.
    pub hash: String,
}

/// A stored copy as the lock knows it: enough to recognise it, and to say what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedSource {
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// When it was retrieved.
    pub retrieved: DateTime<Utc>,
    /// Whether it was retrieved from the source's own address.
    pub fetched: bool,
}

/// What a verdict is on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LockKey {
    /// The item.
    pub item: String,
    /// The source's key.
    pub source: String,
    /// SHA-256 of the item's text as written and of the passage, in hexadecimal digits.
    pub text: String,
}

/// A verdict that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedVerdict {
    /// Its word.
    pub verdict: String,
    /// SHA-256 of the bytes of the stored copy it is on.
    pub snapshot: String,
    /// SHA-256 of the copy that a person last accepted the passage in, where that is an older one.
    pub accepted: Option<String>,
    /// When this verdict first held.
    pub since: DateTime<Utc>,
    /// Where the passage stands in the copy's text; `None` where it does not.
    pub place: Option<LockedPlace>,
}

/// Where a passage stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockedPlace {
    /// Bytes of the extracted text.
    pub bytes: (usize, usize),
    /// The page, from 1, where the source has pages.
    pub page: Option<usize>,
    /// The fragment of an address that leads a browser to the words.
    pub fragment: Option<String>,
}
