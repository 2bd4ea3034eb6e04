//! Sources: fetched or read, stored, described, and turned into text.

pub mod describe;
pub mod extract;
pub mod fetch;
pub mod fragment;
pub mod store;
