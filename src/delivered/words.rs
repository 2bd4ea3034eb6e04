//! The words of two texts: the same but for layout, or which of them differ.

use unicode_normalization::UnicodeNormalization;

/// What stands before a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    Space,
    Line,
}

/// A text as it is compared: its characters but white space, each with what stands before it.
struct Key(Vec<(char, Before)>);

impl Key {
    /// Composed (NFC), ligatures opened, without soft hyphens and characters of no width. Nothing else
    /// is folded: a raised 2 is no 2, and a dash no hyphen.
    fn of(text: &str) -> Key {
        let mut before = Before::Nothing;
        let mut key: Vec<(char, Before)> = Vec::with_capacity(text.len());
        for c in text.nfc().flat_map(opened) {
            match c {
                '\n' | '\r' | '\u{c}' | '\u{2028}' | '\u{2029}' => before = Before::Line,
                c if c.is_whitespace() => {
                    if before == Before::Nothing {
                        before = Before::Space;
                    }
                }
                '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{2060}' | '\u{feff}' => {}
                c => {
                    // White space at the ends of a text separates nothing.
                    let first = key.is_empty();
                    key.push((c, if first { Before::Nothing } else { before }));
                    before = Before::Nothing;
                }
            }
        }
        Key(key)
    }
}

/// The letters of a ligature of U+FB00 to U+FB06, or the character itself.
fn opened(c: char) -> impl Iterator<Item = char> {
    let letters = match c {
        '\u{fb00}' => "ff",
        '\u{fb01}' => "fi",
        '\u{fb02}' => "fl",
        '\u{fb03}' => "ffi",
        '\u{fb04}' => "ffl",
        '\u{fb05}' => "ſt",
        '\u{fb06}' => "st",
        _ => "",
    };
    let own = letters.is_empty().then_some(c);
    letters.chars().chain(own)
}

/// Whether two texts are the same but for layout: white space is white space, lines may break
/// anywhere, and a hyphen may stand where one breaks within a word.
pub fn same(one: &str, other: &str) -> bool {
    one == other || alike(&Key::of(one), &Key::of(other))
}

fn alike(one: &Key, other: &Key) -> bool {
    let (one, other) = (&one.0, &other.0);
    let (mut i, mut j) = (0, 0);
    loop {
        match (one.get(i), other.get(j)) {
            (None, None) => return true,
            (Some(a), Some(b)) if a.0 == b.0 && agree(a.1, b.1) => (i, j) = (i + 1, j + 1),
            (a, b) if broken_word(a, one.get(i + 1), b) => i += 1,
            (a, b) if broken_word(b, other.get(j + 1), a) => j += 1,
            _ => return false,
        }
    }
}

/// Words end at the same places, lines aside.
fn agree(one: Before, other: Before) -> bool {
    one == other || one == Before::Line || other == Before::Line
}

/// Whether a hyphen ends a line within a word that the other text, which goes on with `instead`, does
/// not break.
fn broken_word(
    hyphen: Option<&(char, Before)>,
    next: Option<&(char, Before)>,
    instead: Option<&(char, Before)>,
) -> bool {
    let (Some(hyphen), Some(next), Some(instead)) = (hyphen, next, instead) else { return false };
    matches!(hyphen, ('-' | '\u{2010}', Before::Nothing))
        && next.1 == Before::Line
        && *instead == (next.0, Before::Nothing)
        && next.0.is_alphabetic()
}

/// What became of a piece of text, by position among the expected and the found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    /// It reads otherwise.
    Changed(usize, usize),
    /// It is not there.
    Missing(usize),
    /// Nobody wrote it.
    Extra(usize),
    /// It stands elsewhere.
    Moved(usize, usize),
}

/// Up to how many pieces are put in order against each other: beyond, the table would be too large. A
/// paper has some hundreds.
const MOST: usize = 4000;

/// Up to how many pairs of pieces are tried for likeness between two places that agree.
const PAIRS: usize = 10_000;

/// What must be done to the expected pieces to get the found ones.
pub fn edits(expected: &[&str], found: &[&str]) -> Vec<Edit> {
    let keys = |texts: &[&str]| texts.iter().map(|text| Key::of(text)).collect::<Vec<_>>();
    let (ours, theirs) = (keys(expected), keys(found));
    let start = ours.iter().zip(&theirs).take_while(|(one, other)| alike(one, other)).count();
    let rest = ours.len().min(theirs.len()) - start;
    let end = (ours.iter().rev().zip(theirs.iter().rev()))
        .take(rest)
        .take_while(|(one, other)| alike(one, other))
        .count();
    let (our_end, their_end) = (ours.len() - end, theirs.len() - end);
    let mut edits = Vec::new();
    let mut at = (start, start);
    for kept in kept(&ours[start..our_end], &theirs[start..their_end]) {
        let kept = (start + kept.0, start + kept.1);
        between(expected, found, at, kept, &mut edits);
        at = (kept.0 + 1, kept.1 + 1);
    }
    between(expected, found, at, (our_end, their_end), &mut edits);
    moved(&ours, &theirs, edits)
}

/// The longest run of pieces, gaps allowed, that both have in the same order.
fn kept(ours: &[Key], theirs: &[Key]) -> Vec<(usize, usize)> {
    if ours.len() > MOST || theirs.len() > MOST {
        return Vec::new();
    }
    let width = theirs.len() + 1;
    let mut longest = vec![0_u16; (ours.len() + 1) * width];
    let mut is_same = vec![false; ours.len() * width];
    for i in (0..ours.len()).rev() {
        for j in (0..theirs.len()).rev() {
            let is = alike(&ours[i], &theirs[j]);
            is_same[i * width + j] = is;
            longest[i * width + j] = match is {
                true => longest[(i + 1) * width + j + 1] + 1,
                false => longest[(i + 1) * width + j].max(longest[i * width + j + 1]),
            };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < ours.len() && j < theirs.len() {
        if is_same[i * width + j] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// What differs between two places that agree: the likest pieces are taken for one another.
fn between(
    expected: &[&str],
    found: &[&str],
    from: (usize, usize),
    to: (usize, usize),
    edits: &mut Vec<Edit>,
) {
    let mut free: Vec<usize> = (from.1..to.1).collect();
    let few = (to.0 - from.0).saturating_mul(free.len()) <= PAIRS;
    for (at, ours) in expected.iter().enumerate().take(to.0).skip(from.0) {
        let likest = free
            .iter()
            .filter(|_| few)
            .map(|other| (strsim::sorensen_dice(ours, found[*other]), *other))
            .filter(|(likeness, _)| *likeness >= 0.4)
            .max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1)));
        match likest {
            Some((_, other)) => {
                free.retain(|it| *it != other);
                edits.push(Edit::Changed(at, other));
            }
            None => edits.push(Edit::Missing(at)),
        }
    }
    edits.extend(free.into_iter().map(Edit::Extra));
}

/// What is missing here and extra there has moved.
fn moved(ours: &[Key], theirs: &[Key], edits: Vec<Edit>) -> Vec<Edit> {
    let extra = edits.iter().filter_map(|edit| match edit {
        Edit::Extra(at) => Some(*at),
        _ => None,
    });
    let mut extra: Vec<usize> = extra.collect();
    let mut left = Vec::with_capacity(edits.len());
    for edit in edits {
        let Edit::Missing(at) = edit else {
            left.push(edit);
            continue;
        };
        match extra.iter().position(|other| alike(&ours[at], &theirs[*other])) {
            Some(there) => left.push(Edit::Moved(at, extra.remove(there))),
            None => left.push(edit),
        }
    }
    left.retain(|edit| !matches!(edit, Edit::Extra(at) if !extra.contains(at)));
    left
}

/// The sentences of a text, roughly: enough to show a person where to look.
pub fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut ended = false;
    for (at, c) in text.char_indices() {
        match c {
            '.' | '?' | '!' => ended = true,
            '’' | '”' | '"' | '\'' | ')' | ']' | '0'..='9' => {}
            c if c.is_whitespace() => {
                let next = text[at..].trim_start().chars().next();
                if ended && next.is_some_and(|c| !c.is_lowercase()) {
                    sentences.push(text[start..at].trim());
                    start = at;
                }
                ended = false;
            }
            _ => ended = false,
        }
    }
    sentences.push(text[start..].trim());
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_makes_no_difference() {
        assert!(same("held in prison camps", "held in prison\ncamps\n"));
        assert!(same("the commission found", "the com-\nmission found"));
        assert!(same("official", "oﬃcial"));
        assert!(same("caf\u{e9}", "cafe\u{301}"));
        assert!(same("https://a.example/b", "https://\na.example/b"));
        assert!(same("non-governmental", "non-\ngovernmental"));
        assert!(same("80\u{a0}000", "80 000"));
    }

    #[test]
    fn every_change_of_a_character_does() {
        for other in [
            "Held 80,000 people",
            "held 80,001 people",
            "held 80.000 people",
            "held 8,0000 people",
            "held 80,000 people.",
            "held 80,000",
            "held 80,000 not people",
            "held 80,000people",
            "held 80,000 peo ple",
            "people held 80,000",
            "held 80,000 peopl",
            "hèld 80,000 people",
            "held −80,000 people",
            "held 80,000 pe-ople",
            "held 80,00² people",
        ] {
            assert!(!same("held 80,000 people", other), "{other}");
        }
        assert!(!same("10-\n20", "1020"), "a hyphen between figures is no hyphenation");
        assert!(!same("re-sign", "resign"));
        assert!(!same("re-sign", "re\nsign"));
    }

    #[test]
    fn edits_say_what_was_done() {
        let expected = ["One fact here.", "Two facts here now.", "A third one, longer."];
        let edits = |found: &[&str]| super::edits(&expected, found);
        assert_eq!(edits(&expected), []);
        assert_eq!(edits(&[expected[0], expected[2]]), [Edit::Missing(1)]);
        let added = [expected[0], "Something else!", expected[1], expected[2]];
        assert_eq!(edits(&added), [Edit::Extra(1)]);
        let changed = [expected[0], "Two facts here not.", expected[2]];
        assert_eq!(edits(&changed), [Edit::Changed(1, 1)]);
        let swapped = [expected[1], expected[0], expected[2]];
        assert!(matches!(edits(&swapped)[..], [Edit::Moved(..)]), "{:?}", edits(&swapped));
    }

    #[test]
    fn sentences_end_where_the_next_begins() {
        let text = "It was reported in 2014.1 It\nrecommended a referral.2 The U.S. did “so.” End";
        let expected = [
            "It was reported in 2014.1",
            "It\nrecommended a referral.2",
            "The U.S. did “so.”",
            "End",
        ];
        assert_eq!(sentences(text), expected);
    }
}
