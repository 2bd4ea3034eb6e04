//! Messages as they are kept from one run to the next.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};

use super::{Allowed, Diagnostic, File, Level, Span};

/// A message whose places are numbers of files; see [`Files`].
#[derive(Debug, Serialize, Deserialize)]
pub struct Saved {
    level: u8,
    check: String,
    message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    also: Vec<(Place, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    brief: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    item: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    confidential: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    allowed: Option<Allowed>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Place {
    file: usize,
    start: usize,
    end: usize,
}

/// The files that messages are about, each once.
#[derive(Debug, Default)]
pub struct Files {
    files: Vec<Arc<File>>,
    /// Number by address: messages of one run share their files.
    numbers: BTreeMap<usize, usize>,
}

impl Files {
    /// The files in the order of their numbers.
    pub fn all(&self) -> &[Arc<File>] {
        &self.files
    }

    fn place(&mut self, span: &Span) -> Place {
        let address = Arc::as_ptr(&span.file) as usize;
        let file = *self.numbers.entry(address).or_insert_with(|| {
            self.files.push(span.file.clone());
            self.files.len() - 1
        });
        Place { file, start: span.range.start, end: span.range.end }
    }

    /// A message to be kept.
    pub fn save(&mut self, diagnostic: &Diagnostic) -> Saved {
        let Diagnostic {
            level,
            check,
            message,
            span,
            label,
            also,
            why,
            help,
            detail,
            brief,
            item,
            confidential,
            allowed,
        } = diagnostic.clone();
        Saved {
            level: match level {
                Level::Note => 0,
                Level::Warning => 1,
                Level::Error => 2,
            },
            check: check.to_owned(),
            message,
            place: span.map(|span| self.place(&span)),
            label,
            also: also.into_iter().map(|(span, label)| (self.place(&span), label)).collect(),
            why,
            help,
            detail,
            brief,
            item,
            confidential,
            allowed,
        }
    }
}

impl Saved {
    /// The message again, about `files`; `None` where one is missing.
    pub fn restore(self, files: &[Arc<File>]) -> Option<Diagnostic> {
        let span = |place: Place| Some(Span::new(files.get(place.file)?, place.start..place.end));
        Some(Diagnostic {
            level: match self.level {
                0 => Level::Note,
                1 => Level::Warning,
                2 => Level::Error,
                _ => return None,
            },
            check: interned(&self.check),
            message: self.message,
            span: match self.place {
                Some(place) => Some(span(place)?),
                None => None,
            },
            label: self.label,
            also: self
                .also
                .into_iter()
                .map(|(place, label)| Some((span(place)?, label)))
                .collect::<Option<_>>()?,
            why: self.why,
            help: self.help,
            detail: self.detail,
            brief: self.brief,
            item: self.item,
            confidential: self.confidential,
            allowed: self.allowed,
        })
    }
}

/// The name of a check for as long as the process lives; each is kept once.
fn interned(name: &str) -> &'static str {
    static KNOWN: Mutex<Vec<&'static str>> = Mutex::new(Vec::new());
    let mut known = KNOWN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    match known.iter().find(|known| **known == name) {
        Some(known) => known,
        None => {
            let kept: &'static str = name.to_owned().leak();
            known.push(kept);
            kept
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_comes_back_whole() {
        let file = File::new("a.toml", "id = \"x\"\n");
        let other = File::new("b.toml", "y");
        let said = Diagnostic::warning("stale", "it is old")
            .at(&Span::new(&file, 5..8))
            .label("here")
            .also(&Span::whole(&other), "and here")
            .why("because")
            .help("look again")
            .detail("in detail")
            .item("x");
        let said = Diagnostic {
            brief: Some("paper".into()),
            confidential: true,
            allowed: Some(Allowed {
                by: "A".into(),
                reason: "B".into(),
                on: "2026-01-01".into(),
                until: None,
            }),
            ..said
        };
        let mut files = Files::default();
        let saved = serde_json::to_string(&files.save(&said)).unwrap();
        let back: Saved = serde_json::from_str(&saved).unwrap();
        assert_eq!(back.restore(files.all()), Some(said));
        let back: Saved = serde_json::from_str(&saved).unwrap();
        assert_eq!(back.restore(&files.all()[..1]), None, "a file is missing");
    }
}
