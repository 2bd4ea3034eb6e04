//! Selection, citations → [`Paper`]: the words of a paper in the order they are read.

mod prose;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::cite::{Citation, Citations, Place, source_anchor};
use crate::diag::Diagnostic;
use crate::model::audience::{CitationForm, Words};
use crate::model::date::PartialDate;
use crate::model::item::{Item, Kind};
use crate::model::library::Library;
use crate::model::text::{Text, is_invisible};
use crate::paper::{Block, Meeting, Meta, Organisation, Paper, Run, Section, SectionKind};
use crate::select::Chosen;
use crate::verify::Vouched;
use prose::Names;

/// A paper, and which block holds which item.
#[derive(Debug, Clone)]
pub struct Composed {
    /// The paper.
    pub paper: Paper,
    /// Item id → anchor of the block that holds it in full.
    pub anchors: BTreeMap<String, String>,
}

/// Composes a paper. `today` dates it where the spec does not.
pub fn compose(
    library: &Library,
    vouched: &Vouched<'_>,
    citations: &Citations,
    words: &Words,
    today: NaiveDate,
    draft: bool,
) -> (Composed, Vec<Diagnostic>) {
    let selection = vouched.selection();
    let target = &selection.target;
    let mut composer = Composer {
        library,
        audience: target.audience,
        citations,
        words,
        names: Names::new(library, target.addressed),
        paragraph: 0,
        asks: 0,
        anchors: BTreeMap::new(),
        numbers: BTreeMap::new(),
        supports: BTreeMap::new(),
    };
    let title = composer.names.in_full(&target.spec.title.value);
    let sections: Vec<Section> = selection
        .sections
        .iter()
        .enumerate()
        .map(|(at, chosen)| composer.section(at, chosen))
        .collect();
    let meta = meta(library, vouched, words, title, today, draft);
    let mut paper = Paper { meta, sections, notes: citations.notes.clone() };
    composer.fill_supports(&mut paper);
    let anchors = composer.anchors;
    let findings = drop_invisible(&mut paper, &anchors, library);
    (Composed { paper, anchors }, findings)
}

/// Takes out characters that print nothing and steer how others are read; each is said.
fn drop_invisible(
    paper: &mut Paper,
    anchors: &BTreeMap<String, String>,
    library: &Library,
) -> Vec<Diagnostic> {
    let mut dropped: BTreeSet<(Option<String>, char)> = BTreeSet::new();
    paper.each_text(&mut |anchor, text| {
        let unwanted = |c: char| is_invisible(c) || (c.is_control() && c != '\n');
        if text.contains(unwanted) {
            for c in text.chars().filter(|c| unwanted(*c)) {
                dropped.insert((anchor.map(str::to_owned), c));
            }
            text.retain(|c| !unwanted(c));
        }
    });
    dropped
        .into_iter()
        .map(|(anchor, c)| {
            let item = anchor.and_then(|anchor| item_at(anchors, &anchor));
            let place = item.as_ref().map_or_else(|| "the paper".to_owned(), |id| format!("`{id}`"));
            let mut finding = Diagnostic::warning(
                "dropped-character",
                format!("the character U+{:04X} of {place} was left out", c as u32),
            )
            .why("it prints nothing, and can change how what stands around it is read")
            .help("delete it from the text");
            if let Some(item) = item.and_then(|id| library.items.get(&id)) {
                finding = finding.at(&item.text_span).item(&item.id);
            }
            finding
        })
        .collect()
}

/// The item a block holds.
pub fn item_at(anchors: &BTreeMap<String, String>, anchor: &str) -> Option<String> {
    anchors.iter().find(|(_, at)| *at == anchor).map(|(id, _)| id.clone())
}

fn meta(
    library: &Library,
    vouched: &Vouched<'_>,
    words: &Words,
    title: String,
    today: NaiveDate,
    draft: bool,
) -> Meta {
    let selection = vouched.selection();
    let target = &selection.target;
    let (spec, audience) = (target.spec, target.audience);
    let date = spec.date.unwrap_or(today);
    let language = spec.language.as_ref().map_or(&audience.language, |language| &language.value);
    let (lang, region) = match language.split_once('-') {
        Some((lang, region)) => (lang.to_owned(), Some(region.to_owned())),
        None => (language.clone(), None),
    };
    let own_type = spec.document_type.as_ref().filter(|_| !target.is_pack());
    let document_type =
        library.types.get(own_type.map_or(&audience.document_type, |own| &own.value));
    let release_line = document_type.is_some_and(|kind| kind.release_line);
    let embargo = spec.embargo.as_ref().map(|embargo| embargo.value);
    let release = match embargo {
        Some(embargo) => Some(values::embargo(embargo, library.timezone, words)),
        None => release_line.then(|| words.get("immediate").to_owned()),
    };
    let meeting = spec.meeting.as_ref().map(|meeting| Meeting {
        with: meeting.with.clone(),
        when: meeting.when.map(|when| values::moment(when, library.timezone, words)),
        place: meeting.place.clone(),
    });
    Meta {
        stem: target.stem.clone(),
        title,
        kind: document_type.map(|kind| kind.label.clone()).unwrap_or_default(),
        audience: audience.name.clone(),
        organisation: Organisation {
            name: library.organisation.name.clone(),
            notice: library.organisation.notice.clone(),
            contact: library.organisation.contact.clone(),
        },
        date: words.dates.date(PartialDate::day(date)),
        iso_date: date.to_string(),
        lang,
        region,
        marking: audience.marking.then(|| selection.handling.to_string()),
        release,
        accent: audience.accent.clone(),
        draft,
        findings: Vec::new(),
        meeting,
        claim: None,
        words: words.words.clone(),
    }
}

/// The template a paper is set with, without ending.
pub fn template<'a>(library: &'a Library, vouched: &'a Vouched<'_>) -> &'a str {
    let target = &vouched.selection().target;
    let (spec, audience) = (target.spec, target.audience);
    let own = |value: &'a Option<crate::model::At<String>>| {
        value.as_ref().filter(|_| !target.is_pack()).map(|at| at.value.as_str())
    };
    let by_type = |id: &str| library.types.get(id).map(|kind| kind.template.as_str());
    own(&spec.template)
        .or_else(|| own(&spec.document_type).and_then(by_type))
        .or(audience.template.as_deref())
        .or_else(|| by_type(&audience.document_type))
        .unwrap_or("briefing")
}

pub(crate) struct Composer<'a> {
    library: &'a Library,
    audience: &'a crate::model::audience::Audience,
    citations: &'a Citations,
    words: &'a Words,
    names: Names<'a>,
    /// The last paragraph's number, counted whether or not it is printed.
    paragraph: u32,
    /// The last recommendation's.
    asks: u32,
    anchors: BTreeMap<String, String>,
    /// Item id → number of its paragraph.
    numbers: BTreeMap<String, u32>,
    /// Anchor of a recommendation → the facts it rests on.
    supports: BTreeMap<String, Vec<String>>,
}

impl Composer<'_> {
    fn section(&mut self, at: usize, chosen: &Chosen<'_>) -> Section {
        let heading = match chosen.heading {
            Some(heading) => Some(self.names.in_heading(heading)),
            None => self.default_heading(chosen.kind),
        };
        let mut blocks = Vec::new();
        for (body, prose) in chosen.bodies.iter().enumerate() {
            let place = |cluster| Place::Prose { section: at, body, cluster };
            let new = self.body(prose, chosen.kind, &place);
            match chosen.kind {
                SectionKind::Questions => {
                    let q = vec![Run::text(&chosen.questions[body].q)];
                    blocks.push(Block::Question { q, a: prose::runs_of(new) });
                }
                SectionKind::Objectives | SectionKind::Lines => {
                    let numbered = chosen.kind == SectionKind::Objectives;
                    let number = numbered.then(|| u32::try_from(body + 1).unwrap_or(u32::MAX));
                    blocks.push(Block::Line { number, runs: prose::runs_of(new) });
                }
                _ => blocks.extend(new),
            }
        }
        let items = chosen.items.iter().enumerate().map(|(item, chosen)| {
            (*chosen, self.citations.at(Place::Item { section: at, item }))
        });
        let items: Vec<(&Item, Citation)> = items.collect();
        match chosen.kind {
            SectionKind::KeyFigures => {
                let figures =
                    items.iter().filter_map(|(item, cite)| self.figure(item, cite)).collect();
                blocks.push(Block::Figures { figures });
            }
            SectionKind::Facts => {
                blocks.extend(items.iter().map(|(item, cite)| self.fact(item, cite)));
            }
            SectionKind::Timeline => {
                blocks.extend(items.iter().map(|(item, cite)| self.event(item, cite)));
            }
            SectionKind::Quotes => {
                blocks.extend(items.iter().map(|(item, cite)| self.quotation(item, cite)));
            }
            SectionKind::Recommendations => {
                blocks.extend(items.iter().map(|(item, cite)| self.recommendation(item, cite)));
            }
            SectionKind::Contacts => {
                let contact = self.library.organisation.contact.clone();
                blocks.extend(contact.map(|contact| Block::ContactCard { contact }));
            }
            SectionKind::About => {
                if let Some(about) = &self.library.organisation.about {
                    let runs = vec![Run::text(self.names.expand(about))];
                    blocks.push(paragraph(runs));
                }
            }
            SectionKind::NotesToEditors => blocks.extend(self.source_list()),
            SectionKind::Attendees => {
                blocks.extend(chosen.attendees.iter().map(|attendee| Block::Attendee {
                    name: attendee.name.clone(),
                    role: attendee.role.clone(),
                    bio: attendee.bio.clone(),
                }));
            }
            _ => {}
        }
        Section { kind: chosen.kind, heading, blocks }
    }

    fn default_heading(&self, kind: SectionKind) -> Option<String> {
        let key = match kind {
            SectionKind::Text => return None,
            SectionKind::InBrief => "in-brief",
            SectionKind::KeyFigures => "key-figures",
            SectionKind::Facts => "facts",
            SectionKind::Quotes => "quotes",
            SectionKind::Recommendations => "recommendations",
            SectionKind::Timeline => "timeline",
            SectionKind::Contacts => "contacts",
            SectionKind::NotesToEditors => "notes-to-editors",
            SectionKind::About => "about",
            SectionKind::Objectives => "objectives",
            SectionKind::Lines => "lines",
            SectionKind::Questions => "questions",
            SectionKind::Attendees => "attendees",
        };
        Some(self.words.get(key).to_owned())
    }

    /// The next paragraph's number, printed where the audience numbers paragraphs.
    fn next_number(&mut self) -> (Option<u32>, String) {
        self.paragraph += 1;
        let printed = self.audience.numbered.then_some(self.paragraph);
        (printed, format!("p{}", self.paragraph))
    }

    fn remember(&mut self, item: &Item, anchor: &str) {
        self.anchors.entry(item.id.clone()).or_insert_with(|| anchor.to_owned());
    }

    fn fact(&mut self, item: &Item, citation: &Citation) -> Block {
        let (number, anchor) = self.next_number();
        self.remember(item, &anchor);
        self.numbers.insert(item.id.clone(), self.paragraph);
        let runs = self.sentence(&item.text, citation);
        Block::Paragraph { number, anchor: Some(anchor), runs, findings: Vec::new() }
    }

    fn event(&mut self, item: &Item, citation: &Citation) -> Block {
        let (_, anchor) = self.next_number();
        self.remember(item, &anchor);
        let date = item.as_of.map(|as_of| self.words.dates.period(as_of)).unwrap_or_default();
        let runs = self.sentence(&item.text, citation);
        Block::Event { date, anchor: Some(anchor), runs, findings: Vec::new() }
    }

    /// A statement with its citation: a note's mark after it, or whose it is within it.
    fn sentence(&mut self, text: &Text, citation: &Citation) -> Vec<Run> {
        let text = self.names.expand(text);
        if citation.attribution.is_empty() {
            let mut runs = vec![Run::text(text)];
            runs.extend(citation.note.map(Run::note));
            return runs;
        }
        let stop = text.chars().last().filter(|c| matches!(c, '.' | '!' | '?'));
        let statement = text.strip_suffix(['.', '!', '?']).unwrap_or(&text);
        let mut runs = vec![Run::text(format!("{statement}, "))];
        runs.extend(prose::pattern(self.words.get("according-to"), "{name}", &citation.attribution));
        runs.push(Run::text(stop.unwrap_or('.').to_string()));
        runs
    }

    fn quotation(&mut self, item: &Item, citation: &Citation) -> Block {
        let (open, close) = &self.audience.quotation_marks;
        let anchor = format!("q{}", self.anchors.len() + 1);
        self.remember(item, &anchor);
        let Kind::Quote { speaker, .. } = &item.kind else { return paragraph(Vec::new()) };
        let mut runs = vec![Run::text(format!("{open}{}{close}", item.text.raw.trim()))];
        let mut by = Vec::new();
        match self.audience.citations {
            CitationForm::Notes => {
                runs.extend(citation.note.map(Run::note));
                by.push(Run::text(speaker));
            }
            // Whose words they are stands in the same sentence.
            CitationForm::Sentence => {
                runs.push(Run::text(", "));
                let whose = self.whose(speaker, citation);
                runs.extend(prose::pattern(self.words.get("in-the-words-of"), "{name}", &whose));
                runs.push(Run::text("."));
            }
        }
        Block::Quotation { anchor: Some(anchor), runs, by, findings: Vec::new() }
    }

    /// “Speaker, as quoted by Source”, or the speaker alone where the source is the speaker’s own.
    fn whose(&self, speaker: &str, citation: &Citation) -> Vec<Run> {
        let found: String = citation.found_in.iter().map(|run| run.text.as_str()).collect();
        if found.contains(speaker) {
            return citation.found_in.clone();
        }
        let mut runs = vec![Run::text(format!("{speaker}, "))];
        runs.extend(prose::pattern(self.words.get("quoted-by"), "{source}", &citation.found_in));
        runs
    }

    fn recommendation(&mut self, item: &Item, citation: &Citation) -> Block {
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
        let facts = supported_by.iter().map(|id| id.value.clone()).collect();
        self.supports.insert(anchor.clone(), facts);
        let text = self.names.expand(&item.text);
        let (lead, rest) = values::lead(&text);
        let mut rest = vec![Run::text(rest)];
        if let Some(deadline) = deadline {
            let date = self.words.dates.date(PartialDate::day(*deadline));
            let by = self.words.get("by").replace("{date}", &date);
            rest.push(Run::text(format!(" ({by})")));
        }
        rest.extend(citation.note.map(Run::note));
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
    fn recommended_by(&self, item: &Item) -> Option<String> {
        let primary = item.primary.as_ref().map(|primary| primary.name.clone());
        primary.or_else(|| {
            let support = item.supports.first()?;
            Some(self.library.sources.get(&support.source.value)?.in_a_sentence())
        })
    }

    /// Whom a recommendation asks, as printed beside it.
    fn addressee(&mut self, id: &str) -> String {
        if let Some(audience) = self.library.audiences.get(id) {
            return audience.name.clone();
        }
        let Some(addressee) = self.library.addressees.get(id) else { return id.to_owned() };
        let name = self.names.in_heading(&addressee.name);
        match self.audience.asks {
            crate::model::audience::Asks::All => name,
            crate::model::audience::Asks::Addressed => {
                self.words.get("raise-with").replace("{addressee}", &name)
            }
        }
    }

    fn figure(&mut self, item: &Item, citation: &Citation) -> Option<crate::paper::Figure> {
        let figure = item.figure()?;
        let (value, label) = values::figure(figure, self.words);
        let mut by = match citation.attribution.is_empty() {
            true => self.recommended_by(item).map(Run::text).into_iter().collect(),
            false => citation.attribution.clone(),
        };
        by.extend(citation.note.map(Run::note));
        Some(crate::paper::Figure {
            value,
            label,
            as_of: item.as_of.map(|as_of| self.words.dates.period(as_of)),
            by,
            findings: Vec::new(),
        })
    }

    /// The sources a paper without notes rests on.
    fn source_list(&self) -> Vec<Block> {
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

    /// Says under each recommendation which of the paper's paragraphs it rests on: known only once
    /// all are numbered.
    fn fill_supports(&self, paper: &mut Paper) {
        paper.each_block(&mut |block| {
            let Block::Recommendation { anchor: Some(anchor), support, .. } = block else { return };
            let mut links: Vec<(u32, Run)> = self.supports[anchor.as_str()]
                .iter()
                .filter_map(|id| {
                    let number = *self.numbers.get(id)?;
                    let target = self.anchors.get(id).cloned();
                    Some((number, Run { target, ..Run::text(number.to_string()) }))
                })
                .collect();
            if links.is_empty() || !self.audience.numbered {
                return;
            }
            links.sort_by_key(|(number, _)| *number);
            links.dedup_by_key(|(number, _)| *number);
            let noun = if links.len() == 1 { "paragraph" } else { "paragraphs" };
            let before = if support.is_empty() { "" } else { ". " };
            let rests = self.words.get("supported-by");
            support.push(Run::text(format!("{before}{rests} {} ", self.words.get(noun))));
            let last = links.len() - 1;
            for (at, (_, link)) in links.into_iter().enumerate() {
                match at {
                    0 => {}
                    _ if at == last => {
                        support.push(Run::text(format!(" {} ", self.words.get("and"))));
                    }
                    _ => support.push(Run::text(", ")),
                }
                support.push(link);
            }
            support.push(Run::text("."));
        });
    }
}

/// A paragraph without number or name.
fn paragraph(runs: Vec<Run>) -> Block {
    Block::Paragraph { number: None, anchor: None, runs, findings: Vec::new() }
}

/// For drafts: puts each finding beside the item it is about, the others at the head of the paper.
pub fn annotate(composed: &mut Composed, found: &[Diagnostic]) {
    let mut at_head = Vec::new();
    let mut beside: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for finding in found {
        let text = format!("{}: {}", finding.level.as_str(), finding.message);
        match finding.item.as_ref().and_then(|item| composed.anchors.get(item)) {
            Some(anchor) => beside.entry(anchor.as_str()).or_default().push(text),
            None => at_head.push(text),
        }
    }
    composed.paper.each_block(&mut |block| {
        let Some(texts) = block.anchor().and_then(|anchor| beside.get(anchor)).cloned() else {
            return;
        };
        match block {
            Block::Paragraph { findings, .. }
            | Block::Quotation { findings, .. }
            | Block::Recommendation { findings, .. }
            | Block::Event { findings, .. } => findings.extend(texts),
            _ => {}
        }
    });
    composed.paper.meta.findings = at_head;
}
