//! What is said to people: once, with the figures and words it is about, and with one thing to do that fits.

use crate::fixture::Fixture;

const EVIDENCE: &str = "briefs/evidence/evidence.toml";
const SPEC: &str = "briefs/paper.toml";

/// The small workspace with more evidence.
fn with_evidence(more: &str) -> Fixture {
    Fixture::small().append(EVIDENCE, more)
}

fn measured(id: &str, number: &str, as_of: &str) -> String {
    format!(
        "[[fact]]\nid = \"{id}\"\ntext = \"In {as_of} the count was {number} people.\"\nsource = \"report\"\n\
         passage = \"the count of {as_of} was {number} people\"\nas_of = {as_of}\ntopics = [\"camps\"]\nmeasure = \"m\"\n\
         figure = {{ value = {}, unit = \"people\" }}\n",
        number.replace(',', "_")
    )
}

#[test]
fn words_that_two_checks_find_are_spoken_of_once() {
    let fixture = Fixture::small()
        .append(SPEC, "[[section]]\nheading = \"More\"\nbody = \"The KWXQ said so.\"\n");
    let run = fixture.brief("check paper").exits(0);
    assert!(run.stderr.contains("warning[house-style]"), "{}", run.stderr);
    assert!(!run.stderr.contains("unsupported-prose"), "{}", run.stderr);
    assert!(run.stderr.contains("1 more finding of paper says the same"), "{}", run.stderr);
    let github = fixture.brief("check paper --message-format github").exits(0).stdout;
    assert_eq!(github.lines().filter(|line| line.contains("KWXQ")).count(), 1, "{github}");
    // Programs are told all.
    let json = fixture.brief("check paper --message-format json").exits(0).stdout;
    assert!(json.contains("\"unsupported-prose\"") && json.contains("\"house-style\""), "{json}");
}

#[test]
fn audiences_are_spoken_of_as_people_speak_of_them() {
    let label = |audience: &str| {
        Fixture::small().replace(
            SPEC,
            "audience = \"uk-gov\"",
            &format!("audience = \"{audience}\"\nhandling = \"TLP:RED\""),
        )
    };
    label("uk-gov").brief("check paper").exits(1).says("above what the UK government may see");
    label("un").brief("check paper").exits(1).says("above what the United Nations may see");
    label("press").brief("check paper").exits(1).says("above what the press may see");
    let own = |keys: &str| {
        label("board").with(
            "briefs/audiences/board.toml",
            &format!("extends = \"un\"\nname = \"Board\"\n{keys}"),
        )
    };
    own("").brief("check paper").exits(1).says("above what Board may see");
    own("in_a_sentence = \"our board\"\n")
        .brief("check paper")
        .exits(1)
        .says("above what our board may see");
}

#[test]
fn figures_that_contradict_each_other_are_given_with_dates_and_sources() {
    let all = measured("m1", "1,000", "2024") + &measured("m2", "2,000", "2024");
    let run = with_evidence(&all).brief("check paper --message-format json").exits(1);
    let found = run.objects().into_iter().find(|it| it["check"] == "conflicting-figures").unwrap();
    let said = found["message"].as_str().unwrap();
    assert!(
        said.contains("1,000 people (2024, ") && said.contains("2,000 people (2024, "),
        "{said}"
    );
    let run = with_evidence(&all).brief("check paper").exits(1);
    let message = run.stderr.split("\n\n").find(|it| it.contains("[conflicting-figures]")).unwrap();
    assert!(message.contains("text = \"In 2024 the count was 1,000 people.\""), "{message}");
    assert!(message.contains("^^^^^^^^^^^^ 1,000"), "the figure is underlined: {message}");
}

#[test]
fn a_stale_figure_is_underlined_itself() {
    let fixture = Fixture::small().replace(
        EVIDENCE,
        "id = \"camp-population\"\n",
        "id = \"camp-population\"\nreview_by = 2020-01-01\n",
    );
    let run = fixture.brief("check paper").exits(0);
    let message = run.stderr.split("\n\n").find(|it| it.contains("[stale]")).unwrap();
    let marked = message.lines().find(|line| line.contains('^')).unwrap();
    assert_eq!(marked.matches('^').count(), "80,000 to 120,000 people".len(), "{message}");
}

#[test]
fn status_names_an_item_once_with_its_sources_under_it() {
    let fixture = with_evidence(
        "[[fact]]\nid = \"several\"\ntext = \"It is so.\"\ntopics = [\"camps\"]\nsource = [\n\
         { source = \"report\", passage = \"so it is in the report\" },\n\
         { source = \"page\", passage = \"so it is on the page\" },\n\
         { source = \"page\", passage = \"and so it is elsewhere on the page\" },\n]\n",
    );
    let told = fixture.brief("status").stdout;
    assert_eq!(told.matches("several").count(), 1, "{told}");
    let at = told.lines().position(|line| line.starts_with("several ")).unwrap();
    let lines: Vec<&str> = told.lines().skip(at).take(2).collect();
    let of_page = lines.iter().find(|line| line.contains(" page ")).unwrap();
    assert!(of_page.contains("2 passages, "), "{told}");
    assert!(lines.iter().any(|line| line.contains(" report ")), "{told}");
}

#[test]
fn status_lists_overrides_apart_and_breaks_their_lines() {
    let reason = "The estimate is the latest whose maker is known. ".repeat(6);
    let fixture = Fixture::small().append(
        SPEC,
        &format!(
            "[[allow]]\ncheck = \"stale\"\nitem = \"camp-population\"\nby = \"Head of Desk\"\nreason = \"{}\"\non = 2026-11-20\n",
            reason.trim()
        ),
    );
    let told = fixture.brief("status paper").stdout;
    let block = told.split("overrides of paper\n").nth(1).unwrap();
    assert!(block.starts_with("  stale for camp-population\n      The estimate"), "{told}");
    assert!(block.contains("\n      Head of Desk, 2026-11-20\n"), "{told}");
    assert!(told.lines().all(|line| line.chars().count() <= 120), "{told}");
}

#[test]
fn the_matrix_says_what_its_marks_mean() {
    let fixture = Fixture::small().replace(SPEC, "[select]", "[select]\nfacts = { limit = 1 }").append(
        EVIDENCE,
        "[[fact]]\nid = \"closed\"\ntext = \"Closed.\"\nsource = \"page\"\npassage = \"closed to others\"\nhandling = \"TLP:RED\"\n",
    );
    let told = fixture.brief("status --matrix").exits(0).stdout;
    assert!(told.contains("– ranked 2, 1 fit"), "{told}");
    for words in [
        "a name  it is in the paper",
        "✗       this audience must not see it",
        "ranked 12, 8 fit: it came 12th",
    ] {
        assert!(told.contains(words), "{words}\n{told}");
    }
    assert!(!told.contains("addressee:"), "what is not there needs no explanation: {told}");
}

#[test]
fn fix_says_which_words_became_which() {
    let fact = |id: &str| {
        format!(
            "[[fact]]\nid = \"{id}\"\ntext = \"They organize it here.\"\nsource = \"page\"\npassage = \"they organize it\"\ntopics = [\"camps\"]\n"
        )
    };
    let facts: String = ["o1", "o2", "o3"].map(fact).concat();
    let told = with_evidence(&facts).brief("check paper --fix").stdout;
    let line = told.lines().find(|line| line.starts_with("mended")).unwrap();
    assert!(line.starts_with("mended     briefs/evidence/evidence.toml:"), "{told}");
    assert!(line.contains("  `organize` → `organise`, also on lines "), "{told}");
    assert!(told.contains("3 places in 1 file"), "{told}");
    let json = with_evidence(&facts).brief("check paper --fix --message-format json").objects();
    let fixes: Vec<_> = json.iter().filter(|object| object["type"] == "fix").collect();
    assert_eq!(fixes.len(), 3);
    assert_eq!((&fixes[0]["old"], &fixes[0]["new"]), (&"organize".into(), &"organise".into()));
}

/// A fact with two figures its passage has not, and an override of one of them.
fn two_wrong_figures(text: &str) -> Fixture {
    with_evidence(
        "[[fact]]\nid = \"two\"\ntext = \"He gave 300 coins and 400 books.\"\nsource = \"page\"\npassage = \"he gave coins and books\"\ntopics = [\"camps\"]\n",
    )
    .append(
        SPEC,
        &format!("[[allow]]\ncheck = \"figure-mismatch\"\nitem = \"two\"\n{text}by = \"Head\"\nreason = \"Counted by us.\"\non = 2026-11-20\n"),
    )
}

#[test]
fn an_override_of_some_words_lifts_what_is_said_of_those_alone() {
    two_wrong_figures("text = \"300 coins\"\n")
        .brief("check paper --as-of 2026-12-01")
        .exits(1)
        .says("error[figure-mismatch]: in fact `two`, the figure `400 books` is not in the passage")
        .says("1 error");
    let other =
        two_wrong_figures("text = \"30\"\n").brief("check paper --as-of 2026-12-01").exits(1);
    other
        .says("warning[unused-allow]: this override lifts nothing about `30`")
        .says("2 errors, 1 warning");
}

#[test]
fn an_override_that_lifts_more_than_one_finding_says_so() {
    let run = two_wrong_figures("").brief("check paper --as-of 2026-12-01").exits(0);
    let run = run.says("note[allow]: this override lifts 2 findings of `figure-mismatch` at `two`");
    run.says("`text = \"300 coins\"` lifts that one alone");
}

#[test]
fn the_example_of_an_override_ends() {
    let told = Fixture::empty().brief("check --explain stale").exits(0).stdout;
    assert!(told.contains("\n  until  = 2027-03-01"), "{told}");
}

#[test]
fn of_two_that_say_the_same_the_one_that_may_go_is_named() {
    let twin = "[[fact]]\nid = \"TWIN\"\ntext = \"People who flee are sent back by force.\"\nsource = \"page\"\npassage = \"sent back by force\"\ntopics = [\"camps\"]\n";
    let fixture = |id: &str, require: &str| {
        with_evidence(&twin.replace("TWIN", id)).replace(
            SPEC,
            "require = [\"camp-population\"]",
            &format!("require = [\"camp-population\"{require}]"),
        )
    };
    fixture("twin", "").brief("check paper").exits(1).says("`exclude = [\"twin\"]`");
    fixture("twin", ", \"twin\"")
        .brief("check paper")
        .exits(1)
        .says("the spec requires `twin`: retire `returns`, or leave it out of this paper: `exclude")
        .says("[\"returns\"]`");
    fixture("twin", ", \"twin\", \"returns\"")
        .brief("check paper")
        .exits(1)
        .says("the spec requires both");
}
