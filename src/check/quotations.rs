//! Rules on the words of others: whose they are, whether two of them are one, how much is taken.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::support::forms;
use crate::cite::{first_words, is_called};
use crate::diag::Diagnostic;
use crate::model::item::{Item, Kind};
use crate::model::library::Library;
use crate::model::source::Source;
use crate::wording::variants::{difference, quote_variants};

/// A quotation of one speaker found in the publication of another, and silent about it.
pub fn second_hand(context: &Context<'_>) -> Vec<Diagnostic> {
    let library = context.library;
    let mut findings = Vec::new();
    for item in context.selection.printed(library) {
        let Kind::Quote { speaker, .. } = &item.kind else { continue };
        let sources: Vec<&Source> =
            item.supports.iter().filter_map(|s| library.sources.get(&s.source.value)).collect();
        let own = sources.iter().any(|source| speaks_in(library, source, speaker));
        if item.primary.is_some() || own || sources.is_empty() {
            continue;
        }
        let found_in = sources.first().map(|source| source.in_a_sentence()).unwrap_or_default();
        findings.push(
            Diagnostic::error(
                "second-hand",
                format!("`{}` gives the words of {} from {found_in}", item.id, speaker.value),
            )
            .at(&item.text_span)
            .item(&item.id)
            .why("the reader would believe that somebody had read or heard the speaker’s own words")
            .help(format!(
                "add `primary = {{ name = \"{}\" }}`: the citation then says “quoted in”",
                first_words(speaker)
            )),
        );
    }
    findings
}

/// Whether a source is the speaker's own: by its author, its publisher, or what it is called.
fn speaks_in(library: &Library, source: &Source, speaker: &str) -> bool {
    let mut of_source = vec![source.in_a_sentence(), publisher(source)];
    of_source.push(first_words(&source.in_a_sentence()).to_owned());
    let authors = source.entry.authors().unwrap_or_default().iter();
    of_source.extend(authors.map(|author| author.given_first(false)));
    let of_source: Vec<String> = of_source.iter().map(|name| known_as(library, name)).collect();
    // “Benedict Rogers, then East Asia Team Leader, CSW”, in what CSW published: in their own house.
    let mut names = std::iter::once(speaker).chain(speaker.split(',').map(str::trim));
    names.any(|name| {
        let name = known_as(library, name);
        is_called(source, &name) || !name.is_empty() && of_source.contains(&name)
    })
}

/// A name without capitals, marks and articles; one of the names table by its first form there.
fn known_as(library: &Library, name: &str) -> String {
    let folded = |name: &str| {
        let letters = name.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' });
        let lower: String = letters.flat_map(char::to_lowercase).collect();
        let words: Vec<&str> = lower.split_whitespace().filter(|word| *word != "the").collect();
        words.join(" ").replace("united nations", "un")
    };
    let own = folded(name);
    let is_form = |form: &str| folded(form) == own;
    let entry = library.names.values().find(|entry| forms(entry).into_iter().any(is_form));
    entry.map_or(own, |entry| folded(&entry.default.full))
}

/// Two quotations of one speaker that nearly agree.
pub fn quote_variants_of_one(context: &Context<'_>) -> Vec<Diagnostic> {
    let printed = context.selection.printed(context.library);
    let quotes: Vec<(&Item, &str)> = printed
        .iter()
        .filter_map(|item| match &item.kind {
            Kind::Quote { speaker, .. } => Some((*item, first_words(speaker))),
            _ => None,
        })
        .collect();
    let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
    let speakers: Vec<u32> = quotes
        .iter()
        .map(|(_, speaker)| {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            *numbers.entry(speaker).or_insert(next)
        })
        .collect();
    let texts: Vec<&str> = quotes.iter().map(|(item, _)| item.text.raw.as_str()).collect();
    let pairs = quote_variants(&texts, &speakers).into_iter();
    pairs
        .filter_map(|pair| {
            let (one, speaker) = quotes.get(pair.first)?;
            let (other, _) = quotes.get(pair.second)?;
            let differs = difference(&one.text.raw, &other.text.raw);
            let said: Vec<String> = differs
                .iter()
                .take(3)
                .map(|differs| match (differs.first.as_str(), differs.second.as_str()) {
                    ("", more) => format!("here also “{more}”"),
                    (less, "") => format!("here without “{less}”"),
                    (one, other) => format!("“{other}”, not “{one}”"),
                })
                .collect();
            let finding = Diagnostic::warning(
                "quote-variants",
                format!("`{}` and `{}` are nearly the same words of {speaker}", one.id, other.id),
            )
            .at(&one.text_span)
            .also(&other.text_span, said.join("; "))
            .item(&one.id)
            .why("one of them is likely to be misquoted")
            .help("keep the one that stands in the speaker’s own publication");
            Some(finding)
        })
        .collect()
}

/// How much of a source may be borrowed before it is said: a tenth.
const SHARE: f64 = 0.1;

/// Sources of which quotations and passages together take more than a tenth.
pub fn borrowed_share(context: &Context<'_>) -> Vec<Diagnostic> {
    let printed = context.selection.printed(context.library);
    let supports = printed.iter().flat_map(|item| &item.supports);
    let cited: BTreeSet<&str> = supports.map(|support| support.source.value.as_str()).collect();
    let taken = context.readings.taken.get_or_init(|| taken(context));
    let share = |source| share(context, source, *taken.get(source)?);
    cited.into_iter().filter_map(share).collect()
}

/// How many bytes of each source all passages take together.
fn taken(context: &Context<'_>) -> BTreeMap<String, usize> {
    let library = context.library;
    let mut taken: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
    // Passages lie in the workspace whether or not this paper prints them.
    for item in library.items.values() {
        for (support, judgement) in item.supports.iter().zip(context.verdicts.of(item)) {
            let place = judgement.as_ref().and_then(|judgement| judgement.place.as_ref());
            if let Some(place) = place {
                taken.entry(support.source.value.clone()).or_default().push(place.bytes);
            }
        }
    }
    taken.into_iter().map(|(source, places)| (source, union(places))).collect()
}

fn share(context: &Context<'_>, id: &str, taken: usize) -> Option<Diagnostic> {
    let library = context.library;
    let source = library.sources.get(id)?;
    let whole = context.verdicts.size(library.snapshots.get(id)?.last()?)?;
    let ours = [&source.in_a_sentence(), &publisher(source)].iter().any(|name| {
        !library.organisation.name.is_empty() && name.starts_with(&library.organisation.name)
    });
    if whole < SHORT || (taken as f64) <= SHARE * whole as f64 || ours {
        return None;
    }
    let percent = (taken as f64 * 1000.0 / whole as f64).round() / 10.0;
    let finding = Diagnostic::warning(
        "borrowed-share",
        format!("quotations and passages take {percent}% of `{id}`"),
    )
    .at(&source.span)
    .why("more than a tenth may be more than the law of quotation allows; its author may object")
    .help("shorten passages to the words that bear the item out");
    Some(finding)
}

fn publisher(source: &Source) -> String {
    let publisher = source.entry.publisher().and_then(|publisher| publisher.name());
    publisher.map(ToString::to_string).unwrap_or_default()
}

/// Bytes of text below which a share says nothing.
const SHORT: u64 = 1_000;

/// How many bytes some stretches cover together.
fn union(mut places: Vec<(usize, usize)>) -> usize {
    places.sort_unstable();
    let mut covered = 0;
    let mut end = 0;
    for (from, to) in places {
        covered += to.saturating_sub(from.max(end));
        end = end.max(to);
    }
    covered
}
