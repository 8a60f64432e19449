//! What was looked up before. The server compares without case, so what is found is compared again, and
//! one spelling of a URL may take the place of another: these are caches.

use mysql_async::{Row, prelude::Queryable};

use super::{
    MariaStore,
    values::{number, text},
};
use crate::store::{StoreError, rows::CachedRow, upkeep::MAX_CACHED};

impl MariaStore {
    pub(in crate::store) async fn cached(
        &self,
        kind: &'static str,
        identifier: String,
    ) -> Result<Option<CachedRow>, StoreError> {
        let query = "SELECT identifier, data, last_update FROM cache WHERE identifier = ? AND type = ? LIMIT 1";
        self.read(async |conn| {
            let row: Option<Row> = conn.exec_first(query, (&identifier, kind)).await?;
            Ok(row.and_then(|row| cached_from(&row, &identifier)))
        })
        .await
    }

    pub(in crate::store) async fn put_cached(
        &self,
        kind: &'static str,
        identifier: String,
        row: CachedRow,
    ) -> Result<(), StoreError> {
        let update = "UPDATE cache SET identifier = ?, data = ?, last_update = ? WHERE identifier = ? AND type = ?";
        let insert = "INSERT IGNORE INTO cache(identifier, type, data, last_update, created) VALUES (?, ?, ?, ?, ?)";
        self.write(async move |conn| {
            conn.exec_drop(update, (&identifier, &row.data, row.updated, &identifier, kind)).await?;
            if conn.affected_rows() == 0 {
                conn.exec_drop(insert, (&identifier, kind, &row.data, row.updated, row.updated)).await?;
            }
            Ok(())
        })
        .await
    }

    pub(in crate::store) async fn media_type(&self, url: String) -> Result<Option<CachedRow>, StoreError> {
        let query = "SELECT url, media_type, last_update FROM url_cache WHERE url = ? LIMIT 1";
        self.read(async |conn| {
            let row: Option<Row> = conn.exec_first(query, (&url,)).await?;
            Ok(row.and_then(|row| cached_from(&row, &url)))
        })
        .await
    }

    pub(in crate::store) async fn put_media_type(&self, url: String, row: CachedRow) -> Result<(), StoreError> {
        let update = "UPDATE url_cache SET url = ?, media_type = ?, last_update = ? WHERE url = ?";
        let insert = "INSERT IGNORE INTO url_cache(url, media_type, last_update) VALUES (?, ?, ?)";
        self.write(async move |conn| {
            conn.exec_drop(update, (&url, &row.data, row.updated, &url)).await?;
            if conn.affected_rows() == 0 {
                conn.exec_drop(insert, (&url, &row.data, row.updated)).await?;
            }
            Ok(())
        })
        .await
    }

    pub(in crate::store) async fn trim_caches(&self) -> Result<u64, StoreError> {
        self.write(async |conn| {
            let mut removed = 0;
            for table in ["cache", "url_cache"] {
                let count: Option<i64> = conn.query_first(format!("SELECT COUNT(*) FROM {table}")).await?;
                let surplus = count.unwrap_or(0) - MAX_CACHED;
                if surplus > 0 {
                    // Rows of DCTS, which have no time, are the oldest.
                    conn.query_drop(format!("DELETE FROM {table} ORDER BY last_update LIMIT {surplus}")).await?;
                    removed += conn.affected_rows();
                }
            }
            Ok(removed)
        })
        .await
    }
}

fn cached_from(row: &Row, wanted: &str) -> Option<CachedRow> {
    let is_same = text(row, 0).is_some_and(|found| found == wanted);
    is_same.then(|| CachedRow { data: text(row, 1).unwrap_or_default(), updated: number(row, 2) })
}
