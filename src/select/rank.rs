//! What suits a paper, best first, and how much of it the paper takes.

use std::collections::{BTreeMap, BTreeSet};

use super::place::suits;
use super::reason::{Decision, Reason};
use super::{Selector, kind_of};
use crate::model::At;
use crate::model::item::{Item, Kind};

/// An item that suits the paper, in the order of rank.
#[derive(Clone, Copy)]
pub(super) struct Ranked<'a> {
    pub(super) item: &'a Item,
    pub(super) required: bool,
}

impl<'a> Selector<'a, '_> {
    /// Decides on every item, and gives those that suit the paper in the order of rank.
    pub(super) fn rank(
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
                if reason == Reason::Topic && self.suits_but_for_topics(item) {
                    self.by_topic_alone.insert(id);
                }
                let in_prose = prose.contains_key(id) && !self.settings.without.contains(id);
                let decision = match in_prose {
                    true => Decision::In(Reason::InProse),
                    false => Decision::Out(reason),
                };
                self.decisions.insert(id, decision);
            } else if self.is_taken(item) {
                ranked.push(Ranked { item, required: false });
            } else if prose.contains_key(id) {
                self.decisions.insert(id, Decision::In(Reason::InProse));
            } else {
                self.decisions.insert(id, Decision::Out(Reason::NoSection));
            }
        }
        ranked.sort_by(|a, b| order(a).cmp(&order(b)));
        self.limit(ranked, prose)
    }

    /// Why an item does not suit the paper, if it does not.
    pub(super) fn unsuitable(&self, item: &Item) -> Option<Reason> {
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
        self.unsuitable_beside_topics(item)
    }

    /// Whether a section would take an item, were its topics the paper's.
    fn suits_but_for_topics(&self, item: &Item) -> bool {
        self.unsuitable_beside_topics(item).is_none()
            && self.sections.iter().any(|section| suits(kind_of(section), item))
    }

    fn unsuitable_beside_topics(&self, item: &Item) -> Option<Reason> {
        let select = &self.target.spec.select;
        if let (Some(since), Some(as_of)) = (select.since, item.as_of)
            && as_of.to.year < since
        {
            return Some(Reason::TooOld(since));
        }
        match &item.kind {
            Kind::Recommendation { addressee, .. }
                if !self.target.can_be_asked(self.library, &addressee.value) =>
            {
                Some(Reason::Addressee(addressee.value.clone()))
            }
            _ => None,
        }
    }

    /// Keeps to the limits; required items count but are never cut.
    pub(super) fn limit(
        &mut self,
        ranked: Vec<Ranked<'a>>,
        prose: &BTreeMap<&'a str, bool>,
    ) -> Vec<Ranked<'a>> {
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
                } else if prose.contains_key(ranked.item.id.as_str()) {
                    Decision::In(Reason::InProse)
                } else if rank <= limit && self.settings.dropped.contains(&ranked.item.id) {
                    Decision::Out(Reason::Fit)
                } else if rank <= limit {
                    Decision::In(Reason::Ranked { rank, of })
                } else {
                    Decision::Out(Reason::OverLimit { rank, limit })
                };
                let dropped = decision == Decision::Out(Reason::Fit);
                if ranked.required || (rank <= limit && !dropped) {
                    kept.push(*ranked);
                }
                self.decisions.insert(&ranked.item.id, decision);
            }
        }
        kept
    }
}

/// The total order of rank.
fn order<'a>(ranked: &Ranked<'a>) -> impl Ord + use<'a> {
    let item = ranked.item;
    let undated_last = item.as_of.map(|as_of| as_of.to.last_day());
    (std::cmp::Reverse((ranked.required, item.priority, undated_last)), item.id.as_str())
}

/// Whether an item is about any of the topics; no topics are all topics.
pub(super) fn bears(item: &Item, topics: &[At<String>]) -> bool {
    topics.is_empty() || topics.iter().any(|topic| item.is_about(&topic.value))
}
