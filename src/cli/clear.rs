//! `brief clear`: somebody has read an item, and lets it go out as it is.

use chrono::SubsecRound;

use super::args::{Clear, Global};
use super::build::clock;
use super::report::Reporter;
use super::{Exit, Stop, workspace};
use crate::check::clearance::{Standing, clear as cleared, standing};
use crate::diag::{Diagnostic, any_error, did_you_mean};
use crate::load::load;
use crate::workspace::{LOCK, write};

/// Signs items as they are: text, passages and handling together.
pub fn clear(global: &Global, clear: &Clear, reporter: &Reporter) -> Result<Exit, Stop> {
    let workspace = workspace(global)?;
    let loaded = load(&workspace, &[]);
    let library = &loaded.library;
    if any_error(&loaded.problems) {
        reporter.diagnostics(&loaded.problems);
        return Ok(Exit::Content);
    }
    let by = clear.by.trim();
    if by.is_empty() {
        return Err(Diagnostic::error("clear", "nobody is named")
            .why("whoever looks back must know who answers for it")
            .help("say who has read it: `--by \"Head of Policy\"`")
            .into());
    }
    let mut lock = library.lock.clone();
    let now = clock(None, library.timezone)?.real.trunc_subsecs(0);
    for id in &clear.items {
        let Some(item) = library.items.get(id) else {
            let ids = library.items.keys().map(String::as_str);
            return Err(Diagnostic::error("unknown-item", format!("there is no item `{id}`"))
                .why("nothing was cleared")
                .maybe_help(did_you_mean(id, ids, "there are"))
                .into());
        };
        if let Standing::Cleared(before) = standing(library, item)
            && before.by == by
        {
            reporter.result(&format!("unchanged  {id}: {by} has cleared it as it is"));
            continue;
        }
        lock.clearances.insert(id.clone(), cleared(item, by, now));
        reporter.result(&format!(
            "cleared    {id} ({}, {}) by {by}",
            item.kind_name(),
            item.handling
        ));
        reporter.result(&format!("           {}", item.text.raw));
        for support in &item.supports {
            let words = support.passage.as_ref().map(|passage| passage.value.as_str());
            let words = words.or(item.is_quote().then_some(item.text.raw.as_str()));
            reporter.result(&format!(
                "           {}: “{}”",
                support.source.value,
                words.unwrap_or("no passage")
            ));
        }
    }
    if lock != library.lock {
        let path = workspace.root().join(LOCK);
        write(&[(path, crate::lock::print(&lock).into_bytes())])?;
    }
    Ok(Exit::Done)
}
