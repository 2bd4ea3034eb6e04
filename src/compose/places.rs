//! For drafts: each finding beside what it is about.
//!
//! What a block shows is known by where it was written: a finding has a place in a file, or the item it
//! concerns.

use std::collections::BTreeMap;

use super::Composed;
use crate::diag::{Diagnostic, Span};
use crate::fix::Literal;
use crate::model::body::Body;
use crate::model::item::Item;
use crate::model::library::Library;
use crate::paper::{Block, Paper, SectionKind};
use crate::select::{Chosen, Selection};

/// Where in a paper something may be said of what stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Spot {
    /// Below the heading of a section.
    Heading(usize),
    /// At a block: its section, and how many blocks of that stand before it, those within lists and insets
    /// counted and lists and insets themselves not.
    Block(usize, usize),
    /// At a key figure: its section, its block, and how many figures of that stand before it.
    Figure(usize, usize, usize),
}

/// Which block shows what of the workspace's files.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// Items and sources, where they are shown or first cited.
    shown: BTreeMap<String, Spot>,
    /// What was written where.
    written: Vec<(Span, Spot)>,
}

impl Places {
    /// The places of a paper as it was composed from a selection.
    pub(super) fn of(library: &Library, selection: &Selection<'_>, paper: &Paper) -> Places {
        let mut places = Places::default();
        for (at, (chosen, section)) in selection.sections.iter().zip(&paper.sections).enumerate() {
            if let Some(heading) = chosen.heading {
                places.written.push((heading.span.clone(), Spot::Heading(at)));
            }
            let count = section.blocks.iter().map(leaves).sum();
            places.section(at, chosen, count);
        }
        places.cited(library, selection);
        places
    }

    /// What stands in a section of `count` blocks: first what its bodies say, then its items.
    fn section(&mut self, section: usize, chosen: &Chosen<'_>, count: usize) {
        let mut leaf = 0;
        for body in &chosen.bodies {
            // The whole of it, for what is said of no words in particular.
            self.written.push((body.span.clone(), Spot::Block(section, leaf)));
            let apart = !matches!(
                chosen.kind,
                SectionKind::Questions | SectionKind::Objectives | SectionKind::Lines
            );
            for (at, span) in paragraphs(body).into_iter().enumerate() {
                let own = if apart { at } else { 0 };
                self.written.push((span, Spot::Block(section, leaf + own)));
            }
            leaf += if apart { body.leaves.len() } else { 1 };
        }
        for (at, item) in chosen.items.iter().enumerate() {
            match chosen.kind {
                SectionKind::KeyFigures => {
                    let spot = Spot::Figure(section, leaf, at);
                    self.shown.entry(item.id.clone()).or_insert(spot);
                }
                // A timeline is another view of what stands in full elsewhere.
                SectionKind::Timeline if leaf + at < count => {
                    let spot = Spot::Block(section, leaf + at);
                    self.shown.entry(item.id.clone()).or_insert(spot);
                }
                _ if leaf + at < count => {
                    self.shown.insert(item.id.clone(), Spot::Block(section, leaf + at));
                }
                _ => {}
            }
        }
    }

    /// Items that stand in prose alone, and the sources of all, where they are cited first.
    fn cited(&mut self, library: &Library, selection: &Selection<'_>) {
        for chosen in &selection.sections {
            for reference in chosen.bodies.iter().flat_map(|body| body.references()) {
                let Some(spot) = self.at(&reference.span) else { continue };
                self.shown.entry(reference.id.clone()).or_insert(spot);
                if let Some(item) = library.items.get(&reference.id) {
                    self.sources(item, spot);
                }
            }
            for item in &chosen.items {
                if let Some(spot) = self.shown.get(&item.id).copied() {
                    self.sources(item, spot);
                }
            }
        }
        for source in library.sources.values() {
            if let Some(spot) = self.shown.get(&source.id) {
                self.written.push((source.span.clone(), *spot));
            }
        }
    }

    fn sources(&mut self, item: &Item, spot: Spot) {
        let primary = item.primary.iter().filter_map(|primary| primary.source.as_ref());
        for source in item.supports.iter().map(|support| &support.source).chain(primary) {
            self.shown.entry(source.value.clone()).or_insert(spot);
        }
    }

    /// Where a paper shows what stands at a place of a file: the least stretch that holds its beginning.
    fn at(&self, span: &Span) -> Option<Spot> {
        let holds = |stretch: &Span| {
            stretch.file.path == span.file.path && stretch.range.contains(&span.range.start)
        };
        let around = self.written.iter().filter(|(stretch, _)| holds(stretch));
        around.min_by_key(|(stretch, _)| stretch.range.len()).map(|(_, spot)| *spot)
    }

    fn spot(&self, finding: &Diagnostic) -> Option<Spot> {
        let of_item = finding.item.as_ref().and_then(|item| self.shown.get(item)).copied();
        let place = finding.span.as_ref().filter(|span| !span.range.is_empty());
        of_item.or_else(|| self.at(place?))
    }
}

/// Where the paragraphs of a body stand in its file.
fn paragraphs(body: &Body) -> Vec<Span> {
    let literal = Literal::parse(body.span.text());
    let place = |range: &std::ops::Range<usize>| {
        let raw = literal.as_ref()?.raw_range(range.clone())?;
        let start = body.span.range.start;
        Some(Span::new(&body.span.file, start + raw.start..start + raw.end))
    };
    body.leaves.iter().map(|range| place(range).unwrap_or_else(|| body.span.clone())).collect()
}

/// How many blocks a block is, as [`Spot::Block`] counts them.
fn leaves(block: &Block) -> usize {
    match block {
        Block::List { items, .. } => items.iter().flatten().map(leaves).sum(),
        Block::Inset { blocks } => blocks.iter().map(leaves).sum(),
        _ => 1,
    }
}

/// For drafts: puts each finding beside what it is about; what concerns the whole paper stands at its head.
pub fn annotate(composed: &mut Composed, found: &[Diagnostic]) {
    let Composed { paper, places, .. } = composed;
    let mut at_head = Vec::new();
    let mut beside: BTreeMap<Spot, Vec<String>> = BTreeMap::new();
    for finding in found {
        // A draft is a paper too: it does not name what its reader must not see.
        let message = match finding.confidential {
            true => paper.meta.words.get("withheld").map_or("", String::as_str),
            false => &finding.message,
        };
        let text = format!("{}: {message}", finding.level.as_str());
        let texts = match places.spot(finding) {
            Some(spot) => beside.entry(spot).or_default(),
            None => &mut at_head,
        };
        // Faults that must not be named read alike.
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    for (at, section) in paper.sections.iter_mut().enumerate() {
        let mut said = Said { section: at, leaf: 0, beside: &mut beside };
        let heading = said.take(Spot::Heading(at)).map(remark);
        let blocks = said.blocks(std::mem::take(&mut section.blocks));
        section.blocks = heading.into_iter().chain(blocks).collect();
    }
    paper.meta.findings = at_head;
    // No finding is lost because its block came out otherwise.
    paper.meta.findings.extend(beside.into_values().flatten());
}

/// What is to be said of a section, and how far its blocks have been gone through.
struct Said<'a> {
    section: usize,
    leaf: usize,
    beside: &'a mut BTreeMap<Spot, Vec<String>>,
}

impl Said<'_> {
    fn take(&mut self, spot: Spot) -> Option<Vec<String>> {
        self.beside.remove(&spot)
    }

    fn blocks(&mut self, blocks: Vec<Block>) -> Vec<Block> {
        blocks.into_iter().flat_map(|block| self.block(block)).collect()
    }

    /// A block with what is said of it, within it or after it.
    fn block(&mut self, block: Block) -> Vec<Block> {
        let mut block = match block {
            Block::List { ordered, items } => {
                let items = items.into_iter().map(|item| self.blocks(item)).collect();
                return vec![Block::List { ordered, items }];
            }
            Block::Inset { blocks } => return vec![Block::Inset { blocks: self.blocks(blocks) }],
            block => block,
        };
        if let Block::Figures { figures } = &mut block {
            for (at, figure) in figures.iter_mut().enumerate() {
                let spot = Spot::Figure(self.section, self.leaf, at);
                figure.findings.extend(self.take(spot).into_iter().flatten());
            }
        }
        let texts = self.take(Spot::Block(self.section, self.leaf));
        self.leaf += 1;
        match (texts, block.findings_mut()) {
            (None, _) => vec![block],
            (Some(texts), Some(findings)) => {
                findings.extend(texts);
                vec![block]
            }
            (Some(texts), None) => vec![block, remark(texts)],
        }
    }
}

fn remark(findings: Vec<String>) -> Block {
    Block::Remark { findings }
}
