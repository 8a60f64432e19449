//! What happens with the packets of a client (spec 05 section 7).

use std::time::Instant;

use bytes::Bytes;

use super::{
    hub::Hub,
    hub::new_sid,
    ids::{CloseReason, ConnId},
    packet::Packet as Outgoing,
    session::{Partial, Socket, Transport},
};
use crate::wire::{
    engineio::{self, Packet as EnginePacket},
    socketio::{self, Event, Packet},
};

impl Hub {
    /// The open packet of a session.
    pub(super) fn open_packet(&self, sid: &str, can_upgrade: bool) -> String {
        let settings = &self.0.settings;
        let (interval, timeout) = (settings.ping_interval.as_millis() as u64, settings.ping_timeout.as_millis() as u64);
        engineio::open(sid, can_upgrade, interval, timeout, settings.max_payload)
    }

    /// Takes in one Engine.IO packet; the session may be closing after it.
    pub(super) fn engine_packet(&self, conn: ConnId, packet: Result<EnginePacket<'_>, engineio::ParseError>) {
        match packet {
            Err(engineio::ParseError) => self.close(conn, CloseReason::ParseError),
            Ok(EnginePacket::Ping(_)) => self.close(conn, CloseReason::TransportError),
            Ok(EnginePacket::Close) => {
                // Over a WebSocket the client closes the transport itself.
                if self.with(conn, |session| session.transport) == Some(Transport::Polling) {
                    self.close(conn, CloseReason::TransportClose);
                }
            }
            Ok(EnginePacket::Pong) => {
                let next = Instant::now() + self.0.settings.ping_interval;
                self.with(conn, |session| {
                    session.awaits_pong = false;
                    session.heartbeat = next;
                });
            }
            Ok(EnginePacket::Message(text)) => self.message(conn, text),
            Ok(EnginePacket::Binary(data)) => self.attachment(conn, data.into()),
            Ok(EnginePacket::Upgrade | EnginePacket::Ignored) => {}
        }
    }

    fn message(&self, conn: ConnId, text: &str) {
        // A text in place of an attachment.
        if self.with(conn, |session| session.partial.is_some()) != Some(false) {
            return self.close(conn, CloseReason::ForcedClose);
        }
        let Ok(packet) = socketio::parse(text) else { return self.close(conn, CloseReason::ForcedClose) };
        let has_joined = self.with(conn, |session| session.socket == Socket::Joined).unwrap_or_default();
        match packet {
            Packet::ConnectElsewhere(namespace) => {
                let refusal = Outgoing::plain(&socketio::invalid_namespace(&namespace));
                refusal.frames().for_each(|frame| self.control(conn, frame.clone()));
            }
            Packet::Connect(auth) if !has_joined => {
                let welcome = Outgoing::plain(&socketio::connected(&new_sid()));
                self.with(conn, |session| session.socket = Socket::Joined);
                self.0.joined.set(self.0.joined.get() + 1);
                self.send(conn, &welcome);
                if let Some(app) = self.0.app.get() {
                    app.connected(self, conn, auth);
                }
            }
            _ if !has_joined => self.close(conn, CloseReason::ForcedServerClose),
            Packet::Connect(_) => self.close(conn, CloseReason::ForcedServerClose),
            Packet::Disconnect => self.forget_socket(conn, CloseReason::ClientNamespaceDisconnect),
            Packet::Event(event, 0) => self.event(conn, event),
            Packet::Event(event, missing) => self.begin_partial(conn, Some(event), missing),
            Packet::Ack(0) | Packet::Ignored => {}
            Packet::Ack(missing) => self.begin_partial(conn, None, missing),
        }
    }

    fn begin_partial(&self, conn: ConnId, event: Option<Event>, missing: usize) {
        let partial = Partial { event, missing, bytes: 0, since: Instant::now() };
        self.with(conn, |session| session.partial = Some(Box::new(partial)));
    }

    /// Takes in binary data.
    pub(super) fn attachment(&self, conn: ConnId, data: Bytes) {
        let max_payload = self.0.settings.max_payload;
        let complete = self.with(conn, |session| {
            let Some(mut partial) = session.partial.take() else { return Err(()) };
            partial.bytes += data.len();
            if partial.bytes > max_payload {
                return Err(());
            }
            partial.missing -= 1;
            if let Some(event) = &mut partial.event {
                event.attachments.push(data);
            }
            if partial.missing == 0 {
                return Ok(partial.event);
            }
            session.partial = Some(partial);
            Ok(None)
        });
        match complete {
            Some(Ok(Some(event))) => self.event(conn, event),
            Some(Err(())) => self.close(conn, CloseReason::ForcedClose),
            Some(Ok(None)) | None => {}
        }
    }

    fn event(&self, conn: ConnId, event: Event) {
        self.0.stats.events.add(1);
        if let Some(app) = self.0.app.get() {
            app.event(self, conn, event);
        }
    }
}
