//! Copies a whole installation from MariaDB into an SQLite file and back (spec 31 section 10.3). A copy
//! is counted and, where no rows were merged, compared by checksum; one that was interrupted starts again.

use std::{collections::HashMap, path::Path};

use base64::{Engine, engine::general_purpose::STANDARD};
use mysql_async::{Conn, Params, Row, Value as MariaValue, prelude::Queryable};
use rusqlite::{Connection, params_from_iter};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{
    Durability, MariaOptions, StoreError,
    mariadb::{self, DbError, tables::Table},
    sqlite,
};
use crate::{
    model::messages::{self, StoredMessage},
    security::token::TokenHash,
};

/// Rows of one statement on the way to MariaDB.
const BATCH: usize = 500;

/// Larger pictures in a member's row are left behind (spec 31 section 10.3).
const MAX_PICTURE: usize = 64 * 1024;

/// Marks a MariaDB that is being filled, with `done` 0, so that a second attempt may empty it.
const MARK: &str = "edge_export";

/// What was copied of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Its name.
    pub table: &'static str,
    /// Rows that were read.
    pub read: u64,
    /// Rows that are there now; fewer where several of one key were merged.
    pub kept: u64,
}

type Cells = Vec<Option<String>>;

/// A sum that does not depend on the order of rows.
#[derive(Default, PartialEq, Eq)]
struct Sum(u64);

impl Sum {
    fn add(&mut self, cells: &Cells) {
        let mut hash = Sha256::new();
        for cell in cells {
            hash.update([u8::from(cell.is_some())]);
            let text = cell.as_deref().unwrap_or_default();
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        let digest = hash.finalize();
        let first: [u8; 8] = std::array::from_fn(|at| digest[at]);
        self.0 = self.0.wrapping_add(u64::from_le_bytes(first));
    }
}

/// The tables that are copied: all but our sessions, which have another form in each database and in part are
/// opened anew by themselves, and the record of migrations, which is each database's own.
fn tables() -> impl Iterator<Item = &'static Table> {
    mariadb::tables::TABLES
        .iter()
        .filter(|table| !matches!(table.name, "edge_sessions" | "edge_key_sessions" | "migrations"))
}

/// Copies everything from MariaDB, which is only read, into a new SQLite file.
///
/// # Errors
/// When either fails, or the copy is not what was read.
pub async fn import(from: &MariaOptions, to: &Path, mut tell: impl FnMut(&str)) -> Result<Vec<Copied>, StoreError> {
    let mut conn = mariadb::connect(from).await?;
    let present = mariadb::schema::columns(&mut conn, &from.database).await?;
    let is_known = |name: &str| {
        // The index for searching is made anew where it is needed.
        name.starts_with("edge_") || mariadb::tables::TABLES.iter().any(|table| table.name == name)
    };
    for unknown in present.keys().filter(|name| !is_known(name)) {
        tell(&format!("{unknown}: not a table of ours, skipped"));
    }
    let db = sqlite::create(to, Durability::Normal)?;
    db.execute_batch("BEGIN; DELETE FROM members;")?;
    // One moment of the database, however long it takes.
    run(&mut conn, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").await?;
    run(&mut conn, "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY").await?;
    let mut report = Vec::new();
    for table in tables() {
        let Some(columns) = present.get(table.name) else { continue };
        let copied = import_table(&mut conn, &db, table, columns).await?;
        tell(&format!("{}: {} rows read, {} kept", copied.table, copied.read, copied.kept));
        report.push(copied);
    }
    if present.contains_key("edge_sessions") {
        import_sessions(&mut conn, &db).await?;
    }
    db.execute_batch(
        "INSERT INTO members(id, name, icon, token, joined) VALUES ('system', 'System', '/img/default_icon.png', '', 0) \
         ON CONFLICT DO NOTHING; COMMIT; PRAGMA wal_checkpoint(TRUNCATE);",
    )?;
    let _ = conn.disconnect().await;
    Ok(report)
}

async fn run(conn: &mut Conn, statement: &str) -> Result<(), StoreError> {
    Ok(conn.query_drop(statement).await.map_err(DbError::from)?)
}

async fn import_table(
    conn: &mut Conn,
    db: &Connection,
    table: &Table,
    present: &HashMap<String, String>,
) -> Result<Copied, StoreError> {
    let columns: Vec<(&str, &str)> =
        table.columns.iter().filter(|(name, _)| present.contains_key(&name.to_lowercase())).copied().collect();
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let places = vec!["?"; names.len()].join(", ");
    let insert = format!(
        "INSERT INTO {}({}) VALUES ({places}) ON CONFLICT{}",
        table.name,
        names.join(", "),
        when_taken(table.name)
    );
    let mut insert = db.prepare(&insert)?;
    let mut session =
        db.prepare("INSERT OR IGNORE INTO sessions(tokenHash, memberId, created, lastUsed) VALUES (?, ?, ?, ?)")?;
    let selected: Vec<String> = columns.iter().map(|(name, definition)| select(name, definition)).collect();
    let query = format!("SELECT {} FROM `{}`", selected.join(", "), table.name);
    let mut rows = conn.query_iter(query).await.map_err(DbError::from)?;
    let (mut read, mut sum) = (0, Sum::default());
    while let Some(row) = rows.next().await.map_err(DbError::from)? {
        let mut cells: Cells = columns
            .iter()
            .enumerate()
            .map(|(at, (_, definition))| mariadb::values::text(&row, at).or_else(|| absent(definition)))
            .collect();
        let token = adapt(table.name, &names, &mut cells);
        insert.execute(params_from_iter(&cells))?;
        if let Some((member, token)) = token {
            session.execute((TokenHash::of(&token).as_bytes(), member, 0, 0))?;
        }
        sum.add(&cells);
        read += 1;
    }
    drop(rows);
    let (kept, found) = sum_of_sqlite(db, table.name, &names)?;
    verify(table.name, read, kept, &sum, &found)?;
    Ok(Copied { table: table.name, read, kept })
}

/// Whether a column holds a time as the server's clock shows it; in SQLite such times are UTC.
fn is_local_time(definition: &str) -> bool {
    definition.starts_with("datetime")
}

/// Ends of bans that are no time in ms (spec 10 section 2.2), and local times, are put right by the server that knows
/// the zone.
fn select(column: &str, definition: &str) -> String {
    match column {
        _ if is_local_time(definition) => format!("CONVERT_TZ(`{column}`, @@session.time_zone, '+00:00')"),
        "until" => "IF(until BETWEEN 20000101000000 AND 20991231235959, \
                    COALESCE(UNIX_TIMESTAMP(until) * 1000, until), until)"
            .into(),
        _ => format!("`{column}`"),
    }
}

/// What NULL becomes in a column that must not be NULL.
fn absent(definition: &str) -> Option<String> {
    definition.contains("NOT NULL").then(|| if definition.contains("int") { "0".into() } else { String::new() })
}

/// What happens to a row whose key is there already.
fn when_taken(table: &str) -> &'static str {
    match table {
        "messages" => {
            "(messageId) DO UPDATE SET authorId = excluded.authorId, room = excluded.room, message = excluded.message, \
             createdAt = excluded.createdAt WHERE excluded.createdAt > createdAt"
        }
        "inbox" => {
            "(memberId, customId) WHERE customId IS NOT NULL DO UPDATE SET isRead = max(isRead, excluded.isRead)"
        }
        _ => " DO NOTHING",
    }
}

/// Puts a row into the form of today. Gives the plain token of a member, which is kept as a hash alone.
fn adapt(table: &str, names: &[&str], cells: &mut Cells) -> Option<(String, String)> {
    let at = |name: &str| names.iter().position(|column| *column == name);
    match table {
        "members" => {
            for picture in ["icon", "banner"].into_iter().filter_map(at) {
                if cells[picture].as_deref().is_some_and(|url| url.starts_with("data:") && url.len() > MAX_PICTURE) {
                    cells[picture] = Some(String::new());
                }
            }
            let token = at("token").and_then(|token| cells[token].replace(String::new()))?;
            mariadb::plain_session(&token)?;
            Some((cells[at("id")?].clone()?, token))
        }
        "messages" => {
            let (id, author, room) = (at("messageId")?, at("authorId")?, at("room")?);
            let (text, created) = (at("message")?, at("createdAt"));
            let stored = cells[text].clone().unwrap_or_default();
            let time = messages::stored_time(&stored);
            let known = |cell: usize| cells[cell].as_deref().unwrap_or_default();
            let written = time.or_else(|| cells[created?].as_deref()?.parse().ok()).unwrap_or_default();
            if !is_of_today(&stored)
                && let Ok(room) = known(room).parse()
                && let Some(read) = StoredMessage::read(&stored, known(id), known(author), room, written)
                && let Ok(json) = serde_json::to_string(&read)
            {
                cells[text] = Some(json);
            }
            if let (Some(created), Some(time)) = (created, time) {
                cells[created] = Some(time.to_string());
            }
            None
        }
        "reports" => {
            for person in ["reportCreator", "reportedUser"].into_iter().filter_map(at) {
                cells[person] = cells[person].as_deref().map(without_secrets);
            }
            None
        }
        _ => None,
    }
}

fn is_of_today(text: &str) -> bool {
    let parsed: Result<Value, _> = serde_json::from_str(text);
    parsed.is_ok_and(|message| message.pointer("/author/id").is_some_and(Value::is_string))
}

/// Old reports hold whole member rows, some as base64 (spec 31 section 3.10).
fn without_secrets(text: &str) -> String {
    let parse = |text: &str| serde_json::from_str::<Value>(text).ok();
    let decoded = || parse(std::str::from_utf8(&STANDARD.decode(text.trim()).ok()?).ok()?);
    let Some(mut person) = parse(text).or_else(decoded) else { return text.to_owned() };
    if let Some(fields) = person.as_object_mut() {
        ["token", "password", "pow", "loginName"].iter().for_each(|secret| drop(fields.remove(*secret)));
    }
    person.to_string()
}

async fn import_sessions(conn: &mut Conn, db: &Connection) -> Result<(), StoreError> {
    let query = "SELECT tokenHash, memberId, created, lastUsed FROM edge_sessions";
    let rows: Vec<(Vec<u8>, String, i64, i64)> = conn.query(query).await.map_err(DbError::from)?;
    let mut insert =
        db.prepare("INSERT OR REPLACE INTO sessions(tokenHash, memberId, created, lastUsed) VALUES (?, ?, ?, ?)")?;
    for row in rows {
        insert.execute(row)?;
    }
    Ok(())
}

fn sum_of_sqlite(db: &Connection, table: &str, names: &[&str]) -> Result<(u64, Sum), StoreError> {
    let (mut count, mut sum, mut after) = (0, Sum::default(), i64::MIN);
    loop {
        let rows = rows_after(db, table, names, &mut after)?;
        if rows.is_empty() {
            return Ok((count, sum));
        }
        count += rows.len() as u64;
        rows.iter().for_each(|cells| sum.add(cells));
    }
}

/// The next rows in the order of their number.
fn rows_after(db: &Connection, table: &str, names: &[&str], after: &mut i64) -> rusqlite::Result<Vec<Cells>> {
    let selected: Vec<String> = names.iter().map(|name| format!("CAST({name} AS TEXT)")).collect();
    let mut query = db.prepare_cached(&format!(
        "SELECT rowid, {} FROM {table} WHERE rowid > ? ORDER BY rowid LIMIT {BATCH}",
        selected.join(", ")
    ))?;
    let mut rows = query.query([*after])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        *after = row.get(0)?;
        found.push((1..=names.len()).map(|at| row.get(at)).collect::<rusqlite::Result<Cells>>()?);
    }
    Ok(found)
}

fn verify(table: &str, read: u64, kept: u64, written: &Sum, found: &Sum) -> Result<(), StoreError> {
    if kept > read || (kept == read && written != found) {
        return Err(StoreError::Failed(format!("{table}: the copy of {read} rows differs from what was read")));
    }
    Ok(())
}

/// Copies everything from an SQLite file into a MariaDB that holds nothing yet, or a copy that was
/// interrupted.
///
/// # Errors
/// When either fails, the database is in use, or the copy is not what was read.
pub async fn export(from: &Path, to: &MariaOptions, mut tell: impl FnMut(&str)) -> Result<Vec<Copied>, StoreError> {
    let db = sqlite::open_to_read(from)?;
    let mut conn = mariadb::connect(to).await?;
    mariadb::schema::prepare(&mut conn, to).await?;
    claim(&mut conn).await?;
    mariadb::forget_index(&mut conn).await?;
    let mut report = Vec::new();
    db.execute_batch("BEGIN")?;
    for table in tables() {
        let copied = export_table(&db, &mut conn, table).await?;
        tell(&format!("{}: {} rows", copied.table, copied.kept));
        report.push(copied);
    }
    export_sessions(&db, &mut conn).await?;
    run(&mut conn, &format!("UPDATE migrations SET done = 1 WHERE migration_name = '{MARK}'")).await?;
    let _ = conn.disconnect().await;
    Ok(report)
}

/// Makes sure that nothing of anybody is overwritten.
async fn claim(conn: &mut Conn) -> Result<(), StoreError> {
    let ours: Option<u8> = conn
        .query_first(format!("SELECT 1 FROM migrations WHERE migration_name = '{MARK}' AND done = 0"))
        .await
        .map_err(DbError::from)?;
    let used: Option<u8> = conn
        .query_first("SELECT 1 FROM messages UNION ALL SELECT 1 FROM members WHERE id <> 'system' LIMIT 1")
        .await
        .map_err(DbError::from)?;
    if used.is_some() && ours.is_none() {
        return Err(StoreError::Failed("there are members or messages in it already; name an empty database".into()));
    }
    let mark = "INSERT INTO migrations(migration_name, done) VALUES (?, 0) ON DUPLICATE KEY UPDATE done = 0";
    Ok(conn.exec_drop(mark, (MARK,)).await.map_err(DbError::from)?)
}

async fn export_table(db: &Connection, conn: &mut Conn, table: &Table) -> Result<Copied, StoreError> {
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    run(conn, &format!("DELETE FROM `{}`", table.name)).await?;
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let place = |(_, definition): &(&str, &str)| {
        if is_local_time(definition) { "CONVERT_TZ(?, '+00:00', @@session.time_zone)" } else { "?" }
    };
    let places: Vec<&str> = table.columns.iter().map(place).collect();
    let insert = format!("INSERT INTO `{}`({}) VALUES ({})", table.name, quoted.join(", "), places.join(", "));
    // An hour that the clock shows twice in a year does not come back as it was.
    let unsummed: Vec<usize> = (0..names.len()).filter(|at| is_local_time(table.columns[*at].1)).collect();
    let token = names.iter().position(|name| table.name == "members" && *name == "token");
    let (mut read, mut sum, mut after) = (0, Sum::default(), i64::MIN);
    loop {
        let mut rows = rows_after(db, table.name, &names, &mut after)?;
        if rows.is_empty() {
            break;
        }
        for cells in &mut rows {
            if let Some(token) = token {
                cells[token] = Some(mariadb::token_placeholder());
            }
            read += 1;
            sum.add(&without(cells, &unsummed));
        }
        let rows: Vec<Params> = rows
            .iter()
            .map(|cells| Params::Positional(cells.iter().map(|cell| MariaValue::from(cell.as_deref())).collect()))
            .collect();
        run(conn, "START TRANSACTION").await?;
        conn.exec_batch(insert.as_str(), rows).await.map_err(DbError::from)?;
        run(conn, "COMMIT").await?;
    }
    let (mut kept, mut found) = (0, Sum::default());
    let query = format!("SELECT {} FROM `{}`", quoted.join(", "), table.name);
    let mut rows = conn.query_iter(query).await.map_err(DbError::from)?;
    while let Some(row) = rows.next().await.map_err(DbError::from)? {
        kept += 1;
        found.add(&without(&cells_of(&row, names.len()), &unsummed));
    }
    drop(rows);
    if kept != read {
        return Err(StoreError::Failed(format!("{}: {read} rows were read and {kept} are there", table.name)));
    }
    verify(table.name, read, kept, &sum, &found)?;
    Ok(Copied { table: table.name, read, kept })
}

/// Cells with some of them empty.
fn without(cells: &Cells, columns: &[usize]) -> Cells {
    let mut cells = cells.clone();
    columns.iter().for_each(|column| cells[*column] = None);
    cells
}

fn cells_of(row: &Row, count: usize) -> Cells {
    (0..count).map(|at| mariadb::values::text(row, at)).collect()
}

async fn export_sessions(db: &Connection, conn: &mut Conn) -> Result<(), StoreError> {
    run(conn, "DELETE FROM edge_sessions").await?;
    let mut query = db.prepare("SELECT tokenHash, memberId, created, lastUsed FROM sessions")?;
    let rows = query.query_map([], |row| {
        Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?, row.get::<_, i64>(3)?))
    })?;
    let rows: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
    let insert = "INSERT INTO edge_sessions(tokenHash, memberId, created, lastUsed) VALUES (?, ?, ?, ?)";
    Ok(conn.exec_batch(insert, rows).await.map_err(DbError::from)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_texts_become_those_of_today_and_others_stay() {
        let names = ["authorId", "messageId", "room", "message", "createdAt"];
        let cells = |text: &str| -> Cells {
            ["112233445566", "110190787053", "0-0-0", text, "5"].map(|text| Some(text.to_owned())).to_vec()
        };
        let mut old = cells(r#"{"id":"112233445566","message":"x","timestamp":7}"#);
        adapt("messages", &names, &mut old);
        assert!(old[3].as_deref().unwrap().starts_with(r#"{"author":{"id":"112233445566"}"#));
        assert_eq!(old[4].as_deref(), Some("7"));
        for text in [r#"{"author":{"id":"1"},"message":"x","extra":1}"#, "neither"] {
            let mut same = cells(text);
            adapt("messages", &names, &mut same);
            assert_eq!(same, cells(text));
        }
    }

    #[test]
    fn secrets_leave_reports() {
        let whole = r#"{"id":"1","password":"p","token":"t"}"#;
        assert_eq!(without_secrets(whole), r#"{"id":"1"}"#);
        assert_eq!(without_secrets(&STANDARD.encode(whole)), r#"{"id":"1"}"#);
        assert_eq!(without_secrets("neither"), "neither");
    }
}
