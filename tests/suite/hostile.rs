//! Text that would like to be markup, code or a template stays text.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::fields;
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

/// Every string of a table in every field: printed as it is, or refused by name, and the structure of
/// the papers is that of papers with common words in them.
#[test]
fn hostile_text_in_every_field_is_printed_or_refused_by_name() {
    if !has_tools() {
        return;
    }
    let groups: BTreeMap<String, Vec<String>> =
        toml::from_str(include_str!("../hostile/strings.toml")).unwrap();
    let strings: Vec<(&str, &str)> = groups
        .iter()
        .flat_map(|(group, of)| of.iter().map(move |text| (group.as_str(), text.as_str())))
        .collect();
    // `BRIEF_HOSTILE_GROUP` looks at one group alone.
    let only = std::env::var("BRIEF_HOSTILE_GROUP").ok();
    assert!(strings.len() >= 300, "only {} strings", strings.len());
    let common = common_structure();
    let counted: Mutex<BTreeMap<&str, (usize, usize)>> = Mutex::default();
    let wrong: Mutex<Vec<String>> = Mutex::default();
    let next = AtomicUsize::new(0);
    let work = || {
        let folder = tempfile::tempdir().unwrap();
        while let Some((group, text)) = strings.get(next.fetch_add(1, Ordering::Relaxed)) {
            if only.as_ref().is_some_and(|only| only != group) {
                continue;
            }
            match fields::check(folder.path(), &|_| (*text).to_owned()) {
                Ok(outcome) => {
                    let mut counted = counted.lock().unwrap();
                    let (printed, refused) = counted.entry(group).or_default();
                    *printed += outcome.printed;
                    *refused += outcome.refused;
                    if outcome.structure != common {
                        wrong
                            .lock()
                            .unwrap()
                            .push(format!("{group}: {text:?} changed the structure"));
                    }
                }
                Err(problem) => wrong.lock().unwrap().push(format!("{group}: {text:?}: {problem}")),
            }
        }
    };
    in_two_threads(&work);
    let counted = counted.into_inner().unwrap();
    for (group, (printed, refused)) in &counted {
        println!("{group:24} {printed:6} printed {refused:6} refused");
    }
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The marks that texts are known by on a page may stand in a text.
#[test]
fn a_text_that_holds_its_own_marks_is_read_back() {
    if !has_tools() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let text = |field: &fields::Field| format!("F7K{0}b Z{0} c", &field.name[1..]);
    let outcome = fields::check(folder.path(), &text).unwrap();
    // So may what looks like the number of a character: refused, it is still known by its line.
    fields::check(folder.path(), &|_| "NU+b, K".to_owned()).unwrap();
    // An address has no blanks, a figure no letters, and so on.
    assert!(outcome.printed > 45 && outcome.refused < 10, "{outcome:?}");
}

/// Its lines are broken one after another: to weigh them all took the square of its length.
#[test]
fn a_paragraph_of_more_than_a_page_is_not_weighed_as_a_whole() {
    let filled = |times: usize| {
        let body = "DROP TABLE x; --".repeat(times);
        let section = format!("[[section]]\nheading = \"Prose\"\nbody = \"{body}\"\n");
        let fixture = Fixture::small().append("briefs/paper.toml", &section);
        fixture.brief("build paper --draft --format typ").exits(0);
        fixture.read_text("out/paper.typ")
    };
    assert!(filled(300).contains("\"long_paragraphs\":true"));
    assert!(filled(200).contains("\"long_paragraphs\":false"));
}

/// Random text does the same. `BRIEF_HOSTILE_SECONDS=3600` goes on for that long, with other texts each time.
#[test]
fn random_text_in_every_field_is_printed_or_refused_by_name() {
    if !has_tools() {
        return;
    }
    let seconds = std::env::var("BRIEF_HOSTILE_SECONDS").ok().and_then(|text| text.parse().ok());
    let begun = std::time::Instant::now();
    let common = common_structure();
    // The same texts in every run of the suite; others in a long one.
    let mut runner = match seconds {
        None => TestRunner::deterministic(),
        Some(_) => TestRunner::default(),
    };
    let folder = tempfile::tempdir().unwrap();
    let (mut cases, mut printed, mut refused) = (0, 0, 0);
    loop {
        let texts: Vec<String> = prop::collection::vec(hostile_text(), fields::fields().len())
            .new_tree(&mut runner)
            .unwrap()
            .current();
        let at = |field: &fields::Field| {
            let at = fields::fields().iter().position(|other| other == field).unwrap();
            texts[at].clone()
        };
        match fields::check(folder.path(), &at) {
            Ok(outcome) => {
                printed += outcome.printed;
                refused += outcome.refused;
                assert_eq!(outcome.structure, common, "{texts:?} changed the structure");
            }
            Err(problem) => panic!("{problem}\nof {texts:?}"),
        }
        cases += 1;
        let more = seconds.map_or(cases < 25, |seconds: u64| begun.elapsed().as_secs() < seconds);
        if !more {
            break;
        }
    }
    println!("{cases} workspaces, {printed} texts printed, {refused} refused");
}

/// Text of characters that fonts have, with some that none has.
fn hostile_text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => r##"[ -~]{1,60}"##,
        2 => r##"[\\#\[\](){}$*_`@<>=+/~u0-9a-f;.,:'"-]{1,40}"##,
        2 => r##"[a-zA-Zà-ÿА-я가-힣“”‘’–—… ]{1,60}"##,
        1 => r##"[\u{0}-\u{9f}\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2060}-\u{206f}a-z ]{1,20}"##,
        1 => any::<String>().prop_map(|text| text.chars().take(30).collect()),
    ]
    .prop_filter("a field that is there holds something", |text| !text.trim().is_empty())
}

fn common_structure() -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    fields::check(folder.path(), &|_| "words".to_owned()).unwrap().structure
}

fn has_tools() -> bool {
    let has = std::process::Command::new("pdftotext").arg("-v").output().is_ok();
    if !has {
        assert!(std::env::var_os("BRIEF_TEST_ALL").is_none());
        eprintln!("not checked: pdftotext is not installed");
    }
    has
}

fn in_two_threads(work: &(dyn Fn() + Sync)) {
    std::thread::scope(|scope| {
        for _ in 0..2 {
            let worker = std::thread::Builder::new().stack_size(64 << 20);
            worker.spawn_scoped(scope, work).unwrap();
        }
    });
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
