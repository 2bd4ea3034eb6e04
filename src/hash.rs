//! What bytes are known by.

use sha2::{Digest, Sha256};

/// The SHA-256 of some bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The same as hexadecimal digits.
pub fn hex(hash: [u8; 32]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |of: u8| char::from(DIGITS[usize::from(of)]);
    hash.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Bytes with their hash before them, so that damage is seen; see [`unsealed`].
pub fn sealed(bytes: &[u8]) -> Vec<u8> {
    let mut sealed = hex(sha256(bytes)).into_bytes();
    sealed.extend_from_slice(bytes);
    sealed
}

/// What [`sealed`] was given; `None` where it is damaged. It shows accidents: what somebody seals on
/// purpose is as trusted as the program itself.
pub fn unsealed(sealed: &[u8]) -> Option<&[u8]> {
    let (hash, bytes) = sealed.split_at_checked(64)?;
    (hash == hex(sha256(bytes)).as_bytes()).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_shows_every_changed_byte() {
        let good = sealed(b"words");
        assert_eq!(unsealed(&good), Some(&b"words"[..]));
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 1;
            assert_eq!(unsealed(&bad), None, "byte {at}");
            assert_eq!(unsealed(&good[..at]), None, "cut at {at}");
        }
    }
}
