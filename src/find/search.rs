//! Looking a query up.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, Result, params_from_iter};

use super::document::{Field, tag};
use super::index::{Index, Library};
use super::query::Wanted;
use super::snippet::{Snippet, snippet};
use super::{Entry, Kind, Query};

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Items.
    pub items: Group,
    /// Paragraphs of sources.
    pub blocks: Group,
    /// Whether each hit has every term. Where nothing has, hits have at least one.
    pub wanted: Wanted,
    /// Why the index could not be kept, if so.
    pub not_kept: Option<String>,
}

/// Hits of one sort, best first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Group {
    /// How many there are.
    pub total: usize,
    /// The best of them.
    pub hits: Vec<Hit>,
    /// Whether they come in the order of how well they fit. Where very many fit, they come file by file.
    pub ranked: bool,
}

/// An entry that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The entry.
    pub entry: Entry,
    /// The papers that use it or, of a paragraph, its source; sorted.
    pub papers: Vec<String>,
    /// How well it fits (Okapi BM25), higher is better; 0 where nothing was ranked.
    pub score: f64,
    /// The words around what was found.
    pub snippet: Snippet,
}

/// More hits than this are not ranked: words that so many entries have tell them little apart.
const RANKED: usize = 3000;

/// How much more a word weighs in a title than in a text.
const TITLE: f64 = 4.0;

/// And how much less in a form of a name that is not shown: the shown one counts already.
const FORM: f64 = 0.1;

/// Opens the index at `path` and looks a query up; what touches the disk is in [`Index::open`]. An index that
/// turns out to be damaged is made anew.
///
/// # Errors
/// When there is not enough memory.
pub fn find(path: &Path, library: &mut dyn Library, query: &Query, limit: usize) -> Result<Found> {
    let index = Index::open(path, library)?;
    find_in(index, path, library, query, limit)
}

/// The same with an index that is open already.
///
/// # Errors
/// When there is not enough memory.
pub fn find_in(
    index: Index,
    path: &Path,
    library: &mut dyn Library,
    query: &Query,
    limit: usize,
) -> Result<Found> {
    index.search(query, limit).or_else(|_| Index::rebuild(path, library)?.search(query, limit))
}

impl Index {
    /// Looks a query up; at most `limit` hits of items and as many of paragraphs.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn search(&self, query: &Query, limit: usize) -> Result<Found> {
        let found = self.groups(query, Wanted::All, limit)?;
        if found.items.total + found.blocks.total > 0 || query.terms.len() < 2 {
            return Ok(found);
        }
        self.groups(query, Wanted::Any, limit)
    }

    fn groups(&self, query: &Query, wanted: Wanted, limit: usize) -> Result<Found> {
        let group = |kind| match query.is_empty() {
            true => Ok(Group::default()),
            false => self.group(table_of(kind), query, wanted, limit),
        };
        Ok(Found {
            items: group(Kind::Fact)?,
            blocks: group(Kind::Source)?,
            wanted,
            not_kept: self.not_kept.clone(),
        })
    }

    fn group(&self, table: &str, query: &Query, wanted: Wanted, limit: usize) -> Result<Group> {
        let words = query.words_expression(wanted);
        let named = self.named(table, query)?;
        let passing = Passing::of(table, query, words.as_deref());
        // What was typed as an id comes first, wherever it stands; else the first ones and their number do.
        let most = named.is_empty().then_some(limit.max(RANKED + 1));
        let rows = passing.rows(&self.connection, most)?;
        let total = match most == Some(rows.len()) {
            true => passing.count(&self.connection)?,
            false => rows.len(),
        };
        let ranked = total <= RANKED && words.is_some();
        let scores = match words.filter(|_| ranked && !rows.is_empty()) {
            Some(words) => self.scores(table, &words, &rows)?,
            None => BTreeMap::new(),
        };
        let mut order: Vec<(f64, i64)> =
            rows.iter().map(|row| (scores.get(row).copied().unwrap_or_default(), *row)).collect();
        order.sort_by(|a, b| {
            let first = named.contains(&b.1).cmp(&named.contains(&a.1));
            first.then(b.0.total_cmp(&a.0)).then(a.1.cmp(&b.1))
        });
        let best = order.into_iter().take(limit);
        let hits = best.map(|(score, row)| self.hit(row, score, query)).collect::<Result<_>>()?;
        Ok(Group { total, hits, ranked })
    }

    /// The rows of the items whose ids were typed.
    fn named(&self, table: &str, query: &Query) -> Result<BTreeSet<i64>> {
        let mut named = BTreeSet::new();
        if table == table_of(Kind::Source) {
            return Ok(named);
        }
        let mut statement =
            self.connection.prepare("SELECT row FROM entry WHERE id = ?1 AND source = 0")?;
        for id in &query.typed {
            for row in statement.query_map([id], |row| row.get(0))? {
                named.insert(row?);
            }
        }
        Ok(named)
    }

    /// Whether anything here has this value of a field. Case makes no difference.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn has(&self, field: Field, value: &str) -> Result<bool> {
        let expression = format!("tags : \"{}\"", tag(field, value));
        for table in [Kind::Fact, Kind::Source].map(table_of) {
            let sql = format!("SELECT 1 FROM {table} WHERE {table} MATCH ?1 LIMIT 1");
            if self.connection.prepare(&sql)?.exists([&expression])? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a paper uses anything here. Case makes no difference.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn has_paper(&self, paper: &str) -> Result<bool> {
        let sql = "SELECT 1 FROM uses WHERE paper = ?1 COLLATE NOCASE LIMIT 1";
        self.connection.prepare(sql)?.exists([paper])
    }

    /// How well each of some rows fits.
    fn scores(&self, table: &str, words: &str, rows: &[i64]) -> Result<BTreeMap<i64, f64>> {
        let rows = serde_json::Value::from(rows.to_vec()).to_string();
        // The plus keeps SQLite from looking each row up by itself.
        let sql = format!(
            "SELECT rowid, -bm25({table}, {TITLE:?}, 1.0, 1.0, 0.0, {FORM:?}) FROM {table} \
             WHERE {table} MATCH ?1 AND +rowid IN (SELECT value FROM json_each(?2))"
        );
        let mut statement = self.connection.prepare(&sql)?;
        let scores = statement.query_map([words, &rows], |row| Ok((row.get(0)?, row.get(1)?)))?;
        scores.collect()
    }

    fn hit(&self, row: i64, score: f64, query: &Query) -> Result<Hit> {
        let mut statement =
            self.connection.prepare("SELECT body, id, source FROM entry WHERE row = ?1")?;
        let (body, id, source): (String, String, bool) =
            statement.query_row([row], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let damaged = |_| rusqlite::Error::InvalidQuery;
        let entry: Entry = serde_json::from_str(&body).map_err(damaged)?;
        let mut uses = self
            .connection
            .prepare("SELECT paper FROM uses WHERE id = ?1 AND source = ?2 ORDER BY paper")?;
        let papers = uses.query_map((id, source), |row| row.get(0))?.collect::<Result<_>>()?;
        let snippet = snippet(&entry, query);
        Ok(Hit { entry, papers, score, snippet })
    }
}

/// The rows of a table that pass, as SQL.
struct Passing {
    /// What stands behind `SELECT … `.
    sql: String,
    values: Vec<Value>,
}

impl Passing {
    fn of(table: &str, query: &Query, words: Option<&str>) -> Passing {
        let filters = query.filters.expression();
        let both = match (words, filters) {
            (Some(words), Some(filters)) => Some(format!("({words}) AND ({filters})")),
            (words, filters) => words.map(str::to_owned).or(filters),
        };
        // The plus keeps SQLite from asking the table of words row by row; without words, rows are asked.
        let plus = if both.is_some() { "+" } else { "" };
        let mut values: Vec<Value> = Vec::new();
        let mut sql = match both {
            Some(expression) => {
                values.push(expression.into());
                format!("rowid AS row FROM {table} WHERE {table} MATCH ?")
            }
            None => {
                values.push(i64::from(table == table_of(Kind::Source)).into());
                "row FROM entry WHERE source = ?".to_owned()
            }
        };
        if !query.filters.papers.is_empty() {
            let marks = vec!["?"; query.filters.papers.len()].join(", ");
            sql.push_str(&format!(
                " AND {plus}row IN (SELECT entry.row FROM uses CROSS JOIN entry USING (id, source) \
                 WHERE uses.paper COLLATE NOCASE IN ({marks}))"
            ));
            values.extend(query.filters.papers.iter().cloned().map(Value::from));
        }
        Passing { sql, values }
    }

    /// The rows in order, at most so many.
    fn rows(&self, connection: &Connection, most: Option<usize>) -> Result<Vec<i64>> {
        let most = most.and_then(|most| i64::try_from(most).ok());
        let limit = most.map(|most| format!(" LIMIT {most}")).unwrap_or_default();
        let mut statement =
            connection.prepare(&format!("SELECT {} ORDER BY row{limit}", self.sql))?;
        statement.query_map(params_from_iter(&self.values), |row| row.get(0))?.collect()
    }

    /// How many there are.
    fn count(&self, connection: &Connection) -> Result<usize> {
        let mut statement =
            connection.prepare(&format!("SELECT count(*) FROM (SELECT {})", self.sql))?;
        let count: i64 = statement.query_row(params_from_iter(&self.values), |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or_default())
    }
}

fn table_of(kind: Kind) -> &'static str {
    super::schema::table(kind)
}
