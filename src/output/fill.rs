//! Paper → Typst source: minijinja over a template, every value written as a Typst literal.
//!
//! This is the one place where text meets Typst. A template holds no text of a person: `{{ value }}`
//! stands where Typst expects code, and the formatter writes strings as string literals, lists as
//! arrays, maps as dictionaries. Nothing a person writes can be read as markup or code.

use std::collections::BTreeMap;
use std::fmt::Write;

use minijinja::value::{Value, ValueKind};
use minijinja::{AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior};

use super::templates;
use crate::diag::{Diagnostic, Span};
use crate::paper::Paper;

/// Work a template may do before it is stopped, in minijinja's units: a paper of a hundred pages
/// takes a few ten thousand.
const FUEL: u64 = 20_000_000;

/// Fills template `name` (without ending) with a paper. `record` is the path of its record.
///
/// # Errors
/// When the template is not there or does not render; the message holds its line.
pub fn fill(
    templates: &BTreeMap<String, String>,
    name: &str,
    paper: &Paper,
    record: Option<&str>,
) -> Result<String, Box<Diagnostic>> {
    let file = format!("{name}.typ.j2");
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_auto_escape_callback(|_| AutoEscape::Custom("typst".into()));
    env.set_formatter(|out, state, value| literal(out, state, value));
    env.set_fuel(Some(FUEL));
    env.set_loader({
        let templates = templates.clone();
        move |path| Ok(templates.get(path).cloned())
    });
    let description = paper
        .meta
        .words
        .get("description")
        .map(String::as_str)
        .unwrap_or_default()
        .replace("{kind}", &paper.meta.kind)
        .replace("{audience}", &paper.meta.audience)
        .replace("{date}", &paper.meta.date);
    let rendered = env.get_template(&file).and_then(|template| {
        template.render(minijinja::context! { paper => Value::from(minijinja::value::Serde(paper)), record, description })
    });
    rendered.map_err(|error| Box::new(unfilled(templates, &file, &error)))
}

/// What is wrong with a template, at its line.
fn unfilled(
    templates: &BTreeMap<String, String>,
    asked: &str,
    error: &minijinja::Error,
) -> Diagnostic {
    let name = error.name().unwrap_or(asked);
    let file = templates::file(templates, name);
    let span = match (error.range(), error.line()) {
        (Some(range), _) if !range.is_empty() => Span::new(&file, range),
        (_, Some(line)) => Span::line(&file, line),
        _ => Span::whole(&file),
    };
    let (message, help) = match error.kind() {
        ErrorKind::SyntaxError => (
            "this template breaks off here, or something in it is not closed",
            "close each `{{` with `}}`, each `{% for … %}` with `{% endfor %}`, each `{% if … %}` with `{% endif %}`",
        ),
        ErrorKind::UndefinedError => (
            "this template asks for something that it is not given",
            "take a name that docs/templates.md lists, or ask first: `{% if … is defined %}`",
        ),
        ErrorKind::TemplateNotFound | ErrorKind::BadInclude => (
            "this template takes in another that there is not",
            "put the other file into templates/ too, or delete the line",
        ),
        ErrorKind::UnknownFilter
        | ErrorKind::UnknownTest
        | ErrorKind::UnknownFunction
        | ErrorKind::UnknownMethod => (
            "this template uses a word that templates do not have",
            "take one that docs/templates.md names",
        ),
        _ if error.kind() == ErrorKind::OutOfFuel || endless(error) => (
            "this template does not come to an end",
            "look for a `{% for … %}` over very many things, or for a macro that calls itself",
        ),
        _ => (
            "this template does something that cannot be done with what it is given",
            "see in docs/templates.md what kind of thing each name stands for",
        ),
    };
    Diagnostic::error("template", message)
        .at(&span)
        .why(templates::WHY)
        .help(help)
        .detail(format!("the template language (Jinja) says: {}", without_place(error)))
}

/// Whether macros or blocks called one another without end.
fn endless(error: &minijinja::Error) -> bool {
    error.detail().is_some_and(|detail| detail.contains("recursion limit"))
}

/// An error's words without the place, which is shown.
fn without_place(error: &minijinja::Error) -> String {
    match error.detail() {
        Some(detail) => format!("{}: {detail}", error.kind()),
        None => error.kind().to_string(),
    }
}

fn literal(out: &mut Output<'_>, _: &State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    let mut text = String::new();
    write_literal(&mut text, value)?;
    out.write_str(&text).map_err(minijinja::Error::from)
}

/// Writes a value as a Typst literal that is one expression.
fn write_literal(out: &mut String, value: &Value) -> Result<(), minijinja::Error> {
    match value.kind() {
        ValueKind::None => out.push_str("none"),
        ValueKind::Bool => out.push_str(if value.is_true() { "true" } else { "false" }),
        ValueKind::Number => out.push_str(&value.to_string()),
        ValueKind::String => write_string(out, value.as_str().unwrap_or_default()),
        ValueKind::Seq | ValueKind::Iterable => {
            out.push('(');
            for item in value.try_iter()? {
                write_literal(out, &item)?;
                out.push(',');
            }
            out.push(')');
            // `()` is the empty array; an array of one needs the comma, which the others may have.
        }
        ValueKind::Map => {
            out.push_str("(:");
            let mut first = true;
            for key in value.try_iter()? {
                if first {
                    out.pop();
                    first = false;
                }
                write_string(out, key.as_str().unwrap_or_default());
                out.push(':');
                write_literal(out, &value.get_item(&key)?)?;
                out.push(',');
            }
            out.push(')');
        }
        kind => {
            let message = format!("a template printed {kind}, which is no value of a paper");
            return Err(minijinja::Error::new(ErrorKind::InvalidOperation, message));
        }
    }
    Ok(())
}

/// Writes a Typst string literal. Only `\` and `"` mean anything in one; control characters are
/// written by number so that the source stays readable.
pub fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            c if c.is_control() => {
                let _ = write!(out, "\\u{{{:x}}}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: Value) -> String {
        let mut out = String::new();
        write_literal(&mut out, &value).unwrap();
        out
    }

    #[test]
    fn values_are_typst_literals() {
        assert_eq!(of(Value::from(())), "none");
        assert_eq!(of(Value::from("a\"b\\c\n#x")), r##""a\"b\\c\u{a}#x""##);
        assert_eq!(of(Value::from(vec!["a"])), r#"("a",)"#);
        assert_eq!(of(Value::from(Vec::<i32>::new())), "()");
        assert_eq!(of(Value::from(BTreeMap::<String, i32>::new())), "(:)");
        assert_eq!(of(Value::from(BTreeMap::from([("k\"", 1)]))), r#"("k\"":1,)"#);
        assert_eq!(of(Value::from(true)), "true");
    }
}
