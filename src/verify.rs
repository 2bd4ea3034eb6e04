//! Items against their sources: what of a paper's words stands where it is said to stand.
//!
//! Anchoring comes with snapshots. Until a workspace has any, every verdict is
//! [`Verdict::Unchecked`], which claims nothing and is said once in a run. What is settled here
//! already is the gate: [`cite`](crate::cite) and [`compose`](crate::compose) take a [`Vouched`]
//! selection, and only [`vouch`] makes one, so that nothing is printed that has no verdict.

use std::collections::BTreeMap;

use crate::diag::Diagnostic;
use crate::model::item::Item;
use crate::model::library::Library;
use crate::select::Selection;

/// What was found of an item's words in its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It could not be checked.
    Unchecked(Unchecked),
}

/// Why a passage could not be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unchecked {
    /// There is no stored copy of the source here.
    NoSnapshot,
}

impl Verdict {
    /// The word for it, as in JSON.
    pub fn as_str(&self) -> &'static str {
        match self {
            Verdict::Unchecked(_) => "unchecked",
        }
    }
}

/// A verdict for each source of each item of the library.
#[derive(Debug, Clone, Default)]
pub struct Verdicts {
    by_item: BTreeMap<String, Vec<Verdict>>,
}

impl Verdicts {
    /// The verdicts on an item, one a source, in the order of its sources.
    pub fn of(&self, item: &Item) -> &[Verdict] {
        self.by_item.get(&item.id).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Holds every item of the library against its sources.
pub fn verify(library: &Library) -> Verdicts {
    let by_item = library
        .items
        .values()
        .map(|item| {
            let verdicts =
                item.supports.iter().map(|_| Verdict::Unchecked(Unchecked::NoSnapshot)).collect();
            (item.id.clone(), verdicts)
        })
        .collect();
    Verdicts { by_item }
}

/// A selection of which every printed item has a verdict that lets it out.
#[derive(Debug)]
pub struct Vouched<'a> {
    selection: Selection<'a>,
    unchecked: usize,
}

impl<'a> Vouched<'a> {
    /// What was vouched for.
    pub fn selection(&self) -> &Selection<'a> {
        &self.selection
    }

    /// How many printed items could not be checked.
    pub fn unchecked(&self) -> usize {
        self.unchecked
    }
}

/// The one note on what could not be checked in a run over papers.
pub fn unchecked_note() -> Diagnostic {
    Diagnostic::note("unchecked", "no quotation or passage was held against its source")
        .why("there are no stored copies of the sources here, so the papers claim nothing of it")
        .help("compare the passages with their sources before you hand a paper over")
}

/// Lets a selection on to be cited. An item without a verdict is an error; in a draft it is composed
/// all the same.
pub fn vouch<'a>(
    library: &Library,
    selection: Selection<'a>,
    verdicts: &Verdicts,
) -> (Vouched<'a>, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let mut unchecked = 0;
    for item in selection.printed(library) {
        match verdicts.of(item) {
            [] => findings.push(
                Diagnostic::error("no-source", format!("`{}` rests on no source", item.id))
                    .at(&item.span)
                    .item(&item.id)
                    .why("no sentence goes out that its source does not support")
                    .help("give the item a `source` and a `passage`"),
            ),
            all => {
                unchecked +=
                    usize::from(all.iter().any(|verdict| matches!(verdict, Verdict::Unchecked(_))));
            }
        }
    }
    (Vouched { selection, unchecked }, findings)
}
