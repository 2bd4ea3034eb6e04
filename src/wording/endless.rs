//! Verbs of which nobody can say when they are done.

use crate::claims::reading::View;
use crate::claims::{ClaimKind, claims};

use super::action::{Vague, What};
use super::head::{Head, lower, past_adverbs, verb_at};

/// Why there is no end to what is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    /// It goes on: a date would end it.
    GoesOn,
    /// It is only weighed: a date would make it a decision.
    Weighed,
    /// It is an aim, not an act.
    Aim,
}

/// Verbs that by themselves have no end.
const ALONE: &[(&str, Why)] = &[
    ("continue", Why::GoesOn),
    ("monitor", Why::GoesOn),
    ("remain", Why::GoesOn),
    ("consider", Why::Weighed),
    ("explore", Why::Weighed),
    ("reconsider", Why::Weighed),
    ("reflect", Why::Weighed),
    ("contemplate", Why::Weighed),
    ("address", Why::Aim),
    ("tackle", Why::Aim),
    ("combat", Why::Aim),
    ("promote", Why::Aim),
    ("foster", Why::Aim),
    ("strive", Why::Aim),
    ("engage", Why::Aim),
    ("prioritise", Why::Aim),
    ("prioritize", Why::Aim),
    ("endeavour", Why::Aim),
    ("endeavor", Why::Aim),
    ("emphasise", Why::Aim),
];

/// Phrases without an end: the verb, and what must stand within a few words after it, in this order.
const PHRASES: &[(&str, &[&[&str]], Why)] = &[
    ("raise", &[&["awareness", "profile"]], Why::Aim),
    ("do", &[&["more", "everything", "all", "better"]], Why::Aim),
    ("pay", &[&["attention", "heed"]], Why::Aim),
    ("give", &[&["attention", "consideration", "priority", "thought", "prominence"]], Why::Aim),
    ("draw", &[&["attention"]], Why::Aim),
    ("act", &[&["against", "on", "upon", "to"]], Why::Aim),
    ("act", &[&["more", "now", "decisively", "firmly"]], Why::Aim),
    (
        "work",
        &[&["to", "towards", "toward", "for", "with", "together", "harder", "on", "closely"]],
        Why::Aim,
    ),
    ("seek", &[&["to"]], Why::Aim),
    ("try", &[&["to"]], Why::Aim),
    ("aim", &[&["to", "at"]], Why::Aim),
    ("look", &[&["into", "at"]], Why::Weighed),
    ("deal", &[&["with"]], Why::Aim),
    ("respond", &[&["to"], &["challenges", "situation", "crisis", "needs", "concerns"]], Why::Aim),
    ("show", &[&["solidarity", "leadership", "commitment", "resolve", "support"]], Why::Aim),
    ("stand", &[&["with", "by", "up"]], Why::Aim),
    ("make", &[&["priority", "efforts", "effort", "progress"]], Why::Aim),
    ("bear", &[&["mind"]], Why::Aim),
    ("keep", &[&["review", "pressure", "mind", "monitoring", "pressing", "eye"]], Why::GoesOn),
    ("support", EFFORTS, Why::Aim),
    ("strengthen", EFFORTS, Why::Aim),
    ("intensify", EFFORTS, Why::Aim),
    ("increase", EFFORTS, Why::Aim),
    ("enhance", EFFORTS, Why::Aim),
    ("deepen", EFFORTS, Why::Aim),
    ("step", EFFORTS, Why::Aim),
    ("redouble", EFFORTS, Why::Aim),
    ("encourage", EFFORTS, Why::Aim),
    ("accelerate", EFFORTS, Why::Aim),
    ("further", EFFORTS, Why::Aim),
    ("improve", EFFORTS, Why::Aim),
    ("maintain", EFFORTS, Why::GoesOn),
    ("sustain", EFFORTS, Why::GoesOn),
];

/// What is only ever on its way somewhere.
const EFFORTS: &[&[&str]] = &[&[
    "efforts",
    "cooperation",
    "engagement",
    "dialogue",
    "commitment",
    "attention",
    "awareness",
    "focus",
]];

/// How many words after its verb a phrase may have its other words.
const NEAR: usize = 5;

/// What of a recommendation has no measurable end.
pub fn endless(view: &View, head: &Head, has_deadline: bool) -> Option<Vague> {
    let (at, verb) = behind_steps(view, head);
    let (end, why) = match at {
        Some(at) => phrase(view, at, &verb)?,
        None => (head.at + 1 + measures_end(view, head)?, Why::Aim),
    };
    let dated = has_deadline || has_date(view, head.at);
    if (dated && why != Why::Aim) || says_how(view, end) || head.denied {
        return None;
    }
    let said = view.source.get(view.range(head.at, end)).unwrap_or_default();
    Some(Vague {
        range: view.range(head.at, end),
        what: What::NoMeasurableEnd,
        said: format!("nobody could say when `{said}` is done"),
        why: match why {
            Why::GoesOn => "what only goes on can be neither met nor missed",
            Why::Weighed => "it is met as soon as somebody says they have thought about it",
            Why::Aim => {
                "it names an aim; the reader must find the action, and may pick the smallest"
            }
        },
        help: match why {
            Why::GoesOn => {
                "say what is to happen, how often or until when, or give it a `deadline`"
            }
            Why::Weighed => "ask for the thing itself, or for a decision on it with a `deadline`",
            Why::Aim => {
                "say which act would show it: `publish`, `vote for`, `release`, `add … to the list`"
            }
        }
        .to_owned(),
    })
}

/// The verb that counts: in `take all measures to close …`, `close`. `None` where measures are all there is.
fn behind_steps(view: &View, head: &Head) -> (Option<usize>, String) {
    let Some(measures) = measures_end(view, head) else {
        return (Some(head.at), head.verb.clone());
    };
    let end = head.at + 1 + measures;
    if view.is(end, "to") {
        let (next, _) = past_adverbs(view, end + 1);
        return (
            Some(next),
            verb_at(view, next).map_or_else(|| lower(view, next), |(verb, _)| verb),
        );
    }
    (None, String::new())
}

/// How many words after `take` its `measures` end.
fn measures_end(view: &View, head: &Head) -> Option<usize> {
    if head.verb != "take" {
        return None;
    }
    let nouns = &["measures", "steps", "action", "actions"];
    (1..=NEAR)
        .take_while(|n| view.sign(head.at + n).is_none())
        .find(|n| view.any(head.at + n, nouns))
}

/// The token after a phrase without end that begins at a verb.
fn phrase(view: &View, at: usize, verb: &str) -> Option<(usize, Why)> {
    if let Some((_, why)) = ALONE.iter().find(|(other, _)| *other == verb) {
        // `engage a lawyer`, `address the Council`: to somebody.
        let to_somebody = (verb == "engage"
            && !view.any(
                at + 1,
                &[
                    "with",
                    "in",
                    "on",
                    "constructively",
                    "more",
                    "actively",
                    "further",
                    "fully",
                    "meaningfully",
                ],
            ))
            || (verb == "address"
                && (at + 1..at + 5).any(|at| {
                    view.any(
                        at,
                        &["council", "assembly", "parliament", "committee", "letter", "letters"],
                    )
                }))
            || (verb == "remain"
                && !view.any(at + 1, &["seized", "committed", "vigilant", "engaged", "attentive"]));
        return (!to_somebody).then_some((at + 1, *why));
    }
    PHRASES.iter().filter(|(other, ..)| *other == verb).find_map(|(_, words, why)| {
        let mut next = at + 1;
        for alternatives in *words {
            let clause = (next..next + NEAR).take_while(|at| {
                view.sign(*at).is_none() && !view.any(*at, &["to", "and", "for", "by"])
                    || *at == next
            });
            next = clause.into_iter().find(|at| view.any(*at, alternatives))? + 1;
        }
        let close = matches!(
            verb,
            "do" | "act" | "work" | "seek" | "try" | "aim" | "look" | "deal" | "stand"
        ) && next > at + 2;
        // `do all` and `do everything` only with what follows: `do all it can`.
        let whole = verb == "do"
            && view.is(next - 1, "all")
            && !view.any(next, &["it", "they", "possible", "in", "that", "within"]);
        (!close && !whole).then_some((next, *why))
    })
}

/// Whether `by doing …` says how: then that can be seen to be done.
fn says_how(view: &View, from: usize) -> bool {
    (from..view.tokens.len()).any(|at| {
        view.is(at, "by") && view.tokens.get(at + 1).is_some() && {
            let (next, _) = past_adverbs(view, at + 1);
            view.text(next).len() > 4 && view.text(next).ends_with("ing")
        }
    })
}

/// Whether the text itself says by or until when.
fn has_date(view: &View, from: usize) -> bool {
    let marks: Vec<usize> = (from..view.tokens.len())
        .filter(|at| view.any(*at, &["by", "before", "until", "within", "at", "each", "every"]))
        .filter_map(|at| view.tokens.get(at).map(|token| token.end))
        .collect();
    if marks.is_empty() {
        return false;
    }
    claims(view.source).iter().any(|claim| {
        let dated = match &claim.kind {
            ClaimKind::Date(_) => true,
            ClaimKind::Quantity(amount) => matches!(
                amount.unit,
                crate::claims::Unit::Measure("year" | "month" | "week" | "day" | "hour")
            ),
            _ => false,
        };
        dated && marks.iter().any(|end| claim.range.start >= *end && claim.range.start <= end + 16)
    })
}
