//! `today`, `tomorrow`, `currently`: words that sometimes date what they stand by, and mostly do not.

use std::ops::Range;

use super::words::Words;
use crate::claims::ClaimKind;
use crate::claims::reading::Reading;

/// The amounts in a text, in order, in bytes.
#[derive(Debug)]
pub struct Figures(Vec<Range<usize>>);

impl Figures {
    /// Reads a text, if it has a word that a figure could make into a date.
    pub fn new(words: &Words) -> Figures {
        let asked = (0..words.count())
            .any(|at| matches!(words.at(at), "currently" | "presently" | "now" | "today"));
        if !asked {
            return Figures(Vec::new());
        }
        let is_figure = |kind: &ClaimKind| matches!(kind, ClaimKind::Quantity(_));
        let claims = Reading::new(words.view.source).claims;
        let text = words.view.source;
        // “one of the worst” counts nothing.
        let counts = |range: &Range<usize>| {
            !text[range.clone()].get(..3).is_some_and(|one| one.eq_ignore_ascii_case("one"))
        };
        Figures(
            claims
                .into_iter()
                .filter(|claim| is_figure(&claim.kind))
                .map(|claim| claim.range)
                .filter(counts)
                .collect(),
        )
    }

    /// Whether one begins within tokens `from..to`.
    fn any(&self, words: &Words, from: usize, to: usize) -> bool {
        let range = words.view.range(from, to.min(words.count()));
        let first = self.0.partition_point(|figure| figure.start < range.start);
        self.0.get(first).is_some_and(|figure| figure.start < range.end)
    }
}

/// The relative date at a token.
pub fn phrase(words: &Words, figures: &Figures, at: usize) -> Option<(usize, usize)> {
    let holds = match words.at(at) {
        "today" => today(words, at) || counted_today(words, figures, at),
        "tomorrow" => tomorrow(words, at),
        "yesterday" => {
            !words.genitive(at) && !matches!(words.before(at, 1), "of" | "from" | "like")
        }
        "tonight" => true,
        "currently" | "presently" => currently(words, figures, at),
        "now" => now(words, figures, at),
        _ => false,
    };
    // A capital within a sentence makes a title of it.
    let titled = words.view.capital(at) && !words.view.begins_sentence(at);
    if !holds || titled || words.joined(at, at + 1) || super::deictic::dated(words, at + 1) {
        return None;
    }
    let stage = ["earlier", "later", "early", "late"].contains(&words.before(at, 1));
    Some((at - usize::from(stage), at + 1))
}

/// What happens on one day: `today’s vote`.
const EVENTS: [&str; 16] = [
    "hearing",
    "meeting",
    "announcement",
    "decision",
    "vote",
    "summit",
    "statement",
    "session",
    "judgment",
    "ruling",
    "debate",
    "verdict",
    "resolution",
    "briefing",
    "event",
    "publication",
];

/// Verbs in the past that do not end in `ed`.
const PAST: [&str; 24] = [
    "said", "met", "told", "took", "came", "began", "held", "found", "left", "gave", "made",
    "went", "saw", "won", "lost", "sent", "spoke", "shook", "heard", "fell", "rose", "wrote",
    "brought", "put",
];

/// Before a participle these make a state of it: `is practised today`.
const AUXILIARIES: [&str; 10] =
    ["is", "are", "be", "being", "remain", "remains", "as", "has", "have", "still"];

fn past(words: &Words, at: usize) -> bool {
    let word = words.at(at);
    (word.len() > 4 && word.ends_with("ed")) || PAST.contains(&word)
}

/// Whether `today` is one day, not our times: `announced today`, `today’s vote`.
fn today(words: &Words, at: usize) -> bool {
    if words.genitive(at) {
        return EVENTS.contains(&words.at(at + 1));
    }
    if words.before(at, 1) == "of" && words.before(at, 2) == "as" {
        return true;
    }
    if ["earlier", "later"].contains(&words.before(at, 1)) || words.at(at + 1) == "marks" {
        return true;
    }
    let sentence = words.sentence(at);
    let begins = at == sentence.start;
    if begins && words.view.sign(at + 1) == Some(',') {
        let will = |at: usize| words.at(at) == "will";
        return (at + 2..sentence.end.min(at + 12)).any(will);
    }
    let state = (1..=4).any(|back| AUXILIARIES.contains(&words.before(at, back)));
    let after = at + 1 + usize::from(words.at(at + 1) == "and");
    let told_after = past(words, after) && !matches!(words.at(after), "need" | "indeed" | "united");
    let told_before = at.checked_sub(1).is_some_and(|at| past(words, at));
    !state && (told_after || told_before)
}

/// Whether `tomorrow` is the day after this one, not the times to come: `a better tomorrow`, `the leaders of tomorrow`.
fn tomorrow(words: &Words, at: usize) -> bool {
    let times = ["of", "a", "better", "and", "or", "for", "the", "brighter", "towards", "like"];
    match words.genitive(at) {
        true => EVENTS.contains(&words.at(at + 1)),
        false => !times.contains(&words.before(at, 1)),
    }
}

/// Whether `Today` begins a sentence whose figure it dates: “Today more than 100,000 people are held”.
fn counted_today(words: &Words, figures: &Figures, at: usize) -> bool {
    let sentence = words.sentence(at);
    let begins = at == sentence.start && !words.genitive(at);
    begins
        && figures.any(words, at + 1, sentence.end.min(at + 8))
        && !sentence.into_iter().any(|at| words.year(at))
}

/// Verbs of a state that a figure measures.
const STATES: [&str; 28] = [
    "is", "are", "hold", "holds", "stands", "stand", "number", "numbers", "has", "have", "hosts",
    "host", "employs", "employ", "detains", "face", "faces", "total", "totals", "there", "live",
    "lives", "remain", "reside", "await", "serve", "work", "operate",
];

/// Whether `currently` dates a figure: `are currently held`. Elsewhere it says no more than the present tense does.
fn currently(words: &Words, figures: &Figures, at: usize) -> bool {
    let sentence = words.sentence(at);
    let state = STATES.contains(&words.before(at, 1))
        || STATES.contains(&words.at(at + 1))
        || at == sentence.start;
    let (from, to) = (sentence.start.max(at.saturating_sub(10)), sentence.end.min(at + 10));
    state && figures.any(words, from, to) && !sentence.into_iter().any(|at| words.year(at))
}

/// Words between `now` and the figure it dates: `now holds more than 100,000`, `now aged 87`.
const TO_FIGURE: [&str; 27] = [
    "is",
    "are",
    "stands",
    "stand",
    "numbers",
    "number",
    "totals",
    "total",
    "holds",
    "hold",
    "has",
    "have",
    "exceeds",
    "exceed",
    "over",
    "more",
    "than",
    "at",
    "aged",
    "some",
    "around",
    "about",
    "estimated",
    "nearly",
    "almost",
    "an",
    "least",
];

fn now(words: &Words, figures: &Figures, at: usize) -> bool {
    let sentence = words.sentence(at);
    let fixed =
        ["until", "from", "by", "up", "right", "just", "even"].contains(&words.before(at, 1));
    if fixed || words.view.sign(at + 1).is_some() {
        return false;
    }
    let reach = (at + 1..sentence.end.min(at + 6))
        .take_while(|at| TO_FIGURE.contains(&words.at(*at)))
        .count();
    let figure = figures.any(words, at + 1, at + 2 + reach);
    figure && !sentence.into_iter().any(|at| words.year(at))
}
