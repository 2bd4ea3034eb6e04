//! Texts of facts, recommendations, titles: plain text in which `{{ name }}` stands for a name.

use std::collections::BTreeMap;

use super::At;

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Part {
    /// Words as written.
    Words(String),
    /// A name of the names table.
    Name(String),
}

/// A text as written and as understood.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Text {
    /// The text as written, `{{ name }}` and all. Hashes are taken of this.
    pub raw: String,
    /// Its pieces.
    pub parts: Vec<Part>,
}

/// What stands between `{{` and `}}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tag {
    /// `{{ name }}`
    Name(String),
    /// `{{ fact("id") }}`
    Fact(String),
    /// `{{ quote("id") }}`
    Quote(String),
}

/// Why a text cannot be understood. `snippet` is the words at fault, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagError {
    /// What is wrong.
    pub message: String,
    /// The words at fault.
    pub snippet: String,
}

/// A piece of a text that may hold any tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words as written.
    Words(&'a str),
    /// A tag, with its words as written.
    Tag(Tag, &'a str),
}

/// Splits a text at its tags. A statement (`{% … %}`), a comment (`{# … #}`) or anything else of a
/// template language is an error, so that what a text refers to is known without rendering it.
pub fn split(text: &str) -> Result<Vec<Piece<'_>>, Vec<TagError>> {
    let mut pieces = Vec::new();
    let mut errors = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        let close = match from.as_bytes().get(1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => {
                pieces.push(Piece::Words(&rest[..=at]));
                rest = &from[1..];
                continue;
            }
        };
        pieces.push(Piece::Words(before));
        let end = from.find(close).map(|end| end + close.len());
        let written = &from[..end.unwrap_or_else(|| from.lines().next().unwrap_or(from).len())];
        match (close, end) {
            ("}}", Some(_)) => match tag(&written[2..written.len() - 2]) {
                Some(tag) => pieces.push(Piece::Tag(tag, written)),
                None => errors.push(TagError {
                    message: format!("`{written}` is not a name, a fact or a quotation"),
                    snippet: written.to_owned(),
                }),
            },
            ("}}", None) => errors.push(TagError {
                message: "`{{` is never closed".into(),
                snippet: written.to_owned(),
            }),
            _ => errors.push(TagError {
                message: format!("`{}` cannot stand in a text", &written[..2]),
                snippet: written.to_owned(),
            }),
        }
        rest = &from[written.len().max(2).min(from.len())..];
    }
    pieces.push(Piece::Words(rest));
    if errors.is_empty() { Ok(pieces) } else { Err(errors) }
}

fn tag(inner: &str) -> Option<Tag> {
    let inner = inner.trim();
    if is_id(inner) {
        return Some(Tag::Name(inner.to_owned()));
    }
    let (function, argument) = inner.split_once('(')?;
    let argument = argument.trim_end().strip_suffix(')')?.trim();
    let id = argument.strip_prefix('"')?.strip_suffix('"')?;
    if !is_id(id) {
        return None;
    }
    match function.trim() {
        "fact" => Some(Tag::Fact(id.to_owned())),
        "quote" => Some(Tag::Quote(id.to_owned())),
        _ => None,
    }
}

impl Text {
    /// Understands a text in which only names may be referred to.
    ///
    /// # Errors
    /// Every tag in it that is not a name.
    pub fn parse(raw: &str) -> Result<Text, Vec<TagError>> {
        let mut parts = Vec::new();
        let mut errors = Vec::new();
        for piece in split(raw)? {
            match piece {
                Piece::Words("") => {}
                Piece::Words(words) => parts.push(Part::Words(words.to_owned())),
                Piece::Tag(Tag::Name(name), _) => parts.push(Part::Name(name)),
                Piece::Tag(_, written) => errors.push(TagError {
                    message: format!("`{written}` can stand only in the text of a section"),
                    snippet: written.to_owned(),
                }),
            }
        }
        if errors.is_empty() { Ok(Text { raw: raw.to_owned(), parts }) } else { Err(errors) }
    }

    /// Words that are never a template: a quotation.
    pub fn verbatim(raw: &str) -> Text {
        Text { raw: raw.to_owned(), parts: vec![Part::Words(raw.to_owned())] }
    }

    /// The names it refers to.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Name(name) => Some(name.as_str()),
            Part::Words(_) => None,
        })
    }
}

/// Whether `text` can be an id: letters, digits, `-` and `_`.
pub fn is_id(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// Whether a character prints nothing and steers how others are read: bidirectional controls,
/// zero-width characters, byte-order marks. Such characters are dropped with a finding.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{200B}'..='\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{FEFF}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// Whether a character has no meaning of its own: private use (Unicode 23.5), or no character at all
/// (23.7). Fonts may draw something for it, which nobody can read aloud.
pub fn is_private(c: char) -> bool {
    let code = u32::from(c);
    matches!(code, 0xE000..=0xF8FF | 0xF_0000.. | 0xFDD0..=0xFDEF) || code & 0xFFFE == 0xFFFE
}

/// One way of writing a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameForm {
    /// At first mention.
    pub full: String,
    /// Afterwards; `None` where it is never shortened.
    pub short: Option<String>,
}

/// An entry of the names table.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    /// For audiences without a form of their own.
    pub default: NameForm,
    /// By audience, each with the place of the audience's id.
    pub by_audience: BTreeMap<String, At<NameForm>>,
    /// Spellings found elsewhere.
    pub variants: Vec<String>,
}

impl Name {
    /// The form for an audience.
    pub fn form(&self, audience: &str) -> &NameForm {
        self.by_audience.get(audience).map_or(&self.default, |form| &form.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_and_braces_are_words() {
        let text = Text::parse("In {{ dprk }}, {a} set {").unwrap();
        assert_eq!(text.names().collect::<Vec<_>>(), ["dprk"]);
        let words: String = text
            .parts
            .iter()
            .map(|part| match part {
                Part::Words(words) => words.as_str(),
                Part::Name(_) => "X",
            })
            .collect();
        assert_eq!(words, "In X, {a} set {");
    }

    #[test]
    fn everything_else_of_a_template_language_is_refused() {
        for wrong in [
            "{% if x %}",
            "{# note #}",
            "{{ a.b }}",
            "{{ a | upper }}",
            "{{ 1 + 1 }}",
            "{{ a",
            "{{}}",
            "{%",
            "{{ fact(\"x\") }}",
            "{{ read(\"x\") }}",
            "é{{ ü }}",
        ] {
            assert!(Text::parse(wrong).is_err(), "{wrong}");
        }
        assert_eq!(
            split("a {{ fact(\"x-1\") }} b {{quote( \"y\" )}}").unwrap().len(),
            5,
            "bodies may hold items"
        );
    }
}
