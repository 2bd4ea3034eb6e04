//! Words as keys: folded, without endings, those that carry meaning told from those that do not.

use crate::claims::context::{hash, possessed, singular};
use crate::claims::lex::Kind;
use crate::claims::reading::View;

/// Words that carry no meaning of their own. Words that say how many or whether (`all`, `most`, `not`, `only`) do.
const STOP: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "been", "being", "but", "by", "for", "from", "had",
    "has", "have", "he", "her", "his", "in", "into", "is", "it", "its", "of", "on", "onto", "or",
    "our", "she", "so", "such", "than", "that", "the", "their", "them", "then", "there", "these",
    "they", "this", "those", "to", "upon", "was", "we", "were", "which", "who", "whom", "whose",
    "with", "would", "should", "will", "shall", "towards", "s", "also", "i", "you", "your",
];

/// Verbs that ask for the same thing: the first stands for all.
const ALIKE: &[&[&str]] = &[
    &["end", "stop", "cease", "halt"],
    &["expand", "extend", "broaden", "widen"],
    &["release", "free"],
    &["disclose", "reveal"],
    &["implement", "fulfil", "fulfill"],
];

/// Whether a word carries no meaning of its own.
pub fn is_stop(word: &str) -> bool {
    STOP.iter().any(|stop| stop.len() == word.len() && stop.eq_ignore_ascii_case(word))
}

/// A key for a word: the same in either case, singular and plural, and with the endings of a verb.
pub fn key(word: &str) -> u64 {
    let lower = word.to_lowercase();
    let word = singular(possessed(&lower));
    let stem = ["ing", "ed", "es", "s", "e"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending).filter(|stem| stem.chars().count() >= 3))
        .unwrap_or(word);
    let one =
        ALIKE.iter().find(|alike| alike.iter().any(|other| *other == lower || *other == word));
    one.and_then(|alike| alike.first()).map_or_else(|| hash(stem), |first| hash(first))
}

/// The keys of the words of a text that carry meaning, in order; with the token of each.
pub fn content(view: &View) -> Vec<(usize, u64)> {
    (0..view.tokens.len())
        .filter_map(|at| match view.tokens.get(at)?.kind {
            Kind::Word(_) if is_stop(view.text(at)) => None,
            Kind::Word(_) => Some((at, key(view.text(at)))),
            Kind::Number(_) | Kind::Code => Some((at, hash(view.text(at)))),
            Kind::Sign(_) => None,
        })
        .collect()
}

/// Endings of numbers and signs that change what is said.
fn is_meant(c: char) -> bool {
    matches!(c, '%' | '‰' | '$' | '€' | '£' | '¥' | '+' | '<' | '>' | '≤' | '≥' | '=' | '±' | '~')
}

/// Words that change nothing.
const ARTICLES: &[&str] = &["a", "an", "the"];

/// The keys of all that a text says: without case, punctuation, quotation marks, white space and articles.
pub fn said(view: &View) -> Vec<u64> {
    (0..view.tokens.len())
        .filter_map(|at| match view.tokens.get(at)?.kind {
            Kind::Word(_) if ARTICLES.iter().any(|word| view.is(at, word)) => None,
            Kind::Word(_) | Kind::Number(_) | Kind::Code => Some(hash(view.text(at))),
            // A minus: a dash that a number follows at once, with nothing before it.
            Kind::Sign('-' | '−') => {
                (!view.glued(at) && view.glued(at + 1) && view.number(at + 1).is_some())
                    .then(|| hash("-"))
            }
            Kind::Sign(c)
                if is_meant(c) || !(c.is_ascii() || c.is_whitespace()) && c.is_alphanumeric() =>
            {
                Some(hash(c.encode_utf8(&mut [0; 4])))
            }
            Kind::Sign(_) => None,
        })
        .collect()
}
