//! Channel messages.

use rusqlite::{Connection, Row, params};

use crate::model::ids::{GroupId, MemberId, MessageId, RoomId};

/// A message to be stored.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// Its id.
    pub id: MessageId,
    /// Who wrote it.
    pub author: MemberId,
    /// Where.
    pub room: RoomId,
    /// The stored JSON (spec 30 section 2.1).
    pub json: String,
    /// ms since the epoch; equals the JSON's `timestamp`.
    pub created_at: i64,
}

/// A stored message, not yet understood.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageRow {
    /// Its id.
    pub id: String,
    /// Author's member id.
    pub author: String,
    /// Room name.
    pub room: String,
    /// Stored text, normally JSON.
    pub json: String,
    /// ms since the epoch.
    pub created_at: i64,
}

const COLUMNS: &str = "messageId, authorId, room, message, createdAt";

pub(super) fn append(db: &Connection, message: &NewMessage) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO messages(authorId, messageId, room, message, createdAt) VALUES (?, ?, ?, ?, ?)")?
        .execute(params![
            message.author.as_str(),
            message.id.as_str(),
            message.room.to_string(),
            message.json,
            message.created_at,
        ])?;
    Ok(())
}

/// Newest first. Of several messages of one millisecond the later inserted is the newer.
///
/// A page that ends inside one millisecond is extended to its end: clients ask for the next page
/// with the oldest `createdAt` they have, exclusive, and would miss the rest of it (spec 30 section 6).
pub(super) fn history(
    db: &Connection,
    room: RoomId,
    before: Option<i64>,
    limit: u32,
) -> rusqlite::Result<Vec<MessageRow>> {
    let room = room.to_string();
    let before = before.unwrap_or(i64::MAX);
    let mut rows: Vec<MessageRow> = db
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM messages WHERE room = ? AND createdAt < ? ORDER BY createdAt DESC, rowid DESC LIMIT ?"
        ))?
        .query_map(params![room, before, limit], message_from)?
        .collect::<rusqlite::Result<_>>()?;
    if rows.len() < limit as usize {
        return Ok(rows);
    }
    let Some(oldest) = rows.last().map(|row| row.created_at) else { return Ok(rows) };
    let have = rows.iter().filter(|row| row.created_at == oldest).count();
    let rest: Vec<MessageRow> = db
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM messages WHERE room = ? AND createdAt = ? ORDER BY rowid DESC LIMIT ? OFFSET ?"
        ))?
        .query_map(params![room, oldest, MAX_TIES, have as i64], message_from)?
        .collect::<rusqlite::Result<_>>()?;
    rows.extend(rest);
    Ok(rows)
}

/// Most messages of one millisecond that extend a page. A node stores a few in a millisecond; only
/// imported rows with a resolution of one second come near this.
const MAX_TIES: i64 = 500;

pub(super) fn by_id(db: &Connection, ids: &[MessageId]) -> rusqlite::Result<Vec<MessageRow>> {
    let mut query = db.prepare_cached(&format!("SELECT {COLUMNS} FROM messages WHERE messageId = ?"))?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        for row in query.query_map([id.as_str()], message_from)? {
            found.push(row?);
        }
    }
    Ok(found)
}

pub(super) fn relocate(db: &Connection, from: RoomId, to: RoomId) -> rusqlite::Result<()> {
    let (from, to) = (from.to_string(), to.to_string());
    db.prepare_cached("UPDATE messages SET room = ? WHERE room = ?")?.execute([&to, &from])?;
    db.prepare_cached("UPDATE message_logs SET room = ? WHERE room = ?")?.execute([&to, &from])?;
    Ok(())
}

pub(super) fn most_active(db: &Connection, group: GroupId) -> rusqlite::Result<Vec<(String, i64)>> {
    // A range instead of LIKE, so that the index on the room serves it: `-` is followed by `.`.
    db.prepare_cached(
        "SELECT authorId, COUNT(*) AS written FROM messages WHERE room >= ? AND room < ? GROUP BY authorId \
         ORDER BY written DESC LIMIT 100",
    )?
    .query_map([format!("{group}-"), format!("{group}.")], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}

pub(super) fn append_audit(db: &Connection, text: &str) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO auditlog(text) VALUES (?)")?.execute([text])?;
    Ok(())
}

fn message_from(row: &Row<'_>) -> rusqlite::Result<MessageRow> {
    Ok(MessageRow {
        id: row.get(0)?,
        author: row.get(1)?,
        room: row.get(2)?,
        json: row.get(3)?,
        created_at: row.get(4)?,
    })
}
