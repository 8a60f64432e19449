//! Creating and changing categories and channels, and their order (spec 20 section 7).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Changed, Cx, EventError, groups, overrides, text};
use crate::{
    model::{
        ids::{CategoryId, ChannelId, GroupId, RoomId},
        permissions::{Permission, PermissionSet},
        tree::{Channel, Overrides},
    },
    node::Place,
};

/// Most channels of a group, and most categories. Nobody can look through more.
const MAX_CHANNELS: usize = 500;
const MAX_CATEGORIES: usize = 100;

const MANAGE: &[Permission] = &[Permission::ManageChannels];

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Request {
    group: Option<Value>,
    category: Option<Value>,
    channel: Option<Value>,
    channel_id: Option<Value>,
    value: Option<Value>,
    name: Option<Value>,
    #[serde(rename = "type")]
    kind: Option<Value>,
    data: Value,
}

impl Request {
    fn group(&self, cx: &Cx) -> Result<GroupId, EventError> {
        let id: Option<GroupId> = self.group.as_ref().and_then(text::id);
        id.filter(|id| cx.node.config().groups.get(*id).is_some()).ok_or(EventError::from("No such group"))
    }

    fn category(&self, cx: &Cx, group: GroupId) -> Result<CategoryId, EventError> {
        let id = self.category.as_ref().and_then(|value| text::prefixed_id::<CategoryId>(value, "category-"));
        let config = cx.node.config();
        let categories = config.groups.get(group).map(|group| &group.channels.categories);
        id.filter(|id| categories.is_some_and(|categories| categories.get(*id).is_some()))
            .ok_or(EventError::from("No such category"))
    }

    /// An existing channel that the caller may manage.
    fn managed_channel(&self, cx: &Cx) -> Result<RoomId, EventError> {
        let room = self.channel(cx)?;
        cx.require(MANAGE, Place::Channel(room.channel))?;
        Ok(room)
    }

    fn channel(&self, cx: &Cx) -> Result<RoomId, EventError> {
        let value = self.channel_id.as_ref().or(self.channel.as_ref());
        let id = value.and_then(|value| text::prefixed_id::<ChannelId>(value, "channel-"));
        let config = cx.node.config();
        let found = id.and_then(|id| config.groups.find_channel(id)).map(|place| place.room);
        found.ok_or(EventError::from("No such channel"))
    }
}

/// `createCategory`
pub(super) async fn create_category(cx: &Cx, request: Request) -> Result<Changed, EventError> {
    let group = request.group(cx)?;
    cx.require(&[Permission::ManageChannels, Permission::CreateCategory], Place::Group(group))?;
    let name = text::name(request.value.as_ref()).ok_or(EventError::from("A category needs a name"))?;
    let id = CategoryId(cx.node.new_structure_id());
    let is_full = cx.node.change_structure(|config| {
        let Some(group) = config.groups.get_mut(group) else { return true };
        let categories = &mut group.channels.categories.entries;
        if categories.len() >= MAX_CATEGORIES {
            return true;
        }
        categories.insert(id, groups::new_category(id, name.clone()));
        false
    });
    if is_full {
        return Err("There are too many categories".into());
    }
    cx.audit(&format!("created the category {name} ({id})"));
    cx.node.tree_changed();
    Ok(Changed::new("The category was created"))
}

/// `deleteCategory`: with its channels, but not that of the default channel.
pub(super) async fn delete_category(cx: &Cx, request: Request) -> Result<Changed, EventError> {
    let group = request.group(cx)?;
    cx.require(MANAGE, Place::Group(group))?;
    let id = request.category(cx, group)?;
    if default_room(cx).is_some_and(|room| room.group == group && room.category == id) {
        return Err("The default channel is in this category: choose another one first".into());
    }
    cx.node.change_structure(|config| {
        if let Some(group) = config.groups.get_mut(group) {
            group.channels.categories.entries.remove(&id);
        }
    });
    cx.audit(&format!("deleted the category {id}"));
    cx.node.tree_changed();
    Ok(Changed::new("The category was deleted"))
}

fn default_room(cx: &Cx) -> Option<RoomId> {
    let config = cx.node.config();
    let channel: ChannelId = config.serverinfo.default_channel.parse().ok()?;
    Some(config.groups.find_channel(channel)?.room)
}

/// `createChannel`: hidden from ordinary members until its permissions are set.
pub(super) async fn create(cx: &Cx, request: Request) -> Result<Changed, EventError> {
    let group = request.group(cx)?;
    cx.require(MANAGE, Place::Group(group))?;
    let category = request.category(cx, group)?;
    let name = text::name(request.value.as_ref()).ok_or(EventError::from("A channel needs a name"))?;
    let kind = match request.kind.as_ref().filter(|kind| !kind.is_null()) {
        None => "text",
        Some(Value::String(kind)) if kind == "text" => "text",
        Some(Value::String(kind)) if kind == "voice" => "voice",
        Some(_) => return Err("A channel is text or voice".into()),
    };
    let id = ChannelId(cx.node.new_structure_id());
    let history = i8::from(cx.node.config().dcts_edge.strict_history);
    let of_members = PermissionSet::of(&[
        (Permission::ViewChannelHistory, history),
        (Permission::ReadMessages, 0),
        (Permission::SendMessages, 0),
        (Permission::ViewChannel, -1),
    ]);
    let is_full = cx.node.change_structure(|config| {
        let Some(group) = config.groups.get_mut(group) else { return true };
        let categories = &mut group.channels.categories;
        if categories.iter().map(|(_, category)| category.channel.entries.len()).sum::<usize>() >= MAX_CHANNELS {
            return true;
        }
        if let Some(category) = categories.get_mut(category) {
            category.channel.entries.insert(id, groups::new_channel(id, name.clone(), kind, of_members));
        }
        false
    });
    if is_full {
        return Err("There are too many channels".into());
    }
    cx.audit(&format!("created the channel {name} ({id})"));
    cx.node.tree_changed();
    Ok(Changed::new("The channel was created"))
}

/// `deleteChannel`: but not the default one.
pub(super) async fn delete(cx: &Cx, request: Request) -> Result<Changed, EventError> {
    let room = request.managed_channel(cx)?;
    if default_room(cx) == Some(room) {
        return Err("The default channel cannot be deleted".into());
    }
    cx.node.change_structure(|config| {
        let group = config.groups.get_mut(room.group);
        if let Some(category) = group.and_then(|group| group.channels.categories.get_mut(room.category)) {
            category.channel.entries.remove(&room.channel);
        }
    });
    cx.audit(&format!("deleted the channel {}", room.channel));
    cx.node.tree_changed();
    Ok(Changed::new("The channel was deleted"))
}

/// Changes a channel, and gives back what it is now.
fn change(cx: &Cx, room: RoomId, change: impl FnOnce(&mut Channel)) -> Result<Channel, EventError> {
    let changed = cx.node.change_structure(|config| {
        let channel = config.groups.channel_at_mut(room)?;
        let before = channel.clone();
        change(channel);
        Some((before, channel.clone()))
    });
    let (before, changed) = changed.ok_or(EventError::from("No such channel"))?;
    cx.audit_change(&format!("changed the channel {} ({})", changed.name, room.channel), &before, &changed);
    cx.node.tree_changed();
    Ok(changed)
}

/// `updateChannel`: what `data` names.
pub(super) async fn update(cx: &Cx, request: Request) -> Result<Value, EventError> {
    let room = request.managed_channel(cx)?;
    let given = |key: &str| request.data.get(key).filter(|value| !value.is_null());
    let name = match given("name") {
        None => None,
        value => Some(text::name(value).ok_or(EventError::from("A channel needs a name"))?),
    };
    let description = given("description").and_then(text::description);
    let sort_id = given("sortId").and_then(Value::as_i64);
    let permissions: Option<Overrides> = match given("permissions") {
        None => None,
        Some(wanted) => {
            let before = {
                let config = cx.node.config();
                config.groups.channel_at(room).map(|place| place.channel.permissions.clone()).unwrap_or_default()
            };
            Some(overrides::replace_all(cx, &before, wanted, overrides::Level::Channel)?)
        }
    };
    let has_new_rules = permissions.is_some();
    let channel = change(cx, room, |channel| {
        if let Some(name) = name {
            channel.name = name;
        }
        if let Some(description) = description {
            channel.description = Some(description);
        }
        channel.sort_id = sort_id.unwrap_or(channel.sort_id);
        if let Some(permissions) = permissions {
            channel.permissions = permissions;
        }
    })?;
    if has_new_rules {
        cx.node.history_changed(room.channel);
    }
    Ok(json!({"type": "success", "msg": "The channel was changed", "data": channel}))
}

/// `updateChannelName`
pub(super) async fn rename(cx: &Cx, request: Request) -> Result<Changed, EventError> {
    let room = request.managed_channel(cx)?;
    let name = text::name(request.name.as_ref()).ok_or(EventError::from("A channel needs a name"))?;
    change(cx, room, |channel| channel.name = name)?;
    Ok(Changed::new("The channel was renamed"))
}

/// `getChannelInfo`: the whole channel, for the settings page.
pub(super) async fn info(cx: &Cx, request: Request) -> Result<Value, EventError> {
    let room = request.managed_channel(cx)?;
    let config = cx.node.config();
    let mut channel = config.groups.channel_at(room).map(|place| place.channel.clone());
    if let Some(channel) = &mut channel {
        overrides::only_known_roles(&config.serverroles, &mut channel.permissions);
    }
    Ok(json!({"type": "success", "msg": "Channel found", "data": channel}))
}

/// `setDefaultChannel`: where new members are announced.
pub(super) async fn set_default(cx: &Cx, request: Request) -> Result<Changed, EventError> {
    cx.require(&[Permission::ManageServer], Place::Server)?;
    let id: Option<ChannelId> = request.value.as_ref().and_then(text::id);
    let id = id.filter(|id| cx.node.config().groups.find_channel(*id).is_some());
    let id = id.ok_or(EventError::from("No such channel"))?;
    cx.node.change_config(|config| config.serverinfo.default_channel = id.to_string());
    cx.audit(&format!("made the channel {id} the default one"));
    Ok(Changed::new("The default channel was changed"))
}

#[derive(Debug, Deserialize)]
struct Sorted {
    info: SortedInfo,
    #[serde(default)]
    channels: Vec<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SortedInfo {
    sort_id: Option<f64>,
}

/// `updateChannelTreeSorting`: the order of categories and channels, as one change. Channels may move
/// to another category of their group, and their messages move along.
pub(super) async fn sort(cx: &Cx, request: Request) -> Result<Changed, EventError> {
    let group = request.group(cx)?;
    cx.require(MANAGE, Place::Group(group))?;
    let malformed = || EventError::from("The order cannot be read");
    let sorted: BTreeMap<String, Sorted> = match &request.data {
        Value::String(text) => serde_json::from_str(text).map_err(|_| malformed())?,
        value => serde_json::from_value(value.clone()).map_err(|_| malformed())?,
    };
    let moves = cx.node.change_structure(|config| {
        let Some(group_entry) = config.groups.get_mut(group) else { return Vec::new() };
        let categories = &mut group_entry.channels.categories.entries;
        let mut moves = Vec::new();
        for (key, wanted) in &sorted {
            let Some(target) = key.parse::<CategoryId>().ok().filter(|id| categories.contains_key(id)) else {
                continue;
            };
            for (place, id) in wanted.channels.iter().enumerate() {
                let Some(id) = text::id::<ChannelId>(id) else { continue };
                let home =
                    categories.iter().find(|(_, category)| category.channel.get(id).is_some()).map(|(id, _)| *id);
                let Some(home) = home else { continue };
                let channel = categories.get_mut(&home).and_then(|category| category.channel.entries.remove(&id));
                let (Some(mut channel), Some(category)) = (channel, categories.get_mut(&target)) else { continue };
                channel.sort_id = (wanted.channels.len() - 1 - place) as i64;
                category.channel.entries.insert(id, channel);
                if home != target {
                    let room = |category| RoomId { group, category, channel: id };
                    moves.push((room(home), room(target)));
                }
            }
            if let (Some(category), Some(sort_id)) = (categories.get_mut(&target), wanted.info.sort_id) {
                category.info.sort_id = sort_id as i64;
            }
        }
        moves
    });
    for (from, to) in moves {
        cx.node.move_messages(from, to).await?;
    }
    cx.audit(&format!("changed the order of the channels of the group {group}"));
    cx.node.tree_changed();
    Ok(Changed::new("The order was saved"))
}

/// `updateChannelHierarchy`: of a page that never worked; it would replace the whole structure.
pub(super) async fn replace_everything(_cx: &Cx, _request: Value) -> Result<Changed, EventError> {
    Err("This server does not offer that.".into())
}
