//! What a reader of a web page sees, and what the page says of itself.

use brief::source::extract::{Description, Media, Unreadable, extract};

#[track_caller]
fn reads(page: &str, expected: &str) {
    let found = extract(page.as_bytes(), Media::Html, None);
    assert_eq!(found.map(|found| found.text), Ok(expected.to_owned()), "{page}");
}

fn describes(page: &str) -> Description {
    extract(format!("{page}<body>text").as_bytes(), Media::Html, None).unwrap().description
}

fn value(found: Option<brief::source::extract::Found>) -> String {
    found.map(|found| format!("{} ({})", found.value, found.from)).unwrap_or_default()
}

#[test]
fn inline_elements_split_no_word_and_blocks_always_do() {
    reads("<p><b>w</b>ord<i>s</i> <u> and </u> more", "words and more");
    reads("<div>one<div>two</div>three</div>four", "one\ntwo\nthree\nfour");
    reads("<p>one<p>two<br>three<hr>four", "one\ntwo\nthree\nfour");
    reads("<ul><li>one<li>two</ul><dl><dt>a<dd>b</dl>", "one\ntwo\na\nb");
    reads("un<wbr>believ<img src=x alt=no>able co&shy;op", "unbelievable co\u{ad}op");
    reads("word<sup>1</sup><a href=#n>[2]</a>.", "word1[2].");
    reads("<my-card>a</my-card><my-card>b</my-card>", "ab");
    reads("x<button>press</button>y<select><option>a<option>b</select>z", "x press y\na\nb\nz");
}

#[test]
fn white_space_is_collapsed_but_where_it_is_kept() {
    reads("<p>\n a \t b\u{a0}c &nbsp;d\n</p>\n", "a b\u{a0}c \u{a0}d");
    reads("a<pre>\n x\r\n\n  y\t<b>z</b>\n</pre>b", "a\n x\n\n  y\tz\nb");
    // Found by a random page: the text ended in an empty line.
    reads("<pre>\n\nx]]>\n</pre>", "x]]>");
    reads("a <code> b  c </code>d <textarea>\n e\n f</textarea>", "a b c d\n e\n f");
    reads("<p>a <b> </b> <i> b</i>", "a b");
}

#[test]
fn cells_of_a_table_stand_in_a_row() {
    reads(
        "<table><caption>c</caption><tr><th>a<th>b<tr><td><p>1</p><p>2</p><td>3</table>d",
        "c\na\tb\n1\n2\t3\nd",
    );
    reads("<table><tr><td><div>1</div></td> <td><div>2</div></td></tr></table>", "1\t2");
    reads("<table><tr><td>a<tr><td><td>b</table>c", "a\nb\nc");
    reads("<table><tr><td>a<td><tr><td>b</table>", "a\nb");
    reads("<table><tr><td>x<table><tr><td>1<td>2</table><td>y</table>", "x\n1\t2\ty");
    reads("<table>stray<tr><td>cell</table>", "stray\ncell");
}

#[test]
fn what_is_hidden_is_out() {
    reads("<title>t</title><p>a<script>s</script><style>s</style><noscript>n</noscript>", "a");
    reads(
        "a<p hidden>no<p hidden=until-found>b<details><summary>c</summary>d</details>",
        "a\nb\nc\nd",
    );
    reads("a<dialog>no</dialog><dialog open>b</dialog><p popover>no", "a\nb");
    reads("a<span style='color:red;display:none'>no</span>b", "ab");
    reads("a<p style='visibility:hidden'>no<b style='visibility:visible'>b</b>", "a\nb");
    reads("<p hidden style=display:block>a", "a");
    reads("<p aria-hidden=true>a", "a");
    reads("<body style='display:none'>shown by its scripts", "shown by its scripts");
    reads(
        "a<template>no</template><div><template shadowrootmode=open>b</template>c</div>",
        "a\nbc",
    );
    reads(
        "a<iframe>no</iframe><video>no</video><canvas>no</canvas><datalist><option>no</datalist>b",
        "ab",
    );
    reads("<svg><title>no</title><desc>no</desc><text>a</text></svg>", "a");
    reads("<math><semantics><mi>x</mi><annotation>no</annotation></semantics></math>", "x");
}

#[test]
fn a_display_of_its_own_overrules_the_kind_of_element() {
    reads(
        "a<span style=display:block>b</span>c<span style='display:inline-block'>d</span>e",
        "a\nb\nc d e",
    );
    reads("<ul><li style=display:inline>a</li>, <li style=display:inline>b</li></ul>", "a, b");
}

#[test]
fn short_quotations_get_their_marks() {
    reads("He said <q>no <q>such</q> thing</q>.", "He said “no ‘such’ thing”.");
    reads("<q> a </q> b", "“ a” b");
}

#[test]
fn readings_follow_the_line_they_belong_to() {
    reads(
        "<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>を読む<p>次",
        "漢字を読む\nかん\nじ\n次",
    );
}

#[test]
fn pages_without_text_say_so() {
    for page in
        ["", " \n", "<title>t</title>", "<script>app()</script><noscript>Switch it on</noscript>"]
    {
        assert_eq!(
            extract(page.as_bytes(), Media::Html, None).map(|_| ()),
            Err(Unreadable::NoText)
        );
    }
}

#[test]
fn the_kind_is_declared_or_in_the_name_or_a_pdf_by_its_beginning() {
    let of = |content_type, name| Media::of(content_type, name, b"<p>");
    assert_eq!(of(Some("Text/HTML; charset=x"), "a.pdf"), Some(Media::Html));
    assert_eq!(of(Some("application/xhtml+xml"), ""), Some(Media::Html));
    assert_eq!(of(Some("text/plain"), "a.html"), Some(Media::Plain));
    assert_eq!(of(Some("text/plain"), "https://x.test/a.md"), Some(Media::Markdown));
    assert_eq!(of(Some("application/octet-stream"), "a.PDF"), Some(Media::Pdf));
    assert_eq!(of(Some("image/png"), "a.html"), None);
    assert_eq!(of(None, "https://x.test/a.html?b=c.pdf#d.txt"), Some(Media::Html));
    assert_eq!(of(None, "https://x.md"), None);
    assert_eq!(of(None, "folder.html/a.txt"), Some(Media::Plain));
    assert_eq!(of(None, "a"), None);
    assert_eq!(Media::of(None, "a", b"%PDF-1.7"), Some(Media::Pdf));
    assert_eq!(Media::of(None, "a.txt", b"%PDF-1.7"), Some(Media::Plain));
}

#[test]
fn json_ld_comes_first_and_its_references_are_followed() {
    let found = describes(
        r##"<html lang=en-GB><title>A &amp; B | Site</title>
        <link rel=canonical href=https://x.test/a>
        <meta property=og:title content="Other"><meta name=author content="Other">
        <meta property=article:published_time content=2020-01-01>
        <script type=application/ld+json>{"@context":"https://schema.org","@graph":[
          {"@type":"WebSite","name":"No"},{"@type":"Organization","@id":"#o","name":"Org"},
          {"@type":["NewsArticle"],"headline":"A &amp;#38; B","datePublished":"2021-07-29T23:30:00-05:00",
           "dateModified":"2022-01-01","author":[{"@type":"Person","name":"Ann Doe"},"Bob Roe"],
           "publisher":{"@id":"#o"},"inLanguage":"fr"}]}</script>"##,
    );
    assert_eq!(value(found.title), "A & B (JSON-LD)");
    assert_eq!(value(found.date), "2021-07-29 (JSON-LD)");
    assert_eq!(value(found.publisher), "Org (JSON-LD)");
    assert_eq!(value(found.language), "en-GB (html)");
    assert_eq!(value(found.url), "https://x.test/a (html)");
    let authors: Vec<_> = found.authors.into_iter().map(|found| found.value).collect();
    assert_eq!(authors, ["Ann Doe", "Bob Roe"]);
}

#[test]
fn of_several_articles_only_the_page_s_own_is_believed() {
    let page = |title: &str| {
        let articles = r#"[{"@type":"Article","headline":"One","datePublished":"2021"},
            {"@type":"Article","headline":"Two","datePublished":"2022"}]"#;
        let script = format!("<script type=application/ld+json>{articles}</script>");
        let found = describes(&format!("<title>{title}</title>{script}"));
        (value(found.title), value(found.date))
    };
    assert_eq!(page("Two - Site"), ("Two (JSON-LD)".into(), "2022 (JSON-LD)".into()));
    assert_eq!(page("News"), ("News (html)".into(), String::new()));
}

#[test]
fn scholarly_and_library_metadata() {
    let found = describes(
        "<meta name=citation_title content='A title'><meta name=citation_author content='Doe, Ann'>
        <meta name=citation_author content='Roe, Bob'><meta name=citation_publication_date content=2014/3/7>
        <meta name=DC.publisher content=Press><meta name=DC.language content=de>",
    );
    assert_eq!(value(found.title), "A title (citation_*)");
    assert_eq!(value(found.date), "2014-03-07 (citation_*)");
    assert_eq!(value(found.publisher), "Press (Dublin Core)");
    assert_eq!(value(found.language), "de (Dublin Core)");
    assert_eq!(found.authors.len(), 2);
}

#[test]
fn nothing_is_invented() {
    let found = describes(
        "<meta property=article:published_time content='last Friday'><meta name=author content=' '>
        <meta property=article:author content=https://facebook.test/x><html lang='x y'>
        <link rel=canonical href=/relative><meta property=og:url content='javascript:x'>
        <time itemprop=datePublished datetime=2001-01-01></time>
        <time itemprop=datePublished datetime=2002-01-01></time>
        <p>By Ann Doe, 3 March 2014",
    );
    assert_eq!(found, Description::default());
}

#[test]
fn a_date_of_change_is_better_than_none_and_worse_than_any_of_publication() {
    let changed = "<script type=application/ld+json>{\"@type\":\"Article\",\"dateModified\":\"2022-02-02\"}</script>";
    assert_eq!(value(describes(changed).date), "2022-02-02 (JSON-LD)");
    let both = format!("{changed}<meta name=date content=2021-01-01>");
    assert_eq!(value(describes(&both).date), "2021-01-01 (html)");
}

#[test]
fn of_headline_and_name_the_one_in_the_page_s_title_is_its_title() {
    let found = describes(
        "<title>Films - Encyclopedia</title><script type=application/ld+json>\
        {\"@type\":\"Article\",\"name\":\"Films\",\"headline\":\"list article\"}</script>",
    );
    assert_eq!(value(found.title), "Films (JSON-LD)");
}

#[test]
fn a_link_to_the_author_counts_where_there_is_one() {
    let link = "<body><a rel='nofollow author' href=/ann>Ann Doe</a>";
    let names = |page: &str| describes(page).authors.into_iter().map(value_of).collect::<Vec<_>>();
    assert_eq!(names(link), ["Ann Doe (rel=author)"]);
    assert_eq!(names(&format!("{link}<a rel=author>Bob Roe</a>")), [""; 0]);
}

fn value_of(found: brief::source::extract::Found) -> String {
    value(Some(found))
}
