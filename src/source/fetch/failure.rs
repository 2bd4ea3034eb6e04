//! Why a source could not be fetched, in words for people.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use super::address::Special;
use super::retry::Retry;

/// Why a source could not be fetched. Nothing of it is handed out then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The address that was asked for.
    pub asked: String,
    /// The address where it failed: the one asked for, one it redirects to, or a `robots.txt`.
    pub url: String,
    /// Why.
    pub reason: Reason,
}

/// What went wrong at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It is no address of the web; what is wrong with it.
    NotAnAddress(&'static str),
    /// Its scheme is neither `http` nor `https`.
    Scheme(String),
    /// It holds a user name or a password.
    Credentials,
    /// The host stands at none but special addresses, of which this is the first.
    Private {
        /// The address.
        ip: IpAddr,
        /// What is special about it.
        special: Special,
    },
    /// The proxy would look up a name that means a machine nearby.
    LocalName(String),
    /// No address is known for the host.
    NoSuchHost(String),
    /// No connection could be made; the system's reason in plain words.
    NoConnection(&'static str),
    /// It took longer than it may.
    TooSlow(Stage, Duration),
    /// The connection could not be made safe.
    Tls(Tls),
    /// The proxy that the environment names cannot be used; why.
    Proxy(String),
    /// An `https` page redirects to an `http` one.
    Downgrade,
    /// It redirects in a circle.
    Circle,
    /// It redirects more often than this.
    TooManyRedirects(usize),
    /// It redirects, with this status, and does not say where to.
    NoLocation(u16),
    /// `robots.txt` asks to leave the page alone, by this rule.
    Robots(String),
    /// Any answer that is neither the page nor one of those that have a reason of their own.
    Status(u16),
    /// The host asks to come back later (429 or 503).
    Busy(u16, Option<Retry>),
    /// The page is larger than this many bytes, as sent or unpacked.
    TooLarge(u64),
    /// The head of the answer is larger than this many bytes.
    HeadTooLarge(usize),
    /// The answer ended early.
    Cut {
        /// Bytes of the body that came.
        received: u64,
        /// Bytes that were announced, where they were.
        announced: Option<u64>,
    },
    /// The answer is not HTTP as it should be; what was found.
    Malformed(String),
    /// It is packed in a way that was not asked for.
    Packing(String),
    /// It says it is packed, and cannot be unpacked.
    Damaged(&'static str),
    /// The person stopped it.
    Stopped,
}

/// What took too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Looking up the host's address.
    Lookup,
    /// Making the connection.
    Connect,
    /// Waiting for the next byte.
    Idle,
    /// The whole of it.
    Total,
}

/// Why a connection could not be made safe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tls {
    /// The certificate is signed by nobody this machine trusts.
    UnknownIssuer,
    /// The certificate has expired.
    Expired,
    /// The certificate is not valid yet.
    NotValidYet,
    /// The certificate is for another host.
    OtherHost,
    /// The certificate was withdrawn.
    Revoked,
    /// The server speaks no TLS at all.
    NotTls,
    /// Any other reason, in the library's words.
    Other(String),
}

impl Failure {
    /// A stable word for the kind of failure.
    pub fn kind(&self) -> &'static str {
        match &self.reason {
            Reason::NotAnAddress(_) => "not-an-address",
            Reason::Scheme(_) => "scheme",
            Reason::Credentials => "credentials",
            Reason::Private { .. } | Reason::LocalName(_) => "private-address",
            Reason::NoSuchHost(_) => "no-such-host",
            Reason::NoConnection(_) => "no-connection",
            Reason::TooSlow(..) => "too-slow",
            Reason::Tls(_) => "tls",
            Reason::Proxy(_) => "proxy",
            Reason::Downgrade => "downgrade",
            Reason::Circle | Reason::TooManyRedirects(_) | Reason::NoLocation(_) => "redirect",
            Reason::Robots(_) => "robots",
            Reason::Status(404 | 410) => "gone",
            Reason::Status(_) => "status",
            Reason::Busy(..) => "busy",
            Reason::TooLarge(_) | Reason::HeadTooLarge(_) => "too-large",
            Reason::Cut { .. } => "cut",
            Reason::Malformed(_) => "malformed",
            Reason::Packing(_) | Reason::Damaged(_) => "packing",
            Reason::Stopped => "stopped",
        }
    }

    /// Whether the host itself says that the page is not there (404 or 410), so that asking again
    /// soon is of no use.
    pub fn is_definite(&self) -> bool {
        matches!(self.reason, Reason::Status(404 | 410))
    }

    /// Why it matters, where that does not go without saying.
    pub fn why(&self) -> Option<&'static str> {
        Some(match &self.reason {
            Reason::Private { .. } | Reason::LocalName(_) => {
                "an address in one’s own network could be read on a stranger’s behalf and end up in a paper"
            }
            Reason::Credentials => {
                "what is stored with a source goes to everyone who has the workspace"
            }
            Reason::Tls(_) | Reason::Downgrade => {
                "without a safe connection anyone on the way could put words into the source"
            }
            Reason::Cut { .. } | Reason::Damaged(_) | Reason::TooLarge(_) => {
                "half a source is none: a passage would be missing that is there"
            }
            Reason::Robots(_) => {
                "hosts say in `robots.txt` what tools may read, and `brief` keeps to it"
            }
            _ => return None,
        })
    }

    /// One thing to do.
    pub fn help(&self) -> String {
        match &self.reason {
            Reason::NotAnAddress(_) => "write it as `https://host/page`",
            Reason::Scheme(_) => "save the page to a file, and add the file",
            Reason::Credentials => "leave them out; save pages behind a login from a browser",
            Reason::Private { .. } | Reason::LocalName(_) => {
                let url = url::Url::parse(&self.url).ok();
                let host = url.as_ref().and_then(url::Url::host_str).unwrap_or("…");
                let host = host.trim_matches(['[', ']']);
                return format!(
                    "if it is meant, write `private_hosts = [\"{host}\"]` into `briefs/workspace.toml`, above its first `[heading]`"
                );
            }
            Reason::NoSuchHost(_) => "look for a slip in the address, and whether you are online",
            Reason::NoConnection(_) | Reason::TooSlow(..) | Reason::Cut { .. } => "try again later",
            Reason::Tls(Tls::UnknownIssuer) => {
                "a network that looks into connections needs its certificate in the system’s store"
            }
            Reason::Tls(Tls::Expired | Tls::NotValidYet) => {
                "check this machine’s date; else tell those who run the host"
            }
            Reason::Tls(Tls::OtherHost) => "look for a slip in the address",
            Reason::Tls(Tls::NotTls) => "if the host is to be asked without, write `http://`",
            Reason::Proxy(_) => "correct `HTTPS_PROXY` and `HTTP_PROXY`, or unset them",
            Reason::Status(404 | 410) => "look for the page’s new address or an archived copy",
            Reason::TooLarge(_) => "save it to a file, and add the part that is needed",
            Reason::Busy(_, Some(retry)) => return format!("try again {retry}"),
            Reason::Busy(..) => "try again later",
            Reason::Stopped => "run the same command again",
            Reason::Tls(_)
            | Reason::Downgrade
            | Reason::Circle
            | Reason::TooManyRedirects(_)
            | Reason::NoLocation(_)
            | Reason::Robots(_)
            | Reason::Status(_)
            | Reason::HeadTooLarge(_)
            | Reason::Malformed(_)
            | Reason::Packing(_)
            | Reason::Damaged(_) => "save the page from a browser, and add the file",
        }
        .to_owned()
    }
}

impl std::error::Error for Failure {}

impl std::error::Error for Reason {}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot fetch `{}`", shown(&self.asked))?;
        if self.url != self.asked {
            write!(f, ", at `{}`", shown(&self.url))?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::NotAnAddress(what) => f.write_str(what),
            Reason::Scheme(scheme) => {
                write!(f, "only `http` and `https` are fetched, not `{}`", shown(scheme))
            }
            Reason::Credentials => f.write_str("it holds a user name or a password"),
            Reason::Private { ip, special } => write!(f, "`{ip}` is {special}"),
            Reason::LocalName(name) => write!(f, "`{name}` is a name for a machine nearby"),
            Reason::NoSuchHost(name) => write!(f, "no address is known for `{name}`"),
            Reason::NoConnection(why) => write!(f, "no connection: {why}"),
            Reason::TooSlow(stage, limit) => write!(f, "{stage} {}", seconds(*limit)),
            Reason::Tls(tls) => tls.fmt(f),
            Reason::Proxy(why) => write!(f, "the proxy {why}"),
            Reason::Downgrade => f.write_str("a page of `https` redirects to one without"),
            Reason::Circle => f.write_str("it redirects in a circle"),
            Reason::TooManyRedirects(limit) => write!(f, "it redirects more than {limit} times"),
            Reason::NoLocation(status) => write!(f, "it redirects ({status}) to no address"),
            Reason::Robots(rule) => {
                write!(f, "the host’s `robots.txt` asks to leave it alone: `{}`", shown(rule))
            }
            Reason::Status(status) => write!(f, "the host answers {}", status_words(*status)),
            Reason::Busy(status, retry) => {
                write!(f, "the host answers {}", status_words(*status))?;
                retry.iter().try_for_each(|retry| write!(f, ", to be asked again {retry}"))
            }
            Reason::TooLarge(limit) => write!(f, "it is larger than {}", bytes(*limit)),
            Reason::HeadTooLarge(limit) => {
                write!(f, "the head of the answer is larger than {}", bytes(*limit as u64))
            }
            Reason::Cut { received, announced: Some(announced) } => {
                write!(f, "the answer ended after {} of {announced} bytes", received)
            }
            Reason::Cut { received: 0, announced: None } => f.write_str("no answer came"),
            Reason::Cut { received, announced: None } => {
                write!(f, "the answer broke off after {received} bytes")
            }
            Reason::Malformed(what) => write!(f, "the answer is no proper HTTP: {what}"),
            Reason::Packing(how) => {
                write!(f, "it is packed as `{}`, which was not asked for", shown(how))
            }
            Reason::Damaged(how) => write!(f, "it is said to be `{how}` and cannot be unpacked"),
            Reason::Stopped => f.write_str("it was stopped"),
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Stage::Lookup => "the host’s address was not found within",
            Stage::Connect => "no connection was made within",
            Stage::Idle => "nothing came for",
            Stage::Total => "it was not complete within",
        })
    }
}

impl fmt::Display for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Tls::UnknownIssuer => "its certificate is signed by nobody this machine trusts",
            Tls::Expired => "its certificate has expired",
            Tls::NotValidYet => "its certificate is not valid yet",
            Tls::OtherHost => "its certificate is for another host",
            Tls::Revoked => "its certificate was withdrawn",
            Tls::NotTls => "the host does not speak TLS there",
            Tls::Other(words) => return write!(f, "no safe connection: {words}"),
        })
    }
}

/// A status with its name, where people know it by one.
fn status_words(status: u16) -> String {
    let name = match status {
        401 => "login wanted",
        402 => "payment wanted",
        403 => "forbidden",
        404 => "not found",
        410 => "gone for good",
        429 => "too many requests",
        451 => "withheld for legal reasons",
        500 => "an error of its own",
        502 | 504 => "an error behind it",
        503 => "not available now",
        _ => return status.to_string(),
    };
    format!("{status}, {name}")
}

/// A length of time in seconds, minutes or hours.
pub(super) fn seconds(length: Duration) -> String {
    let words = |n: u64, noun: &str| format!("{n} {noun}{}", if n == 1 { "" } else { "s" });
    match length.as_secs() {
        0 => format!("{} ms", length.as_millis()),
        n if n >= 7200 => words(n.div_ceil(3600), "hour"),
        n if n >= 120 => words(n.div_ceil(60), "minute"),
        n => words(n, "second"),
    }
}

/// A number of bytes in the unit that fits.
fn bytes(n: u64) -> String {
    match n {
        n if n >= 1 << 20 && n.is_multiple_of(1 << 20) => format!("{} MiB", n >> 20),
        n if n >= 1 << 10 && n.is_multiple_of(1 << 10) => format!("{} KiB", n >> 10),
        n => format!("{n} bytes"),
    }
}

/// A stranger's words as a message can hold them: on one line, without control characters, and short.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 300;
    let mut out: String = text
        .chars()
        .take(MOST)
        .map(|c| if c.is_control() || is_turning(c) || c == '`' { '\u{fffd}' } else { c })
        .collect();
    if text.chars().nth(MOST).is_some() {
        out.push('…');
    }
    out
}

/// Whether a character changes the direction of what is printed after it.
fn is_turning(c: char) -> bool {
    matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
