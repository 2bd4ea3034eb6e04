//! Rules on what a paper must have.

use super::Context;
use crate::diag::Diagnostic;

/// A paper in which nothing stands: its readers would open an empty page.
pub fn incomplete(context: &Context<'_>) -> Vec<Diagnostic> {
    let target = &context.selection.target;
    let says_something = context.selection.sections.iter().any(|section| {
        !section.bodies.is_empty() || !section.items.is_empty() || !section.attendees.is_empty()
    });
    if says_something {
        return Vec::new();
    }
    let finding =
        Diagnostic::error("incomplete", format!("nothing is selected for `{}`", target.stem))
            .at(&target.spec.title.span)
            .why(format!("{} would open an empty paper", target.audience.name))
            .help(format!("`brief why {}` says why each item is out", target.spec.stem));
    vec![finding]
}
