//! `brief find` as a person uses it: filters that are misspelt, who may see what, names, counts.

use crate::fixture::{Fixture, Run};

const EVIDENCE: &str = "briefs/evidence/evidence.toml";

/// The ids of what was found, best first.
fn found(run: &Run) -> Vec<String> {
    let hits = run.objects().into_iter().filter(|object| object["type"] == "hit");
    hits.map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
}

fn find(fixture: &Fixture, args: &[&str]) -> Vec<String> {
    let all = [&["find"][..], args, &["--message-format", "json"]].concat();
    found(&fixture.run(&all))
}

#[test]
fn a_filter_that_names_nothing_is_a_mistake() {
    let fixture = Fixture::small();
    for (filter, message, help) in [
        ("--source reprot", "there is no source `reprot`", "did you mean `report`?"),
        ("--source nope", "there is no source `nope`", "the sources are: `page` and `report`"),
        ("--paper papr", "there is no paper `papr`", "did you mean `paper`?"),
        ("--topic camsp", "there is no topic `camsp`", "did you mean `camps`?"),
        ("--topic nope", "there is no topic `nope`", "the topics are: `camps` and `returns`"),
        ("--status redy", "there is no status `redy`", "did you mean `ready`?"),
        ("--status foo", "there is no status `foo`", "`draft`, `ready` and `retired`"),
        ("--handling claer", "there is no label `claer`", "did you mean `clear`?"),
        ("--audience pres", "there is no audience `pres`", "did you mean `press`?"),
        ("--kind fcat", "there is no kind `fcat`", "did you mean `fact`?"),
        ("--topic camps --topic nope", "there is no topic `nope`", "the topics are"),
    ] {
        let run = fixture.brief(&format!("find {filter}")).exits(2);
        let said = run.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(message) && said.contains(help), "{filter}: {said}");
    }
}

#[test]
fn filters_are_read_as_people_write_them() {
    let fixture = Fixture::small();
    let all = find(&fixture, &["--handling", "TLP:CLEAR"]);
    assert_eq!(all.len(), 5);
    for label in ["clear", "CLEAR", "tlp:clear", "Tlp:Clear"] {
        assert_eq!(find(&fixture, &["--handling", label]), all, "{label}");
    }
    let used = find(&fixture, &["--paper", "paper"]);
    assert!(!used.is_empty());
    for paper in ["paper.toml", "briefs/paper.toml", "Paper"] {
        assert_eq!(find(&fixture, &["--paper", paper]), used, "{paper}");
    }
    // What is there passes, though nothing fits.
    let nothing = |args: &str| fixture.brief(&format!("find {args}")).exits(1);
    assert!(nothing("--status retired").stdout.contains("Nothing passes these filters."));
    assert!(nothing("--handling amber+strict").stdout.contains("Nothing passes these filters."));
}

#[test]
fn only_what_an_audience_may_see_passes_its_filter() {
    let mut fixture = Fixture::small();
    let fact = |id: &str, more: &str| {
        format!(
            "[[fact]]\nid = \"{id}\"\ntext = \"Unicorns.\"\nsource = \"page\"\n\
             passage = \"sent back by force\"\ntopics = [\"camps\"]\n{more}\n"
        )
    };
    for (id, more) in [
        ("u-any", ""),
        ("u-un", "audiences = [\"un\"]"),
        ("u-red", "handling = \"TLP:RED\""),
        ("u-red-un", "handling = \"TLP:RED\"\naudiences = [\"un\"]"),
        ("u-later", "embargo = 2099-01-01T00:00:00Z"),
        ("u-draft", "status = \"draft\""),
    ] {
        fixture = fixture.append(EVIDENCE, &fact(id, more));
    }
    let seen = |fixture: &Fixture, audience: &str| {
        let mut ids = find(fixture, &["unicorns", "--audience", audience]);
        ids.sort();
        ids
    };
    assert_eq!(seen(&fixture, "press"), ["u-any", "u-later"]);
    assert_eq!(seen(&fixture, "un"), ["u-any", "u-later", "u-un"]);
    // A profile that is changed is heeded at once.
    let profile = "name = \"Press\"\nceiling = \"TLP:RED\"\n";
    let fixture = fixture.with("briefs/audiences/press.toml", profile);
    assert_eq!(seen(&fixture, "press"), ["u-any", "u-later", "u-red"]);
}

#[test]
fn an_item_whose_id_is_typed_comes_first() {
    let mut fixture = Fixture::small();
    for n in 0..12 {
        let fact = format!(
            "[[fact]]\nid = \"camp-population-{n}\"\ntext = \"The camp population, the camp population.\"\n\
             source = \"page\"\npassage = \"sent back by force\"\ntopics = [\"camp population\"]\n"
        );
        fixture = fixture.append(EVIDENCE, &fact);
    }
    assert_eq!(find(&fixture, &["camp-population"])[0], "camp-population");
    assert_eq!(find(&fixture, &["camp-population-7"])[0], "camp-population-7");
    assert_eq!(find(&fixture, &["camp-population", "--limit", "1"]), ["camp-population"]);
}

#[test]
fn names_are_found_and_shown_as_papers_print_them() {
    let fixture = Fixture::small().replace(
        "briefs/workspace.toml",
        "default = \"North Korea\"",
        "default = \"North Korea\"\nvariants = [\"Corea\"]",
    );
    for words in ["in North Korea", "in the Democratic People’s Republic", "in the DPRK", "Corea"]
    {
        let run = fixture.run(&["find", words]).exits(0);
        assert!(run.stdout.contains("camp-population"), "{words}: {}", run.stdout);
        assert!(run.stdout.contains("in camps in North Korea."), "{}", run.stdout);
        assert!(!run.stdout.contains("{{"), "{}", run.stdout);
        let other = run.stdout.contains("under another form of a name");
        assert_eq!(other, words != "in North Korea", "{}", run.stdout);
    }
    fixture.run(&["find", "in North Korea", "--kind", "quote"]).exits(1);
    // A name that is changed is heeded at once.
    let fixture = fixture.replace("briefs/workspace.toml", "\"North Korea\"", "\"Northland\"");
    assert_eq!(find(&fixture, &["in Northland"]), ["camp-population"]);
}

#[test]
fn the_count_says_how_much_of_what_is_shown() {
    let fixture = Fixture::small();
    let last = |args: &str| {
        let run = fixture.brief(args).exits(0);
        run.stdout.trim_end().lines().last().unwrap().to_owned()
    };
    assert_eq!(last("find --topic camps"), "5 items found.");
    assert_eq!(last("find --topic camps --limit 4"), "4 of 5 items shown; `--limit 5` shows all.");
    assert_eq!(last("find --topic camps --limit 5"), "5 items found.");
}

#[test]
fn an_index_that_cannot_be_kept_is_said_once() {
    let fixture = Fixture::small().with(".brief", "a file where the folder would be");
    let run = fixture.brief("find camps").exits(0);
    assert_eq!(run.stderr.matches("could not be kept").count(), 1, "{}", run.stderr);
    assert!(!run.stdout.contains("kept"), "{}", run.stdout);
}
