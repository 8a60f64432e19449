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
mod network;
mod searching;

use std::{future::Future, pin::Pin};

use dcts_edge::{
    model::ids::{MemberId, MessageId, RoomId},
    security::{keys::Fingerprint, random, token::TokenHash},
    store::{
        CachedRow, EditedMessage, KeySession, MAX_IDENTIFIER, NewMember, NewMessage, NoticeKey, Reacted, Reaction,
        Removed, Retention, Seen, Store, StoreError,
    },
};

type Case = fn(Store) -> Pin<Box<dyn Future<Output = ()>>>;

const CASES: &[(&str, Case)] = &[
    ("a new database has the system member only", |store| Box::pin(empty(store))),
    ("members come back as they were registered", |store| Box::pin(registration(store))),
    ("taken ids and names are replaced", |store| Box::pin(taken(store))),
    ("sessions end beyond the limit, least recently used first", |store| Box::pin(sessions(store))),
    ("keys are proven by one member, and open sessions for a while", |store| Box::pin(keys(store))),
    ("history pages by key and never skips or repeats", |store| Box::pin(history(store))),
    ("a refused write undoes itself and none of those around it", |store| Box::pin(refusal(store))),
    ("writes that arrive together are stored together", |store| Box::pin(together(store))),
    ("unknown ids are left out", |store| Box::pin(unknown(store))),
    ("look-ups are kept, replaced, told apart and bounded", |store| Box::pin(lookups(store))),
    ("an edit keeps what it replaces, and tells nobody twice", |store| Box::pin(edits(store))),
    ("a deleted message takes its reactions and notices with it", |store| Box::pin(deletions(store))),
    ("reactions are counted once and bounded", |store| Box::pin(reactions(store))),
    ("notices are read one by one and page by time", |store| Box::pin(notices(store))),
    ("hourly counts leave out what the server wrote", |store| Box::pin(hours(store))),
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
    for (name, case) in CASES.iter().chain(searching::CASES).chain(network::CASES) {
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
    "INSERT INTO inbox(memberId, data, type, isRead, createdAt) VALUES ('1', '{}', 'other', 1, 100)",
    "INSERT INTO inbox(memberId, data, type, isRead, createdAt) VALUES ('1', '{}', 'other', 1, 5000)",
    "INSERT INTO inbox(memberId, data, type, isRead, createdAt) VALUES ('1', '{}', 'other', 0, 100)",
    "INSERT INTO cache(identifier, type, data, last_update, created) VALUES ('a', 't', '{}', 100, 100)",
    "INSERT INTO cache(identifier, type, data, last_update, created) VALUES ('b', 't', '{}', 5000, 100)",
    "INSERT INTO messages(authorId, messageId, room, message, createdAt) VALUES ('1', '100000000001', '0-0-0', '{}', 1)",
    "INSERT INTO message_logs(authorId, messageId, room, message) VALUES ('1', '100000000001', '0-0-0', '{}')",
    "INSERT INTO message_logs(authorId, messageId, room, message) VALUES ('1', '100000000002', '0-0-0', '{}')",
    "INSERT INTO message_logs(authorId, messageId, room, message) VALUES ('1', '100000000003', '0-0-0', '{}')",
    "INSERT INTO message_logs(authorId, messageId, room, message) VALUES ('1', '100000000003', '0-0-0', '{}')",
    "INSERT INTO message_reactions(cid, messageId, emojiHash, memberId, react_timestamp) \
     VALUES ('a', '100000000001', 'x', '1', 1)",
    "INSERT INTO message_reactions(cid, messageId, emojiHash, memberId, react_timestamp) \
     VALUES ('b', '100000000009', 'x', '1', 1)",
    "INSERT INTO inbox(memberId, data, type, isRead, createdAt) \
     VALUES ('1', '{\"messageId\":\"100000000001\"}', 'message', 0, 100)",
    "INSERT INTO inbox(memberId, data, type, isRead, createdAt) \
     VALUES ('1', '{\"messageId\":\"100000000009\"}', 'message', 0, 100)",
    "INSERT INTO reports(reportCreator, reportedUser, reportType, reportData, reportStatus) \
     VALUES ('1', '2', 'message', '{\"messageId\":\"100000000002\"}', 'pending')",
];

/// A clean-up removes what it should, once, and nothing else.
async fn cleans_up(store: &Store) {
    let nothing = store.clean_up(Retention::default()).await.unwrap();
    assert_eq!(nothing, Removed::default());
    let retention =
        Retention { inbox_before: Some(1000), caches_before: Some(1000), orphaned_logs: true, orphans: true };
    assert_eq!(store.clean_up(retention).await.unwrap(), Removed { inbox: 1, caches: 1, logs: 2, orphans: 2 });
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
        assert_eq!((left("inbox").unwrap(), left("cache").unwrap(), left("message_logs").unwrap()), (3, 1, 2));
        // More look-ups than are kept: the oldest go.
        let many = "INSERT INTO url_cache(url, media_type, last_update) WITH RECURSIVE n(i) AS \
                    (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50010) SELECT 'u' || i, 'image', i FROM n";
        db.execute(many, []).unwrap();
        assert_eq!(store.trim_caches().await.unwrap(), 10);
        assert_eq!(store.media_type("u10".into()).await.unwrap(), None);
        assert!(store.media_type("u11".into()).await.unwrap().is_some());
        store.close().await;
    });
}

/// Whatever happens to the index, messages are stored; the next start makes it anew.
#[cfg(feature = "sqlite")]
#[test]
fn a_broken_index_of_sqlite_keeps_nobody_from_writing() {
    use dcts_edge::store::{Durability, SqliteStore};
    let folder = folder::Folder::new();
    let path = folder.0.join("t.sqlite");
    block_on(async {
        let store = Store::Sqlite(SqliteStore::open(&path, Durability::Full).unwrap());
        store.enable_search().await.unwrap();
        searching::put(&store, &[("first needle", 10)]).await;
        let other = rusqlite::Connection::open(&path).unwrap();
        other.execute_batch("DELETE FROM search_data").unwrap();
        searching::put(&store, &[("second needle", 20), ("third needle", 30)]).await;
        assert_eq!(store.history_before(room(), None, 50).await.unwrap().len(), 3);
        store.close().await;
        let store = Store::Sqlite(SqliteStore::open(&path, Durability::Full).unwrap());
        assert!(!store.enable_search().await.unwrap());
        assert_eq!(searching::index_all(&store).await, 3);
        assert_eq!(searching::times(&store, "needle").await, [30, 20, 10]);
        store.close().await;
    });
}

/// A database that gives unused space back renumbers its rows; the index does not go by their numbers.
#[cfg(feature = "sqlite")]
#[test]
fn vacuum_leaves_the_index_right() {
    use dcts_edge::store::{Durability, SqliteStore, sqlite};
    let folder = folder::Folder::new();
    let path = folder.0.join("t.sqlite");
    block_on(async {
        let store = Store::Sqlite(SqliteStore::open(&path, Durability::Full).unwrap());
        for n in 0..500 {
            searching::put(&store, &[(&format!("needle number{n}"), 1000 + n)]).await;
        }
        assert!(!store.enable_search().await.unwrap());
        store.index_history().await.unwrap();
        for row in store.history_before(room(), None, 1000).await.unwrap().iter().step_by(3) {
            store.delete_message(row.id.parse().unwrap(), false).await.unwrap();
        }
        store.close().await;
        sqlite::vacuum(&path).unwrap();
        assert_eq!(sqlite::check(&path).unwrap(), [] as [String; 0]);
        let store = Store::Sqlite(SqliteStore::open(&path, Durability::Full).unwrap());
        assert!(!store.enable_search().await.unwrap());
        searching::index_all(&store).await;
        let left = store.history_before(room(), None, 1000).await.unwrap();
        let found = searching::times(&store, "needle").await;
        assert_eq!(found[..], left.iter().map(|row| row.created_at).collect::<Vec<_>>()[..25]);
        let number = left[300].created_at - 1000;
        assert_eq!(searching::times(&store, &format!("\"number{number}\"")).await, [left[300].created_at]);
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
    for (at, (name, case)) in CASES.iter().chain(searching::CASES).chain(network::CASES).enumerate() {
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
    block_on(leftovers::what_dcts_wrote_is_found(&server));
    #[cfg(feature = "sqlite")]
    block_on(leftovers::a_copy_becomes_searchable(&server));
    block_on(leftovers::a_broken_index_keeps_nobody_from_writing(&server));
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
    NewMessage {
        id,
        author,
        room: room(),
        json: format!("{{\"message\":\"ü 🙂 {created_at}\"}}"),
        created_at,
        notices: Vec::new(),
    }
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

async fn keys(store: Store) {
    let [one, other]: [Fingerprint; 2] = ["1", "2"].map(|digit| digit.repeat(64).parse().unwrap());
    let owner = store.register(member("112233445566", "Somebody")).await.unwrap().id;
    store.set_key_proof(owner, Some(one), 1).await.unwrap();
    store.set_key_proof(owner, Some(other), 2).await.unwrap();
    assert_eq!(store.key_proofs().await.unwrap(), [(owner, other)]);
    store.delete_member(owner, false).await.unwrap();
    assert!(store.key_proofs().await.unwrap().is_empty());

    let session =
        |n: u8, key, expires| KeySession { id: TokenHash::from_bytes([n; 32]), key, pem: "PEM\n".into(), expires };
    for n in 0..12 {
        store.add_key_session(session(n, one, 1000 + i64::from(n)), 10).await.unwrap();
    }
    store.add_key_session(session(100, other, 1000), 10).await.unwrap();
    let is_open = async |n: u8, now| store.key_session(TokenHash::from_bytes([n; 32]), now).await.unwrap();
    assert_eq!(is_open(1, 10).await, None, "ten of a key stay");
    assert_eq!(is_open(2, 10).await, Some(session(2, one, 1002)));
    assert_eq!(is_open(2, 1002).await, None, "it has ended");
    store.end_key_sessions(one).await.unwrap();
    assert_eq!(is_open(11, 10).await, None);
    assert_eq!(is_open(100, 10).await, Some(session(100, other, 1000)));
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

fn people(count: u64) -> Vec<MemberId> {
    (0..count).map(|n| format!("1000000000{n:02}").parse().unwrap()).collect()
}

async fn unread(store: &Store, member: MemberId) -> Vec<Option<String>> {
    store.unread_notices(member, None, 50).await.unwrap().into_iter().map(|notice| notice.custom_id).collect()
}

async fn edits(store: Store) {
    let (told, later) = (people(2)[0], people(2)[1]);
    let known = id();
    store.append_message(NewMessage { notices: vec![told], ..message(known, 5) }).await.unwrap();
    let edit = |text: &str| EditedMessage {
        id: known,
        author: MemberId::SYSTEM,
        room: room(),
        json: text.into(),
        replaced: format!("before {text}"),
        edited_at: 9,
        notices: vec![told, later],
    };
    assert!(store.edit_message(edit("one")).await.unwrap());
    assert!(store.edit_message(edit("two")).await.unwrap());
    let found = store.messages_by_id(vec![known]).await.unwrap();
    assert_eq!((found[0].json.as_str(), found[0].created_at), ("two", 5));
    let logs = store.message_logs(known).await.unwrap();
    assert_eq!(logs.iter().map(|log| log.json.as_str()).collect::<Vec<_>>(), ["before one", "before two"]);
    assert!(logs[0].id < logs[1].id && logs[0].room == room().to_string());
    assert_eq!(unread(&store, told).await, [Some(format!("{told}-{known}"))]);
    assert_eq!(unread(&store, later).await, [Some(format!("{later}-{known}"))]);
    assert!(!store.edit_message(EditedMessage { id: id(), ..edit("three") }).await.unwrap());
    assert_eq!(store.message_logs(known).await.unwrap().len(), 2);
    store.close().await;
}

async fn deletions(store: Store) {
    let reader = people(1)[0];
    let (gone, kept) = (id(), id());
    for known in [gone, kept] {
        store.append_message(NewMessage { notices: vec![reader], ..message(known, 5) }).await.unwrap();
        let reaction = Reaction { message: known, member: reader, emoji: "1f44d".into() };
        store.add_reaction(reaction, 6, 20).await.unwrap();
    }
    assert!(store.delete_message(gone, true).await.unwrap());
    assert!(!store.delete_message(gone, true).await.unwrap());
    assert_eq!(store.messages_by_id(vec![gone, kept]).await.unwrap().len(), 1);
    assert_eq!(store.reactions(vec![gone, kept]).await.unwrap().len(), 1);
    assert_eq!(unread(&store, reader).await, [Some(format!("{reader}-{kept}"))]);
    assert_eq!(store.message_logs(gone).await.unwrap()[0].json, message(gone, 5).json);
    assert!(store.delete_message(kept, false).await.unwrap());
    assert!(store.message_logs(kept).await.unwrap().is_empty());
    store.close().await;
}

async fn reactions(store: Store) {
    let members = people(3);
    let known = id();
    let reaction = |member: MemberId, emoji: &str| Reaction { message: known, member, emoji: emoji.into() };
    for (member, emoji) in [(members[0], "a"), (members[1], "a"), (members[0], "b"), (members[0], "a")] {
        assert_eq!(store.add_reaction(reaction(member, emoji), 1, 2).await.unwrap(), Reacted::Stored);
    }
    assert_eq!(store.add_reaction(reaction(members[2], "c"), 1, 2).await.unwrap(), Reacted::TooMany);
    assert_eq!(store.add_reaction(reaction(members[2], "b"), 1, 2).await.unwrap(), Reacted::Stored);
    store.remove_reaction(reaction(members[1], "a")).await.unwrap();
    store.remove_reaction(reaction(members[1], "nothing")).await.unwrap();
    let rows = store.reactions(vec![known, id(), id()]).await.unwrap();
    let rows: Vec<(&str, &str)> = rows.iter().map(|row| (row.emoji.as_str(), row.member.as_str())).collect();
    assert_eq!(rows, [("a", members[0].as_str()), ("b", members[0].as_str()), ("b", members[2].as_str())]);
    store.close().await;
}

async fn notices(store: Store) {
    let (reader, other) = (people(2)[0], people(2)[1]);
    let ids: Vec<MessageId> = (0..5).map(|_| id()).collect();
    for (time, &known) in ids.iter().enumerate() {
        store.append_message(NewMessage { notices: vec![reader], ..message(known, time as i64) }).await.unwrap();
    }
    let rows = store.unread_notices(reader, None, 3).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.created_at).collect::<Vec<_>>(), [4, 3, 2]);
    assert_eq!(rows[0].data, format!("{{\"messageId\":\"{}\"}}", ids[4]));
    assert_eq!((rows[0].kind.as_str(), rows[0].is_read), ("message", false));
    let rest = store.unread_notices(reader, Some(2), 3).await.unwrap();
    assert_eq!(rest.iter().map(|row| row.created_at).collect::<Vec<_>>(), [1, 0]);
    assert!(store.mark_notice_read(reader, NoticeKey::Id(rows[0].id)).await.unwrap());
    assert!(store.mark_notice_read(reader, NoticeKey::Custom(format!("{reader}-{}", ids[3]))).await.unwrap());
    assert!(!store.mark_notice_read(other, NoticeKey::Id(rows[2].id)).await.unwrap());
    assert!(!store.mark_notice_read(reader, NoticeKey::Id(rows[0].id)).await.unwrap());
    assert_eq!(unread(&store, reader).await.len(), 3);
    assert_eq!(store.notices(reader, 100).await.unwrap().iter().filter(|row| row.is_read).count(), 2);
    assert!(store.notice(reader, rows[0].id).await.unwrap().is_some_and(|row| row.is_read));
    assert!(store.notice(other, rows[0].id).await.unwrap().is_none());
    store.close().await;
}

async fn hours(store: Store) {
    const HOUR: i64 = 3_600_000;
    let author = people(1)[0];
    let system = r#"{"message":"x","isSystemMsg":true}"#;
    let typed = r#"{"message":"\"isSystemMsg\":true"}"#;
    for (time, author, json) in [
        (10 * HOUR, author, "{}"),
        (10 * HOUR + 5, author, typed),
        (10 * HOUR + 6, author, system),
        (12 * HOUR, MemberId::SYSTEM, "{}"),
        (13 * HOUR, author, "{}"),
    ] {
        store.append_message(NewMessage { author, json: json.into(), ..message(id(), time) }).await.unwrap();
    }
    assert_eq!(store.hourly_counts(room(), Some(author), 0).await.unwrap(), [(10, 2), (13, 1)]);
    assert_eq!(store.hourly_counts(room(), None, 11 * HOUR).await.unwrap(), [(12, 1), (13, 1)]);
    assert_eq!(store.last_message_of(author).await.unwrap(), Some(13 * HOUR));
    assert_eq!(store.last_message_of(people(2)[1]).await.unwrap(), None);
    store.close().await;
}

async fn lookups(store: Store) {
    let row = |data: &str, updated| CachedRow { data: data.into(), updated };
    let url = |text: &str| text.to_owned();
    assert_eq!(store.cached("meta_url_cache", url("http://a.org/")).await.unwrap(), None);
    store.put_cached("meta_url_cache", url("http://a.org/"), row("{}", 1)).await.unwrap();
    store.put_cached("meta_url_cache", url("http://a.org/"), row("[]", 2)).await.unwrap();
    assert_eq!(store.cached("meta_url_cache", url("http://a.org/")).await.unwrap(), Some(row("[]", 2)));
    assert_eq!(store.cached("meta_url_cache", url("http://A.org/")).await.unwrap(), None);
    assert_eq!(store.cached("badges", url("http://a.org/")).await.unwrap(), None);
    assert_eq!(store.media_type(url("http://a.org/i")).await.unwrap(), None);
    store.put_media_type(url("http://a.org/i"), row("image", 1)).await.unwrap();
    store.put_media_type(url("http://a.org/i"), row("video", 2)).await.unwrap();
    assert_eq!(store.media_type(url("http://a.org/i")).await.unwrap(), Some(row("video", 2)));
    assert_eq!(store.media_type(url("http://a.org/I")).await.unwrap(), None);
    let longest = "x".repeat(MAX_IDENTIFIER);
    store.put_cached("meta_url_cache", longest.clone(), row("{}", 3)).await.unwrap();
    assert_eq!(store.cached("meta_url_cache", longest).await.unwrap(), Some(row("{}", 3)));
    assert_eq!(store.trim_caches().await.unwrap(), 0);
}

async fn closed(store: Store) {
    store.append_message(message(id(), 1)).await.unwrap();
    store.close().await;
    if store.name() == "MariaDB" {
        assert_eq!(store.append_message(message(id(), 2)).await, Err(StoreError::Closed));
    }
}
