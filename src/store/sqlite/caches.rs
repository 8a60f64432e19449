//! What was looked up before.

use rusqlite::{Connection, OptionalExtension, params};

use super::SqliteStore;
use crate::store::{StoreError, rows::CachedRow, upkeep::MAX_CACHED};

impl SqliteStore {
    pub(in crate::store) async fn cached(
        &self,
        kind: &'static str,
        identifier: String,
    ) -> Result<Option<CachedRow>, StoreError> {
        self.read(move |db| {
            db.prepare_cached("SELECT data, last_update FROM cache WHERE identifier = ? AND type = ?")?
                .query_row(params![identifier, kind], |row| Ok(CachedRow { data: row.get(0)?, updated: row.get(1)? }))
                .optional()
        })
        .await
    }

    pub(in crate::store) async fn put_cached(
        &self,
        kind: &'static str,
        identifier: String,
        row: CachedRow,
    ) -> Result<(), StoreError> {
        self.write(move |db| {
            db.prepare_cached(
                "INSERT INTO cache(identifier, type, data, last_update, created) VALUES (?1, ?2, ?3, ?4, ?4) \
                 ON CONFLICT(identifier, type) DO UPDATE SET data = ?3, last_update = ?4",
            )?
            .execute(params![identifier, kind, row.data, row.updated])?;
            Ok(())
        })
        .await
    }

    pub(in crate::store) async fn media_type(&self, url: String) -> Result<Option<CachedRow>, StoreError> {
        self.read(move |db| {
            db.prepare_cached("SELECT media_type, COALESCE(last_update, 0) FROM url_cache WHERE url = ?")?
                .query_row([url], |row| Ok(CachedRow { data: row.get(0)?, updated: row.get(1)? }))
                .optional()
        })
        .await
    }

    pub(in crate::store) async fn put_media_type(&self, url: String, row: CachedRow) -> Result<(), StoreError> {
        self.write(move |db| {
            db.prepare_cached(
                "INSERT INTO url_cache(url, media_type, last_update) VALUES (?1, ?2, ?3) \
                 ON CONFLICT(url) DO UPDATE SET media_type = ?2, last_update = ?3",
            )?
            .execute(params![url, row.data, row.updated])?;
            Ok(())
        })
        .await
    }

    pub(in crate::store) async fn trim_caches(&self) -> Result<u64, StoreError> {
        self.write(|db| trim(db)).await
    }
}

/// Removes the oldest look-ups where there are too many.
pub(super) fn trim(db: &Connection) -> rusqlite::Result<u64> {
    let mut removed = 0;
    for table in ["cache", "url_cache"] {
        let surplus = format!(
            "DELETE FROM {table} WHERE rowid IN \
             (SELECT rowid FROM {table} ORDER BY last_update DESC, rowid DESC LIMIT -1 OFFSET ?)"
        );
        removed += db.execute(&surplus, [MAX_CACHED])? as u64;
    }
    Ok(removed)
}
