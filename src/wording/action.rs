//! Recommendations that cannot be seen to be done: more than one action, no action, no measurable end.
//!
//! A recommendation is one action with a verb that can be seen to be done. What counts as more than one:
//!
//! - a second verb with an object of its own, in the form of the first: `Close the camps and release all prisoners`;
//!   a verb within what is asked of another (`Press China to cease … and provide …`) is one as well;
//! - two verbs on one object only where the acts never amount to one another: `Release and rehabilitate …`; `Review and
//!   update …` is one action said twice;
//! - not the pairs of [`verbs::ONE_COURSE`], of which the second carries the first through
//!   (`investigate and prosecute`), or is a phrase of treaties (`respect and protect`); not publishing what the first
//!   found; not alternatives (`release or charge`); not `X, including by Y-ing`, which says how.
//!
//! What has no measurable end follows the scale by which recommendations of the Universal Periodic Review are sorted
//! (E. McMahon, 2012): those that ask to go on (`continue`), to weigh (`consider`) and for an aim in general (`promote`,
//! `address`, `take steps`) rank below those that ask for an act.

use std::ops::Range;

use crate::claims::reading::View;

use super::head::{self, Form, Head, is_word, lower};
use super::verbs;
use super::{endless, several};

/// What is wrong with a recommendation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vague {
    /// Where, in bytes of the text.
    pub range: Range<usize>,
    /// What it is.
    pub what: What,
    /// What is wrong, for a message.
    pub said: String,
    /// Why it matters.
    pub why: &'static str,
    /// What to do.
    pub help: String,
}

/// What can be wrong with a recommendation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// It asks for two things or more.
    MoreThanOneAction,
    /// It has no verb that says what to do.
    NoAction,
    /// Nobody could say when it is done.
    NoMeasurableEnd,
}

/// What is wrong with the text of a recommendation, in order. `has_deadline`: whether the item gives a date of its own; to
/// go on doing something, or to weigh it, until a date has an end.
pub fn vague(text: &str, has_deadline: bool) -> Vec<Vague> {
    let view = View::new(text);
    if let Some(nobody) = there_should(&view) {
        return vec![nobody];
    }
    let head = head::head(&view);
    let mut found: Vec<Vague> = Vec::new();
    found.extend(verbless_clause(&view));
    match &head {
        None if found.is_empty() => found.extend(no_verb(&view)),
        None => {}
        Some(head) => {
            found.extend(endless::endless(&view, head, has_deadline));
            found.extend(several::second(&view, head).map(|at| more(&view, head, at)));
        }
    }
    found.sort_by_key(|vague| vague.range.start);
    found
}

fn more(view: &View, head: &Head, second: usize) -> Vague {
    Vague {
        range: view.range(second, second + 1),
        what: What::MoreThanOneAction,
        said: format!(
            "asks for more than one thing: `{}` and `{}`",
            view.text(head.at),
            view.text(second)
        ),
        why: "one can be done and the other not, and nobody can then say whether the recommendation was met",
        help: format!(
            "make a recommendation of its own of what begins with `{}`",
            view.text(second)
        ),
    }
}

/// Endings of nouns that no verb of ours has.
const NOUN_ENDINGS: &[&str] = &[
    "tion", "tions", "sion", "sions", "ity", "ities", "ness", "ism", "ment", "ments", "ance",
    "ence", "ship",
];

/// Words that a wish without a verb begins with: `greater transparency`, `more pressure`.
const LONGINGS: &[&str] = &[
    "more",
    "greater",
    "better",
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
    "unhindered",
    "further",
    "enhanced",
];

/// How many words a bare noun phrase may have to be told for one.
const FEW: usize = 12;

fn no_action(view: &View, from: usize, to: usize, said: String) -> Vague {
    Vague {
        range: view.range(from, to),
        what: What::NoAction,
        said,
        why: "the reader is not told what to do",
        help: "begin with what is to be done: `release`, `publish`, `ratify` …".to_owned(),
    }
}

/// A text that is a noun and what belongs to it.
fn no_verb(view: &View) -> Option<Vague> {
    let first = (0..view.tokens.len()).find(|at| is_word(view, *at))?;
    let word = lower(view, first);
    // “The release of …”, “An end to …”: an article, and a noun that a preposition follows.
    let article = view.any(first, &["the", "a", "an"])
        && (first + 2..first + 5)
            .any(|at| view.any(at, &["of", "to", "for", "about", "on", "between", "against"]));
    let opens = article
        || LONGINGS.contains(&word.as_str())
        || (NOUN_ENDINGS.iter().any(|ending| word.ends_with(ending)) && word.len() > 6);
    let words = (first..view.tokens.len()).filter(|at| is_word(view, *at)).count();
    let any_verb = (first..view.tokens.len()).any(|at| is_finite(view, at));
    (opens && !any_verb && words <= FEW).then(|| {
        let end = (first..view.tokens.len())
            .rev()
            .find(|at| view.sign(*at).is_none())
            .map_or(first + 1, |at| at + 1);
        no_action(view, first, end, "does not say what to do".to_owned())
    })
}

/// `There should be …`: what there is to be, and nobody to see to it.
fn there_should(view: &View) -> Option<Vague> {
    let first = (0..view.tokens.len()).find(|at| is_word(view, *at))?;
    let there = view.is(first, "there") && view.any(first + 1, &["should", "must", "needs"]);
    there.then(|| {
        let said = format!(
            "says what there should be, not who should do what: `{} {}`",
            view.text(first),
            view.text(first + 1)
        );
        no_action(view, first, first + 2, said)
    })
}

/// Whether a token may be the verb of a clause.
fn is_finite(view: &View, at: usize) -> bool {
    const HELPING: &[&str] = &[
        "is", "are", "was", "were", "be", "been", "has", "have", "had", "do", "does", "did", "can",
        "could", "will", "would", "may", "might", "should", "must", "shall", "ought", "need",
        "needs", "to", "let", "that", "who",
    ];
    view.any(at, HELPING) || matches!(verbs::base(&lower(view, at)), Some(verbs::Sure::Plain))
}

/// A clause that lost its verb: `requesting that defectors into China …` (seed 004). Only people just before `into` are
/// told for sure: nobody is a defector into a place, they go or flee there.
fn verbless_clause(view: &View) -> Option<Vague> {
    (0..view.tokens.len()).find_map(|that| {
        if !view.is(that, "that") {
            return None;
        }
        let mut at = that + 1;
        while at < that + 4 && view.any(at, BEFORE_PEOPLE) {
            at += 1;
        }
        (is_people(&lower(view, at)) && view.is(at + 1, "into"))
            .then(|| {
                no_action(
                    view,
                    at,
                    at + 3,
                    format!(
                        "has lost a verb: nothing says what `{}` do `into {}`",
                        view.text(at),
                        view.text(at + 2)
                    ),
                )
            })
            .map(|vague| Vague {
                why: "the reader must guess what is asked",
                help: "put the missing verb back, `fleeing` perhaps, from the source".to_owned(),
                ..vague
            })
    })
}

const BEFORE_PEOPLE: &[&str] =
    &["the", "all", "any", "these", "those", "north", "korean", "other", "some"];

fn is_people(word: &str) -> bool {
    const PEOPLE: &[&str] = &[
        "people",
        "persons",
        "children",
        "women",
        "men",
        "citizens",
        "nationals",
        "families",
        "koreans",
    ];
    const ENDINGS: &[&str] = &["ors", "ees", "ants", "ists"];
    PEOPLE.contains(&word)
        || (word.len() > 5 && ENDINGS.iter().any(|ending| word.ends_with(ending)))
}

/// Whether a form is that of a verb after `and`.
pub(super) fn parallel(head: Form, other: Form) -> bool {
    match head {
        Form::Base | Form::To => other == Form::Base,
        Form::Ing => other == Form::Ing,
    }
}
