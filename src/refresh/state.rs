//! What is remembered of asking a source: `asked.toml` beside its copies. It may be deleted or damaged at
//! any time; then the source is asked as if for the first time.

use std::path::Path;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use super::outcome::{Outcome, Weight};
use crate::source::fetch::Validators;
use crate::workspace::Workspace;

/// The file's name, in the folder of a source.
pub const FILE: &str = crate::source::store::ASKED;

/// On how many different days a page must fail before its link counts as dead.
pub const DAYS_TO_DEATH: u32 = 3;

/// On how many different days a page must redirect for good before its new address is proposed.
pub const DAYS_TO_PROPOSE: u32 = 3;

const FORMAT: &str = "brief-asked/1";

/// What is remembered of asking a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// When it was last asked.
    pub asked: Option<DateTime<Utc>>,
    /// A word for what came of it; see [`Outcome::word`].
    pub answer: Option<String>,
    /// What the host said of the page then.
    pub validators: Option<Known>,
    /// That it has not been reached since.
    pub failing: Option<Failing>,
    /// Where it redirects to.
    pub redirect: Option<Redirect>,
}

/// Validators, and the stored copy that they are of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// SHA-256 of the copy: what they are of has its bytes or at least its text.
    pub copy: String,
    /// The address they are of.
    pub url: String,
    /// The value of `etag`.
    pub etag: Option<String>,
    /// The value of `last-modified`.
    pub last_modified: Option<String>,
}

impl Known {
    /// As the fetcher takes them.
    pub fn validators(&self) -> Validators {
        Validators {
            url: self.url.clone(),
            etag: self.etag.clone(),
            last_modified: self.last_modified.clone(),
        }
    }

    /// Validators of a copy.
    pub fn of(copy: &str, validators: Validators) -> Known {
        let Validators { url, etag, last_modified } = validators;
        Known { copy: copy.to_owned(), url, etag, last_modified }
    }
}

/// A row of failures without a success between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failing {
    /// The first day, in the workspace's timezone.
    #[serde(with = "day")]
    pub since: NaiveDate,
    /// The last day.
    #[serde(with = "day")]
    pub last: NaiveDate,
    /// On how many different days.
    pub days: u32,
    /// What it was last, in words.
    pub reason: String,
    /// Whether the link is dead: for good (410), or on [`DAYS_TO_DEATH`] different days.
    #[serde(default)]
    pub dead: bool,
}

/// Where a page redirects to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirect {
    /// The address.
    pub to: String,
    /// Whether the old one is given up (301, 308) on the whole way.
    pub permanent: bool,
    /// The last day it was seen.
    #[serde(with = "day")]
    pub last: NaiveDate,
    /// On how many different days it was seen, the same each time.
    pub days: u32,
}

impl Redirect {
    /// Whether the new address is proposed for `url`.
    pub fn proposed(&self) -> bool {
        self.permanent && self.days >= DAYS_TO_PROPOSE
    }
}

/// The file. Keys come before tables.
#[derive(Serialize, Deserialize)]
struct OnDisk {
    format: String,
    asked: Option<String>,
    answer: Option<String>,
    validators: Option<Known>,
    failing: Option<Failing>,
    redirect: Option<Redirect>,
}

impl State {
    /// What is remembered of the source whose copies lie in `folder`.
    pub fn of(workspace: &Workspace, folder: &Path) -> State {
        State::read(workspace.read_unremembered(&folder.join(FILE)).ok().as_deref())
    }

    /// That its page is dead or was not reached lately, in a few words; `None` where it was.
    pub fn trouble(&self) -> Option<String> {
        let failing = self.failing.as_ref()?;
        let since = super::words::day(failing.since);
        Some(match failing.dead {
            true => format!("link dead since {since}"),
            false => format!("not reached since {since}"),
        })
    }

    /// Reads the file. What is missing, damaged or of another version is no state.
    pub fn read(bytes: Option<&[u8]>) -> State {
        let text = bytes.and_then(|bytes| std::str::from_utf8(bytes).ok());
        let read = text.and_then(|text| toml::from_str::<OnDisk>(text).ok());
        let Some(read) = read.filter(|read| read.format == FORMAT) else {
            return State::default();
        };
        let asked = read.asked.and_then(|asked| DateTime::parse_from_rfc3339(&asked).ok());
        State {
            asked: asked.map(|asked| asked.to_utc()),
            answer: read.answer,
            validators: read.validators,
            failing: read.failing,
            redirect: read.redirect,
        }
    }

    /// The file's bytes.
    pub fn print(&self) -> Vec<u8> {
        let on_disk = OnDisk {
            format: FORMAT.into(),
            asked: self.asked.map(|asked| asked.to_rfc3339_opts(SecondsFormat::Secs, true)),
            answer: self.answer.clone(),
            validators: self.validators.clone(),
            failing: self.failing.clone(),
            redirect: self.redirect.clone(),
        };
        let text = toml::to_string(&on_disk).unwrap_or_default();
        format!("# What came of asking this source. It may be deleted.\n{text}").into_bytes()
    }

    /// The state once the source has answered so, on `today` in the workspace's timezone. `known` are
    /// the validators of the answer, with the newest copy as it is now.
    pub fn after(
        &self,
        outcome: &Outcome,
        known: Option<Known>,
        now: DateTime<Utc>,
        today: NaiveDate,
    ) -> State {
        if matches!(outcome, Outcome::Refused { .. })
            || matches!(outcome, Outcome::Unreachable { weight: Weight::None, .. })
        {
            let answer = Some(outcome.word().to_owned());
            return State { asked: Some(now), answer, ..self.clone() };
        }
        State {
            asked: Some(now),
            answer: Some(outcome.word().to_owned()),
            validators: if outcome.is_success() { known } else { self.validators.clone() },
            failing: (!outcome.is_success()).then(|| self.failed(outcome, today)),
            redirect: match outcome {
                Outcome::Redirected { to, permanent, .. } => {
                    Some(self.redirected(to, *permanent, today))
                }
                _ if outcome.is_success() => None,
                _ => self.redirect.clone(),
            },
        }
    }

    fn failed(&self, outcome: &Outcome, today: NaiveDate) -> Failing {
        let mut failing = match &self.failing {
            // A clock that was set back adds no day.
            Some(old) if old.last >= today => old.clone(),
            Some(old) => Failing { last: today, days: old.days + 1, ..old.clone() },
            None => {
                Failing { since: today, last: today, days: 1, reason: String::new(), dead: false }
            }
        };
        failing.reason = outcome.reason();
        failing.dead |= match outcome {
            Outcome::Gone { status: 410 } => true,
            // The page may be there for people: it is only this tool that is turned away.
            Outcome::Unreachable { weight: Weight::TurnedAway, .. } => false,
            _ => failing.days >= DAYS_TO_DEATH,
        };
        failing
    }

    fn redirected(&self, to: &str, permanent: bool, today: NaiveDate) -> Redirect {
        match &self.redirect {
            Some(old) if old.to == to && old.permanent == permanent => Redirect {
                days: old.days + u32::from(old.last < today),
                last: old.last.max(today),
                ..old.clone()
            },
            _ => Redirect { to: to.to_owned(), permanent, last: today, days: 1 },
        }
    }
}

/// Days as `2026-11-27`.
mod day {
    use chrono::NaiveDate;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(day: &NaiveDate, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(day)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveDate, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(D::Error::custom)
    }
}
