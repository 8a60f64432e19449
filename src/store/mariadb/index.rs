//! The full-text index: a table of our own beside DCTS's. It holds what of a message can be found, under its
//! time and id. Every word has `qq` in front, so that none is too short for the server's parser or one of its
//! stop words; the channel and the author are words that nobody can type.

use std::fmt::Write;

use mysql_async::{Conn, Params, prelude::Queryable};

use super::{DbError, Shared};
use crate::{
    model::ids::{MemberId, MessageId, RoomId},
    store::{EditedMessage, MessageRow, NewMessage, search::words_of},
};

const PUT: &str = "INSERT INTO edge_search(createdAt, messageId, words) VALUES (?, ?, ?) \
                   ON DUPLICATE KEY UPDATE words = VALUES(words)";

/// The message of a row. Tables of old versions may have another collation.
pub(super) const OF_ROW: &str =
    "messages m ON m.messageId = s.messageId COLLATE utf8mb4_general_ci AND m.createdAt = s.createdAt";

/// Indexes new messages. A broken index must not keep anybody from writing: it is given up then, until the
/// next start finds what is missing.
pub(super) async fn add(conn: &mut Conn, shared: &Shared, messages: &[&NewMessage]) -> Result<(), DbError> {
    if !shared.is_indexing.get() {
        return Ok(());
    }
    let row = |message: &&NewMessage| -> Params {
        let words = indexed(&message.json, Some(message.room), message.author.as_str());
        (message.created_at, message.id.as_str(), words).into()
    };
    let rows: Vec<Params> = messages.iter().map(row).collect();
    tolerate(shared, exec_all(conn, PUT, rows).await)
}

async fn exec_all(conn: &mut Conn, statement: &str, mut rows: Vec<Params>) -> Result<(), DbError> {
    match rows.pop() {
        Some(row) if rows.is_empty() => Ok(conn.exec_drop(statement, row).await?),
        Some(row) => {
            rows.push(row);
            Ok(conn.exec_batch(statement, rows).await?)
        }
        None => Ok(()),
    }
}

fn tolerate(shared: &Shared, changed: Result<(), DbError>) -> Result<(), DbError> {
    match changed {
        Err(DbError::Refused(why)) => {
            log::error!("MariaDB: what is written cannot be indexed for searching until the next start: {why}");
            shared.is_indexing.set(false);
            Ok(())
        }
        other => other,
    }
}

/// Takes note of another text of a message. One that is not indexed yet will be, with the text that it has then.
pub(super) async fn replace(conn: &mut Conn, shared: &Shared, edit: &EditedMessage) -> Result<(), DbError> {
    if !shared.is_indexing.get() {
        return Ok(());
    }
    let words = indexed(&edit.json, Some(edit.room), edit.author.as_str());
    let update = format!("UPDATE edge_search s JOIN {OF_ROW} SET s.words = ? WHERE m.messageId = ?");
    tolerate(shared, conn.exec_drop(update, (words, edit.id.as_str())).await.map_err(DbError::from))
}

/// Takes note that a message will be gone. It must still be there.
pub(super) async fn remove(conn: &mut Conn, shared: &Shared, id: MessageId) -> Result<(), DbError> {
    if !shared.is_indexing.get() {
        return Ok(());
    }
    let delete = format!("DELETE s FROM edge_search s JOIN {OF_ROW} WHERE m.messageId = ?");
    tolerate(shared, conn.exec_drop(delete, (id.as_str(),)).await.map_err(DbError::from))
}

/// Takes note that everything that a member wrote will be gone. It must still be there.
pub(super) async fn remove_all_of(conn: &mut Conn, shared: &Shared, member: MemberId) -> Result<(), DbError> {
    if !shared.is_indexing.get() {
        return Ok(());
    }
    let delete = format!("DELETE s FROM edge_search s JOIN {OF_ROW} WHERE m.authorId = ?");
    tolerate(shared, conn.exec_drop(delete, (member.as_str(),)).await.map_err(DbError::from))
}

/// What is stored of a message: its words with a blank before and after each, and where and by whom.
fn indexed(json: &str, room: Option<RoomId>, author: &str) -> String {
    let mut text = String::from(" ");
    for word in words_of(json) {
        // Writing to a String cannot fail.
        let _ = write!(text, "qq{word} ");
    }
    if let Some(room) = room {
        text.push_str(&room_tag(&room));
    }
    text.push(' ');
    text.push_str(&author_tag(author));
    text
}

/// The word for where a message is.
pub(super) fn room_tag(room: &RoomId) -> String {
    format!("zc{}", room.channel)
}

/// The word for who wrote a message. Old ids may have other characters than digits.
pub(super) fn author_tag(author: &str) -> String {
    let plain: String = author.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("za{plain}")
}

/// What is stored of a message that is there.
pub(super) fn indexed_row(row: &MessageRow) -> String {
    indexed(&row.json, row.room.parse().ok(), &row.author)
}

/// Indexes messages with the text that they have now.
pub(super) async fn put(conn: &mut Conn, rows: &[MessageRow]) -> Result<(), DbError> {
    let rows = rows.iter().map(|row| (row.created_at, row.id.as_str(), indexed_row(row)).into()).collect();
    exec_all(conn, PUT, rows).await
}
