//! Numbers, in digits and in words.

use super::lex::{Kind, Token, is_apostrophe};
use super::lexicon::Word;
use super::reading::View;

/// A number as read.
#[derive(Debug, Clone, Copy)]
pub struct Number {
    /// Its value.
    pub value: f64,
    /// The token after it.
    pub next: usize,
    /// Whether it is written in words throughout.
    pub words: bool,
    /// What a magnitude after it multiplied it by; 1 without one.
    pub scale: f64,
    /// Whether its digits are grouped.
    pub grouped: bool,
}

/// Where the digits end that begin at `start`, separators within included.
///
/// A space counts as a separator only between groups of three digits, the first of one to three.
pub fn digits_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let run = |from: usize| from + bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut end = run(start);
    let first = end - start;
    let mut spaced_only = true;
    while let Some(sep) = text[end..].chars().next() {
        let from = end + sep.len_utf8();
        let to = run(from.min(bytes.len()));
        let width = to - from;
        let joins = match sep {
            ',' | '.' | '·' => width > 0,
            ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}' => spaced_only && first <= 3 && width == 3,
            _ if is_apostrophe(sep) => first <= 3 && width == 3,
            _ => false,
        };
        if !joins {
            break;
        }
        spaced_only &= sep.is_whitespace();
        end = to;
    }
    end
}

/// The value of digits with separators, read as English first: `1,234.5`, `1 234`; `1.234` is a decimal.
/// `1.234.567` and `1.234,5` can only be continental. `None`: no number one could name (`12.06.2018`).
pub fn parse(written: &str) -> Option<f64> {
    let marks = |c: char| !c.is_ascii_digit();
    if !written.contains(marks) {
        return written.parse().ok();
    }
    let last = written.rfind(marks)?;
    let mark = written[last..].chars().next()?;
    let (whole, rest) = (&written[..last], &written[last + mark.len_utf8()..]);
    let first_mark = whole.chars().find(|c| marks(*c));
    let thousands = |text: &str| {
        let mut groups = text.split(marks);
        let head = groups.next().is_some_and(|head| matches!(head.len(), 1..=3));
        let widths: Vec<usize> = groups.map(str::len).collect();
        let indian = widths
            .split_last()
            .is_some_and(|(last, rest)| *last == 3 && rest.iter().all(|w| *w == 2));
        head && (widths.iter().all(|w| *w == 3) || indian)
    };
    let plain = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let decimal = || format!("{}.{rest}", plain(whole)).parse().ok();
    match (first_mark, mark) {
        (None, '.' | '·') => decimal(),
        (None, ',') if rest.len() != 3 || whole.len() > 3 => decimal(),
        (Some(other), '.' | ',' | '·') if other != mark => {
            let uniform = whole.chars().filter(|c| marks(*c)).all(|c| c == other);
            (uniform && thousands(whole)).then(decimal).flatten()
        }
        _ => thousands(written).then(|| plain(written).parse().ok()).flatten(),
    }
}

/// The value of a fraction that is one character.
pub fn vulgar(c: char) -> Option<f64> {
    Some(match c {
        '½' => 0.5,
        '⅓' => 1.0 / 3.0,
        '⅔' => 2.0 / 3.0,
        '¼' => 0.25,
        '¾' => 0.75,
        '⅕' => 0.2,
        '⅛' => 0.125,
        _ => return None,
    })
}

/// Reads the number that begins at token `at`, with the magnitudes after it.
pub fn read(view: &View, at: usize) -> Option<Number> {
    let mut number = match view.tokens.get(at)?.kind {
        Kind::Number(value) => {
            let written = view.text(at);
            let grouped = written.contains(|c: char| !c.is_ascii_digit() && c != '.');
            Number { value, next: at + 1, words: false, scale: 1.0, grouped }
        }
        Kind::Sign(c) => {
            Number { value: vulgar(c)?, next: at + 1, words: false, scale: 1.0, grouped: false }
        }
        Kind::Word(_) => in_words(view, at)?,
        Kind::Code => return None,
    };
    if let Some(Token { kind: Kind::Sign(c), glued: true, .. }) = view.tokens.get(number.next)
        && let Some(part) = vulgar(*c).filter(|_| !number.words)
    {
        number.value += part;
        number.next += 1;
    }
    if !number.words {
        scaled(view, &mut number);
    }
    Some(number)
}

/// Applies the magnitudes that follow: `3.2 million`, `5bn`, `2 hundred thousand`, `two dozen`.
fn scaled(view: &View, number: &mut Number) {
    while let Some(token) = view.tokens.get(number.next) {
        let by = match token.kind {
            Kind::Word(Word::Scale(power)) => 10f64.powi(i32::from(power)),
            Kind::Word(Word::Hundred) => 100.0,
            Kind::Word(Word::Dozen) => 12.0,
            Kind::Word(Word::Unit("metre", _)) if token.glued && view.is(number.next, "m") => {
                if !million(view, number) {
                    return;
                }
                1e6
            }
            Kind::Word(Word::Plain) if token.glued && view.is(number.next, "k") => 1e3,
            _ => return,
        };
        number.value *= by;
        number.scale *= by;
        number.next += 1;
    }
}

/// Whether the `m` glued to a number means millions: after a currency sign, or before a noun.
fn million(view: &View, number: &Number) -> bool {
    let money = number.next >= 2
        && view.tokens.get(number.next - 2).is_some_and(
            |token| matches!(token.kind, Kind::Sign(c) if super::lexicon::sign(c).is_some()),
        );
    let after = number.next + 1;
    let noun =
        matches!(
            view.tokens.get(after).map(|t| t.kind),
            Some(Kind::Word(Word::Plain | Word::Unit(..) | Word::Money(_)))
        ) && !["high", "long", "deep", "tall", "wide"].iter().any(|word| view.is(after, word));
    money || noun
}

/// Reads a number in words: `twenty-one`, `one hundred and twenty`, `a million`, `half a dozen`, `one and a half million`.
fn in_words(view: &View, at: usize) -> Option<Number> {
    let mut next = at;
    let (mut total, mut current, mut started, mut scale) = (0.0, 0.0, false, 1.0);
    if view.is(at, "half") && view.article(at + 1) && view.magnitude(at + 2) {
        (current, started, next) = (0.5, true, at + 2);
    } else if view.is(at, "quarter")
        && view.is(at + 1, "of")
        && view.article(at + 2)
        && view.magnitude(at + 3)
    {
        (current, started, next) = (0.25, true, at + 3);
    } else if view.article(at) && view.is(at + 1, "quarter") && view.is(at + 2, "of") {
        return in_words(view, at + 1);
    } else if view.article(at) && view.magnitude(at + 1) {
        (current, started, next) = (1.0, true, at + 1);
    }
    while let Some(word) = view.word(next) {
        let small = current % 100.0;
        match word {
            Word::Ones(n)
                if !started
                    || (small == 0.0 && current >= 100.0)
                    || (current == 0.0 && total > 0.0) =>
            {
                current += f64::from(n);
            }
            Word::Teens(n) if !started || small == 0.0 => current += f64::from(n),
            Word::Tens(n) if !started || small == 0.0 => {
                current += f64::from(n);
                if let Some((ones, after)) = ones_after(view, next + 1) {
                    current += ones;
                    next = after - 1;
                }
            }
            Word::Hundred if started && current > 0.0 && current < 100.0 => current *= 100.0,
            Word::Dozen if started => (current, scale) = (current * 12.0, 12.0),
            Word::Scale(power) if started && current > 0.0 => {
                let by = 10f64.powi(i32::from(power));
                if total > 0.0 && by >= scale {
                    total = (total + current) * by;
                } else {
                    total += current * by;
                }
                (current, scale) = (0.0, by);
            }
            _ => {
                let Some(after) = joined(view, next, current, total, started, &mut current) else {
                    break;
                };
                next = after;
                continue;
            }
        }
        started = true;
        next += 1;
    }
    started.then_some(Number { value: total + current, next, words: true, scale, grouped: false })
}

/// `-one` or ` one` after a multiple of ten.
fn ones_after(view: &View, at: usize) -> Option<(f64, usize)> {
    let at = if matches!(view.tokens.get(at).map(|t| t.kind), Some(Kind::Sign(c)) if super::lex::is_dash(c))
    {
        at + 1
    } else {
        at
    };
    match view.tokens.get(at)?.kind {
        Kind::Word(Word::Ones(n)) if n > 0 => Some((f64::from(n), at + 1)),
        _ => None,
    }
}

/// `and` within a number: `one hundred and twenty`, `one and a half`. The token after it.
fn joined(
    view: &View,
    at: usize,
    before: f64,
    total: f64,
    started: bool,
    current: &mut f64,
) -> Option<usize> {
    if !started || !view.is(at, "and") {
        return None;
    }
    if view.is(at + 1, "a") && view.is(at + 2, "half") {
        *current += 0.5;
        return Some(at + 3);
    }
    let hundreds = (before > 0.0 && before % 100.0 == 0.0) || (before == 0.0 && total > 0.0);
    let small = matches!(
        view.tokens.get(at + 1)?.kind,
        Kind::Word(Word::Ones(_) | Word::Teens(_) | Word::Tens(_))
    );
    (hundreds && small).then_some(at + 1)
}

/// How many figures of a value are significant.
pub fn figures(value: f64) -> usize {
    let written = format!("{:.8e}", value.abs());
    let digits = written.split('e').next().unwrap_or_default().replace('.', "");
    digits.trim_end_matches('0').len().max(1)
}

/// Whether two values are the same, rounding of binary fractions aside.
pub fn same(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_read_as_english_first() {
        for (written, value) in [
            ("1,170", 1170.0),
            ("1,234.5", 1234.5),
            ("1.234", 1.234),
            ("1.234,5", 1234.5),
            ("1.234.567", 1_234_567.0),
            ("1,5", 1.5),
            ("12 500", 12_500.0),
            ("12\u{202F}500,5", 12_500.5),
            ("1’000", 1000.0),
            ("1,00,000", 100_000.0),
            ("0.6", 0.6),
        ] {
            assert_eq!(parse(written), Some(value), "{written}");
        }
        for written in ["12.06.2018", "1.2.3", "1,2,3"] {
            assert_eq!(parse(written), None, "{written}");
        }
    }

    #[test]
    fn words_are_numbers() {
        for (written, value) in [
            ("twenty-one", 21.0),
            ("one hundred and twenty", 120.0),
            ("a million", 1e6),
            ("half a dozen", 6.0),
            ("a quarter of a million", 250_000.0),
            ("one and a half million", 1.5e6),
            ("two hundred thousand", 200_000.0),
            ("3.2m tonnes", 3.2e6),
            ("£5m", 5e6),
            ("5m high", 5.0),
            ("120k", 120_000.0),
            ("2½", 2.5),
            ("two million three hundred thousand and five", 2_300_005.0),
        ] {
            let view = View::new(written);
            let at = usize::from(written.starts_with('£'));
            assert_eq!(read(&view, at).map(|number| number.value), Some(value), "{written}");
        }
    }

    #[test]
    fn figures_count_what_is_significant() {
        assert_eq!([1170.0, 1200.0, 0.48, 0.5, 100.0].map(figures), [3, 2, 2, 1, 1]);
    }
}
