//! How browsers show each element, as far as it decides what stands in the text and what separates it.
//!
//! After the rendering chapter of WHATWG HTML (§15) and the attributes that hide or show one element.
//! Style sheets are not evaluated; of `style` attributes, `display` and `visibility` are.

use html5ever::{Attribute, LocalName, Namespace, ns};

/// What an element does to the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Nothing: it stands within a line and never splits a word.
    Inline,
    /// It stands within a line as a box of its own, like a button.
    Boxed,
    /// It begins and ends a line.
    Block,
    /// A block that keeps its white space.
    Preformatted,
    /// A line break.
    Break,
    /// A row of a table.
    Row,
    /// A cell of a row.
    Cell,
    /// A short quotation, to which browsers add quotation marks.
    Quote,
    /// The reading printed above or beside a character.
    Reading,
    /// It is not shown, and nothing in it.
    Out,
}

/// What is known of an element besides its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// What it does to the text.
    pub role: Role,
    /// Whether its own text is to be seen, where `visibility` says so.
    pub visible: Option<bool>,
}

/// The look of an element of this name with these attributes.
pub fn look(namespace: &Namespace, name: &LocalName, attributes: &[Attribute]) -> Look {
    let role = match *namespace {
        ns!(html) => html_role(name),
        ns!(svg) => svg_role(name),
        _ => math_role(name),
    };
    // A page that hides all of itself is shown by its scripts.
    if matches!(&**name, "html" | "body") {
        return Look { role, visible: None };
    }
    let value = |wanted: &str| {
        attributes.iter().find(|a| *a.name.local == *wanted).map(|attribute| &*attribute.value)
    };
    let closed = match &**name {
        "dialog" => value("open").is_none(),
        // The content of a declarative shadow root is shown where its host is.
        "template" => value("shadowrootmode").is_none(),
        _ => false,
    };
    // What is `hidden=until-found` is shown to whoever looks for it, as closed details are.
    let hidden = value("hidden").is_some_and(|how| !how.eq_ignore_ascii_case("until-found"))
        || value("popover").is_some();
    let style = value("style").map(Style::of).unwrap_or_default();
    let role = match (role, style.display) {
        (Role::Out, _) => Role::Out,
        _ if closed => Role::Out,
        (_, Some(Display::None)) => Role::Out,
        (Role::Inline, Some(Display::Block)) => Role::Block,
        (Role::Inline, Some(Display::Boxed)) => Role::Boxed,
        (Role::Block, Some(Display::Inline)) => Role::Inline,
        (Role::Block, Some(Display::Boxed)) => Role::Boxed,
        // Any other `display` of its own overrules the attribute.
        (_, None) if hidden => Role::Out,
        _ => role,
    };
    Look { role, visible: style.visible }
}

fn html_role(name: &LocalName) -> Role {
    match &**name {
        "address" | "article" | "aside" | "blockquote" | "body" | "caption" | "center"
        | "colgroup" | "dd" | "details" | "dialog" | "dir" | "div" | "dl" | "dt" | "fieldset"
        | "figcaption" | "figure" | "footer" | "form" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
        | "header" | "hgroup" | "hr" | "html" | "legend" | "li" | "main" | "marquee" | "menu"
        | "nav" | "ol" | "optgroup" | "option" | "p" | "search" | "section" | "summary"
        | "table" | "tbody" | "tfoot" | "thead" | "ul" => Role::Block,
        "listing" | "plaintext" | "pre" | "textarea" | "xmp" => Role::Preformatted,
        "br" => Role::Break,
        "tr" => Role::Row,
        "td" | "th" => Role::Cell,
        "q" => Role::Quote,
        "rt" | "rtc" => Role::Reading,
        "button" | "input" | "object" | "select" => Role::Boxed,
        // What is in media elements is for browsers that cannot play them; `noscript` for those
        // without scripts. `template` is shown only as a shadow root, see `look`.
        "applet" | "audio" | "canvas" | "datalist" | "frameset" | "head" | "iframe" | "meter"
        | "noembed" | "noframes" | "noscript" | "progress" | "rp" | "script" | "style"
        | "title" | "video" => Role::Out,
        _ => Role::Inline,
    }
}

fn svg_role(name: &LocalName) -> Role {
    match &**name {
        "text" | "foreignObject" => Role::Block,
        "svg" => Role::Boxed,
        "clipPath" | "defs" | "desc" | "marker" | "mask" | "metadata" | "pattern" | "script"
        | "style" | "symbol" | "title" => Role::Out,
        _ => Role::Inline,
    }
}

fn math_role(name: &LocalName) -> Role {
    match &**name {
        "annotation" | "annotation-xml" => Role::Out,
        "mtr" => Role::Row,
        "mtd" => Role::Cell,
        _ => Role::Inline,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Display {
    None,
    Block,
    Boxed,
    Inline,
}

/// What of a `style` attribute counts here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Style {
    display: Option<Display>,
    visible: Option<bool>,
}

impl Style {
    /// Reads the declarations of a `style` attribute; the last of a kind holds, unless an earlier one
    /// is `!important`.
    pub fn of(declarations: &str) -> Style {
        let mut style = Style::default();
        let (mut display_held, mut visible_held) = (false, false);
        for declaration in declarations.split(';') {
            let Some((property, value)) = declaration.split_once(':') else { continue };
            let value = value.trim().to_ascii_lowercase();
            let (value, important) = match value.split_once('!') {
                Some((value, word)) => (value.trim(), word.trim() == "important"),
                None => (value.as_str(), false),
            };
            let property = property.trim();
            if property.eq_ignore_ascii_case("display") && (important || !display_held) {
                style.display = display(value).or(style.display);
                display_held |= important;
            } else if property.eq_ignore_ascii_case("visibility") && (important || !visible_held) {
                style.visible = visibility(value).or(style.visible);
                visible_held |= important;
            }
        }
        style
    }

    /// The same in few words, so that what was read once is not kept whole.
    pub fn brief(self) -> &'static str {
        let display = match self.display {
            None => 0,
            Some(Display::None) => 1,
            Some(Display::Block) => 2,
            Some(Display::Boxed) => 3,
            Some(Display::Inline) => 4,
        };
        let visible = match self.visible {
            None => 0,
            Some(true) => 1,
            Some(false) => 2,
        };
        BRIEF[display][visible]
    }
}

/// Every style there is, by [`Style::display`] and [`Style::visible`].
const BRIEF: [[&str; 3]; 5] = [
    ["", "visibility:visible", "visibility:hidden"],
    ["display:none", "display:none;visibility:visible", "display:none;visibility:hidden"],
    ["display:block", "display:block;visibility:visible", "display:block;visibility:hidden"],
    [
        "display:inline-block",
        "display:inline-block;visibility:visible",
        "display:inline-block;visibility:hidden",
    ],
    ["display:inline", "display:inline;visibility:visible", "display:inline;visibility:hidden"],
];

fn display(value: &str) -> Option<Display> {
    match value {
        "none" => Some(Display::None),
        "block" | "flex" | "flow-root" | "grid" | "list-item" | "table" | "table-row"
        | "table-caption" => Some(Display::Block),
        "inline-block" | "inline-flex" | "inline-grid" | "inline-table" | "table-cell" => {
            Some(Display::Boxed)
        }
        "inline" | "contents" => Some(Display::Inline),
        _ => None,
    }
}

fn visibility(value: &str) -> Option<bool> {
    match value {
        "visible" | "initial" => Some(true),
        "hidden" | "collapse" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{BRIEF, Style};

    #[test]
    fn a_style_in_few_words_is_the_same_style() {
        for brief in BRIEF.into_iter().flatten() {
            assert_eq!(Style::of(brief).brief(), brief);
        }
    }

    #[test]
    fn the_last_declaration_holds_unless_an_earlier_one_is_important() {
        let brief = |style| Style::of(style).brief();
        assert_eq!(brief("color:red; DISPLAY : None ;"), "display:none");
        assert_eq!(brief("display:none;display:block"), "display:block");
        assert_eq!(brief("display:none !important;display:block"), "display:none");
        assert_eq!(brief("display:none;display:nonsense"), "display:none");
        assert_eq!(brief("visibility:hidden;background:url(x:y)"), "visibility:hidden");
    }
}
