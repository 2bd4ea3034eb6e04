//! The sample workspace: what its facts and its prose say, held against passages and items.

use std::collections::BTreeMap;
use std::path::PathBuf;

use brief::claims::{Context, Day, Mismatch, Names, unsupported, unsupported_prose};
use toml::{Table, Value};

/// Facts that say more than their passages, and the words that do. Each is to be mended in the evidence.
const TRUE_FINDINGS: &[(&str, &[&str])] = &[
    ("coi-report-2014", &["United Nations Commission of Inquiry", "Commission of Inquiry"]),
    (
        "seoul-office",
        &[
            "Office of the High Commissioner for Human Rights",
            "Office of the High Commissioner",
            "OHCHR",
        ],
    ),
    ("camp-estimates-undocumented", &["North Korea", "Democratic People’s Republic of Korea"]),
    ("camp-figures-not-pooled", &["North Korea", "Democratic People’s Republic of Korea"]),
    ("youth-labour", &["Kim Jong Un"]),
    ("food-tense", &["Kim Jong Un"]),
];

/// A fact with all that it is held against.
pub struct Fact {
    pub id: String,
    /// Its text in each form its names have.
    pub texts: Vec<String>,
    pub passages: Vec<String>,
    pub words: Vec<String>,
    pub dates: Vec<Day>,
}

/// The sample.
pub struct Sample {
    pub names: Names,
    pub facts: Vec<Fact>,
    forms: Vec<BTreeMap<String, String>>,
    specs: Vec<(String, Table)>,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("briefs")
}

fn read(path: PathBuf) -> Table {
    std::fs::read_to_string(path).unwrap().parse().unwrap()
}

fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(all) => all.iter().flat_map(strings).collect(),
        Value::Table(table) => table.values().flat_map(strings).collect(),
        Value::Datetime(date) => vec![date.to_string()],
        Value::Integer(year) => vec![year.to_string()],
        _ => Vec::new(),
    }
}

fn of<'t>(table: &'t Table, key: &str) -> Vec<&'t Value> {
    table.get(key).into_iter().collect()
}

/// What is known of a source by its key.
fn source_words(sources: &Table, key: &str) -> (Vec<String>, Vec<Day>) {
    let Some(source) = sources.get(key).and_then(Value::as_table) else {
        return Default::default();
    };
    let fields = ["title", "author", "publisher", "serial-number", "attribution"];
    let words = fields.iter().filter_map(|field| source.get(*field)).flat_map(strings).collect();
    let date = source.get("date").and_then(Value::as_str).and_then(Day::parse);
    (words, date.into_iter().collect())
}

/// A text with its names in one form each.
fn render(text: &str, forms: &BTreeMap<String, String>) -> String {
    forms.iter().fold(text.to_owned(), |text, (name, form)| {
        text.replace(&format!("{{{{ {name} }}}}"), form)
    })
}

pub fn sample() -> Option<Sample> {
    if !folder().join("workspace.toml").exists() {
        eprintln!("skipped: there is no sample workspace here");
        return None;
    }
    let workspace = read(folder().join("workspace.toml"));
    let sources = read(folder().join("sources/sources.toml"));
    let table = workspace["names"].as_table().unwrap();
    let names: Vec<Vec<String>> = table.values().map(strings).collect();
    let names = Names::new(names.iter().map(|forms| forms.iter().map(String::as_str)));
    let form = |entry: &Value, audience: &str, length: &str| -> String {
        let entry = entry.get(audience).unwrap_or(&entry["default"]);
        entry.as_str().or_else(|| entry[length].as_str()).unwrap().to_owned()
    };
    let forms: Vec<BTreeMap<String, String>> = ["default", "un", "press"]
        .iter()
        .flat_map(|audience| ["full", "short"].map(|length| (audience, length)))
        .map(|(audience, length)| {
            table
                .iter()
                .map(|(name, entry)| (name.clone(), form(entry, audience, length)))
                .collect()
        })
        .collect();
    let mut facts = Vec::new();
    let mut files: Vec<_> = std::fs::read_dir(folder().join("evidence"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    for file in files {
        let evidence = read(file);
        for kind in ["fact", "quote", "recommendation"] {
            for item in of(&evidence, kind).into_iter().flat_map(|all| all.as_array().unwrap()) {
                facts.push((kind, fact(item.as_table().unwrap(), &sources, &forms)));
            }
        }
    }
    let facts = facts.into_iter().map(|(kind, mut fact)| {
        if kind != "fact" {
            fact.id = format!("{kind} {}", fact.id);
        }
        fact
    });
    let specs = ["uk-gov", "un", "press"]
        .map(|spec| (spec.to_owned(), read(folder().join(format!("{spec}.toml")))));
    Some(Sample { names, facts: facts.collect(), forms, specs: specs.into() })
}

fn fact(item: &Table, sources: &Table, forms: &[BTreeMap<String, String>]) -> Fact {
    let supports: Vec<Table> = match &item["source"] {
        Value::Array(all) => all.iter().map(|one| one.as_table().unwrap().clone()).collect(),
        _ => vec![item.clone()],
    };
    let (mut words, mut dates) = (Vec::new(), Vec::new());
    let mut add = |key: &str| {
        let (more, days) = source_words(sources, key);
        words.extend(more);
        dates.extend(days);
    };
    let mut passages = Vec::new();
    let mut headings = Vec::new();
    for support in &supports {
        add(support["source"].as_str().unwrap());
        passages.extend(of(support, "passage").into_iter().flat_map(strings));
        headings.extend(of(support, "locator").into_iter().flat_map(strings));
    }
    if let Some(primary) = item.get("primary").and_then(Value::as_table) {
        headings.push(primary["name"].as_str().unwrap().to_owned());
        if let Some(key) = primary.get("source") {
            add(key.as_str().unwrap());
        }
    }
    headings.extend(of(item, "speaker").into_iter().flat_map(strings));
    words.extend(headings);
    dates.extend(
        of(item, "as_of").into_iter().flat_map(strings).filter_map(|date| Day::parse(&date)),
    );
    let text = item["text"].as_str().unwrap();
    if passages.is_empty() {
        passages.push(text.to_owned());
    }
    let mut texts: Vec<String> = forms.iter().map(|forms| render(text, forms)).collect();
    texts.dedup();
    Fact { id: item["id"].as_str().unwrap().to_owned(), texts, passages, words, dates }
}

impl Fact {
    pub fn run(&self, text: &str, names: &Names) -> Vec<Mismatch> {
        let passages: Vec<&str> = self.passages.iter().map(String::as_str).collect();
        let words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        unsupported(text, &passages, &Context { names, words: &words, dates: &self.dates })
    }
}

#[test]
fn facts_of_the_sample() {
    let Some(sample) = sample() else { return };
    let mut alarms = Vec::new();
    for fact in sample.facts.iter().filter(|fact| !fact.id.contains(' ')) {
        for text in &fact.texts {
            for mismatch in fact.run(text, &sample.names) {
                let words = &text[mismatch.range.clone()];
                if TRUE_FINDINGS.iter().any(|(id, all)| *id == fact.id && all.contains(&words)) {
                    continue;
                }
                let passages: Vec<&str> = fact.passages.iter().map(String::as_str).collect();
                let line = format!(
                    "{}: {}\n    {text}\n    {passages:?}",
                    fact.id,
                    mismatch.message(text, &passages)
                );
                if !alarms.contains(&line) {
                    alarms.push(line);
                }
            }
        }
    }
    assert!(alarms.is_empty(), "{} alarms\n{}", alarms.len(), alarms.join("\n"));
}

/// The words of a body without its markup, and the items it cites.
fn paragraph(body: &str) -> (String, Vec<String>) {
    let (mut text, mut cited) = (String::new(), Vec::new());
    let mut rest = body;
    while let Some(at) = rest.find("[@") {
        text.push_str(&rest[..at]);
        let end = rest[at..].find(']').map_or(rest.len(), |end| at + end);
        cited.extend(
            rest[at + 1..end]
                .split(';')
                .filter_map(|key| Some(key.trim().strip_prefix('@')?.to_owned())),
        );
        rest = &rest[(end + 1).min(rest.len())..];
    }
    text.push_str(rest);
    while let Some((from, id)) = text
        .find("{{ quote(\"")
        .map(|at| (at, text[at + 10..].split('"').next().unwrap().to_owned()))
    {
        let end = from + text[from..].find("}}").unwrap() + 2;
        text.replace_range(from..end, "");
        cited.push(id);
    }
    (text.replace(['*', '#'], "").replace("- ", ""), cited)
}

#[test]
fn prose_of_the_sample() {
    let Some(sample) = sample() else { return };
    let by_id: BTreeMap<&str, &Fact> =
        sample.facts.iter().map(|fact| (fact.id.rsplit(' ').next().unwrap(), fact)).collect();
    let mut errors = Vec::new();
    for (name, spec) in &sample.specs {
        let selected: Vec<String> =
            spec["select"]["require"].as_array().unwrap().iter().flat_map(strings).collect();
        let mut bodies = vec![spec["title"].as_str().unwrap().to_owned()];
        bodies.extend(
            of(spec, "section")
                .into_iter()
                .flat_map(|all| all.as_array().unwrap())
                .filter_map(|section| Some(section.get("body")?.as_str()?.to_owned())),
        );
        if let Some(meeting) = spec.get("meeting").and_then(Value::as_table) {
            bodies.extend(of(meeting, "lines").into_iter().flat_map(strings));
            let questions =
                of(meeting, "questions").into_iter().flat_map(|all| all.as_array().unwrap());
            bodies.extend(questions.map(|pair| {
                format!("{} {}", pair["q"].as_str().unwrap(), pair["a"].as_str().unwrap())
            }));
        }
        for body in
            bodies.iter().flat_map(|body| body.split("\n\n")).flat_map(|body| body.split("\n- "))
        {
            let (text, cited) = paragraph(body);
            let items: Vec<&Fact> = cited
                .iter()
                .chain(&selected)
                .filter_map(|id| by_id.get(id.as_str()).copied())
                .collect();
            let texts: Vec<&str> = items
                .iter()
                .flat_map(|item| item.passages.iter().chain(&item.texts))
                .map(String::as_str)
                .collect();
            let words: Vec<&str> =
                items.iter().flat_map(|item| &item.words).map(String::as_str).collect();
            let dates: Vec<Day> = items
                .iter()
                .flat_map(|item| item.dates.clone())
                .chain([Day::parse("2026-12-01").unwrap()])
                .collect();
            for forms in &sample.forms {
                let text = render(&text, forms);
                let found = unsupported_prose(
                    &text,
                    &texts,
                    &Context { names: &sample.names, words: &words, dates: &dates },
                );
                for mismatch in found {
                    let line = format!(
                        "{name}: {}{}",
                        if mismatch.warning { "warning " } else { "" },
                        mismatch.message(&text, &texts)
                    );
                    if !errors.contains(&line) {
                        errors.push(line);
                    }
                }
            }
        }
    }
    let (warnings, errors): (Vec<_>, Vec<_>) =
        errors.into_iter().partition(|line| line.contains(": warning"));
    eprintln!("{}", warnings.join("\n"));
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}
