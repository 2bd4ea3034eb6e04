//! What is read in texts, remembered while papers are made of one library: they share most of their texts.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::wording::Speech;
use crate::diag::Diagnostic;
use crate::memo::Memo;
use crate::model::audience::Audience;
use crate::model::library::Library;

/// What reads a text: where the function is, and what it gives. Functions that the compiler has made one
/// give the same.
type Reader = (usize, TypeId);

/// Text → what one reader found in it.
type Found = Memo<String, Arc<dyn Any + Send + Sync>>;

/// What is known of the texts of one library.
#[derive(Default)]
pub struct Readings {
    of_texts: Memo<Reader, Arc<Found>>,
    speeches: Memo<String, Arc<Speech>>,
    /// Item id → what its passages do not bear out.
    pub(super) mismatches: Memo<String, Arc<Vec<Diagnostic>>>,
    /// Source id → how many bytes of it all passages take.
    pub(super) taken: OnceLock<BTreeMap<String, usize>>,
}

impl Readings {
    /// What `read` finds in a text.
    pub fn of<T: Send + Sync + 'static>(&self, read: fn(&str) -> T, text: &str) -> Arc<T> {
        let known = self.of_texts.get(&(read as usize, TypeId::of::<T>()), Arc::default);
        let found = known.get(text, || Arc::new(read(text)));
        found.downcast().unwrap_or_else(|_| Arc::new(read(text)))
    }

    /// How the library's workspace speaks to an audience.
    pub fn speech(&self, library: &Library, audience: &Audience) -> Arc<Speech> {
        self.speeches.get(&audience.id, || Arc::new(Speech::of(library, audience)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    static READ: AtomicUsize = AtomicUsize::new(0);

    fn length(text: &str) -> usize {
        READ.fetch_add(1, Ordering::Relaxed);
        text.len()
    }

    fn is_long(text: &str) -> bool {
        text.len() > 3
    }

    #[test]
    fn a_text_is_read_once_by_each_reader() {
        let readings = Readings::default();
        for _ in 0..3 {
            assert_eq!(*readings.of(length, "three"), 5);
            assert_eq!(*readings.of(length, "one"), 3);
            assert!(*readings.of(is_long, "three"));
            assert!(!*readings.of(is_long, "one"));
        }
        assert_eq!(READ.load(Ordering::Relaxed), 2);
    }
}
