//! Whatever is typed is a search, whatever is stored can be shown.

use std::path::Path;

use brief::find::index::{Index, Library};
use brief::find::report::{Look, report};
use brief::find::{Entry, FileState, Kind, Part, Query, Use, blocks, figures, json, words};
use proptest::prelude::*;

struct Made(Vec<FileState>, Vec<Entry>);

impl Made {
    fn of(texts: &[String]) -> Made {
        let entry = |(n, text): (usize, &String)| Entry {
            kind: if n % 2 == 0 { Kind::Fact } else { Kind::Source },
            id: format!("e{n}"),
            title: text.chars().take(20).collect(),
            texts: vec![(Part::Text, text.clone())],
            file: "f".into(),
            line: 1,
            page: Some(1),
            bytes: 0..text.len(),
            topics: vec![text.chars().take(9).collect()],
            sources: Vec::new(),
            audiences: None,
            handling: None,
            status: None,
            figures: Vec::new(),
            forms: Vec::new(),
        };
        let files = vec![FileState { path: "f".into(), stamp: "1".into(), settled: true }];
        Made(files, texts.iter().enumerate().map(entry).collect())
    }
}

impl Library for Made {
    fn files(&self) -> &[FileState] {
        &self.0
    }
    fn entries(&mut self, _: &FileState) -> Vec<Entry> {
        self.1.clone()
    }
    fn papers_stamp(&self) -> &str {
        ""
    }
    fn uses(&mut self) -> Vec<Use> {
        Vec::new()
    }
}

/// An index in memory: its place is in no folder that could be made.
fn index(texts: &[String]) -> Index {
    Index::open(Path::new("/dev/null/find.db"), &mut Made::of(texts)).unwrap()
}

fn odd() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,60}",
        "[a-c\"*:^(){}+,. \u{AD}\u{301}ßŒé北-]{0,40}",
        "((AND|OR|NOT|NEAR|NEAR/2|80,000|eighty thousand|1\\.234|[\"*^:-]|title|¶|¤|\u{0})[ ]?){0,8}",
        "([0-9]{1,4}[ ,.’\u{202F}-]?){0,6}[a-z%]{0,2}",
        "[\u{0}-\u{2FFF}]{0,40}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn anything_typed_is_a_search(typed in odd(), value in odd(), texts in prop::collection::vec(odd(), 1..5), width in 1usize..140) {
        let index = index(&texts);
        let mut query = Query::parse(&typed);
        for round in 0..2 {
            let found = index.search(&query, 10).unwrap();
            for hit in found.items.hits.iter().chain(&found.blocks.hits) {
                for mark in &hit.snippet.marks {
                    prop_assert!(hit.snippet.text.get(mark.clone()).is_some());
                }
            }
            for coloured in [false, true] {
                let text = report(&found, &query, Look { coloured, width });
                let plain = text.replace("\u{1b}[1m", "").replace("\u{1b}[2m", "").replace("\u{1b}[0m", "");
                prop_assert!(plain.chars().all(|c| c == '\n' || !c.is_control()), "{plain:?}");
            }
            json::objects(&found, &query);
            if round == 0 {
                query.filters.topics.push(value.clone());
                query.filters.papers.push(value.clone());
            }
        }
    }

    #[test]
    fn a_text_is_found_by_its_own_words(texts in prop::collection::vec(odd(), 1..4)) {
        let index = index(&texts);
        for (n, text) in texts.iter().enumerate() {
            let own = words::words(text);
            let id = format!("e{n}");
            // What stands for a digit in another script reads as one only where it stands.
            let same = |word: &&words::Word| words::words(&word.form).len() == 1;
            for word in own.iter().filter(same).take(6) {
                let query = Query::parse(&format!("\"{}\"", word.form));
                let found = index.search(&query, 100).unwrap();
                let hits = || found.items.hits.iter().chain(&found.blocks.hits);
                prop_assert!(hits().any(|hit| hit.entry.id == id), "{text:?}: {:?} {query:?}", word);
                let hit = hits().find(|hit| hit.entry.id == id).unwrap();
                prop_assert!(!hit.snippet.marks.is_empty(), "{text:?}: {word:?} is not marked");
            }
            for form in figures::figures(text) {
                let found = index.search(&Query::parse(&form), 100).unwrap();
                let mut hits = found.items.hits.iter().chain(&found.blocks.hits);
                prop_assert!(hits.any(|hit| hit.entry.id == id), "{text:?}: {form:?}");
            }
        }
    }

    #[test]
    fn words_stand_where_they_say_and_are_plain(text in odd()) {
        let mut last = 0;
        for word in words::words(&text) {
            prop_assert!(text.get(word.range.clone()).is_some() && word.range.start >= last && !word.range.is_empty());
            prop_assert!(!word.form.is_empty() && !word.form.contains(['"', ' ', '¶', '¤']));
            last = word.range.end;
        }
    }

    #[test]
    fn paragraphs_leave_out_nothing_but_space(text in "([a-zé.]{0,9}[ \n\u{c}\r]{0,3}){0,60}", times in 1usize..40) {
        let text = text.repeat(times);
        let (mut at, mut line) = (0, 1);
        for block in blocks::blocks(&text) {
            prop_assert!(text[at..block.range.start].trim().is_empty());
            let paged = text[block.range.clone()].contains('\u{c}');
            prop_assert!(!paged);
            let lines = 1 + text[..block.range.start].matches('\n').count();
            prop_assert!(block.line as usize == lines && lines >= line);
            let pages = 1 + text[..block.range.start].matches('\u{c}').count();
            prop_assert!(block.page.is_none_or(|page| page as usize == pages));
            (at, line) = (block.range.end, lines);
        }
        prop_assert!(text[at..].trim().is_empty());
    }
}
