//! `brief check --explain`: what a check finds, why, and what to do.

use super::report::Reporter;
use super::{Exit, Stop};
use crate::diag::{Diagnostic, did_you_mean};
use crate::model::checks::{CHECKS, Check, NEVER_LIFTED, check};

/// Explains a check, or lists all of them.
pub fn explain(name: &str, reporter: &Reporter) -> Result<Exit, Stop> {
    if name == "all" {
        let width = CHECKS.iter().map(|check| check.name.len()).max().unwrap_or_default();
        for check in CHECKS {
            reporter.line(&format!(
                "{:width$}  {:7}  {}",
                check.name,
                check.level.as_str(),
                check.finds
            ));
        }
        return Ok(Exit::Done);
    }
    let Some(found) = check(name) else {
        let names = CHECKS.iter().map(|check| check.name);
        return Err(Diagnostic::error("no-such-check", format!("there is no check `{name}`"))
            .help("`brief check --explain all` lists them")
            .maybe_help(
                did_you_mean(name, names, "there are").filter(|help| help.starts_with("did")),
            )
            .into());
    };
    text(found).lines().for_each(|line| reporter.line(line));
    Ok(Exit::Done)
}

fn text(check: &Check) -> String {
    let lifted = match NEVER_LIFTED.contains(&check.name) {
        true => "No override lifts it.".to_owned(),
        false => format!(
            "For one item or place, somebody may allow it, in the spec:\n\n\
             \x20 [[allow]]\n\
             \x20 check  = \"{}\"\n\
             \x20 item   = \"…\"        # or `place = \"…\"`, words of where it points to\n\
             \x20 by     = \"…\"\n\
             \x20 reason = \"…\"\n\
             \x20 on     = 2026-11-25\n\
             \x20 until  = 2027-03-01   # optional: the last day it holds\n\
             \x20 text   = \"…\"        # optional: the words it is about, where there is more than one",
            check.name
        ),
    };
    format!("{}\n\n{}\n{lifted}", check.name, check.explained())
}
