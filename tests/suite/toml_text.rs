//! Words of TOML strings are replaced where they stand, and nothing else changes.

use std::ops::Range;

use brief::fix::{Literal, apply};
use proptest::prelude::*;

fn decoded(raw: &str) -> Option<String> {
    let table: toml::Table = toml::from_str(&format!("x = [{raw}]")).ok()?;
    table.get("x")?.get(0)?.as_str().map(str::to_owned)
}

fn literal() -> impl Strategy<Value = String> {
    const PARTS: &[&str] = &[
        "a",
        "defector",
        " ",
        "  ",
        "\t",
        "\n",
        "\r\n",
        "\\\n",
        "\\\n   ",
        "\\ \n\n  x",
        "\\\r\n ",
        "\\n",
        "\\\"",
        "\\\\",
        "\\u00e9",
        "\\U0001F600",
        "\\x41",
        "\\e",
        "\"",
        "\"\"",
        "'",
        "''",
        "é",
        "’",
        "한",
        "\\t",
        "#",
        "\\q",
        "\r",
        "\\ud800",
        "\u{1}",
    ];
    let body = proptest::collection::vec(proptest::sample::select(PARTS), 0..10)
        .prop_map(|parts| parts.concat());
    (body, 0..4_usize, any::<bool>()).prop_map(|(body, kind, line)| {
        let quote = ["\"", "'", "\"\"\"", "'''"][kind];
        let first = if line && kind > 1 { "\n" } else { "" };
        format!("{quote}{first}{body}{quote}")
    })
}

#[test]
fn each_kind_of_string_is_read() {
    for (raw, text) in [
        (r#""a \"b\" \u00e9""#, "a \"b\" é"),
        ("'a \\ b'", "a \\ b"),
        ("\"\"\"\nHe said \\\n   \"yes\".\"\"\"", "He said \"yes\"."),
        ("'''\nit's'''", "it's"),
        ("\"\"", ""),
        ("''''''", ""),
        ("\"\"\"\"a\"\"\"\"", "\"a\""),
        (r#""\x41\e""#, "A\u{1B}"),
    ] {
        assert_eq!(
            Literal::parse(raw).map(|read| read.text().to_owned()).as_deref(),
            Some(text),
            "{raw}"
        );
        assert_eq!(decoded(raw).as_deref(), Some(text), "{raw}");
    }
    for raw in
        ["", "a", "\"", "\"a", "'a\nb'", "\"a\nb\"", "\"\\q\"", "\"\"\"a\"\"\"\"\"\"", "\"a\"b\""]
    {
        assert!(Literal::parse(raw).is_none(), "{raw}");
    }
}

#[test]
fn words_are_replaced_across_a_trimmed_line_end() {
    let raw = "\"\"\"\nThe defectors \\\n    were\\u0020held.\"\"\"";
    let read = Literal::parse(raw).unwrap();
    let at = read.text().find("were").unwrap();
    let edits = read.rewrite(&[(4..13, "escapees"), (at..at + 4, " “are”")]).unwrap();
    assert_eq!(apply(raw, edits).0, "\"\"\"\nThe escapees \\\n    \\u0020“are”\\u0020held.\"\"\"");
    assert!(Literal::parse("'a b'").unwrap().rewrite(&[(0..1, "it's")]).is_none());
    assert_eq!(Literal::parse("\"é\"").unwrap().raw_range(1..2), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn a_string_means_what_toml_says(raw in literal()) {
        prop_assert_eq!(Literal::parse(&raw).map(|read| read.text().to_owned()), decoded(&raw), "{:?}", raw);
    }

    #[test]
    fn a_replacement_changes_nothing_else(
        raw in literal(), from in 0..40_usize, length in 0..20_usize,
        with in prop_oneof![Just("escapee".to_owned()), Just("".to_owned()), Just(" a \"b\"".to_owned()), any::<String>()],
    ) {
        let Some(read) = Literal::parse(&raw) else { return Ok(()) };
        let text = read.text().to_owned();
        let range: Range<usize> = from.min(text.len())..(from + length).min(text.len());
        let Some(edits) = read.rewrite(&[(range.clone(), &with)]) else { return Ok(()) };
        let place = edits[0].range.clone();
        let (written, left) = apply(&raw, edits);
        prop_assert!(left.is_empty());
        let wanted = format!("{}{with}{}", &text[..range.start], &text[range.end..]);
        prop_assert_eq!(decoded(&written), Some(wanted), "{:?}", raw);
        prop_assert!(written.starts_with(&raw[..place.start]) && written.ends_with(&raw[place.end..]));
    }

    #[test]
    fn anything_is_read(raw in any::<String>()) {
        if let Some(read) = Literal::parse(&raw) {
            read.rewrite(&[(0..read.text().len(), "x")]);
        }
    }
}
