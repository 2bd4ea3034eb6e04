//! A year on a web of our own, simulated by day: what was planted is reported the same day, and nothing
//! else is.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use brief::refresh::ask::{Candidate, Newest, Web, ask, plan};
use brief::refresh::digest::digest;
use brief::refresh::outcome::{Known, Outcome, Page, is_offline};
use brief::refresh::passages::{Look, Subject, compare};
use brief::refresh::report::{Change, ItemKind, PaperSentence, Report, SourceReport};
use brief::refresh::settle::{When, settle};
use brief::refresh::soft::Soft;
use brief::refresh::state::State;
use brief::source::extract::{Media, extract};
use brief::source::fetch::{Fetched, Fetcher, Policy, Resolve};
use brief::verify::find::Haystack;
use brief::verify::judge::judge;
use chrono::{Days, NaiveDate};

use crate::refresh_world::{Plant, Trouble, World};
use crate::server::Server;

/// Hosts stand at 127.0.0.1, or where nobody listens, or nowhere.
#[derive(Debug, Clone)]
struct Names(Arc<Mutex<World>>);

impl Resolve for Names {
    fn resolve(&self, host: &str) -> std::io::Result<Vec<IpAddr>> {
        match self.0.lock().unwrap().host_trouble(host) {
            Some(Trouble::NoHost) => Err(std::io::ErrorKind::NotFound.into()),
            Some(Trouble::NoConnection) => Ok(vec!["127.0.0.2".parse().unwrap()]),
            _ => Ok(vec!["127.0.0.1".parse().unwrap()]),
        }
    }
}

fn policy() -> Policy {
    Policy {
        allow: vec!["127.0.0.0/8".parse().unwrap()],
        timeout_total: Duration::from_secs(20),
        timeout_connect: Duration::from_secs(5),
        timeout_idle: Duration::from_millis(1500),
        pause: Duration::ZERO,
        ..Policy::new("brief/0.1")
    }
}

/// What is kept of a source from day to day, as the workspace would.
#[derive(Default)]
struct Kept {
    newest: Option<Newest>,
    text: Option<String>,
    state: Vec<u8>,
    copies: usize,
}

fn hash(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read(fetched: &Fetched) -> Page {
    let media = Media::of(fetched.content_type.as_deref(), &fetched.final_url, &fetched.bytes);
    let read = media
        .and_then(|media| extract(&fetched.bytes, media, fetched.content_type.as_deref()).ok());
    Page {
        sha256: hash(&fetched.bytes),
        title: read.as_ref().and_then(|r| r.description.title.clone()).map(|t| t.value),
        text: read.map(|read| read.text),
    }
}

fn sentences(item: &str) -> Vec<PaperSentence> {
    let number: usize = item.bytes().map(usize::from).sum();
    (0..number % 4)
        .map(|n| PaperSentence {
            paper: format!("paper-{n}"),
            title: format!("Paper {n}"),
            heading: "Findings".into(),
            number: (number + n).to_string(),
            sentence: format!("A sentence on {item}."),
        })
        .collect()
}

struct Year {
    world: Arc<Mutex<World>>,
    server: Server,
    kept: BTreeMap<String, Kept>,
    /// The words each item was accepted with.
    accepted: BTreeMap<String, String>,
    counts: BTreeMap<&'static str, usize>,
    wrong: Vec<String>,
}

impl Year {
    fn new(pages: usize, seed: u64) -> Year {
        let world = Arc::new(Mutex::new(World::new(pages, seed)));
        let accepted = world.lock().unwrap().passages().map(|(_, i, p)| (i, p)).collect();
        let shown = world.clone();
        let server = Server::start(move |head| shown.lock().unwrap().answer(head));
        let (kept, counts) = Default::default();
        Year { world, server, kept, accepted, counts, wrong: Vec::new() }
    }

    fn count(&mut self, what: &'static str, n: usize) {
        *self.counts.entry(what).or_default() += n;
    }

    /// Asks all sources as `brief refresh` does, and gives the report.
    fn refresh(&mut self, today: NaiveDate) -> Report {
        static GO: AtomicBool = AtomicBool::new(false);
        let addresses = self.world.lock().unwrap().addresses(self.server.port);
        let candidates: Vec<Candidate> = addresses
            .iter()
            .map(|(id, url)| {
                let kept = self.kept.entry(id.clone()).or_default();
                Candidate {
                    id: id.clone(),
                    url: Some(url.clone()),
                    refresh: true,
                    newest: kept.newest.clone(),
                    state: State::read(Some(&kept.state)),
                }
            })
            .collect();
        let fetcher = Fetcher::with_resolver(policy(), Arc::new(Names(self.world.clone())));
        let web = Web { fetcher: &fetcher, stop: &GO };
        let mut replies = Vec::new();
        ask(&plan(&candidates).0, 12, &web, &GO, &mut |_| {}, &mut |q, r| {
            replies.push((q.clone(), r))
        });
        let offline = is_offline(replies.iter().map(|(q, reply)| (q.host.as_str(), reply)));
        let now = today.and_hms_opt(6, 30, 0).unwrap().and_utc();
        let mut sources = Vec::new();
        for (question, reply) in &replies {
            let id = &question.id;
            let items = self.world.lock().unwrap().items(id);
            let passages: Vec<(String, String)> =
                items.iter().map(|item| (item.clone(), self.accepted[item].clone())).collect();
            let wanted: Vec<(&str, Option<&str>)> =
                passages.iter().map(|(_, passage)| (passage.as_str(), None)).collect();
            let kept = self.kept.get_mut(id).unwrap();
            let known = Known {
                sha256: kept.newest.as_ref().map(|newest| newest.sha256.as_str()),
                text: kept.text.as_deref(),
                passages: &wanted,
            };
            let before = State::read(Some(&kept.state));
            let when = When { now, today, offline };
            let settled = settle(question, id, &known, &before, reply, &read, when).unwrap();
            let mut report = settled.report;
            let old = kept.text.clone();
            if report.outcome.is_stored() {
                let page = settled.page.unwrap();
                kept.copies += 1;
                kept.text = page.text;
                let Ok(brief::source::fetch::Answer::Fetched(fetched)) = reply else { panic!() };
                kept.newest = Some(Newest {
                    sha256: page.sha256,
                    url: fetched.final_url.clone(),
                    headers: fetched.headers.clone(),
                });
            }
            kept.state = settled.state.print();
            let new = kept.text.clone();
            let look = |text: &Option<String>, passage: &str| match text {
                None => Look::unchecked(),
                Some(text) => Look::of(&judge(&Haystack::new(text.clone()), passage, None), text),
            };
            for (item, passage) in passages {
                let before = look(&old, &passage);
                let after = if old == new { before.clone() } else { look(&new, &passage) };
                let subject = Subject {
                    kind: ItemKind::Fact,
                    decides: String::new(),
                    sentences: sentences(&item),
                    item,
                    passage,
                };
                report.passages.push(compare(subject, &report.outcome, &before, &after));
            }
            sources.push(report);
        }
        Report {
            asked: now,
            today,
            organisation: String::new(),
            sources,
            not_asked: 0,
            stopped: false,
            offline,
            papers: Vec::new(),
        }
    }

    fn expect(&mut self, day: usize, what: &str, is: bool) {
        if !is {
            self.wrong.push(format!("day {day}: {what}"));
        }
    }

    /// Holds the report of a day against what was planted.
    fn hold(&mut self, day: usize, report: &Report) {
        let (plants, sources) = {
            let mut world = self.world.lock().unwrap();
            (world.expected(), world.expected_sources())
        };
        for source in &report.sources {
            let truth = &sources[&source.id];
            let said = format!(
                "{} {:?} {:?}, expected {truth:?}",
                source.id, source.outcome, source.failing
            );
            self.expect(day, &said, of_kind(source, truth.trouble));
            self.expect(day, &format!("dead: {said}"), source.is_dead() == truth.dead);
            self.expect(day, &format!("back: {said}"), source.back.is_some() == truth.back);
            let proposed = source.redirect.as_ref().is_some_and(|r| r.proposed());
            self.expect(day, &format!("proposal: {said}"), proposed == truth.proposed);
            self.count(trouble_word(truth.trouble), 1);
            self.count("links newly dead, reported", usize::from(source.news.dead));
            self.count("pages back, reported", usize::from(source.back.is_some()));
            self.count("new addresses proposed", usize::from(source.news.proposal));
            self.count("copies stored", usize::from(source.outcome.is_stored()));
        }
        let reported: BTreeMap<String, (Change, bool)> = report
            .sources
            .iter()
            .flat_map(|source| &source.passages)
            .filter(|p| p.change.needs_decision() || p.change == Change::Back)
            .map(|p| (p.item.clone(), (p.change, p.is_new)))
            .collect();
        let news: BTreeSet<&String> =
            reported.iter().filter(|(_, (_, new))| *new).map(|(item, _)| item).collect();
        let planted: BTreeSet<&String> = plants.keys().collect();
        for missed in planted.difference(&news) {
            self.wrong
                .push(format!("day {day}: {:?} of {missed} was not reported", plants[*missed]));
        }
        for false_alarm in news.difference(&planted) {
            let found =
                report.sources.iter().flat_map(|s| &s.passages).find(|p| p.item == **false_alarm);
            self.wrong.push(format!("day {day}: a false alarm: {found:?}"));
        }
        for (item, plant) in &plants {
            let Some((change, _)) = reported.get(item) else { continue };
            let found = report.sources.iter().flat_map(|s| &s.passages).find(|p| p.item == *item);
            let found = found.unwrap();
            let gravest = found.differences.iter().map(|d| d.kind.as_str()).next();
            let right = match plant {
                Plant::Digit => *change == Change::Changed && gravest == Some("a figure"),
                Plant::Negation => *change == Change::Changed && gravest == Some("a negation"),
                Plant::Word => *change == Change::Changed && gravest == Some("words"),
                Plant::Removal => matches!(change, Change::Missing | Change::Changed),
                Plant::Restored => *change == Change::Back,
            };
            self.expect(
                day,
                &format!("{item}: {plant:?} reported as {change:?}, {gravest:?}"),
                right,
            );
            self.expect(day, &format!("{item}: sentences"), found.sentences == sentences(item));
            self.count(plant.word(), 1);
            self.count("sentences named with them", found.sentences.len());
        }
        let quiet = report.sources.iter().filter(|s| s.outcome.is_stored());
        let around = quiet.filter(|s| s.passages.iter().all(|p| !p.is_new)).count();
        self.count("copies with changes around passages only, reported as nothing", around);
        // A digest says what is new and is quiet where nothing is.
        let said = digest(report);
        let known = news.iter().filter(|i| reported[**i].0.needs_decision()).count()
            + report.new_links().len();
        let decisions = said.sections.iter().find(|s| s.heading == "Needs a decision");
        self.expect(day, "the digest", decisions.map_or(0, |s| s.entries.len()) == known);
    }

    /// A person takes new words, sooner or later, and corrects a proposal that holds words of a neighbour;
    /// what was removed waits for its return.
    fn accept(&mut self, report: &Report) {
        for passage in report.sources.iter().flat_map(|source| &source.passages) {
            let (accepts, truth) = {
                let world = self.world.lock().unwrap();
                (world.accepts(&passage.item), world.words(&passage.item))
            };
            if passage.change == Change::Changed && accepts {
                let words = passage.proposal.clone().unwrap();
                let right = words.trim_end_matches('.') == truth;
                self.count(
                    if right { "proposals right" } else { "proposals with a neighbour’s words" },
                    1,
                );
                self.accepted.insert(passage.item.clone(), truth);
            }
        }
    }

    fn run(&mut self, days: usize) {
        let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        for day in 0..days {
            if day > 0 {
                self.world.lock().unwrap().next_day();
            }
            let report = self.refresh(first + Days::new(day as u64));
            if day > 0 {
                self.hold(day, &report);
            } else {
                let new = report.sources.iter().all(|source| source.outcome == Outcome::New);
                self.expect(0, "every page is new", new);
                self.world.lock().unwrap().expected();
            }
            self.accept(&report);
        }
    }
}

fn of_kind(source: &SourceReport, trouble: Option<Trouble>) -> bool {
    match (&source.outcome, trouble) {
        (Outcome::Unchanged | Outcome::New, None) => true,
        (Outcome::Redirected { permanent, .. }, Some(Trouble::Redirect { permanent: p })) => {
            *permanent == p
        }
        (Outcome::Gone { status: 404 }, Some(Trouble::NotFound)) => true,
        (Outcome::Gone { status: 410 }, Some(Trouble::Gone)) => true,
        (Outcome::Refused { .. }, Some(Trouble::Robots)) => true,
        (Outcome::SoftRedirect { what, .. }, Some(Trouble::Soft(soft))) => *what == soft,
        (Outcome::Unreachable { .. }, Some(trouble)) => trouble.is_unreachable(),
        _ => false,
    }
}

fn trouble_word(trouble: Option<Trouble>) -> &'static str {
    match trouble {
        None => "answers as usual",
        Some(Trouble::NotFound) => "answers 404",
        Some(Trouble::Gone) => "answers 410",
        Some(Trouble::Error) => "answers 500",
        Some(Trouble::Slow) => "no answer in time",
        Some(Trouble::Broken) => "answers broken off",
        Some(Trouble::NoHost) => "no such host",
        Some(Trouble::NoConnection) => "no connection",
        Some(Trouble::Robots) => "robots.txt forbids",
        Some(Trouble::Redirect { permanent: true }) => "redirects for good",
        Some(Trouble::Redirect { permanent: false }) => "redirects for now",
        Some(Trouble::Soft(Soft::Home)) => "soft redirects to the home page",
        Some(Trouble::Soft(_)) => "soft redirects to a login or a page not found",
    }
}

fn year(pages: usize, days: usize, seed: u64) -> Year {
    let mut year = Year::new(pages, seed);
    let started = std::time::Instant::now();
    year.run(days);
    println!("{pages} pages, {days} days, seed {seed}: {:.1} s", started.elapsed().as_secs_f64());
    for (what, n) in &year.counts {
        println!("{n:>8}  {what}");
    }
    assert!(year.wrong.is_empty(), "{} wrong:\n{}", year.wrong.len(), year.wrong.join("\n"));
    year
}

#[test]
fn a_month_on_a_small_web() {
    let year = year(20, 30, 7);
    for kind in [Plant::Digit, Plant::Word, Plant::Negation, Plant::Removal, Plant::Restored] {
        assert!(year.counts.get(kind.word()).is_some_and(|n| *n > 0), "{kind:?} never came up");
    }
}

/// All of it: `PAGES=200 DAYS=365 SEED=1 cargo test --release year -- --ignored --nocapture`.
#[test]
#[ignore = "takes minutes; run by a script"]
fn a_year_on_a_web_of_two_hundred_pages() {
    let number = |name: &str, default: u64| {
        std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
    };
    year(number("PAGES", 200) as usize, number("DAYS", 365) as usize, number("SEED", 1));
}
