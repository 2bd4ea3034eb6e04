//! What a record says was printed against what is printed.

use serde::{Deserialize, Serialize};

use super::words::{Edit, edits, sentences};
use super::{Block, Delivered, Link, Printed, RECORD};

/// Something that is not as the record says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Difference {
    /// A sentence reads otherwise.
    Changed {
        /// The block it stands in: an index into [`Printed::blocks`] of what was expected.
        block: usize,
        /// The page, from 1, on which the block now begins.
        page: u32,
        /// As the record has it.
        expected: String,
        /// As it is printed.
        found: String,
    },
    /// A sentence is not printed.
    Missing {
        /// The block it stood in.
        block: usize,
        /// The page, from 1, on which the block began.
        page: u32,
        /// The sentence.
        expected: String,
    },
    /// Something is printed that the record does not have.
    Extra {
        /// The page, from 1, on which its block begins.
        page: u32,
        /// What is printed.
        found: String,
    },
    /// A block stands elsewhere.
    Moved {
        /// The block.
        block: usize,
        /// The page, from 1, on which it now begins.
        page: u32,
        /// Its text.
        text: String,
    },
    /// Header or footer of a page, or text outside the structure, reads otherwise.
    Furniture {
        /// The page, from 1.
        page: u32,
        /// As the record has it; empty where it has none.
        expected: String,
        /// As it is printed; empty where nothing is.
        found: String,
    },
    /// A link leads elsewhere, is gone (`found` is `None`) or was added (`expected` is `None`).
    Link {
        /// As the record has it.
        expected: Option<Link>,
        /// As it is.
        found: Option<Link>,
    },
    /// There are more pages or fewer.
    Pages {
        /// How many the record has.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A page looks otherwise: its drawings, its letters' shapes, what is laid over it.
    Look {
        /// The page, from 1.
        page: u32,
    },
    /// Structure, bookmarks, language or actions differ.
    Frame,
    /// The file says something else of itself.
    Information {
        /// What of: a key of [`Printed::information`].
        name: String,
        /// As the record has it; empty where it says nothing.
        expected: String,
        /// As it is.
        found: String,
    },
    /// There is an attachment besides the record, or the record twice.
    Attachment {
        /// Its name.
        name: String,
    },
    /// The file was added to after it was written.
    Updated {
        /// How often.
        times: usize,
    },
}

impl Difference {
    /// Whether what a reader reads is touched, as against how it looks or what the file says of itself.
    pub fn of_words(&self) -> bool {
        matches!(
            self,
            Difference::Changed { .. }
                | Difference::Missing { .. }
                | Difference::Extra { .. }
                | Difference::Moved { .. }
                | Difference::Furniture { .. }
        )
    }
}

impl std::fmt::Display for Difference {
    /// In one line for people.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let address = |link: &Option<Link>| link.as_ref().map(|link| link.url.clone());
        match self {
            Difference::Changed { expected, found, page, .. } => {
                write!(f, "page {page}: “{found}”, not “{expected}”")
            }
            Difference::Missing { expected, page, .. } => {
                write!(f, "page {page}: not printed: “{expected}”")
            }
            Difference::Extra { found, page } => write!(f, "page {page}: added: “{found}”"),
            Difference::Moved { text, page, .. } => write!(f, "page {page}: elsewhere: “{text}”"),
            Difference::Furniture { page, expected, found } => {
                write!(f, "page {page}, at the edge: “{found}”, not “{expected}”")
            }
            Difference::Link { expected, found } => match (address(expected), address(found)) {
                (Some(old), Some(new)) => write!(f, "a link leads to {new}, not to {old}"),
                (Some(old), None) => write!(f, "the link to {old} is gone"),
                (None, new) => write!(f, "a link was added: {}", new.unwrap_or_default()),
            },
            Difference::Pages { expected, found } => {
                write!(f, "it has {found} pages, not {expected}")
            }
            Difference::Look { page } => {
                write!(
                    f,
                    "page {page} looks otherwise: drawings, shapes of letters, or something laid over"
                )
            }
            Difference::Frame => {
                f.write_str("its structure, bookmarks, language or actions are others")
            }
            Difference::Information { name, expected, found } => {
                write!(f, "it says of itself: {name} “{found}”, not “{expected}”")
            }
            Difference::Attachment { name } => write!(f, "something was attached: {name}"),
            Difference::Updated { times } => {
                write!(f, "the file was added to after it was made ({times})")
            }
        }
    }
}

/// Where a delivered paper is not what `expected` says; empty for one that is untouched. Words come
/// first and say most: a changed word makes the page look otherwise, too, and is named by both.
pub fn compare(expected: &Printed, delivered: &Delivered) -> Vec<Difference> {
    let found = &delivered.printed;
    let mut differences = blocks(&expected.blocks, &found.blocks);
    furniture(&expected.furniture, &found.furniture, &mut differences);
    links(&expected.links, &found.links, &mut differences);
    looks(expected, found, &mut differences);
    information(expected, found, &mut differences);
    let mut record_seen = false;
    for (name, _) in &delivered.attachments {
        if name == RECORD && !std::mem::replace(&mut record_seen, true) {
            continue;
        }
        differences.push(Difference::Attachment { name: name.clone() });
    }
    if delivered.incremental_updates > 0 {
        differences.push(Difference::Updated { times: delivered.incremental_updates });
    }
    differences
}

fn blocks(expected: &[Block], found: &[Block]) -> Vec<Difference> {
    let texts = |blocks: &[Block]| -> Vec<String> {
        // A paragraph that becomes a heading is told by looks and frame; its words are the same.
        blocks.iter().map(|block| block.text.clone()).collect()
    };
    let (expected_texts, found_texts) = (texts(expected), texts(found));
    let mut differences = Vec::new();
    for edit in edits(&borrowed(&expected_texts), &borrowed(&found_texts)) {
        match edit {
            Edit::Changed(block, other) => {
                within(block, &expected[block], &found[other], &mut differences);
            }
            Edit::Missing(block) => differences.push(Difference::Missing {
                block,
                page: expected[block].page,
                expected: shown(&expected[block].text),
            }),
            Edit::Extra(other) => differences.push(Difference::Extra {
                page: found[other].page,
                found: shown(&found[other].text),
            }),
            Edit::Moved(block, other) => differences.push(Difference::Moved {
                block,
                page: found[other].page,
                text: shown(&found[other].text),
            }),
        }
    }
    differences
}

/// What of a block differs, by sentence.
fn within(block: usize, expected: &Block, found: &Block, differences: &mut Vec<Difference>) {
    let (ours, theirs) = (sentences(&expected.text), sentences(&found.text));
    let page = found.page;
    let before = differences.len();
    for edit in edits(&ours, &theirs) {
        differences.push(match edit {
            Edit::Changed(one, other) => Difference::Changed {
                block,
                page,
                expected: shown(ours[one]),
                found: shown(theirs[other]),
            },
            Edit::Missing(one) => {
                Difference::Missing { block, page: expected.page, expected: shown(ours[one]) }
            }
            Edit::Extra(other) => Difference::Extra { page, found: shown(theirs[other]) },
            Edit::Moved(_, other) => Difference::Moved { block, page, text: shown(theirs[other]) },
        });
    }
    if differences.len() == before {
        // The sentences agree and the block does not: the difference is between them.
        differences.push(Difference::Changed {
            block,
            page,
            expected: shown(&expected.text),
            found: shown(&found.text),
        });
    }
}

fn furniture(expected: &[Block], found: &[Block], differences: &mut Vec<Difference>) {
    let pages = expected.iter().chain(found).map(|block| block.page);
    let mut pages: Vec<u32> = pages.collect();
    pages.sort_unstable();
    pages.dedup();
    let of_page = |blocks: &[Block], page: u32| -> Vec<Block> {
        blocks.iter().filter(|block| block.page == page).cloned().collect()
    };
    for page in pages {
        let (ours, theirs) = (of_page(expected, page), of_page(found, page));
        let texts = |blocks: &[Block]| -> Vec<String> {
            blocks.iter().map(|block| block.text.clone()).collect()
        };
        let (ours, theirs) = (texts(&ours), texts(&theirs));
        for edit in edits(&borrowed(&ours), &borrowed(&theirs)) {
            let (one, other) = match edit {
                Edit::Changed(one, other) | Edit::Moved(one, other) => (Some(one), Some(other)),
                Edit::Missing(one) => (Some(one), None),
                Edit::Extra(other) => (None, Some(other)),
            };
            differences.push(Difference::Furniture {
                page,
                expected: one.map(|at| shown(&ours[at])).unwrap_or_default(),
                found: other.map(|at| shown(&theirs[at])).unwrap_or_default(),
            });
        }
    }
}

fn links(expected: &[Link], found: &[Link], differences: &mut Vec<Difference>) {
    let mut free: Vec<&Link> = found.iter().collect();
    let mut gone = Vec::new();
    for link in expected {
        match free.iter().position(|other| *other == link) {
            Some(at) => {
                free.remove(at);
            }
            None => gone.push(link),
        }
    }
    let pairs = gone.len().max(free.len());
    for at in 0..pairs {
        differences.push(Difference::Link {
            expected: gone.get(at).map(|link| (*link).clone()),
            found: free.get(at).map(|link| (*link).clone()),
        });
    }
    let order_differs = pairs == 0 && expected != found;
    if order_differs {
        let pair = expected.iter().zip(found).find(|(one, other)| one != other);
        differences.push(Difference::Link {
            expected: pair.map(|(one, _)| one.clone()),
            found: pair.map(|(_, other)| other.clone()),
        });
    }
}

fn looks(expected: &Printed, found: &Printed, differences: &mut Vec<Difference>) {
    if expected.looks.len() != found.looks.len() {
        differences
            .push(Difference::Pages { expected: expected.looks.len(), found: found.looks.len() });
    }
    for (page, (one, other)) in (1..).zip(expected.looks.iter().zip(&found.looks)) {
        if one != other {
            differences.push(Difference::Look { page });
        }
    }
    if expected.frame != found.frame {
        differences.push(Difference::Frame);
    }
}

fn information(expected: &Printed, found: &Printed, differences: &mut Vec<Difference>) {
    let names = expected.information.keys().chain(found.information.keys());
    let mut names: Vec<&String> = names.collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let value = |printed: &Printed| printed.information.get(name).cloned();
        let (one, other) = (value(expected), value(found));
        if one != other {
            differences.push(Difference::Information {
                name: name.clone(),
                expected: one.unwrap_or_default(),
                found: other.unwrap_or_default(),
            });
        }
    }
}

fn borrowed(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

/// A text as messages show it: on one line.
fn shown(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
