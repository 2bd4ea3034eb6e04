//! One request and its answer: to one checked address, redirects not followed.

use std::fmt;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;

use rustls::CertificateError;
use ureq::config::Config;
use ureq::http::HeaderValue;
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};
use ureq::unversioned::transport::Connector;
use ureq::{Agent, Body};
use url::Host;

use super::Policy;
use super::address;
use super::body::{self, Bounds};
use super::connect::{Dial, Known, SharedTls, Through, Whole};
use super::failure::{Reason, Stage, Tls};
use super::line::{Limits, broken};
use super::proxy::{Proxy, is_local};
use super::target::Target;

/// The largest head of an answer, in bytes.
const MAX_HEAD: usize = 64 * 1024;

/// Looks up the addresses of a host. It is asked once for each request, and the connection goes to what
/// it said then: between looking and connecting, a name cannot come to mean another machine.
pub trait Resolve: fmt::Debug + Send + Sync {
    /// All addresses of `host`.
    ///
    /// # Errors
    /// When there are none, or nobody can say.
    fn resolve(&self, host: &str) -> std::io::Result<Vec<IpAddr>>;
}

/// The system's way to look up hosts.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

impl Resolve for System {
    fn resolve(&self, host: &str) -> std::io::Result<Vec<IpAddr>> {
        Ok((host, 0).to_socket_addrs()?.map(|address| address.ip()).collect())
    }
}

/// What asks hosts.
#[derive(Debug)]
pub(super) struct Courier {
    config: Config,
    tls: SharedTls,
    resolver: Arc<dyn Resolve>,
}

/// The head of an answer, and the body still to be read.
pub(super) struct Reply {
    pub(super) status: u16,
    /// Names in small letters, in the order they came.
    pub(super) headers: Vec<(String, String)>,
    body: Body,
}

impl Courier {
    pub(super) fn new(policy: &Policy, resolver: Arc<dyn Resolve>) -> Courier {
        let roots = match policy.authorities.as_slice() {
            [] => RootCerts::PlatformVerifier,
            some => some.iter().map(|der| Certificate::from_der(der).to_owned()).into(),
        };
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(roots)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let config = Config::builder()
            .http_status_as_error(false)
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_response_header_size(MAX_HEAD)
            .max_idle_connections(0)
            .user_agent("")
            .accept("")
            .accept_encoding("")
            .tls_config(tls)
            .build();
        Courier { config, tls: SharedTls::default(), resolver }
    }

    /// Asks for `target` and waits for the head of the answer.
    pub(super) fn ask(
        &self,
        target: &Target,
        headers: &[(&'static str, HeaderValue)],
        policy: &Policy,
        limits: Limits,
    ) -> Result<Reply, Reason> {
        let proxy = policy.proxies.of(target)?;
        let (addresses, through) = self.way(target, proxy, policy, &limits)?;
        let authorization = through.as_ref().and_then(Through::authorization);
        let dial = Dial { addresses: addresses.clone(), through, limits };
        let connector = dial.chain(self.tls.clone()).chain(Whole(()));
        let agent = Agent::with_parts(self.config.clone(), connector, Known(addresses));
        let mut request = agent.get(target.as_str());
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        if let Some(value) = authorization {
            request = request.header("proxy-authorization", value);
        }
        let answer = request.call().map_err(reason)?;
        let (head, body) = answer.into_parts();
        let headers =
            head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value)));
        Ok(Reply { status: head.status.as_u16(), headers: headers.collect(), body })
    }

    /// The addresses to connect to, and the proxy that stands there.
    fn way(
        &self,
        target: &Target,
        proxy: Option<Proxy>,
        policy: &Policy,
        limits: &Limits,
    ) -> Result<(Vec<SocketAddr>, Option<Through>), Reason> {
        let port = target.port();
        let Some(proxy) = proxy else {
            let ips = self.look_up(target.host(), limits)?;
            let name = name(target.host());
            let checked = |ip: &IpAddr| address::check(*ip, name, port, &policy.allow);
            let good: Vec<_> = ips.iter().filter(|ip| checked(ip).is_ok()).collect();
            if let ([], Some(first)) = (good.as_slice(), ips.first())
                && let Err(special) = checked(first)
            {
                return Err(Reason::Private { ip: *first, special });
            }
            return Ok((good.into_iter().map(|ip| SocketAddr::new(*ip, port)).collect(), None));
        };
        match target.host() {
            Host::Domain(name) => {
                if is_local(name) && !policy.allow.iter().any(|allowed| allowed.names(name, port)) {
                    return Err(Reason::LocalName(name.clone()));
                }
            }
            host => {
                let ip = literal(host).ok_or(Reason::NotAnAddress("its host cannot be read"))?;
                address::check(ip, None, port, &policy.allow)
                    .map_err(|special| Reason::Private { ip, special })?;
            }
        }
        // The proxy is where the person says it is, which is nearly always a private address.
        let ips = self.look_up(&proxy.host, limits)?;
        let addresses = ips.into_iter().map(|ip| SocketAddr::new(ip, proxy.port)).collect();
        let authority = format!("{}:{port}", target.host_text());
        let agent = policy.user_agent.clone();
        Ok((
            addresses,
            Some(Through {
                proxy,
                authority,
                agent,
                tunnel: target.is_safe(),
                origin: target.origin(),
            }),
        ))
    }

    fn look_up(&self, host: &Host<String>, limits: &Limits) -> Result<Vec<IpAddr>, Reason> {
        if let Some(ip) = literal(host) {
            return Ok(vec![ip]);
        }
        let name = host.to_string();
        let (resolver, asked) = (self.resolver.clone(), name.clone());
        let found = limits.within(Stage::Lookup, move || resolver.resolve(&asked))?;
        match found {
            Ok(ips) if !ips.is_empty() => Ok(ips),
            _ => Err(Reason::NoSuchHost(name)),
        }
    }
}

impl Reply {
    /// The first header of a name in small letters.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The whole body.
    pub(super) fn read(self, bounds: Bounds, limits: &Limits) -> Result<Vec<u8>, Reason> {
        let lengths = self.headers.iter().filter(|(name, _)| name == "content-length");
        let mut lengths = lengths.flat_map(|(_, value)| value.split(',')).map(str::trim);
        let announced = lengths.next();
        if lengths.any(|other| Some(other) != announced) {
            return Err(Reason::Malformed("it announces two lengths".into()));
        }
        let all = |name: &str| {
            let values = self.headers.iter().filter(|(found, _)| found == name);
            values.map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(",")
        };
        // The library sees to chunks; what is packed for the transfer would pass as the page itself.
        let transfer = all("transfer-encoding");
        let announced = match transfer.trim() {
            "" => announced.and_then(|length| length.parse().ok()),
            chunked if chunked.eq_ignore_ascii_case("chunked") => None,
            _ => return Err(Reason::Packing(transfer)),
        };
        let packing = all("content-encoding");
        let reader = self.body.into_with_config().limit(u64::MAX).reader();
        body::read(reader, &packing, announced, bounds, limits.stop)
    }
}

fn name(host: &Host<String>) -> Option<&str> {
    if let Host::Domain(name) = host { Some(name) } else { None }
}

fn literal(host: &Host<String>) -> Option<IpAddr> {
    match host {
        Host::Domain(_) => None,
        Host::Ipv4(ip) => Some((*ip).into()),
        Host::Ipv6(ip) => Some((*ip).into()),
    }
}

/// A header's value: UTF-8 where it is that, else each byte a character, as HTTP once said.
fn text(value: &HeaderValue) -> String {
    match std::str::from_utf8(value.as_bytes()) {
        Ok(text) => text.to_owned(),
        Err(_) => value.as_bytes().iter().copied().map(char::from).collect(),
    }
}

/// What became of an exchange, in our words.
pub(super) fn reason(error: ureq::Error) -> Reason {
    match error {
        ureq::Error::Other(inner) => match inner.downcast::<Reason>() {
            Ok(reason) => *reason,
            Err(inner) => Reason::Malformed(inner.to_string()),
        },
        ureq::Error::Rustls(error) => Reason::Tls(tls(&error)),
        ureq::Error::Tls(words) => Reason::Tls(Tls::Other(words.to_owned())),
        ureq::Error::Io(error) => {
            let inner = error.get_ref();
            match inner.and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
                Some(error) => Reason::Tls(tls(error)),
                None => broken(),
            }
        }
        ureq::Error::LargeResponseHeader(..) => Reason::HeadTooLarge(MAX_HEAD),
        ureq::Error::Http(_) | ureq::Error::BadUri(_) => {
            Reason::NotAnAddress("it has characters that no address has")
        }
        ureq::Error::Protocol(error) => {
            let words = error.to_string();
            Reason::Malformed(words.trim_start_matches("http parse fail: ").to_owned())
        }
        other => Reason::Malformed(other.to_string()),
    }
}

fn tls(error: &rustls::Error) -> Tls {
    use CertificateError as C;
    match error {
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            C::Expired | C::ExpiredContext { .. } => Tls::Expired,
            C::NotValidYet | C::NotValidYetContext { .. } => Tls::NotValidYet,
            C::NotValidForName | C::NotValidForNameContext { .. } => Tls::OtherHost,
            // The second: by one that only bears the name of somebody trusted.
            C::UnknownIssuer | C::BadSignature => Tls::UnknownIssuer,
            // An authority's own certificate in a host's place: signed by itself.
            other if other.to_string().contains("CaUsedAsEndEntity") => Tls::UnknownIssuer,
            C::Revoked => Tls::Revoked,
            other => Tls::Other(other.to_string()),
        },
        rustls::Error::InvalidMessage(_) => Tls::NotTls,
        other => Tls::Other(other.to_string()),
    }
}
