//! Messages as SARIF, for code scanning and editors.
//!
//! Source: Static Analysis Results Interchange Format 2.1.0 with errata 01 (OASIS, 2023), and what GitHub's code
//! scanning makes of it: it shows the first sentence of a message where space is short, links related places only
//! from within the message, and refuses a whole file in which one result has no physical place.

use std::collections::HashMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::human::visible;
use super::region::Region;
use super::{Diagnostic, Level, Span};
use crate::model::checks::Check;

/// Where the schema of the log stands.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What paths are relative to: the folder that was checked out.
const ROOT: &str = "%SRCROOT%";

/// The name of the fingerprint. Another way of making it needs another name.
const FINGERPRINT: &str = "briefFinding/v1";

/// What a URI may hold unescaped everywhere in a path: RFC 3986's unreserved characters, and `/`.
const ESCAPED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The log of one run: every finding, in the order given, with the rules of `rules` and one more for each fault
/// that is no check. `version` is the tool's.
///
/// A finding keeps its fingerprint when lines move: it is the SHA-256 of check, paper, item and underlined words,
/// then a colon and which of those like it this is, from 1. GitHub tells alerts apart by a hash of its own, of the
/// line, which its upload action adds where the log has none; a finding about a whole file gets ours for that.
///
/// A finding without a place stands at its paper, or at the folder `briefs`. One that names what readers must
/// not see ([`Diagnostic::confidential`]) shows no text of the file, and its fingerprint is of no text.
pub fn sarif(findings: &[Diagnostic], rules: &[Check], version: &str) -> Value {
    let mut log = Log::new(rules, findings);
    let results: Vec<Value> = findings.iter().map(|finding| log.result(finding)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "brief",
                "semanticVersion": version,
                "language": "en-GB",
                "rules": log.rules,
            } },
            "language": "en-GB",
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {
                ROOT: { "description": { "text": "The folder that holds `briefs`." } },
            },
            "results": results,
        }],
    })
}

/// What is kept from one result to the next.
struct Log<'a> {
    rules: Vec<Value>,
    /// Where each rule stands in `rules`.
    index: HashMap<&'a str, usize>,
    /// How many results had each fingerprint.
    seen: HashMap<String, usize>,
}

impl<'a> Log<'a> {
    fn new(rules: &[Check], findings: &'a [Diagnostic]) -> Log<'a> {
        let index = rules.iter().enumerate().map(|(at, rule)| (rule.name, at)).collect();
        let mut log = Log { rules: rules.iter().map(rule).collect(), index, seen: HashMap::new() };
        let mut faults: HashMap<&str, Level> = HashMap::new();
        for finding in findings {
            let worst = faults.entry(finding.check).or_insert(finding.level);
            *worst = finding.level.max(*worst);
        }
        for finding in findings {
            if !log.index.contains_key(finding.check) {
                log.index.insert(finding.check, log.rules.len());
                let level = faults.get(finding.check).copied().unwrap_or(finding.level);
                log.rules.push(fault(finding.check, level));
            }
        }
        log
    }

    fn result(&mut self, finding: &Diagnostic) -> Value {
        let also: Vec<Value> = finding
            .also
            .iter()
            .enumerate()
            .map(|(at, (span, words))| {
                let mut location = self.location(span, !finding.confidential);
                location.insert("id".into(), json!(at + 1));
                location.insert("message".into(), json!({ "text": plain(words) }));
                Value::Object(location)
            })
            .collect();
        let mut result = json!({
            "ruleId": finding.check,
            "ruleIndex": self.index.get(finding.check),
            "level": finding.level.as_str(),
            "message": { "text": message(finding) },
            "locations": [self.primary(finding)],
            "partialFingerprints": self.fingerprints(finding),
            "suppressions": suppressions(finding),
        });
        if let Some(result) = result.as_object_mut() {
            if !also.is_empty() {
                result.insert("relatedLocations".into(), also.into());
            }
            let properties = properties(finding);
            if !properties.is_empty() {
                result.insert("properties".into(), properties.into());
            }
        }
        result
    }

    /// The place of a finding, with the item or else the paper it concerns.
    fn primary(&mut self, finding: &Diagnostic) -> Value {
        let mut location = match &finding.span {
            Some(span) => self.location(span, !finding.confidential),
            None => {
                let path = match &finding.brief {
                    Some(brief) => format!("briefs/{brief}.toml"),
                    None => "briefs".to_owned(),
                };
                artifact(&path, None)
            }
        };
        let logical = match (&finding.brief, &finding.item) {
            (Some(brief), Some(item)) => Some((item, format!("{brief}/{item}"), "item")),
            (None, Some(item)) => Some((item, item.clone(), "item")),
            (Some(brief), None) => Some((brief, brief.clone(), "paper")),
            (None, None) => None,
        };
        if let Some((name, full, kind)) = logical {
            let logical = json!([{ "name": name, "fullyQualifiedName": full, "kind": kind }]);
            location.insert("logicalLocations".into(), logical);
        }
        location.into()
    }

    fn location(&mut self, span: &Span, snippet: bool) -> Map<String, Value> {
        let region = Region::of(span).map(|region| {
            let mut out = json!({
                "startLine": region.start_line,
                "startColumn": region.start_column,
                "endLine": region.end_line,
                "endColumn": region.end_column,
            });
            if let Some(out) = out.as_object_mut().filter(|_| snippet) {
                let text = span.text().trim_end_matches(['\r', '\n']);
                out.insert("snippet".into(), json!({ "text": text }));
            }
            out
        });
        artifact(&span.file.path, region)
    }

    fn fingerprints(&mut self, finding: &Diagnostic) -> Value {
        let fingerprint = fingerprint(finding);
        let seen = self.seen.entry(fingerprint.clone()).or_default();
        *seen += 1;
        let fingerprint = format!("{fingerprint}:{seen}");
        let mut out = Map::new();
        if finding.span.as_ref().is_none_or(|span| span.range.is_empty()) {
            // GitHub's action makes one from the line; here there is none.
            out.insert("primaryLocationLineHash".into(), fingerprint.clone().into());
        }
        out.insert(FINGERPRINT.into(), fingerprint.into());
        out.into()
    }
}

/// A place in a file of the workspace.
fn artifact(path: &str, region: Option<Value>) -> Map<String, Value> {
    let uri = utf8_percent_encode(path, ESCAPED).to_string();
    let mut physical = Map::new();
    physical.insert("artifactLocation".into(), json!({ "uri": uri, "uriBaseId": ROOT }));
    if let Some(region) = region {
        physical.insert("region".into(), region);
    }
    Map::from_iter([("physicalLocation".to_owned(), physical.into())])
}

fn rule(rule: &Check) -> Value {
    let Check { finds, reason, example, help, .. } = rule;
    json!({
        "id": rule.name,
        "shortDescription": { "text": sentence(finds) },
        "fullDescription": { "text": format!("{} Why it matters: {}", sentence(finds), stopped(reason)) },
        "help": {
            "text": format!(
                "Why it matters: {}\n\nFor example: {}\n\nWhat to do: {}",
                stopped(reason), stopped(example), stopped(help)
            ),
            "markdown": format!(
                "**Why it matters:** {}\n\n**For example:** {}\n\n**What to do:** {}",
                stopped(reason), stopped(example), stopped(help)
            ),
        },
        "defaultConfiguration": { "level": rule.level.as_str() },
    })
}

/// The rule of what is no check: something that keeps a paper from being read or made.
fn fault(name: &str, level: Level) -> Value {
    let what = format!("A fault in the workspace’s files: {}.", name.replace('-', " "));
    json!({
        "id": name,
        "shortDescription": { "text": what },
        "fullDescription": { "text": what },
        "help": { "text": "The message says what to do." },
        "defaultConfiguration": { "level": level.as_str() },
    })
}

/// What is wrong as the first sentence, then why and what to do, each a paragraph; then links to what belongs
/// to it, by which alone GitHub shows them.
fn message(finding: &Diagnostic) -> String {
    let mut paragraphs = vec![plain(&stopped(&finding.message))];
    if let Some(why) = &finding.why {
        paragraphs.push(format!("Why it matters: {}", plain(&stopped(why))));
    }
    if let Some(help) = &finding.help {
        paragraphs.push(format!("What to do: {}", plain(&stopped(help))));
    }
    if !finding.also.is_empty() {
        let links: Vec<String> = finding
            .also
            .iter()
            .enumerate()
            .map(|(at, (_, words))| format!("[{}]({})", link_text(words), at + 1))
            .collect();
        paragraphs.push(format!("See also: {}.", links.join("; ")));
    }
    paragraphs.join("\n\n")
}

/// Text as a SARIF message holds it: braces, which stand for arguments, doubled (§3.11.5); control characters
/// and invisible ones written out.
fn plain(text: &str) -> String {
    visible(text).replace('{', "{{").replace('}', "}}")
}

/// Text of a link within a message: brackets and backslashes escaped (§3.11.6).
fn link_text(text: &str) -> String {
    let text = plain(text);
    match text.trim().is_empty() {
        true => "here".to_owned(),
        false => text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]"),
    }
}

/// Text with a stop at its end.
fn stopped(text: &str) -> String {
    let text = text.trim_end();
    match text.ends_with(['.', '?', '!', '…']) {
        true => text.to_owned(),
        false => format!("{text}."),
    }
}

/// Text with a capital and a stop.
fn sentence(text: &str) -> String {
    let mut rest = text.chars();
    let first: String = rest.next().into_iter().flat_map(char::to_uppercase).collect();
    stopped(&(first + rest.as_str()))
}

/// SHA-256, in hexadecimal digits, of what does not change when lines move. Each part is preceded by its length,
/// so that no two findings run together.
fn fingerprint(finding: &Diagnostic) -> String {
    let words = finding.span.as_ref().filter(|_| !finding.confidential).map_or("", Span::text);
    let parts = [
        finding.check,
        finding.brief.as_deref().unwrap_or_default(),
        finding.item.as_deref().unwrap_or_default(),
        words,
    ];
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The override that lifts the finding. The list is there for every result, empty where nothing lifts it, so that
/// a reader knows that overrides were looked at (§3.27.23).
fn suppressions(finding: &Diagnostic) -> Value {
    finding
        .allowed
        .iter()
        .map(|allowed| {
            json!({
                "kind": "external",
                "status": "accepted",
                "justification": visible(&allowed.sentence()),
            })
        })
        .collect()
}

/// The parts of a message one by one, for programs.
fn properties(finding: &Diagnostic) -> Map<String, Value> {
    let parts = [
        ("brief", &finding.brief),
        ("item", &finding.item),
        ("label", &finding.label),
        ("why", &finding.why),
        ("help", &finding.help),
        ("detail", &finding.detail),
    ];
    parts
        .into_iter()
        .filter_map(|(name, value)| value.as_ref().map(|value| (name.to_owned(), json!(value))))
        .collect()
}

#[cfg(test)]
#[path = "sarif_tests.rs"]
mod tests;
