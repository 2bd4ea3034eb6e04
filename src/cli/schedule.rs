//! `brief schedule`: regular refresh through the machine's own scheduler.

use std::path::{Path, PathBuf};

use chrono::{Local, SubsecRound, Utc};

use super::args::{Global, Install, Refresh, ScheduleCommand, ScheduleRun};
use super::refresh::{Counts, refresh_counted};
use super::report::Reporter;
use super::{Exit, Stop, workspace};
use crate::diag::{Diagnostic, did_you_mean};
use crate::schedule::history::Folder;
use crate::schedule::hosted::Hosted;
use crate::schedule::plan::{self, Place};
use crate::schedule::run::{Call, Outcome, run};
use crate::schedule::settings::{self, Settings};
use crate::schedule::timing::Timing;
use crate::schedule::{Job, System, approval, machine, perform, show};
use crate::workspace::{Clock, Workspace, write};

/// Installs, shows, removes or runs it.
pub fn schedule(
    global: &Global,
    asked: &ScheduleCommand,
    reporter: &Reporter,
) -> Result<Exit, Stop> {
    let workspace = workspace(global)?;
    let scheduling = Scheduling { workspace: &workspace, reporter };
    match asked {
        ScheduleCommand::Install(asked) => scheduling.install(asked),
        ScheduleCommand::Show => scheduling.show(),
        ScheduleCommand::Remove => scheduling.remove(),
        ScheduleCommand::Run(asked) => scheduling.run(global, asked),
    }
}

struct Scheduling<'a> {
    workspace: &'a Workspace,
    reporter: &'a Reporter,
}

impl Scheduling<'_> {
    fn file(&self) -> PathBuf {
        self.workspace.root().join(settings::PATH)
    }

    /// The settings as they are written, if they are.
    fn text(&self) -> Result<Option<String>, Stop> {
        let path = self.file();
        if !self.workspace.is_there(&path) {
            return Ok(None);
        }
        let bytes = self.workspace.read_unremembered(&path)?;
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// The settings; what is wrong with them is said.
    fn settings(&self) -> Result<Option<Settings>, Stop> {
        let Some(text) = self.text()? else { return Ok(None) };
        settings::read(settings::PATH, &text).map(Some).map_err(|mut faults| {
            let last = faults.pop();
            self.reporter.diagnostics(&faults);
            let nothing = || Diagnostic::error("schedule-file", "the schedule cannot be read");
            Stop::from(last.unwrap_or_else(nothing))
        })
    }

    fn place(&self, settings: Option<&Settings>) -> Result<Place, Stop> {
        let program = std::env::current_exe().map_err(|error| {
            Diagnostic::error("schedule", "where this program lies cannot be told")
                .why("a scheduler calls it by its path")
                .detail(error.to_string())
        })?;
        let root = self.workspace.root();
        let mut job = Job::new(&program, root).map_err(Stop::from)?;
        job.command = settings.and_then(|settings| Some(approval(settings.command.as_ref()?)));
        let repository = repository(self.workspace, root);
        let within = root.strip_prefix(&repository).ok().and_then(Path::to_str);
        let within = within.filter(|path| !path.is_empty()).unwrap_or(".").to_owned();
        Ok(Place {
            job,
            machine: machine::look(),
            crontab: perform::crontab().map_err(Stop::from)?,
            repository,
            hosted: Hosted {
                workspace: within,
                digest: settings.and_then(|settings| settings.digest.clone()),
            },
        })
    }

    fn found(place: &Place) -> Vec<System> {
        perform::find(place, None).into_iter().map(|found| found.system).collect()
    }

    fn install(&self, asked: &Install) -> Result<Exit, Stop> {
        let stored = self.settings()?;
        let timing = match (&asked.every, &asked.at, &stored) {
            (Some(every), _, _) => Timing::every(every).map_err(Stop::from)?,
            (_, Some(at), _) => Timing::at(at).map_err(Stop::from)?,
            (_, _, Some(stored)) => stored.timing,
            _ => {
                return Err(Diagnostic::error("schedule-timing", "how often is not said")
                    .help("say `--every 6h` or `--at 06:30`")
                    .into());
            }
        };
        let old = stored.as_ref();
        let settings = Settings {
            timing,
            digest: asked.digest.clone().or_else(|| old?.digest.clone()),
            command: asked.command.clone().or_else(|| old?.command.clone()),
            since: Some(self.time().trunc_subsecs(0)),
        };
        let system = match &asked.system {
            None => None,
            Some(word) => {
                let found = System::ALL.into_iter().find(|system| system.as_str() == word);
                Some(found.ok_or_else(|| {
                    let names = System::ALL.map(System::as_str);
                    Diagnostic::error("schedule-system", format!("`{word}` is no scheduler"))
                        .maybe_help(did_you_mean(word, names, "known are"))
                })?)
            }
        };
        let place = self.place(Some(&settings))?;
        let system = machine::choose(&place.machine, system).map_err(Stop::from)?;
        let plan = plan::install(system, &place, &settings, &Scheduling::found(&place))
            .map_err(Stop::from)?;
        let text = settings::write(self.text()?.as_deref(), &settings).map_err(Stop::from)?;
        write(&[(self.file(), text.into_bytes())])?;
        perform::perform(&plan.steps).map_err(Stop::from)?;
        self.reporter.result(&format!("scheduled  {} by {}", timing.words(), system.as_str()));
        if !system.is_hosted() {
            self.reporter.result(&show::next_run(&settings, self.time(), &Local));
        }
        self.reporter.diagnostics(&plan.notes);
        Ok(Exit::Done)
    }

    fn remove(&self) -> Result<Exit, Stop> {
        let place = self.place(None)?;
        let found = Scheduling::found(&place);
        let plan = plan::remove(&found, &place).map_err(Stop::from)?;
        perform::perform(&plan.steps).map_err(Stop::from)?;
        self.reporter.result(match found.is_empty() {
            true => "nothing was scheduled for this workspace",
            false => "removed    the schedule; `briefs/schedule.toml` stays",
        });
        self.reporter.diagnostics(&plan.notes);
        Ok(Exit::Done)
    }

    fn show(&self) -> Result<Exit, Stop> {
        let Some(settings) = self.settings()? else {
            self.reporter.line("nothing is scheduled for this workspace");
            return Ok(Exit::Done);
        };
        let place = self.place(Some(&settings))?;
        let folder = Folder::of(self.workspace.root());
        let found = perform::find(&place, Some(&settings));
        let known = show::Known {
            job: &place.job,
            settings: &settings,
            found: &found,
            last: &folder.last(),
            running: folder.lock().is_ok_and(|lock| lock.is_none()),
            program: self.workspace.is_there(Path::new(&place.job.program)),
        };
        for line in show::lines(&known, self.time(), &Local) {
            self.reporter.line(&line);
        }
        let faults = show::faults(&known);
        self.reporter.diagnostics(&faults);
        Ok(if faults.is_empty() { Exit::Done } else { Exit::Content })
    }

    fn run(&self, global: &Global, asked: &ScheduleRun) -> Result<Exit, Stop> {
        let Some(settings) = self.settings()? else {
            return Err(Diagnostic::error("schedule-file", "there is no schedule here")
                .why("`briefs/schedule.toml` says how often to refresh and what to write")
                .help("say `brief schedule install --every 6h`")
                .into());
        };
        let clock = || self.time();
        let call = Call {
            workspace: self.workspace.root(),
            zone: &Local,
            clock: &clock,
            now: asked.now,
            approved: asked.approved.as_deref(),
        };
        let refresh = Refresh {
            build: true,
            digest: settings.digest.as_ref().map(|path| self.workspace.root().join(path)),
            no_questions: true,
            ..Refresh::default()
        };
        let called =
            run(&call, &settings, || match refresh_counted(global, &refresh, self.reporter) {
                Ok((exit, Counts(counts))) => Outcome { exit: exit as u8, counts },
                Err(stop) => {
                    let (exit, said) = stop.say();
                    self.reporter.diagnostics(&[said]);
                    Outcome { exit: exit as u8, ..Outcome::default() }
                }
            });
        self.reporter.diagnostics(&called.said);
        Ok(Exit::of(called.exit))
    }

    fn time(&self) -> chrono::DateTime<Utc> {
        Clock::read(None, None, chrono_tz::UTC).real
    }
}

/// The top folder of the repository that a folder lies in, or the folder.
fn repository(workspace: &Workspace, folder: &Path) -> PathBuf {
    let top = folder.ancestors().find(|folder| workspace.is_there(&folder.join(".git")));
    top.unwrap_or(folder).to_owned()
}
