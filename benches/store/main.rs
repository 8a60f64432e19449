//! What storing costs: messages a second and flushes to the disk, and the time of a page of history in
//! a large channel, on both databases in one run.

// A bench fails as its assertions do, and prints what it found.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

#[path = "../../tests/support/folder.rs"]
mod folder;
#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../../tests/support/mariadbd.rs"]
mod mariadbd;
mod search;
mod texts;

use std::{
    cell::{Cell, RefCell},
    process::{Command, Stdio},
    rc::Rc,
    time::{Duration, Instant},
};

use dcts_edge::{
    model::ids::{MemberId, RoomId},
    security::random,
    store::{Durability, MariaStore, NewMessage, SqliteStore, Store},
};
use folder::Folder;
use mariadbd::Server;
use mysql_async::prelude::Queryable;

/// Writers that each wait for their message before they send the next.
const WRITERS: usize = 50;

/// Messages of the large channel, and of the small one beside it.
const LARGE: i64 = 1_000_000;
const SMALL: i64 = 1_000;

/// A page may take this much longer in the large channel.
const MAX_RATIO: f64 = 3.0;

/// Flushes a message must stay below this at `WRITERS` writers.
const MAX_FLUSHES: f64 = 0.1;

fn main() {
    // `cargo test` runs benches too; they are not for that.
    if std::env::args().any(|arg| arg == "--test") || cfg!(debug_assertions) {
        return;
    }
    let is_quick = std::env::args().any(|arg| arg == "--quick");
    let seconds = Duration::from_secs(if is_quick { 2 } else { 5 });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let local = tokio::task::LocalSet::new();
    // The part that is run again under `strace`: one line with the number of messages.
    let counted = [("--count-full", Durability::Full), ("--count-normal", Durability::Normal)];
    if let Some((_, durability)) = counted.into_iter().find(|(name, _)| std::env::args().any(|arg| arg == *name)) {
        println!("{}", local.block_on(&runtime, sqlite_writes(durability, Duration::from_secs(1))));
        return;
    }
    if std::env::args().any(|arg| arg == "search") {
        local.block_on(&runtime, search::run(is_quick));
        return;
    }
    local.block_on(&runtime, run(seconds));
}

async fn run(seconds: Duration) {
    println!("{WRITERS} writers, {} s each", seconds.as_secs());
    println!("store    durability  messages/s  flushes/message");
    for durability in [Durability::Full, Durability::Normal] {
        let count = sqlite_writes(durability, seconds).await;
        show("SQLite", durability, count, seconds, flushes_of_sqlite(durability));
    }
    let server = Server::start();
    let mut root = None;
    for durability in [Durability::Full, Durability::Normal] {
        let database = format!("b{durability:?}").to_lowercase();
        let store = Store::MariaDb(MariaStore::open(server.options(&database)).await.unwrap());
        let conn = match &mut root {
            Some(conn) => conn,
            none => none.insert(server.conn(&database).await),
        };
        server.set_durability(&database, durability).await;
        let before = flushes_of(conn).await;
        let count = write(&store, seconds).await;
        let flushes = flushes_of(conn).await - before;
        store.close().await;
        show("MariaDB", durability, count, seconds, Some(flushes as f64 / count as f64));
    }
    println!("\na page of 50 messages, median; the channels have {LARGE} and {SMALL}");
    sqlite_history().await;
    mariadb_history(&server).await;
}

async fn sqlite_writes(durability: Durability, time: Duration) -> u64 {
    let folder = Folder::new();
    let store = Store::Sqlite(SqliteStore::open(&folder.0.join("t.sqlite"), durability).unwrap());
    let count = write(&store, time).await;
    store.close().await;
    count
}

/// Flushes of the server so far, by its own count.
async fn flushes_of(conn: &mut mysql_async::Conn) -> u64 {
    let row: Option<(String, u64)> = conn.query_first("SHOW GLOBAL STATUS LIKE 'Innodb_data_fsyncs'").await.unwrap();
    row.unwrap().1
}

/// Messages that were stored within a time.
async fn write(store: &Store, time: Duration) -> u64 {
    let stored = Rc::new(Cell::new(0_u64));
    let until = Instant::now() + time;
    let mut writers = tokio::task::JoinSet::new();
    for _ in 0..WRITERS {
        let (store, stored) = (store.clone(), Rc::clone(&stored));
        writers.spawn_local(async move {
            while Instant::now() < until {
                store.append_message(message()).await.unwrap();
                stored.set(stored.get() + 1);
            }
        });
    }
    while writers.join_next().await.is_some() {}
    stored.get()
}

fn show(name: &str, durability: Durability, count: u64, time: Duration, flushes: Option<f64>) {
    let shown = flushes.map_or("not counted: no strace".into(), |ratio| format!("{ratio:.4}"));
    let durability = format!("{durability:?}").to_lowercase();
    println!("{name:8} {durability:10} {:11.0}  {shown}", count as f64 / time.as_secs_f64());
    assert!(flushes.is_none_or(|ratio| ratio < MAX_FLUSHES), "writes do not share their commits");
}

thread_local! {
    static RANDOM: RefCell<texts::Random> = const { RefCell::new(texts::Random::new(88_172_645_463_325_252)) };
    static TIME: Cell<i64> = const { Cell::new(1_700_000_000_000) };
}

/// A message as a node stores it: each has a time of its own.
fn message() -> NewMessage {
    let created_at = TIME.get() + 1;
    TIME.set(created_at);
    let html = RANDOM.with_borrow_mut(texts::html);
    let json = format!("{{\"author\":{{\"id\":\"system\"}},\"message\":\"{html}\"}}");
    let (id, room) = (random::digits(12).parse().unwrap(), "0-0-0".parse().unwrap());
    NewMessage { id, author: MemberId::SYSTEM, room, json, created_at, notices: Vec::new() }
}

/// Flushes a message, of this program run again under `strace`, which stops it at nothing else.
fn flushes_of_sqlite(durability: Durability) -> Option<f64> {
    let folder = Folder::new();
    let counts = folder.0.join("counts");
    let ran = Command::new("strace")
        .args(["-f", "--seccomp-bpf", "-c", "-e", "trace=fsync,fdatasync", "-o"])
        .arg(&counts)
        .arg(std::env::current_exe().unwrap())
        .arg(format!("--count-{durability:?}").to_lowercase())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let count: f64 = String::from_utf8_lossy(&ran.stdout).trim().parse().ok()?;
    let calls = |line: &str| line.split_whitespace().nth(3)?.parse::<f64>().ok();
    let text = std::fs::read_to_string(counts).ok()?;
    let flushes: f64 = text.lines().filter(|line| line.ends_with("sync")).filter_map(calls).sum();
    Some(flushes / count)
}

async fn sqlite_history() {
    let folder = Folder::new();
    let path = folder.0.join("t.sqlite");
    let store = Store::Sqlite(SqliteStore::open(&path, Durability::Normal).unwrap());
    let db = rusqlite::Connection::open(&path).unwrap();
    for (room, count, from) in [("0-0-1", LARGE, 0), ("0-0-2", SMALL, LARGE)] {
        db.execute(
            "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?1) \
             INSERT INTO messages SELECT 'system', CAST(110000000000 + ?2 + n AS TEXT), ?3, ?4, n FROM n",
            (count, from, room, "x".repeat(150)),
        )
        .unwrap();
    }
    let plan: String = db
        .query_row(
            "EXPLAIN QUERY PLAN SELECT * FROM messages WHERE room = '0-0-1' AND createdAt < 5 \
             ORDER BY createdAt DESC, rowid DESC LIMIT 50",
            [],
            |row| row.get(3),
        )
        .unwrap();
    assert!(plan.contains("messages_room"), "{plan}");
    history(&store, &plan).await;
    store.close().await;
}

async fn mariadb_history(server: &Server) {
    let store = Store::MariaDb(MariaStore::open(server.options("history")).await.unwrap());
    let mut conn = server.conn("history").await;
    for (room, count, from) in [("0-0-1", LARGE, 0), ("0-0-2", SMALL, LARGE)] {
        conn.query_drop(format!(
            "INSERT INTO messages SELECT 'system', 110000000000 + {from} + seq, '{room}', REPEAT('x', 150), seq \
             FROM seq_1_to_{count}"
        ))
        .await
        .unwrap();
    }
    conn.query_drop("ANALYZE TABLE messages").await.unwrap();
    let query =
        "EXPLAIN SELECT * FROM messages WHERE room = '0-0-1' AND createdAt < 5 ORDER BY createdAt DESC LIMIT 50";
    let plan: mysql_async::Row = conn.query_first(query).await.unwrap().unwrap();
    let plan = format!(
        "{} of {}, {}",
        plan.get::<String, _>("type").unwrap(),
        plan.get::<String, _>("key").unwrap(),
        plan.get::<String, _>("Extra").unwrap()
    );
    assert!(plan.contains("range of edge_room") && !plan.contains("filesort"), "{plan}");
    history(&store, &plan).await;
    store.close().await;
}

async fn history(store: &Store, plan: &str) {
    let large = median(store, "0-0-1", LARGE).await;
    let small = median(store, "0-0-2", SMALL).await;
    let ratio = large.as_secs_f64() / small.as_secs_f64();
    println!("{:8} {large:?} against {small:?}: {ratio:.2}x ({plan})", store.name());
    assert!(ratio <= MAX_RATIO, "a large channel costs more than {MAX_RATIO}x");
}

async fn median(store: &Store, room: &str, count: i64) -> Duration {
    let room: RoomId = room.parse().unwrap();
    let mut times = Vec::new();
    for n in 0..400 {
        let before = 60 + (count - 60) * n / 400;
        let start = Instant::now();
        let page = store.history_before(room, Some(before), 50).await.unwrap();
        times.push(start.elapsed());
        assert_eq!(page.len(), 50);
    }
    times.sort_unstable();
    times[times.len() / 2]
}
