//! The editor's checks: what each is called, finds and is for. One table, from which messages, `brief
//! check --explain` and `docs/checks.md` are made.

use crate::diag::Level;

/// A check, in words.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// Its name, as in messages, `[checks]` and `[[allow]]`.
    pub name: &'static str,
    /// How bad what it finds is, unless the workspace, the audience or the spec raises it.
    pub level: Level,
    /// What it finds.
    pub finds: &'static str,
    /// Why that matters.
    pub reason: &'static str,
    /// Something it finds.
    pub example: &'static str,
    /// What to do then.
    pub help: &'static str,
}

impl Check {
    /// What it finds, why, an example, what to do: as the terminal and `docs/checks.md` have it.
    pub fn explained(&self) -> String {
        let level = match self.level {
            Level::Error => "Error",
            Level::Warning => "Warning",
            Level::Note => "Note",
        };
        let never = if NEVER_LIFTED.contains(&self.name) { ", never lifted" } else { "" };
        let Check { finds, reason, example, help, .. } = self;
        format!(
            "{level}{never}. Finds {finds}.\n\n- Why: {reason}.\n- Such as: {example}.\n- Do: {help}.\n"
        )
    }
}

/// What no override lifts: who may see what, the words of others, and what rests on nothing at all.
pub const NEVER_LIFTED: [&str; 3] = ["handling", "not-verbatim", "no-source"];

/// Checks of how something is written: whoever writes the words they underline otherwise has mended them all. The one that says
/// most exactly what to write stands first.
pub const OF_WORDS: [&str; 7] = [
    "placeholder",
    "missing-glyph",
    "relative-date",
    "name-variant",
    "house-style",
    "figure-mismatch",
    "unsupported-prose",
];

/// The check of a name.
pub fn check(name: &str) -> Option<&'static Check> {
    CHECKS.iter().find(|check| check.name == name)
}

macro_rules! checks {
    ($($name:literal $level:ident: $finds:literal; $reason:literal; $example:literal; $help:literal;)+) => {
        /// Every check.
        pub const CHECKS: &[Check] = &[$(Check {
            name: $name,
            level: Level::$level,
            finds: $finds,
            reason: $reason,
            example: $example,
            help: $help,
        },)+];
    };
}

checks! {
    "no-source" Error:
        "an item without a source, or a fact without the passage that bears it out";
        "no sentence goes out that no source supports";
        "a fact with `source = \"hrw-2022\"` and no `passage`";
        "add the source and the passage, copied as it stands there";

    "not-verbatim" Error:
        "a quotation or passage that does not stand in the stored copy of its source in these words";
        "a quotation with other words than the speaker’s is the mistake that ends trust in a paper; no override lifts it";
        "“particularly severe threat” where the source has “particularly serious threat”";
        "copy the words from the source, mark what you leave out or put in with square brackets, or `brief accept` what the source says now";

    "second-hand" Error:
        "a quotation of one speaker that was found in the publication of another, and does not say so";
        "the reader would believe that somebody had read the speaker’s own report";
        "words of the Commission of Inquiry with a newspaper as their only source";
        "add `primary = { name = \"…\" }` with whose words they are: the citation then says “quoted in”";

    "quote-variants" Warning:
        "two quotations of one speaker that are nearly the same";
        "one of them is likely to be misquoted";
        "“nature of these violations reveal a State” and “nature of the violations of human rights in North Korea reveal a State”";
        "keep the one that stands in the speaker’s own publication";

    "conflicting-figures" Error:
        "one measure with different values for the same time, in one paper or in papers for different audiences";
        "readers of both would take neither at its word";
        "80,000 to 120,000 people in prison camps in the paper for the government, at least 100,000 in the press release";
        "keep one of them, or print both with a fact that explains the difference: `reconciles = [\"…\"]`";

    "bare-figure" Warning:
        "a figure that does not say as of when it is, what it counts, or who estimated it; in the press, one of more than a year ago in a sentence without its year";
        "a figure without date and author cannot be checked or used";
        "`figure = { value = 100_000 }` without `unit` and `as_of`";
        "add `as_of`, the figure’s `unit`, and the author of the source or `primary`";

    "relative-date" Error:
        "“last year”, “recently” or “36 years ago” outside a quotation";
        "it was right on the day the source was written, and is read on another";
        "“Last week the court sentenced two men.”";
        "write the date";

    "stale" Warning:
        "an item past its `review_by`, or a measure older than the audience allows";
        "what was true may not be so any more";
        "an estimate of 2013 for an audience with `stale_after = 5`";
        "look for a newer figure; if this is the latest, set `review_by` anew or allow it by name";

    "duplicate" Error:
        "the same fact or recommendation twice in one paper; near-duplicates, and what another item says already, are warnings";
        "it wastes the reader’s time, and makes one demand look like two";
        "“Release all political prisoners.” and “Release all political prisoners”";
        "retire one of the two, or exclude it in the spec";

    "wrong-addressee" Error:
        "a recommendation that asks somebody this audience neither is nor can press";
        "nobody in the room could do what is asked";
        "a demand to the Government of Myanmar in a paper for the Home Office";
        "name an addressee the audience can act for, or add the audience to the addressee’s `raised_by`";

    "left-out" Warning:
        "an item that a paper leaves out for a topic written almost like one it asks for, or because it asks somebody whom no audience can press; one without any topic is a note";
        "papers take items by their topics, letter for letter, and recommendations by whom they ask: what is not there is easily missed";
        "`topics = [\"Prison-Camps\"]` where the paper asks for `prison-camps`";
        "write the topic as the paper does, or name the item under `exclude`";

    "vague-recommendation" Warning:
        "a recommendation with more than one action, with none, or without an end that can be seen to be reached";
        "what cannot be seen to be done will not be done";
        "“Continue to raise awareness of the situation.”";
        "write one action with a verb that can be seen to be done; split what asks for two things";

    "name-variant" Warning:
        "another spelling of a name than the names table’s, or two spellings of what must be one name";
        "a reader who searches for the one does not find the other";
        "“Kim Jong-Un” where the table has “Kim Jong Un”";
        "write the table’s form, or `{{ name }}`; `brief check --fix` does it";

    "house-style" Warning:
        "words and spellings that the audience’s house style does not use";
        "it reads as if nobody had looked it over";
        "“organize” and “defectors” in a paper for the UK government";
        "write what is offered; `brief check --fix` does it";

    "person-at-risk" Error:
        "a person who is named, or can be recognised, without a recorded basis for it";
        "being named can cost somebody, or their family, liberty or life";
        "“Kim Yong-sil, a 34-year-old teacher from Hoeryong, was arrested.”";
        "record the basis in `people`, give a `pseudonym`, or leave out what makes them known";

    "minor-or-survivor" Error:
        "a child, or a survivor of sexual violence, who is named or can be recognised";
        "they cannot be asked, or must not be: the harm of being known lasts for life";
        "“her daughter, 9, was taken”, beside the mother’s name";
        "leave out the name, age and place, or give a `pseudonym`";

    "content-warning" Error:
        "what is hard to read without a warning of it, or in the lead of a press release";
        "readers, survivors among them, must be able to choose; editors drop such a lead";
        "“hung on a cross over a fire” in a fact that is not `sensitive = [\"graphic\"]`";
        "mark the item: `sensitive = [\"graphic\"]`; in a press release, put another fact first";

    "over-limit" Error:
        "more words, pages or paragraphs than the paper may have, or too long a title";
        "recipients refuse or cut what is too long, and what they cut is not ours to choose";
        "three pages where the briefing may have two";
        "leave out what the message names, lowest priority first; `fit = true` in the spec does it";

    "incomplete" Error:
        "a paper without a part that its kind must have";
        "it would be sent back, or laid aside";
        "a press release without a number for calls outside office hours";
        "add the part that is named";

    "handling" Error:
        "an item above the paper’s label, under embargo, off the record or kept for other audiences, which the paper is to hold all the same; a label above the audience’s ceiling; a government’s tier without its origin";
        "somebody must not see it; no override lifts it";
        "`require = [\"source-in-pyongyang\"]` where that item is TLP:RED";
        "take the item out of the spec";

    "weak-citation" Warning:
        "a citation that a reader cannot follow: a listing, a shortened or broken link, also in prose, no day of access, a translation that does not say so; a weak claim where none may stand";
        "whoever checks one citation and fails trusts none of the others";
        "the address of a page of search results";
        "cite the page itself, and add what the message asks for";

    "figure-mismatch" Error:
        "a figure, date, name, denial or quoted span of a fact that its passage does not bear out; a key figure with another number than its fact";
        "a fact may say no more than the words it rests on";
        "“over 120,000 people” on the passage “80,000 to 120,000 people”";
        "write what the passage says, or add the passage that says so";

    "placeholder" Error:
        "TODO, TBC, XXX, lorem ipsum, empty parentheses, words that break off, or what a web page left behind";
        "its readers would see that nobody finished it";
        "“The meeting is at TBC.”";
        "write the words it stands for";

    "unsupported-prose" Error:
        "a figure, date or quoted span of more than three words in prose that no cited item holds; names as warnings";
        "prose may say no more than the evidence it cites";
        "“Up to 200,000 people” in a section that cites an item with 80,000 to 120,000";
        "cite the item that says so, or leave it out";

    "internal-section" Error:
        "objectives, lines to take, questions or attendees in a paper that leaves the house";
        "the other side would read what is meant for our own";
        "`kind = \"lines\"` in a briefing for the UK government";
        "delete the section: with a `[meeting]` it is in the pack for our own side";

    "not-cleared" Warning:
        "an item whose text, passage or handling changed since it was cleared; for an audience with `clearance = true` an error, and one for every item that never was";
        "whoever signed it signed other words";
        "a fact cleared on 3 November whose figure was changed on the 5th";
        "have it read again: `brief clear ITEM --by NAME`";

    "borrowed-share" Warning:
        "quotations and passages that together take more than a tenth of a source";
        "it may be more than the law of quotation allows, and the source’s author may object";
        "twelve passages from a page of 400 words";
        "shorten passages to the words that bear the item out";

    "contradiction" Warning:
        "recommendations in papers for different audiences that ask for opposite things";
        "the two readers talk to each other";
        "“Extend sanctions on coal” to one, “Lift sanctions on coal” to the other";
        "settle which of the two is asked for, and retire the other";

    "missing-glyph" Error:
        "a character that none of the fonts has, or that means something in one font alone";
        "it would print as nothing, and a screen reader would not say it";
        "an emoji in a heading";
        "write it in another way, or put a font that has it into the workspace’s `fonts/`";

    "unused-allow" Warning:
        "an override that lifts nothing, or whose last day is past";
        "what it was for is gone, and it would let something else through";
        "an `[[allow]]` for `stale` on an item that was updated since";
        "delete it, or say in its `text` which words it is about";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_stands_once() {
        let mut names: Vec<&str> = CHECKS.iter().map(|check| check.name).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
        assert!(NEVER_LIFTED.iter().chain(&OF_WORDS).all(|name| check(name).is_some()));
    }
}
