//! The top level of config.json.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{OutgoingSettings, ServerInfo, VoiceSettings, lenient};
use crate::model::{ids::RoleId, roles::Roles, tree::Groups};

/// config.json as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Config {
    /// Settings of the server.
    pub serverinfo: ServerInfo,
    /// Roles and who holds them.
    #[serde(rename = "serverroles")]
    pub serverroles: Roles,
    /// Groups, categories, channels.
    pub groups: Groups,
    /// Muted members by id.
    #[serde(deserialize_with = "lenient::map")]
    pub mutelist: BTreeMap<String, Mute>,
    /// Bans of old versions by member id or address; new ones are in the database.
    #[serde(deserialize_with = "lenient::map")]
    pub banlist: Map<String, Value>,
    /// Addresses banned by old versions, with the end in ms.
    #[serde(deserialize_with = "lenient::map")]
    pub ipblacklist: Map<String, Value>,
    /// What only this node knows. Absent in files of other versions.
    #[serde(default)]
    pub dcts_edge: EdgeSettings,
    /// Keys of other versions, kept as they were.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Config {
    /// The keys that make their holder an administrator.
    pub fn admin_tokens(&self) -> &[String] {
        self.serverroles.get(RoleId::ADMINISTRATOR).map(|role| role.token.as_slice()).unwrap_or_default()
    }
}

/// A mute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mute {
    /// Who muted.
    #[serde(default)]
    pub muted_by: Value,
    /// Why; not escaped.
    #[serde(default, deserialize_with = "lenient::text")]
    pub reason: String,
    /// End, ms since the epoch.
    #[serde(deserialize_with = "lenient::number")]
    pub duration: i64,
    /// Keys of other versions, kept.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What an acknowledged write survives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Durability {
    /// Loss of power.
    #[default]
    Full,
    /// The end of the process, however sudden; kinder to SD cards.
    Normal,
}

/// How new passwords are hashed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PasswordHash {
    /// `bcrypt` in MariaDB, which DCTS may get back one day, else `argon2id`.
    #[default]
    Auto,
    /// argon2id with 7 MiB of memory. DCTS cannot check it.
    Argon2id,
    /// bcrypt of cost 10, as DCTS has it.
    Bcrypt,
}

/// Settings of this node that DCTS does not have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EdgeSettings {
    /// Address to listen on; the port is `serverinfo.port`.
    pub listen_address: String,
    /// Networks whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<String>,
    /// How safe stored data are.
    pub durability: Durability,
    /// Whether reading older messages takes `viewChannelHistory` (spec 20 section 5.1). False
    /// when the key is absent: existing servers never enforced it.
    pub strict_history: bool,
    /// Shortest password of a new account, in characters.
    #[serde(deserialize_with = "lenient::number")]
    pub min_password_length: i64,
    /// How new passwords are hashed; those of the other kind are hashed anew when their member logs in.
    pub password_hash: PasswordHash,
    /// How far the proof of work may rise for strangers while very many of them come, in hexadecimal zeros.
    /// `serverinfo.pow.difficulty` or less: it never rises.
    #[serde(deserialize_with = "lenient::number")]
    pub pow_max_difficulty: i64,
    /// Largest message from a client, in bytes.
    #[serde(deserialize_with = "lenient::number")]
    pub max_payload: i64,
    /// Most connections at a time.
    #[serde(deserialize_with = "lenient::number")]
    pub max_connections: i64,
    /// Whether a ban covers the address that the member comes from. Never one of this machine or of a proxy.
    pub ban_addresses: bool,
    /// How often one address may ask `/discover` in a minute. The list of servers in others' clients asks
    /// twice each time it is opened.
    #[serde(deserialize_with = "lenient::number")]
    pub discover_per_minute: i64,
    /// How long things stay that have served their purpose.
    pub retention: RetentionSettings,
    /// HTTPS without a proxy.
    pub tls: TlsSettings,
    /// Requests to other servers.
    pub outgoing: OutgoingSettings,
    /// Voice.
    pub voice: VoiceSettings,
    /// Whether members may search in what was written; it makes the database a third larger.
    pub search: bool,
    /// Whether this node is a home server of the messenger between servers: it keeps encrypted messages for people
    /// who are not members, within bounds.
    pub messenger: bool,
    /// Whether `/metrics` is there for clients on this machine.
    pub metrics: bool,
    /// Path under which a proxy passes requests on without taking it away, such as `/chat`; empty
    /// when there is none.
    pub base_path: String,
    /// Keys of later versions, kept.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// How long things stay in the database that have served their purpose, in days; 0 keeps them for ever.
/// Messages and uploads always stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RetentionSettings {
    /// Notices of the inbox that were read.
    #[serde(deserialize_with = "lenient::number")]
    pub read_inbox_days: i64,
    /// Cached look-ups.
    #[serde(deserialize_with = "lenient::number")]
    pub cache_days: i64,
    /// Keys of later versions, kept.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Default for RetentionSettings {
    fn default() -> Self {
        Self { read_inbox_days: 30, cache_days: 30, extra: Map::new() }
    }
}

/// HTTPS without a proxy: off when nothing is set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TlsSettings {
    /// Certificate chain in PEM, read again when it was renewed.
    pub cert: String,
    /// Its key in PEM.
    pub key: String,
    /// Instead of files: a certificate made for the local network. Browsers ask whether to trust it.
    pub self_signed: bool,
    /// Another address and port whose plain requests are sent on to HTTPS, such as `0.0.0.0:80`.
    pub redirect_from: String,
    /// Seconds for which browsers may refuse to come without HTTPS; 0 says nothing to them.
    #[serde(deserialize_with = "lenient::number")]
    pub hsts: i64,
    /// Keys of later versions, kept.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl TlsSettings {
    /// Whether clients are served over TLS.
    pub fn is_on(&self) -> bool {
        self.self_signed || !self.cert.is_empty()
    }
}

impl Default for EdgeSettings {
    fn default() -> Self {
        Self {
            listen_address: "0.0.0.0".into(),
            trusted_proxies: ["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1", "fc00::/7"]
                .map(Into::into)
                .to_vec(),
            durability: Durability::Full,
            strict_history: false,
            min_password_length: 6,
            password_hash: PasswordHash::Auto,
            pow_max_difficulty: 6,
            max_payload: 1_000_000,
            max_connections: 4096,
            ban_addresses: true,
            discover_per_minute: 60,
            retention: RetentionSettings::default(),
            tls: TlsSettings::default(),
            outgoing: OutgoingSettings::default(),
            voice: VoiceSettings::default(),
            search: true,
            messenger: false,
            metrics: false,
            base_path: String::new(),
            extra: Map::new(),
        }
    }
}
