//! Figures: “500 to 900”, “10,000” (GOV.UK style guide).

use super::super::Remark;
use super::House;
use super::page::Page;
use crate::claims::lex::is_dash;
use crate::claims::lexicon::Word;

/// Finds figures written otherwise than the house does.
pub(super) fn read(page: &Page, house: &House, found: &mut Vec<Remark>) {
    let mut at = 0;
    while at < page.view.tokens.len() {
        let range = house.ranges.then(|| range_at(page, at, house.thousands)).flatten();
        let ranged = range.is_some();
        found.extend(range);
        if !ranged && house.thousands {
            found.extend(thousands_at(page, at));
        }
        at += if ranged { 3 } else { 1 };
    }
}

/// A whole number of at most twelve digits, with commas or without.
fn whole(page: &Page, at: usize) -> Option<u64> {
    page.view.number(at)?;
    let written = page.view.text(at);
    let digits = written.replace(',', "");
    let plain =
        !digits.is_empty() && digits.len() <= 12 && digits.bytes().all(|b| b.is_ascii_digit());
    (plain && !written.starts_with('0')).then(|| digits.parse().ok()).flatten()
}

/// Two numbers with a dash between, where that can only be a range of what is counted.
fn range_at(page: &Page, at: usize, thousands: bool) -> Option<Remark> {
    let view = &page.view;
    let dash = view.sign(at + 1).is_some_and(is_dash) && view.glued(at + 1) && view.glued(at + 2);
    if !dash {
        return None;
    }
    let (low, high) = (whole(page, at)?, whole(page, at + 2)?);
    let next = at + 3;
    let year = |n: u64, at: usize| (1000..=2100).contains(&n) && !view.text(at).contains(',');
    if low >= high
        || (low, high) == (9, 11)
        || (low, high) == (7, 11)
        || year(low, at) && year(high, at + 2)
    {
        return None;
    }
    if is_labelled(page, at)
        || !opens(page, at)
        || !closes(page, next)
        || !is_counted(page, at, low, next)
    {
        return None;
    }
    let joint = if at.checked_sub(1).is_some_and(|before| view.is(before, "between")) {
        "and"
    } else {
        "to"
    };
    let write = |at: usize, n: u64| {
        if thousands && n > 9_999 { grouped(n) } else { view.text(at).to_owned() }
    };
    let instead = format!("{} {joint} {}", write(at, low), write(at + 2, high));
    let range = view.range(at, next);
    Some(Remark {
        said: format!("`{}` is written `{instead}` in this house", &view.source[range.clone()]),
        range,
        why: "a dash between figures can be read as a minus or a date, and is lost when read aloud",
        instead: Some(instead),
    })
}

/// Whether what is before a number does not make it another thing: no sign, no name.
fn opens(page: &Page, at: usize) -> bool {
    let view = &page.view;
    let Some(before) = at.checked_sub(1) else { return true };
    if view.glued(at) {
        return view.sign(before) == Some('(') && !view.glued(before);
    }
    let named = view.capital(before) && !view.begins_sentence(before);
    view.number(before).is_none() && !named && view.sign(before) != Some('#')
}

/// Whether nothing goes on after a number that makes it another thing.
fn closes(page: &Page, next: usize) -> bool {
    let view = &page.view;
    if !view.glued(next) {
        return true;
    }
    match view.sign(next) {
        Some('%' | ')' | ';') => true,
        Some(',' | '.') => !view.glued(next + 1),
        None => matches!(view.word(next), Some(Word::Unit(..) | Word::Scale(_))),
        _ => false,
    }
}

/// Whether what follows a range is counted: a unit, a share, things.
fn is_counted(page: &Page, at: usize, low: u64, next: usize) -> bool {
    let view = &page.view;
    let measured = view.sign(next) == Some('%')
        || (view.is(next, "per") && view.is(next + 1, "cent"))
        || matches!(
            view.word(next),
            Some(Word::Percent | Word::Unit(..) | Word::Money(_) | Word::Scale(_) | Word::Hundred)
        );
    let roughly = at.checked_sub(1).is_some_and(|before| {
        view.any(
            before,
            &["between", "about", "around", "some", "roughly", "approximately", "estimated"],
        )
    });
    measured || page.counts(next) || (roughly && low >= 100)
}

/// Words before a number that make it a name.
const LABELS: &[&str] = &[
    "no",
    "nos",
    "number",
    "numbers",
    "p",
    "pp",
    "line",
    "lines",
    "verse",
    "verses",
    "figs",
    "fig",
    "vol",
    "issue",
    "bug",
    "bugs",
    "version",
    "port",
    "code",
    "id",
    "ref",
    "rfc",
    "isbn",
    "patent",
    "case",
    "file",
    "box",
    "psalm",
    "won",
    "lost",
    "score",
    "tel",
    "phone",
    "fax",
    "call",
    "ext",
    "sections",
    "question",
    "questions",
    "principle",
    "principles",
    "step",
    "steps",
    "recommendation",
    "recommendations",
    "rules",
    "tables",
    "figures",
    "items",
    "parts",
    "level",
    "levels",
    "grade",
    "grades",
    "route",
    "highway",
    "zip",
    "error",
    "block",
    "build",
    "commit",
    "ticket",
    "request",
    "model",
];

/// Whether the word before a number, a stop aside, makes it a name.
fn is_labelled(page: &Page, at: usize) -> bool {
    let Some(mut before) = at.checked_sub(1) else { return false };
    if page.view.sign(before) == Some('.') || page.view.sign(before) == Some(':') {
        let Some(word) = before.checked_sub(1) else { return false };
        before = word;
    }
    matches!(page.view.word(before), Some(Word::Label(_) | Word::Month(_)))
        || page.view.any(before, LABELS)
}

/// A number over 999 without commas, where that can only be an amount.
fn thousands_at(page: &Page, at: usize) -> Option<Remark> {
    let view = &page.view;
    let n = whole(page, at)?;
    let written = view.text(at);
    if written.contains(',') || n <= 2_100 && !is_money(page, at) || n <= 999 {
        return None;
    }
    let next = at + 1;
    let money = is_money(page, at);
    let counted = page.counts(next)
        || matches!(view.word(next), Some(Word::Unit(..) | Word::Money(_)))
        || view.glued(next) && view.sign(next) == Some('%');
    let sure = money || (counted && opens(page, at));
    if !sure || is_labelled(page, at) || !closes(page, next) {
        return None;
    }
    let instead = grouped(n);
    Some(Remark {
        range: view.range(at, next),
        said: format!("`{written}` is written `{instead}` in this house"),
        why: "without its comma a long figure is misread by a digit",
        instead: Some(instead),
    })
}

/// Whether the sign of a currency stands before a number.
fn is_money(page: &Page, at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| {
        page.view.glued(at)
            && matches!(page.view.sign(before), Some('£' | '$' | '€' | '¥'))
            && !(page.view.glued(before)
                && page.view.sign(before.wrapping_sub(1)).is_some_and(|c| c != '('))
    })
}

/// A number with its commas.
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + 4);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_stand_between_threes() {
        assert_eq!(grouped(1_170), "1,170");
        assert_eq!(grouped(120_000), "120,000");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
