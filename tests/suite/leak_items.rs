//! The evidence of a workspace full of secrets, and the sources it rests on.

use std::fmt::Write;

use crate::chance::quoted;
use crate::leak_search::fold;
use crate::leak_world::{Gate, LABELS, Maker, Seen};

const PLAIN: [&str; 8] = [
    "Guards at the northern crossing took the travel papers of every trader.",
    "The inquiry heard from neighbours who had watched the trucks leave.",
    "Churches in the province were closed and their books were taken away.",
    "Families of those who fled lost their homes in the town.",
    "The border bridge was shut to all trade.",
    "Returnees were asked at the station for letters from abroad.",
    "The post office opened parcels that came by sea.",
    "Market halls stayed shut after the harvest failed.",
];

const NAMED: [&str; 6] = [
    "{n} told the inquiry about the closed bridge.",
    "Officials searched the house of {n} for letters.",
    "The inquiry heard {n} on the books that were taken.",
    "{n}’s letters were opened before they were handed over.",
    "Neighbours of {n} were moved to another valley.",
    "The case of {n} was put to the authorities.",
];

impl Maker {
    /// Puts an item into the evidence: `lines` in any order, `fault` in its place in the workspace with faults.
    fn item(&mut self, kind: &str, mut lines: Vec<String>, fault: Option<(usize, String)>) {
        if self.chance.one_in(2) {
            let token = self.token("a note", Seen::Nobody);
            let note = format!("Ask {token} first.");
            self.hashed(&note);
            lines.push(format!("note = {}", quoted(note)));
        }
        if self.chance.one_in(3) {
            let token = self.token("a topic", Seen::Nobody);
            lines.push(format!("topics = [\"bridge\", {}]", quoted(token)));
        } else {
            lines.push("topics = [\"bridge\"]".into());
        }
        if self.chance.one_in(4) {
            let text = self.token("a translation", Seen::Nobody);
            let by = self.token("a translator", Seen::Nobody);
            lines.push(format!(
                "translations.fr = {{ text = {}, by = {} }}",
                quoted(text),
                quoted(by)
            ));
        }
        let mut broken = lines.clone();
        if let Some((at, line)) = fault {
            broken[at] = line;
        }
        let comment = self.comment();
        for (text, lines) in [(&mut self.evidence, lines), (&mut self.faulty_evidence, broken)] {
            write!(text, "\n{comment}[[{kind}]]\n{}\n", lines.join("\n")).unwrap();
        }
    }

    /// Describes a source and puts words into its copy.
    fn source(&mut self, id: &str, described: &str, words: &[String]) {
        let comment = self.comment();
        write!(self.sources, "\n[{id}]\n{comment}{described}").unwrap();
        self.copies.push((id.into(), words.to_vec()));
    }

    /// What every reader may see, but for the names in it.
    pub fn open_items(&mut self) {
        let mut plain = PLAIN.to_vec();
        self.chance.shuffle(&mut plain);
        let mut named = NAMED.to_vec();
        self.chance.shuffle(&mut named);
        let printed = self.world.printed.clone();
        let mut words =
            vec![format!("{printed} was the name of the bridge that the traders used.")];
        let count = self.chance.between(1, 3);
        words.extend(plain.iter().take(count).map(|text| (*text).to_owned()));
        let count = words.len() + self.chance.between(1, 3);
        for (at, sentence) in named.iter().enumerate().take(count - words.len()) {
            let (name, _) = self.somebody();
            let name = if at == 0 { self.shaped(&name) } else { name };
            words.push(sentence.replace("{n}", &name));
        }
        self.open_sources(&words);
        for (at, text) in words.clone().iter().enumerate() {
            let id = format!("open-{at}");
            self.open.push(id.clone());
            let mut lines = vec![
                format!("id = {}", quoted(&id)),
                format!("text = {}", quoted(text)),
                format!("passage = {}", quoted(text.trim_end_matches('.'))),
                format!("source = \"paper-{}\"", at % 2),
                "handling = \"TLP:CLEAR\"".into(),
                "priority = 90".into(),
            ];
            if self.chance.one_in(2) {
                let (name, _) = self.somebody();
                lines.push(format!(
                    "locator = {{ section = {} }}",
                    quoted(format!("Testimony of {name}"))
                ));
            }
            let holds: Vec<usize> =
                (0..self.people.len()).filter(|at| self.stands_in(*at, text)).collect();
            if !holds.is_empty() {
                let people: Vec<String> = holds.iter().map(|at| self.person(*at)).collect();
                lines.push(format!("people = [{}]", people.join(", ")));
            }
            // A passage of other words: the message shows what the copy has.
            let other = format!("passage = {}", quoted(text.replace(" the ", " one ")));
            let fault = self.chance.one_in(3).then_some((2, other));
            self.item("fact", lines, fault);
        }
        self.open_quotation();
        self.open_recommendation();
    }

    fn stands_in(&self, person: usize, text: &str) -> bool {
        let plain = |text: &str| String::from_utf8(fold(text.as_bytes())).unwrap();
        plain(text).contains(&plain(&self.people[person].name))
    }

    /// A name in another shape that is the same name.
    fn shaped(&mut self, name: &str) -> String {
        match self.chance.below(5) {
            0 => name.to_uppercase(),
            1 => name.replace(' ', "\u{A0}").replace('-', "\u{2011}"),
            2 => match name.split_once(' ') {
                Some((first, rest)) => format!("{rest} {first}"),
                None => name.into(),
            },
            3 => name.replace('-', " "),
            _ => name.into(),
        }
    }

    fn open_sources(&mut self, words: &[String]) {
        for at in 0..2 {
            let (name, _) = self.somebody();
            let slug = self.disguised(&name);
            let title = *self.chance.pick(&[
                "The Case of {n}",
                "Letters to {n} and Others",
                "A Closed Bridge",
            ]);
            let mut described = format!(
                "type = \"web\"\ntitle = {}\ndate = \"2024-03-0{}\"\npublisher = \"Bridge Watch\"\nurl-accessed = \"2026-10-01\"\n",
                quoted(title.replace("{n}", &name)),
                at + 1
            );
            let url = match self.chance.below(3) {
                0 => format!("https://example.org/{slug}/page"),
                1 => format!("https://example.org/page-{at}?of={slug}#{slug}"),
                _ => format!("https://example.org/page-{at}"),
            };
            writeln!(described, "url = {}", quoted(url)).unwrap();
            if self.chance.one_in(3) {
                let slug = self.disguised(&name);
                let url = format!("https://archive.example.org/{slug}");
                writeln!(described, "archive-url = {}", quoted(url)).unwrap();
            }
            let author = match self.chance.below(4) {
                0 => name.clone(),
                1 => format!("Friends of {name}"),
                _ => "Institute of Bridges".into(),
            };
            writeln!(described, "author = {}", quoted(author)).unwrap();
            let (name, _) = self.somebody();
            writeln!(described, "attribution = {}", quoted(format!("the friends of {name}")))
                .unwrap();
            let own: Vec<String> = words.iter().skip(at).step_by(2).cloned().collect();
            self.source(&format!("paper-{at}"), &described, &own);
        }
    }

    fn open_quotation(&mut self) {
        let (name, at) = self.somebody();
        let text = *self.chance.pick(&[
            "we saw the trucks leave and {n} was on one of them",
            "nobody in the town ever spoke of {n} to a stranger",
            "all of us had to hand in our letters at the bridge",
        ]);
        let text = text.replace("{n}", &name);
        self.copies[0].1.push(format!("They said: {text}."));
        let person = self.person(at);
        let speaker = match self.chance.below(3) {
            0 => name.clone(),
            1 => format!("A neighbour of {name}"),
            _ => "A neighbour".into(),
        };
        let lines = vec![
            "id = \"open-words\"".into(),
            format!("text = {}", quoted(text)),
            format!("speaker = {}", quoted(&speaker)),
            "source = \"paper-0\"".into(),
            format!("primary = {{ name = {} }}", quoted(speaker)),
            "handling = \"TLP:CLEAR\"".into(),
            "priority = 90".into(),
            format!("people = [{person}]"),
        ];
        self.open.push("open-words".into());
        self.item("quote", lines, None);
    }

    fn open_recommendation(&mut self) {
        let (name, at) = self.somebody();
        let text = format!("Publish the findings on {name} in full.");
        self.copies[1].1.push("Others asked to publish the findings in full at once.".into());
        let person = self.person(at);
        let lines = vec![
            "id = \"open-ask\"".into(),
            format!("text = {}", quoted(text)),
            "addressee = \"land\"".into(),
            "supported_by = [\"open-0\"]".into(),
            "source = \"paper-1\"".into(),
            "passage = \"publish the findings in full at once\"".into(),
            "handling = \"TLP:CLEAR\"".into(),
            "priority = 90".into(),
            format!("people = [{person}]"),
        ];
        self.item("recommendation", lines, None);
    }

    /// Items of which one audience is told otherwise than the others.
    pub fn at_odds(&mut self) {
        let one = self.chance.pick(&["un", "press", "uk-gov"]).to_string();
        let one = ["un", "press", "uk-gov"].into_iter().find(|audience| *audience == one).unwrap();
        let told = Gate { audiences: Some(vec![one]), ..Gate::default() };
        let figure =
            self.token("the id of a figure for others", Seen::Gate(told.clone())).to_lowercase();
        let ask = self.token("the id of a demand to others", Seen::Gate(told)).to_lowercase();
        for (id, value, audiences) in
            [("shared", 100, String::new()), (&figure, 900, format!("audiences = [\"{one}\"]\n"))]
        {
            write!(
                self.faulty_evidence,
                "\n[[fact]]\nid = \"{id}\"\ntext = \"In 2020 they counted {value} people at the bridge.\"\nsource = \"paper-0\"\npassage = \"{value} people at the bridge\"\nmeasure = \"people\"\nfigure = {{ value = {value}, unit = \"people\" }}\nas_of = 2020\nhandling = \"TLP:CLEAR\"\npriority = 98\ntopics = [\"bridge\"]\n{audiences}"
            )
            .unwrap();
        }
        for (id, verb, audiences) in [
            ("shared-ask", "Extend", String::new()),
            (&ask, "Lift", format!("audiences = [\"{one}\"]\n")),
        ] {
            write!(
                self.faulty_evidence,
                "\n[[recommendation]]\nid = \"{id}\"\ntext = \"{verb} the sanctions on coal from the valley.\"\nsource = \"paper-0\"\npassage = \"{verb} the sanctions\"\naddressee = \"land\"\nsupported_by = [\"open-0\"]\nhandling = \"TLP:CLEAR\"\npriority = 98\ntopics = [\"bridge\"]\n{audiences}"
            )
            .unwrap();
        }
    }

    /// What some readers must not see, each field with a secret of its own.
    pub fn barred_item(&mut self, at: usize) {
        let kind = *self.chance.pick(&["fact", "fact", "quote", "recommendation"]);
        let mut gate = Gate::default();
        let mut lines = Vec::new();
        let mut topic = "bridge";
        let mut priority = 99;
        match self.chance.below(11) {
            0 | 1 => gate.handling = self.chance.between(1, 4),
            2 => gate.embargo = true,
            3 => {
                gate.audiences =
                    Some(vec![*self.chance.pick(&["press", "un", "uk-gov", "ministry"])])
            }
            4 => gate.audiences = Some(vec!["internal"]),
            5 if kind == "quote" => gate.record = self.chance.between(1, 2),
            6 => gate.unready = true,
            7 if kind != "recommendation" => gate.weak = true,
            8 => gate.off_topic = true,
            9 if kind == "recommendation" => gate.addressee = true,
            10 if kind == "fact" => {
                gate.unselected = true;
                priority = 1;
            }
            _ => gate.handling = 4,
        }
        let seen = || Seen::Gate(gate.clone());
        if gate.off_topic {
            topic = "elsewhere";
        }
        let token = self.token("the id of a barred item", seen());
        let id = format!("{}-{at}", token.to_lowercase());
        self.hashed(&id);
        lines.push(format!("id = {}", quoted(&id)));
        let token = self.token("the text of a barred item", seen());
        let text = match kind {
            "quote" => format!("we told {token} on the bridge and nobody else"),
            "recommendation" => format!("Publish what {token} found in the archive."),
            _ => format!("The archive of {token} was moved over the bridge."),
        };
        self.hashed(&text);
        lines.push(format!("text = {}", quoted(&text)));
        let source = self.barred_source(at, &seen(), &text);
        lines.push(format!("source = {}", quoted(&source)));
        if kind != "quote" {
            lines.push(format!("passage = {}", quoted(text.trim_end_matches('.'))));
        }
        let token = self.token("the locator of a barred item", seen());
        lines.push(format!("locator = {{ section = {} }}", quoted(token)));
        if kind == "quote" {
            let token = self.token("the speaker of a barred item", seen());
            lines.push(format!("speaker = {}", quoted(&token)));
            lines.push(format!("primary = {{ name = {} }}", quoted(token)));
            lines.extend(
                ["", "record = \"background\"", "record = \"off\""]
                    .get(gate.record)
                    .map(|line| (*line).into()),
            );
        }
        if kind == "recommendation" {
            let to = if gate.addressee { "nobody" } else { "land" };
            lines.push(format!("addressee = \"{to}\"\nsupported_by = [\"open-0\"]"));
        }
        if kind == "fact" && self.chance.one_in(2) {
            let token = self.token("the label of a barred figure", seen());
            let value = 90 + at;
            lines[1] = format!(
                "text = {}",
                quoted(text.replace("was moved", &format!("and {value} boxes were moved")))
            );
            lines[3] = format!(
                "passage = {}",
                quoted(
                    text.replace("was moved", &format!("and {value} boxes were moved"))
                        .trim_end_matches('.')
                )
            );
            let copy = text.replace("was moved", &format!("and {value} boxes were moved"));
            self.copies.last_mut().unwrap().1.push(copy);
            lines.push(format!(
                "figure = {{ value = {value}, unit = \"boxes\", label = {} }}\nas_of = 2024",
                quoted(token)
            ));
        }
        self.bar(&gate, &mut lines);
        let comment = self.comment();
        lines.push(format!("{comment}priority = {priority}"));
        // What is only not taken may be cited.
        if !(gate.unselected || gate.off_topic || gate.addressee) {
            self.barred.push(id.clone());
        }
        if gate.unselected {
            self.excluded.push(id);
        }
        let before = self.evidence.len();
        let faulty = self.faulty_evidence.len();
        self.item(kind, lines, None);
        if topic == "elsewhere" {
            for (text, from) in [(&mut self.evidence, before), (&mut self.faulty_evidence, faulty)]
            {
                let own = text[from..].replace("topics = [\"bridge\"", "topics = [\"elsewhere\"");
                text.truncate(from);
                text.push_str(&own);
            }
        }
    }

    fn bar(&mut self, gate: &Gate, lines: &mut Vec<String>) {
        lines.push(format!("handling = \"{}\"", LABELS[gate.handling]));
        if gate.embargo {
            lines.push("embargo = 2999-01-01T09:00:00Z".into());
        }
        if let Some(audiences) = &gate.audiences {
            let all: Vec<String> = audiences.iter().map(quoted).collect();
            lines.push(format!("audiences = [{}]", all.join(", ")));
        }
        if gate.unready {
            let status = *self.chance.pick(&["draft", "retired"]);
            lines.push(format!("status = \"{status}\""));
        }
        if gate.weak {
            lines.push("weak = true".into());
        }
    }

    fn barred_source(&mut self, at: usize, seen: &Seen, text: &str) -> String {
        let mut described = String::from("type = \"web\"\ndate = \"unknown\"\n");
        for key in ["title", "author", "publisher", "attribution", "note"] {
            let token = self.token(&format!("the {key} of a barred source"), seen.clone());
            let value = if key == "title" { format!("On {token}") } else { token };
            self.hashed(&value);
            writeln!(described, "{key} = {}", quoted(value)).unwrap();
        }
        for key in ["url", "archive-url"] {
            let token = self.token(&format!("the {key} of a barred source"), seen.clone());
            let url = format!("https://example.org/{}/x", token.to_lowercase());
            self.hashed(&url);
            writeln!(described, "{key} = {}", quoted(url)).unwrap();
        }
        described.push_str("url-accessed = \"2026-10-01\"\n");
        let id = format!("other-{at}");
        self.source(&id, &described, &[text.to_owned()]);
        id
    }
}
