//! Rules on single characters.

use std::collections::BTreeSet;

use super::Context;
use crate::compose::item_at;
use crate::diag::Diagnostic;
use crate::paper::Run;

/// A character that is in none of the fonts, by item and character.
pub fn missing_glyph(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut missing: BTreeSet<(Option<String>, char)> = BTreeSet::new();
    context.paper.clone().each_text(&mut |anchor, text| {
        for c in text.chars().filter(|c| lacks_glyph(*c, context.has_glyph)) {
            missing.insert((anchor.map(str::to_owned), c));
        }
    });
    missing
        .into_iter()
        .map(|(anchor, c)| {
            let id = anchor.and_then(|anchor| item_at(context.anchors, &anchor));
            let item = id.and_then(|id| context.library.items.get(&id));
            let place =
                item.map_or_else(|| "the paper".to_owned(), |item| format!("`{}`", item.id));
            let mut finding = Diagnostic::error(
                "missing-glyph",
                format!("no font has the character `{c}` (U+{:04X}) of {place}", c as u32),
            )
            .why("it would print as nothing, and a screen reader would not say it")
            .help(
                "write it in another way, or put a font that has it into the workspace’s `fonts/`",
            );
            if let Some(item) = item {
                finding = finding.at(&item.text_span.find(&c.to_string())).item(&item.id);
            }
            finding
        })
        .collect()
}

/// Words that were to be replaced before the paper goes out.
pub fn placeholder(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found: BTreeSet<(Option<String>, &str)> = BTreeSet::new();
    context.paper.clone().each_text(&mut |anchor, text| {
        let word = PLACEHOLDERS.iter().find(|word| stands_in(text, word));
        found.extend(word.map(|word| (anchor.map(str::to_owned), *word)));
    });
    let spec = context.selection.target.spec;
    found
        .into_iter()
        .map(|(anchor, word)| {
            let id = anchor.and_then(|anchor| item_at(context.anchors, &anchor));
            let item = id.and_then(|id| context.library.items.get(&id));
            let (place, span) = match item {
                Some(item) => (format!("`{}`", item.id), &item.text_span),
                None => ("the paper".to_owned(), &spec.span),
            };
            let mut finding = Diagnostic::error(
                "placeholder",
                format!("{place} still holds a placeholder, `{word}`"),
            )
            .at(&crate::diag::Span::new(&span.file, 0..span.file.text.len()).find(word))
            .why("its readers would see that nobody finished it")
            .help("write the words it stands for");
            finding.item = item.map(|item| item.id.clone());
            finding
        })
        .collect()
}

/// What people write for words still to come.
const PLACEHOLDERS: [&str; 7] = ["TODO", "TBC", "XXX", "lorem ipsum", "Lorem ipsum", "()", "{{"];

/// Whether `word` stands in `text`, not within another word.
fn stands_in(text: &str, word: &str) -> bool {
    let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(word).any(|(at, _)| {
        ["()", "{{"].contains(&word)
            || (apart(text[..at].chars().next_back())
                && apart(text[at + word.len()..].chars().next()))
    })
}

/// Whether a character needs a glyph and no font has one.
pub fn lacks_glyph(c: char, has_glyph: &dyn Fn(char) -> bool) -> bool {
    !c.is_whitespace() && !has_glyph(c)
}

/// For drafts: sets each character that no font has in a box.
pub fn box_missing(paper: &mut crate::paper::Paper, has_glyph: &dyn Fn(char) -> bool) {
    paper.each_runs(&mut |runs| {
        let mut out = Vec::with_capacity(runs.len());
        for run in runs.drain(..) {
            let mut plain = String::new();
            for c in run.text.chars() {
                if lacks_glyph(c, has_glyph) {
                    out.push(Run { text: std::mem::take(&mut plain), ..run.clone() });
                    out.push(Run { text: code(c), boxed: true, ..run.clone() });
                } else {
                    plain.push(c);
                }
            }
            out.push(Run { text: plain, ..run });
        }
        out.retain(|run| *run != Run { text: String::new(), ..Run::default() });
        *runs = out;
    });
    // What is no run has no box: the character's number stands in its place.
    paper.each_text(&mut |_, text| {
        if text.chars().any(|c| lacks_glyph(c, has_glyph)) {
            *text = text
                .chars()
                .map(|c| match lacks_glyph(c, has_glyph) {
                    true => format!("[{}]", code(c)),
                    false => c.to_string(),
                })
                .collect();
        }
    });
}

fn code(c: char) -> String {
    format!("U+{:04X}", c as u32)
}
