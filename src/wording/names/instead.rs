//! What is written for a variant of a name, and where a person must decide.

use std::ops::Range;

use super::{Known, Text, Written, without_article};
use crate::claims::lex::{is_apostrophe, is_dash};
use crate::claims::lexicon::{Word, look_up};

/// After what a name with its article may stand.
const PREPOSITIONS: &[&str] = &[
    "in", "to", "from", "of", "by", "with", "against", "for", "on", "between", "and", "into",
    "near", "inside", "outside", "within",
];

impl Text<'_> {
    /// What is written for a variant, and for which bytes.
    pub(super) fn instead(
        &self,
        words: &Range<usize>,
        range: Range<usize>,
        written: &Written,
        name: &Known,
        tags: bool,
    ) -> (Range<usize>, Option<String>) {
        let forms: Vec<&str> =
            name.forms.iter().map(String::as_str).take(if tags { usize::MAX } else { 1 }).collect();
        let articles = forms.iter().filter(|form| without_article(form).len() < form.len()).count();
        let the = self.the_before(words.start);
        let covered = the && (written.article || articles == forms.len());
        let range = match words.start.checked_sub(1).and_then(|the| self.spots.get(the)) {
            Some(article) if covered => article.start..range.end,
            _ => range,
        };
        let certain = match (covered, the, articles) {
            (true, ..) => true,
            (false, _, 0) => !self.changes_article(words.start, &forms, written),
            (false, true, _) => false,
            (false, false, _) => self.stands_alone(words, range.end),
        };
        let possessive = self.text[range.end..].starts_with(is_apostrophe)
            && forms.iter().any(|form| form.ends_with('s') || written.text.ends_with('s'));
        // “Commission of Inquiry (COI)” explains the variant: a person takes it out.
        let explains =
            self.text[..range.start].ends_with('(') && self.text[range.end..].starts_with(')');
        let tail = match self.tail(&range, written) {
            Some(tail) if certain && !possessive && !explains => tail,
            _ => return (range, None),
        };
        let Some(first) = forms.first() else { return (range, None) };
        let text = if tags { format!("{{{{ {} }}}}", name.id) } else { (*first).to_owned() };
        let text = if !tags && self.begins_sentence(range.start) && text.starts_with("the ") {
            text.replacen('t', "T", 1)
        } else {
            text
        };
        (range, Some(format!("{text}{tail}")))
    }

    /// The stop to keep after a variant that ends with one; `None` where it is not clear whether it ends the sentence too.
    fn tail(&self, range: &Range<usize>, written: &Written) -> Option<&'static str> {
        if !written.text.ends_with('.') {
            return Some("");
        }
        let rest = &self.text[range.end..];
        let next = rest.trim_start_matches([' ', '\u{A0}']);
        if next.is_empty() || next.starts_with('\n') {
            return Some(".");
        }
        (next.len() == rest.len() || !next.starts_with(char::is_uppercase)).then_some("")
    }

    /// Whether `a` or `an` before a name would have to change.
    fn changes_article(&self, at: usize, forms: &[&str], written: &Written) -> bool {
        let article = at
            .checked_sub(1)
            .filter(|_| self.spaced(at))
            .map(|before| self.word(before).to_lowercase());
        let sound = |text: &str| crate::wording::style::takes_an(text);
        matches!(article.as_deref(), Some("a" | "an"))
            && forms.iter().any(|form| sound(form) != sound(&written.text))
    }

    /// Whether a name stands where one with an article could: after a preposition, with no noun after it.
    fn stands_alone(&self, words: &Range<usize>, end: usize) -> bool {
        let start = self.spots.get(words.start).map_or(0, |spot| spot.start);
        let before =
            words.start.checked_sub(1).filter(|_| self.spaced(words.start)).map(|at| self.word(at));
        let opens = self.begins_sentence(start)
            || before.is_some_and(|word| PREPOSITIONS.contains(&word.to_lowercase().as_str()));
        let rest = &self.text[end..];
        let closes = !self.spaced(words.end)
            || matches!(look_up(self.word(words.end)), Word::Light | Word::Break | Word::Not);
        opens && closes && !rest.starts_with(is_dash)
    }
}
