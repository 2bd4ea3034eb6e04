//! A digest as Markdown (CommonMark, and what GitHub and mail programs add to it). Whatever a stranger
//! wrote stays text: no link, no HTML, no heading comes of it.

use super::digest::{Digest, Entry};
use super::marks::{Run, parted};
use super::words::{in_quotes, place};

/// The digest as Markdown.
pub fn markdown(digest: &Digest) -> String {
    let mut out = format!("# {}\n\n{}\n", escaped(&digest.title), escaped(&digest.lead.join(" ")));
    for section in &digest.sections {
        out += &format!("\n## {}\n", escaped(&section.heading));
        section.entries.iter().for_each(|entry| out += &self::entry(entry));
    }
    out
}

fn entry(entry: &Entry) -> String {
    let mut out = format!("\n### {}\n\n", escaped(&entry.headline));
    if !entry.detail.is_empty() {
        out += &format!("{}\n\n", escaped(&entry.detail));
    }
    let mut line = |label: &str, text: String| out += &format!("- {label}: {text}\n");
    if let Some((kind, id)) = &entry.item {
        let kind = format!("{}{}", kind[..1].to_uppercase(), &kind[1..]);
        line(&kind, code(id));
    }
    if let Some((title, url)) = &entry.source {
        match url.is_empty() {
            true => line("Paper", escaped(title)),
            false => line("Source", format!("{}, {}", escaped(title), address(url))),
        }
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
        out += &format!("\n{}\n", escaped(&todo.words));
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
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(line.len());
    let mut at_start = true;
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        let special = matches!(
            c,
            '\\' | '`'
                | '*'
                | '_'
                | '['
                | ']'
                | '<'
                | '>'
                | '#'
                | '!'
                | '|'
                | '~'
                | '&'
                | '$'
                | '{'
                | '}'
        );
        // What begins a list, a line under a heading or a rule does so only at the beginning.
        let begins = at_start && matches!(c, '-' | '+' | '=' | '.' | ')');
        if special || begins {
            out.push('\\');
        }
        out.push(c);
        // GitHub makes links of bare addresses; a word joiner, which nobody sees, keeps them text.
        let ends_www = c == '.'
            && out.len() >= 4
            && out.as_bytes()[..out.len() - 1].to_ascii_lowercase().ends_with(b"www");
        if c == '@' || (c == ':' && rest.peek() == Some(&'/')) || ends_www {
            out.push('\u{2060}');
        }
        at_start = at_start && c.is_ascii_digit();
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
