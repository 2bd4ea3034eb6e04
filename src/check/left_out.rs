//! Items that a paper leaves out by a slip of the pen, which nobody would notice.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use unicode_normalization::UnicodeNormalization;

use super::Context;
use crate::diag::{Diagnostic, count};
use crate::model::At;
use crate::model::item::Item;
use crate::model::library::Library;
use crate::select::{Decision, Reason};

/// An item left out for a topic written almost like one the paper asks for, because it has none, or because it
/// asks somebody whom no audience can press.
pub fn left_out(context: &Context<'_>) -> Vec<Diagnostic> {
    let (library, selection) = (context.library, context.selection);
    let wanted = &selection.target.spec.select.topics;
    // Thousands of items have a few topics between them.
    let mut known = HashMap::new();
    let mut unreached: BTreeMap<&str, usize> = BTreeMap::new();
    let mut findings = Vec::new();
    for (id, decision) in &selection.decisions {
        let Some(item) = library.items.get(*id) else { continue };
        let finding = match decision {
            Decision::Out(Reason::Topic) if !selection.by_topic_alone.contains(id) => None,
            Decision::Out(Reason::Topic) if item.topics.is_empty() => Some(no_topics(item)),
            Decision::Out(Reason::Topic) => item.topics.iter().find_map(|own| {
                let topic = own.value.as_str();
                let slip = known.entry(topic).or_insert_with(|| slip(library, topic, wanted));
                slip.as_ref().map(|slip| misspelt(item, own, slip))
            }),
            Decision::Out(Reason::Addressee(addressee)) => {
                *unreached.entry(addressee).or_default() += 1;
                None
            }
            _ => None,
        };
        findings.extend(finding);
    }
    findings.extend(unreached.into_iter().filter_map(|(id, asked)| nobody(library, id, asked)));
    findings
}

fn no_topics(item: &Item) -> Diagnostic {
    let said = format!("`{}` is left out, as it has no topics", item.id);
    Diagnostic::note("left-out", said)
        .at(&item.span)
        .item(&item.id)
        .why("the paper takes only items that have one of its topics")
        .help(
            "add a line `topics = [\"…\"]` with what it is about, or name the item under `exclude`",
        )
}

fn misspelt(item: &Item, own: &At<String>, slip: &Slip<'_>) -> Diagnostic {
    let (own_topic, id) = (&own.value, &item.id);
    let (said, help) = match slip {
        Slip::Written(meant) => (
            format!("its topic is `{own_topic}`, and the paper’s is `{meant}`"),
            format!(
                "write `{meant}`, if that is what it is about, or name the item under `exclude`"
            ),
        ),
        Slip::Accents(meant) => (
            format!("an accent of its topic `{meant}` is stored otherwise than the paper’s"),
            "copy the topic from the paper".to_owned(),
        ),
        Slip::Several(meant) => (
            format!("its topic is `{own_topic}`, and the paper’s is `{meant}`"),
            "write each topic between quotation marks of its own: `topics = [\"one\", \"two\"]`"
                .to_owned(),
        ),
    };
    Diagnostic::warning("left-out", format!("`{id}` is left out: {said}"))
        .at(&own.span)
        .item(id)
        .why("papers take items by their topics, letter for letter")
        .help(help)
}

/// That no audience can press an addressee. Which items ask it is not said: no reader is to see them.
fn nobody(library: &Library, id: &str, asked: usize) -> Option<Diagnostic> {
    let addressee = library.addressees.get(id)?;
    let nobody = addressee.raised_by.as_ref().is_some_and(Vec::is_empty);
    if !nobody || library.audiences.contains_key(id) {
        return None;
    }
    let are = if asked == 1 { "is" } else { "are" };
    let asked = count(asked, "recommendation");
    let said = format!("{asked} to `{id}`, whom no audience can press, {are} left out");
    Some(
        Diagnostic::warning("left-out", said)
            .at(&addressee.span)
            .why("a recommendation goes only into papers for those who can act on it or press whom it asks")
            .help("add a line `raised_by = [\"…\"]` with the audiences that can press them"),
    )
}

/// How a topic may have come to differ from one that the paper asks for.
enum Slip<'a> {
    /// By a letter, capitals or what is between letters.
    Written(&'a str),
    /// By the way in which letters with accents are stored (Unicode Standard Annex 15).
    Accents(&'a str),
    /// It is one of several in one text.
    Several(&'a str),
}

/// Bytes of a topic in which one letter may be a slip: of shorter ones it makes another word, and to compare longer
/// ones takes the square of their length.
const SLIPS: RangeInclusive<usize> = 5..=100;

/// What of the paper's topics `own` is likely to mean. One letter is a slip where no other item has this topic;
/// another number or first letter makes another topic.
fn slip<'a>(library: &Library, own: &str, wanted: &'a [At<String>]) -> Option<Slip<'a>> {
    let wanted = || wanted.iter().map(|topic| topic.value.as_str());
    let read = letters(own);
    let same = |one: &&str| read.chars().count() > 2 && read == letters(one);
    if let Some(meant) = wanted().find(same) {
        let stored = meant.nfc().eq(own.nfc());
        return Some(if stored { Slip::Accents(meant) } else { Slip::Written(meant) });
    }
    let others = || library.items.values().filter(|item| item.is_about(own)).count() > 1;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let near = |one: &&str| {
        let one = letters(one);
        SLIPS.contains(&one.len())
            && one.len().abs_diff(read.len()) < 4
            && one.chars().next() == read.chars().next()
            && digits(&one) == digits(&read)
            && strsim::osa_distance(&one, &read) == 1
    };
    if let Some(meant) = wanted().find(near) {
        return (!others()).then_some(Slip::Written(meant));
    }
    let parts: Vec<String> = own.split([',', ';']).map(letters).collect();
    let part = |one: &&str| parts.len() > 1 && parts.contains(&letters(one));
    let topic = |part: &String| {
        library.items.values().flat_map(Item::topics).any(|topic| letters(topic) == *part)
    };
    let meant = wanted().find(part)?;
    (!others() && parts.iter().all(topic)).then_some(Slip::Several(meant))
}

/// Letters and digits alone, small; letters with accents as one character.
fn letters(topic: &str) -> String {
    topic.nfc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
