//! Selection, citations → [`Paper`]: the words of a paper in the order they are read.

mod characters;
mod items;
mod meta;
mod places;
mod prose;
mod references;
mod uses;
mod values;

pub use characters::{Printed, code_point, has_plain_letters, is_plain, locate};
pub use meta::template;
pub use places::{Places, annotate};
pub use uses::Use;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::cite::{Citation, Citations, Place};
use crate::diag::Diagnostic;
use crate::model::audience::Words;
use crate::model::body::Inline;
use crate::model::item::Item;
use crate::model::library::Library;
use crate::paper::{Block, Paper, Run, Section, SectionKind};
use crate::select::{Chosen, Selection};
use crate::verify::Vouched;
use prose::Names;

/// A paper, and which block holds which item.
#[derive(Debug, Clone)]
pub struct Composed {
    /// The paper.
    pub paper: Paper,
    /// Item id → anchor of the block that holds it in full.
    pub anchors: BTreeMap<String, String>,
    /// Which sentences rest on what, in the order they are read.
    pub uses: Vec<Use>,
    /// Which block shows what of the workspace's files.
    pub places: Places,
}

/// Composes a paper. `today` dates it where the spec does not.
pub fn compose(
    library: &Library,
    vouched: &Vouched<'_>,
    citations: &Citations,
    words: &Words,
    today: NaiveDate,
    draft: bool,
) -> (Composed, Vec<Diagnostic>) {
    let selection = vouched.selection();
    let target = &selection.target;
    let mut composer = Composer {
        library,
        selection,
        audience: target.audience,
        citations,
        words,
        names: Names::new(library, target.addressed),
        paragraph: 0,
        events: 0,
        asks: 0,
        anchors: BTreeMap::new(),
        labels: BTreeMap::new(),
        cited: BTreeMap::new(),
        supports: BTreeMap::new(),
        at: 0,
        uses: Vec::new(),
    };
    let title = composer.names.in_full(&target.spec.title.value);
    let sections: Vec<Section> = selection
        .sections
        .iter()
        .enumerate()
        .map(|(at, chosen)| composer.section(at, chosen))
        .collect();
    let meta = meta::meta(library, vouched, words, title, today, draft);
    let mut paper = Paper { meta, sections, notes: citations.notes.clone() };
    composer.fill_supports(&mut paper);
    composer.fill_references(&mut paper);
    paper.meta.long_words = characters::has_long_word(&mut paper);
    paper.meta.long_paragraphs = characters::has_long_paragraph(&mut paper);
    let places = match draft {
        true => Places::of(library, selection, &paper),
        false => Places::default(),
    };
    let Composer { anchors, uses, .. } = composer;
    let spec = &target.spec.span.file;
    let findings = characters::drop_invisible(&mut paper, &anchors, library, spec);
    (Composed { paper, anchors, uses, places }, findings)
}

/// The item a block holds.
pub fn item_at(anchors: &BTreeMap<String, String>, anchor: &str) -> Option<String> {
    anchors.iter().find(|(_, at)| *at == anchor).map(|(id, _)| id.clone())
}

pub(crate) struct Composer<'a> {
    library: &'a Library,
    selection: &'a Selection<'a>,
    audience: &'a crate::model::audience::Audience,
    citations: &'a Citations,
    words: &'a Words,
    names: Names<'a>,
    /// The last paragraph's number, counted whether or not it is printed.
    paragraph: u32,
    /// The last timeline event's, for its name alone.
    events: u32,
    /// The last recommendation's.
    asks: u32,
    anchors: BTreeMap<String, String>,
    /// Item id → its paragraph's number or its own label, as printed.
    labels: BTreeMap<String, String>,
    /// Item id → number and anchor of the first paragraph of prose that cites it.
    cited: BTreeMap<String, (u32, String)>,
    /// Anchor of a recommendation → the facts it rests on.
    supports: BTreeMap<String, Vec<String>>,
    /// The section being composed.
    at: usize,
    uses: Vec<Use>,
}

impl<'a> Composer<'a> {
    /// An item that is in.
    fn item(&self, id: &str) -> Option<&'a Item> {
        self.selection.item(self.library, id)
    }

    fn section(&mut self, at: usize, chosen: &Chosen<'_>) -> Section {
        self.at = at;
        let heading = match chosen.heading {
            Some(heading) => Some(self.names.in_heading(heading)),
            None => self.default_heading(chosen.kind),
        };
        let mut blocks = Vec::new();
        for (body, prose) in chosen.bodies.iter().enumerate() {
            let place = |cluster| Place::Prose { section: at, body, cluster };
            let new = self.body(prose, chosen.kind, &place);
            match chosen.kind {
                SectionKind::Questions => {
                    let q = vec![Run::text(&chosen.questions[body].q.value)];
                    blocks.push(Block::Question { q, a: prose::runs_of(new) });
                }
                SectionKind::Objectives | SectionKind::Lines => {
                    let numbered = chosen.kind == SectionKind::Objectives;
                    let number = numbered.then(|| u32::try_from(body + 1).unwrap_or(u32::MAX));
                    blocks.push(Block::Line { number, runs: prose::runs_of(new) });
                }
                _ => blocks.extend(new),
            }
        }
        let items =
            chosen.items.iter().enumerate().map(|(item, chosen)| {
                (*chosen, self.citations.at(Place::Item { section: at, item }))
            });
        let items: Vec<(&Item, Citation)> = items.collect();
        match chosen.kind {
            SectionKind::KeyFigures => {
                let mut figures = Vec::new();
                for (item, cite) in &items {
                    let Some(figure) = self.figure(item, cite) else { continue };
                    self.used_in_figure(item, &figure);
                    figures.push(figure);
                }
                blocks.push(Block::Figures { figures });
            }
            SectionKind::Facts => {
                for (item, cite) in &items {
                    let block = self.fact(item, cite);
                    self.used_in_block(item, &block);
                    blocks.push(block);
                }
            }
            SectionKind::Timeline => {
                for (item, cite) in &items {
                    let block = self.event(item, cite);
                    self.used_in_block(item, &block);
                    blocks.push(block);
                }
            }
            SectionKind::Quotes => {
                for (item, cite) in &items {
                    let block = self.quotation(item, cite);
                    self.used_in_block(item, &block);
                    blocks.push(block);
                }
            }
            SectionKind::Recommendations => {
                for (item, cite) in &items {
                    let block = self.recommendation(item, cite);
                    self.used_in_block(item, &block);
                    blocks.push(block);
                }
            }
            SectionKind::Contacts => {
                let contact = self.library.organisation.contact.clone();
                blocks.extend(contact.map(|contact| Block::ContactCard { contact }));
            }
            SectionKind::About => {
                if let Some(about) = &self.library.organisation.about {
                    let runs = vec![Run::text(self.names.expand(&about.value))];
                    blocks.push(paragraph(runs));
                }
            }
            SectionKind::NotesToEditors => blocks.extend(self.source_list()),
            SectionKind::Attendees => {
                blocks.extend(chosen.attendees.iter().map(|attendee| Block::Attendee {
                    name: attendee.name.clone(),
                    role: attendee.role.clone(),
                    bio: attendee.bio.clone(),
                }));
            }
            _ => {}
        }
        Section { kind: chosen.kind, heading, blocks }
    }

    fn default_heading(&self, kind: SectionKind) -> Option<String> {
        let key = match kind {
            SectionKind::Text => return None,
            SectionKind::InBrief => "in-brief",
            SectionKind::KeyFigures => "key-figures",
            SectionKind::Facts => "facts",
            SectionKind::Quotes => "quotes",
            SectionKind::Recommendations => "recommendations",
            SectionKind::Timeline => "timeline",
            SectionKind::Contacts => "contacts",
            SectionKind::NotesToEditors => "notes-to-editors",
            SectionKind::About => "about",
            SectionKind::Objectives => "objectives",
            SectionKind::Lines => "lines",
            SectionKind::Questions => "questions",
            SectionKind::Attendees => "attendees",
        };
        Some(self.words.get(key).to_owned())
    }

    /// The next paragraph's number, printed where the audience numbers paragraphs.
    fn next_number(&mut self) -> (Option<u32>, String) {
        self.paragraph += 1;
        let printed = self.audience.numbered.then_some(self.paragraph);
        (printed, format!("p{}", self.paragraph))
    }

    fn remember(&mut self, item: &Item, anchor: &str) {
        self.anchors.entry(item.id.clone()).or_insert_with(|| anchor.to_owned());
    }

    /// Remembers what the paragraph of prose just numbered cites.
    fn cited_in(&mut self, inlines: &[Inline], anchor: &str) {
        for inline in inlines {
            let Inline::Cite(references) = inline else { continue };
            for reference in references {
                let place = (self.paragraph, anchor.to_owned());
                self.cited.entry(reference.id.clone()).or_insert(place);
            }
        }
    }

    fn label(&mut self, item: &Item, label: String) {
        self.labels.entry(item.id.clone()).or_insert(label);
    }
}

/// A paragraph without number or name.
fn paragraph(runs: Vec<Run>) -> Block {
    Block::Paragraph { number: None, anchor: None, runs, findings: Vec::new() }
}
