//! Recommendations, in papers for different audiences, that ask for opposite things.
//!
//! Two recommendations contradict one another where their objects are the same and
//!
//! - their verbs are opposites of the table `OPPOSITES`, neither of them denied: `extend sanctions on X`, `lift sanctions
//!   on X`; or
//! - their verbs are the same, or of one side of a row, and one is denied: `refer …`, `do not refer …`, `stop referring …`.
//!
//! Objects are the same where one's words of meaning are all among the other's, both end in the same, and no name differs.
//! What says the opposite in other words altogether is for a person to see.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use crate::claims::reading::View;

use super::head::{self, Form, NOUN_OPENERS, past_adverbs, verb_at};
use super::several::STOPPING;
use super::terms;
use super::verbs::ASKING;

/// Two recommendations that ask for opposite things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// Which of the first list.
    pub first: usize,
    /// Its verb, in bytes of its text.
    pub first_verb: Range<usize>,
    /// Which of the second list.
    pub second: usize,
    /// Its verb, in bytes of its text.
    pub second_verb: Range<usize>,
}

/// Verbs and their opposites. A verb may stand in several rows: one keeps sanctions or lifts them, a law or repeals it.
const OPPOSITES: &[(&[&str], &[&str])] = &[
    (
        &[
            "extend",
            "expand",
            "impose",
            "tighten",
            "widen",
            "broaden",
            "strengthen",
            "maintain",
            "keep",
            "renew",
            "increase",
            "retain",
            "reinforce",
            "toughen",
        ],
        &[
            "lift", "ease", "end", "remove", "suspend", "relax", "drop", "reduce", "waive",
            "loosen", "abolish", "scrap",
        ],
    ),
    (
        &["support", "back", "endorse", "co-sponsor", "cosponsor", "approve", "adopt", "sponsor"],
        &["oppose", "reject", "block", "veto", "resist"],
    ),
    (&["release", "free"], &["detain", "imprison", "jail", "arrest", "hold"]),
    (&["ratify", "sign", "join"], &["denounce", "leave", "reject", "renounce"]),
    (&["open", "reopen"], &["close", "shut", "seal"]),
    (
        &["resume", "start", "begin", "continue", "restart", "launch", "maintain"],
        &["suspend", "stop", "halt", "end", "cease", "discontinue", "terminate", "freeze"],
    ),
    (&["fund", "finance"], &["defund"]),
    (
        &["permit", "allow", "admit", "authorise", "authorize", "accept", "legalise", "legalize"],
        &["ban", "prohibit", "bar", "refuse", "deny", "forbid", "outlaw", "block", "reject"],
    ),
    (
        &["adopt", "enact", "keep", "retain", "maintain", "introduce"],
        &["repeal", "abolish", "scrap", "rescind", "revoke"],
    ),
    (&["publish", "disclose", "reveal", "release"], &["withhold", "conceal", "classify"]),
    (&["increase", "raise", "expand", "boost"], &["reduce", "cut", "decrease", "lower"]),
    (&["recognise", "recognize"], &["derecognise", "derecognize"]),
    (&["condemn", "denounce", "criticise", "criticize"], &["praise", "welcome", "commend"]),
    (&["establish", "create", "strengthen"], &["disband", "dissolve", "abolish", "dismantle"]),
    (&["appoint", "reappoint"], &["dismiss", "remove"]),
];

/// How many recommendations of one list are compared with one of the other under one word.
const NEIGHBOURS: usize = 64;

/// The opposites of the table, by the keys of [`terms::key`].
static OPPOSED: LazyLock<HashSet<(u64, u64)>> = LazyLock::new(|| {
    let row = |(a, b): &(&[&str], &[&str])| -> Vec<(u64, u64)> {
        let both = |x: &&str| b.iter().map(|y| (terms::key(x), terms::key(y))).collect::<Vec<_>>();
        a.iter().flat_map(both).collect()
    };
    OPPOSITES.iter().flat_map(row).flat_map(|(a, b)| [(a, b), (b, a)]).collect()
});

/// Whether two words, by their keys, are opposites.
pub fn opposed(a: u64, b: u64) -> bool {
    OPPOSED.contains(&(a, b))
}

/// Recommendations of `a` and `b` that ask for opposite things, in order of `a`, then `b`.
pub fn contradictions(a: &[&str], b: &[&str]) -> Vec<Contradiction> {
    let (asked_a, asked_b): (Vec<_>, Vec<_>) = (
        a.iter().map(|text| Asked::new(text)).collect(),
        b.iter().map(|text| Asked::new(text)).collect(),
    );
    let mut under: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, asked) in asked_b.iter().enumerate() {
        for key in asked.iter().flat_map(|asked| &asked.object) {
            under.entry(*key).or_default().push(at);
        }
    }
    let mut found = Vec::new();
    for (first, asked) in asked_a.iter().enumerate() {
        let Some(asked) = asked else { continue };
        let mut places: Vec<&Vec<usize>> =
            asked.object.iter().filter_map(|key| under.get(key)).collect();
        places.sort_by_key(|places| places.len());
        let likely: HashSet<usize> = places
            .iter()
            .flat_map(|places| places.iter().take(NEIGHBOURS))
            .take(4 * NEIGHBOURS)
            .copied()
            .collect();
        let mut likely: Vec<usize> = likely.into_iter().collect();
        likely.sort_unstable();
        for second in likely {
            let Some(Some(other)) = asked_b.get(second) else { continue };
            if asked.contradicts(other) {
                let (first_verb, second_verb) = (asked.range.clone(), other.range.clone());
                found.push(Contradiction { first, first_verb, second, second_verb });
            }
        }
    }
    found
}

/// What a recommendation asks for.
#[derive(Debug)]
struct Asked {
    verb: String,
    denied: bool,
    range: Range<usize>,
    /// The words of meaning of the first clause after the verb, sorted, each once.
    object: Vec<u64>,
    /// Those of them that are names.
    names: Vec<u64>,
    /// The last of them.
    last: Option<u64>,
    /// Whether another is to be asked for it.
    through: bool,
}

impl Asked {
    fn new(text: &str) -> Option<Asked> {
        let view = View::new(text);
        let head = head::head(&view)?;
        let (mut at, mut verb, mut denied, mut through) = (head.at, head.verb, head.denied, false);
        let from = at;
        // `Press X to V …`: what is asked is V.
        if ASKING.contains(&verb.as_str())
            && let Some((inner, base)) = asked_of_another(&view, at)
        {
            (at, verb, through) = (inner, base, true);
        }
        // `Stop V-ing …`, `refrain from V-ing …`, and `not to V`.
        let mut next = past_adverbs(&view, at + 1).0;
        next += usize::from(view.is(next, "from"));
        if STOPPING.contains(&verb.as_str())
            && let Some((base, Form::Ing)) = verb_at(&view, next)
        {
            (at, verb, denied) = (next, base, !denied);
        }
        let end = (at + 1..view.tokens.len())
            .find(|at| {
                view.ends_sentence(*at)
                    || matches!(view.sign(*at), Some(',' | ':'))
                    || second_clause(&view, *at)
            })
            .unwrap_or(view.tokens.len());
        let words = terms::content(&view);
        let inside = |token: &usize| *token > from && *token < end && *token != at;
        let mut object: Vec<u64> =
            words.iter().filter(|(token, _)| inside(token)).map(|(_, key)| *key).collect();
        let mut names: Vec<u64> = words
            .iter()
            .filter(|(token, _)| inside(token) && view.capital(*token))
            .map(|(_, key)| *key)
            .collect();
        let last = object.last().copied();
        object.sort_unstable();
        object.dedup();
        names.sort_unstable();
        names.dedup();
        Some(Asked { verb, denied, range: view.range(at, at + 1), object, last, names, through })
    }

    fn contradicts(&self, other: &Asked) -> bool {
        let opposed = OPPOSITES.iter().any(|(for_it, against)| {
            let (a, b) = (self.verb.as_str(), other.verb.as_str());
            (for_it.contains(&a) && against.contains(&b))
                || (against.contains(&a) && for_it.contains(&b))
        });
        let one_denied = self.denied != other.denied;
        let verbs = if one_denied { self.verb == other.verb } else { opposed && !self.denied };
        verbs && self.through == other.through && self.same_object(other)
    }

    fn same_object(&self, other: &Asked) -> bool {
        let shared =
            |a: &[u64], b: &[u64]| a.iter().filter(|key| b.binary_search(key).is_ok()).count();
        let (small, large) =
            (self.object.len().min(other.object.len()), self.object.len().max(other.object.len()));
        let both = shared(&self.object, &other.object);
        let names = shared(&self.names, &other.names) == self.names.len().min(other.names.len())
            && self.names.is_empty() == other.names.is_empty();
        // What is added at the end is to, for or by somebody: “open the camps to inspectors” is no opposite of “close the camps”.
        let names = names && self.last == other.last;
        // One word can be the same of different things, unless it is all that either says.
        let alike = if both < 2 { small == large && both == small } else { both == small };
        alike && both > 0 && names
    }
}

/// Whether another clause begins: `and` before a verb, `while`, `unless`.
fn second_clause(view: &View, at: usize) -> bool {
    view.any(at, &["while", "unless", "until", "because", "if"])
        || (view.is(at, "and")
            && verb_at(view, past_adverbs(view, at + 1).0)
                .is_some_and(|(_, form)| form == Form::Base))
}

/// The verb of `press X to V`, `call on X to V`.
fn asked_of_another(view: &View, from: usize) -> Option<(usize, String)> {
    (from + 1..(from + 12).min(view.tokens.len())).find_map(|at| {
        let before = view.is(at, "to") && !NOUN_OPENERS.contains(&view.text(at + 1));
        let next = past_adverbs(view, at + 1).0;
        let (verb, form) = verb_at(view, next).filter(|_| before)?;
        (form == Form::Base).then_some((next, verb))
    })
}
