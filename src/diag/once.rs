//! One finding for the same words, for those who read messages one by one.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use super::{Diagnostic, Level, Span};
use crate::model::checks::OF_WORDS;

/// Where words stand: paper, file, bytes.
type Place = (Option<String>, String, Range<usize>);

/// Of findings of different checks that underline the same words of one paper and are mended by writing them otherwise
/// ([`OF_WORDS`]), the most severe alone; of as severe ones, that of the check that stands first there. All others stay.
pub fn once(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut first: HashMap<Place, (Reverse<Level>, usize)> = HashMap::new();
    for finding in &findings {
        let Some((place, order)) = of_words(finding) else { continue };
        let known = first.entry(place).or_insert(order);
        *known = order.min(*known);
    }
    let stays = |finding: &Diagnostic| {
        of_words(finding).is_none_or(|(place, order)| first.get(&place) == Some(&order))
    };
    findings.into_iter().filter(stays).collect()
}

/// The words a finding is about, and how soon it is to be said; nothing where it is about no words.
fn of_words(finding: &Diagnostic) -> Option<(Place, (Reverse<Level>, usize))> {
    let exactness = OF_WORDS.iter().position(|name| *name == finding.check)?;
    let span = finding.span.as_ref()?;
    let words = bare(span);
    let place = (finding.brief.clone(), span.file.path.clone(), words);
    Some((place, (Reverse(finding.level), exactness)))
}

/// The words without marks around them or the `’s` of a possessive.
fn bare(span: &Span) -> Range<usize> {
    let text = span.text();
    let no_letter = |c: char| !c.is_alphanumeric();
    let start = text.len() - text.trim_start_matches(no_letter).len();
    let inner = text[start..].trim_end_matches(no_letter);
    let inner = inner.strip_suffix("’s").or(inner.strip_suffix("'s")).unwrap_or(inner);
    let start = span.range.start + start;
    start..start + inner.len()
}

#[cfg(test)]
mod tests {
    use super::super::File;
    use super::*;

    fn found(level: Level, check: &'static str, words: &str) -> Diagnostic {
        let text = "Last week N. Korea’s envoy organized nothing.";
        let file = File::new("a.toml", text);
        Diagnostic::new(level, check, words).at(&Span::new(&file, 0..text.len()).find(words))
    }

    fn checks(findings: Vec<Diagnostic>) -> Vec<&'static str> {
        once(findings).iter().map(|finding| finding.check).collect()
    }

    #[test]
    fn of_two_checks_on_the_same_words_the_more_exact_speaks() {
        let style = found(Level::Warning, "house-style", "N. Korea");
        let name = found(Level::Warning, "name-variant", "N. Korea’s");
        assert_eq!(checks(vec![style.clone(), name]), ["name-variant"]);
        assert_eq!(checks(vec![style]), ["house-style"]);
    }

    #[test]
    fn the_more_severe_speaks_before_the_more_exact() {
        let name = found(Level::Warning, "name-variant", "N. Korea");
        let fact = found(Level::Error, "figure-mismatch", "N. Korea");
        assert_eq!(checks(vec![name, fact]), ["figure-mismatch"]);
    }

    #[test]
    fn other_words_other_papers_and_other_matters_all_speak() {
        let date = found(Level::Error, "relative-date", "Last week");
        let style = found(Level::Warning, "house-style", "organized");
        let stale = found(Level::Warning, "stale", "Last week");
        let mut elsewhere = found(Level::Warning, "house-style", "Last week");
        elsewhere.brief = Some("un".into());
        let all = vec![date, style, stale, elsewhere];
        assert_eq!(once(all.clone()), all);
    }
}
