//! Plain data, named after the words of the trade: items, sources, audiences, specs.

pub mod audience;
pub mod body;
pub mod checks;
pub mod date;
pub mod handling;
pub mod item;
pub mod library;
pub mod lock;
pub mod snapshot;
pub mod source;
pub mod spec;
pub mod text;

use crate::diag::Span;

/// A value together with the place it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> std::ops::Deref for At<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
