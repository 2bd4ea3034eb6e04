//! What is remembered of asking a source.

use brief::refresh::outcome::{Outcome, Weight};
use brief::refresh::state::{Failing, Known, Redirect, State};
use chrono::{DateTime, NaiveDate, Utc};
use proptest::prelude::*;

fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 1).unwrap() + chrono::Days::new(n.into())
}

fn at(n: u32) -> DateTime<Utc> {
    day(n).and_hms_opt(6, 30, 0).unwrap().and_utc()
}

fn down() -> Outcome {
    Outcome::Unreachable {
        reason: "the host answers 500, an error of its own".into(),
        help: "try again later".into(),
        weight: Weight::Full,
    }
}

/// The state after outcomes, each on its day.
fn after(outcomes: &[(u32, Outcome)]) -> State {
    outcomes.iter().fold(State::default(), |state, (on, outcome)| {
        state.after(outcome, None, at(*on), day(*on))
    })
}

fn dead(outcomes: &[(u32, Outcome)]) -> bool {
    after(outcomes).failing.is_some_and(|failing| failing.dead)
}

#[test]
fn a_link_is_dead_after_three_failures_on_different_days() {
    assert!(!dead(&[(0, down()), (0, down()), (0, down())]));
    assert!(!dead(&[(0, down()), (1, down())]));
    assert!(dead(&[(0, down()), (1, down()), (2, down())]));
    assert!(dead(&[(0, down()), (9, Outcome::Gone { status: 404 }), (40, down())]));
}

#[test]
fn one_success_resets() {
    let state = after(&[(0, down()), (1, down()), (2, Outcome::Unchanged), (3, down())]);
    let failing = state.failing.unwrap();
    assert_eq!((failing.since, failing.days, failing.dead), (day(3), 1, false));
    assert!(after(&[(0, down()), (1, down()), (2, down()), (3, Outcome::New)]).failing.is_none());
}

#[test]
fn gone_for_good_is_dead_at_once_and_not_found_is_not() {
    assert!(dead(&[(0, Outcome::Gone { status: 410 })]));
    assert!(!dead(&[(0, Outcome::Gone { status: 404 })]));
    // A host that then fails otherwise does not bring it to life.
    assert!(dead(&[(0, Outcome::Gone { status: 410 }), (0, down())]));
}

#[test]
fn a_clock_set_back_adds_no_day() {
    assert!(!dead(&[(5, down()), (4, down()), (3, down()), (4, down())]));
}

#[test]
fn what_says_nothing_of_the_page_changes_nothing() {
    let ours = Outcome::Unreachable {
        reason: "the proxy is not there".into(),
        help: String::new(),
        weight: Weight::None,
    };
    let refused = Outcome::Refused { reason: "`/` is asked to be left alone".into() };
    for nothing in [ours, refused] {
        let all: Vec<(u32, Outcome)> = (0..9).map(|n| (n, nothing.clone())).collect();
        assert_eq!(after(&all).failing, None);
        let row = [(0, down()), (1, down()), (2, nothing.clone()), (3, down())];
        assert_eq!(after(&row).failing.unwrap().days, 3);
    }
}

#[test]
fn a_host_that_turns_the_tool_away_makes_no_dead_link() {
    let away = Outcome::Unreachable {
        reason: "the host answers 403, forbidden".into(),
        help: String::new(),
        weight: Weight::TurnedAway,
    };
    let all: Vec<(u32, Outcome)> = (0..9).map(|n| (n, away.clone())).collect();
    let failing = after(&all).failing.unwrap();
    assert_eq!((failing.days, failing.dead), (9, false));
}

#[test]
fn an_address_is_proposed_after_three_days_of_redirects_for_good() {
    let to = |to: &str, permanent| Outcome::Redirected { to: to.into(), permanent, new: false };
    let proposed = |all: &[(u32, Outcome)]| after(all).redirect.is_some_and(|r| r.proposed());
    let for_good = |n: u32| (n, to("https://example.org/new", true));
    assert!(!proposed(&[for_good(0), for_good(0), for_good(0), for_good(1)]));
    assert!(proposed(&[for_good(0), for_good(1), for_good(2)]));
    assert!(proposed(&[for_good(0), for_good(1), (2, down()), for_good(3)]));
    assert!(!proposed(&[for_good(0), for_good(1), (2, Outcome::Unchanged), for_good(3)]));
    assert!(!proposed(&[for_good(0), for_good(1), (2, to("https://example.org/other", true))]));
    let for_now = |n: u32| (n, to("https://example.org/new", false));
    assert!(!proposed(&[for_now(0), for_now(1), for_now(2), for_now(3)]));
}

#[test]
fn a_damaged_file_is_no_state() {
    for bytes in [
        None,
        Some(&b"\xff"[..]),
        Some(b""),
        Some(b"format = 3"),
        Some(b"format = \"brief-asked/9\""),
    ] {
        assert_eq!(State::read(bytes), State::default());
    }
    let whole = full().print();
    for end in 0..whole.len() {
        // Half a file is some state or none, and as good as if it had been written so.
        let read = State::read(Some(&whole[..end]));
        assert_eq!(State::read(Some(&read.print())), read);
    }
}

fn full() -> State {
    State {
        asked: Some(at(3)),
        answer: Some("redirected".into()),
        validators: Some(Known {
            copy: "ab".repeat(32),
            url: "https://example.org/a".into(),
            etag: Some("W/\"1\"".into()),
            last_modified: None,
        }),
        failing: Some(Failing {
            since: day(0),
            last: day(2),
            days: 3,
            reason: "it \"fails\"\n".into(),
            dead: true,
        }),
        redirect: Some(Redirect {
            to: "https://example.org/b".into(),
            permanent: true,
            last: day(2),
            days: 2,
        }),
    }
}

#[test]
fn the_file_reads_as_people_would_write_it() {
    let text = String::from_utf8(full().print()).unwrap();
    assert_eq!(
        text,
        format!(
            "# What came of asking this source. It may be deleted.\n\
             format = \"brief-asked/1\"\nasked = \"2026-11-04T06:30:00Z\"\nanswer = \"redirected\"\n\n\
             [validators]\ncopy = \"{}\"\nurl = \"https://example.org/a\"\netag = 'W/\"1\"'\n\n\
             [failing]\nsince = \"2026-11-01\"\nlast = \"2026-11-03\"\ndays = 3\n\
             reason = \"\"\"\nit \"fails\"\n\"\"\"\ndead = true\n\n\
             [redirect]\nto = \"https://example.org/b\"\npermanent = true\nlast = \"2026-11-03\"\ndays = 2\n",
            "ab".repeat(32)
        )
    );
    assert_eq!(State::read(Some(text.as_bytes())), full());
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(reason in ".*", to in ".*", etag in proptest::option::of(".*"), days in 1u32..9) {
        let mut state = full();
        if let Some(failing) = &mut state.failing { failing.reason = reason; }
        if let Some(redirect) = &mut state.redirect { (redirect.to, redirect.days) = (to, days); }
        if let Some(known) = &mut state.validators { known.etag = etag; }
        prop_assert_eq!(State::read(Some(&state.print())), state);
    }

    #[test]
    fn any_bytes_are_read_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert_eq!(State::read(Some(&bytes)), State::default());
    }
}
