//! The handle of all connections.

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::HashMap,
    fmt,
    rc::Rc,
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use serde_json::value::RawValue;
use slab::Slab;

use super::{
    ids::{CloseReason, ConnId, Handshake, SID_LENGTH, Sid},
    packet::Packet,
    rooms::{Room, Rooms},
    session::{Session, Socket, Transport},
    settings::Settings,
    stats::Stats,
};
use crate::{
    security::{ip::subscriber, random},
    wire::{
        socketio::{AckId, DISCONNECT, Event},
        websocket::Frame,
    },
};

/// How long a shutdown waits for what is still to be sent.
const SHUTDOWN_PATIENCE: Duration = Duration::from_secs(3);

/// What the sockets are connected with. Called on the one thread, never while the hub is busy with
/// itself.
pub trait App {
    /// A client joined `/`, with the `auth` it sent.
    fn connected(&self, hub: &Hub, conn: ConnId, auth: Option<Box<RawValue>>);
    /// A client sent an event.
    fn event(&self, hub: &Hub, conn: ConnId, event: Event);
    /// A socket is gone. Nothing can be sent to it any more.
    fn disconnected(&self, hub: &Hub, conn: ConnId, reason: CloseReason);
}

/// The handle of all connections; clones are the same hub.
#[derive(Clone)]
pub struct Hub(pub(super) Rc<Inner>);

pub(super) struct Inner {
    pub(super) settings: Settings,
    pub(super) app: OnceCell<Rc<dyn App>>,
    pub(super) sessions: RefCell<Slab<Session>>,
    pub(super) by_sid: RefCell<HashMap<Sid, ConnId>>,
    pub(super) rooms: RefCell<Rooms>,
    /// Sockets that have joined.
    pub(super) joined: Cell<usize>,
    generation: Cell<u32>,
    /// The task that watches deadlines is there.
    pub(super) is_watched: Cell<bool>,
    is_shutting_down: Cell<bool>,
    pub(super) stats: Stats,
}

impl fmt::Debug for Hub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hub").field("joined", &self.0.joined.get()).finish_non_exhaustive()
    }
}

pub(super) fn new_sid() -> Sid {
    let mut bytes = [0; SID_LENGTH / 4 * 3];
    random::fill(&mut bytes);
    let mut sid = Sid::new();
    // 15 bytes are exactly 20 characters.
    let _ = sid.push_str(&URL_SAFE_NO_PAD.encode(bytes));
    sid
}

impl Hub {
    /// A hub without connections.
    pub fn new(settings: Settings) -> Self {
        Self(Rc::new(Inner {
            settings,
            app: OnceCell::new(),
            sessions: RefCell::default(),
            by_sid: RefCell::default(),
            rooms: RefCell::default(),
            joined: Cell::new(0),
            generation: Cell::new(0),
            is_watched: Cell::new(false),
            is_shutting_down: Cell::new(false),
            stats: Stats::default(),
        }))
    }

    /// Connects the sockets with what serves them. Only the first call counts.
    pub fn set_app(&self, app: Rc<dyn App>) {
        let _ = self.0.app.set(app);
    }

    /// The limits and times.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// What happened so far.
    pub fn stats(&self) -> &Stats {
        &self.0.stats
    }

    /// Engine.IO sessions, joined or not.
    pub fn sessions(&self) -> usize {
        self.0.sessions.borrow().len()
    }

    /// Rooms with somebody in them.
    pub fn rooms(&self) -> usize {
        self.0.rooms.borrow().len()
    }

    /// Sockets that have joined `/`.
    pub fn len(&self) -> usize {
        self.0.joined.get()
    }

    /// Whether nobody has joined.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What is known of a connected client.
    pub fn handshake(&self, conn: ConnId) -> Option<Handshake> {
        self.with(conn, |session| Handshake { address: session.address, visit: session.visit })
    }

    /// Sends an event with one argument to a socket.
    pub fn emit<T: Serialize + ?Sized>(&self, conn: ConnId, event: &str, payload: &T) {
        self.send(conn, &Packet::event(event, payload));
    }

    /// Sends an event without arguments to a socket.
    pub fn emit_empty(&self, conn: ConnId, event: &str) {
        self.send(conn, &Packet::event_empty(event));
    }

    /// Answers an event of a socket.
    pub fn ack<T: Serialize + ?Sized>(&self, conn: ConnId, ack: AckId, payload: &T) {
        self.send(conn, &Packet::ack(ack, payload));
    }

    /// Sends a packet to a socket; nothing happens if it is gone.
    pub fn send(&self, conn: ConnId, packet: &Packet) {
        self.push(conn, packet, false);
    }

    /// Sends a packet to all sockets of a room, but for one.
    pub fn send_to_room(&self, room: &Room, packet: &Packet, except: Option<ConnId>) {
        for &conn in self.0.rooms.borrow().members(room) {
            if Some(conn) != except {
                self.push(conn, packet, true);
            }
        }
    }

    /// Sends a packet to all sockets that `wants` accepts. `wants` must not call the hub.
    pub fn send_where(&self, packet: &Packet, mut wants: impl FnMut(ConnId) -> bool) {
        let settings = &self.0.settings;
        for (slot, session) in self.0.sessions.borrow_mut().iter_mut() {
            let conn = ConnId { slot: slot as u32, generation: session.generation };
            if session.socket == Socket::Joined && session.closing.is_none() && wants(conn) {
                let fits = packet.frames().all(|frame| session.push(frame.clone(), true, settings));
                self.0.stats.deliveries.add(1);
                if !fits {
                    self.close_later(conn);
                }
            }
        }
    }

    fn push(&self, conn: ConnId, packet: &Packet, is_broadcast: bool) {
        let fits = self.with(conn, |session| {
            session.socket != Socket::Joined
                || session.closing.is_some()
                || packet.frames().all(|frame| session.push(frame.clone(), is_broadcast, &self.0.settings))
        });
        self.0.stats.deliveries.add(1);
        if fits == Some(false) {
            self.close_later(conn);
        }
    }

    /// Puts a socket into a room.
    pub fn join(&self, conn: ConnId, room: Room) {
        self.with(conn, |session| {
            if session.socket == Socket::Joined {
                self.0.rooms.borrow_mut().join(conn, room, &mut session.rooms);
            }
        });
    }

    /// Takes a socket out of a room.
    pub fn leave(&self, conn: ConnId, room: &Room) {
        self.with(conn, |session| {
            session.rooms.retain(|joined| joined != room);
            self.0.rooms.borrow_mut().leave(conn, room);
        });
    }

    /// Whether anybody is in a room.
    pub fn is_occupied(&self, room: &Room) -> bool {
        !self.0.rooms.borrow().members(room).is_empty()
    }

    /// Disconnects a socket, after what was sent to it before; the client does not come back by
    /// itself. With `close` the session ends too.
    pub fn disconnect(&self, conn: ConnId, close: bool) {
        self.push(conn, &Packet::plain(DISCONNECT), false);
        self.forget_socket(conn, CloseReason::ServerNamespaceDisconnect);
        if close {
            self.close(conn, CloseReason::ServerNamespaceDisconnect);
        }
    }

    /// Ends all sessions, so that clients come back by themselves, and waits a moment for what is
    /// still to be sent.
    pub async fn shutdown(&self) {
        self.0.is_shutting_down.set(true);
        for conn in self.all() {
            self.close(conn, CloseReason::ServerShuttingDown);
        }
        let deadline = Instant::now() + SHUTDOWN_PATIENCE;
        while !self.0.sessions.borrow().is_empty() && Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(10)).await;
            // Sessions without a request in progress cannot be told anything.
            let silent = |session: &Session| session.transport == Transport::Polling && !session.is_polled;
            for conn in self.all() {
                if self.with(conn, |session| silent(session)) == Some(true) {
                    self.remove(conn);
                }
            }
        }
    }

    pub(super) fn all(&self) -> Vec<ConnId> {
        let sessions = self.0.sessions.borrow();
        sessions.iter().map(|(slot, session)| ConnId { slot: slot as u32, generation: session.generation }).collect()
    }

    /// Runs `work` with a session, if it is still there. `work` must not call the hub's sessions.
    pub(super) fn with<T>(&self, conn: ConnId, work: impl FnOnce(&mut Session) -> T) -> Option<T> {
        let mut sessions = self.0.sessions.borrow_mut();
        let session = sessions.get_mut(conn.slot as usize).filter(|session| session.generation == conn.generation)?;
        Some(work(session))
    }

    /// The session of an id that a client sent.
    pub(super) fn find(&self, sid: &str) -> Option<ConnId> {
        let sid = Sid::try_from(sid).ok()?;
        self.0.by_sid.borrow().get(&sid).copied()
    }

    /// Begins a session; `None` if there are too many.
    pub(super) fn open(&self, handshake: Handshake, transport: Transport) -> Option<(ConnId, Sid)> {
        let address = handshake.address;
        let mut sessions = self.0.sessions.borrow_mut();
        let settings = &self.0.settings;
        if sessions.len() >= settings.max_sessions || self.0.is_shutting_down.get() {
            self.0.stats.refused.add(1);
            return None;
        }
        let is_alike =
            |session: &&Session| session.socket != Socket::Joined && subscriber(session.address) == subscriber(address);
        if !address.is_loopback()
            && sessions.iter().map(|(_, session)| session).filter(is_alike).count() >= settings.max_unjoined
        {
            log::warn!("{address} has {} connections that do not join: one more refused", settings.max_unjoined);
            self.0.stats.refused.add(1);
            return None;
        }
        self.0.stats.opened.add(1);
        let sid = new_sid();
        let generation = self.0.generation.get();
        self.0.generation.set(generation.wrapping_add(1));
        let slot = sessions.insert(Session::new(generation, sid.clone(), handshake, transport, settings)) as u32;
        drop(sessions);
        let conn = ConnId { slot, generation };
        self.0.by_sid.borrow_mut().insert(sid.clone(), conn);
        Some((conn, sid))
    }

    /// Queues a frame of the transport itself.
    pub(super) fn control(&self, conn: ConnId, frame: Frame) {
        self.with(conn, |session| session.push(frame, false, &self.0.settings));
    }

    /// Ends a session as soon as what is queued is sent.
    pub(super) fn close(&self, conn: ConnId, reason: CloseReason) {
        self.forget_socket(conn, reason);
        self.with(conn, |session| {
            if session.closing.is_none() {
                self.0.stats.count_close(reason);
                session.closing = Some((reason, Instant::now()));
                session.partial = None;
            }
            session.wake();
        });
    }

    /// Ends the session of a client that does not read, from where no call may be made.
    fn close_later(&self, conn: ConnId) {
        self.0.stats.slow_readers.add(1);
        let hub = self.clone();
        crate::tasks::spawn(async move {
            log::info!("{conn:?} does not keep up with what it gets: closed");
            hub.with(conn, |session| drop(session.drain()));
            hub.close(conn, CloseReason::TransportError);
        });
    }

    /// The socket leaves `/`: its rooms forget it, and the app hears of it soon.
    pub(super) fn forget_socket(&self, conn: ConnId, reason: CloseReason) {
        let until = Instant::now() + self.0.settings.connect_timeout;
        let rooms = self.with(conn, |session| {
            if session.socket != Socket::Joined {
                return None;
            }
            session.socket = Socket::None { until };
            Some(std::mem::take(&mut session.rooms))
        });
        let Some(Some(left)) = rooms else { return };
        let mut rooms = self.0.rooms.borrow_mut();
        left.iter().for_each(|room| rooms.leave(conn, room));
        drop(rooms);
        self.0.joined.set(self.0.joined.get() - 1);
        let hub = self.clone();
        crate::tasks::spawn(async move {
            if let Some(app) = hub.0.app.get() {
                app.disconnected(&hub, conn, reason);
            }
        });
    }

    /// Forgets a session altogether.
    pub(super) fn remove(&self, conn: ConnId) {
        self.forget_socket(conn, CloseReason::TransportClose);
        let mut sessions = self.0.sessions.borrow_mut();
        if sessions.get(conn.slot as usize).is_none_or(|session| session.generation != conn.generation) {
            return;
        }
        let mut session = sessions.remove(conn.slot as usize);
        if sessions.is_empty() {
            sessions.shrink_to_fit();
        }
        drop(sessions);
        self.0.by_sid.borrow_mut().remove(&session.sid);
        session.wake();
    }
}
