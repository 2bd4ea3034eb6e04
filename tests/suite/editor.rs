//! What a workspace makes of findings: levels, overrides, clearance, length, names that must not show.

use crate::fixture::{Fixture, holds, project};

/// A workspace whose paper prints one measure of 2013, which the United Kingdom's profile calls stale.
fn with_stale_measure() -> Fixture {
    Fixture::small().replace(
        "briefs/evidence/evidence.toml",
        "id = \"camp-population\"\n",
        "id = \"camp-population\"\nreview_by = 2020-01-01\n",
    )
}

const ALLOW: &str = "\n[[allow]]\ncheck = \"stale\"\nitem = \"camp-population\"\nby = \"Head of Desk\"\n\
                     reason = \"It is the latest.\"\non = 2026-11-20\n";

#[test]
fn a_level_is_raised_and_never_lowered() {
    let fixture = with_stale_measure();
    fixture.brief("check paper").exits(0).says("warning[stale]");
    for file in ["briefs/workspace.toml", "briefs/paper.toml"] {
        let raised = with_stale_measure().append(file, "\n[checks]\nstale = \"error\"\n");
        raised.brief("build paper").exits(1).says("error[stale]");
        assert!(!raised.has("out/paper.pdf"));
    }
    with_stale_measure()
        .append("briefs/workspace.toml", "\n[checks]\nrelative-date = \"warning\"\n")
        .brief("check paper")
        .exits(1)
        .says("the check `relative-date` cannot be lowered to warning");
}

#[test]
fn an_override_lifts_one_finding_and_reaches_no_output() {
    let fixture = with_stale_measure().append("briefs/paper.toml", ALLOW);
    let run = fixture.brief("build paper --format pdf,typ").exits(0);
    assert!(!run.stderr.contains("stale"), "{}", run.stderr);
    assert!(run.stdout.contains("1 finding is allowed by an override"), "{}", run.stdout);
    for (path, bytes) in fixture.files("out") {
        let pdf = path.extension().is_some_and(|ending| ending == "pdf");
        let all = if pdf { crate::fixture::inflate_all(&bytes) } else { bytes };
        for secret in ["Head of Desk", "It is the latest"] {
            assert!(!holds(&all, secret.as_bytes()), "{secret} in {}", path.display());
        }
    }
    let run = fixture.brief("check paper --message-format json").exits(0);
    let allowed = run.objects().into_iter().find(|object| object["check"] == "stale").unwrap();
    assert_eq!(
        (&allowed["level"], &allowed["allowed"]["by"]),
        (&"note".into(), &"Head of Desk".into())
    );
    let status = fixture.brief("status paper");
    assert!(
        status
            .stdout
            .contains("overrides of paper\n  stale for camp-population\n      It is the latest.\n"),
        "{}",
        status.stdout
    );
}

#[test]
fn an_override_that_ended_or_hits_nothing_is_a_finding() {
    let ended =
        with_stale_measure().append("briefs/paper.toml", &format!("{ALLOW}until = 2026-11-21\n"));
    ended
        .brief("check paper --as-of 2026-12-01")
        .exits(0)
        .says("warning[stale]")
        .says("warning[unused-allow]: this override ended on 2026-11-21");
    let idle = Fixture::small().append("briefs/paper.toml", ALLOW);
    idle.brief("check paper").exits(0).says("warning[unused-allow]: this override lifts nothing");
}

#[test]
fn an_override_names_an_item_or_a_place() {
    let neither = ALLOW.replace("item = \"camp-population\"\n", "");
    Fixture::small()
        .append("briefs/paper.toml", &neither)
        .brief("check paper")
        .exits(1)
        .says("this override says neither `item` nor `place`");
    let place =
        ALLOW.replace("item = \"camp-population\"", "place = \"was to be looked at again\"");
    let run =
        with_stale_measure().append("briefs/paper.toml", &place).brief("check paper").exits(0);
    assert!(!run.stderr.contains("warning[stale]"), "{}", run.stderr);
}

#[test]
fn an_edit_reopens_what_was_cleared() {
    let fixture = Fixture::small().unvouched();
    let by = ["clear", "camp-population", "--by", "Head of Desk"];
    fixture.run(&by).exits(0);
    assert!(fixture.run(&by).exits(0).stdout.starts_with("unchanged"));
    let lock = fixture.read_text("briefs/brief.lock");
    assert!(lock.contains("[[cleared]]") && lock.contains("Head of Desk"), "{lock}");
    let objects = fixture.brief("status --message-format json").objects();
    let of =
        |id: &str| objects.iter().find(|object| object["id"] == id).unwrap()["cleared"].clone();
    assert_eq!(of("camp-population")["holds"], true);
    assert!(of("returns").is_null());
    for (old, new) in [
        ("In 2013 the", "In 2013 an"),
        ("passage = \"an ", "passage = \"some "),
        ("id = \"camp-population\"\n", "id = \"camp-population\"\nhandling = \"TLP:GREEN\"\n"),
    ] {
        let text = fixture.read_text("briefs/evidence/evidence.toml");
        assert!(text.contains(old), "{old}");
        fixture.write("briefs/evidence/evidence.toml", text.replacen(old, new, 1).as_bytes());
        let objects = fixture.brief("status --message-format json").objects();
        let now =
            objects.iter().find(|object| object["id"] == "camp-population").unwrap()["cleared"]
                .clone();
        assert_eq!(now["holds"], false, "{new}");
        fixture.write("briefs/evidence/evidence.toml", text.as_bytes());
    }
}

#[test]
fn an_audience_may_require_clearance() {
    let fixture = Fixture::small()
        .with("briefs/audiences/uk-gov.toml", "extends = \"uk-gov\"\nclearance = true\n");
    fixture
        .brief("build paper")
        .exits(1)
        .says("error[not-cleared]: `camp-population` was never cleared");
}

/// A paper of ten facts of different priority, one of them required.
fn long() -> Fixture {
    let facts: String = (0..10)
        .map(|n| {
            let words = ["word"; 30].join(" ");
            format!(
                "[[fact]]\nid = \"f{n}\"\ntext = \"Number {n} {words}.\"\nsource = \"report\"\npassage = \"number {n} {words}\"\n\
                 topics = [\"camps\"]\npriority = {}\n\n",
                10 + n
            )
        })
        .collect();
    Fixture::small().append("briefs/evidence/evidence.toml", &facts).with(
        "briefs/paper.toml",
        "title = \"Camps\"\naudience = \"uk-gov\"\ndate = 2026-12-01\n\
         [select]\ntopics = [\"camps\"]\nrequire = [\"f0\"]\nfacts = { limit = 20 }\nquotes = { limit = 0 }\nrecommendations = { limit = 0 }\n\
         [[section]]\nkind = \"facts\"\n",
    )
}

#[test]
fn what_is_too_long_is_said_lowest_priority_first_and_fit_drops_it() {
    let limited = |more: &str| {
        let text = long().read_text("briefs/paper.toml");
        long().with("briefs/paper.toml", &format!("limits = {{ words = 200 }}\n{more}{text}"))
    };
    limited("")
        .brief("check paper")
        .exits(1)
        .says("error[over-limit]: the paper has")
        .says("what ranks lowest goes first: `f1`, `f2`");
    let fixture = limited("fit = true\n");
    let run = fixture.brief("check paper --message-format json");
    let gone = run.objects().into_iter().find(|object| object["check"] == "over-limit").unwrap();
    let said = gone["message"].as_str().unwrap();
    assert_eq!(gone["level"], "note", "{said}");
    assert!(
        said.contains("`f1`")
            && said.contains("`f2`")
            && !said.contains("`f0`")
            && !said.contains("`f9`"),
        "{said}"
    );
    run.exits(0);
}

#[test]
fn papers_for_two_audiences_do_not_give_a_measure_two_values() {
    let fixture = Fixture::small()
        .append(
            "briefs/evidence/evidence.toml",
            "[[fact]]\nid = \"m1\"\ntext = \"In 2024, 100 were held.\"\nsource = \"report\"\npassage = \"In 2024, 100 were held\"\nas_of = 2024\n\
             topics = [\"a\"]\nmeasure = \"m\"\nfigure = { value = 100, unit = \"people\" }\naudiences = [\"uk-gov\"]\n\
             [[fact]]\nid = \"m2\"\ntext = \"In 2024, 200 were held.\"\nsource = \"report\"\npassage = \"In 2024, 200 were held\"\nas_of = 2024\n\
             topics = [\"a\"]\nmeasure = \"m\"\nfigure = { value = 200, unit = \"people\" }\naudiences = [\"un\"]\n",
        )
        .with("briefs/paper.toml", "title = \"One\"\naudience = \"uk-gov\"\ndate = 2026-12-01\n[select]\ntopics = [\"a\"]\n")
        .with("briefs/other.toml", "title = \"Two\"\naudience = \"un\"\ndate = 2026-12-01\n[select]\ntopics = [\"a\"]\n");
    fixture.brief("check paper").exits(0);
    fixture
        .brief("check --all")
        .exits(1)
        .says("error[conflicting-figures]: `paper` prints `m1`, and `other` gives the measure another value in `m2`");
}

#[test]
fn a_protected_name_is_in_no_byte_of_a_paper() {
    let people = "people = [{ name = \"Han Mi-rae\", pseudonym = \"Ms A\" }]\n";
    let fixture = Fixture::small()
        .append(
            "briefs/evidence/evidence.toml",
            &format!(
                "[[fact]]\nid = \"held\"\ntext = \"Han Mi-rae was held in a camp.\"\nsource = \"case\"\npassage = \"Han Mi-rae was held\"\n\
                 topics = [\"camps\"]\npriority = 99\n{people}"
            ),
        )
        .append(
            "briefs/sources/sources.toml",
            "[case]\ntype = \"web\"\ntitle = \"The case of Han Mi-Rae\"\nauthor = \"Test Trust\"\ndate = 2024\nlanguage = \"en\"\n\
             url = \"https://example.org/cases/han-mi-rae\"\n",
        );
    fixture.brief("build paper --format pdf,typ").exits(0);
    for (path, bytes) in fixture.files("out") {
        let pdf = path.extension().is_some_and(|ending| ending == "pdf");
        let all = if pdf { crate::fixture::inflate_all(&bytes) } else { bytes };
        let lower = String::from_utf8_lossy(&all).to_lowercase();
        assert!(!lower.contains("mi-rae"), "{}", path.display());
    }
    if let Some(text) = fixture.pdf_text("out/paper.pdf") {
        assert!(text.contains("Ms A was held") && text.contains("The case of [Ms A]"), "{text}");
    }
    let private =
        fixture.with("briefs/private.toml", "[people]\n\"Ms Z\" = \"80,000 to 120,000\"\n");
    private
        .brief("build paper")
        .exits(1)
        .says("would hold the name behind `Ms Z` in what it prints");
}

#[test]
fn the_matrix_says_of_every_item_what_becomes_of_it() {
    let fixture = Fixture::small();
    let csv = fixture.brief("status --matrix --csv").exits(0).stdout;
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("item,kind,handling,priority,uk-gov"));
    assert!(lines.any(|line| line == "camp-population,fact,TLP:CLEAR,90,used: paper"), "{csv}");
    let objects = fixture.brief("status --matrix --message-format json").exits(0).objects();
    assert!(
        objects
            .iter()
            .all(|object| ["used", "unused", "blocked"].iter().any(|word| object["use"] == *word))
    );
}

#[test]
fn findings_are_written_for_code_scanning_and_workflows() {
    let fixture = with_stale_measure();
    let log = fixture.brief("check paper --message-format sarif").exits(0).stdout;
    let log: serde_json::Value = serde_json::from_str(&log).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let stale = results.iter().find(|result| result["ruleId"] == "stale").unwrap();
    let place = &stale["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "briefs/evidence/evidence.toml");
    let annotations = fixture.brief("check paper --message-format github").exits(0).stdout;
    assert!(
        annotations
            .lines()
            .any(|line| line.starts_with("::warning file=briefs/evidence/evidence.toml,line=")),
        "{annotations}"
    );
    assert!(annotations.lines().all(|line| line.starts_with("::")), "{annotations}");
}

#[test]
fn every_check_is_explained() {
    let fixture = Fixture::empty();
    let all = fixture.brief("check --explain all").exits(0).stdout;
    for check in brief::model::checks::CHECKS {
        assert!(all.contains(check.name));
        let said = fixture.run(&["check", "--explain", check.name]).exits(0).stdout;
        assert!(said.contains(check.finds) && said.contains(check.help), "{said}");
    }
    fixture.brief("check --explain stal").exits(2).says("did you mean `stale`?");
    assert!(project().join(".pre-commit-hooks.yaml").is_file());
}

#[test]
fn a_governments_tier_stands_only_with_its_origin() {
    let spec = "classification = \"OFFICIAL-SENSITIVE\"\n";
    let text = Fixture::small().read_text("briefs/paper.toml");
    Fixture::small()
        .with("briefs/paper.toml", &format!("{spec}{text}"))
        .brief("check paper")
        .exits(1)
        .says("error[handling]: `OFFICIAL-SENSITIVE` without `origin = \"HMG\"`");
    let fixture =
        Fixture::small().with("briefs/paper.toml", &format!("{spec}origin = \"HMG\"\n{text}"));
    fixture.brief("build paper").exits(0);
    if let Some(text) = fixture.pdf_text("out/paper.pdf") {
        let pages = text.matches('\u{c}').count();
        assert!(text.matches("OFFICIAL-SENSITIVE").count() >= 2 * pages, "{text}");
    }
}

#[test]
fn what_is_hard_to_read_is_warned_of_on_the_first_page() {
    let fixture = Fixture::small().replace(
        "briefs/evidence/evidence.toml",
        "id = \"camp-population\"\n",
        "id = \"camp-population\"\nsensitive = [\"torture\"]\n",
    );
    fixture.brief("build paper").exits(0);
    if let Some(text) = fixture.pdf_text("out/paper.pdf") {
        assert!(text.contains("This paper describes torture"), "{text}");
    }
}
