//! The state of one Engine.IO session and the Socket.IO socket on it.

use std::{collections::VecDeque, net::IpAddr, task::Waker, time::Instant};

use super::{
    ids::{CloseReason, Handshake, Sid, Visit},
    rooms::Room,
    settings::Settings,
};
use crate::wire::{socketio::Event, websocket::Frame};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transport {
    Polling,
    WebSocket,
}

/// Whether the session has a socket on `/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Socket {
    /// Not yet, or not any more; it must join by then.
    None {
        until: Instant,
    },
    Joined,
}

/// An event whose attachments are still coming.
#[derive(Debug)]
pub(super) struct Partial {
    /// `None` for an ack, whose attachments are dropped.
    pub(super) event: Option<Event>,
    pub(super) missing: usize,
    pub(super) bytes: usize,
    pub(super) since: Instant,
}

/// One Engine.IO session.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) generation: u32,
    pub(super) sid: Sid,
    pub(super) address: IpAddr,
    pub(super) visit: Option<Visit>,
    pub(super) transport: Transport,
    /// A WebSocket has sent its probe and not yet taken over.
    pub(super) is_upgrading: bool,
    /// Requests in progress: at most one of each.
    pub(super) is_polled: bool,
    pub(super) is_posted: bool,
    /// Wakes who sends: the WebSocket's task, or the pending GET.
    pub(super) waker: Option<Waker>,
    /// What is to be sent. Owns no memory while empty.
    pub(super) queue: VecDeque<Frame>,
    /// Bytes of broadcasts and of everything in the queue.
    pub(super) broadcast_bytes: usize,
    pub(super) queued_bytes: usize,
    pub(super) socket: Socket,
    pub(super) rooms: Vec<Room>,
    /// When the next ping is due, or the pong to the last one.
    pub(super) heartbeat: Instant,
    pub(super) awaits_pong: bool,
    pub(super) partial: Option<Box<Partial>>,
    /// Ends as soon as the queue is sent, since then at the latest.
    pub(super) closing: Option<(CloseReason, Instant)>,
}

impl Session {
    pub(super) fn new(
        generation: u32,
        sid: Sid,
        handshake: Handshake,
        transport: Transport,
        settings: &Settings,
    ) -> Self {
        let now = Instant::now();
        Self {
            generation,
            sid,
            address: handshake.address,
            visit: handshake.visit,
            transport,
            is_upgrading: false,
            is_polled: false,
            is_posted: false,
            waker: None,
            queue: VecDeque::new(),
            broadcast_bytes: 0,
            queued_bytes: 0,
            socket: Socket::None { until: now + settings.connect_timeout },
            rooms: Vec::new(),
            heartbeat: now + settings.ping_interval,
            awaits_pong: false,
            partial: None,
            closing: None,
        }
    }

    pub(super) fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    /// Takes a frame in, if the client keeps up with what it gets. Answers count less than
    /// broadcasts: their number is up to the client itself, and a page of history is large.
    pub(super) fn push(&mut self, frame: Frame, is_broadcast: bool, settings: &Settings) -> bool {
        let length = frame.bytes().len();
        if self.broadcast_bytes > settings.broadcast_backlog || self.queued_bytes > settings.answer_backlog {
            return false;
        }
        if is_broadcast {
            self.broadcast_bytes += length;
        }
        self.queued_bytes += length;
        self.queue.push_back(frame);
        self.wake();
        true
    }

    /// Everything that is to be sent.
    pub(super) fn drain(&mut self) -> VecDeque<Frame> {
        self.broadcast_bytes = 0;
        self.queued_bytes = 0;
        std::mem::take(&mut self.queue)
    }
}
