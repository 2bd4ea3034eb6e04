//! Spans in quotation marks, and whether a text holds their words.

use std::ops::Range;

use super::lex::{is_apostrophe, is_dash, is_nothing};

/// A span in quotation marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The words between the marks, in bytes.
    pub inner: Range<usize>,
    /// Other ends it may have, where an apostrophe and a closing mark look alike; each later than the one before.
    pub ends: Vec<usize>,
}

/// At most so many ends are tried for one opening mark.
const ENDS: usize = 8;

/// The spans in quotation marks of a text, outermost only: “ ”, " ", « », ‘ ’, ' '. A mark that nothing answers opens none.
pub fn spans(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    if !text.contains(['“', '"', '«', '‘', '\'', '„']) {
        return spans;
    }
    let pairs = Pairs::find(text);
    let mut at = 0;
    while let Some((offset, c)) =
        text[at..].char_indices().find(|(_, c)| matches!(c, '“' | '"' | '«' | '‘' | '\'' | '„'))
    {
        let open = at + offset;
        let from = open + c.len_utf8();
        let ends = match c {
            '‘' | '\'' => single_ends(text, open, from, c),
            _ => pairs.close(open).into_iter().collect(),
        };
        at = from;
        if let Some(end) = ends.first() {
            at = text[*end..].chars().next().map_or(*end, |mark| end + mark.len_utf8());
            spans.push(Span { inner: from..*end, ends: ends[1..].to_vec() });
        }
    }
    spans
}

/// Which double mark closes which.
struct Pairs(Vec<(usize, usize)>);

impl Pairs {
    fn find(text: &str) -> Pairs {
        let (mut open, mut straight, mut pairs) = (Vec::new(), None, Vec::new());
        for (at, c) in text.char_indices() {
            match c {
                '“' | '«' | '„' => open.push(at),
                '”' | '»' => pairs.extend(open.pop().map(|from| (from, at))),
                '"' => match straight.take() {
                    Some(from) => pairs.push((from, at)),
                    None => straight = Some(at),
                },
                // A paragraph's end leaves no quotation open.
                '\n' if text[at + 1..].starts_with('\n') => {
                    open.clear();
                    straight = None;
                }
                _ => {}
            }
        }
        pairs.sort_unstable();
        Pairs(pairs)
    }

    fn close(&self, open: usize) -> Option<usize> {
        self.0.binary_search_by_key(&open, |(from, _)| *from).ok().map(|at| self.0[at].1)
    }
}

/// How many bytes may stand between single marks: each mark is looked for from each other one, so that a
/// text of nothing but marks takes the square of this.
const LONGEST: usize = 4_000;

/// Where a single mark that opens at `open` may close.
fn single_ends(text: &str, open: usize, from: usize, mark: char) -> Vec<usize> {
    let before = text[..open].chars().next_back();
    let opens = before.is_none_or(|c| !c.is_alphanumeric());
    let mut after = text[from..].chars();
    let first = after.next();
    let years = first.is_some_and(|c| c.is_ascii_digit()) && after.nth(1) == Some('s');
    if !opens || years || first.is_none_or(char::is_whitespace) {
        return Vec::new();
    }
    let mut ends = Vec::new();
    let mut previous = mark;
    let mut chars = text[from..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if at > LONGEST
            || c == '\n'
            || (c == mark && mark == '‘')
            || (c == '\'' && mark == '\'' && previous.is_whitespace())
        {
            break;
        }
        let closes = if mark == '‘' { c == '’' } else { c == '\'' };
        if closes
            && !previous.is_whitespace()
            && chars.peek().is_none_or(|(_, next)| !next.is_alphanumeric())
        {
            ends.push(from + at);
            // Only after an `s` can the mark be an apostrophe.
            if previous != 's' || ends.len() == ENDS {
                break;
            }
        }
        previous = c;
    }
    ends
}

/// A text in which what typography makes of the same words is one: marks, dashes, spaces, dots; and where each
/// sentence of it may begin with another case.
#[derive(Debug, Clone)]
pub struct Folded(String);

impl Folded {
    /// Folds a text.
    pub fn new(text: &str) -> Folded {
        let mut folded = String::with_capacity(text.len());
        let mut space = true;
        for c in text.chars().filter(|c| !is_nothing(*c)) {
            if c.is_whitespace() {
                if !space {
                    folded.push(' ');
                }
                space = true;
                continue;
            }
            space = false;
            match c {
                '…' => folded.push_str("..."),
                '“' | '”' | '"' | '«' | '»' | '„' => folded.push('\''),
                c if is_apostrophe(c) => folded.push('\''),
                c if is_dash(c) => folded.push('-'),
                c => folded.push(c),
            }
        }
        Folded(folded)
    }

    /// Whether the words of a quoted span stand here: in order where it marks omissions, insertions in brackets
    /// matching nothing, final punctuation and the case of the first letter aside.
    pub fn holds(&self, quoted: &str) -> bool {
        let quoted = Folded::new(quoted).0;
        let mut at = 0;
        let mut first = true;
        for part in parts(&quoted) {
            let Some(end) = self.find(&part, at, first) else { return false };
            at = end;
            first = false;
        }
        true
    }

    /// Where `part` ends that stands at or after `from` as whole words.
    fn find(&self, part: &str, from: usize, first: bool) -> Option<usize> {
        let other_case = first.then(|| turned(part)).flatten();
        std::iter::once(part)
            .chain(other_case.as_deref())
            .find_map(|part| self.find_whole(part, from))
    }
}

impl Folded {
    fn find_whole(&self, part: &str, from: usize) -> Option<usize> {
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let mut from = from;
        loop {
            let at = from + self.0[from..].find(part)?;
            let end = at + part.len();
            let cut_before =
                letter(part.chars().next()) && letter(self.0[..at].chars().next_back());
            let cut_after =
                letter(part.chars().next_back()) && letter(self.0[end..].chars().next());
            if !cut_before && !cut_after {
                return Some(end);
            }
            from = at + part.chars().next().map_or(1, char::len_utf8);
        }
    }
}

/// A part with its first letter in the other case.
fn turned(part: &str) -> Option<String> {
    let first = part.chars().next()?;
    let other: String = if first.is_uppercase() {
        first.to_lowercase().collect()
    } else {
        first.to_uppercase().collect()
    };
    (first.is_alphabetic()).then(|| other + &part[first.len_utf8()..])
}

/// The parts of a folded quotation between omissions and insertions.
fn parts(quoted: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = quoted;
    while !rest.is_empty() {
        let bracket = rest.find('[').filter(|at| rest[*at..].contains(']'));
        let dots = rest.find("...");
        let (end, next) = match (bracket, dots) {
            (Some(at), dots) if dots.is_none_or(|dots| at < dots) => {
                (at, rest[at..].find(']').map_or(rest.len(), |n| at + n + 1))
            }
            (_, Some(at)) => (at, at + 3),
            _ => (rest.len(), rest.len()),
        };
        parts.push(
            rest[..end]
                .trim_matches(|c: char| {
                    c == ' ' || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '\'')
                })
                .to_owned(),
        );
        rest = &rest[next..];
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// How many words a quoted span has.
pub fn words(quoted: &str) -> usize {
    quoted.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> Vec<&str> {
        spans(text).into_iter().map(|span| &text[span.inner]).collect()
    }

    #[test]
    fn marks_and_apostrophes_are_told_apart() {
        assert_eq!(quoted("the “core”, ‘basic’ and \"hostile\""), ["core", "basic", "hostile"]);
        assert!(quoted("workers’ and the farmers’ rights, Workers' Party, the ‘90s").is_empty());
        assert_eq!(quoted("‘it’s the parents’ future’"), ["it’s the parents"]);
        assert_eq!(spans("‘it’s the parents’ future’")[0].ends.len(), 1);
        assert_eq!(quoted("““There is no excuse”: it"), ["There is no excuse"]);
        assert_eq!(quoted("“wage another ‘Arduous March’”"), ["wage another ‘Arduous March’"]);
        assert!(quoted("an open “ mark").is_empty());
    }

    #[test]
    fn words_hold_through_typography() {
        let text =
            Folded::new("warning the situation is “getting\u{A0}tense,” – he said, not able");
        assert!(text.holds("getting tense"));
        assert!(text.holds("Getting tense."));
        assert!(text.holds("situation … tense"));
        assert!(!text.holds("tense … situation"));
        assert!(!text.holds("getting tens"));
        assert!(text.holds("situation [there] is"));
    }
}
