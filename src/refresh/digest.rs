//! A report in words, in the order in which people need them: what is new and needs a decision, what else
//! is new, what still waits.

use super::marks::{Run, marked, shortened};
use super::report::{
    Change, Done, PaperReport, PaperSentence, PassageReport, Report, SourceReport,
};
use super::words::{
    Todo, count, day, failure_tag, headline, plain, sentence, todo, todo_redirect, todo_unreached,
    unreached,
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
    /// More of it, with code between backticks; may be empty.
    pub detail: String,
    /// The item, as “fact `id`”, where it is about one.
    pub item: Option<(&'static str, String)>,
    /// Title and address of the source, where it is about one; of a paper, its stem and nothing.
    pub source: Option<(String, String)>,
    /// The address that answers in place of the source’s own, where another does.
    pub now_at: Option<String>,
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
    let passages = |new: bool| -> Vec<Entry> {
        let all = report.decisions(new);
        all.iter().map(|(source, passage)| of_passage(source, passage)).collect()
    };
    let links = |of: Vec<&SourceReport>| -> Vec<Entry> {
        of.into_iter().map(|source| of_link(source, report)).collect()
    };
    let decide = [passages(true), links(report.new_links())].concat();
    let waiting = [passages(false), links(report.waiting_links())].concat();
    let unreached: Vec<Entry> = report
        .unreached()
        .into_iter()
        .filter(|source| !source.is_dead())
        .map(|source| of_unreached(source, report))
        .collect();
    let title = title(report, decide.len(), waiting.len(), unreached.len());
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

/// `unreached` are those whose link is not dead: these wait for a decision.
fn title(report: &Report, new: usize, waiting: usize, unreached: usize) -> String {
    if report.offline {
        return "No source could be asked: this machine seems to be offline".into();
    }
    if new > 0 {
        return format!("{} needed: {}", count(new, "decision"), why_decide(report));
    }
    let failed = report.unreached().len();
    let news = news(report);
    let mut said = match news.as_slice() {
        _ if report.sources.is_empty() => vec!["No source was asked".to_owned()],
        [] if failed == report.sources.len() => vec!["No source could be reached".to_owned()],
        [] if failed > 0 => vec!["Nothing has changed in the sources that answered".to_owned()],
        [] if report.stopped => vec!["Nothing has changed in the sources asked so far".to_owned()],
        [] if waiting > 0 => vec!["Nothing has changed".to_owned()],
        [] => vec!["Nothing has changed in the sources".to_owned()],
        news => news.to_vec(),
    };
    if unreached > 0 && failed < report.sources.len() {
        said.push(format!("{unreached} could not be reached"));
    }
    if waiting > 0 {
        said.push(format!("{} still to be made", count(waiting, "decision")));
    }
    said.join("; ")
}

/// Why there is something new to decide.
fn why_decide(report: &Report) -> &'static str {
    let links = report.new_links();
    match links.iter().filter(|source| source.is_dead()).count() {
        _ if !report.decisions(true).is_empty() => "sources have changed",
        0 if links.len() == 1 => "a page has moved",
        0 => "pages have moved",
        1 => "a link is dead",
        _ => "links are dead",
    }
}

/// What is new and leaves nobody anything to decide.
fn news(report: &Report) -> Vec<String> {
    let stored: Vec<&SourceReport> =
        report.sources.iter().filter(|source| source.outcome.is_stored()).collect();
    let all_stand = stored.iter().flat_map(|s| &s.passages).all(|p| !p.change.needs_decision());
    let (sources, passages) = report.returned();
    let papers = |done| report.papers.iter().filter(|paper| paper.done == done).count();
    let stands = if all_stand { "; every passage stands" } else { "" };
    let said = [
        (stored.len(), "source", ["has changed", "have changed"], stands),
        (sources.len(), "source", ["is back", "are back"], ""),
        (passages.len(), "passage", ["stands again", "stand again"], ""),
        (
            new_redirects(report).count(),
            "source",
            ["answers from another address", "answer from another address"],
            "",
        ),
        (papers(Done::Built), "paper", ["was built anew", "were built anew"], ""),
        (papers(Done::Kept), "paper", ["would fail now", "would fail now"], ""),
    ];
    let said = said.into_iter().filter(|(n, ..)| *n > 0);
    said.map(|(n, noun, verbs, more)| {
        format!("{} {}{more}", count(n, noun), verbs[usize::from(n > 1)])
    })
    .collect()
}

fn lead(report: &Report) -> Vec<String> {
    let (stand, moved) = report.standing();
    let reached = report.sources.iter().filter(|source| source.outcome.is_success()).count();
    let asked = report.sources.len();
    let gave = match (reached, asked) {
        (reached, asked) if reached == asked => "",
        (0, 1) => "; it did not give its page",
        (0, _) => "; none gave its page",
        (1, _) => "; 1 gave its page",
        (n, _) => &format!("; {n} gave their pages"),
    };
    let mut lead = Vec::new();
    if asked > 0 {
        let mut said = format!("{} asked on {}{gave}.", was(asked, "source"), day(report.today));
        said += &match stand {
            0 => String::new(),
            1 => " 1 passage stands as it did".to_owned(),
            n => format!(" {n} passages stand as they did"),
        };
        if stand > 0 {
            said += &match moved {
                0 => ".".to_owned(),
                1 if stand == 1 => ", in a newer copy.".to_owned(),
                n if n == stand => ", in newer copies.".to_owned(),
                n => format!(", {n} of them in newer copies."),
            };
        }
        lead.push(said);
    } else if report.not_asked > 0 {
        let (has, is) = if report.not_asked == 1 { ("has", "is") } else { ("have", "are") };
        let sources = count(report.not_asked, "source");
        lead.push(format!("{sources} {has} no address or {is} never asked."));
    }
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
        now_at: None,
        phrases: phrases.map(|(old, new)| (clean(old), clean(new))),
        sentences: if needs { passage.sentences.clone() } else { Vec::new() },
        is_used: needs,
        todo: todo(source, passage),
        decides: needs.then_some(decides),
    }
}

/// A link that is dead, or an address that is proposed.
fn of_link(source: &SourceReport, report: &Report) -> Entry {
    let entry = match source.is_dead() {
        true => of_unreached(source, report),
        false => of_proposal(source),
    };
    Entry { is_pressing: true, decides: deciders(source), ..entry }
}

/// Who decides on the passages of a source; nobody where that is not known.
fn deciders(source: &SourceReport) -> Option<String> {
    let mut names: Vec<String> = source.passages.iter().map(|p| plain(&p.decides)).collect();
    names.retain(|name| !name.is_empty());
    names.sort();
    names.dedup();
    (!names.is_empty()).then(|| names.join(", "))
}

fn of_proposal(source: &SourceReport) -> Entry {
    let seen = source.redirect.as_ref().map(|redirect| {
        let days = count(redirect.days as usize, "day");
        format!("That was seen on {days}.")
    });
    Entry {
        tag: "new address",
        headline: "The host says the page has moved for good.".into(),
        detail: seen.unwrap_or_default(),
        source: of_source(source),
        now_at: source.redirect.as_ref().map(|redirect| plain(&redirect.to)),
        todo: todo_redirect(source),
        ..Entry::default()
    }
}

fn of_unreached(source: &SourceReport, report: &Report) -> Entry {
    let resting = source.passages.len();
    let rests = match resting {
        0 => String::new(),
        1 => "1 passage rests on it; the last copy still bears it out.".to_owned(),
        n => format!("{n} passages rest on it; the last copy still bears them out."),
    };
    let all_stand = source.passages.iter().all(|p| p.change == Change::Unreachable);
    let rests = if all_stand { rests } else { String::new() };
    let (reason, since) = unreached(source, report.today);
    let (headline, mut detail) = match source.is_dead() {
        true => (
            "The link is dead: readers who follow it do not find the page.".into(),
            vec![reason, since, rests],
        ),
        false => (reason, vec![since, rests]),
    };
    detail.retain(|said| !said.is_empty());
    Entry {
        tag: failure_tag(source),
        headline,
        detail: detail.join(" "),
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
fn new_redirects(report: &Report) -> impl Iterator<Item = &SourceReport> {
    report.sources.iter().filter(|source| source.news.redirect && !source.news.proposal)
}

fn redirects(report: &Report) -> Vec<Entry> {
    new_redirects(report)
        .filter_map(|source| {
            let redirect = source.redirect.as_ref()?;
            let (headline, detail) = match redirect.permanent {
                true => (
                    "The host says the page has moved for good to another address.",
                    "If that stays so, the new address will be proposed.",
                ),
                false => ("The host says the page is at another address for the time being.", ""),
            };
            Some(Entry {
                tag: "redirected",
                headline: headline.into(),
                detail: detail.into(),
                source: of_source(source),
                now_at: Some(plain(&redirect.to)),
                ..Entry::default()
            })
        })
        .collect()
}

fn of_paper(paper: &PaperReport) -> Option<Entry> {
    let (tag, became) = match paper.done {
        Done::Built => ("built", "built anew"),
        Done::Kept => ("kept", "kept as it was"),
        Done::Unchanged | Done::NotBuilt => return None,
    };
    let detail = match (paper.done, sentence(&paper.why).as_str()) {
        (Done::Kept, "") => "It would fail now.".to_owned(),
        (Done::Kept, _) => {
            format!("It would fail now: {}.", plain(&paper.why).trim_end_matches('.'))
        }
        (_, why) => why.to_owned(),
    };
    let title = match plain(&paper.title) {
        title if title.is_empty() => paper.stem.clone(),
        title => title,
    };
    Some(Entry {
        tag,
        is_pressing: paper.done == Done::Kept,
        headline: format!("{title}: {became}"),
        detail,
        source: Some((plain(&paper.stem), String::new())),
        ..Entry::default()
    })
}
