//! The messenger: whom this node takes messages for, and what waits for them (spec 41 section 8.2).

use super::{
    Store, StoreError,
    portable::{Row, Statement, cells},
};

/// Somebody whose home server this is, or was said to be another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CorrespondentRow {
    /// Short name that was asked for.
    pub vanity: Option<String>,
    /// Short form of the key; unique.
    pub gid: String,
    /// PEM.
    pub public_key: String,
    /// Host.
    pub home_server: String,
    /// Display name.
    pub name: Option<String>,
    /// URL or path.
    pub icon: Option<String>,
    /// URL or path.
    pub banner: Option<String>,
    /// A line of text.
    pub signature: Option<String>,
    /// ms since the epoch.
    pub created_at: i64,
    /// ms since the epoch.
    pub updated_at: Option<i64>,
}

/// A message that waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WaitingRow {
    /// Number of the row.
    pub row_id: i64,
    /// UUID.
    pub id: String,
    /// Whose it is.
    pub target: String,
    /// Whose words they are.
    pub author: String,
    /// The sender's time of it.
    pub custom_id: String,
    /// The message, JSON.
    pub data: String,
    /// ms since the epoch.
    pub created_at: i64,
    /// When it is thrown away, ms since the epoch.
    pub expires_at: i64,
    /// When it was fetched first, ms since the epoch.
    pub is_read: Option<i64>,
}

impl Store {
    /// Somebody by the short form of the key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn correspondent(&self, gid: &str) -> Result<Option<CorrespondentRow>, StoreError> {
        self.correspondent_where("gid", gid).await
    }

    /// Somebody by the short name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn correspondent_called(&self, vanity: &str) -> Result<Option<CorrespondentRow>, StoreError> {
        self.correspondent_where("vanity", vanity).await
    }

    /// Compares a short form, case included: the tables of other programs do not. The index serves the first half.
    fn exactly(&self, column: &str) -> String {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => format!("{column} = ? AND {column} = ?"),
            #[cfg(feature = "mariadb")]
            Self::MariaDb(_) => format!("{column} = ? AND BINARY {column} = ?"),
        }
    }

    async fn correspondent_where(&self, column: &str, value: &str) -> Result<Option<CorrespondentRow>, StoreError> {
        let which = if column == "gid" { self.exactly(column) } else { format!("{column} = ? AND {column} = ?") };
        let sql = format!(
            "SELECT vanity, gid, publicKey, home_server, createdAt, updatedAt FROM inbox_gid_table WHERE {which}"
        );
        let Some(who) = self.first(sql, cells![value, value]).await? else { return Ok(None) };
        let sql =
            format!("SELECT name, icon, banner, signature FROM inbox_profiles WHERE {}", self.exactly("gid_table_ref"));
        let profile = self.first(sql, cells![who.text(1), who.text(1)]).await?.unwrap_or_default();
        Ok(Some(CorrespondentRow {
            vanity: who.maybe(0),
            gid: who.text(1),
            public_key: who.text(2),
            home_server: who.text(3),
            name: profile.maybe(0),
            icon: profile.maybe(1),
            banner: profile.maybe(2),
            signature: profile.maybe(3),
            created_at: who.number(4),
            updated_at: Some(who.number(5)).filter(|_| !who.is_null(5)),
        }))
    }

    /// Stores somebody, in the place of what was known of the same key.
    ///
    /// # Errors
    /// When the database fails, or the short name is taken; nothing was changed then.
    pub async fn put_correspondent(&self, who: &CorrespondentRow) -> Result<(), StoreError> {
        let gid = who.gid.as_str();
        self.run(vec![
            Statement::new(
                format!("DELETE FROM inbox_profiles WHERE {}", self.exactly("gid_table_ref")),
                cells![gid, gid],
            ),
            Statement::new(format!("DELETE FROM inbox_gid_table WHERE {}", self.exactly("gid")), cells![gid, gid]),
            Statement::new(
                "INSERT INTO inbox_gid_table(vanity, gid, publicKey, home_server, createdAt, updatedAt) \
                 VALUES (?, ?, ?, ?, ?, ?)",
                cells![
                    who.vanity.as_deref(),
                    gid,
                    who.public_key.as_str(),
                    who.home_server.as_str(),
                    who.created_at,
                    who.updated_at
                ],
            ),
            Statement::new(
                "INSERT INTO inbox_profiles(gid_table_ref, icon, banner, signature, name, createdAt, updatedAt) \
                 VALUES (?, ?, ?, ?, ?, ?, ?)",
                cells![
                    gid,
                    who.icon.as_deref(),
                    who.banner.as_deref(),
                    who.signature.as_deref(),
                    who.name.as_deref(),
                    who.created_at,
                    who.updated_at
                ],
            ),
        ])
        .await
        .map(drop)
    }

    /// How many there are, and how much waits for one of them: messages and characters.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn messenger_load(&self, gid: &str) -> Result<(i64, i64, i64), StoreError> {
        let sql = "SELECT (SELECT COUNT(*) FROM inbox_gid_table), COUNT(*), COALESCE(SUM(LENGTH(data)), 0) \
                   FROM edge_messenger WHERE targetId = ?";
        let row = self.first(sql, cells![gid]).await?.unwrap_or_default();
        Ok((row.number(0), row.number(1), row.number(2)))
    }

    /// Keeps a message until it expires; one of the same author and time is kept once. Removes what has expired.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_waiting(&self, message: &WaitingRow) -> Result<(), StoreError> {
        let (target, author, custom) = (message.target.as_str(), message.author.as_str(), message.custom_id.as_str());
        let insert = "INSERT INTO edge_messenger(id, targetId, authorId, customId, data, createdAt, expiresAt, isRead) \
                      SELECT ?, ?, ?, ?, ?, ?, ?, NULL FROM (SELECT 1 AS one) AS o WHERE NOT EXISTS \
                      (SELECT 1 FROM edge_messenger WHERE targetId = ? AND authorId = ? AND customId = ?)";
        let values = cells![
            message.id.as_str(),
            target,
            author,
            custom,
            message.data.as_str(),
            message.created_at,
            message.expires_at,
            target,
            author,
            custom
        ];
        self.run(vec![
            Statement::new("DELETE FROM edge_messenger WHERE expiresAt <= ?", cells![message.created_at]),
            Statement::new(insert, values),
        ])
        .await
        .map(drop)
    }

    /// What waits for somebody: newer than a time, or never fetched; oldest first. What is given out counts as
    /// fetched.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn waiting(&self, gid: &str, after: i64, limit: u32, now: i64) -> Result<Vec<WaitingRow>, StoreError> {
        let sql = format!(
            "SELECT rowId, id, targetId, authorId, customId, data, createdAt, expiresAt, isRead FROM edge_messenger \
             WHERE targetId = ? AND expiresAt > ? AND (createdAt > ? OR isRead IS NULL) ORDER BY createdAt, rowId \
             LIMIT {limit}"
        );
        let rows = self.rows(sql, cells![gid, now, after]).await?;
        let found: Vec<WaitingRow> = rows.iter().map(waiting_from).collect();
        let unread = found.iter().filter(|row| row.is_read.is_none());
        let read = |row: &WaitingRow| {
            Statement::new("UPDATE edge_messenger SET isRead = ? WHERE rowId = ?", cells![now, row.row_id])
        };
        let statements: Vec<Statement> = unread.map(read).collect();
        if !statements.is_empty() {
            self.run(statements).await?;
        }
        Ok(found)
    }

    /// Whether two have written to each other lately.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn have_corresponded(&self, one: &str, other: &str) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM edge_messenger WHERE (targetId = ? AND authorId = ?) OR (targetId = ? AND authorId = ?) \
                   LIMIT 1";
        Ok(self.first(sql, cells![one, other, other, one]).await?.is_some())
    }
}

fn waiting_from(row: &Row) -> WaitingRow {
    WaitingRow {
        row_id: row.number(0),
        id: row.text(1),
        target: row.text(2),
        author: row.text(3),
        custom_id: row.text(4),
        data: row.text(5),
        created_at: row.number(6),
        expires_at: row.number(7),
        is_read: Some(row.number(8)).filter(|_| !row.is_null(8)),
    }
}
