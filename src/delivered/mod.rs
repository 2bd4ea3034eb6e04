//! A delivered paper, read back: what its pages say, what its record says, and where they differ.
//!
//! What was printed is kept by the same code that reads it back ([`read`] of the paper just made gives
//! the [`Printed`] that its record holds), so nothing has to be known here of templates, styles or the
//! order in which a typesetter draws. Three nets hang one below the other:
//!
//! 1. **Words.** The text of each block in the order of the structure tree (ISO 32000-1, 14.7), which
//!    page breaks and notes at the foot of a page do not interrupt; what is marked as furniture, by
//!    page; and what is neither, which nobody wrote. [`compare()`] tells which sentences differ.
//! 2. **Looks.** A digest of everything that makes a page look as it does: a white box over a sentence,
//!    a letter whose outline is another's, a link that leads elsewhere, a note stuck on.
//! 3. **Frame.** A digest of what belongs to no page: structure, bookmarks, language, actions.
//!
//! None of them proves who made a paper: whoever can write a PDF can write a record that agrees with
//! it. Only a workspace that knows the paper can.

pub mod agree;
pub mod compare;
pub mod look;
mod parts;
mod structure;
pub mod words;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};

pub use self::compare::{Difference, compare};
use crate::source::extract::Unreadable;
use crate::source::extract::pdf::{self, lines};

/// The name under which a paper's record is attached.
pub const RECORD: &str = "record.json";

/// What a delivered paper holds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Delivered {
    /// The bytes of the attachment called [`RECORD`]; `None` where there is none, or more than one.
    pub record: Option<Vec<u8>>,
    /// Every attachment: its name and its length in bytes.
    pub attachments: Vec<(String, usize)>,
    /// The text of each page as it is drawn.
    pub pages: Vec<String>,
    /// What is printed, in an order that can be compared.
    pub printed: Printed,
    /// How often the file was added to after it was written. Each time leaves what was there before in
    /// the file and may put something else in its place.
    pub incremental_updates: usize,
    /// Whether the file has a structure tree: papers have, re-prints mostly have not.
    pub tagged: bool,
}

/// What a paper prints: what its record keeps and what is read back from it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Printed {
    /// The text in reading order, block by block, notes included.
    pub blocks: Vec<Block>,
    /// Headers and footers, one block a page; and text that has no place in the structure.
    pub furniture: Vec<Block>,
    /// The addresses that links lead to, with their pages.
    pub links: Vec<Link>,
    /// A digest of the looks of each page, hexadecimal.
    pub looks: Vec<String>,
    /// A digest of what belongs to no page, hexadecimal.
    pub frame: String,
    /// What the file says of itself, by name: the information dictionary and XMP, without the
    /// identifiers that change whenever a file is written.
    pub information: BTreeMap<String, String>,
}

/// A piece of text that belongs together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// The page on which it begins, from 1.
    pub page: u32,
    /// What it is: a structure type such as `P` or `Note`, `Artifact` for furniture, and
    /// [`UNMARKED`] for what is drawn without being marked as either.
    pub role: String,
    /// Its text; lines ended by `\n`.
    pub text: String,
}

/// The role of text that is drawn but stands in no structure and is no furniture.
pub const UNMARKED: &str = "unmarked";

/// A link out of the paper.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Link {
    /// Its page, from 1.
    pub page: u32,
    /// Where it leads.
    pub url: String,
}

/// Reads a delivered paper. Like all reading of PDFs it may hang or overflow on a file made to that
/// end: [`contained`](crate::contained) is the way to read one from outside.
///
/// # Errors
/// [`Unreadable::Encrypted`], [`Unreadable::TooMuch`], and [`Unreadable::Damaged`] where a page or the
/// structure cannot be read: a paper is compared whole or not at all.
pub fn read(bytes: &[u8]) -> Result<Delivered, Unreadable> {
    let pdf = pdf::open(bytes)?;
    let glyphs: Option<Vec<_>> = pdf::glyphs_of(&pdf)?.into_iter().collect();
    let glyphs = glyphs.ok_or_else(|| Unreadable::Damaged("a page cannot be read".into()))?;
    let read = || {
        let (blocks, furniture, tagged) = structure::blocks(&pdf, &glyphs);
        let attached = parts::attachments(&pdf);
        let mut records = attached.iter().filter(|(name, _)| name == RECORD);
        let record = match (records.next(), records.next()) {
            (Some((_, bytes)), None) => Some(bytes.clone()),
            _ => None,
        };
        let (looks, frame) = look::looks(&pdf);
        let printed = Printed {
            blocks,
            furniture,
            links: parts::links(&pdf),
            looks,
            frame,
            information: parts::information(&pdf),
        };
        Delivered {
            record,
            attachments: attached.iter().map(|(name, it)| (name.clone(), it.len())).collect(),
            pages: glyphs.iter().map(|page| lines::text(page)).collect(),
            printed,
            incremental_updates: parts::revisions(bytes).saturating_sub(1),
            tagged,
        }
    };
    catch_unwind(AssertUnwindSafe(read))
        .map_err(|_| Unreadable::Damaged("its structure cannot be followed".into()))
}
