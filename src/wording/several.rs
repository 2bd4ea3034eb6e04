//! A second action in a recommendation.

use crate::claims::lex::{Kind, is_dash};
use crate::claims::reading::View;

use super::action::parallel;
use super::head::{Form, Head, lower, past_adverbs, verb_at};
use super::terms;
use super::verbs::{self, ACTS, ASKING, ONE_COURSE, Sure};

/// Whose verb a second one after `and` could be, beside the main one's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// The main verb's.
    Main,
    /// That of what another is asked to do: it counts as well.
    Asked,
    /// That of a purpose or of a clause within: `measures to prevent …`, `people who leave …`.
    Within,
}

/// The verb of a second action, if there is one.
pub fn second(view: &View, head: &Head) -> Option<usize> {
    let mut walk = Walk::new(view, head);
    let mut at = head.at + 1;
    while at < view.tokens.len() {
        if let Some(found) = walk.step(at) {
            return Some(found);
        }
        at += 1;
    }
    None
}

struct Walk<'v, 'a> {
    view: &'v View<'a>,
    head: &'v Head,
    /// How many brackets and quotation marks are open.
    depth: i32,
    quoted: bool,
    owner: Owner,
    /// The verb before, in its base form.
    last: String,
    /// Where the verb before stands.
    last_at: usize,
    /// Commas since the clause within began, each before a verb: a list.
    listing: bool,
    /// Whether the main verb is one that a verb in `-ing` follows: `stop charging`.
    stops: bool,
}

/// Verbs that a verb in `-ing` follows.
pub const STOPPING: &[&str] =
    &["stop", "cease", "end", "halt", "avoid", "refrain", "desist", "quit"];

impl<'v, 'a> Walk<'v, 'a> {
    fn new(view: &'v View<'a>, head: &'v Head) -> Walk<'v, 'a> {
        let lets = ["let", "make", "help", "have", "see", "allow", "enable", "permit"]
            .contains(&head.verb.as_str());
        let owner = if lets { Owner::Within } else { Owner::Main };
        let stops = STOPPING.contains(&head.verb.as_str());
        Walk {
            view,
            head,
            depth: 0,
            quoted: false,
            owner,
            last: head.verb.clone(),
            last_at: head.at,
            listing: false,
            stops,
        }
    }

    /// Takes a token in, and says which verb begins a second action there.
    fn step(&mut self, at: usize) -> Option<usize> {
        let view = self.view;
        if let Some(c) = view.sign(at) {
            return self.sign(at, c);
        }
        if self.depth > 0 || self.quoted {
            return None;
        }
        if view.is(at, "and") || (self.stops && view.is(at, "or")) {
            return self.after_and(at);
        }
        if view.any(at, &["who", "which", "whom", "where", "when", "while", "if", "because"])
            || self.that_of_noun(at)
        {
            // A verb after `and` is the relative clause's only where its own stands in the same form.
            let (next, _) = past_adverbs(view, at + 1);
            let helped = view.any(next, &["are", "is", "was", "were", "has", "had", "been"]);
            let noun_first =
                view.any(at, &["which", "whom", "where", "when", "while", "if", "because"]);
            if !helped || noun_first {
                self.owner = Owner::Within;
            }
        } else if view.any(at, &["can", "could", "may", "might", "will", "would"]) {
            self.owner = Owner::Within;
        } else if view.is(at, "to") {
            self.infinitive(at);
        }
        None
    }

    /// Whether `that` begins a clause about a noun rather than what is asked.
    fn that_of_noun(&self, at: usize) -> bool {
        let (view, before) = (self.view, at.wrapping_sub(1));
        view.is(at, "that")
            && before != self.head.at
            && !ASKING.contains(&lower(view, before).as_str())
            && verb_at(view, at + 1).is_some()
    }

    fn infinitive(&mut self, at: usize) {
        let (next, _) = past_adverbs(self.view, at + 1);
        let Some((verb, Form::Base)) = verb_at(self.view, next) else { return };
        let asks = ASKING.contains(&self.head.verb.as_str()) && self.owner == Owner::Main;
        self.owner = if asks { Owner::Asked } else { Owner::Within };
        self.listing = false;
        (self.last, self.last_at) = (verb, next);
    }

    fn sign(&mut self, at: usize, c: char) -> Option<usize> {
        match c {
            '(' | '[' => self.depth += 1,
            ')' | ']' => self.depth = (self.depth - 1).max(0),
            '“' | '‘' => self.quoted = true,
            '”' => self.quoted = false,
            '’' if !self.view.glued(at + 1) => self.quoted = false,
            '"' => self.quoted = !self.quoted,
            _ => {}
        }
        if self.depth > 0 || self.quoted {
            return None;
        }
        if c == ';' || self.view.ends_sentence(at) {
            self.quoted = false;
            self.owner = Owner::Main;
            let (next, _) =
                past_adverbs(self.view, at + 1 + usize::from(self.view.is(at + 1, "and")));
            return self.begins(next, c == ';').then_some(next);
        }
        if c == ',' {
            return self.comma(at);
        }
        None
    }

    /// Whether another sentence begins with an order.
    fn begins(&self, at: usize, within: bool) -> bool {
        let view = self.view;
        let Some((verb, form)) = verb_at(view, at) else { return false };
        let fits = parallel(self.head.form, form) && (within || view.capital(at));
        fits && self.has_object(at, verbs::base(&verb)) && verb != "include"
    }

    fn comma(&mut self, at: usize) -> Option<usize> {
        let view = self.view;
        let and = view.is(at + 1, "and");
        if self.owner == Owner::Within {
            let verb_next = verb_at(view, at + 1).is_some_and(|(_, form)| form == Form::Base);
            if verb_next {
                self.listing = true;
            } else if !and || !self.listing {
                // A comma closes what is within; `, and` at the end of a list within does not.
                self.owner = Owner::Main;
            }
            return None;
        }
        // A verb after a comma, with an object of its own: `release A, close B and …`.
        let (next, _) = past_adverbs(view, at + 1);
        let (verb, form) = verb_at(view, next)?;
        let sure = verbs::base(&verb) == Some(Sure::Plain);
        (sure
            && form == Form::Base
            && parallel(self.head.form, form)
            && self.counts(next, &verb)
            && verb != "include")
            .then_some(next)
    }

    fn after_and(&mut self, and: usize) -> Option<usize> {
        let view = self.view;
        let mut from = and + 1;
        if view.sign(from) == Some(',') {
            from = (from + 1..from + 8).find(|at| view.sign(*at) == Some(','))? + 1;
        }
        let (mut at, _) = past_adverbs(view, from);
        let modal = view.any(at, &["should", "must", "shall"]);
        if modal
            || (view.is(at, "to") && (self.head.form == Form::To || self.owner == Owner::Asked))
        {
            at = past_adverbs(view, at + 1).0;
        } else if self.owner == Owner::Within {
            return None;
        } else if view.is(at, "that") {
            return self.another_that(and).then_some(at);
        }
        let (verb, form) = verb_at(view, at)?;
        if self.stops && form == Form::Ing {
            return self.stops_another(at).then_some(at);
        }
        if view.is(and, "or") || !parallel(if modal { Form::Base } else { self.form() }, form) {
            return None;
        }
        if self.counts(at, &verb) {
            return Some(at);
        }
        (self.last, self.last_at) = (verb, at);
        None
    }

    fn form(&self) -> Form {
        if self.owner == Owner::Asked { Form::Base } else { self.head.form }
    }

    /// Whether a verb beside the one before it is another action.
    fn counts(&self, at: usize, verb: &str) -> bool {
        if !self.has_object(at, verbs::base(verb)) || self.one_course(at, verb) {
            return false;
        }
        // With nothing of its own between them both verbs have one object.
        let between = (self.last_at + 1..at).any(|at| {
            self.view.sign(at).is_none()
                && !terms::is_stop(self.view.text(at))
                && past_adverbs(self.view, at).0 == at
        });
        let pronoun =
            self.view.any(self.last_at + 1, &["them", "him", "her", "it", "those", "these"]);
        between || pronoun || (ACTS.contains(&verb) && ACTS.contains(&self.last.as_str()))
    }

    fn one_course(&self, at: usize, verb: &str) -> bool {
        let pair = |first: &str| ONE_COURSE.contains(&(first, verb));
        let own = self.view.any(at + 1, &["its", "the", "their", "on", "back", "to", "all"])
            && (at + 2..at + 6).any(|at| {
                self.view.any(
                    at,
                    &[
                        "findings",
                        "results",
                        "report",
                        "outcome",
                        "outcomes",
                        "conclusions",
                        "progress",
                        "it",
                        "recommendations",
                    ],
                )
            });
        pair(&self.last)
            || pair(&self.head.verb)
            || (["publish", "report", "release"].contains(&verb) && own)
    }

    /// Whether `and that` begins another thing asked: after one that the main verb asks for.
    fn another_that(&self, and: usize) -> bool {
        let from = self.head.at + 1;
        (from..from + 5).any(|at| self.view.is(at, "that"))
            && and > from + 3
            && ["ensure", "demand", "guarantee", "insist", "require", "request", "recommend"]
                .contains(&self.head.verb.as_str())
            && !verb_at(self.view, and + 2)
                .is_some_and(|(verb, _)| verbs::base(&verb) == Some(Sure::Plain))
    }

    /// Whether a second verb in `-ing` after `stop` is another thing to stop: with an object between them, and the first
    /// not within something else (`stop punishing people for leaving …`).
    fn stops_another(&self, at: usize) -> bool {
        let view = self.view;
        let gerunds: Vec<usize> = (self.head.at + 1..at)
            .filter(|at| matches!(verb_at(view, *at), Some((_, Form::Ing))))
            .collect();
        let (Some(first), Some(last)) = (gerunds.first(), gerunds.last()) else { return false };
        first == last
            && *first <= self.head.at + 2
            && (first + 1..at)
                .filter(|at| view.sign(*at).is_none() && !terms::is_stop(view.text(*at)))
                .count()
                >= 2
    }

    /// Whether what follows a word says that it is a verb.
    fn has_object(&self, at: usize, sure: Option<Sure>) -> bool {
        let (view, next) = (self.view, at + 1);
        if view.sign(at).is_some_and(is_dash) || view.hyphen(next) {
            return false;
        }
        let ends = view.tokens.get(next).is_none_or(|token| matches!(token.kind, Kind::Sign(c) if !matches!(c, '{' | '“' | '‘' | '"' | '$' | '£' | '€')));
        if ends || view.any(next, &["of", "and", "or", "is", "are", "was", "were"]) {
            return false;
        }
        match sure {
            Some(Sure::Plain) => true,
            Some(Sure::Doubtful) => {
                view.any(next, OBJECT_OPENERS)
                    || view.number(next).is_some()
                    || PHRASAL.iter().any(|(verb, with)| view.is(at, verb) && view.any(next, with))
                    || (view.is(at, "release") && view.any(next, FREED))
            }
            None => matches!(verb_at(view, at), Some((_, Form::Ing))),
        }
    }
}

/// Words that an object begins with.
const OBJECT_OPENERS: &[&str] = &[
    "the", "a", "an", "all", "any", "its", "their", "his", "her", "them", "him", "it", "those",
    "these", "this", "that", "each", "every", "no", "both", "our", "us", "other", "anyone",
    "everyone", "whoever", "what", "such",
];

/// Whom one releases, without an article.
const FREED: &[&str] = &[
    "prisoners",
    "detainees",
    "hostages",
    "people",
    "persons",
    "abductees",
    "children",
    "women",
    "believers",
    "political",
];

/// Verbs with the words that they are followed by.
const PHRASAL: &[(&str, &[&str])] = &[
    ("push", &["for"]),
    ("end", &["forced", "impunity", "torture", "discrimination", "arbitrary", "persecution"]),
    ("press", &["for"]),
    ("call", &["on", "upon", "for"]),
    ("lobby", &["for"]),
    ("vote", &["for", "against"]),
    ("speak", &["out", "up"]),
    ("set", &["up", "out"]),
    ("put", &["in", "an", "pressure"]),
    ("stand", &["by", "up"]),
    ("work", &["with", "towards", "to"]),
    ("report", &["publicly", "back", "on"]),
    ("meet", &["with"]),
    ("focus", &["on"]),
    ("protest", &["against"]),
    ("open", &["up"]),
    ("step", &["up"]),
    ("follow", &["up"]),
    ("look", &["into", "at"]),
];
