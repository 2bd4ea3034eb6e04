//! Random workspaces with names and words to mend: `brief check --fix` mends them, and leaves every other byte.
//!
//! `BRIEF_FIX_WORKSPACES=200` for the long run, `BRIEF_SEED` for the first of them.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::chance::how_many;
use crate::fix_world::files;
use crate::fixture::{Fixture, copy};

/// Words of which the houses of a text for both want different ones.
const DISPUTED: [&str; 2] = ["`organised`", "`organized`"];

#[derive(Default)]
struct Tally {
    mended: usize,
    left: usize,
    disputed: usize,
    faults: BTreeMap<String, (String, usize)>,
}

impl Tally {
    fn fault(&mut self, kind: &str, seed: u64, said: &str) {
        self.faults.entry(kind.into()).or_insert((format!("seed {seed}: {said}"), 0)).1 += 1;
    }
}

#[test]
fn a_fix_mends_what_it_offers_and_leaves_every_other_byte() {
    let mut tally = Tally::default();
    let seeds = how_many("BRIEF_FIX_WORKSPACES", 12);
    let count = seeds.end - seeds.start;
    for seed in seeds {
        let before: usize = tally.faults.values().map(|(_, times)| times).sum();
        let fixture = Fixture::empty().unvouched();
        for file in files(seed) {
            fixture.write(file.path, file.text().as_bytes());
        }
        one(seed, &fixture, &mut tally);
        let after: usize = tally.faults.values().map(|(_, times)| times).sum();
        if after > before
            && let Ok(keep) = std::env::var("BRIEF_KEEP")
        {
            let place = Path::new(&keep).join(format!("fix-{seed}"));
            copy(&fixture.path(""), &place);
            for file in files(seed) {
                let path = place.join("before").join(file.path);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, file.text()).unwrap();
            }
        }
    }
    println!(
        "{count} workspaces: {} places mended, {} left to a person, {} findings where houses differ",
        tally.mended, tally.left, tally.disputed
    );
    for (kind, (first, times)) in &tally.faults {
        println!("fault, {times} times: {kind}\n    {first}");
    }
    assert!(tally.faults.is_empty(), "{} kinds of faults", tally.faults.len());
    assert!(tally.mended > tally.left, "a fix that mends little");
}

fn one(seed: u64, fixture: &Fixture, tally: &mut Tally) {
    let run = fixture.brief("check --all --fix");
    if run.code > 1 || run.stderr.contains("error[syntax]") {
        return tally.fault("it does not run", seed, &run.stderr);
    }
    let mut now = BTreeMap::new();
    for file in files(seed) {
        let text = fixture.read_text(file.path);
        match file.mended(&text) {
            Ok(mended) => {
                tally.mended += mended;
                let all =
                    file.pieces.iter().filter(|p| matches!(p, crate::fix_world::Piece::Wrong(..)));
                tally.left += all.count() - mended;
            }
            Err(said) => {
                let comment = said.contains("for Kept(\"#");
                let what = if comment { "a comment is changed" } else { "another byte is changed" };
                tally.fault(what, seed, &said);
            }
        }
        if let Err(error) = text.parse::<toml::Table>() {
            tally.fault("it is no TOML any more", seed, &error.to_string());
        }
        now.insert(file.path, text);
    }
    for finding in fixture.brief("check --all --message-format json").objects() {
        let said =
            |key: &str| finding.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        if said("level") == "error" && said("check") == "syntax" {
            tally.fault("it does not load", seed, &finding.to_string());
        }
        let style = ["name-variant", "house-style"].contains(&said("check").as_str());
        if !style || !said("help").contains("--fix") {
            continue;
        }
        match DISPUTED.iter().any(|word| said("help").contains(word)) && finding["item"].is_string()
        {
            true => tally.disputed += 1,
            false => tally.fault(
                &format!(
                    "a fix is offered still, {}",
                    said("message").split(',').next().unwrap_or_default()
                ),
                seed,
                &format!(
                    "{}: {}: {} ({})",
                    said("file"),
                    finding["line"],
                    said("message"),
                    said("help")
                ),
            ),
        }
    }
    let run = fixture.brief("check --all --fix");
    if run.stdout.contains("mended") {
        tally.fault("a second run mends", seed, &run.stdout);
    }
    for (path, text) in now {
        if fixture.read_text(path) != text {
            tally.fault("a second run changes a file", seed, path);
        }
    }
}

/// Runs once with a file that must not be written.
#[cfg(unix)]
#[test]
fn a_fix_of_a_file_that_cannot_be_written_changes_none() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = Fixture::empty().unvouched();
    for file in files(1) {
        fixture.write(file.path, file.text().as_bytes());
    }
    let mode = |path: &str, mode: u32| {
        let path = fixture.path(path);
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    mode("briefs/evidence/evidence.toml", 0o444);
    mode("briefs/evidence", 0o555);
    // Nothing is read-only to the superuser.
    if std::fs::write(fixture.path("briefs/evidence/probe"), "").is_ok() {
        std::fs::remove_file(fixture.path("briefs/evidence/probe")).ok();
        eprintln!("not checked: this user may write everywhere");
        mode("briefs/evidence", 0o755);
        return;
    }
    let run = fixture.brief("check --all --fix");
    mode("briefs/evidence", 0o755);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(run.stderr.contains("evidence"), "{}", run.stderr);
    assert!(!run.stdout.contains("mended"), "it says what it did not do: {}", run.stdout);
    for file in files(1) {
        assert_eq!(fixture.read_text(file.path), file.text(), "{}", file.path);
    }
    assert_eq!(fixture.files("briefs/evidence").len(), 1, "something is left there");
}

const SPEC: &str = "title = \"Camps\"\naudience = \"uk-gov\"\n\n[[section]]\n# was \"Why they organize\", until May\nbody = \"\"\"They said \"Why they organize\" there.\"\"\"\nheading = \"Why they organize\"\n";

/// A workspace with that spec.
fn with_heading(spec: &str) -> Fixture {
    let fixture = Fixture::empty().unvouched();
    for file in files(1).iter().filter(|file| !file.path.ends_with("briefs/un.toml")) {
        fixture.write(file.path, file.text().as_bytes());
    }
    fixture.write("briefs/uk.toml", spec.as_bytes());
    fixture
}

#[test]
fn a_quotation_and_a_comment_with_the_words_of_a_heading_stay() {
    let fixture = with_heading(SPEC);
    fixture.brief("check uk --fix");
    let mended = "heading = \"Why they organize\"";
    let wanted = SPEC.replace(mended, "heading = \"Why they organise\"");
    assert_eq!(fixture.read_text("briefs/uk.toml"), wanted);
}

#[test]
fn a_heading_written_with_escapes_is_mended() {
    let spec = "title = \"Camps\"\naudience = \"uk-gov\"\n\n[[section]]\nheading = \"Why they or\\u0067anize\"\nbody = \"They left.\"\n";
    let fixture = with_heading(spec);
    fixture.brief("check uk --fix");
    let after = fixture.brief("check uk --message-format json").stdout;
    let text = fixture.read_text("briefs/uk.toml");
    assert!(text.contains("organise") || !after.contains("check --fix"), "{text}");
}

#[cfg(unix)]
#[test]
fn a_read_only_file_is_not_written() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = with_heading(SPEC);
    let read_only = std::fs::Permissions::from_mode(0o444);
    std::fs::set_permissions(fixture.path("briefs/uk.toml"), read_only).unwrap();
    let run = fixture.brief("check uk --fix");
    assert_eq!(fixture.read_text("briefs/uk.toml"), SPEC);
    assert_eq!(run.code, 3, "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn a_mended_file_keeps_its_mode_and_a_link_stays_one() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = with_heading(SPEC);
    fixture.write("elsewhere.toml", SPEC.as_bytes());
    let path = fixture.path("briefs/uk.toml");
    std::fs::set_permissions(
        fixture.path("elsewhere.toml"),
        std::fs::Permissions::from_mode(0o600),
    )
    .unwrap();
    std::fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink("../elsewhere.toml", &path).unwrap();
    fixture.brief("check uk --fix");
    assert!(std::fs::symlink_metadata(&path).unwrap().is_symlink(), "the link is a file now");
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
