//! Every scheduler's files against golden ones in `tests/schedule/golden`, and for `check.sh` in a
//! folder of its own. `BLESS=1` writes the golden files anew.

use std::path::{Path, PathBuf};

use brief::schedule::hosted::Hosted;
use brief::schedule::machine::{Machine, Os};
use brief::schedule::plan::{self, Place, Plan, Step};
use brief::schedule::settings::Settings;
use brief::schedule::timing::Timing;
use brief::schedule::{Job, System, cron, task};

/// Timings of every kind.
fn timings() -> [(&'static str, Timing); 6] {
    let every = |text: &str| Timing::every(text).unwrap();
    [
        ("every-6h", every("6h")),
        ("every-30m", every("30m")),
        ("every-5h", every("5h")),
        ("every-7m", every("7m")),
        ("every-1d", every("1d")),
        ("at-06-30", Timing::at("06:30").unwrap()),
    ]
}

const AWKWARD: &str = "/home/a/Policy “Päpers” 100% \"so\" it's \\x $HOME ${A} & <b> é";

fn place(program: &str, workspace: &str) -> Place {
    let (program, workspace) = (program.to_owned(), workspace.to_owned());
    let name = Job::new(Path::new(&program), Path::new(&workspace)).unwrap().name;
    Place {
        job: Job { name, program, workspace, command: None },
        machine: Machine {
            os: Os::Unix,
            systemd: true,
            user_bus: true,
            crontab: true,
            uid: 1000,
            linger: Some(false),
            home: "/home/a".into(),
            units: "/home/a/.config/systemd/user".into(),
        },
        crontab: Vec::new(),
        repository: "/home/a/repo".into(),
        hosted: Hosted { workspace: "it's a %place".into(), digest: Some("out/digest.md".into()) },
    }
}

fn settings(timing: Timing) -> Settings {
    Settings { timing, digest: None, command: None, since: None }
}

/// Every file of every format, by a name for it.
fn all() -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    let plain = place("/usr/local/bin/brief", "/home/a/papers");
    let awkward = place("/home/a/my %bin/$brief 1", AWKWARD);
    let windows =
        place("C:\\Program Files\\brief & co\\brief.exe", "C:\\Users\\Ä\\Policy <papers>\\");
    for (when, timing) in timings() {
        for (who, place) in [("plain", &plain), ("awkward", &awkward)] {
            let mut add = |ending: &str, bytes: Vec<u8>| {
                all.push((format!("{who}.{when}.{ending}"), bytes));
            };
            for system in [System::Systemd, System::Launchd] {
                for (path, bytes) in plan::files(system, place, &settings(timing)).unwrap() {
                    let ending = path.extension().unwrap().to_str().unwrap();
                    if ending != "service" || when == "every-6h" {
                        add(ending, bytes);
                    }
                }
            }
            let line = cron::line(&place.job, timing).unwrap();
            add("crontab", cron::merge(b"", &place.job.name, Some(&line)).unwrap());
            for (system, ending) in [(System::Github, "github.yml"), (System::Gitlab, "gitlab.yml")]
            {
                if let (Ok(files), "plain") = (plan::files(system, place, &settings(timing)), who) {
                    add(ending, files[0].1.clone());
                }
            }
        }
        all.push((format!("windows.{when}.xml"), task::bytes(&windows.job, timing).unwrap()));
    }
    all
}

#[test]
fn files_are_as_they_were_looked_at() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schedule/golden");
    let bless = std::env::var_os("BLESS").is_some();
    let (mut wrong, mut seen) = (Vec::new(), Vec::new());
    for (name, bytes) in all() {
        let path = folder.join(&name);
        if bless {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &bytes).unwrap();
        }
        if std::fs::read(&path).ok().as_ref() != Some(&bytes) {
            wrong.push(name.clone());
        }
        seen.push(name);
    }
    for entry in std::fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !seen.contains(&name) {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "differ, or are no longer written: {wrong:?}");
}

/// A plan as one reads it.
fn told(plan: &Plan) -> String {
    let mut told = String::new();
    for step in &plan.steps {
        told += &match step {
            Step::Write { path, .. } => format!("write {}\n", path.display()),
            Step::Remove { path } => format!("remove {}\n", path.display()),
            Step::Run(command) => {
                let tilde = if command.may_fail { " (may fail)" } else { "" };
                let input = command.input.as_ref().map_or("", |_| " < crontab");
                format!("{} {}{input}{tilde}\n", command.program, command.arguments.join(" "))
            }
        };
    }
    for note in &plan.notes {
        told += &format!("note: {}; {}\n", note.message, note.help.as_deref().unwrap_or("-"));
    }
    told
}

#[test]
fn plans_are_as_they_were_looked_at() {
    let mut place = place("/usr/local/bin/brief", "/home/a/papers");
    let settings = settings(Timing::Every(360));
    let mut text = String::new();
    for system in System::ALL {
        let install = plan::install(system, &place, &settings, &[]).unwrap();
        text += &format!("install {}\n{}\n", system.as_str(), told(&install));
        let line = cron::line(&place.job, settings.timing).unwrap();
        place.crontab = cron::merge(b"", &place.job.name, Some(&line)).unwrap();
        let remove = plan::remove(&[system], &place).unwrap();
        text += &format!("remove {}\n{}\n", system.as_str(), told(&remove));
    }
    let moved = plan::install(System::Systemd, &place, &settings, &[System::Cron, System::Github]);
    text += &format!("install systemd where cron has it\n{}", told(&moved.unwrap()));
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests/schedule/plans.txt"].iter().collect();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(&path).unwrap());
}

#[test]
fn a_program_that_systemd_does_not_start_is_refused() {
    let place = place("/home/a/the \"bin\"/brief", "/home/a/papers");
    let error = plan::files(System::Systemd, &place, &settings(Timing::Every(60))).unwrap_err();
    assert_eq!(error.message, "systemd cannot start `/home/a/the \"bin\"/brief`");
}
