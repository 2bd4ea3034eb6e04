//! What editors, programs and people do to files, one by one.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::watch_place::{Place, batches, paths, pause};
use brief::watch::{Batch, Method, Polling, Watcher};

fn names(place: &Place, batches: &[Batch]) -> Vec<String> {
    let base = place.root.parent().unwrap();
    let shown = |path: &PathBuf| path.strip_prefix(base).unwrap().to_string_lossy().into_owned();
    paths(batches).iter().map(shown).collect()
}

#[test]
fn a_saved_file_is_one_batch() {
    let place = Place::new();
    let mut watcher = place.watcher();
    let all = batches(&mut watcher, 2, || fs::write(place.at("briefs/a.toml"), "a = 2\n").unwrap());
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!(names(&place, &all), ["work/briefs/a.toml"]);
    assert!(!all[0].lost);
}

#[test]
fn a_file_is_never_seen_empty_while_it_is_saved() {
    let place = Place::new();
    let mut watcher = place.watcher();
    let path = place.at("briefs/a.toml");
    for _ in 0..5 {
        let all = batches(&mut watcher, 1, || {
            let mut file = fs::File::create(&path).unwrap();
            pause(25);
            file.write_all(b"a = ").unwrap();
            pause(25);
            file.write_all(b"33\n").unwrap();
        });
        assert_eq!(all.len(), 1);
    }
    // The same, one writer after the other: empty, then whole.
    let all = batches(&mut watcher, 1, || {
        fs::write(&path, "").unwrap();
        pause(25);
        fs::write(&path, "a = 4\n").unwrap();
    });
    assert_eq!(all.len(), 1);
    // And gone for a moment.
    let all = batches(&mut watcher, 1, || {
        fs::remove_file(&path).unwrap();
        pause(25);
        fs::write(&path, "a = 5\n").unwrap();
    });
    assert_eq!(all.len(), 1);
}

#[test]
fn editors_that_replace_files_are_followed() {
    let place = Place::new();
    let mut watcher = place.watcher();
    let path = place.at("briefs/a.toml");
    for (round, temporary) in
        ["a.toml.tmp", ".a.toml.swp", "sedXk2", "a.toml.sb-1"].iter().enumerate()
    {
        let all = batches(&mut watcher, 1, || {
            let temporary = place.at("briefs").join(temporary);
            fs::write(&temporary, format!("a = {round}0\n")).unwrap();
            fs::rename(&temporary, &path).unwrap();
        });
        assert_eq!(names(&place, &all), ["work/briefs/a.toml"], "{temporary}");
        assert_eq!(all.len(), 1);
    }
    // Vim: whether it may write, the old one aside, a new one, the old one away.
    let all = batches(&mut watcher, 1, || {
        fs::write(place.at("briefs/4913"), "").unwrap();
        fs::remove_file(place.at("briefs/4913")).unwrap();
        fs::rename(&path, place.at("briefs/a.toml~")).unwrap();
        fs::write(&path, "a = 77\n").unwrap();
        fs::remove_file(place.at("briefs/a.toml~")).unwrap();
    });
    assert_eq!(names(&place, &all), ["work/briefs/a.toml"]);
    assert_eq!(all.len(), 1);
}

#[test]
fn what_is_of_no_interest_wakes_nobody() {
    let place = Place::new();
    fs::create_dir_all(place.at("out")).unwrap();
    let mut watcher = place.watcher();
    let all = batches(&mut watcher, 2, || {
        for name in [
            "out/x.pdf",
            ".brief/verdicts",
            "briefs/.x.toml.swp",
            "briefs/x.toml~",
            "briefs/#x#",
            "notes.txt",
        ] {
            fs::create_dir_all(place.at(name).parent().unwrap()).unwrap();
            fs::write(place.at(name), "x").unwrap();
            fs::read(place.at("briefs/a.toml")).unwrap();
            fs::write(place.at("briefs/short-lived.toml"), "x").unwrap();
            fs::remove_file(place.at("briefs/short-lived.toml")).unwrap();
        }
        let bytes = fs::read(place.at("briefs/a.toml")).unwrap();
        fs::write(place.at("out/y.pdf"), bytes).unwrap();
    });
    assert_eq!(all, []);
}

#[test]
fn what_this_process_wrote_is_no_news() {
    let place = Place::new();
    let mut watcher = place.watcher();
    let lock = place.at("briefs/brief.lock");
    fs::write(&lock, "1").unwrap();
    watcher.wrote(std::slice::from_ref(&lock));
    assert!(!watcher.is_stale());
    assert_eq!(batches(&mut watcher, 2, || {}), []);
    let all = batches(&mut watcher, 2, || fs::write(&lock, "2").unwrap());
    assert_eq!(names(&place, &all), ["work/briefs/brief.lock"]);
}

#[test]
fn folders_that_come_later_are_watched() {
    let place = Place::new();
    let mut watcher = place.watcher();
    let all = batches(&mut watcher, 2, || {
        fs::create_dir_all(place.at("fonts/mine")).unwrap();
        fs::write(place.at("fonts/mine/a.ttf"), "x").unwrap();
        fs::create_dir_all(place.at("../archive/copies/source")).unwrap();
        fs::write(place.at("../archive/copies/source/c.toml"), "x").unwrap();
    });
    assert_eq!(names(&place, &all), ["archive/copies/source/c.toml", "work/fonts/mine/a.ttf"]);
    let all = batches(&mut watcher, 2, || fs::write(place.at("fonts/mine/a.ttf"), "y").unwrap());
    assert_eq!(names(&place, &all), ["work/fonts/mine/a.ttf"]);
}

#[test]
fn a_folder_deleted_and_made_anew_is_watched() {
    let place = Place::new();
    let mut watcher = place.watcher();
    for round in 0..6 {
        let all = batches(&mut watcher, 1, || {
            fs::remove_dir_all(place.at("briefs")).unwrap();
            pause(round * 9);
            fs::create_dir_all(place.at("briefs/evidence")).unwrap();
            fs::write(place.at("briefs/a.toml"), format!("a = {round}\n")).unwrap();
        });
        assert!(names(&place, &all).contains(&"work/briefs/a.toml".into()));
        let path = place.at("briefs/evidence/new.toml");
        let all = batches(&mut watcher, 1, || fs::write(&path, "x").unwrap());
        assert_eq!(names(&place, &all), ["work/briefs/evidence/new.toml"]);
    }
    // The whole workspace.
    let all = batches(&mut watcher, 2, || {
        fs::rename(&place.root, place.root.with_file_name("old")).unwrap();
        pause(60);
        fs::create_dir_all(place.at("briefs")).unwrap();
        fs::write(place.at("briefs/b.toml"), "b = 1\n").unwrap();
    });
    assert!(names(&place, &all).contains(&"work/briefs/b.toml".into()), "{all:?}");
    let all = batches(&mut watcher, 1, || fs::write(place.at("briefs/b.toml"), "b = 2\n").unwrap());
    assert_eq!(names(&place, &all), ["work/briefs/b.toml"]);
}

#[test]
fn a_renamed_folder_is_both_its_names() {
    let place = Place::new();
    let mut watcher = place.watcher();
    let all = batches(&mut watcher, 1, || {
        fs::rename(place.at("briefs/evidence"), place.at("briefs/proof")).unwrap();
    });
    assert_eq!(names(&place, &all), ["work/briefs/evidence/e.toml", "work/briefs/proof/e.toml"]);
    let all =
        batches(&mut watcher, 1, || fs::write(place.at("briefs/proof/e.toml"), "e = 2\n").unwrap());
    assert_eq!(names(&place, &all), ["work/briefs/proof/e.toml"]);
}

#[test]
#[cfg(unix)]
fn links_are_followed_and_circles_are_not() {
    let place = Place::new();
    let link =
        |target: &str, name: &str| std::os::unix::fs::symlink(target, place.at(name)).unwrap();
    fs::create_dir_all(place.at("shared/b")).unwrap();
    fs::write(place.at("shared/a.toml"), "a = 1\n").unwrap();
    fs::write(place.at("shared/b/b.toml"), "b = 1\n").unwrap();
    link("../shared/a.toml", "briefs/linked.toml");
    link("../../shared/b", "briefs/evidence/more");
    link("..", "briefs/round");
    link("nowhere", "briefs/dangling.toml");
    let mut watcher = place.watcher();
    let all = batches(&mut watcher, 1, || {
        fs::write(place.at("shared/a.toml"), "a = 2\n").unwrap();
        fs::write(place.at("shared/b/b.toml"), "b = 2\n").unwrap();
        fs::write(place.at("shared/other.toml"), "x").unwrap();
    });
    let all = names(&place, &all);
    assert!(all.contains(&"work/briefs/linked.toml".into()), "{all:?}");
    assert!(all.contains(&"work/briefs/evidence/more/b.toml".into()), "{all:?}");
    let all = batches(&mut watcher, 1, || fs::write(place.at("briefs/nowhere"), "x").unwrap());
    assert!(names(&place, &all).contains(&"work/briefs/dangling.toml".into()), "{all:?}");
}

#[test]
fn a_burst_is_few_batches() {
    let place = Place::new();
    let mut watcher = place.watcher();
    let all = batches(&mut watcher, 2, || {
        for n in 0..500 {
            let folder = place.at(&format!("briefs/evidence/{}", n % 20));
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(format!("{n}.toml")), n.to_string()).unwrap();
        }
    });
    assert_eq!(paths(&all).len(), 500);
    // A busy machine makes pauses of its own.
    assert!(all.len() <= 12, "{} batches", all.len());
    let path = place.at("briefs/evidence/3/3.toml");
    let all = batches(&mut watcher, 1, || fs::write(&path, "other").unwrap());
    assert_eq!(paths(&all), BTreeSet::from([path]));
}

#[test]
fn a_writer_that_never_ends_does_not_hold_a_batch() {
    let place = Place::new();
    let mut watcher = place.watcher();
    let begun = Instant::now();
    let all = batches(&mut watcher, 1, || {
        let mut file = fs::File::create(place.at("briefs/a.toml")).unwrap();
        while begun.elapsed() < Duration::from_millis(1500) {
            file.write_all(b"# more\n").unwrap();
            pause(3);
        }
    });
    assert!(all.len() >= 2, "{}", all.len());
    assert!(all[0].since - begun < Duration::from_millis(200));
}

#[test]
fn without_the_system_folders_are_looked_through() {
    let place = Place::new();
    let mut watcher = Watcher::new(&place.roots, &[], Method::Polling).unwrap();
    assert_eq!(watcher.polling(), Some(&Polling::Asked));
    let all = batches(&mut watcher, 13, || {
        fs::write(place.at("briefs/a.toml"), "a = 2\n").unwrap();
        fs::create_dir_all(place.at("fonts")).unwrap();
        fs::write(place.at("fonts/a.ttf"), "a = 2\n").unwrap();
        fs::remove_file(place.at("briefs/evidence/e.toml")).unwrap();
    });
    let expected = ["work/briefs/a.toml", "work/briefs/evidence/e.toml", "work/fonts/a.ttf"];
    assert_eq!(names(&place, &all), expected);
    assert_eq!(batches(&mut watcher, 13, || {}), []);
    // As long as before, within one step of the disk's clock.
    for n in 3..6 {
        let all = batches(&mut watcher, 13, || {
            fs::write(place.at("briefs/a.toml"), format!("a = {n}\n")).unwrap();
        });
        assert_eq!(names(&place, &all), ["work/briefs/a.toml"]);
    }
}

#[test]
fn is_stale_tells_what_came_while_nobody_waited() {
    let place = Place::new();
    let mut watcher = place.watcher();
    assert!(!watcher.is_stale());
    fs::read(place.at("briefs/a.toml")).unwrap();
    pause(20);
    assert!(!watcher.is_stale());
    fs::write(place.at("briefs/a.toml"), "a = 9\n").unwrap();
    pause(20);
    assert!(watcher.is_stale());
    assert_eq!(batches(&mut watcher, 1, || {}).len(), 1);
    assert!(!watcher.is_stale());
}

/// Run where the system watches next to nothing: `echo 2 > /proc/sys/user/max_inotify_watches` in a user
/// namespace of its own.
#[test]
#[ignore = "needs a low limit"]
fn where_no_more_folders_can_be_watched_they_are_looked_through() {
    let place = Place::new();
    let mut watcher = place.watcher();
    assert_eq!(watcher.polling(), Some(&Polling::Limit));
    for file in ["briefs/evidence/e.toml", "templates/x.typ", "fonts/y.ttf"] {
        let all = batches(&mut watcher, 13, || {
            fs::create_dir_all(place.at(file).parent().unwrap()).unwrap();
            fs::write(place.at(file), "new").unwrap();
        });
        assert_eq!(names(&place, &all), [format!("work/{file}")]);
    }
}
