//! A web server, a proxy and a directory of names for the tests, on this machine only.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{IpAddr, Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use brief::source::fetch::Resolve;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// One thing a server does after it has read the head of a request.
#[derive(Clone)]
pub enum Step {
    /// Sends.
    Send(Vec<u8>),
    /// Waits.
    Pause(Duration),
    /// Sends the same again and again, with a pause after each, as long as anyone listens.
    Forever(Vec<u8>, Duration),
    /// Breaks off: a reset, or over TLS an end without the farewell.
    Break,
}

type Steps = Vec<Step>;

/// A server, and the heads of the requests it has seen.
pub struct Server {
    pub port: u16,
    safe: bool,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// A server that does for each request, given its head, what `answer` says.
    pub fn start(answer: impl Fn(&str) -> Steps + Send + Sync + 'static) -> Server {
        Server::with(None, Arc::new(answer))
    }

    /// The same over TLS.
    pub fn safe(
        tls: Arc<ServerConfig>,
        answer: impl Fn(&str) -> Steps + Send + Sync + 'static,
    ) -> Server {
        Server::with(Some(tls), Arc::new(answer))
    }

    fn with(
        tls: Option<Arc<ServerConfig>>,
        answer: Arc<dyn Fn(&str) -> Steps + Send + Sync>,
    ) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (safe, log) = (tls.is_some(), seen.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answer, log, tls) = (answer.clone(), log.clone(), tls.clone());
                std::thread::spawn(move || match tls {
                    None => serve(stream, &*answer, &log, |stream| {
                        stream.shutdown(Shutdown::Write).ok();
                        // What is unread would turn the end into a reset.
                        std::io::copy(stream, &mut std::io::sink()).ok();
                    }),
                    Some(tls) => {
                        let Ok(connection) = ServerConnection::new(tls) else { return };
                        serve(StreamOwned::new(connection, stream), &*answer, &log, |stream| {
                            stream.conn.send_close_notify();
                            stream.flush().ok();
                        });
                    }
                });
            }
        });
        Server { port, safe, seen }
    }

    /// The address of a path here.
    pub fn url(&self, path: &str) -> String {
        let scheme = if self.safe { "https" } else { "http" };
        format!("{scheme}://127.0.0.1:{}{path}", self.port)
    }

    /// The heads of all requests so far.
    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }

    /// The paths of all requests so far, those for `robots.txt` aside.
    pub fn pages(&self) -> Vec<String> {
        let path = |head: &String| head.split(' ').nth(1).unwrap_or_default().to_owned();
        self.seen().iter().map(path).filter(|path| path != "/robots.txt").collect()
    }
}

/// Reads a head but its last byte: while that is unread, closing is a reset.
fn head(stream: &mut impl Read) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r") {
        let mut byte = [0];
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    Some(String::from_utf8_lossy(&head).trim_end().to_owned())
}

fn serve<S: Read + Write>(
    mut stream: S,
    answer: &dyn Fn(&str) -> Steps,
    log: &Mutex<Vec<String>>,
    end: impl FnOnce(&mut S),
) {
    let Some(head) = head(&mut stream) else { return };
    log.lock().unwrap().push(head.clone());
    for step in answer(&head) {
        let sent = match step {
            Step::Send(bytes) => stream.write_all(&bytes).and_then(|()| stream.flush()),
            Step::Pause(length) => {
                std::thread::sleep(length);
                Ok(())
            }
            Step::Forever(bytes, pause) => loop {
                if let Err(error) = stream.write_all(&bytes).and_then(|()| stream.flush()) {
                    break Err(error);
                }
                std::thread::sleep(pause);
            },
            Step::Break => {
                // Long enough for what was sent to be read before the reset overtakes it.
                std::thread::sleep(Duration::from_millis(100));
                return;
            }
        };
        if sent.is_err() {
            return;
        }
    }
    stream.read_exact(&mut [0]).ok();
    end(&mut stream);
}

/// An answer with headers, each on a line, and a length.
pub fn answer(status: &str, headers: &str, body: &[u8]) -> Steps {
    let length = body.len();
    let lines: String = headers.lines().map(|line| format!("{line}\r\n")).collect();
    let head = format!("HTTP/1.1 {status}\r\n{lines}content-length: {length}\r\n\r\n");
    vec![Step::Send([head.as_bytes(), body].concat())]
}

/// A page of plain text.
pub fn page(body: &str) -> Steps {
    answer("200 OK", "content-type: text/plain; charset=utf-8", body.as_bytes())
}

/// A redirect.
pub fn redirect(status: u16, to: &str) -> Steps {
    answer(&format!("{status} Elsewhere"), &format!("location: {to}"), b"")
}

/// Exactly these bytes.
pub fn raw(text: &str) -> Steps {
    vec![Step::Send(text.as_bytes().to_vec())]
}

/// A proxy that passes everything on to one port of this machine, whatever it is asked for.
pub fn tunnel(to: u16) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = seen.clone();
    std::thread::spawn(move || {
        for mut near in listener.incoming().flatten() {
            let Some(head) = head(&mut near) else { continue };
            near.read_exact(&mut [0]).ok();
            log.lock().unwrap().push(head);
            near.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").ok();
            let Ok(far) = TcpStream::connect(("127.0.0.1", to)) else { continue };
            for (mut from, mut into) in [
                (near.try_clone().unwrap(), far.try_clone().unwrap()),
                (far.try_clone().unwrap(), near.try_clone().unwrap()),
            ] {
                std::thread::spawn(move || {
                    std::io::copy(&mut from, &mut into).ok();
                    into.shutdown(Shutdown::Write).ok();
                });
            }
        }
    });
    (port, seen)
}

/// A directory of names. Each look-up of a name takes the next of its answers, the last for good.
#[derive(Debug, Default)]
pub struct Names {
    answers: HashMap<String, Vec<Vec<IpAddr>>>,
    asked: Mutex<Vec<String>>,
}

impl Names {
    /// One name and its answers, each of addresses between spaces.
    pub fn name(mut self, name: &str, answers: &[&str]) -> Names {
        let parse =
            |answer: &&str| answer.split_whitespace().map(|ip| ip.parse().unwrap()).collect();
        self.answers.insert(name.to_owned(), answers.iter().map(parse).collect());
        self
    }

    /// What was looked up so far.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Resolve for Names {
    fn resolve(&self, host: &str) -> std::io::Result<Vec<IpAddr>> {
        let mut asked = self.asked.lock().unwrap();
        let before = asked.iter().filter(|name| *name == host).count();
        asked.push(host.to_owned());
        let answers = self.answers.get(host).ok_or(std::io::ErrorKind::NotFound)?;
        Ok(answers[before.min(answers.len() - 1)].clone())
    }
}
