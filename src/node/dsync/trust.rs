//! Scores, penalties, blocks and reports (spec 52 sections 4 and 5). The node's own people have the last word.

use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, VecDeque},
    rc::Rc,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{DAY, HOUR, MINUTE, Node, is_blocked, is_vouched, now_ms, receive::Received, report, setting};
use crate::{
    model::ids::MemberId,
    node::ServerStatus,
    security::{
        dsync::{self, Event, Kind, NodeKey, Verified, is_proven, is_retired},
        text::escape_html,
    },
    store::{Evidence, ServerRow, Store, StoreError, TrustRow},
};

/// Scores in hundredths: what is reached without a person, and from where a node is listened to.
const UNVOUCHED: i64 = 2000;
pub(super) const HEARD: i64 = 4000;
const VOUCHED: i64 = 5000;
const MOST: i64 = 8000;
/// A loss within an hour that others are told of.
const LOSS: i64 = 2000;
/// Most that reports of others take from a node in a day.
const REPORTED_A_DAY: i64 = 2000;
/// What the log says of a report that others give, and of one that was sent.
const REPORTED_BY: &str = "reported by ";
const TOLD: &str = "others were told of it";
/// Reports in an hour, over all offenders, and receivers of one.
const REPORTS_AN_HOUR: usize = 6;
const MAX_RECEIVERS: usize = 50;
/// Nodes of which evidence is held, and how much of each, bytes: no report could carry more of it.
const MAX_HELD: usize = 64;
const MAX_EVIDENCE: usize = 40 * 1024;

/// What proves something about a node.
struct Held {
    kind: Kind,
    evidence: Vec<Value>,
    count: usize,
    at: i64,
    /// The score that the node had when others came to be told of it; `None` while they are not.
    waits: Option<i64>,
}

/// What a server has lost: when and how much, and whether others said so.
type Losses = VecDeque<(i64, i64, bool)>;

/// What scores lost within the last day, and when others were told, as it is stored: a restart makes nothing of it undone.
///
/// # Errors
/// When the store cannot be read.
pub(in crate::node) async fn lost(store: &Store) -> Result<Vec<TrustRow>, StoreError> {
    store.trust_lost(now_ms() - DAY, TOLD).await
}

/// Evidence, also that of reports that wait, and when reports were sent.
#[derive(Default)]
pub(super) struct Reports {
    held: RefCell<HashMap<NodeKey, Held>>,
    sent: RefCell<VecDeque<i64>>,
    is_sending: Cell<bool>,
    /// By address.
    pub(super) losses: RefCell<HashMap<String, Losses>>,
}

impl Reports {
    pub(super) fn new(rows: Vec<TrustRow>) -> Self {
        let (reports, now) = (Self::default(), now_ms());
        // What a clock that was ahead wrote down would be waited for.
        for TrustRow { address, delta, reason, at, .. } in rows.into_iter().filter(|row| row.at <= now) {
            if reason == TOLD {
                reports.sent.borrow_mut().push_back(at);
            } else {
                let loss = (at, -delta, reason.starts_with(REPORTED_BY));
                reports.losses.borrow_mut().entry(address).or_default().push_back(loss);
            }
        }
        reports
    }
}

impl Node {
    /// Keeps what proves that a key has misbehaved; the newest of its kind, and what others have to count. When there is no
    /// room, the oldest goes that nobody waits for, then that about the least trusted.
    pub(super) fn hold_evidence(&self, key: &NodeKey, kind: Kind, evidence: Vec<Value>, count: usize) {
        let most = if kind == Kind::FalseReport { MAX_EVIDENCE * 3 / 2 } else { MAX_EVIDENCE };
        if evidence.iter().map(|item| item.to_string().len()).sum::<usize>() > most {
            return;
        }
        let mut held = self.dsync.reports.held.borrow_mut();
        if held.len() >= MAX_HELD && !held.contains_key(key) {
            let first = held.iter().min_by_key(|(_, held)| (held.waits, held.at)).map(|(key, _)| key.clone());
            first.and_then(|key| held.remove(&key));
        }
        let (before, waits) = held.get(key).map_or((0, None), |held| (held.count, held.waits));
        held.insert(key.clone(), Held { kind, evidence, count: before + count, at: now_ms(), waits });
    }

    fn losses(&self, address: &str, now: i64, within: i64, is_reported: Option<bool>) -> i64 {
        let losses = self.dsync.reports.losses.borrow();
        let of = losses.get(address).into_iter().flatten();
        of.filter(|(at, _, by)| now - at < within && is_reported.is_none_or(|wanted| wanted == *by))
            .map(|(_, loss, _)| loss)
            .sum()
    }

    /// Takes something from a node's score, for what it signed and sent to us; `items` show it.
    pub(super) fn penalise(
        self: &Rc<Self>,
        address: &str,
        loss: i64,
        reason: &str,
        event: &Verified<Event>,
        (kind, items): (Kind, Vec<Value>),
    ) {
        let items = Value::from(items).to_string();
        let evidence = Evidence { sender: address.into(), kind: kind.name().into(), items };
        self.take_trust(address, loss, reason, event, evidence);
    }

    fn take_trust(self: &Rc<Self>, address: &str, loss: i64, reason: &str, event: &Event, evidence: Evidence) {
        let (now, is_reported) = (now_ms(), evidence.sender != address);
        let Some(row) = self.server(address) else { return };
        let below = setting(&self.config(), "blockBelow").as_i64().unwrap_or(15).clamp(0, 100) * 100;
        let may_block = !is_reported || setting(&self.config(), "blockOnReports") == &Value::Bool(true);
        let floor = if may_block { 0 } else { below.min(row.trust) };
        let trust = (row.trust - loss).max(floor);
        let taken = row.trust - trust;
        {
            let mut losses = self.dsync.reports.losses.borrow_mut();
            let of = losses.entry(address.into()).or_default();
            of.push_back((now, taken, is_reported));
            while of.front().is_some_and(|(at, ..)| now - at > DAY) || of.len() > 1000 {
                of.pop_front();
            }
        }
        let blocks = trust < below && !is_blocked(&row, now);
        self.change_server(address, |row| {
            row.trust = trust;
            if blocks {
                row.blocked_reason = Some(reason.into());
                // Whom a person vouches for is only left alone for a day.
                row.blocked_until = now + if is_vouched(row) { DAY } else { 30 * DAY };
                if row.decided_by.is_none() {
                    row.status = ServerStatus::Blocked.name().into();
                }
            }
        });
        self.log_trust(address, -taken, reason, Some((event, evidence)));
        if blocks {
            self.tell_staff(address, &format!("is blocked: {reason}"));
        }
        if (blocks || self.losses(address, now, HOUR, Some(false)) >= LOSS) && !is_reported {
            self.report_later(&row);
        }
    }

    fn log_trust(&self, address: &str, delta: i64, reason: &str, event: Option<(&Event, Evidence)>) {
        let (event, evidence) = event.map(|(event, evidence)| (event.id.clone(), Some(evidence))).unwrap_or_default();
        let row = TrustRow {
            address: address.into(),
            delta,
            reason: reason.chars().take(255).collect(),
            event,
            evidence,
            at: now_ms(),
        };
        let store = self.store.clone();
        crate::tasks::spawn(async move { report(store.log_trust(row).await) });
    }

    /// Writes down that a score is no longer what it was.
    pub(super) fn log_change(&self, address: &str, before: i64, reason: &str) {
        let now = self.server(address).map_or(before, |row| row.trust);
        if now != before {
            self.log_trust(address, now - before, reason, None);
        }
    }

    /// Says something about a server where the staff can read it.
    pub(super) fn tell_staff(&self, address: &str, what: &str) {
        self.audit(MemberId::SYSTEM, &format!("noticed that the server {} {what}", escape_html(address)));
    }

    /// What time gives back. Nothing automatic makes a node trusted.
    pub(super) fn recover(&self, now: i64, is_new_day: bool) {
        for row in self.servers().iter().filter(|row| row.node_key.is_some() || row.blocked_until > 0) {
            let is_over = row.blocked_until > 0 && row.blocked_until <= now;
            let until = if is_vouched(row) { VOUCHED } else { UNVOUCHED };
            let grows = is_vouched(row) && is_new_day && now - row.last_seen < DAY && row.trust < MOST;
            let trust = match row.trust {
                trust if is_over => trust.max(1600),
                trust if !is_blocked(row, now) && (trust < until || grows) => {
                    (trust + 100).min(if grows { MOST } else { until })
                }
                trust => trust,
            };
            if is_over || trust != row.trust {
                self.change_server(&row.address, |row| {
                    row.trust = trust;
                    if is_over {
                        (row.blocked_until, row.blocked_reason) = (0, None);
                        if row.decided_by.is_none() {
                            row.status = ServerStatus::Pending.name().into();
                        }
                    }
                });
                let reason = if is_over { "the end of a block" } else { "what time gives back" };
                self.log_change(&row.address, row.trust, reason);
            }
        }
    }

    /// A person's decision about a server; false if it is not known.
    pub fn decide_server(self: &Rc<Self>, address: &str, status: ServerStatus) -> bool {
        let Some(row) = self.server(address) else { return false };
        self.change_server(address, |row| {
            row.status = status.name().into();
            row.decided_by = Some("admin".into());
            (row.blocked_until, row.blocked_reason) = (0, None);
            match status {
                ServerStatus::Verified if row.node_key.is_some() => row.trust = row.trust.max(VOUCHED),
                // Nobody vouches any more.
                ServerStatus::Pending | ServerStatus::Verified => row.trust = row.trust.min(3900),
                ServerStatus::Blocked => {}
            }
        });
        self.log_change(address, row.trust, "a decision of the staff");
        if status == ServerStatus::Verified {
            self.check_later(address);
        }
        true
    }

    /// Sets a score, 0 to 100, as a person wants it; false if there is no such node.
    pub fn set_trust(&self, address: &str, trust: i64) -> bool {
        let Some(row) = self.server(address).filter(|row| row.node_key.is_some()) else { return false };
        let trust = trust.clamp(0, 100) * 100;
        self.change_server(address, |row| row.trust = trust);
        self.log_trust(address, trust - row.trust, "set by the staff", None);
        true
    }

    fn report_later(self: &Rc<Self>, row: &ServerRow) {
        let Some(key) = row.node_key.as_deref().and_then(NodeKey::parse) else { return };
        match self.dsync.reports.held.borrow_mut().get_mut(&key) {
            Some(held) => held.waits.get_or_insert(row.trust),
            None => return,
        };
        if self.dsync.reports.is_sending.replace(true) {
            return;
        }
        let node = Rc::clone(self);
        crate::tasks::spawn(async move {
            while let Some((offender, held)) = node.next_report().await {
                if node.send_report(&offender, held).await {
                    // Only now: however long it took to tell everybody, the next one finds them ready to listen.
                    node.dsync.reports.sent.borrow_mut().push_back(now_ms());
                    if let Some(row) = node.server_of(&offender) {
                        node.log_trust(&row.address, 0, TOLD, None);
                    }
                }
            }
            node.dsync.reports.is_sending.set(false);
        });
    }

    /// Evidence whose time has not come; what came meanwhile is kept instead, and waits as this did.
    fn keep_waiting(&self, offender: &NodeKey, held: Held) {
        let (mut all, waits) = (self.dsync.reports.held.borrow_mut(), held.waits);
        let known = all.entry(offender.clone()).or_insert(held);
        known.waits = known.waits.or(waits);
    }

    /// Waits until another report may go out, one in a minute and six in an hour whatever happens, and takes the one about
    /// the node that was trusted most: the others wait, and what comes meanwhile goes with them.
    async fn next_report(&self) -> Option<(NodeKey, Held)> {
        loop {
            let now = now_ms();
            let wait = {
                let mut sent = self.dsync.reports.sent.borrow_mut();
                while sent.front().is_some_and(|at| now - at >= HOUR) {
                    sent.pop_front();
                }
                let of_hour =
                    if sent.len() >= REPORTS_AN_HOUR { sent.front().map_or(0, |at| at + HOUR - now) } else { 0 };
                of_hour.max(sent.back().map_or(0, |at| at + MINUTE - now))
            };
            if wait > 0 {
                tokio::time::sleep(std::time::Duration::from_millis(wait as u64)).await;
                continue;
            }
            let mut held = self.dsync.reports.held.borrow_mut();
            let waiting = held.iter().filter(|(_, held)| held.waits.is_some());
            let next = waiting.max_by_key(|(_, held)| held.waits).map(|(key, _)| key.clone())?;
            return held.remove_entry(&next);
        }
    }

    /// Tells those that a person vouches for. SECURITY: only what proves itself, also when the offender chose its times and
    /// sizes so that it does not: otherwise this node would be the one that reports falsely. False if nobody was told.
    async fn send_report(&self, offender: &NodeKey, held: Held) -> bool {
        let payload = json!({"offender": {"key": offender.as_str()}, "kind": held.kind.name(), "evidence": &held.evidence,
            "count": held.count});
        let Some(identity) = self.own_identity() else { return false };
        // Also for those who get it last.
        let proves = |at: i64| {
            let tried = dsync::seal(&identity, "abuse.report", payload.clone(), &identity.key().id(), "https://x", at);
            Event::read(&tried).filter(dsync::fits).is_some_and(|event| is_proven(&event).is_some())
        };
        let now = now_ms();
        if !proves(now + 15 * MINUTE) {
            log::debug!("what is held about {} proves nothing", offender.id());
            return false;
        }
        if !proves(now) {
            // It is dated ahead, and will prove something in a few minutes.
            self.keep_waiting(offender, held);
            tokio::time::sleep(std::time::Duration::from_mins(1)).await;
            return false;
        }
        let mut receivers: Vec<ServerRow> = self.servers();
        receivers.retain(|row| is_vouched(row) && row.node_key.as_deref() != Some(offender.as_str()));
        for row in receivers.iter().filter(|row| row.node_key.is_some()).take(MAX_RECEIVERS) {
            self.send_event(&row.address, "abuse.report", payload.clone()).await;
        }
        true
    }

    /// Judges a report. The answer says nothing about what came of it.
    pub(super) fn answer_report(self: &Rc<Self>, event: &Verified<Event>, reporter: &ServerRow, now: i64) -> Received {
        let done = || Received::Answer(json!({}));
        let accused = event.payload()["offender"]["key"].as_str().unwrap_or_default();
        if self.own_identity().is_some_and(|own| own.key().as_str() == accused) {
            log::info!("{} reports this node", reporter.address);
            return done();
        }
        let pinned = NodeKey::parse(accused).and_then(|key| self.server_of(&key));
        let retired = || {
            let left = self.dsync.retired.borrow().get(accused).cloned()?;
            self.server(&left.address).filter(|_| !is_retired(left.at, left.is_compromised, now))
        };
        if reporter.trust < HEARD {
            self.counters().unheard.add(1);
        }
        // Before anything is verified, which is what costs.
        let Some(offender) = pinned.or_else(retired).filter(|_| reporter.trust >= HEARD) else { return done() };
        let Some(ids) = is_proven(event) else {
            let shown = vec![event.evidence(true)];
            if event.payload()["kind"] != "false_report" {
                self.hold_evidence(&event.key, Kind::FalseReport, shown.clone(), 1);
            }
            let why = "a report without proof";
            self.penalise(&reporter.address, 2000, why, event, (Kind::FalseReport, shown));
            return done();
        };
        let most = (reporter.trust / 10).min(1000);
        let marks = ids.iter().map(|id| mark(accused, id)).collect();
        let (node, event, by) = (Rc::clone(self), (**event).clone(), reporter.address.clone());
        crate::tasks::spawn(async move {
            match node.store.count_evidence(marks, now).await {
                // Only now: others may have reported meanwhile.
                Ok(true) => {
                    let left = REPORTED_A_DAY - node.losses(&offender.address, now, DAY, Some(true));
                    let loss = most.min(left);
                    if loss <= 0 {
                        return;
                    }
                    let kind = event.payload()["kind"].as_str().unwrap_or_default();
                    let (reason, items) =
                        (format!("{REPORTED_BY}{by}: {kind}"), event.payload()["evidence"].to_string());
                    let evidence = Evidence { sender: by, kind: kind.into(), items };
                    node.take_trust(&offender.address, loss, &reason, &event, evidence);
                }
                Ok(false) => {}
                Err(error) => log::warn!("a report could not be counted: {error}"),
            }
        });
        done()
    }
}

/// By what evidence is remembered that has counted.
fn mark(key: &str, id: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::new().chain_update(key).chain_update("\n").chain_update(id).finalize())
}
