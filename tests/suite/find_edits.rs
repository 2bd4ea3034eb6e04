//! Whatever happens to files and index, a search finds what reading everything finds.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::find_folder::{Folder, read};
use brief::find::index::Index;
use brief::find::{Entry, Kind, Part, Query, json, search};
use unicode_normalization::UnicodeNormalization;

/// Small, fast, seeded (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}

const PIECES: &[&str] = &[
    "prison",
    "Prison",
    "camps",
    "camp",
    "Korea’s",
    "repatriated",
    "repatri\u{AD}ated",
    "repatri-\nated",
    "café",
    "CAFE\u{301}",
    "torture",
    "and",
    "OR",
    "NEAR",
    "crimes against humanity",
    "crimes – against – humanity",
    "80,000 people",
    "80 000 people",
    "80.000 Menschen",
    "80000 people",
    "eighty thousand people",
    "120,000 women",
    "3.2 million tonnes",
    "3,200,000 tonnes",
    "COVID-19 cases",
    "“ ",
    "long-term",
    "longterm",
    "2014 elections",
    "the",
    "of",
    "Kim Jŏng-ŭn",
    "北朝鮮",
];

fn text(random: &mut Random) -> String {
    (0..1 + random.below(14)).map(|_| random.of(PIECES)).collect::<Vec<_>>().join(" ")
}

/// What is looked for: as typed, and what a text must have: one of these runs of words, or one of these words anywhere.
const TERMS: &[(&str, &[&str], bool)] = &[
    ("prison", &["prison"], false),
    ("CAMPS", &["camps"], false),
    ("camp*", &["camp"], true),
    ("korea", &["korea"], false),
    ("repatriated", &["repatriated"], false),
    ("ated", &["ated"], false),
    ("repatriat*", &["repatriat"], true),
    ("café", &["cafe"], false),
    ("AND", &["and"], false),
    ("\"crimes against humanity\"", &["crimes against humanity"], false),
    ("\"prison camp*\"", &["prison camp"], true),
    ("80,000", &["80000"], false),
    ("80 000", &["80000"], false),
    ("eighty thousand", &["80000", "eighty thousand"], false),
    ("120k", &["120000", "120 k"], false),
    ("3.2 million", &["3200000", "3.2 million"], false),
    ("COVID-19", &["covid 19"], false),
    ("long-term", &["long term", "longterm"], false),
    ("2014", &["2014"], false),
    ("jong-un", &["jong un", "jongun"], false),
    ("朝鮮", &["朝 鮮"], false),
    ("unicorn", &["unicorn"], false),
    ("report", &["report"], false),
];

/// The words of a text and what else it can be found by, read as simply as these texts allow.
fn plain_words(text: &str) -> (Vec<String>, Vec<String>) {
    let text: String =
        text.replace('\u{AD}', "").nfd().filter(|c| !('\u{300}'..='\u{36F}').contains(c)).collect();
    let mut text = text.to_lowercase();
    let mut also = Vec::new();
    while let Some(at) = text.find("-\n") {
        also.extend(["repatri".to_owned(), "ated".to_owned()]);
        text.replace_range(at..at + 2, "");
    }
    for (written, digits) in [
        ("80,000", "80000"),
        ("80 000", "80000"),
        ("80.000", "80000"),
        ("120,000", "120000"),
        ("3,200,000", "3200000"),
    ] {
        text = text.replace(written, digits);
    }
    for (written, value) in [("eighty thousand", "80000"), ("3.2 million", "3200000")] {
        also.extend(text.contains(written).then(|| value.to_owned()));
    }
    let text = text.replace("3.2", "3_2");
    let han = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
    let spaced: String =
        text.chars().flat_map(|c| if han(c) { vec![' ', c, ' '] } else { vec![c] }).collect();
    let words =
        spaced.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    (words.map(|word| word.replace('_', ".")).collect(), also)
}

fn fits(entry: &Entry, (_, runs, prefix): &(&str, &[&str], bool)) -> bool {
    let is = |word: &str, wanted: &str, last: bool| {
        word == wanted || (*prefix && last && word.starts_with(wanted))
    };
    let row = |words: &[String], run: &str| {
        let run: Vec<&str> = run.split(' ').collect();
        words.windows(run.len()).any(|row| {
            row.iter()
                .zip(&run)
                .enumerate()
                .all(|(at, (word, wanted))| is(word, wanted, at + 1 == run.len()))
        })
    };
    let titles = [&entry.title, &entry.id].into_iter().chain(&entry.topics);
    let texts = titles.chain(entry.texts.iter().map(|(_, text)| text));
    texts.map(|text| plain_words(text)).any(|(words, also)| {
        runs.iter().any(|run| row(&words, run) || also.iter().any(|word| is(word, run, true)))
    })
}

type Found = BTreeSet<(Kind, String, usize, Vec<String>)>;

/// What reading everything finds.
fn scan(root: &Path, terms: &[(&str, &[&str], bool)], filter: &Filter) -> Found {
    let folder = Folder::at(root);
    let uses: Vec<(bool, String, String)> =
        serde_json::from_str(&std::fs::read_to_string(root.join("uses.json")).unwrap_or_default())
            .unwrap_or_default();
    let entries: Vec<Entry> = brief::find::index::Library::files(&folder)
        .iter()
        .flat_map(|file| read(root, &file.path))
        .collect();
    let papers = |entry: &Entry| -> Vec<String> {
        let is = |used: &&(bool, String, String)| {
            used.0 == (entry.kind == Kind::Source) && used.1 == entry.id
        };
        let papers: BTreeSet<String> = uses.iter().filter(is).map(|used| used.2.clone()).collect();
        papers.into_iter().collect()
    };
    let passes = |entry: &&Entry| match filter {
        Filter::None => true,
        Filter::Kind(kind) => entry.kind == *kind,
        Filter::Topic(topic) => entry.topics.iter().any(|t| t == topic),
        Filter::Audience(audience) => {
            entry.kind != Kind::Source
                && entry.audiences.as_ref().is_none_or(|a| a.iter().any(|a| a == audience))
        }
        Filter::Paper(paper) => papers(entry).contains(&(*paper).to_owned()),
    };
    let filtered: Vec<&Entry> = entries.iter().filter(passes).collect();
    let with = |all: bool| -> Found {
        let wanted = |entry: &&&Entry| {
            if all {
                terms.iter().all(|term| fits(entry, term))
            } else {
                terms.iter().any(|term| fits(entry, term))
            }
        };
        filtered
            .iter()
            .filter(wanted)
            .map(|entry| (entry.kind, entry.id.clone(), entry.bytes.start, papers(entry)))
            .collect()
    };
    let all = with(true);
    if all.is_empty() && terms.len() > 1 { with(false) } else { all }
}

#[derive(Debug)]
enum Filter {
    None,
    Kind(Kind),
    Topic(&'static str),
    Audience(&'static str),
    Paper(&'static str),
}

/// A term as typed, the words it stands for, and whether it is the beginning of one.
type Term = (&'static str, &'static [&'static str], bool);

fn looked_for(random: &mut Random) -> (Vec<Term>, Query, Filter) {
    let mut terms: Vec<(&str, &[&str], bool)> = Vec::new();
    for _ in 0..1 + random.below(3) {
        let term = TERMS[random.below(TERMS.len())];
        // Two numbers side by side could be one.
        let is_number = |term: &(&str, &[&str], bool)| {
            term.0.contains(|c: char| c.is_ascii_digit()) || term.0.starts_with("eighty")
        };
        if terms.iter().all(|other| other.0 != term.0 && !(is_number(other) && is_number(&term))) {
            terms.push(term);
        }
    }
    let typed: Vec<&str> = terms.iter().map(|term| term.0).collect();
    let mut query = Query::parse(&typed.join(" "));
    let filter = match random.below(8) {
        0 => Filter::Kind(Kind::ALL[random.below(4)]),
        1 => Filter::Topic(random.of(&["prison camps", "religion"])),
        2 => Filter::Audience(random.of(&["uk-gov", "press"])),
        3 => Filter::Paper(random.of(&["un", "uk-gov"])),
        _ => Filter::None,
    };
    match &filter {
        Filter::None => {}
        Filter::Kind(kind) => query.filters.kinds.push(*kind),
        Filter::Topic(topic) => query.filters.topics.push((*topic).to_uppercase()),
        Filter::Audience(audience) => query.filters.audiences.push((*audience).into()),
        Filter::Paper(paper) => query.filters.papers.push((*paper).into()),
    }
    (terms, query, filter)
}

/// Panics with what one has and the other has not.
fn assert_same(found: &Found, wanted: &Found, root: &Path, what: &str) {
    let odd: Vec<_> = found.symmetric_difference(wanted).take(2).collect();
    if let Some((_, id, ..)) = odd.first() {
        let folder = Folder::at(root);
        let files = brief::find::index::Library::files(&folder);
        let entries = files.iter().flat_map(|file| read(root, &file.path));
        let entry: Vec<Entry> = entries.filter(|entry| entry.id == *id).take(2).collect();
        panic!("{what}: found {}, wanted {}: {odd:?} {entry:#?}", found.len(), wanted.len());
    }
}

fn summary(found: &search::Found) -> Found {
    let hits = found.items.hits.iter().chain(&found.blocks.hits);
    hits.map(|hit| {
        (hit.entry.kind, hit.entry.id.clone(), hit.entry.bytes.start, hit.papers.clone())
    })
    .collect()
}

fn item(random: &mut Random, id: usize, file: &str) -> Entry {
    let audiences =
        [None, Some(vec!["uk-gov".to_owned()]), Some(vec!["press".into(), "un".into()])];
    Entry {
        kind: Kind::ALL[random.below(3)],
        id: format!("item-{id}"),
        title: if random.below(4) == 0 { text(random) } else { String::new() },
        texts: vec![(Part::Text, text(random)), (Part::Passage, text(random))],
        file: file.to_owned(),
        line: 1,
        page: None,
        bytes: 0..0,
        topics: ["prison camps", "religion", "x"][..random.below(4)]
            .iter()
            .map(|t| (*t).into())
            .collect(),
        sources: vec![format!("s{}", random.below(4))],
        audiences: audiences[random.below(3)].clone(),
        handling: Some("TLP:CLEAR".into()),
        status: Some("ready".into()),
        figures: Vec::new(),
        forms: Vec::new(),
    }
}

/// One edit of files.
fn edit(random: &mut Random, root: &Path, next: &mut usize, kept: &mut Vec<(String, Vec<u8>)>) {
    let paths: Vec<String> = brief::find::index::Library::files(&Folder::at(root))
        .iter()
        .map(|file| file.path.clone())
        .collect();
    let any =
        |random: &mut Random| (!paths.is_empty()).then(|| paths[random.below(paths.len())].clone());
    let save = |path: &str, entries: &[Entry]| {
        std::fs::write(root.join(path), serde_json::to_vec(entries).unwrap()).unwrap();
    };
    *next += 1;
    match random.below(10) {
        0 => {
            let path = format!("evidence/f{}.json", random.below(12));
            let entries: Vec<Entry> =
                (0..random.below(6)).map(|n| item(random, *next * 100 + n, &path)).collect();
            save(&path, &entries);
        }
        1 => {
            let texts: Vec<String> = (0..random.below(9)).map(|_| text(random)).collect();
            let text = texts.join(random.of(&["\n\n", "\u{c}"]));
            std::fs::write(root.join(format!("sources/s{}.text", random.below(4))), text).unwrap();
        }
        2 => {
            if let Some(path) = any(random).filter(|_| paths.len() > 3) {
                kept.push((path.clone(), std::fs::read(root.join(&path)).unwrap()));
                std::fs::remove_file(root.join(path)).unwrap();
            }
        }
        3 => {
            if let Some(path) = any(random).filter(|path| path.starts_with("evidence")) {
                std::fs::rename(
                    root.join(path),
                    root.join(format!("evidence/f{}.json", random.below(12))),
                )
                .unwrap();
            }
        }
        4 => {
            if let Some((path, bytes)) = kept.pop() {
                std::fs::write(root.join(path), bytes).unwrap();
            }
        }
        5 => {
            let uses: Vec<(bool, String, String)> = (0..random.below(20))
                .map(|_| {
                    let source = random.below(3) == 0;
                    let id = if source {
                        format!("s{}", random.below(4))
                    } else {
                        format!("item-{}", random.below(*next) * 100 + random.below(4))
                    };
                    (source, id, random.of(&["un", "uk-gov", "press"]).to_owned())
                })
                .collect();
            std::fs::write(root.join("uses.json"), serde_json::to_vec(&uses).unwrap()).unwrap();
        }
        _ => {
            if let Some(path) = any(random).filter(|path| path.starts_with("evidence")) {
                let mut entries = read(root, &path);
                kept.push((path.clone(), std::fs::read(root.join(&path)).unwrap()));
                kept.truncate(20);
                match (random.below(3), entries.len()) {
                    (0, 1..) => drop(entries.remove(random.below(entries.len()))),
                    (1, 1..) => {
                        let at = random.below(entries.len());
                        entries[at].texts[0].1 = text(random);
                    }
                    _ => entries
                        .insert(random.below(entries.len() + 1), item(random, *next * 100, &path)),
                }
                save(&path, &entries);
            }
        }
    }
}

/// Does something to the index that nobody should.
fn harm(random: &mut Random, index: &Path) {
    std::thread::sleep(Duration::from_millis(12));
    let Ok(bytes) = std::fs::read(index) else { return };
    let left = index.with_extension("left");
    match random.below(8) {
        0 => std::fs::remove_file(index).unwrap(),
        1 => std::fs::write(index, &bytes[..random.below(bytes.len())]).unwrap(),
        2 => {
            let mut bytes = bytes;
            for _ in 0..1 + random.below(50) {
                let at = random.below(bytes.len());
                bytes[at] = random.below(256) as u8;
            }
            std::fs::write(index, bytes).unwrap();
        }
        3 => std::fs::write(index, "not a database").unwrap(),
        4 => std::fs::write(index, "").unwrap(),
        5 => drop(std::fs::remove_file(left)),
        6 => std::fs::write(left, "12 34").unwrap(),
        _ => {
            std::fs::remove_dir_all(index.parent().unwrap()).unwrap();
            // Something else is in the way.
            if random.below(2) == 0 {
                std::fs::write(index.parent().unwrap(), "").unwrap();
            }
        }
    }
}

fn workspace() -> tempfile::TempDir {
    let shm = Path::new("/dev/shm");
    let folder =
        if shm.is_dir() { tempfile::tempdir_in(shm) } else { tempfile::tempdir() }.unwrap();
    for part in ["evidence", "sources"] {
        std::fs::create_dir(folder.path().join(part)).unwrap();
    }
    folder
}

fn number_of(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

/// A process of its own that searches: this program with nothing but [`in_a_child`].
fn child(root: &Path, typed: &str) -> Command {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["find_edits::in_a_child", "--exact", "--ignored", "--nocapture"]);
    child.env("FIND_ROOT", root).env("FIND_WORDS", typed);
    child
}

#[test]
#[ignore = "for the tests that start it"]
fn in_a_child() {
    let Some(root) = std::env::var_os("FIND_ROOT") else { return };
    let words = std::env::var("FIND_WORDS").unwrap();
    let mut folder = Folder::at(Path::new(&root));
    let query = Query::of_arguments(&[words]);
    let path = folder.index();
    let found = search::find(&path, &mut folder, &query, 1000).unwrap();
    println!();
    json::objects(&found, &query).iter().for_each(|object| println!("{object}"));
}

/// What both of two processes that search at once find.
fn two_processes(root: &Path, typed: &str) -> Vec<Vec<String>> {
    let start = || child(root, typed).stdout(Stdio::piped()).spawn().unwrap();
    let both = [start(), start()];
    both.into_iter()
        .map(|process| {
            let output = process.wait_with_output().unwrap();
            assert!(output.status.success());
            let lines = String::from_utf8(output.stdout).unwrap();
            let lines = lines.lines().filter(|line| line.starts_with('{'));
            let hits = lines.map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
            let mut ids: Vec<String> = hits
                .filter(|hit| hit["type"] == "hit")
                .map(|hit| format!("{} {}", hit["id"], hit["bytes"][0]))
                .collect();
            ids.sort();
            // A file that was renamed and then restored has its items twice.
            ids.dedup();
            ids
        })
        .collect()
}

#[test]
fn a_search_is_right_after_every_edit_and_every_harm() {
    let folder = workspace();
    let root = folder.path();
    let (mut next, mut kept) = (0, Vec::new());
    let mut random = Random(number_of("FIND_SEED", 6) as u64);
    let steps = number_of("FIND_STEPS", 400);
    let (mut hits, mut harmed, mut unkept, mut some) = (0, 0, 0, 0);
    for step in 0..steps {
        for _ in 0..random.below(4) {
            edit(&mut random, root, &mut next, &mut kept);
        }
        let index = root.join(".brief/find.db");
        if root.join(".brief").is_file() && random.below(3) == 0 {
            std::fs::remove_file(root.join(".brief")).unwrap();
        }
        if random.below(6) == 0 {
            harm(&mut random, &index);
            harmed += 1;
        }
        let (terms, query, filter) = looked_for(&mut random);
        let wanted = scan(root, &terms, &filter);
        if random.below(20) == 0 {
            let typed: Vec<&str> = terms.iter().map(|term| term.0).collect();
            let all = scan(root, &terms, &Filter::None);
            let mut ids: Vec<String> = all
                .iter()
                .map(|(kind, id, at, _)| {
                    if *kind == Kind::Source {
                        format!("\"{id}\" {at}")
                    } else {
                        format!("\"{id}\" null")
                    }
                })
                .collect();
            ids.sort();
            // One argument, with quotation marks, so that it is no phrase.
            for found in two_processes(root, &(typed.join(" ") + " \"\"")) {
                assert_eq!(found, ids, "step {step}, two processes: {terms:?}");
            }
        }
        let found = search::find(&index, &mut Folder::at(root), &query, 1000).unwrap();
        assert_same(&summary(&found), &wanted, root, &format!("step {step}: {terms:?} {filter:?}"));
        hits += wanted.len();
        unkept += usize::from(found.not_kept.is_some());
        some += usize::from(found.wanted == brief::find::query::Wanted::Any);
        for hit in found.items.hits.iter().chain(&found.blocks.hits) {
            let snippet = &hit.snippet;
            assert!(snippet.marks.iter().all(|mark| snippet.text.get(mark.clone()).is_some()));
        }
        if step % 10 == 0 {
            let clean = root.join("clean/find.db");
            let anew = search::find(&clean, &mut Folder::at(root), &query, 1000).unwrap();
            std::fs::remove_dir_all(root.join("clean")).unwrap();
            let anew = search::Found { not_kept: found.not_kept.clone(), ..anew };
            assert_eq!(found, anew, "step {step}: order and scores as of an index made at once");
        }
    }
    println!(
        "{steps} steps, {hits} hits, {harmed} times harmed, {unkept} times not kept, {some} with some words"
    );
    assert!(hits > steps / 2);
}

#[test]
fn only_what_changed_is_read() {
    let folder = workspace();
    let root = folder.path();
    let mut random = Random(1);
    for n in 0..20 {
        let path = format!("evidence/f{n}.json");
        let entries = [item(&mut random, n, &path)];
        std::fs::write(root.join(path), serde_json::to_vec(&entries).unwrap()).unwrap();
    }
    std::thread::sleep(Duration::from_millis(40));
    let open = || {
        let mut library = Folder::at(root);
        let index = Index::open(&library.index(), &mut library).unwrap();
        (index.read, library.loaded)
    };
    assert_eq!(open(), (20, 20));
    assert_eq!(open(), (0, 0));
    let before = std::fs::metadata(root.join(".brief/find.db")).unwrap().modified().unwrap();
    std::fs::write(root.join("evidence/f3.json"), "[]").unwrap();
    std::thread::sleep(Duration::from_millis(40));
    assert_eq!(open(), (1, 1));
    std::fs::remove_file(root.join("evidence/f4.json")).unwrap();
    assert_eq!(open(), (0, 0));
    assert_ne!(std::fs::metadata(root.join(".brief/find.db")).unwrap().modified().unwrap(), before);
    assert_eq!(open(), (0, 0));
}

#[test]
fn an_index_of_another_version_is_made_anew() {
    let folder = workspace();
    let root = folder.path();
    let mut random = Random(2);
    let entries = [item(&mut random, 1, "evidence/a.json")];
    std::fs::write(root.join("evidence/a.json"), serde_json::to_vec(&entries).unwrap()).unwrap();
    std::thread::sleep(Duration::from_millis(40));
    let mut library = Folder::at(root);
    let path = library.index();
    drop(Index::open(&path, &mut library).unwrap());
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute("UPDATE meta SET value = 'brief-find/0' WHERE name = 'version'", [])
        .unwrap();
    drop(connection);
    assert_eq!(Index::open(&path, &mut Folder::at(root)).unwrap().read, 1);
    assert_eq!(Index::open(&path, &mut Folder::at(root)).unwrap().read, 0);
}

#[test]
fn an_update_that_is_killed_leaves_a_whole_index() {
    let folder = workspace();
    let root = folder.path();
    let mut random = Random(number_of("FIND_SEED", 7) as u64);
    for file in 0..40 {
        let path = format!("evidence/f{file}.json");
        let entries: Vec<Entry> =
            (0..100).map(|n| item(&mut random, file * 100 + n, &path)).collect();
        std::fs::write(root.join(path), serde_json::to_vec(&entries).unwrap()).unwrap();
    }
    let (mut next, mut kept, mut killed) = (5000, Vec::new(), 0);
    for round in 0..number_of("FIND_KILLS", 25) {
        edit(&mut random, root, &mut next, &mut kept);
        if round % 5 == 0 {
            std::fs::remove_file(root.join(".brief/find.db")).ok();
        }
        let mut process = child(root, "prison").stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(random.below(if round % 5 == 0 {
            1_500_000
        } else {
            120_000
        }) as u64));
        killed += usize::from(process.try_wait().unwrap().is_none());
        process.kill().unwrap();
        process.wait().unwrap();
        let (terms, query, filter) = looked_for(&mut random);
        let mut library = Folder::at(root);
        let found = search::find(&library.index(), &mut library, &query, 10_000).unwrap();
        assert_eq!(found.not_kept, None);
        assert_same(
            &summary(&found),
            &scan(root, &terms, &filter),
            root,
            &format!("round {round}: {terms:?} {filter:?}"),
        );
    }
    println!("{killed} killed while at work");
    assert!(killed > 0);
}
