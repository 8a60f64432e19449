//! `messageSend` and `deleteMessage` (spec 30 sections 4 and 8).

use serde::{Deserialize, Serialize};
use serde_json::{
    Value, json,
    value::{RawValue, to_raw_value},
};

use super::{Cx, Done, EventError, Outcome, text};
use crate::{
    model::{
        ids::{MessageId, RoomId},
        messages::{ReplyRef, StoredMessage},
        permissions::Permission,
    },
    node::{Node, Place, Slowed, now_ms},
    security::{keys::PublicKey, sanitize},
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
    sig: Option<Value>,
    nonce: Option<Value>,
}

/// The answer to a stored message. The id is an addition of ours: by it a client recognises its own
/// message among the broadcasts.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sent {
    error: Option<()>,
    message_id: MessageId,
}

/// `messageSend` as it came: what is signed is the whole of it.
pub(super) async fn send_signed(cx: &Cx, raw: &RawValue) -> Result<Outcome, EventError> {
    let request: MessageSend = serde_json::from_str(raw.get()).map_err(|_| EventError::from("Malformed request"))?;
    let signature = request.sig.as_ref().and_then(Value::as_str).filter(|sig| is_signed(cx, sig, raw.get()));
    let signature = signature.map(Into::into);
    let sent = send(cx, request, signature).await?;
    let answer = to_raw_value(&sent).map_err(|_| EventError::from("The answer could not be rendered"))?;
    Ok(Outcome::Answer(answer))
}

/// Whether a member has signed a request with the key that it has proven to own. SAFER: any other signature is left
/// out and the message delivered: members may have several devices, of which one has the key (spec 41 section 3).
fn is_signed(cx: &Cx, signature: &str, request: &str) -> bool {
    const NONE: usize = 10;
    if signature.len() <= NONE {
        return false;
    }
    let profile = cx.node.profile(cx.member);
    let key = profile.and_then(|profile| PublicKey::parse(&profile.public_key));
    key.is_some_and(|key| cx.node.owner_of_key(key.fingerprint()) == Some(cx.member) && key.has_signed_object(request))
}

/// Takes a message: checks, cleans, stores, broadcasts; the ack comes when it is on disk. What has a nonce is posted
/// once, and what was posted is answered whatever would be refused by now, such as by slow mode.
async fn send(cx: &Cx, request: MessageSend, signature: Option<String>) -> Result<Sent, EventError> {
    let nonce = request.nonce.as_ref().and_then(Value::as_str).map(str::to_owned);
    let sending = async {
        let sent = take(cx, request, signature).await?;
        let id = sent.message_id;
        Ok::<_, EventError>((sent, id))
    };
    let sent = cx.node.post_once(cx.member, nonce.as_deref(), sending).await?;
    Ok(sent.unwrap_or_else(|message_id| Sent { error: None, message_id }))
}

async fn take(cx: &Cx, request: MessageSend, signature: Option<String>) -> Result<Sent, EventError> {
    let raw = match &request.message {
        Some(Value::String(raw)) if !raw.is_empty() => raw,
        Some(Value::String(_) | Value::Null) | None => return Err("The message is too short".into()),
        Some(_) => return Err("The message is no text".into()),
    };
    let room = room(&request)?;
    let is_there = cx.node.config().groups.channel_at(room).is_some();
    if is_there {
        check_pace(cx, room).await?;
    }
    cx.check_mute()?;
    if !is_there {
        return Err(no_channel(cx));
    }
    let needed = [Permission::SendMessages, Permission::ViewChannel];
    if !cx.node.may_all(cx.member, &needed, Place::Channel(room.channel)) {
        cx.notice("error", "Missing permissions", MAY_NOT_CHAT);
        return Err(MAY_NOT_CHAT.into());
    }
    let clean = sanitize::sanitize_message(raw).map_err(|rejected| EventError::Text(rejected.to_string().into()))?;
    let given = |id: &Option<Value>| id.clone().filter(|id| !matches!(id, Value::Null | Value::Bool(false)));
    let replied = match given(&request.reply_msg_id) {
        Some(id) => Some(replied_message(cx, &id).await?),
        None => None,
    };
    match given(&request.edited_msg_id) {
        Some(id) => edit(cx, room, &id, clean, replied, signature).await,
        None => post(cx, room, clean, replied, signature).await,
    }
}

fn no_channel(cx: &Cx) -> EventError {
    cx.notice("error", "Channel not found", "This channel does not exist any more.");
    "Unable to find channel".into()
}

async fn post(
    cx: &Cx,
    room: RoomId,
    clean: String,
    replied: Option<StoredMessage>,
    signature: Option<String>,
) -> Result<Sent, EventError> {
    let id = Node::new_message_id().ok_or(EventError::from("The server is busy. Try again in a moment."))?;
    let mut message = StoredMessage::new(id, cx.member, room, clean, cx.node.message_time());
    answer_to(&mut message, replied.as_ref());
    message.sign(signature);
    cx.node.post(message, replied).await?;
    Ok(Sent { error: None, message_id: id })
}

fn answer_to(message: &mut StoredMessage, replied: Option<&StoredMessage>) {
    let id = replied.map(|replied| replied.message_id);
    message.reply_msg_id = id;
    if id.is_some() {
        message.reply = ReplyRef { message_id: id };
    }
}

/// An edit: only of one's own messages, and only where they are (spec 30 section 4.2 defect c).
async fn edit(
    cx: &Cx,
    room: RoomId,
    id: &Value,
    clean: String,
    replied: Option<StoredMessage>,
    signature: Option<String>,
) -> Result<Sent, EventError> {
    let before = match text::id::<MessageId>(id) {
        Some(id) => cx.node.message(id).await?,
        None => None,
    };
    let before = before.ok_or_else(|| no_channel(cx))?;
    if before.author.id != cx.member || before.is_system_msg {
        return Err("You cant edit others messages!".into());
    }
    if before.room != room {
        return Err(no_channel(cx));
    }
    let mut after = before.clone();
    after.message = clean;
    after.edited_msg_id = Some(before.message_id);
    after.last_edited = Some(now_ms());
    after.sign(signature);
    answer_to(&mut after, replied.as_ref());
    if !cx.node.edit(&before, after).await? {
        return Err(no_channel(cx));
    }
    Ok(Sent { error: None, message_id: before.message_id })
}

/// Slow mode and rate limit of the channel.
async fn check_pace(cx: &Cx, room: RoomId) -> Result<(), EventError> {
    match cx.node.slowed(cx.member, room).await? {
        None => Ok(()),
        Some(Slowed::Until(until)) => {
            let text = "Slow mode is on. Wait a moment before you write again.";
            Err(EventError::Ack(json!({"error": text, "slowmode": until, "type": "error", "msg": text})))
        }
        Some(Slowed::RateLimited) => {
            let text = "You have written a lot in this channel. Take a break.";
            Err(EventError::Ack(json!({"error": text, "rateLimited": true, "type": "error", "msg": text})))
        }
    }
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

/// The answered message, if the sender may see it.
async fn replied_message(cx: &Cx, id: &Value) -> Result<StoredMessage, EventError> {
    let unknown = EventError::from("The original message was not found");
    let id: MessageId = text::id(id).ok_or(unknown.clone())?;
    let found = cx.node.message(id).await?.filter(|message| cx.node.sees(cx.member, message));
    found.ok_or(unknown)
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct DeleteMessage {
    message_id: Option<Value>,
    #[serde(rename = "type")]
    kind: Option<Value>,
}

/// `deleteMessage`: one's own, or with the permission for its channel.
pub(super) async fn delete(cx: &Cx, request: DeleteMessage) -> Result<Done, EventError> {
    /// What the tests of existing clients compare.
    const NOT_YOURS: &str = "Unauthorized or not message author";
    let given = request.message_id.filter(|id| !id.is_null() && id != "");
    let id: Option<MessageId> = text::id(&given.ok_or(EventError::from("Missing message id"))?);
    if request.kind.is_some_and(|kind| kind == "dm") {
        return super::direct::delete_message(cx, id).await;
    }
    let found = match id {
        Some(id) => cx.node.message(id).await?,
        None => None,
    };
    let message = found.ok_or(EventError::from(NOT_YOURS))?;
    if message.author.id != cx.member || message.is_system_msg {
        let place = Place::Channel(message.channel);
        if !cx.node.sees(cx.member, &message) || !cx.node.may(cx.member, Permission::ManageMessages, place) {
            return Err(NOT_YOURS.into());
        }
        cx.audit(&format!("deleted a message of {} in {}", message.author.id, message.room));
    }
    cx.node.remove_message(&message).await?;
    Ok(Done::default())
}
