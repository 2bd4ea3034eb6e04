//! Tree → text: what a reader of the page sees, in the order of the markup.

use super::elements::Role;
use super::tree::{Id, Kind, NONE, ROOT, Tree};

/// The visible text of a page.
pub fn walk(tree: &Tree) -> String {
    let mut walker = Walker { tree, out: Writer::default(), readings: Vec::new() };
    walker.subtree(ROOT, State::default());
    walker.readings();
    walker.out.finish()
}

/// What holds for everything in an element.
#[derive(Debug, Clone, Copy)]
struct State {
    visible: bool,
    preformatted: bool,
    /// How many short quotations this is within.
    quotes: usize,
    /// Where the text of the row begins, in bytes.
    row: usize,
    /// Whether this is the reading of a character.
    reading: bool,
}

impl Default for State {
    fn default() -> State {
        State { visible: true, preformatted: false, quotes: 0, row: 0, reading: false }
    }
}

struct Walker<'a> {
    tree: &'a Tree,
    out: Writer,
    /// Readings of characters that are still to be written: they follow the line they belong to, so
    /// that they do not tear its words apart.
    readings: Vec<(Id, State)>,
}

impl Walker<'_> {
    /// Writes a node and all in it, without recursion: the elements entered wait on a stack.
    fn subtree(&mut self, root: Id, state: State) {
        let mut open: Vec<(Id, State)> = Vec::new();
        let mut id = root;
        loop {
            let outer = open.last().map_or(state, |(_, within)| *within);
            if let Some(within) = self.enter(id, outer) {
                let first = self.tree.nodes[id as usize].first;
                if first != NONE {
                    open.push((id, within));
                    id = first;
                    continue;
                }
                self.leave(id, within);
            }
            loop {
                let next = self.tree.nodes[id as usize].next;
                if next != NONE && !open.is_empty() {
                    id = next;
                    break;
                }
                let Some((parent, within)) = open.pop() else { return };
                self.leave(parent, within);
                id = parent;
            }
        }
    }

    /// What holds in a node, or nothing where there is no need to look into it.
    fn enter(&mut self, id: Id, state: State) -> Option<State> {
        let look = match self.tree.nodes[id as usize].kind {
            Kind::Other => return (id == ROOT).then_some(state),
            Kind::Element(look) => look,
            Kind::Text(start, end) => {
                if state.visible {
                    let text = &self.tree.text[start as usize..end as usize];
                    self.out.write(text, state.preformatted);
                }
                return None;
            }
        };
        let mut within = State { visible: look.visible.unwrap_or(state.visible), ..state };
        match look.role {
            Role::Out => return None,
            Role::Reading if !state.reading => {
                self.readings.push((id, State { reading: true, ..state }));
                return None;
            }
            Role::Inline | Role::Reading => {}
            Role::Boxed => self.out.space(),
            Role::Block | Role::Break => self.out.line(),
            Role::Preformatted => {
                self.out.line();
                within.preformatted = true;
            }
            Role::Row => {
                self.out.row();
                within.row = self.out.text.len();
            }
            Role::Cell => match self.follows_a_cell(id) && self.out.text.len() > state.row {
                true => self.out.cell(),
                false => self.out.line(),
            },
            Role::Quote => {
                if within.visible {
                    self.out.write(["“", "‘"][within.quotes % 2], true);
                }
                within.quotes += 1;
            }
        }
        Some(within)
    }

    /// Ends an element that was entered.
    fn leave(&mut self, id: Id, within: State) {
        match self.tree.role(id) {
            Role::Boxed => self.out.space(),
            Role::Row => self.out.row(),
            Role::Quote if within.visible => {
                self.out.close(["’", "”"][within.quotes % 2]);
            }
            Role::Block | Role::Preformatted | Role::Cell => {
                self.out.line();
                self.readings();
            }
            _ => {}
        }
    }

    /// Writes the readings that wait, a line each. There are none within a reading, so this is entered
    /// once at a time.
    fn readings(&mut self) {
        for (id, state) in std::mem::take(&mut self.readings) {
            self.out.line();
            self.subtree(id, state);
            self.out.line();
        }
    }

    fn follows_a_cell(&self, id: Id) -> bool {
        let mut before = self.tree.nodes[id as usize].previous;
        while before != NONE && self.tree.role(before) != Role::Cell {
            before = self.tree.nodes[before as usize].previous;
        }
        before != NONE
    }
}

/// What separates the text so far from what comes next.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Gap {
    #[default]
    None,
    Space,
    Line,
    Cell,
}

/// Text in the making: separators are written only between words, so none is ever doubled, leads or
/// trails.
#[derive(Debug, Default)]
pub struct Writer {
    /// The text so far.
    pub text: String,
    gap: Gap,
}

impl Writer {
    /// Asks for white space before the next word.
    pub fn space(&mut self) {
        if self.gap == Gap::None {
            self.gap = Gap::Space;
        }
    }

    /// Asks for a new line before the next word; the first in a cell of a table stays in its row.
    pub fn line(&mut self) {
        if self.gap != Gap::Cell {
            self.gap = Gap::Line;
        }
    }

    /// Asks for a new line, in a cell too.
    pub fn row(&mut self) {
        self.gap = Gap::Line;
    }

    /// Asks for a new cell before the next word.
    pub fn cell(&mut self) {
        self.gap = Gap::Cell;
    }

    /// Writes text as it stands in the source, its white space collapsed or kept.
    pub fn write(&mut self, text: &str, preformatted: bool) {
        match preformatted {
            true if text.is_empty() => {}
            true => {
                self.separate();
                clean(text, &mut self.text);
            }
            false => self.collapse(text),
        }
    }

    /// Writes a mark that belongs to the word before it.
    pub fn close(&mut self, mark: &str) {
        self.text.push_str(mark);
    }

    /// The whole text. Lines that a preformatted part leaves empty at either end of it go.
    pub fn finish(self) -> String {
        let trimmed = self.text.trim_matches('\n');
        if trimmed.len() == self.text.len() { self.text } else { trimmed.to_owned() }
    }

    fn collapse(&mut self, text: &str) {
        let white = [' ', '\n', '\t', '\r', '\x0c'];
        let mut rest = text;
        while !rest.is_empty() {
            let word = rest.trim_start_matches(white);
            if word.len() < rest.len() {
                self.space();
            }
            let end = word.find(white).unwrap_or(word.len());
            if end > 0 {
                self.separate();
                clean(&word[..end], &mut self.text);
            }
            rest = &word[end..];
        }
    }

    fn separate(&mut self) {
        let last = self.text.chars().next_back();
        match std::mem::take(&mut self.gap) {
            _ if last.is_none() => {}
            Gap::Space if !matches!(last, Some(' ' | '\n' | '\t')) => self.text.push(' '),
            Gap::Line if last != Some('\n') => self.text.push('\n'),
            Gap::Cell => self.text.push('\t'),
            _ => {}
        }
    }
}

/// Adds text without the characters that mean something to us: `\r`, which ends a line elsewhere, U+0000,
/// and U+000C, which ends a page.
fn clean(text: &str, out: &mut String) {
    if !text.contains(['\r', '\0', '\x0c']) {
        return out.push_str(text);
    }
    out.extend(text.chars().map(|character| match character {
        '\r' => '\n',
        '\0' => '\u{fffd}',
        '\x0c' => ' ',
        other => other,
    }));
}
