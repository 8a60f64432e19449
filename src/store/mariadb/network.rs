//! Other servers.

use mysql_async::{Row, prelude::Queryable};

use super::{
    MariaStore,
    values::{number, text},
};
use crate::store::{
    StoreError,
    rows::{MAX_SERVERS, ServerRow},
};

impl MariaStore {
    pub(in crate::store) async fn servers(&self) -> Result<Vec<ServerRow>, StoreError> {
        let query = format!(
            "SELECT id, address, status, data, CAST(UNIX_TIMESTAMP(last_sync) * 1000 AS SIGNED) \
             FROM network_servers ORDER BY id LIMIT {MAX_SERVERS}"
        );
        self.read(async |conn| {
            let rows: Vec<Row> = conn.query(&query).await?;
            Ok(rows.iter().map(server_from).collect())
        })
        .await
    }

    pub(in crate::store) async fn add_server(&self, address: String, status: String) -> Result<(), StoreError> {
        // The table of an old installation may lack the unique key, and then knows no duplicates.
        let insert = "INSERT INTO network_servers(address, status) SELECT ?, ? FROM DUAL \
                      WHERE NOT EXISTS (SELECT 1 FROM network_servers WHERE address = ?)";
        self.write(async move |conn| Ok(conn.exec_drop(insert, (&address, &status, &address)).await?)).await
    }

    pub(in crate::store) async fn set_server_status(
        &self,
        address: String,
        status: String,
    ) -> Result<bool, StoreError> {
        let update = "UPDATE network_servers SET status = ? WHERE address = ?";
        self.write(async move |conn| {
            conn.exec_drop(update, (&status, &address)).await?;
            Ok(conn.affected_rows() > 0)
        })
        .await
    }
}

fn server_from(row: &Row) -> ServerRow {
    let known = |column| text(row, column).unwrap_or_default();
    let last_sync = Some(number(row, 4)).filter(|time| *time > 0);
    ServerRow { id: number(row, 0), address: known(1), status: known(2), data: text(row, 3), last_sync }
}
