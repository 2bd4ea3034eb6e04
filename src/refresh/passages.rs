//! A passage before and after its source was asked.

use super::marks::alike;
use super::outcome::Outcome;
use super::report::{Change, ItemKind, PaperSentence, PassageReport};
use crate::verify::Verdict;
use crate::verify::judge::Found;
use crate::verify::near::Difference;

/// What was found of a passage in one copy.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// The verdict.
    pub verdict: Verdict,
    /// The words that are most like it, where it is changed.
    pub words: Option<String>,
    /// What differs.
    pub differences: Vec<Difference>,
}

impl Look {
    /// What was found in `text`.
    pub fn of(found: &Found, text: &str) -> Look {
        let plain = |verdict| Look { verdict, words: None, differences: Vec::new() };
        match found {
            Found::Exact(_) => plain(Verdict::Exact),
            Found::Typographic(_) => plain(Verdict::Typographic),
            Found::Edited { .. } => plain(Verdict::Edited),
            Found::TooShort(_) => plain(Verdict::Ambiguous),
            Found::Nothing => plain(Verdict::Missing),
            Found::Near(near) => Look {
                verdict: Verdict::Changed,
                words: text.get(near.range.clone()).map(str::to_owned),
                differences: near.differences.clone(),
            },
        }
    }

    /// What cannot be looked for.
    pub fn unchecked() -> Look {
        Look { verdict: Verdict::Unchecked, words: None, differences: Vec::new() }
    }
}

/// An item and a passage of it, with what the caller knows of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// The item.
    pub item: String,
    /// What kind of item it is.
    pub kind: ItemKind,
    /// The words it was accepted with.
    pub passage: String,
    /// Who decides; empty where nobody is known.
    pub decides: String,
    /// The sentences of papers that rest on the item.
    pub sentences: Vec<PaperSentence>,
}

/// How much of a phrase must be alike for a further change of it to be news. Below, it is some other
/// sentence that is a little like one that is gone, and which one that is changes with any page.
const CLOSE: f64 = 0.7;

/// What became of a passage. `before` is what was found in the copy that was the newest until now,
/// `after` in the one that is now; they are the same where nothing was stored.
pub fn compare(subject: Subject, outcome: &Outcome, before: &Look, after: &Look) -> PassageReport {
    let passes = |look: &Look| look.verdict.passes();
    let change = match after.verdict {
        Verdict::Changed => Change::Changed,
        Verdict::Missing => Change::Missing,
        Verdict::Ambiguous => Change::Ambiguous,
        Verdict::Unchecked => Change::Unchecked,
        _ if !outcome.is_success() => Change::Unreachable,
        _ if !passes(before) && before.verdict != Verdict::Unchecked => Change::Back,
        _ if outcome.is_stored() => Change::Moved,
        _ => Change::Unchanged,
    };
    let close = |look: &Look| {
        look.words.as_ref().is_some_and(|words| alike(&subject.passage, words) >= CLOSE)
    };
    // What is only a little like it is no trace of it.
    let gone = |look: &Look| match look.verdict {
        Verdict::Missing => true,
        Verdict::Changed => !close(look),
        _ => false,
    };
    let as_before = passes(before) && passes(after) || gone(before) && gone(after);
    let otherwise = before.verdict != after.verdict && !as_before;
    let again = before.words != after.words && close(after);
    PassageReport {
        item: subject.item,
        kind: subject.kind,
        before: before.verdict,
        after: after.verdict,
        change,
        is_new: otherwise || again,
        passage: subject.passage,
        proposal: after.words.clone(),
        differences: after.differences.clone(),
        sentences: subject.sentences,
        decides: subject.decides,
    }
}
