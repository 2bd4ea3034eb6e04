//! Any text in any field is printed as it is or refused by name; see `tests/hostile/fields.rs`.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

#[path = "../../tests/hostile/fields.rs"]
mod fields;

static FOLDER: OnceLock<TempDir> = OnceLock::new();

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    // A line for each field, over and over; a field that is there holds something.
    let lines: Vec<&str> = text.split('\n').filter(|line| !line.trim().is_empty()).collect();
    if lines.is_empty() || data.len() > 4096 {
        return;
    }
    let all = fields::fields();
    let text_of = |field: &fields::Field| {
        let at = all.iter().position(|other| other == field).unwrap_or_default();
        lines[at % lines.len()].to_owned()
    };
    let folder = FOLDER.get_or_init(|| tempfile::tempdir().expect("a folder"));
    // Typst recurses deeply.
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().stack_size(256 << 20);
        let checked = worker
            .spawn_scoped(scope, || fields::check(folder.path(), &text_of))
            .expect("a thread")
            .join()
            .expect("no panic");
        if let Err(problem) = checked {
            panic!("{problem}");
        }
    });
});
