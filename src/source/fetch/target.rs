//! An address of the web, taken apart and found fit to be asked.

use url::{Host, Url};

use super::failure::Reason;

/// The longest address that is asked, in bytes; servers take no more.
const LONGEST: usize = 8 * 1024;

/// One address that may be asked as far as its words go; where it leads is looked at later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    url: Url,
    host: Host<String>,
    port: u16,
}

impl Target {
    /// Reads an address, absolute or, with `base`, relative to where it was found.
    ///
    /// The WHATWG's rules, which browsers follow, make one form of all ways to write a host: `0x7f.1`,
    /// `2130706433` and `①②⑦.⓪.⓪.①` are `127.0.0.1` before anything is decided.
    pub(super) fn parse(text: &str, base: Option<&Target>) -> Result<Target, Reason> {
        let parsed = match base {
            Some(base) => base.url.join(text),
            None => Url::parse(text.trim()),
        };
        let mut url = parsed.map_err(|error| Reason::NotAnAddress(plain(error)))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Reason::Scheme(url.scheme().to_owned()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Reason::Credentials);
        }
        // What stands after `#` is for the reader alone.
        url.set_fragment(None);
        if url.as_str().len() > LONGEST {
            return Err(Reason::NotAnAddress("it is longer than an address may be"));
        }
        let Some(port) = url.port_or_known_default().filter(|port| *port != 0) else {
            return Err(Reason::NotAnAddress("it has no port that could be asked"));
        };
        let Some(host) = url.host().map(|host| host.to_owned()) else {
            return Err(Reason::NotAnAddress("it names no host"));
        };
        // Browsers let more stand in a name than any name has.
        let sound = |c: u8| c.is_ascii_alphanumeric() || b"-._".contains(&c);
        if let Host::Domain(name) = &host
            && !name.bytes().all(sound)
        {
            return Err(Reason::NotAnAddress("its host cannot be read"));
        }
        Ok(Target { url, host, port })
    }

    /// The `robots.txt` of the same host and port.
    pub(super) fn robots(&self) -> Target {
        let mut robots = self.clone();
        robots.url.set_path("/robots.txt");
        robots.url.set_query(None);
        robots
    }

    /// The whole address, without what stands after `#`.
    pub(super) fn as_str(&self) -> &str {
        self.url.as_str()
    }

    /// Scheme, host and port: what one `robots.txt` is for.
    pub(super) fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// Path and query.
    pub(super) fn path_and_query(&self) -> &str {
        &self.url[url::Position::BeforePath..url::Position::AfterQuery]
    }

    /// Whether it is asked over TLS.
    pub(super) fn is_safe(&self) -> bool {
        self.url.scheme() == "https"
    }

    pub(super) fn host(&self) -> &Host<String> {
        &self.host
    }

    /// The host as it is written in addresses and headers, IPv6 in brackets.
    pub(super) fn host_text(&self) -> String {
        self.host.to_string()
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }
}

/// An address as messages may show it: whole, and without a name or password that stands in it.
pub(super) fn shown(text: &str, base: Option<&Target>) -> String {
    let parsed = match base {
        Some(base) => base.url.join(text),
        None => Url::parse(text.trim()),
    };
    if let Ok(mut url) = parsed {
        // Both fail only where neither can be there.
        url.set_username("").ok();
        url.set_password(None).ok();
        return url.into();
    }
    let start = text.find("//").map_or(0, |at| at + 2);
    let end = text[start..].find(['/', '?', '#']).map_or(text.len(), |at| start + at);
    match text[start..end].rfind('@') {
        Some(at) => format!("{}{}", &text[..start], &text[start + at + 1..]),
        None => text.trim().to_owned(),
    }
}

fn plain(error: url::ParseError) -> &'static str {
    match error {
        url::ParseError::RelativeUrlWithoutBase
        | url::ParseError::RelativeUrlWithCannotBeABaseBase => "it is no whole address of the web",
        url::ParseError::EmptyHost => "it names no host",
        url::ParseError::InvalidPort => "its port is no number up to 65535",
        url::ParseError::Overflow => "it is longer than an address may be",
        _ => "its host cannot be read",
    }
}
