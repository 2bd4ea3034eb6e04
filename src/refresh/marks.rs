//! Two phrases side by side, with the words in which they differ marked.

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::words::same_words;
use crate::verify::find::is_spaceless;
use crate::verify::near::{Difference, Kind};

/// A stretch of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its words, on one line.
    pub text: String,
    /// What kind of words they are, where the other phrase has others.
    pub differs: Option<Kind>,
}

/// Both phrases in runs. `differences` are those that were found between them: they say of what kind each
/// is.
pub fn marked(old: &str, new: &str, differences: &[Difference]) -> (Vec<Run>, Vec<Run>) {
    let (old, new) = (words(old), words(new));
    let ops = capture_diff_slices(Algorithm::Patience, &old, &new);
    let mut kinds = differences.iter().map(|difference| difference.kind);
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for op in &ops {
        let differs = match op.tag() {
            DiffTag::Equal => None,
            _ => {
                let kind = kinds.next().unwrap_or(Kind::Words);
                let (old, new) = (join(&old[op.old_range()]), join(&new[op.new_range()]));
                (!same_words(&old, &new)).then_some(kind)
            }
        };
        for (runs, words) in [(&mut left, &old[op.old_range()]), (&mut right, &new[op.new_range()])]
        {
            if !words.is_empty() {
                runs.push(Run { text: join(words), differs });
            }
        }
    }
    (left, right)
}

/// How many words two phrases share, from 0 to 1: twice their number by the number of words of both.
pub fn alike(a: &str, b: &str) -> f64 {
    let (a, b) = (words(a), words(b));
    let ops = capture_diff_slices(Algorithm::Patience, &a, &b);
    let equal = ops.iter().filter(|op| op.tag() == DiffTag::Equal);
    let shared: usize = equal.map(|op| op.new_range().len()).sum();
    2.0 * shared as f64 / (a.len() + b.len()).max(1) as f64
}

/// Words as the differences count them: what white space parts, and each character of scripts that have
/// none.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let len = match is_spaceless(first) {
                true => first.len_utf8(),
                false => rest.find(is_spaceless).unwrap_or(rest.len()),
            };
            let (word, after) = rest.split_at(len);
            words.push(word);
            rest = after;
        }
    }
    words
}

/// Words on one line, with a space between those of scripts that have them.
fn join(words: &[&str]) -> String {
    let mut out = String::new();
    for word in words {
        if parted(&out, word) {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Whether white space stands between two stretches that follow each other.
pub fn parted(before: &str, after: &str) -> bool {
    match (before.chars().next_back(), after.chars().next()) {
        (Some(a), Some(b)) => !(is_spaceless(a) || is_spaceless(b)),
        _ => false,
    }
}

/// How many words are left to either side of what differs when a long phrase is shortened.
const AROUND: usize = 12;

/// Runs with the middle of long stretches that do not differ left out.
pub fn shortened(runs: Vec<Run>) -> Vec<Run> {
    let last = runs.len().saturating_sub(1);
    runs.into_iter()
        .enumerate()
        .map(|(at, run)| match run.differs {
            Some(_) => run,
            None => {
                let words: Vec<&str> = run.text.split(' ').collect();
                let (before, after) =
                    (if at == 0 { 0 } else { AROUND }, if at == last { 0 } else { AROUND });
                if words.len() <= before + after + 3 || (at == 0 && at == last) {
                    return run;
                }
                let begin = words[..before].join(" ");
                let end = words[words.len() - after..].join(" ");
                let text = format!("{begin} … {end}").trim().to_owned();
                Run { text, differs: None }
            }
        })
        .collect()
}
