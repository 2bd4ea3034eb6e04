//! Rules on single characters.

use std::borrow::Cow;
use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;
use unicode_segmentation::UnicodeSegmentation;

use super::Context;
use crate::compose::{Printed, code_point, locate};
use crate::diag::Diagnostic;
use crate::model::text::is_private;
use crate::paper::Run;

/// A character that is in none of the fonts, or means something in one font alone, at each place; and a
/// letter with more marks than one.
pub fn missing_glyph(context: &Context<'_>) -> Vec<Diagnostic> {
    let (mut missing, mut second, mut heaped) = (Vec::new(), Vec::new(), Vec::new());
    context.paper.clone().each_text(&mut |anchor, text| {
        missing.extend(Printed::each(anchor, text, |c| lacks_glyph(c, context.has_glyph)));
        let marks: BTreeSet<char> = excess(text).into_iter().map(|(_, mark)| mark).collect();
        for mark in marks {
            let printed = Printed::new(anchor, text, &mark.to_string());
            if is_stacking(mark) { second.push(printed) } else { heaped.push(printed) }
        }
    });
    let spec = &context.selection.target.spec.span.file;
    let mut findings = Vec::new();
    let all =
        [(missing, lacking as fn(&str, &str) -> Diagnostic), (second, stacking), (heaped, heaping)];
    for (found, say) in all {
        let found = locate(found, context.library, spec, context.anchors);
        findings.extend(found.into_iter().map(|found| found.into_finding(say)));
    }
    findings
}

/// Whether some letter of a paper has more marks than it may, which [`missing_glyph`] says.
pub fn has_excess(paper: &mut crate::paper::Paper) -> bool {
    let mut has = false;
    paper.each_text(&mut |_, text| has = has || !excess(text).is_empty());
    has
}

fn stacking(c: &str, place: &str) -> Diagnostic {
    Diagnostic::error(
        "missing-glyph",
        format!("a second mark, {}, stands over one letter of {place}", code_point(c)),
    )
    .why("a PDF reader says and copies such a letter once for each mark")
    .help("write it with one mark, or with a letter that has its marks already")
}

fn heaping(c: &str, place: &str) -> Diagnostic {
    Diagnostic::error(
        "missing-glyph",
        format!("{} belongs to one letter with more than {MOST} others in {place}", code_point(c)),
    )
    .why("no script writes so many in one place, and they would be set over each other")
    .help("write the letter with those that it has")
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

/// How many characters one letter as a reader sees it (a grapheme cluster, Unicode Standard Annex 29) may
/// consist of.
const MOST: usize = 8;

/// The marks that are too many for their letter, with their places in the text's form C (Annex 15): each
/// after a first that it is no one character with, one where the letter itself has one (“ä” with another above
/// it, but not “ẹ”), and whatever else is more than [`MOST`], for which Typst takes time by the square of their
/// number.
fn excess(text: &str) -> Vec<(usize, char)> {
    if text.is_ascii() {
        return Vec::new();
    }
    let text: String = text.nfc().collect();
    let mut found = Vec::new();
    for (start, letter) in text.grapheme_indices(true) {
        let (mut base, mut marks) = (None, 0);
        for (number, (at, c)) in letter.char_indices().enumerate() {
            if is_stacking(c) {
                marks += 1;
            } else {
                (base, marks) = (Some(c), 0);
            }
            let on_a_mark = marks == 1 && base.is_some_and(|base| has_mark_like(base, c));
            if marks > 1 || on_a_mark || number >= MOST {
                found.push((start + at, c));
            }
        }
    }
    found
}

/// Whether a letter has a mark of its own where another would stand: above it, or below.
fn has_mark_like(letter: char, mark: char) -> bool {
    let class = canonical_combining_class(mark);
    std::iter::once(letter).nfd().skip(1).any(|own| canonical_combining_class(own) == class)
}

/// Whether a character is a mark of the scripts that stack them at will: Combining Diacritical Marks.
fn is_stacking(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

/// Whether a character needs a glyph and no font has one.
pub fn lacks_glyph(c: char, has_glyph: &dyn Fn(char) -> bool) -> bool {
    !c.is_whitespace() && (is_private(c) || !has_glyph(c))
}

/// For drafts: sets the number of each character that no font has in a box, and in one box those of the marks
/// that are too many for a letter.
pub fn box_missing(paper: &mut crate::paper::Paper, has_glyph: &dyn Fn(char) -> bool) {
    paper.each_runs(&mut |runs| {
        let mut out = Vec::with_capacity(runs.len());
        for mut run in runs.drain(..) {
            let text = std::mem::take(&mut run.text);
            match pieces(&text, has_glyph) {
                None => out.push(Run { text, ..run }),
                Some(pieces) => out.extend(pieces.into_iter().map(|piece| match piece {
                    Piece::Plain(text) => Run { text, ..run.clone() },
                    Piece::Boxed(text) => Run { text, boxed: true, ..run.clone() },
                })),
            }
        }
        *runs = out;
    });
    // What is no run has no box: brackets stand in its place.
    paper.each_text(&mut |_, text| {
        if let Some(pieces) = pieces(text, has_glyph) {
            *text = pieces
                .into_iter()
                .map(|piece| match piece {
                    Piece::Plain(text) => text,
                    Piece::Boxed(text) => format!("[{text}]"),
                })
                .collect();
        }
    });
}

/// A part of a text.
enum Piece {
    Plain(String),
    /// The numbers of characters that cannot be printed.
    Boxed(String),
}

/// A text in parts; `None` where all of it can be printed.
fn pieces(text: &str, has_glyph: &dyn Fn(char) -> bool) -> Option<Vec<Piece>> {
    let excess = excess(text);
    if excess.is_empty() && !text.chars().any(|c| lacks_glyph(c, has_glyph)) {
        return None;
    }
    let text: Cow<'_, str> = match excess.is_empty() {
        true => text.into(),
        false => text.nfc().collect::<String>().into(),
    };
    let mut excess = excess.into_iter().map(|(at, _)| at).peekable();
    let mut pieces = Vec::new();
    let mut plain = String::new();
    // What is too much for one letter, each character once.
    let mut heap: Vec<char> = Vec::new();
    let boxed = |chars: &[char]| {
        let numbers = chars.iter().take(3).map(|c| code_point(&c.to_string()));
        let rest = if chars.len() > 3 { " ..." } else { "" };
        Piece::Boxed(numbers.collect::<Vec<_>>().join(" ") + rest)
    };
    for (at, c) in text.char_indices() {
        if excess.next_if_eq(&at).is_some() {
            if heap.len() < 4 && !heap.contains(&c) {
                heap.push(c);
            }
            continue;
        }
        let missing = lacks_glyph(c, has_glyph);
        if (missing || !heap.is_empty()) && !plain.is_empty() {
            pieces.push(Piece::Plain(std::mem::take(&mut plain)));
        }
        if !heap.is_empty() {
            pieces.push(boxed(&std::mem::take(&mut heap)));
        }
        match missing {
            true => pieces.push(boxed(&[c])),
            false => plain.push(c),
        }
    }
    if !plain.is_empty() {
        pieces.push(Piece::Plain(plain));
    }
    if !heap.is_empty() {
        pieces.push(boxed(&heap));
    }
    Some(pieces)
}

#[cfg(test)]
mod tests {
    use super::{Piece, excess, pieces};

    fn shown(text: &str) -> Vec<String> {
        let parts = pieces(text, &|c| c != '𝕏').unwrap_or_default().into_iter();
        parts
            .map(|piece| match piece {
                Piece::Plain(text) => text,
                Piece::Boxed(text) => format!("[{text}]"),
            })
            .collect()
    }

    #[test]
    fn four_thousand_marks_on_a_letter_are_one_box() {
        let text = format!("cafe{}s", "\u{301}".repeat(4000));
        assert_eq!(shown(&text), ["café", "[U+0301]", "s"]);
        let text = "x\u{30D}\u{30E}\u{310}\u{312}\u{33D} 𝕏";
        let parts = ["x\u{30D}", "[U+030E U+0310 U+0312 ...]", " ", "[U+1D54F]"];
        assert_eq!(shown(text), parts);
    }

    /// A PDF gave such a letter back twice.
    #[test]
    fn a_mark_over_a_letter_that_has_one_there_is_too_many() {
        for text in ["a\u{301}\u{301}", "ė\u{301}", "ä\u{301}", "ɛ\u{303}\u{301}"] {
            assert_eq!(excess(text).len(), 1, "{text}");
        }
        for text in ["ẹ\u{301}", "ọ\u{301}", "x\u{302}", "ǫ\u{301}", "ế", "u\u{308}\u{301}"]
        {
            assert_eq!(excess(text), [], "{text}");
        }
    }

    #[test]
    fn signs_of_other_scripts_are_too_many_from_the_ninth() {
        assert_eq!(excess(&format!("\u{30AB}{}", "\u{3099}".repeat(7))).len(), 0);
        // The first becomes one letter with what it stands on.
        assert_eq!(excess(&format!("\u{30AB}{}", "\u{3099}".repeat(4000))).len(), 3992);
        assert_eq!(excess(&"\u{1100}".repeat(4000)).len(), 3992);
        assert_eq!(excess("한국 – naïve, Ελλάδα, Việt Nam"), []);
    }
}
