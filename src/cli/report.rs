//! What people and programs see of a run.

use std::io::{IsTerminal, Write};

use serde_json::{Value, json};

use super::args::{Global, MessageFormat, When};
use crate::diag::human::{Look, render_all};
use crate::diag::{Diagnostic, Level, count, json};
use crate::pipeline::{Action, Outcome};
use crate::workspace::Workspace;

/// Writes results to standard output and messages to standard error; a reader that went away is no
/// error of ours.
pub struct Reporter {
    format: MessageFormat,
    look: Look,
    /// Whether results on standard output may be coloured.
    pub coloured: bool,
    quiet: bool,
}

impl Reporter {
    /// As the command line asks for it.
    pub fn new(global: &Global) -> Reporter {
        let wanted = |terminal: bool| match global.color {
            When::Always => true,
            When::Never => false,
            When::Auto => {
                terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        };
        let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let terminal =
            || terminal_size::terminal_size_of(std::io::stderr()).map(|(width, _)| width.0.into());
        let width: Option<usize> = asked.or_else(terminal);
        Reporter {
            format: global.message_format,
            look: Look {
                styled: wanted(std::io::stderr().is_terminal()),
                width: width.unwrap_or(120).clamp(40, 160),
            },
            coloured: wanted(std::io::stdout().is_terminal()),
            quiet: global.quiet,
        }
    }

    /// Whether programs read what is written.
    pub fn is_json(&self) -> bool {
        self.format == MessageFormat::Json
    }

    /// A result for people.
    pub fn line(&self, text: &str) {
        if !self.is_json() {
            writeln!(std::io::stdout().lock(), "{text}").ok();
        }
    }

    /// A result for people who have not asked for quiet.
    pub fn result(&self, text: &str) {
        if !self.quiet {
            self.line(text);
        }
    }

    /// A result for programs.
    pub fn object(&self, object: &Value) {
        if self.is_json() {
            writeln!(std::io::stdout().lock(), "{object}").ok();
        }
    }

    /// Messages.
    pub fn diagnostics(&self, diagnostics: &[Diagnostic]) {
        if self.is_json() {
            for diagnostic in diagnostics {
                self.object(&json::finding(diagnostic));
            }
            return;
        }
        let shown: Vec<Diagnostic> = diagnostics
            .iter()
            .filter(|diagnostic| !self.quiet || diagnostic.level > Level::Note)
            .cloned()
            .collect();
        write!(std::io::stderr().lock(), "{}", render_all(&shown, self.look)).ok();
    }

    /// A line for people on standard error, such as a way out.
    pub fn hint(&self, text: &str) {
        if !self.is_json() {
            writeln!(std::io::stderr().lock(), "{text}").ok();
        }
    }

    /// What became of one paper.
    pub fn outcome(&self, workspace: &Workspace, outcome: &Outcome) {
        for file in &outcome.files {
            let path = workspace.display(&file.path);
            self.object(&json!({
                "type": "output",
                "brief": outcome.stem,
                "path": path,
                "action": file.action.as_str(),
                "ms": u64::try_from(outcome.ms).unwrap_or(u64::MAX),
            }));
            let pages = outcome.pages.map(|pages| count(pages, "page")).unwrap_or_default();
            // What a paper's Typst source imports is written too, but is no paper.
            if file.path.parent() != outcome.files[0].path.parent() {
                continue;
            }
            match file.action {
                Action::Built => {
                    self.result(&format!("built      {path} ({pages}, {} ms)", outcome.ms))
                }
                Action::Unchanged => self.result(&format!("unchanged  {path} ({pages})")),
                Action::Checked => self.result(&format!("checked    {} ({pages})", outcome.stem)),
                Action::Failed => {
                    self.line(&format!("failed     {} – nothing of it was written", outcome.stem))
                }
            }
        }
        if let [item, ..] = outcome.dispensable.as_slice() {
            let all = outcome.dispensable.len();
            let fails = if all == 1 {
                "items fails; build without it"
            } else {
                "items fail; build without them"
            };
            let without: Vec<String> =
                outcome.dispensable.iter().map(|item| format!(" --without {item}")).collect();
            let _ = item;
            self.hint(&format!(
                "{all} of {} {fails}: `brief build {}{}`",
                outcome.items,
                outcome.spec,
                without.concat()
            ));
        }
    }

    /// The end of a run over papers.
    pub fn summary(&self, outcomes: &[Outcome], findings: &[Diagnostic]) {
        let of = |action: Action| {
            outcomes
                .iter()
                .filter(|outcome| outcome.files.iter().any(|file| file.action == action))
                .count()
        };
        let level = |level: Level| findings.iter().filter(|finding| finding.level == level).count();
        self.object(&json!({
            "type": "summary",
            "built": of(Action::Built),
            "unchanged": outcomes.iter().filter(|outcome| {
                !outcome.files.is_empty() && outcome.files.iter().all(|file| file.action == Action::Unchanged)
            }).count(),
            "checked": of(Action::Checked),
            "failed": of(Action::Failed),
            "errors": level(Level::Error),
            "warnings": level(Level::Warning),
            "notes": level(Level::Note),
        }));
        let (errors, warnings) = (level(Level::Error), level(Level::Warning));
        if errors + warnings > 0 {
            let said: Vec<String> = [(errors, "error"), (warnings, "warning")]
                .into_iter()
                .filter(|(n, _)| *n > 0)
                .map(|(n, noun)| count(n, noun))
                .collect();
            self.hint(&said.join(", "));
        }
    }
}
