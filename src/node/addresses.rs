//! The operator's rules for addresses (spec 10 section 11), and what is looked up for them.
//!
//! A look-up tells somebody else who visits: there is none unless the operator names a service. Nobody waits for
//! one, either: who comes for the first time is let in, and sent away when the answer says so.

use std::{
    cell::RefCell,
    net::IpAddr,
    num::NonZeroUsize,
    rc::Rc,
    time::{Duration, Instant},
};

use lru::LruCache;
use serde_json::json;

use super::{Node, now_ms};
use crate::{
    config::IpRules,
    model::ids::MemberId,
    outgoing::{Ask, Policy},
    security::{
        ip::{is_listed, is_path_listed, subscriber},
        ip_facts::IpFacts,
        limits::TokenBucket,
        outbound::{Target, is_global, is_web_port},
    },
    store::{CachedRow, StoreError},
};

/// How long an answer is believed, and how long nobody is asked again after there was none.
const KNOWN_LASTS: i64 = 3 * 24 * 60 * 60 * 1000;
const UNKNOWN_LASTS: i64 = 10 * 60 * 1000;
/// Addresses in memory, about 200 bytes each.
const MAX_KNOWN: NonZeroUsize = NonZeroUsize::new(1024).unwrap();
/// Look-ups at a time, and in a minute: services count them, and an attacker has many addresses.
const MAX_AT_A_TIME: usize = 8;
const PER_MINUTE: u32 = 60;
/// `type` of the rows (spec 31 section 3.7).
const KIND: &str = "ip_cache";

const LOOKUP: Policy = Policy {
    purpose: "address",
    allows_http: true,
    allows_private: false,
    port: is_web_port,
    redirects: 0,
    time: Duration::from_secs(3),
    accepts: |kind| kind == "application/json",
    max_body: 64 * 1024,
    cuts_body: false,
};

/// Facts, or that there are none, and until when that is believed.
type Known = (Option<Rc<IpFacts>>, i64);

/// What is known of addresses.
pub(super) struct Addresses {
    known: RefCell<LruCache<IpAddr, Known>>,
    budget: RefCell<TokenBucket>,
    /// Those that are being looked up.
    open: RefCell<heapless::Vec<IpAddr, MAX_AT_A_TIME>>,
}

impl Default for Addresses {
    fn default() -> Self {
        Self {
            known: RefCell::new(LruCache::new(MAX_KNOWN)),
            budget: RefCell::new(TokenBucket::new(PER_MINUTE, 60)),
            open: RefCell::default(),
        }
    }
}

/// Whether facts keep an address out.
fn is_refused(rules: &IpRules, facts: &IpFacts) -> bool {
    let flags = [
        (rules.block_bogon, facts.is_bogon),
        (rules.block_data_center, facts.is_datacenter),
        (rules.block_satelite, facts.is_satellite),
        (rules.block_crawler, facts.is_crawler),
        (rules.block_proxy, facts.is_proxy),
        (rules.block_vpn, facts.is_vpn),
        (rules.block_tor, facts.is_tor),
        (rules.block_abuser, facts.is_abuser),
    ];
    !facts.is_of_company(&rules.company_domain_whitelist)
        && (flags.iter().any(|(blocks, is_set)| *blocks && *is_set)
            || facts.is_in_country(&rules.blocked_country_codes))
}

impl Node {
    /// Whether the rules let an address in, for a path or, without one, for the chat. This machine always is.
    pub fn admits(&self, address: IpAddr, path: Option<&str>) -> bool {
        let config = self.config();
        let rules = &config.serverinfo.moderation.ip;
        if address.is_loopback() {
            return true;
        }
        if is_listed(&rules.blacklist, address) {
            return false;
        }
        if path.is_some_and(|path| is_path_listed(&rules.url_whitelist, path)) || is_listed(&rules.whitelist, address) {
            return true;
        }
        self.facts_of(address).is_none_or(|facts| !is_refused(rules, &facts))
    }

    /// What is known of an address at the moment.
    fn facts_of(&self, address: IpAddr) -> Option<Rc<IpFacts>> {
        let mut known = self.addresses.known.borrow_mut();
        let (facts, until) = known.get(&subscriber(address))?;
        facts.clone().filter(|_| *until > now_ms())
    }

    /// The country of an address, if it is known and may be told.
    pub fn country_of(&self, address: IpAddr) -> Option<String> {
        self.facts_of(address)?.country()
    }

    /// Looks an address up in the background, if the operator wants that and it is not known yet.
    pub fn look_up(self: &Rc<Self>, address: IpAddr) {
        let service = self.config().dcts_edge.outgoing.ip_lookup.clone();
        let is_known = || {
            let mut known = self.addresses.known.borrow_mut();
            known.get(&subscriber(address)).is_some_and(|(_, until)| *until > now_ms())
        };
        let subject = subscriber(address);
        let is_open = || self.addresses.open.borrow().contains(&subject);
        if service.is_empty() || !is_global(address) || is_known() || is_open() {
            return;
        }
        if self.addresses.open.borrow_mut().push(subject).is_err() {
            return;
        }
        let node = Rc::clone(self);
        crate::tasks::spawn(async move {
            let found = node.find_facts(&service, address).await;
            node.addresses.open.borrow_mut().retain(|open| *open != subject);
            let lasts = if found.is_some() { KNOWN_LASTS } else { UNKNOWN_LASTS };
            node.addresses.known.borrow_mut().put(subject, (found.map(Rc::new), now_ms() + lasts));
            node.apply_facts(address).await;
        });
    }

    async fn find_facts(&self, service: &str, address: IpAddr) -> Option<IpFacts> {
        let subject = subscriber(address).to_string();
        let stored = self.store.cached(KIND, subject.clone()).await;
        let stored = stored.inspect_err(|error| log::debug!("stored addresses: {error}")).ok().flatten();
        if let Some(row) = stored.filter(|row| now_ms().saturating_sub(row.updated) < KNOWN_LASTS)
            && let Some(facts) = IpFacts::parse(row.data.as_bytes())
        {
            return Some(facts);
        }
        if !self.addresses.budget.borrow_mut().take(Instant::now()) {
            return None;
        }
        let target: Target = service.replace("{ip}", &subject).parse().ok()?;
        let answer =
            async { self.outgoing.send(Ask::get(target).accept("application/json"), &LOOKUP).await?.bytes().await };
        let body = answer.await.inspect_err(|error| log::debug!("{address} could not be looked up: {error}")).ok()?;
        let facts = IpFacts::parse(&body)?;
        if let Ok(data) = serde_json::to_string(&facts) {
            let row = CachedRow { data, updated: now_ms() };
            if let Err(error) = self.store.put_cached(KIND, subject, row).await {
                log::debug!("stored addresses: {error}");
            }
        }
        Some(facts)
    }

    /// Does what the answer calls for to those who came before it.
    async fn apply_facts(&self, address: IpAddr) {
        if !self.admits(address, None) {
            log::info!("{address} is kept out by the address rules");
            let notice = json!({"title": "Not let in", "message": "This address is not let in.", "type": "error",
                "displayTime": 600_000, "buttons": {"0": {"text": "Ok", "events": ""}}});
            self.send_address_away(address, &notice);
            return;
        }
        let Some(country) = self.country_of(address) else { return };
        for member in self.members_without_country(address) {
            if let Err(error) = self.set_country(member, country.clone()).await {
                log::warn!("the country of {member} could not be saved: {error}");
            }
        }
    }

    fn members_without_country(&self, address: IpAddr) -> Vec<MemberId> {
        let sockets = self.sockets.borrow();
        let members = self.members.borrow();
        let joined = sockets.of_address(address).filter_map(|conn| sockets.member(conn));
        let mut found: Vec<MemberId> =
            joined.filter(|id| members.get(*id).is_some_and(|m| m.country().is_none())).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Writes down where a member comes from.
    ///
    /// # Errors
    /// When the store fails; nothing was changed then.
    pub async fn set_country(&self, id: MemberId, country: String) -> Result<(), StoreError> {
        self.note(self.store.set_country(id, country.clone()).await)?;
        if let Some(member) = self.members.borrow_mut().get_mut(id) {
            member.profile.get_or_insert_default().country_code = Some(country.into());
        }
        self.member_list_changed();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn facts_are_judged_by_the_rules() {
        let mut rules = Config::default().serverinfo.moderation.ip;
        let vpn = IpFacts::parse(br#"{"is_vpn":true,"company":{"domain":"good.example"}}"#).unwrap();
        assert!(is_refused(&rules, &vpn));
        rules.company_domain_whitelist = vec!["good.example".into()];
        assert!(!is_refused(&rules, &vpn));
        rules.company_domain_whitelist.clear();
        rules.block_vpn = false;
        assert!(!is_refused(&rules, &vpn));
        let there = IpFacts::parse(br#"{"location":{"country_code":"XX"}}"#).unwrap();
        assert!(!is_refused(&rules, &there));
        rules.blocked_country_codes = vec!["xx".into()];
        assert!(is_refused(&rules, &there));
    }
}
