//! One's own account: profile, password, sessions, export and import, the end of it (spec 10 sections 4.7,
//! 4.8 and 5). `changePassword`, `logoutEverywhere`, `deleteAccount` and `resetPassword` are ours.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Changed, Cx, Done, EventError, text};
use crate::{
    model::{ids::MemberId, permissions::Permission},
    node::{Node, Place, Queue},
    security::{
        keys::PublicKey,
        random, sanitize,
        text::{clean_name, escape_html, truncate},
        token::TokenHash,
    },
    store::ProfileRow,
};

/// Longest display name, in UTF-16 units as the clients count.
pub(super) const NAME_LENGTH: usize = 25;
/// Longest status line.
pub(super) const STATUS_LENGTH: usize = 50;
/// Longest text about oneself.
pub(super) const ABOUT_ME_LENGTH: usize = 1000;
/// Longest password. bcrypt reads 72 bytes; more than this is no password but an attack.
const PASSWORD_LENGTH: usize = 1024;

/// Checks a new password.
pub(super) fn acceptable(node: &Node, password: &str) -> bool {
    let shortest = node.config().dcts_edge.min_password_length as usize;
    password.chars().count() >= shortest && password.len() <= PASSWORD_LENGTH
}

/// What a member may say about itself; `null` clears, an absent key keeps.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Profile {
    name: Option<Value>,
    username: Option<Value>,
    nickname: Option<Value>,
    #[serde(deserialize_with = "given")]
    status: Option<Value>,
    #[serde(deserialize_with = "given")]
    aboutme: Option<Value>,
    #[serde(deserialize_with = "given")]
    icon: Option<Value>,
    #[serde(deserialize_with = "given")]
    banner: Option<Value>,
    #[serde(deserialize_with = "given")]
    public_key: Option<Value>,
}

/// Tells `null` from an absent key.
pub(super) fn given<'de, D: serde::Deserializer<'de>>(value: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(value).map(Some)
}

/// A picture's address. SAFER: pictures in the address itself would fill the memory of everybody.
fn picture(value: &Value) -> Result<String, EventError> {
    match value {
        Value::Null => Ok(String::new()),
        Value::String(url) if url.trim().is_empty() || url.contains("data:image") => Ok(String::new()),
        other => text::picture(Some(other)).ok_or(EventError::from("That is no address of a picture")),
    }
}

/// A member's new key, or none.
fn read_key(cx: &Cx, pem: &str) -> Result<String, EventError> {
    if pem.is_empty() {
        return Ok(String::new());
    }
    let key = PublicKey::parse(pem).ok_or(EventError::from("That is no RSA public key of 2048 to 8192 bits"))?;
    if cx.node.owner_of_key(key.fingerprint()).is_some_and(|owner| owner != cx.member) {
        return Err("That is the key of another member".into());
    }
    Ok(key.to_pem())
}

impl Profile {
    fn apply(self, cx: &Cx, row: &mut ProfileRow) -> Result<(), EventError> {
        let line = |value: &Value, length| truncate(&clean_name(&text::text(Some(value)).unwrap_or_default()), length);
        if let Some(name) =
            self.name.or(self.username).map(|name| line(&name, NAME_LENGTH)).filter(|name| !name.is_empty())
        {
            row.name = name;
        }
        if let Some(nickname) = self.nickname {
            row.nickname = Some(line(&nickname, NAME_LENGTH)).filter(|nickname| !nickname.is_empty());
        }
        if let Some(status) = self.status {
            row.status = line(&status, STATUS_LENGTH);
        }
        if let Some(about_me) = self.aboutme {
            let text = truncate(&text::text(Some(&about_me)).unwrap_or_default(), ABOUT_ME_LENGTH);
            row.about_me = sanitize::sanitize_profile(&text);
        }
        if let Some(icon) = self.icon {
            row.icon = picture(&icon)?;
        }
        if let Some(banner) = self.banner {
            row.banner = picture(&banner)?;
        }
        if let Some(key) = self.public_key {
            let key = read_key(cx, &text::text(Some(&key)).unwrap_or_default())?;
            if key != row.public_key {
                // SAFER: whose it is must be proven anew.
                row.is_verified_key = false;
                row.public_key = key;
            }
        }
        Ok(())
    }
}

/// `updateMember`: all that a member says about itself. SAFER: nothing else, whatever is sent.
pub(super) async fn update(cx: &Cx, request: Profile) -> Result<Value, EventError> {
    change(cx, request).await?;
    let mut shown = cx.node.public_object(cx.member.as_str());
    if let Some(fields) = shown.as_object_mut() {
        fields.insert("error".into(), Value::Null);
    }
    Ok(shown)
}

async fn change(cx: &Cx, request: Profile) -> Result<(), EventError> {
    let before = cx.node.profile(cx.member).ok_or(EventError::unauthenticated())?;
    let mut row = before.clone();
    request.apply(cx, &mut row)?;
    if row == before {
        return Ok(());
    }
    let key = PublicKey::parse(&row.public_key);
    let is_other_key = row.public_key != before.public_key;
    cx.node.set_profile(cx.member, row).await?;
    if is_other_key {
        if let Some(old) = PublicKey::parse(&before.public_key) {
            cx.node.revoke_key(cx.member, old.fingerprint()).await?;
        }
        if let Some(key) = key {
            cx.node.ask_for_proof(cx.member, &key, cx.conn);
        }
    }
    Ok(())
}

/// `setUsername`, `setStatus` and `setPFP` of older clients.
pub(super) async fn update_part(cx: &Cx, request: Profile) -> Result<Done, EventError> {
    change(cx, request).await?;
    Ok(Done::default())
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Secrets {
    token: Option<Value>,
    password: Option<Value>,
    new_password: Option<Value>,
    target: Option<Value>,
    messages: Option<Value>,
}

/// `exportAccount`: what another device needs. No password hash leaves the server.
pub(super) async fn export(cx: &Cx, request: Secrets) -> Result<Value, EventError> {
    let (_, pow) = cx.node.store.secrets(cx.member).await?;
    let profile = cx.node.profile(cx.member).ok_or(EventError::unauthenticated())?;
    let known = cx.node.joined_member(cx.member).ok_or(EventError::unauthenticated())?;
    let shown = cx.node.public_object(cx.member.as_str());
    let token = text::text(request.token.as_ref()).unwrap_or_default();
    Ok(json!({"error": null, "account": {
        "id": cx.member, "token": token, "loginName": known.login_name, "name": profile.name,
        "nickname": profile.nickname, "icon": profile.icon, "banner": profile.banner, "aboutme": profile.about_me,
        "status": profile.status, "joined": shown.get("joined"), "country_code": shown.get("country_code"),
        "publicKey": profile.public_key, "pow": pow,
    }}))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Import {
    account: Value,
}

/// `importAccount`: whether a file opens an account here. An account of another server is fine: it is made
/// anew when it joins. Nothing is taken from the file.
pub(super) async fn import(cx: &Cx, request: Import) -> Result<Done, EventError> {
    let address = cx.node.address(cx.conn).ok_or(EventError::from("The connection is gone"))?;
    if !request.account.is_object() {
        return Err("That is no account".into());
    }
    let id: Option<MemberId> = request.account.get("id").and_then(text::id);
    let id = id.ok_or(EventError::from("The file names no account"))?;
    if !cx.node.is_member(id) {
        return Ok(Done::default());
    }
    // SECURITY: guessing tokens is guessing passwords.
    if cx.node.must_wait(address, id.as_str()) {
        return Err("Too many failed logins. Wait a few minutes.".into());
    }
    let token = request.account.get("token").and_then(Value::as_str).unwrap_or_default();
    if cx.node.has_session(id, &TokenHash::of(token)) {
        return Ok(Done::default());
    }
    cx.node.login_failed(address, id.as_str());
    Err("This file does not open the account any more. Log in with name and password.".into())
}

/// Compares a password with that of the own account; failures count as failed logins.
async fn verify(cx: &Cx, typed: Option<&Value>) -> Result<(), EventError> {
    let name = cx.member.as_str();
    if cx.node.must_wait(None, name) {
        return Err("Too many wrong passwords. Wait a few minutes.".into());
    }
    let typed = text::text(typed).unwrap_or_default();
    let (stored, _) = cx.node.store.secrets(cx.member).await?;
    let verified = cx.node.verify_password(Queue::Known, typed, stored).await?;
    if verified.is_match() {
        cx.node.login_succeeded(None, name);
        return Ok(());
    }
    cx.node.login_failed(None, name);
    Err("The password is wrong".into())
}

fn ended(why: &str) -> Value {
    json!({"title": "Logged out", "message": why, "type": "info", "displayTime": 600_000,
        "buttons": {"0": {"text": "Ok", "events": ""}}})
}

async fn set_password(cx: &Cx, member: MemberId, new: String) -> Result<(), EventError> {
    let hash = cx.node.hash_password(Queue::Known, new).await?;
    Ok(cx.node.store.set_password(member, hash).await?)
}

/// `changePassword`: `password` is the old one. All other devices have to log in anew.
pub(super) async fn change_password(cx: &Cx, request: Secrets) -> Result<Changed, EventError> {
    let new = text::text(request.new_password.as_ref()).unwrap_or_default();
    if !acceptable(&cx.node, &new) {
        return Err("The new password is too short or too long".into());
    }
    verify(cx, request.password.as_ref()).await?;
    set_password(cx, cx.member, new).await?;
    cx.node.end_sessions(cx.member, cx.session, &ended("Your password was changed on another device.")).await?;
    log::info!("{} changed the password", cx.member);
    Ok(Changed::new("The password was changed"))
}

/// `adoptKey`: the key that was proven besides becomes the account's. It opens the account from then on, so it takes
/// the password.
pub(super) async fn adopt_key(cx: &Cx, request: Secrets) -> Result<Changed, EventError> {
    verify(cx, request.password.as_ref()).await?;
    if !cx.node.adopt_key(cx.member).await? {
        return Err("There is no other key that you have proven to own".into());
    }
    log::info!("{} has another key now", cx.member);
    Ok(Changed::new("The key was replaced"))
}

/// `logoutEverywhere`: ends all sessions but this one.
pub(super) async fn log_out_everywhere(cx: &Cx, _request: Secrets) -> Result<Changed, EventError> {
    cx.node.end_sessions(cx.member, cx.session, &ended("You logged out everywhere from another device.")).await?;
    log::info!("{} logged out everywhere else", cx.member);
    Ok(Changed::new("All other devices are logged out"))
}

/// `deleteAccount`: for ever; `messages` is `keep` or `remove`.
pub(super) async fn delete(cx: &Cx, request: Secrets) -> Result<Changed, EventError> {
    let removes = match request.messages.as_ref().and_then(Value::as_str) {
        None | Some("keep") => false,
        Some("remove") => true,
        Some(_) => return Err("What is to become of the messages: keep or remove?".into()),
    };
    if cx.node.is_last_administrator(cx.member) {
        return Err("You are the last administrator. Make somebody else one first.".into());
    }
    verify(cx, request.password.as_ref()).await?;
    let name = escape_html(&cx.node.name_of(cx.member).unwrap_or_default());
    cx.audit(&format!("deleted the own account {name}{}", if removes { " with its messages" } else { "" }));
    // The answer comes before the connection ends.
    cx.answer(&Changed::new("The account was deleted"));
    cx.node.delete_member(cx.member, removes, &ended("Your account was deleted.")).await?;
    Ok(Changed::new("The account was deleted"))
}

/// `resetPassword`: gives somebody below a new password, to be told in person. Their devices are logged out.
pub(super) async fn reset_password(cx: &Cx, request: Secrets) -> Result<Value, EventError> {
    let target: Option<MemberId> = request.target.as_ref().and_then(text::id);
    let target = target.filter(|id| cx.node.is_member(*id)).ok_or(EventError::from("There is no such member"))?;
    cx.require(&[Permission::ManageMembers], Place::Server)?;
    let stands_below = cx.node.rank(cx.member) > cx.node.rank(target) || cx.node.is_administrator(cx.member);
    if target == cx.member || !stands_below || target == MemberId::SYSTEM {
        return Err("This member does not stand below you".into());
    }
    let fresh = random::hex(16);
    set_password(cx, target, fresh.clone()).await?;
    cx.node.end_sessions(target, None, &ended("Your password was reset. Ask who did it for the new one.")).await?;
    cx.audit(&format!(
        "reset the password of {} ({target})",
        escape_html(&cx.node.name_of(target).unwrap_or_default())
    ));
    Ok(json!({"type": "success", "msg": "The password was reset", "error": null, "password": fresh}))
}
