//! What was found, for programs.

use serde_json::{Value, json};

use super::query::Wanted;
use super::search::{Found, Hit};
use super::{Kind, Query};

/// One object a hit, then a summary.
pub fn objects(found: &Found, query: &Query) -> Vec<Value> {
    let hits = found.items.hits.iter().chain(&found.blocks.hits);
    let terms: Vec<&str> = query.terms.iter().map(|term| term.written.as_str()).collect();
    let summary = json!({
        "type": "summary",
        "terms": terms,
        "items": found.items.total,
        "passages": found.blocks.total,
        "every_term": found.wanted == Wanted::All,
        "index_kept": found.not_kept.is_none(),
    });
    hits.map(hit).chain([summary]).collect()
}

/// A hit. Ranges are bytes in UTF-8: `matches` of `snippet`, `bytes` of the source's text.
fn hit(hit: &Hit) -> Value {
    let entry = &hit.entry;
    let marks: Vec<[usize; 2]> =
        hit.snippet.marks.iter().map(|mark| [mark.start, mark.end]).collect();
    let mut object = json!({
        "type": "hit",
        "kind": entry.kind.as_str(),
        "id": entry.id,
        "title": entry.title,
        "file": entry.file,
        "line": entry.line,
        "papers": hit.papers,
        "part": hit.snippet.part.as_str(),
        "snippet": hit.snippet.text,
        "matches": marks,
        "score": (hit.score * 1e6).round() / 1e6,
    });
    let more = if entry.kind == Kind::Source {
        json!({ "page": entry.page, "bytes": [entry.bytes.start, entry.bytes.end] })
    } else {
        json!({
            "topics": entry.topics,
            "sources": entry.sources,
            "audiences": entry.audiences,
            "handling": entry.handling,
            "status": entry.status,
        })
    };
    if let (Value::Object(object), Value::Object(more)) = (&mut object, more) {
        object.extend(more);
    }
    object
}
