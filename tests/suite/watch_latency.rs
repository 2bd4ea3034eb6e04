//! How long it takes from when a file begins to be saved to the batch. Run with `--release --ignored --nocapture`.

use std::fs;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use crate::watch_place::{Place, Random, pause};

fn median(what: &str, mut save: impl FnMut(&Place, usize) -> Instant + Send) -> Duration {
    let place = Place::new();
    for n in 0..2000 {
        let folder = place.at(&format!("briefs/evidence/{}", n % 50));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{n}.toml")), "x").unwrap();
    }
    let mut watcher = place.watcher();
    let (stop, mut random) = (AtomicBool::new(false), Random(7));
    let mut times: Vec<Duration> = Vec::new();
    for n in 0..200 {
        pause(random.below(20) as u64 + 5);
        std::thread::scope(|scope| {
            let saved = scope.spawn(|| {
                pause(5);
                save(&place, n)
            });
            let batch = watcher.wait(&stop, &mut || {}).unwrap();
            let returned = Instant::now();
            assert_eq!(batch.paths.len(), 1, "{batch:?}");
            times.push(returned.saturating_duration_since(saved.join().unwrap()));
        });
        assert!(!watcher.is_stale());
    }
    times.sort();
    println!("{what}: median {:?}, 95% {:?}, worst {:?}", times[100], times[190], times[199]);
    times[100]
}

#[test]
#[ignore = "measures"]
fn latency() {
    let write = median("write", |place, n| {
        let begun = Instant::now();
        fs::write(place.at("briefs/a.toml"), format!("a = {n}\n")).unwrap();
        begun
    });
    let rename = median("rename", |place, n| {
        let temporary = place.at("briefs/a.toml.tmp");
        fs::write(&temporary, format!("a = {n}\n")).unwrap();
        let begun = Instant::now();
        fs::rename(&temporary, place.at("briefs/a.toml")).unwrap();
        begun
    });
    median("new file", |place, n| {
        let begun = Instant::now();
        fs::write(place.at(&format!("briefs/{n}.toml")), "x").unwrap();
        begun
    });
    median("new folder", |place, n| {
        let folder = place.at(&format!("templates/{n}"));
        let begun = Instant::now();
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("x.typ"), "x").unwrap();
        begun
    });
    median("deleted", |place, n| {
        let begun = Instant::now();
        fs::remove_file(place.at(&format!("briefs/evidence/{}/{n}.toml", n % 50))).unwrap();
        begun
    });
    assert!(write < Duration::from_millis(25) && rename < Duration::from_millis(25));
}

#[test]
#[ignore = "measures"]
fn survey() {
    let place = Place::new();
    for n in 0..10_000 {
        let folder = place.at(&format!("briefs/evidence/{}", n % 100));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{n}.toml")), "x").unwrap();
    }
    for _ in 0..2 {
        let (begun, used) = (Instant::now(), processor());
        let mut watcher = place.watcher();
        println!("new: {:?}, on a processor {:?}", begun.elapsed(), processor() - used);
        let folder = place.at("briefs/evidence/more");
        let (stop, used) = (AtomicBool::new(false), processor());
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("more.toml"), "x").unwrap();
        let begun = Instant::now();
        watcher.wait(&stop, &mut || {}).unwrap();
        println!("survey: {:?}, on a processor {:?}", begun.elapsed(), processor() - used);
        fs::remove_dir_all(&folder).unwrap();
        pause(2500);
    }
}

/// Time this thread has spent on a processor.
fn processor() -> Duration {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(text.split(' ').next().unwrap().parse().unwrap())
}
