//! Where a passage stands, as others can find it again: the selectors of the W3C Web Annotation Data
//! Model (2017, 4.2.4 and 4.2.5), and the page.

use serde::{Deserialize, Serialize};

use super::find::Haystack;
use super::judge::{Edit, Found, judge, permitted};
use super::memory::Seen;
use super::pattern::Literal;
use super::{Judgement, Texts, Verdict};
use crate::model::audience::Permits;
use crate::model::lock::{LockedPlace, LockedVerdict};
use crate::model::snapshot::{Media, Snapshot};

/// Where words stand in the text of a stored copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// Bytes of the text in UTF-8.
    pub bytes: (usize, usize),
    /// The same in characters (Unicode scalar values).
    pub characters: (usize, usize),
    /// The page, from 1, where the source has pages.
    pub page: Option<usize>,
    /// The words as the source has them.
    pub exact: String,
    /// Up to 32 characters before them.
    pub prefix: String,
    /// Up to 32 characters after them.
    pub suffix: String,
}

/// How much stands around an anchored passage, in characters, as Hypothesis has it.
const CONTEXT: usize = 32;

impl Anchor {
    /// The anchor of bytes of a text.
    pub fn of(text: &str, bytes: (usize, usize), media: Media) -> Anchor {
        let (start, end) = bytes;
        let before = &text[..start];
        let from = before.char_indices().rev().take(CONTEXT).last().map_or(start, |(at, _)| at);
        let after = &text[end..];
        let to = after.char_indices().nth(CONTEXT).map_or(text.len(), |(at, _)| end + at);
        let first = before.chars().count();
        Anchor {
            bytes,
            characters: (first, first + text[start..end].chars().count()),
            page: (media == Media::Pdf).then(|| before.matches('\u{C}').count() + 1),
            exact: text[start..end].to_owned(),
            prefix: text[from..start].to_owned(),
            suffix: text[end..to].to_owned(),
        }
    }
}

/// The text of a copy, read for looking passages up.
#[derive(Debug)]
pub struct Page {
    haystack: Haystack,
}

impl Page {
    /// Reads a text.
    pub fn new(text: String) -> Page {
        Page { haystack: Haystack::new(text) }
    }

    /// Looks a passage up.
    pub fn look(&self, snapshot: &Snapshot, passage: &str, context: Option<&str>) -> Seen {
        let mut seen = Seen::nothing();
        let mut places = Vec::new();
        match judge(&self.haystack, passage, context) {
            Found::Exact(found) => (seen.verdict, places) = (Verdict::Exact, found),
            Found::Typographic(found) => (seen.verdict, places) = (Verdict::Typographic, found),
            Found::Edited { places: found, touches } => {
                (seen.verdict, seen.touches, places) = (Verdict::Edited, touches, found);
            }
            Found::TooShort(found) => (seen.verdict, places) = (Verdict::Ambiguous, found),
            Found::Nothing => {}
            Found::Near(near) => {
                (seen.verdict, seen.differences) = (Verdict::Changed, near.differences);
                places.push(near.range);
                let all =
                    Permits { initial_capital: true, final_punctuation: true, note_marks: true };
                if let Some(Found::Edited { places: found, touches }) =
                    permitted(&self.haystack, passage, all)
                {
                    (seen.leave, places) = (touches, found);
                }
            }
        }
        let text = &self.haystack.text;
        if let Some(first) = places.first() {
            let anchor = Anchor::of(text, (first.start, first.end), snapshot.media);
            if seen.verdict.passes() || !seen.leave.is_empty() {
                let (bytes, page) = (anchor.bytes, anchor.page);
                seen.place = Some(LockedPlace { bytes, page, fragment: None });
            }
            seen.anchor = Some(anchor);
        }
        seen.others = places.iter().skip(1).map(|place| (place.start, place.end)).collect();
        seen
    }
}

/// A passage as it was accepted before.
pub(super) struct Earlier<'a> {
    /// What the lock says of it.
    pub(super) old: &'a LockedVerdict,
    /// The copy it was accepted in, where that is still here.
    pub(super) copy: Option<&'a Snapshot>,
    /// Its words.
    pub(super) passage: &'a str,
}

/// Settles which of several places is the one that was accepted before, by what stood around it; where
/// that does not tell, it is ambiguous.
pub(super) fn by_context(
    judgement: &mut Judgement,
    earlier: &Earlier<'_>,
    newer: &str,
    media: Media,
    texts: &dyn Texts,
) {
    let told = || {
        let place = earlier.old.place.as_ref()?.bytes;
        let text = texts.text(earlier.copy?).ok()?;
        text.get(place.0..place.1)?;
        let before = Anchor::of(&text, place, media);
        let first = judgement.anchor.as_ref()?.bytes;
        let all: Vec<(usize, usize)> =
            std::iter::once(first).chain(judgement.others.iter().copied()).collect();
        let anchors: Vec<Anchor> = all.iter().map(|at| Anchor::of(newer, *at, media)).collect();
        let alike = |anchor: &Anchor| {
            usize::from(same_words(&anchor.prefix, &before.prefix))
                + usize::from(same_words(&anchor.suffix, &before.suffix))
        };
        let most = anchors.iter().map(alike).max()?;
        let best: Vec<&Anchor> = anchors.iter().filter(|anchor| alike(anchor) == most).collect();
        if let ([only], true) = (best.as_slice(), most > 0) {
            return Some((*only).clone());
        }
        // Words that stood there as often before simply stand there so often.
        let literal = Literal::of(earlier.passage);
        let earlier_places = Haystack::new(text).find(&literal, earlier.passage);
        let index = earlier_places.iter().position(|at| at.range.start == place.0)?;
        (earlier_places.len() == anchors.len()).then(|| anchors.get(index).cloned()).flatten()
    };
    match told() {
        Some(anchor) => {
            let first = judgement.anchor.as_ref().map(|anchor| anchor.bytes);
            if first != Some(anchor.bytes) {
                judgement.others.retain(|other| *other != anchor.bytes);
                judgement.others.extend(first);
                judgement.others.sort_unstable();
                judgement.place =
                    Some(LockedPlace { bytes: anchor.bytes, page: anchor.page, fragment: None });
                judgement.anchor = Some(anchor);
            }
        }
        None => judgement.verdict = Verdict::Ambiguous,
    }
}

fn same_words(a: &str, b: &str) -> bool {
    !a.trim().is_empty() && a.split_whitespace().eq(b.split_whitespace())
}

/// The undeclared touches among `edits` that a profile must permit.
pub fn permitted_by(permits: Permits, edits: &[Edit]) -> bool {
    edits.iter().all(|edit| match edit {
        Edit::InitialCapital => permits.initial_capital,
        Edit::FinalPunctuation => permits.final_punctuation,
        Edit::NoteMarks => permits.note_marks,
        Edit::Omission(_) | Edit::Insertion(_) | Edit::Capital => true,
    })
}
