//! What a person sees of a workspace that is watched.
//!
//! [`State`] is all there is to see; [`draw()`] makes lines of it, [`Painter`] brings them to a terminal,
//! and [`line`](mod@line) says the same where there is none.

mod draw;
pub mod line;
mod painter;
mod text;

use std::time::Duration;

pub use draw::draw;
pub use painter::{LEAVE, Painter};

/// A workspace that is watched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// Its folder, as a person would write it.
    pub workspace: String,
    /// Its papers, in the order of their names.
    pub papers: Vec<Paper>,
    /// What changed last.
    pub change: Option<Change>,
    /// What hinders all papers, or is to be known of all: one line each.
    pub notices: Vec<String>,
    /// Everything there is to say about the first paper that failed, as lines that may be coloured.
    pub findings: Vec<String>,
    /// Whether watching has ended, and this is how things stood.
    pub ended: bool,
}

/// A paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Its name: the file's, without folder and ending.
    pub name: String,
    /// How it stands.
    pub standing: Standing,
    /// How long it took to make.
    pub took: Option<Duration>,
    /// The time of day when it was last looked at, such as `14:03:22`.
    pub at: Option<String>,
    /// The first problem and the place of it, such as `briefs/a.toml:3`.
    pub problem: Option<(String, Option<String>)>,
    /// Where it failed: day and time when the paper was made that stays, such as `27 Nov, 13:58`.
    pub stays: Option<String>,
}

/// How a paper stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It was not made: something is wrong.
    Failed,
    /// It is being made.
    Building,
    /// It was made at the last change.
    Built,
    /// Nothing it rests on has changed.
    UpToDate,
    /// It has not been looked at yet.
    Waiting,
}

impl Standing {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Failed => "failed",
            Standing::Building => "building",
            Standing::Built => "built",
            Standing::UpToDate => "up to date",
            Standing::Waiting => "waiting",
        }
    }
}

/// What changed last, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The time of day, such as `14:03:22`.
    pub at: String,
    /// The files, relative to the workspace.
    pub paths: Vec<String>,
    /// From the change to the last paper written; `None` while papers are being made.
    pub took: Option<Duration>,
    /// Papers made.
    pub built: usize,
    /// Papers that failed.
    pub failed: usize,
}

impl State {
    /// How many papers stand so.
    pub fn count(&self, standing: Standing) -> usize {
        self.papers.iter().filter(|paper| paper.standing == standing).count()
    }
}
