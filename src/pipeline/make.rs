//! One paper, from its target to its files.

use std::collections::{BTreeMap, BTreeSet};

use super::{Format, Request};
use crate::check::readings::Readings;
use crate::check::{self, Context, characters, limits, overrides};
use crate::cite::{Styles, cite};
use crate::compose::{Composed, annotate, compose, has_plain_letters, template};
use crate::diag::{Diagnostic, and_list, any_error};
use crate::hash::{hex, sha256};
use crate::load::Loaded;
use crate::made::outcome::{Action, Outcome, OutputFile, State};
use crate::made::parts::{self, Part};
use crate::made::{Job, Laid, Made, Papers};
use crate::model::audience::Words;
use crate::model::library::Library;
use crate::model::spec::RecordPlace;
use crate::output::fill::fill;
use crate::output::typeset::{self, Pages, RECORD, Typesetter, typeset};
use crate::paper::Paper;
use crate::record::record;
use crate::redact::Redaction;
use crate::select::{Decision, Reason, Selection, Settings, Target, select};
use crate::verify::{Verdicts, Vouched, vouch};
use crate::workspace::Workspace;

/// What makes papers. Each thread of a run has one.
#[derive(Clone, Copy)]
pub(super) struct Maker<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) loaded: &'a Loaded,
    pub(super) library: &'a Library,
    pub(super) verdicts: &'a Verdicts<'a>,
    pub(super) typesetter: &'a Typesetter,
    pub(super) request: &'a Request,
    /// Whether the library has errors, so that no final paper may be made from it.
    pub(super) blocked: bool,
    /// Papers as they were made last.
    pub(super) past: &'a Papers,
    /// Whether it is only to be seen what would be made: nothing is laid out.
    pub(super) peek: bool,
    /// Whether there are more processors than papers: a paper is then checked and laid out at once.
    pub(super) spare: bool,
    /// What is known already.
    pub(super) shared: &'a Shared,
}

/// What all papers of a run share.
pub(super) struct Shared {
    /// What there is to say of each paper beside the others.
    pub(super) beside: BTreeMap<String, Vec<Diagnostic>>,
    /// Names that no paper holds.
    redaction: Redaction,
    /// What modules and the workspace's fonts are known by.
    assets: Assets,
    /// What is known of the library's texts.
    readings: Readings,
    /// The styles of citations that were read.
    styles: Styles,
}

impl Shared {
    pub(super) fn of(library: &Library) -> Shared {
        Shared {
            beside: BTreeMap::new(),
            redaction: Redaction::of(library),
            assets: Assets::of(library),
            readings: Readings::default(),
            styles: Styles::default(),
        }
    }
}

/// What templates and fonts are known by.
struct Assets {
    /// Templates, modules and styles: path below `templates/` → SHA-256.
    templates: BTreeMap<String, String>,
    /// The workspace's own fonts: path → SHA-256.
    fonts: BTreeMap<String, String>,
}

impl Assets {
    fn of(library: &Library) -> Assets {
        let templates = library.templates.iter();
        let fonts = library.fonts.iter();
        Assets {
            templates: templates
                .map(|(path, text)| (path.clone(), hex(sha256(text.as_bytes()))))
                .collect(),
            fonts: fonts.map(|(path, bytes)| (path.clone(), hex(sha256(bytes)))).collect(),
        }
    }
}

/// What there is to say of a paper, as far as it got.
#[derive(Default)]
pub(super) struct Findings {
    findings: Vec<Diagnostic>,
    dispensable: Vec<String>,
    items: usize,
    unchecked: usize,
    lifted: Option<overrides::Lifted>,
    /// Everything that was laid out, to know it again.
    tried: Vec<Laid>,
    /// Why it would be laid out, where that is only to be seen.
    due: Option<Vec<String>>,
}

/// A paper as it came out, and how long it is.
struct Attempt {
    /// What it could do without, the first to go first; nothing where the spec does not ask for that.
    lowest: Vec<String>,
    size: limits::Size,
    /// `None` where an error forbids it.
    made: Option<Ready>,
}

/// A paper that nothing forbids.
pub(super) struct Ready {
    pub(super) laid: Laid,
    pub(super) parts: Vec<Part>,
    /// Path below the output folder → bytes; `None` where the files that are there are these.
    pub(super) files: Option<Vec<(String, Vec<u8>)>>,
}

/// A filled template with what goes with it.
struct Sheet {
    source: String,
    record: Vec<u8>,
    place: RecordPlace,
}

/// A paper that is laid out.
struct Setting {
    sheet: Sheet,
    laid: Laid,
    /// `None` where it was laid out before, or is only to be looked at.
    pages: Option<Pages>,
}

impl Maker<'_> {
    pub(super) fn make(&self, target: &Target<'_>) -> (Outcome, Option<Made>) {
        let begun = std::time::Instant::now();
        let spec = target.spec;
        let mut found = Findings::default();
        let spec_failed = self.loaded.spec_problems.get(&spec.stem).is_some_and(|p| any_error(p));
        let blocked = (self.blocked || spec_failed) && !self.request.settings.draft;
        let ready = match blocked {
            true => None,
            false => self.stages(target, &mut found),
        };
        let Findings { mut findings, dispensable, items, unchecked, lifted, tried, .. } = found;
        for finding in &mut findings {
            finding.brief = Some(target.stem.clone());
        }
        let mut outcome = Outcome {
            stem: target.stem.clone(),
            spec: spec.stem.clone(),
            files: Vec::new(),
            pages: ready.as_ref().map(|ready| ready.laid.pages),
            findings,
            dispensable,
            items,
            unchecked,
            lifted,
            because: Vec::new(),
            ms: 0,
            disk_failed: false,
        };
        let made = match ready {
            Some(ready) => self.finish(ready, tried, &mut outcome),
            None => {
                let path = self.request.out.join(format!("{}.pdf", target.stem));
                outcome.files.push(OutputFile { path, action: Action::Failed });
                None
            }
        };
        outcome.ms = begun.elapsed().as_millis();
        (outcome, made)
    }

    /// Everything between a target and its bytes; `None` where an error forbids the paper. Where the spec
    /// asks for it, what ranks lowest is left out until the paper is as short as it must be.
    pub(super) fn stages(&self, target: &Target<'_>, found: &mut Findings) -> Option<Ready> {
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
            let attempt = self.attempt(target, &dropped, &mut findings);
            found.tried.append(&mut findings.tried);
            let attempt = attempt?;
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
        *found = Findings { tried: std::mem::take(&mut found.tried), ..tried };
        attempt.made
    }

    /// Makes a paper without some of its items.
    fn attempt(
        &self,
        target: &Target<'_>,
        dropped: &BTreeSet<String>,
        found: &mut Findings,
    ) -> Option<Attempt> {
        let library = self.library;
        let draft = self.request.settings.draft;
        let words = library.words(target.language())?;
        let (vouched, mut composed, mut findings) = self.composed(target, dropped, words);
        let selection = vouched.selection();
        let template = template(library, &vouched);
        let place = target.spec.record.unwrap_or(target.audience.record);
        let set = |paper: &Paper| {
            let record = record(library, &vouched, self.verdicts, paper, &self.shared.redaction);
            self.set(target, paper, template, record, place)
        };
        // What is printed in the end does not go by what is found, but in a draft. Letters with too many marks
        // are refused, and take long to set.
        let at_once = self.spare
            && !draft
            && !any_error(&findings)
            && !characters::has_excess(&mut composed.paper);
        let (found_in_paper, set_already) = match at_once {
            true => both(|| self.check(selection, &composed), || set(&composed.paper)),
            false => (self.check(selection, &composed), None),
        };
        findings.extend(found_in_paper);
        let mut size = limits::size(&composed.paper);
        findings.extend(limits::over_limit(library, selection, &composed.anchors, &size));
        found.lifted = Some(self.judge(target, &mut findings));
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
            self.shared.redaction.paper(&mut composed.paper);
            characters::box_missing(&mut composed.paper, &|c| self.typesetter.has_glyph(c));
        } else if any_error(&found.findings) {
            let too_long = |f: &Diagnostic| !f.is_error() || f.check == "over-limit";
            // Leaving items out may mend it.
            let only = !lowest.is_empty() && found.findings.iter().all(too_long);
            return only.then_some(Attempt { lowest, size, made: None });
        }
        let made = set_already.unwrap_or_else(|| set(&composed.paper));
        let setting = match made {
            Ok(setting) => setting,
            Err(of_setting) => {
                found.findings.extend(of_setting);
                return None;
            }
        };
        found.tried.push(setting.laid.clone());
        // Pages are known only now; what else is too long has been said.
        let said = limits::over_limit(library, selection, &composed.anchors, &size);
        size.pages = Some(setting.laid.pages);
        let mut of_pages = limits::over_limit(library, selection, &composed.anchors, &size);
        of_pages.retain(|finding| !said.contains(finding));
        found.lifted.get_or_insert_default().extend(self.judge(target, &mut of_pages));
        let forbidden = !draft && any_error(&of_pages);
        found.findings.extend(of_pages);
        let made = match forbidden {
            true => None,
            false => self.ready(target, selection, &composed.paper, template, setting, found),
        };
        if self.peek && found.due.is_some() {
            return None;
        }
        Some(Attempt { lowest, size, made })
    }

    /// What a paper holds, from selection to its composed text, with what there is to say of that.
    fn composed<'l>(
        &'l self,
        target: &Target<'l>,
        dropped: &BTreeSet<String>,
        words: &'l Words,
    ) -> (Vouched<'l>, Composed, Vec<Diagnostic>) {
        let Maker { library, verdicts, request, .. } = *self;
        let draft = request.settings.draft;
        let settings = Settings { dropped: dropped.clone(), ..request.settings.clone() };
        let (selection, mut findings) =
            select(library, target.clone(), &settings, request.clock.now);
        findings.extend(self.shared.beside.get(&target.stem).into_iter().flatten().cloned());
        let (vouched, of_words) = vouch(library, selection, verdicts);
        findings.extend(of_words);
        let (citations, of_citations) = cite(library, &self.shared.styles, &vouched, words);
        findings.extend(of_citations);
        let (mut composed, of_paper) =
            compose(library, &vouched, &citations, words, request.clock.today, draft);
        findings.extend(of_paper);
        self.shared.redaction.paper(&mut composed.paper);
        // A workspace's own font may do anything to any letter, and findings may hold any.
        composed.paper.meta.plain_letters =
            !draft && library.fonts.is_empty() && has_plain_letters(&mut composed.paper);
        (vouched, composed, findings)
    }

    /// What the checks find in a paper.
    fn check(&self, selection: &Selection<'_>, composed: &Composed) -> Vec<Diagnostic> {
        check::check(&Context {
            library: self.library,
            selection,
            verdicts: self.verdicts,
            paper: &composed.paper,
            anchors: &composed.anchors,
            has_glyph: &|c| self.typesetter.has_glyph(c),
            today: self.request.clock.today,
            readings: &self.shared.readings,
            shared: Default::default(),
        })
    }

    /// Applies what people decided on findings; what they lifted.
    fn judge(&self, target: &Target<'_>, findings: &mut Vec<Diagnostic>) -> overrides::Lifted {
        findings.retain(|finding| !self.request.skip.contains(&finding.check));
        overrides::judge(self.library, target, self.request.clock.today, findings)
    }

    /// The files of a paper that is laid out, or that it stands. `None` where there is something to say that
    /// forbids it, or where it is only to be seen why it would be made.
    fn ready(
        &self,
        target: &Target<'_>,
        selection: &Selection<'_>,
        paper: &Paper,
        template: &str,
        setting: Setting,
        found: &mut Findings,
    ) -> Option<Ready> {
        let Setting { sheet, laid, pages } = setting;
        let parts = self.parts(selection, &laid);
        let stands = self.stands(target, &laid);
        if self.peek && !stands {
            let last = self.past.last(&target.stem, &self.workspace.place(&self.request.out));
            found.due = Some(self.because(last, &laid, &parts));
            return None;
        }
        let files = match stands {
            true => Ok(None),
            false => self.files(paper, template, sheet, pages).map(Some),
        };
        match files {
            Ok(files) => Some(Ready { laid, parts, files }),
            Err(of_export) => {
                found.findings.extend(of_export);
                None
            }
        }
    }

    /// Fills the template of a paper and lays it out, unless that was done before.
    fn set(
        &self,
        target: &Target<'_>,
        paper: &Paper,
        template: &str,
        record: Vec<u8>,
        place: RecordPlace,
    ) -> Result<Setting, Vec<Diagnostic>> {
        let sheet = self.sheet(paper, template, record, place)?;
        let job = self.job(paper, template, &sheet);
        let known = self.past.laid(&target.stem, &job, |path| self.hash(path)).cloned();
        let (laid, pages) = match known {
            Some(laid) => (laid, None),
            None if self.peek => (self.unlaid(target, job), None),
            None => {
                let pages = self.lay_out(paper, template, &sheet)?;
                let taken = pages.modules().iter();
                let modules =
                    taken.filter_map(|path| Some((path.clone(), self.hash(path)?))).collect();
                (Laid { job, modules, pages: pages.count() }, Some(pages))
            }
        };
        Ok(Setting { sheet, laid, pages })
    }

    /// Whether a paper stands as it was made last.
    pub(super) fn state(&self, target: &Target<'_>) -> State {
        let mut found = Findings::default();
        let of_spec = self.loaded.spec_problems.get(&target.spec.stem);
        let failed = self.blocked || of_spec.is_some_and(|problems| any_error(problems));
        if failed && !self.request.settings.draft {
            let all = self.loaded.problems.iter().chain(of_spec.into_iter().flatten());
            return State::Fails(first_error(all));
        }
        match (self.stages(target, &mut found), found.due) {
            (Some(_), _) => State::Stands,
            (None, Some(due)) => State::Due(due),
            (None, None) => State::Fails(first_error(&found.findings)),
        }
    }

    /// A job that was not carried out: what modules it would take in and how many pages would come of it
    /// is taken from the last one.
    fn unlaid(&self, target: &Target<'_>, job: Job) -> Laid {
        let last = self.past.last(&target.stem, &self.workspace.place(&self.request.out));
        let taken = last.into_iter().flat_map(|last| last.laid.modules.keys());
        let modules = taken.filter_map(|path| Some((path.clone(), self.hash(path)?))).collect();
        Laid { job, modules, pages: last.map_or(0, |last| last.laid.pages) }
    }

    /// What a template or a module is known by now.
    pub(super) fn hash(&self, path: &str) -> Option<String> {
        self.shared.assets.templates.get(path).cloned()
    }

    /// What a paper is made from, in words.
    fn parts(&self, selection: &Selection<'_>, laid: &Laid) -> Vec<Part> {
        // Of templates proper and styles it is not known which are taken in.
        let others = self.library.templates.keys().filter(|path| !path.ends_with(".typ"));
        let others = others.filter_map(|path| Some((path.clone(), self.hash(path)?)));
        let templates = laid.modules.clone().into_iter().chain(others).collect();
        let form = form(self.request);
        let today = self.request.clock.today;
        let fonts = &self.shared.assets.fonts;
        parts::parts(self.library, selection, self.verdicts, &templates, fonts, &form, today)
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
        // Overrides reach no output, nor what the paper leaves out.
        let open = findings
            .iter()
            .filter(|finding| finding.allowed.is_none() && finding.check != "left-out");
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

    /// Fills the template of a paper.
    fn sheet(
        &self,
        paper: &Paper,
        template: &str,
        record: Vec<u8>,
        place: RecordPlace,
    ) -> Result<Sheet, Vec<Diagnostic>> {
        let stem = &paper.meta.stem;
        let path = (place == RecordPlace::Embedded).then_some(RECORD);
        let source =
            fill(&self.library.templates, template, paper, path).map_err(|error| vec![*error])?;
        let parts = [
            ("its file name", stem.as_bytes()),
            ("what it prints", source.as_bytes()),
            ("its record, in the id of an item or a source", &record),
        ];
        let leaks = parts
            .iter()
            .find_map(|(place, bytes)| Some((place, self.shared.redaction.leak(bytes)?)));
        let parted = || Some((&"what it prints", self.shared.redaction.leak_in_print(paper)?));
        if let Some((place, who)) = leaks.or_else(parted) {
            return Err(vec![leak(paper, &who, place)]);
        }
        Ok(Sheet { source, record, place })
    }

    /// Everything that the files of a paper come of, but for modules.
    fn job(&self, paper: &Paper, template: &str, sheet: &Sheet) -> Job {
        let fonts: Vec<u8> =
            self.shared.assets.fonts.values().flat_map(|hash| hash.bytes()).collect();
        // The Typst source is written with every module beside it.
        let all = self.request.formats.contains(&Format::Typ);
        let modules =
            self.shared.assets.templates.iter().filter(|(path, _)| all && path.ends_with(".typ"));
        let modules: String = modules.map(|(path, hash)| format!("{path}\0{hash}\0")).collect();
        Job::of([
            crate::made::run::tool().as_bytes(),
            form(self.request).as_bytes(),
            paper.meta.stem.as_bytes(),
            paper.meta.iso_date.as_bytes(),
            template.as_bytes(),
            sheet.source.as_bytes(),
            &sheet.record,
            format!("{:?}", sheet.place).as_bytes(),
            &fonts,
            modules.as_bytes(),
        ])
    }

    /// Lays a paper out.
    fn lay_out(
        &self,
        paper: &Paper,
        template: &str,
        sheet: &Sheet,
    ) -> Result<Pages, Vec<Diagnostic>> {
        let template_text = self.library.templates.get(&format!("{template}.typ.j2"));
        let embedded = sheet.place == RecordPlace::Embedded;
        let job = typeset::Job {
            stem: &paper.meta.stem,
            source: sheet.source.clone(),
            template,
            template_text: template_text.map_or("", String::as_str),
            record: embedded.then(|| sheet.record.clone()),
            date: &paper.meta.iso_date,
        };
        typeset(self.typesetter, job)
    }

    /// The files of a paper, which is laid out unless it was already.
    fn files(
        &self,
        paper: &Paper,
        template: &str,
        sheet: Sheet,
        pages: Option<Pages>,
    ) -> Result<Vec<(String, Vec<u8>)>, Vec<Diagnostic>> {
        let pages = match pages {
            Some(pages) => pages,
            None => self.lay_out(paper, template, &sheet)?,
        };
        let templates = &self.library.templates;
        let stem = &paper.meta.stem;
        let embedded = sheet.place == RecordPlace::Embedded;
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
        if sheet.place == RecordPlace::Beside || read_by_source {
            files.push((beside, sheet.record));
        }
        Ok(files)
    }
}

/// Does two things at once; what is to be done here is `None` where there is no thread for the other.
fn both<A: Send, B>(there: impl Fn() -> A + Sync, here: impl FnOnce() -> B) -> (A, Option<B>) {
    std::thread::scope(|scope| {
        match std::thread::Builder::new().stack_size(super::STACK).spawn_scoped(scope, &there) {
            Ok(thread) => {
                let here = here();
                (thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), Some(here))
            }
            Err(_) => (there(), None),
        }
    })
}

/// What the first error says.
fn first_error<'a>(findings: impl IntoIterator<Item = &'a Diagnostic>) -> Option<String> {
    let first = findings.into_iter().find(|finding| finding.is_error());
    first.map(|finding| finding.message.clone())
}

/// In what form papers are asked for.
fn form(request: &Request) -> String {
    let formats: Vec<&str> = request.formats.iter().map(|format| format.as_str()).collect();
    let draft = if request.settings.draft { ", a draft" } else { "" };
    format!("{}{draft}", formats.join(", "))
}

/// That a protected name would go out all the same: in an item's id, a file name, a real name that only
/// `private.toml` knows.
fn leak(paper: &Paper, who: &str, place: &str) -> Diagnostic {
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
