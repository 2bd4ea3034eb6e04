//! The connection itself: dialled to an address that was checked, and never waited on for longer than
//! it may take or than the person wants to wait.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use ureq::unversioned::transport::{Buffers, LazyBuffers, NextTimeout, Transport};

use super::failure::{Reason, Stage};

/// How long anything waits before it looks whether it should stop.
pub(super) const TICK: Duration = Duration::from_millis(50);

/// The size of each buffer, in bytes; the head of an answer must fit.
const BUFFER: usize = 128 * 1024;

/// The largest answer of a proxy to `CONNECT`, in bytes.
const PROXY_HEAD: usize = 16 * 1024;

/// The person's wish to stop.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stop(pub(super) &'static AtomicBool);

impl Stop {
    pub(super) fn check(self) -> Result<(), Reason> {
        if self.0.load(Ordering::Relaxed) { Err(Reason::Stopped) } else { Ok(()) }
    }
}

/// How long one exchange may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) stop: Stop,
    /// When the whole must be over, and how long it had.
    pub(super) deadline: Instant,
    pub(super) total: Duration,
    pub(super) connect: Duration,
    pub(super) idle: Duration,
}

impl Limits {
    /// How long to wait before looking again, in a stage that began at `since`.
    fn patience(&self, stage: Stage, since: Instant) -> Result<Duration, Reason> {
        self.stop.check()?;
        let limit = if stage == Stage::Idle { self.idle } else { self.connect };
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Reason::TooSlow(Stage::Total, self.total));
        }
        let rest = limit.saturating_sub(since.elapsed());
        if rest.is_zero() {
            return Err(Reason::TooSlow(stage, limit));
        }
        // Less than a millisecond would be rounded to none at all, which means for ever.
        Ok(TICK.min(left).min(rest).max(Duration::from_millis(1)))
    }

    /// Does what the system cannot be told to give up, in a thread that may be left behind.
    pub(super) fn within<T: Send + 'static>(
        &self,
        stage: Stage,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Reason> {
        let (done, waiting) = mpsc::sync_channel(1);
        std::thread::Builder::new()
            .spawn(move || done.send(work()).ok())
            .map_err(|_| Reason::NoConnection("the system has no thread to spare"))?;
        let since = Instant::now();
        loop {
            match waiting.recv_timeout(self.patience(stage, since)?) {
                Ok(value) => return Ok(value),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Reason::NoConnection("the system broke off"));
                }
            }
        }
    }
}

/// A connection to an address.
#[derive(Debug)]
pub(super) struct Line {
    stream: TcpStream,
    buffers: LazyBuffers,
    limits: Limits,
    /// What a proxy wants before the path of a request, `http://host:port`; used once.
    before_path: Option<String>,
}

impl Line {
    /// Connects to the first of the addresses that answers.
    pub(super) fn dial(addresses: &[SocketAddr], limits: Limits) -> Result<Line, Reason> {
        const MOST: usize = 8;
        let mut why = Reason::NoConnection("it has no address");
        for address in addresses.iter().take(MOST) {
            let (address, connect) = (*address, limits.connect);
            let tried = limits
                .within(Stage::Connect, move || TcpStream::connect_timeout(&address, connect));
            match tried {
                Ok(Ok(stream)) => {
                    stream.set_nodelay(true).ok();
                    let buffers = LazyBuffers::new(BUFFER, BUFFER);
                    return Ok(Line { stream, buffers, limits, before_path: None });
                }
                Ok(Err(error)) if error.kind() == io::ErrorKind::TimedOut => {
                    why = Reason::TooSlow(Stage::Connect, connect);
                }
                Ok(Err(error)) => why = Reason::NoConnection(plain(&error)),
                Err(slow @ Reason::TooSlow(Stage::Connect, _)) => why = slow,
                Err(other) => return Err(other),
            }
        }
        Err(why)
    }

    /// Asks a proxy to pass everything on to `authority`, `host:port`.
    pub(super) fn tunnel(&mut self, authority: &str, headers: &str) -> Result<(), Reason> {
        let request = format!("CONNECT {authority} HTTP/1.1\r\nhost: {authority}\r\n{headers}\r\n");
        self.send(request.as_bytes())?;
        let mut head = Vec::new();
        // Byte by byte, so that nothing is taken that belongs to what is behind the proxy.
        while !head.ends_with(b"\r\n\r\n") && !head.ends_with(b"\n\n") {
            let mut byte = [0];
            if head.len() == PROXY_HEAD || receive(&mut self.stream, &self.limits, &mut byte)? == 0
            {
                return Err(Reason::Proxy("gives no proper answer".into()));
            }
            head.push(byte[0]);
        }
        let text = String::from_utf8_lossy(&head);
        let mut words = text.split_ascii_whitespace();
        let status = match (words.next(), words.next()) {
            (Some(version), Some(status)) if version.starts_with("HTTP/1.") => status,
            _ => return Err(Reason::Proxy("gives no proper answer".into())),
        };
        match status.as_bytes() {
            b"407" => Err(Reason::Proxy("wants a name and a password".into())),
            [b'2', b'0'..=b'9', b'0'..=b'9'] => Ok(()),
            [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] => {
                Err(Reason::Proxy(format!("does not pass this on: it answers {status}")))
            }
            _ => Err(Reason::Proxy("gives no proper answer".into())),
        }
    }

    /// Has the request's path begin with scheme and host, as a proxy needs it (RFC 9112, section 3.2.2).
    pub(super) fn before_path(&mut self, origin: String) {
        self.before_path = Some(origin);
    }

    fn send(&mut self, mut bytes: &[u8]) -> Result<(), Reason> {
        let mut since = Instant::now();
        while !bytes.is_empty() {
            let patience = self.limits.patience(Stage::Idle, since)?;
            self.stream.set_write_timeout(Some(patience)).ok();
            match self.stream.write(bytes) {
                Ok(0) => return Err(broken()),
                Ok(sent) => {
                    bytes = &bytes[sent..];
                    since = Instant::now();
                }
                Err(error) if is_waiting(&error) => {}
                Err(_) => return Err(broken()),
            }
        }
        Ok(())
    }
}

fn receive(stream: &mut TcpStream, limits: &Limits, into: &mut [u8]) -> Result<usize, Reason> {
    let since = Instant::now();
    loop {
        let patience = limits.patience(Stage::Idle, since)?;
        stream.set_read_timeout(Some(patience)).ok();
        match stream.read(into) {
            Ok(read) => return Ok(read),
            Err(error) if is_waiting(&error) => {}
            // A reset is not an end: what came before it may be half of a page without a length.
            Err(_) => return Err(broken()),
        }
    }
}

/// The connection broke; how much had come is known further up.
pub(super) fn broken() -> Reason {
    Reason::Cut { received: 0, announced: None }
}

fn is_waiting(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), WouldBlock | TimedOut | Interrupted)
}

/// The system's reason in plain words, the same on every system.
fn plain(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "the host refuses it",
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => {
            "the host breaks it off"
        }
        io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::NetworkDown
        | io::ErrorKind::AddrNotAvailable => "there is no way to the host from here",
        io::ErrorKind::PermissionDenied => "this machine does not allow it",
        _ => "the system gives no reason that is known",
    }
}

/// A reason on its way through the library that asked for the connection.
pub(super) fn carry(reason: Reason) -> ureq::Error {
    ureq::Error::Other(Box::new(reason))
}

impl Transport for Line {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    // The limits of this tool are its own: those of the library know nothing of stopping.
    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), ureq::Error> {
        let mut bytes = self.buffers.output()[..amount].to_vec();
        if let Some(origin) = self.before_path.take()
            && let Some(path) = bytes.iter().position(|byte| *byte == b' ')
        {
            bytes.splice(path + 1..path + 1, origin.into_bytes());
        }
        self.send(&bytes).map_err(carry)
    }

    fn await_input(&mut self, _: NextTimeout) -> Result<bool, ureq::Error> {
        let into = self.buffers.input_append_buf();
        let read = receive(&mut self.stream, &self.limits, into).map_err(carry)?;
        self.buffers.input_appended(read);
        Ok(read > 0)
    }

    fn is_open(&mut self) -> bool {
        // No connection is used twice.
        false
    }
}
