//! Bans, the audit log, and what moderators do to accounts.

use std::rc::Rc;

use mysql_async::{Conn, Row, prelude::Queryable};

use super::{
    DbError, MariaStore, Shared, index,
    members::token_placeholder,
    values::{number, text},
};
use crate::{
    model::ids::MemberId,
    security::token::TokenHash,
    store::{
        StoreError,
        portable::Statement,
        rows::{AuditRow, BanDetails, NewBan, ProfileRow, like},
    },
};

impl MariaStore {
    pub(in crate::store) async fn put_bans(&self, bans: Vec<NewBan>) -> Result<(), StoreError> {
        self.write(async move |conn| {
            for ban in &bans {
                put_ban(conn, ban).await?;
            }
            Ok(())
        })
        .await
    }

    pub(in crate::store) async fn remove_bans(&self, subject: String) -> Result<Vec<String>, StoreError> {
        self.write(async move |conn| remove_bans(conn, &subject).await).await
    }

    pub(in crate::store) async fn bans(&self, until: Option<i64>, limit: u32) -> Result<Vec<BanDetails>, StoreError> {
        let query = format!(
            "SELECT rowId, memberId, issuerId, ip, reason, created, \
             IF(until BETWEEN 20000101000000 AND 20991231235959, COALESCE(UNIX_TIMESTAMP(until) * 1000, until), until) \
             FROM bans WHERE created <= ? ORDER BY created DESC, rowId DESC LIMIT {limit}"
        );
        self.read(async |conn| {
            let rows: Vec<Row> = conn.exec(&query, (until.unwrap_or(i64::MAX),)).await?;
            Ok(rows.iter().map(ban_from).collect())
        })
        .await
    }

    pub(in crate::store) async fn audit_log(
        &self,
        text: String,
        skip: u32,
        limit: u32,
    ) -> Result<Vec<AuditRow>, StoreError> {
        // The table has no key; the time is the only order, and the server knows its zone.
        let query = format!(
            "SELECT text, CAST(UNIX_TIMESTAMP(datetime) * 1000 AS SIGNED) FROM auditlog \
             WHERE text LIKE ? ESCAPE '!' ORDER BY datetime DESC LIMIT {limit} OFFSET {skip}"
        );
        self.read(async |conn| {
            let rows: Vec<Row> = conn.exec(&query, (like(&text),)).await?;
            Ok(rows.iter().map(entry_from).collect())
        })
        .await
    }

    pub(in crate::store) async fn set_profile(&self, member: MemberId, profile: ProfileRow) -> Result<(), StoreError> {
        let update = "UPDATE members SET name = ?, nickname = ?, status = ?, aboutme = ?, icon = ?, banner = ?, \
                      publicKey = ?, isVerifiedKey = ? WHERE id = ?";
        self.write(async move |conn| {
            let values = (
                &profile.name,
                &profile.nickname,
                &profile.status,
                &profile.about_me,
                &profile.icon,
                &profile.banner,
                &profile.public_key,
                profile.is_verified_key,
                member.as_str(),
            );
            Ok(conn.exec_drop(update, values).await?)
        })
        .await
    }

    pub(in crate::store) async fn set_muted(&self, member: MemberId, is_muted: bool) -> Result<(), StoreError> {
        let update = "UPDATE members SET isMuted = ? WHERE id = ?";
        self.write(async move |conn| Ok(conn.exec_drop(update, (is_muted, member.as_str())).await?)).await
    }

    pub(in crate::store) async fn end_sessions(
        &self,
        member: MemberId,
        except: Option<TokenHash>,
    ) -> Result<(), StoreError> {
        let kept = except.map(|token| token.as_bytes().to_vec()).unwrap_or_default();
        self.write(async move |conn| end_sessions(conn, member, &kept).await).await
    }

    pub(in crate::store) async fn delete_member(
        &self,
        member: MemberId,
        messages: bool,
        leaving: Vec<Statement>,
    ) -> Result<(), StoreError> {
        let shared = Rc::clone(&self.shared);
        self.write(async move |conn| delete_member(conn, &shared, member, messages, &leaving).await).await
    }

    pub(in crate::store) async fn secrets(&self, member: MemberId) -> Result<(Option<String>, String), StoreError> {
        let query = "SELECT password, pow FROM members WHERE id = ?";
        self.read(async |conn| {
            let row: Option<Row> = conn.exec_first(query, (member.as_str(),)).await?;
            Ok(row.map(|row| (text(&row, 0), text(&row, 1).unwrap_or_default())).unwrap_or_default())
        })
        .await
    }
}

async fn put_ban(conn: &mut Conn, ban: &NewBan) -> Result<(), DbError> {
    let insert = "INSERT INTO bans(memberId, issuerId, ip, reason, created, until) VALUES (?, ?, ?, ?, ?, ?) \
                  ON DUPLICATE KEY UPDATE issuerId = VALUES(issuerId), ip = VALUES(ip), reason = VALUES(reason), \
                  created = VALUES(created), until = VALUES(until)";
    let values = (&ban.subject, &ban.issuer, &ban.ip, &ban.reason, ban.created, ban.until);
    Ok(conn.exec_drop(insert, values).await?)
}

async fn remove_bans(conn: &mut Conn, subject: &str) -> Result<Vec<String>, DbError> {
    let found: Vec<Row> =
        conn.exec("SELECT memberId, ip FROM bans WHERE memberId = ? OR ip = ? FOR UPDATE", (subject, subject)).await?;
    let mut free = Vec::new();
    for row in &found {
        free.extend(text(row, 0));
        if let Some(ip) = text(row, 1) {
            conn.exec_drop("DELETE FROM bans WHERE memberId = ? AND issuerId = 'system'", (&ip,)).await?;
            free.push(ip);
        }
    }
    conn.exec_drop("DELETE FROM bans WHERE memberId = ? OR ip = ?", (subject, subject)).await?;
    Ok(free)
}

fn ban_from(row: &Row) -> BanDetails {
    let known = |column| text(row, column).unwrap_or_default();
    BanDetails {
        row_id: number(row, 0),
        subject: known(1),
        issuer: known(2),
        ip: text(row, 3),
        reason: text(row, 4),
        created: number(row, 5),
        until: number(row, 6),
    }
}

fn entry_from(row: &Row) -> AuditRow {
    AuditRow { text: text(row, 0).unwrap_or_default(), at: number(row, 1) }
}

async fn end_sessions(conn: &mut Conn, member: MemberId, kept: &[u8]) -> Result<(), DbError> {
    let delete = "DELETE FROM edge_sessions WHERE memberId = ? AND tokenHash <> ?";
    conn.exec_drop(delete, (member.as_str(), kept)).await?;
    // A token of DCTS that was not used here yet is a session as well.
    let update = "UPDATE members SET token = ? WHERE id = ? AND (? = '' OR UNHEX(SHA2(token, 256)) <> ?)";
    Ok(conn.exec_drop(update, (token_placeholder(), member.as_str(), kept, kept)).await?)
}

async fn delete_member(
    conn: &mut Conn,
    shared: &Shared,
    member: MemberId,
    messages: bool,
    leaving: &[Statement],
) -> Result<(), DbError> {
    let id = member.as_str();
    for statement in [
        "DELETE FROM edge_sessions WHERE memberId = ?",
        "DELETE FROM inbox WHERE memberId = ?",
        "DELETE FROM network_key_proofs WHERE memberId = ?",
    ] {
        conn.exec_drop(statement, (id,)).await?;
    }
    for statement in leaving {
        statement.execute_in_mariadb(conn).await?;
    }
    conn.exec_drop("DELETE FROM members WHERE id = ?", (id,)).await?;
    if messages {
        index::remove_all_of(conn, shared, member).await?;
        for statement in [
            "DELETE r FROM message_reactions r JOIN messages m ON m.messageId = r.messageId WHERE m.authorId = ?",
            "DELETE FROM message_reactions WHERE memberId = ?",
            "DELETE FROM message_logs WHERE authorId = ?",
            "DELETE FROM messages WHERE authorId = ?",
        ] {
            conn.exec_drop(statement, (id,)).await?;
        }
    }
    Ok(())
}
