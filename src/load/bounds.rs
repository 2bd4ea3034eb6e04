//! How far definitions may refer to one another: files that go round in circles or grow without end
//! are refused before anything expands them.

use std::collections::BTreeMap;

/// Definitions by name: how much each holds itself, and the names it refers to.
pub type Definitions = BTreeMap<String, (usize, Vec<String>)>;

/// Fails where a definition refers to itself, or where all of them written out are larger than
/// `limit`, in whatever they are counted in. A name that is not defined counts nothing.
///
/// # Errors
/// The reason, as the end of a sentence.
pub fn written_out(definitions: &Definitions, limit: usize) -> Result<(), String> {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut total: usize = 0;
    for name in definitions.keys() {
        total = total.saturating_add(size(definitions, name, &mut sizes)?);
        if total > limit {
            return Err(format!("`{name}` is too large once all it refers to is written out"));
        }
    }
    Ok(())
}

/// The size of a definition written out. Definitions refer to one another at will, so the ones under
/// way are kept on a stack of our own.
fn size<'a>(
    definitions: &'a Definitions,
    name: &'a str,
    sizes: &mut BTreeMap<&'a str, usize>,
) -> Result<usize, String> {
    // Name, the next of its references to look at, what it comes to so far.
    let mut open: Vec<(&str, usize, usize)> = vec![(name, 0, 0)];
    let mut result = 0;
    while let Some((name, at, so_far)) = open.pop() {
        let Some((own, references)) = definitions.get(name) else { continue };
        let Some(next) = references.get(at) else {
            result = so_far.saturating_add(*own);
            sizes.insert(name, result);
            continue;
        };
        match sizes.get(next.as_str()) {
            Some(size) => open.push((name, at + 1, so_far.saturating_add(*size))),
            None if !definitions.contains_key(next) => open.push((name, at + 1, so_far)),
            None if *next == *name || open.iter().any(|(other, ..)| other == next) => {
                return Err(format!("`{next}` refers to itself"));
            }
            None => {
                open.push((name, at, so_far));
                open.push((next, 0, 0));
            }
        }
    }
    Ok(result)
}

/// How deep `open` and `close` nest at most; a `close` too many counts nothing.
pub fn depth(text: &str, open: char, close: char) -> usize {
    let (mut now, mut deepest) = (0_usize, 0);
    for c in text.chars() {
        if c == open {
            now += 1;
            deepest = deepest.max(now);
        } else if c == close {
            now = now.saturating_sub(1);
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definitions(list: &[(&str, usize, &[&str])]) -> Definitions {
        list.iter()
            .map(|(name, own, references)| {
                let references = references.iter().map(|name| (*name).to_owned()).collect();
                ((*name).to_owned(), (*own, references))
            })
            .collect()
    }

    #[test]
    fn what_is_written_out_is_counted_and_circles_are_found() {
        let plain = definitions(&[("a", 1, &["b", "b"]), ("b", 10, &["unknown"])]);
        assert_eq!(written_out(&plain, 31), Ok(()));
        assert!(written_out(&plain, 30).is_err());
        for circle in [
            definitions(&[("a", 1, &["a"])]),
            definitions(&[("a", 1, &["b"]), ("b", 1, &["c"]), ("c", 1, &["b"])]),
        ] {
            assert!(written_out(&circle, 1_000).unwrap_err().contains("refers to itself"));
        }
        // Twice as much each time: more than could ever be written.
        let doubling: Vec<(String, [String; 2])> = (0..200)
            .map(|at| (format!("m{at}"), [format!("m{}", at + 1), format!("m{}", at + 1)]))
            .collect();
        let doubling: Definitions = doubling
            .into_iter()
            .map(|(name, references)| (name, (1, references.to_vec())))
            .collect();
        assert!(written_out(&doubling, 1_000_000).unwrap_err().contains("too large"));
    }

    #[test]
    fn depth_is_that_of_the_innermost() {
        assert_eq!(depth("}{a{b}{c{d}}}", '{', '}'), 3);
    }
}
