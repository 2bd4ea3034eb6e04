//! A report in words: digest, terminal, lines.

use brief::refresh::digest::digest;
use brief::refresh::html::html;
use brief::refresh::lines::lines;
use brief::refresh::markdown::markdown;
use brief::refresh::marks::marked;
use brief::refresh::outcome::{Outcome, Weight};
use brief::refresh::passages::{Look, Subject, compare};
use brief::refresh::report::{
    Change, Done, ItemKind, PaperReport, PaperSentence, PassageReport, Report, SourceReport,
};
use brief::refresh::state::{Failing, Redirect, State};
use brief::refresh::terminal::{self, terminal};
use brief::refresh::words::headline;
use brief::verify::find::Haystack;
use brief::verify::judge::judge;
use chrono::{DateTime, NaiveDate, Utc};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 27).unwrap()
}

fn now() -> DateTime<Utc> {
    today().and_hms_opt(6, 30, 0).unwrap().and_utc()
}

fn passage(item: &str, kind: ItemKind, passage: &str, old: &str, new: &str) -> PassageReport {
    let look = |text: &str| Look::of(&judge(&Haystack::new(text.to_owned()), passage, None), text);
    let subject = Subject {
        item: item.into(),
        kind,
        passage: passage.into(),
        decides: "Head of Advocacy".into(),
        sentences: Vec::new(),
    };
    compare(subject, &Outcome::New, &look(old), &look(new))
}

fn source(id: &str, title: &str, outcome: Outcome, before: &State) -> SourceReport {
    let after = before.after(&outcome, None, now(), today());
    let url = format!("https://example.org/{id}");
    SourceReport::new((id, title, &url), outcome, before, &after)
}

fn report(sources: Vec<SourceReport>) -> Report {
    Report {
        asked: now(),
        today: today(),
        organisation: "Example Advocacy Trust".into(),
        sources,
        not_asked: 1,
        stopped: false,
        offline: false,
        papers: Vec::new(),
    }
}

pub fn sentence(
    paper: &str,
    title: &str,
    heading: &str,
    number: &str,
    sentence: &str,
) -> PaperSentence {
    PaperSentence {
        paper: paper.into(),
        title: title.into(),
        heading: heading.into(),
        number: number.into(),
        sentence: sentence.into(),
    }
}

fn failing(since: u32, days: u32) -> State {
    let date = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
    State {
        failing: Some(Failing {
            since: date(since),
            last: date(26),
            days,
            reason: String::new(),
            dead: days >= 3,
        }),
        ..State::default()
    }
}

const CAMPS: &str = "an estimated 80,000 to 120,000 people are detained in prison camps";

/// A report with something of everything.
pub fn sample() -> Report {
    let mut camps =
        source("csw-profile", "North Korea: country profile", Outcome::New, &State::default());
    let mut fact = passage(
        "camp-population",
        ItemKind::Fact,
        CAMPS,
        CAMPS,
        &CAMPS.replace("80,000", "85,000"),
    );
    fact.sentences = vec![
        sentence(
            "uk-gov",
            "Human rights in North Korea: briefing for the UK government",
            "Prison camps",
            "4",
            "Between 80,000 and 120,000 people were estimated to be held in prison camps.",
        ),
        sentence(
            "press",
            "Press release: prison camps",
            "",
            "2",
            "Between 80,000 and 120,000 people are held in the camps.",
        ),
    ];
    let mut quote = passage(
        "coi-access",
        ItemKind::Quote,
        "monitors were granted access to any of the camps",
        "So far monitors were granted access to any of the camps. More.",
        "So far monitors were not granted access to any of the camps. More.",
    );
    quote.sentences = vec![sentence(
        "un",
        "Submission to the United Nations",
        "Access",
        "11",
        "“Monitors were granted access to any of the camps.”",
    )];
    let mut gone = passage(
        "church-2013",
        ItemKind::Fact,
        "no church has been allowed to register since 2013",
        "It is said that no church has been allowed to register since 2013.",
        "The page was written anew.",
    );
    gone.decides = String::new();
    let stands = |n: usize| -> Vec<PassageReport> {
        (0..n).map(|i| passage(&format!("fact-{i}"), ItemKind::Fact, CAMPS, CAMPS, CAMPS)).collect()
    };
    camps.passages = vec![fact, quote, gone];
    camps.passages.extend(stands(31));
    let mut dead = source(
        "dailynk-2019",
        "Daily NK: Markets in Hyesan",
        Outcome::Gone { status: 404 },
        &failing(20, 2),
    );
    dead.passages = vec![passage("markets", ItemKind::Fact, CAMPS, CAMPS, CAMPS)];
    dead.passages[0].change = Change::Unreachable;
    let away = Outcome::Unreachable {
        reason: "the host answers 403, forbidden".into(),
        help: String::new(),
        weight: Weight::TurnedAway,
    };
    let moved = State {
        redirect: Some(Redirect {
            to: "https://example.org/reports/coi-2014".into(),
            permanent: true,
            last: NaiveDate::from_ymd_opt(2026, 11, 26).unwrap(),
            days: 2,
        }),
        ..State::default()
    };
    let to = Outcome::Redirected {
        to: "https://example.org/reports/coi-2014".into(),
        permanent: true,
        new: false,
    };
    let mut open = source(
        "hrw-2024",
        "Human Rights Watch: World Report 2024",
        Outcome::Unchanged,
        &State::default(),
    );
    let changed = "Officials closed 12 of the border crossings, the report says.";
    open.passages = vec![passage(
        "border",
        ItemKind::Fact,
        "Officials closed 14 of the border crossings",
        changed,
        changed,
    )];
    let mut report = report(vec![
        camps,
        dead,
        source("coi-2014", "Report of the UN Commission of Inquiry", to, &moved),
        source("un-docs", "UN documents", away, &failing(25, 1)),
        source("bbc-2018", "BBC: Life in the North", Outcome::Unchanged, &failing(22, 3)),
        open,
    ]);
    let paper = |stem: &str, title: &str, done, why: &str| PaperReport {
        stem: stem.into(),
        title: title.into(),
        done,
        why: why.into(),
    };
    report.papers = vec![
        paper(
            "uk-gov",
            "Human rights in North Korea: briefing for the UK government",
            Done::Kept,
            "`camp-population` stands otherwise in its source",
        ),
        paper("internal", "Pack for the meeting", Done::Built, ""),
        paper("press", "Press release: prison camps", Done::Unchanged, ""),
    ];
    report
}

#[test]
fn headlines_say_what_differs() {
    let said = |old: &str, new: &str| headline(&passage("a", ItemKind::Fact, old, old, new));
    assert_eq!(
        said(CAMPS, &CAMPS.replace("80,000", "85,000")),
        "The source says 85,000 now; your fact says 80,000."
    );
    assert_eq!(
        said(CAMPS, &CAMPS.replace("80,000", "85,000").replace("prison", "labour")),
        "The source says 85,000 now; your fact says 80,000. One more place differs."
    );
    let denied = CAMPS.replace("are detained", "are not detained");
    assert_eq!(said(CAMPS, &denied), "The source denies it now: “not” has been put in.");
    assert_eq!(said(&denied, CAMPS), "The source no longer denies it: “not” has been taken out.");
    assert_eq!(
        said(CAMPS, &CAMPS.replace("detained", "held")),
        "The source says “held” now; your fact says “detained”."
    );
    assert_eq!(
        said(CAMPS, "Nothing of it."),
        "The words your fact rests on are no longer on the page."
    );
}

#[test]
fn a_sentence_a_little_like_one_that_is_gone_is_news_once() {
    let (gone, other) =
        ("Somebody counted 14 crossings at the northern border", "Nobody counted 90 trees");
    let like = "They counted 77 crossings at the old harbour wall. Other things.";
    let unlike = "They counted 31 crossings at the new railway yard. Other things.";
    let of = |old: &str, new: &str| passage("a", ItemKind::Fact, gone, old, new);
    assert_eq!((of(gone, like).change, of(gone, like).is_new), (Change::Changed, true));
    assert_eq!((of(like, unlike).change, of(like, unlike).is_new), (Change::Changed, false));
    assert!(of(other, gone).change == Change::Back);
    // Nor does it make a difference whether there is anything a little like it.
    assert_eq!((of(like, other).change, of(like, other).is_new), (Change::Missing, false));
    assert_eq!((of(other, like).change, of(other, like).is_new), (Change::Changed, false));
    assert!(of(other, &gone.replace("14", "15")).is_new);
    // A figure that changes once more is news once more.
    let more = |n: &str| gone.replace("14", n);
    assert!(of(&more("15"), &more("16")).is_new);
    assert!(!of(&more("15"), &more("15")).is_new);
}

#[test]
fn both_phrases_are_marked_where_they_differ() {
    let new = CAMPS.replace("80,000", "85,000").replace("prison ", "");
    let report = passage("a", ItemKind::Fact, CAMPS, CAMPS, &new);
    let (old, new) =
        marked(&report.passage, report.proposal.as_deref().unwrap(), &report.differences);
    let shown = |runs: &[brief::refresh::marks::Run]| -> Vec<String> {
        runs.iter()
            .map(|run| match run.differs {
                Some(kind) => format!("[{} ({})]", run.text, kind.as_str()),
                None => run.text.clone(),
            })
            .collect()
    };
    assert_eq!(
        shown(&old),
        [
            "an estimated",
            "[80,000 (a figure)]",
            "to 120,000 people are detained in",
            "[prison (words)]",
            "camps"
        ]
    );
    assert_eq!(
        shown(&new),
        ["an estimated", "[85,000 (a figure)]", "to 120,000 people are detained in", "camps"]
    );
}

#[test]
fn a_full_stop_is_no_difference_in_words() {
    let report = passage(
        "a",
        ItemKind::Fact,
        CAMPS,
        CAMPS,
        &format!("{}.", CAMPS.replace("80,000", "85,000")),
    );
    assert_eq!(report.differences.len(), 1, "the stop belongs to the sentence around it");
    assert_eq!(headline(&report), "The source says 85,000 now; your fact says 80,000.");
    let (_, new) =
        marked(&report.passage, report.proposal.as_deref().unwrap(), &report.differences);
    assert_eq!(new.iter().filter(|run| run.differs.is_some()).count(), 1);
}

#[test]
fn nothing_changed_is_said_in_two_lines() {
    let mut quiet = source("a", "A", Outcome::Unchanged, &State::default());
    quiet.passages = vec![passage("x", ItemKind::Fact, CAMPS, CAMPS, CAMPS)];
    quiet.passages[0].change = Change::Unchanged;
    let report = report(vec![quiet]);
    assert!(report.is_quiet());
    let said = digest(&report);
    assert_eq!(
        markdown(&said),
        "# Nothing has changed in the sources\n\n1 source was asked on 27 November 2026. 1 passage stands as it did.\n"
    );
    let look = terminal::Look { styled: false, width: 80 };
    assert_eq!(terminal(&said, look).lines().count(), 2);
    assert!(!html(&said).contains("<h2"));
}

#[test]
fn what_waits_is_said_again_and_is_no_news() {
    let mut open = source("a", "A", Outcome::Unchanged, &State::default());
    let text = CAMPS.replace("80,000", "85,000");
    open.passages = vec![passage("x", ItemKind::Fact, CAMPS, &text, &text)];
    let report = report(vec![open]);
    assert!(report.is_quiet());
    let said = digest(&report);
    assert_eq!(said.title, "Nothing has changed; 1 decision still to be made");
    assert_eq!(said.sections[0].heading, "Still waiting for a decision");
    assert_eq!(said.sections[0].entries.len(), 1);
}

#[test]
fn the_sample_says_everything_once() {
    let said = digest(&sample());
    let headings: Vec<(&str, usize)> =
        said.sections.iter().map(|s| (s.heading.as_str(), s.entries.len())).collect();
    assert_eq!(
        headings,
        [
            ("Needs a decision", 5),
            ("Back again", 1),
            ("Could not be reached", 1),
            ("Papers", 2),
            ("Still waiting for a decision", 1),
        ]
    );
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(folder.join("digest.html"), html(&said)).unwrap();
    std::fs::write(folder.join("digest.md"), markdown(&said)).unwrap();
    for (name, styled, width) in [("plain.txt", false, 72), ("colour.txt", true, 100)] {
        let look = terminal::Look { styled, width };
        let text = terminal(&said, look);
        std::fs::write(folder.join(name), &text).unwrap();
        if !styled {
            let commands = |line: &&str| line.starts_with("      ") || line.contains("https://");
            let long: Vec<&str> =
                text.lines().filter(|l| l.chars().count() > width && !commands(l)).collect();
            assert!(long.is_empty(), "{long:?}");
            assert!(!text.contains('\u{1b}'));
        }
    }
    let json = lines(&sample());
    let objects: Vec<serde_json::Value> =
        json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects.last().unwrap()["decisions"], 5);
    let fact = objects.iter().find(|o| o["item"] == "camp-population").unwrap();
    assert_eq!(
        (&fact["change"], &fact["differences"][0]["kind"]),
        (&"changed".into(), &"a figure".into())
    );
    assert_eq!(fact["sentences"].as_array().unwrap().len(), 2);
    let unknown = objects.iter().find(|o| o["item"] == "church-2013").unwrap();
    assert_eq!(unknown["decides"], "unknown");
}

#[test]
fn nothing_is_fetched_by_a_digest() {
    let page = html(&digest(&sample()));
    for needs in ["src=", "@import", "url(", "<link", "<script", "<iframe", "background="] {
        assert!(!page.contains(needs), "{needs}");
    }
}

#[test]
fn an_offline_machine_is_said_to_be_offline() {
    let lost = Outcome::Unreachable {
        reason: "no address is known".into(),
        help: "look".into(),
        weight: Weight::None,
    };
    let mut report = report(vec![source("a", "A", lost, &State::default())]);
    report.offline = true;
    assert_eq!(report.sources[0].failing, None);
    assert_eq!(digest(&report).title, "No source could be asked: this machine seems to be offline");
}

fn dead(outcome: Outcome) -> SourceReport {
    let mut dead = source("a", "A", outcome, &failing(20, 4));
    dead.passages = vec![passage("x", ItemKind::Fact, CAMPS, CAMPS, CAMPS)];
    dead.passages[0].change = Change::Unreachable;
    dead
}

fn unreachable(reason: &str, weight: Weight) -> Outcome {
    Outcome::Unreachable { reason: reason.into(), help: String::new(), weight }
}

fn redirected(permanent: bool, days: u32) -> SourceReport {
    let to = "https://example.org/new".to_owned();
    let last = NaiveDate::from_ymd_opt(2026, 11, 26).unwrap();
    let redirect = (days > 0).then(|| Redirect { to: to.clone(), permanent, last, days });
    let before = State { redirect, ..State::default() };
    source("a", "A", Outcome::Redirected { to, permanent, new: false }, &before)
}

fn title(sources: Vec<SourceReport>) -> String {
    digest(&report(sources)).title
}

fn calm(id: &str) -> SourceReport {
    let mut calm = source(id, id, Outcome::Unchanged, &State::default());
    calm.passages = vec![passage("y", ItemKind::Fact, CAMPS, CAMPS, CAMPS)];
    calm
}

#[test]
fn a_dead_link_waits_for_a_decision_as_long_as_it_is_dead() {
    let answers = [
        Outcome::Gone { status: 404 },
        unreachable("the host answers 500, an error of its own", Weight::Full),
        unreachable("the host answers 403, forbidden", Weight::TurnedAway),
        Outcome::Refused { reason: "`robots.txt` asks to leave it alone".into() },
    ];
    for answer in answers {
        let report = report(vec![dead(answer), calm("b")]);
        assert!(report.is_quiet());
        let said = digest(&report);
        assert_eq!(
            said.title,
            "Nothing has changed in the sources that answered; 1 decision still to be made"
        );
        let [waiting] = said.sections.as_slice() else { panic!("{:?}", said.sections) };
        assert_eq!(waiting.heading, "Still waiting for a decision");
        let [entry] = waiting.entries.as_slice() else { panic!("{:?}", waiting.entries) };
        assert_eq!((entry.tag, entry.is_pressing), ("dead link", true));
        assert_eq!(entry.decides.as_deref(), Some("Head of Advocacy"));
        assert!(entry.detail.contains("Not reached since 20 November (7 days)"), "{entry:?}");
        let todo = format!("{:?}", entry.todo);
        for say in ["new address", "archive", "keep the stored copy", "refresh = "] {
            assert!(todo.contains(say), "{say}: {todo}");
        }
        let json = lines(&report);
        let summary: serde_json::Value =
            serde_json::from_str(json.lines().last().unwrap()).unwrap();
        assert_eq!(
            (&summary["decisions"], &summary["waiting"], &summary["dead"]),
            (&0.into(), &1.into(), &1.into())
        );
    }
    // Where nobody is known to decide, nobody is named.
    let mut unknown = dead(Outcome::Gone { status: 404 });
    unknown.passages.clear();
    assert_eq!(digest(&report(vec![unknown])).sections[0].entries[0].decides, None);
}

#[test]
fn a_proposed_address_waits_until_it_is_taken() {
    let new = digest(&report(vec![redirected(true, 2)]));
    assert_eq!(new.title, "1 decision needed: a page has moved");
    assert_eq!(new.sections[0].heading, "Needs a decision");
    let report = report(vec![redirected(true, 3)]);
    let said = digest(&report);
    assert_eq!(said.title, "Nothing has changed; 1 decision still to be made");
    assert_eq!(said.sections[0].heading, "Still waiting for a decision");
    assert_eq!(said.sections[0].entries[0].now_at.as_deref(), Some("https://example.org/new"));
    assert_eq!((report.new_links().len(), report.waiting_links().len()), (0, 1));
}

#[test]
fn the_title_says_no_more_than_is_known() {
    let error = || {
        let answer = unreachable("the host answers 500, an error of its own", Weight::Full);
        source("e", "E", answer, &State::default())
    };
    let gone = || source("g", "G", Outcome::Gone { status: 404 }, &State::default());
    let new = |id: &str| SourceReport { outcome: Outcome::New, ..calm(id) };
    let back = || source("b", "B", Outcome::Unchanged, &failing(22, 1));
    assert_eq!(title(vec![error(), gone()]), "No source could be reached");
    assert_eq!(
        title(vec![dead(Outcome::Gone { status: 404 })]),
        "No source could be reached; 1 decision still to be made"
    );
    assert_eq!(
        title(vec![calm("c"), error()]),
        "Nothing has changed in the sources that answered; 1 could not be reached"
    );
    assert_eq!(title(vec![new("n"), calm("c")]), "1 source has changed; every passage stands");
    assert_eq!(
        title(vec![new("n"), new("o"), gone()]),
        "2 sources have changed; every passage stands; 1 could not be reached"
    );
    assert_eq!(title(vec![redirected(false, 0)]), "1 source answers from another address");
    assert_eq!(title(vec![back(), calm("c")]), "1 source is back");
    assert_eq!(title(vec![source("d", "D", Outcome::Gone { status: 410 }, &State::default())]), {
        "1 decision needed: a link is dead"
    });
    let mut stopped = report(vec![calm("c")]);
    stopped.stopped = true;
    assert_eq!(digest(&stopped).title, "Nothing has changed in the sources asked so far");
}

#[test]
fn an_answer_that_is_not_the_page_counts_as_none() {
    let gone = |id: &str| source(id, "G", Outcome::Gone { status: 404 }, &State::default());
    let lead = |sources| digest(&report(sources)).lead.join(" ");
    let asked = "2 sources were asked on 27 November 2026";
    assert_eq!(
        lead(vec![calm("c"), gone("g")]),
        format!("{asked}; 1 gave its page. 1 passage stands as it did, in a newer copy.")
    );
    assert_eq!(lead(vec![gone("f"), gone("g")]), format!("{asked}; none gave its page."));
    assert_eq!(
        lead(vec![gone("g")]),
        "1 source was asked on 27 November 2026; it did not give its page."
    );
}

#[test]
fn sources_that_are_not_asked_are_not_said_to_be_unchanged() {
    let said = digest(&report(Vec::new()));
    assert_eq!(said.title, "No source was asked");
    assert_eq!(said.lead, ["1 source has no address or is never asked."]);
}

#[test]
fn a_paper_is_headed_by_what_became_of_it() {
    let paper = |done, why: &str| {
        let (stem, title) = ("first".into(), "My first paper".into());
        let mut report = report(vec![calm("c")]);
        report.papers = vec![PaperReport { stem, title, done, why: why.into() }];
        digest(&report)
    };
    let of = |said: &brief::refresh::digest::Digest| {
        let entry = &said.sections[0].entries[0];
        (entry.headline.clone(), entry.detail.clone())
    };
    let kept = paper(Done::Kept, "`camps` stands otherwise in its source");
    assert_eq!(
        of(&kept),
        (
            "My first paper: kept as it was".into(),
            "It would fail now: `camps` stands otherwise in its source.".into()
        )
    );
    let built = paper(Done::Built, "the copy of `csw` is new; `a.toml` has changed.");
    assert_eq!(
        of(&built),
        (
            "My first paper: built anew".into(),
            "The copy of `csw` is new; `a.toml` has changed.".into()
        )
    );
    assert_eq!(of(&paper(Done::Built, "")).1, "");
    assert!(markdown(&kept).contains(
        "### My first paper: kept as it was\n\nIt would fail now: `camps` stands otherwise in its source.\n"
    ));
    let page = html(&built);
    assert!(page.contains(">csw</code> is new; <code"), "{page}");
    assert!(!page.contains('`'));
    let look = terminal::Look { styled: false, width: 80 };
    assert!(terminal(&built, look).contains("    The copy of `csw` is new;"));
    // A backtick without a fellow stays one.
    let odd = paper(Done::Built, "a `b` <c> `d");
    assert!(markdown(&odd).contains("A `b` \\<c> \\`d."), "{}", markdown(&odd));
    assert!(html(&odd).contains("&lt;c&gt; `d."));
}

#[test]
fn addresses_in_markdown_can_be_copied() {
    let private = unreachable("`192.0.2.1` is an address of a private network", Weight::Full);
    let refused = source("p", "P", private, &State::default());
    let said = digest(&report(vec![redirected(true, 0), redirected(false, 0), refused]));
    let text = markdown(&said);
    assert!(text.contains("### 192.0.2.1 is an address of a private network.\n"), "{text}");
    assert_eq!(text.matches("- Now at: <https://example.org/new>\n").count(), 2, "{text}");
    assert!(text.contains("### The host says the page has moved for good to another address.\n"));
    assert!(!text.contains(['\u{2060}', '\\']), "{text}");
    assert!(html(&said).contains("<a href=\"https://example.org/new\""));
    let look = terminal::Look { styled: false, width: 80 };
    assert!(terminal(&said, look).contains("    now at https://example.org/new\n"));
}

#[test]
fn markdown_escapes_what_it_needs_only() {
    let heading = |title: &str| {
        let mut said = digest(&report(Vec::new()));
        said.title = title.into();
        markdown(&said).lines().next().unwrap().to_owned()
    };
    for calm in ["10. R&D – a_b, 5 > 4", "Stop!", "- so", "3) three"] {
        assert_eq!(heading(calm), format!("# {calm}"));
    }
    assert_eq!(heading("&lt; *a* _b_ `c` #"), "# \\&lt; \\*a\\* \\_b\\_ \\`c\\` \\#");
}

#[test]
fn a_page_that_is_empty_is_not_the_page_any_more() {
    let what = brief::refresh::soft::Soft::Empty;
    let answer = Outcome::SoftRedirect { to: "https://example.org/a".into(), what };
    let said = digest(&report(vec![source("a", "A", answer, &State::default())]));
    assert_eq!(said.sections[0].entries[0].tag, "not the page any more");
}
