//! `briefs/schedule.toml`: what is run and when, for people to edit.

use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};
use toml_edit::{Document, DocumentMut, Item, Value, value};

use super::Fault;
use super::timing::Timing;
use crate::diag::{Diagnostic, File, Span, did_you_mean};

/// Where the settings lie in a workspace.
pub const PATH: &str = "briefs/schedule.toml";

/// Every key of the file.
const KEYS: [&str; 5] = ["every", "at", "digest", "command", "since"];

/// What a schedule consists of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// When runs are wanted.
    pub timing: Timing,
    /// Where what changed is written, Markdown or HTML by its ending; relative to the workspace.
    pub digest: Option<String>,
    /// What to run after each run, as the system's shell understands it.
    pub command: Option<String>,
    /// When the schedule was installed: nothing before that was missed.
    pub since: Option<DateTime<Utc>>,
}

/// Reads the file's text.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(path: &str, text: &str) -> Result<Settings, Vec<Diagnostic>> {
    let file = File::new(path, text);
    let document = Document::parse(text).map_err(|error| {
        let at = Span::new(&file, error.span().unwrap_or(0..0));
        let said = error.message().trim().to_owned();
        vec![Diagnostic::error("schedule-file", "this is not TOML").at(&at).detail(said)]
    })?;
    let mut faults = Vec::new();
    for (key, item) in document.iter().filter(|(key, _)| !KEYS.contains(key)) {
        let at = Span::new(
            &file,
            document.key(key).and_then(|k| k.span()).or(item.span()).unwrap_or(0..0),
        );
        let message = format!("`{key}` is not known here");
        faults.push(Diagnostic::error("unknown-key", message).at(&at).maybe_help(did_you_mean(
            key,
            KEYS,
            "the keys are",
        )));
    }
    let read = Reader { document: &document, file: &file };
    let every = read.text("every", &mut faults).map(|(text, at)| (Timing::every(&text), at));
    let at = read.time("at", &mut faults).map(|(text, at)| (Timing::at(&text), at));
    let digest = read.text("digest", &mut faults).map(|(text, _)| text);
    let command = read.text("command", &mut faults).map(|(text, _)| text);
    let since = read.since(&mut faults);
    let timing = match (every, at) {
        (Some(_), Some((_, at))) => {
            let message = "there is both `every` and `at`";
            faults.push(
                Diagnostic::error("schedule-timing", message).at(&at).help("keep one of the two"),
            );
            None
        }
        (None, None) => {
            let message = "nothing says when to run";
            let help = "write `every = \"6h\"` or `at = \"06:30\"`";
            faults.push(
                Diagnostic::error("schedule-timing", message).at(&Span::whole(&file)).help(help),
            );
            None
        }
        (Some((timing, at)), None) | (None, Some((timing, at))) => {
            timing.map_err(|fault| faults.push(in_file(*fault).at(&at))).ok()
        }
    };
    match timing {
        Some(timing) if faults.is_empty() => Ok(Settings { timing, digest, command, since }),
        _ => Err(faults),
    }
}

/// A message about an option, said of the key in the file.
fn in_file(mut fault: Diagnostic) -> Diagnostic {
    for (option, key) in [("--every ", "every = "), ("--at ", "at = ")] {
        let quoted = |help: String| match help.split_once(option) {
            Some((before, after)) => format!("{before}{key}\"{}\"`", after.trim_end_matches('`')),
            None => help,
        };
        fault.help = fault.help.map(quoted);
    }
    fault
}

struct Reader<'a> {
    document: &'a Document<&'a str>,
    file: &'a Arc<File>,
}

impl Reader<'_> {
    fn span(&self, item: &Item) -> Span {
        Span::new(self.file, item.span().unwrap_or(0..0))
    }

    /// A text that is not empty, and where it stands.
    fn text(&self, key: &str, faults: &mut Vec<Diagnostic>) -> Option<(String, Span)> {
        let item = self.document.get(key)?;
        match item.as_str().filter(|text| !text.trim().is_empty()) {
            Some(text) => Some((text.to_owned(), self.span(item))),
            None => {
                let message = format!("`{key}` must be a text in quotation marks");
                faults.push(Diagnostic::error("schedule-file", message).at(&self.span(item)));
                None
            }
        }
    }

    /// A time of day, in quotation marks or not.
    fn time(&self, key: &str, faults: &mut Vec<Diagnostic>) -> Option<(String, Span)> {
        let item = self.document.get(key)?;
        match item.as_datetime().and_then(|found| found.time) {
            Some(time) => Some((format!("{:02}:{:02}", time.hour, time.minute), self.span(item))),
            None => self.text(key, faults),
        }
    }

    fn since(&self, faults: &mut Vec<Diagnostic>) -> Option<DateTime<Utc>> {
        let item = self.document.get("since")?;
        let found = item.as_datetime().map(|found| found.to_string());
        let parsed = found.and_then(|text| DateTime::parse_from_rfc3339(&text).ok());
        if parsed.is_none() {
            let message = "`since` must be a date and time with its zone";
            let help = "write it like `2026-12-01T09:00:00Z`, or delete the line";
            faults
                .push(Diagnostic::error("schedule-file", message).at(&self.span(item)).help(help));
        }
        parsed.map(|at| at.with_timezone(&Utc))
    }
}

/// The file for these settings. What a person wrote in `old` stays: comments, order, spaces.
///
/// # Errors
/// When `old` is not TOML.
pub fn write(old: Option<&str>, settings: &Settings) -> Result<String, Fault> {
    let Some(old) = old else { return Ok(new(settings)) };
    let mut document: DocumentMut = old.parse().map_err(|error: toml_edit::TomlError| {
        Fault::from(
            Diagnostic::error("schedule-file", format!("`{PATH}` is not TOML"))
                .detail(error.message().trim().to_owned())
                .help("mend or delete the file, then install again"),
        )
    })?;
    let since = settings.since.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true));
    let (key, other) = match settings.timing {
        Timing::Every(_) => ("every", "at"),
        Timing::At(_) => ("at", "every"),
    };
    document.remove(other);
    set(&mut document, key, Some(settings.timing.to_string().into()));
    set(&mut document, "digest", settings.digest.as_deref().map(Value::from));
    set(&mut document, "command", settings.command.as_deref().map(Value::from));
    set(&mut document, "since", since.and_then(|text| text.parse().ok()).map(datetime));
    Ok(document.to_string())
}

fn datetime(at: toml_edit::Datetime) -> Value {
    Value::from(at)
}

/// Sets a key and leaves what stands around it, or takes it out.
fn set(document: &mut DocumentMut, key: &str, new: Option<Value>) {
    match (document.get_mut(key).and_then(Item::as_value_mut), new) {
        (_, None) => {
            document.remove(key);
        }
        (Some(old), Some(mut new)) => {
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        (None, Some(new)) => {
            document.insert(key, value(new));
        }
    }
}

/// A new file, with a word on each line.
fn new(settings: &Settings) -> String {
    let mut text = String::from(
        "# When this workspace is refreshed by itself. Written by `brief schedule install`; edit it freely.\n\
         # After a change of `every` or `at`, say `brief schedule install` again: the scheduler must know.\n\n",
    );
    let quoted = |text: &str| Value::from(text).to_string();
    let timing = quoted(&settings.timing.to_string());
    let mut line = |line: String, word: &str| text.push_str(&format!("{line:<32}  # {word}\n"));
    match settings.timing {
        Timing::Every(_) => line(format!("every = {timing}"), "or at = \"06:30\", daily"),
        Timing::At(_) => {
            line(format!("at = {timing}"), "by this machine's clock; or every = \"6h\"")
        }
    }
    match &settings.digest {
        Some(path) => line(format!("digest = {}", quoted(path)), "what changed, written here"),
        None => line("# digest = \"out/digest.md\"".into(), "what changed, written here"),
    }
    let word = "run afterwards with the digest's path; counts are in BRIEF_… variables";
    match &settings.command {
        Some(command) => line(format!("command = {}", quoted(command)), word),
        None => line("# command = \"…\"".into(), word),
    }
    if let Some(since) = settings.since {
        let since = since.to_rfc3339_opts(SecondsFormat::Secs, true);
        line(format!("since = {since}"), "nothing before this is made up");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings {
            timing: Timing::Every(360),
            digest: Some("out/digest.md".into()),
            command: Some("mail -s \"Sources\" a@example.org <".into()),
            since: DateTime::from_timestamp(1_800_000_000, 0),
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for timing in [Timing::Every(90), Timing::at("06:30").unwrap()] {
            for settings in [
                Settings { timing, ..settings() },
                Settings { timing, digest: None, command: None, since: None },
            ] {
                let new = write(None, &settings).unwrap();
                assert_eq!(read(PATH, &new).unwrap(), settings, "{new}");
                let other =
                    write(None, &Settings { digest: Some("x".into()), ..super::tests::settings() });
                let edited = write(Some(&other.unwrap()), &settings).unwrap();
                assert_eq!(read(PATH, &edited).unwrap(), settings, "{edited}");
            }
        }
    }

    #[test]
    fn what_a_person_wrote_stays() {
        let old = "# Ours\n\ncommand = 'x'  # mail it\n every=\"1d\" # daily\n";
        let new = write(Some(old), &Settings { digest: None, since: None, ..settings() }).unwrap();
        assert_eq!(
            new,
            "# Ours\n\ncommand = 'mail -s \"Sources\" a@example.org <'  # mail it\n every=\"6h\" # daily\n"
        );
    }

    #[test]
    fn every_fault_is_said_at_its_place() {
        let text = "every = 6\nat = \"6h\"\nevry = \"6h\"\nsince = 2026-01-01\ndigest = \"\"\n";
        let said: Vec<String> = read(PATH, text)
            .unwrap_err()
            .iter()
            .map(|d| {
                let line = d.span.as_ref().map_or(0, |span| span.line_column().0);
                format!("{line}: {}; {}", d.message, d.help.as_deref().unwrap_or("-"))
            })
            .collect();
        assert_eq!(
            said.join("\n"),
            "3: `evry` is not known here; did you mean `every`?
1: `every` must be a text in quotation marks; -
5: `digest` must be a text in quotation marks; -
4: `since` must be a date and time with its zone; write it like `2026-12-01T09:00:00Z`, or delete the line
2: `6h` is a length of time, not a time of day; write `every = \"6h\"`"
        );
        let both = read(PATH, "every = \"6h\"\nat = 06:30:00\n").unwrap_err();
        assert_eq!(both[0].message, "there is both `every` and `at`");
        assert_eq!(read(PATH, "").unwrap_err()[0].message, "nothing says when to run");
        assert_eq!(read(PATH, "at = 06:30:00").unwrap().timing, Timing::at("06:30").unwrap());
        assert_eq!(read(PATH, "at = ").unwrap_err()[0].message, "this is not TOML");
    }
}
