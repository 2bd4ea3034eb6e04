//! The one door to disk and clock.
//!
//! Everything the tool reads or writes passes here, so that what a paper was made from is known, the
//! library can be tested without a disk, and `clippy.toml` can refuse every other door. Writes are
//! atomic: a file is either as it was or as it should be, whatever ends the process in between.

#![expect(clippy::disallowed_methods, reason = "this is the door the others are sent to")]

mod clock;
mod trace;
mod writing;

use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

pub use clock::Clock;
pub use trace::{Query, Trace};
use writing::keep;
pub use writing::{Written, create, remove, rewrite, sweep, write};

use crate::hash::{hex, sha256};

/// Where the lock lies in a workspace.
pub const LOCK: &str = "briefs/brief.lock";

/// Where what saves work later is kept; may be deleted at any time.
const MEMORY: &str = ".brief";

/// A folder with `briefs/`, and what was asked of the disk for it.
#[derive(Debug)]
pub struct Workspace {
    root: PathBuf,
    asked: Mutex<Trace>,
}

/// Why the disk did not do what was asked.
#[derive(Debug)]
pub struct DiskError {
    /// What was attempted, e.g. `read`.
    pub action: &'static str,
    /// Where.
    pub path: PathBuf,
    /// The system's own words.
    pub error: io::Error,
}

impl fmt::Display for DiskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot {} `{}`: {}", self.action, self.path.display(), reason(&self.error))
    }
}

impl std::error::Error for DiskError {}

impl DiskError {
    /// One thing to do where papers could not be written.
    pub fn help(&self) -> &'static str {
        match self.error.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => "make room, then run the same command again",
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                "give leave to write there, or choose another folder with `--out`"
            }
            io::ErrorKind::AlreadyExists
            | io::ErrorKind::IsADirectory
            | io::ErrorKind::NotADirectory => {
                "move it out of the way, or choose another folder with `--out`"
            }
            _ => "choose another folder with `--out`",
        }
    }
}

/// The system's reason in plain words, the same on every system.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        io::ErrorKind::StorageFull => "the disk is full".into(),
        io::ErrorKind::QuotaExceeded => "your share of the disk is used up".into(),
        io::ErrorKind::FileTooLarge => "files of this size are not allowed here".into(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".into(),
        io::ErrorKind::AlreadyExists => "something else has this name".into(),
        io::ErrorKind::IsADirectory => "a folder has this name".into(),
        io::ErrorKind::NotADirectory => "a part of the path is no folder".into(),
        io::ErrorKind::InvalidFilename => "the disk does not take such a name".into(),
        _ => error.to_string(),
    }
}

fn disk(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> DiskError {
    move |error| DiskError { action, path: path.to_owned(), error }
}

/// A file's name without folder and ending: what a spec or a profile is called.
pub fn stem(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
}

impl Workspace {
    /// The nearest folder with a `briefs/` in it, from `start` upwards.
    ///
    /// # Errors
    /// When no folder up to the root has one.
    pub fn find(start: &Path) -> Result<Workspace, DiskError> {
        let start = std::path::absolute(start).map_err(disk("find", start))?;
        let mut here = start.as_path();
        loop {
            if here.join("briefs").is_dir() {
                return Ok(Workspace::at(here));
            }
            match here.parent() {
                Some(parent) => here = parent,
                None => {
                    let missing = io::Error::other("there is no `briefs` folder here or above");
                    return Err(disk("find a workspace from", &start)(missing));
                }
            }
        }
    }

    /// The workspace at `root`, whether or not it is there yet.
    pub fn at(root: &Path) -> Workspace {
        Workspace { root: root.to_owned(), asked: Mutex::default() }
    }

    /// The folder that holds `briefs/`.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path as messages print it: relative to the workspace where it lies within, with `/`.
    pub fn display(&self, path: &Path) -> String {
        let shown = path.strip_prefix(&self.root).unwrap_or(path);
        shown.to_string_lossy().replace('\\', "/")
    }

    /// The bytes of a file, remembered as an input.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, path: &Path) -> Result<Vec<u8>, DiskError> {
        let read = read_file(path);
        self.note(Query::Bytes(self.place(path)), || trace::of_bytes(&read));
        read.map_err(disk("read", path))
    }

    /// The bytes of a file that is no input of a paper by itself: what it is was decided elsewhere, by
    /// its hash.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read_unremembered(&self, path: &Path) -> Result<Vec<u8>, DiskError> {
        std::fs::read(path).map_err(disk("read", path))
    }

    /// Something that changes when a file does, found without reading it; see [`stamp`]. `None` where
    /// there is no such file.
    pub fn stamp(&self, path: &Path) -> Option<String> {
        let found = stamp(path);
        self.note(Query::Stamp(self.place(path)), || found.clone().unwrap_or_default());
        found
    }

    /// The folders directly in `folder`, sorted by name, hidden ones left out. A folder that is not
    /// there has none.
    ///
    /// # Errors
    /// When the folder is there and cannot be listed.
    pub fn folders(&self, folder: &Path) -> Result<Vec<PathBuf>, DiskError> {
        let found = folders(folder);
        self.note(Query::Folders(self.place(folder)), || trace::of_names(folder, &found));
        found
    }

    /// Whether there is a file at `path`.
    pub fn is_file(&self, path: &Path) -> bool {
        let found = path.is_file();
        self.note(Query::IsFile(self.place(path)), || found.to_string());
        found
    }

    /// How many bytes a file has; `None` where there is none.
    pub fn size(&self, path: &Path) -> Option<u64> {
        // A file of another size has another stamp.
        self.stamp(path)?;
        path.metadata().ok().map(|file| file.len())
    }

    /// What [`Workspace::remember`] was given last under this name; nothing where that is gone.
    pub fn recall(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.root.join(MEMORY).join(name)).unwrap_or_default()
    }

    /// Keeps bytes that save work later and may be lost at any time.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn remember(&self, name: &str, bytes: &[u8]) -> Result<(), DiskError> {
        keep(&self.root.join(MEMORY).join(name), bytes)
    }

    /// A sign that nobody else does the same thing in this workspace, for as long as it is kept; `None`
    /// where somebody does. The system takes it back from a process that ends, however it ends.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn alone(&self, what: &str) -> Result<Option<std::fs::File>, DiskError> {
        let folder = self.root.join(MEMORY);
        std::fs::create_dir_all(&folder).map_err(disk("make the folder", &folder))?;
        let path = folder.join(format!("{what}.lock"));
        let mut options = std::fs::File::options();
        let file = options.create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(disk("open", &path))?;
        match file.try_lock() {
            Err(std::fs::TryLockError::WouldBlock) => Ok(None),
            // A disk that knows no locks.
            Ok(()) | Err(std::fs::TryLockError::Error(_)) => Ok(Some(file)),
        }
    }

    /// Whether something has the name `path`, be it a folder or a link that leads nowhere.
    pub fn is_there(&self, path: &Path) -> bool {
        let found = std::fs::symlink_metadata(path).is_ok();
        self.note(Query::IsThere(self.place(path)), || found.to_string());
        found
    }

    /// What lies directly in `folder` with one of `endings`, sorted by name, hidden ones left out. Folders,
    /// devices and links that lead nowhere are among them: reading one says what it is, and none is
    /// passed over in silence. A folder that is not there holds none.
    ///
    /// # Errors
    /// When the folder is there and cannot be listed, or is none.
    pub fn list(&self, folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>, DiskError> {
        let found = list(folder, endings);
        let endings = endings.iter().map(|ending| (*ending).to_owned()).collect();
        self.note(Query::Files(self.place(folder), endings), || trace::of_names(folder, &found));
        found
    }

    /// Like [`Workspace::list`], folders within it too.
    ///
    /// # Errors
    /// When a folder is there and cannot be listed.
    pub fn list_deep(&self, folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>, DiskError> {
        let found = list_deep(folder, endings);
        let endings = endings.iter().map(|ending| (*ending).to_owned()).collect();
        self.note(Query::FilesDeep(self.place(folder), endings), || {
            trace::of_names(folder, &found)
        });
        found
    }
}

/// Something that changes when a file does, found without reading it: its length, when it was last
/// written and, where the system says, when anything at all of it last changed and which file of the disk
/// it is. `None` where there is no such file.
pub fn stamp(path: &Path) -> Option<String> {
    let found = std::fs::metadata(path).ok()?;
    let written = found.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    let mut stamp = format!("{} {}", found.len(), written.as_nanos());
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let (changed, nanos, file) = (found.ctime(), found.ctime_nsec(), found.ino());
        stamp.push_str(&format!(" {changed}.{nanos:09} {file}"));
    }
    Some(stamp)
}

/// How long ago a file was last written, by the machine's clock; `None` where there is none, or it says a
/// time to come.
pub fn age(path: &Path) -> Option<std::time::Duration> {
    std::time::SystemTime::now().duration_since(std::fs::metadata(path).ok()?.modified().ok()?).ok()
}

fn folders(folder: &Path) -> Result<Vec<PathBuf>, DiskError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut folders = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(disk("list", folder))? {
        let path = entry.map_err(disk("list", folder))?.path();
        let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
        if !hidden && path.is_dir() {
            folders.push(path);
        }
    }
    folders.sort();
    Ok(folders)
}

fn list(folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>, DiskError> {
    if std::fs::symlink_metadata(folder).is_err() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(disk("list", folder))? {
        let path = entry.map_err(disk("list", folder))?.path();
        let hidden =
            path.file_name().is_none_or(|name| name.to_string_lossy().starts_with(['.', '~', '#']));
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        if !hidden && endings.contains(&ending.as_str()) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn list_deep(folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>, DiskError> {
    let mut files = list(folder, endings)?;
    if folder.is_dir() {
        for entry in std::fs::read_dir(folder).map_err(disk("list", folder))? {
            let entry = entry.map_err(disk("list", folder))?;
            let path = entry.path();
            // Links to folders are not followed, since they may lead round in a circle: whoever
            // reads one is told.
            if entry.file_type().map_err(disk("list", folder))?.is_symlink() {
                files.extend(path.is_dir().then_some(path));
            } else if path.is_dir() && !files.contains(&path) {
                files.extend(list_deep(&path, endings)?);
            }
        }
    }
    files.sort();
    files.dedup();
    Ok(files)
}

/// Bytes that a file of a workspace may have. What people write is a few hundred thousand at most; a
/// font of all of Chinese is some twenty million.
pub const LARGEST: u64 = 64 << 20;

/// The bytes of a file. Devices, which may never end, are not read, nor is what is larger than
/// [`LARGEST`].
fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let found = std::fs::metadata(path).map_err(|error| {
        let link = std::fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
        match link && error.kind() != io::ErrorKind::PermissionDenied {
            true => io::Error::other("it is a link that leads nowhere, or round in a circle"),
            false => error,
        }
    })?;
    if found.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !found.is_file() {
        return Err(io::Error::other("it is no file but a device or a connection"));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(found.len().min(LARGEST)).unwrap_or(0));
    // Some files are longer than they say.
    std::fs::File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        let megabytes = LARGEST >> 20;
        let message = format!("it is larger than {megabytes} megabytes");
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    Ok(bytes)
}

/// The first `most` bytes of a file outside the workspace, which a person names.
///
/// # Errors
/// When it cannot be read.
pub fn read_outside(path: &Path, most: u64) -> Result<Vec<u8>, DiskError> {
    use std::io::Read;
    let file = std::fs::File::open(path).map_err(disk("read", path))?;
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes).map_err(disk("read", path))?;
    Ok(bytes)
}
