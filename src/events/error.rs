//! Refusals, and how they look to a client.

use std::{borrow::Cow, fmt};

use serde_json::{Value, json};

use crate::{
    node::{Overloaded, SendError},
    store::StoreError,
};

/// Why an event was refused. The client is told; nothing has changed.
#[derive(Clone, Debug, PartialEq)]
pub enum EventError {
    /// Answered in the common shape, `{"error":text,"type":"error","msg":text}` (spec 20 section 0).
    Text(Cow<'static, str>),
    /// Answered in the shape that the event has for this case.
    Ack(Value),
}

impl EventError {
    /// The caller is not who it says it is, or has not joined.
    pub fn unauthenticated() -> Self {
        Self::Text("Not logged in, or the token is not valid.".into())
    }

    /// The caller lacks a permission.
    pub fn denied() -> Self {
        Self::Text("Missing permissions".into())
    }

    /// What the client gets.
    pub fn to_ack(&self) -> Value {
        match self {
            Self::Text(text) => json!({"error": text, "type": "error", "msg": text}),
            Self::Ack(value) => value.clone(),
        }
    }
}

impl fmt::Display for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Ack(value) => match value.get("error").and_then(Value::as_str) {
                Some(text) => f.write_str(text),
                None => f.write_str("refused"),
            },
        }
    }
}

impl std::error::Error for EventError {}

impl From<&'static str> for EventError {
    fn from(text: &'static str) -> Self {
        Self::Text(text.into())
    }
}

impl From<StoreError> for EventError {
    /// The log has the details; a client learns only that it may try again.
    fn from(error: StoreError) -> Self {
        // A database that is away is in the log already, once and not for every request.
        if !matches!(error, StoreError::Unavailable(_) | StoreError::TookTooLong) {
            log::error!("the store refused: {error}");
        }
        match error {
            StoreError::TookTooLong => "That took too long. Search for more words, or for rarer ones.".into(),
            StoreError::Busy => "The server is busy. Try again in a moment.".into(),
            StoreError::Unavailable(_) => "The server cannot reach its database. Try again in a moment.".into(),
            _ => "The server could not save that. Try again later.".into(),
        }
    }
}

impl From<Overloaded> for EventError {
    fn from(_: Overloaded) -> Self {
        "The server is busy. Try again in a moment.".into()
    }
}

impl From<SendError> for EventError {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Store(error) => error.into(),
        }
    }
}
