//! Reading what strangers sent where it can do no harm: in a process of its own.
//!
//! A panic can be caught; a hang, a stack that overflows and memory that runs out cannot, and a file
//! can be made to bring about each of them in any reader of a format as rich as PDF. So the binary runs
//! itself: [`run`] starts it, hands the bytes over, waits for so long and no longer, and takes so many
//! bytes of answer and no more; [`serve`] is what the started process does.
//!
//! What bounds the child:
//!
//! | | Linux | macOS | Windows |
//! |---|---|---|---|
//! | time | killed by the parent; ends itself if the parent is gone; processor time by `RLIMIT_CPU` | the same | killed by the parent; ends itself if the parent is gone |
//! | memory | `RLIMIT_AS` | not bounded: the system knows the limit and does not keep it | not bounded |
//! | output | the parent stops reading | the same | the same |
//! | stack | a thread with [`STACK`] bytes; what overflows it ends the child | the same | the same |

use std::ffi::OsStr;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::delivered::{self, Delivered};
use crate::source::extract::{Description, Extracted, Found, Unreadable, pdf};

/// The stack of the thread that reads, in bytes. Structures within structures are followed by calls
/// within calls.
pub const STACK: usize = 256 << 20;

/// What a child may use.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Wall-clock time from start to end.
    pub time: Duration,
    /// Address space in bytes, the binary itself and [`STACK`] included.
    pub memory: u64,
    /// Bytes of its answer.
    pub output: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { time: Duration::from_secs(30), memory: 2 << 30, output: 256 << 20 }
    }
}

/// What is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// A PDF, for its text and description.
    Pdf,
    /// A paper that was delivered, for what `verify` compares.
    Delivered,
}

impl Media {
    /// The word for it on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Media::Pdf => "pdf",
            Media::Delivered => "delivered",
        }
    }

    /// The one with this word.
    pub fn parse(word: &str) -> Option<Media> {
        [Media::Pdf, Media::Delivered].into_iter().find(|media| media.as_str() == word)
    }
}

/// The text of a PDF, read by a child. `program` is the binary, `arguments` what makes it call [`serve`]
/// with [`Media::Pdf`].
///
/// # Errors
/// As [`pdf::read`]; [`Unreadable::TooSlow`], and [`Unreadable::Damaged`] where the child ended by
/// itself.
pub fn read_pdf(
    program: &Path,
    arguments: &[&OsStr],
    bytes: &[u8],
    limits: &Limits,
) -> Result<pdf::Read, Unreadable> {
    ask::<ReadWire>(program, arguments, bytes, limits).map(ReadWire::into_read)
}

/// A delivered paper, read by a child. `program` is the binary, `arguments` what makes it call [`serve`]
/// with [`Media::Delivered`].
///
/// # Errors
/// As [`delivered::read`]; [`Unreadable::TooSlow`], and [`Unreadable::Damaged`] where the child ended by
/// itself.
pub fn read_delivered(
    program: &Path,
    arguments: &[&OsStr],
    bytes: &[u8],
    limits: &Limits,
) -> Result<Delivered, Unreadable> {
    ask(program, arguments, bytes, limits)
}

fn ask<T: for<'a> Deserialize<'a>>(
    program: &Path,
    arguments: &[&OsStr],
    bytes: &[u8],
    limits: &Limits,
) -> Result<T, Unreadable> {
    if bytes.len() > pdf::MOST_BYTES {
        return Err(Unreadable::TooMuch);
    }
    let mut command = Command::new(program);
    command.args(arguments);
    let answer = run(command, bytes, limits)?;
    let answer: Result<T, Unreadable> = serde_json::from_slice(&answer)
        .map_err(|_| Unreadable::Damaged("reading it gave no answer".into()))?;
    answer
}

/// Runs a command with `input` on its standard input and gives what it writes to its standard output.
/// Its standard error is nobody's: what it says there is of no use to a person.
///
/// # Errors
/// [`Unreadable::TooSlow`] when it was killed for the time it took, [`Unreadable::TooMuch`] for the
/// length of its answer, [`Unreadable::Damaged`] where it could not be started or ended badly.
pub fn run(mut command: Command, input: &[u8], limits: &Limits) -> Result<Vec<u8>, Unreadable> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command.env(MEMORY, limits.memory.to_string());
    command.env(TIME, limits.time.as_millis().to_string());
    let started = Instant::now();
    let mut child = command
        .spawn()
        .map_err(|error| Unreadable::Damaged(format!("no process could be started: {error}")))?;
    let answer = converse(&mut child, input, limits);
    let left = limits.time.saturating_sub(started.elapsed());
    let ended = answer.is_ok().then(|| wait(&mut child, left)).flatten();
    if ended.is_none() {
        child.kill().ok();
        child.wait().ok();
    }
    let answer = answer?;
    match ended {
        Some(true) => Ok(answer),
        Some(false) => Err(Unreadable::Damaged(
            "reading it takes more memory than is given, or ends in a fault".into(),
        )),
        None => Err(Unreadable::TooSlow),
    }
}

/// Hands the input over and takes the answer, until the child closes its output or the time is up.
fn converse(child: &mut Child, input: &[u8], limits: &Limits) -> Result<Vec<u8>, Unreadable> {
    let pipes = child.stdin.take().zip(child.stdout.take());
    let Some((mut stdin, stdout)) = pipes else {
        return Err(Unreadable::Damaged("no process could be spoken to".into()));
    };
    // Threads outlive this call where the child keeps its pipes open; killing the child ends them.
    let bytes = input.to_vec();
    thread::spawn(move || {
        // A child that ends early closes the pipe; it has said why.
        stdin.write_all(&bytes).ok();
    });
    let (send, receive) = mpsc::channel();
    let most = limits.output as u64;
    thread::spawn(move || {
        let mut answer = Vec::new();
        let read = stdout.take(most + 1).read_to_end(&mut answer);
        send.send(read.map(|_| answer)).ok();
    });
    match receive.recv_timeout(limits.time) {
        Ok(Ok(answer)) if answer.len() as u64 > most => Err(Unreadable::TooMuch),
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(Unreadable::Damaged(format!("its text was lost: {error}"))),
        Err(_) => Err(Unreadable::TooSlow),
    }
}

/// Waits for the end of a child that has closed its output: whether it ended well, or `None` if not in
/// time.
fn wait(child: &mut Child, time: Duration) -> Option<bool> {
    let started = Instant::now();
    loop {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status.success());
        }
        if started.elapsed() > time {
            return None;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// How the parent tells the child its limits. They are the tool's own affair, and no option.
const MEMORY: &str = "BRIEF_EXTRACT_MEMORY";
const TIME: &str = "BRIEF_EXTRACT_MILLISECONDS";

/// What the started process does: takes bounds upon itself, reads, writes its answer as JSON. To be
/// called before anything else is done, and to be followed by the end of the process.
///
/// # Errors
/// When the input cannot be read or the answer not written.
pub fn serve(media: Media, input: impl Read, mut output: impl Write) -> io::Result<()> {
    bound_oneself();
    let mut bytes = Vec::new();
    input.take(pdf::MOST_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    let reader = thread::Builder::new().stack_size(STACK).spawn(move || answer(media, &bytes))?;
    let answer = reader
        .join()
        .unwrap_or_else(|_| failed(&Unreadable::Damaged("reading it ends in a fault".into())));
    output.write_all(answer.as_bytes())?;
    output.flush()
}

fn answer(media: Media, bytes: &[u8]) -> String {
    let answer = match media {
        Media::Pdf => pdf::read(bytes).map(|read| serde_json::to_value(ReadWire::from_read(read))),
        Media::Delivered => delivered::read(bytes).map(serde_json::to_value),
    };
    match answer {
        Ok(Ok(value)) => serde_json::to_string(&Ok::<Value, ()>(value)),
        Ok(Err(error)) => Ok(failed(&Unreadable::Damaged(error.to_string()))),
        Err(error) => Ok(failed(&error)),
    }
    .unwrap_or_default()
}

fn failed(error: &Unreadable) -> String {
    serde_json::to_string(&Err::<(), _>(error)).unwrap_or_default()
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Takes the limits upon this process, and ends it when its time is up though nobody is there to do so.
fn bound_oneself() {
    let default = Limits::default();
    let memory = setting(MEMORY).unwrap_or(default.memory);
    let time = setting(TIME).map_or(default.time, Duration::from_millis) + Duration::from_secs(1);
    limit_resources(memory, time);
    thread::spawn(move || {
        thread::sleep(time);
        std::process::abort();
    });
}

#[cfg(unix)]
fn limit_resources(memory: u64, time: Duration) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = |most: u64| Rlimit { current: Some(most), maximum: Some(most) };
    // A lower limit may hold already; it is the better one, and not an error.
    setrlimit(Resource::As, limit(memory)).ok();
    setrlimit(Resource::Cpu, limit(time.as_secs() + 1)).ok();
    // What ends badly leaves no copy of a stranger's file on the disk.
    setrlimit(Resource::Core, limit(0)).ok();
}

#[cfg(not(unix))]
fn limit_resources(_: u64, _: Duration) {}

/// [`pdf::Read`] on its way between processes.
#[derive(Serialize, Deserialize)]
struct ReadWire {
    text: String,
    title: Option<FoundWire>,
    date: Option<FoundWire>,
    publisher: Option<FoundWire>,
    language: Option<FoundWire>,
    url: Option<FoundWire>,
    authors: Vec<FoundWire>,
    unread: Vec<u32>,
}

/// A value and where it was found.
type FoundWire = (String, String);

/// The places a value may have been found in: the answer of a child is not trusted with more.
const FROM: &[&str] = &["XMP", "PDF information", "PDF catalog"];

fn wire(found: Found) -> FoundWire {
    (found.value, found.from.to_owned())
}

fn unwire((value, from): FoundWire) -> Option<Found> {
    let from = FROM.iter().find(|known| **known == from)?;
    Some(Found { value, from })
}

impl ReadWire {
    fn from_read(read: pdf::Read) -> ReadWire {
        let Description { title, date, publisher, language, url, authors } =
            read.extracted.description;
        ReadWire {
            text: read.extracted.text,
            title: title.map(wire),
            date: date.map(wire),
            publisher: publisher.map(wire),
            language: language.map(wire),
            url: url.map(wire),
            authors: authors.into_iter().map(wire).collect(),
            unread: read.unread,
        }
    }

    fn into_read(self) -> pdf::Read {
        let description = Description {
            title: self.title.and_then(unwire),
            date: self.date.and_then(unwire),
            publisher: self.publisher.and_then(unwire),
            language: self.language.and_then(unwire),
            url: self.url.and_then(unwire),
            authors: self.authors.into_iter().filter_map(unwire).collect(),
        };
        let extracted =
            Extracted { text: self.text, extractor: pdf::EXTRACTOR, description, article: None };
        pdf::Read { extracted, unread: self.unread }
    }
}
