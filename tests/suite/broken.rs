//! Broken workspaces: each a folder named after its fault, laid over `tests/broken/base`, with the
//! exact message beside it. `BRIEF_BLESS=1` writes the messages anew; read them before you commit.

use std::path::Path;

use crate::fixture::{Fixture, copy, project};

/// `true` where the messages are to be written anew.
fn blessing() -> bool {
    std::env::var_os("BRIEF_BLESS").is_some()
}

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
        let place = |line: &str| match line.contains("--> ") {
            true => line.replace('\\', "/"),
            false => line.to_owned(),
        };
        let told: String = told.split_inclusive('\n').map(place).collect();
        let errors: Vec<&str> =
            told.split("\n\n").filter(|part| part.starts_with("error")).collect();
        // What is only to be looked at stops no paper.
        let warned = told.split("\n\n").any(|part| part.starts_with("warning"));
        assert!(warned || !errors.is_empty(), "{name}: {told}");
        assert_eq!(run.code, i32::from(!errors.is_empty()), "{name}: {told}");
        assert!(!told.contains("panicked"), "{name}: {told}");
        let expected = case.join("message.txt");
        if blessing() {
            std::fs::write(&expected, &told).unwrap();
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != told {
            wrong.push(format!("== {name}\n{told}"));
        }
        for part in told.split("\n\n").filter(|part| part.starts_with(['e', 'w'])) {
            assert!(part.contains("= help:"), "{name} says nothing to do:\n{part}");
            assert!(part.contains("= note:"), "{name} does not say why:\n{part}");
            assert!(part.contains("--> "), "{name} does not say where:\n{part}");
        }
    }
    assert!(seen >= 195, "only {seen} cases");
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
    // That the fact has no `text` and that it has a `txet` is one fault.
    assert_eq!(found.iter().filter(|name| *name == "unknown-key").count(), 1, "{found:?}");
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

/// A disk of another kind would not take these beside one another, so they are no folder here.
#[test]
#[cfg(target_os = "linux")]
fn specs_whose_names_differ_by_capital_letters_are_refused() {
    let fixture = Fixture::small();
    fixture.write("briefs/Paper.toml", fixture.read_text("briefs/paper.toml").as_bytes());
    let run = fixture.brief("check --all").exits(1);
    run.says("`briefs/paper.toml` and `briefs/Paper.toml` would give papers of one name");
}

#[test]
#[cfg(unix)]
fn links_that_lead_nowhere_or_to_folders_are_named_not_followed() {
    use std::os::unix::fs::symlink;
    let fixture = Fixture::small();
    symlink("circle.toml", fixture.path("briefs/evidence/circle.toml")).unwrap();
    symlink("gone.yaml", fixture.path("briefs/sources/more.yaml")).unwrap();
    symlink("..", fixture.path("briefs/evidence/up")).unwrap();
    let run = fixture.brief("check paper").exits(1);
    let run = run.says("`briefs/evidence/circle.toml`: it is a link that leads nowhere, or round");
    let run = run.says("`briefs/sources/more.yaml`: it is a link that leads nowhere");
    run.says("`briefs/evidence/up` is a folder, or a link to one").says("3 errors");
    std::fs::remove_file(fixture.path("briefs/paper.toml")).unwrap();
    symlink("paper.toml", fixture.path("briefs/paper.toml")).unwrap();
    fixture.brief("check paper").exits(1).says("cannot read `briefs/paper.toml`");
}

#[test]
#[cfg(target_os = "linux")]
fn odd_names_of_files_are_shown_and_refused_where_papers_take_them() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let fixture = Fixture::small();
    let names: [&[u8]; 4] = [b"my paper.toml", b"new\nline.toml", b"caf\xe9.toml", b"-dash.toml"];
    for name in names {
        let spec = fixture.read("briefs/paper.toml");
        std::fs::write(fixture.path("briefs").join(OsStr::from_bytes(name)), spec).unwrap();
        let wrong = fixture.path("briefs/evidence").join(OsStr::from_bytes(name));
        std::fs::write(wrong, "colour = 1").unwrap();
    }
    let run = fixture.brief("check --all").exits(1);
    for place in ["evidence/new line.toml:1:1", "evidence/my paper.toml:1:1", "evidence/-dash.toml"]
    {
        assert!(run.stderr.contains(&format!("--> briefs/{place}")), "{place}: {}", run.stderr);
    }
    for better in ["`my-paper.toml`", "`new-line.toml`", "`caf.toml`", "`dash.toml`"] {
        assert!(run.stderr.contains(&format!("alone: {better}")), "{better}: {}", run.stderr);
    }
    assert_eq!(run.stdout.lines().count(), 5, "a name begins a line of its own:\n{}", run.stdout);
}

#[test]
fn what_is_too_large_is_refused_before_it_is_read() {
    let fixture = Fixture::small();
    let file = std::fs::File::create(fixture.path("briefs/evidence/large.toml")).unwrap();
    file.set_len(100 << 20).unwrap();
    let begun = std::time::Instant::now();
    let run = fixture.brief("check paper").exits(1);
    run.says("cannot read `briefs/evidence/large.toml`: it is larger than 64 megabytes");
    assert!(begun.elapsed().as_secs() < 20);
}

/// Adding an item once looked at all the others.
#[test]
fn many_items_are_read_in_the_time_of_many_not_of_their_square() {
    let fact = |at: usize| {
        format!("[[fact]]\nid = \"f{at}\"\ntext = \"A.\"\nsource = \"page\"\npassage = \"a\"\n")
    };
    let seconds = |count: usize| {
        let facts: String = (0..count).map(fact).collect();
        let fixture = Fixture::small().with("briefs/evidence/many.toml", &facts);
        let once = || {
            let begun = std::time::Instant::now();
            fixture.brief("check paper").exits(0);
            begun.elapsed().as_secs_f64()
        };
        once().min(once())
    };
    // Sixteen times, were it the square.
    let (few, many) = (seconds(15_000), seconds(60_000));
    assert!(many < 10.0 * few, "15,000 items take {few:.1} s, 60,000 {many:.1} s");
}

#[test]
fn messages_are_broken_between_words_at_the_terminals_width() {
    for width in ["60", "80"] {
        for case in
            ["many-5-one-fact-all-wrong", "template-typst-error", "many-6-every-kind-of-file"]
        {
            let fixture = Fixture::small();
            copy(&project().join("tests/broken").join(case).join("files"), &fixture.path(""));
            let brief = env!("CARGO_BIN_EXE_brief");
            let mut command = fixture.command(brief);
            let run =
                crate::fixture::Run::of(command.args(["check", "paper"]).env("COLUMNS", width));
            let columns: usize = width.parse().unwrap();
            for line in run.stderr.lines().filter(|line| !line.contains('|')) {
                assert!(line.chars().count() <= columns, "{case}, {columns}:\n{line}");
            }
        }
    }
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
