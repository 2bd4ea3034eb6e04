//! An index that is as the files are.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::{Connection, ErrorCode, Result};

use super::schema::Writer;
use super::store::{self, Placed};
use super::{Entry, FileState, Use, schema};
use tempfile::TempPath;

/// What the index is made from.
pub trait Library {
    /// All files that entries come from, as they are now.
    fn files(&self) -> &[FileState];

    /// The entries of a file, in the order in which they stand in it. A file that cannot be read has none.
    fn entries(&mut self, file: &FileState) -> Vec<Entry>;

    /// Anything that changes when what papers use could: the stamps of specs, evidence and profiles.
    fn papers_stamp(&self) -> &str;

    /// What each paper uses.
    fn uses(&mut self) -> Vec<Use>;
}

/// An index that was as the files were when it was opened.
pub struct Index {
    pub(super) connection: Connection,
    /// Why it could not be kept: then the next search has to read everything anew.
    pub not_kept: Option<String>,
    /// How many files were read to make it so.
    pub read: usize,
    /// Where it lies as long as it is open, if it could not be put in its place; after the connection, which
    /// is closed first.
    _draft: Option<TempPath>,
}

/// What has changed since an index was made.
struct Changes<'a> {
    gone: Vec<String>,
    read: Vec<&'a FileState>,
    papers: bool,
}

impl Changes<'_> {
    fn is_none(&self) -> bool {
        self.gone.is_empty() && self.read.is_empty() && !self.papers
    }
}

impl Index {
    /// Opens the index at `path`, which touches the disk: brings it up to date, or makes it where there is none
    /// that can be used. Where it cannot be written, it is made in memory.
    ///
    /// # Errors
    /// When it cannot be made in memory either.
    pub fn open(path: &Path, library: &mut dyn Library) -> Result<Index> {
        let old = store::open(path);
        let changes = old.as_ref().and_then(|old| changes(old, library).ok());
        if let (Some(connection), Some(changes)) = (old, &changes) {
            if changes.is_none() {
                return Ok(Index { connection, not_kept: None, read: 0, _draft: None });
            }
            let few = changes.read.len() * 2 <= library.files().len() + changes.gone.len();
            drop(connection);
            if few && let Ok(index) = renew(path, true, library) {
                return Ok(index);
            }
        }
        match renew(path, false, library) {
            Ok(index) => Ok(index),
            Err(problem) => in_memory(library, problem),
        }
    }

    /// Makes the index at `path` anew, whatever is there.
    ///
    /// # Errors
    /// When it cannot be made in memory either.
    pub fn rebuild(path: &Path, library: &mut dyn Library) -> Result<Index> {
        store::discard(path);
        Index::open(path, library)
    }
}

/// What has changed since an index was made.
fn changes<'a>(connection: &Connection, library: &'a dyn Library) -> Result<Changes<'a>> {
    if schema::get(connection, "version")? != schema::VERSION {
        return Err(rusqlite::Error::InvalidQuery);
    }
    let known = schema::files(connection)?;
    let there: BTreeSet<&str> = library.files().iter().map(|file| file.path.as_str()).collect();
    let same = |file: &&FileState| known.get(&file.path).is_some_and(|known| *known == file.stamp);
    Ok(Changes {
        gone: known.keys().filter(|path| !there.contains(path.as_str())).cloned().collect(),
        read: library.files().iter().filter(|file| !same(file)).collect(),
        papers: schema::get(connection, "papers")? != library.papers_stamp(),
    })
}

/// Makes a new index, from a copy of the one there or from nothing, and puts it in its place.
fn renew(path: &Path, copy: bool, library: &mut dyn Library) -> std::result::Result<Index, String> {
    let draft = store::draft(path, copy)?;
    let words = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => "the disk is full".to_owned(),
        _ => error.to_string(),
    };
    let read = write(&draft.connection, copy, library).map_err(words)?;
    let Placed { connection, problem, file } = draft.place(path).map_err(words)?;
    Ok(Index { connection, not_kept: problem, read, _draft: file })
}

/// An index for this once.
fn in_memory(library: &mut dyn Library, problem: String) -> Result<Index> {
    let connection = Connection::open_in_memory()?;
    let read = write(&connection, false, library)?;
    Ok(Index { connection, not_kept: Some(problem), read, _draft: None })
}

/// Brings tables up to date, in one transaction; how many files were read.
fn write(connection: &Connection, old: bool, library: &mut dyn Library) -> Result<usize> {
    let transaction = connection.unchecked_transaction()?;
    if !old {
        schema::create(&transaction)?;
        schema::set(&transaction, "papers", "")?;
    }
    let Changes { gone, read, papers } = changes(&transaction, library)?;
    let mut read: Vec<FileState> = read.into_iter().cloned().collect();
    // FTS5 is fastest where rows come in order.
    read.sort_by_key(|file| schema::number(&file.path));
    let known = schema::files(&transaction)?;
    for path in gone
        .iter()
        .chain(read.iter().map(|file| &file.path).filter(|path| known.contains_key(*path)))
    {
        schema::remove(&transaction, path)?;
    }
    let mut writer = Writer::new(&transaction)?;
    for file in &read {
        writer.add(file, &library.entries(file))?;
    }
    drop(writer);
    if papers || !old {
        schema::set_uses(&transaction, &library.uses())?;
        let stamp = library.papers_stamp().to_owned();
        schema::set(&transaction, "papers", &stamp)?;
    }
    transaction.commit()?;
    Ok(read.len())
}
