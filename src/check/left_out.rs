//! Items that a paper leaves out by a slip of the pen, which nobody would notice.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use super::Context;
use crate::diag::Diagnostic;
use crate::model::At;
use crate::model::library::Library;
use crate::select::{Decision, Reason};

/// An item left out for a topic written almost like one the paper asks for, or because it has none.
pub fn left_out(context: &Context<'_>) -> Vec<Diagnostic> {
    let (library, target) = (context.library, &context.selection.target);
    let wanted = &target.spec.select.topics;
    // Thousands of items have a few topics between them.
    let mut known: HashMap<&str, Option<&str>> = HashMap::new();
    let mut findings = Vec::new();
    for (id, decision) in &context.selection.decisions {
        if *decision != Decision::Out(Reason::Topic) {
            continue;
        }
        let Some(item) = library.items.get(*id) else { continue };
        if item.topics.is_empty() {
            findings.push(
                Diagnostic::warning("left-out", format!("`{id}` is left out, as it has no topics"))
                    .at(&item.span)
                    .item(*id)
                    .why("the paper takes only items that have one of its topics")
                    .help("add a line `topics = [\"…\"]` with what it is about, or name the item under `exclude`"),
            );
        }
        let mut slips = item.topics.iter().filter_map(|own| {
            let topic = own.value.as_str();
            let meant = *known.entry(topic).or_insert_with(|| meant(library, topic, wanted));
            Some((own, meant?))
        });
        if let Some((own, meant)) = slips.next() {
            findings.push(
                Diagnostic::warning(
                    "left-out",
                    format!("`{id}` is left out: its topic is `{}`, and the paper’s is `{meant}`", own.value),
                )
                .at(&own.span)
                .item(*id)
                .why("papers take items by their topics, letter for letter")
                .help(match own.value.contains([',', ';']) {
                    true => "write each topic between quotation marks of its own: `topics = [\"one\", \"two\"]`".to_owned(),
                    false => format!("write `{meant}`, if that is what it is about"),
                }),
            );
        }
    }
    findings
}

/// Bytes of a topic in which one letter may be a slip: of shorter ones it makes another word, and to compare longer ones
/// takes the square of their length.
const SLIPS: RangeInclusive<usize> = 5..=100;

/// The topic that `own` is likely to mean: the same but for capitals and what is between letters, one of several
/// in one text, or, where no other item has this one, another letter.
fn meant<'a>(library: &Library, own: &str, wanted: &'a [At<String>]) -> Option<&'a str> {
    let mut wanted = wanted.iter().map(|topic| topic.value.as_str());
    let same = |wanted: &&str| own.split([',', ';']).any(|part| letters(part) == letters(wanted));
    let slip = |wanted: &&str| {
        let (own, wanted) = (letters(own), letters(wanted));
        SLIPS.contains(&wanted.len())
            && own.len().abs_diff(wanted.len()) < 4
            && strsim::osa_distance(&own, &wanted) == 1
    };
    let others = || library.items.values().filter(|item| item.is_about(own)).count() > 1;
    let found = wanted.clone().find(same);
    found.or_else(|| wanted.find(|wanted| slip(wanted) && !others()))
}

/// Letters and digits alone, small.
fn letters(topic: &str) -> String {
    topic.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
