//! What a person sees of a long run: how far it is, and how to end it.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::Exit;
use crate::watch::screen::LEAVE;

/// A run of fewer papers is over before one could read a bar.
const WORTH_A_BAR: usize = 5;

/// How long a run goes on before its bar appears.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar on standard error with the rate and the time left.
pub struct Progress {
    bar: ProgressBar,
    wanted: bool,
}

impl Progress {
    /// For a run over so many papers; `wanted` where a person would see it.
    pub fn new(papers: usize, wanted: bool) -> Progress {
        Progress::of(papers, "papers", wanted)
    }

    /// The same for other things.
    pub fn of(papers: usize, noun: &str, wanted: bool) -> Progress {
        let bar = ProgressBar::with_draw_target(Some(papers as u64), ProgressDrawTarget::hidden());
        let rate = |state: &ProgressState, w: &mut dyn std::fmt::Write| {
            write!(w, "{:.1}", state.per_sec()).ok();
        };
        let template =
            format!("{{bar:30}} {{pos}} of {{len}} {noun}, {{rate}} a second, {{eta}} left");
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style.with_key("rate", rate).progress_chars("=> "));
        }
        Progress { bar, wanted: wanted && papers >= WORTH_A_BAR }
    }

    /// One more paper is finished.
    pub fn step(&self) {
        self.bar.inc(1);
        if self.wanted && self.bar.is_hidden() && self.bar.elapsed() >= PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Lets `print` write whole lines; the bar stands below them.
    pub fn above(&self, print: impl FnOnce()) {
        self.bar.suspend(print);
    }

    /// Takes the bar away.
    pub fn end(self) {
        self.bar.finish_and_clear();
    }
}

/// Whether a screen is painted that must be given back before the process ends.
pub static PAINTED: AtomicBool = AtomicBool::new(false);

/// The flag that Ctrl-C raises, or the system when it ends this process or its terminal. A second time
/// it ends the process at once.
///
/// Where the caller has such signals ignored, as `nohup` does, they stay ignored.
pub fn interruption() -> &'static AtomicBool {
    static STOP: AtomicBool = AtomicBool::new(false);
    let mut first: Option<Instant> = None;
    let handler = move || match first {
        None => {
            first = Some(Instant::now());
            STOP.store(true, Ordering::Relaxed);
        }
        // `timeout` and some shells send one request to end twice.
        Some(at) if at.elapsed() < Duration::from_millis(300) => {}
        Some(_) => {
            if PAINTED.load(Ordering::Relaxed) {
                write!(std::io::stdout(), "{LEAVE}").ok();
            }
            std::process::exit(Exit::Interrupted as i32)
        }
    };
    ctrlc::try_set_handler(handler).ok();
    &STOP
}
