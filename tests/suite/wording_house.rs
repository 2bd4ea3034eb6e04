//! The checks on wording against their written cases.

use std::collections::BTreeMap;

use brief::fix::{Edit, apply};
use brief::wording::{
    House, NameForms, NameTable, Remark, Spelling, house_style, name_variants, near_spellings,
    plain_words, unexpanded, unexplained,
};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    check: String,
    #[serde(default, rename = "kind")]
    _kind: String,
    #[serde(default)]
    houses: BTreeMap<String, HouseWords>,
    #[serde(default)]
    names: BTreeMap<String, NameWords>,
    case: Vec<Case>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct HouseWords {
    spelling: Option<String>,
    terms: BTreeMap<String, String>,
    spell_out: BTreeMap<String, String>,
    protected: Vec<String>,
    ranges: bool,
    thousands: bool,
    dates: bool,
    stops: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NameWords {
    forms: Vec<String>,
    variants: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[serde(default)]
    text: String,
    #[serde(default)]
    texts: Vec<String>,
    #[serde(rename = "from")]
    _from: String,
    house: Option<String>,
    #[serde(default)]
    fires: Vec<String>,
    #[serde(default)]
    pairs: Vec<(String, String)>,
    becomes: Option<String>,
    #[serde(rename = "why")]
    _why: Option<String>,
}

struct Lists {
    terms: Vec<(String, String)>,
    spell_out: Vec<(String, String)>,
    protected: Vec<String>,
    words: HouseWords,
}

impl Lists {
    fn new(words: HouseWords) -> Lists {
        let pairs = |map: &BTreeMap<String, String>| {
            map.iter().map(|(a, b)| (a.clone(), b.clone())).collect()
        };
        Lists {
            terms: pairs(&words.terms),
            spell_out: pairs(&words.spell_out),
            protected: words.protected.clone(),
            words,
        }
    }

    fn house(&self) -> House<'_> {
        House {
            spelling: self.words.spelling.as_deref().map(|word| match word {
                "ise" => Spelling::Ise,
                _ => Spelling::Ize,
            }),
            terms: &self.terms,
            spell_out: &self.spell_out,
            protected: &self.protected,
            ranges: self.words.ranges,
            thousands: self.words.thousands,
            dates: self.words.dates,
            stops: self.words.stops,
        }
    }
}

fn read(file: &str) -> Cases {
    let path = format!("{}/tests/checks/{file}", env!("CARGO_MANIFEST_DIR"));
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn mended(text: &str, remarks: &[Remark]) -> String {
    let edits = remarks.iter().filter_map(|remark| {
        Some(Edit { range: remark.range.clone(), with: remark.instead.clone()? })
    });
    let (text, left) = apply(text, edits.collect());
    assert!(left.is_empty(), "{left:?}");
    text
}

/// A text after three readings.
fn settled(text: &str, find: impl Fn(&str) -> Vec<Remark>) -> String {
    (0..3).fold(text.to_owned(), |text, _| mended(&text, &find(&text)))
}

fn held(cases: &Cases, find: impl Fn(&Case, &str) -> Vec<Remark>) {
    let (mut hits, mut misses, mut alarms, mut wrong) = (0, 0, 0, 0);
    for case in &cases.case {
        let remarks = find(case, &case.text);
        let found: Vec<&str> =
            remarks.iter().map(|remark| &case.text[remark.range.clone()]).collect();
        if found == case.fires {
            hits += found.len();
        } else {
            misses += case.fires.iter().filter(|word| !found.contains(&word.as_str())).count();
            alarms +=
                found.iter().filter(|word| !case.fires.iter().any(|fires| fires == *word)).count();
            wrong += 1;
            println!("{}\n  wanted {:?}\n  found  {found:?}", case.text, case.fires);
        }
        let after = mended(&case.text, &remarks);
        if let Some(becomes) = case.becomes.as_ref().filter(|becomes| **becomes != after) {
            wrong += 1;
            println!("{}\n  wanted {becomes}\n  became {after}", case.text);
        }
        let again = find(case, &after);
        if again.iter().any(|remark| remark.instead.is_some()) {
            wrong += 1;
            println!("{after}\n  not settled: {again:?}");
        }
    }
    println!(
        "{}: {} cases, {hits} hits, {misses} misses, {alarms} false alarms",
        cases.check,
        cases.case.len()
    );
    assert_eq!(wrong, 0);
}

#[test]
fn house_style_holds_its_cases() {
    let mut cases = read("house-style.toml");
    let houses: BTreeMap<String, Lists> = std::mem::take(&mut cases.houses)
        .into_iter()
        .map(|(id, words)| (id, Lists::new(words)))
        .collect();
    held(&cases, |case, text| house_style(text, &houses[case.house.as_deref().unwrap()].house()));
}

fn table(names: BTreeMap<String, NameWords>) -> NameTable {
    let names: Vec<NameForms> = names
        .into_iter()
        .map(|(id, words)| NameForms { id, forms: words.forms, variants: words.variants })
        .collect();
    NameTable::new(&names)
}

#[test]
fn name_variants_hold_their_cases() {
    let mut cases = read("name-variant.toml");
    let table = table(std::mem::take(&mut cases.names));
    held(&cases, |_, text| name_variants(text, &table, true));
}

#[test]
fn near_spellings_hold_their_cases() {
    let cases = read("near-spelling.toml");
    let mut wrong = 0;
    for case in &cases.case {
        let texts: Vec<&str> = case.texts.iter().map(String::as_str).collect();
        let found: Vec<(String, String)> =
            near_spellings(&texts).into_iter().map(|pair| (pair.odd.written, pair.usual)).collect();
        if found != case.pairs {
            wrong += 1;
            println!("{:?}\n  wanted {:?}\n  found  {found:?}", case.texts, case.pairs);
        }
    }
    println!("{}: {} cases, {wrong} wrong", cases.check, cases.case.len());
    assert_eq!(wrong, 0);
}

#[test]
fn acronyms_are_explained_once() {
    let found = |texts: &[&str]| {
        unexpanded(texts, &["CSW"])
            .into_iter()
            .map(|(text, _, letters)| (text, letters))
            .collect::<Vec<_>>()
    };
    // Seed 004, whose POWs are never explained.
    assert_eq!(
        found(&["Return all abductees and unrepatriated POWs.", "The POW camps."]),
        [(0, "POW".to_owned())]
    );
    assert!(found(&["Prisoners of war (POWs) are held.", "Return POWs."]).is_empty());
    assert!(found(&["Return POWs.", "Prisoners of war (“POWs”) are held."]).is_empty());
    assert!(
        found(&["The International Criminal Court decides.", "Refer it to the ICC."]).is_empty()
    );
    assert!(
        found(&["The ICCPR (International Covenant on Civil and Political Rights) binds."])
            .is_empty()
    );
    assert!(
        found(&[
            "UK, US, EU, CSW and NATO; World War II; they must NOT go; IT IS OVER NOW",
            "Do it not now."
        ])
        .is_empty()
    );
    assert!(found(&["He said “the ICC”. See A/HRC/25/63, COVID-19, TLP:CLEAR."]).is_empty());
    assert_eq!(found(&["The USCIRF reports."]), [(0, "USCIRF".to_owned())]);
}

#[test]
fn foreign_terms_are_explained_once() {
    let glossary = ["kwan-li-so", "songbun"];
    let count = |texts: &[&str]| unexplained(texts, &glossary).len();
    assert_eq!(count(&["Christians are held in remote kwan-li-so camps; the songbun system."]), 2);
    // Seed 002.
    assert_eq!(
        count(&[
            "incarceration in political prisoner camps (kwan-li-so), and the kwan-li-so prison camps"
        ]),
        0
    );
    assert_eq!(
        count(&["a hierarchical ‘songbun’ caste system", "Songbun classifies citizens."]),
        0
    );
    assert_eq!(count(&["songbun, the system of classes, remains"]), 0);
}

/// Words that the rules have to do with, in any order.
fn sentence() -> impl Strategy<Value = String> {
    const WORDS: &[&str] = &[
        "defector",
        "Defectors",
        "a",
        "an",
        "the",
        "The",
        "camp",
        "prison",
        "organize",
        "organisation",
        "labor",
        "analyze",
        "UN",
        "U.N.",
        "U.S.",
        "(UN)",
        "United Nations",
        "June",
        "12,",
        "12",
        "12th",
        "2018",
        "of",
        "May",
        "500-900",
        "people",
        "80000",
        "prisoners",
        "Kim",
        "II",
        "Sung",
        "Jong-Un",
        "Jong",
        "Un",
        "N. Korea",
        "DPRK",
        "’s",
        "’",
        "“",
        "”",
        "‘",
        "\"",
        ".",
        ",",
        "-",
        "(",
        ")",
        "{{ dprk }}",
        "{{",
        "06/07/2018",
        "06/2015",
        "Covid-19",
        "in",
        "U.K.",
        "COI",
        "regime",
        "$",
        "1500",
        "%",
        "between",
        "\n",
        "World Health Organization",
        "boat person",
        "https://a.org/x",
        "`",
        "é",
        "한국",
        "UNs",
        "North Korea",
    ];
    proptest::collection::vec((proptest::sample::select(WORDS), any::<bool>()), 0..24).prop_map(
        |words| {
            words
                .into_iter()
                .map(|(word, space)| format!("{word}{}", if space { " " } else { "" }))
                .collect()
        },
    )
}

/// What is not own words.
fn kept(text: &str) -> Vec<String> {
    let own = plain_words(text);
    let mut from = 0;
    let mut kept = Vec::new();
    for stretch in own {
        kept.push(text[from..stretch.start].to_owned());
        from = stretch.end;
    }
    kept.push(text[from..].to_owned());
    kept.retain(|words| !words.is_empty());
    kept
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn house_style_settles_and_keeps_quotations(text in prop_oneof![3 => sentence(), 1 => any::<String>()]) {
        let mut cases = read("house-style.toml");
        for words in std::mem::take(&mut cases.houses).into_values() {
            let lists = Lists::new(words);
            let after = settled(&text, |text| house_style(text, &lists.house()));
            prop_assert_eq!(kept(&text), kept(&after));
            let again = house_style(&after, &lists.house());
            prop_assert!(again.iter().all(|remark| remark.instead.is_none()), "{:?} {:?} {:?}", text, after, again);
        }
    }

    #[test]
    fn name_variants_settle_and_keep_quotations(text in prop_oneof![3 => sentence(), 1 => any::<String>()], tags: bool) {
        let mut cases = read("name-variant.toml");
        let table = table(std::mem::take(&mut cases.names));
        let after = settled(&text, |text| name_variants(text, &table, tags));
        if !tags {
            prop_assert_eq!(kept(&text), kept(&after));
        }
        let again = name_variants(&after, &table, tags);
        prop_assert!(again.iter().all(|remark| remark.instead.is_none()), "{:?} {:?} {:?}", text, after, again);
    }

    #[test]
    fn any_texts_are_read(a in any::<String>(), b in sentence()) {
        unexpanded(&[&a, &b], &[]);
        unexplained(&[&a, &b], &["songbun", ""]);
        near_spellings(&[&a, &b]);
    }
}
