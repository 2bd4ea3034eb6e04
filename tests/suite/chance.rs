//! Chance that a seed repeats: splitmix64.

use std::fmt::Display;

/// A sequence that its seed determines.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n.max(1) as u64).unwrap()
    }

    /// A number from `low` to `high`, both counted.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// Mixes a list.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }

    /// So many syllables of small letters that no language has.
    pub fn syllables(&mut self, count: usize) -> String {
        let mut word = String::new();
        for _ in 0..count {
            word.push_str(
                self.pick::<&str>(&["k", "v", "zv", "q", "x", "b", "d", "g", "m", "n", "r"]),
            );
            word.push_str(self.pick::<&str>(&["a", "e", "i", "o", "u"]));
        }
        word
    }
}

/// How many workspaces: `variable`, or so many as the suite has time for.
pub fn how_many(variable: &str, usual: u64) -> std::ops::Range<u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let first = number("BRIEF_SEED").unwrap_or(0);
    first..first + number(variable).unwrap_or(usual)
}

/// A text as a TOML string.
pub fn quoted(text: impl Display) -> String {
    toml::Value::String(text.to_string()).to_string()
}
