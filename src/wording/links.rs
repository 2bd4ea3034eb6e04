//! Addresses that will not lead a reader to the document a citation names.

use std::ops::Range;

use url::Url;

/// What is weak about the address of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Weakness {
    /// It was shortened for display, so that it leads nowhere.
    Truncated,
    /// A link that passes through somebody who counts the clicks; where it leads, if it says so.
    Redirect(Option<String>),
    /// A short name that only its maker can resolve.
    Shortened,
    /// A page of search results, or a list of documents: it changes, and is no document.
    Listing,
    /// The front page of a site.
    HomePage,
    /// It leads there, but carries marks by which the reader is followed; the address without them.
    Tracked(String),
}

impl Weakness {
    /// One word for each, for tests and tables.
    pub fn name(&self) -> &'static str {
        match self {
            Weakness::Truncated => "truncated",
            Weakness::Redirect(_) => "redirect",
            Weakness::Shortened => "shortened",
            Weakness::Listing => "listing",
            Weakness::HomePage => "home",
            Weakness::Tracked(_) => "tracked",
        }
    }

    /// What is wrong, to follow the name of a source.
    pub fn said(&self) -> &'static str {
        match self {
            Weakness::Truncated => "has an address that is cut short",
            Weakness::Redirect(_) => "has an address that leads through another site",
            Weakness::Shortened => "has a shortened address",
            Weakness::Listing => "is a list of documents, not a document",
            Weakness::HomePage => "has the address of a whole site, not of a document",
            Weakness::Tracked(_) => "has an address that tells the site who sent the reader",
        }
    }

    /// Why it matters to whoever follows the citation.
    pub fn why(&self) -> &'static str {
        match self {
            Weakness::Truncated => "nobody can open it",
            Weakness::Redirect(_) | Weakness::Shortened => {
                "it stops working when that service does, and hides where it leads"
            }
            Weakness::Listing => "what it lists changes, so the words cited may be gone tomorrow",
            Weakness::HomePage => "a reader cannot find the words cited from there",
            Weakness::Tracked(_) => "it works, but is long, and shows others whose paper it was in",
        }
    }

    /// The address to give in its place, where that is certain.
    pub fn instead(&self) -> Option<&str> {
        match self {
            Weakness::Redirect(target) => target.as_deref(),
            Weakness::Tracked(clean) => Some(clean),
            _ => None,
        }
    }
}

/// What is weak about a source with this address and this title; either may be empty. The gravest is named.
pub fn weakness(url: &str, title: &str) -> Option<Weakness> {
    let url = url.trim();
    if cut_short(url) {
        return Some(Weakness::Truncated);
    }
    let parsed = parse(url);
    if let Some(target) = parsed.as_ref().and_then(redirect) {
        return Some(Weakness::Redirect(target));
    }
    if parsed.as_ref().is_some_and(is_short) {
        return Some(Weakness::Shortened);
    }
    if parsed.as_ref().is_some_and(is_listing) || lists(title) {
        return Some(Weakness::Listing);
    }
    if parsed.as_ref().is_some_and(is_home) {
        return Some(Weakness::HomePage);
    }
    parsed.and_then(|_| without_marks(url)).map(Weakness::Tracked)
}

/// Addresses in running text, Markdown included, that hide where they lead or follow the reader, and where they
/// stand. A site or a list may well be named in prose: those are no weakness there.
pub fn in_prose(text: &str) -> Vec<(Range<usize>, Weakness)> {
    let apart = |c: char| c.is_whitespace() || "()<>[]{}\"“”„‘’|\\`".contains(c);
    let mut found = Vec::new();
    let mut at = 0;
    for piece in text.split_inclusive(apart) {
        let start = at;
        at += piece.len();
        let url = piece.trim_end_matches(|c: char| apart(c) || ".,;:!?*_'".contains(c));
        let url = url.trim_start_matches(['*', '_', '\'']);
        let start = start + piece.find(url).unwrap_or_default();
        // Most words have no slash after a dot: they are not looked at closer.
        if !url.split_once('.').is_some_and(|(_, rest)| rest.contains('/')) {
            continue;
        }
        let weak = weakness(url, "").filter(|weakness| {
            matches!(weakness, Weakness::Redirect(_) | Weakness::Shortened | Weakness::Tracked(_))
        });
        found.extend(weak.map(|weakness| (start..start + url.len(), weakness)));
    }
    found
}

/// Reads an address of the web, with or without its scheme.
fn parse(url: &str) -> Option<Url> {
    let bare = url.split(['/', '?', '#']).next().unwrap_or_default();
    let named = bare.contains('.') && !bare.contains(['@', ':', ' ']);
    let parsed = match named {
        true => Url::parse(&format!("https://{url}")),
        false => Url::parse(url),
    };
    parsed.ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some())
}

/// Whether an address was shortened for display. Three dots in the middle of a name are no sign of it: `compare/v1...v2`.
fn cut_short(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    url.contains('…')
        || lower.contains("%e2%80%a6")
        || url.ends_with("...")
        || url.contains("/.../")
}

/// The host in small letters without `www.`.
fn host(url: &Url) -> &str {
    let host = url.host_str().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host)
}

/// The parts of the path that are not empty, in small letters.
fn segments(url: &Url) -> Vec<String> {
    let parts = url.path_segments().into_iter().flatten();
    parts.filter(|part| !part.is_empty()).map(str::to_lowercase).collect()
}

/// Whether `host` is `name` or lies under it.
fn under(host: &str, name: &str) -> bool {
    host.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Sites that pass a reader on: the host, how the path begins, and the parameter that says where to.
const REDIRECTS: [(&str, &str, &[&str]); 12] = [
    ("safelinks.protection.outlook.com", "/", &["url"]),
    ("urldefense.com", "/", &[]),
    ("urldefense.proofpoint.com", "/", &[]),
    ("l.facebook.com", "/l.php", &["u"]),
    ("lm.facebook.com", "/l.php", &["u"]),
    ("l.instagram.com", "/", &["u"]),
    ("out.reddit.com", "/", &["url"]),
    ("t.umblr.com", "/redirect", &["z"]),
    ("youtube.com", "/redirect", &["q"]),
    ("linkedin.com", "/redir/", &["url"]),
    ("list-manage.com", "/track/click", &[]),
    ("news.google.com", "/rss/articles/", &[]),
];

/// Where an address leads that passes through another site: `Some(None)` where it does not say.
fn redirect(url: &Url) -> Option<Option<String>> {
    let google = host(url).starts_with("google.") && url.path() == "/url";
    let keys: &[&str] = if google {
        &["q", "url"]
    } else {
        REDIRECTS
            .iter()
            .find(|(name, path, _)| under(host(url), name) && url.path().starts_with(path))
            .map(|(_, _, keys)| *keys)?
    };
    let target = url.query_pairs().find(|(key, value)| {
        keys.contains(&key.as_ref())
            && (value.starts_with("https://") || value.starts_with("http://"))
    });
    Some(target.map(|(_, value)| without_marks(&value).unwrap_or_else(|| value.into_owned())))
}

/// Makers of short addresses. Not those that promise to last: `doi.org`, `undocs.org`, `perma.cc`.
const SHORTENERS: [&str; 30] = [
    "bit.ly",
    "bitly.com",
    "t.co",
    "tinyurl.com",
    "goo.gl",
    "ow.ly",
    "buff.ly",
    "is.gd",
    "v.gd",
    "tiny.cc",
    "lnkd.in",
    "fb.me",
    "rb.gy",
    "cutt.ly",
    "dlvr.it",
    "trib.al",
    "shorturl.at",
    "t.ly",
    "rebrand.ly",
    "wp.me",
    "amzn.to",
    "nyti.ms",
    "bbc.in",
    "reut.rs",
    "wapo.st",
    "econ.st",
    "cnn.it",
    "ind.pn",
    "ift.tt",
    "bl.ink",
];

fn is_short(url: &Url) -> bool {
    SHORTENERS.contains(&host(url)) && url.path().len() > 1
}

/// Parts of a path under which a site lists what it has on a subject.
const SUBJECTS: [&str; 12] = [
    "tag",
    "tags",
    "category",
    "categories",
    "topic",
    "topics",
    "keyword",
    "keywords",
    "author",
    "authors",
    "archive",
    "archives",
];

/// Parts of a path that are a list when nothing follows.
const SECTIONS: [&str; 17] = [
    "news",
    "latest",
    "latest-news",
    "blog",
    "blogs",
    "articles",
    "publications",
    "reports",
    "press",
    "press-releases",
    "media",
    "resources",
    "documents",
    "stories",
    "all-news",
    "library",
    "newsroom",
];

/// Pages that answer a search.
const SEARCHES: [&str; 8] = [
    "search",
    "sitesearch",
    "site-search",
    "search-results",
    "searchresults",
    "search.html",
    "search.php",
    "search.aspx",
];

/// Parameters that hold what was searched for.
const SOUGHT: [&str; 9] = [
    "s",
    "q",
    "query",
    "search",
    "keyword",
    "keywords",
    "searchterm",
    "search_api_fulltext",
    "text",
];

/// Parameters that narrow a list.
const FILTERS: [&str; 12] = [
    "page", "paged", "country", "topic", "type", "category", "sort", "sort_by", "order", "filter",
    "theme", "tag",
];

/// Whether an address is of a search or a list: by its path, and what it asks for.
fn is_listing(url: &Url) -> bool {
    let path = segments(url);
    let path = without_language(&path);
    let last = path.last().map_or("", String::as_str);
    let asks = |keys: &[&str]| {
        url.query_pairs().any(|(key, value)| {
            let key = key.to_lowercase();
            let name = key.split('[').next().unwrap_or_default();
            // Drupal names its documents so: `?q=node/123`.
            keys.contains(&name) && !value.is_empty() && !value.starts_with("node/")
        })
    };
    let numbered = |number: &String| number.bytes().all(|b| b.is_ascii_digit());
    let paged = matches!(path, [.., page, number] if page == "page" && numbered(number));
    let section = path.len() == 1 && SECTIONS.contains(&last);
    let searched = SEARCHES.contains(&last)
        || matches!(path, [.., search, _] if SEARCHES.contains(&search.as_str()));
    let open = path.is_empty() || section || matches!(last, "index.php" | "results" | "all");
    searched
        || paged
        || (open && asks(&SOUGHT))
        || (section && (url.query().is_none() || asks(&FILTERS)))
        || (subject(path) && !asks(&["id", "p"]))
}

/// A path without the part that names a language: `/en/news`.
fn without_language(path: &[String]) -> &[String] {
    match path {
        [first, rest @ ..]
            if matches!(first.as_str(), "en" | "en-gb" | "en-us" | "fr" | "es" | "ko") =>
        {
            rest
        }
        _ => path,
    }
}

/// Whether a path is of all there is on one subject: `/tag/north-korea`, `/category/news/`; not a document filed under it.
fn subject(path: &[String]) -> bool {
    let Some(at) = path.iter().position(|part| SUBJECTS.contains(&part.as_str())) else {
        return false;
    };
    let file = |part: &String| part.contains('.') || part.matches('-').count() > 3;
    match path.get(at + 1..) {
        Some([one]) => !file(one) && !one.bytes().any(|b| b.is_ascii_digit()),
        _ => false,
    }
}

/// Titles that pages of search results have.
fn lists(title: &str) -> bool {
    let title = title.to_lowercase();
    let begins = ["tag: ", "category: ", "posts tagged ", "search: ", "you searched for "];
    let results = title.starts_with("search results") || title.contains(": search results");
    results || begins.iter().any(|words| title.starts_with(words))
}

fn is_home(url: &Url) -> bool {
    let path = segments(url);
    let front = match without_language(&path) {
        [] => true,
        [one] => matches!(one.as_str(), "index.html" | "index.htm" | "index.php" | "home"),
        _ => false,
    };
    front && url.query().is_none() && url.fragment().is_none_or(str::is_empty)
}

/// Parameters by which readers are followed, besides `utm_…`.
const MARKS: [&str; 16] = [
    "fbclid",
    "gclid",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "twclid",
    "igshid",
    "mc_cid",
    "mc_eid",
    "_hsenc",
    "_hsmi",
    "mkt_tok",
    "at_medium",
    "at_campaign",
];

/// The address without the parameters by which readers are followed, `None` if it has none. What stays, stays as written.
fn without_marks(url: &str) -> Option<String> {
    let (rest, fragment) = url.split_once('#').map_or((url, None), |(a, b)| (a, Some(b)));
    let (page, query) = rest.split_once('?')?;
    let is_mark = |part: &&str| {
        let key = part.split('=').next().unwrap_or_default().to_ascii_lowercase();
        key.starts_with("utm_") || MARKS.contains(&key.as_str())
    };
    let parts: Vec<&str> = query.split('&').collect();
    let kept: Vec<&str> = parts.iter().copied().filter(|part| !is_mark(part)).collect();
    if kept.len() == parts.len() {
        return None;
    }
    let mut clean = page.to_owned();
    if !kept.is_empty() {
        clean = clean + "?" + &kept.join("&");
    }
    Some(fragment.into_iter().fold(clean, |clean, fragment| clean + "#" + fragment))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instead(url: &str) -> Option<String> {
        weakness(url, "").and_then(|found| found.instead().map(str::to_owned))
    }

    #[test]
    fn an_address_without_its_marks_is_otherwise_as_written() {
        assert_eq!(
            instead("https://a.org/x?B=%7e1&utm_source=x&c#d").as_deref(),
            Some("https://a.org/x?B=%7e1&c#d")
        );
        assert_eq!(instead("a.org/x?fbclid=1").as_deref(), Some("a.org/x"));
        assert_eq!(instead("https://a.org/x?b=1"), None);
    }

    #[test]
    fn shortened_addresses_are_found_in_prose() {
        let found = |text: &str| -> Vec<String> {
            in_prose(text).into_iter().map(|(range, _)| text[range].to_owned()).collect()
        };
        assert_eq!(
            found("See [the report](https://bit.ly/3xYz), **bit.ly/4**, and <http://t.co/a1>."),
            ["https://bit.ly/3xYz", "bit.ly/4", "http://t.co/a1"]
        );
        assert_eq!(
            found("Read https://a.org/x?utm_source=mail."),
            ["https://a.org/x?utm_source=mail"]
        );
        for plain in [
            "See www.csw.org.uk/, hrw.org/news and https://a.org/2024/09/11/report.htm.",
            "A/HRC/25/63 and/or 3.5/4; e.g. undocs.org/A/HRC/25/63.",
            "The habit.ly/x of https://doi.org/10.1000/182.",
            "",
        ] {
            assert_eq!(found(plain), Vec::<String>::new(), "{plain}");
        }
    }

    #[test]
    fn a_redirect_says_where_it_leads_if_it_can() {
        assert_eq!(
            instead(
                "https://www.google.co.uk/url?sa=t&url=https%3A%2F%2Fa.org%2Fx%3Futm_medium%3Dm"
            )
            .as_deref(),
            Some("https://a.org/x")
        );
        assert_eq!(
            weakness("https://urldefense.com/v3/__https://a.org__;!!x", ""),
            Some(Weakness::Redirect(None))
        );
    }

    #[test]
    fn what_is_no_address_of_the_web_has_no_weakness() {
        for text in [
            "",
            "A/HRC/25/63",
            "mailto:a@b.org",
            "urn:isbn:1",
            "https://",
            "on file with the author",
        ] {
            assert_eq!(weakness(text, "Report"), None, "{text}");
        }
    }
}
