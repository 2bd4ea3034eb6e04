//! What a person wrote of what a paper prints: texts as their files have them, each with its place.

use std::ops::Range;

use super::Context;
use crate::diag::Span;
use crate::fix::{Edit, Literal};
use crate::model::item::Item;
use crate::model::library::Library;
use crate::select::Selection;

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The paper's title.
    Title,
    /// A section's heading.
    Heading,
    /// Prose of a section, a line to take, an answer: Markdown.
    Prose,
    /// A fact, in our own words.
    Fact,
    /// What is asked, in our own words.
    Recommendation,
    /// Somebody's words.
    Quotation,
}

/// A text as written, `{{ names }}` and `[@references]` and all.
#[derive(Debug)]
pub struct Written<'a> {
    /// The item whose text it is.
    pub item: Option<&'a Item>,
    /// What it is.
    pub role: Role,
    /// The text.
    pub text: String,
    literal: Option<Literal>,
    span: Span,
}

impl<'a> Written<'a> {
    fn new(item: Option<&'a Item>, role: Role, span: &Span, text: &str) -> Written<'a> {
        let literal = Literal::parse(span.text());
        let text = literal.as_ref().map_or(text, |literal| literal.text()).to_owned();
        Written { item, role, text, literal, span: span.clone() }
    }

    /// Where words of the text stand in the file.
    pub fn at(&self, range: &Range<usize>) -> Span {
        let raw = self.literal.as_ref().and_then(|literal| literal.raw_range(range.clone()));
        match raw {
            Some(raw) => {
                let start = self.span.range.start;
                Span::new(&self.span.file, start + raw.start..start + raw.end)
            }
            None => self.span.find(self.text.get(range.clone()).unwrap_or_default()),
        }
    }

    /// The whole of it.
    pub fn span(&self) -> &Span {
        &self.span
    }

    /// The words of a range.
    pub fn words(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// What is to be written into the file so that words of the text are others; `None` where that cannot
    /// be.
    pub fn edits(&self, changes: &[(Range<usize>, &str)]) -> Option<Vec<Edit>> {
        let edits = self.literal.as_ref()?.rewrite(changes)?;
        let start = self.span.range.start;
        let moved = edits
            .into_iter()
            .map(|edit| Edit { range: edit.range.start + start..edit.range.end + start, ..edit });
        Some(moved.collect())
    }

    /// The same with some words put for others, for whoever asks what a rule would say of it.
    pub fn with(&self, range: &Range<usize>, words: &str) -> Written<'a> {
        let mut text = self.text.clone();
        if text.get(range.clone()).is_some() {
            text.replace_range(range.clone(), words);
        }
        Written { item: self.item, role: self.role, text, literal: None, span: self.span.clone() }
    }

    /// What it is called in a message: “`camp-population`”, “the title”.
    pub fn called(&self) -> String {
        match (self.item, self.role) {
            (Some(item), _) => format!("`{}`", item.id),
            (None, Role::Title) => "the title".into(),
            (None, Role::Heading) => "a heading".into(),
            (None, _) => "the prose".into(),
        }
    }
}

/// The texts of a paper, in the order it is read; items in the order of their ids follow.
pub fn written<'c, 'a>(context: &'c Context<'a>) -> &'c [Written<'a>] {
    context.shared.written.get_or_init(|| of_selection(context.library, context.selection))
}

/// The texts of a selection.
pub fn of_selection<'a>(library: &'a Library, selection: &Selection<'_>) -> Vec<Written<'a>> {
    let title = &selection.target.spec.title;
    let mut texts = vec![Written::new(None, Role::Title, &title.span, &title.value.raw)];
    for section in &selection.sections {
        if let Some(heading) = section.heading {
            texts.push(Written::new(None, Role::Heading, &heading.span, &heading.value.raw));
        }
        for body in &section.bodies {
            texts.push(Written::new(None, Role::Prose, &body.span, body.span.text()));
        }
    }
    for item in selection.printed(library) {
        let role = match () {
            () if item.is_quote() => Role::Quotation,
            () if item.is_recommendation() => Role::Recommendation,
            () => Role::Fact,
        };
        texts.push(Written::new(Some(item), role, &item.text_span, &item.text.raw));
    }
    texts
}
