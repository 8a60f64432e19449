//! Federation (spec 52): who this node is to others, what it takes from them, and what it sends. Off unless
//! `serverinfo.dsync.enabled` is true; while it is off nothing is sent to anybody.

// Nobody can be asked who he is without TLS: such a build is a server among others, and no node.
#![cfg_attr(not(feature = "tls"), allow(dead_code))]

mod bans;
mod checks;
mod receive;
mod send;
mod trust;

pub use receive::Received;
pub(super) use trust::lost;

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, HashMap, VecDeque},
    fs,
    io::{self, Write},
    num::NonZeroUsize,
    path::Path,
    rc::Rc,
    time::{Duration, Instant},
};

use lru::LruCache;
use serde_json::Value;

use super::{Node, now_ms};
use crate::{
    config::{self, Config},
    security::{
        dsync::{self, Identity, NodeKey},
        host,
        keys::PrivateKey,
        limits::{Buckets, TokenBucket},
    },
    store::{RecommendationRow, RetiredKeyRow, ServerRow, StoreError, TrustRow},
};

/// Whether this build can be a node.
pub const FEDERATES: bool = cfg!(feature = "tls");
/// ms of a minute, an hour, a day.
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Hosts whose last check is remembered.
const MAX_CHECKED: NonZeroUsize = NonZeroUsize::new(4096).unwrap();
/// How often the node looks what is due.
const ROUND: Duration = Duration::from_mins(10);

/// A setting of `serverinfo.dsync`.
fn setting<'a>(config: &'a Config, name: &str) -> &'a Value {
    config.serverinfo.extra.get("dsync").and_then(|dsync| dsync.get(name)).unwrap_or(&Value::Null)
}

/// Whether private addresses and plain `http` may be asked: for tests on one machine.
pub fn allows_private(config: &Config) -> bool {
    setting(config, "allowPrivateAddresses") == &Value::Bool(true)
}

/// The keys of a node, as they were found beside its settings.
#[derive(Debug, Default)]
pub struct NodeKeys {
    identity: Option<Identity>,
    rotations: Vec<Value>,
    /// The key that clients know the node by.
    rsa: Option<PrivateKey>,
}

/// Reads the keys beside `config_path`. Makes the one that signs events if it is needed and not there.
///
/// # Errors
/// A sentence, when a file is damaged or cannot be read or written. It is never overwritten.
pub fn load_keys(config_path: &Path, config: &Config) -> Result<NodeKeys, String> {
    let mut keys = NodeKeys::default();
    if !FEDERATES {
        if setting(config, "enabled") == &Value::Bool(true) {
            return Err(
                "serverinfo.dsync: this build has no TLS, and federation needs it; use a build with the feature tls"
                    .into(),
            );
        }
        return Ok(keys);
    }
    let rsa = config_path.with_file_name(RSA_FILE);
    if let Some(text) = read(&rsa)? {
        keys.rsa = Some(PrivateKey::from_file(&text).ok_or_else(|| damaged(&rsa))?);
    }
    if setting(config, "enabled") != &Value::Bool(true) {
        return Ok(keys);
    }
    let path = config_path.with_file_name(IDENTITY_FILE);
    let text = if let Some(text) = read(&path)? {
        text
    } else {
        let (_, text) = Identity::new().ok_or("no key could be made")?;
        create(&path, &text).map_err(|error| format!("{}: cannot be written: {error}", path.display()))?;
        text
    };
    keys.identity = Some(Identity::from_file(&text).ok_or_else(|| damaged(&path))?);
    let file: Value = serde_json::from_str(&text).unwrap_or_default();
    keys.rotations = file["rotations"].as_array().cloned().unwrap_or_default();
    Ok(keys)
}

const IDENTITY_FILE: &str = "node_ed25519.json";
const RSA_FILE: &str = "privatekey.json";

fn read(path: &Path) -> Result<Option<String>, String> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{}: {error}", path.display())),
    }
}

fn damaged(path: &Path) -> String {
    format!(
        "{}: this is no key of a node; put the right file back, or move it away to begin with a new key",
        path.display()
    )
}

/// Makes a file that only its owner may read. SECURITY: never one that is there.
fn create(path: &Path, text: &str) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// What the node remembers about others.
pub(super) struct Dsync {
    identity: RefCell<Option<Rc<Identity>>>,
    rotations: RefCell<Vec<Value>>,
    rsa: RefCell<Option<Rc<PrivateKey>>>,
    /// All that are known, by address. At most [`super::network::MAX_SERVERS`].
    pub(super) servers: Rc<RefCell<BTreeMap<String, ServerRow>>>,
    retired: RefCell<HashMap<String, RetiredKeyRow>>,
    /// Keys that a check found instead of the pinned ones, since when, and at how many days.
    strange: RefCell<HashMap<String, (NodeKey, i64, u32)>>,
    receive: receive::Receiving,
    /// Hosts that wait for a check, and how many are being checked.
    queue: RefCell<VecDeque<String>>,
    checking: Cell<usize>,
    checked: RefCell<LruCache<String, i64>>,
    /// When events went out lately, by kind and receiver.
    sent: RefCell<HashMap<(&'static str, String), Vec<Instant>>>,
    reports: trust::Reports,
    bans: bans::Bans,
    /// The object that `/discover` shows, and when it was signed.
    shown: RefCell<(i64, Value)>,
}

impl Dsync {
    pub(super) fn new(
        keys: NodeKeys,
        servers: Vec<ServerRow>,
        retired: Vec<RetiredKeyRow>,
        recommendations: Vec<RecommendationRow>,
        lost: Vec<TrustRow>,
    ) -> Self {
        let strange = servers
            .iter()
            .filter_map(|row| Some((row.address.clone(), checks::strange_from(row.strange.as_deref()?)?)));
        Self {
            strange: RefCell::new(strange.collect()),
            identity: RefCell::new(keys.identity.map(Rc::new)),
            rotations: RefCell::new(keys.rotations),
            rsa: RefCell::new(keys.rsa.map(Rc::new)),
            servers: Rc::new(RefCell::new(servers.into_iter().map(|row| (row.address.clone(), row)).collect())),
            retired: RefCell::new(retired.into_iter().map(|row| (row.key.clone(), row)).collect()),
            receive: receive::Receiving::default(),
            queue: RefCell::default(),
            checking: Cell::new(0),
            checked: RefCell::new(LruCache::new(MAX_CHECKED)),
            sent: RefCell::default(),
            reports: trust::Reports::new(lost),
            bans: bans::Bans::new(recommendations),
            shown: RefCell::new((0, Value::Null)),
        }
    }
}

impl Node {
    /// The key that signs, if federation is on and this node has an address of its own.
    pub(super) fn own_identity(&self) -> Option<Rc<Identity>> {
        if !FEDERATES {
            return None;
        }
        let is_on = setting(&self.config(), "enabled") == &Value::Bool(true) && self.own_address().is_some();
        self.dsync.identity.borrow().clone().filter(|_| is_on)
    }

    /// Whether federation is on.
    pub fn is_federated(&self) -> bool {
        self.own_identity().is_some()
    }

    /// `host` or `host:port` by which others know this node.
    fn own_address(&self) -> Option<String> {
        host::extract(&self.config().serverinfo.app.url)
    }

    /// The address of a server as nodes write it.
    fn base_of(&self, address: &str) -> String {
        format!("{}{address}", if allows_private(&self.config()) { "http://" } else { "https://" })
    }

    /// What [`Self::base_of`] was made of.
    fn address_of(&self, base: &str) -> Option<String> {
        let address = host::extract(base)?;
        (self.base_of(&address) == base && (allows_private(&self.config()) || host::is_public(&address)))
            .then_some(address)
    }

    /// What `/discover` shows besides: the signed object of this node.
    pub fn node_object(&self) -> Option<Value> {
        let (identity, address, now) = (self.own_identity()?, self.base_of(&self.own_address()?), now_ms());
        let mut shown = self.dsync.shown.borrow_mut();
        if shown.1["address"] != address || shown.1["key"] != identity.key().as_str() || now - shown.0 > DAY / 2 {
            *shown = (now, dsync::node_object(&identity, &address, now, &self.dsync.rotations.borrow()));
        }
        Some(shown.1.clone())
    }

    /// The key that clients know this node by, in PEM; empty if there is none.
    pub fn public_key(&self) -> String {
        self.dsync.rsa.borrow().as_ref().map(|key| key.public_pem()).unwrap_or_default()
    }

    /// Solves a challenge for the node's key (spec 50 section A4). SECURITY: only texts that have the form of a challenge
    /// are given back, so that nobody can have anything else opened.
    pub fn solve_challenge(&self, challenge: &Value) -> Option<(String, String)> {
        let key = self.dsync.rsa.borrow().clone().filter(|_| FEDERATES)?;
        let is_challenge = |text: &String| {
            (8..=80).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9'))
        };
        Some((key.open(challenge).filter(is_challenge)?, key.public_pem()))
    }

    /// Begins what federation does by itself. Without it nothing happens here, now or later.
    pub(super) fn start_dsync(self: &Rc<Self>) {
        if !FEDERATES || self.dsync.identity.borrow().is_none() {
            return;
        }
        if self.own_address().is_none() {
            log::warn!("dSync is on, but serverinfo.app.url is no address; it stays off until it is one");
        }
        if self.dsync.rsa.borrow().is_none() {
            let (node, path) = (Rc::clone(self), self.config_path.with_file_name(RSA_FILE));
            crate::tasks::spawn(async move {
                let made = tokio::task::spawn_blocking(move || {
                    let key = PrivateKey::generate()?;
                    create(&path, &key.to_file())
                        .inspect_err(|error| log::error!("{}: {error}", path.display()))
                        .ok()?;
                    Some(key)
                });
                if let Ok(Some(key)) = made.await {
                    node.dsync.rsa.replace(Some(Rc::new(key)));
                }
            });
        }
        crate::tasks::spawn(Rc::clone(self).keep_sending_bans());
        let node = Rc::clone(self);
        crate::tasks::spawn(async move {
            let mut last = now_ms();
            loop {
                if node.is_federated() {
                    node.look_after_servers(last);
                }
                last = now_ms();
                tokio::time::sleep(ROUND).await;
            }
        });
    }

    /// Replaces this node's key by a new one, which the old one announces. What to say to the operator.
    ///
    /// # Errors
    /// A sentence.
    pub fn rotate_key(&self, is_compromised: bool) -> Result<String, String> {
        let old = self.own_identity().ok_or("dSync is off")?;
        let address = self.base_of(&self.own_address().ok_or("this node has no address")?);
        let (new, text) = Identity::new().ok_or("no key could be made")?;
        let mut rotations = self.dsync.rotations.borrow().clone();
        rotations.push(dsync::rotate(&old, &new, &address, now_ms(), is_compromised));
        rotations.drain(..rotations.len().saturating_sub(4));
        let mut file: Value = serde_json::from_str(&text).unwrap_or_default();
        file["rotations"] = rotations.clone().into();
        let path = self.config_path.with_file_name(IDENTITY_FILE);
        config::write_atomic(&path, file.to_string().as_bytes())
            .map_err(|error| format!("{}: {error}", path.display()))?;
        // The old half is of no use to anybody but a thief.
        let _ = fs::remove_file(self.config_path.with_file_name(format!("{IDENTITY_FILE}.bak")));
        let said = format!("the new key is {}", new.key());
        self.dsync.rotations.replace(rotations);
        self.dsync.identity.replace(Some(Rc::new(new)));
        self.dsync.bans.forget_hashes();
        Ok(said)
    }

    /// What of a server the node holds in memory.
    pub fn server(&self, address: &str) -> Option<ServerRow> {
        self.dsync.servers.borrow().get(address).cloned()
    }

    /// All servers, by address.
    pub fn servers(&self) -> Vec<ServerRow> {
        self.dsync.servers.borrow().values().cloned().collect()
    }

    /// The key that the last check of a server found instead of the pinned one.
    pub fn strange_key(&self, address: &str) -> Option<String> {
        self.dsync.strange.borrow().get(address).map(|(key, ..)| key.to_string())
    }

    /// Changes what is known of a server, in memory at once and in the store a moment later.
    fn change_server(&self, address: &str, change: impl FnOnce(&mut ServerRow)) {
        self.update_server(address, true, change);
    }

    fn update_server(&self, address: &str, is_stored: bool, change: impl FnOnce(&mut ServerRow)) {
        let mut servers = self.dsync.servers.borrow_mut();
        let Some(row) = servers.get_mut(address) else { return };
        change(row);
        let row = row.clone();
        drop(servers);
        if is_stored {
            self.save_server(row);
        }
    }

    /// Takes note that a server has said something valid: to the hour, so that not every event is a write.
    fn heard_of(&self, address: &str, now: i64) {
        if self.server(address).is_some_and(|row| now - row.last_seen >= HOUR) {
            self.change_server(address, |row| row.last_seen = now);
        }
    }

    /// Forgets what is in memory about a server that is no longer known.
    pub(super) fn forget_opinions(&self, address: &str) {
        self.dsync.strange.borrow_mut().remove(address);
        self.dsync.reports.losses.borrow_mut().remove(address);
    }

    pub(super) fn save_server(&self, row: ServerRow) {
        let (store, servers) = (self.store.clone(), Rc::clone(&self.dsync.servers));
        crate::tasks::spawn(async move {
            let id = row.node_key.as_deref().and_then(NodeKey::parse).map(|key| key.id());
            match store.save_server(row.clone(), id).await {
                Ok(id) => {
                    if let Some(known) = servers.borrow_mut().get_mut(&row.address) {
                        known.id = id;
                    }
                }
                Err(error) => log::warn!("what is known of other servers could not be stored: {error}"),
            }
        });
    }

    /// The server that a key is pinned for.
    fn server_of(&self, key: &NodeKey) -> Option<ServerRow> {
        let servers = self.dsync.servers.borrow();
        servers.values().find(|row| row.node_key.as_deref() == Some(key.as_str())).cloned()
    }

    /// For people: who this node is, and who the others are.
    pub fn network_overview(&self) -> String {
        let mut text = match self.own_identity() {
            Some(identity) => format!("this node: {}\nkey: {}\n", identity.key().id(), identity.key()),
            None => "dSync is off\n".into(),
        };
        for row in self.servers() {
            let pin = if row.node_key.is_some() { "node" } else { "no node" };
            text.push_str(&format!("{} {} {pin} {}\n", row.address, row.status, row.trust / 100));
        }
        text
    }
}

/// Whether nothing goes to this server, and nothing is taken from it.
fn is_blocked(row: &ServerRow, now: i64) -> bool {
    row.status == super::ServerStatus::Blocked.name() || row.blocked_until > now
}

/// Whether a person has vouched for it.
fn is_vouched(row: &ServerRow) -> bool {
    row.decided_by.is_some() && row.status == super::ServerStatus::Verified.name()
}

fn report<T>(outcome: Result<T, StoreError>) {
    if let Err(error) = outcome {
        log::warn!("what is known of other servers could not be stored: {error}");
    }
}
