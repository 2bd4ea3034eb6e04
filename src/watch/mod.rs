//! What `brief watch` stands on: waiting for changes, and a screen that says what became of them.

#![expect(
    clippy::disallowed_methods,
    reason = "the disk is looked at to see whether it changed; what is on it is read elsewhere"
)]

mod names;
mod polling;
mod remote;
pub mod screen;
mod stamp;
mod survey;
mod watcher;

pub use polling::{Method, Polling};
pub use watcher::{Batch, Watcher};
