//! Bodies of sections: Markdown as understood, with what it refers to.

use std::ops::Range;

use super::source::Locator;
use crate::diag::Span;

/// A body of prose.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// Its blocks.
    pub blocks: Vec<BodyBlock>,
    /// Where each paragraph, heading and item set apart was written, in reading order: bytes of the text as its
    /// string means it.
    pub leaves: Vec<Range<usize>>,
    /// Where it was written.
    pub span: Span,
}

/// A block of a body.
#[derive(Debug, Clone, PartialEq)]
pub enum BodyBlock {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A heading; level 2 or more where 1 is the section's own.
    Heading(u8, Vec<Inline>),
    /// A list.
    List {
        /// Numbered.
        ordered: bool,
        /// Its items.
        items: Vec<Vec<BodyBlock>>,
    },
    /// A block quotation.
    Inset(Vec<BodyBlock>),
    /// `{{ fact("id") }}` or `{{ quote("id") }}` alone in its paragraph.
    Item(Reference),
}

/// A piece of a paragraph.
#[derive(Debug, Clone, PartialEq)]
pub enum Inline {
    /// Words in one style.
    Words {
        /// The words.
        text: String,
        /// Their style.
        style: Style,
    },
    /// A name of the names table.
    Name {
        /// The name.
        name: String,
        /// Its style.
        style: Style,
    },
    /// `{{ fact("id") }}` within a paragraph: its text and its citation.
    Fact(Reference),
    /// `{{ quote("id") }}` within a paragraph: its words in quotation marks and its citation.
    Quote(Reference),
    /// `[@a; @b, p. 4]`
    Cite(Vec<Reference>),
    /// A hard line break.
    Break,
}

/// Emphasis and links.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Style {
    /// Strong emphasis.
    pub strong: bool,
    /// Emphasis.
    pub emph: bool,
    /// Computer text.
    pub code: bool,
    /// A web or mail address.
    pub link: Option<String>,
}

/// What a body refers to: an item, or a source with a locator.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// The id as written.
    pub id: String,
    /// The pinpoint.
    pub locator: Option<Locator>,
    /// As what it was asked for, where the item itself is to stand there.
    pub asked: Option<Asked>,
    /// Where it is written.
    pub span: Span,
}

/// As what an item is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// `{{ fact("id") }}`
    Fact,
    /// `{{ quote("id") }}`
    Quote,
}

/// Some references that are cited together: one note, or one attribution.
#[derive(Debug, Clone, Copy)]
pub struct Cluster<'a> {
    /// What is cited.
    pub references: &'a [Reference],
    /// Whether the item's text stands here too, not its citation alone.
    pub printed: bool,
}

impl Body {
    /// Everything it cites, in reading order. The place of a cluster in this list is how citations
    /// and prose find each other.
    pub fn clusters(&self) -> Vec<Cluster<'_>> {
        let mut found = Vec::new();
        collect(&self.blocks, &mut found);
        found
    }

    /// Everything it refers to, in reading order.
    pub fn references(&self) -> Vec<&Reference> {
        self.clusters().into_iter().flat_map(|cluster| cluster.references).collect()
    }

    /// The names of the names table it uses.
    pub fn names(&self) -> Vec<&str> {
        let mut found = Vec::new();
        for_each_inline(&self.blocks, &mut |inline| {
            if let Inline::Name { name, .. } = inline {
                found.push(name.as_str());
            }
        });
        found
    }
}

fn collect<'a>(blocks: &'a [BodyBlock], found: &mut Vec<Cluster<'a>>) {
    let item = |reference| Cluster { references: std::slice::from_ref(reference), printed: true };
    for block in blocks {
        match block {
            BodyBlock::Paragraph(inlines) | BodyBlock::Heading(_, inlines) => {
                for inline in inlines {
                    match inline {
                        Inline::Fact(reference) | Inline::Quote(reference) => {
                            found.push(item(reference));
                        }
                        Inline::Cite(references) => {
                            found.push(Cluster { references, printed: false });
                        }
                        Inline::Words { .. } | Inline::Name { .. } | Inline::Break => {}
                    }
                }
            }
            BodyBlock::List { items, .. } => items.iter().for_each(|item| collect(item, found)),
            BodyBlock::Inset(blocks) => collect(blocks, found),
            BodyBlock::Item(reference) => found.push(item(reference)),
        }
    }
}

fn for_each_inline<'a>(blocks: &'a [BodyBlock], visit: &mut impl FnMut(&'a Inline)) {
    for block in blocks {
        match block {
            BodyBlock::Paragraph(inlines) | BodyBlock::Heading(_, inlines) => {
                inlines.iter().for_each(&mut *visit);
            }
            BodyBlock::List { items, .. } => {
                items.iter().for_each(|item| for_each_inline(item, visit));
            }
            BodyBlock::Inset(blocks) => for_each_inline(blocks, visit),
            BodyBlock::Item(_) => {}
        }
    }
}
