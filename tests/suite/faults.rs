//! What may go wrong around a build: it is killed or stopped, the disk is full or may not be written,
//! nobody reads what it says, there is no environment. Every file is then old or new, the message says
//! what to do, and the next run goes on.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use crate::fixture::{Fixture, Run};

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// A workspace of so many papers.
fn many(papers: usize) -> Fixture {
    let fixture = Fixture::small();
    let spec = fixture.read_text("briefs/paper.toml");
    std::fs::remove_file(fixture.path("briefs/paper.toml")).unwrap();
    for n in 0..papers {
        let audience = ["uk-gov", "un"][n % 2];
        let spec = spec.replace("\"uk-gov\"", &format!("\"{audience}\""));
        fixture.write(&format!("briefs/paper-{n:02}.toml"), spec.as_bytes());
    }
    fixture
}

/// Changes what every paper says, there and back.
fn change(fixture: &Fixture) {
    let path = "briefs/evidence/evidence.toml";
    let text = fixture.read_text(path);
    let [from, to] = match text.contains("text = \"People") {
        true => ["text = \"People", "text = \"Men and women"],
        false => ["text = \"Men and women", "text = \"People"],
    };
    assert!(text.contains(from), "{text}");
    fixture.write(path, text.replace(from, to).as_bytes());
}

fn is_temporary(path: &Path) -> bool {
    path.file_name().unwrap().to_string_lossy().starts_with(".brief-")
}

fn assert_no_temporary(files: &Files) {
    let left: Vec<_> = files.keys().filter(|path| is_temporary(path)).collect();
    assert!(left.is_empty(), "left behind: {left:?}");
}

/// A number in `0.0..1.0`.
fn random() -> f64 {
    f64::from(RandomState::new().hash_one(0) as u32) / 2f64.powi(32)
}

/// `BRIEF_KILLS=300` for more of them: `benches/kill-storm.sh`.
#[test]
fn killed_at_any_moment_every_file_is_old_or_new_and_the_next_run_goes_on() {
    const BUILD: &str = "build --all --format pdf,typ,png";
    let kills = std::env::var("BRIEF_KILLS").map_or(25, |kills| kills.parse().unwrap());
    let fixture = many(6);
    fixture.brief(BUILD).exits(0);
    let one = fixture.files("out");
    change(&fixture);
    let begun = Instant::now();
    fixture.brief(BUILD).exits(0);
    let lasts = begun.elapsed();
    let other = fixture.files("out");
    assert!(one.keys().eq(other.keys()) && one != other);

    let (mut old, mut new) = (one, other);
    let (mut killed, mut between, mut leaving) = (0, 0, 0);
    for n in 0..kills {
        // Spread over the whole run, each at random within its share.
        let moment = lasts.mul_f64((f64::from(n) + random()) / f64::from(kills));
        std::mem::swap(&mut old, &mut new);
        change(&fixture);
        let mut child = fixture
            .command(env!("CARGO_BIN_EXE_brief"))
            .args(BUILD.split(' '))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(moment);
        child.kill().unwrap();
        killed += u32::from(!child.wait().unwrap().success());

        let mut found = fixture.files("out");
        let all = found.len();
        found.retain(|path, _| !is_temporary(path));
        leaving += u32::from(found.len() < all);
        between += u32::from(found != old && found != new);
        assert!(found.keys().eq(new.keys()), "after {moment:?}: {:?}", found.keys());
        for (path, bytes) in &found {
            let whole = *bytes == old[path] || *bytes == new[path];
            assert!(whole, "{} is neither old nor new after {moment:?}", path.display());
        }
        fixture.brief(BUILD).exits(0);
        assert!(fixture.files("out") == new, "the run after {moment:?} did not make all anew");
    }
    assert!(killed > 0, "no run was killed");
    eprintln!(
        "{kills} moments spread over {lasts:?}: {killed} runs killed, {between} with some files old \
         and some new, {leaving} with a temporary file left, which the next run removed"
    );
}

#[test]
fn a_run_that_is_stopped_keeps_what_is_done_and_goes_on_when_run_again() {
    // Whoever runs the tests may have signals ignored.
    if Fixture::empty().shell("env --default-signal true").code != 0 {
        eprintln!("not checked: this `env` cannot give signals back");
        return;
    }
    for signal in ["INT", "TERM"] {
        let fixture = many(40);
        let mut child = fixture
            .command("env")
            .arg("--default-signal")
            .args([env!("CARGO_BIN_EXE_brief"), "build", "--all", "--jobs", "1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut first).unwrap();
        assert!(first.starts_with("built      out/paper-00.pdf"), "{first}");
        fixture.shell(&format!("kill -{signal} {}", child.id())).exits(0);
        let rest: Vec<String> = stdout.lines().map(Result::unwrap).collect();
        let output = child.wait_with_output().unwrap();
        let run = Run {
            code: output.status.code().unwrap_or(-1),
            stdout: rest.join("\n"),
            stderr: String::from_utf8(output.stderr).unwrap(),
        };
        let finished = 1 + rest.len();
        let run = run.exits(130).says(&format!("stopped after {finished} of 40 papers"));
        run.says("run the same command again");
        let files = fixture.files("out");
        assert!(finished < 40 && files.len() == finished, "{finished}: {:?}", files.keys());
        assert_no_temporary(&files);

        let again = fixture.brief("build --all").exits(0);
        assert_eq!(again.stdout.matches("unchanged").count(), finished);
        assert_eq!(fixture.files("out").len(), 40);
    }
}

#[test]
fn leftovers_are_removed_but_nothing_else() {
    let fixture = Fixture::small()
        .with("out/.brief-abcdef.tmp", "of a run that was killed")
        .with("out/base/.brief-abcdef.tmp", "of a run that was killed")
        .with("out/.brief-notes", "a person's")
        .with("out/brief-abcdef.tmp", "a person's");
    let busy = fixture.path("out/.brief-busy00.tmp");
    let of_another = std::fs::File::create(&busy).unwrap();
    of_another.lock().unwrap();
    fixture.brief("build").exits(0);
    assert!(!fixture.has("out/.brief-abcdef.tmp"));
    assert!(fixture.has("out/.brief-notes") && fixture.has("out/brief-abcdef.tmp"));
    assert!(busy.exists(), "it belongs to a run that goes on");
    drop(of_another);
    fixture.brief("build").exits(0);
    assert!(!busy.exists());
}

/// Runs a script in which file systems may be mounted: gone with it. `None` where that is not allowed.
fn with_mounts(fixture: &Fixture, script: &str) -> Option<Run> {
    for own in ["unshare --mount", "unshare --map-root-user --mount"] {
        let probe = format!("{own} mount -t tmpfs -o size=64k tmpfs /mnt");
        if fixture.shell(&probe).code == 0 {
            fixture.write("script.sh", script.as_bytes());
            return Some(fixture.shell(&format!("{own} sh -eu script.sh")));
        }
    }
    eprintln!("not checked: file systems cannot be mounted here");
    None
}

const CHANGE: &str = "sed -i 's/^People are held/Women are held/' briefs/paper*.toml";

#[test]
fn on_a_full_disk_the_old_papers_stay_and_with_room_the_next_run_goes_on() {
    let script = format!(
        r#"
        mkdir out old
        mount -t tmpfs -o size=2m tmpfs out
        "$BRIEF" build --all --format pdf,typ,png >&2
        cp -r out/. old
        {CHANGE}
        dd if=/dev/zero of=out/filler bs=4k 2>/dev/null || true
        code=0; "$BRIEF" build --all --format pdf,typ,png || code=$?
        rm out/filler
        diff -r old out
        echo "exit $code"
        "$BRIEF" build --all
        "#
    );
    let Some(run) = with_mounts(&many(2), &script) else { return };
    let run = run.exits(0).says("error[disk]: cannot write").says("the disk is full");
    let run = run.says("out/paper-00.pdf").says("make room, then run the same command again");
    let (failed, goes_on) = run.stdout.split_once("exit 3\n").expect(&run.stdout);
    assert!(failed.contains("failed     paper-00 – nothing of it was written"), "{failed}");
    assert!(goes_on.contains("built      out/paper-01.pdf"), "{goes_on}");
}

#[test]
fn on_a_read_only_disk_the_message_says_so() {
    let script = format!(
        r#"
        mkdir out
        mount -t tmpfs tmpfs out
        "$BRIEF" build >&2
        mount -o remount,ro out
        "$BRIEF" build
        {CHANGE}
        code=0; "$BRIEF" build || code=$?
        echo "exit $code"
        "$BRIEF" build --out elsewhere
        "#
    );
    let Some(run) = with_mounts(&Fixture::small(), &script) else { return };
    let run = run.exits(0).says("the disk is read-only").says("choose another folder with `--out`");
    let (unchanged, rest) = run.stdout.split_once("failed     paper").expect(&run.stdout);
    assert!(unchanged.starts_with("unchanged"), "nothing to write is no error: {unchanged}");
    assert!(rest.contains("exit 3\nbuilt      elsewhere/paper.pdf"), "{rest}");
}

#[test]
fn files_larger_than_allowed_are_not_written_half() {
    let fixture = Fixture::small();
    fixture.brief("build").exits(0);
    let old = fixture.files("out");
    change(&fixture);
    // Where the signal is ignored, the system gives an error; else it ends the process.
    fixture
        .shell(r#"trap "" XFSZ; ulimit -f 4; exec "$BRIEF" build"#)
        .exits(3)
        .says("files of this size are not allowed here");
    assert!(fixture.files("out") == old);
    fixture.shell(r#"ulimit -c 0; ulimit -f 4; exec "$BRIEF" build"#).exits(-1);
    let mut left = fixture.files("out");
    left.retain(|path, _| !is_temporary(path));
    assert!(left == old);
    fixture.brief("build").exits(0);
    let new = fixture.files("out");
    assert_no_temporary(&new);
    assert!(new != old && new.len() == old.len());
}

/// Runs a script as somebody whom permissions bind, in a workspace that is theirs.
fn as_nobody(fixture: &Fixture, script: &str) -> Option<Run> {
    if fixture.shell("test $(id -u) != 0").code == 0 {
        return Some(fixture.shell(script));
    }
    let nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups";
    if fixture.shell(&format!("{nobody} true")).code != 0 {
        eprintln!("not checked: permissions do not bind root, and nobody else can be had");
        return None;
    }
    // The command may lie where nobody else may look.
    let hand_over = r#"cp "$BRIEF" brief && chown -R 65534:65534 ."#;
    fixture.shell(hand_over).exits(0);
    fixture.write("script.sh", script.as_bytes());
    Some(fixture.shell(&format!("export BRIEF=$PWD/brief; {nobody} sh -eu script.sh")))
}

#[test]
fn without_leave_to_write_the_message_says_so() {
    let fixture = Fixture::small();
    let script = format!(
        r#"
        "$BRIEF" build >&2
        cp out/paper.pdf old.pdf
        {CHANGE}
        chmod 555 out
        code=0; "$BRIEF" build || code=$?
        chmod 755 out
        cmp old.pdf out/paper.pdf
        echo "exit $code"
        "$BRIEF" build
        "#
    );
    let Some(run) = as_nobody(&fixture, &script) else { return };
    let run = run.exits(0).says("error[disk]: cannot write into").says("permission denied");
    let run = run.says("give leave to write there");
    assert!(run.stdout.contains("exit 3\nbuilt      out/paper.pdf"), "{}", run.stdout);
}

#[test]
fn what_may_not_be_read_is_named() {
    let run = as_nobody(&Fixture::small(), r#"chmod 300 briefs; exec "$BRIEF" build --all"#);
    let Some(run) = run else { return };
    run.exits(3).says("cannot list").says("briefs`: permission denied").says("help:");
    let script = r#"chmod 000 briefs/evidence/evidence.toml; exec "$BRIEF" build"#;
    let run = as_nobody(&Fixture::small(), script).unwrap();
    run.exits(1).says("cannot read `briefs/evidence/evidence.toml`").says("permission denied");
    let script = r#"chmod 000 briefs/paper.toml; exec "$BRIEF" build"#;
    let run = as_nobody(&Fixture::small(), script).unwrap();
    run.exits(1).says("cannot read `briefs/paper.toml`");
}

#[test]
fn what_has_the_name_of_a_paper_or_of_its_folder() {
    let fixture = Fixture::small().with("out/paper.pdf/kept", "k");
    let run = fixture.brief("build --format pdf,typ").exits(3).says("a folder has this name");
    run.says("out/paper.pdf").says("move it out of the way");
    assert_eq!(fixture.files("out").len(), 1, "nothing of the paper was written");

    let fixture = Fixture::small().with("out", "a file");
    fixture.brief("build").exits(3).says("cannot make the folder").says("something else has");

    // A link is replaced, wherever it leads.
    let fixture = Fixture::small().with("elsewhere.pdf", "kept");
    fixture.shell("mkdir out; ln -s ../elsewhere.pdf out/paper.pdf").exits(0);
    fixture.brief("build").exits(0);
    assert_eq!(fixture.read("elsewhere.pdf"), b"kept");
    let paper = fixture.read("out/paper.pdf");
    assert!(paper.starts_with(b"%PDF-"));
    for target in ["nowhere", "/dev/zero", "paper.pdf", "../same.pdf", ".."] {
        fixture.write("same.pdf", &paper);
        fixture.shell(&format!("ln -sfn {target} out/paper.pdf")).exits(0);
        let run = fixture.brief("build").exits(0);
        assert!(run.stdout.starts_with("built"), "{target}: {}", run.stdout);
        let found = std::fs::symlink_metadata(fixture.path("out/paper.pdf")).unwrap();
        assert!(found.is_file() && !fixture.has("out/nowhere"), "{target}");
    }

    // The folder may be a link to another.
    let fixture = Fixture::small();
    fixture.shell("mkdir elsewhere; ln -s elsewhere out").exits(0);
    fixture.brief("build").exits(0);
    assert!(fixture.has("elsewhere/paper.pdf"));
    fixture.shell("rm -r elsewhere").exits(0);
    fixture.brief("build").exits(3).says("cannot make the folder").says("help:");
}

#[test]
fn results_that_cannot_be_written_are_an_error_and_a_reader_that_went_away_is_none() {
    let fixture = many(3);
    for format in ["human", "json"] {
        let build = format!(r#""$BRIEF" build --all --message-format {format}"#);
        let full = fixture.shell(&format!("{build} >/dev/full"));
        let full = full.exits(3).says("cannot write to standard output: the disk is full");
        assert_eq!(full.stderr.matches("standard output:").count(), 1, "{}", full.stderr);
        assert_eq!(fixture.files("out").len(), 3, "the papers are made all the same");
        for closed in [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-", "2>/dev/full"] {
            let run = fixture.shell(&format!("{build} {closed}")).exits(0);
            assert!(!run.stderr.contains("panicked"), "{closed}: {}", run.stderr);
        }
        let first =
            format!(r#"{{ code=0; {build} || code=$?; echo "exit $code" >&2; }} | head -1"#);
        let run = fixture.shell(&first).exits(0).says("exit 0");
        assert!(!run.stderr.contains("panicked") && !run.stderr.contains("cannot write"));
        assert_eq!(run.stdout.lines().count(), 1);
    }
    for command in ["--help", "help build", "why paper-00", "--version"] {
        let run = fixture.shell(&format!(r#""$BRIEF" {command} >/dev/full"#)).exits(3);
        run.says("cannot write to standard output");
    }
}

#[test]
fn a_reader_that_left_long_ago_is_no_error() {
    let fixture = many(3);
    let mut child = fixture
        .command(env!("CARGO_BIN_EXE_brief"))
        .args(["build", "--all"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !stderr.contains("cannot write"), "{stderr}");
    assert_eq!(fixture.files("out").len(), 3);
}

#[test]
fn no_environment_is_needed() {
    let fixture = Fixture::small();
    fixture.shell(r#"env -i "$BRIEF" build"#).exits(0);
    fixture.shell(r#"unset HOME PATH; exec "$BRIEF" check"#).exits(0);
    fixture
        .shell(r#"HOME=/nowhere XDG_CACHE_HOME=/nowhere TMPDIR=/nowhere exec "$BRIEF" build"#)
        .exits(0);
}

#[test]
fn where_the_working_directory_is_gone_the_message_says_so() {
    let fixture = Fixture::small();
    fixture
        .shell(r#"mkdir gone; cd gone; rmdir ../gone; exec "$BRIEF" build"#)
        .exits(3)
        .says("cannot find the working directory")
        .says("help:");
    let named = r#"root=$PWD; mkdir gone; cd gone; rmdir ../gone; exec "$BRIEF" build --all --workspace "$root""#;
    fixture.shell(named).exits(0);
    assert!(fixture.has("out/paper.pdf"));
}

#[test]
fn a_clock_that_is_none_is_refused() {
    let fixture = Fixture::small();
    for bad in ["now", "-1", "1.5", "99999999999999999999", "253402300800", " 1", "0x10"] {
        fixture
            .shell(&format!(r#"SOURCE_DATE_EPOCH='{bad}' exec "$BRIEF" build"#))
            .exits(2)
            .says(&format!("SOURCE_DATE_EPOCH is `{bad}`"))
            .says("or unset it");
    }
    fixture.shell(r#"SOURCE_DATE_EPOCH="$(printf '\377')" exec "$BRIEF" build"#).exits(2);
    assert!(!fixture.has("out"), "nothing was written");
    for good in ["", "0", "253402300799"] {
        fixture.shell(&format!(r#"SOURCE_DATE_EPOCH='{good}' exec "$BRIEF" build"#)).exits(0);
    }
    for bad in ["10000-01-01", "+20000-01-01", "-0001-01-01", "0000-01-01", "yesterday"] {
        fixture.run(&["build", &format!("--as-of={bad}")]).exits(2).says("2026-12-01");
    }
}

#[test]
fn a_bar_is_for_terminals_only() {
    let run = many(6).brief("build --all").exits(0);
    assert!(!run.stderr.contains("left") && !run.stderr.contains('\u{1b}'), "{}", run.stderr);
    let lines: Vec<&str> = run.stdout.lines().map(|line| &line[11..23]).collect();
    let due: Vec<String> = (0..6).map(|n| format!("out/paper-{n:02}")).collect();
    assert_eq!(lines, due, "papers are told of in their order");
}

#[test]
fn json_lines_are_whole_and_in_the_order_of_the_papers() {
    let objects = many(12).brief("build --all --jobs 4 --message-format json").exits(0).objects();
    let of =
        |kind: &str| objects.iter().filter(|object| object["type"] == kind).collect::<Vec<_>>();
    let briefs: Vec<&str> = of("output").iter().map(|one| one["brief"].as_str().unwrap()).collect();
    assert!(briefs.len() == 12 && briefs.is_sorted(), "{briefs:?}");
    assert_eq!(objects.last().unwrap()["type"], "summary");
    assert_eq!(objects.last().unwrap()["built"], 12);
}
