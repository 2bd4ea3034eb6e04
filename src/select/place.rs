//! Which section holds which item, and in what order it is read.

use std::collections::{BTreeMap, BTreeSet};

use super::rank::{Ranked, bears};
use super::reason::{Decision, Reason};
use super::{Chosen, Selector, Target, kind_of};
use crate::diag::Diagnostic;
use crate::model::At;
use crate::model::body::Body;
use crate::model::item::{Item, Kind};
use crate::model::spec::{Attendee, Question, SectionSelect, SectionSpec};
use crate::paper::SectionKind;

impl<'a> Selector<'a, '_> {
    /// Puts items into the sections that take them; an item stands in full once.
    pub(super) fn place(
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
            // Key figures and a timeline are other views of facts that stand in full elsewhere.
            let once = !matches!(kind, SectionKind::KeyFigures | SectionKind::Timeline);
            self.check_figures(kind, section);
            let mut items: Vec<&'a Item> = ranked
                .iter()
                .map(|ranked| ranked.item)
                .filter(|item| suits(kind, item) && takes(&section.select, item))
                // A key figure is what is quoted: it must be somebody's.
                .filter(|item| {
                    kind != SectionKind::KeyFigures || !item.weak || named(section, item)
                })
                .filter(|item| !once || !self.is_reserved(item, section))
                .filter(|item| !(once && placed.contains(item.id.as_str())))
                .collect();
            self.arrange(kind, section, spec_topics, &mut items);
            let limit = match kind {
                SectionKind::KeyFigures => self.key_figures(section),
                _ => section.select.limit,
            };
            let named = |item: &Item| named(section, item);
            let mut room = limit
                .unwrap_or(usize::MAX)
                .saturating_sub(items.iter().filter(|item| named(item)).count());
            items.retain(|item| {
                named(item) || {
                    let fits = room > 0;
                    room = room.saturating_sub(1);
                    fits
                }
            });
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
        sections.retain(|section| !section.is_empty(&self.target, self.library));
        sections
    }

    /// Whether some section of the paper takes the item.
    pub(super) fn is_taken(&self, item: &Item) -> bool {
        self.sections
            .iter()
            .any(|section| suits(kind_of(section), item) && takes(&section.select, item))
    }

    /// Whether another section that the item suits asks for it by name.
    fn is_reserved(&self, item: &Item, section: &SectionSpec) -> bool {
        let names =
            |section: &SectionSpec| section.select.items.iter().any(|id| id.value == item.id);
        let another = |other: &&&SectionSpec| {
            let once = !matches!(kind_of(other), SectionKind::KeyFigures | SectionKind::Timeline);
            once && suits(kind_of(other), item) && names(other)
        };
        !names(section) && self.sections.iter().any(|other| another(&other))
    }

    /// A key figure asked for by name must be one.
    fn check_figures(&mut self, kind: SectionKind, section: &SectionSpec) {
        if kind != SectionKind::KeyFigures {
            return;
        }
        for id in &section.select.items {
            let Some(item) = self.library.items.get(&id.value) else { continue };
            if item.figure().is_none() {
                self.findings.push(
                    Diagnostic::error(
                        "no-figure",
                        format!("`{}` has no `figure` to set large", id.value),
                    )
                    .at(&id.span)
                    .item(&item.id)
                    .why("the section of key figures would lack it without a word")
                    .help(
                        "add `figure = { value = …, label = \"…\" }` to the fact, or name another",
                    ),
                );
            }
        }
    }

    pub(super) fn key_figures(&self, section: &SectionSpec) -> Option<usize> {
        section.select.limit.or(self.target.spec.select.limits.key_figures).or(self
            .target
            .audience
            .limits
            .key_figures)
    }

    /// The printed order within a section.
    pub(super) fn arrange(
        &self,
        kind: SectionKind,
        section: &SectionSpec,
        spec_topics: &[At<String>],
        items: &mut [&'a Item],
    ) {
        let named = &section.select.items;
        let by_name =
            |item: &Item| named.iter().position(|id| id.value == item.id).unwrap_or(usize::MAX);
        let topics =
            if section.select.topics.is_empty() { spec_topics } else { &section.select.topics };
        let by_topic = |item: &Item| {
            topics.iter().position(|topic| item.is_about(&topic.value)).unwrap_or(usize::MAX)
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
                let told = self.told_above();
                let by_prose =
                    |item: &Item| told.iter().position(|id| *id == item.id).unwrap_or(usize::MAX);
                items.sort_by_key(|item| match &item.kind {
                    Kind::Recommendation { addressee, .. } => {
                        let whom = order.iter().position(|id| *id == addressee.value);
                        (whom, by_name(item), by_prose(item))
                    }
                    _ => (None, usize::MAX, usize::MAX),
                });
            }
            SectionKind::KeyFigures => items.sort_by_key(|item| by_name(item)),
            _ => items.sort_by_key(|item| (by_name(item), by_topic(item))),
        }
    }

    /// What the prose of the spec cites above its list of what is asked, in the order it is read: the list keeps to
    /// the order in which the gist has named it, in our own side's pack too, so that both call it the same.
    fn told_above(&self) -> Vec<&'a str> {
        let sections = &self.target.spec.sections;
        let above =
            sections.iter().take_while(|above| kind_of(above) != SectionKind::Recommendations);
        let bodies = above.filter_map(|above| above.body.as_ref());
        bodies.flat_map(Body::references).map(|reference| reference.id.as_str()).collect()
    }

    pub(super) fn chosen(
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

/// Whether a section asks for an item by its name.
fn named(section: &SectionSpec, item: &Item) -> bool {
    section.select.items.iter().any(|id| id.value == item.id)
}

fn no_section(target: &Target<'_>, item: &Item) -> Diagnostic {
    Diagnostic::error("no-section", format!("`{}` is required, but no section takes it", item.id))
        .at(&item.span)
        .item(&item.id)
        .why(format!("`{}` would go out without it", target.stem))
        .help(format!(
            "add a `[[section]]` with `kind = \"{}s\"`, or cite it in a text: `[@{}]`",
            item.kind_name(),
            item.id
        ))
}

/// Whether an item is of the kind a section holds.
pub(super) fn suits(kind: SectionKind, item: &Item) -> bool {
    match kind {
        SectionKind::KeyFigures => item.figure().is_some(),
        SectionKind::Facts => item.is_fact(),
        SectionKind::Timeline => item.is_fact() && item.as_of.is_some(),
        SectionKind::Quotes => item.is_quote(),
        SectionKind::Recommendations => item.is_recommendation(),
        _ => false,
    }
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
