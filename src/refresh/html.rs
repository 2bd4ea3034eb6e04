//! A digest as HTML, fit to be mailed: one file, styles beside what they are for, no scripts, nothing
//! fetched. Without the style sheet, which some mail programs take out, it is dark on light.

use super::digest::{Digest, Entry};
use super::marks::{Run, parted};
use super::words::{Part, capital, in_quotes, parts, place, plain};
use crate::verify::near::Kind;

/// What only a style sheet can say: a dark screen, and paper.
const SHEET: &str = "\
@media (prefers-color-scheme: dark) {
 .page, body { background: #16191d !important; color: #e8e6e3 !important; }
 .card { background: #1f2429 !important; border-top-color: #424a52 !important; border-right-color: #424a52 !important; border-bottom-color: #424a52 !important; }
 .quiet { color: #b4bac0 !important; }
 .old { background: #4a2020 !important; color: #ffd9d4 !important; }
 .new { background: #17402a !important; color: #c9f5d8 !important; }
 .code { background: #2c333a !important; color: #f1efec !important; }
 .press { color: #ffb3a7 !important; }
 a { color: #9cc4ff !important; }
}
@media print {
 .page, body { background: #fff !important; color: #000 !important; }
 .card { break-inside: avoid; background: #fff !important; color: #000 !important; }
 h2 { break-after: avoid; }
}";

const FONT: &str = "font-family: -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; font-size: 16px; line-height: 1.5";

/// The digest as a page.
pub fn html(digest: &Digest) -> String {
    let title = escaped(&digest.title);
    let lead: String = digest.lead.iter().map(|said| paragraph(&escaped(said))).collect();
    let sections: String = digest
        .sections
        .iter()
        .map(|section| {
            let entries: String = section.entries.iter().map(entry).collect();
            format!(
                "<h2 style=\"font-size: 20px; line-height: 1.3; margin: 28px 0 10px\">{}</h2>\n{entries}",
                escaped(&section.heading)
            )
        })
        .collect();
    format!(
        "<!doctype html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<meta name=\"color-scheme\" content=\"light dark\">
<title>{title}</title>
<style>
{SHEET}
</style>
</head>
<body class=\"page\" style=\"margin: 0; padding: 0; background: #f4f3f0; color: #1d2125\">
<table role=\"presentation\" class=\"page\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"background: #f4f3f0; color: #1d2125\"><tr><td align=\"center\" style=\"padding: 16px 10px\">
<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"max-width: 680px; text-align: left\"><tr><td style=\"{FONT}; overflow-wrap: anywhere; word-break: break-word\">
<h1 style=\"font-size: 24px; line-height: 1.25; margin: 8px 0 12px\">{title}</h1>
{lead}{sections}</td></tr></table>
</td></tr></table>
</body>
</html>
"
    )
}

fn paragraph(inner: &str) -> String {
    format!("<p style=\"margin: 0 0 10px\">{inner}</p>\n")
}

fn entry(entry: &Entry) -> String {
    let edge = if entry.is_pressing { "#b3261e" } else { "#8a9097" };
    let class = if entry.is_pressing { "press" } else { "quiet" };
    let colour = if entry.is_pressing { "#8c1d18" } else { "#565d64" };
    let mut inner = format!(
        "<p class=\"{class}\" style=\"margin: 0 0 2px; font-size: 13px; letter-spacing: 0.3px; color: {colour}\">{}</p>\n\
         <h3 style=\"font-size: 17px; line-height: 1.4; margin: 0 0 10px\">{}</h3>\n",
        escaped(&capital(entry.tag)),
        escaped(&entry.headline)
    );
    if !entry.detail.is_empty() {
        inner += &paragraph(&prose(&entry.detail));
    }
    if let Some((old, new)) = &entry.phrases {
        let label = if new.is_empty() { "It said" } else { "Before" };
        inner += &labelled(label, &format!("“{}”", runs(old, "del")));
        if !new.is_empty() {
            inner += &labelled("Now", &format!("“{}”", runs(new, "ins")));
        }
    }
    if entry.is_used && entry.sentences.is_empty() {
        inner += &labelled("Used in", "no paper");
    }
    let used: String = entry
        .sentences
        .iter()
        .map(|sentence| {
            let words = escaped(&in_quotes(&sentence.sentence));
            paragraph(&format!("<strong>{}</strong><br>{words}", escaped(&place(sentence))))
        })
        .collect();
    if !used.is_empty() {
        inner += &labelled("Used in", &used);
    }
    if let Some((kind, id)) = &entry.item {
        inner += &labelled(&capital(kind), &code(id));
    }
    if let Some((title, url)) = &entry.source {
        match url.is_empty() {
            true => inner += &labelled("Paper", &code(title)),
            false => inner += &labelled("Source", &format!("{}<br>{}", escaped(title), link(url))),
        }
    }
    if let Some(url) = &entry.now_at {
        inner += &labelled("Now at", &link(url));
    }
    if let Some(who) = &entry.decides {
        inner += &labelled("Decides", &format!("<strong>{}</strong>", escaped(who)));
    }
    if !entry.todo.is_empty() {
        let todo: String = entry
            .todo
            .iter()
            .map(|todo| {
                let command = todo.command.as_deref().map(|text| format!("<br>{}", code(text)));
                paragraph(&format!("{}{}", prose(&todo.words), command.unwrap_or_default()))
            })
            .collect();
        inner += &labelled("To do", &todo);
    }
    format!(
        "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" class=\"card\" style=\"background: #ffffff; border: 1px solid #d5d3ce; border-left: 5px solid {edge}; margin: 0 0 14px\"><tr><td style=\"padding: 12px 14px; {FONT}; overflow-wrap: anywhere; word-break: break-word\">\n{inner}</td></tr></table>\n"
    )
}

fn labelled(label: &str, inner: &str) -> String {
    format!(
        "<p class=\"quiet\" style=\"margin: 0; font-size: 13px; color: #565d64\">{}</p>\n<div style=\"margin: 0 0 10px\">{inner}</div>\n",
        escaped(label)
    )
}

/// Runs, with what differs struck through or underlined, so that no colour is needed to see it.
fn runs(runs: &[Run], element: &str) -> String {
    let (class, style) = match element {
        "del" => ("old", "background: #fbe3e0; color: #7a1a15; text-decoration: line-through"),
        _ => (
            "new",
            "background: #d9f2e1; color: #0d4a26; font-weight: bold; text-decoration: underline",
        ),
    };
    let mut out = String::new();
    let mut before = "";
    for run in runs {
        if parted(before, &run.text) {
            out.push(' ');
        }
        let text = escaped(&run.text);
        match run.differs {
            None => out += &text,
            Some(kind) => {
                let kind = match kind {
                    Kind::Words => String::new(),
                    kind => format!(" title=\"{}\"", kind.as_str()),
                };
                out += &format!(
                    "<{element} class=\"{class}\"{kind} style=\"{style}\">{text}</{element}>"
                );
            }
        }
        before = &run.text;
    }
    out
}

fn code(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(escaped).collect();
    format!(
        "<code class=\"code\" style=\"background: #eceae5; color: #1d2125; display: inline-block; padding: 3px 7px; margin-top: 3px; font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 14px\">{}</code>",
        lines.join("<br>")
    )
}

/// Text, with what stands between backticks as code.
fn prose(text: &str) -> String {
    let line = plain(text);
    let parts = parts(&line).into_iter().map(|part| match part {
        Part::Text(text) => escape(text),
        Part::Code(text) => format!(
            "<code class=\"code\" style=\"background: #eceae5; color: #1d2125; padding: 1px 4px; font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 14px\">{}</code>",
            escape(text)
        ),
    });
    parts.collect()
}

/// An address to follow, where it is one of the web; else text.
fn link(url: &str) -> String {
    let text = escaped(url);
    match url.starts_with("https://") || url.starts_with("http://") {
        true => format!("<a href=\"{text}\" style=\"color: #0b4f9e\">{text}</a>"),
        false => text,
    }
}

fn escaped(text: &str) -> String {
    escape(&plain(text))
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\'' => out += "&#39;",
            c => out.push(c),
        }
    }
    out
}
