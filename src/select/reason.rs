//! Why items are in or out, in words.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::model::handling::Tlp;

/// Whether an item is in a paper, and why.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// It is in.
    In(Reason),
    /// It is out.
    Out(Reason),
}

/// Why an item is in or out.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// In: the spec requires it.
    Required,
    /// In: prose cites it or holds it.
    InProse,
    /// In: it ranked `rank` of `of` that suit the paper.
    Ranked {
        /// From 1.
        rank: usize,
        /// How many of its kind suit the paper.
        of: usize,
    },
    /// Out: this reader must not see it.
    Barred(Barrier),
    /// Out: the spec excludes it.
    Excluded,
    /// Out: on the command line.
    Without,
    /// Out: none of its topics is the spec's.
    Topic,
    /// Out: as of a date before the spec's `since`.
    TooOld(i32),
    /// Out: asked of somebody this audience neither is nor can press.
    Addressee(String),
    /// Out: it ranked below the limit.
    OverLimit {
        /// From 1.
        rank: usize,
        /// How many the paper takes.
        limit: usize,
    },
    /// Out: no section of the paper takes it.
    NoSection,
    /// Out: the paper would be longer than it may, and nothing ranks lower.
    Fit,
}

/// What keeps an item from a reader. No setting of a spec lifts any of these.
#[derive(Debug, Clone, PartialEq)]
pub enum Barrier {
    /// Its label is above the reader's ceiling.
    Ceiling(Tlp, Tlp),
    /// Its label is above the paper's own.
    Label(Tlp, Tlp),
    /// It names its audiences, and this is none of them.
    Audience,
    /// It is under embargo, and the paper's embargo is earlier or absent.
    Embargo(DateTime<Utc>),
    /// It was said off the record.
    OffTheRecord,
    /// It was said on background.
    Background,
    /// It is a weak claim, and this audience is given none.
    Weak,
    /// It is a draft.
    Draft,
    /// It is retired.
    Retired,
}

impl fmt::Display for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Barrier::Ceiling(label, ceiling) => {
                write!(f, "it is {label}, and this audience sees {ceiling} at most")
            }
            Barrier::Label(label, paper) => write!(f, "it is {label}, and the paper is {paper}"),
            Barrier::Audience => f.write_str("it is kept for other audiences"),
            Barrier::Embargo(until) => {
                write!(f, "it is under embargo until {}", until.format("%Y-%m-%d %H:%M UTC"))
            }
            Barrier::OffTheRecord => f.write_str("it was said off the record"),
            Barrier::Background => {
                f.write_str("it was said on background and may not be quoted outside the house")
            }
            Barrier::Weak => f.write_str("it is a weak claim, which this audience is not given"),
            Barrier::Draft => f.write_str("it is a draft"),
            Barrier::Retired => f.write_str("it is retired"),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Required => f.write_str("the spec requires it"),
            Reason::InProse => f.write_str("the paper’s prose holds or cites it"),
            Reason::Ranked { rank, of } => write!(f, "number {rank} of {of} that suit the paper"),
            Reason::Barred(barrier) => barrier.fmt(f),
            Reason::Excluded => f.write_str("the spec excludes it"),
            Reason::Without => f.write_str("left out with --without"),
            Reason::Topic => f.write_str("none of its topics is the paper’s"),
            Reason::TooOld(since) => write!(f, "as of a date before {since}"),
            Reason::Addressee(name) => {
                write!(f, "it asks {name}, whom this audience neither is nor can press")
            }
            Reason::OverLimit { rank, limit } => {
                write!(f, "number {rank} in rank; the paper takes {limit}")
            }
            Reason::NoSection => f.write_str("no section of the paper takes it"),
            Reason::Fit => f.write_str("left out so that the paper is as short as it must be"),
        }
    }
}

impl Barrier {
    /// In a word or two, for tables.
    pub fn short(&self) -> String {
        match self {
            Barrier::Ceiling(label, _) | Barrier::Label(label, _) => label.to_string(),
            Barrier::Audience => "other audiences".into(),
            Barrier::Embargo(_) => "embargo".into(),
            Barrier::OffTheRecord => "off the record".into(),
            Barrier::Background => "background".into(),
            Barrier::Weak => "weak claim".into(),
            Barrier::Draft => "draft".into(),
            Barrier::Retired => "retired".into(),
        }
    }
}

impl Reason {
    /// In a word or two, for tables.
    pub fn short(&self) -> String {
        match self {
            Reason::Barred(barrier) => barrier.short(),
            Reason::Required => "required".into(),
            Reason::InProse => "in prose".into(),
            Reason::Ranked { rank, .. } => format!("rank {rank}"),
            Reason::Excluded => "excluded".into(),
            Reason::Without => "left out".into(),
            Reason::Topic => "topic".into(),
            Reason::TooOld(_) => "too old".into(),
            Reason::Addressee(_) => "addressee".into(),
            Reason::OverLimit { rank, limit } => format!("ranked {rank}, {limit} fit"),
            Reason::NoSection => "no section".into(),
            Reason::Fit => "too long".into(),
        }
    }
}

impl Decision {
    /// Why.
    pub fn reason(&self) -> &Reason {
        match self {
            Decision::In(reason) | Decision::Out(reason) => reason,
        }
    }

    /// Whether it is in.
    pub fn is_in(&self) -> bool {
        matches!(self, Decision::In(_))
    }
}
