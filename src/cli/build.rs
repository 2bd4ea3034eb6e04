//! `brief build` and `brief check`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::args::{Build, Check, FormatArg, Global, Papers};
use super::deps::write_deps;
use super::progress::{Progress, interruption};
use super::report::{Reporter, Tally};
use super::{Exit, Stop, here, place_for, workspace};
use crate::diag::human::visible;
use crate::diag::{Diagnostic, any_error, count, did_you_mean};
use crate::hash::{hex, sha256};
use crate::load::{find_spec, load, spec_paths};
use crate::made::outcome::{Action, Outcome, OutputFile};
use crate::made::run::{Again, Notes, recall};
use crate::model::library::Library;
use crate::pipeline::{self, Format, Inputs, Request, Watch, run};
use crate::select::Settings;
use crate::verify::{Stored, Verdicts, unchecked_note};
use crate::workspace::{Clock, LOCK, Trace, Workspace, reason, stem, sweep};

/// Makes papers.
pub fn build(global: &Global, build: &Build, reporter: &Reporter) -> Result<Exit, Stop> {
    let out = out_folder(global, build.out.as_deref())?;
    let formats = formats(&build.format);
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
            deps: build.deps.clone(),
        },
        reporter,
    )
}

/// Where papers go: the folder asked for, or `out/` of the workspace.
///
/// # Errors
/// When it is one that is read as a part of the workspace.
pub fn out_folder(global: &Global, asked: Option<&Path>) -> Result<PathBuf, Stop> {
    let root = workspace(global)?.root().to_owned();
    let out = match asked {
        Some(out) => here()?.join(out),
        None => root.join("out"),
    };
    let inputs = ["briefs", "templates", "fonts"].map(|folder| root.join(folder));
    if inputs.iter().any(|folder| out.starts_with(folder)) {
        return Err(Diagnostic::error("out", format!("papers cannot go into `{}`", out.display()))
            .why("what lies there is read as a part of the workspace")
            .help("choose a folder outside `briefs/`, `templates/` and `fonts/`")
            .into());
    }
    Ok(out)
}

/// The formats asked for, each once.
pub fn formats(asked: &[FormatArg]) -> Vec<Format> {
    let mut formats: Vec<Format> = asked
        .iter()
        .map(|format| match format {
            FormatArg::Pdf => Format::Pdf,
            FormatArg::Typ => Format::Typ,
            FormatArg::Png => Format::Png,
        })
        .collect();
    formats.sort();
    formats.dedup();
    formats
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
        deps: None,
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
    /// Where it is written what papers were made from.
    deps: Option<PathBuf>,
}

fn papers(global: &Global, papers: &Papers, plan: Plan, reporter: &Reporter) -> Result<Exit, Stop> {
    let workspace = workspace(global)?;
    if let Some(to) = &plan.deps {
        let to = here()?.join(to);
        // The folder of papers is made with them.
        if to.is_dir() || !to.starts_with(&plan.out) {
            place_for(&to)?;
        }
    }
    let paths = paths(&workspace, papers)?;
    let jobs = papers.jobs.map_or_else(processors, usize::from);
    let name = run_name(&workspace, &paths, papers, &plan);
    if !plan.fix
        && let Some(result) = recall(
            &workspace,
            &workspace.recall(&name),
            |zone| clock(papers.as_of, zone).ok(),
            jobs,
        )
    {
        return again(&workspace, &plan, result, reporter);
    }
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
    let mut told = Told::new(reporter);
    told.problems(&loaded.problems);
    loaded.spec_problems.values().for_each(|problems| told.problems(problems));

    let request = Request {
        settings,
        formats: plan.formats.clone(),
        out: plan.out.clone(),
        write: plan.write,
        skip: &[],
        jobs,
        clock,
    };
    let stored = Stored(&workspace);
    let (verdicts, typesetter) = pipeline::verdicts_and_typesetter(
        &workspace,
        &loaded.library,
        &stored,
        request.clock,
        request.jobs,
    );
    let planned = pipeline::papers(&loaded);
    let progress = Progress::new(planned.len(), reporter.is_watched());
    let stop = interruption();
    let mut past = pipeline::past(&workspace);
    run(
        &Inputs {
            workspace: &workspace,
            loaded: &loaded,
            verdicts: &verdicts,
            typesetter: &typesetter,
        },
        &planned,
        &request,
        &mut past,
        Watch {
            stop,
            finished: &|| progress.step(),
            outcome: &mut |outcome| progress.above(|| told.paper(&workspace, &outcome)),
        },
    );
    progress.end();
    if papers.all {
        past.retain(|stem| planned.iter().any(|paper| paper.stem == stem));
    }
    pipeline::keep_past(&workspace, &past);
    // A spec that could not be read at all has no outcome of its own.
    let with_paper: BTreeSet<&str> = planned.iter().map(|paper| paper.spec.stem.as_str()).collect();
    for path in &paths {
        let stem = stem(&workspace.display(path));
        if !with_paper.contains(stem.as_str()) {
            told.unread(&stem);
        }
    }
    let kept = match !plan.locked && !any_error(&loaded.problems) {
        true => unkept(&workspace, &loaded.library, &verdicts),
        false => Vec::new(),
    };
    let interrupted = told.tally.papers < planned.len();
    if !interrupted && !told.tally.disk_failed && kept.is_empty() && !plan.fix {
        let notes = std::mem::take(&mut told.notes);
        let embargoes = pipeline::next_embargo(&loaded, clock);
        let zone = loaded.library.timezone;
        if let Some(bytes) = notes.finish(&workspace, workspace.trace(), zone, clock, embargoes) {
            workspace.remember(&name, &bytes).ok();
        }
    }
    told.deps(&workspace, &workspace.trace(), &plan)?;
    Ok(told.end(&kept, interrupted.then_some(planned.len()), plan.draft))
}

/// Says what a run comes to that comes to what it came to before.
fn again(
    workspace: &Workspace,
    plan: &Plan,
    result: Again,
    reporter: &Reporter,
) -> Result<Exit, Stop> {
    let mut told = Told::new(reporter);
    result.problems.iter().for_each(|problems| told.problems(problems));
    result.papers.iter().for_each(|outcome| told.paper(workspace, outcome));
    result.unread.iter().for_each(|stem| told.unread(stem));
    // What a run that was killed has left is nobody's.
    let folders: BTreeSet<&Path> = told.outputs.iter().filter_map(|path| path.parent()).collect();
    folders.into_iter().filter(|_| plan.write).for_each(sweep);
    told.deps(workspace, &result.trace, plan)?;
    Ok(told.end(&[], None, plan.draft))
}

/// What is said of a run as it goes along.
struct Told<'a> {
    reporter: &'a Reporter,
    tally: Tally,
    notes: Notes,
    /// Files of papers that are there.
    outputs: Vec<PathBuf>,
}

impl<'a> Told<'a> {
    fn new(reporter: &'a Reporter) -> Told<'a> {
        Told { reporter, tally: Tally::default(), notes: Notes::default(), outputs: Vec::new() }
    }

    /// Writes what papers were made from, where that is wanted.
    fn deps(&self, workspace: &Workspace, trace: &Trace, plan: &Plan) -> Result<(), Stop> {
        match &plan.deps {
            Some(to) => write_deps(to, workspace, trace, &self.outputs),
            None => Ok(()),
        }
    }

    /// Of the library, or of a spec.
    fn problems(&mut self, problems: &[Diagnostic]) {
        self.reporter.diagnostics(problems);
        self.tally.findings(problems);
        self.notes.problems(problems);
    }

    /// Of a paper.
    fn paper(&mut self, workspace: &Workspace, outcome: &Outcome) {
        self.reporter.diagnostics(&outcome.findings);
        self.reporter.outcome(workspace, outcome);
        self.tally.outcome(outcome);
        self.notes.paper(workspace, outcome);
        let there = |file: &&OutputFile| matches!(file.action, Action::Built | Action::Unchanged);
        self.outputs.extend(outcome.files.iter().filter(there).map(|file| file.path.clone()));
    }

    /// Of a spec of which there is no paper.
    fn unread(&mut self, stem: &str) {
        self.tally.failed += 1;
        let shown = visible(stem);
        self.reporter.line(&format!("failed     {shown} – nothing of it was written"));
        self.notes.unread(stem);
    }

    /// At the end: what became of the lock, and whether the run was cut short, of how many papers.
    fn end(mut self, lock: &[Diagnostic], interrupted: Option<usize>, draft: bool) -> Exit {
        if self.tally.unchecked > 0 {
            self.problems(&[unchecked_note(self.tally.unchecked)]);
        }
        self.problems(lock);
        if let Some(planned) = interrupted {
            self.problems(&[interrupted_after(self.tally.papers, planned)]);
        }
        let Told { reporter, tally, .. } = self;
        reporter.summary(&tally);
        match () {
            () if interrupted.is_some() => Exit::Interrupted,
            () if tally.disk_failed => Exit::CouldNotRun,
            () if tally.failed > 0 || (!draft && tally.errors > 0) => Exit::Content,
            () => Exit::Done,
        }
    }
}

/// What a run is remembered by: everything that is asked of it but the time.
fn run_name(workspace: &Workspace, paths: &[PathBuf], papers: &Papers, plan: &Plan) -> String {
    let specs: Vec<String> = paths.iter().map(|path| workspace.display(path)).collect();
    let asked = format!(
        "{specs:?} {:?} {:?} {:?} {} {} {} {}",
        papers.without,
        plan.formats,
        workspace.place(&plan.out),
        plan.write,
        plan.draft,
        plan.locked,
        papers.all,
    );
    format!("runs/{}", &hex(sha256(asked.as_bytes()))[..16])
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
