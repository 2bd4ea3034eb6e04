//! Protected names of a library, taken out of everything that will be read.

use super::{Finder, Protected};
use crate::model::item::Person;
use crate::model::library::Library;
use crate::paper::{Block, Paper, Run, plain};

/// What takes protected names out of papers, and what looks for those that must not be there at all.
#[derive(Debug)]
pub struct Redaction {
    /// People who are printed under another name.
    protected: Finder,
    /// The same, and the real names behind pseudonyms, where this machine has them.
    all: Finder,
}

impl Redaction {
    /// The protected names of a library.
    pub fn of(library: &Library) -> Redaction {
        let people = library.items.values().flat_map(|item| &item.people).chain(&library.people);
        let named = |person: &Person| {
            let instead = person.pseudonym.clone()?;
            Some(Protected { names: vec![person.name.clone()], instead })
        };
        let mut protected: Vec<Protected> = people.filter_map(named).collect();
        let public = Finder::new(&protected);
        let private = library.private.iter();
        protected.extend(private.map(|(pseudonym, names)| Protected {
            names: names.clone(),
            instead: pseudonym.clone(),
        }));
        Redaction { protected: public, all: Finder::new(&protected) }
    }

    /// Puts pseudonyms for protected names wherever a paper holds them. In the words of others, in notes
    /// and in titles of sources they stand in square brackets. Addresses that carry a name lead nowhere.
    pub fn paper(&self, paper: &mut Paper) {
        if self.protected.is_empty() {
            return;
        }
        for note in &mut paper.notes {
            self.runs(&mut note.runs, true);
        }
        paper.each_block(&mut |block| {
            if let Block::Quotation { runs, .. } = block {
                self.runs(runs, true);
            }
        });
        paper.each_runs(&mut |runs| self.runs(runs, false));
        paper.each_text(&mut |_, text| {
            if let Some(redacted) = self.protected.redact(text, false) {
                *text = redacted;
            }
        });
    }

    fn runs(&self, runs: &mut Vec<Run>, bracketed: bool) {
        for run in runs.iter_mut() {
            if let Some(redacted) = self.protected.redact(&run.text, bracketed) {
                run.text = redacted;
            }
            run.link = run.link.take().filter(|link| !self.carries(link));
        }
        let whole = plain(runs);
        if !self.carries(&whole) {
            return;
        }
        // A name in two styles: it is worth more than the styles.
        let text = self.protected.redact(&whole, bracketed).unwrap_or(whole);
        runs.retain(|run| run.note.is_some());
        runs.insert(0, Run::text(text));
    }

    /// A text with pseudonyms for protected names.
    pub fn text(&self, text: &str) -> String {
        self.protected.redact(text, true).unwrap_or_else(|| text.to_owned())
    }

    /// Whether a text holds a protected name: then nothing may be made of it but what is redacted.
    pub fn carries(&self, text: &str) -> bool {
        self.protected.find(text.as_bytes()).is_some()
    }

    /// The same of what a paper prints, wherever its styles part a name.
    pub fn leak_in_print(&self, paper: &Paper) -> Option<String> {
        if self.all.is_empty() {
            return None;
        }
        let mut paper = paper.clone();
        let mut found = None;
        paper.each_runs(&mut |runs| {
            if found.is_none() {
                let text: String = runs
                    .iter()
                    .map(|run| if run.line_break { " " } else { run.text.as_str() })
                    .collect();
                found = self.leak(text.as_bytes());
            }
        });
        found
    }

    /// Who it is whose protected or real name some bytes hold all the same: by the pseudonym, never the name.
    pub fn leak(&self, bytes: &[u8]) -> Option<String> {
        let found = self.all.find(bytes).and_then(|range| bytes.get(range))?;
        let name = String::from_utf8_lossy(found);
        Some(self.all.redact(&name, false).unwrap_or_else(|| "a pseudonym".into()))
    }
}
