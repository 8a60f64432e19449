//! `messageSend` (spec 30 section 4).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Cx, EventError, history, text};
use crate::{
    model::{
        ids::{MemberId, MessageId, RoomId},
        messages::{ReplyRef, StoredMessage, WireReply},
        permissions::Permission,
    },
    node::{Node, Place, now_ms},
    security::{sanitize, text::escape_html},
};

/// What both the web client and its tests compare.
const MAY_NOT_CHAT: &str = "You cant chat here! Missing permissions";

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct MessageSend {
    message: Option<Value>,
    group: Option<Value>,
    category: Option<Value>,
    channel: Option<Value>,
    edited_msg_id: Option<Value>,
    reply_msg_id: Option<Value>,
}

/// The answer to a stored message. The id is an addition of ours: by it a client recognises its own
/// message among the broadcasts.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sent {
    error: Option<()>,
    message_id: MessageId,
}

/// Takes a message: checks, cleans, stores, broadcasts; the ack comes when it is on disk.
pub(super) async fn send(cx: &Cx, request: MessageSend) -> Result<Sent, EventError> {
    let raw = match &request.message {
        Some(Value::String(raw)) if !raw.is_empty() => raw,
        Some(Value::String(_) | Value::Null) | None => return Err("The message is too short".into()),
        Some(_) => return Err("The message is no text".into()),
    };
    let room = room(&request)?;
    check_mute(cx)?;
    if cx.node.config().groups.channel_at(room).is_none() {
        cx.notice("error", "Channel not found", "This channel does not exist any more.");
        return Err("Unable to find channel".into());
    }
    let needed = [Permission::SendMessages, Permission::ViewChannel];
    if !cx.node.may_all(cx.member, &needed, Place::Channel(room.channel)) {
        cx.notice("error", "Missing permissions", MAY_NOT_CHAT);
        return Err(MAY_NOT_CHAT.into());
    }
    if request.edited_msg_id.as_ref().is_some_and(|id| !id.is_null()) {
        return Err("Editing messages is not available on this server yet.".into());
    }
    let clean = sanitize::sanitize_message(raw).map_err(|rejected| EventError::Text(rejected.to_string().into()))?;
    let id = Node::new_message_id().ok_or(EventError::from("The server is busy. Try again in a moment."))?;
    let mut message = StoredMessage::new(id, cx.member, room, clean, cx.node.message_time());
    let reply = match request.reply_msg_id.as_ref().filter(|id| !id.is_null()) {
        Some(replied) => {
            let replied: MessageId = text::id(replied).ok_or(EventError::from("The original message was not found"))?;
            message.reply_msg_id = Some(replied);
            message.reply = ReplyRef { message_id: Some(replied) };
            replied_message(cx, replied).await?
        }
        None => WireReply::Reference(ReplyRef::default()),
    };
    cx.node.post(message, reply).await?;
    Ok(Sent { error: None, message_id: id })
}

fn room(request: &MessageSend) -> Result<RoomId, EventError> {
    let number = |value: &Option<Value>, refusal: &'static str| {
        let known = value.as_ref().filter(|value| !value.is_null());
        known.and_then(text::id::<u32>).ok_or(EventError::from(refusal))
    };
    let group = number(&request.group, "The group is not a number")?;
    let channel = number(&request.channel, "The channel is not a number")?;
    let category = number(&request.category, "The category is not a number")?;
    format!("{group}-{category}-{channel}").parse().map_err(|_| "Unable to find channel".into())
}

/// A mute in force refuses; one that is over is lifted (spec 30 section 4.2 defect a).
fn check_mute(cx: &Cx) -> Result<(), EventError> {
    let member: MemberId = cx.member;
    let mute = cx.node.config().mutelist.get(member.as_str()).cloned();
    let Some(mute) = mute else { return Ok(()) };
    if mute.duration <= now_ms() {
        cx.node.lift_mute(member);
        return Ok(());
    }
    let until = humantime::format_rfc3339_seconds(
        std::time::UNIX_EPOCH + std::time::Duration::from_millis(mute.duration.clamp(0, 253_402_300_799_000) as u64),
    );
    let text = format!("You are muted until {until}. {}", escape_html(&mute.reason));
    Err(EventError::Ack(json!({"error": text, "muted": true, "type": "error", "msg": text})))
}

/// The answered message, if the sender may see it.
async fn replied_message(cx: &Cx, id: MessageId) -> Result<WireReply, EventError> {
    let found = history::find(cx, id).await?;
    let stored = found.ok_or(EventError::from("The original message was not found"))?;
    Ok(WireReply::Message(Box::new(history::shown(cx, stored, None))))
}
