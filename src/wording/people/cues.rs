//! Words about a name that tell that it is a person's.

use crate::claims::reading::View;

/// Kin, in the singular.
pub const KIN: &[&str] = &[
    "wife",
    "husband",
    "daughter",
    "son",
    "sister",
    "brother",
    "mother",
    "father",
    "uncle",
    "aunt",
    "nephew",
    "niece",
    "cousin",
    "grandmother",
    "grandfather",
    "grandson",
    "granddaughter",
    "fiancé",
    "fiancée",
    "widow",
    "widower",
];

/// Nouns for a person about whom no more is known than this.
pub const PERSON: &[&str] = &[
    "man",
    "woman",
    "boy",
    "girl",
    "person",
    "defector",
    "escapee",
    "refugee",
    "survivor",
    "victim",
    "prisoner",
    "detainee",
    "abductee",
    "inmate",
    "witness",
    "christian",
    "believer",
    "citizen",
    "migrant",
    "activist",
    "schoolgirl",
    "schoolboy",
    "teenager",
    "child",
    "student",
    "youth",
    "mother",
    "father",
];

const SAYING: &[&str] = &[
    "said",
    "told",
    "says",
    "added",
    "explained",
    "recalled",
    "recounted",
    "testified",
    "replied",
    "remembered",
    "insisted",
];

const DONE: &[&str] = &[
    "arrested",
    "detained",
    "born",
    "abducted",
    "executed",
    "sentenced",
    "imprisoned",
    "raped",
    "tortured",
    "beaten",
    "kidnapped",
    "killed",
    "repatriated",
    "shot",
    "jailed",
    "interrogated",
];

const DOING: &[&str] = &["escaped", "fled", "defected", "died"];

/// Whether what follows a name is what only a person says.
pub fn says(view: &View, end: usize) -> bool {
    view.any(end, SAYING) && !view.any(end + 1, &["to", "in"])
}

/// Whether what follows a name is what is only done to, or by, a person.
pub fn suffers(view: &View, end: usize) -> bool {
    let passive = view.any(end, &["was", "is", "has", "had"])
        && (view.any(end + 1, DONE)
            || (view.any(end + 1, &["been", "also", "later"]) && view.any(end + 2, DONE)));
    let who = view.sign(end) == Some(',')
        && view.is(end + 1, "who")
        && view.any(end + 2, &["was", "is", "has", "had", "escaped", "fled", "defected"]);
    passive || who || view.any(end, DOING)
}

/// The age that follows a name: `, 34,`, `(34)`, `, aged 34`. Which token it is.
pub fn age_after(view: &View, end: usize) -> Option<usize> {
    let years = |at: usize| {
        view.digits(at).is_some_and(|(years, digits)| digits < 3 && (1..=110).contains(&years))
    };
    match view.sign(end)? {
        ',' if view.any(end + 1, &["aged", "age"]) => years(end + 2).then_some(end + 2),
        ',' => {
            let closed = matches!(view.sign(end + 2), Some(',' | '.' | ';' | '–' | '—'))
                && !view.hyphen(end + 2);
            let listed = view.sign(end + 2) == Some(',') && view.number(end + 3).is_some();
            (years(end + 1) && closed && !listed && !view.glued(end + 3)).then_some(end + 1)
        }
        '(' if !view.glued(end) => {
            let aged = usize::from(view.any(end + 1, &["aged", "age"]));
            (years(end + 1 + aged) && view.sign(end + 2 + aged) == Some(')'))
                .then_some(end + 1 + aged)
        }
        _ => None,
    }
}

/// Whether kin is named before: `his wife Sakie`, `their daughter, Megumi`. The token of the word of kinship.
pub fn kin_before(view: &View, at: usize) -> Option<usize> {
    let mut word = at.checked_sub(1)?;
    if view.sign(word) == Some(',') {
        word = word.checked_sub(1)?;
    }
    let owner = word.checked_sub(1)?;
    let owned = view.any(owner, &["his", "her", "their", "my", "whose", "our"])
        || view.text(owner).ends_with("’s")
        || view.text(owner).ends_with("'s")
        || (view.digits(owner.saturating_sub(4)).is_none()
            && view.any(owner, &["elder", "older", "younger", "eldest", "youngest", "old"]));
    (view.any(word, KIN) && owned).then_some(word)
}

/// Whether a name is given to a person before it: `a defector named`, `a woman called`.
pub fn named_before(view: &View, at: usize) -> bool {
    let Some(word) = at.checked_sub(1) else { return false };
    let noun = word.checked_sub(1).unwrap_or(usize::MAX - 8);
    (view.any(word, &["named", "called"]) && view.any(noun, PERSON)) || view.is(word, "née")
}

/// Whether a by-line or a credit stands before a name; those of Spanish and French pages too.
pub fn byline(view: &View, at: usize) -> bool {
    at.checked_sub(1).is_some_and(|by| {
        view.any(by, &["by", "por", "par"]) && view.capital(by) && view.begins_sentence(by)
    })
}

/// Whether a noun for one person stands directly before a name: `activist Grace Jo`.
pub fn noun_before(view: &View, at: usize) -> bool {
    at.checked_sub(1).is_some_and(|at| view.any(at, PERSON))
}

/// Whether a person is spoken of after a name that is a word of its own: `Park anxiously checked her cell phone`.
pub fn personal(view: &View, end: usize) -> bool {
    let verb = view.text(end);
    let follows = view.word(end).is_some()
        && (verb.ends_with("ed")
            || verb.ends_with("ly")
            || view.any(end, &["was", "had", "has", "is", "knew", "felt", "thought"]));
    follows
        && (end..end + 8)
            .take_while(|at| view.word(*at).is_some())
            .any(|at| view.any(at, &["her", "his", "she", "he", "herself", "himself"]))
}

/// Whether a person's description stands after a name: `, a 41-year-old nurse`, `, a defector`.
pub fn described(view: &View, end: usize) -> bool {
    view.sign(end) == Some(',')
        && view.any(end + 1, &["a", "an"])
        && (view.any(end + 2, PERSON)
            || (view.number(end + 2).is_some() && view.hyphen(end + 3) && view.is(end + 4, "year")))
}
