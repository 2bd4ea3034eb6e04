//! Bodies and texts → blocks and runs, with names as the audience writes them.

use std::collections::BTreeSet;

use super::uses::unmarked;
use super::{Composer, paragraph};
use crate::cite::{Citation, Place};
use crate::model::audience::{Audience, CitationForm};
use crate::model::body::{Asked, Body, BodyBlock, Inline, Reference, Style};
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
            Some(NameForm { short: Some(short), .. }) if self.mentioned.contains(name) => {
                short.clone()
            }
            Some(form) => form.full.clone(),
            None => name.to_owned(),
        })
    }
}

/// A name with a capital where it begins a sentence: an entry may begin with “the”.
fn at_start(before: &str, name: String) -> String {
    let end = before.trim_end();
    let stopped = end.ends_with(['.', '!', '?']) && before.len() > end.len() && !abbreviated(end);
    if !(end.is_empty() || stopped) {
        return name;
    }
    let mut chars = name.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => name,
    }
}

/// Whether a text ends in an abbreviation, whose stop ends no sentence.
fn abbreviated(text: &str) -> bool {
    const SHORT: [&str; 20] = [
        "no", "nos", "dr", "mr", "mrs", "ms", "st", "vs", "cf", "art", "arts", "para", "paras",
        "p", "pp", "vol", "ch", "etc", "approx", "gen",
    ];
    let word = text.trim_end_matches('.').rsplit(char::is_whitespace).next().unwrap_or_default();
    word.contains('.') || SHORT.contains(&word.to_lowercase().as_str())
}

/// The last words of some runs, enough to see whether a sentence ends there.
fn tail(runs: &[Run]) -> String {
    let mut tail = String::new();
    for run in runs.iter().rev() {
        tail.insert_str(0, &run.text);
        if tail.trim().chars().count() > 20 {
            break;
        }
    }
    tail
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

/// The mark of a citation's note: the note itself, or a raised number that leads to it where it
/// stands at the place before already.
pub fn mark(citation: &Citation) -> Option<Run> {
    let number = citation.note?;
    Some(match citation.repeated {
        false => Run::note(number),
        true => {
            Run { sup: true, target: Some(format!("n{number}")), ..Run::text(number.to_string()) }
        }
    })
}

/// Puts the link to the source on the name a sentence already has, if it has it.
///
/// Words found second-hand keep their name plain: the link is not theirs.
pub fn link_name(runs: &mut Vec<Run>, citation: &Citation) -> bool {
    let name = citation.name.as_str();
    let plain = |run: &Run| run.link.is_none() && run.note.is_none();
    let place = runs
        .iter()
        .enumerate()
        .rev()
        .find_map(|(at, run)| Some((at, word_at(&run.text, name).filter(|_| plain(run))?)));
    let (Some((at, start)), Some(link)) = (place, citation.found_in.first()) else { return false };
    if citation.second_hand {
        return true;
    }
    let run = runs.remove(at);
    let part = |text: &str| Run { text: text.to_owned(), ..run.clone() };
    let linked = Run { link: link.link.clone(), target: link.target.clone(), ..part(name) };
    let parts = [part(&run.text[..start]), linked, part(&run.text[start + name.len()..])];
    runs.splice(at..at, parts.into_iter().filter(|run| !run.text.is_empty()));
    true
}

/// Where `word` last stands in `text` as a word or words of its own.
fn word_at(text: &str, word: &str) -> Option<usize> {
    let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.rmatch_indices(word).map(|(at, _)| at).find(|at| {
        !word.is_empty()
            && apart(text[..*at].chars().next_back())
            && apart(text[at + word.len()..].chars().next())
    })
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
        let set_apart =
            matches!(kind, SectionKind::Text | SectionKind::InBrief | SectionKind::NotesToEditors);
        let numbered = kind == SectionKind::Text;
        let cited = Vec::new();
        let mut writer = Writer { composer: self, place, cluster: 0, numbered, set_apart, cited };
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
    /// Whether an item alone in its paragraph is set by itself; in lists, lines and answers it stands
    /// within the text.
    set_apart: bool,
    /// What the paragraph being written cites, and how far its text had come there, in bytes.
    cited: Vec<(String, usize)>,
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
                self.cited.clear();
                let runs = self.inlines(inlines);
                let cited = std::mem::take(&mut self.cited);
                if !(outer && self.numbered) {
                    self.composer.used_in_prose(&unmarked(&runs), None, &cited);
                    return paragraph(runs);
                }
                let (number, anchor) = self.composer.next_number();
                self.composer.used_in_prose(&unmarked(&runs), number, &cited);
                self.composer.cited_in(inlines, &anchor);
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
            BodyBlock::Item(reference) if !(outer && self.set_apart) => {
                let inline = match reference.asked {
                    Some(Asked::Quote) => Inline::Quote(reference.clone()),
                    _ => Inline::Fact(reference.clone()),
                };
                paragraph(self.inlines(&[inline]))
            }
            BodyBlock::Item(reference) => {
                let citation = self.citation();
                let Some(item) = self.composer.item(&reference.id) else {
                    return paragraph(self.unknown(reference).into_iter().collect());
                };
                let block = match item.kind {
                    Kind::Quote { .. } => self.composer.quotation(item, &citation),
                    _ => self.composer.fact(item, &citation),
                };
                self.composer.used_in_block(item, &block);
                block
            }
        }
    }

    fn inlines(&mut self, inlines: &[Inline]) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for inline in inlines {
            match inline {
                Inline::Words { text, style } => runs.push(styled(text, style)),
                Inline::Name { name, style } => {
                    let name = at_start(&tail(&runs), self.composer.names.mention(name));
                    runs.push(styled(&name, style));
                }
                Inline::Break => runs.push(Run { line_break: true, ..Run::default() }),
                Inline::Cite(references) => {
                    let citation = self.citation();
                    self.cite(&mut runs, &citation);
                    runs.extend(references.iter().filter_map(|reference| self.unknown(reference)));
                }
                Inline::Fact(reference) => self.fact(reference, &mut runs),
                Inline::Quote(reference) => self.quote(reference, &mut runs),
            }
            let cited = match inline {
                Inline::Cite(references) => references.as_slice(),
                Inline::Fact(reference) | Inline::Quote(reference) => {
                    std::slice::from_ref(reference)
                }
                _ => &[],
            };
            let far = unmarked(&runs).len();
            self.cited.extend(cited.iter().map(|reference| (reference.id.clone(), far)));
        }
        past_punctuation(&mut runs);
        runs
    }

    /// The mark of a note, where to see it in this paper, or whose it is in parentheses.
    fn cite(&mut self, runs: &mut Vec<Run>, citation: &Citation) {
        runs.extend(mark(citation));
        let mut aside: Vec<Run> = self.composer.see(citation).into_iter().collect();
        if !citation.attribution.is_empty() {
            let named = link_name(runs, citation);
            let said = match (named, citation.second_hand) {
                (true, false) => Vec::new(),
                (true, true) => self.composer.quoted_by(citation),
                (false, _) => citation.attribution.clone(),
            };
            if !said.is_empty() {
                aside.push(Run::text(" ("));
                aside.extend(said);
                aside.push(Run::text(")"));
            }
        }
        if aside.is_empty() {
            return;
        }
        // What stands in parentheses belongs to what is before it: a stop or comma comes after them.
        let stop = runs.last_mut().and_then(|last| match last.text.pop() {
            Some(c) if matches!(c, '.' | '!' | '?' | ',' | ';' | ':') => Some(c),
            Some(other) => {
                last.text.push(other);
                None
            }
            None => None,
        });
        runs.extend(aside);
        runs.extend(stop.map(|stop| Run::text(stop.to_string())));
    }

    /// In a draft, what stands where a reference leads nowhere; otherwise the paper has failed.
    fn unknown(&self, reference: &Reference) -> Option<Run> {
        let known = self.composer.library.items.contains_key(&reference.id)
            || self.composer.library.sources.contains_key(&reference.id);
        (!known).then(|| Run { boxed: true, ..Run::text(format!("? {}", reference.id)) })
    }

    fn fact(&mut self, reference: &Reference, runs: &mut Vec<Run>) {
        let citation = self.citation();
        let Some(item) = self.composer.item(&reference.id) else {
            runs.extend(self.unknown(reference));
            return;
        };
        let text = self.composer.names.expand(&item.text);
        runs.push(Run::text(text.strip_suffix('.').unwrap_or(&text)));
        self.cite(runs, &citation);
    }

    fn quote(&mut self, reference: &Reference, runs: &mut Vec<Run>) {
        let citation = self.citation();
        let Some(item) = self.composer.item(&reference.id) else {
            runs.extend(self.unknown(reference));
            return;
        };
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

/// Whether a run is the mark of a note.
pub(super) fn is_mark(run: &Run) -> bool {
    run.note.is_some() || (run.sup && run.target.is_some())
}

/// Moves marks of notes past a comma or stop that follows them: `text [@a].` prints “text.¹”.
fn past_punctuation(runs: &mut Vec<Run>) {
    for at in 0..runs.len().saturating_sub(1) {
        if !is_mark(&runs[at]) || is_mark(&runs[at + 1]) {
            continue;
        }
        let next = &mut runs[at + 1].text;
        let punctuation =
            next.len() - next.trim_start_matches(['.', ',', ';', ':', '!', '?']).len();
        if punctuation == 0 {
            continue;
        }
        let moved: String = next.drain(..punctuation).collect();
        let first_mark =
            runs[..=at].iter().rposition(|run| !is_mark(run)).map_or(0, |last| last + 1);
        match first_mark.checked_sub(1) {
            Some(before) if runs[before].line_break => runs.insert(before + 1, Run::text(moved)),
            Some(before) => runs[before].text.push_str(&moved),
            None => runs.insert(0, Run::text(moved)),
        }
    }
    runs.retain(|run| *run != Run::default());
}
