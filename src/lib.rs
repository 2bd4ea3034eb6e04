//! `brief` makes briefing papers whose every sentence is tied to its source.
//!
//! One way leads from a person's TOML to a paper, and each stage is one function from one plain type
//! to the next; [`pipeline`] is the file to read first:
//!
//! 1. [`load::load`]: files → [`Library`](model::library::Library) and [`Spec`](model::spec::Spec)
//! 2. [`select::select`]: library and spec → [`Selection`](select::Selection), with a reason for every item
//! 3. [`verify::verify`]: library → [`Verdicts`](verify::Verdicts); [`verify::vouch`] lets into a paper
//!    only what has one
//! 4. [`cite::cite`]: → [`Citations`](cite::Citations), settled once for every form of the paper
//! 5. [`compose::compose`]: → [`Paper`](paper::Paper), the format-neutral document
//! 6. [`check::check`]: paper and selection → findings
//! 7. [`output::fill::fill`]: paper → Typst source, the one place where text meets Typst
//! 8. [`output::typeset::typeset`]: Typst source → PDF
//! 9. [`workspace::write`]: bytes → `out/`, atomic
//!
//! [`workspace`] is the one door to disk and clock, [`diag`] the one shape of what is said to people,
//! [`cli`] the only place that prints.

pub mod check;
pub mod cite;
pub mod claims;
pub mod cli;
pub mod compose;
pub mod contained;
pub mod delivered;
pub mod diag;
pub mod find;
pub mod fix;
pub mod hash;
pub mod load;
pub mod lock;
pub mod made;
pub mod memo;
pub mod model;
pub mod output;
pub mod paper;
pub mod pipeline;
pub mod record;
pub mod redact;
pub mod refresh;
pub mod schedule;
pub mod select;
pub mod source;
pub mod verify;
pub mod watch;
pub mod wording;
pub mod workspace;
