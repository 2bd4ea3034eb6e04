//! `brief new`: a spec to begin from, or this month's from last month's.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use toml_edit::{DocumentMut, Item, value};

use super::args::{Global, New, NewKind};
use super::build::clock;
use super::report::Reporter;
use super::{Exit, Stop, here, workspace};
use crate::diag::{Diagnostic, did_you_mean};
use crate::load::{Loaded, find_spec, load, spec_paths};
use crate::model::text::is_id;
use crate::workspace::{Workspace, create, stem};

/// Writes a spec.
pub fn new(global: &Global, new: &New, reporter: &Reporter) -> Result<Exit, Stop> {
    let workspace = workspace(global)?;
    let name = new.name.strip_suffix(".toml").unwrap_or(&new.name);
    let taken =
        ["workspace", "private", "schedule"].iter().any(|taken| name.eq_ignore_ascii_case(taken));
    if taken {
        return Err(Diagnostic::error("bad-name", format!("`briefs/{name}.toml` is no spec"))
            .why("that file holds settings of the workspace")
            .help("choose another name")
            .into());
    }
    if !is_id(name) || name.starts_with('-') {
        return Err(Diagnostic::error(
            "bad-name",
            format!("`{name}` cannot be the name of a spec"),
        )
        .why("the paper’s file is called by it")
        .help("use letters, digits, `-` and `_`, and no `-` in front")
        .into());
    }
    let path = workspace.root().join("briefs").join(format!("{name}.toml"));
    let same =
        |other: &std::path::PathBuf| stem(&workspace.display(other)).eq_ignore_ascii_case(name);
    if spec_paths(&workspace)?.iter().any(same) {
        return Err(Diagnostic::error(
            "is-there",
            format!("`briefs/{name}.toml` is there already"),
        )
        .why("nothing was changed")
        .help("choose another name, or edit the file")
        .into());
    }
    let loaded = load(&workspace, &[]);
    let date = match new.date {
        Some(date) => date,
        None => clock(None, loaded.library.timezone)?.today,
    };
    let audience = audience(&loaded, new)?;
    let (text, remarks) = match &new.from {
        Some(other) => copied(&workspace, new, other, audience.as_deref(), date)?,
        None => (begun(&loaded, new, name, audience.as_deref(), date), Vec::new()),
    };
    create(&path, text.as_bytes())?;
    reporter.result(&format!("written  briefs/{name}.toml"));
    for remark in remarks {
        reporter.result(&format!("         {remark}"));
    }
    reporter.result(&format!("Edit it, then: brief build {name}"));
    Ok(Exit::Done)
}

fn audience(loaded: &Loaded, new: &New) -> Result<Option<String>, Stop> {
    let Some(audience) = &new.audience else { return Ok(None) };
    let known = &loaded.library.audiences;
    if known.contains_key(audience) {
        return Ok(Some(audience.clone()));
    }
    Err(Diagnostic::error("unknown-audience", format!("there is no audience `{audience}`"))
        .maybe_help(did_you_mean(audience, known.keys().map(String::as_str), "audiences"))
        .into())
}

/// A commented spec of a kind.
fn begun(
    loaded: &Loaded,
    new: &New,
    name: &str,
    audience: Option<&str>,
    date: NaiveDate,
) -> String {
    let press = audience == Some("press") || new.kind == Some(NewKind::PressRelease);
    let mut text = match press {
        true => include_str!("start/press.toml").to_owned(),
        false => include_str!("start/briefing.toml").to_owned(),
    };
    if new.kind == Some(NewKind::MeetingPack) {
        text.push_str(include_str!("start/meeting.toml"));
    }
    let topics: BTreeSet<&str> =
        loaded.library.items.values().flat_map(|item| item.topics()).collect();
    let topics: Vec<String> = topics.into_iter().map(quoted).collect();
    let audience = audience.unwrap_or(if press { "press" } else { "uk-gov" });
    let title = new.title.clone().unwrap_or_else(|| name.replace(['-', '_'], " "));
    // The title last: it is a person's words, in which nothing is to be replaced.
    text.replace("@audience@", &quoted(audience))
        .replace("@date@", &date.to_string())
        .replace("@topics@", &topics.join(", "))
        .replace("@title@", &quoted(&title))
}

fn quoted(text: &str) -> String {
    value(text).to_string().trim().to_owned()
}

/// Another spec with today's date: its words, comments and order stay. Overrides were given for that
/// paper, by name and with a reason; they are not carried over.
fn copied(
    workspace: &Workspace,
    new: &New,
    other: &str,
    audience: Option<&str>,
    date: NaiveDate,
) -> Result<(String, Vec<String>), Stop> {
    let path = find_spec(workspace, &here()?, other)?;
    let shown = workspace.display(&path);
    let unreadable = |reason: String| {
        Diagnostic::error("toml", format!("`{shown}` cannot be copied: {reason}"))
            .why("only a spec that can be read can be begun from")
            .help(format!("`brief check {other}` says where it fails"))
    };
    let bytes = workspace.read(&path)?;
    let text = String::from_utf8(bytes).map_err(|_| unreadable("it is not UTF-8".into()))?;
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| unreadable(error.message().to_owned()))?;
    let day = date.to_string().parse::<toml_edit::Datetime>().ok();
    let mut set = |key: &str, new: Option<Item>| {
        if let Some(new) = new {
            match document.get_mut(key).and_then(Item::as_value_mut) {
                // The comment behind the old value stays.
                Some(old) => {
                    let decor = old.decor().clone();
                    if let Item::Value(mut new) = new {
                        *new.decor_mut() = decor;
                        *old = new;
                    }
                }
                None => {
                    document.insert(key, new);
                }
            }
        }
    };
    set("title", new.title.as_deref().map(value));
    set("audience", audience.map(value));
    set("date", day.map(value));
    let mut remarks = vec![format!("from {shown}, dated {date}")];
    if document.remove("allow").is_some() {
        remarks.push("its overrides ([[allow]]) were given for that paper and are left out".into());
    }
    if document.contains_key("meeting") {
        remarks.push("see to `when` and `attendees` of its [meeting]".into());
    }
    if document.contains_key("embargo") {
        remarks.push("see to its `embargo`".into());
    }
    Ok((document.to_string(), remarks))
}
