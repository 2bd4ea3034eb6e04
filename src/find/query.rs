//! What is looked for. Anything a person types is a search.

use std::ops::Range;

use super::Kind;
use super::document::{ANY, Field, tag};
use super::figures;
use super::words::{Word, words};
use crate::claims::reading::View;

/// What is looked for: entries in which every term occurs and that pass the filters.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// Each must occur.
    pub terms: Vec<Term>,
    /// What else an entry must be.
    pub filters: Filters,
    /// The words as typed: an item whose id is one of them comes first.
    pub typed: Vec<String>,
}

/// One thing looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// As typed.
    pub written: String,
    /// Ways in which it may occur; one is enough.
    pub any: Vec<Run>,
}

/// Words that stand in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Their forms; never empty.
    pub words: Vec<String>,
    /// Whether the last is only the beginning of a word.
    pub prefix: bool,
}

/// What an entry must be. Of several values of a field one is enough; fields must all hold.
/// Case makes no difference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// Kinds.
    pub kinds: Vec<Kind>,
    /// Topics.
    pub topics: Vec<String>,
    /// Keys of sources.
    pub sources: Vec<String>,
    /// Audiences; an item for any audience passes.
    pub audiences: Vec<String>,
    /// Papers that use it.
    pub papers: Vec<String>,
    /// TLP labels.
    pub handling: Vec<String>,
    /// How far it has come.
    pub status: Vec<String>,
}

impl Query {
    /// Reads arguments of a command line. An argument of several words is a phrase, as it was quoted for
    /// the shell, unless it has quotation marks itself.
    pub fn of_arguments(arguments: &[String]) -> Query {
        let quoted = |argument: &String| {
            let phrase =
                argument.trim().contains(char::is_whitespace) && !argument.contains(is_quote);
            let number = || whole_number(argument).is_some();
            if phrase && !number() { format!("\"{argument}\"") } else { argument.clone() }
        };
        let typed: Vec<String> = arguments.iter().map(quoted).collect();
        Query::parse(&typed.join(" "))
    }

    /// Reads what was typed: words; phrases in double quotation marks; numbers, however written; `*` after the
    /// beginning of a word. Everything else means nothing.
    pub fn parse(typed: &str) -> Query {
        let mut terms: Vec<Term> = Vec::new();
        for (at, piece) in typed.split(is_quote).enumerate() {
            if at % 2 == 1 {
                terms.extend(phrase(piece));
            } else {
                loose(piece, &mut terms);
            }
        }
        let mut seen = Vec::new();
        terms.retain(|term| {
            let new = !seen.contains(&term.any);
            seen.push(term.any.clone());
            new
        });
        let pieces = typed.split(|c| is_quote(c) || is_gap(c)).filter(|piece| !piece.is_empty());
        let typed = pieces.map(str::to_owned).collect();
        Query { terms, filters: Filters::default(), typed }
    }

    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.filters == Filters::default()
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '\u{FF02}')
}

/// What parts words that are looked for each by itself.
fn is_gap(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | ',' | ';' | ':' | '!' | '?')
}

fn forms(words: &[Word]) -> Vec<String> {
    words.iter().map(|word| word.form.clone()).collect()
}

fn run(words: Vec<String>, prefix: bool) -> Option<Run> {
    (!words.is_empty()).then_some(Run { words, prefix })
}

/// Words in quotation marks.
fn phrase(written: &str) -> Option<Term> {
    let written = written.trim();
    let run = run(forms(&words(written)), written.ends_with('*'))?;
    Some(Term { written: format!("“{written}”"), any: vec![run] })
}

/// Words and numbers.
fn loose(text: &str, terms: &mut Vec<Term>) {
    let mut at = 0;
    let mut after_number = false;
    for (range, values) in numbers(text) {
        let between = &text[at..range.start];
        // “80,000 to 120,000” is looked for as its two ends.
        if !(after_number && between.trim().eq_ignore_ascii_case("to")) {
            terms.extend(between.split(is_gap).filter_map(word));
        }
        terms.extend(number(&text[range.clone()], &values));
        at = range.end;
        after_number = true;
    }
    terms.extend(text[at..].split(is_gap).filter_map(word));
}

/// A word; of several that hyphens or the like join, all in a row.
fn word(written: &str) -> Option<Term> {
    let found = forms(&words(written));
    let prefix = written.ends_with('*');
    let mut any: Vec<Run> = run(found.clone(), prefix).into_iter().collect();
    let hyphens = written.contains(|c: char| crate::claims::lex::is_dash(c));
    if hyphens && found.len() > 1 && found.iter().all(|word| word.chars().all(char::is_alphabetic))
    {
        any.extend(run(vec![found.concat()], prefix));
    }
    let written = written.trim_matches(|c: char| !c.is_alphanumeric() && c != '*').to_owned();
    (!any.is_empty()).then_some(Term { written, any })
}

/// A number: however written, or the same words.
fn number(written: &str, values: &[f64]) -> Option<Term> {
    let mut any: Vec<Run> = values
        .iter()
        .map(|value| Run { words: vec![figures::form(*value)], prefix: false })
        .collect();
    any.extend(run(forms(&words(written)), false).filter(|run| !any.contains(run)));
    (!any.is_empty()).then(|| Term { written: written.to_owned(), any })
}

/// The numbers of a text that stand by themselves, with their values.
fn numbers(text: &str) -> Vec<(Range<usize>, Vec<f64>)> {
    let view = View::new(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < view.tokens.len() {
        match figures::read(&view, at) {
            Some((values, next)) => {
                let range = view.range(at, next);
                if stands_alone(text, &range) {
                    found.push((range, values));
                }
                at = next.max(at + 1);
            }
            None => at += 1,
        }
    }
    found
}

/// Whether a number is no part of a longer word.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let is_free = |near: Option<char>, beyond: Option<char>| match near {
        None => true,
        Some('*') => false,
        Some(c) if c.is_alphanumeric() => false,
        Some(c) if c.is_whitespace() => true,
        // A range of numbers; anything else that hangs together is one word.
        Some(c) if crate::claims::lex::is_dash(c) => beyond.is_none_or(|c| !c.is_alphabetic()),
        Some(_) => beyond.is_none_or(|c| !c.is_alphanumeric()),
    };
    let mut before = text[..range.start].chars().rev();
    let mut after = text[range.end..].chars();
    is_free(before.next(), before.next()) && is_free(after.next(), after.next())
}

/// The values of a text that is one number and nothing else.
fn whole_number(text: &str) -> Option<Vec<f64>> {
    let text = text.trim();
    numbers(text).into_iter().find(|(range, _)| *range == (0..text.len())).map(|(_, values)| values)
}

impl Run {
    /// The run in the words of FTS5. Forms hold letters, digits and points alone.
    fn expression(&self) -> String {
        let star = if self.prefix { " *" } else { "" };
        // What an entry can also be found by stands in no order.
        let columns =
            if self.words.len() > 1 { "{title words forms}" } else { "{title words also forms}" };
        format!("{columns} : \"{}\"{star}", self.words.join(" "))
    }
}

/// Which terms must occur.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Each.
    All,
    /// At least one.
    Any,
}

impl Query {
    /// The terms in the words of FTS5; `None` without any.
    pub fn words_expression(&self, wanted: Wanted) -> Option<String> {
        let one = |term: &Term| {
            let runs: Vec<String> = term.any.iter().map(Run::expression).collect();
            format!("({})", runs.join(" OR "))
        };
        let terms: Vec<String> = self.terms.iter().map(one).collect();
        let join = if wanted == Wanted::All { " AND " } else { " OR " };
        (!terms.is_empty()).then(|| terms.join(join))
    }
}

impl Filters {
    /// The filters in the words of FTS5, all but papers; `None` without any.
    pub fn expression(&self) -> Option<String> {
        let kinds: Vec<String> = self.kinds.iter().map(|kind| kind.as_str().to_owned()).collect();
        let mut audiences = self.audiences.clone();
        audiences.extend((!audiences.is_empty()).then(|| ANY.to_owned()));
        let fields = [
            (Field::Kind, &kinds),
            (Field::Topic, &self.topics),
            (Field::Source, &self.sources),
            (Field::Audience, &audiences),
            (Field::Handling, &self.handling),
            (Field::Status, &self.status),
        ];
        let one = |(field, values): (Field, &Vec<String>)| {
            let tags: Vec<String> =
                values.iter().map(|value| format!("\"{}\"", tag(field, value))).collect();
            (!tags.is_empty()).then(|| format!("tags : ({})", tags.join(" OR ")))
        };
        let all: Vec<String> = fields.into_iter().filter_map(one).collect();
        (!all.is_empty()).then(|| all.join(" AND "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> String {
        let run = |run: &Run| run.words.join(" ") + if run.prefix { "*" } else { "" };
        let term = |term: &Term| term.any.iter().map(run).collect::<Vec<_>>().join("/");
        Query::parse(typed).terms.iter().map(term).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn words_phrases_numbers_and_beginnings() {
        for (typed, understood) in [
            ("prison camps", "prison, camps"),
            ("\"crimes against humanity\" camps", "crimes against humanity, camps"),
            ("“crimes against", "crimes against"),
            ("repatriat*", "repatriat*"),
            ("80,000", "80000"),
            ("80 000 people", "80000, people"),
            ("80.000", "80000"),
            ("eighty thousand", "80000/eighty thousand"),
            ("80k", "80000/80 k"),
            ("3.2 million", "3200000/3.2 million"),
            ("1.234", "1234/1.234"),
            ("80,000 to 120,000", "80000, 120000"),
            ("80,000–120,000 people", "80000, 120000, people"),
            ("A/HRC/25/63", "a hrc 25 63"),
            ("COVID-19", "covid 19"),
            ("cross-border", "cross border/crossborder"),
            ("1990s", "1990 s"),
            ("80*", "80*"),
            ("AND NOT near(a, b)", "and, not, near, a, b"),
            ("* - ^ : \" {", ""),
        ] {
            assert_eq!(read(typed), understood, "{typed}");
        }
    }

    #[test]
    fn an_argument_of_several_words_is_a_phrase() {
        let read = |arguments: &[&str]| {
            let arguments: Vec<String> = arguments.iter().map(|a| (*a).to_owned()).collect();
            let query = Query::of_arguments(&arguments);
            query.terms.iter().map(|term| term.any[0].words.join(" ")).collect::<Vec<_>>()
        };
        assert_eq!(read(&["crimes against humanity", "un"]), ["crimes against humanity", "un"]);
        assert_eq!(read(&["\"prison camps\" un"]), ["prison camps", "un"]);
        assert_eq!(read(&["eighty thousand"]), ["80000"]);
    }
}
