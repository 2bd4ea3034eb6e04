//! `brief refresh` as people use it: against a server on this machine.

use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::fixture::{Fixture, Run};
use crate::server::{Server, answer};

const PAGE: &str = "<html><head><title>A Page on Camps</title></head><body><p>The Institute said that 80,000 people were held there in 2013.</p>\
                    <p>People who flee are sent back by force.</p></body></html>";

/// A workspace with one source on a server.
pub struct Web {
    pub fixture: Fixture,
    pub server: Server,
    /// What the page answers: a status and the page.
    page: Arc<Mutex<(&'static str, String)>>,
}

impl Web {
    pub fn new() -> Web {
        let page = Arc::new(Mutex::new(("200 OK", PAGE.to_owned())));
        let served = page.clone();
        let server = Server::start(move |head| {
            if !head.starts_with("GET /page ") {
                return answer("404 Not Found", "", b"");
            }
            let (status, page) = served.lock().unwrap().clone();
            answer(status, "content-type: text/html; charset=utf-8", page.as_bytes())
        });
        let url = server.url("/page");
        let fixture = Fixture::empty()
            .unvouched()
            .with(
                "briefs/workspace.toml",
                "private_hosts = [\"127.0.0.1\", \"localhost\"]\n[organisation]\nname = \"Trust\"\nabout = \"A trust.\"\n\
                 contact = { name = \"Desk\", email = \"desk@example.org\", out_of_hours = \"+44 20 7946 0987\" }\n\
                 [defaults]\nhandling = \"TLP:CLEAR\"\n",
            )
            .with(
                "briefs/evidence/a.toml",
                "[[fact]]\nid = \"held\"\ntext = \"In 2013, 80,000 people were held.\"\nsource = \"page\"\n\
                 passage = \"80,000 people were held there in 2013\"\nas_of = 2013\n\n\
                 [[fact]]\nid = \"returns\"\ntext = \"People who flee are sent back by force.\"\nsource = \"page\"\n\
                 passage = \"People who flee are sent back by force\"\n",
            )
            .with(
                "briefs/sources/sources.toml",
                &format!("[page]\ntype = \"web\"\ntitle = \"A Page on Camps\"\nauthor = \"Institute\"\ndate = 2014\nurl = \"{url}\"\n"),
            )
            .with(
                "briefs/paper.toml",
                "title = \"Camps\"\naudience = \"uk-gov\"\ndate = 2026-12-01\n[[section]]\nkind = \"facts\"\n[[section]]\nkind = \"contacts\"\n[[section]]\nkind = \"about\"\n",
            )
            .with(
                "briefs/other.toml",
                "title = \"Returns\"\naudience = \"uk-gov\"\ndate = 2026-12-01\n[select]\nexclude = [\"held\"]\n[[section]]\nkind = \"facts\"\n[[section]]\nkind = \"contacts\"\n[[section]]\nkind = \"about\"\n",
            );
        let web = Web { fixture, server, page };
        web.fixture.brief(&format!("source add {url}")).exits(0);
        web.fixture.brief("build --all").exits(0);
        web
    }

    pub fn now_says(&self, page: &str) {
        *self.page.lock().unwrap() = ("200 OK", page.to_owned());
    }

    fn refresh(&self, more: &str) -> Run {
        self.fixture.brief(&format!("refresh --message-format json {more}"))
    }
}

fn passages(run: &Run) -> Vec<(String, String)> {
    let word = |object: &Value, key: &str| object[key].as_str().unwrap_or_default().to_owned();
    let objects = run.objects();
    let of = objects.iter().filter(|object| object["type"] == "passage");
    of.map(|object| (word(object, "item"), word(object, "change"))).collect()
}

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(item, change)| ((*item).to_owned(), (*change).to_owned())).collect()
}

#[test]
fn a_page_that_is_the_same_changes_nothing() {
    let web = Web::new();
    let before = web.fixture.files("briefs");
    let run = web.refresh("").exits(0);
    assert_eq!(passages(&run), pairs(&[("held", "unchanged"), ("returns", "unchanged")]));
    let mut after = web.fixture.files("briefs");
    after.retain(|path, _| !path.ends_with("asked.toml"));
    assert!(after == before);
}

#[test]
fn what_changed_is_said_with_its_sentences_and_who_decides() {
    let web = Web::new();
    web.now_says(&PAGE.replace("80,000", "85,000"));
    let run = web.refresh("--digest out/digest.md").exits(1);
    assert_eq!(passages(&run), pairs(&[("held", "changed"), ("returns", "moved")]));
    let digest = web.fixture.read_text("out/digest.md");
    for said in ["85,000", "80,000", "brief accept held", "Desk", "Camps"] {
        assert!(digest.contains(said), "{said}: {digest}");
    }
    // The next day nothing is new, and the decision still waits.
    let again = web.refresh("").exits(1);
    assert_eq!(passages(&again), pairs(&[("held", "changed"), ("returns", "unchanged")]));
}

#[test]
fn papers_that_fail_now_stay_and_the_others_are_made() {
    let web = Web::new();
    let (paper, other) = (web.fixture.read("out/paper.pdf"), web.fixture.read("out/other.pdf"));
    web.now_says(&PAGE.replace("80,000", "85,000").replace("A Page on", "Page on"));
    let run = web.refresh("--build").exits(1);
    let became: Vec<(String, String)> = run
        .objects()
        .iter()
        .filter(|object| object["type"] == "paper")
        .map(|object| (object["brief"].to_string(), object["action"].to_string()))
        .collect();
    assert_eq!(became.len(), 2, "{became:?}");
    assert!(became.contains(&("\"paper\"".into(), "\"kept\"".into())), "{became:?}");
    assert!(became.contains(&("\"other\"".into(), "\"built\"".into())), "{became:?}");
    assert!(web.fixture.read("out/paper.pdf") == paper, "a paper that fails stays");
    assert!(web.fixture.read("out/other.pdf") != other, "the other says which copy it rests on");
    web.fixture.brief("accept held --yes").exits(0);
    assert!(
        web.fixture.read_text("briefs/evidence/a.toml").contains("85,000 people were held there")
    );
}

#[test]
fn a_page_that_is_gone_is_said_and_its_copy_stays() {
    let web = Web::new();
    *web.page.lock().unwrap() = ("410 Gone", "gone".to_owned());
    let run = web.refresh("").exits(1);
    let source = run.objects().into_iter().find(|object| object["type"] == "source").unwrap();
    assert_eq!(source["outcome"], "gone", "{source}");
    web.fixture.brief("build --all --quiet").exits(0);
    // For as long as it is gone, somebody has to decide.
    web.refresh("").exits(1);
    web.now_says(PAGE);
    let run = web.refresh("").exits(0);
    let source = run.objects().into_iter().find(|object| object["type"] == "source").unwrap();
    assert!(!source["back_since"].is_null(), "{source}");
}

#[test]
fn sources_that_must_not_be_asked_are_not() {
    let web = Web::new();
    let text = web.fixture.read_text("briefs/sources/sources.toml");
    web.fixture
        .write("briefs/sources/sources.toml", format!("{text}refresh = \"never\"\n").as_bytes());
    let before = web.server.seen().len();
    let run = web.refresh("").exits(0);
    assert_eq!(web.server.seen().len(), before);
    assert_eq!(run.objects().last().unwrap()["not_asked"], 1);
}

#[test]
fn a_second_refresh_at_the_same_time_is_refused() {
    let web = Web::new();
    let workspace = brief::workspace::Workspace::at(&web.fixture.path(""));
    let alone = workspace.alone("refresh").unwrap();
    assert!(alone.is_some());
    let run = web.fixture.brief("refresh").exits(3);
    assert!(run.stderr.contains("is being refreshed already"), "{}", run.stderr);
    drop(alone);
    web.fixture.brief("refresh").exits(0);
}

#[test]
fn impact_names_the_sentences_that_rest_on_a_source() {
    let web = Web::new();
    let run = web.fixture.brief("impact page --message-format json").exits(0);
    let uses: Vec<String> = run
        .objects()
        .iter()
        .filter(|object| object["type"] == "use")
        .map(|object| format!("{} {} {}", object["brief"], object["item"], object["number"]))
        .collect();
    assert_eq!(
        uses,
        ["\"other\" \"returns\" \"1\"", "\"paper\" \"held\" \"1\"", "\"paper\" \"returns\" \"2\""]
    );
    let run = web.fixture.brief("impact held").exits(0);
    assert!(run.stdout.ends_with("1 sentence in 1 paper\n"), "{}", run.stdout);
    web.fixture.brief("impact nothing").exits(2);
}

#[test]
fn a_figure_finds_its_item_its_passage_and_its_paper() {
    let web = Web::new();
    for words in ["80,000", "80000", "80 000"] {
        let mut command = web.fixture.command(env!("CARGO_BIN_EXE_brief"));
        let run = Run::of(command.args(["find", "--message-format", "json", words])).exits(0);
        let hits: Vec<String> = run
            .objects()
            .iter()
            .filter(|object| object["type"] == "hit")
            .map(|object| format!("{} {} {}", object["kind"], object["id"], object["papers"]))
            .collect();
        assert!(hits.iter().any(|hit| hit == "\"fact\" \"held\" [\"paper\"]"), "{words}: {hits:?}");
        assert!(hits.iter().any(|hit| hit.starts_with("\"source\" \"page\"")), "{words}: {hits:?}");
    }
    let run = web.fixture.brief("find nowhere").exits(1);
    assert!(!run.stdout.is_empty());
    web.fixture.brief("find").exits(2);
}

#[test]
fn a_quiet_refresh_says_what_must_be_decided() {
    let web = Web::new();
    assert_eq!(web.fixture.brief("refresh --quiet").exits(0).stdout, "");
    web.now_says(&PAGE.replace("80,000", "85,000"));
    let run = web.fixture.brief("refresh --quiet").exits(1);
    assert!(run.stdout.contains("85,000"), "{}", run.stdout);
}

#[test]
fn a_digest_that_cannot_be_written_is_refused_before_anybody_is_asked() {
    let web = Web::new();
    let before = web.server.seen().len();
    for to in ["out", "nowhere/d.html"] {
        web.fixture.brief(&format!("refresh --digest {to}")).exits(2);
    }
    assert_eq!(web.server.seen().len(), before);
}

#[test]
fn a_run_that_was_ended_before_it_could_tell_does_not_lose_its_news() {
    let web = Web::new();
    let lock = web.fixture.read("briefs/brief.lock");
    web.now_says(&PAGE.replace("80,000", "85,000"));
    web.refresh("").exits(1);
    // Copies are stored, and then the process ends: the lock says what was told before.
    web.fixture.write("briefs/brief.lock", &lock);
    web.refresh("--digest out/d.md").exits(1);
    assert!(web.fixture.read_text("out/d.md").starts_with("# 1 decision needed"));
}

#[test]
fn accepting_goes_on_where_it_was_ended() {
    let web = Web::new();
    web.now_says(&PAGE.replace("80,000", "85,000"));
    web.refresh("").exits(1);
    let lock = web.fixture.read("briefs/brief.lock");
    web.fixture.brief("accept held --yes").exits(0);
    let (done, log) = (
        web.fixture.read_text("briefs/brief.lock"),
        web.fixture.read_text("briefs/sources/page/custody.log"),
    );
    assert_eq!(log.matches("accepted held").count(), 1);
    // Evidence was written, the lock was not.
    web.fixture.write("briefs/brief.lock", &lock);
    web.fixture.brief("accept held --yes").exits(0);
    let undated = |text: &str| -> Vec<String> {
        text.lines().filter(|line| !line.starts_with("since")).map(str::to_owned).collect()
    };
    assert_eq!(undated(&web.fixture.read_text("briefs/brief.lock")), undated(&done));
}

#[test]
fn bytes_that_a_killed_run_stored_are_taken_up() {
    let web = Web::new();
    let folder = web.fixture.path("briefs/sources/page");
    web.now_says(&PAGE.replace("80,000", "85,000"));
    web.refresh("").exits(1);
    let files = || {
        let mut names: Vec<String> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    let before = files();
    let newest =
        before.iter().rfind(|name| name.ends_with(".toml") && *name != "asked.toml").unwrap();
    std::fs::remove_file(folder.join(newest)).unwrap();
    web.refresh("").exits(1);
    assert_eq!(files(), before, "the same files, described again");
    assert_eq!(
        web.fixture.read_text("briefs/sources/page/custody.log").matches("stored").count(),
        2
    );
}

#[test]
fn where_nobody_answers_the_run_could_not_be_made() {
    let web = Web::new();
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let sources = web.fixture.read_text("briefs/sources/sources.toml");
    let elsewhere = sources.replace(&web.server.url(""), &format!("http://127.0.0.1:{port}"));
    assert_ne!(sources, elsewhere);
    web.fixture.write("briefs/sources/sources.toml", elsewhere.as_bytes());
    let run = web.refresh("").exits(3);
    let source = run.objects().into_iter().find(|object| object["type"] == "source").unwrap();
    assert_eq!(source["outcome"], "unreachable", "{source}");
    web.fixture.brief("build --all").exits(0);
}

#[test]
fn what_killed_runs_left_unfinished_is_taken_away() {
    let web = Web::new();
    let left = [
        "out/.brief-aaaaaa.tmp",
        "briefs/.brief-aaaaaa.tmp",
        "briefs/evidence/.brief-aaaaaa.tmp",
        "briefs/sources/page/.brief-aaaaaa.tmp",
    ];
    // Neither is somebody else's taken away, nor what is still being written.
    let held = web.fixture.path("out/.brief-bbbbbb.tmp");
    web.fixture.write("out/.brief-bbbbbb.tmp", b"half");
    web.fixture.write("out/notes.tmp", b"mine");
    let held = std::fs::File::options().write(true).open(held).unwrap();
    held.lock().unwrap();
    left.iter().for_each(|path| web.fixture.write(path, b"half"));
    web.now_says(&PAGE.replace("80,000", "85,000"));
    web.refresh("").exits(1);
    web.fixture.brief("accept held --yes").exits(0);
    web.fixture.brief("build --all").exits(1);
    for path in left {
        assert!(!web.fixture.has(path), "{path}");
    }
    assert!(web.fixture.has("out/.brief-bbbbbb.tmp") && web.fixture.has("out/notes.tmp"));
}

#[test]
fn a_dead_link_is_said_wherever_sources_are_listed() {
    let web = Web::new();
    assert!(!web.fixture.brief("source list").stdout.contains("dead"));
    *web.page.lock().unwrap() = ("410 Gone", "gone".to_owned());
    web.refresh("").exits(1);
    for command in ["source list", "status"] {
        let run = web.fixture.brief(command).exits(0);
        assert!(run.stdout.contains("link dead since"), "{command}: {}", run.stdout);
    }
    let run = web.fixture.brief("source list --message-format json").exits(0);
    assert_eq!(run.objects()[0]["failing"]["dead"], true, "{}", run.stdout);
}

#[test]
fn accepting_shows_what_differs_and_that_the_text_stays() {
    let web = Web::new();
    web.now_says(&PAGE.replace("80,000", "85,000"));
    web.refresh("").exits(1);
    let run = web.fixture.brief("accept held --yes").exits(0);
    for said in [
        "before “[80,000] people were held there in 2013”",
        "now    “[85,000] people were held there in 2013”",
        "stays  what the fact itself says: “In 2013, 80,000 people were held.”",
    ] {
        assert!(run.stdout.contains(said), "{said}: {}", run.stdout);
    }
}

#[test]
fn why_of_an_item_says_that_it_was_changed_since() {
    let web = Web::new();
    let said = || web.fixture.brief("why paper returns").exits(0).stdout;
    assert!(!said().contains("changed"), "{}", said());
    let items = web.fixture.read_text("briefs/evidence/a.toml");
    let other = items.replace(
        "\"People who flee are sent back by force.\"",
        "\"People who flee are sent back.\"",
    );
    assert_ne!(items, other);
    web.fixture.write("briefs/evidence/a.toml", other.as_bytes());
    assert!(said().contains("`returns` was changed since the paper was made on"), "{}", said());
}
