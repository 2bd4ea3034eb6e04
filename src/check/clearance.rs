//! Whether items were read and let go by somebody, and are still what they were then.

use chrono::{DateTime, Utc};

use super::Context;
use crate::diag::{Diagnostic, Level};
use crate::hash::{hex, sha256};
use crate::model::item::{Item, Kind};
use crate::model::library::Library;
use crate::model::lock::Clearance;

/// What is known of the clearance of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing<'a> {
    /// It was never cleared.
    Never,
    /// It was cleared as it is.
    Cleared(&'a Clearance),
    /// It was cleared, and something of it is different now.
    Reopened(&'a Clearance),
}

/// What is known of the clearance of an item.
pub fn standing<'a>(library: &'a Library, item: &Item) -> Standing<'a> {
    match library.lock.clearances.get(&item.id) {
        None => Standing::Never,
        Some(clearance) if clearance.hash == fingerprint(item) => Standing::Cleared(clearance),
        Some(clearance) => Standing::Reopened(clearance),
    }
}

/// The clearance of an item as it is.
pub fn clear(item: &Item, by: &str, on: DateTime<Utc>) -> Clearance {
    Clearance { by: by.to_owned(), on, hash: fingerprint(item) }
}

/// SHA-256 of everything that a clearance is for: the text, the passages with their sources, and who may
/// see it.
pub fn fingerprint(item: &Item) -> String {
    let mut parts = vec![item.kind_name().to_owned(), item.text.raw.clone()];
    for support in &item.supports {
        parts.push(support.source.value.clone());
        parts.push(
            support.passage.as_ref().map(|passage| passage.value.clone()).unwrap_or_default(),
        );
    }
    match &item.kind {
        Kind::Fact { figure, .. } => parts.push(format!("{figure:?}")),
        Kind::Quote { speaker, .. } => parts.push(speaker.value.clone()),
        Kind::Recommendation { addressee, deadline, .. } => {
            parts.push(format!("{} {deadline:?}", addressee.value));
        }
    }
    let primary = item.primary.as_ref();
    parts.push(primary.map(|primary| primary.name.clone()).unwrap_or_default());
    parts.push(format!("{:?} {:?}", item.as_of, item.translations));
    parts.push(item.handling.to_string());
    parts.push(item.embargo.map(|until| until.to_rfc3339()).unwrap_or_default());
    parts.push(format!("{:?}", item.record()));
    let audiences = item.audiences.iter().flatten().map(|audience| audience.value.as_str());
    parts.push(audiences.collect::<Vec<_>>().join("\n"));
    let people = item.people.iter().map(|person| {
        format!("{}\u{1F}{:?}\u{1F}{:?}", person.name, person.pseudonym, person.basis)
    });
    parts.push(people.collect::<Vec<_>>().join("\n"));
    // Each with its length, so that no two items give the same bytes.
    let bytes: Vec<u8> =
        parts.iter().flat_map(|part| format!("{}:{part}", part.len()).into_bytes()).collect();
    hex(sha256(&bytes))
}

/// Items that changed since they were cleared, or never were where that is required.
pub fn not_cleared(context: &Context<'_>) -> Vec<Diagnostic> {
    let library = context.library;
    let audience = context.selection.target.audience;
    let level = if audience.clearance { Level::Error } else { Level::Warning };
    let mut findings = Vec::new();
    for item in context.selection.printed(library) {
        let (said, why) = match standing(library, item) {
            Standing::Cleared(_) => continue,
            Standing::Never if !audience.clearance => continue,
            Standing::Never => (
                format!("`{}` was never cleared", item.id),
                "papers for this audience hold only what somebody has signed".to_owned(),
            ),
            Standing::Reopened(clearance) => (
                format!(
                    "`{}` has changed since {} cleared it on {}",
                    item.id,
                    clearance.by,
                    clearance.on.with_timezone(&library.timezone).format("%-d %B %Y")
                ),
                "what was signed were other words, another passage or another handling".to_owned(),
            ),
        };
        findings.push(
            Diagnostic::new(level, "not-cleared", said)
                .at(&item.span)
                .item(&item.id)
                // Who clears what is for us alone.
                .confidential()
                .why(why)
                .help(format!("have it read: `brief clear {} --by NAME`", item.id)),
        );
    }
    findings
}
