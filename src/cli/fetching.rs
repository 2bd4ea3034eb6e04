//! Getting the bytes of a source from an address or a file, and its text from the bytes.

use std::path::Path;
use std::time::Duration;

use super::progress::interruption;
use super::{Stop, here};
use crate::contained::{self, Limits};
use crate::diag::{Diagnostic, did_you_mean};
use crate::model::library::Library;
use crate::model::snapshot::Media;
use crate::source::extract::{Extracted, MAX_BYTES, Unreadable};
use crate::source::fetch::proxy::Proxies;
use crate::source::fetch::{Answer, Failure, Fetcher, Policy};
use crate::workspace::{DiskError, read_outside};

/// Bytes, and where they came from.
pub struct Got {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The address asked, or the name of the file without its folders: where it lay is nobody's business.
    pub from: String,
    /// What tells the kind of file: the address that answered, or the name of the file.
    pub name: String,
    /// The kind of file the answer declares, with its charset.
    pub content_type: Option<String>,
    /// The answer, where an address was asked.
    pub answer: Option<Headers>,
}

/// How an address answered.
pub struct Headers {
    /// The address after redirects.
    pub url: String,
    /// The status code.
    pub status: u16,
    /// The headers as received.
    pub headers: Vec<(String, String)>,
}

/// What fetches, as the workspace allows it.
///
/// # Errors
/// When a host or network of `private_hosts` is none.
pub fn fetcher(library: &Library) -> Result<Fetcher, Stop> {
    let mut policy = Policy::new(concat!("brief/", env!("CARGO_PKG_VERSION")));
    policy.max_bytes = MAX_BYTES as u64;
    policy.max_packed = MAX_BYTES as u64;
    policy.proxies = Proxies::from_variables(|name| std::env::var(name).ok());
    for host in &library.private_hosts {
        policy.allow.push(host.parse().map_err(|error| {
            Diagnostic::error("private-hosts", format!("`{host}` is no host or network: {error}"))
                .why("`private_hosts` of workspace.toml says which may be asked though they are not public")
                .help("write a name, an address or a network: \"intranet.example.org\", \"10.0.0.0/8\"")
        })?);
    }
    Ok(Fetcher::new(policy))
}

/// Whether a word is an address to be asked, rather than a file.
fn is_address(word: &str) -> bool {
    let scheme = word.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
}

/// Fetches an address or reads a file.
///
/// # Errors
/// Why there is nothing.
pub fn get(fetcher: &Fetcher, word: &str) -> Result<Got, Stop> {
    if is_address(word) {
        return match fetcher.get(word, None, interruption()) {
            Ok(Answer::Fetched(page)) => Ok(Got {
                bytes: page.bytes,
                from: word.to_owned(),
                name: page.final_url.clone(),
                content_type: page.content_type,
                answer: Some(Headers {
                    url: page.final_url,
                    status: page.status,
                    headers: page.headers,
                }),
            }),
            Ok(Answer::NotModified { .. }) => Err(Stop::Network(Box::new(
                Diagnostic::error("fetch", format!("`{word}` says that it has not changed"))
                    .why("it was not asked whether it had, so there is nothing to store")
                    .help("try again later"),
            ))),
            Err(failure) => Err(Stop::Network(Box::new(failed(&failure)))),
        };
    }
    let path = here()?.join(word);
    let name = Path::new(word).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let read = read_outside(&path, MAX_BYTES as u64 + 1);
    let bytes = read.map_err(|error: DiskError| match word.contains("://") {
        true => Stop::from(
            Diagnostic::error("fetch", format!("`{word}` cannot be asked"))
                .why("sources are fetched over https or http, or read from a file")
                .maybe_help(did_you_mean(word, ["https://", "http://"], "addresses begin with")),
        ),
        false => Stop::Disk(error),
    })?;
    if bytes.len() > MAX_BYTES {
        let why = Unreadable::TooLarge { bytes: bytes.len(), limit: MAX_BYTES };
        return Err(Diagnostic::error("too-large", format!("`{word}` cannot be stored: {why}"))
            .why("what is larger is no page or report, and would make every check slow")
            .help("store the part of it that you cite")
            .into());
    }
    Ok(Got { bytes, from: name.clone(), name, content_type: None, answer: None })
}

fn failed(failure: &Failure) -> Diagnostic {
    let why = failure.why().unwrap_or("nothing was stored");
    Diagnostic::error("fetch", failure.to_string()).why(why).help(failure.help())
}

/// How long a PDF may take to be read, and how much memory.
const PDF_LIMITS: Limits =
    Limits { time: Duration::from_secs(60), memory: 2 << 30, output: 64 << 20 };

/// The text of a source. PDFs are read in a process of their own, since what reads them may crash or
/// hang on a hostile one.
///
/// # Errors
/// Why there is no text.
pub fn extract(
    bytes: &[u8],
    media: Media,
    content_type: Option<&str>,
) -> Result<Extracted, Unreadable> {
    match media {
        Media::Pdf => {
            let program = std::env::current_exe().map_err(|error| {
                Unreadable::Damaged(format!("no process could be started: {error}"))
            })?;
            let words = ["extract".as_ref(), contained::Media::Pdf.as_str().as_ref()];
            contained::read_pdf(&program, &words, bytes, &PDF_LIMITS).map(|read| read.extracted)
        }
        _ => crate::source::extract::extract(bytes, media, content_type),
    }
}
