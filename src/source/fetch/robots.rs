//! `robots.txt` after RFC 9309: which pages a host asks tools to leave alone.

/// The rules of one host for one tool.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Robots {
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    allow: bool,
    /// As it was written, for messages.
    written: String,
    /// What stands between the wild cards, normalised.
    parts: Vec<String>,
    /// Whether the address must end where the rule does.
    to_the_end: bool,
    /// Octets, the measure of the more specific rule.
    length: usize,
}

/// What of a file is read, in bytes; RFC 9309, section 2.5, asks for no less.
pub const MAX_BYTES: u64 = 500 * 1024;

impl Robots {
    /// Reads a file for a tool that calls itself `agent`, e.g. `brief/0.1`.
    ///
    /// Groups that name the tool are taken together; without one, those for `*`. Lines that are not
    /// understood are passed over.
    pub fn parse(bytes: &[u8], agent: &str) -> Robots {
        let text = String::from_utf8_lossy(bytes);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let agent = product(agent);
        let (mut ours, mut anyones) = (Vec::new(), Vec::new());
        let (mut named_us, mut for_us, mut for_all, mut heading) = (false, false, false, false);
        for (key, value) in text.split(['\r', '\n']).filter_map(record) {
            if key.eq_ignore_ascii_case("user-agent") {
                if !heading {
                    (for_us, for_all, heading) = (false, false, true);
                }
                for_all |= value.starts_with('*');
                for_us |= !agent.is_empty() && product(value).eq_ignore_ascii_case(agent);
                named_us |= for_us;
                continue;
            }
            let allow = key.eq_ignore_ascii_case("allow");
            if !allow && !key.eq_ignore_ascii_case("disallow") {
                continue;
            }
            heading = false;
            let Some(rule) = Rule::parse(value, allow) else { continue };
            if for_us {
                ours.push(rule.clone());
            }
            if for_all {
                anyones.push(rule);
            }
        }
        Robots { rules: if named_us { ours } else { anyones } }
    }

    /// The rule that forbids a path with its query, as the file has it; `None` where it may be read.
    pub fn forbids(&self, path_and_query: &str) -> Option<&str> {
        if path_and_query == "/robots.txt" {
            return None;
        }
        let target = normal(path_and_query, true);
        let matching = self.rules.iter().filter(|rule| rule.matches(&target));
        // The longest rule wins, and among equals the one that allows.
        let rule = matching.max_by_key(|rule| (rule.length, rule.allow))?;
        (!rule.allow).then_some(rule.written.as_str())
    }
}

/// A line's key and value, comment and white space aside.
fn record(line: &str) -> Option<(&str, &str)> {
    let line = line.split_once('#').map_or(line, |(before, _)| before);
    let (key, value) = line.split_once(':')?;
    Some((key.trim(), value.trim()))
}

/// The product token at the head of a tool's name: RFC 9309, section 2.2.1, letters, `_` and `-`.
fn product(name: &str) -> &str {
    let end = name.find(|c: char| !c.is_ascii_alphabetic() && c != '_' && c != '-');
    &name[..end.unwrap_or(name.len())]
}

impl Rule {
    /// `None` for a rule without a path, which says nothing.
    fn parse(value: &str, allow: bool) -> Option<Rule> {
        if value.is_empty() {
            return None;
        }
        let (pattern, to_the_end) = match value.strip_suffix('$') {
            Some(pattern) => (pattern, true),
            None => (value, false),
        };
        let parts = pattern.split('*').map(|part| normal(part, false)).collect::<Vec<_>>();
        let length =
            parts.iter().map(String::len).sum::<usize>() + parts.len() + usize::from(to_the_end);
        Some(Rule { allow, written: value.to_owned(), parts, to_the_end, length })
    }

    /// Each part in its turn at its first place after the one before, so in time linear in both.
    fn matches(&self, target: &str) -> bool {
        let Some((first, rest)) = self.parts.split_first() else { return false };
        let Some(mut left) = target.strip_prefix(first.as_str()) else { return false };
        let Some((last, between)) = rest.split_last() else {
            return !self.to_the_end || left.is_empty();
        };
        for part in between {
            match left.find(part.as_str()) {
                Some(at) => left = &left[at + part.len()..],
                None => return false,
            }
        }
        if self.to_the_end { left.ends_with(last.as_str()) } else { left.contains(last.as_str()) }
    }
}

/// One way to write what can be written in several: octets that need no encoding stand for themselves,
/// all others are encoded in upper case (RFC 9309, section 2.2.2). `*` and `$` mean themselves when
/// encoded, so those of an address are.
fn normal(text: &str, address: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let digit = |i: usize| bytes.get(i).and_then(|b| char::from(*b).to_digit(16));
        let (byte, encoded) = match (bytes[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                at += 2;
                ((high * 16 + low) as u8, true)
            }
            (byte, ..) => (byte, false),
        };
        at += 1;
        let special = matches!(byte, b'$') || (address && byte == b'*');
        let unreserved = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if unreserved || (!encoded && byte.is_ascii_graphic() && !special) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
