//! Answers of others, taken with care.

use std::{cell::RefCell, rc::Rc};

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::{
    HeaderMap, Method, Response, StatusCode,
    body::{Body, Incoming},
    header,
};
use tokio::{
    sync::OwnedSemaphorePermit,
    task::JoinHandle,
    time::{Instant, timeout_at},
};

use super::{
    OutgoingError, Policy,
    failures::{Failures, Key},
};
use crate::security::outbound::Target;

/// A connection that is served as long as this lives.
pub(super) struct Connection(JoinHandle<()>);

impl Connection {
    /// Serves a connection in a task of its own.
    pub(super) fn drive(connection: impl Future<Output = hyper::Result<()>> + 'static) -> Self {
        Self(crate::tasks::spawn(async move {
            if let Err(error) = connection.await {
                log::debug!("a connection to another server: {error}");
            }
        }))
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// How the body of an answer is to be read.
pub(super) struct Reading {
    pub(super) failures: Rc<RefCell<Failures>>,
    pub(super) key: Key,
    pub(super) deadline: Instant,
    pub(super) left: u64,
    pub(super) cuts: bool,
}

/// An answer whose head was accepted. Dropping it ends the connection.
pub struct Answer {
    /// Where it came from at last.
    pub target: Target,
    /// Its header fields.
    pub headers: HeaderMap,
    body: Incoming,
    reading: Reading,
    _connection: Connection,
    _slot: OwnedSemaphorePermit,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer").field("target", &self.target).finish_non_exhaustive()
    }
}

impl Answer {
    pub(super) fn new(
        target: Target,
        response: Response<Incoming>,
        reading: Reading,
        connection: Connection,
        slot: OwnedSemaphorePermit,
    ) -> Self {
        let (head, body) = response.into_parts();
        Self { target, headers: head.headers, body, reading, _connection: connection, _slot: slot }
    }

    /// Media type in lower case, without parameters; empty if none was told.
    pub fn media_type(&self) -> String {
        media_type(&self.headers)
    }

    /// The next piece of the body, at most some tens of KB; `None` at its end.
    ///
    /// # Errors
    /// When it takes too long, is too large, or ends in the middle.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, OutgoingError> {
        let next = self.next().await;
        if let Err(error) = next {
            self.reading.failures.borrow_mut().add(self.reading.key, std::time::Instant::now(), error);
        }
        next
    }

    async fn next(&mut self) -> Result<Option<Bytes>, OutgoingError> {
        loop {
            if self.reading.left == 0 && self.reading.cuts {
                return Ok(None);
            }
            let frame = timeout_at(self.reading.deadline, self.body.frame()).await;
            let frame = match frame.map_err(|_| OutgoingError::TimedOut)? {
                None => return Ok(None),
                Some(frame) => frame.map_err(|_| OutgoingError::Broken)?,
            };
            // Trailers are of no interest.
            let Ok(mut data) = frame.into_data() else { continue };
            if data.len() as u64 > self.reading.left {
                if !self.reading.cuts {
                    return Err(OutgoingError::TooLarge);
                }
                data.truncate(self.reading.left as usize);
            }
            self.reading.left -= data.len() as u64;
            return Ok(Some(data));
        }
    }

    /// The whole body. Only for what the policy keeps small.
    ///
    /// # Errors
    /// As [`Self::chunk`].
    pub async fn bytes(mut self) -> Result<Bytes, OutgoingError> {
        let mut whole = BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            whole.extend_from_slice(&chunk);
        }
        Ok(whole.freeze())
    }
}

fn media_type(headers: &HeaderMap) -> String {
    let told = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    told.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Where a redirect leads.
pub(super) fn location(response: &Response<Incoming>, target: &Target) -> Result<Target, OutgoingError> {
    let is_moved = matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    let told = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
    let told = told.filter(|_| is_moved).ok_or(OutgoingError::Status(response.status().as_u16()))?;
    target.join(told).map_err(|_| OutgoingError::Forbidden)
}

/// Whether an answer's head says what the policy allows.
pub(super) fn check(response: &Response<Incoming>, method: &Method, policy: &Policy) -> Result<(), OutgoingError> {
    if !response.status().is_success() || response.status() == StatusCode::NO_CONTENT {
        return Err(OutgoingError::Status(response.status().as_u16()));
    }
    if !(policy.accepts)(&media_type(response.headers())) {
        return Err(OutgoingError::Type);
    }
    if method == Method::HEAD {
        return Ok(());
    }
    // SECURITY: nothing is ever unpacked here, so nothing small becomes large.
    let is_plain = |value: &header::HeaderValue| value.as_bytes().eq_ignore_ascii_case(b"identity");
    if !response.headers().get_all(header::CONTENT_ENCODING).iter().all(is_plain) {
        return Err(OutgoingError::Encoded);
    }
    let is_large = response.body().size_hint().lower() > policy.max_body;
    if is_large && !policy.cuts_body { Err(OutgoingError::TooLarge) } else { Ok(()) }
}
