//! What papers were made from, so that a paper is made again when, and only when, something it was made
//! from has changed.
//!
//! The stages up to [`fill`](crate::output::fill) are quick and are always gone through; what takes time
//! is laying a paper out and writing its PDF. Both are functions of a [`Job`] alone, so that a paper
//! whose job is the one that made the files that are there stands as it is ([`Papers`]). And where
//! nothing whatever has changed that a run asked of the disk, not even the stages are gone through:
//! the run comes to what it came to before ([`Run`](run::Run)).
//!
//! [`parts`] says in words what a paper was made from; nothing but messages depends on that.
//!
//! All of it lies in `.brief/` and may be deleted, damaged or of another version at any time.

pub mod outcome;
pub mod parts;
pub mod run;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::hash::{hex, sealed, sha256, unsealed};
use outcome::Format;
use parts::Part;

/// Everything that the files of a paper are made from, as one hash; but for the modules its template takes
/// in, which are known only once it is laid out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Job(String);

impl Job {
    /// The job that `parts` make, in their order.
    pub fn of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Job {
        let mut all = Vec::new();
        for part in parts {
            all.extend((part.len() as u64).to_le_bytes());
            all.extend(part);
        }
        Job(hex(sha256(&all)))
    }
}

/// A job that was carried out, and what is known of it since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Laid {
    /// The job.
    pub job: Job,
    /// The modules it took in: path below `templates/` → SHA-256.
    pub modules: BTreeMap<String, String>,
    /// How many pages came of it.
    pub pages: usize,
}

/// A paper as it was made last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Made {
    /// Where it was written, from the workspace's folder; empty where it was only checked.
    pub out: PathBuf,
    /// In which formats.
    pub formats: Vec<Format>,
    /// Whether it was a draft.
    pub draft: bool,
    /// What it came of.
    pub laid: Laid,
    /// Other attempts that were laid out to see how long they are.
    pub tried: Vec<Laid>,
    /// Its files, from the folder it was written into, with their stamps.
    pub files: Vec<(PathBuf, String)>,
    /// What it was made from, in words.
    pub parts: Vec<Part>,
    /// Why it was made.
    pub because: Vec<String>,
    /// When, RFC 3339.
    pub when: String,
}

/// How many ways of making one paper are remembered: folders, formats, drafts.
const WAYS: usize = 4;

/// Papers as they were made last, by stem; the newest first.
#[derive(Debug, Default)]
pub struct Papers {
    papers: BTreeMap<String, Vec<Made>>,
    changed: bool,
}

impl Papers {
    /// Reads what [`Papers::bytes`] has written; anything else is no memory at all.
    pub fn read(bytes: &[u8]) -> Papers {
        let papers = unsealed(bytes).and_then(|bytes| serde_json::from_slice(bytes).ok());
        Papers { papers: papers.unwrap_or_default(), changed: false }
    }

    /// The memory as a file.
    pub fn bytes(&self) -> Vec<u8> {
        sealed(&serde_json::to_vec(&self.papers).unwrap_or_default())
    }

    /// Whether there is anything new to be written.
    pub fn is_changed(&self) -> bool {
        self.changed
    }

    /// How a paper was made last that was written into `out`.
    pub fn last(&self, stem: &str, out: &Path) -> Option<&Made> {
        self.papers.get(stem)?.iter().find(|made| made.out == out)
    }

    /// How a paper was written last, wherever that was.
    pub fn newest(&self, stem: &str) -> Option<&Made> {
        let mut all = self.papers.get(stem)?.iter();
        all.find(|made| !made.out.as_os_str().is_empty())
    }

    /// What came of a job of this paper, wherever it was carried out; `hash` gives the SHA-256 of a module
    /// as it is now.
    pub fn laid(
        &self,
        stem: &str,
        job: &Job,
        hash: impl Fn(&str) -> Option<String>,
    ) -> Option<&Laid> {
        let all = self.papers.get(stem)?.iter();
        all.flat_map(|made| made.tried.iter().chain([&made.laid]))
            .find(|laid| laid.job == *job && laid.is_as(&hash))
    }

    /// Remembers how a paper was made.
    pub fn insert(&mut self, stem: &str, made: Made) {
        let all = self.papers.entry(stem.to_owned()).or_default();
        if all.first() == Some(&made) {
            return;
        }
        all.retain(|other| other.out != made.out);
        all.insert(0, made);
        all.truncate(WAYS);
        self.changed = true;
    }

    /// Forgets papers that nothing asks for any more.
    pub fn retain(&mut self, wanted: impl Fn(&str) -> bool) {
        let before = self.papers.len();
        self.papers.retain(|stem, _| wanted(stem));
        self.changed |= self.papers.len() != before;
    }
}

impl Laid {
    /// Whether the modules it took in are what they were.
    pub fn is_as(&self, hash: impl Fn(&str) -> Option<String>) -> bool {
        self.modules.iter().all(|(path, known)| hash(path).as_ref() == Some(known))
    }
}
