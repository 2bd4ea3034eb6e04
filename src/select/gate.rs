//! What a reader may see at all: decided before anything else, lifted by nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::reason::{Barrier, Decision, Reason};
use super::{Selector, Target, kind_of};
use crate::diag::{Diagnostic, Span};
use crate::model::At;
use crate::model::body::Body;
use crate::model::handling::{Record, Status, Tlp};
use crate::model::item::{Item, Kind};
use crate::paper::SectionKind;

fn is_internal(kind: SectionKind) -> bool {
    matches!(
        kind,
        SectionKind::Objectives
            | SectionKind::Lines
            | SectionKind::Questions
            | SectionKind::Attendees
    )
}

impl<'a> Selector<'a, '_> {
    /// The spec's label must not be above the ceiling.
    pub(super) fn check_label(&mut self) {
        let Some(label) = &self.target.spec.handling else { return };
        let ceiling = self.target.audience.ceiling;
        if !self.target.is_pack() && label.value > ceiling {
            self.findings.push(
                Diagnostic::error(
                    "handling",
                    format!(
                        "the paper is {}, above what {} may see",
                        label.value, self.target.audience.in_a_sentence
                    ),
                )
                .at(&label.span)
                .why(format!("the profile’s ceiling for this audience is {ceiling}"))
                .help(match ceiling {
                    Tlp::Clear => "set the paper’s handling to TLP:CLEAR".to_owned(),
                    _ => format!("set the paper’s handling to {ceiling} or less"),
                }),
            );
        }
    }

    /// An embargo that is over when the paper goes out says nothing, and looks like a mistake.
    pub(super) fn check_embargo(&mut self) {
        let spec = self.target.spec;
        let (Some(embargo), Some(date)) = (&spec.embargo, spec.date) else { return };
        let day = embargo.value.with_timezone(&self.library.timezone).date_naive();
        if day < date && !self.target.is_pack() {
            self.findings.push(
                Diagnostic::error(
                    "handling",
                    format!("the embargo ends on {day}, before the paper’s date, {date}"),
                )
                .at(&embargo.span)
                .why("it would be printed on the paper, and keep nobody from anything")
                .help("set it to the hour of publication, or delete it"),
            );
        }
    }

    /// What is internal has no place in a paper that leaves the house.
    pub(super) fn check_internal_sections(&mut self) {
        if self.target.audience.internal {
            return;
        }
        for section in self.sections.iter().filter(|section| is_internal(kind_of(section))) {
            self.findings.push(
                Diagnostic::error(
                    "internal-section",
                    "an internal section in a paper for an audience",
                )
                .at(&section.span)
                .why(format!(
                    "{} would read what is meant for our own side",
                    self.target.audience.in_a_sentence
                ))
                .help("delete the section; with a `[meeting]` it is in the pack for our own side"),
            );
        }
        self.sections.retain(|section| !is_internal(kind_of(section)));
    }

    /// What keeps an item from this reader.
    pub(super) fn barrier(&self, item: &Item) -> Option<Barrier> {
        let Target { spec, audience, addressed, .. } = &self.target;
        let for_them = item.audiences.as_ref().is_none_or(|audiences| {
            audiences.iter().any(|id| id.value == audience.id || id.value == addressed.id)
        });
        let stated = spec.handling.as_ref().map(|label| label.value);
        let paper_label = stated.filter(|_| !self.target.is_pack());
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
        if item.weak && !audience.weak {
            return Some(Barrier::Weak);
        }
        if let Kind::Quote { record, .. } = &item.kind {
            match record {
                Record::Off => return Some(Barrier::OffTheRecord),
                Record::Background if !audience.internal => return Some(Barrier::Background),
                _ => {}
            }
        }
        if let Some(label) = paper_label.filter(|label| item.handling > *label) {
            return Some(Barrier::Label(item.handling, label));
        }
        if audience.internal {
            return None;
        }
        item.embargo
            .filter(|until| *until > self.now && paper_embargo.is_none_or(|paper| paper < *until))
            .map(Barrier::Embargo)
    }

    /// Lets an item through that the spec names, or says why it cannot be in.
    pub(super) fn admit(&mut self, item: &'a Item, span: &Span, how: &str) -> bool {
        if self.settings.without.contains(&item.id) {
            self.findings.push(
                Diagnostic::error(
                    "without",
                    format!("`{}` cannot be left out: the paper {how} it", item.id),
                )
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
            Diagnostic::error(
                if barrier == Barrier::Weak { "weak-citation" } else { "handling" },
                format!("the paper {how} `{}`, but {barrier}", item.id),
            )
            .at(span)
            .also(&item.span, "the item")
            .item(&item.id)
            .confidential()
            .why(match barrier {
                Barrier::Weak => {
                    "this audience is given no claim that its source attributes to nobody"
                        .to_owned()
                }
                _ => format!("{} must not see it", self.target.audience.in_a_sentence),
            })
            .help(match barrier {
                Barrier::Draft => {
                    "set the item’s status to ready once it is, or take it out of the spec"
                        .to_owned()
                }
                _ => format!("take `{}` out of the spec", item.id),
            }),
        );
        self.decisions.insert(&item.id, Decision::Out(Reason::Barred(barrier)));
        false
    }

    /// The items the spec requires, by itself or in a section.
    pub(super) fn required(&mut self) -> BTreeSet<&'a str> {
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
    pub(super) fn prose_items(&mut self) -> BTreeMap<&'a str, bool> {
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

    pub(super) fn meeting_bodies(&self) -> Vec<&'a Body> {
        let meeting = self.target.spec.meeting.as_ref().filter(|_| self.target.audience.internal);
        let has = |kind| self.sections.iter().any(|section| kind_of(section) == kind);
        let mut bodies: Vec<&'a Body> = Vec::new();
        if let Some(meeting) = meeting {
            if has(SectionKind::Objectives) {
                bodies.extend(&meeting.objectives);
            }
            if has(SectionKind::Lines) {
                bodies.extend(&meeting.lines);
            }
            if has(SectionKind::Questions) {
                bodies.extend(meeting.questions.iter().map(|question| &question.a));
            }
        }
        bodies
    }
}
