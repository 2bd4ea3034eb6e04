//! No misquote gets out: sentences of real pages, changed in every way that matters, in ways that do not,
//! and looked for in pages that have changed around them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use brief::source::extract::{Media, extract};
use brief::verify::find::Haystack;
use brief::verify::judge::{Found, judge};

use crate::fixture::Fixture;
use crate::readability::{blocks, corpus, sentences};

/// A page's text and the sentences of its article that stand in it.
struct Page {
    name: String,
    text: String,
    sentences: Vec<String>,
    /// Sentences that are not found.
    missed: Vec<String>,
}

/// Every page of the corpus; none, said on standard error, where it is not at hand.
fn pages() -> &'static [Page] {
    static PAGES: OnceLock<Vec<Page>> = OnceLock::new();
    PAGES.get_or_init(read_pages)
}

fn read_pages() -> Vec<Page> {
    let Some(folder) = corpus() else {
        eprintln!("skipped: the corpus of pages is not at hand");
        return Vec::new();
    };
    let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    let mut pages = Vec::new();
    for path in names {
        let (Ok(source), Ok(article)) = (
            std::fs::read(path.join("source.html")),
            std::fs::read_to_string(path.join("expected.html")),
        ) else {
            continue;
        };
        let Ok(extracted) = extract(&source, Media::Html, None) else { continue };
        let haystack = Haystack::new(extracted.text);
        let (mut kept, mut missed): (Vec<String>, Vec<String>) = Default::default();
        for block in blocks(&article) {
            for sentence in sentences(&block) {
                let sentence = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
                if !(40..=400).contains(&sentence.chars().count()) {
                    continue;
                }
                match found(&haystack, &sentence) {
                    true => kept.push(sentence),
                    false => missed.push(sentence),
                }
            }
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        pages.push(Page { name, text: haystack.text, sentences: kept, missed });
    }
    pages
}

/// Whether a passage comes out as one of the verdicts that let it out.
fn found(haystack: &Haystack, passage: &str) -> bool {
    matches!(
        judge(haystack, passage, None),
        Found::Exact(_) | Found::Typographic(_) | Found::Edited { .. }
    )
}

/// Words of a text with one space between them, quotation marks and dashes in one form: independent of
/// the tool's own folding, to set aside what happens to stand in the page.
fn plain(text: &str) -> String {
    let one: String = text
        .chars()
        .map(|c| match c {
            '‘' | '’' | '“' | '”' | '"' | '\'' | '`' => '\'',
            '–' | '—' | '−' | '‑' | '‐' => '-',
            c => c,
        })
        .filter(|c| !matches!(c, '\u{AD}' | '\u{200B}' | '\u{FEFF}'))
        .collect();
    one.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Acceptance: of all sentences at least 99.5 % are found, and each that is not is listed.
#[test]
fn every_sentence_of_an_article_is_found() {
    let (mut all, mut missed) = (0, Vec::new());
    for page in pages() {
        all += page.sentences.len() + page.missed.len();
        missed.extend(page.missed.iter().map(|sentence| format!("{}: {sentence}", page.name)));
    }
    println!("{} of {all} sentences found", all - missed.len());
    assert!(missed.is_empty(), "not found:\n{}", missed.join("\n"));
}

/// A small generator of numbers, the same in each run (Steele, Lea and Flood 2014, SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n.max(1) as u64) as usize
    }
}

const WORDS: [&str; 12] = [
    "never",
    "people",
    "report",
    "camp",
    "government",
    "2019",
    "Pyongyang",
    "about",
    "often",
    "three",
    "against",
    "without",
];

/// Every way to change the sense of a sentence, each at places of its own.
fn mutations(sentence: &str, random: &mut Random) -> Vec<(&'static str, String)> {
    let words: Vec<&str> = sentence.split(' ').collect();
    let mut all = Vec::new();
    let with = |at: usize, word: &str| {
        let mut words = words.clone();
        words[at] = word;
        words.join(" ")
    };
    let removed = |at: usize| {
        let mut words = words.clone();
        words.remove(at);
        words.join(" ")
    };
    let inserted = |at: usize, word: &str| {
        let mut words = words.clone();
        words.insert(at, word);
        words.join(" ")
    };
    for (at, digit) in sentence.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
        let other = char::from(b'0' + ((digit as u8 - b'0') + 1 + random.below(9) as u8) % 10);
        all.push(("a digit changed", replaced(sentence, at, digit, &other.to_string())));
        all.push(("a digit doubled", replaced(sentence, at, digit, &format!("{digit}{digit}"))));
        all.push(("a digit dropped", replaced(sentence, at, digit, "")));
    }
    for (at, sign) in sentence.char_indices() {
        if matches!(sign, '$' | '£' | '€' | '¥') {
            all.push((
                "a currency changed",
                replaced(sentence, at, sign, if sign == '€' { "$" } else { "€" }),
            ));
            all.push(("a currency dropped", replaced(sentence, at, sign, "")));
        }
        if sign == '%' {
            all.push(("per cent dropped", replaced(sentence, at, sign, "")));
            all.push(("per cent made per mille", replaced(sentence, at, sign, "‰")));
        }
    }
    let chars: Vec<(usize, char)> = sentence.char_indices().collect();
    for window in chars.windows(3) {
        let [(_, a), (at, between), (_, b)] = window else { continue };
        if a.is_ascii_digit()
            && b.is_ascii_digit()
            && matches!(between, ' ' | '-' | '–' | ',' | '.')
        {
            all.push(("what stands between digits dropped", replaced(sentence, *at, *between, "")));
        }
    }
    for (at, pair) in chars.windows(2).enumerate() {
        if pair[0].1.is_ascii_digit() && pair[1].1.is_ascii_digit() && at % 2 == 0 {
            let (left, right) = sentence.split_at(pair[1].0);
            all.push(("a space between digits", format!("{left} {right}")));
            all.push(("a hyphen between digits", format!("{left}-{right}")));
        }
    }
    let count = words.len();
    for (at, word) in words.iter().enumerate() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if matches!(bare, "not" | "no" | "never" | "without") && count > 1 {
            all.push(("a denial dropped", removed(at)));
        }
        if at > 0 {
            all.push(("a denial added", inserted(at, "not")));
        }
        if count > 3 && (at > 0 && at + 1 < count) {
            all.push(("a word dropped", removed(at)));
        }
        all.push(("a word doubled", inserted(at, word)));
        let other = WORDS[random.below(WORDS.len())];
        if other != bare && at + 1 < count {
            all.push(("a word swapped", with(at, other)));
        }
        if at + 1 < count && words[at] != words[at + 1] {
            let mut words = words.clone();
            words.swap(at, at + 1);
            all.push(("two words exchanged", words.join(" ")));
        }
        if let Some(first) = bare.chars().next()
            && first.is_alphabetic()
        {
            let turned: String = match first.is_uppercase() {
                true => first.to_lowercase().collect(),
                false => first.to_uppercase().collect(),
            };
            if turned != first.to_string() {
                all.push(("the case changed", with(at, &word.replacen(first, &turned, 1))));
            }
            if first.is_uppercase() && at > 0 && bare.chars().count() > 3 {
                let name: String = bare.chars().rev().collect::<String>().to_lowercase();
                let mut letters = name.chars();
                let first: String =
                    letters.next().into_iter().flat_map(char::to_uppercase).collect();
                let name = first + letters.as_str();
                if name != bare {
                    all.push(("a name changed", with(at, &word.replace(bare, &name))));
                }
            }
        }
    }
    all
}

fn replaced(text: &str, at: usize, old: char, new: &str) -> String {
    format!("{}{new}{}", &text[..at], &text[at + old.len_utf8()..])
}

/// Acceptance: none of at least 100,000 mutations is let out.
#[test]
fn no_changed_sentence_is_let_out() {
    let mut tried: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut aside, mut wrong) = (0, Vec::new());
    let every = std::env::var("BRIEF_EVERY").ok().and_then(|n| n.parse().ok()).unwrap_or(1_usize);
    let mut random = Random(7);
    for page in pages() {
        let haystack = Haystack::new(page.text.as_str());
        let text = plain(&page.text);
        for sentence in page.sentences.iter().step_by(every) {
            let whole = plain(sentence);
            for (kind, mutated) in mutations(sentence, &mut random) {
                let again = plain(&mutated);
                if again == whole || text.contains(&again) {
                    aside += 1;
                    continue;
                }
                *tried.entry(kind).or_default() += 1;
                // Whatever is nearest is of no interest here, and takes most of the time.
                let places =
                    haystack.find(&brief::verify::pattern::Literal::of(&mutated), &mutated);
                let let_out =
                    !places.is_empty() || mutated.contains('[') && found(&haystack, &mutated);
                if let_out {
                    wrong.push(format!("{}: {kind}: {mutated}\n   of {sentence}", page.name));
                }
            }
        }
    }
    let all: usize = tried.values().sum();
    println!("{all} mutations, {aside} set aside, {} let out: {tried:#?}", wrong.len());
    assert!(
        wrong.is_empty(),
        "{} let out:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(40)].join("\n")
    );
    assert!(all == 0 || every > 1 || all >= 100_000, "only {all}");
}

/// Every way typesetting changes a sentence.
fn variants(sentence: &str) -> Vec<(&'static str, String)> {
    use unicode_normalization::UnicodeNormalization;
    let mut all = Vec::new();
    let mut add = |kind, text: String| {
        if text != sentence {
            all.push((kind, text));
        }
    };
    let map = |pairs: &[(char, &str)]| -> String {
        sentence
            .chars()
            .map(|c| {
                pairs
                    .iter()
                    .find(|(old, _)| *old == c)
                    .map_or(c.to_string(), |(_, new)| (*new).into())
            })
            .collect()
    };
    let straight = [('‘', "'"), ('’', "'"), ('“', "\""), ('”', "\"")];
    add("straight quotes", map(&straight));
    add("curly quotes", map(&[('\'', "’"), ('"', "”")]));
    add("single for double", map(&[('"', "'"), ('“', "‘"), ('”', "’")]));
    add("double for single", map(&[('‘', "“"), ('\'', "\"")]));
    add("low quotes", map(&[('“', "„"), ('”', "“")]));
    add("guillemets", map(&[('“', "«"), ('”', "»")]));
    add("spaced guillemets", map(&[('“', "«\u{a0}"), ('”', "\u{a0}»")]));
    add("en for em", map(&[('—', "–")]));
    add("em for en", map(&[('–', "—")]));
    add("two hyphens", map(&[('—', "--")]));
    add("no-break hyphens", map(&[('-', "\u{2011}")]));
    add("real hyphens", map(&[('-', "\u{2010}")]));
    add("no-break spaces", map(&[(' ', "\u{a0}")]));
    add("narrow no-break spaces", map(&[(' ', "\u{202f}")]));
    add("thin spaces", map(&[(' ', "\u{2009}")]));
    add("doubled spaces", map(&[(' ', "  ")]));
    add("line breaks", map(&[(' ', "\n")]));
    add("lines of Windows", map(&[(' ', "\r\n")]));
    add("tabs", map(&[(' ', "\t")]));
    add("ellipses", sentence.replace("...", "…"));
    add("three stops", sentence.replace('…', "..."));
    add("spaced stops", sentence.replace('…', ". . ."));
    add(
        "ligatures",
        sentence.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ").replace("ff", "ﬀ"),
    );
    add("composed", sentence.nfc().collect());
    add("decomposed", sentence.nfd().collect());
    let soft = |every: usize| -> String {
        let mut inside = 0;
        let mut out = String::new();
        for c in sentence.chars() {
            inside = if c.is_alphabetic() { inside + 1 } else { 0 };
            if inside > 1 && inside % every == 0 {
                out.push('\u{ad}');
            }
            out.push(c);
        }
        out
    };
    add("soft hyphens", soft(3));
    add("many soft hyphens", soft(2));
    add("zero-width spaces", map(&[(' ', " \u{200b}")]));
    add("joiners", map(&[(' ', "\u{2060} ")]));
    add("a byte order mark", format!("\u{feff}{sentence}"));
    add("space around", format!("  {sentence}\n"));
    all
}

/// Acceptance: none of at least 20,000 typographic variants is refused.
#[test]
fn no_typographic_variant_is_refused() {
    let mut tried: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for page in pages() {
        let haystack = Haystack::new(page.text.as_str());
        for sentence in &page.sentences {
            *tried.entry("entities in the page").or_default() += 1;
            let escaped: String = sentence
                .chars()
                .map(|c| match c {
                    'a'..='z' | 'A'..='Z' | ' ' => c.to_string(),
                    c => format!("&#{};", u32::from(c)),
                })
                .collect();
            let html = format!("<p>{escaped}</p>");
            let text = extract(html.as_bytes(), Media::Html, None).unwrap().text;
            if !found(&Haystack::new(text), sentence) {
                wrong.push(format!("{}: entities: {sentence}", page.name));
            }
            for (kind, variant) in variants(sentence) {
                *tried.entry(kind).or_default() += 1;
                if !found(&haystack, &variant) {
                    wrong.push(format!("{}: {kind}: {variant:?}", page.name));
                }
            }
        }
    }
    let all: usize = tried.values().sum();
    println!("{all} variants, {} refused: {tried:#?}", wrong.len());
    assert!(
        wrong.is_empty(),
        "{} refused:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(40)].join("\n")
    );
    assert!(all == 0 || all >= 20_000, "only {all}");
}

/// A workspace in which each sentence is a quotation from one source, found in its first copy.
fn anchored(page: &Page, sentences: &[&String]) -> Fixture {
    let fixture = Fixture::small().unvouched();
    let mut evidence = String::new();
    for (at, sentence) in sentences.iter().enumerate() {
        // A string of JSON is one of TOML.
        let text = serde_json::to_string(sentence).unwrap();
        evidence += &format!(
            "[[quote]]\nid = \"q{at}\"\ntext = {text}\nspeaker = \"A\"\nsource = \"page\"\n\n"
        );
    }
    fixture.write("briefs/evidence/evidence.toml", evidence.as_bytes());
    fixture.write(
        "briefs/paper.toml",
        b"title = \"T\"\naudience = \"uk-gov\"\n[[section]]\nkind = \"quotes\"\n",
    );
    store(&fixture, &page.text);
    fixture.brief("check paper");
    fixture
}

fn store(fixture: &Fixture, text: &str) {
    fixture.write("page.txt", text.as_bytes());
    fixture.brief("source add page.txt --id page").exits(0);
}

/// The verdict on each quotation, in their order.
fn verdicts(fixture: &Fixture, count: usize) -> Vec<String> {
    let run = fixture.brief("status --message-format json");
    let mut all = vec![String::new(); count];
    for object in run.objects().iter().filter(|object| object["type"] == "evidence") {
        let at: usize = object["id"].as_str().unwrap()[1..].parse().unwrap();
        all[at] = object["verdict"].as_str().unwrap().to_owned();
    }
    all
}

/// Acceptance: of pages edited around passages, unchanged ones are `moved` or `exact`; altered ones are
/// `changed` or `missing`, whatever looks like them.
#[test]
fn pages_edited_around_passages() {
    let (mut kept, mut lost, mut altered, mut accepted) = (0, Vec::new(), 0, Vec::new());
    let mut random = Random(11);
    for page in pages() {
        let haystack = Haystack::new(page.text.as_str());
        let once = |sentence: &&String| {
            let literal = brief::verify::pattern::Literal::of(sentence);
            // Within one block: what is put between its halves alters a passage.
            let places = haystack.find(&literal, sentence);
            matches!(places.as_slice(), [only] if !page.text[only.range.clone()].contains('\n'))
                && !sentence.contains(['[', '\u{AD}'])
        };
        let mut sentences: Vec<&String> = page.sentences.iter().filter(once).collect();
        sentences.dedup();
        sentences.truncate(40);
        if sentences.is_empty() {
            continue;
        }
        let blocks: Vec<&str> = page.text.lines().collect();
        let turned: String = blocks.iter().rev().map(|line| format!("{line}\n")).collect();
        let between: String = blocks
            .iter()
            .map(|line| format!("{line}\nRead more: ten things you missed.\n"))
            .collect();
        let all: String =
            sentences.iter().map(|s| format!("Also, it was said: {s} So they say.\n")).collect();
        for (edit, text) in [
            ("furniture", format!("Menu\nSearch\nCookies?\n{}\nImprint\nContact", page.text)),
            ("paragraphs moved", turned),
            ("text inserted", between),
            ("repeated elsewhere", format!("{}\n{all}", page.text)),
            ("repeated before", format!("{all}\n{}", page.text)),
        ] {
            let fixture = anchored(page, &sentences);
            store(&fixture, &text);
            for (sentence, verdict) in sentences.iter().zip(verdicts(&fixture, sentences.len())) {
                match verdict.as_str() {
                    "moved" | "exact" => kept += 1,
                    _ => lost.push(format!("{} {edit}: {verdict}: {sentence}", page.name)),
                }
            }
        }
        // Every sentence altered where it stands, and look-alikes of it beside.
        let mut text = page.text.clone();
        let mut touched = vec![false; sentences.len()];
        for (at, sentence) in sentences.iter().enumerate() {
            let changes = mutations(sentence, &mut random);
            let pick = |random: &mut Random| changes[random.below(changes.len())].1.clone();
            let (first, second) = (pick(&mut random), pick(&mut random));
            let places = Haystack::new(text.as_str())
                .find(&brief::verify::pattern::Literal::of(sentence), sentence);
            let ([place], false) = (places.as_slice(), plain(&first).contains(&plain(sentence)))
            else {
                continue;
            };
            if plain(&second).contains(&plain(sentence)) {
                continue;
            }
            text.replace_range(place.range.clone(), &format!("{first} {second}"));
            touched[at] = true;
        }
        let fixture = anchored(page, &sentences);
        store(&fixture, &text);
        let found = verdicts(&fixture, sentences.len());
        for ((sentence, verdict), touched) in sentences.iter().zip(found).zip(touched) {
            // Two halves of look-alikes may make the sentence again.
            if touched && !plain(&text).contains(&plain(sentence)) {
                altered += 1;
                if !matches!(verdict.as_str(), "changed" | "missing") {
                    accepted.push(format!("{}: {verdict}: {sentence}", page.name));
                }
            }
        }
    }
    println!(
        "{kept} kept, {} lost; {altered} altered, {} of them accepted",
        lost.len(),
        accepted.len()
    );
    assert!(lost.len() * 1000 <= kept, "lost:\n{}", lost.join("\n"));
    assert!(accepted.is_empty(), "accepted:\n{}", accepted.join("\n"));
}
