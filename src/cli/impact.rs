//! `brief impact`: which sentences of which papers rest on a source or an item.

use std::collections::BTreeSet;

use serde_json::json;

use super::args::{Global, Impact};
use super::build::{clock, processors};
use super::report::Reporter;
use super::{Exit, Stop, workspace};
use crate::compose::Use;
use crate::diag::{Diagnostic, and_list, any_error, count, did_you_mean};
use crate::load::{load, spec_paths};
use crate::model::library::Library;
use crate::pipeline::{self, Rests};
use crate::verify::Stored;

/// Says what rests on it.
pub fn impact(global: &Global, impact: &Impact, reporter: &Reporter) -> Result<Exit, Stop> {
    let workspace = workspace(global)?;
    let loaded = load(&workspace, &spec_paths(&workspace)?);
    let library = &loaded.library;
    let wanted = wanted(library, &impact.of)?;
    let clock = clock(None, library.timezone)?;
    let stored = Stored(&workspace);
    let verdicts = pipeline::look(&workspace, library, &stored, clock, processors());
    let (mut papers, mut sentences) = (0, BTreeSet::new());
    for target in pipeline::papers(&loaded) {
        let Some(rests) = pipeline::rests(library, &verdicts, &target, clock) else { continue };
        let uses: Vec<&Use> =
            rests.uses.iter().filter(|used| wanted.contains(used.id.as_str())).collect();
        if uses.is_empty() {
            continue;
        }
        papers += 1;
        sentences.extend(uses.iter().map(|used| (target.stem.clone(), used.sentence.clone())));
        print(reporter, &rests, &uses, &impact.of);
    }
    let mut findings = loaded.problems.clone();
    findings.extend(loaded.spec_problems.values().flatten().cloned());
    reporter.diagnostics(&findings);
    reporter.object(&json!({ "type": "summary", "papers": papers, "sentences": sentences.len() }));
    reporter.result(&match papers {
        0 => format!("no paper rests on `{}`", impact.of),
        _ => format!("{} in {}", count(sentences.len(), "sentence"), count(papers, "paper")),
    });
    Ok(if any_error(&findings) { Exit::Content } else { Exit::Done })
}

/// What is looked for: the item, or the source and every item that rests on it.
fn wanted<'a>(library: &'a Library, of: &'a str) -> Result<BTreeSet<&'a str>, Stop> {
    if library.items.contains_key(of) {
        return Ok(BTreeSet::from([of]));
    }
    if !library.sources.contains_key(of) {
        let known = library.items.keys().chain(library.sources.keys()).map(String::as_str);
        return Err(Diagnostic::error("unknown", format!("there is no source or item `{of}`"))
            .maybe_help(did_you_mean(of, known, "there is"))
            .into());
    }
    let rests = library.items.values().filter(|item| {
        let supports = item.supports.iter().map(|support| &support.source.value);
        let primary =
            item.primary.iter().filter_map(|primary| Some(&primary.source.as_ref()?.value));
        supports.chain(primary).any(|source| source == of)
    });
    Ok(rests.map(|item| item.id.as_str()).chain([of]).collect())
}

fn print(reporter: &Reporter, rests: &Rests, uses: &[&Use], of: &str) {
    reporter.line(&reporter.bold(&format!("{} – {}", rests.stem, rests.title)));
    let mut section = None;
    for same in uses.chunk_by(|a, b| (a.section, &a.sentence) == (b.section, &b.sentence)) {
        let Some(first) = same.first() else { continue };
        let heading = rests.headings.get(first.section).and_then(Option::as_deref);
        for used in same {
            reporter.object(&json!({
                "type": "use",
                "brief": rests.stem,
                "title": rests.title,
                "section": heading,
                "number": used.number,
                "item": used.id,
                "through": used.through,
                "sentence": used.sentence,
            }));
        }
        if section != Some(first.section) {
            section = Some(first.section);
            reporter.line(&format!("  {}", heading.unwrap_or("(without a heading)")));
        }
        let number = first.number.as_ref().map(|number| format!("{number}  ")).unwrap_or_default();
        let why = because(same, of);
        reporter.wrapped("    ", &format!("{number}{}{why}", first.sentence));
    }
}

/// Through which items a sentence rests on what was asked for; nothing where it does so by itself.
fn because(same: &[&Use], of: &str) -> String {
    if same.iter().any(|used| used.id == of && used.through.is_none()) {
        return String::new();
    }
    let direct: BTreeSet<&str> =
        same.iter().filter(|used| used.through.is_none()).map(|used| used.id.as_str()).collect();
    let through = same.iter().filter_map(|used| used.through.as_deref());
    let all: Vec<&str> = match direct.is_empty() {
        true => through.collect::<BTreeSet<_>>().into_iter().collect(),
        false => direct.into_iter().collect(),
    };
    match all.is_empty() {
        true => String::new(),
        false => format!(" (through {})", and_list(&all)),
    }
}
