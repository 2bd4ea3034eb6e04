//! What a refresh found: plain data that every output is written from, so that they cannot disagree.

use chrono::{DateTime, NaiveDate, Utc};

use super::outcome::Outcome;
use super::state::{Failing, Redirect, State};
use crate::verify::Verdict;
use crate::verify::near::Difference;

/// What a refresh found.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// When the sources were asked.
    pub asked: DateTime<Utc>,
    /// The day, in the workspace's timezone.
    pub today: NaiveDate,
    /// The workspace's organisation, for the heading; empty where it has none.
    pub organisation: String,
    /// The sources that were asked, in the order of ids.
    pub sources: Vec<SourceReport>,
    /// Sources that are never asked (`refresh = "never"`) or have no address.
    pub not_asked: usize,
    /// Whether the run was stopped before all were asked.
    pub stopped: bool,
    /// Whether this machine reached none of several hosts, so that nothing is said of any page.
    pub offline: bool,
    /// What became of papers; empty where none were to be built.
    pub papers: Vec<PaperReport>,
}

/// What became of a source.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceReport {
    /// Its key.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// What came of asking it.
    pub outcome: Outcome,
    /// A row of failures that goes on, and whether today added to it.
    pub failing: Option<Failing>,
    /// Since when it had failed, where it was reached again today.
    pub back: Option<NaiveDate>,
    /// Where it redirects to.
    pub redirect: Option<Redirect>,
    /// Which of these were not so when it was last asked.
    pub news: News,
    /// Its passages, in the order of items.
    pub passages: Vec<PassageReport>,
}

/// What of a source is new since it was last asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct News {
    /// It fails, and did not.
    pub fails: bool,
    /// Its link counts as dead, and did not.
    pub dead: bool,
    /// It redirects to another address than before.
    pub redirect: bool,
    /// Its new address is proposed, and was not.
    pub proposal: bool,
}

impl News {
    /// What differs between two states.
    pub fn between(before: &State, after: &State) -> News {
        let dead = |state: &State| state.failing.as_ref().is_some_and(|failing| failing.dead);
        let to = |state: &State| state.redirect.as_ref().map(|redirect| redirect.to.clone());
        let proposed =
            |state: &State| state.redirect.as_ref().filter(|r| r.proposed()).map(|r| r.to.clone());
        News {
            fails: after.failing.is_some() && before.failing.is_none(),
            dead: dead(after) && !dead(before),
            redirect: to(after).is_some() && to(after) != to(before),
            proposal: proposed(after).is_some() && proposed(after) != proposed(before),
        }
    }
}

impl SourceReport {
    /// The report on a source, without its passages.
    pub fn new(
        (id, title, url): (&str, &str, &str),
        outcome: Outcome,
        before: &State,
        after: &State,
    ) -> SourceReport {
        let back = before.failing.as_ref().filter(|_| outcome.is_success());
        SourceReport {
            id: id.to_owned(),
            title: title.to_owned(),
            url: url.to_owned(),
            back: back.map(|failing| failing.since),
            failing: after.failing.clone(),
            redirect: after.redirect.clone(),
            news: News::between(before, after),
            outcome,
            passages: Vec::new(),
        }
    }

    /// Whether its new address is proposed.
    pub fn is_proposed(&self) -> bool {
        self.redirect.as_ref().is_some_and(Redirect::proposed)
    }

    /// Whether its link is dead.
    pub fn is_dead(&self) -> bool {
        self.failing.as_ref().is_some_and(|failing| failing.dead)
    }
}

/// What kind of item a passage supports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    /// A fact.
    Fact,
    /// A quotation.
    Quote,
    /// A recommendation.
    Recommendation,
}

impl ItemKind {
    /// The word in files and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            ItemKind::Fact => "fact",
            ItemKind::Quote => "quote",
            ItemKind::Recommendation => "recommendation",
        }
    }

    /// The word in sentences.
    pub fn noun(self) -> &'static str {
        match self {
            ItemKind::Quote => "quotation",
            other => other.as_str(),
        }
    }
}

/// What became of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It stands otherwise now.
    Changed,
    /// It is not there any more.
    Missing,
    /// It could be any of several now, or is too short to tell.
    Ambiguous,
    /// It could not be looked for in what came.
    Unchecked,
    /// It stands again, after it had not.
    Back,
    /// Its source could not be asked; the last copy still holds.
    Unreachable,
    /// It stands unchanged in a newer copy.
    Moved,
    /// Nothing has changed.
    Unchanged,
}

impl Change {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Change::Changed => "changed",
            Change::Missing => "missing",
            Change::Ambiguous => "ambiguous",
            Change::Unchecked => "unchecked",
            Change::Back => "back",
            Change::Unreachable => "unreachable",
            Change::Moved => "moved",
            Change::Unchanged => "unchanged",
        }
    }

    /// Whether somebody has to decide what becomes of the item.
    pub fn needs_decision(self) -> bool {
        matches!(self, Change::Changed | Change::Missing | Change::Ambiguous | Change::Unchecked)
    }
}

/// What became of a passage, with what rests on it.
#[derive(Debug, Clone, PartialEq)]
pub struct PassageReport {
    /// The item it supports.
    pub item: String,
    /// What kind of item that is.
    pub kind: ItemKind,
    /// The verdict before.
    pub before: Verdict,
    /// The verdict now.
    pub after: Verdict,
    /// What became of it.
    pub change: Change,
    /// Whether that is new; `false` where it was so already, and a decision still waits.
    pub is_new: bool,
    /// The words it was accepted with.
    pub passage: String,
    /// The words of the source that are most like it, where it is changed.
    pub proposal: Option<String>,
    /// What differs, where it is changed.
    pub differences: Vec<Difference>,
    /// The sentences of papers that rest on it.
    pub sentences: Vec<PaperSentence>,
    /// Who decides: who cleared the item, or the workspace's contact; empty where neither is known.
    pub decides: String,
}

/// A sentence of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperSentence {
    /// The stem of the paper's spec.
    pub paper: String,
    /// The paper's title.
    pub title: String,
    /// The heading it stands under; empty before the first.
    pub heading: String,
    /// Its number as printed, of a paragraph or a section; empty where there is none.
    pub number: String,
    /// The sentence.
    pub sentence: String,
}

/// What became of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperReport {
    /// The stem of its spec.
    pub stem: String,
    /// Its title.
    pub title: String,
    /// What was done.
    pub done: Done,
    /// Why, in a few words; may be empty.
    pub why: String,
}

/// What was done with a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// It was built anew.
    Built,
    /// It fails now; the last good one was kept as it was.
    Kept,
    /// Nothing it is made of has changed.
    Unchanged,
    /// It was not to be built.
    NotBuilt,
}

impl Done {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Done::Built => "built",
            Done::Kept => "kept",
            Done::Unchanged => "unchanged",
            Done::NotBuilt => "not-built",
        }
    }
}

/// A passage with its source.
pub type Placed<'a> = (&'a SourceReport, &'a PassageReport);

impl Report {
    fn passages(&self) -> impl Iterator<Item = Placed<'_>> {
        self.sources.iter().flat_map(|source| source.passages.iter().map(move |p| (source, p)))
    }

    /// Passages that need a decision, the gravest first; new ones, or those that were so already.
    pub fn decisions(&self, new: bool) -> Vec<Placed<'_>> {
        let mut found: Vec<Placed<'_>> = self
            .passages()
            .filter(|(_, passage)| passage.change.needs_decision() && passage.is_new == new)
            .collect();
        found.sort_by_key(|(_, passage)| passage.change);
        found
    }

    /// Sources whose link counts as dead as of today, or whose new address is first proposed.
    pub fn new_links(&self) -> Vec<&SourceReport> {
        self.sources.iter().filter(|source| source.news.dead || source.news.proposal).collect()
    }

    /// Sources whose link is dead or whose new address is proposed, as was so already.
    pub fn waiting_links(&self) -> Vec<&SourceReport> {
        let waits = |source: &&SourceReport| {
            (source.is_dead() || source.is_proposed()) && !source.news.dead && !source.news.proposal
        };
        self.sources.iter().filter(waits).collect()
    }

    /// Sources that could not be asked, those that have failed longest first.
    pub fn unreached(&self) -> Vec<&SourceReport> {
        let mut found: Vec<&SourceReport> =
            self.sources.iter().filter(|source| !source.outcome.is_success()).collect();
        found.sort_by_key(|source| source.failing.as_ref().map(|failing| failing.since));
        found
    }

    /// Sources that were reached again, and passages that stand again.
    pub fn returned(&self) -> (Vec<&SourceReport>, Vec<Placed<'_>>) {
        (
            self.sources.iter().filter(|source| source.back.is_some()).collect(),
            self.passages().filter(|(_, passage)| passage.change == Change::Back).collect(),
        )
    }

    /// How many passages stand, and how many of these in a newer copy.
    pub fn standing(&self) -> (usize, usize) {
        let of = |change| self.passages().filter(|(_, passage)| passage.change == change).count();
        let moved = of(Change::Moved);
        (of(Change::Unchanged) + moved, moved)
    }

    /// Whether there is nothing that was not known before.
    pub fn is_quiet(&self) -> bool {
        let quiet = |source: &SourceReport| {
            source.news == News::default()
                && source.back.is_none()
                && source
                    .passages
                    .iter()
                    .all(|p| p.change != Change::Back && !(p.change.needs_decision() && p.is_new))
        };
        let papers = |paper: &PaperReport| matches!(paper.done, Done::Unchanged | Done::NotBuilt);
        !self.stopped
            && !self.offline
            && self.sources.iter().all(quiet)
            && self.papers.iter().all(papers)
    }
}
