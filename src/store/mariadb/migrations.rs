//! What was done to this database, by DCTS and by us. The table `migrations` is DCTS's own; our names
//! start with `edge_`, and its rows are left as they are (spec 31 section 6.1).

use mysql_async::{Conn, Row, prelude::Queryable};

use super::{
    DbError, MariaOptions, connect,
    values::{number, text},
};
use crate::{model::messages, store::StoreError};

/// Version of what this program makes of a database. A higher one in the table is from the future.
const SCHEMA_VERSION: i64 = 1;

/// Gives every message the time that stands in it. Databases that were upgraded have the time of the
/// upgrade in all of their old rows instead (spec 31 section 6.2), and pages would mix them up.
const MESSAGE_TIMES: &str = "edge_message_times";

/// Rows between two lines in the log.
const PROGRESS: usize = 100_000;

/// Applies what is not marked as done, and refuses a database of a newer version.
///
/// # Errors
/// [`StoreError::FromTheFuture`], or when the database fails; what was not finished runs again then.
pub(super) async fn run(conn: &mut Conn, options: &MariaOptions) -> Result<(), StoreError> {
    let query = "SELECT migration_name FROM migrations WHERE migration_name LIKE 'edge\\_%' AND done = 1";
    let done: Vec<String> = conn.query(query).await.map_err(DbError::from)?;
    let found = done.iter().filter_map(|name| name.strip_prefix("edge_schema_")?.parse().ok()).max().unwrap_or(0);
    if found > SCHEMA_VERSION {
        return Err(StoreError::FromTheFuture { found, known: SCHEMA_VERSION });
    }
    if !done.iter().any(|name| name == MESSAGE_TIMES) {
        let changed = set_message_times(conn, options).await?;
        if changed > 0 {
            log::info!("MariaDB: {changed} messages got the time that they were written at");
        }
        mark_done(conn, MESSAGE_TIMES).await?;
    }
    if found < SCHEMA_VERSION {
        mark_done(conn, &format!("edge_schema_{SCHEMA_VERSION}")).await?;
    }
    Ok(())
}

async fn mark_done(conn: &mut Conn, name: &str) -> Result<(), DbError> {
    let query = "INSERT INTO migrations(migration_name, done) VALUES (?, 1) ON DUPLICATE KEY UPDATE done = 1";
    Ok(conn.exec_drop(query, (name,)).await?)
}

/// One pass over all messages on a second connection, and one transaction for what is wrong.
async fn set_message_times(conn: &mut Conn, options: &MariaOptions) -> Result<usize, DbError> {
    let mut reader = connect(options).await?;
    let mut rows = reader.query_iter("SELECT messageId, createdAt, message FROM messages").await?;
    conn.query_drop("START TRANSACTION").await?;
    let (mut seen, mut changed) = (0, 0);
    while let Some(row) = rows.next().await? {
        seen += 1;
        if seen % PROGRESS == 0 {
            log::info!("MariaDB: the times of {seen} messages are checked");
        }
        if let Some((id, time)) = wrong_time(&row) {
            conn.exec_drop("UPDATE messages SET createdAt = ? WHERE messageId = ?", (time, id)).await?;
            changed += 1;
        }
    }
    drop(rows);
    conn.query_drop("COMMIT").await?;
    let _ = reader.disconnect().await;
    Ok(changed)
}

/// Id and right time of a row whose time is wrong.
fn wrong_time(row: &Row) -> Option<(String, i64)> {
    let time = messages::stored_time(&text(row, 2)?)?;
    (time != number(row, 1)).then_some((text(row, 0)?, time))
}
