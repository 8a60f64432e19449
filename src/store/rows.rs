//! What goes in and out of a store: the same for every database.

use serde_json::Value;

use crate::{
    model::ids::{MemberId, MessageId, RoomId},
    security::{keys::Fingerprint, token::TokenHash},
};

/// Sessions that one member may have: as many devices as a person uses, and a bound for RAM.
/// The least recently used one ends when another is added.
pub(super) const MAX_SESSIONS: usize = 16;

/// Sessions that may be open with one key.
pub(super) const MAX_KEY_SESSIONS: u32 = 10;

/// Tries to find a free id or login name. With 11 random digits a second try is already rare; a
/// login name has 9,000 suffixes.
pub(super) const MAX_TRIES: usize = 64;

/// Whether an id is given out already; asked with the id, twice. SECURITY: that of somebody who is gone is, as long
/// as there is something in their name: it would be the next one's to change.
pub(super) const TAKEN_ID: &str =
    "SELECT 1 FROM members WHERE id = ? UNION ALL SELECT 1 FROM messages WHERE authorId = ? LIMIT 1";

/// Longest identifier of a cached look-up, in characters: the column of DCTS holds no more.
pub const MAX_IDENTIFIER: usize = 255;

/// Something that was looked up before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CachedRow {
    /// What was found.
    pub data: String,
    /// When, ms since the epoch. 0 for rows of DCTS that do not tell.
    pub updated: i64,
}

/// A session that was opened by proving to own a key (spec 41 section 5.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySession {
    /// Hash of its id.
    pub id: TokenHash,
    /// The key.
    pub key: Fingerprint,
    /// The key as PEM.
    pub pem: String,
    /// End, ms since the epoch.
    pub expires: i64,
}

/// What the node keeps of a member in RAM, as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberRow {
    /// The member.
    pub id: MemberId,
    /// Whether account creation was finished.
    pub onboarding: bool,
    /// Login name, as typed at registration.
    pub login_name: Option<String>,
    /// Display name.
    pub name: String,
    /// Second display name.
    pub nickname: Option<String>,
    /// Two letters.
    pub country_code: Option<String>,
    /// One line.
    pub status: String,
    /// Sanitised HTML.
    pub about_me: String,
    /// URL or path.
    pub icon: String,
    /// URL or path.
    pub banner: String,
    /// Registration, ms since the epoch.
    pub joined: i64,
    /// Last authenticated event, ms since the epoch.
    pub last_online: i64,
    /// Mirror of the mute list.
    pub is_muted: bool,
    /// PEM of the desktop client.
    pub public_key: String,
    /// Whether ownership of that key was proven.
    pub is_verified_key: bool,
    /// Hashes of the tokens that open this account.
    pub sessions: Vec<TokenHash>,
}

/// An account to be created.
#[derive(Clone, Debug)]
pub struct NewMember {
    /// The id that the client chose.
    pub wanted_id: MemberId,
    /// The login name that the person chose.
    pub login_name: String,
    /// bcrypt hash.
    pub password: String,
    /// Display name, cleaned.
    pub name: String,
    /// Cleaned.
    pub status: String,
    /// Sanitised.
    pub about_me: String,
    /// Validated URL or path, or empty.
    pub icon: String,
    /// Validated URL or path, or empty.
    pub banner: String,
    /// PEM, or empty.
    pub public_key: String,
    /// Hash of the first session's token.
    pub session: TokenHash,
    /// `challenge-solution` of the join.
    pub pow: String,
    /// ms since the epoch.
    pub now: i64,
}

/// A member of a very old version, from its configuration file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LegacyMember {
    /// Id, any text that DCTS took for one.
    pub id: String,
    /// Plain token.
    pub token: String,
    /// Whether account creation was finished.
    pub onboarding: bool,
    /// Login name.
    pub login_name: Option<String>,
    /// Display name.
    pub name: String,
    /// One line.
    pub status: String,
    /// HTML.
    pub about_me: String,
    /// URL or path.
    pub icon: String,
    /// URL or path.
    pub banner: String,
    /// Registration, ms since the epoch.
    pub joined: i64,
    /// Last activity, ms since the epoch.
    pub last_online: i64,
    /// bcrypt hash.
    pub password: Option<String>,
    /// PEM.
    pub public_key: String,
}

impl LegacyMember {
    /// Reads an entry of `servermembers` in whatever types it has.
    pub fn read(id: &str, entry: &Value) -> Self {
        let text = |key: &str| match entry.get(key) {
            Some(Value::String(text)) => Some(text.clone()),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        let known = |key: &str| text(key).unwrap_or_default();
        // Pictures in the row itself would fill the memory (spec 31 section 10.3).
        let picture = |key: &str| Some(known(key)).filter(|url| !url.starts_with("data:")).unwrap_or_default();
        let time = |key: &str| entry.get(key).and_then(Value::as_f64).unwrap_or_default() as i64;
        Self {
            id: id.into(),
            token: known("token"),
            onboarding: !matches!(entry.get("onboarding"), Some(Value::Bool(false) | Value::Null)),
            login_name: text("loginName"),
            name: text("name").unwrap_or_else(|| "User".into()),
            status: known("status"),
            about_me: known("aboutme"),
            icon: picture("icon"),
            banner: picture("banner"),
            joined: time("joined"),
            last_online: time("lastOnline"),
            password: text("password"),
            public_key: known("publicKey"),
        }
    }
}

/// What an account was really created as.
#[derive(Clone, Debug, PartialEq)]
pub struct Registered {
    /// The id, another one than wanted if that was taken.
    pub id: MemberId,
    /// The login name, with digits appended if it was taken.
    pub login_name: String,
}

/// When a member was last active.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Who.
    pub member: MemberId,
    /// ms since the epoch.
    pub at: i64,
    /// The session that was joined with since the last save, if any.
    pub session: Option<TokenHash>,
}

/// What can be said about one ban row (spec 10 section 2.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BanRow {
    /// Member id, or the IP address itself.
    pub subject: String,
    /// IP address that is banned along with the member.
    pub ip: Option<String>,
    /// Shown to the banned person.
    pub reason: Option<String>,
    /// End of the ban in ms since the epoch, already decoded.
    pub until: i64,
}

/// A ban to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBan {
    /// Member id, or the address itself.
    pub subject: String,
    /// Member id of who bans, or `system`.
    pub issuer: String,
    /// Address that is banned along with the member.
    pub ip: Option<String>,
    /// Shown to the banned person; not escaped.
    pub reason: Option<String>,
    /// Now, ms since the epoch.
    pub created: i64,
    /// End, ms since the epoch.
    pub until: i64,
}

/// A ban as those see it who look after them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BanDetails {
    /// Number of the row.
    pub row_id: i64,
    /// Member id or address.
    pub subject: String,
    /// Member id of who banned, or `system`.
    pub issuer: String,
    /// Address that is banned along with the member.
    pub ip: Option<String>,
    /// Not escaped.
    pub reason: Option<String>,
    /// ms since the epoch.
    pub created: i64,
    /// End, ms since the epoch.
    pub until: i64,
}

/// What a member says about itself, as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProfileRow {
    /// Display name.
    pub name: String,
    /// Second display name.
    pub nickname: Option<String>,
    /// One line.
    pub status: String,
    /// Sanitised HTML.
    pub about_me: String,
    /// URL or path.
    pub icon: String,
    /// URL or path.
    pub banner: String,
    /// PEM.
    pub public_key: String,
    /// Whether ownership of that key was proven.
    pub is_verified_key: bool,
}

/// An entry of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// HTML.
    pub text: String,
    /// ms since the epoch.
    pub at: i64,
}

/// A message to be stored.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// Its id.
    pub id: MessageId,
    /// Who wrote it.
    pub author: MemberId,
    /// Where.
    pub room: RoomId,
    /// The stored JSON (spec 30 section 2.1).
    pub json: String,
    /// ms since the epoch; equals the JSON's `timestamp`.
    pub created_at: i64,
    /// Who is told of it in the inbox.
    pub notices: Vec<MemberId>,
}

/// A message that gets another text.
#[derive(Clone, Debug)]
pub struct EditedMessage {
    /// Its id.
    pub id: MessageId,
    /// Who wrote it.
    pub author: MemberId,
    /// Where.
    pub room: RoomId,
    /// The new stored JSON.
    pub json: String,
    /// What it replaces, as the log keeps it.
    pub replaced: String,
    /// When, ms since the epoch.
    pub edited_at: i64,
    /// Who is told of it in the inbox, if they were not told of the message before.
    pub notices: Vec<MemberId>,
}

/// An earlier version of a message.
#[derive(Clone, Debug, PartialEq)]
pub struct LogRow {
    /// Number of the row.
    pub id: i64,
    /// Author's member id.
    pub author: String,
    /// The message.
    pub message: String,
    /// Room name.
    pub room: String,
    /// Stored text, normally JSON.
    pub json: String,
}

/// One member's reaction to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reaction {
    /// The message.
    pub message: MessageId,
    /// Whose it is.
    pub member: MemberId,
    /// Hash of a custom emoji's file, or the code points of a standard one.
    pub emoji: String,
}

impl Reaction {
    /// The key that keeps reactions unique (spec 30 section 10).
    pub(super) fn key(&self) -> String {
        format!("{}-{}-{}", self.message, self.member, self.emoji)
    }
}

/// A stored reaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReactionRow {
    /// The message's id.
    pub message: String,
    /// Member id.
    pub member: String,
    /// Hash or code points.
    pub emoji: String,
}

/// What became of a new reaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reacted {
    /// It is stored, or was already.
    Stored,
    /// The message has as many different emojis as it may have.
    TooMany,
}

/// Something in a member's inbox.
#[derive(Clone, Debug, PartialEq)]
pub struct NoticeRow {
    /// Number of the row.
    pub id: i64,
    /// Whose inbox.
    pub member: String,
    /// `<member>-<message>`; old rows may have the message alone, or nothing.
    pub custom_id: Option<String>,
    /// JSON that names the message.
    pub data: String,
    /// What it is about; `message`.
    pub kind: String,
    /// Whether the member has seen it.
    pub is_read: bool,
    /// ms since the epoch.
    pub created_at: i64,
}

/// Which of its notices a member means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoticeKey {
    /// By the number of the row.
    Id(i64),
    /// By its `customId`.
    Custom(String),
}

/// Another server that this one knows of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerRow {
    /// Number of the row.
    pub id: i64,
    /// `host` or `host:port`.
    pub address: String,
    /// What the operator thinks of it.
    pub status: String,
    /// What it said about itself, JSON.
    pub data: Option<String>,
    /// When it answered last, ms since the epoch.
    pub last_sync: Option<i64>,
    /// Its pinned key (spec 52 section 1).
    pub node_key: Option<String>,
    /// When that was pinned, or when the last rotation to it was signed, ms since the epoch.
    pub pinned_at: i64,
    /// Its score in hundredths (spec 52 section 4).
    pub trust: i64,
    /// `admin` if a person has decided about it.
    pub decided_by: Option<String>,
    /// Why it is blocked.
    pub blocked_reason: Option<String>,
    /// Until when it is blocked or suspended, ms since the epoch; 0 without an end.
    pub blocked_until: i64,
    /// When it sent or answered something valid last, ms since the epoch.
    pub last_seen: i64,
    /// Checks that failed, since the last one that did not.
    pub failures: i64,
    /// Another key than the pinned one that it shows, when a day of that was last counted (ms since the epoch), and how many
    /// were, with spaces between.
    pub strange: Option<String>,
}

/// `data` of a notice about a message, as DCTS writes it: rows are found by it.
pub(super) fn notice_data(message: MessageId) -> String {
    format!("{{\"messageId\":\"{message}\"}}")
}

/// `customId` of a notice about a message.
pub(super) fn notice_key(member: MemberId, message: MessageId) -> String {
    format!("{member}-{message}")
}

/// A stored message, not yet understood.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageRow {
    /// Its id.
    pub id: String,
    /// Author's member id.
    pub author: String,
    /// Room name.
    pub room: String,
    /// Stored text, normally JSON.
    pub json: String,
    /// ms since the epoch.
    pub created_at: i64,
}

/// Most messages of one millisecond that extend a page. A node stores a few in a millisecond; only
/// imported rows with a resolution of one second come near this.
pub(super) const MAX_TIES: i64 = 500;

/// Most earlier versions of one message that are shown.
pub(super) const MAX_LOGS_SHOWN: u32 = 500;

/// What stands in the stored text of the server's own messages. Quotes in what members write are
/// escaped in JSON, so nobody can type it.
pub(super) const SYSTEM_MARK: &str = "\"isSystemMsg\":true";

/// Most other servers that are read.
pub(super) const MAX_SERVERS: u32 = 2000;

/// The pattern of `LIKE ... ESCAPE '!'` for what contains a text.
pub(super) fn like(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern + "%"
}
