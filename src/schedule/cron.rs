//! A line in the person's crontab, between two marks. All else in it is kept byte for byte.

use super::Fault;
use super::Job;
use super::timing::Timing;
use crate::diag::Diagnostic;

/// How long a command cron takes: Debian's cuts at 1,000 bytes without a word.
const LONGEST: usize = 990;

/// The line, without its end.
///
/// # Errors
/// When it is longer than cron takes.
pub fn line(job: &Job, timing: Timing) -> Result<String, Fault> {
    let calls = timing.frequent();
    let minutes = match (calls.step(), calls.minutes.as_slice()) {
        (1, _) => "*".to_owned(),
        (_, [one]) => one.to_string(),
        (step, _) => format!("*/{step}"),
    };
    let words = [job.program.as_str()].into_iter().chain(job.arguments()).map(quote);
    let command = words.collect::<Vec<_>>().join(" ");
    if command.len() > LONGEST {
        let message = format!("cron takes no command of {} bytes", command.len());
        return Err(Diagnostic::error("schedule-path", message)
            .why("a longer one is cut off, and something else would run")
            .help("move the workspace to a shorter path")
            .into());
    }
    Ok(format!("{minutes} * * * * {command}"))
}

/// A word for the shell, as cron hands it on.
///
/// Cron ends a command at `%` unless a backslash stands before it. Some crons also make one backslash
/// of two; so that it is the same to all, none stands before a backslash or a `%` of the word itself.
fn quote(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:,@=".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    let mut quoted = String::from("'");
    let mut before = ' ';
    for c in word.chars() {
        if before == '\\' && matches!(c, '\\' | '%') {
            quoted.push_str("''");
        }
        match c {
            '\'' => quoted.push_str("'\\''"),
            '%' => quoted.push_str("\\%"),
            c => quoted.push(c),
        }
        before = c;
    }
    quoted.push('\'');
    quoted
}

/// The marks around the line of `name`.
fn marks(name: &str) -> [String; 2] {
    [format!("# {name}: begin (`brief schedule remove` takes this out)"), format!("# {name}: end")]
}

/// A crontab with this line for `name`, in place of the one it had; or without it.
///
/// # Errors
/// When one of the two marks is missing: nobody can tell then which lines are a person's own.
pub fn merge(crontab: &[u8], name: &str, line: Option<&str>) -> Result<Vec<u8>, Fault> {
    let [begin, end] = marks(name);
    let is = |line: &[u8], mark: &str| line.trim_ascii() == mark.as_bytes();
    let mut kept = Vec::with_capacity(crontab.len() + 200);
    let mut inside = false;
    let mut place = None;
    for old in crontab.split_inclusive(|byte| *byte == b'\n') {
        match (is(old, &begin), is(old, &end)) {
            (true, _) if !inside => {
                inside = true;
                place.get_or_insert(kept.len());
            }
            (_, true) if inside => inside = false,
            (false, false) if inside => {}
            (false, false) => kept.extend_from_slice(old),
            _ => return Err(damaged(name).into()),
        }
    }
    if inside {
        return Err(damaged(name).into());
    }
    let Some(line) = line else { return Ok(kept) };
    if place.is_none() && kept.last().is_some_and(|byte| *byte != b'\n') {
        kept.push(b'\n');
    }
    let block = format!("{begin}\n{line}\n{end}\n");
    let place = place.unwrap_or(kept.len());
    kept.splice(place..place, block.into_bytes());
    Ok(kept)
}

fn damaged(name: &str) -> Diagnostic {
    Diagnostic::error(
        "schedule-crontab",
        format!("the marks of `{name}` in the crontab are damaged"),
    )
    .why("between them stands what may be replaced; without them a line of yours might be lost")
    .help("say `crontab -e` and delete the lines of this schedule, then try again")
}

/// The line that `name` has in a crontab.
pub fn find(crontab: &[u8], name: &str) -> Option<String> {
    let [begin, end] = marks(name);
    let text = String::from_utf8_lossy(crontab);
    let mut lines = text.lines().map(str::trim).skip_while(|line| *line != begin);
    lines.next()?;
    lines.next().filter(|line| *line != end).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn other_lines_are_kept_byte_for_byte() {
        let old = b"MAILTO=a@example.org\r\n\t0 0 * * *  backup\xff  \n# no end of line";
        let with = merge(old, "brief-x", Some("0 * * * * one")).unwrap();
        assert!(with.starts_with(old) && with.len() > old.len());
        let other = merge(&with, "brief-x-1", Some("0 * * * * other")).unwrap();
        let twice = merge(&other, "brief-x", Some("1 * * * * two")).unwrap();
        assert_eq!(find(&twice, "brief-x").unwrap(), "1 * * * * two");
        assert_eq!(find(&twice, "brief-x-1").unwrap(), "0 * * * * other");
        assert_eq!(find(&twice, "brief"), None);
        let without = merge(&merge(&twice, "brief-x", None).unwrap(), "brief-x-1", None).unwrap();
        assert_eq!(without, [old.as_slice(), b"\n"].concat());
    }

    #[test]
    fn damaged_marks_cost_no_line() {
        let [begin, end] = marks("brief-x");
        for crontab in [
            format!("{begin}\n0 0 * * * mine\n"),
            format!("{end}\n"),
            format!("{begin}\n{begin}\n{end}\n"),
        ] {
            let error = merge(crontab.as_bytes(), "brief-x", None).unwrap_err();
            assert_eq!(error.message, "the marks of `brief-x` in the crontab are damaged");
        }
    }

    #[test]
    fn a_command_that_cron_would_cut_is_refused() {
        let workspace = format!("/{}", "a".repeat(1000));
        let job = Job { name: "n".into(), program: "/b".into(), workspace, command: None };
        let error = line(&job, Timing::Every(60)).unwrap_err();
        assert_eq!(error.message, "cron takes no command of 1029 bytes");
    }

    /// What a cron hands to the shell; the two kinds differ in what they make of two backslashes.
    fn handed_on(command: &str, pairs: bool) -> String {
        let mut out = String::new();
        let mut escaped = false;
        for c in command.chars() {
            if escaped {
                if c == '%' || (pairs && c == '\\') {
                    out.pop();
                }
                out.push(c);
                escaped = false;
            } else if c == '%' {
                return out;
            } else {
                escaped = c == '\\';
                out.push(c);
            }
        }
        out
    }

    proptest! {
        #[test]
        fn the_shell_sees_the_word_whatever_cron_it_is(word in "[ab \\\\%'\"$é`]{0,12}") {
            for pairs in [false, true] {
                let line = format!("printf %s {}", quote(&word)).replacen("%s", "\\%s", 1);
                let output = std::process::Command::new("sh")
                    .args(["-c", &handed_on(&line, pairs)])
                    .output()
                    .unwrap();
                prop_assert_eq!(String::from_utf8(output.stdout).unwrap(), word.clone());
            }
        }

        #[test]
        fn what_was_put_in_comes_out(lines in "([a-z# *\t%\r]{0,8}\n){0,6}") {
            let with = merge(lines.as_bytes(), "brief-x", Some("0 * * * * one")).unwrap();
            prop_assert_eq!(merge(&with, "brief-x", None).unwrap(), lines.as_bytes());
        }
    }
}
