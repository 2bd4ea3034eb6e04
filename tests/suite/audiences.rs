//! Audiences and templates are data: a new one needs no Rust.

use crate::fixture::Fixture;

const MINISTRY: &str = r#"
name      = "Ministry of Justice"
type      = "briefing"
template  = "note"
ceiling   = "TLP:CLEAR"
numbered  = false
citations = "notes"
style     = "apa"
quotation_marks = ["„", "“"]

facts = { limit = 1 }

[[outline]]
kind = "facts"
heading = "What we know"

[[outline]]
kind = "quotes"
"#;

const TEMPLATE: &str = r##"#import "look/note.typ": *
#show: note.with({{ paper.meta }})
{% for section in paper.sections %}
#part({{ section.heading }}, {{ section.blocks }}, {{ paper.notes }})
{% endfor %}
"##;

const LOOK: &str = r##"#let note(meta, body) = {
  set document(title: meta.title, author: meta.organisation.name, description: "A note")
  set text(font: "Source Sans 3", lang: meta.lang, region: meta.region)
  title()
  [NOTE FOR #upper(meta.audience)]
  body
}
#let words(runs, notes) = for run in runs {
  if "note" in run { footnote(words(notes.at(run.note - 1).runs, notes)) } else [#run.text]
}
#let part(head, blocks, notes) = {
  if head != none { heading(head) }
  for block in blocks { par(words(block.runs, notes)) }
}
"##;

#[test]
fn one_more_audience_and_one_more_template_by_toml_and_typst_alone() {
    let fixture = Fixture::small()
        .with("briefs/audiences/ministry.toml", MINISTRY)
        .with("templates/note.typ.j2", TEMPLATE)
        .with("templates/look/note.typ", LOOK)
        .replace("briefs/workspace.toml", "raised_by = [", "raised_by = [\"ministry\", ")
        .with(
            "briefs/note.toml",
            "title = \"Camps\"\naudience = \"ministry\"\ndate = 2026-12-01\n",
        );
    fixture.brief("build note --format pdf,typ").exits(0);
    let typ = fixture.read_text("out/note.typ");
    assert!(typ.contains("What we know") && typ.contains("„a State"), "{typ}");
    if let Some(text) = fixture.pdf_text("out/note.pdf") {
        assert!(text.contains("NOTE FOR MINISTRY OF JUSTICE"), "{text}");
        assert!(
            text.contains("Institute. (2014). A Report on Camps"),
            "the note is cited in APA: {text}"
        );
    }
}

#[test]
fn a_workspace_changes_a_built_in_audience() {
    let fixture = Fixture::small().with(
        "briefs/audiences/uk-gov.toml",
        "extends = \"uk-gov\"\nname = \"HM Government\"\nquotes = { limit = 0 }\n",
    );
    fixture.brief("build paper --format typ").exits(0);
    let typ = fixture.read_text("out/paper.typ");
    assert!(typ.contains("HM Government") && !typ.contains("does not have any parallel"), "{typ}");
}

#[test]
fn names_are_written_as_the_audience_writes_them() {
    let fixture = Fixture::small();
    fixture.brief("build paper --format typ").exits(0);
    assert!(fixture.read_text("out/paper.typ").contains("camps in North Korea."));
    let fixture = Fixture::small().replace("briefs/paper.toml", "\"uk-gov\"", "\"un\"");
    fixture.brief("build paper --format typ").exits(0);
    let typ = fixture.read_text("out/paper.typ");
    assert!(
        typ.contains("Camps in the Democratic People’s Republic of Korea"),
        "the title in full"
    );
    assert!(
        typ.contains("in the Democratic People’s Republic of Korea (DPRK)."),
        "full at first mention"
    );
    assert!(typ.contains("Government of the DPRK"), "short afterwards");
}

#[test]
fn each_audience_cites_in_its_own_form() {
    let cited = |audience: &str| {
        let fixture =
            Fixture::small().replace("briefs/paper.toml", "\"uk-gov\"", &format!("\"{audience}\""));
        fixture.brief("build paper --format pdf,typ").exits(0);
        (fixture.read_text("out/paper.typ"), fixture)
    };
    let (uk, fixture) = cited("uk-gov");
    assert!(uk.contains("Institute, ") && uk.contains(", 17 February 2014, p 4"), "{uk}");
    assert!(uk.contains("quoted in "), "{uk}");
    let pdf = fixture.pdf_bytes("out/paper.pdf");
    assert!(crate::fixture::holds(&pdf, b"/URI"), "citations are links");
    let (un, _) = cited("un");
    assert!(un.contains(". Available at ") && un.contains("p. 4"), "{un}");
    let (press, fixture) = cited("press");
    assert!(!press.contains("\"note\":1"), "the press has no notes");
    if let Some(text) = fixture.pdf_text("out/paper.pdf") {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            text.contains("Commission of Inquiry, as quoted by the Newspaper: “a State"),
            "{text}"
        );
        assert!(text.contains("sent back by force, according to the Newspaper."), "{text}");
        assert!(text.contains("In 2013 the Institute estimated"), "named already: {text}");
        assert!(!text.contains("according to Institute"), "{text}");
    }
}

#[test]
fn two_to_five_authors_are_named_as_they_should_be() {
    let cited = |audience: &str, authors: &str| {
        let fixture = Fixture::small()
            .replace(
                "briefs/sources/sources.toml",
                "author = \"Institute\"",
                &format!("author = [{authors}]"),
            )
            .replace("briefs/paper.toml", "\"uk-gov\"", &format!("\"{audience}\""));
        fixture.brief("build paper --format typ").exits(0);
        fixture.read_text("out/paper.typ")
    };
    for audience in ["uk-gov", "un"] {
        assert!(
            cited(audience, "\"A, Ann\", \"B, Ben\"").contains("Ann A and Ben B"),
            "{audience}"
        );
        assert!(
            cited(audience, "\"A, Ann\", \"B, Ben\", \"C, Cy\"").contains("Ann A, Ben B and Cy C"),
            "{audience}"
        );
        let four = cited(audience, "\"A, Ann\", \"B, Ben\", \"C, Cy\", \"D, Di\"");
        assert!(four.contains("Ann A and others"), "{audience}: {four}");
    }
}

#[test]
fn the_press_names_every_source_and_nobody_by_a_part_of_a_name() {
    let fixture = Fixture::small()
        .replace("briefs/paper.toml", "\"uk-gov\"", "\"press\"")
        .replace(
            "briefs/paper.toml",
            "held there.[@camp-population]",
            "held there.[@camp-population; @returns]",
        )
        .replace("briefs/sources/sources.toml", "\"the Newspaper\"", "\"CUNY News\"")
        .replace(
            "briefs/evidence/evidence.toml",
            "speaker = \"Commission of Inquiry\"",
            "speaker = \"UN\"",
        )
        .replace(
            "briefs/evidence/evidence.toml",
            "{ name = \"Commission of Inquiry\", source = \"report\" }",
            "{ name = \"UN\" }",
        );
    fixture.brief("build paper").exits(0);
    let Some(text) = fixture.pdf_text("out/paper.pdf") else { return };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("(Institute and CUNY News)"), "{text}");
    assert!(text.contains("UN, as quoted by CUNY News: “a State"), "{text}");
}

#[test]
fn names_get_their_capital_at_a_sentence_only() {
    let fixture = Fixture::small().replace("briefs/paper.toml", "\"uk-gov\"", "\"un\"").replace(
        "briefs/paper.toml",
        "People",
        "{{ dprk }} holds, e.g. {{ dprk }}: {{ dprk }}. {{ dprk }} too. People",
    );
    fixture.brief("build paper --format pdf").exits(0);
    let Some(text) = fixture.pdf_text("out/paper.pdf") else { return };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains("The Democratic People’s Republic of Korea (DPRK) holds, e.g. the DPRK: the DPRK. The DPRK too."),
        "{text}"
    );
}

#[test]
fn items_in_lines_answers_and_lists_stand_within_the_text() {
    let fixture = Fixture::small().append(
        "briefs/paper.toml",
        "[meeting]\nwith = \"Office\"\nwhen = 2026-12-03T15:00:00\nobjectives = [\"They answer.\"]\nlines = [\"{{ fact(\\\"returns\\\") }}\", \"{{ quote(\\\"no-parallel\\\") }}\"]\n",
    );
    let fixture =
        fixture.replace("briefs/paper.toml", "People", "- {{ fact(\"returns\") }}\n\nPeople");
    fixture.brief("build paper --format pdf").exits(0);
}

#[test]
fn a_quotation_asked_for_as_a_fact_is_an_error() {
    for (old, new) in [("fact", "no-parallel"), ("quote", "returns")] {
        let fixture = Fixture::small().replace(
            "briefs/paper.toml",
            "People",
            &format!("So {{{{ {old}(\"{new}\") }}}} and people"),
        );
        fixture.brief("build paper").exits(1).says("would mislead");
    }
}

#[test]
fn sections_that_name_items_get_them_and_limits_count_what_is_placed() {
    let fixture = Fixture::small()
        .replace("briefs/paper.toml", "[[section]]\nkind = \"facts\"\n", "[[section]]\nkind = \"facts\"\n\n[[section]]\nkind = \"facts\"\nheading = \"Second\"\nselect = { require = [\"returns\"] }\n");
    fixture.brief("build paper --format typ").exits(0);
    let typ = fixture.read_text("out/paper.typ");
    let second = typ.find("\"Second\"").expect("the section that names its item is there");
    assert!(typ[second..].contains("People who flee"));
    let fixture = Fixture::small()
        .replace(
            "briefs/paper.toml",
            "[[section]]\nkind = \"facts\"\n",
            "[[section]]\nkind = \"facts\"\nselect = { topics = [\"returns\"] }\n",
        )
        .replace("briefs/paper.toml", "require = [\"camp-population\"]", "facts = { limit = 1 }");
    fixture.brief("build paper --format typ").exits(0);
    assert!(fixture.read_text("out/paper.typ").contains("People who flee"));
}
