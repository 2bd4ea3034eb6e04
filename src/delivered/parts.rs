//! What a paper holds besides its text: attachments, links, what it says of itself, revisions.

use std::collections::BTreeMap;
use std::collections::HashSet;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Object, ObjectIdentifier, Stream, String as PdfString};

use roxmltree::Node;
use sha2::{Digest, Sha256};

use super::Link;
use crate::source::extract::pdf::describe::{decode, parse_xmp, xmp};

/// How many attachments are looked at, and how deep the tree of their names is followed.
const ATTACHMENTS: usize = 1000;
const DEPTH: usize = 50;

/// Every attachment with its bytes: by the tree of names (ISO 32000-1, 7.11.4), by association with the
/// file (ISO 19005-3, annex E), and pinned to pages.
pub(super) fn attachments(pdf: &Pdf) -> Vec<(String, Vec<u8>)> {
    let mut found = Attachments::default();
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    if let Some(catalog) = catalog {
        let names = catalog.get::<Dict<'_>>("Names");
        if let Some(tree) = names.and_then(|names| names.get::<Dict<'_>>("EmbeddedFiles")) {
            found.tree(&tree, 0);
        }
        let associated = catalog.get::<Array<'_>>("AF");
        for file in associated.iter().flat_map(Array::iter::<Dict<'_>>) {
            found.file(&file);
        }
    }
    for annotation in annotations(pdf).map(|(_, annotation)| annotation) {
        if let Some(file) = annotation.get::<Dict<'_>>("FS") {
            found.file(&file);
        }
    }
    found.files
}

#[derive(Default)]
struct Attachments {
    files: Vec<(String, Vec<u8>)>,
    met: HashSet<ObjectIdentifier>,
}

impl Attachments {
    fn tree(&mut self, tree: &Dict<'_>, depth: usize) {
        if depth > DEPTH {
            return;
        }
        let names = tree.get::<Array<'_>>("Names");
        for file in names.iter().flat_map(Array::iter::<Object<'_>>).filter_map(Object::into_dict) {
            self.file(&file);
        }
        let kids = tree.get::<Array<'_>>("Kids");
        for kid in kids.iter().flat_map(Array::iter::<Dict<'_>>) {
            if self.files.len() < ATTACHMENTS {
                self.tree(&kid, depth + 1);
            }
        }
    }

    /// A file is attached once however often it is named.
    fn file(&mut self, file: &Dict<'_>) {
        let Some(embedded) = file.get::<Dict<'_>>("EF") else { return };
        let stream = ["UF", "F"].into_iter().find_map(|key| embedded.get::<Stream<'_>>(key));
        let Some(stream) = stream else { return };
        if self.files.len() >= ATTACHMENTS || !self.met.insert(stream.obj_id()) {
            return;
        }
        let name = ["UF", "F"].into_iter().find_map(|key| file.get::<PdfString<'_>>(key));
        let name = name.map(|name| decode(name.as_bytes())).unwrap_or_default();
        self.files.push((name, stream.decoded().map(|it| it.into_owned()).unwrap_or_default()));
    }
}

/// Every annotation with its page, from 1.
fn annotations(pdf: &Pdf) -> impl Iterator<Item = (u32, Dict<'_>)> {
    (1..).zip(pdf.pages().iter()).flat_map(|(number, page)| {
        let annotations = page.raw().get::<Array<'_>>("Annots");
        let annotations: Vec<_> = annotations.iter().flat_map(Array::iter::<Dict<'_>>).collect();
        annotations.into_iter().map(move |annotation| (number, annotation))
    })
}

/// Where links lead to outside the paper, in the order of pages.
pub(super) fn links(pdf: &Pdf) -> Vec<Link> {
    annotations(pdf)
        .filter_map(|(page, annotation)| {
            let action = annotation.get::<Dict<'_>>("A")?;
            let url = action.get::<PdfString<'_>>("URI")?;
            Some(Link { page, url: decode(url.as_bytes()) })
        })
        .collect()
}

/// What a file says of itself. Identifiers are left out: they differ whenever a file is written, with
/// the record and without.
pub(super) fn information(pdf: &Pdf) -> BTreeMap<String, String> {
    let said = pdf.metadata();
    let texts = [
        ("Title", &said.title),
        ("Author", &said.author),
        ("Subject", &said.subject),
        ("Keywords", &said.keywords),
        ("Creator", &said.creator),
        ("Producer", &said.producer),
    ];
    let mut information: BTreeMap<String, String> = texts
        .into_iter()
        .filter_map(|(name, text)| Some((name.to_owned(), decode(text.as_deref()?))))
        .collect();
    let dates = [("CreationDate", said.creation_date), ("ModDate", said.modification_date)];
    for (name, date) in dates {
        if let Some(date) = date {
            let day = format!("{:04}-{:02}-{:02}", date.year, date.month, date.day);
            let hour = format!("{:02}:{:02}:{:02}", date.hour, date.minute, date.second);
            let zone = format!("{:+03}:{:02}", date.utc_offset_hour, date.utc_offset_minute);
            information.insert(name.to_owned(), format!("{day}T{hour}{zone}"));
        }
    }
    if let Some(text) = xmp(pdf) {
        information.extend(properties(&text));
    }
    information
}

/// Namespaces of XMP whose properties people read; of all others a digest is kept.
const READ: &[&str] = &[
    "http://purl.org/dc/elements/1.1/",
    "http://ns.adobe.com/xap/1.0/",
    "http://ns.adobe.com/pdf/1.3/",
    "http://www.aiim.org/pdfa/ns/id/",
    "http://www.aiim.org/pdfua/ns/id/",
];

/// The properties of XMP, each by its name; the values of one name one after another.
fn properties(text: &str) -> BTreeMap<String, String> {
    let mut properties: BTreeMap<String, String> = BTreeMap::new();
    let Some(document) = parse_xmp(text) else {
        return [("XMP".to_owned(), "not XML".to_owned())].into();
    };
    let mut others = Sha256::new();
    for node in document.descendants().filter(Node::is_element) {
        // The items of a list go by the list's name.
        let property = node.ancestors().find(|it| !LISTS.contains(&it.tag_name().name()));
        let tag = property.unwrap_or(node).tag_name();
        let own = node.text().map(str::trim).filter(|text| !text.is_empty());
        let own = own.map(|text| (tag.namespace(), tag.name(), text));
        let attributes = node.attributes().map(|it| (it.namespace(), it.name(), it.value()));
        for (space, name, value) in own.into_iter().chain(attributes) {
            if IDENTIFIERS.contains(&name) {
                continue;
            }
            if !space.is_some_and(|space| READ.contains(&space)) {
                others.update(format!("{space:?} {name:?} {value:?}\n"));
                continue;
            }
            let values = properties.entry(format!("XMP {name}")).or_default();
            if !values.is_empty() {
                values.push('\n');
            }
            values.push_str(value);
        }
    }
    let others: String = others.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    properties.insert("XMP, other".to_owned(), others);
    properties
}

const LISTS: &[&str] = &["li", "Seq", "Bag", "Alt"];
const IDENTIFIERS: &[&str] = &["InstanceID", "DocumentID", "instanceID"];

/// How often a file was written to the end: each time ends with `startxref`, a number and `%%EOF`
/// (ISO 32000-1, 7.5.6).
pub(super) fn revisions(bytes: &[u8]) -> usize {
    let marks = bytes.windows(9).enumerate().filter(|(_, window)| *window == b"startxref");
    let written = marks
        .filter(|(at, _)| {
            let rest = &bytes[at + 9..bytes.len().min(at + 9 + 64)];
            let rest = rest.trim_ascii_start();
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            digits > 0 && rest[digits..].trim_ascii_start().starts_with(b"%%EOF")
        })
        .count();
    // A file ordered for the web is written once and has two ends (annex F).
    let start = &bytes[..bytes.len().min(1024)];
    let linearised = start.windows(11).any(|window| window == b"/Linearized");
    written - usize::from(linearised && written > 1)
}
