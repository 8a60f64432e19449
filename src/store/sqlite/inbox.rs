//! Who is told of which message.

use rusqlite::{Connection, Row, ToSql, params};

use super::SqliteStore;
use crate::{
    model::ids::{MemberId, MessageId},
    store::{
        StoreError,
        rows::{NoticeKey, NoticeRow, notice_data, notice_key},
    },
};

const COLUMNS: &str = "inboxId, memberId, customId, data, type, isRead, createdAt";

impl SqliteStore {
    pub(in crate::store) async fn unread_notices(
        &self,
        member: MemberId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        self.read(move |db| {
            let rest =
                "WHERE memberId = ? AND isRead = 0 AND createdAt < ? ORDER BY createdAt DESC, inboxId DESC LIMIT ?";
            select(db, rest, params![member.as_str(), before.unwrap_or(i64::MAX), limit])
        })
        .await
    }

    pub(in crate::store) async fn notices(&self, member: MemberId, limit: u32) -> Result<Vec<NoticeRow>, StoreError> {
        self.read(move |db| {
            let rest = "WHERE memberId = ? ORDER BY createdAt DESC, inboxId DESC LIMIT ?";
            select(db, rest, params![member.as_str(), limit])
        })
        .await
    }

    pub(in crate::store) async fn notice(&self, member: MemberId, id: i64) -> Result<Option<NoticeRow>, StoreError> {
        self.read(move |db| {
            let rows = select(db, "WHERE memberId = ? AND inboxId = ?", params![member.as_str(), id])?;
            Ok(rows.into_iter().next())
        })
        .await
    }

    pub(in crate::store) async fn mark_notice_read(
        &self,
        member: MemberId,
        key: NoticeKey,
    ) -> Result<bool, StoreError> {
        self.write(move |db| {
            let (column, value): (&str, &dyn ToSql) = match &key {
                NoticeKey::Id(id) => ("inboxId", id),
                NoticeKey::Custom(id) => ("customId", id),
            };
            let update = format!("UPDATE inbox SET isRead = 1 WHERE memberId = ? AND {column} = ? AND isRead = 0");
            Ok(db.prepare_cached(&update)?.execute(params![member.as_str(), value])? > 0)
        })
        .await
    }
}

/// Tells members of a message, each of them once.
pub(super) fn add(db: &Connection, message: MessageId, members: &[MemberId], now: i64) -> rusqlite::Result<()> {
    if members.is_empty() {
        return Ok(());
    }
    let data = notice_data(message);
    let mut insert = db.prepare_cached(
        "INSERT OR IGNORE INTO inbox(memberId, customId, data, type, createdAt) VALUES (?, ?, ?, 'message', ?)",
    )?;
    for &member in members {
        insert.execute(params![member.as_str(), notice_key(member, message), data, now])?;
    }
    Ok(())
}

fn select(db: &Connection, rest: &str, values: &[&dyn ToSql]) -> rusqlite::Result<Vec<NoticeRow>> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM inbox {rest}"))?.query_map(values, notice_from)?.collect()
}

fn notice_from(row: &Row<'_>) -> rusqlite::Result<NoticeRow> {
    Ok(NoticeRow {
        id: row.get(0)?,
        member: row.get(1)?,
        custom_id: row.get(2)?,
        data: row.get(3)?,
        kind: row.get(4)?,
        is_read: row.get(5)?,
        created_at: row.get(6)?,
    })
}
