//! Fragments of addresses that lead a browser to the words, found when a paper first prints them.
//!
//! To be sure that a browser finds these words and no others, the whole text must be read as browsers
//! do, which takes longer than finding the passage. So it is done for what is printed only, and the lock
//! keeps the result: an empty fragment where there can be none.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::{Judgement, Texts, key};
use crate::model::item::Item;
use crate::model::library::Library;
use crate::model::lock::LockKey;
use crate::model::snapshot::{Media, Snapshot};
use crate::source::fragment::{Directive, Page, carries};

/// The fragments found in this run.
#[derive(Debug, Default)]
pub(super) struct Fragments {
    found: Mutex<BTreeMap<LockKey, String>>,
}

/// Words of a web page that are printed.
struct Wanted<'a> {
    key: LockKey,
    bytes: (usize, usize),
    copy: &'a Snapshot,
}

impl Fragments {
    /// The fragment for words in a copy: found in this run, or by an earlier one in the same copy.
    pub(super) fn get(
        &self,
        library: &Library,
        key: &LockKey,
        judgement: &Judgement,
    ) -> Option<String> {
        let found = self.found.lock().ok().and_then(|found| found.get(key).cloned());
        found.or_else(|| {
            let old = library.lock.verdicts.get(key)?;
            let same = Some(&old.snapshot) == judgement.snapshot.as_ref();
            let place = old.place.as_ref().filter(|_| same)?;
            let here = judgement.place.as_ref().is_none_or(|here| here.bytes == place.bytes);
            place.fragment.clone().filter(|_| here)
        })
    }

    /// Finds the fragments of all words of `items` that have none yet, reading each text once.
    pub(super) fn find<'a>(
        &self,
        library: &Library,
        texts: &dyn Texts,
        printed: impl Iterator<Item = (&'a Item, &'a [Option<Judgement>])>,
    ) {
        let mut wanted: BTreeMap<&str, Vec<Wanted<'_>>> = BTreeMap::new();
        for (item, judgements) in printed {
            for (support, judgement) in item.supports.iter().zip(judgements) {
                let source = support.source.value.as_str();
                let Some(place) = judgement.as_ref().and_then(|judgement| judgement.place.as_ref())
                else {
                    continue;
                };
                let copies = library.snapshots.get(source).into_iter().flatten();
                let hash = judgement.as_ref().and_then(|judgement| judgement.snapshot.as_ref());
                let copy = copies.rev().find(|copy| Some(&copy.sha256) == hash);
                let linked = library.sources.get(source).and_then(|source| source.url()).is_some();
                let Some(copy) = copy.filter(|copy| linked && copy.media == Media::Html) else {
                    continue;
                };
                let key = key(item, support);
                let known = judgement.as_ref().and_then(|found| self.get(library, &key, found));
                if known.is_none() {
                    wanted.entry(source).or_default().push(Wanted {
                        key,
                        bytes: place.bytes,
                        copy,
                    });
                }
            }
        }
        for wanted in wanted.into_values() {
            let Some(text) = wanted.first().and_then(|first| texts.text(first.copy).ok()) else {
                continue;
            };
            let page = Page::new(&text);
            for Wanted { key, bytes, .. } in wanted {
                let directive = page.directive(bytes.0..bytes.1);
                let fragment = directive.map(|found| found.encode()).unwrap_or_default();
                if let Ok(mut found) = self.found.lock() {
                    found.insert(key, fragment);
                }
            }
        }
    }
}

/// The fragment unless it carries one of the names that no address may carry.
pub(super) fn unless_it_names(fragment: String, protected: &[&str]) -> Option<String> {
    Directive::parse(&fragment)
        .filter(|directive| !carries(directive, protected))
        .map(|directive| directive.encode())
}

/// Names that no address may carry: of people who are not to be recognised.
pub(super) fn protected_names(library: &Library) -> Vec<&str> {
    let people = library.items.values().flat_map(|item| &item.people);
    people
        .filter(|person| {
            person.basis.is_none()
                || person.pseudonym.is_some()
                || person.risk.is_some()
                || person.minor
        })
        .map(|person| person.name.as_str())
        .collect()
}
