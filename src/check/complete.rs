//! Rules on what a paper must have.

use super::Context;
use crate::diag::Diagnostic;
use crate::model::audience::Required;
use crate::model::body::Body;
use crate::model::item::Item;
use crate::paper::{Contact, SectionKind};

/// A paper without a part that its kind must have, or in which nothing stands at all.
pub fn incomplete(context: &Context<'_>) -> Vec<Diagnostic> {
    let target = &context.selection.target;
    let says_something = context.selection.sections.iter().any(|section| {
        !section.bodies.is_empty() || !section.items.is_empty() || !section.attendees.is_empty()
    });
    if !says_something {
        let finding =
            Diagnostic::error("incomplete", format!("nothing is selected for `{}`", target.stem))
                .at(&target.spec.title.span)
                .why(format!("{} would open an empty paper", target.audience.in_a_sentence))
                .help(format!("`brief why {}` says why each item is out", target.spec.stem));
        return vec![finding];
    }
    let own = target.spec.document_type.as_ref().filter(|_| !target.is_pack());
    let kind = &own.unwrap_or(&target.audience.document_type).value;
    let Some(kind) = context.library.types.get(kind) else { return Vec::new() };
    kind.requires
        .iter()
        .filter(|part| !has(context, **part))
        .map(|part| {
            let (what, help) = in_words(*part);
            let label = kind.label.to_lowercase();
            Diagnostic::error("incomplete", format!("this {label} has {what}"))
                .at(&target.spec.title.span)
                .why(format!("a {label} without it is sent back, or laid aside"))
                .help(help)
        })
        .collect()
}

fn has(context: &Context<'_>, part: Required) -> bool {
    let (library, selection) = (context.library, context.selection);
    let printed = selection.printed(library);
    let any = |is: fn(&Item) -> bool| printed.iter().any(|item| is(item));
    let section = |kind| selection.sections.iter().any(|section| section.kind == kind);
    let contact = library.organisation.contact.as_ref();
    let meeting = selection.target.spec.meeting.as_ref();
    match part {
        Required::Evidence => {
            let cites = |body: &&Body| !body.references().is_empty();
            let prose = selection.sections.iter().any(|s| s.bodies.iter().any(cites));
            prose || any(Item::is_fact) || any(Item::is_quote)
        }
        Required::Recommendations => any(Item::is_recommendation),
        Required::Quotation => any(Item::is_quote),
        // What stands in the settings reaches nobody unless a section prints it.
        Required::Contact => {
            let reached = |contact: &Contact| contact.email.is_some() || contact.phone.is_some();
            section(SectionKind::Contacts) && contact.is_some_and(reached)
        }
        Required::OutOfHours => {
            section(SectionKind::Contacts)
                && contact.is_some_and(|contact| contact.out_of_hours.is_some())
        }
        Required::NotesToEditors => section(SectionKind::NotesToEditors),
        Required::About => section(SectionKind::About),
        Required::When => meeting.is_none_or(|meeting| meeting.when.is_some()),
        Required::Place => meeting.is_none_or(|meeting| meeting.place.is_some()),
        Required::Objectives => meeting.is_none_or(|meeting| !meeting.objectives.is_empty()),
    }
}

/// What is missing, and what to do.
fn in_words(part: Required) -> (&'static str, &'static str) {
    match part {
        Required::Evidence => (
            "no fact and no quotation",
            "add facts on its topics to briefs/evidence/, or a section that takes them: `kind = \"facts\"`",
        ),
        Required::Recommendations => (
            "no recommendation",
            "add one to briefs/evidence/, or a section that takes them: `kind = \"recommendations\"`",
        ),
        Required::Quotation => (
            "no quotation",
            "add one to briefs/evidence/, or a section that takes them: `kind = \"quotes\"`",
        ),
        Required::Contact => {
            ("nobody to ask", "add `[organisation.contact]` to briefs/workspace.toml")
        }
        Required::OutOfHours => (
            "no number for calls outside office hours",
            "add `out_of_hours` to `[organisation.contact]` in briefs/workspace.toml, and a section `kind = \"contacts\"`",
        ),
        Required::NotesToEditors => {
            ("no notes to editors", "add a `[[section]]` with `kind = \"notes-to-editors\"`")
        }
        Required::About => (
            "nothing about who sends it",
            "add `about` to `[organisation]` in briefs/workspace.toml, and a section `kind = \"about\"`",
        ),
        Required::When => ("no hour of the meeting", "add `when` to `[meeting]`"),
        Required::Place => ("no place of the meeting", "add `place` to `[meeting]`"),
        Required::Objectives => (
            "no objective for the meeting",
            "add `objectives = [\"…\"]` to `[meeting]`: what is to be agreed in the room",
        ),
    }
}
