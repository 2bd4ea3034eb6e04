//! Lines to a terminal, in place.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use super::text::{plain, width};

/// Takes the second screen, where nothing that was there before is lost; hides the cursor; ends lines
/// at the edge.
const ENTER: &str = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[2J";

/// Gives back what [`Painter`] took. For whoever ends the process without letting it end by itself.
pub const LEAVE: &str = "\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l";

/// Terminals that know these show all that is between them at once; others pass over them.
const TOGETHER: (&str, &str) = ("\u{1B}[?2026h", "\u{1B}[?2026l");

/// Whoever has not painted for so long may have been halted, and another program may have written.
const AWAY: Duration = Duration::from_secs(1);

/// Lines that stand still are painted again with the others after so long, so that what strayed onto the
/// screen goes.
const STALE: Duration = Duration::from_secs(2);

/// Paints a terminal.
#[derive(Debug)]
pub struct Painter<W: Write> {
    out: W,
    shown: Vec<String>,
    size: (usize, usize),
    called: Instant,
    whole: Instant,
}

impl<W: Write> Painter<W> {
    /// Takes over the terminal that `out` writes to; gives it back when dropped.
    ///
    /// # Errors
    /// When it cannot be written to.
    pub fn new(mut out: W) -> io::Result<Painter<W>> {
        out.write_all(ENTER.as_bytes())?;
        out.flush()?;
        let now = Instant::now();
        Ok(Painter { out, shown: Vec::new(), size: (0, 0), called: now, whole: now })
    }

    /// Shows `lines` on a terminal of so many columns and lines. Lines that stand there already are not
    /// written, so it may be called as often as one likes.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn paint(&mut self, lines: Vec<String>, size: (usize, usize)) -> io::Result<()> {
        let now = Instant::now();
        let changed = lines != self.shown;
        let whole =
            size != self.size || now - self.called > AWAY || (changed && now - self.whole > STALE);
        self.called = now;
        if !changed && !whole {
            return Ok(());
        }
        let mut text = String::from(TOGETHER.0);
        let rows = match whole {
            true => size.1,
            false => lines.len().max(self.shown.len()),
        };
        for row in 0..rows.min(size.1) {
            let line = lines.get(row);
            if whole || line != self.shown.get(row) {
                let line = line.map_or("", String::as_str);
                text.push_str(&format!("\u{1B}[{};1H{line}", row + 1));
                // Behind a line that reaches the edge the cursor stands on its last letter.
                if width(&plain(line)) < size.0 {
                    text.push_str("\u{1B}[K");
                }
            }
        }
        // What is typed appears where the cursor stands; here it cannot make the screen roll.
        text.push_str("\u{1B}[1;1H");
        text.push_str(TOGETHER.1);
        self.out.write_all(text.as_bytes())?;
        self.out.flush()?;
        if whole {
            self.whole = now;
        }
        (self.shown, self.size) = (lines, size);
        Ok(())
    }
}

impl<W: Write> Drop for Painter<W> {
    fn drop(&mut self) {
        self.out.write_all(LEAVE.as_bytes()).and_then(|()| self.out.flush()).ok();
    }
}
