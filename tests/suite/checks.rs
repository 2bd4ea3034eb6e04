//! The written cases of `tests/checks/`: what each check must find, and what it must not.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;

use brief::check::readings::Readings;
use brief::check::{Context, across, check, overrides};
use brief::cite::{Styles, cite};
use brief::compose::compose;
use brief::diag::Diagnostic;
use brief::load::{Loaded, load};
use brief::select::{Selection, select, targets};
use brief::verify::{Memory, verify, vouch};
use brief::workspace::Workspace;
use chrono::NaiveDate;
use toml::{Table, Value};

use crate::fields::vouched::{NoCopies, vouched};
use crate::fixture::{Fixture, project};

/// What a file of cases counted.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    fire: usize,
    hits: usize,
    silent: usize,
    alarms: usize,
}

/// A workspace of one case, its passages vouched for, and the findings of its papers.
fn findings(fixture: &Fixture) -> Vec<Diagnostic> {
    let root = fixture.path("");
    let specs: Vec<PathBuf> = std::fs::read_dir(root.join("briefs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .filter(|path| !path.ends_with("workspace.toml") && !path.ends_with("private.toml"))
        .collect();
    let Loaded { mut library, specs, problems, spec_problems } =
        load(&Workspace::at(&root), &specs);
    let faults: Vec<&Diagnostic> =
        problems.iter().chain(spec_problems.values().flatten()).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    library.lock = vouched(&library);
    let now = "2026-12-01T12:00:00Z".parse().unwrap();
    let today: NaiveDate = "2026-12-01".parse().unwrap();
    let verdicts = verify(&library, &NoCopies, &mut Memory::read(&[]), now, 1);
    let papers: Vec<_> = specs.iter().flat_map(|spec| targets(&library, spec)).collect();
    let chosen = |target| select(&library, target, &Default::default(), now);
    let selections: Vec<Selection<'_>> = papers.iter().cloned().map(|t| chosen(t).0).collect();
    let mut all: Vec<Diagnostic> =
        across::across(&library, &selections).into_iter().flatten().collect();
    let (readings, styles) = (Readings::default(), Styles::default());
    for target in &papers {
        let (selection, mut found) = chosen(target.clone());
        let (vouched, of_words) = vouch(&library, selection, &verdicts);
        found.extend(of_words);
        let words = library.words("en").unwrap();
        let (citations, of_citations) = cite(&library, &styles, &vouched, words);
        found.extend(of_citations);
        let (composed, of_paper) = compose(&library, &vouched, &citations, words, today, false);
        found.extend(of_paper);
        found.extend(check(&Context {
            library: &library,
            selection: vouched.selection(),
            verdicts: &verdicts,
            paper: &composed.paper,
            anchors: &composed.anchors,
            has_glyph: &|_| true,
            today,
            readings: &readings,
            shared: Default::default(),
        }));
        overrides::judge(&library, target, today, &mut found);
        all.extend(found);
    }
    all
}

/// A workspace whose only paper prints the given evidence.
fn workspace(evidence: &str, more: &[(&str, String)]) -> Fixture {
    let mut fixture = Fixture::copy_of(&project().join("tests/checks/small"))
        .with("briefs/evidence/e.toml", evidence);
    for (path, text) in more {
        fixture = fixture.with(path, text);
    }
    fixture
}

fn item(kind: &str, id: &str, text: &str, more: &str) -> String {
    let text = Value::String(text.to_owned());
    let (kind, own) = match kind {
        "quote" => ("quote", "speaker = \"Test Trust\"\n"),
        "recommendation" => ("recommendation", "addressee = \"uk-gov\"\n"),
        _ => ("fact", "passage = \"words of the source that are here\"\n"),
    };
    format!("[[{kind}]]\nid = \"{id}\"\ntext = {text}\nsource = \"own\"\n{own}{more}\n")
}

fn strings(case: &Table, key: &str) -> Vec<String> {
    let values = case.get(key).and_then(Value::as_array).into_iter().flatten();
    values.filter_map(|value| value.as_str().map(str::to_owned)).collect()
}

/// The workspace of a case of one text or several.
fn of_texts(kind: &str, case: &Table, head: &Table) -> Fixture {
    let text = case.get("text").and_then(Value::as_str);
    let mut more: Vec<(&str, String)> = Vec::new();
    if let Some(facts) = case.get("facts").and_then(Value::as_array) {
        let facts = facts.iter().enumerate().map(|(at, fact)| {
            let fact = fact.as_table().unwrap();
            let keys: String =
                fact.iter().map(|(key, value)| format!("{key} = {}\n", inline(value))).collect();
            item(
                "fact",
                &format!("f{at}"),
                &format!("Fact number {at}."),
                &format!("measure = \"m\"\n{keys}"),
            )
        });
        return workspace(&facts.collect::<String>(), &[]);
    }
    let texts = match text {
        Some(text) => vec![text.to_owned()],
        None => strings(case, "texts"),
    };
    match kind {
        "title" | "body" => {
            let words = Value::String(texts[0].clone());
            let spec = std::fs::read_to_string(project().join("tests/checks/small/briefs/p.toml"))
                .unwrap();
            let spec = match kind {
                "title" => spec.replace("title = \"A paper\"", &format!("title = {words}")),
                _ => format!("{spec}\n[[section]]\nheading = \"More\"\nbody = {words}\n"),
            };
            more.push(("briefs/p.toml", spec));
            workspace(&item("fact", "f", "A fact.", ""), &more)
        }
        _ => {
            for key in ["workspace", "audience"] {
                let settings = case.get(key).or(head.get(key)).and_then(Value::as_str);
                if let Some(settings) = settings {
                    let path = match key {
                        "workspace" => "briefs/workspace.toml",
                        _ => "briefs/audiences/uk-gov.toml",
                    };
                    let base =
                        std::fs::read_to_string(project().join("tests/checks/small").join(path))
                            .unwrap_or_default();
                    more.push((path, format!("{base}\n{settings}")));
                }
            }
            let items = texts.iter().enumerate();
            let items: String =
                items.map(|(at, text)| item(kind, &format!("i{at}"), text, "")).collect();
            workspace(&items, &more)
        }
    }
}

/// A value as it stands in an inline table.
fn inline(value: &Value) -> String {
    match value {
        Value::Table(table) => {
            let pairs: Vec<String> =
                table.iter().map(|(key, value)| format!("{key} = {}", inline(value))).collect();
            format!("{{ {} }}", pairs.join(", "))
        }
        other => other.to_string(),
    }
}

/// The words a finding underlines.
fn underlined(finding: &Diagnostic) -> String {
    let words = finding.span.as_ref().map(|span| span.text().to_owned()).unwrap_or_default();
    let inner = words.trim_matches(['"', '\'']);
    if inner.is_empty() { words } else { inner.to_owned() }
}

/// Runs one file; what is wrong, and the counts.
fn run(file: &std::path::Path) -> (Count, Vec<String>) {
    let table: Table = std::fs::read_to_string(file).unwrap().parse().unwrap();
    let name = table["check"].as_str().unwrap();
    // Two of the families of `house-style`.
    let reported = match name {
        "unbalanced" | "swallowed" => "house-style",
        "near-spelling" => "name-variant",
        other => other,
    };
    let mut count = Count::default();
    let mut wrong = Vec::new();
    for case in table["case"].as_array().unwrap() {
        let case = case.as_table().unwrap();
        let kind = case.get("kind").or(table.get("kind")).and_then(Value::as_str).unwrap_or("fact");
        let found: Vec<Diagnostic> = findings(&of_texts(kind, case, &table))
            .into_iter()
            .filter(|finding| finding.check == reported)
            .collect();
        let fires = match &case["fires"] {
            Value::Array(words) => !words.is_empty(),
            Value::String(word) => !word.is_empty(),
            other => other.as_bool().unwrap(),
        };
        match (fires, found.is_empty()) {
            (true, false) => count.hits += 1,
            (false, false) => count.alarms += 1,
            _ => {}
        }
        count.fire += usize::from(fires);
        count.silent += usize::from(!fires);
        let text = case.get("text").or(case.get("texts")).or(case.get("facts"));
        if fires == found.is_empty() {
            let said: Vec<&str> = found.iter().map(|finding| finding.message.as_str()).collect();
            wrong.push(format!("{name}: {text:?}: wanted {:?}, said {said:?}", case["fires"]));
        } else if let Value::Array(words) = &case["fires"] {
            let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
            let places: Vec<String> = found.iter().map(underlined).collect();
            let missing =
                words.iter().find(|word| !places.iter().any(|place| place.contains(**word)));
            if let Some(missing) = missing.filter(|_| !table.contains_key("places_aside")) {
                wrong.push(format!("{name}: {text:?}: `{missing}` is not underlined: {places:?}"));
            }
        }
    }
    (count, wrong)
}

#[test]
fn the_written_cases_of_each_check_come_out_as_written() {
    let mut files: Vec<PathBuf> = std::fs::read_dir(project().join("tests/checks"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .filter(|path| !path.to_string_lossy().ends_with("-workspace.toml"))
        // Addresses are looked at by themselves, below; what has a mended text beside it, in `wording_house`.
        .filter(|path| {
            let apart = ["weak-citation", "house-style", "name-variant", "near-spelling"];
            !path.file_stem().is_some_and(|stem| apart.iter().any(|name| stem == *name))
        })
        .collect();
    files.sort();
    let counted: Mutex<BTreeMap<PathBuf, (Count, Vec<String>)>> = Mutex::default();
    let next = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(file) =
                    files.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
                {
                    let result = run(file);
                    counted.lock().unwrap().insert(file.clone(), result);
                }
            });
        }
    });
    let mut wrong = Vec::new();
    println!("check                   must fire  hits  misses  must not  false alarms");
    for (file, (count, of_file)) in counted.into_inner().unwrap() {
        println!(
            "{:22} {:10} {:5} {:7} {:9} {:13}",
            file.file_stem().unwrap().to_string_lossy(),
            count.fire,
            count.hits,
            count.fire - count.hits,
            count.silent,
            count.alarms
        );
        assert!(count.fire >= 6 && count.silent >= 6, "{}", file.display());
        wrong.extend(of_file);
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn weak_addresses_are_told_from_those_of_documents() {
    let table: Table = std::fs::read_to_string(project().join("tests/checks/weak-citation.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let mut wrong = Vec::new();
    for case in table["case"].as_array().unwrap() {
        let (url, title) = (case["url"].as_str().unwrap(), case["title"].as_str().unwrap());
        let found = brief::wording::weakness(url, title);
        let name = found.as_ref().map_or("", |found| found.name());
        if name != case["fires"].as_str().unwrap() {
            wrong.push(format!("{url} {title}: {name:?}, not {}", case["fires"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
