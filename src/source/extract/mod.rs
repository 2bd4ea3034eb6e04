//! Bytes of a source → its text, and what the source says of itself.
//!
//! Everything visible is taken, not only what looks like the article: a passage that cannot be found
//! is worse than a menu that can. The text is what verdicts are given on, so it is stored with the
//! name and version of what extracted it, and a change to any rule here is a new version.
//!
//! Sources come from strangers. Whatever the bytes are, [`extract`] ends, in time and memory that grow
//! with their number and no faster, with a text or with a reason.

mod charset;
mod dates;
mod describe;
mod elements;
mod html;
mod jsonld;
mod markdown;
mod parse;
pub mod pdf;
mod plain;
mod tree;
mod walk;

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

pub use crate::model::snapshot::Media;
pub use html::work;

/// The most bytes a source may have. A web page of this size is no page; the largest of the reports
/// that are cited are PDFs of some tens of megabytes.
pub const MAX_BYTES: usize = 32 << 20;

impl Media {
    /// The kind of a file: by its declared content type, else by the ending of `name` (a URL or a file
    /// name), and where neither says anything, a PDF if it begins like one.
    ///
    /// A declared kind is believed, so plain text with tags in it stays plain text. `text/plain` is
    /// refined by an ending of Markdown, since servers know no other type for it.
    pub fn of(content_type: Option<&str>, name: &str, bytes: &[u8]) -> Option<Media> {
        let essence = content_type.unwrap_or_default().split(';').next().unwrap_or_default();
        let essence = essence.trim().to_ascii_lowercase();
        let by_name = Media::by_ending(name);
        match essence.as_str() {
            "text/html" | "application/xhtml+xml" => return Some(Media::Html),
            "application/pdf" | "application/x-pdf" => return Some(Media::Pdf),
            "text/markdown" | "text/x-markdown" => return Some(Media::Markdown),
            "text/plain" if by_name == Some(Media::Markdown) => return by_name,
            "text/plain" => return Some(Media::Plain),
            _ => {}
        }
        let other = ["image/", "audio/", "video/", "font/"];
        if other.iter().any(|family| essence.starts_with(family)) {
            return None;
        }
        by_name.or_else(|| bytes.starts_with(b"%PDF-").then_some(Media::Pdf))
    }

    /// By the ending of a file name, or of the path of a URL.
    fn by_ending(name: &str) -> Option<Media> {
        let path = match name.split_once("://") {
            Some((_, rest)) => rest.split(['?', '#']).next()?.split_once('/')?.1,
            None => name,
        };
        let file = path.rsplit(['/', '\\']).next()?;
        match file.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
            "html" | "htm" | "xhtml" | "xht" | "shtml" => Some(Media::Html),
            "pdf" => Some(Media::Pdf),
            "txt" | "text" => Some(Media::Plain),
            "md" | "markdown" => Some(Media::Markdown),
            _ => None,
        }
    }
}

/// The text of a source as the tool reads it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extracted {
    /// The text. Blocks and line breaks are separated by `\n`, cells of a table by `\t`, pages by
    /// U+000C; there is no `\r` and no U+0000. White space within a line is collapsed, except where the
    /// source is preformatted.
    pub text: String,
    /// Name and version of what extracted it, e.g. `brief-html 1`.
    pub extractor: &'static str,
    /// What the source says of itself.
    pub description: Description,
    /// Where the article stands in [`Extracted::text`], in bytes, where that is known.
    pub article: Option<Range<usize>>,
}

/// What a source's own metadata say of it. Nothing here is guessed from its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Description {
    /// Its title.
    pub title: Option<Found>,
    /// Those who wrote it, in the order given.
    pub authors: Vec<Found>,
    /// When it was published: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, a day that exists.
    pub date: Option<Found>,
    /// Who published it.
    pub publisher: Option<Found>,
    /// Its language, a tag of BCP 47.
    pub language: Option<Found>,
    /// Where it says it lives: an `http` or `https` URL.
    pub url: Option<Found>,
}

/// One thing a source says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it says, in one line.
    pub value: String,
    /// In which vocabulary, e.g. `JSON-LD` or `Open Graph`.
    pub from: &'static str,
}

/// Why there is no text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unreadable {
    /// It could be read and says nothing: scanned pages, or a web page made by its scripts.
    NoText,
    /// It asks for a password.
    Encrypted,
    /// It is not what it says it is, or part of it is missing; in a few words.
    Damaged(String),
    /// It is in an encoding that no browser reads either.
    Encoding(String),
    /// It is larger than a source may be, in bytes.
    TooLarge {
        /// What it has.
        bytes: usize,
        /// What it may have.
        limit: usize,
    },
    /// What it unpacks to is more than is read.
    TooMuch,
    /// Reading it takes longer than is waited.
    TooSlow,
    /// Its markup is so tangled that reading it would take far longer than its size warrants.
    TooTangled,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::NoText => f.write_str("there is no text in it"),
            Unreadable::Encrypted => f.write_str("it is encrypted and asks for a password"),
            Unreadable::Damaged(how) => write!(f, "it is damaged: {how}"),
            Unreadable::Encoding(label) => {
                write!(f, "it is in the encoding `{label}`, which no browser reads either")
            }
            Unreadable::TooLarge { bytes, limit } => {
                let mib = |bytes: usize| bytes.div_ceil(1 << 20);
                write!(f, "it has {} MiB, and a source may have {}", mib(*bytes), mib(*limit))
            }
            Unreadable::TooMuch => f.write_str("it unpacks to more than is read"),
            Unreadable::TooSlow => f.write_str("reading it takes longer than is waited"),
            Unreadable::TooTangled => {
                f.write_str("its markup is too tangled to read in reasonable time")
            }
        }
    }
}

impl std::error::Error for Unreadable {}

/// The text of a source and what it says of itself. `content_type` is the header as it came, of which
/// only the `charset` counts here.
///
/// # Errors
/// When there is no text to be had; see [`Unreadable`].
pub fn extract(
    bytes: &[u8],
    media: Media,
    content_type: Option<&str>,
) -> Result<Extracted, Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge { bytes: bytes.len(), limit: MAX_BYTES });
    }
    let extracted = match media {
        Media::Html => html::extract(bytes, content_type)?,
        Media::Pdf => pdf::extract(bytes)?,
        Media::Plain => plain::extract(bytes, content_type)?,
        Media::Markdown => markdown::extract(bytes, content_type)?,
    };
    match extracted.text.trim().is_empty() {
        true => Err(Unreadable::NoText),
        false => Ok(extracted),
    }
}
