//! A page's glyphs: which characters, where, and as which piece of the page.

use std::collections::HashMap;

use hayro_interpret::font::Glyph as DrawnGlyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache,
    InterpreterSettings, Paint, PathDrawMode, SoftMask, interpret_page,
};
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Name, String as PdfString, dict_or_stream};
use hayro_syntax::page::Page;
use kurbo::{Affine, BezPath, Point, Rect, Vec2};

use super::describe::decode;

/// A glyph on a page. Places are in points from the lower left, before the page is turned.
#[derive(Debug, Clone, PartialEq)]
pub struct Glyph {
    /// Its characters: mostly one, several for a ligature; U+FFFD where the file does not say.
    pub text: String,
    /// Where it begins on its baseline.
    pub start: Point,
    /// Where the next one would begin.
    pub end: Point,
    /// The direction of the baseline, of length 1.
    pub along: Vec2,
    /// The height of the font, in points.
    pub size: f64,
    /// What piece of the page it belongs to.
    pub piece: Piece,
}

/// What a glyph was marked as (ISO 32000-1, 14.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Piece {
    /// Nothing.
    Unmarked,
    /// Furniture: headers, footers, page numbers.
    Artifact,
    /// The piece of this number, which the structure tree refers to.
    Content(i32),
}

/// The glyphs of a page in the order in which they are drawn, at most `most`.
pub fn of_page<'a>(page: &Page<'a>, cache: &InterpreterCache<'a>, most: usize) -> Vec<Glyph> {
    let crop = page.intersected_crop_box();
    let bounds = Rect::new(crop.x0, crop.y0, crop.x1, crop.y1);
    let settings = InterpreterSettings::default();
    let mut context = Context::new(Affine::IDENTITY, bounds, cache, page.xref(), settings);
    let replaced = replacements(page).into_iter();
    let mut collector = Collector { most, replaced, ..Collector::default() };
    interpret_page(page, &mut context, &mut collector);
    collector.glyphs
}

/// What is to be read for each marked piece of the page's own stream, in order (`ActualText`, ISO
/// 32000-1, 14.9.4).
///
/// Pieces are told by their number in the stream alone, so a page that draws forms, which may hold
/// pieces of their own, has none.
fn replacements(page: &Page<'_>) -> Vec<Option<String>> {
    let mut found = Vec::new();
    let mut operations = page.typed_operations();
    while let Some(operation) = operations.next() {
        match operation {
            TypedInstruction::BeginMarkedContent(_) => found.push(None),
            TypedInstruction::BeginMarkedContentWithProperties(marked) => {
                let text = dict_or_stream(marked.1)
                    .and_then(|(properties, _)| properties.get::<PdfString<'_>>("ActualText"));
                found.push(text.map(|text| decode(text.as_bytes())));
            }
            TypedInstruction::XObject(drawn) => {
                let form = page.resources().get_x_object(drawn.0).is_some_and(|it| {
                    it.dict().get::<Name<'_>>("Subtype").as_deref() == Some(b"Form")
                });
                if form {
                    return Vec::new();
                }
            }
            _ => {}
        }
    }
    match found.iter().any(Option::is_some) {
        true => found,
        false => Vec::new(),
    }
}

/// The device that keeps glyphs and draws nothing.
#[derive(Default)]
struct Collector {
    glyphs: Vec<Glyph>,
    most: usize,
    /// The marks that are open, outermost first.
    marks: Vec<Mark>,
    /// What is to be read for the pieces to come.
    replaced: std::vec::IntoIter<Option<String>>,
    /// Where each character was last drawn, by a grid of points: bold print that is made by drawing
    /// everything twice is read once.
    drawn: HashMap<(i64, i64), Vec<usize>>,
}

/// A mark: what it makes of the glyphs in it, what is to be read for them, and the first of them.
struct Mark {
    piece: Piece,
    replaced: Option<String>,
    from: usize,
}

impl Collector {
    fn piece(&self) -> Piece {
        // An artifact holds whatever is in it; else the innermost number counts.
        let mut pieces = self.marks.iter().rev().map(|mark| mark.piece);
        if pieces.clone().any(|piece| piece == Piece::Artifact) {
            return Piece::Artifact;
        }
        pieces.find(|piece| *piece != Piece::Unmarked).unwrap_or(Piece::Unmarked)
    }

    /// Puts a replacement in the place of glyphs whose characters the file does not tell. Where it does,
    /// they are believed: they are what is seen.
    fn replace(&mut self, mark: Mark) {
        let Some(text) = mark.replaced else { return };
        let Some(glyphs) = self.glyphs.get_mut(mark.from..) else { return };
        if glyphs.iter().any(|glyph| glyph.text.contains(is_unknown)) {
            glyphs.iter_mut().for_each(|glyph| glyph.text.clear());
            if let Some(first) = glyphs.first_mut() {
                first.text = text.chars().map(printable).collect();
            }
        }
    }

    fn push(&mut self, glyph: Glyph) {
        if self.glyphs.len() >= self.most || !glyph.start.is_finite() || !glyph.end.is_finite() {
            return;
        }
        if self.drawn_twice(&glyph) {
            return;
        }
        self.drawn.entry(cell(glyph.start)).or_default().push(self.glyphs.len());
        self.glyphs.push(glyph);
    }

    /// Whether the same characters stand within a tenth of their height already.
    fn drawn_twice(&self, glyph: &Glyph) -> bool {
        let (column, row) = cell(glyph.start);
        (column - 1..=column + 1).any(|column| {
            (row - 1..=row + 1).any(|row| {
                self.drawn.get(&(column, row)).is_some_and(|there| {
                    // The last few are enough, and bound the time a page of piled-up glyphs takes.
                    there.iter().rev().take(16).any(|at| {
                        let other = &self.glyphs[*at];
                        let apart = other.start.distance(glyph.start);
                        other.text == glyph.text
                            && apart < 0.1 * glyph.size.min(8.0)
                            && !glyph.text.trim().is_empty()
                    })
                })
            })
        })
    }
}

/// The square of the page, one point wide, that a place is in.
#[expect(clippy::cast_possible_truncation, reason = "saturates, and pages end long before")]
fn cell(place: Point) -> (i64, i64) {
    let bounded = |x: f64| x.floor().clamp(-1e9, 1e9) as i64;
    (bounded(place.x), bounded(place.y))
}

impl<'a> Device<'a> for Collector {
    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'a>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: Affine) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}

    fn draw_glyph(
        &mut self,
        glyph: &DrawnGlyph<'a>,
        transform: Affine,
        glyph_transform: Affine,
        _: &Paint<'a>,
        _: &GlyphDrawMode,
    ) {
        let place = transform * glyph_transform;
        // Glyph space has a thousand units to the font's height.
        let advance = match glyph {
            DrawnGlyph::Outline(glyph) => glyph.advance_width().map_or(500.0, f64::from),
            // Their widths are not handed out; half the height is about right for letters.
            DrawnGlyph::Type3(_) => 500.0,
        };
        let up = (place * Point::new(0.0, 1000.0)) - (place * Point::ORIGIN);
        let along = (place * Point::new(1000.0, 0.0)) - (place * Point::ORIGIN);
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => printable(c).into(),
            Some(BfString::String(text)) => text.chars().map(printable).collect(),
            None => '\u{fffd}'.into(),
        };
        self.push(Glyph {
            text,
            start: place * Point::ORIGIN,
            end: place * Point::new(advance, 0.0),
            along: if along.hypot() > 0.0 { along.normalize() } else { Vec2::new(1.0, 0.0) },
            size: up.hypot(),
            piece: self.piece(),
        });
    }

    fn begin_marked_content(&mut self, tag: &[u8], mcid: Option<i32>) {
        let piece = match (tag, mcid) {
            (b"Artifact", _) => Piece::Artifact,
            (_, Some(number)) => Piece::Content(number),
            _ => Piece::Unmarked,
        };
        let replaced = self.replaced.next().flatten();
        self.marks.push(Mark { piece, replaced, from: self.glyphs.len() });
    }

    fn end_marked_content(&mut self) {
        if let Some(mark) = self.marks.pop() {
            self.replace(mark);
        }
    }
}

/// Whether a character stands for one that the file does not tell.
fn is_unknown(c: char) -> bool {
    matches!(c, '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
}

/// Control characters are no text; some files map spaces to them.
fn printable(c: char) -> char {
    match c {
        '\0' => '\u{fffd}',
        c if c.is_control() => ' ',
        c => c,
    }
}
