//! Rules on wording: dates that say none, names, terms and spellings, marks that do not match.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::written::{Role, Written, written};
use super::{Context, support};
use crate::compose::{Printed, locate};
use crate::diag::Diagnostic;
use crate::memo::Memo;
use crate::model::audience::{self, Audience};
use crate::model::library::Library;
use crate::model::text::NameForm;
use crate::wording::tongue::foreign;
use crate::wording::{
    Acronyms, House, NameForms, NameTable, Remark, Spelling, Spellings, house_style, name_variants,
    near_spellings_of, placeholders, relative_dates, run_together, swallowed, unbalanced,
    unexpanded_of, unexplained, whose_money,
};

/// Words that were to be replaced, break off, or were left behind by a web page.
pub fn placeholder(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for text in written(context) {
        for remark in context.readings.of(unfinished, &text.text).iter() {
            let words = text.words(&remark.range);
            if text.role == Role::Quotation && is_omission(words) {
                continue;
            }
            let help = match remark.instead.as_deref() {
                Some("") => "delete it",
                _ => "write the words it stands for",
            };
            let finding = said(Diagnostic::error("placeholder", ""), text, remark);
            findings.push(finding.help(help));
        }
    }
    let spec = &context.selection.target.spec.span.file;
    let mut others = Vec::new();
    for label in context.paper.labels() {
        if label == context.paper.meta.title {
            continue;
        }
        for remark in placeholders(&label) {
            others.push(Printed::new(None, &label, label.get(remark.range).unwrap_or_default()));
        }
    }
    let questions = context.selection.sections.iter().flat_map(|section| section.questions);
    for question in questions.map(|question| &question.q.value) {
        for remark in placeholders(question) {
            let word = question.get(remark.range).unwrap_or_default();
            others.push(Printed::new(None, question, word));
        }
    }
    others.extend(unfinished_titles(context));
    let say = |word: &str, place: &str| {
        Diagnostic::error("placeholder", format!("{place} still holds a placeholder, `{word}`"))
            .why("its readers would see that nobody finished it")
            .help("write the words it stands for")
    };
    let found = locate(others, context.library, spec, context.anchors);
    findings.extend(found.into_iter().map(|found| found.into_finding(say)));
    findings
}

/// Placeholders of a text as written: `{{ names }}` are none, they are filled, or the text was not loaded.
fn unfinished(text: &str) -> Vec<Remark> {
    placeholders(&untagged(text))
}

/// Our own texts in the language the rules read.
fn own_english<'c, 'a>(context: &'c Context<'a>) -> impl Iterator<Item = &'c Written<'a>> {
    written(context).iter().filter(|text| {
        text.role != Role::Quotation && context.readings.of(foreign, &text.text).is_none()
    })
}

/// Titles of cited sources that hold a word for what is still to come. One that breaks off is the source's
/// own, and reported with its address.
fn unfinished_titles(context: &Context<'_>) -> Vec<Printed> {
    let library = context.library;
    let printed = context.selection.printed(library);
    let supports = printed.iter().flat_map(|item| &item.supports);
    let cited: BTreeSet<&str> = supports.map(|support| support.source.value.as_str()).collect();
    let titles =
        cited.into_iter().filter_map(|id| library.sources.get(id)).map(|source| source.title());
    titles
        .filter_map(|title| {
            let words =
                placeholders(&title).into_iter().filter_map(|remark| title.get(remark.range));
            let word = words.into_iter().find(|word| word.contains(char::is_alphanumeric))?;
            Some(Printed::new(None, &title, word))
        })
        .collect()
}

fn is_omission(words: &str) -> bool {
    words.chars().all(|c| matches!(c, '…' | '.' | '[' | ']' | ' '))
}

/// A text of as many bytes in which nothing stands where `{{ names }}` and `[@references]` did.
pub(super) fn untagged(text: &str) -> String {
    let mut plain = text.to_owned();
    for (open, close) in [("{{", "}}"), ("[@", "]")] {
        while let Some(start) = plain.find(open) {
            let Some(end) = plain[start..].find(close).map(|at| start + at + close.len()) else {
                break;
            };
            // A word, lest the sentence lose one.
            let filler = format!("x{}", "_".repeat(end - start - 1));
            plain.replace_range(start..end, &filler);
        }
    }
    plain
}

/// “Last year” and its like, outside quotations.
pub fn relative_date(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for text in own_english(context) {
        for remark in context.readings.of(relative_dates, &text.text).iter() {
            findings.push(
                said(Diagnostic::error("relative-date", ""), text, remark).help("write the date"),
            );
        }
    }
    findings
}

/// Names written otherwise than the names table has them, and two spellings of one.
pub fn name_variant(context: &Context<'_>) -> Vec<Diagnostic> {
    let speech = context.readings.speech(context.library, context.selection.target.addressed);
    let mut findings = Vec::new();
    for text in written(context) {
        for remark in speech.names(text).iter() {
            let finding = said(Diagnostic::warning("name-variant", ""), text, remark);
            findings.push(match remark.instead {
                Some(_) => finding,
                None => finding.help("write the name as the names table has it, by hand: the sentence may need `the`"),
            });
        }
    }
    let own: Vec<&Written<'_>> = own_english(context).collect();
    let spellings: Vec<_> =
        own.iter().map(|text| context.readings.of(Spellings::new, &text.text)).collect();
    for pair in near_spellings_of(&spellings) {
        let Some(text) = own.get(pair.odd.text) else { continue };
        // What the names table knows has been said.
        if speech.knows(&pair.odd.written) || speech.knows(&pair.usual) {
            continue;
        }
        let finding = Diagnostic::warning(
            "name-variant",
            format!(
                "{} has `{}`, elsewhere it is `{}`",
                text.called(),
                pair.odd.written,
                pair.usual
            ),
        )
        .at(&text.at(&pair.odd.range))
        .why("a reader who searches for the one does not find the other")
        .help(match pair.seen.as_ref().is_some_and(|seen| seen.uses == pair.odd.uses) {
            // Which of the two is right cannot be told by counting.
            true => "see which of the two is right, and put it into the names table".to_owned(),
            false => {
                format!("write `{}` in both, or say in the names table which it is", pair.usual)
            }
        });
        let other = pair.seen.as_ref().and_then(|seen| Some((own.get(seen.text)?, &seen.range)));
        findings.push(of_item(
            match other {
                Some((other, range)) => finding.also(&other.at(range), "the other"),
                None => finding,
            },
            text,
        ));
    }
    findings
}

/// Terms and spellings that the audience's house does not use, acronyms nobody explains, quotation marks
/// that do not match.
pub fn house(context: &Context<'_>) -> Vec<Diagnostic> {
    let readings = context.readings;
    let speech = readings.speech(context.library, context.selection.target.addressed);
    let mut findings = Vec::new();
    for text in written(context) {
        let mut remarks: Vec<Remark> = Vec::new();
        match text.role {
            Role::Quotation => remarks.extend(readings.of(swallowed, &text.text).iter().cloned()),
            _ => {
                // Of a name that is another in the names table, that is said.
                let names = speech.names(text);
                let apart = |remark: &Remark| {
                    names.iter().all(|name| {
                        name.range.end <= remark.range.start || remark.range.end <= name.range.start
                    })
                };
                for remark in speech.style(text).iter().filter(|remark| apart(remark)) {
                    findings.push(said(Diagnostic::warning("house-style", ""), text, remark));
                }
            }
        }
        remarks.extend(readings.of(unbalanced, &text.text).iter().cloned());
        for remark in remarks {
            let finding = said(Diagnostic::warning("house-style", ""), text, &remark);
            findings.push(finding.help("see in the source where the quotation begins and ends"));
        }
    }
    for text in written(context) {
        if let Some(language) = *readings.of(foreign, &text.text) {
            let finding = Diagnostic::warning("house-style", format!("{} is in {language}", text.called()))
                .at(text.span())
                .why("the paper is in English, and its readers may not read it")
                .help("look for the English original before translating it: a translation is never translated back");
            findings.push(of_item(finding, text));
        }
    }
    for text in own_english(context) {
        for remark in readings.of(whose_money, &text.text).iter() {
            let finding = said(Diagnostic::warning("house-style", ""), text, remark);
            findings.push(finding.help("write `US dollars`, if the source says that it is they"));
        }
    }
    findings.extend(other_marks(context));
    findings.extend(unexplained_words(context));
    findings
}

/// Texts of ours with other quotation marks than the paper has elsewhere: said once.
fn other_marks(context: &Context<'_>) -> Option<Diagnostic> {
    let (open, close) = &context.selection.target.audience.quotation_marks;
    let marked: Vec<(&Written<'_>, Range<usize>, char)> = own_english(context)
        .filter_map(|text| {
            let (range, mark) = context.readings.of(outer_mark, &text.text).as_ref().clone()?;
            Some((text, range, mark))
        })
        .collect();
    let is_own = |mark: char| open.starts_with(mark);
    let mixed = written(context).iter().any(|text| text.role == Role::Quotation)
        || marked.iter().any(|(_, _, mark)| is_own(*mark));
    let mut others = marked.into_iter().filter(|(_, _, mark)| mixed && !is_own(*mark));
    let (text, range, mark) = others.next()?;
    let more = match others.count() {
        0 => String::new(),
        1 => ", as has one other text".to_owned(),
        more => format!(", as have {more} others"),
    };
    let finding = Diagnostic::warning(
        "house-style",
        format!("{} has `{mark}` where this house has `{open}`{more}", text.called()),
    )
    .at(&text.at(&range))
    .why("two kinds of quotation marks in one paper look like two kinds of quotations")
    .help(format!("write `{open}…{close}`, and the other kind within a quotation"));
    Some(of_item(finding, text))
}

/// The mark that opens the first quotation of a text, if something closes it.
fn outer_mark(text: &str) -> Option<(Range<usize>, char)> {
    let text = untagged(text);
    let mut before = None;
    for (at, c) in text.char_indices() {
        let closing = match c {
            '“' => '”',
            '‘' => '’',
            '"' => '"',
            _ => {
                before = Some(c);
                continue;
            }
        };
        let end = at + c.len_utf8();
        let opens = !before.is_some_and(char::is_alphanumeric)
            && text[end..].starts_with(char::is_alphanumeric);
        let closed = text[end..].match_indices(closing).any(|(found, mark)| {
            let after = text[end + found + mark.len()..].chars().next();
            !after.is_some_and(char::is_alphanumeric)
        });
        if opens && closed {
            return Some((at..end, c));
        }
        before = Some(c);
    }
    None
}

/// Acronyms and terms that nothing explains, and words that ran together.
fn unexplained_words(context: &Context<'_>) -> Vec<Diagnostic> {
    let own: Vec<&Written<'_>> = own_english(context).collect();
    let plain: Vec<&str> = own.iter().map(|text| text.text.as_str()).collect();
    let library = context.library;
    // What the paper says anyway: its names, who sends it, who reads it, whose pages it cites.
    let mut known: Vec<String> = support::said_anyway(context);
    for source in library.sources.values() {
        known.push(source.in_a_sentence());
        let authors = source.entry.authors().unwrap_or_default();
        known.extend(authors.iter().map(|author| author.given_first(false)));
    }
    let known: Vec<&str> =
        known.iter().flat_map(|name| name.split(|c: char| !c.is_alphanumeric())).collect();
    let glossary: Vec<&str> = library.glossary.iter().map(String::as_str).collect();
    let mut findings = Vec::new();
    let acronyms: Vec<_> =
        own.iter().map(|text| context.readings.of(Acronyms::new, &text.text)).collect();
    let unexplained =
        unexpanded_of(&plain, &acronyms, &known).into_iter().chain(unexplained(&plain, &glossary));
    for (at, range, word) in unexplained {
        let Some(text) = own.get(at) else { continue };
        let finding = Diagnostic::warning(
            "house-style",
            format!("{} has `{word}`, which nothing explains", text.called()),
        )
        .at(&text.at(&range))
        .why("a reader who does not know it stops there")
        .help(format!(
            "say what it is at first mention, `… ({word})`, or give it a name in the names table"
        ));
        findings.push(of_item(finding, text));
    }
    for (at, remark) in run_together(&plain) {
        let Some(text) = own.get(at) else { continue };
        findings.push(said(Diagnostic::warning("house-style", ""), text, &remark));
    }
    findings
}

fn said(finding: Diagnostic, text: &Written<'_>, remark: &Remark) -> Diagnostic {
    let finding =
        Diagnostic { message: format!("in {}, {}", text.called(), remark.said), ..finding };
    let finding = finding.at(&text.at(&remark.range)).why(remark.why);
    let finding = match remark.instead.as_deref() {
        Some("") => finding.help("leave it out; `brief check --fix` does it"),
        Some(instead) => finding.help(format!("write `{instead}`; `brief check --fix` does it")),
        None => finding,
    };
    of_item(finding, text)
}

fn of_item(finding: Diagnostic, text: &Written<'_>) -> Diagnostic {
    match text.item {
        Some(item) => finding.item(&item.id),
        None => finding,
    }
}

/// How an audience is spoken to: its names, its terms, its spelling.
pub struct Speech {
    table: NameTable,
    /// Every form and variant in it.
    forms: BTreeSet<String>,
    terms: Vec<(String, String)>,
    spell_out: Vec<(String, String)>,
    titles: Vec<String>,
    spelling: Option<Spelling>,
    /// Text → its names that are written otherwise.
    names: Memo<String, Arc<Vec<Remark>>>,
    /// Text → what of its style is not the house's.
    style: Memo<String, Arc<Vec<Remark>>>,
}

impl Speech {
    /// How a workspace speaks to an audience.
    pub fn of(library: &Library, audience: &Audience) -> Speech {
        let mut table = Vec::new();
        let mut spell_out = Vec::new();
        for (id, name) in &library.names {
            let own = name.by_audience.get(&audience.id).map_or(&name.default, |at| &at.value);
            let forms = words_of(own);
            let others =
                std::iter::once(&name.default).chain(name.by_audience.values().map(|at| &at.value));
            let mut variants: Vec<String> = name.variants.clone();
            for form in others.flat_map(words_of) {
                if is_acronym(&form) && !forms.contains(&form) {
                    spell_out.push((form, own.full.clone()));
                } else if !forms.contains(&form) {
                    variants.push(form);
                }
            }
            table.push(NameForms { id: id.clone(), forms, variants });
        }
        let mut forms = BTreeSet::new();
        for name in &table {
            forms.extend(name.forms.iter().chain(&name.variants).cloned());
        }
        let mut terms = library.terms.clone();
        terms.extend(audience.terms.clone());
        Speech {
            table: NameTable::new(&table),
            forms,
            terms: terms.into_iter().collect(),
            spell_out,
            titles: library.sources.values().map(|source| source.title()).collect(),
            spelling: audience.spelling.map(|spelling| match spelling {
                audience::Spelling::Ise => Spelling::Ise,
                audience::Spelling::Ize => Spelling::Ize,
            }),
            names: Memo::default(),
            style: Memo::default(),
        }
    }

    /// Names written otherwise than the audience's form.
    pub fn names(&self, text: &Written<'_>) -> Arc<Vec<Remark>> {
        if text.role == Role::Quotation {
            return Arc::default();
        }
        let text = text.text.as_str();
        self.names.get(text, || {
            let remarks = match foreign(text) {
                Some(_) => Vec::new(),
                None => name_variants(text, &self.table, true),
            };
            let variants =
                remarks.into_iter().filter(|remark| !self.is_introduced(text, &remark.range));
            Arc::new(variants.collect())
        })
    }

    /// Whether the names table has a name, whatever it makes of it.
    fn knows(&self, name: &str) -> bool {
        self.forms.contains(name)
    }

    /// Whether a name stands where it is introduced or is a part of a title: beside another form of it in
    /// brackets, before a colon and a capital, after the head of a longer name.
    fn is_introduced(&self, text: &str, range: &Range<usize>) -> bool {
        let before = text.get(..range.start).unwrap_or_default();
        let after = text.get(range.end..).unwrap_or_default();
        let in_brackets = |rest: &str| {
            let inner = rest.strip_prefix(" (").and_then(|rest| rest.split_once(')'));
            inner.is_some_and(|(inner, _)| self.forms.contains(inner))
        };
        let bracketed = before.ends_with('(') && after.starts_with(')');
        let headed =
            after.strip_prefix(": ").is_some_and(|rest| rest.starts_with(char::is_uppercase));
        let titled = before.trim_end().rsplit(['.', '“', '\n']).next().is_some_and(|sentence| {
            let lower = sentence.to_lowercase();
            ["titled ", "report of the ", "report on ", "inquiry into "]
                .iter()
                .any(|head| lower.contains(head))
        });
        in_brackets(after)
            || bracketed
            || headed
            || titled
            || before.ends_with(") on ")
            || before.ends_with(", or ")
    }

    /// Terms and spellings that are not the house's.
    pub fn style(&self, text: &Written<'_>) -> Arc<Vec<Remark>> {
        if text.role == Role::Quotation {
            return Arc::default();
        }
        let text = text.text.as_str();
        self.style.get(text, || match foreign(text) {
            Some(_) => Arc::default(),
            None => Arc::new(self.strange(text)),
        })
    }

    fn strange(&self, text: &str) -> Vec<Remark> {
        let kept = self.spelling.is_some();
        let house = House {
            spelling: self.spelling,
            terms: &self.terms,
            spell_out: &self.spell_out,
            protected: &self.titles,
            ranges: self.spelling == Some(Spelling::Ise),
            thousands: kept,
            dates: kept,
            stops: kept,
        };
        house_style(text, &house)
    }
}

fn words_of(form: &NameForm) -> Vec<String> {
    std::iter::once(form.full.clone()).chain(form.short.clone()).collect()
}

/// Whether a form is initials: two capitals or more, and no word.
fn is_acronym(form: &str) -> bool {
    form.chars().filter(|c| c.is_uppercase()).count() >= 2 && !form.contains(' ')
}
