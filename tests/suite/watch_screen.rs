//! The screen fits, says what matters first, and stands still.

use std::time::Duration;

use crate::watch_place::Random;
use brief::watch::screen::{Change, LEAVE, Painter, Paper, Standing, State, draw, line};
use unicode_width::UnicodeWidthStr;

fn paper(name: &str, standing: Standing) -> Paper {
    let failed = standing == Standing::Failed;
    Paper {
        name: name.into(),
        standing,
        took: Some(Duration::from_millis(84)),
        at: Some("14:03:22".into()),
        problem: failed
            .then(|| ("`80,000` is in no source".into(), Some("briefs/a.toml:3".into()))),
        stays: failed.then(|| "27 Nov, 13:58".into()),
    }
}

fn state(papers: Vec<Paper>) -> State {
    let workspace = "~/work/housing".into();
    let change = Some(Change {
        at: "14:03:22".into(),
        paths: vec!["briefs/evidence/homes.toml".into()],
        took: Some(Duration::from_millis(210)),
        built: 3,
        failed: 1,
    });
    State { workspace, papers, change, notices: Vec::new(), findings: Vec::new(), ended: false }
}

/// A line without colours.
fn plain(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("\u{1B}[") {
        out.push_str(&rest[..at]);
        let end = rest[at..].find('m').expect("only colours");
        rest = &rest[at + end + 1..];
    }
    out + rest
}

#[test]
fn a_screen_reads_as_it_should() {
    let papers = vec![
        paper("housing-board", Standing::Built),
        paper("housing-minister", Standing::Failed),
        paper("rents", Standing::UpToDate),
    ];
    let expected = "\
~/work/housing                                             watching; Ctrl-C ends
1 of 3 papers failed

housing-board     built          84 ms  14:03:22
housing-minister  failed         84 ms  14:03:22
  `80,000` is in no source  briefs/a.toml:3
  the paper of 27 Nov, 13:58 stays
rents             up to date     84 ms  14:03:22

14:03:22  briefs/evidence/homes.toml changed: 3 papers built, 1 paper failed in
210 ms";
    assert_eq!(draw(&state(papers), 80, 24, false).join("\n"), expected);
}

#[test]
fn on_a_narrow_screen_a_problem_goes_on_in_a_second_line() {
    let mut failed = paper("rents", Standing::Failed);
    let said = "the passage of `held` is not in the stored copy of `page`; it says another figure";
    failed.problem = Some((said.into(), Some("briefs/evidence/a.toml:3".into())));
    let lines = draw(&state(vec![failed]), 40, 24, false);
    assert_eq!(lines[4], "  the passage of `held` is not in the");
    assert_eq!(lines[5], "  stored copy of `page`; it says anothe…");
}

#[test]
fn of_many_papers_those_that_failed_come_first() {
    let mut papers: Vec<Paper> =
        (0..60).map(|n| paper(&format!("p{n:02}"), Standing::UpToDate)).collect();
    papers[50].standing = Standing::Building;
    papers[55] = paper("p55", Standing::Failed);
    let lines = draw(&state(papers.clone()), 80, 16, false);
    assert!(lines[3].starts_with("p55  failed"), "{lines:#?}");
    assert!(lines[6].starts_with("p50  building"), "{lines:#?}");
    assert_eq!(lines[12], "and 53 more up to date");
    assert_eq!(lines.len(), 16);
    let failing: Vec<Paper> = papers.iter().map(|p| paper(&p.name, Standing::Failed)).collect();
    assert!(draw(&state(failing), 80, 16, false).contains(&"and 57 more failed".into()));
}

#[test]
fn every_screen_fits() {
    let mut random = Random(99);
    let words = [
        "Ärger",
        "住宅政策",
        "👩‍👩‍👧 family",
        "x",
        "a\u{1B}[2Jb",
        "\u{202E}evil",
        "tab\there",
        "",
        "e\u{301}e\u{301}e\u{301}",
        "long ".repeat(60).leak(),
    ];
    let standings = [
        Standing::Failed,
        Standing::Building,
        Standing::Built,
        Standing::UpToDate,
        Standing::Waiting,
    ];
    for _ in 0..4000 {
        let mut word = || words[random.below(words.len())].to_owned();
        let mut state = state(Vec::new());
        state.workspace = word();
        state.notices = vec![word()];
        state.findings =
            vec![format!("\u{1B}[1m{}\u{1B}[0m", word()), word(), word(), word(), word()];
        let names: Vec<String> = (0..12).map(|_| word()).collect();
        let problems: Vec<String> = (0..12).map(|_| word()).collect();
        state.findings.truncate(random.below(6));
        for (name, problem) in names.into_iter().zip(problems).take(random.below(12)) {
            let mut paper = paper(&name, standings[random.below(5)]);
            paper.problem = (random.below(2) == 0).then(|| (problem, Some("a/b.toml:3".into())));
            state.papers.push(paper);
        }
        if random.below(4) == 0 {
            state.change = None;
        }
        let (columns, height) = (random.below(130) + 1, random.below(40) + 1);
        let coloured = draw(&state, columns, height, true);
        let uncoloured = draw(&state, columns, height, false);
        assert!(coloured.len() <= height);
        assert_eq!(coloured.len(), uncoloured.len());
        for line in &uncoloured {
            assert!(line.width() <= columns, "{columns}: {line:?}");
            assert!(!line.contains(char::is_control), "{line:?}");
        }
        for (line, same) in coloured.iter().zip(&uncoloured) {
            let seen = plain(line);
            assert!(seen.width() <= columns, "{columns}: {line:?}");
            assert!(!seen.contains(char::is_control), "{line:?}");
            if state.findings.is_empty() {
                assert_eq!(&seen, same, "{columns}");
            }
        }
    }
}

/// What a terminal shows of what was written to it; only what the painter uses.
fn shown(written: &str, height: usize) -> Vec<String> {
    let mut rows = vec![String::from("left over"); height];
    for piece in written.split("\u{1B}[").skip(1) {
        let Some(at) = piece.find(|c: char| c.is_ascii_alphabetic()) else { continue };
        if let ("H", Some((row, _))) = (&piece[at..=at], piece.split_once(';')) {
            rows[row.parse::<usize>().unwrap() - 1] = piece[at + 1..].to_owned();
        }
    }
    rows
}

#[test]
fn lines_that_stand_are_not_written_again() {
    let mut written = Vec::new();
    let lines = |words: &[&str]| words.iter().map(|word| word.to_string()).collect::<Vec<_>>();
    let mut lengths = Vec::new();
    {
        let mut painter = Painter::new(&mut written).unwrap();
        painter.paint(lines(&["one", "two", "three"]), (80, 4)).unwrap();
        painter.paint(lines(&["one", "two", "three"]), (80, 4)).unwrap();
        painter.paint(lines(&["one", "2"]), (80, 4)).unwrap();
        painter.paint(lines(&["one", "2"]), (40, 4)).unwrap();
    }
    let text = String::from_utf8(written).unwrap();
    assert!(text.ends_with(LEAVE));
    let frames: Vec<&str> = text.split("\u{1B}[?2026h").skip(1).collect();
    lengths.extend(frames.iter().map(|frame| frame.matches("\u{1B}[K").count()));
    assert_eq!(lengths, [4, 2, 4]);
    assert_eq!(shown(frames[2], 4)[1..], ["2", "", ""]);
    assert!(!frames[1].contains("one"));
}

#[test]
fn where_there_is_no_terminal_each_event_is_a_line() {
    let failed = paper("rents", Standing::Failed);
    assert_eq!(
        line::paper(&failed),
        "14:03:22  rents: failed in 84 ms: briefs/a.toml:3: `80,000` is in no source (the paper of 27 Nov, 13:58 stays)"
    );
    let mut change = state(Vec::new()).change.unwrap();
    change.paths.push("b".into());
    change.failed = 0;
    assert_eq!(
        line::change(&change),
        "14:03:22  briefs/evidence/homes.toml and 1 other file changed: 3 papers built in 210 ms"
    );
    assert_eq!(line::changed(&change)["paths"][1], "b");
}

#[test]
fn a_line_that_reaches_the_edge_keeps_its_last_letter() {
    let mut written = Vec::new();
    let mut painter = Painter::new(&mut written).unwrap();
    painter.paint(vec!["\u{1B}[1mwhole\u{1B}[0m".into(), "part".into()], (5, 2)).unwrap();
    drop(painter);
    let text = String::from_utf8(written).unwrap();
    assert!(text.contains("whole\u{1B}[0m\u{1B}[2;1Hpart\u{1B}[K"), "{text:?}");
}
