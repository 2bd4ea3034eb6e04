//! -ise or -ize, and the rest as it is spelt in Britain.

use super::super::Remark;
use super::Spelling;
use super::american::british;
use super::page::Page;
use super::verbs::{SIZES, VERBS, YSE};
use super::words::{capitalised, possessive};
use crate::claims::context::possessed;

/// What follows the `iz` or `is` of such a verb in the words made of it, the longest first.
const ENDINGS: &[&str] = &[
    "ationally",
    "ational",
    "ations",
    "ation",
    "ability",
    "ements",
    "ement",
    "able",
    "ers",
    "er",
    "ing",
    "ed",
    "es",
    "e",
];

/// Finds the words spelt as this house does not.
pub(super) fn read(page: &Page, spelling: Spelling, found: &mut Vec<Remark>) {
    for at in 0..page.view.tokens.len() {
        let Some(_) = page.view.word(at) else { continue };
        let written = page.view.text(at);
        let bare = possessed(written);
        if bare.len() < 4 || !bare.is_ascii() {
            continue;
        }
        let lower = bare.to_ascii_lowercase();
        let (respelt, why) = match ending(&lower, spelling) {
            Some(word) => (word, WHY),
            None => match british(&lower) {
                Some(word) => (word, AMERICAN),
                None => continue,
            },
        };
        if !page.is_common(at, at + 1) || page.is_foreign(at) {
            continue;
        }
        let word = if page.view.capital(at) { capitalised(&respelt) } else { respelt };
        found.push(Remark {
            range: page.view.range(at, at + 1),
            said: format!("`{bare}` is spelt `{word}` in this house"),
            why,
            instead: Some(format!("{word}{}", possessive(written))),
        });
    }
}

const WHY: &str = "one paper with two spellings looks put together from others";
const AMERICAN: &str =
    "this audience spells as in Britain, and takes the American spelling for a slip";

/// A word in small letters with its ending as the house spells it, if that is another.
pub(super) fn ending(word: &str, spelling: Spelling) -> Option<String> {
    if let Some(at) = word.rfind("yz") {
        let (stem, rest) = (word.get(..at)?, word.get(at + 2..)?);
        return (ENDINGS.contains(&rest) && YSE.contains(&stem)).then(|| format!("{stem}ys{rest}"));
    }
    let (from, to) = match spelling {
        Spelling::Ise => ("iz", "is"),
        Spelling::Ize => ("is", "iz"),
    };
    // The last but for `organisation`, whose ending has none: the ending is what follows.
    let at = word.rfind(from)?;
    let (stem, rest) = (word.get(..at)?, word.get(at + 2..)?);
    if !ENDINGS.contains(&rest) {
        return None;
    }
    let fits = match spelling {
        Spelling::Ise => stem.len() >= 3 && !is_size(stem),
        Spelling::Ize => is_verb(stem),
    };
    fits.then(|| format!("{stem}{to}{rest}"))
}

/// Whether a stem is that of `size`, `capsize` and their like.
fn is_size(stem: &str) -> bool {
    SIZES.contains(&stem)
}

/// Whether a stem is that of a verb in -ize, a prefix aside.
fn is_verb(stem: &str) -> bool {
    let known = |stem: &str| VERBS.binary_search(&stem).is_ok();
    const PREFIXES: &[&str] = &["re", "un", "de", "dis", "over", "under", "mis", "pre"];
    known(stem) || PREFIXES.iter().any(|prefix| stem.strip_prefix(prefix).is_some_and(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted() {
        assert!(VERBS.is_sorted());
    }

    #[test]
    fn endings_go_both_ways() {
        for (ise, ize) in [
            ("organise", "organize"),
            ("organisation", "organization"),
            ("organisational", "organizational"),
            ("prioritisation", "prioritization"),
            ("recognising", "recognizing"),
            ("criticised", "criticized"),
            ("denuclearisation", "denuclearization"),
            ("fertiliser", "fertilizer"),
            ("reorganised", "reorganized"),
            ("emphasises", "emphasizes"),
            ("politicisation", "politicization"),
        ] {
            assert_eq!(ending(ize, Spelling::Ise).as_deref(), Some(ise));
            assert_eq!(ending(ise, Spelling::Ize).as_deref(), Some(ize));
            assert_eq!(ending(ise, Spelling::Ise), None);
            assert_eq!(ending(ize, Spelling::Ize), None);
        }
    }

    #[test]
    fn exceptions_stay_both_ways() {
        for word in [
            "advise",
            "exercise",
            "surprise",
            "size",
            "prize",
            "seize",
            "capsize",
            "analyse",
            "supervise",
            "promise",
            "raising",
            "rise",
            "otherwise",
            "improvisation",
            "televised",
            "expertise",
            "precise",
            "downsizing",
            "assizes",
            "maize",
            "comprised",
            "franchise",
            "enterprises",
            "crises",
            "praised",
            "practise",
            "paradise",
            "compromised",
            "disguised",
            "poised",
            "noise",
            "advertiser",
            "merchandise",
            "oversized",
            "seizing",
            "resized",
            "baize",
            "revised",
            "devised",
            "bruised",
            "crisis",
        ] {
            assert_eq!(ending(word, Spelling::Ise), None, "{word}");
            assert_eq!(ending(word, Spelling::Ize), None, "{word}");
        }
        assert_eq!(ending("analyzed", Spelling::Ize).as_deref(), Some("analysed"));
        assert_eq!(ending("paralyzing", Spelling::Ise).as_deref(), Some("paralysing"));
    }
}
