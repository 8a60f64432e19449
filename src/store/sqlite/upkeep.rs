//! Removing what has served its purpose.

use rusqlite::{Connection, params};

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
        for orphans in [
            "DELETE FROM message_reactions WHERE NOT EXISTS \
             (SELECT 1 FROM messages WHERE messages.messageId = message_reactions.messageId) AND NOT EXISTS \
             (SELECT 1 FROM dms WHERE dms.messageId = message_reactions.messageId)",
            "DELETE FROM inbox WHERE type = 'message' AND json_valid(data) AND NOT EXISTS \
             (SELECT 1 FROM messages WHERE messages.messageId = CAST(json_extract(data, '$.messageId') AS TEXT)) AND NOT EXISTS \
             (SELECT 1 FROM dms WHERE dms.messageId = CAST(json_extract(data, '$.messageId') AS TEXT))",
        ] {
            removed.orphans += db.execute(orphans, [])? as u64;
        }
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
