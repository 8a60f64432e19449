//! Long polling: the GET that waits and the POST that brings (spec 05 sections 2.3 and 2.4).

use std::{
    future::poll_fn,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use hyper::{Request, StatusCode, body::Incoming, header::CONTENT_TYPE};

use super::{
    hub::Hub,
    ids::{CloseReason, ConnId},
    session::{Session, Transport},
};
use crate::wire::{engineio, websocket::Frame};

/// For a POST to arrive as a whole.
const POST_TIMEOUT: Duration = Duration::from_secs(30);

/// The packet that ends a session, and the one that says nothing.
const END: &str = "1";
const NOTHING: &str = "6";

/// What a request is answered with.
pub(super) enum Answer {
    Payload(String),
    Taken,
    Empty(StatusCode),
}

/// Ends the session if the client goes away in the middle of a request.
struct InProgress<'a> {
    hub: &'a Hub,
    conn: ConnId,
    is_finished: bool,
    release: fn(&mut Session),
}

impl Drop for InProgress<'_> {
    fn drop(&mut self) {
        self.hub.with(self.conn, self.release);
        if !self.is_finished {
            self.hub.close(self.conn, CloseReason::TransportError);
            self.hub.remove(self.conn);
        }
    }
}

/// Waits until there is something to send.
pub(super) async fn get(hub: &Hub, conn: ConnId) -> Answer {
    if hub.with(conn, |session| std::mem::replace(&mut session.is_polled, true)) == Some(true) {
        hub.close(conn, CloseReason::TransportError);
        return Answer::Empty(StatusCode::BAD_REQUEST);
    }
    let release = |session: &mut Session| {
        session.is_polled = false;
        // The waker of a WebSocket that took over is not ours.
        if session.transport == Transport::Polling {
            session.waker = None;
        }
    };
    let mut request = InProgress { hub, conn, is_finished: false, release };
    let text = poll_fn(|task| poll(hub, conn, task)).await;
    request.is_finished = true;
    drop(request);
    // What was still to be said goes first, the end with the next request: clients take in the end of a payload
    // before its beginning.
    let is_closing = hub.with(conn, |session| session.closing.is_some() && session.transport == Transport::Polling);
    if is_closing == Some(true) && (text == END || text == NOTHING) {
        hub.remove(conn);
    }
    hub.0.stats.bytes_out.add(text.len() as u64);
    Answer::Payload(text)
}

fn poll(hub: &Hub, conn: ConnId, task: &mut Context<'_>) -> Poll<String> {
    let ready = hub.with(conn, |session| {
        if session.transport == Transport::WebSocket {
            return Some(NOTHING.to_owned());
        }
        let text = payload(session.drain());
        match session.closing {
            Some((CloseReason::TransportClose, _)) => return Some(NOTHING.to_owned()),
            Some(_) if text.is_empty() => return Some(END.to_owned()),
            Some(_) => {}
            None if text.is_empty() && session.is_upgrading => return Some(NOTHING.to_owned()),
            None if text.is_empty() => {
                session.waker = Some(task.waker().clone());
                return None;
            }
            None => {}
        }
        Some(text)
    });
    match ready {
        Some(None) => Poll::Pending,
        Some(Some(text)) => Poll::Ready(text),
        None => Poll::Ready(END.to_owned()),
    }
}

fn payload(frames: impl IntoIterator<Item = Frame>) -> String {
    let mut text = String::new();
    for frame in frames {
        if !text.is_empty() {
            text.push(engineio::SEPARATOR);
        }
        if frame.is_binary() {
            text.push_str(&engineio::binary_as_text(frame.payload()));
        } else {
            text.push_str(&String::from_utf8_lossy(frame.payload()));
        }
    }
    text
}

/// Takes in what a client sends.
pub(super) async fn post(hub: &Hub, conn: ConnId, request: Request<Incoming>) -> Answer {
    let refuse = |status| {
        hub.close(conn, CloseReason::TransportError);
        Answer::Empty(status)
    };
    if hub.with(conn, |session| std::mem::replace(&mut session.is_posted, true)) == Some(true) {
        return refuse(StatusCode::BAD_REQUEST);
    }
    let release = |session: &mut Session| session.is_posted = false;
    let mut progress = InProgress { hub, conn, is_finished: false, release };
    if request.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == "application/octet-stream") {
        progress.is_finished = true;
        return refuse(StatusCode::BAD_REQUEST);
    }
    let body = Limited::new(request.into_body(), hub.0.settings.max_payload).collect();
    let body: Bytes = match tokio::time::timeout(POST_TIMEOUT, body).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => {
            progress.is_finished = true;
            return refuse(StatusCode::PAYLOAD_TOO_LARGE);
        }
        Ok(Err(_)) => return Answer::Empty(StatusCode::BAD_REQUEST),
        Err(_) => return Answer::Empty(StatusCode::REQUEST_TIMEOUT),
    };
    progress.is_finished = true;
    drop(progress);
    hub.0.stats.bytes_in.add(body.len() as u64);
    let Ok(text) = std::str::from_utf8(&body) else {
        hub.close(conn, CloseReason::ParseError);
        return Answer::Taken;
    };
    for packet in engineio::payload(text) {
        hub.engine_packet(conn, packet);
        if hub.with(conn, |session| session.closing.is_some()) != Some(false) {
            break;
        }
    }
    Answer::Taken
}
