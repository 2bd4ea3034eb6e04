//! Random storms of file operations: nothing may be lost, and nothing made up.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::watch_place::{Place, Random, batches, difference, paths, pause};

/// Any folder or file below the folders watched, or one of these themselves.
fn any(place: &Place, random: &mut Random, folders: bool) -> PathBuf {
    let mut all: Vec<PathBuf> = place.roots.clone();
    let mut at = 0;
    while at < all.len() && all.len() < 400 {
        let inside = fs::read_dir(&all[at]).into_iter().flatten().flatten();
        if all[at].components().count() < 14 {
            all.extend(inside.map(|entry| entry.path()));
        }
        at += 1;
    }
    all.retain(|path| path.is_dir() == folders);
    match all.len() {
        0 => place.at("briefs"),
        n => all.swap_remove(random.below(n)),
    }
}

fn name(random: &mut Random) -> String {
    let ending = ["toml", "bib", "typ", "txt"][random.below(4)];
    format!("{}.{ending}", ["alpha", "beta", "gamma", "delta", "Ä ü"][random.below(5)])
}

fn folder_name(random: &mut Random) -> &'static str {
    ["one", "two", "three", "four"][random.below(4)]
}

fn write(path: &Path, random: &mut Random) {
    let text = "x".repeat(random.below(40)) + &random.below(1_000_000).to_string();
    fs::create_dir_all(path.parent().unwrap()).ok();
    fs::write(path, text).ok();
}

fn remove(path: &Path) {
    if path.is_symlink() || path.is_file() {
        fs::remove_file(path).ok();
    } else {
        fs::remove_dir_all(path).ok();
    }
}

fn step(place: &Place, random: &mut Random) -> &'static str {
    let folder = any(place, random, true);
    let file = any(place, random, false);
    match random.below(19) {
        0..3 => {
            write(&folder.join(name(random)), random);
            "create"
        }
        3..5 => {
            let temporary = file.with_extension("new");
            write(&temporary, random);
            fs::rename(&temporary, &file).ok();
            "replace"
        }
        5..7 => {
            write(&file, random);
            "truncate and write"
        }
        7 => {
            remove(&file);
            "delete"
        }
        8 => {
            fs::create_dir_all(folder.join(folder_name(random)).join(folder_name(random))).ok();
            write(&folder.join(folder_name(random)).join(name(random)), random);
            "new folders"
        }
        9 => {
            fs::rename(&folder, folder.with_file_name(folder_name(random))).ok();
            "rename folder"
        }
        10 => {
            remove(&folder);
            "delete folder"
        }
        11 => {
            remove(&folder);
            write(&folder.join(name(random)), random);
            "folder made anew"
        }
        12 => {
            let away = place.at("away");
            remove(&away);
            fs::rename(&folder, &away).ok();
            pause(random.below(12) as u64);
            write(&away.join(name(random)), random);
            fs::rename(&away, &folder).ok();
            "folder away and back"
        }
        13 => {
            let target = place.at("elsewhere").join(folder_name(random));
            write(&target.join(name(random)), random);
            let link = folder.join("linked");
            fs::remove_file(&link).ok();
            std::os::unix::fs::symlink(&target, &link).ok();
            "link to folder"
        }
        14 => {
            let target = place.at("elsewhere").join(name(random));
            let link = folder.join("link.toml");
            fs::remove_file(&link).ok();
            std::os::unix::fs::symlink(&target, &link).ok();
            write(&target, random);
            "link to file"
        }
        15 => {
            let target = any(place, random, true);
            std::os::unix::fs::symlink(&target, folder.join("round")).ok();
            remove(&folder.join("round"));
            let target = place.at("elsewhere").join(folder_name(random));
            write(&target.join(name(random)), random);
            write(&place.at("elsewhere").join(name(random)), random);
            "targets of links"
        }
        16 => {
            for _ in 0..random.below(60) {
                write(&folder.join(folder_name(random)).join(name(random)), random);
            }
            "burst"
        }
        17 => {
            fs::rename(&file, folder.join(name(random))).ok();
            "move"
        }
        _ => {
            write(&place.at("out").join(name(random)), random);
            write(&place.at(".brief").join(name(random)), random);
            write(&folder.join(".x.swp"), random);
            write(&folder.join("4913"), random);
            remove(&folder.join("4913"));
            "names of no interest"
        }
    }
}

#[test]
fn storms_lose_nothing_and_make_nothing_up() {
    let storms = std::env::var("STORMS").ok().and_then(|n| n.parse().ok()).unwrap_or(12);
    let first = std::env::var("SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let (mut steps, mut changes, mut unchanged, mut number) = (0, 0, 0, 0);
    for seed in first..first + storms {
        let place = Place::new();
        let mut random = Random((seed as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut watcher = place.watcher();
        for round in 0..4 {
            let before = place.scan();
            let mut did = Vec::new();
            let all = batches(&mut watcher, 2, || {
                for _ in 0..random.below(25) + 1 {
                    did.push(step(&place, &mut random));
                    if random.below(3) == 0 {
                        pause(random.below(30) as u64);
                    }
                }
            });
            let after = place.scan();
            let reported = paths(&all);
            let real = difference(&before, &after);
            let lost: BTreeSet<_> = real.difference(&reported).collect();
            assert!(lost.is_empty(), "storm {seed}, round {round}: {did:?} lost {lost:#?}");
            let more = batches(&mut watcher, 1, || {});
            assert!(more.is_empty(), "storm {seed}, round {round}: {more:?} of nothing");
            assert!(!watcher.is_stale());
            steps += did.len();
            changes += real.len();
            unchanged += reported.difference(&real).count();
            number += all.len();
        }
        assert_eq!(watcher.polling(), None);
    }
    println!("{steps} steps, {number} batches, {changes} paths changed, {unchanged} more reported");
}
