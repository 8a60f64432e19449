//! Looking at other servers (spec 51 sections 8 and 9): what they show, and which key is pinned for them (spec 52
//! section 1).

use std::{cell::RefMut, collections::VecDeque, rc::Rc};

use serde_json::{Map, Value, json};

use super::{DAY, HOUR, MINUTE, Node, is_blocked, is_vouched, now_ms, report};
use crate::{
    node::ServerStatus,
    outgoing::Ask,
    security::{
        canonical,
        dsync::{self, NodeKey, NodeObject, Verified},
        host,
    },
    store::{RetiredKeyRow, ServerRow},
};

/// Hosts that may wait besides those that are known, and that are checked at a time.
const MAX_QUEUE: usize = 200;
const AT_A_TIME: usize = 4;
/// A host is looked at once in so long, whoever asks, ms.
const PAUSE: i64 = 10 * MINUTE;
/// Checks in a row that failed, after which a server that nobody decided about is forgotten: a month of them.
const MAX_FAILURES: i64 = 30 * 24 * 6;
/// Days in a row at which another key has to be found before it replaces the pinned one.
const STRANGE_DAYS: u32 = 30;
/// Keys that their servers have left.
const MAX_RETIRED: usize = 10_000;
/// Score of a new node, in hundredths.
const NEW: i64 = 2000;

impl Node {
    /// Has a server looked at, unless that was done a moment ago or too many wait. Nothing while federation is off.
    pub(in crate::node) fn check_later(self: &Rc<Self>, address: &str) {
        let is_fine = crate::node::dsync::allows_private(&self.config()) || host::is_public(address);
        if !self.is_federated() || !is_fine || self.own_address().as_deref() == Some(address) {
            return;
        }
        let now = now_ms();
        if self.server(address).is_some_and(|row| is_blocked(&row, now)) {
            return;
        }
        let mut queue = self.dsync.queue.borrow_mut();
        let mut checked = self.dsync.checked.borrow_mut();
        let is_known =
            checked.peek(address).is_some_and(|at| now - at < PAUSE) || queue.iter().any(|host| host == address);
        // Those that are known already are looked at whoever else is named: strangers have a bound of their own.
        if is_known || !self.dsync.servers.borrow().contains_key(address) && !self.has_room(&queue, address) {
            return;
        }
        checked.put(address.to_owned(), now);
        drop(checked);
        queue.push_back(address.to_owned());
        self.begin_checks(queue);
    }

    /// Whether a server that is not known may wait for a check.
    fn has_room(&self, queue: &VecDeque<String>, address: &str) -> bool {
        let servers = self.dsync.servers.borrow();
        queue.iter().filter(|host| !servers.contains_key(*host)).count() < MAX_QUEUE && !self.is_site_full(address)
    }

    fn begin_checks(self: &Rc<Self>, queue: RefMut<'_, VecDeque<String>>) {
        drop(queue);
        if self.dsync.checking.get() >= AT_A_TIME {
            return;
        }
        self.dsync.checking.set(self.dsync.checking.get() + 1);
        let node = Rc::clone(self);
        crate::tasks::spawn(async move {
            loop {
                let next = node.dsync.queue.borrow_mut().pop_front();
                let Some(address) = next else { break };
                // It may have been blocked while it waited.
                if !node.server(&address).is_some_and(|row| is_blocked(&row, now_ms())) {
                    node.check_server(&address).await;
                }
            }
            node.dsync.checking.set(node.dsync.checking.get() - 1);
        });
    }

    /// Looks at a server now, for the operator. What came of it.
    ///
    /// # Errors
    /// A sentence.
    pub async fn ping_server(self: &Rc<Self>, address: &str) -> Result<String, String> {
        if !self.is_federated() {
            return Err("dSync is off".into());
        }
        let address = host::extract(address).ok_or("that is no address of a server")?;
        if self.own_address().as_ref() == Some(&address) {
            return Err("that is this server".into());
        }
        if self.server(&address).is_some_and(|row| is_blocked(&row, now_ms())) {
            return Err("that server is blocked".into());
        }
        self.dsync.checked.borrow_mut().put(address.clone(), now_ms());
        if !self.check_server(&address).await {
            return Err(format!("{address} shows nothing"));
        }
        let Some(row) = self.server(&address) else { return Err("there is no room for it".into()) };
        let Some(key) = row.node_key else { return Ok(format!("{address} is there; it is no node")) };
        self.greet(&address).await;
        self.ask_for_list(&address).await;
        Ok(format!("{address} is there: {key}"))
    }

    /// Fetches what a server shows; false if it shows nothing.
    async fn check_server(self: &Rc<Self>, address: &str) -> bool {
        let (base, now) = (self.base_of(address), now_ms());
        let fetched = self.fetch(&base).await;
        let shown = fetched.as_deref().and_then(|text| {
            let info: Value = serde_json::from_str(canonical::member(text, "serverinfo")?).ok()?;
            let node = canonical::member(text, "node").and_then(|node| dsync::parse(node.as_bytes()));
            info.is_object().then_some((info, node.and_then(|node| Verified::node(&node, &base, now))))
        });
        let Some((info, node)) = shown else {
            let is_sixth = self.server(address).is_some_and(|row| row.failures % 6 == 0);
            self.update_server(address, is_sixth, |row| row.failures += 1);
            let is_gone = |row: &ServerRow| row.failures > MAX_FAILURES && row.decided_by.is_none();
            if self.server(address).is_some_and(|row| is_gone(&row)) {
                self.forget_server(address);
            }
            return false;
        };
        if self.server(address).is_none() {
            let status = self.config().serverinfo.discovery.default_status.clone();
            let status = ServerStatus::from_name(&status).unwrap_or(ServerStatus::Pending);
            if self.add_server(address, status).is_err() {
                return true;
            }
        }
        self.note_check(address, now, |row| {
            row.last_sync = Some(now);
            row.data = Some(known_members(&info).to_string());
            row.failures = 0;
        });
        if let Some(node) = node
            && self.pin(address, &node, now)
        {
            // By itself: however slowly it is answered, the next host's turn has come.
            let (this, address) = (Rc::clone(self), address.to_owned());
            crate::tasks::spawn(async move { this.greet(&address).await });
        }
        true
    }

    /// Keeps what a check found: in memory, and once an hour in the store, which is enough after a restart and spares cards.
    fn note_check(&self, address: &str, now: i64, change: impl FnOnce(&mut ServerRow)) {
        let row = self.server(address).unwrap_or_default();
        let is_due = row.last_sync.is_none_or(|at| at / HOUR != now / HOUR);
        self.update_server(address, is_due, change);
    }

    async fn fetch(&self, base: &str) -> Option<String> {
        let target = format!("{base}/discover?ran={}", now_ms()).parse().ok()?;
        let answer = self.outgoing().send(Ask::get(target), &self.dsync_policy()).await;
        let body = match answer {
            Ok(answer) => answer.bytes().await,
            Err(error) => Err(error),
        };
        let body = body.inspect_err(|error| log::debug!("{base}: {error}")).ok()?;
        String::from_utf8(body.into()).ok()
    }

    /// Takes note of the key that a server shows at its own address; true if it is new.
    fn pin(&self, address: &str, shown: &Verified<NodeObject>, now: i64) -> bool {
        let Some(row) = self.server(address) else { return false };
        let holder = self.server_of(&shown.key);
        if self.dsync.retired.borrow().contains_key(shown.key.as_str()) {
            return false;
        }
        let Some(pin) = row.node_key.as_deref().and_then(NodeKey::parse) else {
            // One address for a key: the newest. What the key has lost elsewhere goes with it, what it has won does not.
            let mut trust = NEW;
            if let Some(old) = holder {
                if is_blocked(&old, now) || old.decided_by.is_some() {
                    return false;
                }
                trust = old.trust.min(NEW);
                self.change_server(&old.address, |row| row.node_key = None);
            }
            let is_vouched = is_vouched(&row);
            self.change_server(address, |row| {
                row.node_key = Some(shown.key.to_string());
                // By its own clock, as what follows will be.
                (row.pinned_at, row.trust) = (shown.signed, if is_vouched { 5000 } else { trust });
            });
            log::info!("{address} is the node {}", shown.key.id());
            return true;
        };
        if pin == shown.key {
            self.is_strange_no_more(address);
            return false;
        }
        if holder.is_some() {
            return false;
        }
        match dsync::follow(&pin, shown, &self.base_of(address), row.pinned_at) {
            Some((signed, was_compromised, left)) => {
                let kept = Some(shown.key.as_str()).filter(|_| !was_compromised);
                self.move_recommendations(pin.as_str(), kept);
                for key in left {
                    self.retire(key.as_str(), address, now, was_compromised);
                }
                self.change_server(address, |row| {
                    (row.node_key, row.pinned_at) = (Some(shown.key.to_string()), signed);
                    if was_compromised {
                        row.trust = row.trust.min(NEW);
                        row.decided_by = row.decided_by.take().filter(|_| row.status != ServerStatus::Verified.name());
                        if row.decided_by.is_none() && row.status == ServerStatus::Verified.name() {
                            row.status = ServerStatus::Pending.name().into();
                        }
                    }
                });
                self.log_change(address, row.trust, "a key in wrong hands");
                self.is_strange_no_more(address);
                self.tell_staff(address, "has a new key, which its old one announced");
                true
            }
            None if self.is_strange_for_long(address, &shown.key, now) => {
                self.tell_staff(
                    address,
                    "has shown another key for thirty days, which is taken now; nobody vouches for it",
                );
                self.take_key(address, &shown.key)
            }
            None => false,
        }
    }

    /// Takes note of a key that nothing leads to; true when it was there for so long that it counts.
    fn is_strange_for_long(&self, address: &str, key: &NodeKey, now: i64) -> bool {
        let before = self.dsync.strange.borrow().get(address).cloned();
        // Of one that changes all the time the staff hears once a day.
        let is_new = before.as_ref().is_none_or(|(known, last, _)| known != key && now - last >= DAY);
        let known = before.clone().filter(|(known, ..)| known == key);
        let (_, mut last, mut days) = known.unwrap_or((key.clone(), 0, 0));
        if now - last >= DAY {
            (last, days) = (now, days + 1);
        }
        let strange = (key.clone(), last, days);
        if before.as_ref() != Some(&strange) {
            self.change_server(address, |row| row.strange = Some(format!("{key} {last} {days}")));
            self.dsync.strange.borrow_mut().insert(address.into(), strange);
        }
        if is_new {
            self.tell_staff(
                address,
                "shows another key than the known one; nothing is sent there until somebody accepts it",
            );
        }
        let has_signed = self.server(address).is_some_and(|row| now - row.last_seen < DAY * i64::from(STRANGE_DAYS));
        days >= STRANGE_DAYS && !has_signed
    }

    fn is_strange_no_more(&self, address: &str) {
        if self.dsync.strange.borrow_mut().remove(address).is_some() {
            self.change_server(address, |row| row.strange = None);
        }
    }

    /// Pins the key that a server shows instead of its old one, as that of a new node.
    fn take_key(&self, address: &str, key: &NodeKey) -> bool {
        let old = self.server(address).and_then(|row| row.node_key);
        if let Some(old) = old {
            self.retire(&old, address, now_ms(), true);
            self.move_recommendations(&old, None);
        }
        let before = self.server(address).map_or(NEW, |row| row.trust);
        self.change_server(address, |row| {
            (row.node_key, row.pinned_at, row.trust) = (Some(key.to_string()), now_ms(), NEW);
            if is_vouched(row) {
                row.status = ServerStatus::Pending.name().into();
                row.decided_by = None;
            }
        });
        self.log_change(address, before, "another key");
        self.is_strange_no_more(address);
        true
    }

    /// Accepts the key that the last check of a server found; false if it was another.
    pub fn accept_key(&self, address: &str, key: &str) -> bool {
        let found = self.dsync.strange.borrow().get(address).map(|(key, ..)| key.clone());
        found.is_some_and(|found| found.as_str() == key && self.take_key(address, &found))
    }

    fn retire(&self, key: &str, address: &str, now: i64, is_compromised: bool) {
        let row = RetiredKeyRow { key: key.into(), address: address.into(), at: now, is_compromised };
        let mut retired = self.dsync.retired.borrow_mut();
        if retired.len() >= MAX_RETIRED {
            let oldest = retired.values().min_by_key(|row| row.at).map(|row| row.key.clone());
            oldest.and_then(|key| retired.remove(&key));
        }
        retired.insert(key.into(), row.clone());
        drop(retired);
        let store = self.store.clone();
        crate::tasks::spawn(async move { report(store.retire_key(row).await) });
    }

    /// Tells a node who we are; it will look for itself.
    async fn greet(&self, address: &str) {
        if let Some(node) = self.node_object() {
            self.send_event(address, "node.hello", json!({ "node": node })).await;
        }
    }

    /// Asks a trusted node whom it knows. What it says are hints, and only a few of them.
    async fn ask_for_list(self: &Rc<Self>, address: &str) {
        if self.server(address).is_none_or(|row| row.trust < 4000) {
            return;
        }
        let Some(said) = self.send_event(address, "node.list", json!({})).await else { return };
        let nodes = said.get("nodes").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let addresses = nodes.iter().filter_map(|node| self.address_of(node.get("address")?.as_str()?));
        for found in addresses.filter(|found| self.server(found).is_none()).take(10) {
            self.check_later(&found);
        }
    }

    /// What is due every ten minutes: servers are looked at again, and once an hour scores recover.
    pub(super) fn look_after_servers(self: &Rc<Self>, last: i64) {
        let now = now_ms();
        let is_old = |row: &ServerRow| row.last_sync.is_none_or(|at| now - at >= PAUSE) && !is_blocked(row, now);
        for row in self.servers().iter().filter(|row| is_old(row)) {
            self.check_later(&row.address);
        }
        if now / HOUR != last / HOUR {
            self.recover(now, now / DAY != last / DAY);
            self.look_after_bans();
            for row in self.servers().into_iter().filter(|row| is_vouched(row) && row.node_key.is_some()) {
                let node = Rc::clone(self);
                crate::tasks::spawn(async move { node.ask_for_list(&row.address).await });
            }
        }
    }
}

/// What [`ServerRow::strange`] says: the key, when its last day was counted, and how many were.
pub(super) fn strange_from(text: &str) -> Option<(NodeKey, i64, u32)> {
    let mut parts = text.split(' ');
    Some((NodeKey::parse(parts.next()?)?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// What clients read of what a server says about itself, cut to a size.
fn known_members(info: &Value) -> Value {
    let mut kept = Map::new();
    for (name, most) in
        [("name", 200), ("about", 2000), ("description", 2000), ("banner", 500), ("icon", 500), ("version", 20)]
    {
        if let Some(text) = info.get(name).and_then(Value::as_str) {
            kept.insert(name.into(), text.chars().take(most).collect::<String>().into());
        }
    }
    if let Some(online) = info["slots"]["online"].as_u64() {
        kept.insert("online".into(), online.into());
    }
    json!({ "serverinfo": kept })
}
