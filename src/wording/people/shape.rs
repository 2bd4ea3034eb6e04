//! How names are shaped: runs of words with capitals, and the words that are never part of one.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::asian::syllable;
use crate::claims::lexicon::Word;
use crate::claims::reading::View;

/// After these, or with one of them in it, a run of capitals names a body, a place or a work, whoever it is called
/// after: `Kim Il Sung University`, `Otto Warmbier Act`.
const INSTITUTIONS: &str = "university college school academy institute foundation trust fund society association centre center library museum \
hospital clinic church cathedral chapel theatre theater stadium arena square street road avenue lane drive boulevard bridge airport station \
tower building house hall court island islands lake river mountain mount bay beach valley county city town village province district region \
prize award awards medal cup act bill law amendment doctrine treaty convention protocol agreement resolution commission committee council \
report inquiry review times post news herald tribune journal gazette telegraph guardian press magazine books book records films pictures studios \
group inc ltd llc plc corporation corp company bank partners associates holdings enterprises industries international global party movement army \
navy force forces police administration government ministry department office agency service services authority union league united team project \
program programme plan initiative campaign coalition network alliance forum summit conference festival day week memorial monument mausoleum palace \
castle airlines motors football club dynasty regime family era kingdom republic empire war stanley reuters street’s lecture speech theory effect syndrome \
museum’s gallery collection edition quarter terrace gardens garden cemetery collegium laboratory laboratories";

/// Words with a capital that are no part of a person's name.
const OTHERS: &str = "korean korea koreans chinese china japanese japan british britain briton american america russian russia european europe \
african africa asian asia australian australia indian india french france german germany english england scottish scotland welsh wales irish ireland \
canadian canada northern southern eastern western north south east west central communist christian christianity muslim islam islamic jewish buddhist catholic \
protestant orthodox baptist methodist anglican democratic republican conservative labour liberal national federal royal human rights internet web google twitter facebook \
apple amazon microsoft android windows linux security general assembly nations state states minister president parliament congress senate he she it they we you i \
his her its their our your my this that these those what when where who why how which there here then now also however but and or if as at by for from in into of on \
to with after before during since until while because although though yes no not all every each both some many most other others another one two three first second third \
last next new old former late today yesterday tomorrow monday tuesday wednesday thursday friday saturday sunday january february march april june july august september \
october november december photo photograph image source sources read more continue chapter section page article part figure table note notes covid city’s abstract introduction \
calls says takes makes gets goes wins loses returns becomes announces reveals launches warns urges defends attacks jr sr right";

/// What comes before the name of a place, a saint or a ship.
const BARRING: &[&str] = &[
    "st", "saint", "mount", "port", "lake", "fort", "camp", "san", "santa", "cape", "hms", "uss",
    "the", "our", "fc",
];

/// Small words within a name.
const PARTICLES: &[&str] = &[
    "de", "van", "von", "der", "den", "bin", "ibn", "al", "el", "da", "di", "du", "del", "della",
    "ter", "ten", "la",
];

static INSTITUTION_SET: LazyLock<HashSet<&str>> =
    LazyLock::new(|| INSTITUTIONS.split_whitespace().collect());
static OTHER_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| OTHERS.split_whitespace().collect());

/// A token's text without a possessive's `’s`.
pub fn written<'v>(view: &View<'v>, at: usize) -> &'v str {
    let text = view.text(at);
    text.strip_suffix("’s").or_else(|| text.strip_suffix("'s")).unwrap_or(text)
}

/// Whether a token is a possessive, after which a name ends.
pub fn possessive(view: &View, at: usize) -> bool {
    written(view, at).len() < view.text(at).len()
}

/// Whether a token is a word that makes what it ends a body, a place or a work.
pub fn institution(view: &View, at: usize) -> bool {
    view.capital(at) && INSTITUTION_SET.contains(written(view, at).to_lowercase().as_str())
}

/// Whether a run that ends before a token is the name of a body, a place or a work.
pub fn part_of_institution(view: &View, end: usize) -> bool {
    institution(view, end) && !end.checked_sub(1).is_some_and(|last| possessive(view, last))
}

/// Whether a token is a word with a capital that can be part of a person's name.
pub fn namely(view: &View, at: usize) -> bool {
    let text = written(view, at);
    let word = match view.word(at) {
        Some(Word::Plain | Word::Denying | Word::Failing | Word::Estimate) => true,
        // Theresa May.
        Some(Word::Month(5)) => view.number(at + 1).is_none(),
        _ => false,
    };
    let acronym = text.len() < 4 && text.len() > 1 && text.chars().all(char::is_uppercase);
    word && view.capital(at)
        && !acronym
        && !institution(view, at)
        && !OTHER_SET.contains(text.to_lowercase().as_str())
}

/// Initials that a name may have: of more in a row each would be looked at as the beginning of all those after it.
const INITIALS: usize = 8;

/// The token after the run of at most `most` name words that begins at a token: initials, hyphens and small words
/// within are part of it. Ends at a possessive.
pub fn run_end(view: &View, from: usize, most: usize) -> usize {
    let (mut at, mut words, mut initials) = (from, 0, 0);
    while words < most && initials <= INITIALS {
        let small = PARTICLES.iter().any(|particle| view.text(at) == *particle) && at > from;
        let next = if small { after_joint(view, at) } else { at };
        let initial =
            view.text(next).len() == 1 && view.capital(next) && view.sign(next + 1) == Some('.');
        if initial && view.text(next) != "I" {
            at = next + 2;
            initials += 1;
            continue;
        }
        let after_initial = at > from && view.sign(at - 1) == Some('.') && next == at;
        if !namely(view, next) || (at > from && !after_initial && view.begins_sentence(next)) {
            break;
        }
        at = next + 1;
        words += 1;
        while view.hyphen(at) && view.word(at + 1).is_some() && !possessive(view, at - 1) {
            let korean = syllable(view, at - 1) && syllable(view, at + 1);
            if (!view.capital(at + 1) && !korean)
                || view.hyphen(at + 2) && view.text(at + 1).len() == 1
            {
                return from;
            }
            at += 2;
        }
        if possessive(view, at - 1) {
            break;
        }
    }
    at
}

/// The token after a small word and the hyphen that may follow it: `al-Assad`.
fn after_joint(view: &View, at: usize) -> usize {
    if view.hyphen(at + 1) { at + 2 } else { at + 1 }
}

/// Whether the word before a token tells that what follows is no person, or is part of the same, longer name.
pub fn barred(view: &View, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    if view.begins_sentence(at) {
        return false;
    }
    let point = view.sign(before) == Some('.');
    if view.hyphen(before) || BARRING.iter().any(|word| view.is(before, word)) {
        return true;
    }
    let plain = view.word(before) == Some(Word::Plain) && view.capital(before) && !point;
    plain && namely(view, before) && !possessive(view, before) && !view.begins_sentence(before)
}

/// The bytes of a name's tokens, a possessive's `’s` left out.
pub fn bytes(view: &View, tokens: &Range<usize>) -> Range<usize> {
    let range = view.range(tokens.start, tokens.end);
    let Some(last) = tokens.end.checked_sub(1) else { return range };
    range.start..range.end - (view.text(last).len() - written(view, last).len())
}

/// Whether a text is a heading whose every word has a capital, so that capitals tell little.
pub fn heading(view: &View) -> bool {
    let words = (0..view.tokens.len()).filter(|at| {
        view.text(*at).len() > 3
            && !matches!(view.word(*at), None | Some(Word::Light | Word::Break))
    });
    let (all, capitals) = words
        .fold((0, 0), |(all, capitals), at| (all + 1, capitals + usize::from(view.capital(at))));
    all >= 4 && capitals == all && !view.source.trim_end().ends_with('.')
}
