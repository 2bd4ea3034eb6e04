//! References within a paper: what its parts are called is known only once all are numbered, so they
//! are filled in last.

use super::Composer;
use crate::cite::Citation;
use crate::paper::{Block, Paper, Run};

/// Begins a stand-in. Targets are names the tool gives, and none of those begins so.
const SEE: &str = "\u{E002}";

fn stand_in(run: &Run) -> Option<Vec<&str>> {
    let ids = run.target.as_deref()?.strip_prefix(SEE)?;
    Some(ids.split(SEE).collect())
}

impl Composer<'_> {
    /// Says under each recommendation which of the paper's paragraphs it rests on: known only once
    /// all are numbered.
    pub(super) fn fill_supports(&self, paper: &mut Paper) {
        paper.each_block(&mut |block| {
            let Block::Recommendation { anchor: Some(anchor), support, .. } = block else { return };
            let mut links: Vec<(u32, Run)> = self
                .supports
                .get(anchor.as_str())
                .into_iter()
                .flatten()
                .filter_map(|id| match self.labels.get(id) {
                    Some(label) => Some((label.parse().ok()?, self.link(id, label))),
                    None => {
                        let (number, anchor) = self.cited.get(id)?;
                        let target = Some(anchor.clone());
                        Some((*number, Run { target, ..Run::text(number.to_string()) }))
                    }
                })
                .collect();
            if links.is_empty() || !self.audience.numbered {
                if !support.is_empty() {
                    support.push(Run::text("."));
                }
                return;
            }
            links.sort_by_key(|(number, _)| *number);
            links.dedup_by_key(|(number, _)| *number);
            let noun = if links.len() == 1 { "paragraph" } else { "paragraphs" };
            let before = if support.is_empty() { "" } else { ". " };
            let rests = self.words.get("supported-by");
            support.push(Run::text(format!("{before}{rests} {} ", self.words.get(noun))));
            support.extend(self.listed(links.into_iter().map(|(_, link)| link).collect()));
            support.push(Run::text("."));
        });
    }

    pub(super) fn link(&self, id: &str, label: &str) -> Run {
        Run { target: self.anchors.get(id).cloned(), ..Run::text(label) }
    }

    /// “3, 5 and R2”.
    pub(super) fn listed(&self, links: Vec<Run>) -> Vec<Run> {
        let last = links.len().saturating_sub(1);
        let mut out = Vec::new();
        for (at, link) in links.into_iter().enumerate() {
            match at {
                0 => {}
                _ if at == last => out.push(Run::text(format!(" {} ", self.words.get("and")))),
                _ => out.push(Run::text(", ")),
            }
            out.push(link);
        }
        out
    }

    /// A stand-in for references to items of the paper: what they are called is known only once all
    /// are numbered.
    pub(super) fn see(&self, citation: &Citation) -> Option<Run> {
        (!citation.see.is_empty()).then(|| Run {
            target: Some(format!("{SEE}{}", citation.see.join(SEE))),
            ..Run::default()
        })
    }

    /// Puts “(paras 3 and 5; R2)” where [`Composer::see`] stood in.
    pub(super) fn fill_references(&self, paper: &mut Paper) {
        paper.each_runs(&mut |runs| {
            if !runs.iter().any(|run| stand_in(run).is_some()) {
                return;
            }
            let mut out: Vec<Run> = Vec::new();
            for run in runs.drain(..) {
                let Some(ids) = stand_in(&run) else {
                    out.push(run);
                    continue;
                };
                let labelled = |numbered: bool| -> Vec<Run> {
                    let mut links: Vec<(u32, Run)> = ids
                        .iter()
                        .filter_map(|id| Some((id, self.labels.get(*id)?)))
                        .filter(|(_, label)| label.parse::<u32>().is_ok() == numbered)
                        .map(|(id, label)| {
                            (
                                label.trim_start_matches('R').parse().unwrap_or(0),
                                self.link(id, label),
                            )
                        })
                        .collect();
                    links.sort_by_key(|(number, _)| *number);
                    links.dedup_by_key(|(number, _)| *number);
                    links.into_iter().map(|(_, link)| link).collect()
                };
                let (paragraphs, asks) = (labelled(true), labelled(false));
                let noun = if paragraphs.len() == 1 { "para" } else { "paras" };
                let (some_paragraphs, some_asks) = (!paragraphs.is_empty(), !asks.is_empty());
                out.push(Run::text(" ("));
                if some_paragraphs {
                    out.push(Run::text(format!("{} ", self.words.get(noun))));
                    out.extend(self.listed(paragraphs));
                }
                if some_paragraphs && some_asks {
                    out.push(Run::text("; "));
                }
                out.extend(self.listed(asks));
                out.push(Run::text(")"));
            }
            *runs = out;
        });
    }
}
