//! Paper → bytes.

pub mod fill;
mod templates;
pub mod typeset;
