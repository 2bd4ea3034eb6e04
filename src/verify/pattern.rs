//! A passage made ready to be looked for.

use super::fold::{Token, Tokens, push};

/// What stands between two characters: tokens that are no characters, in their order.
pub type Gap = Vec<Token>;

/// A character of a passage and what stands before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What stands between it and the character before.
    pub gap: Gap,
    /// The character.
    pub c: char,
}

/// Words that are to be found as they stand, one after another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Literal {
    /// Its characters.
    pub steps: Vec<Step>,
    /// What stands after the last.
    pub tail: Gap,
    /// Its key; see [`Key`](super::fold::Key).
    pub key: Vec<u8>,
}

impl Literal {
    /// The words of `text`.
    pub fn of(text: &str) -> Literal {
        let mut literal = Literal::default();
        let mut gap = Vec::new();
        for (token, _) in Tokens::new(text, 0) {
            match token {
                Token::Char(c) => {
                    push(&mut literal.key, c);
                    literal.steps.push(Step { gap: std::mem::take(&mut gap), c });
                }
                between => gap.push(between),
            }
        }
        literal.tail = gap;
        literal
    }

    /// How many characters it has, white space and quotation marks not counted.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether there is nothing in it to look for.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

/// A touch that a passage declares in square brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touch {
    /// `[…]`: something is left out.
    Omission,
    /// `[word]`: something was put in. Without the brackets.
    Insertion(String),
    /// `[T]he`: another case of a word's first letter.
    Capital(char),
}

/// A passage whose brackets are read as touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// What stands between omissions, in its order, none of them empty.
    pub parts: Vec<Literal>,
    /// The touches, in their order.
    pub touches: Vec<Touch>,
}

/// How many letters in brackets may be of either case; each doubles the ways to read a passage.
const MOST_CAPITALS: usize = 4;

/// The ways to read a passage that declares touches; none where it declares none.
///
/// Brackets that hold only digits are literal, as are those that are never closed. A letter in brackets
/// that begins a word is of the other case in the source, or of the same, or was put in.
pub fn touched(passage: &str) -> Vec<Touched> {
    let pieces = pieces(passage);
    let touches: Vec<Touch> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Words(_) => None,
            Piece::Touch(touch) => Some(touch.clone()),
        })
        .collect();
    let capitals = touches.iter().filter(|touch| matches!(touch, Touch::Capital(_))).count();
    if touches.is_empty() || capitals > MOST_CAPITALS {
        return Vec::new();
    }
    (0..3_usize.pow(capitals as u32)).filter_map(|way| read(&pieces, &touches, way)).collect()
}

/// One way to read the pieces: each figure of `way`, to the base of three, is what is done with a letter.
fn read(pieces: &[Piece], touches: &[Touch], mut way: usize) -> Option<Touched> {
    let mut texts = vec![String::new()];
    for piece in pieces {
        let text = texts.last_mut()?;
        match piece {
            Piece::Words(words) => text.push_str(words),
            Piece::Touch(Touch::Omission) => texts.push(String::new()),
            Piece::Touch(Touch::Insertion(_)) => {}
            Piece::Touch(Touch::Capital(c)) => {
                match way % 3 {
                    0 => text.extend(other_case(*c)),
                    1 => text.push(*c),
                    _ => {}
                }
                way /= 3;
            }
        }
    }
    let parts: Vec<Literal> =
        texts.iter().map(|text| Literal::of(text)).filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| Touched { parts, touches: touches.to_vec() })
}

/// A letter in the other case; itself where it has none.
pub fn other_case(c: char) -> Vec<char> {
    if c.is_uppercase() { c.to_lowercase().collect() } else { c.to_uppercase().collect() }
}

enum Piece {
    Words(String),
    Touch(Touch),
}

fn pieces(passage: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut words = String::new();
    let mut rest = passage;
    while let Some(open) = rest.find('[') {
        let after = &rest[open + 1..];
        let close = after.find([']', '[']).filter(|at| after[*at..].starts_with(']'));
        let touch = close.and_then(|close| touch(&after[..close], &after[close + 1..]));
        let (Some(close), Some(touch)) = (close, touch) else {
            words.push_str(&rest[..=open]);
            rest = after;
            continue;
        };
        words.push_str(&rest[..open]);
        pieces.push(Piece::Words(std::mem::take(&mut words)));
        pieces.push(Piece::Touch(touch));
        rest = &after[close + 1..];
    }
    words.push_str(rest);
    pieces.push(Piece::Words(words));
    pieces
}

/// What brackets mean, from what they hold and what follows them.
fn touch(held: &str, after: &str) -> Option<Touch> {
    let held = held.trim();
    let mut chars = held.chars();
    let dots = held.chars().all(|c| c == '.' || c == '…' || c.is_whitespace());
    let counted = held.chars().filter(|c| *c == '.').count();
    match (chars.next(), chars.next()) {
        (None, _) => None,
        _ if dots => (held.contains('…') || counted >= 2).then_some(Touch::Omission),
        _ if held.chars().all(|c| c.is_numeric() || c.is_whitespace()) => None,
        (Some(c), None) if c.is_alphabetic() && after.starts_with(char::is_alphabetic) => {
            Some(Touch::Capital(c))
        }
        _ => Some(Touch::Insertion(held.to_owned())),
    }
}
