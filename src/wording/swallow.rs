//! Who said it, at the end of a quotation.

use std::ops::Range;

/// Verbs by which words are attributed.
const SAYING: [&str; 28] = [
    "said",
    "says",
    "added",
    "adds",
    "told",
    "wrote",
    "writes",
    "explained",
    "explains",
    "declared",
    "declares",
    "stated",
    "states",
    "warned",
    "warns",
    "argued",
    "argues",
    "noted",
    "notes",
    "concluded",
    "concludes",
    "recalled",
    "recalls",
    "insisted",
    "insists",
    "claimed",
    "claims",
    "announced",
];

/// Small words within the name of who spoke: the Special Rapporteur on human rights in the DPRK.
const OF_NAMES: [&str; 17] = [
    "the",
    "of",
    "for",
    "to",
    "in",
    "on",
    "a",
    "an",
    "and",
    "de",
    "von",
    "human",
    "rights",
    "foreign",
    "affairs",
    "religious",
    "freedom",
];

/// At most so many words say who spoke.
const LONGEST: usize = 10;

/// Where a quotation ends with who said it: after a comma, a verb of saying and a name, or the other way round.
///
/// Not where the comma has marks around it: then the quotation holds another, and says whose it is.
pub fn attribution(quotation: &str) -> Option<Range<usize>> {
    let end = quotation.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
    let said = &quotation[..end];
    let comma = said.rfind(',')?;
    if said[..comma].ends_with(['”', '’', '"', '\''])
        || said[comma + 1..].starts_with(['”', '’', '"', '\''])
    {
        return None;
    }
    let start = end - said[comma + 1..].trim_start().len();
    let tail = &said[start..];
    let words: Vec<&str> = tail.split_whitespace().collect();
    if words.len() < 2
        || words.len() > LONGEST
        || tail.contains(['.', ';', ':', '“', '‘', '"'].as_slice())
    {
        return None;
    }
    let before = quotation[..comma].split_whitespace().count();
    let (first, last) = (words.first()?, words.last()?);
    let by_verb = SAYING.contains(first) && words.get(1..).is_some_and(names);
    let by_name = SAYING.contains(last) && words.split_last().is_some_and(|(_, who)| names(who));
    (before > 1 && (by_verb || by_name)).then_some(start..end)
}

/// Whether words name somebody: capitals, and the small words between; or `he`, `she`, `they`.
fn names(words: &[&str]) -> bool {
    let capital = |word: &str| word.starts_with(char::is_uppercase) && word != "I";
    let pronoun = matches!(words, ["he" | "she" | "they"]);
    let named = words.iter().all(|word| capital(word) || OF_NAMES.contains(word))
        && !matches!(words, ["to" | "of" | "in" | "on" | "for" | "and", ..])
        && words.last().is_some_and(|word| capital(word));
    pronoun || named
}
