//! The commands, as a person uses them.

use std::process::Command;

use crate::fixture::{Fixture, project};

#[test]
fn from_nothing_to_a_first_paper() {
    let fixture = Fixture::empty();
    let run = fixture.brief("init").exits(0);
    assert!(run.stdout.contains("brief new first"), "{}", run.stdout);
    fixture
        .run(&["new", "first", "--audience", "uk-gov", "--title", "My \"first\" paper"])
        .exits(0);
    let spec = fixture.read_text("briefs/first.toml");
    assert!(spec.contains("topics = [\"libraries\"]"), "{spec}");
    fixture.brief("build first").exits(0);
    assert!(fixture.read("out/first.pdf").starts_with(b"%PDF-"));
    fixture.brief("init").exits(2).says("is a workspace already");
    fixture.brief("new first").exits(2).says("is there already");
}

#[test]
fn every_kind_of_new_spec_builds() {
    let fixture = Fixture::empty();
    fixture.brief("init papers").exits(0);
    for (name, options) in [
        ("a", ""),
        ("c", "--type press-release"),
        ("d", "--audience un"),
        ("e", "--audience press --date 2026-12-24"),
    ] {
        fixture.brief(&format!("new {name} {options} --workspace papers")).exits(0);
        fixture.brief(&format!("build {name} --workspace papers")).exits(0);
        assert!(fixture.has(&format!("papers/out/{name}.pdf")));
    }
    assert!(fixture.read_text("papers/briefs/e.toml").contains("date     = 2026-12-24"));
    // A meeting cannot be made up: what is to be filled in is said, and a draft shows it.
    fixture.brief("new b --type meeting-pack --workspace papers").exits(0);
    fixture.brief("build b --workspace papers").exits(1).says("error[placeholder]");
    fixture.brief("build b --draft --workspace papers").exits(0);
    assert!(fixture.has("papers/out/b-internal.pdf"));
}

#[test]
fn a_title_with_braces_is_written_as_it_was_given() {
    let fixture = Fixture::small();
    fixture.run(&["new", "next", "--title", "Camps in {{ dprk }} @date@"]).exits(0);
    let spec = fixture.read_text("briefs/next.toml");
    assert!(spec.contains("\"Camps in {{ dprk }} @date@\""), "{spec}");
}

#[test]
fn new_refuses_names_that_would_collide() {
    let fixture = Fixture::small();
    fixture.brief("new Paper").exits(2).says("is there already");
    fixture.brief("new Workspace").exits(2).says("settings of the workspace");
    fixture.brief("init").exits(2);
    std::fs::create_dir_all(fixture.path("briefs/sub")).unwrap();
    let inside = Command::new(env!("CARGO_BIN_EXE_brief"))
        .arg("init")
        .current_dir(fixture.path("briefs"))
        .output()
        .unwrap();
    assert_eq!(inside.status.code(), Some(2));
    fixture.brief("check --workspace briefs").exits(2).says("`--workspace .`");
}

#[test]
fn a_draft_shows_what_loading_found() {
    let fixture = Fixture::small().replace(
        "briefs/paper.toml",
        "held there.[@camp-population]",
        "held there.[@camp-populaton]",
    );
    fixture.brief("build paper --draft --format typ").exits(0);
    let typ = fixture.read_text("out/paper.typ");
    assert!(typ.contains("? camp-populaton"), "where it stands: {typ}");
    assert!(typ.contains("there is no item or source `camp-populaton`"), "what it is: {typ}");
}

#[test]
fn one_slip_is_few_messages() {
    let slips = [
        ("locator = { page = 4 }", "locator = { page = 4"),
        ("[[quote]]", "[quote]"),
        ("text = \"People", "text = “People"),
        ("80_000", "80,000"),
        ("source = \"page\"\npassage = \"sent", "source = \"page\npassage = \"sent"),
    ];
    for (old, new) in slips {
        let fixture = Fixture::small().replace("briefs/evidence/evidence.toml", old, new);
        let run = fixture.brief("check paper").exits(1);
        let errors = run.stderr.matches("error[").count();
        assert!((1..=3).contains(&errors), "{new}: {}", run.stderr);
        assert!(run.stderr.contains("evidence.toml:"), "{new} has no line: {}", run.stderr);
        assert!(!run.stderr.contains("unknown-"), "{new}: {}", run.stderr);
    }
}

#[test]
fn white_space_and_tabs_keep_words_apart() {
    let fixture =
        Fixture::small().replace("briefs/evidence/evidence.toml", "who flee", "who\tflee");
    let run = fixture.brief("build paper --format typ").exits(0);
    assert!(!run.stderr.contains("dropped"), "{}", run.stderr);
    assert!(fixture.read_text("out/paper.typ").contains("who flee"));
}

#[test]
fn this_month_from_last_month_keeps_comments_and_order_and_leaves_overrides() {
    let fixture = Fixture::small().append(
        "briefs/paper.toml",
        "# kept at the end\n[[allow]]\ncheck = \"stale\"\nitem = \"returns\"\nby = \"Head\"\nreason = \"r\"\non = 2026-11-01\n",
    );
    let fixture = fixture.replace(
        "briefs/paper.toml",
        "date = 2026-12-01",
        "date = 2026-12-01  # of the meeting",
    );
    let run = fixture.brief("new january --from paper --date 2027-01-05 --audience un").exits(0);
    assert!(run.stdout.contains("overrides"), "{}", run.stdout);
    let copy = fixture.read_text("briefs/january.toml");
    assert!(copy.contains("date = 2027-01-05  # of the meeting"), "{copy}");
    assert!(copy.contains("audience = \"un\"") && !copy.contains("[[allow]]"), "{copy}");
    assert!(copy.contains("People are held there.[@camp-population]"), "{copy}");
    fixture.brief("build january").exits(0);
}

#[test]
fn a_spec_is_found_by_name_by_file_and_by_path() {
    let fixture = Fixture::small();
    for word in ["paper", "paper.toml", "briefs/paper.toml", "./briefs/paper.toml"] {
        fixture.run(&["check", word]).exits(0);
    }
    fixture.brief("check").exits(0);
    fixture.brief("check papr").exits(2).says("did you mean `paper`?");
    fixture.brief("check workspace").exits(2).says("there is no spec `workspace`");
    let fixture = fixture.with("briefs/other.toml", "title = \"O\"\naudience = \"un\"\n");
    fixture.brief("build").exits(2).says("--all");
    fixture.brief("build --all").exits(0);
    assert!(fixture.has("out/other.pdf") && fixture.has("out/paper.pdf"));
}

#[test]
fn a_failing_paper_leaves_the_old_one_and_the_others_are_built() {
    let fixture = Fixture::small().with("briefs/other.toml", "title = \"O\"\naudience = \"un\"\n");
    fixture.brief("build --all").exits(0);
    let old = fixture.read("out/paper.pdf");
    std::fs::remove_file(fixture.path("out/other.pdf")).unwrap();
    let fixture = fixture.append("briefs/paper.toml", "[[section]]\nbody = \"[@nothing]\"\n");
    let run = fixture.brief("build --all").exits(1);
    assert!(run.stdout.contains("failed     paper"), "{}", run.stdout);
    assert_eq!(fixture.read("out/paper.pdf"), old);
    assert!(fixture.has("out/other.pdf"));
    let left: Vec<_> = std::fs::read_dir(fixture.path("out")).unwrap().collect();
    assert_eq!(left.len(), 2, "nothing half written is left: {left:?}");
}

#[test]
fn the_way_out_of_a_failing_item_is_offered_and_works() {
    let fixture =
        Fixture::small().replace("briefs/evidence/evidence.toml", "by force.\"", "by force 🛂.\"");
    fixture
        .brief("build paper")
        .exits(1)
        .says("1 of 5 items fails; build without it: `brief build paper --without returns`");
    fixture.brief("build paper --without returns").exits(0);
    fixture.brief("build paper --without camp-population").exits(1).says("the paper requires it");
    fixture.brief("build paper --without retunrs").exits(2).says("did you mean `returns`?");
}

#[test]
fn a_draft_is_written_in_spite_of_errors_and_shows_them() {
    let fixture =
        Fixture::small().replace("briefs/evidence/evidence.toml", "by force.\"", "by force 🛂.\"");
    fixture.brief("build paper --draft --format pdf,typ").exits(0);
    let typ = fixture.read_text("out/paper.typ");
    assert!(typ.contains("U+1F6C2") && typ.contains("no font has the character"), "{typ}");
    if let Some(text) = fixture.pdf_text("out/paper.pdf") {
        assert!(text.to_uppercase().contains("DRAFT"), "{text}");
    }
}

#[test]
fn why_gives_a_reason_for_every_item() {
    let fixture = Fixture::small().replace(
        "briefs/paper.toml",
        "require = [",
        "exclude = [\"returns\"]\nrequire = [",
    );
    let run = fixture.brief("why paper").exits(0);
    for words in [
        "camp-population",
        "the spec requires it",
        "the spec excludes it",
        "number 1 of 2 that suit",
    ] {
        assert!(run.stdout.contains(words), "{words}\n{}", run.stdout);
    }
    let run = fixture.brief("why paper returns --message-format json").exits(0);
    assert_eq!(run.objects()[0]["in"], false);
    assert_eq!(run.objects()[0]["reason"], "the spec excludes it");
    fixture.brief("why paper retruns").exits(2);
}

#[test]
fn unchanged_papers_are_not_touched() {
    let fixture = Fixture::small();
    fixture.brief("build").exits(0);
    let before = std::fs::metadata(fixture.path("out/paper.pdf")).unwrap().modified().unwrap();
    let run = fixture.brief("build").exits(0);
    assert!(run.stdout.contains("unchanged  out/paper.pdf"), "{}", run.stdout);
    assert_eq!(
        std::fs::metadata(fixture.path("out/paper.pdf")).unwrap().modified().unwrap(),
        before
    );
}

#[test]
fn two_builds_at_once_do_no_harm() {
    let fixture = Fixture::sample();
    let start = || {
        Command::new(env!("CARGO_BIN_EXE_brief"))
            .args(["build", "--all"])
            .current_dir(fixture.path(""))
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap()
    };
    let (mut one, mut two) = (start(), start());
    assert!(one.wait().unwrap().success() && two.wait().unwrap().success());
    for stem in ["uk-gov", "uk-gov-internal", "un", "press"] {
        let pdf = fixture.read(&format!("out/{stem}.pdf"));
        assert!(pdf.starts_with(b"%PDF-") && pdf.trim_ascii_end().ends_with(b"%%EOF"), "{stem}");
    }
}

#[test]
fn out_is_relative_to_the_working_directory() {
    let fixture = Fixture::small();
    std::fs::create_dir_all(fixture.path("elsewhere")).unwrap();
    let run = fixture
        .command(env!("CARGO_BIN_EXE_brief"))
        .args(["build", "paper", "--out", "here", "--workspace", ".."])
        .current_dir(fixture.path("elsewhere"))
        .output()
        .unwrap();
    assert!(run.status.success());
    assert!(fixture.has("elsewhere/here/paper.pdf"));
    fixture.brief("build paper --out briefs/sources").exits(2).says("cannot go into");
}

#[test]
fn a_folder_that_cannot_be_written_is_exit_3_and_says_so() {
    let fixture = Fixture::small().with("out", "a file where the folder should be");
    fixture.brief("build paper").exits(3).says("error[disk]").says("nothing half was written");
}

#[test]
fn a_closed_standard_output_is_no_panic() {
    let fixture = Fixture::small();
    let mut child = Command::new(env!("CARGO_BIN_EXE_brief"))
        .args(["why", "paper"])
        .current_dir(fixture.path(""))
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"));
}

#[test]
fn outside_a_workspace_the_message_says_what_to_do() {
    let fixture = Fixture::empty();
    fixture.brief("build").exits(2).says("brief init");
    fixture.brief("build --workspace nowhere").exits(2).says("brief init nowhere");
    fixture.brief("bild").exits(2);
}

#[test]
fn the_library_prints_nothing() {
    for (file, text) in crate::stages::sources(&project().join("src")) {
        let prints =
            text.contains("println!") || text.contains("io::stdout") || text.contains("io::stderr");
        assert!(!prints || file.starts_with("cli/"), "{file}");
    }
}
