//! `on Tuesday`, `since 27 May`: days of a week or a year that the text leaves open.

use super::words::Words;

/// What the whole text says of its dates.
#[derive(Debug)]
pub struct Undated {
    /// Whether a year stands somewhere: then a day of the year belongs to it.
    year: bool,
    /// Whether a day of the month stands somewhere: then a day of the week belongs to it.
    day: bool,
}

impl Undated {
    /// Looks through a text.
    pub fn new(words: &Words) -> Undated {
        let day = |at: usize| words.month(at) && (number(words, at + 1) || before(words, at));
        Undated {
            year: (0..words.count()).any(|at| words.year(at) || decade(words, at)),
            day: (0..words.count()).any(day),
        }
    }

    /// The open date at a token, and what it lacks.
    pub fn phrase(&self, words: &Words, at: usize) -> Option<(usize, usize, &'static str)> {
        let preposition = words.at(at);
        if self.year || !PREPOSITIONS.contains(&preposition) {
            return None;
        }
        let of_the_week = preposition == "on" && words.weekday(at + 1);
        if of_the_week && !self.day && !words.joined(at, at + 2) && !weekly(words, at) {
            let part = matches!(words.at(at + 2), "morning" | "afternoon" | "evening" | "night");
            return Some((at, at + 2 + usize::from(part), "date"));
        }
        let to = day_of_year(words, at + 1)?;
        (!yearly(words, at)).then_some((at, to, "year"))
    }
}

/// What comes before a day on which something happened.
const PREPOSITIONS: [&str; 7] = ["on", "since", "until", "from", "by", "before", "after"];

/// Where `27 May`, `the 27th of May`, `May 27` ends.
fn day_of_year(words: &Words, at: usize) -> Option<usize> {
    let at = at + usize::from(words.at(at) == "the");
    if words.month(at) && number(words, at + 1) {
        let suffix = words.view.glued(at + 2) && is_suffix(words.at(at + 2));
        return Some(at + 2 + usize::from(suffix));
    }
    if !number(words, at) {
        return None;
    }
    let mut next = at + 1;
    next += usize::from(words.view.glued(next) && is_suffix(words.at(next)));
    next += usize::from(words.at(next) == "of");
    words.month(next).then_some(next + 1)
}

fn is_suffix(word: &str) -> bool {
    matches!(word, "st" | "nd" | "rd" | "th")
}

/// Whether a token is a number that can be a day of a month.
fn number(words: &Words, at: usize) -> bool {
    words.view.digits(at).is_some_and(|(n, width)| width <= 2 && (1..=31).contains(&n))
}

/// Whether a day of the month stands before the month at `at`.
fn before(words: &Words, at: usize) -> bool {
    (1..=3).any(|back| at.checked_sub(back).is_some_and(|at| number(words, at)))
}

fn decade(words: &Words, at: usize) -> bool {
    words.view.digits(at).is_some_and(|(_, width)| width == 4) && words.at(at + 1) == "s"
}

/// What comes round every year, as the words of its sentence show.
const YEARLY: [&str; 20] = [
    "every",
    "each",
    "annual",
    "annually",
    "yearly",
    "falls",
    "fall",
    "marks",
    "mark",
    "day",
    "birthday",
    "anniversary",
    "holiday",
    "holidays",
    "celebrated",
    "celebrates",
    "celebrate",
    "observed",
    "commemorated",
    "commemorates",
];

fn yearly(words: &Words, at: usize) -> bool {
    words.sentence(at).any(|at| YEARLY.contains(&words.at(at)) && !numbered(words, at))
}

/// Whether it is one year's of what comes round: `the 31st anniversary`.
fn numbered(words: &Words, at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back);
    let glued = before(1).is_some_and(|at| words.view.glued(at) && is_suffix(words.at(at)));
    glued && before(2).is_some_and(|at| words.view.digits(at).is_some())
}

/// What comes round every week, as the words of its sentence show.
const WEEKLY: [&str; 17] = [
    "every",
    "each",
    "weekly",
    "usually",
    "always",
    "often",
    "worship",
    "worshipped",
    "church",
    "churches",
    "mass",
    "prayer",
    "prayers",
    "pray",
    "sabbath",
    "service",
    "services",
];

fn weekly(words: &Words, at: usize) -> bool {
    words.sentence(at).any(|at| WEEKLY.contains(&words.at(at)))
        || ["good", "bloody", "black", "easter"].contains(&words.before(at + 1, 1))
}
