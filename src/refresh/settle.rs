//! An answer taken in: outcome, state and report of one source.

use chrono::{DateTime, NaiveDate, Utc};

use super::ask::{Question, Reply, of_headers};
use super::outcome::{self, Page, outcome};
use super::report::SourceReport;
use super::state::{Known, State};
use crate::source::fetch::{Answer, Fetched};

/// When something was asked.
#[derive(Debug, Clone, Copy)]
pub struct When {
    /// The moment.
    pub now: DateTime<Utc>,
    /// The day, in the workspace's timezone.
    pub today: NaiveDate,
    /// Whether this machine reached nobody, so that failures say nothing of pages; see
    /// [`outcome::is_offline`].
    pub offline: bool,
}

/// What comes of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// The report on the source, its passages still to be added.
    pub report: SourceReport,
    /// What is remembered.
    pub state: State,
    /// The page as it was read, where one came. Whether it is stored, the outcome says.
    pub page: Option<Page>,
}

/// Takes an answer in; `None` where the source was not asked after all.
///
/// Whether the machine was offline is known when all have answered, so failures are settled last.
pub fn settle(
    question: &Question,
    title: &str,
    known: &outcome::Known<'_>,
    before: &State,
    reply: &Reply,
    read: &dyn Fn(&Fetched) -> Page,
    when: When,
) -> Option<Settled> {
    let (mut outcome, page) = outcome(known, &question.url, reply, read)?;
    if when.offline {
        outcome = outcome.weightless();
    }
    let stored = page.as_ref().filter(|_| outcome.is_stored()).map(|page| page.sha256.as_str());
    let copy = stored.or(known.sha256).unwrap_or_default();
    let validators = match reply {
        Ok(Answer::Fetched(fetched)) => of_headers(&fetched.final_url, &fetched.headers),
        // An answer without validators leaves those that were sent in force.
        Ok(Answer::NotModified { final_url, headers, .. }) => {
            of_headers(final_url, headers).or_else(|| question.validators.clone())
        }
        Err(_) => None,
    };
    let validators = validators.map(|validators| Known::of(copy, validators));
    let state = before.after(&outcome, validators, when.now, when.today);
    let of = (question.id.as_str(), title, question.url.as_str());
    let report = SourceReport::new(of, outcome, before, &state);
    Some(Settled { report, state, page })
}
