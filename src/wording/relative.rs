//! Dates that only the day of writing makes into dates: `last year`, `36 years ago`, `since 27 May`.
//!
//! A paper is read weeks or years after it is written, and the words stay. What names its time by the words around it is no such
//! date: `the following week`, `the last year of the war`, `last year (2022)`. Neither is a vague one: `long ago`.

use super::Remark;
use super::deictic;
use super::present;
use super::undated;
use super::words::Words;

/// The relative dates in the own words of `text`, in order: `last week`, `recently`, `on Tuesday`, `since 27 May` without a year.
pub fn relative_dates(text: &str) -> Vec<Remark> {
    let words = Words::new(text);
    let undated = undated::Undated::new(&words);
    let figures = present::Figures::new(&words);
    let (mut remarks, mut at, mut free) = (Vec::new(), 0, 0);
    while at < words.count() {
        let found = deictic::phrase(&words, at)
            .or_else(|| present::phrase(&words, &figures, at))
            .map(|(from, to)| (from, to, "date"))
            .or_else(|| undated.phrase(&words, at));
        match found {
            Some((from, to, lacks)) if from >= free && words.own(from, to) => {
                let range = words.view.range(from, to);
                remarks.push(Remark {
                    said: format!("`{}` says no {lacks}", &text[range.clone()]),
                    range,
                    why: "whoever reads the paper later cannot tell when it was",
                    instead: None,
                });
                free = to;
                at = to.max(at + 1);
            }
            _ => at += 1,
        }
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        relative_dates(text).into_iter().map(|remark| remark.said).collect()
    }

    #[test]
    fn a_remark_says_what_is_missing() {
        assert_eq!(said("It was closed last week."), ["`last week` says no date"]);
        assert_eq!(said("It has been closed since 27 May."), ["`since 27 May` says no year"]);
        assert_eq!(said("It has been closed since the 27th of May 2020."), [""; 0]);
    }

    #[test]
    fn a_day_belongs_to_the_year_the_text_names() {
        let text =
            "Tests began on 5 January 2022. By 30 January the state had launched its biggest.";
        assert_eq!(said(text), [""; 0]);
        assert_eq!(said("By 30 January the state had launched its biggest.").len(), 1);
    }

    #[test]
    fn today_dates_a_figure_or_an_event_not_our_times() {
        assert_eq!(said("Today more than 100,000 people are held."), ["`Today` says no date"]);
        assert_eq!(said("Women today have fewer rights."), [""; 0]);
        assert_eq!(said("It is one of the most closed states today."), [""; 0]);
    }

    #[test]
    fn a_border_closed_on_monday_is_no_weekly_thing() {
        assert_eq!(said("On Monday the border was closed."), ["`On Monday` says no date"]);
        assert_eq!(said("The church is always full on Sunday."), [""; 0]);
    }

    #[test]
    fn may_is_a_verb_in_a_title() {
        assert_eq!(said("This May Be the Last Chance"), [""; 0]);
        assert_eq!(said("The Council meets this May."), ["`this May` says no date"]);
    }

    #[test]
    fn a_title_is_no_date() {
        assert_eq!(said("In the film See You Yesterday two friends meet."), [""; 0]);
    }
}
