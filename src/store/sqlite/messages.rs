//! Channel messages.

use rusqlite::{Connection, Row, params};

use crate::{
    model::ids::{MessageId, RoomId},
    store::{
        StoreError,
        rows::{MAX_TIES, MessageRow, NewMessage},
    },
};

use super::{Db, SqliteStore, inbox};

impl SqliteStore {
    pub(in crate::store) async fn append_message(&self, message: NewMessage) -> Result<(), StoreError> {
        self.write(move |db| append(db, &message)).await
    }

    pub(in crate::store) async fn history_before(
        &self,
        room: RoomId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<MessageRow>, StoreError> {
        self.read(move |db| history(db, room, before, limit)).await
    }

    pub(in crate::store) async fn messages_by_id(&self, ids: Vec<MessageId>) -> Result<Vec<MessageRow>, StoreError> {
        self.read(move |db| by_id(db, &ids)).await
    }

    pub(in crate::store) async fn move_messages(&self, from: RoomId, to: RoomId) -> Result<(), StoreError> {
        self.write(move |db| relocate(db, from, to)).await
    }

    pub(in crate::store) async fn authors_of(&self, room: RoomId) -> Result<Vec<(String, i64)>, StoreError> {
        self.read(move |db| authors_of(db, room)).await
    }

    pub(in crate::store) async fn append_audit(&self, text: String) -> Result<(), StoreError> {
        self.write(move |db| append_audit(db, &text)).await
    }
}

pub(super) const COLUMNS: &str = "messageId, authorId, room, message, createdAt";

fn append(db: &Db, message: &NewMessage) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO messages(authorId, messageId, room, message, createdAt) VALUES (?, ?, ?, ?, ?)")?
        .execute(params![
            message.author.as_str(),
            message.id.as_str(),
            message.room.to_string(),
            message.json,
            message.created_at,
        ])?;
    db.index.add(message);
    inbox::add(db, message.id, &message.notices, message.created_at)
}

/// Newest first. Of several messages of one millisecond the later inserted is the newer.
///
/// A page that ends inside one millisecond is extended to its end: clients ask for the next page
/// with the oldest `createdAt` they have, exclusive, and would miss the rest of it (spec 30 section 6).
fn history(db: &Connection, room: RoomId, before: Option<i64>, limit: u32) -> rusqlite::Result<Vec<MessageRow>> {
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

fn by_id(db: &Connection, ids: &[MessageId]) -> rusqlite::Result<Vec<MessageRow>> {
    let mut query = db.prepare_cached(&format!("SELECT {COLUMNS} FROM messages WHERE messageId = ?"))?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        for row in query.query_map([id.as_str()], message_from)? {
            found.push(row?);
        }
    }
    Ok(found)
}

fn relocate(db: &Connection, from: RoomId, to: RoomId) -> rusqlite::Result<()> {
    let (from, to) = (from.to_string(), to.to_string());
    db.prepare_cached("UPDATE messages SET room = ? WHERE room = ?")?.execute([&to, &from])?;
    db.prepare_cached("UPDATE message_logs SET room = ? WHERE room = ?")?.execute([&to, &from])?;
    Ok(())
}

fn authors_of(db: &Connection, room: RoomId) -> rusqlite::Result<Vec<(String, i64)>> {
    db.prepare_cached("SELECT authorId, COUNT(*) FROM messages WHERE room = ? GROUP BY authorId")?
        .query_map([room.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

fn append_audit(db: &Connection, text: &str) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO auditlog(text) VALUES (?)")?.execute([text])?;
    Ok(())
}

pub(super) fn message_from(row: &Row<'_>) -> rusqlite::Result<MessageRow> {
    Ok(MessageRow {
        id: row.get(0)?,
        author: row.get(1)?,
        room: row.get(2)?,
        json: row.get(3)?,
        created_at: row.get(4)?,
    })
}
