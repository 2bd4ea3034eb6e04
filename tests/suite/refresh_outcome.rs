//! What an answer means for a source.

use brief::refresh::outcome::{Known, Outcome, Page, Weight, is_offline, outcome};
use brief::refresh::soft::Soft;
use brief::source::fetch::{Answer, Failure, Fetched, Hop, Reason};

const ASKED: &str = "https://example.org/en/reports/camps.html";
const OLD: &str =
    "Prison camps. An estimated 80,000 to 120,000 people are detained in prison camps. More.";
const PASSAGES: &[(&str, Option<&str>)] = &[("80,000 to 120,000 people are detained", None)];

fn known() -> Known<'static> {
    Known { sha256: Some("old"), text: Some(OLD), passages: PASSAGES }
}

fn fetched(to: &str, permanent: bool) -> Result<Answer, Failure> {
    let redirects = match to == ASKED {
        true => Vec::new(),
        false => vec![Hop {
            from: ASKED.into(),
            to: to.into(),
            status: if permanent { 301 } else { 302 },
            permanent,
        }],
    };
    Ok(Answer::Fetched(Fetched {
        bytes: Vec::new(),
        final_url: to.into(),
        redirects,
        status: 200,
        headers: Vec::new(),
        content_type: None,
    }))
}

/// What is made of a page that answers from `to` with `text` under `title`.
fn made(known: &Known<'_>, to: &str, title: &str, text: &str) -> Outcome {
    let page = Page { sha256: "new".into(), text: Some(text.into()), title: Some(title.into()) };
    outcome(known, ASKED, &fetched(to, true), &|_| page.clone()).unwrap().0
}

fn soft(to: &str, title: &str, text: &str) -> Option<Soft> {
    match made(&known(), to, title, text) {
        Outcome::SoftRedirect { what, .. } => Some(what),
        _ => None,
    }
}

#[test]
fn the_same_bytes_or_the_same_text_are_unchanged() {
    assert_eq!(made(&known(), ASKED, "", OLD), Outcome::Unchanged);
    let same_bytes =
        Page { sha256: "old".into(), text: Some("another reading".into()), title: None };
    let said = outcome(&known(), ASKED, &fetched(ASKED, true), &|_| same_bytes.clone()).unwrap().0;
    assert_eq!(said, Outcome::Unchanged);
    let not_modified =
        Ok(Answer::NotModified { headers: vec![], final_url: ASKED.into(), redirects: vec![] });
    let said = outcome(&known(), ASKED, &not_modified, &|_| panic!("nothing came")).unwrap();
    assert_eq!(said, (Outcome::Unchanged, None));
    assert_eq!(made(&known(), ASKED, "", &OLD.replace("80,000", "85,000")), Outcome::New);
    assert_eq!(made(&Known::default(), ASKED, "", OLD), Outcome::New);
}

#[test]
fn redirects_with_the_content_are_redirects() {
    let to = "https://example.org/en/library/camps";
    let said = made(&known(), to, "", &format!("{OLD} And a new menu."));
    assert_eq!(said, Outcome::Redirected { to: to.into(), permanent: true, new: true });
    let said = made(&known(), to, "", OLD);
    assert_eq!(said, Outcome::Redirected { to: to.into(), permanent: true, new: false });
    // Words that have changed a little are still the page's.
    assert_eq!(soft(to, "", &OLD.replace("80,000", "85,000")), None);
    let page = Page { sha256: "new".into(), text: Some(OLD.into()), title: None };
    let said = outcome(&known(), ASKED, &fetched(to, false), &|_| page.clone()).unwrap().0;
    assert_eq!(said, Outcome::Redirected { to: to.into(), permanent: false, new: false });
}

#[test]
fn the_home_page_in_the_place_of_a_page_is_a_failure() {
    let home = "Welcome. News. Donate. Contact us.";
    for to in [
        "https://example.org/",
        "https://example.org",
        "https://www.example.org/en/",
        "https://example.org/en-gb",
        "https://example.org/index.html",
        "https://other.example/en/home.aspx",
    ] {
        assert_eq!(soft(to, "Example", home), Some(Soft::Home), "{to}");
    }
    // A site made into one page that has the words is no failure.
    assert_eq!(soft("https://example.org/", "Example", &format!("{home} {OLD}")), None);
}

#[test]
fn a_source_that_is_a_home_page_may_be_one() {
    let page = Page { sha256: "new".into(), text: Some("All is new here.".into()), title: None };
    let said = outcome(
        &known(),
        "https://example.org/",
        &fetched("https://example.org/en/", false),
        &|_| page.clone(),
    );
    assert!(!matches!(said.unwrap().0, Outcome::SoftRedirect { what: Soft::Home, .. }));
}

#[test]
fn logins_and_consents_in_the_place_of_a_page_are_failures() {
    for to in [
        "https://example.org/login?next=/x",
        "https://consent.example.org/m?continue=x",
        "https://example.org/account/sign-in.php",
    ] {
        assert_eq!(
            soft(to, "Example", "Your name and password, please."),
            Some(Soft::Door),
            "{to}"
        );
    }
    assert_eq!(soft(ASKED, "Just a moment...", "Checking your browser."), Some(Soft::Door));
}

#[test]
fn a_page_that_says_it_is_not_there_is_a_failure_though_its_status_is_200() {
    assert_eq!(soft(ASKED, "Page not found – Example", "Sorry. Menu."), Some(Soft::NotFound));
    assert_eq!(soft(ASKED, "Example", "Oops. This page no longer exists."), Some(Soft::NotFound));
    // A long page may speak of what was not found, and so may one that has its passages.
    let long = format!("The records were not found. {}", "Many words follow. ".repeat(100));
    assert_eq!(soft(ASKED, "Report", &long), None);
    assert_eq!(soft(ASKED, "Not found: 404 graves", OLD), None);
    let spoke = Known {
        text: Some("Not found: 404 graves. 80,000 to 120,000 people are detained."),
        ..known()
    };
    assert_eq!(made(&spoke, ASKED, "Not found: 404 graves", "All was written anew."), Outcome::New);
    assert_eq!(soft(ASKED, "Example", &format!("{OLD} The key was not found. 404.")), None);
}

#[test]
fn a_page_that_lost_its_passages_at_its_own_address_has_changed() {
    assert_eq!(made(&known(), ASKED, "Prison camps", "The page was written anew."), Outcome::New);
}

#[test]
fn another_page_elsewhere_without_any_of_the_words_is_a_failure() {
    assert_eq!(
        soft("https://example.org/en/topics", "Topics", "All our topics."),
        Some(Soft::Other)
    );
    // Only a slash or `www` more is the same place.
    assert_eq!(soft("https://www.example.org/en/reports/camps.html/", "Camps", "Anew."), None);
    // Where nothing rests on a source, nothing tells.
    let bare = Known { passages: &[], ..known() };
    assert!(matches!(
        made(&bare, "https://example.org/en/topics", "", "x"),
        Outcome::Redirected { .. }
    ));
    assert!(matches!(made(&bare, "https://example.org/", "", "x"), Outcome::SoftRedirect { .. }));
}

#[test]
fn a_page_without_text_is_a_failure_where_there_was_text() {
    assert_eq!(soft(ASKED, "", "  \n"), Some(Soft::Empty));
    let unread = Page { sha256: "new".into(), ..Page::default() };
    let of = |known: &Known<'_>| {
        outcome(known, ASKED, &fetched(ASKED, true), &|_| unread.clone()).unwrap().0
    };
    assert!(matches!(of(&known()), Outcome::SoftRedirect { what: Soft::Empty, .. }));
    assert_eq!(of(&Known { text: None, ..known() }), Outcome::New);
}

fn failing(reason: Reason) -> Result<Answer, Failure> {
    Err(Failure { asked: ASKED.into(), url: ASKED.into(), reason })
}

#[test]
fn failures_weigh_what_they_say_of_the_page() {
    let of =
        |reason: Reason| outcome(&known(), ASKED, &failing(reason), &|_| panic!()).map(|o| o.0);
    let weight = |reason: Reason| match of(reason) {
        Some(Outcome::Unreachable { weight, .. }) => weight,
        other => panic!("{other:?}"),
    };
    assert_eq!(of(Reason::Stopped), None);
    assert_eq!(of(Reason::Status(404)), Some(Outcome::Gone { status: 404 }));
    assert_eq!(of(Reason::Status(410)), Some(Outcome::Gone { status: 410 }));
    assert!(matches!(of(Reason::Robots("/".into())), Some(Outcome::Refused { .. })));
    assert_eq!(weight(Reason::Status(403)), Weight::TurnedAway);
    assert_eq!(weight(Reason::Busy(429, None)), Weight::TurnedAway);
    assert_eq!(weight(Reason::Busy(503, None)), Weight::Full);
    assert_eq!(weight(Reason::NoSuchHost("x".into())), Weight::Full);
    assert_eq!(weight(Reason::Proxy("is not there".into())), Weight::None);
}

#[test]
fn a_machine_that_reaches_no_host_is_offline() {
    let lost = failing(Reason::NoSuchHost("x".into()));
    let there = failing(Reason::Status(500));
    assert!(is_offline([("a", &lost), ("b", &lost)]));
    assert!(!is_offline([("a", &lost), ("a", &lost)]), "one host may really be gone");
    assert!(!is_offline([("a", &lost), ("b", &lost), ("c", &there)]));
    assert!(!is_offline(std::iter::empty::<(&str, _)>()));
}
