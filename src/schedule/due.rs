//! Whether a run is due.
//!
//! Times are cut into slots: each begins when a run is wanted and ends when the next one is. A run is due
//! when the last one was begun in another slot than now. So a scheduler may call as often as it likes,
//! however many slots were missed are made up once, and a clock that is set back stops nothing: the run
//! that seems to be in the future was begun in another slot, too.

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};

use super::timing::{DAY, Timing};

/// How long before its time a call is taken for it: schedulers may wake a little early, and a day would
/// be lost.
const EARLY: Duration = Duration::seconds(30);

/// How often a slot's run is begun where none comes to its end.
const TRIES: u32 = 2;

/// What is known of earlier runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Past {
    /// When a run was last begun, or else when the schedule was installed.
    pub started: Option<DateTime<Utc>>,
    /// Whether the run begun last did its work, whatever it found. `true` where none was begun.
    pub finished: bool,
    /// How many runs were begun since one last did its work.
    pub tries: u32,
}

/// What a call should do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// A new time for a run has come, or one was missed.
    Now,
    /// The time's run did not do its work: once more.
    Again,
    /// Nothing is to be done.
    Not,
}

/// What a call at `now` should do, with the machine in `zone`.
pub fn due<Z: TimeZone>(timing: Timing, past: Past, now: DateTime<Utc>, zone: &Z) -> Due {
    let slot = |at: DateTime<Utc>| latest(timing, at + EARLY, zone);
    match past.started {
        None => Due::Now,
        Some(started) if slot(started) != slot(now) => Due::Now,
        Some(_) if !past.finished && past.tries < TRIES => Due::Again,
        Some(_) => Due::Not,
    }
}

/// The last time at or before `at` that a run was wanted.
pub fn latest<Z: TimeZone>(timing: Timing, at: DateTime<Utc>, zone: &Z) -> DateTime<Utc> {
    around(timing, at, zone).into_iter().filter(|slot| *slot <= at).max().unwrap_or(at)
}

/// The first time after `at` that a run is wanted.
pub fn next<Z: TimeZone>(timing: Timing, at: DateTime<Utc>, zone: &Z) -> DateTime<Utc> {
    around(timing, at, zone).into_iter().filter(|slot| *slot > at).min().unwrap_or(at)
}

/// Times that runs are wanted at: the last before `at`, the first after it, and perhaps others.
fn around<Z: TimeZone>(timing: Timing, at: DateTime<Utc>, zone: &Z) -> Vec<DateTime<Utc>> {
    match timing {
        Timing::At(time) => on_days(at, zone, 1, &[time]),
        Timing::Every(n) if n.is_multiple_of(DAY) => on_days(at, zone, n / DAY, &[NaiveTime::MIN]),
        // From an hour upwards people think of hours of the day; below, and where a day does not hold a
        // whole number, of time that passes.
        Timing::Every(n) if n > 60 && DAY.is_multiple_of(n) => {
            let of_day = |k: u32| NaiveTime::from_num_seconds_from_midnight_opt(k * n * 60, 0);
            let times: Vec<NaiveTime> = (0..DAY / n).filter_map(of_day).collect();
            on_days(at, zone, 1, &times)
        }
        Timing::Every(n) => {
            let length = i64::from(n) * 60;
            let before = at.timestamp().div_euclid(length) * length;
            let at = |seconds| DateTime::from_timestamp(seconds, 0);
            [before, before + length].into_iter().filter_map(at).collect()
        }
    }
}

/// The `times` of every `step`th day around `at`, as they come in `zone`.
fn on_days<Z: TimeZone>(
    at: DateTime<Utc>,
    zone: &Z,
    step: u32,
    times: &[NaiveTime],
) -> Vec<DateTime<Utc>> {
    let step = i64::from(step.max(1));
    let today = at.with_timezone(zone).date_naive();
    let number = today.signed_duration_since(NaiveDate::default()).num_days();
    let into = number.rem_euclid(step);
    // One day more on either side: a time that the clocks skip comes later, if need be on the next day.
    let days = [-into - step, -into, step - into, -1, 1, 2 * step - into];
    let wanted = |day: &i64| (number + day).rem_euclid(step) == 0;
    let dates = days.into_iter().filter(wanted).filter_map(|day| match u64::try_from(day) {
        Ok(later) => today.checked_add_days(Days::new(later)),
        Err(_) => today.checked_sub_days(Days::new(day.unsigned_abs())),
    });
    dates
        .flat_map(|date| times.iter().filter_map(move |time| resolve(date.and_time(*time), zone)))
        .collect()
}

/// When the clocks show `local` for the first time; where they skip it, when they have done so.
fn resolve<Z: TimeZone>(local: NaiveDateTime, zone: &Z) -> Option<DateTime<Utc>> {
    // The longest skip was a whole day: Samoa's 30 December 2011.
    (0..=i64::from(DAY) + 60)
        .filter_map(|minutes| local.checked_add_signed(Duration::minutes(minutes)))
        .find_map(|local| zone.from_local_datetime(&local).earliest())
        .map(|found| found.with_timezone(&Utc))
}

#[cfg(test)]
#[path = "due_tests.rs"]
mod tests;
