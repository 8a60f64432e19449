//! Bans, the audit log, and what moderators do to accounts.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Db, SqliteStore};
use crate::{
    model::ids::MemberId,
    security::token::TokenHash,
    store::{
        StoreError,
        portable::Statement,
        rows::{AuditRow, BanDetails, NewBan, ProfileRow, like},
    },
};

impl SqliteStore {
    pub(in crate::store) async fn put_bans(&self, bans: Vec<NewBan>) -> Result<(), StoreError> {
        self.write(move |db| bans.iter().try_for_each(|ban| put_ban(db, ban))).await
    }

    pub(in crate::store) async fn remove_bans(&self, subject: String) -> Result<Vec<String>, StoreError> {
        self.write(move |db| remove_bans(db, &subject)).await
    }

    pub(in crate::store) async fn bans(&self, until: Option<i64>, limit: u32) -> Result<Vec<BanDetails>, StoreError> {
        self.read(move |db| bans(db, until, limit)).await
    }

    pub(in crate::store) async fn audit_log(
        &self,
        text: String,
        skip: u32,
        limit: u32,
    ) -> Result<Vec<AuditRow>, StoreError> {
        self.read(move |db| audit_log(db, &text, skip, limit)).await
    }

    pub(in crate::store) async fn set_profile(&self, member: MemberId, profile: ProfileRow) -> Result<(), StoreError> {
        self.write(move |db| set_profile(db, member, &profile)).await
    }

    pub(in crate::store) async fn set_muted(&self, member: MemberId, is_muted: bool) -> Result<(), StoreError> {
        self.write(move |db| {
            let update = "UPDATE members SET isMuted = ? WHERE id = ?";
            db.prepare_cached(update)?.execute(params![is_muted, member.as_str()])?;
            Ok(())
        })
        .await
    }

    pub(in crate::store) async fn end_sessions(
        &self,
        member: MemberId,
        except: Option<TokenHash>,
    ) -> Result<(), StoreError> {
        self.write(move |db| {
            let kept = except.as_ref().map(|token| token.as_bytes().as_slice()).unwrap_or_default();
            let delete = "DELETE FROM sessions WHERE memberId = ? AND tokenHash <> ?";
            db.prepare_cached(delete)?.execute(params![member.as_str(), kept])?;
            Ok(())
        })
        .await
    }

    pub(in crate::store) async fn delete_member(
        &self,
        member: MemberId,
        messages: bool,
        leaving: Vec<Statement>,
    ) -> Result<(), StoreError> {
        self.write(move |db| delete_member(db, member, messages, &leaving)).await
    }

    pub(in crate::store) async fn secrets(&self, member: MemberId) -> Result<(Option<String>, String), StoreError> {
        self.read(move |db| {
            let select = "SELECT password, pow FROM members WHERE id = ?";
            let found: Option<(Option<String>, Option<String>)> = db
                .prepare_cached(select)?
                .query_row([member.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let (password, pow) = found.unwrap_or_default();
            Ok((password, pow.unwrap_or_default()))
        })
        .await
    }
}

fn put_ban(db: &Connection, ban: &NewBan) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO bans(memberId, issuerId, ip, reason, created, until) VALUES (?, ?, ?, ?, ?, ?) \
         ON CONFLICT(memberId) DO UPDATE SET issuerId = excluded.issuerId, ip = excluded.ip, \
         reason = excluded.reason, created = excluded.created, until = excluded.until",
    )?
    .execute(params![ban.subject, ban.issuer, ban.ip, ban.reason, ban.created, ban.until])?;
    Ok(())
}

fn remove_bans(db: &Connection, subject: &str) -> rusqlite::Result<Vec<String>> {
    let removed: Vec<(String, Option<String>)> = db
        .prepare_cached("DELETE FROM bans WHERE memberId = ?1 OR ip = ?1 RETURNING memberId, ip")?
        .query_map([subject], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut companion = db.prepare_cached("DELETE FROM bans WHERE memberId = ? AND issuerId = 'system'")?;
    let mut free = Vec::new();
    for (member, ip) in removed {
        free.push(member);
        if let Some(ip) = ip {
            companion.execute([&ip])?;
            free.push(ip);
        }
    }
    Ok(free)
}

fn bans(db: &Connection, until: Option<i64>, limit: u32) -> rusqlite::Result<Vec<BanDetails>> {
    db.prepare_cached(
        "SELECT rowId, memberId, issuerId, ip, reason, created, until FROM bans WHERE created <= ? \
         ORDER BY created DESC, rowId DESC LIMIT ?",
    )?
    .query_map(params![until.unwrap_or(i64::MAX), limit], |row| {
        Ok(BanDetails {
            row_id: row.get(0)?,
            subject: row.get(1)?,
            issuer: row.get(2)?,
            ip: row.get(3)?,
            reason: row.get(4)?,
            created: row.get(5)?,
            until: row.get(6)?,
        })
    })?
    .collect()
}

fn audit_log(db: &Connection, text: &str, skip: u32, limit: u32) -> rusqlite::Result<Vec<AuditRow>> {
    // Times are stored as DCTS does: UTC to the second, as text.
    db.prepare_cached(
        "SELECT text, COALESCE(CAST(strftime('%s', datetime) AS INTEGER), 0) * 1000 FROM auditlog \
         WHERE text LIKE ? ESCAPE '!' ORDER BY rowid DESC LIMIT ? OFFSET ?",
    )?
    .query_map(params![like(text), limit, skip], |row| Ok(AuditRow { text: row.get(0)?, at: row.get(1)? }))?
    .collect()
}

fn set_profile(db: &Connection, member: MemberId, profile: &ProfileRow) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE members SET name = ?, nickname = ?, status = ?, aboutme = ?, icon = ?, banner = ?, publicKey = ?, \
         isVerifiedKey = ? WHERE id = ?",
    )?
    .execute(params![
        profile.name,
        profile.nickname,
        profile.status,
        profile.about_me,
        profile.icon,
        profile.banner,
        profile.public_key,
        profile.is_verified_key,
        member.as_str(),
    ])?;
    Ok(())
}

fn delete_member(db: &Db, member: MemberId, messages: bool, leaving: &[Statement]) -> rusqlite::Result<()> {
    let id = member.as_str();
    db.execute("DELETE FROM sessions WHERE memberId = ?", [id])?;
    db.execute("DELETE FROM inbox WHERE memberId = ?", [id])?;
    db.execute("DELETE FROM network_key_proofs WHERE memberId = ?", [id])?;
    for statement in leaving {
        statement.execute_in_sqlite(db)?;
    }
    db.execute("DELETE FROM members WHERE id = ?", [id])?;
    if messages {
        db.execute(
            "DELETE FROM message_reactions WHERE memberId = ?1 \
             OR messageId IN (SELECT messageId FROM messages WHERE authorId = ?1)",
            [id],
        )?;
        db.execute("DELETE FROM message_logs WHERE authorId = ?", [id])?;
        let mut delete = db.prepare("DELETE FROM messages WHERE authorId = ? RETURNING messageId, createdAt")?;
        let mut gone = delete.query([id])?;
        while let Some(row) = gone.next()? {
            if let Ok(message) = row.get::<_, String>(0)?.parse() {
                db.index.remove(message, row.get(1)?);
            }
        }
    }
    Ok(())
}
