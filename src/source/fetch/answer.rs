//! What comes of asking for a page: plain data.

/// What a host said of a page when it was last fetched, to ask whether it is still so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// The address they are of, [`Fetched::final_url`]; no other is sent them, since another page may
    /// have the same.
    pub url: String,
    /// The value of `etag`.
    pub etag: Option<String>,
    /// The value of `last-modified`.
    pub last_modified: Option<String>,
}

/// What came of asking for a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The page.
    Fetched(Fetched),
    /// It is as it was (304).
    NotModified {
        /// As received, names in small letters.
        headers: Vec<(String, String)>,
        /// The address that said so.
        final_url: String,
        /// How it was come to.
        redirects: Vec<Hop>,
    },
}

/// A page, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The page's bytes, unpacked, otherwise as sent.
    pub bytes: Vec<u8>,
    /// The address it came from, without what stood after `#`.
    pub final_url: String,
    /// How it was come to from the address asked for.
    pub redirects: Vec<Hop>,
    /// 200, or 203 from a proxy that changed it.
    pub status: u16,
    /// As received, names in small letters, in their order, repeated ones too. Some are of the page as
    /// sent: `content-length` counts it packed.
    pub headers: Vec<(String, String)>,
    /// The value of `content-type`, as told and not looked into.
    pub content_type: Option<String>,
}

/// One redirect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// The address that redirects.
    pub from: String,
    /// The address it leads to.
    pub to: String,
    /// 301, 302, 303, 307 or 308.
    pub status: u16,
    /// Whether the old address is given up (301, 308).
    pub permanent: bool,
}
