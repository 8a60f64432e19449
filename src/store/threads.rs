//! Tickets, and conversations of the older generation (spec 40 section 10.1).

use crate::order;
use std::collections::HashMap;

use super::{
    Store, StoreError,
    portable::{Cell, Row, Statement, cells, places},
};
use crate::model::ids::MemberId;

/// A ticket, or a conversation of the older generation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThreadRow {
    /// `t_` and a UUID.
    pub id: String,
    /// `ticket` or `dm`.
    pub kind: String,
    /// What it is about.
    pub title: String,
    /// Member id of who opened the ticket; empty for conversations.
    pub creator: String,
    /// `open`.
    pub status: String,
    /// When the ticket was opened, ms since the epoch; 0 for conversations.
    pub created_at: i64,
    /// Member ids.
    pub participants: Vec<String>,
    /// The newest message.
    pub last: Option<ThreadMessageRow>,
    /// Messages of others that the asking member has not read.
    pub unread: i64,
}

/// A message in a thread.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThreadMessageRow {
    /// `m_` and digits.
    pub id: String,
    /// Where.
    pub thread: String,
    /// Member id of who really wrote it.
    pub author: String,
    /// JSON, or what older versions made of it.
    pub json: String,
    /// ms since the epoch; those of other servers to a second.
    pub created_at: i64,
    /// As who it was written.
    pub identity: String,
    /// The name that is shown.
    pub display_name: Option<String>,
}

/// Most threads of one answer.
const MAX_THREADS: u32 = 500;
/// Most messages of one answer.
const MAX_THREAD_MESSAGES: u32 = 200;

/// Threads of one question.
const CHUNK: usize = 100;

/// A ticket apart from its thread. Tables of old versions may have different collations, so that they cannot be
/// joined.
#[derive(Clone, Debug, Default)]
struct Ticket {
    creator: String,
    status: String,
    created_at: i64,
}

/// Both in ms: when a message was written. The column has whole seconds; ids of this node tell it exactly.
fn written_at(created: &str) -> String {
    format!("CASE WHEN LENGTH(messageId) = 18 THEN CAST(SUBSTR(messageId, 3, 13) AS INTEGER) ELSE {created} END")
}

impl Store {
    fn thread_message_columns(&self) -> String {
        let created = self.ms_of("createdAt");
        format!("messageId, threadId, authorId, message, {created}, supportIdentity, displayName")
    }

    /// A thread; `None` if there is none of this id. Without its newest message and unread count.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn thread(&self, id: &str) -> Result<Option<ThreadRow>, StoreError> {
        Ok(self.threads_by_id(vec![id.into()]).await?.pop())
    }

    /// The threads that a member is in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn threads_of(&self, member: MemberId) -> Result<Vec<ThreadRow>, StoreError> {
        let sql = format!("SELECT threadId FROM dms_participants WHERE memberId = ? LIMIT {MAX_THREADS}");
        let ids = self.rows(sql, cells![member.as_str()]).await?.iter().map(|row| row.text(0).into()).collect();
        let threads = self.threads_by_id(ids).await?;
        self.with_activity(threads, member).await
    }

    /// All tickets of a status, or those of one member.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tickets(
        &self,
        asking: MemberId,
        status: &str,
        creator: Option<MemberId>,
    ) -> Result<Vec<ThreadRow>, StoreError> {
        let ids = self.ticket_ids(status, creator).await?;
        let mut threads = self.threads_by_id(ids).await?;
        threads.retain(|thread| thread.kind == "ticket");
        self.with_activity(threads, asking).await
    }

    async fn ticket_ids(&self, status: &str, creator: Option<MemberId>) -> Result<Vec<Cell>, StoreError> {
        let whose = if creator.is_some() { "AND creatorId = ?" } else { "" };
        let sql = format!(
            "SELECT threadId FROM tickets WHERE status = ? {whose} ORDER BY createdAt DESC LIMIT {MAX_THREADS}"
        );
        let mut values = cells![status];
        values.extend(creator.map(|member| Cell::from(member.as_str())));
        Ok(self.rows(sql, values).await?.iter().map(|row| row.text(0).into()).collect())
    }

    async fn threads_by_id(&self, ids: Vec<Cell>) -> Result<Vec<ThreadRow>, StoreError> {
        let mut threads = Vec::new();
        for ids in ids.chunks(CHUNK) {
            let list = places(ids.len());
            let tickets = format!(
                "SELECT threadId, creatorId, status, {} FROM tickets WHERE threadId IN ({list})",
                self.ms_of("createdAt")
            );
            let mut known = HashMap::<String, Ticket>::new();
            for row in self.rows(tickets, ids.to_vec()).await? {
                let ticket = Ticket { creator: row.text(1), status: row.text(2), created_at: row.number(3) };
                known.insert(row.text(0), ticket);
            }
            let people =
                format!("SELECT threadId, memberId FROM dms_participants WHERE threadId IN ({list}) ORDER BY memberId");
            let mut participants = HashMap::<String, Vec<String>>::new();
            for row in self.rows(people, ids.to_vec()).await? {
                participants.entry(row.text(0)).or_default().push(row.text(1));
            }
            let sql = format!("SELECT threadId, type, title FROM dms_threads WHERE threadId IN ({list})");
            for row in self.rows(sql, ids.to_vec()).await? {
                let id = row.text(0);
                let Ticket { creator, status, created_at } = known.remove(&id).unwrap_or_default();
                threads.push(ThreadRow {
                    participants: participants.remove(&id).unwrap_or_default(),
                    id,
                    kind: row.text(1),
                    title: row.text(2),
                    creator,
                    status: if status.is_empty() { "open".into() } else { status },
                    created_at,
                    ..ThreadRow::default()
                });
            }
        }
        Ok(threads)
    }

    /// Adds the newest message of each thread and what the member has not read of it; the latest activity first.
    async fn with_activity(&self, mut threads: Vec<ThreadRow>, member: MemberId) -> Result<Vec<ThreadRow>, StoreError> {
        let columns = self.thread_message_columns();
        let ids: Vec<Cell> = threads.iter().map(|thread| thread.id.as_str().into()).collect();
        let mut last: HashMap<String, ThreadMessageRow> = HashMap::new();
        for ids in ids.chunks(CHUNK) {
            let newest = format!(
                "SELECT threadId, MAX(createdAt) FROM dms_messages WHERE threadId IN ({}) GROUP BY threadId",
                places(ids.len())
            );
            let newest = self.rows(newest, ids.to_vec()).await?;
            if newest.is_empty() {
                continue;
            }
            let each = vec!["(threadId = ? AND createdAt = ?)"; newest.len()].join(" OR ");
            let values = newest.iter().flat_map(|row| cells![row.text(0), row.text(1)]).collect();
            let found = self.rows(format!("SELECT {columns} FROM dms_messages WHERE {each}"), values).await?;
            for message in found.iter().map(thread_message_from) {
                // Of one second; ids of this node tell the rest.
                let key = |message: &ThreadMessageRow| (message.created_at, message.id.clone());
                if last.get(&message.thread).is_none_or(|other| key(other) < key(&message)) {
                    last.insert(message.thread.clone(), message);
                }
            }
        }
        let mut unread = self.unread_in_threads(member, &ids).await?;
        for thread in &mut threads {
            thread.last = last.remove(&thread.id);
            thread.unread = unread.remove(&thread.id).unwrap_or_default();
        }
        let activity = |thread: &ThreadRow| thread.last.as_ref().map_or(thread.created_at, |last| last.created_at);
        order::by_number_down(&mut threads, activity);
        Ok(threads)
    }

    /// How many messages of others a member has not read in each of some threads; those without any are left out.
    async fn unread_in_threads(&self, member: MemberId, ids: &[Cell]) -> Result<HashMap<String, i64>, StoreError> {
        let member = member.as_str();
        let mut reads = HashMap::<String, i64>::new();
        // What an older version wrote down, for whoever read a thread there first.
        for row in self.rows("SELECT threadId, last_read_at FROM dms_reads WHERE memberId = ?", cells![member]).await? {
            reads.insert(row.text(0), legacy_time(&row.text(1)));
        }
        let own = "SELECT threadId, lastReadAt FROM edge_thread_reads WHERE memberId = ?";
        reads.extend(self.rows(own, cells![member]).await?.iter().map(|row| (row.text(0), row.number(1))));
        let written = written_at(&self.ms_of("createdAt"));
        let mut counts = HashMap::new();
        for ids in ids.chunks(CHUNK) {
            let each = vec![format!("(threadId = ? AND {written} > ?)"); ids.len()].join(" OR ");
            let sql = format!(
                "SELECT threadId, COUNT(*) FROM dms_messages WHERE ({each}) AND authorId <> ? GROUP BY threadId"
            );
            let mut values = Vec::new();
            for id in ids {
                let read = if let Cell::Text(id) = id { reads.get(id).copied() } else { None };
                values.extend([id.clone(), read.unwrap_or_default().into()]);
            }
            values.push(member.into());
            counts.extend(self.rows(sql, values).await?.iter().map(|row| (row.text(0), row.number(1))));
        }
        Ok(counts)
    }

    /// How many messages of others a member has not read in open tickets: those that it is in, or all of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unread_ticket_messages(&self, member: MemberId, all: bool) -> Result<i64, StoreError> {
        let ids = self.ticket_ids("open", (!all).then_some(member)).await?;
        Ok(self.unread_in_threads(member, &ids).await?.values().sum())
    }

    /// How many open tickets a member has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_tickets(&self, member: MemberId) -> Result<i64, StoreError> {
        let sql = "SELECT COUNT(*) FROM tickets WHERE creatorId = ? AND status = 'open'";
        Ok(self.first(sql, cells![member.as_str()]).await?.map_or(0, |row| row.number(0)))
    }

    /// Opens a ticket.
    ///
    /// # Errors
    /// When the database fails; there is no ticket then.
    pub async fn create_ticket(&self, id: &str, title: &str, creator: MemberId, now: i64) -> Result<(), StoreError> {
        let creator = creator.as_str();
        let ticket = format!(
            "INSERT INTO tickets(threadId, creatorId, status, createdAt) VALUES (?, ?, 'open', {})",
            self.datetime()
        );
        self.run(vec![
            Statement::new("INSERT INTO dms_threads(threadId, type, title) VALUES (?, 'ticket', ?)", cells![id, title]),
            Statement::new("INSERT INTO dms_participants(threadId, memberId) VALUES (?, ?)", cells![id, creator]),
            Statement::new(ticket, cells![id, creator, now]),
        ])
        .await
        .map(drop)
    }

    /// Adds somebody to a thread, once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn join_thread(&self, id: &str, member: MemberId) -> Result<(), StoreError> {
        let insert = "INSERT INTO dms_participants(threadId, memberId) SELECT ?, ? FROM (SELECT 1 AS one) AS o \
                      WHERE NOT EXISTS (SELECT 1 FROM dms_participants WHERE threadId = ? AND memberId = ?)";
        self.run_one(insert, cells![id, member.as_str(), id, member.as_str()]).await.map(drop)
    }

    /// Takes somebody out of a thread.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn leave_thread(&self, id: &str, member: MemberId) -> Result<(), StoreError> {
        let delete = "DELETE FROM dms_participants WHERE threadId = ? AND memberId = ?";
        self.run_one(delete, cells![id, member.as_str()]).await.map(drop)
    }

    /// Removes a thread with everything in it.
    ///
    /// # Errors
    /// When the database fails; nothing was removed then.
    pub async fn delete_thread(&self, id: &str) -> Result<(), StoreError> {
        let tables = [
            "dms_message_logs",
            "dms_messages",
            "dms_reads",
            "edge_thread_reads",
            "dms_participants",
            "tickets",
            "dms_threads",
        ];
        let delete = |table| Statement::new(format!("DELETE FROM {table} WHERE threadId = ?"), cells![id]);
        self.run(tables.into_iter().map(delete).collect()).await.map(drop)
    }

    /// The newest messages of a thread, oldest first; at most 200.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn thread_messages(&self, id: &str, limit: u32) -> Result<Vec<ThreadMessageRow>, StoreError> {
        let columns = self.thread_message_columns();
        let limit = limit.clamp(1, MAX_THREAD_MESSAGES);
        let sql = format!(
            "SELECT {columns} FROM dms_messages WHERE threadId = ? ORDER BY createdAt DESC, messageId DESC LIMIT {limit}"
        );
        Ok(self.rows(sql, cells![id]).await?.iter().rev().map(thread_message_from).collect())
    }

    /// A message of a thread.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn thread_message(&self, id: &str) -> Result<Option<ThreadMessageRow>, StoreError> {
        let sql = format!("SELECT {} FROM dms_messages WHERE messageId = ?", self.thread_message_columns());
        Ok(self.first(sql, cells![id]).await?.as_ref().map(thread_message_from))
    }

    /// Stores a message of a thread; its author has read the thread until then.
    ///
    /// # Errors
    /// When the database fails; nothing was stored then.
    pub async fn append_thread_message(&self, message: &ThreadMessageRow) -> Result<(), StoreError> {
        let insert = format!(
            "INSERT INTO dms_messages(messageId, threadId, authorId, message, createdAt, supportIdentity, displayName) \
             VALUES (?, ?, ?, ?, {}, ?, ?)",
            self.datetime()
        );
        let values = cells![
            message.id.as_str(),
            message.thread.as_str(),
            message.author.as_str(),
            message.json.as_str(),
            message.created_at,
            message.identity.as_str(),
            message.display_name.as_deref()
        ];
        let mut statements = vec![Statement::new(insert, values)];
        statements.extend(read_until(&message.thread, &message.author, message.created_at));
        self.run(statements).await.map(drop)
    }

    /// Gives a message of a thread another text and keeps the one that it had.
    ///
    /// # Errors
    /// When the database fails; nothing was changed then.
    pub async fn edit_thread_message(&self, before: &ThreadMessageRow, json: &str, now: i64) -> Result<(), StoreError> {
        let log = format!(
            "INSERT INTO dms_message_logs(messageId, threadId, authorId, message, loggedAt) VALUES (?, ?, ?, ?, {})",
            self.datetime()
        );
        let (id, thread, author) = (before.id.as_str(), before.thread.as_str(), before.author.as_str());
        self.run(vec![
            Statement::new(log, cells![id, thread, author, before.json.as_str(), now]),
            Statement::new("UPDATE dms_messages SET message = ? WHERE messageId = ?", cells![json, id]),
        ])
        .await
        .map(drop)
    }

    /// Removes a message of a thread.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_thread_message(&self, id: &str) -> Result<(), StoreError> {
        let delete = |table| Statement::new(format!("DELETE FROM {table} WHERE messageId = ?"), cells![id]);
        self.run(["dms_messages", "dms_message_logs"].into_iter().map(delete).collect()).await.map(drop)
    }

    /// Takes note that a member has read a thread until a time; never goes back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark_thread_read(&self, id: &str, member: MemberId, until: i64) -> Result<(), StoreError> {
        self.run(read_until(id, member.as_str(), until).into()).await.map(drop)
    }
}

fn read_until(thread: &str, member: &str, until: i64) -> [Statement; 2] {
    let insert = "INSERT INTO edge_thread_reads(threadId, memberId, lastReadAt) SELECT ?, ?, ? \
                  FROM (SELECT 1 AS one) AS o \
                  WHERE NOT EXISTS (SELECT 1 FROM edge_thread_reads WHERE threadId = ? AND memberId = ?)";
    let update = "UPDATE edge_thread_reads SET lastReadAt = ? WHERE threadId = ? AND memberId = ? AND lastReadAt < ?";
    [
        Statement::new(insert, cells![thread, member, until, thread, member]),
        Statement::new(update, cells![until, thread, member, until]),
    ]
}

/// A time of an older version: ms, or ISO 8601.
fn legacy_time(text: &str) -> i64 {
    let iso =
        || humantime::parse_rfc3339_weak(text.trim_end_matches('Z')).ok()?.duration_since(std::time::UNIX_EPOCH).ok();
    text.parse().ok().or_else(|| Some(iso()?.as_millis() as i64)).unwrap_or_default()
}

/// The column has whole seconds; ids that this node gives out tell the time in ms.
fn time_of(id: &str) -> Option<i64> {
    let digits = id.strip_prefix("m_")?;
    (digits.len() == 16).then(|| digits.get(..13)?.parse().ok()).flatten()
}

fn thread_message_from(row: &Row) -> ThreadMessageRow {
    let id = row.text(0);
    ThreadMessageRow {
        created_at: time_of(&id).unwrap_or_else(|| row.number(4)),
        id,
        thread: row.text(1),
        author: row.text(2),
        json: row.text(3),
        identity: row.maybe(5).unwrap_or_else(|| "self".into()),
        display_name: row.maybe(6),
    }
}
