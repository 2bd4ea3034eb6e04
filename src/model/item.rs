//! Evidence: facts, quotations and recommendations.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::At;
use super::date::Period;
use super::handling::{Record, Status, Tlp};
use super::source::Locator;
use super::text::Text;
use crate::diag::Span;

/// An item of evidence.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its id, unique in the workspace without regard to case.
    pub id: String,
    /// What is particular to its kind.
    pub kind: Kind,
    /// Its text; a quotation's is verbatim.
    pub text: Text,
    /// What it rests on, in the order given.
    pub supports: Vec<Support>,
    /// Whose words or figures these are, when the source has them second-hand.
    pub primary: Option<Primary>,
    /// As of when it is so.
    pub as_of: Option<Period>,
    /// When it must be looked at again.
    pub review_by: Option<NaiveDate>,
    /// What it is about.
    pub topics: Vec<At<String>>,
    /// The audiences that may see it; `None`: any that handling allows.
    pub audiences: Option<Vec<At<String>>>,
    /// 0 to 100, higher first.
    pub priority: u8,
    /// Who may see it.
    pub handling: Tlp,
    /// Until when nobody outside may see it.
    pub embargo: Option<DateTime<Utc>>,
    /// How far it has come.
    pub status: Status,
    /// What a reader must be warned of.
    pub sensitive: Vec<String>,
    /// Whether it is a claim that its source attributes to nobody: never for the press, never a key figure.
    pub weak: bool,
    /// For us only; reaches no output.
    pub note: Option<String>,
    /// The people it names.
    pub people: Vec<Person>,
    /// Its text in other languages.
    pub translations: BTreeMap<String, Translation>,
    /// Where its id stands.
    pub span: Span,
    /// Where its text stands.
    pub text_span: Span,
    /// What all that is written of it is known by, wherever it stands.
    pub digest: String,
}

/// What is particular to a kind of item.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A statement in our own words.
    Fact {
        /// What it measures; facts of one measure are compared.
        measure: Option<String>,
        /// Its figure, where it has one that can stand alone.
        figure: Option<Figure>,
        /// Facts of the same measure whose differing values this one explains.
        reconciles: Vec<At<String>>,
    },
    /// Somebody's words.
    Quote {
        /// Who said them.
        speaker: At<String>,
        /// On what terms.
        record: Record,
    },
    /// What somebody is asked to do.
    Recommendation {
        /// Who is asked: an audience or an addressee.
        addressee: At<String>,
        /// The facts it rests on.
        supported_by: Vec<At<String>>,
        /// By when.
        deadline: Option<NaiveDate>,
    },
}

impl Item {
    /// The word for its kind, as in JSON.
    pub fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Fact { .. } => "fact",
            Kind::Quote { .. } => "quote",
            Kind::Recommendation { .. } => "recommendation",
        }
    }

    /// What it is about, as written.
    pub fn topics(&self) -> impl Iterator<Item = &str> {
        self.topics.iter().map(|topic| topic.value.as_str())
    }

    /// Whether it is about `topic`, written just so.
    pub fn is_about(&self, topic: &str) -> bool {
        self.topics().any(|own| own == topic)
    }

    /// Its figure, if it is a fact with one.
    pub fn figure(&self) -> Option<&Figure> {
        match &self.kind {
            Kind::Fact { figure, .. } => figure.as_ref(),
            _ => None,
        }
    }

    /// On what terms its words were given; facts and recommendations are on the record.
    pub fn record(&self) -> Record {
        match self.kind {
            Kind::Quote { record, .. } => record,
            _ => Record::On,
        }
    }

    /// Whether it is a fact.
    pub fn is_fact(&self) -> bool {
        matches!(self.kind, Kind::Fact { .. })
    }

    /// Whether it is a quotation.
    pub fn is_quote(&self) -> bool {
        matches!(self.kind, Kind::Quote { .. })
    }

    /// Whether it is a recommendation.
    pub fn is_recommendation(&self) -> bool {
        matches!(self.kind, Kind::Recommendation { .. })
    }
}

/// A source an item rests on, and the words in it.
#[derive(Debug, Clone)]
pub struct Support {
    /// The source's key.
    pub source: At<String>,
    /// The words, verbatim; a quotation's are its own text.
    pub passage: Option<At<String>>,
    /// More of the source around them, verbatim, where the words alone could stand anywhere.
    pub context: Option<At<String>>,
    /// Where in the source they stand.
    pub locator: Option<Locator>,
}

/// Whose words or figures something is, when found second-hand.
#[derive(Debug, Clone)]
pub struct Primary {
    /// Their name.
    pub name: String,
    /// Their own publication, where described.
    pub source: Option<At<String>>,
    /// Where in it.
    pub locator: Option<Locator>,
}

/// A figure that can stand alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The number.
    pub amount: Amount,
    /// What it counts, in one word: `people`, `%`.
    pub unit: Option<String>,
    /// What it counts, as printed beneath.
    pub label: Option<String>,
}

/// A number or a range.
#[derive(Debug, Clone, PartialEq)]
pub enum Amount {
    /// One value, with how it bounds: “at least”, “over”, “almost”.
    Value {
        /// The value.
        value: f64,
        /// How the value bounds, as printed before it.
        bound: Option<String>,
    },
    /// From low to high.
    Range {
        /// The lower end.
        low: f64,
        /// The upper end.
        high: f64,
    },
}

/// Someone an item names, and on what basis it may.
#[derive(Debug, Clone)]
pub struct Person {
    /// The name as the text has it.
    pub name: String,
    /// What is printed instead.
    pub pseudonym: Option<String>,
    /// What naming them could do.
    pub risk: Option<String>,
    /// Whether they are under eighteen.
    pub minor: bool,
    /// Why they may be named.
    pub basis: Option<Basis>,
    /// The audiences that basis holds for; `None`: all.
    pub scope: Option<Vec<At<String>>>,
    /// When they took their consent back.
    pub withdrawn: Option<NaiveDate>,
    /// Who recorded that.
    pub by: Option<String>,
    /// When.
    pub on: Option<NaiveDate>,
    /// Where it is written.
    pub span: Span,
}

/// Why a person may be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// They agreed in writing.
    Consent,
    /// Their case is campaigned on in public.
    PublicCase,
    /// They are named for what they do in office.
    OfficialRole,
}

/// A text in another language.
#[derive(Debug, Clone)]
pub struct Translation {
    /// The text.
    pub text: String,
    /// Who translated it.
    pub by: Option<String>,
}
