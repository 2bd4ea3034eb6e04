//! The style of the house: its terms and spellings, figures, dates and acronyms, in the author's own words only.

mod american;
mod days;
mod figures;
mod look_alike;
mod page;
mod spelling;
mod stops;
mod terms;
mod verbs;
mod words;

use super::Remark;
use page::Page;
pub(in crate::wording) use words::takes_an;

/// How the endings of words such as “organise” are spelt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// -ise, as the United Kingdom's government does.
    Ise,
    /// -ize, as the United Nations do (Concise Oxford English Dictionary).
    Ize,
}

/// What a house writes. `House::default()` asks for nothing but that no letter stands for one that looks like it.
#[derive(Debug, Clone, Copy, Default)]
pub struct House<'a> {
    /// Which endings, the rest being spelt as in Britain, as both houses do; `None` leaves all spellings alone.
    pub spelling: Option<Spelling>,
    /// Terms: what is not written, and what is instead; each in the singular, in small letters unless it is a name.
    pub terms: &'a [(String, String)],
    /// Acronyms that are never written, and what they stand for: the United Nations never shorten their name.
    pub spell_out: &'a [(String, String)],
    /// Titles, which stay as they are wherever they stand.
    pub protected: &'a [String],
    /// Whether ranges are written “500 to 900” (GOV.UK style guide).
    pub ranges: bool,
    /// Whether numbers over 999 have commas.
    pub thousands: bool,
    /// Whether dates are written “12 June 2018”.
    pub dates: bool,
    /// Whether acronyms are written without stops.
    pub stops: bool,
}

/// What in `text` is not as the house writes it, in order and apart.
///
/// Left alone: quotations, addresses, code, `{{ names }}`, `[@references]`, titles, and what is or may be part of a
/// proper name. What is written instead is right by these rules too; where one change lets
/// another be certain, a second or third reading finds it, and no more are needed. Linear in the text, times the titles.
pub fn house_style(text: &str, house: &House) -> Vec<Remark> {
    let page = Page::new(text);
    let mut found = Vec::new();
    look_alike::read(&page, &mut found);
    terms::read(&page, house, &mut found);
    without_terms(&page, house, &mut found);
    found.retain(|remark| page.is_own(&remark.range));
    page.drop_protected(house.protected, &mut found);
    in_order(&mut found);
    for remark in &mut found {
        if remark.instead.as_deref().is_some_and(|words| closes_quotation(text, remark, words)) {
            remark.instead = None;
        }
    }
    found
}

/// Whether words that end with an apostrophe would close a quotation that was left open: `‘UN’s` would become
/// `‘United Nations’`. A person decides.
fn closes_quotation(text: &str, remark: &Remark, words: &str) -> bool {
    let before = text.get(..remark.range.start).unwrap_or_default();
    let opened = |mark: char| {
        before
            .match_indices(mark)
            .any(|(at, _)| !before[..at].chars().next_back().is_some_and(char::is_alphanumeric))
    };
    words.ends_with('’') && opened('‘') || words.ends_with('\'') && opened('\'')
}

/// All rules but those on terms.
fn without_terms(page: &Page, house: &House, found: &mut Vec<Remark>) {
    if let Some(endings) = house.spelling {
        spelling::read(page, endings, found);
    }
    figures::read(page, house, found);
    if house.dates {
        days::read(page, found);
    }
    if house.stops {
        stops::read(page, house, found);
    }
    stops::spell_out(page, house, found);
}

/// Sorts remarks; of two that overlap, the one that begins earlier stays, or the longer.
fn in_order(found: &mut Vec<Remark>) {
    found.sort_by_key(|remark| (remark.range.start, std::cmp::Reverse(remark.range.end)));
    let mut end = 0;
    found.retain(|remark| {
        let apart = remark.range.start >= end;
        if apart {
            end = remark.range.end;
        }
        apart
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_fix_closes_a_quotation_that_was_left_open() {
        let spell_out = [("UN".to_owned(), "United Nations".to_owned())];
        let house = House { spell_out: &spell_out, ..House::default() };
        let instead = |text: &str| house_style(text, &house).remove(0).instead;
        assert_eq!(instead("‘UN’s"), None);
        assert!(instead("The UN’s report").is_some());
    }
}
