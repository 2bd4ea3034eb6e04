//! Digests of what makes pages look as they do, and of what belongs to no page.
//!
//! A digest goes by what is said, not by how it is written down: objects are followed from the page on
//! and numbered in the order in which they are met, dictionaries go in the order of their keys, streams
//! go unpacked. So a file that was merely written anew, with its objects in another order or packed
//! otherwise, has the same looks.

use std::collections::HashMap;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, MaybeRef, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Page;
use hayro_syntax::xref::XRef;
use sha2::{Digest, Sha256};

use super::structure::page_numbers;

/// How deep objects are followed; bookmarks and the like are chains that are as deep as they are long.
const DEPTH: usize = 20_000;

/// The looks of each page, and the frame. Attachments, the record among them, and metadata are part of
/// neither: a paper has the same looks before its record is attached.
pub fn looks(pdf: &Pdf) -> (Vec<String>, String) {
    let pages = page_numbers(pdf);
    let looks = pdf.pages().iter().map(|page| look(page, pdf.xref(), &pages)).collect();
    (looks, frame(pdf.xref(), &pages))
}

fn look(page: &Page<'_>, xref: &XRef, pages: &HashMap<ObjectIdentifier, usize>) -> String {
    let mut writer = Writer::new(xref, pages);
    // Inherited values count as the page's own.
    let (media, crop) = (page.media_box(), page.crop_box());
    let sides = [media.x0, media.y0, media.x1, media.y1, crop.x0, crop.y0, crop.x1, crop.y1];
    sides.iter().for_each(|side| writer.number(*side));
    writer.bytes(b'o', format!("{:?}", page.rotation()).as_bytes());
    writer.bytes(b'c', page.page_stream().unwrap_or_default());
    let said = ["Contents", "Parent", "MediaBox", "CropBox", "Rotate", "Type"];
    writer.dict(page.raw(), &said, 0);
    writer.finish()
}

fn frame(xref: &XRef, pages: &HashMap<ObjectIdentifier, usize>) -> String {
    let mut writer = Writer::new(xref, pages);
    if let Some(catalog) = xref.get::<Dict<'_>>(xref.root_id()) {
        writer.dict(&catalog, &["AF", "Metadata", "Names", "Pages", "Type"], 0);
        let names = catalog.get::<Dict<'_>>("Names");
        if let Some(names) = names.filter(|it| it.keys().any(|key| &*key != b"EmbeddedFiles")) {
            writer.dict(&names, &["EmbeddedFiles"], 0);
        }
    }
    writer.finish()
}

/// Writes objects into a digest, each kind with a letter of its own and its length, so that no two
/// values are written alike.
struct Writer<'a> {
    xref: &'a XRef,
    pages: &'a HashMap<ObjectIdentifier, usize>,
    met: HashMap<ObjectIdentifier, usize>,
    digest: Sha256,
}

impl<'a> Writer<'a> {
    fn new(xref: &'a XRef, pages: &'a HashMap<ObjectIdentifier, usize>) -> Writer<'a> {
        Writer { xref, pages, met: HashMap::new(), digest: Sha256::new() }
    }

    fn finish(self) -> String {
        self.digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn bytes(&mut self, kind: u8, bytes: &[u8]) {
        self.digest.update([kind]);
        self.digest.update((bytes.len() as u64).to_le_bytes());
        self.digest.update(bytes);
    }

    fn number(&mut self, number: impl Into<f64>) {
        // 1 and 1.0 are the same number, and so are the two zeros.
        let number: f64 = number.into() + 0.0;
        self.bytes(b'n', &number.to_bits().to_le_bytes());
    }

    fn reference(&mut self, id: ObjectIdentifier, depth: usize) {
        if let Some(page) = self.pages.get(&id) {
            return self.bytes(b'p', &page.to_le_bytes());
        }
        if let Some(met) = self.met.get(&id) {
            return self.bytes(b'r', &met.to_le_bytes());
        }
        self.met.insert(id, self.met.len());
        match self.xref.get::<Object<'_>>(id) {
            Some(object) => self.object(&object, depth),
            None => self.bytes(b'0', &[]),
        }
    }

    fn either(&mut self, object: MaybeRef<Object<'_>>, depth: usize) {
        match object {
            MaybeRef::Ref(reference) => self.reference(reference.into(), depth + 1),
            MaybeRef::NotRef(object) => self.object(&object, depth + 1),
        }
    }

    fn object(&mut self, object: &Object<'_>, depth: usize) {
        if depth > DEPTH {
            return self.bytes(b'!', &[]);
        }
        match object {
            Object::Null(_) => self.bytes(b'0', &[]),
            Object::Boolean(value) => self.bytes(b'b', &[u8::from(*value)]),
            Object::Number(number) => self.number(number.as_f64()),
            Object::String(string) => self.bytes(b's', string.as_bytes()),
            Object::Name(name) => self.bytes(b'/', name.as_ref()),
            Object::Array(array) => {
                self.bytes(b'[', &[]);
                array.raw_iter().for_each(|item| self.either(item, depth));
                self.bytes(b']', &[]);
            }
            Object::Dict(dict) => self.dict(dict, &["Parent", "P"], depth),
            Object::Stream(stream) => self.stream(stream, depth),
        }
    }

    /// A dictionary but for some of its keys. Ways back to where one comes from (`Parent`, `P`) say
    /// nothing new; where `P` is a structure element's parent it is met already.
    fn dict(&mut self, dict: &Dict<'_>, but: &[&str], depth: usize) {
        self.bytes(b'<', &[]);
        for (key, value) in dict.entries() {
            if !but.iter().any(|but| but.as_bytes() == key.as_ref()) {
                self.bytes(b'/', key.as_ref());
                self.either(value, depth);
            }
        }
        self.bytes(b'>', &[]);
    }

    fn stream(&mut self, stream: &Stream<'_>, depth: usize) {
        match stream.decoded() {
            Ok(data) => {
                self.dict(stream.dict(), &["Length", "Filter", "DecodeParms"], depth);
                self.bytes(b'd', &data);
            }
            Err(_) => {
                self.dict(stream.dict(), &["Length"], depth);
                self.bytes(b'e', &stream.raw_data());
            }
        }
    }
}
