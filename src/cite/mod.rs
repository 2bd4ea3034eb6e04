//! → [`Citations`]: every citation of a paper, settled once and in no particular format.
//!
//! The CSL processor (`hayagriva`) sees the citations in reading order, so that first citations come
//! out in full and later ones short. Each place of the selection that cites gets one [`Citation`],
//! found again by [`Place`].

mod render;
mod style;

use std::collections::BTreeMap;

use crate::diag::Diagnostic;
use crate::model::audience::{CitationForm, Words};
use crate::model::body::Cluster;
use crate::model::item::{Item, Primary};
use crate::model::library::Library;
use crate::model::source::{Locator, Source};
use crate::paper::{Note, Run, SectionKind};
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
    pub locator: Option<Locator>,
    pub primary: Option<(&'a Primary, Option<&'a Source>)>,
}

/// Settles the citations of a paper.
pub fn cite(library: &Library, vouched: &Vouched<'_>, words: &Words) -> (Citations, Vec<Diagnostic>) {
    let selection = vouched.selection();
    let audience = selection.target.audience;
    let places: Vec<(Place, Vec<Unit<'_>>)> = places(library, vouched);
    let style = match style::load(library, &audience.style) {
        Ok(style) => style,
        Err(finding) => return (Citations::default(), vec![*finding]),
    };
    let language = selection.target.spec.language.as_ref().map_or(&audience.language, |l| &l.value);
    let rendered = render::render(&style, language, &places, words, audience.citations);
    let lists_sources =
        selection.sections.iter().any(|section| section.kind == SectionKind::NotesToEditors);
    let mut citations = Citations { sources: rendered.sources, ..Citations::default() };
    for ((place, units), note) in places.into_iter().zip(rendered.notes) {
        let citation = match audience.citations {
            CitationForm::Notes => {
                let number = u32::try_from(citations.notes.len() + 1).unwrap_or(u32::MAX);
                citations.notes.push(Note { number, runs: note });
                Citation { note: Some(number), ..Citation::default() }
            }
            CitationForm::Sentence => {
                let sources = if lists_sources { citations.sources.as_slice() } else { &[] };
                Citation {
                    note: None,
                    attribution: attribution(&units, words, sources),
                    found_in: units
                        .first()
                        .map(|unit| linked(unit.source.in_a_sentence(), unit.source, sources))
                        .into_iter()
                        .collect(),
                }
            }
        };
        citations.by_place.insert(place, citation);
    }
    (citations, Vec::new())
}

/// Every place that cites, with what it cites, in reading order.
fn places<'a>(library: &'a Library, vouched: &Vouched<'a>) -> Vec<(Place, Vec<Unit<'a>>)> {
    let mut places = Vec::new();
    for (section, chosen) in vouched.selection().sections.iter().enumerate() {
        for (body, prose) in chosen.bodies.iter().enumerate() {
            for (cluster, references) in prose.clusters().into_iter().enumerate() {
                let units = cluster_units(library, references);
                places.push((Place::Prose { section, body, cluster }, units));
            }
        }
        for (item, chosen) in chosen.items.iter().enumerate() {
            places.push((Place::Item { section, item }, item_units(library, chosen, None)));
        }
    }
    places.retain(|(_, units)| !units.is_empty());
    places
}

fn cluster_units<'a>(library: &'a Library, cluster: Cluster<'_>) -> Vec<Unit<'a>> {
    cluster
        .references
        .iter()
        .flat_map(|reference| {
            let locator = reference.locator.clone();
            match (library.items.get(&reference.id), library.sources.get(&reference.id)) {
                (Some(item), _) => item_units(library, item, locator),
                (None, Some(source)) => vec![Unit { source, locator, primary: None }],
                (None, None) => Vec::new(),
            }
        })
        .collect()
}

fn item_units<'a>(library: &'a Library, item: &'a Item, locator: Option<Locator>) -> Vec<Unit<'a>> {
    let primary = item.primary.as_ref().map(|primary| {
        let source = primary.source.as_ref().and_then(|id| library.sources.get(&id.value));
        (primary, source)
    });
    item.supports
        .iter()
        .filter_map(|support| {
            let source = library.sources.get(&support.source.value)?;
            // Whoever speaks in their own publication is not quoted in another.
            let primary = primary.filter(|(primary, own)| {
                own.is_some_and(|own| own.id != source.id)
                    || (own.is_none() && !source.in_a_sentence().contains(&primary.name))
            });
            Some(Unit { source, locator: locator.clone().or_else(|| support.locator.clone()), primary })
        })
        .collect()
}

/// “the Commission of Inquiry, as quoted by CSW”, linked to where it can be read.
fn attribution(units: &[Unit<'_>], words: &Words, sources: &[(String, Vec<Run>)]) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for unit in units {
        let name = unit.source.in_a_sentence();
        let key = format!("{name}{:?}", unit.primary.map(|(primary, _)| &primary.name));
        if seen.contains(&key) {
            continue;
        }
        if !seen.is_empty() {
            runs.push(Run::text(format!(" {} ", words.get("and"))));
        }
        seen.push(key);
        let linked = linked(name, unit.source, sources);
        match unit.primary {
            None => runs.push(linked),
            Some((primary, _)) => {
                runs.push(Run::text(format!("{}, ", primary.name)));
                let pattern = words.get("quoted-by");
                let (before, after) = pattern.split_once("{source}").unwrap_or((pattern, ""));
                runs.push(Run::text(before));
                runs.push(linked);
                runs.push(Run::text(after));
            }
        }
    }
    runs.retain(|run| !run.text.is_empty());
    runs
}

/// A source's name as a link: to the web where it is there, else to the list of sources.
fn linked(name: String, source: &Source, sources: &[(String, Vec<Run>)]) -> Run {
    let listed = sources.iter().any(|(key, _)| *key == source.id);
    match source.url() {
        Some(url) => Run { link: Some(url), ..Run::text(name) },
        None if listed => Run { target: Some(source_anchor(&source.id, sources)), ..Run::text(name) },
        None => Run::text(name),
    }
}

/// The name of a source's entry in the list of sources.
pub fn source_anchor(id: &str, sources: &[(String, Vec<Run>)]) -> String {
    let at = sources.iter().position(|(key, _)| key == id).unwrap_or_default();
    format!("s{}", at + 1)
}
