//! Arguments → calls → what is printed. The only place that prints.

mod accept;
mod args;
mod build;
mod clear;
mod deps;
mod explain;
mod fetching;
mod find;
mod fix;
mod impact;
mod init;
mod matrix;
mod new;
mod progress;
mod refresh;
mod report;
mod schedule;
mod source;
mod status;
mod verify;
mod watch;
mod why;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use crate::contained::{Media, serve};
use crate::diag::Diagnostic;
use crate::workspace::{DiskError, Workspace};
use args::{Args, Command, Global};
use report::Reporter;

/// How a run ended, as other programs see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Everything asked for was done.
    Done = 0,
    /// Content has errors; nothing of a failing paper was written.
    Content = 1,
    /// The command was used wrongly.
    Usage = 2,
    /// The disk did not do what was asked.
    CouldNotRun = 3,
    /// It was told to stop before all was done; the number is the one shells use for it.
    Interrupted = 130,
}

/// What keeps a command from being carried out at all.
pub enum Stop {
    /// What was asked for is not there, or cannot be.
    Usage(Box<Diagnostic>),
    /// The disk did not do what was asked.
    Disk(DiskError),
    /// The network did not.
    Network(Box<Diagnostic>),
}

impl Stop {
    /// How the run ends, and what there is to say.
    fn say(self) -> (Exit, Diagnostic) {
        match self {
            Stop::Usage(said) => (Exit::Usage, *said),
            Stop::Network(said) => (Exit::CouldNotRun, *said),
            Stop::Disk(error) => {
                let help = "see that the folder is there and may be read and written";
                (Exit::CouldNotRun, Diagnostic::error("disk", error.to_string()).help(help))
            }
        }
    }
}

impl Exit {
    /// The exit that a number stands for.
    fn of(code: u8) -> Exit {
        match code {
            0 => Exit::Done,
            1 => Exit::Content,
            2 => Exit::Usage,
            130 => Exit::Interrupted,
            _ => Exit::CouldNotRun,
        }
    }
}

impl From<DiskError> for Stop {
    fn from(error: DiskError) -> Stop {
        Stop::Disk(error)
    }
}

impl From<Box<Diagnostic>> for Stop {
    fn from(diagnostic: Box<Diagnostic>) -> Stop {
        Stop::Usage(diagnostic)
    }
}

impl From<Diagnostic> for Stop {
    fn from(diagnostic: Diagnostic) -> Stop {
        Stop::Usage(Box::new(diagnostic))
    }
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        // What `--help` prints is a result like any other.
        Err(asked) => {
            let written = asked.print();
            let code = if asked.use_stderr() { Exit::Usage } else { Exit::Done };
            return ExitCode::from(written.map_or_else(report::unwritten, |()| code) as u8);
        }
    };
    // What people nest, the tool recurses into: deeper than a main thread's stack on some systems.
    let worker = std::thread::Builder::new().stack_size(64 << 20);
    let exit = worker
        .spawn(move || carry_out(&args))
        .map_or(Exit::CouldNotRun, |worker| worker.join().unwrap_or(Exit::CouldNotRun));
    ExitCode::from(exit as u8)
}

fn carry_out(args: &Args) -> Exit {
    let reporter = Reporter::new(&args.global);
    let exit = run(args, &reporter).unwrap_or_else(|stop| {
        let (exit, said) = stop.say();
        reporter.diagnostics(&[said]);
        exit
    });
    exit.max(reporter.finish())
}

fn run(args: &Args, reporter: &Reporter) -> Result<Exit, Stop> {
    match &args.command {
        Command::Build(build) => build::build(&args.global, build, reporter),
        Command::Watch(asked) => watch::watch(&args.global, asked, reporter),
        Command::Check(check) => build::check(&args.global, check, reporter),
        Command::Status(status) => status::status(&args.global, status, reporter),
        Command::Source(source) => source::source(&args.global, source, reporter),
        Command::Verify(asked) => verify::verify(&args.global, asked, reporter),
        Command::Clear(clear) => clear::clear(&args.global, clear, reporter),
        Command::Accept(accept) => accept::accept(&args.global, accept, reporter),
        Command::Why(why) => why::why(&args.global, why, reporter),
        Command::Refresh(asked) => refresh::refresh(&args.global, asked, reporter),
        Command::Schedule(asked) => schedule::schedule(&args.global, &asked.command, reporter),
        Command::Find(asked) => find::find(&args.global, asked, reporter),
        Command::Impact(asked) => impact::impact(&args.global, asked, reporter),
        Command::Init(init) => init::init(init, reporter),
        Command::New(new) => new::new(&args.global, new, reporter),
        Command::Extract(extract) => Ok(contained(extract)),
    }
}

/// The workspace a command is about.
fn workspace(global: &Global) -> Result<Workspace, Stop> {
    match &global.workspace {
        Some(folder) if folder.ends_with("briefs") && !folder.join("briefs").is_dir() => {
            let above = folder.parent().filter(|above| above.components().next().is_some());
            let above = above.map_or(".".into(), |above| above.display().to_string());
            Err(Diagnostic::error(
                "no-workspace",
                format!("`{}` is in a workspace", folder.display()),
            )
            .help(format!("name the folder that holds it: `--workspace {above}`"))
            .into())
        }
        Some(folder) if !folder.join("briefs").is_dir() => Err(Diagnostic::error(
            "no-workspace",
            format!("there is no `briefs` folder in `{}`", folder.display()),
        )
        .help(format!("`brief init {}` makes one", folder.display()))
        .into()),
        Some(folder) => Ok(Workspace::at(folder)),
        None => Workspace::find(&here()?).map_err(|error| {
            Diagnostic::error("no-workspace", "there is no `briefs` folder here or above")
                .why(format!("looked from `{}` upwards", error.path.display()))
                .help(
                    "go to a workspace, name one with `--workspace DIR`, or make one: `brief init`",
                )
                .into()
        }),
    }
}

/// What a process does that was started to read a file from a stranger.
fn contained(extract: &args::Extract) -> Exit {
    let Some(media) = Media::parse(&extract.media) else { return Exit::Usage };
    match serve(media, std::io::stdin().lock(), std::io::stdout().lock()) {
        Ok(()) => Exit::Done,
        Err(_) => Exit::CouldNotRun,
    }
}

/// Who is at work, for the log of custody.
fn user() -> String {
    let named = |name| std::env::var(name).ok().filter(|name| !name.trim().is_empty());
    ["BRIEF_USER", "USER", "USERNAME"]
        .into_iter()
        .find_map(named)
        .unwrap_or_else(|| "unknown".into())
}

/// That a file can be put where somebody wants it: a slip of the pen makes no folders.
fn place_for(path: &std::path::Path) -> Result<(), Stop> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let shown = path.display();
    let (message, help) = match () {
        () if path.is_dir() => (format!("`{shown}` is a folder"), "name a file in it"),
        () if folder.is_some_and(|folder| !folder.is_dir()) => {
            (format!("there is no folder for `{shown}`"), "make the folder, or name another")
        }
        () => return Ok(()),
    };
    Err(Diagnostic::error("place", message)
        .why("nothing was done, so that nothing has to be done twice")
        .help(help)
        .into())
}

/// The working directory.
fn here() -> Result<PathBuf, Stop> {
    std::env::current_dir().map_err(|error| {
        Stop::Disk(DiskError { action: "find the working directory", path: ".".into(), error })
    })
}
