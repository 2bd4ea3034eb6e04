//! PDF → text by page, and what the file says of itself.
//!
//! The pages are run through `hayro-interpret`, the interpreter that Typst renders PDF images with, on
//! a device that draws nothing and keeps each glyph's characters and place. What follows is ours:
//! [`lines`] makes lines of glyphs, [`describe`] reads XMP and the information dictionary.
//!
//! A file may be made to harm. Nothing here is safe from a hang, from a stack that overflows or from
//! memory that runs out: [`contained`](crate::contained) is the way to read what strangers sent.

pub mod describe;
pub mod glyphs;
pub mod lines;

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_interpret::InterpreterCache;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use self::glyphs::Glyph;
use super::{Extracted, Unreadable};

/// The extractor's name and version, kept with the text: other versions may find other words. The
/// second part counts changes to what stands in this folder.
pub const EXTRACTOR: &str = "hayro 0.7 + 1";

/// The most bytes a file may have.
pub const MOST_BYTES: usize = 64 << 20;

/// The most pages a file may have.
const MOST_PAGES: usize = 20_000;

/// The most glyphs that are kept of a file; a thousand pages of close print have five million.
const MOST_GLYPHS: usize = 20_000_000;

/// The text of a PDF by page, and the pages that could not be read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Read {
    /// The text and what the file says of itself.
    pub extracted: Extracted,
    /// The numbers, from 1, of pages that could not be read and have no text in `extracted`.
    pub unread: Vec<u32>,
}

/// The text of a PDF and what it says of itself. Pages that cannot be read are empty; [`read`] says
/// which they are.
///
/// # Errors
/// See [`read`].
pub fn extract(bytes: &[u8]) -> Result<Extracted, Unreadable> {
    read(bytes).map(|read| read.extracted)
}

/// The text of a PDF by page, what the file says of itself, and which pages could not be read.
///
/// # Errors
/// [`Unreadable::Encrypted`] where a password is wanted, [`Unreadable::NoText`] where no page has a
/// character that can be told, [`Unreadable::Damaged`] where it is no PDF or no page can be read, and
/// [`Unreadable::TooMuch`].
pub fn read(bytes: &[u8]) -> Result<Read, Unreadable> {
    let pdf = open(bytes)?;
    let pages = glyphs_of(&pdf)?;
    let unread: Vec<u32> =
        (1..).zip(&pages).filter(|(_, page)| page.is_none()).map(|(number, _)| number).collect();
    if unread.len() == pages.len() {
        return Err(Unreadable::Damaged("none of its pages can be read".into()));
    }
    if !pages.iter().flatten().any(|page| legible(page)) {
        return Err(Unreadable::NoText);
    }
    let texts: Vec<String> = pages
        .iter()
        .map(|page| page.as_ref().map(|page| lines::text(page)).unwrap_or_default())
        .collect();
    let description = guarded(|| describe::describe(&pdf)).unwrap_or_default();
    let extracted =
        Extracted { text: texts.join("\u{c}"), extractor: EXTRACTOR, description, article: None };
    Ok(Read { extracted, unread })
}

/// Opens a file, with the empty password if it has one.
///
/// # Errors
/// As [`read`].
pub fn open(bytes: &[u8]) -> Result<Pdf, Unreadable> {
    if bytes.len() > MOST_BYTES {
        return Err(Unreadable::TooMuch);
    }
    let opened = guarded(|| Pdf::new(bytes.to_vec()))
        .ok_or_else(|| Unreadable::Damaged("its structure cannot be followed".into()))?;
    let pdf = opened.map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Unreadable::Encrypted,
        LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm) => {
            Unreadable::Damaged("it is encrypted in a way that is not known".into())
        }
        LoadPdfError::Decryption(_) => {
            Unreadable::Damaged("what it says of its encryption makes no sense".into())
        }
        LoadPdfError::Invalid => Unreadable::Damaged("it is not a PDF, or cut short".into()),
    })?;
    match pdf.pages().len() {
        0 => Err(Unreadable::Damaged("it has no pages".into())),
        pages if pages > MOST_PAGES => Err(Unreadable::TooMuch),
        _ => Ok(pdf),
    }
}

/// The glyphs of each page in the order in which they are drawn; `None` for a page that cannot be read.
///
/// # Errors
/// [`Unreadable::TooMuch`] where there are more than any document has.
pub fn glyphs_of(pdf: &Pdf) -> Result<Vec<Option<Vec<Glyph>>>, Unreadable> {
    // Fonts are shared by pages. A page that fails may leave the cache half made, so the next page
    // begins with a new one.
    let mut cache = InterpreterCache::new();
    let mut left = MOST_GLYPHS;
    let mut pages = Vec::with_capacity(pdf.pages().len());
    for page in pdf.pages().iter() {
        let glyphs = guarded(|| glyphs::of_page(page, &cache, left));
        match &glyphs {
            Some(glyphs) => left -= glyphs.len().min(left),
            None => cache = InterpreterCache::new(),
        }
        if left == 0 {
            return Err(Unreadable::TooMuch);
        }
        pages.push(glyphs);
    }
    Ok(pages)
}

/// Whether some of the glyphs are known characters: fonts without a way from glyphs to characters, and
/// pages that are one image, have none.
fn legible(page: &[Glyph]) -> bool {
    page.iter().any(|glyph| glyph.text.chars().any(char::is_alphanumeric))
}

/// Runs what may panic on broken files. The caller sees `None` and no half-made state.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}
