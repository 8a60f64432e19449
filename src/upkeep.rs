//! Floor 5: what an operator does to stored data from the command line: backup, restore, the way from
//! MariaDB and back, space, damage.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};

use crate::{
    config::{Config, Overrides, Sql},
    database::sqlite_path,
    security::random,
};

/// Name of the database in an archive, whichever the node uses.
const DATABASE: &str = "dcts-edge.sqlite";
/// Folders that no backup needs: other backups, pictures of other servers, halves of uploads.
const NOT_KEPT: [&str; 3] = ["backups", "cache", "uploading"];

/// Where everything is.
#[derive(Debug)]
pub struct Place {
    /// The data folder.
    pub data: PathBuf,
    /// Where config.json is.
    pub config_path: PathBuf,
    /// config.json.
    pub config: Config,
    /// What the environment says on top.
    pub overrides: Overrides,
}

impl Place {
    /// The MariaDB of the settings, if they name one.
    fn maria(&self) -> Option<Sql> {
        Some(self.overrides.sql(&self.config.serverinfo.sql)).filter(|sql| !sql.username.is_empty())
    }
}

/// A file that goes away when it is dropped: what an interrupted command leaves is only ever this.
struct Temporary(PathBuf);

impl Temporary {
    fn new(data: &Path) -> Self {
        Self(data.join(format!("dcts-edge.{}.tmp", random::hex(8))))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        for ending in ["", "-wal", "-shm", "-journal"] {
            let mut name = self.0.clone().into_os_string();
            name.push(ending);
            let _ = fs::remove_file(name);
        }
    }
}

fn about<E: std::fmt::Display>(what: &Path) -> impl Fn(E) -> String {
    move |error| format!("{}: {error}", what.display())
}

/// Packs the database, as it is at one moment, and all files of the data folder. A node may be running.
///
/// # Errors
/// A sentence for the operator; there is no archive then.
pub fn backup(place: &Place, archive: &Path, say: fn(&str)) -> Result<(), String> {
    let database = Temporary::new(&place.data);
    match place.maria() {
        None => copy_sqlite(&sqlite_path(&place.data), &database.0)?,
        Some(sql) => from_mariadb(&sql, &database.0, say)?,
    }
    let mut partial = archive.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let files = pack(place, &database.0, &partial).map_err(|error| {
        let _ = fs::remove_file(&partial);
        about(archive)(error)
    })?;
    fs::rename(&partial, archive).map_err(about(archive))?;
    say(&format!("{}: the database and {files} files", archive.display()));
    Ok(())
}

fn pack(place: &Place, database: &Path, to: &Path) -> io::Result<usize> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    // SECURITY: it holds password hashes and keys.
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(to)?;
    let mut archive = tar::Builder::new(GzEncoder::new(file, Compression::default()));
    archive.follow_symlinks(false);
    archive.append_path_with_name(database, DATABASE)?;
    let mut files = 0;
    if !place.config_path.starts_with(&place.data) && place.config_path.exists() {
        archive.append_path_with_name(&place.config_path, "configs/config.json")?;
        files += 1;
    }
    add_folder(&mut archive, &place.data, Path::new(""), to, &mut files)?;
    let file = archive.into_inner()?.finish()?;
    file.sync_all()?;
    Ok(files)
}

/// Most bytes of kept settings; the oldest go first (spec 20 section 2.2).
const MAX_KEPT: u64 = 1 << 30;

/// Keeps the settings as they are when a version starts for the first time, in `backups/`.
///
/// # Errors
/// When they cannot be packed; there is no archive then.
pub fn keep_settings(data: &Path, config_path: &Path, version: &str) -> io::Result<()> {
    let folder = data.join("backups");
    let name = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let start = format!("v{version}_");
    if fs::read_dir(&folder).into_iter().flatten().flatten().any(|entry| name(&entry).starts_with(&start)) {
        return Ok(());
    }
    fs::create_dir_all(&folder)?;
    let now = humantime::format_rfc3339_seconds(std::time::SystemTime::now()).to_string().replace(':', "_");
    let partial = folder.join("partial");
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    // SECURITY: it holds keys.
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut archive = tar::Builder::new(GzEncoder::new(options.open(&partial)?, Compression::default()));
    archive.follow_symlinks(false);
    if let Some(settings) = config_path.parent() {
        for entry in fs::read_dir(settings)?.flatten() {
            if entry.file_type()?.is_file() {
                archive.append_path_with_name(entry.path(), Path::new("configs").join(entry.file_name()))?;
            }
        }
    }
    archive.into_inner()?.finish()?.sync_all()?;
    fs::rename(&partial, folder.join(format!("{start}{now}.tar.gz")))?;
    forget_oldest(&folder)
}

fn forget_oldest(folder: &Path) -> io::Result<()> {
    let mut kept: Vec<(std::time::SystemTime, u64, PathBuf)> = Vec::new();
    for entry in fs::read_dir(folder)?.flatten() {
        let about = entry.metadata()?;
        if about.is_file() {
            kept.push((about.modified()?, about.len(), entry.path()));
        }
    }
    kept.sort_unstable();
    let mut total: u64 = kept.iter().map(|(_, size, _)| size).sum();
    for (_, size, path) in kept {
        if total <= MAX_KEPT {
            break;
        }
        fs::remove_file(path)?;
        total -= size;
    }
    Ok(())
}

/// Adds what is in a folder: files and folders, no links, nothing of the database.
fn add_folder<W: io::Write>(
    archive: &mut tar::Builder<W>,
    data: &Path,
    below: &Path,
    itself: &Path,
    files: &mut usize,
) -> io::Result<()> {
    for entry in fs::read_dir(data.join(below))? {
        let entry = entry?;
        let name = below.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() && !NOT_KEPT.contains(&name.to_string_lossy().as_ref()) {
            add_folder(archive, data, &name, itself, files)?;
        } else if kind.is_file() && !name.to_string_lossy().starts_with("dcts-edge.") && entry.path() != itself {
            match archive.append_path_with_name(entry.path(), &name) {
                // A running node replaces and removes files.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                other => {
                    other?;
                    *files += 1;
                }
            }
        }
    }
    Ok(())
}

/// Unpacks a backup into a data folder that holds none, and fills the MariaDB that its settings name.
///
/// # Errors
/// A sentence for the operator.
pub fn restore(place: &Place, archive: &Path, say: fn(&str)) -> Result<(), String> {
    let database = sqlite_path(&place.data);
    for taken in [&database, &place.config_path] {
        if taken.exists() {
            return Err(format!("{}: is there already; restore into an empty folder", taken.display()));
        }
    }
    let file = File::open(archive).map_err(about(archive))?;
    let mut unpacked = tar::Archive::new(GzDecoder::new(io::BufReader::new(file)));
    let mut files = 0;
    for entry in unpacked.entries().map_err(about(archive))? {
        let mut entry = entry.map_err(about(archive))?;
        // SECURITY: an archive may come from anywhere; links could lead out of the folder.
        if !entry.header().entry_type().is_file() {
            continue;
        }
        if !entry.unpack_in(&place.data).map_err(about(archive))? {
            return Err(format!("{}: a name in it leads out of the folder", archive.display()));
        }
        files += 1;
    }
    if !database.exists() {
        return Err(format!("{}: there is no {DATABASE} in it", archive.display()));
    }
    check_sqlite(&database)?;
    let config = crate::config::load(&place.config_path).map_err(|error| error.to_string())?.unwrap_or_default();
    let sql = place.overrides.sql(&config.serverinfo.sql);
    if !sql.username.is_empty() {
        to_mariadb(&database, &sql, say)?;
        fs::remove_file(&database).map_err(about(&database))?;
    }
    say(&format!("{}: {files} files restored", place.data.display()));
    Ok(())
}

fn check_sqlite(path: &Path) -> Result<(), String> {
    let problems = sqlite_problems(path)?;
    if problems.is_empty() { Ok(()) } else { Err(format!("{}: {}", path.display(), problems.join("; "))) }
}

/// Looks for damage in the database.
///
/// # Errors
/// A sentence for the operator, also when there is damage.
pub fn check(place: &Place, say: fn(&str)) -> Result<(), String> {
    let problems = match place.maria() {
        None => sqlite_problems(&sqlite_path(&place.data))?,
        Some(sql) => maria_problems(&sql)?,
    };
    if problems.is_empty() {
        say("the database is good");
        return Ok(());
    }
    Err(format!("the database is damaged: {}", problems.join("; ")))
}

#[cfg(feature = "sqlite")]
fn copy_sqlite(from: &Path, to: &Path) -> Result<(), String> {
    crate::store::sqlite::copy(from, to).map_err(about(from))
}

#[cfg(feature = "sqlite")]
fn sqlite_problems(path: &Path) -> Result<Vec<String>, String> {
    crate::store::sqlite::check(path).map_err(about(path))
}

#[cfg(not(feature = "sqlite"))]
fn copy_sqlite(_: &Path, _: &Path) -> Result<(), String> {
    Err(NO_SQLITE.into())
}

#[cfg(not(feature = "sqlite"))]
fn sqlite_problems(_: &Path) -> Result<Vec<String>, String> {
    Err(NO_SQLITE.into())
}

#[cfg(not(feature = "sqlite"))]
const NO_SQLITE: &str = "this build has no SQLite";

/// Gives unused space of the database back.
///
/// # Errors
/// A sentence for the operator.
pub fn vacuum(place: &Place, say: fn(&str)) -> Result<(), String> {
    match place.maria() {
        None => vacuum_sqlite(&sqlite_path(&place.data))?,
        Some(sql) => vacuum_mariadb(&sql)?,
    }
    say("done");
    Ok(())
}

#[cfg(feature = "sqlite")]
fn vacuum_sqlite(path: &Path) -> Result<(), String> {
    crate::store::sqlite::vacuum(path).map_err(about(path))
}

#[cfg(not(feature = "sqlite"))]
fn vacuum_sqlite(_: &Path) -> Result<(), String> {
    Err(NO_SQLITE.into())
}

#[cfg(feature = "mariadb")]
fn wait<T>(work: impl Future<Output = Result<T, crate::store::StoreError>>) -> Result<T, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| error.to_string())?.block_on(work).map_err(|error| error.to_string())
}

#[cfg(feature = "mariadb")]
fn options(sql: &Sql) -> crate::store::MariaOptions {
    crate::database::maria_options(sql, crate::store::Durability::Full)
}

#[cfg(feature = "mariadb")]
fn maria_problems(sql: &Sql) -> Result<Vec<String>, String> {
    wait(crate::store::mariadb::check(&options(sql)))
}

#[cfg(feature = "mariadb")]
fn vacuum_mariadb(sql: &Sql) -> Result<(), String> {
    let problems = wait(crate::store::mariadb::vacuum(&options(sql)))?;
    if problems.is_empty() { Ok(()) } else { Err(problems.join("; ")) }
}

#[cfg(not(feature = "mariadb"))]
const NO_MARIADB: &str = "this build has no MariaDB";

#[cfg(not(feature = "mariadb"))]
fn maria_problems(_: &Sql) -> Result<Vec<String>, String> {
    Err(NO_MARIADB.into())
}

#[cfg(not(feature = "mariadb"))]
fn vacuum_mariadb(_: &Sql) -> Result<(), String> {
    Err(NO_MARIADB.into())
}

/// Copies a MariaDB into the SQLite of the data folder. It appears as a whole or not at all.
///
/// # Errors
/// A sentence for the operator.
#[cfg(all(feature = "sqlite", feature = "mariadb"))]
pub fn import(place: &Place, url: &str, say: fn(&str)) -> Result<(), String> {
    let target = sqlite_path(&place.data);
    if target.exists() {
        return Err(format!("{}: is there already; move it away first", target.display()));
    }
    let options = crate::store::MariaOptions::from_url(url)?;
    let fresh = Temporary::new(&place.data);
    wait(crate::store::transfer::import(&options, &fresh.0, say))?;
    check_sqlite(&fresh.0)?;
    fs::rename(&fresh.0, &target).map_err(about(&target))?;
    if place.maria().is_some() {
        say("the configuration still names a MariaDB: empty serverinfo.sql.username to use the copy");
    }
    Ok(())
}

/// Copies the SQLite of the data folder into an empty MariaDB.
///
/// # Errors
/// A sentence for the operator.
#[cfg(all(feature = "sqlite", feature = "mariadb"))]
pub fn export(place: &Place, url: &str, say: fn(&str)) -> Result<(), String> {
    let options = crate::store::MariaOptions::from_url(url)?;
    wait(crate::store::transfer::export(&sqlite_path(&place.data), &options, say)).map(|_| ())
}

#[cfg(all(feature = "sqlite", feature = "mariadb"))]
fn from_mariadb(sql: &Sql, to: &Path, say: fn(&str)) -> Result<(), String> {
    wait(crate::store::transfer::import(&options(sql), to, say)).map(|_| ())
}

#[cfg(all(feature = "sqlite", feature = "mariadb"))]
fn to_mariadb(from: &Path, sql: &Sql, say: fn(&str)) -> Result<(), String> {
    wait(crate::store::transfer::export(from, &options(sql), say)).map(|_| ())
}

#[cfg(not(all(feature = "sqlite", feature = "mariadb")))]
const ONE_ONLY: &str = "this takes a build with both SQLite and MariaDB";

/// Copies a MariaDB into SQLite, in a build that has both.
///
/// # Errors
/// Always.
#[cfg(not(all(feature = "sqlite", feature = "mariadb")))]
pub fn import(_: &Place, _: &str, _: fn(&str)) -> Result<(), String> {
    Err(ONE_ONLY.into())
}

/// Copies SQLite into a MariaDB, in a build that has both.
///
/// # Errors
/// Always.
#[cfg(not(all(feature = "sqlite", feature = "mariadb")))]
pub fn export(_: &Place, _: &str, _: fn(&str)) -> Result<(), String> {
    Err(ONE_ONLY.into())
}

#[cfg(not(all(feature = "sqlite", feature = "mariadb")))]
fn from_mariadb(_: &Sql, _: &Path, _: fn(&str)) -> Result<(), String> {
    Err(ONE_ONLY.into())
}

#[cfg(not(all(feature = "sqlite", feature = "mariadb")))]
fn to_mariadb(_: &Path, _: &Sql, _: fn(&str)) -> Result<(), String> {
    Err(ONE_ONLY.into())
}
