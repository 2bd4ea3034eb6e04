//! How changes are found, and why not by the system's reports.

use std::path::PathBuf;

use notify::ErrorKind;

/// How changes are to be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// By what the system reports, and where it may not, by looking every second too.
    System,
    /// By looking every second.
    Polling,
}

/// Why folders are looked through every second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Polling {
    /// It was asked for.
    Asked,
    /// The system watches no more folders for this user.
    Limit,
    /// A folder is on another machine's disk.
    Remote(PathBuf),
    /// The system's reports ended.
    Gone,
    /// The system said no, in its own words.
    Refused(String),
}

impl Polling {
    pub(crate) fn of(error: &notify::Error) -> Polling {
        // EMFILE: as many watchers as the user may have.
        let full = |error: &std::io::Error| error.raw_os_error() == Some(24);
        match &error.kind {
            ErrorKind::MaxFilesWatch => Polling::Limit,
            ErrorKind::Io(error) if cfg!(target_os = "linux") && full(error) => Polling::Limit,
            ErrorKind::Io(error) => Polling::Refused(error.to_string()),
            _ => Polling::Refused(error.to_string()),
        }
    }

    /// What there is to say, without a full stop.
    pub fn message(&self) -> String {
        let reason = match self {
            Polling::Asked => return "looking for changes once a second, as asked".into(),
            Polling::Limit => "the system watches no more folders for you".into(),
            Polling::Remote(folder) => format!("`{}` is on another machine", folder.display()),
            Polling::Gone => "the system stopped reporting changes".into(),
            Polling::Refused(words) => format!("the system reports no changes ({words})"),
        };
        format!("looking for changes once a second: {reason}")
    }

    /// Why it matters.
    pub fn why(&self) -> &'static str {
        "a change is seen up to a second later, and a large workspace keeps the disk busy"
    }

    /// One thing to do, where there is any.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Polling::Limit => Some(
                "raise `fs.inotify.max_user_watches` and `fs.inotify.max_user_instances` with `sysctl`, or close a program that watches many folders",
            ),
            Polling::Remote(_) => {
                Some("work on a copy on this machine's own disk where that is too slow")
            }
            Polling::Gone => Some("start `brief watch` again"),
            Polling::Asked | Polling::Refused(_) => None,
        }
    }
}
