//! The time.

use chrono::{DateTime, NaiveDate, Utc};

/// The time, as far as the tool may know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// The time embargoes go by: the real one, or an earlier one that `--as-of` asks for, since that
    /// can only tighten them.
    pub now: DateTime<Utc>,
    /// The day that is printed and that ages are counted from.
    pub today: NaiveDate,
    /// The machine's own time, for noting when something was done.
    pub real: DateTime<Utc>,
}

impl Clock {
    /// The machine's clock, with the day fixed by `--as-of` or `SOURCE_DATE_EPOCH` (seconds, as
    /// reproducible-builds.org specifies) where given; else today in `timezone`.
    pub fn read(as_of: Option<NaiveDate>, epoch: Option<i64>, timezone: chrono_tz::Tz) -> Clock {
        let now = Utc::now();
        let today = as_of
            .or_else(|| Some(DateTime::from_timestamp(epoch?, 0)?.date_naive()))
            .unwrap_or_else(|| now.with_timezone(&timezone).date_naive());
        // A day begins somewhere on earth fourteen hours before it does in UTC; where a zone skips its
        // midnight, that is early enough for any embargo.
        let asked = as_of.and_then(|day| day.and_hms_opt(0, 0, 0)).map_or(now, |start| {
            let earliest = start.and_utc() - chrono::Duration::hours(14);
            start
                .and_local_timezone(timezone)
                .earliest()
                .map_or(earliest, |s| s.with_timezone(&Utc))
        });
        Clock { now: now.min(asked), today, real: now }
    }
}
