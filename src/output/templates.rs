//! Templates as messages show them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::File;

/// Why a fault of a template matters.
pub(super) const WHY: &str = "the paper cannot be set with it";

/// A template or a module as a file.
pub(super) fn file(templates: &BTreeMap<String, String>, name: &str) -> Arc<File> {
    let text = templates.get(name).cloned().unwrap_or_default();
    File::new(format!("templates/{name}"), text)
}
