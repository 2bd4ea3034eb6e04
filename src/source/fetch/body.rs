//! The body of an answer: unpacked and bounded, whole or not at all.

use std::io::{self, Read};

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::exchange::reason;
use super::failure::Reason;
use super::line::Stop;

/// How much of a body is taken, in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// As sent.
    pub(super) packed: u64,
    /// Unpacked.
    pub(super) unpacked: u64,
    /// Whether what is longer is cut off rather than refused.
    pub(super) cut: bool,
}

/// Reads a body to its end, which `announced` says where the host did.
pub(super) fn read(
    body: impl Read,
    packing: &str,
    announced: Option<u64>,
    bounds: Bounds,
    stop: Stop,
) -> Result<Vec<u8>, Reason> {
    let how = Packing::named(packing)?;
    if !bounds.cut && announced.is_some_and(|announced| announced > bounds.packed) {
        return Err(Reason::TooLarge(bounds.packed));
    }
    let mut meter = Meter { body, announced, bounds, stop, read: 0 };
    let bytes = match how {
        Packing::None => take(&mut meter, bounds, ""),
        Packing::Gzip => take(MultiGzDecoder::new(&mut meter), bounds, "gzip"),
        Packing::Deflate => {
            // Meant is zlib's format (RFC 9110, section 8.4.1.2); some send the bare stream.
            let mut head = [0; 2];
            let found = fill(&mut meter, &mut head)?;
            let zlib =
                found == 2 && head[0] & 0x0f == 8 && u16::from_be_bytes(head).is_multiple_of(31);
            let whole = io::Read::chain(&head[..found], &mut meter);
            match zlib {
                true => take(ZlibDecoder::new(whole), bounds, "deflate"),
                false => take(DeflateDecoder::new(whole), bounds, "deflate"),
            }
        }
    }?;
    if !bounds.cut {
        // What follows the packed stream counts for nothing, but the answer must have come whole.
        io::copy(&mut meter, &mut io::sink()).map_err(|error| carried(error, "body"))?;
    }
    Ok(bytes)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
    Deflate,
}

impl Packing {
    /// From the value of `content-encoding`.
    fn named(value: &str) -> Result<Packing, Reason> {
        let mut names = value
            .split(',')
            .map(|name| name.trim().to_ascii_lowercase())
            .filter(|name| !name.is_empty() && name != "identity");
        match (names.next().as_deref(), names.next()) {
            (None, _) => Ok(Packing::None),
            (Some("gzip" | "x-gzip"), None) => Ok(Packing::Gzip),
            (Some("deflate"), None) => Ok(Packing::Deflate),
            _ => Err(Reason::Packing(value.trim().to_owned())),
        }
    }
}

fn take(mut from: impl Read, bounds: Bounds, packing: &'static str) -> Result<Vec<u8>, Reason> {
    let mut bytes = Vec::new();
    let mut chunk = vec![0; 64 * 1024];
    loop {
        let read = match from.read(&mut chunk) {
            Ok(0) => return Ok(bytes),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(carried(error, packing)),
        };
        let room = bounds.unpacked - bytes.len() as u64;
        if read as u64 > room {
            if !bounds.cut {
                return Err(Reason::TooLarge(bounds.unpacked));
            }
            bytes.extend_from_slice(&chunk[..room as usize]);
            return Ok(bytes);
        }
        bytes.extend_from_slice(&chunk[..read]);
    }
}

/// The reason that came up through a decoder, or else that the decoder found the data wanting.
fn carried(error: io::Error, packing: &'static str) -> Reason {
    match error.into_inner().map(|inner| inner.downcast::<Reason>()) {
        Some(Ok(reason)) => *reason,
        _ => Reason::Damaged(packing),
    }
}

fn fill(from: &mut impl Read, into: &mut [u8]) -> Result<usize, Reason> {
    let mut filled = 0;
    while filled < into.len() {
        match from.read(&mut into[filled..]).map_err(|error| carried(error, "deflate"))? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
}

/// Counts what comes, and says with which reason it does not.
struct Meter<R> {
    body: R,
    announced: Option<u64>,
    bounds: Bounds,
    stop: Stop,
    read: u64,
}

impl<R: Read> Read for Meter<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.stop.check().map_err(io::Error::other)?;
        if self.bounds.cut && self.read >= self.bounds.packed {
            return Ok(0);
        }
        match self.body.read(into) {
            Ok(read) => {
                self.read += read as u64;
                if self.read > self.bounds.packed && !self.bounds.cut {
                    return Err(io::Error::other(Reason::TooLarge(self.bounds.packed)));
                }
                Ok(read)
            }
            Err(error) => Err(io::Error::other(match reason(error.into()) {
                Reason::Cut { .. } => {
                    Reason::Cut { received: self.read, announced: self.announced }
                }
                other => other,
            })),
        }
    }
}
