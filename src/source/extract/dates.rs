//! Dates as metadata state them → `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.

/// The date a value states, where it is one and leaves no doubt about the order of day and month. The
/// day is that of the time zone the value itself is in.
pub fn date(value: &str) -> Option<String> {
    let value = value.trim();
    // What programs write where they know no date.
    if value.starts_with("1970-01-01T00:00:00") {
        return None;
    }
    numeric(value).or_else(|| in_words(value))
}

/// `2014-03-27…`, `2014/3/27`, `2014.03`, `2014`, `20140327…`.
fn numeric(value: &str) -> Option<String> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let length = digits(value);
    let (year, rest) = value.split_at(length);
    if length == 8 && matches!(rest.bytes().next(), None | Some(b'T' | b' ')) {
        return checked(&year[..4], Some(&year[4..6]), Some(&year[6..]));
    }
    if length != 4 {
        return None;
    }
    let Some(separator @ ('-' | '/' | '.')) = rest.chars().next() else {
        return rest.is_empty().then(|| checked(year, None, None))?;
    };
    let rest = &rest[1..];
    let (month, rest) = rest.split_at(digits(rest));
    let Some(rest) = rest.strip_prefix(separator) else {
        return rest.is_empty().then(|| checked(year, Some(month), None))?;
    };
    let (day, rest) = rest.split_at(digits(rest));
    matches!(rest.chars().next(), None | Some('T' | 't' | ' ' | '+' | 'Z'))
        .then(|| checked(year, Some(month), Some(day)))?
}

/// `27 March 2014`, `March 27, 2014`, `Thu, 27 Mar 2014 19:11:24 GMT`, `March 2014`.
fn in_words(value: &str) -> Option<String> {
    let mut words = value
        .split([' ', ',', '\u{a0}'])
        .filter(|word| !word.is_empty())
        .skip_while(|word| weekday(word))
        .take(4);
    let (first, second) = (words.next()?, words.next()?);
    let third = words.next();
    if let Some(number) = month(first) {
        return match third {
            Some(year) if year.len() == 4 => checked(year, Some(number), Some(day(second)?)),
            None if second.len() == 4 => checked(second, Some(number), None),
            _ => None,
        };
    }
    let year = third.filter(|year| year.len() == 4)?;
    checked(year, Some(month(second)?), Some(day(first)?))
}

fn day(word: &str) -> Option<&str> {
    let number = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    matches!(&word[number.len()..], "" | "st" | "nd" | "rd" | "th" | ".").then_some(number)
}

fn weekday(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    word.len() >= 3 && days.iter().any(|day| day.starts_with(&word))
}

fn month(word: &str) -> Option<&'static str> {
    const MONTHS: [(&str, &str); 12] = [
        ("january", "01"),
        ("february", "02"),
        ("march", "03"),
        ("april", "04"),
        ("may", "05"),
        ("june", "06"),
        ("july", "07"),
        ("august", "08"),
        ("september", "09"),
        ("october", "10"),
        ("november", "11"),
        ("december", "12"),
    ];
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let found = MONTHS.iter().find(|(name, _)| word.len() >= 3 && name.starts_with(&word))?;
    Some(found.1)
}

/// The parts as one date, if there is such a day.
fn checked(year: &str, month: Option<&str>, day: Option<&str>) -> Option<String> {
    let year: u16 = year.parse().ok().filter(|year| (1400..=2999).contains(year))?;
    let Some(month) = month else { return Some(format!("{year}")) };
    let month: u8 = month.parse().ok().filter(|month| (1..=12).contains(month))?;
    let Some(day) = day else { return Some(format!("{year}-{month:02}")) };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        2 => 28 + u8::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let day: u8 = day.parse().ok().filter(|day| (1..=last).contains(day))?;
    Some(format!("{year}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates_that_are_stated() {
        for (value, expected) in [
            ("2014-03-27T19:11:24Z", "2014-03-27"),
            ("2014-03-27 19:11", "2014-03-27"),
            ("2014/3/7", "2014-03-07"),
            ("2014.03", "2014-03"),
            ("2014", "2014"),
            ("20140327", "2014-03-27"),
            ("2016-02-29", "2016-02-29"),
            ("27 March 2014", "2014-03-27"),
            ("March 27th, 2014", "2014-03-27"),
            ("Thu, 27 Mar 2014 19:11:24 GMT", "2014-03-27"),
            ("Sept. 2014", "2014-09"),
        ] {
            assert_eq!(date(value).as_deref(), Some(expected), "{value}");
        }
    }

    #[test]
    fn dates_that_are_none_or_may_be_two() {
        for value in [
            "",
            "03/04/2014",
            "2014-13-01",
            "2015-02-29",
            "2014-03-32",
            "0001-01-01",
            "recently",
            "1970-01-01T00:00:00Z",
            "201403271911",
            "2014-",
            "2014-03-27x",
            "14 March",
            "2014-03-",
            "ma 2014",
            "é 1 2014",
            "12é March 2014",
        ] {
            assert_eq!(date(value), None, "{value}");
        }
    }
}
