//! Nothing an audience must not see is in any byte of its papers.

use crate::fixture::{Fixture, holds};

/// A workspace in which everything that must not show holds a word of its own.
fn with_secrets() -> Fixture {
    Fixture::small()
        .append(
            "briefs/evidence/evidence.toml",
            r#"
[[fact]]
id = "secret-amber"
text = "SECRETAMBER was said in confidence in 2024."
source = "report"
passage = "SECRETPASSAGE on SECRETAMBER in 2024"
topics = ["camps"]
priority = 100
handling = "TLP:AMBER"
note = "SECRETNOTEA"

[[fact]]
id = "secret-audience"
text = "SECRETAUDIENCE is for others."
source = "report"
passage = "SECRETPASSAGE on SECRETAUDIENCE"
topics = ["camps"]
audiences = ["press"]

[[fact]]
id = "secret-embargo"
text = "SECRETEMBARGO comes later."
source = "report"
passage = "SECRETPASSAGE on SECRETEMBARGO"
topics = ["camps"]
embargo = 2999-01-01T00:00:00Z

[[fact]]
id = "secret-draft"
text = "SECRETDRAFT is not ready."
source = "report"
passage = "SECRETPASSAGE on SECRETDRAFT"
topics = ["camps"]
status = "draft"

[[quote]]
id = "secret-off"
text = "SECRETOFF, said off the record"
speaker = "SECRETSPEAKER"
source = "report"
topics = ["camps"]
record = "off"

[[quote]]
id = "secret-background"
text = "SECRETBACKGROUND, said on background"
speaker = "SECRETSOURCE"
source = "report"
primary = { name = "SECRETSOURCE" }
topics = ["camps"]
record = "background"

[[fact]]
id = "seen"
text = "This one is seen."
source = "report"
passage = "This one is seen"
topics = ["camps"]
note = "SECRETNOTEB"
"#,
        )
        .append(
            "briefs/paper.toml",
            r#"
[meeting]
with = "The Office"
when = 2026-12-03T15:00:00
place = "London"
attendees = [{ name = "SECRETATTENDEE", role = "SECRETROLE", bio = "SECRETBIO" }]
objectives = ["SECRETOBJECTIVE is agreed."]
lines = ["SECRETLINE is what we say."]
questions = [{ q = "SECRETQUESTION?", a = "SECRETANSWER." }]

[[allow]]
check = "stale"
item = "camp-population"
by = "SECRETPERSON"
reason = "SECRETREASON"
on = 2026-11-20
"#,
        )
}

#[test]
fn nothing_internal_is_in_any_byte_of_a_paper_for_an_audience() {
    let fixture = with_secrets();
    fixture.brief("build paper --format pdf,typ,png").exits(0);
    for file in ["out/paper.pdf", "out/paper.typ", "out/paper.record.json", "out/paper-1.png"] {
        let bytes = fixture.pdf_bytes(file);
        assert!(!holds(&bytes, b"SECRET"), "{file} holds a secret");
        // Strings of a PDF may be UTF-16.
        let wide: Vec<u8> = "SECRET".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert!(!holds(&bytes, &wide), "{file} holds a secret in UTF-16");
    }
    if let Some(text) = fixture.pdf_text("out/paper.pdf") {
        assert!(text.contains("This one is seen") && !text.contains("SECRET"), "{text}");
    }
}

#[test]
fn the_secrets_would_be_found_if_they_were_there() {
    // Without this, a test that cannot fail: the same search finds what the pack may hold.
    let fixture = with_secrets();
    fixture.brief("build paper --format pdf,typ").exits(0);
    let pack = fixture.read_text("out/paper-internal.typ");
    for word in [
        "SECRETAMBER",
        "SECRETOBJECTIVE",
        "SECRETLINE",
        "SECRETQUESTION",
        "SECRETANSWER",
        "SECRETATTENDEE",
        "SECRETBACKGROUND",
    ] {
        assert!(pack.contains(word), "{word} is not in the pack");
    }
    for word in ["SECRETNOTE", "SECRETOFF", "SECRETDRAFT", "SECRETREASON", "SECRETPASSAGE"] {
        assert!(!pack.contains(word), "{word} is in the pack");
    }
    let bytes = fixture.pdf_bytes("out/paper-internal.pdf");
    assert!(holds(&bytes, b"secret-amber"), "the record names what the pack prints");
}

#[test]
fn requiring_or_citing_what_must_not_be_seen_is_an_error_and_no_leak() {
    for (old, new) in [
        ("require = [\"camp-population\"]", "require = [\"camp-population\", \"secret-amber\"]"),
        ("held there.[@camp-population]", "held there.[@secret-amber]"),
        ("held there.[@camp-population]", "held there. {{ quote(\"secret-off\") }}"),
        ("held there.[@camp-population]", "held there. {{ fact(\"secret-embargo\") }}"),
    ] {
        let fixture = with_secrets().replace("briefs/paper.toml", old, new);
        let run = fixture.brief("build paper").exits(1).says("error[handling]");
        assert!(!fixture.has("out/paper.pdf"), "{new}");
        assert!(!run.stderr.contains("SECRETAMBER"), "the message quotes the secret");
        // A draft is written, and does not hold it either.
        fixture.brief("build paper --draft --format typ");
        let draft = fixture.read_text("out/paper.typ");
        assert!(!draft.contains("SECRET"), "{new}");
        assert!(!draft.contains("secret-"), "the draft names what its reader must not see: {new}");
        assert!(draft.contains("its reader must not see"), "{new}");
    }
}

#[test]
fn an_internal_section_in_a_paper_for_an_audience_is_an_error() {
    let fixture = with_secrets().append("briefs/paper.toml", "[[section]]\nkind = \"lines\"\n");
    fixture.brief("build paper").exits(1).says("error[internal-section]");
}

#[test]
fn a_label_above_the_ceiling_is_an_error() {
    let fixture = with_secrets().replace(
        "briefs/paper.toml",
        "audience = \"uk-gov\"",
        "audience = \"uk-gov\"\nhandling = \"TLP:RED\"",
    );
    fixture.brief("build paper").exits(1).says("above what the UK government may see");
}

#[test]
fn a_spec_cannot_take_the_name_of_a_pack() {
    let fixture = with_secrets();
    let spec = fixture.read_text("briefs/paper.toml");
    let fixture = fixture.with("briefs/paper-internal.toml", &spec);
    fixture.brief("build paper-internal").exits(1).says("error[bad-name]");
}

#[test]
fn as_of_cannot_lift_an_embargo() {
    let fixture = with_secrets();
    fixture.brief("build paper --format typ --as-of 2999-06-01").exits(0);
    assert!(!fixture.read_text("out/paper.typ").contains("SECRETEMBARGO"));
}

/// A gate that cannot be understood is shut, in drafts too.
#[test]
fn a_misspelt_gate_keeps_the_item_out_of_drafts() {
    for gate in [
        "handling = \"TLP: RED\"",
        "handling = TLP:RED",
        "handeling = \"TLP:RED\"",
        "embargo = \"tomorrow\"",
        "embargo = 2026-13-45",
        "audiences = \"internal\"",
        "audiences = [\"internal\", 3]",
        "status = \"drfat\"",
    ] {
        let item = format!(
            "[[fact]]\nid = \"gated\"\ntext = \"SECRETGATE is said.\"\nsource = \"report\"\npassage = \"x\"\ntopics = [\"camps\"]\npriority = 100\n{gate}\n"
        );
        let fixture = Fixture::small().with("briefs/evidence/gated.toml", &item);
        fixture.brief("build paper").exits(1);
        fixture.brief("build paper --draft --format pdf,typ");
        assert!(fixture.has("out/paper.typ"), "{gate}");
        assert!(!fixture.read_text("out/paper.typ").contains("SECRETGATE"), "{gate}");
    }
    let record = "[[quote]]\nid = \"gated\"\ntext = \"SECRETGATE, he said\"\nspeaker = \"A\"\nsource = \"report\"\ntopics = [\"camps\"]\nrecord = \"off-record\"\n";
    let fixture = Fixture::small().with("briefs/evidence/gated.toml", record);
    fixture.brief("build paper --draft --format typ");
    assert!(!fixture.read_text("out/paper.typ").contains("SECRETGATE"));
    let defaults = "[defaults]\nhandling = \"TLP:REDD\"\n\n[[fact]]\nid = \"gated\"\ntext = \"SECRETGATE is said.\"\nsource = \"report\"\npassage = \"x\"\ntopics = [\"camps\"]\n";
    let fixture = Fixture::small().with("briefs/evidence/gated.toml", defaults);
    fixture.brief("build paper --draft --format typ");
    assert!(!fixture.read_text("out/paper.typ").contains("SECRETGATE"));
}

#[test]
fn a_misspelt_label_or_ceiling_lets_only_what_is_clear_in() {
    let green = |fixture: Fixture| {
        let fixture = fixture.replace(
            "briefs/evidence/evidence.toml",
            "topics = [\"returns\", \"camps\"]",
            "topics = [\"returns\", \"camps\"]\nhandling = \"TLP:GREEN\"",
        );
        fixture.brief("build paper --draft --format typ");
        fixture.read_text("out/paper.typ").contains("People who flee")
    };
    assert!(green(Fixture::small()));
    assert!(!green(Fixture::small().replace(
        "briefs/paper.toml",
        "date =",
        "handling = \"TLP:CLAER\"\ndate ="
    )));
    let profile = "extends = \"uk-gov\"\nceiling = \"TLP:CLAER\"\n";
    assert!(!green(Fixture::small().with("briefs/audiences/uk-gov.toml", profile)));
}

#[test]
fn an_old_copy_of_a_profile_is_no_profile() {
    let fixture = with_secrets()
        .with("briefs/audiences/uk-gov.old.toml", "extends = \"uk-gov\"\nceiling = \"TLP:RED\"\n");
    fixture.brief("build paper").exits(1).says("error[bad-name]");
    fixture.brief("build paper --draft --format typ");
    assert!(!fixture.read_text("out/paper.typ").contains("SECRETAMBER"));
}

#[test]
fn two_specs_of_one_name_are_an_error() {
    let fixture = Fixture::small();
    let spec = fixture.read_text("briefs/paper.toml");
    let fixture = fixture.with("briefs/Paper.toml", &spec);
    fixture.brief("build --all").exits(1).says("would give papers of one name");
    let fixture = Fixture::small().with("briefs/paper.b.toml", &spec);
    fixture.brief("build --all").exits(1).says("no file here can be called `paper.b.toml`");
}

#[test]
fn a_paper_for_our_own_side_is_marked_amber_at_least() {
    let fixture = with_secrets().replace("briefs/paper.toml", "\"uk-gov\"", "\"internal\"");
    fixture.brief("build paper --format typ").exits(0);
    assert!(fixture.read_text("out/paper.typ").contains("\"marking\":\"TLP:AMBER\""));
    let fixture =
        fixture.replace("briefs/paper.toml", "date =", "handling = \"TLP:CLEAR\"\ndate =");
    fixture.brief("build paper --format typ").exits(0);
    let typ = fixture.read_text("out/paper.typ");
    assert!(typ.contains("\"marking\":\"TLP:AMBER\"") && !typ.contains("SECRETAMBER"));
    let fixture =
        with_secrets().replace("briefs/paper.toml", "date =", "type = \"meeting-pack\"\ndate =");
    fixture.brief("build paper").exits(1).says("error[internal-section]");
}

#[test]
fn an_embargoed_item_goes_out_only_under_a_printed_embargo() {
    let fixture = with_secrets().replace(
        "briefs/paper.toml",
        "date =",
        "embargo = 2999-02-01T09:00:00\ndate =",
    );
    fixture.brief("build paper --format pdf,typ").exits(0);
    assert!(fixture.read_text("out/paper.typ").contains("SECRETEMBARGO"));
    for stem in ["paper", "paper-internal"] {
        if let Some(text) = fixture.pdf_text(&format!("out/{stem}.pdf")) {
            assert!(text.contains("Embargoed: not for publication"), "{stem}: {text}");
        }
    }
}

#[test]
fn the_record_names_only_what_is_printed() {
    let fixture = with_secrets()
        .replace("briefs/paper.toml", "\"uk-gov\"", "\"internal\"")
        .replace(
            "briefs/paper.toml",
            "lines = [\"SECRETLINE is what we say.\"]",
            "lines = [\"Say it.[@returns]\"]",
        )
        .replace("briefs/paper.toml", "require = [", "exclude = [\"returns\"]\nrequire = [");
    fixture.brief("build paper --format typ").exits(0);
    assert!(
        !fixture.read_text("out/paper.record.json").contains("\"returns\""),
        "no section holds the lines"
    );
}

/// A draft is for its reader, who is not to learn what else there is.
#[test]
fn a_draft_does_not_name_what_it_leaves_out() {
    let item = "\n[[fact]]\nid = \"zq-out\"\ntext = \"People who flee are sent back by force.\"\nsource = \"page\"\n\
                passage = \"sent back by force\"\ntopics = [\"Camps\"]\n";
    let fixture = Fixture::small().append("briefs/evidence/evidence.toml", item);
    let run = fixture.brief("build paper --draft --format typ").exits(0);
    run.says("warning[left-out]: `zq-out` is left out: its topic is `Camps`");
    assert!(!fixture.read_text("out/paper.typ").contains("zq-out"));
}
