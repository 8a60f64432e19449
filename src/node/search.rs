//! Searching in what a member may read, and the indexing of what was written before there was an index.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    fmt,
    rc::Rc,
    time::{Duration, Instant},
};

use tokio::{sync::Semaphore, time::sleep};

use super::{Node, Place, reading::View, understand};
use crate::{
    model::{
        ids::{ChannelId, MemberId, RoomId},
        messages::{StoredMessage, WireMessage},
        permissions::Permission,
        search::Terms,
    },
    store::{Found, Search, StoreError},
};

/// Members that may wait for their turn: with a search taking three seconds at most and a few milliseconds as a
/// rule, whoever comes after so many would give up.
const MAX_WAITING: usize = 32;

/// Looks into the index for one page, when much of what is found is not for who asks.
const MAX_ROUNDS: usize = 8;

/// After so long nothing more is looked up for a page: others are waiting.
const MAX_TIME: Duration = Duration::from_secs(3);

/// Pause between two batches of old messages: at least this, and this many times what the batch took, so that
/// four fifths of a small machine are left for everything else.
const MIN_PAUSE: Duration = Duration::from_millis(50);
const PAUSE_FACTOR: u32 = 4;

/// So many jobs of the store during a pause are people writing; the next batch waits, up to so many pauses.
const BUSY_JOBS: usize = 10;
const MAX_PAUSES: usize = 100;

/// Before the next attempt when the database is away or has too much to do.
const RETRY_AFTER: Duration = Duration::from_secs(10);

/// What somebody looks for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The words.
    pub terms: Terms,
    /// Only in this channel.
    pub channel: Option<ChannelId>,
    /// Only what this member wrote.
    pub author: Option<MemberId>,
    /// Only what was written before, ms since the epoch.
    pub before: Option<i64>,
    /// Messages of a page.
    pub limit: u32,
}

/// A page of what was found.
#[derive(Debug, Default)]
pub struct SearchPage {
    /// Newest first.
    pub messages: Vec<WireMessage>,
    /// The `before` of the next page, if there may be one.
    pub next: Option<i64>,
}

/// Why nothing was searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchError {
    /// The configuration says so, or the database cannot do it.
    Off,
    /// There is no such channel for who asks.
    NoSuchChannel,
    /// This member's last search is not done yet.
    OneAtATime,
    /// Too many others are searching.
    Busy,
    /// The database failed.
    Store(StoreError),
}

impl fmt::Display for SearchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str("Search is switched off on this server."),
            Self::NoSuchChannel => f.write_str("No such channel"),
            Self::OneAtATime => f.write_str("Your last search is not done yet."),
            Self::Busy => f.write_str("Too many people are searching. Try again in a moment."),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for SearchError {}

impl From<StoreError> for SearchError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Who is searching. One search runs at a time: each may cost as much as a small machine has.
pub(super) struct Searches {
    is_on: Cell<bool>,
    members: RefCell<BTreeSet<MemberId>>,
    turn: Semaphore,
}

impl Default for Searches {
    fn default() -> Self {
        Self { is_on: Cell::default(), members: RefCell::default(), turn: Semaphore::const_new(1) }
    }
}

/// A member's search while it lasts.
struct Searching<'a> {
    members: &'a RefCell<BTreeSet<MemberId>>,
    member: MemberId,
}

impl Drop for Searching<'_> {
    fn drop(&mut self) {
        self.members.borrow_mut().remove(&self.member);
    }
}

impl Searches {
    fn begin(&self, member: MemberId) -> Result<Searching<'_>, SearchError> {
        let mut members = self.members.borrow_mut();
        if members.contains(&member) {
            return Err(SearchError::OneAtATime);
        }
        if members.len() >= MAX_WAITING {
            return Err(SearchError::Busy);
        }
        members.insert(member);
        Ok(Searching { members: &self.members, member })
    }
}

impl Node {
    /// Does with the index what the configuration says, at the start. A node without it is still a node.
    pub(super) async fn start_search(self: &Rc<Self>) {
        if !self.config().dcts_edge.search {
            if let Err(error) = self.store.disable_search().await {
                log::warn!("the index for searching could not be removed: {error}");
            }
            return;
        }
        match self.store.enable_search().await {
            Ok(is_complete) => {
                self.searches.is_on.set(true);
                if !is_complete {
                    crate::tasks::spawn(index_history(Rc::clone(self)));
                }
            }
            Err(error) => log::error!("there is no searching, the index cannot be used: {error}"),
        }
    }

    /// Messages that a member may read and that have all the words in them.
    ///
    /// # Errors
    /// Nothing was searched then.
    pub async fn search(&self, viewer: MemberId, wanted: Wanted) -> Result<SearchPage, SearchError> {
        if !self.searches.is_on.get() {
            return Err(SearchError::Off);
        }
        let rooms = self.rooms_to_search(viewer, wanted.channel)?;
        let _searching = self.searches.begin(viewer)?;
        let _turn = self.searches.turn.acquire().await.map_err(|_| StoreError::Closed)?;
        self.counters().searches.add(1);
        let begun = Instant::now();
        let mut search =
            Search { terms: wanted.terms, rooms, author: wanted.author, before: wanted.before, limit: wanted.limit };
        let mut page = SearchPage::default();
        for _ in 0..MAX_ROUNDS {
            let Found { rows, next } = self.store.search(search.clone()).await?;
            let found = rows.iter().filter_map(understand).filter(|found| self.may_find(viewer, found, wanted.author));
            let found: Vec<StoredMessage> = found.collect();
            page.messages.append(&mut self.show_all(viewer, found).await?);
            page.next = next;
            search.limit = wanted.limit.saturating_sub(page.messages.len() as u32);
            search.before = next;
            if next.is_none() || search.limit == 0 || begun.elapsed() > MAX_TIME {
                break;
            }
        }
        Ok(page)
    }

    /// The rooms in which a member may read what was written before, sorted; of one channel or of all.
    fn rooms_to_search(&self, viewer: MemberId, channel: Option<ChannelId>) -> Result<Vec<RoomId>, SearchError> {
        let config = self.config();
        let Some(channel) = channel else {
            let rooms = config.groups.channels().map(|place| place.room);
            let mut rooms: Vec<RoomId> = rooms.filter(|room| self.reads_history(viewer, room.channel)).collect();
            rooms.sort_unstable();
            return Ok(rooms);
        };
        let place = config.groups.find_channel(channel).ok_or(SearchError::NoSuchChannel)?;
        if !self.may(viewer, Permission::ViewChannel, Place::Channel(channel)) {
            return Err(SearchError::NoSuchChannel);
        }
        Ok(Some(place.room).filter(|_| self.reads_history(viewer, channel)).into_iter().collect())
    }

    /// Whether a member may read older messages of a channel, by the rule of `getChatlog`.
    fn reads_history(&self, viewer: MemberId, channel: ChannelId) -> bool {
        let place = Place::Channel(channel);
        let is_strict = self.config().dcts_edge.strict_history;
        self.may(viewer, Permission::ViewChannel, place)
            && (!is_strict || self.may(viewer, Permission::ViewChannelHistory, place))
    }

    /// SECURITY: what a message hides from somebody must not be found by it: neither what a banned member wrote
    /// by its words, nor an anonymous message by its author.
    fn may_find(&self, viewer: MemberId, message: &StoredMessage, by_author: Option<MemberId>) -> bool {
        if !self.sees(viewer, message) || !self.reads_history(viewer, message.channel) {
            return false;
        }
        match self.view_of(viewer, message) {
            View::Whole | View::Privileged => true,
            View::Anonymous => !self.is_banned(message.author.id) && by_author.is_none(),
            View::Hidden => false,
        }
    }

    /// Waits until there is time for work that can wait.
    async fn be_idle(&self, pause: Duration) {
        for _ in 0..MAX_PAUSES {
            let (_, before) = self.store.tally().get();
            sleep(pause).await;
            let (_, after) = self.store.tally().get();
            if after.wrapping_sub(before) < BUSY_JOBS {
                return;
            }
        }
    }
}

/// Indexes old messages in small steps, until all are, or until the node ends; the next start goes on.
async fn index_history(node: Rc<Node>) {
    log::info!("old messages are being indexed for searching");
    let mut count = 0;
    let mut pause = MIN_PAUSE;
    loop {
        node.be_idle(pause).await;
        let begun = Instant::now();
        match node.store.index_history().await {
            Ok(indexed) => {
                count += indexed.messages;
                node.counters().indexed.add(indexed.messages as u64);
                if indexed.is_complete {
                    log::info!("{count} old messages are indexed for searching, that is all of them");
                    return;
                }
                pause = MIN_PAUSE.max(begun.elapsed() * PAUSE_FACTOR);
            }
            Err(StoreError::Closed) => return,
            Err(StoreError::Busy | StoreError::Unavailable(_)) => pause = RETRY_AFTER,
            Err(error) => {
                log::error!("old messages cannot be indexed for searching, trying again at the next start: {error}");
                return;
            }
        }
    }
}
