//! What browsers take for the same when they look for a directive's words.
//!
//! The specification asks for a comparison of base characters (UTS #10, primary level): without regard
//! to case, accents and width. Browsers go less or more far; this goes as far as any of them, so that
//! words taken for unlike here are unlike to each.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// A text as it is compared: base characters, runs of white space as one space.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !folded.ends_with(' ') {
                folded.push(' ');
            }
        } else if !is_ignored(c) {
            base(c, &mut folded);
        }
    }
    folded
}

/// Appends the base characters of a character; nothing for an accent.
pub(super) fn base(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    for part in std::iter::once(c).nfkd().flat_map(char::to_lowercase) {
        match part {
            accent if is_accent(accent) => {}
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' => out.push('d'),
            'ħ' => out.push('h'),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            '\u{2018}'..='\u{201B}' | '\u{05F3}' => out.push('\''),
            '\u{201C}'..='\u{201F}' | '\u{05F4}' => out.push('"'),
            // White space by decomposition only, as in U+00A8, which is a space and an accent.
            space if space.is_whitespace() => {}
            // Katakana to Hiragana.
            '\u{30A1}'..='\u{30F6}' => {
                out.extend(char::from_u32(u32::from(part) - 0x60));
            }
            _ => out.push(part),
        }
    }
}

/// Marks that only vary a letter. Viramas and vowel signs are letters of their own.
pub(super) fn is_accent(c: char) -> bool {
    !matches!(canonical_combining_class(c), 0 | 9 | 103 | 118 | 129 | 130 | 132)
}

/// Characters that searches pass over: controls, soft hyphens, zero-width and direction marks,
/// variation selectors.
pub(super) fn is_ignored(c: char) -> bool {
    c.is_control() && !c.is_whitespace()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}')
}

/// Letters of scripts written without spaces, whose words browsers tell apart by dictionaries, each by
/// its own.
pub(super) fn is_unspaced(c: char) -> bool {
    c.is_alphanumeric()
        && matches!(c,
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{1950}'..='\u{19DF}' | '\u{1A20}'..='\u{1AAF}' | '\u{2E80}'..='\u{312F}'
        | '\u{31A0}'..='\u{31FF}' | '\u{3400}'..='\u{9FFF}' | '\u{A9E0}'..='\u{A9FF}'
        | '\u{AA60}'..='\u{AADF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF66}'..='\u{FF9F}'
        | '\u{11700}'..='\u{1174F}' | '\u{1B000}'..='\u{1B16F}' | '\u{20000}'..='\u{3FFFF}')
}
