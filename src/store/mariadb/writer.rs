//! The connection that writes: group commit, retries, and coming back after the server was away.
//!
//! The writer takes all jobs that wait, runs them in one transaction and answers them after the
//! commit; while it waits for the server, the next batch gathers. A batch first runs without any
//! precautions; if one of its jobs is refused, it is undone and run again with a savepoint per job,
//! so that the refusal is for that job alone. Jobs may therefore run more than once.

use std::{
    cell::{Cell, RefCell},
    pin::Pin,
    rc::Rc,
    time::{Duration, Instant},
};

use mysql_async::{Conn, prelude::Queryable};
use tokio::{
    sync::{mpsc, oneshot},
    time::{sleep, timeout},
};

use super::{DbError, MariaStore, Shared, connect, messages};
use crate::store::{StoreError, Tally, rows::NewMessage};

/// Most jobs that may wait. At about 1 KB each this bounds the memory of a stuck server to a few MB;
/// requests beyond it are refused as [`StoreError::Busy`].
const MAX_WAITING: usize = 4096;

/// Most jobs of one transaction, so that a flood cannot keep the first sender waiting for long.
const MAX_BATCH: usize = 512;

/// Most bytes of messages in one transaction: well below the server's smallest usual
/// `max_allowed_packet` (16 MiB), and one message is at most 1 MB.
const MAX_BATCH_BYTES: usize = 4 << 20;

/// For one batch. Beyond it the server counts as stuck.
const BATCH_TIMEOUT: Duration = Duration::from_secs(30);

/// Tries for a transaction that the server undoes because of others (spec 31 section 1).
const MAX_TRIES: usize = 4;

/// Pause before such a try (spec 31 section 1).
const RETRY_AFTER: Duration = Duration::from_millis(100);

/// After this long without use a connection is tested before it is used: servers close idle ones.
const TEST_AFTER: Duration = Duration::from_secs(30);

/// Pauses between attempts to connect: the first, and the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// How long the senders of a batch wait to learn whether its commit arrived, when the connection
/// broke in just that moment. A server that restarts is usually back in a few seconds.
const SETTLE_FOR: Duration = Duration::from_secs(15);

type Statements = Box<dyn for<'a> Fn(&'a mut Conn) -> Pin<Box<dyn Future<Output = Result<(), DbError>> + 'a>>>;

/// What the writer is asked for.
pub(super) struct Job {
    task: Task,
    answer: oneshot::Sender<Result<(), StoreError>>,
}

enum Task {
    /// A message; those that come in a row are one statement.
    Append(NewMessage),
    /// Anything else.
    Run(Statements),
    /// The end of the writer, after what was sent before.
    Close,
}

impl Job {
    fn answer(self, outcome: Result<(), StoreError>) {
        // The caller may have gone away; the change stands all the same.
        let _ = self.answer.send(outcome);
    }

    fn size(&self) -> usize {
        match &self.task {
            Task::Append(message) => message.json.len(),
            Task::Run(_) | Task::Close => 0,
        }
    }
}

impl MariaStore {
    /// Runs statements that belong together, all or none of them; resolves after the commit.
    pub(in crate::store) async fn write<T: 'static>(
        &self,
        work: impl AsyncFn(&mut Conn) -> Result<T, DbError> + 'static,
    ) -> Result<T, StoreError> {
        let work = Rc::new(work);
        let result = Rc::new(RefCell::new(None));
        let filled = Rc::clone(&result);
        let statements: Statements = Box::new(move |conn| {
            let (work, filled) = (Rc::clone(&work), Rc::clone(&filled));
            Box::pin(async move {
                let value = work(conn).await?;
                filled.replace(Some(value));
                Ok(())
            })
        });
        self.send(Task::Run(statements)).await?;
        result.take().ok_or(StoreError::Closed)
    }

    /// Stores a message; resolves after the commit.
    pub(in crate::store) async fn append_message(&self, message: NewMessage) -> Result<(), StoreError> {
        self.send(Task::Append(message)).await
    }

    /// What was committed so far.
    pub(crate) fn tally(&self) -> &Tally {
        &self.shared.tally
    }

    async fn send(&self, task: Task) -> Result<(), StoreError> {
        if self.shared.waiting.get() >= MAX_WAITING {
            return Err(StoreError::Busy);
        }
        let (answer, answered) = oneshot::channel();
        self.shared.waiting.set(self.shared.waiting.get() + 1);
        self.jobs.send(Job { task, answer }).map_err(|_| StoreError::Closed)?;
        answered.await.map_err(|_| StoreError::Closed)?
    }
}

/// Ends the writer once it has done what was sent before.
pub(super) async fn close(jobs: &mpsc::UnboundedSender<Job>) {
    let (answer, answered) = oneshot::channel();
    if jobs.send(Job { task: Task::Close, answer }).is_ok() {
        let _ = answered.await;
    }
}

/// The writer's connection while there is one, and when to look for another.
struct Line {
    conn: Option<Conn>,
    last_used: Instant,
    pause: Duration,
    next_attempt: Instant,
    shared: Rc<Shared>,
}

/// Runs for the life of the store.
pub(super) async fn serve(conn: Conn, mut inbox: mpsc::UnboundedReceiver<Job>, shared: Rc<Shared>) {
    let now = Instant::now();
    let mut line = Line { conn: Some(conn), last_used: now, pause: FIRST_PAUSE, next_attempt: now, shared };
    while let Some(first) = inbox.recv().await {
        let mut size = first.size();
        let mut batch = vec![first];
        while batch.len() < MAX_BATCH
            && size < MAX_BATCH_BYTES
            && let Ok(job) = inbox.try_recv()
        {
            size += job.size();
            batch.push(job);
        }
        let end = batch.iter().position(|job| matches!(job.task, Task::Close));
        let last = end.map(|at| batch.split_off(at));
        line.shared.waiting.set(line.shared.waiting.get().saturating_sub(batch.len()));
        if !batch.is_empty() {
            line.shared.tally.count(batch.len());
            line.run(batch).await;
        }
        if let Some(last) = last {
            if let Some(conn) = line.conn.take() {
                let _ = conn.disconnect().await;
            }
            // Whoever sent something after the end learns that the store is closed.
            last.into_iter().take(1).for_each(|job| job.answer(Ok(())));
            return;
        }
    }
}

impl Line {
    async fn run(&mut self, batch: Vec<Job>) {
        let mut conn = match self.connection().await {
            Ok(conn) => conn,
            Err(error) => return refuse(batch, &error.into()),
        };
        let is_committing = Cell::new(false);
        let ran = timeout(BATCH_TIMEOUT, run_batch(&mut conn, &self.shared, &batch, &is_committing)).await;
        match ran.unwrap_or_else(|_| Err(DbError::Lost("no answer".into()))) {
            Ok(outcomes) => {
                self.keep(conn);
                for (job, outcome) in batch.into_iter().zip(outcomes) {
                    job.answer(outcome.map_err(StoreError::from));
                }
            }
            Err(DbError::Lost(why)) => {
                self.shared.found(false, &why);
                drop(conn);
                if is_committing.get() && self.is_stored(&batch).await {
                    // Only messages in a batch without refusals get here as stored: all of it is.
                    batch.into_iter().for_each(|job| job.answer(Ok(())));
                } else {
                    refuse(batch, &StoreError::Unavailable(why));
                }
            }
            Err(error) => {
                log::error!("a transaction of {} jobs failed: {error}", batch.len());
                self.keep(conn);
                refuse(batch, &error.into());
            }
        }
    }

    /// Gives the connection, a new one if need be. While the server is away this fails at once, but
    /// for one attempt now and then.
    async fn connection(&mut self) -> Result<Conn, DbError> {
        if let Some(mut conn) = self.conn.take() {
            let is_fresh = self.last_used.elapsed() < TEST_AFTER;
            if is_fresh || matches!(timeout(super::CONNECT_TIMEOUT, conn.ping()).await, Ok(Ok(()))) {
                return Ok(conn);
            }
            self.next_attempt = Instant::now();
        }
        if Instant::now() < self.next_attempt {
            return Err(DbError::Lost("waiting before the next attempt".into()));
        }
        match connect(&self.shared.options).await {
            Ok(conn) => {
                self.shared.found(true, "");
                self.pause = FIRST_PAUSE;
                Ok(conn)
            }
            Err(error) => {
                self.shared.found(false, &error.to_string());
                self.next_attempt = Instant::now() + self.pause;
                self.pause = (self.pause * 2).min(LONGEST_PAUSE);
                Err(error)
            }
        }
    }

    fn keep(&mut self, conn: Conn) {
        self.conn = Some(conn);
        self.last_used = Instant::now();
    }

    /// Whether a batch is stored whose commit was sent when the connection broke. Its first message
    /// tells; a batch without one counts as not stored, and its senders try again.
    async fn is_stored(&mut self, batch: &[Job]) -> bool {
        let witness = batch.iter().find_map(|job| match &job.task {
            Task::Append(message) => Some(message.id),
            Task::Run(_) | Task::Close => None,
        });
        let Some(witness) = witness else { return false };
        let until = Instant::now() + SETTLE_FOR;
        while Instant::now() < until {
            if let Ok(mut conn) = self.connection().await {
                // Waits for the old transaction, should the server still be at it.
                match timeout(BATCH_TIMEOUT, messages::is_committed(&mut conn, witness)).await {
                    Ok(Ok(is_stored)) => {
                        self.keep(conn);
                        return is_stored;
                    }
                    Ok(Err(error)) => log::debug!("looking for the last batch: {error}"),
                    Err(_) => log::debug!("looking for the last batch: no answer"),
                }
            }
            sleep(self.pause).await;
        }
        false
    }
}

fn refuse(batch: Vec<Job>, why: &StoreError) {
    batch.into_iter().for_each(|job| job.answer(Err(why.clone())));
}

type Outcomes = Vec<Result<(), DbError>>;

/// Runs a batch until it is committed.
async fn run_batch(
    conn: &mut Conn,
    shared: &Shared,
    batch: &[Job],
    is_committing: &Cell<bool>,
) -> Result<Outcomes, DbError> {
    let mut is_careful = false;
    let mut tries = 1;
    loop {
        is_committing.set(false);
        match attempt(conn, shared, batch, is_careful, is_committing).await {
            Err(DbError::Refused(_)) if !is_careful => is_careful = true,
            Err(DbError::Undone(why)) if tries < MAX_TRIES => {
                log::debug!("a transaction is run again: {why}");
                tries += 1;
                sleep(RETRY_AFTER).await;
            }
            Err(DbError::Lost(why)) => return Err(DbError::Lost(why)),
            Ok(outcomes) => return Ok(outcomes),
            Err(error) => {
                conn.query_drop("ROLLBACK").await?;
                return Err(error);
            }
        }
        conn.query_drop("ROLLBACK").await?;
    }
}

async fn attempt(
    conn: &mut Conn,
    shared: &Shared,
    batch: &[Job],
    is_careful: bool,
    is_committing: &Cell<bool>,
) -> Result<Outcomes, DbError> {
    if let [Job { task: Task::Append(message), .. }] = batch
        && message.notices.is_empty()
        && !shared.is_indexing.get()
    {
        // One statement is a transaction of its own.
        is_committing.set(true);
        return match messages::append(conn, shared, message).await {
            Err(DbError::Refused(why)) => Ok(vec![Err(DbError::Refused(why))]),
            other => other.map(|()| vec![Ok(())]),
        };
    }
    conn.query_drop("START TRANSACTION").await?;
    let outcomes =
        if is_careful { run_carefully(conn, shared, batch).await? } else { run_straight(conn, shared, batch).await? };
    // With refusals in it, one stored message does not tell about the others.
    is_committing.set(outcomes.iter().all(Result::is_ok));
    conn.query_drop("COMMIT").await?;
    Ok(outcomes)
}

/// Every job as it is; messages in a row as one statement.
async fn run_straight(conn: &mut Conn, shared: &Shared, batch: &[Job]) -> Result<Outcomes, DbError> {
    let is_append = |job: &Job| matches!(job.task, Task::Append(_));
    for group in batch.chunk_by(|a, b| is_append(a) && is_append(b)) {
        match &group[0].task {
            Task::Append(_) => {
                let messages = group.iter().filter_map(|job| match &job.task {
                    Task::Append(message) => Some(message),
                    Task::Run(_) | Task::Close => None,
                });
                messages::append_all(conn, shared, messages.collect()).await?;
            }
            Task::Run(statements) => statements(conn).await?,
            Task::Close => {}
        }
    }
    Ok(batch.iter().map(|_| Ok(())).collect())
}

/// Every job in a savepoint of its own.
async fn run_carefully(conn: &mut Conn, shared: &Shared, batch: &[Job]) -> Result<Outcomes, DbError> {
    let mut outcomes = Vec::with_capacity(batch.len());
    for job in batch {
        conn.query_drop("SAVEPOINT job").await?;
        let outcome = match &job.task {
            Task::Append(message) => messages::append(conn, shared, message).await,
            Task::Run(statements) => statements(conn).await,
            Task::Close => Ok(()),
        };
        match outcome {
            Ok(()) => {}
            Err(DbError::Refused(_)) => conn.query_drop("ROLLBACK TO job").await?,
            Err(error) => return Err(error),
        }
        outcomes.push(outcome);
    }
    Ok(outcomes)
}
