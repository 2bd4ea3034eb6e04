//! The format-neutral document: metadata, sections of blocks, notes.
//!
//! Every output is written from a [`Paper`], so that no two of them can disagree. It holds what will
//! be read and nothing else: what the audience must not see has no place to stand in these types
//! except in [`Block::Question`], [`Block::Line`] and their like, which only an internal reader's
//! paper contains.
//!
//! Templates see these types as minijinja values under the field names written here; they are
//! documented for template authors in `docs/templates.md`.

use std::collections::BTreeMap;

use serde::Serialize;

/// One paper for one reader, ready to be written in any format.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Paper {
    /// What the paper is, for whom, from whom, when.
    pub meta: Meta,
    /// The sections in reading order.
    pub sections: Vec<Section>,
    /// The notes in the order of their marks; `notes[n - 1]` is note `n`.
    pub notes: Vec<Note>,
}

/// What stands on the masthead, in headers and footers, and in the file's own metadata.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Meta {
    /// File name without ending, e.g. `uk-gov`.
    pub stem: String,
    /// The title as printed.
    pub title: String,
    /// The document type's label, e.g. “Briefing”.
    pub kind: String,
    /// For whom the paper is, as printed, e.g. “UK government”.
    pub audience: String,
    /// Who sends it.
    pub organisation: Organisation,
    /// The paper's date as the audience prints dates.
    pub date: String,
    /// The same date as ISO 8601, for file metadata.
    pub iso_date: String,
    /// ISO 639 language code, e.g. `en`.
    pub lang: String,
    /// ISO 3166 region, e.g. `GB`.
    pub region: Option<String>,
    /// The handling label as printed in header and footer, e.g. `TLP:GREEN`.
    pub marking: Option<String>,
    /// What a reader must be warned of before reading on, in one sentence.
    pub warning: Option<String>,
    /// The embargo in words, or the release line of a press release.
    pub release: Option<String>,
    /// Accent colour, `#rrggbb`; `None` prints in black alone.
    pub accent: Option<String>,
    /// Whether this is a draft: DRAFT on each page, findings beside what they are about.
    pub draft: bool,
    /// Findings about the paper as a whole, printed in drafts only.
    pub findings: Vec<String>,
    /// The meeting the paper is for.
    pub meeting: Option<Meeting>,
    /// What has been verified, in one sentence that claims no more than was done.
    pub claim: Option<String>,
    /// Whether a word is so long that it must be broken somewhere.
    pub long_words: bool,
    /// Whether a paragraph is so long that weighing all its lines against each other would take more time
    /// than its length.
    pub long_paragraphs: bool,
    /// Whether each character is set as itself, whatever stands beside it: no marks over letters, no script
    /// whose letters join. Fonts then need not be asked at every letter.
    pub plain_letters: bool,
    /// Words of the template itself in the paper's language, e.g. `page`, `of`, `note`.
    pub words: BTreeMap<String, String>,
}

/// Who sends a paper.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// A notice printed on every page, e.g. that the workspace is a sample.
    pub notice: Option<String>,
    /// Whom to ask.
    pub contact: Option<Contact>,
}

/// Whom to ask.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Contact {
    /// A name or an office.
    pub name: Option<String>,
    /// Electronic mail.
    pub email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Telephone outside office hours.
    pub out_of_hours: Option<String>,
}

/// A meeting, as far as both sides know of it.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Meeting {
    /// With whom.
    pub with: String,
    /// Day and hour as printed.
    pub when: Option<String>,
    /// Where.
    pub place: Option<String>,
}

/// What a section is; a template may set each kind in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SectionKind {
    /// Free prose.
    Text,
    /// The paper's gist, on the first page.
    InBrief,
    /// Figures set large.
    KeyFigures,
    /// Facts as numbered paragraphs.
    Facts,
    /// Quotations.
    Quotes,
    /// What is asked of the addressee.
    Recommendations,
    /// Dated facts in the order of their dates.
    Timeline,
    /// Whom to ask.
    Contacts,
    /// Sources and background for editors.
    NotesToEditors,
    /// About the organisation.
    About,
    /// Internal: what the meeting is to achieve.
    Objectives,
    /// Internal: lines to take.
    Lines,
    /// Internal: questions that may be asked, with answers.
    Questions,
    /// Internal: who will be there.
    Attendees,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Section {
    /// What it is.
    pub kind: SectionKind,
    /// Its heading, level 1.
    pub heading: Option<String>,
    /// Its content.
    pub blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Block {
    /// A paragraph of prose or a fact.
    Paragraph {
        /// Its number, where the audience's papers number paragraphs.
        number: Option<u32>,
        /// Its name for links within the paper.
        anchor: Option<String>,
        /// Its words.
        runs: Vec<Run>,
        /// In drafts: what is wrong with it.
        findings: Vec<String>,
    },
    /// A heading below a section's own.
    Heading {
        /// 2 or more; 1 only in a section without a heading of its own.
        level: u8,
        /// Its words.
        text: String,
    },
    /// A list.
    List {
        /// Numbered rather than bulleted.
        ordered: bool,
        /// Each item's blocks.
        items: Vec<Vec<Block>>,
    },
    /// A passage set in, from a Markdown block quotation.
    Inset {
        /// Its content.
        blocks: Vec<Block>,
    },
    /// Key figures side by side.
    Figures {
        /// Each figure.
        figures: Vec<Figure>,
    },
    /// A quotation set by itself.
    Quotation {
        /// Its name for links within the paper.
        anchor: Option<String>,
        /// The words with the audience's quotation marks.
        runs: Vec<Run>,
        /// Who said it, and in the press also where it was found, with links or the note's mark.
        by: Vec<Run>,
        /// In drafts: what is wrong with it.
        findings: Vec<String>,
    },
    /// A recommendation.
    Recommendation {
        /// Its label, e.g. `R1`, or its paragraph number.
        number: String,
        /// Its name for links within the paper.
        anchor: Option<String>,
        /// Whom it asks; empty where the heading before it says so.
        addressee: String,
        /// The action in its first words.
        lead: Vec<Run>,
        /// The rest of the sentence and its note.
        rest: Vec<Run>,
        /// What supports it, with links to the paragraphs.
        support: Vec<Run>,
        /// In drafts: what is wrong with it.
        findings: Vec<String>,
    },
    /// A dated fact of a timeline.
    Event {
        /// The date as printed.
        date: String,
        /// Its name for links within the paper.
        anchor: Option<String>,
        /// What happened.
        runs: Vec<Run>,
        /// In drafts: what is wrong with it.
        findings: Vec<String>,
    },
    /// Whom to ask.
    ContactCard {
        /// Name and numbers.
        contact: Contact,
    },
    /// In drafts: what is wrong with what stands before it and holds no findings of its own; first in its
    /// section, with the section's heading.
    Remark {
        /// What is wrong.
        findings: Vec<String>,
    },
    /// Internal: an objective or a line to take.
    Line {
        /// Its number, where such lines are numbered.
        number: Option<u32>,
        /// Its words.
        runs: Vec<Run>,
    },
    /// Internal: a question that may be asked.
    Question {
        /// The question.
        q: Vec<Run>,
        /// The answer.
        a: Vec<Run>,
    },
    /// Internal: someone who will be there.
    Attendee {
        /// Name.
        name: String,
        /// Office.
        role: Option<String>,
        /// A few words about them.
        bio: Option<String>,
    },
}

/// A key figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// The number as printed, e.g. “80,000 to 120,000”.
    pub value: String,
    /// What it counts.
    pub label: String,
    /// As of when, as printed.
    pub as_of: Option<String>,
    /// Whose figure it is, and the note's mark.
    pub by: Vec<Run>,
    /// In drafts: what is wrong with it.
    pub findings: Vec<String>,
}

/// A stretch of text in one style, or the mark of a note.
///
/// Templates are given only what a run has: most have but their `text`, and what is not written needs
/// not be parsed.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Run {
    /// The characters; empty when this is a note's mark.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Strong emphasis.
    #[serde(skip_serializing_if = "is_not")]
    pub strong: bool,
    /// Emphasis.
    #[serde(skip_serializing_if = "is_not")]
    pub emph: bool,
    /// Computer text.
    #[serde(skip_serializing_if = "is_not")]
    pub code: bool,
    /// Raised, as in ordinals some citation styles print.
    #[serde(skip_serializing_if = "is_not")]
    pub sup: bool,
    /// Small capitals.
    #[serde(skip_serializing_if = "is_not")]
    pub caps: bool,
    /// A web or mail address the text links to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// A block or note entry of this paper the text links to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The number of the note whose mark stands here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<u32>,
    /// In drafts: the character is in no font and is shown as a box.
    #[serde(skip_serializing_if = "is_not")]
    pub boxed: bool,
    /// A line break stands here.
    #[serde(skip_serializing_if = "is_not")]
    pub line_break: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn is_not(flag: &bool) -> bool {
    !flag
}

/// A note at the foot, or an entry of a list of sources.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Note {
    /// From 1.
    pub number: u32,
    /// Its words.
    pub runs: Vec<Run>,
}

impl Run {
    /// Plain text.
    pub fn text(text: impl Into<String>) -> Run {
        Run { text: text.into(), ..Run::default() }
    }

    /// The mark of note `number`.
    pub fn note(number: u32) -> Run {
        Run { note: Some(number), ..Run::default() }
    }
}

/// The characters of some runs, without note marks.
pub fn plain(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

impl Paper {
    /// Every string a reader will meet, with the anchor of the block it stands in, if that has one.
    pub fn each_text(&mut self, visit: &mut impl FnMut(Option<&str>, &mut String)) {
        let Meta {
            title,
            kind,
            audience,
            organisation,
            meeting,
            release,
            warning,
            findings,
            claim,
            ..
        } = &mut self.meta;
        for text in [title, kind, audience, &mut organisation.name] {
            visit(None, text);
        }
        let meeting = meeting.iter_mut().flat_map(|meeting| {
            std::iter::once(&mut meeting.with).chain(&mut meeting.when).chain(&mut meeting.place)
        });
        let contact = organisation.contact.iter_mut().flat_map(Contact::texts);
        organisation
            .notice
            .iter_mut()
            .chain(contact)
            .chain(meeting)
            .chain(release)
            .chain(warning)
            .chain(findings)
            .chain(claim)
            .for_each(|text| visit(None, text));
        for section in &mut self.sections {
            section.heading.iter_mut().for_each(|heading| visit(None, heading));
            section.blocks.iter_mut().for_each(|block| block.each_text(visit));
        }
        for note in &mut self.notes {
            note.runs.iter_mut().for_each(|run| visit(None, &mut run.text));
        }
    }

    /// Every text that stands in no paragraph and no note: title, meeting, contacts, labels of figures.
    pub fn labels(&self) -> Vec<String> {
        let mut paper = self.clone();
        paper.notes.clear();
        paper.each_runs(&mut |runs| runs.clear());
        let mut texts = Vec::new();
        paper.each_text(&mut |_, text| texts.push(text.clone()));
        texts.retain(|text| !text.is_empty());
        texts
    }

    /// Every list of runs.
    pub fn each_runs(&mut self, visit: &mut impl FnMut(&mut Vec<Run>)) {
        for section in &mut self.sections {
            section.blocks.iter_mut().for_each(|block| block.each_runs(visit));
        }
        self.notes.iter_mut().for_each(|note| visit(&mut note.runs));
    }

    /// Every block, the inner ones of lists and insets too.
    pub fn each_block(&mut self, visit: &mut impl FnMut(&mut Block)) {
        for section in &mut self.sections {
            section.blocks.iter_mut().for_each(|block| block.each_block(visit));
        }
    }
}

impl Contact {
    fn texts(&mut self) -> impl Iterator<Item = &mut String> {
        let Contact { name, email, phone, out_of_hours } = self;
        [name, email, phone, out_of_hours].into_iter().flatten()
    }
}

impl Block {
    /// The block's name for links within the paper.
    pub fn anchor(&self) -> Option<&str> {
        match self {
            Block::Paragraph { anchor, .. }
            | Block::Quotation { anchor, .. }
            | Block::Recommendation { anchor, .. }
            | Block::Event { anchor, .. } => anchor.as_deref(),
            _ => None,
        }
    }

    /// Where a draft says what is wrong with the block; `None` for blocks that a [`Block::Remark`] follows.
    pub fn findings_mut(&mut self) -> Option<&mut Vec<String>> {
        match self {
            Block::Remark { findings }
            | Block::Paragraph { findings, .. }
            | Block::Quotation { findings, .. }
            | Block::Recommendation { findings, .. }
            | Block::Event { findings, .. } => Some(findings),
            _ => None,
        }
    }

    fn each_block(&mut self, visit: &mut impl FnMut(&mut Block)) {
        match self {
            Block::List { items, .. } => {
                items.iter_mut().flatten().for_each(|block| block.each_block(visit));
            }
            Block::Inset { blocks } => blocks.iter_mut().for_each(|block| block.each_block(visit)),
            _ => {}
        }
        visit(self);
    }

    fn each_runs(&mut self, visit: &mut impl FnMut(&mut Vec<Run>)) {
        self.each_block(&mut |block| match block {
            Block::Paragraph { runs, .. }
            | Block::Event { runs, .. }
            | Block::Line { runs, .. } => {
                visit(runs);
            }
            Block::Quotation { runs, by, .. } => [runs, by].into_iter().for_each(&mut *visit),
            Block::Recommendation { lead, rest, support, .. } => {
                [lead, rest, support].into_iter().for_each(&mut *visit);
            }
            Block::Question { q, a } => [q, a].into_iter().for_each(&mut *visit),
            Block::Figures { figures } => {
                figures.iter_mut().for_each(|figure| visit(&mut figure.by));
            }
            Block::Heading { .. }
            | Block::List { .. }
            | Block::Inset { .. }
            | Block::ContactCard { .. }
            | Block::Remark { .. }
            | Block::Attendee { .. } => {}
        });
    }

    fn each_text(&mut self, visit: &mut impl FnMut(Option<&str>, &mut String)) {
        self.each_block(&mut |block| {
            let anchor = block.anchor().map(str::to_owned);
            match block {
                Block::Heading { text, .. } => visit(None, text),
                Block::Figures { figures } => {
                    for Figure { value, label, as_of, .. } in figures {
                        visit(None, value);
                        visit(None, label);
                        as_of.iter_mut().for_each(|as_of| visit(None, as_of));
                    }
                }
                Block::Recommendation { number, addressee, .. } => {
                    visit(anchor.as_deref(), number);
                    visit(anchor.as_deref(), addressee);
                }
                Block::Event { date, .. } => visit(anchor.as_deref(), date),
                Block::ContactCard { contact } => {
                    contact.texts().for_each(|text| visit(None, text));
                }
                Block::Attendee { name, role, bio } => {
                    visit(None, name);
                    role.iter_mut().chain(bio).for_each(|text| visit(None, text));
                }
                _ => {}
            }
            if let Some(findings) = block.findings_mut() {
                findings.iter_mut().for_each(|finding| visit(anchor.as_deref(), finding));
            }
            if let Block::Figures { figures } = block {
                let findings = figures.iter_mut().flat_map(|figure| &mut figure.findings);
                findings.for_each(|finding| visit(None, finding));
            }
            // The lists of runs of this block alone: inner blocks are visited themselves.
            if !matches!(block, Block::List { .. } | Block::Inset { .. }) {
                block.each_runs(&mut |runs| {
                    runs.iter_mut().for_each(|run| visit(anchor.as_deref(), &mut run.text));
                });
            }
        });
    }
}
