//! Papers on disk: whether what is there stands, why it does not, what is written.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::Request;
use super::make::{Maker, Ready};
use crate::diag::Diagnostic;
use crate::made::outcome::{Action, Outcome, OutputFile};
use crate::made::parts::{self, Part};
use crate::made::{Laid, Made};
use crate::select::Target;
use crate::workspace::{Written, remove, stamp, sweep, write};

impl Maker<'_> {
    /// Whether the files that are there came of this.
    pub(super) fn stands(&self, target: &Target<'_>, laid: &Laid) -> bool {
        if !self.request.write {
            return self.past.laid(&target.stem, &laid.job, |path| self.hash(path)).is_some();
        }
        let out = self.workspace.place(&self.request.out);
        self.past.last(&target.stem, &out).is_some_and(|last| {
            last.laid == *laid && last.files.iter().all(|file| self.is_as_made(file))
        })
    }

    /// Whether a file is as it was when it was made.
    fn is_as_made(&self, (path, known): &(PathBuf, String)) -> bool {
        stamp(&self.request.out.join(path)).as_ref() == Some(known)
    }

    /// Removes what a run that was killed has left in the folders papers go to.
    pub(super) fn sweep(&self) {
        let modules = self.library.templates.keys().filter(|path| path.ends_with(".typ"));
        let beside =
            modules.filter_map(|path| self.request.out.join(path).parent().map(Into::into));
        let folders: BTreeSet<PathBuf> = beside.chain([self.request.out.clone()]).collect();
        folders.iter().for_each(|folder| sweep(folder));
    }

    /// Writes the files of a paper, unless they stand; what is to be remembered of it.
    pub(super) fn finish(
        &self,
        ready: Ready,
        tried: Vec<Laid>,
        outcome: &mut Outcome,
    ) -> Option<Made> {
        let Ready { laid, parts, files } = ready;
        let place = match self.request.write {
            true => self.workspace.place(&self.request.out),
            false => PathBuf::new(),
        };
        let last = self.past.last(&outcome.stem, &place);
        let Some(files) = files else {
            self.stand(last, outcome);
            let made = last?;
            return Some(Made { parts, ..made.clone() });
        };
        if self.request.write {
            outcome.because = self.because(last, &laid, &parts);
        }
        let written: Vec<PathBuf> = files.iter().map(|(path, _)| PathBuf::from(path)).collect();
        self.write(files, outcome);
        if outcome.disk_failed {
            return None;
        }
        let stamped = |path: PathBuf| Some((path.clone(), stamp(&self.request.out.join(path))?));
        let files = match self.request.write {
            true => written.into_iter().map(stamped).collect::<Option<Vec<_>>>()?,
            false => Vec::new(),
        };
        let tried = tried.into_iter().filter(|other| *other != laid).collect();
        let because = outcome.because.clone();
        let when = crate::lock::stamp(self.request.clock.real);
        let Request { formats, settings, .. } = self.request;
        let (formats, draft) = (formats.clone(), settings.draft);
        Some(Made { out: place, formats, draft, laid, tried, files, parts, because, when })
    }

    /// The files of a paper that stands.
    fn stand(&self, last: Option<&Made>, outcome: &mut Outcome) {
        if !self.request.write {
            let path = PathBuf::from(format!("{}.pdf", outcome.stem));
            outcome.files.push(OutputFile { path, action: Action::Checked });
            return;
        }
        for (path, _) in last.into_iter().flat_map(|last| &last.files) {
            let path = self.request.out.join(path);
            outcome.files.push(OutputFile { path, action: Action::Unchanged });
        }
    }

    /// Why a paper is made that was made before, or was not.
    pub(super) fn because(&self, last: Option<&Made>, laid: &Laid, parts: &[Part]) -> Vec<String> {
        let Some(last) = last else { return vec!["it was not made here before".into()] };
        if last.laid == *laid {
            let touched = last.files.iter().filter(|file| !self.is_as_made(file));
            let said = touched.map(|(path, _)| {
                let path = self.request.out.join(path);
                let became =
                    if path.exists() { "was altered by something else" } else { "is gone" };
                format!("`{}` {became}", self.workspace.display(&path))
            });
            return said.collect();
        }
        let changes = parts::changes(&last.parts, parts);
        match changes.is_empty() {
            true => vec![parts::OTHER.into()],
            false => changes,
        }
    }

    fn write(&self, files: Vec<(String, Vec<u8>)>, outcome: &mut Outcome) {
        let out = &self.request.out;
        let files: Vec<(PathBuf, Vec<u8>)> =
            files.into_iter().map(|(path, bytes)| (out.join(path), bytes)).collect();
        if !self.request.write {
            let checked = |(path, _)| OutputFile { path, action: Action::Checked };
            outcome.files.extend(files.into_iter().map(checked));
            return;
        }
        match write(&files) {
            Ok(written) => {
                for ((path, _), written) in files.iter().zip(written) {
                    let action = match written {
                        Written::New => Action::Built,
                        Written::Same => Action::Unchanged,
                    };
                    outcome.files.push(OutputFile { path: path.clone(), action });
                }
                let png = |(path, _): &&(PathBuf, _)| path.extension().is_some_and(|e| e == "png");
                let pictures = files.iter().filter(png).count();
                if pictures > 0 {
                    // Pages that an earlier, longer paper had would be taken for this one's.
                    let page = |n: usize| out.join(format!("{}-{n}.png", outcome.stem));
                    let mut stale = pictures + 1;
                    while page(stale).is_file() && remove(&page(stale)).is_ok() {
                        stale += 1;
                    }
                }
            }
            Err(error) => {
                outcome.disk_failed = true;
                outcome.findings.push(
                    Diagnostic::error("disk", error.to_string())
                        .why("the paper is as it was before; nothing half was written")
                        .help(error.help()),
                );
                let path = out.join(format!("{}.pdf", outcome.stem));
                outcome.files.push(OutputFile { path, action: Action::Failed });
            }
        }
    }
}
