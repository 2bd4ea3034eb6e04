//! `brief why`: why each item is in or out of a paper.

use serde_json::json;

use super::args::{Global, Why};
use super::build::clock;
use super::report::Reporter;
use super::{Exit, Stop, here, workspace};
use crate::diag::{Diagnostic, any_error, did_you_mean};
use crate::load::{find_spec, load};
use crate::pipeline::selections;
use crate::select::{Decision, Reason, Selection, Settings};

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
            print(reporter, library, &selection, why.item.as_deref());
        }
    }
    reporter.diagnostics(&findings);
    Ok(if any_error(&findings) { Exit::Content } else { Exit::Done })
}

fn print(
    reporter: &Reporter,
    library: &crate::model::library::Library,
    selection: &Selection<'_>,
    item: Option<&str>,
) {
    let bold = |text: &str| match reporter.coloured {
        true => format!("\u{1b}[1m{text}\u{1b}[0m"),
        false => text.to_owned(),
    };
    let target = &selection.target;
    let title =
        format!("{} – for {}, {}", target.stem, target.audience.in_a_sentence, selection.handling);
    reporter.line(&bold(&title));
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
