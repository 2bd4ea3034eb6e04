//! `last week`, `in the next ten years`, `36 years ago`, `recently`: times reckoned from the day of writing.

use super::words::Words;

/// The relative date at a token: where it begins, which may be before the token, and where it ends.
pub fn phrase(words: &Words, at: usize) -> Option<(usize, usize)> {
    let (from, to) = match words.at(at) {
        "last" | "next" => bare(words, at).or_else(|| stretch(words, at)),
        "past" | "coming" => stretch(words, at),
        "this" => this(words, at),
        "ago" => ago(words, at),
        "recent" => recent(words, at),
        "recently" | "lately" => recently(words, at),
        "ahead" => ahead(words, at),
        _ => None,
    }?;
    (!words.joined(from, to) && !dated(words, to)).then_some((from, to))
}

/// What `last`, `next` and `this` make a date of. Days and decades are not here: `the next day` is told from the words before it.
const UNITS: [&str; 9] =
    ["week", "month", "year", "weekend", "quarter", "summer", "winter", "spring", "autumn"];

/// What a stretch of time is counted in.
const COUNTED: [&str; 14] = [
    "hour",
    "hours",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
    "decade",
    "decades",
    "fortnight",
    "weekend",
];

/// Words that make `last week` the last of several: `the last week`, `his last year`, `first and last month`.
const ONE_OF_SEVERAL: [&str; 24] = [
    "the", "a", "an", "his", "her", "its", "their", "our", "my", "your", "one", "very", "each",
    "every", "any", "these", "those", "whose", "that", "second", "no", "to", "will", "not",
];

/// `last week`, `next year’s`, `late last March`.
fn bare(words: &Words, at: usize) -> Option<(usize, usize)> {
    let unit = at + 1;
    let night = words.at(at) == "last" && matches!(words.at(unit), "night" | "christmas");
    let named = words.weekday(unit) || words.month(unit);
    if !(UNITS.contains(&words.at(unit)) || night || named) || words.at(unit + 1) == "of" {
        return None;
    }
    // “compared to last year”, but “is to last week after week”.
    let verb = words.at(unit + 1) == "after" && words.at(unit + 2) == words.at(unit);
    let before = words.before(at, 1);
    let counted = ONE_OF_SEVERAL.contains(&before) && before != "to" && before != "that";
    let owned = at.checked_sub(1).is_some_and(|at| words.genitive(at));
    let both = before == "and" && matches!(words.before(at, 2), "first" | "second");
    if verb || counted || owned || both || named_so(words, at) {
        return None;
    }
    Some((stage(words, at), unit + 1))
}

/// Whether capitals make a name of two words in a running sentence: the programme `This Week`.
fn named_so(words: &Words, at: usize) -> bool {
    let before = at.checked_sub(1).map_or("", |at| words.view.text(at));
    words.view.capital(at)
        && words.view.capital(at + 1)
        && UNITS.contains(&words.at(at + 1))
        && before.starts_with(char::is_lowercase)
}

/// Where the phrase begins with the word before it that says which part is meant: `earlier this year`.
fn stage(words: &Words, at: usize) -> usize {
    let stages = ["early", "earlier", "late", "later", "mid"];
    if stages.contains(&words.before(at, 1)) { at - 1 } else { at }
}

/// `this week`, `earlier this year`, `this Friday`, `this coming month`.
fn this(words: &Words, at: usize) -> Option<(usize, usize)> {
    let past = matches!(words.at(at + 1), "past" | "coming" | "last" | "next");
    let unit = at + 1 + usize::from(past);
    let part = matches!(words.at(unit), "morning" | "afternoon" | "evening");
    let named = words.weekday(unit) || words.month(unit);
    let dates = UNITS.contains(&words.at(unit)) || part || named;
    let of = words.at(unit + 1) == "of" || words.genitive(at);
    // In a title with capitals the verb looks like the month.
    let verb = words.at(unit) == "may"
        && matches!(words.at(unit + 1), "be" | "have" | "not" | "also" | "well" | "mean");
    (dates && !of && !verb && !named_so(words, at)).then(|| (stage(words, at), unit + 1))
}

/// `over the last decade`, `in the next ten years`, `the past two years have`.
fn stretch(words: &Words, at: usize) -> Option<(usize, usize)> {
    if words.before(at, 1) != "the" {
        return None;
    }
    let unit = counted_from(words, at + 1)?;
    let alone = unit == at + 1;
    let (which, many) = (words.at(at), words.at(unit).ends_with('s'));
    // “in the last weeks” are somebody’s last; “the past weeks” are everybody’s.
    let vague = alone && (many || matches!(words.at(unit), "day" | "hour"));
    if vague && !(matches!(which, "past" | "coming") && many) {
        return None;
    }
    let beginning = |at: usize| ["of", "before", "prior", "leading", "as"].contains(&words.at(at));
    let office = words.at(unit + 1) == "in" && matches!(words.at(unit + 2), "office" | "power");
    if beginning(unit + 1) || office {
        return None;
    }
    let to = unit + 1;
    let preposition = words.before(at, 2);
    let within = ["in", "over", "during", "for", "within", "throughout", "across", "of"]
        .contains(&preposition);
    let reaches_now = matches!(words.at(to), "has" | "have");
    let holds = match which {
        "next" | "coming" => within && ahead_of_us(words, at, preposition),
        _ => within || reaches_now,
    };
    let from = if within && preposition != "of" { at - 2 } else { at - 1 };
    holds.then_some((from, to))
}

/// Where the unit stands that is counted from `at`: `ten years`, `few weeks`, `decade`.
fn counted_from(words: &Words, at: usize) -> Option<usize> {
    let unit = (at..at + 5).find(|at| COUNTED.contains(&words.at(*at)))?;
    (at..unit).all(|at| counts(words, at)).then_some(unit)
}

/// Whether a word can stand in a count.
fn counts(words: &Words, at: usize) -> bool {
    use crate::claims::lexicon::Word;
    words.view.number(at).is_some()
        || matches!(
            words.view.word(at),
            Some(
                Word::Ones(_)
                    | Word::Teens(_)
                    | Word::Tens(_)
                    | Word::Dozen
                    | Word::Few
                    | Word::Two
                    | Word::Part(_)
            )
        )
        || ["a", "an", "few", "several", "couple", "of", "many", "some", "and", "half", "-", "or"]
            .contains(&words.at(at))
}

/// Whether a sentence looks forward: “over the next two decades he built” does not.
fn ahead_of_us(words: &Words, at: usize, preposition: &str) -> bool {
    let mut sentence = words.sentence(at);
    let told = sentence.clone().any(|at| matches!(words.at(at), "was" | "were" | "had" | "would"));
    let forward = |at: usize| {
        matches!(words.at(at), "will" | "shall" | "should" | "must" | "can" | "may" | "need")
    };
    !told && (preposition == "within" || sentence.any(forward))
}

/// Words that make a length of time more or less exact.
const MORE_OR_LESS: [&str; 17] = [
    "just",
    "over",
    "under",
    "almost",
    "exactly",
    "nearly",
    "about",
    "around",
    "more",
    "less",
    "than",
    "only",
    "barely",
    "well",
    "approximately",
    "roughly",
    "little",
];

/// `36 years ago`, `just over a week ago`. Not centuries, which no reader reckons from today.
fn ago(words: &Words, at: usize) -> Option<(usize, usize)> {
    let unit = at.checked_sub(1)?;
    if !COUNTED.contains(&words.at(unit)) && !matches!(words.at(unit), "while" | "time") {
        return None;
    }
    let in_phrase = |at: usize| counts(words, at) || MORE_OR_LESS.contains(&words.at(at));
    let first = (unit.saturating_sub(8)..unit).rev().take_while(|at| in_phrase(*at)).last();
    let mut from = first.unwrap_or(unit);
    while matches!(words.at(from), "and" | "or" | "of" | "than" | "-") && from < unit {
        from += 1;
    }
    let ages = from.checked_sub(1).is_some_and(|at| words.view.magnitude(at))
        || matches!(words.before(from, 1), "hundreds" | "thousands" | "millions")
        || (from..unit).any(|at| words.view.number(at).is_some_and(|n| n >= 100.0))
        || (matches!(words.at(unit), "while" | "time") && from == unit);
    (!ages).then_some((from, at + 1))
}

/// `in recent years`; not `the most recent year`.
fn recent(words: &Words, at: usize) -> Option<(usize, usize)> {
    let many = COUNTED.contains(&words.at(at + 1)) && words.at(at + 1).ends_with('s');
    let most = words.before(at, 1) == "most";
    if !many || most || words.at(at + 2) == "of" {
        return None;
    }
    let more = usize::from(words.before(at, 1) == "more");
    let preposition = ["in", "over", "during", "throughout"].contains(&words.before(at, 1 + more));
    Some((if preposition { at - 1 - more } else { at - more }, at + 2))
}

/// `recently`; not `as recently as 2013`.
fn recently(words: &Words, at: usize) -> Option<(usize, usize)> {
    if words.before(at, 1) == "as" && words.at(at + 1) == "as" {
        return None;
    }
    let degree = ["more", "most", "very", "until"].contains(&words.before(at, 1));
    Some((if degree { at - 1 } else { at }, at + 1))
}

/// `in the months ahead`; not `in the weeks ahead of the vote`.
fn ahead(words: &Words, at: usize) -> Option<(usize, usize)> {
    let unit = COUNTED.contains(&words.before(at, 1)) && words.before(at, 2) == "the";
    let within = ["in", "over", "for", "during"].contains(&words.before(at, 3));
    let unit = unit && within && words.at(at + 1) != "of";
    (unit && ahead_of_us(words, at, "")).then(|| (at - 3, at + 1))
}

/// Whether the date itself follows: `last year (2022)`, `two years ago, on 22 February 2014`.
pub fn dated(words: &Words, at: usize) -> bool {
    let mut next = at;
    while matches!(words.view.sign(next), Some(',' | '(' | '–' | '—'))
        || ["on", "in", "namely", "ie"].contains(&words.at(next))
    {
        next += 1;
        if next > at + 3 {
            return false;
        }
    }
    let part = |at: usize| {
        words.month(at)
            || words.weekday(at)
            || words.view.digits(at).is_some()
            || words.view.sign(at) == Some(',')
    };
    (next..next + 5).take_while(|at| part(*at)).any(|at| words.year(at))
}
