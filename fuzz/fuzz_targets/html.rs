//! Any bytes, read as a page, as plain text and as Markdown: no panic, no text out of proportion to its
//! source, no character in it that means something to us, and plain text of plain text is the same.

#![no_main]

use brief::source::extract::{Media, Unreadable, extract};
use libfuzzer_sys::fuzz_target;

/// The headers that pages come with: none, and one of each kind of charset.
const HEADERS: [Option<&str>; 6] = [
    None,
    Some("text/html; charset=utf-8"),
    Some("text/html; charset=windows-1252"),
    Some("text/html; charset=utf-16le"),
    Some("text/html; charset=shift_jis"),
    Some("text/html; charset=utf-7"),
];

fuzz_target!(|data: &[u8]| {
    let Some((header, bytes)) = data.split_first() else { return };
    let header = HEADERS[usize::from(*header) % HEADERS.len()];
    for media in [Media::Html, Media::Plain, Media::Markdown] {
        match extract(bytes, media, header) {
            Ok(found) => {
                let text = &found.text;
                assert!(text.len() <= 4 * bytes.len() + 64, "{} from {}", text.len(), bytes.len());
                assert!(!text.contains(['\r', '\0']));
                assert!(media == Media::Plain || !text.contains('\u{c}'));
                // A share of characters that are none is counted before ends of lines are made one,
                // and of several marks of the byte order one is taken.
                let odd = |c: char| c == '\u{FFFD}' || c.is_control() && !c.is_whitespace();
                let plain = !text.contains(odd) && !text.starts_with('\u{FEFF}');
                if media == Media::Plain && plain {
                    let again = extract(text.as_bytes(), media, Some("text/plain; charset=utf-8"));
                    assert_eq!(again.map(|again| again.text), Ok(text.clone()));
                }
            }
            Err(Unreadable::TooTangled) => {
                assert!(bytes.len() > 4096, "small pages can always be read");
            }
            Err(_) => {}
        }
    }
});
