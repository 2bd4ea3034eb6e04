//! CSL styles: the workspace's or our own `.csl` file, or one of the archive.

use hayagriva::archive::{ArchivedStyle, locales};
use hayagriva::citationberg::{IndependentStyle, Locale, Style as Csl};

use crate::diag::Diagnostic;
use crate::load::TEMPLATES;
use crate::model::library::Library;

/// A style and the locale files it needs.
#[derive(Debug)]
pub struct Style {
    /// The style.
    pub csl: IndependentStyle,
    /// All locales, or none for a style that brings every term it uses.
    pub locales: Vec<Locale>,
}

/// Loads a style by name.
///
/// # Errors
/// When there is none of that name, or its file is not CSL.
pub fn load(library: &Library, name: &str) -> Result<Style, Box<Diagnostic>> {
    let failed = |reason: String| {
        Box::new(
            Diagnostic::error("unknown-style", format!("the citation style `{name}` cannot be used: {reason}"))
                .why("no citation can be printed without a style")
                .help("use a style that CSL's archive has, or an independent `.csl` file in templates/csl/"),
        )
    };
    let file = format!("csl/{name}.csl");
    if let Some(text) = library.templates.get(&file) {
        let csl = IndependentStyle::from_xml(text).map_err(|error| failed(error.to_string()))?;
        // Decoding every language's terms takes longer than citing; our own styles bring all they use.
        let ours = |(path, built_in): &(&str, &str)| *path == file && built_in == text;
        let complete = TEMPLATES.iter().any(ours);
        return Ok(Style { csl, locales: if complete { Vec::new() } else { locales() } });
    }
    let archived =
        ArchivedStyle::by_name(name).ok_or_else(|| failed("there is no such style".into()))?;
    match archived.get() {
        Csl::Independent(csl) => Ok(Style { csl, locales: locales() }),
        Csl::Dependent(_) => Err(failed("it only points to another style".into())),
    }
}
