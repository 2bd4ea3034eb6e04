//! Rules on people: who is named, on what basis, and what a reader must be warned of.

use std::collections::BTreeSet;

use super::Context;
use super::support::{of_the_paper, spelt_out};
use super::written::written;
use crate::diag::{Diagnostic, Span};
use crate::fix::Literal;
use crate::model::body::{Body, BodyBlock, Inline};
use crate::model::item::{Basis, Item, Kind, Person};
use crate::model::library::Library;
use crate::paper::SectionKind;
use crate::select::Selection;
use crate::wording::graphic::{self, graphic, warning_words};
use crate::wording::identifiable::identifying;
use crate::wording::minors::{Known as Recognised, minors};
use crate::wording::people::at_risk;
use crate::wording::survivors::survivors;

/// People who are named, or can be recognised by what is told of them together, without a basis for it.
pub fn person_at_risk(context: &Context<'_>) -> Vec<Diagnostic> {
    let library = context.library;
    let known = Known::of(context);
    let mut findings = Vec::new();
    for item in context.selection.printed(library) {
        for person in item.people.iter().filter(|person| is_printed(item, person)) {
            if let Some((said, help)) = no_basis(context, person) {
                findings.push(
                    Diagnostic::error(
                        "person-at-risk",
                        format!("`{}` names {}, {said}", item.id, person.name),
                    )
                    .at(&person.span)
                    .item(&item.id)
                    .why(WHY)
                    .help(help),
                );
            }
        }
    }
    let mut named: BTreeSet<(String, String)> = BTreeSet::new();
    for text in texts(context) {
        for mention in context.readings.of(at_risk, &text.words).iter() {
            let once = (text.called.clone(), mention.name.clone());
            if known.may_be_named(&mention.name, text.item) || !named.insert(once) {
                continue;
            }
            findings.push(
                text.finding(
                    "person-at-risk",
                    format!("{} names {}, and no basis for naming them is recorded", text.called, mention.name),
                    &mention.name,
                )
                .why(WHY)
                .help(match text.item {
                    Some(_) => format!("add `people = [{{ name = \"{}\", basis = \"…\" }}]`, or a `pseudonym` instead of the basis", mention.name),
                    None => format!("add `{{ name = \"{}\", basis = \"…\" }}` to `people` at the top of briefs/workspace.toml, or leave the name out", mention.name),
                }),
            );
        }
        if let Some(found) = context.readings.of(identifying, &text.words).as_ref()
            && text.item.is_none_or(|item| item.people.is_empty())
        {
            let traits: Vec<&str> = found.traits.iter().map(|kind| kind.words()).collect();
            let words = text.words.get(found.range.clone()).unwrap_or_default().to_owned();
            findings.push(
                text.finding(
                    "person-at-risk",
                    format!("{} tells one person’s {}", text.called, traits.join(", ")),
                    &words,
                )
                .why("together they say who it is, to whoever looks for them")
                .help("leave one of them out, or record in `people` that they agreed"),
            );
        }
    }
    findings
}

const WHY: &str = "being named can cost somebody, or their family, liberty or life";

/// A text of a paper, in which people may be named: quotations too, and who said them.
pub(super) struct Told<'a> {
    words: String,
    called: String,
    item: Option<&'a Item>,
    span: Span,
}

impl Told<'_> {
    fn finding(&self, check: &'static str, said: String, words: &str) -> Diagnostic {
        let finding = Diagnostic::error(check, said).at(&self.span.find(words));
        match self.item {
            Some(item) => finding.item(&item.id),
            None => finding,
        }
    }
}

fn texts<'c, 'a>(context: &'c Context<'a>) -> &'c [Told<'a>] {
    context.shared.told.get_or_init(|| told(context))
}

fn told<'a>(context: &Context<'a>) -> Vec<Told<'a>> {
    let mut told: Vec<Told<'a>> = written(context)
        .iter()
        .map(|text| Told {
            called: text.called(),
            span: text.span().clone(),
            item: text.item,
            words: spelt_out(context.library, &text.text),
        })
        .collect();
    for item in context.selection.printed(context.library) {
        if let Kind::Quote { speaker, .. } = &item.kind {
            told.push(Told {
                words: speaker.value.clone(),
                called: format!("the speaker of `{}`", item.id),
                item: Some(item),
                span: speaker.span.clone(),
            });
        }
    }
    told
}

/// Who may be named: whoever is recorded, and whoever is known by their own publications or office.
struct Known(Vec<String>);

impl Known {
    fn of(context: &Context<'_>) -> Known {
        let library = context.library;
        // How a name is spelt is no basis for naming anybody: the names table does not count.
        let mut names = of_the_paper(context);
        let printed = context.selection.printed(library);
        let of_items = printed.iter().flat_map(|item| &item.people);
        let recorded = library.people.iter().chain(of_items);
        let recorded = recorded.filter(|person| no_basis(context, person).is_none());
        names.extend(recorded.map(|person| person.name.clone()));
        // Who signs what is published is known by it.
        for source in library.sources.values() {
            names.extend(
                source.entry.authors().unwrap_or_default().iter().map(|a| a.given_first(false)),
            );
            names.push(source.in_a_sentence());
        }
        names
            .extend(library.organisation.contact.iter().filter_map(|contact| contact.name.clone()));
        Known(names.iter().map(|name| folded(name)).collect())
    }

    /// Whether a name is recorded, in full or as a part of what is.
    fn may_be_named(&self, name: &str, item: Option<&Item>) -> bool {
        let name = format!(" {} ", folded(name));
        let holds = |known: &str| format!(" {known} ").contains(&name);
        // People of the item itself are looked at one by one.
        let own = item.into_iter().flat_map(|item| &item.people);
        self.0.iter().any(|known| holds(known))
            || own.map(|person| folded(&person.name)).any(|known| holds(&known))
    }
}

/// A name in small letters, with spaces for whatever stands between its parts.
fn folded(name: &str) -> String {
    let letters = name.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' });
    let lower: String = letters.flat_map(char::to_lowercase).collect();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the paper would print the person's own name.
fn is_printed(item: &Item, person: &Person) -> bool {
    let speaker = match &item.kind {
        Kind::Quote { speaker, .. } => speaker.as_str(),
        _ => "",
    };
    person.pseudonym.is_none()
        && (item.text.raw.contains(&person.name) || speaker.contains(&person.name))
}

/// Why a person may not be named here, and what to do; `None` where they may.
fn no_basis(context: &Context<'_>, person: &Person) -> Option<(String, &'static str)> {
    let target = &context.selection.target;
    if let Some(day) = person.withdrawn.filter(|day| *day <= context.today) {
        return Some((
            format!("though the basis for it was withdrawn on {day}"),
            "give them a `pseudonym`, and leave out what makes them known",
        ));
    }
    let for_them = person.scope.as_ref().is_none_or(|scope| {
        scope.iter().any(|id| id.value == target.audience.id || id.value == target.addressed.id)
    });
    if !for_them {
        return Some((
            format!("and the basis for it does not reach to {}", target.audience.in_a_sentence),
            "give them a `pseudonym`, or ask them and add the audience to `scope`",
        ));
    }
    match person.basis {
        None => Some((
            "and no basis for naming them is recorded".into(),
            "add `basis = \"consent\"`, `\"public-case\"` or `\"official-role\"`, or a `pseudonym`",
        )),
        Some(Basis::Consent) if person.by.is_none() || person.on.is_none() => Some((
            "and nobody says who asked them, and when".into(),
            "add `by` and `on` to the consent; names are agreed in writing",
        )),
        Some(_) => None,
    }
}

/// Children, and survivors of sexual violence, who are named or can be recognised.
pub fn minor_or_survivor(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for item in context.selection.printed(context.library) {
        for person in item.people.iter().filter(|person| person.minor && is_printed(item, person)) {
            findings.push(
                Diagnostic::error(
                    "minor-or-survivor",
                    format!("`{}` names {}, a child", item.id, person.name),
                )
                .at(&person.span)
                .item(&item.id)
                .why("a child cannot agree to be named; the harm of being known lasts for life")
                .help("give them a `pseudonym`, and leave out what makes them known"),
            );
        }
    }
    for text in texts(context) {
        let hidden = |words: &str| {
            let people = text.item.into_iter().flat_map(|item| &item.people);
            people.into_iter().any(|person| {
                person.pseudonym.is_some()
                    && (words.contains(&person.name) || text.words.contains(&person.name))
            })
        };
        let (children, victims) =
            (context.readings.of(minors, &text.words), context.readings.of(survivors, &text.words));
        let child = children
            .iter()
            .filter_map(|minor| Some((minor.range.clone(), minor.known?, "a child")));
        let survivor = victims.iter().filter_map(|found| {
            Some((found.range.clone(), found.known?, "a survivor of sexual violence"))
        });
        for (range, how, who) in child.chain(survivor) {
            let words = text.words.get(range).unwrap_or_default();
            if how == Recognised::Named && hidden(words) {
                continue;
            }
            let how = match how {
                Recognised::Named => "by name",
                Recognised::Combination => "by what is told together",
            };
            findings.push(
                text.finding(
                    "minor-or-survivor",
                    format!("{} makes {who} known {how}: `{words}`", text.called),
                    words,
                )
                .why("they cannot be asked, or must not be: the harm of being known lasts for life")
                .help("leave out name, age and place, or give a `pseudonym` in `people`"),
            );
        }
    }
    findings
}

/// What is hard to read without a warning of it, or in the lead of a press release.
pub fn content_warning(context: &Context<'_>) -> Vec<Diagnostic> {
    let (library, selection) = (context.library, context.selection);
    let mut findings = Vec::new();
    let lead = if is_release(context) { lead(library, selection) } else { None };
    for text in texts(context) {
        if text.item.is_some_and(|item| !item.sensitive.is_empty()) {
            continue;
        }
        let found = context.readings.of(graphic, &text.words);
        let Some(first) = found.first() else { continue };
        let words = text.words.get(first.range.clone()).unwrap_or_default();
        // Of the lead more is said below.
        if let Some(Lead::Prose { body, words: lead, .. }) = &lead
            && body.span == text.span
            && lead.contains(words)
        {
            continue;
        }
        let kinds: Vec<graphic::Kind> = found.iter().map(|found| found.kind).collect();
        let help = match text.item {
            Some(_) => {
                "add `sensitive = [\"graphic\"]` to the item: the paper then warns of it on its first page"
            }
            None => {
                "write it less closely, or move it into a fact with `sensitive = [\"graphic\"]`"
            }
        };
        findings.push(
            text.finding(
                "content-warning",
                format!(
                    "{} describes {} without a warning: `{words}`",
                    text.called,
                    warning_words(&kinds)
                ),
                words,
            )
            .why("readers, survivors among them, must be able to choose what they read")
            .help(help),
        );
    }
    findings.extend(lead.and_then(|lead| graphic_lead(&lead)));
    findings
}

/// Whether the paper is a press release.
fn is_release(context: &Context<'_>) -> bool {
    let target = &context.selection.target;
    let own = target.spec.document_type.as_ref().filter(|_| !target.is_pack());
    let kind = context.library.types.get(&own.unwrap_or(&target.audience.document_type).value);
    kind.is_some_and(|kind| kind.release_line)
}

/// What is read first.
enum Lead<'a> {
    /// An item.
    Item(&'a Item),
    /// The first paragraph of prose, and the headings above it.
    Prose {
        /// What it is the beginning of.
        body: &'a Body,
        /// Its words, names spelt out.
        words: String,
        /// Items that stand in it in full.
        items: Vec<&'a Item>,
    },
}

/// What is read first: the first section, whichever kind it is, but for those that stand below the end of a
/// release.
fn lead<'a>(library: &'a Library, selection: &Selection<'a>) -> Option<Lead<'a>> {
    let below = [SectionKind::Contacts, SectionKind::NotesToEditors, SectionKind::About];
    let first = selection.sections.iter().find(|section| !below.contains(&section.kind))?;
    let Some(body) = first.bodies.first() else {
        return first.items.first().copied().map(Lead::Item);
    };
    let is_heading = |block: &&BodyBlock| matches!(block, BodyBlock::Heading(..));
    let at = body.blocks.iter().take_while(is_heading).count();
    let text = Literal::parse(body.span.text());
    let text = text.as_ref().map_or(body.span.text(), |literal| literal.text());
    let end = body.leaves.get(at).map_or(text.len(), |leaf| leaf.end);
    let printed = match body.blocks.get(at) {
        Some(BodyBlock::Item(reference)) => vec![reference],
        Some(BodyBlock::Paragraph(inlines)) => inlines
            .iter()
            .filter_map(|inline| match inline {
                Inline::Fact(reference) | Inline::Quote(reference) => Some(reference),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    let items = printed
        .into_iter()
        .filter_map(|reference| selection.item(library, &reference.id))
        .collect();
    let words = spelt_out(library, text.get(..end).unwrap_or(text));
    Some(Lead::Prose { body, words, items })
}

fn graphic_lead(lead: &Lead<'_>) -> Option<Diagnostic> {
    let why = "editors drop such a lead, and readers meet it without having chosen to";
    let of_item = |item: &Item, help: &str| {
        let said = format!("`{}` is hard to read, and leads the release", item.id);
        let finding = Diagnostic::error("content-warning", said).at(&item.span).item(&item.id);
        finding.why(why).help(help)
    };
    let (body, words, items) = match lead {
        Lead::Item(item) => {
            let help =
                "put another fact first: raise its priority, or name it in the section’s `require`";
            return is_graphic(item).then(|| of_item(item, help));
        }
        Lead::Prose { body, words, items } => (body, words, items),
    };
    if let Some(item) = items.iter().find(|item| is_graphic(item)) {
        return Some(of_item(item, "put it below the first paragraph"));
    }
    let found = graphic(words);
    let first = words.get(found.first()?.range.clone())?;
    let kinds: Vec<graphic::Kind> = found.iter().map(|found| found.kind).collect();
    let said = format!("the lead describes {}: `{first}`", warning_words(&kinds));
    let finding = Diagnostic::error("content-warning", said).at(&body.span.find(first)).why(why);
    Some(finding.help("write it less closely, and the rest in a fact with `sensitive = [\"graphic\"]` further down"))
}

fn is_graphic(item: &Item) -> bool {
    item.sensitive.iter().any(|kind| kind != "minors") || !graphic(&item.text.raw).is_empty()
}
