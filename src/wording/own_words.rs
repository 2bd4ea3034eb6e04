//! Which stretches of a text are its author's own words.

use std::ops::Range;

use crate::claims::quotes;

/// The stretches of `text` that are its author's own words, in order and apart, in bytes.
///
/// What is left out, marks included: words in quotation marks, addresses of pages and of mail, names of files, `@names` and
/// `#tags`, inline code. A mark that nothing answers leaves nothing out; but where the next paragraph begins with the same mark
/// again, the quotation goes on and is left out too.
pub fn own_words(text: &str) -> Vec<Range<usize>> {
    let mut left_out: Vec<Range<usize>> =
        quoted(text).chain(nested(text)).chain(continued(text)).collect();
    left_out.extend(code(text));
    left_out.extend(addresses(text));
    left_out.sort_unstable_by_key(|range| range.start);
    let (mut own, mut at) = (Vec::new(), 0);
    for range in left_out {
        if range.start > at {
            own.push(at..range.start);
        }
        at = at.max(range.end);
    }
    if at < text.len() {
        own.push(at..text.len());
    }
    own
}

/// Whether `range` lies within one of the stretches that [`own_words`] found.
pub fn is_own(own: &[Range<usize>], range: &Range<usize>) -> bool {
    let after = own.partition_point(|stretch| stretch.start <= range.start);
    after.checked_sub(1).and_then(|at| own.get(at)).is_some_and(|stretch| range.end <= stretch.end)
}

/// The quotations, with their marks. No quotation reaches over an empty line.
fn quoted(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    for paragraph in text.split("\n\n") {
        // Each straight single mark may be looked for to the paragraph’s end: more than any real one has are no quotation marks.
        let spans = match paragraph.matches('\'').count() > STRAIGHT {
            true => quotes::spans(&paragraph.replace('\'', "-")),
            false => quotes::spans(paragraph),
        };
        let marked = spans.iter().map(|span| with_marks(paragraph, span));
        found.extend(marked.map(|range| at + range.start..at + range.end));
        at += paragraph.len() + 2;
    }
    found.into_iter()
}

/// At most so many straight single marks are looked at in a paragraph.
const STRAIGHT: usize = 200;

/// Where a quotation of a paragraph begins and ends with its marks.
fn with_marks(paragraph: &str, span: &quotes::Span) -> Range<usize> {
    let first = span.inner.end;
    // A single mark after an `s` may be an apostrophe: ‘the parents’ future’. After a word or two it is a closing mark.
    let last = span.ends.last().copied().unwrap_or(first);
    let few = quotes::words(&paragraph[span.inner.start..first]) <= FEW;
    let end = if few { first } else { last };
    before(paragraph, span.inner.start)..after(paragraph, end)
}

/// At most so many words are named or doubted by single marks, as in ‘prison camps’.
const FEW: usize = 3;

/// Quotations in curly single marks that hold others of their kind: ‘the ‘hostile’ group.’
fn nested(text: &str) -> impl Iterator<Item = Range<usize>> {
    let (mut open, mut found) = (Vec::new(), Vec::new());
    let mut previous = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        match c {
            '\n' => open.clear(),
            '‘' if !letter(previous) && next.is_some_and(|c| !c.is_whitespace()) => open.push(at),
            // After an `s` it may be an apostrophe.
            '’' if !letter(next) && previous.is_some_and(|c| c != 's' && !c.is_whitespace()) => {
                found.extend(open.pop().map(|from| from..at + c.len_utf8()));
            }
            _ => {}
        }
        previous = Some(c);
    }
    found.into_iter()
}

/// Paragraphs that open a quotation which the next one goes on with, as printers do: each begins with the mark, only the last closes it.
fn continued(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let written = line.trim();
        if !written.is_empty() {
            let start = at + (line.len() - line.trim_start().len());
            lines.push((start..start + written.len(), written));
        }
        at += line.len();
    }
    let goes_on = |line: &str| line.starts_with('“') && ends_open(line);
    let pairs: Vec<_> = lines
        .windows(2)
        .filter_map(|pair| match pair {
            [(range, first), (_, second)] if goes_on(first) && second.starts_with('“') => {
                Some(range.clone())
            }
            _ => None,
        })
        .collect();
    pairs.into_iter()
}

/// Whether a line leaves a curly double mark open.
fn ends_open(line: &str) -> bool {
    let mut depth = 0_usize;
    for c in line.chars() {
        match c {
            '“' => depth += 1,
            '”' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    depth > 0
}

/// Inline code: between runs of as many backticks, within a line.
fn code(text: &str) -> Vec<Range<usize>> {
    let (mut found, mut runs) = (Vec::new(), Vec::new());
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if *byte == b'\n' {
            runs.clear();
        }
        let length = bytes[at..].iter().take_while(|b| **b == b'`').count();
        if length > 0 {
            match runs.iter().position(|(_, opened)| *opened == length) {
                Some(which) => {
                    let (from, _): (usize, usize) = runs.swap_remove(which);
                    found.push(from..at + length);
                    runs.clear();
                }
                // A few kinds of runs are enough for any text.
                None if runs.len() < 4 => runs.push((at, length)),
                None => {}
            }
        }
        at += length.max(1);
    }
    found
}

/// Addresses of pages and of mail, names of files, `@names` and `#tags`.
pub fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    for token in text.split_inclusive(char::is_whitespace) {
        let word = token.trim_end();
        match word.find("://") {
            Some(colon) => found.extend(link(word, colon).map(|r| at + r.start..at + r.end)),
            None => pieces(word, at, &mut found),
        }
        at += token.len();
    }
    found
}

/// The address in `word` whose scheme ends at `colon`.
fn link(word: &str, colon: usize) -> Option<Range<usize>> {
    let scheme = word[..colon].bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
    let start = colon - scheme;
    let mut end = word.len();
    let mut depth = 0_usize;
    for (at, c) in word[start..].char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            ')' | ']' | '<' | '>' | '"' | '”' | '’' | '»' | '`' => {
                end = start + at;
                break;
            }
            _ => {}
        }
    }
    let end = start + word[start..end].trim_end_matches(['.', ',', ';', ':', '!', '?']).len();
    (scheme > 0 && end > colon + 3).then_some(start..end)
}

/// The parts of `word`, which stands at `at`, that are addresses without a scheme or names of files.
fn pieces(word: &str, at: usize, found: &mut Vec<Range<usize>>) {
    if !word.contains(['.', '@', '#']) {
        return;
    }
    let mut offset = 0;
    let outside = |c: char| !(c.is_alphanumeric() || "._-/@#?=&%+~:".contains(c));
    for piece in word.split_inclusive(outside) {
        let name = piece.trim_end_matches(outside).trim_end_matches(['.', ':', '?', '-']);
        if is_address(name) {
            found.push(at + offset..at + offset + name.len());
        }
        offset += piece.len();
    }
}

fn is_address(name: &str) -> bool {
    if let Some(rest) = name.strip_prefix(['@', '#']) {
        return rest.starts_with(char::is_alphabetic);
    }
    if let Some((user, host)) = name.split_once('@') {
        return !user.is_empty() && host.contains('.');
    }
    let host = name.split(['/', '?']).next().unwrap_or_default();
    let Some((before, ending)) = host.rsplit_once('.') else {
        return false;
    };
    let labels = !before.is_empty() && before.split('.').all(|label| !label.is_empty());
    labels && (before == "www" || before.starts_with("www.") || ENDINGS.contains(&ending))
}

/// How names of hosts and of files end: those a briefing is likely to name.
const ENDINGS: [&str; 34] = [
    "com", "org", "net", "int", "gov", "edu", "info", "uk", "kr", "eu", "aspx", "csv", "doc",
    "docx", "gif", "htm", "html", "jpeg", "jpg", "json", "md", "mp3", "mp4", "odt", "pdf", "php",
    "png", "pptx", "rtf", "toml", "txt", "xlsx", "xml", "zip",
];

/// Where the mark begins that ends at `at`.
fn before(text: &str, at: usize) -> usize {
    text[..at].chars().next_back().map_or(at, |mark| at - mark.len_utf8())
}

/// Where the mark ends that begins at `at`.
fn after(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(at, |mark| at + mark.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> Vec<&str> {
        own_words(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn quotations_are_not_own_words() {
        assert_eq!(own("he said “last year” then"), ["he said ", " then"]);
        assert_eq!(own("a \"b\" c ‘d’ e 'f' g"), ["a ", " c ", " e ", " g"]);
        assert_eq!(own("x “a ‘b’ c” y"), ["x ", " y"]);
        assert_eq!(own("x ‘a “b” c’ y"), ["x ", " y"]);
    }

    #[test]
    fn an_apostrophe_is_no_mark() {
        for text in [
            "the workers’ rights and the people’s lives",
            "Workers' Party and North Korea's",
            "the ’90s",
            "’tis so",
        ] {
            assert_eq!(own(text), [text]);
        }
        assert_eq!(
            own("the ‘camps’ and the prisoners’ lives"),
            ["the ", " and the prisoners’ lives"]
        );
        assert_eq!(own("‘it is also about the parents’ future’ x"), [" x"]);
    }

    #[test]
    fn an_unanswered_mark_swallows_nothing() {
        assert_eq!(own("an open “ mark and more"), ["an open “ mark and more"]);
        assert_eq!(own("““There is no excuse”: it"), ["“", ": it"]);
        assert_eq!(own("“open\n\nlast year"), ["“open\n\nlast year"]);
        assert_eq!(own("closed” last year"), ["closed” last year"]);
    }

    #[test]
    fn a_quotation_of_several_paragraphs_goes_on() {
        assert_eq!(own("“First.\n\n“Second.” He"), ["\n\n", " He"]);
        assert_eq!(own("“First.\n“Second.” He"), ["\n", " He"]);
    }

    #[test]
    fn single_marks_within_single_marks() {
        // Seed 004.
        let text = "that ‘there are reasons; and the ‘hostile’ group.’ And";
        assert_eq!(own(text), ["that ", " And"]);
    }

    #[test]
    fn addresses_files_and_code_are_not_own_words() {
        assert_eq!(own("see https://a.org/b?c=d. Then"), ["see ", ". Then"]);
        assert_eq!(own("[text](https://a.org/b_(c)) x"), ["[text](", ") x"]);
        assert_eq!(own("write to a.b@c.org, or www.csw.org.uk/x"), ["write to ", ", or "]);
        assert_eq!(own("forbinfull.org/2021/07/29/there-is/ x"), [" x"]);
        assert_eq!(own("in report-2014.pdf and `todo`"), ["in ", " and "]);
        assert_eq!(own("by @CSW_UK on #NorthKorea now"), ["by ", " on ", " now"]);
        assert_eq!(
            own("the end.It began, e.g. no.5, U.S. forces"),
            ["the end.It began, e.g. no.5, U.S. forces"]
        );
    }

    #[test]
    fn a_range_is_own_only_as_a_whole() {
        let own = own_words("last year he said “no”");
        assert!(is_own(&own, &(0..9)));
        assert!(!is_own(&own, &(13..23)));
        assert!(!is_own(&[], &(0..1)));
    }
}
