//! Random workspaces with offences against names and house style, every byte of which is known: what must stay, and
//! what may be mended into what.

use std::fmt::Write;

use crate::chance::{Chance, quoted};

/// A stretch of a file.
#[derive(Clone, Debug)]
pub enum Piece {
    /// Stays byte for byte.
    Kept(String),
    /// Stays, or becomes one of these.
    Wrong(String, Vec<String>),
}

/// A file in pieces.
pub struct Written {
    pub path: &'static str,
    pub pieces: Vec<Piece>,
}

impl Written {
    pub fn text(&self) -> String {
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Kept(raw) | Piece::Wrong(raw, _) => raw.as_str(),
            })
            .collect()
    }

    /// How many offences a later text of the file has mended; or the first place where it differs otherwise.
    ///
    /// # Errors
    /// With what stands there and what should.
    pub fn mended(&self, now: &str) -> Result<usize, String> {
        let (mut at, mut mended) = (0, 0);
        for piece in &self.pieces {
            let rest = &now[at..];
            let length = match piece {
                Piece::Kept(raw) => rest.starts_with(raw).then_some(raw.len()),
                Piece::Wrong(raw, right) => {
                    match right.iter().find(|raw| rest.starts_with(raw.as_str())) {
                        Some(raw) => {
                            mended += 1;
                            Some(raw.len())
                        }
                        None => rest.starts_with(raw).then_some(raw.len()),
                    }
                }
            };
            match length {
                Some(length) => at += length,
                None => {
                    let there: String = rest.chars().take(80).collect();
                    return Err(format!("{}: `{there}` for {piece:?}", self.path));
                }
            }
        }
        match &now[at..] {
            "" => Ok(mended),
            more => Err(format!("{}: `{more}` at the end", self.path)),
        }
    }
}

/// For whom a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    Uk,
    Un,
    Both,
}

/// The four kinds of strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Basic,
    BasicLines,
    Plain,
    PlainLines,
}

/// A part of a text.
enum Part {
    Kept(String),
    Wrong(&'static str, &'static [&'static str]),
}

/// What is wrong and what is right; before and after a bar stands what stays.
type Offence = (&'static str, &'static [&'static str]);

const NAMES: [Offence; 3] = [
    ("N. Korea", &["{{ dprk }}"]),
    ("Kim Jong-Un", &["Kim Jong Un", "{{ kim }}"]),
    ("Kim Yong Un", &["{{ kim }}"]),
];

const WORDS: [Offence; 8] = [
    ("defectors", &["escapees"]),
    ("a defector", &["an escapee"]),
    ("harbors", &["harbours"]),
    ("the |color", &["colour"]),
    ("June 12, 2018", &["12 June 2018"]),
    ("|12000| letters", &["12,000"]),
    ("|U.S.| officials", &["US"]),
    ("the regime", &["the government"]),
];

const UK: [Offence; 2] = [("organized", &["organised"]), ("recognizes", &["recognises"])];
const UN: [Offence; 2] = [("organised", &["organized"]), ("recognises", &["recognizes"])];

/// Sentences; `{n}` is for a name, `{w}` for a word, `{z}` for one in -ise or -ize, `{k}` for what must stay.
const SENTENCES: [&str; 10] = [
    "Letters from {n} were read by guards.",
    "The guards spoke of {w} at the gate.",
    "They {z} a search for {w}, and wrote to {n}.",
    "It was said of {n} that nobody came back.",
    "Traders told the guards {k} and left.",
    "See {k} for what was said of {w}.",
    "Nobody wrote to {n} on {w} again.",
    "Café Zürich in 평양 kept {w} — as {k} has it.",
    "The gate was shut.",
    "Some of {w} came to the gate from {n}.",
];

/// What is not the author’s own, in prose.
const KEPT: [&str; 9] = [
    "“the regime organized defectors from N. Korea”",
    "‘the color of U.S. harbors’",
    "`N. Korea` and `organize(color)`",
    "[the page](https://example.org/N.-Korea/organized-color?of=defectors)",
    "https://example.org/defectors/color_organized",
    "[@said]",
    "{{ quote(\"said\") }}",
    "{{ dprk }}",
    "“he told defectors ‘June 12, 2018’ of N. Korea”",
];

fn whole(parts: &[Part]) -> String {
    let words = parts.iter().map(|part| match part {
        Part::Kept(text) => text.as_str(),
        Part::Wrong(text, _) => text,
    });
    words.collect()
}

struct Maker {
    chance: Chance,
    pieces: Vec<Piece>,
}

/// The files of a seed.
pub fn files(seed: u64) -> Vec<Written> {
    let mut maker = Maker { chance: Chance::new(seed), pieces: Vec::new() };
    let mut files = Vec::new();
    maker.evidence();
    files.push(maker.file("briefs/evidence/evidence.toml"));
    maker.spec("uk-gov", For::Uk);
    files.push(maker.file("briefs/uk.toml"));
    maker.spec("un", For::Un);
    files.push(maker.file("briefs/un.toml"));
    maker.kept(SOURCES);
    files.push(maker.file("briefs/sources/sources.toml"));
    maker.kept(WORKSPACE);
    files.push(maker.file("briefs/workspace.toml"));
    files
}

const SOURCES: &str = "# N. Korea, defectors, color\n[report]\ntype = \"report\"\ntitle = \"A Report on the Color of N. Korea’s Organized Defectors\"\nauthor = \"Kim Jong-Un\"\ndate = 2014-02-17 # June 12, 2018\nurl = \"https://example.org/defectors/color/organized\"\nattribution = 'the N. Korea regime'\n";

const WORKSPACE: &str = "[organisation]\nname = \"Test Trust of N. Korea Defectors\"\nabout = \"About organized defectors.\"\ntimezone = \"Europe/London\"\n\n[defaults]\nhandling = \"TLP:CLEAR\"\n\n[terms]\ndefector = \"escapee\"\n'the regime' = \"the government\"\n\n[names.dprk]\ndefault = \"North Korea\" # not N. Korea\nun = { full = \"the Democratic People’s Republic of Korea\", short = \"the DPRK\" }\nvariants = [\"N. Korea\"]\n\n[names.kim]\ndefault = \"Kim Jong Un\"\nvariants = [\"Kim Yong Un\"]\n\n[addressees.dprk]\nname = \"Government of {{ dprk }}\"\nraised_by = [\"uk-gov\", \"un\"]\n";

impl Maker {
    fn file(&mut self, path: &'static str) -> Written {
        let mut pieces = std::mem::take(&mut self.pieces);
        if self.chance.one_in(3) {
            let lines = |raw: &mut String| *raw = raw.replace('\n', "\r\n");
            for piece in &mut pieces {
                match piece {
                    Piece::Kept(raw) => lines(raw),
                    Piece::Wrong(raw, right) => {
                        lines(raw);
                        right.iter_mut().for_each(lines);
                    }
                }
            }
        }
        Written { path, pieces }
    }

    fn kept(&mut self, raw: &str) {
        self.pieces.push(Piece::Kept(raw.into()));
    }

    /// A comment with offences, that stays as it is.
    fn comment(&mut self) -> String {
        let text = *self.chance.pick(&[
            "# N. Korea organized defectors; the color is \"wrong\"",
            "#defectors ‘of’ the regime, 12000 letters",
            "# \"\"\" U.S. harbors ''' ",
            "#\t평양 – Kim Jong-Un",
            "",
        ]);
        text.into()
    }

    fn space(&mut self) -> &'static str {
        self.chance.pick::<&str>(&[" ", "", "  ", "\t", "   \t"])
    }

    /// `key = …` with odd white space, a comment behind, and perhaps others above.
    fn line(&mut self, key: &str, value: Vec<Piece>) {
        if self.chance.one_in(4) {
            let comment = self.comment();
            self.kept(&format!("{comment}\n"));
        }
        let (a, b, c) = (self.space(), self.space(), self.space());
        self.kept(&format!("{a}{key}{b}={c}"));
        self.pieces.extend(value);
        let (space, comment) = (self.space(), self.comment());
        self.kept(&format!("{space}{comment}\n"));
    }

    fn plain_line(&mut self, key: &str, value: &str) {
        self.line(key, vec![Piece::Kept(value.into())]);
    }

    /// A text of one or more sentences.
    fn text(&mut self, reader: For, prose: bool, count: usize) -> Vec<Part> {
        let mut parts = Vec::new();
        for at in 0..count {
            if at > 0 {
                let gap = if prose && self.chance.one_in(3) { "\n\n" } else { " " };
                parts.push(Part::Kept(gap.into()));
            }
            let sentence = *self.chance.pick(&SENTENCES);
            let mut rest = sentence;
            while let Some(open) = rest.find('{') {
                parts.push(Part::Kept(rest[..open].into()));
                let slot = rest.as_bytes()[open + 1];
                rest = &rest[open + 3..];
                parts.extend(self.slot(slot, reader, prose));
            }
            parts.push(Part::Kept(rest.into()));
        }
        parts
    }

    fn slot(&mut self, slot: u8, reader: For, prose: bool) -> Vec<Part> {
        let right = self.chance.one_in(4);
        let kept = |text: &str| vec![Part::Kept(text.into())];
        let wrong = |(wrong, right): Offence| match wrong.split('|').collect::<Vec<_>>()[..] {
            [before, wrong] => vec![Part::Kept(before.into()), Part::Wrong(wrong, right)],
            [before, wrong, after] => {
                vec![Part::Kept(before.into()), Part::Wrong(wrong, right), Part::Kept(after.into())]
            }
            _ => vec![Part::Wrong(wrong, right)],
        };
        match slot {
            b'n' if right => kept("{{ dprk }}"),
            b'n' => wrong(*self.chance.pick(&NAMES)),
            b'w' if right => kept("people"),
            b'w' => wrong(*self.chance.pick(&WORDS)),
            b'z' => match reader {
                For::Uk => wrong(*self.chance.pick(&UK)),
                For::Un => wrong(*self.chance.pick(&UN)),
                // What one house wants the other would undo.
                For::Both => kept(self.chance.pick::<&str>(&["organized", "organised"])),
            },
            _ if prose => kept(self.chance.pick::<&str>(&KEPT)),
            // No Markdown is in items.
            _ => kept(self.chance.pick::<&str>(&[KEPT[0], KEPT[1], KEPT[4], KEPT[7], KEPT[8]])),
        }
    }

    /// A text as a string of some kind.
    fn string(&mut self, parts: &[Part], one_line: bool) -> Vec<Piece> {
        let mut kinds = vec![Kind::Basic, Kind::BasicLines];
        let whole = whole(parts);
        if !whole.contains('\'') {
            kinds.push(Kind::PlainLines);
            if !whole.contains('\n') {
                kinds.push(Kind::Plain);
            }
        }
        if one_line {
            kinds.retain(|kind| matches!(kind, Kind::Basic | Kind::Plain));
        }
        let kind = *self.chance.pick(&kinds);
        let mark = match kind {
            Kind::Basic => "\"",
            Kind::BasicLines => "\"\"\"",
            Kind::Plain => "'",
            Kind::PlainLines => "'''",
        };
        let mut pieces = vec![Piece::Kept(mark.into())];
        if matches!(kind, Kind::BasicLines | Kind::PlainLines) && self.chance.one_in(2) {
            pieces.push(Piece::Kept("\n".into()));
        }
        for part in parts {
            pieces.push(match part {
                Part::Kept(text) => Piece::Kept(self.raw(text, kind)),
                Part::Wrong(text, right) => {
                    let right = right.iter().map(|text| (*text).to_owned()).collect();
                    Piece::Wrong(self.raw(text, kind), right)
                }
            });
        }
        pieces.push(Piece::Kept(mark.into()));
        pieces
    }

    /// A text as it may be written in a string, some of it escaped, some lines broken.
    fn raw(&mut self, text: &str, kind: Kind) -> String {
        let mut raw = String::new();
        for c in text.chars() {
            let odd = self.chance.one_in(25);
            match (kind, c) {
                (Kind::Plain | Kind::PlainLines, c) => raw.push(c),
                (Kind::BasicLines, '\n') => raw.push('\n'),
                (_, '\n') => raw.push_str("\\n"),
                (_, '"') => raw.push_str("\\\""),
                (_, '\\') => raw.push_str("\\\\"),
                (Kind::BasicLines, ' ') if odd => raw.push_str(" \\\n    \n\t "),
                (_, c) if odd => write!(raw, "\\u{:04X}", u32::from(c)).unwrap(),
                (_, c) => raw.push(c),
            }
        }
        raw
    }

    fn evidence(&mut self) {
        let comment = self.comment();
        self.kept(&format!("{comment}\n\n"));
        for at in 0..self.chance.between(3, 7) {
            let kind = *self.chance.pick(&["fact", "fact", "recommendation"]);
            let reader = *self.chance.pick(&[For::Uk, For::Un, For::Both]);
            self.kept(&format!("[[{kind}]]\n"));
            self.plain_line("id", &quoted(format!("item-{at}")));
            let count = self.chance.between(1, 2);
            let text = self.text(reader, false, count);
            let text = self.string(&text, false);
            self.line("text", text);
            self.plain_line("source", "\"report\"");
            self.plain_line(
                "passage",
                "'''the regime organized defectors from N. Korea on June 12, 2018'''",
            );
            self.plain_line("note", "\"Ask defectors of the color.\"");
            let audiences = match reader {
                For::Uk => "[\"uk-gov\"]",
                For::Un => "[\"un\"]",
                For::Both => "[ \"un\",\n  # N. Korea\n  \"uk-gov\" ]",
            };
            self.plain_line("audiences", audiences);
            if kind == "recommendation" {
                self.plain_line("addressee", "'dprk'");
                self.plain_line("supported_by", "[\"item-0\"]");
            }
            self.plain_line("topics", "[\"camps\"]");
            self.kept("\n");
        }
        self.kept("[[quote]]\nid = \"said\"\n");
        self.plain_line("text", "\"N. Korea organized defectors and the color of U.S. harbors\"");
        self.plain_line("speaker", "\"Kim Jong-Un of the regime\"");
        self.plain_line("source", "\"report\"");
        self.plain_line("topics", "[\"camps\"]");
        // In no paper, and so left alone.
        self.kept("\n[[fact]]\nid = \"elsewhere\"\n");
        self.plain_line("text", "\"Letters from N. Korea were organized by defectors.\"");
        self.plain_line("source", "\"report\"");
        self.plain_line("passage", "\"N. Korea organized defectors\"");
        self.plain_line("topics", "[\"color\"]");
    }

    fn spec(&mut self, audience: &str, reader: For) {
        let comment = self.comment();
        self.kept(&format!("{comment}\n"));
        let mut title = vec![Part::Kept("Letters from ".into())];
        title.extend(self.slot(b'n', reader, false));
        let title = self.string(&title, true);
        self.line("title", title);
        self.plain_line("audience", &quoted(audience));
        self.plain_line("date", "2026-12-01");
        self.plain_line("limits", "{ pages = 40 }");
        self.kept("\n[select]\n");
        self.plain_line("topics", "[\"camps\"]");
        self.plain_line("facts", "{ limit = 30 }");
        self.plain_line("recommendations", "{ limit = 30 }");
        if reader == For::Uk && self.chance.one_in(2) {
            self.meeting(reader);
        }
        for _ in 0..self.chance.between(1, 3) {
            self.kept("\n[[section]]\n");
            let mut heading = vec![Part::Kept("Letters and ".into())];
            heading.extend(self.slot(b'w', reader, false));
            heading.push(Part::Kept(format!(" no {}", self.chance.below(900))));
            if self.chance.one_in(10) {
                self.kept(&format!("# once \"{}\", '{0}'\n", whole(&heading)));
            }
            let heading = self.string(&heading, true);
            self.line("heading", heading);
            let count = self.chance.between(1, 5);
            let body = self.text(reader, true, count);
            let body = self.string(&body, false);
            self.line("body", body);
        }
        for kind in ["facts", "quotes", "recommendations"] {
            self.kept("\n[[section]]\n");
            self.plain_line("kind", &quoted(kind));
        }
    }

    fn meeting(&mut self, reader: For) {
        self.kept("\n[meeting]\n");
        self.plain_line("with", "\"The defectors of N. Korea\"");
        self.plain_line("when", "2026-12-03T15:00:00");
        self.plain_line(
            "attendees",
            "[{ name = \"Kim Jong-Un\", bio = \"He organized defectors.\" }]",
        );
        for key in ["objectives", "lines"] {
            let mut value = vec![Piece::Kept("[".into())];
            for _ in 0..self.chance.between(1, 3) {
                let text = self.text(reader, true, 1);
                value.extend(self.string(&text, false));
                value.push(Piece::Kept(" , # the regime\n  ".into()));
            }
            value.push(Piece::Kept("]".into()));
            self.line(key, value);
        }
        let text = self.text(reader, true, 1);
        let mut value = vec![Piece::Kept("[{ q = \"What of N. Korea?\", a = ".into())];
        value.extend(self.string(&text, true));
        value.push(Piece::Kept(" }]".into()));
        self.line("questions", value);
    }
}
