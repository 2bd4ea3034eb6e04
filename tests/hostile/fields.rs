//! A workspace with a text in every field a person can fill, and what must come of it: each text is
//! read back from the PDF, or the build names its place and its character.
//!
//! Shared by the suite and the fuzz target.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::AtomicBool;

use brief::diag::{Diagnostic, Level};
use brief::load::{load, spec_paths};
use brief::made::Papers;
use brief::made::outcome::{Action, Outcome as Made};
use brief::pipeline::{Format, Inputs, Request, Watch, papers, run, typesetter};
use brief::select::Settings;
use brief::verify::{Memory, verify};
use brief::workspace::{Clock, Workspace};
use unicode_normalization::UnicodeNormalization;

#[path = "vouched.rs"]
pub mod vouched;
use vouched::{NoCopies, vouched};

/// The files, with `@T01@` where a plain text goes and `@M37@` where Markdown does.
const FILES: [(&str, &str); 7] = [
    ("briefs/workspace.toml", include_str!("base/briefs/workspace.toml")),
    ("briefs/audiences/own.toml", include_str!("base/briefs/audiences/own.toml")),
    ("briefs/sources/sources.toml", include_str!("base/briefs/sources/sources.toml")),
    ("briefs/evidence/evidence.toml", include_str!("base/briefs/evidence/evidence.toml")),
    ("briefs/own.toml", include_str!("base/briefs/own.toml")),
    ("briefs/un.toml", include_str!("base/briefs/un.toml")),
    ("briefs/press.toml", include_str!("base/briefs/press.toml")),
];

/// A field of the workspace.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// `T01`
    pub name: String,
    file: &'static str,
    line: usize,
    item: Option<String>,
}

/// Every field there is.
pub fn fields() -> Vec<Field> {
    let mut fields = Vec::new();
    for (file, text) in FILES {
        let mut item = None;
        for (line, words) in text.lines().enumerate() {
            if let Some(id) = words.strip_prefix("id = \"") {
                item = Some(id.trim_end_matches('"').to_owned());
            }
            for (at, _) in words.match_indices('@') {
                let name = words.get(at + 1..at + 4).unwrap_or_default();
                let is_name = name.starts_with(['T', 'M'])
                    && name[1..].chars().all(|c| c.is_ascii_digit())
                    && words[at + 4..].starts_with('@');
                if is_name {
                    let name = name.to_owned();
                    fields.push(Field { name, file, line: line + 1, item: item.clone() });
                }
            }
        }
    }
    fields
}

/// What came of a set of texts.
#[derive(Debug, Default, PartialEq)]
pub struct Outcome {
    /// How many fields were read back from a PDF.
    pub printed: usize,
    /// How many were refused with their place and character.
    pub refused: usize,
    /// The tags of the papers' structure, by paper.
    pub structure: BTreeMap<String, String>,
}

/// Builds the workspace in `folder` with each field's text and compares.
///
/// # Errors
/// When a text is neither printed nor refused by name.
pub fn check(folder: &Path, text_of: &dyn Fn(&Field) -> String) -> Result<Outcome, String> {
    let fields = fields();
    let mut texts: BTreeMap<String, String> =
        fields.iter().map(|field| (field.name.clone(), text_of(field))).collect();
    let mut refused = BTreeSet::new();
    // What is refused when a paper is loaded hides what would be refused of its words later.
    for _ in 0..8 {
        write(folder, &texts);
        let built = build(folder);
        let to_blame = |finding: &Diagnostic| -> Vec<&Field> {
            fields.iter().filter(|field| blames(finding, field)).collect()
        };
        if !built.failed {
            let dropped = |field: &Field| -> BTreeSet<char> {
                let of_field = built.findings.iter().filter(|finding| {
                    finding.check == "dropped-character" && blames(finding, field)
                });
                of_field.filter_map(named).collect()
            };
            let left: Vec<&Field> =
                fields.iter().filter(|field| !refused.contains(&field.name)).collect();
            let mut outcome = compare(folder, &left, &texts, &dropped)?;
            outcome.refused = refused.len();
            return Ok(outcome);
        }
        let before = refused.len();
        for finding in built.findings.iter().filter(|finding| finding.level == Level::Error) {
            let blamed = to_blame(finding);
            for field in blamed {
                let text = texts.get_mut(&field.name).ok_or("a field has a text")?;
                // A text may look like the number of a character itself.
                let says_which = |c| text.contains(c) || text.contains("U+");
                let says_which = named(finding).is_none_or(says_which);
                if says_which && refused.insert(field.name.clone()) {
                    *text = "words".into();
                }
            }
        }
        if refused.len() == before {
            return Err(format!("refused, but no field is named: {:#?}", built.findings));
        }
    }
    Err("refused eight times".into())
}

/// Whether a message is about a field: its item, or its line.
fn blames(finding: &Diagnostic, field: &Field) -> bool {
    let line = |span: &brief::diag::Span| {
        span.file.path == field.file && span.line_column().0 == field.line
    };
    // Escaped in Markdown, it is found by its words.
    let quoted = |finding: &Diagnostic| {
        field.name.starts_with('M') && finding.message.contains(&format!("K{} ", &field.name[1..]))
    };
    match (&finding.span, &finding.item) {
        _ if quoted(finding) => true,
        (Some(span), _) if line(span) => true,
        (_, Some(item)) => field.item.as_ref() == Some(item),
        _ => false,
    }
}

/// The character a message names as `U+202E`.
fn named(finding: &Diagnostic) -> Option<char> {
    let code = finding.message.split("U+").nth(1)?;
    let end = code.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(code.len());
    char::from_u32(u32::from_str_radix(&code[..end], 16).ok()?)
}

fn write(folder: &Path, texts: &BTreeMap<String, String>) {
    for (file, content) in FILES {
        let mut filled = content.to_owned();
        for (name, text) in texts {
            let number = &name[1..];
            let marked = match name.starts_with('M') {
                // An address has no blanks.
                _ if content.contains(&format!("email = \"@{name}@\"")) => {
                    format!("K{number}{text}Z{number}@example.org")
                }
                true => format!("K{number} {} Z{number}", markdown(text)),
                false => format!("K{number} {text} Z{number}"),
            };
            filled = filled.replace(&format!("@{name}@"), &toml_string(&marked));
        }
        let path = folder.join(file);
        std::fs::create_dir_all(path.parent().expect("files lie in folders")).expect("a folder");
        std::fs::write(path, filled).expect("a file");
    }
}

/// A text as it stands in Markdown: on one line, every mark of punctuation escaped.
fn markdown(text: &str) -> String {
    let mut out = String::new();
    for c in text.replace(['\r', '\n'], " ").chars() {
        if c.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A text as it stands between the quotation marks of a TOML string. Only what must be is escaped, so
/// that characters nobody sees are in the file as they are.
fn toml_string(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_ascii_control() && c != '\t' => {
                out.push_str(&format!("\\u{:04X}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

struct Built {
    findings: Vec<Diagnostic>,
    failed: bool,
}

fn build(folder: &Path) -> Built {
    let workspace = Workspace::at(folder);
    let specs = spec_paths(&workspace).expect("specs");
    let mut loaded = load(&workspace, &specs);
    let request = Request {
        settings: Settings::default(),
        formats: vec![Format::Pdf],
        out: folder.join("out"),
        write: true,
        // Random words bear nothing out.
        skip: &["figure-mismatch", "unsupported-prose"],
        jobs: 1,
        clock: Clock::read(None, Some(1_796_083_200), chrono_tz::UTC),
    };
    let mut outcomes: Vec<Made> = Vec::new();
    let watch = Watch {
        stop: &AtomicBool::new(false),
        finished: &|| (),
        outcome: &mut |made| outcomes.push(made),
    };
    loaded.library.lock = vouched(&loaded.library);
    let mut memory = Memory::default();
    let verdicts = verify(&loaded.library, &NoCopies, &mut memory, request.clock.real, 1);
    let past = &mut Papers::default();
    let inputs = Inputs {
        workspace: &workspace,
        loaded: &loaded,
        verdicts: &verdicts,
        typesetter: &typesetter(&loaded.library),
    };
    run(&inputs, &papers(&loaded), &request, past, watch);
    let mut findings = loaded.problems.clone();
    findings.extend(loaded.spec_problems.values().flatten().cloned());
    findings.extend(outcomes.iter().flat_map(|outcome| outcome.findings.clone()));
    let failed = outcomes.len() != 4
        || outcomes
            .iter()
            .any(|outcome| outcome.files.iter().any(|file| file.action == Action::Failed));
    Built { findings, failed }
}

const PAPERS: [&str; 4] = ["own", "own-internal", "un", "press"];

fn compare(
    folder: &Path,
    fields: &[&Field],
    texts: &BTreeMap<String, String>,
    dropped: &dyn Fn(&Field) -> BTreeSet<char>,
) -> Result<Outcome, String> {
    let mut outcome = Outcome::default();
    let mut all = String::new();
    for paper in PAPERS {
        let pdf = folder.join("out").join(format!("{paper}.pdf"));
        all.push_str(&tool("pdftotext", &["-raw"], &pdf)?);
        outcome.structure.insert(paper.into(), tags(&tool("pdfinfo", &["-struct"], &pdf)?));
    }
    let all = squeeze(&all);
    for field in fields {
        let text = &texts[&field.name];
        let dropped = dropped(field);
        let kept: String = text.chars().filter(|c| !dropped.contains(c)).collect();
        let (open, close) = (format!("K{}", &field.name[1..]), format!("Z{}", &field.name[1..]));
        let wanted = squeeze(&kept);
        // Quotation marks within what a citation holds are turned by its form.
        let title = field.file.ends_with("sources.toml")
            || ["T20", "T23", "T25", "T28"].contains(&field.name.as_str());
        let turned = |text: &str| -> String {
            let quote = |c: char| if "“”‘’\"'".contains(c) { '"' } else { c };
            text.chars().map(quote).collect()
        };
        let same = |printed: &str| {
            printed == wanted
                || in_other_order(printed, &wanted)
                || (title && turned(printed) == turned(&wanted))
        };
        let on_pages = between(&all, &open, &close).any(&same);
        if !on_pages && !read_aloud(folder, &open, &close, &same)? {
            let found: Vec<&str> = between(&all, &open, &close).collect();
            return Err(format!("{}: {text:?} was printed as {found:?}", field.name));
        }
        outcome.printed += 1;
    }
    Ok(outcome)
}

/// What a text is when spaces, line breaks and the look of compatible letters are set aside.
fn squeeze(text: &str) -> String {
    let visible = |c: &char| !c.is_whitespace() && *c != '\u{AD}';
    // Words the reader of a PDF draws from shapes: one line's hyphen is none of the text.
    text.nfkc().filter(visible).collect()
}

/// Right-to-left text and stacked marks come back in the order of the page.
fn in_other_order(printed: &str, wanted: &str) -> bool {
    let sorted = |text: &str| {
        let mut characters: Vec<char> = text.nfkd().collect();
        characters.sort_unstable();
        characters
    };
    let turned = |c: char| matches!(u32::from(c), 0x0300..=0x036F | 0x0590..=0x08FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFC);
    wanted.chars().any(turned) && sorted(printed) == sorted(wanted)
}

/// The tags of a structure tree in order, without what they hold. Links and spans are told apart by
/// lines, which text of another length has others of.
fn tags(tree: &str) -> String {
    let tag = |line: &str| -> Option<String> {
        let word = line.trim().split([' ', ':']).next().unwrap_or_default();
        let tag = word.starts_with(|c: char| c.is_ascii_uppercase());
        (tag && !["Object", "Span"].contains(&word)).then(|| word.to_owned())
    };
    tree.lines().filter_map(tag).collect::<Vec<_>>().join("\n")
}

/// Whether a text stands between its marks in what is read aloud: on pages, furniture and notes may stand
/// within a paragraph. Slow, and asked only of those.
fn read_aloud(
    folder: &Path,
    open: &str,
    close: &str,
    same: &dyn Fn(&str) -> bool,
) -> Result<bool, String> {
    for paper in PAPERS {
        let pdf = folder.join("out").join(format!("{paper}.pdf"));
        let all = squeeze(&words_read_aloud(&tool("pdfinfo", &["-struct-text"], &pdf)?));
        if between(&all, open, close).any(same) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whatever stands between an opening and a closing mark: a text may hold its own marks.
fn between<'a>(all: &'a str, open: &'a str, close: &'a str) -> impl Iterator<Item = &'a str> {
    all.match_indices(open).flat_map(move |(at, _)| {
        let rest = &all[at + open.len()..];
        rest.match_indices(close).map(move |(end, _)| &rest[..end])
    })
}

/// The words of a structure tree in order.
fn words_read_aloud(tree: &str) -> String {
    let words = |line: &str| -> Option<String> {
        let quoted = line.trim().strip_prefix('"')?;
        Some(quoted.strip_suffix('"').unwrap_or(quoted).to_owned())
    };
    tree.lines().filter_map(words).collect()
}

fn tool(name: &str, options: &[&str], pdf: &Path) -> Result<String, String> {
    let mut command = Command::new(name);
    command.args(options).arg(pdf);
    if name == "pdftotext" {
        command.arg("-");
    }
    let output = command.output().map_err(|error| format!("{name}: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
