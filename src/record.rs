//! The record inside a PDF: what it prints and what each printed item rests on, and nothing else.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::model::item::Item;
use crate::model::library::Library;
use crate::paper::Paper;
use crate::verify::{Verdicts, Vouched};

/// The SHA-256 of some bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The same as hexadecimal digits.
pub fn hex(hash: [u8; 32]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[derive(Serialize)]
struct Record<'a> {
    format: &'static str,
    tool: &'static str,
    version: &'static str,
    paper: &'a str,
    title: &'a str,
    audience: &'a str,
    date: &'a str,
    handling: String,
    items: Vec<RecordItem<'a>>,
}

#[derive(Serialize)]
struct RecordItem<'a> {
    id: &'a str,
    kind: &'static str,
    /// Of the text as written, names and all.
    text_sha256: String,
    sources: Vec<RecordSource<'a>>,
}

#[derive(Serialize)]
struct RecordSource<'a> {
    id: &'a str,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locator: Option<&'a str>,
    verdict: &'static str,
}

/// The record of a paper as JSON, the same bytes for the same paper.
pub fn record(
    library: &Library,
    vouched: &Vouched<'_>,
    verdicts: &Verdicts,
    paper: &Paper,
) -> Vec<u8> {
    let selection = vouched.selection();
    let items = selection.printed(library).into_iter();
    let record = Record {
        format: "brief-record/1",
        tool: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        paper: &paper.meta.stem,
        title: &paper.meta.title,
        audience: &selection.target.audience.id,
        date: &paper.meta.iso_date,
        handling: selection.handling.to_string(),
        items: items.map(|item| record_item(library, item, verdicts)).collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&record).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn record_item<'a>(library: &Library, item: &'a Item, verdicts: &Verdicts) -> RecordItem<'a> {
    let sources = item.supports.iter().zip(verdicts.of(item)).filter_map(|(support, verdict)| {
        let source = library.sources.get(&support.source.value)?;
        Some(RecordSource {
            id: &support.source.value,
            title: source.title(),
            url: source.url(),
            locator: support.locator.as_ref().map(|locator| locator.value.as_str()),
            verdict: verdict.as_str(),
        })
    });
    RecordItem {
        id: &item.id,
        kind: item.kind_name(),
        text_sha256: hex(sha256(item.text.raw.as_bytes())),
        sources: sources.collect(),
    }
}
