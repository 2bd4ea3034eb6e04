//! The record inside a PDF: what it prints and what each printed item rests on, and nothing else.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::hash::{hex, sha256};
use crate::model::item::Item;
use crate::model::library::Library;
use crate::paper::Paper;
use crate::redact::Redaction;
use crate::verify::{Verdicts, Vouched};

const FORMAT: &str = "brief-record/1";

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
    /// What is printed, text by text, the tool's own labels left out.
    printed: Vec<String>,
    /// The tool's own labels.
    labels: Vec<&'a str>,
}

#[derive(Serialize)]
struct RecordItem<'a> {
    id: &'a str,
    kind: &'static str,
    /// Of the text as written, names and all; none where a protected name stands in it, which could be
    /// guessed and tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    text_sha256: Option<String>,
    sources: Vec<RecordSource<'a>>,
}

#[derive(Serialize)]
struct RecordSource<'a> {
    id: &'a str,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locator: Option<String>,
    /// `None` where the source is named without a passage.
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    /// SHA-256 of the stored copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    snapshot: Option<&'a str>,
    /// Bytes of the copy's text that bear the item out.
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<(usize, usize)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<usize>,
}

/// The record of a paper as JSON, the same bytes for the same paper.
pub fn record(
    library: &Library,
    vouched: &Vouched<'_>,
    verdicts: &Verdicts<'_>,
    paper: &Paper,
    redaction: &Redaction,
) -> Vec<u8> {
    let selection = vouched.selection();
    let items = selection.printed(library).into_iter();
    let record = Record {
        format: FORMAT,
        tool: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        paper: &paper.meta.stem,
        title: &paper.meta.title,
        audience: &selection.target.audience.id,
        date: &paper.meta.iso_date,
        handling: selection.handling.to_string(),
        items: items.map(|item| record_item(library, item, verdicts, redaction)).collect(),
        printed: printed(paper),
        labels: paper.meta.words.values().map(String::as_str).collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&record).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// Every text of a paper, in the order it is read.
fn printed(paper: &Paper) -> Vec<String> {
    let mut texts = Vec::new();
    paper.clone().each_text(&mut |_, text| {
        if !text.trim().is_empty() {
            texts.push(text.clone());
        }
    });
    texts
}

/// A record as it is read back from a delivered paper.
#[derive(Debug, Clone, Deserialize)]
pub struct Delivery {
    /// The paper's stem.
    pub paper: String,
    /// Its date.
    #[serde(deserialize_with = "day")]
    pub date: NaiveDate,
    /// What it prints, item by item.
    pub items: Vec<DeliveredItem>,
    /// What it prints, text by text.
    pub printed: Vec<String>,
    /// Labels that templates print.
    #[serde(default)]
    labels: Vec<String>,
}

/// An item of a delivered paper.
#[derive(Debug, Clone, Deserialize)]
pub struct DeliveredItem {
    /// Its id.
    pub id: String,
    /// SHA-256 of its text as written; `None` where that held a protected name.
    #[serde(default)]
    pub text_sha256: Option<String>,
    /// What it rests on.
    pub sources: Vec<DeliveredSource>,
}

/// A source of an item of a delivered paper.
#[derive(Debug, Clone, Deserialize)]
pub struct DeliveredSource {
    /// Its key.
    pub id: String,
    /// What was found there.
    #[serde(default)]
    pub verdict: Option<String>,
}

fn day<'de, D: serde::Deserializer<'de>>(value: D) -> Result<NaiveDate, D::Error> {
    String::deserialize(value)?.parse().map_err(serde::de::Error::custom)
}

impl Delivery {
    /// Reads a record; `None` where it is none of ours.
    pub fn read(bytes: &[u8]) -> Option<Delivery> {
        #[derive(Deserialize)]
        struct Head {
            format: String,
        }
        let head: Head = serde_json::from_slice(bytes).ok()?;
        (head.format == FORMAT).then(|| serde_json::from_slice(bytes).ok())?
    }

    /// Words that templates print of their own: labels and the names of months.
    pub fn words(&self) -> &[String] {
        &self.labels
    }
}

fn record_item<'a>(
    library: &Library,
    item: &'a Item,
    verdicts: &'a Verdicts<'_>,
    redaction: &Redaction,
) -> RecordItem<'a> {
    let sources = item.supports.iter().zip(verdicts.of(item)).filter_map(|(support, judgement)| {
        let source = library.sources.get(&support.source.value)?;
        let place = judgement.as_ref().and_then(|judgement| judgement.place.as_ref());
        Some(RecordSource {
            id: &support.source.value,
            title: redaction.text(&source.title()),
            url: source.url().filter(|url| !redaction.carries(url)),
            locator: support.locator.as_ref().map(|locator| redaction.text(&locator.value)),
            verdict: judgement.as_ref().map(|judgement| judgement.standing().as_str()),
            snapshot: judgement.as_ref().and_then(|judgement| judgement.snapshot.as_deref()),
            bytes: place.map(|place| place.bytes),
            page: place.and_then(|place| place.page),
        })
    });
    RecordItem {
        id: &item.id,
        kind: item.kind_name(),
        text_sha256: (!redaction.carries(&item.text.raw))
            .then(|| hex(sha256(item.text.raw.as_bytes()))),
        sources: sources.collect(),
    }
}
