//! Levels and overrides: what the workspace, the audience and the spec make of a finding.
//!
//! Levels are only ever raised. A finding is lifted by an override alone, for one item or place, by
//! somebody, for a reason, and until a day where one is given; `handling` and `not-verbatim` never are.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::diag::{Allowed, Diagnostic, Level, Span, and_list, count};
use crate::model::checks::NEVER_LIFTED;
use crate::model::library::Library;
use crate::model::spec::{Allow, Spec};
use crate::select::Target;

/// What overrides lifted: the place of each in the spec, with each finding it lifted.
pub type Lifted = BTreeSet<(usize, LiftedFinding)>;

/// A finding that an override lifted: the same in each paper it stands in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LiftedFinding {
    /// What it says.
    message: String,
    /// The words it is about.
    words: String,
}

/// Raises findings to the levels that were asked for and lifts those that are allowed. Gives what was
/// lifted, and by which override.
pub fn judge(
    library: &Library,
    target: &Target<'_>,
    today: NaiveDate,
    findings: &mut [Diagnostic],
) -> Lifted {
    let mut used = BTreeSet::new();
    for finding in findings {
        raise(library, target, finding);
        let allows = target.spec.allow.iter().enumerate();
        let lifting: Vec<(usize, &Allow)> =
            allows.filter(|(_, allow)| in_force(allow, today) && hits(allow, finding)).collect();
        let Some((_, allow)) = lifting.first() else { continue };
        finding.level = Level::Note;
        finding.allowed = Some(Allowed {
            by: allow.by.clone(),
            reason: allow.reason.clone(),
            on: allow.on.to_string(),
            until: allow.until.map(|until| until.to_string()),
        });
        let lifted = LiftedFinding { message: finding.message.clone(), words: words_of(finding) };
        used.extend(lifting.iter().map(|(at, _)| (*at, lifted.clone())));
    }
    used
}

fn raise(library: &Library, target: &Target<'_>, finding: &mut Diagnostic) {
    let all = [&library.levels, &target.audience.levels, &target.spec.levels];
    let raised = all.into_iter().filter_map(|levels| levels.get(finding.check)).map(|at| at.value);
    // A note says that something was done: there is nothing in it to raise.
    if finding.level == Level::Warning {
        finding.level = raised.max().map_or(Level::Warning, |raised| raised.max(Level::Warning));
    }
}

/// Whether an override holds on a day.
pub fn in_force(allow: &Allow, today: NaiveDate) -> bool {
    allow.on <= today && allow.until.is_none_or(|until| until >= today)
}

fn hits(allow: &Allow, finding: &Diagnostic) -> bool {
    if allow.check.value != finding.check || NEVER_LIFTED.contains(&finding.check) {
        return false;
    }
    // A finding of two items is of both.
    let of_item = |id: &str| {
        finding.item.as_deref() == Some(id) || finding.message.contains(&format!("`{id}`"))
    };
    let item = allow.item.as_ref().is_none_or(|item| of_item(&item.value));
    let place = allow.place.as_ref().is_none_or(|place| stands_in(&place.value, finding));
    let text = allow.text.as_ref().is_none_or(|text| is_about(&text.value, finding));
    item && place && text && (allow.item.is_some() || allow.place.is_some())
}

/// The words a finding is about: those it underlines, or, where that is much, those its message names.
fn words_of(finding: &Diagnostic) -> String {
    let underlined = finding.span.as_ref().map(Span::text).unwrap_or_default();
    let named = finding.message.split('`').skip(1).step_by(2);
    let mut named = named.filter(|words| finding.item.as_deref() != Some(*words));
    match named.find(|named| underlined.len() > named.len()) {
        Some(named) => named.to_owned(),
        None => underlined.to_owned(),
    }
}

/// Whether words are among those a finding underlines or names, and no part of a longer word.
fn is_about(words: &str, finding: &Diagnostic) -> bool {
    let words = plain(words);
    let underlined = finding.span.as_ref().map(Span::text).unwrap_or_default();
    let named = finding.message.split('`').skip(1).step_by(2);
    let named = named.filter(|named| finding.item.as_deref() != Some(*named));
    named.chain([underlined]).any(|text| holds(&plain(text), &words))
}

/// Whether a text has words that no letter or digit goes on from.
fn holds(text: &str, words: &str) -> bool {
    let apart = |at: usize| {
        let before = text[..at].chars().next_back();
        let after = text[at + words.len()..].chars().next();
        [before, after].into_iter().flatten().all(|c| !c.is_alphanumeric())
    };
    !words.is_empty() && text.match_indices(words).any(|(at, _)| apart(at))
}

/// A text in small letters, each blank one space.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Whether words stand where a finding points to, or in what it says.
fn stands_in(words: &str, finding: &Diagnostic) -> bool {
    let words = plain(words);
    let underlined = finding.span.as_ref().map(|span| span.lines()).unwrap_or_default();
    !words.is_empty()
        && (plain(&finding.message).contains(&words) || plain(underlined).contains(&words))
}

/// What is to be said of the overrides of a spec, once all its papers are known: those that lifted nothing, and those
/// that lifted more than one finding.
pub fn of_spec(spec: &Spec, lifted: &Lifted, today: NaiveDate) -> Vec<Diagnostic> {
    let of_one = |(at, allow): (usize, &Allow)| {
        let found: Vec<&LiftedFinding> =
            lifted.iter().filter(|(by, _)| *by == at).map(|(_, finding)| finding).collect();
        match found.as_slice() {
            [] => Some(unused(allow, today)),
            [_] => None,
            many => Some(broad(allow, many)),
        }
    };
    spec.allow.iter().enumerate().filter_map(of_one).collect()
}

fn unused(allow: &Allow, today: NaiveDate) -> Diagnostic {
    let said = match (allow.until.filter(|until| *until < today), &allow.text) {
        (Some(until), _) => format!("this override ended on {until}"),
        (None, _) if allow.on > today => format!("this override begins on {}", allow.on),
        (None, Some(text)) => format!("this override lifts nothing about `{}`", text.value),
        (None, None) => "this override lifts nothing".to_owned(),
    };
    let on_no_words = allow.text.is_some() && said.contains("nothing");
    Diagnostic::warning("unused-allow", said)
        .at(&allow.check.span)
        .why("what it was for is gone, and it would let something else through")
        .help(match on_no_words {
            true => "delete it, or write into `text` the words that the finding underlines",
            false => "delete it, or decide anew: who, why, from when, until when",
        })
}

/// How many words of findings a message offers for `text`.
const OFFERED: usize = 3;

/// An override that lifts more than the one finding somebody looked at.
fn broad(allow: &Allow, lifted: &[&LiftedFinding]) -> Diagnostic {
    let of = allow.item.as_ref().or(allow.place.as_ref()).map(|at| at.value.as_str());
    let all: BTreeSet<&str> = lifted.iter().map(|finding| finding.words.as_str()).collect();
    let short = |words: &&str| (1..=40).contains(&words.chars().count()) && !words.contains('\n');
    let words: Vec<&str> = all
        .iter()
        .copied()
        .filter(short)
        .take(OFFERED)
        .map(|words| words.trim_matches('"'))
        .collect();
    let help = match words.as_slice() {
        // Words that are the same in all of them tell none apart.
        [] | [_] => "see that each was looked at; `text = \"…\"` with words of one finding lifts that one alone".to_owned(),
        [first, ..] => format!(
            "see that each was looked at; `text = \"{first}\"` lifts that one alone (they are about {})",
            and_list(&words)
        ),
    };
    Diagnostic::note(
        "allow",
        format!(
            "this override lifts {} of `{}` at `{}`",
            count(lifted.len(), "finding"),
            allow.check.value,
            of.unwrap_or_default()
        ),
    )
    .at(&allow.check.span)
    .why("it also lifts what nobody has looked at yet, now and later")
    .help(help)
}
