//! Rules on single characters.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::Context;
use crate::compose::{Printed, code_point, locate};
use crate::diag::Diagnostic;
use crate::model::text::is_private;
use crate::paper::Run;

/// A character that is in none of the fonts, or means something in one font alone, at each place; and a
/// letter with more marks over it than one.
pub fn missing_glyph(context: &Context<'_>) -> Vec<Diagnostic> {
    let (mut missing, mut second) = (Vec::new(), Vec::new());
    context.paper.clone().each_text(&mut |anchor, text| {
        missing.extend(Printed::each(anchor, text, |c| lacks_glyph(c, context.has_glyph)));
        let marks: BTreeSet<char> = stacked(text).collect();
        second.extend(marks.iter().map(|mark| Printed::new(anchor, text, &mark.to_string())));
    });
    let spec = &context.selection.target.spec.span.file;
    let mut findings = Vec::new();
    for (found, say) in [(missing, lacking as fn(&str, &str) -> Diagnostic), (second, stacking)] {
        let found = locate(found, context.library, spec, context.anchors);
        findings.extend(found.into_iter().map(|found| found.into_finding(say)));
    }
    findings
}

fn stacking(c: &str, place: &str) -> Diagnostic {
    Diagnostic::error(
        "missing-glyph",
        format!("a second mark, {}, stands over one letter of {place}", code_point(c)),
    )
    .why("a PDF reader says and copies such a letter once for each mark")
    .help("write it with one mark, or with a letter that has its marks already")
}

fn lacking(c: &str, place: &str) -> Diagnostic {
    let code = code_point(c);
    match c.chars().all(is_private) {
        true => Diagnostic::error(
            "missing-glyph",
            format!("the character {code} of {place} is a private one"),
        )
        .why("what it looks like is settled in one font alone, and a screen reader cannot say it")
        .help("write what it stands for"),
        false => Diagnostic::error(
            "missing-glyph",
            format!("no font has the character `{c}` ({code}) of {place}"),
        )
        .why("it would print as nothing, and a screen reader would not say it")
        .help("write it in another way, or put a font that has it into the workspace’s `fonts/`"),
    }
}

/// The marks above or below a letter that another mark stands at already, where the two are not one
/// character (Unicode Standard Annex 15, form C).
fn stacked(text: &str) -> impl Iterator<Item = char> {
    let mut marks = 0;
    let second = move |c: &char| {
        marks = if is_stacking(*c) { marks + 1 } else { 0 };
        marks > 1
    };
    let plain = text.is_ascii();
    text.nfc().filter(move |_| !plain).filter(second)
}

/// Whether a character is a mark of the scripts that stack them at will: Combining Diacritical Marks.
fn is_stacking(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

/// Whether a character needs a glyph and no font has one.
pub fn lacks_glyph(c: char, has_glyph: &dyn Fn(char) -> bool) -> bool {
    !c.is_whitespace() && (is_private(c) || !has_glyph(c))
}

/// For drafts: sets each character that no font has in a box.
pub fn box_missing(paper: &mut crate::paper::Paper, has_glyph: &dyn Fn(char) -> bool) {
    paper.each_runs(&mut |runs| {
        let mut out = Vec::with_capacity(runs.len());
        for mut run in runs.drain(..) {
            let mut plain = String::new();
            let text = std::mem::take(&mut run.text);
            for c in text.chars() {
                if lacks_glyph(c, has_glyph) {
                    out.push(Run { text: std::mem::take(&mut plain), ..run.clone() });
                    out.push(Run { text: code_point(&c.to_string()), boxed: true, ..run.clone() });
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
                    true => format!("[{}]", code_point(&c.to_string())),
                    false => c.to_string(),
                })
                .collect();
        }
    });
}
