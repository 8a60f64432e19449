//! What the node remembers of each connected socket.

use std::{collections::HashMap, net::IpAddr, time::Instant};

use super::{Node, Place, agenda::Due, now_ms};
use crate::{
    model::{
        duration,
        ids::{MemberId, RoomId},
        permissions::Permission,
    },
    realtime::{ConnId, Handshake, Room, Visit},
    security::{ip::subscriber, limits::TokenBucket, pow, random, token::TokenHash},
    store::NewBan,
};

/// A proof of work that a socket has shown, in its stored form `challenge-solution`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven(pub Box<str>);

/// A join that waits for its proof of work.
pub struct PendingJoin {
    /// What the client was asked to work on.
    pub challenge: Box<str>,
    /// How hard the work is, in hexadecimal zeros.
    pub difficulty: u32,
    /// When it was asked first.
    pub since: Instant,
    /// Goes on with the join.
    pub resume: Box<dyn FnOnce()>,
}

impl std::fmt::Debug for PendingJoin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PendingJoin").field("challenge", &self.challenge).finish_non_exhaustive()
    }
}

/// Who a socket speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The member that joined on it.
    pub member: MemberId,
    /// The session it joined with.
    pub session: TokenHash,
}

/// One connected socket.
struct Socket {
    address: IpAddr,
    visit: Option<Visit>,
    identity: Option<Identity>,
    proven: Option<Proven>,
    pending: Option<Box<PendingJoin>>,
    room: Option<RoomId>,
    budget: TokenBucket,
    /// Events beyond the budget, less those that were forgiven.
    refused: u32,
}

/// Events beyond the budget that end a socket: a busy page never comes near, for it waits for answers.
const MAX_REFUSED: u32 = 1000;
/// How many of them each event within the budget makes forgotten. Fewer than a flood brings meanwhile.
const FORGIVEN: u32 = 10;
/// Sockets of an address that were ended for that, within the time that a ban takes, until it is banned.
const MAX_FLOODS: u32 = 3;
/// Most addresses whose ended sockets are counted.
const MAX_FLOODERS: usize = 1024;

/// What becomes of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spent {
    /// It is served.
    Served,
    /// It is one too many.
    TooMany,
    /// It was one of so many that the socket has been ended.
    Flood,
}

/// All connected sockets, and how many of them each member has.
#[derive(Default)]
pub(super) struct Sockets {
    by_conn: HashMap<ConnId, Socket>,
    by_member: HashMap<MemberId, u32>,
}

impl Sockets {
    pub(super) fn is_online(&self, member: MemberId) -> bool {
        self.by_member.contains_key(&member)
    }

    pub(super) fn online_members(&self) -> impl Iterator<Item = MemberId> {
        self.by_member.keys().copied()
    }

    pub(super) fn member(&self, conn: ConnId) -> Option<MemberId> {
        self.by_conn.get(&conn)?.identity.map(|identity| identity.member)
    }

    /// The page and the address that a socket comes from.
    pub(super) fn origin(&self, conn: ConnId) -> Option<(Option<Visit>, IpAddr)> {
        self.by_conn.get(&conn).map(|socket| (socket.visit, socket.address))
    }

    /// The session that a socket joined with.
    pub(super) fn session(&self, conn: ConnId) -> Option<TokenHash> {
        Some(self.by_conn.get(&conn)?.identity?.session)
    }

    /// The joined sockets of a member.
    pub(super) fn of_member(&self, member: MemberId) -> impl Iterator<Item = ConnId> {
        let is_its = move |socket: &Socket| socket.identity.is_some_and(|identity| identity.member == member);
        self.by_conn.iter().filter(move |(_, socket)| is_its(socket)).map(|(&conn, _)| conn)
    }

    /// The sockets that come from an address.
    pub(super) fn of_address(&self, address: IpAddr) -> impl Iterator<Item = ConnId> {
        self.by_conn.iter().filter(move |(_, socket)| socket.address == address).map(|(&conn, _)| conn)
    }

    /// The joined sockets that look at a channel.
    pub(super) fn in_rooms(&self) -> impl Iterator<Item = (ConnId, MemberId, RoomId)> {
        self.by_conn.iter().filter_map(|(&conn, socket)| Some((conn, socket.identity?.member, socket.room?)))
    }

    fn add(&mut self, member: MemberId) {
        *self.by_member.entry(member).or_default() += 1;
    }

    fn remove(&mut self, member: MemberId) {
        if let Some(count) = self.by_member.get_mut(&member) {
            *count -= 1;
            if *count == 0 {
                self.by_member.remove(&member);
            }
        }
    }
}

impl Node {
    /// Takes note of a new socket.
    pub fn socket_connected(&self, conn: ConnId, Handshake { address, visit }: Handshake) {
        let config = self.config.borrow();
        // Upstream counts about two per event, so its setting allows half as many events (spec 10 section 9.1).
        let events = (config.serverinfo.rate_limit / 2).max(1);
        let budget = TokenBucket::new(events as u32, config.serverinfo.drop_interval.max(1) as u32);
        let socket =
            Socket { address, visit, identity: None, proven: None, pending: None, room: None, budget, refused: 0 };
        self.sockets.borrow_mut().by_conn.insert(conn, socket);
    }

    /// Forgets a socket and what hangs on it.
    pub fn socket_disconnected(&self, conn: ConnId) {
        let gone = self.sockets.borrow_mut().by_conn.remove(&conn);
        let Some(Socket { identity: Some(Identity { member, .. }), room, .. }) = gone else { return };
        if let Some(room) = room {
            self.stop_typing(room, member);
        }
        self.sockets.borrow_mut().remove(member);
        self.member_left(member);
        self.voice_socket_gone(conn, member);
    }

    /// Takes one event from the socket's budget. Who goes on and on beyond it is disconnected, and banned for a
    /// while after several times (spec 10 section 9.1).
    pub fn spend_event(&self, conn: ConnId) -> Spent {
        let mut sockets = self.sockets.borrow_mut();
        let Some(socket) = sockets.by_conn.get_mut(&conn) else { return Spent::TooMany };
        if socket.budget.take(Instant::now()) {
            socket.refused = socket.refused.saturating_sub(FORGIVEN);
            return Spent::Served;
        }
        socket.refused += 1;
        let is_flood = socket.refused == MAX_REFUSED;
        let (address, member) = (socket.address, socket.identity.map(|identity| identity.member));
        drop(sockets);
        self.counters().rate_limited.add(1);
        if !is_flood {
            return Spent::TooMany;
        }
        log::warn!("{address}: {MAX_REFUSED} events beyond what is allowed, disconnected");
        let notice = serde_json::json!({"title": "Too many requests", "type": "error", "displayTime": 600_000,
            "message": "Your device asked for too much at once and was disconnected.",
            "buttons": {"0": {"text": "Ok", "events": ""}}});
        self.hub.emit(conn, "modalMessage", &notice);
        self.hub.disconnect(conn, true);
        let is_exempt = member.is_some_and(|member| self.may(member, Permission::BypassRateSettings, Place::Server));
        if !is_exempt && self.count_flood(address) {
            self.ban_flooder(address);
        }
        Spent::Flood
    }

    /// Counts an ended socket of an address; whether it is enough for a ban.
    fn count_flood(&self, address: IpAddr) -> bool {
        let now = now_ms();
        let window = self.ip_ban_duration();
        let mut floods = self.floods.borrow_mut();
        floods.retain(|_, (since, _)| now - *since < window);
        if floods.len() >= MAX_FLOODERS {
            floods.clear();
        }
        let (_, count) = floods.entry(subscriber(address)).or_insert((now, 0));
        *count += 1;
        *count >= MAX_FLOODS
    }

    fn ip_ban_duration(&self) -> i64 {
        const DEFAULT: i64 = 10 * 60 * 1000;
        duration::length_ms(&self.config().serverinfo.moderation.bans.ip_ban_duration).unwrap_or(DEFAULT).max(0)
    }

    fn ban_flooder(&self, address: IpAddr) {
        if self.is_shared_address(address) {
            return;
        }
        let ban = NewBan {
            subject: address.to_string(),
            issuer: "system".into(),
            ip: None,
            reason: Some("Too many requests".into()),
            created: now_ms(),
            until: now_ms().saturating_add(self.ip_ban_duration()),
        };
        if self.ban_of_address(address).is_some_and(|known| known.until >= ban.until) {
            return;
        }
        let store = self.store.clone();
        self.put_ban_in_force(&ban);
        self.audit(MemberId::SYSTEM, &format!("banned the address {address} for a while: too many requests"));
        crate::tasks::spawn(async move {
            if let Err(error) = store.put_bans(vec![ban]).await {
                log::error!("the ban of {address} could not be saved: {error}");
            }
        });
    }

    /// The address of a socket's client.
    pub fn address(&self, conn: ConnId) -> Option<IpAddr> {
        Some(self.sockets.borrow().by_conn.get(&conn)?.address)
    }

    /// Whether a member has a joined socket of this page or, if there is no cookie, from this address
    /// (IPv6: from the same /64).
    pub fn has_socket_from(&self, member: MemberId, visit: Option<Visit>, address: IpAddr) -> bool {
        let sockets = self.sockets.borrow();
        sockets.by_conn.values().filter(|socket| socket.identity.is_some_and(|id| id.member == member)).any(|socket| {
            match (visit, socket.visit) {
                (Some(asked), Some(joined)) => asked == joined,
                _ => subscriber(socket.address) == subscriber(address),
            }
        })
    }

    /// Who joined on a socket.
    pub fn identity(&self, conn: ConnId) -> Option<Identity> {
        self.sockets.borrow().by_conn.get(&conn)?.identity
    }

    /// The proof of work that a socket has shown.
    pub fn proven(&self, conn: ConnId) -> Option<Proven> {
        self.sockets.borrow().by_conn.get(&conn)?.proven.clone()
    }

    /// Marks a socket as having proven work.
    pub fn set_proven(&self, conn: ConnId, proven: Option<Proven>) {
        if let Some(socket) = self.sockets.borrow_mut().by_conn.get_mut(&conn) {
            socket.proven = proven;
        }
    }

    /// Lets a socket speak for a member from now on, and no longer for who it spoke for before.
    pub fn bind(&self, conn: ConnId, identity: Identity) {
        let mut sockets = self.sockets.borrow_mut();
        let Some(socket) = sockets.by_conn.get_mut(&conn) else { return };
        let before = socket.identity.replace(identity);
        sockets.add(identity.member);
        if let Some(before) = before {
            sockets.remove(before.member);
            self.hub.leave(conn, &Room::Member(before.member));
        }
        drop(sockets);
        self.hub.join(conn, Room::Member(identity.member));
    }

    /// Makes a join wait for a proof of work; a join that waited before is dropped, its ack never
    /// comes. Returns the challenge.
    pub fn await_proof(&self, conn: ConnId, difficulty: u32, resume: Box<dyn FnOnce()>) -> Option<Box<str>> {
        let challenge: Box<str> = random::hex(32).into();
        let mut sockets = self.sockets.borrow_mut();
        let socket = sockets.by_conn.get_mut(&conn)?;
        // Who asks again gets no more time, and the agenda no further entry.
        let waiting = socket.pending.as_ref().map(|pending| (pending.since, pending.difficulty));
        let (since, difficulty) = waiting.unwrap_or((Instant::now(), difficulty));
        socket.pending = Some(Box::new(PendingJoin { challenge: challenge.clone(), difficulty, since, resume }));
        if waiting.is_none() {
            self.agenda.add(pow::time_limit(difficulty), Due::ProofOfWork(conn));
        }
        Some(challenge)
    }

    /// The challenge that a socket works on, and its difficulty.
    pub fn challenge(&self, conn: ConnId) -> Option<(Box<str>, u32)> {
        let sockets = self.sockets.borrow();
        let pending = sockets.by_conn.get(&conn)?.pending.as_ref()?;
        Some((pending.challenge.clone(), pending.difficulty))
    }

    /// The waiting join, to be resumed.
    pub fn take_pending_join(&self, conn: ConnId) -> Option<Box<PendingJoin>> {
        self.sockets.borrow_mut().by_conn.get_mut(&conn)?.pending.take()
    }

    /// Ends a join that did not prove work in time (spec 10 section 3.2 step 4).
    pub(super) fn expire_pending_join(&self, conn: ConnId) {
        let mut sockets = self.sockets.borrow_mut();
        let Some(socket) = sockets.by_conn.get_mut(&conn) else { return };
        let has_time = |pending: &PendingJoin| pending.since.elapsed() < pow::time_limit(pending.difficulty);
        // A later challenge on this socket has a deadline of its own.
        if socket.pending.as_deref().is_none_or(has_time) {
            return;
        }
        let dropped = socket.pending.take();
        drop(sockets);
        drop(dropped);
        let notice = serde_json::json!({
            "title": "Proof of work timed out",
            "message": "Your device did not finish the proof of work in time. Reload the page to try again.",
            "buttons": {"0": {"text": "Ok", "events": ""}},
            "type": "error",
            "displayTime": 600_000,
        });
        self.hub.emit(conn, "modalMessage", &notice);
        self.hub.disconnect(conn, true);
    }

    /// The channel room that a socket is in.
    pub fn current_room(&self, conn: ConnId) -> Option<RoomId> {
        self.sockets.borrow().by_conn.get(&conn)?.room
    }

    /// Moves a socket to a channel room, or out of all of them.
    pub fn enter_room(&self, conn: ConnId, room: Option<RoomId>) {
        let (before, member) = {
            let mut sockets = self.sockets.borrow_mut();
            let Some(socket) = sockets.by_conn.get_mut(&conn) else { return };
            (std::mem::replace(&mut socket.room, room), socket.identity.map(|identity| identity.member))
        };
        if before == room {
            return;
        }
        if let Some(before) = before {
            self.hub.leave(conn, &Room::Channel(before));
            if let Some(member) = member {
                self.stop_typing(before, member);
            }
        }
        if let Some(room) = room {
            self.hub.join(conn, Room::Channel(room));
        }
    }
}
