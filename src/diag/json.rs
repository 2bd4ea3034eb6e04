//! Messages as JSON lines, for programs.

use serde_json::{Value, json};

use super::Diagnostic;

/// The `finding` object of one message.
pub fn finding(diagnostic: &Diagnostic) -> Value {
    let place = diagnostic.span.as_ref().map(|span| (span, span.line_column()));
    json!({
        "type": "finding",
        "check": diagnostic.check,
        "level": diagnostic.level.as_str(),
        "message": diagnostic.message,
        "brief": diagnostic.brief,
        "item": diagnostic.item,
        "file": place.as_ref().map(|(span, _)| &span.file.path),
        "line": place.as_ref().map(|(_, (line, _))| line),
        "column": place.as_ref().map(|(_, (_, column))| column),
        "why": diagnostic.why,
        "help": diagnostic.help,
        "detail": diagnostic.detail,
        "allowed": diagnostic.allowed.as_ref().map(|allowed| json!({
            "by": allowed.by,
            "reason": allowed.reason,
            "on": allowed.on,
            "until": allowed.until,
        })),
    })
}
