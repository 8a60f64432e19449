//! One WebSocket: a future that reads into the shared buffer and writes what the session has queued
//! with one system call. An idle one owns no buffers.

use std::{
    cell::RefCell,
    collections::VecDeque,
    future::Future,
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::{Buf, Bytes};
use hyper::upgrade::{OnUpgrade, Parts};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::Sleep,
};

use super::{
    hub::Hub,
    ids::{CloseReason, ConnId, Sid},
    session::Transport,
    stream::Stream,
};
use crate::wire::{
    engineio::{self, Packet},
    websocket::{Decoder, Frame, Message},
};

/// What is read at a time, into one buffer that all connections share.
const READ_BUFFER: usize = 16 * 1024;
/// Frames written by one system call.
const MAX_SLICES: usize = 64;
/// How many times a busy connection may read before others get their turn.
const MAX_READS: usize = 8;
/// How long a closed connection may take to read what was sent to it.
const LINGER: Duration = Duration::from_secs(5);

thread_local! {
    /// SECURITY: never holds secrets across connections that matter: each read overwrites it, and
    /// only what was read is looked at.
    static BUFFER: RefCell<Box<[u8]>> = RefCell::new(vec![0; READ_BUFFER].into());
}

/// How a WebSocket begins.
pub(super) enum Start {
    /// A session of its own.
    Open(ConnId, Sid),
    /// The upgrade of a polling session.
    Probe(ConnId),
}

enum Stage {
    /// Until the client has sent `2probe` and `5`.
    Probing { has_probed: bool, timeout: Pin<Box<Sleep>> },
    /// In use.
    Open,
    /// Everything is said; the client may still have to read it.
    Closing { timeout: Pin<Box<Sleep>> },
}

/// Serves a WebSocket until its end.
pub(super) async fn accept(hub: Hub, start: Start, upgraded: OnUpgrade) {
    let conn = match start {
        Start::Open(conn, _) | Start::Probe(conn) => conn,
    };
    let is_own = matches!(start, Start::Open(..));
    let Ok(Ok(parts)) = upgraded.await.map(hyper::upgrade::Upgraded::downcast::<TokioIo<Stream>>) else {
        if is_own {
            hub.remove(conn);
        }
        return;
    };
    let Parts { io, read_buf, .. } = parts;
    let stream = io.into_inner();
    // Frames are small, and each write is complete: waiting for more would only delay.
    let _ = stream.tcp().set_nodelay(true);
    let stage = match start {
        Start::Open(conn, sid) => {
            hub.control(conn, Frame::text(&hub.open_packet(&sid, false), ""));
            Stage::Open
        }
        Start::Probe(conn) => {
            let is_free = hub.with(conn, |session| {
                session.transport == Transport::Polling && session.closing.is_none() && !session.is_upgrading
            });
            if is_free != Some(true) {
                return;
            }
            Stage::Probing { has_probed: false, timeout: Box::pin(tokio::time::sleep(hub.0.settings.upgrade_timeout)) }
        }
    };
    let mut connection = Connection { hub, conn, stream, decoder: Decoder::default(), out: VecDeque::new(), stage };
    if !read_buf.is_empty() {
        connection.take_in(&mut read_buf.to_vec());
    }
    // hyper's buffer has 8 KB, which every connection would keep to its end.
    drop(read_buf);
    connection.await;
}

/// A WebSocket in use.
struct Connection {
    hub: Hub,
    conn: ConnId,
    stream: Stream,
    decoder: Decoder,
    /// Frames that are being written, the first perhaps in part.
    out: VecDeque<Bytes>,
    stage: Stage,
}

impl Future for Connection {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        if !this.is_current() {
            return Poll::Ready(());
        }
        let read = this.poll_read(task);
        this.fetch();
        let is_written = this.poll_write(task).is_ok();
        // Broken, or the client is gone or has closed, and what could be written is written.
        if !is_written || read.is_ready() {
            this.lost();
            return Poll::Ready(());
        }
        match &mut this.stage {
            // Last of all: what was queued meanwhile is written already and needs no other turn.
            Stage::Open => {
                this.hub.with(this.conn, |session| session.waker = Some(task.waker().clone()));
                Poll::Pending
            }
            Stage::Probing { timeout, .. } | Stage::Closing { timeout } => timeout.as_mut().poll(task),
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        match self.stage {
            Stage::Probing { has_probed: true, .. } => {
                self.hub.with(self.conn, |session| session.is_upgrading = false);
            }
            Stage::Probing { .. } => {}
            Stage::Open | Stage::Closing { .. } => {
                self.hub.close(self.conn, CloseReason::TransportClose);
                self.hub.remove(self.conn);
            }
        }
    }
}

impl Connection {
    /// An upgrade has no business without its session. Once it has begun, the client polls no more: what was said
    /// last to a session that is ending can reach it only here.
    fn is_current(&self) -> bool {
        match self.stage {
            Stage::Probing { has_probed: false, .. } => {
                self.hub.with(self.conn, |session| session.closing.is_none()) == Some(true)
            }
            Stage::Probing { has_probed: true, .. } | Stage::Open => self.hub.with(self.conn, |_| ()).is_some(),
            Stage::Closing { .. } => true,
        }
    }

    /// Whether what the client sends still matters.
    fn hears(&self) -> bool {
        match self.stage {
            Stage::Closing { .. } => false,
            Stage::Probing { has_probed: true, .. } => true,
            Stage::Probing { .. } | Stage::Open => {
                self.hub.with(self.conn, |session| session.closing.is_none()) == Some(true)
            }
        }
    }

    /// Reads until nothing is there. Ready when the connection is at its end.
    fn poll_read(&mut self, task: &mut Context<'_>) -> Poll<()> {
        for _ in 0..MAX_READS {
            let outcome = BUFFER.with_borrow_mut(|buffer| {
                let mut read = ReadBuf::new(buffer);
                match Pin::new(&mut self.stream).poll_read(task, &mut read) {
                    Poll::Ready(Ok(())) => {
                        let filled = read.filled_mut();
                        let length = filled.len();
                        if length > 0 {
                            self.hub.0.stats.bytes_in.add(length as u64);
                            self.take_in(filled);
                        }
                        Poll::Ready(Ok(length))
                    }
                    Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
                    Poll::Pending => Poll::Pending,
                }
            });
            match ready!(outcome) {
                Ok(0) | Err(_) => return Poll::Ready(()),
                Ok(_) => {}
            }
        }
        // There may be more: come back after the others.
        task.waker().wake_by_ref();
        Poll::Pending
    }

    /// Takes in what was read.
    fn take_in(&mut self, data: &mut [u8]) {
        let max_payload = self.hub.0.settings.max_payload;
        let mut decoder = std::mem::take(&mut self.decoder);
        let result = decoder.feed(data, max_payload, |message| {
            self.message(message);
            // After its end the session hears nothing more; `fetch` says goodbye.
            self.hears()
        });
        self.decoder = decoder;
        if let Err(error) = result {
            log::debug!("{:?}: {error:?}", self.conn);
            self.hub.close(self.conn, CloseReason::TransportError);
            self.end(Some(error.code()));
        }
    }

    fn message(&mut self, message: Message<'_>) {
        match message {
            Message::Ping(data) => self.out.push_back(Frame::pong(data).bytes().clone()),
            Message::Close(code) => {
                if matches!(self.stage, Stage::Open) {
                    self.hub.close(self.conn, CloseReason::TransportClose);
                    self.hub.with(self.conn, |session| drop(session.drain()));
                }
                self.end(code);
            }
            Message::Text(text) => match &mut self.stage {
                Stage::Probing { has_probed, .. } => {
                    let has_probed_before = std::mem::replace(has_probed, true);
                    self.probe(text, has_probed_before);
                }
                Stage::Open => self.hub.engine_packet(self.conn, engineio::parse(text)),
                Stage::Closing { .. } => {}
            },
            Message::Binary(data) => match self.stage {
                Stage::Probing { .. } => self.end(None),
                Stage::Open => self.hub.attachment(self.conn, Bytes::copy_from_slice(data)),
                Stage::Closing { .. } => {}
            },
        }
    }

    /// The steps of an upgrade (spec 05 section 5).
    fn probe(&mut self, text: &str, has_probed: bool) {
        match (has_probed, engineio::parse(text)) {
            (false, Ok(Packet::Ping("probe"))) => {
                self.out.push_back(Frame::text("3", "probe").bytes().clone());
                self.hub.with(self.conn, |session| {
                    session.is_upgrading = true;
                    session.wake();
                });
            }
            (true, Ok(Packet::Upgrade)) => {
                self.stage = Stage::Open;
                self.hub.with(self.conn, |session| {
                    session.transport = Transport::WebSocket;
                    session.is_upgrading = false;
                    // A poll that is still pending is released.
                    session.wake();
                });
            }
            _ => {
                if let Stage::Probing { has_probed: state, .. } = &mut self.stage {
                    *state = has_probed;
                }
                self.hub.with(self.conn, |session| session.is_upgrading = false);
                self.end(None);
            }
        }
    }

    /// Says the last word: after it, nothing is sent and everything that comes is ignored.
    fn end(&mut self, code: Option<u16>) {
        self.out.push_back(Frame::close(code).bytes().clone());
        let was_probing = matches!(self.stage, Stage::Probing { .. });
        if was_probing {
            // The session lives on over polling: this connection must not take it along.
            self.conn = ConnId { slot: u32::MAX, generation: 0 };
        }
        self.stage = Stage::Closing { timeout: Box::pin(tokio::time::sleep(LINGER)) };
    }

    /// Takes over what the session wants to send.
    fn fetch(&mut self) {
        if !matches!(self.stage, Stage::Open) {
            return;
        }
        let fetched = self.hub.with(self.conn, |session| {
            // While a write is stuck the session keeps its frames, so that its backlog is known.
            let frames =
                if self.out.is_empty() || session.closing.is_some() { session.drain() } else { VecDeque::new() };
            (frames, session.closing)
        });
        let Some((frames, closing)) = fetched else { return };
        self.out.extend(frames.into_iter().map(|frame| frame.bytes().clone()));
        match closing {
            Some((CloseReason::ServerShuttingDown, _)) => self.end(Some(1001)),
            Some(_) => self.end(None),
            None => {}
        }
    }

    fn poll_write(&mut self, task: &mut Context<'_>) -> io::Result<()> {
        loop {
            while !self.out.is_empty() {
                match self.poll_write_out(task) {
                    Poll::Pending => return Ok(()),
                    Poll::Ready(Ok(0)) => return Err(io::ErrorKind::WriteZero.into()),
                    Poll::Ready(Ok(written)) => {
                        self.hub.0.stats.bytes_out.add(written as u64);
                        self.advance(written);
                    }
                    Poll::Ready(Err(error)) => return Err(error),
                }
            }
            self.out = VecDeque::new();
            // TLS keeps what the socket did not take; this sends it as soon as it does.
            if let Poll::Ready(Err(error)) = Pin::new(&mut self.stream).poll_flush(task) {
                return Err(error);
            }
            if matches!(self.stage, Stage::Closing { .. }) {
                // Tells the client that nothing follows; its own end is awaited for a while.
                let _ = Pin::new(&mut self.stream).poll_shutdown(task);
                return Ok(());
            }
            self.fetch();
            if self.out.is_empty() {
                return Ok(());
            }
        }
    }

    /// One system call for everything that waits, as far as it goes.
    fn poll_write_out(&mut self, task: &mut Context<'_>) -> Poll<io::Result<usize>> {
        if let (1, Some(only)) = (self.out.len(), self.out.front()) {
            return Pin::new(&mut self.stream).poll_write(task, only);
        }
        let mut slices = [IoSlice::new(&[]); MAX_SLICES];
        let mut count = 0;
        for (slice, bytes) in slices.iter_mut().zip(&self.out) {
            *slice = IoSlice::new(bytes);
            count += 1;
        }
        Pin::new(&mut self.stream).poll_write_vectored(task, &slices[..count])
    }

    fn advance(&mut self, mut written: usize) {
        while let Some(first) = self.out.front_mut() {
            if written < first.len() {
                first.advance(written);
                return;
            }
            written -= first.len();
            self.out.pop_front();
        }
    }

    /// The connection broke without a goodbye.
    fn lost(&mut self) {
        if matches!(self.stage, Stage::Open) {
            self.hub.close(self.conn, CloseReason::TransportClose);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What an idle connection costs, its task included.
    #[test]
    fn a_connection_is_small() {
        assert!(size_of::<Connection>() <= 256, "{}", size_of::<Connection>());
    }
}
