//! Safe connections, and what is wrong with unsafe ones.

use std::sync::Arc;
use std::time::Duration;

use brief::source::fetch::proxy::Proxies;
use brief::source::fetch::{Answer, Fetcher, Policy};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;

use crate::fetch::{fails, get, go, policy};
use crate::server::{Names, Server, Step, page, raw, redirect, tunnel};

/// An authority that signs certificates for the tests.
struct Authority {
    der: Vec<u8>,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Authority {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let der = params.self_signed(&key).unwrap().der().to_vec();
        Authority { der, issuer: Issuer::new(params, key) }
    }

    /// What a server for these names shows, valid in these years.
    fn signs(&self, names: &[&str], from: i32, to: i32) -> Arc<ServerConfig> {
        let key = KeyPair::generate().unwrap();
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut params = CertificateParams::new(names).unwrap();
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(to, 1, 1);
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        config(certificate.der().to_vec(), &key)
    }

    fn trusted(&self) -> Policy {
        Policy { authorities: vec![self.der.clone()], ..policy() }
    }
}

fn config(der: Vec<u8>, key: &KeyPair) -> Arc<ServerConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![der.into()], key)
        .unwrap();
    Arc::new(config)
}

#[test]
fn a_trusted_host_is_read() {
    let authority = Authority::new();
    let server = Server::safe(authority.signs(&["127.0.0.1"], 2020, 2090), |_| page("safe"));
    assert_eq!(get(authority.trusted(), &server.url("/")).unwrap().bytes, b"safe");
}

#[test]
fn each_fault_of_a_certificate_is_named() {
    let authority = Authority::new();
    let said = |tls| {
        let server = Server::safe(tls, |_| page("secret"));
        let said = fails(authority.trusted(), &server, "/");
        assert!(server.seen().is_empty(), "nothing is asked before the host is known");
        said
    };
    let at = "cannot fetch `https://127.0.0.1:PORT/`: its certificate";
    assert_eq!(said(authority.signs(&["127.0.0.1"], 2019, 2020)), format!("{at} has expired"));
    assert_eq!(said(authority.signs(&["127.0.0.1"], 2089, 2090)), format!("{at} is not valid yet"));
    assert_eq!(
        said(authority.signs(&["127.0.0.2", "a.example"], 2020, 2090)),
        format!("{at} is for another host")
    );
    assert_eq!(
        said(Authority::new().signs(&["127.0.0.1"], 2020, 2090)),
        format!("{at} is signed by nobody this machine trusts")
    );
    let namesake = Authority::new().signs(&["127.0.0.1"], 2020, 2090);
    assert_eq!(said(namesake), format!("{at} is signed by nobody this machine trusts"));
    let key = KeyPair::generate().unwrap();
    let mut own = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    own.distinguished_name.push(DnType::CommonName, "myself");
    own.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let own = own.self_signed(&key).unwrap();
    assert_eq!(
        said(config(own.der().to_vec(), &key)),
        format!("{at} is signed by nobody this machine trusts")
    );
    let key = KeyPair::generate().unwrap();
    let own =
        CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap().self_signed(&key).unwrap();
    assert_eq!(
        said(config(own.der().to_vec(), &key)),
        format!("{at} is signed by nobody this machine trusts")
    );
}

#[test]
fn the_systems_own_trust_does_not_reach_to_strangers() {
    let server = Server::safe(Authority::new().signs(&["127.0.0.1"], 2020, 2090), |_| page("x"));
    let failure = get(policy(), &server.url("/")).unwrap_err();
    assert_eq!(failure.kind(), "tls", "{failure}");
    assert!(failure.why().is_some());
}

#[test]
fn a_host_that_speaks_no_tls_is_said_to() {
    let server = Server::start(|_| page("plain"));
    let url = server.url("/").replace("http:", "https:");
    let plain = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = plain.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut stream in plain.incoming().flatten() {
            std::io::Write::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\n\r\n").ok();
            std::thread::sleep(Duration::from_millis(300));
        }
    });
    let failure = get(policy(), &format!("https://127.0.0.1:{port}/")).unwrap_err();
    assert_eq!(
        failure.to_string(),
        format!("cannot fetch `https://127.0.0.1:{port}/`: the host does not speak TLS there")
    );
    assert_eq!(failure.help(), "if the host is to be asked without, write `http://`");
    // Ours waits for the end of a head that never comes.
    let quick = Policy { timeout_idle: Duration::from_millis(300), ..policy() };
    assert!(get(quick, &url).unwrap_err().to_string().ends_with("nothing came for 300 ms"));
}

#[test]
fn a_safe_page_does_not_lead_to_an_unsafe_one() {
    let authority = Authority::new();
    let plain = Server::start(|_| page("plain"));
    let to = plain.url("/b");
    let server =
        Server::safe(authority.signs(&["127.0.0.1"], 2020, 2090), move |_| redirect(301, &to));
    let failure = get(authority.trusted(), &server.url("/a")).unwrap_err();
    assert_eq!(
        failure.to_string(),
        format!(
            "cannot fetch `{}`, at `{}`: a page of `https` redirects to one without",
            server.url("/a"),
            plain.url("/b")
        )
    );
    assert!(plain.seen().is_empty());
}

#[test]
fn an_unsafe_page_may_lead_to_a_safe_one() {
    let authority = Authority::new();
    let safe = Server::safe(authority.signs(&["127.0.0.1"], 2020, 2090), |_| page("safe"));
    let to = safe.url("/");
    let server = Server::start(move |_| redirect(301, &to));
    assert_eq!(get(authority.trusted(), &server.url("/")).unwrap().bytes, b"safe");
}

/// Without a length only the signed end of the connection says that the page is whole.
#[test]
fn a_safe_page_that_ends_without_a_farewell_is_none() {
    let authority = Authority::new();
    let tls = authority.signs(&["127.0.0.1"], 2020, 2090);
    let server = Server::safe(tls, |head| {
        let body = match head.contains("/length") {
            true => raw("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nhalf"),
            false => raw("HTTP/1.1 200 OK\r\n\r\nhalf"),
        };
        if head.contains("/whole") { body } else { [body, vec![Step::Break]].concat() }
    });
    assert_eq!(get(authority.trusted(), &server.url("/whole")).unwrap().bytes, b"half");
    assert_eq!(get(authority.trusted(), &server.url("/length")).unwrap().bytes, b"half");
    assert_eq!(
        fails(authority.trusted(), &server, "/cut"),
        "cannot fetch `https://127.0.0.1:PORT/cut`: the answer broke off after 4 bytes"
    );
}

#[test]
fn a_proxy_passes_safe_pages_on_unread() {
    let authority = Authority::new();
    let server = Server::safe(authority.signs(&["public.example"], 2020, 2090), |_| page("safe"));
    let (port, seen) = tunnel(server.port);
    let proxies =
        Proxies { https: Some(format!("http://me:pass@127.0.0.1:{port}/")), ..Proxies::default() };
    let policy = Policy { allow: Vec::new(), proxies, ..authority.trusted() };
    let names = Arc::new(Names::default());
    let answer = Fetcher::with_resolver(policy, names.clone())
        .get("https://public.example/a", None, go())
        .unwrap();
    let Answer::Fetched(fetched) = answer else { panic!("{answer:?}") };
    assert_eq!(
        (fetched.bytes.as_slice(), fetched.final_url.as_str()),
        (&b"safe"[..], "https://public.example/a")
    );
    let head = seen.lock().unwrap()[0].clone();
    assert!(
        head.starts_with("CONNECT public.example:443 HTTP/1.1\r\nhost: public.example:443\r\n"),
        "{head}"
    );
    assert!(head.contains("proxy-authorization: Basic bWU6cGFzcw=="), "{head}");
    assert!(!server.seen()[0].to_lowercase().contains("proxy"), "{}", server.seen()[0]);
    assert!(names.asked().is_empty());
}
