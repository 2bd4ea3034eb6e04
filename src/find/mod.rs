//! Full-text search over evidence and the stored texts of sources.
//!
//! Everything that can be found is an [`Entry`]: an item, or a paragraph of a source's text. What is
//! looked for is a [`Query`]. Both are read by [`words`] and [`figures`], so that case, accents, dashes
//! and the way a number is written make no difference, and only words as read go into the index:
//!
//! 1. [`blocks::blocks`]: a source's text → its paragraphs
//! 2. [`index::Index::open`]: files and their stamps → an index that is as they are
//! 3. [`Query::parse`]: what a person typed → [`Query`]; anything typed is a search
//! 4. [`search::find`]: index and query → [`Found`](search::Found), best first
//! 5. [`report`] and [`json`]: what was found, for people and for programs
//!
//! The index is a copy of what the files say and may be deleted or damaged at any time.

pub mod blocks;
pub mod document;
pub mod figures;
pub mod index;
pub mod json;
pub mod query;
pub mod report;
pub mod schema;
pub mod search;
pub mod snippet;
pub mod store;
pub mod words;

pub use query::{Filters, Query};

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A fact.
    Fact,
    /// A quotation.
    Quote,
    /// A recommendation.
    Recommendation,
    /// A paragraph of a source's text.
    Source,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 4] = [Kind::Fact, Kind::Quote, Kind::Recommendation, Kind::Source];

    /// Its word, as on the command line and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Fact => "fact",
            Kind::Quote => "quote",
            Kind::Recommendation => "recommendation",
            Kind::Source => "source",
        }
    }
}

/// Which of an entry's texts a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The item's text, or the paragraph.
    Text,
    /// Words of a source that an item rests on.
    Passage,
    /// An internal note.
    Note,
}

impl Part {
    /// Its word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Part::Text => "text",
            Part::Passage => "passage",
            Part::Note => "note",
        }
    }
}

/// What can be found: an item, or a paragraph of a source's text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// The item's id, or the source's key.
    pub id: String,
    /// What is searched besides its texts and weighs more: the source's title, the speaker; may be empty.
    pub title: String,
    /// Its texts, in the order in which they are shown.
    pub texts: Vec<(Part, String)>,
    /// The file it stands in, relative to the workspace, with `/`.
    pub file: String,
    /// The line it begins at, from 1.
    pub line: u32,
    /// The page, from 1, where the source has pages.
    pub page: Option<u32>,
    /// Where a paragraph stands in the source's text, in bytes; empty for an item.
    pub bytes: Range<usize>,
    /// What it is about.
    pub topics: Vec<String>,
    /// The keys of the sources it rests on; for a paragraph, of the one it is from.
    pub sources: Vec<String>,
    /// The audiences that may see it; `None`: any.
    pub audiences: Option<Vec<String>>,
    /// Its TLP label, where it has one.
    pub handling: Option<String>,
    /// How far it has come, where that can be said.
    pub status: Option<String>,
    /// Values it declares besides those its texts name.
    pub figures: Vec<f64>,
    /// Its text with names in other forms than the one shown, and their other spellings: these are found,
    /// and not shown.
    pub forms: Vec<String>,
}

/// A file that entries come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileState {
    /// Relative to the workspace, with `/`; what tells files apart.
    pub path: String,
    /// Anything that changes when what is read from the file would: its length, times and inode, and
    /// those of other files that its entries depend on.
    pub stamp: String,
    /// Whether it was last written long enough ago that a later change would show in the stamp. A file
    /// that is not settled is read again next time.
    pub settled: bool,
}

/// A paper that uses an item or a source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// Whether `id` is a source's key, not an item's id.
    pub source: bool,
    /// The item or the source.
    pub id: String,
    /// The paper: its spec's name.
    pub paper: String,
}
