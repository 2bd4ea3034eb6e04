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
    /// share most of the words around it.
    pub fn find(&self, printed: &str, needle: &str) -> Vec<Span> {
        let holds = |text: &str| text.contains(needle);
        let holding: Vec<&At<String>> = self
            .0
            .iter()
            .filter(|text| {
                // What is taken out before it is printed may have stood between.
                holds(&text.value) || holds(&unescaped(&text.value)) || holds(&seen(&text.value))
            })
            .collect();
        let all = seen(printed);
        let whole = |text: &&&At<String>| all.contains(seen(&text.value).trim());
        let mut found: Vec<&&At<String>> = holding.iter().filter(whole).collect();
        if found.is_empty() {
            let printed = sides(printed, needle);
            let shared = |text: &At<String>| {
                let written = sides(&unescaped(&text.value), needle);
                let pairs = written.iter().flat_map(|w| printed.iter().map(move |p| alike(w, p)));
                pairs.max()
            };
            let most = holding.iter().map(|text| shared(text)).max();
            found = holding.iter().filter(|text| Some(shared(text)) == most).collect();
        }
        found.into_iter().map(|text| text.span.find(needle)).collect()
    }
}

/// A text without the backslashes of Markdown.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let escapes = c == '\\' && characters.peek().is_some_and(char::is_ascii_punctuation);
        out.push(if escapes { characters.next().unwrap_or(c) } else { c });
    }
    out
}

/// What stands before and after the first places of `needle`, each up to a hundred characters.
fn sides(text: &str, needle: &str) -> Vec<(String, String)> {
    let places = text.match_indices(needle).take(8);
    let side = |(at, _): (usize, &str)| {
        let start = text[..at].char_indices().rev().nth(99).map_or(0, |(start, _)| start);
        let after = at + needle.len();
        let end = text[after..].char_indices().nth(100).map_or(text.len(), |(end, _)| after + end);
        (bare(&text[start..at]), bare(&text[after..end]))
    };
    places.map(side).collect()
}

/// How many characters on both sides are the same.
fn alike(one: &(String, String), other: &(String, String)) -> usize {
    let before = one.0.chars().rev().zip(other.0.chars().rev());
    let after = one.1.chars().zip(other.1.chars());
    let same = |pair: &(char, char)| pair.0 == pair.1;
    before.take_while(same).count() + after.take_while(same).count()
}

/// A text without what is taken out before it is printed, its white space alike.
fn seen(text: &str) -> String {
    let space = |c: char| if c.is_whitespace() { ' ' } else { c };
    text.chars().map(space).filter(|c| !is_invisible(*c) && !c.is_control()).collect()
}

/// A text without what Markdown may have put into it or taken from it either.
fn bare(text: &str) -> String {
    let kept = |c: &char| {
        !c.is_ascii_punctuation() && !c.is_whitespace() && !c.is_control() && !is_invisible(*c)
    };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_a_dropped_character_parted_are_found_where_they_were_written() {
        let text = "a = \"is {{ dprk }} here\"\nb = \"K02 {\\u200B{ Z02\"\n";
        let file = File::new("a.toml", text);
        let found = Places::of(&[&file]).find("K02 {{ Z02", "{{");
        let lines: Vec<usize> = found.iter().map(|span| span.line_column().0).collect();
        assert_eq!(lines, [2]);
    }
}
