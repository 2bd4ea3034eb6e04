//! Papers are made again when, and only when, something they were made from has changed.

use std::time::SystemTime;

use serde_json::Value;

use crate::fixture::{Fixture, Run};

/// Two papers for two audiences, one of them with a template of its own.
fn two() -> Fixture {
    let fixture = Fixture::small();
    let spec = fixture.read_text("briefs/paper.toml");
    let own = spec.replace("audience = \"uk-gov\"", "audience = \"un\"\ntemplate = \"own\"");
    let module = "#let note = [A note of our own.]\n";
    let template =
        fixture_template().replace("#masthead(", "#import \"own.typ\": note\n#note\n#masthead(");
    let fixture = fixture.with("briefs/other.toml", &own).with("templates/own.typ", module);
    fixture.with("templates/own.typ.j2", &template)
}

fn fixture_template() -> String {
    let built_in = crate::fixture::project().join("templates/briefing.typ.j2");
    std::fs::read_to_string(built_in).unwrap()
}

/// Stem → what became of its PDF, and why.
fn became(run: &Run) -> Vec<(String, String, String)> {
    let word = |object: &Value, key: &str| object[key].as_str().unwrap_or_default().to_owned();
    run.objects()
        .iter()
        .filter(|object| object["type"] == "output")
        .map(|object| {
            let because = object["because"].as_array().cloned().unwrap_or_default();
            let because: Vec<&str> = because.iter().filter_map(Value::as_str).collect();
            (word(object, "brief"), word(object, "action"), because.join("; "))
        })
        .collect()
}

fn build(fixture: &Fixture) -> Vec<(String, String, String)> {
    became(&fixture.brief("build --all --message-format json").exits(0))
}

fn of(built: &[(String, String, String)], stem: &str) -> (String, String) {
    let (_, action, because) = built.iter().find(|(name, ..)| name == stem).expect(stem);
    (action.clone(), because.clone())
}

#[test]
fn nothing_changed_and_no_paper_is_touched() {
    let fixture = two();
    let first = build(&fixture);
    assert_eq!(of(&first, "paper").0, "built");
    assert_eq!(of(&first, "paper").1, "it was not made here before");
    let written = |fixture: &Fixture| -> SystemTime {
        fixture.path("out/paper.pdf").metadata().unwrap().modified().unwrap()
    };
    let before = written(&fixture);
    for _ in 0..2 {
        let again = build(&fixture);
        assert!(again.iter().all(|(_, action, why)| action == "unchanged" && why.is_empty()));
    }
    assert_eq!(written(&fixture), before);
}

#[test]
fn a_run_that_is_remembered_says_what_it_said() {
    // Warnings, a paper that fails, a spec that cannot be read.
    let fixture = two()
        .replace("briefs/other.toml", "date = 2026-12-01", "date = 2026-12-01\n[limits]\nwords = 5")
        .with("briefs/bad.toml", "title = \n")
        .append("briefs/evidence/evidence.toml", "[[fact]]\nid = \"odd\"\ntext = \"TBC\"\nsource = \"page\"\npassage = \"sent back by force\"\ntopics = [\"camps\"]\n");
    let run = || fixture.brief("build --all");
    let (first, second, third) = (run(), run(), run());
    let plain = |run: &Run| {
        let lines = run.stdout.lines().map(|line| match line.split_once(" (") {
            Some((paper, _)) => paper.replace("built    ", "unchanged"),
            None => line.to_owned(),
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    assert!(first.stderr.contains("TBC"), "{}", first.stderr);
    for again in [&second, &third] {
        assert_eq!(again.code, first.code);
        assert_eq!(again.stderr, first.stderr);
        assert_eq!(plain(again), plain(&first));
    }
    assert!(fixture.path(".brief/runs").read_dir().unwrap().count() == 1);
}

#[test]
fn each_change_says_itself() {
    let fixture = two();
    build(&fixture);
    let cases = [
        (
            "briefs/evidence/evidence.toml",
            "sent back by force.\"\nsource",
            "sent back by force every year.\"\nsource",
            "the fact `returns` was changed",
            &["paper", "other"][..],
        ),
        (
            "briefs/sources/sources.toml",
            "\"A Page\"",
            "\"Another Page\"",
            "the description of `page` was changed",
            &["paper", "other"],
        ),
        (
            "briefs/paper.toml",
            "heading = \"Background\"",
            "heading = \"What is known\"",
            "`briefs/paper.toml` was changed",
            &["paper"],
        ),
        (
            "briefs/workspace.toml",
            "About the Test Trust.",
            "About us.",
            "`briefs/workspace.toml` was changed",
            &["paper", "other"],
        ),
        (
            "templates/own.typ",
            "A note of our own.",
            "A note of ours.",
            "`templates/own.typ` was changed",
            &["other"],
        ),
        (
            "templates/own.typ.j2",
            "#note\n",
            "#note #note\n",
            "`templates/own.typ.j2` was changed",
            &["other"],
        ),
    ];
    for (file, old, new, because, papers) in cases {
        let text = fixture.read_text(file);
        assert!(text.contains(old), "{old}");
        fixture.write(file, text.replace(old, new).as_bytes());
        let built = build(&fixture);
        for stem in ["paper", "other"] {
            let (action, said) = of(&built, stem);
            if papers.contains(&stem) {
                assert_eq!((action.as_str(), said.as_str()), ("built", because), "{file}, {stem}");
            } else {
                assert_eq!((action.as_str(), said.as_str()), ("unchanged", ""), "{file}, {stem}");
            }
        }
    }
}

#[test]
fn a_change_that_no_paper_shows_makes_none() {
    let fixture = two();
    build(&fixture);
    // A remark, an order of keys, an item that no paper takes.
    let evidence = fixture.read_text("briefs/evidence/evidence.toml");
    for text in [
        format!("# A remark.\n{evidence}"),
        evidence.replace(
            "topics = [\"camps\"]\npriority = 90",
            "priority = 90\ntopics = [ \"camps\" ]",
        ),
        format!(
            "{evidence}\n[[fact]]\nid = \"elsewhere\"\ntext = \"It rains.\"\nsource = \"page\"\npassage = \"rains\"\ntopics = [\"weather\"]\n"
        ),
    ] {
        fixture.write("briefs/evidence/evidence.toml", text.as_bytes());
        let built = build(&fixture);
        assert!(built.iter().all(|(_, action, why)| action == "unchanged" && why.is_empty()));
    }
}

#[test]
fn what_somebody_did_to_a_paper_is_undone() {
    let fixture = two();
    build(&fixture);
    let good = fixture.read("out/paper.pdf");
    fixture.write("out/paper.pdf", b"not a paper");
    let (action, because) = of(&build(&fixture), "paper");
    assert_eq!(
        (action.as_str(), because.as_str()),
        ("built", "`out/paper.pdf` was altered by something else")
    );
    assert!(fixture.read("out/paper.pdf") == good);
    std::fs::remove_file(fixture.path("out/paper.pdf")).unwrap();
    let (_, because) = of(&build(&fixture), "paper");
    assert_eq!(because, "`out/paper.pdf` is gone");
    assert!(fixture.read("out/paper.pdf") == good);
}

#[test]
fn a_cache_may_be_deleted_or_damaged_at_any_time() {
    let fixture = two();
    build(&fixture);
    let good = fixture.files("out");
    let memories: Vec<_> = fixture.files(".brief").into_keys().collect();
    assert!(memories.len() >= 2, "{memories:?}");
    for memory in memories {
        let path = format!(".brief/{}", memory.display());
        let bytes = fixture.read(&path);
        let half = bytes[..bytes.len() / 2].to_vec();
        let mut other = bytes.clone();
        let last = other.len() - 3;
        other[last] ^= 1;
        for damaged in [Vec::new(), half, other, b"{}".to_vec()] {
            fixture.write(&path, &damaged);
            build(&fixture);
            assert!(fixture.files("out") == good, "{path}");
        }
        std::fs::remove_file(fixture.path(&path)).unwrap();
        build(&fixture);
        assert!(fixture.files("out") == good, "{path}");
    }
    std::fs::remove_dir_all(fixture.path(".brief")).unwrap();
    assert!(build(&fixture).iter().all(|(_, action, _)| action == "unchanged"));
    assert!(fixture.files("out") == good);
}

#[test]
fn a_workspace_that_moved_is_not_taken_for_the_old_one() {
    let fixture = two();
    build(&fixture);
    let moved = Fixture::copy_of(&fixture.path(""));
    let other = moved.replace("briefs/workspace.toml", "About the Test Trust.", "About us.");
    assert_eq!(of(&build(&other), "paper").0, "built");
    assert_eq!(of(&build(&fixture), "paper").0, "unchanged");
}

#[test]
fn formats_and_drafts_are_kept_apart() {
    let fixture = two();
    build(&fixture);
    let good = fixture.files("out");
    fixture.brief("build --all --draft").exits(0);
    assert!(fixture.files("out") != good);
    build(&fixture);
    assert!(fixture.files("out") == good);
    let run = fixture.brief("build --all --format pdf,typ --message-format json").exits(0);
    assert_eq!(
        became(&run).iter().find(|(stem, ..)| stem == "paper").unwrap().2,
        "it is made as pdf, typ now"
    );
    let run = fixture.brief("build --all --format pdf,typ --message-format json").exits(0);
    assert!(became(&run).iter().all(|(_, action, _)| action == "unchanged"));
}

#[test]
fn the_day_makes_papers_that_print_it() {
    let fixture = two().replace("briefs/other.toml", "date = 2026-12-01\n", "");
    let on = |day: &str| {
        let run = format!("build --all --as-of {day} --message-format json");
        became(&fixture.brief(&run).exits(0))
    };
    on("2026-12-01");
    let built = on("2026-12-02");
    assert_eq!(of(&built, "other").1, "the day it prints is 2026-12-02");
    assert_eq!(of(&built, "paper"), ("unchanged".into(), String::new()));
}

#[test]
fn an_embargo_that_ends_makes_the_paper() {
    let soon = chrono::Utc::now() + chrono::Duration::milliseconds(2500);
    let until = soon.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    let fixture = two().replace(
        "briefs/evidence/evidence.toml",
        "id = \"returns\"\n",
        &format!("id = \"returns\"\nembargo = {until}\n"),
    );
    let fixture = fixture.replace(
        "briefs/evidence/evidence.toml",
        "supported_by = [\"camp-population\", \"returns\"]",
        "supported_by = [\"camp-population\"]",
    );
    build(&fixture);
    build(&fixture);
    while chrono::Utc::now() <= soon {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert_eq!(of(&build(&fixture), "paper").1, "the fact `returns` is new in it");
}

#[test]
fn why_says_what_a_build_would_do() {
    let fixture = two();
    let why = || {
        let run = fixture.brief("why paper --message-format json").exits(0);
        let paper = run.objects().into_iter().find(|object| object["type"] == "paper").unwrap();
        (paper["state"].as_str().unwrap().to_owned(), paper["because"].to_string())
    };
    assert_eq!(why().0, "out-of-date");
    build(&fixture);
    assert_eq!(why(), ("up-to-date".into(), "[]".into()));
    let text = fixture.read_text("briefs/evidence/evidence.toml");
    fixture
        .write("briefs/evidence/evidence.toml", text.replace("2013 the", "2013, the").as_bytes());
    assert_eq!(
        why(),
        ("out-of-date".into(), "[\"the fact `camp-population` was changed\"]".into())
    );
    let said = fixture.brief("why paper").exits(0);
    assert!(said.stdout.contains("`out/paper.pdf` is out of date:"), "{}", said.stdout);
    build(&fixture);
    let said = fixture.brief("why paper").exits(0);
    assert!(said.stdout.contains("is up to date"), "{}", said.stdout);
    assert!(
        said.stdout.contains("because the fact `camp-population` was changed"),
        "{}",
        said.stdout
    );
}

#[test]
fn other_builders_learn_what_papers_are_made_from() {
    let fixture = two();
    for _ in 0..2 {
        fixture.brief("build --all --deps out/deps.json --quiet").exits(0);
        let deps: Value = serde_json::from_slice(&fixture.read("out/deps.json")).unwrap();
        let has = |list: &str, path: &str| {
            deps[list].as_array().unwrap().iter().any(|known| known == path)
        };
        for input in [
            "briefs/paper.toml",
            "briefs/evidence/evidence.toml",
            "briefs/evidence",
            "briefs/sources/sources.toml",
            "templates/own.typ",
            "briefs/brief.lock",
        ] {
            assert!(has("inputs", input), "{input} in {deps}");
        }
        assert!(has("outputs", "out/paper.pdf") && has("outputs", "out/other.pdf"));
        std::fs::remove_file(fixture.path("out/deps.json")).unwrap();
    }
    fixture.brief("build --all --deps out/papers.d --quiet").exits(0);
    let rule = fixture.read_text("out/papers.d");
    assert!(rule.starts_with("out/other.pdf out/paper.pdf: \\\n  briefs"), "{rule}");
}

/// A program that other builders are; skipped where it is not installed.
fn installed(program: &str) -> bool {
    let there = std::process::Command::new(program).arg("--version").output().is_ok();
    assert!(there || std::env::var_os("BRIEF_TEST_ALL").is_none(), "{program} is not installed");
    there
}

#[test]
fn ninja_builds_papers_when_and_only_when_they_are_out_of_date() {
    if !installed("ninja") {
        return;
    }
    let brief = env!("CARGO_BIN_EXE_brief");
    let rules = format!(
        "rule brief\n  command = {brief} build paper --deps $out.d --quiet\n  depfile = $out.d\n  restat = 1\n\
         build out/paper.pdf: brief briefs/paper.toml\n"
    );
    let fixture = two().with("build.ninja", &rules);
    // Papers need a lock, and it must not be written anew before each run.
    build(&fixture);
    let ninja = || {
        let mut ninja = std::process::Command::new("ninja");
        Run::of(ninja.current_dir(fixture.path(""))).exits(0).stdout
    };
    assert!(ninja().contains("[1/1]"));
    ninja();
    assert!(ninja().contains("no work to do"));
    let text = fixture.read_text("briefs/workspace.toml");
    std::thread::sleep(std::time::Duration::from_millis(20));
    fixture.write("briefs/workspace.toml", text.replace("About the", "About this").as_bytes());
    assert!(ninja().contains("[1/1]"));
    ninja();
    std::thread::sleep(std::time::Duration::from_millis(20));
    fixture.write("briefs/evidence/more.toml", b"# Nothing yet.\n");
    assert!(ninja().contains("[1/1]"), "a file was put into a folder");
}

#[test]
fn taking_an_edit_back_keeps_what_was_found_where_no_copies_are() {
    let fixture = Fixture::sample().unvouched();
    fixture.brief("build uk-gov --quiet").exits(0);
    let file = "briefs/evidence/prison-camps.toml";
    let before = fixture.read_text(file);
    let lock = fixture.read_text("briefs/brief.lock");
    fixture.write(file, before.replace("In 2013", "In the year 2013").as_bytes());
    fixture.brief("build uk-gov --quiet").exits(1);
    fixture.write(file, before.as_bytes());
    fixture.brief("build uk-gov --quiet").exits(0);
    // Where there is a copy, what was found holds from now on.
    let undated = |lock: &str| -> Vec<String> {
        lock.lines().filter(|line| !line.starts_with("since")).map(str::to_owned).collect()
    };
    assert_eq!(undated(&fixture.read_text("briefs/brief.lock")), undated(&lock));
}

/// Typst numbers every path that it is given and forgets none; after 65,535 it panics.
#[test]
fn a_further_paper_takes_no_file_identifier_of_typsts() {
    use std::collections::BTreeMap;

    use brief::output::typeset::{Job, Typesetter, typeset};
    use typst::syntax::{FileId, RootedPath, VirtualPath, VirtualRoot};

    let next = || {
        let path = VirtualPath::new("asked-for-its-number.typ").unwrap();
        FileId::unique(RootedPath::new(VirtualRoot::Project, path)).into_raw().get()
    };
    let modules = BTreeMap::from([("look/a.typ".to_owned(), "#let a = 1".to_owned())]);
    let shared = Typesetter::new(&[], &[], &modules);
    let before = next();
    for number in 0..2000 {
        let job = Job {
            stem: &format!("paper-{number}"),
            source: format!("#import \"look/a.typ\": a\n#metadata(a + {number})"),
            template: "t",
            template_text: "",
            record: Some(number.to_string().into_bytes()),
            date: "2026-12-01",
        };
        assert!(typeset(&shared, job).is_ok());
    }
    // Other tests of this process set papers meanwhile.
    let taken = next() - before;
    println!("2,000 papers: {taken} file identifiers taken");
    assert!(taken < 100, "{taken}");
}
