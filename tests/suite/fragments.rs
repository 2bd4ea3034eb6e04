//! Links that land on the words: what browsers find by a directive, and that it is what was meant.

use std::ops::Range;

use brief::source::fragment::{Directive, Page, carries, directive, link, page_link, resolve};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    row: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    shows: String,
    text: String,
    directive: String,
}

/// A text without its `⟦…⟧`, and what they mark.
fn marked(text: &str) -> (String, Option<Range<usize>>) {
    let Some((before, rest)) = text.split_once('⟦') else { return (text.to_owned(), None) };
    let (within, after) = rest.split_once('⟧').unwrap();
    let start = before.len();
    (format!("{before}{within}{after}"), Some(start..start + within.len()))
}

fn exact(start: &str) -> Directive {
    Directive { prefix: None, start: start.into(), end: None, suffix: None }
}

/// The directive for the marked words, as it stands in a link.
fn chosen(text: &str) -> String {
    let (text, range) = marked(text);
    directive(&text, range.unwrap()).map_or("none".into(), |found| found.encode())
}

#[test]
fn browsers_find_what_the_web_platform_tests_say() {
    let rows: Rows = toml::from_str(include_str!("../citations/fragments.toml")).unwrap();
    let mut wrong = Vec::new();
    for row in &rows.row {
        let (text, expected) = marked(&row.text);
        let read = Directive::parse(&format!("#:~:text={}", row.directive)).unwrap();
        let found = resolve(&text, &read);
        if found != expected {
            let found = found.map(|range| &text[range]);
            wrong.push(format!("{}: found {found:?}", row.shows));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{} rows", rows.row.len());
}

#[test]
fn the_shortest_directive_is_chosen() {
    for (text, expected) in [
        ("⟦Seven grey geese.⟧", ":~:text=Seven%20grey%20geese."),
        ("Geese fly. Ducks fly. ⟦Geese⟧ swim.", ":~:text=fly.-,Geese"),
        ("A goose flew. ⟦A goose⟧ flew.", ":~:text=flew.-,A%20goose"),
        ("It is so. Is ⟦it⟧ is it", ":~:text=Is-,it"),
        // First is first: no context needed for what is repeated only later.
        ("⟦Geese⟧ fly. Geese swim.", ":~:text=Geese"),
        ("Yes\n⟦No⟧\nNo", ":~:text=No"),
        ("Tea?\nYes\nMilk?\n⟦Yes⟧", ":~:text=Milk%3F-,Yes"),
        (
            "x ⟦well-known, “odd” & new⟧ y",
            ":~:text=well%2Dknown%2C%20%E2%80%9Codd%E2%80%9D%20%26%20new",
        ),
    ] {
        let expected = expected.replace("%3F", "?");
        assert_eq!(chosen(text), expected, "{text}");
    }
}

#[test]
fn words_in_several_blocks_are_given_by_their_ends() {
    let text = "⟦Seven grey geese crossed the river.\nNobody saw them; all was still.⟧";
    assert_eq!(chosen(text), ":~:text=Seven%20grey%20geese,all%20was%20still.");
    assert_eq!(chosen("⟦Yes\nNo⟧"), ":~:text=Yes,No");
    let text = "a Seven grey geese\nb ⟦Seven grey geese\nNo⟧";
    assert_eq!(chosen(text), ":~:text=b-,Seven%20grey%20geese,No");
    let text = "⟦Seven grey geese\nNo.\nOr no⟧ more.";
    assert_eq!(chosen(text), ":~:text=Seven%20grey%20geese,Or%20no");
}

#[test]
fn up_to_300_characters_are_given_in_full() {
    // 74 words of four characters: 295 with the spaces between.
    let words: Vec<String> = (100..174).map(|n| n.to_string()).collect();
    let short = format!("{} 12345", words[..73].join(" "));
    assert_eq!(short.chars().count(), 297);
    let whole = directive(&short, 0..short.len()).unwrap();
    assert_eq!(whole, exact(&short));
    let long = format!("{short} 1234");
    let ends = directive(&long, 0..long.len()).unwrap();
    assert_eq!((ends.start.as_str(), ends.end.as_deref()), ("100 101 102", Some("172 12345 1234")));
}

#[test]
fn no_directive_within_a_word_or_where_browsers_differ() {
    for text in [
        "Seven ge⟦ese⟧",
        "⟦Sev⟧en geese",
        "She ⟦couldn⟧'t",
        "Rain: 4.⟦7⟧ mm",
        "Seven⟦ geese⟧",
        "⟦Seven ⟧geese",
        "⟦⟧Seven",
        "e⟦\u{301}⟧",
        // Where dictionaries part words, or languages differ.
        "ウィキペディアへ⟦ようこそ⟧",
        "ยินดี⟦ต้อนรับ⟧",
        "中⟦国⟧人",
        "n:⟦o⟧",
    ] {
        assert_eq!(chosen(text), "none", "{text}");
    }
    assert_ne!(chosen("他说：「⟦中国人⟧」。"), "none");
}

#[test]
fn words_too_much_repeated_have_no_directive() {
    assert_eq!(chosen(&format!("{}⟦Yes⟧\nYes\nYes", "Yes\n".repeat(5))), "none");
}

#[test]
fn directive_words_within_a_word_elsewhere_need_context() {
    // A browser that took "This" for two words would stop there.
    assert_eq!(chosen("This ⟦is⟧ it."), ":~:text=is,-it");
}

#[test]
fn numbers_of_lists_are_no_context() {
    // The "2." may be the browser's own and not in the page.
    assert_eq!(chosen("1. Yes\n2. ⟦Yes⟧"), "none");
    assert_eq!(chosen("1. Yes\n2. Oh ⟦Yes⟧"), ":~:text=Oh-,Yes");
    assert_eq!(chosen("• Yes\n• ⟦Yes⟧\n• No"), "none");
}

#[test]
fn soft_hyphens_and_white_space_are_not_looked_for() {
    assert_eq!(chosen("⟦Sev\u{AD}en   grey\u{A0}geese⟧"), ":~:text=Seven%20grey%C2%A0geese");
    assert_eq!(chosen("⟦Seven⟧\u{AD} geese"), ":~:text=Seven");
}

#[test]
fn parsing_refuses_what_the_specification_refuses() {
    for refused in [
        "",
        "#top",
        ":~:",
        ":~:text=",
        ":~:text=a-",
        ":~:text=-a",
        ":~:text=a,b,c",
        ":~:text=a-,b,c,d,-e",
        ":~:text=a-b",
        ":~:text=,a",
        ":~:text=a,",
        ":~:text=-,a",
        ":~:text=a,-",
        ":~:text=a-,-b",
        ":~:text=a--,b",
        ":~:TEXT=a",
        ":~:other=a",
    ] {
        assert_eq!(Directive::parse(refused), None, "{refused}");
    }
    let all = Directive {
        prefix: Some("a b".into()),
        start: "c-d".into(),
        end: Some("e,f".into()),
        suffix: Some("g&h%".into()),
    };
    let encoded = ":~:text=a%20b-,c%2Dd,e%2Cf,-g%26h%25";
    assert_eq!(all.encode(), encoded);
    assert_eq!(Directive::parse(&format!("https://e.org/p#top{encoded}&text=x")), Some(all));
    // The first that can be read counts; the others are a browser's business.
    assert_eq!(Directive::parse(":~:other&text=a-&text=b"), Some(exact("b")));
}

#[test]
fn links_keep_what_the_url_has() {
    let words = exact("a b");
    for (url, expected) in [
        ("https://e.org/p", "https://e.org/p#:~:text=a%20b"),
        ("https://e.org/p?q=1&r", "https://e.org/p?q=1&r#:~:text=a%20b"),
        ("https://e.org/p#top", "https://e.org/p#top:~:text=a%20b"),
        ("https://e.org/p#", "https://e.org/p#:~:text=a%20b"),
        ("https://e.org/p#top:~:text=x&text=y", "https://e.org/p#top:~:text=a%20b"),
        ("https://e.org/p#:~:text=x", "https://e.org/p#:~:text=a%20b"),
    ] {
        assert_eq!(link(url, &words), expected);
    }
}

#[test]
fn pages_of_pdfs() {
    for (url, expected) in [
        ("https://e.org/a.pdf", "https://e.org/a.pdf#page=7"),
        ("https://e.org/a.pdf?v=2", "https://e.org/a.pdf?v=2#page=7"),
        ("https://e.org/a.pdf#page=3", "https://e.org/a.pdf#page=7"),
        ("https://e.org/a.pdf#zoom=50&Page=3", "https://e.org/a.pdf#page=7&zoom=50"),
        ("https://e.org/a.pdf#chapter.2", "https://e.org/a.pdf#page=7"),
        ("https://e.org/a.pdf#nameddest=two", "https://e.org/a.pdf#page=7"),
        ("https://e.org/a.pdf#:~:text=x", "https://e.org/a.pdf#page=7"),
    ] {
        assert_eq!(page_link(url, 7), expected);
    }
}

#[test]
fn protected_names_are_seen_in_what_a_directive_carries() {
    let all = |prefix: &str, start: &str, end: &str, suffix: &str| {
        let given = |term: &str| (!term.is_empty()).then(|| term.to_owned());
        Directive {
            prefix: given(prefix),
            start: start.into(),
            end: given(end),
            suffix: given(suffix),
        }
    };
    let name = ["Park Min-seo"];
    for carrying in [
        all("", "said Park Min-seo, who", "", ""),
        all("", "said PARK MIN\u{2011}SEO, who", "", ""),
        all("", "said Ｐａｒｋ Mín-seo", "", ""),
        // A part of the name is enough.
        all("", "Ms Park’s brother", "", ""),
        all("Min", "and others", "", ""),
        all("", "she said", "and then Seo", ""),
        all("", "she said", "and then", "Min-seo did"),
        // Across terms, in mid-word too.
        all("Pa", "rk Mi", "", ""),
        all("", "MinS", "", "eo"),
        all("", "P a r k M i n s e o", "", ""),
    ] {
        assert!(carries(&carrying, &name), "{carrying:?}");
    }
    for clean in [all("", "she said", "and then", "left"), all("a", "b", "", "c")] {
        assert!(!carries(&clean, &name), "{clean:?}");
    }
    // Two letters within a word are no name; alone they are. One Hangul syllable is.
    assert!(!carries(&exact("in line"), &["Li"]) && carries(&exact("Mr Li’s"), &["Li"]));
    assert!(carries(&exact("박씨는"), &["박 민서"]));
    assert!(!carries(&exact("anything"), &[]) && !carries(&exact("anything"), &["", " ", "-"]));
}

#[test]
fn a_long_page_of_one_word_takes_no_time() {
    let text = "Yes no. ".repeat(20_000);
    let page = Page::new(&text);
    assert_eq!(page.directive(80_000..80_007), None);
    assert_eq!(page.directive(text.len() - 8..text.len() - 1), None);
    // Minutes, were each letter tried.
    let text = "a".repeat(1_000_000);
    assert_eq!(Page::new(&text).resolve(&exact(&"a".repeat(10_000))), None);
}

/// Texts of few words, in blocks, with much repeated.
fn texts() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        8 => prop::sample::select(vec!["the", "a", "geese", "Geese", "grey", "no", "not", "notable"]),
        2 => prop::sample::select(vec!["it’s", "4.7", "café", "cafe\u{301}", "co-op", "(so)", "“Yes,”"]),
        1 => prop::sample::select(vec!["ﬁne", "Straße", "中国", "ไทย", "sof\u{AD}t", "x:y", "2."]),
    ];
    let gap = prop_oneof![12 => Just(" "), 2 => Just("\n"), 1 => Just("\t"), 1 => Just(". "), 1 => Just("\u{A0} ")];
    prop::collection::vec((word, gap), 1..60)
        .prop_map(|words| words.into_iter().flat_map(|(word, gap)| [word, gap]).collect())
}

/// A text and a range of whole words of it, as they stand between white space.
fn texts_and_words() -> impl Strategy<Value = (String, Range<usize>)> {
    (texts(), any::<prop::sample::Index>(), 1_usize..40).prop_map(|(text, at, count)| {
        let words: Vec<(usize, &str)> = {
            let offset = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
            text.split_whitespace().map(|word| (offset(word), word)).collect()
        };
        let first = at.index(words.len());
        let (last, word) = words[(first + count - 1).min(words.len() - 1)];
        let range = words[first].0..last + word.len();
        (text.clone(), range)
    })
}

#[test]
fn most_words_of_repetitive_texts_have_a_directive() {
    let mut runner = TestRunner::deterministic();
    let (mut found, all) = (0, 5000);
    for _ in 0..all {
        let (text, range) = texts_and_words().new_tree(&mut runner).unwrap().current();
        found += usize::from(directive(&text, range).is_some());
    }
    println!("{found} of {all} ranges of whole words in texts of few words have a directive");
    assert!(found * 100 >= all * 85);
}

/// What a directive finds in lower-case words between single white space, as one would say it: the
/// first start that has all that is demanded of it, and the first end behind it.
mod plainly {
    use super::{Directive, Range};

    fn is_boundary(text: &str, at: usize) -> bool {
        let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
        !(letter(text[..at].chars().next_back()) && letter(text[at..].chars().next()))
    }

    fn next(text: &str, at: usize) -> usize {
        at + text[at..].len() - text[at..].trim_start().len()
    }

    fn is_followed(text: &str, directive: &Directive, at: usize) -> bool {
        let at_next = next(text, at);
        directive.suffix.as_ref().is_none_or(|suffix| {
            text[at_next..].starts_with(suffix) && is_boundary(text, at_next + suffix.len())
        })
    }

    fn is_preceded(text: &str, directive: &Directive, at: usize) -> bool {
        let Some(prefix) = &directive.prefix else { return is_boundary(text, at) };
        (0..at).any(|from| {
            text[from..].starts_with(prefix)
                && is_boundary(text, from)
                && next(text, from + prefix.len()) == at
        })
    }

    pub(super) fn found(text: &str, directive: &Directive) -> Option<Range<usize>> {
        let free = directive.end.is_none() && directive.suffix.is_some();
        let starts_at = |at: &usize| {
            let end = at + directive.start.len();
            text[*at..].starts_with(&directive.start)
                && (free || is_boundary(text, end))
                && is_preceded(text, directive, *at)
                && (directive.end.is_some() || is_followed(text, directive, end))
        };
        let start = (0..text.len()).find(starts_at)?;
        let mut after = start + directive.start.len();
        let Some(end) = &directive.end else { return Some(start..after) };
        loop {
            let found = (after..text.len()).find(|at| {
                text[*at..].starts_with(end)
                    && is_boundary(text, *at)
                    && (directive.suffix.is_some() || is_boundary(text, at + end.len()))
            })?;
            after = found + end.len();
            if is_followed(text, directive, after) {
                return Some(start..after);
            }
        }
    }
}

/// A text of plain words, and a directive of pieces of it, which stand in it or do not.
fn plain_texts_and_pieces() -> impl Strategy<Value = (String, Directive)> {
    let piece = || (any::<prop::sample::Index>(), 1_usize..6);
    let text = "[ab]{1,3}([ \n][ab]{1,3}){3,20}";
    let context = || prop::option::of(piece());
    (text, context(), piece(), context(), context()).prop_map(
        |(text, prefix, start, end, suffix)| {
            let cut = |(at, length): (prop::sample::Index, usize)| {
                let at = at.index(text.len());
                let piece = text[at..(at + length).min(text.len())].trim().replace('\n', " ");
                if piece.is_empty() { "a".to_owned() } else { piece }
            };
            let directive = Directive {
                prefix: prefix.map(cut),
                start: cut(start),
                end: end.map(cut),
                suffix: suffix.map(cut),
            };
            (text.clone(), directive)
        },
    )
}

/// Text of any kind, with what is hostile to URLs and to searches.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => any::<char>().prop_map(String::from),
        2 => prop::sample::select(vec![
            "&", "-", ",", "%", "%2C", "#", ":~:", "text=", "+", " ", "\u{0}", "\u{FEFF}", "\u{202E}",
            "\u{301}", "ﬃ", "\u{FDFA}", "İ", "ß", "a", "A", "\u{200B}", "\u{AD}", "\n", "\t", "\r", "]]>",
        ]).prop_map(String::from),
    ];
    prop::collection::vec(piece, 1..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn a_directive_leads_back_to_its_words((text, range) in texts_and_words()) {
        if let Some(found) = directive(&text, range.clone()) {
            prop_assert_eq!(resolve(&text, &found), Some(range), "{:?}", found);
            prop_assert_eq!(Directive::parse(&found.encode()), Some(found));
        }
    }

    #[test]
    fn the_search_finds_what_one_would_say_it_finds((text, directive) in plain_texts_and_pieces()) {
        prop_assert_eq!(resolve(&text, &directive), plainly::found(&text, &directive));
    }

    #[test]
    fn searching_any_text_for_anything_holds(text in hostile(), term in hostile(), other in hostile()) {
        for found in [exact(&term), Directive { end: Some(other.clone()), ..exact(&term) },
            Directive { prefix: Some(other.clone()), suffix: Some(other), ..exact(&term) }] {
            if let Some(range) = resolve(&text, &found) {
                prop_assert!(text.get(range).is_some());
            }
        }
    }

    #[test]
    fn any_range_of_any_text_leads_back_or_has_no_directive(text in hostile(), a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
        let (a, b) = (a.index(text.len() + 1), b.index(text.len() + 1));
        let range = a.min(b)..a.max(b);
        if let Some(found) = directive(&text, range.clone()) {
            prop_assert_eq!(resolve(&text, &found), Some(range), "{:?}", found);
        }
    }

    #[test]
    fn encoding_is_read_back(prefix in prop::option::of(hostile()), start in hostile(), end in prop::option::of(hostile()), suffix in prop::option::of(hostile())) {
        let directive = Directive { prefix, start, end, suffix };
        let encoded = directive.encode();
        let plain = |c: char| c.is_ascii_alphanumeric() || "!$'()*+./:;=?@_~%,-".contains(c);
        prop_assert!(encoded.chars().all(plain), "{}", encoded);
        prop_assert_eq!(Directive::parse(&encoded), Some(directive.clone()));
        let linked = link("https://e.org/a%20b?q=%26#id", &directive);
        let url = url::Url::parse(&linked).unwrap();
        prop_assert_eq!(url.as_str(), &linked);
        prop_assert_eq!((url.path(), url.query()), ("/a%20b", Some("q=%26")));
        let fragment = format!("id{encoded}");
        prop_assert_eq!(url.fragment(), Some(fragment.as_str()));
        prop_assert_eq!(Directive::parse(&linked), Some(directive));
    }
}
