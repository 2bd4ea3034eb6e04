//! Fetching: answers and redirects, against a server of our own.

use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use brief::source::fetch::{Answer, Failure, Fetched, Fetcher, Hop, Policy, Validators};
use proptest::prelude::*;

use crate::server::{Server, Step, answer, page, redirect};

/// A policy for tests: this machine may be asked, nobody waits long.
pub fn policy() -> Policy {
    Policy {
        allow: vec!["127.0.0.1".parse().unwrap()],
        timeout_total: Duration::from_secs(5),
        timeout_connect: Duration::from_secs(2),
        timeout_idle: Duration::from_secs(2),
        robots: false,
        pause: Duration::ZERO,
        ..Policy::new("brief/0.1 (+https://example.org)")
    }
}

/// A wish to stop that nobody has.
pub fn go() -> &'static AtomicBool {
    static GO: AtomicBool = AtomicBool::new(false);
    &GO
}

pub fn get(policy: Policy, url: &str) -> Result<Fetched, Failure> {
    match Fetcher::new(policy).get(url, None, go())? {
        Answer::Fetched(fetched) => Ok(fetched),
        answer @ Answer::NotModified { .. } => panic!("{answer:?}"),
    }
}

/// What is said of a failure, the server's port aside.
pub fn said(failure: &Failure, server: &Server) -> String {
    failure.to_string().replace(&format!(":{}", server.port), ":PORT")
}

pub fn fails(policy: Policy, server: &Server, path: &str) -> String {
    said(&get(policy, &server.url(path)).expect_err(path), server)
}

/// The path a request asks for.
pub fn path(head: &str) -> &str {
    head.split(' ').nth(1).unwrap_or_default()
}

#[test]
fn a_page_comes_whole_with_what_was_said_of_it() {
    let server = Server::start(|_| {
        answer(
            "200 OK",
            "Content-Type: text/html; charset=latin-9\nETag: \"a\"\nX-Two: 1\nx-two: 2\nX-Odd: caf\u{e9}",
            b"<p>\xa4",
        )
    });
    let fetched = get(policy(), &server.url("/a?b=c#d")).unwrap();
    assert_eq!(fetched.bytes, b"<p>\xa4");
    assert_eq!(fetched.final_url, server.url("/a?b=c"));
    assert_eq!((fetched.status, fetched.redirects.len()), (200, 0));
    assert_eq!(fetched.content_type.as_deref(), Some("text/html; charset=latin-9"));
    let of = |name: &str| {
        fetched
            .headers
            .iter()
            .filter(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (of("etag"), of("x-two"), of("x-odd")),
        (vec!["\"a\""], vec!["1", "2"], vec!["café"])
    );
    let head = server.seen().remove(0).to_lowercase();
    assert!(head.starts_with("get /a?b=c http/1.1\r\n"), "{head}");
    assert!(head.contains("\r\nuser-agent: brief/0.1 (+https://example.org)"), "{head}");
    assert!(head.contains("\r\naccept-encoding: gzip"), "{head}");
}

#[test]
fn a_wrong_type_and_charset_are_kept_as_told() {
    let server = Server::start(|_| {
        answer("200 OK", "content-type: image/png; charset=nonsense", b"%PDF-1.7")
    });
    let fetched = get(policy(), &server.url("/a.html")).unwrap();
    assert_eq!(fetched.content_type.as_deref(), Some("image/png; charset=nonsense"));
    assert_eq!(fetched.bytes, b"%PDF-1.7");
}

#[test]
fn redirects_are_followed_and_told() {
    let server = Server::start(|head| match path(head) {
        "/a" => redirect(301, "/b?x=1"),
        "/b?x=1" => redirect(302, "c#part"),
        "/c" => redirect(308, "//127.0.0.1:1/../d")
            .into_iter()
            .map(|_| Step::Send(b"HTTP/1.1 307 X\r\nLocation: ?q\r\n\r\n".to_vec()))
            .collect(),
        _ => page("here"),
    });
    let fetched = get(policy(), &server.url("/a")).unwrap();
    let hop = |from: &str, to: &str, status, permanent| Hop {
        from: server.url(from),
        to: server.url(to),
        status,
        permanent,
    };
    assert_eq!(
        fetched.redirects,
        [
            hop("/a", "/b?x=1", 301, true),
            hop("/b?x=1", "/c", 302, false),
            hop("/c", "/c?q", 307, false)
        ]
    );
    assert_eq!(fetched.final_url, server.url("/c?q"));
}

#[test]
fn redirects_that_lead_nowhere_are_named() {
    let server = Server::start(|head| match path(head) {
        "/self" => redirect(302, "/self#again"),
        "/one" => redirect(302, "/two"),
        "/two" => redirect(302, "/one"),
        "/none" => answer("301 Moved", "", b""),
        "/empty" => redirect(301, ""),
        "/ftp" => redirect(302, "ftp://127.0.0.1/a"),
        "/file" => redirect(302, "file:///etc/passwd"),
        "/data" => redirect(302, "data:text/plain,x"),
        "/me" => redirect(302, "http://me:secret@127.0.0.1/"),
        "/bad" => redirect(302, "http://[::1/"),
        "/private" => redirect(302, "http://169.254.169.254/latest/meta-data/"),
        "/decimal" => redirect(302, "http://2130706434/"),
        n => redirect(302, &format!("/{}", n[1..].parse::<u32>().unwrap() + 1)),
    });
    let said = |path| fails(policy(), &server, path);
    let here = "http://127.0.0.1:PORT";
    assert_eq!(said("/self"), format!("cannot fetch `{here}/self`: it redirects in a circle"));
    assert_eq!(said("/one"), format!("cannot fetch `{here}/one`: it redirects in a circle"));
    assert_eq!(
        said("/none"),
        format!("cannot fetch `{here}/none`: it redirects (301) to no address")
    );
    assert_eq!(
        said("/empty"),
        format!("cannot fetch `{here}/empty`: it redirects (301) to no address")
    );
    assert_eq!(
        said("/ftp"),
        format!(
            "cannot fetch `{here}/ftp`, at `ftp://127.0.0.1/a`: only `http` and `https` are fetched, not `ftp`"
        )
    );
    assert_eq!(
        said("/file"),
        format!(
            "cannot fetch `{here}/file`, at `file:///etc/passwd`: only `http` and `https` are fetched, not `file`"
        )
    );
    assert_eq!(
        said("/data"),
        format!(
            "cannot fetch `{here}/data`, at `data:text/plain,x`: only `http` and `https` are fetched, not `data`"
        )
    );
    assert_eq!(
        said("/me"),
        format!(
            "cannot fetch `{here}/me`, at `http://127.0.0.1/`: it holds a user name or a password"
        )
    );
    assert_eq!(
        said("/bad"),
        format!("cannot fetch `{here}/bad`, at `http://[::1/`: its host cannot be read")
    );
    assert_eq!(
        said("/private"),
        format!(
            "cannot fetch `{here}/private`, at `http://169.254.169.254/latest/meta-data/`: `169.254.169.254` is where a cloud machine is told its own secrets"
        )
    );
    assert_eq!(
        said("/decimal"),
        format!(
            "cannot fetch `{here}/decimal`, at `http://127.0.0.2/`: `127.0.0.2` is this machine itself"
        )
    );
    assert_eq!(
        said("/1"),
        format!("cannot fetch `{here}/1`, at `{here}/12`: it redirects more than 10 times")
    );
    assert_eq!(
        server
            .pages()
            .iter()
            .filter(|path| path.parse::<u32>().is_ok() || path[1..].parse::<u32>().is_ok())
            .count(),
        11
    );
}

#[test]
fn what_a_host_answers_is_said_in_words() {
    let server = Server::start(|head| {
        answer(&format!("{} X", &path(head)[1..]), "", b"<h1>not what was asked for</h1>")
    });
    let here = "http://127.0.0.1:PORT";
    for (status, words, kind, definite) in [
        (404, "404, not found", "gone", true),
        (410, "410, gone for good", "gone", true),
        (401, "401, login wanted", "status", false),
        (403, "403, forbidden", "status", false),
        (451, "451, withheld for legal reasons", "status", false),
        (500, "500, an error of its own", "status", false),
        (502, "502, an error behind it", "status", false),
        (503, "503, not available now", "busy", false),
        (429, "429, too many requests", "busy", false),
        (418, "418", "status", false),
        (300, "300", "status", false),
        (204, "204", "status", false),
        (206, "206", "status", false),
        (304, "304", "status", false),
    ] {
        let failure = get(policy(), &server.url(&format!("/{status}"))).unwrap_err();
        assert_eq!(
            said(&failure, &server),
            format!("cannot fetch `{here}/{status}`: the host answers {words}")
        );
        assert_eq!((failure.kind(), failure.is_definite()), (kind, definite), "{status}");
    }
}

#[test]
fn a_page_that_is_as_it_was_is_not_sent_again() {
    let server = Server::start(|head| match head.contains("/old") {
        true => redirect(302, "/new"),
        false if head.contains("\"v1\"") => answer("304 Not Modified", "etag: \"v1\"", b""),
        false => page("new"),
    });
    let validators = Validators {
        url: server.url("/new"),
        etag: Some("\"v1\"".into()),
        last_modified: Some("Wed, 21 Oct 2015 07:28:00 GMT".into()),
    };
    let answer = Fetcher::new(policy()).get(&server.url("/old"), Some(&validators), go()).unwrap();
    let Answer::NotModified { headers, final_url, redirects } = answer else {
        panic!("{answer:?}")
    };
    assert_eq!((final_url, redirects.len()), (server.url("/new"), 1));
    assert!(headers.contains(&("etag".into(), "\"v1\"".into())));
    let seen = server.seen();
    assert!(!seen[0].contains("if-none-match"), "another page’s validators: {}", seen[0]);
    assert!(seen[1].contains("if-modified-since: Wed, 21 Oct 2015 07:28:00 GMT"), "{}", seen[1]);
}

#[test]
fn validators_that_no_header_takes_are_left_out() {
    let server = Server::start(|_| page("x"));
    let validators =
        Validators { url: server.url("/"), etag: Some("a\r\nx: y".into()), last_modified: None };
    assert!(Fetcher::new(policy()).get(&server.url("/"), Some(&validators), go()).is_ok());
    assert!(!server.seen()[0].contains("x: y"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    /// Nothing is allowed here, nothing resolves, and the wish to stop is there already: whatever the
    /// address, there is an answer and it is a failure.
    #[test]
    fn no_address_panics(url in "(https?://)?[a-z0-9.:@\\[\\]%/?#\\\\|^`{}<>\"é\u{0}- ]{0,40}") {
        static STOP: AtomicBool = AtomicBool::new(true);
        let failure = Fetcher::new(Policy::new("brief")).get(&url, None, &STOP).unwrap_err();
        prop_assert!(!failure.to_string().is_empty() && !failure.help().is_empty());
        prop_assert!(!failure.to_string().contains(|c: char| c.is_control()));
    }
}

#[test]
fn whatever_the_head_of_an_answer_nothing_panics_or_hangs() {
    use std::sync::{Arc, Mutex};
    let next = Arc::new(Mutex::new(Vec::new()));
    let answers = next.clone();
    let server = Server::start(move |_| vec![Step::Send(answers.lock().unwrap().clone())]);
    let fetcher = Fetcher::new(policy());
    let url = server.url("/");
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 1_500,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let line = "((location|content-length|transfer-encoding|content-encoding|retry-after|date|etag|x)(: ?)?[ -~é\u{0}]{0,20}\r?\n)";
    let head = format!("(HTTP/1.[01] [0-9]{{3}} X?\r\n)?{line}{{0,4}}\r?\n?[ -~]{{0,20}}");
    runner
        .run(&head.as_str(), |head| {
            *next.lock().unwrap() = head.into_bytes();
            let start = Instant::now();
            let _ = fetcher.get(&url, None, go());
            prop_assert!(start.elapsed() < Duration::from_secs(35));
            Ok(())
        })
        .unwrap();
}
