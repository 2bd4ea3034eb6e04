//! Words as they change in a sentence: plurals, possessives, capitals, articles.

use std::ops::Range;

use super::page::Page;
use crate::claims::context::possessed;

/// Nouns whose plural is not made with an `s`.
const PLURALS: &[(&str, &str)] =
    &[("person", "people"), ("man", "men"), ("woman", "women"), ("child", "children")];

/// Words that end the head of a phrase: “prisoner of war”.
const AFTER_HEAD: &[&str] = &["of", "with", "in", "from", "on", "at", "to", "without", "for"];

/// A phrase in the plural: “escapees”, “prisoners of war”, “people with disabilities”.
pub(super) fn plural(phrase: &str) -> String {
    let words: Vec<&str> = phrase.split(' ').collect();
    let head = words.iter().position(|word| AFTER_HEAD.contains(word)).unwrap_or(words.len());
    let last = head.saturating_sub(1);
    let changed = words
        .iter()
        .enumerate()
        .map(|(at, word)| if at == last { plural_word(word) } else { (*word).to_owned() });
    changed.collect::<Vec<_>>().join(" ")
}

fn plural_word(word: &str) -> String {
    for (one, many) in PLURALS {
        if let Some(before) = word.strip_suffix(one)
            && !before.ends_with(char::is_alphabetic)
        {
            return format!("{before}{many}");
        }
        // “spokesperson” and “policewoman” go like their last part.
        if let Some(before) = word.strip_suffix(one)
            && matches!(*one, "person" | "woman")
        {
            return format!("{before}{many}");
        }
    }
    let sibilant = ["s", "x", "z", "ch", "sh"].iter().any(|end| word.ends_with(end));
    match word.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u', 'i']) => format!("{stem}ies"),
        _ if sibilant => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

/// `’s` or `'s` at the end of a word as written, or nothing.
pub(super) fn possessive(word: &str) -> &str {
    &word[possessed(word).len()..]
}

/// A possessive of `phrase`, with the mark of `suffix`: “the United Nations’”.
pub(super) fn with_possessive(phrase: &str, suffix: &str) -> String {
    match suffix.chars().next() {
        None => phrase.to_owned(),
        Some(mark) if phrase.ends_with('s') => format!("{phrase}{mark}"),
        Some(_) => format!("{phrase}{suffix}"),
    }
}

/// A phrase with its first letter a capital.
pub(super) fn capitalised(phrase: &str) -> String {
    let mut chars = phrase.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Beginnings with a vowel letter that is spoken as a consonant: “a European union”, “a user”.
const CONSONANTS: &[&str] =
    &["eu", "ewe", "one", "once", "ubiq", "uni", "ura", "urin", "us", "ut", "uk", "ufo"];

/// What begins as those do and is spoken as a vowel all the same.
const VOWELS: &[&str] = &[
    "unim", "unin", "unid", "ush", "utter", "uproot", "heir", "honest", "honour", "honor", "hour",
    "oneir",
];

/// Whether `an`, not `a`, stands before a word. Acronyms go by the name of their first letter, unless they are spoken
/// as a word, which letters do not tell.
pub(in crate::wording) fn takes_an(word: &str) -> bool {
    let letters: String = word.chars().take_while(|c| c.is_alphanumeric()).collect();
    let spelt = letters.len() > 1 && letters.chars().all(char::is_uppercase);
    let lower = letters.to_lowercase();
    if spelt {
        return lower.starts_with(['a', 'e', 'f', 'h', 'i', 'l', 'm', 'n', 'o', 'r', 's', 'x']);
    }
    let begins = |list: &[&str]| list.iter().any(|start| lower.starts_with(start));
    begins(VOWELS) || (lower.starts_with(['a', 'e', 'i', 'o', 'u']) && !begins(CONSONANTS))
}

/// What to write for tokens `from..to`, the article before them mended where `with` sounds unlike them; and the bytes
/// it stands for.
pub(super) fn with_article(
    page: &Page,
    from: usize,
    to: usize,
    with: String,
) -> (Range<usize>, String) {
    let view = &page.view;
    let range = view.range(from, to);
    let Some(article) = from.checked_sub(1).filter(|at| view.article(*at) && page.spaced(from))
    else {
        return (range, with);
    };
    let (was, now) = (takes_an(view.text(from)), takes_an(&with));
    if was == now || was != view.is(article, "an") {
        return (range, with);
    }
    let gap = &view.source[view.range(article, from).end..range.start];
    let mended = if now { "an" } else { "a" };
    let mended = if view.capital(article) { capitalised(mended) } else { mended.to_owned() };
    (view.range(article, to), format!("{mended}{gap}{with}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals() {
        for (one, many) in [
            ("escapee", "escapees"),
            ("prisoner of war", "prisoners of war"),
            ("person with disabilities", "people with disabilities"),
            ("spokesperson", "spokespeople"),
            ("authority", "authorities"),
            ("church", "churches"),
            ("human", "humans"),
            ("key", "keys"),
        ] {
            assert_eq!(plural(one), many);
        }
    }

    #[test]
    fn articles_go_by_sound() {
        for word in
            ["escapee", "NGO", "hour", "undocumented", "unimportant", "EU", "umbrella", "heir"]
        {
            assert!(takes_an(word), "{word}");
        }
        for word in ["user", "European", "one-party", "UN", "united", "defector", "US", "house"] {
            assert!(!takes_an(word), "{word}");
        }
    }
}
