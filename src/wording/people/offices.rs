//! Who is named for a public office, and who by a title of courtesy.

use std::ops::Range;

use crate::claims::reading::View;

/// Offices: who is named for one is written about for what the office does.
const OFFICES: &[&str] = &[
    "president",
    "premier",
    "chancellor",
    "minister",
    "chairman",
    "chairwoman",
    "chairperson",
    "chair",
    "ambassador",
    "envoy",
    "rapporteur",
    "commissioner",
    "senator",
    "congressman",
    "congresswoman",
    "mp",
    "mep",
    "msp",
    "governor",
    "mayor",
    "judge",
    "justice",
    "marshal",
    "admiral",
    "lord",
    "lady",
    "baroness",
    "baron",
    "viscount",
    "king",
    "queen",
    "emperor",
    "prince",
    "princess",
    "pope",
    "dictator",
    "ruler",
    "leader",
    "consul",
    "secretary-general",
    "speaker",
    "councillor",
];

/// Offices only with a capital: small, they are work like other work, or a word of another meaning.
const WITH_CAPITAL: &[&str] =
    &["general", "secretary", "justice", "speaker", "chair", "king", "lord", "lady", "prince"];

/// What makes a leader or a minister no public one.
const PRIVATE: &[&str] = &[
    "church",
    "youth",
    "community",
    "team",
    "group",
    "religious",
    "student",
    "union",
    "tribal",
    "cell",
    "baptist",
    "methodist",
    "presbyterian",
    "protestant",
    "christian",
    "worship",
    "village",
];

/// Titles of courtesy and of callings.
const HONORIFICS: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "prof",
    "professor",
    "rev",
    "revd",
    "reverend",
    "pastor",
    "bishop",
    "archbishop",
    "sir",
    "dame",
    "imam",
    "rabbi",
    "deacon",
    "fr",
];

/// Rulers and heads of world bodies who are written about by name alone: to ask on what ground would be noise.
/// Folded as [`folded`] does it.
const PUBLIC: &[&str] = &[
    "kimjongun",
    "kimjongil",
    "kimilsung",
    "kimiisung",
    "kimyojong",
    "donaldtrump",
    "joebiden",
    "barackobama",
    "ronaldreagan",
    "mikhailgorbachev",
    "winstonchurchill",
    "xijinping",
    "vladimirputin",
    "moonjaein",
    "yoonsukyeol",
    "leejaemyung",
    "parkgeunhye",
    "bankimoon",
    "antonioguterres",
    "antónioguterres",
    "shinzoabe",
    "josephstalin",
    "adolfhitler",
    "maozedong",
    "nelsonmandela",
    "martinlutherking",
    "keirstarmer",
    "rishisunak",
    "borisjohnson",
    "theresamay",
    "angelamerkel",
    "emmanuelmacron",
    "volodymyrzelensky",
    "andreisakharov",
    "volkertürk",
    "michellebachelet",
    "navipillay",
];

/// Surnames that with `Mr` or alone after a title mean one of them.
const PUBLIC_SURNAMES: &[&str] =
    &["trump", "biden", "obama", "reagan", "gorbachev", "churchill", "xi", "putin", "guterres"];

/// A name without hyphens and spaces, in small letters.
fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a name is that of a ruler known by name alone.
pub fn public(name: &str) -> bool {
    let folded = folded(name);
    PUBLIC.contains(&folded.as_str()) || PUBLIC_SURNAMES.contains(&folded.as_str())
}

/// Whether a token is a title of courtesy.
pub fn honorific(view: &View, at: usize) -> bool {
    view.capital(at) && view.any(at, HONORIFICS)
}

/// Whether a token is the word of an office.
pub fn office(view: &View, at: usize) -> bool {
    let secretary = view.is(at, "secretary") && view.hyphen(at.saturating_add(1));
    if !(view.any(at, OFFICES) || view.any(at, WITH_CAPITAL) || secretary) {
        return false;
    }
    let before = at.saturating_sub(1);
    let private = at > 0 && view.any(before, PRIVATE);
    !private && (view.capital(at) || !view.any(at, WITH_CAPITAL))
}

/// Whether an office stands before the name that begins at a token: `US President`, `judge`, `High Commissioner for
/// Human Rights`, `the UN Special Rapporteur on human rights in North Korea,`.
pub fn before(view: &View, start: usize) -> bool {
    let mut at = start;
    let comma = at.checked_sub(1).is_some_and(|at| view.sign(at) == Some(','));
    if comma {
        at -= 1;
    }
    let mut steps = 0;
    while let Some(word) = at.checked_sub(1) {
        steps += 1;
        let direct = steps == 1 && !comma;
        if office(view, word) {
            let goes_on = view.any(word.saturating_add(1), &["for", "of", "on", "to", "in"]);
            let dashed = view.hyphen(word.saturating_add(1));
            return direct || goes_on || dashed || (comma && steps == 1);
        }
        let small =
            comma || view.capital(word) || view.any(word, &["for", "of", "on", "the", "and", "to"]);
        let passes = view.hyphen(word) || (view.word(word).is_some() && small);
        if steps > 14 || !passes {
            return false;
        }
        at = word;
    }
    false
}

/// Whether an office stands after the name that ends before a token: `, leader of`, `MP`, `, who chaired`.
pub fn after(view: &View, end: usize) -> bool {
    if view.any(end, &["mp", "mep", "msp"]) {
        return true;
    }
    if !matches!(view.sign(end), Some(',' | '(')) {
        return false;
    }
    let who = view.is(end + 1, "who") && view.any(end + 2, &["chaired", "chairs"]);
    let stops =
        |at: usize| view.any(at, &["who", "whose", "of", "to", "from", "by", "and", "with"]);
    let reach = (end + 1..end + 9)
        .take_while(|at| (view.word(*at).is_some() || view.hyphen(*at)) && !stops(*at))
        .any(|at| office(view, at));
    who || reach
}

/// Where the name begins that a title of courtesy or an office directly before stands for.
pub fn titled(view: &View, at: usize) -> Option<bool> {
    let mut title = at.checked_sub(1)?;
    if view.sign(title) == Some('.') && view.glued(title) {
        title = title.checked_sub(1)?;
    }
    if honorific(view, title) {
        return Some(false);
    }
    let near: Range<usize> = title..at;
    let strong = near.len() == 1
        && view.capital(title)
        && office(view, title)
        && !view.any(
            title,
            &["general", "secretary", "justice", "speaker", "chair", "king", "prince", "leader"],
        );
    strong.then_some(true)
}
