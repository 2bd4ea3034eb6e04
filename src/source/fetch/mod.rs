//! Fetching of sources: politely, whole or not at all, and from nowhere but the public internet.
//!
//! Every address that is asked, be it the person's, a redirect's or a `robots.txt`, goes the same way:
//! it is read as browsers do, the host's turn is waited for, `robots.txt` is heeded ([`robots`]), its name
//! is looked up once, what it leads to is checked ([`address`]), and the connection goes to that very
//! address. Where a proxy is set in the environment, the proxy looks names up ([`proxy`]).
//!
//! A page comes whole or as a [`Failure`] that says why not. An answer that ends early, is larger than
//! it may be, or cannot be unpacked is a failure. What a page says of its type and charset is handed on
//! as it was said. An answer without a length over plain `http` ends when the connection does: there
//! nothing can tell a whole page from one that a host itself cut short and closed properly.

pub mod address;
pub mod answer;
pub mod failure;
pub mod proxy;
pub mod retry;
pub mod robots;

mod body;
mod connect;
mod exchange;
mod line;
mod target;
mod turns;

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ureq::http::HeaderValue;

use self::address::Allowed;
pub use self::answer::{Answer, Fetched, Hop, Validators};
use self::body::Bounds;
use self::exchange::{Courier, Reply};
pub use self::exchange::{Resolve, System};
pub use self::failure::{Failure, Reason};
use self::line::{Limits, Stop, TICK};
use self::proxy::Proxies;
use self::retry::Retry;
use self::robots::Robots;
use self::target::Target;
use self::turns::{Turn, Turns};

/// How sources are fetched.
#[derive(Debug, Clone)]
pub struct Policy {
    /// How the tool names itself, a product and its version, perhaps with an address to write to.
    /// `robots.txt` is read for the product.
    pub user_agent: String,
    /// The largest page, in bytes once unpacked.
    pub max_bytes: u64,
    /// The largest page, in bytes as sent.
    pub max_packed: u64,
    /// How long a page may take with all its redirects; waiting for one's turn and as `Retry-After`
    /// asks is not counted.
    pub timeout_total: Duration,
    /// How long looking a host up and connecting to one of its addresses may take, each.
    pub timeout_connect: Duration,
    /// How long nothing may come.
    pub timeout_idle: Duration,
    /// How many redirects are followed.
    pub max_redirects: usize,
    /// Hosts and networks that may be asked although they are not public.
    pub allow: Vec<Allowed>,
    /// The proxies to go through.
    pub proxies: Proxies,
    /// Whether `robots.txt` is heeded.
    pub robots: bool,
    /// The longest `Retry-After` that is waited for, once; a longer one is a failure that says so.
    pub wait_at_most: Duration,
    /// The pause between two requests to a host.
    pub pause: Duration,
    /// Authorities whose certificates are trusted, in DER; none for those the system trusts, where a
    /// company's own are.
    pub authorities: Vec<Vec<u8>>,
}

impl Policy {
    /// What suits the public web, for a tool that names itself so.
    pub fn new(user_agent: &str) -> Policy {
        Policy {
            user_agent: user_agent.to_owned(),
            max_bytes: 100 << 20,
            max_packed: 100 << 20,
            timeout_total: Duration::from_secs(120),
            timeout_connect: Duration::from_secs(10),
            timeout_idle: Duration::from_secs(20),
            max_redirects: 10,
            allow: Vec::new(),
            proxies: Proxies::default(),
            robots: true,
            wait_at_most: Duration::from_secs(30),
            pause: Duration::from_secs(1),
            authorities: Vec::new(),
        }
    }
}

/// Fetches pages. One serves a whole run, from as many threads as wanted: it remembers what hosts say in
/// `robots.txt` and whose turn it is.
#[derive(Debug)]
pub struct Fetcher {
    policy: Policy,
    courier: Courier,
    turns: Arc<Turns>,
    robots: Mutex<HashMap<String, Result<Arc<Robots>, Trouble>>>,
}

/// A reason, and the address it is of.
#[derive(Debug, Clone)]
struct Trouble {
    url: String,
    reason: Reason,
}

/// A page being fetched: the time that is left, and the wish to stop.
struct Errand {
    left: Duration,
    stop: Stop,
}

/// What pages are asked for with; packed by `gzip` or not at all.
const ACCEPT: &str = "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,*/*;q=0.8";

/// The most redirects of a `robots.txt` that are followed, RFC 9309, section 2.3.1.2.
const ROBOTS_REDIRECTS: usize = 5;

impl Fetcher {
    /// A fetcher that looks hosts up as the system does.
    pub fn new(policy: Policy) -> Fetcher {
        Fetcher::with_resolver(policy, Arc::new(System))
    }

    /// A fetcher with a way of its own to look hosts up.
    pub fn with_resolver(mut policy: Policy, resolver: Arc<dyn Resolve>) -> Fetcher {
        policy.user_agent.retain(|c| c == ' ' || c.is_ascii_graphic());
        let courier = Courier::new(&policy, resolver);
        Fetcher { policy, courier, turns: Arc::default(), robots: Mutex::default() }
    }

    /// Fetches a page, or learns that it is as it was when `validators` were given out.
    ///
    /// `stop` is looked at all the while, so that a person need not wait.
    ///
    /// # Errors
    /// With the address where it failed and the reason.
    pub fn get(
        &self,
        url: &str,
        validators: Option<&Validators>,
        stop: &'static AtomicBool,
    ) -> Result<Answer, Failure> {
        let mut errand = Errand { left: self.policy.timeout_total, stop: Stop(stop) };
        let asked = Target::parse(url, None).map_err(|reason| {
            let url = target::shown(url, None);
            Failure { asked: url.clone(), url, reason }
        })?;
        self.follow(&asked, validators, &mut errand).map_err(|trouble| Failure {
            asked: asked.as_str().to_owned(),
            url: trouble.url,
            reason: trouble.reason,
        })
    }

    fn follow(
        &self,
        asked: &Target,
        validators: Option<&Validators>,
        errand: &mut Errand,
    ) -> Result<Answer, Trouble> {
        let mut target = asked.clone();
        let mut redirects = Vec::new();
        loop {
            let ours = validators.filter(|validators| validators.url == target.as_str());
            let (reply, turn, limits) = self.page(&target, ours, errand)?;
            let status = reply.status;
            if let 301 | 302 | 303 | 307 | 308 = status {
                drop(turn);
                let next = next(&target, &reply, &redirects, self.policy.max_redirects)?;
                redirects.push(Hop {
                    from: target.as_str().to_owned(),
                    to: next.as_str().to_owned(),
                    status,
                    permanent: matches!(status, 301 | 308),
                });
                target = next;
                continue;
            }
            let final_url = target.as_str().to_owned();
            return match status {
                200 | 203 => {
                    let headers = reply.headers.clone();
                    let content_type = reply.header("content-type").map(str::to_owned);
                    let bounds = Bounds {
                        packed: self.policy.max_packed,
                        unpacked: self.policy.max_bytes,
                        cut: false,
                    };
                    let bytes =
                        reply.read(bounds, &limits).map_err(|reason| at(&target, reason))?;
                    Ok(Answer::Fetched(Fetched {
                        bytes,
                        final_url,
                        redirects,
                        status,
                        headers,
                        content_type,
                    }))
                }
                304 if ours.is_some() => {
                    Ok(Answer::NotModified { headers: reply.headers, final_url, redirects })
                }
                429 | 503 => Err(at(&target, Reason::Busy(status, retry(&reply)))),
                _ => Err(at(&target, Reason::Status(status))),
            };
        }
    }

    /// The answer of one address, in its host's turn, which lasts as long as what is returned is held.
    fn page(
        &self,
        target: &Target,
        validators: Option<&Validators>,
        errand: &mut Errand,
    ) -> Result<(Reply, Turn, Limits), Trouble> {
        let here = |reason| at(target, reason);
        let host = target.host_text();
        let turn = self.turns.take(&host, self.policy.pause, errand.stop).map_err(here)?;
        if self.policy.robots {
            let robots = self.robots(target, errand)?;
            if let Some(rule) = robots.forbids(target.path_and_query()) {
                return Err(here(Reason::Robots(rule.to_owned())));
            }
        }
        let (reply, limits) = self.ask(target, validators, errand).map_err(here)?;
        if let (429 | 503, Some(Retry::After(wait))) = (reply.status, retry(&reply))
            && wait <= self.policy.wait_at_most
        {
            drop(reply);
            sleep(wait.max(self.policy.pause), errand.stop).map_err(here)?;
            let (reply, limits) = self.ask(target, validators, errand).map_err(here)?;
            return Ok((reply, turn, limits));
        }
        Ok((reply, turn, limits))
    }

    fn ask(
        &self,
        target: &Target,
        validators: Option<&Validators>,
        errand: &mut Errand,
    ) -> Result<(Reply, Limits), Reason> {
        let started = Instant::now();
        let limits = Limits {
            stop: errand.stop,
            deadline: started + errand.left,
            total: self.policy.timeout_total,
            connect: self.policy.timeout_connect,
            idle: self.policy.timeout_idle,
        };
        let mut headers = vec![
            ("accept", HeaderValue::from_static(ACCEPT)),
            ("accept-encoding", HeaderValue::from_static("gzip")),
        ];
        let given =
            |value: &Option<String>| value.as_deref().and_then(|v| HeaderValue::from_str(v).ok());
        headers.extend(
            given(&Some(self.policy.user_agent.clone())).map(|value| ("user-agent", value)),
        );
        if let Some(validators) = validators {
            headers.extend(given(&validators.etag).map(|value| ("if-none-match", value)));
            headers
                .extend(given(&validators.last_modified).map(|value| ("if-modified-since", value)));
        }
        let reply = self.courier.ask(target, &headers, &self.policy, limits);
        errand.left = errand.left.saturating_sub(started.elapsed());
        Ok((reply?, limits))
    }

    /// What a host wants left alone, asked once in a run. Called in the host's turn.
    fn robots(&self, target: &Target, errand: &mut Errand) -> Result<Arc<Robots>, Trouble> {
        let origin = target.origin();
        let known =
            self.robots.lock().unwrap_or_else(PoisonError::into_inner).get(&origin).cloned();
        if let Some(known) = known {
            return known.map_err(|trouble| of_page(trouble, target));
        }
        let found = self.read_robots(target.robots(), errand).map(Arc::new);
        if !matches!(&found, Err(trouble) if trouble.reason == Reason::Stopped) {
            let mut all = self.robots.lock().unwrap_or_else(PoisonError::into_inner);
            all.insert(origin, found.clone());
        }
        found.map_err(|trouble| of_page(trouble, target))
    }

    /// RFC 9309, section 2.3.1: without a file all may be read, and where nobody can say, nothing.
    fn read_robots(&self, mut file: Target, errand: &mut Errand) -> Result<Robots, Trouble> {
        let mut redirects = Vec::new();
        loop {
            let (reply, limits) =
                self.ask(&file, None, errand).map_err(|reason| at(&file, reason))?;
            match reply.status {
                200..=299 => {
                    let bounds = Bounds {
                        packed: robots::MAX_BYTES,
                        unpacked: robots::MAX_BYTES,
                        cut: true,
                    };
                    let bytes = reply.read(bounds, &limits).map_err(|reason| at(&file, reason))?;
                    return Ok(Robots::parse(&bytes, &self.policy.user_agent));
                }
                status @ (301 | 302 | 303 | 307 | 308) => {
                    // One that leads nowhere is no file.
                    let Ok(next) = next(&file, &reply, &redirects, ROBOTS_REDIRECTS) else {
                        return Ok(Robots::default());
                    };
                    let (from, to) = (file.as_str().to_owned(), next.as_str().to_owned());
                    redirects.push(Hop { from, to, status, permanent: false });
                    file = next;
                }
                status @ 500.. => return Err(at(&file, Reason::Status(status))),
                _ => return Ok(Robots::default()),
            }
        }
    }
}

fn at(target: &Target, reason: Reason) -> Trouble {
    Trouble { url: target.as_str().to_owned(), reason }
}

/// What keeps `robots.txt` from being asked for at all keeps the page too, and is told of the page.
fn of_page(trouble: Trouble, page: &Target) -> Trouble {
    let same_host = trouble.url == page.robots().as_str();
    match trouble.reason {
        Reason::NoSuchHost(_)
        | Reason::NoConnection(_)
        | Reason::TooSlow(..)
        | Reason::Tls(_)
        | Reason::Private { .. }
        | Reason::LocalName(_)
        | Reason::Proxy(_)
        | Reason::Stopped
            if same_host =>
        {
            at(page, trouble.reason)
        }
        _ => trouble,
    }
}

/// Where a redirect leads, if it may be followed.
fn next(from: &Target, reply: &Reply, before: &[Hop], most: usize) -> Result<Target, Trouble> {
    let Some(location) = reply.header("location").map(str::trim).filter(|to| !to.is_empty()) else {
        return Err(at(from, Reason::NoLocation(reply.status)));
    };
    let to = Target::parse(location, Some(from))
        .map_err(|reason| Trouble { url: target::shown(location, Some(from)), reason })?;
    if from.is_safe() && !to.is_safe() {
        return Err(at(&to, Reason::Downgrade));
    }
    if to == *from || before.iter().any(|hop| hop.from == to.as_str()) {
        return Err(at(&to, Reason::Circle));
    }
    if before.len() == most {
        return Err(at(&to, Reason::TooManyRedirects(most)));
    }
    Ok(to)
}

fn retry(reply: &Reply) -> Option<Retry> {
    Retry::parse(reply.header("retry-after")?, reply.header("date"))
}

fn sleep(length: Duration, stop: Stop) -> Result<(), Reason> {
    let until = Instant::now() + length;
    loop {
        stop.check()?;
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(());
        }
        std::thread::sleep(left.min(TICK));
    }
}
