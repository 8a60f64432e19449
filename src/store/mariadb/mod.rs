//! MariaDB with the tables of DCTS (spec 31), so that an existing installation opens as it is and the
//! old server still runs on the database afterwards.
//!
//! One connection writes ([`writer`]), a small pool reads. All of it is async on the node's thread.

mod caches;
mod error;
mod inbox;
mod index;
mod keys;
mod members;
mod messages;
mod migrations;
mod moderation;
mod reactions;
pub(in crate::store) mod schema;
mod search;
pub(in crate::store) mod tables;
mod upkeep;
pub(in crate::store) mod values;
mod versions;
mod writer;

pub(in crate::store) use error::DbError;
#[cfg(feature = "sqlite")]
pub(in crate::store) use members::{plain_session, token_placeholder};
pub use schema::TOKEN_PLACEHOLDER_START;
#[cfg(feature = "sqlite")]
pub(in crate::store) use search::forget_index;

use std::{cell::Cell, fmt, rc::Rc, time::Duration};

use mysql_async::{Conn, Opts, OptsBuilder, Pool, PoolConstraints, PoolOpts, prelude::Queryable};
use tokio::{sync::mpsc, time::timeout};

use super::{Durability, StoreError, Tally};
use writer::Job;

/// For a connection to come about. A server in the same network needs milliseconds.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// For one read. Beyond it the server counts as stuck, and the client has given up.
const READ_TIMEOUT: Duration = Duration::from_secs(10);

/// Most connections that read: history pages come in bursts, and each connection costs the server
/// memory.
const MAX_READERS: usize = 4;

/// Connections that read and are kept while nobody does.
const KEPT_READERS: usize = 2;

/// Where a MariaDB is, and how to use it.
#[derive(Clone)]
pub struct MariaOptions {
    /// Host name or address, or the path of a socket (it starts with `/`).
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// User.
    pub user: String,
    /// Secret.
    pub password: String,
    /// Name of the database; it is created if the user may do so.
    pub database: String,
    /// Most connections in all, at least 2.
    pub connection_limit: usize,
    /// What is expected of the server's own setting.
    pub durability: Durability,
}

// SECURITY: the password must not get into a log.
impl fmt::Debug for MariaOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MariaOptions")
            .field("host", &self.host)
            .field("database", &self.database)
            .finish_non_exhaustive()
    }
}

impl MariaOptions {
    fn opts(&self, database: Option<&str>) -> OptsBuilder {
        let readers = self.connection_limit.saturating_sub(1).clamp(1, MAX_READERS);
        let pool = PoolOpts::default()
            // The bounds are constants in the right order.
            .with_constraints(PoolConstraints::new(readers.min(KEPT_READERS), readers).unwrap_or_default())
            // More are closed when they come back. Closing them later would take a timer, and a node with
            // nobody connected must not wake up.
            .with_inactive_connection_ttl(Duration::ZERO)
            // A reset would throw away the prepared statements; readers leave no state behind.
            .with_reset_connection(false);
        let socket = self.host.starts_with('/').then(|| self.host.clone());
        let host = if socket.is_some() { "localhost" } else { &self.host };
        OptsBuilder::default()
            .ip_or_hostname(host)
            .tcp_port(self.port)
            .socket(socket.clone())
            .prefer_socket(socket.is_some())
            // An UPDATE tells the rows it found, also those that it did not need to change.
            .client_found_rows(true)
            .user(Some(&self.user))
            .pass(Some(&self.password))
            .db_name(database)
            .pool_opts(pool)
    }

    /// Reads `mysql://user:password@host:port/database`.
    ///
    /// # Errors
    /// A sentence.
    pub fn from_url(url: &str) -> Result<Self, String> {
        let url = url.replacen("mariadb://", "mysql://", 1);
        let opts = Opts::from_url(&url).map_err(|error| format!("no address of a MariaDB: {error}"))?;
        let known = |part: Option<&str>| part.unwrap_or_default().to_owned();
        if opts.db_name().is_none() || opts.user().is_none() {
            return Err("expected mysql://user:password@host:port/database".into());
        }
        Ok(Self {
            host: opts.ip_or_hostname().to_owned(),
            port: opts.tcp_port(),
            user: known(opts.user()),
            password: known(opts.pass()),
            database: known(opts.db_name()),
            connection_limit: 2,
            durability: Durability::Full,
        })
    }

    /// The same without secrets, for people.
    pub fn place(&self) -> String {
        format!("MariaDB at {}:{}, database {}, user {}", self.host, self.port, self.database, self.user)
    }
}

/// What the handles and the writer share.
struct Shared {
    options: MariaOptions,
    /// Whether the last attempt to reach the server succeeded.
    is_available: Cell<bool>,
    /// Jobs sent and not yet taken up by the writer.
    waiting: Cell<usize>,
    /// Whether what is written is indexed for searching.
    is_indexing: Cell<bool>,
    tally: Tally,
}

impl Shared {
    /// Takes note that the server was reached or lost, and says so once.
    fn found(&self, is_available: bool, why: &str) {
        if self.is_available.replace(is_available) == is_available {
            return;
        }
        if is_available {
            log::info!("MariaDB is back");
        } else {
            log::error!("MariaDB is away, nothing can be saved until it is back: {why}");
        }
    }
}

/// Handle of a MariaDB. Cheap to clone.
#[derive(Clone)]
pub struct MariaStore {
    jobs: mpsc::UnboundedSender<Job>,
    readers: Pool,
    shared: Rc<Shared>,
}

impl fmt::Debug for MariaStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MariaStore").field("options", &self.shared.options).finish_non_exhaustive()
    }
}

impl MariaStore {
    /// Connects, creates what is missing and starts the writer. Must be called inside of a `LocalSet`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the server cannot be reached or refuses the user: it may be
    /// tried again. Everything else stays as it is until somebody does something.
    pub async fn open(options: MariaOptions) -> Result<Self, StoreError> {
        let mut conn = connect(&options).await?;
        schema::prepare(&mut conn, &options).await?;
        migrations::run(&mut conn, &options).await?;
        check_durability(&mut conn, options.durability).await;
        let readers = Pool::new(options.opts(Some(&options.database)));
        let shared = Rc::new(Shared {
            options,
            is_available: Cell::new(true),
            waiting: Cell::new(0),
            is_indexing: Cell::new(false),
            tally: Tally::default(),
        });
        let (jobs, inbox) = mpsc::unbounded_channel();
        crate::tasks::spawn(writer::serve(conn, inbox, Rc::clone(&shared)));
        Ok(Self { jobs, readers, shared })
    }

    /// Whether the last attempt to reach the server succeeded.
    pub fn is_available(&self) -> bool {
        self.shared.is_available.get()
    }

    /// Runs statements that change nothing.
    pub(in crate::store) async fn read<T>(
        &self,
        work: impl AsyncFn(&mut Conn) -> Result<T, DbError>,
    ) -> Result<T, StoreError> {
        let attempt = async || {
            let mut conn = self.readers.get_conn().await?;
            work(&mut conn).await
        };
        let attempt = async || match timeout(READ_TIMEOUT, attempt()).await {
            Ok(done) => done,
            Err(_) => Err(DbError::Lost("no answer".into())),
        };
        let mut outcome = attempt().await;
        if let Err(DbError::Lost(_)) = outcome {
            // Connections that were kept break when the server restarts; a new one may do.
            outcome = attempt().await;
        }
        match &outcome {
            Err(DbError::Lost(why)) => self.shared.found(false, why),
            _ => self.shared.found(true, ""),
        }
        outcome.map_err(StoreError::from)
    }

    /// Writes everything that waits, then closes the connections.
    pub(in crate::store) async fn close(&self) {
        writer::close(&self.jobs).await;
        if let Err(error) = self.readers.clone().disconnect().await {
            log::debug!("closing the connections to MariaDB: {error}");
        }
    }
}

/// Looks for damage in our tables. Returns what was found, a line each.
///
/// # Errors
/// When the server cannot be reached.
pub async fn check(options: &MariaOptions) -> Result<Vec<String>, StoreError> {
    maintain(options, "CHECK").await
}

/// Gives unused space back.
///
/// # Errors
/// When the server cannot be reached.
pub async fn vacuum(options: &MariaOptions) -> Result<Vec<String>, StoreError> {
    maintain(options, "OPTIMIZE").await
}

async fn maintain(options: &MariaOptions, what: &str) -> Result<Vec<String>, StoreError> {
    let mut conn = connect(options).await?;
    let mut problems = Vec::new();
    for table in tables::TABLES {
        let rows: Vec<(String, String, String, String)> =
            conn.query(format!("{what} TABLE `{}`", table.name)).await.map_err(DbError::from)?;
        let bad = rows.into_iter().filter(|(.., kind, text)| {
            matches!(kind.as_str(), "error" | "Error") || (kind == "status" && text != "OK")
        });
        problems.extend(bad.map(|(table, .., text)| format!("{table}: {text}")));
    }
    let _ = conn.disconnect().await;
    Ok(problems)
}

/// One connection to the database, which is created if it is missing.
pub(in crate::store) async fn connect(options: &MariaOptions) -> Result<Conn, DbError> {
    /// `Unknown database`
    const UNKNOWN_DATABASE: u16 = 1049;
    match open(options.opts(Some(&options.database))).await {
        Err(mysql_async::Error::Server(error)) if error.code == UNKNOWN_DATABASE => {
            let mut conn = open(options.opts(None)).await.map_err(error::while_connecting)?;
            let name = options.database.replace('`', "``");
            conn.query_drop(format!(
                "CREATE DATABASE IF NOT EXISTS `{name}` CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci"
            ))
            .await
            .map_err(error::while_connecting)?;
            conn.query_drop(format!("USE `{name}`")).await?;
            Ok(conn)
        }
        other => other.map_err(error::while_connecting),
    }
}

async fn open(opts: OptsBuilder) -> mysql_async::Result<Conn> {
    match timeout(CONNECT_TIMEOUT, Conn::new(Opts::from(opts))).await {
        Ok(opened) => opened,
        Err(_) => Err(mysql_async::Error::Io(std::io::Error::from(std::io::ErrorKind::TimedOut).into())),
    }
}

/// How safe a commit is decides the server, not a connection: only say what does not fit.
async fn check_durability(conn: &mut Conn, wanted: Durability) {
    let setting: mysql_async::Result<Option<u8>> = conn.query_first("SELECT @@innodb_flush_log_at_trx_commit").await;
    if let (Ok(Some(setting)), Durability::Full) = (setting, wanted)
        && setting != 1
    {
        log::warn!(
            "MariaDB has innodb_flush_log_at_trx_commit={setting}: a power loss can take acknowledged messages with it; \
             set it to 1, or dcts_edge.durability to \"normal\" if that is meant"
        );
    }
}
