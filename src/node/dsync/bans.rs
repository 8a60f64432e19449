//! Bans of other nodes are recommendations, and so are ours to them (spec 52 section 6). SECURITY: a member is known by a
//! proven key alone, and what a stranger says about somebody has no effect.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap, VecDeque},
    rc::Rc,
    time::Duration,
};

use serde_json::{Value, json};
use tokio::sync::{Mutex, MutexGuard, Notify};

use super::{DAY, Node, is_blocked, is_vouched, now_ms, receive::Received, report, setting, trust::HEARD};
use crate::{
    model::{ids::MemberId, permissions::Permission},
    node::BanOrder,
    realtime::Packet,
    security::{
        dsync::{self, Event, NodeKey, Verified},
        keys::PublicKey,
        random,
        text::escape_html,
    },
    store::{
        AUTOMATIC, NEVER, OURS, RecommendationBounds, RecommendationChange as Change, RecommendationRow,
        Recommendations, ServerRow, StoreError,
    },
};

/// Score from which a node's recommendations count for automatic bans, in hundredths.
const COUNTS: i64 = 6000;
/// Members who are here for longer are never banned automatically, ms.
const OLD: i64 = 30 * DAY;
/// Automatic bans of a day.
const A_DAY: usize = 10;
/// The longest that a recommendation counts, ms.
const YEAR: i64 = 365 * DAY;
/// Nodes that hear of a ban.
const MAX_RECEIVERS: usize = 50;
/// Until the next event may go to a node that got its share, a little more.
const PAUSE: Duration = Duration::from_secs(13);

/// What is in memory about recommendations; they themselves are in the store.
pub(super) struct Bans {
    /// Members whom the network's word has banned.
    automatic: RefCell<BTreeSet<MemberId>>,
    /// Members about whom it counts for nothing.
    never: RefCell<BTreeSet<MemberId>>,
    /// When there were automatic bans within the last day.
    lately: RefCell<VecDeque<i64>>,
    /// By what others call the members of this node, once somebody did.
    hashes: RefCell<Option<HashMap<String, MemberId>>>,
    /// Something has to go out.
    wake: Notify,
    /// Who bans and who lifts wait for each other: otherwise what was decided a moment ago could be undone by what was
    /// judged before.
    turn: Mutex<()>,
}

impl Bans {
    pub(super) fn new(rows: Vec<RecommendationRow>) -> Self {
        let of = |from: &str| {
            let rows = rows.iter().filter(|row| row.from == from && row.state == "active");
            RefCell::new(rows.filter_map(|row| row.about.parse().ok()).collect())
        };
        let mut lately: Vec<i64> = rows.iter().filter(|row| row.from == AUTOMATIC).map(|row| row.ts).collect();
        lately.sort_unstable();
        Self {
            automatic: of(AUTOMATIC),
            never: of(NEVER),
            lately: RefCell::new(lately.into()),
            hashes: RefCell::default(),
            wake: Notify::new(),
            turn: Mutex::default(),
        }
    }

    /// Forgets by what others call the members: this node has another key now.
    pub(super) fn forget_hashes(&self) {
        self.hashes.replace(None);
    }
}

/// A recommendation that counts, and the node that it is of.
type Trusted = (RecommendationRow, ServerRow);

/// How many sites say so: names below one domain, and addresses of one network, are one voice.
fn sites<'a>(found: impl Iterator<Item = &'a Trusted>) -> Vec<(String, i64)> {
    let mut sites: Vec<(String, i64)> = Vec::new();
    for (row, server) in found {
        let site = dsync::site(&server.address);
        match sites.iter_mut().find(|(known, _)| *known == site) {
            Some((_, until)) => *until = (*until).max(row.until),
            None => sites.push((site, row.until)),
        }
    }
    sites
}

/// Until when so many of those that count say so; `None` if they do not.
fn quorum(found: &[Trusted], least: usize) -> Option<i64> {
    let mut ends: Vec<i64> =
        sites(found.iter().filter(|(_, server)| server.trust >= COUNTS)).into_iter().map(|(_, until)| until).collect();
    ends.sort_unstable();
    ends.into_iter().rev().nth(least.max(1) - 1)
}

/// Our own row: what stands for us, an id, a member, a state.
fn own_row(from: &str, id: &str, member: MemberId, until: i64, state: &str) -> RecommendationRow {
    RecommendationRow {
        from: from.into(),
        id: id.into(),
        member: member.to_string(),
        about: member.to_string(),
        until,
        ts: now_ms(),
        state: state.into(),
        ..RecommendationRow::default()
    }
}

impl Node {
    /// What is done with recommendations: `ignore`, `show`, `warn` or `auto`.
    pub fn ban_policy(&self) -> &'static str {
        match setting(&self.config(), "bans")["policy"].as_str() {
            Some("show") => "show",
            Some("warn") => "warn",
            Some("auto") => "auto",
            _ => "ignore",
        }
    }

    fn least_nodes(&self) -> usize {
        setting(&self.config(), "bans")["minNodes"].as_u64().unwrap_or(3).clamp(1, 1000) as usize
    }

    /// The key that a member has proven to own, here.
    fn proven_key(&self, member: MemberId) -> Option<PublicKey> {
        let key = PublicKey::parse(&self.profile(member)?.public_key)?;
        (self.owner_of_key(key.fingerprint()) == Some(member)).then_some(key)
    }

    /// By what others call a member when they speak to this node.
    fn own_hash(&self, member: MemberId) -> Option<String> {
        let own = self.own_identity()?;
        Some(dsync::member_hash(&own.key().id(), &self.proven_key(member)?.to_spki()))
    }

    /// The member whom a hash is about.
    fn recognise(&self, hash: &str) -> Option<MemberId> {
        let mut hashes = self.dsync.bans.hashes.borrow_mut();
        let hashes = hashes.get_or_insert_with(|| {
            let members: Vec<MemberId> =
                self.members.borrow().iter().filter(|member| member.is_verified_key).map(|member| member.id).collect();
            members.into_iter().filter_map(|member| Some((self.own_hash(member)?, member))).collect()
        });
        hashes.get(hash).copied()
    }

    /// Takes a recommendation, or takes one back. The answer says nothing about what came of it.
    pub(super) fn answer_ban(self: &Rc<Self>, event: &Verified<Event>, sender: &ServerRow) -> Received {
        if sender.trust < HEARD {
            self.counters().unheard.add(1);
            return Received::Answer(json!({}));
        }
        let payload = event.payload();
        let text = |name: &str| payload[name].as_str().unwrap_or_default().to_owned();
        let is_revoked = event.event == "ban.revoke";
        let member = if is_revoked { String::new() } else { text("member") };
        let last = event.ts.saturating_add(YEAR);
        let row = RecommendationRow {
            from: event.key.to_string(),
            id: text("id"),
            about: self.recognise(&member).map(|member| member.to_string()).unwrap_or_default(),
            member,
            reason: text("reason"),
            note: text("note"),
            until: payload["until"].as_i64().map_or(last, |until| until.min(last)),
            ts: event.ts,
            state: if is_revoked { "revoked" } else { "active" }.into(),
            decision: None,
        };
        let (node, trust) = (Rc::clone(self), sender.trust);
        crate::tasks::spawn(async move { report(node.take_recommendation(row, trust).await) });
        Received::Answer(json!({}))
    }

    async fn take_recommendation(&self, row: RecommendationRow, trust: i64) -> Result<(), StoreError> {
        let before = self.store.recommendations(Recommendations::One(&row.from, &row.id)).await?;
        // With the same id it may have been about somebody else.
        let mut about: Vec<MemberId> = before.iter().filter_map(|row| row.about.parse().ok()).collect();
        about.extend(row.about.parse::<MemberId>());
        about.dedup();
        if self.store.put_recommendation(row, trust, RecommendationBounds::SPEC).await? {
            for member in about {
                self.consider_bans(member, true).await;
            }
        }
        Ok(())
    }

    /// What nodes that are listened to recommend about a member, newest first; one of each key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn trusted_bans(&self, member: MemberId) -> Result<Vec<Trusted>, StoreError> {
        let now = now_ms();
        let rows = self.store.recommendations(Recommendations::About(member.as_str(), now)).await?;
        let mut found: Vec<Trusted> = Vec::new();
        for row in rows {
            let counts = row.state == "active" && row.until > now && row.decision.as_deref() != Some("dismiss");
            if !counts || found.iter().any(|(known, _)| known.from == row.from) {
                continue;
            }
            let server = NodeKey::parse(&row.from).and_then(|key| self.server_of(&key));
            if let Some(server) = server.filter(|server| !is_blocked(server, now) && server.trust >= HEARD) {
                found.push((row, server));
            }
        }
        Ok(found)
    }

    /// How many nodes say what [`Self::trusted_bans`] found.
    pub fn voices(found: &[Trusted]) -> usize {
        sites(found.iter()).len()
    }

    /// Does what the settings want done about a member: when something was said about it, and when it comes in.
    pub(crate) async fn consider_bans(&self, member: MemberId, is_news: bool) {
        if let Err(error) = self.judge_bans(member, is_news).await {
            log::warn!("what other nodes say about {member} could not be looked at: {error}");
        }
    }

    /// Lifts the automatic ban of a member if fewer nodes recommend it now.
    pub async fn review_automatic(&self, member: MemberId) {
        if self.dsync.bans.automatic.borrow().contains(&member) {
            self.consider_bans(member, true).await;
        }
    }

    /// Waits until nobody else bans or lifts.
    pub(in crate::node) async fn turn_to_ban(&self) -> MutexGuard<'_, ()> {
        self.dsync.bans.turn.lock().await
    }

    async fn judge_bans(&self, member: MemberId, is_news: bool) -> Result<(), StoreError> {
        let policy = self.ban_policy();
        let is_automatic = || self.dsync.bans.automatic.borrow().contains(&member);
        let is_known = self.members.borrow().get(member).is_some_and(|member| member.is_verified_key);
        if !self.is_federated() || (policy == "ignore" || !is_known) && !is_automatic() {
            return Ok(());
        }
        let _turn = self.turn_to_ban().await;
        let (mut is_banned, was_automatic) = (self.is_banned(member), is_automatic());
        let found = self.trusted_bans(member).await?;
        let until = quorum(&found, self.least_nodes());
        if was_automatic {
            if is_banned && until.is_some() {
                return Ok(());
            }
            self.end_automatic(member).await?;
            if is_banned {
                self.lift_bans_in_turn(member.as_str()).await?;
                let what = format!("lifted the automatic ban of {}: fewer nodes recommend it", self.label(member));
                self.audit(MemberId::SYSTEM, &what);
                return Ok(());
            }
        }
        if policy == "ignore" || found.is_empty() || self.is_exempt(member) {
            return Ok(());
        }
        let mut reasons: Vec<&str> = found.iter().map(|(row, _)| row.reason.as_str()).collect();
        reasons.sort_unstable();
        reasons.dedup();
        let nodes = Self::voices(&found);
        if let Some(until) = until.filter(|_| policy == "auto" && !is_banned && self.may_ban_by_itself(member)) {
            is_banned = self.ban_by_itself(member, until, nodes, &reasons.join(", ")).await?;
        }
        if is_news && policy != "show" {
            let (who, reasons) = (self.label(member), reasons.join(", "));
            let what = format!("noticed that trusted nodes ({nodes}) have banned {who}: {reasons}");
            self.audit(MemberId::SYSTEM, &what);
        }
        if !is_news || policy != "show" {
            let name = escape_html(&self.name_of(member).unwrap_or_default());
            let hint = json!({"memberId": member, "memberName": name, "nodes": nodes, "reasons": reasons,
                "policy": policy, "isBanned": is_banned});
            self.send_to_holders(Permission::BanMember, &Packet::event("networkBanHint", &hint));
        }
        Ok(())
    }

    /// A member as the audit log writes it.
    fn label(&self, member: MemberId) -> String {
        format!("{} ({member})", escape_html(&self.name_of(member).unwrap_or_default()))
    }

    /// Whether nothing of the network counts about a member.
    pub fn is_exempt(&self, member: MemberId) -> bool {
        self.dsync.bans.never.borrow().contains(&member)
    }

    /// SECURITY: never staff, nobody who is here for long, and no more than a few a day: what trusted nodes say may be wrong.
    fn may_ban_by_itself(&self, member: MemberId) -> bool {
        let now = now_ms();
        let is_new = self.members.borrow().get(member).is_some_and(|member| now - member.joined <= OLD);
        let mut lately = self.dsync.bans.lately.borrow_mut();
        while lately.front().is_some_and(|at| now - at >= DAY) {
            lately.pop_front();
        }
        is_new && !self.is_staff(member) && lately.len() < A_DAY
    }

    async fn ban_by_itself(
        &self,
        member: MemberId,
        until: i64,
        nodes: usize,
        reasons: &str,
    ) -> Result<bool, StoreError> {
        let bans = &self.dsync.bans;
        if !bans.automatic.borrow_mut().insert(member) {
            return Ok(self.is_banned(member));
        }
        bans.lately.borrow_mut().push_back(now_ms());
        let reason = format!("Banned on other servers ({nodes}): {reasons}");
        let notice = json!({"title": "You are banned", "message": escape_html(&reason), "type": "error",
            "popup_type": "confirm", "displayTime": 600_000, "buttons": {"0": {"text": "Ok", "events": ""}}});
        let row = own_row(AUTOMATIC, &random::uuid(), member, until, "active");
        let order = BanOrder { issuer: MemberId::SYSTEM, target: member, reason: Some(reason), until };
        // What is written down first is lifted again, whatever happens in between.
        let written = self.store.put_recommendation(row, 0, RecommendationBounds { all: 0, each: i64::MAX }).await;
        let outcome = match written {
            Ok(_) => self.ban_at_once(order, &notice).await,
            Err(error) => Err(error),
        };
        if let Err(error) = outcome {
            bans.automatic.borrow_mut().remove(&member);
            return Err(error);
        }
        let who = self.label(member);
        let what = format!("banned {who} automatically, as trusted nodes ({nodes}) recommend: {reasons}");
        self.audit(MemberId::SYSTEM, &what);
        Ok(true)
    }

    /// A ban is the network's no longer; whether it was.
    ///
    /// # Errors
    /// When the database fails.
    pub(in crate::node) async fn end_automatic(&self, member: MemberId) -> Result<bool, StoreError> {
        let was_automatic = self.dsync.bans.automatic.borrow_mut().remove(&member);
        if was_automatic {
            self.store.change_recommendations(Change::Over(AUTOMATIC, member.as_str())).await?;
        }
        Ok(was_automatic)
    }

    /// Somebody's ban was lifted: who heard of it hears that, too. What led to an automatic ban does not lead to it again.
    pub(in crate::node) async fn ban_lifted(&self, member: MemberId) -> Result<(), StoreError> {
        if self.end_automatic(member).await? {
            self.store.change_recommendations(Change::Dismiss(member.as_str())).await?;
        }
        if self.store.change_recommendations(Change::Revoke(member.as_str(), now_ms())).await? > 0 {
            self.dsync.bans.wake.notify_one();
        }
        Ok(())
    }

    /// A member has proven a key, or has none any more.
    pub(in crate::node) async fn proof_changed(&self, member: MemberId) {
        if let Some(hashes) = self.dsync.bans.hashes.borrow_mut().as_mut() {
            hashes.retain(|_, known| *known != member);
        }
        let id = member.as_str();
        let hash = self.own_hash(member);
        if hash.is_none() && self.proven_key(member).is_some() {
            // Federation is off: nobody is called anything.
            return;
        }
        if let Some((hashes, hash)) = self.dsync.bans.hashes.borrow_mut().as_mut().zip(hash.as_ref()) {
            hashes.insert(hash.clone(), member);
        }
        let change = hash.as_deref().map_or(Change::Nobody(id), |hash| Change::About(hash, id));
        match self.store.change_recommendations(change).await {
            Ok(_) if hash.is_some() => self.consider_bans(member, false).await,
            outcome => report(outcome),
        }
    }

    /// A member has no account any more.
    pub(in crate::node) async fn forget_recommendations(&self, member: MemberId) {
        self.dsync.bans.never.borrow_mut().remove(&member);
        self.dsync.bans.automatic.borrow_mut().remove(&member);
        self.proof_changed(member).await;
        for change in [Change::Remove(NEVER, member.as_str()), Change::Over(AUTOMATIC, member.as_str())] {
            report(self.store.change_recommendations(change).await);
        }
    }

    /// What a node said counts for its new key, or for nothing any more.
    pub(in crate::node) fn move_recommendations(&self, old: &str, new: Option<&str>) {
        let (store, old, new) = (self.store.clone(), old.to_owned(), new.map(str::to_owned));
        crate::tasks::spawn(async move {
            let change = new.as_deref().map_or(Change::RemoveAll(&old), |new| Change::Rename(&old, new));
            report(store.change_recommendations(change).await);
        });
    }

    /// Nothing of the network counts about a member any more; an automatic ban of it is lifted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn exempt(&self, member: MemberId) -> Result<(), StoreError> {
        let _turn = self.turn_to_ban().await;
        let row = own_row(NEVER, member.as_str(), member, 0, "active");
        self.store.put_recommendation(row, 0, RecommendationBounds { all: 0, each: i64::MAX }).await?;
        self.dsync.bans.never.borrow_mut().insert(member);
        if self.end_automatic(member).await? {
            self.lift_bans_in_turn(member.as_str()).await?;
        }
        Ok(())
    }

    /// Recommends a ban to those that a person vouches for. How many it will go to; none if the member has proven no key.
    pub fn recommend_ban(self: &Rc<Self>, member: MemberId, reason: &str, words: &str, until: i64) -> usize {
        if !self.is_federated() || self.proven_key(member).is_none() {
            return 0;
        }
        let now = now_ms();
        let mut receivers = self.servers();
        receivers.retain(|row| is_vouched(row) && row.node_key.is_some() && !is_blocked(row, now));
        receivers.truncate(MAX_RECEIVERS);
        let count = receivers.len();
        // SECURITY: another id for each, so that receivers cannot find out together whom they mean.
        let row = |receiver: &ServerRow| RecommendationRow {
            reason: reason.into(),
            note: words.into(),
            ..own_row(&format!("{OURS}{}", receiver.address), &random::uuid(), member, until, "new")
        };
        let rows: Vec<RecommendationRow> = receivers.iter().map(row).collect();
        let node = Rc::clone(self);
        crate::tasks::spawn(async move {
            // What was said about an earlier ban goes after this, so that in between nobody lets them in.
            report(node.store.change_recommendations(Change::Revoke(member.as_str(), now + 1)).await);
            for row in rows {
                report(node.store.put_recommendation(row, 0, RecommendationBounds::SPEC).await);
            }
            node.dsync.bans.wake.notify_one();
        });
        count
    }

    /// Tells others what has to be told, now and whenever there is something.
    pub(super) async fn keep_sending_bans(self: Rc<Self>) {
        loop {
            let waits = self.is_federated() && self.send_bans().await;
            let pause = if waits { PAUSE } else { super::ROUND };
            if waits {
                tokio::time::sleep(pause).await;
            } else {
                let _ = tokio::time::timeout(pause, self.dsync.bans.wake.notified()).await;
            }
        }
    }

    /// Sends what may go out now; whether more may in a moment.
    async fn send_bans(&self) -> bool {
        let rows = match self.store.recommendations(Recommendations::Waiting(now_ms())).await {
            Ok(rows) => rows,
            Err(error) => {
                report::<()>(Err(error));
                return false;
            }
        };
        let (mut passed, mut waits) = (Vec::new(), false);
        for row in rows {
            let address = row.from.strip_prefix(OURS).unwrap_or_default();
            if passed.iter().any(|known| known == address) {
                continue;
            }
            let Some((event, payload)) = self.statement(&row, address) else {
                report(self.store.change_recommendations(Change::Remove(&row.from, &row.id)).await);
                continue;
            };
            let may_go = self.may_send(address, event);
            waits |= !may_go;
            if !may_go || self.post_event(address, event, payload).await.is_none() {
                passed.push(address.to_owned());
                continue;
            }
            let done = match event {
                "ban.revoke" => Change::Remove(&row.from, &row.id),
                _ => Change::State(&row.from, &row.id, "sent", row.ts),
            };
            report(self.store.change_recommendations(done).await);
        }
        waits
    }

    /// What a row of ours says to its receiver; `None` if there is nothing to say any more.
    fn statement(&self, row: &RecommendationRow, address: &str) -> Option<(&'static str, Value)> {
        let server = self.server(address)?;
        if row.state == "revoke" {
            return Some(("ban.revoke", json!({ "id": row.id })));
        }
        let now = now_ms();
        let receiver = NodeKey::parse(server.node_key.as_deref().filter(|_| is_vouched(&server))?)?;
        let key = self.proven_key(row.about.parse().ok()?).filter(|_| row.until > now)?;
        let until = Some(row.until).filter(|until| *until <= now + YEAR);
        let payload = json!({"id": row.id, "member": dsync::member_hash(&receiver.id(), &key.to_spki()),
            "reason": row.reason, "note": row.note, "until": until});
        Some(("ban.recommend", payload))
    }

    /// What is due from time to time: automatic bans whose quorum has gone, and what is too old.
    pub(super) fn look_after_bans(self: &Rc<Self>) {
        let node = Rc::clone(self);
        crate::tasks::spawn(async move {
            let members: Vec<MemberId> = node.dsync.bans.automatic.borrow().iter().copied().collect();
            for member in members {
                node.review_automatic(member).await;
            }
            report(node.store.change_recommendations(Change::Forget(now_ms())).await);
        });
    }

    /// What the page of the network shows above everything else.
    pub fn network_state(&self, recommendations: i64) -> Value {
        let (own, servers) = (self.own_identity(), self.servers());
        let config = self.config();
        let count = |is_it: fn(&ServerRow) -> bool| servers.iter().filter(|row| is_it(row)).count();
        let own_address = self.own_address().map(|address| self.base_of(&address));
        json!({"error": null, "isOn": own.is_some(), "isConfigured": setting(&config, "enabled") == &Value::Bool(true),
            "address": own_address, "key": own.as_ref().map(|own| own.key().to_string()),
            "nodeId": own.as_ref().map(|own| own.key().id()), "policy": self.ban_policy(), "minNodes": self.least_nodes(),
            "blockBelow": setting(&config, "blockBelow").as_i64().unwrap_or(15),
            "blockOnReports": setting(&config, "blockOnReports") == &Value::Bool(true),
            "defaultStatus": config.serverinfo.discovery.default_status, "servers": servers.len(),
            "pinned": count(|row| row.node_key.is_some()), "vouched": count(is_vouched), "recommendations": recommendations})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(address: &str, trust: i64, until: i64) -> Trusted {
        let row = RecommendationRow { until, ..RecommendationRow::default() };
        (row, ServerRow { address: address.into(), trust, ..ServerRow::default() })
    }

    #[test]
    fn a_quorum_is_of_sites_and_ends_when_one_too_few_is_left() {
        let found = [
            said("a.example.org", 6000, 10),
            said("b.example.org", 8000, 90),
            said("example.net:2052", 6000, 30),
            said("example.com", 5999, 100),
        ];
        assert_eq!(Node::voices(&found), 3);
        assert_eq!(quorum(&found, 1), Some(90));
        assert_eq!(quorum(&found, 2), Some(30));
        assert_eq!(quorum(&found, 3), None, "names of one domain are one voice, and 59.99 is not 60");
        assert_eq!(quorum(&[], 0), None);
    }
}
