//! Web page → text.
//!
//! All visible text is taken, as a browser shows it before any script has run and any style sheet is
//! loaded: style sheets are not evaluated, so text that only a style sheet hides is in, and what only
//! one shows in words of its own is not. Text within `noscript` is out, as in a browser.

use super::charset::decode;
use super::parse::{Stop, parse};
use super::walk::walk;
use super::{Extracted, Unreadable, describe};

/// Name and version; a new version for every change in what text comes out.
const EXTRACTOR: &str = "brief-html 1";

/// The text of a page.
///
/// # Errors
/// When its encoding is refused, or its markup too tangled.
pub fn extract(bytes: &[u8], content_type: Option<&str>) -> Result<Extracted, Unreadable> {
    let page = decode(bytes, content_type, true)?;
    let (tree, _) = parse(&page).map_err(|Stop| Unreadable::TooTangled)?;
    Ok(Extracted {
        text: walk(&tree),
        extractor: EXTRACTOR,
        description: describe::html(&tree),
        article: None,
    })
}

/// The steps it takes to make a tree of a page, or nothing where they are too many. For tests of how
/// the work grows with the page.
#[doc(hidden)]
pub fn work(page: &str) -> Option<u64> {
    parse(page).ok().map(|(_, steps)| steps)
}
