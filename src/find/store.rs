//! Where the index lies: one file that is never changed, only replaced.
//!
//! A new index is made beside the old one and takes its place when it is whole, so that whatever ends the
//! process, and however many processes do this at once, the file is some whole index. Beside it stands how it
//! was left (its length, times and inode); a file that is not as it was left is not trusted.
//!
//! All functions here touch the disk.

#![expect(clippy::disallowed_methods, reason = "the index is a cache and no input of papers")]

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use tempfile::{NamedTempFile, TempPath};

use crate::workspace::{self, reason};

/// The index at `path`, if it is there as it was left. Nothing of it has been read yet.
pub fn open(path: &Path) -> Option<Connection> {
    let left = fs::read_to_string(beside(path)).ok()?;
    (stamp(path).ok()? == left).then(|| read_only(path).ok()).flatten()
}

/// Opens an index for reading; no file is made beside it, and none looked for.
fn read_only(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    match address(path) {
        Some(address) => Connection::open_with_flags(address, flags | OpenFlags::SQLITE_OPEN_URI),
        None => Connection::open_with_flags(path, flags),
    }
}

/// The path as SQLite takes it with options: the file does not change while it is open.
fn address(path: &Path) -> Option<String> {
    let path = std::path::absolute(path).ok()?;
    let mut address = "file:".to_owned();
    let written = path.to_str()?.replace('\\', "/");
    if !written.starts_with('/') {
        address.push_str("///");
    }
    for byte in written.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'_' | b'-' | b':' => {
                address.push(char::from(byte));
            }
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    Some(address + "?immutable=1")
}

/// The file that says how an index was left.
fn beside(path: &Path) -> PathBuf {
    path.with_extension("left")
}

/// What changes when a file does.
fn stamp(path: &Path) -> io::Result<String> {
    workspace::stamp(path).ok_or_else(|| io::ErrorKind::NotFound.into())
}

/// A new index in the making.
pub struct Draft {
    /// Its tables.
    pub connection: Connection,
    file: TempPath,
}

/// An index that lies at its place, or where it could not be put there, beside it for as long as this lives.
pub struct Placed {
    /// Its tables.
    pub connection: Connection,
    /// Why it could not be put in its place.
    pub problem: Option<String>,
    /// Where it lies then; removed when this is dropped.
    pub file: Option<TempPath>,
}

/// What drafts are called, so that those left over can be told.
const DRAFT: (&str, &str) = ("find-", ".draft");

/// How long a draft may lie before it counts as left over.
const LEFT_OVER: Duration = Duration::from_secs(600);

/// Begins a new index beside `path`: from a copy of the one there, or empty.
///
/// # Errors
/// When the folder or the file cannot be made.
pub fn draft(path: &Path, copy: bool) -> Result<Draft, String> {
    let words = |error: io::Error| reason(&error);
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(words)?;
    let (prefix, suffix) = DRAFT;
    let file = tempfile::Builder::new().prefix(prefix).suffix(suffix).tempfile_in(folder);
    let file = file.map_err(words)?;
    sweep(folder, &file);
    let file = file.into_temp_path();
    if copy {
        fs::copy(path, &file).map_err(words)?;
    }
    let connection = Connection::open(&file).map_err(|error| error.to_string())?;
    // Nobody else knows the file, and what is half done is thrown away.
    let pragmas = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; \
                   PRAGMA cache_size = -65536;";
    connection.execute_batch(pragmas).map_err(|error| error.to_string())?;
    Ok(Draft { connection, file })
}

/// Removes drafts of processes that were ended.
fn sweep(folder: &Path, new: &NamedTempFile) {
    let written = |path: &Path| fs::metadata(path).and_then(|found| found.modified()).ok();
    let Some(now) = written(new.path()) else { return };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        let draft = name.starts_with(DRAFT.0) && name.contains(DRAFT.1);
        let age = written(&path).and_then(|written| now.duration_since(written).ok());
        if draft && age.is_some_and(|age| age > LEFT_OVER) {
            // Somebody else may have been faster.
            fs::remove_file(path).ok();
        }
    }
}

impl Draft {
    /// Puts a finished index in its place.
    ///
    /// # Errors
    /// When it cannot be read again.
    pub fn place(self, path: &Path) -> rusqlite::Result<Placed> {
        let Draft { connection, file } = self;
        drop(connection);
        let synced = File::options().write(true).open(&file).and_then(|file| file.sync_all());
        // Opened before it is moved: another process may put its own there at once.
        let connection = read_only(&file)?;
        let moved = synced
            .map_err(|error| (error, None))
            .and_then(|()| file.persist(path).map_err(|error| (error.error, Some(error.path))));
        let left = match moved {
            Ok(()) => stamp(path).and_then(|stamp| fs::write(beside(path), stamp)),
            Err((error, file)) => {
                let problem = Some(reason(&error));
                return Ok(Placed { connection, problem, file });
            }
        };
        Ok(Placed { connection, problem: left.err().map(|error| reason(&error)), file: None })
    }
}

/// Takes an index that turned out to be damaged away, as far as it can be.
pub fn discard(path: &Path) {
    fs::remove_file(beside(path)).ok();
}
