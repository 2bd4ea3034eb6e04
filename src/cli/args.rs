//! The command line, as `brief --help` shows it.

use std::path::PathBuf;

use chrono::{Datelike, NaiveDate};
use clap::{Parser, Subcommand, ValueEnum};

/// Briefing papers whose every sentence is tied to its source.
#[derive(Debug, Parser)]
#[command(name = "brief", version, arg_required_else_help = true, infer_subcommands = true)]
pub struct Args {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Options that stand anywhere.
#[derive(Debug, clap::Args)]
pub struct Global {
    /// The folder that holds `briefs/` [default: the nearest one from here upwards]
    #[arg(long, global = true, value_name = "DIR", help_heading = "Global options")]
    pub workspace: Option<PathBuf>,
    /// How messages and results are written
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        default_value = "human",
        help_heading = "Global options"
    )]
    pub message_format: MessageFormat,
    /// When to use colour
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Global options"
    )]
    pub color: When,
    /// Say only what is wrong
    #[arg(long, short, global = true, help_heading = "Global options")]
    pub quiet: bool,
}

/// How messages and results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    /// For people: results on standard output, messages on standard error
    Human,
    /// For programs: one JSON object a line on standard output
    Json,
    /// For code scanning and editors: findings as one SARIF 2.1.0 log on standard output
    Sarif,
    /// For GitHub Actions: findings as annotations on standard output
    Github,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On terminals
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// A day as ISO 8601.
fn day(text: &str) -> Result<NaiveDate, String> {
    let day: Option<NaiveDate> = text.parse().ok();
    day.filter(|day| (1..=9999).contains(&day.year()))
        .ok_or_else(|| "write year-month-day: 2026-12-01".to_owned())
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make papers
    Build(Build),
    /// Do everything build does but write papers
    Check(Check),
    /// Make papers again whenever something they are made from is changed
    Watch(Watch),
    /// Say what is known of each item: whether its words were found, since when
    Status(Status),
    /// Store sources, list them, show their text
    Source(Source),
    /// Ask sources again, and say what of their passages has changed
    Refresh(Refresh),
    /// Refresh regularly, through the machine's own scheduler
    Schedule(Schedule),
    /// Take the words a source has now, or its newer copy, for an item
    Accept(Accept),
    /// Sign items as they are: text, passages and handling together
    Clear(Clear),
    /// Say whether a delivered PDF is what it was
    Verify(Verify),
    /// Say why each item is in or out of a paper, and why the paper would be made again
    Why(Why),
    /// Say which sentences of which papers rest on a source or an item
    Impact(Impact),
    /// Find words, phrases and figures in evidence and the texts of sources
    Find(Find),
    /// Make a workspace
    Init(Init),
    /// Write a new spec
    New(New),
    /// Read a file from a stranger on standard input, for the process that started this one
    #[command(hide = true)]
    Extract(Extract),
}

/// Which papers, and how.
#[derive(Debug, clap::Args)]
pub struct Papers {
    /// Specs, by name or path: `uk-gov`, `uk-gov.toml` [default: the only one]
    #[arg(value_name = "SPEC")]
    pub specs: Vec<String>,
    /// All specs of the workspace
    #[arg(long, conflicts_with = "specs")]
    pub all: bool,
    /// Leave an item out; may be given several times
    #[arg(long, value_name = "ITEM")]
    pub without: Vec<String>,
    /// The day that counts as today, for what is printed and for ages: 2026-12-01
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<NaiveDate>,
    /// Leave `brief.lock` as it is, whatever is found
    #[arg(long)]
    pub locked: bool,
    /// How many papers to make at once [default: as many as there are processors]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
}

/// Make papers.
#[derive(Debug, clap::Args)]
pub struct Build {
    #[command(flatten)]
    pub papers: Papers,
    /// Formats, separated by commas
    #[arg(long, value_name = "FORMATS", value_delimiter = ',', default_value = "pdf")]
    pub format: Vec<FormatArg>,
    /// Write the paper even with errors, marked DRAFT, each finding beside what it is about
    #[arg(long)]
    pub draft: bool,
    /// Where papers go [default: `out/` in the workspace]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Write which files papers were made from, for other builders: a rule for Make and Ninja, or JSON where
    /// FILE ends in `.json`
    #[arg(long, value_name = "FILE")]
    pub deps: Option<PathBuf>,
}

/// Make papers at every change.
#[derive(Debug, clap::Args)]
pub struct Watch {
    /// Specs, by name or path: `uk-gov`, `uk-gov.toml` [default: all]
    #[arg(value_name = "SPEC")]
    pub specs: Vec<String>,
    /// Formats, separated by commas
    #[arg(long, value_name = "FORMATS", value_delimiter = ',', default_value = "pdf")]
    pub format: Vec<FormatArg>,
    /// Where papers go [default: `out/` in the workspace]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How many papers to make at once [default: as many as there are processors]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    /// Look for changes once a second, where the system does not report them
    #[arg(long)]
    pub poll: bool,
}

/// A format papers are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// Accessible, archivable PDF (PDF/UA-1, PDF/A-3a)
    Pdf,
    /// Typst source and what it imports
    Typ,
    /// A picture of each page
    Png,
}

/// Check papers.
#[derive(Debug, clap::Args)]
pub struct Check {
    #[command(flatten)]
    pub papers: Papers,
    /// Say what a check finds, why, and what to do; `all` lists the checks
    #[arg(long, value_name = "CHECK", exclusive = true)]
    pub explain: Option<String>,
    /// Put names and house style right in the files first; comments and order stay
    #[arg(long)]
    pub fix: bool,
}

/// Sign items.
#[derive(Debug, clap::Args)]
pub struct Clear {
    /// The items
    #[arg(value_name = "ITEM", required = true)]
    pub items: Vec<String>,
    /// Who has read them and answers for them
    #[arg(long, value_name = "NAME")]
    pub by: String,
}

/// Explain a selection.
#[derive(Debug, clap::Args)]
pub struct Why {
    /// A spec
    pub spec: String,
    /// One item, instead of all
    pub item: Option<String>,
    /// The day that counts as today: 2026-12-01
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<NaiveDate>,
}

/// Ask sources again.
#[derive(Debug, Default, clap::Args)]
pub struct Refresh {
    /// Sources, by their keys [default: all that may be asked]
    #[arg(value_name = "SOURCE")]
    pub sources: Vec<String>,
    /// Make the papers that something has changed for; one that fails now stays as it was
    #[arg(long)]
    pub build: bool,
    /// Write what changed and who must decide, to be mailed: Markdown, or HTML where FILE ends in `.html`
    #[arg(long, value_name = "FILE")]
    pub digest: Option<PathBuf>,
    /// Do not ask what becomes of a changed passage
    #[arg(long)]
    pub no_questions: bool,
}

/// Refresh regularly.
#[derive(Debug, clap::Args)]
pub struct Schedule {
    #[command(subcommand)]
    pub command: ScheduleCommand,
}

/// What to do with the schedule.
#[derive(Debug, Subcommand)]
pub enum ScheduleCommand {
    /// Have the machine refresh this workspace and make its papers, every so often or at a time of day
    Install(Install),
    /// Say what is scheduled, when it ran last and how that ended
    Show,
    /// Take the schedule out again
    Remove,
    /// What the scheduler calls: refreshes if a run is due
    Run(ScheduleRun),
}

/// Install a schedule.
#[derive(Debug, clap::Args)]
pub struct Install {
    /// How often: `30m`, `6h`, `1d`
    #[arg(long, value_name = "LENGTH", conflicts_with = "at")]
    pub every: Option<String>,
    /// At which time of day: `06:30`
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Write what changed into this file of the workspace: `.md` or `.html`
    #[arg(long, value_name = "FILE")]
    pub digest: Option<String>,
    /// What to run after each refresh; it gets the digest's path as its last argument
    #[arg(long, value_name = "COMMAND")]
    pub command: Option<String>,
    /// `systemd`, `cron`, `launchd`, `task-scheduler`, `github` or `gitlab` [default: what this machine has]
    #[arg(long, value_name = "SYSTEM")]
    pub system: Option<String>,
}

/// Run if due.
#[derive(Debug, clap::Args)]
pub struct ScheduleRun {
    /// Run though none is due
    #[arg(long)]
    pub now: bool,
    /// What the command is known by that the schedule was installed with
    #[arg(long, value_name = "HASH", hide = true)]
    pub approved: Option<String>,
}

/// Find words.
#[derive(Debug, clap::Args)]
pub struct Find {
    /// Words that must all be there, `"a phrase"`, a figure such as `80,000`, the beginning of a word: `repatriat*`
    #[arg(value_name = "WORDS")]
    pub words: Vec<String>,
    /// Only `fact`, `quote`, `recommendation` or `source`
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    pub kind: Vec<String>,
    /// Only what is about this
    #[arg(long, value_name = "TOPIC")]
    pub topic: Vec<String>,
    /// Only what rests on this source, or stands in it
    #[arg(long, value_name = "ID")]
    pub source: Vec<String>,
    /// Only what this audience may see
    #[arg(long, value_name = "AUDIENCE")]
    pub audience: Vec<String>,
    /// Only what this paper uses
    #[arg(long, value_name = "SPEC")]
    pub paper: Vec<String>,
    /// Only what has this label: `TLP:CLEAR`
    #[arg(long, value_name = "LABEL")]
    pub handling: Vec<String>,
    /// Only `draft`, `ready` or `retired`
    #[arg(long, value_name = "STATUS")]
    pub status: Vec<String>,
    /// How many of each sort are shown
    #[arg(long, value_name = "N", default_value = "10")]
    pub limit: u16,
}

/// Say what rests on something.
#[derive(Debug, clap::Args)]
pub struct Impact {
    /// The key of a source or the id of an item
    #[arg(value_name = "SOURCE|ITEM")]
    pub of: String,
}

/// Say what is known of each item.
#[derive(Debug, clap::Args)]
pub struct Status {
    /// Only items that this spec's papers print, and the spec's overrides
    #[arg(value_name = "SPEC")]
    pub spec: Option<String>,
    /// Items by audience: used, unused or blocked, and why
    #[arg(long, conflicts_with = "spec")]
    pub matrix: bool,
    /// The matrix as comma-separated values
    #[arg(long, requires = "matrix")]
    pub csv: bool,
}

/// Store sources, list them, show their text.
#[derive(Debug, clap::Args)]
pub struct Source {
    #[command(subcommand)]
    pub command: SourceCommand,
}

/// What to do with sources.
#[derive(Debug, Subcommand)]
pub enum SourceCommand {
    /// Store a copy of each, take its text, describe it in sources.toml
    Add(SourceAdd),
    /// List sources with their stored copies
    List,
    /// Print the text of a source, its passages marked
    Show(SourceShow),
}

/// Store copies of sources.
#[derive(Debug, clap::Args)]
pub struct SourceAdd {
    /// Addresses and files
    #[arg(value_name = "URL|FILE", required = true)]
    pub from: Vec<String>,
    /// The source's key [default: the source with this address or this file, else a new key]
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
}

/// Print the text of a source.
#[derive(Debug, clap::Args)]
pub struct SourceShow {
    /// The source's key
    pub id: String,
}

/// Say whether a delivered PDF is what it was.
#[derive(Debug, clap::Args)]
pub struct Verify {
    /// PDFs that `brief build` made
    #[arg(value_name = "PAPER.pdf", required = true)]
    pub papers: Vec<PathBuf>,
}

/// Read a file from a stranger.
#[derive(Debug, clap::Args)]
pub struct Extract {
    /// What it is
    pub media: String,
}

/// Take what was found.
#[derive(Debug, clap::Args)]
pub struct Accept {
    /// The item
    pub item: String,
    /// Do not ask
    #[arg(long, short)]
    pub yes: bool,
}

/// Make a workspace.
#[derive(Debug, clap::Args)]
pub struct Init {
    /// Where; it is made if it is not there
    #[arg(value_name = "DIR", default_value = ".")]
    pub dir: PathBuf,
}

/// Write a new spec.
#[derive(Debug, clap::Args)]
pub struct New {
    /// Its name: `NAME` becomes `briefs/NAME.toml`
    pub name: String,
    /// The paper's title
    #[arg(long)]
    pub title: Option<String>,
    /// For whom: `uk-gov`, `un`, `press`, or one of the workspace's own
    #[arg(long)]
    pub audience: Option<String>,
    /// The kind of paper
    #[arg(long = "type", value_name = "TYPE")]
    pub kind: Option<NewKind>,
    /// Begin from another spec: its text and comments, with today's date
    #[arg(long, value_name = "SPEC", conflicts_with = "kind")]
    pub from: Option<String>,
    /// The paper's date [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub date: Option<NaiveDate>,
}

/// The kinds of paper `new` has a beginning for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NewKind {
    /// A briefing
    Briefing,
    /// A briefing and, for our own side, the pack for a meeting
    MeetingPack,
    /// A press release
    PressRelease,
}
