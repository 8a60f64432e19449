//! Reading messages: `getChatlog` and `resolveMessage` (spec 30 sections 6 and 7).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Cx, EventError, text};
use crate::{
    model::{
        ids::{CategoryId, ChannelId, GroupId, MessageId, RoomId},
        messages::{PublicAuthor, StoredMessage, WireMessage, WireReply},
        permissions::Permission,
    },
    node::Place,
    store::MessageRow,
};

/// Messages of one page; the protocol knows no other size.
const PAGE: u32 = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct GetChatlog {
    group_id: Option<Value>,
    category_id: Option<Value>,
    channel_id: Option<Value>,
    index: Option<Value>,
}

#[derive(Serialize)]
pub(super) struct Chatlog {
    data: Vec<WireMessage>,
    #[serde(rename = "type")]
    kind: String,
}

/// `getChatlog`: one page of a channel, oldest first.
pub(super) async fn chatlog(cx: &Cx, request: GetChatlog) -> Result<Chatlog, EventError> {
    let group: Option<GroupId> = request.group_id.as_ref().and_then(text::id);
    let category: Option<CategoryId> = request.category_id.as_ref().and_then(text::id);
    let channel: Option<ChannelId> = request.channel_id.as_ref().and_then(text::id);
    let denied = || EventError::Ack(json!({"type": "error", "error": "denied"}));
    let (Some(group), Some(category), Some(channel)) = (group, category, channel) else { return Err(denied()) };
    let room = RoomId { group, category, channel };
    let kind = cx.node.config().groups.channel_at(room).map(|found| found.channel.kind.clone());
    let place = Place::Channel(channel);
    let Some(kind) = kind.filter(|_| cx.node.may(cx.member, Permission::ViewChannel, place)) else {
        return Err(denied());
    };
    let is_strict = cx.node.config().dcts_edge.strict_history;
    if is_strict && !cx.node.may(cx.member, Permission::ViewChannelHistory, place) {
        return Ok(Chatlog { data: Vec::new(), kind });
    }
    let before = request.index.as_ref().and_then(Value::as_f64).filter(|index| *index >= 0.0).map(|index| index as i64);
    let rows = cx.node.store.history_before(room, before, PAGE).await?;
    let messages: Vec<StoredMessage> = rows.iter().filter_map(understand).collect();
    let replied: Vec<MessageId> = messages.iter().filter_map(|message| message.reply.message_id).collect();
    let replied: HashMap<MessageId, StoredMessage> = by_id(cx, replied).await?;
    let mut data: Vec<WireMessage> = messages.into_iter().map(|message| whole(cx, message, &replied)).collect();
    // The store gives the newest first; messages of one time stay in the order in which they came.
    data.reverse();
    data.sort_by_key(|message| message.timestamp);
    Ok(Chatlog { data, kind })
}

fn understand(row: &MessageRow) -> Option<StoredMessage> {
    StoredMessage::read(&row.json, &row.id, &row.author, row.room.parse().ok()?, row.created_at)
}

async fn by_id(cx: &Cx, mut ids: Vec<MessageId>) -> Result<HashMap<MessageId, StoredMessage>, EventError> {
    ids.sort_unstable();
    ids.dedup();
    let rows = cx.node.store.messages_by_id(ids).await?;
    Ok(rows.iter().filter_map(understand).map(|message| (message.message_id, message)).collect())
}

/// A message that the caller may see, if there is one of this id.
pub(super) async fn find(cx: &Cx, id: MessageId) -> Result<Option<StoredMessage>, EventError> {
    let found = by_id(cx, vec![id]).await?.remove(&id);
    Ok(found.filter(|message| sees(cx, message)))
}

fn sees(cx: &Cx, message: &StoredMessage) -> bool {
    cx.node.config().groups.find_channel(message.channel).is_some()
        && cx.node.may(cx.member, Permission::ViewChannel, Place::Channel(message.channel))
}

/// A message with the one it answers.
fn whole(cx: &Cx, message: StoredMessage, replied: &HashMap<MessageId, StoredMessage>) -> WireMessage {
    let reply = message.reply.message_id.map(|id| match replied.get(&id) {
        None => WireReply::Gone,
        Some(found) if sees(cx, found) => WireReply::Message(Box::new(shown(cx, found.clone(), None))),
        Some(found) => WireReply::Hidden { message_id: id, author: cx.node.public_author(found.author.id) },
    });
    shown(cx, message, reply)
}

/// A stored message as the caller gets to see it. Without `reply` it only refers to what it answers.
pub(super) fn shown(cx: &Cx, stored: StoredMessage, reply: Option<WireReply>) -> WireMessage {
    let reply = reply.unwrap_or(WireReply::Reference(stored.reply));
    let author = cx.node.public_author(stored.author.id);
    let is_hidden =
        (author.is_banned || stored.anon) && !cx.node.may(cx.member, Permission::ViewAnonymousMessages, Place::Server);
    let mut message = WireMessage::new(stored, author, reply);
    message.reactions = Some(Map::new());
    if is_hidden {
        anonymise(cx, &mut message);
    }
    message
}

/// What others see of a banned or anonymous author (spec 30 section 2.4).
fn anonymise(cx: &Cx, message: &mut WireMessage) {
    let config = cx.node.config();
    let bans = &config.serverinfo.moderation.bans;
    let is_banned = message.author.is_banned;
    if is_banned {
        message.message.clone_from(&bans.display_message_notice);
    }
    message.author = PublicAuthor {
        id: 0.into(),
        name: if is_banned { bans.display_name.clone() } else { "Anon".into() },
        icon: String::new(),
        color: Some("white".into()),
        background: None,
        background_clip: None,
        is_banned,
    };
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ResolveMessage {
    message_id: Option<Value>,
}

/// `resolveMessage`: one message, without a wrapper.
pub(super) async fn resolve_message(cx: &Cx, request: ResolveMessage) -> Result<WireMessage, EventError> {
    let refused = |text: &str| EventError::Ack(json!({"error": text, "message": null}));
    let id: MessageId = request.message_id.as_ref().and_then(text::id).ok_or_else(|| refused("No message id"))?;
    let found = find(cx, id).await?.ok_or_else(|| refused("The message was not found"))?;
    let replied = by_id(cx, found.reply.message_id.into_iter().collect()).await?;
    let channel = found.channel;
    let mut message = whole(cx, found, &replied);
    message.channel_name = cx.node.config().groups.find_channel(channel).map(|place| place.channel.name.clone());
    Ok(message)
}
