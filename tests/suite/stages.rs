//! The shape of the code: stages import earlier ones only.

use std::collections::BTreeMap;
use std::path::Path;

use crate::fixture::project;

/// Every module at the top, in the order of `lib.rs`'s story; each may use itself and what stands
/// before it.
const ORDER: [&str; 29] = [
    "hash",
    "memo",
    "diag",
    "fix",
    "paper",
    "model",
    "workspace",
    "watch",
    "schedule",
    "lock",
    "source",
    "load",
    "select",
    "claims",
    "find",
    "wording",
    "verify",
    "refresh",
    "cite",
    "compose",
    "redact",
    "check",
    "record",
    "delivered",
    "contained",
    "output",
    "made",
    "pipeline",
    "cli",
];

/// What is allowed though it points forward, with the reason.
const EXCEPTIONS: [(&str, &str, &str); 1] = [(
    "diag",
    "model",
    "the model knows which characters a terminal must not be sent, and has the table of checks",
)];

#[test]
fn no_stage_imports_a_later_one() {
    let mut wrong = Vec::new();
    for (file, text) in sources(&project().join("src")) {
        let module = file.split(['/', '.']).next().unwrap().to_owned();
        let Some(own) = ORDER.iter().position(|name| *name == module) else {
            assert!(["lib", "main"].contains(&module.as_str()), "{module} has no place in ORDER");
            continue;
        };
        for used in uses(&text) {
            let Some(other) = ORDER.iter().position(|name| *name == used) else { continue };
            let allowed = EXCEPTIONS.iter().any(|(from, to, _)| *from == module && *to == used);
            if other > own && !allowed {
                wrong.push(format!("{file} uses `{used}`, a later stage"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_story_of_the_crate_names_every_stage() {
    let story = std::fs::read_to_string(project().join("src/lib.rs")).unwrap();
    for stage in [
        "load::load",
        "select::select",
        "verify::verify",
        "cite::cite",
        "compose::compose",
        "check::check",
        "output::fill::fill",
        "output::typeset::typeset",
        "workspace::write",
    ] {
        assert!(story.contains(&format!("[`{stage}`]")), "{stage}");
    }
}

pub fn sources(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

/// The modules at the top that a file names, comments left out.
fn uses(text: &str) -> Vec<String> {
    let code: String = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n");
    code.match_indices("crate::")
        .map(|(at, word)| {
            code[at + word.len()..]
                .chars()
                .take_while(|c| c.is_ascii_lowercase() || *c == '_')
                .collect()
        })
        .collect()
}
