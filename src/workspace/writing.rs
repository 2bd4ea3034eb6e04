//! Writing: every file whole or not at all, whatever ends the process in between.

use std::fs::TryLockError;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::{DiskError, disk};

/// What a written file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// Its bytes are new.
    New,
    /// It held these bytes already and was not touched.
    Same,
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

/// Writes a file that may be lost at any time: whole or not at all, but it need not reach the disk at once.
pub(super) fn keep(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    if holds(path, bytes) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(disk("make the folder", folder))?;
    let mut file = temporary(folder).map_err(disk("write into", folder))?;
    file.write_all(bytes).map_err(disk("write", path))?;
    file.persist(path).map_err(|error| disk("write", path)(error.error))?;
    Ok(())
}

/// The same as [`write()`] for files a person wrote: one that may not be written is left alone, though its folder would
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
