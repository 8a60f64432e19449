//! Messages as one member gets to see them (spec 30 sections 2.2, 2.4 and 4.2 defect d): whole, without
//! their author, or not at all.

use std::collections::HashMap;

use super::{Node, Place};
use crate::{
    model::{
        ids::{MemberId, MessageId},
        messages::{PublicAuthor, StoredMessage, WireMessage, WireReply},
        permissions::Permission,
        reactions::Reactions,
    },
    store::{MessageRow, StoreError},
};

/// How much of a message somebody gets to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    /// As it is.
    Whole,
    /// As it is, marked as hidden from others.
    Privileged,
    /// Without its author, and without the text if the author is banned.
    Anonymous,
    /// Who wrote it, but not what: its channel is not for them.
    Hidden,
}

/// Messages and what belongs to them, fetched together.
#[derive(Debug, Default)]
struct Fetched {
    replied: HashMap<MessageId, StoredMessage>,
    reactions: HashMap<String, Reactions>,
}

impl Fetched {
    fn reactions(&self, id: MessageId) -> Reactions {
        self.reactions.get(id.as_str()).cloned().unwrap_or_default()
    }
}

impl Node {
    /// The messages with these ids.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn messages_by_id(
        &self,
        mut ids: Vec<MessageId>,
    ) -> Result<HashMap<MessageId, StoredMessage>, StoreError> {
        ids.sort_unstable();
        ids.dedup();
        let rows = self.store.messages_by_id(ids).await?;
        Ok(rows.iter().filter_map(understand).map(|message| (message.message_id, message)).collect())
    }

    /// A message by its id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn message(&self, id: MessageId) -> Result<Option<StoredMessage>, StoreError> {
        Ok(self.messages_by_id(vec![id]).await?.remove(&id))
    }

    /// Whether a member may see a message: its channel is there and may be viewed.
    pub fn sees(&self, viewer: MemberId, message: &StoredMessage) -> bool {
        self.config().groups.find_channel(message.channel).is_some()
            && self.may(viewer, Permission::ViewChannel, Place::Channel(message.channel))
    }

    /// Reactions to messages and the messages that they answer.
    async fn fetch_around(&self, messages: &[StoredMessage]) -> Result<Fetched, StoreError> {
        let replied = messages.iter().filter_map(|message| message.reply.message_id).collect();
        let replied = self.messages_by_id(replied).await?;
        let mut ids: Vec<MessageId> = messages.iter().map(|message| message.message_id).collect();
        ids.extend(replied.keys());
        ids.sort_unstable();
        ids.dedup();
        let mut reactions = HashMap::<String, Reactions>::new();
        for row in self.store.reactions(ids).await? {
            reactions.entry(row.message).or_default().add(&row.emoji, &row.member);
        }
        Ok(Fetched { replied, reactions })
    }

    /// Messages of a page as a member gets to see them, with reactions and what they answer.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn show_all(
        &self,
        viewer: MemberId,
        messages: Vec<StoredMessage>,
    ) -> Result<Vec<WireMessage>, StoreError> {
        let around = self.fetch_around(&messages).await?;
        Ok(messages.into_iter().map(|message| self.show(viewer, message, &around)).collect())
    }

    fn show(&self, viewer: MemberId, message: StoredMessage, around: &Fetched) -> WireMessage {
        let reply = match message.reply.message_id {
            None => WireReply::Reference(message.reply),
            Some(id) => match around.replied.get(&id) {
                None => WireReply::Gone,
                Some(found) => {
                    let view = self.view_of_reply(viewer, found);
                    self.show_reply(found.clone(), view, around.reactions(id))
                }
            },
        };
        let view = self.view_of(viewer, &message);
        let reactions = around.reactions(message.message_id);
        self.show_as(message, view, reply, Some(reactions))
    }

    /// What a member who may see its channel sees of a message.
    pub(super) fn view_of(&self, viewer: MemberId, message: &StoredMessage) -> View {
        if !message.anon && !self.is_banned(message.author.id) {
            View::Whole
        } else if self.may(viewer, Permission::ViewAnonymousMessages, Place::Channel(message.channel)) {
            View::Privileged
        } else {
            View::Anonymous
        }
    }

    /// What a member sees of a message that another one answers.
    pub(super) fn view_of_reply(&self, viewer: MemberId, replied: &StoredMessage) -> View {
        if self.sees(viewer, replied) { self.view_of(viewer, replied) } else { View::Hidden }
    }

    /// A message that is answered, as part of the answer.
    pub(super) fn show_reply(&self, replied: StoredMessage, view: View, reactions: Reactions) -> WireReply {
        if view == View::Hidden {
            let mut author = self.public_author(replied.author.id);
            if replied.anon || author.is_banned {
                author = self.nobody(author.is_banned);
            }
            return WireReply::Hidden { message_id: replied.message_id, author };
        }
        let (reference, channel) = (WireReply::Reference(replied.reply), replied.channel);
        let mut shown = self.show_as(replied, view, reference, Some(reactions));
        shown.channel_name = self.config().groups.find_channel(channel).map(|place| place.channel.name.clone());
        WireReply::Message(Box::new(shown))
    }

    /// A message in a view.
    pub(super) fn show_as(
        &self,
        stored: StoredMessage,
        view: View,
        reply: WireReply,
        reactions: Option<Reactions>,
    ) -> WireMessage {
        let author = self.public_author(stored.author.id);
        let is_banned = author.is_banned;
        let mut message = WireMessage::new(stored, author, reply);
        message.reactions = reactions;
        message.is_admin = view == View::Privileged;
        if matches!(view, View::Anonymous | View::Hidden) {
            if is_banned {
                message.images.clear();
                message.message.clone_from(&self.config().serverinfo.moderation.bans.display_message_notice);
            }
            message.author = self.nobody(is_banned);
        }
        message
    }

    /// What others see instead of a banned or anonymous author (spec 30 section 2.4).
    fn nobody(&self, is_banned: bool) -> PublicAuthor {
        let name =
            if is_banned { self.config().serverinfo.moderation.bans.display_name.clone() } else { "Anon".into() };
        PublicAuthor {
            id: 0.into(),
            name,
            icon: String::new(),
            color: Some("white".into()),
            background: None,
            background_clip: None,
            is_banned,
        }
    }
}

/// A row as a message; `None` for one that cannot be shown.
pub fn understand(row: &MessageRow) -> Option<StoredMessage> {
    StoredMessage::read(&row.json, &row.id, &row.author, row.room.parse().ok()?, row.created_at)
}
