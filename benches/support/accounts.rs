//! Accounts made beforehand: written into a node's data folder as the node itself would write them,
//! so that neither bcrypt nor registration is measured.

use std::{error::Error, path::Path};

use dcts_edge::security::token::TokenHash;
use rusqlite::{Connection, params};

/// An account and the token that opens it.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) token: String,
}

/// So many accounts, always the same ones.
pub(crate) fn accounts(count: usize) -> Vec<Account> {
    (0..count).map(|n| Account { id: format!("1{n:011}"), token: format!("{n:048}") }).collect()
}

/// Writes the accounts into a database whose schema the node has made.
pub(crate) fn insert(database: &Path, accounts: &[Account], now: i64) -> Result<(), Box<dyn Error>> {
    let mut db = Connection::open(database)?;
    let all = db.transaction()?;
    for (n, account) in accounts.iter().enumerate() {
        // No password: nobody logs in with one here.
        all.prepare_cached(
            "INSERT INTO members(id, token, onboarding, loginName, name, joined, lastOnline, pow) \
             VALUES (?, '', 1, ?, ?, ?, ?, '')",
        )?
        .execute(params![account.id, format!("user{n}"), format!("Member {n}"), now, now])?;
        all.prepare_cached("INSERT INTO sessions(tokenHash, memberId, created, lastUsed) VALUES (?, ?, ?, ?)")?
            .execute(params![TokenHash::of(&account.token).as_bytes(), account.id, now, now])?;
    }
    all.commit()?;
    Ok(())
}
