//! Items → blocks.

use super::{Composer, paragraph, prose, values};
use crate::cite::{Citation, first_words, same_name, source_anchor};
use crate::model::audience::{Asks, CitationForm};
use crate::model::date::PartialDate;
use crate::model::item::{Item, Kind};
use crate::model::text::Text;
use crate::paper::{Block, Figure, Run};

impl Composer<'_> {
    pub(super) fn fact(&mut self, item: &Item, citation: &Citation) -> Block {
        let (number, anchor) = self.next_number();
        self.remember(item, &anchor);
        self.label(item, self.paragraph.to_string());
        let runs = self.sentence(&item.text, citation);
        Block::Paragraph { number, anchor: Some(anchor), runs, findings: Vec::new() }
    }

    pub(super) fn event(&mut self, item: &Item, citation: &Citation) -> Block {
        // Another view of a fact: it takes no number, and links lead to where the fact stands in full.
        self.events += 1;
        let anchor = format!("e{}", self.events);
        let date = item.as_of.map(|as_of| self.words.dates.period(as_of)).unwrap_or_default();
        let runs = self.sentence(&item.text, citation);
        Block::Event { date, anchor: Some(anchor), runs, findings: Vec::new() }
    }

    /// A statement with its citation: a note's mark after it, or whose it is within it.
    pub(super) fn sentence(&mut self, text: &Text, citation: &Citation) -> Vec<Run> {
        let text = self.names.expand(text);
        if citation.attribution.is_empty() {
            let mut runs = vec![Run::text(text)];
            runs.extend(prose::mark(citation));
            return runs;
        }
        let stop = text.chars().last().filter(|c| matches!(c, '.' | '!' | '?'));
        let statement = text.strip_suffix(['.', '!', '?']).unwrap_or(&text);
        let mut runs = vec![Run::text(statement)];
        match (prose::link_name(&mut runs, citation), citation.second_hand) {
            (true, false) => {}
            (true, true) => {
                runs.push(Run::text(", "));
                runs.extend(self.quoted_by(citation));
            }
            (false, _) => {
                runs.push(Run::text(", "));
                let pattern = self.words.get("according-to");
                runs.extend(prose::pattern(pattern, "{name}", &citation.attribution));
            }
        }
        runs.push(Run::text(stop.unwrap_or('.').to_string()));
        runs
    }

    pub(super) fn quotation(&mut self, item: &Item, citation: &Citation) -> Block {
        let (open, close) = &self.audience.quotation_marks;
        let anchor = format!("q{}", self.anchors.len() + 1);
        self.remember(item, &anchor);
        let Kind::Quote { speaker, .. } = &item.kind else { return paragraph(Vec::new()) };
        let mut runs = vec![Run::text(format!("{open}{}{close}", item.text.raw.trim()))];
        let mut by = Vec::new();
        match self.audience.citations {
            CitationForm::Notes => {
                runs.extend(prose::mark(citation));
                by.push(Run::text(speaker.value.as_str()));
            }
            // Whose words they are stands in the same sentence, and the words stay untouched.
            CitationForm::Sentence => {
                let words = std::mem::take(&mut runs);
                runs = self.whose(speaker, citation);
                if let Some(first) = runs.first_mut() {
                    first.text = values::capitalised(&first.text);
                }
                runs.push(Run::text(": "));
                runs.extend(words);
                if !item.text.raw.trim().ends_with(['.', '!', '?', '…']) {
                    runs.push(Run::text("."));
                }
            }
        }
        Block::Quotation { anchor: Some(anchor), runs, by, findings: Vec::new() }
    }

    /// “Speaker, as quoted by Source”, or the speaker alone where the source is the speaker’s own.
    pub(super) fn whose(&self, speaker: &str, citation: &Citation) -> Vec<Run> {
        if !citation.second_hand && same_name(&citation.name, speaker) {
            return citation.found_in.clone();
        }
        let mut runs = vec![Run::text(format!("{speaker}, "))];
        runs.extend(self.quoted_by(citation));
        runs
    }

    /// “as quoted by Source”.
    pub(super) fn quoted_by(&self, citation: &Citation) -> Vec<Run> {
        prose::pattern(self.words.get("quoted-by"), "{source}", &citation.found_in)
    }

    pub(super) fn recommendation(&mut self, item: &Item, citation: &Citation) -> Block {
        let Kind::Recommendation { addressee, supported_by, deadline } = &item.kind else {
            return paragraph(Vec::new());
        };
        let number = if !self.audience.numbered {
            String::new()
        } else if self.audience.labels {
            self.asks += 1;
            format!("R{}", self.asks)
        } else {
            self.paragraph += 1;
            self.paragraph.to_string()
        };
        let anchor = format!("r{}", self.anchors.len() + 1);
        self.remember(item, &anchor);
        self.label(item, number.clone());
        let facts = supported_by.iter().map(|id| id.value.clone()).collect();
        self.supports.insert(anchor.clone(), facts);
        let text = self.names.expand(&item.text);
        let (lead, rest) = values::lead(&text);
        let mut rest = vec![Run::text(rest)];
        if let Some(deadline) = deadline {
            let date = self.words.dates.date(PartialDate::day(*deadline));
            let by = self.words.get("by").replace("{date}", &date);
            let action = rest[0].text.trim_end_matches('.').to_owned();
            rest[0].text = format!("{action} ({by}).");
        }
        rest.extend(prose::mark(citation));
        let mut support = Vec::new();
        if let Some(who) = self.recommended_by(item) {
            let pattern = self.words.get("recommended-by");
            let who = match citation.attribution.is_empty() {
                true => vec![Run::text(who)],
                false => citation.attribution.clone(),
            };
            support.extend(prose::pattern(pattern, "{name}", &who));
        }
        Block::Recommendation {
            number,
            anchor: Some(anchor),
            addressee: self.addressee(&addressee.value),
            lead: vec![Run::text(lead)],
            rest,
            support,
            findings: Vec::new(),
        }
    }

    /// Whose recommendation it is.
    pub(super) fn recommended_by(&self, item: &Item) -> Option<String> {
        let primary = item.primary.as_ref().map(|primary| primary.name.clone());
        primary.or_else(|| {
            let support = item.supports.first()?;
            let source = self.library.sources.get(&support.source.value)?;
            Some(first_words(&source.in_a_sentence()).to_owned())
        })
    }

    /// Whom a recommendation asks, as printed beside it.
    pub(super) fn addressee(&mut self, id: &str) -> String {
        if let Some(audience) = self.library.audiences.get(id) {
            return audience.name.clone();
        }
        let Some(addressee) = self.library.addressees.get(id) else { return id.to_owned() };
        let name = self.names.in_heading(&addressee.name);
        match self.audience.asks {
            Asks::All => name,
            Asks::Addressed => self.words.get("raise-with").replace("{addressee}", &name),
        }
    }

    pub(super) fn figure(&mut self, item: &Item, citation: &Citation) -> Option<Figure> {
        let figure = item.figure()?;
        let (value, label) = values::figure(figure, self.words);
        let mut by = match citation.attribution.is_empty() {
            true => self.recommended_by(item).map(Run::text).into_iter().collect(),
            false => citation.attribution.clone(),
        };
        by.extend(prose::mark(citation));
        by.extend(self.see(citation));
        Some(Figure {
            value,
            label,
            as_of: item.as_of.map(|as_of| self.words.dates.period(as_of)),
            by,
            findings: Vec::new(),
        })
    }

    /// The sources a paper without notes rests on.
    pub(super) fn source_list(&self) -> Vec<Block> {
        let sources = &self.citations.sources;
        if self.audience.citations == CitationForm::Notes || sources.is_empty() {
            return Vec::new();
        }
        let heading = Block::Heading { level: 2, text: self.words.get("sources").to_owned() };
        let entries = sources.iter().map(|(id, runs)| Block::Paragraph {
            number: None,
            anchor: Some(source_anchor(id, sources)),
            runs: runs.clone(),
            findings: Vec::new(),
        });
        std::iter::once(heading).chain(entries).collect()
    }
}
