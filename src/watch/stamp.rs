//! What tells one state of a file from another. Touches disk and clock.

use std::fs::Metadata;
use std::hash::{DefaultHasher, Hasher};
use std::path::Path;
use std::time::{Duration, SystemTime};

/// Disks note the time in steps: two changes within one step leave the same time.
const STEP: Duration = Duration::from_secs(2);

/// Bytes up to which a young file is read to tell whether it changed; a larger one is taken to have.
const LARGEST: u64 = 4 << 20;

/// One state of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    /// Device, number and time of the last change of any kind, in nanoseconds; nothing on Windows.
    identity: (u64, u64, i64, i64),
    /// Of the bytes, where the file is so young that the times do not tell.
    hash: Option<u64>,
}

impl Stamp {
    /// The state of a file now, and whether it is another than `before`. `None` where there is none;
    /// a link that leads nowhere has its own.
    pub fn look(path: &Path, before: Option<&Stamp>) -> (Option<Stamp>, bool) {
        let Ok(found) = path.metadata().or_else(|_| path.symlink_metadata()) else {
            return (None, before.is_some());
        };
        let mut stamp = Stamp {
            length: found.len(),
            modified: found.modified().ok(),
            identity: identity(&found),
            hash: None,
        };
        let now = SystemTime::now();
        let old = |time| now.duration_since(time).is_ok_and(|age| age > STEP);
        let young = !stamp.modified.is_some_and(old);
        let same = before.is_some_and(|before| Stamp { hash: None, ..before.clone() } == stamp);
        let unsure = before.is_some_and(|before| before.hash.is_some());
        if (young || (same && unsure)) && found.is_file() && found.len() <= LARGEST {
            stamp.hash = std::fs::read(path).ok().map(|bytes| hash(&bytes));
        }
        let hash = stamp.hash;
        if !young {
            stamp.hash = None;
        }
        let changed = !same
            || match (hash, before.and_then(|before| before.hash)) {
                (Some(now), Some(then)) => now != then,
                // Seen when it was young and too large or forbidden to read.
                (None, None) => young && found.is_file(),
                _ => young,
            };
        (Some(stamp), changed)
    }
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

#[cfg(unix)]
fn identity(found: &Metadata) -> (u64, u64, i64, i64) {
    use std::os::unix::fs::MetadataExt;
    (found.dev(), found.ino(), found.ctime(), found.ctime_nsec())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> (u64, u64, i64, i64) {
    (0, 0, 0, 0)
}
