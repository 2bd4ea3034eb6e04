//! Levels and overrides: what the workspace, the audience and the spec make of a finding.
//!
//! Levels are only ever raised. A finding is lifted by an override alone, for one item or place, by
//! somebody, for a reason, and until a day where one is given; `handling` and `not-verbatim` never are.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::diag::{Allowed, Diagnostic, Level};
use crate::model::checks::NEVER_LIFTED;
use crate::model::library::Library;
use crate::model::spec::{Allow, Spec};
use crate::select::Target;

/// Raises findings to the levels that were asked for and lifts those that are allowed. Gives the
/// overrides that lifted any, by their place in the spec.
pub fn judge(
    library: &Library,
    target: &Target<'_>,
    today: NaiveDate,
    findings: &mut [Diagnostic],
) -> BTreeSet<usize> {
    let mut used = BTreeSet::new();
    for finding in findings {
        raise(library, target, finding);
        let allows = target.spec.allow.iter().enumerate();
        let mut lifting =
            allows.filter(|(_, allow)| in_force(allow, today) && hits(allow, finding));
        if let Some((at, allow)) = lifting.next() {
            used.insert(at);
            used.extend(lifting.map(|(at, _)| at));
            finding.level = Level::Note;
            finding.allowed = Some(Allowed {
                by: allow.by.clone(),
                reason: allow.reason.clone(),
                on: allow.on.to_string(),
                until: allow.until.map(|until| until.to_string()),
            });
        }
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
    item && place && (allow.item.is_some() || allow.place.is_some())
}

/// Whether words stand where a finding points to, or in what it says.
fn stands_in(words: &str, finding: &Diagnostic) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let words = plain(words);
    let underlined = finding.span.as_ref().map(|span| span.lines()).unwrap_or_default();
    !words.is_empty()
        && (plain(&finding.message).contains(&words) || plain(underlined).contains(&words))
}

/// The overrides of a spec that lifted nothing in any of its papers.
pub fn unused(spec: &Spec, used: &BTreeSet<usize>, today: NaiveDate) -> Vec<Diagnostic> {
    let allows = spec.allow.iter().enumerate().filter(|(at, _)| !used.contains(at));
    let finding = |(_, allow): (usize, &Allow)| {
        let said = match allow.until.filter(|until| *until < today) {
            Some(until) => format!("this override ended on {until}"),
            None if allow.on > today => format!("this override begins on {}", allow.on),
            None => "this override lifts nothing".to_owned(),
        };
        Diagnostic::warning("unused-allow", said)
            .at(&allow.check.span)
            .why("what it was for is gone, and it would let something else through")
            .help("delete it, or decide anew: who, why, from when, until when")
    };
    allows.map(finding).collect()
}
