//! Politeness: `robots.txt`, `Retry-After`, one request a host at a time; and heeding the person.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use brief::source::fetch::{Fetcher, Policy, Reason};

use crate::fetch::{fails, get, go, path, policy, said};
use crate::server::{Server, Step, answer, page, raw, redirect};

#[test]
fn a_short_wait_is_waited_once_and_a_long_one_is_told() {
    let date = "date: Wed, 21 Oct 2015 07:28:00 GMT";
    let server = Server::start(move |head| match path(head) {
        "/long" => answer("429 X", "retry-after: 3600", b""),
        "/never" => answer("503 X", "retry-after: 99999999999999999999999", b""),
        "/date" => {
            answer("503 X", &format!("{date}\nretry-after: Wed, 21 Oct 2015 07:38:00 GMT"), b"")
        }
        "/past" => {
            answer("503 X", &format!("{date}\nretry-after: Wednesday, 21-Oct-15 07:00:00 GMT"), b"")
        }
        "/words" => answer("503 X", "retry-after: Wed Oct 21 07:38:00 2015", b""),
        "/odd" => answer("503 X", "retry-after: soon", b""),
        _ => answer("429 X", "retry-after: 1", b""),
    });
    let said =
        |path| fails(policy(), &server, path).replace("cannot fetch `http://127.0.0.1:PORT", "`");
    assert_eq!(
        said("/long"),
        "`/long`: the host answers 429, too many requests, to be asked again in 60 minutes"
    );
    assert!(said("/never").ends_with(" hours"), "{}", said("/never"));
    assert_eq!(
        said("/date"),
        "`/date`: the host answers 503, not available now, to be asked again in 10 minutes"
    );
    assert_eq!(
        said("/words"),
        "`/words`: the host answers 503, not available now, to be asked again at Wed Oct 21 07:38:00 2015"
    );
    assert_eq!(said("/odd"), "`/odd`: the host answers 503, not available now");
    let start = Instant::now();
    assert_eq!(
        said("/short"),
        "`/short`: the host answers 429, too many requests, to be asked again in 1 second"
    );
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert_eq!(
        said("/past"),
        "`/past`: the host answers 503, not available now, to be asked again at once"
    );
    let asked = |path: &str| server.pages().iter().filter(|p| *p == path).count();
    assert_eq!((asked("/short"), asked("/past"), asked("/long")), (2, 2, 1));
    let failure = get(policy(), &server.url("/long")).unwrap_err();
    assert_eq!(failure.help(), "try again in 60 minutes");
}

#[test]
fn after_a_short_wait_the_page_comes() {
    let first = AtomicBool::new(true);
    let server = Server::start(move |_| match first.swap(false, Ordering::Relaxed) {
        true => answer("503 X", "retry-after: 0", b""),
        false => page("late"),
    });
    assert_eq!(get(policy(), &server.url("/")).unwrap().bytes, b"late");
}

#[test]
fn robots_are_heeded_at_every_hop_and_asked_once() {
    let server = Server::start(|head| match path(head) {
        "/robots.txt" => page("user-agent: brief\ndisallow: /private/*.html$\n"),
        "/open" => redirect(302, "/private/a.html"),
        _ => page("x"),
    });
    let fetcher = Fetcher::new(Policy { robots: true, ..policy() });
    let get = |path: &str| fetcher.get(&server.url(path), None, go());
    assert!(get("/private/a.htm").is_ok());
    let failure = get("/private/a.html").unwrap_err();
    assert_eq!(
        said(&failure, &server),
        "cannot fetch `http://127.0.0.1:PORT/private/a.html`: the host’s `robots.txt` asks to leave it alone: `/private/*.html$`"
    );
    assert_eq!(failure.kind(), "robots");
    assert_eq!(failure.help(), "save the page from a browser, and add the file");
    assert_eq!(
        said(&get("/open").unwrap_err(), &server),
        "cannot fetch `http://127.0.0.1:PORT/open`, at `http://127.0.0.1:PORT/private/a.html`: the host’s `robots.txt` asks to leave it alone: `/private/*.html$`"
    );
    assert_eq!(server.pages(), ["/private/a.htm", "/open"]);
    assert_eq!(server.seen().len(), 3, "one for robots.txt");
}

#[test]
fn without_robots_all_may_be_read_and_where_nobody_can_say_nothing() {
    let with = |answer: Vec<Step>| {
        let server = Server::start(move |head| match path(head) {
            "/robots.txt" => answer.clone(),
            "/elsewhere.txt" => page("user-agent: *\ndisallow: /"),
            _ => page("x"),
        });
        let got = get(Policy { robots: true, ..policy() }, &server.url("/a"));
        got.map(|_| ()).map_err(|failure| said(&failure, &server))
    };
    let at = "cannot fetch `http://127.0.0.1:PORT/a`, at `http://127.0.0.1:PORT/robots.txt`";
    assert_eq!(with(answer("404 X", "", b"user-agent: *\ndisallow: /")), Ok(()));
    assert_eq!(with(answer("403 X", "", b"")), Ok(()));
    assert_eq!(with(redirect(302, "/robots.txt")), Ok(()), "a circle is no file");
    assert_eq!(
        with(answer("500 X", "", b"")),
        Err(format!("{at}: the host answers 500, an error of its own"))
    );
    assert_eq!(
        with(redirect(302, "/elsewhere.txt")),
        Err("cannot fetch `http://127.0.0.1:PORT/a`: the host’s `robots.txt` asks to leave it alone: `/`".into())
    );
    assert_eq!(
        with(raw("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nuser")),
        Err(format!("{at}: the answer ended after 4 of 100 bytes"))
    );
    let large = format!("user-agent: *\n{}disallow: /", "#\n".repeat(300 * 1024));
    assert_eq!(with(page(&large)), Ok(()), "what lies beyond 500 KiB is not read");
    let endless = vec![
        Step::Send(b"HTTP/1.1 200 OK\r\n\r\nuser-agent: *\ndisallow: /\n".to_vec()),
        Step::Forever(vec![b'#'; 4096], Duration::ZERO),
    ];
    assert!(with(endless).unwrap_err().ends_with("`/`"));
}

#[test]
fn a_host_is_asked_one_thing_at_a_time_with_a_pause() {
    let busy = AtomicBool::new(false);
    let server = Server::start(move |_| {
        assert!(!busy.swap(true, Ordering::SeqCst), "two at once");
        std::thread::sleep(Duration::from_millis(60));
        busy.store(false, Ordering::SeqCst);
        page("x")
    });
    let fetcher = Fetcher::new(Policy { pause: Duration::from_millis(100), ..policy() });
    let start = Instant::now();
    std::thread::scope(|scope| {
        for n in 0..5 {
            let (fetcher, url) = (&fetcher, server.url(&format!("/{n}")));
            scope.spawn(move || fetcher.get(&url, None, go()).unwrap());
        }
    });
    assert_eq!(server.pages().len(), 5);
    assert!(start.elapsed() >= Duration::from_millis(4 * 160), "{:?}", start.elapsed());
}

#[test]
fn whoever_wants_to_stop_is_heard_at_once() {
    for steps in [
        vec![Step::Pause(Duration::from_secs(4))],
        vec![Step::Send(b"HTTP/1.1 200 OK\r\n\r\nx".to_vec()), Step::Pause(Duration::from_secs(4))],
        vec![
            Step::Send(b"HTTP/1.1 200 OK\r\n\r\nx".to_vec()),
            Step::Forever(vec![b'x'], Duration::from_millis(5)),
        ],
        answer("503 X", "retry-after: 20", b""),
    ] {
        let server = Server::start(move |_| steps.clone());
        let stop: &'static AtomicBool = Box::leak(Box::new(AtomicBool::new(false)));
        let fetcher = Fetcher::new(policy());
        let asking = std::thread::spawn({
            let url = server.url("/");
            move || fetcher.get(&url, None, stop)
        });
        std::thread::sleep(Duration::from_millis(200));
        let start = Instant::now();
        stop.store(true, Ordering::Relaxed);
        let failure = asking.join().unwrap().unwrap_err();
        assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
        assert_eq!(failure.reason, Reason::Stopped);
        assert_eq!(
            said(&failure, &server),
            "cannot fetch `http://127.0.0.1:PORT/`: it was stopped"
        );
    }
}
