//! The same workspace gives the same bytes, in whatever folder, by whomever and however it is built.
//! Debug against release: `tests/debug-release.sh`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use crate::fixture::{Fixture, project};

type Files = BTreeMap<PathBuf, Vec<u8>>;

const BUILD: &str =
    r#""$BRIEF" build --all --as-of 2026-12-01 --format pdf,typ,png >/dev/null 2>&1"#;

/// The sample workspace as built in the plainest way.
static PLAIN: LazyLock<Files> = LazyLock::new(|| {
    let fixture = Fixture::sample();
    fixture.shell(&format!("export TZ=UTC LC_ALL=C; {BUILD} --jobs 1")).exits(0);
    fixture.files("out")
});

#[track_caller]
fn assert_same(files: &Files) {
    assert!(PLAIN.len() > 20 && PLAIN.keys().any(|path| path.ends_with("uk-gov-internal.pdf")));
    assert!(files.keys().eq(PLAIN.keys()), "other files: {:?}", files.keys());
    for (path, bytes) in files {
        assert!(*bytes == PLAIN[path], "{} has other bytes", path.display());
    }
}

#[test]
fn another_folder_time_zone_language_and_number_of_jobs() {
    for (folder, environment) in [
        (
            "a folder/with a longer path – and é",
            "TZ=Pacific/Kiritimati LC_ALL=tr_TR.UTF-8 LANG=tr_TR.UTF-8",
        ),
        ("b", "TZ=America/St_Johns LC_ALL=C LANG=C USER=somebody HOME=/nowhere HOSTNAME=elsewhere"),
    ] {
        for jobs in ["1", "4"] {
            let fixture = Fixture::empty();
            crate::fixture::copy(&project().join("briefs"), &fixture.path(folder).join("briefs"));
            let build =
                format!("cd '{folder}'; export {environment}; umask 077; {BUILD} --jobs {jobs}");
            fixture.shell(&build).exits(0);
            assert_same(&fixture.files(&format!("{folder}/out")));
        }
    }
}

#[test]
fn another_user() {
    let fixture = Fixture::sample();
    let nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups";
    if fixture.shell(&format!("{nobody} true")).code != 0 {
        eprintln!("not checked: only root can build as another user");
        return;
    }
    // The command may lie where nobody else may look.
    fixture.shell(r#"cp "$BRIEF" brief && chown -R 65534:65534 ."#).exits(0);
    fixture.write("script.sh", BUILD.as_bytes());
    fixture.shell(&format!("BRIEF=$PWD/brief exec {nobody} sh -eu script.sh")).exits(0);
    assert_same(&fixture.files("out"));
}

#[test]
fn run_twice_nothing_is_touched() {
    let fixture = Fixture::sample();
    fixture.shell(BUILD).exits(0);
    assert_same(&fixture.files("out"));
    let times = |fixture: &Fixture| -> Vec<_> {
        let files = fixture.files("out").into_keys();
        files
            .map(|path| fixture.path("out").join(path).metadata().unwrap().modified().unwrap())
            .collect()
    };
    let before = times(&fixture);
    fixture.shell(BUILD).exits(0);
    assert_same(&fixture.files("out"));
    assert!(before == times(&fixture));
}

#[test]
fn files_in_another_order_on_disk() {
    // Where a folder lists its files by when they were made, as in memory, the order can be turned round.
    let memory = Path::new("/dev/shm");
    let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let sample = Fixture::sample();
    let mut files: Vec<(PathBuf, Vec<u8>)> = sample.files("briefs").into_iter().collect();
    let mut listed = Vec::new();
    for _ in 0..2 {
        files.reverse();
        let fixture = Fixture::empty_in(&place);
        for (path, bytes) in &files {
            fixture.write(&format!("briefs/{}", path.display()), bytes);
        }
        let names = std::fs::read_dir(fixture.path("briefs/evidence")).unwrap();
        listed.push(names.map(|entry| entry.unwrap().file_name()).collect::<Vec<_>>());
        fixture.shell(BUILD).exits(0);
        assert_same(&fixture.files("out"));
    }
    if listed[0] == listed[1] {
        eprintln!("not checked: this disk lists files in an order of its own");
    }
}
