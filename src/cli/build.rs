//! `brief build` and `brief check`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::args::{Build, Check, FormatArg, Global, Papers};
use super::report::Reporter;
use super::{Exit, Stop, here, workspace};
use crate::diag::{Diagnostic, any_error, did_you_mean};
use crate::load::{find_spec, load, spec_paths};
use crate::pipeline::{Action, Format, Request, run};
use crate::select::Settings;
use crate::verify::unchecked_note;
use crate::workspace::{Clock, Workspace, stem};

/// Makes papers.
pub fn build(global: &Global, build: &Build, reporter: &Reporter) -> Result<Exit, Stop> {
    let out = match &build.out {
        Some(out) => here()?.join(out),
        None => workspace(global)?.root().join("out"),
    };
    let root = workspace(global)?.root().to_owned();
    let inputs = ["briefs", "templates", "fonts"].map(|folder| root.join(folder));
    if inputs.iter().any(|folder| out.starts_with(folder)) {
        return Err(Diagnostic::error("out", format!("papers cannot go into `{}`", out.display()))
            .why("what lies there is read as a part of the workspace")
            .help("choose a folder outside `briefs/`, `templates/` and `fonts/`")
            .into());
    }
    let mut formats: Vec<Format> = build
        .format
        .iter()
        .map(|format| match format {
            FormatArg::Pdf => Format::Pdf,
            FormatArg::Typ => Format::Typ,
            FormatArg::Png => Format::Png,
        })
        .collect();
    formats.sort();
    formats.dedup();
    papers(global, &build.papers, Plan { formats, out, write: true, draft: build.draft }, reporter)
}

/// Does everything but the files.
pub fn check(global: &Global, check: &Check, reporter: &Reporter) -> Result<Exit, Stop> {
    let plan = Plan { formats: vec![Format::Pdf], out: PathBuf::new(), write: false, draft: false };
    papers(global, &check.papers, plan, reporter)
}

struct Plan {
    formats: Vec<Format>,
    out: PathBuf,
    write: bool,
    draft: bool,
}

fn papers(global: &Global, papers: &Papers, plan: Plan, reporter: &Reporter) -> Result<Exit, Stop> {
    let workspace = workspace(global)?;
    let paths = paths(&workspace, papers)?;
    let loaded = load(&workspace, &paths);
    for item in &papers.without {
        if !loaded.library.items.contains_key(item) {
            let ids = loaded.library.items.keys().map(String::as_str);
            return Err(Diagnostic::error(
                "unknown-item",
                format!("there is no item `{item}` to leave out"),
            )
            .maybe_help(did_you_mean(item, ids, "there is"))
            .into());
        }
    }
    let mut findings: Vec<Diagnostic> = loaded.problems.clone();
    findings.extend(loaded.spec_problems.values().flatten().cloned());
    reporter.diagnostics(&findings);

    let processors = || std::thread::available_parallelism().map_or(1, usize::from);
    let request = Request {
        settings: Settings {
            without: papers.without.iter().cloned().collect::<BTreeSet<_>>(),
            draft: plan.draft,
        },
        formats: plan.formats,
        out: plan.out,
        write: plan.write,
        jobs: papers.jobs.map_or_else(processors, usize::from),
        clock: clock(papers.as_of, loaded.library.timezone)?,
    };
    let outcomes = run(&loaded, &request, &|_| {});
    for outcome in &outcomes {
        reporter.diagnostics(&outcome.findings);
        reporter.outcome(&workspace, outcome);
        findings.extend(outcome.findings.iter().cloned());
    }
    // A spec that could not be read at all has no outcome of its own.
    let mut unread = 0;
    for path in &paths {
        let stem = stem(&workspace.display(path));
        if !outcomes.iter().any(|outcome| outcome.spec == stem) {
            unread += 1;
            reporter.line(&format!("failed     {stem} – nothing of it was written"));
        }
    }
    if outcomes.iter().any(|outcome| outcome.unchecked > 0) {
        let note = unchecked_note();
        reporter.diagnostics(std::slice::from_ref(&note));
        findings.push(note);
    }
    reporter.summary(&outcomes, &findings);
    if outcomes.iter().any(|outcome| outcome.disk_failed) {
        return Ok(Exit::CouldNotRun);
    }
    let failed = unread > 0
        || outcomes
            .iter()
            .any(|outcome| outcome.files.iter().any(|file| file.action == Action::Failed))
        || (!plan.draft && any_error(&findings));
    Ok(if failed { Exit::Content } else { Exit::Done })
}

/// The specs asked for: those named, all, or the only one.
fn paths(workspace: &Workspace, papers: &Papers) -> Result<Vec<PathBuf>, Stop> {
    let from = here()?;
    if !papers.specs.is_empty() {
        let mut paths: Vec<PathBuf> = Vec::new();
        for word in &papers.specs {
            let path = find_spec(workspace, &from, word)?;
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
        return Ok(paths);
    }
    let all = spec_paths(workspace)?;
    let names: Vec<String> = all.iter().map(|path| stem(&workspace.display(path))).collect();
    match all.len() {
        0 => Err(Diagnostic::error("no-specs", "the workspace has no specs")
            .why("a spec says for whom a paper is and what it holds")
            .help("`brief new NAME` writes one")
            .into()),
        1 => Ok(all),
        _ if papers.all => Ok(all),
        n => Err(Diagnostic::error(
            "which-spec",
            format!("the workspace has {n} specs: {}", names.join(", ")),
        )
        .help("name one or more of them, or say `--all`")
        .into()),
    }
}

/// The time, as the command line and the environment fix it.
pub fn clock(as_of: Option<chrono::NaiveDate>, timezone: chrono_tz::Tz) -> Result<Clock, Stop> {
    let epoch = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(text) if !text.is_empty() => Some(text.parse().map_err(|_| {
            Diagnostic::error(
                "source-date-epoch",
                format!("SOURCE_DATE_EPOCH is `{text}`, not a number of seconds"),
            )
            .help("set it to seconds since 1970, or unset it")
        })?),
        _ => None,
    };
    Ok(Clock::read(as_of, epoch, timezone))
}
