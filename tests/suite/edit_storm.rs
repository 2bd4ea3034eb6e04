//! Random edits of random workspaces: after each, what an incremental build leaves is what a clean one
//! makes, byte for byte and word for word. Papers that were laid out though they came out the same are
//! counted by reason.

use std::collections::BTreeMap;
use std::fmt::Write;

use brief::made::parts::OTHER;
use brief::model::snapshot::Media;
use brief::source::store::{self, Copy};
use brief::workspace::Workspace;
use chrono::{DateTime, Utc};

use crate::chance::{Chance, how_many};
use crate::fixture::{Fixture, Run, copy};

#[derive(Clone, Debug)]
struct Item {
    id: String,
    kind: usize,
    words: String,
    source: usize,
    topic: usize,
    priority: usize,
    handling: usize,
    audiences: usize,
    status: usize,
    embargo: bool,
    note: usize,
    file: usize,
}

#[derive(Clone, Debug)]
struct Spec {
    stem: String,
    audience: usize,
    title: String,
    dated: bool,
    limit: usize,
    topic: usize,
    body: String,
    own: bool,
    meeting: bool,
    broken: bool,
}

/// A workspace as a person would have written it.
#[derive(Clone, Debug)]
struct World {
    items: Vec<Item>,
    specs: Vec<Spec>,
    titles: Vec<String>,
    /// The text of the newest copy of each source; one more is stored when it changes.
    texts: Vec<String>,
    about: String,
    name: String,
    profile: Option<usize>,
    module: Option<String>,
    look: usize,
    folder: usize,
    day: u32,
    serial: usize,
}

const AUDIENCES: [&str; 4] = ["uk-gov", "un", "press", "desk"];
const TOPICS: [&str; 3] = ["camps", "returns", "faith"];
const LABELS: [&str; 3] = ["TLP:CLEAR", "TLP:GREEN", "TLP:RED"];

fn sentence(chance: &mut Chance) -> String {
    let words: Vec<String> = (0..chance.between(4, 9)).map(|_| chance.syllables(2)).collect();
    format!("A{} {}", chance.syllables(1), words.join(" "))
}

impl World {
    fn new(chance: &mut Chance) -> World {
        let mut world = World {
            items: Vec::new(),
            specs: Vec::new(),
            titles: (0..3).map(|_| sentence(chance)).collect(),
            texts: vec![String::new(); 3],
            about: sentence(chance),
            name: "North Korea".into(),
            profile: Some(4),
            module: Some(sentence(chance)),
            look: 0,
            folder: 0,
            day: 1,
            serial: 0,
        };
        for _ in 0..chance.between(6, 10) {
            world.add_item(chance);
        }
        for _ in 0..chance.between(2, 4) {
            world.add_spec(chance);
        }
        for source in 0..3 {
            world.print(chance, source);
        }
        world
    }

    fn add_item(&mut self, chance: &mut Chance) {
        self.serial += 1;
        self.items.push(Item {
            id: format!("item-{}", self.serial),
            kind: chance.below(3),
            words: sentence(chance),
            source: chance.below(3),
            topic: chance.below(3),
            priority: chance.below(100),
            handling: if chance.one_in(6) { chance.below(3) } else { 0 },
            audiences: chance.below(4),
            status: if chance.one_in(8) { 1 } else { 0 },
            embargo: chance.one_in(10),
            note: 0,
            file: chance.below(2),
        });
    }

    fn add_spec(&mut self, chance: &mut Chance) {
        self.serial += 1;
        self.specs.push(Spec {
            stem: format!("paper-{}", self.serial),
            audience: chance.below(4),
            title: sentence(chance),
            dated: !chance.one_in(3),
            limit: chance.between(1, 6),
            topic: chance.below(4),
            body: sentence(chance),
            own: chance.one_in(4),
            meeting: chance.one_in(4),
            broken: false,
        });
    }

    /// A source prints the passages of its items, among other words.
    fn print(&mut self, chance: &mut Chance, source: usize) {
        let mut lines = vec![sentence(chance)];
        let of = self.items.iter().filter(|item| item.source == source);
        lines.extend(of.map(|item| format!("{}.", item.words)));
        lines.push(sentence(chance));
        chance.shuffle(&mut lines);
        self.texts[source] = lines.join("\n\n");
    }

    fn files(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        for (at, file) in ["a", "b"].iter().enumerate() {
            let mut text = String::from("# Evidence.\n");
            for item in self.items.iter().filter(|item| item.file == at) {
                self.item(item, &mut text);
            }
            let folder = ["", "sub/", "sub/deeper/"][self.folder];
            files.insert(format!("briefs/evidence/{folder}{file}.toml"), text);
        }
        let mut text = String::new();
        for (at, title) in self.titles.iter().enumerate() {
            let _ = writeln!(
                text,
                "[s{at}]\ntype = \"report\"\ntitle = \"{title}\"\nauthor = \"A Body\"\ndate = 2014-02-17\nattribution = \"a body\"\n"
            );
        }
        files.insert("briefs/sources/sources.toml".into(), text);
        files.insert(
            "briefs/workspace.toml".into(),
            format!(
                "[organisation]\nname = \"Trust\"\nabout = \"{}\"\ncontact = {{ name = \"Desk\", email = \"desk@example.org\", out_of_hours = \"+44 20 7946 0987\" }}\n\
                 [defaults]\nhandling = \"TLP:CLEAR\"\n[names.dprk]\ndefault = \"{}\"\n",
                self.about, self.name
            ),
        );
        for spec in &self.specs {
            files.insert(format!("briefs/{}.toml", spec.stem), self.spec(spec));
        }
        if let Some(limit) = self.profile {
            files.insert(
                "briefs/audiences/desk.toml".into(),
                format!("extends = \"uk-gov\"\nname = \"Desk\"\n[limits]\nwords = {limit}00\n"),
            );
        }
        if let Some(module) = &self.module {
            let built_in = crate::fixture::project().join("templates/briefing.typ.j2");
            let built_in = std::fs::read_to_string(built_in).unwrap();
            let own =
                built_in.replace("#masthead(", "#import \"own.typ\": note\n#note\n#masthead(");
            files.insert("templates/own.typ.j2".into(), own);
            files.insert("templates/own.typ".into(), format!("#let note = [{module}]\n"));
        }
        if self.look > 0 {
            let built_in = crate::fixture::project().join("templates/look/base.typ");
            let look = std::fs::read_to_string(built_in).unwrap();
            files.insert("templates/look/base.typ".into(), format!("{look}\n// {}\n", self.look));
        }
        files
    }

    fn item(&self, item: &Item, text: &mut String) {
        let kind = ["fact", "quote", "recommendation"][item.kind];
        let _ = writeln!(text, "[[{kind}]]\nid = \"{}\"", item.id);
        let words = &item.words;
        let _ = match item.kind {
            0 => writeln!(text, "text = \"{words}.\"\npassage = \"{words}\""),
            1 => writeln!(text, "text = \"{words}\"\nspeaker = \"A Body\""),
            _ => writeln!(
                text,
                "text = \"Make {words}.\"\npassage = \"{words}\"\naddressee = \"uk-gov\""
            ),
        };
        let _ = writeln!(
            text,
            "source = \"s{}\"\ntopics = [\"{}\"]\npriority = {}\nhandling = \"{}\"",
            item.source, TOPICS[item.topic], item.priority, LABELS[item.handling]
        );
        if item.audiences < 3 {
            let _ = writeln!(text, "audiences = [\"{}\", \"desk\"]", AUDIENCES[item.audiences]);
        }
        if item.status > 0 {
            let _ = writeln!(text, "status = \"{}\"", ["ready", "draft", "retired"][item.status]);
        }
        if item.embargo {
            text.push_str("embargo = 2031-01-01T09:00:00Z\n");
        }
        if item.note > 0 {
            let _ = writeln!(text, "note = \"Note {}\"", item.note);
        }
        text.push('\n');
    }

    fn spec(&self, spec: &Spec) -> String {
        let mut text =
            format!("title = \"{}\"\naudience = \"{}\"\n", spec.title, AUDIENCES[spec.audience]);
        if spec.dated {
            text.push_str("date = 2026-12-01\n");
        }
        if spec.own {
            text.push_str("template = \"own\"\n");
        }
        if spec.meeting {
            text.push_str("[meeting]\nwith = \"Somebody\"\nwhen = 2026-12-20T15:00:00\nplace = \"Here\"\nobjectives = [\"Agree.\"]\n");
        }
        let _ = writeln!(text, "[select]\nfacts = {{ limit = {} }}", spec.limit);
        if spec.topic < 3 {
            let _ = writeln!(text, "topics = [\"{}\"]", TOPICS[spec.topic]);
        }
        let _ = writeln!(
            text,
            "[[section]]\nheading = \"Before\"\nbody = \"{} in {{{{ dprk }}}}.\"",
            spec.body
        );
        for kind in ["facts", "quotes", "recommendations", "contacts", "about"] {
            let _ = writeln!(text, "[[section]]\nkind = \"{kind}\"");
        }
        if spec.broken {
            text.push_str("oops = [\n");
        }
        text
    }

    /// One edit; its name.
    fn edit(&mut self, chance: &mut Chance) -> &'static str {
        let item = chance.below(self.items.len());
        let spec = chance.below(self.specs.len());
        let source = chance.below(3);
        match chance.below(30) {
            0 | 1 => {
                // The source says so too, or not yet.
                self.items[item].words = sentence(chance);
                if chance.one_in(2) {
                    let source = self.items[item].source;
                    self.print(chance, source);
                    return "an item and its source";
                }
                "an item"
            }
            2 => {
                self.items[item].priority = chance.below(100);
                "a priority"
            }
            3 => {
                self.items[item].handling = chance.below(3);
                "a label"
            }
            4 => {
                self.items[item].audiences = chance.below(4);
                "audiences"
            }
            5 => {
                self.items[item].status = chance.below(3);
                "a status"
            }
            6 => {
                self.items[item].note += 1;
                "a note"
            }
            7 => {
                self.items[item].topic = chance.below(3);
                "a topic"
            }
            8 => {
                self.items[item].file = 1 - self.items[item].file;
                "an item's file"
            }
            9 => {
                self.items[item].embargo ^= true;
                "an embargo"
            }
            10 if self.items.len() > 3 => {
                self.items.remove(item);
                "an item gone"
            }
            11 | 12 => {
                self.add_item(chance);
                let source = self.items.last().unwrap().source;
                self.print(chance, source);
                "an item more"
            }
            13 => {
                self.specs[spec].title = sentence(chance);
                "a title"
            }
            14 => {
                self.specs[spec].limit = chance.between(1, 6);
                "a limit"
            }
            15 => {
                self.specs[spec].dated ^= true;
                "a date"
            }
            16 => {
                self.specs[spec].topic = chance.below(4);
                "a topic of a paper"
            }
            17 => {
                self.serial += 1;
                self.specs[spec].stem = format!("paper-{}", self.serial);
                "a spec renamed"
            }
            18 if self.specs.len() > 1 => {
                self.specs.remove(spec);
                "a spec gone"
            }
            19 if self.specs.len() < 5 => {
                self.add_spec(chance);
                "a spec more"
            }
            20 => {
                self.specs[spec].broken ^= true;
                "a spec broken or mended"
            }
            21 => {
                self.titles[source] = sentence(chance);
                "a source"
            }
            22 | 23 => {
                self.print(chance, source);
                "a copy with all passages"
            }
            24 => {
                let text = &self.texts[source];
                let keep: Vec<&str> = text.split("\n\n").filter(|_| !chance.one_in(4)).collect();
                self.texts[source] = format!("{}\n\n{}", keep.join("\n\n"), sentence(chance));
                "a copy without some"
            }
            25 => {
                self.about = sentence(chance);
                "the settings"
            }
            26 => {
                self.profile = Some(chance.between(1, 5));
                "a profile"
            }
            27 => {
                self.module = Some(sentence(chance));
                "a module"
            }
            28 => {
                self.look = chance.below(3);
                "the look"
            }
            29 => {
                self.folder = chance.below(3);
                "a folder renamed"
            }
            _ => {
                self.day += 1;
                "the day"
            }
        }
    }
}

/// A workspace on the disk.
struct Place {
    fixture: Fixture,
    written: BTreeMap<String, String>,
    stored: Vec<String>,
    hour: i64,
}

impl Place {
    fn write(&mut self, world: &World) {
        let files = world.files();
        for path in self.written.keys().filter(|path| !files.contains_key(*path)) {
            std::fs::remove_file(self.fixture.path(path)).unwrap();
        }
        for (path, text) in &files {
            if self.written.get(path) != Some(text) {
                self.fixture.write(path, text.as_bytes());
            }
        }
        self.written = files;
        for (source, text) in world.texts.iter().enumerate() {
            if self.stored[source] != *text {
                self.hour += 1;
                let retrieved =
                    DateTime::<Utc>::from_timestamp(1_790_000_000 + self.hour * 3600, 0);
                let copy = Copy {
                    bytes: text.as_bytes(),
                    media: Media::Plain,
                    retrieved: retrieved.unwrap(),
                    from: "text.txt",
                    answer: None,
                    text: Ok((text, "test 1")),
                };
                let workspace = Workspace::at(&self.fixture.path(""));
                let folder = self.fixture.path("briefs/sources");
                store::add(&workspace, &folder, &format!("s{source}"), &copy, "Test").unwrap();
                self.stored[source].clone_from(text);
            }
        }
    }
}

fn run(fixture: &Fixture, day: u32) -> Run {
    let day = format!("2026-12-{:02}", 1 + day % 28);
    let args = ["build", "--all", "--as-of", &day, "--message-format", "json"];
    let mut command = fixture.command(env!("CARGO_BIN_EXE_brief"));
    Run::of(command.args(args))
}

/// What is said, but for how long it took and whether it was new.
fn said(run: &Run) -> Vec<String> {
    let plain = run.objects().into_iter().map(|mut object| {
        if object["type"] == "output" {
            object["ms"] = 0.into();
            object["because"] = serde_json::Value::Null;
            if object["action"] == "unchanged" {
                object["action"] = "built".into();
            }
        }
        if object["type"] == "summary" {
            let made = object["built"].as_u64().unwrap() + object["unchanged"].as_u64().unwrap();
            object["built"] = made.into();
            object["unchanged"] = 0.into();
        }
        object.to_string()
    });
    plain.collect()
}

/// `BRIEF_EDIT_STEPS` edits, 40 unless it says otherwise; a new workspace every 25.
#[test]
fn edit_storm_incremental_builds_are_clean_builds() {
    let steps = how_many("BRIEF_EDIT_STEPS", 40).end;
    let mut same: BTreeMap<String, usize> = BTreeMap::new();
    let mut edits: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut built, mut stood, mut failed, mut other) = (0, 0, 0, 0);
    let mut step = 0;
    let mut seed = 0;
    while step < steps {
        seed += 1;
        let mut chance = Chance::new(seed);
        let mut world = World::new(&mut chance);
        let mut before: Vec<World> = Vec::new();
        let mut place = Place {
            fixture: Fixture::empty().unvouched(),
            written: BTreeMap::new(),
            stored: vec![String::new(); 3],
            hour: 0,
        };
        for _ in 0..25.min(steps - step) {
            step += 1;
            let edit = match chance.below(12) {
                0 if !before.is_empty() => {
                    world = before[chance.below(before.len())].clone();
                    "back to an earlier state"
                }
                1 => {
                    let papers = place.fixture.path("out").read_dir().ok();
                    let paper = papers.and_then(|mut papers| papers.next()).and_then(Result::ok);
                    match paper {
                        Some(paper) if chance.one_in(2) => {
                            std::fs::remove_file(paper.path()).unwrap()
                        }
                        Some(paper) => std::fs::write(paper.path(), "other").unwrap(),
                        None => {}
                    }
                    "a paper touched"
                }
                2 => {
                    std::fs::remove_dir_all(place.fixture.path(".brief")).ok();
                    "the cache gone"
                }
                3 => "nothing",
                _ => world.edit(&mut chance),
            };
            *edits.entry(edit).or_default() += 1;
            before.push(world.clone());
            place.write(&world);
            let clean = Fixture::empty().unvouched();
            for folder in ["briefs", "templates"] {
                if place.fixture.has(folder) {
                    copy(&place.fixture.path(folder), &clean.path(folder));
                }
            }
            let made = run(&place.fixture, world.day);
            let expected = run(&clean, world.day);
            if step == 1 {
                println!("the first: {}{}", made.stdout, made.stderr);
            }
            let context = || format!("seed {seed}, step {step}, {edit}\n{}", made.stdout);
            assert_eq!(made.code, expected.code, "{}", context());
            assert_eq!(said(&made), said(&expected), "{}", context());
            let lock = |fixture: &Fixture| std::fs::read(fixture.path("briefs/brief.lock")).ok();
            let undated = |lock: Option<Vec<u8>>| {
                let text = String::from_utf8(lock.unwrap_or_default()).unwrap();
                text.lines()
                    .filter(|line| !line.starts_with("since"))
                    .collect::<Vec<_>>()
                    .join("\n")
            };
            assert_eq!(undated(lock(&place.fixture)), undated(lock(&clean)), "{}", context());
            for object in made.objects() {
                if object["type"] != "output" {
                    continue;
                }
                let path = object["path"].as_str().unwrap();
                let because = object["because"].as_array().map(Vec::len).unwrap_or_default();
                match object["action"].as_str().unwrap() {
                    "failed" => {
                        failed += 1;
                        assert!(!clean.has(path), "{}", context());
                        continue;
                    }
                    "unchanged" if because > 0 => {
                        let reason = object["because"].to_string();
                        let reason = reason.replace(|c: char| c.is_ascii_digit(), "");
                        *same.entry(reason).or_default() += 1;
                    }
                    "unchanged" => stood += 1,
                    _ => built += 1,
                }
                if object["because"].to_string().contains(OTHER) {
                    other += 1;
                    println!("no reason for {path} at seed {seed}, step {step}: {edit}");
                }
                let equal = place.fixture.read(path) == clean.read(path);
                assert!(equal, "{path} differs: {}", context());
            }
        }
    }
    println!("{step} edits: {built} papers built, {stood} stood, {failed} failed as they should");
    println!("laid out though they came out the same: {same:#?}");
    println!("made for a reason that could not be told: {other}");
    println!("edits: {edits:#?}");
    assert_eq!(other, 0, "papers that are made again say why");
    assert!(built > 0 && stood > 0);
}
