//! Pages made to hurt. Each must end, with its text or a reason, and the work must grow no faster than
//! the page: it is counted in steps of the parser, not in seconds.

use brief::source::extract::{MAX_BYTES, Media, Unreadable, extract, work};

fn text(page: &[u8]) -> String {
    extract(page, Media::Html, None).unwrap().text
}

/// Asserts that a page made of `n` parts takes no more than `per_byte` steps for each byte, at n, 2n and
/// 4n.
#[track_caller]
fn grows_evenly(per_byte: u64, make: impl Fn(usize) -> String) {
    for n in [10_000, 20_000, 40_000] {
        let page = make(n);
        let steps = work(&page).expect("it can be read");
        let each = steps / page.len() as u64;
        assert!(each <= per_byte, "{n} parts: {each} steps a byte");
    }
}

/// Asserts that a page is given up, and after no more steps than its length allows, by its being given
/// up at all.
#[track_caller]
fn is_too_tangled(page: &str) {
    assert_eq!(work(page), None);
    let given_up = extract(page.as_bytes(), Media::Html, None);
    assert_eq!(given_up.map(|found| found.text.len()), Err(Unreadable::TooTangled));
}

#[test]
fn blocks_a_hundred_thousand_deep_keep_their_text_and_their_lines() {
    let n = 100_000;
    let page = format!("{}x{}", "<div>a".repeat(n), "b</div>".repeat(n));
    let text = text(page.as_bytes());
    assert_eq!(text.matches('a').count(), n);
    assert_eq!(text.matches('b').count(), n);
    assert!(!text.contains("aa") && !text.contains("bb"), "blocks are glued");
    grows_evenly(64, |n| "<div>".repeat(n));
}

#[test]
fn inline_elements_a_hundred_thousand_deep_split_no_word() {
    let n = 100_000;
    let page = format!("<p>{}x{}", "<span>a".repeat(n), "b</span>".repeat(n));
    assert_eq!(text(page.as_bytes()), format!("{}x{}", "a".repeat(n), "b".repeat(n)));
    grows_evenly(64, |n| format!("<p>{}", "<span>".repeat(n)));
}

#[test]
fn a_million_formatting_elements_are_linear() {
    let n = 1_000_000;
    let page = format!("{}word", "<b>".repeat(n));
    assert_eq!(text(page.as_bytes()), "word");
    grows_evenly(64, |n| "<b>".repeat(n));
    grows_evenly(64, |n| "<b><i><u>".repeat(n) + &"</b></i></u>".repeat(n));
}

/// The adoption agency algorithm (WHATWG HTML §13.2.6.4.7) at its worst: each end tag has formatting
/// elements to take apart, and each block reopens those that are left.
#[test]
fn the_adoption_agency_is_linear() {
    grows_evenly(64, |n| "<b><p>x</b>".repeat(n));
    grows_evenly(64, |n| "<a><div>".repeat(n));
    grows_evenly(64, |n| "<b><i><u><s><div></b></i></u></s>".repeat(n));
    let distinct = |n: usize| -> String { (0..n).map(|i| format!("<b id={i}>")).collect() };
    grows_evenly(64, |n| distinct(n) + &"<p>x".repeat(n));
}

#[test]
fn formatting_elements_reopened_in_every_block_are_bounded() {
    let open = "<b><b><b><i><i><i><u><u><u><s><s><s><em><em><em><tt><tt><tt><code><code><code>";
    grows_evenly(64, |n| format!("<p>{open}{}", "<p>x".repeat(n)));
}

#[test]
fn deep_hidden_blocks_stay_hidden_or_are_given_up() {
    let deep = |n| format!("{}secret{}shown", "<div>".repeat(n), "</div>".repeat(n));
    let hidden = deep(2_000).replace("secret", "<div hidden>secret</div>");
    assert_eq!(text(hidden.as_bytes()), "shown");
    is_too_tangled(&"<div hidden>".repeat(100_000));
}

#[test]
fn a_tag_with_a_million_attributes() {
    let attributes: String = (0..1_000_000).map(|i| format!(" a{i}=x")).collect();
    let page = format!("<p{attributes}>text<p{attributes} hidden>no");
    assert_eq!(text(page.as_bytes()), "text");
    assert!(work(&page).unwrap() < 1000);
}

#[test]
fn an_attribute_of_ten_megabytes() {
    let value = "x".repeat(10_000_000);
    let page = format!("<p title='{value}' style='a:{value}'>text<b style='{value}'>s");
    assert_eq!(text(page.as_bytes()), "texts");
}

#[test]
fn everything_unclosed() {
    for page in ["<p", "text<!--", "<p>text<![CDATA[", "text<a href=\"", "&", "<script>", "<title>"]
    {
        extract(page.as_bytes(), Media::Html, None).ok();
    }
    let page = "<table><tr><td><select><option><svg><math><template><form><button>x".repeat(2_000);
    let text = extract(page.as_bytes(), Media::Html, None);
    assert!(matches!(text, Ok(_) | Err(Unreadable::TooTangled | Unreadable::NoText)));
    assert_eq!(self::text(b"<p>a<p>b<li>c<td>d"), "a\nb\ncd");
}

#[test]
fn null_bytes_and_other_controls() {
    let page = b"<p>a\0b<pre>\0c&#0;&#13;d&#12;e</pre><svg><text>f\0</text></svg>";
    let text = text(page);
    assert_eq!(text, "ab\nc\u{fffd}\nd e\nf\u{fffd}");
    grows_evenly(64, |n| "\0x".repeat(n));
}

#[test]
fn bytes_in_no_encoding() {
    let noise: Vec<u8> =
        (0..200_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for header in [None, Some("text/html; charset=utf-8"), Some("text/html; charset=gb18030")] {
        if let Ok(found) = extract(&noise, Media::Html, header) {
            assert!(!found.text.contains(['\r', '\0', '\x0c']));
        }
    }
}

#[test]
fn a_table_of_a_billion_characters_is_too_large_and_one_of_ten_million_is_read() {
    let row = format!("<tr>{}</tr>", "<td>123456789".repeat(1_000));
    let table = format!("<table>{}", row.repeat(800));
    let text = text(table.as_bytes());
    assert_eq!(text.lines().count(), 800);
    assert_eq!(text.matches('\t').count(), 800 * 999);
    let huge = vec![b'x'; MAX_BYTES + 1];
    let refused = extract(&huge, Media::Html, None);
    assert_eq!(refused, Err(Unreadable::TooLarge { bytes: MAX_BYTES + 1, limit: MAX_BYTES }));
}

#[test]
fn cells_and_tables_within_tables() {
    grows_evenly(64, |n| "<table>".repeat(n));
    grows_evenly(64, |n| "<table><tr><td>x".repeat(n));
    grows_evenly(64, |n| format!("<table>{}", "x<td>y".repeat(n)));
    grows_evenly(64, |n| format!("<table>{}", "<b>x<tr>".repeat(n)));
}

#[test]
fn end_tags_without_start_and_start_tags_of_every_mode() {
    grows_evenly(64, |n| "</p></br></div></b></table></template>".repeat(n));
    grows_evenly(64, |n| "<svg><g><path/></g><p>".repeat(n));
    grows_evenly(64, |n| "<math><mi><mglyph>".repeat(n));
    grows_evenly(64, |n| format!("<select>{}", "<option><optgroup>".repeat(n)));
    grows_evenly(64, |n| format!("<ruby>{}", "a<rt>b<rp>".repeat(n)));
    grows_evenly(64, |n| "<li><dd><h1><button><a>".repeat(n));
    grows_evenly(64, |n| "<template>x".repeat(n.min(300)));
    grows_evenly(64, |n| "<frameset><frame>".repeat(n));
}

#[test]
fn references_that_expand_and_references_that_do_not_end() {
    let page = "&NotEqualTilde;&bigotimes;&amp;amp;&#x110000;&#xd800;&nosuch".repeat(10_000);
    let text = text(page.as_bytes());
    assert!(text.len() < 2 * page.len());
    let digits = format!("&#{};&#x{};", "9".repeat(1_000_000), "f".repeat(1_000_000));
    assert_eq!(self::text(digits.as_bytes()), "\u{fffd}\u{fffd}");
}

#[test]
fn json_nested_too_deep_describes_nothing() {
    let json = "[".repeat(100_000);
    let page = format!("<script type=application/ld+json>{json}</script><p>text");
    let found = extract(page.as_bytes(), Media::Html, None).unwrap();
    assert_eq!(found.text, "text");
    assert_eq!(found.description.title, None);
}
