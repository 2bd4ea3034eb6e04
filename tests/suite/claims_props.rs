//! What holds of any text; how much of what is changed in a true fact is noticed; speed.

use std::collections::BTreeMap;
use std::time::Instant;

use brief::claims::{Claim, ClaimKind, Context, Names, claims, unsupported, unsupported_prose};
use proptest::prelude::*;

use crate::{claims_pairs as pairs, claims_sample as sample};

fn bare(names: &Names) -> Context<'_> {
    Context { names, words: &[], dates: &[] }
}

/// Texts of what the reader looks for, and of anything.
fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        8 => prop::sample::select(vec![
            "not", "no", "never", "without", "no longer", "unchanged", "changed", "refused", "failed to", "at least", "over", "up to", "almost", "about",
            "an estimated", "between", "and", "to", "or more", "per cent", "%", "percentage points", "$", "US$", "£", "€", "million", "bn", "hundred", "thousand",
            "hundreds of thousands", "dozen", "half", "a third of", "one in ten", "twice", "twenty-one", "one", "both", "first", "36th", "June", "12 June 2018", "June 12, 2018",
            "May", "the", "1990s", "late 1940s", "2014–15", "20th century", "3 pm", "15:00", "Tuesday", "Article 18", "Articles 18 and", "COVID-19", "A/HRC/25/63", "+44 20 7946 0123",
            "Kim Jong-un", "North Korean", "United Nations", "Commission of Inquiry", "COI", "Mr", "President", "“", "”", "‘", "’", "\"", "'", "…", "[…]", "[", "]", "–", "-", ".", ",", ";", "(", ")",
            "people", "years", "km", "square", "people’s", "workers’", "½", "²", "\n\n", "\u{AD}", "\u{A0}", "un", "unun",
        ]).prop_map(str::to_owned),
        3 => (0u64..2_000_000).prop_map(|n| n.to_string()),
        2 => (1u64..999, 0u64..999).prop_map(|(a, b)| format!("{a},{b:03}")),
        1 => (1u64..999, 0u64..999).prop_map(|(a, b)| format!("{a}.{b}")),
        1 => (1u64..999, 0u64..999).prop_map(|(a, b)| format!("{a}\u{A0}{b:03}")),
        2 => "[a-zA-Z’'-]{1,12}",
        1 => any::<String>(),
    ];
    let glue = prop_oneof![6 => Just(" "), 2 => Just("")];
    prop::collection::vec((word, glue), 0..24)
        .prop_map(|all| all.into_iter().flat_map(|(word, glue)| [word, glue.to_owned()]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_bears_out_itself(text in text()) {
        let names = Names::new([["North Korea", "the DPRK"], ["Commission of Inquiry", "COI"]]);
        prop_assert_eq!(unsupported(&text, &[&text], &bare(&names)), vec![]);
        prop_assert_eq!(unsupported_prose(&text, &[&text], &bare(&names)), vec![]);
    }

    #[test]
    fn any_texts_give_ranges_on_characters(text in text(), passage in text()) {
        let names = Names::default();
        for mismatch in unsupported(&text, &[&passage], &bare(&names)) {
            prop_assert!(text.get(mismatch.range.clone()).is_some_and(|words| !words.is_empty()));
            if let Some(near) = &mismatch.nearest {
                prop_assert!(passage.get(near.range.clone()).is_some());
            }
            prop_assert!(!mismatch.message(&text, &[&passage]).is_empty() && !mismatch.help(&[&passage]).is_empty());
        }
        for claim in claims(&text) {
            prop_assert!(text.get(claim.range.clone()).is_some(), "{:?}", claim);
        }
    }

    #[test]
    fn a_number_is_the_same_in_any_form(n in 1000u32..4_000_000) {
        let names = Names::default();
        let digits = n.to_string();
        let grouped = |sep: &str| -> String {
            let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
            groups.join(sep)
        };
        let forms = [digits.clone(), grouped(","), grouped("\u{A0}"), grouped("\u{202F}")].map(|form| format!("The camp held {form} prisoners."));
        for (fact, passage) in forms.iter().flat_map(|a| forms.iter().map(move |b| (a, b))) {
            prop_assert_eq!(unsupported(fact, &[passage], &bare(&names)), vec![], "{} {}", fact, passage);
        }
        let other = format!("The camp held {} prisoners.", n + 1);
        prop_assert_eq!(unsupported(&other, &[&forms[0]], &bare(&names)).len(), 1);
    }
}

/// Changes to a true text, each of a kind.
fn mutations(text: &str) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    for (at, c) in text.char_indices() {
        if let Some(digit) = c.to_digit(10) {
            let mut changed = text.to_owned();
            let next = if digit == 9 { 1 } else { digit + 1 };
            changed.replace_range(at..=at, &next.to_string());
            all.push(("digit", changed));
        }
    }
    let swaps: &[(&str, &[(&str, &str)])] = &[
        (
            "number word",
            &[
                ("two", "three"),
                ("three", "five"),
                ("five", "six"),
                ("thirty", "forty"),
                ("Two", "Four"),
                ("Five", "Seven"),
                ("Six", "Nine"),
                ("third", "fourth"),
                ("second", "third"),
                ("half", "a third"),
                ("dozen", "hundred"),
                ("twice", "three times"),
            ],
        ),
        (
            "magnitude",
            &[
                ("million", "billion"),
                ("billion", "million"),
                ("thousand", "million"),
                ("thousands", "millions"),
                ("hundreds", "tens"),
                ("Hundreds", "Tens"),
                ("hundred", "thousand"),
                (",000", ",000,000"),
                ("bn", "m"),
                ("0,000", ",000"),
            ],
        ),
        (
            "bound",
            &[
                ("at least", "at most"),
                ("At least", "At most"),
                ("at least ", ""),
                ("over ", "under "),
                ("Over ", "Under "),
                ("over ", ""),
                ("more than ", "fewer than "),
                ("More than ", ""),
                ("more than ", ""),
                ("up to ", ""),
                ("up to ", "at least "),
                ("almost ", "over "),
                ("Nearly ", "Over "),
                ("about ", ""),
                ("About ", "Exactly "),
                ("an estimated ", ""),
                ("An estimated ", ""),
                ("fewer than ", "more than "),
                ("Some ", "Over "),
                ("or more ", "or fewer "),
            ],
        ),
        (
            "percent",
            &[
                ("per cent", "percentage points"),
                (" per cent", ""),
                ("%", ""),
                ("percentage points", "per cent"),
            ],
        ),
        (
            "currency",
            &[
                ("$", "£"),
                ("£", "€"),
                ("dollars", "euros"),
                ("won", "yen"),
                ("USD", "EUR"),
                ("euros", "dollars"),
                ("€", "$"),
                ("pounds", "dollars"),
            ],
        ),
        (
            "negation dropped",
            &[
                (" not ", " "),
                ("n’t ", " "),
                ("no ", "a "),
                ("No ", "A "),
                (" never ", " "),
                ("without", "with"),
                ("Nobody", "Everybody"),
                ("Neither", "Both"),
                ("refused to", "agreed to"),
                ("failed to", "managed to"),
            ],
        ),
        (
            "negation added",
            &[
                (" was ", " was not "),
                (" were ", " were not "),
                (" is ", " is not "),
                (" are ", " are not "),
                (" has ", " has not "),
                (" have ", " have not "),
                (" would ", " would not "),
                (" had ", " had not "),
                (" may ", " may not "),
                (" should ", " should not "),
                (" can ", " cannot "),
                (" recommended ", " never recommended "),
                (" called ", " never called "),
            ],
        ),
        (
            "month",
            &[
                ("January", "March"),
                ("June", "July"),
                ("July", "June"),
                ("September", "October"),
                ("February", "April"),
                ("May ", "June "),
            ],
        ),
        (
            "unit",
            &[
                (" years", " months"),
                (" km", " miles"),
                (" hours", " days"),
                (" tonnes", " grams"),
                (" kilograms", " tonnes"),
                (" days", " weeks"),
            ],
        ),
    ];
    for (kind, pairs) in swaps {
        for (from, to) in *pairs {
            for (at, _) in text.match_indices(from) {
                let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
                let begins =
                    from.starts_with(char::is_alphabetic) && letter(text[..at].chars().next_back());
                let ends = from.ends_with(char::is_alphabetic)
                    && letter(text[at + from.len()..].chars().next());
                let doubled = *kind == "negation added"
                    && text.contains("n’t")
                        | [" not", " no ", "never", "No ", "Neither"]
                            .iter()
                            .any(|word| text.contains(word));
                let counts = |claim: &Claim| {
                    matches!(claim.kind, ClaimKind::Quantity(_))
                        && claim.range.start <= at
                        && at < claim.range.end
                };
                let idle =
                    matches!(*kind, "bound" | "currency") && !claims(text).iter().any(counts);
                if !begins && !ends && !doubled && !idle {
                    let mut changed = text.to_owned();
                    changed.replace_range(at..at + from.len(), to);
                    all.push((*kind, changed));
                }
            }
        }
    }
    for claim in claims(text) {
        if let ClaimKind::Name(_) = claim.kind {
            let mut changed = text.to_owned();
            changed.replace_range(claim.range, "Novaya Zemlya");
            all.push(("name", changed));
        }
    }
    all
}

#[test]
fn changes_to_true_facts_are_noticed() {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut missed = Vec::new();
    let mut count = |kind: &'static str, found: bool, line: String| {
        let (all, noticed) = counts.entry(kind).or_default();
        *all += 1;
        *noticed += usize::from(found);
        if !found {
            missed.push(format!("{kind}: {line}"));
        }
    };
    let facts = pairs::facts();
    let names = pairs::table(&facts);
    for pair in facts.pair.iter().filter(|pair| pair.finds.is_empty()) {
        for (kind, changed) in mutations(&pair.text) {
            count(
                kind,
                !pair.run(&changed, &names, false).is_empty(),
                format!("{changed} | {:?}", pair.texts()),
            );
        }
    }
    if let Some(sample) = sample::sample() {
        for fact in &sample.facts {
            let text = &fact.texts[0];
            if fact.id.contains(' ') || !fact.run(text, &sample.names).is_empty() {
                continue;
            }
            for (kind, changed) in mutations(text) {
                count(
                    kind,
                    !fact.run(&changed, &sample.names).is_empty(),
                    format!("{} {changed} | {:?}", fact.id, fact.passages),
                );
            }
        }
    }
    for (kind, (all, noticed)) in &counts {
        eprintln!("{kind}: {noticed} of {all}");
    }
    eprintln!("{}", missed.join("\n"));
    let figures = [
        "digit",
        "number word",
        "magnitude",
        "bound",
        "percent",
        "currency",
        "month",
        "unit",
        "name",
    ];
    for kind in figures {
        let (all, noticed) = counts[kind];
        assert!(noticed * 100 >= all * 95, "{kind}: {noticed} of {all}");
    }
}

#[test]
fn ten_thousand_facts_take_little_time() {
    let facts = pairs::facts();
    let names = pairs::table(&facts);
    let begun = Instant::now();
    let (mut done, mut bytes) = (0, 0);
    while done < 10_000 {
        for pair in &facts.pair {
            pair.run(&pair.text, &names, false);
            bytes += pair.text.len() + pair.texts().iter().map(|text| text.len()).sum::<usize>();
            done += 1;
        }
    }
    eprintln!("{done} facts, {bytes} bytes: {:?}", begun.elapsed());
}

#[test]
fn time_grows_with_length_alone() {
    let names = Names::default();
    for piece in [
        "at least 5 million ",
        "estimated 2 ",
        "“a ‘b",
        "not ",
        "Kim Jong-un, ",
        "‘x’s ",
        "12,000",
        "[a",
        "a-1/",
        "(",
        "no 3 and ",
        "the Mr X of Y ",
    ] {
        let time = |times: usize| {
            let text = piece.repeat(times);
            let once = || {
                let begun = Instant::now();
                unsupported(&text, &["nothing to see 7"], &bare(&names));
                begun.elapsed().as_secs_f64()
            };
            (0..3).map(|_| once()).fold(f64::MAX, f64::min)
        };
        time(100);
        let (short, long) = (time(2_000).max(2e-4), time(32_000));
        assert!(long < 120.0 * short, "{piece:?}: {short} s, {long} s");
    }
}
