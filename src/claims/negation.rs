//! What is denied, and whether fact and passage deny the same.
//!
//! A cue (`not`, `no`, `never`, `without`, `n’t`, `failed to` …) denies the few words of content after it, as far as the
//! next comma, stop or `but`. `un-` denies the word it stands before. Then
//!
//! - a fact may deny what its passage denies, or what its passage has in other words, if some word of the passage
//!   denies at all (`denied`, `banned`, `absent` count there); not what its passage has undenied;
//! - where the passage denies something, the fact may not have the same word undenied: the first word after the cue,
//!   and only where the passage has it nowhere undenied.
//!
//! Words are the same that share a stem (`confirm`, `confirmation`). `not only`, `no doubt`, `no fewer than` deny nothing.

use std::ops::Range;

use super::lex::Kind;
use super::lexicon::Word;
use super::reading::View;

/// Words of content that a cue reaches; `without` only its noun, with a word before it.
const REACH: usize = 4;
const REACH_OF_WITHOUT: usize = 2;

/// A text and what it denies.
#[derive(Debug)]
pub struct Denials<'r, 'a> {
    view: &'r View<'a>,
    /// Its cues.
    cues: Vec<Cue>,
    /// Its words of content, and whether each is denied.
    content: Vec<(usize, bool)>,
}

/// A word that denies, and what.
#[derive(Debug, Clone)]
struct Cue {
    at: usize,
    end: usize,
    /// Whether it denies whatever stands after it, or only can.
    strict: bool,
    /// Whether it is a word in `un-`, which denies the rest of itself.
    undoes: bool,
    /// The words it reaches, the nearest first.
    reach: Vec<usize>,
}

/// What is denied on one side only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// In the fact, in bytes.
    pub range: Range<usize>,
    /// In the passage, with its number.
    pub nearest: Option<(usize, Range<usize>)>,
    /// Whether it is the fact that denies.
    pub fact_denies: bool,
}

impl<'r, 'a> Denials<'r, 'a> {
    /// Reads what a text denies.
    pub fn new(view: &'r View<'a>) -> Denials<'r, 'a> {
        let mut denials = Denials { view, cues: Vec::new(), content: Vec::new() };
        let mut reached = vec![false; view.tokens.len()];
        let mut free_from = 0;
        for at in 0..view.tokens.len() {
            if at >= free_from
                && let Some(cue) = denials.cue(at)
            {
                free_from = cue.end;
                cue.reach.iter().for_each(|at| reached[*at] = true);
                denials.cues.push(cue);
            }
            if denials.is_content(at) {
                denials.content.push((at, false));
            }
        }
        for (at, denied) in &mut denials.content {
            *denied = reached[*at];
        }
        denials
    }

    /// Whether a text may deny anything at all.
    pub fn any(view: &View) -> bool {
        (0..view.tokens.len()).any(|at| match view.word(at) {
            Some(Word::Not | Word::Failing | Word::Denying) => true,
            Some(Word::Plain) => base(view.text(at)).is_some(),
            _ => false,
        })
    }

    /// Where its cues stand, in bytes.
    pub fn cues(&self) -> impl Iterator<Item = Range<usize>> {
        self.cues.iter().filter(|cue| cue.strict).map(|cue| self.view.range(cue.at, cue.end))
    }

    /// Whether a word is within the reach of a cue.
    fn is_denied(&self, at: usize) -> bool {
        self.content
            .binary_search_by_key(&at, |(at, _)| *at)
            .is_ok_and(|found| self.content[found].1)
    }

    fn is_content(&self, at: usize) -> bool {
        matches!(
            self.view.word(at),
            Some(
                Word::Plain
                    | Word::Generic
                    | Word::Failing
                    | Word::Denying
                    | Word::Title
                    | Word::Label(_)
            )
        )
    }

    /// The cue at a token.
    fn cue(&self, at: usize) -> Option<Cue> {
        let view = self.view;
        let word = view.word(at)?;
        let strict = match word {
            Word::Not if idle(view, at) => return None,
            Word::Not => true,
            Word::Failing => true,
            Word::Denying => false,
            Word::Plain if base(view.text(at)).is_some() => {
                return Some(Cue {
                    at,
                    end: at + 1,
                    strict: false,
                    undoes: true,
                    reach: Vec::new(),
                });
            }
            _ => return None,
        };
        let longer = usize::from(view.is(at, "no") && view.any(at + 1, &["longer", "more"]));
        let end = at + 1 + longer;
        let most = if view.is(at, "without") { REACH_OF_WITHOUT } else { REACH };
        let mut reach = Vec::new();
        for next in end..(end + 4 * REACH).min(view.tokens.len()) {
            let stops = match view.tokens[next].kind {
                Kind::Sign(c) => matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '(' | ')'),
                Kind::Word(Word::Break) => !(reach.is_empty() && view.is(next, "and")),
                _ => false,
            };
            if stops || reach.len() == most {
                break;
            }
            if self.is_content(next) {
                reach.push(next);
            }
        }
        Some(Cue { at, end, strict, undoes: false, reach })
    }

    /// Whether any word here is akin to `word` and denied, or akin and not denied: both can be.
    fn has(&self, word: &str) -> (Option<usize>, Option<usize>) {
        let (mut denied, mut plain) = (None, None);
        for (at, reached) in &self.content {
            let text = self.view.text(*at);
            let base = base(text).filter(|base| akin(base, word));
            if base.is_none() && !akin(text, word) {
                continue;
            }
            // Not undone is done.
            if base.is_some() != *reached {
                denied = denied.or(Some(*at))
            } else {
                plain = plain.or(Some(*at))
            }
        }
        (denied, plain)
    }

    /// How many of its words deny, `un-` aside.
    fn denials(&self) -> usize {
        self.cues.iter().filter(|cue| !cue.undoes).count()
    }
}

/// Whether a negation denies nothing: `not only`, `no doubt`, `no fewer than`, `No. 5`, `whether or not`.
fn idle(view: &View, at: usize) -> bool {
    let next = at + 1;
    let before = |word: &str| at > 0 && view.is(at - 1, word);
    if view.is(at, "not") || view.is(at, "no") {
        let than = view.any(next, &["fewer", "less", "more", "later", "earlier", "sooner"])
            && view.is(next + 1, "than");
        let phrase = view.any(
            next,
            &["only", "just", "merely", "least", "doubt", "matter", "wonder", "surprise"],
        );
        let numbered = view.capital(at)
            && (view.number(next).is_some()
                || (view.sign(next) == Some('.') && view.number(next + 1).is_some()));
        return than
            || phrase
            || numbered
            || (before("or")
                && at > 1
                && (view.is(at - 2, "whether") || view.any(next, &["", "."])));
    }
    (view.is(at, "without") && view.is(next, "doubt"))
        || (view.is(at, "nothing") && view.is(next, "but"))
}

/// Whether a word says that something is short rather than not there at all: “lack of food” is no denial of food.
fn lacks(word: &str) -> bool {
    word.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("lack"))
}

/// What is left of a word that begins with `un-`.
fn base(word: &str) -> Option<&str> {
    let (head, rest) = (word.get(..2)?, word.get(2..)?);
    let own = ["uni", "under", "until", "unless", "uncle"]
        .iter()
        .any(|own| word.get(..own.len()).is_some_and(|head| head.eq_ignore_ascii_case(own)));
    (head.eq_ignore_ascii_case("un") && rest.len() >= 4 && !own).then_some(rest)
}

/// Endings of one stem.
const ENDINGS: &[&str] = &[
    "",
    "s",
    "es",
    "e",
    "ed",
    "d",
    "ing",
    "ly",
    "er",
    "ers",
    "or",
    "ion",
    "ions",
    "ation",
    "ations",
    "ment",
    "ments",
    "ness",
    "ity",
    "al",
    "ance",
    "ence",
    "dom",
    "y",
    "ies",
    "ied",
    "t",
    "ted",
    "ting",
    "ts",
    "n",
    "en",
    "sion",
    "ssion",
    "ssions",
    "ption",
    "ing’s",
    "’s",
    "'s",
    "ary",
    "ation’s",
    "able",
    "ible",
    "ive",
    "ful",
];

/// The singular of a plural without `s`.
fn one(word: &str) -> &str {
    const IRREGULAR: [(&str, &str); 5] = [
        ("men", "man"),
        ("women", "woman"),
        ("children", "child"),
        ("people", "person"),
        ("persons", "person"),
    ];
    IRREGULAR.iter().find(|(many, _)| word.eq_ignore_ascii_case(many)).map_or(word, |(_, one)| one)
}

/// Whether two words share a stem.
pub fn akin(a: &str, b: &str) -> bool {
    let (a, b) = (one(a), one(b));
    if a.eq_ignore_ascii_case(b) {
        return true;
    }
    let shared = a
        .char_indices()
        .zip(b.chars())
        .find(|((_, x), y)| !x.eq_ignore_ascii_case(y))
        .map_or(a.len().min(b.len()), |((at, _), _)| at);
    let ending = |word: &str| word.get(shared..).is_some_and(|rest| ENDINGS.contains(&rest));
    shared >= 3
        && shared * 2 >= a.len().max(b.len())
        && (shared >= 4 || shared + 1 >= a.len().min(b.len()))
        && ending(a)
        && ending(b)
}

/// What fact and passages deny differently. Cues within `quoted`, bytes of the fact, are somebody's own words.
pub fn differences(
    fact: &Denials,
    passages: &[Denials],
    quoted: &[Range<usize>],
) -> Vec<Difference> {
    let own = |cue: &&Cue| {
        let at = fact.view.tokens[cue.at].start;
        !quoted.iter().any(|quote| quote.contains(&at))
    };
    // Denials of the passages that answer none of the fact's: they may say the same in other words.
    let there: usize = passages.iter().map(Denials::denials).sum();
    let used = fact
        .cues
        .iter()
        .filter(|cue| !cue.undoes && (!cue.strict || answered(fact, cue, passages)))
        .count();
    let spare = there > used;
    let mut found: Vec<Difference> = fact
        .cues
        .iter()
        .filter(own)
        .filter_map(|cue| unfounded(fact, cue, passages, spare))
        .collect();
    for (number, passage) in passages.iter().enumerate() {
        for cue in &passage.cues {
            let Some(difference) = dropped(fact, cue, number, passage, passages) else { continue };
            if !found.iter().any(|other| other.range == difference.range) {
                found.push(difference);
            }
        }
    }
    found
}

/// A cue of the fact that nothing in the passages answers.
fn unfounded(fact: &Denials, cue: &Cue, passages: &[Denials], spare: bool) -> Option<Difference> {
    let view = fact.view;
    let difference = |nearest| {
        Some(Difference { range: view.range(cue.at, cue.end), nearest, fact_denies: true })
    };
    let undone = base(view.text(cue.at)).filter(|_| cue.undoes);
    if let Some(base) = undone {
        if fact.is_denied(cue.at) {
            return None;
        }
        // `un-` is held only against the word without it: most such words are words of their own.
        let all: Vec<_> = passages
            .iter()
            .enumerate()
            .map(|(n, passage)| (n, passage, passage.has(base)))
            .collect();
        if all.iter().any(|(.., (denied, _))| denied.is_some()) {
            return None;
        }
        let plain = all.iter().find_map(|(n, passage, (_, plain))| {
            plain.map(|at| (*n, passage.view.range(at, at + 1)))
        });
        return plain.and_then(|at| difference(Some(at)));
    }
    if !cue.strict || answered(fact, cue, passages) {
        return None;
    }
    // “not probably face”: the word denied is the one after.
    let word = |at: &usize| view.text(*at);
    let head = cue.reach.iter().map(word).find(|word| !word.ends_with("ly"));
    for (number, passage) in passages.iter().enumerate() {
        if let Some(at) = head.and_then(|head| passage.has(head).1) {
            return difference(Some((number, passage.view.range(at, at + 1))));
        }
    }
    if spare { None } else { difference(None) }
}

/// Whether a passage denies a word that a cue of the fact denies: after `not` and `never` the first that the passage
/// has at all, else any.
fn answered(fact: &Denials, cue: &Cue, passages: &[Denials]) -> bool {
    let view = fact.view;
    let adverb = view.any(cue.at, &["not", "never", "cannot"])
        || view.text(cue.at).ends_with(['t', 'T'])
        || view.word(cue.at) == Some(Word::Failing);
    let mut found = cue.reach.iter().filter_map(|at| {
        let all = || passages.iter().map(|passage| passage.has(view.text(*at)));
        all()
            .any(|(denied, _)| denied.is_some())
            .then_some(true)
            .or_else(|| all().any(|(_, plain)| plain.is_some()).then_some(false))
    });
    if adverb { found.next() == Some(true) } else { found.any(|denied| denied) }
}

/// A word that a passage denies and the fact has undenied.
fn dropped(
    fact: &Denials,
    cue: &Cue,
    number: usize,
    passage: &Denials,
    passages: &[Denials],
) -> Option<Difference> {
    let view = passage.view;
    let (word, from) = match cue.reach.first() {
        Some(first) if cue.strict && !lacks(view.text(cue.at)) => (view.text(*first), *first),
        None if cue.undoes && !passage.is_denied(cue.at) => (base(view.text(cue.at))?, cue.at),
        _ => return None,
    };
    if passages.iter().any(|passage| passage.has(word).1.is_some()) {
        return None;
    }
    let (denied, plain) = fact.has(word);
    let at = plain.filter(|_| denied.is_none())?;
    Some(Difference {
        range: fact.view.range(at, at + 1),
        nearest: Some((number, view.range(cue.at, from + 1))),
        fact_denies: false,
    })
}

#[cfg(test)]
mod tests {
    use super::akin;

    #[test]
    fn words_of_one_stem_are_akin() {
        for (a, b) in [
            ("confirm", "confirmation"),
            ("improved", "improve"),
            ("receive", "receiving"),
            ("free", "freedom"),
            ("shown", "show"),
            ("reach", "reached"),
        ] {
            assert!(akin(a, b), "{a} {b}");
        }
        for (a, b) in
            [("return", "retain"), ("report", "repatriate"), ("let", "left"), ("hold", "house")]
        {
            assert!(!akin(a, b), "{a} {b}");
        }
    }
}
