//! Marks that come in pairs: quotation marks and brackets that nothing answers, and a quotation that swallows who said it.

use std::ops::Range;

use super::Remark;
use super::own_words::addresses;
use super::swallow;

/// Quotation marks and brackets of `text` that nothing answers, and quotations within quotations of the same marks, in order.
///
/// Paragraphs are apart by an empty line. A quotation that goes on in the next paragraph needs no closing mark in the first. Straight single
/// marks are not looked at, nor are signs that may be something else: apostrophes, inches, `a)`.
pub fn unbalanced(text: &str) -> Vec<Remark> {
    let addresses = addresses(text);
    let mut found = Vec::new();
    let paragraphs: Vec<Range<usize>> = paragraphs(text);
    for (which, paragraph) in paragraphs.iter().enumerate() {
        let next = paragraphs.get(which + 1).map_or("", |next| &text[next.clone()]);
        let goes_on = next.trim_start().starts_with('“');
        let signs = signs(text, paragraph.clone(), &addresses);
        double(text, &signs, goes_on, &mut found);
        straight(text, &signs, &mut found);
        single(text, &signs, &mut found);
        for (open, close) in [('(', ')'), ('[', ']')] {
            brackets(text, &signs, open, close, &mut found);
        }
    }
    found.sort_by_key(|remark| remark.range.start);
    found
}

/// Who said it, where the text of a quotation holds that too: “world peace, said President Reagan”.
pub fn swallowed(quotation: &str) -> Vec<Remark> {
    let range = swallow::attribution(quotation);
    let said = |range: Range<usize>| Remark {
        said: format!("`{}` says who spoke, within the quotation", &quotation[range.clone()]),
        range,
        why: "printed between the marks, it becomes words that the speaker never said",
        instead: None,
    };
    range.map(said).into_iter().collect()
}

fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let (mut found, mut at) = (Vec::new(), 0);
    for part in text.split("\n\n") {
        found.push(at..at + part.len());
        at += part.len() + 2;
    }
    found.retain(|range| !text[range.clone()].trim().is_empty());
    found
}

/// A character that may be one of a pair, and its neighbours.
#[derive(Debug, Clone, Copy)]
struct Sign {
    at: usize,
    c: char,
    before: Option<char>,
    after: Option<char>,
}

impl Sign {
    fn range(self) -> Range<usize> {
        self.at..self.at + self.c.len_utf8()
    }

    /// Whether it stands where a mark opens: before a word, not after one.
    fn opens(self) -> bool {
        !self.before.is_some_and(|c| c.is_alphanumeric() || is_stop(c))
            && self.after.is_some_and(|c| !c.is_whitespace())
    }

    /// Whether it stands where a mark closes: after a word, not before one.
    fn closes(self) -> bool {
        self.before.is_some_and(|c| !c.is_whitespace())
            && !self.after.is_some_and(char::is_alphanumeric)
    }
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | ',' | '!' | '?' | '…' | ';')
}

/// The signs of one paragraph, those in addresses left out.
fn signs(text: &str, paragraph: Range<usize>, addresses: &[Range<usize>]) -> Vec<Sign> {
    let (mut found, mut before) = (Vec::new(), None);
    let mut chars = text[paragraph.clone()].char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let at = paragraph.start + offset;
        let after = chars.peek().map(|(_, c)| *c);
        let which = addresses.partition_point(|address| address.end <= at);
        let address = addresses.get(which).is_some_and(|address| address.start <= at);
        if matches!(c, '“' | '”' | '„' | '«' | '"' | '‘' | '’' | '(' | ')' | '[' | ']') && !address
        {
            found.push(Sign { at, c, before, after });
        }
        before = Some(c);
    }
    found
}

const OPEN: &str = "a reader cannot tell where the words of others end";
const CLOSED: &str = "a reader cannot tell where the words of others begin";
const NESTED: &str = "a reader takes the inner mark for the end of the quotation";
const BRACKET: &str = "a reader looks in vain for its other half";

fn remark(text: &str, sign: Sign, what: &str, why: &'static str) -> Remark {
    let range = sign.range();
    Remark { said: format!("`{}` {what}", &text[range.clone()]), range, why, instead: None }
}

/// Curly double marks.
fn double(text: &str, signs: &[Sign], goes_on: bool, found: &mut Vec<Remark>) {
    // „German“ and ”Swedish” close and open otherwise.
    let foreign = signs.iter().any(|sign| {
        matches!(sign.c, '„' | '«')
            || (sign.c == '”'
                && !sign.before.is_some_and(|c| !c.is_whitespace() && c != '(')
                && sign.opens())
    });
    if foreign {
        return;
    }
    let (mut open, mut last) = (Vec::<(Sign, bool)>::new(), None);
    for sign in signs {
        match sign.c {
            '“' => open.push((*sign, !open.is_empty())),
            '”' => match open.pop() {
                Some((inner, nested)) => last = nested.then_some(inner).or(last),
                // 5” is five inches.
                None if sign.before.is_some_and(|c| c.is_ascii_digit()) => {}
                None => {
                    found.push(remark(text, *sign, "closes a quotation that nothing opens", CLOSED))
                }
            },
            // “So" mixes marks, but is closed.
            '"' if sign.closes() && !sign.opens() => drop(open.pop()),
            _ => {}
        }
        if open.is_empty()
            && let Some(inner) = last.take()
        {
            found.push(remark(
                text,
                inner,
                "opens a quotation within one of the same marks",
                NESTED,
            ));
        }
    }
    for (which, (sign, _)) in open.iter().enumerate() {
        let first = which == 0
            && text[..sign.at].trim_end_matches(' ').chars().next_back().is_none_or(|c| c == '\n');
        if !(first && goes_on) {
            found.push(remark(text, *sign, "opens a quotation that nothing closes", OPEN));
        }
    }
}

/// Straight double marks: only where their number is odd, so that one must be alone; with and without those that may be inches.
fn straight(text: &str, signs: &[Sign], found: &mut Vec<Remark>) {
    let marks: Vec<Sign> = signs.iter().copied().filter(|sign| sign.c == '"').collect();
    let inches =
        marks.iter().filter(|sign| sign.before.is_some_and(|c| c.is_ascii_digit())).count();
    let curly = signs.iter().any(|sign| matches!(sign.c, '“' | '”' | '„'));
    if marks.len().is_multiple_of(2) || !inches.is_multiple_of(2) || curly {
        return;
    }
    let odd = marks.iter().enumerate().find(|(which, sign)| match which % 2 {
        0 => !sign.opens(),
        _ => !sign.closes(),
    });
    // Where a mark should close and opens, the one before it was alone.
    let alone = match odd {
        Some((which, _)) if which % 2 == 1 => marks.get(which - 1),
        Some((_, sign)) => Some(sign),
        None => marks.last(),
    };
    if let Some(sign) = alone {
        found.push(remark(text, *sign, "is a quotation mark without its other half", OPEN));
    }
}

/// Curly single marks, as far as they cannot be apostrophes.
fn single(text: &str, signs: &[Sign], found: &mut Vec<Remark>) {
    let mut open: Vec<(Sign, bool)> = Vec::new();
    let mut within = Vec::new();
    let answer = |sign: &Sign| sign.c == '’' && sign.closes();
    let last = signs.iter().rposition(answer);
    let mut begun = false;
    for (which, sign) in signs.iter().enumerate() {
        begun |= sign.c == '‘';
        match sign.c {
            '‘' if sign.opens() && !is_letter_of_its_own(text, *sign) => {
                if last.is_some_and(|last| last > which) {
                    open.push((*sign, !open.is_empty()));
                } else {
                    found.push(remark(text, *sign, "opens a quotation that nothing closes", OPEN));
                }
            }
            '’' if sign.closes()
                && sign.before.is_some_and(|c| !c.is_alphanumeric() || c != 's') =>
            {
                let stop = sign.before.is_some_and(is_stop);
                match open.pop() {
                    Some((inner, true)) => within.push(inner),
                    Some((_, false)) => found.extend(within.drain(..).map(|inner| {
                        remark(
                            text,
                            inner,
                            "opens a quotation within one of the same marks",
                            NESTED,
                        )
                    })),
                    None if stop && !initials(text, *sign) && !begun => {
                        found.push(remark(
                            text,
                            *sign,
                            "closes a quotation that nothing opens",
                            CLOSED,
                        ));
                    }
                    None => {}
                }
            }
            _ => {}
        }
    }
}

/// Whether an opening single mark is an apostrophe turned the wrong way, as in ‘90s, or a letter of an Arabic name, as in ‘Abd.
fn is_letter_of_its_own(text: &str, sign: Sign) -> bool {
    let rest = &text[sign.range().end..];
    let word = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let years = sign.after.is_some_and(|c| c.is_ascii_digit());
    let name =
        sign.after.is_some_and(|c| matches!(c, 'A' | 'E' | 'I' | 'O' | 'U' | 'Ā' | 'Ī' | 'Ū'));
    let closed = rest[word.len()..].starts_with('’');
    years
        || (name && !closed)
        || ["tis", "twas", "em", "til", "till", "n", "cause", "round"].contains(&word)
}

/// Whether a mark follows initials with stops: the U.S.’ forces.
fn initials(text: &str, sign: Sign) -> bool {
    let mut back = text[..sign.at].chars().rev();
    back.next() == Some('.') && back.next().is_some_and(char::is_uppercase)
}

/// Round and square brackets.
fn brackets(text: &str, signs: &[Sign], opening: char, closing: char, found: &mut Vec<Remark>) {
    let mut open = Vec::new();
    for sign in signs {
        let face = matches!(sign.before, Some(':' | ';' | '-'));
        if sign.c == opening {
            if !face {
                open.push(*sign);
            }
        } else if sign.c == closing && open.pop().is_none() && !face && !enumerates(text, sign.at) {
            found.push(remark(text, *sign, "closes a bracket that nothing opens", BRACKET));
        }
    }
    // A range that takes its end in or leaves it out: [0, 1).
    let interval = signs.iter().any(|sign| sign.c == '[') && signs.iter().any(|sign| sign.c == ')');
    let same = |c: char| signs.iter().filter(|sign| sign.c == c).count();
    if interval && same('(') != same(')') && same('[') != same(']') {
        return;
    }
    found.extend(
        open.into_iter()
            .map(|sign| remark(text, sign, "opens a bracket that nothing closes", BRACKET)),
    );
}

/// Whether a bracket closes the number of a point: `a)`, `12)`, `iv)`; not `COI)`.
fn enumerates(text: &str, at: usize) -> bool {
    let back = || text[..at].chars().rev();
    let length = back().take(5).take_while(|c| c.is_alphanumeric()).count();
    let number = back().take(length).all(|c| c.is_ascii_digit());
    let roman = back().take(length).all(|c| matches!(c, 'i' | 'v' | 'x' | 'l'));
    let apart = back().nth(length).is_none_or(char::is_whitespace);
    apart && (length == 1 || ((2..5).contains(&length) && (number || roman)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        unbalanced(text).into_iter().map(|remark| remark.said).collect()
    }

    #[test]
    fn a_remark_says_which_half_is_missing() {
        assert_eq!(said("a “b"), ["`“` opens a quotation that nothing closes"]);
        assert_eq!(said("a b” c"), ["`”` closes a quotation that nothing opens"]);
        assert_eq!(said("a “b “c” d”"), ["`“` opens a quotation within one of the same marks"]);
        assert_eq!(said("a (b"), ["`(` opens a bracket that nothing closes"]);
        assert_eq!(said("a COI) b"), ["`)` closes a bracket that nothing opens"]);
    }

    #[test]
    fn a_year_before_a_straight_mark_is_no_inch() {
        assert_eq!(said("\"Film Review: TIFF 2019\" . It was good"), [""; 0]);
    }

    #[test]
    fn a_quotation_names_its_speaker_at_most_once() {
        let said = |text: &str| swallowed(text).into_iter().map(|r| r.said).collect::<Vec<_>>();
        assert_eq!(
            said("it strengthens world peace, said President Reagan."),
            ["`said President Reagan` says who spoke, within the quotation"]
        );
        assert_eq!(said("“It does,” said President Reagan."), [""; 0]);
    }
}
