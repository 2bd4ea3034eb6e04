//! `brief refresh`: every source is asked again, and what has changed is said passage by passage.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

use super::args::{Accept, Global, Refresh};
use super::build::{clock, processors};
use super::fetching;
use super::progress::{Progress, interruption};
use super::report::Reporter;
use super::{Exit, Stop, here, place_for, user, workspace};
use crate::diag::{Diagnostic, did_you_mean};
use crate::load::{Loaded, load, spec_paths};
use crate::made::outcome::{Action, Outcome as Became};
use crate::model::item::{Item, Kind};
use crate::model::library::Library;
use crate::model::snapshot::Media;
use crate::pipeline::{self, Format, Inputs, Request, Watch, run};
use crate::refresh::ask::{Candidate, Newest, Question, Reply, Web, ask, plan};
use crate::refresh::digest::digest;
use crate::refresh::html::html;
use crate::refresh::lines::objects;
use crate::refresh::markdown::markdown;
use crate::refresh::outcome::{self, Outcome, Page, is_offline};
use crate::refresh::passages::{Look, Subject, compare};
use crate::refresh::report::{
    Change, Done, ItemKind, PaperReport, PaperSentence, Report, SourceReport,
};
use crate::refresh::settle::{When, settle};
use crate::refresh::state::{self, State};
use crate::refresh::terminal::{self, terminal};
use crate::select::Settings;
use crate::source::extract::Extracted;
use crate::source::fetch::{Answer, Fetched};
use crate::source::store;
use crate::verify::{Judgement, Stored, Verdict, Verdicts, key, passage};
use crate::workspace::{Clock, Workspace, sweep, write};

/// Hosts that are asked at one time.
const HOSTS: usize = 16;

/// What a refresh came to, in numbers.
#[derive(Debug, Default)]
pub struct Counts(pub BTreeMap<String, u64>);

/// Asks, says what changed, and on a terminal asks what becomes of it.
pub fn refresh(global: &Global, asked: &Refresh, reporter: &Reporter) -> Result<Exit, Stop> {
    refresh_counted(global, asked, reporter).map(|(exit, _)| exit)
}

/// The same with what it came to in numbers.
pub fn refresh_counted(
    global: &Global,
    asked: &Refresh,
    reporter: &Reporter,
) -> Result<(Exit, Counts), Stop> {
    let workspace = workspace(global)?;
    if let Some(to) = &asked.digest {
        place_for(&here()?.join(to))?;
    }
    let Some(_alone) = workspace.alone("refresh")? else {
        return Err(Stop::Network(Box::new(
            Diagnostic::error("refresh", "this workspace is being refreshed already")
                .why("two at once would ask every host twice and store the same copies twice")
                .help("wait until the other one has ended"),
        )));
    };
    let loaded = load(&workspace, &spec_paths(&workspace)?);
    let library = &loaded.library;
    let clock = clock(None, library.timezone)?;
    let refreshing = Refreshing { workspace: &workspace, loaded: &loaded, clock, reporter };
    let mut report = refreshing.ask(&asked.sources)?;
    refreshing.passages(&mut report);
    if asked.ask_back() && reporter.is_human() {
        settle_with_a_person(global, &report, reporter);
    }
    if asked.build {
        report.papers = refreshing.build()?;
    }
    for object in objects(&report) {
        reporter.object(&object);
    }
    let said = digest(&report);
    let look = terminal::Look { styled: reporter.coloured, width: reporter.width().min(100) };
    if let Some(to) = &asked.digest {
        let is_html = to.extension().is_some_and(|e| e == "html" || e == "htm");
        let text = if is_html { html(&said) } else { markdown(&said) };
        write(&[(here()?.join(to), text.into_bytes())])?;
    }
    let counts = counts(&report);
    let nobody = |source: &SourceReport| matches!(source.outcome, Outcome::Unreachable { .. });
    let unheard = !report.sources.is_empty() && report.sources.iter().all(nobody);
    let open = counts.0.get("decisions").copied().unwrap_or_default() > 0;
    let failed = report.papers.iter().any(|paper| paper.done == Done::Kept);
    refreshing.keep();
    let exit = match () {
        () if report.stopped => Exit::Interrupted,
        () if report.offline || unheard => Exit::CouldNotRun,
        () if open || failed => Exit::Content,
        () => Exit::Done,
    };
    let shown = terminal(&said, look);
    // Whoever wants to hear only of what is wrong hears of this.
    match exit {
        Exit::Done => reporter.result(shown.trim_end()),
        _ => reporter.line(shown.trim_end()),
    }
    Ok((exit, counts))
}

fn counts(report: &Report) -> Counts {
    let passages = || report.sources.iter().flat_map(|source| &source.passages);
    let changes = |change| passages().filter(|passage| passage.change == change).count();
    let papers = |done| report.papers.iter().filter(|paper| paper.done == done).count();
    let decisions = passages().filter(|passage| passage.change.needs_decision()).count();
    let counted = [
        ("sources", report.sources.len()),
        ("changed", changes(Change::Changed)),
        ("missing", changes(Change::Missing)),
        ("decisions", decisions + report.new_links().len() + report.waiting_links().len()),
        ("unreached", report.unreached().len()),
        ("papers-built", papers(Done::Built)),
        ("papers-failed", papers(Done::Kept)),
    ];
    Counts(counted.into_iter().map(|(name, n)| (name.to_owned(), n as u64)).collect())
}

impl Refresh {
    /// Whether a person is there who can be asked.
    fn ask_back(&self) -> bool {
        !self.no_questions && io::stdin().is_terminal() && io::stderr().is_terminal()
    }
}

/// Asks about each new proposal whether it is taken.
fn settle_with_a_person(global: &Global, report: &Report, reporter: &Reporter) {
    for (_, passage) in report.decisions(true) {
        if passage.change != Change::Changed {
            continue;
        }
        let accept = Accept { item: passage.item.clone(), yes: false };
        // What cannot be accepted is said in the report.
        super::accept::accept(global, &accept, reporter).ok();
    }
}

struct Refreshing<'a> {
    workspace: &'a Workspace,
    loaded: &'a Loaded,
    clock: Clock,
    reporter: &'a Reporter,
}

/// A reply that is not settled yet: whether the machine was offline is known when all have answered.
struct Waiting {
    question: Question,
    reply: Reply,
}

impl Refreshing<'_> {
    fn library(&self) -> &Library {
        &self.loaded.library
    }

    fn folder(&self, id: &str) -> PathBuf {
        self.workspace.root().join(&self.library().snapshot_folder).join(id)
    }

    fn state(&self, id: &str) -> State {
        State::of(self.workspace, &self.folder(id))
    }

    /// Asks every source, or those named; stores what is new and notes what came of each.
    fn ask(&self, named: &[String]) -> Result<Report, Stop> {
        let library = self.library();
        for id in named {
            if !library.sources.contains_key(id) {
                let known = library.sources.keys().map(String::as_str);
                return Err(Diagnostic::error("unknown", format!("there is no source `{id}`"))
                    .maybe_help(did_you_mean(id, known, "there is"))
                    .into());
            }
        }
        let wanted = |id: &String| named.is_empty() || named.contains(id);
        let mut candidates = Vec::new();
        for (id, source) in library.sources.iter().filter(|(id, _)| wanted(id)) {
            let copies = library.snapshots.get(id).into_iter().flatten().rev();
            let fetched = copies.clone().find(|copy| copy.url.is_some());
            let newest = fetched.and_then(|copy| {
                let headers = store::headers(self.workspace, copy).ok()?;
                Some(Newest { sha256: copy.sha256.clone(), url: copy.url.clone()?, headers })
            });
            candidates.push(Candidate {
                id: id.clone(),
                url: source.url(),
                refresh: source.refresh,
                newest,
                state: self.state(id),
            });
        }
        let (questions, left_out) = plan(&candidates);
        let fetcher = fetching::fetcher(library)?;
        let web = Web { fetcher: &fetcher, stop: interruption() };
        let progress = Progress::of(questions.len(), "sources", self.reporter.is_watched());
        let mut settled: BTreeMap<String, SourceReport> = BTreeMap::new();
        let mut waiting: Vec<Waiting> = Vec::new();
        let mut replies = 0;
        let mut fault = None;
        ask(
            &questions,
            HOSTS,
            &web,
            interruption(),
            &mut |_| progress.step(),
            &mut |question, reply| {
                replies += 1;
                if reply.is_err() {
                    waiting.push(Waiting { question: question.clone(), reply });
                    return;
                }
                match self.settle(question, &reply, false) {
                    Ok(Some(report)) => drop(settled.insert(question.id.clone(), report)),
                    Ok(None) => {}
                    Err(error) => fault = fault.take().or(Some(error)),
                }
            },
        );
        progress.end();
        let offline = settled.is_empty()
            && is_offline(waiting.iter().map(|w| (w.question.host.as_str(), &w.reply)));
        for Waiting { question, reply } in &waiting {
            if let Some(report) = self.settle(question, reply, offline)? {
                settled.insert(question.id.clone(), report);
            }
        }
        if let Some(fault) = fault {
            return Err(fault);
        }
        Ok(Report {
            asked: self.clock.real,
            today: self.clock.today,
            organisation: library.organisation.name.clone(),
            sources: settled.into_values().collect(),
            not_asked: left_out.len(),
            stopped: replies < questions.len(),
            offline,
            papers: Vec::new(),
        })
    }

    /// Takes an answer in: what it means is noted, and a new copy stored.
    fn settle(
        &self,
        question: &Question,
        reply: &Reply,
        offline: bool,
    ) -> Result<Option<SourceReport>, Stop> {
        let library = self.library();
        let id = &question.id;
        let Some(source) = library.sources.get(id) else { return Ok(None) };
        let newest = library.snapshots.get(id).and_then(|copies| copies.last());
        let text = newest.and_then(|copy| {
            let stored = copy.text.as_ref().ok()?;
            store::text(self.workspace, copy, stored).ok()
        });
        let passages = self.passages_of(id);
        let known = outcome::Known {
            sha256: newest.map(|copy| copy.sha256.as_str()),
            text: text.as_deref(),
            passages: &passages,
        };
        let read = std::cell::RefCell::new(None);
        let page = |fetched: &Fetched| {
            let (page, extracted) = extract(fetched);
            *read.borrow_mut() = Some(extracted);
            page
        };
        let when = When { now: self.clock.real, today: self.clock.today, offline };
        let before = self.state(id);
        let title = source.title();
        let Some(settled) = settle(question, &title, &known, &before, reply, &page, when) else {
            return Ok(None);
        };
        if settled.report.outcome.is_stored()
            && let Ok(Answer::Fetched(fetched)) = reply
            && let Some((Some(media), extracted)) = read.take()
        {
            let folder = self.workspace.root().join(&library.snapshot_folder);
            let copy = store::Copy {
                bytes: &fetched.bytes,
                media,
                retrieved: self.clock.real,
                from: &question.url,
                answer: Some(store::Answer {
                    url: &fetched.final_url,
                    status: fetched.status,
                    headers: &fetched.headers,
                }),
                text: match &extracted {
                    Ok(extracted) => Ok((extracted.text.as_str(), extracted.extractor)),
                    Err(why) => Err(why.clone()),
                },
            };
            store::add(self.workspace, &folder, id, &copy, &user())?;
        }
        sweep(&self.folder(id));
        write(&[(self.folder(id).join(state::FILE), settled.state.print())])?;
        Ok(Some(settled.report))
    }

    /// The passages that rest on a source, with their contexts.
    fn passages_of(&self, id: &str) -> Vec<(&str, Option<&str>)> {
        let items = self.library().items.values();
        items
            .flat_map(|item| item.supports.iter().map(move |support| (item, support)))
            .filter(|(_, support)| support.source.value == id)
            .filter_map(|(item, support)| {
                let context = support.context.as_ref().map(|context| context.as_str());
                Some((passage(item, support)?, context))
            })
            .collect()
    }

    /// Looks at every passage of the sources that were asked, in the copy that was the newest and in the
    /// one that is.
    fn passages(&self, report: &mut Report) {
        let (workspace, jobs) = (self.workspace, processors());
        let stored = Stored(workspace);
        let before = pipeline::look(workspace, self.library(), &stored, self.clock, jobs);
        let loaded = load(workspace, &spec_paths(workspace).unwrap_or_default());
        let library = &loaded.library;
        let after = pipeline::verdicts(workspace, library, &stored, self.clock, jobs);
        let sentences = sentences(&loaded, &after, self.clock);
        for item in library.items.values() {
            let looks = before.of(item).iter().zip(after.of(item));
            for (support, (before, after)) in item.supports.iter().zip(looks) {
                let (Some(before), Some(after)) = (before, after) else { continue };
                let id = &support.source.value;
                let Some(source) = report.sources.iter_mut().find(|source| source.id == *id) else {
                    continue;
                };
                let passage = passage(item, support).unwrap_or_default();
                let subject = subject(library, item, passage, &sentences);
                let outcome = source.outcome.clone();
                // What the lock says is what was told: a run that was ended before it could tell anybody
                // stored its copies, and noted nothing there.
                let told = self.library().lock.verdicts.get(&key(item, support));
                let told = told.and_then(|told| Verdict::named(&told.verdict));
                let before = look(before);
                let before = Look { verdict: told.unwrap_or(before.verdict), ..before };
                source.passages.push(compare(subject, &outcome, &before, &look(after)));
            }
        }
    }

    /// Notes the verdicts in the lock, once they were told.
    fn keep(&self) {
        let workspace = Workspace::at(self.workspace.root());
        let library = load(&workspace, &[]).library;
        let stored = Stored(&workspace);
        let found = pipeline::verdicts(&workspace, &library, &stored, self.clock, processors());
        if let Err(error) = pipeline::keep_lock(&workspace, &library, &found) {
            self.reporter.diagnostics(&[Diagnostic::warning("lock", error.to_string())
                .why("what was found is not noted there")
                .help(error.help())]);
        }
    }

    /// Makes the papers that something has changed for.
    fn build(&self) -> Result<Vec<PaperReport>, Stop> {
        let workspace = Workspace::at(self.workspace.root());
        let loaded = load(&workspace, &spec_paths(&workspace)?);
        let request = Request {
            settings: Settings::default(),
            formats: vec![Format::Pdf],
            out: workspace.root().join("out"),
            write: true,
            skip: &[],
            jobs: processors(),
            clock: self.clock,
        };
        let stored = Stored(&workspace);
        let verdicts =
            pipeline::verdicts(&workspace, &loaded.library, &stored, self.clock, request.jobs);
        let papers = pipeline::papers(&loaded);
        let inputs = Inputs {
            workspace: &workspace,
            loaded: &loaded,
            verdicts: &verdicts,
            typesetter: &pipeline::typesetter(&loaded.library),
        };
        let mut past = pipeline::past(&workspace);
        let mut made = Vec::new();
        run(
            &inputs,
            &papers,
            &request,
            &mut past,
            Watch {
                stop: interruption(),
                finished: &|| (),
                outcome: &mut |became| {
                    let title = papers.iter().find(|target| target.stem == became.stem);
                    let title = title.map(|target| target.spec.title.value.raw.clone());
                    made.push(paper(&became, title.unwrap_or_default(), &loaded));
                },
            },
        );
        pipeline::keep_past(&workspace, &past);
        Ok(made)
    }
}

/// A page as refreshing sees it, and everything else that was read of it.
fn extract(fetched: &Fetched) -> (Page, (Option<Media>, Result<Extracted, String>)) {
    let sha256 = crate::hash::hex(crate::hash::sha256(&fetched.bytes));
    let declared = fetched.content_type.as_deref();
    let media = Media::of(declared, &fetched.final_url, &fetched.bytes);
    let extracted = match media {
        Some(media) => fetching::extract(&fetched.bytes, media, declared)
            .map_err(|unreadable| unreadable.to_string()),
        None => Err("what kind of file it is cannot be told".into()),
    };
    let read = extracted.as_ref().ok();
    let page = Page {
        sha256,
        text: read.map(|read| read.text.clone()),
        title: read.and_then(|read| Some(read.description.title.as_ref()?.value.clone())),
    };
    (page, (media, extracted))
}

fn look(found: &Judgement) -> Look {
    let changed = found.verdict == Verdict::Changed;
    Look {
        verdict: found.verdict,
        words: found.anchor.as_ref().filter(|_| changed).map(|anchor| anchor.exact.clone()),
        differences: found.differences.clone(),
    }
}

fn subject(
    library: &Library,
    item: &Item,
    passage: &str,
    sentences: &BTreeMap<String, Vec<PaperSentence>>,
) -> Subject {
    let cleared = library.lock.clearances.get(&item.id).map(|clearance| clearance.by.clone());
    let contact = library.organisation.contact.as_ref().and_then(|contact| contact.name.clone());
    Subject {
        item: item.id.clone(),
        kind: match item.kind {
            Kind::Fact { .. } => ItemKind::Fact,
            Kind::Quote { .. } => ItemKind::Quote,
            Kind::Recommendation { .. } => ItemKind::Recommendation,
        },
        passage: passage.to_owned(),
        decides: cleared.or(contact).unwrap_or_default(),
        sentences: sentences.get(&item.id).cloned().unwrap_or_default(),
    }
}

/// Item → the sentences of papers that rest on it.
fn sentences(
    loaded: &Loaded,
    verdicts: &Verdicts<'_>,
    clock: Clock,
) -> BTreeMap<String, Vec<PaperSentence>> {
    let mut sentences: BTreeMap<String, Vec<PaperSentence>> = BTreeMap::new();
    for target in pipeline::papers(loaded) {
        let Some(rests) = pipeline::rests(&loaded.library, verdicts, &target, clock) else {
            continue;
        };
        for used in rests.uses {
            let heading = rests.headings.get(used.section).cloned().flatten();
            let sentence = PaperSentence {
                paper: rests.stem.clone(),
                title: rests.title.clone(),
                heading: heading.unwrap_or_default(),
                number: used.number.unwrap_or_default(),
                sentence: used.sentence,
            };
            let all = sentences.entry(used.id).or_default();
            if !all.contains(&sentence) {
                all.push(sentence);
            }
        }
    }
    sentences
}

fn paper(became: &Became, title: String, loaded: &Loaded) -> PaperReport {
    let any = |action| became.files.iter().any(|file| file.action == action);
    let done = match () {
        () if any(Action::Failed) => Done::Kept,
        () if any(Action::Built) => Done::Built,
        () => Done::Unchanged,
    };
    let of_spec = loaded.spec_problems.get(&became.spec).into_iter().flatten();
    let mut errors = became.findings.iter().chain(of_spec).chain(&loaded.problems);
    let why = match done {
        Done::Kept => errors.find(|finding| finding.is_error()).map(|error| error.message.clone()),
        Done::Built => Some(became.because.join("; ")),
        _ => None,
    };
    PaperReport { stem: became.stem.clone(), title, done, why: why.unwrap_or_default() }
}
