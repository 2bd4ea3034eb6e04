//! Where a span begins and ends, in lines and columns, as other programs count them.

use super::Span;

/// A stretch of a file. Lines and columns count from 1, columns in characters (Unicode scalar values).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// Line of the first character.
    pub start_line: usize,
    /// Column of the first character.
    pub start_column: usize,
    /// Line of the last character.
    pub end_line: usize,
    /// Column behind the last character.
    pub end_column: usize,
}

impl Region {
    /// The region of a span. `None` for a span without length, which stands for the whole file. Line breaks
    /// at the end do not count: there is nothing to underline.
    pub fn of(span: &Span) -> Option<Region> {
        if span.range.is_empty() {
            return None;
        }
        let length = span.text().trim_end_matches(['\r', '\n']).len();
        let (lines, text) = (&span.file.lines, &span.file.text);
        let (start_line, start_column) = lines.place(text, span.range.start);
        let (end_line, end_column) = lines.place(text, span.range.start + length);
        Some(Region { start_line, start_column, end_line, end_column })
    }
}

/// Where the lines of a text begin.
#[derive(Debug)]
pub struct Lines {
    /// Byte offsets, ascending; the first is 0.
    starts: Vec<usize>,
}

impl Lines {
    /// The lines of a text. They end with a line feed.
    pub fn of(text: &str) -> Lines {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        Lines { starts: std::iter::once(0).chain(ends).collect() }
    }

    /// Line and column of a byte offset into that text, both from 1; the column counts characters.
    pub fn place(&self, text: &str, at: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= at);
        let start = line.checked_sub(1).and_then(|line| self.starts.get(line)).copied();
        let before = text.get(start.unwrap_or_default()..at).unwrap_or_default();
        (line, before.chars().count() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::File;
    use super::*;

    fn region(text: &str, words: &str) -> Option<Region> {
        let file = File::new("a.toml", text);
        let at = text.find(words).unwrap();
        Region::of(&Span::new(&file, at..at + words.len()))
    }

    fn corners(text: &str, words: &str) -> (usize, usize, usize, usize) {
        let region = region(text, words).unwrap();
        (region.start_line, region.start_column, region.end_line, region.end_column)
    }

    #[test]
    fn columns_count_characters_not_bytes_nor_utf_16_units() {
        assert_eq!(corners("é = 1\n北朝鮮 𝔸 = “last year”\n", "last year"), (2, 10, 2, 19));
        assert_eq!(corners("a𝔸b", "𝔸"), (1, 2, 1, 3));
        // A combining mark is a character of its own.
        assert_eq!(corners("e\u{301}x", "x"), (1, 3, 1, 4));
    }

    #[test]
    fn a_region_over_lines_ends_behind_its_last_character() {
        assert_eq!(corners("one\ntwo\nthrée four", "two\nthrée"), (2, 1, 3, 6));
        assert_eq!(corners("one\r\ntwo\r\nthree", "one\r\ntwo"), (1, 1, 2, 4));
    }

    #[test]
    fn line_breaks_at_the_end_are_not_underlined() {
        assert_eq!(corners("one\ntwo\n\nthree", "two\n\n"), (2, 1, 2, 4));
        assert_eq!(corners("one\r\ntwo", "one\r\n"), (1, 1, 1, 4));
        assert_eq!(corners("one\n\ntwo", "\n\n"), (1, 4, 1, 4));
    }

    #[test]
    fn a_whole_file_has_no_region() {
        assert_eq!(region("one", ""), None);
        assert_eq!(region("", ""), None);
    }

    #[test]
    fn a_place_is_where_counting_from_the_beginning_leads() {
        let file = File::new("a", "é\r\nßx\n\nz");
        let (mut line, mut column) = (1, 1);
        for (at, c) in file.text.char_indices() {
            assert_eq!(Span::new(&file, at..at).line_column(), (line, column));
            column += 1;
            if c == '\n' {
                (line, column) = (line + 1, 1);
            }
        }
        let end = file.text.len();
        assert_eq!(Span::new(&file, end..end).line_column(), (line, column));
    }
}
