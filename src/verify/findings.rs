//! What is said of words that were not found, or not as they stand.

use super::judge::Edit;
use super::near::{Difference, Kind};
use super::{Judgement, Unchecked, Verdict};
use crate::diag::{Diagnostic, Span, and_list, count};
use crate::model::item::{Item, Support};
use crate::model::library::Library;
use crate::model::source::Source;

/// A passage with what was found of it.
pub(super) struct Failed<'a> {
    pub(super) item: &'a Item,
    pub(super) support: &'a Support,
    pub(super) source: Option<&'a Source>,
    pub(super) judgement: &'a Judgement,
}

impl Failed<'_> {
    /// Where the words are written.
    fn span(&self) -> &Span {
        self.support.passage.as_ref().map_or(&self.item.text_span, |passage| &passage.span)
    }

    /// What the words are, in a sentence.
    fn what(&self) -> String {
        match self.support.passage {
            None => format!("the words of quotation `{}`", self.item.id),
            Some(_) => format!("the words `{}` rests on", self.item.id),
        }
    }

    fn source_id(&self) -> &str {
        &self.support.source.value
    }
}

/// Why words may not be printed.
pub(super) fn failed(library: &Library, failed: &Failed<'_>) -> Diagnostic {
    let (what, source) = (failed.what(), failed.source_id());
    let copy = copy(library, failed);
    let finding = match failed.judgement.verdict {
        Verdict::Changed => changed(failed, &what, &copy),
        Verdict::Ambiguous => ambiguous(failed, &what, &copy),
        Verdict::Unchecked => unchecked(failed, &what),
        _ => Diagnostic::error("not-verbatim", format!("{what} do not stand in `{source}`"))
            .why(format!(
                "nothing like it stands in {copy}; no paper says what its source does not"
            ))
            .help(format!(
                "copy the words from the source again; `brief source show {source}` prints it"
            )),
    };
    finding.at(failed.span()).item(&failed.item.id)
}

fn changed(failed: &Failed<'_>, what: &str, copy: &str) -> Diagnostic {
    let (judgement, id) = (failed.judgement, &failed.item.id);
    let there = judgement.anchor.as_ref().map(|anchor| shown(&anchor.exact)).unwrap_or_default();
    let label = match judgement.differences.iter().min_by_key(|difference| difference.kind) {
        Some(difference) if judgement.leave.is_empty() => differs(difference),
        _ => {
            "only a touch differs, which this audience does not permit unless it is declared".into()
        }
    };
    let help = match judgement.accepted {
        Some(_) => format!(
            "the source has changed: if it is still what you mean, `brief accept {id}` takes its words"
        ),
        None => format!("write the words as they stand there; `brief accept {id}` does it for you"),
    };
    let said = format!("{what} stand otherwise in `{}`", failed.source_id());
    Diagnostic::error("not-verbatim", said)
        .label(label)
        .why(format!("{copy} has “{there}”"))
        .help(help)
}

/// What differs, in a few words.
fn differs(difference: &Difference) -> String {
    let Difference { passage, text, kind } = difference;
    let kind = kind_word(*kind);
    match (passage.is_empty(), text.is_empty()) {
        (true, _) => format!("{kind} is missing here: `{text}`"),
        (_, true) => format!("{kind} is not there: `{passage}`"),
        _ => format!("{kind} differs: here `{passage}`, there `{text}`"),
    }
}

fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Words => "the wording",
        Kind::Case => "the case",
        other => other.as_str(),
    }
}

fn ambiguous(failed: &Failed<'_>, what: &str, copy: &str) -> Diagnostic {
    let places = 1 + failed.judgement.others.len();
    if failed.judgement.accepted.is_some() {
        let said = format!("{what} could be any of {places} places in `{}`", failed.source_id());
        return Diagnostic::error("not-verbatim", said)
            .why(format!("{copy} is newer than the one they were accepted in, and what stood around them is gone"))
            .help(format!(
                "see whether they still mean the same, then `brief accept {}`",
                failed.item.id
            ));
    }
    Diagnostic::error("not-verbatim", format!("{what} are too short to tell where they stand"))
        .why("with fewer than 12 letters they could be anything; a reader could not find them")
        .help("quote more of the sentence, or add the sentence they stand in: `context = \"…\"`")
}

fn unchecked(failed: &Failed<'_>, what: &str) -> Diagnostic {
    let source = failed.source_id();
    match &failed.judgement.unchecked {
        Some(Unchecked::Damaged(file)) => Diagnostic::error(
            "damaged-copy",
            format!("the stored copy of `{source}` is not the one that was stored"),
        )
        .why(format!("`{file}` was changed or cannot be read, so nothing can be said of {what}"))
        .help("bring the file back from a backup, or store the source again: `brief source add`"),
        Some(Unchecked::NoText(why)) => Diagnostic::error(
            "unchecked",
            format!("{what} could not be looked for in `{source}`: {why}"),
        )
        .why("no passage is printed that nobody has found in its source")
        .help("store a copy with a text, for instance the same document as text: `brief source add FILE --id …`"),
        _ => without_copies(std::slice::from_ref(failed)).into_iter().next().unwrap_or_else(|| {
            Diagnostic::error("unchecked", format!("{what} could not be looked for"))
        }),
    }
}

/// Items whose sources have no stored copy here, one message a source.
pub(super) fn without_copies(all: &[Failed<'_>]) -> Vec<Diagnostic> {
    let mut sources: Vec<&str> = all.iter().map(Failed::source_id).collect();
    sources.sort_unstable();
    sources.dedup();
    let finding = |id: &str| {
        let failed: Vec<&Failed<'_>> = all.iter().filter(|f| f.source_id() == id).collect();
        let first = failed.first()?;
        let mut items: Vec<&str> = failed.iter().map(|failed| failed.item.id.as_str()).collect();
        items.dedup();
        let rest = match items.as_slice() {
            [one] => format!("`{one}` rests"),
            [..] if items.len() <= 4 => format!("{} rest", and_list(&items)),
            [..] => format!("{} rest", count(items.len(), "item")),
        };
        let url = first.source.and_then(Source::url);
        let help = match url {
            Some(url) => format!("`brief source add {url} --id {id}` stores one"),
            None => format!("`brief source add FILE --id {id}` stores one from a file"),
        };
        let finding = Diagnostic::error(
            "unchecked",
            format!("{rest} on `{id}`, of which there is no stored copy"),
        )
        .at(first.span())
        .why("no passage is printed that nobody has found in its source")
        .help(help);
        Some(match items.as_slice() {
            [one] => finding.item(*one),
            _ => finding,
        })
    };
    sources.into_iter().filter_map(finding).collect()
}

/// What someone should look at though the words may be printed.
pub(super) fn noteworthy(failed: &Failed<'_>) -> Option<Diagnostic> {
    let judgement = failed.judgement;
    let swallowed = judgement.touches.iter().find_map(|touch| match touch {
        Edit::Omission(denied) => denied.as_deref(),
        _ => None,
    });
    let finding = match (judgement.verdict, swallowed) {
        (_, Some(word)) => Diagnostic::warning(
            "omission",
            format!("{} leave out `{word}` where they have `[…]`", failed.what()),
        )
        .why("what is left out denies something; without it the words may say the opposite")
        .help("read the sentence in the source, and quote it whole if its sense turns"),
        (Verdict::Moved, None) => Diagnostic::note(
            "moved",
            format!(
                "{} stand unchanged in a newer copy of `{}`",
                failed.what(),
                failed.source_id()
            ),
        )
        .why("the source has changed around them since they were accepted")
        .help(format!("`brief accept {}` once you have looked", failed.item.id)),
        _ => return None,
    };
    Some(finding.at(failed.span()).item(&failed.item.id))
}

/// The copy a verdict is on, in a sentence.
fn copy(library: &Library, failed: &Failed<'_>) -> String {
    let hash = failed.judgement.snapshot.as_ref();
    let copies = library.snapshots.get(failed.source_id()).into_iter().flatten();
    let copy = copies.rev().find(|copy| Some(&copy.sha256) == hash);
    let page = failed.judgement.anchor.as_ref().and_then(|anchor| anchor.page);
    let page = page.map(|page| format!(", page {page},")).unwrap_or_default();
    match copy {
        Some(copy) => {
            let day = copy.retrieved.with_timezone(&library.timezone).format("%-d %B %Y");
            format!("the stored copy of {day}{page}")
        }
        None => "the stored copy".into(),
    }
}

/// Words of a source as a message prints them: on one line, and no more than a few lines long.
fn shown(words: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    match words.len() {
        0..=60 => words.join(" "),
        _ => format!("{} …", words[..60].join(" ")),
    }
}
