//! Removing what has served its purpose.

use rusqlite::{Connection, params};
use serde_json::Value;

use super::{SqliteStore, caches};
use crate::store::{
    Removed, Retention, StoreError,
    upkeep::{MAX_LOGS, unreported},
};

impl SqliteStore {
    pub(in crate::store) async fn clean_up(&self, retention: Retention) -> Result<Removed, StoreError> {
        self.write(move |db| clean_up(db, retention)).await
    }
}

fn clean_up(db: &Connection, retention: Retention) -> rusqlite::Result<Removed> {
    let mut removed = Removed::default();
    if let Some(before) = retention.inbox_before {
        removed.inbox = db.execute("DELETE FROM inbox WHERE isRead = 1 AND createdAt < ?", [before])? as u64;
    }
    if let Some(before) = retention.caches_before {
        for table in ["cache", "url_cache"] {
            removed.caches += db.execute(&format!("DELETE FROM {table} WHERE last_update < ?"), [before])? as u64;
        }
    }
    removed.caches += caches::trim(db)?;
    if retention.orphans {
        removed.orphans += db.execute(
            "DELETE FROM message_reactions WHERE NOT EXISTS \
             (SELECT 1 FROM messages WHERE messages.messageId = message_reactions.messageId) AND NOT EXISTS \
             (SELECT 1 FROM dms WHERE dms.messageId = message_reactions.messageId)",
            [],
        )? as u64;
        removed.orphans += remove_orphaned_notices(db)?;
    }
    if retention.orphaned_logs {
        let mut query = db.prepare(
            "SELECT DISTINCT messageId FROM message_logs WHERE NOT EXISTS \
             (SELECT 1 FROM messages WHERE messages.messageId = message_logs.messageId) LIMIT ?",
        )?;
        let orphaned: Vec<String> =
            query.query_map(params![MAX_LOGS as i64], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let mut query = db.prepare("SELECT reportData FROM reports WHERE reportData IS NOT NULL")?;
        let reports: Vec<String> = query.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let mut delete = db.prepare("DELETE FROM message_logs WHERE messageId = ?")?;
        for id in unreported(orphaned, &reports) {
            removed.logs += delete.execute([id])? as u64;
        }
    }
    Ok(removed)
}

/// Removes the notices of messages that are not there any more. Their JSON is read here, a page at a time: SQLite is
/// built without functions for it.
fn remove_orphaned_notices(db: &Connection) -> rusqlite::Result<u64> {
    const PAGE: i64 = 200;
    let mut page =
        db.prepare("SELECT inboxId, data FROM inbox WHERE type = 'message' AND inboxId > ? ORDER BY inboxId LIMIT ?")?;
    let mut is_there = db.prepare(
        "SELECT EXISTS(SELECT 1 FROM messages WHERE messageId = ?1) OR EXISTS(SELECT 1 FROM dms WHERE messageId = ?1)",
    )?;
    let mut delete = db.prepare("DELETE FROM inbox WHERE inboxId = ?")?;
    let (mut last, mut removed) = (i64::MIN, 0);
    loop {
        let notices: Vec<(i64, String)> = page
            .query_map(params![last, PAGE], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let Some((newest, _)) = notices.last() else { return Ok(removed) };
        last = *newest;
        for (row, data) in &notices {
            // What is no JSON says nothing about any message, so it stays.
            let Ok(data) = serde_json::from_str::<Value>(data) else { continue };
            let id = match &data["messageId"] {
                Value::String(id) => Some(id.clone()),
                Value::Number(id) => Some(id.to_string()),
                _ => None,
            };
            if !is_there.query_row([id], |row| row.get::<_, bool>(0))? {
                removed += delete.execute([row])? as u64;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_of_messages_that_are_gone_go() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(
            "CREATE TABLE messages(messageId TEXT); CREATE TABLE dms(messageId TEXT); \
             CREATE TABLE inbox(inboxId INTEGER PRIMARY KEY, type TEXT, data TEXT); \
             INSERT INTO messages VALUES ('100'); INSERT INTO dms VALUES ('200')",
        )
        .unwrap();
        let add = |kind: &str, data: &str| {
            db.execute("INSERT INTO inbox(type, data) VALUES (?, ?)", [kind, data]).unwrap();
        };
        let stay = [r#"{"messageId":"100"}"#, r#"{"messageId":100}"#, r#"{"messageId":"200"}"#, "no JSON"];
        for data in stay {
            add("message", data);
        }
        add("other", r#"{"messageId":"300"}"#);
        for number in 0..450 {
            add("message", &format!(r#"{{"messageId":"9{number}"}}"#));
        }
        add("message", "{}");
        add("message", "5");
        assert_eq!(remove_orphaned_notices(&db), Ok(452));
        let left: i64 = db.query_row("SELECT COUNT(*) FROM inbox", [], |row| row.get(0)).unwrap();
        assert_eq!(left, stay.len() as i64 + 1);
        assert_eq!(remove_orphaned_notices(&db), Ok(0));
    }
}
