//! What people and programs see of a run.

use std::cell::RefCell;
use std::collections::HashSet;
use std::io::{self, IsTerminal, Write};

use serde_json::{Value, json};

use super::Exit;
use super::args::{Global, MessageFormat, When};
use crate::diag::human::{Look, render_all, visible, wrapped};
use crate::diag::once::once;
use crate::diag::{Diagnostic, Level, Span, count, github, json, sarif};
use crate::made::outcome::{Action, Outcome, OutputFile};
use crate::model::checks::CHECKS;
use crate::workspace::{Workspace, reason};

/// Writes results to standard output and messages to standard error; a reader that went away is no
/// error of ours.
pub struct Reporter {
    format: MessageFormat,
    look: Look,
    /// Whether results on standard output may be coloured.
    pub coloured: bool,
    quiet: bool,
    /// Findings that were shown: of an item that several papers print they are the same.
    shown: RefCell<HashSet<(String, Option<Span>)>>,
    /// Findings that are written together at the end of the run.
    gathered: RefCell<Vec<Diagnostic>>,
    /// The first reason why a result could not be written.
    unwritten: RefCell<Option<io::Error>>,
}

/// Says that results could not be written; the exit code for it. A reader that went away, as `head`
/// does, has what it wanted.
pub fn unwritten(error: io::Error) -> Exit {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Exit::Done;
    }
    let said = format!("cannot write to standard output: {}", reason(&error));
    let said = Diagnostic::error("disk", said)
        .why("results are missing there; papers were written or not as said here")
        .help("make room, or send standard output elsewhere");
    let look = Look { styled: false, width: 120 };
    write!(io::stderr().lock(), "{}", render_all(&[said], look)).ok();
    Exit::CouldNotRun
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
            || terminal_size::terminal_size_of(io::stderr()).map(|(width, _)| width.0.into());
        let width: Option<usize> = asked.or_else(terminal);
        Reporter {
            format: global.message_format,
            look: Look {
                styled: wanted(io::stderr().is_terminal()),
                width: width.unwrap_or(120).clamp(40, 160),
            },
            coloured: wanted(io::stdout().is_terminal()),
            quiet: global.quiet,
            shown: RefCell::default(),
            gathered: RefCell::default(),
            unwritten: RefCell::default(),
        }
    }

    /// Whether programs read what is written.
    pub fn is_json(&self) -> bool {
        self.format == MessageFormat::Json
    }

    /// Writes text for people from a column on, broken between words; `head` stands before its first line.
    pub fn wrapped(&self, head: &str, text: &str) {
        let column = head.chars().count();
        let text = wrapped(text, self.look.width.saturating_sub(column));
        for (at, line) in text.split('\n').enumerate() {
            let before = if at == 0 { head } else { "" };
            self.result(format!("{before:column$}{line}").trim_end());
        }
    }

    /// Whether a person reads what is written.
    pub fn is_human(&self) -> bool {
        self.format == MessageFormat::Human
    }

    /// Whether a person watches the run.
    pub fn is_watched(&self) -> bool {
        self.is_human() && !self.quiet && io::stderr().is_terminal()
    }

    fn write(&self, line: impl std::fmt::Display) {
        if let Err(error) = writeln!(io::stdout().lock(), "{line}") {
            self.unwritten.borrow_mut().get_or_insert(error);
        }
    }

    /// Writes what was gathered.
    fn write_gathered(&self) {
        let mut gathered = self.gathered.take();
        match self.format {
            MessageFormat::Sarif => {
                let log = sarif::sarif(&gathered, CHECKS, env!("CARGO_PKG_VERSION"));
                self.write(format!("{log:#}"));
            }
            MessageFormat::Github => {
                // Of each level the first ten are shown: the worst first.
                gathered.sort_by_key(|finding| std::cmp::Reverse(finding.level));
                // What several papers print is shown once, and what was allowed not at all.
                let mut seen = HashSet::new();
                gathered.retain(|finding| finding.allowed.is_none());
                gathered = once(gathered);
                gathered
                    .retain(|finding| seen.insert((finding.message.clone(), finding.span.clone())));
                gathered.iter().for_each(|finding| self.write(github::annotation(finding)));
            }
            MessageFormat::Human | MessageFormat::Json => {}
        }
    }

    /// Writes what is left to write, and says whether results are missing; the exit code for it.
    pub fn finish(&self) -> Exit {
        self.write_gathered();
        self.unwritten.take().map_or(Exit::Done, unwritten)
    }

    /// The width of what people read.
    pub fn width(&self) -> usize {
        self.look.width
    }

    /// A text that stands out on a terminal.
    pub fn bold(&self, text: &str) -> String {
        match self.coloured {
            true => format!("\u{1b}[1m{text}\u{1b}[0m"),
            false => text.to_owned(),
        }
    }

    /// A result for people.
    pub fn line(&self, text: &str) {
        if self.is_human() {
            self.write(text);
        }
    }

    /// A result for people who have not asked for quiet.
    pub fn result(&self, text: &str) {
        if !self.quiet {
            self.line(text);
        }
    }

    /// Asks a person who is there to answer. Where nobody is, what was asked for is meant.
    pub fn confirm(&self, question: &str) -> bool {
        if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
            return true;
        }
        write!(io::stderr().lock(), "{question} [y/N] ").ok();
        let mut answer = String::new();
        io::stdin().read_line(&mut answer).is_ok()
            && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
    }

    /// A result for programs.
    pub fn object(&self, object: &Value) {
        if self.is_json() {
            self.write(object);
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
        if !self.is_human() {
            self.gathered.borrow_mut().extend_from_slice(diagnostics);
            return;
        }
        let open: Vec<Diagnostic> = diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.allowed.is_none())
            .filter(|diagnostic| !self.quiet || diagnostic.level > Level::Note)
            .cloned()
            .collect();
        let all = open.len();
        let open = once(open);
        let mut seen = self.shown.borrow_mut();
        let mut again = all - open.len();
        let mut is_new = |diagnostic: &Diagnostic| {
            let new = seen.insert((diagnostic.message.clone(), diagnostic.span.clone()));
            again += usize::from(!new);
            new
        };
        let shown: Vec<Diagnostic> = open
            .into_iter()
            .filter(|diagnostic| diagnostic.span.is_none() || is_new(diagnostic))
            .collect();
        write!(io::stderr().lock(), "{}", render_all(&shown, self.look)).ok();
        if again > 0 && !self.quiet {
            let paper = diagnostics.iter().find_map(|diagnostic| diagnostic.brief.as_deref());
            let of = paper.map(|paper| format!(" of {paper}")).unwrap_or_default();
            let say = if again == 1 { "says" } else { "say" };
            let more = count(again, "more finding");
            self.hint(&format!("{more}{of} {say} the same as those above\n"));
        }
    }

    /// A line for people on standard error, such as a way out.
    pub fn hint(&self, text: &str) {
        if self.is_human() {
            writeln!(io::stderr().lock(), "{text}").ok();
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
                "because": outcome.because,
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
                    let stem = visible(&outcome.stem);
                    self.line(&format!("failed     {stem} – nothing of it was written"))
                }
            }
        }
        let allowed = outcome.findings.iter().filter(|finding| finding.allowed.is_some()).count();
        if allowed > 0 {
            let (verb, by) =
                if allowed == 1 { ("is", "an override") } else { ("are", "overrides") };
            self.result(&format!(
                "           {} {verb} allowed by {by}; `brief status {}` says why",
                count(allowed, "finding"),
                outcome.spec
            ));
        }
        if !outcome.dispensable.is_empty() {
            let all = outcome.dispensable.len();
            let fails = if all == 1 {
                "items fails; build without it"
            } else {
                "items fail; build without them"
            };
            let without: Vec<String> =
                outcome.dispensable.iter().map(|item| format!(" --without {item}")).collect();
            if all > 8 {
                self.hint(&format!("{all} of {} items fail: see above", outcome.items));
                return;
            }
            self.hint(&format!(
                "{all} of {} {fails}: `brief build {}{}`",
                outcome.items,
                outcome.spec,
                without.concat()
            ));
        }
    }

    /// The end of a run over papers.
    pub fn summary(&self, tally: &Tally) {
        self.object(&json!({
            "type": "summary",
            "built": tally.built,
            "unchanged": tally.unchanged,
            "checked": tally.checked,
            "failed": tally.failed,
            "errors": tally.errors,
            "warnings": tally.warnings,
            "notes": tally.notes,
        }));
        let said: Vec<String> = [(tally.errors, "error"), (tally.warnings, "warning")]
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, noun)| count(n, noun))
            .collect();
        if !said.is_empty() {
            self.hint(&said.join(", "));
        }
    }
}

/// What a run over papers came to.
#[derive(Debug, Default)]
pub struct Tally {
    /// Papers that are finished, in whatever way.
    pub papers: usize,
    /// Papers with new bytes.
    pub built: usize,
    /// Papers all of whose files had these bytes.
    pub unchanged: usize,
    /// Papers that were only checked.
    pub checked: usize,
    /// Papers that failed.
    pub failed: usize,
    /// Findings that stop a paper.
    pub errors: usize,
    /// Findings someone should look at.
    pub warnings: usize,
    /// Findings that fail nothing.
    pub notes: usize,
    /// The most items of a paper that could not be held against their sources here.
    pub unchecked: usize,
    /// Whether the disk did not do what was asked.
    pub disk_failed: bool,
}

impl Tally {
    /// Counts what became of a paper.
    pub fn outcome(&mut self, outcome: &Outcome) {
        let any = |action| outcome.files.iter().any(|file| file.action == action);
        let unchanged = |file: &OutputFile| file.action == Action::Unchanged;
        self.papers += 1;
        self.built += usize::from(any(Action::Built));
        self.unchanged +=
            usize::from(!outcome.files.is_empty() && outcome.files.iter().all(unchanged));
        self.checked += usize::from(any(Action::Checked));
        self.failed += usize::from(any(Action::Failed));
        self.unchecked = self.unchecked.max(outcome.unchecked);
        self.disk_failed |= outcome.disk_failed;
        self.findings(&outcome.findings);
    }

    /// Counts findings.
    pub fn findings(&mut self, findings: &[Diagnostic]) {
        for finding in findings {
            *match finding.level {
                Level::Error => &mut self.errors,
                Level::Warning => &mut self.warnings,
                Level::Note => &mut self.notes,
            } += 1;
        }
    }
}
