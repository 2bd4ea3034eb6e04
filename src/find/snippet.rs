//! The words around what was found.

use std::ops::Range;

use super::query::{Run, Term};
use super::words::{Word, words};
use super::{Entry, Part, Query, figures};
use crate::claims::reading::View;

/// A piece of one of an entry's texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// Which text it is from.
    pub part: Part,
    /// The piece, white space made single spaces.
    pub text: String,
    /// What was found, in bytes of `text`, in order, none overlapping.
    pub marks: Vec<Range<usize>>,
    /// Where the piece begins in the text it is from, in bytes.
    pub start: usize,
    /// Whether the text goes on before it.
    pub cut_before: bool,
    /// Whether the text goes on after it.
    pub cut_after: bool,
}

/// How many bytes of a text are shown at most, but for a part of a word.
const LONGEST: usize = 320;

/// The piece of an entry's texts in which most of what is looked for stands, the first of these.
pub fn snippet(entry: &Entry, query: &Query) -> Snippet {
    let mut best: Option<(usize, Snippet)> = None;
    for (part, text) in &entry.texts {
        let marks = marks(text, query);
        let (count, range) = window(text, &marks);
        if best.as_ref().is_none_or(|(most, _)| count > *most) {
            best = Some((count, cut(*part, text, range, &marks)));
        }
    }
    best.map_or_else(
        || Snippet {
            part: Part::Text,
            text: String::new(),
            marks: Vec::new(),
            start: 0,
            cut_before: false,
            cut_after: false,
        },
        |(_, snippet)| snippet,
    )
}

/// What of a text is looked for: bytes, and which term.
pub fn marks(text: &str, query: &Query) -> Vec<(Range<usize>, usize)> {
    let words = words(text);
    let mut found = Vec::new();
    for (at, term) in query.terms.iter().enumerate() {
        for run in &term.any {
            found.extend(places(&words, run).map(|range| (range, at)));
        }
    }
    found.extend(numbers(text, &query.terms));
    found.sort_by_key(|(range, at)| (range.start, range.end, *at));
    found
}

/// Where a run stands.
fn places<'a>(words: &'a [Word], run: &'a Run) -> impl Iterator<Item = Range<usize>> + 'a {
    let last = run.words.len() - 1;
    let is = move |form: &str, at: usize| {
        if run.prefix && at == last {
            form.starts_with(&run.words[at])
        } else {
            form == run.words[at]
        }
    };
    let half = move |word: &Word| {
        last == 0 && word.halves.as_ref().is_some_and(|(a, b)| is(a, 0) || is(b, 0))
    };
    words.windows(last + 1).filter_map(move |row| {
        let fits = row.iter().enumerate().all(|(at, word)| is(&word.form, at)) || half(&row[0]);
        fits.then(|| row[0].range.start..row[last].range.end)
    })
}

/// Where numbers stand that are written in another way than they are looked for.
fn numbers(text: &str, terms: &[Term]) -> Vec<(Range<usize>, usize)> {
    let single =
        |run: &Run| run.words.len() == 1 && run.words[0].starts_with(|c: char| c.is_ascii_digit());
    let wanted: Vec<(usize, &Run)> = terms
        .iter()
        .enumerate()
        .flat_map(|(at, term)| term.any.iter().map(move |run| (at, run)))
        .filter(|(_, run)| single(run))
        .collect();
    let mut found = Vec::new();
    if wanted.is_empty() {
        return found;
    }
    let view = View::new(text);
    let mut at = 0;
    while at < view.tokens.len() {
        let Some((values, next)) = figures::read(&view, at) else {
            at += 1;
            continue;
        };
        let forms: Vec<String> = values.into_iter().map(figures::form).collect();
        let fits = |run: &Run| {
            forms
                .iter()
                .any(|form| *form == run.words[0] || run.prefix && form.starts_with(&run.words[0]))
        };
        found.extend(
            wanted
                .iter()
                .filter(|(_, run)| fits(run))
                .map(|(term, _)| (view.range(at, next), *term)),
        );
        at = next.max(at + 1);
    }
    found
}

/// The piece of a text with most terms in it, and how many.
fn window(text: &str, marks: &[(Range<usize>, usize)]) -> (usize, Range<usize>) {
    let mut best = (0, 0..text.len().min(LONGEST));
    for (at, (first, _)) in marks.iter().enumerate() {
        let mut terms: Vec<usize> = Vec::new();
        let mut end = first.end;
        for (range, term) in marks[at..].iter().take(64) {
            if range.end > first.start + LONGEST {
                break;
            }
            end = end.max(range.end);
            if !terms.contains(term) {
                terms.push(*term);
            }
        }
        if terms.len() > best.0 {
            best = (terms.len(), first.start..end);
        }
    }
    let spare = LONGEST.saturating_sub(best.1.len());
    let start = best.1.start.saturating_sub(spare / 3);
    // Near its beginning a text is shown from its beginning.
    let start = if start < LONGEST / 8 || text.len() <= LONGEST { 0 } else { start };
    (best.0, start..(start + LONGEST).max(best.1.end))
}

/// Cuts a piece out between words.
fn cut(part: Part, text: &str, range: Range<usize>, marks: &[(Range<usize>, usize)]) -> Snippet {
    let start = between(text, range.start, false);
    let end = if range.end >= text.len() { text.len() } else { between(text, range.end, true) };
    let mut snippet = Snippet {
        part,
        text: String::with_capacity(end - start),
        marks: Vec::new(),
        start,
        cut_before: !text[..start].trim().is_empty(),
        cut_after: !text[end..].trim().is_empty(),
    };
    let mut places = Vec::with_capacity(end - start + 1);
    for (at, c) in text[start..end].char_indices() {
        places.resize(at, snippet.text.len());
        places.push(snippet.text.len());
        match c {
            c if !c.is_whitespace() => snippet.text.push(c),
            _ if snippet.text.ends_with(' ') || snippet.text.is_empty() => {}
            _ => snippet.text.push(' '),
        }
    }
    places.resize(end - start + 1, snippet.text.len());
    for (range, _) in marks {
        if start <= range.start && range.end <= end {
            let range = places[range.start - start]..places[range.end - start];
            match snippet.marks.last_mut() {
                Some(last) if range.start < last.end => last.end = last.end.max(range.end),
                _ => snippet.marks.push(range),
            }
        }
    }
    let kept = snippet.text.trim_end().len();
    snippet.text.truncate(kept);
    snippet.marks.retain_mut(|mark| {
        mark.end = mark.end.min(kept);
        mark.start < mark.end
    });
    snippet
}

/// A place between words at or near `at`: behind it when `after`, else before, unless that is far.
fn between(text: &str, at: usize, after: bool) -> usize {
    const NEAR: usize = 40;
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let found = if after {
        text[at..].find(char::is_whitespace).map(|skip| at + skip)
    } else {
        text[..at]
            .char_indices()
            .rev()
            .find(|(_, c)| c.is_whitespace())
            .map(|(at, c)| at + c.len_utf8())
    };
    let edge = if after { text.len() } else { 0 };
    let found = found.unwrap_or(edge);
    if found.abs_diff(at) <= NEAR { found } else { at }
}
