//! No text makes what reads people panic, and what is redacted is gone.

use std::ops::Range;

use brief::redact::{Protected, holds, redact};
use brief::wording::graphic::graphic;
use brief::wording::identifiable::identifying;
use brief::wording::minors::minors;
use brief::wording::people::people;
use brief::wording::survivors::survivors;
use proptest::prelude::*;

const WORDS: &[&str] = &[
    "Kim",
    "Cheol-ok",
    "Park",
    "a",
    "an",
    "the",
    "16",
    "-",
    "year",
    "old",
    "boy",
    "from",
    "in",
    "Hoeryong",
    "raped",
    "was",
    "her",
    "his",
    "wife",
    ",",
    ".",
    "’s",
    "to",
    "death",
    "beaten",
    "two",
    "boys",
    "aged",
    "Mr",
    "President",
    "of",
    "3",
    "May",
    "2017",
    "“",
    "\n",
    "é",
    "J.",
    "Al",
    "de",
    "forced",
    "abortion",
    "survivor",
    "who",
    "son",
    "named",
    "By",
    "Michael",
    "Victoria",
    "(",
    ")",
    "al-",
    "teacher",
];

fn words() -> impl Strategy<Value = String> {
    prop::collection::vec(
        (prop::sample::select(WORDS), prop::sample::select(&["", " ", " ", " ", "-"][..])),
        0..40,
    )
    .prop_map(|words| words.into_iter().flat_map(|(word, gap)| [word, gap]).collect())
}

fn read(text: &str) {
    let mut ranges: Vec<Range<usize>> = people(text).into_iter().map(|it| it.range).collect();
    ranges.extend(minors(text).into_iter().map(|it| it.range));
    ranges.extend(survivors(text).into_iter().flat_map(|it| [it.range, it.done]));
    ranges.extend(graphic(text).into_iter().map(|it| it.range));
    ranges.extend(identifying(text).map(|it| it.range));
    for range in ranges {
        assert!(text.get(range.clone()).is_some_and(|it| !it.is_empty()), "{range:?} in {text:?}");
    }
}

fn names() -> Vec<Protected> {
    let who = |names: &[&str], instead: &str| Protected {
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        instead: instead.to_owned(),
    };
    vec![
        who(&["Kim Cheol-ok", "김철옥"], "Ms A"),
        who(&["Park"], ""),
        who(&["Ra’ad Éa", "J. Ok"], "Mr B"),
    ]
}

const PIECES: &[&str] = &[
    "Kim",
    "kim",
    "KIM",
    "Cheol",
    "cheol",
    "ok",
    "OK",
    "-",
    " ",
    "%20",
    "_",
    "+",
    "Park",
    "park",
    "’s",
    "s",
    ".",
    ", ",
    "김",
    "철옥",
    "%EA%B9%80",
    "Ra",
    "ad",
    "’",
    "É",
    "e\u{301}",
    "Ea",
    "J",
    "[",
    "%",
    "%25",
    "x",
    "\u{AD}",
    "\u{200B}",
    "Ms A",
    "é",
    "/",
    "1",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_read(text in "\\PC{0,200}") {
        read(&text);
    }

    #[test]
    fn any_words_are_read(text in words()) {
        read(&text);
    }

    #[test]
    fn what_is_redacted_is_gone(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..30), bracketed: bool) {
        let text: String = pieces.concat();
        match redact(&text, &names(), bracketed) {
            Some(redacted) => prop_assert!(holds(redacted.as_bytes(), &names()).is_none(), "{text:?} → {redacted:?}"),
            None => prop_assert!(holds(text.as_bytes(), &names()).is_none(), "{text:?}"),
        }
    }

    #[test]
    fn a_text_without_names_is_left(text in "[a-hl-o A-H.,%0-9é’-]{0,200}") {
        prop_assert_eq!(redact(&text, &names(), false), None);
    }

    #[test]
    fn any_bytes_are_searched(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        holds(&bytes, &names());
    }
}

#[test]
fn long_texts_of_one_piece_are_read_to_their_end() {
    for piece in [
        "Kim ",
        "a 16-year-old ",
        "his wife ",
        "raped, ",
        "beaten ~ ",
        "Mr. ",
        "A. ",
        "the sister of ",
        "%25",
        "Kim Cheol-ok ",
    ] {
        let text = piece.repeat(16_000);
        read(&text);
        redact(&text, &names(), false);
    }
}
