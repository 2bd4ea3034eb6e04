//! Bodies of sections: Markdown, `[@item]`, `{{ name }}` → what they say and refer to.
//!
//! Tags and citations are lifted out before Markdown is parsed and put back afterwards, each standing
//! meanwhile as a private-use character, a number and another private-use character, which Markdown
//! takes for a word.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag as Md, TagEnd};

use super::evidence::{locator_kind, template_error};
use super::syntax::Sink;
use crate::diag::{Diagnostic, Span};
use crate::model::At;
use crate::model::body::{Asked, Body, BodyBlock, Inline, Reference, Style};
use crate::model::source::{Locator, LocatorKind, is_link};
use crate::model::text::{Piece, Tag, is_id, split};

/// How deeply lists and block quotations may stand in one another.
const DEEPEST: usize = 24;

/// What to write for a footnote.
const FOOTNOTE: &str = "cite an item or a source, `[@item]`, or put the words into the sentence";

const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';

/// Understands a body below a heading; what it cannot have is reported and left out.
pub fn body(text: &At<String>, sink: &Sink) -> Option<Body> {
    body_below(1, text, sink)
}

/// Understands a body below a heading of level `top`; 0 where there is none.
pub fn body_below(top: u8, text: &At<String>, sink: &Sink) -> Option<Body> {
    if let Some(c) = text.value.chars().find(|c| [OPEN, CLOSE].contains(c)) {
        sink.report(
            Diagnostic::error(
                "private-use",
                format!("the text holds a private-use character, U+{:04X}", u32::from(c)),
            )
            .at(&text.span.find(&c.to_string()))
            .why("such characters mean nothing to a reader")
            .help("delete it"),
        );
        return None;
    }
    let mut lifted =
        Lifted { held: Vec::new(), marks: Vec::new(), span: &text.span, sink, failed: false };
    let markdown = lifted.lift(&text.value)?;
    let mut builder =
        Builder { lifted: &lifted, stack: vec![Vec::new()], ..Builder::new(&lifted, top) };
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    for (event, range) in Parser::new_ext(&markdown, options).into_offset_iter() {
        builder.follow(&event, range);
        builder.event(event);
    }
    builder.flush();
    let failed = builder.failed || lifted.failed;
    let blocks = builder.stack.pop().unwrap_or_default();
    let leaves = builder.leaves.iter().map(|range| lifted.written(range)).collect();
    (!failed).then(|| Body { blocks, leaves, span: text.span.clone() })
}

/// What was lifted out of a text.
struct Lifted<'a> {
    held: Vec<Inline>,
    /// Where stretches begin that were not lifted out: in the Markdown, and in the text, in bytes.
    marks: Vec<(usize, usize)>,
    span: &'a Span,
    sink: &'a Sink,
    failed: bool,
}

impl Lifted<'_> {
    fn lift(&mut self, text: &str) -> Option<String> {
        let pieces = match split(text) {
            Ok(pieces) => pieces,
            Err(errors) => {
                for error in errors {
                    self.sink.report(template_error(&error, self.span));
                }
                return None;
            }
        };
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for piece in pieces {
            match piece {
                Piece::Words(words) => {
                    self.lift_citations(words, at, &mut out);
                    at += words.len();
                }
                Piece::Tag(tag, written) => {
                    at += written.len();
                    let reference = |id: String, asked: Asked| {
                        let span = self.span.find(written);
                        Reference { id, locator: None, asked: Some(asked), span }
                    };
                    let inline = match tag {
                        Tag::Name(name) => Inline::Name { name, style: Style::default() },
                        Tag::Fact(id) => Inline::Fact(reference(id, Asked::Fact)),
                        Tag::Quote(id) => Inline::Quote(reference(id, Asked::Quote)),
                    };
                    self.hold(inline, &mut out);
                }
            }
        }
        Some(out)
    }

    /// `start` is where the words stand in the text.
    fn lift_citations(&mut self, words: &str, start: usize, out: &mut String) {
        let mut rest = words;
        self.marks.push((out.len(), start));
        while let Some(at) = rest.find("[@") {
            let (before, from) = rest.split_at(at);
            let end = from.find(']').map_or(from.len(), |end| end + 1);
            let written = &from[..end];
            // The mark of a note stands at the word before it.
            out.push_str(before.trim_end_matches(' '));
            match citations(written, self.span) {
                Ok(references) => self.hold(Inline::Cite(references), out),
                Err(message) => {
                    self.failed = true;
                    self.sink.report(
                        Diagnostic::error("citation", message)
                            .at(&self.span.find(written.lines().next().unwrap_or(written)))
                            .why("the sentence would go out without its source")
                            .help("write `[@item]`, or `[@source, p. 4]` for a page of a source"),
                    );
                }
            }
            rest = &from[end..];
            self.marks.push((out.len(), start + words.len() - rest.len()));
        }
        out.push_str(rest);
    }

    /// Where in the text a stretch of the Markdown was written, in bytes.
    fn written(&self, range: &Range<usize>) -> Range<usize> {
        let place = |at: usize| {
            let next = self.marks.partition_point(|(lifted, _)| *lifted <= at);
            let (lifted, text) = next.checked_sub(1).map_or((0, 0), |last| self.marks[last]);
            // What was lifted out ends where the next stretch begins.
            self.marks.get(next).map_or(text + at - lifted, |after| after.1.min(text + at - lifted))
        };
        place(range.start)..place(range.end)
    }

    fn hold(&mut self, inline: Inline, out: &mut String) {
        out.push(OPEN);
        out.push_str(&self.held.len().to_string());
        out.push(CLOSE);
        self.held.push(inline);
    }
}

/// `[@a; @b, p. 4]` → what it refers to.
fn citations(written: &str, span: &Span) -> Result<Vec<Reference>, String> {
    let inner = written
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .ok_or_else(|| "this citation is never closed with `]`".to_owned())?;
    inner
        .split(';')
        .map(|part| {
            let part = part.trim();
            let (id, locator) = match part.split_once(',') {
                Some((id, locator)) => (id.trim(), Some(locator.trim())),
                None => (part, None),
            };
            let id = id
                .strip_prefix('@')
                .filter(|id| is_id(id))
                .ok_or_else(|| format!("`{part}` in a citation names no item and no source"))?;
            let locator = locator.map(pinpoint).transpose()?;
            Ok(Reference {
                id: id.to_owned(),
                locator,
                asked: None,
                span: span.find(&format!("@{id}")),
            })
        })
        .collect()
}

/// The abbreviations a pinpoint may begin with, each with what it counts.
const PINPOINTS: [(&str, LocatorKind); 30] = [
    ("pp.", LocatorKind::Page),
    ("p.", LocatorKind::Page),
    ("pages", LocatorKind::Page),
    ("page", LocatorKind::Page),
    ("ss.", LocatorKind::Section),
    ("ss", LocatorKind::Section),
    ("s.", LocatorKind::Section),
    ("s", LocatorKind::Section),
    ("paras.", LocatorKind::Paragraph),
    ("paras", LocatorKind::Paragraph),
    ("para.", LocatorKind::Paragraph),
    ("para", LocatorKind::Paragraph),
    ("paragraphs", LocatorKind::Paragraph),
    ("paragraph", LocatorKind::Paragraph),
    ("arts.", LocatorKind::ArticleLocator),
    ("art.", LocatorKind::ArticleLocator),
    ("articles", LocatorKind::ArticleLocator),
    ("article", LocatorKind::ArticleLocator),
    ("secs.", LocatorKind::Section),
    ("sec.", LocatorKind::Section),
    ("sections", LocatorKind::Section),
    ("section", LocatorKind::Section),
    ("chap.", LocatorKind::Chapter),
    ("ch.", LocatorKind::Chapter),
    ("chapter", LocatorKind::Chapter),
    ("col.", LocatorKind::Column),
    ("vol.", LocatorKind::Volume),
    ("note", LocatorKind::Note),
    ("table", LocatorKind::Table),
    ("part", LocatorKind::Part),
];

/// `p. 4`, `paras. 31–33`, `section "Prison camps"` → a locator.
fn pinpoint(text: &str) -> Result<Locator, String> {
    let abbreviated = PINPOINTS.iter().find_map(|(word, kind)| {
        let value = text.strip_prefix(word)?;
        value.starts_with([' ', '\u{A0}']).then_some((*kind, value))
    });
    let (kind, value) = abbreviated
        .or_else(|| {
            let (word, value) = text.split_once(' ')?;
            Some((locator_kind(word)?, value))
        })
        .ok_or_else(|| {
            format!("`{text}` does not say what it is the number of: a page, a paragraph …")
        })?;
    let value = value.trim().trim_matches(['"', '“', '”']).to_owned();
    if value.is_empty() {
        return Err(format!("`{text}` has no number"));
    }
    Ok(Locator { kind, value })
}

/// Events of Markdown → blocks.
struct Builder<'a> {
    lifted: &'a Lifted<'a>,
    /// Blocks of each open container, the outermost first.
    stack: Vec<Vec<BodyBlock>>,
    /// Items of each open list.
    lists: Vec<(bool, Vec<Vec<BodyBlock>>)>,
    /// The paragraph or heading being read.
    inlines: Vec<Inline>,
    styles: Vec<Style>,
    /// Where what is being read stands in the Markdown.
    reading: Option<Range<usize>>,
    /// Where each paragraph, heading and item set apart stood in it.
    leaves: Vec<Range<usize>>,
    /// The level of the heading above it all.
    top: u8,
    /// The level of the last heading.
    level: u8,
    /// How much lower headings are written than they are meant: where none is above them, `##` may be the
    /// highest as elsewhere.
    shift: u8,
    failed: bool,
}

impl<'a> Builder<'a> {
    fn new(lifted: &'a Lifted<'a>, top: u8) -> Builder<'a> {
        Builder {
            lifted,
            stack: Vec::new(),
            lists: Vec::new(),
            inlines: Vec::new(),
            styles: vec![Style::default()],
            reading: None,
            leaves: Vec::new(),
            top,
            level: top,
            shift: 0,
            failed: false,
        }
    }

    /// Takes note of where the words of an event stand.
    fn follow(&mut self, event: &Event<'_>, range: Range<usize>) {
        if matches!(event, Event::Text(_) | Event::Code(_)) {
            let start = self.reading.as_ref().map_or(range.start, |reading| reading.start);
            self.reading = Some(start..range.end);
        }
    }

    fn event(&mut self, event: Event<'_>) {
        if self.failed && self.stack.len() + self.lists.len() > DEEPEST {
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.words(&text),
            Event::Code(text) => {
                self.push_style(|style| style.code = true);
                self.words(&text);
                self.styles.pop();
            }
            Event::SoftBreak => self.words(" "),
            Event::HardBreak => self.inlines.push(Inline::Break),
            // What was opened has been refused where it was opened.
            Event::Html(html) | Event::InlineHtml(html) if html.starts_with("</") => {
                self.failed = true;
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                let help = "write the words alone; `**bold**` and `*italic*` are understood";
                self.refuse("HTML", html.trim(), help);
            }
            Event::Rule => self.refuse("a rule", "---", "delete the line"),
            Event::InlineMath(_) | Event::DisplayMath(_) => {
                self.refuse("a formula", "$", "say it in words")
            }
            Event::FootnoteReference(_) => self.refuse("a footnote", "[^", FOOTNOTE),
            Event::TaskListMarker(_) => self.refuse("a task list", "[ ]", "leave the boxes out"),
        }
    }

    fn start(&mut self, tag: Md<'_>) {
        if self.stack.len() + self.lists.len() > DEEPEST {
            self.refuse("lists or quotations so deep in one another", "", "write fewer levels");
            return;
        }
        match tag {
            Md::Paragraph | Md::Heading { .. } => self.flush(),
            Md::BlockQuote(_) => {
                self.flush();
                self.stack.push(Vec::new());
            }
            Md::List(first) => {
                self.flush();
                self.lists.push((first.is_some(), Vec::new()));
            }
            Md::Item => self.stack.push(Vec::new()),
            Md::Emphasis => self.push_style(|style| style.emph = true),
            Md::Strong => self.push_style(|style| style.strong = true),
            Md::Link { dest_url, .. } => {
                if !is_link(&dest_url) {
                    let help = "begin the address with `https://`, or write the words alone";
                    self.refuse("a link to anything but the web or a mailbox", &dest_url, help);
                }
                self.push_style(|style| style.link = Some(dest_url.to_string()));
            }
            Md::Image { dest_url, .. } => {
                self.refuse("an image", &dest_url, "say in words what it shows");
                self.push_style(|_| {});
            }
            Md::Table(_) => self.refuse("a table", "|", "write it as a list"),
            Md::TableHead | Md::TableRow | Md::TableCell => {}
            Md::CodeBlock(CodeBlockKind::Indented) => {
                let help = "delete the spaces before its lines";
                self.refuse("lines that begin with four spaces: a block of code", "    ", help);
            }
            Md::CodeBlock(_) => self.refuse("a block of code", "```", "delete the lines of ```"),
            Md::FootnoteDefinition(_) if self.failed => {}
            Md::FootnoteDefinition(_) => self.refuse("a footnote", "[^", FOOTNOTE),
            _ => self.refuse("Markdown of this kind", "", "write paragraphs, headings and lists"),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.flush(),
            TagEnd::Heading(level) => {
                let inlines = std::mem::take(&mut self.inlines);
                let cites = |inline: &Inline| {
                    matches!(inline, Inline::Cite(_) | Inline::Fact(_) | Inline::Quote(_))
                };
                if inlines.iter().any(cites) {
                    let help = "move it into the sentence below";
                    self.refuse("a citation or an item in a heading", "#", help);
                }
                let read = self.reading.take();
                if inlines.is_empty() {
                    return;
                }
                self.leaves.push(read.unwrap_or_default());
                // No level may be skipped (PDF/UA-1), and the section's own is not to be had twice.
                let written = level as u8;
                if self.top == 0 && self.level == 0 {
                    self.shift = written.clamp(1, 2) - 1;
                }
                let meant = written.saturating_sub(self.shift);
                let level = meant.clamp(self.top + 1, self.level + 1);
                if level != meant {
                    self.wrong_level(written, level + self.shift, &inlines);
                }
                self.level = level;
                self.block(BodyBlock::Heading(level, inlines));
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                let blocks = self.stack.pop().unwrap_or_default();
                self.block(BodyBlock::Inset(blocks));
            }
            TagEnd::Item => {
                self.flush();
                let blocks = self.stack.pop().unwrap_or_default();
                if let Some((_, items)) = self.lists.last_mut() {
                    items.push(blocks);
                }
            }
            TagEnd::List(_) => {
                if let Some((ordered, items)) = self.lists.pop() {
                    self.block(BodyBlock::List { ordered, items });
                }
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Image => {
                self.styles.pop();
            }
            _ => {}
        }
    }

    fn push_style(&mut self, change: impl FnOnce(&mut Style)) {
        let mut style = self.style();
        change(&mut style);
        self.styles.push(style);
    }

    fn style(&self) -> Style {
        self.styles.last().cloned().unwrap_or_default()
    }

    fn block(&mut self, block: BodyBlock) {
        if let Some(blocks) = self.stack.last_mut() {
            blocks.push(block);
        }
    }

    /// Ends the paragraph being read, if there is one.
    fn flush(&mut self) {
        let mut inlines = std::mem::take(&mut self.inlines);
        if let Some(Inline::Words { text, .. }) = inlines.last_mut() {
            text.truncate(text.trim_end().len());
        }
        inlines.retain(|inline| !matches!(inline, Inline::Words { text, .. } if text.is_empty()));
        let read = self.reading.take();
        if !inlines.is_empty() {
            self.leaves.push(read.unwrap_or_default());
        }
        match inlines.as_slice() {
            [] => {}
            [Inline::Fact(reference) | Inline::Quote(reference)] => {
                self.block(BodyBlock::Item(reference.clone()));
            }
            _ => self.block(BodyBlock::Paragraph(inlines)),
        }
    }

    /// Words, with what was lifted out put back.
    fn words(&mut self, text: &str) {
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(OPEN) {
            self.push_words(before);
            let (number, after) = after.split_once(CLOSE).unwrap_or((after, ""));
            let held = number.parse().ok().and_then(|at: usize| self.lifted.held.get(at));
            match held.cloned() {
                Some(Inline::Name { name, .. }) => {
                    let style = self.style();
                    self.inlines.push(Inline::Name { name, style });
                }
                Some(other) => self.inlines.push(other),
                None => {}
            }
            rest = after;
        }
        self.push_words(rest);
    }

    fn push_words(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let style = self.style();
        match self.inlines.last_mut() {
            Some(Inline::Words { text: before, style: same }) if *same == style => {
                before.push_str(text);
            }
            _ => self.inlines.push(Inline::Words { text: text.to_owned(), style }),
        }
    }

    /// Says that a heading is printed on another level than it was written on.
    fn wrong_level(&self, written: u8, printed: u8, inlines: &[Inline]) {
        let marks = |level: u8| "#".repeat(level.into());
        let words = inlines.iter().find_map(|inline| match inline {
            Inline::Words { text, .. } => Some(text.trim()),
            _ => None,
        });
        let words = words.unwrap_or_default();
        let mut span = self.lifted.span.find(&format!("{} {words}", marks(written)));
        if span == *self.lifted.span {
            span = span.find(words);
        }
        let reason = match written < printed {
            true => "is as high as the section’s own",
            false => "leaves out a level",
        };
        let printed = marks(printed);
        self.lifted.sink.report(
            Diagnostic::warning(
                "heading-level",
                format!("this heading {reason}: it is printed as if it began with `{printed}`"),
            )
            .at(&span)
            .why("people who hear a paper find their way by the levels of its headings")
            .help(format!("write `{printed} {words}`")),
        );
    }

    fn refuse(&mut self, what: &str, written: &str, help: &str) {
        self.failed = true;
        let span = self.lifted.span.find(written.lines().next().unwrap_or(written));
        self.lifted.sink.report(
            Diagnostic::error("markdown", format!("this text cannot hold {what}"))
                .at(&span)
                .why("a paper must say the same in print, on a screen and read aloud")
                .help(help),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::File;
    fn read(text: &str) -> (Option<Body>, Vec<Diagnostic>) {
        let file = File::new("t.toml", text);
        let sink = Sink::new(chrono_tz::UTC);
        let at = At { value: text.to_owned(), span: Span::new(&file, 0..text.len()) };
        let body = body(&at, &sink);
        (body, sink.into_found())
    }

    #[test]
    fn citations_hold_items_sources_and_pinpoints() {
        let (body, _) =
            read("One [@a]. Two [@b, p. 4; @c, paras. 31–33] *and* [@d, section \"X, y\"].");
        let body = body.unwrap();
        let found: Vec<_> = body
            .references()
            .iter()
            .map(|r| (r.id.as_str(), r.locator.as_ref().map(|l| l.value.as_str())))
            .collect();
        assert_eq!(
            found,
            [("a", None), ("b", Some("4")), ("c", Some("31–33")), ("d", Some("X, y"))]
        );
    }

    #[test]
    fn an_item_alone_in_its_paragraph_is_a_block() {
        let (body, _) = read("Before\n\n{{ quote(\"q\") }}\n\nand {{ fact(\"f\") }} after");
        let blocks = body.unwrap().blocks;
        assert!(matches!(&blocks[1], BodyBlock::Item(reference) if reference.id == "q"));
        assert!(matches!(&blocks[2], BodyBlock::Paragraph(inlines) if inlines.len() == 3));
    }

    #[test]
    fn each_paragraph_knows_where_it_was_written() {
        let text = "One {{ a }} and [@b] more.\n\n- *Two* [@c]\n  - {{ fact(\"d\") }}\n\n## {{ e }} three\n\n> Four [@f; @g].";
        let body = read(text).0.unwrap();
        let written: Vec<&str> = body.leaves.iter().map(|range| &text[range.clone()]).collect();
        assert_eq!(
            written,
            [
                "One {{ a }} and [@b] more.",
                "Two* [@c]",
                "{{ fact(\"d\") }}",
                "{{ e }} three",
                "Four [@f; @g].",
            ]
        );
    }

    #[test]
    fn what_a_paper_cannot_hold_is_refused() {
        for wrong in [
            "<b>x</b>",
            "![a](b.png)",
            "---",
            "```\nx\n```",
            "[a](javascript:x)",
            "[@a, 4]",
            "[@",
            "{% if %}",
            "[@ä]",
        ] {
            let (body, found) = read(&format!("x {wrong}\n\n{wrong}"));
            assert!(body.is_none() && !found.is_empty(), "{wrong}");
        }
    }
}
