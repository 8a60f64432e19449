//! `serverinfo` of config.json, field by field (spec 20 section 2.3).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::lenient;

/// `serverinfo`: the settings of the server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServerInfo {
    /// Name of the server.
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
    /// Shown in the header.
    pub description: Option<String>,
    /// Two letters, shown as a flag.
    pub country_code: Option<String>,
    /// HTTP port. Read at the start.
    #[serde(deserialize_with = "lenient::port")]
    pub port: u16,
    /// 0 until the first start has made an administrator key.
    #[serde(deserialize_with = "lenient::number")]
    pub setup: i64,
    /// Room for uploads, MiB.
    #[serde(deserialize_with = "lenient::number")]
    pub max_upload_storage: i64,
    /// Events allowed in the window; see `drop_interval`.
    #[serde(deserialize_with = "lenient::number")]
    pub rate_limit: i64,
    /// Length of that window, seconds.
    #[serde(deserialize_with = "lenient::number")]
    pub drop_interval: i64,
    /// Stored and returned only.
    #[serde(rename = "useCloudflareImageCDN")]
    pub use_cloudflare_image_cdn: Value,
    /// Stored and returned only.
    #[serde(deserialize_with = "lenient::text")]
    pub cf_account_id: String,
    /// Stored only.
    #[serde(deserialize_with = "lenient::text")]
    pub cf_account_token: String,
    /// Stored and returned only.
    #[serde(deserialize_with = "lenient::text")]
    pub cf_hash: String,
    /// Direct messages.
    pub dms: Dms,
    /// Moderation.
    pub moderation: Moderation,
    /// Who runs the server. Public.
    pub instance: Instance,
    /// Theme of new visitors.
    #[serde(deserialize_with = "lenient::text")]
    pub default_theme: String,
    /// Voice.
    pub livekit: Livekit,
    /// The network of servers.
    pub discovery: Discovery,
    /// Members and their welcome.
    pub system: SystemSettings,
    /// The home page.
    pub home: Home,
    /// Reports.
    pub reports: Reports,
    /// Where the server is.
    pub app: App,
    /// Connection slots.
    pub slots: Slots,
    /// Proof of work.
    pub pow: Pow,
    /// Who may register.
    pub registration: Registration,
    /// Logins.
    pub login: Login,
    /// MariaDB.
    pub sql: Sql,
    /// Ignored: TLS is the reverse proxy's.
    pub ssl: Ssl,
    /// Channel of the join messages; its group gives the server's icon.
    #[serde(deserialize_with = "lenient::text")]
    pub default_channel: String,
    /// Messages in a page of history.
    #[serde(deserialize_with = "lenient::number")]
    pub message_load_limit: i64,
    /// Allowed types of uploads.
    #[serde(deserialize_with = "lenient::list")]
    pub upload_file_types: Vec<String>,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Direct messages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Dms {
    /// Most members of a conversation.
    #[serde(deserialize_with = "lenient::number")]
    pub max_participants: i64,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Moderation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Moderation {
    /// Rules for addresses.
    pub ip: IpRules,
    /// Slow mode of busy channels.
    pub ratelimit: RateSettings,
    /// Bans.
    pub bans: BanSettings,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Rules for addresses (spec 10 section 11).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IpRules {
    /// Paths without checks, as patterns between slashes.
    #[serde(deserialize_with = "lenient::list")]
    pub url_whitelist: Vec<String>,
    /// Companies that are let in.
    #[serde(deserialize_with = "lenient::list")]
    pub company_domain_whitelist: Vec<String>,
    /// Addresses that are not.
    #[serde(deserialize_with = "lenient::list")]
    pub blacklist: Vec<String>,
    /// Addresses that are.
    #[serde(deserialize_with = "lenient::list")]
    pub whitelist: Vec<String>,
    /// Countries that are not.
    #[serde(deserialize_with = "lenient::list")]
    pub blocked_country_codes: Vec<String>,
    /// Keep data centres out.
    #[serde(deserialize_with = "lenient::switch")]
    pub block_data_center: bool,
    /// Keep satellite links out (spelling of the file).
    #[serde(deserialize_with = "lenient::switch")]
    pub block_satelite: bool,
    /// Keep crawlers out.
    #[serde(deserialize_with = "lenient::switch")]
    pub block_crawler: bool,
    /// Keep unassigned addresses out.
    #[serde(deserialize_with = "lenient::switch")]
    pub block_bogon: bool,
    /// Keep proxies out.
    #[serde(deserialize_with = "lenient::switch")]
    pub block_proxy: bool,
    /// Keep VPNs out.
    #[serde(rename = "blockVPN", deserialize_with = "lenient::switch")]
    pub block_vpn: bool,
    /// Keep Tor out.
    #[serde(deserialize_with = "lenient::switch")]
    pub block_tor: bool,
    /// Keep known abusers out.
    #[serde(deserialize_with = "lenient::switch")]
    pub block_abuser: bool,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Slow mode of busy channels (spec 10 section 10).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RateSettings {
    /// What happens.
    pub actions: RateActions,
    /// Window of the baseline, a duration.
    #[serde(rename = "record_history", deserialize_with = "lenient::text")]
    pub record_history: String,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What happens in busy channels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RateActions {
    /// Multiple of the baseline, 0 = off.
    #[serde(rename = "user_slowmode", deserialize_with = "lenient::number")]
    pub user_slowmode: i64,
    /// A duration.
    #[serde(rename = "user_slowmode_duration", deserialize_with = "lenient::text")]
    pub user_slowmode_duration: String,
    /// Multiple of the baseline, 0 = off.
    #[serde(deserialize_with = "lenient::number")]
    pub ratelimit: i64,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Bans.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BanSettings {
    /// No automatic ban for scripts in profiles.
    #[serde(rename = "allowXSSTesting", deserialize_with = "lenient::switch")]
    pub allow_xss_testing: bool,
    /// Name shown for banned authors.
    #[serde(deserialize_with = "lenient::text")]
    pub display_name: String,
    /// HTML shown in place of their messages.
    #[serde(deserialize_with = "lenient::text")]
    pub display_message_notice: String,
    /// Length of automatic bans of addresses, a duration.
    #[serde(deserialize_with = "lenient::text")]
    pub ip_ban_duration: String,
    /// Stored; not enforced.
    #[serde(deserialize_with = "lenient::switch")]
    pub member_list_hide_banned: bool,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Who runs the server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Instance {
    /// How to reach them.
    pub contact: Contact,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// How to reach those who run the server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// Public.
    pub email: Option<String>,
    /// Public.
    pub website: Option<String>,
    /// Public.
    pub reddit: Option<String>,
    /// Public.
    pub discord: Option<String>,
    /// Public.
    pub github: Option<String>,
    /// Public.
    pub signal: Option<String>,
    /// Who owns it.
    pub owner: Owner,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The owner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Owner {
    /// May contain HTML text.
    pub name: Option<String>,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Voice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Livekit {
    /// Whether there is voice.
    #[serde(deserialize_with = "lenient::switch")]
    pub enabled: bool,
    /// API key.
    #[serde(deserialize_with = "lenient::text")]
    pub key: String,
    /// API secret.
    #[serde(deserialize_with = "lenient::text")]
    pub secret: String,
    /// host[:port] without scheme.
    #[serde(deserialize_with = "lenient::text")]
    pub url: String,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The network of servers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Discovery {
    /// Whether this server shows itself.
    #[serde(deserialize_with = "lenient::switch")]
    pub enabled: bool,
    /// Whether it learns of others from clients.
    #[serde(deserialize_with = "lenient::switch")]
    pub network_syncing: bool,
    /// `verified`, `pending` or `blocked`: status of new ones.
    #[serde(deserialize_with = "lenient::text")]
    pub default_status: String,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Members and their welcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SystemSettings {
    /// Members.
    pub members: MemberSettings,
    /// Welcome of new members.
    pub welcome: Welcome,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Members.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MemberSettings {
    /// Whether countries are shown.
    #[serde(deserialize_with = "lenient::switch")]
    pub allow_country_code: bool,
    /// Members inactive for longer count for nothing, a duration.
    #[serde(deserialize_with = "lenient::text")]
    pub ignore_timeout: String,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Welcome of new members.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Welcome {
    /// Whether there is one.
    #[serde(deserialize_with = "lenient::switch")]
    pub enabled: bool,
    /// HTML.
    #[serde(deserialize_with = "lenient::text")]
    pub message: String,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The home page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Home {
    /// Picture.
    #[serde(rename = "banner_url", deserialize_with = "lenient::text")]
    pub banner_url: String,
    /// HTML.
    #[serde(deserialize_with = "lenient::text")]
    pub title: String,
    /// HTML.
    #[serde(deserialize_with = "lenient::text")]
    pub subtitle: String,
    /// HTML.
    #[serde(deserialize_with = "lenient::text")]
    pub about: String,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reports {
    /// Read at the start.
    #[serde(deserialize_with = "lenient::switch")]
    pub enabled: bool,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Where the server is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct App {
    /// Its public address.
    #[serde(deserialize_with = "lenient::text")]
    pub url: String,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Connection slots.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Slots {
    /// Most members connected.
    #[serde(deserialize_with = "lenient::number")]
    pub limit: i64,
    /// Of these, kept for the privileged.
    #[serde(deserialize_with = "lenient::number")]
    pub reserved: i64,
    /// Addresses that may use them.
    #[serde(deserialize_with = "lenient::list")]
    pub ip_whitelist: Vec<String>,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Proof of work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pow {
    /// Leading zeros, hexadecimal digits.
    #[serde(deserialize_with = "lenient::number")]
    pub difficulty: i64,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Who may register.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Registration {
    /// False: with an invite only.
    #[serde(deserialize_with = "lenient::switch")]
    pub enabled: bool,
    /// Invite codes.
    #[serde(deserialize_with = "lenient::map")]
    pub access_codes: BTreeMap<String, AccessCode>,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Logins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Login {
    /// Failures until the next must wait.
    #[serde(deserialize_with = "lenient::number")]
    pub max_login_attempts: i64,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// MariaDB. Read at the start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sql {
    /// Whether it is used.
    #[serde(deserialize_with = "lenient::switch")]
    pub enabled: bool,
    /// Host.
    #[serde(deserialize_with = "lenient::text")]
    pub host: String,
    /// Port.
    #[serde(deserialize_with = "lenient::port")]
    pub port: u16,
    /// User.
    #[serde(deserialize_with = "lenient::text")]
    pub username: String,
    /// Secret.
    #[serde(deserialize_with = "lenient::text")]
    pub password: String,
    /// Database.
    #[serde(deserialize_with = "lenient::text")]
    pub database: String,
    /// Most connections.
    #[serde(deserialize_with = "lenient::number")]
    pub connection_limit: i64,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Ignored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ssl {
    /// Ignored.
    #[serde(deserialize_with = "lenient::switch")]
    pub enabled: bool,
    /// Ignored.
    #[serde(deserialize_with = "lenient::text")]
    pub key: String,
    /// Ignored.
    #[serde(deserialize_with = "lenient::text")]
    pub cert: String,
    /// Ignored.
    #[serde(deserialize_with = "lenient::text")]
    pub chain: String,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// An invite code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccessCode {
    /// Registrations left, -1 = any number.
    #[serde(deserialize_with = "lenient::number")]
    pub max_uses: i64,
    /// End, ms since the epoch, -1 = never.
    #[serde(deserialize_with = "lenient::number")]
    pub expires: i64,
    /// Id of the member that made it; a member object in some files.
    #[serde(default)]
    pub created_by: Value,
    /// Keys of other versions, kept.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl AccessCode {
    /// Whether somebody may register with it at `now` (spec 10 section 6.3).
    pub fn is_usable(&self, now: i64) -> bool {
        (self.expires == -1 || now < self.expires) && (self.max_uses == -1 || self.max_uses > 0)
    }
}

impl Registration {
    /// Uses a code up by one; false if it is unknown or cannot be used any more.
    pub fn use_code(&mut self, code: &str, now: i64) -> bool {
        let Some(invite) = self.access_codes.get_mut(code).filter(|invite| invite.is_usable(now)) else { return false };
        if invite.max_uses > 0 {
            invite.max_uses -= 1;
        }
        true
    }

    /// Takes one use of a code back.
    pub fn give_back(&mut self, code: &str) {
        if let Some(invite) = self.access_codes.get_mut(code).filter(|invite| invite.max_uses >= 0) {
            invite.max_uses += 1;
        }
    }
}
