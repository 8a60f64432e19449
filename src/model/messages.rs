//! Channel messages: as stored (spec 30 section 2.1) and as sent (section 2.2).

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    ids::{CategoryId, ChannelId, GroupId, MemberId, MessageId, RoomId},
    reactions::Reactions,
};

/// Everything that a stored text says about itself that is shown with an earlier version.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Earlier {
    /// When it was replaced, ms since the epoch.
    pub edited_timestamp: Option<Value>,
}

impl Earlier {
    /// Reads it from an entry of the log.
    pub fn read(text: &str) -> Self {
        let read = || serde_json::from_str(text).ok().or_else(|| serde_json::from_str(&decode(text)?).ok());
        read().unwrap_or_default()
    }
}

/// A reference to a member by id, as `author` is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorRef {
    /// The member.
    pub id: MemberId,
}

/// `reply` as it is stored: which message this one answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReplyRef {
    /// The answered message, or `null`.
    #[serde(rename = "messageId")]
    pub message_id: Option<MessageId>,
}

/// A message as it is stored. Only the fields named here are ever written, whatever a client sends.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredMessage {
    /// Author by id.
    pub author: AuthorRef,
    /// Room name.
    pub room: RoomId,
    /// Group of the room.
    pub group: GroupId,
    /// Category of the room.
    pub category: CategoryId,
    /// Channel of the room.
    pub channel: ChannelId,
    /// Sanitised HTML.
    pub message: String,
    /// Own id if the row was last written by an edit.
    pub edited_msg_id: Option<MessageId>,
    /// Echo of the reply for clients.
    pub reply_msg_id: Option<MessageId>,
    /// Creation, ms since the epoch; unchanged by edits.
    pub timestamp: i64,
    /// Its id.
    pub message_id: MessageId,
    /// Authoritative for replies.
    pub reply: ReplyRef,
    /// Time of the last edit, ms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_edited: Option<i64>,
    /// Signature of the desktop client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sig: Option<String>,
    /// Whether this node has verified it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub sig_verified: bool,
    /// Made by the server, e.g. a join announcement.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_system_msg: bool,
    /// The author does not want to be seen.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub anon: bool,
    /// Sizes of the uploaded pictures in it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub images: Images,
}

/// Width and height of pictures by their path (`/uploads/...`), so that clients can keep the space free. Ours; others
/// carry it and ignore it.
pub type Images = BTreeMap<String, [u32; 2]>;

/// Most uploads that are looked for in a message.
const MAX_UPLOADS: usize = 20;

/// The uploads that a text names, each once.
pub fn uploads_in(html: &str) -> Vec<&str> {
    const START: &str = "/uploads/";
    let mut found: Vec<&str> = Vec::new();
    for (at, _) in html.match_indices(START) {
        let rest = &html[at + START.len()..];
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        let length = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        let path = &html[at..at + START.len() + length];
        if length > 0 && found.len() < MAX_UPLOADS && !found.contains(&path) {
            found.push(path);
        }
    }
    found
}

impl StoredMessage {
    /// A new message without any extras.
    pub fn new(id: MessageId, author: MemberId, room: RoomId, message: String, timestamp: i64) -> Self {
        Self {
            author: AuthorRef { id: author },
            room,
            group: room.group,
            category: room.category,
            channel: room.channel,
            message,
            edited_msg_id: None,
            reply_msg_id: None,
            timestamp,
            message_id: id,
            reply: ReplyRef::default(),
            last_edited: None,
            sig: None,
            sig_verified: false,
            is_system_msg: false,
            anon: false,
            images: Images::new(),
        }
    }

    /// Keeps a signature that was verified, in the place of any other.
    pub fn sign(&mut self, signature: Option<String>) {
        self.sig_verified = signature.is_some();
        self.sig = signature;
    }

    /// Understands a stored text in any of the shapes found in databases (spec 30 section 2.1:
    /// JSON, or base64 of percent-encoded JSON; author at the top level; replies as text).
    /// `id`, `author` and `created_at` are the row's, for texts that lack their own.
    /// `None` if there is nothing to show: unreadable, or without a text.
    pub fn read(text: &str, id: &str, author: &str, room: RoomId, created_at: i64) -> Option<Self> {
        let stored: Tolerant = serde_json::from_str(text).ok().or_else(|| serde_json::from_str(&decode(text)?).ok())?;
        let message = stored.message.filter(|text| !text.is_empty())?;
        let named = stored.author.as_ref().and_then(id_in).or_else(|| member(stored.id.as_ref()?));
        let author = named.or_else(|| author.parse().ok())?;
        let reply = match &stored.reply {
            Some(Value::Object(reply)) => reply.get("messageId").and_then(message_id),
            Some(other) => message_id(other),
            None => None,
        };
        let reply_msg_id = stored.reply_msg_id.as_ref().and_then(message_id);
        let timestamp = stored.timestamp.as_ref().and_then(time).unwrap_or(created_at);
        let id = stored.message_id.as_ref().and_then(message_id).or_else(|| id.parse().ok())?;
        let mut read = Self::new(id, author, room, message, timestamp);
        read.edited_msg_id = stored.edited_msg_id.as_ref().and_then(message_id);
        read.reply_msg_id = reply_msg_id;
        read.reply = ReplyRef { message_id: reply.or(reply_msg_id) };
        read.last_edited = stored.last_edited.as_ref().and_then(time);
        read.sig = stored.sig;
        read.sig_verified = stored.sig_verified.is_some_and(|flag| flag == Value::Bool(true));
        read.is_system_msg = stored.is_system_msg.is_some_and(|flag| flag == Value::Bool(true));
        read.anon = stored.anon.is_some_and(|flag| flag == Value::Bool(true));
        read.images = stored.images.and_then(|images| serde_json::from_value(images).ok()).unwrap_or_default();
        Some(read)
    }
}

/// The time that stands in a stored text, ms since the epoch; `None` if there is none.
pub fn stored_time(text: &str) -> Option<i64> {
    #[derive(Deserialize)]
    struct Timed {
        timestamp: Option<Value>,
    }
    let timed: Timed = serde_json::from_str(text).ok().or_else(|| serde_json::from_str(&decode(text)?).ok())?;
    time(&timed.timestamp?).filter(|time| *time > 0)
}

/// The HTML that members wrote in a stored text; `None` if there is none, as in what the server itself says.
pub fn written_html(text: &str) -> Option<String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Written {
        message: Option<String>,
        is_system_msg: Option<Value>,
    }
    let stored: Written = serde_json::from_str(text).ok().or_else(|| serde_json::from_str(&decode(text)?).ok())?;
    stored.message.filter(|_| stored.is_system_msg != Some(Value::Bool(true)))
}

/// A time in ms: a number, digits, or (old `lastEdited`) ISO 8601.
fn time(value: &Value) -> Option<i64> {
    let text = match value {
        Value::String(text) => text.trim(),
        other => return other.as_f64().map(|ms| ms as i64),
    };
    let iso = || humantime::parse_rfc3339(text).ok()?.duration_since(std::time::UNIX_EPOCH).ok();
    text.parse().ok().or_else(|| Some(iso()?.as_millis() as i64))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tolerant {
    author: Option<Value>,
    id: Option<Value>,
    message: Option<String>,
    edited_msg_id: Option<Value>,
    reply_msg_id: Option<Value>,
    timestamp: Option<Value>,
    message_id: Option<Value>,
    reply: Option<Value>,
    last_edited: Option<Value>,
    #[serde(default)]
    sig: Option<String>,
    sig_verified: Option<Value>,
    is_system_msg: Option<Value>,
    anon: Option<Value>,
    images: Option<Value>,
}

fn id_in(author: &Value) -> Option<MemberId> {
    member(author.get("id")?)
}

fn member(id: &Value) -> Option<MemberId> {
    id.as_str()?.parse().ok()
}

fn message_id(id: &Value) -> Option<MessageId> {
    match id {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.to_string().parse().ok(),
        _ => None,
    }
}

/// The old encoding: base64 of the percent-encoded JSON.
pub(super) fn decode(text: &str) -> Option<String> {
    // Some tools wrap base64 at 76 characters.
    let text: String = text.split_ascii_whitespace().collect();
    let escaped = STANDARD.decode(text).ok()?;
    let mut bytes = Vec::with_capacity(escaped.len());
    let mut rest = escaped.as_slice();
    while let [first, tail @ ..] = rest {
        if *first == b'%' {
            let hex = std::str::from_utf8(tail.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(hex, 16).ok()?);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

/// What clients need to know about a message's author (spec 30 section 1.5, the compact form).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicAuthor {
    /// The member; the **number** 0 for an unknown or hidden one.
    pub id: Value,
    /// Display name.
    pub name: String,
    /// URL or path, maybe empty.
    pub icon: String,
    /// Colour of the highest role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// Background of a gradient role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background: Option<String>,
    /// `text` for a gradient role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background_clip: Option<String>,
    /// Whether a ban is in force.
    pub is_banned: bool,
}

/// `reply` as it is sent.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum WireReply {
    /// Not a reply, or one whose content is sent elsewhere.
    Reference(ReplyRef),
    /// The answered message, whole.
    Message(Box<WireMessage>),
    /// The answered message may not be seen by the receiver: who wrote it, but not what.
    Hidden {
        /// The answered message.
        #[serde(rename = "messageId")]
        message_id: MessageId,
        /// Its author.
        author: PublicAuthor,
    },
    /// The answered message is gone: `null`.
    Gone,
}

/// A message as it is sent to clients.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WireMessage {
    /// Author with name and colour.
    pub author: PublicAuthor,
    /// Room name.
    pub room: RoomId,
    /// Group of the room.
    pub group: GroupId,
    /// Category of the room.
    pub category: CategoryId,
    /// Channel of the room.
    pub channel: ChannelId,
    /// Sanitised HTML.
    pub message: String,
    /// Own id after an edit.
    pub edited_msg_id: Option<MessageId>,
    /// Answered message.
    pub reply_msg_id: Option<MessageId>,
    /// Creation, ms since the epoch.
    pub timestamp: i64,
    /// Its id.
    pub message_id: MessageId,
    /// The answered message.
    pub reply: WireReply,
    /// Time of the last edit, ms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_edited: Option<i64>,
    /// Signature, for those who show that there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sig: Option<String>,
    /// Whether this node has verified it. Ours; others carry it and ignore it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub sig_verified: bool,
    /// Made by the server.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_system_msg: bool,
    /// Sizes of the uploaded pictures in it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub images: Images,
    /// What only those see who may know the author of a hidden message: that it is hidden from others.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_admin: bool,
    /// Members by emoji; absent in live messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reactions: Option<Reactions>,
    /// Name of the channel, in messages that are fetched one by one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_name: Option<String>,
}

impl WireMessage {
    /// The sent form of a stored message.
    pub fn new(stored: StoredMessage, author: PublicAuthor, reply: WireReply) -> Self {
        Self {
            author,
            room: stored.room,
            group: stored.group,
            category: stored.category,
            channel: stored.channel,
            message: stored.message,
            edited_msg_id: stored.edited_msg_id,
            reply_msg_id: stored.reply_msg_id,
            timestamp: stored.timestamp,
            message_id: stored.message_id,
            reply,
            last_edited: stored.last_edited,
            sig: stored.sig,
            sig_verified: stored.sig_verified,
            is_system_msg: stored.is_system_msg,
            images: stored.images,
            is_admin: false,
            reactions: None,
            channel_name: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room() -> RoomId {
        "0-0-0".parse().unwrap()
    }

    fn read(text: &str) -> Option<StoredMessage> {
        StoredMessage::read(text, "", "112233445566", room(), 42)
    }

    #[test]
    fn stored_form_is_the_specs() {
        let message = StoredMessage::new(
            "110190787053".parse().unwrap(),
            "112233445566".parse().unwrap(),
            room(),
            "<p>a</p>".into(),
            7,
        );
        let json = serde_json::to_value(&message).unwrap();
        let expected = serde_json::json!({"author":{"id":"112233445566"},"room":"0-0-0","group":"0","category":"0",
            "channel":"0","message":"<p>a</p>","editedMsgId":null,"replyMsgId":null,"timestamp":7,
            "messageId":"110190787053","reply":{"messageId":null}});
        assert_eq!(json, expected);
        assert_eq!(read(&json.to_string()), Some(message));
    }

    #[test]
    fn uploads_are_found_wherever_they_stand() {
        let text =
            "<img src=\"/uploads/ab_x.png\">http://h:1/uploads/cd_y.jpg#z /uploads/ /uploads/ab_x.png /uploads/../x";
        assert_eq!(uploads_in(text), ["/uploads/ab_x.png", "/uploads/cd_y.jpg", "/uploads/.."]);
        let many: Vec<String> = (0..100).map(|n| format!("/uploads/{n} ")).collect();
        assert_eq!(uploads_in(&many.concat()).len(), MAX_UPLOADS);
    }

    #[test]
    fn old_shapes_are_read() {
        // Numbers as ids, author at the top level, reply as text.
        let old =
            read(r#"{"id":"119988776655","message":"x","messageId":110190787053,"reply":"110190787054"}"#).unwrap();
        assert_eq!(old.author.id.as_str(), "119988776655");
        assert_eq!(old.reply.message_id.unwrap().as_str(), "110190787054");
        assert_eq!(old.timestamp, 42);
        // A time as text, and one of our own row for what has no id.
        let edited = StoredMessage::read(
            r#"{"message":"x","lastEdited":"2026-01-02T03:04:05.678Z","timestamp":"7"}"#,
            "110190787053",
            "112233445566",
            room(),
            42,
        );
        let edited = edited.unwrap();
        assert_eq!((edited.last_edited, edited.timestamp), (Some(1_767_323_045_678), 7));
        assert_eq!(edited.message_id.as_str(), "110190787053");
        // base64 of the percent-encoded text.
        let encoded = STANDARD.encode("%7B%22message%22%3A%22%C3%A4%22%2C%22messageId%22%3A%22110190787053%22%7D");
        let decoded = read(&encoded).unwrap();
        assert_eq!(decoded.message, "ä");
        assert_eq!(decoded.author.id.as_str(), "112233445566");
    }

    #[test]
    fn rows_without_anything_to_show_are_left_out() {
        for bad in ["", "null", "[]", r#"{"message":"","messageId":"110190787053"}"#, r#"{"message":"x"}"#, "%%%"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
