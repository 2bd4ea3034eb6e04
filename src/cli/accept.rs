//! `brief accept`: a person takes what was found for what an item rests on.

use super::args::{Accept, Global};
use super::build::{clock, processors};
use super::report::Reporter;
use super::{Exit, Stop, user, workspace};
use crate::diag::{Diagnostic, Span, did_you_mean};
use crate::load::load;
use crate::model::item::{Item, Support};
use crate::model::library::Library;
use crate::model::lock::LockKey;
use crate::pipeline;
use crate::refresh::marks::marked;
use crate::refresh::terminal;
use crate::refresh::words::plain;
use crate::source::store;
use crate::verify::{Judgement, Stored, Verdict, key, passage};
use crate::workspace::{Clock, Workspace, sweep, write};

/// What is done about one passage.
enum Step<'a> {
    /// Its words are replaced by the source's.
    Words { span: &'a Span, old: &'a str, new: String },
    /// The newer copy becomes the one it was accepted in.
    Copy,
}

/// Takes the proposed words for every passage of an item that has changed, and the newer copy for every
/// one that has moved.
pub fn accept(global: &Global, accept: &Accept, reporter: &Reporter) -> Result<Exit, Stop> {
    let workspace = workspace(global)?;
    let loaded = load(&workspace, &[]);
    let library = &loaded.library;
    let Some(item) = library.items.get(&accept.item) else {
        reporter.diagnostics(&loaded.problems);
        let ids = library.items.keys().map(String::as_str);
        return Err(Diagnostic::error(
            "unknown-item",
            format!("there is no item `{}`", accept.item),
        )
        .maybe_help(did_you_mean(&accept.item, ids, "there is"))
        .into());
    };
    let clock = clock(None, library.timezone)?;
    let stored = Stored(&workspace);
    let verdicts = pipeline::look(&workspace, library, &stored, clock, processors());
    let mut steps = Vec::new();
    for (support, judgement) in item.supports.iter().zip(verdicts.of(item)) {
        let Some(judgement) = judgement else { continue };
        match step(item, support, judgement) {
            Ok(Some(step)) => steps.push((support, judgement, step)),
            Ok(None) => {}
            Err(finding) => return Err((*finding).into()),
        }
    }
    if steps.is_empty() {
        // A run that was ended before it could say so may have left the lock behind.
        settle(&workspace, clock, &[])?;
        reporter.result(&format!("`{}` stands as it was accepted; nothing to do", item.id));
        return Ok(Exit::Done);
    }
    for (support, judgement, step) in &steps {
        let source = &support.source.value;
        match step {
            Step::Words { old, new, .. } => {
                reporter.result(&format!("changed    {} in {source}", item.id));
                let look = terminal::Look { styled: reporter.coloured, width: reporter.width() };
                let (old, new) = marked(old, new, &judgement.differences);
                reporter.result(terminal::both(&old, &new, look).trim_end());
                if support.passage.is_some() {
                    let said = plain(&item.text.raw);
                    reporter.wrapped(
                        "    stays  ",
                        &format!("what the {} itself says: “{said}”", item.kind_name()),
                    );
                }
            }
            Step::Copy => {
                reporter.result(&format!("moved      {} in {source}", item.id));
                reporter.wrapped("    ", &one_line(passage(item, support).unwrap_or_default()));
            }
        }
    }
    if !accept.yes && !reporter.confirm("take what the source has now?") {
        reporter.result("nothing was changed");
        return Ok(Exit::Done);
    }
    carry_out(&workspace, library, item, &steps, clock)?;
    reporter.result(&format!("accepted   {}", item.id));
    Ok(Exit::Done)
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What accepting means for a passage; `None` where there is nothing to accept.
fn step<'a>(
    item: &'a Item,
    support: &'a Support,
    judgement: &Judgement,
) -> Result<Option<Step<'a>>, Box<Diagnostic>> {
    let span = support.passage.as_ref().map_or(&item.text_span, |passage| &passage.span);
    let old = support.passage.as_ref().map_or(item.text.raw.as_str(), |passage| passage.as_str());
    match judgement.verdict {
        Verdict::Changed => {
            let Some(anchor) = &judgement.anchor else { return Ok(None) };
            Ok(Some(Step::Words { span, old, new: one_line(&anchor.exact) }))
        }
        Verdict::Moved => Ok(Some(Step::Copy)),
        Verdict::Ambiguous if judgement.accepted.is_some() => Ok(Some(Step::Copy)),
        Verdict::Missing | Verdict::Ambiguous => Err(Box::new(
            Diagnostic::error("accept", format!("there is nothing to accept for `{}`", item.id))
                .at(span)
                .why(match judgement.verdict {
                    Verdict::Missing => "nothing like its words stands in the source any more",
                    _ => "its words are too short to tell where they stand",
                })
                .help(format!(
                    "read the source: `brief source show {}`, and write the passage yourself",
                    support.source.value
                )),
        )),
        _ => Ok(None),
    }
}

fn carry_out(
    workspace: &Workspace,
    library: &Library,
    item: &Item,
    steps: &[(&Support, &Judgement, Step<'_>)],
    clock: Clock,
) -> Result<(), Stop> {
    // From the last to the first, so that places before an edit stay what they are.
    let mut edits: Vec<(&Span, String)> = Vec::new();
    let mut moved: Vec<(LockKey, String)> = Vec::new();
    for (support, judgement, step) in steps {
        match step {
            Step::Words { span, new, .. } => edits.push((span, toml_string(new))),
            Step::Copy => {
                let newest = judgement.snapshot.iter().cloned();
                moved.extend(newest.map(|newest| (key(item, support), newest)));
            }
        }
    }
    edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.range.start));
    let mut files = Vec::new();
    if let Some((first, _)) = edits.first() {
        let mut text = first.file.text.clone();
        for (span, new) in &edits {
            text.replace_range(span.range.clone(), new);
        }
        let path = workspace.root().join(&first.file.path);
        let now = workspace.read_unremembered(&path)?;
        let mark = now.strip_prefix("\u{FEFF}".as_bytes());
        if mark.unwrap_or(&now) != first.file.text.as_bytes() {
            return Err(Diagnostic::error(
                "accept",
                format!("`{}` was changed just now", first.file.path),
            )
            .why("nothing was written, so that no change is lost")
            .help("run the same command again")
            .into());
        }
        let text = if mark.is_some() { format!("\u{FEFF}{text}") } else { text };
        files.push((path, text.into_bytes()));
    }
    // First that it was done, then what was: whatever ends the process in between, it is done again.
    let folder = workspace.root().join(&library.snapshot_folder);
    let mut logs = Vec::new();
    for (support, judgement, _) in steps {
        let what = format!("accepted {}", item.id);
        let hash = judgement.snapshot.as_deref().unwrap_or_default();
        let folder = folder.join(&support.source.value);
        logs.extend(store::logged(workspace, &folder, clock.real, &user(), &what, hash)?);
    }
    logs.extend(files);
    logs.iter().filter_map(|(path, _)| path.parent()).for_each(sweep);
    write(&logs)?;
    settle(workspace, clock, &moved)
}

/// Notes in the lock what now holds, which is seen by looking again; what has `moved` was accepted in the
/// copy that is named. The lock is written once, so that it is never of a step between.
fn settle(workspace: &Workspace, clock: Clock, moved: &[(LockKey, String)]) -> Result<(), Stop> {
    let mut library = load(workspace, &[]).library;
    let known = library.lock.clone();
    for (key, newest) in moved {
        if let Some(entry) = library.lock.verdicts.get_mut(key) {
            entry.snapshot.clone_from(newest);
            entry.accepted = None;
            entry.since = clock.real;
        }
    }
    let stored = Stored(workspace);
    let verdicts = pipeline::verdicts(workspace, &library, &stored, clock, processors());
    let lock = verdicts.lock(&library);
    if lock != known {
        pipeline::write_lock(workspace, &lock)?;
    }
    Ok(())
}

/// A text as TOML writes it on one line.
fn toml_string(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}
