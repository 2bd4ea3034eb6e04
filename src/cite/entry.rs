//! Sources as the CSL processor is given them.
//!
//! What the forms of citation ask for and CSL has no variable of its own for, our styles find in
//! variables that nothing else fills there; `docs/citations.md` lists them.

use std::collections::BTreeMap;

use hayagriva::Entry;
use hayagriva::types::{EntryType, FormatString, Publisher};

use super::style::Style;
use crate::model::source::Source;

/// The entries of the sources cited, by key.
pub(super) fn entries<'a>(
    style: &Style,
    cited: impl Iterator<Item = &'a Source>,
) -> BTreeMap<String, Entry> {
    let sources: BTreeMap<&str, &Source> =
        cited.map(|source| (source.id.as_str(), source)).collect();
    sources
        .values()
        .map(|source| {
            let mut entry = said_once(&source.entry);
            if style.ours {
                let shares_author = sources.values().any(|other| {
                    other.id != source.id && same_authors(&source.entry, &other.entry)
                });
                for_our_styles(&mut entry, shares_author);
            }
            (source.id.clone(), entry)
        })
        .collect()
}

/// An organisation that publishes what it writes is named once.
fn said_once(entry: &Entry) -> Entry {
    let mut entry = entry.clone();
    let publisher = entry.publisher().and_then(Publisher::name).map(ToString::to_string);
    let author = match entry.authors() {
        Some([only]) => Some(only.given_first(false)),
        _ => None,
    };
    let is_page = !matches!(entry.entry_type(), EntryType::Book | EntryType::Anthology);
    if is_page && publisher.is_some() && publisher == author {
        entry.set_publisher(Publisher::new(None, None));
    }
    entry
}

fn for_our_styles(entry: &mut Entry, shares_author: bool) {
    let serial = entry.keyed_serial_number("serial").map(str::to_owned);
    if let Some(symbol) = serial.filter(|serial| is_symbol(serial)) {
        entry.set_archive(FormatString::from(symbol));
    }
    if let Some(short) = entry.title().and_then(|title| title.short.clone()) {
        entry.set_call_number(FormatString { value: *short, short: None });
    }
    if shares_author {
        entry.set_archive_location(FormatString::from("shared".to_owned()));
    }
}

/// Whether a number is the symbol of a United Nations document: “A/HRC/25/63”, “S/RES/1718 (2006)”.
fn is_symbol(serial: &str) -> bool {
    let organs = [
        "A", "S", "E", "T", "ST", "TD", "DP", "HR", "HRI", "CCPR", "CAT", "CRC", "CERD", "CEDAW",
        "CED", "CMW", "CRPD", "CONF", "UNEP",
    ];
    serial.split_once('/').is_some_and(|(organ, rest)| organs.contains(&organ) && !rest.is_empty())
}

/// Whether later mentions by surname would say the same of two sources.
fn same_authors(one: &Entry, other: &Entry) -> bool {
    let names = |entry: &Entry| -> Vec<String> {
        entry
            .authors()
            .or(entry.editors())
            .unwrap_or_default()
            .iter()
            .map(|person| person.name.clone())
            .collect()
    };
    !names(one).is_empty() && names(one) == names(other)
}
