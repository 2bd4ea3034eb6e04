//! What lies in the folders watched. Touches disk.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::names::is_temporary;
use super::stamp::Stamp;

/// Links followed one after the other before they count as going round in a circle.
const HOPS: usize = 32;

/// Names that one folder may go by before links to it are followed no further.
const NAMES: usize = 8;

/// Everything that lies in the folders watched, at one time.
///
/// A path is *shown* as it is reached from the folders asked for, and *real* with every link on the way
/// followed. Systems report real paths; people know shown ones.
#[derive(Debug, Default)]
pub struct Survey {
    /// Every file by its shown path.
    pub files: HashMap<PathBuf, Stamp>,
    /// Real folders all of whose contents matter, with the shown paths they go by.
    folders: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
    /// Real paths that matter by themselves, with the shown paths that hang on them: folders asked for,
    /// the next step to those that are not there, links, and what links lead to.
    steps: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
}

/// How much of a folder matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Single names in it.
    Names,
    /// All that is in it.
    Whole,
}

/// A survey in the making.
struct Surveyor<'a> {
    survey: Survey,
    before: &'a Survey,
    changed: BTreeSet<PathBuf>,
    skip: &'a [PathBuf],
    /// Told of each real folder before it is looked into, so that what happens to it from then on is heard.
    watch: &'a mut dyn FnMut(&Path, Reach),
}

impl Survey {
    /// Looks through `roots`, absolute paths that need not be there, without the real folders in `skip`;
    /// says which shown paths are new, changed or gone since `before`. `watch` is called with each real
    /// folder before it is looked into.
    pub fn take(
        roots: &[PathBuf],
        skip: &[PathBuf],
        before: &Survey,
        watch: &mut dyn FnMut(&Path, Reach),
    ) -> (Survey, BTreeSet<PathBuf>) {
        let (survey, changed) = (Survey::default(), BTreeSet::new());
        let mut surveyor = Surveyor { survey, before, changed, skip, watch };
        for root in roots {
            surveyor.root(root);
        }
        let Surveyor { survey, mut changed, .. } = surveyor;
        let gone = before.files.keys().filter(|path| !survey.files.contains_key(*path));
        changed.extend(gone.cloned());
        (survey, changed)
    }

    /// Real folders that are to be watched.
    pub fn places(&self) -> BTreeSet<&Path> {
        let parents = self.steps.keys().filter_map(|path| path.parent());
        parents.chain(self.folders.keys().map(PathBuf::as_path)).collect()
    }

    /// Whether anything hangs on what happens at a real path. With `deep`, folders within folders that
    /// are not known yet count too.
    pub fn concerns(&self, real: &Path, deep: bool) -> bool {
        if self.is_way(real) {
            return true;
        }
        let mut path = real;
        while let (Some(folder), Some(name)) = (path.parent(), path.file_name()) {
            if is_temporary(name) {
                return false;
            }
            if self.folders.contains_key(folder) {
                return true;
            }
            if !deep {
                return false;
            }
            path = folder;
        }
        false
    }

    /// Whether other paths hang on a real path.
    pub fn is_way(&self, real: &Path) -> bool {
        self.steps.contains_key(real)
            || self.folders.contains_key(real)
            || self.steps.keys().any(|step| step.parent() == Some(real))
    }

    /// Whether the folder of a real path is known.
    pub fn knows_folder_of(&self, real: &Path) -> bool {
        real.parent().is_some_and(|folder| self.folders.contains_key(folder))
    }

    /// The shown paths of a file in a folder that is known.
    pub fn shown(&self, real: &Path) -> Vec<PathBuf> {
        let (Some(folder), Some(name)) = (real.parent(), real.file_name()) else {
            return Vec::new();
        };
        let folders = self.folders.get(folder).into_iter().flatten();
        folders.map(|folder| folder.join(name)).collect()
    }

    /// Whether the file at a shown path is another than it was, gone or new.
    pub fn is_stale(&self, shown: &Path) -> bool {
        Stamp::look(shown, self.files.get(shown)).1
    }

    /// The same, and from now on as it is.
    pub fn refresh(&mut self, shown: &Path) -> bool {
        let (stamp, changed) = Stamp::look(shown, self.files.get(shown));
        match stamp {
            Some(stamp) => self.files.insert(shown.to_owned(), stamp),
            None => self.files.remove(shown),
        };
        changed
    }
}

impl Surveyor<'_> {
    /// Looks at a folder asked for. Where a link leads to it from further up, that link matters too.
    fn root(&mut self, root: &Path) {
        for above in root.ancestors().skip(1).filter(|path| path.is_symlink()) {
            self.step(above, root);
        }
        self.follow(root, root, &mut Vec::new());
    }

    /// Goes to `path`, by however many links, and looks at what is there, which goes by the name `shown`.
    fn follow(&mut self, path: &Path, shown: &Path, above: &mut Vec<PathBuf>) {
        let mut path = path.to_owned();
        for _ in 0..HOPS {
            let Some(real) = self.step(&path, shown) else { break };
            let Ok(found) = real.symlink_metadata() else { break };
            match (found.is_symlink(), found.is_dir()) {
                (false, true) => return self.folder(&real, shown, above),
                (false, false) => break,
                (true, _) => {}
            }
            let (Ok(target), Some(folder)) = (real.read_link(), real.parent()) else { break };
            path = folder.join(target);
        }
        // A link is something, whether or not it leads anywhere.
        self.file(shown);
    }

    /// Notes that `shown` hangs on `path`, or on the first part of it that is missing. The real path, if
    /// the folder it is in is there.
    fn step(&mut self, path: &Path, shown: &Path) -> Option<PathBuf> {
        let path = match path.file_name() {
            Some(_) => path.to_owned(),
            // It ends in `..`.
            None => path.canonicalize().ok()?,
        };
        for _ in 0..HOPS {
            let mut parts = path.ancestors().filter_map(|part| Some((part, part.file_name()?)));
            let (part, there) = parts.find_map(|(part, name)| {
                let folder = part.parent()?.canonicalize().ok()?;
                (self.watch)(&folder, Reach::Names);
                Some((part, folder.join(name)))
            })?;
            self.survey.steps.entry(there.clone()).or_default().insert(shown.to_owned());
            if part == path {
                return Some(there);
            }
            // What was missing a moment ago may have come before its folder was watched.
            if !there.is_dir() {
                break;
            }
        }
        None
    }

    fn folder(&mut self, real: &Path, shown: &Path, above: &mut Vec<PathBuf>) {
        let names = self.survey.folders.get(real).map_or(0, BTreeSet::len);
        if above.iter().any(|folder| folder == real)
            || names >= NAMES
            || self.skip.iter().any(|folder| real.starts_with(folder))
        {
            return;
        }
        (self.watch)(real, Reach::Whole);
        self.survey.folders.entry(real.to_owned()).or_default().insert(shown.to_owned());
        let Ok(entries) = std::fs::read_dir(real) else { return };
        above.push(real.to_owned());
        for entry in entries.flatten() {
            let name = entry.file_name();
            let Ok(kind) = entry.file_type() else { continue };
            if is_temporary(&name) {
                continue;
            }
            let (real, shown) = (real.join(&name), shown.join(&name));
            match () {
                () if kind.is_symlink() => self.follow(&real, &shown, above),
                () if kind.is_dir() => self.folder(&real, &shown, above),
                () => self.file(&shown),
            }
        }
        above.pop();
    }

    fn file(&mut self, shown: &Path) {
        let (stamp, changed) = Stamp::look(shown, self.before.files.get(shown));
        if changed {
            self.changed.insert(shown.to_owned());
        }
        if let Some(stamp) = stamp {
            self.survey.files.insert(shown.to_owned(), stamp);
        }
    }
}
