//! Looking at roles, and redeeming keys for them (spec 20 section 8).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Cx, Done, EventError, text};
use crate::{
    model::{
        ids::{MemberId, RoleId},
        permissions::{Permission, PermissionSet},
        roles::{Role, RoleInfo},
    },
    node::{Hint, Place},
    security::{text::escape_html, token},
};

/// A role without its redeem keys. Members and permissions are for those who manage roles.
#[derive(Serialize)]
pub(super) struct ShownRole {
    pub(super) info: RoleInfo,
    #[serde(skip_serializing_if = "Option::is_none")]
    permissions: Option<PermissionSet>,
    #[serde(skip_serializing_if = "Option::is_none")]
    members: Option<Vec<MemberId>>,
}

impl ShownRole {
    pub(super) fn new(role: &Role, to_manager: bool) -> Self {
        Self {
            info: role.info.clone(),
            permissions: to_manager.then(|| role.permissions.clone()),
            members: to_manager.then(|| role.members.clone()),
        }
    }
}

/// `getServerRoles`: the plain map by id.
pub(super) async fn all(cx: &Cx, _request: Value) -> Result<BTreeMap<RoleId, ShownRole>, EventError> {
    let manages = cx.node.may(cx.member, Permission::ManageRoles, Place::Server);
    let config = cx.node.config();
    Ok(config.serverroles.iter().map(|(id, role)| (*id, ShownRole::new(role, manages))).collect())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Target {
    target: Option<Value>,
}

#[derive(Serialize)]
pub(super) struct ResolvedRole {
    #[serde(rename = "type")]
    kind: &'static str,
    msg: &'static str,
    data: ShownRole,
}

/// `resolveRole`: how a role looks.
pub(super) async fn resolve(cx: &Cx, request: Target) -> Result<ResolvedRole, EventError> {
    let id: RoleId = request.target.as_ref().and_then(text::id).ok_or(EventError::from("No such role"))?;
    let config = cx.node.config();
    let role = config.serverroles.get(id).ok_or(EventError::from("No such role"))?;
    Ok(ResolvedRole { kind: "success", msg: "Role found", data: ShownRole::new(role, false) })
}

/// `resolveMemberRoles`: the ids of the roles that a member holds.
pub(super) async fn of_member(cx: &Cx, request: Target) -> Result<Vec<RoleId>, EventError> {
    let id: MemberId = request.target.as_ref().and_then(text::id).ok_or(EventError::from("No such member"))?;
    if cx.node.is_banned(id) && !cx.node.may(cx.member, Permission::ViewAnonymousMessages, Place::Server) {
        return Ok(vec![RoleId::MEMBER]);
    }
    Ok(cx.node.roles_of(id).into_vec())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RedeemKey {
    key: Option<Value>,
}

/// `redeemKey`: a role for its key. The key is used up.
pub(super) async fn redeem_key(cx: &Cx, request: RedeemKey) -> Result<Done, EventError> {
    let node = &cx.node;
    let address = node.address(cx.conn).ok_or(EventError::from("The connection is gone"))?;
    if node.must_stop_guessing(address, "key") {
        return Err("Too many wrong keys. Wait a few minutes.".into());
    }
    let key = request.key.as_ref().and_then(Value::as_str).map(str::trim).unwrap_or_default();
    let is_key = key.len() == 64 && key.bytes().all(|b| b.is_ascii_digit());
    let found = is_key.then(|| find_key(cx, key)).flatten();
    let Some((role, name)) = found else {
        node.guessed_wrong(address, "key");
        cx.notice("error", "Wrong key", "No role has this key.");
        return Err("No role has this key.".into());
    };
    if node.roles_of(cx.member).contains(&role) {
        cx.notice("error", "Already redeemed", "You hold this role already.");
        return Err("You hold this role already.".into());
    }
    node.change_config(|config| {
        if let Some(role) = config.serverroles.get_mut(role) {
            role.token.retain(|known| !token::equal(known, key));
        }
    });
    node.hold_role(cx.member, role);
    node.permissions_changed();
    cx.audit(&format!("redeemed a key of the role {role}"));
    cx.notice("success", &format!("{} redeemed!", escape_html(&name)), "The role is yours.");
    node.hint(Hint::MemberList);
    node.hub.emit(cx.conn, "receiveChannelTree", &json!({}));
    Ok(Done::default())
}

/// SECURITY: compares with every key in constant time, so that nothing can be learnt by measuring.
fn find_key(cx: &Cx, key: &str) -> Option<(RoleId, String)> {
    let config = cx.node.config();
    let mut found = None;
    for (id, role) in config.serverroles.iter() {
        let matches = role.token.iter().fold(false, |any, known| any | token::equal(known, key));
        if matches && found.is_none() {
            found = Some((*id, role.info.name.clone()));
        }
    }
    found
}
