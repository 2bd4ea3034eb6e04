//! `robots.txt`: RFC 9309.

use brief::source::fetch::robots::Robots;
use proptest::prelude::*;

fn allowed(file: &str, path: &str) -> bool {
    Robots::parse(file.as_bytes(), "brief/0.1 (+https://example.org)").forbids(path).is_none()
}

#[test]
fn groups_are_chosen_by_product_and_taken_together() {
    let file = "User-agent: *\nDisallow: /\n\nUser-agent: other\nuser-agent: BRIEF/9\nDisallow: /a\n\n\
                User-agent: brief\nDisallow: /b\n";
    assert!(!allowed(file, "/a") && !allowed(file, "/b") && allowed(file, "/c"));
    let not_ours = "User-agent: briefing\nDisallow: /\n";
    assert!(allowed(not_ours, "/"));
    assert!(!allowed("user-agent:*\ndisallow:/", "/x"));
}

#[test]
fn an_empty_group_of_ours_lets_all_be_read() {
    assert!(allowed("User-agent: *\nDisallow: /\n\nUser-agent: brief\nDisallow:\n", "/a"));
}

#[test]
fn other_records_do_not_end_a_group() {
    let file = "User-agent: brief\nSitemap: https://example.org/s.xml\nCrawl-delay: 3\nUser-agent: b\nDisallow: /\n";
    assert!(!allowed(file, "/a"));
}

#[test]
fn the_longest_rule_wins_and_among_equals_the_one_that_allows() {
    let file = "User-agent: *\nAllow: /page\nDisallow: /page.html\nDisallow: /x\nAllow: /x\n";
    assert!(!allowed(file, "/page.html") && allowed(file, "/page") && allowed(file, "/x"));
    let order = "User-agent: *\nDisallow: /\nAllow: /open/\n";
    assert!(allowed(order, "/open/a") && !allowed(order, "/shut"));
}

#[test]
fn wild_cards_and_ends() {
    let one =
        |rule: &str, path: &str| !allowed(&format!("user-agent: *\ndisallow: {rule}\n"), path);
    assert!(
        one("/fish", "/fish.html")
            && one("/fish", "/fishheads/a")
            && !one("/fish", "/Fish")
            && !one("/fish", "/catfish")
    );
    assert!(one("/fish*", "/fish") && one("/*.php", "/a/b.php?c") && !one("/*.php", "/a.PHP"));
    assert!(one("/*.php$", "/a.php") && !one("/*.php$", "/a.php?b") && !one("/*.php$", "/a.php5"));
    assert!(one("/fish*.php", "/fishheads/a.php?b") && !one("/fish*.php", "/Fish.php"));
    assert!(one("*", "/") && one("/$", "/") && !one("/$", "/a") && one("/a*b*c$", "/axbxbxc"));
    assert!(one("/a*aa$", "/aaa") && !one("/aa*aa$", "/aaa"));
    assert!(one("/a$b", "/a$b") && one("/%2A", "/*") && !one("/%2A", "/x") && one("/a%24", "/a$"));
}

#[test]
fn encodings_are_one() {
    let one =
        |rule: &str, path: &str| !allowed(&format!("user-agent: *\ndisallow: {rule}\n"), path);
    assert!(one("/ツ", "/%E3%83%84") && one("/%e3%83%84", "/%E3%83%84") && one("/%61b", "/ab"));
    assert!(one("/a%3cd", "/a%3Cd") && !one("/a%2Fb", "/a/b"));
}

#[test]
fn comments_marks_and_line_ends() {
    let file =
        "\u{feff}User-agent: * # all\r\rDisallow : /a # no\r\nDisallow: /b#c\rnonsense\n: x\n";
    assert!(!allowed(file, "/a") && !allowed(file, "/b") && allowed(file, "/c"));
    assert!(allowed("Disallow: /\n", "/a"), "a rule before any group is nobody's");
    assert!(allowed("<html><body>Not: found</body></html>", "/"));
}

#[test]
fn the_file_itself_may_always_be_read_and_the_rule_is_told() {
    let robots = Robots::parse(b"user-agent: *\ndisallow: /*.txt", "brief");
    assert_eq!(robots.forbids("/robots.txt"), None);
    assert_eq!(robots.forbids("/a.txt"), Some("/*.txt"));
}

/// The plainest way to match, of exponential cost.
fn slow(pattern: &[u8], path: &[u8]) -> bool {
    match pattern {
        [] => true,
        [b'$'] => path.is_empty(),
        [b'*', rest @ ..] => (0..=path.len()).any(|at| slow(rest, &path[at..])),
        [byte, rest @ ..] => path.first() == Some(byte) && slow(rest, &path[1..]),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn matching_is_what_the_plainest_way_says(rule in "/[ab*]{0,8}\\$?", path in "/[ab]{0,10}") {
        let file = format!("user-agent: *\ndisallow: {rule}");
        prop_assert_eq!(allowed(&file, &path), !slow(rule.as_bytes(), path.as_bytes()));
    }

    #[test]
    fn no_file_and_no_path_panics(file in "(?s).{0,200}", path in ".{0,50}") {
        allowed(&format!("user-agent: *\n{file}"), &path);
    }

    #[test]
    fn no_bytes_panic(file: Vec<u8>) {
        Robots::parse(&file, "brief").forbids("/a");
    }

    #[test]
    fn rules_panic_on_nothing(rule in "[/*$%a-f0-9é]{0,30}", path in "[/*$%a-f0-9é]{0,30}") {
        allowed(&format!("user-agent: *\ndisallow: {rule}"), &path);
    }
}

#[test]
fn a_hostile_file_takes_no_time() {
    let rule = format!("disallow: /{}$\n", "*a".repeat(5_000));
    let file = format!("user-agent: *\n{}", rule.repeat(45));
    let start = std::time::Instant::now();
    assert!(allowed(&file, &format!("/{}b", "a".repeat(8_000))));
    assert!(start.elapsed() < std::time::Duration::from_secs(2), "{:?}", start.elapsed());
}
