//! A folder that stands for a workspace: evidence as JSON, texts of sources, what papers use.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use brief::find::blocks::blocks;
use brief::find::index::Library;
use brief::find::{Entry, FileState, Kind, Part, Use};

pub struct Folder {
    pub root: PathBuf,
    files: Vec<FileState>,
    papers: String,
    pub loaded: usize,
}

impl Folder {
    pub fn at(root: &Path) -> Folder {
        let mut files = Vec::new();
        for part in ["evidence", "sources"] {
            for entry in std::fs::read_dir(root.join(part)).into_iter().flatten().flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                if let Ok(found) = entry.metadata() {
                    let (stamp, settled) = stamp(&found);
                    files.push(FileState { path: format!("{part}/{name}"), stamp, settled });
                }
            }
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let papers = std::fs::read_to_string(root.join("uses.json")).unwrap_or_default();
        Folder { root: root.to_owned(), files, papers, loaded: 0 }
    }

    pub fn index(&self) -> PathBuf {
        self.root.join(".brief/find.db")
    }
}

fn stamp(found: &std::fs::Metadata) -> (String, bool) {
    use std::os::unix::fs::MetadataExt;
    let written = found.modified().unwrap();
    let since = written.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_nanos();
    let age = SystemTime::now().duration_since(written).unwrap_or_default();
    let stamp =
        format!("{} {since} {}.{} {}", found.len(), found.ctime(), found.ctime_nsec(), found.ino());
    (stamp, age > Duration::from_millis(20))
}

pub fn read(root: &Path, path: &str) -> Vec<Entry> {
    let text = std::fs::read_to_string(root.join(path)).unwrap_or_default();
    if !path.starts_with("sources/") {
        return serde_json::from_str(&text).unwrap_or_default();
    }
    let id = path.trim_start_matches("sources/").trim_end_matches(".text").to_owned();
    let block = |block: brief::find::blocks::Block| Entry {
        kind: Kind::Source,
        id: id.clone(),
        title: format!("Report {id}"),
        texts: vec![(Part::Text, text[block.range.clone()].to_owned())],
        file: path.to_owned(),
        line: block.line,
        page: block.page,
        bytes: block.range,
        topics: Vec::new(),
        sources: vec![id.clone()],
        audiences: None,
        handling: None,
        status: None,
        figures: Vec::new(),
        forms: Vec::new(),
    };
    blocks(&text).into_iter().map(block).collect()
}

impl Library for Folder {
    fn files(&self) -> &[FileState] {
        &self.files
    }

    fn entries(&mut self, file: &FileState) -> Vec<Entry> {
        self.loaded += 1;
        read(&self.root, &file.path)
    }

    fn papers_stamp(&self) -> &str {
        &self.papers
    }

    fn uses(&mut self) -> Vec<Use> {
        let uses: Vec<(bool, String, String)> =
            serde_json::from_str(&self.papers).unwrap_or_default();
        uses.into_iter().map(|(source, id, paper)| Use { source, id, paper }).collect()
    }
}
