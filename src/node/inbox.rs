//! The inbox: whom a message is told to, and what a member finds there (spec 30 sections 4.8 and 13).

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Value, json};

use super::{Node, Place};
use crate::{
    model::{
        ids::{MemberId, MessageId, RoleId},
        mentions::Mentions,
        messages::{StoredMessage, WireMessage},
        permissions::Permission,
    },
    store::{NoticeKey, NoticeRow, StoreError},
};

/// Most unread notices of one answer.
const MAX_UNREAD: u32 = 50;
/// Most notices of one answer with the read ones.
const MAX_ALL: u32 = 100;

/// A notice as it is sent.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InboxItem {
    inbox_id: i64,
    member_id: String,
    custom_id: Option<String>,
    #[serde(rename = "type")]
    kind: String,
    data: Value,
    is_read: u8,
    created_at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<WireMessage>,
}

impl InboxItem {
    /// With `data` as it is stored.
    fn plain(row: NoticeRow) -> Self {
        let data = Value::String(row.data.clone());
        Self::with(row, data, None)
    }

    /// In the form that the desktop client reads (spec 41 section 8.1).
    pub fn for_desktop(&self) -> Value {
        let message = self.message.as_ref().map(|message| {
            json!({"messageId": message.message_id, "timestamp": message.timestamp, "message": message.message,
                "channelName": message.channel_name, "author": message.author})
        });
        json!({"rowId": self.inbox_id, "id": self.inbox_id.to_string(), "customId": self.custom_id,
            "targetId": self.member_id, "type": "mention", "isRead": Value::Null, "createdAt": self.created_at,
            "expiresAt": Value::Null, "data": {"error": null, "message": message}})
    }

    fn with(row: NoticeRow, data: Value, message: Option<WireMessage>) -> Self {
        Self {
            inbox_id: row.id,
            member_id: row.member,
            custom_id: row.custom_id,
            kind: row.kind,
            data,
            is_read: u8::from(row.is_read),
            created_at: row.created_at,
            message,
        }
    }
}

impl Node {
    /// Who is told of a message: whom it names, whose role it names, and who wrote what it answers, if
    /// they may see it. Never its author.
    pub(super) fn people_to_tell(&self, message: &StoredMessage, replied: Option<&StoredMessage>) -> Vec<MemberId> {
        let named = Mentions::of(&message.message);
        let mut people: BTreeSet<MemberId> = named.members.into_iter().collect();
        people.extend(replied.filter(|replied| !replied.anon).map(|replied| replied.author.id));
        let place = Place::Channel(message.channel);
        for id in named.roles {
            let is_pinged = match id {
                RoleId::OFFLINE => false,
                RoleId::MEMBER => self.may(message.author.id, Permission::PingEveryone, place),
                _ => true,
            };
            let config = self.config();
            let role = config.serverroles.get(id).filter(|_| is_pinged);
            people.extend(role.into_iter().flat_map(|role| role.members.iter().copied()));
        }
        people.remove(&message.author.id);
        if people.is_empty() {
            return Vec::new();
        }
        let members = self.members.borrow();
        let mut question = self.question(Permission::ViewChannel, place);
        let mut sees = |id: &MemberId| members.get(*id).is_some_and(|member| question.is_granted(member));
        people.into_iter().filter(|id| sees(id)).collect()
    }

    /// A member's unread notices with their messages, newest first. What is gone, or not for this member
    /// any more, is left out.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn unread_inbox(&self, member: MemberId, before: Option<i64>) -> Result<Vec<InboxItem>, StoreError> {
        let rows = self.store.unread_notices(member, before, MAX_UNREAD).await?;
        let about = |row: &NoticeRow| -> Option<(Value, MessageId)> {
            let data: Value = serde_json::from_str(&row.data).ok()?;
            let id = match data.get("messageId")? {
                Value::String(id) => id.parse().ok()?,
                other => other.to_string().parse().ok()?,
            };
            Some((data, id))
        };
        let rows: Vec<(NoticeRow, (Value, MessageId))> =
            rows.into_iter().filter_map(|row| about(&row).map(|about| (row, about))).collect();
        let found = self.messages_by_id(rows.iter().map(|(_, (_, id))| *id).collect()).await?;
        let visible: Vec<StoredMessage> = found.into_values().filter(|message| self.sees(member, message)).collect();
        let mut shown: Vec<WireMessage> = self.show_all(member, visible).await?;
        for message in &mut shown {
            let config = self.config();
            message.channel_name = config.groups.find_channel(message.channel).map(|place| place.channel.name.clone());
        }
        let item = |(row, (data, id)): (NoticeRow, (Value, MessageId))| {
            let message = shown.iter().find(|message| message.message_id == id)?.clone();
            Some(InboxItem::with(row, data, Some(message)))
        };
        Ok(rows.into_iter().filter_map(item).collect())
    }

    /// A member's newest notices, read and unread, as they are stored.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn inbox(&self, member: MemberId) -> Result<Vec<InboxItem>, StoreError> {
        let rows = self.store.notices(member, MAX_ALL).await?;
        Ok(rows.into_iter().map(InboxItem::plain).collect())
    }

    /// One notice of a member, as it is stored.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn inbox_item(&self, member: MemberId, id: i64) -> Result<Option<InboxItem>, StoreError> {
        Ok(self.store.notice(member, id).await?.map(InboxItem::plain))
    }

    /// Marks a notice as read, by its number or by its `customId`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn read_notice(&self, member: MemberId, key: &str) -> Result<(), StoreError> {
        let key = match key.parse() {
            Ok(id) => NoticeKey::Id(id),
            Err(_) => NoticeKey::Custom(key.into()),
        };
        self.note(self.store.mark_notice_read(member, key).await).map(|_| ())
    }
}
