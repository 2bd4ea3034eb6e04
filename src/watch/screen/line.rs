//! One line an event, where no terminal is there or programs read.

use serde_json::{Value, json};

use super::text::{duration, visible};
use super::{Change, Paper, Standing};
use crate::diag::count;

/// What changed, and what came of it.
pub fn change(change: &Change) -> String {
    let files = match change.paths.as_slice() {
        [] => "the workspace".into(),
        [one] => visible(one),
        [one, rest @ ..] => format!("{} and {}", visible(one), count(rest.len(), "other file")),
    };
    let said = |n: usize, verb: &str| (n > 0).then(|| format!("{} {verb}", count(n, "paper")));
    let made: Vec<String> = [said(change.built, "built"), said(change.failed, "failed")]
        .into_iter()
        .flatten()
        .collect();
    let came = match (change.took, made.is_empty()) {
        (None, _) => "building".into(),
        (Some(_), true) => "nothing to make again".into(),
        (Some(time), false) => format!("{} in {}", made.join(", "), duration(time)),
    };
    format!("{}  {files} changed: {came}", change.at)
}

/// What became of a paper.
pub fn paper(paper: &Paper) -> String {
    let at = paper.at.as_deref().unwrap_or_default();
    let name = visible(&paper.name);
    let took = paper.took.map(|time| format!(" in {}", duration(time))).unwrap_or_default();
    let state = paper.standing.as_str();
    let mut line = format!("{at}  {name}: {state}{took}");
    if let Some((said, place)) = &paper.problem {
        let place = place.as_ref().map(|place| format!("{}: ", visible(place))).unwrap_or_default();
        line.push_str(&format!(": {place}{}", visible(said)));
    }
    if paper.standing == Standing::Failed
        && let Some(stays) = &paper.stays
    {
        line.push_str(&format!(" (the paper of {stays} stays)"));
    }
    line.trim_start().to_owned()
}

/// What changed, for programs; what becomes of each paper follows as `output`, as in a build.
pub fn changed(change: &Change) -> Value {
    json!({ "type": "changed", "at": change.at, "paths": change.paths })
}
