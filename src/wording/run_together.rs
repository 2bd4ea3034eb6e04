//! Two words run together, as pages lose the space between a link and what follows: `Koreaprovides`.

use std::ops::Range;

use super::untagged::plain_words;
use super::{Remark, is_own};
use crate::claims::context::{Keyed, hash, possessed, singular};
use crate::claims::reading::View;

/// What may follow a name in one word that is right: `Finland`, `Clubhouse`.
const ENDINGS: &[&str] = &[
    "land", "lands", "town", "ville", "house", "book", "books", "wide", "ward", "wards", "like",
    "based", "born", "less", "ness", "able", "ship", "shire", "side", "stone", "word", "works",
    "work", "ware", "time", "week", "line", "port", "ford", "field",
];

/// Words in `texts` that are a name and the word after it without the space between, as the text's number and the remark.
///
/// Certain only where the name stands in these texts with its capital within a sentence, and never without, the other word stands
/// there too, an `s` aside, and the two in one word once only. Linear in the texts.
pub fn run_together(texts: &[&str]) -> Vec<(usize, Remark)> {
    let views: Vec<View> = texts.iter().map(|text| View::new(text)).collect();
    let (mut names, mut words): (Keyed<usize>, Keyed<usize>) = (Keyed::default(), Keyed::default());
    for view in &views {
        for at in (0..view.tokens.len()).filter(|at| view.word(*at).is_some()) {
            let key = hash(possessed(view.text(at)));
            if !view.capital(at) {
                *words.entry(key).or_default() += 1;
            } else if !view.begins_sentence(at) {
                *names.entry(key).or_default() += 1;
            }
        }
    }
    let mut found = Vec::new();
    for (text, view) in views.iter().enumerate() {
        let mut own: Option<Vec<Range<usize>>> = None;
        for at in (0..view.tokens.len()).filter(|at| view.capital(*at)) {
            let Some(cut) = cut(view.text(at), &names, &words) else { continue };
            let range = view.range(at, at + 1);
            if !is_own(own.get_or_insert_with(|| plain_words(view.source)), &range)
                || view.glued(at)
                || view.hyphen(at + 1)
            {
                continue;
            }
            let (name, word) = view.text(at).split_at(cut);
            let said = format!("`{name}{word}` is two words run together");
            let why =
                "a search finds neither, and a screen reader reads a word that does not exist";
            found
                .push((text, Remark { range, said, why, instead: Some(format!("{name} {word}")) }));
        }
    }
    found
}

/// Where a word is to be cut, if it is two for certain. Words of more than 32 letters are left alone.
fn cut(word: &str, names: &Keyed<usize>, words: &Keyed<usize>) -> Option<usize> {
    let count = |table: &Keyed<usize>, word: &str| table.get(&hash(word)).copied().unwrap_or(0);
    let plain = word.is_ascii() && (9..=32).contains(&word.len());
    if !plain
        || word.bytes().skip(1).any(|b| !b.is_ascii_lowercase())
        || count(names, word) + count(words, word) > 1
    {
        return None;
    }
    let mut cuts = (4..word.len() - 3).filter(|at| {
        let (name, rest) = word.split_at(*at);
        count(names, name) > 1
            && count(words, name) == 0
            && (count(words, rest) > 0 || count(words, singular(rest)) > 0)
            && !ENDINGS.contains(&rest)
    });
    let cut = cuts.next()?;
    cuts.next().is_none().then_some(cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(texts: &[&str]) -> Vec<String> {
        run_together(texts).into_iter().filter_map(|(_, remark)| remark.instead).collect()
    }

    #[test]
    fn a_name_and_a_word_are_taken_apart() {
        // Seed 002.
        let text = "Total Denial: Violations of Freedom of Religion or Belief in North Koreaprovides further evidence.";
        assert_eq!(
            found(&[text, "In North Korea they provide aid, and Korea is divided."]),
            ["Korea provides"]
        );
        assert!(found(&[text]).is_empty(), "what is not seen elsewhere is not certain");
    }

    #[test]
    fn compounds_and_quotations_stay() {
        assert!(found(&["The Club met the Club; a Clubhouse and a house."]).is_empty());
        assert!(found(&["In Korea and Korea she provides “North Koreaprovides”."]).is_empty());
        assert!(
            found(&["In Korea and Korea Koreaprovides what Koreaprovides provides."]).is_empty()
        );
    }
}
