//! Who is told of which message.

use mysql_async::{Conn, Params, Row, Value, prelude::Queryable};

use super::{
    DbError, MariaStore,
    values::{flag, number, text},
};
use crate::{
    model::ids::{MemberId, MessageId},
    store::{
        StoreError,
        rows::{NewMessage, NoticeKey, NoticeRow, notice_data, notice_key},
    },
};

const COLUMNS: &str = "inboxId, memberId, customId, data, type, isRead, createdAt";

impl MariaStore {
    pub(in crate::store) async fn unread_notices(
        &self,
        member: MemberId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        let rest = format!(
            "WHERE memberId = ? AND isRead = 0 AND createdAt < ? ORDER BY createdAt DESC, inboxId DESC LIMIT {limit}"
        );
        self.select(&rest, (member.as_str(), before.unwrap_or(i64::MAX)).into()).await
    }

    pub(in crate::store) async fn notices(&self, member: MemberId, limit: u32) -> Result<Vec<NoticeRow>, StoreError> {
        let rest = format!("WHERE memberId = ? ORDER BY createdAt DESC, inboxId DESC LIMIT {limit}");
        self.select(&rest, (member.as_str(),).into()).await
    }

    pub(in crate::store) async fn notice(&self, member: MemberId, id: i64) -> Result<Option<NoticeRow>, StoreError> {
        let rows = self.select("WHERE memberId = ? AND inboxId = ?", (member.as_str(), id).into()).await?;
        Ok(rows.into_iter().next())
    }

    async fn select(&self, rest: &str, values: Params) -> Result<Vec<NoticeRow>, StoreError> {
        let query = format!("SELECT {COLUMNS} FROM inbox {rest}");
        self.read(async |conn| {
            let rows: Vec<Row> = conn.exec(&query, values.clone()).await?;
            Ok(rows.iter().map(notice_from).collect())
        })
        .await
    }

    pub(in crate::store) async fn mark_notice_read(
        &self,
        member: MemberId,
        key: NoticeKey,
    ) -> Result<bool, StoreError> {
        let (column, value): (_, Value) = match key {
            NoticeKey::Id(id) => ("inboxId", id.into()),
            NoticeKey::Custom(id) => ("customId", id.into()),
        };
        let update = format!("UPDATE inbox SET isRead = 1 WHERE memberId = ? AND {column} = ? AND isRead = 0");
        self.write(async move |conn| {
            conn.exec_drop(&update, (member.as_str(), &value)).await?;
            Ok(conn.affected_rows() > 0)
        })
        .await
    }
}

/// Tells members of messages that are new.
pub(super) async fn add_fresh(conn: &mut Conn, messages: &[&NewMessage]) -> Result<(), DbError> {
    let insert = "INSERT INTO inbox(memberId, customId, data, type, createdAt) VALUES (?, ?, ?, 'message', ?)";
    let rows: Vec<Params> = messages
        .iter()
        .flat_map(|message| {
            let row = |member: &MemberId| {
                let key = notice_key(*member, message.id);
                (member.as_str(), key, notice_data(message.id), message.created_at).into()
            };
            message.notices.iter().map(row)
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    Ok(conn.exec_batch(insert, rows).await?)
}

/// Tells members of a message who were not told of it before. The table has no key that would see to that.
pub(super) async fn add_missing(
    conn: &mut Conn,
    message: MessageId,
    members: &[MemberId],
    now: i64,
) -> Result<(), DbError> {
    let insert = "INSERT INTO inbox(memberId, customId, data, type, createdAt) SELECT ?, ?, ?, 'message', ? FROM DUAL \
                  WHERE NOT EXISTS (SELECT 1 FROM inbox WHERE memberId = ? AND customId = ?)";
    for &member in members {
        let (id, key) = (member.as_str(), notice_key(member, message));
        conn.exec_drop(insert, (id, &key, notice_data(message), now, id, &key)).await?;
    }
    Ok(())
}

fn notice_from(row: &Row) -> NoticeRow {
    NoticeRow {
        id: number(row, 0),
        member: text(row, 1).unwrap_or_default(),
        custom_id: text(row, 2),
        data: text(row, 3).unwrap_or_default(),
        kind: text(row, 4).unwrap_or_default(),
        is_read: flag(row, 5),
        created_at: number(row, 6),
    }
}
