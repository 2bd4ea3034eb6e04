//! Random workspaces full of secrets, each with who may see it.

use std::fmt::Write;

use crate::chance::{Chance, quoted};
use crate::leak_search::Secret;

/// A paper that a workspace makes.
#[derive(Clone, Debug)]
pub struct Paper {
    pub stem: String,
    audience: &'static str,
    pack: bool,
    ceiling: usize,
    label: Option<usize>,
    embargo: bool,
}

/// What keeps an item from readers; by default nothing.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    pub handling: usize,
    pub embargo: bool,
    pub audiences: Option<Vec<&'static str>>,
    pub record: usize,
    pub unready: bool,
    pub weak: bool,
    /// Whether papers for an audience take none of it, though they might.
    pub unselected: bool,
    /// The same of packs too.
    pub off_topic: bool,
    /// Whether it asks somebody whom only the press is told of.
    pub addressee: bool,
}

/// Who may see a secret.
#[derive(Clone, Debug)]
pub enum Seen {
    Nobody,
    OwnSide,
    Gate(Gate),
    Stem(String),
    Audience(&'static str),
}

impl Seen {
    pub fn by(&self, paper: &Paper) -> bool {
        match self {
            Seen::Nobody => false,
            Seen::OwnSide => paper.pack,
            Seen::Gate(gate) => gate.opens(paper),
            Seen::Stem(stem) => {
                paper.stem == *stem || paper.stem.strip_suffix("-internal") == Some(stem)
            }
            Seen::Audience(audience) => paper.audience == *audience,
        }
    }
}

impl Gate {
    fn opens(&self, paper: &Paper) -> bool {
        let for_them = self.audiences.as_ref().is_none_or(|audiences| {
            audiences.contains(&paper.audience) || (paper.pack && audiences.contains(&"internal"))
        });
        for_them
            && !self.unready
            && !self.off_topic
            && self.handling <= paper.ceiling
            && paper.label.is_none_or(|label| self.handling <= label)
            && !(self.weak && paper.audience == "press" && !paper.pack)
            && self.record < if paper.pack { 2 } else { 1 }
            && (!self.embargo || paper.embargo || paper.pack)
            && (!self.unselected || paper.pack)
            && (!self.addressee || paper.audience == "press")
    }
}

/// Somebody whose name must not go out.
pub struct Person {
    pub name: String,
    pub pseudonym: &'static str,
}

/// A workspace about to be written.
pub struct World {
    /// Path and text.
    pub files: Vec<(String, String)>,
    /// The same in a workspace with faults, where they differ.
    pub faulty: Vec<(String, String)>,
    /// Sources and the text of their copies.
    pub copies: Vec<(String, String)>,
    pub papers: Vec<Paper>,
    pub secrets: Vec<(Secret, Seen)>,
    /// A word that every paper prints.
    pub printed: String,
    /// The environment, and a part of the workspace's path.
    pub machine: Vec<(&'static str, String)>,
    pub folder: String,
    pub clear: Vec<(String, String)>,
}

pub const LABELS: [&str; 5] =
    ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"];

pub struct Maker {
    pub chance: Chance,
    pub world: World,
    pub people: Vec<Person>,
    /// Texts of the copies, by source.
    pub copies: Vec<(String, Vec<String>)>,
    pub evidence: String,
    pub faulty_evidence: String,
    pub sources: String,
    /// Ids of items that everybody may see, and of others with who may.
    pub open: Vec<String>,
    pub barred: Vec<String>,
    /// Ids of facts beyond what papers take.
    pub excluded: Vec<String>,
}

/// The workspace of a seed.
pub fn world(seed: u64) -> World {
    let mut chance = Chance::new(seed);
    let printed = format!("Seen{}", chance.syllables(3));
    let world = World {
        files: Vec::new(),
        faulty: Vec::new(),
        copies: Vec::new(),
        papers: Vec::new(),
        secrets: Vec::new(),
        printed,
        machine: Vec::new(),
        folder: String::new(),
        clear: Vec::new(),
    };
    let mut maker = Maker {
        chance,
        world,
        people: Vec::new(),
        copies: Vec::new(),
        evidence: String::new(),
        faulty_evidence: String::new(),
        sources: String::new(),
        open: Vec::new(),
        barred: Vec::new(),
        excluded: Vec::new(),
    };
    maker.make();
    maker.world
}

impl Maker {
    fn make(&mut self) {
        for at in 0..self.chance.between(1, 3) {
            let name = self.name();
            self.secret("a real name", std::slice::from_ref(&name), Seen::Nobody);
            self.people.push(Person { name, pseudonym: ["Ms A", "Witness 3", "the trader"][at] });
        }
        self.open_items();
        let void = "\n[[fact]]\nid = \"void\"\ntext = \"Nothing.\"\nsource = \"paper-0\"\npassage = \"name of the bridge that the traders\"\ntopics = [\"void\"]\nstatus = \"draft\"\n";
        self.evidence.push_str(void);
        self.faulty_evidence.push_str(void);
        for at in 0..self.chance.between(4, 9) {
            self.barred_item(at);
        }
        if self.barred.is_empty() {
            self.barred.push("void".into());
        }
        self.at_odds();
        self.workspace_file();
        self.private_file();
        let mut stems = ["alpha", "beta", "gamma"].to_vec();
        stems.truncate(self.chance.between(1, 3));
        for stem in stems {
            self.spec(stem);
        }
        self.machine();
        let comment = self.comment();
        let evidence = format!("{comment}{}", self.evidence);
        self.file("briefs/evidence/evidence.toml", evidence);
        let faulty = std::mem::take(&mut self.faulty_evidence);
        self.world.faulty.push(("briefs/evidence/evidence.toml".into(), faulty));
        let sources = std::mem::take(&mut self.sources);
        self.file("briefs/sources/sources.toml", sources);
        for (id, lines) in std::mem::take(&mut self.copies) {
            let mut text = String::new();
            for line in lines {
                let other = self.token("another line of a stored copy", Seen::Nobody);
                // So much that no passage is a large share of it.
                write!(text, "{line} {other} stood there too.\n\n").unwrap();
            }
            self.world.copies.push((id, text));
        }
    }

    fn file(&mut self, path: &str, text: String) {
        self.world.files.push((path.into(), text));
    }

    pub fn secret(&mut self, place: &str, forms: &[String], seen: Seen) {
        let secret = Secret { forms: forms.to_vec(), place: place.into(), texts: Vec::new() };
        self.world.secrets.push((secret, seen));
    }

    /// A word that is nowhere else.
    pub fn token(&mut self, place: &str, seen: Seen) -> String {
        let mut token = format!("Zq{}", self.chance.syllables(4));
        // Of a thousand workspaces one would have a word twice, and what may be seen of one would be taken
        // for the other.
        while self.world.secrets.iter().any(|(known, _)| known.forms.contains(&token)) {
            token = format!("Zq{}", self.chance.syllables(4));
        }
        self.secret(place, std::slice::from_ref(&token), seen);
        token
    }

    /// Notes that a text holds the secret made last, whose hash must not go out either.
    pub fn hashed(&mut self, text: &str) {
        self.world.secrets.last_mut().unwrap().0.texts.push(text.into());
    }

    pub fn comment(&mut self) -> String {
        match self.chance.one_in(2) {
            true => format!("# {}\n", self.token("a comment", Seen::Nobody)),
            false => String::new(),
        }
    }

    /// A name of one of the shapes that names have.
    fn name(&mut self) -> String {
        let chance = &mut self.chance;
        let capital = |word: String| {
            let mut letters = word.chars();
            let first = letters.next().unwrap().to_uppercase().to_string();
            first + letters.as_str()
        };
        let (a, b) = (chance.syllables(2), chance.syllables(3));
        match chance.below(8) {
            0 => format!("Kwon Tae-zvix{b}"),
            1 => format!("{} Ra’ad {}", capital(a), capital(b)),
            2 => format!("Zoë {}ürz", capital(b)),
            3 => format!("J. {}{}", capital(b), a),
            4 => format!("{}-{} {}", capital(a.clone()), capital(a), capital(b)),
            5 => {
                let hangul = |chance: &mut Chance| {
                    char::from_u32(0xAC00 + u32::try_from(chance.below(0x2B00)).unwrap()).unwrap()
                };
                (0..4).map(|_| hangul(chance)).collect()
            }
            6 => format!("{}{}", capital(b), a),
            _ => format!("{} {}", capital(a), capital(b)),
        }
    }

    /// A protected name as somebody might write it.
    pub fn somebody(&mut self) -> (String, usize) {
        let at = self.chance.below(self.people.len());
        (self.people[at].name.clone(), at)
    }

    /// The same in an address or a heading of somebody’s.
    pub fn disguised(&mut self, name: &str) -> String {
        let joined = |with: &str| name.split_whitespace().collect::<Vec<_>>().join(with);
        match self.chance.below(7) {
            0 => joined("-").to_lowercase(),
            1 => joined("%20"),
            2 => joined("_").to_uppercase(),
            3 => joined("+"),
            4 => joined("%2520").to_lowercase(),
            5 => name.bytes().map(|byte| format!("%{byte:02X}")).collect(),
            _ => joined(".").replace(['’', '\''], "").to_lowercase(),
        }
    }

    pub fn person(&mut self, at: usize) -> String {
        let risk = self.token("a person’s risk", Seen::Nobody);
        let by = self.token("who asked a person", Seen::Nobody);
        let Person { name, pseudonym } = &self.people[at];
        let scope = match self.chance.below(3) {
            0 => ", scope = [\"internal\"]",
            1 => ", withdrawn = 2026-06-01",
            _ => "",
        };
        format!(
            "{{ name = {}, pseudonym = {}, risk = {}, basis = \"consent\", by = {}, on = 2026-05-04{scope} }}",
            quoted(name),
            quoted(pseudonym),
            quoted(risk),
            quoted(by)
        )
    }

    fn workspace_file(&mut self) {
        let mut text = String::new();
        let every: Vec<String> = (0..self.people.len()).map(|at| self.person(at)).collect();
        writeln!(text, "people = [{}]\n", every.join(", ")).unwrap();
        text.push_str(&self.comment());
        let (name, _) = self.somebody();
        let about = match self.chance.one_in(2) {
            true => format!("The trust was founded by friends of {name}."),
            false => "The trust was founded by friends.".into(),
        };
        write!(
            text,
            "[organisation]\nname = \"Test Trust\"\nabout = {}\ntimezone = \"Europe/London\"\ncontact = {{ name = \"Desk\", email = \"desk@example.org\", out_of_hours = \"+44 20 7946 0987\" }}\n",
            quoted(about)
        )
        .unwrap();
        let unused = self.token(
            "an addressee that is not asked",
            Seen::Gate(Gate { addressee: true, ..Gate::default() }),
        );
        let un = self.token("a name’s form for another audience", Seen::Audience("un"));
        let other = self.token("a name that is not used", Seen::Nobody);
        let variant = self.token("a variant of a name", Seen::Nobody);
        let (name, _) = self.somebody();
        write!(
            text,
            "\n[names.land]\ndefault = \"Westland\"\nun = {}\nvariants = [{}]\n\n[names.other]\ndefault = {}\n\n[names.them]\ndefault = {}\n\n[addressees.land]\nname = \"Government of {{{{ land }}}}\"\nraised_by = [\"uk-gov\", \"un\", \"ministry\"]\n\n[addressees.nobody]\nname = {}\n",
            quoted(un),
            quoted(variant),
            quoted(other),
            quoted(name),
            quoted(unused)
        )
        .unwrap();
        self.file("briefs/workspace.toml", text);
        let comment = self.comment();
        self.file(
            "briefs/audiences/ministry.toml",
            format!(
                "{comment}extends = \"uk-gov\"\nname = \"Ministry\"\nceiling = \"TLP:CLEAR\"\n"
            ),
        );
    }

    fn private_file(&mut self) {
        if self.chance.one_in(3) {
            return;
        }
        let mut text = self.comment() + "[people]\n";
        for pseudonym in ["Ms A", "Another", "Nobody"] {
            let names: Vec<String> = (0..self.chance.between(1, 2)).map(|_| self.name()).collect();
            self.secret("a real name in private.toml", &names, Seen::Nobody);
            let names: Vec<String> = names.iter().map(quoted).collect();
            writeln!(text, "{} = [{}]", quoted(pseudonym), names.join(", ")).unwrap();
        }
        self.file("briefs/private.toml", text);
    }

    fn spec(&mut self, stem: &str) {
        let audience = *self.chance.pick(&["uk-gov", "uk-gov", "un", "press", "ministry"]);
        let ceiling = usize::from(matches!(audience, "uk-gov" | "un"));
        let label = match self.chance.below(4) {
            0 => Some(0),
            1 => Some(ceiling),
            _ => None,
        };
        let embargo = self.chance.one_in(5);
        let meeting = self.chance.one_in(2);
        let paper = Paper { stem: stem.into(), audience, pack: false, ceiling, label, embargo };
        if meeting {
            let stem = format!("{stem}-internal");
            let pack = Paper { stem, pack: true, ceiling: 2, label: None, ..paper.clone() };
            self.world.papers.push(pack);
        }
        self.world.papers.push(paper);
        let (name, _) = self.somebody();
        let title = self.token("the title of a paper", Seen::Stem(stem.into()));
        let title = match self.chance.one_in(2) {
            true => format!("{title} and {name}"),
            false => title,
        };
        let mut text = format!(
            "title = {}\naudience = \"{audience}\"\ndate = 2026-12-01\nlimits = {{ pages = 30, headline = 20 }}\n",
            quoted(title)
        );
        text.push_str(&self.comment());
        if let Some(label) = label {
            writeln!(text, "handling = \"{}\"", LABELS[label]).unwrap();
        }
        if embargo {
            text.push_str("embargo = 2999-06-01T09:00:00\n");
        }
        let record = *self.chance.pick(&["embedded", "beside", "none", ""]);
        if !record.is_empty() {
            writeln!(text, "record = \"{record}\"").unwrap();
        }
        let facts = self.open.iter().filter(|id| *id != "open-words").count();
        let excluded: Vec<String> = match self.chance.one_in(2) {
            true => self.excluded.iter().map(quoted).collect(),
            false => Vec::new(),
        };
        write!(
            text,
            "\n[select]\ntopics = [\"bridge\"]\nrequire = [\"open-0\"]\nexclude = [{}]\nfacts = {{ limit = {facts} }}\n",
            excluded.join(", ")
        )
        .unwrap();
        let own = self.chance.one_in(2);
        if meeting {
            text.push_str(&self.meeting(stem, audience));
        }
        text.push_str(&self.allow());
        let mut faulty = text.clone();
        let sections = self.sections(audience);
        if own {
            text.push_str(&sections);
        }
        faulty.push_str(&sections);
        self.faults(&mut faulty);
        self.file(&format!("briefs/{stem}.toml"), text);
        self.world.faulty.push((format!("briefs/{stem}.toml"), faulty));
    }

    fn meeting(&mut self, stem: &str, audience: &str) -> String {
        // A briefing says for which meeting it is; a press release does not.
        let place = match audience {
            "press" => Seen::OwnSide,
            _ => Seen::Stem(stem.into()),
        };
        let h = self.token("the place of a meeting", place);
        let mut word = |place: &str| self.token(place, Seen::OwnSide);
        let (a, b, c, d) = (
            word("a meeting’s objective"),
            word("a line to take"),
            word("a question"),
            word("an answer"),
        );
        let (e, f, g) =
            (word("an attendee"), word("an attendee’s role"), word("an attendee’s bio"));
        let (name, _) = self.somebody();
        let (with, _) = self.somebody();
        format!(
            "\n[meeting]\nwith = {}\nwhen = 2026-12-03T15:00:00\nplace = {}\nobjectives = [{}]\nlines = [{}]\nquestions = [{{ q = {}, a = {} }}]\nattendees = [{{ name = {}, role = {}, bio = {} }}]\n",
            quoted(format!("The friends of {with}")),
            quoted(format!("London, {h}")),
            quoted(format!("{a} is agreed for {name}.")),
            quoted(format!("We say {b} of {name}.[@open-0]")),
            quoted(format!("What of {c}?")),
            quoted(format!("Nothing of {d}.")),
            quoted(e),
            quoted(f),
            quoted(g)
        )
    }

    fn allow(&mut self) -> String {
        if self.chance.one_in(2) {
            return String::new();
        }
        let by = self.token("who allowed something", Seen::Nobody);
        let reason = self.token("why something was allowed", Seen::Nobody);
        let check = *self.chance.pick(&["stale", "weak-citation", "house-style", "person-at-risk"]);
        format!(
            "\n[[allow]]\ncheck = \"{check}\"\nitem = \"open-0\"\nby = {}\nreason = {}\non = 2026-01-02\n",
            quoted(by),
            quoted(reason)
        )
    }

    fn sections(&mut self, audience: &str) -> String {
        let (name, _) = self.somebody();
        let bold = match name.split_once(' ') {
            Some((first, rest)) => format!("**{first}** *{rest}*"),
            None => format!("*{name}*"),
        };
        let heading = match self.chance.one_in(2) {
            true => format!("The case of {name}"),
            false => "Background".into(),
        };
        let body = *self.chance.pick(&[
            "The bridge of the town was shut.[@open-0]",
            "The case of {n} is one of many.[@open-0]",
            "The case of {b} is one of many.[@open-0]\n\nSee [the page of {n}](https://example.org/{s}).",
            "The case of {{ them }} is one of many, as this shows:\n\n{{ quote(\"open-words\") }}",
            "- one of them is {n}\n- another is not\n\n## Of {n}\n\nThe bridge was shut.[@open-0]",
        ]);
        let slug = self.disguised(&name);
        let body = body.replace("{n}", &name).replace("{b}", &bold).replace("{s}", &slug);
        let empty = self.token("the heading of an empty section", Seen::Nobody);
        let notes =
            if audience == "press" { "[[section]]\nkind = \"notes-to-editors\"\n" } else { "" };
        let comment = self.comment();
        format!(
            "\n{comment}[[section]]\nheading = {}\nbody = {}\n\n[[section]]\nkind = \"facts\"\n\n[[section]]\nkind = \"facts\"\nheading = {}\nselect = {{ topics = [\"void\"] }}\n\n[[section]]\nkind = \"quotes\"\n\n[[section]]\nkind = \"recommendations\"\n\n[[section]]\nkind = \"contacts\"\n\n{notes}[[section]]\nkind = \"about\"\n",
            quoted(heading),
            quoted(body),
            quoted(empty)
        )
    }

    /// Faults that a draft is written with all the same.
    fn faults(&mut self, spec: &mut String) {
        for _ in 0..self.chance.between(1, 3) {
            let barred = self.chance.pick(&self.barred).clone();
            match self.chance.below(6) {
                0 => *spec = spec.replace("require = [", &format!("require = [{}, ", quoted(&barred))),
                1 => *spec = spec.replace("[@open-0]", &format!("[@open-0][@{barred}]")),
                2 => write!(spec, "\n[[section]]\nheading = \"More\"\nbody = {}\n", quoted(format!("TODO {{{{ fact(\"{barred}\") }}}} and [@{barred}]"))).unwrap(),
                3 => spec.push_str("\n[[section]]\nkind = \"lines\"\n\n[[section]]\nkind = \"objectives\"\n\n[[section]]\nkind = \"attendees\"\n\n[[section]]\nkind = \"questions\"\n"),
                4 => write!(spec, "\n[[section]]\nkind = \"facts\"\nselect = {{ require = [{}] }}\n", quoted(&barred)).unwrap(),
                _ => write!(spec, "\n[[section]]\nheading = \"Again\"\nbody = \"Last year 777 of them left. {{{{ quote(\\\"{barred}\\\") }}}}\"\n").unwrap(),
            }
        }
    }

    fn machine(&mut self) {
        for key in ["BRIEF_USER", "USER", "USERNAME", "LOGNAME", "HOME", "HOSTNAME"] {
            let token = self.token(&format!("${key}"), Seen::Nobody);
            let value = if key == "HOME" { format!("/tmp/{token}") } else { token };
            self.world.machine.push((key, value));
        }
        self.world.folder = self.token("the workspace’s folder", Seen::Nobody);
        for _ in 0..self.chance.below(3) {
            let by = self.token("who cleared an item", Seen::Nobody);
            let id = self.chance.pick(&self.open).clone();
            self.world.clear.push((id, by));
        }
    }
}
