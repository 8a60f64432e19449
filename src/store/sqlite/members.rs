//! Members, their sessions, and bans.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::{
    model::ids::MemberId,
    security::{random, token::TokenHash},
    store::{
        StoreError,
        rows::{BanRow, LegacyMember, MAX_SESSIONS, MAX_TRIES, MemberRow, NewMember, Registered, Seen, TAKEN_ID},
    },
};

use super::SqliteStore;

impl SqliteStore {
    pub(in crate::store) async fn load_members(&self) -> Result<Vec<MemberRow>, StoreError> {
        self.read(|db| load(db)).await
    }

    pub(in crate::store) async fn load_bans(&self) -> Result<Vec<BanRow>, StoreError> {
        self.read(|db| load_bans(db)).await
    }

    pub(in crate::store) async fn register(&self, member: NewMember) -> Result<Registered, StoreError> {
        self.write(move |db| register(db, &member)).await
    }

    pub(in crate::store) async fn add_legacy_members(&self, members: Vec<LegacyMember>) -> Result<usize, StoreError> {
        self.write(move |db| add_legacy(db, &members)).await
    }

    pub(in crate::store) async fn find_login(
        &self,
        name: String,
    ) -> Result<Option<(MemberId, Option<String>)>, StoreError> {
        self.read(move |db| find_login(db, &name)).await
    }

    pub(in crate::store) async fn set_password(&self, member: MemberId, hash: String) -> Result<(), StoreError> {
        self.write(move |db| set_password(db, member, &hash)).await
    }

    pub(in crate::store) async fn add_session(
        &self,
        member: MemberId,
        token: TokenHash,
        now: i64,
    ) -> Result<Vec<TokenHash>, StoreError> {
        self.write(move |db| add_session(db, member, &token, now)).await
    }

    pub(in crate::store) async fn touch_members(&self, seen: Vec<Seen>) -> Result<(), StoreError> {
        self.write(move |db| touch(db, &seen)).await
    }

    pub(in crate::store) async fn set_country(&self, member: MemberId, country: String) -> Result<(), StoreError> {
        self.write(move |db| {
            let update = "UPDATE members SET country_code = ? WHERE id = ?";
            db.prepare_cached(update)?.execute([&country, member.as_str()])?;
            Ok(())
        })
        .await
    }

    pub(in crate::store) async fn set_pow(&self, member: MemberId, pow: String) -> Result<(), StoreError> {
        self.write(move |db| set_pow(db, member, &pow)).await
    }
}

fn load(db: &Connection) -> rusqlite::Result<Vec<MemberRow>> {
    let mut query = db.prepare(
        "SELECT id, onboarding, loginName, name, nickname, country_code, status, aboutme, icon, banner, joined, \
         lastOnline, isMuted, publicKey, isVerifiedKey FROM members ORDER BY id",
    )?;
    let mut members: Vec<MemberRow> = Vec::new();
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        match member_from(row) {
            Ok(member) => members.push(member),
            // One broken row must not keep the node from starting.
            Err(error) => log::warn!("a member row cannot be read and is left alone: {error}"),
        }
    }
    attach_sessions(db, &mut members)?;
    Ok(members)
}

fn member_from(row: &Row<'_>) -> rusqlite::Result<MemberRow> {
    let id: String = row.get(0)?;
    let id = id
        .parse()
        .map_err(|e| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(e)))?;
    let text = |index: usize| row.get::<_, Option<String>>(index).map(Option::unwrap_or_default);
    let flag = |index: usize| row.get::<_, Option<bool>>(index).map(Option::unwrap_or_default);
    Ok(MemberRow {
        id,
        onboarding: flag(1)?,
        login_name: row.get(2)?,
        name: text(3)?,
        nickname: row.get(4)?,
        country_code: row.get(5)?,
        status: text(6)?,
        about_me: text(7)?,
        icon: text(8)?,
        banner: text(9)?,
        joined: row.get::<_, Option<i64>>(10)?.unwrap_or_default(),
        last_online: row.get::<_, Option<i64>>(11)?.unwrap_or_default(),
        is_muted: flag(12)?,
        public_key: text(13)?,
        is_verified_key: flag(14)?,
        sessions: Vec::new(),
    })
}

/// Both lists come in id order, so one walk joins them.
fn attach_sessions(db: &Connection, members: &mut [MemberRow]) -> rusqlite::Result<()> {
    let mut query = db.prepare("SELECT memberId, tokenHash FROM sessions ORDER BY lastUsed")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let owner: String = row.get(0)?;
        let hash: [u8; 32] = row.get(1)?;
        let Ok(owner) = owner.parse::<MemberId>() else { continue };
        if let Ok(index) = members.binary_search_by(|member| member.id.cmp(&owner)) {
            members[index].sessions.push(TokenHash::from_bytes(hash));
        }
    }
    Ok(())
}

fn load_bans(db: &Connection) -> rusqlite::Result<Vec<BanRow>> {
    let mut query = db.prepare("SELECT memberId, ip, reason, until FROM bans")?;
    let bans = query.query_map([], |row| {
        Ok(BanRow {
            subject: row.get(0)?,
            ip: row.get(1)?,
            reason: row.get(2)?,
            until: row.get::<_, Option<i64>>(3)?.unwrap_or_default(),
        })
    })?;
    bans.collect()
}

fn register(db: &Connection, new: &NewMember) -> rusqlite::Result<Registered> {
    let id = free_id(db, new.wanted_id)?;
    let login_name = free_login_name(db, &new.login_name)?;
    db.prepare_cached(
        "INSERT INTO members(id, token, onboarding, loginName, name, status, aboutme, icon, banner, joined, lastOnline, \
         password, publicKey, pow) VALUES (?, '', 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        id.as_str(),
        login_name,
        new.name,
        new.status,
        new.about_me,
        new.icon,
        new.banner,
        new.now,
        new.now,
        new.password,
        new.public_key,
        new.pow,
    ])?;
    add_session(db, id, &new.session, new.now)?;
    Ok(Registered { id, login_name })
}

fn add_legacy(db: &Connection, members: &[LegacyMember]) -> rusqlite::Result<usize> {
    let mut insert = db.prepare_cached(
        "INSERT INTO members(id, token, onboarding, loginName, name, status, aboutme, icon, banner, joined, lastOnline, \
         password, publicKey) VALUES (?, '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO NOTHING",
    )?;
    let mut session = db
        .prepare_cached("INSERT OR IGNORE INTO sessions(tokenHash, memberId, created, lastUsed) VALUES (?, ?, ?, ?)")?;
    let mut added = 0;
    for member in members {
        let inserted = insert.execute(params![
            member.id,
            member.onboarding,
            member.login_name,
            member.name,
            member.status,
            member.about_me,
            member.icon,
            member.banner,
            member.joined,
            member.last_online,
            member.password,
            member.public_key,
        ])?;
        // Plain tokens end here: only their hashes are kept.
        if inserted > 0 && !member.token.is_empty() {
            let hash = TokenHash::of(&member.token);
            session.execute(params![hash.as_bytes(), member.id, member.joined, member.last_online])?;
        }
        added += inserted;
    }
    Ok(added)
}

fn free_id(db: &Connection, wanted: MemberId) -> rusqlite::Result<MemberId> {
    let mut taken = db.prepare_cached(TAKEN_ID)?;
    let mut id = wanted;
    for _ in 0..MAX_TRIES {
        if !taken.exists([id.as_str(), id.as_str()])? {
            return Ok(id);
        }
        if let Ok(fresh) = random::digits(12).parse() {
            id = fresh;
        }
    }
    Err(rusqlite::Error::QueryReturnedNoRows)
}

/// Names are compared without case, so that nobody can look like somebody else at the login.
fn free_login_name(db: &Connection, wanted: &str) -> rusqlite::Result<String> {
    let mut taken = db.prepare_cached("SELECT EXISTS(SELECT 1 FROM members WHERE loginName = ? COLLATE NOCASE)")?;
    let mut name = wanted.to_owned();
    for _ in 0..MAX_TRIES {
        if !taken.query_row([&name], |row| row.get::<_, bool>(0))? {
            return Ok(name);
        }
        name = format!("{wanted}{}", random::digits(4));
    }
    Err(rusqlite::Error::QueryReturnedNoRows)
}

fn find_login(db: &Connection, login_name: &str) -> rusqlite::Result<Option<(MemberId, Option<String>)>> {
    // The index is case-insensitive; the second condition makes the comparison exact.
    let found: Option<(String, Option<String>)> = db
        .prepare_cached(
            "SELECT id, password FROM members WHERE loginName = ?1 COLLATE NOCASE AND loginName = ?1 \
             ORDER BY rowId LIMIT 1",
        )?
        .query_row([login_name], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found.and_then(|(id, password)| Some((id.parse().ok()?, password))))
}

fn set_password(db: &Connection, member: MemberId, hash: &str) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE members SET password = ? WHERE id = ?")?.execute([hash, member.as_str()])?;
    Ok(())
}

fn add_session(db: &Connection, member: MemberId, token: &TokenHash, now: i64) -> rusqlite::Result<Vec<TokenHash>> {
    db.prepare_cached("INSERT INTO sessions(tokenHash, memberId, created, lastUsed) VALUES (?, ?, ?, ?)")?
        .execute(params![token.as_bytes(), member.as_str(), now, now])?;
    let ended: Vec<[u8; 32]> = db
        .prepare_cached(
            "DELETE FROM sessions WHERE tokenHash IN (SELECT tokenHash FROM sessions WHERE memberId = ? \
             ORDER BY lastUsed DESC, created DESC LIMIT -1 OFFSET ?) RETURNING tokenHash",
        )?
        .query_map(params![member.as_str(), MAX_SESSIONS as i64], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(ended.into_iter().map(TokenHash::from_bytes).collect())
}

fn touch(db: &Connection, seen: &[Seen]) -> rusqlite::Result<()> {
    let mut member = db.prepare_cached("UPDATE members SET lastOnline = ? WHERE id = ?")?;
    let mut session = db.prepare_cached("UPDATE sessions SET lastUsed = ? WHERE tokenHash = ?")?;
    for seen in seen {
        member.execute(params![seen.at, seen.member.as_str()])?;
        if let Some(token) = &seen.session {
            session.execute(params![seen.at, token.as_bytes()])?;
        }
    }
    Ok(())
}

fn set_pow(db: &Connection, member: MemberId, pow: &str) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE members SET pow = ?1 WHERE id = ?2 AND pow IS NOT ?1")?
        .execute([pow, member.as_str()])?;
    Ok(())
}
