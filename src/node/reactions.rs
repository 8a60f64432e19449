//! Reactions to messages (spec 30 section 10).

use std::fmt;

use serde::Serialize;

use super::{Node, now_ms};
use crate::{
    model::{
        ids::{MemberId, MessageId, RoomId},
        messages::StoredMessage,
        reactions::Reactions,
    },
    realtime::{Packet, Room},
    store::{Reacted, Reaction, StoreError},
};

/// Most different emojis under one message: more fit on no screen.
const MAX_EMOJIS: u32 = 20;

/// Why a reaction was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReactionError {
    /// The message has enough different ones.
    TooMany,
    /// The store failed.
    Store(StoreError),
}

impl fmt::Display for ReactionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooMany => f.write_str("This message has too many different reactions"),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ReactionError {}

impl From<StoreError> for ReactionError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// `updateReactions`: what clients need, and no more.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Update<'a> {
    message_id: MessageId,
    room: RoomId,
    reactions: &'a Reactions,
}

impl Node {
    /// Adds a member's reaction and shows it to those who have the channel open.
    ///
    /// # Errors
    /// When there are too many, or the store fails; nothing has changed then.
    pub async fn react(&self, message: &StoredMessage, member: MemberId, emoji: &str) -> Result<(), ReactionError> {
        let reaction = Reaction { message: message.message_id, member, emoji: emoji.into() };
        let reacted = self.note(self.store.add_reaction(reaction, now_ms(), MAX_EMOJIS).await)?;
        if reacted == Reacted::TooMany {
            return Err(ReactionError::TooMany);
        }
        Ok(self.show_reactions(message).await?)
    }

    /// Takes a member's reaction back.
    ///
    /// # Errors
    /// When the store fails; nothing has changed then.
    pub async fn take_reaction_back(
        &self,
        message: &StoredMessage,
        member: MemberId,
        emoji: &str,
    ) -> Result<(), StoreError> {
        let reaction = Reaction { message: message.message_id, member, emoji: emoji.into() };
        self.note(self.store.remove_reaction(reaction).await)?;
        self.show_reactions(message).await
    }

    async fn show_reactions(&self, message: &StoredMessage) -> Result<(), StoreError> {
        let mut reactions = Reactions::default();
        for row in self.store.reactions(vec![message.message_id]).await? {
            reactions.add(&row.emoji, &row.member);
        }
        let update = Update { message_id: message.message_id, room: message.room, reactions: &reactions };
        self.hub.send_to_room(&Room::Channel(message.room), &Packet::event("updateReactions", &update), None);
        Ok(())
    }
}
