//! Events of other nodes (spec 50 section A2, spec 52 sections 2 and 3), the cheapest checks first.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet, VecDeque},
    net::IpAddr,
    rc::Rc,
    time::Instant,
};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Buckets, MINUTE, Node, TokenBucket, is_blocked, now_ms};
use crate::{
    node::ServerStatus,
    security::{
        dsync::{self, Event, Kind, NodeKey, Verified},
        ip::subscriber,
    },
    store::ServerRow,
};

/// How far the time of an event may be from ours, ms.
const WINDOW: i64 = 5 * MINUTE;
/// How long an event is remembered, ms, and how many of them are.
const SEEN_FOR: i64 = 15 * MINUTE;
const MAX_SEEN: usize = 65_536;
/// So many bad events of an address within ten minutes, and it is not listened to for as long.
const STRIKES: u32 = 10;
const STRIKES_LAST: i64 = 10 * MINUTE;
const MAX_STRIKERS: usize = 4096;
/// Keys whose last events are held, by kind of event; from the first on those are forgotten that were silent for a minute.
const MANY_RECENT: usize = 1024;
const MAX_RECENT: usize = 8192;

/// Events that came already. SECURITY: bounded; when it is full, newcomers are refused rather than old ones forgotten.
#[derive(Default)]
struct Seen {
    known: HashSet<[u8; 16]>,
    order: VecDeque<(i64, [u8; 16])>,
}

impl Seen {
    fn forget(&mut self, now: i64) {
        while self.order.front().is_some_and(|(at, _)| now - at > SEEN_FOR) {
            if let Some((_, mark)) = self.order.pop_front() {
                self.known.remove(&mark);
            }
        }
    }
}

/// What a key has sent lately, of one kind of event.
#[derive(Default)]
struct Recent {
    /// When it came, when it was signed, and its header as evidence.
    events: VecDeque<(i64, i64, Value)>,
    penalised: i64,
}

/// What is remembered for receiving.
pub(super) struct Receiving {
    seen: RefCell<Seen>,
    strikes: RefCell<HashMap<IpAddr, (i64, u32)>>,
    recent: RefCell<HashMap<(String, u32, bool), Recent>>,
    hellos: RefCell<TokenBucket>,
    hellos_of: RefCell<Buckets<IpAddr>>,
    signatures: RefCell<TokenBucket>,
}

impl Default for Receiving {
    fn default() -> Self {
        Self {
            seen: RefCell::default(),
            strikes: RefCell::default(),
            recent: RefCell::default(),
            hellos: RefCell::new(TokenBucket::new(60, 60)),
            hellos_of: RefCell::new(Buckets::new(6, 60)),
            signatures: RefCell::new(TokenBucket::new(100, 1)),
        }
    }
}

/// What is answered.
#[derive(Debug)]
pub enum Received {
    /// As a server does that knows no events: with nothing.
    Nothing,
    /// No name of an event.
    Unnamed,
    /// No JSON.
    NoJson,
    /// This.
    Answer(Value),
}

fn refuse(code: &str) -> Received {
    Received::Answer(json!({ "error": code }))
}

impl Node {
    /// Takes an event. `from` is the address that it came from.
    pub fn receive_event(self: &Rc<Self>, body: &[u8], from: IpAddr) -> Received {
        let parsed = dsync::parse(body);
        // Servers that sign nothing get what a server of DCTS answers, whatever they say.
        let stock = |value: &Value| value.get("sig").is_none() || value.get("v").is_none();
        let Some(value) = parsed else {
            return match serde_json::from_slice::<Value>(body) {
                Ok(value) if stock(&value) => unsigned(&value),
                Ok(_) if self.is_federated() => refuse("bad_payload"),
                Ok(_) => Received::Nothing,
                Err(_) => Received::NoJson,
            };
        };
        let Some(identity) = self.own_identity() else { return unsigned(&value) };
        if stock(&value) {
            return unsigned(&value);
        }
        let now = now_ms();
        if self.is_striker(from, now) {
            return refuse("rate_limited");
        }
        let Some(event) = Event::read(&value) else { return refuse("bad_payload") };
        let strike = |code: &str| {
            self.strike(from, now);
            refuse(code)
        };
        if event.to != identity.key().id() {
            return strike("not_for_us");
        }
        // What was seen is in memory only: nothing may be older than that.
        if (now - event.ts).abs() > WINDOW || event.ts < self.started() {
            self.strike(from, now);
            return Received::Answer(json!({"error": "stale", "now": now}));
        }
        let mark = mark(&event.key, &event.id);
        {
            let mut seen = self.dsync.receive.seen.borrow_mut();
            seen.forget(now);
            if seen.known.contains(&mark) {
                drop(seen);
                return strike("replay");
            }
            if seen.known.len() >= MAX_SEEN {
                return refuse("rate_limited");
            }
        }
        let pinned = self.server_of(&event.key);
        let address = self.address_of(&event.source);
        if let Some(row) = &pinned {
            if is_blocked(row, now) {
                return refuse("blocked");
            }
            if address.as_ref() != Some(&row.address) {
                return refuse("unknown_node");
            }
        } else {
            let claimed = address.as_ref().and_then(|address| self.server(address));
            let is_taken = claimed.is_some_and(|row| row.node_key.is_some() || is_blocked(&row, now));
            let is_retired = self.dsync.retired.borrow().contains_key(event.key.as_str());
            if event.event != "node.hello" || address.is_none() || is_taken || is_retired {
                return refuse("unknown_node");
            }
            // Nobody takes what all strangers have together for himself.
            let now = Instant::now();
            if !self.dsync.receive.hellos_of.borrow_mut().take(subscriber(from), now)
                || !self.dsync.receive.hellos.borrow_mut().take(now)
            {
                return refuse("rate_limited");
            }
        }
        if !self.dsync.receive.signatures.borrow_mut().take(Instant::now()) {
            return refuse("rate_limited");
        }
        let pin = event.key.clone();
        let Ok(event) = Verified::event(event, pinned.is_some().then_some(&pin)) else {
            return strike("bad_signature");
        };
        // Before the limits: otherwise what was refused could be sent again by others, and count against its sender.
        // What is no event of ours does nothing, however often it comes, and takes no room.
        if dsync::limit(&event.event).is_some() {
            let mut seen = self.dsync.receive.seen.borrow_mut();
            seen.known.insert(mark);
            seen.order.push_back((now, mark));
        }
        match pinned {
            Some(row) => self.receive_pinned(&event, &row, now),
            None => self.answer_hello(&event, None),
        }
    }

    fn receive_pinned(self: &Rc<Self>, event: &Verified<Event>, row: &ServerRow, now: i64) -> Received {
        let address = row.address.as_str();
        self.heard_of(address, now);
        let Some(limit) = dsync::limit(&event.event) else { return Received::Nothing };
        let (is_over, flood) = self.count_event(event, limit, now);
        if let Some(evidence) = flood {
            // Of two names together it would prove nothing, and too few of one.
            if evidence.len() > 2 * limit as usize {
                self.hold_evidence(&event.key, Kind::Rate, evidence.clone(), evidence.len());
            }
            self.penalise(address, 200, "more events than it may send", event, (Kind::Rate, evidence));
        }
        if is_over {
            return refuse("rate_limited");
        }
        if !dsync::fits(event) {
            // What bans say is private: neither reported nor kept.
            let is_public = event.event.starts_with("node.") || event.event == "abuse.report";
            let shown = vec![event.evidence(is_public)];
            if is_public {
                self.hold_evidence(&event.key, Kind::Malformed, shown.clone(), 1);
            }
            self.penalise(address, 500, "a malformed event", event, (Kind::Malformed, shown));
            return refuse("bad_payload");
        }
        match event.event.as_str() {
            "node.hello" => self.answer_hello(event, Some(row)),
            "node.list" => self.answer_list(event),
            "abuse.report" => self.answer_report(event, row, now),
            _ => self.answer_ban(event, row),
        }
    }

    /// Counts an event of a key. Whether it is one too many, and what proves a flood, once in a minute.
    fn count_event(&self, event: &Event, limit: u32, now: i64) -> (bool, Option<Vec<Value>>) {
        let mut recent = self.dsync.receive.recent.borrow_mut();
        if recent.len() >= MANY_RECENT {
            recent.retain(|_, of| of.events.back().is_some_and(|(at, ..)| now - at < MINUTE));
            if recent.len() >= MAX_RECENT {
                return (true, None);
            }
        }
        // The two about bans share a limit; what proves a flood is of one name.
        let key = (event.key.to_string(), limit, event.event == "node.list");
        let of = recent.entry(key).or_default();
        while of.events.front().is_some_and(|(at, ..)| now - at > MINUTE) {
            of.events.pop_front();
        }
        let is_over = of.events.len() >= limit as usize;
        of.events.push_back((now, event.ts, event.evidence(false)));
        let most = 2 * limit as usize;
        // By the times that were signed, around that of this one: whoever mixes others in is no less of a flood.
        let times = || of.events.iter().map(|(_, ts, _)| *ts);
        let from = times().filter(|ts| *ts <= event.ts && event.ts - ts <= MINUTE).min().unwrap_or(event.ts);
        let is_within = |ts: i64| ts >= from && ts - from <= MINUTE;
        let is_flood = times().filter(|ts| is_within(*ts)).count() > most && now - of.penalised >= MINUTE;
        let evidence = is_flood.then(|| {
            of.penalised = now;
            let within = of.events.iter().filter(|(_, ts, _)| is_within(*ts));
            let headers = within.map(|(.., header)| header).filter(|header| header["event"] == event.event.as_str());
            headers.rev().take(most + 1).cloned().collect()
        });
        if of.events.len() > 2 * most {
            of.events.pop_front();
        }
        (is_over, evidence)
    }

    fn answer_hello(self: &Rc<Self>, event: &Verified<Event>, row: Option<&ServerRow>) -> Received {
        if row.is_none() && !dsync::fits(event) {
            return refuse("bad_payload");
        }
        if let Some(address) = event.payload()["node"]["address"].as_str().and_then(|base| self.address_of(base)) {
            self.check_later(&address);
        }
        match self.node_object() {
            Some(node) => Received::Answer(json!({ "node": node })),
            None => Received::Nothing,
        }
    }

    /// Takes the event for the proof that it is: only somebody who is pinned gets the list.
    fn answer_list(&self, _: &Verified<Event>) -> Received {
        let servers = self.servers();
        let verified =
            servers.iter().filter(|row| row.status == ServerStatus::Verified.name() && row.blocked_until == 0);
        let nodes: Vec<Value> = verified
            .filter_map(|row| Some(json!({"address": self.base_of(&row.address), "key": row.node_key.as_ref()?})))
            .take(50)
            .collect();
        Received::Answer(json!({ "nodes": nodes }))
    }

    fn is_striker(&self, from: IpAddr, now: i64) -> bool {
        let strikes = self.dsync.receive.strikes.borrow();
        strikes.get(&subscriber(from)).is_some_and(|(since, count)| *count >= STRIKES && now - since < STRIKES_LAST)
    }

    /// Says something about who sent it, and nothing about the key that it names.
    fn strike(&self, from: IpAddr, now: i64) {
        let mut strikes = self.dsync.receive.strikes.borrow_mut();
        if strikes.len() >= MAX_STRIKERS {
            strikes.retain(|_, (since, _)| now - *since < STRIKES_LAST);
            if strikes.len() >= MAX_STRIKERS {
                strikes.clear();
            }
        }
        let of = strikes.entry(subscriber(from)).or_insert((now, 0));
        if now - of.0 >= STRIKES_LAST {
            *of = (now, 0);
        }
        of.1 += 1;
        if of.1 == STRIKES {
            of.0 = now;
        }
    }
}

/// What a server without events answers.
fn unsigned(value: &Value) -> Received {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b':' | b'-');
    let id = value.get("eventId").and_then(Value::as_str);
    let is_named = id.is_some_and(|id| (1..=64).contains(&id.len()) && id.bytes().all(is_name));
    if is_named { Received::Nothing } else { Received::Unnamed }
}

fn mark(key: &NodeKey, id: &str) -> [u8; 16] {
    let digest = Sha256::new().chain_update(key.as_str()).chain_update("\n").chain_update(id).finalize();
    let mut mark = [0; 16];
    mark.copy_from_slice(&digest[..16]);
    mark
}
