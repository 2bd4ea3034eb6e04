//! Passages in texts: no panic, and what is found reads like the passage.
#![no_main]

use brief::verify::find::Haystack;
use brief::verify::judge::{Found, judge};
use libfuzzer_sys::fuzz_target;

/// Letters and digits of a text, whatever stands between them.
fn letters(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfkd().filter(|c| c.is_alphanumeric()).collect()
}

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let Some((passage, page)) = text.split_once('\n') else { return };
    let haystack = Haystack::new(page);
    match judge(&haystack, passage, None) {
        Found::Exact(places) | Found::Typographic(places) => {
            for place in places {
                let found = &page[place];
                assert_eq!(letters(found), letters(passage), "{found:?} for {passage:?}");
            }
        }
        Found::Edited { places, .. } | Found::TooShort(places) => {
            places.into_iter().for_each(|place| assert!(page.get(place).is_some()));
        }
        Found::Near(near) => assert!(page.get(near.range).is_some()),
        Found::Nothing => {}
    }
});
