//! `workspace.toml` → organisation, names, addressees, defaults.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::checks::{levels, terms};
use super::evidence::{Defaults, defaults, parse_text, people};
use super::reader::{Read, Table};
use super::syntax::{self, Sink};
use crate::diag::{Diagnostic, File};
use crate::model::At;
use crate::model::handling::Tlp;
use crate::model::item::Person;
use crate::model::library::{Addressee, Organisation};
use crate::model::spec::Levels;
use crate::model::text::{Name, NameForm};
use crate::paper::Contact;

/// What `workspace.toml` says.
#[derive(Debug)]
pub struct Settings {
    /// Who sends the papers.
    pub organisation: Organisation,
    /// The names table.
    pub names: BTreeMap<String, Name>,
    /// Addressees that are not audiences.
    pub addressees: BTreeMap<String, Addressee>,
    /// What items get where they say nothing: closed, where the workspace says nothing either.
    pub defaults: Defaults,
    /// The folder of stored copies, where it is not `briefs/sources`.
    pub snapshots: Option<String>,
    /// Networks and hosts that may be asked though they are not public.
    pub private_hosts: Vec<String>,
    /// Words the house does not use, and what it writes instead.
    pub terms: BTreeMap<String, String>,
    /// Terms that are explained wherever they first stand.
    pub glossary: Vec<String>,
    /// People who may be named wherever they are.
    pub people: Vec<Person>,
    /// Levels of checks, raised.
    pub levels: Levels,
    /// Names that are there and cannot be read.
    pub unread: BTreeSet<String>,
}

/// The workspace's time zone, read ahead of everything: times without a zone are in it.
pub fn timezone(file: &Arc<File>) -> (chrono_tz::Tz, Option<Diagnostic>) {
    let quiet = Sink::new(chrono_tz::UTC);
    let (parsed, _) = syntax::parse(file, &quiet);
    let table = Table::new(&parsed, file, "", &quiet);
    let Some(zone) = table.table("organisation").and_then(|table| table.at::<String>("timezone"))
    else {
        return (chrono_tz::UTC, None);
    };
    match zone.value.parse() {
        Ok(zone) => (zone, None),
        Err(_) => (
            chrono_tz::UTC,
            Some(
                Diagnostic::error("timezone", format!("`{}` is not a time zone", zone.value))
                    .at(&zone.span)
                    .why("the hours of embargoes and meetings are counted in it")
                    .help("write continent and city, such as `\"Europe/London\"`"),
            ),
        ),
    }
}

/// Reads the file.
pub fn settings(file: &Arc<File>, sink: &Sink) -> Settings {
    let (parsed, whole) = syntax::parse(file, sink);
    let quiet = sink.quiet();
    let sink = if whole { sink } else { &quiet };
    let table = Table::new(&parsed, file, "`workspace.toml`", sink);
    let mut unread = BTreeSet::new();
    let settings = Settings {
        organisation: table.table("organisation").map(organisation).unwrap_or_default(),
        names: table.table("names").map(|inner| names(inner, &mut unread)).unwrap_or_default(),
        addressees: table.table("addressees").map(addressees).unwrap_or_default(),
        defaults: defaults(table.table("defaults"), Defaults { handling: Tlp::Amber }),
        snapshots: table.text("snapshots").map(|folder| folder.value),
        private_hosts: table
            .list("private_hosts")
            .into_iter()
            .map(|host: At<String>| host.value)
            .collect(),
        terms: terms(&table),
        glossary: table.list("glossary").into_iter().map(|term: At<String>| term.value).collect(),
        people: people(&table),
        levels: levels(&table),
        unread: BTreeSet::new(),
    };
    let settings = Settings { unread, ..settings };
    if !table.has("organisation") {
        sink.report(
            Diagnostic::error("missing-key", "the workspace has no `[organisation]`")
                .at(&table.head())
                .why("every paper says who sends it")
                .help("add a line `[organisation]` to briefs/workspace.toml, and below it `name = \"…\"`"),
        );
    }
    table.finish();
    settings
}

fn organisation(table: Table<'_>) -> Organisation {
    let name = table.need_text("name", "every paper says who sends it");
    let organisation = Organisation {
        name: name.map(|name| name.value).unwrap_or_default(),
        notice: table.text("notice").map(|notice| notice.value),
        about: table.text("about").and_then(|about| {
            let value = parse_text(&about, table.sink())?;
            Some(At { value, span: about.span })
        }),
        contact: table.table("contact").map(contact),
    };
    table.text("timezone");
    table.finish();
    organisation
}

fn contact(table: Table<'_>) -> Contact {
    let text = |key| table.text(key).map(|text: At<String>| text.value);
    let email = table.text("email").filter(|email| {
        let is_one = is_mailbox(&email.value);
        if !is_one {
            table.sink().report(
                Diagnostic::error(
                    "email",
                    format!("`{}` is no address of one mailbox", email.value),
                )
                .at(&email.span)
                .why("papers print it as a link that opens a letter to it")
                .help("write it as people type it: `email = \"desk@example.org\"`"),
            );
        }
        is_one
    });
    let contact = Contact {
        name: text("name"),
        email: email.map(|email| email.value),
        phone: text("phone"),
        out_of_hours: text("out_of_hours"),
    };
    table.finish();
    contact
}

/// Whether a text is an address such as `desk@example.org`, without name, comment or quotation marks (the
/// common form of RFC 5322, `addr-spec`).
fn is_mailbox(text: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || ",;:<>()[]\\\"".contains(c);
    let parts: Vec<&str> = text.split('@').collect();
    matches!(parts[..], [who, host] if !who.is_empty()
        && !host.is_empty()
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !text.contains(odd))
}

fn names(table: Table<'_>, unread: &mut BTreeSet<String>) -> BTreeMap<String, Name> {
    table
        .entries()
        .into_iter()
        .filter_map(|(id, entry)| {
            let entry = entry.named(format!("name `{}`", id.value));
            let default = entry.need::<NameForm>(
                "default",
                "it is printed where an audience has no form of its own",
            );
            let variants = entry.list("variants");
            let forms = entry.rest::<NameForm>(&["default", "variants"]);
            if default.is_none() {
                unread.insert(id.value.clone());
            }
            Some((
                id.value,
                Name {
                    default: default?.value,
                    by_audience: forms
                        .into_iter()
                        .map(|(audience, form)| {
                            let form = At { value: form.value, span: audience.span };
                            (audience.value, form)
                        })
                        .collect(),
                    variants: variants
                        .into_iter()
                        .map(|variant: At<String>| variant.value)
                        .collect(),
                },
            ))
        })
        .collect()
}

impl Read for NameForm {
    const EXAMPLE: &'static str = "\"…\"";
    const EXPECTED: &'static str = "a text or { full = \"…\", short = \"…\" }";

    fn read(value: &toml::de::DeValue<'_>, sink: &Sink) -> Result<NameForm, String> {
        let toml::de::DeValue::Table(table) = value else {
            return String::read(value, sink).map(|full| NameForm { full, short: None });
        };
        let text = |key: &str| table.get(key).map(|value| String::read(value.get_ref(), sink));
        let full = text("full").ok_or("`full` is missing")??;
        let short = text("short").transpose()?;
        if table.len() > 1 + usize::from(short.is_some()) {
            return Err("a form has only `full` and `short`".into());
        }
        Ok(NameForm { full, short })
    }
}

fn addressees(table: Table<'_>) -> BTreeMap<String, Addressee> {
    table
        .entries()
        .into_iter()
        .filter_map(|(id, entry)| {
            let entry = entry.named(format!("addressee `{}`", id.value));
            let name = entry.need_text("name", "it is printed beside what it is asked");
            let raised_by = entry.list("raised_by");
            let clean = entry.finish();
            let addressee = Addressee {
                name: parse_text(&name?, entry.sink())?,
                raised_by: clean.then_some(raised_by),
                span: id.span,
            };
            Some((id.value, addressee))
        })
        .collect()
}

/// Reads `private.toml`: pseudonyms, each with the real names behind it. No build needs it.
pub fn private(file: &Arc<File>, sink: &Sink) -> BTreeMap<String, Vec<String>> {
    let (parsed, _) = syntax::parse(file, sink);
    let table = Table::new(&parsed, file, "`private.toml`", sink);
    let people = table.table("people");
    table.finish();
    let Some(people) = people else { return BTreeMap::new() };
    let real = people.rest::<RealNames>(&[]);
    real.into_iter().map(|(pseudonym, names)| (pseudonym.value, names.value.0)).collect()
}

/// One name, or a list of its spellings.
struct RealNames(Vec<String>);

impl Read for RealNames {
    const EXPECTED: &'static str = "a name or a list of names";
    const EXAMPLE: &'static str = "\"…\"";

    fn read(value: &toml::de::DeValue<'_>, sink: &Sink) -> Result<RealNames, String> {
        let toml::de::DeValue::Array(names) = value else {
            return String::read(value, sink).map(|name| RealNames(vec![name]));
        };
        let names = names.iter().map(|name| String::read(name.get_ref(), sink));
        names.collect::<Result<_, _>>().map(RealNames)
    }
}
