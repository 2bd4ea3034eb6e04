//! The person's own command, run after each run. Runs a program.

use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus};

use super::run::Outcome;

/// Runs `command` in the workspace as the system's shell understands it. It gets the digest's path as its
/// last argument, where there is a digest; and in variables `BRIEF_RESULT`, `BRIEF_EXIT_CODE`,
/// `BRIEF_WORKSPACE`, `BRIEF_DIGEST` and one for each count (`BRIEF_CHANGED` for `changed`).
///
/// # Errors
/// When the shell cannot be started.
pub fn run(
    command: &str,
    workspace: &Path,
    digest: Option<&Path>,
    outcome: &Outcome,
) -> io::Result<ExitStatus> {
    let mut process = shell(command, digest);
    process.current_dir(workspace).env("BRIEF_WORKSPACE", workspace);
    process.env("BRIEF_RESULT", outcome.word()).env("BRIEF_EXIT_CODE", outcome.exit.to_string());
    match digest {
        Some(digest) => process.env("BRIEF_DIGEST", digest),
        None => process.env_remove("BRIEF_DIGEST"),
    };
    for (name, count) in &outcome.counts {
        process.env(variable(name), count.to_string());
    }
    process.stdin(std::process::Stdio::null()).status()
}

/// `changed` → `BRIEF_CHANGED`, `papers-built` → `BRIEF_PAPERS_BUILT`.
fn variable(name: &str) -> String {
    let word = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    format!("BRIEF_{}", name.chars().map(word).collect::<String>())
}

#[cfg(not(windows))]
fn shell(command: &str, digest: Option<&Path>) -> Command {
    let mut process = Command::new("sh");
    // The path is never shell text: `"$@"` stands for it, whatever it holds.
    match digest {
        Some(digest) => process.args(["-c", &format!("{command} \"$@\""), "brief"]).arg(digest),
        None => process.args(["-c", command]),
    };
    process
}

#[cfg(windows)]
fn shell(command: &str, digest: Option<&Path>) -> Command {
    use std::os::windows::process::CommandExt;
    let mut process = Command::new("cmd");
    // A path on Windows holds no quotation mark; with /S, cmd takes off the outer pair only.
    let digest = digest.map_or(String::new(), |path| format!(" \"{}\"", path.display()));
    process.args(["/D", "/S", "/C"]).raw_arg(format!("\"{command}{digest}\""));
    process
}
