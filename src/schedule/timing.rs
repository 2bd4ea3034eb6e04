//! How often: every so many minutes, hours or days, or daily at a time of day.

use std::fmt;

use chrono::{NaiveTime, Timelike};

use super::Fault;
use crate::diag::Diagnostic;

/// Minutes of a day.
pub const DAY: u32 = 24 * 60;

/// The longest time between two runs, in minutes.
const LONGEST: u32 = 366 * DAY;

/// When runs are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Timing {
    /// Every so many minutes, at least one.
    Every(u32),
    /// Daily at this time by the machine's clock; whole minutes.
    At(NaiveTime),
}

/// The minutes at which a scheduler calls, by the machine's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calls {
    /// Hours of the day, rising; `None` for each.
    pub hours: Option<Vec<u32>>,
    /// Minutes of the hour, rising and evenly spread.
    pub minutes: Vec<u32>,
}

impl Calls {
    /// Minutes between two calls within an hour.
    pub fn step(&self) -> u32 {
        60 / u32::try_from(self.minutes.len()).unwrap_or(60).clamp(1, 60)
    }
}

impl Timing {
    /// What follows `--every`: `30m`, `6h`, `1d`, `1h30m`.
    ///
    /// # Errors
    /// When it is no length of time, or none that can be scheduled.
    pub fn every(text: &str) -> Result<Timing, Fault> {
        if time_of_day(text).is_some() {
            let at = format!("write `--at {}`", text.trim());
            return Err(
                wrong(format!("`{text}` is a time of day, not a length of time"), at).into()
            );
        }
        let example = "write minutes, hours or days: `30m`, `6h`, `1d`";
        let Some(minutes) = length(text) else {
            return Err(wrong(format!("`{text}` is no length of time"), example).into());
        };
        match u32::try_from(minutes) {
            Ok(minutes @ 1..=LONGEST) => Ok(Timing::Every(minutes)),
            Ok(0) => Err(wrong("no time at all lies between runs", example).into()),
            _ => Err(wrong(format!("`{text}` is longer than a year"), example).into()),
        }
    }

    /// What follows `--at`: `06:30`.
    ///
    /// # Errors
    /// When it is no time of day.
    pub fn at(text: &str) -> Result<Timing, Fault> {
        if let Some(time) = time_of_day(text) {
            return Ok(Timing::At(time));
        }
        if length(text).is_some() {
            let every = format!("write `--every {}`", text.trim());
            return Err(
                wrong(format!("`{text}` is a length of time, not a time of day"), every).into()
            );
        }
        let help = "write hours and minutes from `00:00` to `23:59`, as in `06:30`";
        Err(wrong(format!("`{text}` is no time of day"), help).into())
    }

    /// The calls that give these runs exactly, where there are such.
    pub fn exact(self) -> Option<Calls> {
        match self {
            Timing::At(time) => Some(Calls::at([time.hour()], time.minute())),
            Timing::Every(DAY) => Some(Calls::at([0], 0)),
            Timing::Every(n) if 60u32.is_multiple_of(n) => Some(Calls::each(n)),
            Timing::Every(n) if n.is_multiple_of(60) && DAY.is_multiple_of(n) => {
                Some(Calls::at((0..24).step_by((n / 60) as usize), 0))
            }
            Timing::Every(_) => None,
        }
    }

    /// When a scheduler that makes up missed calls by itself calls: exactly, and an hour later once
    /// more. A time that the clocks skip in spring, and a run cut short, are made up then. What cannot
    /// be said exactly is called for more often.
    pub fn calls(self) -> Calls {
        let Some(Calls { hours: Some(hours), minutes }) = self.exact() else {
            return self.frequent();
        };
        let mut all: Vec<u32> = hours.iter().flat_map(|hour| [*hour, (hour + 1) % 24]).collect();
        all.sort_unstable();
        all.dedup();
        Calls { hours: (all.len() < 24).then_some(all), minutes }
    }

    /// When a scheduler that makes up nothing calls: at least hourly, so that what was missed while the
    /// machine slept is made up within the hour.
    pub fn frequent(self) -> Calls {
        match self {
            Timing::At(time) => Calls { hours: None, minutes: vec![time.minute()] },
            Timing::Every(n) => Calls::each(common(n, 60)),
        }
    }
}

impl Calls {
    fn at(hours: impl IntoIterator<Item = u32>, minute: u32) -> Calls {
        Calls { hours: Some(hours.into_iter().collect()), minutes: vec![minute] }
    }

    /// Every `step` minutes, a divisor of 60.
    fn each(step: u32) -> Calls {
        Calls { hours: None, minutes: (0..60).step_by(step.max(1) as usize).collect() }
    }
}

impl fmt::Display for Timing {
    /// As the options and the file write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Timing::At(time) => write!(f, "{}", time.format("%H:%M")),
            Timing::Every(n) if n.is_multiple_of(DAY) => write!(f, "{}d", n / DAY),
            Timing::Every(n) if n.is_multiple_of(60) => write!(f, "{}h", n / 60),
            Timing::Every(n) => write!(f, "{n}m"),
        }
    }
}

impl Timing {
    /// The option that asks for it.
    pub fn option(self) -> String {
        match self {
            Timing::At(_) => format!("--at {self}"),
            Timing::Every(_) => format!("--every {self}"),
        }
    }

    /// In a sentence: “every 6 hours”, “daily at 06:30”.
    pub fn words(self) -> String {
        let every = |n: u32, unit: &str| match n {
            1 => format!("every {unit}"),
            n => format!("every {n} {unit}s"),
        };
        match self {
            Timing::At(_) => format!("daily at {self}"),
            Timing::Every(n) if n.is_multiple_of(DAY) => every(n / DAY, "day"),
            Timing::Every(n) if n.is_multiple_of(60) => every(n / 60, "hour"),
            Timing::Every(n) => every(n, "minute"),
        }
    }
}

/// Minutes of `1h30m`, `90 min`, `2 days`; `None` where it is no length of time.
fn length(text: &str) -> Option<u64> {
    let mut rest = text.trim();
    let mut minutes: u64 = 0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: u64 = rest[..digits].parse().ok()?;
        rest = rest[digits..].trim_start();
        let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let unit: u64 = match rest[..end].to_ascii_lowercase().as_str() {
            "m" | "min" | "mins" | "minute" | "minutes" => 1,
            "h" | "hour" | "hours" => 60,
            "d" | "day" | "days" => u64::from(DAY),
            "w" | "week" | "weeks" => 7 * u64::from(DAY),
            _ => return None,
        };
        minutes = minutes.checked_add(number.checked_mul(unit)?)?;
        rest = rest[end..].trim_start();
    }
    Some(minutes)
}

/// `06:30` or `6:30`.
fn time_of_day(text: &str) -> Option<NaiveTime> {
    let (hour, minute) = text.trim().split_once(':')?;
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let lengths = matches!(hour.len(), 1 | 2) && minute.len() == 2;
    if !lengths || !digits(hour) || !digits(minute) {
        return None;
    }
    NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0)
}

/// The greatest common divisor.
fn common(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { common(b, a % b) }
}

fn wrong(message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
    Diagnostic::error("schedule-timing", message).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(text: &str) -> u32 {
        match Timing::every(text).unwrap() {
            Timing::Every(n) => n,
            at => panic!("{at:?}"),
        }
    }

    #[test]
    fn lengths_and_times_are_read() {
        assert_eq!([minutes("6h"), minutes("30m"), minutes("1d")], [360, 30, 1440]);
        assert_eq!([minutes(" 1h30m "), minutes("2 weeks"), minutes("90 Min")], [90, 20160, 90]);
        assert_eq!(Timing::at("6:30").unwrap().to_string(), "06:30");
        assert_eq!(Timing::at("00:00").unwrap().words(), "daily at 00:00");
        assert_eq!(Timing::Every(300).words(), "every 5 hours");
        assert_eq!(Timing::Every(60).words(), "every hour");
    }

    #[test]
    fn what_is_none_is_said_with_what_to_write() {
        let said = |result: Result<Timing, Fault>| {
            let error = result.unwrap_err();
            format!("{}; {}", error.message, error.help.unwrap())
        };
        let all = [
            said(Timing::every("6")),
            said(Timing::every("six hours")),
            said(Timing::every("")),
            said(Timing::every("0m")),
            said(Timing::every("400d")),
            said(Timing::every("99999999999999999999d")),
            said(Timing::every("06:30")),
            said(Timing::at("6h")),
            said(Timing::at("24:00")),
            said(Timing::at("6.30am")),
            said(Timing::at("６:30")),
        ];
        assert_eq!(
            all.join("\n"),
            "`6` is no length of time; write minutes, hours or days: `30m`, `6h`, `1d`
`six hours` is no length of time; write minutes, hours or days: `30m`, `6h`, `1d`
`` is no length of time; write minutes, hours or days: `30m`, `6h`, `1d`
no time at all lies between runs; write minutes, hours or days: `30m`, `6h`, `1d`
`400d` is longer than a year; write minutes, hours or days: `30m`, `6h`, `1d`
`99999999999999999999d` is no length of time; write minutes, hours or days: `30m`, `6h`, `1d`
`06:30` is a time of day, not a length of time; write `--at 06:30`
`6h` is a length of time, not a time of day; write `--every 6h`
`24:00` is no time of day; write hours and minutes from `00:00` to `23:59`, as in `06:30`
`6.30am` is no time of day; write hours and minutes from `00:00` to `23:59`, as in `06:30`
`６:30` is no time of day; write hours and minutes from `00:00` to `23:59`, as in `06:30`"
        );
    }

    #[test]
    fn calls_are_exact_where_they_can_be_and_frequent_where_not() {
        let calls = |text: &str| {
            let calls = Timing::every(text).unwrap().calls();
            format!("{:?} {:?}", calls.hours, calls.minutes)
        };
        assert_eq!(calls("6h"), "Some([0, 1, 6, 7, 12, 13, 18, 19]) [0]");
        assert_eq!(calls("2h"), "None [0]");
        assert_eq!(calls("5h"), "None [0]");
        assert_eq!(calls("90m"), "None [0, 30]");
        assert_eq!(calls("45m"), "None [0, 15, 30, 45]");
        assert_eq!(calls("7m").matches(", ").count(), 59);
        assert_eq!(calls("3d"), "None [0]");
        let late = Timing::at("23:30").unwrap();
        assert_eq!(late.calls().hours, Some(vec![0, 23]));
        assert_eq!(late.frequent(), Calls { hours: None, minutes: vec![30] });
    }
}
