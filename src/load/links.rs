//! Whether what refers to something refers to something that is there.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::checks::no_such_check;
use super::syntax::Sink;
use crate::diag::{Diagnostic, Span, did_you_mean, nearest};
use crate::model::At;
use crate::model::audience::Audience;
use crate::model::body::{Asked, Body};
use crate::model::checks;
use crate::model::item::{Item, Kind};
use crate::model::library::Library;
use crate::model::source::Source;
use crate::model::spec::{OWN_SIDE, SectionSpec, Spec};
use crate::model::text::{NameForm, Text};

/// Items by their ids without regard to case.
#[derive(Default)]
pub struct Items(BTreeMap<String, Item>);

impl Items {
    /// Adds an item; an id that is taken, in whatever case, is reported with both places.
    pub fn insert(&mut self, item: Item, sink: &Sink) {
        match self.0.entry(item.id.to_ascii_lowercase()) {
            Entry::Vacant(free) => {
                free.insert(item);
            }
            Entry::Occupied(first) => {
                let same = first.get().id == item.id;
                let but = if same { "" } else { ", but for capital letters" };
                sink.report(
                    Diagnostic::error(
                        "duplicate-id",
                        format!("the id `{}` is used twice{but}", item.id),
                    )
                    .at(&item.span)
                    .also(&first.get().span, "first used here")
                    .item(&item.id)
                    .why("specs and texts could not say which of the two they mean")
                    .help("give one of them another id"),
                );
            }
        }
    }

    /// Items by their ids as written.
    pub fn into_map(self) -> BTreeMap<String, Item> {
        self.0.into_values().map(|item| (item.id.clone(), item)).collect()
    }
}

/// Adds a source; a key that is taken is reported with both places.
pub fn insert_source(sources: &mut BTreeMap<String, Source>, source: Source, sink: &Sink) {
    if let Some(first) = sources.get(&source.id) {
        sink.report(
            Diagnostic::error(
                "duplicate-id",
                format!("the source `{}` is described twice", source.id),
            )
            .at(&source.span)
            .also(&first.span, "first described here")
            .why("items could not say which of the two they rest on")
            .help("keep one description, or give one of them another key"),
        );
        return;
    }
    sources.insert(source.id.clone(), source);
}

/// Checks items, addressees and profiles against the library.
pub fn check_library(library: &Library, sink: &Sink) {
    for item in library.items.values() {
        check_item(library, item, sink);
    }
    if let Some(about) = &library.organisation.about {
        check_names(library, &about.value, &about.span, sink);
    }
    for addressee in library.addressees.values() {
        check_names(library, &addressee.name, &addressee.span, sink);
        for id in addressee.raised_by.iter().flatten() {
            check_audience(library, id, sink);
        }
    }
    for id in library.sources.keys() {
        if library.items.contains_key(id) {
            let source = &library.sources[id];
            sink.report(
                Diagnostic::error("duplicate-id", format!("`{id}` is both an item and a source"))
                    .at(&source.span)
                    .also(&library.items[id].span, "the item")
                    .why(format!("`[@{id}]` could mean either"))
                    .help("give one of them another id"),
            );
        }
    }
    for (id, name) in &library.names {
        for form in name.by_audience.values() {
            check_form(library, id, form, sink);
        }
    }
    for audience in library.audiences.values() {
        check_profile(library, audience, sink);
    }
}

/// A form of a name for an audience; anything else in its table is taken for one.
fn check_form(library: &Library, name: &str, form: &At<NameForm>, sink: &Sink) {
    let audience = form.span.text().trim_matches(['"', '\'']);
    if library.audiences.contains_key(audience) || library.unread.audiences {
        return;
    }
    let known = library.audiences.keys().map(String::as_str).chain(["default", "variants"]);
    sink.report(
        Diagnostic::error(
            "unknown-audience",
            format!("name `{name}` has a form for `{audience}`, and there is no such audience"),
        )
        .at(&form.span)
        .why("nothing would ever be printed in this form")
        .maybe_help(did_you_mean(audience, known, "there are")),
    );
}

/// Adds to a list of what there is how one comes to have another; nothing to what was only misspelt.
fn or_else(how: &str) -> impl Fn(String) -> String {
    move |help| match help.starts_with("there ") {
        true => format!("{help}; {how}"),
        false => help,
    }
}

fn check_item(library: &Library, item: &Item, sink: &Sink) {
    let report = |diagnostic: Diagnostic| sink.report(diagnostic.item(&item.id));
    if item.is_recommendation() || item.is_fact() {
        check_names(library, &item.text, &item.text_span, sink);
    }
    for support in &item.supports {
        check_source(library, &support.source, &item.id, sink);
        if let (true, Some(passage)) = (item.is_quote(), &support.passage) {
            report(
                Diagnostic::error(
                    "unknown-key",
                    format!("quotation `{}` has a `passage`", item.id),
                )
                .at(&passage.span)
                .why("a quotation's passage is its own text")
                .help("delete the line"),
            );
        }
    }
    if let Some(source) = item.primary.as_ref().and_then(|primary| primary.source.as_ref()) {
        check_source(library, source, &item.id, sink);
    }
    for audience in item.audiences.iter().flatten() {
        check_audience(library, audience, sink);
    }
    for audience in item.people.iter().flat_map(|person| person.scope.iter().flatten()) {
        check_audience(library, audience, sink);
    }
    if let Kind::Fact { reconciles, .. } = &item.kind {
        reconciles.iter().for_each(|id| check_item_id(library, id, sink));
    }
    if let Kind::Recommendation { addressee, supported_by, .. } = &item.kind {
        let known = library.audiences.contains_key(&addressee.value)
            || library.addressees.contains_key(&addressee.value)
            || library.unread.audiences
            || library.unread.settings;
        if !known {
            report(
                Diagnostic::error(
                    "unknown-addressee",
                    format!("there is no addressee `{}`", addressee.value),
                )
                .at(&addressee.span)
                .why("a recommendation goes only into papers for those who can act on it")
                .maybe_help(
                    did_you_mean(
                        &addressee.value,
                        library
                            .audiences
                            .keys()
                            .chain(library.addressees.keys())
                            .map(String::as_str),
                        "there are",
                    )
                    .map(or_else(
                        "describe another as `[addressees.NAME]` in briefs/workspace.toml",
                    )),
                ),
            );
        }
        for id in supported_by {
            match library.items.get(&id.value) {
                Some(fact) if fact.is_fact() => {}
                Some(other) => report(
                    Diagnostic::error(
                        "unknown-item",
                        format!(
                            "`{}` is a {}, and a recommendation rests on facts alone",
                            id.value,
                            noun(other)
                        ),
                    )
                    .at(&id.span)
                    .why("what is asked for follows from facts that a reader can check")
                    .help("name the id of a fact"),
                ),
                None if library.unread.item(&id.value) => {}
                None => report(no_such_item(library, &id.value, &id.span)),
            }
        }
    }
}

/// What is said of an item that rests on nothing: no source, or a fact without a passage.
pub fn no_source(item: &Item) -> Vec<Diagnostic> {
    let finding = |message: String, span: &Span| {
        Diagnostic::error("no-source", message).at(span).item(&item.id)
    };
    if item.supports.is_empty() {
        let found = finding(format!("`{}` has no source", item.id), &item.span)
            .why("no sentence goes out that no source supports")
            .help("add a line `source = \"…\"` with the name of a source from briefs/sources/");
        return vec![found];
    }
    let silent = item.supports.iter().filter(|support| item.is_fact() && support.passage.is_none());
    silent
        .map(|support| {
            finding(format!("fact `{}` has no passage", item.id), &support.source.span)
                .why("the passage is the words of the source that bear the fact out")
                .help("add a line `passage = \"…\"` with those words, copied as they stand there")
        })
        .collect()
}

/// What an item is, in a sentence.
fn noun(item: &Item) -> &'static str {
    match item.is_quote() {
        true => "quotation",
        false => item.kind_name(),
    }
}

fn no_such_item(library: &Library, id: &str, span: &Span) -> Diagnostic {
    Diagnostic::error("unknown-item", format!("there is no item `{id}`"))
        .at(span)
        .why("items are the facts, quotations and recommendations in briefs/evidence/")
        .help("write the item there first, or take its id out here")
        .maybe_help(did_you_mean(id, library.items.keys().map(String::as_str), "there are"))
}

fn check_source(library: &Library, id: &At<String>, item: &str, sink: &Sink) {
    if !library.sources.contains_key(&id.value) && !library.unread.source(&id.value) {
        sink.report(
            Diagnostic::error("unknown-source", format!("there is no source `{}`", id.value))
                .at(&id.span)
                .item(item)
                .why("citations are made from the descriptions of sources in briefs/sources/")
                .help(format!(
                    "describe it there first: a line `[{}]`, and below it what it is",
                    id.value
                ))
                .maybe_help(did_you_mean(
                    &id.value,
                    library.sources.keys().map(String::as_str),
                    "there are",
                )),
        );
    }
}

fn check_audience(library: &Library, id: &At<String>, sink: &Sink) -> bool {
    let known = library.audiences.contains_key(&id.value);
    if !known && !library.unread.audiences {
        sink.report(
            Diagnostic::error("unknown-audience", format!("there is no audience `{}`", id.value))
                .at(&id.span)
                .why("an audience settles who may see what, and how it is printed")
                .maybe_help(
                    did_you_mean(
                        &id.value,
                        library.audiences.keys().map(String::as_str),
                        "there are",
                    )
                    .map(or_else("describe another in `briefs/audiences/NAME.toml`")),
                ),
        );
    }
    known
}

fn check_names(library: &Library, text: &Text, span: &Span, sink: &Sink) {
    for name in text.names() {
        check_name(library, name, span, sink);
    }
}

fn check_name(library: &Library, name: &str, span: &Span, sink: &Sink) {
    if !library.names.contains_key(name) && !library.unread.name(name) {
        sink.report(
            Diagnostic::error("unknown-name", format!("there is no name `{name}`"))
                .at(&tag(span, name))
                .why("between `{{` and `}}` stands a name from the list in briefs/workspace.toml, `[names.…]`")
                .help(format!("add `[names.{name}]` there, and below it `default = \"…\"`"))
                .maybe_help(did_you_mean(
                    name,
                    library.names.keys().map(String::as_str),
                    "there are",
                )),
        );
    }
}

/// Where `{{ name` is written: in the span, or where that is the head of a table, after it.
fn tag(span: &Span, name: &str) -> Span {
    let text = &span.file.text;
    let tags = text[span.range.start..].match_indices("{{");
    let mut names = tags.filter_map(|(at, braces)| {
        let after = span.range.start + at + braces.len();
        let start = after + text[after..].len() - text[after..].trim_start().len();
        text[start..].starts_with(name).then(|| Span::new(&span.file, start..start + name.len()))
    });
    names.next().unwrap_or_else(|| span.clone())
}

/// A profile's type, template, language and style, each where this profile says it and not where one
/// that it extends does.
fn check_profile(library: &Library, audience: &Audience, sink: &Sink) {
    let report = |check, value: &At<String>, what: &str, help: Option<String>| {
        if !Arc::ptr_eq(&value.span.file, &audience.span.file) {
            return;
        }
        sink.report(
            Diagnostic::error(
                check,
                format!(
                    "audience `{}` has {what} `{}`, which there is not",
                    audience.id, value.value
                ),
            )
            .at(&value.span)
            .why("no paper for this audience can be set")
            .maybe_help(help),
        );
    };
    let kind = &audience.document_type;
    if !library.types.contains_key(&kind.value) {
        let known = library.types.keys().map(String::as_str);
        let help = did_you_mean(&kind.value, known, "there are");
        report("unknown-type", kind, "the document type", help);
    }
    if let Some(template) = &audience.template
        && !has_template(library, &template.value)
    {
        let help = unknown_template_help(library, &template.value);
        report("unknown-template", template, "the template", help);
    }
    let language = &audience.language;
    let primary = language.value.split('-').next().unwrap_or_default();
    if !library.words.contains_key(primary) {
        let help = Some(unknown_language_help(library, primary));
        report("unknown-language", language, "the language", help);
    }
    if !has_style(library, &audience.style.value) {
        let help = unknown_style_help(library, &audience.style.value);
        report("unknown-style", &audience.style, "the citation style", Some(help));
    }
}

fn unknown_language_help(library: &Library, primary: &str) -> String {
    let known = library.words.keys().map(String::as_str);
    let example = "write `en-GB`, or another kind of English";
    nearest(primary, known).map_or(example.into(), |near| format!("did you mean `{near}`?"))
}

fn unknown_style_help(library: &Library, name: &str) -> String {
    let own =
        library.templates.keys().filter_map(|path| path.strip_prefix("csl/")?.strip_suffix(".csl"));
    let bundled = hayagriva::archive::ArchivedStyle::all().iter().flat_map(|style| style.names());
    match nearest(name, own.chain(bundled.copied())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            "write `uk-notes`, `un-notes`, `oscola` or the name of a style at zotero.org/styles; \
             a style of your own is a file of that name and `.csl` in templates/csl/"
                .into()
        }
    }
}

/// Whether a template of that name is built in or the workspace's own.
pub fn has_template(library: &Library, name: &str) -> bool {
    library.templates.contains_key(&format!("{name}.typ.j2"))
}

fn has_style(library: &Library, name: &str) -> bool {
    library.templates.contains_key(&format!("csl/{name}.csl"))
        || hayagriva::archive::ArchivedStyle::by_name(name).is_some()
}

fn unknown_template_help(library: &Library, name: &str) -> Option<String> {
    let known: Vec<&str> = library
        .templates
        .keys()
        .filter_map(|path| path.strip_suffix(".typ.j2"))
        .filter(|name| !name.contains('/'))
        .collect();
    did_you_mean(name, known.iter().copied(), "there are")
}

/// Checks a spec against the library.
pub fn check_spec(library: &Library, spec: &Spec, sink: &Sink) {
    if spec.stem.to_lowercase().ends_with(&format!("-{OWN_SIDE}")) {
        sink.report(
            Diagnostic::error("bad-name", format!("a spec cannot be called `{}`", spec.stem))
                .at(&spec.span)
                .why("papers of that name are packs for our own side; one would take the other’s file")
                .help(format!("give the file a name that does not end in `-{OWN_SIDE}`")),
        );
    }
    let known_audience = check_audience(library, &spec.audience, sink);
    check_names(library, &spec.title, &spec.title.span, sink);
    if let Some(kind) = &spec.document_type
        && !library.types.contains_key(&kind.value)
    {
        sink.report(
            Diagnostic::error(
                "unknown-type",
                format!("there is no document type `{}`", kind.value),
            )
            .at(&kind.span)
            .why("the type says which template sets the paper")
            .maybe_help(did_you_mean(
                &kind.value,
                library.types.keys().map(String::as_str),
                "there are",
            )),
        );
    }
    let for_us =
        library.audiences.get(&spec.audience.value).is_some_and(|audience| audience.internal);
    let internal_type =
        |kind: &&At<String>| library.types.get(&kind.value).is_some_and(|t| t.internal);
    if let Some(kind) = spec.document_type.as_ref().filter(internal_type)
        && !for_us
    {
        sink.report(
            Diagnostic::error(
                "internal-section",
                format!("a paper for an audience cannot be a `{}`", kind.value),
            )
            .at(&kind.span)
            .why("that is a paper for our own side, and says so on each page")
            .help("leave `type` out; with a `[meeting]` the pack is made beside the paper"),
        );
    }
    if let Some(template) = &spec.template
        && !has_template(library, &template.value)
    {
        sink.report(
            Diagnostic::error(
                "unknown-template",
                format!("there is no template `{}`", template.value),
            )
            .at(&template.span)
            .why("the template says what stands on the page")
            .maybe_help(unknown_template_help(library, &template.value)),
        );
    }
    if let Some(language) = &spec.language {
        check_language(library, language, sink);
    }
    let topics: BTreeSet<&str> = library.items.values().flat_map(Item::topics).collect();
    check_topics(library, &spec.select.topics, &topics, sink);
    for id in spec.select.require.iter().chain(&spec.select.exclude) {
        check_item_id(library, id, sink);
    }
    let in_sections = spec.sections.iter().flat_map(|section| &section.select.items);
    for id in spec.select.require.iter().chain(in_sections) {
        if let Some(excluded) = spec.select.exclude.iter().find(|other| other.value == id.value) {
            sink.report(
                Diagnostic::error(
                    "contradiction",
                    format!("`{}` is both required and excluded", id.value),
                )
                .at(&id.span)
                .also(&excluded.span, "excluded here")
                .why("one of the two cannot be meant")
                .help("delete one of the two"),
            );
        }
    }
    let outline = known_audience
        .then(|| library.audiences[&spec.audience.value].outline.iter())
        .into_iter()
        .flatten();
    for section in spec.sections.iter().chain(outline) {
        check_section(library, section, &topics, sink);
    }
    if let Some(meeting) = &spec.meeting {
        let bodies = meeting.objectives.iter().chain(&meeting.lines);
        for body in bodies.chain(meeting.questions.iter().map(|question| &question.a)) {
            check_body(library, body, sink);
        }
    }
    for allow in &spec.allow {
        if let Some(item) = &allow.item {
            check_item_id(library, item, sink);
        }
        let check = allow.check.value.as_str();
        if checks::check(check).is_none() {
            sink.report(no_such_check(check, &allow.check.span));
        }
    }
}

fn check_language(library: &Library, language: &At<String>, sink: &Sink) {
    let primary = language.value.split('-').next().unwrap_or_default();
    if !library.words.contains_key(primary) {
        sink.report(
            Diagnostic::error(
                "unknown-language",
                format!("there are no words for the language `{}`", language.value),
            )
            .at(&language.span)
            .why("headings, months and page numbers would be in another language than the text")
            .help(unknown_language_help(library, primary)),
        );
    }
}

fn check_topics(library: &Library, wanted: &[At<String>], known: &BTreeSet<&str>, sink: &Sink) {
    for topic in wanted {
        if !known.contains(topic.value.as_str()) && !library.unread.topic(&topic.value) {
            sink.report(
                Diagnostic::error(
                    "unknown-topic",
                    format!("no item has the topic `{}`", topic.value),
                )
                .at(&topic.span)
                .why("nothing would be found for it, and a misspelt topic would not be noticed")
                .help("give it to the items it is for: `topics = [ … ]` in briefs/evidence/")
                .maybe_help(did_you_mean(
                    &topic.value,
                    known.iter().copied(),
                    "there are",
                )),
            );
        }
    }
}

fn check_item_id(library: &Library, id: &At<String>, sink: &Sink) {
    if !library.items.contains_key(&id.value) && !library.unread.item(&id.value) {
        sink.report(no_such_item(library, &id.value, &id.span));
    }
}

fn check_section(library: &Library, section: &SectionSpec, topics: &BTreeSet<&str>, sink: &Sink) {
    if let Some(heading) = &section.heading {
        check_names(library, heading, &heading.span, sink);
    }
    check_topics(library, &section.select.topics, topics, sink);
    for id in section.select.items.iter().chain(&section.select.exclude) {
        check_item_id(library, id, sink);
    }
    if let Some(body) = &section.body {
        check_body(library, body, sink);
    }
}

fn check_body(library: &Library, body: &Body, sink: &Sink) {
    for name in body.names() {
        check_name(library, name, &body.span, sink);
    }
    for reference in body.references() {
        let item = library.items.get(&reference.id);
        let wrong = item.zip(reference.asked).filter(|(item, asked)| match asked {
            Asked::Fact => item.is_quote(),
            Asked::Quote => !item.is_quote(),
        });
        if let Some((item, _)) = wrong {
            let kind = noun(item);
            sink.report(
                Diagnostic::error("unknown-item", format!("`{}` is a {kind}", reference.id))
                    .at(&reference.span)
                    .why("our words in quotation marks, or another’s without them, would mislead")
                    .help(format!(
                        "write `{{{{ {}(\"{}\") }}}}`",
                        if item.is_quote() { "quote" } else { "fact" },
                        reference.id
                    )),
            );
        }
        let known = library.items.contains_key(&reference.id)
            || library.sources.contains_key(&reference.id)
            || library.unread.item(&reference.id)
            || library.unread.source(&reference.id);
        if !known {
            let ids = library.items.keys().chain(library.sources.keys()).map(String::as_str);
            sink.report(
                Diagnostic::error(
                    "unknown-item",
                    format!("there is no item or source `{}`", reference.id),
                )
                .at(&reference.span)
                .why("the sentence would go out with nothing to support it")
                .help("write the fact or the source first, or take the citation out")
                .maybe_help(did_you_mean(&reference.id, ids, "there are")),
            );
        }
    }
}
