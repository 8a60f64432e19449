//! What searching costs: a million messages in fifty channels, indexed as the node indexes what is there
//! already, and the time of searches of several kinds. How much storing a message is slowed down by it.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use dcts_edge::{
    model::{ids::RoomId, messages::StoredMessage, search::Terms},
    store::{Durability, MariaStore, Search, SqliteStore, Store},
};
use mysql_async::prelude::Queryable;

use crate::{
    folder::Folder,
    mariadbd::Server,
    texts::{self, Random},
    write,
};

const MESSAGES: i64 = 1_000_000;
const FEW_MESSAGES: i64 = 20_000;
const CHANNELS: usize = 50;
const AUTHORS: usize = 1000;
/// Channels of a member who may not read all.
const FEW_CHANNELS: usize = 5;
/// Between two messages: a million of them are two years.
const GAP_MS: i64 = 60_000;

/// Searches of one kind, and the longest time for them.
const SEARCHES: usize = 200;
const TIME_FOR_SEARCHES: Duration = Duration::from_secs(20);
/// The longest time for filling an index; what is not in it by then is not searched.
const TIME_TO_INDEX: Duration = Duration::from_mins(10);
/// Rows of one statement.
const ROWS: usize = 500;

pub(crate) async fn run(is_quick: bool) {
    let (messages, seconds) = if is_quick { (FEW_MESSAGES, 2) } else { (MESSAGES, 5) };
    let seconds = Duration::from_secs(seconds);
    println!("storing, 50 writers, {} s each: messages/s without and with the index, in turn", seconds.as_secs());
    let server = Server::start();
    for durability in [Durability::Full, Durability::Normal] {
        sqlite_writes(durability, seconds).await;
        mariadb_writes(&server, durability, seconds).await;
    }
    println!("\n{messages} messages");
    sqlite(messages).await;
    mariadb(&server, messages).await;
}

async fn sqlite_writes(durability: Durability, time: Duration) {
    let mut rates = Vec::new();
    for is_on in [false, true, false, true] {
        let folder = Folder::new();
        let store = Store::Sqlite(SqliteStore::open(&folder.0.join("t.sqlite"), durability).unwrap());
        rates.push(rate(&store, is_on, time).await);
    }
    show_rates("SQLite", durability, &rates);
}

async fn mariadb_writes(server: &Server, durability: Durability, time: Duration) {
    let mut rates = Vec::new();
    for (at, is_on) in [false, true, false, true].into_iter().enumerate() {
        let database = format!("w{durability:?}{at}").to_lowercase();
        let store = Store::MariaDb(MariaStore::open(server.options(&database)).await.unwrap());
        server.set_durability(&database, durability).await;
        rates.push(rate(&store, is_on, time).await);
    }
    show_rates("MariaDB", durability, &rates);
}

async fn rate(store: &Store, is_on: bool, time: Duration) -> f64 {
    if is_on {
        store.enable_search().await.unwrap();
    }
    let count = write(store, time).await;
    let one = Instant::now();
    for _ in 0..ONE_BY_ONE {
        store.append_message(crate::message()).await.unwrap();
    }
    println!("    one by one, {}: {:?} each", if is_on { "with" } else { "without" }, one.elapsed() / ONE_BY_ONE);
    store.close().await;
    count as f64 / time.as_secs_f64()
}

/// Messages that are stored with nobody else writing.
const ONE_BY_ONE: u32 = 200;

fn show_rates(name: &str, durability: Durability, rates: &[f64]) {
    let (without, with) = (rates[0] + rates[2], rates[1] + rates[3]);
    let durability = format!("{durability:?}").to_lowercase();
    println!("{name:8} {durability:7} {:8.0} {:8.0}: {:.2}x", without / 2.0, with / 2.0, with / without);
}

fn room(at: usize) -> RoomId {
    format!("0-0-{}", 1000 + at).parse().unwrap()
}

struct Row {
    author: String,
    id: String,
    room: String,
    json: String,
    written: i64,
}

fn rows(messages: i64) -> impl Iterator<Item = Row> {
    let mut random = Random::new(88_172_645_463_325_252);
    (0..messages).map(move |n| {
        let (author, room) = (format!("1{:011}", random.below(AUTHORS)), room(random.below(CHANNELS)));
        let (id, written) = (format!("1{n:011}"), 1_700_000_000_000 + n * GAP_MS);
        let html = texts::html(&mut random);
        let stored = StoredMessage::new(id.parse().unwrap(), author.parse().unwrap(), room, html, written);
        Row { author, id, room: room.to_string(), json: serde_json::to_string(&stored).unwrap(), written }
    })
}

async fn sqlite(messages: i64) {
    let folder = Folder::new();
    let path = folder.0.join("t.sqlite");
    let store = Store::Sqlite(SqliteStore::open(&path, Durability::Normal).unwrap());
    let mut db = rusqlite::Connection::open(&path).unwrap();
    let all = db.transaction().unwrap();
    for row in rows(messages) {
        all.prepare_cached(
            "INSERT INTO messages(authorId, messageId, room, message, createdAt) VALUES (?, ?, ?, ?, ?)",
        )
        .unwrap()
        .execute((row.author, row.id, row.room, row.json, row.written))
        .unwrap();
    }
    all.commit().unwrap();
    let size = |path: &Path| {
        db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        std::fs::metadata(path).unwrap().len()
    };
    let before = size(&path);
    index(&store).await;
    let after = size(&path);
    println!("  the file: {} MB, {} of them the index", after / 1_000_000, (after - before) / 1_000_000);
    searches(&store).await;
    store.close().await;
}

async fn mariadb(server: &Server, messages: i64) {
    let store = Store::MariaDb(MariaStore::open(server.options("search")).await.unwrap());
    server.set_durability("search", Durability::Normal).await;
    let mut conn = server.conn("search").await;
    let mut rows = rows(messages).peekable();
    while rows.peek().is_some() {
        // Nothing in these texts means anything in SQL.
        let values: Vec<String> = (&mut rows)
            .take(ROWS)
            .map(|row| format!("('{}','{}','{}','{}',{})", row.author, row.id, row.room, row.json, row.written))
            .collect();
        let insert = "INSERT INTO messages(authorId, messageId, room, message, createdAt) VALUES ";
        conn.query_drop(format!("{insert}{}", values.join(","))).await.unwrap();
    }
    conn.query_drop("ANALYZE TABLE messages").await.unwrap();
    let before = server.size_of("search");
    index(&store).await;
    let after = server.size_of("search");
    println!("  its files: {} MB, {} of them the index", after / 1_000_000, (after - before) / 1_000_000);
    searches(&store).await;
    store.close().await;
}

/// Indexes as the node does, but without pauses.
async fn index(store: &Store) {
    store.enable_search().await.unwrap();
    let (begun, mut count) = (Instant::now(), 0);
    let mut longest = Duration::ZERO;
    loop {
        let batch = Instant::now();
        let indexed = store.index_history().await.unwrap();
        longest = longest.max(batch.elapsed());
        count += indexed.messages;
        if indexed.is_complete || begun.elapsed() > TIME_TO_INDEX {
            break;
        }
    }
    let rate = count as f64 / begun.elapsed().as_secs_f64();
    println!("{}: {count} indexed, {rate:.0} a second, at most {longest:.0?} for a batch", store.name());
}

async fn searches(store: &Store) {
    let all: Vec<RoomId> = (0..CHANNELS).map(room).collect();
    let few: Vec<RoomId> = all.iter().step_by(CHANNELS / FEW_CHANNELS).copied().collect();
    let frequent = |random: &mut Random| texts::word(1 + random.below(5));
    let usual = |random: &mut Random| texts::word(200 + random.below(200));
    let rare = |random: &mut Random| texts::word(30_000 + random.below(20_000));
    let quoted = |word: String| format!("\"{word}\"");
    println!("  search                               all channels         5 of 50 (median, p99)");
    show("a frequent word", store, &all, &few, |random| quoted(frequent(random))).await;
    show("a usual word", store, &all, &few, |random| quoted(usual(random))).await;
    show("a rare word", store, &all, &few, |random| quoted(rare(random))).await;
    show("two words, frequent and usual", store, &all, &few, |random| {
        format!("{} {}", quoted(frequent(random)), quoted(usual(random)))
    })
    .await;
    show("a phrase of two frequent words", store, &all, &few, |random| {
        format!("\"{} {}\"", frequent(random), frequent(random))
    })
    .await;
    show("the beginning of a word, 2 letters", store, &all, &few, |random| {
        texts::word(random.below(16))[..2].to_owned()
    })
    .await;
    show("the same, 5 letters", store, &all, &few, |random| {
        let word = texts::word(300 + random.below(3000));
        word[..5].to_owned()
    })
    .await;
}

async fn show(name: &str, store: &Store, all: &[RoomId], few: &[RoomId], query: impl Fn(&mut Random) -> String) {
    let mut columns = String::new();
    for rooms in [all, few] {
        columns.push_str(&format!("{:>22}", measure(store, rooms, &query).await));
    }
    println!("  {name:34} {columns}");
}

async fn measure(store: &Store, rooms: &[RoomId], query: impl Fn(&mut Random) -> String) -> String {
    let (mut times, mut found, mut given_up) = (Vec::new(), 0, 0);
    let mut random = Random::new(7);
    let until = Instant::now() + TIME_FOR_SEARCHES;
    while times.len() < SEARCHES && Instant::now() < until {
        let terms = Terms::parse(&query(&mut random)).unwrap();
        let search = Search { terms, rooms: rooms.to_vec(), author: None, before: None, limit: 25 };
        let begun = Instant::now();
        match store.search(search).await {
            Ok(page) => found += page.rows.len(),
            Err(_) => given_up += 1,
        }
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    let (median, p99) = (times[times.len() / 2], times[times.len() * 99 / 100]);
    let mean = found as f64 / times.len() as f64;
    let note = if given_up > 0 { format!(" {given_up} of {} given up", times.len()) } else { String::new() };
    format!("{:.1}, {:.1} ms ({mean:.0}){note}", median.as_secs_f64() * 1e3, p99.as_secs_f64() * 1e3)
}
