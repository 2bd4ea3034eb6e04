//! What of an entry goes into the index: its words and numbers as read, and what it can be filtered by.

use super::figures::{self, figures};
use super::words::{Word, words};
use super::{Entry, Kind};

/// An entry as the index has it. Words stand in a row, parted by spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The words of its title, its id and its topics.
    pub title: String,
    /// The words of its texts.
    pub words: String,
    /// What it can also be found by, in no order: numbers, halves of words at a line's end.
    pub also: String,
    /// What it can be filtered by: see [`tag`].
    pub tags: String,
    /// The words of its texts with names in other forms.
    pub forms: String,
}

/// Stands between texts that do not follow one another, so that no phrase goes across.
const GAP: &str = " ¶ ";

impl Document {
    /// Reads an entry.
    pub fn of(entry: &Entry) -> Document {
        let named = [entry.title.as_str(), &entry.id].into_iter();
        let titles: Vec<&str> = named.chain(entry.topics.iter().map(String::as_str)).collect();
        let texts: Vec<&str> = entry.texts.iter().map(|(_, text)| text.as_str()).collect();
        let mut also: Vec<String> =
            entry.figures.iter().map(|value| figures::form(*value)).collect();
        let mut read = |text: &&str| {
            let words = words(text);
            also.extend(figures(text));
            let halves = words.iter().filter_map(|word| word.halves.clone());
            also.extend(halves.flat_map(|(first, second)| [first, second]));
            row(&words)
        };
        let title: Vec<String> = titles.iter().map(&mut read).collect();
        let body: Vec<String> = texts.iter().map(&mut read).collect();
        let forms: Vec<String> = entry.forms.iter().map(|text| row(&words(text))).collect();
        also.sort();
        also.dedup();
        Document {
            title: title.join(GAP),
            words: body.join(GAP),
            also: also.join(" "),
            tags: tags(entry).join(" "),
            forms: forms.join(GAP),
        }
    }
}

fn row(words: &[Word]) -> String {
    let forms: Vec<&str> = words.iter().map(|word| word.form.as_str()).collect();
    forms.join(" ")
}

/// What an entry can be filtered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Its kind.
    Kind,
    /// A topic.
    Topic,
    /// A source it rests on.
    Source,
    /// An audience that may see it.
    Audience,
    /// Its TLP label.
    Handling,
    /// How far it has come.
    Status,
}

/// Stands for any audience.
pub const ANY: &str = "*";

/// A field and its value as one word of the index, without regard to case.
pub fn tag(field: Field, value: &str) -> String {
    let mut tag = format!("{}¤", field as u8);
    for c in value.to_lowercase().chars() {
        if c.is_ascii_alphanumeric() || !c.is_ascii() {
            tag.push(c);
        } else {
            tag.push_str(&format!("¤{:02x}", c as u32));
        }
    }
    tag
}

fn tags(entry: &Entry) -> Vec<String> {
    let all = |field, values: &[String]| -> Vec<String> {
        values.iter().map(|value| tag(field, value)).collect()
    };
    let mut tags = vec![tag(Field::Kind, entry.kind.as_str())];
    tags.extend(all(Field::Topic, &entry.topics));
    tags.extend(all(Field::Source, &entry.sources));
    match &entry.audiences {
        Some(audiences) => tags.extend(all(Field::Audience, audiences)),
        None if entry.kind == Kind::Source => {}
        None => tags.push(tag(Field::Audience, ANY)),
    }
    tags.extend(entry.handling.iter().map(|value| tag(Field::Handling, value)));
    tags.extend(entry.status.iter().map(|value| tag(Field::Status, value)));
    tags
}
