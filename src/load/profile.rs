//! `audiences/*.toml`, document types and words → data.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::reader::Table;
use super::spec::{limits, section};
use super::syntax::{self, Sink};
use super::values::words;
use crate::diag::{Diagnostic, File, did_you_mean};
use crate::model::At;
use crate::model::audience::{Asks, Audience, CitationForm, DocumentType, Words};
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
        let (parsed, _) = syntax::parse(file, self.sink);
        let table = Table::new(&parsed, file, format!("audience `{id}`"), self.sink);
        let extends = table.text("extends");
        if let Some(base) = &extends
            && base.value != id
        {
            self.read(&base.value);
        }
        let base = extends.as_ref().and_then(|base| self.audiences.get(&base.value)).cloned();
        if let (Some(extends), None) = (&extends, &base) {
            self.sink.report(
                Diagnostic::error(
                    "unknown-audience",
                    format!("audience `{id}` extends `{}`, which there is not", extends.value),
                )
                .at(&extends.span)
                .why("profiles extend built-in ones or one another, not in a circle")
                .maybe_help(did_you_mean(
                    &extends.value,
                    self.audiences.keys().map(String::as_str),
                    "audiences",
                )),
            );
        }
        if let Some(audience) = profile(id, &table, base) {
            self.audiences.insert(id.to_owned(), audience);
        }
        table.finish();
    }
}

fn profile(id: &str, table: &Table<'_>, base: Option<Audience>) -> Option<Audience> {
    // Of one that extends what there is not, only that is said.
    let new = base.is_none() && !table.has("extends");
    let base = base.unwrap_or_else(|| Audience {
        id: id.to_owned(),
        name: id.to_owned(),
        internal: false,
        document_type: "briefing".into(),
        template: None,
        language: "en-GB".into(),
        ceiling: Tlp::Clear,
        marking: true,
        numbered: true,
        accent: None,
        citations: CitationForm::Notes,
        style: "uk-notes".into(),
        quotation_marks: ("“".into(), "”".into()),
        full_names: true,
        asks: Asks::Addressed,
        labels: true,
        record: RecordPlace::default(),
        limits: Default::default(),
        outline: Vec::new(),
    });
    let name = match new {
        true => table.need_text("name", "it is printed as whom the paper is for"),
        false => table.text("name"),
    };
    let accent = table.text("accent").filter(|accent| colour(accent, table.sink()));
    let marks: Option<Vec<At<String>>> = table.maybe_list("quotation_marks");
    let quotation_marks = match marks.as_deref() {
        Some([open, close]) => (open.value.clone(), close.value.clone()),
        Some(_) => {
            table.sink().report(
                Diagnostic::error("wrong-type", "`quotation_marks` are two: opening and closing")
                    .at(&table.head())
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
        internal: table.get("internal").unwrap_or(base.internal),
        document_type: table.text("type").map_or(base.document_type, |text| text.value),
        template: table.text("template").map(|text| text.value).or(base.template),
        language: table.text("language").map_or(base.language, |text| text.value),
        ceiling: match table.gate("ceiling") {
            Ok(ceiling) => ceiling.map_or(base.ceiling, |label| label.value),
            Err(_) => Tlp::Clear,
        },
        marking: table.get("marking").unwrap_or(base.marking),
        numbered: table.get("numbered").unwrap_or(base.numbered),
        accent: accent.map(|accent| accent.value).or(base.accent).filter(|accent| accent != "none"),
        citations: table.get("citations").unwrap_or(base.citations),
        style: table.text("style").map_or(base.style, |text| text.value),
        quotation_marks,
        full_names: table.get("full_names").unwrap_or(base.full_names),
        asks: table.get("asks").unwrap_or(base.asks),
        labels: table.get("labels").unwrap_or(base.labels),
        record: table.get("record").unwrap_or(base.record),
        limits: limits(table, base.limits),
        outline: match outline.is_empty() {
            true => base.outline,
            false => outline
                .into_iter()
                .filter_map(|section_table| section(section_table, true))
                .collect(),
        },
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
            table.finish();
            let id = id.value;
            let (label, template) = (label?.value, template?.value);
            Some((id.clone(), DocumentType { id, label, template, internal, release_line }))
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
