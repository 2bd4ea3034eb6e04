use std::sync::Arc;

use proptest::prelude::*;

use super::super::{Allowed, File};
use super::*;

const RULES: [Check; 2] = [
    Check {
        name: "stale",
        level: Level::Warning,
        finds: "an item past its `review_by`",
        reason: "what was true may not be so any more",
        example: "an estimate of 2013",
        help: "look for a newer figure",
    },
    Check {
        name: "relative-date",
        level: Level::Error,
        finds: "“last year” outside a quotation",
        reason: "it was right on another day",
        example: "“Last week the court sentenced two men.”",
        help: "write the date",
    },
];

fn file(text: &str) -> Arc<File> {
    File::new("briefs/evidence/camps.toml", text)
}

fn run(findings: &[Diagnostic]) -> Value {
    sarif(findings, &RULES, "0.1.0").pointer("/runs/0").unwrap().clone()
}

fn result(finding: Diagnostic) -> Value {
    run(&[finding]).pointer("/results/0").unwrap().clone()
}

fn fingerprints(findings: &[Diagnostic]) -> Vec<String> {
    let run = run(findings);
    let results = run["results"].as_array().unwrap();
    let print =
        |result: &Value| result["partialFingerprints"][FINGERPRINT].as_str().unwrap().into();
    results.iter().map(print).collect()
}

fn date(text: &str, words: &str) -> Diagnostic {
    let file = file(text);
    let span = Span::new(&file, 0..text.len()).find(words);
    Diagnostic::error("relative-date", format!("`{words}` is no date")).at(&span).item("camps")
}

#[test]
fn a_finding_has_its_rule_place_and_words() {
    let found = result(date("é = 1\ntext = \"北朝鮮: last year\"\n", "last year"));
    assert_eq!(found["ruleId"], "relative-date");
    assert_eq!(found["ruleIndex"], 1);
    assert_eq!(found["level"], "error");
    assert_eq!(found["message"]["text"], "`last year` is no date.");
    let place = &found["locations"][0]["physicalLocation"];
    assert_eq!(
        place["artifactLocation"],
        json!({ "uri": "briefs/evidence/camps.toml", "uriBaseId": "%SRCROOT%" })
    );
    assert_eq!(
        place["region"],
        json!({
            "startLine": 2, "startColumn": 14, "endLine": 2, "endColumn": 23,
            "snippet": { "text": "last year" },
        })
    );
    assert_eq!(found["suppressions"], json!([]));
}

#[test]
fn paths_are_uri_references() {
    let file = File::new("briefs/Größe #1: 50%?.toml", "x");
    let found = result(Diagnostic::error("stale", "old").at(&Span::new(&file, 0..1)));
    assert_eq!(
        found.pointer("/locations/0/physicalLocation/artifactLocation/uri").unwrap(),
        "briefs/Gr%C3%B6%C3%9Fe%20%231%3A%2050%25%3F.toml"
    );
}

#[test]
fn a_whole_file_has_no_region_and_a_hash_for_github() {
    let found = result(Diagnostic::error("stale", "old").at(&Span::whole(&file("text"))));
    let place = found.pointer("/locations/0/physicalLocation").unwrap();
    assert!(place.get("region").is_none());
    let prints = &found["partialFingerprints"];
    assert_eq!(prints["primaryLocationLineHash"], prints[FINGERPRINT]);
    let placed = result(date("last year", "last year"));
    assert!(placed["partialFingerprints"].get("primaryLocationLineHash").is_none());
}

#[test]
fn what_has_no_place_stands_at_its_paper() {
    let uri = |found: &Value| {
        found.pointer("/locations/0/physicalLocation/artifactLocation/uri").unwrap().clone()
    };
    let mut finding = Diagnostic::error("incomplete", "no date");
    assert_eq!(uri(&result(finding.clone())), "briefs");
    finding.brief = Some("uk-gov".into());
    let found = result(finding.item("camps"));
    assert_eq!(uri(&found), "briefs/uk-gov.toml");
    assert_eq!(
        found.pointer("/locations/0/logicalLocations/0/fullyQualifiedName").unwrap(),
        "uk-gov/camps"
    );
}

#[test]
fn a_message_begins_with_what_is_wrong_and_links_what_belongs_to_it() {
    let here = file("one two");
    let found = result(
        Diagnostic::warning("stale", "did you mean `{{ dprk }}`?")
            .at(&Span::new(&here, 0..3))
            .also(&Span::new(&here, 4..7), "the [other] one")
            .why("it is old")
            .help("write another.")
            .detail("a library's words"),
    );
    assert_eq!(
        found["message"]["text"],
        "did you mean `{{{{ dprk }}}}`?\n\nWhy it matters: it is old.\n\nWhat to do: write another.\n\n\
         See also: [the \\[other\\] one](1)."
    );
    assert_eq!(found.pointer("/relatedLocations/0/id").unwrap(), 1);
    assert_eq!(found.pointer("/relatedLocations/0/message/text").unwrap(), "the [other] one");
    assert_eq!(
        found.pointer("/relatedLocations/0/physicalLocation/region/startColumn").unwrap(),
        5
    );
    assert_eq!(found["properties"]["detail"], "a library's words");
    assert_eq!(found["properties"]["why"], "it is old");
}

#[test]
fn fingerprints_stay_when_lines_move() {
    let before = fingerprints(&[date("text = \"last year\"", "last year")]);
    let after = fingerprints(&[date("# a comment\n\n  text = \"only last year\"", "last year")]);
    assert_eq!(before, after);
    let other = fingerprints(&[date("text = \"last week\"", "last week")]);
    assert_ne!(before, other);
}

#[test]
fn fingerprints_tell_like_findings_apart() {
    let one = date("last year", "last year");
    let prints = fingerprints(&[one.clone(), one.clone(), one.clone().item("other")]);
    assert!(prints[0].ends_with(":1") && prints[1].ends_with(":2") && prints[2].ends_with(":1"));
    assert_eq!(prints[0].len(), 64 + 2);
    // Parts do not run together.
    let mut ab = Diagnostic::error("stale", "");
    ab.brief = Some("ab".into());
    let mut a = Diagnostic::error("stale", "").item("b");
    a.brief = Some("a".into());
    let prints = fingerprints(&[ab, a]);
    assert_ne!(prints[0], prints[1]);
}

#[test]
fn what_readers_must_not_see_is_neither_shown_nor_hashed() {
    let found = result(date("a Kim B", "Kim").confidential());
    assert!(found.pointer("/locations/0/physicalLocation/region/snippet").is_none());
    assert_eq!(
        fingerprints(&[date("a Kim B", "Kim").confidential()]),
        fingerprints(&[date("a Park B", "Park").confidential()])
    );
}

#[test]
fn an_override_suppresses() {
    let mut finding = Diagnostic::note("stale", "old");
    finding.allowed = Some(Allowed {
        by: "Head of Advocacy".into(),
        reason: "It is the latest.".into(),
        on: "2026-11-20".into(),
        until: None,
    });
    assert_eq!(
        result(finding)["suppressions"],
        json!([{
            "kind": "external",
            "status": "accepted",
            "justification": "It is the latest. (Head of Advocacy, 2026-11-20)",
        }])
    );
}

#[test]
fn a_fault_that_is_no_check_has_a_rule_of_its_own_as_bad_as_its_worst() {
    let run = run(&[
        Diagnostic::warning("unknown-key", "a"),
        Diagnostic::error("syntax", "b"),
        Diagnostic::error("unknown-key", "c"),
    ]);
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: Vec<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["stale", "relative-date", "unknown-key", "syntax"]);
    assert_eq!(rules[2]["defaultConfiguration"]["level"], "error");
    assert_eq!(run["results"][2]["ruleIndex"], 2);
    assert_eq!(rules[0]["shortDescription"]["text"], "An item past its `review_by`.");
}

#[test]
fn findings_and_rules_may_be_none() {
    assert_eq!(run(&[])["results"], json!([]));
    assert_eq!(sarif(&[], &[], "0.1.0").pointer("/runs/0/tool/driver/rules").unwrap(), &json!([]));
}

proptest! {
    #[test]
    fn any_text_is_told(text in "(?s).{0,60}", a in 0usize..90, b in 0usize..90) {
        let file = file(&text);
        let span = Span::new(&file, a.min(b)..a.max(b));
        let run = run(&[Diagnostic::error("x", text.clone()).at(&span).also(&span, text.clone())]);
        let region = run.pointer("/results/0/locations/0/physicalLocation/region");
        prop_assert_eq!(region.is_none(), span.range.is_empty());
        if let Some(region) = region {
            let n = |key: &str| region[key].as_u64().unwrap();
            prop_assert!((n("startLine"), n("startColumn")) <= (n("endLine"), n("endColumn")));
        }
    }
}
