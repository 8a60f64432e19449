//! Brings the database of a DCTS of any age to what this node needs, by additions alone: what is
//! there keeps its type, default and keys, and the old server runs on it afterwards.

use std::collections::{HashMap, HashSet};

use mysql_async::{Conn, Row, prelude::Queryable};

use super::{
    DbError, MariaOptions,
    tables::{INDEXES, Index, TABLES, Table},
    values::text,
};
use crate::store::StoreError;

/// First digit of what stands in `members.token` instead of a token. DCTS's own tokens start with 1.
pub const TOKEN_PLACEHOLDER_START: char = '0';

/// Creates missing tables, columns and indexes, and the member `system`.
///
/// # Errors
/// When a table cannot be made. A column or an index that cannot be added is only logged: the user may
/// lack the right to, or an old table be of a kind that does not allow it.
pub(in crate::store) async fn prepare(conn: &mut Conn, options: &MariaOptions) -> Result<(), StoreError> {
    let found = columns(conn, &options.database).await?;
    for table in TABLES {
        match found.get(table.name) {
            None => conn.query_drop(create(table)).await.map_err(DbError::from)?,
            Some(columns) => add_columns(conn, table, columns).await?,
        }
    }
    add_indexes(conn, &options.database).await?;
    conn.query_drop(
        "INSERT IGNORE INTO members(id, name, icon, token) VALUES ('system', 'System', '/img/default_icon.png', '')",
    )
    .await
    .map_err(DbError::from)?;
    Ok(())
}

/// Types by column, of every table. Names of columns are compared without case.
pub(in crate::store) async fn columns(
    conn: &mut Conn,
    database: &str,
) -> Result<HashMap<String, HashMap<String, String>>, DbError> {
    let query = "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = ?";
    let mut found: HashMap<String, HashMap<String, String>> = HashMap::new();
    let rows: Vec<Row> = conn.exec(query, (database,)).await?;
    for row in rows {
        let text = |column| text(&row, column).unwrap_or_default();
        found.entry(text(0)).or_default().insert(text(1).to_lowercase(), text(2).to_lowercase());
    }
    Ok(found)
}

fn create(table: &Table) -> String {
    let columns = table.columns.iter().map(|(name, definition)| format!("`{name}` {definition}"));
    let parts: Vec<String> = columns.chain(table.keys.iter().map(|key| (*key).to_owned())).collect();
    format!(
        "CREATE TABLE IF NOT EXISTS `{}` ({}) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci",
        table.name,
        parts.join(", ")
    )
}

async fn add_columns(conn: &mut Conn, table: &Table, present: &HashMap<String, String>) -> Result<(), DbError> {
    for (name, definition) in table.columns {
        if present.contains_key(&name.to_lowercase()) {
            continue;
        }
        log::info!("MariaDB: the table {} gets the column {name}", table.name);
        let added = conn.query_drop(format!("ALTER TABLE `{}` ADD COLUMN `{name}` {definition}", table.name));
        tolerate(added.await.map_err(DbError::from), &format!("{}.{name}", table.name))?;
    }
    Ok(())
}

async fn add_indexes(conn: &mut Conn, database: &str) -> Result<(), DbError> {
    let types = columns(conn, database).await?;
    let query = "SELECT table_name, index_name, column_name, seq_in_index FROM information_schema.statistics \
                 WHERE table_schema = ?";
    let rows: Vec<(String, String, String, u32)> = conn.exec(query, (database,)).await?;
    let names: HashSet<(&str, &str)> = rows.iter().map(|row| (row.0.as_str(), row.1.as_str())).collect();
    let leading: HashSet<(&str, &str)> =
        rows.iter().filter(|row| row.3 == 1).map(|row| (row.0.as_str(), row.2.as_str())).collect();
    for index in INDEXES {
        let is_served = match index.columns {
            [(column, _)] => leading.contains(&(index.table, *column)),
            _ => names.contains(&(index.table, index.name)),
        };
        let Some(types) = types.get(index.table).filter(|_| !is_served) else { continue };
        log::info!("MariaDB: the table {} gets the index {}", index.table, index.name);
        let created = conn.query_drop(create_index(index, types)).await.map_err(DbError::from);
        tolerate(created, &format!("the index {} of {}", index.name, index.table))?;
    }
    Ok(())
}

fn create_index(index: &Index, types: &HashMap<String, String>) -> String {
    let columns: Vec<String> = index
        .columns
        .iter()
        .map(|(column, length)| {
            let data_type = types.get(&column.to_lowercase()).map_or("", String::as_str);
            // A text column is indexed by its beginning only.
            if data_type.contains("text") || data_type.contains("blob") {
                format!("`{column}`({length})")
            } else {
                format!("`{column}`")
            }
        })
        .collect();
    format!("CREATE INDEX `{}` ON `{}` ({})", index.name, index.table, columns.join(", "))
}

fn tolerate(added: Result<(), DbError>, what: &str) -> Result<(), DbError> {
    match added {
        Err(DbError::Refused(why)) => {
            log::warn!("MariaDB: {what} could not be added: {why}");
            Ok(())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_columns_are_indexed_by_their_beginning() {
        let types = |room: &str| HashMap::from([("room".into(), room.into()), ("createdat".into(), "bigint".into())]);
        let room = INDEXES.iter().find(|index| index.table == "messages" && index.name == "edge_room").unwrap();
        assert_eq!(
            create_index(room, &types("varchar")),
            "CREATE INDEX `edge_room` ON `messages` (`room`, `createdAt`)"
        );
        assert_eq!(
            create_index(room, &types("text")),
            "CREATE INDEX `edge_room` ON `messages` (`room`(25), `createdAt`)"
        );
    }
}
