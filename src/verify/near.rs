//! What in a text is most like a passage that does not stand in it: a proposal for a person to accept or
//! refuse, never a match.
//!
//! A sentence and its negation are nearly alike, and a figure differs by one character, so likeness says
//! nothing of meaning; the differences that change it are pointed out.

use std::collections::HashMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffTag, capture_diff_slices};

/// The stretch of a text most like a passage.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// The words they share, from 0 to 1: twice their number by the number of words of both.
    pub likeness: f64,
    /// What differs, in the order of the passage.
    pub differences: Vec<Difference>,
}

/// Words that differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// What the passage has; empty where it lacks something.
    pub passage: String,
    /// What the text has instead.
    pub text: String,
    /// What kind of words they are.
    pub kind: Kind,
}

/// What differs, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// A figure, a date or a sign of a currency or a share.
    Figure,
    /// A word that denies.
    Negation,
    /// A name, or another word with a capital.
    Name,
    /// Capitals only.
    Case,
    /// Anything else.
    Words,
}

impl Kind {
    /// What a person reads.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Figure => "a figure",
            Kind::Negation => "a negation",
            Kind::Name => "a name",
            Kind::Case => "capitals",
            Kind::Words => "words",
        }
    }
}

/// How much of two stretches must be alike for one to be proposed for the other.
const LEAST_LIKENESS: f64 = 0.5;

/// How many words of a passage are compared; a longer one is looked for by its beginning.
const MOST_WORDS: usize = 400;

/// The stretch most like `passage`, where there is one that is half like it.
pub fn near(text: &str, passage: &str) -> Option<Near> {
    let wanted: Vec<Range<usize>> = words(passage).take(MOST_WORDS).collect();
    let mut due: HashMap<String, u32> = HashMap::new();
    for word in &wanted {
        *due.entry(bare(&passage[word.clone()])).or_default() += 1;
    }
    // A window over the text, with how many words of the passage are in it.
    let width = wanted.len() + wanted.len() / 4 + 2;
    let mut window: std::collections::VecDeque<(usize, Range<usize>, Option<String>)> =
        Default::default();
    let (mut shared, mut best): (usize, Option<(usize, Range<usize>)>) = (0, None);
    let mut have: HashMap<String, u32> = HashMap::new();
    // Where the words begin that have just left the window.
    let mut behind: std::collections::VecDeque<usize> = Default::default();
    for (number, range) in words(text).enumerate() {
        let word = bare(&text[range.clone()]);
        let known = due.get(&word).copied();
        if let Some(most) = known {
            let count = have.entry(word.clone()).or_default();
            *count += 1;
            shared += usize::from(*count <= most);
        }
        window.push_back((number, range, known.map(|_| word)));
        while window.front().is_some_and(|(first, ..)| number - first >= width) {
            let Some((_, range, word)) = window.pop_front() else { break };
            behind.push_back(range.start);
            if behind.len() > wanted.len() {
                behind.pop_front();
            }
            if let Some(word) = word
                && let Some(count) = have.get_mut(&word)
            {
                shared -= usize::from(*count <= due[&word]);
                *count -= 1;
            }
        }
        if known.is_some() && best.as_ref().is_none_or(|(most, _)| shared > *most) {
            // Words before the first one that is known: that may be the one that changed. And those before
            // the window: a word of the next sentence may have stood in for the first one.
            let begin = behind.front().copied().unwrap_or(window.front()?.1.start);
            best = Some((shared, begin..window.back()?.1.end));
        }
    }
    let (_, mut stretch) = best?;
    // A word of a neighbour may have stood in for the last one, so that the window closed too early.
    let after = words(&text[stretch.end..]).take(wanted.len()).last();
    stretch.end += after.map_or(0, |word| word.end);
    aligned(text, stretch, passage, &wanted)
}

/// Cuts a stretch down to what answers the passage, and says what differs.
fn aligned(
    text: &str,
    stretch: Range<usize>,
    passage: &str,
    wanted: &[Range<usize>],
) -> Option<Near> {
    let found: Vec<Range<usize>> = words(&text[stretch.clone()])
        .map(|word| word.start + stretch.start..word.end + stretch.start)
        .collect();
    let bare_words = |source: &str, ranges: &[Range<usize>]| -> Vec<String> {
        ranges.iter().map(|range| bare(&source[range.clone()])).collect()
    };
    let (a, b) = (bare_words(passage, wanted), bare_words(text, &found));
    let cut = |part: Range<usize>| cut(text, passage, wanted, &found[part.clone()], (&a, &b[part]));
    cut(tightest(&a, &b)).or_else(|| cut(0..b.len()))
}

/// Cuts words of a text down to those that answer the passage: both as they stand, and bare.
fn cut(
    text: &str,
    passage: &str,
    wanted: &[Range<usize>],
    found: &[Range<usize>],
    (a, b): (&[String], &[String]),
) -> Option<Near> {
    let ops = capture_diff_slices(Algorithm::Patience, a, b);
    let equal = || ops.iter().filter(|op| op.tag() == DiffTag::Equal);
    let shared: usize = equal().map(|op| op.new_range().len()).sum();
    // What differs before the first word alike is as long as in the passage, no longer.
    let first = equal().next()?;
    let last = equal().next_back()?;
    let after = wanted.len() - last.old_range().end;
    let begin = first.new_range().start.saturating_sub(first.old_range().start);
    let end = (last.new_range().end + after).min(found.len());
    let likeness = 2.0 * shared as f64 / (wanted.len() + end - begin) as f64;
    if likeness < LEAST_LIKENESS || shared < 2 {
        return None;
    }
    let mut found = found[begin..end].to_vec();
    // Quotation marks, brackets and stops around it belong to the sentence it stands in.
    let passage_end = wanted.last().map_or(passage.len(), |word| word.end);
    let (head, tail) = edges(passage.get(..passage_end)?.trim_start());
    let range = found.first()?.start..found.last()?.end;
    let (own_head, own_tail) = edges(text.get(range.clone())?);
    let kept = |own: &str, of: &str, same: bool| {
        if same {
            of.len()
        } else if of.is_empty() {
            0
        } else {
            own.len()
        }
    };
    let cut_head = own_head.len() - kept(own_head, head, own_head.ends_with(head));
    let cut_tail = own_tail.len() - kept(own_tail, tail, own_tail.starts_with(tail));
    if let Some(first) = found.first_mut() {
        first.start += cut_head;
    }
    if let Some(last) = found.last_mut() {
        last.end -= cut_tail;
    }
    let (passages, texts) = (slices(passage, wanted), slices(text, &found));
    let differences = capture_diff_slices(Algorithm::Patience, &passages, &texts)
        .iter()
        .filter(|op| op.tag() != DiffTag::Equal)
        .map(|op| difference(&passages[op.old_range()], &texts[op.new_range()]))
        .collect();
    Some(Near { range: found.first()?.start..found.last()?.end, likeness, differences })
}

/// The marks that a text begins and ends with, which may belong to what is around it.
fn edges(text: &str) -> (&str, &str) {
    const HEAD: &[char] = &['“', '”', '‘', '’', '"', '\'', '«', '»', '„', '‚', '(', '[', '{'];
    const TAIL: &[char] = &[
        '“', '”', '‘', '’', '"', '\'', '«', '»', ')', ']', '}', '.', ',', ';', ':', '!', '?', '…',
    ];
    let inner = text.trim_start_matches(HEAD);
    let head = &text[..text.len() - inner.len()];
    let tail = &inner[inner.trim_end_matches(TAIL).len()..];
    (head, tail)
}

/// The part of `b` most like `a` that begins or ends as `a` does: with what stands before, “The window
/// was shut. The camp” is less like “The camp” than without.
fn tightest(a: &[String], b: &[String]) -> Range<usize> {
    let likeness = |part: &Range<usize>| {
        let ops = capture_diff_slices(Algorithm::Patience, a, &b[part.clone()]);
        let equal = ops.iter().filter(|op| op.tag() == DiffTag::Equal);
        equal.map(|op| op.new_range().len()).sum::<usize>() as f64 / (a.len() + part.len()) as f64
    };
    let best = |parts: Vec<Range<usize>>, whole: Range<usize>| {
        let better = |best: (f64, Range<usize>), part: Range<usize>| {
            let found = likeness(&part);
            if found > best.0 { (found, part) } else { best }
        };
        parts.into_iter().fold((likeness(&whole), whole), better).1
    };
    // It begins with the first word, or that is the one that differs; and so at its end.
    let alike = |of: Option<&String>, there: Option<&String>| of.is_some() && of == there;
    let first = |at: usize, k: usize| alike(a.get(k), b.get(at + k));
    let last = |at: usize, k: usize| {
        let of = a.len().checked_sub(k + 1).and_then(|at| a.get(at));
        alike(of, at.checked_sub(k).and_then(|at| b.get(at)))
    };
    let begins = candidates(b.len(), first).into_iter().map(|at| at..b.len()).collect();
    let begun = best(begins, 0..b.len());
    let ends = candidates(b.len(), last).into_iter().filter(|at| *at >= begun.start);
    best(ends.map(|at| begun.start..at + 1).collect(), begun)
}

/// Places of `of` words where the first word is the one wanted, or the two behind it are; where those are
/// many, only where two of the three are. `is` says whether the word `k` on is the one wanted.
fn candidates(of: usize, is: impl Fn(usize, usize) -> bool) -> Vec<usize> {
    const MANY: usize = 48;
    let likely = |at: &usize| is(*at, 0) || is(*at, 1) && is(*at, 2);
    let found: Vec<usize> = (0..of).filter(likely).collect();
    match found.len() > MANY {
        true => found.into_iter().filter(|at| is(*at, 1) || is(*at, 2)).collect(),
        false => found,
    }
}

fn slices<'a>(source: &'a str, ranges: &[Range<usize>]) -> Vec<&'a str> {
    ranges.iter().map(|range| &source[range.clone()]).collect()
}

fn difference(passage: &[&str], text: &[&str]) -> Difference {
    let only = |words: &[&str], others: &[&str], is: &dyn Fn(&str) -> bool| {
        words.iter().any(|word| is(word) && !others.contains(word))
    };
    let either = |is: &dyn Fn(&str) -> bool| only(passage, text, is) || only(text, passage, is);
    let figure = |word: &str| {
        word.contains(|c: char| c.is_numeric() || matches!(c, '%' | '$' | '£' | '€' | '¥' | '₩'))
    };
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    let lower = |words: &[&str]| words.join(" ").to_lowercase();
    let kind = match () {
        () if either(&figure) => Kind::Figure,
        () if either(&is_negation) => Kind::Negation,
        () if lower(passage) == lower(text) => Kind::Case,
        () if either(&capital) => Kind::Name,
        () => Kind::Words,
    };
    Difference { passage: passage.join(" "), text: text.join(" "), kind }
}

/// Whether a word denies, in English.
pub fn is_negation(word: &str) -> bool {
    let word = bare(word);
    let contracted = word.ends_with("n't") || word.ends_with("n’t");
    contracted
        || matches!(
            word.as_str(),
            "not"
                | "no"
                | "never"
                | "none"
                | "nor"
                | "neither"
                | "without"
                | "cannot"
                | "nobody"
                | "nothing"
                | "nowhere"
                | "hardly"
                | "scarcely"
                | "denied"
                | "denies"
                | "deny"
        )
}

/// Words in lower case without the marks around them.
fn bare(word: &str) -> String {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    if bare.is_empty() { word.to_owned() } else { bare.to_lowercase() }
}

/// What white space parts, and each character of scripts that have none.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(|c: char| !c.is_whitespace())?;
        let rest = &text[start..];
        let first = rest.chars().next()?;
        let len = match super::find::is_spaceless(first) {
            true => first.len_utf8(),
            false => rest
                .find(|c: char| c.is_whitespace() || super::find::is_spaceless(c))
                .unwrap_or(rest.len()),
        };
        at = start + len;
        Some(start..at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Some say little. An estimated 80,000 to 120,000 people are detained in prison \
                        camps, the report found. It was not denied by the Government.";

    #[test]
    fn the_nearest_stretch_is_proposed_with_what_differs() {
        let near =
            near(TEXT, "An estimated 80,000 to 200,000 people are held in prison camps").unwrap();
        assert_eq!(
            &TEXT[near.range],
            "An estimated 80,000 to 120,000 people are detained in prison camps"
        );
        let kinds: Vec<_> = near.differences.iter().map(|d| (d.kind, d.text.as_str())).collect();
        assert_eq!(kinds, [(Kind::Figure, "120,000"), (Kind::Words, "detained")]);
    }

    #[test]
    fn a_proposal_begins_and_ends_where_the_passage_does() {
        for (text, passage, proposed) in [
            (
                "They opened the window. The former guard counted 15 men and left.",
                "The former guard counted 14 men and left",
                "The former guard counted 15 men and left",
            ),
            (
                "The former guard counted 15 men and left the village. Others left the village too.",
                "guard counted 14 men and left the village",
                "guard counted 15 men and left the village",
            ),
            (
                "They saw a child. The northern child counted 15 men and reported the child. More.",
                "The northern child counted 14 men and reported the child",
                "The northern child counted 15 men and reported the child",
            ),
            (
                "People said that 85,000 people were held there in 2013. It was cold.",
                "80,000 people were held there in 2013",
                "85,000 people were held there in 2013",
            ),
            (
                "They were held in camps. Some people were held there until 2014. It was cold.",
                "people were held there until 2013",
                "people were held there until 2014",
            ),
            (
                "They are sent back by main force, we are told.",
                "sent back by force",
                "sent back by main force",
            ),
            (
                "He called it “a blow from which our villages may not recover”. It rained.",
                "a blow from which our villages will not recover",
                "a blow from which our villages may not recover",
            ),
            (
                "He said: “It was a blow from which our villages may not recover.” It rained.",
                "It was a blow from which our villages will not recover.",
                "It was a blow from which our villages may not recover.",
            ),
            (
                "They saw a wall. The early witness guarded 47 men of a family officer and reported the child. \
                 Some said in that the early southern camp was shut.",
                "The early witness guarded 47 men of a southern officer and reported the child",
                "The early witness guarded 47 men of a family officer and reported the child",
            ),
            (
                "In 2025, 13 hospitals closed across the country, and none opened.",
                "In 2025, 12 hospitals closed across the country",
                "In 2025, 13 hospitals closed across the country",
            ),
        ] {
            assert_eq!(&text[near(text, passage).unwrap().range], proposed);
        }
    }

    #[test]
    fn a_negation_is_pointed_out() {
        let near = near(TEXT, "It was denied by the Government.").unwrap();
        assert_eq!(near.differences.len(), 1);
        assert_eq!(near.differences[0].kind, Kind::Negation);
    }

    #[test]
    fn what_is_not_half_alike_is_not_proposed() {
        assert_eq!(near(TEXT, "The cat sat on the mat and was in the garden of people"), None);
        assert_eq!(near("", "The cat sat on the mat"), None);
        assert_eq!(near(TEXT, ""), None);
    }
}
