//! Directives for every sentence of real pages: how many have one, and that each leads back.

use std::ops::Range;
use std::path::{Path, PathBuf};

use brief::source::fragment::{Directive, Page};

/// Saved pages, where they are at hand.
fn pages() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/readability");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: no {}", folder.display());
        return Vec::new();
    };
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let page = |folder: PathBuf| {
        let html = std::fs::read(folder.join("source.html")).ok()?;
        let name = folder.file_name()?.to_string_lossy().into_owned();
        Some((name, text_of(&String::from_utf8_lossy(&html))))
    };
    folders.into_iter().filter_map(page).collect()
}

/// A page's text, roughly: no tags, scripts or styles; elements other than inline ones part blocks.
fn text_of(html: &str) -> String {
    const INLINE: &str =
        " a abbr b cite code em i font mark q s small span strong sub sup time tt u ";
    let mut text = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&unescaped(&rest[..open]).replace(['\n', '\t', '\u{0C}'], " "));
        rest = &rest[open..];
        let name: String = rest[1..]
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        let until = match name.as_str() {
            _ if rest.starts_with("<!--") => "-->",
            "script" | "style" | "noscript" | "title" if !rest.starts_with("</") => "</",
            _ => ">",
        };
        // Skips the element's tag, or all of it up to its end tag, which is then a tag of its own.
        let end = rest[1..].find(until).map_or(rest.len(), |at| at + 1);
        rest = &rest[end..];
        rest = rest.strip_prefix(if until == "</" { "" } else { until }).unwrap_or(rest);
        match name.as_str() {
            "td" | "th" => text.push('\t'),
            inline if INLINE.contains(&format!(" {inline} ")) => {}
            _ => text.push('\n'),
        }
    }
    text
}

fn unescaped(text: &str) -> String {
    [
        ("&nbsp;", "\u{A0}"),
        ("&#39;", "'"),
        ("&quot;", "\""),
        ("&rsquo;", "’"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (entity, c)| text.replace(entity, c))
}

/// Whether the block around a range stands in the text before it, alone or as part of another, white
/// space and case aside.
fn is_in_repeated_block(text: &str, range: &Range<usize>) -> bool {
    let parts = ['\n', '\t'];
    let start = text[..range.start].rfind(parts).map_or(0, |at| at + 1);
    let end = text[range.end..].find(parts).map_or(text.len(), |at| range.end + at);
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let block = plain(&text[start..end]);
    text[..start].split(parts).any(|before| plain(before).contains(&block))
}

/// Sentences of 40 to 400 characters, as they stand in one block.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let block_ends = matches!(c, '\n' | '\t');
        let stops = matches!(c, '.' | '!' | '?' | '。')
            && text[end..].chars().next().is_none_or(char::is_whitespace);
        if block_ends || stops || end == text.len() {
            let raw = &text[start..end];
            let from = start + raw.len() - raw.trim_start().len();
            let to = from + raw.trim().len();
            if (40..=400).contains(&text[from..to].chars().count()) {
                found.push(from..to);
            }
            start = end;
        }
    }
    found
}

#[derive(Debug, Default)]
struct Count {
    all: usize,
    bare: usize,
    prefix: usize,
    suffix: usize,
    both: usize,
    by_ends: usize,
    none: usize,
    /// Of `none`: in a block that stands in the page before, where no context can tell them apart.
    repeated: usize,
}

impl Count {
    fn add(&mut self, found: Option<&Directive>) {
        self.all += 1;
        let Some(found) = found else {
            self.none += 1;
            return;
        };
        self.by_ends += usize::from(found.end.is_some());
        match (&found.prefix, &found.suffix) {
            (None, None) => self.bare += 1,
            (Some(_), None) => self.prefix += 1,
            (None, Some(_)) => self.suffix += 1,
            (Some(_), Some(_)) => self.both += 1,
        }
    }
}

#[test]
fn sentences_of_real_pages_have_directives_that_lead_back() {
    let pages = pages();
    let (mut sentence, mut words) = (Count::default(), Count::default());
    for (name, text) in &pages {
        let page = Page::new(text);
        let check = |count: &mut Count, range: &Range<usize>| {
            let found = page.directive(range.clone());
            if let Some(found) = &found {
                assert_eq!(page.resolve(found).as_ref(), Some(range), "{name}: {found:?}");
                assert_eq!(Directive::parse(&found.encode()).as_ref(), Some(found), "{name}");
            }
            count.add(found.as_ref());
            if found.is_none() {
                if is_in_repeated_block(text, range) {
                    count.repeated += 1;
                } else {
                    println!("{name}: {}", &text[range.clone()]);
                }
            }
        };
        for range in sentences(text) {
            check(&mut sentence, &range);
            // The middle third of its words: a passage that begins and ends nowhere in particular.
            let parts: Vec<&str> = text[range.clone()].split_whitespace().collect();
            if let [first, .., last] = parts[parts.len() / 3..(2 * parts.len()).div_ceil(3)] {
                let offset = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
                check(&mut words, &(offset(first)..offset(last) + last.len()));
            }
        }
    }
    println!("{} pages\nsentences {sentence:?}\npassages {words:?}", pages.len());
    for count in [sentence, words] {
        assert!((count.none - count.repeated) * 200 <= count.all);
    }
}
