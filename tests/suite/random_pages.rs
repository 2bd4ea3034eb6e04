//! Pages nobody would write: what holds for the text of any of them.

use brief::source::extract::{Media, extract};
use proptest::prelude::*;

/// A page in the making.
#[derive(Debug, Clone)]
enum Piece {
    Word(String),
    Inline(&'static str, Vec<Piece>),
    Block(&'static str, Vec<Piece>),
}

fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    let inline = prop::sample::select(&["b", "i", "a", "span", "em", "code", "sup", "font", "x-y"]);
    let block = prop::sample::select(&["div", "section", "blockquote", "ul", "main", "fieldset"]);
    let leaf = "[a-z]{1,3}".prop_map(Piece::Word);
    let piece = leaf.prop_recursive(6, 60, 5, move |inner| {
        let inner = prop::collection::vec(inner, 0..5);
        prop_oneof![
            (inline.clone(), inner.clone()).prop_map(|(name, inner)| Piece::Inline(name, inner)),
            (block.clone(), inner).prop_map(|(name, inner)| Piece::Block(name, inner)),
        ]
    });
    prop::collection::vec(piece, 0..8)
}

/// The page as markup, and the lines that its text must have: words run together within inline elements,
/// and every edge of a block ends a line.
fn write(pieces: &[Piece], markup: &mut String, lines: &mut Vec<String>) {
    for piece in pieces {
        match piece {
            Piece::Word(word) => {
                markup.push_str(word);
                lines.last_mut().unwrap().push_str(word);
            }
            Piece::Inline(name, inner) => {
                markup.push_str(&format!("<{name}>"));
                write(inner, markup, lines);
                markup.push_str(&format!("</{name}>"));
            }
            Piece::Block(name, inner) => {
                markup.push_str(&format!("<{name}>"));
                lines.push(String::new());
                write(inner, markup, lines);
                markup.push_str(&format!("</{name}>"));
                lines.push(String::new());
            }
        }
    }
}

fn text(page: &str) -> String {
    extract(page.as_bytes(), Media::Html, None).map(|found| found.text).unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn blocks_end_lines_and_inline_elements_split_nothing(pieces in pieces()) {
        let (mut markup, mut lines) = (String::new(), vec![String::new()]);
        write(&pieces, &mut markup, &mut lines);
        lines.retain(|line| !line.is_empty());
        prop_assert_eq!(text(&markup), lines.join("\n"), "{}", markup);
    }

    #[test]
    fn what_is_wrapped_in_a_hidden_block_is_out(pieces in pieces()) {
        let mut markup = String::new();
        write(&pieces, &mut markup, &mut vec![String::new()]);
        let page = format!("<p>BEFORE</p><div hidden>{markup}</div><p>AFTER</p>");
        prop_assert_eq!(text(&page), "BEFORE\nAFTER", "{}", page);
    }

    #[test]
    fn any_soup_of_tags_is_read(tags in prop::collection::vec(prop::sample::select(SOUP), 0..60)) {
        let page = tags.concat();
        let text = text(&page);
        prop_assert!(!text.contains(['\r', '\0', '\x0c']));
        prop_assert!(text.len() <= 4 * page.len() + 64);
        prop_assert!(!text.starts_with('\n') && !text.ends_with('\n'), "{:?}", text);
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for media in [Media::Html, Media::Plain, Media::Markdown] {
            if let Ok(found) = extract(&bytes, media, None) {
                prop_assert!(!found.text.contains(['\r', '\0']));
                prop_assert!(found.text.len() <= 4 * bytes.len() + 64);
            }
        }
    }

    #[test]
    fn plain_text_of_plain_text_is_the_same(source in "\\PC{0,40}([\r\n\t ]\\PC{0,20}){0,6}") {
        let once = |text: &str| extract(text.as_bytes(), Media::Plain, None).map(|found| found.text);
        if let Ok(text) = once(&source) {
            prop_assert_eq!(once(&text), Ok(text));
        }
    }
}

const SOUP: &[&str] = &[
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<a>",
    "</a>",
    "<div>",
    "</div>",
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "</td>",
    "<caption>",
    "<select>",
    "<option>",
    "</select>",
    "<svg>",
    "</svg>",
    "<foreignObject>",
    "<math>",
    "<mi>",
    "<annotation-xml>",
    "<template>",
    "</template>",
    "<script>",
    "</script>",
    "<title>",
    "</title>",
    "<style>",
    "</style>",
    "<pre>",
    "</pre>",
    "<textarea>",
    "</textarea>",
    "<plaintext>",
    "<ruby>",
    "<rt>",
    "<rp>",
    "</ruby>",
    "<q>",
    "</q>",
    "<br>",
    "</br>",
    "<form>",
    "<button>",
    "<li>",
    "<frameset>",
    "<body>",
    "</body>",
    "</html>",
    "<head>",
    "<h1>",
    "</h2>",
    "<font color=x>",
    "<nobr>",
    "<p hidden>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "a",
    " ",
    "\n",
    "\r",
    "\0",
    "&amp",
    "&#13;",
    "é",
    "<td style=display:none>",
    "<b style=visibility:hidden>",
    "<dialog>",
    "<details>",
    "<applet>",
];
