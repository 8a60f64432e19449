//! `userLogin`: a session for a name and a password (spec 10 section 3.6).

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Cx, EventError, text};
use crate::{
    node::Queue,
    security::{random, token::TokenHash},
};

/// The same text for an unknown name and a wrong password.
const REFUSED: &str = "Wrong login name or password.";

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct UserLogin {
    login_name: Option<Value>,
    password: Option<Value>,
}

pub(super) async fn user_login(cx: &Cx, request: UserLogin) -> Result<Value, EventError> {
    let node = &cx.node;
    let address = node.address(cx.conn).ok_or(EventError::from("The connection is gone"))?;
    if node.ban_of_address(address).is_some() {
        return Err("This address is banned from this server.".into());
    }
    let login_name = text::text(request.login_name.as_ref()).unwrap_or_default();
    let typed = text::text(request.password.as_ref()).unwrap_or_default();
    if node.must_wait(address, &login_name) {
        return Err("Too many failed logins. Wait a few minutes.".into());
    }
    let found = node.store.find_login(login_name.clone()).await?;
    // SECURITY: an unknown name costs the same work as a wrong password.
    let stored = found.as_ref().and_then(|(_, hash)| hash.clone());
    let verified = node.verify_password(node.queue_of(cx.conn), typed.clone(), stored).await?;
    let member = found.map(|(member, _)| member).filter(|_| verified.is_match());
    let Some(member) = member else {
        node.login_failed(address, &login_name);
        log::info!("a login failed from {address}");
        return Err(REFUSED.into());
    };
    node.login_succeeded(address, &login_name);
    if verified.needs_rehash() {
        renew_hash(cx, member, typed).await;
    }
    let token = random::digits(48);
    node.add_session(member, TokenHash::of(&token)).await?;
    Ok(node.with_public_member(member, |public| {
        let shown = serde_json::to_value(public).unwrap_or_default();
        let field = |name: &str| shown.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        json!({"error": null, "member": {
            "id": member, "token": token, "name": field("name"), "loginName": login_name, "icon": field("icon"),
            "banner": field("banner"), "aboutme": field("aboutme"), "status": field("status"),
        }})
    }))
}

/// Stores the password as it was typed, in today's form.
async fn renew_hash(cx: &Cx, member: crate::model::ids::MemberId, typed: String) {
    let Ok(hash) = cx.node.hash_password(Queue::Known, typed).await else { return };
    if let Err(error) = cx.node.store.set_password(member, hash).await {
        log::warn!("the password hash of {member} could not be renewed: {error}");
    }
}
