//! Requests and answers in JSON.

use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use hyper::{Request, Response, StatusCode, body::Incoming};
use serde::{Serialize, de::DeserializeOwned};

use super::{Body, headers};

/// Longest body of a request, bytes (spec 30 section 13).
const MAX_BODY: usize = 100 * 1024;
/// For a body to arrive.
const TIMEOUT: Duration = Duration::from_secs(15);

/// Reads a request's body; `None` if it is no such thing, too long or too slow.
pub(super) async fn read<T: DeserializeOwned>(request: Request<Incoming>) -> Option<T> {
    let body = Limited::new(request.into_body(), MAX_BODY).collect();
    let body = tokio::time::timeout(TIMEOUT, body).await.ok()?.ok()?.to_bytes();
    serde_json::from_slice(&body).ok()
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
