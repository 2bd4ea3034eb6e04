//! Plain text → text.

use super::charset::decode;
use super::{Description, Extracted, Unreadable};

/// Name and version; a new version for every change in what text comes out.
const EXTRACTOR: &str = "brief-plain 1";

/// The text of a plain text file: its lines as they are, with `\n` at their ends. It describes nothing.
///
/// # Errors
/// When its encoding is refused, or it is no text.
pub fn extract(bytes: &[u8], content_type: Option<&str>) -> Result<Extracted, Unreadable> {
    Ok(Extracted {
        text: text(bytes, content_type)?,
        extractor: EXTRACTOR,
        description: Description::default(),
        article: None,
    })
}

/// The characters of a text file, line ends made one kind.
pub fn text(bytes: &[u8], content_type: Option<&str>) -> Result<String, Unreadable> {
    let text = decode(bytes, content_type, false)?;
    let odd = |c: &char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\x0c' | '\x1b');
    let count = text.chars().count();
    if text.chars().filter(odd).count() * 10 > count {
        return Err(Unreadable::Damaged("a tenth of it or more are no characters of text".into()));
    }
    Ok(text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{fffd}"))
}

#[cfg(test)]
mod tests {
    use super::extract;

    #[test]
    fn lines_pages_and_tags_stay_and_line_ends_are_one_kind() {
        let text = extract(b"\xef\xbb\xbfa  b\r\nc\rd\n\n<p>e</p>\x0cf", None).unwrap().text;
        assert_eq!(text, "a  b\nc\nd\n\n<p>e</p>\x0cf");
    }

    #[test]
    fn what_is_no_text_is_said_to_be_none() {
        let bytes: Vec<u8> = (0..=255).cycle().take(4096).collect();
        assert!(extract(&bytes, None).is_err());
    }
}
