//! Sources stored, passages found, lost, moved and accepted; papers that come back.

use crate::alterations::papers;
use crate::fixture::Fixture;

/// The words the small workspace's passages stand in, besides others.
const REPORT: &str = "A Report on Camps\n\nThe Institute gives an estimated 80,000 to 120,000 people in North \
    Korea.\n\nStates should extend sanctions further. The Government must release them all.\n";
const PAGE: &str = "A Page\n\nThose who flee are sent back by force, we are told. The Commission spoke of a State \
    that does not have any parallel in the contemporary world.\n";

/// The small workspace with a copy of each of its sources.
fn stocked() -> Fixture {
    let fixture = Fixture::small().with("report.txt", REPORT).with("page.txt", PAGE);
    let fixture = fixture.replace(
        "briefs/evidence/evidence.toml",
        "passage = \"extend sanctions\"",
        "passage = \"extend sanctions\"\ncontext = \"States should extend sanctions further.\"",
    );
    let fixture = fixture.replace(
        "briefs/evidence/evidence.toml",
        "passage = \"release them\"",
        "passage = \"release them\"\ncontext = \"must release them all\"",
    );
    fixture.brief("source add report.txt --id report").exits(0);
    fixture.brief("source add page.txt --id page").exits(0);
    std::fs::remove_file(fixture.path("briefs/brief.lock")).unwrap();
    fixture.unvouched()
}

/// What `status` says of an item.
fn verdict(fixture: &Fixture, item: &str) -> String {
    let run = fixture.brief("status --message-format json");
    let objects = run.objects();
    let found = objects.iter().find(|o| o["type"] == "evidence" && o["id"] == item);
    found.unwrap_or_else(|| panic!("{item}: {}", run.stdout))["verdict"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn passages_found_in_stored_copies_let_the_paper_out_and_are_kept_in_the_lock() {
    let fixture = stocked();
    let run = fixture.brief("build paper").exits(0);
    assert!(!run.stderr.contains("unchecked"), "{}", run.stderr);
    let lock = fixture.read("briefs/brief.lock");
    assert!(String::from_utf8_lossy(&lock).contains("item = \"camp-population\""));
    fixture.brief("check paper").exits(0);
    assert_eq!(fixture.read("briefs/brief.lock"), lock, "a second run changes the lock");
    assert_eq!(verdict(&fixture, "no-parallel"), "exact");
    // Without the copies the same paper is made from the lock, and it is said that nobody looked.
    let paper = fixture.read("out/paper.pdf");
    for source in ["report", "page"] {
        std::fs::remove_dir_all(fixture.path(&format!("briefs/sources/{source}"))).unwrap();
    }
    std::fs::remove_dir_all(fixture.path(".brief")).unwrap();
    let plain = Fixture::copy_of(&fixture.path("")).unvouched();
    std::fs::write(plain.path("briefs/brief.lock"), &lock).unwrap();
    let run = plain.shell("\"$BRIEF\" build paper; cp out/paper.pdf again.pdf");
    assert!(run.stderr.contains("5 items could not be held"), "{}", run.stderr);
    assert!(plain.read("again.pdf") == paper, "the papers differ");
}

#[test]
fn a_changed_figure_and_a_dropped_denial_stop_the_paper_and_are_shown() {
    for (file, old, new, said) in [
        (
            "report.txt",
            "80,000 to 120,000",
            "80,000 to 200,000",
            "a figure differs: here `120,000`, there `200,000`",
        ),
        ("page.txt", "does not have any", "does have any", "a negation is not there: `not`"),
    ] {
        let fixture = stocked();
        fixture.brief("build paper").exits(0);
        let before = fixture.read("out/paper.pdf");
        let text = if file == "report.txt" { REPORT } else { PAGE };
        fixture.write(file, text.replace(old, new).as_bytes());
        fixture
            .brief(&format!("source add {file} --id {}", file.trim_end_matches(".txt")))
            .exits(0);
        let run = fixture.brief("build paper").exits(1);
        assert!(run.stderr.contains(said), "{}", run.stderr);
        assert!(run.stderr.contains("error[not-verbatim]"), "{}", run.stderr);
        assert_eq!(fixture.read("out/paper.pdf"), before, "the old paper stays");
    }
}

#[test]
fn a_page_that_changed_around_a_passage_is_moved_until_it_is_accepted() {
    let fixture = stocked();
    fixture.brief("build paper").exits(0);
    fixture.write("page.txt", format!("Cookies!\n\n{PAGE}\nMore below.\n").as_bytes());
    fixture.brief("source add page.txt --id page").exits(0);
    assert_eq!(verdict(&fixture, "returns"), "moved");
    let run = fixture.brief("build paper").exits(0);
    assert!(run.stderr.contains("stand unchanged in a newer copy of `page`"), "{}", run.stderr);
    assert_eq!(verdict(&fixture, "returns"), "moved", "it stays so");
    fixture.brief("accept returns").exits(0);
    assert_eq!(verdict(&fixture, "returns"), "exact");
    assert_eq!(verdict(&fixture, "no-parallel"), "moved", "each is accepted by itself");
    let log = fixture.read_text("briefs/sources/page/custody.log");
    assert!(log.contains("accepted returns"), "{log}");
}

#[test]
fn accepting_a_change_writes_the_sources_words_and_keeps_the_file() {
    let fixture = stocked().append("briefs/evidence/evidence.toml", "# kept at the end");
    fixture.brief("check paper").exits(0);
    fixture.write(
        "page.txt",
        PAGE.replace("sent back by force", "sent back by main force").as_bytes(),
    );
    fixture.brief("source add page.txt --id page").exits(0);
    assert_eq!(verdict(&fixture, "returns"), "changed");
    let before = fixture.read_text("briefs/evidence/evidence.toml");
    let run = fixture.brief("accept returns").exits(0);
    assert!(run.stdout.contains("now    “sent back by [main] force”"), "{}", run.stdout);
    let after = fixture.read_text("briefs/evidence/evidence.toml");
    assert_ne!(before, after);
    let passage = after.lines().find(|line| line.contains("main force")).unwrap();
    let restored = after.replace(passage, "passage = \"sent back by force\"");
    assert_eq!(restored, before, "nothing else was touched");
    assert_eq!(verdict(&fixture, "returns"), "exact");
}

#[test]
fn a_damaged_copy_is_noticed_and_lets_nothing_out() {
    let fixture = stocked();
    fixture.brief("build paper").exits(0);
    let folder = fixture.path("briefs/sources/page");
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "text") {
            std::fs::write(&path, PAGE.replace("force", "farce")).unwrap();
        }
    }
    fixture.brief("build paper").exits(1).says("error[damaged-copy]");
}

#[test]
fn the_same_bytes_change_nothing_and_a_file_the_lock_pins_finds_its_source() {
    let fixture = stocked();
    fixture.brief("check paper").exits(0);
    let run = fixture.brief("source add page.txt").exits(0);
    assert!(run.stdout.contains("unchanged  page"), "{}", run.stdout);
    let lock = fixture.read_text("briefs/brief.lock");
    std::fs::remove_dir_all(fixture.path("briefs/sources/page")).unwrap();
    std::fs::remove_dir_all(fixture.path("briefs/sources/report")).unwrap();
    // Without copies the fixture would write a lock of its own.
    let run = fixture.shell(&format!(
        "cat > briefs/brief.lock <<'LOCK'\n{lock}\nLOCK\n\"$BRIEF\" source add page.txt"
    ));
    assert!(run.exits(0).stdout.contains("stored     page"), "");
}

#[test]
fn a_page_describes_itself_and_what_it_does_not_say_is_unknown() {
    let html = "<html lang=en><head><title>x</title><script type='application/ld+json'>{\"@type\":\"NewsArticle\",\
        \"headline\":\"Camps \\\"today\\\"\",\"author\":{\"name\":\"Jane Doe\"}}</script></head><body><p>Some words \
        that are long enough.</p></body></html>";
    let fixture = Fixture::small().with("a page.html", html);
    let before = fixture.read_text("briefs/sources/sources.toml");
    let run = fixture.run(&["source", "add", "a page.html"]).exits(0);
    assert!(run.stderr.contains("does not say its date"), "{}", run.stderr);
    let after = fixture.read_text("briefs/sources/sources.toml");
    let block = after.strip_prefix(before.as_str()).expect("what was there stays");
    for line in [
        "[camps-today]",
        "author    = \"Jane Doe\"   # as its JSON-LD says",
        "date      = \"unknown\"",
    ] {
        assert!(block.contains(line), "{block}");
    }
    fixture.brief("check paper").exits(0);
    let shown = fixture.brief("source show camps-today").exits(0);
    assert!(shown.stdout.contains("Some words that are long enough."), "{}", shown.stdout);
}

#[test]
fn papers_that_come_back() {
    let sample = papers();
    let folder = sample[1].parent().unwrap().parent().unwrap();
    let paper = std::fs::read(&sample[1]).unwrap();
    let workspace = folder.to_string_lossy().into_owned();
    let fixture = Fixture::empty();
    fixture.write("paper.pdf", &paper);
    let run = fixture.run(&["verify", "paper.pdf", "--workspace", &workspace]).exits(0);
    assert!(run.stdout.starts_with("untouched: paper.pdf"), "{}", run.stdout);
    let run = fixture.run(&["verify", "paper.pdf"]).exits(0);
    assert!(run.stdout.starts_with("consistent, origin unknown"), "{}", run.stdout);
    let run = fixture.run(&["verify", "absent.pdf"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    fixture.write("text.pdf", b"%PDF-1.7 not at all");
    let run = fixture.run(&["verify", "text.pdf"]).exits(1);
    assert!(run.stdout.starts_with("not an original file"), "{}", run.stdout);
}

#[test]
fn a_paper_is_outdated_when_its_evidence_changed() {
    let fixture = stocked();
    fixture.brief("build paper").exits(0);
    fixture.brief("verify out/paper.pdf").exits(0);
    let fixture = fixture.replace(
        "briefs/evidence/evidence.toml",
        "People who flee are sent back by force.",
        "Whoever flees is sent back by force.",
    );
    let run = fixture.brief("verify out/paper.pdf").exits(1);
    assert!(run.stdout.starts_with("outdated"), "{}", run.stdout);
    assert!(run.stdout.contains("`returns`"), "{}", run.stdout);
}
