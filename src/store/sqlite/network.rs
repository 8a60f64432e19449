//! Other servers.

use rusqlite::params;

use super::SqliteStore;
use crate::store::{
    StoreError,
    rows::{MAX_SERVERS, ServerRow},
};

impl SqliteStore {
    pub(in crate::store) async fn servers(&self) -> Result<Vec<ServerRow>, StoreError> {
        self.read(|db| {
            // Rows of DCTS have a date, ours have milliseconds.
            db.prepare_cached(
                "SELECT id, address, status, data, CASE WHEN last_sync GLOB '*[-:]*' \
                 THEN CAST(strftime('%s', last_sync) AS INTEGER) * 1000 ELSE CAST(last_sync AS INTEGER) END \
                 FROM network_servers ORDER BY id LIMIT ?",
            )?
            .query_map([MAX_SERVERS], |row| {
                Ok(ServerRow {
                    id: row.get(0)?,
                    address: row.get(1)?,
                    status: row.get(2)?,
                    data: row.get(3)?,
                    last_sync: row.get(4)?,
                })
            })?
            .collect()
        })
        .await
    }

    pub(in crate::store) async fn add_server(&self, address: String, status: String) -> Result<(), StoreError> {
        self.write(move |db| {
            db.prepare_cached("INSERT OR IGNORE INTO network_servers(address, status) VALUES (?, ?)")?
                .execute(params![address, status])?;
            Ok(())
        })
        .await
    }

    pub(in crate::store) async fn set_server_status(
        &self,
        address: String,
        status: String,
    ) -> Result<bool, StoreError> {
        self.write(move |db| {
            let changed = db
                .prepare_cached("UPDATE network_servers SET status = ? WHERE address = ?")?
                .execute(params![status, address])?;
            Ok(changed > 0)
        })
        .await
    }
}
