//! Rules on papers together: what one reader is told and another is not.

use std::collections::BTreeMap;

use super::figures::{conflict, conflicting, reconciled};
use super::support::written;
use crate::diag::Diagnostic;
use crate::model::item::Item;
use crate::model::library::Library;
use crate::select::Selection;
use crate::wording::contradict::contradictions;

/// Whether papers made from a library could contradict one another at all. It costs less than making
/// their selections.
pub fn could_contradict(library: &Library) -> bool {
    let items: Vec<&Item> = library.items.values().collect();
    !conflicting(&items).is_empty() || !opposite(library, &items, &items).is_empty()
}

/// What is to be said of each of some papers beside the others, in their order.
pub fn across(library: &Library, papers: &[Selection<'_>]) -> Vec<Vec<Diagnostic>> {
    let mut findings: Vec<Vec<Diagnostic>> = papers.iter().map(|_| Vec::new()).collect();
    // Our own side sees what each of the others is told.
    let outside: Vec<usize> =
        (0..papers.len()).filter(|at| !papers[*at].target.audience.internal).collect();
    let printed: BTreeMap<usize, Vec<&Item>> =
        outside.iter().map(|at| (*at, papers[*at].printed(library))).collect();
    // Each item with the papers that print it: pairs are few, papers may be many.
    let mut prints: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, items) in &printed {
        for item in items {
            prints.entry(&item.id).or_default().push(*at);
        }
    }
    let all: Vec<&Item> = prints.keys().filter_map(|id| library.items.get(*id)).collect();
    let mut say = |one: &Item,
                   other: &Item,
                   explained: &dyn Fn(usize) -> bool,
                   finding: &dyn Fn(&str, &str) -> Diagnostic| {
        for first in prints.get(one.id.as_str()).into_iter().flatten() {
            let (paper, audience) =
                (&papers[*first].target.stem, &papers[*first].target.audience.id);
            let second = prints.get(other.id.as_str()).into_iter().flatten().find(|second| {
                papers[**second].target.audience.id != *audience
                    && !(explained(*first) && explained(**second))
            });
            if let Some(second) = second {
                let elsewhere = &papers[*second].target.stem;
                findings[*first].push(finding(paper, elsewhere));
            }
        }
    };
    for (one, other) in conflicting(&all) {
        for (one, other) in [(one, other), (other, one)] {
            let explained =
                |at: usize| printed.get(&at).is_some_and(|items| reconciled(items, one, other));
            say(one, other, &explained, &|paper, elsewhere| {
                conflict(
                    library,
                    one,
                    other,
                    &format!(
                        "`{paper}` prints `{}`, and `{elsewhere}` gives the measure another value in `{}`",
                        one.id, other.id
                    ),
                    "print the same in both, or in both a fact that explains the difference: `reconciles = [\"…\", \"…\"]`",
                )
                // A draft does not tell one reader what another is told.
                .confidential()
            });
        }
    }
    for (one, other) in opposite(library, &all, &all) {
        for (one, other) in [(one, other), (other, one)] {
            say(one, other, &|_| false, &|paper, elsewhere| {
                Diagnostic::warning(
                    "contradiction",
                    format!(
                        "`{paper}` asks for `{}`, and `{elsewhere}` for the opposite in `{}`",
                        one.id, other.id
                    ),
                )
                .at(&one.text_span)
                .also(&other.text_span, "the other")
                .item(&one.id)
                .why("the two readers talk to each other")
                .confidential()
                .help("settle which of the two is asked for, and retire the other")
            });
        }
    }
    findings
}

/// Pairs of recommendations that ask for opposite things.
fn opposite<'a>(library: &Library, a: &[&'a Item], b: &[&'a Item]) -> Vec<(&'a Item, &'a Item)> {
    let asks = |items: &[&'a Item]| -> Vec<(&'a Item, String)> {
        let asks = items.iter().filter(|item| item.is_recommendation());
        asks.map(|item| (*item, written(library, &item.text))).collect()
    };
    let (a, b) = (asks(a), asks(b));
    let texts =
        |of: &[(&Item, String)]| of.iter().map(|(_, text)| text.clone()).collect::<Vec<_>>();
    let (first, second) = (texts(&a), texts(&b));
    let first: Vec<&str> = first.iter().map(String::as_str).collect();
    let second: Vec<&str> = second.iter().map(String::as_str).collect();
    let found = contradictions(&first, &second).into_iter();
    found
        .filter(|found| found.first < found.second)
        .filter_map(|found| Some((a.get(found.first)?.0, b.get(found.second)?.0)))
        .collect()
}
