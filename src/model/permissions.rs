//! Permissions, and what one role says about them at one place (spec 20 section 5).

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeMap};
use serde_json::{Map, Value};

macro_rules! catalogue {
    ($($variant:ident $name:literal,)*) => {
        /// A permission; the wire's names are in the catalogue of spec 20 section 5.2, in whose
        /// order these stand.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Permission {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
        }

        impl Permission {
            /// All permissions in the order of the catalogue.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name on the wire and in config.json.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The permission of a name; `None` for names outside of the catalogue.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

catalogue! {
    ReadMessages "readMessages",
    SendMessages "sendMessages",
    ViewAnonymousMessages "viewAnonymousMessages",
    SendAnonymousMessages "sendAnonymousMessages",
    KickUsers "kickUsers",
    DisconnectUsers "disconnectUsers",
    MuteUsers "muteUsers",
    Administrator "administrator",
    ManageServerInfo "manageServerInfo",
    ManageNetworkServers "manageNetworkServers",
    ViewAuditLog "viewAuditLog",
    ManageIpSettings "manageIpSettings",
    GeneralModeration "generalModeration",
    ManageInvites "manageInvites",
    ManageServer "manageServer",
    CreateCategory "createCategory",
    UpdateGroupBanner "updateGroupBanner",
    UpdateGroupIcon "updateGroupIcon",
    ManageChannels "manageChannels",
    ManageEmojis "manageEmojis",
    ManageBans "manageBans",
    BanMember "banMember",
    ManageGroups "manageGroups",
    ManageMessages "manageMessages",
    UploadFiles "uploadFiles",
    MaxUpload "maxUpload",
    ManageRoles "manageRoles",
    ManageMembers "manageMembers",
    PingEveryone "pingEveryone",
    ManageUploads "manageUploads",
    ManageRateSettings "manageRateSettings",
    BypassRateSettings "bypassRateSettings",
    RedeemKey "redeemKey",
    ManageReports "manageReports",
    ManageTickets "manageTickets",
    ManagePosts "managePosts",
    ViewChannelHistory "viewChannelHistory",
    ViewChannel "viewChannel",
    BypassSlowmode "bypassSlowmode",
    BypassRatelimit "bypassRatelimit",
    UseVoip "useVOIP",
    SpeakVoip "speakVOIP",
    UseCamera "useCamera",
    ShareScreen "shareScreen",
    SendUrl "sendURL",
    SendFiles "sendFiles",
    ViewGroup "viewGroup",
    CreateGroup "createGroup",
    ViewLogs "viewLogs",
    ResolveMembers "resolveMembers",
    ManageShop "manageShop",
}

impl Permission {
    /// The permission that a client asks about: some ask by names that were never in the catalogue.
    pub fn asked(name: &str) -> Option<Self> {
        match name {
            "manageNetworkServer" => Some(Self::ManageNetworkServers),
            "viewAnonymizedMessages" => Some(Self::ViewAnonymousMessages),
            name => Self::from_name(name),
        }
    }

    /// What comes along with `useVOIP` unless it is denied: servers of other versions know only that one.
    pub(super) const IN_VOICE: u64 = Self::SpeakVoip.bit() | Self::UseCamera.bit() | Self::ShareScreen.bit();

    pub(super) const fn bit(self) -> u64 {
        1 << self as u32
    }
}

/// What one role says about permissions at one place. Only the numbers 1 and -1 say something; what
/// else is stored counts as present and is kept as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PermissionSet {
    pub(super) allowed: u64,
    pub(super) denied: u64,
    /// Every permission whose key is there, whatever the value.
    pub(super) present: u64,
    /// Values other than 1, 0 and -1, and names outside of the catalogue.
    other: Option<Box<Map<String, Value>>>,
}

impl PermissionSet {
    /// A set of these permissions.
    pub fn of(permissions: &[(Permission, i8)]) -> Self {
        let mut set = Self::default();
        permissions.iter().for_each(|(permission, value)| set.set(*permission, *value));
        set
    }

    /// What is said about something that is not in the catalogue.
    pub fn unknown(&self, name: &str) -> Option<&Value> {
        self.other.as_ref()?.get(name)
    }

    /// Sets a permission to 1, 0 or -1.
    pub fn set(&mut self, permission: Permission, value: i8) {
        let bit = permission.bit();
        self.present |= bit;
        self.allowed &= !bit;
        self.denied &= !bit;
        match value {
            1 => self.allowed |= bit,
            -1 => self.denied |= bit,
            _ => {}
        }
        if let Some(other) = &mut self.other {
            other.remove(permission.name());
        }
    }

    /// What is said about a permission: 1, 0 or -1; `None` if nothing is, or something else.
    pub fn value(&self, permission: Permission) -> Option<i8> {
        let bit = permission.bit();
        let is_said = self.present & bit != 0 && self.other_value(permission.name()).is_none();
        is_said.then(|| i8::from(self.allowed & bit != 0) - i8::from(self.denied & bit != 0))
    }

    /// Takes in a value by its name, whatever it is.
    pub fn keep(&mut self, name: String, value: Value) {
        let permission = Permission::from_name(&name);
        if let (Some(permission), Some(number @ -1..=1)) = (permission, value.as_i64()) {
            self.set(permission, number as i8);
        } else {
            self.present |= permission.map_or(0, Permission::bit);
            self.other.get_or_insert_default().insert(name, value);
        }
    }

    pub(super) fn allows(&self, permission: Permission) -> bool {
        self.allowed & permission.bit() != 0
    }

    /// MiB that one file may have (`maxUpload`), if this says so: a number, or its digits.
    pub fn max_upload(&self) -> Option<u64> {
        let stored = self.other_value(Permission::MaxUpload.name());
        let stored = stored.and_then(|value| value.as_u64().or_else(|| value.as_str()?.trim().parse().ok()));
        // A single MiB is stored as any other 1.
        stored.or_else(|| self.allows(Permission::MaxUpload).then_some(1)).filter(|number| *number > 0)
    }

    /// The stored value of a permission that is neither 1, 0 nor -1, such as `maxUpload`.
    pub fn other_value(&self, name: &str) -> Option<&Value> {
        self.other.as_ref()?.get(name)
    }
}

impl Serialize for PermissionSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for &permission in Permission::ALL {
            if let Some(value) = self.value(permission) {
                map.serialize_entry(permission.name(), &value)?;
            }
        }
        for (name, value) in self.other.iter().flat_map(|other| other.iter()) {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for PermissionSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Option::<Map<String, Value>>::deserialize(deserializer)?;
        let mut set = Self::default();
        for (name, value) in stored.unwrap_or_default() {
            set.keep(name, value);
        }
        Ok(set)
    }
}
