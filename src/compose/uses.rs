//! Which sentences of a paper rest on what.

use super::Composer;
use super::prose::is_mark;
use crate::claims::reading::View;
use crate::model::item::{Item, Kind};
use crate::paper::{Block, Figure, Run};
use crate::wording::sentences::sentences;

/// A sentence of a paper, or a figure, and one thing it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The item, or the source where prose cites one by itself.
    pub id: String,
    /// The section, counted from nought.
    pub section: usize,
    /// The number of its paragraph or the label of the recommendation, as printed.
    pub number: Option<String>,
    /// The words.
    pub sentence: String,
    /// Whether it rests on the item only through another: a recommendation on the facts behind it.
    pub through: Option<String>,
}

/// The characters of some runs, without the numbers of notes.
pub(super) fn unmarked(runs: &[Run]) -> String {
    runs.iter().filter(|run| !is_mark(run)).map(|run| run.text.as_str()).collect()
}

impl Composer<'_> {
    fn used(&mut self, id: &str, number: Option<String>, sentence: String) {
        let number = number.filter(|number| !number.is_empty());
        let (id, section) = (id.to_owned(), self.at);
        self.uses.push(Use { id, section, number, sentence, through: None });
    }

    /// An item that is a block of its own.
    pub(super) fn used_in_block(&mut self, item: &Item, block: &Block) {
        let (number, sentence) = match block {
            Block::Paragraph { number, runs, .. } => {
                (number.map(|number| number.to_string()), unmarked(runs))
            }
            Block::Event { date, runs, .. } => (None, format!("{date}: {}", unmarked(runs))),
            Block::Quotation { runs, by, .. } if by.is_empty() => (None, unmarked(runs)),
            Block::Quotation { runs, by, .. } => {
                (None, format!("{} – {}", unmarked(runs), unmarked(by)))
            }
            Block::Recommendation { number, lead, rest, .. } => {
                (Some(number.clone()), format!("{}{}", unmarked(lead), unmarked(rest)))
            }
            _ => return,
        };
        self.used(&item.id, number.clone(), sentence.clone());
        if let Kind::Recommendation { supported_by, .. } = &item.kind {
            for fact in supported_by {
                self.used(&fact.value, number.clone(), sentence.clone());
                if let Some(last) = self.uses.last_mut() {
                    last.through = Some(item.id.clone());
                }
            }
        }
    }

    /// A fact whose figure stands alone.
    pub(super) fn used_in_figure(&mut self, item: &Item, figure: &Figure) {
        let as_of = figure.as_of.as_ref().map(|day| format!(" ({day})")).unwrap_or_default();
        self.used(&item.id, None, format!("{} {}{as_of}", figure.value, figure.label));
    }

    /// Prose: `cited` says what is cited and how far the text had come there, in bytes.
    pub(super) fn used_in_prose(
        &mut self,
        text: &str,
        number: Option<u32>,
        cited: &[(String, usize)],
    ) {
        if cited.is_empty() {
            return;
        }
        let view = View::new(text);
        // A mark stands after its sentence, or the part of it that it is for.
        let starts: Vec<usize> = sentences(&view)
            .into_iter()
            .filter_map(|range| Some(view.tokens.get(range.start)?.start))
            .collect();
        for (id, at) in cited {
            let before = |start: &usize| *start < *at;
            let first = starts.iter().copied().rfind(before).unwrap_or(0);
            let end = starts.iter().copied().find(|start| *start >= *at).unwrap_or(text.len());
            // Quotation marks before the first word.
            let gap = text[..first].trim_end().len();
            let sentence = text.get(gap..end).unwrap_or(text).trim();
            self.used(id, number.map(|number| number.to_string()), sentence.to_owned());
        }
    }
}
