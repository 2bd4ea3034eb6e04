//! Library, spec → [`Selection`]: what a paper holds, and for every item why it is in or out.
//!
//! Selection is a pure function. Its order is total: items the spec requires come first, then higher
//! priority, then the more recent as-of date (undated last), then the id. What a reader may see is
//! decided before anything else, and nothing that comes after can widen it.

mod gate;
mod place;
mod rank;
mod reason;

pub use reason::{Barrier, Decision, Reason};

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::diag::Diagnostic;
use crate::model::At;
use crate::model::audience::{Asks, Audience, CitationForm};
use crate::model::body::Body;
use crate::model::handling::Tlp;
use crate::model::item::Item;
use crate::model::library::Library;
use crate::model::spec::{Attendee, OWN_SIDE, Question, SectionSpec, SectionSpecKind, Spec};
use crate::model::text::Text;
use crate::paper::SectionKind;

/// One paper to be made: a spec for one reader.
#[derive(Debug, Clone)]
pub struct Target<'a> {
    /// File name without ending.
    pub stem: String,
    /// What the paper should be.
    pub spec: &'a Spec,
    /// Who reads it.
    pub audience: &'a Audience,
    /// For whom the spec is: the same, or in a pack the other side.
    pub addressed: &'a Audience,
}

impl Target<'_> {
    /// The language it is written in.
    pub fn language(&self) -> &str {
        let own = self.spec.language.as_ref();
        own.map_or(self.audience.language.value.as_str(), |language| &language.value)
    }

    /// Whether this is the pack for our own side beside a paper for others.
    pub fn is_pack(&self) -> bool {
        self.audience.id != self.addressed.id
    }

    /// Whether the audience can act on what is asked of `addressee`, or press them.
    pub fn can_be_asked(&self, library: &Library, addressee: &str) -> bool {
        let audience = self.addressed;
        audience.asks == Asks::All
            || addressee == audience.id
            || library.addressees.get(addressee).is_some_and(|addressee| {
                addressee.raised_by.iter().flatten().any(|id| id.value == audience.id)
            })
    }
}

/// The papers of a spec: the one for its audience, and with a meeting the pack for our own side.
pub fn targets<'a>(library: &'a Library, spec: &'a Spec) -> Vec<Target<'a>> {
    let Some(addressed) = library.audiences.get(&spec.audience.value) else { return Vec::new() };
    let mut targets =
        vec![Target { stem: spec.stem.clone(), spec, audience: addressed, addressed }];
    if spec.meeting.is_some()
        && !addressed.internal
        && let Some(own) = library.audiences.get(OWN_SIDE)
    {
        let stem = format!("{}-{OWN_SIDE}", spec.stem);
        targets.push(Target { stem, spec, audience: own, addressed });
    }
    targets
}

/// What a paper holds.
#[derive(Debug, Clone)]
pub struct Selection<'a> {
    /// The paper.
    pub target: Target<'a>,
    /// Its sections in reading order; none is empty.
    pub sections: Vec<Chosen<'a>>,
    /// Why each item of the library is in or out.
    pub decisions: BTreeMap<&'a str, Decision>,
    /// Items that are out for their topics and for nothing else.
    pub by_topic_alone: BTreeSet<&'a str>,
    /// The paper's label: the spec's, or the most restricted of its items.
    pub handling: Tlp,
}

/// A section and what it holds.
#[derive(Debug, Clone)]
pub struct Chosen<'a> {
    /// What it is.
    pub kind: SectionKind,
    /// Its heading, where the spec or the profile has one.
    pub heading: Option<&'a At<Text>>,
    /// Its prose: one body, or one for each objective, line or answer.
    pub bodies: Vec<&'a Body>,
    /// Its items in printed order.
    pub items: Vec<&'a Item>,
    /// Its questions; their answers are the bodies.
    pub questions: &'a [Question],
    /// Who will be there.
    pub attendees: &'a [Attendee],
}

/// What is set on the command line.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Items left out of this run.
    pub without: BTreeSet<String>,
    /// Items left out of one paper because it would be too long; nothing takes their place.
    pub dropped: BTreeSet<String>,
    /// Whether this is a draft: what failed selection is said but the rest is composed.
    pub draft: bool,
}

/// Selects for one paper. `now` is the time embargoes go by.
///
/// The findings hold an error for whatever the spec requires or its prose refers to and the reader
/// must not see; such an item is out in any case.
pub fn select<'a>(
    library: &'a Library,
    target: Target<'a>,
    settings: &Settings,
    now: DateTime<Utc>,
) -> (Selection<'a>, Vec<Diagnostic>) {
    let mut selector = Selector {
        library,
        sections: section_specs(&target),
        target,
        settings,
        now,
        decisions: BTreeMap::new(),
        by_topic_alone: BTreeSet::new(),
        findings: Vec::new(),
    };
    selector.check_label();
    selector.check_embargo();
    selector.check_internal_sections();
    let required = selector.required();
    let prose = selector.prose_items();
    let ranked = selector.rank(&required, &prose);
    let sections = selector.place(ranked, &prose);
    let Selector { target, decisions, findings, by_topic_alone, .. } = selector;
    let handling = label(&target, library, &decisions);
    (Selection { target, sections, decisions, by_topic_alone, handling }, findings)
}

/// The paper's label: what the spec says of the paper for its audience; else the most restricted of
/// what is in.
fn label(target: &Target<'_>, library: &Library, decisions: &BTreeMap<&str, Decision>) -> Tlp {
    let highest = decisions
        .iter()
        .filter(|(_, decision)| decision.is_in())
        .filter_map(|(id, _)| library.items.get(*id))
        .map(|item| item.handling)
        .max()
        .unwrap_or(Tlp::Clear);
    let stated = target.spec.handling.as_ref().map(|label| label.value);
    if target.audience.internal {
        // Lines and objectives are for the house whatever the items are.
        let stated = stated.filter(|_| !target.is_pack()).unwrap_or(Tlp::Clear);
        return highest.max(stated).max(Tlp::Amber);
    }
    stated.unwrap_or(highest)
}

/// The sections a paper is made of: the spec's, or the profile's outline.
fn section_specs<'a>(target: &Target<'a>) -> Vec<&'a SectionSpec> {
    let own = &target.spec.sections;
    if target.is_pack() || own.is_empty() {
        return target
            .audience
            .outline
            .iter()
            .flat_map(|section| match section.kind {
                SectionSpecKind::Background => own
                    .iter()
                    .filter(|own| own.kind == SectionSpecKind::Section(SectionKind::Text))
                    .collect(),
                SectionSpecKind::Section(_) => vec![section],
            })
            .collect();
    }
    own.iter().collect()
}

struct Selector<'a, 's> {
    library: &'a Library,
    target: Target<'a>,
    sections: Vec<&'a SectionSpec>,
    settings: &'s Settings,
    now: DateTime<Utc>,
    decisions: BTreeMap<&'a str, Decision>,
    by_topic_alone: BTreeSet<&'a str>,
    findings: Vec<Diagnostic>,
}

fn kind_of(section: &SectionSpec) -> SectionKind {
    match section.kind {
        SectionSpecKind::Section(kind) => kind,
        SectionSpecKind::Background => SectionKind::Text,
    }
}

impl Chosen<'_> {
    /// Whether there is nothing in it.
    fn is_empty(&self, target: &Target<'_>, library: &Library) -> bool {
        let organisation = &library.organisation;
        let nothing = self.bodies.is_empty() && self.items.is_empty();
        match self.kind {
            SectionKind::Contacts => organisation.contact.is_none(),
            SectionKind::About => organisation.about.is_none(),
            SectionKind::NotesToEditors => {
                nothing && target.audience.citations == CitationForm::Notes
            }
            SectionKind::Attendees => self.attendees.is_empty(),
            _ => nothing,
        }
    }
}

impl<'a> Selection<'a> {
    /// An item by its id, if it is in. What a reader must not see cannot be had from here, in drafts
    /// neither; the later stages have no other way to items.
    pub fn item<'l>(&self, library: &'l Library, id: &str) -> Option<&'l Item> {
        self.decisions.get(id).filter(|decision| decision.is_in())?;
        library.items.get(id)
    }

    /// The items whose text, figure or citation is printed, each once, in the order of ids.
    pub fn printed<'l>(&self, library: &'l Library) -> Vec<&'l Item> {
        self.decisions
            .iter()
            .filter(|(_, decision)| decision.is_in())
            .filter_map(|(id, _)| library.items.get(*id))
            .collect()
    }
}
