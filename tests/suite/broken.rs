//! Broken workspaces: each a folder named after its fault, laid over `tests/broken/base`, with the
//! exact message beside it. `BRIEF_BLESS=1` writes the messages anew; read them before you commit.

use std::path::Path;

use crate::fixture::{Fixture, copy, project};

/// `true` where the messages are to be written anew.
fn blessing() -> bool {
    std::env::var_os("BRIEF_BLESS").is_some()
}

/// Cases whose message names its file in words and underlines nothing: what the typesetter and the
/// template language say concerns a template as filled in, and a profile keeps no places.
const NO_PLACE: [&str; 7] = [
    "audience-language",
    "audience-style",
    "broken-template",
    "style-not-csl",
    "template-reads-absent-file",
    "template-syntax",
    "template-typst-error",
];

#[test]
fn every_fault_has_its_message() {
    let folder = project().join("tests/broken");
    let mut seen = 0;
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let case = entry.unwrap().path();
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        if name == "base" || !case.is_dir() {
            continue;
        }
        seen += 1;
        let fixture = Fixture::small();
        copy(&case.join("files"), &fixture.path(""));
        let run = fixture.brief("check paper");
        let told = run.stderr.replace(&*fixture.path("").to_string_lossy(), "");
        let told = told.replace('\\', "/");
        assert_eq!(run.code, 1, "{name}: {told}");
        assert!(!told.contains("panicked"), "{name}: {told}");
        let expected = case.join("message.txt");
        if blessing() {
            std::fs::write(&expected, &told).unwrap();
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != told {
            wrong.push(format!("== {name}\n{told}"));
        }
        let errors: Vec<&str> =
            told.split("\n\n").filter(|part| part.starts_with("error")).collect();
        assert!(!errors.is_empty(), "{name}: {told}");
        for error in errors {
            assert!(error.contains("= help:"), "{name} says nothing to do:\n{error}");
            assert!(error.contains("= note:"), "{name} does not say why:\n{error}");
            let place = error.contains("--> ") || NO_PLACE.contains(&&*name);
            assert!(place, "{name} does not say where:\n{error}");
        }
    }
    assert!(seen >= 125, "only {seen} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_faults_of_a_workspace_are_said_in_one_run() {
    let fixture = Fixture::small()
        .append(
            "briefs/evidence/evidence.toml",
            "[[fact]]\nid = \"x\"\ntxet = \"a\"\nsource = \"nowhere\"\n",
        )
        .append("briefs/sources/sources.toml", "[third]\ntype = \"reprot\"\ntitle = \"\"\n")
        .replace("briefs/paper.toml", "audience = \"uk-gov\"", "audience = \"ukgov\"\ncolour = 3");
    let run = fixture.brief("check paper --message-format json").exits(1);
    let found: Vec<String> = run
        .objects()
        .iter()
        .filter(|object| object["type"] == "finding" && object["level"] == "error")
        .map(|object| object["check"].as_str().unwrap().to_owned())
        .collect();
    for check in ["unknown-key", "missing-key", "source-type", "unknown-audience"] {
        assert!(found.iter().any(|name| name == check), "{check} is not among {found:?}");
    }
    assert!(found.len() >= 5, "{found:?}");
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let fixture = Fixture::small();
    // A folder where a file should be cannot be read, whoever runs the test.
    std::fs::remove_file(fixture.path("briefs/paper.toml")).unwrap();
    fixture.write("briefs/evidence/latin.toml", b"[[fact]]\ntext = \"caf\xe9\"\n");
    fixture.write("briefs/paper.toml", b"title = \"\xff\"");
    fixture
        .brief("check paper")
        .exits(1)
        .says("`briefs/evidence/latin.toml` is not UTF-8")
        .says("line 2");
    unreadable(&fixture);
}

#[cfg(unix)]
fn unreadable(fixture: &Fixture) {
    std::os::unix::fs::symlink("/proc/self/mem", fixture.path("briefs/evidence/mem.toml")).unwrap();
    fixture.brief("check paper").exits(1).says("cannot read `briefs/evidence/mem.toml`");
}

#[cfg(not(unix))]
fn unreadable(_: &Fixture) {}

#[test]
fn json_lines_end_with_a_summary_and_name_places() {
    let fixture = Fixture::small().append("briefs/paper.toml", "[[section]]\nkind = \"fatcs\"\n");
    let run = fixture.brief("build paper --message-format json").exits(1);
    let objects = run.objects();
    let finding = objects.iter().find(|object| object["type"] == "finding").unwrap();
    assert_eq!(finding["file"], "briefs/paper.toml");
    assert_eq!(finding["brief"], "paper");
    assert_eq!(finding["check"], "wrong-type");
    assert!(finding["line"].as_u64().unwrap() > 20);
    assert_eq!(finding["help"], "did you mean `facts`?");
    assert_eq!(objects.last().unwrap()["type"], "summary");
    assert_eq!(objects.last().unwrap()["failed"], 1);
    assert!(run.stderr.is_empty(), "{}", run.stderr);
}

/// The folder is part of the manual: every case says in one line what it shows.
#[test]
fn every_case_changes_something() {
    for entry in std::fs::read_dir(project().join("tests/broken")).unwrap() {
        let case = entry.unwrap().path();
        if case.is_dir() && case.file_name().unwrap() != "base" {
            assert!(has_files(&case.join("files")), "{} changes nothing", case.display());
        }
    }
}

fn has_files(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}

/// What must be accepted: marks that editors leave, and line ends of another system.
#[test]
fn a_byte_order_mark_and_other_line_ends_are_no_fault() {
    let fixture = Fixture::small();
    for path in ["briefs/paper.toml", "briefs/workspace.toml", "briefs/evidence/evidence.toml"] {
        let text = fixture.read_text(path).replace('\n', "\r\n");
        fixture.write(path, format!("{}{text}", '\u{FEFF}').as_bytes());
    }
    fixture.brief("check paper").exits(0);
}
