//! Statements that both databases understand, written once: for everything that is not asked a thousand times
//! a second. What only one of them knows (upserts, full text) stays in its own folder.

use std::borrow::Cow;

use super::{Store, StoreError};

/// A value of a statement, or of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// Nothing.
    Null,
    /// A number; switches are 0 and 1.
    Number(i64),
    /// A text; times of `datetime` columns are texts as well.
    Text(String),
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<bool> for Cell {
    fn from(flag: bool) -> Self {
        Self::Number(flag.into())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The values of a statement.
macro_rules! cells {
    ($($value:expr),* $(,)?) => { vec![$($crate::store::portable::Cell::from($value)),*] };
}
pub(super) use cells;

/// A row that was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Row(Vec<Cell>);

impl Row {
    /// A text; numbers count. `None` for NULL and for a column that is not there.
    pub(super) fn maybe(&self, column: usize) -> Option<String> {
        match self.0.get(column)? {
            Cell::Null => None,
            Cell::Number(number) => Some(number.to_string()),
            Cell::Text(text) => Some(text.clone()),
        }
    }

    /// A text; empty for NULL.
    pub(super) fn text(&self, column: usize) -> String {
        self.maybe(column).unwrap_or_default()
    }

    /// A whole number; NULL and what is no number are 0.
    pub(super) fn number(&self, column: usize) -> i64 {
        match self.0.get(column) {
            Some(Cell::Number(number)) => *number,
            Some(Cell::Text(text)) => text.trim().parse().unwrap_or_default(),
            Some(Cell::Null) | None => 0,
        }
    }

    /// Whether there is nothing in a column.
    pub(super) fn is_null(&self, column: usize) -> bool {
        matches!(self.0.get(column), None | Some(Cell::Null))
    }
}

/// A statement with its values, one for each `?`.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    sql: Cow<'static, str>,
    values: Vec<Cell>,
}

impl Statement {
    pub(super) fn new(sql: impl Into<Cow<'static, str>>, values: Vec<Cell>) -> Self {
        Self { sql: sql.into(), values }
    }
}

/// So many `?`, for `IN (...)`; at least one.
pub(super) fn places(count: usize) -> String {
    vec!["?"; count.max(1)].join(", ")
}

impl Store {
    /// What a time in ms is written as into a column of the type `datetime`, instead of a `?`.
    pub(super) fn datetime(&self) -> &'static str {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => "datetime(? / 1000, 'unixepoch')",
            #[cfg(feature = "mariadb")]
            Self::MariaDb(_) => "FROM_UNIXTIME(FLOOR(? / 1000))",
        }
    }

    /// What gives the time in ms of a column of the type `datetime`.
    pub(super) fn ms_of(&self, column: &str) -> String {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => format!("CAST(strftime('%s', {column}) AS INTEGER) * 1000"),
            #[cfg(feature = "mariadb")]
            Self::MariaDb(_) => format!("CAST(UNIX_TIMESTAMP({column}) * 1000 AS SIGNED)"),
        }
    }

    /// The rows that a statement finds.
    pub(super) async fn rows(
        &self,
        sql: impl Into<Cow<'static, str>>,
        values: Vec<Cell>,
    ) -> Result<Vec<Row>, StoreError> {
        let statement = Statement::new(sql, values);
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(store) => store.find_rows(statement).await,
            #[cfg(feature = "mariadb")]
            Self::MariaDb(store) => store.find_rows(statement).await,
        }
    }

    /// The first row that a statement finds.
    pub(super) async fn first(
        &self,
        sql: impl Into<Cow<'static, str>>,
        values: Vec<Cell>,
    ) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(sql, values).await?.into_iter().next())
    }

    /// Runs statements that belong together, all or none of them. How many rows each of them changed.
    pub(super) async fn run(&self, statements: Vec<Statement>) -> Result<Vec<u64>, StoreError> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(store) => store.change(statements).await,
            #[cfg(feature = "mariadb")]
            Self::MariaDb(store) => store.change(statements).await,
        }
    }

    /// Runs one statement. How many rows it changed.
    pub(super) async fn run_one(
        &self,
        sql: impl Into<Cow<'static, str>>,
        values: Vec<Cell>,
    ) -> Result<u64, StoreError> {
        Ok(self.run(vec![Statement::new(sql, values)]).await?.first().copied().unwrap_or_default())
    }
}

#[cfg(feature = "sqlite")]
mod for_sqlite {
    use rusqlite::{
        Connection, ToSql, params_from_iter,
        types::{ToSqlOutput, ValueRef},
    };

    use super::{Cell, Row, Statement};
    use crate::store::{StoreError, sqlite::SqliteStore};

    impl ToSql for Cell {
        fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
            Ok(ToSqlOutput::Borrowed(match self {
                Self::Null => ValueRef::Null,
                Self::Number(number) => ValueRef::Integer(*number),
                Self::Text(text) => ValueRef::Text(text.as_bytes()),
            }))
        }
    }

    fn cell(value: ValueRef<'_>) -> Cell {
        match value {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(number) => Cell::Number(number),
            ValueRef::Real(number) => Cell::Number(number as i64),
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Cell::Text(String::from_utf8_lossy(bytes).into_owned()),
        }
    }

    fn find(db: &Connection, statement: &Statement) -> rusqlite::Result<Vec<Row>> {
        let mut query = db.prepare_cached(&statement.sql)?;
        let columns = query.column_count();
        let mut rows = query.query(params_from_iter(&statement.values))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let cells = (0..columns).map(|column| Ok(cell(row.get_ref(column)?)));
            found.push(Row(cells.collect::<rusqlite::Result<_>>()?));
        }
        Ok(found)
    }

    impl Statement {
        /// Runs it as a part of what is going on. How many rows it changed.
        pub(in crate::store) fn execute_in_sqlite(&self, db: &Connection) -> rusqlite::Result<u64> {
            Ok(db.prepare_cached(&self.sql)?.execute(params_from_iter(&self.values))? as u64)
        }
    }

    impl SqliteStore {
        pub(super) async fn find_rows(&self, statement: Statement) -> Result<Vec<Row>, StoreError> {
            self.read(move |db| find(db, &statement)).await
        }

        pub(super) async fn change(&self, statements: Vec<Statement>) -> Result<Vec<u64>, StoreError> {
            self.write(move |db| statements.iter().map(|statement| statement.execute_in_sqlite(db)).collect()).await
        }
    }
}

#[cfg(feature = "mariadb")]
mod for_mariadb {
    use mysql_async::{Conn, Params, Value, prelude::Queryable};

    use super::{Cell, Row, Statement};
    use crate::store::{
        StoreError,
        mariadb::{DbError, MariaStore, values},
    };

    fn params(statement: &Statement) -> Params {
        if statement.values.is_empty() {
            return Params::Empty;
        }
        let value = |cell: &Cell| match cell {
            Cell::Null => Value::NULL,
            Cell::Number(number) => Value::Int(*number),
            Cell::Text(text) => Value::Bytes(text.clone().into_bytes()),
        };
        Params::Positional(statement.values.iter().map(value).collect())
    }

    fn row(row: &mysql_async::Row) -> Row {
        let cell = |column| match row.as_ref(column) {
            Some(Value::Int(number)) => Cell::Number(*number),
            _ => values::text(row, column).map_or(Cell::Null, Cell::Text),
        };
        Row((0..row.len()).map(cell).collect())
    }

    impl Statement {
        /// Runs it as a part of what is going on. How many rows it changed.
        pub(in crate::store) async fn execute_in_mariadb(&self, conn: &mut Conn) -> Result<u64, DbError> {
            conn.exec_drop(&*self.sql, params(self)).await?;
            Ok(conn.affected_rows())
        }
    }

    impl MariaStore {
        pub(super) async fn find_rows(&self, statement: Statement) -> Result<Vec<Row>, StoreError> {
            self.read(async |conn| {
                let rows: Vec<mysql_async::Row> = conn.exec(&*statement.sql, params(&statement)).await?;
                Ok(rows.iter().map(row).collect())
            })
            .await
        }

        pub(super) async fn change(&self, statements: Vec<Statement>) -> Result<Vec<u64>, StoreError> {
            self.write(async move |conn| {
                let mut changed = Vec::with_capacity(statements.len());
                for statement in &statements {
                    changed.push(statement.execute_in_mariadb(conn).await?);
                }
                Ok(changed)
            })
            .await
        }
    }
}
