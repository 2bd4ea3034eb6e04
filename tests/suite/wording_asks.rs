//! Any text, and libraries made to be slow.
use brief::wording::{action, contradict, figures, similar, variants};
use proptest::prelude::*;

fn wordy() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "and",
        "to",
        "that",
        "stop",
        "release",
        "Closing",
        ",",
        ";",
        ".",
        "(",
        ")",
        "“",
        "”",
        "‘",
        "’",
        "should",
        "the",
        "prisoners",
        "do",
        "not",
        "Press",
        "China",
        "take",
        "measures",
        "by",
        "into",
        "refugees",
        "12",
        "per cent",
        "é",
        "核",
        "\u{AD}",
        "take",
        "there",
        "who",
    ]);
    prop::collection::vec(words, 0..40).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn any_text_is_read_and_ranges_lie_on_characters(a in ".{0,120}", b in wordy(), c in wordy()) {
        for text in [&a, &b, &c] {
            for vague in action::vague(text, false) {
                prop_assert!(text.get(vague.range.clone()).is_some_and(|said| !said.is_empty()));
            }
        }
        let texts = [a.as_str(), b.as_str(), c.as_str(), b.as_str()];
        for pair in similar::pairs(&texts, &[]) {
            prop_assert!(pair.first != pair.second && pair.first < 4 && pair.second < 4);
        }
        variants::quote_variants(&texts, &[]);
        variants::difference(&a, &b);
        for found in contradict::contradictions(&texts[..2], &texts[2..]) {
            prop_assert!(texts[found.first].get(found.first_verb).is_some());
        }
    }

    #[test]
    fn a_text_is_the_same_as_itself_in_capitals(text in "[a-z]{2,8}( [a-z]{2,8}){1,9}") {
        let capitals = text.to_uppercase();
        let found = similar::pairs(&[&text, &capitals], &[]);
        let articles = text.split(' ').all(|word| ["a", "an", "the"].contains(&word));
        prop_assert!(articles || found.first().is_some_and(|pair| pair.kind == similar::Kind::Same));
    }

    #[test]
    fn each_figure_that_conflicts_is_in_a_pair(spans in prop::collection::vec((0..6_i64, 0..30_i64, 0..12_i64), 0..120)) {
        let all: Vec<figures::Measured> = spans.iter().enumerate().map(|(id, (value, from, long))| figures::Measured {
            id, low: *value as f64, high: *value as f64, bound: figures::Bound::Point, from: Some(*from), to: Some(from + long), unit: None,
        }).collect();
        let found = figures::conflicts(&all);
        let clash = |a: &figures::Measured, b: &figures::Measured| a.low != b.low && a.from <= b.to && b.from <= a.to;
        for (a, b) in &found {
            prop_assert!(a < b && clash(&all[*a], &all[*b]));
        }
        for a in &all {
            let any = all.iter().any(|b| clash(a, b));
            prop_assert_eq!(any, found.iter().any(|(x, y)| *x == a.id || *y == a.id));
        }
        if all.len() > figures::ALL_OF {
            prop_assert!(found.len() <= 2 * all.len());
        }
    }
}

fn letters(mut n: usize) -> String {
    let mut out = String::new();
    loop {
        out.push((b'a' + (n % 26) as u8) as char);
        n /= 26;
        if n == 0 {
            return out;
        }
    }
}

/// Read to the end: what took the square of its length would be seen to hang.
fn the_result_of<T>(result: T) -> T {
    result
}

#[test]
fn ten_thousand_nearly_equal_texts_are_not_compared_each_with_each() {
    let base = "Prisoners in the camp near the northern border work long hours in mines, farms and factories without pay or rest and";
    let texts: Vec<String> = (0..10_000).map(|n| format!("{base} {}word", letters(n))).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let found = the_result_of(similar::pairs(&texts, &[]));
    assert!(found.len() >= 9_000 && found.len() <= similar::MOST * texts.len(), "{}", found.len());
    let _ = the_result_of(variants::quote_variants(&texts, &[]));
    let _ = the_result_of(contradict::contradictions(&texts, &texts));
    let same: Vec<&str> = vec![base; 10_000];
    assert_eq!(the_result_of(similar::pairs(&same, &[])).len(), 9_999);
}

#[test]
fn one_long_text_is_read_to_its_end() {
    for piece in [
        "and release the ",
        "(",
        "stop charging or requesting that people into China, ",
        "to release, ",
        "“",
        "by 12 weeks ",
        "and, ",
        "; Close the ",
        "should ",
        "who ",
        "measures ",
    ] {
        for head in ["Release the ", "Press China ", "Stop charging ", "Take ", "Continue ", "The "]
        {
            let text = format!("{head}{}", piece.repeat(100_000 / piece.len()));
            let _ = the_result_of(action::vague(&text, false));
        }
        let text = piece.repeat(100_000 / piece.len());
        let _ =
            the_result_of(similar::pairs(&[&text, &format!("{text} more words here now")], &[]));
        let _ = the_result_of(variants::quote_variants(&[&text, &text], &[]));
    }
}

#[test]
fn a_hundred_thousand_figures_of_one_measure_are_swept() {
    let all: Vec<figures::Measured> = (0..100_000)
        .map(|id| figures::Measured {
            id,
            low: id as f64,
            high: id as f64,
            bound: figures::Bound::Point,
            from: None,
            to: None,
            unit: Some(format!("u{}", id % 3)),
        })
        .collect();
    let found = the_result_of(figures::conflicts(&all));
    assert!(found.len() <= 200_000);
}
