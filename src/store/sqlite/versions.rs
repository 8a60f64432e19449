//! Editing and deleting messages, and what they said before.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Db, SqliteStore, inbox};
use crate::{
    model::ids::{MemberId, MessageId, RoomId},
    store::{
        StoreError,
        rows::{EditedMessage, LogRow, MAX_LOGS_SHOWN, SYSTEM_MARK, notice_data},
    },
};

impl SqliteStore {
    pub(in crate::store) async fn edit_message(&self, edit: EditedMessage) -> Result<bool, StoreError> {
        self.write(move |db| replace(db, &edit)).await
    }

    pub(in crate::store) async fn delete_message(&self, id: MessageId, keeps_log: bool) -> Result<bool, StoreError> {
        self.write(move |db| delete(db, id, keeps_log)).await
    }

    pub(in crate::store) async fn message_logs(&self, id: MessageId) -> Result<Vec<LogRow>, StoreError> {
        self.read(move |db| logs(db, id)).await
    }

    pub(in crate::store) async fn hourly_counts(
        &self,
        room: RoomId,
        author: Option<MemberId>,
        since: i64,
    ) -> Result<Vec<(i64, u32)>, StoreError> {
        self.read(move |db| hourly_counts(db, room, author, since)).await
    }

    pub(in crate::store) async fn last_message_of(&self, author: MemberId) -> Result<Option<i64>, StoreError> {
        self.read(move |db| {
            db.prepare_cached("SELECT MAX(createdAt) FROM messages WHERE authorId = ?")?
                .query_row([author.as_str()], |row| row.get(0))
        })
        .await
    }
}

fn replace(db: &Db, edit: &EditedMessage) -> rusqlite::Result<bool> {
    let written: Option<i64> = db
        .prepare_cached("UPDATE messages SET message = ? WHERE messageId = ? RETURNING createdAt")?
        .query_row([edit.json.as_str(), edit.id.as_str()], |row| row.get(0))
        .optional()?;
    let Some(written) = written else { return Ok(false) };
    db.index.replace(edit, written);
    db.prepare_cached("INSERT INTO message_logs(authorId, messageId, room, message) VALUES (?, ?, ?, ?)")?
        .execute(params![edit.author.as_str(), edit.id.as_str(), edit.room.to_string(), edit.replaced])?;
    inbox::add(db, edit.id, &edit.notices, edit.edited_at)?;
    Ok(true)
}

fn delete(db: &Db, id: MessageId, keeps_log: bool) -> rusqlite::Result<bool> {
    if keeps_log {
        db.prepare_cached(
            "INSERT INTO message_logs(authorId, messageId, room, message) \
             SELECT authorId, messageId, room, message FROM messages WHERE messageId = ?",
        )?
        .execute([id.as_str()])?;
    }
    let written: Option<i64> = db
        .prepare_cached("DELETE FROM messages WHERE messageId = ? RETURNING createdAt")?
        .query_row([id.as_str()], |row| row.get(0))
        .optional()?;
    if let Some(written) = written {
        db.index.remove(id, written);
    }
    db.prepare_cached("DELETE FROM message_reactions WHERE messageId = ?")?.execute([id.as_str()])?;
    db.prepare_cached("DELETE FROM inbox WHERE data = ?")?.execute([notice_data(id)])?;
    Ok(written.is_some())
}

fn logs(db: &Connection, id: MessageId) -> rusqlite::Result<Vec<LogRow>> {
    db.prepare_cached(
        "SELECT id, authorId, messageId, room, message FROM message_logs WHERE messageId = ? ORDER BY id LIMIT ?",
    )?
    .query_map(params![id.as_str(), MAX_LOGS_SHOWN], |row| {
        Ok(LogRow { id: row.get(0)?, author: row.get(1)?, message: row.get(2)?, room: row.get(3)?, json: row.get(4)? })
    })?
    .collect()
}

fn hourly_counts(
    db: &Connection,
    room: RoomId,
    author: Option<MemberId>,
    since: i64,
) -> rusqlite::Result<Vec<(i64, u32)>> {
    // One member's messages are few: the plus keeps the room's index out of it, which would lead to everybody's.
    let whose = match author {
        Some(_) => "+room = ?1 AND createdAt >= ?2 AND authorId = ?4",
        None => "room = ?1 AND createdAt >= ?2 AND ?4 IS NULL",
    };
    db.prepare_cached(&format!(
        "SELECT createdAt / 3600000 AS hour, COUNT(*) FROM messages WHERE {whose} AND instr(message, ?3) = 0 \
         GROUP BY hour ORDER BY hour"
    ))?
    .query_map(params![room.to_string(), since, SYSTEM_MARK, author.as_ref().map(MemberId::as_str)], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?
    .collect()
}
