//! What to write, run and remove so that a schedule is there or gone: plain data, nothing is done here.

use std::path::PathBuf;

use super::Fault;
use super::hosted::{self, Hosted};
use super::machine::Machine;
use super::settings::Settings;
use super::{Job, System, cron, launchd, systemd, task};
use crate::diag::Diagnostic;

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Write a file, whole; its folder may have to be made.
    Write {
        /// Where; absolute.
        path: PathBuf,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// Run a command.
    Run(Command),
    /// Remove a file, if it is there.
    Remove {
        /// Where; absolute.
        path: PathBuf,
    },
}

/// A command of the system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// Its name.
    pub program: &'static str,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// What it reads.
    pub input: Option<Vec<u8>>,
    /// Whether it may end as it likes: what it undoes need not be there.
    pub may_fail: bool,
}

impl Command {
    fn new(program: &'static str, arguments: &[&str]) -> Command {
        let arguments = arguments.iter().map(|&word| word.to_owned()).collect();
        Command { program, arguments, input: None, may_fail: false }
    }

    fn may_fail(mut self) -> Step {
        self.may_fail = true;
        Step::Run(self)
    }
}

/// What to do, and what a person should know.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// In this order; where one fails, the rest is left.
    pub steps: Vec<Step>,
    /// Said afterwards.
    pub notes: Vec<Diagnostic>,
}

/// Where a schedule goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What is run.
    pub job: Job,
    /// The machine.
    pub machine: Machine,
    /// The person's crontab; empty where there is none.
    pub crontab: Vec<u8>,
    /// The top of the repository that the workspace lies in, or the workspace.
    pub repository: PathBuf,
    /// What a hosted run needs.
    pub hosted: Hosted,
}

/// The files a scheduler reads, with the bytes they should have. A crontab is no file of ours, and a
/// task is taken in from a file that goes afterwards.
///
/// # Errors
/// When the scheduler cannot hold such a path or say such a time.
pub fn files(
    system: System,
    place: &Place,
    settings: &Settings,
) -> Result<Vec<(PathBuf, Vec<u8>)>, Fault> {
    let job = &place.job;
    let texts = match system {
        System::Systemd => vec![systemd::service(job)?, systemd::timer(job, settings.timing)],
        System::Launchd => {
            let log = place.machine.home.join("Library/Logs").join(format!("{}.log", job.name));
            vec![launchd::plist(job, settings.timing, &log.to_string_lossy())]
        }
        System::Github => vec![hosted::github(&place.hosted, settings.timing)?],
        System::Gitlab => vec![hosted::gitlab(&place.hosted, settings.timing)?],
        System::Cron | System::TaskScheduler => Vec::new(),
    };
    Ok(paths(system, place).into_iter().zip(texts.into_iter().map(String::into_bytes)).collect())
}

/// Where these files lie.
pub fn paths(system: System, place: &Place) -> Vec<PathBuf> {
    let name = &place.job.name;
    match system {
        System::Systemd => {
            systemd::names(&place.job).map(|name| place.machine.units.join(name)).into()
        }
        System::Launchd => {
            vec![place.machine.home.join("Library/LaunchAgents").join(format!("{name}.plist"))]
        }
        System::Github | System::Gitlab => {
            vec![place.repository.join(hosted::path(system, &place.hosted))]
        }
        System::Cron | System::TaskScheduler => Vec::new(),
    }
}

/// Installs the schedule with `system`. Where another scheduler of this machine has it (`found`), it is
/// taken from there, so that it never runs twice.
///
/// # Errors
/// As for [`files`]; and when the crontab's marks are damaged.
pub fn install(
    system: System,
    place: &Place,
    settings: &Settings,
    found: &[System],
) -> Result<Plan, Fault> {
    let mut plan = Plan::default();
    let others: Vec<System> = found
        .iter()
        .copied()
        .filter(|other| *other != system && !other.is_hosted() && !system.is_hosted())
        .collect();
    for (path, bytes) in files(system, place, settings)? {
        plan.steps.push(Step::Write { path, bytes });
    }
    let name = &place.job.name;
    let steps = match system {
        System::Systemd => {
            let timer = format!("{name}.timer");
            vec![
                systemctl(&["daemon-reload"]),
                systemctl(&["enable", &timer]),
                // Not `enable --now`, which leaves a timer that runs as it was.
                systemctl(&["restart", &timer]),
            ]
        }
        System::Cron => {
            let line = cron::line(&place.job, settings.timing)?;
            vec![crontab(cron::merge(&place.crontab, name, Some(&line))?)]
        }
        System::Launchd => {
            let domain = format!("gui/{}", place.machine.uid);
            let file = text_of(paths(system, place));
            vec![
                Command::new("launchctl", &["bootout", &format!("{domain}/{name}")]).may_fail(),
                Step::Run(Command::new("launchctl", &["bootstrap", &domain, &file])),
            ]
        }
        System::TaskScheduler => {
            let path =
                PathBuf::from(&place.job.workspace).join(".brief").join(format!("{name}.xml"));
            let bytes = task::bytes(&place.job, settings.timing)?;
            let file = path.to_string_lossy().into_owned();
            let create = ["/Create", "/TN", name, "/XML", &file, "/F"];
            vec![
                Step::Write { path: path.clone(), bytes },
                Step::Run(Command::new("schtasks", &create)),
                Step::Remove { path },
            ]
        }
        System::Github | System::Gitlab => Vec::new(),
    };
    plan.steps.extend(steps);
    plan.steps.extend(remove(&others, place)?.steps);
    plan.notes.extend(note(system, place, settings));
    Ok(plan)
}

/// What a person should know once it is installed.
fn note(system: System, place: &Place, settings: &Settings) -> Option<Diagnostic> {
    let note = |message: &str| Diagnostic::note("schedule-system", message);
    match system {
        System::Systemd if place.machine.linger != Some(true) => Some(
            note("runs are made while you are logged in; one that was missed is made up afterwards")
                .help("to have them made at any time, say `loginctl enable-linger`"),
        ),
        System::Launchd | System::TaskScheduler => {
            Some(note("runs are made while you are logged in; one that was missed is made up afterwards"))
        }
        System::Github => Some(
            note("times are UTC on GitHub: a time of day moves by an hour against your clocks in summer")
                .help("add the step that puts `brief` there where the file says so, then commit it"),
        ),
        System::Gitlab => {
            let interval = hosted::cron(system, settings.timing).ok()?;
            Some(note("GitLab keeps the times of its schedules itself").help(format!(
                "include the file in .gitlab-ci.yml and make a pipeline schedule `{interval}`"
            )))
        }
        System::Systemd | System::Cron => None,
    }
}

/// Removes what [`install`] made with each of `found`, and nothing else.
///
/// # Errors
/// When the crontab's marks are damaged.
pub fn remove(found: &[System], place: &Place) -> Result<Plan, Fault> {
    let mut plan = Plan::default();
    let name = &place.job.name;
    for system in found {
        let files = paths(*system, place).into_iter().map(|path| Step::Remove { path });
        match system {
            System::Systemd => {
                let (timer, service) = (format!("{name}.timer"), format!("{name}.service"));
                plan.steps.push(systemctl(&["disable", "--now", &timer]));
                // The note of when it last ran, and a failure that is still shown.
                for words in
                    [["clean", "--what=state", &timer].as_slice(), &["reset-failed", &service]]
                {
                    let words = [&["--user"], words].concat();
                    plan.steps.push(Command::new("systemctl", &words).may_fail());
                }
                plan.steps.extend(files);
                plan.steps.push(systemctl(&["daemon-reload"]));
            }
            System::Cron => {
                let rest = cron::merge(&place.crontab, name, None)?;
                plan.steps.push(crontab(rest));
            }
            System::Launchd => {
                let target = format!("gui/{}/{name}", place.machine.uid);
                plan.steps.push(Command::new("launchctl", &["bootout", &target]).may_fail());
                plan.steps.extend(files);
            }
            System::TaskScheduler => {
                let delete = ["/Delete", "/TN", name, "/F"];
                plan.steps.push(Step::Run(Command::new("schtasks", &delete)));
            }
            System::Github => plan.steps.extend(files),
            System::Gitlab => {
                plan.steps.extend(files);
                plan.notes.push(
                    Diagnostic::note("schedule-system", "GitLab still has its pipeline schedule")
                        .help("delete it there, and the `include` of the file"),
                );
            }
        }
    }
    Ok(plan)
}

fn systemctl(words: &[&str]) -> Step {
    Step::Run(Command::new("systemctl", &[&["--user"], words].concat()))
}

/// Replaces the person's crontab; one with nothing in it is taken away.
fn crontab(bytes: Vec<u8>) -> Step {
    if bytes.is_empty() {
        return Step::Run(Command::new("crontab", &["-r"]));
    }
    let mut command = Command::new("crontab", &["-"]);
    command.input = Some(bytes);
    Step::Run(command)
}

fn text_of(paths: Vec<PathBuf>) -> String {
    paths.first().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default()
}
