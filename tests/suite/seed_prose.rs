//! False alarms on real prose: the five documents beside the project, turned into evidence by machine – each sentence a
//! fact, each quoted string a quotation, each bullet a recommendation – and every finding held against a list in which
//! a person has judged each. Runs where the documents are at hand.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;

use serde_json::Value as Json;

use crate::fixture::{Fixture, project};

/// What the documents are called here, and whose they are.
const DOCUMENTS: [(&str, &str); 5] =
    [("a", "CSW"), ("b", "CSW"), ("c", "CSW"), ("d", "Human Rights Watch"), ("e", "CSW")];

const AUDIENCES: [&str; 3] = ["uk-gov", "un", "press"];

/// The paper of an audience: all there is.
const SPEC: &str = r#"title = "All there is"
audience = "AUDIENCE"
type = "briefing"
date = 2026-12-01
limits = { pages = 999, words = 99999 }

[select]
facts = { limit = 999 }
quotes = { limit = 999 }
recommendations = { limit = 999 }

[[section]]
kind = "facts"

[[section]]
kind = "quotes"

[[section]]
kind = "recommendations"

[[section]]
kind = "contacts"

[[section]]
kind = "about"
"#;

/// Words whose stop ends no sentence.
const ABBREVIATIONS: [&str; 8] = ["Mr", "Mrs", "Ms", "Dr", "St", "No", "U.S", "D.C"];

/// The documents, in the order of their names; none where they are not at hand.
fn documents() -> Vec<PathBuf> {
    let folder = project().parent().unwrap().join("shared/seeds");
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Cuts a line after stops that a capital, a figure or an opening mark follows.
fn sentences(line: &str) -> Vec<String> {
    let chars: Vec<char> = line.chars().collect();
    let text = |from: usize, to: usize| -> String {
        chars[from..to].iter().collect::<String>().trim().to_owned()
    };
    let (mut found, mut start, mut at) = (Vec::new(), 0, 0);
    while at < chars.len() {
        // Three dots between spaces leave words out, and end nothing.
        let omits = chars[at] == '…' && at > 0 && chars[at - 1].is_whitespace();
        if !".!?…".contains(chars[at]) || omits {
            at += 1;
            continue;
        }
        let word = text(start, at);
        let word = word.rsplit(char::is_whitespace).next().unwrap_or_default();
        let abbreviated =
            chars[at] == '.' && ABBREVIATIONS.contains(&word.trim_start_matches(['“', '‘', '(']));
        let mut end = at + 1;
        while end < chars.len() && ".!?…”’\")]".contains(chars[end]) {
            end += 1;
        }
        // The mark of a note: `2014.[1]`.
        if chars.get(end) == Some(&'[') {
            let close = (end + 1..chars.len()).find(|at| !chars[*at].is_ascii_digit());
            end = close.filter(|close| chars[*close] == ']').map_or(end, |close| close + 1);
        }
        let next = (end..chars.len()).find(|at| !chars[*at].is_whitespace());
        let begins = next.filter(|next| *next > end).filter(|next| {
            let c = chars[*next];
            c.is_uppercase() || c.is_numeric() || "“‘\"(".contains(c)
        });
        match begins {
            Some(next) if !abbreviated => {
                found.push(text(start, end));
                (start, at) = (next, next);
            }
            _ => at = end,
        }
    }
    found.push(text(start, chars.len()));
    found.retain(|sentence| !sentence.is_empty());
    found
}

/// What stands between curly marks that belong together; an apostrophe closes nothing.
fn quoted(line: &str) -> Vec<String> {
    let chars: Vec<char> = line.chars().collect();
    let closes = |at: usize, close: char| {
        chars[at] == close
            && (close == '”' || !chars.get(at + 1).is_some_and(|c| c.is_alphanumeric()))
    };
    let (mut found, mut at) = (Vec::new(), 0);
    while at < chars.len() {
        let (open, close) = match chars[at] {
            '“' => ('“', '”'),
            '‘' => ('‘', '’'),
            _ => {
                at += 1;
                continue;
            }
        };
        let end = (at + 1..chars.len()).find(|next| closes(*next, close) || chars[*next] == open);
        match end.filter(|end| chars[*end] == close) {
            Some(end) => {
                let words: String = chars[at + 1..end].iter().collect();
                found.push(words.trim().to_owned());
                at = end + 1;
            }
            None => at += 1,
        }
    }
    found.retain(|words| !words.is_empty());
    found
}

/// The evidence a document holds, as TOML, and how many items and words that is.
fn evidence(id: &str, text: &str) -> (String, usize, usize) {
    let mut out = String::new();
    let (mut items, mut words) = (0, 0);
    let mut counts = [0; 3];
    let mut addressee = "dprk";
    let mut item = |which: usize, words_of: &str, more: &str| {
        let (kind, letter) = [("fact", 'f'), ("quote", 'q'), ("recommendation", 'r')][which];
        counts[which] += 1;
        items += 1;
        words += words_of.split_whitespace().count();
        let words_of = toml::Value::String(words_of.to_owned());
        let passage = match kind {
            "quote" => String::new(),
            _ => format!("passage = {words_of}\n"),
        };
        let number = counts[which];
        writeln!(
            out,
            "[[{kind}]]\nid = \"{letter}-{id}{number}\"\ntext = {words_of}\nsource = \"{id}\"\n{passage}{more}"
        )
        .unwrap();
    };
    for line in text.lines().flat_map(|line| line.split('\u{2028}')).map(str::trim) {
        if line.starts_with("To the government of") {
            addressee = if line.contains("Kingdom") { "uk-gov" } else { "dprk" };
        }
        if let Some(asked) = line.strip_prefix("- ") {
            item(2, asked, &format!("addressee = \"{addressee}\"\n"));
            continue;
        }
        sentences(line).iter().for_each(|sentence| item(0, sentence, ""));
        // Who spoke is not told by machine: that words are second-hand is said of each.
        let whose = "speaker = \"Somebody\"\nprimary = { name = \"Somebody\" }\n";
        quoted(line).iter().for_each(|quotation| item(1, quotation, whose));
    }
    (out, items, words)
}

/// The workspace of the documents, with the names and the words of the sample's house.
fn workspace(documents: &[PathBuf]) -> (Fixture, usize, usize) {
    let house = std::fs::read_to_string(project().join("briefs/workspace.toml")).unwrap();
    let mut fixture = Fixture::empty().unvouched().with("briefs/workspace.toml", &house);
    let (mut sources, mut items, mut words) = (String::new(), 0, 0);
    for ((id, author), path) in DOCUMENTS.iter().zip(documents) {
        let text = std::fs::read_to_string(path).unwrap();
        let (toml, some, more) = evidence(id, &text);
        items += some;
        words += more;
        fixture = fixture.with(&format!("briefs/evidence/{id}.toml"), &toml);
        let title = id.to_uppercase();
        write!(
            sources,
            "[{id}]\ntype = \"web\"\ntitle = \"Document {title}\"\nauthor = \"{author}\"\n"
        )
        .unwrap();
        sources += "date = \"2024-10-01\"\nlanguage = \"en\"\n\n";
    }
    fixture = fixture.with("briefs/sources/sources.toml", &sources);
    for audience in AUDIENCES {
        let spec = SPEC.replace("AUDIENCE", audience);
        fixture = fixture.with(&format!("briefs/{audience}.toml"), &spec);
    }
    for ((id, _), path) in DOCUMENTS.iter().zip(documents) {
        fixture.run(&["source", "add", &path.display().to_string(), "--id", id]).exits(0);
    }
    (fixture, items, words)
}

/// A finding, and where it is: its check, its item and the first words it is about.
fn key(fixture: &Fixture, finding: &Json) -> (String, String) {
    let text = |key: &str| finding[key].as_str().unwrap_or("-").to_owned();
    let number = |key: &str| usize::try_from(finding[key].as_u64().unwrap_or(1)).unwrap();
    let file = fixture.read_text(&text("file"));
    let line = file.lines().nth(number("line") - 1).unwrap_or_default();
    let words = match line.strip_prefix("text = ") {
        Some(_) => {
            let from: String = line.chars().skip(number("column") - 1).collect();
            let words = from.trim_matches('"').split_whitespace().take(3).collect::<Vec<_>>();
            words.join(" ")
        }
        None => "-".to_owned(),
    };
    let subject = match finding["item"].as_str() {
        Some(item) => item.to_owned(),
        None => line.to_owned(),
    };
    let key = format!("{} | {subject} | {words}", text("check"));
    (key, format!("{}:{}:{}", text("file"), number("line"), text("message")))
}

/// How each finding was judged.
fn judged() -> BTreeMap<String, String> {
    let path = project().join("tests/seed_prose/expected.txt");
    let list = std::fs::read_to_string(path).unwrap();
    let lines = list.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .map(|line| {
            let parts: Vec<&str> = line.split(" | ").collect();
            assert_eq!(parts.len(), 5, "check | item | words | judged | why: {line}");
            assert!(["right", "arguable", "wrong"].contains(&parts[3]), "{line}");
            (parts[..3].join(" | "), parts[3].to_owned())
        })
        .collect()
}

#[test]
fn each_finding_on_real_prose_has_been_judged() {
    let documents = documents();
    if documents.len() != DOCUMENTS.len() {
        eprintln!("the five documents are not at hand: not checked");
        return;
    }
    let (fixture, items, words) = workspace(&documents);
    let run = fixture.run(&["check", "--all", "--message-format", "json", "--as-of", "2026-12-01"]);
    assert!(matches!(run.code, 0 | 1), "{}", run.stderr);
    let judged = judged();
    let mut places: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for finding in run.objects().iter().filter(|object| object["type"] == "finding") {
        let (key, place) = key(&fixture, finding);
        places.entry(key).or_default().insert(place);
    }
    let mut counts: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for (key, places) in &places {
        let check = key.split(" | ").next().unwrap_or_default();
        let verdict = judged.get(key).map_or("not judged", String::as_str);
        *counts.entry(check).or_default().entry(verdict).or_default() += places.len();
    }
    println!("{words} words in {items} items");
    println!("check                  findings  right  arguable  wrong  wrong per 1,000 words");
    for (check, counts) in &counts {
        let of = |verdict: &str| counts.get(verdict).copied().unwrap_or_default();
        let all: usize = counts.values().sum();
        #[expect(clippy::cast_precision_loss, reason = "a few thousand words")]
        let rate = of("wrong") as f64 * 1000.0 / words as f64;
        println!(
            "{check:22} {all:8} {:6} {:9} {:6} {rate:22.2}",
            of("right"),
            of("arguable"),
            of("wrong")
        );
    }
    let new: Vec<String> = places
        .iter()
        .filter(|(key, _)| !judged.contains_key(*key))
        .map(|(key, places)| format!("{key} | ? | {places:?}"))
        .collect();
    let gone: Vec<&String> = judged.keys().filter(|key| !places.contains_key(*key)).collect();
    assert!(
        new.is_empty() && gone.is_empty(),
        "{} findings are not in tests/seed_prose/expected.txt, to be read and judged:\n{}\n\n{} are no longer found:\n{gone:#?}",
        new.len(),
        new.join("\n"),
        gone.len()
    );
}

#[test]
fn documents_are_cut_into_sentences_and_quotations() {
    assert_eq!(
        sentences("He met Mr. Kim in D.C. today.[1] “Why?” The U.S. said … But no. It broke…"),
        ["He met Mr. Kim in D.C. today.[1]", "“Why?”", "The U.S. said … But no.", "It broke…"]
    );
    assert_eq!(quoted("“One” and ‘two’s end’ of ““three”: it’s"), ["One", "two’s end", "three"]);
}
