//! Looks for schedules on the machine and carries plans out. Touches disk and runs programs.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Output, Stdio};

use super::Fault;
use super::plan::{self, Command, Place, Step};
use super::settings::Settings;
use super::{System, cron, hosted};
use crate::diag::Diagnostic;

/// A schedule that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Whose.
    pub system: System,
    /// Whether the scheduler has what the settings say; `None` where it cannot be asked.
    pub current: Option<bool>,
}

/// The person's crontab; empty where there is none.
///
/// # Errors
/// When it cannot be had: the person may not use cron, say.
pub fn crontab() -> Result<Vec<u8>, Fault> {
    let output = std::process::Command::new("crontab").arg("-l").env("LC_ALL", "C").output();
    let output = match output {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(|error| Fault::from(cannot_run("crontab -l", &error)))?,
    };
    let said = String::from_utf8_lossy(&output.stderr);
    let none = said.contains("no crontab for") || said.contains("No such file");
    match output.status.success() {
        true => Ok(output.stdout),
        false if none => Ok(Vec::new()),
        false => Err(failed("crontab -l", &output).into()),
    }
}

/// Every schedule of this workspace.
pub fn find(place: &Place, settings: Option<&Settings>) -> Vec<Found> {
    let look = |system: System| -> Option<Found> {
        let current = match system {
            System::Cron => {
                let line = cron::find(&place.crontab, &place.job.name)?;
                settings
                    .map(|s| cron::line(&place.job, s.timing).is_ok_and(|wanted| wanted == line))
            }
            System::TaskScheduler => {
                let query = std::process::Command::new("schtasks")
                    .args(["/Query", "/TN", &place.job.name])
                    .output();
                query.ok().filter(|output| output.status.success())?;
                None
            }
            _ => {
                let paths = plan::paths(system, place);
                let there = |path: &std::path::PathBuf| std::fs::read(path).ok();
                let old: Vec<Vec<u8>> = paths.iter().filter_map(there).collect();
                let ours = !system.is_hosted() || old.iter().any(|old| is_ours(old));
                if old.is_empty() || !ours {
                    return None;
                }
                let wanted = |s| plan::files(system, place, s).unwrap_or_default();
                settings.map(|s| wanted(s).into_iter().map(|(_, bytes)| bytes).eq(old))
            }
        };
        Some(Found { system, current })
    };
    System::ALL.into_iter().filter_map(look).collect()
}

fn is_ours(bytes: &[u8]) -> bool {
    bytes.starts_with(hosted::MARK.as_bytes())
}

/// Does everything a plan says, in order.
///
/// # Errors
/// What failed first; the steps before it are done, and the same command may be given again.
pub fn perform(steps: &[Step]) -> Result<(), Fault> {
    for step in steps {
        match step {
            Step::Write { path, bytes } => {
                refuse_foreign(path, bytes)?;
                write(path, bytes).map_err(|error| Fault::from(cannot("write", path, &error)))?;
            }
            Step::Remove { path } => match std::fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(cannot("remove", path, &error).into());
                }
                _ => {}
            },
            Step::Run(command) => run(command)?,
        }
    }
    Ok(())
}

/// A workflow with our name that a person wrote is not replaced.
fn refuse_foreign(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let old = std::fs::read(path).unwrap_or_default();
    if !is_ours(bytes) || old.is_empty() || is_ours(&old) {
        return Ok(());
    }
    let message = format!("`{}` is there and was not written by `brief`", path.display());
    Err(Diagnostic::error("schedule-file", message).help("rename it, then install again").into())
}

/// Writes a file whole or not at all.
///
/// # Errors
/// The system's.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".brief-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map(|_| ()).map_err(|error| error.error)
}

fn run(command: &Command) -> Result<(), Fault> {
    let shown = format!("{} {}", command.program, command.arguments.join(" "));
    let mut process = std::process::Command::new(command.program);
    process.args(&command.arguments).env("LC_ALL", "C");
    process.stdin(if command.input.is_some() { Stdio::piped() } else { Stdio::null() });
    let spawned = process.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let output = spawned.and_then(|mut child| {
        // What it does not read it has no use for; how it ends says the rest.
        if let (Some(mut pipe), Some(input)) = (child.stdin.take(), &command.input) {
            pipe.write_all(input).ok();
        }
        child.wait_with_output()
    });
    match output {
        _ if command.may_fail => Ok(()),
        Err(error) => Err(cannot_run(&shown, &error).into()),
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(failed(&shown, &output).into()),
    }
}

fn cannot(what: &str, path: &Path, error: &io::Error) -> Diagnostic {
    let message = format!("cannot {what} `{}`: {error}", path.display());
    Diagnostic::error("schedule-disk", message)
}

fn cannot_run(shown: &str, error: &io::Error) -> Diagnostic {
    let message = match error.kind() {
        io::ErrorKind::NotFound => {
            let program = shown.split(' ').next().unwrap_or(shown);
            format!("there is no `{program}` command here")
        }
        _ => format!("cannot run `{shown}`: {error}"),
    };
    Diagnostic::error("schedule-system", message)
}

/// A command that ended badly, with its own words and what is known to help.
fn failed(shown: &str, output: &Output) -> Diagnostic {
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    let help = if said.contains("Failed to connect to bus") || said.contains("No medium found") {
        "log in as this person, not through `su` or `sudo`, or use `--system cron`"
    } else if said.contains("not allowed") {
        "ask whoever runs this machine to let you use cron (/etc/cron.allow)"
    } else if said.contains("Access is denied") {
        "ask whoever runs this machine to let you make tasks"
    } else {
        "mend what it says, then give the same command again"
    };
    let message = format!("`{shown}` did not succeed");
    let diagnostic = Diagnostic::error("schedule-system", message).help(help);
    if said.is_empty() { diagnostic } else { diagnostic.detail(said) }
}
