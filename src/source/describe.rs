//! What a source says of itself, as a table of `sources.toml`.

use crate::model::snapshot::Media;
use crate::source::extract::{Description, Found};

/// The file that sources are described in.
pub const SOURCES: &str = "briefs/sources/sources.toml";

/// A source about to be described.
#[derive(Debug)]
pub struct New<'a> {
    /// Its key.
    pub id: &'a str,
    /// What kind of file it is.
    pub media: Media,
    /// What it says of itself.
    pub said: &'a Description,
    /// The address it was fetched from.
    pub url: Option<&'a str>,
}

/// The table, and what the source does not say.
///
/// What it says is written down with where it says so; nothing is guessed.
pub fn block(new: &New<'_>) -> (String, Vec<String>) {
    let mut lines = vec![format!("[{}]", new.id)];
    let mut unknown = Vec::new();
    let kind = match new.media {
        Media::Html => "web",
        Media::Pdf => "report",
        Media::Plain | Media::Markdown => "misc",
    };
    lines.push(line("type", kind, Some("a guess from the kind of file")));
    let said = |found: &Found| format!("as its {} says", found.from);
    match &new.said.title {
        Some(title) => lines.push(line("title", &title.value, Some(&said(title)))),
        None => {
            unknown.push("title".to_owned());
            lines.push(line("title", "unknown", Some("it does not say")));
        }
    }
    match new.said.authors.as_slice() {
        [] => unknown.push("author".to_owned()),
        [one] => lines.push(line("author", &one.value, Some(&said(one)))),
        [first, ..] => {
            let all: toml_edit::Array = new.said.authors.iter().map(|a| a.value.as_str()).collect();
            let all = toml_edit::Value::from(all).to_string();
            lines
                .push(with_comment(format!("{:9} = {}", "author", all.trim()), Some(&said(first))));
        }
    }
    match &new.said.date {
        Some(date) => lines.push(line("date", &date.value, Some(&said(date)))),
        None => {
            unknown.push("date".to_owned());
            lines.push(line("date", "unknown", Some("it does not say")));
        }
    }
    for (key, found) in [("publisher", &new.said.publisher), ("language", &new.said.language)] {
        match found {
            Some(found) => lines.push(line(key, &found.value, Some(&said(found)))),
            None => unknown.push(key.to_owned()),
        }
    }
    if let Some(url) = new.url {
        lines.push(line("url", url, None));
    }
    (lines.join("\n") + "\n", unknown)
}

fn line(key: &str, value: &str, comment: Option<&str>) -> String {
    let value = toml_edit::Value::from(value).to_string();
    with_comment(format!("{key:9} = {}", value.trim()), comment)
}

fn with_comment(line: String, comment: Option<&str>) -> String {
    match comment {
        Some(comment) => format!("{line}   # {comment}"),
        None => line,
    }
}

/// A key from some words that is not taken: letters and digits, at most five words.
pub fn key(words: &str, taken: &dyn Fn(&str) -> bool) -> String {
    use unicode_normalization::UnicodeNormalization;
    let plain: String = words
        .nfkd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' })
        .collect();
    let mut key = plain.split_whitespace().take(5).collect::<Vec<_>>().join("-");
    key.truncate(48);
    let key = key.trim_end_matches('-');
    let key = if key.is_empty() { "source" } else { key };
    if !taken(key) {
        return key.to_owned();
    }
    (2..).map(|n| format!("{key}-{n}")).find(|key| !taken(key)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_of_the_first_words_and_is_new() {
        let taken = |key: &str| key == "kosice-and-the-2-others";
        assert_eq!(key("Košice – and the 2 others, too", &taken), "kosice-and-the-2-others-2");
        assert_eq!(key("조선", &|_| false), "source");
    }

    #[test]
    fn what_is_not_said_is_unknown_and_said_to_be() {
        let found = |value: &str| Some(Found { value: value.into(), from: "JSON-LD" });
        let said = Description {
            title: found("Camps \"today\""),
            authors: vec![found("A").unwrap(), found("B").unwrap()],
            ..Description::default()
        };
        let new =
            New { id: "x", media: Media::Html, said: &said, url: Some("https://example.org/") };
        let (text, unknown) = block(&new);
        assert_eq!(unknown, ["date", "publisher", "language"]);
        let table: toml::Table = text.parse().unwrap();
        assert_eq!(table["x"]["title"].as_str(), Some("Camps \"today\""));
        assert_eq!(table["x"]["author"].as_array().map(Vec::len), Some(2));
        assert_eq!(table["x"]["date"].as_str(), Some("unknown"));
        assert!(text.contains("# as its JSON-LD says"));
    }
}
