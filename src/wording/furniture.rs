//! What web pages print around their texts, and what comes along when one is copied: `Continue reading`, `Sort by`.

use super::Remark;

/// Buttons and captions that are furniture when they make up a line. In small letters.
const LINES: [&str; 34] = [
    "continue reading",
    "read more",
    "read on",
    "learn more",
    "see more",
    "show more",
    "load more",
    "view more",
    "view all",
    "see all",
    "sort by",
    "filter by",
    "share this",
    "share this article",
    "share this page",
    "share this post",
    "click here",
    "skip to content",
    "skip to main content",
    "back to top",
    "leave a comment",
    "leave a reply",
    "post a comment",
    "print this page",
    "related articles",
    "related posts",
    "related content",
    "sign up for our newsletter",
    "subscribe to our newsletter",
    "accept all cookies",
    "accept cookies",
    "tweet this",
    "share on facebook",
    "share on twitter",
];

/// Those that something follows on their line: the title of what to read on, the country to filter by.
const HEADS: [&str; 5] = ["continue reading", "read more", "filter by", "sort by", "click here"];

/// What follows `Read more` and `Click here` on a page, never in a sentence about reading.
const AFTER: [&str; 8] = ["about", "on", "here", "at", "to", "for", "»", "→"];

/// Invitations that end a line that was cut.
const INVITATIONS: [&str; 5] =
    ["continue reading", "read more", "see more", "show more", "learn more"];

/// The furniture in `text`, by lines.
pub fn left(text: &str, found: &mut Vec<Remark>) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        let written = line.trim();
        let tail = without_invitation(written).len();
        if let Some(length) = head(written) {
            found.push(furniture(text, at + indent, length, length == written.len()));
        } else if tail < written.len() {
            let words = written[tail..].trim_start();
            let start = at + indent + written.len() - words.len();
            let length = words.trim_end_matches(is_ornament).len();
            found.push(furniture(text, start, length, false));
        }
        at += line.len();
    }
}

/// How long the furniture is that a line begins with.
fn head(line: &str) -> Option<usize> {
    // Furniture begins with a capital; a line of running text may begin in the middle of a sentence.
    if !line.starts_with(char::is_uppercase) {
        return None;
    }
    let bare = line.trim_end_matches(is_ornament);
    if LINES.iter().any(|words| bare.eq_ignore_ascii_case(words)) {
        return Some(bare.len());
    }
    let words = HEADS.iter().find(|words| {
        line.get(..words.len()).is_some_and(|head| head.eq_ignore_ascii_case(words))
    })?;
    let rest = &line[words.len()..];
    let next = rest.strip_prefix([' ', '\u{A0}', ':'])?.trim_start();
    let titled = next.starts_with(['“', '‘', '"', '«', '→', '»']);
    let first = next.split_whitespace().next().unwrap_or_default();
    let follows = match *words {
        "continue reading" => titled || first.starts_with("→"),
        "filter by" | "sort by" => next.split_whitespace().count() <= 2 && !next.ends_with('.'),
        _ => titled || AFTER.contains(&first),
    };
    follows.then_some(words.len())
}

/// A line without the invitation to read on that ends it, where an ellipsis or the end of a sentence stands before it.
pub fn without_invitation(line: &str) -> &str {
    let bare = line.trim_end().trim_end_matches(is_ornament);
    for words in INVITATIONS {
        let Some(start) = bare.len().checked_sub(words.len()) else { continue };
        let Some(tail) = bare.get(start..).filter(|tail| tail.eq_ignore_ascii_case(words)) else {
            continue;
        };
        let before = bare[..start].trim_end();
        let spaced = before.len() < start || before.ends_with('…');
        let cut = before.ends_with(['…', ']']) || before.ends_with("...");
        let sentence =
            before.ends_with(['.', '!', '?', '”']) && tail.starts_with(char::is_uppercase);
        if spaced && (cut || sentence) {
            return &bare[..start];
        }
    }
    line
}

/// What stands after such words on a page: `Read more »`, `Share this:`.
fn is_ornament(c: char) -> bool {
    c.is_whitespace() || matches!(c, '»' | '→' | '>' | '›' | ':' | '…' | '.' | '▼' | '▾' | '+')
}

fn furniture(text: &str, start: usize, length: usize, whole: bool) -> Remark {
    let range = start..start + length;
    Remark {
        said: format!("`{}` is a button of a web page", &text[range.clone()]),
        range,
        why: "it came along when the page was copied, and says nothing on paper",
        instead: whole.then(String::new),
    }
}
