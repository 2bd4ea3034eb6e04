//! Finds every protected name of a workspace in one pass.

use std::collections::BTreeSet;
use std::ops::Range;

use aho_corasick::AhoCorasick;

use super::Protected;
use super::fold::{Folded, fold, squeezed};

/// From this many letters on, a name of several parts is one wherever its letters stand together: `freekimcheolok`.
const LONG: usize = 8;

/// How often a text is gone over: what stands in a name's place can make up a name with what is beside it.
const ROUNDS: usize = 8;

/// How many bytes are looked through at a time.
const WINDOW: usize = 1 << 17;

/// How many bytes two windows share: more than any name takes, however it is escaped.
const OVERLAP: usize = 1 << 13;

/// A form of a name that is looked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Form {
    letters: Vec<u8>,
    /// Whether it has parts, so that what separates them may be anything.
    parts: bool,
    person: usize,
}

/// The protected names, ready to be looked for.
#[derive(Debug)]
pub struct Finder {
    automaton: Option<AhoCorasick>,
    forms: Vec<Form>,
    instead: Vec<String>,
}

/// A name found.
struct Hit {
    bytes: Range<usize>,
    person: usize,
}

impl Finder {
    /// Prepares names. One without a letter or a digit is passed over.
    pub fn new(protected: &[Protected]) -> Finder {
        let forms: BTreeSet<Form> = protected
            .iter()
            .enumerate()
            .flat_map(|(person, who)| who.names.iter().flat_map(move |name| forms(name, person)))
            .collect();
        let forms: Vec<Form> = forms.into_iter().collect();
        let automaton = AhoCorasick::new(forms.iter().map(|form| &form.letters)).ok();
        let instead = protected.iter().map(|who| who.instead.clone()).collect();
        Finder { automaton, forms, instead }
    }

    /// Whether there is no name to look for.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// See [`redact`](super::redact).
    pub fn redact(&self, text: &str, bracketed: bool) -> Option<String> {
        let mut now = self.once(text, bracketed)?;
        for _ in 1..ROUNDS {
            match self.once(&now, bracketed) {
                Some(next) => now = next,
                None => break,
            }
        }
        Some(now)
    }

    /// See [`holds`](super::holds).
    ///
    /// Goes window by window, so that what is held in memory does not grow with the bytes.
    pub fn find(&self, bytes: &[u8]) -> Option<Range<usize>> {
        let mut from = 0;
        loop {
            let to = bytes.len().min(from + WINDOW);
            // What touches a cut may go on beyond it, and stands whole in the window before or after.
            let cut = |hit: &Range<usize>| {
                (hit.start == 0 && from > 0) || (hit.end == to - from && to < bytes.len())
            };
            let hit = self
                .hits(bytes.get(from..to)?)
                .into_iter()
                .map(|hit| hit.bytes)
                .find(|hit| !cut(hit));
            if let Some(hit) = hit {
                return Some(hit.start + from..hit.end + from);
            }
            if to == bytes.len() {
                return None;
            }
            from = to - OVERLAP;
        }
    }

    fn once(&self, text: &str, bracketed: bool) -> Option<String> {
        let hits = self.hits(text.as_bytes());
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for hit in &hits {
            let instead = self.instead.get(hit.person).map_or("", String::as_str);
            out.push_str(text.get(done..hit.bytes.start).unwrap_or_default());
            if bracketed {
                out.extend(["[", instead, "]"]);
            } else {
                out.push_str(instead);
            }
            done = hit.bytes.end;
        }
        out.push_str(text.get(done..).unwrap_or_default());
        (!hits.is_empty()).then_some(out)
    }

    /// Wherever the letters of a form stand. Should there be more forms than an automaton takes, each is looked for by
    /// itself: slower, but no name goes unseen.
    fn candidates(&self, folded: &Folded) -> Vec<(Range<usize>, &Form)> {
        if let Some(automaton) = &self.automaton {
            return automaton
                .find_overlapping_iter(&folded.bytes)
                .filter_map(|hit| Some((hit.range(), self.forms.get(hit.pattern().as_usize())?)))
                .collect();
        }
        let stands = |form: &Form, at: usize| {
            folded.bytes.get(at..).is_some_and(|rest| rest.starts_with(&form.letters))
        };
        let all = self.forms.iter().flat_map(|form| {
            (0..folded.bytes.len())
                .filter(move |at| stands(form, *at))
                .map(move |at| (at..at + form.letters.len(), form))
        });
        all.collect()
    }

    /// Every name, in order, the longest of those that begin together, none within another.
    fn hits(&self, bytes: &[u8]) -> Vec<Hit> {
        if self.forms.is_empty() {
            return Vec::new();
        }
        let folded = fold(bytes);
        let mut found = self.candidates(&folded);
        found.retain(|(range, form)| whole(&folded, form, range.clone()));
        let mut found: Vec<(Range<usize>, usize)> =
            found.into_iter().map(|(range, form)| (range, form.person)).collect();
        found.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        let mut hits: Vec<Hit> = Vec::new();
        for (range, person) in found {
            let Some(bytes) = source(&folded, &range) else { continue };
            if hits.last().is_none_or(|last| last.bytes.end <= bytes.start) {
                hits.push(Hit { bytes, person });
            }
        }
        hits
    }
}

/// Whether what was found is the name, and not letters of other words.
fn whole(folded: &Folded, form: &Form, at: Range<usize>) -> bool {
    let joined = !folded.apart.iter().take(at.end).skip(at.start + 1).any(|apart| *apart);
    if joined && form.parts && form.letters.len() >= LONG {
        return true;
    }
    let plural = folded.bytes.get(at.end) == Some(&b's') && !folded.letter(at.end + 1);
    let ends = folded.ends(at.end) || (form.parts && (plural || slug_s(folded, at.end)));
    folded.begins(at.start) && ends && (joined || form.parts)
}

/// Whether only an `s` follows in the same word: a possessive in an address, `kim-cheol-oks-case`.
fn slug_s(folded: &Folded, at: usize) -> bool {
    folded.bytes.get(at) == Some(&b's') && folded.ends(at + 1)
}

/// The source bytes of a stretch of folded ones.
fn source(folded: &Folded, range: &Range<usize>) -> Option<Range<usize>> {
    let first = folded.from.get(range.start)?;
    let last = folded.from.get(range.end.checked_sub(1)?)?;
    Some(first.start..last.end)
}

/// A name as written, with its first part last, and with its last part first.
fn forms(name: &str, person: usize) -> Vec<Form> {
    let parts: Vec<Vec<u8>> = name
        .split(|c: char| c.is_whitespace() || c == ',' || c == '_')
        .map(squeezed)
        .filter(|part| !part.is_empty())
        .collect();
    let several = parts.len() > 1 || name.contains('-');
    let mut orders = vec![parts.clone(), parts.clone(), parts];
    if let Some(order) = orders.get_mut(1).filter(|order| order.len() > 1) {
        order.rotate_left(1);
    }
    if let Some(order) = orders.get_mut(2).filter(|order| order.len() > 1) {
        order.rotate_right(1);
    }
    orders
        .into_iter()
        .map(|order| Form { letters: order.concat(), parts: several, person })
        .filter(|form| !form.letters.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Protected, holds, redact};

    fn who(names: &[&str], instead: &str) -> Vec<Protected> {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        vec![Protected { names, instead: instead.to_owned() }]
    }

    fn ok(text: &str) -> String {
        redact(text, &who(&["Kim Cheol-ok"], "Ms A"), false).unwrap_or_else(|| text.to_owned())
    }

    #[test]
    fn a_name_is_found_however_it_is_written() {
        for form in [
            "Kim Cheol-ok",
            "KIM CHEOL-OK",
            "Kim Cheol Ok",
            "Kim Cheolok",
            "kim-cheol-ok",
            "Kim%20Cheol-ok",
            "Kim%2520Cheol-ok",
            "kim+cheol+ok",
            "kim_cheol_ok",
            "KimCheolok",
            "Kim\u{A0}Cheol\u{2011}ok",
            "Cheol-ok, Kim",
            "Kim, Cheol-ok",
            "Cheol-ok Kim",
            "Kím Chéol-ok",
            "Kim Che\u{301}ol-ok",
            "kim.cheol.ok",
            "Kim\nCheol-ok",
            "Ki\u{AD}m Cheol-ok",
            "Ｋｉｍ Cheol-ok",
            "%4bim Cheol-ok",
        ] {
            assert_eq!(ok(&format!("Release {form} now")), "Release Ms A now", "{form}");
            assert!(holds(form.as_bytes(), &who(&["Kim Cheol-ok"], "")).is_some(), "{form}");
        }
    }

    #[test]
    fn possessives_stay() {
        assert_eq!(ok("Kim Cheol-ok’s sister"), "Ms A’s sister");
        assert_eq!(ok("Kim Cheol-ok's"), "Ms A's");
        assert_eq!(ok("/kim-cheol-oks-case/"), "/Ms As-case/");
    }

    #[test]
    fn slugs_are_found_within_letters() {
        assert_eq!(ok("#FreeKimCheolok2024"), "#FreeMs A2024");
    }

    #[test]
    fn other_words_are_left() {
        for text in [
            "Kim",
            "Cheol-ok",
            "Kim met Cheol-ok",
            "Kim. Cheol-ok said",
            "Kim Cheol-okay",
            "Kim (Cheol-ok)",
        ] {
            assert_eq!(ok(text), text);
        }
        let park = who(&["Park"], "Ms B");
        assert_eq!(
            redact("parking in sparks, a car-park", &park, false).as_deref(),
            Some("parking in sparks, a car-Ms B")
        );
        assert_eq!(redact("Parkinson, Parks, par k, unpark", &park, false), None);
        assert_eq!(redact("Park’s phone", &park, true).as_deref(), Some("[Ms B]’s phone"));
        let smith = who(&["John Smith"], "X");
        assert_eq!(redact("John Smithson", &smith, false), None);
    }

    #[test]
    fn the_longest_name_wins() {
        let both = [who(&["Kim Kook"], "A"), who(&["Kim Kook-kie"], "B")].concat();
        assert_eq!(redact("Kim Kook-kie and Kim Kook", &both, false).as_deref(), Some("B and A"));
    }

    #[test]
    fn other_scripts_and_bytes_that_are_no_text() {
        let hangul = who(&["김철옥"], "Ms A");
        assert_eq!(redact("탈북자 김철옥 씨", &hangul, false).as_deref(), Some("탈북자 Ms A 씨"));
        assert!(holds("%EA%B9%80%EC%B2%A0%EC%98%A5".as_bytes(), &hangul).is_some());
        assert!(holds(b"\xFF\x00Kim Cheol-ok\xFE", &who(&["Kim Cheol-ok"], "")).is_some());
        assert!(holds(b"", &who(&[""], "")).is_none());
        assert!(holds(b"a", &who(&["", "-", "’"], "")).is_none());
    }

    #[test]
    fn names_across_windows_are_found_where_they_stand() {
        let name = who(&["Kim Cheol-ok"], "");
        for shift in [0, 1, 5, 11, 13, 8180, 8192] {
            let before = "x ".repeat(super::WINDOW / 2).len() - shift;
            let text = format!(
                "{}kim%20Cheol-ok y",
                "x ".repeat(super::WINDOW)[..before].to_owned() + " "
            );
            let found = holds(text.as_bytes(), &name).map(|range| text[range].to_owned());
            assert_eq!(found.as_deref(), Some("kim%20Cheol-ok"), "{shift}");
        }
    }

    #[test]
    fn without_an_automaton_the_same_is_found() {
        let mut finder = super::Finder::new(&who(&["Kim Cheol-ok", "Park"], "Ms A"));
        let text = "Kim%20Cheol-ok, Park’s friend, parking; cheol-ok kim";
        let quick = finder.redact(text, true);
        finder.automaton = None;
        assert_eq!(finder.redact(text, true), quick);
        assert_eq!(quick.as_deref(), Some("[Ms A], [Ms A]’s friend, parking; [Ms A]"));
    }

    #[test]
    fn initials_are_part_of_a_name() {
        let smith = who(&["J. Smith"], "X");
        assert_eq!(
            redact("said J. Smith, and J Smith", &smith, false).as_deref(),
            Some("said X, and X")
        );
    }
}
