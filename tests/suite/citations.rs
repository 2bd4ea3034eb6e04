//! Worked citations, row by row, and what styles of all kinds do in notes.

use std::collections::BTreeSet;

use brief::cite::{Citations, Place, Styles, cite};
use brief::diag::Diagnostic;
use brief::load::load;
use brief::paper::Run;
use brief::select::{Settings, select, targets};
use brief::verify::{Memory, verify, vouch};
use brief::workspace::{Clock, Workspace};

use crate::fields::vouched::{NoCopies, vouched};
use crate::fixture::{Fixture, project};

const SECOND_HAND: &str = r#"
[[fact]]
id = "second-hand"
text = "Words found in the newspaper."
source = "news"
passage = "words found"
primary = { name = "Jane Doe", source = "law", locator = { page = 12 } }
"#;

/// A workspace that cites each of `cites` in a section of its own, in the audience's form and style.
fn workspace(audience: &str, style: &str, cites: &[String]) -> Fixture {
    let sources = std::fs::read_to_string(project().join("tests/citations/sources.toml")).unwrap();
    let mut spec = "title = \"Citations\"\naudience = \"tested\"\ntype = \"briefing\"\nlimits = { pages = 99 }\ndate = 2026-12-01\n".to_owned();
    for (at, cite) in cites.iter().enumerate() {
        spec += &format!("\n[[section]]\nheading = \"S{at}\"\nbody = \"Words.{cite}\"\n");
    }
    Fixture::small()
        .with("briefs/sources/sources.toml", &sources)
        .with("briefs/evidence/evidence.toml", SECOND_HAND)
        .with("briefs/paper.toml", &spec)
        .with(
            "briefs/audiences/tested.toml",
            &format!("extends = \"{audience}\"\nname = \"Tested\"\nstyle = \"{style}\"\n"),
        )
}

/// The citations of the workspace's paper.
fn citations(fixture: &Fixture) -> (Citations, Vec<Diagnostic>) {
    let mut loaded = load(&Workspace::at(&fixture.path("")), &[fixture.path("briefs/paper.toml")]);
    loaded.library.lock = vouched(&loaded.library);
    assert_eq!(loaded.problems, [], "{:?}", loaded.problems);
    let library = &loaded.library;
    let target = targets(library, &loaded.specs[0]).remove(0);
    let settings = Settings::default();
    let clock = Clock::read(None, None, chrono_tz::UTC);
    let (selection, found) = select(library, target, &settings, clock.now);
    assert_eq!(found, []);
    let mut memory = Memory::default();
    let verdicts = verify(library, &NoCopies, &mut memory, clock.real, 1);
    let (vouched, _) = vouch(library, selection, &verdicts);
    cite(library, &Styles::default(), &vouched, library.words("en").unwrap())
}

/// Runs as a table writes them: *italic*, and where links are looked at, [name](address).
fn written(runs: &[Run], links: bool) -> String {
    let mut text = String::new();
    let mut italic = false;
    for run in runs {
        if run.emph != italic {
            text.push('*');
            italic = run.emph;
        }
        match &run.link {
            Some(link) if links => text += &format!("[{}]({link})", run.text),
            _ => text += &run.text,
        }
    }
    if italic {
        text.push('*');
    }
    text
}

fn strings(value: &toml::Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// Holds every row of a table against what the pipeline gives; says all rows that differ.
fn table(name: &str, audience: &str, style: &str) {
    let path = project().join(format!("tests/citations/{name}.toml"));
    let table: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    let rows = table["row"].as_array().unwrap();
    assert!(rows.len() >= 20, "{name} has only {} rows", rows.len());
    let mut wrong = Vec::new();
    for row in rows {
        let cites = strings(&row["cites"]);
        let (given, found) = citations(&workspace(audience, style, &cites));
        assert_eq!(found, [], "{}", row["shows"]);
        let notes: Vec<String> = match audience {
            "press" => (0..cites.len())
                .map(|section| {
                    let at = given.at(Place::Prose { section, body: 0, cluster: 0 });
                    written(&at.attribution, true)
                })
                .collect(),
            _ => given.notes.iter().map(|note| written(&note.runs, false)).collect(),
        };
        let expected = strings(&row["notes"]);
        if notes != expected {
            wrong.push(format!("{}\n  expected {expected:#?}\n  given {notes:#?}", row["shows"]));
        }
    }
    assert!(wrong.is_empty(), "{} rows of {name} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn plain_notes_are_as_our_guide_says() {
    table("uk-notes", "uk-gov", "uk-notes");
}

#[test]
fn united_nations_notes_are_as_the_editorial_manual_says() {
    table("un-notes", "un", "un-notes");
}

#[test]
fn oscola_notes_are_as_the_guide_says() {
    table("oscola", "uk-gov", "oscola");
}

#[test]
fn the_press_is_told_in_the_sentence_who_says_so() {
    table("press", "press", "uk-notes");
}

/// Addresses that links of a PDF lead to, read from its annotations.
fn addresses(fixture: &Fixture) -> Option<BTreeSet<String>> {
    let output = std::process::Command::new("qpdf")
        .args(["--json", "--json-key=qpdf"])
        .arg(fixture.path("out/paper.pdf"))
        .output()
        .ok()?;
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut found = BTreeSet::new();
    let mut open = vec![&json];
    while let Some(value) = open.pop() {
        match value {
            serde_json::Value::Object(map) => {
                if let Some(uri) = map.get("/URI").and_then(|uri| uri.as_str()) {
                    found.insert(uri.trim_start_matches("u:").to_owned());
                }
                open.extend(map.values());
            }
            serde_json::Value::Array(list) => open.extend(list),
            _ => {}
        }
    }
    Some(found)
}

#[test]
fn the_links_of_a_paper_are_the_addresses_of_its_sources_and_no_others() {
    let cites = ["[@page]", "[@undated]", "[@nobody]", "[@news; @report]", "[@law]"];
    let cites = cites.map(str::to_owned);
    for (audience, style) in
        [("uk-gov", "uk-notes"), ("un", "un-notes"), ("uk-gov", "oscola"), ("press", "uk-notes")]
    {
        let fixture = workspace(audience, style, &cites);
        fixture.brief("build paper").exits(0);
        let Some(found) = addresses(&fixture) else {
            eprintln!("not checked: qpdf is not installed");
            return;
        };
        let expected = [
            "https://example.org/held_(2020)#top",
            "https://example.org/returns?q=%C3%A9",
            "https://xn--r8jz45g.example.org/%C3%BCber",
            "https://example.org/news",
            "https://example.org/report",
        ];
        let expected: BTreeSet<String> = expected.map(str::to_owned).into();
        assert_eq!(found, expected, "{audience} {style}");
    }
}

#[test]
fn every_style_of_the_archive_gives_notes_that_say_something() {
    let cites = ["[@law, p. 4]", "[@page]", "[@coi, para. 31]", "[@law, p. 9]"].map(str::to_owned);
    let mut tried = 0;
    let mut wrong = Vec::new();
    for style in hayagriva::archive::ArchivedStyle::all() {
        if matches!(style.get(), hayagriva::citationberg::Style::Dependent(_)) {
            continue;
        }
        let name = style.names()[0];
        let (given, found) = citations(&workspace("uk-gov", name, &cites));
        if name == "alphanumeric" {
            assert!(found[0].message.contains("labels such as"), "{found:?}");
            continue;
        }
        if !found.is_empty() {
            wrong.push(format!("{name}: {found:?}"));
            continue;
        }
        assert_eq!(given.notes.len(), 4, "{name}");
        for note in &given.notes {
            if brief::paper::plain(&note.runs).trim().chars().count() < 4 {
                wrong.push(format!("{name}: {note:?}"));
            }
        }
        // A first note names the source; a bare label, “[1]” or “(Doe 2016)”, does not.
        let first = brief::paper::plain(&given.notes[0].runs);
        let first = first.to_lowercase();
        // The processor drops the authors of these two, in the list as everywhere.
        let nameless = name.starts_with("nlm-citation-sequence");
        if (!first.contains("doe") && !nameless) || !first.contains("example") {
            wrong.push(format!("{name}: {first}"));
        }
        tried += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried > 50, "{tried}");
}

#[test]
fn a_style_of_the_workspace_is_used_and_a_hostile_one_is_refused() {
    let style = |body: &str| {
        format!(
            "<style xmlns=\"http://purl.org/net/xbiblio/csl\" version=\"1.0\" class=\"note\"><info><title>x</title>\
             <id>x</id><updated>2026-01-01T00:00:00+00:00</updated></info>{body}\
             <citation><layout><text macro=\"a\"/></layout></citation></style>"
        )
    };
    let macro_a = |inside: &str| format!("<macro name=\"a\">{inside}</macro>");
    let own = style(&macro_a("<text variable=\"title\" prefix=\"see \"/>"));
    let cites = ["[@law]".to_owned()];
    let fixture = workspace("uk-gov", "own", &cites).with("templates/csl/own.csl", &own);
    let (given, _) = citations(&fixture);
    assert_eq!(brief::paper::plain(&given.notes[0].runs), "see Law of Example.");
    for (hostile, said) in [
        (style(&macro_a("<text macro=\"a\"/>")), "`a` refers to itself"),
        (style(&macro_a(&"<group>".repeat(100_000))), "nest more than 100 deep"),
        ("<style".to_owned(), "not closed"),
    ] {
        let fixture = workspace("uk-gov", "own", &cites).with("templates/csl/own.csl", &hostile);
        fixture.brief("check paper").exits(1).says(said).says("the citation style `own`");
    }
}

#[test]
fn a_bibliography_that_never_ends_is_refused() {
    let doubling: String =
        (0..60).map(|at| format!("@string{{s{} = s{at} # s{at}}}\n", at + 1)).collect::<String>()
            + "@string{s0 = \"xx\"}\n@misc{m, title = s60}\n";
    for (bib, said) in [
        (doubling, "too large"),
        ("@string{a = a}\n@misc{m, title = a}".to_owned(), "`a` refers to itself"),
        ("@misc{m, title = {x}, crossref = {m}}".to_owned(), "`m` refers to itself"),
        (format!("@misc{{m, title = {}}}", "{".repeat(200_000)), "nest more than 500 deep"),
    ] {
        let fixture = Fixture::small().with("briefs/sources/more.bib", &bib);
        fixture.brief("check paper").exits(1).says(said).says("this file cannot be read");
    }
}
