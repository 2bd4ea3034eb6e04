//! The written cases that need a workspace: `tests/checks/*-workspace.toml` over `tests/checks/base`, each run
//! through the whole command. `tests/checks/README.md` has the keys of a case.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value as Json;
use toml::{Table, Value};

use crate::fixture::{Fixture, project};

#[derive(Debug, Default)]
struct Count {
    fire: usize,
    silent: usize,
    hits: usize,
    misses: usize,
    alarms: usize,
    wrong: Vec<String>,
}

/// The base workspace with its sources stored.
fn base() -> Fixture {
    let fixture = Fixture::copy_of(&project().join("tests/checks/base")).unvouched();
    store(&fixture);
    fixture
}

/// Stores the texts of sources; bytes that are stored already change nothing.
fn store(fixture: &Fixture) {
    let Ok(texts) = std::fs::read_dir(fixture.path("briefs/sources-text")) else { return };
    let mut texts: Vec<PathBuf> = texts.map(|entry| entry.unwrap().path()).collect();
    texts.sort();
    for text in texts {
        let id = text.file_stem().unwrap().to_string_lossy().into_owned();
        fixture.run(&["source", "add", &text.display().to_string(), "--id", &id]);
    }
}

/// Writes files over a workspace; whether a stored text is among them.
fn write(fixture: &Fixture, files: Option<&Table>) -> bool {
    let mut texts = false;
    for (path, text) in files.into_iter().flatten() {
        texts |= path.starts_with("briefs/sources-text/") || path.ends_with("sources.toml");
        match text.as_str().unwrap() {
            "" => std::fs::remove_file(fixture.path(path)).unwrap(),
            text => fixture.write(path, text.as_bytes()),
        }
    }
    texts
}

/// The messages and levels of a check in a case.
fn found(stored: &Path, check: &str, case: &Table) -> Vec<(String, String)> {
    let fixture = Fixture::copy_of(stored).unvouched();
    let today = case.get("today").map_or("2026-12-01".to_owned(), |day| day.to_string());
    let today = today.trim_matches('"');
    if write(&fixture, case.get("files").and_then(Value::as_table)) {
        store(&fixture);
    }
    let clear = case.get("clear").and_then(Value::as_array);
    let then = case.get("then").and_then(Value::as_table);
    if clear.is_some() || then.is_some() {
        fixture.run(&["check", "--all", "--as-of", today]);
        for item in clear.into_iter().flatten() {
            fixture.run(&["clear", item.as_str().unwrap(), "--by", "Tester"]).exits(0);
        }
        if write(&fixture, then) {
            store(&fixture);
        }
    }
    let run = fixture.run(&["check", "--all", "--message-format", "json", "--as-of", today]);
    assert!(matches!(run.code, 0 | 1), "{case:?}\n{}", run.stderr);
    let paper = case.get("paper").and_then(Value::as_str);
    let wanted = |object: &Json| {
        object["type"] == "finding"
            && object["check"] == check
            && paper.is_none_or(|paper| object["brief"] == paper)
    };
    let text = |object: &Json, key: &str| object[key].as_str().unwrap_or_default().to_owned();
    run.objects()
        .iter()
        .filter(|object| wanted(object))
        .map(|object| (text(object, "message"), text(object, "level")))
        .collect()
}

fn judge(stored: &Path, check: &str, case: &Table) -> Count {
    let name = case["name"].as_str().unwrap();
    let fires: Vec<&str> =
        case["fires"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let found = found(stored, check, case);
    let mut count = Count {
        fire: usize::from(!fires.is_empty()),
        silent: usize::from(fires.is_empty()),
        ..Count::default()
    };
    let mut left = found.as_slice();
    for words in &fires {
        match left.iter().position(|(message, _)| message.contains(words)) {
            Some(at) => {
                count.hits += 1;
                count.alarms += at;
                left = &left[at + 1..];
            }
            None => count.misses += 1,
        }
    }
    count.alarms += left.len();
    let level = case.get("level").and_then(Value::as_str);
    let other = level.is_some_and(|level| found.iter().any(|(_, own)| own != level));
    if count.misses + count.alarms > 0 || other {
        count.wrong.push(format!("{check}/{name}: wanted {fires:?}, said {found:?}"));
    }
    count
}

#[test]
fn the_written_cases_of_workspaces_come_out_as_written() {
    let base = base();
    let clean =
        base.run(&["check", "--all", "--message-format", "json", "--as-of", "2026-12-01"]).exits(0);
    let findings: Vec<Json> =
        clean.objects().into_iter().filter(|object| object["type"] == "finding").collect();
    assert!(findings.is_empty(), "the base is not clean: {findings:#?}");

    let mut cases: Vec<(String, Table)> = Vec::new();
    let mut files: Vec<PathBuf> = std::fs::read_dir(project().join("tests/checks"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    for file in files.iter().filter(|path| path.to_string_lossy().ends_with("-workspace.toml")) {
        let table: Table = std::fs::read_to_string(file).unwrap().parse().unwrap();
        let check = table["check"].as_str().unwrap();
        let of_file = table["case"].as_array().unwrap().iter();
        cases.extend(of_file.map(|case| (check.to_owned(), case.as_table().unwrap().clone())));
    }
    let counted: Mutex<BTreeMap<String, Count>> = Mutex::default();
    let next = AtomicUsize::new(0);
    let stored = base.path("");
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((check, case)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let one = judge(&stored, check, case);
                    let mut counted = counted.lock().unwrap();
                    let all = counted.entry(check.clone()).or_default();
                    all.fire += one.fire;
                    all.silent += one.silent;
                    all.hits += one.hits;
                    all.misses += one.misses;
                    all.alarms += one.alarms;
                    all.wrong.extend(one.wrong);
                }
            });
        }
    });
    println!("check                   must fire  must not   hits  misses  false alarms");
    let mut wrong = Vec::new();
    for (check, count) in counted.into_inner().unwrap() {
        println!(
            "{check:22} {:10} {:9} {:6} {:7} {:13}",
            count.fire, count.silent, count.hits, count.misses, count.alarms
        );
        assert!(count.fire >= 6 && count.silent >= 6, "{check} has too few cases");
        wrong.extend(count.wrong);
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
