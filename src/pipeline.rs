//! The order of the stages: what happens between a spec and its papers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

use chrono::SubsecRound;

use crate::check::{self, Context, characters};
use crate::cite::cite;
use crate::compose::{annotate, compose, template};
use crate::diag::{Diagnostic, any_error};
use crate::load::{FONTS, Loaded};
use crate::model::library::Library;
use crate::model::spec::{RecordPlace, Spec};
use crate::output::fill::fill;
use crate::output::typeset::{Job, Pages, RECORD, Typesetter, typeset};
use crate::record::record;
use crate::select::{Decision, Reason, Selection, Settings, Target, select, targets};
use crate::verify::{Memory, Texts, Verdicts, Vouched, verify, vouch};
use crate::workspace::{Clock, DiskError, LOCK, Workspace, Written, remove, sweep, write};

/// A format papers are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// PDF/UA-1 and PDF/A-3a.
    Pdf,
    /// Typst source with what it imports, for `typst compile`.
    Typ,
    /// One picture a page.
    Png,
}

/// What a run is asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// What may be left out, and whether drafts are wanted.
    pub settings: Settings,
    /// The formats, at least one; `check` lays out but writes none.
    pub formats: Vec<Format>,
    /// Where papers go.
    pub out: PathBuf,
    /// Whether papers are written.
    pub write: bool,
    /// Rules that are not applied, by name: none, but for tests of what comes after them.
    pub skip: &'static [&'static str],
    /// How many papers are made at once.
    pub jobs: usize,
    /// The time.
    pub clock: Clock,
}

/// What became of one paper.
#[derive(Debug)]
pub struct Outcome {
    /// File name without ending.
    pub stem: String,
    /// The spec's.
    pub spec: String,
    /// Everything there is to say about it.
    pub findings: Vec<Diagnostic>,
    /// What was written, or would have been; empty where it failed.
    pub files: Vec<OutputFile>,
    /// How many pages it has.
    pub pages: Option<usize>,
    /// Items that fail and that the paper could go out without.
    pub dispensable: Vec<String>,
    /// How many items it has or would have.
    pub items: usize,
    /// How many of them could not be held against their sources.
    pub unchecked: usize,
    /// How long it took, in milliseconds.
    pub ms: u128,
    /// Whether the disk did not do what was asked.
    pub disk_failed: bool,
}

/// A file of a paper.
#[derive(Debug)]
pub struct OutputFile {
    /// Its path.
    pub path: PathBuf,
    /// What became of it.
    pub action: Action,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// New bytes.
    Built,
    /// The bytes it had.
    Unchanged,
    /// Not written: something failed.
    Failed,
    /// Not written: only checked.
    Checked,
}

impl Action {
    /// The word in messages and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::Built => "built",
            Action::Unchanged => "unchanged",
            Action::Failed => "failed",
            Action::Checked => "checked",
        }
    }
}

/// How whoever asked for a run follows it and ends it.
pub struct Watch<'a> {
    /// Raised from outside, it ends the run: papers in the making are finished, no other is begun.
    pub stop: &'a AtomicBool,
    /// Called as each paper is finished, in no certain order and from many threads.
    pub finished: &'a (dyn Fn() + Sync),
    /// Given what became of each paper, in their order, as soon as all before it are finished.
    pub outcome: &'a mut dyn FnMut(Outcome),
}

/// The papers of the specs loaded, in the order of the specs.
pub fn papers(loaded: &Loaded) -> Vec<Target<'_>> {
    loaded.specs.iter().flat_map(|spec| targets(&loaded.library, spec)).collect()
}

/// Holds the library against the stored copies of its sources. What was found before in copies that
/// have not changed is remembered in `.brief/`, if that can be read and written.
pub fn verdicts<'t>(
    workspace: &Workspace,
    library: &Library,
    texts: &'t dyn Texts,
    clock: Clock,
    jobs: usize,
) -> Verdicts<'t> {
    let (verdicts, memory) = looked(workspace, library, texts, clock, jobs);
    if memory.is_changed() {
        workspace.remember(&memory.bytes()).ok();
    }
    verdicts
}

/// The same for commands that write nothing.
pub fn look<'t>(
    workspace: &Workspace,
    library: &Library,
    texts: &'t dyn Texts,
    clock: Clock,
    jobs: usize,
) -> Verdicts<'t> {
    looked(workspace, library, texts, clock, jobs).0
}

fn looked<'t>(
    workspace: &Workspace,
    library: &Library,
    texts: &'t dyn Texts,
    clock: Clock,
    jobs: usize,
) -> (Verdicts<'t>, Memory) {
    let mut memory = Memory::read(&workspace.recall());
    // To the second, as it is written down.
    let now = clock.real.trunc_subsecs(0);
    (verify(library, texts, &mut memory, now, jobs), memory)
}

/// Writes what verdicts make of the lock, if that is another lock. Returns whether it is.
///
/// # Errors
/// When it cannot be written.
pub fn keep_lock(
    workspace: &Workspace,
    library: &Library,
    verdicts: &Verdicts<'_>,
) -> Result<bool, DiskError> {
    let lock = verdicts.lock(library);
    if lock == library.lock {
        return Ok(false);
    }
    let path = workspace.root().join(LOCK);
    write(&[(path, crate::lock::print(&lock).into_bytes())]).map(|_| true)
}

/// Makes papers. What became of each is handed on as soon as may be, so that memory holds few.
pub fn run(
    loaded: &Loaded,
    verdicts: &Verdicts<'_>,
    papers: &[Target<'_>],
    request: &Request,
    watch: Watch<'_>,
) {
    let library = &loaded.library;
    let typesetter = Typesetter::new(FONTS, &library.fonts, &library.templates);
    let blocked = any_error(&loaded.problems);
    let maker = Maker { loaded, library, verdicts, typesetter: &typesetter, request, blocked };
    if request.write {
        maker.sweep();
    }

    let Watch { stop, finished, outcome } = watch;
    let next = AtomicUsize::new(0);
    let work = |sender: mpsc::Sender<(usize, Outcome)>| {
        while !stop.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(target) = papers.get(at) else { break };
            let outcome = maker.make(target);
            finished();
            sender.send((at, outcome)).ok();
        }
    };
    std::thread::scope(|scope| {
        let (sender, made) = mpsc::channel();
        for _ in 0..request.jobs.clamp(1, papers.len().max(1)) {
            // Typst recurses deeply; its own command line gives its threads as much stack.
            let worker = std::thread::Builder::new().stack_size(16 << 20);
            let to = sender.clone();
            if worker.spawn_scoped(scope, || work(to)).is_err() {
                work(sender.clone());
            }
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut due = 0;
        for (at, made) in made {
            waiting.insert(at, made);
            while let Some(made) = waiting.remove(&due) {
                outcome(made);
                due += 1;
            }
        }
    });
}

struct Maker<'a> {
    loaded: &'a Loaded,
    library: &'a Library,
    verdicts: &'a Verdicts<'a>,
    typesetter: &'a Typesetter,
    request: &'a Request,
    /// Whether the library has errors, so that no final paper may be made from it.
    blocked: bool,
}

/// The PDF of one paper, and nothing written; `None` where it cannot be made.
pub fn in_memory(
    loaded: &Loaded,
    verdicts: &Verdicts<'_>,
    target: &Target<'_>,
    request: &Request,
) -> Option<Vec<u8>> {
    let library = &loaded.library;
    let typesetter = Typesetter::new(FONTS, &library.fonts, &library.templates);
    let of_spec = loaded.spec_problems.get(&target.spec.stem);
    if any_error(&loaded.problems) || of_spec.is_some_and(|problems| any_error(problems)) {
        return None;
    }
    let maker =
        Maker { loaded, library, verdicts, typesetter: &typesetter, request, blocked: false };
    // Typst recurses deeply.
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().stack_size(16 << 20);
        let make = || maker.stages(target, &mut Vec::new(), |_, _| ());
        worker.spawn_scoped(scope, make).ok()?.join().ok().flatten()
    })
    .and_then(|made| made.files.into_iter().next().map(|(_, bytes)| bytes))
}

/// A paper made in memory.
struct Made {
    pages: Pages,
    /// Path below the output folder → bytes.
    files: Vec<(String, Vec<u8>)>,
}

impl Maker<'_> {
    fn make(&self, target: &Target<'_>) -> Outcome {
        let begun = std::time::Instant::now();
        let spec = target.spec;
        let mut findings = Vec::new();
        let spec_failed = self.loaded.spec_problems.get(&spec.stem).is_some_and(|p| any_error(p));
        let blocked = (self.blocked || spec_failed) && !self.request.settings.draft;
        let mut dispensable = Vec::new();
        let (mut items, mut unchecked) = (0, 0);
        let made = match blocked {
            true => None,
            false => self.stages(target, &mut findings, |vouched, findings| {
                items = vouched.selection().printed(self.library).len();
                unchecked = vouched.unchecked();
                dispensable = dispensable_items(vouched.selection(), findings);
            }),
        };
        for finding in &mut findings {
            finding.brief = Some(target.stem.clone());
        }
        let mut outcome = Outcome {
            stem: target.stem.clone(),
            spec: spec.stem.clone(),
            files: Vec::new(),
            pages: made.as_ref().map(|made| made.pages.count()),
            findings,
            dispensable,
            items,
            unchecked,
            ms: 0,
            disk_failed: false,
        };
        match made {
            Some(made) => self.write(made, &mut outcome),
            None => {
                let path = self.request.out.join(format!("{}.pdf", target.stem));
                outcome.files.push(OutputFile { path, action: Action::Failed });
            }
        }
        outcome.ms = begun.elapsed().as_millis();
        outcome
    }

    /// Everything between a target and its bytes; `None` where an error forbids the paper.
    fn stages(
        &self,
        target: &Target<'_>,
        findings: &mut Vec<Diagnostic>,
        selected: impl FnOnce(&Vouched<'_>, &[Diagnostic]),
    ) -> Option<Made> {
        let Maker { library, verdicts, request, .. } = self;
        let draft = request.settings.draft;
        let (selection, found) =
            select(library, target.clone(), &request.settings, request.clock.now);
        findings.extend(found);
        let (vouched, found) = vouch(library, selection, verdicts);
        findings.extend(found);
        let language = target
            .spec
            .language
            .as_ref()
            .map_or(&target.audience.language.value, |language| &language.value);
        let words = library.words(language)?;
        let (citations, found) = cite(library, &vouched, words);
        findings.extend(found);
        let (mut composed, found) =
            compose(library, &vouched, &citations, words, request.clock.today, draft);
        findings.extend(found);
        let has_glyph = |c| self.typesetter.has_glyph(c);
        findings.extend(check::check(&Context {
            library,
            selection: vouched.selection(),
            paper: &composed.paper,
            anchors: &composed.anchors,
            has_glyph: &has_glyph,
        }));
        findings.retain(|finding| !request.skip.contains(&finding.check));
        selected(&vouched, findings);
        if draft {
            let of_spec = self.loaded.spec_problems.get(&target.spec.stem).into_iter().flatten();
            // What is wrong with items that are not in this paper is not for its reader to know.
            let printed = |problem: &&Diagnostic| {
                problem.item.as_ref().is_some_and(|item| composed.anchors.contains_key(item))
            };
            let of_library = self.loaded.problems.iter().filter(printed);
            let mut all: Vec<Diagnostic> =
                of_library.chain(of_spec).chain(findings.iter()).cloned().collect();
            let elsewhere = self
                .loaded
                .problems
                .iter()
                .filter(|problem| problem.is_error() && !printed(problem))
                .count();
            if elsewhere > 0 {
                let said = words.get("elsewhere").replace("{count}", &elsewhere.to_string());
                all.push(Diagnostic::error("elsewhere", said));
            }
            annotate(&mut composed, &all);
            characters::box_missing(&mut composed.paper, &has_glyph);
        } else if any_error(findings) {
            return None;
        }
        let paper = &composed.paper;
        let template = template(library, &vouched);
        let record = record(library, &vouched, verdicts, paper);
        let place = target.spec.record.unwrap_or(target.audience.record);
        let made = self.output(paper, template, record, place);
        match made {
            Ok(made) => Some(made),
            Err(found) => {
                findings.extend(found);
                None
            }
        }
    }

    fn output(
        &self,
        paper: &crate::paper::Paper,
        template: &str,
        record: Vec<u8>,
        place: RecordPlace,
    ) -> Result<Made, Vec<Diagnostic>> {
        let templates = &self.library.templates;
        let stem = &paper.meta.stem;
        let embedded = (place == RecordPlace::Embedded).then(|| record.clone());
        let path = embedded.as_ref().map(|_| RECORD);
        let source = fill(templates, template, paper, path).map_err(|error| vec![*error])?;
        let beside = format!("{stem}.record.json");
        let template_text = templates.get(&format!("{template}.typ.j2"));
        let job = Job {
            stem,
            source,
            template,
            template_text: template_text.map_or("", String::as_str),
            record: embedded,
            date: &paper.meta.iso_date,
        };
        let pages = typeset(self.typesetter, job)?;
        let mut files = Vec::new();
        for format in &self.request.formats {
            match format {
                Format::Pdf => files.push((format!("{stem}.pdf"), pages.pdf()?)),
                Format::Png => {
                    for (at, png) in pages.png(144.0).into_iter().enumerate() {
                        files.push((format!("{stem}-{}.png", at + 1), png));
                    }
                }
                Format::Typ => {
                    let path = path.map(|_| beside.as_str());
                    let source =
                        fill(templates, template, paper, path).map_err(|error| vec![*error])?;
                    files.push((format!("{stem}.typ"), source.into_bytes()));
                    for (path, module) in
                        templates.iter().filter(|(path, _)| path.ends_with(".typ"))
                    {
                        files.push((path.clone(), module.clone().into_bytes()));
                    }
                }
            }
        }
        let read_by_source =
            self.request.formats.contains(&Format::Typ) && place == RecordPlace::Embedded;
        if place == RecordPlace::Beside || read_by_source {
            files.push((beside, record));
        }
        Ok(Made { pages, files })
    }

    /// Removes what a run that was killed has left in the folders papers go to.
    fn sweep(&self) {
        let modules = self.library.templates.keys().filter(|path| path.ends_with(".typ"));
        let beside =
            modules.filter_map(|path| self.request.out.join(path).parent().map(Into::into));
        let folders: BTreeSet<PathBuf> = beside.chain([self.request.out.clone()]).collect();
        folders.iter().for_each(|folder| sweep(folder));
    }

    fn write(&self, made: Made, outcome: &mut Outcome) {
        let out = &self.request.out;
        let files: Vec<(PathBuf, Vec<u8>)> =
            made.files.into_iter().map(|(path, bytes)| (out.join(path), bytes)).collect();
        if !self.request.write {
            let checked = |(path, _)| OutputFile { path, action: Action::Checked };
            outcome.files.extend(files.into_iter().map(checked));
            return;
        }
        match write(&files) {
            Ok(written) => {
                for ((path, _), written) in files.iter().zip(written) {
                    let action = match written {
                        Written::New => Action::Built,
                        Written::Same => Action::Unchanged,
                    };
                    outcome.files.push(OutputFile { path: path.clone(), action });
                }
                let png = |(path, _): &&(PathBuf, _)| path.extension().is_some_and(|e| e == "png");
                let pictures = files.iter().filter(png).count();
                if pictures > 0 {
                    // Pages that an earlier, longer paper had would be taken for this one's.
                    let page = |n: usize| out.join(format!("{}-{n}.png", outcome.stem));
                    let mut stale = pictures + 1;
                    while page(stale).is_file() && remove(&page(stale)).is_ok() {
                        stale += 1;
                    }
                }
            }
            Err(error) => {
                outcome.disk_failed = true;
                outcome.findings.push(
                    Diagnostic::error("disk", error.to_string())
                        .why("the paper is as it was before; nothing half was written")
                        .help(error.help()),
                );
                let path = out.join(format!("{}.pdf", outcome.stem));
                outcome.files.push(OutputFile { path, action: Action::Failed });
            }
        }
    }
}

/// The failing items that only their rank brought in: the way out of a failing paper.
fn dispensable_items(selection: &Selection<'_>, findings: &[Diagnostic]) -> Vec<String> {
    let mut items: Vec<String> = findings
        .iter()
        .filter(|finding| finding.is_error())
        .filter_map(|finding| finding.item.clone())
        .filter(|item| {
            let decision = selection.decisions.get(item.as_str());
            matches!(decision, Some(Decision::In(Reason::Ranked { .. })))
        })
        .collect();
    items.sort();
    items.dedup();
    items
}

/// Selects for each paper of a spec, for `why`.
pub fn selections<'a>(
    library: &'a Library,
    spec: &'a Spec,
    settings: &Settings,
    clock: Clock,
) -> Vec<(Selection<'a>, Vec<Diagnostic>)> {
    targets(library, spec)
        .into_iter()
        .map(|target| select(library, target, settings, clock.now))
        .collect()
}
