//! Asking a web of our own with the real fetcher.

use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use brief::refresh::ask::{Candidate, Newest, Reply, Web, ask, plan};
use brief::refresh::outcome::Outcome;
use brief::refresh::outcome::{Known, Page};
use brief::refresh::settle::{When, settle};
use brief::refresh::state::State;
use brief::source::fetch::{Answer, Fetcher, Policy};

use crate::server::{Server, answer, page, redirect};

fn policy() -> Policy {
    Policy {
        allow: vec!["127.0.0.0/8".parse().unwrap()],
        timeout_total: Duration::from_secs(10),
        timeout_idle: Duration::from_secs(5),
        robots: false,
        pause: Duration::ZERO,
        ..Policy::new("brief/0.1")
    }
}

fn go() -> &'static AtomicBool {
    static GO: AtomicBool = AtomicBool::new(false);
    &GO
}

fn candidate(id: &str, url: String) -> Candidate {
    Candidate {
        id: id.into(),
        url: Some(url),
        refresh: true,
        newest: None,
        state: State::default(),
    }
}

fn replies(
    candidates: &[Candidate],
    policy: Policy,
    stop: &'static AtomicBool,
) -> Vec<(String, Reply)> {
    let fetcher = Fetcher::new(policy);
    let web = Web { fetcher: &fetcher, stop };
    let mut all = Vec::new();
    ask(&plan(candidates).0, 8, &web, stop, &mut |_| {}, &mut |q, reply| {
        all.push((q.id.clone(), reply))
    });
    all
}

#[test]
fn what_the_host_said_of_the_copy_is_sent_back() {
    let server = Server::start(|head| match head.to_lowercase().contains("if-none-match: \"1\"") {
        true => answer("304 Not Modified", "etag: \"1\"", b""),
        false => answer("200 OK", "etag: \"1\"\ncontent-type: text/plain", b"words"),
    });
    let mut source = candidate("a", server.url("/a"));
    let read = |fetched: &brief::source::fetch::Fetched| Page {
        sha256: "one".into(),
        text: Some(String::from_utf8(fetched.bytes.clone()).unwrap()),
        title: None,
    };
    let when =
        When { now: chrono::DateTime::UNIX_EPOCH, today: chrono::NaiveDate::MIN, offline: false };
    let mut outcomes = Vec::new();
    for round in 0..3 {
        let (questions, _) = plan(std::slice::from_ref(&source));
        let (_, reply) = replies(std::slice::from_ref(&source), policy(), go()).remove(0);
        let known = match round {
            0 => Known::default(),
            _ => Known { sha256: Some("one"), text: Some("words"), passages: &[] },
        };
        let settled =
            settle(&questions[0], "A", &known, &source.state, &reply, &read, when).unwrap();
        outcomes.push((
            settled.report.outcome.clone(),
            matches!(reply, Ok(Answer::NotModified { .. })),
        ));
        source.newest =
            Some(Newest { sha256: "one".into(), url: server.url("/a"), headers: Vec::new() });
        source.state = State::read(Some(&settled.state.print()));
    }
    assert_eq!(
        outcomes,
        [(Outcome::New, false), (Outcome::Unchanged, true), (Outcome::Unchanged, true)]
    );
}

#[test]
fn between_two_requests_to_a_host_there_is_a_pause() {
    let server = Server::start(|_| page("words"));
    let all: Vec<Candidate> =
        (0..4).map(|n| candidate(&format!("s{n}"), server.url(&format!("/{n}")))).collect();
    let started = Instant::now();
    let got = replies(&all, Policy { pause: Duration::from_millis(150), ..policy() }, go());
    assert!(started.elapsed() >= Duration::from_millis(450), "{:?}", started.elapsed());
    assert!(got.iter().all(|(_, reply)| reply.is_ok()));
    assert_eq!(server.pages(), ["/0", "/1", "/2", "/3"]);
}

#[test]
fn a_host_that_asks_to_wait_is_waited_for() {
    let first = AtomicBool::new(true);
    let server =
        Server::start(move |_| match first.swap(false, std::sync::atomic::Ordering::SeqCst) {
            true => answer("503 Later", "retry-after: 1", b""),
            false => page("words"),
        });
    let started = Instant::now();
    let got = replies(&[candidate("a", server.url("/a"))], policy(), go());
    assert!(started.elapsed() >= Duration::from_secs(1));
    assert!(matches!(got[0].1, Ok(Answer::Fetched(_))));
}

#[test]
fn redirects_are_told_with_their_content() {
    let server = Server::start(|head| match head.starts_with("GET /new") {
        true => page("words"),
        false => redirect(301, "/new"),
    });
    let source = candidate("a", server.url("/old"));
    let (_, reply) = replies(std::slice::from_ref(&source), policy(), go()).remove(0);
    let read = |_: &_| Page { sha256: "one".into(), text: Some("words".into()), title: None };
    let when =
        When { now: chrono::DateTime::UNIX_EPOCH, today: chrono::NaiveDate::MIN, offline: false };
    let question = &plan(std::slice::from_ref(&source)).0[0];
    let settled =
        settle(question, "A", &Known::default(), &source.state, &reply, &read, when).unwrap();
    let to = server.url("/new");
    assert_eq!(settled.report.outcome, Outcome::Redirected { to, permanent: true, new: true });
    assert!(settled.report.news.redirect && !settled.report.news.proposal);
}

#[test]
fn a_wish_to_stop_ends_a_request_that_goes_on() {
    static STOP: AtomicBool = AtomicBool::new(false);
    let server = Server::start(|_| vec![crate::server::Step::Pause(Duration::from_secs(4))]);
    let all: Vec<Candidate> =
        (0..3).map(|n| candidate(&format!("s{n}"), server.url(&format!("/{n}")))).collect();
    std::thread::spawn(|| {
        std::thread::sleep(Duration::from_millis(300));
        STOP.store(true, std::sync::atomic::Ordering::SeqCst);
    });
    let started = Instant::now();
    let got = replies(&all, policy(), &STOP);
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    assert!(got.is_empty(), "{got:?}");
}
