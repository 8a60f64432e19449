//! Roles as config.json stores them (spec 20 section 3.2).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    ids::{MemberId, RoleId},
    map::IdMap,
    permissions::PermissionSet,
};

/// `serverroles`: all roles by id.
pub type Roles = IdMap<RoleId, Role>;

/// One role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Role {
    /// Name, colour and place in the hierarchy.
    pub info: RoleInfo,
    /// What the role allows or denies on the whole server.
    #[serde(default)]
    pub permissions: PermissionSet,
    /// Who holds it. Ids of deleted members may linger; they are ignored.
    #[serde(default)]
    pub members: Vec<MemberId>,
    /// Redeem keys (64 digits). Never leaves the node.
    #[serde(default)]
    pub token: Vec<String>,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What clients see of a role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoleInfo {
    /// The id as stored: text, or a number in old files.
    pub id: Value,
    /// Display name, HTML-escaped.
    pub name: String,
    /// Unused by clients, `null`.
    #[serde(default)]
    pub icon: Value,
    /// CSS colour; `transparent` for gradient roles.
    #[serde(default)]
    pub color: Option<String>,
    /// CSS background of gradient roles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub background: Option<String>,
    /// `text` for gradient roles.
    #[serde(default, rename = "backgroundClip", skip_serializing_if = "Option::is_none")]
    pub background_clip: Option<String>,
    /// 1 if the role may be deleted.
    #[serde(default)]
    pub deletable: i64,
    /// Place in the hierarchy: the greater, the higher. 0 is never anyone's highest role.
    #[serde(default, rename = "sortId", deserialize_with = "super::tree::lenient_number")]
    pub sort_id: i64,
    /// 1 if the member list shows the role as a section of its own (spelling of the wire).
    #[serde(default, rename = "displaySeperate")]
    pub display_separate: i64,
    /// Left over by other versions, kept.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
