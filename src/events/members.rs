//! Looking at members (spec 10 section 4).

use std::rc::Rc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json, value::RawValue};

use super::{Cx, EventError, text};
use crate::{
    model::{
        ids::{ChannelId, GroupId, MemberId},
        permissions::Permission,
        roles::RoleInfo,
    },
    node::Place,
    order,
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct MemberList {
    group: Option<Value>,
    channel: Option<Value>,
}

#[derive(Serialize)]
pub(super) struct MemberListAnswer {
    members: Rc<RawValue>,
    index: i32,
}

/// `getMemberList`: those who may view the channel or, without one that the caller may view, the group.
pub(super) async fn list(cx: &Cx, request: MemberList) -> Result<MemberListAnswer, EventError> {
    let asked: Option<GroupId> = request.group.as_ref().and_then(text::id);
    let channel: Option<ChannelId> = request.channel.as_ref().and_then(text::id);
    let views = |id: GroupId| cx.node.may(cx.member, Permission::ViewGroup, Place::Group(id));
    let group = {
        let config = cx.node.config();
        let known = asked.filter(|id| config.groups.get(*id).is_some());
        // The page sends "0" by default, whether there is such a group or not.
        known.or_else(|| config.groups.iter().map(|(id, _)| *id).find(|id| views(*id)))
    };
    let Some(group) = group.filter(|id| views(*id)) else {
        let text = "You may not see who is here.";
        return Err(EventError::Ack(json!({"error": text, "msg": text, "type": "error", "members": {}, "index": -1})));
    };
    let seen = channel.filter(|id| {
        cx.node.config().groups.find_channel(*id).is_some()
            && cx.node.may(cx.member, Permission::ViewChannel, Place::Channel(*id))
    });
    let place = seen.map_or(Place::Group(group), Place::Channel);
    Ok(MemberListAnswer { members: cx.node.member_list(place), index: -1 })
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Target {
    target: Option<Value>,
    pos_x: Option<Value>,
    pos_y: Option<Value>,
}

fn target(cx: &Cx, target: Option<&Value>) -> Option<MemberId> {
    target.and_then(text::id).filter(|id| cx.node.is_member(*id))
}

#[derive(Serialize)]
pub(super) struct Resolved {
    #[serde(rename = "type")]
    kind: &'static str,
    msg: &'static str,
    data: Box<RawValue>,
}

/// `resolveMember`: the public object of a member.
pub(super) async fn resolve(cx: &Cx, request: Target) -> Result<Resolved, EventError> {
    let id = target(cx, request.target.as_ref()).ok_or(EventError::from("No such member"))?;
    Ok(Resolved { kind: "success", msg: "Member found", data: public(cx, id)? })
}

fn public(cx: &Cx, id: MemberId) -> Result<Box<RawValue>, EventError> {
    let rendered = cx.node.with_public_member(id, |member| serde_json::value::to_raw_value(member));
    rendered.map_err(|_| EventError::from("The answer could not be rendered"))
}

/// `getServerMembers`: the public objects of all members, for mentions.
pub(super) async fn all(cx: &Cx, _request: Value) -> Result<Rc<RawValue>, EventError> {
    Ok(cx.node.all_members().into())
}

#[derive(Serialize)]
pub(super) struct Profile {
    error: Option<()>,
    member: Option<ProfileMember>,
    top: Option<f64>,
    left: Option<f64>,
}

#[derive(Serialize)]
struct ProfileMember {
    #[serde(flatten)]
    member: Value,
    roles: Vec<ProfileRole>,
}

#[derive(Serialize)]
struct ProfileRole {
    #[serde(flatten)]
    info: RoleInfo,
}

/// `getMemberProfile`: a member with roles, highest first. The position is the client's own, echoed.
pub(super) async fn profile(cx: &Cx, request: Target) -> Result<Profile, EventError> {
    let number = |value: &Option<Value>| match value {
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        _ => None,
    };
    let member = target(cx, request.target.as_ref()).map(|id| ProfileMember {
        member: cx.node.with_public_member(id, |member| serde_json::to_value(member).unwrap_or_default()),
        roles: roles(cx, id),
    });
    Ok(Profile { error: None, member, top: number(&request.pos_y), left: number(&request.pos_x) })
}

fn roles(cx: &Cx, id: MemberId) -> Vec<ProfileRole> {
    let config = cx.node.config();
    let held = cx.node.roles_of(id);
    let mut roles: Vec<RoleInfo> = held
        .iter()
        .filter_map(|role_id| {
            let role = config.serverroles.get(*role_id)?;
            Some(RoleInfo { id: Value::from(role_id.to_string()), ..role.info.clone() })
        })
        .collect();
    order::by_number_down(&mut roles, |role| role.sort_id);
    roles.into_iter().map(|info| ProfileRole { info }).collect()
}

/// `getUserFromId`: as [`resolve`], in an older shape.
pub(super) async fn user(cx: &Cx, request: Target) -> Result<Value, EventError> {
    let id = text::text(request.target.as_ref()).ok_or(EventError::from("No such member"))?;
    Ok(json!({"type": "success", "user": cx.node.public_object(&id)}))
}

/// `getMemberPublicKey`: `null` for a member without one.
pub(super) async fn public_key(cx: &Cx, request: Target) -> Result<Value, EventError> {
    let Some(asked) = request.target.as_ref().filter(|target| !target.is_null()) else {
        return Err(EventError::Ack(json!({"error": "Whose key?", "publicKey": null})));
    };
    let profile = text::id(asked).and_then(|id| cx.node.profile(id));
    let key = profile.map(|profile| profile.public_key).filter(|key| !key.is_empty());
    Ok(json!({"error": null, "publicKey": key}))
}
