//! Dates: “12 June 2018” (GOV.UK style guide; United Nations Editorial Manual).

use super::super::Remark;
use super::page::Page;
use crate::claims::lex::is_dash;
use crate::claims::lexicon::Word;

/// The months as they are written out.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const ORDER: &str = "readers in Britain and at the United Nations expect the day before the month";
const ORDINAL: &str = "the house writes the day as a bare figure";
const SLASHES: &str =
    "half of all readers take the first number for the month, the others for the day";

/// What a rule finds: the tokens, what to write, why.
type Found = (usize, usize, Option<String>, &'static str);

/// Finds dates written otherwise.
pub(super) fn read(page: &Page, found: &mut Vec<Remark>) {
    let mut at = 0;
    while at < page.view.tokens.len() {
        let hit = month_first(page, at)
            .or_else(|| ordinal(page, at))
            .or_else(|| comma(page, at))
            .or_else(|| slashes(page, at));
        let Some((from, to, instead, why)) = hit else {
            at += 1;
            continue;
        };
        let range = page.view.range(from, to);
        let written = &page.view.source[range.clone()];
        let said = match &instead {
            Some(instead) => format!("`{written}` is written `{instead}` in this house"),
            None if why == SLASHES => format!("`{written}` can be two days"),
            None => format!("`{written}` is written with the day first in this house"),
        };
        found.push(Remark { range, said, why, instead });
        at = to.max(at + 1);
    }
}

/// The month at a token, and the token after it and the stop of an abbreviation.
fn month(page: &Page, at: usize) -> Option<(&'static str, usize)> {
    let Some(Word::Month(n)) = page.view.word(at) else { return None };
    let written = page.view.text(at);
    let name = MONTHS.get(usize::from(n).checked_sub(1)?)?;
    if !page.view.capital(at)
        || written.contains(['\'', '’'])
        || (page.view.glued(at) && page.is_code(at))
    {
        return None;
    }
    let stop = written.len() < name.len()
        && page.view.sign(at + 1) == Some('.')
        && page.view.glued(at + 1);
    Some((name, at + 1 + usize::from(stop)))
}

/// The day of a month at a token, and the token after it and its `th`; and whether it had one.
fn day(page: &Page, at: usize) -> Option<(u32, usize, bool)> {
    let (n, width) =
        page.view.digits(at).filter(|(n, width)| *width <= 2 && (1..=31).contains(n))?;
    let ordinal = page.view.glued(at + 1) && page.view.any(at + 1, &["st", "nd", "rd", "th"]);
    let next = at + 1 + usize::from(ordinal);
    let free = !page.view.glued(next)
        || matches!(
            page.view.sign(next),
            Some(',' | '.' | ')' | ';' | ':' | '’' | '?' | '!' | '-' | '–' | '—')
        );
    (free && width > 0).then_some((n, next, ordinal))
}

fn year(page: &Page, at: usize) -> Option<(u32, usize)> {
    let (n, width) = page.view.digits(at)?;
    let free = !page.view.glued(at + 1)
        || matches!(
            page.view.sign(at + 1),
            Some(',' | '.' | ')' | ';' | ':' | '’' | '?' | '!' | '—')
        );
    (width == 4 && (1500..=2100).contains(&n) && free).then_some((n, at + 1))
}

/// A year after a day or a month, with its comma or without; not a number of things.
fn year_after(page: &Page, at: usize) -> Option<(u32, usize)> {
    let comma = page.view.sign(at) == Some(',') && page.view.glued(at);
    let from = at + usize::from(comma);
    let (n, next) = year(page, from).filter(|_| page.spaced(from))?;
    (!page.counts(next)).then_some((n, next))
}

/// Whether the words before cannot make a number or month part of something else.
fn opens(page: &Page, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return true };
    page.view.number(before).is_none()
        && (!page.view.glued(at) || matches!(page.view.sign(before), Some('(' | '[' | '—')))
        && !page.view.any(before, &["no", "nos", "number", "article", "resolution", "opinion"])
}

/// “June 12, 2018”, “June 5”.
fn month_first(page: &Page, at: usize) -> Option<Found> {
    let (name, from) = month(page, at)?;
    if !opens(page, at) || !page.spaced(from) {
        return None;
    }
    let (n, next, _) = day(page, from)?;
    let dashed = page.view.glued(next) && page.view.sign(next).is_some_and(is_dash);
    if dashed {
        let (_, end, _) = day(page, next + 1).filter(|_| page.view.glued(next + 1))?;
        let end = year_after(page, end).map_or(end, |(_, end)| end);
        return Some((at, end, None, ORDER));
    }
    if let Some((year, end)) = year_after(page, next) {
        return Some((at, end, Some(format!("{n} {name} {year}")), ORDER));
    }
    let unclear = matches!(name, "May" | "March") && page.view.begins_sentence(at);
    let named = (name, n) == ("September", 11) || (name, n) == ("July", 4);
    let clock = page.view.sign(next) == Some(':') && page.view.glued(next + 1);
    let followed = match page.view.word(next) {
        Some(Word::Light | Word::Break) => !page.view.capital(next),
        Some(_) => false,
        None => page.view.number(next).is_none(),
    };
    (!unclear && !named && !clock && followed)
        .then(|| (at, next, Some(format!("{n} {name}")), ORDER))
}

/// “12th June 2018”, “the 12th of June”.
fn ordinal(page: &Page, at: usize) -> Option<Found> {
    let (n, next, true) = day(page, at)? else { return None };
    let of = page.view.is(next, "of");
    let from = next + usize::from(of);
    let (name, end) = month(page, from)?;
    if !page.spaced(next) || !page.spaced(from) || !opens(page, at) {
        return None;
    }
    let (year, end) = match year_after(page, end) {
        Some((year, end)) => (format!(" {year}"), end),
        None => (String::new(), end),
    };
    let more = page.spaced(end)
        && !matches!(page.view.word(end), Some(Word::Light | Word::Break) | None)
        && year.is_empty();
    let article =
        at.checked_sub(1).filter(|before| page.view.is(*before, "the") && page.spaced(at));
    if more && (of || article.is_some()) {
        return None;
    }
    Some((article.unwrap_or(at), end, Some(format!("{n} {name}{year}")), ORDINAL))
}

/// “12 June, 2018”, “June, 2018”.
fn comma(page: &Page, at: usize) -> Option<Found> {
    let (name, end) = month(page, at)?;
    if page.view.sign(end) != Some(',') || !page.view.glued(end) {
        return None;
    }
    let (year, to) = year_after(page, end)?;
    const WHY: &str = "the house writes no comma within a date";
    let day = at.checked_sub(1).and_then(|before| day(page, before).map(|(n, ..)| (before, n)));
    match day {
        Some((from, n)) if opens(page, from) && page.spaced(at) => {
            Some((from, to, Some(format!("{n} {name} {year}")), WHY))
        }
        Some(_) => None,
        None if !opens(page, at) => None,
        None => Some((at, to, Some(format!("{name} {year}")), WHY)),
    }
}

/// “06/07/2018”, which is two days, and “22/02/2014” and “06/2015”, which are not.
fn slashes(page: &Page, at: usize) -> Option<Found> {
    let view = &page.view;
    let fraction = view.sign(at + 1) == Some('/')
        && view.glued(at + 1)
        && view.glued(at + 2)
        && view.number(at + 2).is_some();
    let to = if fraction { at + 3 } else { at + 1 };
    let written = &view.source[view.range(at, to)];
    if !(6..=10).contains(&written.len())
        || !written.contains('/')
        || page.view.glued(at)
        || page.view.glued(to) && page.view.sign(to).is_none_or(|c| is_dash(c) || c == '/')
    {
        return None;
    }
    let parts: Option<Vec<u32>> = written.split('/').map(|part| part.parse().ok()).collect();
    let widths: Vec<usize> = written.split('/').map(str::len).collect();
    let month = |n: u32| MONTHS.get(usize::try_from(n).ok()?.checked_sub(1)?);
    let labelled = at.checked_sub(1).is_some_and(|before| {
        page.view.capital(before) && !page.view.begins_sentence(before)
            || page.view.sign(before) == Some('.')
            || page.view.number(before).is_some()
            || page.view.any(before, &["st", "nd", "rd", "th", "of"])
            || matches!(page.view.word(before), Some(Word::Label(_)))
    });
    match (parts?.as_slice(), widths.as_slice()) {
        ([first, second, year], [1 | 2, 1 | 2, 4]) if (1900..=2100).contains(year) => {
            let (day, name) = match (month(*first), month(*second)) {
                (Some(_), Some(_)) if first != second => return Some((at, to, None, SLASHES)),
                (_, Some(name)) if (1..=31).contains(first) => (first, name),
                (Some(name), None) if (1..=31).contains(second) => (second, name),
                _ => return None,
            };
            Some((at, to, Some(format!("{day} {name} {year}")), ORDER))
        }
        ([first, year], [2, 4]) if (1900..=2100).contains(year) && !labelled => {
            let name = month(*first)?;
            Some((at, to, Some(format!("{name} {year}")), "the house writes months in words"))
        }
        _ => None,
    }
}
