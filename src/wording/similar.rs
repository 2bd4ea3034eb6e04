//! Texts that say the same, nearly the same, or no more than another.
//!
//! - [`Same`](Kind::Same): the same words in the same order, whatever the case, punctuation, quotation marks, white
//!   space and articles. Stop words count: “to China” is not “from China”.
//! - [`Near`](Kind::Near): at least seven in ten of their words that carry meaning are shared, mostly in the same order;
//!   a person would merge them.
//! - [`Subsumed`](Kind::Subsumed): all of the words of one that carry meaning stand in the other, mostly in the same order.
//!
//! Another figure, date, name, bound or negation makes two texts different, not near; so does another group (addressee,
//! kind of item). A list of names in which one more stands subsumes the shorter list.
//!
//! Every text is entered under each of its words, texts of like words beside one another; it is compared only with the few
//! neighbours before it under its rarest words. So 10,000 nearly equal texts cost 10,000 times a constant; each of them
//! is still found, but not each with each other: a text is reported at most [`MOST`] times.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::sync::OnceLock;

use crate::claims::lex::Kind as Token;
use crate::claims::reading::View;
use crate::claims::{ClaimKind, claims};

use super::neighbours::neighbours;
use super::{contradict, terms};

/// How two texts agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// They say the same.
    Same,
    /// The second holds no more than the first.
    Subsumed,
    /// A person would merge them.
    Near,
}

/// Two texts that agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair {
    /// The one to keep: the earlier, or the one that holds more.
    pub first: usize,
    /// The other.
    pub second: usize,
    /// How they agree.
    pub kind: Kind,
}

/// How many times a text is reported as the second of a pair, at most.
pub const MOST: usize = 3;

/// The share of words that near texts have in common, in tenths.
pub(super) const NEAR_TENTHS: usize = 7;

/// The fewest words that carry meaning for texts to be near or to hold one another: with fewer, a word is a world.
pub(super) const FEWEST: usize = 4;

/// Pairs of texts that agree, in order of the second. `groups` has a number for each text; texts of different numbers are
/// never a pair (whom a recommendation asks, the kind of item). A text without one is in group 0.
pub fn pairs(texts: &[&str], groups: &[u32]) -> Vec<Pair> {
    let read: Vec<Read> = texts.iter().map(|text| Read::new(text)).collect();
    pairs_of(&read, groups)
}

/// The [`pairs`] of texts that have been read.
pub fn pairs_of<R: Borrow<Read>>(read: &[R], groups: &[u32]) -> Vec<Pair> {
    let group = |at: usize| groups.get(at).copied().unwrap_or(0);
    let read: Vec<Text> = read
        .iter()
        .enumerate()
        .map(|(at, read)| Text { read: read.borrow(), group: group(at) })
        .collect();
    let (mut found, kept) = same(&read);
    let ranks = ranks(&read, &kept);
    let mut order: Vec<(usize, Vec<u32>)> =
        kept.iter().map(|at| (*at, ranked(&read, *at, &ranks))).collect();
    // Like beside like: by their rarest words.
    order.sort_by(|a, b| a.1.cmp(&b.1).then(a.0.cmp(&b.0)));
    let mut alike = Vec::new();
    neighbours(&order, ranks.len(), |a, b| {
        let (a, b) = (a.min(b), a.max(b));
        let (Some(one), Some(other)) = (read.get(a), read.get(b)) else { return };
        if one.group != other.group {
            return;
        }
        let (one, other) = (one.read, other.read);
        if let Some((swap, kind)) = judge(one, other) {
            let (first, second) = if swap { (b, a) } else { (a, b) };
            alike.push(Pair { second, first, kind });
        }
    });
    alike.sort_unstable_by_key(|pair| (pair.second, pair.first));
    alike.dedup();
    let (mut last, mut times) = (None, 0);
    for pair in alike {
        times = if last == Some(pair.second) { times + 1 } else { 1 };
        last = Some(pair.second);
        if times <= MOST {
            found.push(pair);
        }
    }
    found.sort_unstable_by_key(|pair| (pair.second, pair.first));
    found
}

/// A text of a group.
struct Text<'a> {
    read: &'a Read,
    group: u32,
}

/// A text, read.
#[derive(Debug)]
pub struct Read {
    text: String,
    /// All that it says, folded.
    said: Vec<u64>,
    /// The words that carry meaning, in order.
    content: Vec<u64>,
    /// The same, sorted, each once.
    set: Vec<u64>,
    /// Pairs of neighbouring words that carry meaning, sorted.
    beside: Vec<(u64, u64)>,
    claims: OnceLock<Claims>,
    /// How many of its words narrow what it says; counted when first needed.
    narrows: OnceLock<usize>,
}

/// What must not differ.
#[derive(Debug, PartialEq)]
struct Claims {
    figures: Vec<String>,
    names: Vec<u64>,
    denials: usize,
}

impl Read {
    /// Reads a text.
    pub fn new(text: &str) -> Read {
        let view = View::new(text);
        let content: Vec<u64> = terms::content(&view).into_iter().map(|(_, key)| key).collect();
        let mut set = content.clone();
        set.sort_unstable();
        set.dedup();
        let mut beside: Vec<(u64, u64)> =
            content.windows(2).filter_map(|two| Some((*two.first()?, *two.last()?))).collect();
        beside.sort_unstable();
        beside.dedup();
        Read {
            text: text.to_owned(),
            said: terms::said(&view),
            content,
            set,
            beside,
            claims: OnceLock::new(),
            narrows: OnceLock::new(),
        }
    }

    fn claims(&self) -> &Claims {
        self.claims.get_or_init(|| read_claims(&self.text))
    }
}

/// Words that say how many, or when, or which way: another of them is another claim.
const DECISIVE: &[&str] = &[
    "all",
    "most",
    "some",
    "many",
    "few",
    "every",
    "no",
    "none",
    "only",
    "half",
    "majority",
    "before",
    "after",
    "since",
    "until",
    "more",
    "less",
    "fewer",
    "over",
    "under",
    "above",
    "below",
    "without",
    "against",
    "first",
    "last",
    "least",
    "almost",
    "about",
    "increase",
    "increased",
    "decrease",
    "decreased",
    "rise",
    "rose",
    "fall",
    "fell",
    "male",
    "female",
    "men",
    "women",
    "north",
    "south",
    "east",
    "west",
    "may",
    "might",
    "could",
    "can",
    "should",
    "must",
    "will",
    "if",
    "unless",
    "alleged",
    "allegedly",
    "reportedly",
];

fn read_claims(text: &str) -> Claims {
    let view = View::new(text);
    let (mut figures, mut denials) = (Vec::new(), 0);
    for claim in claims(text) {
        match claim.kind {
            ClaimKind::Negation => denials += 1,
            ClaimKind::Quantity(amount) => figures.push(format!(
                "{} {} {:?} {:?}",
                amount.low, amount.high, amount.bound, amount.unit
            )),
            ClaimKind::Name(_) | ClaimKind::Quoted(_) => {}
            kind => figures.push(format!("{kind:?}")),
        }
    }
    figures.sort();
    let mut names = Vec::new();
    for at in 0..view.tokens.len() {
        let word = view.text(at);
        let decisive = DECISIVE.iter().any(|other| view.is(at, other));
        let name = view.capital(at)
            && (!view.begins_sentence(at) || word.chars().skip(1).any(char::is_uppercase));
        let code = matches!(view.tokens.get(at).map(|token| token.kind), Some(Token::Code));
        if decisive || ((name || code) && !terms::is_stop(word)) {
            names.push(terms::key(word));
        }
    }
    names.sort_unstable();
    names.dedup();
    Claims { figures, names, denials }
}

/// Texts that say the same, each paired with the first of them; and the first of each.
fn same(read: &[Text]) -> (Vec<Pair>, Vec<usize>) {
    let mut firsts: HashMap<(&[u64], u32), usize> = HashMap::with_capacity(read.len());
    let (mut found, mut kept) = (Vec::new(), Vec::new());
    let said = |text: &Text| !text.read.said.is_empty();
    for (second, text) in read.iter().enumerate().filter(|(_, text)| said(text)) {
        match firsts.get(&(text.read.said.as_slice(), text.group)) {
            Some(first) => found.push(Pair { first: *first, second, kind: Kind::Same }),
            None => {
                firsts.insert((text.read.said.as_slice(), text.group), second);
                kept.push(second);
            }
        }
    }
    (found, kept)
}

/// The rank of each word of each group, the rarest first.
fn ranks(read: &[Text], kept: &[usize]) -> HashMap<(u64, u32), u32> {
    let mut counts: HashMap<(u64, u32), u32> = HashMap::new();
    for text in kept.iter().filter_map(|at| read.get(*at)) {
        for key in &text.read.set {
            *counts.entry((*key, text.group)).or_default() += 1;
        }
    }
    let mut all: Vec<((u64, u32), u32)> = counts.into_iter().collect();
    all.sort_unstable_by_key(|(word, count)| (*count, *word));
    all.into_iter().zip(0..).map(|((word, _), rank)| (word, rank)).collect()
}

/// The ranks of a text's words, the rarest first.
fn ranked(read: &[Text], at: usize, ranks: &HashMap<(u64, u32), u32>) -> Vec<u32> {
    let Some(text) = read.get(at) else { return Vec::new() };
    let mut found: Vec<u32> =
        text.read.set.iter().filter_map(|key| ranks.get(&(*key, text.group)).copied()).collect();
    found.sort_unstable();
    found
}

/// Whether two texts agree, and how; and whether the second holds more.
fn judge(a: &Read, b: &Read) -> Option<(bool, Kind)> {
    let (small, large, swap) = if a.set.len() < b.set.len() { (a, b, true) } else { (b, a, false) };
    if small.set.len() < FEWEST {
        return None;
    }
    // Too few to be near, too many to be within.
    if small.set.len() * 20 < large.set.len() * 7 {
        return None;
    }
    let shared = common(&a.set, &b.set);
    let together = a.set.len() + b.set.len() - shared;
    let within = shared == small.set.len() && small.set.len() < large.set.len();
    let near = shared * 10 >= together * NEAR_TENTHS;
    // In the same order: half of the smaller one's neighbours are neighbours.
    let beside = common(&a.beside, &b.beside) * 2 >= small.beside.len();
    if !(within || near) || !beside {
        return None;
    }
    if within && holds(small, large) {
        return Some((swap, Kind::Subsumed));
    }
    // With the same words of meaning, `officials who are responsible` are `officials responsible`.
    let narrowed = shared < together && narrows(a) != narrows(b);
    let alike = near && !narrowed && !opposite(a, b) && a.claims() == b.claims();
    alike.then_some((false, Kind::Near))
}

/// How many words may stand in one of two near texts only.
const DIFFERENT: usize = 32;

/// Whether one of two texts says the opposite of the other, or too much else to tell.
fn opposite(a: &Read, b: &Read) -> bool {
    let only = |a: &Read, b: &Read| -> Vec<u64> {
        let other = |key: &&u64| b.set.binary_search(key).is_err();
        a.set.iter().filter(other).take(DIFFERENT + 1).copied().collect()
    };
    let (a, b) = (only(a, b), only(b, a));
    a.len() > DIFFERENT
        || b.len() > DIFFERENT
        || a.iter().any(|x| b.iter().any(|y| contradict::opposed(*x, *y)))
}

/// Words after which a text holds less, not more: “release all prisoners who are ill”.
const NARROWING: &[&str] = &[
    "who",
    "which",
    "whose",
    "if",
    "unless",
    "except",
    "only",
    "until",
    "some",
    "without",
    "but",
    "most",
    "few",
    "before",
    "after",
    "when",
    "where",
    "may",
    "might",
    "could",
    "should",
    "must",
    "alleged",
    "allegedly",
    "reportedly",
];

/// Whether a text that has all the words of another says all that it says.
fn holds(small: &Read, large: &Read) -> bool {
    let (a, b) = (small.claims(), large.claims());
    let figures = a.figures.iter().all(|figure| b.figures.contains(figure));
    let names = common(&a.names, &b.names) == a.names.len();
    // Most of the larger is the smaller: a long sentence that happens to hold a few words says something else.
    let most = small.content.len() * 2 >= large.content.len();
    figures && names && most && a.denials == b.denials && narrows(small) == narrows(large)
}

/// How many words of a text narrow what it says.
fn narrows(read: &Read) -> usize {
    *read.narrows.get_or_init(|| {
        let view = View::new(&read.text);
        (0..view.tokens.len()).filter(|at| view.any(*at, NARROWING)).count()
    })
}

/// How many entries two sorted lists share.
fn common<T: Ord>(a: &[T], b: &[T]) -> usize {
    let (mut a, mut b, mut shared) = (a.iter().peekable(), b.iter().peekable(), 0);
    while let (Some(one), Some(other)) = (a.peek(), b.peek()) {
        match one.cmp(other) {
            std::cmp::Ordering::Less => drop(a.next()),
            std::cmp::Ordering::Greater => drop(b.next()),
            std::cmp::Ordering::Equal => {
                shared += 1;
                a.next();
                b.next();
            }
        }
    }
    shared
}
