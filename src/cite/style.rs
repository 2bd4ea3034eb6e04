//! CSL styles: the workspace's or our own `.csl` file, or one of the archive.

use std::sync::Arc;

use hayagriva::archive::{ArchivedStyle, LOCALES};
use hayagriva::citationberg::{IndependentStyle, Locale, Style as Csl, StyleClass};

use super::guard;
use crate::diag::{Diagnostic, File, Span};
use crate::load::TEMPLATES;
use crate::memo::Memo;
use crate::model::library::Library;

/// A style and the locale files it needs.
#[derive(Debug)]
pub struct Style {
    /// The style.
    pub csl: IndependentStyle,
    /// The language's locales, or none for a style that brings every term it uses.
    pub locales: Vec<Locale>,
    /// Whether it knows what we put into the variables that CSL leaves free.
    pub ours: bool,
}

impl Style {
    /// Whether its citations are notes. The others' are labels for a list, “(Doe 2013)” or “[1]”.
    pub fn is_note(&self) -> bool {
        self.csl.settings.class == StyleClass::Note
    }
}

/// The styles of a library, each read once: one of the archive takes longer to read than a paper to cite.
#[derive(Debug, Default)]
pub struct Styles(Memo<(String, String), Result<Arc<Style>, Box<Diagnostic>>>);

impl Styles {
    /// A style by name, with the words of a language.
    ///
    /// # Errors
    /// As [`load`].
    pub(super) fn get(
        &self,
        library: &Library,
        name: &str,
        language: &str,
    ) -> Result<Arc<Style>, Box<Diagnostic>> {
        self.0.get(&(name.to_owned(), language.to_owned()), || {
            load(library, name, language).map(Arc::new)
        })
    }
}

/// Loads a style by name, with the words of a language.
///
/// # Errors
/// When there is none of that name, or its file is not CSL that can be used.
fn load(library: &Library, name: &str, language: &str) -> Result<Style, Box<Diagnostic>> {
    let unusable = |message: String| {
        Diagnostic::error("unknown-style", message)
            .why("no citation can be printed without a style")
    };
    let file = format!("csl/{name}.csl");
    if let Some(text) = library.templates.get(&file) {
        let built_in = TEMPLATES.iter().any(|(path, ours)| *path == file && ours == text);
        let path = format!("templates/{file}");
        let shown = File::new(path.clone(), String::new());
        if !built_in {
            guard::check(text).map_err(|reason| {
                unusable(format!("the citation style `{name}` cannot be used: {reason}"))
                    .at(&Span::whole(&shown))
                    .help("get the style again from where it came from, or take the file away")
            })?;
        }
        let csl = IndependentStyle::from_xml(text).map_err(|error| {
            let pointer = text.contains("independent-parent");
            let (what, help) = match pointer {
                true => (
                    "only points to another style",
                    "put the file of the style it points to in its place",
                ),
                false => (
                    "is no citation style that can be used (CSL)",
                    "get the style again from where it came from, or take the file away",
                ),
            };
            unusable(format!("`{path}` {what}"))
                .at(&Span::whole(&shown))
                .help(help)
                .detail(format!("the reader of styles says: {error}"))
        })?;
        // Our own styles bring every term they use.
        let locales = if built_in { Vec::new() } else { locales(language) };
        return Ok(Style { csl, locales, ours: built_in });
    }
    let failed = |reason: &str| {
        let style = library.audiences.values().map(|audience| &audience.style);
        let said = style.filter(|style| style.value == name).map(|style| &style.span).next();
        let fault = unusable(format!("the citation style `{name}` cannot be used: {reason}"))
            .help("name another style in the audience’s profile, such as `uk-notes`");
        match said {
            Some(span) => fault.at(span),
            None => fault,
        }
    };
    let archived = ArchivedStyle::by_name(name).ok_or_else(|| failed("there is no such style"))?;
    match archived.get() {
        Csl::Independent(csl)
            if csl.settings.class != StyleClass::Note && csl.bibliography.is_none() =>
        {
            Err(failed(
                "it prints labels such as (Doe 2013) alone, for a list that it does not describe",
            )
            .into())
        }
        Csl::Independent(csl) => Ok(Style { csl, locales: locales(language), ours: false }),
        Csl::Dependent(_) => Err(failed("it only points to another style").into()),
    }
}

/// The archive's locales of a language, and American English, which CSL falls back on. Decoding all of
/// them takes longer than citing; the language of each stands at the beginning of its file.
fn locales(language: &str) -> Vec<Locale> {
    let base = |code: &str| code.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let wanted = [base(language), base("en-US")];
    LOCALES
        .iter()
        .filter(|bytes| {
            let head = String::from_utf8_lossy(&bytes[..bytes.len().min(24)]);
            wanted.iter().any(|code| {
                // A text of CBOR, after the key and one byte of length.
                let code_at = head.find("xml:lang").map(|at| at + "xml:lang".len() + 1);
                code_at.and_then(|at| head.get(at..)).is_some_and(|at| at.starts_with(code))
            })
        })
        .filter_map(|bytes| ciborium::de::from_reader(*bytes).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locales_of_a_language_are_found_without_decoding_all() {
        let found = |language: &str| -> Vec<String> {
            locales(language).into_iter().filter_map(|locale| Some(locale.lang?.0)).collect()
        };
        assert_eq!(found("en-GB"), ["en-GB", "en-US"]);
        assert_eq!(found("de-CH"), ["de-AT", "de-CH", "de-DE", "en-GB", "en-US"]);
        assert_eq!(found("xx"), ["en-GB", "en-US"]);
        // Every locale can be found by its own language.
        for locale in hayagriva::archive::locales() {
            let code = locale.lang.unwrap().0;
            assert!(found(&code).contains(&code), "{code}");
        }
    }
}
