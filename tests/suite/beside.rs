//! Drafts: each finding stands beside what it is about.

use crate::fixture::Fixture;

/// The draft of the small workspace's paper, with a body in place of its own.
fn draft(fixture: &Fixture, stem: &str) -> String {
    let run = fixture.brief("build paper --draft --format pdf,typ").exits(0);
    assert!(!run.stderr.contains("typst"), "{}", run.stderr);
    fixture.read_text(&format!("out/{stem}.typ"))
}

fn with_body(body: &str) -> Fixture {
    let own = "People are held there.[@camp-population]";
    Fixture::small().replace("briefs/paper.toml", own, body)
}

/// Fails the test unless each of `words` stands after the one before it.
#[track_caller]
fn in_order(text: &str, words: &[&str]) {
    let mut at = 0;
    for word in words {
        let found = text[at..].find(word);
        assert!(found.is_some(), "`{word}` does not follow in\n{}", &text[at..]);
        at += found.unwrap() + word.len();
    }
}

/// What is said before the first section.
fn head(typ: &str) -> &str {
    &typ[..typ.find("#masthead(paper)").unwrap()]
}

#[test]
fn a_finding_in_prose_stands_beside_its_paragraph_not_at_the_head() {
    let fixture = with_body(
        "First of them.[@camp-population]\n\nThe second was closed last week.\n\n- A point.\n- A point of which last month told.\n\nThe end.",
    );
    let typ = draft(&fixture, "paper");
    in_order(
        &typ,
        &[
            "The second was",
            "`last week` says no date",
            "A point.",
            "A point of which",
            "`last month` says no date",
            "The end.",
        ],
    );
    assert!(!head(&typ).contains("says no date"), "{}", head(&typ));
    assert_eq!(typ.matches("says no date").count(), 2, "{typ}");
}

#[test]
fn a_finding_in_a_heading_stands_below_it() {
    let fixture =
        with_body("## What last month brought\n\nPeople are held there.[@camp-population]")
            .replace(
                "briefs/paper.toml",
                "heading = \"Background\"",
                "heading = \"What happened last year\"",
            );
    let typ = draft(&fixture, "paper");
    in_order(
        &typ,
        &[
            "What happened last year",
            "`last year` says no date",
            "What last month brought",
            "`last month` says no date",
            "People are held",
        ],
    );
    assert!(!head(&typ).contains("says no date"), "{}", head(&typ));
}

#[test]
fn a_finding_on_a_source_stands_where_it_is_cited_first() {
    let fixture = with_body("One.\n\nTwo [@page].\n\nThree.").replace(
        "briefs/sources/sources.toml",
        "title = \"A Page\"",
        "title = \"A Page\"\nurl = \"https://bit.ly/3xYz\"",
    );
    let typ = draft(&fixture, "paper");
    in_order(&typ, &["Two", "`page` has a shortened address", "Three."]);
    assert!(!head(&typ).contains("shortened"), "{}", head(&typ));
}

#[test]
fn a_finding_in_an_answer_stands_below_it_in_the_pack() {
    let fixture = Fixture::small().append(
        "briefs/paper.toml",
        "[meeting]\nwith = \"Officials\"\nwhen = 2026-12-03T15:00:00\nplace = \"London\"\nobjectives = [\"They say by 29 January 2027 what they do.\"]\nlines = [\"A line.\", \"It was said last week.\"]\nquestions = [{ q = \"Why?\", a = \"It was closed yesterday.\" }]\n",
    );
    let typ = draft(&fixture, "paper-internal");
    in_order(&typ, &["It was said", "`last week` says no date"]);
    in_order(&typ, &["It was closed", "`yesterday` says no date"]);
    assert!(!head(&typ).contains("says no date"), "{}", head(&typ));
}

#[test]
fn a_finding_on_the_title_stands_at_the_head() {
    let fixture = Fixture::small().replace(
        "briefs/paper.toml",
        "title = \"Camps in {{ dprk }}\"",
        "title = \"Camps in {{ dprk }} last year\"",
    );
    let typ = draft(&fixture, "paper");
    assert!(head(&typ).contains("`last year` says no date"), "{typ}");
}

/// The gist names what is asked in one order, and the list keeps to it, whatever ranks higher.
#[test]
fn recommendations_stand_in_the_order_in_which_the_gist_names_them() {
    let more = r#"
[[recommendation]]
id = "press-china"
text = "Press China to end returns by June 2027."
addressee = "uk-gov"
supported_by = ["camp-population"]
source = "report"
passage = "press China"
topics = ["camps"]
priority = 99
"#;
    let fixture = Fixture::small()
        .append("briefs/evidence/evidence.toml", more)
        .replace(
            "briefs/paper.toml",
            "[[section]]\nheading = \"Background\"",
            "[[section]]\nkind = \"in-brief\"\nbody = \"We ask for sanctions and for pressure on China [@sanctions; @press-china].\"\n\n[[section]]\nheading = \"Background\"",
        );
    fixture.brief("build paper --format typ").exits(0);
    in_order(&fixture.read_text("out/paper.typ"), &["Extend targeted", "Press China"]);
    let without = fixture.replace("briefs/paper.toml", " [@sanctions; @press-china]", "");
    without.brief("build paper --format typ").exits(0);
    in_order(&without.read_text("out/paper.typ"), &["Press China", "Extend targeted"]);
}
