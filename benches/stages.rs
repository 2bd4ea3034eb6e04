//! Where the time of one paper goes, stage by stage, as a whole process spends it: nothing is warm.
//!
//! `cargo bench --bench stages -- FOLDER SPEC [RUNS]` starts itself RUNS times (default 21) and prints
//! the median of each stage in milliseconds.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "it measures and prints, or stops")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use brief::check::readings::Readings;
use brief::check::{self, Context};
use brief::cite::{Styles, cite};
use brief::compose::{compose, template};
use brief::load::{FONTS, load};
use brief::output::fill::fill;
use brief::output::typeset::{Job, RECORD, Typesetter, typeset};
use brief::record::record;
use brief::select::{Settings, select, targets};
use brief::verify::{Memory, Stored, verify, vouch};
use brief::workspace::{Clock, Workspace};

const STAGES: [&str; 9] =
    ["load", "fonts", "select, verify", "cite", "compose", "check", "fill", "lay out", "PDF"];

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--once", folder, spec] => println!("{}", once(Path::new(folder), spec)),
        [folder, spec] => many(folder, spec, 21),
        [folder, spec, runs] => many(folder, spec, runs.parse().expect("RUNS is a number")),
        // `cargo test --benches` and the like come without a folder.
        _ => println!("usage: cargo bench --bench stages -- FOLDER SPEC [RUNS]"),
    }
}

fn many(folder: &str, spec: &str, runs: usize) {
    let this = std::env::current_exe().expect("this program has a path");
    let mut taken: Vec<Vec<f64>> = vec![Vec::new(); STAGES.len()];
    for _ in 0..runs {
        let output = Command::new(&this).args(["--once", folder, spec]).output().expect("it runs");
        let text = String::from_utf8_lossy(&output.stdout);
        for (of, ms) in taken.iter_mut().zip(text.split_whitespace()) {
            of.push(ms.parse().expect("milliseconds"));
        }
    }
    let mut all = 0.0;
    for (stage, of) in STAGES.iter().zip(&mut taken) {
        of.sort_by(f64::total_cmp);
        all += of[of.len() / 2];
        println!("{stage:16} {:7.1} ms  ({:.1}–{:.1})", of[of.len() / 2], of[0], of[of.len() - 1]);
    }
    println!("{:16} {all:7.1} ms", "together");
}

/// Makes one paper in memory; the milliseconds of each stage, with spaces between.
fn once(folder: &Path, spec: &str) -> String {
    // Typst recurses deeply.
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(16 << 20)
            .spawn_scoped(scope, || stages(folder, spec))
            .expect("a thread")
            .join()
            .expect("the stages do not panic")
    })
}

fn stages(folder: &Path, spec: &str) -> String {
    let mut times = Vec::new();
    let mut last = Instant::now();
    let mut lap = || {
        times.push(format!("{:.3}", last.elapsed().as_secs_f64() * 1000.0));
        last = Instant::now();
    };
    let workspace = Workspace::at(folder);
    let path: PathBuf = folder.join("briefs").join(format!("{spec}.toml"));
    let loaded = load(&workspace, &[path]);
    let library = &loaded.library;
    lap();
    let typesetter = Typesetter::new(FONTS, &library.fonts, &library.templates);
    lap();
    let clock = Clock::read(None, Some(1_796_083_200), library.timezone);
    let copies = Stored(&workspace);
    let mut memory = Memory::default();
    let verdicts = verify(library, &copies, &mut memory, clock.real, 1);
    let target = targets(library, &loaded.specs[0]).remove(0);
    let (selection, _) = select(library, target, &Settings::default(), clock.now);
    let (vouched, _) = vouch(library, selection, &verdicts);
    lap();
    let words = library.words("en-GB").expect("English is built in");
    let (citations, _) = cite(library, &Styles::default(), &vouched, words);
    lap();
    let (composed, _) = compose(library, &vouched, &citations, words, clock.today, false);
    lap();
    check::check(&Context {
        library,
        verdicts: &verdicts,
        today: clock.today,
        selection: vouched.selection(),
        paper: &composed.paper,
        anchors: &composed.anchors,
        has_glyph: &|c| typesetter.has_glyph(c),
        readings: &Readings::default(),
        shared: Default::default(),
    });
    lap();
    let name = template(library, &vouched);
    let record = record(
        library,
        &vouched,
        &verdicts,
        &composed.paper,
        &brief::redact::Redaction::of(library),
    );
    let source =
        fill(&library.templates, name, &composed.paper, Some(RECORD)).expect("it can be filled");
    lap();
    let job = Job {
        stem: "paper",
        source,
        template: name,
        template_text: "",
        record: Some(record),
        date: &composed.paper.meta.iso_date,
    };
    let pages = typeset(&typesetter, job).expect("it can be set");
    lap();
    pages.pdf().expect("it is a PDF");
    lap();
    times.join(" ")
}
