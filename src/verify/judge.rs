//! One passage against one text.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::find::{Haystack, Place};
use super::near::{Near, is_negation, near};
use super::pattern::{Literal, Touch, other_case, touched};
use crate::model::audience::Permits;

/// What was found of a passage in a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// It stands there, character for character, white space aside.
    Exact(Vec<Range<usize>>),
    /// It stands there but for quotation marks, dashes, spaces, soft hyphens and ligatures.
    Typographic(Vec<Range<usize>>),
    /// It stands there but for touches.
    Edited {
        /// Where it begins and ends.
        places: Vec<Range<usize>>,
        /// What was touched.
        touches: Vec<Edit>,
    },
    /// Too little to tell.
    TooShort(Vec<Range<usize>>),
    /// Only something like it stands there.
    Near(Near),
    /// Nothing like it stands there.
    Nothing,
}

/// How a passage differs from its source by leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Edit {
    /// `[…]`, and the word that denies in what was left out, if there is one.
    Omission(Option<String>),
    /// `[word]` put in.
    Insertion(String),
    /// `[T]he`: the case of a first letter, declared.
    Capital,
    /// The case of the first letter, not declared; only where a profile permits it.
    InitialCapital,
    /// Another mark, or none, at the end; only where a profile permits it.
    FinalPunctuation,
    /// The marks of notes dropped; only where a profile permits it.
    NoteMarks,
}

/// Below this many characters, white space and quotation marks not counted, a passage is too short to
/// tell without context.
pub const LEAST_CHARACTERS: usize = 12;

/// The most bytes that `[…]` may stand for.
pub const LONGEST_OMISSION: usize = 1_000;

/// Looks a passage up. `context` is more of the source's words around it, which tells it from others.
pub fn judge(haystack: &Haystack, passage: &str, context: Option<&str>) -> Found {
    let literal = Literal::of(passage);
    let mut places = haystack.find(&literal, passage);
    let mut known = false;
    if let Some(context) = context {
        let around = haystack.find(&Literal::of(context), context);
        let within = |place: &Place| {
            around
                .iter()
                .any(|a| a.range.start <= place.range.start && place.range.end <= a.range.end)
        };
        places.retain(within);
        known = true;
    }
    let ranges = |places: Vec<Place>| places.into_iter().map(|place| place.range).collect();
    if !places.is_empty() {
        if literal.len() < LEAST_CHARACTERS && !known {
            return Found::TooShort(ranges(places));
        }
        let exact: Vec<Place> = places.iter().filter(|place| place.exact).cloned().collect();
        return match exact.is_empty() {
            false => Found::Exact(ranges(exact)),
            true => Found::Typographic(ranges(places)),
        };
    }
    if let Some(found) = edited(haystack, passage) {
        return found;
    }
    near(&haystack.text, passage).map_or(Found::Nothing, Found::Near)
}

/// A passage whose brackets are read as touches.
fn edited(haystack: &Haystack, passage: &str) -> Option<Found> {
    for reading in touched(passage) {
        let turned = |touch: &Touch| match touch {
            Touch::Insertion(words) => turns_the_sense(words),
            _ => false,
        };
        if reading.touches.iter().any(turned) {
            return None;
        }
        let mut found = haystack.find_parts(&reading.parts, LONGEST_OMISSION);
        found.retain(|parts| !has_brackets(&haystack.text, parts));
        let shortest = found.iter().min_by_key(|parts| {
            parts.last().map_or(0, |p| p.end) - parts.first().map_or(0, |p| p.start)
        });
        let Some(shortest) = shortest else { continue };
        let whole = |parts: &Vec<Range<usize>>| {
            parts.first().map_or(0, |part| part.start)..parts.last().map_or(0, |part| part.end)
        };
        let mut places = vec![whole(shortest)];
        places.extend(found.iter().filter(|parts| *parts != shortest).map(whole));
        let characters: usize = reading.parts.iter().map(Literal::len).sum();
        if characters < LEAST_CHARACTERS {
            return Some(Found::TooShort(places));
        }
        let touches = edits(&haystack.text, &reading.touches, shortest);
        return Some(Found::Edited { places, touches });
    }
    None
}

/// Whether the source has brackets of its own at the parts of a passage, or right beside them. There a
/// passage's brackets may be the source's, and only as they stand. Marks of notes, `[12]`, are none.
fn has_brackets(text: &str, parts: &[Range<usize>]) -> bool {
    const BESIDE: usize = 32;
    parts.iter().any(|part| {
        let from = text[..part.start].char_indices().rev().nth(BESIDE).map_or(0, |(at, _)| at);
        let until =
            text[part.end..].char_indices().nth(BESIDE).map_or(text.len(), |(at, _)| part.end + at);
        text[from..until].match_indices('[').any(|(at, _)| {
            let held = text[from + at + 1..].split(']').next().unwrap_or_default();
            held.is_empty() || !held.chars().all(|c| c.is_ascii_digit())
        })
    })
}

fn edits(text: &str, touches: &[Touch], parts: &[Range<usize>]) -> Vec<Edit> {
    let mut gaps = parts.windows(2).map(|pair| &text[pair[0].end..pair[1].start]);
    let edit = |touch: &Touch| match touch {
        Touch::Omission => {
            let denied =
                gaps.next().and_then(|gap| gap.split_whitespace().find(|w| is_negation(w)));
            Edit::Omission(denied.map(str::to_owned))
        }
        Touch::Insertion(words) => Edit::Insertion(words.clone()),
        Touch::Capital(_) => Edit::Capital,
    };
    touches.iter().map(edit).collect()
}

/// Whether words put in would say what the source does not: a figure or a denial.
fn turns_the_sense(words: &str) -> bool {
    words.contains(char::is_numeric) || words.split_whitespace().any(is_negation)
}

/// The same for a passage that is not found as it stands, where touches need not be declared.
pub fn permitted(haystack: &Haystack, passage: &str, permits: Permits) -> Option<Found> {
    let mut readings: Vec<(String, Vec<Edit>)> = vec![(passage.trim().to_owned(), Vec::new())];
    let mut add = |edit: Edit, change: &dyn Fn(&str) -> Option<String>| {
        for (text, edits) in readings.clone() {
            if let Some(changed) = change(&text) {
                readings.push((changed, edits.iter().cloned().chain([edit.clone()]).collect()));
            }
        }
    };
    if permits.initial_capital {
        add(Edit::InitialCapital, &swapped_first);
    }
    if permits.final_punctuation {
        add(Edit::FinalPunctuation, &without_last_mark);
    }
    let mut texts = vec![(None, None)];
    if permits.note_marks {
        texts.push((Some(without_note_marks(&haystack.text)), Some(Edit::NoteMarks)));
    }
    for (text, mark) in &texts {
        let other = text.as_ref().map(|(text, _)| Haystack::new(text.as_str()));
        let searched = other.as_ref().unwrap_or(haystack);
        for (reading, edits) in &readings {
            let literal = Literal::of(reading);
            let touches: Vec<Edit> = edits.iter().cloned().chain(mark.clone()).collect();
            if touches.is_empty() || literal.len() < LEAST_CHARACTERS {
                continue;
            }
            let back = |place: Place| match text {
                Some((_, offsets)) => {
                    origin(offsets, place.range.start)..origin(offsets, place.range.end)
                }
                None => place.range,
            };
            let places: Vec<_> = searched.find(&literal, reading).into_iter().map(back).collect();
            if !places.is_empty() {
                return Some(Found::Edited { places, touches });
            }
        }
    }
    None
}

fn swapped_first(passage: &str) -> Option<String> {
    let (at, first) = passage.char_indices().find(|(_, c)| c.is_alphanumeric())?;
    let other = other_case(first);
    let differs = first.is_alphabetic() && other != [first];
    differs.then(|| {
        let rest = &passage[at + first.len_utf8()..];
        passage[..at].chars().chain(other).chain(rest.chars()).collect()
    })
}

/// Without the mark that ends a sentence, within closing quotation marks or not.
fn without_last_mark(passage: &str) -> Option<String> {
    let quotes = |c: char| matches!(c, '’' | '”' | '"' | '\'' | '»');
    let inner = passage.trim_end_matches(quotes);
    let bare = inner.trim_end_matches(['.', ',', ';', ':']);
    (bare.len() < inner.len()).then(|| format!("{bare}{}", &passage[inner.len()..]))
}

/// Where a shortened text differs: its own byte, and the byte of the whole one that stands there.
type Offsets = Vec<(usize, usize)>;

/// A text without the marks of notes: superscript figures, and figures in square brackets.
fn without_note_marks(text: &str) -> (String, Offsets) {
    let superscript = |c: char| matches!(c, '⁰' | '¹' | '²' | '³' | '⁴'..='⁹');
    let mut short = String::with_capacity(text.len());
    let mut offsets = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let after_word =
            short.chars().next_back().is_some_and(|c| !c.is_whitespace() && !c.is_numeric());
        let taken = match c {
            _ if !after_word => 0,
            '[' => rest
                .find(']')
                .filter(|end| {
                    (2..=5).contains(end) && rest[1..*end].chars().all(|c| c.is_ascii_digit())
                })
                .map_or(0, |end| end + 1),
            _ if superscript(c) => rest.find(|c| !superscript(c)).unwrap_or(rest.len()),
            _ => 0,
        };
        if taken > 0 {
            at += taken;
            offsets.push((short.len(), at));
        } else {
            short.push(c);
            at += c.len_utf8();
        }
    }
    (short, offsets)
}

fn origin(offsets: &Offsets, at: usize) -> usize {
    match offsets.partition_point(|(short, _)| *short <= at).checked_sub(1) {
        Some(mark) => offsets[mark].1 + at - offsets[mark].0,
        None => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "The Commission found that there is an almost complete denial of the right to \
        freedom of thought. It did not find, in any camp,[12] that inmates were treated well. The \
        Government has denied it; the rest of the world¹ has not.";

    fn said(passage: &str) -> String {
        match judge(&Haystack::new(TEXT), passage, None) {
            Found::Exact(_) => "exact".into(),
            Found::Typographic(_) => "typographic".into(),
            Found::Edited { touches, .. } => format!("edited {touches:?}"),
            Found::TooShort(_) => "too short".into(),
            Found::Near(_) => "near".into(),
            Found::Nothing => "nothing".into(),
        }
    }

    #[test]
    fn verdicts_on_one_passage() {
        for (passage, expected) in [
            ("an almost complete denial", "exact"),
            ("[A]n almost complete denial", "edited [Capital]"),
            ("an almost complete denial of […] freedom of thought", "edited [Omission(None)]"),
            ("an almost complete denial of [...] freedom", "edited [Omission(None)]"),
            ("an almost complete [and total] denial", "edited [Insertion(\"and total\")]"),
            ("an almost complete [not] denial", "near"),
            ("an almost complete [90] denial", "near"),
            ("It did […] find", "too short"),
            ("It did […] find, in any camp,[12] that", "edited [Omission(Some(\"not\"))]"),
            ("in any camp,[12] that inmates", "exact"),
            ("freedom of thought […] denial of the right", "near"),
            ("the denial", "nothing"),
            ("almost", "too short"),
            ("An almost complete denial", "near"),
            ("the world has not.", "near"),
        ] {
            assert_eq!(said(passage), expected, "{passage}");
        }
    }

    #[test]
    fn a_profile_may_permit_what_is_not_declared() {
        let haystack = Haystack::new(TEXT);
        let all = Permits { initial_capital: true, final_punctuation: true, note_marks: true };
        for (passage, text, touches) in [
            ("An almost complete denial", "an almost complete denial", vec![Edit::InitialCapital]),
            (
                "an almost complete denial.",
                "an almost complete denial",
                vec![Edit::FinalPunctuation],
            ),
            ("the world has not.", "the world¹ has not.", vec![Edit::NoteMarks]),
            (
                "In any camp, that inmates were treated well,",
                "in any camp,[12] that inmates were treated well",
                vec![Edit::InitialCapital, Edit::FinalPunctuation, Edit::NoteMarks],
            ),
        ] {
            assert!(matches!(judge(&haystack, passage, None), Found::Near(_)), "{passage}");
            assert_eq!(permitted(&haystack, passage, Permits::default()), None);
            let Some(Found::Edited { places, touches: found }) = permitted(&haystack, passage, all)
            else {
                panic!("{passage} was not found")
            };
            assert_eq!(&TEXT[places[0].clone()], text);
            assert_eq!(found, touches);
        }
        assert_eq!(permitted(&haystack, "an almost complete denied", all), None);
    }

    fn exact(start: usize, end: usize) -> Found {
        Found::Exact(std::iter::once(start..end).collect())
    }

    #[test]
    fn context_tells_repeats_apart() {
        let text = "The camp holds 200 men. At Yodok, the camp holds 200 men and more.";
        let haystack = Haystack::new(text);
        assert_eq!(
            judge(&haystack, "holds 200 men", Some("At Yodok, the camp holds 200 men")),
            exact(43, 56)
        );
        assert!(matches!(judge(&haystack, "200 men", None), Found::TooShort(_)));
        assert_eq!(
            judge(&haystack, "200 men", Some("At Yodok, the camp holds 200 men")),
            exact(49, 56)
        );
        assert!(!matches!(
            judge(&haystack, "200 men", Some("At Yodel, the camp holds 200 men")),
            Found::Exact(_)
        ));
    }
}
