//! Bodies: packed, cut, endless, slow and huge ones. None comes by half.

use std::io::Write;
use std::time::{Duration, Instant};

use brief::source::fetch::Policy;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use crate::fetch::{fails, get, policy};
use crate::server::{Server, Step, answer, page, raw};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// What is said of a page that is answered so, the part that is always the same aside.
fn said(policy: Policy, steps: Vec<Step>) -> String {
    let server = Server::start(move |_| steps.clone());
    let said = fails(policy, &server, "/");
    said.strip_prefix("cannot fetch `http://127.0.0.1:PORT/`: ").unwrap_or(&said).to_owned()
}

fn got(steps: Vec<Step>) -> Vec<u8> {
    let server = Server::start(move |_| steps.clone());
    get(policy(), &server.url("/")).unwrap().bytes
}

#[test]
fn packed_pages_are_unpacked() {
    let text = "words and words and words ".repeat(1000).into_bytes();
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(&text).unwrap();
    let mut bare = DeflateEncoder::new(Vec::new(), Compression::default());
    bare.write_all(&text).unwrap();
    for (how, body) in [
        ("gzip", gzip(&text)),
        ("X-GZIP", gzip(&text)),
        ("gzip", [gzip(&text[..500]), gzip(&text[500..])].concat()),
        ("deflate", zlib.finish().unwrap()),
        ("deflate", bare.finish().unwrap()),
        ("identity", text.clone()),
        ("", text.clone()),
    ] {
        assert!(got(answer("200 OK", &format!("content-encoding: {how}"), &body)) == text, "{how}");
    }
}

#[test]
fn chunks_are_put_together() {
    assert_eq!(
        got(raw(
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nx: y\r\n\r\n"
        )),
        b"abcde"
    );
    assert_eq!(got(raw("HTTP/1.0 200 OK\r\n\r\nuntil the end")), b"until the end");
    assert_eq!(got(raw("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")), b"");
    assert_eq!(
        got(raw(
            "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx"
        )),
        b"x"
    );
}

#[test]
fn half_a_page_is_none() {
    let cut = |text| said(policy(), raw(text));
    let broken = |text| said(policy(), [raw(text), vec![Step::Break]].concat());
    assert_eq!(
        cut("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc"),
        "the answer ended after 3 of 100 bytes"
    );
    assert_eq!(
        cut("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n"),
        "the answer broke off after 3 bytes"
    );
    assert_eq!(
        cut("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nabc"),
        "the answer broke off after 3 bytes"
    );
    assert_eq!(
        broken("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc"),
        "the answer ended after 3 of 100 bytes"
    );
    // A reset is not how a page without a length ends.
    assert_eq!(broken("HTTP/1.1 200 OK\r\n\r\nabc"), "the answer broke off after 3 bytes");
    assert_eq!(cut(""), "no answer came");
    assert_eq!(broken("HTTP/1.1 200"), "no answer came");
    assert_eq!(cut("HTTP/1.1 200 OK\r\ncontent-length: 3\r\nx: "), "no answer came");
}

#[test]
fn packed_pages_that_are_cut_or_damaged_are_none() {
    let whole = gzip(&b"words and words ".repeat(50));
    let half = &whole[..whole.len() / 2];
    let gz = |body: &[u8]| answer("200 OK", "content-encoding: gzip", body);
    assert_eq!(said(policy(), gz(half)), "it is said to be `gzip` and cannot be unpacked");
    assert_eq!(said(policy(), gz(b"<p>plain")), "it is said to be `gzip` and cannot be unpacked");
    let mut wrong = whole.clone();
    let at = wrong.len() - 6;
    wrong[at] ^= 1;
    assert_eq!(said(policy(), gz(&wrong)), "it is said to be `gzip` and cannot be unpacked");
    assert_eq!(
        said(policy(), answer("200 OK", "content-encoding: deflate", b"\xff\xff\xff")),
        "it is said to be `deflate` and cannot be unpacked"
    );
    assert_eq!(
        said(policy(), answer("200 OK", "content-encoding: br", b"x")),
        "it is packed as `br`, which was not asked for"
    );
    assert_eq!(
        said(policy(), answer("200 OK", "content-encoding: gzip, gzip", b"x")),
        "it is packed as `gzip, gzip`, which was not asked for"
    );
    assert_eq!(
        said(policy(), answer("200 OK", "content-encoding: gzip\ncontent-encoding: br", b"x")),
        "it is packed as `gzip,br`, which was not asked for"
    );
    // The packed stream is whole, the answer is not.
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(b"words").unwrap();
    let zlib = zlib.finish().unwrap();
    // More follows than a decoder takes at once, so the end is seen only by reading on.
    let tail = [zlib.as_slice(), &[0; 200 << 10]].concat();
    for (how, whole) in [("gzip", whole), ("deflate", zlib), ("deflate", tail)] {
        let (sent, announced) = (whole.len(), whole.len() + 5);
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-encoding: {how}\r\ncontent-length: {announced}\r\n\r\n"
        );
        let short = vec![Step::Send([head.as_bytes(), &whole].concat())];
        let why = format!("the answer ended after {sent} of {announced} bytes");
        assert_eq!(said(policy(), short), why, "{how}");
    }
}

#[test]
fn nothing_larger_than_allowed_is_taken() {
    let small = || Policy { max_bytes: 1 << 20, max_packed: 64 << 10, ..policy() };
    let bomb = gzip(&vec![0; 32 << 20]);
    assert!(bomb.len() < 64 << 10, "{}", bomb.len());
    assert_eq!(
        said(small(), answer("200 OK", "content-encoding: gzip", &bomb)),
        "it is larger than 1 MiB"
    );
    // Refused for what it announces, before any of it came.
    let start = Instant::now();
    let huge = vec![
        Step::Send(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n".to_vec()),
        Step::Pause(Duration::from_secs(3)),
    ];
    assert_eq!(said(small(), huge), "it is larger than 64 KiB");
    assert!(start.elapsed() < Duration::from_secs(1));
    let endless = vec![
        Step::Send(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()),
        Step::Forever(vec![b'x'; 4096], Duration::ZERO),
    ];
    assert_eq!(said(small(), endless), "it is larger than 64 KiB");
    let chunks = vec![
        Step::Send(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec()),
        Step::Forever(b"4\r\nabcd\r\n".repeat(500), Duration::ZERO),
    ];
    assert_eq!(said(small(), chunks), "it is larger than 64 KiB");
    let exact = Policy { max_bytes: 5, max_packed: 5, ..policy() };
    let server = Server::start(|_| page("12345"));
    assert_eq!(get(exact.clone(), &server.url("/")).unwrap().bytes, b"12345");
    assert_eq!(said(exact, raw("HTTP/1.1 200 OK\r\n\r\n123456")), "it is larger than 5 bytes");
}

#[test]
fn no_head_is_endless() {
    let long = vec![
        Step::Send(b"HTTP/1.1 200 OK\r\n".to_vec()),
        Step::Forever(format!("x: {}\r\n", "y".repeat(1000)).into_bytes(), Duration::ZERO),
    ];
    assert_eq!(said(policy(), long), "the head of the answer is larger than 64 KiB");
    let line = vec![
        Step::Send(b"HTTP/1.1 200 OK\r\nx: ".to_vec()),
        Step::Forever(vec![b'y'; 4096], Duration::ZERO),
    ];
    assert_eq!(said(policy(), line), "the head of the answer is larger than 64 KiB");
    let many = "x: y\r\n".repeat(5000);
    let many = raw(&format!("HTTP/1.1 200 OK\r\n{many}\r\n"));
    assert_eq!(
        said(policy(), many),
        "the answer is no proper HTTP: http parse resulted in too many headers"
    );
}

#[test]
fn nobody_waits_for_ever() {
    let quick = || Policy {
        timeout_idle: Duration::from_millis(300),
        timeout_total: Duration::from_secs(1),
        ..policy()
    };
    let silent = vec![Step::Pause(Duration::from_secs(3))];
    assert_eq!(said(quick(), silent), "nothing came for 300 ms");
    let stuck = vec![
        Step::Send(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc".to_vec()),
        Step::Pause(Duration::from_secs(3)),
    ];
    assert_eq!(said(quick(), stuck), "nothing came for 300 ms");
    // A byte at a time is never idle.
    let slow = vec![
        Step::Send(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()),
        Step::Forever(b"x".to_vec(), Duration::from_millis(50)),
    ];
    let start = Instant::now();
    assert_eq!(said(quick(), slow), "it was not complete within 1 second");
    let head = vec![Step::Forever(b"H".to_vec(), Duration::from_millis(50))];
    assert!(start.elapsed() < Duration::from_secs(2));
    let text = said(quick(), head);
    assert!(
        text.starts_with("the answer is no proper HTTP")
            || text == "it was not complete within 1 second",
        "{text}"
    );
}

#[test]
fn redirects_share_the_time_of_a_page() {
    let server = Server::start(|head| {
        let n: u32 = head.split(' ').nth(1).unwrap()[1..].parse().unwrap();
        std::thread::sleep(Duration::from_millis(200));
        crate::server::redirect(302, &format!("/{}", n + 1))
    });
    let start = Instant::now();
    let policy = Policy { timeout_total: Duration::from_secs(1), ..policy() };
    let said = fails(policy, &server, "/1");
    assert!(said.ends_with("it was not complete within 1 second"), "{said}");
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[test]
fn what_is_no_http_is_refused() {
    for (text, why) in [
        ("SSH-2.0-OpenSSH_9.6\r\n\r\n", "invalid HTTP version"),
        ("HTTP/1.1 20 OK\r\n\r\n", "invalid response status"),
        ("HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "invalid header name"),
        ("HTTP/1.1 200 OK\r\nx: a\0b\r\n\r\n", "invalid header value"),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nabcdef",
            "conflicting content-length headers",
        ),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 5, 6\r\n\r\nabcdef",
            "conflicting content-length headers",
        ),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\nabcdef",
            "content-length header not a number",
        ),
        (
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nabc",
            "chunk length cannot be read as a number",
        ),
        (
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc",
            "chunk length cannot be read as a number",
        ),
        (
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n",
            "chunk expected crlf as next character",
        ),
    ] {
        assert_eq!(
            said(policy(), raw(text)),
            format!("the answer is no proper HTTP: {why}"),
            "{text:?}"
        );
    }
}

/// Found by trying: the library unpacks chunks, and hands on as the page what else was done to it.
#[test]
fn a_page_packed_for_the_transfer_is_not_taken_for_the_page() {
    for how in ["gzip", "gzip, chunked", "identity"] {
        let text =
            format!("HTTP/1.1 200 OK\r\ntransfer-encoding: {how}\r\n\r\n1\r\na\r\n0\r\n\r\n");
        assert_eq!(
            said(policy(), raw(&text)),
            format!("it is packed as `{how}`, which was not asked for")
        );
    }
}
