//! Floor 2: persistence. Methods are named after what the node needs; no SQL leaves this floor.
//!
//! SQLite is the embedded default. Every write is part of a group commit: writes that arrive while
//! another commit is on its way share the next one, and a caller's future resolves only when its
//! write is on disk (see [`sqlite`]).

mod members;
mod messages;
mod schema;
mod sqlite;

pub use members::{MemberRow, NewMember, Registered, Seen};
pub use messages::{MessageRow, NewMessage};
pub use sqlite::{Durability, SqliteStore};

use std::fmt;

use crate::{
    model::ids::{GroupId, MemberId, MessageId, RoomId},
    security::token::TokenHash,
};

/// Where the node keeps what must survive a restart.
#[derive(Clone, Debug)]
pub enum Store {
    /// An SQLite file in the data folder.
    Sqlite(SqliteStore),
}

/// Why the store did not do what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// Too many writes are waiting: refuse the request and let the client try again.
    Busy,
    /// The database refused or failed: the change was not made. The text is for the log only.
    Failed(String),
    /// The database was made by a newer version: update the program, or use another data folder.
    FromTheFuture {
        /// Schema version of the file.
        found: i64,
        /// Newest schema version that this program knows.
        known: i64,
    },
    /// The store has been closed (the node is shutting down).
    Closed,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy => f.write_str("the database is busy"),
            Self::Failed(why) => write!(f, "the database failed: {why}"),
            Self::FromTheFuture { found, known } => write!(
                f,
                "the database has schema version {found}, but this program knows versions up to {known}; \
                 update dcts-edge or use another data folder"
            ),
            Self::Closed => f.write_str("the database is closed"),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Failed(error.to_string())
    }
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

impl Store {
    /// All members, for the hot state. Password hashes stay in the database.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load_members(&self) -> Result<Vec<MemberRow>, StoreError> {
        let Self::Sqlite(sqlite) = self;
        sqlite.read(members::load).await
    }

    /// All bans, for the hot state.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load_bans(&self) -> Result<Vec<BanRow>, StoreError> {
        let Self::Sqlite(sqlite) = self;
        sqlite.read(members::load_bans).await
    }

    /// Creates an account together with its first session, choosing another id or login name when
    /// the wanted one is taken (spec 10 section 3.3); test and insert are one transaction.
    ///
    /// # Errors
    /// When the database fails; nothing was created then.
    pub async fn register(&self, member: NewMember) -> Result<Registered, StoreError> {
        let Self::Sqlite(sqlite) = self;
        sqlite.write(move |db| members::register(db, &member)).await
    }

    /// The member and password hash of a login name (exact, first match; spec 10 section 3.6).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_login(&self, login_name: String) -> Result<Option<(MemberId, Option<String>)>, StoreError> {
        let Self::Sqlite(sqlite) = self;
        sqlite.read(move |db| members::find_login(db, &login_name)).await
    }

    /// Replaces a member's password hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_password(&self, member: MemberId, hash: String) -> Result<(), StoreError> {
        let Self::Sqlite(sqlite) = self;
        sqlite.write(move |db| members::set_password(db, member, &hash)).await
    }

    /// Adds a session of a member and forgets those beyond the limit, oldest use first.
    /// Returns the sessions that were forgotten.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_session(
        &self,
        member: MemberId,
        token: TokenHash,
        now: i64,
    ) -> Result<Vec<TokenHash>, StoreError> {
        let Self::Sqlite(sqlite) = self;
        sqlite.write(move |db| members::add_session(db, member, &token, now)).await
    }

    /// Saves what changes all the time about members: when they, and their sessions, were last active.
    ///
    /// # Errors
    /// When the database fails; the caller keeps its dirty marks.
    pub async fn touch_members(&self, seen: Vec<Seen>) -> Result<(), StoreError> {
        let Self::Sqlite(sqlite) = self;
        sqlite.write(move |db| members::touch(db, &seen)).await
    }

    /// Remembers the proof of work that a member joined with (for the account export).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_pow(&self, member: MemberId, pow: String) -> Result<(), StoreError> {
        let Self::Sqlite(sqlite) = self;
        sqlite.write(move |db| members::set_pow(db, member, &pow)).await
    }

    /// Stores a new channel message. One insert in the shared transaction.
    ///
    /// # Errors
    /// When the database fails or the id is taken; nothing was stored then.
    pub async fn append_message(&self, message: NewMessage) -> Result<(), StoreError> {
        let Self::Sqlite(sqlite) = self;
        sqlite.write(move |db| messages::append(db, &message)).await
    }

    /// The newest messages of a room, or the newest before a time: at most `limit`, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn history_before(
        &self,
        room: RoomId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<MessageRow>, StoreError> {
        let Self::Sqlite(sqlite) = self;
        sqlite.read(move |db| messages::history(db, room, before, limit)).await
    }

    /// Gives the messages of a room, and their logs, another room: their channel moved.
    ///
    /// # Errors
    /// When the database fails; nothing was moved then.
    pub async fn move_messages(&self, from: RoomId, to: RoomId) -> Result<(), StoreError> {
        let Self::Sqlite(sqlite) = self;
        sqlite.write(move |db| messages::relocate(db, from, to)).await
    }

    /// Who wrote how many messages in a group, the most active first: at most 100.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn most_active(&self, group: GroupId) -> Result<Vec<(String, i64)>, StoreError> {
        let Self::Sqlite(sqlite) = self;
        sqlite.read(move |db| messages::most_active(db, group)).await
    }

    /// Adds an entry to the audit log.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn append_audit(&self, text: String) -> Result<(), StoreError> {
        let Self::Sqlite(sqlite) = self;
        sqlite.write(move |db| messages::append_audit(db, &text)).await
    }

    /// The messages with these ids, in no order; unknown ids are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn messages_by_id(&self, ids: Vec<MessageId>) -> Result<Vec<MessageRow>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let Self::Sqlite(sqlite) = self;
        sqlite.read(move |db| messages::by_id(db, &ids)).await
    }

    /// Writes everything that waits, then closes the database.
    pub async fn close(&self) {
        let Self::Sqlite(sqlite) = self;
        sqlite.close().await;
    }
}
