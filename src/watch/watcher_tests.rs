use std::fs;

use super::*;

fn next(watcher: &mut Watcher) -> Vec<PathBuf> {
    let (stop, mut calls) = (AtomicBool::new(false), 0);
    let batch = watcher.wait(&stop, &mut || {
        calls += 1;
        stop.store(calls > 5, Ordering::Relaxed);
    });
    batch.map(|batch| batch.paths.into_iter().collect()).unwrap_or_default()
}

#[test]
fn lost_reports_make_for_a_comparison() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().canonicalize().unwrap().join("a.toml");
    fs::write(&path, "1").unwrap();
    let roots = vec![home.path().canonicalize().unwrap()];
    let mut watcher = Watcher::start(roots, Vec::new(), Method::System, false);
    let (sender, hints) = channel();
    watcher.hints = hints;
    fs::write(&path, "2").unwrap();
    assert_eq!(next(&mut watcher), Vec::<PathBuf>::new());
    sender.send(Hint::Lost).unwrap();
    let batch = watcher.wait(&AtomicBool::new(false), &mut || {}).unwrap();
    assert!(batch.lost);
    assert_eq!(batch.paths.into_iter().collect::<Vec<_>>(), [path]);
    sender.send(Hint::Lost).unwrap();
    assert_eq!(next(&mut watcher), Vec::<PathBuf>::new());
}

#[test]
fn when_the_system_stops_reporting_folders_are_looked_through() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().canonicalize().unwrap().join("a.toml");
    fs::write(&path, "1").unwrap();
    let roots = vec![home.path().canonicalize().unwrap()];
    let mut watcher = Watcher::start(roots, Vec::new(), Method::System, false);
    watcher.hints = channel().1;
    fs::write(&path, "2").unwrap();
    let batch = watcher.wait(&AtomicBool::new(false), &mut || {}).unwrap();
    assert_eq!(watcher.polling(), Some(&Polling::Gone));
    assert_eq!(batch.paths.into_iter().collect::<Vec<_>>(), [path]);
}

/// As on systems that watch folders with all that is in them.
#[test]
fn deep_watches_are_understood() {
    let home = tempfile::tempdir().unwrap();
    let base = home.path().canonicalize().unwrap();
    fs::create_dir_all(base.join("briefs/a/b")).unwrap();
    let roots = vec![base.join("briefs"), base.join("fonts")];
    let mut watcher = Watcher::start(roots, Vec::new(), Method::System, true);
    for (folder, file) in [
        ("briefs", "briefs/x.toml"),
        ("briefs/a/b", "briefs/a/b/x.toml"),
        ("briefs/new/deep", "briefs/new/deep/x.toml"),
        ("fonts/late", "fonts/late/x.ttf"),
    ] {
        fs::create_dir_all(base.join(folder)).unwrap();
        for text in ["1", "2"] {
            fs::write(base.join(file), text).unwrap();
            assert_eq!(next(&mut watcher), [base.join(file)], "{text}");
            assert_eq!(next(&mut watcher), Vec::<PathBuf>::new(), "{text}");
        }
        fs::create_dir_all(base.join("out")).unwrap();
        fs::write(base.join("out/x.pdf"), folder).unwrap();
        assert_eq!(next(&mut watcher), Vec::<PathBuf>::new());
    }
    fs::remove_dir_all(base.join("briefs")).unwrap();
    assert_eq!(next(&mut watcher).len(), 3);
    fs::create_dir_all(base.join("briefs/a")).unwrap();
    fs::write(base.join("briefs/a/y.toml"), "1").unwrap();
    assert_eq!(next(&mut watcher), [base.join("briefs/a/y.toml")]);
}
