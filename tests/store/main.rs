//! One suite for both databases: every case runs on SQLite and on a MariaDB server of its own.

// The helpers of a test fail as its assertions do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

#[path = "../support/folder.rs"]
mod folder;
#[cfg(feature = "mariadb")]
mod leftovers;
#[cfg(feature = "mariadb")]
#[allow(dead_code, reason = "the benches use more of it")]
#[path = "../support/mariadbd.rs"]
mod mariadbd;

use std::{future::Future, pin::Pin};

use dcts_edge::{
    model::ids::{MemberId, MessageId, RoomId},
    security::{random, token::TokenHash},
    store::{NewMember, NewMessage, Removed, Retention, Seen, Store, StoreError},
};

type Case = fn(Store) -> Pin<Box<dyn Future<Output = ()>>>;

const CASES: &[(&str, Case)] = &[
    ("a new database has the system member only", |store| Box::pin(empty(store))),
    ("members come back as they were registered", |store| Box::pin(registration(store))),
    ("taken ids and names are replaced", |store| Box::pin(taken(store))),
    ("sessions end beyond the limit, least recently used first", |store| Box::pin(sessions(store))),
    ("history pages by key and never skips or repeats", |store| Box::pin(history(store))),
    ("a refused write undoes itself and none of those around it", |store| Box::pin(refusal(store))),
    ("writes that arrive together are stored together", |store| Box::pin(together(store))),
    ("unknown ids are left out", |store| Box::pin(unknown(store))),
    ("a closed store says so", |store| Box::pin(closed(store))),
];

fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, future)
}

#[cfg(feature = "sqlite")]
#[test]
fn sqlite() {
    use dcts_edge::store::{Durability, SqliteStore};
    use folder::Folder;
    for (name, case) in CASES {
        eprintln!("SQLite: {name}");
        let folder = Folder::new();
        block_on(async {
            case(Store::Sqlite(SqliteStore::open(&folder.0.join("t.sqlite"), Durability::Full).unwrap())).await;
        });
    }
}

#[cfg(feature = "sqlite")]
#[test]
fn a_locked_sqlite_refuses_and_goes_on() {
    use dcts_edge::store::{Durability, SqliteStore};
    let folder = folder::Folder::new();
    let path = folder.0.join("t.sqlite");
    block_on(async {
        let store = Store::Sqlite(SqliteStore::open(&path, Durability::Full).unwrap());
        store.append_message(message(id(), 1)).await.unwrap();
        let other = rusqlite::Connection::open(&path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let (refused, read) =
            tokio::join!(store.append_message(message(id(), 2)), store.history_before(room(), None, 50));
        assert!(matches!(&refused, Err(StoreError::Failed(why)) if why.contains("locked")), "{refused:?}");
        assert_eq!(read.unwrap().len(), 1);
        other.execute_batch("ROLLBACK").unwrap();
        store.append_message(message(id(), 3)).await.unwrap();
        assert_eq!(store.history_before(room(), None, 50).await.unwrap().len(), 2);
        store.close().await;
    });
}

/// Rows of every kind that a clean-up looks at: old and new, read and unread, with and without their
/// message or a report. Both databases understand them.
const OUT_OF_DATE: &[&str] = &[
    "INSERT INTO inbox(memberId, data, type, isRead, createdAt) VALUES ('1', '{}', 'message', 1, 100)",
    "INSERT INTO inbox(memberId, data, type, isRead, createdAt) VALUES ('1', '{}', 'message', 1, 5000)",
    "INSERT INTO inbox(memberId, data, type, isRead, createdAt) VALUES ('1', '{}', 'message', 0, 100)",
    "INSERT INTO cache(identifier, type, data, last_update, created) VALUES ('a', 't', '{}', 100, 100)",
    "INSERT INTO cache(identifier, type, data, last_update, created) VALUES ('b', 't', '{}', 5000, 100)",
    "INSERT INTO messages(authorId, messageId, room, message, createdAt) VALUES ('1', '100000000001', '0-0-0', '{}', 1)",
    "INSERT INTO message_logs(authorId, messageId, room, message) VALUES ('1', '100000000001', '0-0-0', '{}')",
    "INSERT INTO message_logs(authorId, messageId, room, message) VALUES ('1', '100000000002', '0-0-0', '{}')",
    "INSERT INTO message_logs(authorId, messageId, room, message) VALUES ('1', '100000000003', '0-0-0', '{}')",
    "INSERT INTO message_logs(authorId, messageId, room, message) VALUES ('1', '100000000003', '0-0-0', '{}')",
    "INSERT INTO reports(reportCreator, reportedUser, reportType, reportData, reportStatus) \
     VALUES ('1', '2', 'message', '{\"messageId\":\"100000000002\"}', 'pending')",
];

/// A clean-up removes what it should, once, and nothing else.
async fn cleans_up(store: &Store) {
    let nothing = store.clean_up(Retention::default()).await.unwrap();
    assert_eq!(nothing, Removed::default());
    let retention = Retention { inbox_before: Some(1000), caches_before: Some(1000), orphaned_logs: true };
    assert_eq!(store.clean_up(retention).await.unwrap(), Removed { inbox: 1, caches: 1, logs: 2 });
    assert_eq!(store.clean_up(retention).await.unwrap(), Removed::default());
    assert_eq!(store.messages_by_id(vec!["100000000001".parse().unwrap()]).await.unwrap().len(), 1);
}

#[cfg(feature = "sqlite")]
#[test]
fn sqlite_loses_what_is_out_of_date() {
    use dcts_edge::store::{Durability, SqliteStore};
    let folder = folder::Folder::new();
    let path = folder.0.join("t.sqlite");
    block_on(async {
        let store = Store::Sqlite(SqliteStore::open(&path, Durability::Full).unwrap());
        let db = rusqlite::Connection::open(&path).unwrap();
        OUT_OF_DATE.iter().for_each(|row| assert_eq!(db.execute(row, []).unwrap(), 1));
        cleans_up(&store).await;
        let left = |table: &str| db.query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| row.get::<_, i64>(0));
        assert_eq!((left("inbox").unwrap(), left("cache").unwrap(), left("message_logs").unwrap()), (2, 1, 2));
        store.close().await;
    });
}

/// What a power cut leaves of the write-ahead log: at whatever byte it ends, the database opens and
/// holds a beginning of what was written.
#[cfg(feature = "sqlite")]
#[test]
fn a_truncated_log_leaves_a_beginning() {
    use dcts_edge::store::{Durability, SqliteStore};
    let folder = folder::Folder::new();
    let path = folder.0.join("t.sqlite");
    let log = folder.0.join("t.sqlite-wal");
    block_on(async {
        let store = Store::Sqlite(SqliteStore::open(&path, Durability::Full).unwrap());
        for n in 0..40 {
            store.append_message(message(id(), n)).await.unwrap();
        }
        let (database, whole) = (std::fs::read(&path).unwrap(), std::fs::read(&log).unwrap());
        let mut last = 40;
        for cut in 0..20 {
            let copy = folder::Folder::new();
            let path = copy.0.join("t.sqlite");
            std::fs::write(&path, &database).unwrap();
            std::fs::write(copy.0.join("t.sqlite-wal"), &whole[..whole.len() - cut * whole.len() / 40]).unwrap();
            let store = Store::Sqlite(SqliteStore::open(&path, Durability::Full).unwrap());
            let rows = store.history_before(room(), None, 1000).await.unwrap();
            let times: Vec<i64> = rows.iter().rev().map(|row| row.created_at).collect();
            assert_eq!(times, (0..times.len() as i64).collect::<Vec<_>>());
            assert!(times.len() <= last && (cut > 0 || times.len() == 40));
            last = times.len();
            store.close().await;
        }
        assert!(last < 40);
        store.close().await;
    });
}

#[cfg(feature = "mariadb")]
#[test]
fn mariadb() {
    use dcts_edge::store::MariaStore;
    let server = mariadbd::Server::start();
    for (at, (name, case)) in CASES.iter().enumerate() {
        eprintln!("MariaDB: {name}");
        block_on(async {
            let store = MariaStore::open(server.options(&format!("case{at}"))).await.unwrap();
            case(Store::MariaDb(store)).await;
        });
    }
}

#[cfg(feature = "mariadb")]
#[test]
fn what_dcts_and_later_versions_leave_in_mariadb() {
    let server = mariadbd::Server::start();
    block_on(leftovers::plain_tokens(&server));
    block_on(leftovers::the_future_is_refused(&server));
    block_on(leftovers::strange_ends_of_bans(&server));
    block_on(leftovers::what_is_out_of_date_goes(&server));
    block_on(leftovers::a_restart_is_survived(&server));
}

fn member(id: &str, login_name: &str) -> NewMember {
    NewMember {
        wanted_id: id.parse().unwrap(),
        login_name: login_name.into(),
        password: "hash".into(),
        name: "Ä name 🙂".into(),
        status: "here".into(),
        about_me: "<b>me</b>".into(),
        icon: "/i.png".into(),
        banner: String::new(),
        public_key: "PEM".into(),
        session: TokenHash::of(&random::digits(48)),
        pow: "c-1".into(),
        now: 1_700_000_000_123,
    }
}

fn id() -> MessageId {
    random::digits(12).parse().unwrap()
}

fn room() -> RoomId {
    "0-0-7".parse().unwrap()
}

fn message(id: MessageId, created_at: i64) -> NewMessage {
    let author = MemberId::SYSTEM;
    NewMessage { id, author, room: room(), json: format!("{{\"message\":\"ü 🙂 {created_at}\"}}"), created_at }
}

async fn empty(store: Store) {
    let members = store.load_members().await.unwrap();
    assert_eq!(members.iter().map(|member| member.id).collect::<Vec<_>>(), [MemberId::SYSTEM]);
    assert_eq!(members[0].name, "System");
    assert!(members[0].sessions.is_empty());
    assert!(store.load_bans().await.unwrap().is_empty());
    assert!(store.history_before(room(), None, 50).await.unwrap().is_empty());
    assert!(store.is_available());
    store.close().await;
}

async fn registration(store: Store) {
    let new = member("112233445566", "Somebody");
    let registered = store.register(new.clone()).await.unwrap();
    assert_eq!((registered.id, registered.login_name.as_str()), (new.wanted_id, "Somebody"));
    let find = async |name: &str| store.find_login(name.into()).await.unwrap();
    assert_eq!(find("Somebody").await, Some((registered.id, Some("hash".into()))));
    for other in ["somebody", "Somebody ", "Sömebody", ""] {
        assert_eq!(find(other).await, None, "{other:?}");
    }
    store.set_password(registered.id, "another".into()).await.unwrap();
    store.set_pow(registered.id, "d-2".into()).await.unwrap();
    assert_eq!(find("Somebody").await, Some((registered.id, Some("another".into()))));
    let seen = Seen { member: registered.id, at: 1_700_000_099_999, session: Some(new.session) };
    store.touch_members(vec![seen]).await.unwrap();
    let members = store.load_members().await.unwrap();
    let found = members.iter().find(|member| member.id == registered.id).unwrap();
    assert_eq!(
        (found.name.as_str(), found.about_me.as_str(), found.icon.as_str()),
        ("Ä name 🙂", "<b>me</b>", "/i.png")
    );
    assert_eq!((found.joined, found.last_online), (new.now, 1_700_000_099_999));
    assert!(found.onboarding && !found.is_muted && !found.is_verified_key);
    assert_eq!(found.sessions, [new.session]);
    store.close().await;
}

async fn taken(store: Store) {
    let first = store.register(member("112233445566", "Somebody")).await.unwrap();
    let second = store.register(member("112233445566", "somebody")).await.unwrap();
    assert_ne!(first.id, second.id);
    assert!(second.login_name.starts_with("somebody") && second.login_name.len() == "somebody".len() + 4);
    // Two that arrive together are told apart as well.
    let both = [store.register(member("119988776655", "Other")), store.register(member("119988776655", "Other"))];
    let [a, b] = both;
    let (a, b) = tokio::join!(a, b);
    let (a, b) = (a.unwrap(), b.unwrap());
    assert!(a.id != b.id && a.login_name != b.login_name);
    assert_eq!(store.load_members().await.unwrap().len(), 5);
    store.close().await;
}

async fn sessions(store: Store) {
    let new = member("112233445566", "Somebody");
    let owner = store.register(new.clone()).await.unwrap().id;
    let tokens: Vec<TokenHash> = (0..20).map(|n| TokenHash::of(&format!("token {n}"))).collect();
    let mut ended = Vec::new();
    for (n, token) in tokens.iter().enumerate() {
        ended.extend(store.add_session(owner, *token, new.now + 1 + n as i64).await.unwrap());
    }
    // Sixteen stay: of the first session and the twenty, five have ended.
    assert_eq!(ended, [&[new.session], &tokens[..4]].concat());
    let members = store.load_members().await.unwrap();
    let mut kept = members.iter().find(|member| member.id == owner).unwrap().sessions.clone();
    kept.sort_by_key(|kept| tokens.iter().position(|token| token == kept));
    assert_eq!(kept, tokens[4..]);
    store.close().await;
}

async fn history(store: Store) {
    // Times with ties, also across the ends of pages.
    let times: Vec<i64> = (0..180).map(|n| 1_700_000_000_000 + n / 7).collect();
    let mut ids = Vec::new();
    for time in &times {
        let message = message(id(), *time);
        ids.push(message.id.to_string());
        store.append_message(message).await.unwrap();
    }
    let elsewhere = NewMessage { room: "0-0-70".parse().unwrap(), ..message(id(), times[0]) };
    store.append_message(elsewhere).await.unwrap();
    let mut found: Vec<String> = Vec::new();
    let mut before = None;
    loop {
        let page = store.history_before(room(), before, 50).await.unwrap();
        let Some(oldest) = page.last() else { break };
        assert!(page.is_sorted_by_key(|row| std::cmp::Reverse(row.created_at)));
        before = Some(oldest.created_at);
        found.extend(page.into_iter().map(|row| row.id));
    }
    assert_eq!(found.len(), times.len());
    ids.sort();
    found.sort();
    assert_eq!(found, ids);
    store.close().await;
}

async fn refusal(store: Store) {
    let twice = id();
    let writes: Vec<_> = [(id(), 1), (twice, 2), (twice, 3), (id(), 4)]
        .map(|(id, time)| store.append_message(message(id, time)))
        .into_iter()
        .collect();
    let [a, b, c, d]: [_; 4] = writes.try_into().ok().unwrap();
    let (a, b, c, d, joined) = tokio::join!(a, b, c, d, store.register(member("112233445566", "Somebody")));
    assert!(matches!(c, Err(StoreError::Failed(_))), "{c:?}");
    assert_eq!((a, b, d), (Ok(()), Ok(()), Ok(())));
    assert!(joined.is_ok());
    let rows = store.history_before(room(), None, 50).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.created_at).collect::<Vec<_>>(), [4, 2, 1]);
    assert_eq!(store.load_members().await.unwrap().len(), 2);
    store.close().await;
}

async fn together(store: Store) {
    let mut writes = tokio::task::JoinSet::new();
    for n in 0..300 {
        let store = store.clone();
        writes.spawn_local(async move { store.append_message(message(id(), n)).await });
    }
    while let Some(written) = writes.join_next().await {
        assert_eq!(written.unwrap(), Ok(()));
    }
    let rows = store.history_before(room(), None, 1000).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.created_at).collect::<Vec<_>>(), (0..300).rev().collect::<Vec<_>>());
    assert_eq!(rows[0].json, "{\"message\":\"ü 🙂 299\"}");
    store.close().await;
}

async fn unknown(store: Store) {
    let known = id();
    store.append_message(message(known, 5)).await.unwrap();
    assert!(store.messages_by_id(Vec::new()).await.unwrap().is_empty());
    let found = store.messages_by_id(vec![id(), known, id()]).await.unwrap();
    assert_eq!(found.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), [known.as_str()]);
    assert_eq!((found[0].author.as_str(), found[0].room.as_str()), ("system", "0-0-7"));
    store.close().await;
}

async fn closed(store: Store) {
    store.append_message(message(id(), 1)).await.unwrap();
    store.close().await;
    if store.name() == "MariaDB" {
        assert_eq!(store.append_message(message(id(), 2)).await, Err(StoreError::Closed));
    }
}
