//! Reading the structure: tree, groups, channels (spec 20 section 6).

use std::{collections::BTreeMap, fmt::Write};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Cx, Done, EventError, text};
use crate::{
    model::{
        ids::{CategoryId, ChannelId, GroupId},
        permissions::Permission,
        tree::{Category, CategoryInfo, Channel, Group, GroupInfo, Overrides},
    },
    node::Place,
    order,
    security::text::{escape_html, normalize_escapes},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct InGroup {
    group: Option<Value>,
}

#[derive(Serialize)]
struct TreeAnswer {
    #[serde(rename = "type")]
    kind: &'static str,
    data: Tree,
}

#[derive(Serialize)]
struct Tree {
    groups: BTreeMap<String, TreeGroup>,
}

#[derive(Serialize)]
struct TreeGroup {
    info: GroupInfo,
    categories: BTreeMap<CategoryId, TreeCategory>,
}

#[derive(Serialize)]
struct TreeCategory {
    info: CategoryInfo,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    channel: BTreeMap<ChannelId, TreeChannel>,
}

/// A channel as the tree shows it. Only managers get to see the permission map.
#[derive(Serialize)]
struct TreeChannel {
    id: Value,
    name: String,
    #[serde(rename = "type")]
    kind: String,
    description: Option<String>,
    #[serde(rename = "sortId")]
    sort_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    permissions: Option<Overrides>,
    #[serde(rename = "msgCount")]
    msg_count: i64,
}

impl TreeChannel {
    fn new(channel: &Channel, with_permissions: bool) -> Self {
        Self {
            id: channel.id.clone(),
            name: normalize_escapes(&channel.name),
            kind: channel.kind.clone(),
            description: channel.description.clone(),
            sort_id: channel.sort_id,
            permissions: with_permissions.then(|| channel.permissions.clone()),
            msg_count: channel.msg_count,
        }
    }
}

/// `getChannelTree`: one group, or, without `group`, all that the caller may view.
pub(super) async fn channel_tree(cx: &Cx, request: InGroup) -> Result<impl Serialize + use<>, EventError> {
    let config = cx.node.config();
    let asked = request.group.filter(|group| !group.is_null());
    let wanted: Option<GroupId> = asked.as_ref().and_then(text::id);
    if let Some(asked) = asked
        && wanted.is_none_or(|id| config.groups.get(id).is_none_or(|_| !sees_group(cx, id)))
    {
        let key = text::text(Some(&asked)).unwrap_or_default();
        return Err(EventError::Ack(json!({
            "type": "error",
            "error": "No such group, or it is not visible to you.",
            "msg": "No such group, or it is not visible to you.",
            "data": {"groups": {key: {"info": {"name": ""}, "categories": {}}}},
        })));
    }
    let shown =
        config.groups.iter().filter(|(id, _)| wanted.is_none_or(|wanted| wanted == **id) && sees_group(cx, **id));
    let groups = shown.map(|(id, group)| (id.to_string(), tree_group(cx, *id, group))).collect();
    Ok(TreeAnswer { kind: "success", data: Tree { groups } })
}

fn sees_group(cx: &Cx, id: GroupId) -> bool {
    let may = |permission| cx.node.may(cx.member, permission, Place::Group(id));
    may(Permission::ViewGroup) || may(Permission::ManageChannels)
}

fn tree_group(cx: &Cx, id: GroupId, group: &Group) -> TreeGroup {
    let manages = cx.node.may(cx.member, Permission::ManageChannels, Place::Group(id));
    let categories = group.channels.categories.iter();
    let shown = categories.filter_map(|(id, category)| Some((*id, tree_category(cx, category, manages)?))).collect();
    TreeGroup { info: group_info(group), categories: shown }
}

fn group_info(group: &Group) -> GroupInfo {
    GroupInfo { name: normalize_escapes(&group.info.name), ..group.info.clone() }
}

/// Categories without anything to see are for managers only.
fn tree_category(cx: &Cx, category: &Category, manages: bool) -> Option<TreeCategory> {
    let sees = |id: ChannelId| manages || cx.node.may(cx.member, Permission::ViewChannel, Place::Channel(id));
    let channels = category.channel.iter().filter(|(id, _)| sees(**id));
    let channel: BTreeMap<_, _> = channels.map(|(id, channel)| (*id, TreeChannel::new(channel, manages))).collect();
    if channel.is_empty() && !manages {
        return None;
    }
    let info = CategoryInfo { name: normalize_escapes(&category.info.name), ..category.info.clone() };
    Some(TreeCategory { info, channel })
}

/// `getGroupList`: answered by the event `receiveGroupList` with markup for the existing web client.
pub(super) async fn group_list(cx: &Cx, _request: Value) -> Result<Done, EventError> {
    let config = cx.node.config();
    let sees_all = cx.node.may(cx.member, Permission::ManageGroups, Place::Server);
    let sees = |id: GroupId| sees_all || cx.node.may(cx.member, Permission::ViewGroup, Place::Group(id));
    let mut groups: Vec<(&GroupId, &Group)> = config.groups.iter().filter(|(id, _)| sees(**id)).collect();
    order::by_number_down(&mut groups, |(_, group)| group.info.sort_id);
    let mut html = String::from(
        "<a onclick=\"showHome()\"><div class=\"group-entry-marker\"></div><div class=\"server-entry home\">\
         <img class=\"server-icon\" title=\"Home\" src=\"/img/home.jpg\"><span class=\"home-indicator\"></span></div></a>\
         <hr class=\"homeDivider\">",
    );
    for (id, group) in groups {
        let name = normalize_escapes(&group.info.name);
        let icon = escape_html(&safe_url(group.info.icon.as_deref().unwrap_or_default()));
        // Writing to a String cannot fail.
        let _ = write!(
            html,
            "<a onclick=\"setUrl('?group={id}');\" id=\"group-entry-{id}\">\
             <div class=\"group-entry-marker\" id=\"group-marker-{id}\"></div><div class=\"server-entry\">\
             <span class=\"group-mention-indicator\" data-group-id=\"{id}\"></span>\
             <img id=\"{id}\" data-group-id=\"{id}\" class=\"server-icon group-icon-{id}\" title=\"{name}\" src=\"{icon}\">\
             </div></a>"
        );
    }
    cx.node.hub.emit(cx.conn, "receiveGroupList", &html);
    Ok(Done::default())
}

/// SECURITY: only web addresses and paths; a scheme such as `javascript:` becomes nothing.
fn safe_url(url: &str) -> String {
    let scheme_end = url.find(':').filter(|colon| !url[..*colon].contains(['/', '?', '#']));
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    if scheme_end.is_none() || is_web { url.to_owned() } else { String::new() }
}

/// `getGroupBanner`: answered by the event `receiveGroupBanner`.
pub(super) async fn group_banner(cx: &Cx, request: InGroup) -> Result<Done, EventError> {
    let id: GroupId = request.group.as_ref().and_then(text::id).ok_or(EventError::from("No such group"))?;
    if !cx.node.may(cx.member, Permission::ViewGroup, Place::Group(id)) {
        return Err(EventError::denied());
    }
    let config = cx.node.config();
    let group = config.groups.get(id).ok_or(EventError::from("No such group"))?;
    let banner = safe_url(group.info.banner.as_deref().unwrap_or_default());
    cx.node.hub.emit(cx.conn, "receiveGroupBanner", &banner);
    Ok(Done::default())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OfChannel {
    channel: Option<Value>,
}

/// `getCurrentChannel`: answered by the event `receiveCurrentChannel`.
pub(super) async fn current_channel(cx: &Cx, request: OfChannel) -> Result<Done, EventError> {
    let id: Option<ChannelId> = request.channel.as_ref().and_then(text::id);
    let config = cx.node.config();
    let place = id.and_then(|id| config.groups.find_channel(id));
    let seen =
        place.filter(|found| cx.node.may(cx.member, Permission::ViewChannel, Place::Channel(found.room.channel)));
    match seen {
        Some(found) => cx.node.hub.emit(cx.conn, "receiveCurrentChannel", &TreeChannel::new(found.channel, false)),
        None => cx.node.hub.emit(cx.conn, "receiveCurrentChannel", &json!({"id": null, "name": ""})),
    }
    Ok(Done::default())
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ResolveChannel {
    channel_id: Option<Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResolvedChannel {
    #[serde(rename = "type")]
    kind: &'static str,
    msg: &'static str,
    channel: TreeChannel,
    group_id: String,
    category_id: String,
}

/// `resolveChannel`: a channel that the caller may view, and where it is.
pub(super) async fn resolve_channel(cx: &Cx, request: ResolveChannel) -> Result<impl Serialize + use<>, EventError> {
    let id: ChannelId = request.channel_id.as_ref().and_then(text::id).ok_or(EventError::from("No such channel"))?;
    let config = cx.node.config();
    let found = config.groups.find_channel(id).ok_or(EventError::from("No such channel"))?;
    if !cx.node.may(cx.member, Permission::ViewChannel, Place::Channel(id)) {
        return Err("No such channel".into());
    }
    Ok(ResolvedChannel {
        kind: "success",
        msg: "Channel found",
        channel: TreeChannel::new(found.channel, false),
        group_id: found.room.group.to_string(),
        category_id: found.room.category.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::safe_url;

    #[test]
    fn safer_icon_addresses_cannot_carry_script() {
        for good in ["/img/a.png", "img/a.png", "https://e.org/a:b.png", "http://e.org", "/a:b", ""] {
            assert_eq!(safe_url(good), good);
        }
        for bad in ["javascript:alert(1)", "data:image/png;base64,AA", "JAVASCRIPT:x"] {
            assert_eq!(safe_url(bad), "");
        }
    }
}
