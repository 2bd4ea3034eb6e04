//! One call of `brief schedule run`.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io;
use std::path::Path;

use chrono::{DateTime, SecondsFormat, TimeZone, Utc};

use super::after;
use super::approval;
use super::due::{Due, due};
use super::history::{Folder, LOG, Last, Lock};
use super::settings::Settings;
use crate::diag::{Diagnostic, count};

/// What the work of a run came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// As other programs see it: 0 done, 1 errors in content, 3 could not run.
    pub exit: u8,
    /// What was counted, by names in lower case with `-`.
    pub counts: BTreeMap<String, u64>,
}

/// The exit code of a run that could not be made.
pub const COULD_NOT_RUN: u8 = 3;

impl Outcome {
    /// In a word.
    pub fn word(&self) -> &'static str {
        match self.exit {
            0 => "done",
            1 => "errors",
            _ => "could-not-run",
        }
    }

    /// Whether the work was done, whatever it found: doing it again would find the same.
    fn finished(&self) -> bool {
        self.exit <= 1
    }
}

/// What a call came to.
#[derive(Debug)]
pub struct Called {
    /// What the process ends with.
    pub exit: u8,
    /// Whether the work was done or tried.
    pub ran: bool,
    /// What to say; nothing where all is well, since cron mails every word.
    pub said: Vec<Diagnostic>,
}

/// What a call knows of its surroundings.
pub struct Call<'a, Z: TimeZone> {
    /// The workspace.
    pub workspace: &'a Path,
    /// The machine's zone.
    pub zone: &'a Z,
    /// The machine's clock.
    pub clock: &'a dyn Fn() -> DateTime<Utc>,
    /// Whether to run though none is due.
    pub now: bool,
    /// What the command is known by that the schedule was installed with; `None` where whoever runs
    /// this answers for the settings as they are.
    pub approved: Option<&'a str>,
}

/// Makes a run if one is due and no other goes on: `work`, then the person's command.
///
/// A run that is refused or cannot be made ends with 3. Where the log or the last result cannot be
/// written, the work is done all the same and the message says so: a full disk must not hide what
/// changed.
pub fn run<Z: TimeZone<Offset: Display>>(
    call: &Call<'_, Z>,
    settings: &Settings,
    work: impl FnOnce() -> Outcome,
) -> Called {
    let folder = Folder::of(call.workspace);
    let lock = match folder.lock() {
        Ok(lock) => lock,
        Err(error) => return could_not(format!("cannot lock `.brief/schedule.lock`: {error}")),
    };
    let started = (call.clock)();
    let last = folder.last();
    let due = due(settings.timing, last.past(settings.since), started, call.zone);
    let mut keeper = Keeper { folder, zone: call.zone, faults: Vec::new() };
    let Some(lock) = lock else {
        // While a run goes on it is unfinished, so that only a new time counts.
        return match call.now || due == Due::Now {
            true => refuse(&mut keeper, started, &last),
            false => Called { exit: 0, ran: false, said: Vec::new() },
        };
    };
    if !call.now && due == Due::Not {
        return Called { exit: 0, ran: false, said: Vec::new() };
    }
    if last.started.is_some() && last.ended.is_none() {
        let began = last.started.map(|at| keeper.time(at)).unwrap_or_default();
        keeper.log(started, &format!("interrupted: the run begun {began} never ended"), &lock);
    }
    let tries = if last.finished { 1 } else { last.tries.saturating_add(1) };
    let mut this =
        Last { started: Some(started), succeeded: last.succeeded, tries, ..Last::default() };
    keeper.keep(&this);
    keeper.log(started, "began", &lock);
    let outcome = work();
    this.ended = Some((call.clock)());
    this.exit = Some(outcome.exit);
    this.finished = outcome.finished();
    this.counts = outcome.counts.clone();
    if outcome.exit == 0 {
        this.succeeded = this.ended;
    }
    keeper.keep(&this);
    let ended = this.ended.unwrap_or(started);
    keeper.log(ended, &sentence(&this, &outcome), &lock);
    let mut said = Vec::new();
    let mut exit = outcome.exit;
    if let Some(fault) = follow(call, settings, &outcome) {
        exit = exit.max(COULD_NOT_RUN);
        keeper.log((call.clock)(), &fault.message, &lock);
        said.push(fault);
    }
    said.append(&mut keeper.faults);
    Called { exit, ran: true, said }
}

/// Runs the person's command, if there is one.
fn follow<Z: TimeZone>(
    call: &Call<'_, Z>,
    settings: &Settings,
    outcome: &Outcome,
) -> Option<Diagnostic> {
    let command = settings.command.as_ref()?;
    if call.approved.is_some_and(|approved| approved != approval(command)) {
        let message = "the command after the run was not run: it is not the one that was installed";
        return Some(
            Diagnostic::error("schedule-command", message)
                .why("a command runs as you, and others may be able to change briefs/schedule.toml")
                .help("read `command` there; if it is right, say `brief schedule install` again"),
        );
    }
    let digest = settings.digest.as_ref().map(|path| call.workspace.join(path));
    let digest = digest.filter(|path| path.is_file());
    let ended = after::run(command, call.workspace, digest.as_deref(), outcome);
    let how = match ended {
        Ok(status) if status.success() => return None,
        Ok(status) => match status.code() {
            Some(code) => format!("ended with {code}"),
            None => "was stopped".to_owned(),
        },
        Err(error) => format!("could not be started: {error}"),
    };
    let message = format!("the command after the run {how}");
    Some(
        Diagnostic::error("schedule-command", message)
            .why("what changed may not have reached anybody")
            .help("try the `command` of briefs/schedule.toml by hand in the workspace"),
    )
}

fn refuse<Z: TimeZone<Offset: Display>>(
    keeper: &mut Keeper<'_, Z>,
    now: DateTime<Utc>,
    last: &Last,
) -> Called {
    let since = last.started.filter(|_| last.ended.is_none()).map(|at| keeper.time(at));
    let since = since.map_or(String::new(), |at| format!(" since {at}"));
    let message = format!("another run has been going on{since}");
    let line = format!("{} refused: {message}", keeper.time(now));
    keeper.folder.log(&line, None).ok();
    let mut called = could_not(message);
    called.said = called
        .said
        .into_iter()
        .map(|said| {
            said.why("two runs at once would ask every host twice")
                .help("wait for it; what is due is made up at the next call")
        })
        .collect();
    called
}

fn could_not(message: String) -> Called {
    let said = vec![Diagnostic::error("schedule-run", message)];
    Called { exit: COULD_NOT_RUN, ran: false, said }
}

/// How a run ended, for the log.
fn sentence(this: &Last, outcome: &Outcome) -> String {
    let took = this.started.zip(this.ended).map(|(from, to)| (to - from).num_seconds().max(0));
    let took = took.unwrap_or(0);
    let took = match (took / 60, took % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    };
    format!("{}, exit {}, {took}{}", outcome.word(), outcome.exit, counts(&outcome.counts))
}

/// `: changed 3, sources 200`, or nothing.
fn counts(counts: &BTreeMap<String, u64>) -> String {
    let all: Vec<String> = counts.iter().map(|(name, n)| format!("{name} {n}")).collect();
    if all.is_empty() { String::new() } else { format!(": {}", all.join(", ")) }
}

/// Writes down what happens, and remembers where it could not.
struct Keeper<'a, Z: TimeZone> {
    folder: Folder,
    zone: &'a Z,
    faults: Vec<Diagnostic>,
}

impl<Z: TimeZone<Offset: Display>> Keeper<'_, Z> {
    /// With the zone's distance from UTC, so that a log from another zone reads right.
    fn time(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(self.zone).to_rfc3339_opts(SecondsFormat::Secs, false)
    }

    fn log(&mut self, at: DateTime<Utc>, words: &str, lock: &Lock) {
        let line = format!("{} {words}", self.time(at));
        let result = self.folder.log(&line, Some(lock));
        self.note(result, LOG);
    }

    fn keep(&mut self, last: &Last) {
        let result = self.folder.keep(last);
        self.note(result, ".brief/schedule.json");
    }

    fn note(&mut self, result: io::Result<()>, path: &str) {
        let Err(error) = result else { return };
        let message = format!("cannot write `{path}`: {error}");
        if self.faults.iter().all(|fault| fault.message != message) {
            self.faults.push(
                Diagnostic::warning("schedule-disk", message)
                    .why(
                        "`brief schedule show` will not know of this run, and it may be made again",
                    )
                    .help("make room, or give leave to write there"),
            );
        }
    }
}

/// How often the run begun last was tried, in words; nothing for once.
pub fn tried(last: &Last) -> String {
    match last.tries {
        0 | 1 => String::new(),
        n => format!(", {} in a row", count(n as usize, "try").replace("trys", "tries")),
    }
}
