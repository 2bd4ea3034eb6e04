//! `brief why`: why each item is in or out of a paper.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::args::{Global, Why};
use super::build::{clock, processors};
use super::report::Reporter;
use super::{Exit, Stop, here, workspace};
use crate::diag::{Diagnostic, any_error, did_you_mean};
use crate::load::{find_spec, load};
use crate::made::Papers;
use crate::model::item::Item;
use crate::pipeline::{self, Format, Inputs, Request, State, selections};
use crate::select::{Decision, Reason, Selection, Settings, Target};
use crate::verify::Stored;
use crate::workspace::Clock;

/// Says why.
pub fn why(global: &Global, why: &Why, reporter: &Reporter) -> Result<Exit, Stop> {
    let workspace = workspace(global)?;
    let path = find_spec(&workspace, &here()?, &why.spec)?;
    let loaded = load(&workspace, &[path]);
    let library = &loaded.library;
    if let Some(item) = &why.item
        && !library.items.contains_key(item)
    {
        let ids = library.items.keys().map(String::as_str);
        return Err(Diagnostic::error("unknown-item", format!("there is no item `{item}`"))
            .maybe_help(did_you_mean(item, ids, "there is"))
            .into());
    }
    let mut findings = loaded.problems.clone();
    findings.extend(loaded.spec_problems.values().flatten().cloned());
    let clock = clock(why.as_of, library.timezone)?;
    let past = pipeline::past(&workspace);
    let stored = Stored(&workspace);
    let verdicts = pipeline::look(&workspace, library, &stored, clock, processors());
    let papers = pipeline::papers(&loaded);
    let inputs = Inputs {
        workspace: &workspace,
        loaded: &loaded,
        verdicts: &verdicts,
        typesetter: &pipeline::typesetter(library),
    };
    for spec in &loaded.specs {
        for (selection, found) in selections(library, spec, &Settings::default(), clock) {
            findings.extend(found);
            for (id, decision) in &selection.decisions {
                if why.item.as_ref().is_none_or(|item| item == id) {
                    reporter.object(&json!({
                        "type": "decision",
                        "brief": selection.target.stem,
                        "item": id,
                        "in": decision.is_in(),
                        "reason": decision.reason().to_string(),
                    }));
                }
            }
            let stem = &selection.target.stem;
            let target = papers.iter().find(|target| target.stem == *stem);
            let standing = target
                .filter(|_| why.item.is_none())
                .map(|target| standing(&inputs, target, &past, clock));
            if let Some((_, object)) = &standing {
                reporter.object(object);
            }
            let said = standing.map(|(said, _)| said).or_else(|| {
                changed(&past, stem, library.items.get(why.item.as_ref()?)?, library.timezone)
            });
            print(reporter, library, &selection, said.as_deref(), why.item.as_deref());
        }
    }
    reporter.diagnostics(&findings);
    Ok(if any_error(&findings) { Exit::Content } else { Exit::Done })
}

/// What became of an item since a paper was made last, where that is anything.
fn changed(past: &Papers, stem: &str, item: &Item, zone: chrono_tz::Tz) -> Option<String> {
    let last = past.newest(stem)?;
    let made = last.when.parse::<DateTime<Utc>>().ok()?.with_timezone(&zone);
    let known = last.parts.iter().find(|part| part.kind.is_item() && part.name == item.id);
    let became = match known {
        None => "was not in the paper",
        Some(part) if item.digest.starts_with(&part.hash) => return None,
        Some(_) => "was changed since the paper was",
    };
    Some(format!("  `{}` {became} made on {}", item.id, made.format("%-d %B %Y, %H:%M")))
}

/// Whether a paper would be made again and why, and why it was made last: for people and for programs.
fn standing(
    inputs: &Inputs<'_>,
    target: &Target<'_>,
    past: &Papers,
    clock: Clock,
) -> (String, Value) {
    let Inputs { workspace, loaded, .. } = inputs;
    let last = past.newest(&target.stem);
    let out = last.map_or_else(|| PathBuf::from("out"), |last| last.out.clone());
    let request = Request {
        settings: Settings::default(),
        formats: last.map_or_else(|| vec![Format::Pdf], |last| last.formats.clone()),
        out: workspace.root().join(&out),
        write: true,
        skip: &[],
        jobs: 1,
        clock,
    };
    let state = pipeline::state(inputs, target, &request, past);
    let path = workspace.display(&request.out.join(format!("{}.pdf", target.stem)));
    let when = last.and_then(|last| last.when.parse::<DateTime<Utc>>().ok()).map(|when| {
        when.with_timezone(&loaded.library.timezone).format("%-d %B %Y, %H:%M").to_string()
    });
    let draft = last.is_some_and(|last| last.draft);
    let mut lines = vec![match (&state, &when) {
        (State::Due(_), Some(_)) if draft => format!("  `{path}` is a draft"),
        (State::Stands, _) => format!("  `{path}` is up to date"),
        (State::Due(_), None) => format!("  `{path}` was not made yet, or that is forgotten"),
        (State::Due(_), Some(_)) => format!("  `{path}` is out of date:"),
        (State::Fails(why), _) => {
            let why = why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
            let there =
                inputs.workspace.is_there(&request.out.join(format!("{}.pdf", target.stem)));
            let stays = if there { "; the one that is there is older" } else { "" };
            let spec = &target.spec.stem;
            format!(
                "  `{path}` would not be made{why}{stays}; `brief check {spec}` says all that is wrong"
            )
        }
    }];
    if let (State::Due(because), Some(_), false) = (&state, &when, draft) {
        lines.extend(because.iter().map(|reason| format!("    - {reason}")));
    }
    if let (Some(last), Some(when)) = (last, when) {
        lines.push(format!("  made last on {when}, because {}", last.because.join("; ")));
    }
    let (word, because) = match &state {
        State::Stands => ("up-to-date", &[][..]),
        State::Due(because) => ("out-of-date", &because[..]),
        State::Fails(_) => ("fails", &[][..]),
    };
    let object = json!({
        "type": "paper",
        "brief": target.stem,
        "path": path,
        "state": word,
        "because": because,
        "made": last.map(|last| json!({ "when": last.when, "because": last.because })),
    });
    (lines.join("\n"), object)
}

fn print(
    reporter: &Reporter,
    library: &crate::model::library::Library,
    selection: &Selection<'_>,
    standing: Option<&str>,
    item: Option<&str>,
) {
    let target = &selection.target;
    let title =
        format!("{} – for {}, {}", target.stem, target.audience.in_a_sentence, selection.handling);
    reporter.line(&reporter.bold(&title));
    standing.into_iter().for_each(|said| reporter.line(said));
    let width = selection.decisions.keys().map(|id| id.len()).max().unwrap_or_default().min(40);
    for (wanted, heading) in [(true, "in"), (false, "out")] {
        let of: Vec<(&str, &Decision)> = selection
            .decisions
            .iter()
            .map(|(id, decision)| (*id, decision))
            .filter(|(id, decision)| {
                decision.is_in() == wanted && item.is_none_or(|item| item == *id)
            })
            .collect();
        if of.is_empty() {
            continue;
        }
        let mut of = of;
        of.sort_by_key(|(id, decision)| {
            let kind = library.items.get(*id).map_or("", |item| item.kind_name());
            let rank = match decision.reason() {
                Reason::Ranked { rank, .. } | Reason::OverLimit { rank, .. } => *rank,
                _ => 0,
            };
            (kind, rank, *id)
        });
        if item.is_none() {
            reporter.line(&format!("  {heading}: {}", of.len()));
        }
        for (id, decision) in of {
            let kind = library.items.get(id).map_or("", |item| item.kind_name());
            let mark = if wanted { "+" } else { "−" };
            reporter.line(&format!("    {mark} {id:width$}  {kind:14}  {}", decision.reason()));
        }
    }
}
