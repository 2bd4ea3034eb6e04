//! Which sources are asked, and asking them: hosts side by side, one request a host at a time.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};

use url::Url;

use super::state::State;
use crate::source::fetch::{Answer, Failure, Fetcher, Reason, Validators};

/// A source that may be asked.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Its key.
    pub id: String,
    /// Its address, where it has one.
    pub url: Option<String>,
    /// Whether it may be asked at all; asking tells the host that one is watching.
    pub refresh: bool,
    /// The newest copy that came from an address.
    pub newest: Option<Newest>,
    /// What came of asking it before.
    pub state: State,
}

/// The newest stored copy of a source, as far as asking again goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newest {
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// The address that answered.
    pub url: String,
    /// The headers it came with, names in small letters.
    pub headers: Vec<(String, String)>,
}

/// A source to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The source's key.
    pub id: String,
    /// Its address.
    pub url: String,
    /// The host, for turns.
    pub host: String,
    /// What it said of the copy that is here, to ask whether it is still so.
    pub validators: Option<Validators>,
}

/// Why a source is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// `refresh = "never"`.
    Never,
    /// It has no address that can be fetched.
    NoAddress,
}

/// Who is asked, in the order of ids, and who is not.
pub fn plan(candidates: &[Candidate]) -> (Vec<Question>, Vec<(String, LeftOut)>) {
    let mut questions = Vec::new();
    let mut left_out = Vec::new();
    for candidate in candidates {
        match question(candidate) {
            Ok(question) => questions.push(question),
            Err(why) => left_out.push((candidate.id.clone(), why)),
        }
    }
    questions.sort_by(|a, b| a.id.cmp(&b.id));
    left_out.sort_by(|a, b| a.0.cmp(&b.0));
    (questions, left_out)
}

fn question(candidate: &Candidate) -> Result<Question, LeftOut> {
    if !candidate.refresh {
        return Err(LeftOut::Never);
    }
    let url = candidate.url.as_deref().ok_or(LeftOut::NoAddress)?;
    let parsed = Url::parse(url).map_err(|_| LeftOut::NoAddress)?;
    let host = parsed.host_str().filter(|_| matches!(parsed.scheme(), "http" | "https"));
    Ok(Question {
        id: candidate.id.clone(),
        url: url.to_owned(),
        host: host.ok_or(LeftOut::NoAddress)?.to_owned(),
        validators: validators(candidate),
    })
}

/// What was said when the source was last asked, if that is of the copy that is here; else what came
/// with the copy. Without a copy everything is wanted.
fn validators(candidate: &Candidate) -> Option<Validators> {
    let newest = candidate.newest.as_ref()?;
    if let Some(known) = &candidate.state.validators
        && known.copy == newest.sha256
    {
        return Some(known.validators());
    }
    of_headers(&newest.url, &newest.headers)
}

/// The validators of an answer, where it has any.
pub fn of_headers(url: &str, headers: &[(String, String)]) -> Option<Validators> {
    let value = |name: &str| {
        headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, v)| v.clone())
    };
    let (etag, last_modified) = (value("etag"), value("last-modified"));
    (etag.is_some() || last_modified.is_some()).then(|| Validators {
        url: url.to_owned(),
        etag,
        last_modified,
    })
}

/// What fetches.
pub trait Get: Sync {
    /// Asks one question. Turns, pauses and `Retry-After` are kept within.
    ///
    /// # Errors
    /// Why there is no answer.
    fn get(&self, question: &Question) -> Result<Answer, Failure>;
}

/// The project's own fetcher.
pub struct Web<'a> {
    /// It keeps to a host's turn, also where another host redirects there.
    pub fetcher: &'a Fetcher,
    /// A wish to stop.
    pub stop: &'static AtomicBool,
}

impl Get for Web<'_> {
    fn get(&self, question: &Question) -> Result<Answer, Failure> {
        self.fetcher.get(&question.url, question.validators.as_ref(), self.stop)
    }
}

/// How far asking is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Sources that have been asked.
    pub done: usize,
    /// Sources to be asked.
    pub of: usize,
}

/// An answer, or why there is none.
pub type Reply = Result<Answer, Failure>;

/// Asks all questions on at most `threads` threads. Replies are handed on in the order of the questions,
/// each as soon as those before it are there; `progress` hears of each at once. After a wish to stop,
/// what has been asked is still handed on, and the rest is not asked.
pub fn ask(
    questions: &[Question],
    threads: usize,
    get: &dyn Get,
    stop: &AtomicBool,
    progress: &mut dyn FnMut(Progress),
    hand_on: &mut dyn FnMut(&Question, Reply),
) {
    let queue = Mutex::new(by_host(questions));
    let hosts = queue.lock().unwrap_or_else(PoisonError::into_inner).len();
    let (send, receive) = mpsc::channel::<(usize, Option<Reply>)>();
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, hosts.max(1)) {
            let (send, queue) = (send.clone(), &queue);
            scope.spawn(move || {
                loop {
                    let host = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some(host) = host else { return };
                    one_host(questions, &host, get, stop, &send);
                }
            });
        }
        drop(send);
        let mut early: BTreeMap<usize, Option<Reply>> = BTreeMap::new();
        let (mut next, mut done) = (0, 0);
        for (at, reply) in receive {
            if reply.is_some() {
                done += 1;
                progress(Progress { done, of: questions.len() });
            }
            early.insert(at, reply);
            while let Some(reply) = early.remove(&next) {
                if let Some(reply) = reply {
                    hand_on(&questions[next], reply);
                }
                next += 1;
            }
        }
    });
}

/// The questions of each host, those with the most first: they take longest.
fn by_host(questions: &[Question]) -> VecDeque<Vec<usize>> {
    let mut hosts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, question) in questions.iter().enumerate() {
        hosts.entry(&question.host).or_default().push(at);
    }
    let mut hosts: Vec<Vec<usize>> = hosts.into_values().collect();
    hosts.sort_by_key(|host| std::cmp::Reverse(host.len()));
    hosts.into()
}

fn one_host(
    questions: &[Question],
    host: &[usize],
    get: &dyn Get,
    stop: &AtomicBool,
    send: &mpsc::Sender<(usize, Option<Reply>)>,
) {
    let mut closed: Option<Failure> = None;
    for &at in host {
        let question = &questions[at];
        let reply = match &closed {
            _ if stop.load(Ordering::Relaxed) => None,
            Some(failure) => Some(Err(Failure {
                asked: question.url.clone(),
                url: question.url.clone(),
                reason: failure.reason.clone(),
            })),
            None => Some(get.get(question)),
        };
        let reply = reply
            .filter(|reply| !matches!(reply, Err(failure) if failure.reason == Reason::Stopped));
        if let Some(Err(failure)) = &reply
            && closes(failure, &question.host)
        {
            closed = Some(failure.clone());
        }
        if send.send((at, reply)).is_err() {
            return;
        }
    }
}

/// Whether there is no use, or no decency, in asking the host again in this run.
fn closes(failure: &Failure, host: &str) -> bool {
    let here = Url::parse(&failure.url).is_ok_and(|url| url.host_str() == Some(host));
    here && matches!(
        failure.reason,
        Reason::NoSuchHost(_) | Reason::Busy(429, _) | Reason::Busy(_, Some(_))
    )
}
