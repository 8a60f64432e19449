//! The messenger between servers (spec 41 section 8.2). No account and no proof of work: who has a session of a key
//! speaks for the key.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json, value::RawValue};

use super::{Cx, Done, EventError, absent, text};
use crate::{
    node::{MessengerError, now_ms},
    security::{keys::PublicKey, text as clean},
    store::CorrespondentRow,
};

/// Largest message, bytes of JSON.
const MAX_MESSAGE: usize = 64 * 1024;
/// Longest fields, in UTF-16 units: what the columns hold.
const NAME_LENGTH: usize = 100;
const SIGNATURE_LENGTH: usize = 2000;
const VANITY_LENGTH: usize = 64;
/// Messages of one answer.
const PAGE: u32 = 50;
const LARGEST_PAGE: u32 = 100;

impl From<MessengerError> for EventError {
    fn from(error: MessengerError) -> Self {
        match error {
            MessengerError::Refused(why) => why.into(),
            MessengerError::Store(error) => error.into(),
        }
    }
}

/// Refuses at once where there is no messenger: clients wait for the answer.
fn offered(cx: &Cx) -> Result<(), EventError> {
    if cx.node.has_messenger() { Ok(()) } else { Err(absent::refusal()) }
}

fn given<'a>(value: Option<&'a Value>, name: &'static str) -> Result<&'a str, EventError> {
    value.and_then(Value::as_str).filter(|text| !text.is_empty()).ok_or(name.into())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Hello {
    #[serde(rename = "publicKey")]
    public_key: Option<Value>,
    #[serde(rename = "sessionId")]
    session_id: Option<Value>,
    home_server: Option<Value>,
    name: Option<Value>,
    icon: Option<Value>,
    vanity: Option<Value>,
    profile: Option<Profile>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Profile {
    name: Option<Value>,
    icon: Option<Value>,
    banner: Option<Value>,
    signature: Option<Value>,
}

/// Sets a field to what is given: nothing keeps it, the empty text clears it.
fn set(field: &mut Option<String>, value: Option<&Value>, read: impl FnOnce(&Value) -> Option<String>) {
    if let Some(value) = value.filter(|value| !value.is_null()) {
        *field = read(value).filter(|text| !text.is_empty());
    }
}

fn line(length: usize) -> impl Fn(&Value) -> Option<String> {
    move |value| Some(clean::truncate(&clean::clean_name(value.as_str()?), length))
}

fn picture(value: &Value) -> Option<String> {
    text::picture(Some(value)).filter(|url| url.len() <= 500)
}

/// `/messenger/hello`
pub(super) async fn hello(cx: &Cx, request: Hello) -> Result<Done, EventError> {
    offered(cx)?;
    let session = given(request.session_id.as_ref(), "Missing sessionId")?;
    let pem = given(request.public_key.as_ref(), "Missing publicKey")?;
    let home = given(request.home_server.as_ref(), "Missing home_server")?;
    let key = cx.node.key_of_session(session, pem).await?;
    let is_legal = |vanity: &str| {
        vanity.encode_utf16().count() <= VANITY_LENGTH
            && vanity.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
    };
    let vanity = request.vanity.as_ref().and_then(Value::as_str);
    if vanity.is_some_and(|vanity| !is_legal(vanity)) {
        return Err("A short name has up to 64 letters, digits, dots, underscores and hyphens".into());
    }
    let profile = request.profile.unwrap_or_default();
    let change = |who: &mut CorrespondentRow| {
        set(&mut who.vanity, request.vanity.as_ref(), |value| value.as_str().map(Into::into));
        set(&mut who.name, request.name.as_ref().or(profile.name.as_ref()), line(NAME_LENGTH));
        set(&mut who.icon, request.icon.as_ref().or(profile.icon.as_ref()), picture);
        set(&mut who.banner, profile.banner.as_ref(), picture);
        set(&mut who.signature, profile.signature.as_ref(), line(SIGNATURE_LENGTH));
    };
    cx.node.messenger_hello(cx.conn, &key, home, change).await?;
    Ok(Done::default())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Send {
    message: Option<Box<RawValue>>,
    session_id: Option<Value>,
}

/// `/messenger/send`: to somebody who is at home here, or just the question who that is.
pub(super) async fn send(cx: &Cx, request: Send) -> Result<Value, EventError> {
    offered(cx)?;
    let raw = request.message.ok_or(EventError::from("Missing message"))?;
    if raw.get().len() > MAX_MESSAGE {
        return Err("The message is too long".into());
    }
    let session = given(request.session_id.as_ref(), "Missing sessionId")?;
    let message: Value = serde_json::from_str(raw.get()).map_err(|_| EventError::from("Malformed message"))?;
    if !message.is_object() || message.get("type").and_then(Value::as_str) != Some("user_message") {
        return Err("That is no message".into());
    }
    let pem = given(message.pointer("/author/publicKey"), "Missing key of the author")?;
    let wanted = given(message.get("targetIdentifier"), "Missing targetIdentifier")?;
    let key = cx.node.key_of_session(session, pem).await?;
    if !cx.node.may_send_by_messenger(cx.conn, &key) {
        return Err("You are writing too fast. Wait a moment.".into());
    }
    let author = cx.node.gid_of(&key).await?;
    if message.pointer("/author/gid").and_then(Value::as_str) != Some(author.as_str()) {
        return Err("The author is not who it says".into());
    }
    let target = cx.node.correspondent(wanted).await.map_err(EventError::from)?;
    let target = target.ok_or(EventError::from("Nobody of that address is known here"))?;
    let is_test = message.get("test") == Some(&Value::Bool(true));
    if !is_test {
        check(&key, raw.get(), &message, [&author, &target.gid])?;
        let timestamp =
            message.get("timestamp").and_then(Value::as_i64).ok_or(EventError::from("Missing timestamp"))?;
        if cx.node.is_home_of(&target) {
            cx.node.deliver(&author, &target, &timestamp.to_string(), &raw).await?;
        }
    }
    let shown = cx.node.show_correspondent(&target, Some(&author)).await?;
    Ok(json!({"error": null, "target": shown, "name": target.name, "icon": target.icon}))
}

/// SAFER: what is passed on is signed by who it says, and both can read it.
fn check(key: &PublicKey, raw: &str, message: &Value, people: [&String; 2]) -> Result<(), EventError> {
    if !key.has_signed_object(raw) {
        return Err("The signature is not valid".into());
    }
    let is_envelope = |gid: &&String| {
        let fields = ["method", "encKey", "iv", "tag", "ciphertext"];
        let envelope = message.get(gid.as_str());
        envelope.is_some_and(|envelope| {
            envelope["method"] == "rsa"
                && fields.iter().all(|name| envelope[*name].as_str().is_some_and(|field| !field.is_empty()))
        })
    };
    if people.iter().all(is_envelope) { Ok(()) } else { Err("The message is not encrypted for both".into()) }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Fetch {
    public_key: Option<Value>,
    session_id: Option<Value>,
    timestamp: Option<Value>,
    limit: Option<Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Inbox {
    error: Option<()>,
    inbox: Vec<Entry>,
    latest_timestamp: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    row_id: i64,
    id: String,
    custom_id: String,
    target_id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    data: Box<RawValue>,
    created_at: i64,
    expires_at: i64,
    is_read: Option<i64>,
}

/// `/messenger/fetch`: what is newer than a time, and what was never fetched.
pub(super) async fn fetch(cx: &Cx, request: Fetch) -> Result<Inbox, EventError> {
    offered(cx)?;
    let session = given(request.session_id.as_ref(), "Missing sessionId")?;
    let pem = given(request.public_key.as_ref(), "Missing publicKey")?;
    let key = cx.node.key_of_session(session, pem).await?;
    let number = |value: &Option<Value>| value.as_ref().and_then(text::id::<i64>);
    let after = number(&request.timestamp).unwrap_or_default().max(0);
    let limit = number(&request.limit).map_or(PAGE, |limit| limit.clamp(1, LARGEST_PAGE.into()) as u32);
    let rows = cx.node.store.waiting(&cx.node.gid_of(&key).await?, after, limit, now_ms()).await?;
    let latest_timestamp = rows.iter().map(|row| row.created_at).max().unwrap_or(after);
    let entry = |row: crate::store::WaitingRow| {
        Some(Entry {
            row_id: row.row_id,
            id: row.id,
            custom_id: row.custom_id,
            target_id: row.target,
            kind: "messenger_user-message",
            data: RawValue::from_string(row.data).ok()?,
            created_at: row.created_at,
            expires_at: row.expires_at,
            is_read: row.is_read,
        })
    };
    Ok(Inbox { error: None, inbox: rows.into_iter().filter_map(entry).collect(), latest_timestamp })
}
