//! Editing and deleting messages, and what they said before.

use std::rc::Rc;

use mysql_async::{Conn, Row, prelude::Queryable};

use super::{
    DbError, MariaStore, Shared, inbox, index,
    values::{number, text},
};
use crate::{
    model::ids::{MemberId, MessageId, RoomId},
    store::{
        StoreError,
        rows::{EditedMessage, LogRow, MAX_LOGS_SHOWN, SYSTEM_MARK, notice_data},
    },
};

impl MariaStore {
    pub(in crate::store) async fn edit_message(&self, edit: EditedMessage) -> Result<bool, StoreError> {
        let shared = Rc::clone(&self.shared);
        self.write(async move |conn| replace(conn, &shared, &edit).await).await
    }

    pub(in crate::store) async fn delete_message(&self, id: MessageId, keeps_log: bool) -> Result<bool, StoreError> {
        let shared = Rc::clone(&self.shared);
        self.write(async move |conn| delete(conn, &shared, id, keeps_log).await).await
    }

    pub(in crate::store) async fn message_logs(&self, id: MessageId) -> Result<Vec<LogRow>, StoreError> {
        let query = format!(
            "SELECT id, authorId, messageId, room, message FROM message_logs WHERE messageId = ? \
             ORDER BY id LIMIT {MAX_LOGS_SHOWN}"
        );
        self.read(async |conn| {
            let rows: Vec<Row> = conn.exec(&query, (id.as_str(),)).await?;
            Ok(rows.iter().map(log_from).collect())
        })
        .await
    }

    pub(in crate::store) async fn hourly_counts(
        &self,
        room: RoomId,
        author: Option<MemberId>,
        since: i64,
    ) -> Result<Vec<(i64, u32)>, StoreError> {
        let whose = if author.is_some() { "authorId = ?" } else { "? = ''" };
        let query = format!(
            "SELECT createdAt DIV 3600000 AS hour, COUNT(*) FROM messages WHERE room = ? AND createdAt >= ? \
             AND {whose} AND LOCATE(?, message) = 0 GROUP BY hour ORDER BY hour"
        );
        let author = author.map(|author| author.to_string()).unwrap_or_default();
        let values = (room.to_string(), since, author, SYSTEM_MARK);
        self.read(async |conn| {
            let rows: Vec<Row> = conn.exec(&query, values.clone()).await?;
            Ok(rows.iter().map(|row| (number(row, 0), number(row, 1) as u32)).collect())
        })
        .await
    }

    pub(in crate::store) async fn last_message_of(&self, author: MemberId) -> Result<Option<i64>, StoreError> {
        let query = "SELECT createdAt FROM messages WHERE authorId = ? ORDER BY createdAt DESC LIMIT 1";
        self.read(async |conn| {
            let row: Option<Row> = conn.exec_first(query, (author.as_str(),)).await?;
            Ok(row.map(|row| number(&row, 0)))
        })
        .await
    }
}

async fn replace(conn: &mut Conn, shared: &Shared, edit: &EditedMessage) -> Result<bool, DbError> {
    let update = "UPDATE messages SET message = ? WHERE messageId = ?";
    conn.exec_drop(update, (&edit.json, edit.id.as_str())).await?;
    if conn.affected_rows() == 0 {
        return Ok(false);
    }
    index::replace(conn, shared, edit).await?;
    let insert = "INSERT INTO message_logs(authorId, messageId, room, message) VALUES (?, ?, ?, ?)";
    conn.exec_drop(insert, (edit.author.as_str(), edit.id.as_str(), edit.room.to_string(), &edit.replaced)).await?;
    inbox::add_missing(conn, edit.id, &edit.notices, edit.edited_at).await?;
    Ok(true)
}

async fn delete(conn: &mut Conn, shared: &Shared, id: MessageId, keeps_log: bool) -> Result<bool, DbError> {
    if keeps_log {
        let copy = "INSERT INTO message_logs(authorId, messageId, room, message) \
                    SELECT authorId, messageId, room, message FROM messages WHERE messageId = ?";
        conn.exec_drop(copy, (id.as_str(),)).await?;
    }
    index::remove(conn, shared, id).await?;
    conn.exec_drop("DELETE FROM messages WHERE messageId = ?", (id.as_str(),)).await?;
    let removed = conn.affected_rows();
    conn.exec_drop("DELETE FROM message_reactions WHERE messageId = ?", (id.as_str(),)).await?;
    conn.exec_drop("DELETE FROM inbox WHERE data = ?", (notice_data(id),)).await?;
    Ok(removed > 0)
}

fn log_from(row: &Row) -> LogRow {
    let text = |column| text(row, column).unwrap_or_default();
    LogRow { id: number(row, 0), author: text(1), message: text(2), room: text(3), json: text(4) }
}
