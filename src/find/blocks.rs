//! The text of a source cut into paragraphs.

use std::ops::Range;

/// A paragraph of a source's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Where it stands, in bytes of the text.
    pub range: Range<usize>,
    /// The line it begins at, from 1.
    pub line: u32,
    /// The page, from 1, where the text has pages.
    pub page: Option<u32>,
}

/// Bytes after which a line that ends a sentence ends a paragraph too: some texts have no empty lines.
const ENOUGH: usize = 500;

/// No paragraph is longer, in bytes, but by a part of a word.
const LONGEST: usize = 4000;

/// The paragraphs of a text: what stands between empty lines and page ends (form feeds), long ones cut
/// where a line ends a sentence, else between words.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let paged = text.contains('\u{c}');
    let (mut line, mut start_page) = (1, 0);
    for (page, content) in (1..).zip(text.split('\u{c}')) {
        let mut open: Option<Block> = None;
        let mut at = start_page;
        for row in content.split_inclusive('\n') {
            let range = at + (row.len() - row.trim_start().len())..at + row.trim_end().len();
            at += row.len();
            if range.is_empty() || range.start > range.end {
                found.extend(open.take());
            } else {
                let page = paged.then_some(page);
                let block = open.get_or_insert(Block { range: range.clone(), line, page });
                block.range.end = range.end;
                if block.range.len() >= ENOUGH && ends_sentence(&text[block.range.clone()]) {
                    found.extend(open.take());
                }
            }
            if let Some(block) = &mut open
                && block.range.len() > LONGEST
            {
                let last = shorten(text, block.clone(), &mut found);
                *block = last;
            }
            line += u32::from(row.ends_with('\n'));
        }
        found.extend(open);
        start_page += content.len() + 1;
    }
    found
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»'])
        .ends_with(['.', '?', '!', ':', '。'])
}

/// Cuts pieces from a paragraph that is too long; what is left of it.
fn shorten(text: &str, mut block: Block, found: &mut Vec<Block>) -> Block {
    while block.range.len() > LONGEST {
        let limit = block.range.start + LONGEST;
        let limit = (limit..block.range.end)
            .find(|at| text.is_char_boundary(*at))
            .unwrap_or(block.range.end);
        let piece = &text[block.range.start..limit];
        let end = piece.rfind(char::is_whitespace).filter(|at| *at > 0).unwrap_or(piece.len());
        let cut = block.range.start + end;
        let rest = text[cut..block.range.end].trim_start();
        let next = block.range.end - rest.len();
        let lines = text[block.range.start..next].matches('\n').count();
        found.push(Block {
            range: block.range.start
                ..block.range.start + text[block.range.start..cut].trim_end().len(),
            ..block.clone()
        });
        block.range.start = next;
        block.line += u32::try_from(lines).unwrap_or(u32::MAX);
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_lines_and_pages_part_paragraphs() {
        let text = "One\ntwo.\n\n  Three  \n\u{c}Four\n\n";
        let found = blocks(text);
        let read: Vec<(&str, u32, Option<u32>)> =
            found.iter().map(|b| (&text[b.range.clone()], b.line, b.page)).collect();
        assert_eq!(read, [("One\ntwo.", 1, Some(1)), ("Three", 4, Some(1)), ("Four", 5, Some(2))]);
        assert_eq!(blocks("a")[0].page, None);
        assert_eq!(blocks(" \n\u{c}\n"), []);
    }

    #[test]
    fn texts_without_empty_lines_are_cut_at_sentences_and_between_words() {
        let text = format!("{}\n{}", "word ".repeat(120).trim_end().to_owned() + ".", "next");
        assert_eq!(blocks(&text).len(), 2);
        let endless = "wörd ".repeat(3000);
        let found = blocks(&endless);
        assert!(found.len() > 3 && found.iter().all(|b| b.range.len() <= LONGEST));
        assert!(found.iter().all(|b| endless[b.range.clone()].split(' ').all(|w| w == "wörd")));
        assert_eq!(blocks(&"é".repeat(5000)).len(), 3);
    }
}
