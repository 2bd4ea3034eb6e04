//! A paper against its own record: whether what is printed is what the record says was printed.
//!
//! Whoever can write a PDF can write a record that agrees with it, so agreement proves nothing of where a
//! paper comes from. Disagreement proves that it was altered.

use unicode_normalization::UnicodeNormalization;

use super::{Printed, UNMARKED};

/// Sentences of the record that are not printed, and print that the record does not have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Disagreement {
    /// As the record has them.
    pub missing: Vec<String>,
    /// As they are printed.
    pub added: Vec<String>,
}

impl Disagreement {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.missing.is_empty() && self.added.is_empty()
    }
}

/// How many letters in a row must be unaccounted for to be called added: fewer are labels that a
/// template prints.
const LEAST_ADDED: usize = 24;

/// Holds the texts a record lists against what is printed. `furniture` is what templates print of their
/// own.
pub fn disagreement<'a>(
    texts: &[String],
    furniture: impl Iterator<Item = &'a str>,
    printed: &Printed,
) -> Disagreement {
    // Everything printed as one line of keys, blocks apart.
    let mut line = String::new();
    let mut spans = Vec::new();
    for block in printed.blocks.iter().chain(&printed.furniture) {
        let start = line.len();
        line.push_str(&key(&block.text));
        spans.push((start..line.len(), block.text.as_str()));
        line.push('\0');
    }
    let mut covered = vec![false; line.len()];
    let mut found = Disagreement::default();
    let mut wanted: Vec<(String, &String)> =
        texts.iter().map(|text| (key(text), text)).filter(|(key, _)| !key.is_empty()).collect();
    // The longest first, so that a short one does not take a part of it.
    wanted.sort_by_key(|(key, _)| std::cmp::Reverse(key.len()));
    for (key, text) in wanted {
        let mut places = line.match_indices(&key).map(|(at, _)| at..at + key.len());
        let mut first = None;
        let free = places.find(|place| {
            first.get_or_insert_with(|| place.clone());
            !covered[place.clone()].iter().any(|covered| *covered)
        });
        match free.or(first) {
            Some(place) => covered[place].fill(true),
            None => found.missing.push(text.trim().to_owned()),
        }
    }
    for key in furniture.map(key).filter(|key| !key.is_empty()) {
        let places: Vec<usize> = line.match_indices(&key).map(|(at, _)| at).collect();
        for at in places {
            covered[at..at + key.len()].fill(true);
        }
    }
    // Headers and footers are the template's; what they say stands in the paper too.
    let furniture = printed.furniture.iter().map(|block| block.role != UNMARKED);
    let skipped = printed.blocks.iter().map(|_| false).chain(furniture);
    for ((span, text), _) in spans.into_iter().zip(skipped).filter(|(_, skipped)| !skipped) {
        let mut run = 0;
        let mut longest = 0;
        for (at, c) in line[span.clone()].char_indices() {
            run = if covered[span.start + at] { 0 } else { run + usize::from(c.is_alphabetic()) };
            longest = longest.max(run);
        }
        if longest >= LEAST_ADDED {
            found.added.push(text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    found
}

/// Letters, digits and signs in one form, without white space and without what breaking lines adds.
fn key(text: &str) -> String {
    text.nfkc()
        .filter(|c| !c.is_whitespace() && !crate::model::text::is_invisible(*c) && *c != '\u{AD}')
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::Block;
    use super::*;

    fn printed(texts: &[&str]) -> Printed {
        let block = |text: &&str| Block { page: 1, role: "P".into(), text: (*text).to_owned() };
        Printed { blocks: texts.iter().map(block).collect(), ..Printed::default() }
    }

    #[test]
    fn what_was_printed_and_is_not_and_the_reverse() {
        let record = ["80,000 people are held.".to_owned(), "Two.".to_owned()];
        let none = std::iter::empty;
        let same = printed(&["80,000 people\nare held.", "Two."]);
        assert!(disagreement(&record, none(), &same).is_empty());
        let other = disagreement(&record, none(), &printed(&["90,000 people are held.", "Two."]));
        assert_eq!(other.missing, ["80,000 people are held."]);
        let more =
            printed(&["80,000 people are held.", "Two.", "And all of them are well and happy."]);
        let more = disagreement(&record, none(), &more);
        assert_eq!(more.added, ["And all of them are well and happy."]);
    }
}
