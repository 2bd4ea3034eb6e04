//! Sources asked again: what has become of them, and what that means for the passages that rest on them.
//!
//! 1. [`ask::plan`]: sources → [`Question`](ask::Question)s, in the order of ids
//! 2. [`ask::ask`]: questions → answers, each host on its own, in the order of ids
//! 3. [`settle::settle`]: answer → [`Outcome`](outcome::Outcome), unchanged, new, elsewhere, or gone
//!    and the [`State`](state::State) that is remembered from one run to the next, in `asked.toml`
//! 4. [`passages::compare`]: each passage before and after
//! 5. [`report::Report`]: plain data, which [`lines`] writes for programs
//! 6. [`digest::digest`]: the same in words, which [`terminal`], [`markdown`] and [`html`] write for people
//!
//! Nothing here touches disk, network or clock: bytes, times and what fetches are handed in.

pub mod ask;
pub mod digest;
pub mod html;
pub mod lines;
pub mod markdown;
pub mod marks;
pub mod outcome;
pub mod passages;
pub mod report;
pub mod settle;
pub mod soft;
pub mod state;
pub mod terminal;
pub mod words;
