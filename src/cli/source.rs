//! `brief source`: storing sources, listing them, showing their text.

use chrono::{DateTime, Utc};
use serde_json::json;
use std::collections::BTreeSet;

use super::args::{Global, Source, SourceAdd, SourceCommand, SourceShow};
use super::build::{clock, processors};
use super::fetching::{self, Got};
use super::report::Reporter;
use super::{Exit, Stop, user, workspace};
use crate::diag::human::visible;
use crate::diag::{Diagnostic, any_error, count, did_you_mean};
use crate::load::load;
use crate::model::library::Library;
use crate::model::snapshot::{Media, Snapshot};
use crate::model::source::is_link;
use crate::model::text::is_id;
use crate::pipeline;
use crate::refresh::state::State;
use crate::source::describe::{self, New};
use crate::source::extract::{Description, Extracted, Unreadable};
use crate::source::store::{self, Answer, Copy};
use crate::verify::{Stored, Texts, Verdict};
use crate::workspace::{Clock, Workspace, write};

/// Carries out what is asked about sources.
pub fn source(global: &Global, source: &Source, reporter: &Reporter) -> Result<Exit, Stop> {
    match &source.command {
        SourceCommand::Add(asked) => add(global, asked, reporter),
        SourceCommand::List => list(global, reporter),
        SourceCommand::Show(asked) => show(global, asked, reporter),
    }
}

fn add(global: &Global, asked: &SourceAdd, reporter: &Reporter) -> Result<Exit, Stop> {
    let workspace = workspace(global)?;
    let library = readable(&workspace, reporter)?;
    if let Some(id) = &asked.id {
        if !is_id(id) {
            return Err(Diagnostic::error(
                "bad-id",
                format!("`{id}` cannot be the key of a source"),
            )
            .why("its folder is called by it")
            .help("use letters of the Latin alphabet, digits, `-` and `_` only")
            .into());
        }
        if asked.from.len() > 1 {
            return Err(Diagnostic::error("id", "`--id` names one source, and several are given")
                .why("each would be taken for the same one")
                .help("give them one after another")
                .into());
        }
    }
    let clock = clock(None, library.timezone)?;
    let mut adding =
        Adding { workspace: &workspace, library, clock, reporter, touched: BTreeSet::new() };
    let fetcher = fetching::fetcher(&adding.library)?;
    let mut exit = Exit::Done;
    for from in &asked.from {
        let result = match fetching::get(&fetcher, from) {
            Ok(got) => adding.store(&got, asked.id.as_deref()),
            Err(stop) => Err(stop),
        };
        match result {
            Ok(()) => {}
            // The others are still wanted.
            Err(Stop::Usage(finding)) => {
                reporter.diagnostics(&[*finding]);
                exit = exit.max(Exit::Content);
            }
            Err(Stop::Disk(error)) => {
                let said = Diagnostic::error("disk", error.to_string());
                reporter.diagnostics(&[said
                    .why("of this source nothing was stored")
                    .help("see that the file is there and may be read, and that there is room")]);
                exit = exit.max(Exit::CouldNotRun);
            }
            Err(Stop::Network(finding)) => {
                reporter.diagnostics(&[*finding]);
                exit = exit.max(Exit::CouldNotRun);
            }
        }
    }
    let touched = std::mem::take(&mut adding.touched);
    passages(&workspace, &touched, clock, reporter);
    Ok(exit)
}

/// The library, where it can be read: into a file that cannot be understood nothing is written.
fn readable(workspace: &Workspace, reporter: &Reporter) -> Result<Library, Stop> {
    let loaded = load(workspace, &[]);
    let broken = loaded.problems.iter().any(|problem| {
        problem.is_error()
            && problem.span.as_ref().is_some_and(|span| span.file.path == describe::SOURCES)
    });
    if broken {
        reporter.diagnostics(&loaded.problems);
        return Err(Diagnostic::error("sources", format!("`{}` has errors", describe::SOURCES))
            .why("nothing was stored: a source is described there")
            .help("mend the file, then run the same command again")
            .into());
    }
    Ok(loaded.library)
}

/// Sources being stored.
struct Adding<'a> {
    workspace: &'a Workspace,
    library: Library,
    clock: Clock,
    reporter: &'a Reporter,
    touched: BTreeSet<String>,
}

impl Adding<'_> {
    fn store(&mut self, got: &Got, id: Option<&str>) -> Result<(), Stop> {
        let hash = crate::hash::hex(crate::hash::sha256(&got.bytes));
        let media = Media::of(got.content_type.as_deref(), &got.name, &got.bytes);
        let Some(media) = media else {
            return Err(Diagnostic::error(
                "media",
                format!("what kind of file `{}` is cannot be told", got.from),
            )
            .why("web pages, PDFs, plain text and Markdown can be read")
            .help("give the file the ending it should have: .html, .pdf, .txt or .md")
            .into());
        };
        let extracted = fetching::extract(&got.bytes, media, got.content_type.as_deref());
        let id = match id {
            Some(id) => self.spelled(id),
            None => self.known(got, &hash).unwrap_or_else(|| self.new_id(got, &extracted)),
        };
        self.touched.insert(id.clone());
        let copies = self.library.snapshots.get(&id).map(Vec::as_slice).unwrap_or_default();
        if let Some(copy) = copies.iter().find(|copy| copy.sha256 == hash) {
            let day = self.day(copy.retrieved);
            self.reporter.result(&format!("unchanged  {id} – the same bytes as on {day}"));
            self.said(&id, "unchanged", copy, &[]);
            return Ok(());
        }
        let stored = self.write(&id, got, media, &extracted)?;
        // Only then is it described: a description without a copy says less than it seems to.
        let unknown = match self.library.sources.contains_key(&id) {
            true => Vec::new(),
            false => self.describe(&id, got, media, extracted.as_ref().ok())?,
        };
        let what = match &extracted {
            Ok(extracted) => {
                let pages = extracted.text.matches('\u{C}').count() + 1;
                let pages = match media {
                    Media::Pdf => format!("{}, ", count(pages, "page")),
                    _ => String::new(),
                };
                format!("{pages}{}", count(extracted.text.split_whitespace().count(), "word"))
            }
            Err(_) => "no text".to_owned(),
        };
        self.reporter.result(&format!("stored     {id} – {} ({what})", got.from));
        self.said(&id, "stored", &stored, &unknown);
        let mut findings = Vec::new();
        if let Err(why) = &extracted {
            findings.push(
                Diagnostic::warning("unchecked", format!("`{}` has no text to be read: {why}", got.from))
                    .why(format!("the copy is stored, but no passage can be found in it; items on `{id}` stay `unchecked`"))
                    .help(format!("store the same document as text too: `brief source add FILE --id {id}`")),
            );
        }
        if !unknown.is_empty() {
            let list: Vec<&str> = unknown.iter().map(String::as_str).collect();
            findings.push(
                Diagnostic::note("unknown", format!("`{id}` does not say its {}", list.join(", ")))
                    .why("citations print what is known, and “unknown” is an answer")
                    .help(format!("where you know better, write it into `{}`", describe::SOURCES)),
            );
        }
        self.reporter.diagnostics(&findings);
        self.library.snapshots.entry(id).or_default().push(stored);
        Ok(())
    }

    fn day(&self, time: DateTime<Utc>) -> String {
        time.with_timezone(&self.library.timezone).format("%-d %B %Y").to_string()
    }

    /// The key as a source of another spelling has it: folders do not tell capitals apart everywhere.
    fn spelled(&self, id: &str) -> String {
        let same = |other: &&String| other.eq_ignore_ascii_case(id);
        self.library.sources.keys().find(same).cloned().unwrap_or_else(|| id.to_owned())
    }

    /// The source this is a copy of: one with these bytes, stored or pinned, or one with this address.
    fn known(&self, got: &Got, hash: &str) -> Option<String> {
        let stored = self.library.snapshots.iter().find_map(|(id, copies)| {
            copies.iter().any(|copy| copy.sha256 == hash).then(|| id.clone())
        });
        let pinned = || {
            let pinned = self.library.lock.sources.iter();
            pinned.into_iter().find(|(_, pinned)| pinned.sha256 == hash).map(|(id, _)| id.clone())
        };
        let at_address = || {
            let url = is_link(&got.from).then(|| plain(&got.from))?;
            let described = self.library.sources.values();
            let mut same =
                described.filter(|source| source.url().is_some_and(|own| plain(&own) == url));
            same.next().map(|source| source.id.clone())
        };
        stored.or_else(pinned).or_else(at_address)
    }

    fn new_id(&self, got: &Got, extracted: &Result<Extracted, Unreadable>) -> String {
        let title = extracted.as_ref().ok().and_then(|text| text.description.title.as_ref());
        let words =
            title.map_or_else(|| crate::workspace::stem(&got.name), |title| title.value.clone());
        let taken = |id: &str| {
            let same = |other: &String| other.eq_ignore_ascii_case(id);
            self.library.sources.keys().any(same)
                || self.library.snapshots.keys().any(same)
                || self.library.items.keys().any(same)
        };
        describe::key(&words, &taken)
    }

    fn write(
        &self,
        id: &str,
        got: &Got,
        media: Media,
        extracted: &Result<Extracted, Unreadable>,
    ) -> Result<Snapshot, Stop> {
        let folder = self.workspace.root().join(&self.library.snapshot_folder);
        let copy = Copy {
            bytes: &got.bytes,
            media,
            retrieved: self.clock.real,
            from: &got.from,
            answer: got.answer.as_ref().map(|answer| Answer {
                url: &answer.url,
                status: answer.status,
                headers: &answer.headers,
            }),
            text: extracted
                .as_ref()
                .map(|extracted| (extracted.text.as_str(), extracted.extractor))
                .map_err(ToString::to_string),
        };
        Ok(store::add(self.workspace, &folder, id, &copy, &user())?)
    }

    /// Writes what the source says of itself into `sources.toml`; what it does not say.
    fn describe(
        &mut self,
        id: &str,
        got: &Got,
        media: Media,
        extracted: Option<&Extracted>,
    ) -> Result<Vec<String>, Stop> {
        let nothing = Description::default();
        let said = extracted.map_or(&nothing, |extracted| &extracted.description);
        let answered = got.answer.as_ref().map(|answer| answer.url.as_str());
        let new = New { id, media, said, url: answered };
        let (text, unknown) = describe::block(&new);
        let path = self.workspace.root().join(describe::SOURCES);
        let mut file = match self.workspace.is_file(&path) {
            true => self.workspace.read_unremembered(&path)?,
            false => Vec::new(),
        };
        if !file.is_empty() {
            let blank: &[u8] = if file.ends_with(b"\n") { b"\n" } else { b"\n\n" };
            file.extend(blank);
        }
        file.extend(text.bytes());
        write(&[(path, file)])?;
        // The next one given may be the same source.
        self.library.sources = load(self.workspace, &[]).library.sources;
        Ok(unknown)
    }

    fn said(&self, id: &str, action: &str, copy: &Snapshot, unknown: &[String]) {
        self.reporter.object(&json!({
            "type": "source",
            "id": id,
            "action": action,
            "sha256": copy.sha256,
            "retrieved": crate::lock::stamp(copy.retrieved),
            "from": copy.from,
            "url": copy.url,
            "media": copy.media.as_str(),
            "text": copy.text.is_ok(),
            "unknown": unknown,
        }));
    }
}

/// An address without its fragment and the slash at its end.
fn plain(url: &str) -> String {
    url.split('#').next().unwrap_or(url).trim_end_matches('/').to_owned()
}

/// Says how the passages of some sources fare in their newest copies.
fn passages(workspace: &Workspace, touched: &BTreeSet<String>, clock: Clock, reporter: &Reporter) {
    let loaded = load(workspace, &[]);
    let library = &loaded.library;
    let stored = Stored(workspace);
    let verdicts = pipeline::look(workspace, library, &stored, clock, processors());
    for id in touched {
        let mut counts: std::collections::BTreeMap<Verdict, usize> = Default::default();
        for item in library.items.values() {
            for (support, judgement) in item.supports.iter().zip(verdicts.of(item)) {
                if let (true, Some(judgement)) = (support.source.value == *id, judgement) {
                    *counts.entry(judgement.verdict).or_default() += 1;
                }
            }
        }
        if !counts.is_empty() {
            let said: Vec<String> =
                counts.iter().map(|(verdict, n)| format!("{n} {}", verdict.as_str())).collect();
            let all = count(counts.values().sum(), "passage");
            reporter.result(&format!("           {id}: {all}: {}", said.join(", ")));
        }
    }
}

fn list(global: &Global, reporter: &Reporter) -> Result<Exit, Stop> {
    let workspace = workspace(global)?;
    let loaded = load(&workspace, &[]);
    let library = &loaded.library;
    let ids: BTreeSet<&String> = library.sources.keys().chain(library.snapshots.keys()).collect();
    let width = ids.iter().map(|id| id.chars().count()).max().unwrap_or(0);
    let folder = workspace.root().join(&library.snapshot_folder);
    for id in ids {
        let copies = library.snapshots.get(id).map(Vec::as_slice).unwrap_or_default();
        let newest = copies.last();
        let title = library.sources.get(id).map(|source| source.title());
        let asked = State::of(&workspace, &folder.join(id));
        reporter.object(&json!({
            "type": "source",
            "id": id,
            "title": title,
            "url": library.sources.get(id).and_then(|source| source.url()),
            "described": title.is_some(),
            "copies": copies.len(),
            "newest": newest.map(|copy| json!({
                "sha256": copy.sha256,
                "retrieved": crate::lock::stamp(copy.retrieved),
                "media": copy.media.as_str(),
                "text": copy.text.is_ok(),
            })),
            "pinned": library.lock.sources.get(id).map(|pinned| &pinned.sha256),
            "failing": asked.failing,
        }));
        let state = match newest {
            Some(copy) => {
                let day = copy.retrieved.with_timezone(&library.timezone).format("%-d %b %Y");
                let text = if copy.text.is_ok() { "" } else { ", no text" };
                format!("{} of {day}{text}", count_copies(copies.len()))
            }
            None if library.lock.sources.contains_key(id) => "pinned, not here".into(),
            None => "no copy".into(),
        };
        let title = title.unwrap_or_else(|| "not described in sources.toml".into());
        reporter.result(&format!("{id:width$}  {state:24}  {title}"));
        if let Some(trouble) = asked.trouble() {
            reporter.result(&format!("{:width$}  {}", "", reporter.bold(&trouble)));
        }
    }
    reporter.diagnostics(&loaded.problems);
    Ok(if any_error(&loaded.problems) { Exit::Content } else { Exit::Done })
}

fn count_copies(n: usize) -> String {
    match n {
        1 => "1 copy".into(),
        n => format!("{n} copies, last"),
    }
}

fn show(global: &Global, asked: &SourceShow, reporter: &Reporter) -> Result<Exit, Stop> {
    let workspace = workspace(global)?;
    let loaded = load(&workspace, &[]);
    let library = &loaded.library;
    let Some(copy) = library.snapshots.get(&asked.id).and_then(|copies| copies.last()) else {
        let finding = match library.sources.contains_key(&asked.id) {
            true => Diagnostic::error(
                "unchecked",
                format!("there is no stored copy of `{}` here", asked.id),
            )
            .why("its text is taken from one")
            .help(format!("`brief source add URL|FILE --id {}` stores one", asked.id)),
            false => {
                Diagnostic::error("unknown-source", format!("there is no source `{}`", asked.id))
                    .maybe_help(did_you_mean(
                        &asked.id,
                        library.sources.keys().map(String::as_str),
                        "there is",
                    ))
            }
        };
        return Err(finding.into());
    };
    let stored = Stored(&workspace);
    let text = stored.text(copy).map_err(|_| {
        let why = copy
            .text
            .as_ref()
            .err()
            .cloned()
            .unwrap_or_else(|| "its file is not what was stored".into());
        Diagnostic::error("unchecked", format!("there is no text of `{}` here", asked.id))
            .why(why)
            .help("store the document as text: `brief source add FILE --id …`")
    })?;
    let clock = clock(None, library.timezone)?;
    let verdicts = pipeline::look(&workspace, library, &stored, clock, processors());
    let mut marks: Vec<(usize, usize, &str)> = Vec::new();
    for item in library.items.values() {
        for (support, judgement) in item.supports.iter().zip(verdicts.of(item)) {
            if let (true, Some(judgement)) = (support.source.value == asked.id, judgement)
                && judgement.verdict.passes()
                && let Some(anchor) = &judgement.anchor
            {
                marks.push((anchor.bytes.0, anchor.bytes.1, &item.id));
            }
        }
    }
    marks.sort_unstable();
    reporter.object(&json!({
        "type": "source", "id": asked.id, "sha256": copy.sha256, "text": text,
        "passages": marks.iter().map(|(start, end, item)| json!({ "item": item, "bytes": [start, end] })).collect::<Vec<_>>(),
    }));
    reporter.line(&marked(&text, &marks, reporter.coloured));
    Ok(Exit::Done)
}

/// A text with its passages marked: in brackets, or in colour, with the items they bear out.
fn marked(text: &str, marks: &[(usize, usize, &str)], coloured: bool) -> String {
    let (open, close) = if coloured { ("\u{1b}[7m", "\u{1b}[0m") } else { ("⟦", "⟧") };
    // At each place what ends there, then what begins there.
    let mut signs: Vec<(usize, bool, String)> = Vec::new();
    for (start, end, item) in marks {
        signs.push((*start, true, open.to_owned()));
        let item =
            if coloured { format!("\u{1b}[2m ({item})\u{1b}[0m") } else { format!(" ({item})") };
        signs.push((*end, false, format!("{close}{item}")));
    }
    signs.sort();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (place, _, sign) in signs {
        out.push_str(&printable(&text[at..place]));
        out.push_str(&sign);
        at = place;
    }
    out.push_str(&printable(&text[at..]));
    out
}

/// A text that a terminal shows and does not obey.
fn printable(text: &str) -> String {
    let lines: Vec<String> =
        text.split(['\n', '\u{C}']).map(|line| visible(&line.replace('\t', "  "))).collect();
    lines.join("\n")
}
