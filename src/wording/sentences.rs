//! Where sentences begin and end.

use std::ops::Range;

use crate::claims::reading::View;

/// The sentences of a text, in tokens. A line ends one too.
pub fn sentences(view: &View) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for at in 0..view.tokens.len() {
        let next = at + 1;
        let line = match (view.tokens.get(at), view.tokens.get(next)) {
            (Some(token), Some(after)) => {
                view.source.get(token.end..after.start).is_some_and(|gap| gap.contains('\n'))
            }
            _ => true,
        };
        let title = at
            .checked_sub(1)
            .is_some_and(|at| view.any(at, &["mr", "mrs", "ms", "dr", "rev", "st", "prof"]));
        if line || (view.ends_sentence(at) && !title) {
            found.push(start..next);
            start = next;
        }
    }
    found
}
