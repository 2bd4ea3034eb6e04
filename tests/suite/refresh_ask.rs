//! Who is asked, and in which order.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use brief::refresh::ask::{Candidate, Get, LeftOut, Newest, Question, ask, plan};
use brief::refresh::state::{Known, State};
use brief::source::fetch::retry::Retry;
use brief::source::fetch::{Answer, Failure, Reason};

fn candidate(id: &str, url: &str) -> Candidate {
    Candidate {
        id: id.into(),
        url: Some(url.into()),
        refresh: true,
        newest: None,
        state: State::default(),
    }
}

fn newest() -> Newest {
    Newest {
        sha256: "aa".into(),
        url: "https://example.org/final".into(),
        headers: vec![("etag".into(), "\"old\"".into())],
    }
}

#[test]
fn those_who_may_not_be_asked_are_left_out() {
    let never = Candidate { refresh: false, ..candidate("b", "https://example.org/") };
    let none = Candidate { url: None, ..candidate("a", "") };
    let mail = candidate("m", "mailto:a@example.org");
    let (questions, left_out) =
        plan(&[candidate("z", "https://Example.org:8080/x"), never, none, mail]);
    assert_eq!(questions.len(), 1);
    assert_eq!((questions[0].id.as_str(), questions[0].host.as_str()), ("z", "example.org"));
    let expected = [("a", LeftOut::NoAddress), ("b", LeftOut::Never), ("m", LeftOut::NoAddress)];
    assert_eq!(left_out, expected.map(|(id, why)| (id.to_owned(), why)));
}

#[test]
fn validators_are_those_of_the_copy_that_is_here() {
    let etag = |state: State, newest: Option<Newest>| {
        let asked = Candidate { state, newest, ..candidate("a", "https://example.org/") };
        plan(&[asked]).0[0].validators.clone().and_then(|v| v.etag)
    };
    let known = |copy: &str| State {
        validators: Some(Known {
            copy: copy.into(),
            url: "https://example.org/final".into(),
            etag: Some("\"new\"".into()),
            last_modified: None,
        }),
        ..State::default()
    };
    assert_eq!(etag(State::default(), None), None);
    assert_eq!(etag(State::default(), Some(newest())).unwrap(), "\"old\"");
    assert_eq!(etag(known("aa"), Some(newest())).unwrap(), "\"new\"");
    // Another copy was stored by hand since.
    assert_eq!(etag(known("bb"), Some(newest())).unwrap(), "\"old\"");
    // Without a copy the whole page is wanted.
    assert_eq!(etag(known("aa"), None), None);
}

/// A web that counts who is asked at the same time.
#[derive(Default)]
struct Counting {
    now: Mutex<BTreeMap<String, usize>>,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
    crowded: AtomicBool,
    asked: AtomicUsize,
    stop_after: Option<usize>,
    stop: AtomicBool,
}

impl Get for Counting {
    fn get(&self, question: &Question) -> Result<Answer, Failure> {
        let here = {
            let mut now = self.now.lock().unwrap();
            let count = now.entry(question.host.clone()).or_default();
            *count += 1;
            *count
        };
        self.crowded.fetch_or(here > 1, Ordering::SeqCst);
        let at_once = self.at_once.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_at_once.fetch_max(at_once, Ordering::SeqCst);
        // The first take longest, so that answers come out of order.
        let early = question.id.ends_with('0');
        std::thread::sleep(Duration::from_millis(if early { 12 } else { 2 }));
        self.at_once.fetch_sub(1, Ordering::SeqCst);
        *self.now.lock().unwrap().get_mut(&question.host).unwrap() -= 1;
        let asked = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        if self.stop_after.is_some_and(|after| asked >= after) {
            self.stop.store(true, Ordering::SeqCst);
        }
        Err(Failure {
            asked: question.url.clone(),
            url: question.url.clone(),
            reason: Reason::Status(500),
        })
    }
}

fn many(n: usize, hosts: usize) -> Vec<Question> {
    let all: Vec<Candidate> = (0..n)
        .map(|n| candidate(&format!("s{n:03}"), &format!("https://h{}.example/{n}", n % hosts)))
        .collect();
    plan(&all).0
}

#[test]
fn hosts_are_asked_side_by_side_and_each_one_at_a_time() {
    let questions = many(60, 10);
    let web = Counting::default();
    let (mut seen, mut steps) = (Vec::new(), Vec::new());
    ask(&questions, 4, &web, &web.stop, &mut |p| steps.push((p.done, p.of)), &mut |q, _| {
        seen.push(q.id.clone());
    });
    let ids: Vec<String> = questions.iter().map(|q| q.id.clone()).collect();
    assert_eq!(seen, ids, "answers are handed on in the order of ids");
    assert_eq!(steps, (1..=60).map(|n| (n, 60)).collect::<Vec<_>>());
    assert!(!web.crowded.load(Ordering::SeqCst), "a host was asked twice at a time");
    let most = web.most_at_once.load(Ordering::SeqCst);
    assert!((2..=4).contains(&most), "{most} at once");
}

#[test]
fn a_wish_to_stop_is_heard_and_what_was_asked_is_kept() {
    let questions = many(60, 10);
    let web = Counting { stop_after: Some(20), ..Counting::default() };
    let mut seen = Vec::new();
    ask(&questions, 4, &web, &web.stop, &mut |_| {}, &mut |q, _| seen.push(q.id.clone()));
    let asked = web.asked.load(Ordering::SeqCst);
    assert!((20..=24).contains(&asked), "{asked}");
    assert_eq!(seen.len(), asked);
    assert!(seen.is_sorted());
}

/// A web where every host answers the same.
struct Saying(Reason, AtomicUsize);

impl Get for Saying {
    fn get(&self, question: &Question) -> Result<Answer, Failure> {
        self.1.fetch_add(1, Ordering::SeqCst);
        let url = question.url.clone();
        Err(Failure { asked: url.clone(), url, reason: self.0.clone() })
    }
}

#[test]
fn a_host_that_is_not_there_or_asks_for_quiet_is_not_asked_again() {
    let quiet = Retry::After(Duration::from_secs(3600));
    for (reason, requests) in [
        (Reason::NoSuchHost("h0.example".into()), 5),
        (Reason::Busy(429, None), 5),
        (Reason::Busy(503, Some(quiet)), 5),
        (Reason::Busy(503, None), 30),
        (Reason::Status(500), 30),
    ] {
        let web = Saying(reason.clone(), AtomicUsize::new(0));
        let mut replies = Vec::new();
        let stop = AtomicBool::new(false);
        ask(&many(30, 5), 3, &web, &stop, &mut |_| {}, &mut |q, reply| {
            let failure = reply.unwrap_err();
            assert_eq!(failure.asked, q.url);
            replies.push(failure.reason);
        });
        assert_eq!(web.1.load(Ordering::SeqCst), requests, "{reason:?}");
        assert_eq!(replies, vec![reason; 30]);
    }
}

#[test]
fn without_questions_nothing_is_asked() {
    let web = Counting::default();
    ask(&[], 4, &web, &web.stop, &mut |_| panic!(), &mut |_, _| panic!());
}
