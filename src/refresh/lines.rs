//! A report for programs: an object a line.

use serde_json::{Value, json};

use super::outcome::Outcome;
use super::report::{PassageReport, Report, SourceReport};

/// The report's objects, in order: each source with its passages after it, then papers, then a summary.
pub fn objects(report: &Report) -> Vec<Value> {
    let mut all = Vec::new();
    for of in &report.sources {
        all.push(source(of));
        all.extend(of.passages.iter().map(|p| passage(of, p)));
    }
    all.extend(report.papers.iter().map(|paper| {
        json!({
            "type": "paper",
            "brief": paper.stem,
            "title": paper.title,
            "action": paper.done.as_str(),
            "why": paper.why,
        })
    }));
    let count =
        |is: &dyn Fn(&SourceReport) -> bool| report.sources.iter().filter(|s| is(s)).count();
    let (stand, moved) = report.standing();
    all.push(json!({
        "type": "summary",
        "asked": report.asked.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        "today": report.today.to_string(),
        "sources": report.sources.len(),
        "not_asked": report.not_asked,
        "new": count(&|s| s.outcome.is_stored()),
        "unreached": count(&|s| !s.outcome.is_success()),
        "dead": count(&SourceReport::is_dead),
        "back": count(&|s| s.back.is_some()),
        "standing": stand,
        "moved": moved,
        "decisions": report.decisions(true).len() + report.new_links().len(),
        "waiting": report.decisions(false).len() + report.waiting_links().len(),
        "stopped": report.stopped,
        "offline": report.offline,
    }));
    all
}

/// The same, each on a line.
pub fn lines(report: &Report) -> String {
    objects(report).iter().map(|object| format!("{object}\n")).collect()
}

fn source(source: &SourceReport) -> Value {
    let to = match &source.outcome {
        Outcome::Redirected { to, .. } | Outcome::SoftRedirect { to, .. } => Some(to),
        _ => None,
    };
    let soft = match &source.outcome {
        Outcome::SoftRedirect { what, .. } => Some(what.word()),
        _ => None,
    };
    json!({
        "type": "source",
        "id": source.id,
        "title": source.title,
        "url": source.url,
        "outcome": source.outcome.word(),
        "stored": source.outcome.is_stored(),
        "reason": Some(source.outcome.reason()).filter(|reason| !reason.is_empty()),
        "to": to,
        "soft": soft,
        "failing_since": source.failing.as_ref().map(|failing| failing.since.to_string()),
        "failed_days": source.failing.as_ref().map(|failing| failing.days),
        "dead": source.is_dead(),
        "back_since": source.back.map(|since| since.to_string()),
        "propose_url": source.redirect.as_ref().filter(|r| r.proposed()).map(|r| &r.to),
    })
}

fn passage(source: &SourceReport, passage: &PassageReport) -> Value {
    let differences: Vec<Value> = passage
        .differences
        .iter()
        .map(|d| json!({ "passage": d.passage, "source": d.text, "kind": d.kind.as_str() }))
        .collect();
    let sentences: Vec<Value> = passage
        .sentences
        .iter()
        .map(|s| {
            json!({
                "brief": s.paper,
                "title": s.title,
                "heading": s.heading,
                "number": s.number,
                "sentence": s.sentence,
            })
        })
        .collect();
    json!({
        "type": "passage",
        "source": source.id,
        "item": passage.item,
        "kind": passage.kind.as_str(),
        "change": passage.change.as_str(),
        "before": passage.before.as_str(),
        "after": passage.after.as_str(),
        "new": passage.is_new,
        "passage": passage.passage,
        "proposal": passage.proposal,
        "differences": differences,
        "sentences": sentences,
        "decides": match passage.decides.as_str() { "" => "unknown", who => who },
    })
}
