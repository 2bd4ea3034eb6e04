//! The structure tree (ISO 32000-1, 14.7): which marked pieces of which pages make a block, in reading
//! order.

use std::collections::HashMap;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier};

use super::{Block, UNMARKED};
use crate::source::extract::pdf::glyphs::{Glyph, Piece};
use crate::source::extract::pdf::lines;

/// Structure types that are part of the line they stand in (14.8.4.4); all others begin a block.
const INLINE: &[&str] = &[
    "Annot",
    "BibEntry",
    "Code",
    "Em",
    "Lbl",
    "Link",
    "Quote",
    "Reference",
    "Span",
    "Strong",
    "Sub",
];

/// How deep and how large a structure is followed. Beyond, its text counts as unmarked.
const DEPTH: usize = 200;
const ELEMENTS: usize = 1_000_000;

/// A block's role and its pieces: page (from 0) and number.
struct Outline {
    role: String,
    pieces: Vec<(usize, i32)>,
}

/// The blocks in reading order, then furniture and what has no place, and whether there is a structure.
pub(super) fn blocks(pdf: &Pdf, glyphs: &[Vec<Glyph>]) -> (Vec<Block>, Vec<Block>, bool) {
    let mut walk = Walk { pages: page_numbers(pdf), outlines: Vec::new(), left: ELEMENTS };
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let root = catalog.and_then(|it| it.get::<Dict<'_>>("StructTreeRoot"));
    if let Some(kids) = root.as_ref().and_then(|root| root.get::<Object<'_>>("K")) {
        walk.kids(&kids, None, None, 0);
    }
    let mut by_piece: HashMap<(usize, Piece), Vec<Glyph>> = HashMap::new();
    for (page, glyphs) in glyphs.iter().enumerate() {
        for glyph in glyphs {
            by_piece.entry((page, glyph.piece)).or_default().push(glyph.clone());
        }
    }
    let blocks = walk.outlines.iter().filter_map(|outline| block(outline, &mut by_piece)).collect();
    (blocks, rest(by_piece), root.is_some())
}

/// The text of a block. A piece is taken by the first block that claims it.
fn block(outline: &Outline, by_piece: &mut HashMap<(usize, Piece), Vec<Glyph>>) -> Option<Block> {
    let mut text = String::new();
    let mut first = None;
    for pieces in outline.pieces.chunk_by(|one, other| one.0 == other.0) {
        let glyphs: Vec<Glyph> = pieces
            .iter()
            .filter_map(|(page, number)| by_piece.remove(&(*page, Piece::Content(*number))))
            .flatten()
            .collect();
        let lines = lines::text(&glyphs);
        if !lines.is_empty() {
            first = first.or(pieces.first().map(|(page, _)| *page));
        }
        text.push_str(&lines);
    }
    Some(Block { page: number(first?), role: outline.role.clone(), text })
}

/// What no block has claimed: by page furniture first, then the rest.
fn rest(by_piece: HashMap<(usize, Piece), Vec<Glyph>>) -> Vec<Block> {
    let mut rest: Vec<_> = by_piece.into_iter().collect();
    rest.sort_by_key(|((page, piece), _)| (*page, *piece != Piece::Artifact, *piece));
    rest.into_iter()
        .map(|((page, piece), glyphs)| Block {
            page: number(page),
            role: if piece == Piece::Artifact { "Artifact" } else { UNMARKED }.into(),
            text: lines::text(&glyphs),
        })
        .filter(|block| !block.text.is_empty())
        .collect()
}

fn number(page: usize) -> u32 {
    u32::try_from(page + 1).unwrap_or(u32::MAX)
}

/// Which page, from 0, an object is.
pub(super) fn page_numbers(pdf: &Pdf) -> HashMap<ObjectIdentifier, usize> {
    let pages = pdf.pages().iter().enumerate();
    pages.filter_map(|(at, page)| Some((page.raw().obj_id()?, at))).collect()
}

struct Walk {
    pages: HashMap<ObjectIdentifier, usize>,
    outlines: Vec<Outline>,
    left: usize,
}

impl Walk {
    /// The kids of an element whose pieces belong to block `at` and, where they do not say, to `page`.
    fn kids(&mut self, kids: &Object<'_>, page: Option<usize>, at: Option<usize>, depth: usize) {
        if depth > DEPTH || self.left == 0 {
            return;
        }
        self.left -= 1;
        match kids {
            Object::Array(kids) => self.each(kids, page, at, depth),
            Object::Number(piece) => {
                if let (Ok(piece), Some(page)) = (i32::try_from(piece.as_i64()), page) {
                    self.piece(at, page, piece);
                }
            }
            Object::Dict(kid) => self.kid(kid, page, at, depth),
            _ => {}
        }
    }

    fn each(&mut self, kids: &Array<'_>, page: Option<usize>, at: Option<usize>, depth: usize) {
        for kid in kids.iter::<Object<'_>>() {
            self.kids(&kid, page, at, depth + 1);
        }
    }

    fn kid(&mut self, kid: &Dict<'_>, page: Option<usize>, at: Option<usize>, depth: usize) {
        let own = kid.get_ref("Pg").and_then(|it| self.pages.get(&it.into()).copied());
        let page = own.or(page);
        match kid.get::<Name<'_>>("Type").as_deref() {
            Some(b"MCR") => {
                if let (Some(piece), Some(page)) = (kid.get::<i32>("MCID"), page) {
                    self.piece(at, page, piece);
                }
            }
            Some(b"OBJR") => {}
            _ => {
                let role = kid.get::<Name<'_>>("S");
                let role = role.as_ref().map_or("", |role| role.as_str());
                let at = match at {
                    Some(at) if INLINE.contains(&role) => at,
                    _ => {
                        self.outlines.push(Outline { role: role.to_owned(), pieces: Vec::new() });
                        self.outlines.len() - 1
                    }
                };
                if let Some(kids) = kid.get::<Object<'_>>("K") {
                    self.kids(&kids, page, Some(at), depth + 1);
                }
            }
        }
    }

    fn piece(&mut self, at: Option<usize>, page: usize, piece: i32) {
        if let Some(outline) = at.and_then(|at| self.outlines.get_mut(at)) {
            outline.pieces.push((page, piece));
        }
    }
}
