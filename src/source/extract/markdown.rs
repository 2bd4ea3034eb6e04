//! Markdown → text: as it reads when rendered, without its marks.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::parse::parse;
use super::walk::{Writer, walk};
use super::{Extracted, Unreadable, describe, plain};

/// Name and version; a new version for every change in what text comes out.
const EXTRACTOR: &str = "brief-markdown 1";

/// The text of a Markdown file, and what its front matter and first heading say.
///
/// # Errors
/// When its encoding is refused, or it is no text.
pub fn extract(bytes: &[u8], content_type: Option<&str>) -> Result<Extracted, Unreadable> {
    let source = plain::text(bytes, content_type)?;
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut page = Page::default();
    for event in Parser::new_ext(&source, options) {
        page.take(event)?;
    }
    let description = describe::markdown(&page.matter, page.heading.as_deref());
    let text = page.out.finish();
    Ok(Extracted { text, extractor: EXTRACTOR, description, article: None })
}

/// What was read so far.
#[derive(Default)]
struct Page {
    out: Writer,
    /// The lines of the front matter.
    matter: String,
    in_matter: bool,
    /// The text of the first heading, once it began.
    heading: Option<String>,
    in_heading: bool,
    preformatted: bool,
    /// How many images this is within: what stands there is shown only where they are not.
    images: usize,
    /// HTML that has not been turned into text yet.
    html: String,
    /// Whether a cell comes first in its row.
    first_cell: bool,
}

impl Page {
    fn take(&mut self, event: Event<'_>) -> Result<(), Unreadable> {
        match event {
            Event::Html(html) => {
                self.html.push_str(&html);
                return Ok(());
            }
            // A tag within a line hides nothing and shows nothing.
            Event::InlineHtml(tag) if tag.starts_with("<br") => self.out.line(),
            Event::InlineHtml(_) => {}
            Event::Text(text) if self.in_matter => self.matter.push_str(&text),
            Event::Start(Tag::Image { .. }) => self.images += 1,
            Event::End(TagEnd::Image) => self.images -= 1,
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag)?,
            _ if self.images > 0 => {}
            Event::Text(text) | Event::Code(text) => self.text(&text),
            Event::SoftBreak => self.text(" "),
            Event::HardBreak | Event::Rule => self.out.line(),
            Event::FootnoteReference(name) => self.text(&format!("[{name}]")),
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        self.out.write(text, self.preformatted);
        if let (true, Some(heading)) = (self.in_heading, &mut self.heading) {
            heading.push_str(text);
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::MetadataBlock(_) => self.in_matter = true,
            Tag::Heading { .. } => {
                self.out.line();
                self.in_heading = self.heading.is_none();
                self.heading.get_or_insert_default();
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.out.line();
                self.preformatted = true;
            }
            Tag::TableHead | Tag::TableRow => {
                self.out.row();
                self.first_cell = true;
            }
            Tag::TableCell if !self.first_cell => self.out.cell(),
            Tag::TableCell => self.first_cell = false,
            inline if is_inline(inline) => {}
            _ => self.out.line(),
        }
    }

    fn end(&mut self, tag: TagEnd) -> Result<(), Unreadable> {
        match tag {
            TagEnd::MetadataBlock(_) => self.in_matter = false,
            TagEnd::HtmlBlock => {
                let html = std::mem::take(&mut self.html);
                let (tree, _) = parse(&html).map_err(|_| Unreadable::TooTangled)?;
                self.out.line();
                self.out.write(&walk(&tree), true);
                self.out.line();
            }
            TagEnd::CodeBlock => {
                self.preformatted = false;
                self.out.line();
            }
            TagEnd::Heading(_) => {
                self.in_heading = false;
                self.out.line();
            }
            TagEnd::TableHead | TagEnd::TableRow | TagEnd::Table => self.out.row(),
            TagEnd::TableCell | TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {}
            TagEnd::Link | TagEnd::Superscript | TagEnd::Subscript => {}
            _ => self.out.line(),
        }
        Ok(())
    }
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Link { .. }
            | Tag::Superscript
            | Tag::Subscript
            | Tag::HtmlBlock
    )
}

#[cfg(test)]
mod tests {
    use super::extract;

    #[test]
    fn a_page_reads_as_it_is_rendered() {
        let source = "---\ntitle: \"A *title*\"\nauthor: [Ann Doe, \"Bob Roe\"]\ndate: 2021-07-29\n---\n\
            # Head *ing*\n\nA **bo**ld [link](https://x.test)\n![alt *a*](i.png)and `code`.  \nBreak<br>here.\n\n\
            - one\n- two\n\n|a|b|\n|-|-|\n|c|`d`|\n\n```\nx  y\n```\n\n\
            <div hidden>no</div><div>y<b>e</b>s</div>\n\nNote[^1].\n\n[^1]: The note.\n";
        let found = extract(source.as_bytes(), None).unwrap();
        assert_eq!(
            found.text,
            "Head ing\nA bold link and code.\nBreak\nhere.\none\ntwo\na\tb\nc\td\nx  y\nyes\nNote[1].\n\
             The note."
        );
        let description = found.description;
        assert_eq!(description.title.unwrap().value, "A *title*");
        assert_eq!(description.date.unwrap().value, "2021-07-29");
        let authors: Vec<_> = description.authors.iter().map(|a| a.value.as_str()).collect();
        assert_eq!(authors, ["Ann Doe", "Bob Roe"]);
    }

    #[test]
    fn without_front_matter_the_first_heading_is_the_title() {
        let found = extract(b"Intro\n\nThe *title*\n=====\n\n# Other", None).unwrap();
        assert_eq!(found.description.title.unwrap().value, "The title");
    }
}
