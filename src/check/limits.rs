//! How long a paper is and may be, and what to leave out where it is too long.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, count};
use crate::model::item::Item;
use crate::model::library::Library;
use crate::model::spec::Extent;
use crate::paper::{Block, Paper, Run, SectionKind, plain};
use crate::select::{Decision, Reason, Selection, Target};

/// How long a paper is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Size {
    /// Words of the text and its headings.
    pub words: usize,
    /// Words of its notes.
    pub notes: usize,
    /// Words of its title.
    pub headline: usize,
    /// Paragraphs, facts, quotations and recommendations.
    pub paragraphs: usize,
    /// Pages, once it is laid out.
    pub pages: Option<usize>,
    /// Words of the block that each anchor names.
    blocks: BTreeMap<String, usize>,
}

/// How long a paper may be: as the spec says, else as its audience does, else its kind.
pub fn extent(library: &Library, target: &Target<'_>) -> Extent {
    let (spec, audience) = (target.spec, target.audience);
    let own = !target.is_pack();
    let kind = spec.document_type.as_ref().filter(|_| own).unwrap_or(&audience.document_type);
    let of_type = library.types.get(&kind.value).map(|kind| kind.extent).unwrap_or_default();
    let of_spec = if own { spec.extent } else { Extent::default() };
    of_spec.or(audience.extent).or(of_type)
}

/// Measures a paper as it is before it is laid out.
pub fn size(paper: &Paper) -> Size {
    let mut size = Size { headline: words(&paper.meta.title), ..Size::default() };
    for section in &paper.sections {
        // Contacts, who we are, and the list of sources are no part of what is argued.
        if matches!(
            section.kind,
            SectionKind::Contacts | SectionKind::About | SectionKind::NotesToEditors
        ) {
            continue;
        }
        size.words += section.heading.as_deref().map_or(0, words);
        section.blocks.iter().for_each(|block| size.block(block));
    }
    size.notes = paper.notes.iter().map(|note| words(&plain(&note.runs))).sum();
    size
}

impl Size {
    fn block(&mut self, block: &Block) {
        let of = |runs: &[Run]| words(&plain(runs));
        let (said, paragraph) = match block {
            Block::Paragraph { runs, .. }
            | Block::Event { runs, .. }
            | Block::Line { runs, .. } => (of(runs), true),
            Block::Quotation { runs, by, .. } => (of(runs) + of(by), true),
            Block::Recommendation { lead, rest, support, .. } => {
                (words(&(plain(lead) + &plain(rest))) + of(support), true)
            }
            Block::Heading { text, .. } => (words(text), false),
            Block::Question { q, a } => (of(q) + of(a), true),
            Block::Figures { figures } => {
                let of_figure =
                    |f: &crate::paper::Figure| words(&f.value) + words(&f.label) + of(&f.by);
                (figures.iter().map(of_figure).sum(), false)
            }
            Block::List { items, .. } => {
                items.iter().flatten().for_each(|block| self.block(block));
                return;
            }
            Block::Inset { blocks } => {
                blocks.iter().for_each(|block| self.block(block));
                return;
            }
            Block::ContactCard { .. } | Block::Attendee { .. } | Block::Remark { .. } => return,
        };
        self.words += said;
        self.paragraphs += usize::from(paragraph);
        if let Some(anchor) = block.anchor() {
            *self.blocks.entry(anchor.to_owned()).or_default() += said;
        }
    }

    /// Words as the recipient counts them.
    fn counted(&self, extent: Extent) -> usize {
        self.words + if extent.notes == Some(true) { self.notes } else { 0 }
    }

    /// Whether a paper is longer than it may be in a way that leaving items out can mend.
    pub fn is_over(&self, extent: Extent) -> bool {
        let over = |is: usize, may: Option<usize>| may.is_some_and(|may| is > may);
        over(self.counted(extent), extent.words)
            || over(self.paragraphs, extent.paragraphs)
            || self.pages.is_some_and(|pages| over(pages, extent.pages))
    }
}

fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

/// The items a paper could do without, the first to go first: lowest priority, then the reverse of rank.
pub fn droppable<'l>(library: &'l Library, selection: &Selection<'_>) -> Vec<&'l Item> {
    let ranked = |(id, decision): (&&str, &Decision)| match decision {
        Decision::In(Reason::Ranked { rank, .. }) => Some((library.items.get(*id)?, *rank)),
        _ => None,
    };
    let mut items: Vec<(&Item, usize)> = selection.decisions.iter().filter_map(ranked).collect();
    items.sort_by(|(one, a), (other, b)| {
        one.priority.cmp(&other.priority).then(b.cmp(a)).then(other.id.cmp(&one.id))
    });
    items.into_iter().map(|(item, _)| item).collect()
}

/// What is too long about a paper, each with what to leave out.
pub fn over_limit(
    library: &Library,
    selection: &Selection<'_>,
    anchors: &BTreeMap<String, String>,
    size: &Size,
) -> Vec<Diagnostic> {
    let target = &selection.target;
    let extent = extent(library, target);
    let set_by = match () {
        () if !target.is_pack() && target.spec.extent != Extent::default() => {
            "`limits` of the spec say so, or of its audience or kind"
        }
        () if target.audience.extent != Extent::default() => "the audience’s profile says so",
        () => "it is the limit of its kind, and `limits` in the spec sets another",
    };
    let mut findings = Vec::new();
    let counted = size.counted(extent);
    let mut say = |is: usize, may: Option<usize>, noun: &str, cut: Option<usize>| {
        let Some(may) = may.filter(|may| is > *may) else { return };
        let help = match cut {
            None => format!("shorten it by {}", count(is - may, noun)),
            Some(cut) => what_to_cut(library, selection, anchors, size, cut),
        };
        let what = if cut.is_none() { "the title" } else { "the paper" };
        findings.push(
            Diagnostic::error(
                "over-limit",
                format!("{what} has {}, and may have {may}", count(is, noun)),
            )
            .at(&target.spec.title.span)
            .why(format!(
                "{}; whoever gets it would not read it, or would cut it where they like",
                set_by
            ))
            .help(help),
        );
    };
    let words_over = |may: Option<usize>| Some(counted.saturating_sub(may.unwrap_or(counted)));
    say(counted, extent.words, "word", words_over(extent.words));
    let per_paragraph = size.words / size.paragraphs.max(1);
    let over = size.paragraphs.saturating_sub(extent.paragraphs.unwrap_or(size.paragraphs));
    say(size.paragraphs, extent.paragraphs, "paragraph", Some(over * per_paragraph));
    if let Some(pages) = size.pages {
        // As many words as the pages too many hold, the last of which is not full.
        let over = pages.saturating_sub(extent.pages.unwrap_or(pages));
        let cut = (size.words * (2 * over).saturating_sub(1)).div_ceil(2 * pages.max(1));
        say(pages, extent.pages, "page", Some(cut));
    }
    say(size.headline, extent.headline, "word", None);
    findings
}

/// What to leave out so that about so many words go.
fn what_to_cut(
    library: &Library,
    selection: &Selection<'_>,
    anchors: &BTreeMap<String, String>,
    size: &Size,
    cut: usize,
) -> String {
    let mut gone = 0;
    let mut named = Vec::new();
    for item in droppable(library, selection) {
        if gone >= cut {
            break;
        }
        let words = anchors.get(&item.id).and_then(|anchor| size.blocks.get(anchor));
        gone += words.copied().unwrap_or_default();
        named.push(item.id.as_str());
    }
    if named.is_empty() {
        return "shorten what you wrote yourself: everything else is required".to_owned();
    }
    let more = named.len().saturating_sub(6);
    let list = crate::diag::and_list(&named[..named.len() - more]);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    match gone >= cut && !selection.target.spec.fit {
        true => {
            format!(
                "what ranks lowest goes first: {list}{more}; `fit = true` in the spec leaves it out"
            )
        }
        false => {
            format!("what ranks lowest goes first: {list}{more}; shorten what you wrote besides")
        }
    }
}
