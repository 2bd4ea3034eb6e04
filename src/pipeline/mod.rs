//! The order of the stages: what happens between a spec and its papers.

mod beside;
mod disk;
mod make;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

use chrono::{DateTime, SubsecRound, Utc};

use crate::cite::{Styles, cite};
use crate::compose::{Use, compose};
use crate::diag::{Diagnostic, any_error};
use crate::load::{FONTS, Loaded};
use crate::made::Papers;
use crate::made::outcome::Outcome;
pub use crate::made::outcome::{Format, State};
use crate::model::library::Library;
use crate::model::lock::Lock;
use crate::model::spec::Spec;
use crate::output::typeset::Typesetter;
use crate::redact::Redaction;
use crate::select::{Selection, Settings, Target, select, targets};
use crate::verify::{Memory, Texts, Verdicts, verify, vouch};
use crate::workspace::{Clock, DiskError, LOCK, Workspace, sweep, write};
use beside::{Overrides, beside};
use make::{Findings, Maker, Shared};

/// Where what was found of passages is remembered.
const VERDICTS: &str = "verdicts";

/// Where it is remembered what papers were made from.
const PAPERS: &str = "papers";

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
        workspace.remember(VERDICTS, &memory.bytes()).ok();
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
    let mut memory = Memory::read(&workspace.recall(VERDICTS));
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
    write_lock(workspace, &lock).map(|()| true)
}

/// Writes the lock.
///
/// # Errors
/// When it cannot be written.
pub fn write_lock(workspace: &Workspace, lock: &Lock) -> Result<(), DiskError> {
    let path = workspace.root().join(LOCK);
    path.parent().into_iter().for_each(sweep);
    write(&[(path, crate::lock::print(lock).into_bytes())]).map(drop)
}

/// When the next embargo ends of an item or a paper, and other things may be said than now.
pub fn next_embargo(loaded: &Loaded, clock: Clock) -> Option<DateTime<Utc>> {
    let items = loaded.library.items.values().filter_map(|item| item.embargo);
    let specs = loaded.specs.iter().filter_map(|spec| Some(spec.embargo.as_ref()?.value));
    items.chain(specs).filter(|embargo| *embargo > clock.now).min()
}

/// What is remembered of papers as they were made last.
pub fn past(workspace: &Workspace) -> Papers {
    Papers::read(&workspace.recall(PAPERS))
}

/// Keeps what is remembered of papers, if that is anything new. What is lost is only made again.
pub fn keep_past(workspace: &Workspace, papers: &Papers) {
    if papers.is_changed() {
        workspace.remember(PAPERS, &papers.bytes()).ok();
    }
}

/// What papers are made from.
pub struct Inputs<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// What was read of it.
    pub loaded: &'a Loaded,
    /// What was found of its passages.
    pub verdicts: &'a Verdicts<'a>,
    /// What sets papers with its fonts and templates.
    pub typesetter: &'a Typesetter,
}

/// [`verdicts`] and what sets papers at once, for one run.
pub fn verdicts_and_typesetter<'t>(
    workspace: &Workspace,
    library: &Library,
    texts: &'t dyn Texts,
    clock: Clock,
    jobs: usize,
) -> (Verdicts<'t>, Typesetter) {
    let set_up = || typesetter(library).for_many(jobs);
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().spawn_scoped(scope, set_up);
        let verdicts = verdicts(workspace, library, texts, clock, jobs);
        let typesetter = thread.ok().and_then(|thread| thread.join().ok()).unwrap_or_else(set_up);
        (verdicts, typesetter)
    })
}

/// What sets papers with a library's fonts and templates.
pub fn typesetter(library: &Library) -> Typesetter {
    Typesetter::new(FONTS, &library.fonts, &library.templates)
}

impl<'a> Inputs<'a> {
    fn maker(&self, request: &'a Request, past: &'a Papers, shared: &'a Shared) -> Maker<'a> {
        let Inputs { workspace, loaded, verdicts, typesetter } = *self;
        let library = &loaded.library;
        Maker {
            workspace,
            loaded,
            library,
            verdicts,
            typesetter,
            request,
            blocked: any_error(&loaded.problems),
            past,
            peek: false,
            spare: false,
            shared,
        }
    }
}

/// Makes papers, but for those whose files stand as they are. What became of each is handed on as soon as
/// may be, so that memory holds few; what was made is noted in `past`.
pub fn run(
    inputs: &Inputs<'_>,
    papers: &[Target<'_>],
    request: &Request,
    past: &mut Papers,
    watch: Watch<'_>,
) {
    let before = std::mem::take(past);
    let library = &inputs.loaded.library;
    let mut shared = Shared::of(library);
    shared.beside = beside(library, papers, request);
    let spare = request.jobs > papers.len();
    let maker = Maker { spare, ..inputs.maker(request, &before, &shared) };
    if request.write {
        maker.sweep();
    }

    let Watch { stop, finished, outcome } = watch;
    let next = AtomicUsize::new(0);
    let work = |maker: Maker<'_>, sender: mpsc::Sender<_>| {
        while !stop.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(target) = papers.get(at) else { break };
            let made = maker.make(target);
            finished();
            sender.send((at, made)).ok();
        }
    };
    let mut remembered = Vec::new();
    std::thread::scope(|scope| {
        let (sender, made) = mpsc::channel();
        for number in 0..request.jobs.clamp(1, papers.len().max(1)) {
            let worker = std::thread::Builder::new().stack_size(STACK);
            let to = sender.clone();
            let work = &work;
            let work_on = move || match (spare, number) {
                (true, _) => work(maker, to),
                (false, 0) => alone(|| work(maker, to)),
                (false, _) => alone(|| {
                    let own = inputs.typesetter.apart(number);
                    let typesetter = own.as_ref().unwrap_or(maker.typesetter);
                    work(Maker { typesetter, ..maker }, to);
                }),
            };
            if worker.spawn_scoped(scope, work_on).is_err() {
                work(maker, sender.clone());
            }
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut overrides = Overrides::default();
        let mut due = 0;
        for (at, made) in made {
            waiting.insert(at, made);
            while let Some((mut became, made)) = waiting.remove(&due) {
                overrides.follow(papers, due, &mut became, request.clock.today);
                remembered.extend(made.map(|made| (became.stem.clone(), made)));
                outcome(became);
                due += 1;
            }
        }
    });
    *past = before;
    remembered.into_iter().for_each(|(stem, made)| past.insert(&stem, made));
}

/// Typst recurses deeply; its own command line gives its threads as much stack.
const STACK: usize = 16 << 20;

/// Does something on one thread alone. Typst hands parts of its work to the threads of rayon's pool; where each
/// thread of ours has a paper of its own, that would only carry a paper's memory from processor to processor.
fn alone(work: impl FnOnce() + Send) {
    match rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(STACK).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

/// Whether a paper stands as it was made last; nothing is laid out or written.
pub fn state(inputs: &Inputs<'_>, target: &Target<'_>, request: &Request, past: &Papers) -> State {
    let shared = Shared::of(&inputs.loaded.library);
    Maker { peek: true, ..inputs.maker(request, past, &shared) }.state(target)
}

/// The PDF of one paper, and nothing written; `None` where it cannot be made.
pub fn in_memory(inputs: &Inputs<'_>, target: &Target<'_>, request: &Request) -> Option<Vec<u8>> {
    let loaded = inputs.loaded;
    let of_spec = loaded.spec_problems.get(&target.spec.stem);
    if any_error(&loaded.problems) || of_spec.is_some_and(|problems| any_error(problems)) {
        return None;
    }
    let past = Papers::default();
    let shared = Shared::of(&loaded.library);
    let maker = inputs.maker(request, &past, &shared);
    // Typst recurses deeply.
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().stack_size(STACK);
        let make = || maker.stages(target, &mut Findings::default());
        worker.spawn_scoped(scope, make).ok()?.join().ok().flatten()
    })
    .and_then(|made| made.files?.into_iter().next().map(|(_, bytes)| bytes))
}

/// What a paper says where, of what.
#[derive(Debug, Clone)]
pub struct Rests {
    /// The paper.
    pub stem: String,
    /// Its title.
    pub title: String,
    /// The headings of its sections.
    pub headings: Vec<Option<String>>,
    /// Its sentences and what each rests on.
    pub uses: Vec<Use>,
}

/// What the sentences of a paper rest on; what fails is among them. `None` where it cannot be composed.
pub fn rests(
    library: &Library,
    verdicts: &Verdicts<'_>,
    target: &Target<'_>,
    clock: Clock,
) -> Option<Rests> {
    let settings = Settings { draft: true, ..Settings::default() };
    let (selection, _) = select(library, target.clone(), &settings, clock.now);
    let (vouched, _) = vouch(library, selection, verdicts);
    let words = library.words(target.language())?;
    let (citations, _) = cite(library, &Styles::default(), &vouched, words);
    let (mut composed, _) = compose(library, &vouched, &citations, words, clock.today, true);
    let redaction = Redaction::of(library);
    redaction.paper(&mut composed.paper);
    for used in &mut composed.uses {
        used.sentence = redaction.text(&used.sentence);
    }
    let sections = composed.paper.sections.into_iter();
    Some(Rests {
        stem: target.stem.clone(),
        title: composed.paper.meta.title,
        headings: sections.map(|section| section.heading).collect(),
        uses: composed.uses,
    })
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
