//! What was asked of the disk and what it answered, so that it can be told later whether anything has
//! changed: whoever asks the same questions and gets the same answers comes to the same result.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde::{Deserialize, Serialize};

use super::{DiskError, Workspace, folders, hex, list, list_deep, read_file, sha256, stamp};

/// A question. Paths within the workspace are relative to it, so that it may be moved.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Query {
    /// The bytes of a file.
    Bytes(PathBuf),
    /// The files in a folder with one of some endings.
    Files(PathBuf, Vec<String>),
    /// The same with the folders within it.
    FilesDeep(PathBuf, Vec<String>),
    /// The folders in a folder.
    Folders(PathBuf),
    /// Whether there is a file.
    IsFile(PathBuf),
    /// Whether something has this name.
    IsThere(PathBuf),
    /// The stamp of a file.
    Stamp(PathBuf),
}

/// Questions with their answers: hashes, stamps, words.
pub type Trace = BTreeMap<Query, String>;

/// The answer to a question for bytes.
pub(super) fn of_bytes(read: &io::Result<Vec<u8>>) -> String {
    match read {
        Ok(bytes) => hex(sha256(bytes)),
        Err(error) => error.to_string(),
    }
}

/// The answer to a question for names.
pub(super) fn of_names(folder: &Path, found: &Result<Vec<PathBuf>, DiskError>) -> String {
    match found {
        Ok(paths) => {
            let mut names = Vec::new();
            for path in paths {
                let name = path.strip_prefix(folder).unwrap_or(path);
                names.extend(name.as_os_str().as_encoded_bytes());
                names.push(0);
            }
            hex(sha256(&names))
        }
        Err(error) => error.to_string(),
    }
}

impl Workspace {
    /// What was asked so far.
    pub fn trace(&self) -> Trace {
        self.asked.lock().map(|asked| asked.clone()).unwrap_or_default()
    }

    pub(super) fn note(&self, query: Query, answer: impl FnOnce() -> String) {
        let answer = answer();
        if let Ok(mut asked) = self.asked.lock() {
            asked.insert(query, answer);
        }
    }

    /// A path as it is kept: relative to the workspace where it lies within, so that it may be moved.
    pub fn place(&self, path: &Path) -> PathBuf {
        path.strip_prefix(self.root()).unwrap_or(path).to_owned()
    }

    /// Whether every question of a trace has the answer that it had. `jobs` threads ask.
    pub fn is_as(&self, trace: &Trace, jobs: usize) -> bool {
        let questions: Vec<(&Query, &String)> = trace.iter().collect();
        let next = AtomicUsize::new(0);
        let same = AtomicBool::new(true);
        let ask = || {
            while same.load(Ordering::Relaxed) {
                let at = next.fetch_add(16, Ordering::Relaxed);
                let Some(some) = questions.get(at..questions.len().min(at + 16)) else { break };
                if some.is_empty() {
                    break;
                }
                if !some.iter().all(|(query, answer)| self.answer(query) == **answer) {
                    same.store(false, Ordering::Relaxed);
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..jobs.min(questions.len() / 64 + 1) {
                scope.spawn(ask);
            }
            ask();
        });
        same.into_inner()
    }

    fn answer(&self, query: &Query) -> String {
        let at = |path: &Path| self.root().join(path);
        match query {
            Query::Bytes(path) => of_bytes(&read_file(&at(path))),
            Query::Files(path, endings) => of_names(&at(path), &list(&at(path), &names(endings))),
            Query::FilesDeep(path, endings) => {
                of_names(&at(path), &list_deep(&at(path), &names(endings)))
            }
            Query::Folders(path) => of_names(&at(path), &folders(&at(path))),
            Query::IsFile(path) => at(path).is_file().to_string(),
            Query::IsThere(path) => at(path).symlink_metadata().is_ok().to_string(),
            Query::Stamp(path) => stamp(&at(path)).unwrap_or_default(),
        }
    }
}

fn names(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}
