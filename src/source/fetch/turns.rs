//! One request a host at a time, and a pause between them.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::failure::Reason;
use super::line::{Stop, TICK};

/// Who may ask which host.
#[derive(Debug, Default)]
pub(super) struct Turns {
    hosts: Mutex<HashMap<String, Host>>,
    freed: Condvar,
}

#[derive(Debug, Clone, Copy, Default)]
struct Host {
    busy: bool,
    /// When the last request ended; the next begins a pause later.
    ended: Option<Instant>,
}

/// Leave to ask a host, for as long as it is held.
#[derive(Debug)]
pub(super) struct Turn {
    turns: Arc<Turns>,
    host: String,
}

impl Turns {
    /// Waits until the host is free and the pause is over.
    pub(super) fn take(
        self: &Arc<Turns>,
        host: &str,
        pause: Duration,
        stop: Stop,
    ) -> Result<Turn, Reason> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            stop.check()?;
            let entry = hosts.entry(host.to_owned()).or_default();
            let resting =
                entry.ended.map_or(Duration::ZERO, |at| pause.saturating_sub(at.elapsed()));
            if !entry.busy && resting.is_zero() {
                entry.busy = true;
                return Ok(Turn { turns: self.clone(), host: host.to_owned() });
            }
            let wait = if entry.busy { TICK } else { resting.min(TICK) };
            let woken = self.freed.wait_timeout(hosts, wait);
            hosts = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut hosts = self.turns.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.insert(self.host.clone(), Host { busy: false, ended: Some(Instant::now()) });
        self.turns.freed.notify_all();
    }
}
