//! The lock, the log and the last result, in `.brief/`. All of it may be deleted at any time; then
//! nothing is known of earlier runs, and one is due. Touches disk.

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::due::Past;
use super::perform::write;

/// How many lines the log keeps.
pub const LOG_LINES: usize = 1000;

/// Where the log lies in a workspace.
pub const LOG: &str = ".brief/schedule.log";

/// What is known of the run begun last.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Last {
    /// When it was begun.
    #[serde(with = "rfc3339")]
    pub started: Option<DateTime<Utc>>,
    /// When it ended; `None` while it goes on, and where it was cut short.
    #[serde(with = "rfc3339")]
    pub ended: Option<DateTime<Utc>>,
    /// When a run last did its work without any fault.
    #[serde(with = "rfc3339")]
    pub succeeded: Option<DateTime<Utc>>,
    /// What it ended with, as other programs see it.
    pub exit: Option<u8>,
    /// Whether it did its work, whatever it found.
    pub finished: bool,
    /// How many runs were begun since one last did its work.
    pub tries: u32,
    /// What it counted.
    pub counts: BTreeMap<String, u64>,
}

/// The folder that holds them.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

/// Held while a run goes on; the system takes it back however the run ends.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "held, not read")] File);

impl Folder {
    /// `.brief/` of a workspace.
    pub fn of(workspace: &Path) -> Folder {
        Folder(workspace.join(".brief"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The lock; `None` while another run holds it.
    ///
    /// # Errors
    /// When it cannot be made. A disk that knows no locks gives one to everybody.
    pub fn lock(&self) -> io::Result<Option<Lock>> {
        std::fs::create_dir_all(&self.0)?;
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.path("schedule.lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Lock(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                Ok(Some(Lock(file)))
            }
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// The run begun last; nothing where that is gone or damaged.
    pub fn last(&self) -> Last {
        let bytes = std::fs::read(self.path("schedule.json")).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    /// Keeps what is known of a run.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, last: &Last) -> io::Result<()> {
        let mut bytes = serde_json::to_vec_pretty(last)?;
        bytes.push(b'\n');
        write(&self.path("schedule.json"), &bytes)
    }

    /// Adds a line to the log. Only the end of a log that grew by half too long is kept, and only by
    /// the run that holds the lock.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn log(&self, line: &str, lock: Option<&Lock>) -> io::Result<()> {
        std::fs::create_dir_all(&self.0)?;
        let path = self.path("schedule.log");
        if lock.is_some() {
            let old = std::fs::read(&path).unwrap_or_default();
            let lines: Vec<&[u8]> = old.split_inclusive(|byte| *byte == b'\n').collect();
            if lines.len() >= LOG_LINES + LOG_LINES / 2 {
                write(&path, &lines[lines.len() - LOG_LINES..].concat())?;
            }
        }
        let mut file = File::options().create(true).append(true).open(path)?;
        // In one piece: lines of two processes do not mix.
        file.write_all(format!("{}\n", line.replace(['\n', '\r'], " ")).as_bytes())
    }
}

impl Last {
    /// What decides whether a run is due; nothing before `since` was missed.
    pub fn past(&self, since: Option<DateTime<Utc>>) -> Past {
        match self.started {
            Some(started) => {
                Past { started: Some(started), finished: self.finished, tries: self.tries }
            }
            None => Past { started: since, finished: true, tries: 0 },
        }
    }
}

/// Times as RFC 3339 writes them.
mod rfc3339 {
    use chrono::{DateTime, Utc};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(
        at: &Option<DateTime<Utc>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        at.map(|at| at.to_rfc3339()).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<DateTime<Utc>>, D::Error> {
        let text: Option<String> = Option::deserialize(deserializer)?;
        let parse =
            |text: String| DateTime::parse_from_rfc3339(&text).map_err(serde::de::Error::custom);
        Ok(text.map(parse).transpose()?.map(|at| at.with_timezone(&Utc)))
    }
}
