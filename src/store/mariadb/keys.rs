//! Keys of members: who has proven to own which, and the sessions that were opened with one.

use mysql_async::{Conn, Row, prelude::Queryable};

use super::{
    DbError, MariaStore,
    values::{number, text},
};
use crate::{
    model::ids::MemberId,
    security::{keys::Fingerprint, token::TokenHash},
    store::{KeySession, StoreError, rows::MAX_KEY_SESSIONS},
};

impl MariaStore {
    pub(in crate::store) async fn key_proofs(&self) -> Result<Vec<(MemberId, Fingerprint)>, StoreError> {
        self.read(async |conn| {
            let rows: Vec<(String, String)> = conn.query("SELECT memberId, keyHash FROM network_key_proofs").await?;
            let known = |(member, key): (String, String)| Some((member.parse().ok()?, key.parse().ok()?));
            Ok(rows.into_iter().filter_map(known).collect())
        })
        .await
    }

    pub(in crate::store) async fn set_key_proof(
        &self,
        member: MemberId,
        key: Option<Fingerprint>,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(async move |conn| set_proof(conn, member, key, now).await).await
    }

    pub(in crate::store) async fn add_key_session(&self, session: KeySession, now: i64) -> Result<(), StoreError> {
        self.write(async move |conn| add_session(conn, &session, now).await).await
    }

    pub(in crate::store) async fn key_session(
        &self,
        id: TokenHash,
        now: i64,
    ) -> Result<Option<KeySession>, StoreError> {
        let select = "SELECT keyHash, publicKey, expires FROM edge_key_sessions WHERE sessionHash = ? AND expires > ?";
        self.read(async |conn| {
            let row: Option<Row> = conn.exec_first(select, (id.as_bytes().as_slice(), now)).await?;
            let session = |row: Row| {
                let key = text(&row, 0)?.parse().ok()?;
                Some(KeySession { id, key, pem: text(&row, 1)?, expires: number(&row, 2) })
            };
            Ok(row.and_then(session))
        })
        .await
    }

    pub(in crate::store) async fn end_key_sessions(&self, key: Fingerprint) -> Result<(), StoreError> {
        let delete = "DELETE FROM edge_key_sessions WHERE keyHash = ?";
        self.write(async move |conn| Ok(conn.exec_drop(delete, (key.to_string(),)).await?)).await
    }
}

async fn set_proof(conn: &mut Conn, member: MemberId, key: Option<Fingerprint>, now: i64) -> Result<(), DbError> {
    conn.exec_drop("DELETE FROM network_key_proofs WHERE memberId = ?", (member.as_str(),)).await?;
    if let Some(key) = key {
        let insert = "INSERT INTO network_key_proofs(memberId, keyHash, provenAt) VALUES (?, ?, ?)";
        conn.exec_drop(insert, (member.as_str(), key.to_string(), now)).await?;
    }
    Ok(())
}

async fn add_session(conn: &mut Conn, session: &KeySession, now: i64) -> Result<(), DbError> {
    let key = session.key.to_string();
    conn.exec_drop("DELETE FROM edge_key_sessions WHERE expires <= ?", (now,)).await?;
    let insert = "INSERT INTO edge_key_sessions(sessionHash, keyHash, publicKey, expires) VALUES (?, ?, ?, ?)";
    conn.exec_drop(insert, (session.id.as_bytes().as_slice(), &key, &session.pem, session.expires)).await?;
    // MariaDB has no OFFSET in a DELETE, and no LIMIT below IN.
    let oldest_kept = format!(
        "SELECT expires FROM edge_key_sessions WHERE keyHash = ? ORDER BY expires DESC LIMIT 1 OFFSET {}",
        MAX_KEY_SESSIONS - 1
    );
    let oldest: Option<i64> = conn.exec_first(oldest_kept, (&key,)).await?;
    if let Some(oldest) = oldest {
        conn.exec_drop("DELETE FROM edge_key_sessions WHERE keyHash = ? AND expires < ?", (&key, oldest)).await?;
    }
    Ok(())
}
