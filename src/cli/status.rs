//! `brief status`: what is known of every item now.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};

use super::args::{Global, Status};
use super::build::{clock, processors};
use super::matrix::matrix;
use super::report::Reporter;
use super::{Exit, Stop, here, workspace};
use crate::check::clearance::{Standing, standing};
use crate::check::overrides::in_force;
use crate::diag::{any_error, count};
use crate::load::{find_spec, load, spec_paths};
use crate::model::item::{Item, Support};
use crate::model::library::Library;
use crate::model::lock::Clearance;
use crate::model::spec::{Allow, Spec};
use crate::pipeline;
use crate::refresh::state::State;
use crate::verify::{Judgement, Stored, Unchecked, Verdict};
use crate::workspace::Workspace;

/// Says what is known of every item, or of those in the papers of one spec. Writes nothing.
pub fn status(global: &Global, status: &Status, reporter: &Reporter) -> Result<Exit, Stop> {
    let workspace = workspace(global)?;
    let paths = match &status.spec {
        Some(spec) => vec![find_spec(&workspace, &here()?, spec)?],
        None if status.matrix => spec_paths(&workspace)?,
        None => Vec::new(),
    };
    let loaded = load(&workspace, &paths);
    let library = &loaded.library;
    let mut findings = loaded.problems.clone();
    findings.extend(loaded.spec_problems.values().flatten().cloned());
    let clock = clock(None, library.timezone)?;
    if status.matrix {
        matrix(&loaded, clock, status.csv, reporter);
        reporter.diagnostics(&findings);
        return Ok(if any_error(&findings) { Exit::Content } else { Exit::Done });
    }
    let stored = Stored(&workspace);
    let verdicts = pipeline::look(&workspace, library, &stored, clock, processors());
    let mut printed: Vec<String> = Vec::new();
    for spec in &loaded.specs {
        for (selection, _) in pipeline::selections(library, spec, &Default::default(), clock) {
            printed.extend(selection.printed(library).iter().map(|item| item.id.clone()));
        }
    }
    let wanted = |item: &&Item| status.spec.is_none() || printed.contains(&item.id);
    let mut shown = Vec::new();
    let mut counts: BTreeMap<Verdict, usize> = BTreeMap::new();
    let mut failing = false;
    let mut rested: BTreeSet<&str> = BTreeSet::new();
    for item in library.items.values().filter(wanted) {
        let mut passages: Vec<Passage> = Vec::new();
        for (support, judgement) in item.supports.iter().zip(verdicts.of(item)) {
            rested.insert(&support.source.value);
            let Some(judgement) = judgement else { continue };
            reporter.object(&evidence(library, item, support, judgement));
            *counts.entry(judgement.verdict).or_default() += 1;
            failing |= !judgement.lets_out();
            let found = passage(library, support, judgement);
            match passages.iter_mut().find(|known| known.is_like(&found)) {
                Some(known) => known.count += 1,
                None => passages.push(found),
            }
        }
        passages.sort_by_key(Passage::urgency);
        if !passages.is_empty() {
            shown.push((item, passages));
        }
    }
    // What needs somebody first, then in the order of ids.
    shown.sort_by_key(|(_, passages)| passages.first().map(Passage::urgency));
    print(library, reporter, &shown);
    for spec in &loaded.specs {
        overrides(spec, clock.today, reporter);
    }
    reporter.diagnostics(&findings);
    links(&workspace, library, &rested, reporter);
    let said: Vec<String> =
        counts.iter().map(|(verdict, n)| format!("{n} {}", verdict.as_str())).collect();
    let passages = count(counts.values().sum(), "passage");
    reporter.result(&match said.is_empty() {
        true => "no passages".to_owned(),
        false => format!("{passages}: {}", said.join(", ")),
    });
    let counts: BTreeMap<&str, usize> = counts.iter().map(|(v, n)| (v.as_str(), *n)).collect();
    reporter.object(&json!({ "type": "summary", "verdicts": counts }));
    let failed = failing || any_error(&findings);
    Ok(if failed { Exit::Content } else { Exit::Done })
}

/// The sources that are not reached any more, of those that something rests on.
fn links(workspace: &Workspace, library: &Library, rested: &BTreeSet<&str>, reporter: &Reporter) {
    let folder = workspace.root().join(&library.snapshot_folder);
    for id in rested {
        if let Some(trouble) = State::of(workspace, &folder.join(id)).trouble() {
            reporter
                .wrapped("", &format!("{id}: {trouble}; the copy that is here is kept and used"));
        }
    }
}

/// The overrides of a spec.
fn overrides(spec: &Spec, today: NaiveDate, reporter: &Reporter) {
    if !spec.allow.is_empty() {
        reporter.result(&format!("\noverrides of {}", spec.stem));
    }
    spec.allow.iter().for_each(|allow| override_of(spec, allow, today, reporter));
    if !spec.allow.is_empty() {
        reporter.result("");
    }
}

/// An override of a spec: who decided what, why, and until when.
fn override_of(spec: &Spec, allow: &Allow, today: NaiveDate, reporter: &Reporter) {
    let of = allow.item.as_ref().or(allow.place.as_ref()).map(|at| at.value.as_str());
    let holds = in_force(allow, today);
    reporter.object(&json!({
        "type": "override",
        "brief": spec.stem,
        "check": allow.check.value,
        "item": allow.item.as_ref().map(|item| &item.value),
        "place": allow.place.as_ref().map(|place| &place.value),
        "text": allow.text.as_ref().map(|text| &text.value),
        "by": allow.by,
        "reason": allow.reason,
        "on": allow.on.to_string(),
        "until": allow.until.map(|until| until.to_string()),
        "in_force": holds,
    }));
    let until = match (allow.until, holds) {
        (Some(until), true) => format!(", until {until}"),
        (Some(until), false) if until < today => format!(", ended {until}"),
        (_, false) => ", not yet in force".into(),
        (None, true) => String::new(),
    };
    let of = of.unwrap_or_default();
    let about = allow.text.as_ref().map(|text| format!(", “{}”", text.value)).unwrap_or_default();
    reporter.wrapped("  ", &format!("{} for {of}{about}{until}", allow.check.value));
    reporter.wrapped("      ", &allow.reason);
    reporter.wrapped("      ", &format!("{}, {}", allow.by, allow.on));
}

/// A passage as programs see it.
pub fn evidence(library: &Library, item: &Item, support: &Support, found: &Judgement) -> Value {
    let anchor = found.anchor.as_ref().map(|anchor| {
        json!({
            "snapshot": found.snapshot,
            "bytes": anchor.bytes,
            "characters": anchor.characters,
            "page": anchor.page,
            "exact": anchor.exact,
            "prefix": anchor.prefix,
            "suffix": anchor.suffix,
        })
    });
    let copies = library.snapshots.get(&support.source.value).into_iter().flatten();
    let retrieved = copies
        .rev()
        .find(|copy| Some(&copy.sha256) == found.snapshot.as_ref())
        .map(|copy| crate::lock::stamp(copy.retrieved));
    json!({
        "type": "evidence",
        "id": item.id,
        "kind": item.kind_name(),
        "source": support.source.value,
        "verdict": found.verdict.as_str(),
        "anchor": anchor,
        "retrieved": retrieved,
        "places": found.anchor.iter().map(|anchor| anchor.bytes).chain(found.others.iter().copied()).collect::<Vec<_>>(),
        "cleared": match standing(library, item) {
            Standing::Never => Value::Null,
            Standing::Cleared(clearance) => cleared(clearance, true),
            Standing::Reopened(clearance) => cleared(clearance, false),
        },
        "since": found.since.map(crate::lock::stamp),
        "accepted": found.accepted,
        "last": found.last.map(|(verdict, since)| {
            json!({ "verdict": verdict.as_str(), "since": crate::lock::stamp(since) })
        }),
        "reason": found.unchecked.as_ref().map(why_unchecked),
        "differences": found.differences.iter().map(|difference| {
            json!({ "kind": difference.kind.as_str(), "here": difference.passage, "there": difference.text })
        }).collect::<Vec<_>>(),
        "file": support.passage.as_ref().map_or(&item.text_span, |passage| &passage.span).file.path,
        "line": support.passage.as_ref().map_or(&item.text_span, |passage| &passage.span).line_column().0,
    })
}

fn cleared(clearance: &Clearance, holds: bool) -> Value {
    json!({ "by": clearance.by, "on": crate::lock::stamp(clearance.on), "holds": holds })
}

fn why_unchecked(reason: &Unchecked) -> String {
    match reason {
        Unchecked::NoSnapshot => "no stored copy here".into(),
        Unchecked::NoText(why) => why.clone(),
        Unchecked::Damaged(file) => format!("`{file}` is not what was stored"),
    }
}

/// Passages of one source of which the same is known.
struct Passage {
    verdict: Verdict,
    source: String,
    more: String,
    count: usize,
}

impl Passage {
    /// What needs somebody comes first.
    fn urgency(&self) -> (bool, Verdict) {
        (self.verdict.passes() && self.verdict != Verdict::Moved, self.verdict)
    }

    fn is_like(&self, other: &Passage) -> bool {
        (self.verdict, &self.source, &self.more) == (other.verdict, &other.source, &other.more)
    }
}

fn passage(library: &Library, support: &Support, found: &Judgement) -> Passage {
    let more = match (&found.unchecked, found.last, found.differences.iter().min_by_key(|d| d.kind))
    {
        (Some(_), Some((last, since)), _) => {
            format!("{} on {}", last.as_str(), day(library, since))
        }
        (Some(reason), None, _) => why_unchecked(reason),
        (None, _, Some(difference)) => match difference.passage.is_empty() {
            true => format!("there: {}", difference.text),
            false => format!("here: {}; there: {}", difference.passage, difference.text),
        },
        (None, _, None) => {
            found.since.map(|since| format!("since {}", day(library, since))).unwrap_or_default()
        }
    };
    Passage { verdict: found.verdict, source: support.source.value.clone(), more, count: 1 }
}

fn day(library: &Library, time: DateTime<Utc>) -> String {
    time.with_timezone(&library.timezone).format("%-d %b %Y").to_string()
}

/// Who cleared an item, and whether that still holds.
fn clearance(library: &Library, item: &Item) -> Option<String> {
    let by = |clearance: &Clearance| format!("{} on {}", clearance.by, day(library, clearance.on));
    match standing(library, item) {
        Standing::Never => None,
        Standing::Cleared(clearance) => Some(format!("cleared by {}", by(clearance))),
        Standing::Reopened(clearance) => {
            Some(format!("changed since cleared by {}", by(clearance)))
        }
    }
}

/// Each item once, with its sources under one another.
fn print(library: &Library, reporter: &Reporter, items: &[(&Item, Vec<Passage>)]) {
    let longest = |lengths: &mut dyn Iterator<Item = usize>| lengths.max().unwrap_or(0);
    let ids = longest(&mut items.iter().map(|(item, _)| item.id.chars().count()));
    let sources = items.iter().flat_map(|(_, passages)| passages);
    let sources = longest(&mut sources.map(|passage| passage.source.chars().count()));
    for (item, passages) in items {
        for (at, Passage { verdict, source, more, count }) in passages.iter().enumerate() {
            let id = if at == 0 { item.id.as_str() } else { "" };
            let times = if *count > 1 { format!("{count} passages, ") } else { String::new() };
            let verdict = verdict.as_str();
            let head = format!("{id:ids$}  {verdict:11} {source:sources$}  ");
            reporter.wrapped(&head, &format!("{times}{more}"));
        }
        if let Some(said) = clearance(library, item) {
            reporter.wrapped(&format!("{:ids$}  ", ""), &said);
        }
    }
}
