//! Creating and changing groups (spec 20 section 7).

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Changed, Cx, Done, EventError, overrides, text};
use crate::{
    model::{
        ids::{CategoryId, ChannelId, GroupId, RoleId, RoomId},
        map::IdMap,
        permissions::{Permission, PermissionSet},
        tree::{Category, CategoryInfo, Channel, Group, GroupChannels, GroupInfo},
    },
    node::Place,
};

const DEFAULT_ICON: &str = "/img/default_icon.png";
const DEFAULT_BANNER: &str = "/img/default_banner.png";
/// Most groups of a server, so that lists stay small. Nobody can look through more.
const MAX_GROUPS: usize = 200;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OfGroup {
    group: Option<Value>,
    value: Option<Value>,
}

impl OfGroup {
    fn id(&self, cx: &Cx) -> Result<GroupId, EventError> {
        known(cx, self.group.as_ref())
    }
}

/// The id of an existing group.
fn known(cx: &Cx, value: Option<&Value>) -> Result<GroupId, EventError> {
    let id: Option<GroupId> = value.and_then(text::id);
    id.filter(|id| cx.node.config().groups.get(*id).is_some()).ok_or(EventError::from("No such group"))
}

/// `createGroup`: hidden from ordinary members until its permissions are set.
pub(super) async fn create(cx: &Cx, request: OfGroup) -> Result<Changed, EventError> {
    cx.require(&[Permission::ManageGroups, Permission::CreateGroup], Place::Server)?;
    let name = text::name(request.value.as_ref()).ok_or(EventError::from("A group needs a name"))?;
    if cx.node.config().groups.entries.len() >= MAX_GROUPS {
        return Err("There are too many groups".into());
    }
    let id = GroupId(cx.node.new_structure_id());
    cx.node.change_structure(|config| {
        config.groups.entries.insert(id, new_group(id, name.clone()));
    });
    // The ids inside of the group are new as well, which only the finished group shows.
    let (category, channel) = (CategoryId(cx.node.new_structure_id()), ChannelId(cx.node.new_structure_id()));
    cx.node.change_structure(|config| {
        if let Some(group) = config.groups.get_mut(id) {
            group.channels.categories.entries.insert(category, new_category(category, "General".into()));
            if let Some(category) = group.channels.categories.get_mut(category) {
                category.channel.entries.insert(channel, first_channel(channel));
            }
        }
    });
    cx.audit(&format!("created the group {name} ({id})"));
    cx.node.groups_changed();
    Ok(Changed::new("The group was created"))
}

fn new_group(id: GroupId, name: String) -> Group {
    let info = GroupInfo {
        id: id.to_string().into(),
        name,
        icon: Some(DEFAULT_ICON.into()),
        banner: Some(DEFAULT_BANNER.into()),
        is_deletable: 1,
        sort_id: 0,
        extra: Map::from_iter([("access".to_owned(), json!([]))]),
    };
    let permissions = IdMap::from_iter([(RoleId::MEMBER, PermissionSet::of(&[(Permission::ViewGroup, 0)]))]);
    Group { info, channels: GroupChannels::default(), permissions, extra: Map::new() }
}

/// A category without channels.
pub(super) fn new_category(id: CategoryId, name: String) -> Category {
    let info = CategoryInfo { id: id.to_string().into(), name, sort_id: 0, extra: Map::new() };
    Category { info, channel: IdMap::default(), extra: Map::new() }
}

fn first_channel(id: ChannelId) -> Channel {
    let permissions = PermissionSet::of(&[
        (Permission::ReadMessages, 1),
        (Permission::SendMessages, 1),
        (Permission::ViewChannel, 0),
    ]);
    new_channel(id, "chat".into(), "text", permissions)
}

/// A channel as it begins.
pub(super) fn new_channel(id: ChannelId, name: String, kind: &str, of_members: PermissionSet) -> Channel {
    Channel {
        id: id.to_string().into(),
        name,
        kind: kind.into(),
        description: Some("Default Channel Description".into()),
        sort_id: 0,
        permissions: IdMap::from_iter([(RoleId::MEMBER, of_members)]),
        msg_count: 0,
        extra: Map::new(),
    }
}

/// `deleteGroup`: with everything in it, but never the last one or that of the default channel.
pub(super) async fn delete(cx: &Cx, request: OfGroup) -> Result<Changed, EventError> {
    let id = request.id(cx)?;
    cx.require(&[Permission::ManageGroups], Place::Group(id))?;
    let refusal = {
        let config = cx.node.config();
        let default = config.serverinfo.default_channel.parse::<ChannelId>().ok();
        let home = default.and_then(|channel| config.groups.find_channel(channel)).map(|place| place.room.group);
        let is_deletable = config.groups.get(id).is_some_and(|group| group.info.is_deletable != 0);
        match () {
            () if !is_deletable => Some("This group cannot be deleted"),
            () if home == Some(id) => Some("The default channel is in this group: choose another one first"),
            () if config.groups.entries.len() == 1 => Some("The last group cannot be deleted"),
            () => None,
        }
    };
    if let Some(refusal) = refusal {
        cx.notice("error", "Not deleted", refusal);
        return Err(refusal.into());
    }
    let gone = cx.node.change_structure(|config| config.groups.entries.remove(&id));
    cx.audit(&format!("deleted the group {} ({id})", gone.map(|group| group.info.name).unwrap_or_default()));
    cx.node.groups_changed();
    cx.node.tree_changed();
    Ok(Changed::new("The group was deleted"))
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Rename {
    group_id: Option<Value>,
    group_name: Option<Value>,
    group_description: Option<Value>,
}

/// `updateGroupName`
pub(super) async fn rename(cx: &Cx, request: Rename) -> Result<Changed, EventError> {
    let id = known(cx, request.group_id.as_ref())?;
    cx.require(&[Permission::ManageGroups], Place::Group(id))?;
    let info = json!({"name": request.group_name, "description": request.group_description});
    change(cx, id, &info, None)?;
    Ok(Changed::new("The group was renamed"))
}

/// `updateGroupIcon`: without a picture the default one.
pub(super) async fn set_icon(cx: &Cx, request: OfGroup) -> Result<Changed, EventError> {
    let id = request.id(cx)?;
    cx.require(&[Permission::ManageGroups, Permission::UpdateGroupIcon], Place::Group(id))?;
    let icon = picture_or(request.value.as_ref(), DEFAULT_ICON)?;
    change(cx, id, &json!({"icon": icon}), None)?;
    Ok(Changed::new("The picture was changed"))
}

/// `updateGroupBanner`: without a picture the default one.
pub(super) async fn set_banner(cx: &Cx, request: OfGroup) -> Result<Changed, EventError> {
    let id = request.id(cx)?;
    cx.require(&[Permission::ManageGroups, Permission::UpdateGroupBanner], Place::Group(id))?;
    let banner = picture_or(request.value.as_ref(), DEFAULT_BANNER)?;
    change(cx, id, &json!({"banner": banner}), None)?;
    Ok(Changed::new("The banner was changed"))
}

fn picture_or(value: Option<&Value>, default: &str) -> Result<String, EventError> {
    match value {
        None | Some(Value::Null) => Ok(default.into()),
        Some(Value::String(text)) if text.trim().is_empty() => Ok(default.into()),
        other => text::picture(other).ok_or(EventError::from("That is no address of a picture")),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Update {
    group_id: Option<Value>,
    data: Value,
}

/// `updateGroup`: what `data` names. SAFER: channels in it are ignored.
pub(super) async fn update(cx: &Cx, request: Update) -> Result<Done, EventError> {
    let id = known(cx, request.group_id.as_ref())?;
    cx.require(&[Permission::ManageGroups], Place::Group(id))?;
    let permissions = match request.data.get("permissions").filter(|value| !value.is_null()) {
        None => None,
        Some(wanted) => {
            let before = cx.node.config().groups.get(id).map(|group| group.permissions.clone()).unwrap_or_default();
            Some(overrides::replace_all(cx, &before, wanted, overrides::Level::Group)?)
        }
    };
    change(cx, id, request.data.get("info").unwrap_or(&Value::Null), permissions)?;
    cx.node.tree_changed();
    Ok(Done::default())
}

/// Changes what `info` names, all or nothing.
fn change(
    cx: &Cx,
    id: GroupId,
    info: &Value,
    permissions: Option<crate::model::tree::Overrides>,
) -> Result<(), EventError> {
    let given = |key: &str| info.get(key).filter(|value| !value.is_null());
    let name = match given("name") {
        None => None,
        value => Some(text::name(value).ok_or(EventError::from("A group needs a name"))?),
    };
    let picture = |key: &str| match given(key) {
        None => Ok(None),
        value => text::picture(value).map(Some).ok_or(EventError::from("That is no address of a picture")),
    };
    let (icon, banner) = (picture("icon")?, picture("banner")?);
    let description = given("description").and_then(text::description);
    let sort_id = given("sortId").and_then(Value::as_i64);
    let facts_of = || cx.node.config().groups.get(id).map(|group| (group.info.clone(), group.permissions.clone()));
    let before = facts_of();
    cx.node.change_structure(|config| {
        let Some(group) = config.groups.get_mut(id) else { return };
        let info = &mut group.info;
        if let Some(name) = name {
            info.name = name;
        }
        info.icon = icon.or(info.icon.take());
        info.banner = banner.or(info.banner.take());
        info.sort_id = sort_id.unwrap_or(info.sort_id);
        if let Some(description) = description {
            info.extra.insert("description".into(), description.into());
        }
        if let Some(permissions) = permissions {
            group.permissions = permissions;
        }
    });
    let after = facts_of();
    let parts =
        |facts: Option<(_, _)>| facts.map(|(info, permissions)| json!({"info": info, "permissions": permissions}));
    cx.audit_change(&format!("changed the group {id}"), &parts(before), &parts(after));
    cx.node.groups_changed();
    Ok(())
}

/// `getGroupInfo`: the whole group, for the settings page.
pub(super) async fn info(cx: &Cx, request: OfGroup) -> Result<Value, EventError> {
    let id = request.id(cx)?;
    cx.require(&[Permission::ManageGroups], Place::Group(id))?;
    let config = cx.node.config();
    let mut group = config.groups.get(id).cloned().ok_or(EventError::from("No such group"))?;
    overrides::only_known_roles(&config.serverroles, &mut group.permissions);
    Ok(json!({"type": "success", "msg": "Group found", "data": group}))
}

/// `getGroupChannels`: the whole structure as it is stored.
pub(super) async fn all(cx: &Cx, _request: Value) -> Result<Value, EventError> {
    cx.require(&[Permission::ManageChannels, Permission::ManageGroups], Place::Server)?;
    serde_json::to_value(&cx.node.config().groups).map_err(|_| EventError::from("The answer could not be rendered"))
}

/// `getGroupStats`: who writes most, and how large the group is.
pub(super) async fn stats(cx: &Cx, request: OfGroup) -> Result<Value, EventError> {
    let id = request.id(cx)?;
    cx.require(&[Permission::ViewGroup], Place::Group(id))?;
    // SAFER: only what happens where the caller may look counts.
    let rooms: Vec<RoomId> = {
        let config = cx.node.config();
        let of_group = config.groups.channels().filter(|place| place.room.group == id);
        of_group.map(|place| place.room).collect()
    };
    let sees = |room: &RoomId| cx.node.may(cx.member, Permission::ViewChannel, Place::Channel(room.channel));
    let rooms: Vec<RoomId> = rooms.into_iter().filter(sees).collect();
    let (visible, mut categories): (usize, Vec<CategoryId>) =
        (rooms.len(), rooms.iter().map(|room| room.category).collect());
    categories.dedup();
    let counted = cx.node.store.most_active(rooms).await?;
    let active: Vec<Value> = counted
        .into_iter()
        .filter_map(|(author, count)| {
            let member = author.parse().ok().filter(|member| cx.node.is_member(*member))?;
            let user = cx.node.with_public_member(member, |public| serde_json::to_value(public).ok())?;
            Some(json!({"authorId": author, "message_count": count, "user": user}))
        })
        .collect();
    let config = cx.node.config();
    let group = config.groups.get(id).ok_or(EventError::from("No such group"))?;
    Ok(json!({
        "type": "success", "msg": null, "mostActiveUsers": active,
        "group": {
            "info": group.info, "permissions": null, "channels": null,
            "channelCount": visible, "categoryCount": categories.len(),
        },
    }))
}
