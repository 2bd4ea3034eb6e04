//! Glyphs in the order in which a file draws them → lines of text.
//!
//! Many files draw no spaces and none tells where a line ends, so both are read off the places. The
//! order is left as it is: files draw column by column, and no guess at columns is better than that.

use unicode_bidi::{BidiClass, bidi_class};

use super::glyphs::Glyph;

/// A space is drawn, or left free by at least this much of the font's height. Kerning stays below a
/// tenth; the narrowest word spaces of justified text are a fifth.
const SPACE: f64 = 0.15;

/// A baseline is another line's from this much of the font's height on. Raised marks of notes stand a
/// third to half of it higher, lines at least nine tenths apart.
const LINE: f64 = 0.7;

/// The text of some glyphs: lines ended by `\n`, the last one too.
pub fn text(glyphs: &[Glyph]) -> String {
    let mut text = String::new();
    let mut line: Vec<Bit<'_>> = Vec::new();
    let mut last: Option<&Glyph> = None;
    for glyph in glyphs {
        let gap = last.and_then(|last| gap(last, glyph));
        if gap.is_none() {
            finish(&mut line, &mut text);
        }
        let at = glyph.start.to_vec2().dot(glyph.along);
        line.push(Bit { text: &glyph.text, at, gap: gap.unwrap_or_default() });
        last = Some(glyph);
    }
    finish(&mut line, &mut text);
    text
}

/// Some characters of a line.
#[derive(Clone, Copy)]
struct Bit<'a> {
    text: &'a str,
    /// How far along the baseline they begin.
    at: f64,
    /// What is left free before them, in heights of the font.
    gap: f64,
}

/// What is left free between two glyphs of a line, in heights of the font; `None` where the second
/// begins another line.
fn gap(last: &Glyph, next: &Glyph) -> Option<f64> {
    let size = last.size.max(next.size).max(f64::MIN_POSITIVE);
    let step = next.start - last.end;
    let turned = last.along.dot(next.along) < 0.95;
    if turned || last.along.cross(step).abs() > LINE * size {
        return None;
    }
    let gap = last.along.dot(step) / size;
    if gap >= -0.5 {
        return Some(gap);
    }
    // Backwards: a new line on the same baseline, or text written from right to left.
    let leftwards = last.along.dot(last.start - next.end) / size;
    let follows = (-0.5..3.0).contains(&leftwards);
    (follows && (is_leftward(&last.text) || is_leftward(&next.text))).then_some(leftwards)
}

/// The gap between most letters of a line, where letters are spaced out. The dots of a table of
/// contents are too, and say nothing of words.
fn usual_gap(line: &[Bit<'_>]) -> f64 {
    let is_letter = |bit: &Bit<'_>| bit.text.contains(char::is_alphanumeric);
    let mut gaps: Vec<f64> = line
        .windows(2)
        .filter(|pair| is_letter(&pair[0]) && is_letter(&pair[1]))
        .map(|pair| pair[1].gap)
        .collect();
    if gaps.len() < 5 {
        return 0.0;
    }
    gaps.sort_by(f64::total_cmp);
    gaps[gaps.len() / 2].clamp(0.0, 0.3)
}

/// Ends a line: in reading order, spaces between words single, none at its ends.
fn finish(line: &mut Vec<Bit<'_>>, text: &mut String) {
    let usual = usual_gap(line);
    let mut bits = Vec::with_capacity(line.len());
    for bit in line.drain(..) {
        if bit.gap > SPACE + usual {
            bits.push(Bit { text: " ", ..bit });
        }
        bits.push(bit);
    }
    let start = text.len();
    for bit in in_reading_order(bits) {
        for c in bit.text.chars() {
            let doubled = c == ' ' && (text.len() == start || text.ends_with(' '));
            if !doubled {
                text.push(c);
            }
        }
    }
    while text.len() > start && text.ends_with(' ') {
        text.pop();
    }
    if text.len() > start {
        text.push('\n');
    }
}

/// Whether the characters are of a script written from right to left.
fn is_leftward(text: &str) -> bool {
    text.chars().any(|c| matches!(bidi_class(c), BidiClass::R | BidiClass::AL))
}

/// Whether they are of one written from left to right, figures included.
fn is_rightward(text: &str) -> bool {
    let class = |c| matches!(bidi_class(c), BidiClass::L | BidiClass::EN | BidiClass::AN);
    text.chars().any(class)
}

/// A line in the order in which it is read. Some files draw text of right-to-left scripts in the order
/// in which it is read, others from left to right as it stands on the page; those are turned round.
fn in_reading_order(mut bits: Vec<Bit<'_>>) -> Vec<Bit<'_>> {
    let leftward: Vec<Bit<'_>> = bits.iter().copied().filter(|bit| is_leftward(bit.text)).collect();
    let rises = leftward.windows(2).filter(|pair| pair[1].at > pair[0].at).count();
    if leftward.len() < 2 || 2 * rises < leftward.len() - 1 {
        return bits;
    }
    let rightward = bits.iter().filter(|bit| is_rightward(bit.text)).count();
    if leftward.len() >= rightward {
        bits.reverse();
        turn(&mut bits, is_rightward, is_leftward);
    } else {
        turn(&mut bits, is_leftward, is_rightward);
    }
    bits
}

/// Turns round each run of bits that begins and ends with one that `is` and holds none that `is_not`.
fn turn(bits: &mut [Bit<'_>], is: fn(&str) -> bool, is_not: fn(&str) -> bool) {
    let mut at = 0;
    while at < bits.len() {
        if !is(bits[at].text) {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        for (further, bit) in bits.iter().enumerate().skip(at + 1) {
            if is_not(bit.text) {
                break;
            }
            if is(bit.text) {
                end = further + 1;
            }
        }
        bits[at..end].reverse();
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use kurbo::{Point, Vec2};

    use super::super::glyphs::{Glyph, Piece};
    use super::*;

    /// Glyphs six points wide and twelve high from a place on.
    fn set(words: &str, x: f64, y: f64) -> Vec<Glyph> {
        let place = |at: usize| Point::new(x + 6.0 * at as f64, y);
        words
            .chars()
            .enumerate()
            .map(|(at, c)| Glyph {
                text: c.to_string(),
                start: place(at),
                end: place(at + 1),
                along: Vec2::new(1.0, 0.0),
                size: 12.0,
                piece: Piece::Unmarked,
            })
            .collect()
    }

    #[test]
    fn gaps_are_spaces_and_steps_down_are_lines() {
        let glyphs = [set("not", 0.0, 50.0), set("able", 21.0, 50.0), set("end", 0.0, 36.0)];
        assert_eq!(text(&glyphs.concat()), "not able\nend\n");
        let kerned = [set("not", 0.0, 50.0), set("able", 18.9, 50.0)];
        assert_eq!(text(&kerned.concat()), "notable\n");
    }

    #[test]
    fn letters_spaced_out_are_words_all_the_same() {
        let spaced = |words: &str, x: f64| -> Vec<Glyph> {
            let letters = words.chars().enumerate();
            letters.flat_map(|(at, c)| set(&c.to_string(), x + 8.4 * at as f64, 50.0)).collect()
        };
        let glyphs = [spaced("SPACED", 0.0), spaced("OUT", 56.0)];
        assert_eq!(text(&glyphs.concat()), "SPACED OUT\n");
    }

    #[test]
    fn raised_marks_stay_in_their_line() {
        let glyphs = [set("camps.", 0.0, 50.0), set("1", 36.0, 55.0), set("In", 45.0, 50.0)];
        assert_eq!(text(&glyphs.concat()), "camps.1 In\n");
    }

    #[test]
    fn columns_on_one_baseline_are_lines_where_the_second_is_drawn_first() {
        let glyphs = [set("right", 300.0, 50.0), set("left", 0.0, 50.0)];
        assert_eq!(text(&glyphs.concat()), "right\nleft\n");
    }

    #[test]
    fn right_to_left_reads_the_same_however_it_is_drawn() {
        // שלום 12, as it stands on the page and as it is read.
        let seen = set("12 םולש", 0.0, 50.0);
        assert_eq!(text(&seen), "שלום 12\n");
        let mut read = set("םולש", 18.0, 50.0);
        read.reverse();
        assert_eq!(text(&read), "שלום\n");
    }

    #[test]
    fn a_right_to_left_word_in_a_left_to_right_line_is_turned_alone() {
        assert_eq!(text(&set("see םולש there", 0.0, 50.0)), "see שלום there\n");
    }
}
