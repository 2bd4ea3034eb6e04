//! `brief schedule run` as a scheduler calls it.

use crate::refresh_command::Web;

/// Runs `brief schedule run` with more arguments.
fn run(web: &Web, more: &str) -> crate::fixture::Run {
    web.fixture.brief(&format!("schedule run --now {more}"))
}

fn log(web: &Web) -> String {
    web.fixture.read_text(".brief/schedule.log")
}

const EVERY: &str = "every = \"6h\"\ndigest = \"out/digest.md\"\n";

#[test]
fn a_run_refreshes_builds_and_writes_its_digest() {
    let web = Web::new();
    web.fixture.write("briefs/schedule.toml", EVERY.as_bytes());
    run(&web, "").exits(0);
    assert!(web.fixture.read_text("out/digest.md").contains("Nothing"), "nothing changed");
    assert!(log(&web).contains("done, exit 0"), "{}", log(&web));
    let changed = "<p>The Institute said that 85,000 people were held there in 2013.</p>\
                   <p>People who flee are sent back by force.</p>";
    web.now_says(changed);
    run(&web, "").exits(1);
    assert!(web.fixture.read_text("out/digest.md").contains("85,000"));
    assert!(
        log(&web).contains("errors, exit 1") && log(&web).contains("papers-failed 1"),
        "{}",
        log(&web)
    );
    let show = web.fixture.brief("schedule show");
    assert!(
        show.stdout.contains("6 hours")
            && show.stdout.contains("exit code 1")
            && show.stdout.contains(
                "1 source asked, 1 passage changed, 1 decision to be made, 1 paper built, 1 paper failed"
            ),
        "{}",
        show.stdout
    );
}

#[test]
fn a_run_that_is_not_due_does_nothing() {
    let web = Web::new();
    let since = chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    web.fixture
        .write("briefs/schedule.toml", format!("every = \"1d\"\nsince = {since}\n").as_bytes());
    let before = web.server.seen().len();
    let called = web.fixture.brief("schedule run").exits(0);
    assert_eq!((called.stdout.as_str(), called.stderr.as_str()), ("", ""), "cron mails every word");
    assert_eq!(web.server.seen().len(), before);
}

#[test]
fn runs_do_not_overlap() {
    let web = Web::new();
    web.fixture.write("briefs/schedule.toml", EVERY.as_bytes());
    run(&web, "").exits(0);
    let lock = std::fs::File::options().write(true).open(web.fixture.path(".brief/schedule.lock"));
    let lock = lock.unwrap();
    lock.lock().unwrap();
    let refused = run(&web, "").exits(3);
    assert!(refused.stderr.contains("another run has been going on"), "{}", refused.stderr);
    assert!(log(&web).contains("refused"));
    drop(lock);
    run(&web, "").exits(0);
}

#[cfg(unix)]
#[test]
fn a_command_gets_the_digest_and_its_failure_is_seen() {
    let web = Web::new();
    let settings =
        format!("{EVERY}command = \"printf '%s %s' \\\"$BRIEF_SOURCES\\\" > ran.txt; test -f\"\n");
    web.fixture.write("briefs/schedule.toml", settings.as_bytes());
    run(&web, "").exits(0);
    assert_eq!(web.fixture.read_text("ran.txt").trim(), "1");
    web.fixture
        .write("briefs/schedule.toml", format!("{EVERY}command = \"exit 7 #\"\n").as_bytes());
    let failed = run(&web, "").exits(3);
    assert!(failed.stderr.contains("ended with 7"), "{}", failed.stderr);
    assert!(log(&web).contains("ended with 7"));
}

#[test]
fn a_command_that_nobody_approved_is_not_run() {
    let web = Web::new();
    let settings = format!("{EVERY}command = \"echo > ran.txt #\"\n");
    web.fixture.write("briefs/schedule.toml", settings.as_bytes());
    let approved = brief::schedule::approval("another command");
    let refused = run(&web, &format!("--approved {approved}")).exits(3);
    assert!(refused.stderr.contains("is not the one that was installed"), "{}", refused.stderr);
    assert!(!web.fixture.has("ran.txt"));
    let approved = brief::schedule::approval("echo > ran.txt #");
    run(&web, &format!("--approved {approved}")).exits(0);
    assert!(web.fixture.has("ran.txt"));
}

#[test]
fn schedule_settings_are_no_spec() {
    let web = Web::new();
    web.fixture.write("briefs/schedule.toml", EVERY.as_bytes());
    web.fixture.brief("build --all").exits(0);
}
