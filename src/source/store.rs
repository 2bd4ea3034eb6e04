//! The folder of stored copies.
//!
//! A copy is three files that share a name: its bytes as they came, its text, and a description in TOML
//! that pins both by their SHA-256. They are added and never replaced. The name begins with the time, so
//! that a folder lists its copies in order; what a copy is, its description says.

use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use crate::hash::{hex, sha256};
use crate::model::snapshot::{Media, Snapshot, StoredText};
use crate::workspace::{DiskError, Workspace, create, sweep, write};

/// What a description says, as it stands in its file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Description {
    format: String,
    sha256: String,
    bytes: u64,
    retrieved: String,
    from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    media: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<TextDescription>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unreadable: Option<String>,
    /// As received, in their order; names may repeat.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    headers: Vec<(String, String)>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TextDescription {
    sha256: String,
    extractor: String,
}

const FORMAT: &str = "brief-snapshot/1";

/// A copy about to be stored.
#[derive(Debug, Clone)]
pub struct Copy<'a> {
    /// The bytes as they came.
    pub bytes: &'a [u8],
    /// What kind of file they are.
    pub media: Media,
    /// When they came.
    pub retrieved: DateTime<Utc>,
    /// The address asked, or the name of the file, without folders.
    pub from: &'a str,
    /// The answer, where an address was asked.
    pub answer: Option<Answer<'a>>,
    /// The text and what extracted it, or why there is none.
    pub text: Result<(&'a str, &'a str), String>,
}

/// How an address answered.
#[derive(Debug, Clone)]
pub struct Answer<'a> {
    /// The address after redirects.
    pub url: &'a str,
    /// The status code.
    pub status: u16,
    /// The headers as received.
    pub headers: &'a [(String, String)],
}

/// The copies of every source in `folder`, the oldest first, and what is wrong with any.
pub fn list(workspace: &Workspace, folder: &Path) -> (Vec<(String, Vec<Snapshot>)>, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut all = Vec::new();
    let sources = match workspace.folders(folder) {
        Ok(sources) => sources,
        Err(error) => return (Vec::new(), vec![Fault::Disk(error)]),
    };
    for source in sources {
        let Some(id) = source.file_name().and_then(|name| name.to_str()) else { continue };
        let mut copies = Vec::new();
        match descriptions(workspace, &source) {
            Ok(files) => {
                for file in files {
                    match description(workspace, &file) {
                        Ok(copy) => copies.push(copy),
                        Err(fault) => faults.push(fault),
                    }
                }
            }
            Err(error) => faults.push(Fault::Disk(error)),
        }
        copies.sort_by(|a, b| (a.retrieved, &a.path).cmp(&(b.retrieved, &b.path)));
        if !copies.is_empty() {
            all.push((id.to_owned(), copies));
        }
    }
    (all, faults)
}

/// Why a stored copy cannot be used.
#[derive(Debug)]
pub enum Fault {
    /// The disk did not give it.
    Disk(DiskError),
    /// Its description cannot be understood: the file, and why.
    Description(PathBuf, String),
    /// Its bytes or its text are not those that were stored: the file.
    Changed(PathBuf),
}

/// The headers that a copy came with, as received.
///
/// # Errors
/// When its description cannot be read.
pub fn headers(workspace: &Workspace, copy: &Snapshot) -> Result<Vec<(String, String)>, Fault> {
    let file = copy.path.with_extension("toml");
    let bytes = workspace.read_unremembered(&file).map_err(Fault::Disk)?;
    let found: Option<Description> =
        String::from_utf8(bytes).ok().and_then(|text| toml::from_str(&text).ok());
    Ok(found.ok_or(Fault::Changed(file))?.headers)
}

/// The descriptions of the copies in a source's folder, by name: the newest last.
///
/// # Errors
/// When the folder cannot be listed.
pub fn descriptions(workspace: &Workspace, folder: &Path) -> Result<Vec<PathBuf>, DiskError> {
    let mut files = workspace.list(folder, &["toml"])?;
    // What came of asking for the source again is no copy.
    files.retain(|file| file.file_name().is_none_or(|name| name != ASKED));
    Ok(files)
}

/// The file beside a source's copies that says what came of asking for it again.
pub const ASKED: &str = "asked.toml";

fn description(workspace: &Workspace, file: &Path) -> Result<Snapshot, Fault> {
    let bytes = workspace.read(file).map_err(Fault::Disk)?;
    let bad = |reason: String| Fault::Description(file.to_owned(), reason);
    let text = String::from_utf8(bytes).map_err(|_| bad("it is not UTF-8".into()))?;
    let found: Description =
        toml::from_str(&text).map_err(|error| bad(error.message().to_owned()))?;
    if found.format != FORMAT {
        return Err(bad(format!("its format is `{}`, not `{FORMAT}`", found.format)));
    }
    let retrieved = DateTime::parse_from_rfc3339(&found.retrieved)
        .map_err(|_| bad(format!("`{}` is no time", found.retrieved)))?;
    let media =
        Media::named(&found.media).ok_or_else(|| bad(format!("`{}` is no medium", found.media)))?;
    let text = match (found.text, found.unreadable) {
        (Some(text), _) => Ok(StoredText { sha256: text.sha256, extractor: text.extractor }),
        (None, reason) => Err(reason.unwrap_or_else(|| "it has no text".into())),
    };
    Ok(Snapshot {
        sha256: found.sha256,
        retrieved: retrieved.with_timezone(&Utc),
        from: found.from,
        url: found.url,
        media,
        text,
        path: file.with_extension(""),
    })
}

/// The text of a copy, which is the one that was stored.
///
/// # Errors
/// When it cannot be read, or is another.
pub fn text(
    workspace: &Workspace,
    snapshot: &Snapshot,
    stored: &StoredText,
) -> Result<String, Fault> {
    let path = snapshot.text_path();
    let bytes = workspace.read_unremembered(&path).map_err(Fault::Disk)?;
    if hex(sha256(&bytes)) != stored.sha256 {
        return Err(Fault::Changed(path));
    }
    String::from_utf8(bytes).map_err(|_| Fault::Changed(path))
}

/// The bytes of a copy, which are those that were stored.
///
/// # Errors
/// When they cannot be read, or are others.
pub fn bytes(workspace: &Workspace, snapshot: &Snapshot) -> Result<Vec<u8>, Fault> {
    let path = snapshot.bytes_path();
    let bytes = workspace.read_unremembered(&path).map_err(Fault::Disk)?;
    match hex(sha256(&bytes)) == snapshot.sha256 {
        true => Ok(bytes),
        false => Err(Fault::Changed(path)),
    }
}

/// Stores a copy of the source `id`, and says so in its log of custody. The description is written last:
/// without it there is no copy.
///
/// # Errors
/// When the disk does not take it; there is no copy then.
pub fn add(
    workspace: &Workspace,
    folder: &Path,
    id: &str,
    copy: &Copy<'_>,
    who: &str,
) -> Result<Snapshot, DiskError> {
    let hash = hex(sha256(copy.bytes));
    let own = folder.join(id);
    sweep(&own);
    let stamp = copy.retrieved.format("%Y%m%dT%H%M%S%3fZ");
    let path = begun(workspace, &own, &hash, copy.media)
        .unwrap_or_else(|| own.join(format!("{stamp}-{}", &hash[..12])));
    let snapshot = Snapshot {
        sha256: hash.clone(),
        retrieved: copy.retrieved,
        from: copy.from.to_owned(),
        url: copy.answer.as_ref().map(|answer| answer.url.to_owned()),
        media: copy.media,
        text: copy.text.clone().map(|(text, extractor)| StoredText {
            sha256: hex(sha256(text.as_bytes())),
            extractor: extractor.to_owned(),
        }),
        path,
    };
    let description = Description {
        format: FORMAT.into(),
        sha256: hash,
        bytes: copy.bytes.len() as u64,
        retrieved: copy.retrieved.to_rfc3339_opts(SecondsFormat::Millis, true),
        from: copy.from.to_owned(),
        url: snapshot.url.clone(),
        status: copy.answer.as_ref().map(|answer| answer.status),
        media: copy.media.as_str().into(),
        text: snapshot.text.as_ref().ok().map(|text| TextDescription {
            sha256: text.sha256.clone(),
            extractor: text.extractor.clone(),
        }),
        unreadable: snapshot.text.as_ref().err().cloned(),
        headers: copy.answer.as_ref().map(|answer| answer.headers.to_vec()).unwrap_or_default(),
    };
    let described = toml::to_string(&description).unwrap_or_default();
    let described = format!(
        "# A stored copy. It is never changed; newer ones are added beside it.\n{described}"
    );
    let mut files = vec![(snapshot.bytes_path(), copy.bytes.to_vec())];
    if let Ok((text, _)) = &copy.text {
        files.push((snapshot.text_path(), text.as_bytes().to_vec()));
    }
    // What makes it a copy comes last: whatever ends the process before, it is stored again.
    files.extend(logged(workspace, &own, copy.retrieved, who, "stored", &snapshot.sha256)?);
    write(&files)?;
    create(&snapshot.path.with_extension("toml"), described.as_bytes())?;
    Ok(snapshot)
}

/// Where bytes lie that a run began to store and could not describe any more.
fn begun(workspace: &Workspace, folder: &Path, hash: &str, media: Media) -> Option<PathBuf> {
    let files = workspace.list(folder, &[media.ending()]).ok()?;
    files.into_iter().map(|file| (file.with_extension(""), file)).find_map(|(path, file)| {
        let name = path.file_name()?.to_str()?.ends_with(&hash[..12]);
        let open = name && !workspace.is_there(&path.with_extension("toml"));
        (open && hex(sha256(&workspace.read_unremembered(&file).ok()?)) == hash).then_some(path)
    })
}

/// The log of custody of a source with one more line: when, who, what was done, to which copy. `None` where
/// its last line says so already: whatever ended the process then, it is done again now.
///
/// # Errors
/// When it cannot be read.
pub fn logged(
    workspace: &Workspace,
    folder: &Path,
    when: DateTime<Utc>,
    who: &str,
    what: &str,
    sha256: &str,
) -> Result<Option<(PathBuf, Vec<u8>)>, DiskError> {
    let path = folder.join("custody.log");
    let mut lines = match workspace.is_file(&path) {
        true => workspace.read_unremembered(&path)?,
        false => b"# when\twho\twhat\tSHA-256 of the copy\n".to_vec(),
    };
    let when = when.to_rfc3339_opts(SecondsFormat::Secs, true);
    let plain = |word: &str| word.replace(|c: char| c.is_control(), " ");
    let said = format!("{}\t{sha256}\n", plain(what));
    if lines.ends_with(format!("\t{said}").as_bytes()) {
        return Ok(None);
    }
    lines.extend(format!("{when}\t{}\t{said}", plain(who)).bytes());
    Ok(Some((path, lines)))
}
