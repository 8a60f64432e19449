//! Reactions to messages.

use rusqlite::{Connection, params};

use super::SqliteStore;
use crate::{
    model::ids::MessageId,
    store::{
        StoreError,
        rows::{Reacted, Reaction, ReactionRow},
    },
};

impl SqliteStore {
    pub(in crate::store) async fn add_reaction(
        &self,
        reaction: Reaction,
        now: i64,
        most_emojis: u32,
    ) -> Result<Reacted, StoreError> {
        self.write(move |db| add(db, &reaction, now, most_emojis)).await
    }

    pub(in crate::store) async fn remove_reaction(&self, reaction: Reaction) -> Result<(), StoreError> {
        self.write(move |db| {
            db.prepare_cached("DELETE FROM message_reactions WHERE cid = ?")?.execute([reaction.key()])?;
            Ok(())
        })
        .await
    }

    pub(in crate::store) async fn reactions(&self, messages: Vec<MessageId>) -> Result<Vec<ReactionRow>, StoreError> {
        self.read(move |db| of_messages(db, &messages)).await
    }
}

fn add(db: &Connection, reaction: &Reaction, now: i64, most_emojis: u32) -> rusqlite::Result<Reacted> {
    let (message, member) = (reaction.message.as_str(), reaction.member.as_str());
    let others: u32 = db
        .prepare_cached(
            "SELECT COUNT(DISTINCT emojiHash) FROM message_reactions WHERE messageId = ? AND emojiHash <> ?",
        )?
        .query_row([message, &reaction.emoji], |row| row.get(0))?;
    if others >= most_emojis {
        return Ok(Reacted::TooMany);
    }
    db.prepare_cached(
        "INSERT OR IGNORE INTO message_reactions(cid, messageId, emojiHash, memberId, react_timestamp) \
         VALUES (?, ?, ?, ?, ?)",
    )?
    .execute(params![reaction.key(), message, reaction.emoji, member, now])?;
    Ok(Reacted::Stored)
}

fn of_messages(db: &Connection, messages: &[MessageId]) -> rusqlite::Result<Vec<ReactionRow>> {
    let mut query = db.prepare_cached(
        "SELECT messageId, memberId, emojiHash FROM message_reactions WHERE messageId = ? ORDER BY reactionId",
    )?;
    let mut found = Vec::new();
    for id in messages {
        let rows = query.query_map([id.as_str()], |row| {
            Ok(ReactionRow { message: row.get(0)?, member: row.get(1)?, emoji: row.get(2)? })
        })?;
        for row in rows {
            found.push(row?);
        }
    }
    Ok(found)
}
