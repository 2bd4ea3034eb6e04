//! The order of the stages: what happens between a spec and its papers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

use chrono::{NaiveDate, SubsecRound};

use crate::check::{self, Context, across, characters, limits, overrides};
use crate::cite::cite;
use crate::compose::{Composed, annotate, compose, template};
use crate::diag::{Diagnostic, and_list, any_error};
use crate::load::{FONTS, Loaded};
use crate::model::audience::Words;
use crate::model::library::Library;
use crate::model::spec::{RecordPlace, Spec};
use crate::output::fill::fill;
use crate::output::typeset::{Job, Pages, RECORD, Typesetter, typeset};
use crate::record::record;
use crate::redact::Redaction;
use crate::select::{Decision, Reason, Selection, Settings, Target, select, targets};
use crate::verify::{Memory, Texts, Verdicts, verify, vouch};
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
    /// What overrides of its spec lifted; `None` where checks were not reached.
    pub lifted: Option<overrides::Lifted>,
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
    let beside = beside(library, papers, request);
    let maker = Maker {
        loaded,
        library,
        verdicts,
        typesetter: &typesetter,
        request,
        blocked,
        beside,
        redaction: Redaction::of(library),
    };
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
        let mut overrides = Overrides::default();
        let mut due = 0;
        for (at, made) in made {
            waiting.insert(at, made);
            while let Some(mut made) = waiting.remove(&due) {
                overrides.follow(papers, due, &mut made, request.clock.today);
                outcome(made);
                due += 1;
            }
        }
    });
}

/// What is to be said of each paper beside the others, by their places.
fn beside(
    library: &Library,
    papers: &[Target<'_>],
    request: &Request,
) -> BTreeMap<String, Vec<Diagnostic>> {
    let outside = papers.iter().filter(|target| !target.audience.internal);
    let audiences: BTreeSet<&str> = outside.map(|target| target.audience.id.as_str()).collect();
    if audiences.len() < 2 || !across::could_contradict(library) {
        return BTreeMap::new();
    }
    let selections: Vec<Selection<'_>> = papers
        .iter()
        .map(|target| select(library, target.clone(), &request.settings, request.clock.now).0)
        .collect();
    let found = across::across(library, &selections);
    papers.iter().map(|target| target.stem.clone()).zip(found).collect()
}

/// Follows what the overrides of a spec lifted in any of its papers.
#[derive(Default)]
struct Overrides {
    used: overrides::Lifted,
    reached: bool,
}

impl Overrides {
    /// Takes note of a paper; after the last one of its spec, says which overrides lifted nothing or much.
    fn follow(&mut self, papers: &[Target<'_>], at: usize, made: &mut Outcome, today: NaiveDate) {
        let Some(target) = papers.get(at) else { return };
        let of_spec = |other: Option<&Target<'_>>| {
            other.is_some_and(|other| other.spec.stem == target.spec.stem)
        };
        if !of_spec(at.checked_sub(1).and_then(|before| papers.get(before))) {
            *self = Overrides { used: overrides::Lifted::new(), reached: true };
        }
        self.reached &= made.lifted.is_some();
        self.used.extend(made.lifted.iter().flatten().cloned());
        if self.reached && !of_spec(papers.get(at + 1)) {
            let mut found = overrides::of_spec(target.spec, &self.used, today);
            for finding in &mut found {
                finding.brief = Some(made.stem.clone());
            }
            made.findings.extend(found);
        }
    }
}

struct Maker<'a> {
    loaded: &'a Loaded,
    library: &'a Library,
    verdicts: &'a Verdicts<'a>,
    typesetter: &'a Typesetter,
    request: &'a Request,
    /// Whether the library has errors, so that no final paper may be made from it.
    blocked: bool,
    /// What there is to say of each paper beside the others.
    beside: BTreeMap<String, Vec<Diagnostic>>,
    /// Names that no paper holds.
    redaction: Redaction,
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
    let maker = Maker {
        loaded,
        library,
        verdicts,
        typesetter: &typesetter,
        request,
        blocked: false,
        beside: BTreeMap::new(),
        redaction: Redaction::of(library),
    };
    // Typst recurses deeply.
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().stack_size(16 << 20);
        let make = || maker.stages(target, &mut Findings::default());
        worker.spawn_scoped(scope, make).ok()?.join().ok().flatten()
    })
    .and_then(|made| made.files.into_iter().next().map(|(_, bytes)| bytes))
}

/// What there is to say of a paper, as far as it got.
#[derive(Default)]
struct Findings {
    findings: Vec<Diagnostic>,
    dispensable: Vec<String>,
    items: usize,
    unchecked: usize,
    lifted: Option<overrides::Lifted>,
}

/// A paper as it came out, and how long it is.
struct Attempt {
    /// What it could do without, the first to go first; nothing where the spec does not ask for that.
    lowest: Vec<String>,
    size: limits::Size,
    /// `None` where an error forbids it.
    made: Option<Made>,
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
        let mut found = Findings::default();
        let spec_failed = self.loaded.spec_problems.get(&spec.stem).is_some_and(|p| any_error(p));
        let blocked = (self.blocked || spec_failed) && !self.request.settings.draft;
        let made = match blocked {
            true => None,
            false => self.stages(target, &mut found),
        };
        let Findings { mut findings, dispensable, items, unchecked, lifted } = found;
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
            lifted,
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

    /// Everything between a target and its bytes; `None` where an error forbids the paper. Where the spec
    /// asks for it, what ranks lowest is left out until the paper is as short as it must be.
    fn stages(&self, target: &Target<'_>, found: &mut Findings) -> Option<Made> {
        let whole = self.attempt(target, &BTreeSet::new(), found);
        let extent = limits::extent(self.library, target);
        let Attempt { lowest, size, made } = whole?;
        if !target.spec.fit || !size.is_over(extent) {
            return made;
        }
        let mut tried = Findings::default();
        let mut best = None;
        // The fewest that must go: a paper only gets shorter as more of them do.
        let (mut least, mut most) = (1, lowest.len());
        while least <= most {
            let go = usize::midpoint(least, most);
            let dropped: BTreeSet<String> = lowest[..go].iter().cloned().collect();
            let mut findings = Findings::default();
            let attempt = self.attempt(target, &dropped, &mut findings)?;
            if attempt.size.is_over(extent) {
                least = go + 1;
            } else {
                most = go - 1;
                tried = findings;
                best = Some((go, attempt));
            }
        }
        let Some((go, attempt)) = best else { return made };
        let gone: Vec<&str> = lowest[..go].iter().map(String::as_str).collect();
        tried.findings.push(
            Diagnostic::note(
                "over-limit",
                format!("left out so that the paper fits: {}", and_list(&gone)),
            )
            .why("the spec says `fit = true`, and nothing that it requires ranks lower")
            .help("raise the priority of what must stay, or its `limits`"),
        );
        *found = tried;
        attempt.made
    }

    /// Makes a paper without some of its items.
    fn attempt(
        &self,
        target: &Target<'_>,
        dropped: &BTreeSet<String>,
        found: &mut Findings,
    ) -> Option<Attempt> {
        let Maker { library, verdicts, request, .. } = self;
        let draft = request.settings.draft;
        let settings = Settings { dropped: dropped.clone(), ..request.settings.clone() };
        let (selection, mut findings) =
            select(library, target.clone(), &settings, request.clock.now);
        findings.extend(self.beside.get(&target.stem).into_iter().flatten().cloned());
        let (vouched, of_words) = vouch(library, selection, verdicts);
        findings.extend(of_words);
        let language = target
            .spec
            .language
            .as_ref()
            .map_or(&target.audience.language.value, |language| &language.value);
        let words = library.words(language)?;
        let (citations, of_citations) = cite(library, &vouched, words);
        findings.extend(of_citations);
        let (mut composed, of_paper) =
            compose(library, &vouched, &citations, words, request.clock.today, draft);
        findings.extend(of_paper);
        self.redaction.paper(&mut composed.paper);
        let has_glyph = |c| self.typesetter.has_glyph(c);
        findings.extend(check::check(&Context {
            library,
            selection: vouched.selection(),
            verdicts,
            paper: &composed.paper,
            anchors: &composed.anchors,
            has_glyph: &has_glyph,
            today: request.clock.today,
        }));
        let selection = vouched.selection();
        let mut size = limits::size(&composed.paper);
        findings.extend(limits::over_limit(library, selection, &composed.anchors, &size));
        findings.retain(|finding| !request.skip.contains(&finding.check));
        found.lifted = Some(overrides::judge(library, target, request.clock.today, &mut findings));
        found.items = selection.printed(library).len();
        found.unchecked = vouched.unchecked();
        found.dispensable = dispensable_items(selection, &findings);
        found.findings = findings;
        let lowest = match target.spec.fit {
            true => limits::droppable(library, selection).iter().map(|i| i.id.clone()).collect(),
            false => Vec::new(),
        };
        if draft {
            self.annotate(&mut composed, target, words, &found.findings);
            self.redaction.paper(&mut composed.paper);
            characters::box_missing(&mut composed.paper, &has_glyph);
        } else if any_error(&found.findings) {
            let too_long = |f: &Diagnostic| !f.is_error() || f.check == "over-limit";
            // Leaving items out may mend it.
            let only = !lowest.is_empty() && found.findings.iter().all(too_long);
            return only.then_some(Attempt { lowest, size, made: None });
        }
        let paper = &composed.paper;
        let template = template(library, &vouched);
        let record = record(library, &vouched, verdicts, paper, &self.redaction);
        let place = target.spec.record.unwrap_or(target.audience.record);
        let made = match self.lay_out(paper, template, record, place) {
            Ok(made) => made,
            Err(of_setting) => {
                found.findings.extend(of_setting);
                return None;
            }
        };
        // Pages are known only now; what else is too long has been said.
        let said = limits::over_limit(library, selection, &composed.anchors, &size);
        size.pages = Some(made.0.count());
        let mut pages = limits::over_limit(library, selection, &composed.anchors, &size);
        pages.retain(|finding| !said.contains(finding) && !request.skip.contains(&finding.check));
        let lifted = overrides::judge(library, target, request.clock.today, &mut pages);
        found.lifted.get_or_insert_default().extend(lifted);
        let forbidden = !draft && any_error(&pages);
        found.findings.extend(pages);
        let made = match forbidden {
            true => None,
            false => match self.files(paper, template, made) {
                Ok(made) => Some(made),
                Err(of_export) => {
                    found.findings.extend(of_export);
                    None
                }
            },
        };
        Some(Attempt { lowest, size, made })
    }

    /// For drafts: puts what there is to say of a paper into it.
    fn annotate(
        &self,
        composed: &mut Composed,
        target: &Target<'_>,
        words: &Words,
        findings: &[Diagnostic],
    ) {
        // Nor which items there are that it does not hold.
        let names_another = |problem: &Diagnostic| {
            let ids = self.library.items.keys().filter(|id| !composed.anchors.contains_key(*id));
            ids.into_iter().any(|id| problem.message.contains(&format!("`{id}`")))
        };
        let of_spec = self.loaded.spec_problems.get(&target.spec.stem).into_iter().flatten();
        let of_spec: Vec<Diagnostic> = of_spec
            .cloned()
            .map(|problem| match names_another(&problem) {
                true => problem.confidential(),
                false => problem,
            })
            .collect();
        // What is wrong with items that are not in this paper is not for its reader to know.
        let printed = |problem: &&Diagnostic| {
            problem.item.as_ref().is_some_and(|item| composed.anchors.contains_key(item))
        };
        let of_library: Vec<Diagnostic> = self
            .loaded
            .problems
            .iter()
            .filter(printed)
            .cloned()
            .map(|problem| match names_another(&problem) {
                true => problem.confidential(),
                false => problem,
            })
            .collect();
        // Overrides reach no output.
        let open = findings.iter().filter(|finding| finding.allowed.is_none());
        let mut all: Vec<Diagnostic> =
            of_library.iter().chain(&of_spec).chain(open).cloned().collect();
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
        annotate(composed, &all);
    }

    /// Lays a paper out.
    fn lay_out(
        &self,
        paper: &crate::paper::Paper,
        template: &str,
        record: Vec<u8>,
        place: RecordPlace,
    ) -> Result<(Pages, Vec<u8>, RecordPlace), Vec<Diagnostic>> {
        let templates = &self.library.templates;
        let stem = &paper.meta.stem;
        let embedded = (place == RecordPlace::Embedded).then(|| record.clone());
        let path = embedded.as_ref().map(|_| RECORD);
        let source = fill(templates, template, paper, path).map_err(|error| vec![*error])?;
        let parts = [
            ("its file name", stem.as_bytes()),
            ("what it prints", source.as_bytes()),
            ("its record, in the id of an item or a source", &record),
        ];
        let leaks =
            parts.iter().find_map(|(place, bytes)| Some((place, self.redaction.leak(bytes)?)));
        let parted = || Some((&"what it prints", self.redaction.leak_in_print(paper)?));
        if let Some((place, who)) = leaks.or_else(parted) {
            return Err(vec![leak(paper, &who, place)]);
        }
        let template_text = templates.get(&format!("{template}.typ.j2"));
        let job = Job {
            stem,
            source,
            template,
            template_text: template_text.map_or("", String::as_str),
            record: embedded,
            date: &paper.meta.iso_date,
        };
        Ok((typeset(self.typesetter, job)?, record, place))
    }

    /// The files of a paper that is laid out.
    fn files(
        &self,
        paper: &crate::paper::Paper,
        template: &str,
        (pages, record, place): (Pages, Vec<u8>, RecordPlace),
    ) -> Result<Made, Vec<Diagnostic>> {
        let templates = &self.library.templates;
        let stem = &paper.meta.stem;
        let embedded = place == RecordPlace::Embedded;
        let beside = format!("{stem}.record.json");
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
                    let path = embedded.then_some(beside.as_str());
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
        let read_by_source = self.request.formats.contains(&Format::Typ) && embedded;
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

/// That a protected name would go out all the same: in an item's id, a file name, a real name that only
/// `private.toml` knows.
fn leak(paper: &crate::paper::Paper, who: &str, place: &str) -> Diagnostic {
    let stem = if place == "its file name" { "the paper" } else { paper.meta.stem.as_str() };
    // Logs are read by others too: they get the pseudonym alone.
    Diagnostic::error("person-at-risk", format!("`{stem}` would hold the name behind `{who}` in {place}"))
        .confidential()
        .why("whoever reads the file, its metadata or its record could tell who it is")
        .help("take it out of ids, file names and texts; a text may hold it only where `people` gives a `pseudonym`")
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
