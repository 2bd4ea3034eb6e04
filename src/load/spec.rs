//! A spec file → a spec.

use std::sync::Arc;

use super::checks::{classification, extent, levels};
use super::evidence::{self, parse_text};
use super::markdown;
use super::reader::{Read, Table};
use super::syntax::{self, Sink};
use crate::diag::{Diagnostic, File, Span, did_you_mean};
use crate::model::At;
use crate::model::body::Body;
use crate::model::checks::NEVER_LIFTED;
use crate::model::date::PartialDate;
use crate::model::handling::Tlp;
use crate::model::spec::{
    Allow, Attendee, Limits, Meeting, Question, SectionSelect, SectionSpec, SectionSpecKind,
    Select, Spec,
};
use crate::model::text::Text;
use crate::paper::SectionKind;
use crate::workspace::stem;

/// What only specs hold.
pub(super) const KEYS: [&str; 3] = ["audience", "select", "section"];

/// Reads a spec; `None` where what is missing leaves no paper to speak of.
pub fn spec(file: &Arc<File>, sink: &Sink) -> Option<Spec> {
    let (parsed, whole) = syntax::parse(file, sink);
    if !whole {
        return None;
    }
    let table = Table::new(&parsed, file, format!("spec `{}`", stem(&file.path)), sink);
    if table.misplaced(
        &KEYS,
        &evidence::KINDS,
        "evidence, and specs stand here",
        "briefs/evidence/",
    ) {
        return None;
    }
    let title = table.need_text("title", "the paper needs a name");
    let audience = table.need_text("audience", "what a paper may hold depends on who reads it");
    let title_text = title.as_ref().and_then(|title| parse_text(title, sink));
    let spec = spec_of(&table, file, title, title_text, audience);
    table.finish();
    spec
}

/// Everything of a spec; `None` where title or audience is missing.
fn spec_of(
    table: &Table<'_>,
    file: &Arc<File>,
    title: Option<At<String>>,
    title_text: Option<Text>,
    audience: Option<At<String>>,
) -> Option<Spec> {
    let spec = Spec {
        stem: stem(&file.path),
        document_type: table.text("type"),
        template: table.text("template"),
        date: table.get("date"),
        language: table.text("language"),
        // A label that cannot be understood lets nothing in but what is clear.
        handling: table
            .gate("handling")
            .unwrap_or_else(|_| Some(At { value: Tlp::Clear, span: table.head() })),
        embargo: table.at("embargo"),
        classification: classification(table),
        extent: extent(table),
        fit: table.get("fit").unwrap_or(false),
        levels: levels(table),
        record: table.get("record"),
        meeting: table.table("meeting").and_then(meeting),
        select: table.table("select").map(select).unwrap_or_default(),
        sections: table
            .tables("section")
            .into_iter()
            .filter_map(|inner| section(inner, false))
            .collect(),
        allow: table.tables("allow").into_iter().filter_map(allow).collect(),
        span: Span::whole(file),
        title: At { value: title_text?, span: title?.span },
        audience: audience?,
    };
    Some(spec)
}

fn meeting(table: Table<'_>) -> Option<Meeting> {
    let with = table.need_text("with", "the pack is for a meeting with somebody");
    let meeting = Meeting {
        when: table.get("when"),
        place: table.text("place").map(|place| place.value),
        attendees: table
            .tables_or(
                "attendees",
                Some("write `attendees = [{ name = \"…\", role = \"…\" }]`".into()),
            )
            .into_iter()
            .filter_map(attendee)
            .collect(),
        objectives: bodies(&table, "objectives"),
        lines: bodies(&table, "lines"),
        questions: table
            .tables_or("questions", Some("write `questions = [{ q = \"…\", a = \"…\" }]`".into()))
            .into_iter()
            .filter_map(question)
            .collect(),
        with: String::new(),
    };
    table.finish();
    Some(Meeting { with: with?.value, ..meeting })
}

fn bodies(table: &Table<'_>, key: &'static str) -> Vec<Body> {
    table.list(key).iter().filter_map(|text| markdown::body(text, table.sink())).collect()
}

fn attendee(table: Table<'_>) -> Option<Attendee> {
    let name = table.need_text("name", "it says who will be there");
    let role = table.text("role").map(|role| role.value);
    let bio = table.text("bio").map(|bio| bio.value);
    table.finish();
    Some(Attendee { name: name?.value, role, bio })
}

fn question(table: Table<'_>) -> Option<Question> {
    let q = table.need_text("q", "it is the question that may be asked");
    let a = table.need_text("a", "a question without an answer helps nobody in the room");
    let a = a.as_ref().and_then(|answer| markdown::body(answer, table.sink()));
    table.finish();
    Some(Question { q: q?, a: a? })
}

fn select(table: Table<'_>) -> Select {
    let table = table.named("`select`");
    let select = Select {
        topics: table.list("topics"),
        since: table.get::<PartialDate>("since").map(|date| date.year),
        require: table.list("require"),
        exclude: table.list("exclude"),
        limits: limits(&table, Limits::default()),
    };
    table.finish();
    select
}

/// Reads `facts = { limit = 8 }` and its like.
pub fn limits(table: &Table<'_>, base: Limits) -> Limits {
    let limit = |key: &'static str| {
        let inner = table.table_or(key, Some(format!("write `{key} = {{ limit = 8 }}`")))?;
        let limit = inner.get::<usize>("limit");
        inner.finish();
        limit
    };
    Limits {
        facts: limit("facts").or(base.facts),
        quotes: limit("quotes").or(base.quotes),
        recommendations: limit("recommendations").or(base.recommendations),
        key_figures: limit("key-figures").or(base.key_figures),
    }
}

/// The words section kinds are written with.
const KINDS: [(&str, SectionKind); 14] = [
    ("text", SectionKind::Text),
    ("in-brief", SectionKind::InBrief),
    ("key-figures", SectionKind::KeyFigures),
    ("facts", SectionKind::Facts),
    ("quotes", SectionKind::Quotes),
    ("recommendations", SectionKind::Recommendations),
    ("timeline", SectionKind::Timeline),
    ("contacts", SectionKind::Contacts),
    ("notes-to-editors", SectionKind::NotesToEditors),
    ("about", SectionKind::About),
    ("objectives", SectionKind::Objectives),
    ("lines", SectionKind::Lines),
    ("questions", SectionKind::Questions),
    ("attendees", SectionKind::Attendees),
];

impl Read for SectionKind {
    const EXPECTED: &'static str = "a kind of section";

    fn read(value: &toml::de::DeValue<'_>, sink: &Sink) -> Result<SectionKind, String> {
        let word = String::read(value, sink)?;
        KINDS.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind).ok_or_else(|| {
            did_you_mean(&word, KINDS.iter().map(|(name, _)| *name), "there are")
                .unwrap_or_default()
        })
    }
}

/// Reads a section of a spec or of a profile's outline, where `background` is a kind too.
pub fn section(table: Table<'_>, outline: bool) -> Option<SectionSpec> {
    let table = table.named("a section");
    let background =
        outline && table.at::<String>("kind").is_some_and(|kind| kind.value == "background");
    let kind = if background {
        SectionSpecKind::Background
    } else if table.has("kind") {
        SectionSpecKind::Section(table.get("kind")?)
    } else {
        SectionSpecKind::Section(SectionKind::Text)
    };
    let heading = table.text("heading").and_then(|heading| {
        let value = parse_text(&heading, table.sink())?;
        Some(At { value, span: heading.span })
    });
    let body = table.text("body");
    // Only a section of text can be without a heading: the others bring one.
    let headless = heading.is_none() && !table.has("heading");
    let top = match kind {
        SectionSpecKind::Section(SectionKind::Text) if headless => 0,
        _ => 1,
    };
    if body.is_none()
        && matches!(kind, SectionSpecKind::Section(SectionKind::Text | SectionKind::InBrief))
        && !table.has("body")
    {
        table.sink().report(
            Diagnostic::error(
                "missing-key",
                match table.has("kind") {
                    true => "a section of text has no `body`",
                    false => "a section has neither `body` nor `kind`",
                },
            )
                .at(&table.head())
                .why("nothing would stand in it")
                .help("write its text, `body = \"\"\"…\"\"\"`, or what it lists, such as `kind = \"facts\"`"),
        );
    }
    let section = SectionSpec {
        kind,
        heading,
        body: body.and_then(|body| markdown::body_below(top, &body, table.sink())),
        select: table.table("select").map(section_select).unwrap_or_default(),
        span: table.head(),
    };
    table.finish();
    Some(section)
}

fn section_select(table: Table<'_>) -> SectionSelect {
    let table = table.named("`select` of a section");
    let select = SectionSelect {
        topics: table.list("topics"),
        items: table.list("require"),
        exclude: table.list("exclude"),
        limit: table.get("limit"),
    };
    table.finish();
    select
}

fn allow(table: Table<'_>) -> Option<Allow> {
    let table = table.named("an override, `[[allow]]`,");
    let check = table.need_text("check", "it says which check is overridden");
    let by = table.need_text("by", "somebody answers for an override");
    let reason = table.need_text("reason", "whoever looks back must know why");
    let on = table.need("on", "whoever looks back must know when");
    let item = table.text("item");
    let place = table.text("place");
    let text = table.text("text");
    if item.is_none() && place.is_none() && !table.has("item") && !table.has("place") {
        table.sink().report(
            Diagnostic::error("allow", "this override says neither `item` nor `place`")
                .at(&table.head())
                .why("it would let through what nobody has looked at yet")
                .help("name the item, or quote some words of the place the message points to: `place = \"…\"`"),
        );
    }
    let until = table.at("until");
    table.finish();
    if let Some(check) = check.as_ref().filter(|check| NEVER_LIFTED.contains(&check.value.as_str()))
    {
        table.sink().report(
            Diagnostic::error("allow", format!("no override can lift the check `{}`", check.value))
                .at(&check.span)
                .why("nobody may see what is kept from them, nor be quoted with other words than theirs, nor read what rests on nothing")
                .help("delete this `[[allow]]`, and mend the item itself"),
        );
    }
    if let (Some(on), Some(until)) = (&on, &until)
        && until.value < on.value
    {
        table.sink().report(
            Diagnostic::error("allow", "this override ends before it begins")
                .at(&until.span)
                .why("it would allow nothing")
                .help("write a day after `on`, or leave `until` out"),
        );
    }
    let until = until.map(|until| until.value);
    Some(Allow {
        check: check?,
        item,
        place,
        text,
        by: by?.value,
        reason: reason?.value,
        on: on?.value,
        until,
        span: table.head(),
    })
}
