//! Other servers that this one knows of (spec 51 sections 2, 6 and 7).

use std::{fmt, rc::Rc};

use serde_json::Value;

use super::Node;
use crate::{
    model::ids::MemberId,
    order,
    security::{dsync, host},
    store::ServerRow,
};

/// Most servers that are known. Submissions beyond it are dropped.
const MAX_SERVERS: usize = 2000;
/// Most servers of one site: names below one domain cost nothing.
const MAX_PER_SITE: usize = 10;
/// Checks in a row that failed, after which a server makes room for another of its site: an hour of them.
const GONE: i64 = 6;
/// Most servers that are taken from a client at a time.
const MAX_KNOWN: usize = 50;
/// Most servers on the public list.
const MAX_LISTED: usize = 50;

/// What the operator thinks of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerStatus {
    /// On the public list.
    Verified,
    /// Waits for the operator.
    Pending,
    /// Never listed, never contacted.
    Blocked,
}

impl ServerStatus {
    /// The name on the wire and in storage.
    pub fn name(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Pending => "pending",
            Self::Blocked => "blocked",
        }
    }

    /// The status of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Verified, Self::Pending, Self::Blocked].into_iter().find(|status| status.name() == name)
    }
}

/// Why a server was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubmitError {
    /// It is this one.
    Own,
    /// Too many are known.
    Full,
}

impl fmt::Display for SubmitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own => f.write_str("that is this server"),
            Self::Full => f.write_str("too many servers are known"),
        }
    }
}

impl std::error::Error for SubmitError {}

impl Node {
    /// The public list, those heard of last first.
    pub fn listed_servers(&self) -> Vec<ServerRow> {
        let hidden = [ServerStatus::Pending.name(), ServerStatus::Blocked.name()];
        let mut rows = self.servers();
        rows.retain(|row| !hidden.contains(&row.status.as_str()));
        order::by_number_down(&mut rows, |row| row.last_sync.unwrap_or(i64::MIN));
        rows.truncate(MAX_LISTED);
        rows
    }

    /// Takes a server that somebody submitted. It waits for the operator: nobody has looked at it yet. Where federation
    /// is on, it is looked at first, and only kept if it shows itself.
    ///
    /// # Errors
    /// When it is not taken.
    pub fn submit_server(self: &Rc<Self>, address: &str) -> Result<(), SubmitError> {
        if host::extract(&self.config().serverinfo.app.url).as_deref() == Some(address) {
            return Err(SubmitError::Own);
        }
        if self.is_federated() {
            self.check_later(address);
            return Ok(());
        }
        self.add_server(address, ServerStatus::Pending)
    }

    /// Takes the servers that a client knows, in any form that clients have sent them (spec 51 section 7.1).
    pub fn take_known_servers(self: &Rc<Self>, member: MemberId, known: &Value) {
        let syncs = self.config().serverinfo.discovery.network_syncing;
        if !syncs || !self.is_federated() {
            return;
        }
        let parsed = known.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
        let known = parsed.as_ref().unwrap_or(known);
        let of_entry = |entry: &Value| {
            let address = entry.get("address").or_else(|| entry.get("Address")).unwrap_or(entry);
            address.as_str().map(str::to_owned)
        };
        let mut addresses: Vec<String> = match known {
            Value::Object(entries) => entries.keys().take(MAX_KNOWN).cloned().collect(),
            Value::Array(entries) => entries.iter().take(MAX_KNOWN).filter_map(of_entry).collect(),
            _ => return,
        };
        addresses.retain(|address| address.len() <= 255);
        if addresses.is_empty() || !self.batches.borrow_mut().take(member, std::time::Instant::now()) {
            return;
        }
        for address in addresses.iter().filter_map(|address| host::extract(address)) {
            if self.server(&address).is_none() {
                self.check_later(&address);
            }
        }
    }

    /// Adds a server that is not known yet; a known one stays as it is. When there is no room, one goes that nobody
    /// decided about: that of the lowest score, and of those the oldest.
    pub(super) fn add_server(&self, address: &str, status: ServerStatus) -> Result<(), SubmitError> {
        let site = dsync::site(address);
        let may_go = |row: &ServerRow| {
            row.decided_by.is_none() && row.blocked_until == 0 && row.status != ServerStatus::Blocked.name()
        };
        let rows = self.servers();
        if rows.iter().any(|row| row.address == address) {
            return Ok(());
        }
        let of_site = || rows.iter().filter(|row| row.decided_by.is_none() && dsync::site(&row.address) == site);
        if of_site().count() >= MAX_PER_SITE {
            // Servers of one site make no room for each other, whoever has many names would change the list with every one;
            // but those that are gone do.
            let gone = of_site().find(|row| row.failures >= GONE && may_go(row));
            self.forget_server(&gone.ok_or(SubmitError::Full)?.address);
        }
        if rows.len() >= MAX_SERVERS {
            let oldest = rows.iter().filter(|row| may_go(row)).min_by_key(|row| (row.trust, row.last_sync, row.id));
            self.forget_server(&oldest.ok_or(SubmitError::Full)?.address);
        }
        let row = ServerRow { address: address.into(), status: status.name().into(), ..ServerRow::default() };
        self.dsync.servers.borrow_mut().insert(address.into(), row.clone());
        self.save_server(row);
        Ok(())
    }

    /// Whether there are as many servers of a site as may be, so that it is of no use to look at another one. Those that
    /// somebody has decided about and those that are gone take nobody's place.
    pub(super) fn is_site_full(&self, address: &str) -> bool {
        let (site, servers) = (dsync::site(address), self.dsync.servers.borrow());
        let takes_place = |row: &&ServerRow| row.decided_by.is_none() && row.failures < GONE;
        servers.values().filter(takes_place).filter(|row| dsync::site(&row.address) == site).count() >= MAX_PER_SITE
    }

    /// Forgets a server.
    pub(super) fn forget_server(&self, address: &str) {
        let gone = self.dsync.servers.borrow_mut().remove(address);
        if let Some(key) = gone.and_then(|row| row.node_key) {
            self.move_recommendations(&key, None);
        }
        self.forget_opinions(address);
        let (store, address) = (self.store.clone(), address.to_owned());
        crate::tasks::spawn(async move {
            if let Err(error) = store.remove_server(address).await {
                log::warn!("a server could not be forgotten: {error}");
            }
        });
    }
}
