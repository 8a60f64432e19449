//! Searching: the same finds on both databases.

use std::pin::Pin;

use dcts_edge::{
    model::{
        ids::{MemberId, MessageId, RoomId},
        messages::StoredMessage,
        search::Terms,
    },
    store::{EditedMessage, Found, NewMessage, Search, Store},
};

use super::{id, room};

type Case = (&'static str, fn(Store) -> Pin<Box<dyn Future<Output = ()>>>);

pub(crate) const CASES: &[Case] = &[
    ("words, phrases and beginnings are found", |store| Box::pin(words(store))),
    ("markup and operators are nothing special", |store| Box::pin(markup(store))),
    ("only the rooms and the author that were asked for", |store| Box::pin(filters(store))),
    ("pages of finds neither skip nor repeat", |store| Box::pin(pages(store))),
    ("edits and deletions change what is found", |store| Box::pin(changes(store))),
    ("what was there before is indexed in batches, once", |store| Box::pin(background(store))),
    ("switched off and on again, nothing is missing", |store| Box::pin(off_and_on(store))),
    ("messages that are refused are not found", |store| Box::pin(refused(store))),
];

fn author(n: u64) -> MemberId {
    format!("{}", 112_233_000_000 + n).parse().unwrap()
}

fn message(text: &str, written: i64) -> NewMessage {
    in_room(text, written, room(), author(1))
}

fn in_room(text: &str, written: i64, room: RoomId, author: MemberId) -> NewMessage {
    let stored = StoredMessage::new(id(), author, room, text.to_owned(), written);
    let json = serde_json::to_string(&stored).unwrap();
    NewMessage { id: stored.message_id, author, room, json, created_at: written, notices: Vec::new() }
}

fn search(query: &str) -> Search {
    Search { terms: Terms::parse(query).unwrap(), rooms: vec![room()], author: None, before: None, limit: 25 }
}

/// The times of what is found, which name the messages here.
pub(crate) async fn times(store: &Store, query: &str) -> Vec<i64> {
    times_of(&store.search(search(query)).await.unwrap())
}

fn times_of(found: &Found) -> Vec<i64> {
    found.rows.iter().map(|row| row.created_at).collect()
}

pub(crate) async fn put(store: &Store, texts: &[(&str, i64)]) {
    for (text, written) in texts {
        store.append_message(message(text, *written)).await.unwrap();
    }
}

/// So many messages that what was written before them is not among the newest any more.
async fn fill(store: &Store) {
    for round in 0..5 {
        let mut writes = tokio::task::JoinSet::new();
        for n in 0..850 {
            let store = store.clone();
            let written = 1_000_000 + 1000 * round + n;
            let filler = in_room("other filler", written, "1-1-1".parse().unwrap(), author(8));
            writes.spawn_local(async move { store.append_message(filler).await });
        }
        while let Some(written) = writes.join_next().await {
            assert_eq!(written.unwrap(), Ok(()));
        }
    }
}

async fn words(store: Store) {
    assert!(store.enable_search().await.unwrap());
    put(
        &store,
        &[
            ("<p>The quick brown fox</p>", 10),
            ("The brown quick fox", 20),
            ("Größe und Straße, café olé", 30),
            ("ПРИВЕТ мир", 40),
            ("a b c on the to", 50),
            ("see https://example.org/red-apple?x=1", 60),
            ("日本語 テスト", 70),
            ("don't panic", 80),
            ("हिन्दी में लिखा", 90),
            ("ภาษาไทย", 100),
            ("αβγ ΣΊΣΥΦΟΣ", 110),
            (&"x".repeat(300), 120),
        ],
    )
    .await;
    words_are_found(&store).await;
    fill(&store).await;
    words_are_found(&store).await;
    store.close().await;
}

async fn words_are_found(store: &Store) {
    let rows: &[(&str, &[i64])] = &[
        ("quick", &[20, 10]),
        ("QUICK Fox", &[20, 10]),
        ("\"quick brown\"", &[10]),
        ("\"brown quick\"", &[20]),
        ("\"brown fox\" quick", &[10]),
        ("qui", &[20, 10]),
        ("qui fox", &[]),
        ("\"qui\"", &[]),
        ("fox bro", &[20, 10]),
        ("wolf", &[]),
        ("grosse", &[]),
        ("grö", &[30]),
        ("GRO", &[30]),
        ("cafe ole", &[30]),
        ("cafe\u{301}", &[30]),
        ("привет", &[40]),
        ("Мир прив", &[40]),
        ("a", &[50]),
        ("the", &[50, 20, 10]),
        ("\"on the to\"", &[50]),
        ("\"to the on\"", &[]),
        ("example.org", &[60]),
        ("red-apple", &[60]),
        ("apple-red", &[]),
        ("example.org/red-app", &[60]),
        ("日本", &[70]),
        ("日本語 テスト", &[70]),
        ("don't", &[80]),
        ("don't pan", &[80]),
        ("हिन्दी", &[90]),
        ("लिखा हिन्दी", &[90]),
        ("ภาษาไทย", &[100]),
        ("ภาษา", &[100]),
        ("σίσυφος", &[110]),
        ("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", &[120]),
        ("\"xxxxxxxxxxxxxxx\"", &[]),
    ];
    for (query, expected) in rows {
        assert_eq!(times(store, query).await, *expected, "{query}");
    }
}

async fn markup(store: Store) {
    store.enable_search().await.unwrap();
    put(
        &store,
        &[
            ("<p class=\"secret\">bread</p><p>butter</p>", 10),
            ("<a href=\"https://hidden.example/path\" title=\"secret\">link</a>", 20),
            ("un<b>believ</b>able &amp; &lt;escaped&gt;", 30),
            ("words tags search rowid rank OR AND NOT NEAR", 40),
        ],
    )
    .await;
    nothing_special_is_found(&store).await;
    fill(&store).await;
    nothing_special_is_found(&store).await;
    store.close().await;
}

async fn nothing_special_is_found(store: &Store) {
    for nothing in ["secret", "href", "hidden", "class", "breadbutter", "amp", "believ", "lt"] {
        assert_eq!(times(store, nothing).await, [] as [i64; 0], "{nothing}");
    }
    for (query, expected) in [("bread butter", 10), ("link", 20), ("unbelievable", 30), ("<escaped>", 30)] {
        assert_eq!(times(store, query).await, [expected], "{query}");
    }
    for inert in [
        "words:butter",
        "tags : c7",
        "NOT butter",
        "butter OR link",
        "butter -link",
        "+butter +link",
        "NEAR(bread butter)",
        "butter) OR (tags:c7",
        "\") OR (\"link",
        "' OR '1'='1",
        "{words tags} : butter",
        "^butter link",
        "butter* link*",
        "@3 butter",
        "c7",
        "zc7",
        "a112233000001",
        "qqbread",
        "b%",
        "b_tter",
        "%",
        "\\",
    ] {
        let Ok(terms) = Terms::parse(inert) else { continue };
        let found = store.search(Search { terms, ..search("x") }).await.unwrap();
        assert_eq!(times_of(&found), [] as [i64; 0], "{inert}");
    }
    assert_eq!(times(store, "rowid OR rank AND").await, [40]);
}

async fn filters(store: Store) {
    store.enable_search().await.unwrap();
    let rooms: Vec<RoomId> = (0..40).map(|n| format!("0-0-{n}").parse().unwrap()).collect();
    for n in 0..80 {
        let message = in_room("needle", 100 + n, rooms[n as usize % 40], author(n as u64 % 3));
        store.append_message(message).await.unwrap();
    }
    // The same channel number somewhere else is somewhere else.
    store.append_message(in_room("needle", 500, "9-9-7".parse().unwrap(), author(0))).await.unwrap();
    fill(&store).await;
    let find = async |rooms: &[RoomId], author: Option<MemberId>| {
        let wanted = Search { rooms: rooms.to_vec(), author, limit: 100, ..search("needle") };
        times_of(&store.search(wanted).await.unwrap())
    };
    assert_eq!(find(&rooms[7..8], None).await, [147, 107]);
    assert_eq!(find(&rooms[7..9], None).await, [148, 147, 108, 107]);
    assert_eq!(find(&rooms[0..30], None).await.len(), 60);
    assert_eq!(find(&rooms, None).await.len(), 80);
    assert_eq!(find(&rooms, Some(author(1))).await.len(), 27);
    assert_eq!(find(&rooms[7..8], Some(author(1))).await, [107]);
    assert_eq!(find(&rooms, Some(author(9))).await, [] as [i64; 0]);
    assert_eq!(find(&[], None).await, [] as [i64; 0]);
    store.move_messages(rooms[7], "0-5-7".parse().unwrap()).await.unwrap();
    assert_eq!(find(&rooms[7..8], None).await, [] as [i64; 0]);
    assert_eq!(find(&["0-5-7".parse().unwrap()], None).await, [147, 107]);
    store.close().await;
}

async fn pages(store: Store) {
    store.enable_search().await.unwrap();
    // With ties, also across the ends of pages, and others in between.
    for n in 0..120 {
        if n == 60 {
            fill(&store).await;
        }
        let text = if n % 3 == 0 { "other" } else { "needle" };
        store.append_message(message(text, if n < 60 { n / 4 } else { 1_700_000_000_000 + n / 4 })).await.unwrap();
    }
    let (mut found, mut before, mut rounds) = (Vec::<MessageId>::new(), None, 0);
    loop {
        let page = store.search(Search { before, limit: 10, ..search("needle") }).await.unwrap();
        assert!(page.rows.is_sorted_by_key(|row| std::cmp::Reverse(row.created_at)));
        assert!(page.rows.len() < 14);
        found.extend(page.rows.iter().map(|row| row.id.parse::<MessageId>().unwrap()));
        rounds += 1;
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert!((6..=9).contains(&rounds), "{rounds}");
    assert_eq!(found.len(), 80);
    found.sort();
    found.dedup();
    assert_eq!(found.len(), 80);
    store.close().await;
}

async fn changes(store: Store) {
    store.enable_search().await.unwrap();
    let kept = message("stays needle", 10);
    let edited = message("before needle", 20);
    let deleted = message("gone needle", 30);
    for message in [&kept, &edited, &deleted] {
        store.append_message(message.clone()).await.unwrap();
    }
    let new = StoredMessage::new(edited.id, edited.author, edited.room, "<p>after needle</p>".into(), 20);
    let edit = EditedMessage {
        id: edited.id,
        author: edited.author,
        room: edited.room,
        json: serde_json::to_string(&new).unwrap(),
        replaced: edited.json.clone(),
        edited_at: 40,
        notices: Vec::new(),
    };
    assert!(store.edit_message(edit).await.unwrap());
    assert!(store.delete_message(deleted.id, true).await.unwrap());
    assert_eq!(times(&store, "needle").await, [20, 10]);
    assert_eq!(times(&store, "after").await, [20]);
    assert_eq!(times(&store, "before").await, [] as [i64; 0]);
    assert_eq!(times(&store, "gone").await, [] as [i64; 0]);
    store.append_message(in_room("needle of another", 50, room(), author(2))).await.unwrap();
    store.delete_member(author(1), true).await.unwrap();
    assert_eq!(times(&store, "needle").await, [50]);
    store.close().await;
}

pub(crate) async fn index_all(store: &Store) -> usize {
    let mut messages = 0;
    loop {
        let indexed = store.index_history().await.unwrap();
        messages += indexed.messages;
        if indexed.is_complete {
            return messages;
        }
    }
}

async fn background(store: Store) {
    for n in 0..450 {
        store.append_message(message(&format!("old needle number{n}"), 1000 + n)).await.unwrap();
    }
    assert!(!store.enable_search().await.unwrap());
    store.append_message(message("new needle", 5000)).await.unwrap();
    assert_eq!(times(&store, "needle").await, [5000]);
    let first = store.index_history().await.unwrap();
    assert!(first.messages == 200 && !first.is_complete, "{first:?}");
    // The newest come first.
    assert_eq!(times(&store, "number449").await, [1449]);
    assert_eq!(times(&store, "\"number10\"").await, [] as [i64; 0]);
    // Enabling again is what a restart does: it goes on where it was.
    assert!(!store.enable_search().await.unwrap());
    assert!((250..=251).contains(&index_all(&store).await));
    assert_eq!(times(&store, "\"number10\"").await, [1010]);
    assert_eq!(times(&store, "new").await, [5000]);
    assert!(store.enable_search().await.unwrap());
    assert_eq!(store.index_history().await.unwrap().messages, 0);
    let all = store.search(Search { limit: 1000, ..search("needle") }).await.unwrap();
    assert_eq!(all.rows.len(), 451);
    store.close().await;
}

async fn off_and_on(store: Store) {
    store.disable_search().await.unwrap();
    store.enable_search().await.unwrap();
    let changed = message("first needle", 10);
    store.append_message(changed.clone()).await.unwrap();
    store.disable_search().await.unwrap();
    store.append_message(message("second needle", 20)).await.unwrap();
    assert!(store.delete_message(changed.id, false).await.unwrap());
    assert!(!store.enable_search().await.unwrap());
    assert_eq!(index_all(&store).await, 1);
    assert_eq!(times(&store, "needle").await, [20]);
    assert_eq!(times(&store, "first").await, [] as [i64; 0]);
    store.close().await;
}

async fn refused(store: Store) {
    store.enable_search().await.unwrap();
    let known = message("known needle", 10);
    let twice = NewMessage { id: known.id, ..message("refused needle", 20) };
    let (first, second, third) = tokio::join!(
        store.append_message(known.clone()),
        store.append_message(twice),
        store.append_message(message("third needle", 30))
    );
    assert!(first.is_ok() && second.is_err() && third.is_ok(), "{first:?} {second:?} {third:?}");
    assert_eq!(times(&store, "needle").await, [30, 10]);
    assert_eq!(times(&store, "refused").await, [] as [i64; 0]);
    store.close().await;
}
