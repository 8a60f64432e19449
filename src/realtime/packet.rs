//! What goes out: encoded once, shared by all receivers.

use std::rc::Rc;

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::wire::{
    socketio::{self, AckId},
    websocket::Frame,
};

/// A Socket.IO packet with its attachments, ready to be sent to any number of sockets.
#[derive(Clone, Debug)]
pub struct Packet {
    main: Frame,
    /// Almost always absent: no event of the protocol has attachments.
    attachments: Option<Rc<[Frame]>>,
}

impl Packet {
    /// An event with one argument.
    pub fn event<T: Serialize + ?Sized>(name: &str, payload: &T) -> Self {
        Self::encoded(name, socketio::event_text(name, Some(payload)))
    }

    /// An event without arguments.
    pub fn event_empty(name: &str) -> Self {
        Self::encoded(name, socketio::event_text::<()>(name, None))
    }

    /// The answer to an event.
    pub fn ack<T: Serialize + ?Sized>(ack: AckId, payload: &T) -> Self {
        Self::encoded("an answer", socketio::ack_text(ack, payload))
    }

    /// An event (by name) or answer (by id) with any arguments; `{"_placeholder":true,"num":n}` in
    /// them stands for an attachment.
    pub fn with_attachments(
        name: Option<&str>,
        ack: Option<AckId>,
        args: &[Box<RawValue>],
        attachments: &[Bytes],
    ) -> Self {
        let text = socketio::with_attachments(name, ack, args, attachments.len());
        let frames: Rc<[Frame]> = attachments.iter().map(|data| Frame::binary(data)).collect();
        Self { main: Frame::text("4", &text), attachments: (!frames.is_empty()).then_some(frames) }
    }

    pub(super) fn plain(text: &str) -> Self {
        Self { main: Frame::text("4", text), attachments: None }
    }

    fn encoded(name: &str, text: Result<String, serde_json::Error>) -> Self {
        let text = text.unwrap_or_else(|error| {
            // Our own types can all be written; what arrives then is an event without argument.
            log::error!("{name} cannot be written as JSON: {error}");
            "2[\"\"]".to_owned()
        });
        Self::plain(&text)
    }

    pub(super) fn frames(&self) -> impl Iterator<Item = &Frame> {
        std::iter::once(&self.main).chain(self.attachments.iter().flat_map(|frames| frames.iter()))
    }
}
