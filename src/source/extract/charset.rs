//! Bytes → characters: which encoding a text is in.
//!
//! The order is that of browsers (WHATWG HTML §13.2.3.2): a byte-order mark, then what the server
//! declared, then what the page declares of itself, then what the bytes look like. A label nobody
//! knows, and UTF-7, count as no label.

use std::borrow::Cow;

use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

use super::Unreadable;

/// How far into a page its own declaration is looked for, in bytes, as WHATWG has it.
const PRESCAN: usize = 1024;

/// The text of `bytes`, without byte-order mark. What cannot be decoded becomes U+FFFD.
///
/// # Errors
/// When the declared encoding is one that browsers refuse because of attacks made through it.
pub fn decode<'a>(
    bytes: &'a [u8],
    content_type: Option<&str>,
    page: bool,
) -> Result<Cow<'a, str>, Unreadable> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Ok(encoding.decode_without_bom_handling(&bytes[mark..]).0);
    }
    let declared = content_type.and_then(header_label).and_then(known);
    let encoding = declared
        .or_else(|| unmarked_utf16(bytes))
        .or_else(|| page.then(|| prescan(&bytes[..bytes.len().min(PRESCAN)]))?)
        .unwrap_or_else(|| match std::str::from_utf8(bytes) {
            Ok(_) => UTF_8,
            Err(_) => WINDOWS_1252,
        });
    if encoding == REPLACEMENT {
        let label = content_type.and_then(header_label).unwrap_or("ISO-2022-KR or its like".into());
        return Err(Unreadable::Encoding(label));
    }
    Ok(encoding.decode_without_bom_handling(bytes).0)
}

fn known(label: String) -> Option<&'static Encoding> {
    Encoding::for_label(label.as_bytes())
}

/// The `charset` of a content type: `text/html; charset="utf-8"`.
fn header_label(content_type: &str) -> Option<String> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        name.trim().eq_ignore_ascii_case("charset").then(|| value.to_owned())
    })
}

/// UTF-16 without a mark, known by every other byte being zero: what is written in Latin letters, as
/// the beginning of any page is.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(PRESCAN) & !1];
    if start.len() < 8 {
        return None;
    }
    let zeros = |parity| start.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = start.len() / 2 * 7 / 10;
    match (even > many, odd > many) {
        (true, false) if odd == 0 => Some(UTF_16BE),
        (false, true) if even == 0 => Some(UTF_16LE),
        _ => None,
    }
}

/// The encoding a page declares in its first bytes: `<meta charset>`, `<meta http-equiv>`, or an XML
/// declaration (WHATWG HTML §13.2.3.2, "prescan a byte stream").
fn prescan(start: &[u8]) -> Option<&'static Encoding> {
    let lower = start.to_ascii_lowercase();
    let mut rest = lower.as_slice();
    while let Some(at) = rest.iter().position(|byte| *byte == b'<') {
        rest = &rest[at..];
        if rest.starts_with(b"<!--") {
            // `<!-->` is a whole comment.
            rest = find(&rest[2..], b"-->").map(|end| &rest[2 + end + 3..])?;
        } else if rest.starts_with(b"<?xml") {
            let end = find(rest, b">").unwrap_or(rest.len());
            let (declaration, after) = rest.split_at(end);
            if let Some(found) = value_after(declaration, b"encoding").and_then(usable) {
                return Some(found);
            }
            rest = after;
        } else if rest.starts_with(b"<meta") && rest.get(5).is_some_and(|b| breaks_name(*b)) {
            let (tag, after) = rest.split_at(tag_end(rest));
            if let Some(found) = value_after(tag, b"charset").and_then(usable) {
                return Some(found);
            }
            rest = after;
        } else {
            rest = match rest.get(1) {
                Some(b) if b.is_ascii_alphabetic() || *b == b'/' => &rest[tag_end(rest)..],
                _ => &rest[1..],
            };
        }
    }
    None
}

fn breaks_name(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == b'/'
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

/// Where a tag ends: at the first `>` outside quotation marks.
fn tag_end(tag: &[u8]) -> usize {
    let mut quote = None;
    let mut before = b'<';
    for (at, &byte) in tag.iter().enumerate() {
        match quote {
            Some(mark) if byte == mark => quote = None,
            Some(_) => {}
            None if byte == b'>' => return at,
            None if matches!(byte, b'"' | b'\'') && before == b'=' => quote = Some(byte),
            None => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    tag.len()
}

/// The value that follows `name=` in a tag, or within the `content` of one.
fn value_after<'a>(tag: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let mut from = 0;
    while let Some(at) = find(&tag[from..], name) {
        from += at + name.len();
        let rest = tag[from..].trim_ascii_start();
        let Some(rest) = rest.strip_prefix(b"=") else { continue };
        let rest = rest.trim_ascii_start();
        let rest = rest.strip_prefix(b"\"").or(rest.strip_prefix(b"'")).unwrap_or(rest);
        let end = rest.iter().position(|byte| b"\"'; \t\n\r\x0c>?".contains(byte));
        return Some(&rest[..end.unwrap_or(rest.len())]);
    }
    None
}

/// The encoding of a label inside a page. One that calls itself UTF-16 was just read as ASCII, so it is
/// not.
fn usable(label: &[u8]) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(label)?;
    Some(match encoding {
        found if found == UTF_16BE || found == UTF_16LE => UTF_8,
        found if found == X_USER_DEFINED => WINDOWS_1252,
        found => found,
    })
}

#[cfg(test)]
mod tests {
    use super::decode;
    use crate::source::extract::Unreadable;

    fn page(bytes: &[u8], content_type: Option<&str>) -> String {
        decode(bytes, content_type, true).unwrap().into_owned()
    }

    #[test]
    fn mark_beats_header_beats_page_beats_guess() {
        let both = b"\xef\xbb\xbf<meta charset=windows-1252>\xc3\xa9";
        assert!(page(both, Some("text/html; charset=koi8-r")).ends_with('é'));
        let meta = b"<meta charset=koi8-r>\xc1";
        assert!(page(meta, None).ends_with('а'));
        assert!(page(meta, Some("text/html; Charset=\"windows-1252\"")).ends_with('Á'));
        assert!(page(b"<p>\xc3\xa9", None).ends_with('é'));
        assert!(page(b"<p>\xe9", None).ends_with('é'));
        assert!(page(b"<p>\x93x\x94", None).ends_with("“x”"));
    }

    #[test]
    fn a_page_declares_its_encoding_in_several_ways() {
        for head in [
            "<meta charset='windows-1251'>",
            "<META CHARSET = windows-1251 />",
            "<meta http-equiv=Content-Type content=\"text/html; charset=windows-1251\">",
            "<?xml version=\"1.0\" encoding=\"windows-1251\"?>",
            "<!-- <meta charset=utf-8> --><title a='<meta charset=utf-8>'></title>\
             <meta name=x><meta charset=windows-1251>",
        ] {
            let mut bytes = head.as_bytes().to_vec();
            bytes.push(0xe9);
            assert!(page(&bytes, None).ends_with('й'), "{head}");
        }
    }

    #[test]
    fn a_declaration_after_the_first_1024_bytes_is_too_late() {
        let late = format!("<!--{}--><meta charset=windows-1251>", "x".repeat(1024));
        let mut bytes = late.into_bytes();
        bytes.push(0xe9);
        assert!(page(&bytes, None).ends_with('é'));
    }

    #[test]
    fn utf16_with_and_without_mark() {
        let text = "<p>naïve “quotes”</p>";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(page(&little, None), text);
        assert_eq!(page(&big, None), text);
        assert_eq!(page(&[b"\xff\xfe", little.as_slice()].concat(), None), text);
        assert_eq!(page(&[b"\xfe\xff", big.as_slice()].concat(), None), text);
        assert_eq!(page(b"<meta charset=utf-16>\xc3\xa9", None), "<meta charset=utf-16>é");
    }

    #[test]
    fn utf7_is_no_encoding_and_tags_in_it_stay_text() {
        let smuggled = b"+ADw-script+AD4-";
        assert_eq!(page(smuggled, Some("text/html; charset=utf-7")), "+ADw-script+AD4-");
    }

    #[test]
    fn encodings_that_browsers_refuse_are_refused() {
        let refused = decode(b"x", Some("text/html; charset=iso-2022-kr"), true);
        assert_eq!(refused, Err(Unreadable::Encoding("iso-2022-kr".into())));
    }
}
