//! Runs in which nothing has changed: everything a run asked of the disk, and what it came to.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::outcome::{Action, Outcome, OutputFile};
use crate::diag::saved::{Files, Saved};
use crate::diag::{Diagnostic, File};
use crate::hash::{sealed, unsealed};
use crate::workspace::{Clock, Query, Trace, Workspace, stamp};

/// This program: another one may make other papers of the same files.
pub fn tool() -> String {
    static TOOL: OnceLock<String> = OnceLock::new();
    let found = || {
        let program = std::env::current_exe().ok().and_then(|path| stamp(&path));
        format!("{} {}", env!("CARGO_PKG_VERSION"), program.unwrap_or_default())
    };
    TOOL.get_or_init(found).clone()
}

/// A run as it is kept.
#[derive(Debug, Serialize, Deserialize)]
pub struct Run {
    tool: String,
    /// The workspace's zone, by which the day is told.
    zone: String,
    today: String,
    /// Milliseconds since 1970.
    now: i64,
    /// When the next embargo ends, and the run would come to something else.
    until: Option<i64>,
    trace: Vec<(Query, String)>,
    /// Files of papers with their stamps.
    outputs: Vec<(PathBuf, String)>,
    /// The files that messages are about, with their texts where they cannot be read again.
    files: Vec<(String, Option<String>)>,
    problems: Vec<Vec<Saved>>,
    /// What is said of papers, each once: many say the same of an item that they share.
    said: Vec<Saved>,
    papers: Vec<Done>,
    /// Specs of which there is no paper at all.
    unread: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Done {
    stem: String,
    spec: String,
    /// Places in [`Run::said`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    findings: Vec<usize>,
    files: Vec<(PathBuf, Action)>,
    pages: Option<usize>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    dispensable: Vec<String>,
    items: usize,
    unchecked: usize,
}

/// What a run came to.
#[derive(Debug, Default)]
pub struct Again {
    /// What there is to say of the library and of each spec.
    pub problems: Vec<Vec<Diagnostic>>,
    /// What became of each paper, in order.
    pub papers: Vec<Outcome>,
    /// Specs of which there is no paper at all, by stem.
    pub unread: Vec<String>,
    /// What it asked of the disk.
    pub trace: Trace,
}

/// A run in the making: what it says is taken down as it goes along.
#[derive(Debug, Default)]
pub struct Notes {
    files: Files,
    problems: Vec<Vec<Saved>>,
    said: Vec<Saved>,
    /// What was said → its place.
    known: HashMap<String, usize>,
    papers: Vec<Done>,
    unread: Vec<String>,
}

impl Notes {
    /// What is said of the library, or of a spec.
    pub fn problems(&mut self, problems: &[Diagnostic]) {
        let saved = problems.iter().map(|problem| self.files.save(problem)).collect();
        self.problems.push(saved);
    }

    /// The place of what is said of a paper, whichever that is.
    fn place(&mut self, finding: &Diagnostic) -> usize {
        let saved = self.files.save(&Diagnostic { brief: None, ..finding.clone() });
        let key = serde_json::to_string(&saved).unwrap_or_default();
        *self.known.entry(key).or_insert_with(|| {
            self.said.push(saved);
            self.said.len() - 1
        })
    }

    /// What became of a paper.
    pub fn paper(&mut self, workspace: &Workspace, outcome: &Outcome) {
        let findings = outcome.findings.iter().map(|said| self.place(said)).collect();
        self.papers.push(Done {
            stem: outcome.stem.clone(),
            spec: outcome.spec.clone(),
            findings,
            files: outcome
                .files
                .iter()
                .map(|file| (workspace.place(&file.path), file.action))
                .collect(),
            pages: outcome.pages,
            dispensable: outcome.dispensable.clone(),
            items: outcome.items,
            unchecked: outcome.unchecked,
        });
    }

    /// A spec of which there is no paper.
    pub fn unread(&mut self, stem: &str) {
        self.unread.push(stem.to_owned());
    }

    /// The run as a file; `None` where it cannot be kept. `trace` is what was asked of the disk,
    /// `until` when the next embargo ends.
    pub fn finish(
        self,
        workspace: &Workspace,
        trace: Trace,
        zone: chrono_tz::Tz,
        clock: Clock,
        until: Option<DateTime<Utc>>,
    ) -> Option<Vec<u8>> {
        let mut outputs = Vec::new();
        for (path, action) in self.papers.iter().flat_map(|paper| &paper.files) {
            if matches!(action, Action::Built | Action::Unchanged) {
                outputs.push((path.clone(), stamp(&workspace.root().join(path))?));
            }
        }
        let again =
            |file: &Arc<File>| text(workspace, &file.path).is_some_and(|text| text == file.text);
        let run = Run {
            tool: tool(),
            zone: zone.name().to_owned(),
            today: clock.today.to_string(),
            now: clock.now.timestamp_millis(),
            until: until.map(|until| until.timestamp_millis()),
            trace: trace.into_iter().collect(),
            outputs,
            files: self
                .files
                .all()
                .iter()
                .map(|file| (file.path.clone(), (!again(file)).then(|| file.text.clone())))
                .collect(),
            problems: self.problems,
            said: self.said,
            papers: self.papers,
            unread: self.unread,
        };
        Some(sealed(&serde_json::to_vec(&run).ok()?))
    }
}

/// The text of a file of the workspace as messages show it.
fn text(workspace: &Workspace, path: &str) -> Option<String> {
    let bytes = workspace.read_unremembered(&workspace.root().join(path)).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    Some(text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text))
}

/// What a run comes to that was kept as `bytes`, where it would come to the same now. `clock` tells the time
/// in a zone; `jobs` threads look at the disk.
pub fn recall(
    workspace: &Workspace,
    bytes: &[u8],
    clock: impl FnOnce(chrono_tz::Tz) -> Option<Clock>,
    jobs: usize,
) -> Option<Again> {
    let run: Run = serde_json::from_slice(unsealed(bytes)?).ok()?;
    let Clock { today, now, .. } = clock(run.zone.parse().ok()?)?;
    let now = now.timestamp_millis();
    let same_time = run.today == today.to_string()
        && run.now <= now
        && run.until.is_none_or(|until| now < until);
    if run.tool != tool() || !same_time {
        return None;
    }
    let root = workspace.root();
    let stands =
        |(path, known): &(PathBuf, String)| stamp(&root.join(path)).as_ref() == Some(known);
    if !run.outputs.iter().all(stands) {
        return None;
    }
    let trace = run.trace.into_iter().collect();
    if !workspace.is_as(&trace, jobs) {
        return None;
    }
    let mut files = Vec::new();
    for (path, known) in run.files {
        let text = known.or_else(|| text(workspace, &path))?;
        files.push(File::new(path, text));
    }
    let all = |saved: Vec<Saved>| -> Option<Vec<Diagnostic>> {
        saved.into_iter().map(|saved| saved.restore(&files)).collect()
    };
    let mut result = Again { unread: run.unread, trace, ..Again::default() };
    for problems in run.problems {
        result.problems.push(all(problems)?);
    }
    let said = all(run.said)?;
    for done in run.papers {
        let of_paper = |at: usize| {
            let said = said.get(at)?.clone();
            Some(Diagnostic { brief: Some(done.stem.clone()), ..said })
        };
        let findings = done.findings.into_iter().map(of_paper).collect::<Option<_>>()?;
        let files = done.files.into_iter().map(|(path, action)| OutputFile {
            path: root.join(path),
            action: if action == Action::Built { Action::Unchanged } else { action },
        });
        result.papers.push(Outcome {
            files: files.collect(),
            findings,
            stem: done.stem,
            spec: done.spec,
            pages: done.pages,
            dispensable: done.dispensable,
            items: done.items,
            unchecked: done.unchecked,
            lifted: None,
            because: Vec::new(),
            ms: 0,
            disk_failed: false,
        });
    }
    Some(result)
}
