//! Messages for a person at a terminal, in the manner of rustc.

use std::collections::BTreeMap;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level as Word, Origin, Renderer, Snippet};

use super::{Diagnostic, Level, Span};

/// How many messages of one kind are shown before the rest become one line.
const SHOWN_OF_A_KIND: usize = 8;

/// How messages are set.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Colours and box-drawing lines, for terminals.
    pub styled: bool,
    /// Columns of the terminal.
    pub width: usize,
}

/// All messages, worst last so that it stands nearest the prompt, many of a kind folded into a line.
pub fn render_all(diagnostics: &[Diagnostic], look: Look) -> String {
    let mut order: Vec<&Diagnostic> = diagnostics.iter().collect();
    order.sort_by_key(|diagnostic| diagnostic.level);
    let mut seen: BTreeMap<(Level, &str), usize> = BTreeMap::new();
    let mut out = String::new();
    for diagnostic in order {
        let kind = seen.entry((diagnostic.level, diagnostic.check)).or_default();
        *kind += 1;
        if *kind <= SHOWN_OF_A_KIND {
            out.push_str(&render(diagnostic, look));
            out.push_str("\n\n");
        }
    }
    for ((level, check), total) in seen {
        if total > SHOWN_OF_A_KIND {
            let more = total - SHOWN_OF_A_KIND;
            out.push_str(&format!(
                "{}[{check}]: {more} more of this kind; `--message-format json` lists every one\n\n",
                level.as_str()
            ));
        }
    }
    out
}

/// One message.
pub fn render(diagnostic: &Diagnostic, look: Look) -> String {
    let renderer = if look.styled { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer
        .decor_style(if look.styled { DecorStyle::Unicode } else { DecorStyle::Ascii })
        .term_width(look.width);
    let word = match diagnostic.level {
        Level::Error => Word::ERROR,
        Level::Warning => Word::WARNING,
        Level::Note => Word::NOTE,
    };
    let mut group =
        Group::with_title(word.primary_title(visible(&diagnostic.message)).id(diagnostic.check));
    if let Some(span) = &diagnostic.span {
        group = place(group, span, diagnostic.label.as_deref(), AnnotationKind::Primary);
        for (also, label) in &diagnostic.also {
            group = place(group, also, Some(label), AnnotationKind::Context);
        }
    }
    if let Some(why) = &diagnostic.why {
        group = group.element(Word::NOTE.message(visible(why)));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Word::HELP.message(visible(help)));
    }
    renderer.render(&[group])
}

fn place<'a>(
    group: Group<'a>,
    span: &'a Span,
    label: Option<&'a str>,
    kind: AnnotationKind,
) -> Group<'a> {
    if span.range.is_empty() {
        return group.element(Origin::path(&span.file.path));
    }
    let range = first_lines(span);
    group.element(
        Snippet::source(&span.file.text)
            .path(&span.file.path)
            .annotation(kind.span(range).label(label)),
    )
}

/// At most the first line of a span: a whole table underlined helps nobody.
fn first_lines(span: &Span) -> std::ops::Range<usize> {
    let line = span.text().find('\n').unwrap_or(span.range.len());
    span.range.start..span.range.start + line.max(1)
}

/// Characters a terminal would obey, or not show, written out.
pub fn visible(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' => " ".into(),
            c if c.is_control() || crate::model::text::is_invisible(c) => {
                format!("<U+{:04X}>", c as u32)
            }
            c => c.to_string(),
        })
        .collect()
}
