//! Files → [`Library`] and [`Spec`]s: all problems of a workspace in one run, each at its place.

pub mod bounds;
mod builtin;
mod evidence;
mod links;
mod markdown;
mod places;
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

use crate::diag::{Diagnostic, File, Span, did_you_mean};
use crate::model::library::Library;
use crate::model::spec::Spec;
use crate::model::text::is_id;
use crate::workspace::{Workspace, stem};

pub use builtin::{FONTS, TEMPLATES};
pub use places::Places;
use reader::Table;
use syntax::Sink;

/// Files of `briefs/` that are no specs.
const NOT_SPECS: [&str; 2] = ["workspace.toml", "private.toml"];

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
    let settings_file = match workspace.is_file(&settings_path) {
        true => disk.file(&settings_path),
        false => {
            disk.problems.push(
                Diagnostic::error("no-settings", "there is no `briefs/workspace.toml`")
                    .why("every paper says who sends it")
                    .help("`brief init` writes one with comments"),
            );
            None
        }
    };
    let empty = Arc::new(File { path: "briefs/workspace.toml".into(), text: String::new() });
    let has_settings = settings_file.is_some();
    let settings_file = settings_file.unwrap_or(empty);
    let (timezone, zone_problem) = settings::timezone(&settings_file);
    let sink = Sink::new(timezone);
    zone_problem.into_iter().for_each(|problem| sink.report(problem));
    let settings = match has_settings {
        true => settings::settings(&settings_file, &sink),
        false => settings::settings(&settings_file, &sink.quiet()),
    };

    let mut unread = settings.unread;
    let mut files = vec![settings_file.clone()];
    let mut items = BTreeMap::new();
    for file in disk.files(&briefs.join("evidence"), &["toml"]) {
        files.push(file.clone());
        let (parsed, whole) = syntax::parse(&file, &sink);
        let quiet = sink.quiet();
        let heard = if whole { &sink } else { &quiet };
        let table = Table::new(&parsed, &file, "an evidence file", heard);
        for item in evidence::items(&table, settings.defaults, &mut unread) {
            match whole {
                true => links::insert_item(&mut items, item, &sink),
                // What a fault has swallowed may have been what keeps the item from somebody.
                false => {
                    unread.insert(item.id);
                }
            }
        }
    }

    let mut sources = BTreeMap::new();
    for file in disk.files_here(&briefs.join("sources"), &["toml", "yaml", "yml", "bib", "json"]) {
        let found = if file.path.ends_with(".toml") {
            files.push(file.clone());
            let (parsed, whole) = syntax::parse(&file, &sink);
            let quiet = sink.quiet();
            let heard = if whole { &sink } else { &quiet };
            sources::from_toml(&Table::new(&parsed, &file, "a sources file", heard), &mut unread)
        } else {
            sources::from_other(&file, &sink)
        };
        for source in found {
            links::insert_source(&mut sources, source, &sink);
        }
    }

    let mut own_audiences = disk.files_here(&briefs.join("audiences"), &["toml"]);
    own_audiences.retain(|file| {
        let problem = bad_name(&file.path, &stem(&file.path), None);
        let good = problem.is_none();
        problem.into_iter().for_each(|problem| sink.report(problem));
        good
    });
    files.extend(own_audiences.iter().cloned());
    let types = built_in("templates/types.toml", builtin::TYPES);
    let library = Library {
        organisation: settings.organisation,
        timezone,
        names: settings.names,
        addressees: settings.addressees,
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
        items,
        sources,
        unread,
        templates: disk.templates(),
        fonts: disk.fonts(),
        files,
    };
    // Where a file could not be read, what refers to what it holds is not at fault.
    let complete = disk.problems.is_empty() && !sink.has_faults();
    if complete {
        links::check_library(&library, &sink);
    }

    let mut specs = Vec::new();
    let mut spec_problems = BTreeMap::new();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for path in paths {
        let before = disk.problems.len();
        let sink = Sink::new(timezone);
        let file = disk.file(path);
        let unreadable = disk.problems.split_off(before);
        if let Some(spec) = file.and_then(|file| spec::spec(&file, &sink)) {
            if complete {
                links::check_spec(&library, &spec, &sink);
            }
            specs.push(spec);
        }
        let shown = workspace.display(path);
        let stem = stem(&shown);
        let mut found = unreadable;
        found.extend(sink.into_found());
        let other = names.insert(stem.to_lowercase(), shown.clone());
        found.extend(bad_name(&shown, &stem, other.as_deref()));
        for problem in &mut found {
            problem.brief = Some(stem.clone());
        }
        spec_problems.entry(stem).or_insert_with(Vec::new).extend(found);
    }

    let mut problems = disk.problems;
    problems.extend(sink.into_found());
    Loaded { library, specs, problems, spec_problems }
}

/// What is wrong with the name of a spec or a profile, which its papers are called by.
fn bad_name(path: &str, stem: &str, other: Option<&str>) -> Option<Diagnostic> {
    let problem = match other {
        Some(other) => format!("`{path}` and `{other}` have the same name"),
        None if !is_id(stem) => format!("`{path}` cannot be called so"),
        None => return None,
    };
    Some(
        Diagnostic::error("bad-name", problem)
            .why("papers are called by it, and one must not take another’s place")
            .help("use letters, digits, `-` and `_` before `.toml`, and a name of its own"),
    )
}

/// Whether a file begins as TrueType, OpenType and collections of them do.
fn is_font(bytes: &[u8]) -> bool {
    let begins = [b"\x00\x01\x00\x00", b"OTTO", b"true", b"ttcf"];
    begins.iter().any(|begin| bytes.starts_with(*begin))
}

fn built_in(path: &str, text: &str) -> Arc<File> {
    Arc::new(File { path: path.to_owned(), text: text.to_owned() })
}

fn built_ins(folder: &str, files: &[(&str, &str)]) -> Vec<Arc<File>> {
    files.iter().map(|(name, text)| built_in(&format!("{folder}/{name}"), text)).collect()
}

/// Reading files for loading: what cannot be read is said, and the rest goes on.
struct Disk<'a> {
    workspace: &'a Workspace,
    problems: Vec<Diagnostic>,
}

/// What is wrong with a file whose bytes are no UTF-8 from `at` on.
fn not_a_text(shown: &str, bytes: &[u8], at: usize) -> Diagnostic {
    let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    let (message, why, help) = if bytes.starts_with(b"PK\x03\x04") {
        (
            format!("`{shown}` is a document of an office program, not a text"),
            "another ending does not make a text of it".to_owned(),
            "open it in that program and save it as plain text (UTF-8)",
        )
    } else if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        (
            format!("`{shown}` is not UTF-8 but UTF-16, which some programs call “Unicode”"),
            "its words are not certain".to_owned(),
            "save the file again with the encoding UTF-8",
        )
    } else {
        (
            format!("`{shown}` is not UTF-8"),
            format!("line {line} holds a letter in another encoding, so its words are not certain"),
            "save the file again with the encoding UTF-8",
        )
    };
    let file = Arc::new(File { path: shown.to_owned(), text: String::new() });
    Diagnostic::error("not-utf-8", message).at(&Span::whole(&file)).why(why).help(help)
}

impl Disk<'_> {
    fn file(&mut self, path: &Path) -> Option<Arc<File>> {
        let shown = self.workspace.display(path);
        let bytes = match self.workspace.read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.problems.push(
                    Diagnostic::error("unreadable", format!("cannot read `{shown}`"))
                        .why(crate::workspace::reason(&error.error))
                        .help("make the file readable, or move it out of `briefs/`"),
                );
                return None;
            }
        };
        match String::from_utf8(bytes) {
            Ok(text) => {
                let text = text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text);
                Some(Arc::new(File { path: shown, text }))
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
            self.problems.push(
                Diagnostic::error("unreadable", error.to_string())
                    .why("what it holds cannot be used")
                    .help("make the folder readable"),
            );
            Vec::new()
        })
    }

    fn files(&mut self, folder: &Path, endings: &[&str]) -> Vec<Arc<File>> {
        let paths = self.paths(self.workspace.list_deep(folder, endings));
        paths.iter().filter_map(|path| self.file(path)).collect()
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
                let bytes = self.workspace.read(&path).ok()?;
                if !is_font(&bytes) {
                    let path = self.workspace.display(&path);
                    let file = Arc::new(File { path: path.clone(), text: String::new() });
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
        path.extension().is_some_and(|ending| ending == "toml") && workspace.is_file(path)
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
