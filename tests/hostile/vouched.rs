//! Workspaces whose every passage was found, as far as the lock knows, in copies that are not here: so
//! tests of everything else need none.

use brief::model::library::Library;
use brief::model::lock::{Lock, LockedSource, LockedVerdict};
use brief::model::snapshot::Snapshot;
use brief::verify::{Texts, Unchecked, key, passage};

/// No stored copies.
pub struct NoCopies;

impl Texts for NoCopies {
    fn size(&self, _: &Snapshot) -> Option<u64> {
        None
    }

    fn text(&self, _: &Snapshot) -> Result<String, Unchecked> {
        Err(Unchecked::NoSnapshot)
    }

    fn stamp(&self, _: &Snapshot) -> Option<String> {
        None
    }
}

/// A lock that says of every passage, whatever it holds, that it was found.
pub fn vouched(library: &Library) -> Lock {
    let when = "2026-11-12T09:00:00Z".parse().expect("a time");
    let mut lock = Lock::default();
    for item in library.items.values() {
        for support in &item.supports {
            if passage(item, support).is_none() {
                continue;
            }
            let verdict = LockedVerdict {
                verdict: "exact".into(),
                snapshot: "0".repeat(64),
                accepted: None,
                since: when,
                place: None,
            };
            lock.verdicts.insert(key(item, support), verdict);
            let sha256 = "0".repeat(64);
            let source = LockedSource { sha256, retrieved: when, fetched: false };
            lock.sources.insert(support.source.value.clone(), source);
        }
    }
    lock
}
