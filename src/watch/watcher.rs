//! Waiting until something in a workspace changes.
//!
//! What the system reports is taken as a hint where to look, never as what happened: an event says that
//! a path may have changed, and [`Survey`] says whether it did. Folders that come, go, are renamed or
//! linked make for a whole new survey, since reports about them are late, doubled or missing on every
//! system. A folder is watched before it is looked into, so nothing falls between the two.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, Event, EventKind, ModifyKind};
use notify::{Config, ErrorKind, RecommendedWatcher, RecursiveMode, Watcher as _, WatcherKind};

use super::polling::{Method, Polling};
use super::remote::is_remote;
use super::survey::{Reach, Survey};

/// A batch ends when nothing came for so long.
const QUIET: Duration = Duration::from_millis(8);

/// The same where a file is gone, empty or being written: whoever saves one may not have finished.
const PATIENCE: Duration = Duration::from_millis(100);

/// The same where there are more files than a person saves at one time, and a program goes on.
const BURST: Duration = Duration::from_millis(40);

/// Files that a person may save at one time.
const MANY: usize = 8;

/// A batch ends after so long, whatever else may come.
const LONGEST: Duration = Duration::from_secs(1);

/// How often folders are looked through that the system does not report on.
const POLL: Duration = Duration::from_secs(1);

/// How often to see whether waiting should end.
const TICK: Duration = Duration::from_millis(100);

/// Attempts at a survey while folders come and go under it.
const PASSES: usize = 8;

/// Files that changed within a short time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// New, changed and deleted files, by the paths under which they are reached from the folders watched.
    pub paths: BTreeSet<PathBuf>,
    /// When the first of them was heard of.
    pub since: Instant,
    /// Whether the system lost reports: `paths` is found by comparison then, and anything may have
    /// changed that left size and time of a file as they were.
    pub lost: bool,
}

/// Watches folders, which need not be there yet.
pub struct Watcher {
    roots: Vec<PathBuf>,
    skip: Vec<PathBuf>,
    system: Option<RecommendedWatcher>,
    /// Whether the system watches folders with all that is in them.
    deep: bool,
    hints: Receiver<Hint>,
    survey: Survey,
    /// Real folders, and how much of them.
    watched: BTreeMap<PathBuf, Reach>,
    polling: Option<Polling>,
    polled: Instant,
    coming: Option<Coming>,
}

/// What the system says of a path.
enum Hint {
    /// Something happened to it; whether a writer is finished with it, where that can be told.
    At(PathBuf, Option<bool>),
    /// Reports were lost.
    Lost,
}

/// A batch in the making.
struct Coming {
    /// Real paths, and whether their writers are finished.
    paths: BTreeMap<PathBuf, bool>,
    /// Shown paths that a survey found changed.
    found: BTreeSet<PathBuf>,
    since: Instant,
    last: Instant,
    lost: bool,
}

impl Watcher {
    /// Watches `roots` and all that is in them but the folders in `skip`. What changes from here on is
    /// reported, so a paper is to be built after this and not before. Paths are made absolute.
    ///
    /// # Errors
    /// When the working folder is gone, so that paths cannot be made absolute.
    pub fn new(roots: &[PathBuf], skip: &[PathBuf], method: Method) -> io::Result<Watcher> {
        let absolute = |paths: &[PathBuf]| {
            paths.iter().map(std::path::absolute).collect::<io::Result<Vec<PathBuf>>>()
        };
        let deep = RecommendedWatcher::kind() != WatcherKind::Inotify;
        Ok(Watcher::start(absolute(roots)?, absolute(skip)?, method, deep))
    }

    fn start(roots: Vec<PathBuf>, skip: Vec<PathBuf>, method: Method, deep: bool) -> Watcher {
        let (sender, hints) = channel();
        let (system, polling) = match method {
            Method::Polling => (None, Some(Polling::Asked)),
            Method::System => match RecommendedWatcher::new(forward(sender), Config::default()) {
                Ok(system) => (Some(system), remote(&roots)),
                Err(error) => (None, Some(Polling::of(&error))),
            },
        };
        let mut watcher = Watcher {
            roots,
            skip,
            system,
            deep,
            hints,
            survey: Survey::default(),
            watched: BTreeMap::new(),
            polling,
            polled: Instant::now(),
            coming: None,
        };
        watcher.look_through(&BTreeSet::new());
        watcher
    }

    /// Why the folders are looked through every second, if they are. It can begin at any time.
    pub fn polling(&self) -> Option<&Polling> {
        self.polling.as_ref()
    }

    /// Waits for a batch. `None` once `stop` is raised. `idle` is called some ten times a second while
    /// nothing happens.
    pub fn wait(&mut self, stop: &AtomicBool, idle: &mut dyn FnMut()) -> Option<Batch> {
        while !stop.load(Ordering::Relaxed) {
            let Some(coming) = &self.coming else {
                match self.hear(TICK) {
                    Ok(()) => {}
                    Err(RecvTimeoutError::Timeout) => idle(),
                    // The system's own thread is gone, or there was none.
                    Err(RecvTimeoutError::Disconnected) => {
                        self.polling.get_or_insert(Polling::Gone);
                        std::thread::sleep(TICK);
                        idle();
                    }
                }
                self.poll();
                continue;
            };
            let ends = (coming.last + self.patience(coming)).min(coming.since + LONGEST);
            let left = ends.saturating_duration_since(Instant::now());
            match left.is_zero() {
                false if self.hear(left) == Err(RecvTimeoutError::Disconnected) => {
                    std::thread::sleep(left);
                }
                false => {}
                true => {
                    if let Some(batch) = self.settle() {
                        return Some(batch);
                    }
                }
            }
        }
        None
    }

    /// Whether anything changed since the last batch: what was made from it may be from files that were
    /// half written, and is made again at once.
    pub fn is_stale(&mut self) -> bool {
        while self.hear(Duration::ZERO).is_ok() {}
        self.coming.as_ref().is_some_and(|coming| {
            coming.lost || !coming.found.is_empty() || {
                let mut shown = coming.paths.keys().flat_map(|path| self.survey.shown(path));
                coming.paths.keys().any(|path| self.is_structure(path))
                    || shown.any(|path| self.survey.is_stale(&path))
            }
        })
    }

    /// Says that this process wrote `paths`: that is no news. Shown paths, directly after writing.
    pub fn wrote(&mut self, paths: &[PathBuf]) {
        for path in paths {
            if self.survey.files.contains_key(path) || path.is_file() {
                self.survey.refresh(path);
            }
        }
    }

    /// Takes in hints for at most `time`; returns with the first.
    fn hear(&mut self, time: Duration) -> Result<(), RecvTimeoutError> {
        let hint = self.hints.recv_timeout(time)?;
        let now = Instant::now();
        if let Hint::At(path, _) = &hint
            && !self.survey.concerns(path, self.deep)
        {
            return Ok(());
        }
        let coming = self.coming.get_or_insert_with(|| Coming::new(now));
        coming.last = now;
        match hint {
            Hint::At(path, finished) => {
                let known = coming.paths.entry(path).or_insert(true);
                *known = finished.unwrap_or(*known);
            }
            Hint::Lost => coming.lost = true,
        }
        Ok(())
    }

    /// How long it must be quiet.
    fn patience(&self, coming: &Coming) -> Duration {
        if coming.last.elapsed() < QUIET {
            return QUIET;
        }
        let unfinished = |(path, finished): (&PathBuf, &bool)| match path.symlink_metadata() {
            Ok(found) => found.is_file() && (!finished || found.len() == 0),
            // Of a temporary file that came and went nothing is known.
            Err(_) => {
                self.survey.shown(path).iter().any(|path| self.survey.files.contains_key(path))
            }
        };
        let many = coming.paths.len() > MANY || !coming.found.is_empty();
        match () {
            () if coming.paths.iter().any(unfinished) => PATIENCE,
            () if many => BURST,
            () => QUIET,
        }
    }

    /// Looks at what came. `None` where nothing has changed after all.
    fn settle(&mut self) -> Option<Batch> {
        let Coming { paths, found: polled, since, lost, .. } = self.coming.take()?;
        let mut changed = polled.clone();
        // Where reports were lost, any folder may be another one.
        let touched = if lost { self.watched.keys().cloned().collect() } else { BTreeSet::new() };
        let structure: BTreeSet<PathBuf> =
            paths.keys().filter(|path| self.is_structure(path)).cloned().collect();
        for path in paths.keys().filter(|path| !structure.contains(*path)) {
            for shown in self.survey.shown(path) {
                if self.survey.refresh(&shown) {
                    changed.insert(shown);
                }
            }
        }
        if lost || !polled.is_empty() {
            changed.extend(self.look_through(&touched));
        } else if !structure.is_empty() {
            changed.extend(self.look_through(&structure));
        }
        (!changed.is_empty()).then_some(Batch { paths: changed, since, lost })
    }

    /// Whether more than one file may have changed with a real path: it is or was a folder or a link, or
    /// others hang on it.
    fn is_structure(&self, real: &Path) -> bool {
        self.survey.is_way(real)
            || !self.survey.knows_folder_of(real)
            || real.symlink_metadata().is_ok_and(|found| !found.is_file())
    }

    /// Looks through folders that the system may not report on.
    fn poll(&mut self) {
        if self.polling.is_none() || self.polled.elapsed() < POLL {
            return;
        }
        let found = self.look_through(&BTreeSet::new());
        self.polled = Instant::now();
        if !found.is_empty() {
            let coming = self.coming.get_or_insert_with(|| Coming::new(Instant::now()));
            coming.found.extend(found);
            coming.last = Instant::now();
        }
    }

    /// Takes a new survey and watches what is to be watched; says what changed. What is at or below one
    /// of `touched` may be another folder of the same name, and is watched anew.
    fn look_through(&mut self, touched: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
        self.unwatch(|path| path.ancestors().any(|above| touched.contains(above)));
        let real = |path: &PathBuf| path.canonicalize().unwrap_or(path.clone());
        let skip: Vec<PathBuf> = self.skip.iter().map(real).collect();
        let mut changed = BTreeSet::new();
        for _ in 0..PASSES {
            let before = std::mem::take(&mut self.survey);
            let mut added = BTreeSet::new();
            let (survey, found) =
                Survey::take(&self.roots.clone(), &skip, &before, &mut |folder, reach| {
                    if self.watch(folder, reach) {
                        added.insert(folder.to_owned());
                    }
                });
            changed.extend(found);
            let wanted: BTreeSet<PathBuf> =
                survey.places().into_iter().map(Path::to_owned).collect();
            self.survey = survey;
            // A folder that was renamed while this looked has one watch under two names: taking away the
            // old one takes away both, so the new one is set again.
            if !self.unwatch(|path| !wanted.contains(path)) || added.is_empty() {
                break;
            }
            self.unwatch(|path| added.contains(path));
        }
        changed
    }

    /// Has the system watch a real folder; whether it did not before.
    fn watch(&mut self, folder: &Path, reach: Reach) -> bool {
        let deep = self.deep;
        let Some(system) = self.system.as_mut() else { return false };
        let covers = |above: &Path| deep && self.watched.get(above) == Some(&Reach::Whole);
        let has = self.watched.get(folder);
        let mode = match deep && reach == Reach::Whole {
            true => RecursiveMode::Recursive,
            false => RecursiveMode::NonRecursive,
        };
        let enough = has.is_some_and(|has| !deep || *has == Reach::Whole || reach == Reach::Names);
        if enough || folder.ancestors().skip(1).any(covers) {
            return false;
        }
        if has.is_some() {
            system.unwatch(folder).ok();
        }
        match system.watch(folder, mode) {
            Ok(()) => {
                self.watched.insert(folder.to_owned(), reach);
                return true;
            }
            // It went away, and whoever watches the folder above hears if it comes back; it may be back.
            Err(error) if is_missing(&error) => {}
            // It is nobody's to read.
            Err(_) if std::fs::read_dir(folder).is_err() => {}
            Err(error) => {
                self.polling.get_or_insert(Polling::of(&error));
            }
        }
        false
    }

    /// Ends watching what `drop` names; whether there was any.
    fn unwatch(&mut self, drop: impl Fn(&Path) -> bool) -> bool {
        let dropped = self.watched.extract_if(.., |path, _| drop(path));
        let dropped: Vec<PathBuf> = dropped.map(|(path, _)| path).collect();
        for path in &dropped {
            // Where the folder is gone, so is its watch.
            if let Some(system) = &mut self.system {
                system.unwatch(path).ok();
            }
        }
        !dropped.is_empty()
    }
}

impl Coming {
    fn new(since: Instant) -> Coming {
        let (paths, found) = (BTreeMap::new(), BTreeSet::new());
        Coming { paths, found, since, last: since, lost: false }
    }
}

/// Whether an error says that there is no such folder.
fn is_missing(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => error.kind() == io::ErrorKind::NotFound,
        _ => false,
    }
}

/// The first of `roots` that is on another machine's disk.
fn remote(roots: &[PathBuf]) -> Option<Polling> {
    roots.iter().find(|root| is_remote(root)).cloned().map(Polling::Remote)
}

/// Makes hints of the system's events, but for those of reading.
fn forward(sender: Sender<Hint>) -> impl Fn(notify::Result<Event>) + Send + 'static {
    let tells_end = RecommendedWatcher::kind() == WatcherKind::Inotify;
    move |event| {
        let Ok(event) = event else {
            sender.send(Hint::Lost).ok();
            return;
        };
        if event.need_rescan() {
            sender.send(Hint::Lost).ok();
        }
        let finished = match event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => Some(true),
            EventKind::Access(_) => return,
            EventKind::Create(kind) => Some(kind == CreateKind::Folder || !tells_end),
            EventKind::Modify(ModifyKind::Data(_)) => Some(!tells_end),
            EventKind::Modify(ModifyKind::Metadata(_)) => None,
            _ => Some(true),
        };
        for path in event.paths {
            sender.send(Hint::At(path, finished)).ok();
        }
    }
}

#[cfg(test)]
#[path = "watcher_tests.rs"]
mod tests;
