//! A workspace to watch, and what changes in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use brief::watch::{Batch, Method, Watcher};

/// Folders of a workspace, and one elsewhere for its snapshots.
pub struct Place {
    /// Goes when the test ends.
    _home: tempfile::TempDir,
    pub root: PathBuf,
    pub roots: Vec<PathBuf>,
}

impl Place {
    pub fn new() -> Place {
        let home = tempfile::tempdir().unwrap();
        let base = home.path().canonicalize().unwrap();
        let root = base.join("work");
        for folder in ["briefs/evidence", "briefs/profiles", "templates"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        fs::write(root.join("briefs/a.toml"), "a = 1\n").unwrap();
        fs::write(root.join("briefs/evidence/e.toml"), "e = 1\n").unwrap();
        let mut roots: Vec<PathBuf> =
            ["briefs", "templates", "fonts"].iter().map(|name| root.join(name)).collect();
        roots.push(base.join("archive/copies"));
        Place { _home: home, root, roots }
    }

    pub fn at(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    pub fn watcher(&self) -> Watcher {
        Watcher::new(&self.roots, &[self.at("out")], Method::System).unwrap()
    }

    /// Every file as it is reached from the folders watched, with its bytes; written apart from the
    /// code under test.
    pub fn scan(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        for root in &self.roots {
            scan(root, &mut files, &mut Vec::new());
        }
        files
    }
}

fn scan(path: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>, above: &mut Vec<PathBuf>) {
    let name = path.file_name().unwrap().to_string_lossy();
    if name.starts_with(['.', '~', '#']) || name.ends_with('~') {
        return;
    }
    if path.is_dir() {
        let real = path.canonicalize().unwrap();
        // A folder within itself, by a link, holds nothing new.
        if above.contains(&real) {
            return;
        }
        above.push(real);
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            scan(&entry.path(), files, above);
        }
        above.pop();
    } else if path.is_file() {
        files.insert(path.to_owned(), fs::read(path).unwrap_or_default());
    } else if let Ok(target) = fs::read_link(path) {
        files.insert(path.to_owned(), target.to_string_lossy().as_bytes().to_vec());
    }
}

/// Paths that are in one of two scans alone, or differ.
pub fn difference(
    before: &BTreeMap<PathBuf, Vec<u8>>,
    after: &BTreeMap<PathBuf, Vec<u8>>,
) -> BTreeSet<PathBuf> {
    let all = before.keys().chain(after.keys());
    all.filter(|path| before.get(*path) != after.get(*path)).cloned().collect()
}

/// Batches while `work` runs beside, until it was still for `calm` tenths of a second afterwards.
pub fn batches(watcher: &mut Watcher, calm: usize, work: impl FnOnce() + Send) -> Vec<Batch> {
    let (stop, done) = (AtomicBool::new(false), AtomicBool::new(false));
    let mut all = Vec::new();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            work();
            done.store(true, Ordering::Relaxed);
        });
        let mut still = 0;
        while !stop.load(Ordering::Relaxed) {
            let batch = watcher.wait(&stop, &mut || {
                if done.load(Ordering::Relaxed) {
                    still += 1;
                    stop.store(still >= calm, Ordering::Relaxed);
                }
            });
            if let Some(batch) = batch {
                still = 0;
                all.push(batch);
            }
        }
    });
    all
}

/// All paths of batches.
pub fn paths(batches: &[Batch]) -> BTreeSet<PathBuf> {
    batches.iter().flat_map(|batch| batch.paths.clone()).collect()
}

pub fn pause(ms: u64) {
    std::thread::sleep(Duration::from_millis(ms));
}

/// Small random numbers, the same every time.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }
}
