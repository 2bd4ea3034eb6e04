//! The numbers a text names, in digits or in words, each in one form.

use crate::claims::ClaimKind;
use crate::claims::lex::Kind;
use crate::claims::numbers;
use crate::claims::quantities::Unit;
use crate::claims::reading::{Reading, View};

/// The form of a value, the same for all ways of writing it: `80000`, `3.2`. Signs are set aside, and
/// what comes after six decimal places.
pub fn form(value: f64) -> String {
    let value = value.abs();
    if value < 1e9 { format!("{}", (value * 1e6).round() / 1e6) } else { format!("{value:.0}") }
}

/// The values that digits with separators can have: one, or where a point may part the thousands, as in
/// `1.234`, the English reading and the continental. Three noughts after a point are never decimals.
pub fn values(written: &str) -> Vec<f64> {
    let english = numbers::parse(written);
    let continental = written.split_once('.').and_then(|(head, tail)| {
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let grouped = matches!(head.len(), 1..=3) && tail.len() == 3;
        let plain = grouped && digits(head) && digits(tail) && !head.starts_with('0');
        plain.then(|| format!("{head}{tail}").parse().ok()).flatten()
    });
    match (continental, english) {
        (Some(value), _) if written.ends_with(".000") => vec![value],
        (continental, english) => continental.into_iter().chain(english).collect(),
    }
}

/// The forms of all numbers a text names, sorted, each once: those in digits and in words, with their
/// magnitudes (`3.2 million`), and both ends of ranges (`2 to 3 million`).
pub fn figures(text: &str) -> Vec<String> {
    let reading = Reading::new(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < reading.view.tokens.len() {
        match read(&reading.view, at) {
            Some((values, next)) => {
                found.extend(values);
                at = next.max(at + 1);
            }
            None => at += 1,
        }
    }
    for claim in &reading.claims {
        if let ClaimKind::Quantity(amount) = &claim.kind
            && amount.is_range()
            && !amount.vague
            && matches!(amount.unit, Unit::None | Unit::Money(_))
        {
            found.extend([amount.low, amount.high]);
        }
    }
    let mut forms: Vec<String> = found.into_iter().map(form).collect();
    forms.sort();
    forms.dedup();
    forms
}

/// The values of the number at a token, and the token after it.
pub fn read(view: &View, at: usize) -> Option<(Vec<f64>, usize)> {
    let number = numbers::read(view, at)?;
    let one_token = number.next == at + 1;
    let digits = matches!(view.tokens.get(at)?.kind, Kind::Number(_));
    let mut found = if digits && one_token { values(view.text(at)) } else { vec![number.value] };
    found.retain(|value| value.is_finite());
    Some((found, number.next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_a_number_has_one_form() {
        for written in [
            "80,000",
            "80 000",
            "80.000",
            "80000",
            "eighty thousand",
            "80k people",
            "80 thousand",
            "0.08 million",
        ] {
            assert_eq!(figures(written), ["80000"], "{written}");
        }
        assert_eq!(figures("between 80,000 and 120,000 people"), ["120000", "80000"]);
        assert_eq!(figures("2 to 3 million"), ["2", "2000000", "3000000"]);
        assert_eq!(figures("1.234"), ["1.234", "1234"]);
        assert_eq!(figures("90 per cent, US$3.2m, twice"), ["3200000", "90"]);
        assert_eq!(figures("hundreds of thousands"), [""; 0]);
    }

    #[test]
    fn forms_are_plain() {
        assert_eq!(
            [8e4, 3.2, 1.0 / 3.0, 1e12, -5.0].map(form),
            ["80000", "3.2", "0.333333", "1000000000000", "5"]
        );
    }
}
