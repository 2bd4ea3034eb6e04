//! A report in words, in the order in which people need them: what is new and needs a decision, what else
//! is new, what still waits.

use super::marks::{Run, marked, shortened};
use super::report::{
    Change, Done, PaperReport, PaperSentence, PassageReport, Report, SourceReport,
};
use super::words::{
    Todo, count, day, headline, plain, todo, todo_redirect, todo_unreached, unreached,
};

/// A report in words.
#[derive(Debug, Clone, PartialEq)]
pub struct Digest {
    /// What matters most, fit for the subject of a mail.
    pub title: String,
    /// What was done and how much of it needs nobody, in a few sentences.
    pub lead: Vec<String>,
    /// The rest; none where nothing is new and nothing waits.
    pub sections: Vec<Section>,
}

/// Entries of a kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// Its entries.
    pub entries: Vec<Entry>,
}

/// What is said of one passage, source or paper.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// A word for it, such as “changed”.
    pub tag: &'static str,
    /// Whether somebody has to decide.
    pub is_pressing: bool,
    /// What happened.
    pub headline: String,
    /// More of it; may be empty.
    pub detail: String,
    /// The item, as “fact `id`”, where it is about one.
    pub item: Option<(&'static str, String)>,
    /// Title and address of the source, where it is about one.
    pub source: Option<(String, String)>,
    /// The words before and now, with what differs marked; nothing now where they are gone.
    pub phrases: Option<(Vec<Run>, Vec<Run>)>,
    /// The sentences of papers that rest on it.
    pub sentences: Vec<PaperSentence>,
    /// Whether it says where the item is used, so that “in no paper” is said too.
    pub is_used: bool,
    /// What to do.
    pub todo: Vec<Todo>,
    /// Who decides.
    pub decides: Option<String>,
}

/// A report in words.
pub fn digest(report: &Report) -> Digest {
    let new = report.decisions(true);
    let open = report.decisions(false);
    let passages = |all: &[(&SourceReport, &PassageReport)]| -> Vec<Entry> {
        all.iter().map(|(source, passage)| of_passage(source, passage)).collect()
    };
    let links = report.new_links();
    let mut decide = passages(&new);
    decide.extend(links.iter().map(|source| of_link(source, report)));
    let mut waiting = passages(&open);
    waiting.extend(
        report
            .sources
            .iter()
            .filter(|source| proposed(source) && !source.news.proposal)
            .map(of_redirect),
    );
    let unreached: Vec<Entry> = report
        .unreached()
        .into_iter()
        .filter(|source| !source.news.dead)
        .map(|source| of_unreached(source, report))
        .collect();
    let title = title(report, decide.len(), waiting.len());
    let sections = [
        ("Needs a decision", decide),
        ("Back again", back(report)),
        ("Could not be reached", unreached),
        ("Answers from another address", redirects(report)),
        ("Papers", report.papers.iter().filter_map(of_paper).collect()),
        ("Still waiting for a decision", waiting),
    ];
    let sections = sections
        .into_iter()
        .filter(|(_, entries)| !entries.is_empty())
        .map(|(heading, entries)| Section { heading: heading.to_owned(), entries })
        .collect();
    Digest { title, lead: lead(report), sections }
}

fn proposed(source: &SourceReport) -> bool {
    source.redirect.as_ref().is_some_and(|redirect| redirect.proposed())
}

fn title(report: &Report, new: usize, waiting: usize) -> String {
    match (new, waiting) {
        _ if report.offline => "No source could be asked: this machine seems to be offline".into(),
        (1.., _) => format!("{} needed: sources have changed", count(new, "decision")),
        (0, _) if !report.is_quiet() => "Sources have changed; nothing new to decide".into(),
        (0, 0) => "Nothing has changed in the sources".into(),
        (0, n) => format!("Nothing has changed; {} still to be made", count(n, "decision")),
    }
}

fn lead(report: &Report) -> Vec<String> {
    let (stand, moved) = report.standing();
    let reached = report.sources.iter().filter(|source| source.outcome.is_success()).count();
    let asked = report.sources.len();
    let mut said = match reached == asked {
        true => format!("{} asked on {}.", was(asked, "source"), day(report.today)),
        false => {
            format!("{} asked on {}; {reached} answered.", was(asked, "source"), day(report.today))
        }
    };
    said += &match stand {
        0 => String::new(),
        1 => " 1 passage stands as it did".to_owned(),
        n => format!(" {n} passages stand as they did"),
    };
    if stand > 0 {
        said += &match moved {
            0 => ".".to_owned(),
            n if n == stand => ", in newer copies.".to_owned(),
            n => format!(", {n} of them in newer copies."),
        };
    }
    let mut lead = vec![said];
    if report.stopped {
        lead.push("The run was stopped before all sources were asked.".into());
    }
    lead
}

/// “1 source was”, “2 sources were”.
fn was(n: usize, noun: &str) -> String {
    format!("{} {}", count(n, noun), if n == 1 { "was" } else { "were" })
}

fn of_source(source: &SourceReport) -> Option<(String, String)> {
    Some((plain(&source.title), plain(&source.url)))
}

fn of_passage(source: &SourceReport, passage: &PassageReport) -> Entry {
    let phrases = match passage.change {
        Change::Changed => {
            let new = passage.proposal.as_deref().unwrap_or_default();
            let (old, new) = marked(&passage.passage, new, &passage.differences);
            Some((shortened(old), shortened(new)))
        }
        Change::Missing | Change::Ambiguous => {
            Some((vec![Run { text: passage.passage.clone(), differs: None }], Vec::new()))
        }
        _ => None,
    };
    let clean = |runs: Vec<Run>| -> Vec<Run> {
        runs.into_iter().map(|run| Run { text: plain(&run.text), ..run }).collect()
    };
    let decides = match passage.decides.trim() {
        "" => "unknown".to_owned(),
        name => plain(name),
    };
    let needs = passage.change.needs_decision();
    Entry {
        tag: passage.change.as_str(),
        is_pressing: needs,
        headline: headline(passage),
        detail: String::new(),
        item: Some((passage.kind.noun(), plain(&passage.item))),
        source: of_source(source),
        phrases: phrases.map(|(old, new)| (clean(old), clean(new))),
        sentences: if needs { passage.sentences.clone() } else { Vec::new() },
        is_used: needs,
        todo: todo(source, passage),
        decides: needs.then_some(decides),
    }
}

/// A link that is dead as of today, or an address that is proposed.
fn of_link(source: &SourceReport, report: &Report) -> Entry {
    match source.news.dead {
        true => Entry { is_pressing: true, ..of_unreached(source, report) },
        false => of_redirect(source),
    }
}

fn of_redirect(source: &SourceReport) -> Entry {
    let detail = source.redirect.as_ref().map(|redirect| {
        let days = count(redirect.days as usize, "day");
        format!("It answers from {}, as seen on {days}.", plain(&redirect.to))
    });
    Entry {
        tag: "new address",
        is_pressing: true,
        headline: "The page has moved for good.".into(),
        detail: detail.unwrap_or_default(),
        source: of_source(source),
        todo: todo_redirect(source),
        ..Entry::default()
    }
}

fn of_unreached(source: &SourceReport, report: &Report) -> Entry {
    let tag = match source.is_dead() {
        true => "dead link",
        false => source.outcome.word(),
    };
    let resting = source.passages.len();
    let rests = match resting {
        0 => String::new(),
        1 => " 1 passage rests on it; the last copy still bears it out.".to_owned(),
        n => format!(" {n} passages rest on it; the last copy still bears them out."),
    };
    let all_stand = source.passages.iter().all(|p| p.change == Change::Unreachable);
    let rests = if all_stand { rests } else { String::new() };
    let (reason, since) = unreached(source, report.today);
    let (headline, detail) = match source.is_dead() {
        true => (
            "The link is dead: readers who follow it do not find the page.".into(),
            vec![reason, since],
        ),
        false => (reason, vec![since]),
    };
    Entry {
        tag,
        is_pressing: source.is_dead(),
        headline,
        detail: format!("{}{rests}", detail.join(" ")),
        source: of_source(source),
        todo: todo_unreached(source),
        ..Entry::default()
    }
}

fn back(report: &Report) -> Vec<Entry> {
    let (sources, passages) = report.returned();
    let mut entries: Vec<Entry> = sources
        .into_iter()
        .map(|source| Entry {
            tag: "back",
            headline: match source.back {
                Some(since) => format!("Reached again. It had not been since {}.", day(since)),
                None => "Reached again.".into(),
            },
            source: of_source(source),
            ..Entry::default()
        })
        .collect();
    entries.extend(passages.into_iter().map(|(source, passage)| of_passage(source, passage)));
    entries
}

/// Redirects that are new and not yet worth a proposal.
fn redirects(report: &Report) -> Vec<Entry> {
    let new = report.sources.iter().filter(|source| source.news.redirect && !source.news.proposal);
    new.filter_map(|source| {
        let redirect = source.redirect.as_ref()?;
        let how = match redirect.permanent {
            true => "for good, it says. If that stays so, the new address will be proposed",
            false => "for the time being, it says",
        };
        Some(Entry {
            tag: "redirected",
            headline: format!("Answers from {}, {how}.", plain(&redirect.to)),
            source: of_source(source),
            ..Entry::default()
        })
    })
    .collect()
}

fn of_paper(paper: &PaperReport) -> Option<Entry> {
    let why = match plain(&paper.why) {
        why if why.is_empty() => why,
        why => format!(" {}.", why.trim_end_matches('.')),
    };
    let (tag, said) = match paper.done {
        Done::Built => ("built", "Built anew."),
        Done::Kept => ("kept", "It would fail now, so the last good one was kept as it was."),
        Done::Unchanged | Done::NotBuilt => return None,
    };
    Some(Entry {
        tag,
        is_pressing: paper.done == Done::Kept,
        headline: format!("{said}{why}"),
        source: Some((format!("{} ({})", plain(&paper.title), paper.stem), String::new())),
        ..Entry::default()
    })
}
