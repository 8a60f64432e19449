//! Reactions to messages.

use mysql_async::{Conn, Row, prelude::Queryable};

use super::{
    DbError, MariaStore, messages,
    values::{number, text},
};
use crate::{
    model::ids::MessageId,
    store::{
        StoreError,
        rows::{Reacted, Reaction, ReactionRow},
    },
};

impl MariaStore {
    pub(in crate::store) async fn add_reaction(
        &self,
        reaction: Reaction,
        now: i64,
        most_emojis: u32,
    ) -> Result<Reacted, StoreError> {
        self.write(async move |conn| add(conn, &reaction, now, most_emojis).await).await
    }

    pub(in crate::store) async fn remove_reaction(&self, reaction: Reaction) -> Result<(), StoreError> {
        let key = reaction.key();
        self.write(async move |conn| Ok(conn.exec_drop("DELETE FROM message_reactions WHERE cid = ?", (&key,)).await?))
            .await
    }

    pub(in crate::store) async fn reactions(&self, messages: Vec<MessageId>) -> Result<Vec<ReactionRow>, StoreError> {
        self.read(async |conn| {
            let mut found = Vec::new();
            for (list, ids) in messages::in_lists(&messages) {
                let query = format!(
                    "SELECT messageId, memberId, emojiHash FROM message_reactions WHERE messageId IN ({list}) \
                     ORDER BY reactionId"
                );
                let rows: Vec<Row> = conn.exec(query, ids).await?;
                found.extend(rows.iter().map(reaction_from));
            }
            Ok(found)
        })
        .await
    }
}

async fn add(conn: &mut Conn, reaction: &Reaction, now: i64, most_emojis: u32) -> Result<Reacted, DbError> {
    let (message, member) = (reaction.message.as_str(), reaction.member.as_str());
    let count = "SELECT COUNT(DISTINCT emojiHash) FROM message_reactions WHERE messageId = ? AND emojiHash <> ?";
    let others: Option<Row> = conn.exec_first(count, (message, &reaction.emoji)).await?;
    if others.is_some_and(|row| number(&row, 0) >= i64::from(most_emojis)) {
        return Ok(Reacted::TooMany);
    }
    // The table of an old installation may lack the unique key, and then knows no duplicates.
    let insert = "INSERT INTO message_reactions(cid, messageId, emojiHash, memberId, react_timestamp) \
                  SELECT ?, ?, ?, ?, ? FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM message_reactions WHERE cid = ?)";
    let key = reaction.key();
    conn.exec_drop(insert, (&key, message, &reaction.emoji, member, now, &key)).await?;
    Ok(Reacted::Stored)
}

fn reaction_from(row: &Row) -> ReactionRow {
    let text = |column| text(row, column).unwrap_or_default();
    ReactionRow { message: text(0), member: text(1), emoji: text(2) }
}
