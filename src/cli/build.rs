//! `brief build` and `brief check`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::args::{Build, Check, FormatArg, Global, Papers};
use super::progress::{Progress, interruption};
use super::report::{Reporter, Tally};
use super::{Exit, Stop, here, workspace};
use crate::diag::human::visible;
use crate::diag::{Diagnostic, any_error, count, did_you_mean};
use crate::load::{find_spec, load, spec_paths};
use crate::model::library::Library;
use crate::pipeline::{self, Format, Outcome, Request, Watch, run};
use crate::select::Settings;
use crate::verify::{Stored, Verdicts, unchecked_note};
use crate::workspace::{Clock, LOCK, Workspace, reason, stem};

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
    papers(
        global,
        &build.papers,
        Plan {
            formats,
            out,
            write: true,
            draft: build.draft,
            locked: build.papers.locked,
            fix: false,
        },
        reporter,
    )
}

/// Does everything but the files.
pub fn check(global: &Global, check: &Check, reporter: &Reporter) -> Result<Exit, Stop> {
    if let Some(name) = &check.explain {
        return super::explain::explain(name, reporter);
    }
    let plan = Plan {
        formats: vec![Format::Pdf],
        out: PathBuf::new(),
        write: false,
        draft: false,
        locked: check.papers.locked,
        fix: check.fix,
    };
    papers(global, &check.papers, plan, reporter)
}

struct Plan {
    formats: Vec<Format>,
    out: PathBuf,
    write: bool,
    draft: bool,
    locked: bool,
    fix: bool,
}

fn papers(global: &Global, papers: &Papers, plan: Plan, reporter: &Reporter) -> Result<Exit, Stop> {
    let workspace = workspace(global)?;
    let paths = paths(&workspace, papers)?;
    let mut loaded = load(&workspace, &paths);
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
    let settings = Settings {
        without: papers.without.iter().cloned().collect::<BTreeSet<_>>(),
        dropped: BTreeSet::new(),
        draft: plan.draft,
    };
    let clock = clock(papers.as_of, loaded.library.timezone)?;
    // What is mended can make its neighbour certain that was not before.
    for _ in 0..3 {
        if !plan.fix || super::fix::fix(&workspace, &loaded, &settings, clock, reporter)? == 0 {
            break;
        }
        loaded = load(&workspace, &paths);
    }
    let mut tally = Tally::default();
    let said = |findings: &[Diagnostic], tally: &mut Tally| {
        reporter.diagnostics(findings);
        tally.findings(findings);
    };
    said(&loaded.problems, &mut tally);
    loaded.spec_problems.values().for_each(|problems| said(problems, &mut tally));

    let request = Request {
        settings,
        formats: plan.formats,
        out: plan.out,
        write: plan.write,
        skip: &[],
        jobs: papers.jobs.map_or_else(processors, usize::from),
        clock,
    };
    let stored = Stored(&workspace);
    let verdicts =
        pipeline::verdicts(&workspace, &loaded.library, &stored, request.clock, request.jobs);
    let planned = pipeline::papers(&loaded);
    let progress = Progress::new(planned.len(), reporter.is_watched());
    let mut told = |outcome: Outcome| {
        progress.above(|| {
            reporter.diagnostics(&outcome.findings);
            reporter.outcome(&workspace, &outcome);
        });
        tally.outcome(&outcome);
    };
    let stop = interruption();
    run(
        &loaded,
        &verdicts,
        &planned,
        &request,
        Watch { stop, finished: &|| progress.step(), outcome: &mut told },
    );
    progress.end();
    // A spec that could not be read at all has no outcome of its own.
    let with_paper: BTreeSet<&str> = planned.iter().map(|paper| paper.spec.stem.as_str()).collect();
    for path in &paths {
        let stem = stem(&workspace.display(path));
        if !with_paper.contains(stem.as_str()) {
            tally.failed += 1;
            let stem = visible(&stem);
            reporter.line(&format!("failed     {stem} – nothing of it was written"));
        }
    }
    if tally.unchecked > 0 {
        said(&[unchecked_note(tally.unchecked)], &mut tally);
    }
    if !plan.locked && !any_error(&loaded.problems) {
        said(&unkept(&workspace, &loaded.library, &verdicts), &mut tally);
    }
    let interrupted = tally.papers < planned.len();
    if interrupted {
        said(&[interrupted_after(tally.papers, planned.len())], &mut tally);
    }
    reporter.summary(&tally);
    Ok(match () {
        () if interrupted => Exit::Interrupted,
        () if tally.disk_failed => Exit::CouldNotRun,
        () if tally.failed > 0 || (!plan.draft && tally.errors > 0) => Exit::Content,
        () => Exit::Done,
    })
}

/// Notes the verdicts in the lock; what there is to say where that fails.
fn unkept(workspace: &Workspace, library: &Library, verdicts: &Verdicts<'_>) -> Vec<Diagnostic> {
    match pipeline::keep_lock(workspace, library, verdicts) {
        Ok(_) => Vec::new(),
        Err(error) => vec![
            Diagnostic::warning("lock", format!("`{LOCK}` was not written: {}", reason(&error.error)))
                .why("it pins what was found where, so that papers can be made where there are no copies")
                .help("make the file writable, or say `--locked` where it is not to change"),
        ],
    }
}

fn interrupted_after(finished: usize, of: usize) -> Diagnostic {
    Diagnostic::error("interrupted", format!("stopped after {finished} of {}", count(of, "paper")))
        .why("these are whole and stay; the others are as they were before")
        .help("run the same command again: it goes on, and what is made already stays as it is")
}

/// How many threads there is work for.
pub fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The specs asked for: those named, all, or the only one.
fn paths(workspace: &Workspace, papers: &Papers) -> Result<Vec<PathBuf>, Stop> {
    if !papers.specs.is_empty() {
        let from = here()?;
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

/// The last second of the year 9999: what comes after cannot be written as a date of four figures.
const LAST_SECOND: i64 = 253_402_300_799;

/// The time, as the command line and the environment fix it.
pub fn clock(as_of: Option<chrono::NaiveDate>, timezone: chrono_tz::Tz) -> Result<Clock, Stop> {
    let epoch = match std::env::var_os("SOURCE_DATE_EPOCH") {
        Some(text) if !text.is_empty() => {
            let seconds = text.to_str().and_then(|text| text.parse().ok());
            let within = seconds.filter(|seconds| (0..=LAST_SECOND).contains(seconds));
            Some(within.ok_or_else(|| {
                let text = text.to_string_lossy();
                Diagnostic::error(
                    "source-date-epoch",
                    format!("SOURCE_DATE_EPOCH is `{text}`, not a number of seconds since 1970"),
                )
                .why("it fixes the day that is printed")
                .help("set it to a number from 0 to 253402300799 (the year 9999), or unset it")
            })?)
        }
        _ => None,
    };
    Ok(Clock::read(as_of, epoch, timezone))
}
