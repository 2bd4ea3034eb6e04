//! `brief verify`: a delivered paper, from the record inside it and, where at hand, from the workspace.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::args::{Global, Verify};
use super::build::{clock, processors};
use super::report::Reporter;
use super::{Exit, Stop, here};
use crate::contained::{Limits, Media, read_delivered};
use crate::delivered::agree::disagreement;
use crate::delivered::{Delivered, RECORD, compare, read};
use crate::diag::{and_list, count};
use crate::hash::{hex, sha256};
use crate::load::{Loaded, load, spec_paths};
use crate::pipeline::{self, Format, Inputs, Request};
use crate::record::Delivery;
use crate::select::Settings;
use crate::verify::{Stored, Verdicts};
use crate::workspace::{Workspace, read_outside};

/// What a delivered paper turns out to be.
struct Said {
    state: &'static str,
    /// In one line.
    line: String,
    /// One line each: sentences, items, links.
    details: Vec<String>,
    /// Items that are no longer what they were.
    items: Vec<String>,
}

impl Said {
    fn new(state: &'static str, line: impl Into<String>) -> Said {
        Said { state, line: line.into(), details: Vec::new(), items: Vec::new() }
    }

    fn with(mut self, details: Vec<String>) -> Said {
        self.details = details;
        self
    }
}

/// Says what each paper is.
pub fn verify(global: &Global, asked: &Verify, reporter: &Reporter) -> Result<Exit, Stop> {
    let mut exit = Exit::Done;
    for path in &asked.papers {
        let said = one(global, &here()?.join(path))?;
        let shown = path.display();
        reporter.line(&format!("{}: {shown} – {}", said.state, said.line));
        for detail in &said.details {
            reporter.line(&format!("  {}", crate::diag::human::visible(detail)));
        }
        reporter.object(&json!({
            "type": "verified",
            "path": shown.to_string(),
            "state": said.state,
            "message": said.line,
            "details": said.details,
            "items": said.items,
        }));
        if !matches!(said.state, UNTOUCHED | CONSISTENT) {
            exit = exit.max(Exit::Content);
        }
    }
    Ok(exit)
}

const UNTOUCHED: &str = "untouched";
const ALTERED: &str = "altered";
const OUTDATED: &str = "outdated";
const CONSISTENT: &str = "consistent, origin unknown";
const NOT_ORIGINAL: &str = "not an original file";

/// The most a paper may weigh.
const MOST_BYTES: u64 = 64 << 20;

fn one(global: &Global, path: &Path) -> Result<Said, Stop> {
    let bytes = read_outside(path, MOST_BYTES)?;
    let program = std::env::current_exe().map_err(|error| {
        Stop::Disk(crate::workspace::DiskError { action: "find", path: "brief".into(), error })
    })?;
    let words = ["extract".as_ref(), Media::Delivered.as_str().as_ref()];
    let delivered = match read_delivered(&program, &words, &bytes, &Limits::default()) {
        Ok(delivered) => delivered,
        Err(why) => return Ok(Said::new(NOT_ORIGINAL, format!("it cannot be read: {why}"))),
    };
    let Some(record) = &delivered.record else {
        let why = match delivered.tagged {
            true => "the record inside it was taken out, or put in twice",
            false => {
                "there is no record in it: it was printed, converted or made by something else"
            }
        };
        return Ok(Said::new(NOT_ORIGINAL, why));
    };
    let Some(record) = Delivery::read(record) else {
        return Ok(Said::new(ALTERED, "the record inside it cannot be understood"));
    };
    let workspace = match &global.workspace {
        Some(folder) => Some(Workspace::at(folder)),
        None => Workspace::find(&here()?).ok().or_else(|| Workspace::find(path.parent()?).ok()),
    };
    Ok(match workspace.and_then(|workspace| Again::make(workspace, &record).transpose()) {
        Some(Ok(again)) => with_workspace(&bytes, &delivered, &record, &again),
        Some(Err(stop)) => return Err(stop),
        None => alone(&delivered, &record),
    })
}

/// What can be said with nothing but the paper.
fn alone(delivered: &Delivered, record: &Delivery) -> Said {
    let words = record.words();
    let found = disagreement(&record.printed, words.iter().map(String::as_str), &delivered.printed);
    let odd = odd(delivered);
    if found.is_empty() && odd.is_empty() {
        return Said::new(
            CONSISTENT,
            "its record and what is printed agree; whether it is what was sent, only the workspace it comes from can say",
        );
    }
    let missing = found.missing.iter().map(|text| format!("not printed: {text}"));
    let added = found.added.iter().map(|text| format!("not in the record: {text}"));
    Said::new(ALTERED, "what is printed is not what its record says")
        .with(missing.chain(added).chain(odd).collect())
}

/// What no paper has when it leaves.
fn odd(delivered: &Delivered) -> Vec<String> {
    let mut odd = Vec::new();
    if delivered.incremental_updates > 0 {
        odd.push(format!(
            "the file was added to {} after it was made",
            times(delivered.incremental_updates)
        ));
    }
    let others = delivered.attachments.iter().filter(|(name, _)| name != RECORD);
    odd.extend(others.map(|(name, _)| format!("something was attached: {name}")));
    odd
}

fn times(n: usize) -> String {
    match n {
        1 => "once".into(),
        n => count(n, "time"),
    }
}

/// The same paper, made again from the workspace.
struct Again {
    loaded: Loaded,
    workspace: Workspace,
    /// `None` where it can no longer be made.
    bytes: Option<Vec<u8>>,
}

impl Again {
    /// `None` where the workspace has no such paper.
    fn make(workspace: Workspace, record: &Delivery) -> Result<Option<Again>, Stop> {
        let stem = record.paper.strip_suffix("-internal").unwrap_or(&record.paper);
        let own = |path: &PathBuf| crate::workspace::stem(&workspace.display(path)) == stem;
        let Some(path) = spec_paths(&workspace)?.into_iter().find(own) else { return Ok(None) };
        let loaded = load(&workspace, &[path]);
        let clock = clock(Some(record.date), loaded.library.timezone)?;
        let stored = Stored(&workspace);
        let verdicts = pipeline::look(&workspace, &loaded.library, &stored, clock, processors());
        let request = Request {
            settings: Settings::default(),
            formats: vec![Format::Pdf],
            out: PathBuf::new(),
            write: false,
            skip: &[],
            jobs: 1,
            // The paper went out when it might; what embargoes say now is another matter.
            clock: crate::workspace::Clock { now: clock.real, ..clock },
        };
        let papers = pipeline::papers(&loaded);
        let target = papers.iter().find(|target| target.stem == record.paper);
        let bytes = target.and_then(|target| {
            let inputs = Inputs {
                workspace: &workspace,
                loaded: &loaded,
                verdicts: &verdicts,
                typesetter: &pipeline::typesetter(&loaded.library),
            };
            pipeline::in_memory(&inputs, target, &request)
        });
        Ok(Some(Again { loaded, bytes, workspace }))
    }
}

fn with_workspace(bytes: &[u8], delivered: &Delivered, record: &Delivery, again: &Again) -> Said {
    if again.bytes.as_deref() == Some(bytes) {
        let items = count(record.items.len(), "item");
        return Said::new(
            UNTOUCHED,
            format!("it is, byte for byte, what this workspace makes ({items})"),
        );
    }
    let stored = Stored(&again.workspace);
    let clock = clock(Some(record.date), again.loaded.library.timezone);
    let verdicts = clock.ok().map(|clock| {
        pipeline::look(&again.workspace, &again.loaded.library, &stored, clock, processors())
    });
    let changed =
        verdicts.map(|verdicts| outdated(&again.loaded, &verdicts, record)).unwrap_or_default();
    let own = alone(delivered, record);
    if own.state == ALTERED {
        return own;
    }
    let Some(new) = again.bytes.as_deref().and_then(|bytes| read(bytes).ok()) else {
        let said =
            "this workspace does not make it any more, so it cannot be compared word for word";
        return Said {
            items: changed.iter().map(|(id, _)| id.clone()).collect(),
            ..Said::new(OUTDATED, said)
        }
        .with(changed.into_iter().map(|(id, why)| format!("{id}: {why}")).collect());
    };
    let same_record = delivered.record == new.record;
    let differences = compare(&new.printed, delivered);
    if differences.is_empty() && same_record {
        return Said::new(
            UNTOUCHED,
            "it prints what this workspace makes; the file itself was written again by something else",
        );
    }
    let details: Vec<String> = differences.iter().map(ToString::to_string).collect();
    if changed.is_empty() {
        let said = match differences.is_empty() {
            true => "its record is not the one this workspace makes",
            false => "it is not what this workspace makes, though nothing it rests on has changed",
        };
        return Said::new(ALTERED, said).with(details);
    }
    let ids: Vec<&str> = changed.iter().map(|(id, _)| id.as_str()).collect();
    let said = format!(
        "since it was made {} changed; what differs is that, or was altered",
        and_list(&ids)
    );
    let items = changed.iter().map(|(id, _)| id.clone()).collect();
    let why = changed.iter().map(|(id, why)| format!("{id}: {why}"));
    Said { items, ..Said::new(OUTDATED, said) }.with(why.chain(details).collect())
}

/// Items of a record that are no longer what they were, and in what.
fn outdated(loaded: &Loaded, verdicts: &Verdicts<'_>, record: &Delivery) -> Vec<(String, String)> {
    let mut changed = Vec::new();
    for was in &record.items {
        let why = match loaded.library.items.get(&was.id) {
            None => Some("it is gone".to_owned()),
            Some(item)
                if was
                    .text_sha256
                    .as_ref()
                    .is_some_and(|was| hex(sha256(item.text.raw.as_bytes())) != *was) =>
            {
                Some("its text is another".to_owned())
            }
            Some(item) => item.supports.iter().zip(verdicts.of(item)).find_map(|(support, now)| {
                let now = now.as_ref()?;
                let old = was.sources.iter().find(|old| old.id == support.source.value)?;
                let same = old.verdict.as_deref() == Some(now.standing().as_str());
                (!same).then(|| format!("{} in `{}`", now.standing().as_str(), old.id))
            }),
        };
        changed.extend(why.map(|why| (was.id.clone(), why)));
    }
    changed
}
