//! What only MariaDB has: leftovers of DCTS and of later versions, and a server that goes away.

use std::time::{Duration, Instant};

use dcts_edge::{
    security::{random, token::TokenHash},
    store::{MariaStore, Seen, Store, StoreError},
};
use mysql_async::{Conn, prelude::Queryable};

use super::{
    id,
    mariadbd::Server,
    message, room,
    searching::{index_all, put, times},
};

/// A token that DCTS stored opens the account, becomes a session of ours when it is used, and leaves
/// something behind that only DCTS takes for a token.
pub(crate) async fn plain_tokens(server: &Server) {
    let options = server.options("tokens");
    MariaStore::open(options.clone()).await.unwrap();
    let mut conn = server.conn("tokens").await;
    let token = random::digits(48);
    conn.exec_drop("INSERT INTO members(id, name, token) VALUES ('112233445566', 'x', ?)", (&token,)).await.unwrap();
    let store = Store::MariaDb(MariaStore::open(options).await.unwrap());
    let sessions = async || {
        let members = store.load_members().await.unwrap();
        members.into_iter().find(|member| member.id.as_str() == "112233445566").unwrap().sessions
    };
    let stored = async |conn: &mut Conn| -> String {
        conn.query_first("SELECT token FROM members WHERE id = '112233445566'").await.unwrap().unwrap()
    };
    assert_eq!(sessions().await, [TokenHash::of(&token)]);
    let seen = |session| Seen { member: "112233445566".parse().unwrap(), at: 7, session: Some(session) };
    store.touch_members(vec![seen(TokenHash::of("another"))]).await.unwrap();
    assert_eq!(stored(&mut conn).await, token);
    store.touch_members(vec![seen(TokenHash::of(&token))]).await.unwrap();
    let placeholder = stored(&mut conn).await;
    assert!(placeholder.len() == 48 && placeholder.starts_with('0'), "{placeholder}");
    assert_eq!(sessions().await, [TokenHash::of(&token)]);
    store.close().await;
}

pub(crate) async fn what_is_out_of_date_goes(server: &Server) {
    let store = Store::MariaDb(MariaStore::open(server.options("upkeep")).await.unwrap());
    let mut conn = server.conn("upkeep").await;
    for row in super::OUT_OF_DATE {
        conn.query_drop(*row).await.unwrap();
    }
    super::cleans_up(&store).await;
    for (table, left) in [("inbox", 3), ("cache", 1), ("message_logs", 2)] {
        let count: i64 = conn.query_first(format!("SELECT COUNT(*) FROM {table}")).await.unwrap().unwrap();
        assert_eq!(count, left, "{table}");
    }
    store.close().await;
}

pub(crate) async fn the_future_is_refused(server: &Server) {
    let options = server.options("future");
    MariaStore::open(options.clone()).await.unwrap();
    let mut conn = server.conn("future").await;
    conn.query_drop("INSERT INTO migrations(migration_name, done) VALUES ('edge_schema_99', 1)").await.unwrap();
    let error = MariaStore::open(options).await.unwrap_err();
    assert!(matches!(error, StoreError::FromTheFuture { found: 99, .. }), "{error:?}");
}

pub(crate) async fn strange_ends_of_bans(server: &Server) {
    let options = server.options("bans");
    let store = Store::MariaDb(MariaStore::open(options).await.unwrap());
    let mut conn = server.conn("bans").await;
    let insert = "INSERT INTO bans(memberId, issuerId, until) VALUES (?, 'system', ?)";
    for (subject, until) in
        [("a", -1_i64), ("b", 20_261_122_123_349), ("c", 253_402_300_799_000), ("d", 1_700_000_000_000)]
    {
        conn.exec_drop(insert, (subject, until)).await.unwrap();
    }
    let local: i64 = conn.query_first("SELECT UNIX_TIMESTAMP('2026-11-22 12:33:49') * 1000").await.unwrap().unwrap();
    let mut bans = store.load_bans().await.unwrap();
    bans.sort_by(|a, b| a.subject.cmp(&b.subject));
    let ends: Vec<i64> = bans.iter().map(|ban| ban.until).collect();
    assert_eq!(ends, [-1, local, 253_402_300_799_000, 1_700_000_000_000]);
    store.close().await;
}

/// DCTS writes, changes and deletes without a thought of our index.
pub(crate) async fn what_dcts_wrote_is_found(server: &Server) {
    let options = server.options("between");
    let store = Store::MariaDb(MariaStore::open(options.clone()).await.unwrap());
    store.enable_search().await.unwrap();
    put(&store, &[("kept needle", 10), ("changed needle", 20), ("deleted needle", 30)]).await;
    store.close().await;
    let mut conn = server.conn("between").await;
    let json = |text: &str| format!(r#"{{"author":{{"id":"1"}},"message":"{text}","timestamp":40}}"#);
    conn.exec_drop("UPDATE messages SET message = ? WHERE createdAt = 20", (json("other haystack"),)).await.unwrap();
    conn.query_drop("DELETE FROM messages WHERE createdAt = 30").await.unwrap();
    let insert =
        "INSERT INTO messages(authorId, messageId, room, message, createdAt) VALUES ('1', '100000000040', ?, ?, 40)";
    conn.exec_drop(insert, (room().to_string(), json("new needle"))).await.unwrap();
    let store = Store::MariaDb(MariaStore::open(options).await.unwrap());
    assert!(!store.enable_search().await.unwrap());
    assert_eq!(times(&store, "needle").await, [10]);
    assert_eq!(times(&store, "changed").await, [] as [i64; 0]);
    assert_eq!(times(&store, "other haystack").await, [20]);
    index_all(&store).await;
    assert_eq!(times(&store, "needle").await, [40, 10]);
    assert!(store.enable_search().await.unwrap());
    store.close().await;
}

/// The index stays behind when a database is copied, either way, and is made anew.
#[cfg(feature = "sqlite")]
pub(crate) async fn a_copy_becomes_searchable(server: &Server) {
    use dcts_edge::store::{Durability, SqliteStore, transfer};
    let folder = super::folder::Folder::new();
    let path = folder.0.join("t.sqlite");
    let (from, to) = (server.options("copied"), server.options("copy"));
    let store = Store::MariaDb(MariaStore::open(from.clone()).await.unwrap());
    store.enable_search().await.unwrap();
    put(&store, &[("first needle", 10), ("second needle", 20)]).await;
    store.close().await;
    let mut told = Vec::new();
    transfer::import(&from, &path, |line| told.push(line.to_owned())).await.unwrap();
    assert!(!told.iter().any(|line| line.contains("edge_search")), "{told:?}");
    let copy = Store::Sqlite(SqliteStore::open(&path, Durability::Full).unwrap());
    assert!(!copy.enable_search().await.unwrap());
    assert_eq!(index_all(&copy).await, 2);
    assert_eq!(times(&copy, "needle").await, [20, 10]);
    copy.close().await;
    transfer::export(&path, &to, |_| {}).await.unwrap();
    let copy = Store::MariaDb(MariaStore::open(to).await.unwrap());
    assert!(!copy.enable_search().await.unwrap());
    assert_eq!(index_all(&copy).await, 2);
    assert_eq!(times(&copy, "needle").await, [20, 10]);
    copy.close().await;
}

/// Whatever happens to the index, messages are stored; the next start makes it anew.
pub(crate) async fn a_broken_index_keeps_nobody_from_writing(server: &Server) {
    let options = server.options("broken");
    let store = Store::MariaDb(MariaStore::open(options.clone()).await.unwrap());
    store.enable_search().await.unwrap();
    put(&store, &[("first needle", 10)]).await;
    server.conn("broken").await.query_drop("DROP TABLE edge_search").await.unwrap();
    put(&store, &[("second needle", 20)]).await;
    let (third, fourth) = tokio::join!(put(&store, &[("third needle", 30)]), put(&store, &[("fourth needle", 40)]));
    assert_eq!((third, fourth), ((), ()));
    assert_eq!(store.history_before(room(), None, 50).await.unwrap().len(), 4);
    store.close().await;
    let store = Store::MariaDb(MariaStore::open(options).await.unwrap());
    assert!(!store.enable_search().await.unwrap());
    assert_eq!(index_all(&store).await, 4);
    assert_eq!(times(&store, "needle").await, [40, 30, 20, 10]);
    store.close().await;
}

/// While the server is away writes are refused at once; when it is back everything goes on.
pub(crate) async fn a_restart_is_survived(server: &Server) {
    let store = Store::MariaDb(MariaStore::open(server.options("restart")).await.unwrap());
    store.append_message(message(id(), 1)).await.unwrap();
    server.stop();
    for _ in 0..3 {
        let refused = store.append_message(message(id(), 2)).await;
        assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    }
    assert!(!store.is_available());
    assert!(matches!(store.history_before(room(), None, 50).await, Err(StoreError::Unavailable(_))));
    server.launch_again();
    let until = Instant::now() + Duration::from_secs(10);
    while store.append_message(message(id(), 3)).await.is_err() {
        assert!(Instant::now() < until, "the store did not come back");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(store.is_available());
    let rows = store.history_before(room(), None, 50).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.created_at).collect::<Vec<_>>(), [3, 1]);
    store.close().await;
}
