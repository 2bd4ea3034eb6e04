//! Messages as workflow commands, which GitHub shows beside the lines of a pull request.
//!
//! Source: “Workflow commands for GitHub Actions” in GitHub's documentation; escaping as its runner undoes it
//! (`ActionCommand.cs`: `%`, CR and LF in messages, in properties `:` and `,` too). GitHub shows ten errors, ten
//! warnings and ten notices of a step; the rest, and what is over 4,096 characters, stands in the log alone.

use super::human::visible;
use super::region::Region;
use super::{Diagnostic, Level};

/// The workflow command of one message: a single line, without a line break at its end.
///
/// Columns count characters. A span over several lines has no columns: the runner drops them.
pub fn annotation(diagnostic: &Diagnostic) -> String {
    let command = match diagnostic.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    let properties: Vec<String> = properties(diagnostic)
        .into_iter()
        .map(|(name, value)| format!("{name}={}", property(&value)))
        .collect();
    format!("::{command} {}::{}", properties.join(","), data(&message(diagnostic)))
}

fn properties(diagnostic: &Diagnostic) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    if let Some(span) = &diagnostic.span {
        out.push(("file", span.file.path.clone()));
        if let Some(region) = Region::of(span) {
            out.push(("line", region.start_line.to_string()));
            if region.start_line == region.end_line {
                out.push(("col", region.start_column.to_string()));
                out.push(("endColumn", region.end_column.to_string()));
            } else {
                out.push(("endLine", region.end_line.to_string()));
            }
        }
    }
    out.push(("title", format!("brief: {}", diagnostic.check)));
    out
}

/// What is wrong, why it matters, what to do, and where: the log shows the message alone, without its file.
fn message(diagnostic: &Diagnostic) -> String {
    let mut lines = vec![visible(&diagnostic.message)];
    if let Some(why) = &diagnostic.why {
        lines.push(format!("why: {}", visible(why)));
    }
    if let Some(help) = &diagnostic.help {
        lines.push(format!("help: {}", visible(help)));
    }
    if let Some(allowed) = &diagnostic.allowed {
        lines.push(format!("allowed: {}", visible(&allowed.sentence())));
    }
    let place = diagnostic.span.as_ref().map(|span| {
        let path = visible(&span.file.path);
        match span.range.is_empty() {
            true => path,
            false => {
                let (line, column) = span.line_column();
                format!("{path}:{line}:{column}")
            }
        }
    });
    let paper = diagnostic.brief.as_ref().map(|brief| format!("paper `{}`", visible(brief)));
    let item = diagnostic.item.as_ref().map(|item| format!("item `{}`", visible(item)));
    let places: Vec<String> = [place, paper, item].into_iter().flatten().collect();
    if !places.is_empty() {
        lines.push(format!("where: {}", places.join(", ")));
    }
    lines.join("\n")
}

/// Text behind the second `::`.
fn data(text: &str) -> String {
    escaped(text, false)
}

/// The value of a property.
fn property(text: &str) -> String {
    escaped(text, true)
}

fn escaped(text: &str, property: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' => out.push_str("%25"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            ':' if property => out.push_str("%3A"),
            ',' if property => out.push_str("%2C"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::super::{Allowed, File, Span};
    use super::*;

    fn file(text: &str) -> Arc<File> {
        File::new("briefs/evidence/a, b: 50%.toml", text)
    }

    #[test]
    fn a_message_is_one_line_with_its_place() {
        let file = file("text = \"Die Größe: last year\"");
        let at = Span::new(&file, 0..file.text.len()).find("last year");
        let found = Diagnostic::error("relative-date", "`last year` is 5% wrong")
            .at(&at)
            .why("a, b: c")
            .help("write the date")
            .item("camps");
        assert_eq!(
            annotation(&found),
            "::error file=briefs/evidence/a%2C b%3A 50%25.toml,line=1,col=20,endColumn=29,\
             title=brief%3A relative-date::`last year` is 5%25 wrong%0Awhy: a, b: c%0A\
             help: write the date%0Awhere: briefs/evidence/a, b: 50%25.toml:1:20, item `camps`"
        );
    }

    #[test]
    fn over_several_lines_there_are_no_columns() {
        let file = file("one\ntwo\nthree");
        let found = Diagnostic::warning("duplicate", "twice").at(&Span::new(&file, 4..10));
        assert!(annotation(&found).contains(",line=2,endLine=3,title="));
    }

    #[test]
    fn a_whole_file_has_no_line() {
        let file = file("one");
        let found = Diagnostic::note("stale", "old").at(&Span::whole(&file));
        assert!(annotation(&found).starts_with(
            "::notice file=briefs/evidence/a%2C b%3A 50%25.toml,title=brief%3A stale::old%0A"
        ));
    }

    #[test]
    fn what_has_no_place_names_its_paper() {
        let mut found = Diagnostic::warning("incomplete", "no date");
        assert_eq!(annotation(&found), "::warning title=brief%3A incomplete::no date");
        found.brief = Some("uk-gov".into());
        assert!(annotation(&found).ends_with("::no date%0Awhere: paper `uk-gov`"));
    }

    #[test]
    fn who_allowed_it_is_said() {
        let mut found = Diagnostic::note("stale", "old");
        found.allowed = Some(Allowed {
            by: "Head of Advocacy".into(),
            reason: "It is the latest.".into(),
            on: "2026-11-20".into(),
            until: Some("2027-03-01".into()),
        });
        assert!(annotation(&found).ends_with(
            "%0Aallowed: It is the latest. (Head of Advocacy, 2026-11-20, until 2027-03-01)"
        ));
    }

    /// As the runner undoes it: `%25` last.
    fn undone(text: &str) -> String {
        let pairs = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")];
        pairs.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
    }

    proptest! {
        #[test]
        fn any_text_stays_on_its_line_and_comes_back(text in "\\PC*|(?s).{0,40}|(%|0D|25|:|,|\n|\r){0,12}") {
            for escaped in [property(&text), data(&text)] {
                prop_assert!(!escaped.contains(['\r', '\n']));
            }
            prop_assert!(!property(&text).contains([':', ',']));
            prop_assert_eq!(undone(&property(&text)), text);
        }

        #[test]
        fn any_finding_is_one_line(text in "(?s).{0,60}", a in 0usize..80, b in 0usize..80) {
            let file = file(&text);
            let found = Diagnostic::error("x", text.clone()).at(&Span::new(&file, a.min(b)..a.max(b)));
            let line = annotation(&found);
            prop_assert!(line.starts_with("::error file="));
            prop_assert!(!line.contains(['\r', '\n']));
        }
    }
}
