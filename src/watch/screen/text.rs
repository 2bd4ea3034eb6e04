//! Text of a certain width, in columns of a terminal.

use std::borrow::Cow;
use std::time::Duration;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Columns that a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// A text without what a terminal would obey.
pub fn visible(text: &str) -> String {
    let obeyed = |c: char| {
        c.is_control()
            || matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
    };
    text.chars().map(|c| if obeyed(c) { '\u{FFFD}' } else { c }).collect()
}

/// A text cut at its end to so many columns, with `…` where something is missing.
pub fn cut(text: &str, columns: usize) -> Cow<'_, str> {
    if text.width() <= columns {
        return text.into();
    }
    let mut left = columns.saturating_sub(1);
    let fitting = text.graphemes(true).take_while(|one| {
        let fits = one.width() <= left;
        left = left.saturating_sub(one.width());
        fits
    });
    let kept: String = fitting.collect();
    match columns {
        0 => "".into(),
        _ => format!("{}…", kept.trim_end()).into(),
    }
}

/// The same, cut at its beginning: of a path the end says more.
pub fn cut_front(text: &str, columns: usize) -> Cow<'_, str> {
    if text.width() <= columns {
        return text.into();
    }
    let mut left = columns.saturating_sub(1);
    let fitting = text.graphemes(true).rev().take_while(|one| {
        let fits = one.width() <= left;
        left = left.saturating_sub(one.width());
        fits
    });
    let mut kept: Vec<&str> = fitting.collect();
    kept.reverse();
    match columns {
        0 => "".into(),
        _ => format!("…{}", kept.concat()).into(),
    }
}

/// A text that may be coloured, cut at its end to so many columns; colours end with it.
pub fn cut_coloured(text: &str, columns: usize) -> String {
    let mut out = String::new();
    let (mut used, mut coloured, mut rest) = (0, false, text);
    while let Some(one) = rest.graphemes(true).next() {
        let sequence = rest.strip_prefix("\u{1B}[").and_then(|after| Some(after.find('m')? + 3));
        let length = sequence.unwrap_or(one.len());
        let (piece, after) = rest.split_at(length);
        rest = after;
        if sequence.is_some() {
            coloured = true;
            out.push_str(piece);
            continue;
        }
        let piece = visible(&piece.replace('\t', "    "));
        let more = usize::from(!plain(rest).is_empty());
        if used + piece.width() + more > columns {
            out.push('…');
            break;
        }
        used += piece.width();
        out.push_str(&piece);
    }
    if coloured {
        out.push_str("\u{1B}[0m");
    }
    out
}

/// A text without its colours.
pub fn plain(text: &str) -> String {
    let mut pieces = text.split("\u{1B}[");
    let first = pieces.next().unwrap_or_default().to_owned();
    let rest = pieces.map(|piece| piece.split_once('m').map_or(piece, |(_, after)| after));
    rest.fold(first, |text, piece| text + piece)
}

/// A text padded with blanks to so many columns.
pub fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(text.width())))
}

/// A text broken between words into at most `most` lines; the last is cut.
pub fn wrapped(text: &str, columns: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let full = lines.len() >= most;
        match lines.last_mut() {
            Some(line) if full || line.width() + 1 + word.width() <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| cut(line, columns).into_owned()).collect()
}

/// A time a person can take in: `84 ms`, `1.2 s`, `3 min`.
pub fn duration(time: Duration) -> String {
    match time.as_millis() {
        ms @ 0..1000 => format!("{ms} ms"),
        1000..60_000 => format!("{:.1} s", time.as_secs_f64()),
        _ => format!("{} min", time.as_secs() / 60),
    }
}
