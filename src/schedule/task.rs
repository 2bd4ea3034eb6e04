//! A task of Windows' Task Scheduler, in its XML; the schema is \[MS-TSCH\] 2.5.

use super::Fault;
use super::timing::{Calls, Timing};
use super::{Job, xml};
use crate::diag::Diagnostic;

/// Characters of a program's path that the schema takes.
const LONGEST: usize = 260;

/// The task as `schtasks /Create /XML` wants it: UTF-16, little end first, with its mark.
///
/// # Errors
/// When a path cannot be said in a task.
pub fn bytes(job: &Job, timing: Timing) -> Result<Vec<u8>, Fault> {
    for path in [&job.program, &job.workspace] {
        if path.contains('%') {
            let message = format!("`{path}` cannot be scheduled: it has a `%`");
            return Err(Diagnostic::error("schedule-path", message)
                .why("Task Scheduler takes what stands between two `%` for a variable's name")
                .help("rename the folder, then install the schedule again")
                .into());
        }
    }
    if job.program.encode_utf16().count() > LONGEST {
        let message = format!("`{}` is longer than Task Scheduler takes", job.program);
        return Err(Diagnostic::error("schedule-path", message)
            .help("move the program to a shorter path, then install the schedule again")
            .into());
    }
    let text = xml_text(job, timing);
    Ok("\u{feff}"
        .chars()
        .chain(text.chars())
        .collect::<String>()
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect())
}

/// The task as text.
fn xml_text(job: &Job, timing: Timing) -> String {
    let arguments = job.arguments().into_iter().map(argument).collect::<Vec<_>>().join(" ");
    let text = format!(
        r#"<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Refresh of briefing papers, {when}. Installed by `brief schedule install`; `brief schedule remove` takes it out.</Description>
  </RegistrationInfo>
  <Triggers>
{triggers}  </Triggers>
  <Principals>
    <Principal id="Author">
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT12H</ExecutionTimeLimit>
    <Priority>7</Priority>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{program}</Command>
      <Arguments>{arguments}</Arguments>
    </Exec>
  </Actions>
</Task>
"#,
        when = timing.words(),
        triggers = triggers(&timing.calls()),
        program = xml(&job.program),
        arguments = xml(&arguments),
    );
    text.replace('\n', "\r\n")
}

/// A trigger for each hour, or one that repeats from midnight; begun on a day long past, by the
/// machine's clock since it names no zone.
fn triggers(calls: &Calls) -> String {
    let trigger = |hour: u32, minute: u32, repetition: &str| {
        format!(
            "    <CalendarTrigger>\n      \
             <StartBoundary>2026-01-01T{hour:02}:{minute:02}:00</StartBoundary>\n\
             {repetition}      \
             <ScheduleByDay>\n        <DaysInterval>1</DaysInterval>\n      </ScheduleByDay>\n    \
             </CalendarTrigger>\n"
        )
    };
    let first = calls.minutes.first().copied().unwrap_or(0);
    match &calls.hours {
        Some(hours) => hours.iter().map(|hour| trigger(*hour, first, "")).collect(),
        None => {
            let step = calls.step();
            let interval = if step == 60 { "PT1H".to_owned() } else { format!("PT{step}M") };
            let repetition = format!(
                "      <Repetition>\n        <Interval>{interval}</Interval>\n        \
                 <Duration>P1D</Duration>\n      </Repetition>\n"
            );
            trigger(0, first, &repetition)
        }
    }
}

/// A word as Windows programs split their command line: a backslash counts double before a quotation
/// mark only.
fn argument(word: &str) -> String {
    if !word.is_empty() && !word.contains([' ', '\t', '"']) {
        return word.to_owned();
    }
    let mut quoted = String::from("\"");
    let mut backslashes = 0;
    for c in word.chars() {
        match c {
            '\\' => backslashes += 1,
            '"' => {
                quoted.push_str(&"\\".repeat(backslashes + 1));
                backslashes = 0;
            }
            _ => backslashes = 0,
        }
        quoted.push(c);
    }
    quoted.push_str(&"\\".repeat(backslashes));
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_quoted_as_windows_splits_them() {
        let all = [r"C:\a", r"C:\a b", r"C:\a b\", r#"a"b"#, r#"a\"b c"#, ""];
        let quoted =
            [r"C:\a", r#""C:\a b""#, r#""C:\a b\\""#, r#""a\"b""#, r#""a\\\"b c""#, "\"\""];
        assert_eq!(all.map(argument), quoted);
    }

    #[test]
    fn a_percent_sign_is_refused() {
        let job = Job {
            name: "n".into(),
            program: r"C:\b.exe".into(),
            workspace: r"C:\50% off".into(),
            command: None,
        };
        let error = bytes(&job, Timing::Every(60)).unwrap_err();
        assert_eq!(error.message, r"`C:\50% off` cannot be scheduled: it has a `%`");
    }
}
