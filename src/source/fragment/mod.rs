//! Links that land on the words: text fragments for web pages, pages for PDFs.
//!
//! A text fragment (WICG, URL Fragment Text Directives) names words of a page instead of a place its
//! author marked: `#:~:text=[prefix-,]start[,end][,-suffix]`. A browser shows the first place that
//! fits, so a directive is worth printing only where that first place is the one meant: [`directive`]
//! gives none that [`resolve`], the search as the specification describes it, does not lead back to
//! the same bytes.

mod choose;
mod fold;
mod page;

use std::ops::Range;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use self::fold::fold;
pub use self::page::Page;

/// What parts a fragment meant for the page from one meant for the browser.
const DELIMITER: &str = ":~:";

/// What does not stand for itself in a term: all but the specification's `TextDirectiveExplicitChar`.
/// Wider than the URL Standard's fragment set, so that a link is also a URI to RFC 3986, which is
/// what a PDF holds.
const TERM: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b'.')
    .remove(b'/')
    .remove(b':')
    .remove(b';')
    .remove(b'=')
    .remove(b'?')
    .remove(b'@')
    .remove(b'_')
    .remove(b'~');

/// Words by which a browser finds a place in a page. A term stands within one block each; an empty one
/// is as good as none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// What must stand before the words; not shown as found.
    pub prefix: Option<String>,
    /// The words, or with an [`end`](Self::end) their beginning.
    pub start: String,
    /// The end of the words, where they are not given in full.
    pub end: Option<String>,
    /// What must stand after the words; not shown as found.
    pub suffix: Option<String>,
}

impl Directive {
    /// As it stands in a fragment: `:~:text=…`, ASCII only.
    pub fn encode(&self) -> String {
        let encoded = |term: &str| utf8_percent_encode(term, TERM).to_string();
        let given =
            |term: &Option<String>| term.as_deref().filter(|term| !term.is_empty()).map(encoded);
        let terms = [
            given(&self.prefix).map(|prefix| format!("{prefix}-")),
            Some(encoded(&self.start)),
            given(&self.end),
            given(&self.suffix).map(|suffix| format!("-{suffix}")),
        ];
        let terms: Vec<String> = terms.into_iter().flatten().collect();
        format!("{DELIMITER}text={}", terms.join(","))
    }

    /// The first text directive of a fragment or of a URL with one; `None` where there is none that is
    /// well-formed. Bytes that are no UTF-8 become U+FFFD.
    pub fn parse(fragment: &str) -> Option<Directive> {
        let (_, directives) = fragment.split_once(DELIMITER)?;
        directives.split('&').find_map(|one| parse_terms(one.strip_prefix("text=")?))
    }

    /// The terms that stand next to one another in the page: two runs where there is an end.
    fn runs(&self) -> [Vec<&str>; 2] {
        let head = self.prefix.as_deref().into_iter().chain([self.start.as_str()]);
        let tail = self.end.as_deref().into_iter().chain(self.suffix.as_deref());
        if self.end.is_some() {
            [head.collect(), tail.collect()]
        } else {
            [head.chain(tail).collect(), Vec::new()]
        }
    }
}

/// "Parse a text directive": at most four terms, a hyphen only at a prefix's end and a suffix's start.
fn parse_terms(value: &str) -> Option<Directive> {
    let mut terms: Vec<&str> = value.split(',').collect();
    let prefix = terms.first()?.strip_suffix('-');
    if prefix.is_some() {
        terms.remove(0);
    }
    let suffix = terms.last()?.strip_prefix('-');
    if suffix.is_some() {
        terms.pop();
    }
    let (start, end) = match terms[..] {
        [start] => (start, None),
        [start, end] => (start, Some(end)),
        _ => return None,
    };
    let all = [prefix, Some(start), end, suffix];
    if all.iter().flatten().any(|term| term.is_empty() || term.contains('-')) {
        return None;
    }
    let decoded = |term: &str| percent_decode_str(term).decode_utf8_lossy().into_owned();
    Some(Directive {
        prefix: prefix.map(decoded),
        start: decoded(start),
        end: end.map(decoded),
        suffix: suffix.map(decoded),
    })
}

/// The shortest directive by which every browser finds exactly the bytes `range` of `text`, as far as
/// the text tells; for several of one text, [`Page::directive`].
///
/// `None` where there is none to rely on: the words are too much repeated, or the range is empty, begins
/// or ends within a word, or with white space.
pub fn directive(text: &str, range: Range<usize>) -> Option<Directive> {
    Page::new(text).directive(range)
}

/// The bytes of `text` that a browser finds by a directive; for several, [`Page::resolve`].
pub fn resolve(text: &str, directive: &Directive) -> Option<Range<usize>> {
    Page::new(text).resolve(directive)
}

/// A URL with a directive: a fragment it has stays before it, a directive it has gives way.
pub fn link(url: &str, directive: &Directive) -> String {
    let (address, fragment) = url.split_once('#').unwrap_or((url, ""));
    let fragment = fragment.split_once(DELIMITER).map_or(fragment, |(before, _)| before);
    format!("{address}#{fragment}{}", directive.encode())
}

/// A PDF's URL that opens it at a page, counted from 1 (RFC 8118, clause 3). Other parameters stay
/// behind it; what else says where to open gives way.
pub fn page_link(url: &str, page: usize) -> String {
    let (address, fragment) = url.split_once('#').unwrap_or((url, ""));
    let fragment = fragment.split_once(DELIMITER).map_or(fragment, |(before, _)| before);
    // A name alone is a destination, as `nameddest` is.
    let kept = fragment.split('&').filter(|parameter| {
        parameter.split_once('=').is_some_and(|(name, _)| {
            !["page", "nameddest"].iter().any(|place| name.eq_ignore_ascii_case(place))
        })
    });
    let mut link = format!("{address}#page={page}");
    for parameter in kept {
        link.push('&');
        link.push_str(parameter);
    }
    link
}

/// Whether any of `words`, such as a protected name, can be read in what a directive carries: in full,
/// also across its terms and however set apart, or one part of the name alone.
///
/// Case, accents and the like are no disguise. Errs towards yes: it also finds "Kim" in "kimchi".
pub fn carries(directive: &Directive, words: &[&str]) -> bool {
    let runs = directive.runs();
    // Terms of a run may be apart in the page or make one word.
    let read: Vec<String> =
        runs.iter().flat_map(|run| [fold(&run.join(" ")), fold(&run.concat())]).collect();
    let all: Vec<String> = runs.iter().map(|run| squeezed(&run.concat())).collect();
    words.iter().any(|word| {
        let whole = squeezed(word);
        let within = is_telling(&whole) && all.iter().any(|run| run.contains(&whole));
        within
            || fold(word)
                .split(apart)
                .filter(|part| !part.is_empty())
                .any(|part| read.iter().any(|run| reads(run, part)))
    })
}

/// A part of a name in a folded text.
fn reads(text: &str, part: &str) -> bool {
    if is_telling(part) { text.contains(part) } else { text.split(apart).any(|word| word == part) }
}

/// Whether letters are a name wherever they stand: two Latin ones stand in too many words, but where
/// words are written together a single character is a name.
fn is_telling(part: &str) -> bool {
    part.chars().count() >= 3 || !part.is_ascii()
}

fn apart(c: char) -> bool {
    !c.is_alphanumeric()
}

/// Letters and digits only, folded.
fn squeezed(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}
