//! Files → [`Library`] and [`Spec`]s: all problems of a workspace in one run, each at its place.

pub mod bounds;
mod builtin;
mod checks;
mod evidence;
mod exports;
mod foreign;
mod instead;
mod links;
mod markdown;
mod places;
mod plain_words;
mod profile;
mod reader;
mod settings;
mod sources;
mod spec;
mod syntax;
mod values;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diag::{Diagnostic, File, Span, did_you_mean, sort_by_place};
use crate::model::handling::Status;
use crate::model::library::{Library, Unread};
use crate::model::lock::Lock;
use crate::model::snapshot::Snapshot;
use crate::model::spec::Spec;
use crate::model::text::is_id;
use crate::source::store::{self, Fault};
use crate::workspace::{LOCK, Workspace, stem};

pub use builtin::{FONTS, TEMPLATES};
pub use links::no_source;
pub use places::Places;
use reader::Table;
use syntax::Sink;

/// Files of `briefs/` that are no specs.
const NOT_SPECS: [&str; 3] = ["workspace.toml", "private.toml", "schedule.toml"];

/// Where stored copies lie unless the settings say another folder.
const SNAPSHOTS: &str = "briefs/sources";

/// What loading gave: the library, the specs asked for, and everything there is to say.
#[derive(Debug)]
pub struct Loaded {
    /// The library, as far as it could be read.
    pub library: Library,
    /// The specs that could be read.
    pub specs: Vec<Spec>,
    /// Problems of the library; any error among them stops every paper.
    pub problems: Vec<Diagnostic>,
    /// Problems of specs, by stem; an error stops that paper.
    pub spec_problems: BTreeMap<String, Vec<Diagnostic>>,
}

/// Reads the library and the specs at `paths`.
pub fn load(workspace: &Workspace, paths: &[PathBuf]) -> Loaded {
    let briefs = workspace.root().join("briefs");
    let mut disk = Disk { workspace, problems: Vec::new() };
    let settings_path = briefs.join("workspace.toml");
    let empty = nameless("briefs/workspace.toml");
    let settings_file = match workspace.is_file(&settings_path) {
        true => disk.file(&settings_path),
        false if workspace.is_there(&settings_path) => disk.file(&settings_path),
        false => {
            disk.problems.push(
                Diagnostic::error("no-settings", "there is no `briefs/workspace.toml`")
                    .at(&Span::whole(&empty))
                    .why("it says who sends the papers, and every paper says so")
                    .help("write one with `[organisation]` and `name = \"…\"` in it; `brief init` in a new folder makes one with comments"),
            );
            None
        }
    };
    let has_settings = settings_file.is_some();
    let settings_file = settings_file.unwrap_or_else(|| empty.clone());
    let (timezone, zone_problem) = settings::timezone(&settings_file);
    let sink = Sink::new(timezone);
    zone_problem.into_iter().for_each(|problem| sink.report(problem));
    let settings = match has_settings {
        true => settings::settings(&settings_file, &sink),
        false => settings::settings(&settings_file, &sink.quiet()),
    };

    let snapshot_folder = settings.snapshots.clone().unwrap_or_else(|| SNAPSHOTS.into());
    let snapshots = disk.snapshots(&snapshot_folder);
    let lock = disk.lock();
    let mut unread = Unread {
        settings: !has_settings || sink.has_faults(),
        ids: settings.unread,
        ..Unread::default()
    };
    let mut files = vec![settings_file.clone()];
    let mut items = links::Items::default();
    let before = disk.problems.len();
    let evidence = disk.files(&briefs.join("evidence"), &["toml"]);
    unread.evidence = disk.problems.len() > before;
    for file in evidence {
        files.push(file.clone());
        let (parsed, whole) = syntax::parse(&file, &sink);
        unread.evidence |= !whole;
        let quiet = sink.quiet();
        let heard = if whole { &sink } else { &quiet };
        let table = Table::new(&parsed, &file, "an evidence file", heard);
        for item in evidence::items(&table, settings.defaults, &mut unread) {
            match whole {
                true => items.insert(item, &sink),
                // What a fault has swallowed may have been what keeps the item from somebody.
                false => {
                    unread.ids.insert(item.id);
                }
            }
        }
    }

    let mut sources = BTreeMap::new();
    let before = disk.problems.len();
    let described =
        disk.files_here(&briefs.join("sources"), &["toml", "yaml", "yml", "bib", "json"]);
    unread.sources = disk.problems.len() > before;
    for file in described {
        let found = if file.path.ends_with(".toml") {
            files.push(file.clone());
            let (parsed, whole) = syntax::parse(&file, &sink);
            unread.sources |= !whole;
            let quiet = sink.quiet();
            let heard = if whole { &sink } else { &quiet };
            sources::from_toml(
                &Table::new(&parsed, &file, "a sources file", heard),
                &mut unread.ids,
            )
        } else {
            let found = sources::from_other(&file, &sink);
            unread.sources |= found.is_none();
            found.unwrap_or_default()
        };
        for source in found {
            links::insert_source(&mut sources, source, &sink);
        }
    }

    let before = disk.problems.len();
    let mut own_audiences = disk.files_here(&briefs.join("audiences"), &["toml"]);
    unread.audiences = disk.problems.len() > before;
    own_audiences.retain(|file| {
        let problem = bad_name(file, &stem(&file.path), None);
        let good = problem.is_none();
        unread.audiences |= !good;
        problem.into_iter().for_each(|problem| sink.report(problem));
        good
    });
    files.extend(own_audiences.iter().cloned());
    let types = built_in("templates/types.toml", builtin::TYPES);
    let mut library = Library {
        organisation: settings.organisation,
        timezone,
        names: settings.names,
        addressees: settings.addressees,
        terms: settings.terms,
        glossary: settings.glossary,
        people: settings.people,
        private: match disk.private() {
            Some(file) => settings::private(&file, &sink),
            None => BTreeMap::new(),
        },
        levels: settings.levels,
        audiences: profile::audiences(
            &built_ins("templates/audiences", builtin::AUDIENCES),
            &own_audiences,
            &sink,
        ),
        types: {
            let (parsed, _) = syntax::parse(&types, &sink);
            profile::types(&Table::new(&parsed, &types, "`types.toml`", &sink))
        },
        words: built_ins("templates/words", builtin::WORDS)
            .iter()
            .filter_map(|file| {
                let (parsed, _) = syntax::parse(file, &sink);
                Some((
                    stem(&file.path),
                    profile::words_of(&Table::new(&parsed, file, "words", &sink))?,
                ))
            })
            .collect(),
        items: items.into_map(),
        sources,
        snapshots,
        snapshot_folder,
        private_hosts: settings.private_hosts,
        lock,
        unread,
        templates: disk.templates(),
        fonts: disk.fonts(),
        files,
    };
    // Of a profile that is no TOML, only that is said.
    let in_profiles = |span: &Span| own_audiences.iter().any(|file| Arc::ptr_eq(file, &span.file));
    library.unread.audiences |= sink.has_fault_in(in_profiles);
    links::check_library(&library, &sink);

    let mut specs = Vec::new();
    let mut spec_problems = BTreeMap::new();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for path in paths {
        let before = disk.problems.len();
        let sink = Sink::new(timezone);
        let file = disk.file(path);
        let unreadable = disk.problems.split_off(before);
        if let Some(spec) = file.and_then(|file| spec::spec(&file, &sink)) {
            links::check_spec(&library, &spec, &sink);
            specs.push(spec);
        }
        let shown = workspace.display(path);
        let stem = stem(&shown);
        let mut found = unreadable;
        found.extend(sink.into_found());
        let other = names.insert(stem.to_lowercase(), shown.clone());
        found.extend(bad_name(&nameless(&shown), &stem, other.as_deref()));
        sort_by_place(&mut found);
        for problem in &mut found {
            problem.brief = Some(stem.clone());
        }
        spec_problems.entry(stem).or_insert_with(Vec::new).extend(found);
    }

    disk.passed_over(&briefs);
    let mut problems = disk.problems;
    problems.extend(sink.into_found());
    let of_specs = spec_problems.values().flatten();
    if problems.iter().chain(of_specs).any(Diagnostic::is_error) {
        // Nothing will be made, so that no paper says it of what it prints.
        let ready = library.items.values().filter(|item| item.status == Status::Ready);
        problems.extend(ready.flat_map(no_source));
    }
    sort_by_place(&mut problems);
    Loaded { library, specs, problems, spec_problems }
}

/// What is wrong with the name of a spec or a profile, which its papers are called by.
fn bad_name(file: &Arc<File>, stem: &str, other: Option<&str>) -> Option<Diagnostic> {
    let path = &file.path;
    let problem = match other {
        Some(other) => Diagnostic::error(
            "bad-name",
            format!("`{path}` and `{other}` would give papers of one name"),
        )
        .why("capital letters make no difference on many disks, and one paper would take the other’s place")
        .help("give one of the two files another name"),
        None if !is_id(stem) || stem.starts_with('-') => {
            Diagnostic::error("bad-name", format!("no file here can be called `{stem}.toml`"))
                .why("papers and commands call it so: a space, an accent or a `-` in front would be misread")
                .help(format!("rename it with letters, digits, `-` and `_` alone: `{}.toml`", slug(stem)))
        }
        None => return None,
    };
    Some(problem.at(&Span::whole(file)))
}

/// A name that a file may have, made of one that it may not.
fn slug(stem: &str) -> String {
    let letters = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
    let words = letters.collect::<String>();
    let words: Vec<&str> = words.split('-').filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "name".into() } else { words.join("-") }
}

/// A file of which only the name is known.
fn nameless(path: &str) -> Arc<File> {
    File::new(path, String::new())
}

/// Whether a file begins as TrueType, OpenType and collections of them do.
fn is_font(bytes: &[u8]) -> bool {
    let begins = [b"\x00\x01\x00\x00", b"OTTO", b"true", b"ttcf"];
    begins.iter().any(|begin| bytes.starts_with(*begin))
}

fn built_in(path: &str, text: &str) -> Arc<File> {
    File::new(path, text)
}

fn built_ins(folder: &str, files: &[(&str, &str)]) -> Vec<Arc<File>> {
    files.iter().map(|(name, text)| built_in(&format!("{folder}/{name}"), text)).collect()
}

/// Reading files for loading: what cannot be read is said, and the rest goes on.
struct Disk<'a> {
    workspace: &'a Workspace,
    problems: Vec<Diagnostic>,
}

/// What is wrong with a file whose bytes are no UTF-8 from `at` on, or are another encoding's.
fn not_a_text(shown: &str, bytes: &[u8], at: usize) -> Diagnostic {
    let error = |message: String| Diagnostic::error("not-utf-8", message);
    let file = nameless(shown);
    if bytes.starts_with(b"PK\x03\x04") {
        return error(format!("`{shown}` is a document of an office program, not a text"))
            .at(&Span::whole(&file))
            .why("another ending to its name does not make a text of it")
            .help("open it in that program and save it as plain text with the encoding UTF-8");
    }
    if is_utf_16(bytes) {
        return error(format!(
            "`{shown}` is not UTF-8 but UTF-16, which some programs call “Unicode”"
        ))
        .at(&Span::whole(&file))
        .why("letters are kept in files in several ways (encodings), and only UTF-8 is read")
        .help("open it in an editor, choose “Save as” and there the encoding UTF-8");
    }
    let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    let text = String::from_utf8_lossy(bytes).into_owned();
    let file = File::new(shown, text);
    error(format!("`{shown}` is not UTF-8: line {line} holds a letter that cannot be read"))
        .at(&Span::line(&file, line).find("\u{FFFD}"))
        .why("letters are kept in files in several ways (encodings), and only UTF-8 is read")
        .help("open it in an editor, choose “Save as” and there the encoding UTF-8")
}

/// Whether bytes are UTF-16: by their mark, or because every other one is nought.
fn is_utf_16(bytes: &[u8]) -> bool {
    let half = |odd: usize| {
        let half = bytes.iter().skip(odd).step_by(2).take(64);
        bytes.len() >= 8 && half.clone().filter(|byte| **byte == 0).count() * 2 > half.count()
    };
    bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) || half(0) != half(1)
}

/// What is wrong with something that cannot be read, whatever it is.
fn unreadable(shown: &str, error: &std::io::Error) -> Diagnostic {
    let message = match error.kind() {
        std::io::ErrorKind::IsADirectory => {
            format!("`{shown}` is a folder, or a link to one, where a file should be")
        }
        std::io::ErrorKind::NotADirectory => {
            format!("`{shown}` is a file where a folder should be")
        }
        _ => format!("cannot read `{shown}`: {}", crate::workspace::reason(error)),
    };
    Diagnostic::error("unreadable", message)
        .at(&Span::whole(&nameless(shown)))
        .why("what it holds would be missing without a word")
        .help(match error.kind() {
            std::io::ErrorKind::IsADirectory => "take it away, and put what it holds here instead",
            std::io::ErrorKind::InvalidData => "part it into several files",
            std::io::ErrorKind::PermissionDenied => "give yourself leave to read it",
            std::io::ErrorKind::NotADirectory => {
                "make a folder of this name, and put the file into it"
            }
            _ => "put a file that can be read in its place, or take it away",
        })
}

impl Disk<'_> {
    fn file(&mut self, path: &Path) -> Option<Arc<File>> {
        let shown = self.workspace.display(path);
        let bytes = match self.workspace.read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.problems.push(unreadable(&shown, &error.error));
                return None;
            }
        };
        if is_utf_16(&bytes) {
            self.problems.push(not_a_text(&shown, &bytes, 0));
            return None;
        }
        match String::from_utf8(bytes) {
            Ok(text) => {
                let text = text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text);
                Some(File::new(shown, text))
            }
            Err(error) => {
                self.problems.push(not_a_text(
                    &shown,
                    error.as_bytes(),
                    error.utf8_error().valid_up_to(),
                ));
                None
            }
        }
    }

    fn paths(&mut self, listed: Result<Vec<PathBuf>, crate::workspace::DiskError>) -> Vec<PathBuf> {
        listed.unwrap_or_else(|error| {
            let shown = self.workspace.display(&error.path);
            self.problems.push(unreadable(&shown, &error.error));
            Vec::new()
        })
    }

    fn files(&mut self, folder: &Path, endings: &[&str]) -> Vec<Arc<File>> {
        let paths = self.paths(self.workspace.list_deep(folder, endings));
        paths.iter().filter_map(|path| self.file(path)).collect()
    }

    /// Says what would be passed over for a second ending, which some systems hide.
    fn passed_over(&mut self, briefs: &Path) {
        let mut listed =
            self.workspace.list_deep(&briefs.join("evidence"), &["txt"]).unwrap_or_default();
        for folder in ["", "sources", "audiences"] {
            listed.extend(self.workspace.list(&briefs.join(folder), &["txt"]).unwrap_or_default());
        }
        for path in listed {
            let read = [".toml", ".yaml", ".yml", ".bib", ".json"];
            let right = path.with_extension("");
            let meant =
                read.iter().any(|ending| right.to_string_lossy().to_lowercase().ends_with(ending));
            if !meant || !self.workspace.is_file(&path) {
                continue;
            }
            let (shown, right) = (self.workspace.display(&path), self.workspace.display(&right));
            self.problems.push(
                Diagnostic::warning("passed-over", format!("`{shown}` is passed over for its ending"))
                    .at(&Span::whole(&nameless(&shown)))
                    .why("what it holds is in no paper: a file that ends in `.txt` is a text, whatever stands before that")
                    .help(format!("rename it to `{right}`; where endings are not shown, have them shown first")),
            );
        }
    }

    /// The stored copies of every source.
    fn snapshots(&mut self, folder: &str) -> BTreeMap<String, Vec<Snapshot>> {
        let (copies, faults) = store::list(self.workspace, &self.workspace.root().join(folder));
        for fault in faults {
            let (path, why) = match fault {
                Fault::Disk(error) => (error.path.clone(), crate::workspace::reason(&error.error)),
                Fault::Description(path, why) => (path, why),
                Fault::Changed(path) => (path, "it is not what was stored".into()),
            };
            let path = self.workspace.display(&path);
            let file = File::new(path.clone(), String::new());
            self.problems.push(
                Diagnostic::error(
                    "damaged-copy",
                    format!("`{path}` does not describe a stored copy"),
                )
                .at(&Span::whole(&file))
                .why(format!("{why}, so nothing can be held against that copy"))
                .help("bring the file back from a backup; other files of TOML do not belong there"),
            );
        }
        copies.into_iter().collect()
    }

    /// `private.toml`, where this machine has it.
    fn private(&mut self) -> Option<Arc<File>> {
        let path = self.workspace.root().join("briefs/private.toml");
        self.workspace.is_there(&path).then(|| self.file(&path))?
    }

    /// What `brief.lock` says; nothing where there is none.
    fn lock(&mut self) -> Lock {
        let path = self.workspace.root().join(LOCK);
        if !self.workspace.is_file(&path) {
            return Lock::default();
        }
        let Some(file) = self.file(&path) else { return Lock::default() };
        crate::lock::parse(&file.text).unwrap_or_else(|(reason, at)| {
            self.problems.push(
                Diagnostic::error("lock", format!("`{LOCK}` cannot be read"))
                    .at(&Span::new(&file, at..at))
                    .why(format!("{reason}; it says which copies passages were found in"))
                    .help("after a merge keep the blocks of both sides, or bring the file back from Git"),
            );
            Lock::default()
        })
    }

    /// The files directly in a folder: those below `sources/` are snapshots.
    fn files_here(&mut self, folder: &Path, endings: &[&str]) -> Vec<Arc<File>> {
        let paths = self.paths(self.workspace.list(folder, endings));
        paths.iter().filter_map(|path| self.file(path)).collect()
    }

    /// The built-in templates with the workspace's own over them.
    fn templates(&mut self) -> BTreeMap<String, String> {
        let mut templates: BTreeMap<String, String> = builtin::TEMPLATES
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect();
        let folder = self.workspace.root().join("templates");
        for file in self.files(&folder, &["j2", "typ", "csl"]) {
            let plain = |path: &&str| path.split('/').all(|part| part != ".." && !part.is_empty());
            // `\\` in a name was shown as `/`: such a file could be written elsewhere.
            let odd = file.path.contains("..");
            if let Some(path) = file.path.strip_prefix("templates/").filter(plain).filter(|_| !odd)
            {
                templates.insert(path.to_owned(), file.text.clone());
            }
        }
        templates
    }

    fn fonts(&mut self) -> Vec<(String, Arc<Vec<u8>>)> {
        let folder = self.workspace.root().join("fonts");
        let paths = self.paths(self.workspace.list_deep(&folder, &["ttf", "otf", "ttc", "otc"]));
        paths
            .into_iter()
            .filter_map(|path| {
                let bytes = match self.workspace.read(&path) {
                    Ok(bytes) => bytes,
                    Err(error) => {
                        let shown = self.workspace.display(&path);
                        self.problems.push(unreadable(&shown, &error.error));
                        return None;
                    }
                };
                if !is_font(&bytes) {
                    let path = self.workspace.display(&path);
                    let file = nameless(&path);
                    self.problems.push(
                        Diagnostic::error("font", format!("`{path}` is not a font"))
                            .at(&Span::whole(&file))
                            .why("papers would be set in another one without a word")
                            .help("copy the font file again, or take it out of `fonts/`"),
                    );
                    return None;
                }
                let built_in = builtin::FONTS.iter().any(|(_, font)| *font == bytes);
                (!built_in).then(|| (self.workspace.display(&path), Arc::new(bytes)))
            })
            .collect()
    }
}

/// The folder of stored copies, from the workspace's own, without reading more than the settings.
pub fn snapshot_folder(workspace: &Workspace) -> String {
    let settings = workspace.read(&workspace.root().join("briefs/workspace.toml"));
    let text = String::from_utf8(settings.unwrap_or_default()).unwrap_or_default();
    let table: Option<toml::Table> = text.trim_start_matches('\u{FEFF}').parse().ok();
    let named = table.as_ref().and_then(|table| table.get("snapshots")?.as_str());
    named.unwrap_or(SNAPSHOTS).to_owned()
}

/// The specs of a workspace: the files directly in `briefs/` that are no settings.
///
/// # Errors
/// When the folder cannot be listed.
pub fn spec_paths(workspace: &Workspace) -> Result<Vec<PathBuf>, crate::workspace::DiskError> {
    let mut paths = workspace.list(&workspace.root().join("briefs"), &["toml"])?;
    paths.retain(|path| {
        path.file_name().is_some_and(|name| !NOT_SPECS.iter().any(|not| name == *not))
    });
    Ok(paths)
}

/// The spec a person means by `uk-gov`, `uk-gov.toml` or a path.
///
/// # Errors
/// When there is no such spec; the message says which there are.
pub fn find_spec(
    workspace: &Workspace,
    from: &Path,
    word: &str,
) -> Result<PathBuf, Box<Diagnostic>> {
    let briefs = workspace.root().join("briefs");
    let named = Path::new(word);
    let candidates = [
        from.join(named),
        briefs.join(named),
        briefs.join(format!("{word}.toml")),
        from.join(format!("{word}.toml")),
    ];
    let found = candidates.into_iter().find(|path| {
        path.extension().is_some_and(|ending| ending == "toml") && workspace.is_there(path)
    });
    if let Some(path) = found {
        let not_spec =
            path.file_name().is_some_and(|name| NOT_SPECS.iter().any(|not| name == *not));
        if !not_spec {
            return Ok(path);
        }
    }
    let stems: Vec<String> = spec_paths(workspace)
        .unwrap_or_default()
        .iter()
        .map(|path| stem(&workspace.display(path)))
        .collect();
    let known = stems.iter().map(String::as_str);
    let help = did_you_mean(word.trim_end_matches(".toml"), known, "there is")
        .unwrap_or_else(|| "`brief new` writes one".into());
    Err(Box::new(
        Diagnostic::error("no-such-spec", format!("there is no spec `{word}`")).help(help),
    ))
}
