//! The verb of a recommendation: what, in the end, somebody is asked to do.
//!
//! Recommendations begin with a verb (`Release …`), with `to` and a verb, with a verb in `-ing`, or with who is asked:
//! `that X should …`, `The Government should …`, `calls on … to …`, `recommends that …`.

use crate::claims::lex::{Kind, is_dash};
use crate::claims::reading::View;

use super::verbs::{self, ASKING};

/// The form that a verb stands in, and that a second one beside it would have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `release`
    Base,
    /// `to release`
    To,
    /// `releasing`
    Ing,
}

/// The verb of a recommendation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its token.
    pub at: usize,
    /// Its base form, in small letters.
    pub verb: String,
    /// Its form.
    pub form: Form,
    /// Whether what is asked is denied: `do not refer`, `should not`.
    pub denied: bool,
    /// Whether it is a verb of ours; a word that merely stands where one should is not.
    pub known: bool,
}

/// A word in small letters.
pub fn lower(view: &View, at: usize) -> String {
    view.text(at).to_lowercase()
}

/// Whether a token is a word.
pub fn is_word(view: &View, at: usize) -> bool {
    view.tokens.get(at).is_some_and(|token| matches!(token.kind, Kind::Word(_)))
}

/// The first token that is neither adverb nor `not`, and whether there was a `not`.
pub fn past_adverbs(view: &View, mut at: usize) -> (usize, bool) {
    const ADVERBS: &[&str] = &[
        "also",
        "then",
        "further",
        "please",
        "always",
        "not",
        "never",
        "once",
        "therefore",
        "at",
        "all",
        "again",
        "instead",
        "jointly",
        "thus",
        "hereby",
        "now",
    ];
    let mut denied = false;
    loop {
        let two = view.is(at, "at") && view.is(at + 1, "once");
        let adverb = is_word(view, at)
            && (ADVERBS.contains(&lower(view, at).as_str())
                || view.text(at).len() > 4
                    && view.text(at).ends_with("ly")
                    && !view.any(at, &["apply", "comply", "supply", "rely"]));
        if two {
            at += 2;
        } else if adverb && !view.any(at, &["at", "all", "once"]) {
            denied |= view.any(at, &["not", "never"]);
            at += 1;
        } else {
            return (at, denied);
        }
    }
}

/// The base form at a token, and its form.
pub fn verb_at(view: &View, at: usize) -> Option<(String, Form)> {
    if !is_word(view, at) {
        return None;
    }
    let word = lower(view, at);
    if verbs::base(&word).is_some() {
        return Some((word, Form::Base));
    }
    verbs::of_gerund(&word).map(|base| (base, Form::Ing))
}

/// Words that a noun begins with, never an order.
pub const NOUN_OPENERS: &[&str] = &[
    "the",
    "a",
    "an",
    "all",
    "any",
    "more",
    "greater",
    "better",
    "no",
    "full",
    "immediate",
    "stronger",
    "increased",
    "improved",
    "continued",
    "urgent",
    "unconditional",
    "effective",
    "meaningful",
    "our",
    "its",
    "their",
    "his",
    "her",
    "this",
    "these",
    "those",
    "some",
    "many",
    "every",
    "each",
    "safe",
    "unhindered",
    "international",
    "humanitarian",
    "fair",
    "genuine",
];

/// Words between who is asked and what they are asked.
const MUST: &[&str] = &["should", "must", "shall", "ought", "needs", "need"];

/// How far into a text its verb is looked for, in tokens: after that it is not about whom is asked any more.
const REACH: usize = 40;

/// The verb of a recommendation, if one can be told.
pub fn head(view: &View) -> Option<Head> {
    let first = opening(view);
    let (at, denied) = past_adverbs(view, first);
    if view.is(at, "do") && view.is(at + 1, "not") {
        return verb_from(view, at + 2, Form::Base, true);
    }
    if view.is(at, "to") {
        let (next, not) = past_adverbs(view, at + 1);
        if let Some(found) = verb_from(view, next, Form::To, denied || not) {
            return Some(found);
        }
    }
    let orders = !NOUN_OPENERS.contains(&lower(view, at).as_str());
    if let Some((verb, form)) = verb_at(view, at).filter(|_| orders) {
        // “Monitoring enables …”: a statement, whose subject ends in `-ing`.
        let states = |at: usize| {
            view.any(
                at,
                &["is", "are", "was", "were", "can", "may", "will", "would", "has", "have"],
            )
        };
        if form == Form::Ing && (at..view.tokens.len()).any(states) {
            return None;
        }
        let noun = verbs::base(&verb) == Some(verbs::Sure::Doubtful) && is_framed(view, at);
        if !noun {
            return Some(Head { at, verb, form, denied, known: true });
        }
    }
    framed(view, at)
}

/// Past bullets, numbers, letters in brackets, `that`.
fn opening(view: &View) -> usize {
    let mut at = 0;
    loop {
        let bracketed = view.sign(at) == Some('(') && view.sign(at + 2) == Some(')');
        let numbered =
            view.number(at).is_some() && view.sign(at + 1).is_some_and(|c| matches!(c, '.' | ')'));
        if bracketed {
            at += 3;
        } else if numbered {
            at += 2;
        } else if view
            .sign(at)
            .is_some_and(|c| is_dash(c) || matches!(c, '•' | '*' | '·' | '“' | '"' | '‘' | '–'))
            || view.is(at, "that")
        {
            at += 1;
        } else {
            return at;
        }
    }
}

/// Whether the text goes on `X should …`: its first word is a noun then.
fn is_framed(view: &View, at: usize) -> bool {
    (at + 1..at + 5).any(|next| view.any(next, MUST) && !view.any(next, &["need", "needs"]))
}

/// A verb at a token, known or, after a word that a verb must follow, not.
fn verb_from(view: &View, at: usize, form: Form, denied: bool) -> Option<Head> {
    if !is_word(view, at) {
        return None;
    }
    match verb_at(view, at) {
        Some((verb, Form::Base)) => Some(Head { at, verb, form, denied, known: true }),
        _ => Some(Head { at, verb: lower(view, at), form, denied, known: false }),
    }
}

/// The verb after who is asked: `X should V`, `calls on X to V`, `recommends that X V`.
fn framed(view: &View, from: usize) -> Option<Head> {
    let mut asking = false;
    let mut that = false;
    for at in from..(from + REACH).min(view.tokens.len()) {
        if at > from && view.ends_sentence(at) {
            return None;
        }
        if view.any(at, MUST) {
            let next = if view.any(at + 1, &["to"]) { at + 2 } else { at + 1 };
            let (next, denied) = past_adverbs(view, next);
            return verb_from(view, next, Form::Base, denied);
        }
        if asking && view.is(at, "to") {
            let (next, denied) = past_adverbs(view, at + 1);
            if let Some(head) = verb_from(view, next, Form::To, denied).filter(|head| head.known) {
                return Some(head);
            }
        }
        let word = lower(view, at);
        asking |= ASKING.contains(&word.as_str()) && verbs::base(&word).is_none();
        if that && let Some((verb, Form::Base)) = verb_at(view, at) {
            let plain = verbs::base(&verb) == Some(verbs::Sure::Plain);
            if plain {
                return Some(Head { at, verb, form: Form::Base, denied: false, known: true });
            }
        }
        that |= asking && word == "that";
    }
    None
}
