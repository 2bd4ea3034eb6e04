//! The documents say what the tool does: their files are built, their commands are the tool's.

use crate::fixture::{Fixture, project};

/// The fenced blocks of a document whose first line is a comment with a path: path and text.
fn files(document: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(project().join(document)).unwrap();
    let mut files = Vec::new();
    for block in text.split("\n```").skip(1).step_by(2) {
        let Some((_, body)) = block.split_once('\n') else { continue };
        let first = body.lines().next().unwrap_or_default();
        let path = first.trim_start_matches(['#', '/', '{', ' ']).trim_end_matches(['#', '}', ' ']);
        if (path.starts_with("briefs/") || path.starts_with("templates/"))
            && !path.contains(' ')
            && !path.ends_with('/')
        {
            files.push((path.to_owned(), body.to_owned()));
        }
    }
    files
}

#[test]
fn the_files_shown_in_the_reference_build() {
    let fixture = Fixture::empty();
    let files = files("docs/files.md");
    assert!(files.len() >= 5, "{files:?}");
    for (path, text) in &files {
        fixture.write(path, text.as_bytes());
    }
    let run = fixture.brief("build --all").exits(0);
    assert!(
        run.stdout.contains("out/example.pdf") && run.stdout.contains("out/example-internal.pdf"),
        "{}",
        run.stdout
    );
}

#[test]
fn the_template_shown_in_its_document_sets_a_paper() {
    let mut fixture = Fixture::small();
    let files = files("docs/templates.md");
    assert_eq!(files.len(), 3, "{files:?}");
    for (path, text) in &files {
        fixture = fixture.with(path, text);
    }
    let fixture = fixture
        .with("briefs/memo.toml", "title = \"A memo\"\naudience = \"board\"\ndate = 2026-12-01\n");
    fixture.brief("build memo").exits(0);
    if let Some(text) = fixture.pdf_text("out/memo.pdf") {
        assert!(text.contains("A memo") && text.contains("80,000 to 120,000"), "{text}");
    }
}

#[test]
fn the_command_reference_is_what_the_tool_says_of_itself() {
    let fixture = Fixture::empty();
    let mut page = String::from(
        "# Commands\n\nWhat `brief help` and `brief help COMMAND` print, which a test keeps the same; then exit \
         codes, long runs, environment.\n",
    );
    for command in [
        "",
        "build",
        "check",
        "watch",
        "status",
        "source",
        "source add",
        "source show",
        "refresh",
        "schedule",
        "schedule install",
        "accept",
        "clear",
        "verify",
        "why",
        "impact",
        "find",
        "init",
        "new",
    ] {
        let help = fixture.brief(&format!("help {command}")).exits(0).stdout;
        page.push_str(
            &format!("\n## brief {command}\n\n```text\n{}\n```\n", help.trim_end())
                .replace("## brief \n", "## brief\n"),
        );
    }
    let path = project().join("docs/commands.md");
    let written = std::fs::read_to_string(&path).unwrap();
    // What stands after the commands is written by hand.
    page.push_str(&written[written.find("\n## Exit codes\n").unwrap()..]);
    if std::env::var_os("BRIEF_BLESS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    assert!(written == page, "the reference is out of date: `BRIEF_BLESS=1` writes it anew");
}

#[test]
fn the_page_of_checks_is_what_the_table_says() {
    use brief::model::checks::CHECKS;
    let path = project().join("docs/checks.md");
    let written = std::fs::read_to_string(&path).unwrap();
    let head = written.split("\n## The checks\n").next().unwrap();
    let mut page = format!("{head}\n## The checks\n");
    for check in CHECKS {
        page.push_str(&format!("\n### {}\n\n{}", check.name, check.explained()));
    }
    if std::env::var_os("BRIEF_BLESS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    assert!(written == page, "the page is out of date: `BRIEF_BLESS=1` writes it anew");
}

#[test]
fn every_word_a_template_uses_is_in_the_table_of_words() {
    let words: toml::Table = std::fs::read_to_string(project().join("templates/words/en.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let words = words["words"].as_table().unwrap();
    for entry in std::fs::read_dir(project().join("templates/look")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        for (at, _) in text.match_indices("words.") {
            let key: String = text[at + 6..]
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
                .collect();
            assert!(key.is_empty() || words.contains_key(&key), "`{key}` of {}", path.display());
        }
    }
}

#[test]
fn the_readme_commands_are_real() {
    let readme = std::fs::read_to_string(project().join("README.md")).unwrap();
    assert!(readme.contains("cargo run --release -- build uk-gov.toml"));
    assert!(readme.contains("tests/run.sh"));
    assert!(readme.contains("docs/page.png") && project().join("docs/page.png").exists());
    // Every document the README points to is there.
    for (at, _) in readme.match_indices("](") {
        let target: String = readme[at + 2..].chars().take_while(|c| *c != ')').collect();
        if !target.starts_with("http") && !target.starts_with('#') {
            let path = target.split('#').next().unwrap_or_default();
            assert!(project().join(path).exists(), "{target}");
        }
    }
}

/// The first paper of the README, typed in as it stands there.
#[test]
fn the_readmes_first_paper_can_be_followed_to_the_letter() {
    let readme = std::fs::read_to_string(project().join("README.md")).unwrap();
    let section = readme.split("## Your first paper").nth(1).unwrap();
    let fixture = Fixture::empty();
    let mut ran = 0;
    let mut folder = String::new();
    for line in section.split("\n## ").next().unwrap().lines() {
        let Some(command) = line.trim().strip_prefix("$ ") else { continue };
        let command = command.split(" #").next().unwrap().trim();
        if let Some(to) = command.strip_prefix("cd ") {
            folder = to.to_owned();
            continue;
        }
        let arguments = command.strip_prefix("brief ").unwrap_or_else(|| panic!("{command}"));
        let mut words: Vec<String> = shell_words(arguments);
        if !folder.is_empty() {
            words.extend(["--workspace".into(), folder.clone()]);
        }
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        fixture.run(&words).exits(0);
        ran += 1;
    }
    assert!(ran >= 4, "{ran} commands");
}

/// Words as a shell splits them, double quotes only.
fn shell_words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
