//! Other servers, and what is known of them (spec 51 section 2, spec 52 section 7).

use super::{
    Store, StoreError,
    portable::{Row, Statement, cells},
    rows::{MAX_SERVERS, ServerRow},
};

/// Rows of the log of scores: all together, those of one server, and how long they stay, ms.
const MAX_LOG: i64 = 50_000;
const MAX_LOG_EACH: i64 = 200;
const LOG_KEPT: i64 = 90 * 24 * 60 * 60 * 1000;
/// Evidence: that of one sender, all of it in characters, and how long it stays, ms.
const MAX_EVIDENCE_EACH: i64 = 100;
const MAX_EVIDENCE: i64 = 16 * 1024 * 1024;
const EVIDENCE_KEPT: i64 = 30 * 24 * 60 * 60 * 1000;
/// Evidence that counted already, and for how long it is remembered, ms.
const MAX_SEEN: u32 = 100_000;
const SEEN_KEPT: i64 = 30 * 24 * 60 * 60 * 1000;

/// A key that its server has left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetiredKeyRow {
    /// The key's text.
    pub key: String,
    /// Of which server.
    pub address: String,
    /// When, ms since the epoch.
    pub at: i64,
    /// Whether it is said to be in wrong hands.
    pub is_compromised: bool,
}

/// A change of a score.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustRow {
    /// Of which server.
    pub address: String,
    /// By how much, in hundredths.
    pub delta: i64,
    /// Why.
    pub reason: String,
    /// The event that it is about; empty if there is none.
    pub event: String,
    /// What proves it.
    pub evidence: Option<Evidence>,
    /// When, ms since the epoch.
    pub at: i64,
}

/// What proves that a server misbehaved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Address of the server that it came from: of the one that it is about, or of one that reported it.
    pub sender: String,
    /// `rate`, `malformed` or `false_report` (spec 52 section 5).
    pub kind: String,
    /// The events, or their headers: a JSON array.
    pub items: String,
}

impl Store {
    /// All servers that are known, whatever their status.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn servers(&self) -> Result<Vec<ServerRow>, StoreError> {
        let ms = self.ms_of("last_sync");
        let last_sync = match self {
            // Rows of DCTS have a date, those of earlier versions milliseconds.
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => {
                format!("CASE WHEN last_sync GLOB '*[-:]*' THEN {ms} ELSE CAST(last_sync AS INTEGER) END")
            }
            #[cfg(feature = "mariadb")]
            Self::MariaDb(_) => ms,
        };
        let sql = format!(
            "SELECT id, address, status, data, {last_sync}, node_key, pinned_at, trust, decided_by, blocked_reason, \
             blocked_until, last_seen, failures, strange FROM network_servers ORDER BY id LIMIT {MAX_SERVERS}"
        );
        Ok(self.rows(sql, Vec::new()).await?.iter().map(server_from).collect())
    }

    /// Writes down what is known of a server; of one that is not there yet, too. Gives back its number.
    ///
    /// # Errors
    /// When the database fails; nothing was changed then.
    pub async fn save_server(&self, row: ServerRow, node_id: Option<String>) -> Result<i64, StoreError> {
        let address = row.address.as_str();
        // The table of an old installation may lack the unique key, and then knows no duplicates.
        let insert = "INSERT INTO network_servers(address, status) SELECT ?, ? FROM (SELECT 1 AS one) AS o \
                      WHERE NOT EXISTS (SELECT 1 FROM network_servers WHERE address = ?)";
        let last_sync = if row.last_sync.is_some() { self.datetime() } else { "?" };
        let update = format!(
            "UPDATE network_servers SET status = ?, data = ?, last_sync = {last_sync}, node_key = ?, node_id = ?, \
             pinned_at = ?, trust = ?, decided_by = ?, blocked_reason = ?, blocked_until = ?, last_seen = ?, failures = ?, \
             strange = ? WHERE address = ?"
        );
        let values = cells![
            row.status.as_str(),
            row.data.clone(),
            row.last_sync,
            row.node_key.clone(),
            node_id,
            row.pinned_at,
            row.trust,
            row.decided_by.clone(),
            row.blocked_reason.clone(),
            row.blocked_until,
            row.last_seen,
            row.failures,
            row.strange.clone(),
            address
        ];
        self.run(vec![
            Statement::new(insert, cells![address, row.status.as_str(), address]),
            Statement::new(update, values),
        ])
        .await?;
        let found = self.first("SELECT id FROM network_servers WHERE address = ?", cells![address]).await?;
        Ok(found.map(|row| row.number(0)).unwrap_or_default())
    }

    /// Forgets a server.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_server(&self, address: String) -> Result<(), StoreError> {
        self.run_one("DELETE FROM network_servers WHERE address = ?", cells![address]).await.map(drop)
    }

    /// Keys that their servers have left.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn retired_keys(&self) -> Result<Vec<RetiredKeyRow>, StoreError> {
        let sql = "SELECT node_key, address, retired_at, compromised FROM network_retired_keys \
                   ORDER BY retired_at DESC LIMIT 10000";
        let key = |row: &Row| RetiredKeyRow {
            key: row.text(0),
            address: row.text(1),
            at: row.number(2),
            is_compromised: row.number(3) != 0,
        };
        Ok(self.rows(sql, Vec::new()).await?.iter().map(key).collect())
    }

    /// Adds a key that its server has left.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn retire_key(&self, row: RetiredKeyRow) -> Result<(), StoreError> {
        self.run(vec![
            Statement::new("DELETE FROM network_retired_keys WHERE node_key = ?", cells![row.key.as_str()]),
            Statement::new(
                "INSERT INTO network_retired_keys(node_key, address, retired_at, compromised) VALUES (?, ?, ?, ?)",
                cells![row.key.as_str(), row.address, row.at, row.is_compromised],
            ),
            Statement::new(
                "DELETE FROM network_retired_keys WHERE retired_at < (SELECT retired_at FROM (SELECT retired_at FROM \
                 network_retired_keys ORDER BY retired_at DESC LIMIT 1 OFFSET 10000) AS kept)",
                Vec::new(),
            ),
        ])
        .await
        .map(drop)
    }

    /// Adds a change of a score, and removes what is old or too much.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_trust(&self, row: TrustRow) -> Result<(), StoreError> {
        let address = row.address.as_str();
        let each = "DELETE FROM network_trust_log WHERE address = ? AND id < (SELECT id FROM (SELECT id FROM \
                    network_trust_log WHERE address = ? ORDER BY id DESC LIMIT 1 OFFSET ?) AS kept)";
        let all = "DELETE FROM network_trust_log WHERE at < ? OR id < (SELECT newest - ? FROM (SELECT MAX(id) AS newest \
                   FROM network_trust_log) AS log)";
        let mut statements = vec![
            Statement::new(
                "INSERT INTO network_trust_log(address, delta, reason, event_id, at) VALUES (?, ?, ?, ?, ?)",
                cells![address, row.delta, row.reason, row.event, row.at],
            ),
            Statement::new(each, cells![address, address, MAX_LOG_EACH - 1]),
            Statement::new(all, cells![row.at - LOG_KEPT, MAX_LOG]),
        ];
        if let Some(Evidence { sender, kind, items }) = row.evidence {
            let sender = sender.as_str();
            statements.extend([
                Statement::new(
                    "INSERT INTO network_evidence(log_id, sender, kind, items, at) SELECT MAX(id), ?, ?, ?, ? \
                     FROM network_trust_log",
                    cells![sender, kind, items, row.at],
                ),
                Statement::new(
                    "DELETE FROM network_evidence WHERE sender = ? AND log_id < (SELECT log_id FROM (SELECT log_id FROM \
                     network_evidence WHERE sender = ? ORDER BY log_id DESC LIMIT 1 OFFSET ?) AS kept)",
                    cells![sender, sender, MAX_EVIDENCE_EACH - 1],
                ),
                Statement::new(
                    "DELETE FROM network_evidence WHERE at < ? OR log_id <= (SELECT MAX(log_id) FROM (SELECT log_id, \
                     SUM(LENGTH(items)) OVER (ORDER BY log_id DESC) AS size FROM network_evidence) AS sums WHERE size > ?)",
                    cells![row.at - EVIDENCE_KEPT, MAX_EVIDENCE],
                ),
            ]);
        }
        self.run(statements).await.map(drop)
    }

    /// The last changes of a server's score, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn trust_log(&self, address: &str) -> Result<Vec<TrustRow>, StoreError> {
        let sql = "SELECT address, delta, reason, event_id, l.at, sender, kind, items FROM network_trust_log AS l \
                   LEFT JOIN network_evidence ON log_id = id WHERE address = ? ORDER BY id DESC LIMIT 50";
        let entry = |row: &Row| TrustRow {
            address: row.text(0),
            delta: row.number(1),
            reason: row.text(2),
            event: row.text(3),
            at: row.number(4),
            evidence: row.maybe(5).map(|sender| Evidence { sender, kind: row.text(6), items: row.text(7) }),
        };
        Ok(self.rows(sql, cells![address]).await?.iter().map(entry).collect())
    }

    /// What every server has lost since a time for what it did, and when others were told of it: `because` is the reason of
    /// that. Oldest first; without evidence.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn trust_lost(&self, since: i64, because: &str) -> Result<Vec<TrustRow>, StoreError> {
        let sql = "SELECT address, delta, reason, at FROM network_trust_log WHERE at >= ? AND \
                   ((delta < 0 AND event_id <> '') OR reason = ?) ORDER BY id";
        let entry = |row: &Row| TrustRow {
            address: row.text(0),
            delta: row.number(1),
            reason: row.text(2),
            at: row.number(3),
            ..TrustRow::default()
        };
        Ok(self.rows(sql, cells![since, because]).await?.iter().map(entry).collect())
    }

    /// Marks evidence as counted; false if some of it was marked already, and then none of it is. `marks` are at most 64
    /// characters each.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_evidence(&self, marks: Vec<String>, now: i64) -> Result<bool, StoreError> {
        let sql = format!(
            "SELECT 1 FROM network_evidence_seen WHERE seen IN ({}) LIMIT 1",
            super::portable::places(marks.len())
        );
        let values = marks.iter().map(|mark| mark.as_str().into()).collect();
        if self.first(sql, values).await?.is_some() {
            return Ok(false);
        }
        let insert = "INSERT INTO network_evidence_seen(seen, at) VALUES (?, ?)";
        let mut statements = vec![
            Statement::new("DELETE FROM network_evidence_seen WHERE at < ?", cells![now - SEEN_KEPT]),
            Statement::new(
                format!(
                    "DELETE FROM network_evidence_seen WHERE at < (SELECT at FROM (SELECT at FROM network_evidence_seen \
                     ORDER BY at DESC LIMIT 1 OFFSET {MAX_SEEN}) AS kept)"
                ),
                Vec::new(),
            ),
        ];
        statements.extend(marks.into_iter().map(|mark| Statement::new(insert, cells![mark, now])));
        self.run(statements).await?;
        Ok(true)
    }
}

fn server_from(row: &Row) -> ServerRow {
    ServerRow {
        id: row.number(0),
        address: row.text(1),
        status: row.text(2),
        data: row.maybe(3),
        last_sync: Some(row.number(4)).filter(|time| *time > 0),
        node_key: row.maybe(5).filter(|key| !key.is_empty()),
        pinned_at: row.number(6),
        trust: row.number(7),
        decided_by: row.maybe(8),
        blocked_reason: row.maybe(9),
        blocked_until: row.number(10),
        last_seen: row.number(11),
        failures: row.number(12),
        strange: row.maybe(13),
    }
}
