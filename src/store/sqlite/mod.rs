//! The SQLite connection on a thread of its own, with group commit.
//!
//! The main thread sends jobs; this thread takes all that wait, runs them in one transaction and
//! answers them after the commit. While a commit waits for the disk the next batch gathers, so the
//! disk is asked as seldom as it can answer, without any delay of our own. With nothing to do the
//! thread sleeps in `recv`.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use rusqlite::{Connection, OpenFlags};
use tokio::sync::oneshot;

mod caches;
mod inbox;
mod index;
mod keys;
mod members;
mod messages;
mod moderation;
mod reactions;
mod schema;
mod search;
mod upkeep;
mod versions;

use super::{Durability, StoreError, Tally};

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Most jobs that may wait for the database thread. At about 1 KB each this bounds the memory of a
/// stuck disk to a few MB; requests beyond it are refused as [`StoreError::Busy`].
const MAX_WAITING: usize = 4096;

/// Most jobs of one transaction, so that a flood cannot keep the first sender waiting for long.
const MAX_BATCH: usize = 512;

type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;
/// Gets the connection, or why the job must not run.
type Work = Box<dyn FnOnce(Result<&Db, StoreError>) -> Answer + Send>;

/// The connection of the database thread, and what the current transaction means for the index.
pub(in crate::store) struct Db {
    connection: Connection,
    index: index::Index,
}

impl std::ops::Deref for Db {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

struct Job {
    /// Whether the job changes anything and thus needs a transaction.
    writes: bool,
    /// Runs the statements; gives back what answers the caller once the outcome is known.
    work: Work,
}

/// Handle of the database thread. Cheap to clone.
#[derive(Clone)]
pub struct SqliteStore {
    jobs: mpsc::Sender<Job>,
    /// Jobs sent and not yet taken up by the thread.
    waiting: Arc<AtomicUsize>,
    tally: Arc<Tally>,
    path: PathBuf,
}

/// How much of the database is kept in memory, in KiB, as `PRAGMA cache_size` wants it. Our hot data live in RAM already:
/// this only serves history and inserts.
const CACHE: i64 = -512;

impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqliteStore").field("path", &self.path).finish_non_exhaustive()
    }
}

impl SqliteStore {
    /// Opens or creates the database, brings its schema up to date and starts its thread.
    ///
    /// # Errors
    /// When the file cannot be opened, is no database, or is of a newer version.
    pub fn open(path: &Path, durability: Durability) -> Result<Self, StoreError> {
        let db = connect(path, durability)?;
        sparing(&db, schema::migrate)?;
        let (jobs, inbox) = mpsc::channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        let taken = Arc::clone(&waiting);
        let tally = Arc::new(Tally::default());
        let counted = Arc::clone(&tally);
        let db = Db { connection: db, index: index::Index::default() };
        thread::Builder::new()
            .name("sqlite".into())
            .stack_size(512 * 1024)
            .spawn(move || serve(&db, &inbox, &taken, &counted))
            .map_err(|e| StoreError::Failed(format!("cannot start the database thread: {e}")))?;
        Ok(Self { jobs, waiting, tally, path: path.to_owned() })
    }

    /// What was committed so far.
    pub(super) fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Runs statements that change nothing.
    pub(in crate::store) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Db) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.run(false, work).await
    }

    /// Runs statements that belong together, all or none of them; resolves after the commit.
    pub(in crate::store) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Db) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.run(true, work).await
    }

    async fn run<T: Send + 'static>(
        &self,
        writes: bool,
        work: impl FnOnce(&Db) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        if self.waiting.load(Ordering::Relaxed) >= MAX_WAITING {
            return Err(StoreError::Busy);
        }
        let (answer, answered) = oneshot::channel();
        let work: Work = Box::new(move |db| {
            let outcome = db.and_then(|db| {
                let outcome = if writes { in_savepoint(db, work) } else { work(db) };
                outcome.map_err(StoreError::from)
            });
            Box::new(move |committed| {
                // The caller may have gone away; the change stands all the same.
                let _ = answer.send(committed.and(outcome));
            })
        });
        self.waiting.fetch_add(1, Ordering::Relaxed);
        self.jobs.send(Job { writes, work }).map_err(|_| StoreError::Closed)?;
        answered.await.map_err(|_| StoreError::Closed)?
    }

    /// Waits for all jobs sent so far and folds the write-ahead log into the database file.
    pub(in crate::store) async fn close(&self) {
        let folded = self.read(|db| db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))).await;
        if let Err(error) = folded {
            log::warn!("closing the database: {error}");
        }
    }
}

/// Makes a new database file.
///
/// # Errors
/// When there is one already, or it cannot be made.
#[cfg(feature = "mariadb")]
pub(in crate::store) fn create(path: &Path, durability: Durability) -> Result<Connection, StoreError> {
    if path.exists() {
        return Err(StoreError::Failed(format!("{}: is there already", path.display())));
    }
    let db = connect(path, durability)?;
    schema::migrate(&db)?;
    Ok(db)
}

/// Opens an existing file for reading.
///
/// # Errors
/// When there is none, or it is of a newer version.
pub(in crate::store) fn open_to_read(path: &Path) -> Result<Connection, StoreError> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    schema::migrate(&db)?;
    Ok(db)
}

/// Copies a database into a new file while a node may be writing to it.
///
/// # Errors
/// When either file cannot be used.
pub fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    let db = open_to_read(from)?;
    restrict_mode(to)?;
    let mut copy = Connection::open(to)?;
    // All at once: one moment of the database. The node's commits wait in its log meanwhile.
    rusqlite::backup::Backup::new(&db, &mut copy)?.run_to_completion(i32::MAX, Duration::from_millis(20), None)?;
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    Ok(())
}

/// Looks for damage. Returns what was found, a line each.
///
/// # Errors
/// When the file cannot be used.
pub fn check(path: &Path) -> Result<Vec<String>, StoreError> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let mut query = db.prepare("PRAGMA integrity_check")?;
    let lines: Vec<String> = query.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(lines.into_iter().filter(|line| line != "ok").collect())
}

/// Gives unused space back.
///
/// # Errors
/// When the file cannot be used, or a node is writing to it.
pub fn vacuum(path: &Path) -> Result<(), StoreError> {
    let db = open_to_read(path)?;
    db.pragma_update(None, "busy_timeout", 5000)?;
    Ok(db.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);")?)
}

fn connect(path: &Path, durability: Durability) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    restrict_mode(path)?;
    let db = Connection::open_with_flags(path, flags)?;
    let synchronous = match durability {
        Durability::Full => "FULL",
        Durability::Normal => "NORMAL",
    };
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", synchronous)?;
    db.pragma_update(None, "foreign_keys", true)?;
    db.pragma_update(None, "busy_timeout", 5000)?;
    db.pragma_update(None, "cache_size", CACHE)?;
    db.pragma_update(None, "temp_store", "MEMORY")?;
    db.set_prepared_statement_cache_capacity(48);
    Ok(db)
}

/// Does what touches many pages once, with few of them in memory at a time, and without keeping them: what a heap has
/// grown to it rarely gives back, so that it would cost a node memory for as long as it runs.
fn sparing<T, E: From<rusqlite::Error>>(
    db: &Connection,
    work: impl FnOnce(&Connection) -> Result<T, E>,
) -> Result<T, E> {
    db.pragma_update(None, "cache_size", -64)?;
    let done = work(db);
    db.execute_batch("PRAGMA shrink_memory")?;
    db.pragma_update(None, "cache_size", CACHE)?;
    done
}

/// SECURITY: the file holds password hashes, so nobody but its owner may read it (spec 31 section 11).
fn restrict_mode(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    let file = std::fs::OpenOptions::new().append(true).create(true).mode(0o600).open(path);
    let file = file.map_err(|e| StoreError::Failed(format!("cannot open {}: {e}", path.display())))?;
    file.set_permissions(std::fs::Permissions::from_mode(0o600))
        .map_err(|e| StoreError::Failed(format!("cannot protect {}: {e}", path.display())))
}

/// The database thread: ends when all handles are gone.
fn serve(db: &Db, inbox: &mpsc::Receiver<Job>, taken: &AtomicUsize, tally: &Tally) {
    while let Ok(first) = inbox.recv() {
        let mut batch = vec![first];
        while batch.len() < MAX_BATCH
            && let Ok(job) = inbox.try_recv()
        {
            batch.push(job);
        }
        taken.fetch_sub(batch.len(), Ordering::Relaxed);
        if batch.iter().any(|job| job.writes) {
            tally.count(batch.len());
        }
        let mut jobs = batch.into_iter();
        while jobs.len() > 0 {
            run_batch(db, &mut jobs);
        }
    }
}

/// Runs a batch and answers its callers in order. Reads are answered after the commit as well:
/// they may have seen what is being committed, and nobody is shown what could still be undone.
///
/// Some failures (a full disk, for one) make SQLite undo the whole transaction. What would run after
/// it is left in `jobs` then, for a transaction of its own.
fn run_batch(db: &Db, jobs: &mut std::vec::IntoIter<Job>) {
    if !jobs.as_slice().iter().any(|job| job.writes) {
        for job in jobs {
            (job.work)(Ok(db))(Ok(()));
        }
        return;
    }
    if let Err(error) = db.execute_batch("BEGIN IMMEDIATE").map_err(StoreError::from) {
        log::error!("a transaction could not begin: {error}");
        for job in jobs {
            // Reads need no transaction; a write outside of it would not be undone with the others.
            (job.work)(if job.writes { Err(error.clone()) } else { Ok(db) })(Ok(()));
        }
        return;
    }
    let mut answers: Vec<Answer> = Vec::with_capacity(jobs.len());
    for job in jobs.by_ref() {
        answers.push((job.work)(Ok(db)));
        if db.is_autocommit() {
            break;
        }
    }
    db.index.apply(db);
    let committed = commit(db, answers.len());
    for answer in answers {
        answer(committed.clone());
    }
}

fn commit(db: &Db, count: usize) -> Result<(), StoreError> {
    if db.is_autocommit() {
        log::error!("a failure has undone a transaction of {count} jobs");
        return Err(StoreError::Failed("the transaction was undone".into()));
    }
    let committed = db.execute_batch("COMMIT").map_err(StoreError::from);
    if let Err(error) = &committed {
        log::error!("a commit failed, {count} jobs are undone: {error}");
        if let Err(error) = db.execute_batch("ROLLBACK") {
            log::debug!("rollback after a failed commit: {error}");
        }
    }
    committed
}

/// One job's statements, all or none, inside the shared transaction.
fn in_savepoint<T>(db: &Db, work: impl FnOnce(&Db) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    db.prepare_cached("SAVEPOINT job")?.execute([])?;
    let noted = db.index.noted();
    let outcome = work(db);
    if outcome.is_err() {
        db.index.forget_after(noted);
        if db.is_autocommit() {
            // The failure has undone the whole transaction; there is no savepoint any more.
            return outcome;
        }
        db.prepare_cached("ROLLBACK TO job")?.execute([])?;
    }
    db.prepare_cached("RELEASE job")?.execute([])?;
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block_on<F: Future>(future: F) -> F::Output {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
    }

    fn open(name: &str) -> (SqliteStore, PathBuf) {
        let folder = std::env::temp_dir().join(format!("dcts-edge-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("t.db");
        (SqliteStore::open(&path, Durability::Full).unwrap(), folder)
    }

    fn add(db: &Connection, name: &'static str) -> rusqlite::Result<usize> {
        db.execute("INSERT INTO migrations(migration_name) VALUES (?)", [name])
    }

    #[test]
    fn a_failing_job_undoes_itself_and_nothing_else() {
        let (store, folder) = open("savepoint");
        block_on(async {
            let good = store.write(|db| add(db, "a"));
            let bad = store.write(|db| {
                add(db, "b")?;
                add(db, "a")
            });
            let last = store.write(|db| add(db, "c"));
            let (good, bad, last) = tokio::join!(good, bad, last);
            assert!(good.is_ok() && bad.is_err() && last.is_ok(), "{good:?} {bad:?} {last:?}");
            let names: Vec<String> = store
                .read(|db| {
                    let mut query = db.prepare("SELECT migration_name FROM migrations ORDER BY 1")?;
                    query.query_map([], |row| row.get(0))?.collect()
                })
                .await
                .unwrap();
            assert_eq!(names, ["a", "c"]);
            store.close().await;
        });
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_file_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let (store, folder) = open("mode");
        let mode = std::fs::metadata(&store.path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_database_from_the_future_is_refused() {
        let (store, folder) = open("future");
        block_on(store.write(|db| db.pragma_update(None, "user_version", 9999))).unwrap();
        block_on(store.close());
        let error = SqliteStore::open(&store.path, Durability::Full).unwrap_err();
        assert!(matches!(error, StoreError::FromTheFuture { found: 9999, .. }), "{error:?}");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
