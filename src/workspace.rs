//! The one door to disk and clock.
//!
//! Everything the tool reads or writes passes here, so that what a paper was made from is known, the
//! library can be tested without a disk, and `clippy.toml` can refuse every other door. Writes are
//! atomic: a file is either as it was or as it should be, whatever ends the process in between.

#![expect(clippy::disallowed_methods, reason = "this is the door the others are sent to")]

use std::collections::BTreeMap;
use std::fmt;
use std::fs::TryLockError;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use chrono::{DateTime, NaiveDate, Utc};
use tempfile::NamedTempFile;

/// Where the lock lies in a workspace.
pub const LOCK: &str = "briefs/brief.lock";

/// Where what was found of passages is remembered; may be deleted at any time.
const MEMORY: &str = ".brief/verdicts";

/// A folder with `briefs/`, and what was read from it.
#[derive(Debug)]
pub struct Workspace {
    root: PathBuf,
    read: Mutex<BTreeMap<PathBuf, [u8; 32]>>,
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

/// What a written file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// Its bytes are new.
    New,
    /// It held these bytes already and was not touched.
    Same,
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
        Workspace { root: root.to_owned(), read: Mutex::default() }
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
        let bytes = read_file(path).map_err(disk("read", path))?;
        let hash = crate::record::sha256(&bytes);
        if let Ok(mut read) = self.read.lock() {
            read.insert(path.to_owned(), hash);
        }
        Ok(bytes)
    }

    /// The bytes of a file that is no input of a paper by itself: what it is was decided elsewhere, by
    /// its hash.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read_unremembered(&self, path: &Path) -> Result<Vec<u8>, DiskError> {
        std::fs::read(path).map_err(disk("read", path))
    }

    /// Something that changes when a file does, found without reading it: its length and when it was
    /// last written. `None` where there is no such file.
    pub fn stamp(&self, path: &Path) -> Option<String> {
        let found = std::fs::metadata(path).ok()?;
        let written = found.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
        Some(format!("{} {}", found.len(), written.as_nanos()))
    }

    /// The folders directly in `folder`, sorted by name, hidden ones left out. A folder that is not
    /// there has none.
    ///
    /// # Errors
    /// When the folder is there and cannot be listed.
    pub fn folders(&self, folder: &Path) -> Result<Vec<PathBuf>, DiskError> {
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let mut folders = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(disk("list", folder))? {
            let path = entry.map_err(disk("list", folder))?.path();
            let hidden =
                path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
            if !hidden && path.is_dir() {
                folders.push(path);
            }
        }
        folders.sort();
        Ok(folders)
    }

    /// Every file read so far with the SHA-256 of its bytes.
    pub fn inputs(&self) -> BTreeMap<PathBuf, [u8; 32]> {
        self.read.lock().map(|read| read.clone()).unwrap_or_default()
    }

    /// Whether there is a file at `path`.
    pub fn is_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    /// How many bytes a file has; `None` where there is none.
    pub fn size(&self, path: &Path) -> Option<u64> {
        path.metadata().ok().map(|file| file.len())
    }

    /// What [`Workspace::remember`] was given last; nothing where that is gone.
    pub fn recall(&self) -> Vec<u8> {
        std::fs::read(self.root.join(MEMORY)).unwrap_or_default()
    }

    /// Keeps bytes that save work later and may be lost at any time.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn remember(&self, bytes: &[u8]) -> Result<(), DiskError> {
        write(&[(self.root.join(MEMORY), bytes.to_vec())]).map(|_| ())
    }

    /// Whether something has the name `path`, be it a folder or a link that leads nowhere.
    pub fn is_there(&self, path: &Path) -> bool {
        std::fs::symlink_metadata(path).is_ok()
    }

    /// What lies directly in `folder` with one of `endings`, sorted by name, hidden ones left out. Folders,
    /// devices and links that lead nowhere are among them: reading one says what it is, and none is
    /// passed over in silence. A folder that is not there holds none.
    ///
    /// # Errors
    /// When the folder is there and cannot be listed, or is none.
    pub fn list(&self, folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>, DiskError> {
        if std::fs::symlink_metadata(folder).is_err() {
            return Ok(Vec::new());
        }
        let mut files = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(disk("list", folder))? {
            let path = entry.map_err(disk("list", folder))?.path();
            let hidden = path
                .file_name()
                .is_none_or(|name| name.to_string_lossy().starts_with(['.', '~', '#']));
            let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
            if !hidden && endings.contains(&ending.as_str()) {
                files.push(path);
            }
        }
        files.sort();
        Ok(files)
    }

    /// Like [`Workspace::list`], folders within it too.
    ///
    /// # Errors
    /// When a folder is there and cannot be listed.
    pub fn list_deep(&self, folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>, DiskError> {
        let mut files = self.list(folder, endings)?;
        if folder.is_dir() {
            for entry in std::fs::read_dir(folder).map_err(disk("list", folder))? {
                let entry = entry.map_err(disk("list", folder))?;
                let path = entry.path();
                // Links to folders are not followed, since they may lead round in a circle: whoever
                // reads one is told.
                if entry.file_type().map_err(disk("list", folder))?.is_symlink() {
                    files.extend(path.is_dir().then_some(path));
                } else if path.is_dir() && !files.contains(&path) {
                    files.extend(self.list_deep(&path, endings)?);
                }
            }
        }
        files.sort();
        files.dedup();
        Ok(files)
    }
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

/// Writes files that belong together, each whole or not at all; what holds its bytes already is not
/// touched.
///
/// The bytes go to new files in the same folders and reach the disk before the first of them takes its
/// name, so that a disk that is full spoils none. Taking a name is one step. A link with the name of a
/// file is replaced; what it leads to is no business of ours.
///
/// # Errors
/// When a folder cannot be made or written, or the name of a file is a folder's; nothing was written
/// then.
pub fn write(files: &[(PathBuf, Vec<u8>)]) -> Result<Vec<Written>, DiskError> {
    let mut staged = Vec::with_capacity(files.len());
    for (path, bytes) in files {
        if std::fs::symlink_metadata(path).is_ok_and(|found| found.is_dir()) {
            return Err(disk("write", path)(io::ErrorKind::IsADirectory.into()));
        }
        staged.push(match holds(path, bytes) {
            true => None,
            false => Some(stage(path, bytes)?),
        });
    }
    let mut written = Vec::with_capacity(files.len());
    for ((path, _), file) in files.iter().zip(staged) {
        written.push(match file {
            None => Written::Same,
            Some((file, folder)) => {
                file.persist(path).map_err(|error| disk("write", path)(error.error))?;
                sync_folder(folder);
                Written::New
            }
        });
    }
    Ok(written)
}

/// The same for files a person wrote: one that may not be written is left alone, though its folder would
/// let it be replaced; links are followed; who may read and write it stays as it was.
///
/// # Errors
/// As for [`write()`]; and when a file may not be written.
pub fn rewrite(files: &[(PathBuf, Vec<u8>)]) -> Result<Vec<Written>, DiskError> {
    let mut real = Vec::with_capacity(files.len());
    let mut permissions = Vec::with_capacity(files.len());
    for (path, bytes) in files {
        let place = std::fs::canonicalize(path).map_err(disk("write", path))?;
        let own = place.metadata().map_err(disk("write", path))?.permissions();
        if own.readonly() {
            return Err(disk("write", path)(io::ErrorKind::PermissionDenied.into()));
        }
        permissions.push(own);
        real.push((place, bytes.clone()));
    }
    let written = write(&real)?;
    for ((path, _), own) in real.iter().zip(permissions) {
        std::fs::set_permissions(path, own).map_err(disk("write", path))?;
    }
    Ok(written)
}

/// Whether a file, and not a link or a device that never ends, holds `bytes`.
fn holds(path: &Path, bytes: &[u8]) -> bool {
    let alike = |found: std::fs::Metadata| found.is_file() && found.len() == bytes.len() as u64;
    std::fs::symlink_metadata(path).is_ok_and(alike)
        && std::fs::read(path).is_ok_and(|old| old == bytes)
}

/// The bytes in a new file beside `path`, on the disk and waiting for its name; and the folder.
fn stage<'a>(path: &'a Path, bytes: &[u8]) -> Result<(NamedTempFile, &'a Path), DiskError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(disk("make the folder", folder))?;
    let mut file = temporary(folder).map_err(disk("write into", folder))?;
    file.write_all(bytes).map_err(disk("write", path))?;
    file.as_file().sync_all().map_err(disk("write", path))?;
    Ok((file, folder))
}

/// What the names of temporary files begin and end with.
const TEMPORARY: (&str, &str) = (".brief-", ".tmp");

/// A new file that is locked for as long as it is in the making.
///
/// The lock says whose it is: the system takes it back when a process ends, however it ends, so a
/// temporary file that can be locked is nobody's and [`sweep`] removes it. Process numbers are used
/// again and mean nothing on another machine, and a file's age says nothing of its maker. Where a disk
/// knows no locks, none can be had and nothing is removed.
fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY.0).suffix(TEMPORARY.1);
    // Temporary files are for their owner alone; papers are for whoever the umask says.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    loop {
        let file = builder.tempfile_in(folder)?;
        // Between making and locking, a run that begins may have taken the file for a leftover.
        let taken = matches!(file.as_file().try_lock(), Err(TryLockError::WouldBlock));
        if !taken && file.path().exists() {
            return Ok(file);
        }
    }
}

/// Removes temporary files from a folder whose makers ended before they could. Those of a run that
/// goes on at the same time are left; what cannot be removed stays, since it does no harm.
pub fn sweep(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let ours = name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1);
        if ours
            && entry.file_type().is_ok_and(|kind| kind.is_file())
            && let Ok(file) = std::fs::File::options().write(true).open(entry.path())
            && file.try_lock().is_ok()
        {
            std::fs::remove_file(entry.path()).ok();
        }
    }
}

/// Removes a file that an earlier run left and this one has no use for.
///
/// # Errors
/// When it is there and cannot be removed.
pub fn remove(path: &Path) -> Result<(), DiskError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(disk("remove", path)(error)),
        _ => Ok(()),
    }
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

/// Writes `bytes` to a new file; one that is there already is an error.
///
/// # Errors
/// When the file is there, or its folder cannot be made or written.
pub fn create(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    path.parent().into_iter().for_each(sweep);
    let (file, folder) = stage(path, bytes)?;
    file.persist_noclobber(path).map_err(|error| disk("create", path)(error.error))?;
    sync_folder(folder);
    Ok(())
}

/// Makes the new name itself durable; a system that cannot is no reason to fail.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = std::fs::File::open(folder) {
        folder.sync_all().ok();
    }
}

/// The time, as far as the tool may know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// The time embargoes go by: the real one, or an earlier one that `--as-of` asks for, since that
    /// can only tighten them.
    pub now: DateTime<Utc>,
    /// The day that is printed and that ages are counted from.
    pub today: NaiveDate,
    /// The machine's own time, for noting when something was done.
    pub real: DateTime<Utc>,
}

impl Clock {
    /// The machine's clock, with the day fixed by `--as-of` or `SOURCE_DATE_EPOCH` (seconds, as
    /// reproducible-builds.org specifies) where given; else today in `timezone`.
    pub fn read(as_of: Option<NaiveDate>, epoch: Option<i64>, timezone: chrono_tz::Tz) -> Clock {
        let now = Utc::now();
        let today = as_of
            .or_else(|| Some(DateTime::from_timestamp(epoch?, 0)?.date_naive()))
            .unwrap_or_else(|| now.with_timezone(&timezone).date_naive());
        // A day begins somewhere on earth fourteen hours before it does in UTC; where a zone skips its
        // midnight, that is early enough for any embargo.
        let asked = as_of.and_then(|day| day.and_hms_opt(0, 0, 0)).map_or(now, |start| {
            let earliest = start.and_utc() - chrono::Duration::hours(14);
            start
                .and_local_timezone(timezone)
                .earliest()
                .map_or(earliest, |s| s.with_timezone(&Utc))
        });
        Clock { now: now.min(asked), today, real: now }
    }
}
