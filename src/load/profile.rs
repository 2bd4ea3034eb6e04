//! `audiences/*.toml`, document types and words → data.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::checks::{extent, levels, terms};
use super::reader::Table;
use super::spec::{limits, section};
use super::syntax::{self, Sink};
use super::values::words;
use crate::diag::{Diagnostic, File, Span, and_list, nearest};
use crate::model::At;
use crate::model::audience::{
    Asks, Audience, CitationForm, DocumentType, Permits, Required, Spelling, Words,
};
use crate::model::date::DateWords;
use crate::model::handling::Tlp;
use crate::model::spec::RecordPlace;
use crate::workspace::stem;

words!(CitationForm, "notes" => CitationForm::Notes, "sentence" => CitationForm::Sentence);
words!(RecordPlace, "embedded" => RecordPlace::Embedded, "beside" => RecordPlace::Beside,
    "none" => RecordPlace::None);
words!(Asks, "addressed" => Asks::Addressed, "all" => Asks::All);

/// Reads profiles: the built-in ones, then the workspace's own, which extend or replace them.
pub fn audiences(
    built_in: &[Arc<File>],
    own: &[Arc<File>],
    sink: &Sink,
) -> BTreeMap<String, Audience> {
    let mut audiences = BTreeMap::new();
    for files in [built_in, own] {
        let mut group = Group {
            files: files.iter().map(|file| (stem(&file.path), file)).collect(),
            begun: BTreeSet::new(),
            under_way: Vec::new(),
            audiences: &mut audiences,
            sink,
        };
        for file in files {
            group.read(&stem(&file.path));
        }
    }
    audiences
}

/// Profiles that may extend one another.
struct Group<'a> {
    files: BTreeMap<String, &'a Arc<File>>,
    begun: BTreeSet<String>,
    /// Those that wait for what they extend, each with the next.
    under_way: Vec<String>,
    audiences: &'a mut BTreeMap<String, Audience>,
    sink: &'a Sink,
}

impl Group<'_> {
    /// Reads a profile, and what it extends first. One that extends its own name extends the
    /// built-in one of that name.
    fn read(&mut self, id: &str) {
        let Some(file) = self.files.get(id).copied() else { return };
        if !self.begun.insert(id.to_owned()) {
            return;
        }
        let (parsed, whole) = syntax::parse(file, self.sink);
        let quiet = self.sink.quiet();
        let heard = if whole { self.sink } else { &quiet };
        let table = Table::new(&parsed, file, format!("audience `{id}`"), heard);
        let extends = table.text("extends");
        if let Some(base) = &extends
            && base.value != id
        {
            self.under_way.push(id.to_owned());
            self.read(&base.value);
            self.under_way.pop();
        }
        let base = extends.as_ref().and_then(|base| self.audiences.get(&base.value)).cloned();
        if let (Some(extends), None) = (&extends, &base) {
            heard.report(self.no_base(id, extends));
        }
        if let Some(audience) = profile(id, file, &table, base) {
            self.audiences.insert(id.to_owned(), audience);
        }
        table.finish();
    }

    /// Why there is nothing for a profile to extend.
    fn no_base(&self, id: &str, extends: &At<String>) -> Diagnostic {
        let base = &extends.value;
        let round = self.under_way.iter().position(|other| other == base);
        let message = match round {
            _ if base == id => {
                format!("audience `{id}` extends itself, and there is no built-in one of its name")
            }
            Some(first) => {
                let links: Vec<String> = self.under_way[first..]
                    .iter()
                    .zip(self.under_way[first + 1..].iter().map(String::as_str).chain([id]))
                    .map(|(one, next)| format!("`{one}` extends `{next}`"))
                    .collect();
                format!("audiences in a circle: {}, `{id}` extends `{base}`", links.join(", "))
            }
            None => format!("audience `{id}` extends `{base}`, which there is not"),
        };
        let known: Vec<&str> = self.audiences.keys().map(String::as_str).collect();
        let built_in = || format!("extend one that is there: {}", and_list(&known));
        let help = match (base == id || round.is_some(), nearest(base, known.iter().copied())) {
            (false, Some(near)) => format!("did you mean `{near}`?"),
            _ => built_in(),
        };
        Diagnostic::error("unknown-audience", message)
            .at(&extends.span)
            .why("a profile says only what differs from the one it extends")
            .help(help)
    }
}

fn profile(
    id: &str,
    file: &Arc<File>,
    table: &Table<'_>,
    base: Option<Audience>,
) -> Option<Audience> {
    let span = Span::whole(file);
    let usual = |value: &str| At { value: value.to_owned(), span: span.clone() };
    // Of one that extends what there is not, only that is said.
    let new = base.is_none() && !table.has("extends");
    let base = base.unwrap_or_else(|| Audience {
        id: id.to_owned(),
        name: id.to_owned(),
        in_a_sentence: id.to_owned(),
        internal: false,
        document_type: usual("briefing"),
        template: None,
        language: usual("en-GB"),
        ceiling: Tlp::Clear,
        marking: true,
        numbered: true,
        accent: None,
        citations: CitationForm::Notes,
        style: usual("uk-notes"),
        quotation_marks: ("“".into(), "”".into()),
        full_names: true,
        asks: Asks::Addressed,
        permits: Permits::default(),
        labels: true,
        record: RecordPlace::default(),
        limits: Default::default(),
        extent: Default::default(),
        spelling: None,
        terms: BTreeMap::new(),
        stale_after: None,
        clearance: false,
        warnings: true,
        weak: true,
        levels: BTreeMap::new(),
        outline: Vec::new(),
        span: span.clone(),
    });
    let name = match new {
        true => table.need_text("name", "it is printed as whom the paper is for"),
        false => table.text("name"),
    };
    // A new name of an old audience has its own form.
    let in_a_sentence = table.text("in_a_sentence").or(name.clone());
    let accent = table.text("accent").filter(|accent| colour(accent, table.sink()));
    let marks: Option<Vec<At<String>>> = table.maybe_list("quotation_marks");
    let quotation_marks = match marks.as_deref() {
        Some([open, close]) => (open.value.clone(), close.value.clone()),
        Some(_) => {
            table.sink().report(
                Diagnostic::error("wrong-type", "`quotation_marks` are two: opening and closing")
                    .at(&table.place("quotation_marks"))
                    .why("every quotation is printed between them")
                    .help("write `quotation_marks = [\"“\", \"”\"]`"),
            );
            base.quotation_marks
        }
        None => base.quotation_marks,
    };
    let outline = table.tables("outline");
    Some(Audience {
        id: id.to_owned(),
        name: name.map_or(base.name, |name| name.value),
        in_a_sentence: in_a_sentence.map_or(base.in_a_sentence, |name| name.value),
        internal: table.get("internal").unwrap_or(base.internal),
        document_type: table.text("type").unwrap_or(base.document_type),
        template: table.text("template").or(base.template),
        language: table.text("language").unwrap_or(base.language),
        ceiling: match table.gate("ceiling") {
            Ok(ceiling) => ceiling.map_or(base.ceiling, |label| label.value),
            Err(_) => Tlp::Clear,
        },
        marking: table.get("marking").unwrap_or(base.marking),
        numbered: table.get("numbered").unwrap_or(base.numbered),
        accent: accent.map(|accent| accent.value).or(base.accent).filter(|accent| accent != "none"),
        citations: table.get("citations").unwrap_or(base.citations),
        style: table.text("style").unwrap_or(base.style),
        quotation_marks,
        permits: touches(table).unwrap_or(base.permits),
        full_names: table.get("full_names").unwrap_or(base.full_names),
        asks: table.get("asks").unwrap_or(base.asks),
        labels: table.get("labels").unwrap_or(base.labels),
        record: table.get("record").unwrap_or(base.record),
        limits: limits(table, base.limits),
        extent: extent(table).or(base.extent),
        spelling: table.get("spelling").or(base.spelling),
        terms: {
            let mut all = base.terms;
            all.extend(terms(table));
            all
        },
        stale_after: table.get::<usize>("stale_after").map(years).or(base.stale_after),
        clearance: table.get("clearance").unwrap_or(base.clearance),
        warnings: table.get("warnings").unwrap_or(base.warnings),
        weak: table.get("weak").unwrap_or(base.weak),
        levels: {
            let mut all = base.levels;
            all.extend(levels(table));
            all
        },
        outline: match outline.is_empty() {
            true => base.outline,
            false => outline
                .into_iter()
                .filter_map(|section_table| section(section_table, true))
                .collect(),
        },
        span,
    })
}

fn years(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

words!(Spelling, "ise" => Spelling::Ise, "ize" => Spelling::Ize);

words!(Required, "evidence" => Required::Evidence, "recommendations" => Required::Recommendations,
    "quotation" => Required::Quotation, "contact" => Required::Contact,
    "out-of-hours" => Required::OutOfHours, "notes-to-editors" => Required::NotesToEditors,
    "about" => Required::About, "when" => Required::When, "place" => Required::Place,
    "objectives" => Required::Objectives);

/// A touch that a quotation may have without saying so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Touch {
    InitialCapital,
    FinalPunctuation,
    NoteMarks,
}

words!(Touch, "initial-capital" => Touch::InitialCapital,
    "final-punctuation" => Touch::FinalPunctuation, "note-marks" => Touch::NoteMarks);

fn touches(table: &Table<'_>) -> Option<Permits> {
    let listed: Vec<At<Touch>> = table.maybe_list("touches")?;
    let has = |touch| listed.iter().any(|listed| listed.value == touch);
    Some(Permits {
        initial_capital: has(Touch::InitialCapital),
        final_punctuation: has(Touch::FinalPunctuation),
        note_marks: has(Touch::NoteMarks),
    })
}

fn colour(accent: &At<String>, sink: &Sink) -> bool {
    let right = accent.value == "none"
        || accent.value.strip_prefix('#').is_some_and(|digits| {
            digits.len() == 6 && digits.chars().all(|digit| digit.is_ascii_hexdigit())
        });
    if !right {
        sink.report(
            Diagnostic::error("colour", format!("`{}` is not a colour", accent.value))
                .at(&accent.span)
                .why("headings and lines are set in it")
                .help("write six hexadecimal digits, `#1d4f73`, or `none` for black alone"),
        );
    }
    right
}

/// Reads document types.
pub fn types(root: &Table<'_>) -> BTreeMap<String, DocumentType> {
    root.entries()
        .into_iter()
        .filter_map(|(id, table)| {
            let label = table.need_text("label", "it is printed on the masthead");
            let template = table.need_text("template", "it names the template");
            let release_line = table.get("release_line").unwrap_or(false);
            let internal = table.get("internal").unwrap_or(false);
            let extent = extent(&table);
            let requires = table.list::<Required>("requires");
            let requires = requires.into_iter().map(|part| part.value).collect();
            table.finish();
            let id = id.value;
            let (label, template) = (label?.value, template?.value);
            let (id, kind) = (
                id.clone(),
                DocumentType { id, label, template, internal, release_line, extent, requires },
            );
            Some((id, kind))
        })
        .collect()
}

/// Reads the tool's own words in one language.
pub fn words_of(root: &Table<'_>) -> Option<Words> {
    let words = root
        .table("words")?
        .rest::<String>(&[])
        .into_iter()
        .map(|(key, word)| (key.value, word.value))
        .collect();
    let dates = root.table("dates")?;
    let months: Vec<String> =
        dates.list("months").into_iter().map(|month: At<String>| month.value).collect();
    let dates = DateWords {
        months: months.try_into().ok()?,
        day: dates.text("day")?.value,
        month: dates.text("month")?.value,
        period: dates.text("period")?.value,
    };
    Some(Words { words, dates })
}
