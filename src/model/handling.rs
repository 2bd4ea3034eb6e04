//! Who may see an item: the Traffic Light Protocol 2.0 (FIRST, August 2022), embargoes, records.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// A TLP 2.0 label. The order is from the least restricted to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tlp {
    /// No limit on disclosure.
    Clear,
    /// The community, not the public.
    Green,
    /// The recipient's organisation and its clients.
    Amber,
    /// The recipient's organisation alone.
    AmberStrict,
    /// The individual recipients alone.
    Red,
}

impl Tlp {
    /// All labels, least restricted first.
    pub const ALL: [Tlp; 5] = [Tlp::Clear, Tlp::Green, Tlp::Amber, Tlp::AmberStrict, Tlp::Red];

    /// The label as the standard writes it: capitals, no space.
    pub fn as_str(self) -> &'static str {
        match self {
            Tlp::Clear => "TLP:CLEAR",
            Tlp::Green => "TLP:GREEN",
            Tlp::Amber => "TLP:AMBER",
            Tlp::AmberStrict => "TLP:AMBER+STRICT",
            Tlp::Red => "TLP:RED",
        }
    }
}

impl fmt::Display for Tlp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Tlp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl FromStr for Tlp {
    type Err = String;

    /// Reads a label exactly as the standard writes it.
    ///
    /// # Errors
    /// Says what is allowed; `TLP:WHITE`, withdrawn in version 2.0, is named.
    fn from_str(text: &str) -> Result<Tlp, String> {
        if let Some(label) = Tlp::ALL.into_iter().find(|label| label.as_str() == text) {
            return Ok(label);
        }
        if text.eq_ignore_ascii_case("TLP:WHITE") {
            return Err("TLP 2.0 replaced `TLP:WHITE` with `TLP:CLEAR`".into());
        }
        let labels: Vec<_> = Tlp::ALL.iter().map(|label| label.as_str()).collect();
        Err(crate::diag::did_you_mean(text, labels.iter().copied(), "TLP 2.0 has")
            .unwrap_or_default())
    }
}

/// On what terms words were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Record {
    /// May be printed with the speaker's name.
    #[default]
    On,
    /// May be used, not attributed: never printed as a quotation outside the house.
    Background,
    /// Never printed anywhere.
    Off,
}

/// How far an item has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    /// Not to be used yet.
    Draft,
    /// To be used.
    #[default]
    Ready,
    /// Not to be used any more.
    Retired,
}

impl Status {
    /// The word for it in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Draft => "draft",
            Status::Ready => "ready",
            Status::Retired => "retired",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_those_of_the_standard_and_white_is_refused() {
        for label in Tlp::ALL {
            assert_eq!(label.as_str().parse(), Ok(label));
        }
        assert!(Tlp::Clear < Tlp::Green && Tlp::Amber < Tlp::AmberStrict);
        assert!("TLP:WHITE".parse::<Tlp>().unwrap_err().contains("TLP:CLEAR"));
        assert!("TLP: GREEN".parse::<Tlp>().unwrap_err().contains("TLP:GREEN"));
    }
}
