//! `brief watch`: papers are made again whenever something they are made from is changed.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Stdout};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::args::{Global, Watch as Asked};
use super::build::{clock, formats, out_folder, processors};
use super::progress::{PAINTED, interruption};
use super::report::Reporter;
use super::{Exit, Stop, here, workspace};
use crate::diag::human::{Look, render_all};
use crate::diag::{Diagnostic, any_error};
use crate::load::{Loaded, find_spec, load, spec_paths};
use crate::made::Papers;
use crate::made::outcome::{Action, Outcome};
use crate::model::library::Library;
use crate::output::typeset::Typesetter;
use crate::pipeline::{self, Format, Inputs, Request, Watch, run};
use crate::select::Settings;
use crate::verify::Stored;
use crate::watch::screen::{Change, Painter, Paper, Standing, State, draw, line};
use crate::watch::{Batch, Method, Watcher};
use crate::workspace::{Clock, LOCK, Workspace};

/// Runs of papers that are over sooner are not shown in the making: a screen that flickers tells nothing.
const QUICK: Duration = Duration::from_millis(150);

/// Makes papers, and again at every change, until it is ended.
pub fn watch(global: &Global, asked: &Asked, reporter: &Reporter) -> Result<Exit, Stop> {
    let workspace = workspace(global)?;
    let named: Vec<PathBuf> = asked
        .specs
        .iter()
        .map(|word| find_spec(&workspace, &here()?, word).map_err(Stop::from))
        .collect::<Result<_, Stop>>()?;
    let root = workspace.root().to_owned();
    let out = out_folder(global, asked.out.as_deref())?;
    let stop = interruption();
    let mut session = Session {
        root: root.clone(),
        named,
        formats: formats(&asked.format),
        jobs: asked.jobs.map_or_else(processors, usize::from),
        typesetter: None,
        past: pipeline::past(&workspace),
        screen: Screen::new(&root, reporter),
        folder: String::new(),
        out,
    };
    let method = if asked.poll { Method::Polling } else { Method::System };
    let mut watcher = session.watcher(method)?;
    let mut change: Option<Batch> = None;
    while !stop.load(Ordering::Relaxed) {
        let folder = session.folder.clone();
        let failed = session.make(change.as_ref(), &mut watcher)?;
        if session.folder != folder {
            // Stored copies lie elsewhere now: what changed there meanwhile was not seen.
            watcher = session.watcher(method)?;
            change = None;
            continue;
        }
        // A file that is being saved is read half: what is wrong with it is not said.
        if !(failed && watcher.is_stale()) {
            let notices = watcher.polling().map(|polling| polling.message());
            session.screen.settle(notices.into_iter().collect());
        }
        let screen = &mut session.screen;
        change = watcher.wait(stop, &mut || screen.paint());
    }
    session.screen.end();
    Ok(Exit::Done)
}

struct Session<'a> {
    root: PathBuf,
    /// The specs asked for; none for all.
    named: Vec<PathBuf>,
    formats: Vec<Format>,
    out: PathBuf,
    jobs: usize,
    /// What set the last papers, and the templates and fonts it has.
    typesetter: Option<(Assets, Typesetter)>,
    past: Papers,
    screen: Screen<'a>,
    /// The folder of stored copies.
    folder: String,
}

/// Templates and fonts, to see whether they have changed.
type Assets = (BTreeMap<String, String>, Vec<(String, [u8; 32])>);

fn assets(library: &Library) -> Assets {
    let fonts = library.fonts.iter();
    let fonts = fonts.map(|(path, bytes)| (path.clone(), crate::hash::sha256(bytes))).collect();
    (library.templates.clone(), fonts)
}

impl Session<'_> {
    fn watcher(&self, method: Method) -> Result<Watcher, Stop> {
        let mut roots = vec![self.root.join("briefs"), self.root.join("templates")];
        roots.push(self.root.join("fonts"));
        if !self.folder.is_empty() {
            roots.push(self.root.join(&self.folder));
        }
        let skip = [self.out.clone(), self.root.join(".brief")];
        Watcher::new(&roots, &skip, method).map_err(|error| {
            Diagnostic::error("watch", "changes cannot be watched for here")
                .why(format!("the system says: {error}"))
                .help("`brief watch --poll` looks for them once a second instead")
                .into()
        })
    }

    /// Makes what has to be made. Whether anything failed.
    fn make(&mut self, batch: Option<&Batch>, watcher: &mut Watcher) -> Result<bool, Stop> {
        let begun = batch.map_or_else(Instant::now, |batch| batch.since);
        let workspace = Workspace::at(&self.root);
        let paths = match self.named.is_empty() {
            true => spec_paths(&workspace)?,
            false => self.named.clone(),
        };
        let loaded = load(&workspace, &paths);
        let library = &loaded.library;
        self.folder.clone_from(&library.snapshot_folder);
        let clock = clock(None, library.timezone)?;
        let request = Request {
            settings: Settings::default(),
            formats: self.formats.clone(),
            out: self.out.clone(),
            write: true,
            skip: &[],
            jobs: self.jobs,
            clock,
        };
        let stored = Stored(&workspace);
        let verdicts = pipeline::verdicts(&workspace, library, &stored, clock, self.jobs);
        let planned = pipeline::papers(&loaded);
        let own = assets(library);
        if self.typesetter.as_ref().is_none_or(|(known, _)| *known != own) {
            self.typesetter = Some((own, pipeline::typesetter(library)));
        }
        let Some((_, typesetter)) = &self.typesetter else { return Ok(false) };
        let inputs =
            Inputs { workspace: &workspace, loaded: &loaded, verdicts: &verdicts, typesetter };
        let stems: Vec<&str> = planned.iter().map(|target| target.stem.as_str()).collect();
        let past = &mut self.past;
        let screen = &mut self.screen;
        screen.begin(&workspace, &loaded, batch, &stems, begun, clock);
        let known: Vec<(String, String)> = stems
            .iter()
            .filter_map(|stem| Some((stem.to_string(), past.newest(stem)?.when.clone())))
            .collect();
        run(
            &inputs,
            &planned,
            &request,
            past,
            Watch {
                stop: interruption(),
                finished: &|| (),
                outcome: &mut |outcome| {
                    let known = known.iter().find(|(stem, _)| *stem == outcome.stem);
                    screen.outcome(&workspace, &outcome, known.map(|(_, when)| when.as_str()));
                },
            },
        );
        if !any_error(&loaded.problems)
            && pipeline::keep_lock(&workspace, library, &verdicts).is_ok_and(|written| written)
        {
            watcher.wrote(&[self.root.join(LOCK)]);
        }
        pipeline::keep_past(&workspace, &self.past);
        self.screen.finish();
        Ok(self.screen.state.count(Standing::Failed) > 0)
    }
}

/// What a finding says, and where.
fn problem(finding: &Diagnostic) -> (String, Option<String>) {
    let place = finding.span.as_ref().map(|span| {
        let (line, _) = span.line_column();
        format!("{}:{line}", span.file.path)
    });
    (finding.message.clone(), place)
}

/// What is shown of the workspace, on a terminal or line by line.
struct Screen<'a> {
    reporter: &'a Reporter,
    painter: Option<Painter<Stdout>>,
    state: State,
    begun: Instant,
    clock: Option<Clock>,
    timezone: chrono_tz::Tz,
    /// What is said of all papers.
    of_all: Vec<Diagnostic>,
    /// What is said of each spec.
    of_specs: BTreeMap<String, Vec<Diagnostic>>,
    /// What is said of the first paper that failed.
    of_first: Vec<Diagnostic>,
}

impl<'a> Screen<'a> {
    fn new(root: &Path, reporter: &'a Reporter) -> Screen<'a> {
        let terminal = io::stdout().is_terminal() && reporter.is_human();
        let painter = terminal.then(|| Painter::new(io::stdout()).ok()).flatten();
        PAINTED.store(painter.is_some(), Ordering::Relaxed);
        let workspace = root.display().to_string();
        Screen {
            reporter,
            painter,
            state: State { workspace, ..State::default() },
            begun: Instant::now(),
            clock: None,
            timezone: chrono_tz::UTC,
            of_all: Vec::new(),
            of_specs: BTreeMap::new(),
            of_first: Vec::new(),
        }
    }

    /// The time of day.
    fn time(&self) -> String {
        let now = self.clock.map(|clock| clock.real).unwrap_or_default();
        now.with_timezone(&self.timezone).format("%H:%M:%S").to_string()
    }

    fn begin(
        &mut self,
        workspace: &Workspace,
        loaded: &Loaded,
        batch: Option<&Batch>,
        stems: &[&str],
        begun: Instant,
        clock: Clock,
    ) {
        self.begun = begun;
        self.clock = Some(clock);
        self.timezone = loaded.library.timezone;
        let old = std::mem::take(&mut self.state.papers);
        let mut names: Vec<String> = stems.iter().map(ToString::to_string).collect();
        // A spec that cannot be read has no paper, and is not passed over.
        let unread = loaded.spec_problems.iter().filter(|(stem, problems)| {
            any_error(problems) && !loaded.specs.iter().any(|spec| spec.stem == **stem)
        });
        let unread: Vec<(&String, &Vec<Diagnostic>)> = unread.collect();
        names.extend(unread.iter().map(|(stem, _)| (*stem).clone()));
        for name in names {
            let before = old.iter().find(|paper| paper.name == name).cloned();
            let waiting = Paper {
                name,
                standing: Standing::Waiting,
                took: None,
                at: None,
                problem: None,
                stays: None,
            };
            self.state.papers.push(before.unwrap_or(waiting));
        }
        self.of_all.clone_from(&loaded.problems);
        self.of_specs.clone_from(&loaded.spec_problems);
        self.of_first.clear();
        for (stem, problems) in unread {
            self.failed(stem, problems, None);
        }
        self.state.change = batch.map(|batch| Change {
            at: self.time(),
            paths: batch.paths.iter().map(|path| workspace.display(path)).collect(),
            took: None,
            built: 0,
            failed: 0,
        });
        if let Some(change) = &self.state.change {
            self.reporter.object(&line::changed(change));
        }
    }

    fn outcome(&mut self, workspace: &Workspace, outcome: &Outcome, made: Option<&str>) {
        let any = |action| outcome.files.iter().any(|file| file.action == action);
        if self.painter.is_none() && (any(Action::Built) || any(Action::Failed)) {
            self.reporter.diagnostics(&outcome.findings);
        }
        if self.reporter.is_json() {
            self.reporter.outcome(workspace, outcome);
        }
        if any(Action::Failed) {
            let mut findings = self.of_specs.get(&outcome.spec).cloned().unwrap_or_default();
            findings.extend(outcome.findings.iter().cloned());
            self.failed(&outcome.stem, &findings, made);
        } else {
            let time = self.time();
            let built = any(Action::Built);
            if let Some(change) = &mut self.state.change {
                change.built += usize::from(built);
            }
            let paper = self.state.papers.iter_mut().find(|paper| paper.name == outcome.stem);
            let Some(paper) = paper else { return };
            paper.standing = if built { Standing::Built } else { Standing::UpToDate };
            paper.problem = None;
            paper.stays = None;
            if built || paper.at.is_none() {
                let ms = u64::try_from(outcome.ms).unwrap_or(u64::MAX);
                paper.took = built.then(|| Duration::from_millis(ms));
                paper.at = Some(time);
            }
            if built && self.painter.is_none() {
                self.reporter.result(&line::paper(paper));
            }
        }
        if self.begun.elapsed() > QUICK {
            self.paint();
        }
    }

    /// Notes that a paper failed; `made` is when the one was made that stays.
    fn failed(&mut self, stem: &str, findings: &[Diagnostic], made: Option<&str>) {
        let time = self.time();
        let stays = made.and_then(|when| when.parse::<chrono::DateTime<chrono::Utc>>().ok());
        let timezone = self.timezone;
        let stays =
            stays.map(|when| when.with_timezone(&timezone).format("%-d %b, %H:%M").to_string());
        let errors = findings.iter().filter(|finding| finding.is_error());
        // What hinders all papers is said once, above them.
        let first = errors.clone().next().map(problem);
        let errors = errors.chain(self.of_all.iter().filter(|finding| finding.is_error()));
        if self.of_first.is_empty() {
            self.of_first = errors.cloned().collect();
        }
        if let Some(change) = &mut self.state.change {
            change.failed += 1;
        }
        let paper = self.state.papers.iter_mut().find(|paper| paper.name == stem);
        let Some(paper) = paper else { return };
        let new = paper.standing != Standing::Failed || paper.problem != first;
        paper.standing = Standing::Failed;
        paper.took = None;
        paper.at = Some(time);
        paper.problem = first;
        paper.stays = stays;
        if new && self.painter.is_none() {
            self.reporter.line(&line::paper(paper));
        }
    }

    /// A run is over.
    fn finish(&mut self) {
        let took = self.begun.elapsed();
        if let Some(change) = &mut self.state.change {
            change.took = Some(took);
        }
    }

    /// What there is to see stays for now.
    fn settle(&mut self, notices: Vec<String>) {
        let hinders = self.of_all.iter().find(|finding| finding.is_error()).map(problem);
        let hinders = hinders.map(|(said, place)| match place {
            Some(place) => format!("{said}  {place}"),
            None => said,
        });
        self.state.notices = hinders.into_iter().chain(notices).collect();
        let width = terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0));
        let look = Look { styled: self.reporter.coloured, width: width.clamp(40, 160) };
        let said = render_all(&self.of_first, look);
        self.state.findings = said.trim_end().lines().map(str::to_owned).collect();
        if self.painter.is_none()
            && let Some(change) = &self.state.change
        {
            self.reporter.result(&line::change(change));
        }
        self.paint();
    }

    fn paint(&mut self) {
        let Some(painter) = &mut self.painter else { return };
        let size = terminal_size::terminal_size()
            .map_or((80, 24), |(width, height)| (width.0.into(), height.0.into()));
        let lines = draw(&self.state, size.0, size.1, self.reporter.coloured);
        painter.paint(lines, size).ok();
    }

    /// Leaves the last screen behind.
    fn end(mut self) {
        self.state.ended = true;
        if self.painter.take().is_none() {
            return;
        }
        PAINTED.store(false, Ordering::Relaxed);
        let size = terminal_size::terminal_size()
            .map_or((80, 24), |(width, height)| (width.0.into(), usize::from(height.0)));
        let lines = draw(&self.state, size.0, size.1.saturating_sub(1), self.reporter.coloured);
        lines.iter().for_each(|line| self.reporter.line(line));
    }
}
