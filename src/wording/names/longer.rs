//! Where a name is part of a longer one, which stays as it is.

use std::ops::Range;

use super::{How, NameTable, Text, Written};
use crate::claims::lex::is_dash;
use crate::claims::lexicon::{Word, look_up};

/// What may come before “of” and a country without making up one name.
const STATES: &[&str] =
    &["government", "governments", "embassy", "state", "people", "leader", "president", "citizens"];

/// What ends the first half of names such as “Human Rights in North Korea”.
const HEADS: &[&str] = &[
    "rights", "justice", "freedom", "peace", "security", "refugees", "women", "affairs",
    "religion", "belief", "humanity",
];

impl Text<'_> {
    /// Whether some words are or may be part of a longer name.
    /// Another name of the table, which ends before word `last` or begins after them, does not make it longer.
    pub(super) fn in_longer(
        &self,
        words: &Range<usize>,
        written: &Written,
        how: How,
        last: usize,
        table: &NameTable,
    ) -> bool {
        let end = self.range(words, written).end;
        let glued = |c: Option<char>| {
            c.is_some_and(|c| matches!(c, '_' | '/' | '@' | '#' | '&' | '\\') || is_dash(c))
        };
        let start = self.spots.get(words.start).map_or(0, |spot| spot.start);
        let before = self.text[..start].chars().next_back();
        if glued(before)
            || before == Some('.')
            || (glued(self.text[end..].chars().next())
                && how == How::Nearly
                && before.is_some_and(is_dash))
        {
            return true;
        }
        if self.text[end..]
            .starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '/' | '@' | '#' | '\\'))
        {
            return true;
        }
        let kind = |at: usize| look_up(self.word(at));
        let next = words.end;
        let mut after = self.text[end..].chars();
        if after.next().is_some_and(is_dash)
            && after.next().is_some_and(|c| c.is_numeric() || c.is_uppercase())
        {
            return true;
        }
        if self.spaced(next) && self.capital(next) && self.best(next, table).is_none() {
            let common =
                matches!(kind(next), Word::Title | Word::Generic | Word::Light | Word::Break);
            if how == How::Nearly && !matches!(kind(next), Word::Light | Word::Break) || !common {
                return true;
            }
        }
        let mut first = words.start;
        first -= usize::from(self.the_before(first));
        let Some(before) = first.checked_sub(1).filter(|_| self.spaced(first) && first != last)
        else {
            return false;
        };
        let opening = self.spots.get(before).is_some_and(|spot| self.begins_sentence(spot.start));
        if self.capital(before) && !opening {
            return !matches!(kind(before), Word::Title | Word::Light | Word::Break | Word::Not);
        }
        self.after_head(before)
    }

    /// Whether the word at `at` joins what follows to a name before it: “Parliamentary Group on …”, “Human Rights in …”.
    fn after_head(&self, at: usize) -> bool {
        let Some(head) = at.checked_sub(1).filter(|head| self.spaced(at) && self.capital(*head))
        else {
            return false;
        };
        let opening = self.spots.get(head).is_some_and(|spot| self.begins_sentence(spot.start));
        let word = self.word(head).to_lowercase();
        match self.word(at) {
            "of" => !opening && !STATES.contains(&word.as_str()),
            "for" | "on" => !opening,
            "in" => HEADS.contains(&word.as_str()),
            _ => false,
        }
    }
}
