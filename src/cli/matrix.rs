//! `brief status --matrix`: which item is in which paper, and if not, why.

use std::collections::BTreeSet;

use serde_json::json;

use super::report::Reporter;
use crate::load::Loaded;
use crate::model::item::Item;
use crate::pipeline;
use crate::select::{Decision, Reason, Selection};
use crate::workspace::Clock;

/// What becomes of an item in the papers for one audience.
struct Cell {
    word: &'static str,
    papers: Vec<String>,
    /// Why not, in a sentence and in a word.
    why: Option<(String, String)>,
}

/// Prints the table: items by audience.
pub fn matrix(loaded: &Loaded, clock: Clock, csv: bool, reporter: &Reporter) {
    let library = &loaded.library;
    let selections: Vec<Selection<'_>> = loaded
        .specs
        .iter()
        .flat_map(|spec| pipeline::selections(library, spec, &Default::default(), clock))
        .map(|(selection, _)| selection)
        .collect();
    let mut audiences: Vec<&str> =
        selections.iter().map(|selection| selection.target.audience.id.as_str()).collect();
    audiences.sort_unstable();
    audiences.dedup();
    let rows: Vec<(&Item, Vec<Cell>)> = library
        .items
        .values()
        .map(|item| (item, audiences.iter().map(|id| cell(item, id, &selections)).collect()))
        .collect();
    for (item, cells) in &rows {
        for (audience, cell) in audiences.iter().zip(cells) {
            reporter.object(&json!({
                "type": "use",
                "id": item.id,
                "kind": item.kind_name(),
                "audience": audience,
                "use": cell.word,
                "papers": cell.papers,
                "why": cell.why.as_ref().map(|(why, _)| why),
            }));
        }
    }
    match csv {
        true => print_csv(&audiences, &rows, reporter),
        false => print(&audiences, &rows, reporter),
    }
}

fn cell(item: &Item, audience: &str, selections: &[Selection<'_>]) -> Cell {
    let mut papers = Vec::new();
    let mut out: Option<&Reason> = None;
    for selection in selections.iter().filter(|s| s.target.audience.id == audience) {
        match selection.decisions.get(item.id.as_str()) {
            Some(Decision::In(_)) => papers.push(selection.target.stem.clone()),
            // What keeps it from the reader says more than what else is against it.
            Some(Decision::Out(reason))
                if out.is_none_or(|old| !matches!(old, Reason::Barred(_))) =>
            {
                out = Some(reason);
            }
            _ => {}
        }
    }
    let (word, why) = match (papers.is_empty(), out) {
        (false, _) => ("used", None),
        (true, Some(Reason::Barred(barrier))) => {
            ("blocked", Some((barrier.to_string(), barrier.short())))
        }
        (true, reason) => ("unused", reason.map(|reason| (reason.to_string(), reason.short()))),
    };
    Cell { word, papers, why }
}

fn print(audiences: &[&str], rows: &[(&Item, Vec<Cell>)], reporter: &Reporter) {
    let ids = rows.iter().map(|(item, _)| item.id.chars().count()).max().unwrap_or(4).max(4);
    let width = |at: usize| {
        let cells =
            rows.iter().filter_map(|(_, cells)| Some(shown(cells.get(at)?).chars().count()));
        cells.max().unwrap_or_default().max(audiences.get(at).map_or(0, |id| id.len()))
    };
    let widths: Vec<usize> = (0..audiences.len()).map(width).collect();
    let line = |first: &str, cells: &[String]| {
        let cells = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        let cells: Vec<String> = cells.collect();
        format!("{first:ids$}  {}", cells.join("  ")).trim_end().to_owned()
    };
    let heads: Vec<String> = audiences.iter().map(|id| (*id).to_owned()).collect();
    reporter.result(&line("item", &heads));
    for (item, cells) in rows {
        reporter.result(&line(&item.id, &cells.iter().map(shown).collect::<Vec<_>>()));
    }
    legend(rows, reporter);
}

/// Says what the cells mean, as far as they are there.
fn legend(rows: &[(&Item, Vec<Cell>)], reporter: &Reporter) {
    let cells = || rows.iter().flat_map(|(_, cells)| cells);
    let any = |word: &str| cells().any(|cell| cell.word == word);
    let whys: BTreeSet<&str> =
        cells().filter_map(|cell| Some(cell.why.as_ref()?.1.as_str())).collect();
    reporter.result("");
    if any("used") {
        reporter.wrapped("a name  ", "it is in the paper of that name");
    }
    if any("blocked") {
        reporter.wrapped("✗       ", "this audience must not see it, for the reason given");
    }
    if !any("unused") {
        return;
    }
    let ranked = whys.iter().any(|why| why.starts_with("ranked "));
    let meanings = [
        ("topic", "it is about none of the paper’s topics"),
        ("no section", "no section takes it"),
        ("addressee", "it asks somebody this audience neither is nor can press"),
        ("too old", "its date is before the spec’s `since`"),
        ("excluded", "the spec excludes it"),
        ("too long", "left out so that the paper fits"),
    ];
    reporter.wrapped("–       ", "this audience may see it, and no paper has it");
    for (why, meaning) in meanings.iter().filter(|(why, _)| whys.contains(why)) {
        reporter.wrapped("          ", &format!("{why}: {meaning}"));
    }
    if ranked {
        let example = "ranked 12, 8 fit: it came 12th of its kind, and the paper takes the first 8";
        reporter.wrapped("          ", example);
    }
}

/// A cell for people: where it is used, or why not: ✗ must not be seen, – is not wanted.
fn shown(cell: &Cell) -> String {
    match (&cell.word, &cell.why) {
        (&"used", _) => cell.papers.join(", "),
        (&"blocked", Some((_, why))) => format!("✗ {why}"),
        (_, Some((_, why))) => format!("– {why}"),
        _ => "–".to_owned(),
    }
}

fn print_csv(audiences: &[&str], rows: &[(&Item, Vec<Cell>)], reporter: &Reporter) {
    let mut head =
        vec!["item".to_owned(), "kind".to_owned(), "handling".to_owned(), "priority".to_owned()];
    head.extend(audiences.iter().map(|id| (*id).to_owned()));
    reporter.line(&csv_line(&head));
    for (item, cells) in rows {
        let mut line = vec![
            item.id.clone(),
            item.kind_name().to_owned(),
            item.handling.to_string(),
            item.priority.to_string(),
        ];
        line.extend(cells.iter().map(|cell| match (&cell.word, &cell.why) {
            (&"used", _) => format!("used: {}", cell.papers.join(", ")),
            (word, Some((why, _))) => format!("{word}: {why}"),
            (word, None) => (*word).to_owned(),
        }));
        reporter.line(&csv_line(&line));
    }
}

/// A line of comma-separated values (RFC 4180).
fn csv_line(cells: &[String]) -> String {
    let cell = |cell: &String| match cell.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.clone(),
    };
    cells.iter().map(cell).collect::<Vec<_>>().join(",")
}
