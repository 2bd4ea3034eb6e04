//! → [`Citations`]: every citation of a paper, settled once and in no particular format.
//!
//! The CSL processor (`hayagriva`) sees the citations in reading order, so that first citations come
//! out in full and later ones short. Each place of the selection that cites gets one [`Citation`],
//! found again by [`Place`].

mod entry;
mod guard;
mod quotes;
mod render;
mod style;

pub use style::Styles;

use std::collections::BTreeMap;

use crate::diag::Diagnostic;
use crate::model::audience::{CitationForm, Words};
use crate::model::body::Cluster;
use crate::model::item::{Item, Primary};
use crate::model::library::Library;
use crate::model::lock::LockedPlace;
use crate::model::source::{Locator, Source};
use crate::paper::{Note, Run, SectionKind};
use crate::source::fragment::{self, Directive};
use crate::verify::Vouched;

/// A place of a selection that cites, in the order it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Cluster `cluster` of body `body` of section `section`.
    Prose {
        /// Index of the section.
        section: usize,
        /// Index of the body in the section.
        body: usize,
        /// Index of the cluster in [`crate::model::body::Body::clusters`].
        cluster: usize,
    },
    /// Item `item` of section `section`.
    Item {
        /// Index of the section.
        section: usize,
        /// Index of the item in the section.
        item: usize,
    },
}

/// What a place cites.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Citation {
    /// The note whose mark stands there; `None` in the press.
    pub note: Option<u32>,
    /// Whose the words or figures are and where they stand, for the sentence, with links; empty
    /// where there are notes.
    pub attribution: Vec<Run>,
    /// Where they stand alone, for a sentence that has said whose they are.
    pub found_in: Vec<Run>,
    /// The name a sentence may already call them by; where it does, the link goes there.
    pub name: String,
    /// Whether the source has the words or figures from somebody else, whose name that is.
    pub second_hand: bool,
    /// Instead of a note: the items that stand in full in the paper with notes of their own.
    pub see: Vec<String>,
    /// Whether the note stands at the place before already, with the same words.
    pub repeated: bool,
}

/// Every citation of a paper.
#[derive(Debug, Clone, Default)]
pub struct Citations {
    by_place: BTreeMap<Place, Citation>,
    /// The notes in the order of their marks.
    pub notes: Vec<Note>,
    /// All sources cited, for a list of sources: key and description.
    pub sources: Vec<(String, Vec<Run>)>,
}

impl Citations {
    /// What a place cites; a place that cites nothing gets an empty citation.
    pub fn at(&self, place: Place) -> Citation {
        self.by_place.get(&place).cloned().unwrap_or_default()
    }
}

/// A source as cited: with a pinpoint, and where the words are second-hand, whose they are.
#[derive(Debug, Clone)]
pub(crate) struct Unit<'a> {
    pub source: &'a Source,
    /// The address of the very words, or of the source.
    pub link: Option<String>,
    pub locator: Option<Locator>,
    pub primary: Option<Whose<'a>>,
}

/// Whose words or figures a source has second-hand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Whose<'a> {
    pub primary: &'a Primary,
    /// Their own publication.
    pub source: Option<&'a Source>,
}

impl PartialEq for Whose<'_> {
    fn eq(&self, other: &Self) -> bool {
        let id = |whose: &Self| whose.source.map(|source| source.id.clone());
        self.primary.name == other.primary.name
            && self.primary.locator == other.primary.locator
            && id(self) == id(other)
    }
}

impl PartialEq for Unit<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.source.id == other.source.id
            && self.locator == other.locator
            && self.primary == other.primary
    }
}

/// Settles the citations of a paper.
pub fn cite(
    library: &Library,
    styles: &Styles,
    vouched: &Vouched<'_>,
    words: &Words,
) -> (Citations, Vec<Diagnostic>) {
    let selection = vouched.selection();
    let audience = selection.target.audience;
    let language =
        selection.target.spec.language.as_ref().map_or(&audience.language.value, |l| &l.value);
    let style = match styles.get(library, &audience.style, language) {
        Ok(style) => style,
        Err(finding) => return (Citations::default(), vec![*finding]),
    };
    let mut citations = Citations::default();
    let mut noted: Vec<Cited<'_>> = Vec::new();
    for cited in places(library, vouched) {
        if !cited.see.is_empty() {
            let citation = Citation { see: cited.see, ..Citation::default() };
            citations.by_place.insert(cited.place, citation);
        } else if !cited.units.is_empty() {
            noted.push(cited);
        }
    }
    match audience.citations {
        CitationForm::Notes => {
            // Neighbours that cite the same share a note.
            let mut notes: Vec<&[Unit<'_>]> = Vec::new();
            let mut last: Option<&Cited<'_>> = None;
            for cited in &noted {
                let repeated = last.is_some_and(|last| {
                    last.place.section() == cited.place.section() && last.units == cited.units
                });
                if !repeated {
                    notes.push(&cited.units);
                }
                let note = u32::try_from(notes.len()).ok();
                citations
                    .by_place
                    .insert(cited.place, Citation { note, repeated, ..Citation::default() });
                last = Some(cited);
            }
            let rendered = render::render(&style, language, &notes, words);
            citations.notes =
                (1..).zip(rendered.notes).map(|(number, runs)| Note { number, runs }).collect();
        }
        CitationForm::Sentence => {
            let units: Vec<&[Unit<'_>]> =
                noted.iter().map(|cited| cited.units.as_slice()).collect();
            citations.sources = render::render(&style, language, &units, words).sources;
            let listed = selection
                .sections
                .iter()
                .any(|section| section.kind == SectionKind::NotesToEditors);
            let mut sentences = Sentences {
                words,
                sources: if listed { &citations.sources } else { &[] },
                named: Vec::new(),
            };
            let attributed: Vec<(Place, Citation)> =
                noted.iter().map(|cited| (cited.place, sentences.citation(&cited.units))).collect();
            citations.by_place.extend(attributed);
        }
    }
    (citations, Vec::new())
}

/// A place with what it cites.
struct Cited<'a> {
    place: Place,
    units: Vec<Unit<'a>>,
    /// The items to see instead, where all of them stand in full with a number.
    see: Vec<String>,
}

impl Place {
    /// The section it is in.
    fn section(self) -> usize {
        match self {
            Place::Prose { section, .. } | Place::Item { section, .. } => section,
        }
    }
}

/// Every place that cites, in reading order.
///
/// What sums up – the gist, key figures, lines and answers – sends the reader to the numbered
/// paragraphs of the same paper, which carry the notes.
fn places<'a>(library: &'a Library, vouched: &Vouched<'a>) -> Vec<Cited<'a>> {
    let selection = vouched.selection();
    let numbered = selection.target.audience.numbered;
    let in_full: Vec<&str> = selection
        .sections
        .iter()
        .filter(|section| matches!(section.kind, SectionKind::Facts | SectionKind::Recommendations))
        .flat_map(|section| &section.items)
        .map(|item| item.id.as_str())
        .collect();
    let mut places = Vec::new();
    for (section, chosen) in selection.sections.iter().enumerate() {
        let sums_up = numbered
            && matches!(
                chosen.kind,
                SectionKind::InBrief
                    | SectionKind::KeyFigures
                    | SectionKind::Objectives
                    | SectionKind::Lines
                    | SectionKind::Questions
            );
        let see = |ids: Vec<&str>| -> Vec<String> {
            let all = sums_up && ids.iter().all(|id| in_full.contains(id));
            if all { ids.into_iter().map(str::to_owned).collect() } else { Vec::new() }
        };
        for (body, prose) in chosen.bodies.iter().enumerate() {
            for (at, cluster) in prose.clusters().into_iter().enumerate() {
                // A pinpoint is for the reader to follow: it needs a note.
                let pinned = cluster.references.iter().any(|reference| reference.locator.is_some());
                let ids =
                    cluster.references.iter().map(|reference| reference.id.as_str()).collect();
                places.push(Cited {
                    place: Place::Prose { section, body, cluster: at },
                    units: cluster_units(library, vouched, cluster),
                    see: if cluster.printed || pinned { Vec::new() } else { see(ids) },
                });
            }
        }
        for (item, chosen) in chosen.items.iter().enumerate() {
            places.push(Cited {
                place: Place::Item { section, item },
                units: item_units(library, vouched, chosen, None),
                see: see(vec![&chosen.id]),
            });
        }
    }
    places
}

fn cluster_units<'a>(
    library: &'a Library,
    vouched: &Vouched<'_>,
    cluster: Cluster<'_>,
) -> Vec<Unit<'a>> {
    let mut units = Vec::new();
    for reference in cluster.references {
        let locator = reference.locator.clone();
        let cited = match (
            vouched.selection().item(library, &reference.id),
            library.sources.get(&reference.id),
        ) {
            (Some(item), _) => item_units(library, vouched, item, locator),
            (None, Some(source)) => {
                vec![Unit { source, link: source.url(), locator, primary: None }]
            }
            (None, None) => Vec::new(),
        };
        cited.into_iter().for_each(|unit| push_unit(&mut units, unit));
    }
    units
}

fn item_units<'a>(
    library: &'a Library,
    vouched: &Vouched<'_>,
    item: &'a Item,
    locator: Option<Locator>,
) -> Vec<Unit<'a>> {
    let primary = item.primary.as_ref().map(|primary| {
        let source = primary.source.as_ref().and_then(|id| library.sources.get(&id.value));
        Whose { primary, source }
    });
    let mut units = Vec::new();
    for (at, support) in item.supports.iter().enumerate() {
        let Some(source) = library.sources.get(&support.source.value) else { continue };
        // Whoever speaks in their own publication is not quoted in another.
        let primary = primary.filter(|whose| match whose.source {
            Some(own) => own.id != source.id,
            None => !is_called(source, &whose.primary.name),
        });
        let locator = locator.clone().or_else(|| support.locator.clone());
        let link = address(source, vouched.place(&item.id, at));
        push_unit(&mut units, Unit { source, link, locator, primary });
    }
    units
}

/// The address that leads a reader to the very words: a text fragment for web pages, the page of a PDF.
fn address(source: &Source, place: Option<&LockedPlace>) -> Option<String> {
    let url = source.url()?;
    let Some(place) = place else { return Some(url) };
    let fragment = place.fragment.as_deref().and_then(Directive::parse);
    Some(match (fragment, place.page) {
        (Some(directive), _) => fragment::link(&url, &directive),
        (None, Some(page)) => fragment::page_link(&url, page),
        (None, None) => url,
    })
}

/// Adds a unit unless it is there: two passages of one page are one citation.
fn push_unit<'a>(units: &mut Vec<Unit<'a>>, unit: Unit<'a>) {
    if !units.contains(&unit) {
        units.push(unit);
    }
}

/// Attributions within sentences: a source in full at first mention, then by its first words.
struct Sentences<'a> {
    words: &'a Words,
    /// The list of sources, if the paper prints one.
    sources: &'a [(String, Vec<Run>)],
    named: Vec<String>,
}

impl Sentences<'_> {
    fn citation(&mut self, units: &[Unit<'_>]) -> Citation {
        // Whoever repeats their own words elsewhere is not quoted by another.
        let whose = |unit: &Unit<'_>| {
            let name = unit.primary.map(|whose| whose.primary.name.clone());
            name.filter(|name| !is_called(unit.source, name))
        };
        let own = |unit: &Unit<'_>| first_words(&unit.source.in_a_sentence()).to_owned();
        let mut groups: Vec<(Option<String>, Vec<Run>)> = Vec::new();
        let mut named: Vec<(Option<String>, String)> = Vec::new();
        for unit in units {
            let (whose, own) = (whose(unit), own(unit));
            // Two pages of one publisher are one name in a sentence.
            if named.contains(&(whose.clone(), own.clone())) {
                continue;
            }
            named.push((whose.clone(), own));
            let name = self.name(unit);
            match groups.last_mut().filter(|(last, _)| *last == whose) {
                Some((_, names)) => self.and(names, vec![name]),
                None => groups.push((whose, vec![name])),
            }
        }
        let mut citation = Citation {
            second_hand: groups.iter().any(|(whose, _)| whose.is_some()),
            ..Citation::default()
        };
        for (whose, names) in groups {
            self.and(&mut citation.found_in, names.clone());
            let said = match whose {
                None => names,
                Some(whose) => {
                    let pattern = self.words.get("quoted-by");
                    let (before, after) = pattern.split_once("{source}").unwrap_or((pattern, ""));
                    let mut said = vec![Run::text(format!("{whose}, {before}"))];
                    said.extend(names);
                    said.push(Run::text(after));
                    said
                }
            };
            self.and(&mut citation.attribution, said);
        }
        citation.attribution.retain(|run| !run.text.is_empty());
        // The name of one in the sentence does not stand for several.
        let mut names = named.into_iter().map(|(whose, own)| whose.unwrap_or(own));
        let first = names.next().unwrap_or_default();
        citation.name = if names.all(|name| name == first) { first } else { String::new() };
        citation
    }

    /// Adds to a list in words.
    fn and(&self, list: &mut Vec<Run>, more: Vec<Run>) {
        if !list.is_empty() {
            list.push(Run::text(format!(" {} ", self.words.get("and"))));
        }
        list.extend(more);
    }

    /// A source's name, linked to where it can be read.
    fn name(&mut self, unit: &Unit<'_>) -> Run {
        let source = unit.source;
        let full = source.in_a_sentence();
        let name = match self.named.contains(&source.id) {
            true => first_words(&full).to_owned(),
            false => full,
        };
        self.named.push(source.id.clone());
        linked(name, unit, self.sources)
    }
}

/// Whether a source is known by `name`: its attribution, the first words of it, or an author.
pub fn is_called(source: &Source, name: &str) -> bool {
    let attribution = source.in_a_sentence();
    let author = |person: &hayagriva::types::Person| person.given_first(false) == name;
    same_name(&attribution, name)
        || same_name(first_words(&attribution), name)
        || source.entry.authors().unwrap_or_default().iter().any(author)
}

/// Whether two names differ at most by an article.
pub fn same_name(one: &str, other: &str) -> bool {
    let bare = |name: &str| name.trim_start_matches("the ").trim_start_matches("The ").to_owned();
    bare(one) == bare(other)
}

/// “CSW” of “CSW, a human rights organisation”.
pub fn first_words(attribution: &str) -> &str {
    attribution.split(',').next().unwrap_or(attribution)
}

/// A source's name as a link: to the web where it is there, else to the list of sources.
fn linked(name: String, unit: &Unit<'_>, sources: &[(String, Vec<Run>)]) -> Run {
    let source = unit.source;
    let listed = sources.iter().any(|(key, _)| *key == source.id);
    match &unit.link {
        Some(url) => Run { link: Some(url.clone()), ..Run::text(name) },
        None if listed => {
            Run { target: Some(source_anchor(&source.id, sources)), ..Run::text(name) }
        }
        None => Run::text(name),
    }
}

/// The name of a source's entry in the list of sources.
pub fn source_anchor(id: &str, sources: &[(String, Vec<Run>)]) -> String {
    let at = sources.iter().position(|(key, _)| key == id).unwrap_or_default();
    format!("s{}", at + 1)
}
