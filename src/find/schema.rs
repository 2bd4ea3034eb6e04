//! The tables of the index, and how entries get into them.
//!
//! Items and paragraphs have a table of words each, so that neither makes the other's words common. What an
//! entry's row is called depends on its file and its place in it alone: an index that grew by edits and one
//! made at once order what they find alike.

use std::collections::BTreeMap;

use rusqlite::{Connection, Result, Statement, params};

use super::document::Document;
use super::{Entry, FileState, Kind, Use};

/// Written into each index. One of another version is made anew.
pub const VERSION: &str = concat!("brief-find/3 ", env!("CARGO_PKG_VERSION"));

/// How many entries of a file are searched.
const MOST_OF_A_FILE: usize = 1 << 23;

/// Makes the tables, which must not be there.
pub fn create(connection: &Connection) -> Result<()> {
    let words = |name: &str| {
        format!(
            "CREATE VIRTUAL TABLE {name} USING fts5(title, words, also, tags, forms, content='', \
             contentless_delete=1, prefix=1, tokenize=\"ascii tokenchars '.'\");"
        )
    };
    connection.execute_batch(&format!(
        "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
         CREATE TABLE file (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, number INTEGER NOT NULL UNIQUE) WITHOUT ROWID;
         CREATE TABLE entry (row INTEGER PRIMARY KEY, source INTEGER NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL);
         CREATE INDEX entry_id ON entry (id, source);
         CREATE TABLE uses (paper TEXT, source INTEGER, id TEXT, PRIMARY KEY (paper, source, id)) WITHOUT ROWID;
         CREATE INDEX uses_id ON uses (id, source);
         {}{}",
        words("items"),
        words("blocks")
    ))?;
    set(connection, "version", VERSION)
}

/// Sets a value of the index.
pub fn set(connection: &Connection, name: &str, value: &str) -> Result<()> {
    connection
        .prepare("INSERT OR REPLACE INTO meta VALUES (?1, ?2)")?
        .execute([name, value])
        .map(drop)
}

/// A value of the index.
pub fn get(connection: &Connection, name: &str) -> Result<String> {
    connection.query_row("SELECT value FROM meta WHERE name = ?1", [name], |row| row.get(0))
}

/// The files of the index with their stamps.
pub fn files(connection: &Connection) -> Result<BTreeMap<String, String>> {
    let mut statement = connection.prepare("SELECT path, stamp FROM file")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// The table of words of a kind.
pub fn table(kind: Kind) -> &'static str {
    if kind == Kind::Source { "blocks" } else { "items" }
}

/// Takes a file and its entries out.
pub fn remove(connection: &Connection, path: &str) -> Result<()> {
    let number: i64 =
        connection
            .query_row("SELECT number FROM file WHERE path = ?1", [path], |row| row.get(0))?;
    let (first, end) = (number << 23, (number + 1) << 23);
    for (table, source) in [("items", 0), ("blocks", 1)] {
        connection.execute(
            &format!(
                "DELETE FROM {table} WHERE rowid IN \
                 (SELECT row FROM entry WHERE row >= ?1 AND row < ?2 AND source = ?3)"
            ),
            params![first, end, source],
        )?;
    }
    connection.execute("DELETE FROM entry WHERE row >= ?1 AND row < ?2", [first, end])?;
    connection.execute("DELETE FROM file WHERE path = ?1", [path]).map(drop)
}

/// Puts files in.
pub struct Writer<'a> {
    file: Statement<'a>,
    entry: Statement<'a>,
    items: Statement<'a>,
    blocks: Statement<'a>,
    taken: Statement<'a>,
}

impl<'a> Writer<'a> {
    /// For the tables of `connection`.
    pub fn new(connection: &'a Connection) -> Result<Writer<'a>> {
        let words = |table: &str| {
            connection.prepare(&format!(
                "INSERT INTO {table} (rowid, title, words, also, tags, forms) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
            ))
        };
        Ok(Writer {
            file: connection.prepare("INSERT INTO file VALUES (?1, ?2, ?3)")?,
            entry: connection.prepare("INSERT INTO entry VALUES (?1, ?2, ?3, ?4)")?,
            items: words("items")?,
            blocks: words("blocks")?,
            taken: connection.prepare("SELECT 1 FROM file WHERE number = ?1")?,
        })
    }

    /// Puts a file in, which must not be there, with its entries.
    pub fn add(&mut self, file: &FileState, entries: &[Entry]) -> Result<()> {
        let mut number = number(&file.path);
        while self.taken.exists([number])? {
            number = (number + 1) & NUMBERS;
        }
        let stamp = if file.settled { file.stamp.as_str() } else { "" };
        self.file.execute(params![file.path, stamp, number])?;
        for (row, entry) in ((number << 23)..).zip(entries.iter().take(MOST_OF_A_FILE)) {
            let body = serde_json::to_string(entry).unwrap_or_default();
            let source = entry.kind == Kind::Source;
            self.entry.execute(params![row, source, entry.id, body])?;
            let Document { title, words, also, tags, forms } = Document::of(entry);
            let table = if source { &mut self.blocks } else { &mut self.items };
            table.execute(params![row, title, words, also, tags, forms])?;
        }
        Ok(())
    }
}

/// File numbers take 39 bits, places of entries the lower 23 of a row's.
const NUMBERS: i64 = (1 << 39) - 1;

/// The number a path asks for (FNV-1a).
pub fn number(path: &str) -> i64 {
    let hash = path.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    i64::try_from(hash >> 25).unwrap_or_default() & NUMBERS
}

/// Puts what papers use in place of what was known.
pub fn set_uses(connection: &Connection, uses: &[Use]) -> Result<()> {
    connection.execute("DELETE FROM uses", [])?;
    let mut insert = connection.prepare("INSERT OR IGNORE INTO uses VALUES (?1, ?2, ?3)")?;
    for used in uses {
        insert.execute(params![used.paper, used.source, used.id])?;
    }
    Ok(())
}
