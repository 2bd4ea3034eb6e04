//! What became of papers.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::check::overrides::Lifted;
use crate::diag::Diagnostic;

/// What became of one paper.
#[derive(Debug)]
pub struct Outcome {
    /// File name without ending.
    pub stem: String,
    /// The spec's.
    pub spec: String,
    /// Everything there is to say about it.
    pub findings: Vec<Diagnostic>,
    /// What was written, or would have been; empty where it failed.
    pub files: Vec<OutputFile>,
    /// How many pages it has.
    pub pages: Option<usize>,
    /// Items that fail and that the paper could go out without.
    pub dispensable: Vec<String>,
    /// How many items it has or would have.
    pub items: usize,
    /// How many of them could not be held against their sources.
    pub unchecked: usize,
    /// What overrides of its spec lifted; `None` where checks were not reached.
    pub lifted: Option<Lifted>,
    /// Why it was laid out and its files made; empty where they stand as they are, or it failed.
    pub because: Vec<String>,
    /// How long it took, in milliseconds.
    pub ms: u128,
    /// Whether the disk did not do what was asked.
    pub disk_failed: bool,
}

/// A file of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    /// Its path.
    pub path: PathBuf,
    /// What became of it.
    pub action: Action,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// New bytes.
    Built,
    /// The bytes it had.
    Unchanged,
    /// Not written: something failed.
    Failed,
    /// Not written: only checked.
    Checked,
}

impl Action {
    /// The word in messages and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::Built => "built",
            Action::Unchanged => "unchanged",
            Action::Failed => "failed",
            Action::Checked => "checked",
        }
    }
}

/// A format papers are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// PDF/UA-1 and PDF/A-3a.
    Pdf,
    /// Typst source with what it imports, for `typst compile`.
    Typ,
    /// One picture a page.
    Png,
}

impl Format {
    /// The word for it on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Pdf => "pdf",
            Format::Typ => "typ",
            Format::Png => "png",
        }
    }
}

/// Whether a paper would be made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// No: its files are what they would be.
    Stands,
    /// Yes, and why.
    Due(Vec<String>),
    /// It has errors, so that nothing would be written; what the first says.
    Fails(Option<String>),
}
