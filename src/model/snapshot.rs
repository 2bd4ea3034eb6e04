//! Stored copies of sources, and what is remembered of them.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

/// What kind of file the bytes of a source are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Media {
    /// A web page.
    Html,
    /// A PDF.
    Pdf,
    /// Plain text.
    Plain,
    /// Markdown.
    Markdown,
}

impl Media {
    /// The word in files and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Media::Html => "html",
            Media::Pdf => "pdf",
            Media::Plain => "plain",
            Media::Markdown => "markdown",
        }
    }

    /// The ending of a stored copy.
    pub fn ending(self) -> &'static str {
        match self {
            Media::Html => "html",
            Media::Pdf => "pdf",
            Media::Plain => "txt",
            Media::Markdown => "md",
        }
    }

    /// The medium a word stands for.
    pub fn named(word: &str) -> Option<Media> {
        [Media::Html, Media::Pdf, Media::Plain, Media::Markdown]
            .into_iter()
            .find(|media| media.as_str() == word)
    }
}

/// A stored copy of a source: never changed, only followed by newer ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// When it was retrieved, to the millisecond.
    pub retrieved: DateTime<Utc>,
    /// The address asked, or the name of the file it was read from.
    pub from: String,
    /// The address that answered, after redirects; `None` for a file.
    pub url: Option<String>,
    /// What kind of file it is.
    pub media: Media,
    /// Its text, or why there is none.
    pub text: Result<StoredText, String>,
    /// Where its files lie, without their endings.
    pub path: PathBuf,
}

/// The extracted text of a stored copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredText {
    /// SHA-256 of the text in UTF-8, in hexadecimal digits.
    pub sha256: String,
    /// What extracted it: name and version.
    pub extractor: String,
}

impl Snapshot {
    /// The file of its text.
    pub fn text_path(&self) -> PathBuf {
        self.path.with_extension("text")
    }

    /// The file of its bytes.
    pub fn bytes_path(&self) -> PathBuf {
        self.path.with_extension(self.media.ending())
    }
}
