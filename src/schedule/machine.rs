//! What a machine has to schedule with.

use std::path::PathBuf;

use super::Fault;
use super::System;
use crate::diag::Diagnostic;

/// The kind of machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Os {
    /// macOS.
    Mac,
    /// Windows.
    Windows,
    /// Linux and whatever else is like it.
    Unix,
}

/// What was found on a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// Its kind.
    pub os: Os,
    /// Whether systemd runs it.
    pub systemd: bool,
    /// Whether this person's own systemd can be spoken to.
    pub user_bus: bool,
    /// Whether there is a `crontab` command.
    pub crontab: bool,
    /// The person's number, where people have numbers.
    pub uid: u32,
    /// Whether this person's services run while they are not logged in; `None` where that is unknown.
    pub linger: Option<bool>,
    /// The person's folder.
    pub home: PathBuf,
    /// Where the person's systemd units lie.
    pub units: PathBuf,
}

/// The scheduler to use: the one asked for, or the machine's own.
///
/// # Errors
/// When it is not there.
pub fn choose(machine: &Machine, asked: Option<System>) -> Result<System, Fault> {
    let Some(asked) = asked else { return own(machine) };
    let elsewhere = |name: &str| {
        let message = format!("`--system {}` is for {name} only", asked.as_str());
        Err(missing(message)
            .help("leave `--system` out: the machine's own scheduler is found by itself")
            .into())
    };
    match (asked, machine.os) {
        (System::Github | System::Gitlab, _) => Ok(asked),
        (System::Launchd, os) if os != Os::Mac => elsewhere("macOS"),
        (System::TaskScheduler, os) if os != Os::Windows => elsewhere("Windows"),
        (System::Systemd | System::Cron, Os::Windows) => elsewhere("Linux and macOS"),
        (System::Systemd, Os::Mac) => elsewhere("Linux"),
        (System::Systemd, _) if !machine.systemd => {
            Err(missing("systemd does not run this machine").help(otherwise(machine)).into())
        }
        (System::Systemd, _) if !machine.user_bus => Err(no_bus().help(otherwise(machine)).into()),
        (System::Cron, _) if !machine.crontab => Err(missing("there is no `crontab` command here")
            .help("install your system's `cron` package, and see that its service runs")
            .into()),
        _ => Ok(asked),
    }
}

fn own(machine: &Machine) -> Result<System, Fault> {
    match machine.os {
        Os::Mac => Ok(System::Launchd),
        Os::Windows => Ok(System::TaskScheduler),
        Os::Unix if machine.systemd && machine.user_bus => Ok(System::Systemd),
        Os::Unix if machine.crontab => Ok(System::Cron),
        Os::Unix if machine.systemd => Err(no_bus()
            .help("log in as this person, not through `su` or `sudo`, then try again")
            .into()),
        Os::Unix => Err(missing("there is neither systemd nor a `crontab` command here")
            .help("install your system's `cron` package, or let a host do it: `--system github`")
            .into()),
    }
}

fn otherwise(machine: &Machine) -> &'static str {
    match machine.crontab {
        true => "use cron: `--system cron`",
        false => "install your system's `cron` package, then use `--system cron`",
    }
}

fn no_bus() -> Diagnostic {
    missing("this person's own systemd cannot be reached")
        .why("it runs from log-in on, and is not there for someone who came through `su` or `sudo`")
}

fn missing(message: impl Into<String>) -> Diagnostic {
    Diagnostic::error("schedule-system", message)
}

/// Looks at this machine. Touches disk and environment.
#[expect(clippy::disallowed_methods, reason = "to move to `workspace`, the door to disk")]
pub fn look() -> Machine {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let home = std::env::home_dir().unwrap_or_default();
    let uid = user();
    let runtime = variable("XDG_RUNTIME_DIR").map(PathBuf::from);
    let runtime = runtime.unwrap_or_else(|| PathBuf::from(format!("/run/user/{uid}")));
    let config = variable("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let lingering = std::fs::read_dir("/var/lib/systemd/linger").ok();
    let name = variable("USER").or_else(|| variable("LOGNAME"));
    let linger = name.zip(lingering).map(|(name, mut people)| {
        people.any(|entry| entry.is_ok_and(|entry| entry.file_name() == name))
    });
    let paths = variable("PATH").unwrap_or_default();
    Machine {
        os: match std::env::consts::OS {
            "macos" => Os::Mac,
            "windows" => Os::Windows,
            _ => Os::Unix,
        },
        systemd: std::path::Path::new("/run/systemd/system").is_dir(),
        user_bus: runtime.join("systemd/private").exists() || runtime.join("bus").exists(),
        crontab: std::env::split_paths(&paths).any(|folder| folder.join("crontab").is_file()),
        uid,
        linger,
        units: config.unwrap_or_else(|| home.join(".config")).join("systemd/user"),
        home,
    }
}

#[cfg(unix)]
fn user() -> u32 {
    rustix::process::getuid().as_raw()
}

#[cfg(not(unix))]
fn user() -> u32 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    pub fn machine() -> Machine {
        Machine {
            os: Os::Unix,
            systemd: true,
            user_bus: true,
            crontab: true,
            uid: 1000,
            linger: Some(false),
            home: "/home/a".into(),
            units: "/home/a/.config/systemd/user".into(),
        }
    }

    #[test]
    fn the_machines_own_scheduler_is_found() {
        let own = |change: fn(&mut Machine)| {
            let mut machine = machine();
            change(&mut machine);
            match choose(&machine, None) {
                Ok(system) => system.as_str().to_owned(),
                Err(error) => error.message,
            }
        };
        assert_eq!(own(|_| {}), "systemd");
        assert_eq!(own(|m| m.user_bus = false), "cron");
        assert_eq!(own(|m| m.systemd = false), "cron");
        assert_eq!(own(|m| m.os = Os::Mac), "launchd");
        assert_eq!(own(|m| m.os = Os::Windows), "task-scheduler");
        assert_eq!(
            own(|m| (m.user_bus, m.crontab) = (false, false)),
            "this person's own systemd cannot be reached"
        );
        assert_eq!(
            own(|m| (m.systemd, m.crontab) = (false, false)),
            "there is neither systemd nor a `crontab` command here"
        );
    }

    #[test]
    fn what_was_asked_for_and_is_not_there_is_said() {
        let bare = Machine { systemd: false, crontab: false, ..machine() };
        let said = |asked| {
            let error = choose(&bare, Some(asked)).unwrap_err();
            format!("{}; {}", error.message, error.help.unwrap())
        };
        let here = [System::Systemd, System::Cron, System::Launchd].map(said).join("\n");
        assert_eq!(
            here,
            "systemd does not run this machine; install your system's `cron` package, then use `--system cron`
there is no `crontab` command here; install your system's `cron` package, and see that its service runs
`--system launchd` is for macOS only; leave `--system` out: the machine's own scheduler is found by itself"
        );
        assert_eq!(choose(&bare, Some(System::Github)), Ok(System::Github));
    }
}
