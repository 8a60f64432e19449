//! Asking for permissions (spec 20 sections 6.3 and 6.4).

use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap};
use serde_json::{Value, json, value::RawValue};

use super::{Cx, EventError, text};
use crate::{
    model::{ids::ChannelId, permissions::Permission},
    node::Place,
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CheckPermission {
    permission: Value,
    any: Value,
}

#[derive(Serialize)]
pub(super) struct Verdict {
    #[serde(rename = "type")]
    kind: &'static str,
    permission: &'static str,
    user: Box<RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'static str>,
}

impl Verdict {
    fn new(cx: &Cx, is_granted: bool, is_known: bool) -> Result<Self, EventError> {
        let user = cx.node.with_public_member(cx.member, |member| serde_json::value::to_raw_value(member));
        Ok(Self {
            kind: "success",
            permission: if is_granted { "granted" } else { "denied" },
            user: user.map_err(|_| EventError::from("The answer could not be rendered"))?,
            error: (!is_known).then_some("Permission not found"),
        })
    }
}

/// `checkPermission`: one name, or a list of which all (or, with `any`, one) must be held.
pub(super) async fn check(cx: &Cx, request: CheckPermission) -> Result<Verdict, EventError> {
    let holds = |name: &Value| {
        let permission = name.as_str().and_then(Permission::asked)?;
        Some(cx.node.may(cx.member, permission, Place::Server))
    };
    let Value::Array(names) = &request.permission else {
        let held = holds(&request.permission);
        return Verdict::new(cx, held == Some(true), held.is_some());
    };
    if request.any == json!(true) {
        return Verdict::new(cx, names.iter().any(|name| holds(name) == Some(true)), true);
    }
    match names.iter().map(holds).find(|held| *held != Some(true)) {
        Some(missing) => Verdict::new(cx, false, missing.is_some()),
        None => Verdict::new(cx, true, true),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct GetPermissions {
    categories: Option<Vec<Value>>,
}

#[derive(Serialize)]
pub(super) struct Catalogue {
    error: Option<()>,
    permissions: Shown,
}

/// Permissions as the settings pages show them: in the order of the catalogue, which a sorted map
/// would lose.
struct Shown(Vec<Permission>);

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for permission in &self.0 {
            let kind = if *permission == Permission::MaxUpload { "int" } else { "checkbox" };
            let categories: Vec<&str> = permission.categories().iter().map(|category| category.name()).collect();
            let entry = json!({
                "name": permission.label(), "type": kind, "category": categories,
                "description": permission.description(),
            });
            map.serialize_entry(permission.name(), &entry)?;
        }
        map.end()
    }
}

/// `getPermissions`: the catalogue, or what of it can be set in one of these places.
pub(super) async fn catalogue(_cx: &Cx, request: GetPermissions) -> Result<Catalogue, EventError> {
    let wanted: Vec<&str> = request.categories.iter().flatten().filter_map(Value::as_str).collect();
    let is_wanted = |permission: &Permission| {
        wanted.is_empty() || permission.categories().iter().any(|category| wanted.contains(&category.name()))
    };
    Ok(Catalogue { error: None, permissions: Shown(Permission::ALL.iter().copied().filter(is_wanted).collect()) })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CheckChannel {
    permission: Value,
    channel: Value,
}

/// `checkChannelPermission`: one name, about a channel or, without one, the server.
pub(super) async fn check_channel(cx: &Cx, request: CheckChannel) -> Result<Verdict, EventError> {
    let place = match text::prefixed_id::<ChannelId>(&request.channel, "channel-") {
        Some(channel) => Place::Channel(channel),
        None => Place::Server,
    };
    let permission = request.permission.as_str().and_then(Permission::asked);
    let is_granted = permission.is_some_and(|permission| cx.node.may(cx.member, permission, place));
    Verdict::new(cx, is_granted, permission.is_some())
}
