//! `brief find`: full-text search over evidence and the stored texts of sources.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;

use super::args::{Find, Global};
use super::build::clock;
use super::report::Reporter;
use super::{Exit, Stop, workspace};
use crate::diag::{Diagnostic, did_you_mean};
use crate::find::blocks::{Block, blocks};
use crate::find::index::Library as Shelf;
use crate::find::report::{Look, report};
use crate::find::{Entry, FileState, Filters, Kind, Part, Query, Use, json as objects, search};
use crate::hash::{hex, sha256};
use crate::load::{Loaded, load, snapshot_folder, spec_paths};
use crate::model::item::{Amount, Item, Kind as ItemKind};
use crate::pipeline::selections;
use crate::select::Settings;
use crate::source::store::descriptions;
use crate::workspace::{Workspace, age};

/// The index in `.brief/`.
const INDEX: &str = ".brief/find.db";

/// A file younger than this may change again without another time on it.
const SETTLED: Duration = Duration::from_millis(20);

/// Finds words and figures.
pub fn find(global: &Global, asked: &Find, reporter: &Reporter) -> Result<Exit, Stop> {
    let workspace = workspace(global)?;
    let mut query = Query::of_arguments(&asked.words);
    query.filters = filters(asked)?;
    if query.is_empty() {
        return Err(Diagnostic::error("find", "there is nothing to look for")
            .why("a search needs a word, a figure or a filter")
            .help("for example `brief find prison camps`, `brief find 80,000` or `brief find --topic religion`")
            .into());
    }
    let mut files = Files::of(&workspace)?;
    let limit = usize::from(asked.limit);
    let found = search::find(&workspace.root().join(INDEX), &mut files, &query, limit);
    let found = found.map_err(|error| {
        Diagnostic::error("find", "the search could not be made")
            .why("the index of all words could be neither read nor made anew")
            .help("delete `.brief/` and try again; nothing is lost with it")
            .detail(error.to_string())
    })?;
    for object in objects::objects(&found, &query) {
        reporter.object(&object);
    }
    let total = found.items.total + found.blocks.total;
    reporter.object(&json!({ "type": "summary", "found": total }));
    let look = Look { coloured: reporter.coloured, width: reporter.width() };
    reporter.line(report(&found, &query, look).trim_end());
    if let Some(why) = &found.not_kept {
        reporter.diagnostics(&[Diagnostic::warning("find", "the index could not be kept")
            .why(format!("{why}; every search reads everything again"))
            .help("make `.brief/` writable, or make room")]);
    }
    Ok(if total == 0 { Exit::Content } else { Exit::Done })
}

fn filters(asked: &Find) -> Result<Filters, Stop> {
    let mut kinds = Vec::new();
    for word in &asked.kind {
        let names = Kind::ALL.map(Kind::as_str);
        let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.as_str() == *word) else {
            return Err(Diagnostic::error("find", format!("there is no kind `{word}`"))
                .maybe_help(did_you_mean(word, names, "the kinds are"))
                .into());
        };
        kinds.push(kind);
    }
    Ok(Filters {
        kinds,
        topics: asked.topic.clone(),
        sources: asked.source.clone(),
        audiences: asked.audience.clone(),
        papers: asked.paper.clone(),
        handling: asked.handling.clone(),
        status: asked.status.clone(),
    })
}

/// A workspace's files as the index sees them. They are looked at by their stamps, and read only where one
/// has changed.
struct Files<'a> {
    workspace: &'a Workspace,
    files: Vec<FileState>,
    /// The text of a copy → its source.
    copies: BTreeMap<String, String>,
    papers: String,
    loaded: Option<Loaded>,
}

impl Files<'_> {
    fn of(workspace: &Workspace) -> Result<Files<'_>, Stop> {
        let root = workspace.root();
        let briefs = root.join("briefs");
        let of_all = |paths: &[PathBuf]| {
            let stamp = |path: &PathBuf| workspace.stamp(path).unwrap_or_default();
            paths.iter().map(stamp).collect::<Vec<_>>().join("\n")
        };
        let settings = of_all(&[briefs.join("workspace.toml")]);
        let described =
            workspace.list(&briefs.join("sources"), &["toml", "yaml", "yml", "bib", "json"])?;
        let described = of_all(&described);
        let mut files = Vec::new();
        let mut state = |path: &Path, depends: &str| {
            let stamp = format!("{}\n{depends}", workspace.stamp(path).unwrap_or_default());
            let settled = age(path).is_some_and(|age| age > SETTLED);
            let path = workspace.display(path);
            files.push(FileState { path: path.clone(), stamp, settled });
            path
        };
        for path in workspace.list_deep(&briefs.join("evidence"), &["toml"])? {
            state(&path, &settings);
        }
        let mut copies = BTreeMap::new();
        for folder in workspace.folders(&root.join(snapshot_folder(workspace)))? {
            // Names begin with the time they were stored.
            let Some(newest) = descriptions(workspace, &folder)?.pop() else { continue };
            let Some(id) = folder.file_name().and_then(|name| name.to_str()) else { continue };
            let text = newest.with_extension("text");
            copies.insert(state(&text, &described), id.to_owned());
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut papers = settings;
        papers.push_str(&of_all(&spec_paths(workspace)?));
        papers.push_str(&of_all(&workspace.list(&briefs.join("audiences"), &["toml"])?));
        files.iter().for_each(|file| papers.push_str(&file.stamp));
        let papers = hex(sha256(papers.as_bytes()));
        Ok(Files { workspace, files, copies, papers, loaded: None })
    }

    fn loaded(&mut self) -> &Loaded {
        let workspace = self.workspace;
        self.loaded
            .get_or_insert_with(|| load(workspace, &spec_paths(workspace).unwrap_or_default()))
    }
}

impl Shelf for Files<'_> {
    fn files(&self) -> &[FileState] {
        &self.files
    }

    fn entries(&mut self, file: &FileState) -> Vec<Entry> {
        let Some(id) = self.copies.get(&file.path).cloned() else {
            let library = &self.loaded().library;
            let here = library.items.values().filter(|item| item.span.file.path == file.path);
            let mut entries: Vec<Entry> = here.map(entry).collect();
            entries.sort_by_key(|entry| entry.line);
            return entries;
        };
        let path = self.workspace.root().join(&file.path);
        let Ok(bytes) = self.workspace.read_unremembered(&path) else { return Vec::new() };
        let text = String::from_utf8_lossy(&bytes);
        let title = self.loaded().library.sources.get(&id).map(|source| source.title());
        let title = title.unwrap_or_default();
        blocks(&text).into_iter().map(|block| paragraph(&id, &title, file, &text, block)).collect()
    }

    fn papers_stamp(&self) -> &str {
        &self.papers
    }

    fn uses(&mut self) -> Vec<Use> {
        let loaded = self.loaded();
        let library = &loaded.library;
        let Ok(clock) = clock(None, library.timezone) else { return Vec::new() };
        let mut uses = Vec::new();
        for spec in &loaded.specs {
            for (selection, _) in selections(library, spec, &Settings::default(), clock) {
                let paper = &selection.target.stem;
                for item in selection.printed(library) {
                    let id = item.id.clone();
                    uses.push(Use { source: false, id, paper: paper.clone() });
                    for support in &item.supports {
                        let id = support.source.value.clone();
                        uses.push(Use { source: true, id, paper: paper.clone() });
                    }
                }
            }
        }
        uses.sort();
        uses.dedup();
        uses
    }
}

fn paragraph(id: &str, title: &str, file: &FileState, text: &str, block: Block) -> Entry {
    Entry {
        kind: Kind::Source,
        id: id.to_owned(),
        title: title.to_owned(),
        texts: vec![(Part::Text, text[block.range.clone()].to_owned())],
        file: file.path.clone(),
        line: block.line,
        page: block.page,
        bytes: block.range,
        topics: Vec::new(),
        sources: vec![id.to_owned()],
        audiences: None,
        handling: None,
        status: None,
        figures: Vec::new(),
    }
}

fn entry(item: &Item) -> Entry {
    let mut texts = vec![(Part::Text, item.text.raw.clone())];
    let passages = item.supports.iter().filter_map(|support| support.passage.as_ref());
    texts.extend(passages.map(|passage| (Part::Passage, passage.value.clone())));
    texts.extend(item.note.iter().map(|note| (Part::Note, note.clone())));
    let (kind, title) = match &item.kind {
        ItemKind::Fact { .. } => (Kind::Fact, String::new()),
        ItemKind::Quote { speaker, .. } => (Kind::Quote, speaker.clone()),
        ItemKind::Recommendation { .. } => (Kind::Recommendation, String::new()),
    };
    let figures = match item.figure().map(|figure| &figure.amount) {
        Some(Amount::Value { value, .. }) => vec![*value],
        Some(Amount::Range { low, high }) => vec![*low, *high],
        None => Vec::new(),
    };
    Entry {
        kind,
        id: item.id.clone(),
        title,
        texts,
        file: item.span.file.path.clone(),
        line: u32::try_from(item.span.line_column().0).unwrap_or(u32::MAX),
        page: None,
        bytes: 0..0,
        topics: item.topics.clone(),
        sources: item.supports.iter().map(|support| support.source.value.clone()).collect(),
        audiences: item
            .audiences
            .as_ref()
            .map(|all| all.iter().map(|audience| audience.value.clone()).collect()),
        handling: Some(item.handling.to_string()),
        status: Some(item.status.as_str().to_owned()),
        figures,
    }
}
