//! Messages on their way: store, then count, then broadcast.

use std::{cell::RefCell, fmt, time::Instant};

use super::{Node, Place, now_ms, reading::View};
use crate::{
    model::{
        ids::{ChannelId, MemberId, MessageId, RoomId},
        messages::{Images, StoredMessage, WireReply, uploads_in},
        permissions::Permission,
        reactions::Reactions,
    },
    realtime::{Packet, Room},
    security::random,
    store::{EditedMessage, NewMessage, StoreError},
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

impl From<StoreError> for SendError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// The stored form of a message.
fn stored_form(message: &StoredMessage) -> Result<String, StoreError> {
    serde_json::to_string(message).map_err(|error| StoreError::Failed(error.to_string()))
}

/// The form in which the log keeps what an edit replaces.
fn logged_form(message: &StoredMessage, edited_at: i64) -> Result<String, StoreError> {
    let logged = serde_json::to_value(message).map(|mut value| {
        if let Some(fields) = value.as_object_mut() {
            fields.insert("editedTimestamp".into(), edited_at.into());
        }
        value.to_string()
    });
    logged.map_err(|error| StoreError::Failed(error.to_string()))
}

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

    /// Stores a message, tells those whom it names, and shows it to everybody who may see its channel.
    /// When this returns, it is on disk and on its way.
    ///
    /// # Errors
    /// When the store fails; nobody has seen the message then.
    pub async fn post(&self, mut message: StoredMessage, replied: Option<StoredMessage>) -> Result<(), SendError> {
        message.images = self.picture_sizes(&message.message).await;
        let notices = self.people_to_tell(&message, replied.as_ref());
        self.append(&message, notices).await?;
        self.count_message(message.room);
        self.count_activity(message.room, message.author.id, message.timestamp);
        self.stop_typing(message.room, message.author.id);
        match replied {
            None => {
                let reply = WireReply::Reference(message.reply);
                let channel = message.channel;
                let wire = self.show_as(message, View::Whole, reply, None);
                self.send_to_viewers(channel, &Packet::event("messageCreate", &wire));
            }
            Some(replied) => self.send_answer(&message, &replied).await,
        }
        Ok(())
    }

    /// Shows an answer to everybody who may see its channel; what it answers, to each as it may be seen.
    async fn send_answer(&self, message: &StoredMessage, replied: &StoredMessage) {
        // What an answer looks like does not depend on these; without them nothing is hidden or shown.
        let rows = self.store.reactions(vec![replied.message_id]).await.unwrap_or_default();
        let mut reactions = Reactions::default();
        rows.iter().for_each(|row| reactions.add(&row.emoji, &row.member));
        let views = RefCell::new(std::collections::HashMap::<MemberId, View>::new());
        for view in [View::Whole, View::Privileged, View::Anonymous, View::Hidden] {
            let reply = self.show_reply(replied.clone(), view, reactions.clone());
            let wire = self.show_as(message.clone(), View::Whole, reply, None);
            self.send_to_viewers_where(message.channel, &Packet::event("messageCreate", &wire), |member| {
                *views.borrow_mut().entry(member).or_insert_with(|| self.view_of_reply(member, replied)) == view
            });
        }
    }

    /// Gives a message another text, and shows it to those who have its channel open. False if it is
    /// gone.
    ///
    /// # Errors
    /// When the store fails; nothing has changed then.
    pub async fn edit(&self, before: &StoredMessage, mut after: StoredMessage) -> Result<bool, SendError> {
        after.images = self.picture_sizes(&after.message).await;
        let edited_at = after.last_edited.unwrap_or_else(now_ms);
        let edit = EditedMessage {
            id: after.message_id,
            author: after.author.id,
            room: after.room,
            json: stored_form(&after)?,
            replaced: logged_form(before, edited_at)?,
            edited_at,
            notices: self.people_to_tell(&after, None),
        };
        if !self.note(self.store.edit_message(edit).await)? {
            return Ok(false);
        }
        self.count_message(after.room);
        self.count_activity(after.room, after.author.id, edited_at);
        self.stop_typing(after.room, after.author.id);
        let (room, reply) = (after.room, WireReply::Reference(after.reply));
        let wire = self.show_as(after, View::Whole, reply, None);
        self.hub.send_to_room(&Room::Channel(room), &Packet::event("messageEdited", &wire), None);
        Ok(true)
    }

    /// Removes a message with everything that hangs on it, and tells those who may see its channel.
    ///
    /// # Errors
    /// When the store fails; nothing has changed then.
    pub async fn remove_message(&self, message: &StoredMessage) -> Result<(), StoreError> {
        // The log is emptied in time only where reports need it.
        let keeps_log = self.config().serverinfo.reports.enabled;
        self.note(self.store.delete_message(message.message_id, keeps_log).await)?;
        self.send_to_viewers(message.channel, &Packet::event("receiveDeleteMessage", &message.message_id));
        Ok(())
    }

    /// Stores a message of the server itself and shows it to those who have the channel open.
    ///
    /// # Errors
    /// When the store fails; nobody has seen the message then.
    pub async fn announce(&self, message: StoredMessage) -> Result<(), SendError> {
        self.append(&message, Vec::new()).await?;
        self.count_message(message.room);
        let (room, reply) = (message.room, WireReply::Reference(message.reply));
        let wire = self.show_as(message, View::Whole, reply, None);
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

    /// The sizes of the uploaded pictures that a text shows.
    async fn picture_sizes(&self, html: &str) -> Images {
        let mut sizes = Images::new();
        for path in uploads_in(html) {
            if let Some((width, height)) = self.image_size(path).await {
                sizes.insert(path.to_owned(), [width, height]);
            }
        }
        sizes
    }

    async fn append(&self, message: &StoredMessage, notices: Vec<MemberId>) -> Result<(), SendError> {
        let new = NewMessage {
            id: message.message_id,
            author: message.author.id,
            room: message.room,
            json: stored_form(message)?,
            created_at: message.timestamp,
            notices,
        };
        let begun = Instant::now();
        let stored = self.note(self.store.append_message(new).await);
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
        self.send_to_viewers_where(channel, packet, |_| true);
    }

    /// Sends to every joined socket whose member may see a channel and is wanted.
    fn send_to_viewers_where(&self, channel: ChannelId, packet: &Packet, wants: impl Fn(MemberId) -> bool) {
        self.send_where(Permission::ViewChannel, Place::Channel(channel), packet, wants);
    }

    /// Sends to every joined socket whose member holds a permission on the server and is wanted.
    pub fn send_to_holders_where(&self, permission: Permission, packet: &Packet, wants: impl Fn(MemberId) -> bool) {
        self.send_where(permission, Place::Server, packet, wants);
    }

    fn send_where(&self, permission: Permission, place: Place, packet: &Packet, wants: impl Fn(MemberId) -> bool) {
        let sockets = self.sockets.borrow();
        let members = self.members.borrow();
        let mut question = self.question(permission, place);
        self.hub.send_where(packet, |conn| {
            let member = sockets.member(conn).and_then(|id| members.get(id));
            member.is_some_and(|member| question.is_granted(member) && wants(member.id))
        });
    }
}
