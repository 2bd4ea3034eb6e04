//! What an answer means for a source.

use super::soft::{self, Soft};
use crate::source::fetch::{Answer, Failure, Fetched, Hop, Reason};

/// What came of asking a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is as it was: the host says so, or the bytes are the same, or at least their text is.
    Unchanged,
    /// It has changed; the answer's bytes are to be stored as a further copy.
    New,
    /// It answers from elsewhere.
    Redirected {
        /// The address that answered.
        to: String,
        /// Whether every redirect on the way says that the old address is given up (301, 308).
        permanent: bool,
        /// Whether its content has changed and is to be stored.
        new: bool,
    },
    /// Another page came in its place. A failure: nothing is stored.
    SoftRedirect {
        /// The address that answered.
        to: String,
        /// What came.
        what: Soft,
    },
    /// The host says that it is not there (404) or gone for good (410).
    Gone {
        /// 404 or 410.
        status: u16,
    },
    /// It could not be had.
    Unreachable {
        /// Why, in words.
        reason: String,
        /// One thing to do.
        help: String,
        /// How much it says of the page.
        weight: Weight,
    },
    /// `robots.txt` asks to leave it alone. Says nothing of whether the page is there.
    Refused {
        /// Why, in words.
        reason: String,
    },
}

/// How much a failure says of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Nothing: the fault is on this side.
    None,
    /// The host turns the tool away, and may show the page to people.
    TurnedAway,
    /// It counts.
    Full,
}

/// What is known of a source before it is asked.
#[derive(Debug, Clone, Default)]
pub struct Known<'a> {
    /// SHA-256 of its newest copy, in hexadecimal digits.
    pub sha256: Option<&'a str>,
    /// The text of that copy.
    pub text: Option<&'a str>,
    /// What rests on it: passages, with their context.
    pub passages: &'a [(&'a str, Option<&'a str>)],
}

/// A page that came, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// Its text; `None` where it could not be read.
    pub text: Option<String>,
    /// Its title, where it says one.
    pub title: Option<String>,
}

/// What an answer means. `read` reads a page that came; it is handed back, so that nothing is read twice.
/// `None` where the source was not asked after all.
pub fn outcome(
    known: &Known<'_>,
    asked: &str,
    reply: &Result<Answer, Failure>,
    read: &dyn Fn(&Fetched) -> Page,
) -> Option<(Outcome, Option<Page>)> {
    let (redirects, to, new, page) = match reply {
        Err(failure) if failure.reason == Reason::Stopped => return None,
        Err(failure) => return Some((failed(failure), None)),
        Ok(Answer::NotModified { redirects, final_url, .. }) => (redirects, final_url, false, None),
        Ok(Answer::Fetched(fetched)) => {
            let page = read(fetched);
            let same = known.sha256 == Some(&page.sha256)
                || (known.text.is_some() && known.text == page.text.as_deref());
            if !same && let Some(what) = soft::soft(known, asked, &fetched.final_url, &page) {
                let to = fetched.final_url.clone();
                return Some((Outcome::SoftRedirect { to, what }, Some(page)));
            }
            (&fetched.redirects, &fetched.final_url, !same, Some(page))
        }
    };
    let outcome = match redirects.is_empty() {
        true if new => Outcome::New,
        true => Outcome::Unchanged,
        false => {
            let permanent = redirects.iter().all(|hop: &Hop| hop.permanent);
            Outcome::Redirected { to: to.clone(), permanent, new }
        }
    };
    Some((outcome, page))
}

fn failed(failure: &Failure) -> Outcome {
    let reason = failure.reason.to_string();
    let weight = match &failure.reason {
        Reason::Status(status @ (404 | 410)) => return Outcome::Gone { status: *status },
        Reason::Robots(_) => return Outcome::Refused { reason },
        Reason::NotAnAddress(_)
        | Reason::Scheme(_)
        | Reason::Credentials
        | Reason::Private { .. }
        | Reason::LocalName(_)
        | Reason::Proxy(_)
        | Reason::Stopped => Weight::None,
        Reason::Status(401 | 402 | 403 | 407 | 451) | Reason::Busy(429, _) => Weight::TurnedAway,
        _ => Weight::Full,
    };
    Outcome::Unreachable { reason, help: failure.help(), weight }
}

/// Whether a run says nothing of any page, since this machine reached none of several hosts.
pub fn is_offline<'a>(
    replies: impl IntoIterator<Item = (&'a str, &'a Result<Answer, Failure>)>,
) -> bool {
    let mut hosts = std::collections::BTreeSet::new();
    for (host, reply) in replies {
        let Err(failure) = reply else { return false };
        if !matches!(failure.reason, Reason::NoSuchHost(_) | Reason::NoConnection(_)) {
            return false;
        }
        hosts.insert(host);
    }
    hosts.len() >= 2
}

impl Outcome {
    /// A stable word for it, as in JSON and in `asked.toml`.
    pub fn word(&self) -> &'static str {
        match self {
            Outcome::Unchanged => "unchanged",
            Outcome::New => "new",
            Outcome::Redirected { .. } => "redirected",
            Outcome::SoftRedirect { .. } => "soft-redirect",
            Outcome::Gone { .. } => "gone",
            Outcome::Unreachable { .. } => "unreachable",
            Outcome::Refused { .. } => "refused",
        }
    }

    /// Whether the source was reached.
    pub fn is_success(&self) -> bool {
        matches!(self, Outcome::Unchanged | Outcome::New | Outcome::Redirected { .. })
    }

    /// Whether the bytes that came are to be stored as a further copy.
    pub fn is_stored(&self) -> bool {
        matches!(self, Outcome::New | Outcome::Redirected { new: true, .. })
    }

    /// Why it was not reached, in words; empty where it was.
    pub fn reason(&self) -> String {
        match self {
            Outcome::Unchanged | Outcome::New | Outcome::Redirected { .. } => String::new(),
            Outcome::SoftRedirect { what, .. } => what.reason().to_owned(),
            Outcome::Gone { status: 410 } => "the host says that it is gone for good (410)".into(),
            Outcome::Gone { status } => format!("the host says that it is not there ({status})"),
            Outcome::Unreachable { reason, .. } | Outcome::Refused { reason } => reason.clone(),
        }
    }

    /// The same for a run on a machine that was offline: it says nothing of the page.
    pub fn weightless(self) -> Outcome {
        match self {
            Outcome::Unreachable { reason, help, .. } => {
                Outcome::Unreachable { reason, help, weight: Weight::None }
            }
            other => other,
        }
    }
}
