//! Mending the files a person wrote: the words alone, everything else byte for byte as it was.

pub mod toml_text;

use std::ops::Range;

pub use toml_text::Literal;

/// What is written for some bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes.
    pub range: Range<usize>,
    /// What stands there instead.
    pub with: String,
}

/// Makes `edits` in `file`; gives the new text and the edits not made: those that overlap one before them, reach past the end or
/// cut a character. Of two at one place the first given stays.
pub fn apply(file: &str, mut edits: Vec<Edit>) -> (String, Vec<Edit>) {
    edits.sort_by_key(|edit| edit.range.start);
    let mut text = String::with_capacity(file.len() + 64);
    let mut left = Vec::new();
    let mut from = 0;
    let mut touched: Option<Range<usize>> = None;
    for edit in edits {
        let Range { start, end } = edit.range;
        let clash = touched.as_ref().is_some_and(|last| start < last.end || *last == edit.range);
        let sound = start <= end && file.get(start..end).is_some();
        let Some(before) = file.get(from..start).filter(|_| sound && !clash) else {
            left.push(edit);
            continue;
        };
        text.push_str(before);
        text.push_str(&edit.with);
        from = end;
        touched = Some(edit.range);
    }
    text.push_str(file.get(from..).unwrap_or_default());
    (text, left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_edits_that_overlap_the_first_stays() {
        let edit = |range: Range<usize>, with: &str| Edit { range, with: with.into() };
        let (text, left) = apply(
            "one two three",
            vec![edit(8..13, "3"), edit(0..3, "1"), edit(2..5, "x"), edit(20..21, "y")],
        );
        assert_eq!(text, "1 two 3");
        assert_eq!(left, [edit(2..5, "x"), edit(20..21, "y")]);
        assert_eq!(apply("ü", vec![edit(1..2, "x")]).0, "ü");
        assert_eq!(apply("ab", vec![edit(1..1, "-")]).0, "a-b");
    }
}
