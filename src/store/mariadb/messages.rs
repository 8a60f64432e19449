//! Channel messages.

use std::collections::HashSet;

use mysql_async::{Conn, Params, Row, prelude::Queryable};

use super::{
    DbError, MariaStore, Shared, inbox, index,
    values::{number, text},
};
use crate::{
    model::ids::{MessageId, RoomId},
    store::{
        StoreError,
        rows::{MAX_TIES, MessageRow, NewMessage},
    },
};

const INSERT: &str = "INSERT INTO messages(authorId, messageId, room, message, createdAt) VALUES (?, ?, ?, ?, ?)";
pub(super) const COLUMNS: &str = "messageId, authorId, room, message, createdAt";

impl MariaStore {
    pub(in crate::store) async fn history_before(
        &self,
        room: RoomId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<MessageRow>, StoreError> {
        self.read(async |conn| history(conn, room, before, limit).await).await
    }

    pub(in crate::store) async fn messages_by_id(&self, ids: Vec<MessageId>) -> Result<Vec<MessageRow>, StoreError> {
        self.read(async |conn| by_id(conn, &ids).await).await
    }

    pub(in crate::store) async fn move_messages(&self, from: RoomId, to: RoomId) -> Result<(), StoreError> {
        let (from, to) = (from.to_string(), to.to_string());
        self.write(async move |conn| {
            conn.exec_drop("UPDATE messages SET room = ? WHERE room = ?", (&to, &from)).await?;
            Ok(conn.exec_drop("UPDATE message_logs SET room = ? WHERE room = ?", (&to, &from)).await?)
        })
        .await
    }

    pub(in crate::store) async fn authors_of(&self, room: RoomId) -> Result<Vec<(String, i64)>, StoreError> {
        let query = "SELECT authorId, COUNT(*) FROM messages WHERE room = ? GROUP BY authorId";
        self.read(async |conn| {
            let rows: Vec<Row> = conn.exec(query, (room.to_string(),)).await?;
            Ok(rows.iter().map(|row| (text(row, 0).unwrap_or_default(), number(row, 1))).collect())
        })
        .await
    }

    pub(in crate::store) async fn append_audit(&self, text: String) -> Result<(), StoreError> {
        self.write(async move |conn| Ok(conn.exec_drop("INSERT INTO auditlog(text) VALUES (?)", (&text,)).await?)).await
    }
}

fn values(message: &NewMessage) -> (&str, &str, String, &str, i64) {
    (message.author.as_str(), message.id.as_str(), message.room.to_string(), &message.json, message.created_at)
}

pub(super) async fn append(conn: &mut Conn, shared: &Shared, message: &NewMessage) -> Result<(), DbError> {
    conn.exec_drop(INSERT, values(message)).await?;
    index::add(conn, shared, &[message]).await?;
    inbox::add_fresh(conn, &[message]).await
}

/// Many messages in one round trip where the server can do that.
pub(super) async fn append_all(conn: &mut Conn, shared: &Shared, messages: Vec<&NewMessage>) -> Result<(), DbError> {
    if let [message] = messages[..] {
        return append(conn, shared, message).await;
    }
    let rows: Vec<Params> = messages.iter().map(|message| values(message).into()).collect();
    conn.exec_batch(INSERT, rows).await?;
    index::add(conn, shared, &messages).await?;
    inbox::add_fresh(conn, &messages).await
}

/// Whether a message is stored. Waits for a transaction that is still at it.
pub(super) async fn is_committed(conn: &mut Conn, id: MessageId) -> Result<bool, DbError> {
    let query = "SELECT 1 FROM messages WHERE messageId = ? LIMIT 1 LOCK IN SHARE MODE";
    let found: Option<u8> = conn.exec_first(query, (id.as_str(),)).await?;
    Ok(found.is_some())
}

/// Newest first. The table has no key that tells the order of messages of one millisecond, so all of
/// the oldest one's come in one piece.
async fn history(conn: &mut Conn, room: RoomId, before: Option<i64>, limit: u32) -> Result<Vec<MessageRow>, DbError> {
    let room = room.to_string();
    // The room as a range of one: given an equality the server reads the index from the room's newest
    // message on and throws away all that is too new, which takes a second in a channel of a million.
    let query = format!(
        "SELECT {COLUMNS} FROM messages WHERE room >= ? AND room <= ? AND createdAt < ? \
         ORDER BY room DESC, createdAt DESC LIMIT {limit}"
    );
    let mut rows: Vec<MessageRow> = fetch(conn, query, (&room, &room, before.unwrap_or(i64::MAX))).await?;
    if rows.len() >= limit as usize
        && let Some(oldest) = rows.last().map(|row| row.created_at)
    {
        rows.retain(|row| row.created_at > oldest);
        let query = format!("SELECT {COLUMNS} FROM messages WHERE room = ? AND createdAt = ? LIMIT {MAX_TIES}");
        let mut ties = fetch(conn, query, (&room, oldest)).await?;
        ties.sort_unstable_by(|a, b| b.id.cmp(&a.id));
        rows.append(&mut ties);
    }
    // Old databases may lack the unique key; of two rows of one id the newer is right.
    let mut seen = HashSet::with_capacity(rows.len());
    rows.retain(|row| seen.insert(row.id.clone()));
    Ok(rows)
}

async fn by_id(conn: &mut Conn, ids: &[MessageId]) -> Result<Vec<MessageRow>, DbError> {
    let mut found = Vec::with_capacity(ids.len());
    for (list, ids) in in_lists(ids) {
        let query = format!("SELECT {COLUMNS} FROM messages WHERE messageId IN ({list}) ORDER BY createdAt DESC");
        found.append(&mut fetch(conn, query.as_str(), ids).await?);
    }
    // Old databases may lack the unique key; of two rows of one id the newer is right.
    let mut seen = HashSet::with_capacity(found.len());
    found.retain(|row| seen.insert(row.id.clone()));
    Ok(found)
}

/// Most ids of one query.
const MAX_LIST: usize = 64;

/// Ids in lists for `IN (...)`: the place holders, and the values. Lists have few lengths, the rest is
/// filled up by repeating an id, so that few statements are prepared.
pub(super) fn in_lists(ids: &[MessageId]) -> impl Iterator<Item = (String, Params)> {
    ids.chunks(MAX_LIST).map(|ids| {
        let length = ids.len().next_power_of_two();
        let padded = ids.iter().chain(std::iter::repeat(&ids[0])).take(length);
        let values: Vec<mysql_async::Value> = padded.map(|id| id.as_str().into()).collect();
        (vec!["?"; length].join(", "), Params::Positional(values))
    })
}

pub(super) async fn fetch(
    conn: &mut Conn,
    query: impl mysql_async::prelude::StatementLike,
    params: impl Into<Params> + Send,
) -> Result<Vec<MessageRow>, DbError> {
    let rows = conn.exec_fold(query, params, Vec::new(), |mut rows, row: Row| {
        rows.push(message_from(&row));
        rows
    });
    Ok(rows.await?)
}

pub(super) fn message_from(row: &Row) -> MessageRow {
    let text = |column| text(row, column).unwrap_or_default();
    MessageRow { id: text(0), author: text(1), room: text(2), json: text(3), created_at: number(row, 4) }
}
