//! Floor 2: config.json. The complete schema of spec 20 section 2 with its defaults; what it does not
//! know is kept. Saved atomically.

mod culprit;
mod environment;
mod file;
mod lenient;
mod members_file;
mod outgoing;
mod schema;
mod server_info;
mod voice;

pub use environment::Overrides;
pub use file::{ConfigError, channels_without_history, check, load, parse, serialize, write_atomic};
pub use members_file::{members_are_stored, members_aside, set_members_aside};
pub use outgoing::OutgoingSettings;
pub use schema::{Config, Durability, EdgeSettings, Mute, PasswordHash, RetentionSettings, TlsSettings};
pub use server_info::{
    AccessCode, App, BanSettings, Contact, Discovery, Dms, Home, Instance, IpRules, Livekit, Login, MemberSettings,
    Moderation, Owner, Pow, RateActions, RateSettings, Registration, Reports, ServerInfo, Slots, Sql, Ssl,
    SystemSettings, Welcome,
};
pub use voice::{ScreenLimits, VoiceSettings};
