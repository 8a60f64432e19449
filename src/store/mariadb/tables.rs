//! The tables of spec 31 with the types that DCTS gives them, in its order, and the indexes that its
//! queries and ours need.

/// A table: what `CREATE TABLE` says when it is missing, and what `ADD COLUMN` says for a column that
/// is missing in it.
pub(in crate::store) struct Table {
    pub(in crate::store) name: &'static str,
    /// Name and definition.
    pub(in crate::store) columns: &'static [(&'static str, &'static str)],
    /// Keys that are not part of a column's definition.
    pub(super) keys: &'static [&'static str],
}

const ID: &str = "int(11) NOT NULL AUTO_INCREMENT PRIMARY KEY";
const NOW: &str = "bigint NOT NULL DEFAULT (UNIX_TIMESTAMP() * 1000)";

const fn table(
    name: &'static str,
    columns: &'static [(&'static str, &'static str)],
    keys: &'static [&'static str],
) -> Table {
    Table { name, columns, keys }
}

/// All tables that this node uses or DCTS expects. `edge_*` and `network_key_proofs` are ours.
pub(in crate::store) const TABLES: &[Table] = &[
    table(
        "members",
        &[
            ("rowId", ID),
            ("id", "varchar(100) NOT NULL UNIQUE"),
            ("token", "varchar(255) NULL"),
            ("onboarding", "BOOLEAN DEFAULT FALSE"),
            ("loginName", "varchar(100) NULL"),
            ("name", "varchar(100) NOT NULL DEFAULT 'User'"),
            ("nickname", "varchar(100) DEFAULT NULL"),
            ("country_code", "varchar(50) DEFAULT NULL"),
            ("status", "text DEFAULT ''"),
            ("aboutme", "text DEFAULT ''"),
            ("icon", "longtext DEFAULT ''"),
            ("banner", "longtext DEFAULT ''"),
            ("joined", NOW),
            ("isOnline", "BOOLEAN DEFAULT FALSE"),
            ("lastOnline", "bigint DEFAULT 0"),
            ("isBanned", "BOOLEAN DEFAULT FALSE"),
            ("isMuted", "BOOLEAN DEFAULT FALSE"),
            ("password", "text DEFAULT NULL"),
            ("publicKey", "text DEFAULT ''"),
            ("isVerifiedKey", "BOOLEAN DEFAULT FALSE"),
            ("pow", "text DEFAULT ''"),
        ],
        &[],
    ),
    table(
        "messages",
        &[
            ("authorId", "varchar(100) NOT NULL"),
            ("messageId", "varchar(100) NOT NULL UNIQUE"),
            ("room", "varchar(25) NOT NULL"),
            ("message", "longtext NOT NULL"),
            ("createdAt", NOW),
        ],
        &[],
    ),
    table(
        "message_reactions",
        &[
            ("cid", "varchar(500) NOT NULL UNIQUE"),
            ("reactionId", "int(100) NOT NULL AUTO_INCREMENT PRIMARY KEY"),
            ("messageId", "varchar(100) NOT NULL"),
            ("emojiHash", "longtext NOT NULL"),
            ("memberId", "varchar(100) NOT NULL"),
            ("react_timestamp", NOW),
        ],
        &[],
    ),
    table(
        "message_logs",
        &[
            ("id", "int(100) NOT NULL AUTO_INCREMENT PRIMARY KEY"),
            ("authorId", "varchar(100) NOT NULL"),
            ("messageId", "varchar(100) NOT NULL"),
            ("room", "text NOT NULL"),
            ("message", "longtext NOT NULL"),
        ],
        &[],
    ),
    table(
        "inbox",
        &[
            ("inboxId", "int(100) NOT NULL AUTO_INCREMENT PRIMARY KEY"),
            ("memberId", "varchar(250) NOT NULL"),
            ("customId", "varchar(250) DEFAULT NULL"),
            ("data", "longtext NOT NULL"),
            ("type", "varchar(250) NOT NULL"),
            ("isRead", "bigint NOT NULL DEFAULT 0"),
            ("createdAt", NOW),
        ],
        &[],
    ),
    table(
        "url_cache",
        &[
            ("id", ID),
            ("url", "longtext NOT NULL UNIQUE"),
            ("media_type", "text NOT NULL"),
            // Not of DCTS, whose rows never become too old.
            ("last_update", "bigint DEFAULT NULL"),
        ],
        &[],
    ),
    table(
        "cache",
        &[
            ("rowId", "int(12) NOT NULL AUTO_INCREMENT PRIMARY KEY"),
            ("identifier", "varchar(255) NOT NULL UNIQUE"),
            ("type", "varchar(255) NOT NULL"),
            ("data", "longtext NOT NULL"),
            ("last_update", NOW),
            ("created", NOW),
        ],
        &[],
    ),
    table(
        "ip_cache",
        &[("ip", "varchar(100) NOT NULL UNIQUE"), ("data", "longtext NOT NULL"), ("last_sync", NOW)],
        &[],
    ),
    table(
        "migrations",
        &[("migration_name", "varchar(100) NOT NULL UNIQUE"), ("done", "int(10) NOT NULL DEFAULT 0")],
        &[],
    ),
    table(
        "reports",
        &[
            ("id", ID),
            ("reportCreator", "longtext NOT NULL"),
            ("reportedUser", "longtext NOT NULL"),
            ("reportType", "text NOT NULL"),
            ("reportData", "longtext NULL"),
            ("reportNotes", "longtext NULL"),
            ("reportStatus", "varchar(100) NOT NULL DEFAULT 'pending'"),
        ],
        &[],
    ),
    table(
        "auditlog",
        &[("text", "longtext NOT NULL"), ("datetime", "datetime NOT NULL DEFAULT CURRENT_TIMESTAMP")],
        &[],
    ),
    table(
        "bans",
        &[
            ("rowId", ID),
            ("memberId", "varchar(100) NOT NULL UNIQUE"),
            ("issuerId", "varchar(100) NOT NULL"),
            ("ip", "varchar(100) DEFAULT NULL"),
            ("reason", "varchar(500) DEFAULT NULL"),
            ("created", NOW),
            ("until", NOW),
        ],
        &[],
    ),
    table(
        "dm_rooms",
        &[
            ("id", "int(20) NOT NULL AUTO_INCREMENT PRIMARY KEY"),
            ("roomId", "varchar(20) NOT NULL UNIQUE"),
            ("title", "varchar(204) NOT NULL DEFAULT 'New Chat'"),
            ("creatorId", "varchar(20) NOT NULL"),
            ("createdAt", NOW),
        ],
        &[],
    ),
    table(
        "dm_room_participants",
        &[
            ("id", "int(20) NOT NULL AUTO_INCREMENT PRIMARY KEY"),
            ("roomId", "varchar(20) NOT NULL"),
            ("memberId", "varchar(204) NOT NULL"),
            ("createdAt", NOW),
        ],
        &["UNIQUE KEY unique_room_member (roomId, memberId)", "KEY memberId (memberId)", "KEY roomId (roomId)"],
    ),
    table(
        "dms",
        &[
            ("id", ID),
            ("authorId", "varchar(100) NOT NULL"),
            ("roomId", "varchar(100) NOT NULL"),
            ("messageId", "varchar(100) NOT NULL UNIQUE"),
            ("message", "longtext NOT NULL"),
            ("createdAt", "bigint NOT NULL"),
            ("editedAt", "bigint NULL"),
        ],
        &[],
    ),
    table(
        "dm_reads",
        &[
            ("id", "int(20) NOT NULL AUTO_INCREMENT PRIMARY KEY"),
            ("memberId", "varchar(204) NOT NULL"),
            ("targetId", "varchar(100) NOT NULL"),
            ("lastReadAt", "bigint NOT NULL DEFAULT 0"),
        ],
        &["UNIQUE KEY unique_member_target (memberId, targetId)", "KEY memberId (memberId)"],
    ),
    table(
        "dms_threads",
        &[("threadId", "varchar(100) NOT NULL PRIMARY KEY"), ("type", "varchar(50) NOT NULL"), ("title", "text NULL")],
        &[],
    ),
    table(
        "dms_participants",
        &[("threadId", "varchar(100) NOT NULL"), ("memberId", "varchar(100) NOT NULL")],
        &["PRIMARY KEY (threadId, memberId)", "KEY memberId (memberId)"],
    ),
    table(
        "dms_messages",
        &[
            ("messageId", "varchar(100) NOT NULL PRIMARY KEY"),
            ("threadId", "varchar(100) NOT NULL"),
            ("authorId", "varchar(100) NOT NULL"),
            ("message", "longtext NOT NULL"),
            ("createdAt", "datetime NOT NULL"),
            ("supportIdentity", "varchar(20) NOT NULL DEFAULT 'self'"),
            ("displayName", "text NULL"),
        ],
        &["KEY threadId (threadId)"],
    ),
    table(
        "dms_message_logs",
        &[
            ("id", ID),
            ("messageId", "varchar(100) NOT NULL"),
            ("threadId", "varchar(100) NOT NULL"),
            ("authorId", "varchar(100) NOT NULL"),
            ("message", "longtext NOT NULL"),
            ("loggedAt", "datetime NOT NULL"),
        ],
        &[],
    ),
    table(
        "dms_reads",
        &[
            ("threadId", "varchar(100) NOT NULL PRIMARY KEY"),
            ("memberId", "varchar(100) NOT NULL"),
            ("last_read_at", "text NULL"),
        ],
        &[],
    ),
    table(
        "edge_thread_reads",
        &[
            ("threadId", "varchar(100) NOT NULL"),
            ("memberId", "varchar(100) NOT NULL"),
            ("lastReadAt", "bigint NOT NULL"),
        ],
        &["PRIMARY KEY (threadId, memberId)"],
    ),
    table(
        "tickets",
        &[
            ("threadId", "varchar(100) NOT NULL PRIMARY KEY"),
            ("creatorId", "varchar(100) NOT NULL"),
            ("status", "varchar(20) NOT NULL DEFAULT 'open'"),
            ("createdAt", "datetime NOT NULL"),
            ("updatedAt", "datetime NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP"),
        ],
        &["KEY creatorId (creatorId)", "KEY status (status)"],
    ),
    table(
        "posts",
        &[
            ("id", ID),
            ("title", "text NOT NULL"),
            ("body", "longtext NOT NULL"),
            ("authorId", "varchar(100) NOT NULL"),
            ("tag", "varchar(100) NULL"),
            ("pinned", "tinyint(1) NOT NULL DEFAULT 0"),
            ("createdAt", "datetime NOT NULL"),
        ],
        &[],
    ),
    table(
        "news",
        &[
            ("id", ID),
            ("title", "text NOT NULL"),
            ("body", "longtext NOT NULL"),
            ("authorId", "varchar(100) NOT NULL"),
            ("pinned", "tinyint(1) NOT NULL DEFAULT 0"),
            ("createdAt", "datetime NOT NULL"),
        ],
        &[],
    ),
    table(
        "help",
        &[
            ("id", ID),
            ("title", "text NOT NULL"),
            ("body", "longtext NOT NULL"),
            ("authorId", "varchar(100) NOT NULL"),
            ("slug", "varchar(120) NULL UNIQUE"),
            ("pinned", "tinyint(1) NOT NULL DEFAULT 0"),
            ("createdAt", "datetime NOT NULL"),
        ],
        &[],
    ),
    table(
        "content_reads",
        &[
            ("id", "bigint NOT NULL AUTO_INCREMENT PRIMARY KEY"),
            ("contentType", "varchar(32) NOT NULL"),
            ("contentId", "bigint NOT NULL"),
            ("userId", "varchar(128) NOT NULL"),
            ("readAt", "datetime NULL"),
            ("createdAt", "datetime NOT NULL"),
        ],
        &["UNIQUE KEY uq_content_user (contentType, contentId, userId)", "KEY userId (userId)"],
    ),
    table(
        "inbox_gid_table",
        &[
            ("rowId", ID),
            ("vanity", "varchar(255) NULL UNIQUE"),
            ("gid", "varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL UNIQUE"),
            ("publicKey", "longtext NOT NULL"),
            ("home_server", "varchar(500) NOT NULL"),
            ("createdAt", "bigint NOT NULL"),
            ("updatedAt", "bigint NULL"),
        ],
        &[],
    ),
    table(
        "inbox_profiles",
        &[
            ("rowId", ID),
            ("gid_table_ref", "varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL UNIQUE"),
            ("icon", "varchar(500) NULL"),
            ("banner", "varchar(500) NULL"),
            ("signature", "varchar(4000) NULL"),
            ("name", "varchar(255) NULL"),
            ("createdAt", "bigint NOT NULL"),
            ("updatedAt", "bigint NULL"),
        ],
        &[],
    ),
    table(
        "edge_messenger",
        &[
            ("rowId", ID),
            ("id", "varchar(64) NOT NULL"),
            // Short forms of keys differ in case.
            ("targetId", "varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL"),
            ("authorId", "varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL"),
            ("customId", "varchar(64) NOT NULL"),
            ("data", "longtext NOT NULL"),
            ("createdAt", "bigint NOT NULL"),
            ("expiresAt", "bigint NOT NULL"),
            ("isRead", "bigint NULL"),
        ],
        &["UNIQUE KEY message (targetId, authorId, customId)", "KEY expiresAt (expiresAt)"],
    ),
    table(
        "network_servers",
        &[
            ("id", ID),
            ("address", "varchar(255) NOT NULL UNIQUE"),
            ("status", "varchar(255) NOT NULL"),
            ("data", "longtext NULL"),
            ("last_sync", "datetime NULL"),
            ("node_key", "varchar(800) NULL"),
            ("node_id", "varchar(32) NULL"),
            ("pinned_at", "bigint NULL"),
            ("trust", "int NULL"),
            ("decided_by", "varchar(32) NULL"),
            ("blocked_reason", "varchar(255) NULL"),
            ("blocked_until", "bigint NULL"),
            ("last_seen", "bigint NULL"),
            ("failures", "int NULL"),
            ("strange", "varchar(800) NULL"),
        ],
        &[],
    ),
    table(
        "network_retired_keys",
        &[
            ("node_key", "varchar(760) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY"),
            ("address", "varchar(255) NOT NULL"),
            ("retired_at", "bigint NOT NULL"),
            ("compromised", "int NOT NULL"),
        ],
        &[],
    ),
    table(
        "network_trust_log",
        &[
            ("id", ID),
            ("address", "varchar(255) NOT NULL"),
            ("delta", "int NOT NULL"),
            ("reason", "varchar(255) NOT NULL"),
            ("event_id", "varchar(64) NOT NULL"),
            ("at", "bigint NOT NULL"),
        ],
        &["KEY address (address, id)"],
    ),
    table(
        "network_evidence",
        &[
            ("log_id", "bigint NOT NULL PRIMARY KEY"),
            ("sender", "varchar(255) NOT NULL"),
            ("kind", "varchar(32) NOT NULL"),
            ("items", "mediumtext NOT NULL"),
            ("at", "bigint NOT NULL"),
        ],
        &["KEY sender (sender, log_id)"],
    ),
    table(
        "network_evidence_seen",
        &[
            ("seen", "varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY"),
            ("at", "bigint NOT NULL"),
        ],
        &[],
    ),
    table(
        "network_bans",
        &[
            ("from_key", "varchar(760) CHARACTER SET ascii COLLATE ascii_bin NOT NULL"),
            ("id", "varchar(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL"),
            ("member", "varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL"),
            ("about", "varchar(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL"),
            ("reason", "varchar(32) NOT NULL"),
            ("note", "varchar(400) NOT NULL"),
            ("until", "bigint NOT NULL"),
            ("ts", "bigint NOT NULL"),
            ("state", "varchar(16) NOT NULL"),
            ("decision", "varchar(16) NULL"),
        ],
        &["PRIMARY KEY (from_key, id)", "KEY about (about)", "KEY member (member)"],
    ),
    table(
        "network_key_proofs",
        &[
            ("memberId", "varchar(100) NOT NULL UNIQUE"),
            ("keyHash", "char(64) NOT NULL"),
            ("provenAt", "bigint NOT NULL"),
        ],
        &[],
    ),
    table(
        "edge_key_sessions",
        &[
            ("sessionHash", "binary(32) NOT NULL PRIMARY KEY"),
            ("keyHash", "char(64) NOT NULL"),
            ("publicKey", "text NOT NULL"),
            ("expires", "bigint NOT NULL"),
        ],
        &["KEY keyHash (keyHash)"],
    ),
    table(
        "edge_sessions",
        &[
            ("tokenHash", "binary(32) NOT NULL PRIMARY KEY"),
            ("memberId", "varchar(100) NOT NULL"),
            ("created", "bigint NOT NULL"),
            ("lastUsed", "bigint NOT NULL"),
        ],
        &["KEY memberId (memberId)"],
    ),
];

/// An index: table, name, columns with the most characters of each that are indexed where its type
/// allows no more (0: all of it).
pub(super) struct Index {
    pub(super) table: &'static str,
    pub(super) name: &'static str,
    pub(super) columns: &'static [(&'static str, u16)],
}

/// Spec 31 section 9, and single columns whose key some installations lack.
pub(super) const INDEXES: &[Index] = &[
    Index { table: "members", name: "edge_id", columns: &[("id", 64)] },
    Index { table: "members", name: "edge_login", columns: &[("loginName", 64)] },
    Index { table: "messages", name: "edge_id", columns: &[("messageId", 64)] },
    Index { table: "messages", name: "edge_room", columns: &[("room", 25), ("createdAt", 0)] },
    Index { table: "messages", name: "edge_author", columns: &[("authorId", 64), ("createdAt", 0)] },
    Index { table: "messages", name: "edge_time", columns: &[("createdAt", 0), ("messageId", 64)] },
    Index { table: "message_reactions", name: "edge_message", columns: &[("messageId", 64)] },
    Index { table: "message_logs", name: "edge_message", columns: &[("messageId", 64)] },
    Index { table: "inbox", name: "edge_unread", columns: &[("memberId", 64), ("isRead", 0), ("createdAt", 0)] },
    Index { table: "inbox", name: "edge_custom", columns: &[("memberId", 64), ("customId", 64)] },
    Index { table: "inbox", name: "edge_data", columns: &[("data", 40)] },
    Index { table: "dms", name: "edge_room", columns: &[("roomId", 64), ("createdAt", 0)] },
    Index { table: "bans", name: "edge_ip", columns: &[("ip", 64)] },
];
