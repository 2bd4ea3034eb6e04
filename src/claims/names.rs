//! Names: words with a capital that none but a name would have, and whether a text holds them.

use std::ops::Range;

use super::context::{Names, key, keys};
use super::lex::{Kind, is_apostrophe};
use super::lexicon::Word;
use super::places;
use super::reading::{Reading, View};

/// Words that house styles write with a capital, and that name nothing alone.
const HOUSE: &[&str] = &[
    "state",
    "states",
    "government",
    "governments",
    "member",
    "members",
    "party",
    "parties",
    "organization",
    "organisation",
    "commission",
    "council",
    "committee",
    "report",
    "convention",
    "covenant",
    "declaration",
    "assembly",
    "charter",
    "treaty",
    "court",
    "page",
    "internet",
    "web",
    "ministry",
    "parliament",
    "institute",
    "office",
    "north",
    "south",
    "east",
    "west",
    "institute’s",
    "union",
    "trust",
    "group",
    "special",
    "inquiry",
    "secretariat",
];

/// A text whose words can be looked up.
#[derive(Debug)]
pub struct Ground<'r, 'a> {
    /// The text, cut.
    pub view: &'r View<'a>,
    /// A key for each token.
    pub keys: Vec<u64>,
    /// The names of the table that stand in it.
    known: Vec<usize>,
}

impl<'r, 'a> Ground<'r, 'a> {
    /// Prepares a text.
    pub fn new(view: &'r View<'a>, names: &Names) -> Ground<'r, 'a> {
        let keys = keys(view);
        let known = known(&keys, names).map(|(_, name)| name).collect();
        Ground { view, keys, known }
    }

    /// Where a run of words stands. Words all in capitals must be so here too.
    fn find(&self, run: &[u64], shouted: bool) -> Option<Range<usize>> {
        let first = run.first()?;
        let at = (0..self.keys.len()).find(|at| {
            self.keys[*at] == *first
                && self.keys[*at..].starts_with(run)
                && (!shouted || self.view.capital(*at))
        })?;
        Some(self.view.range(at, at + run.len()))
    }

    /// Whether a name of the table stands here, in any form, or as “the Commission”.
    pub fn holds(&self, name: usize, names: &Names) -> bool {
        self.known.contains(&name)
            || (1..self.keys.len()).any(|at| {
                self.view.capital(at)
                    && self.view.word(at) == Some(Word::Generic)
                    && self.view.is(at - 1, "the")
                    && !self.view.capital(at + 1)
                    && names.is_head(name, self.keys[at])
            })
    }

    /// Whether words with capitals stand here whose first letters make up `letters`.
    fn spells(&self, letters: &str) -> bool {
        let wanted: Vec<char> = letters.chars().collect();
        (0..self.keys.len()).any(|at| {
            let (mut next, mut met) = (at, 0);
            while met < wanted.len() && next < self.keys.len() && next < at + 2 * wanted.len() + 2 {
                let text = self.view.text(next);
                let initial = text.chars().next().unwrap_or(' ');
                if matches!(self.view.word(next), Some(Word::Light | Word::Break)) && next > at {
                    met += usize::from(
                        initial.to_ascii_uppercase() == wanted[met] && !self.view.capital(next + 1),
                    );
                } else if initial == wanted[met] && initial.is_uppercase() {
                    met += 1;
                } else if !self.view.hyphen(next) || next == at {
                    return false;
                }
                next += 1;
            }
            met == wanted.len() && next > at + 1
        })
    }
}

/// A name in a text: one or more runs of words with capitals, joined by `of`, `for`, `on`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its runs, in tokens.
    runs: Vec<Range<usize>>,
    /// The name of the table it is a form of.
    known: Option<usize>,
}

/// The forms of names of the table in a text, in tokens, the longest first, none within another.
pub fn known<'k>(
    keys: &'k [u64],
    names: &'k Names,
) -> impl Iterator<Item = (Range<usize>, usize)> + 'k {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < keys.len() {
            if let Some((name, count)) = names.at(keys, at) {
                at += count;
                return Some((at - count..at, name));
            }
            at += 1;
        }
        None
    })
}

/// The names in a text, in order.
pub fn names_in(reading: &Reading, keys: &[u64], names: &Names) -> Vec<Name> {
    let view = &reading.view;
    let mut found: Vec<Name> = Vec::new();
    let mut free: Vec<bool> = reading.taken.iter().map(|taken| !taken).collect();
    for (tokens, name) in known(keys, names) {
        let capitals = tokens.clone().filter(|at| view.capital(*at)).count();
        let inner = tokens.clone().any(|at| view.text(at).chars().skip(1).any(char::is_uppercase));
        let taken = tokens.clone().any(|at| !free[at]);
        free[tokens.clone()].fill(false);
        if !taken
            && capitals
                > usize::from(view.begins_sentence(tokens.start) && tokens.len() > 1 && !inner)
        {
            found.push(Name { runs: vec![tokens.clone()], tokens, known: Some(name) });
        }
    }
    let shouting = all_capitals(view);
    let mut at = 0;
    while at < view.tokens.len() {
        let Some(run) = run_at(view, &free, at) else {
            at += 1;
            continue;
        };
        at = run.end;
        let last = found
            .last_mut()
            .filter(|last| last.known.is_none() && joined(view, last.tokens.end, run.start));
        if let Some(last) = last {
            last.tokens.end = run.end;
            last.runs.push(run);
        } else if let Some(run) = named(view, keys, run, shouting) {
            found.push(Name { tokens: run.clone(), runs: vec![run], known: None });
        }
    }
    found.sort_by_key(|name| name.tokens.start);
    found
}

/// Whether a text is a heading whose every word has a capital, so that capitals tell nothing.
fn all_capitals(view: &View) -> bool {
    let words = (0..view.tokens.len()).filter(
        |at| matches!(view.word(*at), Some(word) if word != Word::Light && word != Word::Break),
    );
    let (all, capitals) = words
        .fold((0, 0), |(all, capitals), at| (all + 1, capitals + usize::from(view.capital(at))));
    all >= 4 && capitals == all && !view.source.trim_end().ends_with('.')
}

/// The run of words with capitals that begins at a token.
fn run_at(view: &View, free: &[bool], at: usize) -> Option<Range<usize>> {
    let word =
        |at: usize| free.get(at) == Some(&true) && matches!(view.tokens[at].kind, Kind::Word(_));
    if !(word(at) && view.capital(at)) {
        return None;
    }
    let mut next = at + 1;
    loop {
        if view.hyphen(next) && word(next + 1) && free[next] {
            next += 2;
        } else if word(next) && view.capital(next) && !possessive(view, next - 1) {
            next += 1;
        } else if view.sign(next).is_some_and(is_apostrophe)
            && view.glued(next)
            && !view.glued(next + 1)
            && word(next + 1)
            && view.capital(next + 1)
        {
            next += 2;
        } else {
            return Some(at..next);
        }
    }
}

fn possessive(view: &View, at: usize) -> bool {
    let word = view.text(at);
    word.ends_with("’s") || word.ends_with("'s")
}

/// What of a run is a name: the words that begin a sentence and would have their capital anyway are not.
fn named(view: &View, keys: &[u64], run: Range<usize>, shouting: bool) -> Option<Range<usize>> {
    let mut run = run;
    let begins = view.begins_sentence(run.start);
    let word = view.word(run.start)?;
    let common =
        matches!(word, Word::Light | Word::Break | Word::Not | Word::Denying | Word::Failing);
    let numeral = matches!(
        word,
        Word::Ones(_)
            | Word::Teens(_)
            | Word::Tens(_)
            | Word::Ordinal(_)
            | Word::Dozen
            | Word::Multiple(_)
            | Word::Part(_)
            | Word::Unit(..)
            | Word::Two
    );
    if common
        || (begins
            && (numeral
                || (run.len() > 1
                    && describes(view.text(run.start))
                    && !view.hyphen(run.start + 1))))
    {
        run.start += 1;
        return (!run.is_empty() && matches!(view.tokens[run.start].kind, Kind::Word(_)))
            .then(|| named(view, keys, run, shouting))
            .flatten();
    }
    if word == Word::Title && run.len() > 1 && view.any(run.start, &["mr", "mrs", "ms"]) {
        run.start += 1;
    }
    let house = |at: usize| match view.word(at) {
        Some(Word::Title | Word::Label(_)) => true,
        Some(Word::Generic) => HOUSE.iter().any(|word| view.is(at, word)),
        _ => false,
    };
    let sure = |at: usize| places::is_place(keys[at]) || shouted(view.text(at));
    let parties = |at: usize| {
        view.any(
            at,
            &[
                "member",
                "members",
                "state",
                "states",
                "party",
                "parties",
                "government",
                "governments",
            ],
        )
    };
    let house_only = house(run.start) && (run.len() == 1 || run.clone().all(parties));
    if house_only || view.text(run.start) == "I" && run.len() == 1 {
        return None;
    }
    let lone = run.len() == 1 && begins && !sure(run.start);
    let heading = shouting && !run.clone().any(|at| places::is_place(keys[at]));
    (!lone && !heading).then_some(run)
}

/// Whether a word that begins a sentence describes what follows: `Detained Uyghurs`, `Former President`.
fn describes(word: &str) -> bool {
    let lower = word.to_lowercase();
    let former = [
        "let",
        "press",
        "urge",
        "ask",
        "invite",
        "release",
        "refer",
        "demand",
        "support",
        "allow",
        "former",
        "late",
        "young",
        "old",
        "new",
        "local",
        "foreign",
        "senior",
        "many",
        "dear",
        "yesterday",
        "today",
        "entire",
        "whole",
    ];
    former.contains(&lower.as_str())
        || ["ed", "ing", "ly", "ous", "ive"]
            .iter()
            .any(|end| lower.len() > 5 && lower.ends_with(end))
}

/// Whether a word is all capitals, of two or more, a plural's `s` aside: `CSW`, `NGOs`.
fn shouted(word: &str) -> bool {
    let word = super::context::possessed(word);
    let word = word.strip_suffix('s').unwrap_or(word);
    word.len() >= 2 && word.chars().all(char::is_uppercase)
}

/// Whether two runs are one name: `Court of Justice`, `Commissioner for Refugees`.
fn joined(view: &View, end: usize, start: usize) -> bool {
    let of = view.any(end, &["of", "for", "on"]);
    let the = view.is(end + 1, "the");
    of && start == end + 1 + usize::from(the)
}

/// The letters of a name that is an acronym.
fn acronym<'v>(view: &View<'v>, run: &Range<usize>) -> Option<&'v str> {
    let word = super::context::possessed(view.text(run.start));
    let word = word.strip_suffix('s').unwrap_or(word);
    (run.len() == 1 && shouted(word) && word.len() <= 8 && word.is_ascii()).then_some(word)
}

/// The acronyms of a name: the first letters of its words, with and without those of the small ones between.
fn initials(view: &View, tokens: &Range<usize>) -> [u64; 2] {
    let letters = |small: bool| -> String {
        tokens
            .clone()
            .filter(|at| {
                view.word(*at).is_some_and(|word| {
                    small || !matches!(word, Word::Light | Word::Break) || view.capital(*at)
                })
            })
            .filter_map(|at| view.text(at).chars().next())
            .flat_map(char::to_uppercase)
            .collect()
    };
    [key(&letters(false)), key(&letters(true))]
}

impl Name {
    /// Whether one of the texts holds it.
    pub fn stands(&self, view: &View, keys: &[u64], grounds: &[&Ground], names: &Names) -> bool {
        if let Some(name) = self.known
            && grounds.iter().any(|ground| ground.holds(name, names))
        {
            return true;
        }
        let run = |run: &Range<usize>| {
            let shout = shouted(view.text(run.start)) && run.len() == 1;
            grounds.iter().any(|ground| ground.find(&keys[run.clone()], shout).is_some())
        };
        let spelt = |run: &Range<usize>| {
            let letters = acronym(view, run);
            let short = (run.len() > 1).then(|| initials(view, run));
            grounds.iter().any(|ground| {
                letters.is_some_and(|letters| ground.spells(letters))
                    || short.is_some_and(|short| {
                        short.iter().any(|short| ground.find(&[*short], true).is_some())
                    })
            })
        };
        let titled = |tokens: &Range<usize>| {
            tokens.clone().skip(1).any(|cut| {
                view.word(cut - 1) == Some(Word::Title)
                    && run(&(tokens.start..cut))
                    && run(&(cut..tokens.end))
            })
        };
        let one = |tokens: &Range<usize>| run(tokens) || spelt(tokens) || titled(tokens);
        one(&self.tokens) || (self.runs.len() > 1 && self.runs.iter().all(one))
    }

    /// Where a text has a word of it: what a person may have meant.
    pub fn nearest(&self, keys: &[u64], ground: &Ground) -> Option<Range<usize>> {
        self.tokens
            .clone()
            .filter(|at| keys[*at] != super::context::hash("-"))
            .filter_map(|at| ground.find(&keys[at..=at], true))
            .next()
    }
}
