//! Keys of members: who has proven to own which, and the sessions that were opened with one.

use rusqlite::{Connection, OptionalExtension, params};

use super::SqliteStore;
use crate::{
    model::ids::MemberId,
    security::{keys::Fingerprint, token::TokenHash},
    store::{KeySession, StoreError, rows::MAX_KEY_SESSIONS},
};

impl SqliteStore {
    pub(in crate::store) async fn key_proofs(&self) -> Result<Vec<(MemberId, Fingerprint)>, StoreError> {
        self.read(|db| {
            let mut query = db.prepare("SELECT memberId, keyHash FROM network_key_proofs")?;
            let rows = query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
            let known = |(member, key): (String, String)| Some((member.parse().ok()?, key.parse().ok()?));
            Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().filter_map(known).collect())
        })
        .await
    }

    pub(in crate::store) async fn set_key_proof(
        &self,
        member: MemberId,
        key: Option<Fingerprint>,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(move |db| set_proof(db, member, key, now)).await
    }

    pub(in crate::store) async fn add_key_session(&self, session: KeySession, now: i64) -> Result<(), StoreError> {
        self.write(move |db| add_session(db, &session, now)).await
    }

    pub(in crate::store) async fn key_session(
        &self,
        id: TokenHash,
        now: i64,
    ) -> Result<Option<KeySession>, StoreError> {
        self.read(move |db| {
            let select = "SELECT keyHash, publicKey, expires FROM key_sessions WHERE sessionHash = ? AND expires > ?";
            let found: Option<(String, String, i64)> = db
                .prepare_cached(select)?
                .query_row(params![id.as_bytes(), now], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .optional()?;
            Ok(found.and_then(|(key, pem, expires)| Some(KeySession { id, key: key.parse().ok()?, pem, expires })))
        })
        .await
    }

    pub(in crate::store) async fn end_key_sessions(&self, key: Fingerprint) -> Result<(), StoreError> {
        self.write(move |db| {
            db.prepare_cached("DELETE FROM key_sessions WHERE keyHash = ?")?.execute([key.to_string()])?;
            Ok(())
        })
        .await
    }
}

fn set_proof(db: &Connection, member: MemberId, key: Option<Fingerprint>, now: i64) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM network_key_proofs WHERE memberId = ?")?.execute([member.as_str()])?;
    if let Some(key) = key {
        db.prepare_cached("INSERT INTO network_key_proofs(memberId, keyHash, provenAt) VALUES (?, ?, ?)")?
            .execute(params![member.as_str(), key.to_string(), now])?;
    }
    Ok(())
}

fn add_session(db: &Connection, session: &KeySession, now: i64) -> rusqlite::Result<()> {
    let key = session.key.to_string();
    db.prepare_cached("DELETE FROM key_sessions WHERE expires <= ?")?.execute([now])?;
    db.prepare_cached("INSERT INTO key_sessions(sessionHash, keyHash, publicKey, expires) VALUES (?, ?, ?, ?)")?
        .execute(params![session.id.as_bytes(), key, session.pem, session.expires])?;
    db.prepare_cached(
        "DELETE FROM key_sessions WHERE keyHash = ?1 AND sessionHash NOT IN \
         (SELECT sessionHash FROM key_sessions WHERE keyHash = ?1 ORDER BY expires DESC LIMIT ?2)",
    )?
    .execute(params![key, MAX_KEY_SESSIONS])?;
    Ok(())
}
