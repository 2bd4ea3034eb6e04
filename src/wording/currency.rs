//! Sums of money that do not say whose money it is: `600 million dollars`.

use super::Remark;
use super::own_words::{is_own, own_words};
use crate::claims::reading::View;

/// Money that several countries call by the same name.
const SHARED: [&str; 2] = ["dollars", "dollar"];

/// Sums in dollars that do not say which, unless the text says it elsewhere: `US dollars`, `US$600`. A sum has
/// a figure before it; the dollar by itself is a currency spoken of.
pub fn whose_money(text: &str) -> Vec<Remark> {
    let view = View::new(text);
    let own = own_words(text);
    let named = |at: usize| {
        at.checked_sub(1).is_some_and(|before| {
            view.capital(before) && view.text(before).chars().any(char::is_alphabetic)
        })
    };
    let is_money = |at: usize| view.any(at, &SHARED);
    let says = (0..view.tokens.len()).any(|at| is_money(at) && named(at));
    if says || text.contains("US$") || text.contains("USD") {
        return Vec::new();
    }
    let sums = (0..view.tokens.len()).filter(|at| is_money(*at) && counted(&view, *at));
    let ranges = sums.filter_map(|at| {
        let token = view.tokens.get(at)?;
        Some(token.start..token.end)
    });
    ranges
        .filter(|range| is_own(&own, range))
        .map(|range| Remark {
            said: format!("`{}` does not say which country’s", &text[range.clone()]),
            range,
            why: "more than twenty countries count in dollars, and they are not worth the same",
            instead: None,
        })
        .collect()
}

/// Whether a figure stands before a word, with `million` and the like between.
fn counted(view: &View, at: usize) -> bool {
    let mut before = at;
    while let Some(next) = before.checked_sub(1) {
        before = next;
        if view.any(before, &["hundred", "thousand", "million", "billion", "trillion"]) {
            continue;
        }
        return view.text(before).starts_with(|c: char| c.is_ascii_digit());
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        whose_money(text).into_iter().map(|remark| remark.said).collect()
    }

    #[test]
    fn dollars_are_some_countrys() {
        assert_eq!(
            said("These groups stole at least 600 million dollars in 2023."),
            ["`dollars` does not say which country’s"]
        );
        for text in [
            "They stole 600 million US dollars, 20 million dollars of it in May.",
            "They stole US$600 million, or 600 million dollars.",
            "The dollar has risen, and people pay in dollars.",
            "He said: “We lost 600 million dollars.”",
            "They stole 600 million Singapore dollars.",
            "",
        ] {
            assert_eq!(said(text), [""; 0], "{text}");
        }
    }
}
