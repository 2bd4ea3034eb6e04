//! Quotation marks within quotation marks.

use crate::paper::Run;

/// The marks that open and close, each with those that stand within it.
const PAIRS: [(char, char); 2] = [('“', '”'), ('‘', '’')];

/// Turns marks that stand directly within the same marks into the other ones: “a “b” c” → “a ‘b’ c”.
pub(super) fn nest(runs: &mut [Run]) {
    let text: Vec<char> = runs.iter().flat_map(|run| run.text.chars()).collect();
    let mut marks: Vec<char> = text.clone();
    // The pair as printed, and the pair as it was.
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (at, c) in text.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| text.get(at));
        let in_word = before.is_some_and(|c| c.is_alphanumeric())
            && text.get(at + 1).is_some_and(|c| c.is_alphanumeric());
        if let Some(pair) = PAIRS.iter().position(|(open, _)| open == c) {
            let printed = match open.last() {
                Some((last, _)) if *last == pair => 1 - pair,
                _ => pair,
            };
            open.push((printed, pair));
            marks[at] = PAIRS[printed].0;
        } else if let Some(pair) = PAIRS.iter().position(|(_, close)| close == c)
            && !in_word
            && let Some((printed, _)) = open.pop_if(|(_, was)| *was == pair)
        {
            marks[at] = PAIRS[printed].1;
        }
    }
    let mut marks = marks.into_iter();
    for run in runs {
        let length = run.text.chars().count();
        run.text = marks.by_ref().take(length).collect();
    }
}

/// A text with all curly marks alike and as long as before, to find a title again whose marks the style
/// or [`nest`] has turned.
pub(super) fn fold(text: &str) -> String {
    text.replace(['“', '”', '‘', '’'], "’")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_within_the_same_marks_are_turned() {
        for (text, nested) in [
            ("“Why “never” came”, p. 4", "“Why ‘never’ came”, p. 4"),
            ("‘Why “never” came’", "‘Why “never” came’"),
            ("‘The people’s ‘choice’ made’", "‘The people’s “choice” made’"),
            ("“One” and “two”", "“One” and “two”"),
            ("“Never closed", "“Never closed"),
        ] {
            let (one, two) = text.split_at(text.char_indices().nth(5).unwrap().0);
            let mut runs = [Run::text(one), Run::text(two)];
            nest(&mut runs);
            assert_eq!(runs.map(|run| run.text).concat(), nested);
        }
    }
}
