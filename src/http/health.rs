//! `/healthz` and `/readyz`: for whoever watches over the node. Plain text, one line.

use std::path::Path;

use hyper::{Response, StatusCode};

use super::{Body, headers};
use crate::node::Node;

/// With less space than this the database cannot grow for long, bytes.
const LOW_DISK: u64 = 32 * 1024 * 1024;

/// The process lives and answers.
pub(super) fn alive() -> Response<Body> {
    line(StatusCode::OK, "ok\n")
}

/// Whether clients can be served: the database answers, and there is room on its disk.
pub(super) async fn ready(node: &Node, data: &Path) -> Response<Body> {
    if let Err(error) = node.store.messages_by_id(Vec::new()).await {
        log::warn!("not ready: {error}");
        return line(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n");
    }
    match free_space(data) {
        Some(free) if free < LOW_DISK => line(StatusCode::SERVICE_UNAVAILABLE, "the disk is almost full\n"),
        _ => line(StatusCode::OK, "ready\n"),
    }
}

fn line(status: StatusCode, text: &'static str) -> Response<Body> {
    headers::respond(status, "text/plain; charset=utf-8", text)
}

/// Bytes that the node may still write; `None` if the system does not say.
pub(super) fn free_space(data: &Path) -> Option<u64> {
    let about = rustix::fs::statvfs(data).ok()?;
    Some(about.f_bavail.saturating_mul(about.f_frsize))
}
