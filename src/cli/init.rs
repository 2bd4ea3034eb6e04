//! `brief init`: a workspace that builds at once and says what to change.

use std::path::Path;

use super::args::Init;
use super::report::Reporter;
use super::{Exit, Stop, here, user};
use crate::diag::Diagnostic;
use crate::model::snapshot::Media;
use crate::source::extract::extract;
use crate::source::store::{self, Copy};
use crate::workspace::{Clock, Workspace, create};

/// What a new workspace holds.
const FILES: [(&str, &str); 4] = [
    ("briefs/workspace.toml", include_str!("start/workspace.toml")),
    ("briefs/evidence/evidence.toml", include_str!("start/evidence.toml")),
    ("briefs/sources/sources.toml", include_str!("start/sources.toml")),
    (".gitignore", include_str!("start/gitignore")),
];

/// The source the three items rest on, as made up as they are.
const EXAMPLE: (&str, &str) = ("example-report", include_str!("start/example-report.txt"));

/// Stores the source of the example, so that its passages are found like any others.
fn example(root: &Path, reporter: &Reporter) -> Result<(), Stop> {
    let workspace = Workspace::at(root);
    let (id, text) = EXAMPLE;
    let folder = root.join("briefs/sources");
    if folder.join(id).exists() || !root.join("briefs/sources/sources.toml").exists() {
        return Ok(());
    }
    let extracted = extract(text.as_bytes(), Media::Plain, None);
    let copy = Copy {
        bytes: text.as_bytes(),
        media: Media::Plain,
        retrieved: Clock::read(None, None, chrono_tz::UTC).real,
        from: "example-report.txt",
        answer: None,
        text: extracted
            .as_ref()
            .map(|extracted| (extracted.text.as_str(), extracted.extractor))
            .map_err(ToString::to_string),
    };
    store::add(&workspace, &folder, id, &copy, &user())?;
    reporter.result(&format!("stored   briefs/sources/{id}"));
    Ok(())
}

/// Makes a workspace. Files that are there already stay as they are.
pub fn init(init: &Init, reporter: &Reporter) -> Result<Exit, Stop> {
    let root = here()?.join(&init.dir);
    if root.join("briefs/workspace.toml").exists() {
        return Err(Diagnostic::error(
            "is-workspace",
            format!("`{}` is a workspace already", init.dir.display()),
        )
        .why("nothing was changed")
        .help("`brief new NAME` writes a spec for a paper in it")
        .into());
    }
    let above = root.parent().and_then(|above| Workspace::find(above).ok());
    if let Some(above) = above.filter(|_| init.dir == Path::new(".") || root.ends_with("briefs")) {
        let place = above.root().display().to_string();
        return Err(Diagnostic::error(
            "is-workspace",
            format!("this folder lies in the workspace `{place}`"),
        )
        .why("nothing was changed: a workspace within another would be taken for it")
        .help("make the new workspace elsewhere: `brief init DIR`")
        .into());
    }
    for (path, text) in FILES {
        if root.join(path).exists() {
            reporter.result(&format!("kept     {path}"));
            continue;
        }
        create(&root.join(path), text.as_bytes())?;
        reporter.result(&format!("written  {path}"));
    }
    example(&root, reporter)?;
    reporter.result("");
    reporter.result("Next:");
    if init.dir != Path::new(".") {
        reporter.result(&format!("  cd {}", init.dir.display()));
    }
    reporter.result("  brief new first --audience uk-gov --title \"My first paper\"");
    reporter.result("  brief build first");
    Ok(Exit::Done)
}
