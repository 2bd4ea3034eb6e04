//! From what there is to see to lines.

use super::text::{cut, cut_coloured, cut_front, duration, padded, visible, width, wrapped};
use super::{Change, Paper, Standing, State};
use crate::diag::count;

/// Columns of a name beyond which it is cut.
const LONGEST_NAME: usize = 48;

/// Fewest lines of findings worth showing.
const FEWEST: usize = 4;

const BOLD: &str = "1";
const DIM: &str = "2";
const RED: &str = "1;31";
const GREEN: &str = "32";
const YELLOW: &str = "33";

/// The lines of a screen of so many columns and lines; no more and no wider. With `coloured`, colours
/// are put in, though nothing is said by a colour alone.
pub fn draw(state: &State, columns: usize, height: usize, coloured: bool) -> Vec<String> {
    let pen = Pen { columns, coloured };
    let mut top = vec![pen.header(state), pen.overall(state)];
    let said = state.notices.iter().flat_map(|notice| wrapped(&visible(notice), columns, 2));
    top.extend(said.map(|line| pen.in_colour(YELLOW, &line)));
    top.push(String::new());
    let change = state.change.as_ref().map(|change| pen.change(change)).unwrap_or_default();
    let room = height.saturating_sub(top.len() + change.len() + usize::from(!change.is_empty()));

    let least = match state.findings.len() {
        0 => 0,
        lines => (lines + 1).min(room / 2),
    };
    let mut body = pen.papers(&state.papers, room.saturating_sub(least).max(1), least > 0);
    let left = room.saturating_sub(body.len() + 1);
    if !state.findings.is_empty() && left >= FEWEST.min(state.findings.len()) {
        body.push(String::new());
        body.extend(pen.findings(&state.findings, left));
    }

    let mut lines = top;
    lines.extend(body);
    if !change.is_empty() {
        lines.push(String::new());
        lines.extend(change);
    }
    lines.truncate(height);
    lines
}

/// What all lines have in common.
struct Pen {
    columns: usize,
    coloured: bool,
}

impl Pen {
    fn in_colour(&self, colour: &str, text: &str) -> String {
        match self.coloured && !text.is_empty() {
            true => format!("\u{1B}[{colour}m{text}\u{1B}[0m"),
            false => text.to_owned(),
        }
    }

    fn header(&self, state: &State) -> String {
        let right = if state.ended { "ended" } else { "watching; Ctrl-C ends" };
        let left = self.columns.saturating_sub(width(right) + 2);
        if left < 8 {
            return cut(right, self.columns).into_owned();
        }
        let workspace = visible(&state.workspace);
        let name = cut_front(&workspace, left);
        format!("{}{}", padded(&name, left + 2), self.in_colour(DIM, right))
    }

    /// How things stand, in one sentence.
    fn overall(&self, state: &State) -> String {
        let all = state.papers.len();
        let (failed, building) = (state.count(Standing::Failed), state.count(Standing::Building));
        let of = |n: usize| match n == all {
            true => count(all, "paper"),
            false => format!("{n} of {}", count(all, "paper")),
        };
        let (colour, text) = match () {
            () if all == 0 => (BOLD, "there are no papers yet".into()),
            () if building > 0 => (BOLD, format!("building {}", of(building))),
            () if failed > 0 => (RED, format!("{} failed", of(failed))),
            () if state.count(Standing::Waiting) > 0 => (BOLD, "looking at the papers".into()),
            () if all == 1 => (GREEN, "the paper is up to date".into()),
            () => (GREEN, format!("all {all} papers are up to date")),
        };
        self.in_colour(colour, &cut(&text, self.columns))
    }

    /// The table, in at most `room` lines: all papers in their order where they fit, else those that
    /// matter most; with `terse`, of the others there is only the number then.
    fn papers(&self, papers: &[Paper], room: usize, terse: bool) -> Vec<String> {
        let longest = papers.iter().map(|paper| width(&visible(&paper.name))).max().unwrap_or(0);
        let row = |paper: &Paper| self.paper(paper, longest.min(LONGEST_NAME));
        let rows: Vec<Vec<String>> = papers.iter().map(row).collect();
        if rows.iter().map(Vec::len).sum::<usize>() <= room {
            return rows.concat();
        }
        let mut order: Vec<(&Paper, Vec<String>)> = papers.iter().zip(rows).collect();
        order.sort_by_key(|(paper, _)| paper.standing);
        let mut lines = Vec::new();
        let mut shown = 0;
        for (paper, row) in &order {
            // The last line says how many more there are.
            let idle = terse && paper.standing >= Standing::UpToDate;
            if idle || lines.len() + row.len() + 1 > room {
                break;
            }
            lines.extend_from_slice(row);
            shown += 1;
        }
        let rest: Vec<Standing> = order[shown..].iter().map(|(paper, _)| paper.standing).collect();
        let alike = rest.iter().all(|standing| *standing == rest[0]);
        let settled =
            |standing: &Standing| matches!(standing, Standing::Built | Standing::UpToDate);
        let failed = rest.iter().filter(|standing| **standing == Standing::Failed).count();
        let word = match () {
            () if rest.iter().all(settled) => " up to date".into(),
            () if alike => format!(" {}", rest[0].as_str()),
            () if failed > 0 => format!(", {failed} of them failed"),
            () => String::new(),
        };
        let more = if shown == 0 {
            count(rest.len(), "paper")
        } else {
            format!("and {} more", rest.len())
        };
        lines.push(self.in_colour(DIM, &cut(&format!("{more}{word}"), self.columns)));
        lines
    }

    /// A paper's line, and what is wrong with it.
    fn paper(&self, paper: &Paper, longest: usize) -> Vec<String> {
        let took = paper.took.map(duration).unwrap_or_default();
        let at = paper.at.clone().unwrap_or_default();
        let mut after = format!("  {}", padded(paper.standing.as_str(), 10));
        let mut behind = String::new();
        if self.columns >= 60 {
            behind.push_str(&format!("  {took:>8}"));
        }
        if self.columns >= 40 {
            behind.push_str(&format!("  {at:>8}"));
        }
        let least = width(&after) + 4;
        if self.columns < least {
            // The word matters more than the name.
            after = cut(paper.standing.as_str(), self.columns).into_owned();
        }
        let room = self.columns.saturating_sub(width(&after) + width(&behind));
        let name = visible(&paper.name);
        let name = padded(&cut(&name, longest.min(room)), longest.min(room));
        let colour = match paper.standing {
            Standing::Failed => RED,
            Standing::Built => GREEN,
            Standing::Building => BOLD,
            Standing::UpToDate | Standing::Waiting => DIM,
        };
        let behind = behind.trim_end();
        let after = if behind.is_empty() { after.trim_end() } else { &after };
        let row = format!("{name}{}{}", self.in_colour(colour, after), self.in_colour(DIM, behind));
        let mut lines = vec![row];
        let problem = paper.problem.as_ref();
        lines.extend(problem.into_iter().flat_map(|(said, at)| self.problem(said, at.as_deref())));
        if paper.standing == Standing::Failed {
            let stays = match &paper.stays {
                Some(time) => format!("  the paper of {time} stays"),
                None => "  there is no earlier paper".into(),
            };
            lines.push(self.in_colour(DIM, &cut(&stays, self.columns)));
        }
        lines
    }

    /// A problem, and its place where there is room for both; in two lines at most.
    fn problem(&self, said: &str, place: Option<&str>) -> Vec<String> {
        let said = visible(said);
        let place = place.map(|place| format!("  {}", visible(place))).unwrap_or_default();
        let room = self.columns.saturating_sub(2);
        match width(&said) + width(&place) <= room || room >= width(&place) + 60 {
            true => {
                let said = cut(&said, room - width(&place));
                vec![format!("  {said}{}", self.in_colour(DIM, &place))]
            }
            false => wrapped(&said, room, 2)
                .iter()
                .map(|line| cut(&format!("  {line}"), self.columns).into_owned())
                .collect(),
        }
    }

    fn findings(&self, findings: &[String], room: usize) -> Vec<String> {
        let whole = findings.len() <= room;
        let shown = if whole { findings.len() } else { room.saturating_sub(1) };
        let line = |line: &String| match self.coloured {
            true => cut_coloured(line, self.columns),
            false => cut(&visible(&line.replace('\t', "    ")), self.columns).into_owned(),
        };
        let mut lines: Vec<String> = findings[..shown].iter().map(line).collect();
        if !whole {
            let more = count(findings.len() - shown, "more line");
            let more = format!("… {more}; `brief check` shows all");
            lines.push(self.in_colour(DIM, &cut(&more, self.columns)));
        }
        lines
    }

    /// What changed last, in one sentence.
    fn change(&self, change: &Change) -> Vec<String> {
        // Of a path that would take the whole screen the end says more.
        let room = self.columns.saturating_sub(20).max(10);
        let short = |path: &String| cut_front(&visible(path), room).into_owned();
        let paths = change.paths.iter().map(short).collect();
        let change = Change { paths, ..change.clone() };
        let lines = wrapped(&super::line::change(&change), self.columns, 2);
        lines.iter().map(|line| self.in_colour(DIM, line)).collect()
    }
}
