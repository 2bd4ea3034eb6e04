//! `--deps`: which files papers were made from, for other builders.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::{Stop, here};
use crate::diag::Diagnostic;
use crate::workspace::{Query, Trace, Workspace, write};

/// Writes which files a run has read and which folders it has looked through, and which files came of it:
/// as JSON where `to` ends in `.json`, else as a rule for Make, which Ninja reads too.
///
/// # Errors
/// When the file cannot be written, or a path cannot stand in such a rule.
pub fn write_deps(
    to: &Path,
    workspace: &Workspace,
    trace: &Trace,
    outputs: &[PathBuf],
) -> Result<(), Stop> {
    let from = here()?;
    // As whoever runs the builder would write them.
    let shown = |path: &Path| {
        let path = path.strip_prefix(&from).unwrap_or(path);
        path.to_string_lossy().into_owned()
    };
    let inputs: BTreeSet<String> =
        inputs(workspace, trace).iter().map(|path| shown(path)).collect();
    let outputs: BTreeSet<String> = outputs.iter().map(|path| shown(path)).collect();
    let text = match to.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json")) {
        true => format!("{:#}\n", json!({ "inputs": inputs, "outputs": outputs })),
        false => rule(&outputs, &inputs)?,
    };
    write(&[(from.join(to), text.into_bytes())])?;
    Ok(())
}

/// Everything that was asked for and is there: files, and folders, which change when a file is put into
/// them.
fn inputs(workspace: &Workspace, trace: &Trace) -> BTreeSet<PathBuf> {
    let mut inputs = BTreeSet::new();
    let mut deep = Vec::new();
    for query in trace.keys() {
        match query {
            Query::Bytes(path) | Query::Stamp(path) | Query::IsFile(path) => {
                inputs.insert(workspace.root().join(path));
            }
            Query::Files(path, _) | Query::Folders(path) => {
                inputs.insert(workspace.root().join(path));
            }
            Query::FilesDeep(path, _) => {
                deep.push(workspace.root().join(path));
                inputs.insert(workspace.root().join(path));
            }
            Query::IsThere(_) => {}
        }
    }
    let within = |folder: &&Path| deep.iter().any(|deep| folder.starts_with(deep));
    let folders: Vec<PathBuf> = inputs
        .iter()
        .flat_map(|path| path.ancestors().skip(1).take_while(within))
        .map(Path::to_owned)
        .collect();
    inputs.extend(folders);
    inputs.retain(|path| workspace.is_there(path));
    inputs
}

fn rule(outputs: &BTreeSet<String>, inputs: &BTreeSet<String>) -> Result<String, Stop> {
    let mut rule = String::new();
    for (at, path) in outputs.iter().enumerate() {
        rule.push_str(if at == 0 { "" } else { " " });
        rule.push_str(&escaped(path)?);
    }
    rule.push(':');
    for path in inputs {
        rule.push_str(" \\\n  ");
        rule.push_str(&escaped(path)?);
    }
    rule.push('\n');
    Ok(rule)
}

/// A path as GNU Make and Ninja read it.
fn escaped(path: &str) -> Result<String, Stop> {
    if path.contains(['\n', '\r']) {
        let said = format!("the path `{}` cannot stand in a rule for Make", path.escape_debug());
        return Err(Diagnostic::error("deps", said)
            .why("such rules are read line by line, and its name holds the end of one")
            .help("rename it, or ask for JSON: `--deps FILE.json`")
            .into());
    }
    let mut escaped = String::with_capacity(path.len());
    for c in path.chars() {
        match c {
            ' ' | '#' | '\\' => escaped.extend(['\\', c]),
            '$' => escaped.push_str("$$"),
            _ => escaped.push(c),
        }
    }
    Ok(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_with_signs_of_make_are_escaped() {
        let outputs = BTreeSet::from(["out/a b.pdf".to_owned()]);
        let inputs = BTreeSet::from(["briefs/50$ #1.toml".to_owned(), "briefs/a.toml".to_owned()]);
        let rule = rule(&outputs, &inputs).ok().unwrap();
        assert_eq!(rule, "out/a\\ b.pdf: \\\n  briefs/50$$\\ \\#1.toml \\\n  briefs/a.toml\n");
        assert!(escaped("a\nb").is_err());
    }
}
