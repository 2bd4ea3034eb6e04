//! The gate between what was selected and what is printed.

use std::collections::BTreeMap;

use super::anchor::permitted_by;
use super::findings::{self, Failed};
use super::links::{protected_names, unless_it_names};
use super::{Judgement, Unchecked, Verdict, Verdicts, key};
use crate::diag::Diagnostic;
use crate::model::library::Library;
use crate::model::lock::LockedPlace;
use crate::select::Selection;

/// A selection of which every printed item has a verdict that lets it out.
#[derive(Debug)]
pub struct Vouched<'a> {
    selection: Selection<'a>,
    unchecked: usize,
    /// Where the words of printed items stand, by item and index of the source.
    places: BTreeMap<(String, usize), LockedPlace>,
    /// The day of the oldest and the newest copy that the words were found in.
    copies: Option<(chrono::NaiveDate, chrono::NaiveDate)>,
}

impl<'a> Vouched<'a> {
    /// What was vouched for.
    pub fn selection(&self) -> &Selection<'a> {
        &self.selection
    }

    /// How many printed items could not be looked for here, though they were found before.
    pub fn unchecked(&self) -> usize {
        self.unchecked
    }

    /// Where the words of an item stand in its source of index `support`.
    pub fn place(&self, item: &str, support: usize) -> Option<&LockedPlace> {
        self.places.get(&(item.to_owned(), support))
    }

    /// The days on which the oldest and the newest of the stored copies were retrieved that the printed
    /// words were found in; `None` where nothing was, or not everything.
    pub fn copies(&self) -> Option<(chrono::NaiveDate, chrono::NaiveDate)> {
        self.copies
    }
}

/// The one note on what could not be looked for in a run over papers.
pub fn unchecked_note(items: usize) -> Diagnostic {
    let (was, it, its) = match items {
        1 => ("was", "it", "its"),
        _ => ("were", "they", "their"),
    };
    let said = format!(
        "{} could not be held against {its} sources here",
        crate::diag::count(items, "item")
    );
    Diagnostic::note("unchecked", said)
        .why(format!(
            "there are no stored copies of them here; when {it} {was} last looked for, {it} {was} found, and \
             briefs/brief.lock pins the copies"
        ))
        .help("to look again, store the same copies: `brief source add FILE…`")
}

/// Lets a selection on to be cited. An item whose words were not found is an error; in a draft it is
/// composed all the same.
pub fn vouch<'a>(
    library: &Library,
    selection: Selection<'a>,
    verdicts: &Verdicts<'_>,
) -> (Vouched<'a>, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let mut without_copy: Vec<Failed<'_>> = Vec::new();
    let mut vouched = Vouched { unchecked: 0, places: BTreeMap::new(), copies: None, selection };
    let mut days = Vec::new();
    let mut all_found = true;
    let permits = vouched.selection.target.audience.permits;
    let printed = vouched.selection.printed(library);
    let protected = protected_names(library);
    verdicts.fragments.find(
        library,
        verdicts.texts,
        printed.iter().map(|item| (*item, verdicts.of(item))),
    );
    for item in printed {
        findings.extend(crate::load::no_source(item));
        let mut unchecked = false;
        for (at, (support, judgement)) in item.supports.iter().zip(verdicts.of(item)).enumerate() {
            let Some(judgement) = judgement else { continue };
            let source = library.sources.get(&support.source.value);
            let failed = Failed { item, support, source, judgement };
            match let_out(judgement, permits) {
                true => {
                    if let Some(place) = &judgement.place {
                        let found = verdicts.fragments.get(library, &key(item, support), judgement);
                        let fragment = found.and_then(|found| unless_it_names(found, &protected));
                        let place = LockedPlace { fragment, ..place.clone() };
                        vouched.places.insert((item.id.clone(), at), place);
                    }
                    unchecked |= judgement.verdict == Verdict::Unchecked;
                    findings.extend(findings::noteworthy(&failed));
                    match copy_day(library, &support.source.value, judgement) {
                        Some(day) => days.push(day),
                        None => all_found = false,
                    }
                }
                false => {
                    all_found = false;
                    match judgement.unchecked {
                        Some(Unchecked::NoSnapshot) => without_copy.push(failed),
                        _ => findings.push(findings::failed(library, &failed)),
                    }
                }
            }
        }
        vouched.unchecked += usize::from(unchecked);
    }
    findings.extend(findings::without_copies(&without_copy));
    vouched.copies = all_found.then(|| Some((*days.iter().min()?, *days.iter().max()?))).flatten();
    (vouched, findings)
}

/// Whether words may be printed for an audience that permits some touches.
fn let_out(judgement: &Judgement, permits: crate::model::audience::Permits) -> bool {
    let by_leave = judgement.verdict == Verdict::Changed && !judgement.leave.is_empty();
    judgement.lets_out() || by_leave && permitted_by(permits, &judgement.leave)
}

/// When the copy that words were found in was retrieved.
fn copy_day(library: &Library, source: &str, judgement: &Judgement) -> Option<chrono::NaiveDate> {
    let hash = judgement.snapshot.as_ref()?;
    let copies = library.snapshots.get(source).into_iter().flatten();
    let here = copies.filter(|copy| copy.sha256 == *hash).map(|copy| copy.retrieved).next();
    // Whoever stores the same bytes later has the same copy: its day is the first one.
    let pinned = library.lock.sources.get(source).filter(|pinned| pinned.sha256 == *hash);
    let pinned = pinned.map(|pinned| pinned.retrieved);
    Some(pinned.or(here)?.with_timezone(&library.timezone).date_naive())
}
