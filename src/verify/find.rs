//! Where a passage stands in a text.
//!
//! A candidate is what the [`Key`] finds; it holds only where what stands between its characters agrees
//! too. What agrees, and how:
//!
//! - one quotation mark is as good as another, or as several that stand together: typewriters and TeX write
//!   two for one, and nested quotations end with two or with one; so are dashes, and white space;
//! - white space around a dash means nothing, unless a number follows;
//! - a hyphen at a line's end may be the line's or the word's, between digits only the number's;
//! - between characters of scripts that are written without spaces, white space means nothing;
//! - everything else is as it stands, and a passage begins and ends where words and numbers do.

use std::ops::Range;

use memchr::memmem::Finder;

use super::fold::{Key, Token, Tokens};
use super::pattern::{Gap, Literal, Step};

/// A text in which passages are looked for.
#[derive(Debug)]
pub struct Haystack {
    /// The text.
    pub text: String,
    key: Key,
}

/// Where a passage stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Bytes of the text, from the passage's first mark to its last.
    pub range: Range<usize>,
    /// Whether each character is the passage's own, white space aside.
    pub exact: bool,
}

/// How many places of the same words are looked at; a passage that stands in more is no passage.
pub const MOST_PLACES: usize = 1_000;

impl Haystack {
    /// Reads a text once, for any number of passages.
    pub fn new(text: impl Into<String>) -> Haystack {
        let text = text.into();
        Haystack { key: Key::of(&text), text }
    }

    /// Every place where `literal` stands, in the text's order; `passage` is what it was read from.
    pub fn find(&self, literal: &Literal, passage: &str) -> Vec<Place> {
        self.within(literal, 0..self.key.bytes.len())
            .map(|range| Place { exact: same(&self.text[range.clone()], passage), range })
            .take(MOST_PLACES)
            .collect()
    }

    /// Places where the parts of a passage stand in their order, with no more than `most` bytes left out
    /// between two. From each place of the first part, the nearest of the others.
    pub fn find_parts(&self, parts: &[Literal], most: usize) -> Vec<Vec<Range<usize>>> {
        let Some((first, others)) = parts.split_first() else { return Vec::new() };
        let mut found: Vec<Vec<Range<usize>>> = Vec::new();
        for start in self.within(first, 0..self.key.bytes.len()).take(MOST_PLACES) {
            let mut places = vec![start];
            for part in others {
                let from = places.last().map_or(0, |place| place.end);
                // The key of a text is no longer than the text, but for signs that are folded into many.
                let Some(key) = self.key_at(from) else { break };
                let until = (key + most * 2).min(self.key.bytes.len());
                let next = self.within(part, key..until).find(|place| place.start >= from);
                match next.filter(|place| place.start - from <= most) {
                    Some(place) => places.push(place),
                    None => break,
                }
            }
            if places.len() == parts.len() {
                // The same ending from a later beginning is the shorter omission.
                if found.last().is_some_and(|before| before[1..] == places[1..] && places.len() > 1)
                {
                    found.pop();
                }
                found.push(places);
            }
        }
        found
    }

    /// The places of `literal` whose keys begin within a stretch of the key.
    fn within<'b>(
        &'b self,
        literal: &'b Literal,
        stretch: Range<usize>,
    ) -> impl Iterator<Item = Range<usize>> + 'b {
        let finder = Finder::new(&literal.key).into_owned();
        let mut at = stretch.start;
        let candidates = std::iter::from_fn(move || {
            let found = at + finder.find(self.key.bytes.get(at..stretch.end)?)?;
            at = found + 1;
            Some(found)
        });
        let wanted = !literal.is_empty();
        candidates
            .take_while(move |_| wanted)
            .filter_map(|found| self.holds(literal, self.key.origin(&self.text, found)?))
    }

    /// The first byte of the key that was read from byte `at` of the text or a later one.
    fn key_at(&self, at: usize) -> Option<usize> {
        self.key.after(&self.text, at)
    }

    /// The bytes `literal` takes if it stands where its first character is at byte `start`.
    fn holds(&self, literal: &Literal, start: usize) -> Option<Range<usize>> {
        let mut tokens = Tokens::new(&self.text, start);
        let mut gap = Gap::new();
        let mut before = None;
        let mut end = start;
        for step in &literal.steps {
            gap.clear();
            loop {
                let (token, range) = tokens.next()?;
                match token {
                    Token::Char(c) if c == step.c => {
                        end = range.end;
                        break;
                    }
                    Token::Char(_) => return None,
                    between => gap.push(between),
                }
            }
            if let Some(before) = before
                && !agree(&step.gap, &gap, before, step.c)
            {
                return None;
            }
            before = Some(step.c);
        }
        let first = literal.steps.first()?;
        let start = self.begins(first, start)?;
        let end = self.ends(literal, before?, tokens, end)?;
        Some(start..end)
    }

    /// Where the passage begins, with the marks before its first character; `None` in mid-word.
    fn begins(&self, first: &Step, start: usize) -> Option<usize> {
        let (before, gap) = self.back(start);
        let wanted: Gap = normal(&first.gap, None, first.c);
        let wanted = wanted.strip_prefix(&[Token::Space]).unwrap_or(&wanted);
        let found = normal(&collect(&gap), before, first.c);
        let rest = found.strip_suffix(wanted)?;
        let begin = match wanted.iter().filter(|token| **token != Token::Space).count() {
            0 => start,
            marks => groups(&gap).iter().rev().nth(marks - 1)?.start,
        };
        let joined = match (rest, before) {
            ([], Some(before)) => joins_before(before, wanted.first(), first.c),
            // A hyphen or a minus right before: another word, another number.
            ([.., Token::Dash], _) if wanted.is_empty() => {
                match gap.last().map(|(token, _)| *token) {
                    Some(Token::Hyphen) => first.c.is_alphanumeric(),
                    Some(Token::Dash) => first.c.is_numeric(),
                    _ => false,
                }
            }
            _ => false,
        };
        (!joined).then_some(begin)
    }

    /// Where the passage ends, with the marks after its last character; `None` in mid-word.
    fn ends(
        &self,
        literal: &Literal,
        last: char,
        mut tokens: Tokens<'_>,
        end: usize,
    ) -> Option<usize> {
        let mut gap: Vec<(Token, Range<usize>)> = Vec::new();
        let mut after = Vec::new();
        for (token, range) in tokens.by_ref().take(64) {
            match token {
                Token::Char(c) => {
                    after.push(c);
                    // A ligature, of which the passage would be the first half.
                    if range.start < end {
                        return None;
                    }
                    if after.len() == 2 {
                        break;
                    }
                }
                _ if !after.is_empty() => break,
                between => gap.push((between, range)),
            }
        }
        let next = after.first().copied().unwrap_or('\0');
        let wanted = normal(&literal.tail, Some(last), '\0');
        let wanted = wanted.strip_suffix(&[Token::Space]).unwrap_or(&wanted);
        let found = normal(&collect(&gap), Some(last), next);
        let rest = found.strip_prefix(wanted)?;
        let end = match wanted.iter().filter(|token| **token != Token::Space).count() {
            0 => end,
            marks => groups(&gap).get(marks - 1)?.end,
        };
        let joined = match rest {
            [] if !after.is_empty() && wanted.is_empty() => joins_after(last, &after),
            [Token::Space] if last.is_numeric() => matches!(next, '%' | '‰' | '°'),
            [Token::Dash, ..] if wanted.is_empty() => match gap.first().map(|(token, _)| *token) {
                Some(Token::Hyphen) => {
                    let attached = !matches!(gap.get(1), Some((Token::Space, _)));
                    attached && last.is_alphanumeric() && next.is_alphanumeric()
                }
                Some(Token::Dash) => {
                    last.is_numeric() && next.is_numeric() && rest == [Token::Dash]
                }
                _ => false,
            },
            _ => false,
        };
        (!joined).then_some(end)
    }

    /// The character before byte `at` and what stands between, with bytes.
    fn back(&self, at: usize) -> (Option<char>, Vec<(Token, Range<usize>)>) {
        let mut from = at;
        for _ in 0..32 {
            match self.text[..from].chars().next_back() {
                Some(c) => from -= c.len_utf8(),
                None => break,
            }
        }
        let (mut before, mut gap) = (None, Vec::new());
        for (token, range) in Tokens::new(&self.text[..at], from) {
            match token {
                Token::Char(c) => {
                    before = Some(c);
                    gap.clear();
                }
                between => gap.push((between, range)),
            }
        }
        (before, gap)
    }
}

/// The marks of a gap, in bytes: those of one kind that stand together are one, as in [`normal`].
fn groups(gap: &[(Token, Range<usize>)]) -> Vec<Range<usize>> {
    let kind = |token: &Token| match token {
        Token::Space | Token::Break | Token::Char(_) => 0,
        Token::Hyphen | Token::Dash => 1,
        Token::Quote | Token::Open | Token::Close => 2,
    };
    let mut groups: Vec<Range<usize>> = Vec::new();
    let mut last = 0;
    for (token, range) in gap {
        let kind = kind(token);
        match groups.last_mut() {
            Some(group) if kind == last && kind > 0 => group.end = range.end,
            _ if kind > 0 => groups.push(range.clone()),
            _ => {}
        }
        last = kind;
    }
    groups
}

fn collect(gap: &[(Token, Range<usize>)]) -> Gap {
    gap.iter().map(|(token, _)| *token).collect()
}

/// Whether nothing tells the word or number that `first` begins from what stands right before it.
fn joins_before(before: char, mark: Option<&Token>, first: char) -> bool {
    if mark.is_some() {
        return false;
    }
    let word = before.is_alphanumeric() && first.is_alphanumeric();
    let number = first.is_numeric()
        && (matches!(before, '.' | ',' | '+' | '±' | '/' | ':') || is_currency(before));
    (word && !(is_spaceless(before) && is_spaceless(first))) || number
}

/// Whether nothing tells the word or number that ends with `last` from what follows right after it.
fn joins_after(last: char, after: &[char]) -> bool {
    let Some(&next) = after.first() else { return false };
    let note = last.is_alphabetic() && matches!(next, '²' | '³' | '¹' | '⁰'..='⁹');
    let word = last.is_alphanumeric() && next.is_alphanumeric() && !note;
    let continues =
        matches!(next, '.' | ',' | '/' | ':' | '·') && after.get(1).is_some_and(|c| c.is_numeric());
    let number = last.is_numeric()
        && (continues
            || matches!(next, '%' | '‰' | '°' | '\u{2032}'..='\u{2037}')
            || is_currency(next));
    (word && !(is_spaceless(last) && is_spaceless(next))) || number
}

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '¢'..='¥' | '֏' | '؋' | '৲' | '৳' | '฿' | '₠'..='⃀' | '﷼' | '＄' | '￠' | '￡' | '￥' | '￦')
}

/// Whether a script is written without spaces between its words.
pub fn is_spaceless(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{2E80}'..='\u{312F}' | '\u{31A0}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FF65}'..='\u{FF9F}' | '\u{20000}'..='\u{3FFFF}')
}

/// Whether what stands between two characters is the same in a passage and in a text.
fn agree(passage: &Gap, text: &Gap, before: char, after: char) -> bool {
    if passage == text {
        return true;
    }
    let (wanted, found) = (normal(passage, Some(before), after), normal(text, Some(before), after));
    if wanted == found {
        return true;
    }
    if is_spaceless(before) && is_spaceless(after) {
        let visible =
            |gap: &Gap| gap.iter().filter(|t| **t != Token::Space).copied().collect::<Gap>();
        return visible(&wanted) == visible(&found);
    }
    let broken = text.len() >= 2
        && text[0] == Token::Hyphen
        && text[1..].iter().all(|token| matches!(token, Token::Break | Token::Space))
        && text.contains(&Token::Break);
    broken
        && match wanted[..] {
            [] => before.is_alphabetic() && after.is_alphabetic(),
            [Token::Dash] => passage.len() == 1,
            _ => false,
        }
}

/// What stands between two characters in the one form that is compared: white space is
/// [`Token::Space`], dashes are [`Token::Dash`], quotation marks [`Token::Quote`].
fn normal(gap: &Gap, before: Option<char>, after: char) -> Gap {
    let mut normal = Gap::with_capacity(gap.len());
    for token in gap {
        let last = normal.last().copied();
        match token {
            Token::Space | Token::Break if matches!(last, Some(Token::Space | Token::Open)) => {}
            Token::Space | Token::Break => normal.push(Token::Space),
            Token::Hyphen | Token::Dash if last == Some(Token::Dash) => {}
            Token::Hyphen | Token::Dash => normal.push(Token::Dash),
            Token::Close => {
                if last == Some(Token::Space) {
                    normal.pop();
                }
                if normal.last() != Some(&Token::Quote) {
                    normal.push(Token::Quote);
                }
            }
            Token::Quote | Token::Open if last == Some(Token::Quote) => {}
            Token::Quote if last == Some(Token::Open) => {}
            other => normal.push(*other),
        }
    }
    for token in &mut normal {
        if *token == Token::Open {
            *token = Token::Quote;
        }
    }
    let number = after.is_numeric() || is_currency(after);
    if normal.contains(&Token::Dash) && !number {
        let mut kept = Gap::with_capacity(normal.len());
        for (at, token) in normal.iter().enumerate() {
            let beside = |at: Option<usize>| {
                at.and_then(|at| normal.get(at)).is_some_and(|t| *t == Token::Dash)
            };
            let dropped =
                *token == Token::Space && (beside(at.checked_sub(1)) || beside(Some(at + 1)));
            if !dropped {
                kept.push(*token);
            }
        }
        normal = kept;
    }
    if before == Some('.') && after == '.' {
        normal.retain(|token| *token != Token::Space);
    }
    normal
}

/// Whether two texts are the same character for character, white space aside.
fn same(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

#[cfg(test)]
#[path = "find_tests.rs"]
mod tests;
