//! What a source says of itself: title, authors, date, publisher, language, address.
//!
//! For each, the vocabularies are asked in turn and the first that answers is believed: JSON-LD, the
//! `citation_` tags of scholarly pages, Dublin Core, Open Graph, microdata, and
//! HTML's own. A date of
//! publication in any of them comes before a date of change. Language and address are asked of HTML
//! first, since the others repeat a site's default. Nothing is taken from the text itself.

use std::borrow::Cow;

use html5gum::{Token, Tokenizer};

use super::dates::date;
use super::jsonld::{self, JsonLd};
use super::tree::{Id, Kind, ROOT, Tree};
use super::{Description, Found};

/// The longest value taken, in bytes: longer ones are no titles or names.
const MAX_VALUE: usize = 2000;

/// The most `meta` elements read from a page.
const MAX_METAS: usize = 2000;

/// What the metadata of a page say.
pub fn html(tree: &Tree) -> Description {
    let page = Page::gather(tree);
    let own = [page.meta("og:title").unwrap_or_default(), &page.title];
    let own = own.map(|title| if title.len() > MAX_VALUE { String::new() } else { line(title) });
    let titles = own.join("\n");
    let json = JsonLd::read(&page.scripts);
    let main = json.main(&titles);
    let of = |name: &str| main.and_then(|object| object.get(name));
    let said = |name: &str| of(name).and_then(jsonld::text);

    let title = main.and_then(|object| jsonld::title(object, &titles));
    let title = title.and_then(|value| found(&value, "JSON-LD"));
    let published = said("datePublished").or_else(|| said("dateCreated"));
    let published = published.and_then(|value| dated(&value, "JSON-LD"));
    let modified = said("dateModified").and_then(|value| dated(&value, "JSON-LD"));
    let publisher = json.names(of("publisher")).iter().find_map(|name| found(name, "JSON-LD"));
    let mut authors = json.names(of("author"));
    authors.retain(|name| is_name(name));
    let authors: Vec<Found> = authors.iter().filter_map(|name| found(name, "JSON-LD")).collect();

    Description {
        title: title.or_else(|| page.first(&TITLE, found)).or_else(|| found(&page.title, "html")),
        authors: if authors.is_empty() { page.authors() } else { authors },
        date: published
            .or_else(|| page.first(&PUBLISHED, dated))
            .or(modified)
            .or_else(|| page.first(&MODIFIED, dated)),
        publisher: publisher.or_else(|| page.first(&PUBLISHER, found)),
        language: tagged(&page.language, "html")
            .or_else(|| said("inLanguage").and_then(|value| tagged(&value, "JSON-LD")))
            .or_else(|| page.first(&LANGUAGE, tagged)),
        url: address(&page.canonical, "html")
            .or_else(|| page.first(&ADDRESS, address))
            .or_else(|| said("url").and_then(|value| address(&value, "JSON-LD"))),
    }
}

/// Names of metadata, lower case, with the vocabulary they belong to.
type Names = [(&'static str, &'static str)];

const TITLE: [(&str, &str); 6] = [
    ("citation_title", "citation_*"),
    ("dc.title", "Dublin Core"),
    ("dcterms.title", "Dublin Core"),
    ("og:title", "Open Graph"),
    ("headline", "microdata"),
    ("title", "html"),
];

const AUTHOR: [(&str, &str); 8] = [
    ("citation_author", "citation_*"),
    ("citation_authors", "citation_*"),
    ("dc.creator", "Dublin Core"),
    ("dcterms.creator", "Dublin Core"),
    ("article:author", "Open Graph"),
    ("author", "html"),
    ("parsely-author", "html"),
    ("rel author", "rel=author"),
];

const PUBLISHED: [(&str, &str); 16] = [
    ("citation_publication_date", "citation_*"),
    ("citation_online_date", "citation_*"),
    ("citation_date", "citation_*"),
    ("citation_year", "citation_*"),
    ("dcterms.issued", "Dublin Core"),
    ("dc.date.issued", "Dublin Core"),
    ("dcterms.date", "Dublin Core"),
    ("dc.date", "Dublin Core"),
    ("dcterms.created", "Dublin Core"),
    ("dc.date.created", "Dublin Core"),
    ("article:published_time", "Open Graph"),
    ("og:article:published_time", "Open Graph"),
    ("datepublished", "microdata"),
    ("parsely-pub-date", "html"),
    ("pubdate", "html"),
    ("date", "html"),
];

const MODIFIED: [(&str, &str); 5] = [
    ("dcterms.modified", "Dublin Core"),
    ("dc.date.modified", "Dublin Core"),
    ("article:modified_time", "Open Graph"),
    ("og:updated_time", "Open Graph"),
    ("datemodified", "microdata"),
];

const PUBLISHER: [(&str, &str); 6] = [
    ("citation_publisher", "citation_*"),
    ("dc.publisher", "Dublin Core"),
    ("dcterms.publisher", "Dublin Core"),
    ("og:site_name", "Open Graph"),
    ("publisher", "html"),
    ("application-name", "html"),
];

const LANGUAGE: [(&str, &str); 5] = [
    ("citation_language", "citation_*"),
    ("dc.language", "Dublin Core"),
    ("dcterms.language", "Dublin Core"),
    ("content-language", "html"),
    ("og:locale", "Open Graph"),
];

const ADDRESS: [(&str, &str); 2] =
    [("citation_public_url", "citation_*"), ("og:url", "Open Graph")];

/// The metadata of a page as they stand in it.
#[derive(Debug, Default)]
struct Page {
    /// Names, lower case, with their values, in order.
    metas: Vec<(String, String)>,
    scripts: Vec<String>,
    title: String,
    language: String,
    canonical: String,
}

impl Page {
    fn gather(tree: &Tree) -> Page {
        let mut page = Page::default();
        for (id, node) in (ROOT..).zip(&tree.nodes) {
            if matches!(node.kind, Kind::Element(_)) {
                page.element(tree, id);
            }
        }
        page
    }

    fn element(&mut self, tree: &Tree, id: Id) {
        let attribute = |name: &str| tree.attribute(id, name);
        match tree.html_name(id) {
            "title" if self.title.trim().is_empty() => self.title = tree.own_text(id),
            "html" if self.language.is_empty() => {
                self.language =
                    attribute("lang").or(attribute("xml:lang")).unwrap_or_default().to_owned();
            }
            "script" if attribute("type").is_some_and(is_json_ld) => {
                self.scripts.push(tree.own_text(id));
            }
            "link" if self.canonical.is_empty() && attribute("rel").is_some_and(is_canonical) => {
                self.canonical = attribute("href").unwrap_or_default().to_owned();
            }
            "meta" => {
                let names = ["property", "name", "itemprop", "http-equiv"];
                let (Some(names), Some(value)) =
                    (names.iter().find_map(|name| attribute(name)), attribute("content"))
                else {
                    return;
                };
                for name in names.split_ascii_whitespace() {
                    self.add(name, value);
                }
            }
            "a" if attribute("rel").is_some_and(is_author) => {
                self.add("rel author", &tree.own_text(id));
            }
            "time" => {
                if let (Some(name), Some(value)) = (attribute("itemprop"), attribute("datetime")) {
                    self.add(name, value);
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, name: &str, value: &str) {
        if self.metas.len() < MAX_METAS {
            let name = name.to_ascii_lowercase();
            let name = name.replace("dc:", "dc.").replace("dcterms:", "dcterms.");
            self.metas.push((name, value.to_owned()));
        }
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.metas.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn meta(&self, name: &str) -> Option<&str> {
        let (_, value) = self.metas.iter().find(|(known, _)| known == name)?;
        Some(value)
    }

    /// The first value under any of the names that `read` takes. Microdata mark parts of a page, comments
    /// and teasers too, so they count only where they all agree.
    fn first(&self, names: &Names, read: fn(&str, &'static str) -> Option<Found>) -> Option<Found> {
        names
            .iter()
            .filter(|(name, from)| *from != "microdata" || self.agreed(name))
            .find_map(|(name, from)| self.all(name).find_map(|value| read(value, from)))
    }

    /// Whether all values under a name are one.
    fn agreed(&self, name: &str) -> bool {
        let first = self.meta(name);
        self.all(name).all(|value| Some(value) == first)
    }

    /// The authors under the first name that has any. Links to authors are in teasers too, so they count
    /// only where they all agree.
    fn authors(&self) -> Vec<Found> {
        let read = |(name, from): &(&'static str, &'static str)| -> Vec<Found> {
            let apart = |value| match *name {
                "citation_authors" => str::split(value, ';').collect(),
                _ => vec![value],
            };
            let mut found: Vec<Found> = Vec::new();
            for name in self.all(name).flat_map(apart).filter(|name| is_name(name)) {
                found.extend(self::found(name, from));
            }
            let mut seen = std::collections::BTreeSet::new();
            found.retain(|one| seen.insert(one.value.clone()));
            found
        };
        let counts = |(name, from): &&(&str, &str)| *from != "rel=author" || self.agreed(name);
        AUTHOR.iter().filter(counts).map(read).find(|found| !found.is_empty()).unwrap_or_default()
    }
}

fn is_json_ld(kind: &str) -> bool {
    let essence = kind.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/ld+json")
}

fn is_author(rel: &str) -> bool {
    rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("author"))
}

fn is_canonical(rel: &str) -> bool {
    rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("canonical"))
}

/// Whether an author is a name and not the address of a profile.
fn is_name(value: &str) -> bool {
    !value.contains("://") && !value.trim_start().starts_with(['/', '@'])
}

fn found(value: &str, from: &'static str) -> Option<Found> {
    let value = line(value);
    (!value.is_empty() && value.len() <= MAX_VALUE).then_some(Found { value, from })
}

fn dated(value: &str, from: &'static str) -> Option<Found> {
    date(value).map(|value| Found { value, from })
}

/// A language tag as BCP 47 writes it; `en_GB`, which Open Graph prefers, is made one.
fn tagged(value: &str, from: &'static str) -> Option<Found> {
    let value = value.trim().replace('_', "-");
    let mut parts = value.split('-');
    let primary = parts.next()?;
    let alphanumeric = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let valid = (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(alphanumeric);
    valid.then_some(Found { value, from })
}

fn address(value: &str, from: &'static str) -> Option<Found> {
    let value = value.trim();
    let rest = value.strip_prefix("https://").or(value.strip_prefix("http://"))?;
    let valid = rest.starts_with(|c: char| c.is_alphanumeric() || c == '[')
        && !value.contains(|c: char| c.is_whitespace() || c.is_control())
        && value.len() <= MAX_VALUE;
    valid.then(|| Found { value: value.to_owned(), from })
}

/// A value in one line: character references that were escaped twice or thrice resolved, white space collapsed,
/// control characters dropped.
pub fn line(value: &str) -> String {
    let once = unescape(value);
    let plain = unescape(&once);
    let words: Vec<&str> = plain.split_whitespace().collect();
    let mut line = words.join(" ");
    line.retain(|c| !c.is_control());
    line
}

/// Resolves character references, as browsers do in text.
fn unescape(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    // `<` is no tag here, so that `a <b` stays what it is.
    let guarded = value.replace('<', "&lt;");
    let mut text = String::new();
    for token in Tokenizer::new(&guarded).flatten() {
        if let Token::String(part) = token {
            text.push_str(&String::from_utf8_lossy(&part));
        }
    }
    Cow::Owned(text)
}

/// What the front matter and the first heading of a Markdown file say. Of the front matter only plain
/// `key: value` lines and lists of texts are read.
pub fn markdown(matter: &str, heading: Option<&str>) -> Description {
    let mut description = Description::default();
    let mut key = "";
    for entry in matter.lines() {
        let (name, value) = match (entry.trim_start().strip_prefix("- "), entry.split_once(':')) {
            (Some(item), _) => (key, item),
            (None, Some((name, value))) if !name.starts_with([' ', '\t', '#']) => {
                key = name.trim();
                (key, value)
            }
            _ => continue,
        };
        matter_entry(&mut description, &name.to_ascii_lowercase(), value.trim());
    }
    if description.title.is_none() {
        description.title = heading.and_then(|text| found(text, "heading"));
    }
    description
}

fn matter_entry(description: &mut Description, name: &str, value: &str) {
    const FROM: &str = "front matter";
    let text = unquoted(value);
    match name {
        "title" => description.title = found(text, FROM),
        "date" => description.date = dated(text, FROM),
        "publisher" => description.publisher = found(text, FROM),
        "lang" | "language" => description.language = tagged(text, FROM),
        "url" | "canonical" => description.url = address(text, FROM),
        "author" | "authors" => {
            let list = value.strip_prefix('[').and_then(|list| list.strip_suffix(']'));
            let names: Vec<&str> = match list {
                Some(list) => list.split(',').map(|name| unquoted(name.trim())).collect(),
                None => vec![text],
            };
            description.authors.extend(names.into_iter().filter_map(|name| found(name, FROM)));
        }
        _ => {}
    }
}

fn unquoted(value: &str) -> &str {
    let within = |mark| value.strip_prefix(mark).and_then(|rest: &str| rest.strip_suffix(mark));
    within('"').or_else(|| within('\'')).unwrap_or(value)
}
