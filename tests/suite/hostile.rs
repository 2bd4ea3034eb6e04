//! Text that would like to be markup, code or a template stays text.

use proptest::prelude::*;

use crate::fixture::Fixture;

/// What Typst reads a literal of ours as, if it is one string and nothing else.
fn read_back(text: &str) -> Option<String> {
    let mut literal = String::new();
    brief::output::fill::write_string(&mut literal, text);
    let code = typst::syntax::parse_code(&literal);
    let mut children = code.children();
    let string = children.next()?.cast::<typst::syntax::ast::Str<'_>>()?;
    (children.next().is_none() && !code.diagnosis().errors).then(|| string.get().to_string())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_one_typst_string_and_reads_back(text in any::<String>()) {
        prop_assert_eq!(read_back(&text), Some(text));
    }

    #[test]
    fn any_text_of_typst_punctuation_reads_back(text in r##"["\\#\[\](){}$*_`@<>=+/~u0-9a-f\n;.-]{0,40}"##) {
        prop_assert_eq!(read_back(&text), Some(text));
    }

    #[test]
    fn any_text_is_understood_or_refused_without_panic(text in any::<String>()) {
        let _ = brief::model::text::Text::parse(&text);
    }

    #[test]
    fn any_text_of_braces_is_understood_or_refused(text in r##"[{}%#a"() ]{0,20}"##) {
        if let Ok(parsed) = brief::model::text::Text::parse(&text) {
            // Nothing is lost: the pieces put together are the text.
            let whole: String = parsed.parts.iter().map(|part| match part {
                brief::model::text::Part::Words(words) => words.clone(),
                brief::model::text::Part::Name(_) => "\u{1}".into(),
            }).collect();
            let names = parsed.names().count();
            prop_assert_eq!(whole.matches('\u{1}').count(), names);
            if names == 0 { prop_assert_eq!(whole, text); }
        }
    }
}

/// Texts in the fields a person can fill come out of the PDF as they went in.
#[test]
fn markup_and_code_in_every_field_are_printed_as_they_are() {
    let hostile = [
        "#panic(1)",
        "#import \\\"x\\\"",
        "*bold* _it_ `code`",
        "$x^2$ @ref <label>",
        "= heading",
        "- item + item",
        "//comment /* c */",
        "~ -- --- ...",
        "[link](x)",
        "\\\\u{41}",
        "}; #{",
        "a.pdf(1)[2]",
        "{a}",
        "https://example.org/x",
        "'quotes' \\\"double\\\"",
        "&amp; <b>",
    ];
    for words in hostile {
        let fixture = Fixture::small()
            .replace(
                "briefs/evidence/evidence.toml",
                "People who flee are sent back by force.",
                &format!("Fact {words} end."),
            )
            .replace(
                "briefs/evidence/evidence.toml",
                "speaker = \"Commission of Inquiry\"",
                &format!("speaker = \"Speaker {words} end\""),
            )
            .replace(
                "briefs/workspace.toml",
                "Test Trust\"\nabout",
                &format!("Trust {words} end\"\nabout"),
            )
            .replace(
                "briefs/sources/sources.toml",
                "title = \"A Page\"",
                &format!("title = \"Page {words} end\""),
            );
        fixture.brief("build paper --format pdf").exits(0);
        let Some(text) = fixture.pdf_text("out/paper.pdf") else {
            eprintln!("not checked: pdftotext is not installed");
            return;
        };
        let plain = words.replace("\\\\", "\u{0}").replace("\\\"", "\"").replace('\u{0}', "\\");
        let squeeze = |text: &str| text.split_whitespace().collect::<String>();
        let text = squeeze(&text);
        for field in ["Fact", "Speaker", "Trust"] {
            let wanted = squeeze(&format!("{field} {plain} end"));
            assert!(text.contains(&wanted), "`{wanted}` is not in {text}");
        }
    }
}

#[test]
fn control_and_direction_characters_are_dropped_with_a_finding() {
    let fixture = Fixture::small().replace(
        "briefs/evidence/evidence.toml",
        "People who flee",
        "People\\u202E\\u200B who\\u0007 flee",
    );
    fixture
        .brief("build paper --format typ")
        .exits(0)
        .says("warning[dropped-character]: the character U+202E of `returns` was left out");
    assert!(fixture.read_text("out/paper.typ").contains("People who flee are sent back"));
}

#[test]
fn a_template_reads_no_file_of_the_machine_and_no_package() {
    for code in [
        "#read(\"/etc/passwd\")",
        "#read(\"../../../../etc/passwd\")",
        "#import \"@preview/cetz:0.3.0\"",
        "#read(\"briefs/workspace.toml\")",
    ] {
        let fixture = Fixture::small().with("templates/briefing.typ.j2", code);
        fixture.brief("build paper").exits(1).says("error[typeset]");
        assert!(!fixture.has("out/paper.pdf"), "{code}");
    }
}

#[test]
fn deep_nesting_and_floods_end_in_a_message() {
    let bodies = [
        ">".repeat(50_000),
        "- ".repeat(50_000),
        "*".repeat(50_000),
        "[".repeat(50_000),
        "{{".repeat(5_000),
    ];
    for body in bodies {
        let fixture = Fixture::small().append(
            "briefs/paper.toml",
            &format!("[[section]]\nbody = \"\"\"\nx\n\n{body}\n\"\"\"\n"),
        );
        let run = fixture.brief("check paper");
        assert!((0..=1).contains(&run.code), "{}: {}", &body[..2], run.stderr);
        assert!(
            !run.stderr.contains("panicked") && !run.stderr.contains("overflow"),
            "{}",
            &body[..2]
        );
    }
}
