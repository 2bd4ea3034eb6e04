//! A workflow of GitHub Actions and a job of GitLab CI.
//!
//! Runs there begin from a fresh copy, so that there is no history: they are made whenever they are
//! called for, and only times that can be said exactly are taken.

use super::Fault;
use super::System;
use super::timing::{Calls, Timing};
use crate::diag::Diagnostic;

/// Where a hosted schedule's file lies, from the top of the repository: one for each workspace in it.
pub fn path(system: System, hosted: &Hosted) -> String {
    let name = super::slug(&hosted.workspace);
    let name = name.trim_end_matches('-');
    let name = if name.is_empty() { "schedule".to_owned() } else { format!("schedule-{name}") };
    match system {
        System::Gitlab => format!(".gitlab/brief-{name}.yml"),
        _ => format!(".github/workflows/brief-{name}.yml"),
    }
}

/// The first line of a file of ours.
pub const MARK: &str =
    "# Written by `brief schedule install`; `brief schedule remove` takes it out.";

/// What a hosted run needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hosted {
    /// The workspace, from the top of the repository, with `/`; `.` for the top itself.
    pub workspace: String,
    /// Where the digest goes, from the workspace.
    pub digest: Option<String>,
}

/// The five fields of cron, exactly.
///
/// # Errors
/// When they cannot say it.
pub fn cron(system: System, timing: Timing) -> Result<String, Fault> {
    let name = if system == System::Gitlab { "GitLab" } else { "GitHub" };
    let refused = |message: String, help: &str| {
        Err(Diagnostic::error("schedule-timing", message)
            .why("runs there keep no history that could tell whether one is due")
            .help(help)
            .into())
    };
    let Some(Calls { hours, minutes }) = timing.exact() else {
        let message = format!("{name} cannot run {}", timing.words());
        return refused(
            message,
            "choose a length that a day is a multiple of, such as `6h`, or `--at 06:30`",
        );
    };
    let list = |numbers: &[u32]| numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
    if hours.is_none() && minutes.len() > 12 {
        let message = format!("{name} cannot run {}", timing.words());
        return refused(message, "choose 5 minutes or more");
    }
    let hours = hours.map_or("*".to_owned(), |hours| list(&hours));
    Ok(format!("{} {hours} * * *", list(&minutes)))
}

/// A text between YAML's single quotation marks.
fn yaml(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The run as a shell takes it; the workspace comes from a variable, so that no path is shell text.
const RUN: &str = "brief schedule run --now --workspace \"$BRIEF_WORKSPACE\"";

/// A GitHub Actions workflow. Times are UTC there.
///
/// # Errors
/// When its cron cannot say `timing`, or a path cannot be written there.
pub fn github(hosted: &Hosted, timing: Timing) -> Result<String, Fault> {
    let cron = cron(System::Github, timing)?;
    // Text of the form `${{ … }}` is run there, wherever it stands.
    if hosted.workspace.contains("${{") {
        let message = format!("`{}` cannot be written in a workflow", hosted.workspace);
        return Err(Diagnostic::error("schedule-path", message).help("rename the folder").into());
    }
    Ok(format!(
        "{MARK}\n\
         #\n\
         # Times are UTC: a time of day moves by an hour against your clocks in summer. GitHub may begin\n\
         # late, and stops the schedule of a public repository that nobody has changed for 60 days.\n\
         name: Refresh briefing papers\n\
         on:\n\
         \x20 schedule:\n\
         \x20   - cron: {cron}\n\
         \x20 workflow_dispatch:\n\
         permissions:\n\
         \x20 contents: read\n\
         concurrency:\n\
         \x20 group: brief-schedule\n\
         \x20 cancel-in-progress: false\n\
         jobs:\n\
         \x20 refresh:\n\
         \x20   runs-on: ubuntu-latest\n\
         \x20   timeout-minutes: 120\n\
         \x20   env:\n\
         \x20     BRIEF_WORKSPACE: {workspace}\n\
         \x20   steps:\n\
         \x20     - uses: actions/checkout@v4\n\
         \x20     # Put `brief` on this machine before the next step, for example from its source with\n\
         \x20     # `cargo install --locked --path DIR`. Until you do, the next step fails.\n\
         \x20     - name: Is brief here?\n\
         \x20       run: brief --version\n\
         \x20     - name: Refresh and rebuild\n\
         \x20       run: {RUN}\n\
         \x20     # Papers, digest and snapshots are gone when the run ends: add a step that keeps or mails\n\
         \x20     # what you want of them. A run with errors ends red.\n",
        cron = yaml(&cron),
        workspace = yaml(&hosted.workspace),
    ))
}

/// A GitLab CI job, to be included. Its times are set in GitLab, where a zone can be chosen.
///
/// # Errors
/// When GitLab's cron cannot say `timing`.
pub fn gitlab(hosted: &Hosted, timing: Timing) -> Result<String, Fault> {
    let cron = cron(System::Gitlab, timing)?;
    let within = |path: &str| match hosted.workspace.as_str() {
        "." => path.to_owned(),
        workspace => format!("{workspace}/{path}"),
    };
    let digest =
        hosted.digest.as_deref().map(|path| format!("\x20     - {}\n", yaml(&within(path))));
    Ok(format!(
        "{MARK}\n\
         #\n\
         # Two things are left to do:\n\
         # 1. In .gitlab-ci.yml: include this file, `include: [{{ local: {path} }}]`.\n\
         # 2. In GitLab, Build > Pipeline schedules: a new schedule with the interval `{cron}`. It has a\n\
         #    zone of its own, by default UTC.\n\
         brief-schedule:\n\
         \x20 rules:\n\
         \x20   - if: $CI_PIPELINE_SOURCE == \"schedule\"\n\
         \x20 variables:\n\
         \x20   BRIEF_WORKSPACE:\n\
         \x20     value: {workspace}\n\
         \x20     expand: false\n\
         \x20 resource_group: brief-schedule\n\
         \x20 timeout: 2h\n\
         \x20 script:\n\
         \x20   # Put `brief` on this machine before the next line, for example with an `image` that has it\n\
         \x20   # or from its source with `cargo install --locked --path DIR`. Until you do, it fails.\n\
         \x20   - brief --version\n\
         \x20   - {RUN}\n\
         \x20 artifacts:\n\
         \x20   when: always\n\
         \x20   paths:\n\
         \x20     - {out}\n\
         {digest}",
        path = path(System::Gitlab, hosted),
        workspace = yaml(&hosted.workspace),
        out = yaml(&within("out/")),
        digest = digest.unwrap_or_default(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_cron_cannot_say_are_refused() {
        let said = |timing: &str| match cron(System::Github, Timing::every(timing).unwrap()) {
            Ok(cron) => cron,
            Err(error) => error.message,
        };
        assert_eq!(
            ["6h", "1d", "1h", "30m", "90m", "5h", "2d", "1m"].map(said),
            [
                "0 0,6,12,18 * * *",
                "0 0 * * *",
                "0 * * * *",
                "0,30 * * * *",
                "GitHub cannot run every 90 minutes",
                "GitHub cannot run every 5 hours",
                "GitHub cannot run every 2 days",
                "GitHub cannot run every minute",
            ]
        );
        assert_eq!(cron(System::Gitlab, Timing::at("06:30").unwrap()).unwrap(), "30 6 * * *");
    }

    #[test]
    fn a_path_never_becomes_an_expression() {
        let hosted = Hosted { workspace: "a${{ secrets.X }}".into(), digest: None };
        let error = github(&hosted, Timing::Every(60)).unwrap_err();
        assert_eq!(error.message, "`a${{ secrets.X }}` cannot be written in a workflow");
    }
}
