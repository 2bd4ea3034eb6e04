//! A service and a timer of the person's own systemd.
//!
//! Quoting after systemd.syntax(7), “Quoting”, and systemd.service(5), “Command lines”.

use super::timing::{Calls, Timing};
use super::{Fault, Job};
use crate::diag::Diagnostic;

/// The units' file names, service first.
pub fn names(job: &Job) -> [String; 2] {
    [format!("{}.service", job.name), format!("{}.timer", job.name)]
}

/// The service: one run.
///
/// # Errors
/// When the program has a path that systemd does not start, however it is quoted.
pub fn service(job: &Job) -> Result<String, Fault> {
    if job.program.contains(['"', '\'', '\\']) {
        let message = format!("systemd cannot start `{}`", job.program);
        return Err(Diagnostic::error("schedule-path", message)
            .why("it starts no program whose path has a quotation mark or a backslash")
            .help("move the program, or use cron: `--system cron`")
            .into());
    }
    let program = quote(&job.program);
    // Only arguments are searched for variables, so that a `$` in the program's path stands for itself.
    let arguments = job
        .arguments()
        .iter()
        .map(|word| quote(&word.replace('$', "$$")))
        .collect::<Vec<_>>()
        .join(" ");
    Ok(format!(
        "# Written by `brief schedule install`; `brief schedule remove` takes it out.\n\
         [Unit]\n\
         Description=Refresh of briefing papers ({name})\n\
         \n\
         [Service]\n\
         Type=oneshot\n\
         ExecStart={program} {arguments}\n\
         TimeoutStartSec=12h\n\
         Nice=10\n",
        name = job.name,
    ))
}

/// The timer: when, by the machine's clock.
pub fn timer(job: &Job, timing: Timing) -> String {
    let calls = timing.calls();
    // A little, so that not every machine asks the same host in the same second.
    let delay = (calls.step() * 6).min(120);
    format!(
        "# Written by `brief schedule install`; `brief schedule remove` takes it out.\n\
         [Unit]\n\
         Description=Refresh of briefing papers, {when} ({name})\n\
         \n\
         [Timer]\n\
         OnCalendar={calendar}\n\
         Persistent=true\n\
         RandomizedDelaySec={delay}s\n\
         AccuracySec=1s\n\
         \n\
         [Install]\n\
         WantedBy=timers.target\n",
        when = timing.words(),
        name = job.name,
        calendar = calendar(&calls),
    )
}

/// A calendar event, systemd.time(7); without a zone it is the machine's.
fn calendar(calls: &Calls) -> String {
    let list =
        |numbers: &[u32]| numbers.iter().map(|n| format!("{n:02}")).collect::<Vec<_>>().join(",");
    let hours = calls.hours.as_ref().map_or("*".to_owned(), |hours| list(hours));
    let minutes = match calls.step() {
        1 => "*".to_owned(),
        _ => list(&calls.minutes),
    };
    format!("*-*-* {hours}:{minutes}:00")
}

/// A word in quotation marks.
fn quote(word: &str) -> String {
    format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%"))
}
