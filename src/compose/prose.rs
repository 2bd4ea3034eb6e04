//! Bodies and texts → blocks and runs, with names as the audience writes them.

use std::collections::BTreeSet;

use super::{Composer, paragraph};
use crate::cite::{Citation, Place};
use crate::model::audience::{Audience, CitationForm};
use crate::model::body::{Body, BodyBlock, Inline, Reference, Style};
use crate::model::item::Kind;
use crate::model::library::Library;
use crate::model::text::{NameForm, Part, Text};
use crate::paper::{Block, Run, SectionKind};

/// Names as an audience writes them: in full at first mention, then short.
pub struct Names<'a> {
    library: &'a Library,
    audience: &'a Audience,
    mentioned: BTreeSet<String>,
}

impl<'a> Names<'a> {
    /// Nothing mentioned yet.
    pub fn new(library: &'a Library, audience: &'a Audience) -> Names<'a> {
        Names { library, audience, mentioned: BTreeSet::new() }
    }

    fn form(&self, name: &str) -> Option<&'a NameForm> {
        Some(self.library.names.get(name)?.form(&self.audience.id))
    }

    /// A name within running text.
    pub fn mention(&mut self, name: &str) -> String {
        let Some(form) = self.form(name) else { return name.to_owned() };
        let first = self.mentioned.insert(name.to_owned());
        let Some(short) = &form.short else { return form.full.clone() };
        if !first || !self.audience.full_names {
            return short.clone();
        }
        let bare = |text: &'a str| text.strip_prefix("the ").unwrap_or(text);
        // “United Nations Commission of Inquiry” needs no “(Commission of Inquiry)” after it.
        match form.full.contains(bare(short)) {
            true => form.full.clone(),
            false => format!("{} ({})", form.full, bare(short)),
        }
    }

    fn with(text: &Text, mut name: impl FnMut(&str) -> String) -> String {
        let mut out = String::new();
        for part in &text.parts {
            match part {
                Part::Words(words) => out.push_str(words),
                Part::Name(id) => {
                    let written = name(id);
                    out.push_str(&at_start(&out, written));
                }
            }
        }
        out
    }

    /// A text with its names, which count as mentioned.
    pub fn expand(&mut self, text: &Text) -> String {
        Names::with(text, |name| self.mention(name))
    }

    /// A title: names in full, which counts as no mention.
    pub fn in_full(&self, text: &Text) -> String {
        Names::with(text, |name| self.form(name).map_or(name, |form| &form.full).to_owned())
    }

    /// A heading: names short once they were mentioned, which counts as no mention.
    pub fn in_heading(&self, text: &Text) -> String {
        Names::with(text, |name| match self.form(name) {
            Some(NameForm { short: Some(short), .. }) if self.mentioned.contains(name) => short.clone(),
            Some(form) => form.full.clone(),
            None => name.to_owned(),
        })
    }
}

/// A name with a capital where it begins a sentence: an entry may begin with “the”.
fn at_start(before: &str, name: String) -> String {
    let end = before.trim_end();
    if !(end.is_empty() || end.ends_with(['.', '!', '?', ':']) && before.len() > end.len()) {
        return name;
    }
    let mut chars = name.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => name,
    }
}

/// `pattern` with `runs` where `key` stands.
pub fn pattern(pattern: &str, key: &str, runs: &[Run]) -> Vec<Run> {
    let (before, after) = pattern.split_once(key).unwrap_or((pattern, ""));
    let mut out = vec![Run::text(before)];
    out.extend_from_slice(runs);
    out.push(Run::text(after));
    out.retain(|run| *run != Run::default());
    out
}

/// The runs of some paragraphs, with a line break between them.
pub fn runs_of(blocks: Vec<Block>) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    for block in blocks {
        let runs = match block {
            Block::Paragraph { runs, .. } | Block::Quotation { runs, .. } => runs,
            Block::List { items, .. } => items.into_iter().flat_map(runs_of).collect(),
            Block::Inset { blocks } => runs_of(blocks),
            Block::Heading { text, .. } => vec![Run { strong: true, ..Run::text(text) }],
            _ => Vec::new(),
        };
        if !out.is_empty() && !runs.is_empty() {
            out.push(Run { line_break: true, ..Run::default() });
        }
        out.extend(runs);
    }
    out
}

impl Composer<'_> {
    /// The blocks of a body. `place` names its clusters by their place in reading order.
    pub(super) fn body(
        &mut self,
        body: &Body,
        kind: SectionKind,
        place: &dyn Fn(usize) -> Place,
    ) -> Vec<Block> {
        let mut writer = Writer { composer: self, place, cluster: 0, numbered: kind == SectionKind::Text };
        body.blocks.iter().map(|block| writer.block(block, true)).collect()
    }
}

struct Writer<'c, 'a, 'p> {
    composer: &'c mut Composer<'a>,
    place: &'p dyn Fn(usize) -> Place,
    /// The next cluster.
    cluster: usize,
    /// Whether paragraphs at the outer level have numbers.
    numbered: bool,
}

impl Writer<'_, '_, '_> {
    fn citation(&mut self) -> Citation {
        let at = (self.place)(self.cluster);
        self.cluster += 1;
        self.composer.citations.at(at)
    }

    fn block(&mut self, block: &BodyBlock, outer: bool) -> Block {
        match block {
            BodyBlock::Paragraph(inlines) => {
                let runs = self.inlines(inlines);
                if !(outer && self.numbered) {
                    return paragraph(runs);
                }
                let (number, anchor) = self.composer.next_number();
                Block::Paragraph { number, anchor: Some(anchor), runs, findings: Vec::new() }
            }
            BodyBlock::Heading(level, inlines) => {
                let text = self.inlines(inlines).into_iter().map(|run| run.text).collect();
                Block::Heading { level: *level, text }
            }
            BodyBlock::List { ordered, items } => Block::List {
                ordered: *ordered,
                items: items
                    .iter()
                    .map(|item| item.iter().map(|block| self.block(block, false)).collect())
                    .collect(),
            },
            BodyBlock::Inset(blocks) => Block::Inset {
                blocks: blocks.iter().map(|block| self.block(block, false)).collect(),
            },
            BodyBlock::Item(reference) => {
                let citation = self.citation();
                let Some(item) = self.composer.library.items.get(&reference.id) else {
                    return paragraph(Vec::new());
                };
                match item.kind {
                    Kind::Quote { .. } => self.composer.quotation(item, &citation),
                    _ => self.composer.fact(item, &citation),
                }
            }
        }
    }

    fn inlines(&mut self, inlines: &[Inline]) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for inline in inlines {
            match inline {
                Inline::Words { text, style } => runs.push(styled(text, style)),
                Inline::Name { name, style } => {
                    let before: String = runs.iter().map(|run| run.text.as_str()).collect();
                    let name = at_start(&before, self.composer.names.mention(name));
                    runs.push(styled(&name, style));
                }
                Inline::Break => runs.push(Run { line_break: true, ..Run::default() }),
                Inline::Cite(_) => {
                    let citation = self.citation();
                    self.cite(&mut runs, &citation);
                }
                Inline::Fact(reference) => self.fact(reference, &mut runs),
                Inline::Quote(reference) => self.quote(reference, &mut runs),
            }
        }
        past_punctuation(&mut runs);
        runs
    }

    /// The mark of a note, or whose it is in parentheses.
    fn cite(&self, runs: &mut Vec<Run>, citation: &Citation) {
        runs.extend(citation.note.map(Run::note));
        if !citation.attribution.is_empty() {
            runs.push(Run::text(" ("));
            runs.extend(citation.attribution.iter().cloned());
            runs.push(Run::text(")"));
        }
    }

    fn fact(&mut self, reference: &Reference, runs: &mut Vec<Run>) {
        let citation = self.citation();
        let Some(item) = self.composer.library.items.get(&reference.id) else { return };
        let before: String = runs.iter().map(|run| run.text.as_str()).collect();
        let text = self.composer.names.expand(&item.text);
        runs.push(Run::text(at_start(&before, text.trim_end_matches('.').to_owned())));
        self.cite(runs, &citation);
    }

    fn quote(&mut self, reference: &Reference, runs: &mut Vec<Run>) {
        let citation = self.citation();
        let Some(item) = self.composer.library.items.get(&reference.id) else { return };
        let (open, close) = &self.composer.audience.quotation_marks;
        runs.push(Run::text(format!("{open}{}{close}", item.text.raw.trim())));
        match (self.composer.audience.citations, &item.kind) {
            (CitationForm::Sentence, Kind::Quote { speaker, .. }) => {
                runs.push(Run::text(" ("));
                runs.extend(self.composer.whose(speaker, &citation));
                runs.push(Run::text(")"));
            }
            _ => self.cite(runs, &citation),
        }
    }
}

fn styled(text: &str, style: &Style) -> Run {
    Run {
        strong: style.strong,
        emph: style.emph,
        code: style.code,
        link: style.link.clone(),
        ..Run::text(text)
    }
}

/// Moves marks of notes past a comma or stop that follows them: `text [@a].` prints “text.¹”.
fn past_punctuation(runs: &mut Vec<Run>) {
    for at in 0..runs.len().saturating_sub(1) {
        if runs[at].note.is_none() || runs[at + 1].note.is_some() {
            continue;
        }
        let next = &mut runs[at + 1].text;
        let punctuation = next.len() - next.trim_start_matches(['.', ',', ';', ':', '!', '?']).len();
        if punctuation == 0 {
            continue;
        }
        let moved: String = next.drain(..punctuation).collect();
        let first_mark = runs[..=at].iter().rposition(|run| run.note.is_none()).map_or(0, |last| last + 1);
        match first_mark.checked_sub(1) {
            Some(before) => runs[before].text.push_str(&moved),
            None => runs.insert(0, Run::text(moved)),
        }
    }
    runs.retain(|run| *run != Run::default());
}
