//! What `brief schedule show` says.

use std::collections::BTreeMap;
use std::fmt::Display;

use chrono::{DateTime, TimeZone, Utc};

use super::due::{Due, due, next};
use super::history::{LOG, Last};
use super::perform::Found;
use super::run::tried;
use super::settings::{PATH, Settings};
use super::{Job, System};
use crate::diag::{Diagnostic, count};

/// What is known of a schedule.
#[derive(Debug)]
pub struct Known<'a> {
    /// What is run.
    pub job: &'a Job,
    /// Its settings.
    pub settings: &'a Settings,
    /// Who calls it.
    pub found: &'a [Found],
    /// The run begun last.
    pub last: &'a Last,
    /// Whether a run holds the lock.
    pub running: bool,
    /// Whether the program that is called is there.
    pub program: bool,
}

/// A line for each thing there is to know, without a line's end.
pub fn lines<Z: TimeZone<Offset: Display>>(
    known: &Known<'_>,
    now: DateTime<Utc>,
    zone: &Z,
) -> Vec<String> {
    let Known { settings, last, .. } = known;
    let time = |at| time(at, zone);
    let mut lines =
        vec![format!("Refreshed {}, by {}", settings.timing.words(), callers(known.found))];
    lines.extend(settings.digest.as_ref().map(|path| format!("Digest:  {path}")));
    lines.extend(settings.command.as_ref().map(|command| format!("Command: {command}")));
    let how = match (last.started, last.exit) {
        (None, _) => "never yet".to_owned(),
        (Some(at), _) if known.running => format!("{}, still going on", time(at)),
        (Some(at), None) => format!("{}, cut short{}", time(at), tried(last)),
        (Some(at), Some(exit)) => {
            let how = match exit {
                0 => "done".to_owned(),
                1 => "done, with errors in content (exit code 1)".to_owned(),
                code => format!("could not run (exit code {code})"),
            };
            format!("{}, {how}{}{}", time(at), tried(last), came_of(&last.counts))
        }
    };
    lines.push(format!("Last:    {how}"));
    if last.exit != Some(0) {
        lines.extend(last.succeeded.map(|at| format!("Last success: {}", time(at))));
    }
    let calls = known.found.iter().any(|found| !found.system.is_hosted());
    if calls {
        let due = due(settings.timing, last.past(settings.since), now, zone);
        lines.push(match due {
            Due::Not => next_run(settings, now, zone),
            _ if known.running => next_run(settings, now, zone),
            Due::Now | Due::Again => "Next:    due now, made at the next call".to_owned(),
        });
    }
    lines.push(format!("Log:     {LOG}"));
    lines
}

/// When the next run is due.
pub fn next_run<Z: TimeZone<Offset: Display>>(
    settings: &Settings,
    now: DateTime<Utc>,
    zone: &Z,
) -> String {
    format!("Next:    {}", time(next(settings.timing, now, zone), zone))
}

fn time<Z: TimeZone<Offset: Display>>(at: DateTime<Utc>, zone: &Z) -> String {
    at.with_timezone(zone).format("%A %-d %B %Y, %H:%M").to_string()
}

/// What a run counted, in words; nothing where it counted nothing.
fn came_of(counts: &BTreeMap<String, u64>) -> String {
    let of = |name: &str| counts.get(name).map_or(0, |n| *n as usize);
    let some = |n: usize, said: String| (n > 0).then_some(said);
    let all: Vec<String> = [
        Some(format!("{} asked", count(of("sources"), "source"))),
        some(of("changed"), format!("{} changed", count(of("changed"), "passage"))),
        some(of("missing"), format!("{} missing", count(of("missing"), "passage"))),
        some(of("unreached"), format!("{} not reached", count(of("unreached"), "source"))),
        some(of("decisions"), format!("{} to be made", count(of("decisions"), "decision"))),
        some(of("papers-built"), format!("{} built", count(of("papers-built"), "paper"))),
        some(of("papers-failed"), format!("{} failed", count(of("papers-failed"), "paper"))),
    ]
    .into_iter()
    .flatten()
    .collect();
    if counts.is_empty() { String::new() } else { format!(": {}", all.join(", ")) }
}

fn callers(found: &[Found]) -> String {
    let name = |found: &Found| match found.system {
        System::Systemd => "systemd",
        System::Cron => "cron",
        System::Launchd => "launchd",
        System::TaskScheduler => "Task Scheduler",
        System::Github => "GitHub",
        System::Gitlab => "GitLab",
    };
    let names: Vec<&str> = found.iter().map(name).collect();
    match names.split_last() {
        None => "nobody: it is not installed on this machine".to_owned(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// What is wrong with a schedule.
pub fn faults(known: &Known<'_>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    if known.found.iter().any(|found| found.current == Some(false)) {
        faults.push(
            Diagnostic::warning(
                "schedule-stale",
                format!("the scheduler does not have what `{PATH}` says"),
            )
            .why("runs are made as they were installed")
            .help("say `brief schedule install`"),
        );
    }
    if !known.program && known.found.iter().any(|found| !found.system.is_hosted()) {
        let message = format!("`{}` is not there any more", known.job.program);
        faults.push(
            Diagnostic::error("schedule-stale", message)
                .why("no run can be made")
                .help("say `brief schedule install` with the program that is to be run"),
        );
    }
    faults
}
