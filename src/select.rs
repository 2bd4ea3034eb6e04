//! Library, spec → [`Selection`]: what a paper holds, and for every item why it is in or out.
//!
//! Selection is a pure function. Its order is total: items the spec requires come first, then higher
//! priority, then the more recent as-of date (undated last), then the id. What a reader may see is
//! decided before anything else, and nothing that comes after can widen it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, Utc};

use crate::diag::{Diagnostic, Span};
use crate::model::At;
use crate::model::audience::{Asks, Audience};
use crate::model::body::Body;
use crate::model::handling::{Record, Status, Tlp};
use crate::model::item::{Item, Kind};
use crate::model::library::Library;
use crate::model::spec::{Attendee, Question, SectionSelect, SectionSpec, SectionSpecKind, Spec};
use crate::model::text::Text;
use crate::paper::SectionKind;

/// The id of the profile for our own side.
pub const OWN_SIDE: &str = "internal";

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
    /// Whether this is the pack for our own side beside a paper for others.
    pub fn is_pack(&self) -> bool {
        self.audience.id != self.addressed.id
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
    /// The paper's label: the spec's, or the most restricted of its items.
    pub handling: Tlp,
}

/// A section and what it holds.
#[derive(Debug, Clone)]
pub struct Chosen<'a> {
    /// What it is.
    pub kind: SectionKind,
    /// Its heading, where the spec or the profile has one.
    pub heading: Option<&'a Text>,
    /// Its prose: one body, or one for each objective, line or answer.
    pub bodies: Vec<&'a Body>,
    /// Its items in printed order.
    pub items: Vec<&'a Item>,
    /// Its questions; their answers are the bodies.
    pub questions: &'a [Question],
    /// Who will be there.
    pub attendees: &'a [Attendee],
}

/// Whether an item is in a paper, and why.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// It is in.
    In(Reason),
    /// It is out.
    Out(Reason),
}

/// Why an item is in or out.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// In: the spec requires it.
    Required,
    /// In: prose cites it or holds it.
    InProse,
    /// In: it ranked `rank` of `of` that suit the paper.
    Ranked {
        /// From 1.
        rank: usize,
        /// How many of its kind suit the paper.
        of: usize,
    },
    /// Out: this reader must not see it.
    Barred(Barrier),
    /// Out: the spec excludes it.
    Excluded,
    /// Out: on the command line.
    Without,
    /// Out: none of its topics is the spec's.
    Topic,
    /// Out: as of a date before the spec's `since`.
    TooOld(i32),
    /// Out: asked of somebody this audience neither is nor can press.
    Addressee(String),
    /// Out: it ranked below the limit.
    OverLimit {
        /// From 1.
        rank: usize,
        /// How many the paper takes.
        limit: usize,
    },
    /// Out: no section of the paper takes it.
    NoSection,
}

/// What keeps an item from a reader. No setting of a spec lifts any of these.
#[derive(Debug, Clone, PartialEq)]
pub enum Barrier {
    /// Its label is above the reader's ceiling.
    Ceiling(Tlp, Tlp),
    /// Its label is above the paper's own.
    Label(Tlp, Tlp),
    /// It names its audiences, and this is none of them.
    Audience,
    /// It is under embargo, and the paper's embargo is earlier or absent.
    Embargo(DateTime<Utc>),
    /// It was said off the record.
    OffTheRecord,
    /// It was said on background.
    Background,
    /// It is a draft.
    Draft,
    /// It is retired.
    Retired,
}

impl fmt::Display for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Barrier::Ceiling(label, ceiling) => {
                write!(f, "it is {label}, and this audience sees {ceiling} at most")
            }
            Barrier::Label(label, paper) => write!(f, "it is {label}, and the paper is {paper}"),
            Barrier::Audience => f.write_str("it is kept for other audiences"),
            Barrier::Embargo(until) => {
                write!(f, "it is under embargo until {}", until.format("%Y-%m-%d %H:%M UTC"))
            }
            Barrier::OffTheRecord => f.write_str("it was said off the record"),
            Barrier::Background => {
                f.write_str("it was said on background and may not be quoted outside the house")
            }
            Barrier::Draft => f.write_str("it is a draft"),
            Barrier::Retired => f.write_str("it is retired"),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Required => f.write_str("the spec requires it"),
            Reason::InProse => f.write_str("the paper’s prose holds or cites it"),
            Reason::Ranked { rank, of } => write!(f, "number {rank} of {of} that suit the paper"),
            Reason::Barred(barrier) => barrier.fmt(f),
            Reason::Excluded => f.write_str("the spec excludes it"),
            Reason::Without => f.write_str("left out with --without"),
            Reason::Topic => f.write_str("none of its topics is the paper’s"),
            Reason::TooOld(since) => write!(f, "as of a date before {since}"),
            Reason::Addressee(name) => {
                write!(f, "it asks {name}, whom this audience neither is nor can press")
            }
            Reason::OverLimit { rank, limit } => {
                write!(f, "number {rank} in rank; the paper takes {limit}")
            }
            Reason::NoSection => f.write_str("no section of the paper takes it"),
        }
    }
}

impl Decision {
    /// Why.
    pub fn reason(&self) -> &Reason {
        match self {
            Decision::In(reason) | Decision::Out(reason) => reason,
        }
    }

    /// Whether it is in.
    pub fn is_in(&self) -> bool {
        matches!(self, Decision::In(_))
    }
}

/// What is set on the command line.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Items left out of this run.
    pub without: BTreeSet<String>,
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
        findings: Vec::new(),
    };
    selector.check_label();
    selector.check_internal_sections();
    let required = selector.required();
    let prose = selector.prose_items();
    let ranked = selector.rank(&required, &prose);
    let sections = selector.place(ranked, &prose);
    let Selector { target, decisions, findings, .. } = selector;
    let handling = label(&target, library, &decisions);
    (Selection { target, sections, decisions, handling }, findings)
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
    if target.is_pack() {
        // Lines and objectives are for the house whatever the items are.
        return highest.max(Tlp::Amber).min(target.audience.ceiling);
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
                SectionSpecKind::Background => own.iter().filter(|own| own.body.is_some()).collect(),
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
    findings: Vec<Diagnostic>,
}

/// An item that suits the paper, in the order of rank.
#[derive(Clone, Copy)]
struct Ranked<'a> {
    item: &'a Item,
    required: bool,
}

fn kind_of(section: &SectionSpec) -> SectionKind {
    match section.kind {
        SectionSpecKind::Section(kind) => kind,
        SectionSpecKind::Background => SectionKind::Text,
    }
}

fn is_internal(kind: SectionKind) -> bool {
    matches!(
        kind,
        SectionKind::Objectives | SectionKind::Lines | SectionKind::Questions | SectionKind::Attendees
    )
}

impl<'a> Selector<'a, '_> {
    /// The spec's label must not be above the ceiling.
    fn check_label(&mut self) {
        let Some(label) = &self.target.spec.handling else { return };
        let ceiling = self.target.audience.ceiling;
        if !self.target.is_pack() && label.value > ceiling {
            self.findings.push(
                Diagnostic::error(
                    "handling",
                    format!("the paper is {}, above what {} may see", label.value, self.target.audience.name),
                )
                .at(&label.span)
                .why(format!("the profile’s ceiling for this audience is {ceiling}"))
                .help(format!("set the paper’s handling to {ceiling} or less")),
            );
        }
    }

    /// What is internal has no place in a paper that leaves the house.
    fn check_internal_sections(&mut self) {
        if self.target.audience.internal {
            return;
        }
        for section in self.sections.iter().filter(|section| is_internal(kind_of(section))) {
            self.findings.push(
                Diagnostic::error("internal-section", "an internal section in a paper for an audience")
                    .at(&section.span)
                    .why(format!("{} would read what is meant for our own side", self.target.audience.name))
                    .help("delete the section; with a `[meeting]` it is in the pack for our own side"),
            );
        }
        self.sections.retain(|section| !is_internal(kind_of(section)));
    }

    /// What keeps an item from this reader.
    fn barrier(&self, item: &Item) -> Option<Barrier> {
        let Target { spec, audience, addressed, .. } = &self.target;
        let for_them = item.audiences.as_ref().is_none_or(|audiences| {
            audiences.iter().any(|id| id.value == audience.id || id.value == addressed.id)
        });
        let paper_label = spec.handling.as_ref().map(|label| label.value);
        let paper_embargo = spec.embargo.as_ref().map(|embargo| embargo.value);
        match item.status {
            Status::Draft => return Some(Barrier::Draft),
            Status::Retired => return Some(Barrier::Retired),
            Status::Ready => {}
        }
        if item.handling > audience.ceiling {
            return Some(Barrier::Ceiling(item.handling, audience.ceiling));
        }
        if !for_them {
            return Some(Barrier::Audience);
        }
        if let Kind::Quote { record, .. } = &item.kind {
            match record {
                Record::Off => return Some(Barrier::OffTheRecord),
                Record::Background if !audience.internal => return Some(Barrier::Background),
                _ => {}
            }
        }
        if audience.internal {
            return None;
        }
        if let Some(label) = paper_label.filter(|label| item.handling > *label) {
            return Some(Barrier::Label(item.handling, label));
        }
        item.embargo
            .filter(|until| *until > self.now && paper_embargo.is_none_or(|paper| paper < *until))
            .map(Barrier::Embargo)
    }

    /// Lets an item through that the spec names, or says why it cannot be in.
    fn admit(&mut self, item: &'a Item, span: &Span, how: &str) -> bool {
        if self.settings.without.contains(&item.id) {
            self.findings.push(
                Diagnostic::error("without", format!("`{}` cannot be left out: the paper {how} it", item.id))
                    .at(span)
                    .item(&item.id)
                    .why("the paper would lack what its spec asks for, or say what nothing supports")
                    .help(format!("take `{}` out of the spec first", item.id)),
            );
            self.decisions.insert(&item.id, Decision::Out(Reason::Without));
            return false;
        }
        let Some(barrier) = self.barrier(item) else { return true };
        self.findings.push(
            Diagnostic::error("handling", format!("the paper {how} `{}`, but {barrier}", item.id))
                .at(span)
                .also(&item.span, "the item")
                .item(&item.id)
                .why(format!("{} must not see it", self.target.audience.name))
                .help(match barrier {
                    Barrier::Draft => "set the item’s status to ready once it is, or take it out of the spec".to_owned(),
                    _ => format!("take `{}` out of the spec", item.id),
                }),
        );
        self.decisions.insert(&item.id, Decision::Out(Reason::Barred(barrier)));
        false
    }

    /// The items the spec requires, by itself or in a section.
    fn required(&mut self) -> BTreeSet<&'a str> {
        let spec = self.target.spec;
        let ids: Vec<&'a At<String>> = spec
            .select
            .require
            .iter()
            .chain(self.sections.iter().flat_map(|section| &section.select.items))
            .collect();
        let mut required = BTreeSet::new();
        for id in ids {
            let Some(item) = self.library.items.get(&id.value) else { continue };
            if self.admit(item, &id.span, "requires") {
                required.insert(item.id.as_str());
            }
        }
        required
    }

    /// The items prose holds or cites; `true` for those it prints in full.
    fn prose_items(&mut self) -> BTreeMap<&'a str, bool> {
        let bodies: Vec<&'a Body> = self
            .sections
            .iter()
            .filter_map(|section| section.body.as_ref())
            .chain(self.meeting_bodies())
            .collect();
        let mut found: BTreeMap<&'a str, bool> = BTreeMap::new();
        for body in bodies {
            for cluster in body.clusters() {
                for reference in cluster.references {
                    let Some(item) = self.library.items.get(&reference.id) else { continue };
                    if self.admit(item, &reference.span, "refers to") {
                        *found.entry(item.id.as_str()).or_default() |= cluster.printed;
                    }
                }
            }
        }
        found
    }

    fn meeting_bodies(&self) -> Vec<&'a Body> {
        let meeting = self.target.spec.meeting.as_ref().filter(|_| self.target.audience.internal);
        meeting
            .into_iter()
            .flat_map(|meeting| {
                let answers = meeting.questions.iter().map(|question| &question.a);
                meeting.objectives.iter().chain(&meeting.lines).chain(answers)
            })
            .collect()
    }

    /// Decides on every item, and gives those that suit the paper in the order of rank.
    fn rank(
        &mut self,
        required: &BTreeSet<&'a str>,
        prose: &BTreeMap<&'a str, bool>,
    ) -> Vec<Ranked<'a>> {
        let library = self.library;
        let mut ranked = Vec::new();
        for item in library.items.values() {
            let id = item.id.as_str();
            if self.decisions.contains_key(id) {
                continue;
            }
            if required.contains(id) {
                ranked.push(Ranked { item, required: true });
            } else if let Some(reason) = self.unsuitable(item) {
                let in_prose = prose.contains_key(id) && !self.settings.without.contains(id);
                let decision = match in_prose {
                    true => Decision::In(Reason::InProse),
                    false => Decision::Out(reason),
                };
                self.decisions.insert(id, decision);
            } else {
                ranked.push(Ranked { item, required: false });
            }
        }
        ranked.sort_by(|a, b| order(a).cmp(&order(b)));
        self.limit(ranked, prose)
    }

    /// Why an item does not suit the paper, if it does not.
    fn unsuitable(&self, item: &Item) -> Option<Reason> {
        if self.settings.without.contains(&item.id) {
            return Some(Reason::Without);
        }
        if let Some(barrier) = self.barrier(item) {
            return Some(Reason::Barred(barrier));
        }
        let select = &self.target.spec.select;
        if select.exclude.iter().any(|id| id.value == item.id) {
            return Some(Reason::Excluded);
        }
        if !bears(item, &select.topics) {
            return Some(Reason::Topic);
        }
        if let (Some(since), Some(as_of)) = (select.since, item.as_of)
            && as_of.to.year < since
        {
            return Some(Reason::TooOld(since));
        }
        match &item.kind {
            Kind::Recommendation { addressee, .. } if !self.can_be_asked(addressee) => {
                Some(Reason::Addressee(addressee.value.clone()))
            }
            _ => None,
        }
    }

    /// Whether the audience can act on what is asked of `addressee`, or press them.
    fn can_be_asked(&self, addressee: &str) -> bool {
        let audience = self.target.addressed;
        audience.asks == Asks::All
            || addressee == audience.id
            || self
                .library
                .addressees
                .get(addressee)
                .is_some_and(|addressee| addressee.raised_by.contains(&audience.id))
    }

    /// Keeps to the limits; required items count but are never cut.
    fn limit(&mut self, ranked: Vec<Ranked<'a>>, prose: &BTreeMap<&'a str, bool>) -> Vec<Ranked<'a>> {
        let of_spec = self.target.spec.select.limits;
        let of_profile = self.target.audience.limits;
        let own = !self.target.is_pack();
        let mut kept = Vec::new();
        for (is_kind, spec_limit, profile_limit) in [
            (Item::is_fact as fn(&Item) -> bool, of_spec.facts, of_profile.facts),
            (Item::is_quote, of_spec.quotes, of_profile.quotes),
            (Item::is_recommendation, of_spec.recommendations, of_profile.recommendations),
        ] {
            let limit = spec_limit.filter(|_| own).or(profile_limit).unwrap_or(usize::MAX);
            let of_kind: Vec<_> = ranked.iter().filter(|ranked| is_kind(ranked.item)).collect();
            let of = of_kind.len();
            for (at, ranked) in of_kind.into_iter().enumerate() {
                let rank = at + 1;
                let decision = if ranked.required {
                    Decision::In(Reason::Required)
                } else if rank <= limit {
                    Decision::In(Reason::Ranked { rank, of })
                } else if prose.contains_key(ranked.item.id.as_str()) {
                    Decision::In(Reason::InProse)
                } else {
                    Decision::Out(Reason::OverLimit { rank, limit })
                };
                if ranked.required || rank <= limit {
                    kept.push(*ranked);
                }
                self.decisions.insert(&ranked.item.id, decision);
            }
        }
        kept
    }

    /// Puts items into the sections that take them; an item stands in full once.
    fn place(
        &mut self,
        ranked: Vec<Ranked<'a>>,
        prose: &BTreeMap<&'a str, bool>,
    ) -> Vec<Chosen<'a>> {
        let mut placed: BTreeSet<&'a str> =
            prose.iter().filter(|(_, printed)| **printed).map(|(id, _)| *id).collect();
        let mut shown: BTreeSet<&'a str> = placed.clone();
        let spec_topics = &self.target.spec.select.topics;
        let mut sections = Vec::new();
        for section in self.sections.clone() {
            let kind = kind_of(section);
            let suits: fn(&Item) -> bool = match kind {
                SectionKind::KeyFigures => |item| item.figure().is_some(),
                SectionKind::Facts => Item::is_fact,
                SectionKind::Timeline => |item| item.is_fact() && item.as_of.is_some(),
                SectionKind::Quotes => Item::is_quote,
                SectionKind::Recommendations => Item::is_recommendation,
                _ => |_| false,
            };
            // A key figure is the figure alone; its fact stands in full elsewhere.
            let once = kind != SectionKind::KeyFigures;
            let mut items: Vec<&'a Item> = ranked
                .iter()
                .map(|ranked| ranked.item)
                .filter(|item| suits(item) && takes(&section.select, item))
                .filter(|item| !(once && placed.contains(item.id.as_str())))
                .collect();
            self.arrange(kind, section, spec_topics, &mut items);
            let limit = match kind {
                SectionKind::KeyFigures => self.key_figures(section),
                _ => section.select.limit,
            };
            items.truncate(limit.unwrap_or(usize::MAX));
            shown.extend(items.iter().map(|item| item.id.as_str()));
            if once {
                placed.extend(items.iter().map(|item| item.id.as_str()));
            }
            sections.push(self.chosen(kind, section, items));
        }
        for ranked in ranked {
            let id = ranked.item.id.as_str();
            if !shown.contains(id) && !prose.contains_key(id) {
                self.decisions.insert(id, Decision::Out(Reason::NoSection));
                if ranked.required {
                    self.findings.push(no_section(&self.target, ranked.item));
                }
            }
        }
        sections.retain(|section| !section.is_empty());
        sections
    }

    fn key_figures(&self, section: &SectionSpec) -> Option<usize> {
        section
            .select
            .limit
            .or(self.target.spec.select.limits.key_figures)
            .or(self.target.audience.limits.key_figures)
    }

    /// The printed order within a section.
    fn arrange(
        &self,
        kind: SectionKind,
        section: &SectionSpec,
        spec_topics: &[At<String>],
        items: &mut [&'a Item],
    ) {
        let named = &section.select.items;
        let by_name = |item: &Item| {
            named.iter().position(|id| id.value == item.id).unwrap_or(usize::MAX)
        };
        let topics =
            if section.select.topics.is_empty() { spec_topics } else { &section.select.topics };
        let by_topic = |item: &Item| {
            topics.iter().position(|topic| item.topics.contains(&topic.value)).unwrap_or(usize::MAX)
        };
        match kind {
            SectionKind::Timeline => {
                items.sort_by_key(|item| item.as_of.map(|as_of| as_of.from.first_day()));
            }
            SectionKind::Recommendations => {
                // Own asks first, then those to raise with others, one addressee after another.
                let mut order: Vec<&str> = vec![&self.target.addressed.id];
                for item in items.iter() {
                    if let Kind::Recommendation { addressee, .. } = &item.kind
                        && !order.contains(&addressee.value.as_str())
                    {
                        order.push(&addressee.value);
                    }
                }
                items.sort_by_key(|item| match &item.kind {
                    Kind::Recommendation { addressee, .. } => {
                        (order.iter().position(|id| *id == addressee.value), by_name(item))
                    }
                    _ => (None, usize::MAX),
                });
            }
            SectionKind::KeyFigures => items.sort_by_key(|item| by_name(item)),
            _ => items.sort_by_key(|item| (by_name(item), by_topic(item))),
        }
    }

    fn chosen(
        &self,
        kind: SectionKind,
        section: &'a SectionSpec,
        items: Vec<&'a Item>,
    ) -> Chosen<'a> {
        let meeting = self.target.spec.meeting.as_ref().filter(|_| self.target.audience.internal);
        let mut bodies: Vec<&'a Body> = section.body.iter().collect();
        let mut questions: &'a [Question] = &[];
        let mut attendees: &'a [Attendee] = &[];
        if let Some(meeting) = meeting {
            match kind {
                SectionKind::Objectives => bodies.extend(&meeting.objectives),
                SectionKind::Lines => bodies.extend(&meeting.lines),
                SectionKind::Questions => {
                    questions = &meeting.questions;
                    bodies = questions.iter().map(|question| &question.a).collect();
                }
                SectionKind::Attendees => attendees = &meeting.attendees,
                _ => {}
            }
        }
        Chosen { kind, heading: section.heading.as_ref(), bodies, items, questions, attendees }
    }
}

fn no_section(target: &Target<'_>, item: &Item) -> Diagnostic {
    Diagnostic::error("no-section", format!("`{}` is required, but no section takes it", item.id))
        .at(&item.span)
        .item(&item.id)
        .why(format!("`{}` would go out without it", target.stem))
        .help(format!("add a `[[section]]` that holds a {}, or cite it in a body", item.kind_name()))
}

/// The total order of rank.
fn order<'a>(ranked: &Ranked<'a>) -> impl Ord + use<'a> {
    let item = ranked.item;
    let undated_last = item.as_of.map(|as_of| as_of.to.last_day());
    (
        std::cmp::Reverse((ranked.required, item.priority, undated_last)),
        item.id.as_str(),
    )
}

/// Whether an item is about any of the topics; no topics are all topics.
fn bears(item: &Item, topics: &[At<String>]) -> bool {
    topics.is_empty() || topics.iter().any(|topic| item.topics.contains(&topic.value))
}

/// Whether a section takes an item of its kind.
fn takes(select: &SectionSelect, item: &Item) -> bool {
    let named = select.items.iter().any(|id| id.value == item.id);
    let excluded = select.exclude.iter().any(|id| id.value == item.id);
    // A section that names its items and no topics holds only those.
    let by_topic = match (select.topics.is_empty(), select.items.is_empty()) {
        (true, false) => false,
        _ => bears(item, &select.topics),
    };
    (named || by_topic) && !excluded
}

impl Chosen<'_> {
    /// Whether there is nothing in it.
    fn is_empty(&self) -> bool {
        match self.kind {
            SectionKind::Contacts | SectionKind::About | SectionKind::NotesToEditors => false,
            SectionKind::Attendees => self.attendees.is_empty(),
            _ => self.bodies.is_empty() && self.items.is_empty(),
        }
    }
}

impl<'a> Selection<'a> {
    /// The items whose text, figure or citation is printed, each once, in the order of ids.
    pub fn printed<'l>(&self, library: &'l Library) -> Vec<&'l Item> {
        self.decisions
            .iter()
            .filter(|(_, decision)| decision.is_in())
            .filter_map(|(id, _)| library.items.get(*id))
            .collect()
    }
}
