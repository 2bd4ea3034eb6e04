//! `brief find`: full-text search over evidence and the stored texts of sources.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::args::{Find, Global};
use super::build::clock;
use super::report::Reporter;
use super::{Exit, Stop, workspace};
use crate::diag::{Diagnostic, did_you_mean};
use crate::find::blocks::{Block, blocks};
use crate::find::document::Field;
use crate::find::index::{Index, Library as Shelf};
use crate::find::report::{Look, report};
use crate::find::{Entry, FileState, Filters, Kind, Part, Query, Use, json as objects, search};
use crate::hash::{hex, sha256};
use crate::load::{Loaded, load, snapshot_folder, spec_paths};
use crate::model::At;
use crate::model::audience::Audience;
use crate::model::handling::{Status, Tlp};
use crate::model::item::{Amount, Item, Kind as ItemKind};
use crate::model::library::Library;
use crate::model::spec::{Extent, Select, Spec};
use crate::model::text::{NameForm, Part as Piece, Text};
use crate::pipeline::selections;
use crate::select::{Decision, Reason, Settings, Target, select, targets};
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
    let path = workspace.root().join(INDEX);
    let fault = |error: rusqlite::Error| {
        Diagnostic::error("find", "the search could not be made")
            .why("the index of all words could be neither read nor made anew")
            .help("delete `.brief/` and try again; nothing is lost with it")
            .detail(error.to_string())
    };
    let index = Index::open(&path, &mut files).map_err(fault)?;
    check(&query.filters, &index, &mut files)?;
    let found = search::find_in(index, &path, &mut files, &query, limit).map_err(fault)?;
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
    let kinds = Kind::ALL.map(|kind| (kind.as_str(), kind));
    let states = [Status::Draft, Status::Ready, Status::Retired];
    let states = states.map(|status| (status.as_str(), status.as_str().to_owned()));
    let bare = |label: Tlp| label.as_str().trim_start_matches("TLP:").to_lowercase();
    let labels = Tlp::ALL.map(|label| (bare(label), label.to_string()));
    let labels = labels.each_ref().map(|(word, label)| (word.as_str(), label.clone()));
    let label = |word: &String| {
        let small = word.trim().to_lowercase();
        let word = small.strip_prefix("tlp:").unwrap_or(&small).trim();
        one_of(word, &labels, "label", "labels")
    };
    Ok(Filters {
        kinds: all(&asked.kind, |word| one_of(word, &kinds, "kind", "kinds"))?,
        topics: asked.topic.clone(),
        sources: asked.source.clone(),
        audiences: asked.audience.clone(),
        papers: asked.paper.iter().map(|word| paper_name(word).to_owned()).collect(),
        handling: all(&asked.handling, label)?,
        status: all(&asked.status, |word| one_of(word, &states, "status", "statuses"))?,
    })
}

fn all<T>(words: &[String], read: impl Fn(&String) -> Result<T, Stop>) -> Result<Vec<T>, Stop> {
    words.iter().map(read).collect()
}

/// What a word stands for; case makes no difference.
fn one_of<T: Clone>(word: &str, known: &[(&str, T)], one: &str, many: &str) -> Result<T, Stop> {
    let found = known.iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
    let names = known.iter().map(|(name, _)| *name);
    found.map(|(_, value)| value.clone()).ok_or_else(|| unknown(word, names, one, many))
}

fn unknown<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
    one: &str,
    many: &str,
) -> Stop {
    Diagnostic::error("find", format!("there is no {one} `{word}`"))
        .maybe_help(did_you_mean(word, known, &format!("the {many} are")))
        .into()
}

/// `uk-gov` for `uk-gov.toml` and `briefs/uk-gov.toml`.
fn paper_name(word: &str) -> &str {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    name.strip_suffix(".toml").unwrap_or(name)
}

/// Whether all that is asked for is there. Of what nothing of the index has, the workspace itself is asked.
fn check(filters: &Filters, index: &Index, files: &mut Files<'_>) -> Result<(), Stop> {
    let fields = [
        (&filters.topics, Some(Field::Topic), "topic", "topics"),
        (&filters.sources, Some(Field::Source), "source", "sources"),
        (&filters.audiences, Some(Field::Audience), "audience", "audiences"),
        (&filters.papers, None, "paper", "papers"),
    ];
    for (words, field, one, many) in fields {
        for word in words {
            // An index that cannot be read is made anew later.
            let has = match field {
                Some(field) => index.has(field, word),
                None => index.has_paper(word),
            };
            if has.unwrap_or(false) {
                continue;
            }
            let (known, maybe) = files.known(field, word);
            let small = word.to_lowercase();
            if !maybe && !known.iter().any(|name| name.to_lowercase() == small) {
                return Err(unknown(word, known.iter().map(String::as_str), one, many));
            }
        }
    }
    Ok(())
}

/// A workspace's files as the index sees them. They are looked at by their stamps, and read only where one
/// has changed.
struct Files<'a> {
    workspace: &'a Workspace,
    files: Vec<FileState>,
    /// The text of a copy → its source.
    copies: BTreeMap<String, String>,
    papers: String,
    contents: Option<Contents>,
}

/// What stands in a workspace's files.
struct Contents {
    loaded: Loaded,
    /// Item → the audiences that may see it.
    seen: BTreeMap<String, Vec<String>>,
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
        let profiles = of_all(&workspace.list(&briefs.join("audiences"), &["toml"])?);
        let evidence = format!("{settings}\n{profiles}");
        let mut files = Vec::new();
        let mut state = |path: &Path, depends: &str| {
            let stamp = format!("{}\n{depends}", workspace.stamp(path).unwrap_or_default());
            let settled = age(path).is_some_and(|age| age > SETTLED);
            let path = workspace.display(path);
            files.push(FileState { path: path.clone(), stamp, settled });
            path
        };
        for path in workspace.list_deep(&briefs.join("evidence"), &["toml"])? {
            state(&path, &evidence);
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
        papers.push_str(&profiles);
        files.iter().for_each(|file| papers.push_str(&file.stamp));
        let papers = hex(sha256(papers.as_bytes()));
        Ok(Files { workspace, files, copies, papers, contents: None })
    }

    fn contents(&mut self) -> &Contents {
        let workspace = self.workspace;
        self.contents.get_or_insert_with(|| {
            let loaded = load(workspace, &spec_paths(workspace).unwrap_or_default());
            Contents { seen: seen(&loaded.library), loaded }
        })
    }

    /// What there is for a filter (papers, where it is no field of entries), and whether `word` may be
    /// there too, as something could not be read.
    fn known(&mut self, field: Option<Field>, word: &str) -> (BTreeSet<String>, bool) {
        let Loaded { library, specs, .. } = &self.contents().loaded;
        let unread = &library.unread;
        match field {
            Some(Field::Topic) => (
                library.items.values().flat_map(Item::topics).map(str::to_owned).collect(),
                unread.evidence || unread.topics.contains(word),
            ),
            Some(Field::Source) => (library.sources.keys().cloned().collect(), unread.source(word)),
            Some(_) => (library.audiences.keys().cloned().collect(), unread.audiences),
            None => {
                let papers = specs.iter().flat_map(|spec| targets(library, spec));
                let mut papers: BTreeSet<String> = papers.map(|target| target.stem).collect();
                let paths = spec_paths(self.workspace).unwrap_or_default();
                let stems = paths.iter().filter_map(|path| path.file_stem()?.to_str());
                papers.extend(stems.map(str::to_owned));
                (papers, false)
            }
        }
    }
}

impl Shelf for Files<'_> {
    fn files(&self) -> &[FileState] {
        &self.files
    }

    fn entries(&mut self, file: &FileState) -> Vec<Entry> {
        let Some(id) = self.copies.get(&file.path).cloned() else {
            let Contents { loaded, seen } = self.contents();
            let library = &loaded.library;
            let here = library.items.values().filter(|item| item.span.file.path == file.path);
            let audiences = |item: &Item| seen.get(&item.id).cloned().unwrap_or_default();
            let mut entries: Vec<Entry> =
                here.map(|item| entry(library, item, audiences(item))).collect();
            entries.sort_by_key(|entry| entry.line);
            return entries;
        };
        let path = self.workspace.root().join(&file.path);
        let Ok(bytes) = self.workspace.read_unremembered(&path) else { return Vec::new() };
        let text = String::from_utf8_lossy(&bytes);
        let title = self.contents().loaded.library.sources.get(&id).map(|source| source.title());
        let title = title.unwrap_or_default();
        blocks(&text).into_iter().map(|block| paragraph(&id, &title, file, &text, block)).collect()
    }

    fn papers_stamp(&self) -> &str {
        &self.papers
    }

    fn uses(&mut self) -> Vec<Use> {
        let loaded = &self.contents().loaded;
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
        forms: Vec::new(),
    }
}

/// The audiences that may see each item by what the gate of papers says: for each audience a paper is
/// selected that wants everything, at a time when no embargo holds any more.
fn seen(library: &Library) -> BTreeMap<String, Vec<String>> {
    let mut seen: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let settings = Settings::default();
    for audience in library.audiences.values() {
        let spec = everything(audience);
        let target = Target { stem: spec.stem.clone(), spec: &spec, audience, addressed: audience };
        let (selection, _) = select(library, target, &settings, DateTime::<Utc>::MAX_UTC);
        for (id, decision) in selection.decisions {
            if !matches!(decision, Decision::Out(Reason::Barred(_))) {
                seen.entry(id.to_owned()).or_default().push(audience.id.clone());
            }
        }
    }
    seen
}

/// A spec that asks for whatever there is.
fn everything(audience: &Audience) -> Spec {
    let span = audience.document_type.span.clone();
    Spec {
        stem: audience.id.clone(),
        title: At { value: Text::verbatim(""), span: span.clone() },
        audience: At { value: audience.id.clone(), span: span.clone() },
        document_type: None,
        template: None,
        date: None,
        language: None,
        handling: None,
        embargo: None,
        classification: None,
        extent: Extent::default(),
        fit: false,
        levels: Default::default(),
        record: None,
        meeting: None,
        select: Select::default(),
        sections: Vec::new(),
        allow: Vec::new(),
        span,
    }
}

/// A name as it is mostly printed.
fn short(form: &NameForm) -> &str {
    form.short.as_ref().unwrap_or(&form.full)
}

/// A text with each of its names in some form.
fn with_names<'a>(text: &'a Text, form: impl Fn(&'a str) -> &'a str) -> String {
    let piece = |piece: &'a Piece| match piece {
        Piece::Words(words) => words.as_str(),
        Piece::Name(name) => form(name),
    };
    text.parts.iter().map(piece).collect()
}

/// A text as it is mostly printed; then with its names in each other form, and their other spellings.
fn forms(library: &Library, text: &Text) -> (String, Vec<String>) {
    let names = &library.names;
    let printed =
        with_names(text, |name| names.get(name).map_or(name, |name| short(&name.default)));
    let used = || text.names().filter_map(|name| names.get(name));
    let audiences: BTreeSet<&str> =
        used().flat_map(|name| name.by_audience.keys().map(String::as_str)).collect();
    let full = |name| names.get(name).map_or(name, |name| name.default.full.as_str());
    let mut others = BTreeSet::from([with_names(text, full)]);
    for audience in audiences {
        let of = |name| names.get(name).map(|name| name.form(audience));
        others.insert(with_names(text, |name| of(name).map_or(name, short)));
        others.insert(with_names(text, |name| of(name).map_or(name, |form| form.full.as_str())));
    }
    others.extend(used().flat_map(|name| name.variants.clone()));
    others.remove(&printed);
    (printed, others.into_iter().collect())
}

fn entry(library: &Library, item: &Item, audiences: Vec<String>) -> Entry {
    let (text, forms) = forms(library, &item.text);
    let mut texts = vec![(Part::Text, text)];
    let passages = item.supports.iter().filter_map(|support| support.passage.as_ref());
    texts.extend(passages.map(|passage| (Part::Passage, passage.value.clone())));
    texts.extend(item.note.iter().map(|note| (Part::Note, note.clone())));
    let (kind, title) = match &item.kind {
        ItemKind::Fact { .. } => (Kind::Fact, String::new()),
        ItemKind::Quote { speaker, .. } => (Kind::Quote, speaker.value.clone()),
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
        topics: item.topics().map(str::to_owned).collect(),
        sources: item.supports.iter().map(|support| support.source.value.clone()).collect(),
        audiences: Some(audiences),
        handling: Some(item.handling.to_string()),
        status: Some(item.status.as_str().to_owned()),
        figures,
        forms,
    }
}
