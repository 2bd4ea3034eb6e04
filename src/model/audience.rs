//! Audiences: house style, citation style, terminology, limits, ceiling of handling, outline.

use std::collections::BTreeMap;

use super::At;
use super::date::DateWords;
use super::handling::Tlp;
use super::spec::{Extent, Levels, Limits, RecordPlace, SectionSpec};
use crate::diag::Span;

/// A profile, with whatever it extends already merged in.
#[derive(Debug, Clone)]
pub struct Audience {
    /// Its id, the profile's file name without ending.
    pub id: String,
    /// As printed: “UK government”.
    pub name: String,
    /// As messages speak of it: “the UK government”.
    pub in_a_sentence: String,
    /// Whether it is our own side; only such papers hold what is internal.
    pub internal: bool,
    /// The document type when the spec says none.
    pub document_type: At<String>,
    /// A template instead of the document type's.
    pub template: Option<At<String>>,
    /// BCP 47 tag when the spec says none.
    pub language: At<String>,
    /// The most restricted label it may see.
    pub ceiling: Tlp,
    /// Whether the label is printed.
    pub marking: bool,
    /// Whether paragraphs are numbered.
    pub numbered: bool,
    /// The accent colour, `#rrggbb`.
    pub accent: Option<String>,
    /// How it cites.
    pub citations: CitationForm,
    /// The CSL style: a bundled style's name, or a file of `templates/csl/`.
    pub style: At<String>,
    /// Opening and closing quotation marks.
    pub quotation_marks: (String, String),
    /// How a quotation may differ from its source without saying so.
    pub permits: Permits,
    /// Whether a name is printed in full at first mention.
    pub full_names: bool,
    /// Whose recommendations a paper for it may hold.
    pub asks: Asks,
    /// Whether recommendations carry labels (R1, R2 …) or go on with the paragraphs' numbers.
    pub labels: bool,
    /// Where the record of what a paper rests on goes, when the spec says nothing.
    pub record: RecordPlace,
    /// How many of each kind, when the spec says nothing.
    pub limits: Limits,
    /// How long a paper may be, when the spec says nothing.
    pub extent: Extent,
    /// Whether words end in -ise or in -ize.
    pub spelling: Option<Spelling>,
    /// Words the house does not use, and what it writes instead.
    pub terms: BTreeMap<String, String>,
    /// After how many years what was measured is old.
    pub stale_after: Option<u32>,
    /// Whether every item must have been cleared.
    pub clearance: bool,
    /// Whether a paper warns of what is hard to read in it.
    pub warnings: bool,
    /// Whether it may hold weak claims.
    pub weak: bool,
    /// Levels of checks, raised.
    pub levels: Levels,
    /// The sections when the spec has none.
    pub outline: Vec<SectionSpec>,
    /// Its file.
    pub span: Span,
}

/// Touches to a quotation that need not be declared; every other one must be, in square brackets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Permits {
    /// The case of the first letter.
    pub initial_capital: bool,
    /// The mark at the end.
    pub final_punctuation: bool,
    /// The marks of notes left out.
    pub note_marks: bool,
}

/// How the endings of words such as “organise” are spelt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// -ise, as the United Kingdom's government does.
    Ise,
    /// -ize, as the United Nations do.
    Ize,
}

/// How citations are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CitationForm {
    /// Notes at the foot.
    Notes,
    /// Attribution in the sentence, with a link.
    Sentence,
}

/// Whose recommendations a paper may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// Those the audience can act on, or raise with whom they are addressed to.
    Addressed,
    /// All: the paper reports what is asked of others.
    All,
}

/// A kind of document.
#[derive(Debug, Clone)]
pub struct DocumentType {
    /// Its id.
    pub id: String,
    /// Its label by language, e.g. “Briefing”.
    pub label: String,
    /// Its template, without ending.
    pub template: String,
    /// Whether it is for our own side alone.
    pub internal: bool,
    /// Whether it says when it may be published, as a press release does.
    pub release_line: bool,
    /// How long it may be, when neither spec nor audience says.
    pub extent: Extent,
    /// The parts a paper of this kind must have.
    pub requires: Vec<Required>,
}

/// A part that a kind of document must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Required {
    /// Facts or quotations, in sections of their own or in prose.
    Evidence,
    /// Something asked of somebody.
    Recommendations,
    /// A quotation.
    Quotation,
    /// Whom to ask.
    Contact,
    /// Whom to ask outside office hours.
    OutOfHours,
    /// Notes to editors.
    NotesToEditors,
    /// A few words about the organisation.
    About,
    /// When the meeting begins.
    When,
    /// Where it is held.
    Place,
    /// What it is to achieve.
    Objectives,
}

/// The words the tool itself prints, in one language.
#[derive(Debug, Clone)]
pub struct Words {
    /// By key.
    pub words: BTreeMap<String, String>,
    /// Dates.
    pub dates: DateWords,
}

impl Words {
    /// The word for `key`; the key itself where the language lacks it.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.words.get(key).map_or(key, String::as_str)
    }
}
