//! Floor 3: the running node. Hot state, configuration, store and connections behind one handle;
//! the only writer of all of them.

mod access;
mod addresses;
mod agenda;
mod articles;
mod audit;
mod bans;
mod calls;
mod charts;
mod chat;
mod direct;
pub mod dsync;
mod emojis;
mod hashing;
mod inbox;
mod info;
mod keys;
mod logins;
pub mod media;
mod members;
mod messenger;
mod moderation;
mod network;
mod nonces;
mod outgoing;
mod pace;
mod persistence;
mod presence;
mod previews;
mod reactions;
mod reading;
mod reports;
mod search;
mod sockets;
mod structure;
mod threads;
mod typing;
mod upkeep;
mod uploads;
mod voice;
mod voice_end;
mod voice_jobs;
mod voice_presence;
mod voice_watch;

pub use access::Place;
pub use bans::Ban;
pub use charts::ChartPaths;
pub use chat::SendError;
pub use direct::{DirectError, DirectPage};
pub use emojis::EmojiError;
pub use hashing::{Overloaded, Queue};
pub use inbox::InboxItem;
pub use info::PROTOCOL_VERSION;
pub use keys::{ChallengeError, OpenedSession};
pub use members::{Hint, JoinedMember};
pub use messenger::MessengerError;
pub use moderation::BanOrder;
pub use network::{ServerStatus, SubmitError};
pub use pace::Slowed;
pub use reactions::ReactionError;
pub use reading::understand;
pub use search::{SearchError, SearchPage, Wanted};
pub use sockets::{Identity, PendingJoin, Proven, Spent};
pub use threads::{Viewer, is_in, is_ticket, iso};
pub use voice::VoiceError;

use std::{
    cell::{Cell, Ref, RefCell},
    collections::HashMap,
    net::IpAddr,
    path::{Path, PathBuf},
    rc::Rc,
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::value::RawValue;

use crate::{
    config::{Config, Overrides},
    model::ids::MemberId,
    outgoing::Outgoing,
    realtime::{Counter, Hub},
    security::limits::{Buckets, FailureCounters, MinuteCount},
    store::{Recommendations, Store, StoreError},
};

/// What a node is started with.
#[derive(Debug)]
pub struct NodeOptions {
    /// Where everything is kept.
    pub data: PathBuf,
    /// Where config.json is.
    pub config_path: PathBuf,
    /// The configuration as loaded.
    pub config: Config,
    /// What the environment says on top; never saved.
    pub overrides: Overrides,
    /// Persistence.
    pub store: Store,
    /// Connections.
    pub hub: Hub,
    /// The node's own keys.
    pub keys: dsync::NodeKeys,
}

/// The running node. Shared as `Rc<Node>`; every method borrows its state for a moment only, never
/// across an `await`.
pub struct Node {
    /// Connections and rooms.
    pub hub: Hub,
    /// Persistence.
    pub store: Store,
    /// Failed logins by address and by login name.
    login_failures: RefCell<FailureCounters>,
    /// New accounts and failed logins.
    surge: RefCell<MinuteCount>,
    config: RefCell<Config>,
    data: PathBuf,
    config_path: PathBuf,
    overrides: Overrides,
    started: i64,
    /// Time of the newest message of this run.
    last_message: Cell<i64>,
    members: RefCell<members::Members>,
    bans: RefCell<bans::Bans>,
    keys: keys::Keys,
    dsync: dsync::Dsync,
    /// Batches of servers that members brought.
    batches: RefCell<Buckets<MemberId>>,
    direct: direct::Direct,
    messenger: messenger::Messenger,
    addresses: addresses::Addresses,
    access: access::Access,
    sockets: RefCell<sockets::Sockets>,
    /// Addresses whose sockets were ended for too many events: since when, and how often.
    floods: RefCell<HashMap<IpAddr, (i64, u32)>>,
    typing: RefCell<typing::Typing>,
    paces: RefCell<pace::Paces>,
    nonces: nonces::Nonces,
    searches: search::Searches,
    charts: charts::Charts,
    agenda: agenda::Agenda,
    unsaved: RefCell<persistence::Unsaved>,
    hints: members::Hints,
    /// Grows whenever something changes that the member list shows.
    member_list_version: Cell<u64>,
    member_lists: RefCell<members::MemberLists>,
    hashing: Rc<hashing::Hashing>,
    counters: Counters,
    outgoing: Outgoing,
    previews: previews::Previews,
    uploads: uploads::UploadFacts,
    calls: voice::Calls,
    /// The emojis as they are sent, once somebody asked for them.
    emojis: RefCell<Option<Rc<RawValue>>>,
}

/// What happened so far, counted: for `/metrics`.
#[derive(Debug, Default)]
pub struct Counters {
    /// Messages stored.
    pub messages: Counter,
    /// Events refused because there were too many.
    pub rate_limited: Counter,
    /// Events answered with an error.
    pub refused: Counter,
    /// Logins with a wrong name or password.
    pub failed_logins: Counter,
    /// Accounts created.
    pub registrations: Counter,
    /// Reports and recommendations of nodes that are not listened to.
    pub unheard: Counter,
    /// Searches begun.
    pub searches: Counter,
    /// Old messages that were indexed for searching.
    pub indexed: Counter,
    /// Writes that were committed.
    pub stored: Counter,
    /// Writes that failed.
    pub store_failures: Counter,
    /// How long messages waited for the store, all together, in microseconds.
    pub store_wait_us: Counter,
}

impl std::fmt::Debug for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Node").field("config_path", &self.config_path).finish_non_exhaustive()
    }
}

impl Node {
    /// Loads the hot state and starts the node's own background task. Must be called inside of a
    /// `LocalSet`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn start(options: NodeOptions) -> Result<Rc<Self>, StoreError> {
        let rows = options.store.load_members().await?;
        let bans = bans::Bans::load(options.store.load_bans().await?);
        let proofs = options.store.key_proofs().await?;
        let (servers, retired) = (options.store.servers().await?, options.store.retired_keys().await?);
        let recommendations = options.store.recommendations(Recommendations::Local).await?;
        let lost = dsync::lost(&options.store).await?;
        let access = access::Access::default();
        let members = members::Members::load(rows, &proofs, &options.config, &access);
        let outgoing = Outgoing::new(outgoing::settings(&options.config));
        let calls = voice::Calls::new(&options.config, &options.overrides);
        let node = Rc::new(Self {
            hub: options.hub,
            store: options.store,
            login_failures: RefCell::default(),
            surge: RefCell::default(),
            config: RefCell::new(options.config),
            data: options.data,
            config_path: options.config_path,
            overrides: options.overrides,
            started: now_ms(),
            last_message: Cell::new(0),
            members: RefCell::new(members),
            bans: RefCell::new(bans),
            keys: keys::Keys::load(proofs),
            dsync: dsync::Dsync::new(options.keys, servers, retired, recommendations, lost),
            batches: RefCell::new(Buckets::new(1, 600)),
            direct: direct::Direct::default(),
            messenger: messenger::Messenger::default(),
            addresses: addresses::Addresses::default(),
            access,
            sockets: RefCell::default(),
            floods: RefCell::default(),
            typing: RefCell::default(),
            paces: RefCell::default(),
            nonces: nonces::Nonces::default(),
            searches: search::Searches::default(),
            charts: charts::Charts::default(),
            agenda: agenda::Agenda::default(),
            unsaved: RefCell::default(),
            hints: members::Hints::default(),
            member_list_version: Cell::new(0),
            member_lists: RefCell::default(),
            hashing: Rc::default(),
            counters: Counters::default(),
            outgoing,
            previews: previews::Previews::default(),
            uploads: uploads::UploadFacts::default(),
            calls,
            emojis: RefCell::default(),
        });
        node.plan_clean_up();
        node.start_search().await;
        crate::tasks::spawn(agenda::run(Rc::clone(&node)));
        crate::tasks::spawn(voice_watch::run(Rc::clone(&node)));
        node.start_dsync();
        Ok(node)
    }

    /// The configuration, to be read for a moment.
    pub fn config(&self) -> Ref<'_, Config> {
        self.config.borrow()
    }

    /// When the node was started, ms since the epoch.
    pub fn started(&self) -> i64 {
        self.started
    }

    /// Where everything is kept.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// What happened so far.
    pub fn counters(&self) -> &Counters {
        &self.counters
    }

    /// What the environment overrides.
    pub fn overrides(&self) -> &Overrides {
        &self.overrides
    }

    /// Writes everything that is not on disk yet and closes the store.
    pub async fn shut_down(self: &Rc<Self>) {
        self.hub.shutdown().await;
        self.save_members().await;
        self.save_config().await;
        self.store.close().await;
    }
}

/// Now, in ms since the epoch: the time unit of the wire and of storage.
pub fn now_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}
