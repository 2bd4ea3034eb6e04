//! Looking for secrets in every byte of what goes out, in whatever form they may have taken.

use std::collections::HashMap;
use std::io::Read;

/// What must not be seen.
#[derive(Clone, Debug)]
pub struct Secret {
    /// Its spellings.
    pub forms: Vec<String>,
    /// Where the workspace has it.
    pub place: String,
    /// Short texts that hold it: their hashes could be guessed and tried.
    pub texts: Vec<String>,
}

/// A secret found.
#[derive(Debug)]
pub struct Hit {
    pub place: String,
    pub form: String,
    /// How it was looked for.
    pub view: &'static str,
    pub around: String,
}

/// Bytes that are looked for, by their first eight.
#[derive(Default)]
struct Needles(HashMap<[u8; 8], Vec<(Vec<u8>, usize)>>);

impl Needles {
    fn add(&mut self, needle: &[u8], secret: usize) {
        let head: [u8; 8] =
            needle.get(..8).and_then(|head| head.try_into().ok()).expect("eight bytes or more");
        self.0.entry(head).or_default().push((needle.to_vec(), secret));
    }

    fn find(&self, bytes: &[u8]) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for (at, head) in bytes.windows(8).enumerate() {
            let head: [u8; 8] = head.try_into().unwrap();
            for (needle, secret) in self.0.get(&head).into_iter().flatten() {
                if bytes[at..].starts_with(needle) {
                    found.push((at, *secret));
                }
            }
        }
        found
    }
}

/// Secrets, ready to be looked for.
pub struct Hunt {
    secrets: Vec<Secret>,
    /// In letters and digits alone, small ones.
    folded: Needles,
    /// As they are.
    exact: Needles,
    /// With capitals made small.
    small: Needles,
}

impl Hunt {
    pub fn new(secrets: Vec<Secret>) -> Hunt {
        let mut hunt = Hunt {
            secrets: Vec::new(),
            folded: Needles::default(),
            exact: Needles::default(),
            small: Needles::default(),
        };
        for (at, secret) in secrets.iter().enumerate() {
            for form in &secret.forms {
                hunt.add_form(form, at);
            }
            for text in secret.texts.iter().chain(&secret.forms) {
                let hash = sha256(text.as_bytes());
                hunt.small.add(hex(&hash).as_bytes(), at);
                hunt.exact.add(&hash, at);
                // The last characters hold bits of what follows.
                hunt.exact.add(&base64(&hash)[..42], at);
            }
        }
        hunt.secrets = secrets;
        hunt
    }

    fn add_form(&mut self, form: &str, at: usize) {
        let squeezed = fold(form.as_bytes());
        self.folded.add(&squeezed, at);
        for form in [form.to_owned(), form.to_lowercase(), form.to_uppercase()] {
            self.small.add(hex(form.as_bytes()).as_bytes(), at);
            let wide: Vec<u8> = form.encode_utf16().flat_map(u16::to_be_bytes).collect();
            self.small.add(hex(&wide).as_bytes(), at);
            self.exact.add(&wide, at);
            let wide: Vec<u8> = form.encode_utf16().flat_map(u16::to_le_bytes).collect();
            self.exact.add(&wide, at);
            for before in 0..3 {
                let mut padded = vec![0; before];
                padded.extend(form.as_bytes());
                let written = base64(&padded);
                // What the neighbours have a part in.
                let from = [0, 2, 3][before];
                let to = padded.len() / 3 * 4;
                self.exact.add(&written[from..to], at);
            }
        }
    }

    /// Every secret in some bytes: as they are, and if they are a PDF with all streams inflated and all
    /// strings read.
    pub fn search(&self, bytes: &[u8]) -> Vec<Hit> {
        let mut hits = Vec::new();
        if bytes.starts_with(b"%PDF") {
            let (all, strings) = open(bytes);
            self.search_plain(&all, "streams", &mut hits);
            self.search_plain(&strings, "strings", &mut hits);
            let apart: Vec<u8> = all.iter().copied().filter(|byte| *byte != 0).collect();
            self.note(&self.folded, &decoded(&apart), fold, "without zero bytes", &mut hits);
        } else {
            self.search_plain(bytes, "bytes", &mut hits);
        }
        hits
    }

    fn search_plain(&self, bytes: &[u8], view: &'static str, hits: &mut Vec<Hit>) {
        self.note(&self.exact, bytes, <[u8]>::to_vec, view, hits);
        self.note(&self.small, bytes, <[u8]>::to_ascii_lowercase, view, hits);
        self.note(&self.folded, bytes, fold, view, hits);
        self.note(&self.folded, &decoded(bytes), fold, "escapes decoded", hits);
    }

    fn note(
        &self,
        needles: &Needles,
        bytes: &[u8],
        view_of: impl Fn(&[u8]) -> Vec<u8>,
        view: &'static str,
        hits: &mut Vec<Hit>,
    ) {
        let seen = view_of(bytes);
        for (at, secret) in needles.find(&seen) {
            let around = &seen[at.saturating_sub(60)..seen.len().min(at + 80)];
            let secret = &self.secrets[secret];
            hits.push(Hit {
                place: secret.place.clone(),
                form: secret.forms.join(" | "),
                view,
                around: String::from_utf8_lossy(around).into_owned(),
            });
        }
    }
}

/// All bytes of a PDF and its inflated streams; and every string of either, one a line.
fn open(pdf: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let find = |from: usize, word: &[u8]| {
        pdf[from..].windows(word.len()).position(|window| window == word).map(|at| from + at)
    };
    let (mut all, mut strings) = (pdf.to_vec(), Vec::new());
    let mut at = 0;
    while let Some(begin) = find(at, b"stream") {
        read_strings(&pdf[at..begin], &mut strings);
        let begin = begin + b"stream".len();
        let Some(end) = find(begin, b"endstream") else { break };
        let data = pdf[begin..end].trim_ascii_start();
        let mut inflated = Vec::new();
        flate2::read::ZlibDecoder::new(data).read_to_end(&mut inflated).ok();
        let font = [&b"OTTO"[..], b"\0\x01\0\0", b"\x01\0\x04"];
        if !font.iter().any(|head| inflated.starts_with(head)) {
            read_strings(&inflated, &mut strings);
        }
        all.push(b'\n');
        all.extend(inflated);
        at = end + b"endstream".len();
    }
    read_strings(&pdf[at..], &mut strings);
    (all, strings)
}

/// The strings of a PDF's syntax, `(…)` and `<…>`, as UTF-8 where they are text.
fn read_strings(bytes: &[u8], strings: &mut Vec<u8>) {
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let read = match byte {
            b'(' => literal(&bytes[at + 1..]),
            b'<' if bytes.get(at + 1) != Some(&b'<') => hexadecimal(&bytes[at + 1..]),
            _ => None,
        };
        at += 1;
        let Some((content, length)) = read else { continue };
        at += length;
        match content.strip_prefix(b"\xFE\xFF") {
            Some(wide) => {
                let wide: Vec<u16> =
                    wide.chunks_exact(2).map(|two| u16::from_be_bytes([two[0], two[1]])).collect();
                strings.extend(String::from_utf16_lossy(&wide).bytes());
            }
            None => strings.extend(content),
        }
        strings.push(b'\n');
    }
}

const LONGEST: usize = 1 << 13;

fn literal(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let (mut content, mut depth, mut at) = (Vec::new(), 0, 0);
    while at < bytes.len().min(LONGEST) {
        match bytes[at] {
            b')' if depth == 0 => return Some((content, at + 1)),
            b'\\' => {
                at += 1;
                let digits = bytes.get(at..)?.iter().take(3);
                let digits = digits.take_while(|digit| (b'0'..=b'7').contains(digit)).count();
                if digits > 0 {
                    let octal = std::str::from_utf8(&bytes[at..at + digits]).ok()?;
                    content.push((u16::from_str_radix(octal, 8).ok()? & 0xFF) as u8);
                    at += digits;
                    continue;
                }
                match bytes.get(at)? {
                    b'n' => content.push(b'\n'),
                    b'r' => content.push(b'\r'),
                    b't' => content.push(b'\t'),
                    b'\n' => {}
                    other => content.push(*other),
                }
            }
            other => {
                depth += usize::from(other == b'(');
                depth -= usize::from(other == b')');
                content.push(other);
            }
        }
        at += 1;
    }
    None
}

fn hexadecimal(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let end = bytes.iter().take(LONGEST).position(|byte| *byte == b'>')?;
    let digits: Option<Vec<u8>> = bytes[..end]
        .iter()
        .filter(|byte| !byte.is_ascii_whitespace())
        .map(|byte| (*byte as char).to_digit(16).map(|digit| digit as u8))
        .collect();
    let content = digits?.chunks(2).map(|two| two[0] * 16 + two.get(1).unwrap_or(&0)).collect();
    Some((content, end + 1))
}

/// Bytes with percent escapes, entities of XML and escapes of JSON and Typst read, however often
/// they were escaped.
fn decoded(bytes: &[u8]) -> Vec<u8> {
    let mut now = bytes.to_vec();
    for _ in 0..3 {
        if !now.iter().any(|byte| matches!(byte, b'%' | b'&' | b'\\')) {
            break;
        }
        let mut next = Vec::with_capacity(now.len());
        let mut at = 0;
        while at < now.len() {
            match escape(&now[at..]) {
                Some((c, length)) => {
                    next.extend(c);
                    at += length;
                }
                None => {
                    next.push(now[at]);
                    at += 1;
                }
            }
        }
        now = next;
    }
    now
}

fn escape(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let code = |digits: &[u8], radix: u32| {
        let number = u32::from_str_radix(std::str::from_utf8(digits).ok()?, radix).ok()?;
        Some(char::from_u32(number)?.to_string().into_bytes())
    };
    let until = |from: usize, end: u8| {
        bytes.iter().skip(from).take(8).position(|byte| *byte == end).map(|at| from + at)
    };
    match bytes {
        [b'%', high, low, ..] => {
            let digit = |byte: &u8| (*byte as char).to_digit(16);
            Some((vec![(digit(high)? * 16 + digit(low)?) as u8], 3))
        }
        [b'&', b'#', b'x', ..] => {
            let end = until(3, b';')?;
            Some((code(&bytes[3..end], 16)?, end + 1))
        }
        [b'&', b'#', ..] => {
            let end = until(2, b';')?;
            Some((code(&bytes[2..end], 10)?, end + 1))
        }
        [b'&', ..] => ["&amp;", "&lt;", "&gt;", "&quot;", "&apos;"]
            .iter()
            .zip(["&", "<", ">", "\"", "'"])
            .find(|(name, _)| bytes.starts_with(name.as_bytes()))
            .map(|(name, c)| (c.as_bytes().to_vec(), name.len())),
        [b'\\', b'u', b'{', ..] => {
            let end = until(3, b'}')?;
            Some((code(&bytes[3..end], 16)?, end + 1))
        }
        [b'\\', b'u', ..] => Some((code(bytes.get(2..6)?, 16)?, 6)),
        [b'\\', b'n' | b'r' | b't', ..] => Some((b" ".to_vec(), 2)),
        [b'\\', c @ (b'"' | b'\\' | b'\'' | b'/'), ..] => Some((vec![*c], 2)),
        _ => None,
    }
}

/// Letters and digits alone, small, without marks.
pub fn fold(bytes: &[u8]) -> Vec<u8> {
    let mut folded = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if c.is_ascii() {
                if c.is_ascii_alphanumeric() {
                    folded.push(c.to_ascii_lowercase());
                }
                continue;
            }
            for c in c.to_lowercase().filter(|c| c.is_alphanumeric()) {
                folded.push(match c {
                    'á' | 'à' | 'â' | 'ä' | 'å' | 'ã' => 'a',
                    'é' | 'è' | 'ê' | 'ë' => 'e',
                    'í' | 'ì' | 'î' | 'ï' => 'i',
                    'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
                    'ú' | 'ù' | 'û' | 'ü' => 'u',
                    other => other,
                });
            }
        }
    }
    folded.into_bytes()
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Without the padding.
pub fn base64(bytes: &[u8]) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut written = Vec::new();
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..=three.len() {
            written.push(LETTERS[(bits >> (18 - 6 * at) & 63) as usize]);
        }
    }
    written
}

/// SHA-256 (FIPS 180-4), by itself, so that no hash of ours is looked for with the code that made it.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut state: [u32; 8] = std::array::from_fn(|at| root(PRIMES[at], 2));
    let mut padded = bytes.to_vec();
    padded.push(0x80);
    while padded.len() % 64 != 56 {
        padded.push(0);
    }
    padded.extend((bytes.len() as u64 * 8).to_be_bytes());
    for block in padded.chunks_exact(64) {
        let mut w = [0_u32; 64];
        for (at, word) in block.chunks_exact(4).enumerate() {
            w[at] = u32::from_be_bytes(word.try_into().unwrap());
        }
        for at in 16..64 {
            let (a, b) = (w[at - 15], w[at - 2]);
            let a = a.rotate_right(7) ^ a.rotate_right(18) ^ a >> 3;
            let b = b.rotate_right(17) ^ b.rotate_right(19) ^ b >> 10;
            w[at] = w[at - 16].wrapping_add(a).wrapping_add(w[at - 7]).wrapping_add(b);
        }
        let mut s = state;
        for at in 0..64 {
            let choice = s[4] & s[5] ^ !s[4] & s[6];
            let most = s[0] & s[1] ^ s[0] & s[2] ^ s[1] & s[2];
            let high = s[4].rotate_right(6) ^ s[4].rotate_right(11) ^ s[4].rotate_right(25);
            let low = s[0].rotate_right(2) ^ s[0].rotate_right(13) ^ s[0].rotate_right(22);
            let one = [s[7], high, choice, root(PRIMES[at], 3), w[at]]
                .into_iter()
                .fold(0, u32::wrapping_add);
            s = [
                one.wrapping_add(low).wrapping_add(most),
                s[0],
                s[1],
                s[2],
                s[3].wrapping_add(one),
                s[4],
                s[5],
                s[6],
            ];
        }
        for (all, new) in state.iter_mut().zip(s) {
            *all = all.wrapping_add(new);
        }
    }
    let mut hash = [0; 32];
    for (to, word) in hash.chunks_exact_mut(4).zip(state) {
        to.copy_from_slice(&word.to_be_bytes());
    }
    hash
}

/// The first 32 bits after the point of the second or third root of a number.
fn root(of: u32, degree: u32) -> u32 {
    let wanted = u128::from(of) << (32 * degree);
    let (mut low, mut high) = (0_u128, 1 << 38);
    while high - low > 1 {
        let middle = u128::midpoint(low, high);
        if middle.pow(degree) <= wanted { low = middle } else { high = middle }
    }
    (low & 0xFFFF_FFFF) as u32
}

const PRIMES: [u32; 64] = [
    2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
    101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181, 191, 193,
    197, 199, 211, 223, 227, 229, 233, 239, 241, 251, 257, 263, 269, 271, 277, 281, 283, 293, 307,
    311,
];
