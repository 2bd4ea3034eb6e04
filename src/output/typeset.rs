//! Typst source → pages → PDF or PNG.
//!
//! The World of a paper answers an exact list of paths and nothing else: the paper's source, the
//! modules beside its template, its record. It has no packages, no network, no clock but the paper's
//! date, and no fonts but those of the binary and the workspace.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::{Arc, Mutex};

use typst::diag::{FileError, FileResult, Severity, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Dict, Duration, IntoValue, Smart};
use typst::introspection::{Location, Tag};
use typst::layout::{Frame, FrameItem};
use typst::model::{Destination, Document, FootnoteElem};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library as TypstLibrary, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::templates;
use crate::diag::{Diagnostic, File, Span};

/// What all papers of a run share: Typst's library, fonts, modules.
pub struct Typesetter {
    library: LazyHash<TypstLibrary>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    /// Whether some font has each character of ASCII, of which most texts consist.
    ascii: [bool; 128],
    modules: HashMap<FileId, Source>,
    main: FileId,
    /// For how many papers Typst's results are kept that none of them needed.
    kept: usize,
    /// Whether it is for a run in which no paper is made twice.
    for_many: bool,
}

/// The path of a paper's source in its World: one for all, because Typst never forgets a path.
const MAIN: &str = "main.typ";

/// The path of the record in a paper's World.
pub const RECORD: &str = "record.json";

/// What our look finds in `sys.inputs`, so that it knows who sets it; see [`lead_marks`]. The same for
/// every paper, since Typst's cache goes by it.
fn inputs() -> Dict {
    [("leads-marks".into(), true.into_value())].into_iter().collect()
}

fn file_id(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl Typesetter {
    /// Loads fonts and modules. `fonts` are the binary's, `own` the workspace's.
    pub fn new(
        fonts: &[(&str, &'static [u8])],
        own: &[(String, Arc<Vec<u8>>)],
        templates: &BTreeMap<String, String>,
    ) -> Typesetter {
        let built_in = fonts.iter().map(|(_, bytes)| Bytes::new(*bytes));
        let own = own.iter().map(|(_, bytes)| Bytes::new(bytes.as_ref().clone()));
        let fonts: Vec<Font> = built_in.chain(own).flat_map(Font::iter).collect();
        let modules = templates
            .iter()
            .filter(|(path, _)| path.ends_with(".typ"))
            .filter_map(|(path, text)| {
                let id = file_id(path)?;
                Some((id, Source::new(id, text.clone())))
            })
            .collect();
        Typesetter {
            library: LazyHash::new(TypstLibrary::builder().with_inputs(inputs()).build()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            ascii: std::array::from_fn(|c| u32::try_from(c).is_ok_and(|c| covers(&fonts, c))),
            fonts,
            modules,
            main: file_id(MAIN).unwrap_or_else(|| unreachable!("a constant path is valid")),
            kept: 8,
            for_many: false,
        }
    }

    /// The same for a run in which no paper is made twice, `jobs` at a time: what one has left behind is of
    /// no use to the next, and takes room where memory is fastest.
    pub fn for_many(self, jobs: usize) -> Typesetter {
        Typesetter { kept: jobs, for_many: true, ..self }
    }

    /// The same for another thread, with fonts of its own. Typst counts the uses of a font letter by letter, and
    /// processors that share the count wait for each other. It knows a font by its bytes, so these have
    /// `number` more at their end, where nothing is read. Fonts of more than a mebibyte, which are those of
    /// scripts that few papers hold, stay shared. `None` but [for many](Self::for_many): a paper that is made
    /// again finds what is left of the last time by its fonts.
    pub fn apart(&self, number: usize) -> Option<Typesetter> {
        let longer = |font: &Font| {
            let bytes = font.data();
            if bytes.len() > 1 << 20 {
                return Some(font.clone());
            }
            let mut bytes = bytes.to_vec();
            bytes.resize(bytes.len() + number, 0);
            Font::new(Bytes::new(bytes), font.index())
        };
        let fonts = || self.fonts.iter().map(longer).collect::<Option<Vec<Font>>>();
        let fonts = self.for_many.then(fonts)??;
        Some(Typesetter {
            library: LazyHash::new(TypstLibrary::builder().with_inputs(inputs()).build()),
            book: self.book.clone(),
            ascii: self.ascii,
            fonts,
            modules: self.modules.clone(),
            ..*self
        })
    }

    /// Whether one of the fonts has a glyph for a character.
    pub fn has_glyph(&self, c: char) -> bool {
        let known = self.ascii.get(c as usize).copied();
        known.unwrap_or_else(|| covers(&self.fonts, c as u32))
    }
}

fn covers(fonts: &[Font], code_point: u32) -> bool {
    fonts.iter().any(|font| font.info().coverage.contains(code_point))
}

/// The World of one paper.
struct PaperWorld<'a> {
    shared: &'a Typesetter,
    main: Source,
    record: Option<(FileId, Bytes)>,
    date: Option<Datetime>,
    /// The modules that were asked for. Typst asks again for what it has remembered of an earlier paper, to
    /// see whether that still holds, so that none is missing.
    asked: Mutex<BTreeSet<String>>,
}

impl World for PaperWorld<'_> {
    fn library(&self) -> &LazyHash<TypstLibrary> {
        &self.shared.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shared.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            return Ok(self.main.clone());
        }
        if let Ok(mut asked) = self.asked.lock() {
            asked.insert(id.get().vpath().get_without_slash().to_owned());
        }
        self.shared.modules.get(&id).cloned().ok_or_else(|| missing(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match &self.record {
            Some((record, bytes)) if *record == id => Ok(bytes.clone()),
            _ => self.source(id).map(|source| Bytes::from_string(source.text().to_owned())),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shared.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        self.date
    }
}

fn missing(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}

/// A paper's source with what it reads.
pub struct Job<'a> {
    /// File name without ending; identifies the document.
    pub stem: &'a str,
    /// The filled template.
    pub source: String,
    /// The template's name, for messages.
    pub template: &'a str,
    /// The template as written, for messages.
    pub template_text: &'a str,
    /// The record to attach.
    pub record: Option<Vec<u8>>,
    /// The paper's date, ISO 8601.
    pub date: &'a str,
}

/// A laid-out paper.
pub struct Pages {
    document: PagedDocument,
    date: Option<Datetime>,
    stem: String,
    /// The template's name, for messages.
    template: String,
    modules: BTreeSet<String>,
}

/// Lays a paper out.
///
/// # Errors
/// What Typst says, errors and warnings alike: a paper that Typst warns about is not what its
/// template meant.
pub fn typeset(shared: &Typesetter, job: Job<'_>) -> Result<Pages, Vec<Diagnostic>> {
    let date = typst_date(job.date);
    let template = Template { name: job.template, text: job.template_text };
    let world = PaperWorld {
        shared,
        main: Source::new(shared.main, job.source),
        record: job.record.and_then(|bytes| Some((file_id(RECORD)?, Bytes::new(bytes)))),
        date,
        asked: Mutex::default(),
    };
    let compiled = typst::compile::<PagedDocument>(&world);
    // Memory stays level over many papers.
    typst::comemo::evict(shared.kept);
    let warnings = compiled.warnings.iter();
    match compiled.output {
        Ok(document) if compiled.warnings.is_empty() => {
            let (stem, template) = (job.stem.to_owned(), job.template.to_owned());
            let modules = world.asked.into_inner().unwrap_or_default();
            Ok(Pages { document: lead_marks(document), date, stem, template, modules })
        }
        Ok(_) => Err(warnings.map(|warning| said(&world, &template, warning)).collect()),
        Err(errors) => Err(errors.iter().map(|error| said(&world, &template, error)).collect()),
    }
}

/// Leads the mark of each note to its note.
///
/// Typst's own marks ask a counter that is known only once all is laid out, which costs every paragraph
/// with a note a second layout: a quarter of all the time a paper takes. Our look prints the paper's own
/// number instead, at once, as a link whose address is its description; here, where places are known,
/// it gets its goal: the place that Typst's own mark leads to (`FootnoteElem::realize`).
fn lead_marks(document: PagedDocument) -> PagedDocument {
    let mut pages = document.pages().to_vec();
    for page in &mut pages {
        lead_marks_of(&mut page.frame);
    }
    PagedDocument::new(pages.into_iter().collect(), document.info().clone())
}

fn lead_marks_of(frame: &mut Frame) {
    if !holds_mark(frame) {
        return;
    }
    let mut within: Option<Location> = None;
    frame.retain(|item| {
        match item {
            FrameItem::Group(group) => lead_marks_of(&mut group.frame),
            FrameItem::Tag(Tag::Start(element, _)) if element.is::<FootnoteElem>() => {
                within = element.location();
            }
            FrameItem::Tag(Tag::End(location, ..)) if within == Some(*location) => within = None,
            FrameItem::Link(goal @ Destination::Url(_), _) => {
                if let Some(mark) = within {
                    *goal = Destination::Location(mark.variant(1));
                }
            }
            _ => {}
        }
        true
    });
}

/// Frames without marks stay shared with Typst's cache.
fn holds_mark(frame: &Frame) -> bool {
    frame.items().any(|(_, item)| match item {
        FrameItem::Group(group) => holds_mark(&group.frame),
        FrameItem::Tag(Tag::Start(element, _)) => element.is::<FootnoteElem>(),
        _ => false,
    })
}

fn typst_date(date: &str) -> Option<Datetime> {
    let mut parts = date.split('-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    Datetime::from_ymd_hms(year, month, day, 0, 0, 0)
}

/// What Typst says, with the place in the template or the module it says it of.
fn said(world: &PaperWorld<'_>, job: &Template<'_>, said: &SourceDiagnostic) -> Diagnostic {
    let span = said.span.id().and_then(|id| {
        let path = id.get().vpath().get_without_slash().to_owned();
        let source = world.source(id).ok()?;
        let range = world.range(said.span)?;
        if path == MAIN {
            return Some(in_template(job, source.text(), range));
        }
        let file = File::new(format!("templates/{path}"), source.text());
        Some(Span::new(&file, range))
    });
    let span = span.unwrap_or_else(|| Span::whole(&job.file()));
    let (message, help) = match said.message.as_str() {
        words if words.starts_with("file not found") => (
            "this template asks for a file that it is not given",
            "put the file into templates/, or delete what asks for it",
        ),
        words if words.starts_with("unknown variable") => (
            "this template uses a word that means nothing here",
            "correct it, or take in the file that explains it with `#import`",
        ),
        _ if said.severity == Severity::Warning => (
            "this template would not be set as it is meant",
            "mend it here; docs/templates.md shows what a template may do",
        ),
        _ => (
            "this template says something that cannot be set",
            "mend it here; docs/templates.md shows what a template may do",
        ),
    };
    let hints = said.hints.iter().map(|hint| format!("; {}", hint.v)).collect::<String>();
    Diagnostic::error("typeset", message)
        .at(&span)
        .why(templates::WHY)
        .help(help)
        .detail(format!("the typesetter (Typst) says: {}{hints}", said.message))
}

/// A place in a template as filled in: in the template itself where that has the same line, once.
fn in_template(template: &Template<'_>, filled: &str, range: Range<usize>) -> Span {
    let start = filled[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let line = filled[start..].split('\n').next().unwrap_or_default();
    let file = template.file();
    let mut at = 0;
    let mut same = Vec::new();
    for own in file.text.split_inclusive('\n') {
        if own.trim_end_matches('\n') == line {
            same.push(at);
        }
        at += own.len();
    }
    match same[..] {
        [own] => Span::new(&file, own + range.start - start..own + range.end - start),
        _ => {
            let path = format!("{}, as filled in", file.path);
            Span::new(&File::new(path, filled), range)
        }
    }
}

/// The template of a paper, for messages.
#[derive(Clone)]
struct Template<'a> {
    name: &'a str,
    text: &'a str,
}

impl Template<'_> {
    fn file(&self) -> Arc<File> {
        let path = format!("templates/{}.typ.j2", self.name);
        File::new(path, self.text)
    }
}

impl Pages {
    /// The modules that it takes in, by path below `templates/`.
    pub fn modules(&self) -> &BTreeSet<String> {
        &self.modules
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.document.pages().len()
    }

    /// The PDF: PDF/UA-1 (ISO 14289-1) and PDF/A-3a (ISO 19005-3) at once.
    ///
    /// # Errors
    /// What keeps the paper from being one of the two.
    pub fn pdf(&self) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let failed = |words: String| {
            let template = Template { name: &self.template, text: "" };
            Diagnostic::error(
                "typeset",
                "this template makes a paper that not everybody could read",
            )
            .at(&Span::whole(&template.file()))
            .why("papers must be read aloud by screen readers, and be read in many years")
            .help("mend the template, or tell its makers if it is a built-in one")
            .detail(format!("the typesetter (Typst) says: {words}"))
        };
        let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_3a])
            .map_err(|error| vec![failed(format!("{error:?}"))])?;
        let options = PdfOptions {
            ident: Smart::Custom(self.stem.clone()),
            creator: Smart::Custom(Some(format!("brief {}", env!("CARGO_PKG_VERSION")))),
            timestamp: self.date.map(Timestamp::new_utc),
            standards,
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&self.document, &options).map_err(|errors| {
            errors.iter().map(|error| failed(error.message.to_string())).collect()
        })
    }

    /// Each page as a PNG at `per_inch` pixels an inch.
    pub fn png(&self, per_inch: f64) -> Vec<Vec<u8>> {
        let options = typst_render::RenderOptions {
            pixel_per_pt: (per_inch / 72.0).into(),
            ..Default::default()
        };
        self.document
            .pages()
            .iter()
            .filter_map(|page| typst_render::render(page, &options).encode_png().ok())
            .collect()
    }
}
