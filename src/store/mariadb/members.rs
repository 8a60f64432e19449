//! Members, their sessions, and bans.

use std::collections::HashMap;

use mysql_async::{Conn, Row, prelude::Queryable};

use super::{
    DbError, MariaStore, TOKEN_PLACEHOLDER_START,
    values::{flag, number, text},
};
use crate::{
    model::ids::MemberId,
    security::{random, token::TokenHash},
    store::{
        StoreError,
        rows::{BanRow, LegacyMember, MAX_SESSIONS, MAX_TRIES, MemberRow, NewMember, Registered, Seen, TAKEN_ID},
    },
};

/// Length of a session token (spec 10 section 2.4).
const TOKEN_LENGTH: usize = 48;

impl MariaStore {
    pub(in crate::store) async fn load_members(&self) -> Result<Vec<MemberRow>, StoreError> {
        self.read(load).await
    }

    pub(in crate::store) async fn load_bans(&self) -> Result<Vec<BanRow>, StoreError> {
        self.read(load_bans).await
    }

    pub(in crate::store) async fn register(&self, member: NewMember) -> Result<Registered, StoreError> {
        self.write(async move |conn| register(conn, &member).await).await
    }

    pub(in crate::store) async fn add_legacy_members(&self, members: Vec<LegacyMember>) -> Result<usize, StoreError> {
        self.write(async move |conn| add_legacy(conn, &members).await).await
    }

    pub(in crate::store) async fn find_login(
        &self,
        name: String,
    ) -> Result<Option<(MemberId, Option<String>)>, StoreError> {
        self.read(async |conn| find_login(conn, &name).await).await
    }

    pub(in crate::store) async fn set_password(&self, member: MemberId, hash: String) -> Result<(), StoreError> {
        let query = "UPDATE members SET password = ? WHERE id = ?";
        self.write(async move |conn| Ok(conn.exec_drop(query, (&hash, member.as_str())).await?)).await
    }

    pub(in crate::store) async fn add_session(
        &self,
        member: MemberId,
        token: TokenHash,
        now: i64,
    ) -> Result<Vec<TokenHash>, StoreError> {
        self.write(async move |conn| add_session(conn, member, &token, now).await).await
    }

    pub(in crate::store) async fn touch_members(&self, seen: Vec<Seen>) -> Result<(), StoreError> {
        self.write(async move |conn| touch(conn, &seen).await).await
    }

    pub(in crate::store) async fn set_country(&self, member: MemberId, country: String) -> Result<(), StoreError> {
        let query = "UPDATE members SET country_code = ? WHERE id = ?";
        self.write(async move |conn| Ok(conn.exec_drop(query, (&country, member.as_str())).await?)).await
    }

    pub(in crate::store) async fn set_pow(&self, member: MemberId, pow: String) -> Result<(), StoreError> {
        let query = "UPDATE members SET pow = ? WHERE id = ?";
        self.write(async move |conn| Ok(conn.exec_drop(query, (&pow, member.as_str())).await?)).await
    }
}

async fn load(conn: &mut Conn) -> Result<Vec<MemberRow>, DbError> {
    // Pictures of old versions that stand in the row itself would fill the memory (spec 31 section 5).
    let query = "SELECT id, onboarding, loginName, name, nickname, country_code, status, aboutme, \
                 IF(icon LIKE 'data:%' AND LENGTH(icon) > 4096, '', icon), \
                 IF(banner LIKE 'data:%' AND LENGTH(banner) > 4096, '', banner), \
                 joined, lastOnline, isMuted, publicKey, isVerifiedKey, token FROM members";
    let mut members = conn
        .exec_fold(query, (), Vec::new(), |mut members, row: Row| {
            match member_from(&row) {
                Some(member) => members.push(member),
                // One broken row must not keep the node from starting.
                None => log::warn!("a member row has an id that is none and is left alone"),
            }
            members
        })
        .await?;
    attach_sessions(conn, &mut members).await?;
    Ok(members)
}

fn member_from(row: &Row) -> Option<MemberRow> {
    let known = |column| text(row, column).unwrap_or_default();
    Some(MemberRow {
        id: known(0).parse().ok()?,
        onboarding: flag(row, 1),
        login_name: text(row, 2),
        name: known(3),
        nickname: text(row, 4),
        country_code: text(row, 5),
        status: known(6),
        about_me: known(7),
        icon: known(8),
        banner: known(9),
        joined: number(row, 10),
        last_online: number(row, 11),
        is_muted: flag(row, 12),
        public_key: known(13),
        is_verified_key: flag(row, 14),
        sessions: plain_session(&known(15)).into_iter().collect(),
    })
}

/// The session of a plain token that DCTS stored. It opens the account until it is first used; then it
/// becomes one of our sessions, see [`touch`].
pub(in crate::store) fn plain_session(token: &str) -> Option<TokenHash> {
    let is_plain = token.len() == TOKEN_LENGTH && !token.starts_with(TOKEN_PLACEHOLDER_START);
    is_plain.then(|| TokenHash::of(token))
}

async fn attach_sessions(conn: &mut Conn, members: &mut [MemberRow]) -> Result<(), DbError> {
    let places: HashMap<MemberId, usize> = members.iter().enumerate().map(|(at, member)| (member.id, at)).collect();
    conn.exec_fold("SELECT memberId, tokenHash FROM edge_sessions ORDER BY lastUsed", (), (), |(), row: Row| {
        let owner = text(&row, 0).and_then(|id| id.parse().ok());
        let hash: Option<Vec<u8>> = row.get(1);
        let hash: Option<[u8; 32]> = hash.and_then(|hash| hash.try_into().ok());
        if let (Some(place), Some(hash)) = (owner.and_then(|id| places.get(&id)), hash) {
            members[*place].sessions.push(TokenHash::from_bytes(hash));
        }
    })
    .await?;
    Ok(())
}

async fn load_bans(conn: &mut Conn) -> Result<Vec<BanRow>, DbError> {
    // The rate limit of old versions wrote its end as a local YYYYMMDDhhmmss (spec 10 section 2.2);
    // the server knows which zone that is.
    let query = "SELECT memberId, ip, reason, \
                 IF(until BETWEEN 20000101000000 AND 20991231235959, COALESCE(UNIX_TIMESTAMP(until) * 1000, until), until) \
                 FROM bans";
    let ban = |mut bans: Vec<BanRow>, row: Row| {
        let subject = text(&row, 0).unwrap_or_default();
        bans.push(BanRow { subject, ip: text(&row, 1), reason: text(&row, 2), until: number(&row, 3) });
        bans
    };
    Ok(conn.exec_fold(query, (), Vec::new(), ban).await?)
}

async fn register(conn: &mut Conn, new: &NewMember) -> Result<Registered, DbError> {
    let id = free_id(conn, new.wanted_id).await?;
    let login_name = free_login_name(conn, &new.login_name).await?;
    let values: Vec<mysql_async::Value> = vec![
        id.as_str().into(),
        token_placeholder().into(),
        login_name.as_str().into(),
        new.name.as_str().into(),
        new.status.as_str().into(),
        new.about_me.as_str().into(),
        new.icon.as_str().into(),
        new.banner.as_str().into(),
        new.now.into(),
        new.now.into(),
        new.password.as_str().into(),
        new.public_key.as_str().into(),
        new.pow.as_str().into(),
    ];
    conn.exec_drop(
        "INSERT INTO members(id, token, onboarding, loginName, name, status, aboutme, icon, banner, joined, lastOnline, \
         password, publicKey, pow) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        values,
    )
    .await?;
    add_session(conn, id, &new.session, new.now).await?;
    Ok(Registered { id, login_name })
}

/// The token stays as it is, for DCTS; it is replaced when its owner comes, see [`touch`].
async fn add_legacy(conn: &mut Conn, members: &[LegacyMember]) -> Result<usize, DbError> {
    let mut added = 0;
    for member in members {
        let values: Vec<mysql_async::Value> = vec![
            member.id.as_str().into(),
            if member.token.is_empty() { token_placeholder() } else { member.token.clone() }.into(),
            member.onboarding.into(),
            member.login_name.as_deref().into(),
            member.name.as_str().into(),
            member.status.as_str().into(),
            member.about_me.as_str().into(),
            member.icon.as_str().into(),
            member.banner.as_str().into(),
            member.joined.into(),
            member.last_online.into(),
            member.password.as_deref().into(),
            member.public_key.as_str().into(),
        ];
        conn.exec_drop(
            "INSERT IGNORE INTO members(id, token, onboarding, loginName, name, status, aboutme, icon, banner, joined, \
             lastOnline, password, publicKey) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            values,
        )
        .await?;
        added += conn.affected_rows() as usize;
    }
    Ok(added)
}

/// What stands in `members.token` of an account whose sessions are ours.
///
/// SECURITY: DCTS compares this column with what a client sends, so it must be neither empty nor NULL
/// when DCTS runs on the database again. It looks like a token to DCTS, which hands it out after a login
/// with the password; nobody has it before that, and we never accept it.
pub(in crate::store) fn token_placeholder() -> String {
    format!("{TOKEN_PLACEHOLDER_START}{}", random::digits(TOKEN_LENGTH - 1))
}

async fn free_id(conn: &mut Conn, wanted: MemberId) -> Result<MemberId, DbError> {
    let mut id = wanted;
    for _ in 0..MAX_TRIES {
        let taken: Option<u8> = conn.exec_first(TAKEN_ID, (id.as_str(), id.as_str())).await?;
        if taken.is_none() {
            return Ok(id);
        }
        if let Ok(fresh) = random::digits(12).parse() {
            id = fresh;
        }
    }
    Err(DbError::Refused("no free member id was found".into()))
}

/// Names are compared without case, as the column's collation does.
async fn free_login_name(conn: &mut Conn, wanted: &str) -> Result<String, DbError> {
    let mut name = wanted.to_owned();
    for _ in 0..MAX_TRIES {
        let taken: Option<u8> = conn.exec_first("SELECT 1 FROM members WHERE loginName = ? LIMIT 1", (&name,)).await?;
        if taken.is_none() {
            return Ok(name);
        }
        name = format!("{wanted}{}", random::digits(4));
    }
    Err(DbError::Refused("no free login name was found".into()))
}

async fn find_login(conn: &mut Conn, name: &str) -> Result<Option<(MemberId, Option<String>)>, DbError> {
    // The collation ignores case, accents and spaces at the end; the login name must be exact.
    let query = "SELECT id, password, loginName FROM members WHERE loginName = ? ORDER BY joined LIMIT 100";
    let found: Vec<Row> = conn.exec(query, (name,)).await?;
    let exact = found.iter().find(|row| text(row, 2).as_deref() == Some(name));
    Ok(exact.and_then(|row| Some((text(row, 0)?.parse().ok()?, text(row, 1)))))
}

async fn add_session(
    conn: &mut Conn,
    member: MemberId,
    token: &TokenHash,
    now: i64,
) -> Result<Vec<TokenHash>, DbError> {
    conn.exec_drop(
        "INSERT INTO edge_sessions(tokenHash, memberId, created, lastUsed) VALUES (?, ?, ?, ?)",
        (token.as_bytes().as_slice(), member.as_str(), now, now),
    )
    .await?;
    let query = format!(
        "SELECT tokenHash FROM edge_sessions WHERE memberId = ? ORDER BY lastUsed DESC, created DESC \
         LIMIT 1000 OFFSET {MAX_SESSIONS}"
    );
    let ended: Vec<Vec<u8>> = conn.exec(query, (member.as_str(),)).await?;
    for hash in &ended {
        conn.exec_drop("DELETE FROM edge_sessions WHERE tokenHash = ?", (hash,)).await?;
    }
    Ok(ended.into_iter().filter_map(|hash| hash.try_into().ok()).map(TokenHash::from_bytes).collect())
}

async fn touch(conn: &mut Conn, seen: &[Seen]) -> Result<(), DbError> {
    for Seen { member, at, session } in seen {
        conn.exec_drop("UPDATE members SET lastOnline = ? WHERE id = ?", (at, member.as_str())).await?;
        let Some(token) = session else { continue };
        let hash = token.as_bytes().as_slice();
        conn.exec_drop("UPDATE edge_sessions SET lastUsed = ? WHERE tokenHash = ?", (at, hash)).await?;
        if conn.affected_rows() == 0 {
            upgrade_plain_token(conn, *member, hash, *at).await?;
        }
    }
    Ok(())
}

/// Turns the plain token that a member came with into a session of ours. Nothing happens if it was
/// another session, one that has ended meanwhile.
async fn upgrade_plain_token(conn: &mut Conn, member: MemberId, hash: &[u8], at: i64) -> Result<(), DbError> {
    conn.exec_drop(
        "UPDATE members SET token = ? WHERE id = ? AND UNHEX(SHA2(token, 256)) = ?",
        (token_placeholder(), member.as_str(), hash),
    )
    .await?;
    if conn.affected_rows() > 0 {
        conn.exec_drop(
            "INSERT IGNORE INTO edge_sessions(tokenHash, memberId, created, lastUsed) VALUES (?, ?, ?, ?)",
            (hash, member.as_str(), at, at),
        )
        .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_have_the_form_of_a_token_and_open_nothing() {
        let placeholder = token_placeholder();
        assert_eq!(placeholder.len(), TOKEN_LENGTH);
        assert!(placeholder.bytes().all(|byte| byte.is_ascii_digit()));
        assert_eq!(plain_session(&placeholder), None);
        assert_eq!(plain_session(""), None);
        let token = random::digits(TOKEN_LENGTH);
        assert_eq!(plain_session(&token), Some(TokenHash::of(&token)));
    }
}
