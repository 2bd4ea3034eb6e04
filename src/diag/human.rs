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
    let taken = diagnostic.level.as_str().len() + diagnostic.check.len() + "[]: ".len();
    let title = look.width.saturating_sub(taken);
    let mut group = Group::with_title(
        word.primary_title(wrapped(&diagnostic.message, title)).id(diagnostic.check),
    );
    if let Some(span) = &diagnostic.span {
        let label = diagnostic.label.as_deref().filter(|label| fits(span, label, look.width));
        group = place(group, span, label, AnnotationKind::Primary);
        for (also, label) in &diagnostic.also {
            group = place(group, also, Some(label), AnnotationKind::Context);
        }
    }
    let number = gutter(diagnostic);
    let below = |word: &str| look.width.saturating_sub(number + "  = : ".len() + word.len());
    if let Some(why) = &diagnostic.why {
        group = group.element(Word::NOTE.message(wrapped(why, below("note"))));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Word::HELP.message(wrapped(help, below("help"))));
    }
    if let Some(detail) = &diagnostic.detail {
        let word = Word::INFO.with_name("detail");
        group = group.element(word.message(wrapped(detail, below("detail"))));
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
        return group.element(Origin::path(visible(&span.file.path)));
    }
    let range = first_lines(span);
    group.element(
        Snippet::source(&span.file.text)
            .path(visible(&span.file.path))
            .annotation(kind.span(range).label(label)),
    )
}

/// Whether a label has room behind the underlined text.
fn fits(span: &Span, label: &str, width: usize) -> bool {
    let (line, column) = span.line_column();
    let gutter = line.to_string().len() + 3;
    let underlined = span.text().lines().next().unwrap_or_default().chars().count();
    gutter + column + underlined + label.chars().count() <= width
}

/// Digits of the highest line number shown, which all else stands behind.
fn gutter(diagnostic: &Diagnostic) -> usize {
    let spans = diagnostic.span.iter().chain(diagnostic.also.iter().map(|(span, _)| span));
    let lines = spans.filter(|span| !span.range.is_empty()).map(|span| span.line_column().0);
    lines.max().map_or(0, |line| line.to_string().len())
}

/// Text made visible, broken between words so that no line is wider than `width` columns; a word that is
/// wider stands alone. Lines go on below the first one's first letter.
pub fn wrapped(text: &str, width: usize) -> String {
    let text = visible(text);
    let mut out = String::with_capacity(text.len());
    let mut used = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if used > 0 {
            let fits = used + 1 + length <= width.max(NARROWEST);
            out.push(if fits { ' ' } else { '\n' });
            used = if fits { used + 1 } else { 0 };
        }
        out.push_str(word);
        used += length;
    }
    out
}

/// Columns below which text is not broken.
const NARROWEST: usize = 20;

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
