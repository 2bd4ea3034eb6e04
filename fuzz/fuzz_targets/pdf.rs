//! Any bytes are read as a PDF, and as a delivered paper, without a crash, a hang or growth; what is
//! read agrees with itself.
//!
//! Panics within the reader are caught there and are not what is looked for: the hook that makes each
//! of them a crash is taken out. One that nobody catches is still a crash.
//!
//! Structures within structures are followed by calls within calls, and the child process has a large
//! stack for it: run this with `ulimit -s 262144`.
#![no_main]

use std::sync::Once;

use brief::delivered::{self, Difference, compare};
use brief::source::extract::pdf;
use libfuzzer_sys::fuzz_target;

static QUIET: Once = Once::new();

fuzz_target!(|data: &[u8]| {
    QUIET.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    check(data);
});

fn check(data: &[u8]) {
    if let Ok(read) = pdf::read(data) {
        let pages = read.extracted.text.matches('\u{c}').count() + 1;
        assert!(read.unread.iter().all(|page| (1..=pages).contains(&(*page as usize))));
    }
    if let Ok(paper) = delivered::read(data) {
        let differences = compare(&paper.printed, &paper);
        let own = |it: &Difference| {
            !matches!(it, Difference::Attachment { .. } | Difference::Updated { .. })
        };
        assert!(!differences.iter().any(own), "{differences:?}");
    }
}
