//! What is said to people of a claim that nothing bears out.

use super::{Mismatch, Reason, What};

impl Mismatch {
    /// What is wrong, in one line. `text` and `passages` are those that were compared.
    pub fn message(&self, text: &str, passages: &[&str]) -> String {
        let words = text.get(self.range.clone()).unwrap_or_default();
        let near = self.near(passages);
        match (self.reason, self.what, near) {
            (Reason::Bound, _, Some(near)) => {
                format!("`{words}` says more than the passage, which has `{near}`")
            }
            (Reason::Unit, _, Some(near)) => {
                format!("`{words}` is `{near}` in the passage: the same number of something else")
            }
            (Reason::Negated, _, Some(near)) => {
                format!("`{words}` denies what the passage says without denying it: `{near}`")
            }
            (Reason::Negated, ..) => format!("`{words}` denies, and the passage denies nothing"),
            (Reason::Affirmed, _, Some(near)) => {
                format!("`{words}` stands denied in the passage: `{near}`")
            }
            (_, What::Quotation, _) => format!(
                "`{words}` stands in quotation marks, but not in the passage in these words"
            ),
            (Reason::Differs, _, Some(near)) => {
                format!("`{words}` is not what the passage has: `{near}`")
            }
            (_, What::Name, Some(near)) => {
                format!("`{words}` is not named in the passage, which has `{near}`")
            }
            (_, What::Name, None) => format!("`{words}` is not named in the passage"),
            (_, What::Date, _) => format!("the date `{words}` is not in the passage"),
            _ => format!("the figure `{words}` is not in the passage"),
        }
    }

    /// One thing to do.
    pub fn help(&self, passages: &[&str]) -> String {
        match (self.reason, self.what) {
            (Reason::Bound, _) => match self.near(passages) {
                Some(near) => format!("write `{near}`, or what says less"),
                None => "say no more than the passage".into(),
            },
            (Reason::Unit, _) => "give the figure with the passage’s own unit".into(),
            (Reason::Negated | Reason::Affirmed, _) => "compare the sentence with its passage, or give a passage that says it".into(),
            (_, What::Quotation) => "quote the source’s own words, or take the marks off".into(),
            (_, What::Name) => "name it as the passage does, enter both spellings in `names`, or give a passage that names it".into(),
            (Reason::Differs, _) => "take the passage’s figure, or give the passage that has this one".into(),
            (_, What::Date) => "give a passage that has the date, or say in `as_of` when it was so".into(),
            _ => "give a passage that has the figure, or leave it out".into(),
        }
    }

    fn near<'p>(&self, passages: &[&'p str]) -> Option<&'p str> {
        let place = self.nearest.as_ref()?;
        passages.get(place.passage)?.get(place.range.clone())
    }
}
