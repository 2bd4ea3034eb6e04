//! Where a printed character was written: a paper's words come from many files, and a message about one
//! of them names its place.

use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use crate::diag::{File, Span};
use crate::model::At;
use crate::model::text::is_invisible;

/// Every text of some TOML files, with its place.
#[derive(Debug, Default)]
pub struct Places(Vec<At<String>>);

impl Places {
    /// Reads the texts of files that were read before; what of them is no TOML has been said.
    pub fn of(files: &[&Arc<File>]) -> Places {
        let mut texts = Vec::new();
        for file in files {
            let (table, _) = DeTable::parse_recoverable(&file.text);
            collect_table(table.get_ref(), file, &mut texts);
        }
        Places(texts)
    }

    /// The texts from which `needle` of the `printed` words came: those printed whole, else those that
    /// hold the words around it, else the first that holds it.
    pub fn find(&self, printed: &str, needle: &str) -> Vec<Span> {
        let holding: Vec<&At<String>> =
            self.0.iter().filter(|text| text.value.contains(needle)).collect();
        let whole = |text: &&&At<String>| seen(printed).contains(seen(&text.value).trim());
        let around = bare(around(printed, needle));
        let near = |text: &&&At<String>| bare(&text.value).contains(&around);
        let mut found: Vec<&&At<String>> = holding.iter().filter(whole).collect();
        if found.is_empty() {
            found = holding.iter().filter(near).collect();
        }
        if found.is_empty() {
            found = holding.iter().take(1).collect();
        }
        found.into_iter().map(|text| text.span.find(needle)).collect()
    }
}

/// Up to eight characters on either side of the first `needle`.
fn around<'a>(printed: &'a str, needle: &str) -> &'a str {
    let at = printed.find(needle).unwrap_or_default();
    let start = printed[..at].char_indices().rev().nth(7).map_or(0, |(start, _)| start);
    let after = (at + needle.len()).min(printed.len());
    let end = printed[after..].char_indices().nth(8).map_or(printed.len(), |(end, _)| after + end);
    &printed[start..end]
}

/// A text without what is taken out before it is printed.
fn seen(text: &str) -> String {
    text.chars().filter(|c| !is_invisible(*c)).collect()
}

/// A text without what Markdown may have put into it or taken from it either.
fn bare(text: &str) -> String {
    let kept = |c: &char| !c.is_ascii_punctuation() && !c.is_whitespace() && !is_invisible(*c);
    text.chars().filter(kept).collect()
}

fn collect_table(table: &DeTable<'_>, file: &Arc<File>, texts: &mut Vec<At<String>>) {
    for value in table.values() {
        collect(value, file, texts);
    }
}

fn collect(value: &toml::Spanned<DeValue<'_>>, file: &Arc<File>, texts: &mut Vec<At<String>>) {
    match value.get_ref() {
        DeValue::String(text) => {
            texts.push(At { value: text.to_string(), span: Span::new(file, value.span()) });
        }
        DeValue::Array(values) => values.iter().for_each(|value| collect(value, file, texts)),
        DeValue::Table(table) => collect_table(table, file, texts),
        _ => {}
    }
}
