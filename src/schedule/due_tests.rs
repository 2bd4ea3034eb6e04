use super::*;
use crate::schedule::timing::Calls;
use chrono::{NaiveDate, Timelike};
use chrono_tz::{Asia, Australia, Europe, Pacific, Tz, UTC};
use proptest::prelude::*;

fn utc(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
}

fn at(text: &str) -> Timing {
    Timing::at(text).unwrap()
}

fn begun(text: &str) -> Past {
    Past { started: Some(utc(text)), finished: true, tries: 1 }
}

#[test]
fn a_time_that_the_clocks_skip_comes_when_they_have_done_so() {
    let spring = utc("2027-03-28T00:00:00Z");
    assert_eq!(next(at("01:30"), spring, &Europe::London), utc("2027-03-28T01:00:00Z"));
    let samoa = utc("2011-12-29T20:00:00Z");
    assert_eq!(next(at("12:00"), samoa, &Pacific::Apia), utc("2011-12-29T22:00:00Z"));
    assert_eq!(
        next(at("12:00"), utc("2011-12-29T22:00:00Z"), &Pacific::Apia),
        utc("2011-12-30T10:00:00Z")
    );
    assert_eq!(
        next(at("12:00"), utc("2011-12-30T09:59:59Z"), &Pacific::Apia),
        utc("2011-12-30T10:00:00Z")
    );
}

#[test]
fn a_time_that_comes_twice_is_taken_once() {
    let autumn = utc("2027-10-31T00:00:00Z");
    assert_eq!(next(at("01:30"), autumn, &Europe::London), utc("2027-10-31T00:30:00Z"));
    assert_eq!(
        next(at("01:30"), utc("2027-10-31T00:30:00Z"), &Europe::London),
        utc("2027-11-01T01:30:00Z")
    );
    let past = begun("2027-10-31T00:30:05Z");
    let again = utc("2027-10-31T01:30:05Z");
    assert_eq!(due(at("01:30"), past, again, &Europe::London), Due::Not);
}

#[test]
fn hours_of_the_day_stay_where_they_are_over_the_year() {
    let six = Timing::Every(360);
    for (day, hour) in [("2027-01-15T05:59:00Z", 6), ("2027-07-15T04:59:00Z", 5)] {
        let found = next(six, utc(day), &Europe::London);
        assert_eq!(found.hour(), hour);
        assert_eq!(found.with_timezone(&Europe::London).hour(), 6);
    }
    let half = next(six, utc("2027-01-15T00:00:00Z"), &Asia::Kolkata);
    assert_eq!(half, utc("2027-01-15T00:30:00Z"));
}

#[test]
fn lengths_that_no_day_holds_go_on_through_midnight() {
    let five = Timing::Every(300);
    let mut slot = latest(five, utc("2027-03-27T00:00:00Z"), &Europe::London);
    for _ in 0..20 {
        let after = next(five, slot, &Europe::London);
        assert_eq!((after - slot).num_minutes(), 300);
        slot = after;
    }
}

#[test]
fn days_are_counted_across_the_change_of_clocks() {
    let three = Timing::Every(3 * DAY);
    let first =
        next(three, utc("2027-03-20T12:00:00Z"), &Europe::London).with_timezone(&Europe::London);
    let second =
        next(three, first.with_timezone(&Utc), &Europe::London).with_timezone(&Europe::London);
    let third =
        next(three, second.with_timezone(&Utc), &Europe::London).with_timezone(&Europe::London);
    let days = |a: &DateTime<Tz>, b: &DateTime<Tz>| (b.date_naive() - a.date_naive()).num_days();
    assert_eq!([days(&first, &second), days(&second, &third)], [3, 3]);
    assert_eq!([first.hour(), second.hour(), third.hour()], [0, 0, 0]);
}

#[test]
fn what_was_missed_is_made_up_once() {
    let past = begun("2027-01-01T06:30:02Z");
    let back = utc("2027-01-05T09:10:00Z");
    assert_eq!(due(at("06:30"), past, back, &UTC), Due::Now);
    let made_up = begun("2027-01-05T09:10:00Z");
    assert_eq!(due(at("06:30"), made_up, utc("2027-01-05T10:10:00Z"), &UTC), Due::Not);
    assert_eq!(due(at("06:30"), made_up, utc("2027-01-06T06:30:00Z"), &UTC), Due::Now);
}

#[test]
fn a_clock_set_back_stops_nothing() {
    let future = begun("2031-05-05T06:30:00Z");
    let now = utc("2027-01-05T09:10:00Z");
    assert_eq!(due(at("06:30"), future, now, &UTC), Due::Now);
    assert_eq!(
        due(at("06:30"), begun("2027-01-05T09:10:00Z"), utc("2027-01-05T09:11:00Z"), &UTC),
        Due::Not
    );
    let seconds = begun("2027-01-05T09:10:03Z");
    assert_eq!(due(at("06:30"), seconds, now, &UTC), Due::Not);
}

#[test]
fn a_call_a_moment_early_is_taken_and_not_repeated() {
    let past = begun("2027-01-05T06:29:59Z");
    assert_eq!(
        due(at("06:30"), begun("2027-01-04T06:30:01Z"), utc("2027-01-05T06:29:59Z"), &UTC),
        Due::Now
    );
    assert_eq!(due(at("06:30"), past, utc("2027-01-05T06:30:00Z"), &UTC), Due::Not);
    assert_eq!(due(at("06:30"), past, utc("2027-01-05T07:30:00Z"), &UTC), Due::Not);
}

#[test]
fn a_run_that_did_not_do_its_work_is_tried_once_more() {
    let now = utc("2027-01-05T07:30:00Z");
    let cut = Past { started: Some(utc("2027-01-05T06:30:00Z")), finished: false, tries: 1 };
    assert_eq!(due(at("06:30"), cut, now, &UTC), Due::Again);
    assert_eq!(due(at("06:30"), Past { tries: 2, ..cut }, now, &UTC), Due::Not);
    assert_eq!(
        due(at("06:30"), Past { tries: 2, ..cut }, utc("2027-01-06T06:30:00Z"), &UTC),
        Due::Now
    );
    assert_eq!(due(at("06:30"), Past::default(), now, &UTC), Due::Now);
}

const ZONES: [Tz; 8] = [
    UTC,
    Europe::London,
    Europe::Kyiv,
    Asia::Kolkata,
    Asia::Beirut,
    Australia::Lord_Howe,
    Pacific::Apia,
    chrono_tz::America::Sao_Paulo,
];

fn timings() -> impl Strategy<Value = Timing> {
    let common =
        prop::sample::select(vec![1, 7, 30, 45, 60, 90, 120, 300, 360, 720, 1440, 4320, 10080]);
    prop_oneof![
        common.prop_map(Timing::Every),
        (1u32..20_000).prop_map(Timing::Every),
        (0u32..DAY).prop_map(|m| Timing::At(
            NaiveTime::from_num_seconds_from_midnight_opt(m * 60, 0).unwrap()
        )),
    ]
}

/// Whether a scheduler calls in this minute of the machine's clock.
fn calls_at(calls: &Calls, local: NaiveDateTime) -> bool {
    calls.hours.as_ref().is_none_or(|hours| hours.contains(&local.hour()))
        && calls.minutes.contains(&local.minute())
}

/// Runs begun from `from` on by calls of one who skips `asleep`, minute by minute.
fn simulate(
    timing: Timing,
    zone: Tz,
    calls: &Calls,
    from: DateTime<Utc>,
    minutes: i64,
    asleep: &[(i64, i64)],
) -> (Vec<DateTime<Utc>>, Vec<DateTime<Utc>>) {
    let mut past = Past { started: Some(from), finished: true, tries: 0 };
    let (mut runs, mut heard) = (Vec::new(), Vec::new());
    for minute in 1..=minutes {
        let now = from + Duration::minutes(minute);
        let off = asleep.iter().any(|(a, b)| (*a..*b).contains(&minute));
        if off || !calls_at(calls, now.with_timezone(&zone).naive_local()) {
            continue;
        }
        heard.push(now);
        if due(timing, past, now, &zone) == Due::Now {
            runs.push(now);
            past = Past { started: Some(now), finished: true, tries: 1 };
        }
    }
    (runs, heard)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(24)))]

    #[test]
    fn slots_follow_one_another(
        timing in timings(),
        zone in prop::sample::select(ZONES.to_vec()),
        seconds in 1_262_304_000i64..1_893_456_000,
    ) {
        let now = DateTime::from_timestamp(seconds, 0).unwrap();
        let (before, after) = (latest(timing, now, &zone), next(timing, now, &zone));
        prop_assert!(before <= now && now < after, "{before} {now} {after}");
        prop_assert_eq!(latest(timing, after, &zone), after);
        prop_assert_eq!(latest(timing, after - Duration::seconds(1), &zone), before);
        prop_assert_eq!(next(timing, before, &zone), after);
        let longest = match timing {
            Timing::At(_) => i64::from(DAY),
            Timing::Every(n) => i64::from(n),
        };
        // Samoa lost a whole day.
        prop_assert!((after - before).num_minutes() <= longest + 26 * 60);
    }

    #[test]
    fn every_time_has_one_run_and_what_was_slept_through_has_one(
        timing in timings(),
        zone in prop::sample::select(ZONES.to_vec()),
        // About changes of the clocks, and in between.
        day in prop::sample::select(vec![
            "2027-03-26", "2027-03-28", "2027-10-30", "2027-06-10", "2018-11-02", "2018-02-15",
            "2011-12-28", "2027-04-02", "2027-10-01",
        ]),
        asleep in prop::collection::vec((0i64..5000, 1i64..3000), 0..3),
        frequent: bool,
    ) {
        let from = day.parse::<NaiveDate>().unwrap().and_hms_opt(0, 0, 30).unwrap().and_utc();
        let calls = if frequent { timing.frequent() } else { timing.calls() };
        let asleep: Vec<(i64, i64)> = asleep.into_iter().map(|(at, long)| (at, at + long)).collect();
        let (runs, heard) = simulate(timing, zone, &calls, from, 6000, &asleep);
        let slot = |at: DateTime<Utc>| latest(timing, at + EARLY, &zone);
        // Never two in one slot.
        for pair in runs.windows(2) {
            prop_assert!(slot(pair[0]) < slot(pair[1]), "{pair:?}");
        }
        // Whenever it was called, the slot that had begun has its run.
        for call in heard {
            let served = slot(from) == slot(call)
                || runs.iter().any(|run| *run <= call && slot(*run) == slot(call));
            prop_assert!(served, "{call}");
        }
    }

    #[test]
    fn awake_no_time_is_missed_and_none_is_late_by_more_than_an_hour(
        timing in timings(),
        zone in prop::sample::select(ZONES.to_vec()),
        day in prop::sample::select(vec![
            "2027-03-26", "2027-10-30", "2027-06-10", "2018-11-02", "2018-02-15", "2027-04-02",
        ]),
        frequent: bool,
    ) {
        let from = day.parse::<NaiveDate>().unwrap().and_hms_opt(0, 0, 30).unwrap().and_utc();
        let calls = if frequent { timing.frequent() } else { timing.calls() };
        let (runs, _) = simulate(timing, zone, &calls, from, 6000, &[]);
        let mut slot = next(timing, from + EARLY, &zone);
        let end = from + Duration::minutes(6000 - 61);
        while slot < end {
            let after = next(timing, slot, &zone);
            let made = runs.iter().find(|run| **run + EARLY >= slot);
            let late = made.map(|run| (*run - slot).num_minutes());
            let skipped = after - slot < Duration::minutes(61) && !matches!(timing, Timing::Every(n) if n <= 60);
            prop_assert!(late.is_some_and(|late| late <= 60) || skipped, "{slot} {late:?}");
            slot = after;
        }
    }
}
