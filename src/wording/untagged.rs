//! Own words of a text as its file has it, with `{{ names }}` and `[@references]` in it.

use std::ops::Range;

use super::own_words;

/// The stretches of `text` that are its author's own words ([`own_words()`]), `{{ names }}` and `[@references]` left out; in order and
/// apart, in bytes.
pub fn plain_words(text: &str) -> Vec<Range<usize>> {
    without_tags(text, own_words(text))
}

/// Own words without `{{ names }}` and `[@references]`.
fn without_tags(text: &str, own: Vec<Range<usize>>) -> Vec<Range<usize>> {
    if !text.contains("{{") && !text.contains("[@") {
        return own;
    }
    let mut tags: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while let Some(open) = text.get(at..).and_then(|rest| rest.find(['{', '['])).map(|n| at + n) {
        let rest = &text[open..];
        let close = if rest.starts_with("{{") {
            rest.find("}}").map(|end| end + 2)
        } else if rest.starts_with("[@") {
            rest.find(']').map(|end| end + 1)
        } else {
            Some(0)
        };
        match close {
            Some(0) => at = open + 1,
            Some(length) => {
                tags.push(open..open + length);
                at = open + length;
            }
            None => break,
        }
    }
    let mut left = Vec::with_capacity(own.len() + tags.len());
    let mut tags = tags.into_iter().peekable();
    for stretch in own {
        let mut from = stretch.start;
        while let Some(tag) = tags.peek() {
            if tag.end <= from {
                tags.next();
                continue;
            }
            if tag.start >= stretch.end {
                break;
            }
            if tag.start > from {
                left.push(from..tag.start);
            }
            from = tag.end;
            if tag.end > stretch.end {
                break;
            }
            tags.next();
        }
        if from < stretch.end {
            left.push(from..stretch.end);
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> Vec<&str> {
        plain_words(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn tags_are_not_own_words() {
        assert_eq!(own("In {{ dprk }}, a {b} [c] [@coi, p. 4]."), ["In ", ", a {b} [c] ", "."]);
        assert_eq!(own("{{ a }}{{ b }} “{{ c }}” d"), [" ", " d"]);
        assert_eq!(own("never {{ closed"), ["never {{ closed"]);
    }
}
