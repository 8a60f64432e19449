//! Messages on their way: store, then count, then broadcast.

use std::{fmt, time::Instant};

use super::{Node, Place, now_ms};
use crate::{
    model::{
        ids::{ChannelId, MessageId, RoomId},
        messages::{StoredMessage, WireMessage, WireReply},
        permissions::Permission,
    },
    realtime::{Packet, Room},
    security::random,
    store::{NewMessage, StoreError},
};

/// Why a message was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendError {
    /// The store did not take it; nobody has seen it.
    Store(StoreError),
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for SendError {}

impl Node {
    /// A fresh message id. Eleven random digits; the store refuses the one in a hundred billion that
    /// is taken, and the sender tries again.
    pub fn new_message_id() -> Option<MessageId> {
        random::digits(12).parse().ok()
    }

    /// The time of a new message: now, but later than that of every message before. Clients page by
    /// this time, so no two messages may share one.
    pub fn message_time(&self) -> i64 {
        let time = now_ms().max(self.last_message.get() + 1);
        self.last_message.set(time);
        time
    }

    /// Stores a message and shows it to everybody who may see its channel. When this returns, it is
    /// on disk and on its way.
    ///
    /// # Errors
    /// When the store fails; nobody has seen the message then.
    pub async fn post(&self, message: StoredMessage, reply: WireReply) -> Result<(), SendError> {
        let json = serde_json::to_string(&message).map_err(|e| SendError::Store(StoreError::Failed(e.to_string())))?;
        let (id, author, room, created_at) = (message.message_id, message.author.id, message.room, message.timestamp);
        self.append(NewMessage { id, author, room, json, created_at, notices: Vec::new() }).await?;
        self.count_message(room);
        self.stop_typing(room, author);
        let wire = WireMessage::new(message, self.public_author(author), reply);
        self.send_to_viewers(room.channel, &Packet::event("messageCreate", &wire));
        Ok(())
    }

    /// Stores a message of the server itself and shows it to those who have the channel open.
    ///
    /// # Errors
    /// When the store fails; nobody has seen the message then.
    pub async fn announce(&self, message: StoredMessage) -> Result<(), SendError> {
        let json = serde_json::to_string(&message).map_err(|e| SendError::Store(StoreError::Failed(e.to_string())))?;
        let (id, author, room, created_at) = (message.message_id, message.author.id, message.room, message.timestamp);
        self.append(NewMessage { id, author, room, json, created_at, notices: Vec::new() }).await?;
        self.count_message(room);
        let wire = WireMessage::new(message, self.public_author(author), WireReply::Reference(Default::default()));
        self.hub.send_to_room(&Room::Channel(room), &Packet::event("messageCreate", &wire), None);
        Ok(())
    }

    /// Moves the messages of a channel that got another place along with it.
    ///
    /// # Errors
    /// When the store fails; the messages are where they were.
    pub async fn move_messages(&self, from: RoomId, to: RoomId) -> Result<(), StoreError> {
        self.note(self.store.move_messages(from, to).await)
    }

    async fn append(&self, message: NewMessage) -> Result<(), SendError> {
        let begun = Instant::now();
        let stored = self.note(self.store.append_message(message).await);
        self.counters().store_wait_us.add(begun.elapsed().as_micros() as u64);
        stored.map_err(SendError::Store)
    }

    /// Counts what became of a write.
    pub(super) fn note<T>(&self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        let counter = if outcome.is_ok() { &self.counters().stored } else { &self.counters().store_failures };
        counter.add(1);
        outcome
    }

    fn count_message(&self, room: RoomId) {
        self.counters().messages.add(1);
        self.count_in_config(|config| {
            if let Some(channel) = config.groups.channel_at_mut(room) {
                channel.msg_count += 1;
            }
        });
    }

    /// Sends to every joined socket whose member may see a channel.
    pub fn send_to_viewers(&self, channel: ChannelId, packet: &Packet) {
        let sockets = self.sockets.borrow();
        let members = self.members.borrow();
        let mut question = self.question(Permission::ViewChannel, Place::Channel(channel));
        self.hub.send_where(packet, |conn| {
            let member = sockets.member(conn).and_then(|id| members.get(id));
            member.is_some_and(|member| question.is_granted(member))
        });
    }
}
