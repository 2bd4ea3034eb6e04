//! Specs: one file, one paper.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::At;
use super::body::Body;
use super::handling::Tlp;
use super::text::Text;
use crate::diag::{Level, Span};
use crate::paper::SectionKind;

/// The id of the profile for our own side, and the end of its papers' names.
pub const OWN_SIDE: &str = "internal";

/// A spec.
#[derive(Debug, Clone)]
pub struct Spec {
    /// Its file name without ending.
    pub stem: String,
    /// The title.
    pub title: At<Text>,
    /// The audience's id.
    pub audience: At<String>,
    /// The document type; `None`: the audience's.
    pub document_type: Option<At<String>>,
    /// A template instead of the type's.
    pub template: Option<At<String>>,
    /// The paper's date; `None`: today.
    pub date: Option<NaiveDate>,
    /// BCP 47 tag; `None`: the audience's.
    pub language: Option<At<String>>,
    /// The paper's label; `None`: the highest of its items.
    pub handling: Option<At<Tlp>>,
    /// Until when the recipients must keep it.
    pub embargo: Option<At<DateTime<Utc>>>,
    /// A tier of the United Kingdom's government, with whose work it is.
    pub classification: Option<At<Tier>>,
    /// How long it may be, where the audience or the type says otherwise.
    pub extent: Extent,
    /// Whether what ranks lowest is left out until the paper is as short as it must be.
    pub fit: bool,
    /// Levels of checks, raised.
    pub levels: Levels,
    /// Where its record goes; `None`: where the audience's go.
    pub record: Option<RecordPlace>,
    /// The meeting it is for.
    pub meeting: Option<Meeting>,
    /// What to take from the library.
    pub select: Select,
    /// Its sections; empty: the audience's outline.
    pub sections: Vec<SectionSpec>,
    /// Overrides.
    pub allow: Vec<Allow>,
    /// The file.
    pub span: Span,
}

/// A meeting. Everything but with whom, when and where is internal.
#[derive(Debug, Clone)]
pub struct Meeting {
    /// With whom.
    pub with: String,
    /// When it begins.
    pub when: Option<DateTime<Utc>>,
    /// Where.
    pub place: Option<String>,
    /// Who will be there.
    pub attendees: Vec<Attendee>,
    /// What it is to achieve.
    pub objectives: Vec<Body>,
    /// Lines to take.
    pub lines: Vec<Body>,
    /// Questions that may be asked.
    pub questions: Vec<Question>,
}

/// Someone who will be there.
#[derive(Debug, Clone)]
pub struct Attendee {
    /// Name.
    pub name: String,
    /// Office.
    pub role: Option<String>,
    /// A few words.
    pub bio: Option<String>,
}

/// A question and our answer.
#[derive(Debug, Clone)]
pub struct Question {
    /// The question.
    pub q: At<String>,
    /// The answer.
    pub a: Body,
}

/// What to take from the library.
#[derive(Debug, Clone, Default)]
pub struct Select {
    /// Items about any of these; none: about anything.
    pub topics: Vec<At<String>>,
    /// Items as of this year or later; undated ones pass.
    pub since: Option<i32>,
    /// Items that must be in.
    pub require: Vec<At<String>>,
    /// Items that must not.
    pub exclude: Vec<At<String>>,
    /// How many of each kind.
    pub limits: Limits,
}

/// How many items of each kind; `None` is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// Facts.
    pub facts: Option<usize>,
    /// Quotations.
    pub quotes: Option<usize>,
    /// Recommendations.
    pub recommendations: Option<usize>,
    /// Figures in a key-figures section.
    pub key_figures: Option<usize>,
}

/// Where the record of what a paper rests on goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RecordPlace {
    /// Into the PDF.
    #[default]
    Embedded,
    /// Into a file beside it.
    Beside,
    /// Nowhere.
    None,
}

/// A section as specified.
#[derive(Debug, Clone)]
pub struct SectionSpec {
    /// What it is.
    pub kind: SectionSpecKind,
    /// Its heading; `None`: the kind's own, or none for text.
    pub heading: Option<At<Text>>,
    /// Its prose.
    pub body: Option<Body>,
    /// What it takes of the paper's selection.
    pub select: SectionSelect,
    /// Where it stands.
    pub span: Span,
}

/// What a section is, as specified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SectionSpecKind {
    /// A section of the paper.
    Section(SectionKind),
    /// Profiles only: the spec's own prose stands here.
    Background,
}

/// What a section takes of the paper's selection.
#[derive(Debug, Clone, Default)]
pub struct SectionSelect {
    /// Items about any of these.
    pub topics: Vec<At<String>>,
    /// Only these, in this order.
    pub items: Vec<At<String>>,
    /// Not these.
    pub exclude: Vec<At<String>>,
    /// At most so many.
    pub limit: Option<usize>,
}

/// An override of a check: named, reasoned, dated; in no output.
#[derive(Debug, Clone)]
pub struct Allow {
    /// The check.
    pub check: At<String>,
    /// The item it is for.
    pub item: Option<At<String>>,
    /// Words of the place it is for, where that is no item.
    pub place: Option<At<String>>,
    /// The words it is about, where the check finds more than one thing there.
    pub text: Option<At<String>>,
    /// Who decided.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub on: NaiveDate,
    /// Until when it holds.
    pub until: Option<NaiveDate>,
    /// Where it is written.
    pub span: Span,
}

/// Levels that checks are raised to, by their names.
pub type Levels = BTreeMap<String, At<Level>>;

/// How long a paper may be; `None` is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Extent {
    /// Words of the text and its headings, without masthead, contacts and list of sources.
    pub words: Option<usize>,
    /// Whether the words of notes count.
    pub notes: Option<bool>,
    /// Pages.
    pub pages: Option<usize>,
    /// Words of the title.
    pub headline: Option<usize>,
    /// Paragraphs, facts, quotations and recommendations.
    pub paragraphs: Option<usize>,
}

impl Extent {
    /// What this says, and where it says nothing, what `outer` does.
    pub fn or(self, outer: Extent) -> Extent {
        Extent {
            words: self.words.or(outer.words),
            notes: self.notes.or(outer.notes),
            pages: self.pages.or(outer.pages),
            headline: self.headline.or(outer.headline),
            paragraphs: self.paragraphs.or(outer.paragraphs),
        }
    }
}

/// A tier of the Government Security Classifications policy of the United Kingdom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// OFFICIAL
    Official,
    /// OFFICIAL-SENSITIVE, a marking within OFFICIAL.
    OfficialSensitive,
    /// SECRET
    Secret,
    /// TOP SECRET
    TopSecret,
}

impl Tier {
    /// As it is printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Tier::Official => "OFFICIAL",
            Tier::OfficialSensitive => "OFFICIAL-SENSITIVE",
            Tier::Secret => "SECRET",
            Tier::TopSecret => "TOP SECRET",
        }
    }
}
