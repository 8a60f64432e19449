//! Floor 2: persistence. Methods are named after what the node needs; no SQL leaves this floor.
//!
//! Two databases that behave the same: SQLite, which is embedded ([`sqlite`]), and MariaDB with
//! DCTS's own tables ([`mariadb`]). On both every write is part of a group commit: writes that arrive
//! while another commit is on its way share the next one, and a caller's future resolves only when
//! its write is safe. A write that fails undoes itself and none of those it shared a commit with.

mod articles;
mod direct;
mod leaving;
#[cfg(feature = "mariadb")]
pub mod mariadb;
mod messenger;
mod network;
mod portable;
mod recommendations;
mod reports;
mod rows;
mod search;
#[cfg(feature = "sqlite")]
pub mod sqlite;
mod tally;
mod threads;
#[cfg(all(feature = "sqlite", feature = "mariadb"))]
pub mod transfer;
mod upkeep;

pub use articles::{ArticleKind, ArticleRow};
pub use direct::{DmRoomRow, DmRow};
#[cfg(feature = "mariadb")]
pub use mariadb::{MariaOptions, MariaStore};
pub use messenger::{CorrespondentRow, WaitingRow};
pub use network::{Evidence, RetiredKeyRow, TrustRow};
pub use recommendations::{
    AUTOMATIC, NEVER, OURS, RECOMMENDATIONS_PAGE, RecommendationBounds, RecommendationChange, RecommendationRow,
    Recommendations,
};
pub use reports::ReportRow;
pub use rows::{
    AuditRow, BanDetails, BanRow, CachedRow, EditedMessage, KeySession, LegacyMember, LogRow, MAX_IDENTIFIER,
    MemberRow, MessageRow, NewBan, NewMember, NewMessage, NoticeKey, NoticeRow, ProfileRow, Reacted, Reaction,
    ReactionRow, Registered, Seen, ServerRow,
};
pub use search::{Found, Indexed, Search};
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteStore;
pub use tally::Tally;
pub use threads::{ThreadMessageRow, ThreadRow};
pub use upkeep::{Removed, Retention};

use std::{collections::HashMap, fmt};

use crate::{
    model::ids::{MemberId, MessageId, RoomId},
    security::{keys::Fingerprint, token::TokenHash},
};

#[cfg(not(any(feature = "sqlite", feature = "mariadb")))]
compile_error!("dcts-edge needs a database: build with the feature `sqlite`, `mariadb`, or both");

/// How much of what was acknowledged survives a power loss.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// Everything: each commit is flushed to the disk.
    #[default]
    Full,
    /// Everything but the last moments; a killed process loses nothing. Kinder to SD cards.
    Normal,
}

/// Where the node keeps what must survive a restart.
#[derive(Clone, Debug)]
pub enum Store {
    /// An SQLite file in the data folder.
    #[cfg(feature = "sqlite")]
    Sqlite(SqliteStore),
    /// A MariaDB server with DCTS's tables.
    #[cfg(feature = "mariadb")]
    MariaDb(MariaStore),
}

/// Why the store did not do what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// Too many writes are waiting: refuse the request and let the client try again.
    Busy,
    /// The database cannot be reached: nothing was changed, later it may be. The store reconnects by
    /// itself and logs both the loss and the return. The text is for the log only.
    Unavailable(String),
    /// The database refused or failed: the change was not made. The text is for the log only.
    Failed(String),
    /// The database was made by a newer version: update the program, or use another data folder.
    FromTheFuture {
        /// Schema version of the database.
        found: i64,
        /// Newest schema version that this program knows.
        known: i64,
    },
    /// A search took longer than anybody waits for: ask for something rarer.
    TookTooLong,
    /// The store has been closed (the node is shutting down).
    Closed,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy => f.write_str("the database is busy"),
            Self::Unavailable(why) => write!(f, "the database cannot be reached: {why}"),
            Self::Failed(why) => write!(f, "the database failed: {why}"),
            Self::FromTheFuture { found, known } => write!(
                f,
                "the database has schema version {found}, but this program knows versions up to {known}; \
                 update dcts-edge or use another data folder"
            ),
            Self::TookTooLong => f.write_str("the search took too long"),
            Self::Closed => f.write_str("the database is closed"),
        }
    }
}

impl std::error::Error for StoreError {}

/// Calls the same method of whichever database this is.
macro_rules! on_either {
    ($store:expr, $method:ident($($argument:expr),*)) => {
        match $store {
            #[cfg(feature = "sqlite")]
            Store::Sqlite(sqlite) => sqlite.$method($($argument),*).await,
            #[cfg(feature = "mariadb")]
            Store::MariaDb(maria) => maria.$method($($argument),*).await,
        }
    };
}

impl Store {
    /// What was committed so far.
    pub fn tally(&self) -> &Tally {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(sqlite) => sqlite.tally(),
            #[cfg(feature = "mariadb")]
            Self::MariaDb(maria) => maria.tally(),
        }
    }

    /// What the database is called in logs.
    pub fn name(&self) -> &'static str {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => "SQLite",
            #[cfg(feature = "mariadb")]
            Self::MariaDb(_) => "MariaDB",
        }
    }

    /// Whether DCTS may run on this database again.
    pub fn is_shared_with_dcts(&self) -> bool {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => false,
            #[cfg(feature = "mariadb")]
            Self::MariaDb(_) => true,
        }
    }

    /// Whether the last attempt to reach the database succeeded.
    pub fn is_available(&self) -> bool {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => true,
            #[cfg(feature = "mariadb")]
            Self::MariaDb(maria) => maria.is_available(),
        }
    }

    /// All members, for the hot state. Password hashes stay in the database.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load_members(&self) -> Result<Vec<MemberRow>, StoreError> {
        on_either!(self, load_members())
    }

    /// All bans, for the hot state.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load_bans(&self) -> Result<Vec<BanRow>, StoreError> {
        on_either!(self, load_bans())
    }

    /// Creates an account together with its first session, choosing another id or login name when
    /// the wanted one is taken (spec 10 section 3.3); test and insert are one transaction.
    ///
    /// # Errors
    /// When the database fails; nothing was created then.
    pub async fn register(&self, member: NewMember) -> Result<Registered, StoreError> {
        on_either!(self, register(member))
    }

    /// Adds members of a very old version, but for those whose id is there already, in one transaction.
    /// Returns how many were added.
    ///
    /// # Errors
    /// When the database fails; none was added then.
    pub async fn add_legacy_members(&self, members: Vec<LegacyMember>) -> Result<usize, StoreError> {
        on_either!(self, add_legacy_members(members))
    }

    /// The member and password hash of a login name (exact, first match; spec 10 section 3.6).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_login(&self, login_name: String) -> Result<Option<(MemberId, Option<String>)>, StoreError> {
        on_either!(self, find_login(login_name))
    }

    /// Replaces a member's password hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_password(&self, member: MemberId, hash: String) -> Result<(), StoreError> {
        on_either!(self, set_password(member, hash))
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
        on_either!(self, add_session(member, token, now))
    }

    /// Saves what changes all the time about members: when they, and their sessions, were last active.
    ///
    /// # Errors
    /// When the database fails; the caller keeps its dirty marks.
    pub async fn touch_members(&self, seen: Vec<Seen>) -> Result<(), StoreError> {
        on_either!(self, touch_members(seen))
    }

    /// Remembers the proof of work that a member joined with (for the account export).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_pow(&self, member: MemberId, pow: String) -> Result<(), StoreError> {
        on_either!(self, set_pow(member, pow))
    }

    /// Writes down in which country a member registered.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_country(&self, member: MemberId, country: String) -> Result<(), StoreError> {
        on_either!(self, set_country(member, country))
    }

    /// Stores bans, each in the place of an older one of its subject.
    ///
    /// # Errors
    /// When the database fails; none is stored then.
    pub async fn put_bans(&self, bans: Vec<NewBan>) -> Result<(), StoreError> {
        on_either!(self, put_bans(bans))
    }

    /// Removes the bans of a member or an address, and those of addresses that were banned along with the
    /// member. Returns the subjects that are free again.
    ///
    /// # Errors
    /// When the database fails; nothing was removed then.
    pub async fn remove_bans(&self, subject: String) -> Result<Vec<String>, StoreError> {
        on_either!(self, remove_bans(subject))
    }

    /// Bans, newest first: the newest, or those from a time on backwards.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bans(&self, until: Option<i64>, limit: u32) -> Result<Vec<BanDetails>, StoreError> {
        on_either!(self, bans(until, limit))
    }

    /// Entries of the audit log that contain a text, newest first, after skipping some.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit_log(&self, text: String, skip: u32, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
        on_either!(self, audit_log(text, skip, limit))
    }

    /// Saves what a member says about itself.
    ///
    /// # Errors
    /// When the database fails; nothing was changed then.
    pub async fn set_profile(&self, member: MemberId, profile: ProfileRow) -> Result<(), StoreError> {
        on_either!(self, set_profile(member, profile))
    }

    /// Mirrors the mute list into a member's row, for DCTS.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_muted(&self, member: MemberId, is_muted: bool) -> Result<(), StoreError> {
        on_either!(self, set_muted(member, is_muted))
    }

    /// Ends a member's sessions, but for one of them.
    ///
    /// # Errors
    /// When the database fails; nothing was changed then.
    pub async fn end_sessions(&self, member: MemberId, except: Option<TokenHash>) -> Result<(), StoreError> {
        on_either!(self, end_sessions(member, except))
    }

    /// A member's password hash and proof of work.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn secrets(&self, member: MemberId) -> Result<(Option<String>, String), StoreError> {
        on_either!(self, secrets(member))
    }

    /// Which member has proven to own which key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn key_proofs(&self) -> Result<Vec<(MemberId, Fingerprint)>, StoreError> {
        on_either!(self, key_proofs())
    }

    /// Writes down that a member has proven to own a key, in the place of an older one, or that it has none.
    ///
    /// # Errors
    /// When the database fails; nothing was changed then.
    pub async fn set_key_proof(&self, member: MemberId, key: Option<Fingerprint>, now: i64) -> Result<(), StoreError> {
        on_either!(self, set_key_proof(member, key, now))
    }

    /// Adds a session of a key, and removes those that have ended and what one key has too many.
    ///
    /// # Errors
    /// When the database fails; there is no session then.
    pub async fn add_key_session(&self, session: KeySession, now: i64) -> Result<(), StoreError> {
        on_either!(self, add_key_session(session, now))
    }

    /// A session of a key that has not ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn key_session(&self, id: TokenHash, now: i64) -> Result<Option<KeySession>, StoreError> {
        on_either!(self, key_session(id, now))
    }

    /// Ends all sessions of a key.
    ///
    /// # Errors
    /// When the database fails; none has ended then.
    pub async fn end_key_sessions(&self, key: Fingerprint) -> Result<(), StoreError> {
        on_either!(self, end_key_sessions(key))
    }

    /// Stores a new channel message. One insert in the shared transaction.
    ///
    /// # Errors
    /// When the database fails or the id is taken; nothing was stored then.
    pub async fn append_message(&self, message: NewMessage) -> Result<(), StoreError> {
        on_either!(self, append_message(message))
    }

    /// The newest messages of a room, or the newest before a time: at most `limit`, newest first.
    ///
    /// A page that ends inside one millisecond is extended to its end: clients ask for the next page
    /// with the oldest `createdAt` they have, exclusive, and would miss the rest of it (spec 30 section 6).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn history_before(
        &self,
        room: RoomId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<MessageRow>, StoreError> {
        on_either!(self, history_before(room, before, limit))
    }

    /// Gives the messages of a room, and their logs, another room: their channel moved.
    ///
    /// # Errors
    /// When the database fails; nothing was moved then.
    pub async fn move_messages(&self, from: RoomId, to: RoomId) -> Result<(), StoreError> {
        on_either!(self, move_messages(from, to))
    }

    /// Who wrote how many messages in these rooms, the most active first: at most 100.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn most_active(&self, rooms: Vec<RoomId>) -> Result<Vec<(String, i64)>, StoreError> {
        let mut counts = HashMap::<String, i64>::new();
        for room in rooms {
            for (author, count) in on_either!(self, authors_of(room))? {
                *counts.entry(author).or_default() += count;
            }
        }
        let mut sorted: Vec<(String, i64)> = counts.into_iter().collect();
        sorted.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        sorted.truncate(100);
        Ok(sorted)
    }

    /// What was looked up before, of a kind (a `type` of spec 31 section 3.7), by an identifier of at
    /// most [`MAX_IDENTIFIER`] characters.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cached(&self, kind: &'static str, identifier: String) -> Result<Option<CachedRow>, StoreError> {
        on_either!(self, cached(kind, identifier))
    }

    /// Keeps what was looked up, for the next time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_cached(&self, kind: &'static str, identifier: String, row: CachedRow) -> Result<(), StoreError> {
        on_either!(self, put_cached(kind, identifier, row))
    }

    /// What kind of media a URL was found to be.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn media_type(&self, url: String) -> Result<Option<CachedRow>, StoreError> {
        on_either!(self, media_type(url))
    }

    /// Keeps what kind of media a URL is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_media_type(&self, url: String, row: CachedRow) -> Result<(), StoreError> {
        on_either!(self, put_media_type(url, row))
    }

    /// Removes the oldest look-ups where there are too many. Returns how many were removed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn trim_caches(&self) -> Result<u64, StoreError> {
        on_either!(self, trim_caches())
    }

    /// Removes what has served its purpose.
    ///
    /// # Errors
    /// When the database fails; what was removed until then is gone.
    pub async fn clean_up(&self, retention: Retention) -> Result<Removed, StoreError> {
        on_either!(self, clean_up(retention))
    }

    /// Adds an entry to the audit log.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn append_audit(&self, text: String) -> Result<(), StoreError> {
        on_either!(self, append_audit(text))
    }

    /// The messages with these ids, in no order; unknown ids are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn messages_by_id(&self, ids: Vec<MessageId>) -> Result<Vec<MessageRow>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        on_either!(self, messages_by_id(ids))
    }

    /// Gives a message another text and keeps the one that it had. False if there is no such message
    /// any more; nothing was changed then.
    ///
    /// # Errors
    /// When the database fails; nothing was changed then.
    pub async fn edit_message(&self, edit: EditedMessage) -> Result<bool, StoreError> {
        on_either!(self, edit_message(edit))
    }

    /// Removes a message with its reactions and the notices about it. With `keeps_log` what it said
    /// stays in the log, where a report finds it. False if there is no such message.
    ///
    /// # Errors
    /// When the database fails; nothing was removed then.
    pub async fn delete_message(&self, id: MessageId, keeps_log: bool) -> Result<bool, StoreError> {
        on_either!(self, delete_message(id, keeps_log))
    }

    /// The earlier versions of a message, oldest first, at most 500.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn message_logs(&self, id: MessageId) -> Result<Vec<LogRow>, StoreError> {
        on_either!(self, message_logs(id))
    }

    /// How many messages a room got in each hour since a time (of one author, or of all): hours since
    /// the epoch with their counts, in order. What the server itself wrote does not count.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hourly_counts(
        &self,
        room: RoomId,
        author: Option<MemberId>,
        since: i64,
    ) -> Result<Vec<(i64, u32)>, StoreError> {
        on_either!(self, hourly_counts(room, author, since))
    }

    /// When a member wrote last in any channel, ms since the epoch.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_message_of(&self, author: MemberId) -> Result<Option<i64>, StoreError> {
        on_either!(self, last_message_of(author))
    }

    /// Adds a reaction, unless the message has `most_emojis` different ones of others already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_reaction(&self, reaction: Reaction, now: i64, most_emojis: u32) -> Result<Reacted, StoreError> {
        on_either!(self, add_reaction(reaction, now, most_emojis))
    }

    /// Takes a reaction back; one that is not there is no failure.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_reaction(&self, reaction: Reaction) -> Result<(), StoreError> {
        on_either!(self, remove_reaction(reaction))
    }

    /// The reactions to these messages, in the order in which they came.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reactions(&self, messages: Vec<MessageId>) -> Result<Vec<ReactionRow>, StoreError> {
        if messages.is_empty() {
            return Ok(Vec::new());
        }
        on_either!(self, reactions(messages))
    }

    /// A member's unread notices, newest first: the newest, or those before a time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unread_notices(
        &self,
        member: MemberId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        on_either!(self, unread_notices(member, before, limit))
    }

    /// A member's newest notices, read and unread.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notices(&self, member: MemberId, limit: u32) -> Result<Vec<NoticeRow>, StoreError> {
        on_either!(self, notices(member, limit))
    }

    /// One notice of a member.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notice(&self, member: MemberId, id: i64) -> Result<Option<NoticeRow>, StoreError> {
        on_either!(self, notice(member, id))
    }

    /// Marks a notice of a member as read. Whether there was one that was not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark_notice_read(&self, member: MemberId, key: NoticeKey) -> Result<bool, StoreError> {
        on_either!(self, mark_notice_read(member, key))
    }

    /// Has messages indexed from now on as they are written. Whether the old ones are in the index
    /// already; if not, [`Self::index_history`] adds them.
    ///
    /// # Errors
    /// When the database fails; nothing is indexed then.
    pub async fn enable_search(&self) -> Result<bool, StoreError> {
        on_either!(self, enable_search())
    }

    /// Indexes nothing any more and forgets what was indexed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn disable_search(&self) -> Result<(), StoreError> {
        on_either!(self, disable_search())
    }

    /// Adds the next few old messages to the index, the newest of them first. Where it stopped is
    /// remembered in the database.
    ///
    /// # Errors
    /// When the database fails; the same messages are next then.
    pub async fn index_history(&self) -> Result<Indexed, StoreError> {
        on_either!(self, index_history())
    }

    /// Looks for messages.
    ///
    /// # Errors
    /// [`StoreError::TookTooLong`], or when the database fails.
    pub async fn search(&self, search: Search) -> Result<Found, StoreError> {
        if search.rooms.is_empty() {
            return Ok(Found::default());
        }
        on_either!(self, search(search))
    }

    /// Writes everything that waits, then closes the database.
    pub async fn close(&self) {
        on_either!(self, close());
    }
}
