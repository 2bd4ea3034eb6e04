//! The texts of stored copies, as they lie on the disk.

use super::{Texts, Unchecked};
use crate::model::snapshot::Snapshot;
use crate::source::store::{self, Fault};
use crate::workspace::Workspace;

/// The stored copies of a workspace.
#[derive(Debug)]
pub struct Stored<'a>(pub &'a Workspace);

impl Texts for Stored<'_> {
    fn text(&self, snapshot: &Snapshot) -> Result<String, Unchecked> {
        let stored = snapshot.text.as_ref().map_err(|why| Unchecked::NoText(why.clone()))?;
        store::text(self.0, snapshot, stored).map_err(|fault| {
            let path = match &fault {
                Fault::Disk(error) => &error.path,
                Fault::Description(path, _) | Fault::Changed(path) => path,
            };
            Unchecked::Damaged(self.0.display(path))
        })
    }

    fn stamp(&self, snapshot: &Snapshot) -> Option<String> {
        self.0.stamp(&snapshot.text_path())
    }

    fn size(&self, snapshot: &Snapshot) -> Option<u64> {
        self.0.size(&snapshot.text_path())
    }
}
