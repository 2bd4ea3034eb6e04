//! Words of strangers in digests: they stay words.

use brief::refresh::digest::digest;
use brief::refresh::html::html;
use brief::refresh::markdown::markdown;
use brief::refresh::outcome::Outcome;
use brief::refresh::report::Report;
use brief::refresh::terminal::{self, terminal};
use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::refresh_digest::{sample, sentence};

/// Words of a stranger that would like to be more than words.
const HOSTILE: &[&str] = &[
    "[click](https://evil.example) <a href=//evil.example>x</a>",
    "<script>alert(1)</script>",
    "www.evil.example https://evil.example ftp://evil.example me@evil.example",
    "# Heading\n\n## Another\n---\n===",
    "1. one\n2. two\n- three\n+ four\n* five",
    "```\ncode\n``` `x` ``y``",
    "![x](http://evil.example/p.png) <https://evil.example> [x]: http://evil.example",
    "\u{1b}[31mred\u{1b}[0m \u{202e}turned \u{7} &lt;b&gt; &#60;",
    "\"><img src=x onerror=alert(1)> ' onmouseover='x",
    "| a | b |\n|---|---|\n[^1] ~~x~~ **y** __z__ $x$ {#id}",
    "1) - # > +",
    "\\[a](b) \\\\`c`",
    "---",
    "===",
    "10.",
    "> quoted",
    "    code",
    "`<b>x</b>` and `[x](y)` then `![z](w)` &lt; a&b; _a_ b_c_ `",
    "` \\` `\\`",
];

/// The sample with such words wherever a stranger's may stand.
fn hostile(words: &str) -> Report {
    let mut report = sample();
    for source in &mut report.sources {
        source.title = words.into();
        source.url = format!("https://example.org/{words}");
        for p in &mut source.passages {
            p.passage = words.into();
            p.proposal = p.proposal.as_ref().map(|_| format!("{words} and more"));
            p.decides = words.into();
            for difference in &mut p.differences {
                (difference.passage, difference.text) = (words.into(), format!("{words}!"));
            }
            p.sentences = vec![sentence("x", words, words, words, words)];
        }
        if let Some(redirect) = &mut source.redirect {
            redirect.to = words.into();
        }
        if let Outcome::Unreachable { reason, .. } = &mut source.outcome {
            *reason = words.into();
        }
    }
    for paper in &mut report.papers {
        (paper.title, paper.why) = (words.into(), words.into());
    }
    report
}

#[test]
fn hostile_words_stay_words_in_markdown() {
    let shape = |report: &Report| -> Vec<String> {
        let text = markdown(&digest(report));
        let events = Parser::new_ext(&text, Options::all());
        events
            .filter_map(|event| match event {
                Event::Start(Tag::Link { dest_url, .. }) => {
                    assert!(dest_url.starts_with("https://example.org/"), "{dest_url}");
                    None
                }
                Event::Start(Tag::Strong | Tag::Strikethrough | Tag::Paragraph) => None,
                Event::Start(Tag::Heading { level, .. }) => Some(format!("{level}")),
                Event::Start(tag) => Some(format!("{tag:?}")),
                Event::Html(_)
                | Event::InlineHtml(_)
                | Event::FootnoteReference(_)
                | Event::Rule
                | Event::InlineMath(_)
                | Event::DisplayMath(_) => Some(format!("{event:?}")),
                _ => None,
            })
            .collect()
    };
    let calm = shape(&hostile("plain words"));
    for words in HOSTILE {
        assert_eq!(shape(&hostile(words)), calm, "{words}");
        let text = markdown(&digest(&hostile(words)));
        // What GitHub and mail programs make links of: bare addresses.
        for bare in ["www.evil", "://evil", "me@evil"] {
            let within_code = |at: usize| text[..at].matches("\n```\n").count() % 2 == 1;
            assert!(text.match_indices(bare).all(|(at, _)| within_code(at)), "{bare} in\n{text}");
        }
    }
}

#[test]
fn hostile_words_stay_words_in_html() {
    let tags = |report: &Report| -> Vec<String> {
        let page = html(&digest(report));
        // Our own markup has no `<` but of tags; escaped text has none at all.
        let names =
            page.split('<').skip(1).map(|rest| rest.split(['>', ' ']).next().unwrap_or_default());
        let may_differ = ["ins", "/ins", "del", "/del", "a", "/a", "br", "code", "/code"];
        names.filter(|name| !may_differ.contains(name)).map(str::to_owned).collect()
    };
    let calm = tags(&hostile("plain words"));
    for words in HOSTILE {
        let report = hostile(words);
        assert_eq!(tags(&report), calm, "{words}");
        let page = html(&digest(&report));
        for bad in ["<script", "<img", "\u{1b}", "\u{202e}", "onerror=alert(1)>", "javascript:"] {
            assert!(!page.contains(bad), "{bad}");
        }
    }
}

#[test]
fn hostile_words_do_not_steer_a_terminal() {
    for words in HOSTILE {
        let text = terminal(&digest(&hostile(words)), terminal::Look { styled: false, width: 80 });
        assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{text}");
    }
}
