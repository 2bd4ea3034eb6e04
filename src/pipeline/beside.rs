//! What can be said of a paper only beside others.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::Request;
use crate::check::{across, overrides};
use crate::diag::Diagnostic;
use crate::made::outcome::Outcome;
use crate::model::library::Library;
use crate::select::{Selection, Target, select};

/// What is to be said of each paper beside the others, by their places.
pub(super) fn beside(
    library: &Library,
    papers: &[Target<'_>],
    request: &Request,
) -> BTreeMap<String, Vec<Diagnostic>> {
    let outside = papers.iter().filter(|target| !target.audience.internal);
    let audiences: BTreeSet<&str> = outside.map(|target| target.audience.id.as_str()).collect();
    if audiences.len() < 2 || !across::could_contradict(library) {
        return BTreeMap::new();
    }
    let selections: Vec<Selection<'_>> = papers
        .iter()
        .map(|target| select(library, target.clone(), &request.settings, request.clock.now).0)
        .collect();
    let found = across::across(library, &selections);
    papers.iter().map(|target| target.stem.clone()).zip(found).collect()
}

/// Follows what the overrides of a spec lifted in any of its papers.
#[derive(Default)]
pub(super) struct Overrides {
    used: overrides::Lifted,
    reached: bool,
}

impl Overrides {
    /// Takes note of a paper; after the last one of its spec, says which overrides lifted nothing or much.
    pub(super) fn follow(
        &mut self,
        papers: &[Target<'_>],
        at: usize,
        made: &mut Outcome,
        today: NaiveDate,
    ) {
        let Some(target) = papers.get(at) else { return };
        let of_spec = |other: Option<&Target<'_>>| {
            other.is_some_and(|other| other.spec.stem == target.spec.stem)
        };
        if !of_spec(at.checked_sub(1).and_then(|before| papers.get(before))) {
            *self = Overrides { used: overrides::Lifted::new(), reached: true };
        }
        self.reached &= made.lifted.is_some();
        self.used.extend(made.lifted.iter().flatten().cloned());
        if self.reached && !of_spec(papers.get(at + 1)) {
            let mut found = overrides::of_spec(target.spec, &self.used, today);
            for finding in &mut found {
                finding.brief = Some(made.stem.clone());
            }
            made.findings.extend(found);
        }
    }
}
