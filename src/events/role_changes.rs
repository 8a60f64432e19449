//! Creating, changing and giving away roles (spec 20 sections 5.3 and 8). Nobody gets above what they
//! were given: who manages roles changes those below its own, and gives what it has itself.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Changed, Cx, EventError, moderation, overrides, roles::ShownRole, text};
use crate::{
    model::{
        ids::{GroupId, MemberId, RoleId},
        permissions::{Permission, PermissionSet},
        roles::{Role, RoleInfo, Roles},
    },
    node::{Hint, Node, Place},
    order,
    security::text::{normalize_escapes, truncate},
};

/// Longest name of a role, in UTF-16 units.
const NAME_LENGTH: usize = 50;
/// Longest CSS value of a role's colours.
const STYLE_LENGTH: usize = 200;
/// Most roles of a server: the settings pages list them all.
const MAX_ROLES: usize = 250;

const MANAGE: &[Permission] = &[Permission::ManageRoles];

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Request {
    role: Option<Value>,
    role_id: Option<Value>,
    target: Option<Value>,
    permissions: Value,
    data: Value,
    sorted: Value,
}

impl Request {
    /// An existing role below the caller's own.
    fn lower_role(&self, cx: &Cx) -> Result<RoleId, EventError> {
        let id = self.known_role(cx)?;
        if cx.node.outranks(cx.member, id) { Ok(id) } else { Err("That role is not below your own".into()) }
    }

    fn known_role(&self, cx: &Cx) -> Result<RoleId, EventError> {
        let id: Option<RoleId> = self.role_id.as_ref().or(self.role.as_ref()).and_then(text::id);
        let known = id.filter(|id| cx.node.config().serverroles.get(*id).is_some());
        known.ok_or(EventError::from("No such role"))
    }

    fn target(&self, cx: &Cx) -> Result<MemberId, EventError> {
        let id: Option<MemberId> = self.target.as_ref().and_then(text::id);
        id.filter(|id| cx.node.is_member(*id)).ok_or(EventError::from("No such member"))
    }
}

/// Tells everybody that roles changed: names take their colours from them.
fn roles_changed(cx: &Cx) {
    cx.node.member_list_changed();
    cx.node.hint(Hint::MemberList);
}

/// `createRole`: directly above the Member role, below everything else.
pub(super) async fn create(cx: &Cx, _request: Value) -> Result<Changed, EventError> {
    cx.require(MANAGE, Place::Server)?;
    if cx.node.config().serverroles.entries.len() >= MAX_ROLES {
        return Err("There are too many roles".into());
    }
    let id = RoleId(cx.node.new_structure_id());
    cx.node.change_structure(|config| {
        let floor = config.serverroles.get(RoleId::MEMBER).map_or(1, |role| role.info.sort_id);
        for role in config.serverroles.entries.values_mut() {
            if role.info.sort_id > floor {
                role.info.sort_id += 1;
            }
        }
        config.serverroles.entries.insert(id, new_role(id, floor + 1));
    });
    cx.audit(&format!("created the role {id}"));
    roles_changed(cx);
    Ok(Changed::new("The role was created"))
}

fn new_role(id: RoleId, sort_id: i64) -> Role {
    let start = [(Permission::ReadMessages, 1), (Permission::SendMessages, 1), (Permission::UploadFiles, 1)];
    Role {
        info: RoleInfo {
            id: id.to_string().into(),
            name: "New Role".into(),
            icon: Value::Null,
            color: Some("#FFFFFF".into()),
            background: None,
            background_clip: None,
            deletable: 1,
            sort_id,
            display_separate: 0,
            extra: Map::new(),
        },
        permissions: PermissionSet::of(&start),
        members: Vec::new(),
        token: Vec::new(),
        extra: Map::new(),
    }
}

/// `deleteRole`: with everything that groups and channels say about it.
pub(super) async fn delete(cx: &Cx, request: Request) -> Result<Changed, EventError> {
    cx.require(MANAGE, Place::Server)?;
    let id = request.lower_role(cx)?;
    if cx.node.config().serverroles.get(id).is_none_or(|role| role.info.deletable != 1) || id.is_built_in() {
        return Err("This role cannot be deleted".into());
    }
    let gone = cx.node.change_structure(|config| {
        Node::forget_overrides_of(config, id);
        config.serverroles.entries.remove(&id)
    });
    cx.node.drop_role_of_all(id);
    cx.audit(&format!("deleted the role {} ({id})", gone.map(|role| role.info.name).unwrap_or_default()));
    roles_changed(cx);
    cx.node.tree_changed();
    Ok(Changed::new("The role was deleted"))
}

/// A CSS colour or background. SAFER: nothing that could end the declaration or load something.
fn style(value: &Value) -> Result<String, EventError> {
    let refusal = EventError::from("That is no colour");
    let Value::String(style) = value else { return Err(refusal) };
    let is_plain = style.chars().all(|c| c.is_ascii_alphanumeric() || " #(),.%-".contains(c));
    let loads = style.to_ascii_lowercase().contains("url(");
    if is_plain && !loads && style.len() <= STYLE_LENGTH { Ok(style.clone()) } else { Err(refusal) }
}

/// `updateRoleAppearance`: name, colours, and whether the member list has a section for it.
pub(super) async fn set_appearance(cx: &Cx, request: Request) -> Result<Changed, EventError> {
    cx.require(MANAGE, Place::Server)?;
    let id = request.lower_role(cx)?;
    let info = request.data.get("info").unwrap_or(&request.data);
    let given = |key: &str| info.get(key).filter(|value| !value.is_null());
    let name = match given("name") {
        None => None,
        Some(value) => {
            let plain = text::text(Some(value)).map(|name| truncate(name.trim(), NAME_LENGTH));
            let name = plain.filter(|name| !name.is_empty()).ok_or(EventError::from("A role needs a name"))?;
            Some(normalize_escapes(&name))
        }
    };
    let [color, background, clip] =
        ["color", "background", "backgroundClip"].map(|key| given(key).map(style).transpose());
    let (color, background, clip) = (color?, background?, clip?);
    let is_separate = given("displaySeperate").map(|value| match value {
        Value::Bool(flag) => i64::from(*flag),
        value => i64::from(value.as_f64() == Some(1.0) || value.as_str() == Some("1")),
    });
    let info_of = || cx.node.config().serverroles.get(id).map(|role| role.info.clone());
    let before = info_of();
    cx.node.change_structure(|config| {
        let Some(role) = config.serverroles.get_mut(id) else { return };
        let info = &mut role.info;
        if let Some(name) = name {
            info.name = name;
        }
        info.color = color.or(info.color.take());
        info.background = background.or(info.background.take());
        info.background_clip = clip.or(info.background_clip.take());
        info.display_separate = is_separate.unwrap_or(info.display_separate);
    });
    cx.audit_change(&format!("changed how the role {id} looks"), &before, &info_of());
    roles_changed(cx);
    Ok(Changed::new("The role was changed"))
}

/// `updateRoleHierarchy`: the order from top to bottom. Who is no administrator may only permute what
/// is below its own role.
pub(super) async fn sort(cx: &Cx, request: Request) -> Result<Changed, EventError> {
    cx.require(MANAGE, Place::Server)?;
    let Value::Array(sorted) = &request.sorted else { return Err("The order cannot be read".into()) };
    let sorted: Option<Vec<RoleId>> = sorted.iter().map(text::id).collect();
    let sorted = sorted.ok_or(EventError::from("No such role"))?;
    let order = {
        let config = cx.node.config();
        merged_order(&config.serverroles, &sorted)?
    };
    let is_admin = cx.node.is_administrator(cx.member);
    let rank = cx.node.rank(cx.member);
    let after = |id: RoleId| order.iter().rev().position(|other| *other == id).unwrap_or(0) as i64;
    if !is_admin {
        let config = cx.node.config();
        let mut above = config.serverroles.iter().filter(|(_, role)| role.info.sort_id >= rank).map(|(id, _)| *id);
        let before = by_rank(&config.serverroles);
        let place = |order: &[RoleId], id: RoleId| order.iter().position(|other| *other == id);
        if above.any(|id| place(&before, id) != place(&order, id)) {
            return Err("You can only move roles below your own".into());
        }
    }
    cx.node.change_structure(|config| {
        for (id, role) in &mut config.serverroles.entries {
            role.info.sort_id = after(*id);
        }
    });
    cx.audit("changed the order of the roles");
    roles_changed(cx);
    Ok(Changed::new("The order was saved"))
}

/// All roles from top to bottom.
fn by_rank(roles: &Roles) -> Vec<RoleId> {
    let mut ranked: Vec<(RoleId, i64)> = roles.iter().map(|(id, role)| (*id, role.info.sort_id)).collect();
    order::by_number_down(&mut ranked, |(_, sort_id)| *sort_id);
    ranked.into_iter().map(|(id, _)| id).collect()
}

/// The wanted order with the roles that it does not name where they were, relative to the others. The
/// Offline role is always the lowest: it is nobody's.
fn merged_order(roles: &Roles, sorted: &[RoleId]) -> Result<Vec<RoleId>, EventError> {
    let mut named = sorted.iter().copied().filter(|id| *id != RoleId::OFFLINE);
    let mut seen = std::collections::BTreeSet::new();
    if !sorted.iter().all(|id| roles.get(*id).is_some() && seen.insert(*id)) {
        return Err("The order names a role twice, or one that does not exist".into());
    }
    let before: Vec<RoleId> = by_rank(roles).into_iter().filter(|id| *id != RoleId::OFFLINE).collect();
    // Each place that a named role had gets the next named one.
    let next = |id: RoleId| if seen.contains(&id) { named.next().unwrap_or(id) } else { id };
    let mut order: Vec<RoleId> = before.into_iter().map(next).collect();
    order.extend(roles.get(RoleId::OFFLINE).map(|_| RoleId::OFFLINE));
    Ok(order)
}

/// `saveRolePermissions`
pub(super) async fn save_permissions(cx: &Cx, request: Request) -> Result<Changed, EventError> {
    cx.require(MANAGE, Place::Server)?;
    let id = request.lower_role(cx)?;
    let before = cx.node.config().serverroles.get(id).map(|role| role.permissions.clone()).unwrap_or_default();
    let after = overrides::checked(cx, &before, &request.permissions, overrides::Level::Server)?;
    let difference = overrides::difference(&before, &after);
    cx.node.change_structure(|config| {
        if let Some(role) = config.serverroles.get_mut(id) {
            role.permissions = after;
        }
    });
    cx.audit(&format!("changed the permissions of the role {id}: {difference}"));
    roles_changed(cx);
    cx.node.tree_changed();
    Ok(Changed::new("The permissions were saved"))
}

/// Refuses with a notice too: existing clients show nothing else.
fn refused(cx: &Cx, why: &'static str) -> EventError {
    cx.notice("error", "Not possible", why);
    why.into()
}

/// `addUserToRole`
pub(super) async fn give(cx: &Cx, request: Request) -> Result<Changed, EventError> {
    cx.require(&[Permission::ManageMembers], Place::Server)?;
    let role = request.known_role(cx)?;
    let target = request.target(cx)?;
    if role == RoleId::MEMBER || role == RoleId::OFFLINE {
        return Err("This role cannot be given".into());
    }
    if !cx.node.outranks(cx.member, role) {
        return Err(refused(cx, "That role is not below your own"));
    }
    if !cx.node.hold_role(target, role) {
        return Err("The member holds that role already".into());
    }
    cx.node.permissions_changed();
    told_target(cx, target);
    cx.audit(&format!("gave {} the role {}", moderation::name(cx, target), role_name(cx, role)));
    Ok(Changed::new("The role was given"))
}

/// What a role is called in the audit log. Its name is stored as HTML.
fn role_name(cx: &Cx, role: RoleId) -> String {
    let name = cx.node.config().serverroles.get(role).map(|role| role.info.name.clone()).unwrap_or_default();
    format!("{name} ({role})")
}

/// `removeUserFromRole`
pub(super) async fn take(cx: &Cx, request: Request) -> Result<Changed, EventError> {
    cx.require(&[Permission::ManageMembers], Place::Server)?;
    let role = request.known_role(cx)?;
    let target = request.target(cx)?;
    if role == RoleId::MEMBER {
        return Err("Everybody holds this role".into());
    }
    let is_lower = target == cx.member || cx.node.rank(target) < cx.node.rank(cx.member);
    let may_take = cx.node.is_administrator(cx.member) || (cx.node.outranks(cx.member, role) && is_lower);
    if !may_take {
        return Err(refused(cx, "That role or that member is not below your own role"));
    }
    if is_last_administrator(cx, role, target) {
        return Err(refused(cx, "That is the last administrator"));
    }
    if !cx.node.drop_role(target, role) {
        return Err("The member does not hold that role".into());
    }
    told_target(cx, target);
    cx.audit(&format!("took the role {} from {}", role_name(cx, role), moderation::name(cx, target)));
    Ok(Changed::new("The role was taken"))
}

/// Whether nobody could administer the server any more.
fn is_last_administrator(cx: &Cx, role: RoleId, target: MemberId) -> bool {
    let config = cx.node.config();
    let gives_all = |role: &Role| role.permissions.value(Permission::Administrator) == Some(1);
    let remaining = config.serverroles.iter().filter(|(_, role)| gives_all(role));
    let mut others = remaining.flat_map(|(id, role)| role.members.iter().map(move |member| (*id, *member)));
    let gives_now = config.serverroles.get(role).is_some_and(gives_all);
    gives_now && !others.any(|(id, member)| (id, member) != (role, target) && cx.node.is_member(member))
}

fn told_target(cx: &Cx, target: MemberId) {
    roles_changed(cx);
    // What the target may see has changed, whoever else is concerned.
    cx.node.send_to_member(target, &crate::realtime::Packet::event_empty("receiveChannelTree"));
    cx.node.send_to_member(target, &crate::realtime::Packet::event_empty("updateGroupList"));
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct AllRoles {
    group: Option<Value>,
    target_user: Option<Value>,
}

#[derive(Serialize)]
pub(super) struct RoleList {
    #[serde(rename = "type")]
    kind: &'static str,
    data: Vec<ShownRole>,
}

/// `getAllRoles`: the roles below the caller's own, and whether a member holds them.
pub(super) async fn list(cx: &Cx, request: AllRoles) -> Result<RoleList, EventError> {
    let group = request.group.as_ref().and_then(text::id::<GroupId>).map_or(Place::Server, Place::Group);
    let may = |permission, place| cx.node.may(cx.member, permission, place);
    let manages_roles = may(Permission::ManageRoles, group);
    let is_allowed = manages_roles
        || may(Permission::ManageChannels, group)
        || may(Permission::ManageGroups, group)
        || may(Permission::ManageMembers, Place::Server);
    if !is_allowed {
        let text = "Missing permissions";
        return Err(EventError::Ack(json!({"type": "error", "error": text, "msg": text, "data": []})));
    }
    let held = request.target_user.as_ref().and_then(text::id).map(|id| cx.node.roles_of(id)).unwrap_or_default();
    let config = cx.node.config();
    let is_shown = |id: &RoleId| cx.node.outranks(cx.member, *id);
    let mut shown: Vec<(&RoleId, &Role)> = config.serverroles.iter().filter(|(id, _)| is_shown(id)).collect();
    order::by_number_down(&mut shown, |(_, role)| role.info.sort_id);
    let data = shown
        .into_iter()
        .map(|(id, role)| {
            let mut shown = ShownRole::new(role, manages_roles);
            shown.info.extra.insert("hasRole".into(), i64::from(held.contains(id)).into());
            shown
        })
        .collect();
    Ok(RoleList { kind: "success", data })
}
