//! The tree of a page: an arena that the parser builds and [`walk`](super::walk) reads.
//!
//! Nodes are numbers and never freed one by one, so neither building, walking nor dropping a tree
//! recurses, however deep it is. Of attributes only those kept by [`parse`](super::parse) arrive here.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, Namespace, QualName, ns};

use super::elements::{Look, Role, look};

/// A node's place in the arena.
pub type Id = u32;

/// No node.
pub const NONE: Id = Id::MAX;

/// The document itself.
pub const ROOT: Id = 0;

/// What a node is.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// The document, a fragment, or what is of no interest.
    Other,
    /// An element.
    Element(Look),
    /// A stretch of [`Tree::text`], in bytes.
    Text(u32, u32),
}

/// A node and its neighbours.
#[derive(Debug)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    name: LocalName,
    namespace: Namespace,
    /// The node it is in.
    pub parent: Id,
    /// Its first child.
    pub first: Id,
    last: Id,
    /// The sibling before it.
    pub previous: Id,
    /// The sibling after it.
    pub next: Id,
}

/// A parsed page.
#[derive(Debug, Default)]
pub struct Tree {
    /// All nodes ever made, in the order of making.
    pub nodes: Vec<Node>,
    /// The texts of all text nodes.
    pub text: String,
    /// The attributes of elements that have any.
    pub attributes: BTreeMap<Id, Vec<Attribute>>,
}

impl Tree {
    /// The name of an HTML element, or nothing for any other node.
    pub fn html_name(&self, id: Id) -> &str {
        let node = &self.nodes[id as usize];
        if node.namespace == ns!(html) { &node.name } else { "" }
    }

    /// The value of an attribute.
    pub fn attribute(&self, id: Id, name: &str) -> Option<&str> {
        let all = self.attributes.get(&id)?;
        all.iter().find(|a| *a.name.local == *name).map(|attribute| &*attribute.value)
    }

    /// The role of an element; that of other nodes is to be inline.
    pub fn role(&self, id: Id) -> Role {
        match self.nodes[id as usize].kind {
            Kind::Element(look) => look.role,
            _ => Role::Inline,
        }
    }

    /// The text directly in a node.
    pub fn own_text(&self, id: Id) -> String {
        let mut text = String::new();
        let mut child = self.nodes[id as usize].first;
        while child != NONE {
            let node = &self.nodes[child as usize];
            if let Kind::Text(start, end) = node.kind {
                text.push_str(&self.text[start as usize..end as usize]);
            }
            child = node.next;
        }
        text
    }

    fn add(&mut self, kind: Kind, name: LocalName, namespace: Namespace) -> Id {
        let node = Node {
            kind,
            name,
            namespace,
            parent: NONE,
            first: NONE,
            last: NONE,
            previous: NONE,
            next: NONE,
        };
        self.nodes.push(node);
        (self.nodes.len() - 1) as Id
    }

    fn other(&mut self) -> Id {
        self.add(Kind::Other, LocalName::default(), ns!())
    }

    fn at(&mut self, id: Id) -> &mut Node {
        &mut self.nodes[id as usize]
    }

    fn detach(&mut self, id: Id) {
        let Node { parent, previous, next, .. } = *self.at(id);
        match previous {
            NONE if parent != NONE => self.at(parent).first = next,
            NONE => {}
            before => self.at(before).next = next,
        }
        match next {
            NONE if parent != NONE => self.at(parent).last = previous,
            NONE => {}
            after => self.at(after).previous = previous,
        }
        let node = self.at(id);
        (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
    }

    /// Puts a node that has no parent into `parent`, before `next` or last.
    fn attach(&mut self, id: Id, parent: Id, next: Id) {
        let previous = if next == NONE { self.at(parent).last } else { self.at(next).previous };
        let node = self.at(id);
        (node.parent, node.previous, node.next) = (parent, previous, next);
        match previous {
            NONE => self.at(parent).first = id,
            before => self.at(before).next = id,
        }
        match next {
            NONE => self.at(parent).last = id,
            after => self.at(after).previous = id,
        }
    }

    /// Puts a node or text into `parent`, before `next` or last. Text that continues the text before it
    /// needs no node.
    fn insert(&mut self, parent: Id, next: Id, what: NodeOrText<Id>) {
        let text = match what {
            NodeOrText::AppendNode(id) => {
                self.detach(id);
                return self.attach(id, parent, next);
            }
            NodeOrText::AppendText(text) => text,
        };
        let start = self.text.len() as u32;
        self.text.push_str(&text);
        let end = self.text.len() as u32;
        let previous = if next == NONE { self.at(parent).last } else { self.at(next).previous };
        if previous != NONE
            && let Kind::Text(_, before) = &mut self.at(previous).kind
            && *before == start
        {
            *before = end;
            return;
        }
        let id = self.add(Kind::Text(start, end), LocalName::default(), ns!());
        self.attach(id, parent, next);
    }
}

/// What the parser writes the tree through. It counts what it is asked to do, which is how the work on
/// a page is bounded.
#[derive(Debug)]
pub struct Sink {
    tree: RefCell<Tree>,
    work: Cell<u64>,
}

impl Sink {
    /// An empty document.
    pub fn new() -> Sink {
        let mut tree = Tree::default();
        tree.other();
        Sink { tree: RefCell::new(tree), work: Cell::new(0) }
    }

    /// How many steps it took so far: a step is a question the parser asks of a node, or a node made or
    /// moved.
    pub fn work(&self) -> u64 {
        self.work.get()
    }

    /// How many nodes there are.
    pub fn nodes(&self) -> usize {
        self.tree.borrow().nodes.len()
    }

    /// Counts steps that were taken on its behalf.
    pub fn count(&self, steps: u64) {
        self.work.set(self.work.get() + steps);
    }

    fn tree(&self) -> std::cell::RefMut<'_, Tree> {
        self.count(1);
        self.tree.borrow_mut()
    }
}

/// The name of an element, as the parser asks for it.
#[derive(Debug)]
pub struct Name {
    namespace: Namespace,
    local: LocalName,
}

impl html5ever::interface::ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.namespace
    }

    fn local_name(&self) -> &LocalName {
        &self.local
    }
}

impl TreeSink for Sink {
    type Handle = Id;
    type Output = Tree;
    type ElemName<'a> = Name;

    fn finish(self) -> Tree {
        self.tree.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        ROOT
    }

    fn elem_name(&self, target: &Id) -> Name {
        self.count(1);
        let tree = self.tree.borrow();
        let node = &tree.nodes[*target as usize];
        Name { namespace: node.namespace.clone(), local: node.name.clone() }
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> Id {
        let mut tree = self.tree();
        let look = look(&name.ns, &name.local, &attrs);
        let id = tree.add(Kind::Element(look), name.local, name.ns);
        if !attrs.is_empty() {
            tree.attributes.insert(id, attrs);
        }
        id
    }

    fn create_comment(&self, _: StrTendril) -> Id {
        self.tree().other()
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Id {
        self.tree().other()
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        self.tree().insert(*parent, NONE, child);
    }

    fn append_based_on_parent_node(&self, element: &Id, previous: &Id, child: NodeOrText<Id>) {
        let mut tree = self.tree();
        match tree.at(*element).parent {
            NONE => tree.insert(*previous, NONE, child),
            parent => tree.insert(parent, *element, child),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Id) -> Id {
        // The content of a template stands in it like that of any element; whether it is shown is a
        // matter of its look.
        *target
    }

    fn same_node(&self, x: &Id, y: &Id) -> bool {
        self.count(1);
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Id, new_node: NodeOrText<Id>) {
        let mut tree = self.tree();
        match tree.at(*sibling).parent {
            NONE => {}
            parent => tree.insert(parent, *sibling, new_node),
        }
    }

    fn add_attrs_if_missing(&self, target: &Id, attrs: Vec<Attribute>) {
        let mut tree = self.tree();
        let known = tree.attributes.entry(*target).or_default();
        for attribute in attrs {
            if known.iter().all(|old| old.name != attribute.name) {
                known.push(attribute);
            }
        }
    }

    fn remove_from_parent(&self, target: &Id) {
        self.tree().detach(*target);
    }

    fn reparent_children(&self, node: &Id, new_parent: &Id) {
        let mut moved = 0;
        let mut tree = self.tree();
        loop {
            let child = tree.at(*node).first;
            if child == NONE {
                break;
            }
            tree.detach(child);
            tree.attach(child, *new_parent, NONE);
            moved += 1;
        }
        self.count(moved);
    }
}
