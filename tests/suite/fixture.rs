//! A workspace in a folder of its own, and the command run in it.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use brief::load::load;
use brief::workspace::Workspace;
use tempfile::TempDir;

use crate::fields::vouched::vouched;

/// The project's own folder.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A workspace that is gone when the test ends.
pub struct Fixture {
    dir: TempDir,
    /// Whether its lock is written before each run as if every passage had been found.
    vouched: bool,
}

/// What a run of the command gave.
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Fixture {
    /// An empty folder.
    pub fn empty() -> Fixture {
        Fixture { dir: tempfile::tempdir().unwrap(), vouched: true }
    }

    /// An empty folder on a certain disk.
    pub fn empty_in(place: &Path) -> Fixture {
        Fixture { dir: tempfile::tempdir_in(place).unwrap(), vouched: true }
    }

    /// A small workspace: three facts, a quotation, two recommendations, two sources, one spec.
    pub fn small() -> Fixture {
        Fixture::copy_of(&project().join("tests/broken/base"))
    }

    /// The sample workspace.
    pub fn sample() -> Fixture {
        let fixture = Fixture::empty();
        copy(&project().join("briefs"), &fixture.path("briefs"));
        // Copies that this machine may have and a clone has not.
        for source in std::fs::read_dir(fixture.path("briefs/sources")).unwrap() {
            let path = source.unwrap().path();
            if path.is_dir() && !path.ends_with("camp-figures") {
                std::fs::remove_dir_all(path).unwrap();
            }
        }
        fixture
    }

    /// The same with its own lock, and none where it has none.
    pub fn unvouched(mut self) -> Fixture {
        self.vouched = false;
        self
    }

    /// Writes a lock that says of every passage, whatever it holds, that it was found in a copy that is
    /// not here. So tests of everything else need no copies.
    fn vouch(&self) {
        let root = self.dir.path();
        if !self.vouched || !root.join("briefs").is_dir() {
            return;
        }
        let library = load(&Workspace::at(root), &[]).library;
        if library.items.is_empty() || !library.snapshots.is_empty() {
            return;
        }
        let lock = vouched(&library);
        std::fs::write(root.join("briefs/brief.lock"), brief::lock::print(&lock)).ok();
    }

    /// A copy of a folder.
    pub fn copy_of(folder: &Path) -> Fixture {
        let fixture = Fixture::empty();
        copy(folder, fixture.dir.path());
        fixture
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    /// Writes a file.
    pub fn with(self, path: &str, text: &str) -> Fixture {
        self.write(path, text.as_bytes());
        self
    }

    /// Writes a file.
    pub fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    /// Adds to the end of a file.
    pub fn append(self, path: &str, text: &str) -> Fixture {
        let old = self.read_text(path);
        self.with(path, &format!("{old}\n{text}"))
    }

    /// Replaces words of a file that must be there.
    pub fn replace(self, path: &str, old: &str, new: &str) -> Fixture {
        let text = self.read_text(path);
        assert!(text.contains(old), "`{old}` is not in {path}");
        self.with(path, &text.replace(old, new))
    }

    pub fn read_text(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap()
    }

    pub fn read(&self, path: &str) -> Vec<u8> {
        std::fs::read(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn has(&self, path: &str) -> bool {
        self.path(path).exists()
    }

    /// Runs `brief` with the arguments, split at spaces.
    pub fn brief(&self, args: &str) -> Run {
        self.run(&args.split_whitespace().collect::<Vec<_>>())
    }

    /// Runs `brief` with the arguments as they are.
    pub fn run(&self, args: &[&str]) -> Run {
        Run::of(self.command(env!("CARGO_BIN_EXE_brief")).args(args))
    }

    /// A program to be run in the workspace, with an environment that tests can rely on.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        self.vouch();
        let mut command = Command::new(program);
        command
            .current_dir(self.dir.path())
            .env_remove("SOURCE_DATE_EPOCH")
            .env("NO_COLOR", "1")
            .env("COLUMNS", "120");
        command
    }

    /// Runs a script of the shell in the workspace; `$BRIEF` is the command.
    pub fn shell(&self, script: &str) -> Run {
        let brief = env!("CARGO_BIN_EXE_brief");
        Run::of(self.command("sh").args(["-euc", script]).env("BRIEF", brief))
    }

    /// Every file below a folder, by its path from there.
    pub fn files(&self, folder: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let root = self.path(folder);
        let mut files = BTreeMap::new();
        let mut folders = vec![root.clone()];
        while let Some(next) = folders.pop() {
            for entry in std::fs::read_dir(next).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&root).unwrap().to_owned();
                    files.insert(name, std::fs::read(path).unwrap());
                }
            }
        }
        files
    }

    /// The text of a built PDF, page by page, as a reader would copy it; `None` where `pdftotext` is
    /// not installed.
    pub fn pdf_text(&self, path: &str) -> Option<String> {
        let output = Command::new("pdftotext").arg(self.path(path)).arg("-").output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Every byte of a PDF, its streams inflated.
    pub fn pdf_bytes(&self, path: &str) -> Vec<u8> {
        inflate_all(&self.read(path))
    }
}

impl Run {
    /// Runs a command to its end.
    pub fn of(command: &mut Command) -> Run {
        let output = command.output().unwrap();
        Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Fails the test unless the run ended with `code`.
    #[track_caller]
    pub fn exits(self, code: i32) -> Run {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Fails the test unless the messages hold `words`.
    #[track_caller]
    pub fn says(self, words: &str) -> Run {
        assert!(self.stderr.contains(words), "not said: {words}\n{}", self.stderr);
        self
    }

    /// The JSON objects of standard output.
    pub fn objects(&self) -> Vec<serde_json::Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }
}

/// Copies a folder.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The bytes of a PDF followed by every stream of it, inflated where it is deflated.
pub fn inflate_all(pdf: &[u8]) -> Vec<u8> {
    use std::io::Read;
    let find = |from: usize, word: &[u8]| {
        pdf[from..].windows(word.len()).position(|window| window == word).map(|at| from + at)
    };
    let mut all = pdf.to_vec();
    let mut at = 0;
    while let Some(begin) = find(at, b"stream") {
        let begin = begin + b"stream".len();
        let Some(end) = find(begin, b"endstream") else { break };
        let data = pdf[begin..end].trim_ascii_start();
        let mut inflated = Vec::new();
        flate2::read::ZlibDecoder::new(data).read_to_end(&mut inflated).ok();
        all.push(b'\n');
        all.extend(inflated);
        at = end + b"endstream".len();
    }
    all
}

/// Whether `haystack` holds `needle`.
pub fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}
