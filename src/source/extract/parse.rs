//! Characters → tree, in bounded time.
//!
//! The tokenizer is `html5gum`, the tree construction `html5ever`; between them stands a guard. The
//! algorithm of WHATWG HTML §13.2 is quadratic in several places, all of them in the number of elements
//! or attributes that are open at once, so the guard
//!
//! - drops every attribute that decides nothing here, and shortens `style` to what does; with that, the
//!   formatting elements that the parser reopens in each block are few, since it keeps at most three of
//!   a kind (`html5ever`'s own tokenizer is not used because it compares each attribute of a tag with
//!   all others);
//! - leaves elements out, not their text, once [`MAX_OPEN`] are open, as browsers do;
//! - counts the steps the parser takes, and gives up where they are out of all proportion.

use std::cell::Cell;
use std::collections::BTreeMap;

use html5ever::interface::{Tracer, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Doctype, Tag, TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, LocalName, QualName, ns};
use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};
use html5gum::{Emitter, ForwardingEmitter, Span, State, Tokenizer};

use super::elements::{Role, Style, look};
use super::tree::{Id, Sink, Tree};

/// How many elements may be open at once, formatting elements to be reopened counted too. Browsers
/// have 512.
const MAX_OPEN: usize = 512;

/// How many nodes a tree may have; some 70 bytes each.
const MAX_NODES: usize = 4_000_000;

/// How many start tags are let through between two counts of what is open, at the least, and how many
/// tags must pass before a count is worth repeating.
const STRIDE: usize = 16;

/// How many steps may be taken for a byte.
const STEPS_PER_BYTE: u64 = 32;

/// How many steps may be taken besides, so that a page of ordinary size may be as deep as it likes.
const STEPS_FREE: u64 = 64_000_000;

/// The page is too tangled.
#[derive(Debug)]
pub struct Stop;

/// The tree of a page, and the steps it took.
///
/// # Errors
/// When the steps or the nodes are too many for the page's length.
pub fn parse(page: &str) -> Result<(Tree, u64), Stop> {
    let options = TreeBuilderOpts { scripting_enabled: true, ..TreeBuilderOpts::default() };
    let builder = TreeBuilder::new(Sink::new(), options);
    let limit = STEPS_FREE + STEPS_PER_BYTE * page.len() as u64;
    let mut tokens = Tokenizer::new_with_emitter(
        page,
        Driver(CallbackEmitter::new(Guard::new(&builder, limit))),
    );
    if tokens.next().is_some() {
        return Err(Stop);
    }
    drop(tokens);
    // The handle of a script that ended with the page is of no use: nothing is run.
    let _ = builder.process_token(Token::EOFToken, 1);
    builder.end();
    let work = builder.sink.work();
    Ok((builder.sink.finish(), work))
}

/// Between tokenizer and tree construction.
struct Guard<'a> {
    builder: &'a TreeBuilder<Id, Sink>,
    /// The most steps.
    limit: u64,
    /// How many more start tags may come before open elements are counted again.
    credit: usize,
    /// How many tags went through since they were last counted.
    passed: usize,
    /// The start tags left out whose end tags have not come yet, by name.
    dropped: BTreeMap<LocalName, usize>,
    /// The start tag being read.
    tag: Option<Tag>,
    /// Whether the attribute being read is kept.
    wanted: bool,
    next_state: Option<State>,
}

impl<'a> Guard<'a> {
    fn new(builder: &'a TreeBuilder<Id, Sink>, limit: u64) -> Guard<'a> {
        let dropped = BTreeMap::new();
        Guard {
            builder,
            limit,
            credit: 0,
            passed: STRIDE,
            dropped,
            tag: None,
            wanted: false,
            next_state: None,
        }
    }

    fn send(&mut self, token: Token) {
        self.next_state = match self.builder.process_token(token, 1) {
            TokenSinkResult::Continue | TokenSinkResult::EncodingIndicator(_) => None,
            TokenSinkResult::Script(_) => Some(State::Data),
            TokenSinkResult::Plaintext => Some(State::PlainText),
            TokenSinkResult::RawData(RawKind::Rcdata) => Some(State::RcData),
            TokenSinkResult::RawData(RawKind::Rawtext) => Some(State::RawText),
            // The escaped kinds of script data are states the tokenizer finds by itself.
            TokenSinkResult::RawData(_) => Some(State::ScriptData),
        };
    }

    fn start(&mut self, mut tag: Tag) {
        for attribute in &mut tag.attrs {
            match &*attribute.name.local {
                "style" => attribute.value = Style::of(&attribute.value).brief().into(),
                // Of formatting elements, which the parser compares, only kinds are kept, not values.
                "rel" if &*tag.name == "a" => attribute.value = rel(&attribute.value).into(),
                "color" | "face" | "size" => attribute.value.clear(),
                "hidden" if !attribute.value.eq_ignore_ascii_case("until-found") => {
                    attribute.value.clear();
                }
                "popover" => attribute.value.clear(),
                _ => {}
            }
        }
        let role = look(&ns!(html), &tag.name, &tag.attrs).role;
        // What is hidden stays so at any depth, and what holds nothing deepens nothing.
        if role == Role::Out || passes(&tag.name) || self.has_room() {
            self.passed += 1;
            return self.send(Token::TagToken(tag));
        }
        if !tag.self_closing {
            *self.dropped.entry(tag.name).or_default() += 1;
        }
        self.boundary(role);
    }

    fn end(&mut self, name: LocalName) {
        match self.dropped.get_mut(&name) {
            Some(open) if *open > 0 => {
                *open -= 1;
                self.boundary(look(&ns!(html), &name, &[]).role);
            }
            _ => {
                self.passed += 1;
                self.send(Token::TagToken(plain_tag(TagKind::EndTag, name)));
            }
        }
    }

    /// What is left of an element that was left out: where it was a block, its line break.
    fn boundary(&mut self, role: Role) {
        if !matches!(role, Role::Inline | Role::Quote | Role::Reading) {
            self.send(Token::TagToken(plain_tag(TagKind::StartTag, "br".into())));
        }
    }

    /// Whether one more element may be opened. Counting those that are open costs a step for each, so it
    /// is done the more rarely the fewer there were, and not again while nothing can have closed.
    fn has_room(&mut self) -> bool {
        if self.credit == 0 && self.passed >= STRIDE {
            let open = Count::default();
            self.builder.trace_handles(&open);
            let open = open.0.get();
            self.builder.sink.count(open as u64);
            let room = MAX_OPEN.saturating_sub(open) / 4;
            self.credit = if room < STRIDE { 0 } else { room };
            self.passed = 0;
        }
        let room = self.credit > 0;
        self.credit = self.credit.saturating_sub(1);
        room
    }

    fn characters(&mut self, value: &[u8]) {
        let text = String::from_utf8_lossy(value);
        for (at, part) in text.split('\0').enumerate() {
            if at > 0 {
                self.send(Token::NullCharacterToken);
            }
            if !part.is_empty() {
                self.send(Token::CharacterTokens(StrTendril::from_slice(part)));
            }
        }
    }

    fn attribute(&mut self, name: &[u8]) {
        self.wanted = false;
        let (Some(tag), Ok(name)) = (&mut self.tag, std::str::from_utf8(name)) else { return };
        self.wanted =
            matters(&tag.name, name) && tag.attrs.iter().all(|known| *known.name.local != *name);
        if self.wanted {
            let name = QualName::new(None, ns!(), LocalName::from(name));
            tag.attrs.push(Attribute { name, value: StrTendril::new() });
        }
    }

    fn value(&mut self, value: &[u8]) {
        if self.wanted
            && let Some(attribute) = self.tag.as_mut().and_then(|tag| tag.attrs.last_mut())
        {
            attribute.value.push_slice(&String::from_utf8_lossy(value));
        }
    }
}

impl Callback<Stop, ()> for Guard<'_> {
    fn handle_event(&mut self, event: CallbackEvent<'_>, _: Span<()>) -> Option<Stop> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Some(plain_tag(TagKind::StartTag, local(name)));
            }
            CallbackEvent::AttributeName { name } => self.attribute(name),
            CallbackEvent::AttributeValue { value } => self.value(value),
            CallbackEvent::CloseStartTag { self_closing } => {
                if let Some(tag) = self.tag.take() {
                    self.start(Tag { self_closing, ..tag });
                }
            }
            CallbackEvent::EndTag { name } => {
                self.tag = None;
                self.end(local(name));
            }
            CallbackEvent::String { value } => self.characters(value),
            CallbackEvent::Doctype { name, public_identifier, system_identifier, force_quirks } => {
                let tendril = |bytes| StrTendril::from_slice(&String::from_utf8_lossy(bytes));
                self.send(Token::DoctypeToken(Doctype {
                    name: Some(name).filter(|name| !name.is_empty()).map(tendril),
                    public_id: public_identifier.map(tendril),
                    system_id: system_identifier.map(tendril),
                    force_quirks,
                }));
            }
            CallbackEvent::Comment { .. } | CallbackEvent::Error(_) => {}
        }
        let sink = &self.builder.sink;
        (sink.work() > self.limit || sink.nodes() > MAX_NODES).then_some(Stop)
    }
}

/// Hands the tokenizer what the tree construction says of its state.
struct Driver<'a>(CallbackEmitter<Guard<'a>, Stop>);

impl ForwardingEmitter for Driver<'_> {
    type Token = Stop;

    fn inner(&mut self) -> &mut impl Emitter<Token = Stop> {
        &mut self.0
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        let naive = self.0.emit_current_tag();
        self.0.callback_mut().next_state.take().or(naive)
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&mut self) -> bool {
        self.0.callback_mut().builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// Counts the elements that are open or to be reopened.
#[derive(Default)]
struct Count(Cell<usize>);

impl Tracer for Count {
    type Handle = Id;

    fn trace_handle(&self, _: &Id) {
        self.0.set(self.0.get() + 1);
    }
}

/// What counts of the `rel` of a link in the text: whether it leads to the author.
fn rel(value: &str) -> &'static str {
    let author = value.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("author"));
    if author { "author" } else { "" }
}

fn local(name: &[u8]) -> LocalName {
    LocalName::from(&*String::from_utf8_lossy(name))
}

fn plain_tag(kind: TagKind, name: LocalName) -> Tag {
    Tag { kind, name, self_closing: false, attrs: Vec::new(), had_duplicate_attributes: false }
}

/// Elements that are never left out: those without content, those whose content is no markup, and those
/// there is one of.
fn passes(name: &LocalName) -> bool {
    matches!(
        &**name,
        "area"
            | "base"
            | "body"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "head"
            | "hr"
            | "html"
            | "img"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "plaintext"
            | "source"
            | "textarea"
            | "track"
            | "wbr"
            | "xmp"
    )
}

/// Whether an attribute decides anything: what is shown, what the page says of itself, or how the
/// markup after it is to be read.
fn matters(tag: &LocalName, name: &str) -> bool {
    match name {
        "hidden" | "popover" | "style" => true,
        "open" => &**tag == "dialog",
        "shadowrootmode" => &**tag == "template",
        "encoding" => &**tag == "annotation-xml",
        "color" | "face" | "size" => &**tag == "font",
        "lang" | "xml:lang" => &**tag == "html",
        "name" | "property" | "content" | "http-equiv" => &**tag == "meta",
        "itemprop" => matches!(&**tag, "meta" | "time" | "link"),
        "datetime" => &**tag == "time",
        "rel" => matches!(&**tag, "a" | "link"),
        "href" => &**tag == "link",
        "type" => matches!(&**tag, "input" | "script"),
        _ => false,
    }
}
