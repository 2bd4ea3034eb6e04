//! A digest as Markdown (CommonMark, and what GitHub and mail programs add to it). Whatever a stranger
//! wrote stays text: no link, no HTML, no heading comes of it.

use super::digest::{Digest, Entry};
use super::marks::{Run, parted};
use super::words::{Part, in_quotes, parts, place};

/// The digest as Markdown.
pub fn markdown(digest: &Digest) -> String {
    let mut out = format!("# {}\n\n{}\n", heading(&digest.title), escaped(&digest.lead.join(" ")));
    for section in &digest.sections {
        out += &format!("\n## {}\n", heading(&section.heading));
        section.entries.iter().for_each(|entry| out += &self::entry(entry));
    }
    out
}

fn entry(entry: &Entry) -> String {
    let mut out = format!("\n### {}\n\n", heading(&entry.headline));
    if !entry.detail.is_empty() {
        out += &format!("{}\n\n", prose(&entry.detail));
    }
    let mut line = |label: &str, text: String| out += &format!("- {label}: {text}\n");
    if let Some((kind, id)) = &entry.item {
        let kind = format!("{}{}", kind[..1].to_uppercase(), &kind[1..]);
        line(&kind, code(id));
    }
    if let Some((title, url)) = &entry.source {
        match url.is_empty() {
            true => line("Paper", code(title)),
            false => line("Source", format!("{}, {}", escaped(title), address(url))),
        }
    }
    if let Some(url) = &entry.now_at {
        line("Now at", address(url));
    }
    if let Some((old, new)) = &entry.phrases {
        line("Before", format!("“{}”", runs(old, "~~")));
        if !new.is_empty() {
            line("Now", format!("“{}”", runs(new, "**")));
        }
    }
    if entry.is_used && entry.sentences.is_empty() {
        line("Used in", "no paper".into());
    }
    for sentence in &entry.sentences {
        line(
            "Used in",
            format!("{}: {}", escaped(&place(sentence)), escaped(&in_quotes(&sentence.sentence))),
        );
    }
    if let Some(who) = &entry.decides {
        line("Decides", escaped(who));
    }
    for todo in &entry.todo {
        out += &format!("\n{}\n", prose(&todo.words));
        if let Some(command) = &todo.command {
            out += &format!("\n{}\n", fenced(command));
        }
    }
    out
}

fn runs(runs: &[Run], mark: &str) -> String {
    let mut out = String::new();
    let mut before = "";
    for run in runs {
        if parted(before, &run.text) {
            out.push(' ');
        }
        match run.differs {
            // A space within the marks would undo them.
            Some(_) => out += &format!("{mark}{}{mark}", escaped(run.text.trim())),
            None => out += &escaped(&run.text),
        }
        before = &run.text;
    }
    out
}

/// Text that stays text.
fn escaped(text: &str) -> String {
    escape(&on_a_line(text), true)
}

/// The same after the marks of a heading, where no list can begin.
fn heading(text: &str) -> String {
    escape(&on_a_line(text), false)
}

/// Text, with what stands between backticks as code.
fn prose(text: &str) -> String {
    let line = on_a_line(text);
    let mut out = String::new();
    for part in parts(&line) {
        out += &match part {
            Part::Text(text) => escape(text, out.is_empty()),
            Part::Code(text) => code(text),
        };
    }
    out
}

fn on_a_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `begins`: whether it stands at the beginning of a block, where a list or a quotation could begin.
fn escape(text: &str, begins: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at_start = begins;
    let mut before = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        let is_in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let special = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '#' | '|' | '~' | '$' | '{' | '}' => true,
            '_' => !(is_in_word(before) && is_in_word(next)),
            '&' => rest.clone().find(|c| !c.is_alphanumeric() && *c != '#') == Some(';'),
            // What begins a list, a quotation, a line under a heading or a rule does so only at the beginning.
            '-' | '+' | '=' | '>' => at_start,
            '.' | ')' => at_start && next.is_none_or(char::is_whitespace),
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
        // GitHub makes links of bare addresses; a word joiner, which nobody sees, keeps them text.
        let ends_www = c == '.'
            && out.len() >= 4
            && out.as_bytes()[..out.len() - 1].to_ascii_lowercase().ends_with(b"www");
        if c == '@' || (c == ':' && next == Some('/')) || ends_www {
            out.push('\u{2060}');
        }
        at_start = at_start && c.is_ascii_digit();
        before = Some(c);
    }
    out
}

/// Text in a code span.
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn fenced(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{text}\n{fence}")
}

/// An address to follow, where it is a plain one of the web; else text.
fn address(url: &str) -> String {
    let web = url.starts_with("https://") || url.starts_with("http://");
    match web && url.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '\\' | '`')) {
        true => format!("<{url}>"),
        false => escaped(url),
    }
}
