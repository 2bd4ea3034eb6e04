//! Which machines are asked: private addresses, names that change their meaning, proxies.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use brief::source::fetch::proxy::Proxies;
use brief::source::fetch::{Answer, Failure, Fetcher, Policy, Resolve};
use proptest::prelude::*;

use crate::fetch::{get, go, policy};
use crate::server::{Names, Server, page, raw, redirect};

fn strict() -> Policy {
    Policy { allow: Vec::new(), timeout_connect: Duration::from_millis(300), ..policy() }
}

fn refused(url: &str) -> String {
    let failure = get(strict(), url).expect_err(url);
    let said = failure.to_string();
    said.split_once("`: ").map_or(said.clone(), |(_, why)| why.to_owned())
}

fn by_names(policy: Policy, names: &Arc<Names>, url: &str) -> Result<Vec<u8>, Failure> {
    match Fetcher::with_resolver(policy, names.clone()).get(url, None, go())? {
        Answer::Fetched(fetched) => Ok(fetched.bytes),
        answer @ Answer::NotModified { .. } => panic!("{answer:?}"),
    }
}

#[test]
fn without_leave_this_machine_is_not_asked_however_it_is_written() {
    let server = Server::start(|_| page("secret"));
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "0x7f000001",
        "0177.0.0.1",
        "127.0.0.1.",
        "①②⑦.⓪.⓪.①",
        "127%2e0.0.1",
    ] {
        let said = refused(&format!("http://{host}:{}/", server.port));
        assert_eq!(said, "`127.0.0.1` is this machine itself", "{host}");
    }
    assert_eq!(
        refused(&format!("http://0:{}/", server.port)),
        "`0.0.0.0` is an address that stands for this machine"
    );
    assert_eq!(
        refused(&format!("http://[::ffff:127.0.0.1]:{}/", server.port)),
        "`::ffff:127.0.0.1` is an IPv4 address dressed as IPv6"
    );
    assert_eq!(
        refused(&format!("http://[::127.0.0.1]:{}/", server.port)),
        "`::7f00:1` is an IPv4 address dressed as IPv6"
    );
    assert_eq!(refused("http://[::1]/"), "`::1` is this machine itself");
    assert_eq!(refused("http://10.0.0.1/"), "`10.0.0.1` is an address of a private network");
    assert_eq!(
        refused("http://100.64.0.1/"),
        "`100.64.0.1` is an address within a provider’s network"
    );
    assert_eq!(
        refused("http://[64:ff9b::7f00:1]/"),
        "`64:ff9b::7f00:1` is an IPv4 address behind a translator (NAT64)"
    );
    assert!(
        refused(&format!("http://localhost:{}/", server.port)).ends_with("is this machine itself")
    );
    assert!(server.seen().is_empty());
    let failure = get(strict(), "http://10.0.0.1/").unwrap_err();
    assert_eq!(failure.kind(), "private-address");
    assert_eq!(
        failure.help(),
        "if it is meant, write `private_hosts = [\"10.0.0.1\"]` into `briefs/workspace.toml`, above its first `[heading]`"
    );
    assert!(failure.why().is_some());
}

#[test]
fn what_is_no_address_of_the_web_is_said_to_be_none() {
    for (url, why) in [
        ("", "it is no whole address of the web"),
        ("example.org/page", "it is no whole address of the web"),
        ("http://", "it names no host"),
        ("http://a b/", "its host cannot be read"),
        ("http://a.example\"/", "its host cannot be read"),
        ("http://1.2.3.4.5/", "its host cannot be read"),
        ("http://a.example:99999/", "its port is no number up to 65535"),
        ("http://a.example:0/", "it has no port that could be asked"),
        ("ftp://a.example/", "only `http` and `https` are fetched, not `ftp`"),
        ("file:///etc/passwd", "only `http` and `https` are fetched, not `file`"),
        ("javascript:alert(1)", "only `http` and `https` are fetched, not `javascript`"),
        ("https://me@a.example/", "it holds a user name or a password"),
        ("https://a.example\\@b.example/", "no address is known for `a.example`"),
    ] {
        let failure = by_names(strict(), &Arc::default(), url).expect_err(url);
        assert_eq!(failure.to_string().split_once("`: ").unwrap().1, why, "{url}");
    }
    let long = format!("http://a.example/{}", "x".repeat(9000));
    assert_eq!(refused(&long), "it is longer than an address may be");
}

#[test]
fn a_password_is_not_repeated_in_a_message() {
    for url in [
        "https://me:secret@a.example/",
        "ftp://me:secret@a.example/",
        "https://me:secret@[::1/a@b",
        "https://me:secret@a b/",
    ] {
        let failure = get(strict(), url).unwrap_err();
        assert!(!failure.to_string().contains("secret"), "{failure}");
    }
}

#[test]
fn only_the_host_and_port_that_are_allowed_are_asked() {
    let (one, other) = (Server::start(|_| page("one")), Server::start(|_| page("other")));
    let policy =
        Policy { allow: vec![format!("127.0.0.1:{}", one.port).parse().unwrap()], ..policy() };
    assert!(get(policy.clone(), &one.url("/")).is_ok());
    assert!(
        get(policy, &other.url("/"))
            .unwrap_err()
            .to_string()
            .ends_with("`127.0.0.1` is this machine itself")
    );
    assert!(other.seen().is_empty());
}

#[test]
fn names_are_looked_up_once_a_hop_and_in_small_letters() {
    let server = Server::start(|head| match head.contains("/a ") {
        true => redirect(302, "/b"),
        false => page("x"),
    });
    let names = Arc::new(Names::default().name("xn--bcher-kva.example", &["127.0.0.1"]));
    let url = format!("http://BÜCHER.example:{}/a", server.port);
    assert_eq!(by_names(policy(), &names, &url).unwrap(), b"x");
    assert_eq!(names.asked(), ["xn--bcher-kva.example"; 2]);
    assert!(server.seen()[0].contains(&format!("host: xn--bcher-kva.example:{}", server.port)));
}

/// The name means a machine of the public internet when it is checked, and this one a moment later.
#[test]
fn a_name_that_changes_its_meaning_gains_nothing() {
    let server = Server::start(|_| page("secret"));
    let names = Arc::new(Names::default().name("rebind.example", &["192.31.196.1", "127.0.0.1"]));
    let url = format!("http://rebind.example:{}/", server.port);
    let failure = by_names(strict(), &names, &url).unwrap_err();
    assert!(matches!(failure.kind(), "no-connection" | "too-slow"), "{failure}");
    assert_eq!(names.asked(), ["rebind.example"], "looked up once, and the connection goes there");
    assert!(server.seen().is_empty());
    // Asked again, it is looked up again, and refused.
    let failure = by_names(strict(), &names, &url).unwrap_err();
    assert_eq!(
        failure.to_string(),
        format!("cannot fetch `{url}`: `127.0.0.1` is this machine itself")
    );
    assert!(server.seen().is_empty());
}

/// The same the other way round: what is connected to is what was checked, and no later answer.
#[test]
fn the_connection_goes_to_the_checked_address() {
    let server = Server::start(|_| page("here"));
    let names = Arc::new(Names::default().name("site.example", &["127.0.0.1", "127.0.0.2"]));
    let url = format!("http://site.example:{}/", server.port);
    assert_eq!(by_names(policy(), &names, &url).unwrap(), b"here");
    assert_eq!(names.asked(), ["site.example"]);
}

#[test]
fn a_redirect_to_a_name_that_is_private_is_refused() {
    let server = Server::start(|_| redirect(302, "http://inner.example/admin"));
    let names = Arc::new(
        Names::default().name("inner.example", &["10.1.2.3"]).name("site.example", &["127.0.0.1"]),
    );
    let url = format!("http://site.example:{}/", server.port);
    let failure = by_names(policy(), &names, &url).unwrap_err();
    assert_eq!(
        failure.to_string(),
        format!(
            "cannot fetch `{url}`, at `http://inner.example/admin`: `10.1.2.3` is an address of a private network"
        )
    );
}

#[test]
fn of_several_addresses_only_the_public_ones_are_asked() {
    let server = Server::start(|_| page("here"));
    let names = Arc::new(Names::default().name("mixed.example", &["10.0.0.1 127.0.0.1"]));
    let url = format!("http://mixed.example:{}/", server.port);
    assert_eq!(by_names(policy(), &names, &url).unwrap(), b"here");
}

#[test]
fn a_robots_file_that_leads_into_the_house_is_not_followed() {
    let inner = Server::start(|_| page("user-agent: *\nallow: /"));
    let to = format!("http://127.0.0.2:{}/robots.txt", inner.port);
    let server = Server::start(move |_| redirect(302, &to));
    let failure = get(Policy { robots: true, ..policy() }, &server.url("/")).unwrap_err();
    assert!(failure.to_string().ends_with("`127.0.0.2` is this machine itself"), "{failure}");
    assert!(inner.seen().is_empty());
}

#[test]
fn a_host_that_is_not_there_is_told_of_the_page_and_not_of_robots() {
    let names = Arc::new(Names::default());
    let failure =
        by_names(Policy { robots: true, ..strict() }, &names, "https://nowhere.example/a")
            .unwrap_err();
    assert_eq!(
        failure.to_string(),
        "cannot fetch `https://nowhere.example/a`: no address is known for `nowhere.example`"
    );
    assert_eq!(failure.kind(), "no-such-host");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let failure = get(Policy { robots: true, ..policy() }, &format!("http://127.0.0.1:{port}/a"))
        .unwrap_err();
    assert_eq!(
        failure.to_string(),
        format!("cannot fetch `http://127.0.0.1:{port}/a`: no connection: the host refuses it")
    );
}

fn through(port: u16) -> Policy {
    let proxy = Some(format!("http://me:p%40ss@127.0.0.1:{port}"));
    Policy {
        allow: Vec::new(),
        proxies: Proxies { http: proxy.clone(), https: proxy, except: String::new() },
        ..policy()
    }
}

#[test]
fn a_proxy_is_asked_for_plain_pages_by_their_whole_address() {
    let proxy = Server::start(|_| page("by proxy"));
    let names = Arc::new(Names::default());
    assert_eq!(
        by_names(through(proxy.port), &names, "http://public.example:81/a?b").unwrap(),
        b"by proxy"
    );
    let head = &proxy.seen()[0];
    assert!(head.starts_with("GET http://public.example:81/a?b HTTP/1.1\r\n"), "{head}");
    assert!(head.contains("\r\nhost: public.example:81\r\n"), "{head}");
    assert!(head.contains("\r\nproxy-authorization: Basic bWU6cEBzcw=="), "{head}");
    assert!(names.asked().is_empty(), "the proxy looks names up");
}

#[test]
fn a_proxy_is_not_asked_for_what_lies_nearby() {
    let proxy = Server::start(|_| page("secret"));
    for (url, why) in [
        ("http://127.0.0.1/", "`127.0.0.1` is this machine itself"),
        ("http://2130706433/", "`127.0.0.1` is this machine itself"),
        (
            "https://[fd00:ec2::254]/",
            "`fd00:ec2::254` is where a cloud machine is told its own secrets",
        ),
        ("http://localhost/", "`localhost` is a name for a machine nearby"),
        ("http://a.localhost./", "`a.localhost.` is a name for a machine nearby"),
        (
            "http://metadata.google.internal/",
            "`metadata.google.internal` is a name for a machine nearby",
        ),
        ("http://printer.local/", "`printer.local` is a name for a machine nearby"),
        ("http://wiki/", "`wiki` is a name for a machine nearby"),
    ] {
        let said = get(through(proxy.port), url).unwrap_err().to_string();
        assert_eq!(said, format!("cannot fetch `{url}`: {why}").replace("2130706433", "127.0.0.1"));
    }
    assert!(proxy.seen().is_empty());
}

#[test]
fn what_a_proxy_refuses_is_said_of_the_proxy() {
    for (text, why) in [
        ("HTTP/1.1 407 Auth\r\n\r\n", "the proxy wants a name and a password"),
        ("HTTP/1.1 403 No\r\n\r\n", "the proxy does not pass this on: it answers 403"),
        ("nonsense\r\n\r\n", "the proxy gives no proper answer"),
        ("", "the proxy gives no proper answer"),
    ] {
        let proxy = Server::start(move |_| raw(text));
        let failure = get(through(proxy.port), "https://public.example/").unwrap_err();
        assert_eq!(failure.to_string(), format!("cannot fetch `https://public.example/`: {why}"));
        assert!(proxy.seen()[0].starts_with("CONNECT public.example:443 HTTP/1.1\r\n"));
    }
    for (proxy, why) in [
        (
            "socks5://127.0.0.1:1080",
            "the proxy that is set in the environment is of another kind than `http`",
        ),
        ("http://[", "the proxy that is set in the environment has an address that cannot be read"),
    ] {
        let policy = Policy {
            proxies: Proxies { https: Some(proxy.into()), ..Proxies::default() },
            ..strict()
        };
        let failure = get(policy, "https://public.example/").unwrap_err();
        assert_eq!(failure.to_string(), format!("cannot fetch `https://public.example/`: {why}"));
    }
}

#[test]
fn the_environment_says_which_proxy_and_for_what() {
    let of = |pairs: &'static [(&str, &str)]| {
        Proxies::from_variables(|name| {
            pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| v.to_string())
        })
    };
    let proxies = of(&[
        ("https_proxy", "http://a:1"),
        ("HTTPS_PROXY", "http://b:1"),
        ("ALL_PROXY", "c"),
        ("NO_PROXY", "x"),
    ]);
    assert_eq!(
        (proxies.https.as_deref(), proxies.http.as_deref(), proxies.except.as_str()),
        (Some("http://a:1"), Some("c"), "x")
    );
    assert_eq!(of(&[("HTTP_PROXY", " ")]), Proxies::default());

    let proxy = Server::start(|_| raw("HTTP/1.1 500 X\r\n\r\n"));
    let server = Server::start(|_| page("directly"));
    let names = Arc::new(Names::default().name("a.site.example", &["127.0.0.1"]));
    let url = format!("http://a.site.example:{}/", server.port);
    let direct = |except: &str| {
        let proxies = Proxies {
            http: Some(format!("127.0.0.1:{}", proxy.port)),
            https: None,
            except: except.to_owned(),
        };
        by_names(Policy { proxies, ..policy() }, &names, &url).is_ok()
    };
    for except in ["*", "site.example", ".site.example", "b, A.Site.Example", "*.site.example"] {
        assert!(direct(except), "{except}");
    }
    assert!(direct(&format!("site.example:{}", server.port)));
    for except in ["", "ite.example", "site.example:1", "other.example"] {
        assert!(!direct(except), "{except}");
    }
}

/// A resolver that does not answer in time.
#[derive(Debug)]
struct Slow;

impl Resolve for Slow {
    fn resolve(&self, _: &str) -> std::io::Result<Vec<IpAddr>> {
        std::thread::sleep(Duration::from_secs(3));
        Ok(Vec::new())
    }
}

#[test]
fn a_look_up_that_hangs_is_given_up() {
    let failure = Fetcher::with_resolver(strict(), Arc::new(Slow))
        .get("http://a.example/", None, go())
        .unwrap_err();
    assert_eq!(
        failure.to_string(),
        "cannot fetch `http://a.example/`: the host’s address was not found within 300 ms"
    );
}

#[test]
fn whatever_is_an_address_can_be_asked_as_it_is() {
    let proxy = Server::start(|_| page("x"));
    let fetcher = Fetcher::new(through(proxy.port));
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 1_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let url = "http://[a-z]{1,9}\\.example(:[1-9][0-9]{0,3})?[/\\\\]?[ -~é\u{0}\u{1f}\u{7f}ツ\u{2028}]{0,30}";
    runner
        .run(&url, |url| {
            match fetcher.get(&url, None, go()) {
                Ok(Answer::Fetched(fetched)) => {
                    let seen = proxy.seen().pop().unwrap();
                    prop_assert!(
                        seen.starts_with(&format!("GET {} HTTP/1.1\r\n", fetched.final_url)),
                        "{url:?}: {seen}"
                    );
                }
                Ok(answer) => prop_assert!(false, "{answer:?}"),
                Err(failure) => prop_assert!(
                    !failure.to_string().contains("no address has"),
                    "{url:?}: {failure}"
                ),
            }
            Ok(())
        })
        .unwrap();
}
