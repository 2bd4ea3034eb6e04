//! Random workspaces with secrets wherever there can be any: none is in any byte of what its reader must not
//! see it in.
//!
//! `BRIEF_LEAK_WORKSPACES=1000` for the long run, `BRIEF_SEED` for the first of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::chance::{how_many, quoted};
use crate::fixture::{Fixture, Run, copy};
use crate::leak_search::{Hit, Hunt, Secret, base64, hex, sha256};
use crate::leak_world::{Paper, Seen, World, world};

/// What was counted.
#[derive(Default)]
struct Tally {
    built: usize,
    refused: BTreeMap<String, usize>,
    drafts: usize,
    undrafted: usize,
    files: usize,
    bytes: usize,
    secrets: usize,
    /// Secrets found where they may be: the search and what is said of readers are not idle.
    shown: usize,
    /// Where each kind of leak was first, and how often.
    leaks: BTreeMap<String, (String, usize)>,
}

impl Tally {
    fn leak(&mut self, seed: u64, file: &str, hit: &Hit) {
        let (folder, name) = file.split_once('/').unwrap_or(("", file));
        let side = if name.contains("-internal") { "a pack" } else { "a paper" };
        let kind = match folder {
            "" => format!("{} in {name}", hit.place),
            _ => format!(
                "{} in {folder} of {side}: {}",
                hit.place,
                name.rsplit('.').next().unwrap_or_default()
            ),
        };
        let first = format!("seed {seed}, {file}, {}: {} in …{}…", hit.view, hit.form, hit.around);
        self.leaks.entry(kind).or_insert((first, 0)).1 += 1;
    }
}

#[test]
fn nothing_that_a_reader_must_not_see_is_in_any_byte_of_any_output() {
    let mut tally = Tally::default();
    let seeds = how_many("BRIEF_LEAK_WORKSPACES", 12);
    let count = seeds.end - seeds.start;
    for seed in seeds {
        one(seed, &mut tally);
    }
    let refused: usize = tally.refused.values().sum();
    println!(
        "{count} workspaces: {} papers built, {refused} refused, {} drafts, {} not written; {} files of {} bytes, {} secrets a workspace; {} found where they may be",
        tally.built,
        tally.drafts,
        tally.undrafted,
        tally.files,
        tally.bytes,
        tally.secrets / usize::try_from(count).unwrap().max(1),
        tally.shown
    );
    for (why, times) in &tally.refused {
        println!("  refused {times}: {why}");
    }
    for (kind, (first, times)) in &tally.leaks {
        println!("leak, {times} times: {kind}\n    {first}");
    }
    assert!(tally.leaks.is_empty(), "{} kinds of leaks", tally.leaks.len());
    assert!(tally.shown > tally.built, "nothing is found where it may be");
    assert!(tally.built >= 4 * refused, "{} built, {refused} refused", tally.built);
}

fn one(seed: u64, tally: &mut Tally) {
    let world = world(seed);
    let disk = tempfile::tempdir().unwrap();
    let place = disk.path().join(&world.folder);
    std::fs::create_dir(&place).unwrap();
    let fixture = Fixture::empty_in(&place).unvouched();
    for (path, text) in &world.files {
        fixture.write(path, text.as_bytes());
    }
    let brief = |args: &[&str]| run(&fixture, &world, args);
    for (id, text) in &world.copies {
        if id != "paper-0" {
            store(&fixture, id, text);
            continue;
        }
        fixture.write("paper-0.txt", text.as_bytes());
        let run = brief(&["source", "add", "paper-0.txt", "--id", id]);
        assert_eq!(run.code, 0, "seed {seed}: {}", run.stderr);
    }
    for (id, by) in &world.clear {
        let run = brief(&["clear", id, "--by", by]);
        assert_eq!(run.code, 0, "seed {seed}: {}", run.stderr);
    }
    tally.secrets += world.secrets.len();
    let format = ["human", "json", "sarif", "github"][usize::try_from(seed % 4).unwrap()];
    let formats = if seed.is_multiple_of(4) { "pdf,typ,png" } else { "pdf,typ" };
    let run = brief(&["build", "--all", "--format", formats, "--message-format", format]);
    assert!(run.code < 2, "seed {seed}: {}", run.stderr);
    let leaks: usize = tally.leaks.values().map(|(_, times)| times).sum();
    for paper in &world.papers {
        match fixture.has(&format!("out/{}.pdf", paper.stem)) {
            true => tally.built += 1,
            false => *tally.refused.entry(why(&run)).or_default() += 1,
        }
    }
    if fixture.has("out") {
        look(seed, &fixture, "out", &world, tally);
    }
    if run.code == 0 {
        listen(seed, &run, &world, tally);
    }
    for (path, text) in &world.faulty {
        fixture.write(path, text.as_bytes());
    }
    let formats = if seed.is_multiple_of(2) { "pdf,typ" } else { "typ" };
    let run = brief(&["build", "--all", "--draft", "--format", formats, "--out", "drafts"]);
    assert!(run.code < 2, "seed {seed}: {}", run.stderr);
    for paper in &world.papers {
        match fixture.has(&format!("drafts/{}.typ", paper.stem)) {
            true => tally.drafts += 1,
            false => tally.undrafted += 1,
        }
    }
    if fixture.has("drafts") {
        look(seed, &fixture, "drafts", &world, tally);
    }
    if tally.leaks.values().map(|(_, times)| times).sum::<usize>() > leaks
        && let Ok(keep) = std::env::var("BRIEF_KEEP")
    {
        copy(&fixture.path(""), &Path::new(&keep).join(seed.to_string()));
    }
}

/// Stores a copy of a source as `brief source add` does.
fn store(fixture: &Fixture, id: &str, text: &str) {
    let hash = hex(&sha256(text.as_bytes()));
    let name = format!("briefs/sources/{id}/20261112T090000000Z-{}", &hash[..12]);
    let description = format!(
        "format = \"brief-snapshot/1\"\nsha256 = \"{hash}\"\nbytes = {}\nretrieved = \"2026-11-12T09:00:00Z\"\nfrom = \"{id}.txt\"\nmedia = \"plain\"\n\n[text]\nsha256 = \"{hash}\"\nextractor = \"brief-plain 1\"\n",
        text.len()
    );
    fixture.write(&format!("{name}.txt"), text.as_bytes());
    fixture.write(&format!("{name}.text"), text.as_bytes());
    fixture.write(&format!("{name}.toml"), description.as_bytes());
}

/// Searches the messages of a build: what is said of a paper holds nothing that is kept from it, the rest nothing
/// that is kept from all.
fn listen(seed: u64, run: &Run, world: &World, tally: &mut Tally) {
    // They name the folder, and quote what a person wrote of people: they are for whoever works there.
    let ours = ["the workspace’s folder", "a real name"];
    let of_all = |secret: &Secret| ours.contains(&secret.place.as_str());
    let hunt_for = |paper: Option<&Paper>| {
        let kept = match paper {
            Some(paper) => kept_from(world, Some(paper)),
            None => world
                .secrets
                .iter()
                .filter(|(_, seen)| world.papers.iter().all(|paper| !seen.by(paper)))
                .map(|(secret, _)| secret.clone())
                .collect(),
        };
        Hunt::new(kept.into_iter().filter(|secret| !of_all(secret)).collect())
    };
    let (of_papers, general): (Vec<_>, Hunt) = (
        world.papers.iter().map(|paper| (&paper.stem, hunt_for(Some(paper)))).collect(),
        hunt_for(None),
    );
    for line in run.stdout.lines().chain(run.stderr.lines()) {
        let object: Option<serde_json::Value> = serde_json::from_str(line).ok();
        let stem = object.as_ref().and_then(|object| object.get("brief")?.as_str());
        let own = of_papers.iter().find(|(of, _)| Some(of.as_str()) == stem);
        for hit in own.map_or(&general, |(_, hunt)| hunt).search(line.as_bytes()) {
            tally.leak(seed, &format!("messages of {stem:?}"), &hit);
        }
    }
}

fn run(fixture: &Fixture, world: &World, args: &[&str]) -> Run {
    let mut command = fixture.command(env!("CARGO_BIN_EXE_brief"));
    command.args(args);
    for (key, value) in &world.machine {
        command.env(key, value);
    }
    Run::of(&mut command)
}

/// The first error of a run, without what differs.
fn why(run: &Run) -> String {
    let text = format!("{}{}", run.stderr, run.stdout);
    let line = text
        .lines()
        .find(|line| line.starts_with("error[") || line.contains("\"level\":\"error\""));
    let line = line.unwrap_or("nothing said").to_owned();
    let at = line.find("error[").or_else(|| line.find("\"check\"")).unwrap_or(0);
    line[at..].chars().take(60).collect()
}

/// Searches every file of the papers in a folder, and its name.
fn look(seed: u64, fixture: &Fixture, folder: &str, world: &World, tally: &mut Tally) {
    let hunts: Vec<(Option<&Paper>, Hunt)> = world
        .papers
        .iter()
        .map(Some)
        .chain([None])
        .map(|paper| (paper, Hunt::new(kept_from(world, paper))))
        .collect();
    let mut seen: BTreeMap<&str, bool> = BTreeMap::new();
    for (path, bytes) in fixture.files(folder) {
        let name = path.to_string_lossy().into_owned();
        let paper = world.papers.iter().find(|paper| belongs(&name, &paper.stem));
        let (_, hunt) = hunts
            .iter()
            .find(|(of, _)| of.map(|of| &of.stem) == paper.map(|paper| &paper.stem))
            .unwrap();
        tally.files += 1;
        tally.bytes += bytes.len();
        let mut found = hunt.search(&bytes);
        found.extend(hunt.search(name.as_bytes()));
        if name.ends_with(".pdf")
            && let Some(text) = fixture.pdf_text(&format!("{folder}/{name}"))
        {
            found.extend(hunt.search(text.as_bytes()));
        }
        let mut said = BTreeSet::new();
        for hit in found.into_iter().filter(|hit| said.insert(hit.place.clone())) {
            tally.leak(seed, &format!("{folder}/{name}"), &hit);
        }
        if let Some(paper) = paper {
            let open = world.secrets.iter().filter(|(_, seen)| seen.by(paper));
            let found = Hunt::new(open.map(|(secret, _)| secret.clone()).collect()).search(&bytes);
            let places: BTreeSet<&str> = found.iter().map(|hit| hit.form.as_str()).collect();
            tally.shown += places.len();
            let word = Secret {
                forms: vec![world.printed.clone()],
                place: "printed".into(),
                texts: Vec::new(),
            };
            let there = !Hunt::new(vec![word]).search(&bytes).is_empty();
            *seen.entry(&paper.stem).or_default() |= there;
        }
    }
    // What must be found is found: the search reads this paper.
    for (stem, seen) in seen {
        assert!(seen, "seed {seed}: {folder}/{stem} does not hold what it prints");
    }
}

/// Whether a file is of a paper.
fn belongs(name: &str, stem: &str) -> bool {
    name.strip_prefix(stem).is_some_and(|rest| {
        rest.starts_with('.')
            || rest
                .strip_prefix('-')
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// The secrets that a paper must not hold; for what is of no paper, those that none may.
fn kept_from(world: &World, paper: Option<&Paper>) -> Vec<Secret> {
    let kept = |seen: &Seen| match paper {
        Some(paper) => !seen.by(paper),
        None => true,
    };
    world.secrets.iter().filter(|(_, seen)| kept(seen)).map(|(secret, _)| secret.clone()).collect()
}

/// A name that only `private.toml` knows: a paper that would print it is refused, whatever stands between its parts.
#[test]
fn a_real_name_is_known_across_styles_notes_and_lines() {
    let mut printed = Vec::new();
    for written in [
        "Kwon Tae-zvixalo",
        "**Kwon** Tae-zvixalo",
        "K*w*on Tae-zvixalo",
        "Kwon `Tae-zvixalo`",
        "Kwon [Tae-zvixalo](https://example.org)",
        "Kwon[@camp] Tae-zvixalo",
        "Kwon  \nTae-zvixalo",
        "Kwon\nTae-zvixalo",
        "Kwon\u{A0}Tae\u{2011}zvixalo",
    ] {
        let fixture = Fixture::empty().unvouched();
        for (path, text) in [
            ("workspace.toml", "[organisation]\nname = \"Test Trust\"\n".to_owned()),
            ("private.toml", "[people]\n\"Ms A\" = \"Kwon Tae-zvixalo\"\n".to_owned()),
            ("sources/sources.toml", "[page]\ntype = \"web\"\ntitle = \"A Page\"\nauthor = \"Institute\"\ndate = \"unknown\"\n".to_owned()),
            ("evidence/evidence.toml", "[[fact]]\nid = \"camp\"\ntext = \"The bridge was shut to all trade.\"\nsource = \"page\"\npassage = \"The bridge was shut to all trade\"\nhandling = \"TLP:CLEAR\"\n".to_owned()),
            ("paper.toml", format!("title = \"Camps\"\naudience = \"uk-gov\"\ndate = 2026-12-01\n\n[[section]]\nbody = {}\n\n[[section]]\nkind = \"facts\"\n", quoted(format!("{written} was there.[@camp]")))),
        ] {
            fixture.write(&format!("briefs/{path}"), text.as_bytes());
        }
        store(
            &fixture,
            "page",
            "The bridge was shut to all trade. And much else was said of it there.",
        );
        let hunt = Hunt::new(vec![Secret {
            forms: vec!["Kwon Tae-zvixalo".into()],
            place: "private.toml".into(),
            texts: Vec::new(),
        }]);
        for args in [&["build", "paper"][..], &["build", "paper", "--draft", "--out", "drafts"]] {
            fixture.run(args);
        }
        for path in ["out/paper.pdf", "drafts/paper.pdf"] {
            let text = fixture.has(path).then(|| fixture.pdf_text(path)).flatten();
            if text.is_some_and(|text| {
                // The mark of a note is no part of what is read.
                !hunt.search(text.replace('1', "").as_bytes()).is_empty()
            }) {
                printed.push(format!("{path}: {written:?}"));
            }
        }
    }
    assert!(printed.is_empty(), "printed all the same:\n{}", printed.join("\n"));
}

/// Without this, a test that cannot fail.
#[test]
fn the_hunt_finds_a_secret_in_each_form() {
    let secret = "Kwon Tae-zvixalo";
    let hunt = Hunt::new(vec![Secret {
        forms: vec![secret.into()],
        place: "here".into(),
        texts: vec!["Kwon Tae-zvixalo left.".into()],
    }]);
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    let mut forms: Vec<Vec<u8>> = [
        "the Kwon Tae-zvixalo case",
        "KWON TAE-ZVIXALO",
        "/kwon-tae-zvixalo/",
        "Kwon%20Tae%2Dzvixalo",
        "kwon%2520tae-zvixalo",
        "KwonTaezvixalo",
        "Kwon&#x20;Tae-zvixalo &amp;#107;",
        "&#107;won Tae-zvixalo",
        "Kwon\\u0020Tae\\u{2011}zvixalo",
        "Kwon\u{A0}Tae\u{2011}zvixalo",
        "Kwón\nTae-zvixalo",
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .collect();
    forms.push(wide(secret));
    forms.push(hex(secret.as_bytes()).into_bytes());
    forms.push(hex(&wide(secret)).to_uppercase().into_bytes());
    forms.push(hex(&sha256(secret.as_bytes())).into_bytes());
    forms.push(hex(&sha256(b"Kwon Tae-zvixalo left.")).to_uppercase().into_bytes());
    for before in ["", "a", "ab", "abc"] {
        forms.push(base64(format!("{before}{secret} and so on").as_bytes()));
        forms.push(base64(format!("{before}kwon tae-zvixalo").as_bytes()));
    }
    for form in forms {
        assert!(!hunt.search(&form).is_empty(), "{}", String::from_utf8_lossy(&form));
    }
    for plain in ["Kwon", "Tae-zvixalo", "Kwon Tae-zvixal"] {
        assert!(hunt.search(plain.as_bytes()).is_empty(), "{plain}");
    }
    let pdf = |inside: &[u8]| {
        use std::io::Write;
        let mut deflated = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        deflated.write_all(inside).unwrap();
        [b"%PDF-1.7\nstream\n", &deflated.finish().unwrap()[..], b"\nendstream"].concat()
    };
    let marked = [&b"<</Title (\xFE\xFF"[..], &wide(secret), b")>>"].concat();
    for inside in [
        &b"(Kwon Tae\\055zvixalo)"[..],
        b"(Kwon \\(Tae\\)-zvixalo)",
        b"<4B776F6E205461652D7A766978616C6F>",
        &marked,
        secret.as_bytes(),
    ] {
        assert!(!hunt.search(&pdf(inside)).is_empty(), "{}", String::from_utf8_lossy(inside));
    }
    assert_eq!(
        hex(&sha256(b"abc")),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}
