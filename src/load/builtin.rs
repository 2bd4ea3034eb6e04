//! What the binary brings along: templates, modules, styles, profiles, words, fonts.

/// Templates and what they import, by path below `templates/`.
pub const TEMPLATES: &[(&str, &str)] = &[
    ("briefing.typ.j2", include_str!("../../templates/briefing.typ.j2")),
    ("meeting-pack.typ.j2", include_str!("../../templates/meeting-pack.typ.j2")),
    ("press-release.typ.j2", include_str!("../../templates/press-release.typ.j2")),
    ("look/base.typ", include_str!("../../templates/look/base.typ")),
    ("look/runs.typ", include_str!("../../templates/look/runs.typ")),
    ("look/blocks.typ", include_str!("../../templates/look/blocks.typ")),
    ("look/page.typ", include_str!("../../templates/look/page.typ")),
    ("look/briefing.typ", include_str!("../../templates/look/briefing.typ")),
    ("look/meeting-pack.typ", include_str!("../../templates/look/meeting-pack.typ")),
    ("look/press-release.typ", include_str!("../../templates/look/press-release.typ")),
    ("csl/uk-notes.csl", include_str!("../../templates/csl/uk-notes.csl")),
    ("csl/un-notes.csl", include_str!("../../templates/csl/un-notes.csl")),
    ("csl/oscola.csl", include_str!("../../templates/csl/oscola.csl")),
];

/// Profiles, by file name.
pub const AUDIENCES: &[(&str, &str)] = &[
    ("uk-gov.toml", include_str!("../../templates/audiences/uk-gov.toml")),
    ("un.toml", include_str!("../../templates/audiences/un.toml")),
    ("press.toml", include_str!("../../templates/audiences/press.toml")),
    ("internal.toml", include_str!("../../templates/audiences/internal.toml")),
];

/// Document types.
pub const TYPES: &str = include_str!("../../templates/types.toml");

/// The tool's own words, by ISO 639 code.
pub const WORDS: &[(&str, &str)] = &[("en", include_str!("../../templates/words/en.toml"))];

/// Fonts, by path below `fonts/`.
pub const FONTS: &[(&str, &[u8])] = &[
    ("SourceSerif4-Regular.ttf", include_bytes!("../../fonts/SourceSerif4-Regular.ttf")),
    ("SourceSerif4-Italic.ttf", include_bytes!("../../fonts/SourceSerif4-Italic.ttf")),
    ("SourceSerif4-SemiBold.ttf", include_bytes!("../../fonts/SourceSerif4-SemiBold.ttf")),
    (
        "SourceSerif4-SemiBoldItalic.ttf",
        include_bytes!("../../fonts/SourceSerif4-SemiBoldItalic.ttf"),
    ),
    ("SourceSans3-Regular.ttf", include_bytes!("../../fonts/SourceSans3-Regular.ttf")),
    ("SourceSans3-Italic.ttf", include_bytes!("../../fonts/SourceSans3-Italic.ttf")),
    ("SourceSans3-SemiBold.ttf", include_bytes!("../../fonts/SourceSans3-SemiBold.ttf")),
    (
        "NotoSerifCJKkr-Hangul-Regular.otf",
        include_bytes!("../../fonts/NotoSerifCJKkr-Hangul-Regular.otf"),
    ),
];
