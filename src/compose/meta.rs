//! What stands on the masthead, and which template sets the paper.

use chrono::NaiveDate;

use super::values;
use crate::model::At;
use crate::model::audience::Words;
use crate::model::date::PartialDate;
use crate::model::library::Library;
use crate::paper::{Meeting, Meta, Organisation};
use crate::verify::Vouched;

pub(super) fn meta(
    library: &Library,
    vouched: &Vouched<'_>,
    words: &Words,
    title: String,
    today: NaiveDate,
    draft: bool,
) -> Meta {
    let selection = vouched.selection();
    let target = &selection.target;
    let (spec, audience) = (target.spec, target.audience);
    let date = spec.date.unwrap_or(today);
    let language =
        spec.language.as_ref().map_or(&audience.language.value, |language| &language.value);
    let (lang, region) = match language.split_once('-') {
        Some((lang, region)) => (lang.to_owned(), Some(region.to_owned())),
        None => (language.clone(), None),
    };
    let own_type = spec.document_type.as_ref().filter(|_| !target.is_pack());
    let document_type =
        library.types.get(own_type.map_or(&audience.document_type.value, |own| &own.value));
    let release_line = document_type.is_some_and(|kind| kind.release_line);
    let embargo = spec.embargo.as_ref().map(|embargo| embargo.value);
    let release = match embargo {
        Some(embargo) => Some(values::embargo(embargo, library.timezone, words)),
        None => release_line.then(|| words.get("immediate").to_owned()),
    };
    // What is for publication says nothing of whom we meet.
    let meeting = spec.meeting.as_ref().filter(|_| !release_line).map(|meeting| Meeting {
        with: meeting.with.clone(),
        when: meeting.when.map(|when| values::moment(when, library.timezone, words)),
        place: meeting.place.clone(),
    });
    Meta {
        stem: target.stem.clone(),
        title,
        kind: document_type.map(|kind| kind.label.clone()).unwrap_or_default(),
        audience: audience.name.clone(),
        organisation: Organisation {
            name: library.organisation.name.clone(),
            notice: library.organisation.notice.clone(),
            contact: library.organisation.contact.clone(),
        },
        date: words.dates.date(PartialDate::day(date)),
        iso_date: date.to_string(),
        lang,
        region,
        marking: match &spec.classification {
            Some(tier) => Some(tier.as_str().to_owned()),
            None => audience.marking.then(|| selection.handling.to_string()),
        },
        warning: warning(library, vouched, words),
        release,
        accent: audience.accent.clone(),
        draft,
        findings: Vec::new(),
        meeting,
        claim: claim(library, vouched, words),
        long_words: false,
        long_paragraphs: false,
        plain_letters: false,
        words: words.words.clone(),
    }
}

/// What a reader must be warned of before reading on.
fn warning(library: &Library, vouched: &Vouched<'_>, words: &Words) -> Option<String> {
    let selection = vouched.selection();
    if !selection.target.audience.warnings {
        return None;
    }
    let mut kinds: Vec<String> = Vec::new();
    for kind in selection.printed(library).iter().flat_map(|item| &item.sensitive) {
        let known = words.words.get(&format!("warn-{kind}"));
        let said = known.cloned().unwrap_or_else(|| kind.replace('-', " "));
        if !kinds.contains(&said) {
            kinds.push(said);
        }
    }
    kinds.sort();
    let (last, rest) = kinds.split_last()?;
    let what = match rest.is_empty() {
        true => last.clone(),
        false => format!("{} {} {last}", rest.join(", "), words.get("and")),
    };
    Some(words.get("warning").replace("{what}", &what))
}

/// What was verified, in one sentence that claims no more than was done.
fn claim(library: &Library, vouched: &Vouched<'_>, words: &Words) -> Option<String> {
    let any = vouched.selection().printed(library).iter().any(|item| !item.supports.is_empty());
    let (from, to) = vouched.copies().filter(|_| any)?;
    let day = |day| words.dates.date(PartialDate::day(day));
    let said = words.get(if from == to { "copies-of-day" } else { "copies-of-days" });
    Some(said.replace("{from}", &day(from)).replace("{to}", &day(to)))
}

/// The template a paper is set with, without ending.
pub fn template<'a>(library: &'a Library, vouched: &'a Vouched<'_>) -> &'a str {
    let target = &vouched.selection().target;
    let (spec, audience) = (target.spec, target.audience);
    let own = |value: &'a Option<At<String>>| {
        value.as_ref().filter(|_| !target.is_pack()).map(|at| at.value.as_str())
    };
    let by_type = |id: &str| library.types.get(id).map(|kind| kind.template.as_str());
    own(&spec.template)
        .or_else(|| own(&spec.document_type).and_then(by_type))
        .or(audience.template.as_ref().map(|template| template.value.as_str()))
        .or_else(|| by_type(&audience.document_type))
        .unwrap_or("briefing")
}
