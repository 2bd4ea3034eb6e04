//! Papers taken apart and put together again, altered: qpdf writes a PDF as text that can be edited
//! (QDF), and mends lengths and offsets afterwards.

use std::collections::HashMap;
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::process::{Command, Stdio};
use std::rc::Rc;

/// Whether qpdf is there.
pub fn available() -> bool {
    Command::new("qpdf").arg("--version").output().is_ok()
}

/// Runs a command on `input`; what it wrote, or a panic with what it said.
pub fn pipe(program: &str, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect(program);
    let mut stdin = child.stdin.take().expect("a pipe");
    let bytes = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&bytes));
    let output = child.wait_with_output().expect(program);
    writer.join().expect("a thread").ok();
    let said = String::from_utf8_lossy(&output.stderr);
    // qpdf ends with 3 where it had warnings.
    assert!(matches!(output.status.code(), Some(0 | 3)), "{program}: {said}");
    output.stdout
}

/// A paper as text, one character a byte, so that places in both are the same.
#[derive(Clone)]
pub struct Qdf {
    pub bytes: Vec<u8>,
}

/// An operator that shows text.
#[derive(Clone, Debug)]
pub struct Show {
    /// The glyphs of its page's fonts, by font and character.
    pub known: Rc<HashMap<(String, char), u16>>,
    /// Where its operand stands.
    pub at: Range<usize>,
    /// Its glyphs.
    pub codes: Vec<u16>,
    /// The name of its font, e.g. `f0`.
    pub font: String,
    /// Its page, from 1.
    pub page: usize,
    /// Its characters.
    pub text: String,
}

impl Qdf {
    pub fn of(path: &Path) -> Qdf {
        let path = path.to_str().expect("a path");
        let flags = ["--qdf", "--object-streams=disable", "--no-original-object-ids"];
        let flags = [&flags[..], &["--normalize-content=y", path, "-"]].concat();
        Qdf { bytes: pipe("qpdf", &flags, b"") }
    }

    /// The PDF.
    pub fn mended(&self) -> Vec<u8> {
        pipe("fix-qdf", &[], &self.bytes)
    }

    /// Where `needle` stands from `from` on.
    pub fn find(&self, needle: &str, from: usize) -> Option<usize> {
        let needle = needle.as_bytes();
        let at = self.bytes.get(from..)?.windows(needle.len()).position(|it| it == needle)?;
        Some(from + at)
    }

    /// Replaces the first `old` from `from` on, if there is one.
    pub fn replace_from(&mut self, from: usize, old: &str, new: &str) {
        let Some(at) = self.find(old, from) else { return };
        self.bytes.splice(at..at + old.len(), new.bytes());
    }

    pub fn replace(&mut self, old: &str, new: &str) {
        self.replace_from(0, old, new);
    }

    /// Where an object stands, without its first and last line.
    pub fn object(&self, number: usize) -> Range<usize> {
        let head = format!("\n{number} 0 obj\n");
        let start = self.find(&head, 0).expect("an object") + head.len();
        start..self.find("\nendobj", start).expect("its end")
    }

    fn text(&self, range: Range<usize>) -> String {
        self.bytes[range].iter().map(|byte| char::from(*byte)).collect()
    }

    /// Where the content stream of a page, from 1, begins and ends.
    pub fn content(&self, page: usize) -> Range<usize> {
        let head = format!("%% Contents for page {page}\n");
        let object = self.find(&head, 0).expect("a page");
        let start = self.find("stream\n", object).expect("a stream") + 7;
        start..self.find("endstream", start).expect("its end")
    }

    pub fn pages(&self) -> usize {
        (1..)
            .take_while(|page| self.find(&format!("%% Contents for page {page}\n"), 0).is_some())
            .count()
    }

    /// Which character each glyph of a page's fonts is, by font and glyph; U+0001 for a ligature.
    fn characters(&self, page: usize) -> HashMap<(String, u16), char> {
        let mut characters = HashMap::new();
        let page = self.find(&format!("%% Page {page}\n"), 0).expect("a page");
        let resources = self.find("/Resources ", page).expect("resources") + 11;
        let number = self.text(resources..resources + 8);
        let number = number.split(' ').next().expect("a number").parse().expect("a number");
        let fonts = self.find("/Font <<", self.object(number).start).expect("fonts");
        let end = self.find(">>", fonts).expect("their end");
        let list = self.text(fonts + 8..end);
        for line in list.lines().filter(|line| line.contains(" 0 R")) {
            let mut words = line.trim().trim_start_matches('/').split(' ');
            let name = words.next().expect("a name").to_owned();
            let number = words.next().expect("a number").parse().expect("a number");
            let font = self.text(self.object(number));
            let map = font.split("/ToUnicode ").nth(1).expect("a map");
            let map = map.split(' ').next().expect("a number").parse().expect("a number");
            let map = self.text(self.object(map));
            for line in map.lines().filter(|line| line.starts_with('<') && line.contains("> <")) {
                let mut parts = line.split(['<', '>', ' ']).filter(|part| !part.is_empty());
                let code = u16::from_str_radix(parts.next().unwrap_or(""), 16);
                let units = parts.next().unwrap_or("");
                let c = match units.len() {
                    4 => u32::from_str_radix(units, 16).ok().and_then(char::from_u32),
                    _ => Some('\u{1}'),
                };
                if let (Ok(code), Some(c)) = (code, c) {
                    characters.insert((name.clone(), code), c);
                }
            }
        }
        characters
    }

    /// Every operator that shows text, in the order of the file.
    pub fn shows(&self) -> Vec<Show> {
        let mut shows = Vec::new();
        for page in 1..=self.pages() {
            let characters = self.characters(page);
            let known = characters.iter().map(|((font, code), c)| ((font.clone(), *c), *code));
            let known: Rc<HashMap<_, _>> = Rc::new(known.collect());
            let content = self.content(page);
            let mut at = content.start;
            while let Some(font) = self.find(" Tf ", at).filter(|at| *at < content.end) {
                let name = self.text(font.saturating_sub(16)..font);
                let name = name.rsplit('/').next().expect("a font").split(' ').next();
                let name = name.expect("a font").to_owned();
                let start = self.find(" Tm", font).expect("a matrix") + 3;
                let end = self.find("T", start).expect("an operator");
                // The operand ends before `Tj` or `TJ`.
                let codes = codes(&self.text(start..end));
                let text = codes
                    .iter()
                    .map(|code| {
                        characters.get(&(name.clone(), *code)).copied().unwrap_or('\u{fffd}')
                    })
                    .collect();
                shows.push(Show {
                    known: known.clone(),
                    at: start..end,
                    codes,
                    font: name,
                    page,
                    text,
                });
                at = end;
            }
        }
        shows
    }

    /// The glyph for a character in a show's font, if the paper has it.
    pub fn code(&self, show: &Show, c: char) -> Option<u16> {
        show.known.get(&(show.font.clone(), c)).copied()
    }

    /// Shows other glyphs.
    pub fn show(&mut self, show: &Show, codes: &[u16]) {
        let hex: String = codes.iter().map(|code| format!("{code:04x}")).collect();
        // A `TJ` takes an array, a `Tj` a string.
        let array = self.bytes[show.at.start] == b'[';
        let operand = if array { format!("[<{hex}>]") } else { format!("<{hex}>") };
        self.bytes.splice(show.at.clone(), operand.bytes());
    }
}

/// The glyphs of `[<00010002>-4<0003>]` or `<0001>`.
fn codes(operand: &str) -> Vec<u16> {
    let mut codes = Vec::new();
    for hex in operand.split('<').skip(1).filter_map(|part| part.split('>').next()) {
        for code in hex.as_bytes().chunks_exact(4) {
            let code = std::str::from_utf8(code).expect("hexadecimal");
            codes.push(u16::from_str_radix(code, 16).expect("hexadecimal"));
        }
    }
    codes
}
