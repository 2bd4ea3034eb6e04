//! Pages that come in the place of the one asked for, with an answer as if all were well: the home page,
//! a login, a page that says that there is none.
//!
//! Only where nothing that rests on the source stands in what came, not even nearly. A page that still
//! has its passages is the page, wherever it came from; one that has lost them all at its own address,
//! and does not say that it is something else, has changed.

use url::Url;

use super::outcome::{Known, Page};
use crate::verify::find::Haystack;
use crate::verify::judge::{Found, judge};

/// What came instead of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Soft {
    /// The site's first page, or that of a language.
    Home,
    /// A page that wants a login, a consent or a proof of being human.
    Door,
    /// A page that says that there is none.
    NotFound,
    /// Another page at another address, with nothing of this one.
    Other,
    /// A page without any text.
    Empty,
}

impl Soft {
    /// A stable word for it.
    pub fn word(self) -> &'static str {
        match self {
            Soft::Home => "home",
            Soft::Door => "login",
            Soft::NotFound => "not-found",
            Soft::Other => "other-page",
            Soft::Empty => "empty",
        }
    }

    /// What happened, in words.
    pub fn reason(self) -> &'static str {
        match self {
            Soft::Home => "the site’s first page comes in its place",
            Soft::Door => "a page comes that wants a login or a consent",
            Soft::NotFound => "a page comes that says it is not there",
            Soft::Other => "another page comes in its place, without any of its words",
            Soft::Empty => "a page without any text comes in its place",
        }
    }
}

/// What came in the place of the page, where something did.
pub fn soft(known: &Known<'_>, asked: &str, answered: &str, page: &Page) -> Option<Soft> {
    let text = page.text.as_deref().unwrap_or_default();
    let had_text = known.text.is_some_and(|old| !old.trim().is_empty());
    if text.trim().is_empty() {
        return had_text.then_some(Soft::Empty);
    }
    let (asked, answered) = (Url::parse(asked).ok()?, Url::parse(answered).ok()?);
    let elsewhere = place(&asked) != place(&answered);
    let title = page.title.as_deref().unwrap_or_default().to_lowercase();
    let old = known.text.unwrap_or_default().to_lowercase();
    let suspect = match () {
        () if elsewhere && is_home(&answered) && !is_home(&asked) => Soft::Home,
        () if elsewhere && is_door(&answered) && !is_door(&asked) => Soft::Door,
        () if says(&title, text, &old, NOT_FOUND) => Soft::NotFound,
        () if says(&title, text, &old, DOOR) => Soft::Door,
        () if elsewhere && !known.passages.is_empty() => Soft::Other,
        () => return None,
    };
    // A source on which nothing rests has no words to be known by, but for the address.
    if known.passages.is_empty() && !(elsewhere && matches!(suspect, Soft::Home | Soft::Door)) {
        return None;
    }
    (!any_stands(text, known.passages)).then_some(suspect)
}

fn any_stands(text: &str, passages: &[(&str, Option<&str>)]) -> bool {
    let haystack = Haystack::new(text.to_owned());
    passages.iter().any(|(passage, context)| judge(&haystack, passage, *context) != Found::Nothing)
}

/// Host and path, with what does not make another page left out.
fn place(url: &Url) -> (String, String) {
    let host = url.host_str().unwrap_or_default();
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let path = format!("{}{query}", url.path().trim_end_matches('/'));
    (host.strip_prefix("www.").unwrap_or(host).to_owned(), path)
}

fn segments(url: &Url) -> Vec<String> {
    let parts = url.path().split('/').filter(|part| !part.is_empty());
    parts.map(str::to_lowercase).collect()
}

/// Whether a path is that of a site's first page, or the first of a language.
fn is_home(url: &Url) -> bool {
    let parts = segments(url);
    let first = |part: &str| {
        let name = part.split('.').next().unwrap_or_default();
        matches!(name, "index" | "home" | "default" | "homepage" | "welcome")
    };
    match parts.as_slice() {
        [] => true,
        [one] => is_language(one) || first(one),
        [language, page] => is_language(language) && first(page),
        _ => false,
    }
}

/// `en`, `en-gb`, `zh_hant`.
fn is_language(part: &str) -> bool {
    let mut words = part.split(['-', '_']);
    let letters = |word: &str, n: std::ops::RangeInclusive<usize>| {
        n.contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    words.next().is_some_and(|first| letters(first, 2..=2))
        && words.next().is_none_or(|second| letters(second, 2..=4))
        && words.next().is_none()
}

fn is_door(url: &Url) -> bool {
    const WORDS: [&str; 13] = [
        "login",
        "log-in",
        "signin",
        "sign-in",
        "sso",
        "auth",
        "consent",
        "cookie-consent",
        "captcha",
        "challenge",
        "register",
        "subscribe",
        "paywall",
    ];
    let is = |word: &str| WORDS.contains(&word);
    let host = url.host_str().unwrap_or_default();
    is(host.split('.').next().unwrap_or_default())
        || segments(url).iter().any(|part| is(part.split('.').next().unwrap_or_default()))
}

/// Words by which a page says, in its title or its first lines, that it is not the page.
const NOT_FOUND: &[&str] = &[
    "page not found",
    "404",
    "not found",
    "page cannot be found",
    "page can’t be found",
    "page can't be found",
    "no longer available",
    "no longer exists",
    "page introuvable",
    "seite nicht gefunden",
    "página no encontrada",
    "페이지를 찾을 수",
];

/// Words of a page that wants something first.
const DOOR: &[&str] = &[
    "just a moment",
    "attention required",
    "are you a robot",
    "verify you are human",
    "access denied",
    "log in to continue",
    "sign in to continue",
    "before you continue",
    "enable javascript and cookies",
];

/// How many words a page may have for its first line to be believed; an article may speak of such things.
const SHORT_PAGE: usize = 150;

/// Whether a page says so, where the page as it was did not speak of it.
fn says(title: &str, text: &str, old: &str, phrases: &[&str]) -> bool {
    let within = |text: &str| phrases.iter().any(|p| text.contains(p) && !old.contains(p));
    let is_short = text.split_whitespace().nth(SHORT_PAGE).is_none();
    within(title) || (is_short && within(&text.to_lowercase()))
}
