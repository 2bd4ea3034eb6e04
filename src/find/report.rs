//! What was found, for people.

use super::query::Wanted;
use super::search::{Found, Group, Hit};
use super::snippet::{Snippet, marks};
use super::{Kind, Part, Query};

/// How results are set.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Whether what was found is bold and the rest of a hit's head in quiet colours.
    pub coloured: bool,
    /// Columns.
    pub width: usize,
}

const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";
const PLAIN: &str = "\u{1b}[0m";

/// Columns that texts are set in by.
const INDENT: usize = 2;

/// No line of a text is longer, in columns, however wide the terminal: longer ones are hard to read.
const READABLE: usize = 100;

/// All that was found: items, then passages of sources, then what is to be said of them.
pub fn report(found: &Found, query: &Query, look: Look) -> String {
    let mut out = String::new();
    let total = found.items.total + found.blocks.total;
    if total > 0 && found.wanted == Wanted::Any {
        let terms: Vec<&str> = query.terms.iter().map(|term| term.written.as_str()).collect();
        let said = format!("Nothing has all of {}. These have some:", list(&terms));
        out.push_str(&wrap(&said, &[], look, 0));
        out.push('\n');
    }
    group(&mut out, &found.items, query, look);
    group(&mut out, &found.blocks, query, look);
    out.push_str(&wrap(&summary(found, query), &[], look, 0));
    out
}

fn summary(found: &Found, query: &Query) -> String {
    let (items, blocks) = (found.items.total, found.blocks.total);
    if items + blocks == 0 {
        return match (query.is_empty(), query.terms.is_empty()) {
            (true, _) => "Nothing to look for: give a word, a number or a filter.".into(),
            (_, true) => "Nothing passes these filters.".into(),
            _ => "Nothing found.".into(),
        };
    }
    let counts = [count(&found.items, "item"), count(&found.blocks, "passage")];
    let counts: Vec<&str> = counts.iter().flatten().map(String::as_str).collect();
    let counts = counts.join(" and ");
    let cut = [&found.items, &found.blocks].into_iter().filter(|group| is_cut(group));
    match cut.map(|group| group.total).max() {
        None => format!("{counts} found."),
        Some(most) if most <= FEW => format!("{counts} shown; `--limit {most}` shows all."),
        Some(_) => format!("{counts} shown; add a word to find fewer, or `--limit N` shows more."),
    }
}

/// As many hits as somebody may want to see all of.
const FEW: usize = 100;

fn is_cut(group: &Group) -> bool {
    group.hits.len() < group.total
}

/// “2 items”, “10 of 11 items”; `None` for none.
fn count(group: &Group, noun: &str) -> Option<String> {
    let of = match is_cut(group) {
        true => format!("{} of ", number(group.hits.len())),
        false => String::new(),
    };
    let plural = if group.total == 1 { "" } else { "s" };
    (group.total > 0).then(|| format!("{of}{} {noun}{plural}", number(group.total)))
}

/// A number with its thousands parted.
fn number(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, c) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

fn list(words: &[&str]) -> String {
    match words {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        words => words.join(", "),
    }
}

fn group(out: &mut String, group: &Group, query: &Query, look: Look) {
    for hit in &group.hits {
        out.push_str(&head(hit, query, look));
        let Snippet { text, marks, cut_before, cut_after, .. } = &hit.snippet;
        let (mut text, mut marks) = (text.clone(), marks.clone());
        if *cut_before {
            text.insert_str(0, "… ");
            let by = "… ".len();
            marks.iter_mut().for_each(|mark| *mark = mark.start + by..mark.end + by);
        }
        if *cut_after {
            text.push_str(" …");
        }
        out.push_str(&wrap(&text, &marks, look, INDENT));
        if !hit.papers.is_empty() {
            let papers: Vec<&str> = hit.papers.iter().map(String::as_str).collect();
            let said = format!(
                "{} {}",
                if hit.entry.kind == Kind::Source { "cited in" } else { "used in" },
                list(&papers)
            );
            out.push_str(&quiet(&wrap(&said, &[], Look { coloured: false, ..look }, INDENT), look));
        }
        out.push('\n');
    }
}

/// `camp-population  fact  briefs/evidence/camps.toml:3`
fn head(hit: &Hit, query: &Query, look: Look) -> String {
    let entry = &hit.entry;
    let mut about = Vec::new();
    if entry.kind == Kind::Source {
        about.extend(entry.page.map(|page| format!("page {page}")));
        if !entry.title.is_empty() {
            about.push(entry.title.clone());
        }
    } else {
        about.push(entry.kind.as_str().to_owned());
        about.extend(entry.status.iter().filter(|status| *status != "ready").cloned());
        about.extend(entry.handling.iter().filter(|label| *label != "TLP:CLEAR").cloned());
        match hit.snippet.part {
            Part::Text => {}
            Part::Passage => about.push("in its passage".into()),
            Part::Note => about.push("in its note, for us only".into()),
        }
        // Where an item was found by what is not shown, that is said.
        let found = |text: &&String| !marks(text, query).is_empty();
        if hit.snippet.marks.is_empty() && entry.forms.iter().any(|form| found(&form)) {
            about.push("under another form of a name".into());
        }
        about.extend(Some(&entry.title).filter(found).cloned());
        about.extend(entry.topics.iter().filter(found).map(|topic| format!("topic {topic}")));
    }
    let place = format!("{}:{}", entry.file, entry.line);
    let id = visible(&entry.id);
    let rest = visible(&format!(
        "{}{}{place}",
        about.join(" · "),
        if about.is_empty() { "" } else { " · " }
    ));
    if columns(&id) + 2 + columns(&rest) <= look.width {
        return if look.coloured {
            format!("{BOLD}{id}{PLAIN}  {DIM}{rest}{PLAIN}\n")
        } else {
            format!("{id}  {rest}\n")
        };
    }
    let first = if look.coloured { format!("{BOLD}{id}{PLAIN}\n") } else { format!("{id}\n") };
    first + &quiet(&wrap(&rest, &[], Look { coloured: false, ..look }, INDENT), look)
}

/// Whole lines in a quiet colour.
fn quiet(lines: &str, look: Look) -> String {
    if !look.coloured {
        return lines.to_owned();
    }
    lines.lines().map(|line| format!("{DIM}{line}{PLAIN}\n")).collect()
}

/// Lines of at most the width, broken between words, what was found bold. A word that is wider stands alone.
fn wrap(text: &str, marks: &[std::ops::Range<usize>], look: Look, indent: usize) -> String {
    let width = look.width.min(READABLE + indent).saturating_sub(indent).max(20);
    let mut out = " ".repeat(indent);
    let (mut used, mut at) = (0, 0);
    for word in text.split(' ') {
        let shown = visible(word);
        let columns = columns(&shown);
        let marked = |at: usize| marks.iter().any(|mark| mark.contains(&at));
        if used > 0 && used + 1 + columns > width {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            used = 0;
        } else if used > 0 {
            // A space within what was found is bold too, so that a phrase is one piece.
            out.push(' ');
            used += 1;
        }
        bold(&mut out, word, |byte| look.coloured && marked(at + byte));
        used += columns;
        at += word.len() + 1;
    }
    out.push('\n');
    out
}

/// Adds a word, those of its bytes bold that are wanted so.
fn bold(out: &mut String, word: &str, wanted: impl Fn(usize) -> bool) {
    let mut on = false;
    for (byte, c) in word.char_indices() {
        let want = wanted(byte);
        if want != on {
            out.push_str(if want { BOLD } else { PLAIN });
            on = want;
        }
        out.push_str(&visible(c.encode_utf8(&mut [0; 4])));
    }
    if on {
        out.push_str(PLAIN);
    }
}

/// Characters a terminal would obey written out; soft hyphens and joiners as they are.
fn visible(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\t' | '\r' => " ".into(),
            c if c.is_control() || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}') => {
                format!("<U+{:04X}>", c as u32)
            }
            c => c.to_string(),
        })
        .collect()
}

/// How many columns a text takes: characters of East Asian scripts take two.
fn columns(text: &str) -> usize {
    let wide = |c: char| {
        matches!(c, '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}'
            | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE6F}' | '\u{FF00}'..='\u{FF60}'
            | '\u{FFE0}'..='\u{FFE6}' | '\u{20000}'..='\u{3FFFD}')
    };
    let width = |c: char| match c {
        '\u{300}'..='\u{36F}' | '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' => 0,
        c if wide(c) => 2,
        _ => 1,
    };
    text.chars().map(width).sum()
}
