//! Characters that print nothing are taken out, and where something printed was written is found.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::item_at;
use crate::diag::{Diagnostic, File, Span};
use crate::load::Places;
use crate::model::item::Item;
use crate::model::library::Library;
use crate::model::text::is_invisible;
use crate::paper::Paper;

/// A character or word of a paper that something is to be said of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Printed {
    /// The character or word.
    pub needle: String,
    /// The anchor of the block it stands in.
    pub anchor: Option<String>,
    /// The words it stands in.
    pub text: String,
}

impl Printed {
    /// Each character of a text that is `wanted`, once.
    pub fn each(
        anchor: Option<&str>,
        text: &str,
        wanted: impl Fn(char) -> bool,
    ) -> BTreeSet<Printed> {
        // Each with the whole text: not as often as it stands there.
        let found: BTreeSet<char> = text.chars().filter(|c| wanted(*c)).collect();
        found.into_iter().map(|c| Printed::new(anchor, text, &c.to_string())).collect()
    }

    /// A word of a text.
    pub fn new(anchor: Option<&str>, text: &str, needle: &str) -> Printed {
        Printed {
            needle: needle.to_owned(),
            anchor: anchor.map(str::to_owned),
            text: text.to_owned(),
        }
    }
}

/// A character or word and where it was written.
#[derive(Debug)]
pub struct Located<'a> {
    needle: String,
    item: Option<&'a Item>,
    span: Option<Span>,
    text: String,
}

/// Finds where something printed was written; each place is named once.
pub fn locate<'a>(
    printed: Vec<Printed>,
    library: &'a Library,
    spec: &Arc<File>,
    anchors: &BTreeMap<String, String>,
) -> Vec<Located<'a>> {
    if printed.is_empty() {
        return Vec::new();
    }
    let files: Vec<&Arc<File>> = std::iter::once(spec).chain(&library.files).collect();
    let places = Places::of(&files);
    let mut found: Vec<Located<'a>> = Vec::new();
    for Printed { needle, anchor, text } in printed.into_iter().collect::<BTreeSet<_>>() {
        let id = anchor.and_then(|anchor| item_at(anchors, &anchor));
        let item = id.and_then(|id| library.items.get(&id));
        let mut spans: Vec<Option<Span>> =
            places.find(&text, &needle).into_iter().map(Some).collect();
        if spans.is_empty() {
            // Composed, or escaped in Markdown: the paper it is in, or its item.
            let paper = || Span::whole(spec);
            spans.push(Some(item.map_or_else(paper, |item| item.text_span.clone())));
        }
        for span in spans {
            let same = |other: &Located<'_>| {
                let exact = span.as_ref().is_some_and(|span| !span.range.is_empty());
                other.needle == needle && other.span == span && (exact || other.text == text)
            };
            if !found.iter().any(same) {
                found.push(Located { needle: needle.clone(), item, span, text: text.clone() });
            }
        }
    }
    found
}

impl Located<'_> {
    /// What is said of it: `say` is given the character or word and its place in words.
    pub fn into_finding(self, say: impl Fn(&str, &str) -> Diagnostic) -> Diagnostic {
        let place = match self.item {
            Some(item) => format!("`{}`", item.id),
            None => format!("“{}”", excerpt(&self.text, &self.needle)),
        };
        let mut finding = say(&self.needle, &place);
        finding.span = self.span;
        finding.item = self.item.map(|item| item.id.clone());
        finding
    }
}

/// A few words around something, without what prints nothing.
fn excerpt(text: &str, needle: &str) -> String {
    let at = text.find(needle).unwrap_or_default();
    let start = text[..at].char_indices().rev().nth(19).map_or(0, |(start, _)| start);
    let end = text[at..].char_indices().nth(20).map_or(text.len(), |(end, _)| at + end);
    let mut words: String = text[start..end].chars().filter(|c| !is_unwanted(*c)).collect();
    if start > 0 {
        words.insert(0, '…');
    }
    if end < text.len() {
        words.push('…');
    }
    words
}

/// A character as the standard numbers it: `U+202E`.
pub fn code_point(c: &str) -> String {
    format!("U+{:04X}", c.chars().next().map_or(0, u32::from))
}

fn is_unwanted(c: char) -> bool {
    is_invisible(c) || (c.is_control() && !c.is_whitespace())
}

/// Whether a character is white space that a text has as a plain space: it breaks a line, or is in no
/// font of ours.
fn is_odd_space(c: char) -> bool {
    c.is_whitespace()
        && (c.is_control() || matches!(c, '\u{1680}' | '\u{205F}' | '\u{2028}' | '\u{2029}'))
}

/// Takes out characters that print nothing and steer how others are read; each is said.
pub(super) fn drop_invisible(
    paper: &mut Paper,
    anchors: &BTreeMap<String, String>,
    library: &Library,
    spec: &Arc<File>,
) -> Vec<Diagnostic> {
    let mut dropped = Vec::new();
    paper.each_text(&mut |anchor, text| {
        if text.contains(is_odd_space) {
            *text = text.replace(is_odd_space, " ");
        }
        if text.contains(is_unwanted) {
            dropped.extend(Printed::each(anchor, text, is_unwanted));
            text.retain(|c| !is_unwanted(c));
        }
    });
    let found = locate(dropped, library, spec, anchors);
    found.into_iter().map(|found| found.into_finding(left_out)).collect()
}

fn left_out(c: &str, place: &str) -> Diagnostic {
    Diagnostic::warning(
        "dropped-character",
        format!("the character {} of {place} was left out", code_point(c)),
    )
    .why("it prints nothing, and can change how what stands around it is read")
    .help("delete it from the text")
}

/// What the narrowest place of a page holds of one word, in ems of its type: a third of the box that says
/// with whom, when and where. Words of dictionaries are shorter, but for a few.
const LONGEST_WORD: f32 = 12.0;

/// Whether a paper has a word that would run out of the place it stands in.
pub(super) fn has_long_word(paper: &mut Paper) -> bool {
    let mut found = false;
    paper.each_text(&mut |_, text| {
        found = found
            || text.len() > 12 && text.split(' ').map(width).any(|width| width > LONGEST_WORD);
    });
    found
}

/// Bytes of a paragraph that fill a page.
const LONGEST_PARAGRAPH: usize = 4000;

/// Whether a paper has a paragraph, or another text, of more than a page.
pub(super) fn has_long_paragraph(paper: &mut Paper) -> bool {
    let mut found = false;
    let long = |texts: &mut dyn Iterator<Item = &str>| {
        texts.map(str::len).sum::<usize>() > LONGEST_PARAGRAPH
    };
    paper.each_runs(&mut |runs| {
        found = found || long(&mut runs.iter().map(|run| run.text.as_str()));
    });
    paper.each_text(&mut |_, text| found = found || long(&mut std::iter::once(text.as_str())));
    found
}

/// Whether a paper has plain letters alone, see [`Meta::plain_letters`](crate::paper::Meta::plain_letters):
/// the letters, figures and marks of English. That our fonts do nothing to those is tested.
pub fn has_plain_letters(paper: &mut Paper) -> bool {
    let plain = |text: &str| text.is_ascii() || text.chars().all(is_plain);
    let mut all = paper.meta.words.values().all(|words| plain(words));
    paper.each_text(&mut |_, text| all = all && plain(text));
    all
}

/// Whether a character is one of those that stand in most English texts.
pub fn is_plain(c: char) -> bool {
    matches!(c, '\0'..='\x7F' | '£' | '§' | '‐'..='”' | '…' | '€')
}

/// About how wide a word is, in ems. Hangul and other scripts that break anywhere count nothing.
fn width(word: &str) -> f32 {
    let of = |c: char| match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '|' | '!' | '\'' => 0.28,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.9,
        c if matches!(u32::from(c), 0x1100..=0x11FF | 0x2E80..) => 0.0,
        c if c.is_uppercase() => 0.7,
        _ => 0.54,
    };
    word.chars().map(of).sum()
}
