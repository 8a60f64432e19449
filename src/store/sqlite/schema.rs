//! The SQLite schema: the tables of spec 31 section 10.2 under their own names, so that exports can
//! go both ways, and `sessions`, which is ours.

use rusqlite::Connection;

use crate::store::StoreError;

/// Forward migrations; the index of the last one applied, plus one, is the file's `user_version`.
const MIGRATIONS: &[&str] = &[V1, V2, V3, V4, V5, V6, V7, V8];

const V1: &str = "
CREATE TABLE members(rowId INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, token TEXT, onboarding INTEGER DEFAULT 0,
  loginName TEXT, name TEXT NOT NULL DEFAULT 'User', nickname TEXT, country_code TEXT, status TEXT DEFAULT '',
  aboutme TEXT DEFAULT '', icon TEXT DEFAULT '', banner TEXT DEFAULT '', joined INTEGER NOT NULL,
  isOnline INTEGER DEFAULT 0, lastOnline INTEGER DEFAULT 0, isBanned INTEGER DEFAULT 0, isMuted INTEGER DEFAULT 0,
  password TEXT, publicKey TEXT DEFAULT '', isVerifiedKey INTEGER DEFAULT 0, pow TEXT DEFAULT '');
CREATE INDEX members_login ON members(loginName COLLATE NOCASE);
CREATE TABLE sessions(tokenHash BLOB PRIMARY KEY, memberId TEXT NOT NULL, created INTEGER NOT NULL,
  lastUsed INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX sessions_member ON sessions(memberId);
CREATE TABLE messages(authorId TEXT NOT NULL, messageId TEXT NOT NULL UNIQUE, room TEXT NOT NULL,
  message TEXT NOT NULL, createdAt INTEGER NOT NULL);
CREATE INDEX messages_room ON messages(room, createdAt);
CREATE INDEX messages_author ON messages(authorId, createdAt);
CREATE TABLE message_reactions(cid TEXT NOT NULL UNIQUE, reactionId INTEGER PRIMARY KEY, messageId TEXT NOT NULL,
  emojiHash TEXT NOT NULL, memberId TEXT NOT NULL, react_timestamp INTEGER NOT NULL);
CREATE INDEX reactions_msg ON message_reactions(messageId);
CREATE TABLE message_logs(id INTEGER PRIMARY KEY AUTOINCREMENT, authorId TEXT NOT NULL, messageId TEXT NOT NULL,
  room TEXT NOT NULL, message TEXT NOT NULL);
CREATE INDEX logs_msg ON message_logs(messageId);
CREATE TABLE inbox(inboxId INTEGER PRIMARY KEY AUTOINCREMENT, memberId TEXT NOT NULL, customId TEXT,
  data TEXT NOT NULL, type TEXT NOT NULL, isRead INTEGER NOT NULL DEFAULT 0, createdAt INTEGER NOT NULL);
CREATE UNIQUE INDEX inbox_custom ON inbox(memberId, customId) WHERE customId IS NOT NULL;
CREATE INDEX inbox_unread ON inbox(memberId, isRead, createdAt);
CREATE TABLE url_cache(id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, media_type TEXT NOT NULL, last_update INTEGER);
CREATE TABLE cache(rowId INTEGER PRIMARY KEY, identifier TEXT NOT NULL, type TEXT NOT NULL, data TEXT NOT NULL,
  last_update INTEGER NOT NULL, created INTEGER NOT NULL, UNIQUE(identifier, type));
CREATE TABLE ip_cache(ip TEXT NOT NULL UNIQUE, data TEXT NOT NULL, last_sync INTEGER NOT NULL);
CREATE TABLE migrations(migration_name TEXT NOT NULL UNIQUE, done INTEGER NOT NULL DEFAULT 0);
CREATE TABLE reports(id INTEGER PRIMARY KEY AUTOINCREMENT, reportCreator TEXT NOT NULL, reportedUser TEXT NOT NULL,
  reportType TEXT NOT NULL, reportData TEXT, reportNotes TEXT, reportStatus TEXT NOT NULL DEFAULT 'pending');
CREATE TABLE auditlog(text TEXT NOT NULL, datetime TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE bans(rowId INTEGER PRIMARY KEY, memberId TEXT NOT NULL UNIQUE, issuerId TEXT NOT NULL, ip TEXT,
  reason TEXT, created INTEGER NOT NULL, until INTEGER NOT NULL);
CREATE INDEX bans_ip ON bans(ip);
CREATE TABLE dm_rooms(id INTEGER PRIMARY KEY, roomId TEXT NOT NULL UNIQUE, title TEXT NOT NULL DEFAULT 'New Chat',
  creatorId TEXT NOT NULL, createdAt INTEGER NOT NULL);
CREATE TABLE dm_room_participants(id INTEGER PRIMARY KEY, roomId TEXT NOT NULL, memberId TEXT NOT NULL,
  createdAt INTEGER NOT NULL, UNIQUE(roomId, memberId));
CREATE INDEX dmp_member ON dm_room_participants(memberId);
CREATE TABLE dms(id INTEGER PRIMARY KEY, authorId TEXT NOT NULL, roomId TEXT NOT NULL, messageId TEXT NOT NULL UNIQUE,
  message TEXT NOT NULL, createdAt INTEGER NOT NULL, editedAt INTEGER);
CREATE INDEX dms_room ON dms(roomId, createdAt);
CREATE TABLE dm_reads(id INTEGER PRIMARY KEY, memberId TEXT NOT NULL, targetId TEXT NOT NULL,
  lastReadAt INTEGER NOT NULL DEFAULT 0, UNIQUE(memberId, targetId));
CREATE TABLE network_servers(id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, status TEXT NOT NULL, data TEXT,
  last_sync TEXT);
INSERT INTO members(id, name, icon, token, joined) VALUES ('system', 'System', '/img/default_icon.png', '', 0);
";

/// Notices are found by the message that they are about.
const V2: &str = "CREATE INDEX inbox_data ON inbox(data);";

/// The full-text index, see [`super::index`]. `words` is what was written, `tags` where and by whom. It holds
/// no texts, only where words are. No index of beginnings: it would double the size, and without it those
/// of two letters take some tenths of a second in a million messages.
const V3: &str = "
CREATE VIRTUAL TABLE search USING fts5(words, tags, content='', contentless_delete=1,
  tokenize='unicode61 remove_diacritics 2');
CREATE TABLE search_rows(id INTEGER PRIMARY KEY, messageId TEXT NOT NULL);
CREATE TABLE search_state(nextRow INTEGER NOT NULL);
";

/// Keys that members have proven to own (spec 52 section 7), and what they opened with them; fingerprints as hex.
const V4: &str = "
CREATE TABLE network_key_proofs(memberId TEXT NOT NULL UNIQUE, keyHash TEXT NOT NULL, provenAt INTEGER NOT NULL);
CREATE TABLE key_sessions(sessionHash BLOB PRIMARY KEY, keyHash TEXT NOT NULL, publicKey TEXT NOT NULL,
  expires INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX key_sessions_key ON key_sessions(keyHash);
";

/// Tickets, articles and conversations of the older generation (spec 40 section 10.1), who of us has read what of
/// them, and the messenger (spec 41 section 8.2).
const V5: &str = "
CREATE TABLE dms_threads(threadId TEXT PRIMARY KEY, type TEXT NOT NULL, title TEXT);
CREATE TABLE dms_participants(threadId TEXT NOT NULL, memberId TEXT NOT NULL, PRIMARY KEY(threadId, memberId));
CREATE INDEX dmsp_member ON dms_participants(memberId);
CREATE TABLE dms_messages(messageId TEXT PRIMARY KEY, threadId TEXT NOT NULL, authorId TEXT NOT NULL,
  message TEXT NOT NULL, createdAt TEXT NOT NULL, supportIdentity TEXT NOT NULL DEFAULT 'self', displayName TEXT);
CREATE INDEX dmsm_thread ON dms_messages(threadId, createdAt);
CREATE TABLE dms_message_logs(id INTEGER PRIMARY KEY, messageId TEXT NOT NULL, threadId TEXT NOT NULL,
  authorId TEXT NOT NULL, message TEXT NOT NULL, loggedAt TEXT NOT NULL);
CREATE TABLE dms_reads(threadId TEXT PRIMARY KEY, memberId TEXT NOT NULL, last_read_at TEXT);
CREATE TABLE edge_thread_reads(threadId TEXT NOT NULL, memberId TEXT NOT NULL, lastReadAt INTEGER NOT NULL,
  PRIMARY KEY(threadId, memberId));
CREATE TABLE tickets(threadId TEXT PRIMARY KEY, creatorId TEXT NOT NULL, status TEXT NOT NULL DEFAULT 'open',
  createdAt TEXT NOT NULL, updatedAt TEXT);
CREATE INDEX tickets_creator ON tickets(creatorId);
CREATE TABLE posts(id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, body TEXT NOT NULL, authorId TEXT NOT NULL,
  tag TEXT, pinned INTEGER NOT NULL DEFAULT 0, createdAt TEXT NOT NULL);
CREATE TABLE news(id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, body TEXT NOT NULL, authorId TEXT NOT NULL,
  pinned INTEGER NOT NULL DEFAULT 0, createdAt TEXT NOT NULL);
CREATE TABLE help(id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, body TEXT NOT NULL, authorId TEXT NOT NULL,
  slug TEXT UNIQUE, pinned INTEGER NOT NULL DEFAULT 0, createdAt TEXT NOT NULL);
CREATE TABLE content_reads(id INTEGER PRIMARY KEY, contentType TEXT NOT NULL, contentId INTEGER NOT NULL,
  userId TEXT NOT NULL, readAt TEXT, createdAt TEXT NOT NULL, UNIQUE(contentType, contentId, userId));
CREATE INDEX content_reads_user ON content_reads(userId);
CREATE TABLE inbox_gid_table(rowId INTEGER PRIMARY KEY, vanity TEXT UNIQUE, gid TEXT NOT NULL UNIQUE,
  publicKey TEXT NOT NULL, home_server TEXT NOT NULL, createdAt INTEGER NOT NULL, updatedAt INTEGER);
CREATE TABLE inbox_profiles(rowId INTEGER PRIMARY KEY, gid_table_ref TEXT NOT NULL UNIQUE, icon TEXT, banner TEXT,
  signature TEXT, name TEXT, createdAt INTEGER NOT NULL, updatedAt INTEGER);
CREATE TABLE edge_messenger(rowId INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, targetId TEXT NOT NULL,
  authorId TEXT NOT NULL, customId TEXT NOT NULL, data TEXT NOT NULL, createdAt INTEGER NOT NULL,
  expiresAt INTEGER NOT NULL, isRead INTEGER, UNIQUE(targetId, authorId, customId));
CREATE INDEX edge_messenger_expires ON edge_messenger(expiresAt);
";

/// Servers that sign what they say (spec 52 section 7).
const V6: &str = "
ALTER TABLE network_servers ADD COLUMN node_key TEXT;
ALTER TABLE network_servers ADD COLUMN node_id TEXT;
ALTER TABLE network_servers ADD COLUMN pinned_at INTEGER;
ALTER TABLE network_servers ADD COLUMN trust INTEGER;
ALTER TABLE network_servers ADD COLUMN decided_by TEXT;
ALTER TABLE network_servers ADD COLUMN blocked_reason TEXT;
ALTER TABLE network_servers ADD COLUMN blocked_until INTEGER;
ALTER TABLE network_servers ADD COLUMN last_seen INTEGER;
ALTER TABLE network_servers ADD COLUMN failures INTEGER;
CREATE TABLE network_retired_keys(node_key TEXT PRIMARY KEY, address TEXT NOT NULL, retired_at INTEGER NOT NULL,
  compromised INTEGER NOT NULL);
CREATE TABLE network_trust_log(id INTEGER PRIMARY KEY AUTOINCREMENT, address TEXT NOT NULL, delta INTEGER NOT NULL,
  reason TEXT NOT NULL, event_id TEXT NOT NULL, evidence TEXT, at INTEGER NOT NULL);
CREATE INDEX network_trust_log_address ON network_trust_log(address, id);
CREATE TABLE network_evidence_seen(seen TEXT PRIMARY KEY, at INTEGER NOT NULL);
";

/// Bans that nodes recommend to each other (spec 52 section 7), see [`crate::store::RecommendationRow`].
const V7: &str = "
CREATE TABLE network_bans(from_key TEXT NOT NULL, id TEXT NOT NULL, member TEXT NOT NULL, about TEXT NOT NULL,
  reason TEXT NOT NULL, note TEXT NOT NULL, until INTEGER NOT NULL, ts INTEGER NOT NULL, state TEXT NOT NULL,
  decision TEXT, PRIMARY KEY(from_key, id));
CREATE INDEX network_bans_about ON network_bans(about);
CREATE INDEX network_bans_member ON network_bans(member);
";

/// What proves what the log of scores says, whole and by itself, so that it has its own bounds.
const V8: &str = "
CREATE TABLE network_evidence(log_id INTEGER PRIMARY KEY, sender TEXT NOT NULL, kind TEXT NOT NULL, items TEXT NOT NULL,
  at INTEGER NOT NULL);
CREATE INDEX network_evidence_sender ON network_evidence(sender, log_id);
INSERT INTO network_evidence SELECT id, address, CASE WHEN reason LIKE 'more events%' THEN 'rate'
  WHEN reason LIKE 'a malformed%' THEN 'malformed' ELSE 'false_report' END, '[' || evidence || ']', at
  FROM network_trust_log WHERE evidence IS NOT NULL AND reason NOT LIKE 'reported by%';
ALTER TABLE network_trust_log DROP COLUMN evidence;
ALTER TABLE network_servers ADD COLUMN strange TEXT;
";

/// Brings the schema up to date, each step in one transaction.
///
/// # Errors
/// [`StoreError::FromTheFuture`] for a file of a newer version; the file is left as it is then.
pub(super) fn migrate(db: &Connection) -> Result<(), StoreError> {
    let known = MIGRATIONS.len() as i64;
    let found: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > known {
        return Err(StoreError::FromTheFuture { found, known });
    }
    for (index, step) in MIGRATIONS.iter().enumerate().skip(found.max(0) as usize) {
        let version = index + 1;
        db.execute_batch(&format!("BEGIN IMMEDIATE; {step} PRAGMA user_version = {version}; COMMIT;"))?;
        log::info!("database schema is now version {version}");
    }
    Ok(())
}
