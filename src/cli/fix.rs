//! `brief check --fix`: names and house style are put right in the files a person wrote.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use serde_json::json;

use super::Stop;
use super::report::Reporter;
use crate::check::wording::Speech;
use crate::check::written::{Written, of_selection};
use crate::diag::human::visible;
use crate::diag::{File, count};
use crate::fix::{Edit, apply};
use crate::load::Loaded;
use crate::model::audience::Audience;
use crate::pipeline;
use crate::select::{Settings, select};
use crate::wording::Remark;
use crate::workspace::{Clock, Workspace, rewrite};

/// UTF-8's mark of the byte order.
const BYTE_ORDER: &[u8] = b"\xEF\xBB\xBF";

/// A text that papers print, and for whom.
struct Shared<'a> {
    written: Written<'a>,
    audiences: BTreeMap<&'a str, &'a Audience>,
}

/// Mends the texts of the papers asked for. Gives how many files it wrote.
///
/// # Errors
/// When a file cannot be written; then none of them was.
pub fn fix(
    workspace: &Workspace,
    loaded: &Loaded,
    settings: &Settings,
    clock: Clock,
    reporter: &Reporter,
) -> Result<usize, Stop> {
    let library = &loaded.library;
    let mut texts: BTreeMap<(String, usize), Shared<'_>> = BTreeMap::new();
    let papers = pipeline::papers(loaded);
    for target in &papers {
        let (selection, _) = select(library, target.clone(), settings, clock.now);
        if !language(
            target.spec.language.as_ref().map_or(&target.audience.language.value, |l| &l.value),
        ) {
            continue;
        }
        for written in of_selection(library, &selection) {
            let key = (written.span().file.path.clone(), written.span().range.start);
            let shared =
                texts.entry(key).or_insert_with(|| Shared { written, audiences: BTreeMap::new() });
            shared.audiences.insert(&target.addressed.id, target.addressed);
        }
    }
    let mut edits: BTreeMap<String, (Arc<File>, Vec<Edit>)> = BTreeMap::new();
    let mut speeches: BTreeMap<&str, Speech> = BTreeMap::new();
    let mut mended: Vec<Change> = Vec::new();
    for shared in texts.values() {
        for audience in shared.audiences.values() {
            speeches.entry(&audience.id).or_insert_with(|| Speech::of(library, audience));
        }
        let of_all: Vec<&Speech> =
            shared.audiences.keys().filter_map(|id| speeches.get(id)).collect();
        let Some(changes) = agreed(&shared.written, &of_all) else { continue };
        let borrowed: Vec<(Range<usize>, &str)> =
            changes.iter().map(|(range, with)| (range.clone(), with.as_str())).collect();
        let Some(found) = shared.written.edits(&borrowed).filter(|found| !found.is_empty()) else {
            continue;
        };
        mended.extend(changes.iter().map(|(range, with)| {
            let span = shared.written.at(range);
            Change {
                line: span.line_column().0,
                file: span.file.path.clone(),
                old: shared.written.words(range).to_owned(),
                new: with.clone(),
            }
        }));
        let file = &shared.written.span().file;
        edits
            .entry(file.path.clone())
            .or_insert_with(|| (file.clone(), Vec::new()))
            .1
            .extend(found);
    }
    let mut files = Vec::new();
    for (path, (file, edits)) in edits {
        let (text, _) = apply(&file.text, edits);
        if text == file.text {
            continue;
        }
        let place = workspace.root().join(&path);
        // A mark of the byte order is no part of the text, and stays.
        let marked = workspace.read(&place)?.starts_with(BYTE_ORDER);
        let mut bytes = if marked { BYTE_ORDER.to_vec() } else { Vec::new() };
        bytes.extend(text.into_bytes());
        files.push((place, bytes));
    }
    rewrite(&files)?;
    if !files.is_empty() {
        say(&mended, files.len(), reporter);
    }
    Ok(files.len())
}

/// Words put for others.
struct Change {
    file: String,
    line: usize,
    old: String,
    new: String,
}

/// How many changes are shown before the rest become one line, and of the same words how many of their lines.
const SHOWN: usize = 40;
const LINES: usize = 6;

/// Says which words became which, the same words of a file in one line.
fn say(mended: &[Change], files: usize, reporter: &Reporter) {
    let mut alike: BTreeMap<(&str, &str, &str), Vec<usize>> = BTreeMap::new();
    for Change { file, line, old, new } in mended {
        reporter.object(&json!({
            "type": "fix", "file": file, "line": line, "old": old, "new": new,
        }));
        alike.entry((file, old, new)).or_default().push(*line);
    }
    let mut kinds: Vec<_> = alike.into_iter().collect();
    kinds.iter_mut().for_each(|(_, lines)| lines.sort_unstable());
    kinds.sort_by_key(|((file, ..), lines)| (*file, lines.first().copied()));
    for ((file, old, new), lines) in kinds.iter().take(SHOWN) {
        let new = if new.is_empty() { "nothing".to_owned() } else { format!("`{new}`") };
        let first = lines.first().copied().unwrap_or_default();
        let also = also_on(lines.get(1..).unwrap_or_default());
        reporter.result(&visible(&format!("mended     {file}:{first}  `{old}` → {new}{also}")));
    }
    let more: usize = kinds.iter().skip(SHOWN).map(|(_, lines)| lines.len()).sum();
    if more > 0 {
        reporter.result(&format!("           and {}", count(more, "more change")));
    }
    let said = format!("{} in {}", count(mended.len(), "place"), count(files, "file"));
    reporter.result(&format!("           {said}"));
}

/// “, also on lines 12, 15 and 3 more”.
fn also_on(lines: &[usize]) -> String {
    let shown: Vec<String> = lines.iter().take(LINES).map(ToString::to_string).collect();
    let more = lines.len().saturating_sub(LINES);
    match shown.as_slice() {
        [] => String::new(),
        [only] => format!(", also on line {only}"),
        _ if more > 0 => format!(", also on lines {} and {more} more", shown.join(", ")),
        [rest @ .., last] => format!(", also on lines {} and {last}", rest.join(", ")),
    }
}

/// Whether the rules read a language.
fn language(tag: &str) -> bool {
    tag.split('-').next() == Some("en")
}

/// The changes of a text that one of its audiences wants and none of the others would want undone.
fn agreed(written: &Written<'_>, speeches: &[&Speech]) -> Option<Vec<(Range<usize>, String)>> {
    let wanted = |speech: &Speech, text: &Written<'_>| -> Vec<Remark> {
        speech.names(text).iter().chain(speech.style(text).iter()).cloned().collect()
    };
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    for speech in speeches {
        for remark in wanted(speech, written) {
            let Some(instead) = remark.instead else { continue };
            let apart = |(range, _): &(Range<usize>, String)| {
                range.end <= remark.range.start || remark.range.end <= range.start
            };
            if changes.iter().all(apart) {
                changes.push((remark.range, instead));
            }
        }
    }
    changes.sort_by_key(|(range, _)| range.start);
    // What one house writes, another may not: such words are left for a person to write otherwise.
    let disputed: BTreeSet<usize> = (0..changes.len())
        .filter(|at| {
            let (range, instead) = &changes[*at];
            speeches.iter().any(|speech| {
                let before = wanted(speech, written);
                let after = wanted(speech, &written.with(range, instead));
                after.len() > before.len()
                    || after.len() == before.len()
                        && !before.iter().any(|remark| remark.range == *range)
                        && after.iter().any(|remark| remark.range.start == range.start)
            })
        })
        .collect();
    let mut at = 0;
    changes.retain(|_| {
        at += 1;
        !disputed.contains(&(at - 1))
    });
    (!changes.is_empty()).then_some(changes)
}
