//! Reading messages: `getChatlog`, `resolveMessage` and `getMessageLogs` (spec 30 sections 6, 7 and 9).

use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Cx, EventError, text};
use crate::{
    model::{
        ids::{CategoryId, ChannelId, GroupId, MessageId, RoomId},
        messages::{Earlier, StoredMessage, WireMessage},
        permissions::Permission,
    },
    node::{Place, understand},
    order,
    store::LogRow,
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
    let mut data = cx.node.show_all(cx.member, messages).await?;
    // The store gives the newest first; messages of one time stay in the order in which they came.
    data.reverse();
    order::by_number(&mut data, |message| message.timestamp);
    Ok(Chatlog { data, kind })
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
    let found = cx.node.message(id).await?.filter(|message| cx.node.sees(cx.member, message));
    let found = found.ok_or_else(|| refused("The message was not found"))?;
    let channel = found.channel;
    let mut shown = cx.node.show_all(cx.member, vec![found]).await?;
    let mut message = shown.pop().ok_or_else(|| refused("The message was not found"))?;
    message.channel_name = cx.node.config().groups.find_channel(channel).map(|place| place.channel.name.clone());
    Ok(message)
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct GetMessageLogs {
    msg_id: Option<Value>,
}

#[derive(Serialize)]
pub(super) struct MessageLogs {
    #[serde(rename = "type")]
    kind: &'static str,
    logs: Vec<Log>,
    error: Option<()>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log {
    id: i64,
    author_id: String,
    message_id: String,
    room: String,
    message: String,
}

/// `getMessageLogs`: what a message said before, oldest first.
pub(super) async fn message_logs(cx: &Cx, request: GetMessageLogs) -> Result<MessageLogs, EventError> {
    let refused = |text: &str| EventError::Ack(json!({"type": "error", "data": null, "error": text}));
    let id: MessageId = request.msg_id.as_ref().and_then(text::id).ok_or_else(|| refused("No message id"))?;
    let rows = cx.node.store.message_logs(id).await?;
    let room = match rows.first() {
        Some(row) => row.room.parse::<RoomId>().ok(),
        None => cx.node.message(id).await?.map(|message| message.room),
    };
    let place = room.map_or(Place::Server, |room| Place::Channel(room.channel));
    // Also of a channel that is gone: reports are about its messages still.
    if !cx.node.may(cx.member, Permission::ManageMessages, place) {
        return Err(refused("Missing permissions"));
    }
    let logs = rows.into_iter().filter_map(|row| log(cx, row)).collect();
    Ok(MessageLogs { kind: "success", logs, error: None })
}

/// What `encodeURIComponent` leaves as it is.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// An entry as existing clients decode it: base64 of the percent-encoded JSON.
fn log(cx: &Cx, row: LogRow) -> Option<Log> {
    let stored = StoredMessage::read(&row.json, &row.message, &row.author, row.room.parse().ok()?, 0)?;
    let edited = Earlier::read(&row.json).edited_timestamp;
    let author = cx.node.public_author(stored.author.id);
    let channel = cx.node.config().groups.find_channel(stored.channel).map(|place| place.channel.name.clone());
    let mut message = serde_json::to_value(&stored).ok()?;
    let fields = message.as_object_mut()?;
    fields.insert("name".into(), author.name.clone().into());
    fields.insert("id".into(), author.id.clone());
    fields.insert("author".into(), serde_json::to_value(author).ok()?);
    fields.insert("editedTimestamp".into(), edited.unwrap_or_default());
    fields.insert("channelName".into(), channel.into());
    let encoded = utf8_percent_encode(&message.to_string(), COMPONENT).to_string();
    let message = STANDARD.encode(encoded);
    Some(Log { id: row.id, author_id: row.author, message_id: row.message, room: row.room, message })
}
