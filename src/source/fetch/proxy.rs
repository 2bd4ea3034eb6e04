//! Proxies: which one to ask for a page, as the environment says.
//!
//! A proxy looks up names itself, so what it connects to cannot be checked here. Addresses written as
//! numbers and names that mean machines nearby are still refused; what else a proxy lets through is
//! for those who run it.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use url::{Host, Url};

use super::failure::Reason;
use super::target::Target;

/// The proxies of a machine: all empty means none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    /// For `http` pages, e.g. `http://name:password@proxy.example:3128`.
    pub http: Option<String>,
    /// For `https` pages.
    pub https: Option<String>,
    /// Hosts that are asked directly: `example.org` and all below it, addresses, or `*` for all; as in
    /// `NO_PROXY`, between commas.
    pub except: String,
}

impl Proxies {
    /// Reads `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in small letters first, through
    /// `variable`, which gives the value of an environment variable.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Proxies {
        let read = |name: &str| {
            let value = variable(&name.to_ascii_lowercase()).or_else(|| variable(name));
            value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
        };
        let all = read("ALL_PROXY");
        Proxies {
            http: read("HTTP_PROXY").or_else(|| all.clone()),
            https: read("HTTPS_PROXY").or(all),
            except: read("NO_PROXY").unwrap_or_default(),
        }
    }

    /// The proxy to ask for a page, if any.
    pub(super) fn of(&self, target: &Target) -> Result<Option<Proxy>, Reason> {
        let proxy = if target.is_safe() { &self.https } else { &self.http };
        match proxy {
            Some(proxy) if !self.is_excepted(target) => Proxy::parse(proxy).map(Some),
            _ => Ok(None),
        }
    }

    fn is_excepted(&self, target: &Target) -> bool {
        let host = target.host_text();
        let host = host.trim_end_matches('.');
        let names = self.except.split([',', ' ']).map(str::trim).filter(|name| !name.is_empty());
        names.map(str::to_ascii_lowercase).any(|name| {
            let (name, port) = match name.rsplit_once(':') {
                // An IPv6 address without brackets has colons of its own.
                Some((name, port)) if !name.contains(':') || name.ends_with(']') => {
                    (name, port.parse::<u16>().ok())
                }
                _ => (name.as_str(), None),
            };
            let name = name.trim_start_matches("*.").trim_start_matches('.');
            let below = || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'));
            let bare = host.trim_matches(['[', ']']);
            port.is_none_or(|port| port == target.port())
                && (name == "*"
                    || name == host
                    || name.trim_matches(['[', ']']) == bare
                    || (matches!(target.host(), Host::Domain(_)) && !name.is_empty() && below()))
        })
    }
}

/// One proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proxy {
    pub(super) host: Host<String>,
    pub(super) port: u16,
    /// The whole header `proxy-authorization`'s value.
    pub(super) authorization: Option<String>,
}

impl Proxy {
    fn parse(text: &str) -> Result<Proxy, Reason> {
        let wrong = |why: &str| Reason::Proxy(format!("that is set in the environment {why}"));
        let whole = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
        let url = Url::parse(&whole).map_err(|_| wrong("has an address that cannot be read"))?;
        if url.scheme() != "http" {
            return Err(wrong("is of another kind than `http`"));
        }
        let host = url.host().map(|host| host.to_owned());
        let host = host.ok_or_else(|| wrong("has an address that cannot be read"))?;
        let secret =
            format!("{}:{}", decoded(url.username()), decoded(url.password().unwrap_or("")));
        let authorization =
            (secret != ":").then(|| format!("Basic {}", BASE64_STANDARD.encode(secret)));
        Ok(Proxy { host, port: url.port_or_known_default().unwrap_or(80), authorization })
    }
}

/// What stands behind the percent signs of a name or password.
fn decoded(text: &str) -> String {
    // A form's decoder takes `+` for a space, so the sign is encoded before.
    let pair = format!("={}", text.replace('+', "%2B").replace('&', "%26"));
    url::form_urlencoded::parse(pair.as_bytes()).map(|(_, value)| value.into_owned()).collect()
}

/// Whether a name means a machine nearby wherever it is looked up: RFC 6761, RFC 6762, RFC 8375, and
/// `.internal`, which is kept out of the public tree.
pub(super) fn is_local(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let last = ["localhost", "local", "internal", "home.arpa", "localdomain", "lan", "intranet"];
    !name.contains('.')
        || last.iter().any(|last| {
            name.strip_suffix(last).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
}
