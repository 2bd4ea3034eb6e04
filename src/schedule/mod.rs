//! Regular refresh through the machine's own scheduler.
//!
//! 1. [`timing`]: `6h` or `06:30` → [`Timing`](timing::Timing), and at which minutes a scheduler calls
//! 2. [`settings`]: `briefs/schedule.toml`, what a person may edit
//! 3. [`machine`]: what there is to schedule with → [`System`]
//! 4. [`systemd`], [`cron`], [`launchd`], [`task`], [`hosted`]: a [`Job`] in the words of each
//! 5. [`plan`]: what to write, run and remove, as plain data; [`perform`] carries it out
//! 6. [`due`]: whether a run is due when a scheduler calls
//! 7. [`run`]: one call, with [`history`] for the lock, the log and the last result, and [`after`] for
//!    the person's own command
//!
//! A scheduler calls at least as often as runs are wanted and [`due`] decides: what no scheduler can
//! say exactly, a missed time and a time that the clocks skip are all one rule then.

#![expect(
    clippy::disallowed_methods,
    reason = "schedulers' files, the lock and the log of runs are no inputs of papers"
)]

pub mod after;
pub mod cron;
pub mod due;
pub mod history;
pub mod hosted;
pub mod launchd;
pub mod machine;
pub mod perform;
pub mod plan;
pub mod run;
pub mod settings;
pub mod show;
pub mod systemd;
pub mod task;
pub mod timing;

use std::path::Path;

use crate::diag::Diagnostic;
use crate::hash::{hex, sha256};

/// What keeps something from being done.
pub type Fault = Box<Diagnostic>;

/// What calls `brief schedule run`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum System {
    /// A timer of the person's own systemd.
    Systemd,
    /// A line in the person's crontab.
    Cron,
    /// A launch agent of macOS.
    Launchd,
    /// A task of Windows' Task Scheduler.
    TaskScheduler,
    /// A GitHub Actions workflow.
    Github,
    /// A GitLab CI job.
    Gitlab,
}

impl System {
    /// All of them, in the order messages list them.
    pub const ALL: [System; 6] = [
        System::Systemd,
        System::Cron,
        System::Launchd,
        System::TaskScheduler,
        System::Github,
        System::Gitlab,
    ];

    /// The word after `--system`.
    pub fn as_str(self) -> &'static str {
        match self {
            System::Systemd => "systemd",
            System::Cron => "cron",
            System::Launchd => "launchd",
            System::TaskScheduler => "task-scheduler",
            System::Github => "github",
            System::Gitlab => "gitlab",
        }
    }

    /// Whether runs are on somebody else's machine, which keeps no history.
    pub fn is_hosted(self) -> bool {
        matches!(self, System::Github | System::Gitlab)
    }
}

/// What is scheduled: this program, for this workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// What the scheduler knows it by: the folder's name and a short hash of its path, so that two
    /// workspaces never share one. Lower-case letters, digits and `-`.
    pub name: String,
    /// The program, as an absolute path.
    pub program: String,
    /// The workspace, as an absolute path.
    pub workspace: String,
    /// What the person's own command is known by, see [`approval`]. It stands where only this person
    /// writes: whoever else can change `briefs/schedule.toml` cannot have a command run here.
    pub command: Option<String>,
}

impl Job {
    /// The job of the workspace at `workspace`, run by `program`; both absolute.
    ///
    /// # Errors
    /// When a path is not text, or holds a character that no scheduler's file can.
    pub fn new(program: &Path, workspace: &Path) -> Result<Job, Fault> {
        let program = text("the program", program)?;
        let workspace = text("the workspace", workspace)?;
        let folder = workspace.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or("");
        let name = format!("brief-{}{}", slug(folder), short_hash(&workspace));
        Ok(Job { name, program, workspace, command: None })
    }

    /// The arguments after the program.
    pub fn arguments(&self) -> Vec<&str> {
        let mut words = vec!["schedule", "run", "--workspace", self.workspace.as_str()];
        words.extend(self.command.iter().flat_map(|hash| ["--approved", hash.as_str()]));
        words
    }
}

/// A path as text that every scheduler's file can hold.
fn text(what: &str, path: &Path) -> Result<String, Fault> {
    let shown = path.to_string_lossy();
    match path.to_str() {
        Some(text) if !text.contains(char::is_control) => Ok(text.to_owned()),
        _ => Err(Diagnostic::error(
            "schedule-path",
            format!("the path of {what} cannot be scheduled: `{}`", shown.escape_debug()),
        )
        .why("a scheduler's file is text: a line break or a broken character in a path ends it early")
        .help("rename the folder, then install the schedule again").into()),
    }
}

/// A folder's name in letters, digits and `-`, with a `-` at its end; nothing where none are left.
fn slug(folder: &str) -> String {
    let mut slug = String::new();
    for c in folder.chars().take(40) {
        match c.to_ascii_lowercase() {
            c @ ('a'..='z' | '0'..='9') => slug.push(c),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    if !slug.is_empty() && !slug.ends_with('-') {
        slug.push('-');
    }
    slug
}

/// The first eight digits of a text's SHA-256.
fn short_hash(text: &str) -> String {
    hex(sha256(text.as_bytes()))[..8].to_owned()
}

/// What a command is known by that somebody approved by installing a schedule with it.
pub fn approval(command: &str) -> String {
    hex(sha256(command.as_bytes()))[..32].to_owned()
}

/// Text as XML writes it, in elements.
fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_differ_by_path() {
        let name = |path: &str| Job::new(Path::new("/b"), Path::new(path)).unwrap().name;
        assert!(name("/home/a/Policy Papers (2026)/").starts_with("brief-policy-papers-2026-"));
        assert_ne!(name("/a/papers"), name("/b/papers"));
        assert_eq!(name("/a/документы").len(), "brief-".len() + 8);
        assert_eq!(name("C:\\Users\\a\\Papers").rsplit_once('-').unwrap().0, "brief-papers");
    }

    #[test]
    fn a_line_break_in_a_path_is_refused() {
        let error = Job::new(Path::new("/b"), Path::new("/a\nb")).unwrap_err();
        assert_eq!(error.message, "the path of the workspace cannot be scheduled: `/a\\nb`");
    }
}
