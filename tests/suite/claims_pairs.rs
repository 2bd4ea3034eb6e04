//! The written pairs: no miss, no false alarm.

use brief::claims::{Context, Day, Mismatch, Names, Reason, unsupported, unsupported_prose};

/// A file of pairs.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pairs {
    pub names: Vec<Vec<String>>,
    pub pair: Vec<Pair>,
}

/// A text, what it is held against, and what must be found.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    pub text: String,
    pub passage: Option<String>,
    #[serde(default)]
    pub passages: Vec<String>,
    #[serde(default)]
    pub cited: Vec<String>,
    #[serde(default)]
    pub words: Vec<String>,
    #[serde(default)]
    pub dates: Vec<String>,
    #[serde(default)]
    pub finds: Vec<String>,
    #[serde(default)]
    pub warns: Vec<String>,
    #[serde(rename = "why")]
    _why: Option<String>,
}

impl Pair {
    pub fn texts(&self) -> Vec<&str> {
        self.passage.iter().chain(&self.passages).chain(&self.cited).map(String::as_str).collect()
    }

    pub fn run(&self, text: &str, names: &Names, prose: bool) -> Vec<Mismatch> {
        let words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        let dates: Vec<Day> = self.dates.iter().map(|date| Day::parse(date).unwrap()).collect();
        let context = Context { names, words: &words, dates: &dates };
        (if prose { unsupported_prose } else { unsupported })(text, &self.texts(), &context)
    }
}

pub fn facts() -> Pairs {
    toml::from_str(include_str!("../claims/facts.toml")).unwrap()
}

pub fn prose() -> Pairs {
    toml::from_str(include_str!("../claims/prose.toml")).unwrap()
}

pub fn table(pairs: &Pairs) -> Names {
    Names::new(pairs.names.iter().map(|forms| forms.iter().map(String::as_str)))
}

fn word(reason: Reason) -> &'static str {
    match reason {
        Reason::Absent => "absent",
        Reason::Differs => "differs",
        Reason::Bound => "bound",
        Reason::Unit => "unit",
        Reason::Negated => "negated",
        Reason::Affirmed => "affirmed",
    }
}

/// What is wrong with what was found, one line a pair.
fn faults(pairs: &Pairs, prose: bool) -> Vec<String> {
    let names = table(pairs);
    let mut faults = Vec::new();
    for pair in &pairs.pair {
        let found = pair.run(&pair.text, &names, prose);
        let wanted: Vec<(bool, &str, &str)> = (pair.finds.iter().map(|line| (false, line)))
            .chain(pair.warns.iter().map(|line| (true, line)))
            .map(|(warning, line)| {
                line.split_once(": ").map(|(reason, words)| (warning, reason, words)).unwrap()
            })
            .collect();
        let meets = |mismatch: &Mismatch, (warning, reason, words): &(bool, &str, &str)| {
            let slice = &pair.text[mismatch.range.clone()];
            mismatch.warning == *warning
                && word(mismatch.reason) == *reason
                && slice.contains(words)
                && slice.len() <= words.len() + 50
        };
        let missed = wanted.iter().any(|want| !found.iter().any(|mismatch| meets(mismatch, want)));
        let extra = found.iter().any(|mismatch| !wanted.iter().any(|want| meets(mismatch, want)));
        if missed || extra || found.len() != wanted.len() {
            let found: Vec<String> = found
                .iter()
                .map(|m| {
                    format!(
                        "{}{}: {}",
                        if m.warning { "warning " } else { "" },
                        word(m.reason),
                        &pair.text[m.range.clone()]
                    )
                })
                .collect();
            faults.push(format!(
                "{:?}\n     against {:?}\n     wanted {wanted:?}\n     found {found:?}",
                pair.text,
                pair.texts()
            ));
        }
    }
    faults
}

#[test]
fn facts_and_their_passages() {
    let pairs = facts();
    assert!(pairs.pair.len() >= 300);
    let faults = faults(&pairs, false);
    assert!(faults.is_empty(), "{} of {}\n{}", faults.len(), pairs.pair.len(), faults.join("\n"));
}

pub fn later() -> Pairs {
    toml::from_str(include_str!("../claims/later.toml")).unwrap()
}

#[test]
fn facts_written_later() {
    let pairs = later();
    let faults = faults(&pairs, false);
    assert!(faults.is_empty(), "{} of {}\n{}", faults.len(), pairs.pair.len(), faults.join("\n"));
}

#[test]
fn prose_and_what_it_cites() {
    let pairs = prose();
    assert!(pairs.pair.len() >= 200);
    let faults = faults(&pairs, true);
    assert!(faults.is_empty(), "{} of {}\n{}", faults.len(), pairs.pair.len(), faults.join("\n"));
}

#[test]
fn messages_say_what_and_what_to_do() {
    let names = Names::default();
    let context = Context { names: &names, words: &[], dates: &[] };
    let said = |text: &str, passage: &str| {
        let all: Vec<String> = unsupported(text, &[passage], &context)
            .iter()
            .map(|found| format!("{}; {}", found.message(text, &[passage]), found.help(&[passage])))
            .collect();
        all.join(" | ")
    };
    for (text, passage, message) in [
        (
            "There were 90 missiles.",
            "over 90 missiles",
            "`90 missiles` says more than the passage, which has `over 90 missiles`; write `over 90 missiles`, or what says less",
        ),
        (
            "It paid £5 million.",
            "it paid $5 million",
            "`£5 million` is `$5 million` in the passage: the same number of something else; give the figure with the passage’s own unit",
        ),
        (
            "It has improved.",
            "it has not improved",
            "`improved` stands denied in the passage: `not improved`; compare the sentence with its passage, or give a passage that says it",
        ),
        (
            "It was in 2015.",
            "it was in 2014",
            "`2015` is not what the passage has: `2014`; take the passage’s figure, or give the passage that has this one",
        ),
        (
            "He was in Seoul.",
            "he was there",
            "`Seoul` is not named in the passage; name it as the passage does, enter both spellings in `names`, or give a passage that names it",
        ),
    ] {
        assert_eq!(said(text, passage), message);
    }
}
