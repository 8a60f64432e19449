//! Floor 5: which database the settings name, and how it is opened.

use std::path::{Path, PathBuf};

use crate::{
    config::{self, Config, Overrides, Sql},
    store::{Durability, LegacyMember, Store},
};

/// The database of a data folder.
pub fn sqlite_path(data: &Path) -> PathBuf {
    data.join("dcts-edge.sqlite")
}

/// Opens SQLite, or MariaDB where the settings name a user of one; waits for a MariaDB that cannot be
/// reached or refuses the user. Must be called inside of a `LocalSet`.
///
/// # Errors
/// A sentence for the operator.
pub async fn open(data: &Path, config: &Config, overrides: &Overrides) -> Result<Store, String> {
    let durability = match config.dcts_edge.durability {
        config::Durability::Full => Durability::Full,
        config::Durability::Normal => Durability::Normal,
    };
    let sql = overrides.sql(&config.serverinfo.sql);
    if sql.username.is_empty() { open_sqlite(data, durability) } else { open_mariadb(sql, durability).await }
}

/// Stores the members that a very old version kept in its configuration, see
/// [`config::set_members_aside`].
///
/// # Errors
/// A sentence for the operator.
pub async fn take_legacy_members(store: &Store, config_path: &Path) -> Result<(), String> {
    let problem = |error: std::io::Error| format!("{}: the members in it: {error}", config_path.display());
    let waiting = config::members_aside(config_path).map_err(problem)?;
    if waiting.is_empty() {
        return Ok(());
    }
    let members = waiting.iter().map(|(id, entry)| LegacyMember::read(id, entry)).collect();
    let added = store.add_legacy_members(members).await.map_err(|error| error.to_string())?;
    log::info!("{added} members of the old configuration are in the database now");
    config::members_are_stored(config_path).map_err(problem)
}

#[cfg(feature = "sqlite")]
fn open_sqlite(data: &Path, durability: Durability) -> Result<Store, String> {
    let path = sqlite_path(data);
    let store = crate::store::SqliteStore::open(&path, durability);
    store.map(Store::Sqlite).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(not(feature = "sqlite"))]
fn open_sqlite(_: &Path, _: Durability) -> Result<Store, String> {
    Err("this build has no SQLite: name a MariaDB and its user in serverinfo.sql".into())
}

#[cfg(feature = "mariadb")]
async fn open_mariadb(sql: Sql, durability: Durability) -> Result<Store, String> {
    use crate::store::{MariaStore, StoreError};
    use std::time::Duration;

    /// Pauses between attempts, seconds. A database that starts along with the node is soon there; one
    /// that somebody has to mend is not asked all the time.
    const PAUSES: [u64; 5] = [1, 1, 2, 5, 10];

    let options = maria_options(&sql, durability);
    let place = options.place();
    let mut pauses = PAUSES.into_iter();
    let mut said = String::new();
    loop {
        match MariaStore::open(options.clone()).await {
            Ok(store) => {
                log::info!("{place}: open");
                return Ok(Store::MariaDb(store));
            }
            Err(StoreError::Unavailable(why)) => {
                if said != why {
                    log::error!("{place}: waiting for it, trying again every few seconds: {why}");
                    said = why;
                }
                tokio::time::sleep(Duration::from_secs(pauses.next().unwrap_or(PAUSES[PAUSES.len() - 1]))).await;
            }
            Err(error) => return Err(format!("{place}: {error}")),
        }
    }
}

#[cfg(not(feature = "mariadb"))]
#[expect(clippy::unused_async, reason = "called as the real one is")]
async fn open_mariadb(_: Sql, _: Durability) -> Result<Store, String> {
    Err("this build has no MariaDB: leave serverinfo.sql.username empty to use SQLite".into())
}

/// How to reach the MariaDB of the settings.
#[cfg(feature = "mariadb")]
pub fn maria_options(sql: &Sql, durability: Durability) -> crate::store::MariaOptions {
    crate::store::MariaOptions {
        host: sql.host.clone(),
        port: sql.port,
        user: sql.username.clone(),
        password: sql.password.clone(),
        database: sql.database.clone(),
        connection_limit: usize::try_from(sql.connection_limit).unwrap_or(2),
        durability,
    }
}
