//! `brief.lock` as a file: one block for each passage, in the order of items, so that two people's
//! changes merge line by line.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use crate::model::lock::{Clearance, Lock, LockKey, LockedPlace, LockedSource, LockedVerdict};

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    #[serde(default)]
    source: Vec<SourceEntry>,
    #[serde(default)]
    evidence: Vec<Entry>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    cleared: Vec<ClearedEntry>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClearedEntry {
    item: String,
    by: String,
    on: String,
    hash: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceEntry {
    id: String,
    snapshot: String,
    retrieved: String,
    #[serde(default, skip_serializing_if = "is_false")]
    fetched: bool,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    item: String,
    source: String,
    text: String,
    verdict: String,
    snapshot: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted: Option<String>,
    since: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<(usize, usize)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fragment: Option<String>,
}

fn is_false(value: &bool) -> bool {
    !value
}

const FORMAT: &str = "brief-lock/1";

const HEAD: &str = "\
# Written by brief: what was found of each passage, and in which stored copy of its source.
# Commit it. After a merge with conflicts keep the blocks of both sides; the next run puts them right.

";

/// Reads a lock.
///
/// # Errors
/// Why it cannot be understood, and at which byte.
pub fn parse(text: &str) -> Result<Lock, (String, usize)> {
    let at = |error: &toml::de::Error| error.span().map_or(0, |span| span.start);
    let file: File =
        toml::from_str(text).map_err(|error| (error.message().to_owned(), at(&error)))?;
    if file.format != FORMAT {
        return Err((format!("its format is `{}`, not `{FORMAT}`", file.format), 0));
    }
    let sources = file.source.into_iter().map(|entry| {
        let retrieved = time(&entry.retrieved)?;
        let source = LockedSource { sha256: entry.snapshot, retrieved, fetched: entry.fetched };
        Ok::<_, (String, usize)>((entry.id, source))
    });
    let verdicts = file.evidence.into_iter().map(|entry| {
        let place = entry.bytes.map(|bytes| LockedPlace {
            bytes,
            page: entry.page,
            fragment: entry.fragment,
        });
        let verdict = LockedVerdict {
            verdict: entry.verdict,
            snapshot: entry.snapshot,
            accepted: entry.accepted,
            since: time(&entry.since)?,
            place,
        };
        Ok::<_, (String, usize)>((
            LockKey { item: entry.item, source: entry.source, text: entry.text },
            verdict,
        ))
    });
    let clearances = file.cleared.into_iter().map(|entry| {
        let clearance = Clearance { by: entry.by, on: time(&entry.on)?, hash: entry.hash };
        Ok::<_, (String, usize)>((entry.item, clearance))
    });
    Ok(Lock {
        clearances: clearances.collect::<Result<BTreeMap<_, _>, _>>()?,
        sources: sources.collect::<Result<BTreeMap<_, _>, _>>()?,
        verdicts: verdicts.collect::<Result<BTreeMap<_, _>, _>>()?,
    })
}

fn time(text: &str) -> Result<DateTime<Utc>, (String, usize)> {
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.with_timezone(&Utc))
        .map_err(|_| (format!("`{text}` is no time"), 0))
}

/// A time as the lock has it: to the second, in UTC.
pub fn stamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The text of a lock, the same for the same lock.
pub fn print(lock: &Lock) -> String {
    let source = |(id, source): (&String, &LockedSource)| SourceEntry {
        id: id.clone(),
        snapshot: source.sha256.clone(),
        retrieved: stamp(source.retrieved),
        fetched: source.fetched,
    };
    let entry = |(key, verdict): (&LockKey, &LockedVerdict)| Entry {
        item: key.item.clone(),
        source: key.source.clone(),
        text: key.text.clone(),
        verdict: verdict.verdict.clone(),
        snapshot: verdict.snapshot.clone(),
        accepted: verdict.accepted.clone(),
        since: stamp(verdict.since),
        bytes: verdict.place.as_ref().map(|place| place.bytes),
        page: verdict.place.as_ref().and_then(|place| place.page),
        fragment: verdict.place.as_ref().and_then(|place| place.fragment.clone()),
    };
    let cleared = |(item, clearance): (&String, &Clearance)| ClearedEntry {
        item: item.clone(),
        by: clearance.by.clone(),
        on: stamp(clearance.on),
        hash: clearance.hash.clone(),
    };
    let file = File {
        format: FORMAT.into(),
        source: lock.sources.iter().map(source).collect(),
        evidence: lock.verdicts.iter().map(entry).collect(),
        cleared: lock.clearances.iter().map(cleared).collect(),
    };
    format!("{HEAD}{}", toml::to_string(&file).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_read_as_it_was_written() {
        let when = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let key = |item: &str| LockKey { item: item.into(), source: "s".into(), text: "t".into() };
        let verdict = |place| LockedVerdict {
            verdict: "exact".into(),
            snapshot: "ab".into(),
            accepted: None,
            since: when,
            place,
        };
        let place = LockedPlace { bytes: (1, 9), page: Some(2), fragment: Some("a,b".into()) };
        let source = LockedSource { sha256: "ab".into(), retrieved: when, fetched: true };
        let lock = Lock {
            sources: [("s".to_owned(), source)].into(),
            verdicts: [(key("a"), verdict(None)), (key("b"), verdict(Some(place)))].into(),
            clearances: [(
                "a".to_owned(),
                Clearance { by: "M".into(), on: when, hash: "cd".into() },
            )]
            .into(),
        };
        assert_eq!(parse(&print(&lock)), Ok(lock));
        assert!(parse("").is_err());
        assert!(parse("format = \"brief-lock/2\"").is_err());
    }
}
