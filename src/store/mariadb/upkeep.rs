//! Removing what has served its purpose. Each step is a statement of its own: none needs another.

use mysql_async::{Row, prelude::Queryable};

use super::{MariaStore, values::text};
use crate::store::{
    Removed, Retention, StoreError,
    upkeep::{MAX_LOGS, unreported},
};

impl MariaStore {
    pub(in crate::store) async fn clean_up(&self, retention: Retention) -> Result<Removed, StoreError> {
        let mut removed = Removed::default();
        if let Some(before) = retention.inbox_before {
            removed.inbox = self.delete("DELETE FROM inbox WHERE isRead = 1 AND createdAt < ?", before).await?;
        }
        if let Some(before) = retention.caches_before {
            removed.caches = self.delete("DELETE FROM cache WHERE last_update < ?", before).await?;
            removed.caches += self.delete("DELETE FROM url_cache WHERE last_update < ?", before).await?;
        }
        removed.caches += self.trim_caches().await?;
        if retention.orphans {
            // The parameter stands for what such rows are about.
            let reactions = "DELETE r FROM message_reactions r LEFT JOIN messages m ON m.messageId = r.messageId \
                             LEFT JOIN dms d ON d.messageId = r.messageId \
                             WHERE m.messageId IS NULL AND d.messageId IS NULL AND 'message' = ?";
            let notices = "DELETE i FROM inbox i \
                           LEFT JOIN messages m ON m.messageId = JSON_VALUE(i.data, '$.messageId') \
                           LEFT JOIN dms d ON d.messageId = JSON_VALUE(i.data, '$.messageId') \
                           WHERE m.messageId IS NULL AND d.messageId IS NULL AND JSON_VALID(i.data) AND i.type = ?";
            for orphans in [reactions, notices] {
                removed.orphans += self.delete(orphans, "message").await?;
            }
        }
        if retention.orphaned_logs {
            for id in self.orphaned_logs().await? {
                removed.logs += self.delete("DELETE FROM message_logs WHERE messageId = ?", id).await?;
            }
        }
        Ok(removed)
    }

    async fn delete(&self, statement: &'static str, value: impl Into<mysql_async::Value>) -> Result<u64, StoreError> {
        let value = value.into();
        self.write(async move |conn| {
            conn.exec_drop(statement, (&value,)).await?;
            Ok(conn.affected_rows())
        })
        .await
    }

    async fn orphaned_logs(&self) -> Result<Vec<String>, StoreError> {
        let query = format!(
            "SELECT DISTINCT l.messageId FROM message_logs l LEFT JOIN messages m ON m.messageId = l.messageId \
             WHERE m.messageId IS NULL LIMIT {MAX_LOGS}"
        );
        let (orphaned, reports): (Vec<String>, Vec<String>) = self
            .read(async |conn| {
                let orphaned: Vec<Row> = conn.query(&query).await?;
                let reports: Vec<Row> =
                    conn.query("SELECT reportData FROM reports WHERE reportData IS NOT NULL").await?;
                let texts = |rows: &[Row]| rows.iter().filter_map(|row| text(row, 0)).collect();
                Ok((texts(&orphaned), texts(&reports)))
            })
            .await?;
        Ok(unreported(orphaned, &reports))
    }
}
