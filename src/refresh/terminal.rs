//! A digest for a terminal.

use unicode_width::UnicodeWidthStr;

use super::digest::{Digest, Entry};
use super::marks::{Run, parted};
use super::words::{in_quotes, place, plain};

/// How it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether with colour and weight.
    pub styled: bool,
    /// The width of the terminal, in columns.
    pub width: usize,
}

const BOLD: &str = "1";
const DIM: &str = "2";
const RED: &str = "31";
const BOLD_RED: &str = "1;31";
const GREEN: &str = "1;32";

/// The digest for a terminal: what needs a decision first, and what needs nobody in a line.
pub fn terminal(digest: &Digest, look: Look) -> String {
    let mut out = String::new();
    let page = Page { look };
    page.wrap(&mut out, 0, &[(&digest.title, BOLD)]);
    digest.lead.iter().for_each(|said| page.wrap(&mut out, 0, &[(said, "")]));
    for section in &digest.sections {
        out.push('\n');
        let heading = format!("{} ({})", section.heading, section.entries.len());
        page.wrap(&mut out, 0, &[(&heading, BOLD)]);
        for entry in &section.entries {
            page.entry(&mut out, entry);
        }
    }
    out
}

/// Both ways of saying something for a terminal, a line or more each, with what differs marked.
pub fn both(old: &[Run], new: &[Run], look: Look) -> String {
    let mut out = String::new();
    let page = Page { look };
    page.phrase(&mut out, "before", old, RED);
    page.phrase(&mut out, "now", new, GREEN);
    out
}

struct Page {
    look: Look,
}

impl Page {
    fn entry(&self, out: &mut String, entry: &Entry) {
        if entry.phrases.is_some() || !entry.todo.is_empty() {
            out.push('\n');
        }
        let tag_style = if entry.is_pressing { BOLD_RED } else { DIM };
        let mut about = Vec::new();
        let names = [
            entry.item.as_ref().map(|(kind, id)| format!("{kind} {id}")),
            entry.source.as_ref().map(|(title, _)| title.clone()),
        ];
        about.extend(names.into_iter().flatten());
        let about = about.join(" · ");
        self.wrap(out, 2, &[(entry.tag, tag_style), (&about, DIM)]);
        self.wrap(out, 4, &[(&entry.headline, BOLD)]);
        if !entry.detail.is_empty() {
            self.wrap(out, 4, &[(&entry.detail, "")]);
        }
        if let Some((old, new)) = &entry.phrases {
            self.phrase(out, if new.is_empty() { "was" } else { "before" }, old, RED);
            if !new.is_empty() {
                self.phrase(out, "now", new, GREEN);
            }
        }
        if entry.is_used && entry.sentences.is_empty() {
            self.wrap(out, 4, &[("used in no paper", DIM)]);
        }
        for sentence in &entry.sentences {
            let words = in_quotes(&plain(&sentence.sentence));
            let place = place(sentence);
            self.wrap(out, 4, &[("in", DIM), (&format!("{place}:"), ""), (&words, "")]);
        }
        if let Some((_, url)) = entry.source.as_ref().filter(|(_, url)| !url.is_empty()) {
            self.wrap(out, 4, &[("see", DIM), (url, "")]);
        }
        if let Some(url) = &entry.now_at {
            self.wrap(out, 4, &[("now at", DIM), (url, "")]);
        }
        if let Some(who) = &entry.decides {
            self.wrap(out, 4, &[("decides", DIM), (who, "")]);
        }
        for todo in &entry.todo {
            self.wrap(out, 4, &[(&todo.words, "")]);
            for line in todo.command.iter().flat_map(|command| command.lines()) {
                // Never wrapped: it is to be copied.
                *out += &format!("      {}\n", self.styled(line, BOLD));
            }
        }
    }

    /// Both ways of saying it, with what differs marked by colour, or by brackets where there is none.
    fn phrase(&self, out: &mut String, label: &str, runs: &[Run], style: &str) {
        let mut text = String::from("“");
        let mut pieces: Vec<(String, &str)> = Vec::new();
        let mut before = "";
        for run in runs {
            let space = parted(before, &run.text);
            before = &run.text;
            match run.differs {
                Some(_) => {
                    if space {
                        text.push(' ');
                    }
                    pieces.push((std::mem::take(&mut text), ""));
                    let marked = match self.look.styled {
                        true => run.text.clone(),
                        false => format!("[{}]", run.text),
                    };
                    pieces.push((marked, style));
                }
                None => {
                    if space {
                        text.push(' ');
                    }
                    text += &run.text;
                }
            }
        }
        text.push('”');
        pieces.push((text, ""));
        let pieces: Vec<(&str, &str)> =
            pieces.iter().map(|(text, style)| (text.as_str(), *style)).collect();
        self.flow(out, 4, &format!("{label:<6} "), &pieces);
    }

    /// Pieces with a space between, wrapped.
    fn wrap(&self, out: &mut String, indent: usize, pieces: &[(&str, &str)]) {
        let mut spaced: Vec<(&str, &str)> = Vec::new();
        for piece in pieces.iter().filter(|(text, _)| !text.is_empty()) {
            if !spaced.is_empty() {
                spaced.push((" ", ""));
            }
            spaced.push(*piece);
        }
        self.flow(out, indent, "", &spaced);
    }

    /// Pieces one after another, wrapped between words; lines after the first begin where the first does.
    fn flow(&self, out: &mut String, indent: usize, label: &str, pieces: &[(&str, &str)]) {
        let margin = " ".repeat(indent + label.len());
        let mut words: Vec<Vec<(String, &str)>> = vec![Vec::new()];
        for (text, style) in pieces {
            for (at, part) in text.split(' ').enumerate() {
                if at > 0 {
                    words.push(Vec::new());
                }
                if let (false, Some(word)) = (part.is_empty(), words.last_mut()) {
                    word.push((part.to_owned(), style));
                }
            }
        }
        let wide =
            |word: &[(String, &str)]| word.iter().map(|(text, _)| text.width()).sum::<usize>();
        *out += &" ".repeat(indent);
        *out += &self.styled(label, DIM);
        let mut column = margin.len();
        let mut first = true;
        for word in words.iter().filter(|word| !word.is_empty()) {
            if !first && column + 1 + wide(word) > self.look.width {
                *out += &format!("\n{margin}");
                column = margin.len();
                first = true;
            }
            if !first {
                out.push(' ');
                column += 1;
            }
            word.iter().for_each(|(text, style)| *out += &self.styled(text, style));
            column += wide(word);
            first = false;
        }
        out.push('\n');
    }

    fn styled(&self, text: &str, style: &str) -> String {
        match self.look.styled && !style.is_empty() && !text.is_empty() {
            true => format!("\u{1b}[{style}m{text}\u{1b}[0m"),
            false => text.to_owned(),
        }
    }
}
