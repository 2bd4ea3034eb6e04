//! What a PDF says of itself: XMP (ISO 16684-1), the information dictionary (ISO 32000-1, 14.3.3) and
//! the catalog's language.
//!
//! The dates at which a file was made or changed are not when the work was published, and are not
//! taken for it.

use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, Stream, String as PdfString};
use roxmltree::{Document, Node, ParsingOptions};

use crate::source::extract::{Description, Found};

const DC: &str = "http://purl.org/dc/elements/1.1/";
const PRISM: &str = "http://prismstandard.org/namespaces/";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// The most bytes of XMP that are read.
const MOST_XMP: usize = 4 << 20;

/// What the file says of itself, the best place first.
pub fn describe(pdf: &Pdf) -> Description {
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let mut description = xmp(pdf).as_deref().map(from_xmp).unwrap_or_default();
    let found = |bytes: &Option<Vec<u8>>| found(&decode(bytes.as_deref()?), "PDF information");
    let information = pdf.metadata();
    description.title = description.title.or_else(|| found(&information.title));
    if description.authors.is_empty() {
        description.authors.extend(found(&information.author));
    }
    if let Some(language) = catalog.as_ref().and_then(|it| it.get::<PdfString<'_>>("Lang")) {
        let language = found_language(&decode(language.as_bytes()), "PDF catalog");
        description.language = language.or(description.language);
    }
    description
}

/// The XMP packet, as text.
pub fn xmp(pdf: &Pdf) -> Option<String> {
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id())?;
    let bytes = catalog.get::<Stream<'_>>("Metadata")?.decoded().ok()?;
    if bytes.len() > MOST_XMP {
        return None;
    }
    Some(match bytes.as_ref() {
        [0xfe, 0xff, ..] | [0xff, 0xfe, ..] => decode(&bytes),
        bytes => String::from_utf8_lossy(bytes).into_owned(),
    })
}

/// XMP parsed within bounds; `None` where it is no XML.
pub fn parse_xmp(text: &str) -> Option<Document<'_>> {
    // Processing instructions and white space may stand around the packet; a document type never does,
    // and entities of one's own are a way to make much of little.
    let options = ParsingOptions { nodes_limit: 100_000, ..ParsingOptions::default() };
    Document::parse_with_options(text.trim_matches(['\0', '\u{feff}', ' ', '\n', '\r']), options)
        .ok()
}

fn from_xmp(text: &str) -> Description {
    let Some(document) = parse_xmp(text) else { return Description::default() };
    let first = |space: &str, name: &str| values(&document, space, name).into_iter().next();
    let found_at = |space: &str, name: &str| found(&first(space, name)?, "XMP");
    let date = ["publicationDate", "coverDate", "onlineDate"]
        .into_iter()
        .find_map(|name| day(&first(PRISM, name)?))
        .or_else(|| day(&first(DC, "date")?));
    Description {
        title: found_at(DC, "title"),
        date: date.map(|value| Found { value, from: "XMP" }),
        publisher: found_at(DC, "publisher"),
        language: first(DC, "language").and_then(|value| found_language(&value, "XMP")),
        url: first(PRISM, "url")
            .filter(|url| url.starts_with("http"))
            .and_then(|it| found(&it, "XMP")),
        authors: values(&document, DC, "creator")
            .iter()
            .filter_map(|it| found(it, "XMP"))
            .collect(),
    }
}

/// The values of a property: those of a list's items, the `x-default` of alternatives first; its own
/// text; or that of an attribute, which XMP allows for simple values.
fn values(document: &Document<'_>, space: &str, name: &str) -> Vec<String> {
    // PRISM's namespaces differ by version.
    let is_space = |found: Option<&str>| found.is_some_and(|found| found.starts_with(space));
    let element = document
        .descendants()
        .find(|node| node.tag_name().name() == name && is_space(node.tag_name().namespace()));
    let Some(element) = element else {
        return document
            .descendants()
            .filter(|node| node.has_tag_name((RDF, "Description")))
            .flat_map(|node| node.attributes())
            .filter(|it| it.name() == name && is_space(it.namespace()))
            .map(|it| it.value().to_owned())
            .collect();
    };
    let mut items: Vec<Node<'_, '_>> =
        element.descendants().filter(|node| node.has_tag_name((RDF, "li"))).collect();
    if items.is_empty() {
        items.push(element);
    }
    let language = |node: &Node<'_, '_>| {
        node.attribute(("http://www.w3.org/XML/1998/namespace", "lang")).map(str::to_owned)
    };
    items.sort_by_key(|node| language(node).is_some_and(|it| it != "x-default"));
    items.iter().filter_map(|node| node.text().map(str::to_owned)).collect()
}

/// A value that says something, its white space single. Programs fill in their own words where people
/// left the field empty.
fn found(value: &str, from: &'static str) -> Option<Found> {
    let value: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let empty = ["untitled", "unknown", "anonymous", "(anonymous)", "(unspecified)", "unspecified"];
    let says = !value.is_empty()
        && value.chars().any(char::is_alphanumeric)
        && !empty.contains(&value.to_lowercase().as_str());
    says.then_some(Found { value, from })
}

/// A language tag as BCP 47 writes them, roughly; anything else is no language.
fn found_language(value: &str, from: &'static str) -> Option<Found> {
    let value = value.trim();
    let mut parts = value.split('-');
    let primary = parts.next().is_some_and(|part| {
        (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    });
    let rest = parts.all(|part| {
        (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    (primary && rest && value != "x-default").then(|| Found { value: value.to_owned(), from })
}

/// The day, month or year at the start of an ISO 8601 date; `None` where there is no sound one.
fn day(value: &str) -> Option<String> {
    let date = value.trim().split('T').next()?;
    let parts: Vec<&str> = date.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let digits = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    if !digits || !matches!(lengths.as_slice(), [4] | [4, 2] | [4, 2, 2]) {
        return None;
    }
    let part = |at: usize| parts.get(at).map(|part| part.parse::<u32>().unwrap_or(0));
    let sound = part(0).is_some_and(|year| (1400..=2200).contains(&year))
        && part(1).is_none_or(|month| (1..=12).contains(&month))
        && part(2).is_none_or(|day| (1..=31).contains(&day));
    sound.then(|| date.to_owned())
}

/// A text string (ISO 32000-1, 7.9.2.2): UTF-16 or UTF-8 with a mark, else PDFDocEncoding.
pub fn decode(bytes: &[u8]) -> String {
    let units = |read: fn([u8; 2]) -> u16| -> Vec<u16> {
        bytes[2..].chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect()
    };
    match bytes {
        [0xfe, 0xff, ..] => String::from_utf16_lossy(&units(u16::from_be_bytes)),
        [0xff, 0xfe, ..] => String::from_utf16_lossy(&units(u16::from_le_bytes)),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        // Many programs write UTF-8 without saying so; bytes of PDFDocEncoding that happen to be UTF-8
        // are two odd characters in a row.
        bytes => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().copied().map(document_encoding).collect(),
        },
    }
}

/// A character of PDFDocEncoding (ISO 32000-1, annex D.3): Latin-1 but for these.
fn document_encoding(byte: u8) -> char {
    const FROM_18: &[char] = &['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
    const FROM_80: &[char] = &[
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚',
        '™', 'ﬁ', 'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}', '€',
    ];
    match byte {
        0x18..=0x1f => FROM_18[usize::from(byte - 0x18)],
        0x80..=0xa0 => FROM_80[usize::from(byte - 0x80)],
        byte => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(inner: &str) -> Description {
        from_xmp(&format!(
            r#"<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{RDF}">
            <rdf:Description rdf:about="" xmlns:dc="{DC}" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
              xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/" {inner}
            </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"#
        ))
    }

    #[test]
    fn lists_alternatives_and_attributes_are_read() {
        let said = packet(
            r#"prism:publicationDate="2018-05-10">
            <dc:title><rdf:Alt><rdf:li xml:lang="fr">Camps</rdf:li>
              <rdf:li xml:lang="x-default">The  camps</rdf:li></rdf:Alt></dc:title>
            <dc:creator><rdf:Seq><rdf:li>A. Author</rdf:li><rdf:li>B. Writer</rdf:li></rdf:Seq></dc:creator>
            <dc:language><rdf:Bag><rdf:li>en-GB</rdf:li></rdf:Bag></dc:language>"#,
        );
        assert_eq!(said.title.map(|it| it.value).as_deref(), Some("The camps"));
        assert_eq!(said.date.map(|it| it.value).as_deref(), Some("2018-05-10"));
        assert_eq!(said.language.map(|it| it.value).as_deref(), Some("en-GB"));
        let authors: Vec<_> = said.authors.iter().map(|it| it.value.as_str()).collect();
        assert_eq!(authors, ["A. Author", "B. Writer"]);
    }

    #[test]
    fn the_day_a_file_was_made_is_not_when_the_work_was_published() {
        let said = packet(r#"xmp:CreateDate="2020-01-01" xmp:ModifyDate="2020-01-02">"#);
        assert_eq!(said, Description::default());
    }

    #[test]
    fn what_programs_fill_in_says_nothing() {
        assert_eq!(found(" untitled ", "XMP"), None);
        assert_eq!(found("-", "XMP"), None);
        assert_eq!(found("images\0", "XMP").map(|it| it.value).as_deref(), Some("images"));
        assert_eq!(found_language("x-default", "XMP"), None);
        assert_eq!(day("2020-13-01"), None);
        assert_eq!(day("2020-02-03T10:00:00Z").as_deref(), Some("2020-02-03"));
        assert_eq!(day("0000-00-00"), None);
    }

    #[test]
    fn entities_of_ones_own_are_not_expanded() {
        assert!(parse_xmp("<!DOCTYPE x [<!ENTITY a 'aaaa'>]><x>&a;</x>").is_none());
    }

    #[test]
    fn text_strings_say_their_encoding() {
        assert_eq!(decode(b"\xfe\xff\x00K\x00i\x00m"), "Kim");
        assert_eq!(decode(b"\xef\xbb\xbfKim"), "Kim");
        assert_eq!(decode(b"caf\xe9 \x84 \xa0"), "café — €");
    }
}
