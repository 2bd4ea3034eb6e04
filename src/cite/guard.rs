//! A workspace's own style is looked at before the CSL processor has it, which recurses as deep as the
//! style says.

use crate::load::bounds::{Definitions, written_out};

/// Elements within one another. CSL's own styles stay below forty.
const DEPTH: usize = 100;
/// Elements of all macros written out where they are called.
const ELEMENTS: usize = 1_000_000;

/// Fails where a style is no text that may be handed to the processor.
///
/// # Errors
/// The reason, as the end of a sentence.
pub(super) fn check(xml: &str) -> Result<(), String> {
    let mut macros = Definitions::new();
    let mut depth = 0_usize;
    // The macro the scanner stands in; the layouts are one more, without a name.
    let mut within = String::new();
    for tag in tags(xml)? {
        match tag.kind {
            Kind::Close => {
                depth = depth.saturating_sub(1);
                if tag.name == "macro" {
                    within.clear();
                }
                continue;
            }
            Kind::Open => {
                depth += 1;
                if depth > DEPTH {
                    return Err(format!("its elements nest more than {DEPTH} deep"));
                }
                if tag.name == "macro" {
                    within = tag.attribute("name").unwrap_or_default();
                }
            }
            Kind::Empty => {}
        }
        let entry = macros.entry(within.clone()).or_default();
        entry.0 += 1;
        entry.1.extend(tag.attribute("macro"));
    }
    written_out(&macros, ELEMENTS).map_err(|reason| format!("in its macros, {reason}"))
}

struct Tag<'a> {
    kind: Kind,
    name: &'a str,
    attributes: &'a str,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Open,
    Close,
    Empty,
}

impl Tag<'_> {
    /// An attribute's value as written.
    fn attribute(&self, name: &str) -> Option<String> {
        let mut rest = self.attributes;
        while let Some((key, after)) = rest.split_once('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| ['"', '\''].contains(c))?;
            let (value, next) = after[1..].split_once(quote)?;
            if key.trim() == name {
                return Some(value.to_owned());
            }
            rest = next;
        }
        None
    }
}

/// The tags of a text in XML, in order. Declarations of document types, which can define text that
/// expands, are refused.
fn tags(xml: &str) -> Result<Vec<Tag<'_>>, String> {
    let mut tags = Vec::new();
    let mut rest = xml;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let skipped = [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>")]
            .into_iter()
            .find(|(open, _)| rest.starts_with(open));
        if let Some((_, close)) = skipped {
            let end = rest.find(close).ok_or("something in it is not closed")?;
            rest = &rest[end + close.len()..];
            continue;
        }
        if rest.starts_with('!') {
            return Err("it declares a document type, which styles do not need".into());
        }
        let end = tag_end(rest).ok_or("a tag in it is not closed")?;
        let (inside, kind) = match (rest[..end].strip_prefix('/'), rest[..end].strip_suffix('/')) {
            (Some(inside), _) => (inside, Kind::Close),
            (None, Some(inside)) => (inside, Kind::Empty),
            (None, None) => (&rest[..end], Kind::Open),
        };
        let (name, attributes) =
            inside.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((inside, ""));
        let name = name.rsplit(':').next().unwrap_or(name);
        tags.push(Tag { kind, name, attributes });
        rest = &rest[end + 1..];
    }
    Ok(tags)
}

/// Where a tag ends; a `>` within quotation marks is part of a value.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == '>' => return Some(at),
            None => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_that_recurse_nest_or_grow_are_refused() {
        let style = |inside: &str| format!("<style><!-- <x> -->{inside}</style>");
        let calls = |name: &str, other: &str| {
            format!("<macro name='{name}'><text macro=\"{other}\" prefix='>'/></macro>")
        };
        assert_eq!(check(&style(&(calls("a", "b") + "<macro name='b'><text/></macro>"))), Ok(()));
        assert!(check(&style(&calls("a", "a"))).unwrap_err().contains("`a` refers to itself"));
        let circle = calls("a", "b") + &calls("b", "a");
        assert!(check(&style(&circle)).unwrap_err().contains("refers to itself"));
        let deep = "<group>".repeat(200_000);
        assert!(check(&style(&deep)).unwrap_err().contains("100 deep"));
        assert!(check("<!DOCTYPE x [<!ENTITY a 'b'>]><style/>").is_err());
        let doubling: String = (0..64)
            .map(|at| {
                let call = format!("<text macro='m{}'/>", at + 1);
                format!("<macro name='m{at}'>{call}{call}</macro>")
            })
            .collect();
        assert!(check(&style(&doubling)).unwrap_err().contains("too large"));
    }
}
