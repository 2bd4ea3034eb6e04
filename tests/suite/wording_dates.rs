//! What holds for the checks on wording whatever the text is.

use brief::wording::{self, Remark};
use proptest::prelude::*;

/// All remarks on a text.
fn all(text: &str) -> Vec<Remark> {
    let functions =
        [wording::relative_dates, wording::placeholders, wording::unbalanced, wording::swallowed];
    functions.iter().flat_map(|find| find(text)).collect()
}

fn sound(text: &str) {
    let own = wording::own_words(text);
    for pair in own.windows(2) {
        assert!(pair[0].end < pair[1].start, "in order and apart");
    }
    for range in &own {
        assert!(!range.is_empty() && text.get(range.clone()).is_some(), "{range:?} of {text:?}");
    }
    for remark in all(text) {
        let words = text.get(remark.range.clone()).expect("on characters");
        assert!(!words.is_empty() && remark.said.contains(words), "{remark:?} of {text:?}");
    }
}

/// What the rule found that `placeholder` replaces.
fn found_before(text: &str) -> bool {
    let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    ["TODO", "TBC", "XXX", "lorem ipsum", "Lorem ipsum", "()", "{{"].iter().any(|word| {
        text.match_indices(word).any(|(at, _)| {
            apart(text[..at].chars().next_back())
                && (!word.ends_with(char::is_alphanumeric)
                    || apart(text[at + word.len()..].chars().next()))
        })
    })
}

const PARTS: [&str; 66] = [
    "last ",
    "year",
    "week",
    "next ",
    "this ",
    "the ",
    "past ",
    "in ",
    "over ",
    "ago",
    "36 ",
    "years ",
    "recently ",
    "today ",
    "Today",
    ", ",
    "tomorrow ",
    "currently ",
    "now ",
    "on ",
    "Tuesday ",
    "since ",
    "27 ",
    "May ",
    "2014 ",
    "“",
    "”",
    "‘",
    "’",
    "\"",
    "'",
    "(",
    ")",
    "[",
    "]",
    "…",
    "...",
    ".",
    " ",
    "\n",
    "\n\n",
    "TODO",
    "XXX",
    "??",
    "{{",
    "}}",
    "Read more",
    "Continue reading",
    "“x”",
    "é",
    "한",
    "https://a.org/",
    "a@b.c",
    "`",
    "Lorem ipsum",
    "said ",
    "Reagan",
    "s’ ",
    "\u{301}",
    "\u{200b}",
    "a",
    "()",
    "are ",
    "100,000 ",
    "held ",
    "[insert x]",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        sound(&text);
    }

    #[test]
    fn any_order_of_the_words_of_the_rules_is_read(parts in prop::collection::vec(0..PARTS.len(), 0..40)) {
        let text: String = parts.iter().map(|part| PARTS[*part]).collect();
        sound(&text);
        if found_before(&text) {
            prop_assert!(!wording::placeholders(&text).is_empty(), "{text:?} had a placeholder");
        }
    }

    #[test]
    fn any_address_is_read(url in any::<String>(), title in any::<String>()) {
        wording::weakness(&url, &title);
        wording::weakness(&format!("https://{url}"), &title);
    }
}

#[test]
fn long_texts_of_one_piece_are_read_to_their_end() {
    for part in PARTS.iter().chain(&[
        "‘a ",
        "('a",
        "(‘a",
        "now 5 ",
        "last year ",
        "“a",
        "a’.",
        "([",
        "x ``",
        "- [ ] ",
        "…\n",
        "tbc(",
        "on 3 May ",
        "the next 5 years ",
        "{{a",
    ]) {
        let text = part.repeat(200_000 / part.len());
        for (name, find) in [
            ("relative", wording::relative_dates as fn(&str) -> Vec<Remark>),
            ("placeholders", wording::placeholders),
            ("unbalanced", wording::unbalanced),
            ("swallowed", wording::swallowed),
        ] {
            assert!(find(&text).len() <= text.len(), "{name} of {part:?}");
        }
    }
}
