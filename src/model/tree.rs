//! Groups, categories and channels as config.json stores them (spec 20 section 3.1).

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::{
    ids::{CategoryId, ChannelId, GroupId, RoleId, RoomId},
    map::IdMap,
    permissions::PermissionSet,
};

/// `groups`: the whole structure.
pub type Groups = IdMap<GroupId, Group>;

/// What roles may do in one group or channel, overriding the roles themselves.
pub type Overrides = IdMap<RoleId, PermissionSet>;

/// A group of categories.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Name, pictures and order.
    pub info: GroupInfo,
    /// Holder of the categories.
    #[serde(default)]
    pub channels: GroupChannels,
    /// Group overrides.
    #[serde(default)]
    pub permissions: Overrides,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What clients see of a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupInfo {
    /// The id as stored: text, or a number in old files.
    pub id: Value,
    /// Display name, HTML-escaped.
    pub name: String,
    /// URL or path of the picture.
    #[serde(default)]
    pub icon: Option<String>,
    /// URL or path of the banner.
    #[serde(default)]
    pub banner: Option<String>,
    /// 0 forbids deletion.
    #[serde(default, rename = "isDeletable")]
    pub is_deletable: i64,
    /// Greater is shown first.
    #[serde(default, rename = "sortId", deserialize_with = "lenient_number")]
    pub sort_id: i64,
    /// `access`, `description` and keys of other versions.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The level between a group and its categories.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GroupChannels {
    /// The categories of the group.
    #[serde(default)]
    pub categories: IdMap<CategoryId, Category>,
    /// Keys of other versions, kept.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A category of channels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Category {
    /// Name and order.
    pub info: CategoryInfo,
    /// Its channels.
    #[serde(default)]
    pub channel: IdMap<ChannelId, Channel>,
    /// Keys of other versions, kept.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What clients see of a category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CategoryInfo {
    /// The id as stored.
    pub id: Value,
    /// Display name, HTML-escaped.
    pub name: String,
    /// Greater is shown first.
    #[serde(default, rename = "sortId", deserialize_with = "lenient_number")]
    pub sort_id: i64,
    /// Keys of other versions, kept.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Channel {
    /// The id as stored.
    pub id: Value,
    /// Display name, HTML-escaped.
    pub name: String,
    /// `text` or `voice`; others are carried along.
    #[serde(default = "text_kind", rename = "type")]
    pub kind: String,
    /// Shown to members.
    #[serde(default)]
    pub description: Option<String>,
    /// Greater is shown first.
    #[serde(default, rename = "sortId", deserialize_with = "lenient_number")]
    pub sort_id: i64,
    /// Channel overrides.
    #[serde(default)]
    pub permissions: Overrides,
    /// Messages ever stored (also edits): clients compare it for their unread mark.
    #[serde(default, rename = "msgCount", deserialize_with = "lenient_number")]
    pub msg_count: i64,
    /// Keys of other versions, kept.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

fn text_kind() -> String {
    "text".into()
}

/// A counter or order that old files may hold as `null`, text or a fraction; all of these read
/// as a whole number (spec 20 section 2.2).
pub(super) fn lenient_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().map(|f| f as i64)).unwrap_or(0),
        Value::String(text) => text.trim().parse().unwrap_or(0),
        _ => 0,
    })
}

/// A channel together with where it is.
#[derive(Clone, Copy, Debug)]
pub struct ChannelPlace<'a> {
    /// Where.
    pub room: RoomId,
    /// Its group.
    pub group: &'a Group,
    /// The channel.
    pub channel: &'a Channel,
}

impl Groups {
    /// Finds a channel by its id alone, walking in key order as the permission algorithm does.
    pub fn find_channel(&self, id: ChannelId) -> Option<ChannelPlace<'_>> {
        self.channels().find(|place| place.room.channel == id)
    }

    /// Finds the channel at a place, if group and category are right too.
    pub fn channel_at(&self, room: RoomId) -> Option<ChannelPlace<'_>> {
        let group = self.get(room.group)?;
        let channel = group.channels.categories.get(room.category)?.channel.get(room.channel)?;
        Some(ChannelPlace { room, group, channel })
    }

    /// The channel at a place, to be changed.
    pub fn channel_at_mut(&mut self, room: RoomId) -> Option<&mut Channel> {
        self.get_mut(room.group)?.channels.categories.get_mut(room.category)?.channel.get_mut(room.channel)
    }

    /// All channels of all groups in key order.
    pub fn channels(&self) -> impl Iterator<Item = ChannelPlace<'_>> {
        self.iter().flat_map(|(&group_id, group)| {
            group.channels.categories.iter().flat_map(move |(&category, entry)| {
                entry.channel.iter().map(move |(&channel_id, channel)| ChannelPlace {
                    room: RoomId { group: group_id, category, channel: channel_id },
                    group,
                    channel,
                })
            })
        })
    }
}
