//! One letter more, less, other, or two exchanged; and where that is a slip of the pen, not another name.

/// What makes one word another: by letters, from 0, of the shorter where one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) kind: Kind,
    /// Which letter.
    at: usize,
    /// How many letters the shorter word has.
    length: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Two letters beside one another are exchanged.
    Swap,
    /// One letter stands for another.
    Other(char, char),
    /// One letter more.
    More(char),
    /// A letter twice that stands once.
    Twice(char),
}

/// The one edit between two words, if one is enough.
pub(super) fn edit(a: &str, b: &str) -> Option<Edit> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let at = short.iter().zip(&long).take_while(|(a, b)| a == b).count();
    let (left, right) = (short.get(at..)?, long.get(at..)?);
    let length = short.len();
    if short.len() == long.len() {
        let ([x, ..], [y, ..]) = (left, right) else { return None };
        if left.get(1..) == right.get(1..) {
            return Some(Edit { kind: Kind::Other(*x, *y), at, length });
        }
        let swapped =
            left.get(1) == Some(y) && right.get(1) == Some(x) && left.get(2..) == right.get(2..);
        return swapped.then_some(Edit { kind: Kind::Swap, at, length });
    }
    let more = *right.first()?;
    let twice = at.checked_sub(1).and_then(|before| long.get(before)) == Some(&more);
    let kind = if twice { Kind::Twice(more) } else { Kind::More(more) };
    (right.get(1..) == Some(left)).then_some(Edit { kind, at, length })
}

/// Whether an edit is a slip where other pieces of the name agree. `whole` is how many letters the name has.
pub(super) fn in_company(edit: &Edit, whole: usize, last: bool) -> bool {
    let Edit { kind, at, length } = *edit;
    let end = at + 1 >= length;
    match kind {
        Kind::Swap => length >= 5 && at > 0,
        // `Maria` and `Mario`, `woman` and `women` are two; so may be names that begin otherwise.
        Kind::Other(a, b) => {
            length >= 6
                && at > 0
                && !end
                && !(matches!((a, b), ('a', 'e') | ('e', 'a')) && at + 2 == length)
        }
        Kind::Twice(c) if at == length => last && whole >= 10 && c != 's',
        Kind::Twice(_) => length >= 4 && whole >= 8 && at > 0,
        // `Paul` and `Paula` are two, and so are `Korea` and `Korean`.
        Kind::More(c) if at == length => last && whole >= 8 && matches!(c, 'e' | 'h' | 'k'),
        Kind::More(_) => length >= 4 && whole >= 9 && at > 0,
    }
}

/// Whether an edit is a slip in a word that stands alone.
pub(super) fn alone(edit: &Edit) -> bool {
    let Edit { kind, at, length } = *edit;
    let inner = at > 0 && at + 2 < length;
    match kind {
        Kind::Swap => length >= 7 && inner,
        Kind::Other(..) => length >= 8 && inner,
        Kind::Twice(_) | Kind::More(_) => {
            at > 0 && (length >= 7 && at + 1 < length || length >= 9 && at < length)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_edit_is_told_from_two() {
        let kind = |a: &str, b: &str| edit(a, b).map(|edit| edit.kind);
        assert_eq!(kind("washington", "washignton"), Some(Kind::Swap));
        assert_eq!(kind("yokota", "yogota"), Some(Kind::Other('k', 'g')));
        assert_eq!(kind("ki", "kie"), Some(Kind::More('e')));
        assert_eq!(kind("philip", "phillip"), Some(Kind::Twice('l')));
        assert_eq!(kind("north", "south"), None);
        assert_eq!(kind("same", "same"), None);
    }
}
