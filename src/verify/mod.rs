//! Items against their sources: what of a paper's words stands where it is said to stand.
//!
//! Every passage is looked for in the newest stored copy of its source ([`judge`]), and gets a
//! [`Verdict`]. The gate is here too: [`cite`](crate::cite) and [`compose`](crate::compose) take a
//! [`Vouched`] selection, and only [`vouch`] makes one, so that nothing is printed that has no verdict.

pub mod anchor;
pub mod find;
mod findings;
pub mod fold;
pub mod judge;
mod links;
pub mod memory;
pub mod near;
pub mod pattern;
mod texts;
mod vouch;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::hash::{hex, sha256};
use crate::model::item::{Item, Support};
use crate::model::library::Library;
use crate::model::lock::{Clearance, Lock, LockKey, LockedPlace, LockedSource, LockedVerdict};
use crate::model::snapshot::Snapshot;
pub use anchor::Anchor;
use judge::Edit;
use links::Fragments;
pub use memory::Memory;
pub use texts::Stored;
pub use vouch::{Vouched, unchecked_note, vouch};

/// What was found of a passage in its source (design: “Verdicts”).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It stands there, character for character, white space aside.
    Exact,
    /// It stands there but for quotation marks, dashes, spaces, soft hyphens, ligatures.
    Typographic,
    /// It stands there but for touches it declares, or the audience's profile permits.
    Edited,
    /// It stands unchanged in a newer copy than the one it was accepted in.
    Moved,
    /// Only something like it stands there.
    Changed,
    /// Nothing like it stands there.
    Missing,
    /// It is too short to tell, or could be any of several.
    Ambiguous,
    /// It could not be looked for.
    Unchecked,
}

impl Verdict {
    /// All verdicts.
    pub const ALL: [Verdict; 8] = [
        Verdict::Exact,
        Verdict::Typographic,
        Verdict::Edited,
        Verdict::Moved,
        Verdict::Changed,
        Verdict::Missing,
        Verdict::Ambiguous,
        Verdict::Unchecked,
    ];

    /// The word for it, as in JSON and in the lock.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Exact => "exact",
            Verdict::Typographic => "typographic",
            Verdict::Edited => "edited",
            Verdict::Moved => "moved",
            Verdict::Changed => "changed",
            Verdict::Missing => "missing",
            Verdict::Ambiguous => "ambiguous",
            Verdict::Unchecked => "unchecked",
        }
    }

    /// The verdict a word stands for.
    pub fn named(word: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|verdict| verdict.as_str() == word)
    }

    /// Whether the words were found.
    pub fn passes(self) -> bool {
        matches!(self, Verdict::Exact | Verdict::Typographic | Verdict::Edited | Verdict::Moved)
    }
}

/// What is known of a passage.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The verdict now.
    pub verdict: Verdict,
    /// Why it could not be looked for, where it could not.
    pub unchecked: Option<Unchecked>,
    /// SHA-256 of the stored copy the verdict is on; of the one the lock pins, where none is here.
    pub snapshot: Option<String>,
    /// SHA-256 of the copy it was accepted in, where that is an older one.
    pub accepted: Option<String>,
    /// When this verdict first held.
    pub since: Option<DateTime<Utc>>,
    /// Where it stands, or where what is most like it stands.
    pub anchor: Option<Anchor>,
    /// Other places of the same words: bytes of the text.
    pub others: Vec<(usize, usize)>,
    /// How it differs from its source by leave.
    pub touches: Vec<Edit>,
    /// Touches that are not declared, where those are all that differs and a profile may permit them.
    pub leave: Vec<Edit>,
    /// What differs, where only something like it was found.
    pub differences: Vec<near::Difference>,
    /// Where the words stand, as the lock has it, so that papers are the same with and without copies.
    pub place: Option<LockedPlace>,
    /// What the lock says of the same words in the copy it pins.
    pub last: Option<(Verdict, DateTime<Utc>)>,
}

/// Why a passage could not be looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unchecked {
    /// There is no stored copy of the source here.
    NoSnapshot,
    /// The copy has no text.
    NoText(String),
    /// The copy is not what was stored: the file.
    Damaged(String),
}

impl Judgement {
    fn unchecked(reason: Unchecked) -> Judgement {
        Judgement {
            verdict: Verdict::Unchecked,
            unchecked: Some(reason),
            snapshot: None,
            accepted: None,
            since: None,
            anchor: None,
            others: Vec::new(),
            touches: Vec::new(),
            leave: Vec::new(),
            differences: Vec::new(),
            place: None,
            last: None,
        }
    }

    /// What may be said of it wherever a paper is made: the verdict, or what the lock says of the copy it
    /// pins where that is not here.
    pub fn standing(&self) -> Verdict {
        match (self.verdict, self.last) {
            (Verdict::Unchecked, Some((last, _))) => last,
            (verdict, _) => verdict,
        }
    }

    /// Whether the passage may be printed: it was found, or could not be looked for here and was found
    /// in the very copy that the lock pins.
    pub fn lets_out(&self) -> bool {
        match self.verdict {
            // A copy that is here and damaged says that something is wrong.
            Verdict::Unchecked if matches!(self.unchecked, Some(Unchecked::Damaged(_))) => false,
            Verdict::Unchecked => self.last.is_some_and(|(verdict, _)| verdict.passes()),
            verdict => verdict.passes(),
        }
    }
}

/// What verifying needs of the world: the texts of stored copies, which are read as they are needed.
pub trait Texts: Sync {
    /// The text of a copy.
    ///
    /// # Errors
    /// Why there is none: no text layer, or damage.
    fn text(&self, snapshot: &Snapshot) -> Result<String, Unchecked>;

    /// Something that changes when the file of a copy's text does, found without reading it.
    fn stamp(&self, snapshot: &Snapshot) -> Option<String>;

    /// How many bytes the text of a copy has, found without reading it.
    fn size(&self, snapshot: &Snapshot) -> Option<u64>;
}

/// A verdict for each source of each item of the library.
pub struct Verdicts<'t> {
    by_item: BTreeMap<String, Vec<Option<Judgement>>>,
    fragments: Fragments,
    texts: &'t dyn Texts,
}

impl Verdicts<'_> {
    /// What is known of an item, for each of its sources in their order; `None` where a source is named
    /// without a passage.
    pub fn of(&self, item: &Item) -> &[Option<Judgement>] {
        self.by_item.get(&item.id).map(Vec::as_slice).unwrap_or_default()
    }

    /// How many bytes the text of a stored copy has, if it is here.
    pub fn size(&self, snapshot: &Snapshot) -> Option<u64> {
        self.texts.size(snapshot)
    }

    /// The lock that these verdicts make of an older one. What can no longer be looked for here keeps
    /// what it had; what is about words that are no longer there goes.
    pub fn lock(&self, library: &Library) -> Lock {
        let there = |(item, _): &(&String, &Clearance)| library.items.contains_key(*item);
        let kept = library.lock.clearances.iter().filter(there);
        let clearances = kept.map(|(item, by)| (item.clone(), by.clone())).collect();
        let mut lock = Lock { clearances, ..Lock::default() };
        for item in library.items.values() {
            for (support, judgement) in item.supports.iter().zip(self.of(item)) {
                let Some(judgement) = judgement else { continue };
                let key = key(item, support);
                let source = &support.source.value;
                if judgement.verdict == Verdict::Unchecked {
                    // What was found of other words too: somebody may take a change back.
                    let from = LockKey { text: String::new(), ..key.clone() };
                    let old = library.lock.verdicts.range(from..);
                    let old =
                        old.take_while(|(old, _)| old.item == key.item && old.source == key.source);
                    lock.verdicts.extend(old.map(|(key, old)| (key.clone(), old.clone())));
                } else if let Some(snapshot) = &judgement.snapshot {
                    let verdict = LockedVerdict {
                        verdict: judgement.verdict.as_str().into(),
                        snapshot: snapshot.clone(),
                        accepted: judgement.accepted.clone(),
                        since: judgement.since.unwrap_or_default(),
                        place: judgement.place.clone().map(|place| {
                            let fragment = self.fragments.get(library, &key, judgement);
                            LockedPlace { fragment, ..place }
                        }),
                    };
                    lock.verdicts.insert(key, verdict);
                }
                let newest = library.snapshots.get(source).and_then(|copies| copies.last());
                let known = library.lock.sources.get(source);
                let pinned = match newest {
                    // The same bytes stored elsewhere or later are the same copy.
                    Some(copy) if known.is_none_or(|known| known.sha256 != copy.sha256) => {
                        Some(LockedSource {
                            sha256: copy.sha256.clone(),
                            retrieved: copy.retrieved,
                            fetched: copy.url.is_some(),
                        })
                    }
                    _ => known.cloned(),
                };
                if let Some(pinned) = pinned {
                    lock.sources.insert(source.clone(), pinned);
                }
            }
        }
        lock
    }
}

/// What the lock knows a passage by: its item, its source and the hash of its words.
pub fn key(item: &Item, support: &Support) -> LockKey {
    let passage = passage(item, support).unwrap_or_default();
    let words = format!("{}\0{passage}", item.text.raw);
    LockKey {
        item: item.id.clone(),
        source: support.source.value.clone(),
        text: hex(sha256(words.as_bytes())),
    }
}

/// The words to be found: a quotation's own, unless another passage is given.
pub fn passage<'a>(item: &'a Item, support: &'a Support) -> Option<&'a str> {
    match &support.passage {
        Some(passage) => Some(&passage.value),
        None => item.is_quote().then_some(item.text.raw.as_str()),
    }
}

/// One passage to be looked for.
struct Task<'a> {
    item: &'a Item,
    /// Index of the support.
    support: usize,
    passage: &'a str,
    context: Option<&'a str>,
}

/// Holds every item of the library against its sources, on `jobs` threads.
///
/// What was found earlier in the same text is remembered in `memory`, so that a run in which nothing
/// has changed reads none of the copies.
pub fn verify<'t>(
    library: &Library,
    texts: &'t dyn Texts,
    memory: &mut Memory,
    now: DateTime<Utc>,
    jobs: usize,
) -> Verdicts<'t> {
    let mut by_source: BTreeMap<&str, Vec<Task<'_>>> = BTreeMap::new();
    let mut by_item: BTreeMap<String, Vec<Option<Judgement>>> = BTreeMap::new();
    for item in library.items.values() {
        by_item.insert(item.id.clone(), vec![None; item.supports.len()]);
        for (at, support) in item.supports.iter().enumerate() {
            if let Some(passage) = passage(item, support) {
                let context = support.context.as_deref().map(String::as_str);
                let task = Task { item, support: at, passage, context };
                by_source.entry(&support.source.value).or_default().push(task);
            }
        }
    }
    let groups: Vec<(&str, Vec<Task<'_>>)> = by_source.into_iter().collect();
    let judged = Mutex::new((Vec::new(), Vec::new()));
    let next = AtomicUsize::new(0);
    let old: &Memory = memory;
    let work = || {
        while let Some((source, tasks)) = groups.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (judgements, learnt) = source_judgements(library, source, tasks, texts, old, now);
            if let Ok(mut all) = judged.lock() {
                for (task, judgement) in tasks.iter().zip(judgements) {
                    all.0.push((task.item.id.as_str(), task.support, judgement));
                }
                all.1.extend(learnt);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..jobs.clamp(1, groups.len().max(1)) {
            scope.spawn(work);
        }
        work();
    });
    let (judgements, learnt) = judged.into_inner().unwrap_or_default();
    for (item, support, judgement) in judgements {
        if let Some(place) = by_item.get_mut(item).and_then(|all| all.get_mut(support)) {
            *place = Some(judgement);
        }
    }
    memory.replace(learnt);
    Verdicts { by_item, fragments: Fragments::default(), texts }
}

/// The judgements on the passages of one source, and what was learnt of its text.
fn source_judgements(
    library: &Library,
    source: &str,
    tasks: &[Task<'_>],
    texts: &dyn Texts,
    memory: &Memory,
    now: DateTime<Utc>,
) -> (Vec<Judgement>, Vec<memory::Learnt>) {
    let copies = library.snapshots.get(source).map(Vec::as_slice).unwrap_or_default();
    let Some(newest) = copies.last() else {
        let pinned = library.lock.sources.get(source);
        let judge = |task: &Task<'_>| from_lock(library, task, pinned, Unchecked::NoSnapshot);
        return (tasks.iter().map(judge).collect(), Vec::new());
    };
    let mut reader = Reader::new(newest, texts, memory);
    let mut learnt = Vec::new();
    let mut judgements = Vec::with_capacity(tasks.len());
    for task in tasks {
        let judgement = match reader.found(task.passage, task.context) {
            Ok(found) => {
                learnt.push(found.clone());
                settle(library, task, newest, copies, texts, &found.seen, now)
            }
            Err(reason) => {
                let pinned = library.lock.sources.get(source);
                let pinned = pinned.filter(|pinned| pinned.sha256 == newest.sha256);
                from_lock(library, task, pinned, reason)
            }
        };
        judgements.push(judgement);
    }
    (judgements, learnt)
}

/// What the lock says of a passage that cannot be looked for here.
fn from_lock(
    library: &Library,
    task: &Task<'_>,
    pinned: Option<&LockedSource>,
    reason: Unchecked,
) -> Judgement {
    let mut judgement = Judgement::unchecked(reason);
    let Some(support) = task.item.supports.get(task.support) else { return judgement };
    let locked = library.lock.verdicts.get(&key(task.item, support));
    let locked = locked.filter(|old| pinned.is_some_and(|pinned| pinned.sha256 == old.snapshot));
    if let Some(old) = locked {
        judgement.snapshot = Some(old.snapshot.clone());
        judgement.place = old.place.clone();
        judgement.last = Verdict::named(&old.verdict).map(|verdict| (verdict, old.since));
    }
    judgement
}

/// What was found becomes a verdict in the light of what was accepted before.
fn settle(
    library: &Library,
    task: &Task<'_>,
    newest: &Snapshot,
    copies: &[Snapshot],
    texts: &dyn Texts,
    seen: &memory::Seen,
    now: DateTime<Utc>,
) -> Judgement {
    let mut judgement = Judgement {
        verdict: seen.verdict,
        unchecked: None,
        snapshot: Some(newest.sha256.clone()),
        accepted: None,
        since: Some(now),
        anchor: seen.anchor.clone(),
        others: seen.others.clone(),
        touches: seen.touches.clone(),
        leave: seen.leave.clone(),
        differences: seen.differences.clone(),
        place: seen.place.clone(),
        last: None,
    };
    let support = task.item.supports.get(task.support);
    let old = support.and_then(|support| library.lock.verdicts.get(&key(task.item, support)));
    let Some(old) = old else { return judgement };
    let accepted = old.accepted.as_ref().unwrap_or(&old.snapshot);
    let was_found =
        old.accepted.is_some() || Verdict::named(&old.verdict).is_some_and(Verdict::passes);
    if *accepted != newest.sha256 && was_found {
        judgement.accepted = Some(accepted.clone());
        if judgement.verdict.passes() {
            judgement.verdict = Verdict::Moved;
            if !judgement.others.is_empty() {
                let earlier = copies.iter().find(|copy| copy.sha256 == *accepted);
                let Ok(newer) = texts.text(newest) else { return judgement };
                let earlier = anchor::Earlier { old, copy: earlier, passage: task.passage };
                anchor::by_context(&mut judgement, &earlier, &newer, newest.media, texts);
            }
        }
    }
    if old.verdict == judgement.verdict.as_str() && old.snapshot == newest.sha256 {
        judgement.since = Some(old.since);
    }
    judgement
}

/// The newest copy of a source, read when the first passage needs it.
struct Reader<'a> {
    snapshot: &'a Snapshot,
    texts: &'a dyn Texts,
    memory: &'a Memory,
    stamp: Option<String>,
    text: Option<Result<anchor::Page, Unchecked>>,
}

impl<'a> Reader<'a> {
    fn new(snapshot: &'a Snapshot, texts: &'a dyn Texts, memory: &'a Memory) -> Reader<'a> {
        Reader { snapshot, texts, memory, stamp: texts.stamp(snapshot), text: None }
    }

    /// What is found of a passage: remembered, or looked for now.
    fn found(&mut self, passage: &str, context: Option<&str>) -> Result<memory::Learnt, Unchecked> {
        let stored = self.snapshot.text.as_ref().map_err(|why| Unchecked::NoText(why.clone()))?;
        let key = memory::key(&stored.sha256, passage, context);
        if let Some(stamp) = &self.stamp
            && let Some(seen) = self.memory.seen(&key, stamp)
        {
            return Ok(memory::Learnt { key, stamp: stamp.clone(), seen: seen.clone() });
        }
        let page =
            self.text.get_or_insert_with(|| self.texts.text(self.snapshot).map(anchor::Page::new));
        let page = page.as_ref().map_err(Clone::clone)?;
        let seen = page.look(self.snapshot, passage, context);
        Ok(memory::Learnt { key, stamp: self.stamp.clone().unwrap_or_default(), seen })
    }
}
