//! Other servers and what they recommend: kept alike by both databases, and within their bounds.

use std::pin::Pin;

use dcts_edge::store::{
    AUTOMATIC, Evidence, OURS, RecommendationBounds, RecommendationChange, RecommendationRow, Recommendations,
    RetiredKeyRow, ServerRow, Store, TrustRow,
};

type Case = (&'static str, fn(Store) -> Pin<Box<dyn Future<Output = ()>>>);

pub(crate) const CASES: &[Case] = &[
    ("other servers come back, and what is known of them has its bounds", |store| Box::pin(servers(store))),
    ("recommendations are kept by sender and id, the newest counts, and there is an end", |store| {
        Box::pin(recommendations(store))
    }),
];

async fn servers(store: Store) {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    // As long as the key of RSA 4096 is.
    let key = format!("rsa:{}", "A".repeat(736));
    let mut row = ServerRow {
        address: "a.example:8443".into(),
        status: "pending".into(),
        node_key: Some(key.clone()),
        pinned_at: 5,
        trust: 2000,
        ..ServerRow::default()
    };
    row.id = store.save_server(row.clone(), Some("x".repeat(32))).await.unwrap();
    assert_eq!(store.servers().await.unwrap(), [row.clone()]);
    (row.trust, row.blocked_reason, row.blocked_until) = (1000, Some("a reason".into()), i64::from(u32::MAX) * 1000);
    (row.decided_by, row.last_seen, row.failures) = (Some("admin".into()), 77, 3);
    assert_eq!(store.save_server(row.clone(), None).await.unwrap(), row.id);
    assert_eq!(store.servers().await.unwrap(), [row]);

    let entry = |address: &str, at: i64| TrustRow {
        address: address.into(),
        delta: -500,
        reason: "a malformed event".into(),
        event: "e".into(),
        evidence: (at % 2 == 0).then(|| Evidence {
            sender: "c.example".into(),
            kind: "rate".into(),
            items: "[{}]".into(),
        }),
        at,
    };
    store.log_trust(entry("b.example", 1)).await.unwrap();
    for at in 1..=60 {
        store.log_trust(entry("a.example:8443", at)).await.unwrap();
    }
    let log = store.trust_log("a.example:8443").await.unwrap();
    assert_eq!(log, (11..=60).rev().map(|at| entry("a.example:8443", at)).collect::<Vec<_>>());
    assert_eq!(store.trust_log("b.example").await.unwrap(), [entry("b.example", 1)]);
    store.log_trust(entry("a.example:8443", 91 * DAY)).await.unwrap();
    assert_eq!(store.trust_log("b.example").await.unwrap(), []);

    // Of one sender a hundred, of all sixteen MiB, and for thirty days.
    let shown = async |address: &str| {
        let log = store.trust_log(address).await.unwrap();
        log.iter().filter(|entry| entry.evidence.is_some()).count()
    };
    let proof = |address: &str, sender: String, size: usize| TrustRow {
        evidence: Some(Evidence { sender, kind: "rate".into(), items: "x".repeat(size) }),
        ..entry(address, 92 * DAY)
    };
    for _ in 0..100 {
        store.log_trust(proof("d.example", "c.example".into(), 2)).await.unwrap();
    }
    assert_eq!(shown("a.example:8443").await, 0, "of the same sender, and older");
    store.log_trust(proof("e.example", "e.example".into(), 2)).await.unwrap();
    assert_eq!([shown("d.example").await, shown("e.example").await], [50, 1]);
    for n in 0..16 {
        store.log_trust(proof("f.example", format!("{n}.example"), 1_048_576)).await.unwrap();
    }
    assert_eq!([shown("d.example").await, shown("f.example").await], [0, 16]);
    store.log_trust(proof("f.example", "f.example".into(), 2)).await.unwrap();
    assert_eq!(shown("f.example").await, 16, "the first of them had to go");
    store.log_trust(TrustRow { at: 123 * DAY, ..proof("g.example", "g.example".into(), 2) }).await.unwrap();
    assert_eq!([shown("f.example").await, shown("g.example").await], [0, 1]);

    let count = async |marks: &[&str], now: i64| {
        store.count_evidence(marks.iter().map(|mark| (*mark).to_owned()).collect(), now).await.unwrap()
    };
    assert!(count(&["a", "b"], DAY).await);
    assert!(!count(&["b", "c"], DAY).await, "some of it was counted");
    assert!(count(&["c"], DAY).await, "and then none of it is marked");
    assert!(count(&["d"], 32 * DAY).await);
    assert!(count(&["a", "b"], 32 * DAY).await, "after a month it is forgotten");

    let retired = |at: i64, is_compromised: bool| RetiredKeyRow {
        key: key.clone(),
        address: "a.example:8443".into(),
        at,
        is_compromised,
    };
    store.retire_key(retired(1, false)).await.unwrap();
    store.retire_key(retired(2, true)).await.unwrap();
    assert_eq!(store.retired_keys().await.unwrap(), [retired(2, true)]);
    store.remove_server("a.example:8443".into()).await.unwrap();
    assert_eq!(store.servers().await.unwrap(), []);
}

async fn recommendations(store: Store) {
    const BOUNDS: RecommendationBounds = RecommendationBounds { all: 6, each: 3 };
    let row = |from: &str, id: &str, ts: i64| RecommendationRow {
        from: from.into(),
        id: id.into(),
        member: format!("hash-{id}"),
        reason: "spam".into(),
        note: "ä".repeat(300),
        until: 1_000_000,
        ts,
        state: "active".into(),
        ..RecommendationRow::default()
    };
    let revoked = |from: &str, id: &str, ts: i64| RecommendationRow {
        from: from.into(),
        id: id.into(),
        ts,
        state: "revoked".into(),
        ..RecommendationRow::default()
    };
    let put = async |row: RecommendationRow, trust: i64| store.put_recommendation(row, trust, BOUNDS).await.unwrap();
    let one = async |from: &str, id: &str| {
        store.recommendations(Recommendations::One(from, id)).await.unwrap().into_iter().next()
    };
    for (address, key, trust) in [("a.example", "ed25519:a", 7000), ("b.example", "ed25519:b", 5000)] {
        let server = ServerRow {
            address: address.into(),
            status: "pending".into(),
            node_key: Some(key.into()),
            trust,
            ..ServerRow::default()
        };
        store.save_server(server, None).await.unwrap();
    }
    // A revocation stays, and what is older than it changes nothing; both senders may use an id.
    assert!(put(revoked("ed25519:a", "1", 20), 7000).await);
    assert!(!put(row("ed25519:a", "1", 10), 7000).await);
    assert!(!put(row("ed25519:a", "1", 20), 7000).await);
    assert!(put(row("ed25519:b", "1", 10), 5000).await);
    assert_eq!(one("ed25519:a", "1").await.unwrap().state, "revoked");
    assert_eq!(one("ed25519:b", "1").await, Some(row("ed25519:b", "1", 10)));
    // What takes back leaves the rest as it was.
    assert!(put(revoked("ed25519:b", "1", 11), 5000).await);
    let expected = RecommendationRow { state: "revoked".into(), ts: 11, ..row("ed25519:b", "1", 10) };
    assert_eq!(one("ed25519:b", "1").await, Some(expected));
    // Full: of a key the oldest goes that is no tombstone and undecided.
    for id in ["2", "3", "4"] {
        assert!(put(row("ed25519:a", id, 30 + id.len() as i64 + id.parse::<i64>().unwrap()), 7000).await);
    }
    assert_eq!(one("ed25519:a", "2").await, None);
    let decide = RecommendationChange::Decide("ed25519:a", "3", "dismiss");
    assert_eq!(store.change_recommendations(decide).await.unwrap(), 1);
    assert!(put(row("ed25519:a", "5", 50), 7000).await);
    assert!(one("ed25519:a", "3").await.is_some() && one("ed25519:a", "4").await.is_none());
    assert!(put(revoked("ed25519:a", "5", 51), 7000).await);
    assert!(!put(row("ed25519:a", "6", 60), 7000).await, "tombstones and decisions make no room");
    assert!(put(row("ed25519:a", "3", 61), 7000).await, "what is known needs none");
    // Of all, that of the lowest score goes, and nobody's of a higher one.
    assert!(put(row("ed25519:b", "2", 40), 5000).await);
    assert!(put(row("ed25519:c", "1", 45), 4000).await);
    assert_eq!(store.count_recommendations().await.unwrap(), 6);
    assert!(put(row("ed25519:d", "1", 46), 4000).await);
    assert_eq!(one("ed25519:c", "1").await, None, "it has no score any more");
    assert!(put(row("ed25519:b", "3", 47), 5000).await);
    assert_eq!(one("ed25519:d", "1").await, None);
    assert!(!put(row("ed25519:e", "1", 48), 4000).await);
    assert!(one("ed25519:b", "2").await.is_some());
    assert_eq!(store.count_recommendations().await.unwrap(), 6);
    // Rows of our own need no room among them.
    let own = |from: &str, id: &str, state: &str| RecommendationRow {
        about: "112233445566".into(),
        state: state.into(),
        ..row(from, id, 100)
    };
    let to = format!("{OURS}b.example");
    for id in ["x", "y"] {
        assert!(put(own(&to, id, "new"), 0).await);
    }
    assert!(put(own(AUTOMATIC, "x", "active"), 0).await);
    assert_eq!(store.count_recommendations().await.unwrap(), 6);
    assert_eq!(store.recommendations(Recommendations::Local).await.unwrap(), [own(AUTOMATIC, "x", "active")]);
    assert_eq!(store.recommendations(Recommendations::Waiting(101)).await.unwrap().len(), 2);
    store.change_recommendations(RecommendationChange::State(&to, "x", "sent", 100)).await.unwrap();
    assert_eq!(store.recommendations(Recommendations::Waiting(101)).await.unwrap().len(), 1);
    // A ban that was lifted is taken back from all who may have heard of it.
    assert_eq!(store.change_recommendations(RecommendationChange::Revoke("112233445566", 102)).await.unwrap(), 2);
    assert_eq!(store.change_recommendations(RecommendationChange::State(&to, "y", "sent", 100)).await.unwrap(), 0);
    assert_eq!(store.recommendations(Recommendations::Waiting(103)).await.unwrap().len(), 2);
    // Members are found by the hash of their key, and pages begin with them.
    let about = RecommendationChange::About("hash-2", "112233445566");
    assert_eq!(store.change_recommendations(about).await.unwrap(), 1);
    let of_member = store.recommendations(Recommendations::About("112233445566", 0)).await.unwrap();
    assert_eq!(of_member.len(), 1);
    let page = store.recommendations(Recommendations::Page(0)).await.unwrap();
    let order: Vec<i64> = page.iter().map(|row| row.ts).collect();
    assert_eq!(order, [40, 61, 51, 47, 20, 11]);
    assert!(store.recommendations(Recommendations::Page(1)).await.unwrap().is_empty());
    store.change_recommendations(RecommendationChange::Nobody("112233445566")).await.unwrap();
    assert!(store.recommendations(Recommendations::About("112233445566", 0)).await.unwrap().is_empty());
    // A sender has another key, or is not known any more; and what is a year old goes.
    assert_eq!(store.change_recommendations(RecommendationChange::Rename("ed25519:b", "ed25519:z")).await.unwrap(), 3);
    assert!(one("ed25519:z", "2").await.is_some());
    assert_eq!(store.change_recommendations(RecommendationChange::RemoveAll("ed25519:z")).await.unwrap(), 3);
    let year = 365 * 24 * 60 * 60 * 1000;
    store.change_recommendations(RecommendationChange::Forget(year + 55)).await.unwrap();
    assert_eq!(store.count_recommendations().await.unwrap(), 1);
    assert!(one(&to, "x").await.is_none(), "the ban is over");
    store.close().await;
}
