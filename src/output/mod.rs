//! Paper → bytes.

pub mod fill;
pub mod typeset;
