//! A web that changes by day as its seed says, and what is to be reported of it.

use std::collections::BTreeMap;
use std::time::Duration;

use brief::refresh::soft::Soft;

use crate::server::{Step, answer, redirect};

/// What is wrong with a page or a host for some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    NotFound,
    Gone,
    Error,
    Slow,
    Broken,
    NoHost,
    NoConnection,
    Robots,
    Redirect { permanent: bool },
    Soft(Soft),
}

impl Trouble {
    pub fn is_unreachable(self) -> bool {
        matches!(
            self,
            Trouble::Error
                | Trouble::Slow
                | Trouble::Broken
                | Trouble::NoHost
                | Trouble::NoConnection
        )
    }

    /// Whether the page's content comes nevertheless.
    fn shows(self) -> bool {
        matches!(self, Trouble::Redirect { .. })
    }
}

/// What was done to the words of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plant {
    Digit,
    Word,
    Negation,
    Removal,
    Restored,
}

impl Plant {
    pub fn word(self) -> &'static str {
        match self {
            Plant::Digit => "planted: a digit, reported the same day",
            Plant::Word => "planted: a word, reported the same day",
            Plant::Negation => "planted: a negation, reported the same day",
            Plant::Removal => "planted: removed, reported the same day",
            Plant::Restored => "planted: restored, reported the same day",
        }
    }
}

/// What is to be said of a source.
#[derive(Debug, Clone, Copy)]
pub struct Truth {
    pub trouble: Option<Trouble>,
    pub dead: bool,
    pub back: bool,
    pub proposed: bool,
}

#[derive(Debug)]
struct Item {
    id: String,
    words: Vec<String>,
    present: bool,
    /// Planted, and not yet to be seen by anyone.
    plant: Option<Plant>,
    /// Until this day nobody decides and nothing else is planted.
    busy_until: usize,
}

#[derive(Debug)]
struct Site {
    id: String,
    host: String,
    items: Vec<Item>,
    fillers: Vec<String>,
    order: u64,
    furniture: u64,
    validator: u64,
    trouble: Option<(Trouble, usize)>,
    failing_days: u32,
    gone: bool,
    permanent_days: u32,
}

#[derive(Debug)]
pub struct World {
    random: u64,
    day: usize,
    sites: Vec<Site>,
    hosts: BTreeMap<String, (Trouble, usize)>,
}

const NOUNS: &str = "prison camp guard border river village school hospital court officer report witness \
    harvest ration market bridge railway factory mine forest harbour letter radio church family child teacher farmer \
    soldier minister envoy treaty sanction embargo delegate assembly council archive museum library tower garden kettle \
    ladder mirror orchard parcel quarry ribbon saddle timber uniform valley window";
const VERBS: &str = "reported counted visited closed opened recorded described released transferred inspected \
    questioned published collected measured repaired abandoned guarded crossed watched delivered";
const ADJECTIVES: &str = "northern southern former crowded remote official private early distant narrow wooden \
    empty silent foreign public rural hidden severe modest formal";

impl World {
    pub fn new(pages: usize, seed: u64) -> World {
        let mut world = World {
            random: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            day: 0,
            sites: Vec::new(),
            hosts: BTreeMap::new(),
        };
        for n in 0..pages {
            let items = (0..3)
                .map(|i| Item {
                    id: format!("item-{n:03}-{i}"),
                    words: world.sentence(),
                    present: true,
                    plant: None,
                    busy_until: 0,
                })
                .collect();
            let fillers = (0..6).map(|_| world.sentence().join(" ")).collect();
            let validator = world.below(3);
            world.sites.push(Site {
                id: format!("page-{n:03}"),
                host: format!("h{:02}.test", n % (pages / 10).max(2)),
                items,
                fillers,
                order: 0,
                furniture: 0,
                validator,
                trouble: None,
                failing_days: 0,
                gone: false,
                permanent_days: 0,
            });
        }
        world
    }

    fn below(&mut self, n: u64) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random >> 11) % n
    }

    fn one_of(&mut self, words: &str) -> String {
        let words: Vec<&str> = words.split_whitespace().collect();
        words[self.below(words.len() as u64) as usize].to_owned()
    }

    fn sentence(&mut self) -> Vec<String> {
        let mut words = vec!["The".to_owned(), self.one_of(ADJECTIVES), self.one_of(NOUNS)];
        words.push(self.one_of(VERBS));
        words.push((1000 + self.below(9000)).to_string());
        for _ in 0..3 {
            words.extend([self.one_of(ADJECTIVES), self.one_of(NOUNS)]);
        }
        words.extend(["and".to_owned(), self.one_of(VERBS), "the".to_owned(), self.one_of(NOUNS)]);
        words
    }

    pub fn addresses(&self, port: u16) -> Vec<(String, String)> {
        let url = |site: &Site| format!("http://{}:{port}/en/reports/{}.html", site.host, site.id);
        self.sites.iter().map(|site| (site.id.clone(), url(site))).collect()
    }

    /// Source, item and passage of every item.
    pub fn passages(&self) -> impl Iterator<Item = (String, String, String)> + '_ {
        self.sites.iter().flat_map(|site| {
            site.items.iter().map(|item| (site.id.clone(), item.id.clone(), item.words.join(" ")))
        })
    }

    pub fn items(&self, source: &str) -> Vec<String> {
        let site = self.sites.iter().find(|site| site.id == source).unwrap();
        site.items.iter().map(|item| item.id.clone()).collect()
    }

    /// The words of an item as its page has them.
    pub fn words(&self, item: &str) -> String {
        let mut items = self.sites.iter().flat_map(|site| &site.items);
        items.find(|known| known.id == item).unwrap().words.join(" ")
    }

    pub fn accepts(&self, item: &str) -> bool {
        let mut items = self.sites.iter().flat_map(|site| &site.items);
        items.find(|known| known.id == item).is_some_and(|item| item.busy_until <= self.day)
    }

    pub fn host_trouble(&self, host: &str) -> Option<Trouble> {
        self.hosts.get(host).map(|(trouble, _)| *trouble)
    }

    fn trouble(&self, site: &Site) -> Option<Trouble> {
        self.host_trouble(&site.host).or(site.trouble.map(|(trouble, _)| trouble))
    }

    pub fn next_day(&mut self) {
        self.day += 1;
        let day = self.day;
        self.hosts.retain(|_, (_, until)| *until > day);
        let hosts: Vec<String> = self.sites.iter().map(|site| site.host.clone()).collect();
        for host in std::collections::BTreeSet::from_iter(hosts) {
            if !self.hosts.contains_key(&host) && self.below(40) == 0 {
                let trouble = [Trouble::NoHost, Trouble::NoConnection, Trouble::Robots]
                    [self.below(3) as usize];
                let until = day + 1 + self.below(5) as usize;
                self.hosts.insert(host, (trouble, until));
            }
        }
        for at in 0..self.sites.len() {
            if self.sites[at].trouble.is_some_and(|(_, until)| until <= day) {
                self.sites[at].trouble = None;
            }
            self.furnish(at);
            self.afflict(at);
            self.plant(at);
        }
    }

    /// Changes around passages.
    fn furnish(&mut self, at: usize) {
        match self.below(4) {
            0 => self.sites[at].order = self.below(1000),
            1 => self.sites[at].furniture = self.below(1000),
            2 => {
                let (new, which) = (self.sentence().join(" "), self.below(6) as usize);
                self.sites[at].fillers[which] = new;
            }
            _ => {}
        }
    }

    fn afflict(&mut self, at: usize) {
        if self.sites[at].trouble.is_some() || self.below(25) > 0 {
            return;
        }
        let trouble = match self.below(14) {
            0 | 1 => Trouble::NotFound,
            2 => Trouble::Gone,
            3 => Trouble::Error,
            4 if self.below(4) == 0 => Trouble::Slow,
            4 | 5 => Trouble::Broken,
            6 | 7 => Trouble::Redirect { permanent: true },
            8 | 9 => Trouble::Redirect { permanent: false },
            10 | 11 => Trouble::Soft(Soft::Home),
            12 => Trouble::Soft(Soft::Door),
            _ => Trouble::Soft(Soft::NotFound),
        };
        self.sites[at].trouble = Some((trouble, self.day + 1 + self.below(7) as usize));
    }

    fn plant(&mut self, at: usize) {
        let day = self.day;
        for i in 0..self.sites[at].items.len() {
            let item = &self.sites[at].items[i];
            if item.plant.is_some() || item.busy_until >= day {
                continue;
            }
            if !item.present {
                let item = &mut self.sites[at].items[i];
                (item.present, item.plant) = (true, Some(Plant::Restored));
                continue;
            }
            if self.below(60) > 0 {
                continue;
            }
            let plant = [Plant::Digit, Plant::Word, Plant::Negation, Plant::Removal]
                [self.below(4) as usize];
            let wait = if self.below(3) == 0 { self.below(6) as usize } else { 0 };
            let (new_word, digit) = (self.one_of(NOUNS), self.below(9) as u32 + 1);
            let item = &mut self.sites[at].items[i];
            match plant {
                Plant::Digit => {
                    let mut letters: Vec<char> = item.words[4].chars().collect();
                    let old = letters[2].to_digit(10).unwrap();
                    letters[2] = char::from_digit((old + digit) % 10, 10).unwrap();
                    item.words[4] = letters.into_iter().collect();
                }
                Plant::Word if item.words[6] != new_word => item.words[6] = new_word,
                Plant::Negation => match item.words.iter().position(|word| word == "not") {
                    Some(at) => drop(item.words.remove(at)),
                    None => item.words.insert(5, "not".into()),
                },
                Plant::Removal => item.present = false,
                _ => continue,
            }
            item.plant = Some(plant);
            item.busy_until = day + wait;
        }
    }

    /// What is to be reported today, by item. What lies behind an outage is seen when that is over.
    pub fn expected(&mut self) -> BTreeMap<String, Plant> {
        let visible: Vec<bool> =
            self.sites.iter().map(|site| self.trouble(site).is_none_or(Trouble::shows)).collect();
        let mut seen = BTreeMap::new();
        let day = self.day;
        for (site, visible) in self.sites.iter_mut().zip(visible) {
            for item in site.items.iter_mut().filter(|_| visible) {
                if let Some(plant) = item.plant.take() {
                    seen.insert(item.id.clone(), plant);
                    item.busy_until = item.busy_until.max(day);
                }
            }
        }
        seen
    }

    /// What is to be said of each source today.
    pub fn expected_sources(&mut self) -> BTreeMap<String, Truth> {
        let troubles: Vec<Option<Trouble>> =
            self.sites.iter().map(|site| self.trouble(site)).collect();
        let mut all = BTreeMap::new();
        for (site, trouble) in self.sites.iter_mut().zip(troubles) {
            let fails = trouble.is_some_and(|trouble| !trouble.shows());
            let was_failing = site.failing_days > 0;
            let refused = trouble == Some(Trouble::Robots);
            if fails && !refused {
                site.failing_days += 1;
                site.gone |= trouble == Some(Trouble::Gone);
            } else if !refused {
                (site.failing_days, site.gone) = (0, false);
            }
            match trouble {
                Some(Trouble::Redirect { permanent: true }) => site.permanent_days += 1,
                _ if fails => {}
                _ => site.permanent_days = 0,
            }
            let truth = Truth {
                trouble,
                dead: site.gone || site.failing_days >= 3,
                back: was_failing && !fails,
                proposed: site.permanent_days >= 3,
            };
            all.insert(site.id.clone(), truth);
        }
        all
    }

    pub fn answer(&self, head: &str) -> Vec<Step> {
        let path = head.split(' ').nth(1).unwrap_or_default();
        let lower = head.to_lowercase();
        let header = |name: &str| {
            let start = format!("{name}: ");
            lower.lines().find_map(|line| line.strip_prefix(start.as_str()).map(str::to_owned))
        };
        let host = header("host").unwrap_or_default();
        let host = host.split(':').next().unwrap_or_default();
        let html = "content-type: text/html; charset=utf-8";
        match path {
            "/robots.txt" => {
                let text = match self.host_trouble(host) {
                    Some(Trouble::Robots) => "User-agent: *\nDisallow: /\n",
                    _ => "User-agent: *\nDisallow: /private\n",
                };
                return answer("200 OK", "content-type: text/plain", text.as_bytes());
            }
            "/" | "/en/" => {
                let home =
                    b"<title>Example</title><h1>Welcome</h1><p>News, events, donations, contact.";
                return answer("200 OK", html, home);
            }
            path if path.starts_with("/login") => {
                return answer("200 OK", html, b"<title>Log in</title><p>Your name and password.");
            }
            _ => {}
        }
        let name = path.rsplit('/').next().unwrap_or_default().trim_end_matches(".html");
        let Some(site) = self.sites.iter().find(|site| site.id == name) else {
            return answer("404 Not Found", html, b"<p>Nothing here.");
        };
        let moved = path.starts_with("/moved/");
        match site.trouble.map(|(trouble, _)| trouble) {
            Some(Trouble::NotFound) => return answer("404 Not Found", html, b"<p>Nothing here."),
            Some(Trouble::Gone) => return answer("410 Gone", html, b"<p>Gone."),
            Some(Trouble::Error) => return answer("500 Oops", html, b"<p>Error."),
            Some(Trouble::Slow) => return vec![Step::Pause(Duration::from_millis(2500))],
            Some(Trouble::Broken) => {
                let half = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 9000\r\n\r\n<p>Half";
                return vec![Step::Send(half.to_vec())];
            }
            Some(Trouble::Redirect { permanent }) if !moved => {
                return redirect(if permanent { 301 } else { 302 }, &format!("/moved/{name}.html"));
            }
            Some(Trouble::Soft(Soft::Home)) => {
                return redirect(302, if site.order % 2 == 0 { "/" } else { "/en/" });
            }
            Some(Trouble::Soft(Soft::Door)) => return redirect(302, "/login?next=page"),
            Some(Trouble::Soft(_)) => {
                let page = b"<title>Page not found</title><h1>Sorry</h1><p>News, events, donations, contact.";
                return answer("200 OK", html, page);
            }
            _ => {}
        }
        let body = self.page(site);
        let tag = format!(
            "\"{:x}\"",
            body.bytes().fold(7u64, |h, b| h.wrapping_mul(31).wrapping_add(b.into()))
        );
        match site.validator {
            0 if header("if-none-match") == Some(tag.clone()) => {
                answer("304 Not Modified", &format!("etag: {tag}"), b"")
            }
            0 => answer("200 OK", &format!("{html}\netag: {tag}"), body.as_bytes()),
            // The others have no validators, and one has other bytes every day.
            1 => answer("200 OK", html, format!("{body}<!-- {} -->", self.day).as_bytes()),
            _ => answer("200 OK", html, body.as_bytes()),
        }
    }

    fn page(&self, site: &Site) -> String {
        let mut paragraphs: Vec<String> = Vec::new();
        for (at, pair) in site.fillers.chunks(2).enumerate() {
            let item = &site.items[at];
            let middle =
                if item.present { format!("{}.", item.words.join(" ")) } else { String::new() };
            paragraphs.push(format!("<p>{}. {middle} {}.</p>", pair[0], pair[1]));
        }
        let by = site.order as usize % paragraphs.len();
        paragraphs.rotate_left(by);
        format!(
            "<!doctype html><title>Report {}</title><nav><a href=/>Home</a> Issue {}</nav><main><h1>Report</h1>{}</main>\
             <aside>Read by {} people</aside><footer>Updated on day {}</footer>",
            site.id,
            site.furniture % 7,
            paragraphs.concat(),
            site.furniture,
            site.furniture % 31
        )
    }
}
