//! Requests and answers in JSON.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::{Request, Response, StatusCode, body::Incoming};
use serde::{Serialize, de::DeserializeOwned};

use super::{Body, headers};

/// Longest body of a request, bytes (spec 30 section 13).
const MAX_BODY: usize = 100 * 1024;
/// For a body to arrive.
const TIMEOUT: Duration = Duration::from_secs(15);

/// Why a body could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// It is longer than anything that is asked for here.
    TooLong,
    /// It is no JSON of the expected form, or did not arrive in time.
    NoJson,
}

/// Reads a request's body.
///
/// # Errors
/// See [`Unreadable`].
pub(super) async fn read<T: DeserializeOwned>(request: Request<Incoming>) -> Result<T, Unreadable> {
    let body = bytes(request, MAX_BODY).await?;
    serde_json::from_slice(&body).map_err(|_| Unreadable::NoJson)
}

/// Reads a request's body as it is, if it has at most so many bytes.
///
/// # Errors
/// See [`Unreadable`].
pub(super) async fn bytes(request: Request<Incoming>, most: usize) -> Result<Bytes, Unreadable> {
    let body = Limited::new(request.into_body(), most).collect();
    match tokio::time::timeout(TIMEOUT, body).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Unreadable::TooLong),
        _ => Err(Unreadable::NoJson),
    }
}

/// An answer.
pub(super) fn answer(status: StatusCode, value: &impl Serialize) -> Response<Body> {
    match serde_json::to_string(value) {
        Ok(text) => headers::respond(status, "application/json; charset=utf-8", text),
        Err(error) => {
            log::error!("an answer could not be written: {error}");
            headers::respond(StatusCode::INTERNAL_SERVER_ERROR, "text/plain; charset=utf-8", "")
        }
    }
}
