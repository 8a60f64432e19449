//! What roles may do in a group or channel, overriding the roles themselves, and the rules for every
//! change of permissions (spec 20 sections 5.3 and 7).

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Changed, Cx, EventError, text};
use crate::{
    config::Config,
    model::{
        catalogue::Category,
        ids::{ChannelId, GroupId, RoleId},
        permissions::{Permission, PermissionSet},
        roles::Roles,
        tree::Overrides,
    },
    node::Place,
};

/// Where permissions are set: each level knows other ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Server,
    Group,
    Channel,
}

/// What a map of permissions becomes that a client sent. SAFER: only permissions of the catalogue with
/// the values 1, 0 and -1 (`maxUpload`: a whole number), and nothing that the caller lacks unless it
/// was there before: who may edit permissions must not be able to give itself more.
pub(super) fn checked(
    cx: &Cx,
    before: &PermissionSet,
    wanted: &Value,
    level: Level,
) -> Result<PermissionSet, EventError> {
    let Value::Object(wanted) = wanted else { return Err("The permissions are no object".into()) };
    let is_admin = cx.node.is_administrator(cx.member);
    let mut set = PermissionSet::default();
    for (name, value) in wanted {
        let permission = Permission::from_name(name).ok_or(EventError::from("There is no such permission"))?;
        if level != Level::Server
            && !permission.categories().contains(&category(level))
            && before.value(permission).is_none()
        {
            return Err("That permission cannot be set here".into());
        }
        if permission == Permission::MaxUpload {
            let size = max_upload(value)?;
            let most = if is_admin { None } else { cx.node.max_upload(cx.member) };
            let is_more = most.is_some_and(|most| size > most) && before.max_upload() != Some(size);
            if is_more {
                return Err("You cannot allow larger files than you may upload".into());
            }
            set.keep(name.clone(), size.into());
            continue;
        }
        let number = match value.as_i64() {
            Some(number @ -1..=1) => number as i8,
            _ => return Err("A permission is 1, 0 or -1".into()),
        };
        let is_new = before.value(permission) != Some(number);
        let holds = || cx.node.may(cx.member, permission, Place::Server);
        // Places have permissions of their own (`viewChannel`), which no role holds by itself: they are for those to
        // give who may edit the place. On the server they open all places, and are given as any other.
        let is_of_places = level != Level::Server && !permission.categories().contains(&Category::ServerRoles);
        if number == 1 && is_new && !is_admin && !is_of_places && !holds() {
            return Err("You cannot give a permission that you do not have".into());
        }
        if permission == Permission::Administrator && is_new && !is_admin {
            return Err("Only administrators make administrators".into());
        }
        set.set(permission, number);
    }
    Ok(set)
}

fn category(level: Level) -> Category {
    match level {
        Level::Server => Category::ServerRoles,
        Level::Group => Category::GroupPerms,
        Level::Channel => Category::ChannelPerms,
    }
}

/// MiB as a number, or as text from an input field.
fn max_upload(value: &Value) -> Result<u64, EventError> {
    let number = match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let number = number.filter(|number| (0..=1_000_000).contains(number));
    number.ok_or(EventError::from("maxUpload is a whole number of MiB"))
}

/// Checks that the caller may change what a role may do somewhere.
fn editable(cx: &Cx, role: RoleId) -> Result<(), EventError> {
    if cx.node.config().serverroles.get(role).is_none() {
        return Err("No such role".into());
    }
    if !cx.node.outranks(cx.member, role) {
        return Err("That role is not below your own".into());
    }
    Ok(())
}

/// The overrides of a place, all of them as a client sent them: what is unchanged stays, whoever
/// sends it; each changed one is checked.
pub(super) fn replace_all(cx: &Cx, before: &Overrides, wanted: &Value, level: Level) -> Result<Overrides, EventError> {
    let Value::Object(wanted) = wanted else { return Err("The permissions are no object".into()) };
    let mut after = Overrides { other: before.other.clone(), ..Overrides::default() };
    for (key, permissions) in wanted {
        let role: RoleId = key.parse().map_err(|_| EventError::from("No such role"))?;
        let old = before.get(role).cloned().unwrap_or_default();
        if serde_json::to_value(&old).is_ok_and(|old| old == *permissions) && before.get(role).is_some() {
            after.entries.insert(role, old);
            continue;
        }
        editable(cx, role)?;
        after.entries.insert(role, checked(cx, &old, permissions, level)?);
    }
    let removed = before.iter().map(|(role, _)| *role).filter(|role| after.get(*role).is_none());
    for role in removed.collect::<Vec<_>>() {
        if cx.node.config().serverroles.get(role).is_some() {
            editable(cx, role)?;
        }
    }
    Ok(after)
}

/// Leaves out entries of roles that are gone: the settings pages of existing clients stumble over them.
pub(super) fn only_known_roles(roles: &Roles, overrides: &mut Overrides) {
    overrides.entries.retain(|role, _| roles.get(*role).is_some());
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Request {
    channel: Option<Value>,
    group: Option<Value>,
    group_id: Option<Value>,
    role: Option<Value>,
    role_id: Option<Value>,
    permission: Value,
    perms: Value,
}

/// A place whose overrides are changed.
#[derive(Clone, Copy)]
enum Target {
    Group(GroupId),
    Channel(ChannelId),
}

impl Target {
    fn level(self) -> Level {
        match self {
            Self::Group(_) => Level::Group,
            Self::Channel(_) => Level::Channel,
        }
    }
}

impl Request {
    fn channel(&self, cx: &Cx) -> Result<Target, EventError> {
        let id = self.channel.as_ref().and_then(|value| text::prefixed_id::<ChannelId>(value, "channel-"));
        let id = id.filter(|id| cx.node.config().groups.find_channel(*id).is_some());
        let id = id.ok_or(EventError::from("No such channel"))?;
        cx.require(&[Permission::ManageChannels], Place::Channel(id))?;
        Ok(Target::Channel(id))
    }

    fn group(&self, cx: &Cx) -> Result<Target, EventError> {
        let id = self.group_id.as_ref().or(self.group.as_ref()).and_then(text::id::<GroupId>);
        let id = id.filter(|id| cx.node.config().groups.get(*id).is_some());
        let id = id.ok_or(EventError::from("No such group"))?;
        cx.require(&[Permission::ManageGroups], Place::Group(id))?;
        Ok(Target::Group(id))
    }

    fn role(&self, cx: &Cx) -> Result<RoleId, EventError> {
        let role = self.role_id.as_ref().or(self.role.as_ref()).and_then(text::id::<RoleId>);
        let role = role.ok_or(EventError::from("No such role"))?;
        editable(cx, role)?;
        Ok(role)
    }
}

/// Runs `change` with the overrides of a place and tells those concerned.
fn change(cx: &Cx, target: Target, change: impl FnOnce(&mut Overrides)) {
    let overrides_of = |config: &Config| match target {
        Target::Group(id) => config.groups.get(id).map(|group| group.permissions.clone()),
        Target::Channel(id) => config.groups.find_channel(id).map(|found| found.channel.permissions.clone()),
    };
    let before = overrides_of(&cx.node.config());
    cx.node.change_structure(|config| match target {
        Target::Group(id) => {
            if let Some(group) = config.groups.get_mut(id) {
                change(&mut group.permissions);
            }
        }
        Target::Channel(id) => {
            let room = config.groups.find_channel(id).map(|place| place.room);
            if let Some(channel) = room.and_then(|room| config.groups.channel_at_mut(room)) {
                change(&mut channel.permissions);
            }
        }
    });
    let after = overrides_of(&cx.node.config());
    match target {
        Target::Group(id) => {
            cx.audit_change(&format!("changed the permissions of the group {id}"), &before, &after);
            cx.node.groups_changed();
        }
        Target::Channel(id) => {
            cx.audit_change(&format!("changed the permissions of the channel {id}"), &before, &after);
            cx.node.history_changed(id);
        }
    }
    cx.node.tree_changed();
}

fn current(cx: &Cx, target: Target, role: RoleId) -> PermissionSet {
    let config = cx.node.config();
    let overrides = match target {
        Target::Group(id) => config.groups.get(id).map(|group| &group.permissions),
        Target::Channel(id) => config.groups.find_channel(id).map(|place| &place.channel.permissions),
    };
    overrides.and_then(|overrides| overrides.get(role)).cloned().unwrap_or_default()
}

fn save(cx: &Cx, target: Target, role: RoleId, wanted: &Value) -> Result<Changed, EventError> {
    let set = checked(cx, &current(cx, target, role), wanted, target.level())?;
    change(cx, target, |overrides| {
        overrides.entries.insert(role, set);
    });
    Ok(Changed::new("The permissions were saved"))
}

fn add(cx: &Cx, target: Target, role: RoleId, permissions: &[(Permission, i8)]) -> Changed {
    let set = PermissionSet::of(permissions);
    change(cx, target, |overrides| {
        overrides.entries.insert(role, set);
    });
    Changed::new("The role was added")
}

fn remove(cx: &Cx, target: Target, role: RoleId) -> Changed {
    change(cx, target, |overrides| {
        overrides.entries.remove(&role);
    });
    Changed::new("The role was removed")
}

/// `saveChannelPermissions`
pub(super) async fn save_channel(cx: &Cx, request: Request) -> Result<Changed, EventError> {
    save(cx, request.channel(cx)?, request.role(cx)?, &request.permission)
}

/// `addRoleToChannel`
pub(super) async fn add_to_channel(cx: &Cx, request: Request) -> Result<Changed, EventError> {
    let start = [(Permission::ReadMessages, 1), (Permission::SendMessages, 1)];
    Ok(add(cx, request.channel(cx)?, request.role(cx)?, &start))
}

/// `removeRoleFromChannel`
pub(super) async fn remove_from_channel(cx: &Cx, request: Request) -> Result<Changed, EventError> {
    Ok(remove(cx, request.channel(cx)?, request.role(cx)?))
}

/// `updateGroupPermissions`
pub(super) async fn save_group(cx: &Cx, request: Request) -> Result<Changed, EventError> {
    save(cx, request.group(cx)?, request.role(cx)?, &request.perms)
}

/// `addRoleToGroup`
pub(super) async fn add_to_group(cx: &Cx, request: Request) -> Result<Changed, EventError> {
    Ok(add(cx, request.group(cx)?, request.role(cx)?, &[(Permission::ViewGroup, 1)]))
}

/// `removeRoleFromGroup`
pub(super) async fn remove_from_group(cx: &Cx, request: Request) -> Result<Changed, EventError> {
    Ok(remove(cx, request.group(cx)?, request.role(cx)?))
}

/// The permissions of a map that are no longer the same, for the audit log.
pub(super) fn difference(before: &PermissionSet, after: &PermissionSet) -> String {
    let changed = Permission::ALL.iter().filter(|permission| before.value(**permission) != after.value(**permission));
    let shown: Map<String, Value> = changed
        .map(|permission| (permission.name().to_owned(), after.value(*permission).map_or(Value::Null, Value::from)))
        .collect();
    Value::from(shown).to_string()
}
