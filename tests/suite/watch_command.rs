//! `brief watch` as people use it.

use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;

use crate::fixture::Fixture;

struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn new(fixture: &Fixture) -> Watching {
        let mut command = fixture.command(env!("CARGO_BIN_EXE_brief"));
        command.args(["watch", "--message-format", "json"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                send.send(line).ok();
            }
        });
        Watching { child, lines }
    }

    /// Waits for what becomes of a paper next.
    fn next(&self, stem: &str, action: &str) {
        loop {
            let line = self.lines.recv_timeout(Duration::from_secs(60));
            let line = line.unwrap_or_else(|_| panic!("{stem} was not {action}"));
            let object: Value = serde_json::from_str(&line).unwrap();
            if object["type"] == "output" && object["brief"] == stem && object["action"] == action {
                return;
            }
        }
    }

    /// Asks it to end. Where the tests run in the background of a shell, signals are ignored or end it at
    /// once, since it leaves to them what its caller has ignored.
    fn end(mut self) {
        let process = rustix::process::Pid::from_child(&self.child);
        let asked = rustix::process::Signal::TERM;
        rustix::process::kill_process(process, asked).unwrap();
        let ended = self.child.wait().unwrap();
        assert!(ended.success() || ended.signal() == Some(asked.as_raw()), "{ended}");
    }
}

#[test]
fn papers_follow_what_is_saved() {
    let fixture = Fixture::small();
    let evidence = "briefs/evidence/evidence.toml";
    let good = fixture.read_text(evidence);
    let watching = Watching::new(&fixture);
    watching.next("paper", "built");
    let first = fixture.read("out/paper.pdf");
    // Saved in place, and by putting another file in its place.
    let settings = fixture.read_text("briefs/workspace.toml");
    fixture.write("briefs/workspace.toml", settings.replace("About the", "About this").as_bytes());
    watching.next("paper", "built");
    let second = fixture.read("out/paper.pdf");
    assert!(first != second);
    fixture.write("briefs/workspace.new", settings.as_bytes());
    std::fs::rename(fixture.path("briefs/workspace.new"), fixture.path("briefs/workspace.toml"))
        .unwrap();
    watching.next("paper", "built");
    assert!(fixture.read("out/paper.pdf") == first);
    // What fails stays.
    fixture.write(evidence, good.replace("source = \"report\"", "source = \"nothing\"").as_bytes());
    watching.next("paper", "failed");
    assert!(fixture.read("out/paper.pdf") == first);
    fixture.write(evidence, good.as_bytes());
    watching.next("paper", "unchanged");
    // New, renamed and deleted.
    let spec = fixture.read_text("briefs/paper.toml");
    fixture.write("briefs/more.toml", spec.as_bytes());
    watching.next("more", "built");
    std::fs::rename(fixture.path("briefs/more.toml"), fixture.path("briefs/other.toml")).unwrap();
    watching.next("other", "built");
    watching.end();
}

#[test]
fn a_workspace_that_is_wrong_at_first_is_watched_all_the_same() {
    let fixture = Fixture::small();
    let spec = fixture.read_text("briefs/paper.toml");
    fixture.write("briefs/paper.toml", b"title = \n");
    let watching = Watching::new(&fixture);
    std::thread::sleep(Duration::from_millis(800));
    fixture.write("briefs/paper.toml", spec.as_bytes());
    watching.next("paper", "built");
    watching.end();
}
